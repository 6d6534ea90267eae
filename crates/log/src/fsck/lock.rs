//! The lock against itself and against the public files.

use std::path::{Path, PathBuf};

use dunant_record::checkpoint::SignedCheckpoint;
use dunant_record::merkle::{Hash, TreeHead};
use dunant_record::note::SignerKey;
use dunant_record::tiles::RightEdge;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, Row, SqliteConnection};
use tokio::runtime::{Builder, Runtime};

use super::tree::Leaves;
use super::{Report, Shown};
use crate::storage::{PosixStorage, Storage, Tiles};
use crate::succession::{Succession, compare};

const FILE: &str = "lock.sqlite";
/// Rows of the table of leaves that are read at a time.
const ROWS: i64 = 20_000;
/// The most entries on the stage that are read; a writer has no more than one batch there.
const STAGED: i64 = 100_000;
const RESTORE: &str = "stop the log and restore the newest lock; if there is none, end this log and begin another";

/// A place, and the entry that is staged for it.
type StagedEntry = (i64, Vec<u8>);

/// The lock as it stood when it was opened: what a writer adds meanwhile is not seen.
pub(super) struct OpenLock {
    connection: SqliteConnection,
    runtime: Runtime,
    /// SQLite's write-ahead log, which is there while a writer runs and after one crashed.
    write_ahead: PathBuf,
    readers: Readers,
    /// The tree that was published last when the lock was written last.
    pub(super) published: TreeHead,
    /// The tree that the log promises.
    promised: TreeHead,
}

/// Who has the file open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// This check alone. SQLite then needs no files beside it, and leaves none.
    One,
    /// A writer too, or one that crashed.
    Several,
}

/// Opens the lock and reads what it promises; nothing, with the reason in the report, where that cannot be told.
pub(super) fn open(file: &Path, key: Option<&SignerKey>, report: &mut Report) -> Option<OpenLock> {
    if !file.is_file() {
        report.error(FILE, "is missing", RESTORE);
        return None;
    }
    let write_ahead = file.with_file_name("lock.sqlite-wal");
    let readers = if write_ahead.exists() { Readers::Several } else { Readers::One };
    match connect(file, readers) {
        Ok((connection, runtime, checkpoint, published)) => {
            let promised = head_of("promised", &checkpoint, key, report);
            let published = head_of("published", &published, key, report);
            Some(OpenLock { connection, runtime, write_ahead, readers, promised: promised?, published: published? })
        }
        Err(error) => {
            report.error(FILE, format!("cannot be read: {error}"), RESTORE);
            None
        }
    }
}

fn connect(file: &Path, readers: Readers) -> Result<(SqliteConnection, Runtime, String, String), sqlx::Error> {
    let runtime = Builder::new_current_thread().build().map_err(sqlx::Error::Io)?;
    let options = SqliteConnectOptions::new().filename(file).read_only(true).immutable(readers == Readers::One);
    let (connection, row) = runtime.block_on(async {
        let mut connection = SqliteConnection::connect_with(&options).await?;
        // All that is read below is of one state.
        sqlx::query("BEGIN").execute(&mut connection).await?;
        let row = sqlx::query("SELECT checkpoint, published FROM lock WHERE id = 0").fetch_one(&mut connection).await?;
        Ok::<_, sqlx::Error>((connection, row))
    })?;
    Ok((connection, runtime, row.try_get(0)?, row.try_get(1)?))
}

fn head_of(which: &str, checkpoint: &str, key: Option<&SignerKey>, report: &mut Report) -> Option<TreeHead> {
    let signed = match SignedCheckpoint::parse(checkpoint.as_bytes()) {
        Ok(signed) => signed,
        Err(error) => {
            report.error(FILE, format!("its {which} checkpoint cannot be read: {error}"), RESTORE);
            return None;
        }
    };
    if let Some(key) = key
        && let Err(error) = signed.note().verify(&[key.public()])
    {
        report.error(FILE, format!("its {which} checkpoint is not signed by `log.key`: {error}"), RESTORE);
        return None;
    }
    Some(*signed.checkpoint().head())
}

impl OpenLock {
    /// Holds what the lock says was published against the public checkpoint: `before` was read before the lock, `after` after it.
    pub(super) fn hold_against_public(
        &self,
        before: Option<&Shown>,
        after: Option<&SignedCheckpoint>,
        report: &mut Report,
    ) {
        let file = "public/checkpoint";
        if let Some(after) = after
            && after.checkpoint().head().size < self.published.size
        {
            let (size, published) = (after.checkpoint().head().size, self.published.size);
            let what = format!(
                "has {size} entries, and the lock says that one of {published} was published: it is an older one"
            );
            report.error(file, what, "start the log, which publishes its newest checkpoint again");
        }
        let Some(before) = before.filter(|before| before.trusted) else { return };
        if before.head.size > self.promised.size {
            let what = format!(
                "promises {} entries, and the public checkpoint has {}: it is an older one",
                self.promised.size, before.head.size
            );
            report.error(FILE, what, RESTORE);
        }
        for (which, head) in [("published", self.published), ("promised", self.promised)] {
            if head.size == before.head.size && head.root != before.head.root {
                let what =
                    format!("has another root than the {which} checkpoint of the lock, for {} entries", head.size);
                report.error(file, what, "this log has forked: keep both, end it, and say so");
            }
        }
    }

