use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A CVE identifier, upper case: `CVE-2014-4114`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct CveId(String);

/// The text is not a CVE identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a CVE identifier; expected `CVE-`, a year, and at least four digits")]
pub struct InvalidCve(String);

impl CveId {
    /// The identifier, upper case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CveId {
    type Err = InvalidCve;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let upper = text.trim().to_ascii_uppercase();
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        match upper.split('-').collect::<Vec<_>>().as_slice() {
            ["CVE", year, number]
                if year.len() == 4 && digits(year) && (4..=19).contains(&number.len()) && digits(number) =>
            {
                Ok(Self(upper))
            }
            _ => Err(InvalidCve(text.to_owned())),
        }
    }
}

impl fmt::Display for CveId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<'de> Deserialize<'de> for CveId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
