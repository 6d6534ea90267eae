//! Which files of a data directory are backed up: all that are not the record, the store, blobs or a lock.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dunant_custody::CaseId;

use super::error::BackupError;
use crate::files::{self, Readers};
use crate::{Error, Home};

/// Directories within each other that are looked into; a link that leads back is met here.
const DEEPEST: usize = 16;

/// What there is to back up.
pub(super) struct Sources {
    /// By their names.
    pub(super) files: Vec<Source>,
    /// Publications that were not finished, and are left out.
    pub(super) unpublished: Vec<PathBuf>,
}

/// A file of the data directory.
pub(super) struct Source {
    /// Its path within the data directory, with `/` between the names.
    pub(super) name: String,
    path: PathBuf,
}

impl Source {
    pub(super) fn read(&self) -> Result<(Vec<u8>, Readers), Error> {
        Ok((files::read(&self.path)?, readers(&self.path)?))
    }
}

/// The files of a data directory.
pub(super) fn of(home: &Home) -> Result<Sources, Error> {
    let root = home.root();
    let places = super::restoring::Places::of(&files::read_text(&root.join(crate::home::CONFIG))?)
        .map_err(|message| Error::Damaged { path: root.join(crate::home::CONFIG), message })?;
    let mut left_out = BTreeSet::from(["record", "writer.lock", &places.blobs].map(|name| root.join(name)));
    for suffix in ["", "-wal", "-shm", "-journal"] {
        left_out.insert(root.join(format!("{}{suffix}", places.store)));
    }
    let unpublished = unpublished(home)?;
    left_out.extend(unpublished.iter().cloned());
    let mut found = Vec::new();
    walk(root, "", &left_out, 0, &mut found)?;
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(Sources { files: found, unpublished })
}

/// Directories of publications of which the case says nothing yet: what stands in them may be half written, and is written again by
/// the next attempt. What the case names as published is whole and never changes.
fn unpublished(home: &Home) -> Result<Vec<PathBuf>, Error> {
    let published = home.root().join("published");
    let mut unpublished = Vec::new();
    for directory in if published.is_dir() { entries(&published)? } else { Vec::new() } {
        let case: Option<CaseId> = directory.file_name().and_then(|name| name.to_str()?.parse().ok());
        // Of a case whose chain does not hold, all is kept.
        let Some(proceeding) = case.and_then(|case| home.proceeding(&case).ok()) else { continue };
        let is_published =
            |number: u32| proceeding.rounds().iter().any(|round| round.number == number && round.publication.is_some());
        for round in if directory.is_dir() { entries(&directory)? } else { Vec::new() } {
            let number: Option<u32> = round.file_name().and_then(|name| name.to_str()?.parse().ok());
            if number.is_some_and(|number| !is_published(number)) {
                unpublished.push(round);
            }
        }
    }
    Ok(unpublished)
}

fn walk(
    directory: &Path,
    within: &str,
    left_out: &BTreeSet<PathBuf>,
    depth: usize,
    found: &mut Vec<Source>,
) -> Result<(), Error> {
    let unfit = |path: &Path, reason| BackupError::Unfit { path: path.to_owned(), reason };
    if depth > DEEPEST {
        return Err(unfit(directory, "it lies too deep, or a link in it leads back to where it stands").into());
    }
    for path in entries(directory)? {
        if left_out.contains(&path) {
            continue;
        }
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.filter(|name| !name.contains(['\\', '\0']));
        let name = name.ok_or_else(|| unfit(&path, "its name is not Unicode, or not a name everywhere"))?;
        let name = if within.is_empty() { name.to_owned() } else { format!("{within}/{name}") };
        // Of a link, what it leads to.
        let kind = fs::metadata(&path).map_err(Error::file("read", &path))?;
        if kind.is_dir() {
            walk(&path, &name, left_out, depth + 1, found)?;
        } else if kind.is_file() {
            found.push(Source { name, path });
        } else {
            return Err(unfit(&path, "it is neither a file nor a directory").into());
        }
    }
    Ok(())
}

fn entries(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    let read = fs::read_dir(directory).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    read.map_err(Error::file("read", directory))
}

#[cfg(unix)]
fn readers(path: &Path) -> Result<Readers, Error> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path).map_err(Error::file("read", path))?.permissions().mode();
    Ok(if mode & 0o077 == 0 { Readers::Owner } else { Readers::All })
}

/// Where nobody knows who may read a file, its owner alone may.
#[cfg(not(unix))]
fn readers(_: &Path) -> Result<Readers, Error> {
    Ok(Readers::Owner)
}
