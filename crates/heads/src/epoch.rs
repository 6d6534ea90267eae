use std::fmt;

use dunant_record::merkle::{Hash, TreeHead};
use dunant_record::note::{KeyName, VerifierKey};
use dunant_vocabulary::Sha256Digest;

use crate::Node;

const HEADER: &str = "dunant-heads/v2";

/// The longest entry that is read, in bytes.
pub const MAX_EPOCH_BYTES: usize = 4_096;

/// The entry of one epoch: leaf *i* of the first heads log of a body is epoch *i*. A log that follows on another goes on with its numbers.
///
/// ```text
/// dunant-heads/v2 example.org
/// epoch 1234
/// chains 5f0c…
/// ```
///
/// Where a log takes over from another, the last entry of one (`epoch 1234`) names its successor, and the first of the other (`epoch 1235`) what it
/// follows, its size and its root:
///
/// ```text
/// next example.org/heads-2+3e3b…
/// follows example.org/heads 1235 CsUYapGG…=
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Epoch {
    /// Whose chains.
    pub body: KeyName,
    /// The number of the epoch, from 0.
    pub number: u64,
    /// The root of its prefix tree, of the chains that moved in it.
    pub chains: Node,
    /// How it joins another log.
    pub succession: Option<Succession>,
}

/// How a heads log joins another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Succession {
    /// This log ends here, and the log of this key goes on; only in a last entry.
    Next(VerifierKey),
    /// This log begins here, where that one ended; only in the first entry of a log.
    Follows {
        /// The origin of the log before.
        origin: KeyName,
        /// Its size and root when it ended.
        head: TreeHead,
    },
}

impl Epoch {
    /// Reads the entry of an epoch.
    ///
    /// # Errors
    /// What is not one, and any second spelling of one.
    pub fn parse(bytes: &[u8]) -> Result<Self, InvalidEpoch> {
        if bytes.len() > MAX_EPOCH_BYTES {
            return Err(InvalidEpoch);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| InvalidEpoch)?;
        let read = Self::read(text).ok_or(InvalidEpoch)?;
        if read.to_string() == text { Ok(read) } else { Err(InvalidEpoch) }
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let body = lines.next()?.strip_prefix(HEADER)?.strip_prefix(' ')?.parse().ok()?;
        let number: u64 = lines.next()?.strip_prefix("epoch ")?.parse().ok()?;
        let chains = *lines.next()?.strip_prefix("chains ")?.parse::<Sha256Digest>().ok()?.as_bytes();
        let succession = match lines.next() {
            None => None,
            Some(line) => Some(Self::read_succession(line, number)?),
        };
        let is_number = number <= dunant_record::merkle::MAX_SIZE;
        (lines.next().is_none() && is_number).then_some(Self { body, number, chains: chains.into(), succession })
    }

    fn read_succession(line: &str, number: u64) -> Option<Succession> {
        if let Some(key) = line.strip_prefix("next ") {
            return Some(Succession::Next(key.parse().ok()?));
        }
        let mut words = line.strip_prefix("follows ")?.split(' ');
        let origin = words.next()?.parse().ok()?;
        let size = words.next()?.parse().ok()?;
        let root: Hash = words.next()?.parse().ok()?;
        // Whatever the log before followed on, it has no more entries than there were epochs.
        let is_possible = (1..=number).contains(&size) && words.next().is_none();
        is_possible.then_some(Succession::Follows { origin, head: TreeHead { size, root } })
    }

    /// The leaf of the heads log.
    #[must_use]
    pub fn leaf(&self) -> Hash {
        Hash::of_leaf(self.to_string().as_bytes())
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { body, number, chains, succession } = self;
        writeln!(f, "{HEADER} {body}\nepoch {number}\nchains {chains}")?;
        match succession {
            None => Ok(()),
            Some(Succession::Next(key)) => writeln!(f, "next {key}"),
            Some(Succession::Follows { origin, head }) => writeln!(f, "follows {origin} {} {}", head.size, head.root),
        }
    }
}

/// The bytes are no entry of an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not an entry of a heads log: expected `{HEADER} BODY`, `epoch NUMBER` and `chains ROOT` on a line each, in one spelling"
)]
pub struct InvalidEpoch;
