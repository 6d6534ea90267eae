use std::ops::Range;
use std::path::PathBuf;

use dunant_exchange::LeftOutKind;

/// Why a job could not be done. Every variant names the file; those about a text name the place in it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or directory could not be read or written.
    #[error("`{}` cannot be {action}: {}", path.display(), in_words(reason))]
    File {
        /// The file.
        path: PathBuf,
        /// What was tried: `read`, `written`.
        action: &'static str,
        /// What the system says.
        reason: std::io::Error,
    },
    /// A case directory without evidence.
    #[error("`{}` holds no evidence", path.display())]
    NoEvidence {
        /// The directory.
        path: PathBuf,
        /// What it holds instead, counted: `2 hidden files`.
        not_read: Option<String>,
    },
    /// A path that is neither a file nor a directory.
    #[error("`{}` is a {}, and only files are read", path.display(), what.words(1))]
    NoFile {
        /// The path.
        path: PathBuf,
        /// What it is.
        what: LeftOutKind,
    },
    /// A directory that is no case.
    #[error("`{}` has no `case.toml`", path.display())]
    NoCaseFile {
        /// The directory.
        path: PathBuf,
    },
    /// Several case files in one call.
    #[error("`{}` and `{}` are both cases; assess them one at a time", first.display(), second.display())]
    TwoCases {
        /// The first.
        first: PathBuf,
        /// The second.
        second: PathBuf,
    },
    /// A mistake in a case file.
    #[error("{message}")]
    CaseFile {
        /// The file.
        path: PathBuf,
        /// Its text.
        text: String,
        /// Byte range of the mistake.
        span: Range<usize>,
        /// What is wrong.
        message: String,
        /// The next step.
        help: Option<String>,
    },
    /// A fact that cannot be accepted.
    #[error("{message}")]
    NotAccepted {
        /// Why.
        message: String,
        /// The next step.
        help: String,
    },
    /// A knowledge pack that cannot be used.
    #[error("`{}`: {reason}", path.display())]
    Pack {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: dunant_knowledge::PackError,
    },
    /// A model that cannot be used.
    #[error("`{}`: {reason}", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column.
        reason: dunant_attribution::ModelError,
    },
    /// A pack that ships with the program cannot be used.
    #[error("the shipped knowledge cannot be read: {0}")]
    ShippedPack(#[from] dunant_knowledge::PackError),
    /// The names of a pack are more than the machine can search for.
    #[error(transparent)]
    Lexicon(#[from] dunant_evidence::LexiconError),
    /// A shipped instrument is damaged.
    #[error(transparent)]
    Instrument(#[from] dunant_convention::DocumentError),
    /// An assessment cannot be made ready for publication.
    #[error("the assessment cannot be published: {reason}")]
    NotPublishable {
        /// Why.
        reason: String,
    },
    /// Bytes that are no finding.
    #[error(transparent)]
    Finding(#[from] dunant_panel::finding::FindingError),
    /// A source of knowledge could not be imported.
    #[error(transparent)]
    Import(#[from] dunant_knowledge::ImportError),
}

impl Error {
    /// What the user can do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NoEvidence { not_read: Some(what), .. } => {
                Some(format!("{what} in it are not read; name a hidden file itself, or put files into the directory"))
            }
            Self::NoFile { path, .. } => Some(format!(
                "write what it holds into a file, or pass that on standard input: `dunant read - < {}`",
                path.display()
            )),
            Self::NoEvidence { .. } => Some("put files into its `evidence` directory, or name files to assess".into()),
            Self::NoCaseFile { .. } => {
                Some("name a case directory or its case file; `docs/case-file.md` says what one holds".into())
            }
            Self::CaseFile { help, .. } => help.clone(),
            Self::NotAccepted { help, .. } => Some(help.clone()),
            Self::File { reason, action: "read", .. } if reason.kind() == std::io::ErrorKind::NotFound => {
                Some("check the spelling, and the directory that you are in".into())
            }
            Self::Lexicon(_) => Some("import fewer sources into the pack".into()),
            _ => None,
        }
    }

    pub(crate) fn reading(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        |reason| Self::File { path, action: "read", reason }
    }
}

/// What the system says, without its number and in lower case.
fn in_words(reason: &std::io::Error) -> String {
    let text = reason.to_string();
    let words = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
