//! What the rows in a backup name, and whether they go on from those of an earlier one.

use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::path::PathBuf;

use dunant_store::portable::Rows;
use dunant_store::{Held, Loss, Missing};
use dunant_vocabulary::Sha256Digest;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::directory::Directory;
use super::error::BackupError;
use super::manifest::Content;
use crate::Error;

/// The longest line of rows, in bytes (`dunant_store::portable`).
const LONGEST_LINE: u64 = 8 << 20;

/// An item or a document, and its blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    case: String,
    held: Held,
    pub(super) blob: Sha256Digest,
}

impl Named {
    pub(super) fn missing(&self, loss: Loss) -> Missing {
        Missing { case: self.case.clone(), held: self.held.clone(), blob: self.blob, loss }
    }

    /// "item 3 of the case `2026-001`".
    pub(super) fn words(&self) -> String {
        let case = self.case.escape_debug();
        match &self.held {
            Held::Item { place, .. } => format!("item {place} of the case `{case}`"),
            Held::Document { name } => format!("the document `{}` of the case `{case}`", name.escape_debug()),
        }
    }
}

/// All items and documents of the rows, in their order.
pub(super) fn named(directory: &Directory, rows: &Content) -> Result<Vec<Named>, Error> {
    let mut named = Vec::new();
    let mut lines = Lines::open(directory, rows)?;
    while let Some(row) = lines.next()? {
        match row {
            Row::Item { case, place, digest, blob, .. } => {
                named.push(Named { case, held: Held::Item { place, digest }, blob });
            }
            Row::Document { case, name, blob } => named.push(Named { case, held: Held::Document { name }, blob }),
            Row::Format(_) | Row::Link { .. } | Row::End(_) => {}
        }
    }
    Ok(named)
}

/// Refuses rows that lack a link, an item or a document that earlier ones have: nothing in a store is removed, and links and items
/// never change. Such a store was emptied, restored to an earlier state, or written to by somebody else than the program; a backup
/// that followed it would lose what it lost.
pub(super) fn refuse_fewer(directory: &Directory, earlier: &Content, later: &Content) -> Result<(), Error> {
    if earlier == later {
        return Ok(());
    }
    let (mut earlier, mut later) = (Lines::open(directory, earlier)?, Lines::open(directory, later)?);
    // Both are in one order.
    while let Some(wanted) = earlier.next()? {
        if matches!(wanted, Row::Format(_) | Row::End(_)) {
            continue;
        }
        loop {
            match later.next()? {
                Some(row) if row.continues(&wanted) => break,
                Some(_) => {}
                None => {
                    let (directory, what) = (directory.root().to_owned(), wanted.words());
                    return Err(BackupError::Fewer { directory, what }.into());
                }
            }
        }
    }
    Ok(())
}

/// A line of `dunant_store::portable`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Row {
    Format(IgnoredAny),
    Link { subject: String, number: u64, note: String },
    Item { case: String, place: u64, digest: Sha256Digest, blob: Sha256Digest, size: u64 },
    Document { case: String, name: String, blob: Sha256Digest },
    End(#[expect(dead_code, reason = "the store checks it")] Rows),
}

impl Row {
    /// Whether this is what became of an earlier row.
    fn continues(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (
                Self::Link { subject, number, note },
                Self::Link { subject: earlier_subject, number: earlier_number, note: earlier_note },
            ) => subject == earlier_subject && number == earlier_number && note == earlier_note,
            (
                Self::Item { case, place, digest, blob, size },
                Self::Item {
                    case: earlier_case,
                    place: earlier_place,
                    digest: earlier_digest,
                    blob: earlier_blob,
                    size: earlier_size,
                },
            ) => {
                (case, place, digest, blob, size)
                    == (earlier_case, earlier_place, earlier_digest, earlier_blob, earlier_size)
            }
            (Self::Document { case, name, .. }, Self::Document { case: earlier_case, name: earlier_name, .. }) => {
                (case, name) == (earlier_case, earlier_name)
            }
            _ => false,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Link { subject, number, .. } => format!("link {number} of `{subject}`"),
            Self::Item { case, place, .. } => format!("item {place} of the case `{case}`"),
            Self::Document { case, name, .. } => format!("the document `{name}` of the case `{case}`"),
            Self::Format(_) | Self::End(_) => "a line".to_owned(),
        }
    }
}

/// The lines of rows whose digest was checked.
struct Lines {
    from: BufReader<File>,
    path: PathBuf,
    number: u64,
}

impl Lines {
    fn open(directory: &Directory, rows: &Content) -> Result<Self, Error> {
        let path = directory.content(rows);
        let file = directory.open(&path)?;
        Ok(Self { from: BufReader::new(file), path, number: 0 })
    }

    fn next(&mut self) -> Result<Option<Row>, Error> {
        let mut line = Vec::new();
        let read = (&mut self.from).take(LONGEST_LINE).read_until(b'\n', &mut line);
        read.map_err(Error::file("read", &self.path))?;
        self.number += 1;
        if line.is_empty() {
            return Ok(None);
        }
        let row = serde_json::from_slice(&line).map_err(|error| BackupError::Damaged {
            path: self.path.clone(),
            what: "the rows of the store".to_owned(),
            problem: format!("is wrong in line {}: {error}", self.number),
        })?;
        Ok(Some(row))
    }
}