    /// Checks the file, the stage, and that its table of leaves is that of the tree.
    ///
    /// `head` is the tree that the public files were checked against, `leaves` what that tree has where no tile is in doubt.
    pub(super) fn check(
        &mut self,
        public: &Path,
        head: Option<TreeHead>,
        leaves: Option<&Leaves>,
        report: &mut Report,
    ) {
        if let Err(error) = self.check_rows(public, head, leaves, report) {
            report.error(FILE, format!("cannot be read: {error}"), RESTORE);
        }
        if self.readers == Readers::One && self.write_ahead.exists() {
            report.note(
                FILE,
                "was opened by a writer during the check",
                "check again: what was found may be out of date",
            );
        }
    }

    fn check_rows(
        &mut self,
        public: &Path,
        head: Option<TreeHead>,
        leaves: Option<&Leaves>,
        report: &mut Report,
    ) -> Result<(), sqlx::Error> {
        let Self { connection, runtime, .. } = self;
        let sound: String = runtime.block_on(sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(connection))?;
        if sound != "ok" {
            report.error(FILE, format!("is damaged: {}", sound.replace('\n', " ")), RESTORE);
            return Ok(());
        }
        let staged = self.staged()?;
        let Some(staged) = staged else {
            report.error(FILE, format!("has more than {STAGED} entries on its stage"), RESTORE);
            return Ok(());
        };
        let (Some(head), Some(leaves)) = (head, leaves) else {
            report.note(
                FILE,
                "stage and leaves were not checked, since the tiles are damaged",
                "restore the tiles, then check again",
            );
            return Ok(());
        };
        self.check_stage(public, head, &staged, report);
        self.check_known(head, *leaves, &staged, report)
    }

    fn staged(&mut self) -> Result<Option<Vec<StagedEntry>>, sqlx::Error> {
        let Self { connection, runtime, .. } = self;
        let query = sqlx::query("SELECT place, entry FROM stage WHERE place >= ? ORDER BY place LIMIT ?");
        let first = i64::try_from(self.published.size).unwrap_or(i64::MAX);
        let rows = runtime.block_on(query.bind(first).bind(STAGED + 1).fetch_all(connection))?;
        if rows.len() as i64 > STAGED {
            return Ok(None);
        }
        rows.into_iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<Result<_, _>>().map(Some)
    }

    /// The entries on the stage must lead from the tree that was published to the one that is promised.
    fn check_stage(&self, public: &Path, head: TreeHead, staged: &[StagedEntry], report: &mut Report) {
        let Ok(storage) = PosixStorage::open(public) else { return };
        let mut tiles = Tiles(&storage as &dyn Storage);
        if head.size > self.published.size
            && !matches!(compare(&self.published, &head, &mut tiles), Ok(Succession::Grown))
        {
            let what = "has a published checkpoint that the public tree does not continue";
            report.error(FILE, what, "this log has forked: keep all of it, end it, and say so");
            return;
        }
        let (published, promised) = (self.published.size, self.promised.size);
        let in_order =
            staged.iter().zip(published..).all(|((place, _), expected)| u64::try_from(*place) == Ok(expected));
        if !in_order || published + staged.len() as u64 != promised {
            let what =
                format!("has {} entries on its stage, which do not lead from {published} to {promised}", staged.len());
            report.error(FILE, what, RESTORE);
            return;
        }
        // A public tree beyond the published one was checked above, and its tiles with it.
        let reached =
            RightEdge::load(&self.published, &mut tiles).map_err(|error| error.to_string()).and_then(|mut edge| {
                edge.append(staged.iter().map(|(_, entry)| entry.as_slice())).map_err(|error| error.to_string())?;
                Ok(edge.head())
            });
        match reached {
            Ok(reached) if reached == self.promised => {}
            Ok(_) => {
                report.error(FILE, "has entries on its stage that lead to another root than the promised one", RESTORE)
            }
            Err(error) => {
                let next = "restore the partial tiles of that size from a mirror: without them the log cannot start";
                report.error(FILE, format!("its stage cannot be added to the published tree: {error}"), next);
            }
        }
    }

    /// The table of leaves has each leaf of the tree at its place, and no other.
    fn check_known(
        &mut self,
        head: TreeHead,
        mut expected: Leaves,
        staged: &[StagedEntry],
        report: &mut Report,
    ) -> Result<(), sqlx::Error> {
        for (place, entry) in staged {
            let place = u64::try_from(*place).unwrap_or(u64::MAX);
            if place >= head.size {
                expected.add(place, &Hash::of_leaf(entry));
            }
        }
        let mut known = Leaves::default();
        let mut last = Vec::new();
        loop {
            let Self { connection, runtime, .. } = self;
            let query = sqlx::query("SELECT leaf, place FROM known WHERE leaf > ? ORDER BY leaf LIMIT ?");
            let rows = runtime.block_on(query.bind(&last).bind(ROWS).fetch_all(connection))?;
            for row in &rows {
                let (leaf, place): (&[u8], i64) = (row.try_get(0)?, row.try_get(1)?);
                match (<[u8; 32]>::try_from(leaf), u64::try_from(place)) {
                    (Ok(leaf), Ok(place)) => known.add(place, &Hash::from(leaf)),
                    _ => {
                        report.error(FILE, "knows a leaf that is no hash, or stands at no place", RESTORE);
                        return Ok(());
                    }
                }
            }
            match rows.last() {
                Some(row) => last = row.try_get(0)?,
                None => break,
            }
        }
        if known.count() != expected.count() {
            let what = format!("knows {} leaves, and the tree has {}", known.count(), expected.count());
            report.error(FILE, what, RESTORE);
        } else if known != expected {
            report.error(FILE, "knows as many leaves as the tree has, but not the same at the same places", RESTORE);
        }
        Ok(())
    }
}
