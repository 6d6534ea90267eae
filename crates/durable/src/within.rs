//! What is read of a directory that others filled, so that nothing leads out of it.
//!
//! A check of a path, and an opening of it later, are two things: between them a file may become a link. So a directory is opened once and
//! held, and everything in it is opened from there, step by step, each step refusing links (`openat` with `O_NOFOLLOW`). What is then open is asked
//! whether it is a file; that it was opened with `O_NONBLOCK` keeps a pipe from being waited for.
//!
//! **Elsewhere than on Unix** the steps are checked and then opened by path: a swap in between is not defended against.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

/// A directory that is held open.
#[derive(Debug)]
pub struct Within {
    root: PathBuf,
    #[cfg(unix)]
    held: std::os::fd::OwnedFd,
}

impl Within {
    /// Holds a directory. It is the one that somebody named, and may be a link itself.
    ///
    /// # Errors
    /// What the system says.
    pub fn hold(root: &Path) -> io::Result<Self> {
        #[cfg(unix)]
        let held = {
            use rustix::fs::{Mode, OFlags, open};
            let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
            open(root, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?
        };
        Ok(Self {
            root: root.to_owned(),
            #[cfg(unix)]
            held,
        })
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Opens a file below it, named by its path with the directory's own before it. No link is followed on the way, and nothing is opened
    /// that is no file.
    ///
    /// # Errors
    /// A link, a pipe, a device; a path that leads elsewhere; what the system says.
    pub fn open(&self, path: &Path) -> io::Result<File> {
        let within = path.strip_prefix(&self.root).map_err(|_| leads_out())?;
        let mut steps = Vec::new();
        for step in within.components() {
            match step {
                Component::Normal(name) => steps.push(name),
                Component::CurDir => {}
                _ => return Err(leads_out()),
            }
        }
        let (name, above) = steps.split_last().ok_or_else(no_file)?;
        self.open_steps(above, name)
    }

    #[cfg(unix)]
    fn open_steps(&self, above: &[&std::ffi::OsStr], name: &std::ffi::OsStr) -> io::Result<File> {
        use rustix::fs::{Mode, OFlags, openat};
        let directory = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut held: Option<std::os::fd::OwnedFd> = None;
        for step in above {
            let next = openat(held.as_ref().unwrap_or(&self.held), *step, directory, Mode::empty()).map_err(a_link)?;
            held = Some(next);
        }
        let file = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let opened = openat(held.as_ref().unwrap_or(&self.held), name, file, Mode::empty()).map_err(a_link)?;
        only_a_file(File::from(opened))
    }

    #[cfg(not(unix))]
    fn open_steps(&self, above: &[&std::ffi::OsStr], name: &std::ffi::OsStr) -> io::Result<File> {
        let mut path = self.root.clone();
        for step in above.iter().chain([&name]) {
            path.push(step);
            if path.symlink_metadata()?.is_symlink() {
                return Err(leads_out());
            }
        }
        only_a_file(File::open(path)?)
    }
}

/// Opens a file that somebody named, which may be a link. A pipe is not waited for, and nothing is opened that is no file.
///
/// # Errors
/// A pipe, a device, a directory; what the system says.
pub fn open_file(path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    {
        use rustix::fs::{Mode, OFlags, open};
        let file = open(path, OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC, Mode::empty())?;
        only_a_file(File::from(file))
    }
    #[cfg(not(unix))]
    only_a_file(File::open(path)?)
}

/// The bytes of a file that somebody named, of at most `most`: as [`open_file`] opens it.
///
/// # Errors
/// As [`open_file`]; [`io::ErrorKind::FileTooLarge`] where there is more.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let directory = tempfile::tempdir()?;
/// let file = directory.path().join("finding.json");
/// std::fs::write(&file, b"{}")?;
/// assert_eq!(dunant_durable::read_file(&file, 10)?, b"{}");
/// assert!(dunant_durable::read_file(&file, 1).is_err());
/// # Ok(())
/// # }
/// ```
pub fn read_file(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_file(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it has more than {most} bytes")));
    }
    Ok(bytes)
}

/// The text of a file that somebody named, of at most `most` bytes: as [`read_file`] reads it.
///
/// # Errors
/// As [`read_file`]; [`io::ErrorKind::InvalidData`] where it is no UTF-8.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    String::from_utf8(read_file(path, most)?)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is no text in UTF-8"))
}

fn only_a_file(file: File) -> io::Result<File> {
    if file.metadata()?.is_file() { Ok(file) } else { Err(no_file()) }
}

fn no_file() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "it is no file")
}

