//! Files that must survive a power cut whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use crate::Error;

/// Who may read a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Its owner alone.
    Owner,
    /// Whoever may read the directory.
    All,
}

/// Writes a file that must not stand yet, whole or not at all; durable on return.
///
/// It is written under another name first, and then linked to its own: a link is made only where nothing stands.
pub(crate) fn write_new(file: &Path, bytes: &[u8], readers: Readers) -> Result<(), Error> {
    let unfinished = file.with_added_extension("tmp");
    let mut opened = create_anew(&unfinished, readers)?;
    let written = opened.write_all(bytes).and_then(|()| opened.sync_all());
    let linked = written.and_then(|()| fs::hard_link(&unfinished, file));
    let _ = fs::remove_file(&unfinished);
    linked.map_err(Error::file("written", file))?;
    sync_directory(file.parent().unwrap_or(Path::new(".")))
}

/// Creates an unfinished file; what a process that was killed left under its name is removed, since it may have other readers.
pub(crate) fn create_anew(unfinished: &Path, readers: Readers) -> Result<File, Error> {
    match fs::remove_file(unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(Error::file("removed", unfinished)(error));
        }
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if readers == Readers::Owner {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = readers;
    options.open(unfinished).map_err(Error::file("written", unfinished))
}

/// Makes a directory that may stand already if it is empty; durable on return.
pub(crate) fn make_directory(directory: &Path) -> Result<(), Error> {
    match fs::create_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let mut entries = fs::read_dir(directory).map_err(Error::file("read", directory))?;
            if entries.next().is_some() {
                return Err(Error::NotEmpty { directory: directory.to_owned() });
            }
        }
        made => made.map_err(Error::file("made", directory))?,
    }
    sync_directory(directory.parent().unwrap_or(Path::new(".")))
}

/// Makes durable which files stand in a directory.
pub(crate) fn sync_directory(directory: &Path) -> Result<(), Error> {
    let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    File::open(directory).and_then(|opened| opened.sync_all()).map_err(Error::file("synced", directory))
}

/// The bytes of a file.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Error> {
    fs::read(file).map_err(Error::file("read", file))
}

/// The text of a file.
pub(crate) fn read_text(file: &Path) -> Result<String, Error> {
    fs::read_to_string(file).map_err(Error::file("read", file))
}
