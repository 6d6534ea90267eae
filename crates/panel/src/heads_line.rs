//! One epoch of the heads log as a line of a document.

use std::fmt;
use std::str::FromStr;

use dunant_heads::{Head, Node, Paths, Succession};
use dunant_record::SignedCheckpoint;
use dunant_record::merkle::TreeHead;
use dunant_vocabulary::Sha256Digest;

/// What shows the places of some chains in one epoch: `ROOT PATHS`, and how its log joins another, where it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochLine {
    /// The root of the epoch's prefix tree.
    pub chains: Node,
    /// The paths to the places.
    pub paths: Paths,
    /// How the log joins another in this epoch.
    pub succession: Option<Succession>,
}

/// The text is no line of an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not `ROOT PATHS` of an epoch, in its one spelling")]
pub struct InvalidEpochLine;

impl FromStr for EpochLine {
    type Err = InvalidEpochLine;

    fn from_str(line: &str) -> Result<Self, Self::Err> {
        let read = Self::read(line).ok_or(InvalidEpochLine)?;
        if read.to_string() == line { Ok(read) } else { Err(InvalidEpochLine) }
    }
}

impl EpochLine {
    fn read(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let chains: Sha256Digest = words.next()?.parse().ok()?;
        let paths = words.next()?.parse().ok()?;
        let succession = match words.next() {
            None => None,
            Some("next") => Some(Succession::Next(words.next()?.parse().ok()?)),
            Some("follows") => {
                let origin = words.next()?.parse().ok()?;
                let (size, root) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
                Some(Succession::Follows { origin, head: TreeHead { size, root } })
            }
            Some(_) => return None,
        };
        Some(Self { chains: (*chains.as_bytes()).into(), paths, succession })
    }
}

impl fmt::Display for EpochLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.chains, self.paths)?;
        match &self.succession {
            None => Ok(()),
            Some(Succession::Next(key)) => write!(f, " next {key}"),
            Some(Succession::Follows { origin, head }) => write!(f, " follows {origin} {} {}", head.size, head.root),
        }
    }
}

/// How a line says where a chain moved.
pub(crate) trait Moved: Sized {
    fn write(&self) -> String;
    fn read(text: &str) -> Option<Self>;
}

/// `NUMBER`, where the reader has the link.
impl Moved for u64 {
    fn write(&self) -> String {
        self.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// `NUMBER:DIGEST`, where it does not.
impl Moved for Head {
    fn write(&self) -> String {
        format!("{}:{}", self.number, self.digest)
    }

    fn read(text: &str) -> Option<Self> {
        let (number, digest) = text.split_once(':')?;
        Some(Self { number: number.parse().ok()?, digest: digest.parse().ok()? })
    }
}

/// A line that begins with where a chain moved, `-` where it did not.
pub(crate) fn write<M: Moved>(moved: Option<M>, line: &EpochLine) -> String {
    format!("{} {line}", moved.map_or_else(|| "-".to_owned(), |moved| moved.write()))
}

/// Reads such a line in its one spelling.
pub(crate) fn read<M: Moved>(text: &str) -> Option<(Option<M>, EpochLine)> {
    let (said, line) = text.split_once(' ')?;
    let moved = match said {
        "-" => None,
        said => Some(M::read(said).filter(|moved| moved.write() == said)?),
    };
    Some((moved, line.parse().ok()?))
}

/// A checkpoint in its one spelling.
pub(crate) fn checkpoint(note: &str) -> Option<SignedCheckpoint> {
    SignedCheckpoint::parse(note.as_bytes()).ok().filter(|signed| signed.to_string() == note)
}