fn leads_out() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "a link, which is not followed")
}

/// What a step that is a link is refused with differs from system to system.
#[cfg(unix)]
fn a_link(error: rustix::io::Errno) -> io::Error {
    use rustix::io::Errno;
    match error {
        Errno::LOOP | Errno::MLINK => leads_out(),
        // A link is no directory, where one is asked for.
        Errno::NOTDIR => io::Error::new(
            io::ErrorKind::NotADirectory,
            "a link or a file stands where a directory was, and is not followed",
        ),
        error => error.into(),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    fn read(within: &Within, path: &Path) -> io::Result<String> {
        let mut text = String::new();
        within.open(path)?.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn files_below_are_read_and_whatever_leads_out_is_not() {
        let place = tempfile::tempdir().unwrap();
        let (given, secret) = (place.path().join("given"), place.path().join("secret"));
        fs::create_dir_all(given.join("sub")).unwrap();
        fs::write(&secret, "secret").unwrap();
        fs::write(given.join("sub/file"), "given").unwrap();
        symlink(&secret, given.join("link")).unwrap();
        symlink(place.path(), given.join("above")).unwrap();
        symlink("sub/file", given.join("inside")).unwrap();
        let within = Within::hold(&given).unwrap();
        assert_eq!(read(&within, &given.join("sub/file")).unwrap(), "given");
        assert_eq!(read(&within, &given.join("./sub/file")).unwrap(), "given");
        for path in ["link", "above/secret", "inside", "../secret", "sub/../../secret", "sub", "", "no"] {
            assert!(read(&within, &given.join(path)).is_err(), "{path}");
        }
        assert!(read(&within, &secret).is_err());
    }

    #[test]
    fn a_pipe_is_refused_and_not_waited_for() {
        let place = tempfile::tempdir().unwrap();
        let pipe = place.path().join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR, 0).unwrap();
        let within = Within::hold(place.path()).unwrap();
        assert!(within.open(&pipe).unwrap_err().to_string().contains("no file"));
        assert!(open_file(&pipe).is_err() && open_file(Path::new("/dev/null")).is_err());
    }

    #[test]
    fn what_becomes_a_link_while_it_is_read_again_and_again_never_leads_out() {
        use std::sync::atomic::{AtomicBool, Ordering};

        let place = tempfile::tempdir().unwrap();
        let (given, outside) = (place.path().join("given"), place.path().join("outside"));
        for directory in [&given.join("sub"), &outside] {
            fs::create_dir_all(directory).unwrap();
        }
        fs::write(given.join("sub/file"), "given").unwrap();
        fs::write(outside.join("file"), "secret").unwrap();
        symlink(&outside, place.path().join("link")).unwrap();
        let within = Within::hold(&given).unwrap();
        let done = AtomicBool::new(false);
        let (mut whole, mut refused) = (0, 0);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let (there, away, link) = (given.join("sub"), place.path().join("away"), place.path().join("link"));
                while !done.load(Ordering::Relaxed) {
                    fs::rename(&there, &away).unwrap();
                    fs::rename(&link, &there).unwrap();
                    fs::rename(&there, &link).unwrap();
                    fs::rename(&away, &there).unwrap();
                }
            });
            for _ in 0..20_000 {
                match read(&within, &given.join("sub/file")) {
                    Ok(text) => {
                        assert_eq!(text, "given");
                        whole += 1;
                    }
                    Err(_) => refused += 1,
                }
            }
            done.store(true, Ordering::Relaxed);
        });
        assert!(whole > 0 && refused > 0, "{whole} read, {refused} refused: the swap was seen");
    }
}
