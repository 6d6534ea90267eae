//! The lock: in SQLite, what the sequencer has promised. Whoever wins the compare-and-swap of its checkpoint has decided the
//! next entries of the log; all that follows can be done again from here.

use std::collections::BTreeMap;
use std::path::Path;

use dunant_durable::{Readers, reserve};
use dunant_record::merkle::Hash;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, QueryBuilder, Row, Sqlite, SqliteConnection};
use tokio::runtime::{Builder, Runtime};

/// Values bound in one statement; SQLite takes 32,766.
const VALUES: usize = 8_000;

const SCHEMA: &str = "
    CREATE TABLE lock (
        id INTEGER PRIMARY KEY CHECK (id = 0),
        checkpoint TEXT NOT NULL,
        published TEXT NOT NULL
    );
    CREATE TABLE known (leaf BLOB PRIMARY KEY, place INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE stage (place INTEGER PRIMARY KEY, entry BLOB NOT NULL);
    PRAGMA user_version = 1;
";

/// An open lock. A method that returns without an error is durable; after one that returns an error, nobody knows what is stored.
pub(crate) struct Lock {
    connection: SqliteConnection,
    runtime: Runtime,
}

/// What the lock says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Promised {
    /// The newest checkpoint that the log signed.
    pub(crate) checkpoint: String,
    /// A checkpoint that was published with all its tiles; the entries after it are on the stage.
    pub(crate) published: String,
}

/// Why the lock could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// SQLite failed.
    #[error("the lock `lock.sqlite`: {0}")]
    Sqlite(#[from] sqlx::Error),
    /// No thread to run its queries on.
    #[error("the lock cannot be worked on: {0}")]
    Runtime(#[from] std::io::Error),
    /// Another process has moved the lock.
    #[error("another process has written to this log: stop it, then start this one again")]
    Moved,
    /// The file is not there: it is made last, so the making of the log was not finished; or it was lost.
    #[error(
        "there is no lock `{0}`: restore it; if this log was never started, its making was not finished: remove its directory, then make \
         it again"
    )]
    Missing(String),
    /// The file is there and holds nothing.
    #[error(
        "the lock `lock.sqlite` holds no checkpoint: restore it; if this log was never started, its making was not finished: remove its \
         directory, then make it again"
    )]
    Empty,
    /// The file was written by a later version.
    #[error("the lock `lock.sqlite` has format {0}, and this version reads format 1: use a later version")]
    Format(i64),
}

impl Lock {
    /// Makes the lock of a new log.
    pub(crate) fn create(file: &Path, checkpoint: &str) -> Result<(), LockError> {
        // SQLite would make it by the umask; its log and index take over the mode of what stands.
        reserve(file, Readers::Owner).map_err(|error| error.reason)?;
        let mut lock = Self::connect(file, SqliteConnectOptions::new())?;
        let Self { connection, runtime } = &mut lock;
        runtime.block_on(async {
            // In one transaction: a lock is whole or holds nothing.
            let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
            sqlx::raw_sql(SCHEMA).execute(&mut *transaction).await?;
            let insert = "INSERT INTO lock (id, checkpoint, published) VALUES (0, ?, ?)";
            sqlx::query(insert).bind(checkpoint).bind(checkpoint).execute(&mut *transaction).await?;
            transaction.commit().await
        })?;
        lock.close()
    }

    /// Opens the lock of a log that was made.
    pub(crate) fn open(file: &Path) -> Result<Self, LockError> {
        let mut lock = Self::connect(file, SqliteConnectOptions::new())?;
        let Self { connection, runtime } = &mut lock;
        let format: i64 = runtime.block_on(sqlx::query_scalar("PRAGMA user_version").fetch_one(connection))?;
        match format {
            1 => Ok(lock),
            0 => Err(LockError::Empty),
            later => Err(LockError::Format(later)),
        }
    }

    /// Makes durable what stands in it. A process that was killed may have committed what it did not live to sync; nothing may be
    /// built on that before it is on stable storage.
    pub(crate) fn settle(&mut self) -> Result<(), LockError> {
        let Self { connection, runtime } = self;
        // Syncs the write-ahead log, copies all of it into the database, and syncs that (sqlite.org/pragma.html#pragma_wal_checkpoint).
        let query = sqlx::query_scalar("PRAGMA wal_checkpoint(FULL)").fetch_one(connection);
        let is_busy: i64 = runtime.block_on(query)?;
        if is_busy != 0 { Err(LockError::Moved) } else { Ok(()) }
    }

