//! Every system call of the write path fails, or is the last before the process is killed; then the log is started again, and it has
//! kept its promises: nothing acknowledged is lost, no two roots for one size, every checkpoint that was seen is the beginning of the
//! tree.
//!
//! Faults are put in by strace; where it cannot trace, one line says so. A run takes every seventh fault; `DUNANT_FAULTS=all` takes
//! all of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails says where"
)]

mod history;
mod program;
mod trace;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use history::History;
use tempfile::TempDir;
use trace::{Call, Fault, Unsynced};

const FAULTS: [Fault; 3] = [Fault::Error("EIO"), Fault::Error("ENOSPC"), Fault::Kill];

/// What is done to a log while faults are put in: so many entries are handed in.
struct Work {
    place: TempDir,
    /// The log before; nothing where it is to be made.
    before: Option<PathBuf>,
    first: u64,
    count: u64,
}

impl Work {
    fn log(&self) -> PathBuf {
        self.place.path().join("log")
    }

    fn trace(&self) -> PathBuf {
        self.place.path().join("trace")
    }

    fn reset(&self) {
        let log = self.log();
        if log.exists() {
            fs::remove_dir_all(&log).unwrap();
        }
        if let Some(before) = &self.before {
            program::copy(before, &log);
        }
    }

    fn run(&self, mut strace: std::process::Command) -> program::Said {
        let arguments = program::arguments(&self.log(), self.first, self.count);
        strace.arg(program::append_entries()).args(arguments).output().unwrap().into()
    }

    /// Puts each fault into each call, one at a time, and starts the log again after each.
    fn under_faults(&self, name: &str) {
        self.reset();
        let said = self.run(trace::tracing(&self.trace()));
        assert!(said.succeeded, "{}", said.error);
        let calls = trace::calls(&self.trace(), self.place.path());
        let all = calls.iter().flat_map(|call| FAULTS.map(|fault| (call, fault)));
        let step = if std::env::var_os("DUNANT_FAULTS").is_some_and(|faults| faults == "all") { 1 } else { 7 };
        let mut seen: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (call, fault) in all.step_by(step) {
            let (tried, took_place) = seen.entry(&call.name).or_default();
            *tried += 1;
            *took_place += usize::from(self.under_fault(call, fault));
        }
        let count = |(call, (tried, took_place)): (&&str, &(usize, usize))| format!("{call} {took_place} of {tried}");
        let counts: Vec<String> = seen.iter().map(count).collect();
        trace::say(&format!("{name}: {} calls on files; faults that took place: {}", calls.len(), counts.join(", ")));
        let (tried, took_place) = seen.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        assert!(took_place * 10 > tried * 8, "{took_place} of {tried} faults took place: see what changed");
    }

    /// Whether the fault took place: which thread syncs which directory is not the same in every run.
    fn under_fault(&self, call: &Call, fault: Fault) -> bool {
        self.reset();
        let faulty = self.run(trace::injecting(&self.trace(), call, fault));
        let took_place = match fault {
            Fault::Error(_) => trace::was_injected(&self.trace()),
            Fault::Kill => faulty.killed,
        };
        let what = format!("{fault:?} in {call:?}: {}", faulty.error);
        let (log, mut history) = (self.log(), History::of(&what));
        history.said(&faulty);
        history.published(&log);
        history.finds_no_damage(&log);
        // Partial tiles are removed as well as may be; their directory is opened for that, and for syncing.
        let is_tidying =
            ["unlinkat", "rmdir"].contains(&call.name.as_str()) || (call.name == "openat" && call.file.ends_with(".p"));
        let is_public = call.file.contains("/public/") && !is_tidying;
        if took_place && is_public && matches!(fault, Fault::Error(_)) {
            assert!(!faulty.succeeded && faulty.error.contains(&call.file), "it stops and names the file: {what}");
        }

        // All that was handed in is handed in again, and one more.
        let start = || program::run(&log, self.first, self.count + 1);
        let mut again = start();
        if !again.ready && self.before.is_none() && !faulty.ready {
            assert!(again.error.contains("was not finished"), "{}: {what}", again.error);
            assert!(!log.join("public/checkpoint").exists(), "what was not finished has published nothing: {what}");
            fs::remove_dir_all(&log).unwrap();
            again = start();
        }
        assert!(again.succeeded, "{}: {what}", again.error);
        history.said(&again);
        history.published(&log);
        history.finds_no_damage(&log);
        history.holds(&log, self.first + self.count + 1);
        took_place
    }
}

#[test]
fn a_log_survives_every_fault_while_it_is_made() {
    if trace::is_possible("a_log_survives_every_fault_while_it_is_made") {
        let place = TempDir::new().unwrap();
        Work { place, before: None, first: 0, count: 2 }.under_faults("making");
    }
}

#[test]
fn a_log_survives_every_fault_while_tiles_become_full() {
    if trace::is_possible("a_log_survives_every_fault_while_tiles_become_full") {
        almost_a_full_tile().under_faults("appending");
    }
}

#[test]
fn a_log_survives_every_fault_while_it_does_again_what_was_promised() {
    if trace::is_possible("a_log_survives_every_fault_while_it_does_again_what_was_promised") {
        let mut work = almost_a_full_tile();
        work.reset();
        let made = work.log().join("public/tile/1").display().to_string();
        let call = Call { name: "mkdir".to_owned(), file: made, nth: 1 };
        assert!(work.run(trace::injecting(&work.trace(), &call, Fault::Kill)).killed);
        let killed = work.place.path().join("killed");
        fs::rename(work.log(), &killed).unwrap();
        work.before = Some(killed);
        work.under_faults("starting again");
    }
}

#[test]
fn nothing_is_public_or_acknowledged_before_all_that_it_stands_on_is_synced() {
    if !trace::is_possible("nothing_is_public_or_acknowledged_before_all_that_it_stands_on_is_synced") {
        return;
    }
    let work = almost_a_full_tile();
    let (log, trace) = (work.log(), work.trace());
    for before in [None, work.before.clone()] {
        let work = Work { place: TempDir::new_in(work.place.path()).unwrap(), before, ..work };
        work.reset();
        let mut unsynced = Unsynced::default();
        assert!(work.run(trace::tracing(&work.trace())).succeeded);
        assert_eq!(unsynced.follow(&work.trace(), &work.log()), Vec::<String>::new());
        assert!(unsynced.checkpoints >= 4 && unsynced.acknowledgements == 3, "{unsynced:?}");
    }
    // A process that is killed leaves unsynced files that look to the next one as if they were safe.
    for (name, most) in [("mkdir", 5), ("rename", 3), ("fsync", 6), ("pwrite64", 30)] {
        for nth in 1..=most {
            work.reset();
            let mut unsynced = Unsynced::default();
            work.run(trace::killing(&trace, name, nth));
            let mut wrong = unsynced.follow(&trace, &log);
            if name == "pwrite64" {
                // SQLite reads nothing of a transaction that was not written to its end.
                unsynced.forget(&log.join("lock.sqlite-wal"));
            }
            assert!(work.run(trace::tracing(&trace)).succeeded);
            wrong.extend(unsynced.follow(&trace, &log));
            assert_eq!(wrong, Vec::<String>::new(), "killed at {name} {nth}");
        }
    }
}

/// A log of 254 entries, and the three entries that make its first tiles full and open the next.
fn almost_a_full_tile() -> Work {
    let place = TempDir::new().unwrap();
    let before = place.path().join("before");
    program::make(&before, 254);
    Work { place, before: Some(before), first: 254, count: 3 }
}
