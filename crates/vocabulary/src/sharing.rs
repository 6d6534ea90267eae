use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Traffic Light Protocol 2.0: how far something may be shared (FIRST, August 2022). Ordered from open to closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tlp {
    /// No limit on disclosure. TLP 1.0's WHITE.
    Clear,
    /// The community, not public channels.
    Green,
    /// The organisation and its clients.
    Amber,
    /// The organisation alone.
    #[serde(rename = "amber+strict")]
    AmberStrict,
    /// The named recipients alone.
    Red,
}

/// Permissible Actions Protocol: what may be done with something (MISP taxonomy `PAP`). Ordered from free to bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pap {
    /// No limit on use.
    Clear,
    /// Active actions allowed (blocking, sinkholing is not).
    Green,
    /// Passive cross-check alone.
    Amber,
    /// Nothing detectable from outside.
    Red,
}

/// The text names no marking of the protocol.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a {protocol} marking; use one of {allowed}")]
pub struct InvalidMarking {
    text: String,
    protocol: &'static str,
    allowed: &'static str,
}

impl FromStr for Tlp {
    type Err = InvalidMarking;

    /// Accepts `amber`, `TLP:AMBER`, `tlp:amber+strict`, and TLP 1.0's `white`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let word = text.trim().to_ascii_lowercase();
        match word.strip_prefix("tlp:").unwrap_or(&word) {
            "clear" | "white" => Ok(Self::Clear),
            "green" => Ok(Self::Green),
            "amber" => Ok(Self::Amber),
            "amber+strict" => Ok(Self::AmberStrict),
            "red" => Ok(Self::Red),
            _ => Err(InvalidMarking {
                text: text.to_owned(),
                protocol: "TLP 2.0",
                allowed: "clear, green, amber, amber+strict, red",
            }),
        }
    }
}

impl fmt::Display for Tlp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Clear => "TLP:CLEAR",
            Self::Green => "TLP:GREEN",
            Self::Amber => "TLP:AMBER",
            Self::AmberStrict => "TLP:AMBER+STRICT",
            Self::Red => "TLP:RED",
        })
    }
}

impl FromStr for Pap {
    type Err = InvalidMarking;

    /// Accepts `amber`, `PAP:AMBER`, and the older `white`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let word = text.trim().to_ascii_lowercase();
        match word.strip_prefix("pap:").unwrap_or(&word) {
            "clear" | "white" => Ok(Self::Clear),
            "green" => Ok(Self::Green),
            "amber" => Ok(Self::Amber),
            "red" => Ok(Self::Red),
            _ => Err(InvalidMarking { text: text.to_owned(), protocol: "PAP", allowed: "clear, green, amber, red" }),
        }
    }
}

impl fmt::Display for Pap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Clear => "PAP:CLEAR",
            Self::Green => "PAP:GREEN",
            Self::Amber => "PAP:AMBER",
            Self::Red => "PAP:RED",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tlp_is_ordered_and_reads_the_old_name() {
        assert_eq!("TLP:WHITE".parse(), Ok(Tlp::Clear));
        assert!(Tlp::Amber < Tlp::AmberStrict && Tlp::AmberStrict < Tlp::Red);
        assert!("purple".parse::<Tlp>().is_err());
    }
}