    fn connect(file: &Path, options: SqliteConnectOptions) -> Result<Self, LockError> {
        let runtime = Builder::new_current_thread().build()?;
        let options = options
            .filename(file)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL: a commit is synced before it returns (sqlite.org/pragma.html#pragma_synchronous).
            .synchronous(SqliteSynchronous::Full);
        let connection = runtime.block_on(SqliteConnection::connect_with(&options))?;
        Ok(Self { connection, runtime })
    }

    /// What stands in it.
    pub(crate) fn promised(&mut self) -> Result<Promised, LockError> {
        let Self { connection, runtime } = self;
        let query = sqlx::query("SELECT checkpoint, published FROM lock WHERE id = 0").fetch_optional(connection);
        let row = runtime.block_on(query)?.ok_or(LockError::Empty)?;
        Ok(Promised { checkpoint: row.try_get(0)?, published: row.try_get(1)? })
    }

    /// The entries on the stage from `first` on, in order.
    pub(crate) fn staged_from(&mut self, first: u64) -> Result<Vec<(u64, Vec<u8>)>, LockError> {
        let Self { connection, runtime } = self;
        let query = sqlx::query("SELECT place, entry FROM stage WHERE place >= ? ORDER BY place").bind(to_sql(first));
        let rows = runtime.block_on(query.fetch_all(connection))?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            entries.push((from_sql(row.try_get(0)?), row.try_get(1)?));
        }
        Ok(entries)
    }

    /// In one transaction: which of `leaves` are in the log, and, where any is not, the next checkpoint in place of `promised`.
    ///
    /// `sign` is given the places of the leaves that are known, and gives the new entries with their places and the checkpoint that
    /// commits to them; nothing, where none is new.
    pub(crate) fn stage<T, E: From<LockError>>(
        &mut self,
        promised: &Promised,
        leaves: &[Hash],
        sign: impl FnOnce(&BTreeMap<Hash, u64>) -> Result<(Option<Staged>, T), E>,
    ) -> Result<T, E> {
        let Self { connection, runtime } = self;
        runtime.block_on(async {
            let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(LockError::from)?;
            let known = find(&mut transaction, leaves).await.map_err(LockError::from)?;
            let (staged, result) = sign(&known)?;
            let Some(staged) = staged else { return Ok(result) };
            write(&mut transaction, promised, &staged).await?;
            transaction.commit().await.map_err(LockError::from)?;
            Ok(result)
        })
    }

    pub(crate) fn close(self) -> Result<(), LockError> {
        Ok(self.runtime.block_on(self.connection.close())?)
    }
}

/// What a transaction of the lock adds.
pub(crate) struct Staged {
    /// The new entries, each with its leaf hash, the first at `first`.
    pub(crate) entries: Vec<(Hash, Vec<u8>)>,
    /// The place of the first.
    pub(crate) first: u64,
    /// What the log now promises.
    pub(crate) next: Promised,
    /// Entries before this place are in public tiles, and leave the stage.
    pub(crate) published_size: u64,
}

async fn find(connection: &mut SqliteConnection, leaves: &[Hash]) -> Result<BTreeMap<Hash, u64>, sqlx::Error> {
    let mut known = BTreeMap::new();
    for some in leaves.chunks(VALUES) {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT leaf, place FROM known WHERE leaf IN (");
        let mut values = query.separated(", ");
        for leaf in some {
            values.push_bind(leaf.as_bytes().as_slice());
        }
        query.push(")");
        for row in query.build().fetch_all(&mut *connection).await? {
            let leaf: Vec<u8> = row.try_get(0)?;
            if let Ok(leaf) = <[u8; 32]>::try_from(leaf) {
                known.insert(Hash::from(leaf), from_sql(row.try_get(1)?));
            }
        }
    }
    Ok(known)
}

async fn write(connection: &mut SqliteConnection, promised: &Promised, staged: &Staged) -> Result<(), LockError> {
    let swap = "UPDATE lock SET checkpoint = ?, published = ? WHERE id = 0 AND checkpoint = ?";
    let swap = sqlx::query(swap).bind(&staged.next.checkpoint).bind(&staged.next.published).bind(&promised.checkpoint);
    if swap.execute(&mut *connection).await?.rows_affected() != 1 {
        return Err(LockError::Moved);
    }
    let trim = sqlx::query("DELETE FROM stage WHERE place < ?").bind(to_sql(staged.published_size));
    trim.execute(&mut *connection).await?;
    let placed: Vec<(u64, &(Hash, Vec<u8>))> = (staged.first..).zip(&staged.entries).collect();
    for some in placed.chunks(VALUES / 2) {
        let mut known = QueryBuilder::<Sqlite>::new("INSERT INTO known (leaf, place) ");
        known.push_values(some, |mut row, (place, (leaf, _))| {
            row.push_bind(leaf.as_bytes().as_slice()).push_bind(to_sql(*place));
        });
        known.build().execute(&mut *connection).await?;
        let mut stage = QueryBuilder::<Sqlite>::new("INSERT INTO stage (place, entry) ");
        stage.push_values(some, |mut row, (place, (_, entry))| {
            row.push_bind(to_sql(*place)).push_bind(entry.as_slice());
        });
        stage.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// Places are below 2^63, as tree sizes are.
fn to_sql(place: u64) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

fn from_sql(place: i64) -> u64 {
    u64::try_from(place).unwrap_or_default()
}
