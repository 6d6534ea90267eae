//! The epochs that were made, each a file: what its entry in the heads log commits to, and the checkpoint that witnesses saw.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use dunant_heads::{Bounds, Epoch};
use dunant_panel::{Salt, Trust};
use dunant_record::SignedCheckpoint;
use dunant_vocabulary::Moment;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::files::{self, Readers};

/// What an epoch commits to beyond the one before. It is not published: it tells which chains moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Planned {
    /// The entry in the heads log.
    pub(crate) entry: String,
    /// The number of the newest link of each chain that has moved, by its subject.
    pub(crate) moved: BTreeMap<String, u64>,
    /// The nonce of each chain that stands in an epoch for the first time.
    pub(crate) began: BTreeMap<String, Salt>,
    /// What the leaves are made of that are of no chain.
    pub(crate) padding: Salt,
}

/// An epoch that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    #[serde(flatten)]
    pub(crate) planned: Planned,
    /// The checkpoint of the log that ends with it, as witnesses cosigned it.
    pub(crate) checkpoint: String,
}

/// All epochs of a body, from the first.
#[derive(Debug, Clone)]
pub(crate) struct Epochs {
    directory: PathBuf,
    kept: Vec<Kept>,
}

impl Epochs {
    /// Reads the epochs in `directory`, which need not exist.
    pub(crate) fn read(directory: PathBuf) -> Result<Self, Error> {
        let mut epochs = Self { directory, kept: Vec::new() };
        while let Some(kept) = json(&epochs.file(epochs.len()))? {
            epochs.kept.push(kept);
        }
        Ok(epochs)
    }

    /// How many there are: the number of the next.
    pub(crate) fn len(&self) -> u64 {
        self.kept.len() as u64
    }

    pub(crate) fn get(&self, number: u64) -> Option<&Kept> {
        self.kept.get(usize::try_from(number).ok()?)
    }

    /// The newest, and its number.
    pub(crate) fn newest(&self) -> Option<(u64, &Kept)> {
        let number = self.len().checked_sub(1)?;
        Some((number, self.get(number)?))
    }

    /// The number of the newest link of each chain in the epoch `number`.
    pub(crate) fn numbers(&self, number: u64) -> BTreeMap<&str, u64> {
        let moved = self.kept.iter().take(usize::try_from(number).unwrap_or(usize::MAX).saturating_add(1));
        moved.flat_map(|kept| &kept.planned.moved).map(|(subject, number)| (subject.as_str(), *number)).collect()
    }

    /// The first epoch in which the link `link` of a chain stood.
    pub(crate) fn first_with(&self, subject: &str, link: u64) -> Option<u64> {
        let has = |kept: &Kept| kept.planned.moved.get(subject).is_some_and(|number| *number >= link);
        self.kept.iter().position(has).map(|place| place as u64)
    }

    /// The nonces of all chains.
    pub(crate) fn nonces(&self) -> BTreeMap<&str, Salt> {
        self.kept
            .iter()
            .flat_map(|kept| &kept.planned.began)
            .map(|(subject, nonce)| (subject.as_str(), *nonce))
            .collect()
    }

    /// The next epoch, if it was planned and not made. A plan that a killed process left behind the epoch that it made is none.
    pub(crate) fn planned(&self) -> Result<Option<Planned>, Error> {
        let planned: Option<Planned> = json(&self.plan())?;
        let is_next =
            |planned: &Planned| Epoch::parse(planned.entry.as_bytes()).is_ok_and(|epoch| epoch.number == self.len());
        Ok(planned.filter(is_next))
    }

    /// Keeps what the next epoch is to commit to, before the log has it: whatever happens then, its entry can be explained.
    pub(crate) fn keep_plan(&self, planned: &Planned) -> Result<(), Error> {
        dunant_durable::make_directories(&self.directory, Readers::Owner)?;
        self.remove_plan()?;
        write(&self.plan(), planned)
    }

    /// Keeps the epoch that was planned, which the log has now.
    pub(crate) fn keep(&mut self, kept: Kept) -> Result<(), Error> {
        write(&self.file(self.len()), &kept)?;
        self.kept.push(kept);
        self.remove_plan()?;
        files::sync_directory(&self.directory)
    }

    fn remove_plan(&self) -> Result<(), Error> {
        let plan = self.plan();
        match fs::remove_file(&plan) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::file("removed", &plan)(error)),
            _ => Ok(()),
        }
    }

    fn file(&self, number: u64) -> PathBuf {
        self.directory.join(format!("{number:09}.json"))
    }

    fn plan(&self) -> PathBuf {
        self.directory.join("next.json")
    }
}

impl Kept {
    /// The checkpoint.
    pub(crate) fn checkpoint(&self) -> Result<SignedCheckpoint, Error> {
        SignedCheckpoint::parse(self.checkpoint.as_bytes()).map_err(|error| Error::Heads(error.to_string()))
    }

    /// When it was, by the witnesses of the trust file, of whom as many as it survives may lie; where quorums need not meet, none.
    pub(crate) fn bounds(&self, trust: &Trust) -> Result<Bounds, Error> {
        let believed = trust.heads().verify(&self.checkpoint()?).map_err(|error| Error::Heads(error.to_string()))?;
        Ok(Bounds::of(&believed, trust.liars().unwrap_or(0)))
    }

    /// The entry in the heads log.
    pub(crate) fn epoch(&self) -> Result<Epoch, Error> {
        Epoch::parse(self.planned.entry.as_bytes()).map_err(|error| Error::Heads(error.to_string()))
    }
}

/// The moment of a bound.
pub(crate) fn moment(bound: Option<dunant_record::Timestamp>) -> Option<Moment> {
    Moment::from_seconds(bound?.seconds())
}

fn json<T: for<'de> Deserialize<'de>>(file: &Path) -> Result<Option<T>, Error> {
    let bytes = match fs::read(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        read => read.map_err(Error::file("read", file))?,
    };
    let damaged = |error: serde_json::Error| Error::Damaged { path: file.to_owned(), message: error.to_string() };
    serde_json::from_slice(&bytes).map(Some).map_err(damaged)
}

fn write(file: &Path, value: &impl Serialize) -> Result<(), Error> {
    let bytes = serde_json::to_vec_pretty(value).map_err(|error| Error::unwritable(&error))?;
    files::write_new(file, &bytes, Readers::Owner)
}
