use std::fmt;
use std::str::FromStr;

use dunant_vocabulary::Sha256Digest;
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

/// What a chain is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Who sits on panels: `members`.
    Members,
    /// The steps of a case: `case/2026-001`.
    Case(CaseId),
    /// The custody of one item in one case: `case/2026-001/item/60303a…`.
    Item(CaseId, Sha256Digest),
}

/// The text names nothing that a chain can be about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no chain: expected `members`, `case/NAME` or `case/NAME/item/SHA-256`")]
pub struct InvalidSubject(String);

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Members => f.write_str("members"),
            Self::Case(case) => write!(f, "case/{case}"),
            Self::Item(case, item) => write!(f, "case/{case}/item/{item}"),
        }
    }
}

impl FromStr for Subject {
    type Err = InvalidSubject;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidSubject(text.to_owned());
        if text == "members" {
            return Ok(Self::Members);
        }
        let rest = text.strip_prefix("case/").ok_or_else(invalid)?;
        let read = match rest.split_once("/item/") {
            None => Self::Case(rest.parse().map_err(|_| invalid())?),
            Some((case, item)) => {
                Self::Item(case.parse().map_err(|_| invalid())?, item.parse().map_err(|_| invalid())?)
            }
        };
        // A digest may be read from upper case; a subject has one spelling.
        if read.to_string() == text { Ok(read) } else { Err(invalid()) }
    }
}
