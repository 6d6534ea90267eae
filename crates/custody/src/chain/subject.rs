use std::fmt;
use std::str::FromStr;

use dunant_vocabulary::Sha256Digest;

pub use dunant_record::case::{CaseId, InvalidCaseId};

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
