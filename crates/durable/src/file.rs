//! Files: written beside their place, and given their name when they are whole.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::{Failed, Readers, above, sync_directory};

/// Bytes of the longest file name to which others are added; file systems take 255.
const LONGEST: usize = 240;

/// Writes a file that must not stand yet, whole or not at all; durable on return.
///
/// # Errors
/// Something stands there ([`io::ErrorKind::AlreadyExists`]), and is left as it is; what writing fails with.
pub fn write_new(file: &Path, bytes: &[u8], readers: Readers) -> Result<(), Failed> {
    if file.symlink_metadata().is_ok() {
        return Err(Failed::to("create", file)(io::ErrorKind::AlreadyExists.into()));
    }
    let mut unfinished = Unfinished::beside(file, readers)?;
    unfinished.write(bytes)?;
    unfinished.stand_new(file)?;
    sync_directory(above(file))
}

/// The same for what does not fit into memory: `write` is given the file, and what it fails with leaves nothing.
///
/// # Errors
/// Something stands there; what `write` or the system fails with.
pub fn write_new_with<E: From<Failed>>(
    file: &Path,
    readers: Readers,
    write: impl FnOnce(&mut File) -> Result<(), E>,
) -> Result<(), E> {
    if file.symlink_metadata().is_ok() {
        return Err(Failed::to("create", file)(io::ErrorKind::AlreadyExists.into()).into());
    }
    let mut unfinished = Unfinished::beside(file, readers)?;
    write(unfinished.file())?;
    unfinished.stand_new(file)?;
    Ok(sync_directory(above(file))?)
}

/// Writes a file in the place of whatever file stands there, in one step; durable on return.
///
/// # Errors
/// What writing fails with; then what stood there stands.
pub fn replace(file: &Path, bytes: &[u8], readers: Readers) -> Result<(), Failed> {
    let mut unfinished = Unfinished::beside(file, readers)?;
    unfinished.write(bytes)?;
    unfinished.stand(file)?;
    sync_directory(above(file))
}

/// A file that is not yet whole; removed where it is dropped before it got its name. Nothing reads it, and what a process that was
/// killed left under its name is removed by the next.
#[derive(Debug)]
pub struct Unfinished {
    file: File,
    path: PathBuf,
    is_named: bool,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.is_named {
            // What stays is removed by the next that writes here.
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Unfinished {
    /// An unfinished file beside the place that it is meant for.
    ///
    /// # Errors
    /// The directory is missing, or cannot be written to.
    pub fn beside(file: &Path, readers: Readers) -> Result<Self, Failed> {
        let name = file.file_name().unwrap_or_default();
        let mut unfinished = OsString::from(".");
        match name.len() {
            0..=LONGEST => unfinished.push(name),
            _ => unfinished.push(std::process::id().to_string()),
        }
        unfinished.push(".tmp");
        Self::at(above(file).join(unfinished), readers)
    }

    /// An unfinished file under a name of the caller's, in the file system of the place that it is meant for.
    ///
    /// # Errors
    /// As [`Unfinished::beside`].
    pub fn at(path: impl Into<PathBuf>, readers: Readers) -> Result<Self, Failed> {
        let path = path.into();
        let mut opened = anew(&path, readers);
        if opened.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::AlreadyExists) {
            // Not written over: it may have other readers, or be a link.
            fs::remove_file(&path).map_err(Failed::to("remove", &path))?;
            opened = anew(&path, readers);
        }
        match opened {
            Ok(file) => Ok(Self { file, path, is_named: false }),
            Err(error) => Err(Failed::to("create", &path)(error)),
        }
    }

    /// The file, to be written to.
    pub fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes to it.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failed> {
        self.file.write_all(bytes).map_err(Failed::to("write", &self.path))
    }

    /// Gives it the permissions of the file that it will replace.
    ///
    /// # Errors
    /// What the system says.
    pub fn set_permissions(&mut self, permissions: fs::Permissions) -> Result<(), Failed> {
        self.file.set_permissions(permissions).map_err(Failed::to("write", &self.path))
    }

    /// Syncs it and gives it its name, whatever file stood there. The caller syncs the directory.
    ///
    /// # Errors
    /// What the system says; then what stood there stands.
    pub fn stand(mut self, file: &Path) -> Result<(), Failed> {
        self.file.sync_all().map_err(Failed::to("sync", &self.path))?;
        self.take_place(file)
    }

    /// Syncs it and gives it its name, where nothing stands. The caller syncs the directory.
    ///
    /// # Errors
    /// Something stands there, and is left as it is; what the system says.
    pub fn stand_new(mut self, file: &Path) -> Result<(), Failed> {
        self.file.sync_all().map_err(Failed::to("sync", &self.path))?;
        // A link is made only where nothing stands. A file system without links has the name taken by an empty file first.
        match fs::hard_link(&self.path, file) {
            Err(error) if is_without_links(&error) => {
                anew(file, Readers::Owner).map_err(Failed::to("create", file))?;
                self.take_place(file)
            }
            linked => linked.map_err(Failed::to("link", file)),
        }
    }

    fn take_place(&mut self, file: &Path) -> Result<(), Failed> {
        fs::rename(&self.path, file).map_err(Failed::to("rename", &self.path))?;
        self.is_named = true;
        Ok(())
    }
}

/// Whether a file system has no links, as FAT has none, rather than that something stands there.
fn is_without_links(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied)
}

