use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An identifier of MITRE ATT&CK: `T1059.001`, `S0154`, `G0032`, `C0022`, `TA0001`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttackId {
    kind: AttackIdKind,
    number: u16,
    sub: u16,
}

/// What an [`AttackId`] names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttackIdKind {
    /// `T1059` or `T1059.001`.
    Technique,
    /// `S0154`: malware or tool.
    Software,
    /// `G0032`.
    Group,
    /// `C0022`.
    Campaign,
    /// `TA0001`.
    Tactic,
}

/// The text is not an ATT&CK identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an ATT&CK identifier; expected the form of `T1059.001`, `S0154`, `G0032`, `C0022` or `TA0001`")]
pub struct InvalidAttackId(String);

impl AttackId {
    /// What it names.
    #[must_use]
    pub fn kind(self) -> AttackIdKind {
        self.kind
    }

    /// The technique a sub-technique belongs to; every other identifier is its own parent.
    #[must_use]
    pub fn parent(self) -> Self {
        Self { sub: 0, ..self }
    }

    /// Whether it names a sub-technique.
    #[must_use]
    pub fn is_subtechnique(self) -> bool {
        self.sub != 0
    }
}

impl FromStr for AttackId {
    type Err = InvalidAttackId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidAttackId(text.to_owned());
        let upper = text.trim().to_ascii_uppercase();
        let (kind, rest) = if let Some(rest) = upper.strip_prefix("TA") {
            (AttackIdKind::Tactic, rest)
        } else {
            let kind = match upper.bytes().next() {
                Some(b'T') => AttackIdKind::Technique,
                Some(b'S') => AttackIdKind::Software,
                Some(b'G') => AttackIdKind::Group,
                Some(b'C') => AttackIdKind::Campaign,
                _ => return Err(invalid()),
            };
            (kind, upper.get(1..).unwrap_or_default())
        };
        // Tools and file names write the full stop as a hyphen, a stroke or an underscore: `T1003-001`.
        let (number, sub) = match rest.split_once(['.', '-', '/', '_']) {
            Some((number, sub)) if kind == AttackIdKind::Technique && sub.len() == 3 => (number, Some(sub)),
            Some(_) => return Err(invalid()),
            None => (rest, None),
        };
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if number.len() != 4 || !digits(number) || !sub.is_none_or(digits) {
            return Err(invalid());
        }
        let number = number.parse().map_err(|_| invalid())?;
        let sub = sub.map_or(Ok(0), str::parse).map_err(|_| invalid())?;
        Ok(Self { kind, number, sub })
    }
}

impl fmt::Display for AttackId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.kind {
            AttackIdKind::Technique => "T",
            AttackIdKind::Software => "S",
            AttackIdKind::Group => "G",
            AttackIdKind::Campaign => "C",
            AttackIdKind::Tactic => "TA",
        };
        if self.sub == 0 {
            f.pad(&format!("{letter}{:04}", self.number))
        } else {
            f.pad(&format!("{letter}{:04}.{:03}", self.number, self.sub))
        }
    }
}

impl Serialize for AttackId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AttackId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_print_as_they_are_read_and_know_their_parent() {
        for text in ["T1059", "T1059.001", "S0154", "G0032", "C0022", "TA0001"] {
            assert_eq!(text.parse::<AttackId>().unwrap().to_string(), text);
        }
        for text in ["T105", "T1059.1", "S0154.001", "X0001", "", "T10590", "T1059."] {
            assert!(text.parse::<AttackId>().is_err(), "{text}");
        }
        for text in ["T1059-001", "T1059/001", "t1059_001"] {
            assert_eq!(text.parse::<AttackId>().unwrap().to_string(), "T1059.001", "{text}");
        }
        for text in ["T1059-1", "T1059-0001", "G0032-001", "T1059.001-002"] {
            assert!(text.parse::<AttackId>().is_err(), "{text}");
        }
        let sub: AttackId = "t1059.001".parse().unwrap();
        assert!(sub.is_subtechnique());
        assert_eq!(sub.parent().to_string(), "T1059");
    }
}
