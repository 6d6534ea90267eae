//! The manifest: what a backup is of, and the digests that everything in it is checked by.
//!
//! ```text
//! dunant-backup/v1
//! {"body":"example.org","key":"example.org/secretariat+…","made":"2026-11-25T03:41:07Z","rows":{…},"lost":0,"list":{…}}
//!
//! — example.org/secretariat …
//! ```

use std::io::{self, Read as _};

use dunant_record::note::{MAX_NOTE_BYTES, Note, SignerKey, VerifierKey};
use dunant_vocabulary::{Moment, Sha256Digest};
use serde::{Deserialize, Serialize};

use super::directory::Directory;
use super::error::BackupError;
use crate::Error;

/// The form of a backup: the first line of its manifest.
pub(super) const FORMAT: &str = "dunant-backup/v1";

/// What the secretariat signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// The body's name.
    pub(super) body: String,
    /// The key that signs this.
    #[serde(with = "spelled")]
    pub(super) key: VerifierKey,
    /// When it was made.
    pub(super) made: Moment,
    /// The rows of the store (`dunant_store::portable`).
    pub(super) rows: Content,
    /// How many items and documents were lost when it was made, and are not in it.
    pub(super) lost: u64,
    /// The list of all files and blobs.
    pub(super) list: Content,
}

/// Bytes, by their digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Content {
    pub(super) sha256: Sha256Digest,
    /// In bytes.
    pub(super) size: u64,
}

impl Content {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { sha256: Sha256Digest::of(bytes), size: bytes.len() as u64 }
    }
}

impl Manifest {
    pub(super) fn sign(&self, secretariat: &SignerKey) -> Result<Note, Error> {
        let json = serde_json::to_string(self).map_err(|error| Error::unwritable(&error))?;
        Ok(Note::sign(format!("{FORMAT}\n{json}\n"), secretariat).map_err(BackupError::from)?)
    }

    /// Reads the manifest of a backup, and checks its signature by the key that it names.
    pub(super) fn read(directory: &Directory) -> Result<Self, Error> {
        let path = directory.manifest();
        let mut bytes = Vec::new();
        match directory.try_open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(BackupError::Unfinished { directory: directory.root().to_owned() }.into());
            }
            opened => opened
                .and_then(|file| file.take(MAX_NOTE_BYTES as u64 + 1).read_to_end(&mut bytes))
                .map_err(Error::file("read", &path))?,
        };
        let damaged = |problem: String| BackupError::Damaged {
            path: path.clone(),
            what: "the manifest of the backup".to_owned(),
            problem,
        };
        // A later format may be no note.
        let first = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
        if first != FORMAT.as_bytes() && first.starts_with(b"dunant-backup/") {
            let found = String::from_utf8_lossy(first).escape_debug().to_string();
            return Err(BackupError::Format { path, found }.into());
        }
        let note = Note::parse(&bytes).map_err(|error| damaged(format!("is damaged: {error}")))?;
        let json = note.text().strip_prefix(FORMAT).and_then(|rest| rest.strip_prefix('\n'));
        let json = json.ok_or_else(|| damaged("is none".to_owned()))?;
        let manifest: Self = serde_json::from_str(json).map_err(|error| damaged(format!("is damaged: {error}")))?;
        note.verify(std::slice::from_ref(&manifest.key)).map_err(|error| damaged(format!("does not hold: {error}")))?;
        Ok(manifest)
    }
}

/// A key as it is written.
mod spelled {
    use dunant_record::note::VerifierKey;
    use serde::{Deserialize as _, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(key: &VerifierKey, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(key)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<VerifierKey, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
