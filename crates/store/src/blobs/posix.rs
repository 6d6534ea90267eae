use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use dunant_durable::{Failed, Readers, Unfinished, sync_directory};
use dunant_vocabulary::{Digesting, Sha256Digest};

use super::{BlobError, Blobs, Named, place, verified};
use crate::parallel::all_at_once;

/// Files written at the same time. Syncs that wait together are one journal commit of the file system.
const WRITERS: usize = 16;

/// Bytes that are written at once of a blob that comes piece by piece.
const PIECE: usize = 256 << 10;

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
        let held = dunant_durable::lock_file(&lock)?;
        match held.try_lock() {
            Ok(()) => sweep(&incoming)?,
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(source)) => return Err(failed("lock", &lock, source)),
        }
        held.lock_shared().map_err(|source| failed("lock", &lock, source))?;
        // fsync root and the directory above: both entries must survive a crash even if another process made them.
        sync_directory(&root)?;
        sync_directory(root.parent().unwrap_or(Path::new(".")))?;
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
        sync_directory(&self.root)?;
        let new: Vec<PathBuf> = new.into_iter().cloned().collect();
        durable.extend(new);
        Ok(())
    }

    /// Writes a blob under another name, syncs it, and gives it its name. The caller makes the directory before, and syncs it after.
    fn write(&self, name: &Sha256Digest, bytes: &[u8]) -> Result<(), BlobError> {
        let mut unfinished = self.unfinished()?;
        unfinished.write(bytes)?;
        Ok(unfinished.stand(&self.file(name))?)
    }

    /// A blob that has no name yet.
    fn unfinished(&self) -> Result<Unfinished, BlobError> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let unique = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        Ok(Unfinished::at(self.root.join("incoming").join(unique), Readers::Owner)?)
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
        all_at_once(WRITERS, &directories, |directory| Ok(sync_directory(directory)?))
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

    fn put_by(&self, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> Result<Sha256Digest, BlobError> {
        let mut unfinished = self.unfinished()?;
        let path = unfinished.path().to_owned();
        let mut sink = Digesting::new(BufWriter::with_capacity(PIECE, unfinished.file()));
        write(&mut sink).and_then(|()| sink.flush()).map_err(|source| failed("write", &path, source))?;
        let name = sink.digest();
        drop(sink);
        let file = self.file(&name);
        let directories: BTreeSet<PathBuf> = file.parent().map(Path::to_owned).into_iter().collect();
        self.lead_to(&directories)?;
        unfinished.stand(&file)?;
        for directory in directories {
            sync_directory(&directory)?;
        }
        Ok(name)
    }

    fn open(&self, name: &Sha256Digest) -> Result<Box<dyn Read + Send>, BlobError> {
        let file = self.file(name);
        match File::open(&file) {
            Ok(bytes) => Ok(Box::new(Named { name: *name, bytes: Digesting::new(bytes) })),
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
            Some(directory) => Ok(sync_directory(directory)?),
            None => Ok(()),
        }
    }
}

fn make(directory: &Path) -> Result<(), BlobError> {
    dunant_durable::make_directory(directory, Readers::Owner)?;
    Ok(())
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

fn failed(doing: &'static str, file: &Path, source: io::Error) -> BlobError {
    BlobError::Io { doing, file: file.display().to_string(), source }
}

impl From<Failed> for BlobError {
    fn from(Failed { doing, path, reason }: Failed) -> Self {
        failed(doing, &path, reason)
    }
}
