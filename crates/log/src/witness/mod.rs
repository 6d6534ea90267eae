//! A witness: cosigns the checkpoints of the logs that it follows, and never two that contradict each other (C2SP tlog-witness).
//!
//! [`dunant_record::witness::consider`] judges; this remembers, and answers over HTTP. What a witness has cosigned is on stable
//! storage before anybody learns of it, so a crash at any moment leaves it strict: at worst it knows a head that it told nobody.

mod heads;
mod serve;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

use dunant_durable::{Failed, Readers, lock_file, make_directories};
use dunant_record::cosignature::Timestamp;
use dunant_record::note::{CosignerSecretKey, KeyId, KeyName, VerifierKey};
use dunant_record::witness::{AddCheckpoint, Answer, Granted, consider};

use heads::Heads;

pub use serve::{DEFAULT_ADDRESS, MAX_BODY_BYTES, ServeError};

/// A witness with its state open. One process has a state open at a time.
pub struct WitnessServer {
    key: CosignerSecretKey,
    /// The keys of each followed log, by its origin.
    logs: BTreeMap<KeyName, Vec<VerifierKey>>,
    heads: Heads,
    clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
    /// Held as long as the state is open.
    _claim: File,
}

impl WitnessServer {
    /// Makes the state of a new witness, which has seen nothing, in `directory`; the directory is made where it is missing.
    ///
    /// Only for a new key: a witness that forgets what it cosigned lets every log be rolled back.
    ///
    /// # Errors
    /// A state stands there already; the directory cannot be written to.
    pub async fn create(directory: &Path) -> Result<(), WitnessError> {
        make_directories(directory, Readers::Owner)?;
        let _claim = claim(directory)?;
        Heads::create(&directory.join(STATE)).await
    }

    /// Opens the state in `directory`, to cosign with `key` for the logs whose keys are `logs`; a log may have several.
    ///
    /// `clock` gives the time that cosignatures state. A log that is followed again after a pause is remembered.
    ///
    /// # Errors
    /// No state stands there, another process has it open, it cannot be read; two of `logs` that share name and ID.
    pub async fn open(
        directory: &Path,
        key: CosignerSecretKey,
        logs: Vec<VerifierKey>,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Result<Self, WitnessError> {
        let logs = by_origin(logs)?;
        let state = directory.join(STATE);
        if !state.is_file() {
            return Err(WitnessError::Missing { file: state.display().to_string() });
        }
        let claim = claim(directory)?;
        Ok(Self { key, logs, heads: Heads::open(&state).await?, clock: Box::new(clock), _claim: claim })
    }

    /// Answers the body of an `add-checkpoint` request. A head that the answer cosigns is durable when this returns.
    ///
    /// # Errors
    /// The state cannot be read or written; then nobody knows what is stored: stop, and open it again.
    pub async fn answer(&self, body: &[u8]) -> Result<Answer, WitnessError> {
        let request = match AddCheckpoint::parse(body) {
            Ok(request) => request,
            Err(error) => return Ok(Answer::Malformed(error)),
        };
        loop {
            let granted = match self.judge(&request).await? {
                Ok(granted) => granted,
                Err(refusal) => return Ok(refusal),
            };
            if let Some(answer) = self.settle(&granted).await? {
                return Ok(answer);
            }
        }
    }

    /// Judges a request against the head that is stored now.
    async fn judge(&self, request: &AddCheckpoint) -> Result<Result<Granted, Answer>, WitnessError> {
        let origin = request.checkpoint.checkpoint().origin();
        let Some(keys) = self.logs.get(origin) else { return Ok(Err(Answer::UnknownLog)) };
        let stored = self.heads.stored(origin).await?;
        Ok(consider(request, Some(keys), stored.as_ref()))
    }

    /// Stores the head that was granted, then cosigns it; nothing where the head that it was judged against is no longer the stored
    /// one.
    async fn settle(&self, granted: &Granted) -> Result<Option<Answer>, WitnessError> {
        let checkpoint = granted.checkpoint();
        let cosign = || granted.cosign(&self.key, (self.clock)());
        self.heads.replace(checkpoint.origin(), granted.replaced(), checkpoint.head(), cosign).await
    }
}

impl fmt::Debug for WitnessServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WitnessServer").field("key", &self.key).field("logs", &self.logs).finish_non_exhaustive()
    }
}

/// Why a witness cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    /// Reading or writing a file failed.
    #[error("cannot {doing} `{file}`: {source}")]
    Io {
        /// What was being done: "open".
        doing: &'static str,
        /// The file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// There is no state.
    #[error(
        "the witness's state `{file}` is missing: restore it; only for a new key, make one with `dunant witness init`, since a \
         witness that forgets lets logs be rolled back"
    )]
    Missing {
        /// The file.
        file: String,
    },
    /// A state stands where one was to be made.
    #[error("`{file}` is the state of a witness already: choose another directory")]
    Exists {
        /// The file.
        file: String,
    },
    /// Another process has the state open.
    #[error("another process has the witness's state in `{directory}` open: stop it first")]
    Claimed {
        /// The directory.
        directory: String,
    },
    /// SQLite failed.
    #[error("the witness's state: {0}")]
    Sqlite(#[from] sqlx::Error),
    /// The state was written by a later version, or is not a witness's.
    #[error("the witness's state has format {0}, and this version reads format 1: use the version that wrote it")]
    Format(i64),
    /// What is stored of a log is not a head.
    #[error("what the witness's state says of the log `{origin}` is not a tree head: restore the state")]
    NotAHead {
        /// The log.
        origin: KeyName,
    },
    /// Two keys of one log that a signature line cannot tell apart.
    #[error("two keys of the log `{name}` have the ID {id}: leave out one of them")]
    AmbiguousKey {
        /// The name of both.
        name: KeyName,
        /// The ID of both.
        id: KeyId,
    },
}

/// The state's file in its directory.
const STATE: &str = "witness.sqlite";

/// Takes the only place at a state, until the file is dropped.
///
/// Not the state's own file: SQLite's locks on it would end when another handle to it is closed.
fn claim(directory: &Path) -> Result<File, WitnessError> {
    let file = directory.join("witness.lock");
    let opened = lock_file(&file)?;
    match opened.try_lock() {
        Ok(()) => Ok(opened),
        Err(TryLockError::WouldBlock) => Err(WitnessError::Claimed { directory: directory.display().to_string() }),
        Err(TryLockError::Error(source)) => Err(failed("lock", &file, source)),
    }
}

fn by_origin(keys: Vec<VerifierKey>) -> Result<BTreeMap<KeyName, Vec<VerifierKey>>, WitnessError> {
    let mut logs: BTreeMap<KeyName, Vec<VerifierKey>> = BTreeMap::new();
    for key in keys {
        let of_log = logs.entry(key.name().clone()).or_default();
        match of_log.iter().find(|known| known.id() == key.id()) {
            None => of_log.push(key),
            Some(known) if *known == key => {}
            Some(_) => return Err(WitnessError::AmbiguousKey { name: key.name().clone(), id: key.id() }),
        }
    }
    Ok(logs)
}

fn failed(doing: &'static str, file: &Path, source: io::Error) -> WitnessError {
    WitnessError::Io { doing, file: file.display().to_string(), source }
}

impl From<Failed> for WitnessError {
    fn from(Failed { doing, path, reason }: Failed) -> Self {
        failed(doing, &path, reason)
    }
}
