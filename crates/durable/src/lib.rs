//! Files and directories that a power cut leaves whole or not at all, and that others read only where that is meant.
//!
//! Every file that this project keeps is written here, in one way: beside its place, synced, then given its name, then its directory
//! synced. So a reader sees a whole file or none, before and after a power cut. Who reads it is said by whoever writes it, and does not
//! depend on the umask.
//!
//! | function | what stands there before | durable on return |
//! |---|---|---|
//! | [`write_new`] | nothing, or it is refused | yes |
//! | [`replace`] | anything; it stays until the new file is whole | yes |
//! | [`Unfinished`] | as one of the two; for what is streamed, or many files at once | when the caller has synced the directory |
//! | [`make_empty_directory`], [`make_directories`], [`lead_to`] | nothing, or a directory | yes |
//! | [`make_directory`] | the same | when the caller has synced the one above |
//! | [`reserve`] | nothing, or a file, which is left alone | no: for databases, which sync themselves |
//!
//! ```
//! use dunant_durable::{Readers, replace, write_new};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let directory = tempfile::tempdir()?;
//! let key = directory.path().join("member.key");
//! write_new(&key, b"secret\n", Readers::Owner)?;
//! assert!(write_new(&key, b"another\n", Readers::Owner).is_err(), "a key is never written over");
//! replace(&directory.path().join("state"), b"1\n", Readers::All)?;
//! # Ok(())
//! # }
//! ```
//!
//! # Permissions
//!
//! On Unix a file of [`Readers::Owner`] has the mode 0600 from its first byte on and a directory 0700; of [`Readers::All`] they have 0644
//! and 0755, less what the umask takes. Nobody but the owner may ever write. **Elsewhere nothing of this is done**: a new file has the
//! permissions that its directory hands down, and directories are not synced, since the standard library offers neither.

mod directory;
mod file;
mod within;

use std::io;
use std::path::{Path, PathBuf};

pub use directory::{Made, lead_to, make_directories, make_directory, make_empty_directory, sync, sync_directory};
pub use file::{Unfinished, lock_file, replace, reserve, write_new, write_new_with};
pub use within::{Within, open_file, read_file, read_text};

/// Who may read a new file, or enter a new directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner alone.
    Owner,
    /// Whoever may enter the directory above.
    All,
}

impl Readers {
    #[cfg(unix)]
    fn file_mode(self) -> u32 {
        match self {
            Self::Owner => 0o600,
            Self::All => 0o644,
        }
    }

    #[cfg(unix)]
    fn directory_mode(self) -> u32 {
        match self {
            Self::Owner => 0o700,
            Self::All => 0o755,
        }
    }
}

/// What the system refused.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing} `{}`: {reason}", path.display())]
pub struct Failed {
    /// What was tried: `create`, `write`, `sync`, `rename`, `link`, `remove`, `make`, `read`, `open`.
    pub doing: &'static str,
    /// Upon which file or directory.
    pub path: PathBuf,
    /// What the system says.
    #[source]
    pub reason: io::Error,
}

impl Failed {
    fn to(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |reason| Self { doing, path, reason }
    }
}

/// The directory that a path stands in.
fn above(path: &Path) -> &Path {
    path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
