//! A pool of connections to either database. The statements are the same for both; what differs is here and in `migration`.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use dunant_durable::Readers;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Any, AnyConnection, AnyPool, ConnectOptions, Connection, Executor, Transaction};

use crate::error::StoreError;
use crate::location::{Location, PostgresUrl};
use crate::migration::NEWEST;

/// Connections at the same time.
const CONNECTIONS: u32 = 8;

/// WAL: readers and the writer do not wait for each other. FULL: a commit is synced before it returns
/// (sqlite.org/pragma.html#pragma_synchronous). 30 seconds to wait for another writer.
const SQLITE: &str = "
    PRAGMA busy_timeout = 30000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
";

/// A server may be set not to sync commits (`synchronous_commit = off`); one that is set to wait for its replicas stays so.
#[cfg(feature = "postgres")]
const POSTGRES: &str = "
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
";

/// Names the lock under which tables are made: the bytes `dunant`.
const ALONE: &str = "SELECT pg_advisory_xact_lock(110455525830260)::text";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) backend: Backend,
    /// Where it is, without what is secret in a URL.
    pub(crate) place: String,
    pub(crate) pool: AnyPool,
}

impl Database {
    pub(crate) async fn open(location: &Location) -> Result<Self, StoreError> {
        install_drivers();
        match location {
            Location::Sqlite(file) => Self::open_file(file, location.to_string()).await,
            Location::Postgres(url) => Self::open_url(url, location.to_string()).await,
        }
    }

    async fn open_file(file: &Path, place: String) -> Result<Self, StoreError> {
        let failed = |source| StoreError::Io { place: place.clone(), source };
        let file = resolved(file).map_err(failed)?;
        let text = file.to_str().ok_or_else(|| failed(std::io::Error::other("its path is not Unicode")))?;
        // A `%` in a path is a `%`, and in a URL the beginning of `%25`.
        let url = SqliteConnectOptions::new().filename(text.replace('%', "%25")).create_if_missing(true).to_url_lossy();
        let options = AnyConnectOptions::from_url(&url)
            .map_err(|source| StoreError::Database { place: place.clone(), source })?;
        // SQLite would make it by the umask; its log and index take over the mode of what stands.
        dunant_durable::reserve(&file, Readers::Owner).map_err(|error| failed(error.reason))?;
        let database = Self::connect(Backend::Sqlite, place.clone(), options, SQLITE).await?;
        settle(&file).map_err(failed)?;
        Ok(database)
    }

    #[cfg(not(feature = "postgres"))]
    async fn open_url(_url: &PostgresUrl, _place: String) -> Result<Self, StoreError> {
        Err(StoreError::NoPostgres)
    }

    #[cfg(feature = "postgres")]
    async fn open_url(url: &PostgresUrl, place: String) -> Result<Self, StoreError> {
        let options: Result<AnyConnectOptions, sqlx::Error> = url.expose().parse();
        let options = options.map_err(|source| StoreError::Database { place: place.clone(), source })?;
        Self::connect(Backend::Postgres, place, options, POSTGRES).await
    }

    async fn connect(
        backend: Backend,
        place: String,
        options: AnyConnectOptions,
        settings: &'static str,
    ) -> Result<Self, StoreError> {
        // A pool tries again what fails as a connection is made; this one says at once what is wrong.
        let first = async {
            let mut first = AnyConnection::connect_with(&options).await?;
            first.execute(settings).await?;
            first.close().await
        };
        first.await.map_err(|source| StoreError::Database { place: place.clone(), source })?;
        let pool = AnyPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(Duration::from_secs(30))
            // A file does not close a connection, and one that a server has closed is found when it is next taken.
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(backend == Backend::Postgres)
            .after_connect(move |connection, _| Box::pin(async move { connection.execute(settings).await.map(drop) }))
            .connect_lazy_with(options);
        Ok(Self { backend, place, pool })
    }

    pub(crate) fn failed(&self, source: sqlx::Error) -> StoreError {
        StoreError::Database { place: self.place.clone(), source }
    }

    /// A transaction that reads one state of the store, whatever is written meanwhile.
    pub(crate) async fn begin_reading(&self) -> Result<Transaction<'static, Any>, StoreError> {
        let begin = match self.backend {
            Backend::Sqlite => "BEGIN",
            Backend::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        self.pool.begin_with(begin).await.map_err(|source| self.failed(source))
    }

    /// A transaction that writes; one at a time. So what it read before it writes still holds when it writes.
    pub(crate) async fn begin_writing(&self) -> Result<Transaction<'static, Any>, StoreError> {
        // What locks the row in PostgreSQL is in SQLite the beginning itself.
        let (begin, format) = match self.backend {
            Backend::Sqlite => ("BEGIN IMMEDIATE", "SELECT number FROM format"),
            Backend::Postgres => ("BEGIN", "SELECT number FROM format FOR UPDATE"),
        };
        let mut transaction = self.pool.begin_with(begin).await.map_err(|source| self.failed(source))?;
        let found: i64 =
            sqlx::query_scalar(format).fetch_one(&mut *transaction).await.map_err(|source| self.failed(source))?;
        match found {
            // A later version may have brought the tables to its own format since they were opened.
            NEWEST => Ok(transaction),
            found => Err(StoreError::Format { place: self.place.clone(), found }),
        }
    }

    /// A transaction that makes tables; one at a time.
    pub(crate) async fn begin_alone(&self) -> Result<Transaction<'static, Any>, StoreError> {
        let begin = match self.backend {
            Backend::Sqlite => "BEGIN IMMEDIATE",
            Backend::Postgres => "BEGIN",
        };
        let mut transaction = self.pool.begin_with(begin).await.map_err(|source| self.failed(source))?;
        if self.backend == Backend::Postgres {
            sqlx::query(ALONE).execute(&mut *transaction).await.map_err(|source| self.failed(source))?;
        }
        Ok(transaction)
    }
}

/// Where the program has installed drivers of its own, those stand.
fn install_drivers() {
    let _ = sqlx::any::install_drivers(&[
        sqlx::sqlite::any::DRIVER,
        #[cfg(feature = "postgres")]
        sqlx::postgres::any::DRIVER,
    ]);
}

/// The path with its directory as it is; the file itself need not exist.
fn resolved(file: &Path) -> std::io::Result<PathBuf> {
    let name = file.file_name().ok_or_else(|| std::io::Error::other("it names no file"))?;
    let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(directory.canonicalize()?.join(name))
}

/// Makes durable what stands in it: a process that was killed may have committed what it did not live to sync, and nothing may be
/// built on that before it is on stable storage. What is in the database itself is synced before it leaves the write-ahead log.
fn settle(file: &Path) -> std::io::Result<()> {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    match File::open(PathBuf::from(log)) {
        Ok(log) => log.sync_data()?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    dunant_durable::sync_directory(file.parent().unwrap_or(Path::new("/"))).map_err(|error| error.reason)
}
