//! A log of some size, made quickly: the files that the sequencer would write, written without syncing them.

use std::fs;
use std::path::Path;

use dunant_log::{Log, LogDirectory, NoCosigners};
use dunant_record::checkpoint::{Checkpoint, SignedCheckpoint};
use dunant_record::merkle::Hash;
use dunant_record::note::SignerKey;
use dunant_record::policy::Policy;
use dunant_record::tiles::{RightEdge, Tile};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection as _, QueryBuilder, Sqlite, SqliteConnection};

/// Entries that go through the log itself, so that it has a stage as a log has that was in use.
const THROUGH_THE_LOG: u64 = 1_024;

/// Entries whose tiles are made at once.
const AT_ONCE: u64 = 65_536;

pub fn entry(number: u64) -> Vec<u8> {
    let mut entry = vec![0; 200];
    entry.iter_mut().zip(number.to_le_bytes()).for_each(|(byte, from)| *byte = from);
    entry
}

/// Makes the log of the entries 0 to `size`.
pub fn build(directory: &LogDirectory, size: u64) {
    let key = SignerKey::from_seed("example.org/record".parse().unwrap(), &[7; 32]);
    let policy = Policy::parse(format!("log {}\nquorum none\n", key.public()).as_bytes()).unwrap();
    Log::create(directory, &key, &policy).unwrap();
    let quickly = size.saturating_sub(THROUGH_THE_LOG);
    if quickly > 0 {
        let (edge, leaves) = write_tiles(&directory.public(), quickly);
        let checkpoint = Checkpoint::new(key.name().clone(), edge.head()).unwrap();
        let checkpoint = SignedCheckpoint::sign(checkpoint, &key).unwrap().to_string();
        fs::write(directory.public().join("checkpoint"), &checkpoint).unwrap();
        fill_lock(directory, &checkpoint, leaves);
    }
    let log = Log::open(directory, Box::new(NoCosigners)).unwrap();
    let waiting: Vec<_> = (quickly..size).map(|number| log.append(entry(number))).collect();
    waiting.into_iter().for_each(|one| drop(one.wait().unwrap()));
}

fn write_tiles(root: &Path, size: u64) -> (RightEdge, Vec<Hash>) {
    let mut edge = RightEdge::new();
    let mut leaves = Vec::new();
    for first in (0..size).step_by(usize::try_from(AT_ONCE).unwrap()) {
        let entries: Vec<Vec<u8>> = (first..size.min(first + AT_ONCE)).map(entry).collect();
        leaves.extend(entries.iter().map(|entry| Hash::of_leaf(entry)));
        for (tile, bytes) in edge.append(entries.iter().map(Vec::as_slice)).unwrap() {
            if Tile::in_tree(tile.kind(), tile.index(), size) == Some(tile) {
                let file = root.join(tile.to_string());
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, bytes).unwrap();
            }
        }
    }
    (edge, leaves)
}

/// Fills the lock in the order of the log, a batch at a time, so that its pages are as full as the sequencer leaves them.
fn fill_lock(directory: &LogDirectory, checkpoint: &str, leaves: Vec<Hash>) {
    let mut placed: Vec<(Hash, i64)> = leaves.into_iter().zip(0..).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new()
            .filename(directory.root().join("lock.sqlite"))
            .journal_mode(SqliteJournalMode::Off)
            .synchronous(SqliteSynchronous::Off)
            // Two gigabytes: nothing is written before the end.
            .pragma("cache_size", "-2000000");
        let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
        let mut transaction = connection.begin().await.unwrap();
        let update = sqlx::query("UPDATE lock SET checkpoint = ?, published = ?").bind(checkpoint).bind(checkpoint);
        update.execute(&mut *transaction).await.unwrap();
        for some in placed.chunks_mut(4_096) {
            some.sort_unstable();
            let mut insert = QueryBuilder::<Sqlite>::new("INSERT INTO known (leaf, place) ");
            insert.push_values(some.iter(), |mut row, (leaf, place)| {
                row.push_bind(leaf.as_bytes().as_slice()).push_bind(*place);
            });
            insert.build().execute(&mut *transaction).await.unwrap();
        }
        transaction.commit().await.unwrap();
        connection.close().await.unwrap();
    });
}
