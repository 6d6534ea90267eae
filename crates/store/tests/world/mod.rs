//! The databases that the tests of the store run over.
#![allow(dead_code, reason = "each file of tests uses a part of it")]

use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use dunant_store::{Location, NewDocument, NewItem, NewLink};
use dunant_vocabulary::Sha256Digest;
use tempfile::TempDir;

/// Runs a test over each database, each time in an empty one: SQLite, and PostgreSQL where `DUNANT_TEST_POSTGRES` names one.
pub fn over_each(test: impl AsyncFn(&Location)) {
    for world in worlds() {
        world.run(async |world| test(&world.location).await);
    }
}

/// An empty place for a store.
pub struct World {
    pub location: Location,
    pub name: &'static str,
    _files: TempDir,
}

impl World {
    pub fn run(&self, test: impl AsyncFn(&Self)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(test(self));
    }
}

/// An empty place in each database.
pub fn worlds() -> Vec<World> {
    let files = TempDir::new().unwrap();
    let location = Location::Sqlite(files.path().join("cases.sqlite"));
    let mut worlds = vec![World { location, name: "SQLite", _files: files }];
    worlds.extend(postgres());
    worlds
}

#[cfg(not(feature = "postgres"))]
fn postgres() -> Option<World> {
    say_once("NOT TESTED on PostgreSQL: the feature `postgres` is off; run crates/store/tests/with-postgres");
    None
}

/// A schema of its own in the database of the tests.
#[cfg(feature = "postgres")]
fn postgres() -> Option<World> {
    use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let Ok(url) = std::env::var("DUNANT_TEST_POSTGRES") else {
        say_once(
            "NOT TESTED on PostgreSQL: DUNANT_TEST_POSTGRES names no database; run crates/store/tests/with-postgres",
        );
        return None;
    };
    let schema = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let sql = AssertSqlSafe(format!("CREATE SCHEMA {schema}"));
    let of_thread = url.clone();
    // A test may ask for a place while it runs on a runtime, and one thread has one.
    let creating = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut connection = PgConnection::connect(&of_thread).await.unwrap();
            sqlx::query(sql).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        });
    });
    creating.join().unwrap();
    let separator = if url.contains('?') { '&' } else { '?' };
    let Ok(location) = format!("{url}{separator}options=-csearch_path%3D{schema}").parse();
    Some(World { location, name: "PostgreSQL", _files: TempDir::new().unwrap() })
}

/// A line that is not hidden when a test passes, once a process.
pub fn say_once(line: &str) {
    static SAID: AtomicUsize = AtomicUsize::new(0);
    if SAID.fetch_add(1, Ordering::Relaxed) == 0 {
        std::io::stderr().write_all(format!("\n{line}\n").as_bytes()).unwrap();
    }
}

pub fn digest(text: &str) -> Sha256Digest {
    Sha256Digest::of(text.as_bytes())
}

pub fn link(subject: &str, number: u64) -> NewLink {
    NewLink { subject: subject.to_owned(), number, note: format!("{subject} {number}\n") }
}

pub fn item(case: &str, content: &str) -> NewItem {
    let (digest, blob) = (digest(content), digest(&format!("sealed {content}")));
    NewItem { case: case.to_owned(), digest, blob, size: content.len() as u64 }
}

pub fn document(case: &str, name: &str, content: &str) -> NewDocument {
    NewDocument { case: case.to_owned(), name: name.to_owned(), blob: digest(content) }
}
