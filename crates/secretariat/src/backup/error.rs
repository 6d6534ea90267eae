use std::path::PathBuf;

use dunant_record::note::NoteError;

use super::manifest::FORMAT;

/// Why there is no backup, or why one is not restored. An earlier backup is not changed by it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// It would stand within what it is a backup of.
    #[error("`{}` lies within the data directory `{}`: the backup would be lost with it", directory.display(), home.display())]
    Inside {
        /// Where the backup was to be.
        directory: PathBuf,
        /// The data directory.
        home: PathBuf,
    },
    /// Another process writes to it.
    #[error("another process is writing the backup in `{}`", directory.display())]
    Busy {
        /// The backup.
        directory: PathBuf,
    },
    /// Another body's key signed it.
    #[error("`{}` holds the backup of another body: `{key}` signed it", directory.display())]
    OfAnother {
        /// The backup.
        directory: PathBuf,
        /// The key that signed it.
        key: String,
    },
    /// The earlier backup has rows that the store has not, and nothing in a store is ever removed.
    #[error("the earlier backup in `{}` has {what}, and the store has it no longer or otherwise", directory.display())]
    Fewer {
        /// The backup.
        directory: PathBuf,
        /// The first such row: "link 3 of `members`".
        what: String,
    },
    /// There is no manifest.
    #[error("`{}` holds no finished backup: it has no `{MANIFEST}`", directory.display(), MANIFEST = super::directory::MANIFEST)]
    Unfinished {
        /// The directory.
        directory: PathBuf,
    },
    /// A later version wrote it.
    #[error("`{}` has the format `{found}`, and this version reads `{FORMAT}`", path.display())]
    Format {
        /// The manifest.
        path: PathBuf,
        /// The format that it says it has.
        found: String,
    },
    /// A file of the backup is not what was backed up.
    #[error("`{}`, which holds {what}, {problem}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What it holds: "`keys/secretariat.key`".
        what: String,
        /// What is wrong, as the end of a sentence: "is cut short: 12 bytes of 99".
        problem: String,
    },
    /// A file of the data directory that cannot be backed up under its name.
    #[error("`{}` cannot be backed up: {reason}", path.display())]
    Unfit {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: &'static str,
    },
    /// The manifest cannot be signed.
    #[error("the manifest of the backup cannot be signed: {0}")]
    Unsigned(#[from] NoteError),
}

impl BackupError {
    /// What the user can do about it.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        Some(match self {
            Self::Inside { .. } => "name a directory on another disk",
            Self::Busy { .. } => "wait until it has ended",
            Self::OfAnother { .. } => "name another directory: each body has its own backup",
            Self::Fewer { .. } => {
                "find out first what happened to the store; then back up to a new directory, and keep this one"
            }
            Self::Unfinished { .. } => "back up to it again, or name another backup",
            Self::Format { .. } => "use a later version of the program",
            Self::Damaged { .. } => {
                "nothing was restored; use another copy of the backup, or back up to a new directory"
            }
            Self::Unfit { .. } => "move it out of the data directory, or give it another name",
            Self::Unsigned(_) => return None,
        })
    }
}
