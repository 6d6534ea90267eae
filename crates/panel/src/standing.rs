//! Where a case stands now: what became of it in each epoch of the heads log since its finding (panel protocol, sections 7 and 8, check 17).
//!
//! A finding shows its past. Whether the case went on since, only a fresh proof can show: the body, or anybody who mirrors its heads log and has the
//! case's place, makes one. It shows every epoch and not the newest alone, since a secretariat could take a later link out of one.

use std::fmt;

use dunant_heads::{Bounds, ChainPlace, EpochProof, Head, History, HistoryError, Logs, Move, VerifiedHistory};
use dunant_record::note::KeyName;
use dunant_record::policy::Distrust;
use dunant_record::{SignedCheckpoint, VerifiedCheckpoint};
use serde::{Deserialize, Serialize};

use crate::heads_line::{self, EpochLine};

/// The name and version of the form of a [`Standing`].
pub const SCHEMA: &str = "dunant.standing/1";

/// The longest standing that is read, in bytes: some 80 years of an epoch each six hours.
pub const MAX_STANDING_BYTES: usize = 32 << 20;

/// What became of a case's chain in each epoch from some epoch on, and what shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Standing {
    /// [`SCHEMA`].
    pub schema: String,
    /// The number of the first epoch, which is not behind the one after the decision's.
    pub first: u64,
    /// A line for each epoch: `NUMBER:HEAD` where the chain moved or `-`, and as in a finding the root of its prefix tree and the path to the case's place.
    pub epochs: Vec<String>,
    /// Cosigned checkpoints: of the last epoch, and of others.
    pub checkpoints: Vec<String>,
}

/// What a standing shows, verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stood {
    /// The newest epoch.
    pub epoch: u64,
    /// When that was.
    pub bounds: Bounds,
    /// The moves of the chain behind the epoch of the decision.
    pub moves: Vec<Move>,
}

impl Standing {
    /// The standing of a chain, by its `history` from the epoch `first` on.
    #[must_use]
    pub fn new(first: u64, history: &History) -> Self {
        let line = |epoch: &EpochProof| {
            let EpochProof { chains, paths, succession, moved } = epoch.clone();
            heads_line::write(moved.into_iter().next().flatten(), &EpochLine { chains, paths, succession })
        };
        let epochs = history.epochs.iter().map(line).collect();
        let checkpoints = history.checkpoints.iter().map(ToString::to_string).collect();
        Self { schema: SCHEMA.to_owned(), first, epochs, checkpoints }
    }

    /// Reads a standing in its one spelling. Nothing is verified yet.
    ///
    /// # Errors
    /// Bytes that are no standing, or are not as it is written.
    pub fn parse(bytes: &[u8]) -> Result<Self, StandingError> {
        if bytes.len() > MAX_STANDING_BYTES {
            return Err(StandingError::TooLong(bytes.len()));
        }
        let standing: Self = serde_json::from_slice(bytes).map_err(|error| StandingError::Json(error.to_string()))?;
        if standing.schema != SCHEMA {
            return Err(StandingError::Schema(standing.schema));
        }
        if standing.to_string().as_bytes() == bytes { Ok(standing) } else { Err(StandingError::Spelling) }
    }

    /// The head of the last move that it says, unverified.
    #[must_use]
    pub fn newest(&self) -> Option<Head> {
        self.epochs.iter().rev().find_map(|line| heads_line::read::<Head>(line)?.0)
    }

    /// Verifies what became of the chain at `place` in every epoch of `body` behind those of `finding`, the history that its finding shows, in `logs` and
    /// under checkpoints that `believe` takes.
    ///
    /// # Errors
    /// What cannot be read, begins too late or ends too early, or does not hold.
    pub fn verify(
        &self,
        finding: &VerifiedHistory,
        body: &KeyName,
        place: ChainPlace<'_>,
        logs: &Logs,
        believe: impl Fn(&SignedCheckpoint) -> Result<(VerifiedCheckpoint, Bounds), Distrust>,
    ) -> Result<Stood, NotStanding> {
        let next = finding.end.next;
        let known = next.checked_sub(self.first).ok_or(NotStanding::Late { first: self.first, next })?;
        let known = usize::try_from(known).unwrap_or(usize::MAX);
        if known > self.epochs.len() {
            return Err(NotStanding::Early);
        }
        let mut epochs = Vec::with_capacity(self.epochs.len().saturating_sub(known));
        for (line, epoch) in self.epochs.iter().zip(self.first..).skip(known) {
            let (moved, EpochLine { chains, paths, succession }) =
                heads_line::read::<Head>(line).ok_or(NotStanding::Epoch(epoch))?;
            epochs.push(EpochProof { chains, moved: vec![moved], paths, succession });
        }
        if epochs.is_empty() {
            // The decision's epoch is the newest: its own checkpoint says when that was.
            let epoch = finding.last();
            let bounds = finding.bounds_of(epoch).unwrap_or_default();
            return Ok(Stood { epoch, bounds, moves: Vec::new() });
        }
        let mut checkpoints = Vec::with_capacity(self.checkpoints.len());
        for note in &self.checkpoints {
            let signed = heads_line::checkpoint(note).ok_or(NotStanding::Checkpoint)?;
            let head = signed.checkpoint().head();
            let epoch = head.size.checked_sub(1).and_then(|index| logs.epoch(signed.checkpoint().origin(), index));
            // Those of epochs that the finding shows itself are of no use.
            if epoch.is_none_or(|epoch| epoch >= next) {
                checkpoints.push(signed);
            }
        }
        let history = History { epochs, checkpoints };
        let verified = history.verify(&finding.end, body, &[place], logs, believe)?;
        let (epoch, bounds) = (verified.last(), verified.bounds_of(verified.last()).unwrap_or_default());
        // No moves would say that nothing has followed.
        let moves = verified.moves.into_iter().next().ok_or(NotStanding::Epoch(epoch))?;
        Ok(Stood { epoch, bounds, moves })
    }
}

impl fmt::Display for Standing {
    /// The standing in its one spelling: JSON, two spaces an indent, a line end at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Texts alone: there is nothing here that JSON cannot hold.
        writeln!(f, "{}", serde_json::to_string_pretty(self).unwrap_or_default())
    }
}

/// Bytes that are no standing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StandingError {
    /// Longer than is read.
    #[error("the standing has {0} bytes, more than {MAX_STANDING_BYTES}: check that this is the right file")]
    TooLong(usize),
    /// Not JSON, or not of the form of a standing.
    #[error("not a standing: {0}")]
    Json(String),
    /// Of another form.
    #[error("the document is of the form `{0}`, and a standing of `{SCHEMA}`")]
    Schema(String),
    /// It can be read, and would be written otherwise.
    #[error("the standing is not written as standings are: it was reformatted or changed; get the file as it was made")]
    Spelling,
}

/// Why a standing shows nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotStanding {
    /// It begins behind the end of what is known.
    #[error(
        "it begins with epoch {first}, and the finding ends before epoch {next}: get one that shows every epoch since"
    )]
    Late {
        /// Its first epoch.
        first: u64,
        /// The one that it must show.
        next: u64,
    },
    /// It ends before the finding does.
    #[error("it is from before the decision: get a newer one")]
    Early,
    /// A line that is none.
    #[error("the line of epoch {0} is not `NUMBER:HEAD ROOT PATHS`, in its one spelling")]
    Epoch(u64),
    /// A checkpoint that is none.
    #[error("a checkpoint of it is none, or is not in its one spelling")]
    Checkpoint,
    /// The epochs do not hold.
    #[error(transparent)]
    History(#[from] HistoryError),
}
