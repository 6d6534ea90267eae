use std::io;
use std::path::{Path, PathBuf};

use dunant_custody::{CaseId, CustodyError, DocumentError};
use dunant_panel::receipt::Receipt;
use dunant_redaction::secrets::{FoundSecret, Whose};
use dunant_store::{BlobError, StoreError};
use dunant_vocabulary::{Moment, Sha256Digest};

use crate::BackupError;

/// Why the secretariat could not do something. Nothing that was accepted before is lost by it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or directory could not be read, made or written.
    #[error("`{}` cannot be {doing}: {reason}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What was tried: `read`, `written`.
        doing: &'static str,
        /// What the system says.
        reason: io::Error,
    },
    /// A new data directory needs a directory of its own.
    #[error("`{}` is not empty", directory.display())]
    NotEmpty {
        /// The directory.
        directory: PathBuf,
    },
    /// There is no data directory.
    #[error("`{}` is no data directory: it has no `{CONFIG}`", directory.display(), CONFIG = crate::home::CONFIG)]
    NoHome {
        /// The directory.
        directory: PathBuf,
    },
    /// A file of the data directory is not what it must be.
    #[error("`{}`: {message}", path.display())]
    Damaged {
        /// Which.
        path: PathBuf,
        /// What is wrong, with the place.
        message: String,
    },
    /// No case has that name.
    #[error("there is no case `{0}`")]
    NoCase(CaseId),
    /// The name is taken.
    #[error("there is a case `{0}` already")]
    CaseExists(CaseId),
    /// No item has that name or digest.
    #[error("the case `{case}` has no item `{item}`")]
    NoItem {
        /// The case.
        case: CaseId,
        /// What was looked for.
        item: String,
    },
    /// Several items begin so.
    #[error("`{item}` names {count} items of the case `{case}`")]
    SeveralItems {
        /// The case.
        case: CaseId,
        /// What was looked for.
        item: String,
        /// How many it names.
        count: usize,
    },
    /// The same bytes were taken in before, or stand twice among the files.
    #[error("`{name}` is in the case already, as `{known}` (SHA-256 {digest})")]
    ItemExists {
        /// The name of the new file.
        name: String,
        /// The name of the item that has these bytes.
        known: String,
        /// Their digest.
        digest: Sha256Digest,
    },
    /// Two items of one name could not be told apart.
    #[error("the case has another item called `{name}`")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// The file is larger than what is taken in.
    #[error("`{name}` has {size} bytes, more than the {limit} that are taken in of one file (`--max-size`)")]
    TooLarge {
        /// The name.
        name: String,
        /// Its size.
        size: u64,
        /// The limit.
        limit: u64,
    },
    /// The file holds a secret key.
    #[error("`{name}` holds {} in line {}", found.kind, found.line)]
    SecretKey {
        /// The name.
        name: String,
        /// What was found.
        found: FoundSecret,
    },
    /// Something must come first.
    #[error("{message}")]
    NotYet {
        /// What is missing.
        message: String,
        /// The next step.
        help: String,
    },
    /// The panel's rules refuse a step. The refusal was recorded.
    #[error("{refused}")]
    Refused {
        /// Why.
        refused: String,
        /// The short name of the reason.
        code: &'static str,
        /// The step with the link that refuses it, which its author can show to anybody; nothing where no chain could record it.
        receipt: Option<Box<Receipt>>,
    },
    /// A case whose chain does not hold, or a step that could neither be taken nor refused.
    #[error("the case `{case}`: {reason}")]
    Proceeding {
        /// The case.
        case: CaseId,
        /// What is wrong.
        reason: String,
    },
    /// The chain of members does not hold, or what should follow on it cannot.
    #[error("{0}")]
    Members(String),
    /// A finding cannot be put together.
    #[error("the finding: {0}")]
    Finding(String),
    /// What was handed in cannot be read.
    #[error("{message}")]
    Input {
        /// What is wrong, with the place.
        message: String,
        /// The next step.
        help: String,
    },
    /// An event cannot be recorded, or a chain does not hold.
    #[error(transparent)]
    Custody(Box<CustodyError>),
    /// A chain does not hold.
    #[error(transparent)]
    Chain(Box<dunant_custody::ChainError>),
    /// Chains make no document.
    #[error(transparent)]
    Document(Box<DocumentError>),
    /// The store failed, or another process wrote first.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Rows could not be exported or imported.
    #[error(transparent)]
    Portable(#[from] dunant_store::portable::PortableError),
    /// A blob is missing or damaged, or could not be written.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// Something could not be encrypted or decrypted.
    #[error(transparent)]
    Sealing(#[from] dunant_store::sealing::SealingError),
    /// The record's log failed.
    #[error("the record: {0}")]
    Record(String),
    /// The heads log, or what is kept of its epochs.
    #[error("the heads log: {0}")]
    Heads(String),
    /// The log in which steps are lodged failed, or does not show what was lodged.
    #[error("lodging: {0}")]
    Lodging(String),
    /// This machine's clock and the witnesses of the newest epoch do not agree.
    #[error("this machine's clock says {ours}, and the witnesses of epoch {epoch} said {witnessed}: {apart}")]
    Clock {
        /// This machine's clock.
        ours: Moment,
        /// What the witnesses said, of whom some may lie.
        witnessed: Moment,
        /// The newest epoch.
        epoch: u64,
        /// What is wrong with that.
        apart: &'static str,
        /// The next step.
        help: &'static str,
    },
    /// A backup cannot be written, or is not restored.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// The examination failed.
    #[error(transparent)]
    Examination(Box<dunant::Error>),
}

impl From<CustodyError> for Error {
    fn from(error: CustodyError) -> Self {
        Self::Custody(Box::new(error))
    }
}

impl From<dunant_custody::ChainError> for Error {
    fn from(error: dunant_custody::ChainError) -> Self {
        Self::Chain(Box::new(error))
    }
}

impl From<DocumentError> for Error {
    fn from(error: DocumentError) -> Self {
        Self::Document(Box::new(error))
    }
}

impl From<dunant::Error> for Error {
    fn from(error: dunant::Error) -> Self {
        Self::Examination(Box::new(error))
    }
}

impl Error {
    /// Whether it is of one file that was handed in, so that others can be taken in all the same.
    pub(crate) fn is_of_one_file(&self) -> bool {
        match self {
            Self::ItemExists { .. } | Self::NameTaken { .. } | Self::TooLarge { .. } | Self::SecretKey { .. } => true,
            Self::File { doing, .. } => *doing == "read",
            Self::Input { .. } | Self::Examination(_) => true,
            _ => false,
        }
    }

    /// What the user can do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::NotEmpty { .. } => "name a directory that does not exist yet",
            Self::NoHome { .. } => "make one with `dunant init DIR --name NAME`, or name it with `--home DIR`",
            Self::NoCase(_) => "`dunant case list` lists them all",
            Self::CaseExists(_) => "choose another name",
            Self::NoItem { .. } => "`dunant case custody CASE` lists the items",
            Self::SeveralItems { .. } => "give more of the digest",
            Self::ItemExists { .. } => "leave it out: its receipt stands",
            Self::NameTaken { .. } => "rename the file: a finding names items by what they were called at intake",
            Self::TooLarge { size, .. } => {
                return Some(format!(
                    "give `--max-size {size}` or more, or take in the part that matters; nothing of it was stored"
                ));
            }
            Self::SecretKey { found, .. } => match found.kind.whose() {
                Whose::Ours => {
                    "leave it out: such a key is never evidence; whoever it is of should replace it, for it stood where others read"
                }
                Whose::Anybodys => {
                    "leave it out, or, where the key itself is evidence, give `--with-secret-keys`: it will stand in every copy of the item"
                }
            },
            Self::NotYet { help, .. } | Self::Input { help, .. } => return Some(help.clone()),
            Self::Clock { help, .. } => help,
            Self::Backup(error) => return error.help().map(str::to_owned),
            Self::Examination(error) => return error.help(),
            _ => return None,
        };
        Some(help.to_owned())
    }

    pub(crate) fn file(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |reason| Self::File { path, doing, reason }
    }

    pub(crate) fn sealing(error: impl std::fmt::Display) -> Self {
        Self::Input {
            message: error.to_string(),
            help: "`dunant case read` prints the numbers of an item's observations".into(),
        }
    }

    pub(crate) fn unwritable(error: &serde_json::Error) -> Self {
        Self::Input {
            message: format!("a document cannot be written as JSON: {error}"),
            help: "leave out what JSON cannot hold".into(),
        }
    }
}
