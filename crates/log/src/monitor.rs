//! Following a log: every new entry, verified, handed to whoever watches.
//!
//! What was seen is kept in a state file. A checkpoint that does not continue the one seen last is refused, and both are kept. The
//! place up to which entries were handed over is written after they were, so each is handed over **at least once**: after a stop, the
//! last ones come again.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use dunant_durable::{Readers, replace};
use dunant_record::checkpoint::{CheckpointError, SignedCheckpoint};
use dunant_record::cosignature::Timestamp;
use dunant_record::merkle::{Hash, TreeHead};
use dunant_record::note::KeyName;
use dunant_record::policy::{Distrust, Policy, VerifiedCheckpoint};
use dunant_record::tiles::{TILE_WIDTH, TileError, TileTree};

use crate::contradiction::{Contradiction, ContradictionKind};
use crate::source::{Source, SourceError, SourceTiles};
use crate::succession::{Succession, compare};

/// The first line of a state file.
const HEADER: &str = "dunant-monitor@v1";
/// Bundles that are handed over between two writes of the state.
const BUNDLES: u64 = 16;

/// Whoever watches takes each new entry: its place, and its bytes. An error stops, and the entry comes again.
pub type Watcher<'w> = dyn FnMut(u64, &[u8]) -> Result<(), Box<dyn Error + Send + Sync>> + 'w;

/// Follows one log.
#[derive(Debug, Clone)]
pub struct Monitor {
    policy: Policy,
    state: PathBuf,
}

impl Monitor {
    /// Follows a log that `policy` believes, with what was seen of it in the file `state`, which need not exist yet.
    ///
    /// Two checkpoints that contradict each other are kept beside that file. It is for one process at a time.
    #[must_use]
    pub fn new(policy: Policy, state: impl Into<PathBuf>) -> Self {
        Self { policy, state: state.into() }
    }

    /// Reads the newest checkpoint, and hands the entries that are new since the last time to `watcher`, in order.
    ///
    /// # Errors
    /// A checkpoint that the policy does not believe or that does not continue the one seen last, tiles that are not the log's, an
    /// error of `watcher`, and what reading and writing fail with. What was handed over before counts as handed over.
    pub fn follow(&self, source: &mut dyn Source, watcher: &mut Watcher<'_>) -> Result<Followed, MonitorError> {
        let state = self.read_state()?;
        let bytes = source.checkpoint().map_err(MonitorError::Source)?.ok_or(MonitorError::NoCheckpoint)?;
        let served = SignedCheckpoint::parse(&bytes).map_err(MonitorError::Checkpoint)?;
        let verified = self.policy.verify(&served)?;
        let first = state.as_ref().map_or(0, |state| state.next);
        if let Some(state) = state {
            self.continues(state.seen, &served, source)?;
        }
        let head = *served.checkpoint().head();
        let mut state = State { next: first, seen: served };
        // From here on nothing older is taken, even where no entry gets through.
        self.write_state(&state)?;
        self.hand_over(&head, &mut state, source, watcher)?;
        Ok(Followed { first, now: head.size, verified })
    }

    /// The newest checkpoint continues the one that was seen last.
    fn continues(
        &self,
        seen: SignedCheckpoint,
        served: &SignedCheckpoint,
        source: &mut dyn Source,
    ) -> Result<(), MonitorError> {
        let (kept, found) = (seen.checkpoint().origin(), served.checkpoint().origin());
        if kept != found {
            return Err(MonitorError::OtherLog { kept: kept.clone(), found: found.clone() });
        }
        let (had, has) = (*seen.checkpoint().head(), *served.checkpoint().head());
        let kind = match compare(&had, &has, &mut SourceTiles(source)) {
            Ok(Succession::Same | Succession::Grown) => return Ok(()),
            Ok(Succession::Older) => ContradictionKind::Rollback,
            Ok(Succession::Forked) => ContradictionKind::Fork,
            // Whoever shows an old state need not have the tiles of the new one.
            Err(_) if has.size < had.size => ContradictionKind::Smaller,
            Err(error) => return Err(MonitorError::Tiles(error)),
        };
        let directory = self.state.parent().unwrap_or(Path::new(""));
        let kept = Contradiction::keep(kind, seen, served.clone(), directory);
        Err(kept.map_or_else(MonitorError::Evidence, MonitorError::Contradiction))
    }

    fn hand_over(
        &self,
        head: &TreeHead,
        state: &mut State,
        source: &mut dyn Source,
        watcher: &mut Watcher<'_>,
    ) -> Result<(), MonitorError> {
        if state.next >= head.size {
            return Ok(());
        }
        let width = u64::from(TILE_WIDTH);
        let mut tree = TileTree::open(*head, SourceTiles(source))?;
        let first = state.next / width;
        for bundle in first..head.size.div_ceil(width) {
            let entries = tree.entries(bundle)?;
            for (place, entry) in (bundle * width..).zip(entries).filter(|(place, _)| *place >= state.next) {
                if let Err(error) = watcher(place, &entry) {
                    state.next = place;
                    self.write_state(state)?;
                    return Err(MonitorError::Watcher { place, source: error });
                }
            }
            state.next = head.size.min((bundle + 1) * width);
            if (bundle + 1 - first).is_multiple_of(BUNDLES) {
                self.write_state(state)?;
            }
        }
        self.write_state(state)
    }

