use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use dunant_durable::{Failed, Readers, Unfinished, make_directory, sync, sync_directory};
use dunant_record::tiles::Tile;

use super::{Storage, StorageError};

/// Files written at the same time. Syncs that wait together are one journal commit of the file system.
const WRITERS: usize = 8;

/// How many directories are remembered as durable; beyond that they are synced again.
const REMEMBERED: usize = 1_024;

/// Public files in a directory of a local file system.
///
/// A file is written under another name, synced, renamed, and its directory synced; a directory that this process did not yet sync
/// into the one above it is synced there, whoever made it: one that was killed may not have come so far. So a reader sees a whole file
/// or none, before and after a power cut.
#[derive(Debug, Clone)]
pub struct PosixStorage {
    root: PathBuf,
    /// Directories that are durable, and so is the way to each from `root`.
    durable: BTreeSet<PathBuf>,
}

impl PosixStorage {
    /// The files below `root`, which must be a directory.
    ///
    /// # Errors
    /// `root` cannot be read.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, StorageError> {
        let root = root.into();
        let is_directory = fs::metadata(&root).and_then(|about| match about.is_dir() {
            true => Ok(()),
            false => Err(io::Error::from(io::ErrorKind::NotADirectory)),
        });
        is_directory.map_err(|source| failed("open", &root, source))?;
        Ok(Self { root, durable: BTreeSet::new() })
    }

    /// The directory.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Makes the directories that lead to `file` where they are missing, and gives those that are not known to be durable.
    fn lead_to(&self, file: &Path) -> Result<Vec<PathBuf>, StorageError> {
        let above = file.ancestors().skip(1).take_while(|directory| *directory != self.root);
        let mut leading: Vec<PathBuf> =
            above.take_while(|directory| !self.durable.contains(*directory)).map(Path::to_owned).collect();
        leading.reverse();
        for directory in &leading {
            make_directory(directory, Readers::All)?;
        }
        Ok(leading)
    }

    fn remember(&mut self, directories: BTreeSet<PathBuf>) {
        if self.durable.len() > REMEMBERED {
            self.durable.clear();
        }
        self.durable.extend(directories);
    }
}

impl Storage for PosixStorage {
    fn create(&mut self, tiles: &[(Tile, Vec<u8>)]) -> Result<(), StorageError> {
        let (mut changed, mut leading, mut new) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        for (tile, bytes) in tiles {
            let file = self.root.join(tile.to_string());
            match fs::read(&file) {
                // It may stand unsynced, from before a crash.
                Ok(stands) if stands == *bytes => sync(&file)?,
                Ok(_) => return Err(StorageError::Differs { file: file.display().to_string() }),
                Err(error) if error.kind() == io::ErrorKind::NotFound => new.push((file.clone(), bytes.as_slice())),
                Err(source) => return Err(failed("read", &file, source)),
            }
            let led = self.lead_to(&file)?;
            changed
                .extend(file.parent().into_iter().chain(led.iter().filter_map(|it| it.parent())).map(Path::to_owned));
            leading.extend(led);
        }
        // Every tile is whole under its name before any directory that leads to one is synced.
        all_at_once(&new, |(file, bytes)| write_whole(file, bytes))?;
        let changed: Vec<PathBuf> = changed.into_iter().collect();
        all_at_once(&changed, |directory| Ok(sync_directory(directory)?))?;
        self.remember(leading);
        Ok(())
    }

    fn read(&self, tile: Tile) -> Result<Option<Vec<u8>>, StorageError> {
        for name in [tile, tile.full()] {
            let file = self.root.join(name.to_string());
            match fs::read(&file) {
                Ok(bytes) => return Ok(Some(bytes)),
                Err(error) if is_absent(&error) => {}
                Err(source) => return Err(failed("read", &file, source)),
            }
        }
        Ok(None)
    }

    fn publish(&mut self, checkpoint: &str) -> Result<(), StorageError> {
        write_whole(&self.root.join("checkpoint"), checkpoint.as_bytes())?;
        Ok(sync_directory(&self.root)?)
    }

    fn checkpoint(&self) -> Result<Option<Vec<u8>>, StorageError> {
        let file = self.root.join("checkpoint");
        match fs::read(&file) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(source) => Err(failed("read", &file, source)),
        }
    }

    fn remove_partials(&mut self, full: Tile) {
        if !full.is_partial() {
            // What stays costs space alone.
            let _ = fs::remove_dir_all(self.root.join(format!("{full}.p")));
        }
    }

    fn handle(&self) -> Box<dyn Storage> {
        Box::new(self.clone())
    }
}

/// Writes a file under another name, syncs it, and gives it its name. The caller syncs the directory.
fn write_whole(file: &Path, bytes: &[u8]) -> Result<(), StorageError> {
    let mut unfinished = Unfinished::beside(file, Readers::All)?;
    unfinished.write(bytes)?;
    Ok(unfinished.stand(file)?)
}

/// Does `work` on each item, several at a time; the first failure, in the order of the items.
fn all_at_once<T: Sync>(items: &[T], work: impl Fn(&T) -> Result<(), StorageError> + Sync) -> Result<(), StorageError> {
    if items.len() < 2 {
        return items.iter().try_for_each(work);
    }
    let next = Mutex::new(items.iter().enumerate());
    let failures = Mutex::new(Vec::new());
    let take = || next.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
    let work_on = || {
        while let Some((place, item)) = take() {
            if let Err(error) = work(item) {
                failures.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((place, error));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..WRITERS.min(items.len()) {
            // A thread that cannot be made is no failure: this one takes what is left.
            let _ = std::thread::Builder::new().spawn_scoped(scope, work_on);
        }
        work_on();
    });
    let mut failures = failures.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    failures.sort_by_key(|(place, _)| *place);
    failures.into_iter().next().map_or(Ok(()), |(_, error)| Err(error))
}

/// Whether an error says that there is no such file. `NotADirectory`: a file stands where a directory would.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn failed(doing: &'static str, file: &Path, source: io::Error) -> StorageError {
    StorageError::Io { doing, file: file.display().to_string(), source }
}

impl From<Failed> for StorageError {
    fn from(Failed { doing, path, reason }: Failed) -> Self {
        failed(doing, &path, reason)
    }
}
