//! The directory of a backup: where things stand in it, and the one process that writes to it.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use dunant_durable::{Made, Readers, Unfinished, Within};
use dunant_record::note::Note;
use dunant_store::portable::Rows;
use dunant_vocabulary::Sha256Digest;

use super::error::BackupError;
use super::manifest::Content;
use crate::Error;
use crate::files::sync_directory;

/// The file that makes a directory a finished backup.
pub(super) const MANIFEST: &str = "backup.note";

/// The file that makes a directory one for backups, finished or not.
const LOCK: &str = "backup.lock";

/// What is not yet whole; it is written anew by the next backup.
const UNFINISHED: &str = "unfinished";

/// A backup to read.
#[derive(Debug, Clone)]
pub(super) struct Directory {
    root: PathBuf,
}

impl Directory {
    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn manifest(&self) -> PathBuf {
        self.root.join(MANIFEST)
    }

    fn files(&self) -> PathBuf {
        self.root.join("files")
    }

    pub(super) fn content(&self, content: &Content) -> PathBuf {
        self.files().join(content.sha256.to_string())
    }

    pub(super) fn blobs(&self) -> PathBuf {
        self.root.join("blobs")
    }

    /// Where a blob stands: as [`dunant_store::PosixBlobs`] has it, which is not opened to read a backup, since that would write.
    pub(super) fn blob(&self, name: &Sha256Digest) -> PathBuf {
        let name = name.to_string();
        let above: String = name.chars().take(2).collect();
        self.blobs().join(above).join(name)
    }

    /// Reads a file of the backup to its end, and checks that it is what was backed up. `what` says what it holds.
    pub(super) fn check(&self, path: &Path, content: &Content, what: &str) -> Result<(), Error> {
        let damaged = |problem: String| BackupError::Damaged { path: path.to_owned(), what: what.to_owned(), problem };
        // A link may lead anywhere, and a pipe would be waited for: neither is opened.
        match path.symlink_metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(damaged("is missing".to_owned()).into());
            }
            Ok(found) if !found.is_file() => {
                return Err(damaged("is no file, but a link or something else".to_owned()).into());
            }
            Ok(_) => {}
            Err(error) => return Err(Error::file("read", path)(error)),
        }
        let mut file = self.open(path)?;
        let size = file.metadata().map_err(Error::file("read", path))?.len();
        if size < content.size {
            return Err(damaged(format!("is cut short: {size} bytes of {}", content.size)).into());
        }
        if size > content.size {
            return Err(damaged(format!("is too long: {size} bytes instead of {}", content.size)).into());
        }
        // What grows meanwhile is not what was backed up, and is not read for ever.
        let mut bounded = (&mut file).take(content.size.saturating_add(1));
        let found = Sha256Digest::of_reader(&mut bounded).map_err(Error::file("read", path))?;
        if found != content.sha256 {
            return Err(damaged(format!("was changed: its SHA-256 is {found}")).into());
        }
        Ok(())
    }

    /// A file of the backup that was found to be what was backed up, to be read piece by piece.
    pub(super) fn reader(&self, path: &Path, content: &Content, what: &str) -> Result<File, Error> {
        self.check(path, content, what)?;
        self.open(path)
    }

    /// Opens a file of the backup, from the directory itself: whatever became a link since it was looked at is refused.
    pub(super) fn open(&self, path: &Path) -> Result<File, Error> {
        self.try_open(path).map_err(Error::file("read", path))
    }

    /// The same, with what the system says.
    pub(super) fn try_open(&self, path: &Path) -> io::Result<File> {
        Within::hold(&self.root)?.open(path)
    }

    /// The bytes of a file of the backup, which are those that were backed up.
    pub(super) fn read(&self, path: &Path, content: &Content, what: &str) -> Result<Vec<u8>, Error> {
        self.check(path, content, what)?;
        let mut bytes = Vec::new();
        let file = self.open(path)?;
        file.take(content.size.saturating_add(1)).read_to_end(&mut bytes).map_err(Error::file("read", path))?;
        if Content::of(&bytes) == *content {
            return Ok(bytes);
        }
        let problem = "was changed while it was read".to_owned();
        Err(BackupError::Damaged { path: path.to_owned(), what: what.to_owned(), problem }.into())
    }
}

/// A backup that is being written. Nobody else writes to it until this is dropped.
pub(super) struct Writing {
    pub(super) directory: Directory,
    _lock: File,
}

