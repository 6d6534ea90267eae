use std::fmt;

use dunant_heads::{EpochProof, History, Logs, Path, Succession};
use dunant_record::SignedCheckpoint;
use dunant_record::merkle::{Frontier, Hash, TreeHead};
use dunant_record::note::KeyName;
use dunant_vocabulary::Sha256Digest;
use serde::{Deserialize, Serialize};

/// Where a case stood in the heads log in every epoch: the history of its chain as JSON.
///
/// `epochs` has a line for each, from `first` on: the number of the newest link or `none`, the root of the epoch's prefix tree, and the path to the
/// chain's place in base64, `-` where nothing stands beside it. Where one log follows on another, the last entry of the one ends with `next` and the
/// key of the other, and the first of the other with `follows` and the origin, size and root of the one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Course {
    /// The heads log of the first epoch.
    #[serde(with = "crate::spelled")]
    pub origin: KeyName,
    /// The number of the last epoch without the case.
    pub first: u64,
    /// The hashes of the complete subtrees left of it in its log, the largest first.
    pub left: Vec<String>,
    /// Where the chain `members` stood in that epoch.
    pub members: MembersHead,
    /// The epochs.
    pub epochs: Vec<String>,
    /// Cosigned checkpoints: of the first epoch, of each in which the chain grew, of the last, of both where one log follows on another; others are allowed.
    pub checkpoints: Vec<String>,
}

/// Where the chain `members` stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MembersHead {
    /// The number of its newest link.
    pub number: u64,
    /// The path to its place.
    pub path: String,
}

/// What is no course through a heads log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCourse {
    /// The subtrees left of the first epoch.
    #[error("`left` is not the hashes of the complete subtrees below epoch {0} in its log")]
    Left(u64),
    /// A line that is none.
    #[error("line {0} of `epochs` is not `NUMBER ROOT PATH`, in its one spelling")]
    Epoch(usize),
    /// A checkpoint that is none.
    #[error("checkpoint {0} is none, or is not in its one spelling")]
    Checkpoint(usize),
    /// The path of the members.
    #[error("`members` has no path in its one spelling")]
    Members,
}

impl Course {
    /// The course of `history`, and where the members stood in its first epoch.
    #[must_use]
    pub fn of(history: &History, members: u64, members_path: &Path) -> Self {
        Self {
            origin: history.origin.clone(),
            first: history.first,
            left: history.left.hashes().iter().map(ToString::to_string).collect(),
            members: MembersHead { number: members, path: shown_path(members_path) },
            epochs: history.epochs.iter().map(|epoch| Line(epoch).to_string()).collect(),
            checkpoints: history.checkpoints.iter().map(ToString::to_string).collect(),
        }
    }

    /// The history, well formed and not verified; `logs` say at which place of its log the first epoch is.
    ///
    /// # Errors
    /// The part that cannot be read, or would be written otherwise.
    pub fn history(&self, logs: &Logs) -> Result<History, InvalidCourse> {
        let left = || InvalidCourse::Left(self.first);
        let hashes: Vec<Hash> = self.left.iter().map(|hash| spelled(hash)).collect::<Option<_>>().ok_or_else(left)?;
        let index = logs.index(self.first).ok_or_else(left)?;
        let frontier = Frontier::from_hashes(index, hashes).ok_or_else(left)?;
        let epoch = |(place, line): (usize, &String)| epoch(line).ok_or(InvalidCourse::Epoch(place + 1));
        let checkpoint = |(place, note): (usize, &String)| {
            let signed = SignedCheckpoint::parse(note.as_bytes()).ok().filter(|signed| signed.to_string() == *note);
            signed.ok_or(InvalidCourse::Checkpoint(place + 1))
        };
        Ok(History {
            origin: self.origin.clone(),
            first: self.first,
            left: frontier,
            epochs: self.epochs.iter().enumerate().map(epoch).collect::<Result<_, _>>()?,
            checkpoints: self.checkpoints.iter().enumerate().map(checkpoint).collect::<Result<_, _>>()?,
        })
    }

    /// The path of the members.
    ///
    /// # Errors
    /// What is none.
    pub fn members_path(&self) -> Result<Path, InvalidCourse> {
        path(&self.members.path).ok_or(InvalidCourse::Members)
    }
}

/// An epoch as one line.
struct Line<'e>(&'e EpochProof);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let EpochProof { chains, path, number, succession } = self.0;
        match number {
            None => f.write_str("none")?,
            Some(number) => number.fmt(f)?,
        }
        write!(f, " {chains} {}", shown_path(path))?;
        match succession {
            None => Ok(()),
            Some(Succession::Next(key)) => write!(f, " next {key}"),
            Some(Succession::Follows { origin, head }) => write!(f, " follows {origin} {} {}", head.size, head.root),
        }
    }
}

fn epoch(line: &str) -> Option<EpochProof> {
    let mut words = line.split(' ');
    let number = match words.next()? {
        "none" => None,
        number => Some(number.parse().ok()?),
    };
    let chains: Sha256Digest = words.next()?.parse().ok()?;
    let path = path(words.next()?)?;
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
    let epoch = EpochProof { chains: (*chains.as_bytes()).into(), path, number, succession };
    (Line(&epoch).to_string() == line).then_some(epoch)
}

/// A path as it is written: `-` where nothing stands beside it.
#[must_use]
pub fn shown_path(path: &Path) -> String {
    if path.is_empty() { "-".to_owned() } else { path.to_string() }
}

/// A path in its one spelling: `-` where nothing stands beside it.
pub(in crate::finding) fn path(text: &str) -> Option<Path> {
    match text {
        "-" => Some(Path::default()),
        "" => None,
        text => spelled(text),
    }
}

/// A value that is written as it is shown, and in no other way.
fn spelled<T: std::str::FromStr + fmt::Display>(text: &str) -> Option<T> {
    text.parse().ok().filter(|value: &T| value.to_string() == text)
}
