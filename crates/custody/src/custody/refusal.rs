use dunant_vocabulary::{Pap, Tlp};

/// Why an event cannot follow on what has happened to an item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Something happens to an item that was not taken in.
    #[error("`{0}` cannot come first: an item's chain begins with its receipt, `taken-in`")]
    NoReceipt(&'static str),
    /// The item is taken in again.
    #[error("the item was taken in already: what is handed over twice has one receipt in a case")]
    SecondReceipt,
    /// The item's bytes are lost.
    #[error("`{0}` cannot follow: the item's bytes are lost; record `recovered` once they are there again")]
    Lost(&'static str),
    /// What is lost is lost again.
    #[error("the item is recorded as lost already")]
    LostAlready,
    /// What is not lost comes back.
    #[error("the item is not recorded as lost, so it cannot be recovered")]
    NotLost,
    /// Leaves are disclosed of an item without a seal.
    #[error("nothing of the item can be disclosed before it is sealed: record `sealed` first")]
    NotSealed,
    /// A leaf is disclosed that the seal does not have.
    #[error("leaf {index} cannot be disclosed: the item was sealed with {observations} observations, counted from 0")]
    LeafOutside {
        /// The index of the leaf.
        index: u64,
        /// How many leaves the newest seal has.
        observations: u64,
    },
    /// No leaf is disclosed.
    #[error("a redaction discloses at least one leaf: say which")]
    NothingDisclosed,
    /// The disclosed leaves are not in their one order.
    #[error("the disclosed leaves are not in ascending order, each once, at {0}: sort them")]
    Unordered(u64),
    /// A marking is opened and nobody says why.
    #[error("{opened} needs a reason: say who allowed it, and why")]
    OpenedWithoutReason {
        /// Which marking is opened.
        opened: Opened,
    },
    /// Markings and grade are set to what they are.
    #[error("the item has these markings and this grade already")]
    Unchanged,
    /// No link is named whose date is wrong.
    #[error("`clock` names at least one link whose date is wrong: say which")]
    NothingMended,
    /// A part of the event is blank.
    #[error("`{event}` does not say `{field}`: fill it in")]
    Blank {
        /// The event.
        event: &'static str,
        /// The part that is blank.
        field: &'static str,
    },
}

/// A marking that becomes less strict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// How far the item may be shared.
    Tlp {
        /// So far.
        from: Tlp,
        /// From now on.
        to: Tlp,
    },
    /// What may be done with it.
    Pap {
        /// So far.
        from: Pap,
        /// From now on.
        to: Pap,
    },
}

impl std::fmt::Display for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tlp { from, to } => write!(f, "opening {from} to {to}"),
            Self::Pap { from, to } => write!(f, "opening {from} to {to}"),
        }
    }
}
