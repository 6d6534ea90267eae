//! Backups: a directory that holds everything of a data directory but the record, which must never go back. docs/backup.md says how
//! to keep one.
//!
//! | file | what it is |
//! |---|---|
//! | `backup.note` | the manifest, signed by the secretariat; written last, by a rename |
//! | `files/SHA256` | the list of all files, the rows of the store, and every file of the data directory; its owner alone reads them |
//! | `blobs/ab/ab12…` | evidence and documents, encrypted, as in the data directory |
//! | `backup.lock` | held by the process that writes; it holds nothing |
//!
//! What is named by its digest is never written over. So the earlier backup stands beside the unfinished one, and holds until the
//! manifest is replaced.

mod copying;
mod directory;
mod error;
mod list;
mod manifest;
mod restoring;
mod rows;
mod sources;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use dunant_store::portable::Rows;
use dunant_store::{BlobError, Blobs, Loss, Missing, PosixBlobs};
use dunant_vocabulary::Sha256Digest;

use crate::{Error, Home, Occasion};
use copying::Batch;
use directory::Writing;
use list::{BlobEntry, FileEntry, List};
use manifest::Manifest;
use rows::Named;

pub use error::BackupError;
pub use restoring::Backup;

/// What a backup holds. Look at `lost`: a backup is made of what there is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "what is lost is named here, and nowhere else"]
pub struct BackedUp {
    /// How many links, items and documents the store had.
    pub rows: Rows,
    /// How many files of the data directory are in it: keys, rules, publications.
    pub files: usize,
    /// How many blobs are in it.
    pub blobs: usize,
    /// How many of them were copied this time; the others stood in the directory, and were read and found whole.
    pub copied: usize,
    /// What is lost or damaged in the data directory and is not in the backup either.
    pub lost: Vec<Missing>,
    /// What is lost or damaged in the data directory, and an earlier backup in the same directory has kept.
    pub kept: Vec<Missing>,
    /// Directories of publications that were not finished when the backup was made, and are not in it. `dunant panel publish` makes
    /// them again.
    pub unpublished: Vec<PathBuf>,
}

impl Home {
    /// Backs up everything but the record into `to`: a directory that does not exist yet, an empty one, or one that holds an earlier
    /// backup of the same body. Then only what is new is copied, and the earlier backup holds until this one does.
    ///
    /// It holds one moment of the store, whatever is written meanwhile. Every blob is read and its digest checked; so is every blob
    /// that the directory has already. What is lost or damaged does not keep the rest from being backed up, and is named in the
    /// result. **Durable on return.**
    ///
    /// # Errors
    /// A directory with something else, with the backup of another body or of a store that had more ([`BackupError`]); what reading
    /// and writing fail with. Whatever fails, an earlier backup in the directory holds.
    pub fn backup(&self, to: &Path, occasion: &Occasion) -> Result<BackedUp, Error> {
        refuse_inside(self.root(), to)?;
        let writing = Writing::begin(to)?;
        let earlier = self.earlier(&writing)?;

        // Blobs never change and are put before a row names them: what these rows name is there when they have been read.
        let (rows, content) = writing.keep_rows(|file| Ok(self.runtime.block_on(self.store.export(file))?))?;
        if let Some(earlier) = earlier {
            rows::refuse_fewer(&writing.directory, &earlier.rows, &content)?;
        }
        let sources = sources::of(self)?;
        let mut files = Vec::with_capacity(sources.files.len());
        for source in sources.files {
            let (bytes, readers) = source.read()?;
            files.push(FileEntry::new(source.name, writing.keep(&bytes)?, readers));
        }
        let named = rows::named(&writing.directory, &content)?;
        let copy = self.copy_blobs(&named, &writing.directory.blobs())?;

        let list = List { files, blobs: copy.blobs };
        let manifest = Manifest {
            body: self.name().to_owned(),
            key: self.secretariat(),
            made: occasion.now,
            rows: content,
            lost: copy.lost.len() as u64,
            list: writing.keep(&list.to_lines()?)?,
        };
        writing.finish(&manifest.sign(&self.secretariat)?)?;
        let standing = list.files.iter().map(|file| file.content).chain([manifest.rows, manifest.list]);
        writing.tidy(&standing.map(|content| content.sha256).collect())?;
        Ok(BackedUp {
            rows,
            files: list.files.len(),
            blobs: list.blobs.len(),
            copied: copy.copied,
            lost: copy.lost,
            kept: copy.kept,
            unpublished: sources.unpublished,
        })
    }

