//! Who may write to a log over HTTP: a file of digests of tokens, each with a name and a quota.
//!
//! ```text
//! # name, SHA-256 of the token, entries a minute (- for any number)
//! panel 2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90 -
//! press 81b637d8fcd2c6da6359e6963113a1170de795e4b725b84d1e0b4cfd9ec58ce9 60
//! ```
//!
//! The file holds no token: one is 32 random bytes, shown once. It is looked at before each entry, so that one that is revoked stops at
//! once; where it cannot be read, nobody may write.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Instant, SystemTime};

use dunant_durable::{Readers, lock_file, replace};
use dunant_vocabulary::Sha256Digest;

use crate::directory::LogDirectory;

/// What a token begins with, so that one that is found somewhere is known for what it is.
const PREFIX: &str = "dunant-log-token-";
/// The most bytes of the file.
const MAX_BYTES: u64 = 1 << 20;
/// The longest name, in bytes.
const MAX_NAME: usize = 64;

/// Who a token was given to, and how much it may write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Who: lower-case letters, digits, `-`, `_` and `.`.
    pub name: String,
    /// How many entries a minute; nothing for any number.
    pub per_minute: Option<u32>,
}

/// The file `tokens` of a log's directory.
#[derive(Debug, Clone)]
pub struct TokenFile {
    file: PathBuf,
}

impl TokenFile {
    /// The tokens of the log in `directory`.
    #[must_use]
    pub fn of(directory: &LogDirectory) -> Self {
        Self { file: directory.root().join("tokens") }
    }

    /// Who has a token, in the order of names.
    ///
    /// # Errors
    /// The file cannot be read, or a line of it.
    pub fn grants(&self) -> Result<Vec<Grant>, TokenError> {
        let mut grants: Vec<Grant> = self.read()?.into_values().collect();
        grants.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(grants)
    }

    /// Gives `grant.name` a token made of `secret`, 32 bytes that nobody can guess. It is kept nowhere.
    ///
    /// # Errors
    /// A name that is taken or none, and what reading and writing fail with.
    pub fn add(&self, grant: Grant, secret: &[u8; 32]) -> Result<String, TokenError> {
        let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
        if grant.name.is_empty() || grant.name.len() > MAX_NAME || !grant.name.bytes().all(is_name) {
            return Err(TokenError::Name(grant.name));
        }
        let token = secret.iter().fold(PREFIX.to_owned(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        self.change(|grants| {
            if grants.values().any(|known| known.name == grant.name) {
                return Err(TokenError::Taken(grant.name));
            }
            grants.insert(Sha256Digest::of(token.as_bytes()), grant);
            Ok(())
        })?;
        Ok(token)
    }

    /// Takes the token of `name` away, at once.
    ///
    /// # Errors
    /// Nobody of this name has one, and what reading and writing fail with.
    pub fn revoke(&self, name: &str) -> Result<(), TokenError> {
        self.change(|grants| {
            let before = grants.len();
            grants.retain(|_, grant| grant.name != name);
            if grants.len() == before { Err(TokenError::Unknown(name.to_owned())) } else { Ok(()) }
        })
    }

    fn read(&self) -> Result<BTreeMap<Sha256Digest, Grant>, TokenError> {
        let failed = |source| TokenError::Io { file: self.file.display().to_string(), source };
        match dunant_durable::read_text(&self.file, MAX_BYTES) {
            Ok(text) => parse(&text).map_err(|line| TokenError::Line { file: self.file.display().to_string(), line }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(failed(error)),
        }
    }

    /// One change at a time, durable on return.
    fn change(
        &self,
        change: impl FnOnce(&mut BTreeMap<Sha256Digest, Grant>) -> Result<(), TokenError>,
    ) -> Result<(), TokenError> {
        let failed = |source| TokenError::Io { file: self.file.display().to_string(), source };
        let turn = lock_file(&self.file.with_extension("lock")).map_err(|error| failed(error.reason))?;
        turn.lock().map_err(failed)?;
        let mut grants = self.read()?;
        change(&mut grants)?;
        replace(&self.file, Written(&grants).to_string().as_bytes(), Readers::Owner)
            .map_err(|error| failed(error.reason))
    }
}

/// The lines of a file; or the number of the one that is none.
fn parse(text: &str) -> Result<BTreeMap<Sha256Digest, Grant>, usize> {
    let mut grants = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let words: Vec<&str> = line.split(' ').collect();
        let [name, digest, quota] = words.as_slice() else { return Err(number) };
        let digest = digest.parse().map_err(|_| number)?;
        let per_minute = match *quota {
            "-" => None,
            quota => Some(quota.parse().map_err(|_| number)?),
        };
        if grants.insert(digest, Grant { name: (*name).to_owned(), per_minute }).is_some() {
            return Err(number);
        }
    }
    Ok(grants)
}

struct Written<'g>(&'g BTreeMap<Sha256Digest, Grant>);

impl fmt::Display for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "# name, SHA-256 of the token, entries a minute (- for any number)")?;
        let mut grants: Vec<(&Sha256Digest, &Grant)> = self.0.iter().collect();
        grants.sort_by(|(_, one), (_, other)| one.name.cmp(&other.name));
        for (digest, Grant { name, per_minute }) in grants {
            match per_minute {
                Some(quota) => writeln!(f, "{name} {digest} {quota}")?,
                None => writeln!(f, "{name} {digest} -")?,
            }
        }
        Ok(())
    }
}

