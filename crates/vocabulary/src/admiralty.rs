use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How reliable a source is, by its record (NATO AJP-2.1, the Admiralty code). Kept apart from credibility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reliability {
    /// Completely reliable.
    A,
    /// Usually reliable.
    B,
    /// Fairly reliable.
    C,
    /// Not usually reliable.
    D,
    /// Unreliable.
    E,
    /// Reliability cannot be judged.
    F,
}

/// How credible one piece of information is, whoever gave it (NATO AJP-2.1, the Admiralty code).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Credibility {
    /// 1: confirmed by other sources.
    Confirmed,
    /// 2: probably true.
    ProbablyTrue,
    /// 3: possibly true.
    PossiblyTrue,
    /// 4: doubtful.
    Doubtful,
    /// 5: improbable.
    Improbable,
    /// 6: truth cannot be judged.
    CannotBeJudged,
}

/// A source's reliability and its information's credibility, written `B2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AdmiraltyGrade {
    /// Of the source.
    pub reliability: Reliability,
    /// Of the information.
    pub credibility: Credibility,
}

impl AdmiraltyGrade {
    /// `F6`: neither can be judged. What an ungraded item has.
    pub const UNGRADED: Self = Self { reliability: Reliability::F, credibility: Credibility::CannotBeJudged };
}

/// The text is not a letter A-F followed by a digit 1-6.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an Admiralty grade; use a letter A-F for the source and a digit 1-6 for the information, as in `B2`"
)]
pub struct InvalidGrade(String);

impl FromStr for AdmiraltyGrade {
    type Err = InvalidGrade;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidGrade(text.to_owned());
        let mut letters = text.trim().chars();
        let (Some(source), Some(information), None) = (letters.next(), letters.next(), letters.next()) else {
            return Err(invalid());
        };
        let reliability = match source.to_ascii_uppercase() {
            'A' => Reliability::A,
            'B' => Reliability::B,
            'C' => Reliability::C,
            'D' => Reliability::D,
            'E' => Reliability::E,
            'F' => Reliability::F,
            _ => return Err(invalid()),
        };
        let credibility = match information {
            '1' => Credibility::Confirmed,
            '2' => Credibility::ProbablyTrue,
            '3' => Credibility::PossiblyTrue,
            '4' => Credibility::Doubtful,
            '5' => Credibility::Improbable,
            '6' => Credibility::CannotBeJudged,
            _ => return Err(invalid()),
        };
        Ok(Self { reliability, credibility })
    }
}

impl fmt::Display for AdmiraltyGrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}{}", self.reliability, self.credibility as u8 + 1)
    }
}

impl Serialize for AdmiraltyGrade {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AdmiraltyGrade {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grade_prints_as_it_is_read() {
        for letter in "ABCDEF".chars() {
            for digit in 1..=6 {
                let text = format!("{letter}{digit}");
                assert_eq!(text.parse::<AdmiraltyGrade>().unwrap().to_string(), text);
            }
        }
        assert!("G1".parse::<AdmiraltyGrade>().is_err());
        assert!("B7".parse::<AdmiraltyGrade>().is_err());
    }
}
