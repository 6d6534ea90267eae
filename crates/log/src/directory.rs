use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dunant_durable::{Failed, Readers, lock_file, make_directory, make_empty_directory, sync_directory, write_new};
use dunant_record::note::{InvalidKey, SignerKey};
use dunant_record::policy::{Policy, PolicyError};

/// How often whoever waits for the writer's place looks: an append takes a few milliseconds.
const TURN: Duration = Duration::from_millis(5);

/// A log's directory.
///
/// | file | what it is |
/// |---|---|
/// | `log.key` | the secret key; whoever has it can sign in the log's name |
/// | `lock.sqlite` | what was promised; it must never go back to an earlier state |
/// | `policy` | the log's public key, its witnesses and their quorum, in the tlog-policy format |
/// | `public/` | what everybody may read: `checkpoint` and `tile/`; may be served as it is |
/// | `tokens` | who may write over HTTP: digests of tokens, no token |
/// | `writer.lock` | held by the process that writes |
#[derive(Debug, Clone)]
pub struct LogDirectory {
    root: PathBuf,
}

impl LogDirectory {
    /// The directory at `root`, which need not exist yet.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The directory.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the public files stand.
    #[must_use]
    pub fn public(&self) -> PathBuf {
        self.root.join("public")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join("lock.sqlite")
    }

    /// The policy that the log publishes under: its own key and its witnesses.
    ///
    /// # Errors
    /// The file cannot be read, or is no policy.
    pub fn policy(&self) -> Result<Policy, DirectoryError> {
        let file = self.root.join("policy");
        let bytes = fs::read(&file).map_err(|source| failed("read", &file, source))?;
        Policy::parse(&bytes).map_err(|source| DirectoryError::Policy { file: file.display().to_string(), source })
    }

    /// The secret key.
    ///
    /// # Errors
    /// The file cannot be read, or is no key.
    pub fn key(&self) -> Result<SignerKey, DirectoryError> {
        let file = self.root.join("log.key");
        let text = fs::read_to_string(&file).map_err(|source| failed("read", &file, source))?;
        SignerKey::parse(text.trim_end())
            .map_err(|source| DirectoryError::Key { file: file.display().to_string(), source })
    }

    /// Makes the directory, its key and its policy, all durable.
    pub(crate) fn create(&self, key: &SignerKey, policy: &Policy) -> Result<(), DirectoryError> {
        match make_empty_directory(&self.root, Readers::All) {
            Err(error) if error.reason.kind() == io::ErrorKind::DirectoryNotEmpty => {
                return Err(DirectoryError::NotEmpty(self.root.display().to_string()));
            }
            made => made?,
        }
        make_directory(&self.public(), Readers::All)?;
        write_new(&self.root.join("log.key"), format!("{}\n", key.to_secret_text()).as_bytes(), Readers::Owner)?;
        write_new(&self.root.join("policy"), policy.to_string().as_bytes(), Readers::All)?;
        self.sync()
    }

    /// Makes durable which files stand in the directory, and that it stands in the one above.
    pub(crate) fn sync(&self) -> Result<(), DirectoryError> {
        let parent = self.root.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        for directory in [self.root.as_path(), parent] {
            sync_directory(directory)?;
        }
        Ok(())
    }

    /// Takes the writer's place, until the file is dropped; waits for it for as long as `patience`.
    pub(crate) fn claim(&self, patience: Duration) -> Result<File, DirectoryError> {
        let file = self.root.join("writer.lock");
        let opened = lock_file(&file)?;
        let start = Instant::now();
        loop {
            match opened.try_lock() {
                Ok(()) => return Ok(opened),
                Err(TryLockError::WouldBlock) if start.elapsed() < patience => std::thread::sleep(TURN),
                Err(TryLockError::WouldBlock) => return Err(DirectoryError::Claimed(self.root.display().to_string())),
                Err(TryLockError::Error(source)) => return Err(failed("lock", &file, source)),
            }
        }
    }
}

/// Why a log's directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// Reading or writing failed.
    #[error("cannot {doing} `{file}`: {source}")]
    Io {
        /// What was being done: "sync".
        doing: &'static str,
        /// The file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// A new log needs a directory of its own.
    #[error("`{0}` is not empty: a new log needs a directory of its own")]
    NotEmpty(String),
    /// Another process writes.
    #[error(
        "another process writes to the log in `{0}`: one log has one writer; wait longer, or hand entries in to its service where it is \
         `dunant record serve`"
    )]
    Claimed(String),
    /// The key's file holds no key.
    #[error("`{file}`: {source}")]
    Key {
        /// The file.
        file: String,
        /// What is wrong.
        source: InvalidKey,
    },
    /// The policy's file holds no policy.
    #[error("`{file}`: {source}")]
    Policy {
        /// The file.
        file: String,
        /// What is wrong.
        source: PolicyError,
    },
}

fn failed(doing: &'static str, file: &Path, source: io::Error) -> DirectoryError {
    DirectoryError::Io { doing, file: file.display().to_string(), source }
}

impl From<Failed> for DirectoryError {
    fn from(Failed { doing, path, reason }: Failed) -> Self {
        failed(doing, &path, reason)
    }
}
