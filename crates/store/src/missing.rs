use std::fmt;

use dunant_vocabulary::Sha256Digest;

use crate::blobs::{BlobError, Blobs};
use crate::error::StoreError;
use crate::parallel::all_at_once;
use crate::store::Store;

/// Blobs read at the same time.
const READERS: usize = 8;

/// A blob that a case names and that is not there as it was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The case.
    pub case: String,
    /// What of the case is lost.
    pub held: Held,
    /// The name of the blob.
    pub blob: Sha256Digest,
    /// What is wrong with it.
    pub loss: Loss,
}

/// What a blob holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// An item.
    Item {
        /// Its place in the case, from 0.
        place: u64,
        /// Its digest, as it was received.
        digest: Sha256Digest,
    },
    /// A document.
    Document {
        /// Its name in the case.
        name: String,
    },
}

/// What is wrong with a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loss {
    /// It is not there.
    Absent,
    /// Its bytes are others than those that were put.
    Damaged,
    /// It could not be read; why, as the system says it. It may be whole.
    Unreadable(String),
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { case, held, blob, loss } = self;
        match held {
            Held::Item { place, digest } => write!(f, "item {place} of the case `{case}`, `{digest}`: ")?,
            Held::Document { name } => write!(f, "the document `{name}` of the case `{case}`: ")?,
        }
        match loss {
            Loss::Absent => write!(f, "its blob `{blob}` is missing"),
            Loss::Damaged => write!(f, "its blob `{blob}` is damaged"),
            Loss::Unreadable(why) => write!(f, "its blob `{blob}` cannot be read: {why}"),
        }
    }
}

/// Reads every blob that a case names, and gives those that are lost or damaged: items in the order of their cases and places, then
/// documents. No key is needed. It reads as long as there are blobs, and blocks meanwhile.
///
/// A document that is replaced meanwhile, and its old blob removed, may be given as lost: check when nobody writes.
///
/// # Errors
/// What the database fails with.
pub async fn missing(store: &Store, blobs: &dyn Blobs) -> Result<Vec<Missing>, StoreError> {
    let held = held(store).await?;
    let losses = all_at_once(READERS, &held, |(.., blob)| match blobs.check(blob) {
        Ok(_) => None,
        Err(BlobError::Absent(_)) => Some(Loss::Absent),
        Err(BlobError::Damaged(_)) => Some(Loss::Damaged),
        Err(error @ BlobError::Io { .. }) => Some(Loss::Unreadable(error.to_string())),
    });
    let lost = held.into_iter().zip(losses);
    Ok(lost.filter_map(|((case, held, blob), loss)| Some(Missing { case, held, blob, loss: loss? })).collect())
}

async fn held(store: &Store) -> Result<Vec<(String, Held, Sha256Digest)>, StoreError> {
    let database = &store.database;
    let mut snapshot = database.begin_reading().await?;
    let mut all = Vec::new();
    let items = sqlx::query("SELECT case_id, place, digest, blob FROM item ORDER BY case_id, place");
    for row in items.fetch_all(&mut *snapshot).await.map_err(|source| database.failed(source))? {
        let held = Held::Item { place: database.count(&row, 1)?, digest: database.digest(&row, 2)? };
        all.push((database.text(&row, 0)?, held, database.digest(&row, 3)?));
    }
    let documents = sqlx::query("SELECT case_id, name, blob FROM document ORDER BY case_id, name");
    for row in documents.fetch_all(&mut *snapshot).await.map_err(|source| database.failed(source))? {
        let held = Held::Document { name: database.text(&row, 1)? };
        all.push((database.text(&row, 0)?, held, database.digest(&row, 2)?));
    }
    snapshot.rollback().await.map_err(|source| database.failed(source))?;
    Ok(all)
}
