use std::fmt;
use std::str::FromStr;

use dunant_record::merkle::{Frontier, Hash};

/// Where a verified history ended, for another that goes on there. The default is the beginning of a body's first log.
///
/// Whoever keeps one verifies later epochs without the earlier ones. It is written as three lines, and read in that spelling alone:
///
/// ```text
/// next 3
/// log 3 CsUYapGG…= NyZV…=
/// newest 12 -
/// ```
///
/// `log` is the size of the log of the last epoch and the hashes of its complete subtrees, the largest first; `newest` the number of the newest link
/// of each chain, `-` where it stood in no epoch yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogEnd {
    /// The epoch that comes next.
    pub next: u64,
    /// The log of the last epoch, up to it.
    pub(crate) log: Frontier,
    /// The number of the newest link of each chain.
    pub(crate) newest: Vec<Option<u64>>,
}

impl LogEnd {
    /// The number of the newest link of a chain that stood in an epoch so far.
    #[must_use]
    pub fn newest_of(&self, chain: usize) -> Option<u64> {
        self.newest.get(chain).copied().flatten()
    }
}

impl fmt::Display for LogEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "next {}\nlog {}", self.next, self.log.head().size)?;
        self.log.hashes().iter().try_for_each(|hash| write!(f, " {hash}"))?;
        f.write_str("\nnewest")?;
        for number in &self.newest {
            match number {
                Some(number) => write!(f, " {number}")?,
                None => f.write_str(" -")?,
            }
        }
        f.write_str("\n")
    }
}

/// The text says of no history where it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not the end of a history: expected `next EPOCH`, `log SIZE HASHES` and `newest NUMBERS`, a line each, in one spelling"
)]
pub struct InvalidLogEnd;

impl FromStr for LogEnd {
    type Err = InvalidLogEnd;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::read(text).filter(|end| end.to_string() == text).ok_or(InvalidLogEnd)
    }
}

impl LogEnd {
    fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let next = lines.next()?.strip_prefix("next ")?.parse().ok()?;
        let mut log = lines.next()?.strip_prefix("log ")?.split(' ');
        let size = log.next()?.parse().ok()?;
        let hashes: Vec<Hash> = log.map(|hash| hash.parse().ok()).collect::<Option<_>>()?;
        let newest = lines.next()?.strip_prefix("newest")?.split(' ').skip(1);
        let newest = newest
            .map(|number| if number == "-" { Some(None) } else { number.parse().ok().map(Some) })
            .collect::<Option<_>>()?;
        Some(Self { next, log: Frontier::from_hashes(size, hashes)?, newest })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails says where")]

    use super::*;

    #[test]
    fn an_end_is_read_as_it_is_written_and_not_otherwise() {
        let mut log = Frontier::new();
        (0_u8..3).for_each(|leaf| log.push(Hash::of_leaf(&[leaf])));
        for end in [LogEnd::default(), LogEnd { next: 3, log, newest: vec![Some(12), None] }] {
            let text = end.to_string();
            assert_eq!(text.parse(), Ok(end));
            for other in [text.replace("next ", "next 0"), text.replace("log 3", "log 2"), text.trim_end().to_owned()] {
                assert!(other == text || other.parse::<LogEnd>().is_err(), "{other}");
            }
        }
    }
}
