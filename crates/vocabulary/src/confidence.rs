use std::fmt;

use serde::{Deserialize, Serialize};

/// Analytic confidence: how good the basis for a judgement is (ICD 203, D.6.e(2)(b)). Not how probable it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Few, thin, or dependent sources; one aspect carries the judgement; a little more evidence may overturn it.
    Low,
    /// Plausible and corroborated in part, but not enough for more.
    Moderate,
    /// Several independent sources and aspects agree, and the judgement survives the loss of any of them.
    High,
}

impl Confidence {
    /// The word of ICD 203.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Moderate => "moderate",
            Self::High => "high",
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