    fn read_state(&self) -> Result<Option<State>, MonitorError> {
        let bytes = match std::fs::read(&self.state) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(MonitorError::State { doing: "read", file: self.file(), source }),
        };
        let damaged = || MonitorError::StateDamaged(self.file());
        let state = State::parse(&bytes).ok_or_else(damaged)?;
        // Whoever can write the file could make the monitor forget; its checkpoint must be the log's all the same.
        match self.policy.verify(&state.seen) {
            Err(Distrust::Signature(_) | Distrust::NotTheLog { .. }) => Err(damaged()),
            // A witness that joined the policy later has not cosigned it.
            Ok(_) | Err(Distrust::TooFewWitnesses { .. }) => Ok(Some(state)),
        }
    }

    fn write_state(&self, state: &State) -> Result<(), MonitorError> {
        let written = replace(&self.state, state.to_text().as_bytes(), Readers::All);
        written.map_err(|error| MonitorError::State { doing: "write", file: self.file(), source: error.reason })
    }

    fn file(&self) -> String {
        self.state.display().to_string()
    }
}

/// What following a log once gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The first entry that was handed over, where `first` is less than `now`.
    pub first: u64,
    /// How many entries the log has; all of them were handed over.
    pub now: u64,
    /// The newest checkpoint, and who saw it when.
    pub verified: VerifiedCheckpoint,
}

impl Followed {
    /// When a witness last saw the log in this state; none where no witness of the policy cosigned.
    ///
    /// A log that nobody has witnessed for long may show an old state to you alone.
    #[must_use]
    pub fn newest_witness(&self) -> Option<Timestamp> {
        self.verified.witnessed().iter().map(|(_, time)| *time).max()
    }

    /// How long before `now` that was; nothing, where it lies ahead of `now`.
    #[must_use]
    pub fn age(&self, now: Timestamp) -> Option<Duration> {
        self.newest_witness().and_then(|time| now.seconds().checked_sub(time.seconds())).map(Duration::from_secs)
    }
}

/// What the state file says.
struct State {
    /// The first entry that was not handed over yet.
    next: u64,
    /// The newest checkpoint that was seen.
    seen: SignedCheckpoint,
}

impl State {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (_, rest) = text.strip_prefix(HEADER)?.split_once("\nnext ")?;
        let (next, note) = rest.split_once("\n\n")?;
        let state = Self { next: next.parse().ok()?, seen: SignedCheckpoint::parse(note.as_bytes()).ok()? };
        // The same to the byte, the digest included.
        (state.next <= state.seen.checkpoint().head().size && state.to_text() == text).then_some(state)
    }

    /// The digest is over all that follows it: a place that was damaged would pass over entries.
    fn to_text(&self) -> String {
        let stated = format!("next {}\n\n{}", self.next, self.seen);
        format!("{HEADER}\ndigest {}\n{stated}", Hash::of_leaf(stated.as_bytes()))
    }
}

/// Why a log could not be followed.
#[derive(Debug, thiserror::Error)]
pub enum MonitorError {
    /// The log cannot be read.
    #[error("cannot read the log: {0}")]
    Source(SourceError),
    /// The log has no checkpoint.
    #[error("the log has no checkpoint: check where it is read from")]
    NoCheckpoint,
    /// Its checkpoint cannot be read.
    #[error("the checkpoint of the log: {0}")]
    Checkpoint(CheckpointError),
    /// The policy does not believe its checkpoint.
    #[error("the checkpoint of the log: {0}")]
    Distrust(#[from] Distrust),
    /// The log is another one than the one that was followed.
    #[error("the log that was followed is `{kept}`, and this is `{found}`: follow it with a state file of its own")]
    OtherLog {
        /// What was followed.
        kept: KeyName,
        /// What was found.
        found: KeyName,
    },
    /// The log does not continue what was seen.
    #[error("{0}")]
    Contradiction(Contradiction),
    /// Two checkpoints contradict each other, and they could not be kept.
    #[error(
        "the log does not continue what was seen, and the two checkpoints cannot be written: {0}; make room and follow again"
    )]
    Evidence(io::Error),
    /// Tiles that cannot be read, or are not what the checkpoint commits to.
    #[error(transparent)]
    Tiles(#[from] TileError<SourceError>),
    /// Whoever watches could not take an entry.
    #[error("entry {place} was not taken: {source}; it comes again the next time")]
    Watcher {
        /// Its place in the log.
        place: u64,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The state file cannot be read or written.
    #[error("cannot {doing} `{file}`: {source}")]
    State {
        /// "read" or "write".
        doing: &'static str,
        /// The file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// The state file is no state of this log.
    #[error("`{0}` is not the state of a monitor of this log: restore it, or delete it to begin with the first entry")]
    StateDamaged(String),
}
