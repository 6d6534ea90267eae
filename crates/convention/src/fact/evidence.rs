use std::fmt;

use dunant_vocabulary::{Date, DateRange};
use serde::Serialize;

/// Who says so, where, since when, and how well it is proven.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FactSource {
    /// In words: who says it, and what they say.
    pub source: String,
    /// Where to read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When the source said it, as far as is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<DateRange>,
    /// The day it is true as of, where that is not the day it was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Date>,
    /// The person who entered it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// How well it is proven.
    pub standard: StandardOfProof,
    /// Who denies it, and what they say. A denial is shown; another account of the facts makes the fact disputed instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contested: Option<String>,
}

/// How well a fact is proven, from weakest to strongest: the standards that fact-finding missions use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StandardOfProof {
    /// Somebody says so.
    #[default]
    Reported,
    /// An ordinarily prudent observer would believe it.
    ReasonableGrounds,
    /// It is much more likely than not, on several independent grounds.
    ClearAndConvincing,
    /// No reasonable doubt is left, or nobody contests it.
    Established,
}

impl StandardOfProof {
    /// All standards, from weakest to strongest.
    pub const ALL: [Self; 4] = [Self::Reported, Self::ReasonableGrounds, Self::ClearAndConvincing, Self::Established];

    /// The word used in files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::ReasonableGrounds => "reasonable-grounds",
            Self::ClearAndConvincing => "clear-and-convincing",
            Self::Established => "established",
        }
    }
}

impl fmt::Display for StandardOfProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.key().replace('-', " "))
    }
}
