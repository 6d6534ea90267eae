use dunant_heads::{EpochProof, Head, History};
use dunant_vocabulary::Sha256Digest;
use serde::{Deserialize, Serialize};

use crate::heads_line::{self, EpochLine};

/// What became of a case in every epoch of its body up to its decision, as JSON: from the first epoch on, so that nobody can say that it began anew.
///
/// A line for each epoch: the number of the newest link of the chain that moved or `-`, the root of the epoch's prefix tree, and the paths to the
/// places that it shows, in base64. Where one log follows on another, the last entry of the one ends with `next` and the key of the other, and
/// the first of the other with `follows` and the origin, size and root of the one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Course {
    /// The epochs before the case, from 0 on. The number is of the chain `members`; the paths are to its place, and to that of the case, where nothing is.
    pub before: Vec<String>,
    /// The epochs from the first with the case to that of its decision: its numbers, and the paths to its place.
    pub epochs: Vec<String>,
    /// Cosigned checkpoints: of each epoch in which the case moved, and of both where one log follows on another while it goes on; others are allowed.
    pub checkpoints: Vec<String>,
}

/// What is no course through a heads log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCourse {
    /// A line that is none.
    #[error("the line of epoch {0} is not `NUMBER ROOT PATHS`, in its one spelling")]
    Epoch(u64),
    /// A checkpoint that is none.
    #[error("checkpoint {0} is none, or is not in its one spelling")]
    Checkpoint(usize),
    /// A number that the chain of the case does not have.
    #[error("in epoch {epoch} the case is said to move to link {number}, which is not there: a link was left out")]
    NoLink {
        /// The epoch.
        epoch: u64,
        /// The number.
        number: u64,
    },
    /// A number that the chain of members does not have.
    #[error("in epoch {epoch} the members are said to move to link {number}, which is not there: a link was left out")]
    NoMembersLink {
        /// The epoch.
        epoch: u64,
        /// The number.
        number: u64,
    },
}

/// The place of the case among the chains of its history.
pub(super) const CASE: usize = 0;

/// The place of the members.
pub(super) const MEMBERS: usize = 1;

impl Course {
    /// The course of `history`: of the case alone, and of case and members in the epochs before it.
    #[must_use]
    pub fn of(history: &History) -> Self {
        let mut course = Self { before: Vec::new(), epochs: Vec::new(), checkpoints: Vec::new() };
        for epoch in &history.epochs {
            let shown = if epoch.moved.len() > MEMBERS { MEMBERS } else { CASE };
            let number = epoch.moved.get(shown).copied().flatten().map(|head| head.number);
            let EpochProof { chains, paths, succession, .. } = epoch.clone();
            let lines = if shown == MEMBERS { &mut course.before } else { &mut course.epochs };
            lines.push(heads_line::write(number, &EpochLine { chains, paths, succession }));
        }
        course.checkpoints = history.checkpoints.iter().map(ToString::to_string).collect();
        course
    }

    /// The history, well formed and not verified, of the case and its members, whose links have these digests.
    ///
    /// # Errors
    /// The part that cannot be read, or would be written otherwise, and links that are not there.
    pub fn history(&self, case: &[Sha256Digest], members: &[Sha256Digest]) -> Result<History, InvalidCourse> {
        let mut epochs = Vec::with_capacity(self.before.len() + self.epochs.len());
        let lines = self.before.iter().map(|line| (line, true)).chain(self.epochs.iter().map(|line| (line, false)));
        for ((line, is_before), epoch) in lines.zip(0_u64..) {
            let (moved, EpochLine { chains, paths, succession }) =
                heads_line::read::<u64>(line).ok_or(InvalidCourse::Epoch(epoch))?;
            let links = if is_before { members } else { case };
            let head = moved.map(|number| {
                let digest = usize::try_from(number).ok().and_then(|number| links.get(number)).copied();
                digest.map(|digest| Head { number, digest }).ok_or(number)
            });
            let moved = match head.transpose() {
                Ok(head) if is_before => vec![None, head],
                Ok(head) => vec![head],
                Err(number) if is_before => return Err(InvalidCourse::NoMembersLink { epoch, number }),
                Err(number) => return Err(InvalidCourse::NoLink { epoch, number }),
            };
            epochs.push(EpochProof { chains, moved, paths, succession });
        }
        let checkpoint =
            |(note, place): (&String, usize)| heads_line::checkpoint(note).ok_or(InvalidCourse::Checkpoint(place));
        let checkpoints = self.checkpoints.iter().zip(1..).map(checkpoint).collect::<Result<_, _>>()?;
        Ok(History { epochs, checkpoints })
    }

    /// The number of the epoch of the decision; nothing where there is no epoch.
    #[must_use]
    pub fn last(&self) -> Option<u64> {
        (self.before.len() as u64).saturating_add(self.epochs.len() as u64).checked_sub(1)
    }
}
