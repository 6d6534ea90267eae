//! Directories: made for whom they are meant, and durable.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::path::Path;

use crate::{Failed, Readers, above};

/// Whether a directory was made or stood already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// It was made, for the readers that were named.
    New,
    /// Something stood there, which was left as it is.
    Stood,
}

/// Makes a directory where nothing stands. The caller syncs the one above.
///
/// # Errors
/// The one above is missing, or cannot be written to.
pub fn make_directory(directory: &Path, readers: Readers) -> Result<Made, Failed> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "nothing is set elsewhere"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, readers.directory_mode());
    #[cfg(not(unix))]
    let _ = readers;
    match builder.create(directory) {
        Ok(()) => Ok(Made::New),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Made::Stood),
        Err(error) => Err(Failed::to("make", directory)(error)),
    }
}

/// Makes a directory that may stand already if it is empty; durable on return.
///
/// An empty one that stood gets the mode that a new one would have had, where the process may change it. Where it may not, what is
/// written into it is no more readable for that.
///
/// # Errors
/// It holds something ([`io::ErrorKind::DirectoryNotEmpty`]), is no directory, or cannot be made.
pub fn make_empty_directory(directory: &Path, readers: Readers) -> Result<(), Failed> {
    if make_directory(directory, readers)? == Made::Stood {
        let mut entries = fs::read_dir(directory).map_err(Failed::to("read", directory))?;
        if entries.next().is_some() {
            return Err(Failed::to("make", directory)(io::ErrorKind::DirectoryNotEmpty.into()));
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let _ = fs::set_permissions(directory, fs::Permissions::from_mode(readers.directory_mode()));
        }
    }
    sync_directory(above(directory))
}

/// Makes the directories that lead from `root`, which must stand, to `directory` below it, where they are missing; durable on return.
///
/// Each is synced into the one above, whoever made it: a process that was killed may not have come so far.
///
/// # Errors
/// `directory` is not below `root`; one of them cannot be made.
pub fn lead_to(root: &Path, directory: &Path, readers: Readers) -> Result<(), Failed> {
    let below = directory.strip_prefix(root).map_err(|error| Failed::to("make", directory)(io::Error::other(error)))?;
    let mut here = root.to_owned();
    for part in below.components() {
        let parent = here.clone();
        here.push(part);
        make_directory(&here, readers)?;
        sync_directory(&parent)?;
    }
    Ok(())
}

/// Makes a directory and those above it where they are missing; durable on return.
///
/// # Errors
/// As [`lead_to`].
pub fn make_directories(directory: &Path, readers: Readers) -> Result<(), Failed> {
    let stands = directory.ancestors().skip(1).find(|above| above.as_os_str().is_empty() || above.is_dir());
    lead_to(stands.unwrap_or(Path::new("")), directory, readers)
}

/// Makes durable which files stand in a directory.
///
/// # Errors
/// What the system says. Where directories cannot be synced nothing is done.
pub fn sync_directory(directory: &Path) -> Result<(), Failed> {
    let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    if cfg!(unix) { sync(directory) } else { Ok(()) }
}

/// Makes durable what stands in a file, whoever wrote it.
///
/// # Errors
/// What the system says.
pub fn sync(path: &Path) -> Result<(), Failed> {
    File::open(path).and_then(|opened| opened.sync_all()).map_err(Failed::to("sync", path))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn an_empty_directory_that_stood_is_closed_to_others_and_a_full_one_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let stood = place.path().join("stood");
        fs::create_dir(&stood).unwrap();
        fs::set_permissions(&stood, fs::Permissions::from_mode(0o777)).unwrap();
        make_empty_directory(&stood, Readers::Owner).unwrap();
        assert_eq!(mode(&stood), 0o700);
        fs::write(stood.join("file"), "").unwrap();
        let refused = make_empty_directory(&stood, Readers::Owner).unwrap_err();
        assert_eq!(refused.reason.kind(), io::ErrorKind::DirectoryNotEmpty);
    }

    #[test]
    fn every_directory_on_the_way_is_for_whom_it_is_meant() {
        let place = tempfile::tempdir().unwrap();
        lead_to(place.path(), &place.path().join("a/b"), Readers::Owner).unwrap();
        assert_eq!([mode(&place.path().join("a")), mode(&place.path().join("a/b"))], [0o700, 0o700]);
        lead_to(place.path(), &place.path().join("a/b"), Readers::All).unwrap();
        assert_eq!(mode(&place.path().join("a/b")), 0o700, "what stands is left as it is");
        assert!(lead_to(&place.path().join("a"), place.path(), Readers::Owner).is_err());
        assert!(lead_to(place.path(), place.path(), Readers::Owner).is_ok());
    }
}
