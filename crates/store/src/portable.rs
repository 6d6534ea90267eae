//! All rows of a store as lines of JSON, the same for the same rows whatever database they are in: for backups, and for moving from
//! SQLite to PostgreSQL.
//!
//! ```json
//! {"format":"dunant-store/v1"}
//! {"link":{"subject":"members","number":0,"note":"…"}}
//! {"item":{"case":"2026-001","place":0,"digest":"…","blob":"…","size":26}}
//! {"document":{"case":"2026-001","name":"case.toml","blob":"…"}}
//! {"end":{"links":1,"items":1,"documents":1}}
//! ```
//!
//! Links stand in the order of subject and number, then items in that of case and place, then documents in that of case and name,
//! each text in the order of its bytes. The last line counts them, so that an export that was cut short is known. It holds no blobs.

use std::io::{self, BufRead, Read, Write};

use dunant_vocabulary::Sha256Digest;
use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};

use crate::commit::Writing;
use crate::database::Database;
use crate::error::StoreError;
use crate::store::Store;
use crate::transaction::{NewDocument, NewItem, NewLink};

const FORMAT: &str = "dunant-store/v1";

/// The longest line that is read, in bytes: a note with six bytes for each of its characters, and a subject.
const LONGEST_LINE: u64 = 8 << 20;

/// Rows written in one statement, and held in memory.
const BATCH: usize = 256;

/// How many rows an export has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// Links of all chains.
    pub links: u64,
    /// Items of all cases.
    pub items: u64,
    /// Documents of all cases.
    pub documents: u64,
}