impl Writing {
    /// Makes the directory, or takes one that was made for backups.
    pub(super) fn begin(root: &Path) -> Result<Self, Error> {
        let directory = Directory::new(root);
        if make(root)? == Made::Stood {
            let is_ours = root.join(LOCK).exists() || directory.manifest().exists();
            let mut entries = fs::read_dir(root).map_err(Error::file("read", root))?;
            if !is_ours && entries.next().is_some() {
                return Err(Error::NotEmpty { directory: root.to_owned() });
            }
        }
        let path = root.join(LOCK);
        let lock = dunant_durable::lock_file(&path)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(BackupError::Busy { directory: root.to_owned() }.into()),
            Err(TryLockError::Error(reason)) => return Err(Error::file("locked", &path)(reason)),
        }
        make(&directory.files())?;
        sync_directory(root)?;
        sync_directory(root.parent().unwrap_or(Path::new(".")))?;
        Ok(Self { directory, _lock: lock })
    }

    /// Keeps bytes under their digest. They are durable once the backup is finished.
    pub(super) fn keep(&self, bytes: &[u8]) -> Result<Content, Error> {
        let content = Content::of(bytes);
        let path = self.directory.content(&content);
        if self.directory.check(&path, &content, "").is_err() {
            self.write(&path, |file| file.write_all(bytes).map_err(Error::file("written", &path)))?;
        }
        Ok(content)
    }

    /// Keeps the rows that `export` writes, which need not fit in memory.
    pub(super) fn keep_rows(
        &self,
        export: impl FnOnce(&mut (dyn Write + Send)) -> Result<Rows, Error>,
    ) -> Result<(Rows, Content), Error> {
        // Their name is known when they are written.
        let written = self.directory.files().join(format!("rows.{UNFINISHED}"));
        let rows = self.write(&written, |file| {
            let mut buffered = BufWriter::new(file);
            let rows = export(&mut buffered)?;
            buffered.flush().map_err(Error::file("written", &written))?;
            Ok(rows)
        })?;
        let mut file = File::open(&written).map_err(Error::file("read", &written))?;
        let size = file.metadata().map_err(Error::file("read", &written))?.len();
        let sha256 = Sha256Digest::of_reader(&mut file).map_err(Error::file("read", &written))?;
        let content = Content { sha256, size };
        rename(&written, &self.directory.content(&content))?;
        Ok((rows, content))
    }

    /// Puts the manifest in place of the earlier one, when all that it names is durable.
    pub(super) fn finish(&self, manifest: &Note) -> Result<(), Error> {
        sync_directory(&self.directory.files())?;
        // A process that was killed may have put blobs there and not lived to sync their directories.
        let blobs = self.directory.blobs();
        for entry in fs::read_dir(&blobs).map_err(Error::file("read", &blobs))? {
            let path = entry.map_err(Error::file("read", &blobs))?.path();
            if path.is_dir() {
                sync_directory(&path)?;
            }
        }
        let path = self.directory.manifest();
        self.write(&path, |file| {
            file.write_all(manifest.to_string().as_bytes()).map_err(Error::file("written", &path))
        })?;
        sync_directory(self.directory.root())
    }

    /// Removes the files that only earlier backups named. Blobs stay: they are what cannot be made again.
    pub(super) fn tidy(&self, standing: &BTreeSet<Sha256Digest>) -> Result<(), Error> {
        let directory = self.directory.files();
        for entry in fs::read_dir(&directory).map_err(Error::file("read", &directory))? {
            let entry = entry.map_err(Error::file("read", &directory))?;
            let path = entry.path();
            let digest: Option<Sha256Digest> = path.file_name().and_then(|name| name.to_str()?.parse().ok());
            let is_left_over = path.extension().is_some_and(|extension| extension == UNFINISHED);
            if is_left_over || digest.is_some_and(|digest| !standing.contains(&digest)) {
                fs::remove_file(&path).map_err(Error::file("removed", &path))?;
            }
        }
        sync_directory(&directory)
    }

    /// Writes a file that only its owner reads under another name, syncs it, and gives it its name: there is the whole file, or
    /// the one that stood there before.
    fn write<T>(&self, path: &Path, write: impl FnOnce(&mut File) -> Result<T, Error>) -> Result<T, Error> {
        let mut unfinished = Unfinished::at(path.with_added_extension(UNFINISHED), Readers::Owner)?;
        let written = write(unfinished.file())?;
        unfinished.stand(path)?;
        Ok(written)
    }
}

/// Makes a directory that only its owner may enter, where there is none.
fn make(directory: &Path) -> Result<Made, Error> {
    Ok(dunant_durable::make_directory(directory, Readers::Owner)?)
}

fn rename(from: &Path, to: &Path) -> Result<(), Error> {
    fs::rename(from, to).map_err(Error::file("written", to))
}
