use std::collections::{BTreeMap, BTreeSet};

use dunant_vocabulary::Sha256Digest;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::commit;
use crate::database::Database;
use crate::error::StoreError;
use crate::location::Location;
use crate::migration;
use crate::transaction::{Item, Transaction};

/// Values bound in one statement; SQLite takes 32,766, PostgreSQL 65,535.
pub(crate) const VALUES: usize = 8_000;

/// An open store: chains of links, the items of cases, their documents.
///
/// **Durable on return.** What [`Store::commit`] was given is on stable storage when it returns without an error, all of it; after an
/// error other than [`StoreError::Conflict`], [`StoreError::Duplicate`] and [`StoreError::Unstorable`], which wrote nothing, nobody
/// knows whether it is: read, and see. PostgreSQL keeps this promise where its server syncs (`fsync` is on, as it is by default).
///
/// Several processes and tasks may have one store open; they write one at a time and read at any time. It works on the tokio runtime
/// that it was opened on, which must have I/O and time enabled.
#[derive(Debug)]
pub struct Store {
    pub(crate) database: Database,
}

impl Store {
    /// Opens the store, making the tables where there are none and bringing those of an earlier version to this one's format.
    ///
    /// # Errors
    /// It cannot be reached; it has a later format ([`StoreError::Format`]); there is something else ([`StoreError::Foreign`]); it is
    /// in PostgreSQL and this build has no feature `postgres` ([`StoreError::NoPostgres`]).
    pub async fn open(location: &Location) -> Result<Self, StoreError> {
        let database = Database::open(location).await?;
        migration::migrate(&database).await?;
        Ok(Self { database })
    }

    /// Closes it, after all that others still do. A store that is dropped instead closes in its own time.
    pub async fn close(self) {
        self.database.pool.close().await;
    }