/// The tokens as a service asks for them.
pub(super) struct Tokens {
    file: TokenFile,
    state: Mutex<State>,
}

struct State {
    /// What the file was like when it was read; nothing where there was none.
    stamp: Option<Stamp>,
    grants: BTreeMap<Sha256Digest, Grant>,
    /// By name: what is left of a quota, and since when.
    spent: BTreeMap<String, Bucket>,
}

/// What changes when a file is replaced.
#[derive(PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    inode: u64,
}

impl Stamp {
    fn of(file: &Path) -> io::Result<Option<Self>> {
        match fs::metadata(file) {
            Ok(metadata) => {
                let inode = inode(&metadata);
                Ok(Some(Self { modified: metadata.modified().ok(), length: metadata.len(), inode }))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

/// A bucket that fills by `per_minute` a minute, and holds as many.
struct Bucket {
    left: f64,
    since: Instant,
}

/// Why somebody may not write.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Denied {
    /// No token that the file has.
    Unknown,
    /// The quota is spent, for so many seconds.
    Spent { seconds: u64 },
    /// The file cannot be read.
    Unreadable(String),
}

impl Tokens {
    pub(super) fn open(directory: &LogDirectory) -> Result<Self, TokenError> {
        let file = TokenFile::of(directory);
        let stamp =
            Stamp::of(&file.file).map_err(|source| TokenError::Io { file: file.file.display().to_string(), source })?;
        let grants = file.read()?;
        Ok(Self { file, state: Mutex::new(State { stamp, grants, spent: BTreeMap::new() }) })
    }

    /// Whether whoever has `token` may write an entry now; it counts as written.
    pub(super) fn admit(&self, token: &str, now: Instant) -> Result<(), Denied> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let unreadable = |error: &dyn fmt::Display| Denied::Unreadable(error.to_string());
        let stamp = Stamp::of(&self.file.file).map_err(|error| unreadable(&error))?;
        if stamp != state.stamp {
            state.grants = self.file.read().map_err(|error| unreadable(&error))?;
            state.stamp = stamp;
        }
        // By its digest: how long the search takes says nothing about a token.
        let Grant { name, per_minute } =
            state.grants.get(&Sha256Digest::of(token.as_bytes())).cloned().ok_or(Denied::Unknown)?;
        let Some(per_minute) = per_minute else { return Ok(()) };
        let most = f64::from(per_minute);
        let bucket = state.spent.entry(name).or_insert(Bucket { left: most, since: now });
        let minutes = now.saturating_duration_since(bucket.since).as_secs_f64() / 60.0;
        *bucket = Bucket { left: (bucket.left + minutes * most).min(most), since: now };
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            return Ok(());
        }
        // A quota of nothing fills never: look again after an hour.
        let seconds = ((1.0 - bucket.left) * 60.0 / most).ceil().min(3_600.0);
        Err(Denied::Spent { seconds: seconds as u64 })
    }
}

/// Why tokens cannot be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The file cannot be read or written.
    #[error("the tokens in `{file}`: {source}")]
    Io {
        /// The file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// A line is none of the file's.
    #[error(
        "`{file}`, line {line}: expected a name, a SHA-256 in hexadecimal, and a number of entries a minute or `-`"
    )]
    Line {
        /// The file.
        file: String,
        /// The number of the line, from 1.
        line: usize,
    },
    /// Not a name.
    #[error("`{0}` is no name of a token: expected up to {MAX_NAME} lower-case letters, digits, `-`, `_` and `.`")]
    Name(String),
    /// The name has a token.
    #[error("`{0}` has a token already: revoke it first, or choose another name")]
    Taken(String),
    /// Nobody of this name has a token.
    #[error("nobody named `{0}` has a token: `dunant record token list DIR` shows who has")]
    Unknown(String),
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn file() -> (tempfile::TempDir, LogDirectory, TokenFile) {
        let place = tempfile::tempdir().unwrap();
        let directory = LogDirectory::new(place.path());
        let file = TokenFile::of(&directory);
        (place, directory, file)
    }

    fn grant(name: &str, per_minute: Option<u32>) -> Grant {
        Grant { name: name.to_owned(), per_minute }
    }

    #[test]
    fn a_token_admits_until_it_is_revoked_and_stands_in_no_file() {
        let (place, directory, file) = file();
        let tokens = Tokens::open(&directory).unwrap();
        let now = Instant::now();
        assert_eq!(tokens.admit("dunant-log-token-", now), Err(Denied::Unknown));
        let one = file.add(grant("panel", None), &[1; 32]).unwrap();
        let two = file.add(grant("press", Some(60)), &[2; 32]).unwrap();
        assert_eq!(tokens.admit(&one, now), Ok(()));
        assert_eq!(tokens.admit(&two, now), Ok(()));
        let written = fs::read_to_string(place.path().join("tokens")).unwrap();
        assert!(!written.contains(&one[PREFIX.len()..]) && written.lines().count() == 3, "{written}");
        assert_eq!(file.grants().unwrap(), [grant("panel", None), grant("press", Some(60))]);

        file.revoke("panel").unwrap();
        assert_eq!(tokens.admit(&one, now), Err(Denied::Unknown));
        assert_eq!(tokens.admit(&two, now), Ok(()));
        assert!(matches!(file.revoke("panel"), Err(TokenError::Unknown(_))));
        assert!(matches!(file.add(grant("press", None), &[3; 32]), Err(TokenError::Taken(_))));
        for name in ["", "Panel", "a b", "a\n", &"a".repeat(65)] {
            assert!(matches!(file.add(grant(name, None), &[3; 32]), Err(TokenError::Name(_))), "{name}");
        }
    }

    #[test]
    fn a_quota_is_spent_and_comes_back_with_time() {
        let (_place, directory, file) = file();
        let token = file.add(grant("press", Some(2)), &[2; 32]).unwrap();
        let tokens = Tokens::open(&directory).unwrap();
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(tokens.admit(&token, start), Ok(()));
        assert_eq!(tokens.admit(&token, start), Ok(()));
        assert_eq!(tokens.admit(&token, start), Err(Denied::Spent { seconds: 30 }));
        assert_eq!(tokens.admit(&token, after(29)), Err(Denied::Spent { seconds: 1 }));
        assert_eq!(tokens.admit(&token, after(30)), Ok(()));
        assert_eq!(tokens.admit(&token, after(30)), Err(Denied::Spent { seconds: 30 }));
        // However long nobody wrote, it holds no more than a minute's.
        for _ in 0..2 {
            assert_eq!(tokens.admit(&token, after(10_000)), Ok(()));
        }
        assert!(tokens.admit(&token, after(10_000)).is_err());
    }

    #[test]
    fn a_file_that_cannot_be_read_admits_nobody() {
        let (place, directory, file) = file();
        let token = file.add(grant("panel", None), &[1; 32]).unwrap();
        let tokens = Tokens::open(&directory).unwrap();
        for wrong in ["panel\n", "panel 00 -\n", "panel 2bd8 -\n", &format!("panel {} x\n", "0".repeat(64))] {
            fs::write(place.path().join("tokens"), wrong).unwrap();
            assert!(matches!(tokens.admit(&token, Instant::now()), Err(Denied::Unreadable(_))), "{wrong}");
            assert!(matches!(Tokens::open(&directory), Err(TokenError::Line { line: 1, .. })));
        }
        fs::remove_file(place.path().join("tokens")).unwrap();
        assert_eq!(tokens.admit(&token, Instant::now()), Err(Denied::Unknown));
    }
}
