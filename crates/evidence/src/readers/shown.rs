use crate::Reason;

/// Whether a reader of a page or document sees words, and takes them for what it says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shown {
    /// They stand there.
    #[default]
    Plainly,
    /// They are struck out, or kept as deleted: somebody took them back.
    Struck,
    /// Nobody sees them.
    Hidden,
}

impl Shown {
    /// Why words so shown are no evidence, where they are none.
    pub(super) fn reason(self) -> Option<Reason> {
        match self {
            Self::Plainly => None,
            Self::Struck => Some(Reason::Withdrawn),
            Self::Hidden => Some(Reason::Hidden),
        }
    }
}
