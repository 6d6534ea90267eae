use serde::{Deserialize, Serialize};

/// Number of families that one trace, or one list of references, may be said to be of. More of them are a list: no trace is of three
/// families, and nothing says which is meant.
pub(crate) const FAMILIES: usize = 2;

/// How an item speaks of what it names: its assertion status, after NegEx (Chapman et al., 2001) and ConText (Harkema et al.,
/// 2009), which tell in clinical notes what a patient has from what he has not, may have, or had once.
///
/// Only what is [stated](Self::is_stated) is evidence in full; what is only listed weighs as little as a public tool does, and
/// nobody is named upon it. The others are observed, shown and never weighed. They are ordered: of several that hold for one name,
/// the last counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Bearing {
    /// As of something that was there.
    #[default]
    Stated,
    /// As a name and no more: nothing says that it was found or used in what the item is about. So a list, a table of names, a
    /// rule that looks for it, or a text about nobody in particular speaks of it.
    Listed,
    /// Beside the matter: advice, boilerplate, headers, a list in which nobody does anything.
    Aside,
    /// Of another time: "last year", "in earlier campaigns", "is known to use".
    Historical,
    /// As somebody else's word: "according to the press", "reportedly", a quotation.
    Reported,
    /// To sell or to warn: "protects against", "beware of".
    Advertised,
    /// As something that this is like or unlike, or as somebody else's: "similar to", "used by other groups".
    Compared,
    /// As a plan, an exercise, a course or an invented scenario.
    Planned,
    /// As a possibility: "looks like", "possibly", "we are not sure".
    Hedged,
    /// As a question or a thing to look for.
    Asked,
    /// As something that was not there: "no trace of", "was not found".
    Denied,
    /// As general reference: what a catalogue says of it, in whatever case.
    Reference,
}

impl Bearing {
    /// Whether the thing is spoken of as something that was there.
    #[must_use]
    pub fn is_stated(&self) -> bool {
        *self == Self::Stated
    }

    /// What the item does with the thing, in a few words: `denies it`, `asks about it`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Stated => "states it",
            Self::Listed => "only lists its name",
            Self::Aside => "names it beside the matter",
            Self::Historical => "tells of another time",
            Self::Reported => "repeats somebody else's word",
            Self::Advertised => "advertises or warns",
            Self::Compared => "compares with it",
            Self::Planned => "plans, exercises or teaches",
            Self::Hedged => "is not sure of it",
            Self::Asked => "asks about it",
            Self::Denied => "denies it",
            Self::Reference => "is general reference",
        }
    }
}