    /// Where it is, without what is secret in a URL.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.database.place
    }

    /// Writes all of a transaction, or nothing; durable on return.
    ///
    /// # Errors
    /// A link whose number stands already, or that does not directly follow the last one of its subject ([`StoreError::Conflict`]);
    /// an item that the case has already ([`StoreError::Duplicate`]); a NUL in a text, a text that is too long, a size of 2⁶³ bytes or more
    /// ([`StoreError::Unstorable`]); and what the database fails with.
    pub async fn commit(&self, transaction: &Transaction) -> Result<(), StoreError> {
        commit::commit(&self.database, transaction).await
    }

    /// The notes of a chain, from the first on; none where there is no such chain.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn chain(&self, subject: &str) -> Result<Vec<String>, StoreError> {
        sqlx::query_scalar("SELECT note FROM link WHERE subject = $1 ORDER BY number")
            .bind(subject)
            .fetch_all(&self.database.pool)
            .await
            .map_err(|source| self.database.failed(source))
    }

    /// The notes of every chain whose subject begins with `prefix`, each from its first link on, all at one moment.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn chains(&self, prefix: &str) -> Result<BTreeMap<String, Vec<String>>, StoreError> {
        let sql = "SELECT subject, note FROM link WHERE subject >= $1 AND subject < $2 ORDER BY subject, number";
        let rows = sqlx::query(sql)
            .bind(prefix)
            .bind(after(prefix))
            .fetch_all(&self.database.pool)
            .await
            .map_err(|source| self.database.failed(source))?;
        let mut chains: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in rows {
            chains.entry(self.database.text(&row, 0)?).or_default().push(self.database.text(&row, 1)?);
        }
        Ok(chains)
    }

    /// The number and the note of the last link of a chain.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn head(&self, subject: &str) -> Result<Option<(u64, String)>, StoreError> {
        let row = sqlx::query("SELECT number, note FROM link WHERE subject = $1 ORDER BY number DESC LIMIT 1")
            .bind(subject)
            .fetch_optional(&self.database.pool)
            .await
            .map_err(|source| self.database.failed(source))?;
        row.map(|row| Ok((self.database.count(&row, 0)?, self.database.text(&row, 1)?))).transpose()
    }

    /// The number and the note of the last link of each of these chains, all at one moment; those that are no chain are left out.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn heads<S: AsRef<str> + Sync>(
        &self,
        subjects: &[S],
    ) -> Result<BTreeMap<String, (u64, String)>, StoreError> {
        let mut heads = BTreeMap::new();
        let mut snapshot = self.database.begin_reading().await?;
        for some in subjects.chunks(VALUES) {
            let sql = format!(
                "SELECT link.subject, link.number, link.note FROM link JOIN (
                    SELECT subject, MAX(number) AS number FROM link WHERE subject IN ({}) GROUP BY subject
                ) AS head ON link.subject = head.subject AND link.number = head.number",
                placeholders(0, some.len())
            );
            let query =
                some.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, one| query.bind(one.as_ref().to_owned()));
            let rows = query.fetch_all(&mut *snapshot).await.map_err(|source| self.database.failed(source))?;
            for row in rows {
                let head = (self.database.count(&row, 1)?, self.database.text(&row, 2)?);
                heads.insert(self.database.text(&row, 0)?, head);
            }
        }
        snapshot.rollback().await.map_err(|source| self.database.failed(source))?;
        Ok(heads)
    }

    /// The subjects of all chains that begin with `prefix`, in the order of their bytes.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn subjects(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        // The first link of each chain stands for it.
        let sql = "SELECT subject FROM link WHERE subject >= $1 AND subject < $2 AND number = 0 ORDER BY subject";
        sqlx::query_scalar(sql)
            .bind(prefix)
            .bind(after(prefix))
            .fetch_all(&self.database.pool)
            .await
            .map_err(|source| self.database.failed(source))
    }

    /// The items of a case, in their places; none where there is no such case.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn items(&self, case: &str) -> Result<Vec<Item>, StoreError> {
        let rows = sqlx::query("SELECT place, digest, blob, size FROM item WHERE case_id = $1 ORDER BY place")
            .bind(case)
            .fetch_all(&self.database.pool)
            .await
            .map_err(|source| self.database.failed(source))?;
        let item = |row: AnyRow| {
            Ok(Item {
                place: self.database.count(&row, 0)?,
                digest: self.database.digest(&row, 1)?,
                blob: self.database.digest(&row, 2)?,
                size: self.database.count(&row, 3)?,
            })
        };
        rows.into_iter().map(item).collect()
    }

    /// The blob of a document.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn document(&self, case: &str, name: &str) -> Result<Option<Sha256Digest>, StoreError> {
        let row = sqlx::query("SELECT blob FROM document WHERE case_id = $1 AND name = $2")
            .bind(case)
            .bind(name)
            .fetch_optional(&self.database.pool)
            .await
            .map_err(|source| self.database.failed(source))?;
        row.map(|row| self.database.digest(&row, 0)).transpose()
    }

    /// The documents of a case, each name with its blob.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn documents(&self, case: &str) -> Result<BTreeMap<String, Sha256Digest>, StoreError> {
        let rows = sqlx::query("SELECT name, blob FROM document WHERE case_id = $1")
            .bind(case)
            .fetch_all(&self.database.pool)
            .await
            .map_err(|source| self.database.failed(source))?;
        rows.iter().map(|row| Ok((self.database.text(row, 0)?, self.database.digest(row, 1)?))).collect()
    }

    /// Every blob that an item or a document names.
    ///
    /// # Errors
    /// What the database fails with.
    pub async fn blobs(&self) -> Result<BTreeSet<Sha256Digest>, StoreError> {
        let rows = sqlx::query("SELECT blob FROM item UNION SELECT blob FROM document")
            .fetch_all(&self.database.pool)
            .await
            .map_err(|source| self.database.failed(source))?;
        rows.iter().map(|row| self.database.digest(row, 0)).collect()
    }
}

impl Database {
    pub(crate) fn text(&self, row: &AnyRow, column: usize) -> Result<String, StoreError> {
        row.try_get(column).map_err(|source| self.failed(source))
    }

    pub(crate) fn count(&self, row: &AnyRow, column: usize) -> Result<u64, StoreError> {
        let number: i64 = row.try_get(column).map_err(|source| self.failed(source))?;
        u64::try_from(number)
            .map_err(|_| StoreError::Damaged { place: self.place.clone(), what: format!("a number is {number}") })
    }

    pub(crate) fn digest(&self, row: &AnyRow, column: usize) -> Result<Sha256Digest, StoreError> {
        self.text(row, column)?.parse().map_err(|error: dunant_vocabulary::InvalidDigest| StoreError::Damaged {
            place: self.place.clone(),
            what: error.to_string(),
        })
    }
}

/// What comes after everything that has the prefix.
fn after(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}

/// `$1, $2, $3`: the places of so many values after so many others.
pub(crate) fn placeholders(after: usize, count: usize) -> String {
    let places: Vec<String> = (after + 1..=after + count).map(|place| format!("${place}")).collect();
    places.join(", ")
}
