//! A heads log that follows on another: its directory, the epoch that it begins with, and which log has which epoch.
//!
//! The epoch is agreed on beforehand, in the trust file: so readers and members have the new log when its first epoch is made, no epoch is
//! left out, and nothing that is added to the old log afterwards is an epoch.

use std::path::{Path, PathBuf};

use dunant_heads::HeadsLog;
use dunant_log::{Log, LogDirectory};
use dunant_panel::Trust;
use dunant_record::note::{SignerKey, VerifierKey};

use super::Epochs;
use crate::files::{self, Readers};
use crate::trust::{create_heads, witness_lines};
use crate::{Error, Home, Occasion};

/// A heads log that is to follow on the newest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextHeads {
    /// Its directory.
    pub directory: PathBuf,
    /// Its key, for the trust file and for its witnesses.
    pub key: VerifierKey,
    /// The epoch that it begins with, where the trust file is adopted before the one before it is made.
    pub begins: u64,
}

/// The file in which the first epoch of a log stands until the trust file has it.
const BEGINS: &str = "begins";

impl Home {
    /// The directory of the heads log of this place in the trust file, from 0.
    pub(crate) fn heads_at(&self, place: usize) -> LogDirectory {
        match place {
            0 => self.heads(),
            place => LogDirectory::new(self.root().join(format!("heads-{}", place + 1))),
        }
    }

    /// The log that has `epoch`, as its directory, and the place of the epoch in it.
    pub(super) fn log_of(&self, epoch: u64) -> Result<(LogDirectory, u64), Error> {
        let logs = self.needed_trust()?.logs();
        let unknown = || Error::Heads(format!("no heads log has epoch {epoch}"));
        let index = logs.index(epoch).ok_or_else(unknown)?;
        let place = logs.all().iter().rposition(|log| log.begins <= epoch).ok_or_else(unknown)?;
        Ok((self.heads_at(place), index))
    }

    /// Makes a heads log that follows on the newest one `after` epochs from now, or plans for a later epoch the one that waits. It begins only where the next
    /// trust file has it.
    ///
    /// # Errors
    /// A body without a trust file; a log that is to follow by the trust file and has not begun; what making it fails with.
    pub fn succeed_heads(&self, after: u64, occasion: &Occasion) -> Result<NextHeads, Error> {
        let _writer = self.claim()?;
        let trust = self.needed_trust()?;
        let epochs = self.epochs()?;
        let place = trust.logs().all().len();
        if let Some(waiting) = trust.logs().all().last().filter(|log| log.begins > 0 && log.begins >= epochs.len()) {
            return Err(Error::NotYet {
                message: format!(
                    "`{}` follows on the heads log from epoch {} on, by the trust file",
                    waiting.key.name(),
                    waiting.begins
                ),
                help: "`dunant heads tick` makes the epochs before it; let another log follow once it has begun".into(),
            });
        }
        let directory = self.heads_at(place);
        if !directory.root().is_dir() {
            let witnesses = witness_lines(&self.heads().policy().map_err(heads)?.to_string());
            let office = format!("/heads-{}", place + 1);
            let seed = occasion.draw(&format!("key of heads log {}", place + 1));
            create_heads(&directory, self.name(), &office, &seed, &witnesses)?;
        }
        // The newest log has a last epoch to come, in which it names this one.
        let least = epochs.len().saturating_add(after.max(1));
        let begins = trust.logs().all().last().map_or(least, |newest| least.max(newest.begins.saturating_add(2)));
        dunant_durable::replace(&directory.root().join(BEGINS), format!("{begins}\n").as_bytes(), Readers::Owner)?;
        let key = directory.key().map_err(heads)?.public();
        Ok(NextHeads { directory: directory.root().to_owned(), key, begins })
    }

    /// The heads logs for the next trust file: those that it has, and the one that waits to follow.
    pub(crate) fn coming_logs(&self, trust: &Trust, epochs: &Epochs) -> Result<Vec<HeadsLog>, Error> {
        let mut logs = trust.logs().all().to_vec();
        let directory = self.heads_at(logs.len());
        let file = directory.root().join(BEGINS);
        if !file.is_file() {
            return Ok(logs);
        }
        let begins = read_begins(&file)?;
        if begins <= epochs.len() {
            return Err(Error::NotYet {
                message: format!(
                    "`{}` was to follow on the heads log from epoch {begins} on, and the next epoch is {} already",
                    directory.root().display(),
                    epochs.len()
                ),
                help: "`dunant heads succeed` plans it for a later epoch; nothing was changed".into(),
            });
        }
        logs.push(HeadsLog { key: directory.key().map_err(heads)?.public(), begins });
        Ok(logs)
    }

    /// Whether the heads logs of a trust file are those of this directory, and one that it brings can still begin.
    pub(crate) fn has_logs_of(&self, trust: &Trust) -> Result<(), String> {
        let next = self.epochs().map_err(|error| error.to_string())?.len();
        let known = self.trust().map_or(0, |trust| trust.logs().all().len());
        for (place, log) in trust.logs().all().iter().enumerate() {
            let directory = self.heads_at(place);
            if !directory.key().is_ok_and(|key| key.public() == log.key) {
                return Err(format!(
                    "its table `heads` has `{}` as log {}, and the log in `{}` has another key or is not there",
                    log.key,
                    place + 1,
                    directory.root().display()
                ));
            }
            if place >= known && log.begins > 0 && log.begins <= next {
                return Err(format!(
                    "its heads log `{}` begins with epoch {}, and the next epoch is {next} already: `dunant heads succeed` plans it for a \
                     later one, and its signers sign again",
                    log.key.name(),
                    log.begins
                ));
            }
        }
        Ok(())
    }

    /// Opens the log that has the next epoch. `may_stand` where that epoch was planned, so that the log may have it already.
    pub(super) fn open_heads(&self, epochs: &Epochs, may_stand: bool, occasion: &Occasion) -> Result<OpenLog, Error> {
        let next = epochs.len();
        let (directory, index) = self.log_of(next)?;
        let log = Log::open(&directory, self.cosigners(&directory, occasion.now)?).map_err(heads)?;
        let size = log.checkpoint().checkpoint().head().size;
        if size != index && !(may_stand && Some(size) == index.checked_add(1)) {
            return Err(Error::Heads(format!(
                "the log in `{}` has {size} epochs, and what is kept is of {index}: put back the directory `heads` as it was last \
                 (docs/backup.md)",
                directory.root().display()
            )));
        }
        Ok(OpenLog { log, index })
    }
}

/// The log that has the next epoch, and the place of that in it.
pub(super) struct OpenLog {
    pub(super) log: Log,
    pub(super) index: u64,
}

fn read_begins(file: &Path) -> Result<u64, Error> {
    let text = files::read_text(file)?;
    text.trim_end().parse().map_err(|_| Error::Damaged {
        path: file.to_owned(),
        message: format!("`{}` is no number of an epoch: `dunant heads succeed` writes it anew", text.trim_end()),
    })
}

/// The key of a heads log of a body.
pub(crate) fn heads_key(body: &str, office: &str, seed: &[u8; 32]) -> Result<SignerKey, Error> {
    Ok(SignerKey::from_seed(crate::home::name(body, office)?, seed))
}

fn heads(error: impl std::fmt::Display) -> Error {
    Error::Heads(error.to_string())
}
