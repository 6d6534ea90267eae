//! Files of the data directory, as [`dunant_durable`] writes them, with the errors of this crate.

use std::io;
use std::path::Path;

use dunant_durable::Failed;

use crate::Error;

pub(crate) use dunant_durable::Readers;

/// The most bytes of a file that is read whole: findings, steps and trust files have far fewer.
const MOST: u64 = 1 << 30;

/// Writes a file that must not stand yet, whole or not at all; durable on return.
pub(crate) fn write_new(file: &Path, bytes: &[u8], readers: Readers) -> Result<(), Error> {
    Ok(dunant_durable::write_new(file, bytes, readers)?)
}

/// Makes a directory of its owner's that may stand already if it is empty; durable on return.
pub(crate) fn make_directory(directory: &Path) -> Result<(), Error> {
    make_empty_directory(directory, Readers::Owner)
}

/// Makes a directory that may stand already if it is empty; durable on return.
pub(crate) fn make_empty_directory(directory: &Path, readers: Readers) -> Result<(), Error> {
    match dunant_durable::make_empty_directory(directory, readers) {
        Err(error) if error.reason.kind() == io::ErrorKind::DirectoryNotEmpty => {
            Err(Error::NotEmpty { directory: directory.to_owned() })
        }
        made => Ok(made?),
    }
}

/// Makes the directories from `root` to `directory`; durable on return.
pub(crate) fn lead_to(root: &Path, directory: &Path, readers: Readers) -> Result<(), Error> {
    Ok(dunant_durable::lead_to(root, directory, readers)?)
}

/// Makes durable which files stand in a directory.
pub(crate) fn sync_directory(directory: &Path) -> Result<(), Error> {
    Ok(dunant_durable::sync_directory(directory)?)
}

/// The bytes of a file. A pipe is not waited for, and what is larger than anything that is written here is not held.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Error> {
    dunant_durable::read_file(file, MOST).map_err(Error::file("read", file))
}

/// The text of a file.
pub(crate) fn read_text(file: &Path) -> Result<String, Error> {
    dunant_durable::read_text(file, MOST).map_err(Error::file("read", file))
}

impl From<Failed> for Error {
    fn from(Failed { doing, path, reason }: Failed) -> Self {
        let doing = match doing {
            "make" => "made",
            "sync" => "synced",
            "remove" => "removed",
            "open" => "opened",
            "read" => "read",
            _ => "written",
        };
        Self::File { path, doing, reason }
    }
}
