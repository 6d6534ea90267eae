//! Names of cases, and of their rounds.

use std::fmt;
use std::str::FromStr;

use crate::note::KeyName;
use serde::{Deserialize, Serialize};

/// The most characters of a case's name.
const MAX_ID: usize = 64;

/// The name of a case: 1 to 64 of `a`-`z`, `0`-`9` and, not at the ends, `-`. It is public, so it should name nobody.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseId(String);

/// The text cannot name a case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` cannot name a case: use 1 to 64 lower-case letters, digits and hyphens, as in `2026-001`")]
pub struct InvalidCaseId(String);

impl CaseId {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CaseId {
    type Err = InvalidCaseId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let well_formed = (1..=MAX_ID).contains(&text.len())
            && text.bytes().all(allowed)
            && !text.starts_with('-')
            && !text.ends_with('-');
        if well_formed { Ok(Self(text.to_owned())) } else { Err(InvalidCaseId(text.to_owned())) }
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for CaseId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for CaseId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// One round of one case of one body: what has at most one finding (panel protocol, property P4).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoundName {
    /// Whose case.
    pub body: KeyName,
    /// The case.
    pub case: CaseId,
    /// The round, from 1.
    pub round: u32,
}

impl fmt::Display for RoundName {
    /// In a sentence: `round 1 of the case 2026-1 of example.org`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "round {} of the case {} of {}", self.round, self.case, self.body)
    }
}
