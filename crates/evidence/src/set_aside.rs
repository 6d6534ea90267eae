use dunant_vocabulary::Span;
use serde::Serialize;

/// A value that was read and is no evidence of this case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetAside {
    /// The value as the item writes it, at most 200 characters.
    pub what: String,
    /// Why it is no evidence.
    pub reason: Reason,
    /// Where it is.
    pub span: Span,
    /// The place in the format's own terms, such as `row[3].notes`; empty in prose.
    pub path: Box<str>,
    /// Number of values that this entry is for, at least 1: the cells of one column are one entry, and so are the places of
    /// a value that is said again and again, at the first of them.
    #[serde(skip_serializing_if = "is_one")]
    pub count: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_one(count: &u64) -> bool {
    *count == 1
}

/// Why something that an item holds is no evidence of this case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The item says the same again; its first places are kept.
    Repeated,
    /// Text that describes a technique, a program, an actor or another object in general.
    Reference,
    /// An object of a structured item to which nothing of the case in the item refers: it came along with the export.
    Unreferred,
    /// The item is a list of what is known to be harmless: a warning list, an allow list.
    KnownGood,
    /// The item itself calls it benign, a false positive or not suspicious.
    CalledBenign,
    /// The item marks it as disabled or not to be used for detection.
    Disabled,
    /// A newer version of the same object is in the item.
    Superseded,
    /// The item marks it as revoked, deleted, struck out or expired.
    Withdrawn,
    /// It belongs to the reporter, the publisher or the victim.
    Own,
    /// A link or reference to where something was published.
    Citation,
    /// It has the form of a trace and is none: a version, a section number, a word of code, a mask, a placeholder.
    NotATrace,
    /// A file that running text names in passing: most are every machine's own, and nothing says that it is meant as a trace.
    InPassing,
    /// A date, score, comment or other field about the evidence; it holds nothing that is compared.
    Description,
    /// A condition names it as what must not be there: `NOT`, `!=`, `negate`.
    Excluded,
    /// Whoever looks at the item does not see it: hidden text of a page or a document. Its author does not state it.
    Hidden,
    /// An identifier of ATT&CK that the knowledge pack does not have: a number that nobody has, one that was revoked, or one of another
    /// release or domain (Mobile, ICS).
    NotKnown,
}

/// Characters of a value that are kept.
const KEPT: usize = 200;

impl SetAside {
    /// `what` is cut to its first 200 characters.
    pub(crate) fn new(count: u64, reason: Reason, what: String, span: Span, path: Box<str>) -> Self {
        let what = match what.char_indices().nth(KEPT) {
            Some((end, _)) => format!("{}…", what.get(..end).unwrap_or_default()),
            None => what,
        };
        Self { what, reason, span, path, count: count.max(1) }
    }
}

impl Reason {
    /// All reasons, in their order.
    pub const ALL: [Self; 16] = [
        Self::Repeated,
        Self::Reference,
        Self::Unreferred,
        Self::KnownGood,
        Self::CalledBenign,
        Self::Disabled,
        Self::Superseded,
        Self::Withdrawn,
        Self::Own,
        Self::Citation,
        Self::NotATrace,
        Self::InPassing,
        Self::Description,
        Self::Excluded,
        Self::Hidden,
        Self::NotKnown,
    ];

    /// In words, as a predicate of what was set aside: `said before in this item`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Repeated => "said before in this item",
            Self::Reference => "general reference text",
            Self::Unreferred => "nothing of this case in the item refers to it; list it in the report's `object_refs`",
            Self::KnownGood => "on a list of what is harmless",
            Self::CalledBenign => "called benign by the item",
            Self::Disabled => "disabled by the item",
            Self::Superseded => "replaced by a newer version in the item",
            Self::Withdrawn => "revoked, struck out or expired",
            Self::Own => "the reporter's or the victim's own",
            Self::Citation => "a link to a source",
            Self::NotATrace => "no trace by its form: a version, number, word, mask or placeholder",
            Self::InPassing => "a file that the text names in passing",
            Self::Description => "a field about the evidence",
            Self::Excluded => "named by a condition as what must be absent",
            Self::Hidden => "hidden from whoever looks at the item",
            Self::NotKnown => "an identifier that the knowledge pack does not have",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_cut_at_a_character() {
        let long = "é".repeat(300);
        let cut =
            SetAside::new(1, Reason::NotATrace, long, Span::within(dunant_vocabulary::Space::Item, 0, 600), "".into());
        assert_eq!(cut.what.chars().count(), KEPT + 1);
    }
}