/// Makes an empty file for a database that writes and syncs for itself, where nothing stands: with the mode that its log and index
/// take over. What stands is left alone.
///
/// # Errors
/// The directory is missing, or cannot be written to.
pub fn reserve(file: &Path, readers: Readers) -> Result<(), Failed> {
    match anew(file, readers) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(Failed::to("create", file)(error)),
        _ => Ok(()),
    }
}

/// Opens a file that is made to be locked, and holds nothing.
///
/// # Errors
/// The directory is missing, or cannot be written to.
pub fn lock_file(file: &Path) -> Result<File, Failed> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, Readers::Owner.file_mode());
    options.open(file).map_err(Failed::to("open", file))
}

fn anew(file: &Path, readers: Readers) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, readers.file_mode());
    #[cfg(not(unix))]
    let _ = readers;
    options.open(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(directory).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_new_file_is_written_over_nothing_and_leaves_nothing_beside_it() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("f");
        write_new(&file, b"one", Readers::All).unwrap();
        let refused = write_new(&file, b"two", Readers::All).unwrap_err();
        assert_eq!(refused.reason.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&file).unwrap(), b"one");
        // The name is taken while the file is written.
        let mut late = Unfinished::beside(&place.path().join("g"), Readers::All).unwrap();
        late.write(b"late").unwrap();
        fs::write(place.path().join("g"), "early").unwrap();
        assert!(late.stand_new(&place.path().join("g")).is_err());
        assert_eq!(fs::read(place.path().join("g")).unwrap(), b"early");
        assert_eq!(names(place.path()), ["f", "g"]);
    }

    #[test]
    fn what_is_written_piece_by_piece_stands_whole_or_not_at_all() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("f");
        let broken = write_new_with(&file, Readers::Owner, |unfinished| {
            unfinished.write_all(b"half").unwrap();
            Err(Failed::to("read", Path::new("elsewhere"))(io::ErrorKind::UnexpectedEof.into()))
        });
        assert!(broken.is_err() && names(place.path()).is_empty());
        let whole = |unfinished: &mut File| unfinished.write_all(b"whole").map_err(Failed::to("write", &file));
        write_new_with(&file, Readers::Owner, whole).unwrap();
        assert_eq!((fs::read(&file).unwrap(), names(place.path()).len()), (b"whole".to_vec(), 1));
        assert!(write_new_with(&file, Readers::Owner, whole).is_err());
    }

    #[test]
    fn a_replaced_file_stands_whole_and_the_earlier_one_until_then() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("f");
        replace(&file, b"one", Readers::All).unwrap();
        let mut unfinished = Unfinished::beside(&file, Readers::All).unwrap();
        unfinished.write(b"tw").unwrap();
        assert_eq!((fs::read(&file).unwrap(), names(place.path()).len()), (b"one".to_vec(), 2));
        drop(unfinished);
        assert_eq!(names(place.path()), ["f"], "what failed leaves nothing");
        fs::write(place.path().join(".f.tmp"), "what a killed process left").unwrap();
        replace(&file, b"three", Readers::All).unwrap();
        assert_eq!((fs::read(&file).unwrap(), names(place.path())), (b"three".to_vec(), vec!["f".to_owned()]));
    }

    #[test]
    fn a_file_with_the_longest_name_is_written_too() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("n".repeat(255));
        write_new(&file, b"one", Readers::All).unwrap();
        replace(&file, b"two", Readers::All).unwrap();
        assert_eq!(names(place.path()).len(), 1);
    }

    #[test]
    fn a_file_without_a_directory_is_refused_with_its_place() {
        let place = tempfile::tempdir().unwrap();
        let refused = write_new(&place.path().join("no/f"), b"", Readers::All).unwrap_err().to_string();
        assert!(refused.starts_with("cannot create `") && refused.contains("no/"), "{refused}");
    }

    #[test]
    #[cfg(unix)]
    fn what_was_left_unfinished_for_others_is_not_written_into() {
        use std::os::unix::fs::PermissionsExt as _;
        let place = tempfile::tempdir().unwrap();
        let left = place.path().join(".key.tmp");
        fs::write(&left, "half").unwrap();
        fs::set_permissions(&left, fs::Permissions::from_mode(0o666)).unwrap();
        let elsewhere = place.path().join("elsewhere");
        fs::write(&elsewhere, "").unwrap();
        for again in 0..2 {
            let file = place.path().join(format!("key{}", ["", "-2"][again]));
            if again == 1 {
                std::os::unix::fs::symlink(&elsewhere, place.path().join(".key-2.tmp")).unwrap();
            }
            write_new(&file, b"secret", Readers::Owner).unwrap();
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::read(&elsewhere).unwrap(), b"", "a link is not followed");
    }

    #[test]
    #[cfg(unix)]
    fn what_is_reserved_and_what_is_locked_is_its_owners() {
        use std::os::unix::fs::PermissionsExt as _;
        let place = tempfile::tempdir().unwrap();
        let (database, lock) = (place.path().join("store.sqlite"), place.path().join("writer.lock"));
        reserve(&database, Readers::Owner).unwrap();
        fs::write(&database, "rows").unwrap();
        reserve(&database, Readers::Owner).unwrap();
        assert_eq!(fs::read(&database).unwrap(), b"rows");
        lock_file(&lock).unwrap().lock().unwrap();
        for file in [database, lock] {
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
        }
    }
}
