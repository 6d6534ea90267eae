//! Which files of a data directory are backed up: all that are not a log, the store, blobs or a lock.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dunant_custody::CaseId;

use super::error::BackupError;
use crate::files::{self, Readers};
use crate::{Error, Home};

/// Directories within each other that are looked into; a link that leads back is met here.
const DEEPEST: usize = 16;

/// Heads logs that follow on the first: more than a body comes to have.
const MOST_LOGS: usize = 1_000;

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
    let left_out = ["record", "exercise/lodging", "writer.lock", &places.blobs];
    let mut left_out: BTreeSet<PathBuf> = left_out.into_iter().map(|name| root.join(name)).collect();
    // Of the heads log, what its epochs commit to is backed up: without that no case of the second form can be read.
    left_out.extend(["log.key", "policy", "public", "writer.lock"].map(|name| root.join("heads").join(name)));
    // Those that follow on it hold nothing else.
    left_out.extend((1..=MOST_LOGS).map(|place| home.heads_at(place).root().to_owned()));
    for suffix in ["", "-wal", "-shm", "-journal"] {
        left_out.insert(root.join(format!("{}{suffix}", places.store)));
        left_out.insert(root.join(format!("heads/lock.sqlite{suffix}")));
    }
    let mut walk = Walk { home, left_out, files: Vec::new(), unpublished: Vec::new() };
    walk.directory(root, "", 0)?;
    let Walk { mut files, mut unpublished, .. } = walk;
    files.sort_by(|one, other| one.name.cmp(&other.name));
    unpublished.sort();
    Ok(Sources { files, unpublished })
}

struct Walk<'h> {
    home: &'h Home,
    left_out: BTreeSet<PathBuf>,
    files: Vec<Source>,
    unpublished: Vec<PathBuf>,
}

impl Walk<'_> {
    fn directory(&mut self, directory: &Path, within: &str, depth: usize) -> Result<(), Error> {
        let unfit = |path: &Path, reason| BackupError::Unfit { path: path.to_owned(), reason };
        if depth > DEEPEST {
            return Err(unfit(directory, "it lies too deep, or a link in it leads back to where it stands").into());
        }
        // Before anything in it is read: what the case names by now is whole.
        let published = self.published(within);
        for path in entries(directory)? {
            if self.left_out.contains(&path) {
                continue;
            }
            let name = path.file_name().and_then(|name| name.to_str());
            let name = name.filter(|name| !name.contains(['\\', '\0']));
            let name = name.ok_or_else(|| unfit(&path, "its name is not Unicode, or not a name everywhere"))?;
            let round: Option<u32> = name.parse().ok();
            if let (Some(published), Some(round)) = (&published, round)
                && !published.contains(&round)
            {
                self.unpublished.push(path);
                continue;
            }
            let name = if within.is_empty() { name.to_owned() } else { format!("{within}/{name}") };
            // Of a link, what it leads to.
            let kind = fs::metadata(&path).map_err(Error::file("read", &path))?;
            if kind.is_dir() {
                self.directory(&path, &name, depth + 1)?;
            } else if kind.is_file() {
                self.files.push(Source { name, path });
            } else {
                return Err(unfit(&path, "it is neither a file nor a directory").into());
            }
        }
        Ok(())
    }

    /// In the directory of a case's publications, the rounds that the case names as published. Their files are whole and never change;
    /// those of another round may be half written, and are written again by the next attempt. Of a case whose chain does not hold,
    /// everything is backed up.
    fn published(&self, within: &str) -> Option<BTreeSet<u32>> {
        let case: CaseId = within.strip_prefix("published/")?.parse().ok()?;
        let proceeding = self.home.proceeding(&case).ok()?;
        let published = proceeding.rounds().iter().filter(|round| round.publication.is_some());
        Some(published.map(|round| round.number).collect())
    }
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
