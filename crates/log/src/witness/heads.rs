//! What a witness remembers: of each log, the head that it last cosigned.

use std::io;
use std::path::Path;

use dunant_durable::{Readers, write_new};
use dunant_record::merkle::TreeHead;
use dunant_record::note::KeyName;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, Row, SqliteConnection};
use tokio::sync::Mutex;

use super::WitnessError;

const SCHEMA: &str = "
    BEGIN IMMEDIATE;
    CREATE TABLE heads (
        origin TEXT PRIMARY KEY NOT NULL,
        size INTEGER NOT NULL CHECK (size >= 0),
        root BLOB NOT NULL CHECK (length(root) = 32)
    ) STRICT, WITHOUT ROWID;
    PRAGMA user_version = 1;
    COMMIT;
";

/// The heads, in SQLite.
pub(super) struct Heads {
    connection: Mutex<SqliteConnection>,
}

impl Heads {
    /// Makes the file of a witness that has seen nothing.
    pub(super) async fn create(file: &Path) -> Result<(), WitnessError> {
        // An empty file is an empty database; SQLite's log and index take over its mode.
        match write_new(file, b"", Readers::Owner) {
            Err(error) if error.reason.kind() == io::ErrorKind::AlreadyExists => {
                return Err(WitnessError::Exists { file: file.display().to_string() });
            }
            made => made?,
        }
        let mut connection = connect(file).await?;
        sqlx::raw_sql(SCHEMA).execute(&mut connection).await?;
        Ok(connection.close().await?)
    }

    pub(super) async fn open(file: &Path) -> Result<Self, WitnessError> {
        let mut connection = connect(file).await?;
        match sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut connection).await? {
            1 => Ok(Self { connection: Mutex::new(connection) }),
            other => Err(WitnessError::Format(other)),
        }
    }

    /// The head that was last stored for the log `origin`.
    pub(super) async fn stored(&self, origin: &KeyName) -> Result<Option<TreeHead>, WitnessError> {
        let mut connection = self.connection.lock().await;
        let query = sqlx::query("SELECT size, root FROM heads WHERE origin = ?").bind(origin.as_str());
        let Some(row) = query.fetch_optional(&mut *connection).await? else { return Ok(None) };
        let (size, root): (i64, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
        let not_a_head = || WitnessError::NotAHead { origin: origin.clone() };
        let size = u64::try_from(size).map_err(|_| not_a_head())?;
        let root = <[u8; 32]>::try_from(root).map_err(|_| not_a_head())?;
        Ok(Some(TreeHead { size, root: root.into() }))
    }

    /// Stores `next` for the log `origin` where `expected` is what is stored, and does `then` once that is durable; nothing where
    /// something else is stored.
    ///
    /// Comparing and storing is one statement, and so one transaction that takes SQLite's write lock at its start; a caller who goes
    /// away in the middle leaves none open. No other head is stored until `then` is done: a cosignature's time must not lie after
    /// that of a larger tree.
    pub(super) async fn replace<T>(
        &self,
        origin: &KeyName,
        expected: Option<&TreeHead>,
        next: &TreeHead,
        then: impl FnOnce() -> T,
    ) -> Result<Option<T>, WitnessError> {
        // Also for an unchanged head: the stored one may be of before a crash, read back and yet not on stable storage.
        let statement = match expected {
            None => "INSERT INTO heads (origin, size, root) VALUES (?1, ?2, ?3) ON CONFLICT (origin) DO NOTHING",
            Some(_) => "UPDATE heads SET size = ?2, root = ?3 WHERE origin = ?1 AND size = ?4 AND root = ?5",
        };
        let mut query = sqlx::query(statement).bind(origin.as_str()).bind(size_of(next)).bind(root_of(next));
        if let Some(expected) = expected {
            query = query.bind(size_of(expected)).bind(root_of(expected));
        }
        let mut connection = self.connection.lock().await;
        let stored = query.execute(&mut *connection).await?.rows_affected() == 1;
        Ok(stored.then(then))
    }
}

async fn connect(file: &Path) -> Result<SqliteConnection, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: a commit is synced before it returns (sqlite.org/pragma.html#pragma_synchronous).
        .synchronous(SqliteSynchronous::Full);
    SqliteConnection::connect_with(&options).await
}

/// Sizes of checkpoints are at most 2^63 - 1.
fn size_of(head: &TreeHead) -> i64 {
    i64::try_from(head.size).unwrap_or(i64::MAX)
}

fn root_of(head: &TreeHead) -> Vec<u8> {
    head.root.as_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[tokio::test]
    async fn every_commit_is_synced_before_it_returns() {
        let directory = TempDir::new().unwrap();
        let file = directory.path().join("heads.sqlite");
        Heads::create(&file).await.unwrap();
        let heads = Heads::open(&file).await.unwrap();
        let mut connection = heads.connection.lock().await;
        let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *connection).await.unwrap();
        let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *connection).await.unwrap();
        assert_eq!((synchronous, journal.as_str()), (2, "wal"));
    }
}
