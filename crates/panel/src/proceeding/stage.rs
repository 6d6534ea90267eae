use std::fmt;

use serde::Serialize;

/// Where a case stands. Clocks move it too, so it is asked for at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Nothing was referred.
    NotReferred,
    /// Referred, and waiting for the ruling on admissibility.
    Referred,
    /// Ruled not admissible: the end.
    NotAdmitted,
    /// Admitted, and waiting for its panel.
    Admitted,
    /// The panel is named; evidence is taken in.
    FactFinding,
    /// Evidence is frozen; members seal their assessments.
    Assessing,
    /// All seals are in, or the clock has ended; members open them.
    Revealing,
    /// The assessments are open; parties are asked, and answer; a finding may be drafted.
    Hearing,
    /// A draft is voted on.
    Voting,
    /// A finding is adopted.
    Decided,
    /// It is published.
    Published,
}

impl Stage {
    /// All stages, in their order.
    pub const ALL: [Self; 11] = [
        Self::NotReferred,
        Self::Referred,
        Self::NotAdmitted,
        Self::Admitted,
        Self::FactFinding,
        Self::Assessing,
        Self::Revealing,
        Self::Hearing,
        Self::Voting,
        Self::Decided,
        Self::Published,
    ];

    /// The word for it, as in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NotReferred => "not-referred",
            Self::Referred => "referred",
            Self::NotAdmitted => "not-admitted",
            Self::Admitted => "admitted",
            Self::FactFinding => "fact-finding",
            Self::Assessing => "assessing",
            Self::Revealing => "revealing",
            Self::Hearing => "hearing",
            Self::Voting => "voting",
            Self::Decided => "decided",
            Self::Published => "published",
        }
    }

    /// How the case stands, as the end of a sentence that begins with "the case".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NotReferred => "has not been referred",
            Self::Referred => "waits for the ruling on admissibility",
            Self::NotAdmitted => "was not admitted",
            Self::Admitted => "is admitted and waits for its panel",
            Self::FactFinding => "is in fact-finding",
            Self::Assessing => "is being assessed under seal",
            Self::Revealing => "is at the opening of the sealed assessments",
            Self::Hearing => "is at the hearing of the parties",
            Self::Voting => "is being voted on",
            Self::Decided => "is decided and not yet published",
            Self::Published => "is published",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