    /// The manifest of the backup that stands in the directory, if one does.
    fn earlier(&self, writing: &Writing) -> Result<Option<Manifest>, Error> {
        let directory = &writing.directory;
        if !directory.manifest().exists() {
            return Ok(None);
        }
        let earlier = Manifest::read(directory)?;
        if !self.all_keys()?.contains(&earlier.key) {
            let (directory, key) = (directory.root().to_owned(), earlier.key.to_string());
            return Err(BackupError::OfAnother { directory, key }.into());
        }
        directory.check(&directory.content(&earlier.rows), &earlier.rows, "the rows of the store")?;
        Ok(Some(earlier))
    }

    /// Copies the blobs that the rows name and the backup has not.
    fn copy_blobs(&self, named: &[Named], to: &Path) -> Result<Copy, Error> {
        let held = PosixBlobs::open(to)?;
        let mut copy = Copy::default();
        let mut batch = Batch::new(&held);
        let mut losses = std::collections::BTreeMap::new();
        let distinct: BTreeSet<Sha256Digest> = named.iter().map(|one| one.blob).collect();
        for name in distinct {
            let (here, there) = match held.check(&name) {
                Ok(size) => (self.blobs.check(&name), Some(size)),
                Err(_) => match self.blobs.open(&name) {
                    Ok(mut bytes) => (batch.put(&name, &mut bytes)?, None),
                    Err(error) => (Err(error), None),
                },
            };
            let size = match (here, there) {
                (Ok(size), there) => {
                    copy.copied += usize::from(there.is_none());
                    size
                }
                (Err(error), Some(size)) => {
                    losses.insert(name, (loss(&error), Kept::Earlier));
                    size
                }
                (Err(error), None) => {
                    losses.insert(name, (loss(&error), Kept::Nowhere));
                    continue;
                }
            };
            copy.blobs.push(BlobEntry { sha256: name, size });
        }
        batch.store()?;
        for one in named {
            match losses.get(&one.blob) {
                Some((loss, Kept::Earlier)) => copy.kept.push(one.missing(loss.clone())),
                Some((loss, Kept::Nowhere)) => copy.lost.push(one.missing(loss.clone())),
                None => {}
            }
        }
        Ok(copy)
    }
}

/// What came of copying blobs.
#[derive(Default)]
struct Copy {
    blobs: Vec<BlobEntry>,
    copied: usize,
    lost: Vec<Missing>,
    kept: Vec<Missing>,
}

/// Where a blob is that the data directory has lost.
enum Kept {
    Earlier,
    Nowhere,
}

fn loss(error: &BlobError) -> Loss {
    match error {
        BlobError::Absent(_) => Loss::Absent,
        BlobError::Damaged(_) => Loss::Damaged,
        BlobError::Io { .. } => Loss::Unreadable(error.to_string()),
    }
}

/// A backup within the data directory would be lost with it, and be part of the next one.
fn refuse_inside(root: &Path, to: &Path) -> Result<(), Error> {
    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Where the way there is none, making the directory says so.
    let Ok(parent) = parent.canonicalize() else { return Ok(()) };
    let place = to.canonicalize().unwrap_or_else(|_| to.file_name().map_or(parent.clone(), |name| parent.join(name)));
    let root = root.canonicalize().map_err(Error::file("read", root))?;
    if place.starts_with(&root) {
        return Err(BackupError::Inside { directory: to.to_owned(), home: root }.into());
    }
    Ok(())
}
