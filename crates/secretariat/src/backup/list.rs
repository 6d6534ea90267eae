//! The list of all that is in a backup beside the rows, a line of JSON each: files by their names, then blobs by theirs.

use std::collections::BTreeSet;
use std::io::{BufRead, Read as _};
use std::path::{Component, Path};

use dunant_vocabulary::Sha256Digest;
use serde::{Deserialize, Serialize};

use super::manifest::Content;
use crate::Error;
use crate::files::Readers;

/// Longer than the line of any file.
const LONGEST_LINE: u64 = 64 << 10;

/// What is in a backup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct List {
    pub(super) files: Vec<FileEntry>,
    pub(super) blobs: Vec<BlobEntry>,
}

/// A file of the data directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileEntry {
    /// Its path within the data directory, with `/` between the names.
    pub(super) path: String,
    #[serde(flatten)]
    pub(super) content: Content,
    readers: Who,
}

/// A blob of the data directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BlobEntry {
    pub(super) sha256: Sha256Digest,
    /// In bytes.
    pub(super) size: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Who {
    Owner,
    All,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    File(FileEntry),
    Blob(BlobEntry),
}

impl FileEntry {
    pub(super) fn new(path: String, content: Content, readers: Readers) -> Self {
        let readers = match readers {
            Readers::Owner => Who::Owner,
            Readers::All => Who::All,
        };
        Self { path, content, readers }
    }

    /// Who may read it.
    pub(super) fn readers(&self) -> Readers {
        match self.readers {
            Who::Owner => Readers::Owner,
            Who::All => Readers::All,
        }
    }
}

impl List {
    pub(super) fn to_lines(&self) -> Result<Vec<u8>, Error> {
        let files = self.files.iter().cloned().map(Line::File);
        let blobs = self.blobs.iter().copied().map(Line::Blob);
        let mut lines = Vec::new();
        for line in files.chain(blobs) {
            serde_json::to_writer(&mut lines, &line).map_err(|error| Error::unwritable(&error))?;
            lines.push(b'\n');
        }
        Ok(lines)
    }

    /// Reads a list whose digest was checked.
    ///
    /// # Errors
    /// What is wrong with it, as the end of a sentence.
    pub(super) fn parse(mut from: impl BufRead) -> Result<Self, String> {
        let mut list = Self::default();
        let mut names = BTreeSet::new();
        for number in 1_u64.. {
            let mut bytes = Vec::new();
            (&mut from).take(LONGEST_LINE).read_until(b'\n', &mut bytes).map_err(|error| error.to_string())?;
            if bytes.is_empty() {
                break;
            }
            let line = serde_json::from_slice(&bytes).map_err(|error| format!("is wrong in line {number}: {error}"))?;
            match line {
                Line::File(file) if !stays_within(&file.path) => {
                    return Err(format!(
                        "is wrong in line {number}: `{}` leads out of a directory",
                        file.path.escape_debug()
                    ));
                }
                Line::File(file) if !names.insert(file.path.clone()) => {
                    return Err(format!(
                        "is wrong in line {number}: `{}` stands there twice",
                        file.path.escape_debug()
                    ));
                }
                Line::File(file) => list.files.push(file),
                Line::Blob(blob) => list.blobs.push(blob),
            }
        }
        Ok(list)
    }

    pub(super) fn file(&self, path: &str) -> Option<&FileEntry> {
        self.files.iter().find(|file| file.path == path)
    }
}

/// Whether a path stays below the directory that it is joined to.
pub(super) fn stays_within(path: &str) -> bool {
    let mut components = Path::new(path).components().peekable();
    components.peek().is_some() && components.all(|component| matches!(component, Component::Normal(_)))
}
