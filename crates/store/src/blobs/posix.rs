use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use dunant_vocabulary::Sha256Digest;

use super::{BlobError, Blobs, place, verified};
use crate::parallel::all_at_once;

/// Files written at the same time. Syncs that wait together are one journal commit of the file system.
const WRITERS: usize = 16;

/// Blobs as files in a directory of a local file system: `ab/ab12…`, two levels.
///
/// A file is written in `incoming/`, synced, renamed to its place, and the directory of that place synced. So a reader sees a whole
/// blob or none, before and after a power cut. What a process that was killed left in `incoming/` is never read, and removed when
/// the directory is next opened and nobody else has it open.
#[derive(Debug)]
pub struct PosixBlobs {
    root: PathBuf,
    /// Directories of places that are durable.
    durable: Mutex<BTreeSet<PathBuf>>,
    /// Locked shared while files may be in `incoming/`; the system unlocks it when the process ends.
    _incoming: File,
}

impl PosixBlobs {
    /// The blobs below `root`, which is made where it is missing; the directory that it stands in must exist.
    ///
    /// # Errors
    /// `root` cannot be made or read.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, BlobError> {
        let root = root.into();
        make(&root)?;
        let incoming = root.join("incoming");
        make(&incoming)?;
        let lock = root.join("incoming.lock");
        let held = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock)
            .map_err(|source| failed("open", &lock, source))?;
        match held.try_lock() {
            Ok(()) => sweep(&incoming)?,
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(source)) => return Err(failed("lock", &lock, source)),
        }
        held.lock_shared().map_err(|source| failed("lock", &lock, source))?;
        // The way here is durable from now on, whoever made it.
        sync(&root)?;
        sync(root.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
        Ok(Self { root, durable: Mutex::default(), _incoming: held })
    }

    /// The directory.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn file(&self, name: &Sha256Digest) -> PathBuf {
        self.root.join(place(name))
    }

    /// Makes the directories that this process does not know to be durable, and syncs them into the root.
    fn lead_to(&self, directories: &BTreeSet<PathBuf>) -> Result<(), BlobError> {
        let mut durable = self.durable.lock().unwrap_or_else(PoisonError::into_inner);
        let new: Vec<&PathBuf> = directories.difference(&durable).collect();
        if new.is_empty() {
            return Ok(());
        }
        for directory in &new {
            make(directory)?;
        }
        sync(&self.root)?;
        let new: Vec<PathBuf> = new.into_iter().cloned().collect();
        durable.extend(new);
        Ok(())
    }

    /// Writes a blob under another name, syncs it, and gives it its name. The caller makes the directory before, and syncs it after.
    fn write(&self, name: &Sha256Digest, bytes: &[u8]) -> Result<(), BlobError> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let unique = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let unfinished = self.root.join("incoming").join(unique);
        let mut written = File::create(&unfinished).map_err(|source| failed("create", &unfinished, source))?;
        written.write_all(bytes).map_err(|source| failed("write", &unfinished, source))?;
        written.sync_all().map_err(|source| failed("sync", &unfinished, source))?;
        fs::rename(&unfinished, self.file(name)).map_err(|source| failed("rename", &unfinished, source))
    }
}

impl Blobs for PosixBlobs {
    fn put_many(&self, blobs: &[Vec<u8>]) -> Result<Vec<Sha256Digest>, BlobError> {
        let named: Vec<(Sha256Digest, &[u8])> =
            blobs.iter().map(|bytes| (Sha256Digest::of(bytes), bytes.as_slice())).collect();
        let directories: BTreeSet<PathBuf> =
            named.iter().filter_map(|(name, _)| self.file(name).parent().map(Path::to_owned)).collect();
        self.lead_to(&directories)?;
        // Every blob is whole under its name before any directory is synced.
        all_at_once(WRITERS, &named, |(name, bytes)| self.write(name, bytes))
            .into_iter()
            .collect::<Result<(), BlobError>>()?;
        let directories: Vec<PathBuf> = directories.into_iter().collect();
        all_at_once(WRITERS, &directories, |directory| sync(directory))
            .into_iter()
            .collect::<Result<(), BlobError>>()?;
        Ok(named.into_iter().map(|(name, _)| name).collect())
    }

    fn get(&self, name: &Sha256Digest) -> Result<Vec<u8>, BlobError> {
        let file = self.file(name);
        match fs::read(&file) {
            Ok(bytes) => verified(name, bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(BlobError::Absent(*name)),
            Err(source) => Err(failed("read", &file, source)),
        }
    }

    fn list(&self) -> Result<BTreeSet<Sha256Digest>, BlobError> {
        let mut names = BTreeSet::new();
        for directory in entries(&self.root)? {
            // What is not the directory of a place is none of ours, or `incoming`.
            let is_place = directory.file_name().is_some_and(|name| name.len() == 2) && directory.is_dir();
            for file in if is_place { entries(&directory)? } else { Vec::new() } {
                let name = file.file_name().and_then(|name| name.to_str()?.parse().ok());
                names.extend(name.filter(|name| self.file(name) == file));
            }
        }
        Ok(names)
    }

    fn remove(&self, name: &Sha256Digest) -> Result<(), BlobError> {
        let file = self.file(name);
        match fs::remove_file(&file) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(failed("remove", &file, source)),
        }
        match file.parent().filter(|directory| directory.exists()) {
            // One that was killed may have removed it and not lived to sync that.
            Some(directory) => sync(directory),
            None => Ok(()),
        }
    }
}

fn make(directory: &Path) -> Result<(), BlobError> {
    match fs::create_dir(directory) {
        Err(source) if source.kind() != io::ErrorKind::AlreadyExists => Err(failed("make", directory, source)),
        _ => Ok(()),
    }
}

/// Removes what others left unfinished.
fn sweep(incoming: &Path) -> Result<(), BlobError> {
    for file in entries(incoming)? {
        fs::remove_file(&file).map_err(|source| failed("remove", &file, source))?;
    }
    Ok(())
}

fn entries(directory: &Path) -> Result<Vec<PathBuf>, BlobError> {
    let read = fs::read_dir(directory).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    read.map_err(|source| failed("read", directory, source))
}

fn sync(path: &Path) -> Result<(), BlobError> {
    File::open(path).and_then(|opened| opened.sync_all()).map_err(|source| failed("sync", path, source))
}

fn failed(doing: &'static str, file: &Path, source: io::Error) -> BlobError {
    BlobError::Io { doing, file: file.display().to_string(), source }
}