/// Why an export or an import failed.
#[derive(Debug, thiserror::Error)]
pub enum PortableError {
    /// The store failed, or refused a row.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Writing the export failed.
    #[error("the export cannot be written: {0}")]
    Write(io::Error),
    /// Reading the export failed.
    #[error("the export cannot be read: {0}")]
    Read(io::Error),
    /// The store to import into has rows.
    #[error("the store `{0}` is not empty: import into a new one")]
    NotEmpty(String),
    /// A line that no export has.
    #[error("line {line} of the export: {what}")]
    Line {
        /// Its number, from 1.
        line: u64,
        /// What is wrong with it.
        what: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum Line {
    Format(String),
    Link(LinkRow),
    Item(ItemRow),
    Document(DocumentRow),
    End(Rows),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkRow {
    subject: String,
    number: u64,
    note: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemRow {
    case: String,
    place: u64,
    digest: Sha256Digest,
    blob: Sha256Digest,
    size: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentRow {
    case: String,
    name: String,
    blob: Sha256Digest,
}

impl Store {
    /// Writes all rows of one moment, one after the other, and says how many. What is written meanwhile is not among them.
    ///
    /// # Errors
    /// What the database or the writer fails with; then what was written lacks its last line.
    pub async fn export(&self, to: &mut (dyn Write + Send)) -> Result<Rows, PortableError> {
        let database = &self.database;
        let failed = |source| database.failed(source);
        let mut snapshot = database.begin_reading().await?;
        let mut rows = Rows::default();
        write(to, &Line::Format(FORMAT.to_owned()))?;
        let mut links =
            sqlx::query("SELECT subject, number, note FROM link ORDER BY subject, number").fetch(&mut *snapshot);
        while let Some(row) = links.try_next().await.map_err(failed)? {
            let row = LinkRow {
                subject: database.text(&row, 0)?,
                number: database.count(&row, 1)?,
                note: database.text(&row, 2)?,
            };
            write(to, &Line::Link(row))?;
            rows.links += 1;
        }
        drop(links);
        let mut items = sqlx::query("SELECT case_id, place, digest, blob, size FROM item ORDER BY case_id, place")
            .fetch(&mut *snapshot);
        while let Some(row) = items.try_next().await.map_err(failed)? {
            let row = ItemRow {
                case: database.text(&row, 0)?,
                place: database.count(&row, 1)?,
                digest: database.digest(&row, 2)?,
                blob: database.digest(&row, 3)?,
                size: database.count(&row, 4)?,
            };
            write(to, &Line::Item(row))?;
            rows.items += 1;
        }
        drop(items);
        let mut documents =
            sqlx::query("SELECT case_id, name, blob FROM document ORDER BY case_id, name").fetch(&mut *snapshot);
        while let Some(row) = documents.try_next().await.map_err(failed)? {
            let row = DocumentRow {
                case: database.text(&row, 0)?,
                name: database.text(&row, 1)?,
                blob: database.digest(&row, 2)?,
            };
            write(to, &Line::Document(row))?;
            rows.documents += 1;
        }
        drop(documents);
        snapshot.rollback().await.map_err(failed)?;
        write(to, &Line::End(rows))?;
        to.flush().map_err(PortableError::Write)?;
        Ok(rows)
    }

    /// Reads an export into this store, which must be empty, in one transaction: all of it, durable on return, or nothing.
    ///
    /// # Errors
    /// The store has rows; a line is not as [`Store::export`] writes it: out of order, a number or a place left out, an item twice in a
    /// case, the last line missing or wrong, something after it; and what the database or the reader fails with.
    pub async fn import(&self, from: &mut (dyn BufRead + Send)) -> Result<Rows, PortableError> {
        let database = &self.database;
        let mut writing = Writing { database, transaction: database.begin_writing().await? };
        if !is_empty(&mut writing).await? {
            return Err(PortableError::NotEmpty(database.place.clone()));
        }
        let mut lines = Lines { from, number: 0 };
        match lines.next()? {
            Some(Line::Format(format)) if format == FORMAT => {}
            Some(Line::Format(format)) => {
                return Err(lines.wrong(format!("its format is `{format}`, and this version reads `{FORMAT}`")));
            }
            _ => return Err(lines.wrong(format!("expected `{{\"format\":\"{FORMAT}\"}}`"))),
        }
        let mut read = Imported::default();
        loop {
            let Some(line) = lines.next()? else {
                return Err(lines.wrong("the export ends before its last line: it was cut short".to_owned()));
            };
            if let Line::End(counted) = line {
                read.write(&mut writing).await?;
                if counted != read.rows {
                    return Err(lines.wrong(format!("it counts {counted:?}, and there are {:?}", read.rows)));
                }
                break;
            }
            read.add(line).map_err(|what| lines.wrong(what.to_owned()))?;
            if read.waiting() >= BATCH {
                read.write(&mut writing).await?;
            }
        }
        if lines.next()?.is_some() {
            return Err(lines.wrong("there is something after the last line".to_owned()));
        }
        writing.transaction.commit().await.map_err(|source| database.failed(source))?;
        Ok(read.rows)
    }
}

/// What was read of an export: where it stands, and what is not yet written.
#[derive(Default)]
struct Imported {
    rows: Rows,
    links: Vec<NewLink>,
    items: Vec<NewItem>,
    documents: Vec<NewDocument>,
    last_link: Option<(String, u64)>,
    last_item: Option<(String, u64)>,
    last_document: Option<(String, String)>,
}

impl Imported {
    /// Takes a row, where it is the next.
    fn add(&mut self, line: Line) -> Result<(), &'static str> {
        const ORDER: &str = "it is out of order, or a row before it is missing";
        match line {
            Line::Link(LinkRow { subject, number, note }) => {
                if self.last_item.is_some() || self.last_document.is_some() {
                    return Err(ORDER);
                }
                follows(&self.last_link, &subject, number).then_some(()).ok_or(ORDER)?;
                self.last_link = Some((subject.clone(), number));
                self.links.push(NewLink { subject, number, note });
                self.rows.links += 1;
            }
            Line::Item(ItemRow { case, place, digest, blob, size }) => {
                if self.last_document.is_some() {
                    return Err(ORDER);
                }
                follows(&self.last_item, &case, place).then_some(()).ok_or(ORDER)?;
                self.last_item = Some((case.clone(), place));
                self.items.push(NewItem { case, digest, blob, size });
                self.rows.items += 1;
            }
            Line::Document(DocumentRow { case, name, blob }) => {
                let this = Some((case.clone(), name.clone()));
                (self.last_document < this).then_some(()).ok_or(ORDER)?;
                self.last_document = this;
                self.documents.push(NewDocument { case, name, blob });
                self.rows.documents += 1;
            }
            Line::Format(_) | Line::End(_) => return Err("a second export begins here"),
        }
        Ok(())
    }

    fn waiting(&self) -> usize {
        self.links.len() + self.items.len() + self.documents.len()
    }

    async fn write(&mut self, writing: &mut Writing<'_>) -> Result<(), StoreError> {
        writing.append(&std::mem::take(&mut self.links)).await?;
        writing.take_in(&std::mem::take(&mut self.items)).await?;
        writing.put(&std::mem::take(&mut self.documents)).await
    }
}

/// Whether a number of a name comes directly after the last one, or begins those of a later name.
fn follows(last: &Option<(String, u64)>, name: &str, number: u64) -> bool {
    match last {
        Some((last, before)) if last == name => before.checked_add(1) == Some(number),
        Some((last, _)) => last.as_str() < name && number == 0,
        None => number == 0,
    }
}

/// The lines of an export.
struct Lines<'f> {
    from: &'f mut (dyn BufRead + Send),
    number: u64,
}

impl Lines<'_> {
    fn next(&mut self) -> Result<Option<Line>, PortableError> {
        let mut bytes = Vec::new();
        let mut bounded = (&mut *self.from).take(LONGEST_LINE);
        bounded.read_until(b'\n', &mut bytes).map_err(PortableError::Read)?;
        self.number += 1;
        if bytes.is_empty() {
            return Ok(None);
        }
        let Some(line) = bytes.strip_suffix(b"\n") else {
            return Err(self.wrong("it is cut short, or longer than any line of an export".to_owned()));
        };
        serde_json::from_slice(line).map(Some).map_err(|error| self.wrong(error.to_string()))
    }

    fn wrong(&self, what: String) -> PortableError {
        PortableError::Line { line: self.number, what }
    }
}

fn write(to: &mut (dyn Write + Send), line: &Line) -> Result<(), PortableError> {
    let mut bytes = serde_json::to_vec(line).map_err(|error| PortableError::Write(error.into()))?;
    bytes.push(b'\n');
    to.write_all(&bytes).map_err(PortableError::Write)
}

async fn is_empty(writing: &mut Writing<'_>) -> Result<bool, StoreError> {
    let Writing { database, transaction } = writing;
    let sql = "SELECT (SELECT COUNT(*) FROM link) + (SELECT COUNT(*) FROM item) + (SELECT COUNT(*) FROM document)";
    let rows: i64 = sqlx::query_scalar(sql)
        .fetch_one(&mut **transaction)
        .await
        .map_err(|source| Database::failed(database, source))?;
    Ok(rows == 0)
}
