//! The tables, and how those of an earlier version become those of this one.

use sqlx::{Any, AssertSqlSafe, Transaction};

use crate::database::{Backend, Database};
use crate::error::StoreError;

/// Each makes the next format out of the one before it; the first out of nothing. One that was released is never changed.
const MIGRATIONS: [&str; 1] = [include_str!("migrations/0001.sql")];

/// The format that this version reads and writes.
pub(crate) const NEWEST: i64 = MIGRATIONS.len() as i64;

/// Brings the tables to the newest format, in one transaction.
pub(crate) async fn migrate(database: &Database) -> Result<(), StoreError> {
    // Most often there is nothing to do, and then nobody need wait for those who write.
    let mut transaction = database.begin_reading().await?;
    let found = format(database, &mut transaction).await?;
    transaction.rollback().await.map_err(|source| database.failed(source))?;
    if found == Some(NEWEST) {
        return Ok(());
    }
    let mut transaction = database.begin_alone().await?;
    let found = match format(database, &mut transaction).await? {
        Some(found) => found,
        None => {
            create_format(database, &mut transaction).await?;
            0
        }
    };
    let place = || database.place.clone();
    if found > NEWEST {
        return Err(StoreError::Format { place: place(), found });
    }
    let done = usize::try_from(found)
        .map_err(|_| StoreError::Damaged { place: place(), what: format!("its format is {found}") })?;
    for migration in MIGRATIONS.iter().skip(done) {
        let sql = database.backend.spelled(migration);
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *transaction).await.map_err(|source| database.failed(source))?;
    }
    let newest = sqlx::query("UPDATE format SET number = $1").bind(NEWEST);
    newest.execute(&mut *transaction).await.map_err(|source| database.failed(source))?;
    transaction.commit().await.map_err(|source| database.failed(source))
}

/// The format of the tables; nothing where there are none.
async fn format(database: &Database, transaction: &mut Transaction<'_, Any>) -> Result<Option<i64>, StoreError> {
    let tables: Vec<String> = sqlx::query_scalar(database.backend.tables())
        .fetch_all(&mut **transaction)
        .await
        .map_err(|source| database.failed(source))?;
    if tables.is_empty() {
        return Ok(None);
    }
    if !tables.iter().any(|table| table == "format") {
        return Err(StoreError::Foreign { place: database.place.clone() });
    }
    let found = sqlx::query_scalar("SELECT number FROM format")
        .fetch_optional(&mut **transaction)
        .await
        .map_err(|source| database.failed(source))?;
    found
        .map(Some)
        .ok_or_else(|| StoreError::Damaged { place: database.place.clone(), what: "it says no format".to_owned() })
}

async fn create_format(database: &Database, transaction: &mut Transaction<'_, Any>) -> Result<(), StoreError> {
    for sql in ["CREATE TABLE format (number BIGINT NOT NULL)", "INSERT INTO format (number) VALUES (0)"] {
        sqlx::query(sql).execute(&mut **transaction).await.map_err(|source| database.failed(source))?;
    }
    Ok(())
}

impl Backend {
    /// The names of all tables.
    fn tables(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            Self::Postgres => "SELECT tablename::text FROM pg_catalog.pg_tables WHERE schemaname = current_schema()",
        }
    }

    /// A migration as this database takes it. SQLite compares text by its bytes; PostgreSQL does where it is told to, and otherwise
    /// as the language of the database has it, in which order an export would depend on the machine.
    fn spelled(self, migration: &str) -> String {
        match self {
            Self::Sqlite => migration.to_owned(),
            Self::Postgres => migration.replace(" TEXT ", " TEXT COLLATE \"C\" "),
        }
    }
}
