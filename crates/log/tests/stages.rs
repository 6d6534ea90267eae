//! Every step of the sequencer fails, both without and after having done its work: then nothing is acknowledged that is not public,
//! and a log that is started again goes on from what it promised. The step before these, the lock's, fails in `faults.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails says where"
)]

mod history;
mod local_witness;
mod program;

use std::path::Path;
use std::sync::{Arc, Mutex};

use dunant_log::storage::{PosixStorage, Storage, StorageError};
use dunant_log::{Log, LogDirectory, NotAppended, Novelty, Receipt, StartError};
use dunant_record::tiles::Tile;
use history::History;
use local_witness::{Answers, Witness};
use tempfile::TempDir;

/// Which call to the storage fails, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failure {
    /// No tile is stored.
    Create,
    /// The first tile is stored.
    CreateHalf,
    /// All tiles are stored, and it is said that they are not.
    CreateDone,
    /// The checkpoint is not replaced.
    Publish,
    /// The checkpoint is replaced, and it is said that it is not.
    PublishDone,
    /// The writer's thread panics.
    Panic,
}

const FAILURES: [Failure; 6] =
    [Failure::Create, Failure::CreateHalf, Failure::CreateDone, Failure::Publish, Failure::PublishDone, Failure::Panic];

/// A storage that fails once when it is told to.
struct Failing {
    inner: PosixStorage,
    next: Arc<Mutex<Option<Failure>>>,
}

impl Failing {
    fn takes(&self, failures: &[Failure]) -> Option<Failure> {
        self.next.lock().unwrap().take_if(|next| failures.contains(next))
    }
}

fn failed() -> StorageError {
    StorageError::Io { doing: "sync", file: "a file".to_owned(), source: std::io::Error::other("injected") }
}

impl Storage for Failing {
    fn create(&mut self, tiles: &[(Tile, Vec<u8>)]) -> Result<(), StorageError> {
        match self.takes(&[Failure::Create, Failure::CreateHalf, Failure::CreateDone, Failure::Panic]) {
            None => return self.inner.create(tiles),
            Some(Failure::CreateHalf) => self.inner.create(&tiles[..tiles.len().min(1)])?,
            Some(Failure::CreateDone) => self.inner.create(tiles)?,
            Some(Failure::Panic) => panic!("injected"),
            Some(_) => {}
        }
        Err(failed())
    }

    fn publish(&mut self, checkpoint: &str) -> Result<(), StorageError> {
        match self.takes(&[Failure::Publish, Failure::PublishDone]) {
            None => return self.inner.publish(checkpoint),
            Some(Failure::PublishDone) => self.inner.publish(checkpoint)?,
            Some(_) => {}
        }
        Err(failed())
    }

    fn read(&self, tile: Tile) -> Result<Option<Vec<u8>>, StorageError> {
        self.inner.read(tile)
    }

    fn checkpoint(&self) -> Result<Option<Vec<u8>>, StorageError> {
        self.inner.checkpoint()
    }

    fn handle(&self) -> Box<dyn Storage> {
        self.inner.handle()
    }
}

/// A log with a witness, and a storage that can be told to fail.
struct Trial {
    _place: TempDir,
    directory: LogDirectory,
    witness: Witness,
    next: Arc<Mutex<Option<Failure>>>,
}

impl Trial {
    fn new() -> Self {
        let place = TempDir::new().unwrap();
        let directory = LogDirectory::new(place.path().join("log"));
        let witness = Witness::new();
        Log::create(&directory, &program::key(), &witness.policy()).unwrap();
        Self { _place: place, directory, witness, next: Arc::default() }
    }

    fn open(&self) -> Result<Log, StartError> {
        let inner = PosixStorage::open(self.directory.public()).unwrap();
        let storage = Failing { inner, next: Arc::clone(&self.next) };
        Log::open_with(&self.directory, Box::new(storage), self.witness.cosigners())
    }

    fn fails(&self, failure: Failure) {
        *self.next.lock().unwrap() = Some(failure);
    }

    fn log(&self) -> &Path {
        self.directory.root()
    }
}

fn append(log: &Log, number: u64) -> Result<Receipt, NotAppended> {
    log.append(format!("entry {number}").into_bytes()).wait()
}

fn place(receipt: &Receipt) -> (u64, Novelty) {
    (receipt.index, receipt.novelty)
}

#[test]
fn a_storage_that_fails_stops_the_log_and_a_new_start_goes_on_from_what_was_promised() {
    for failure in FAILURES {
        let (trial, mut history) = (Trial::new(), History::of(&format!("{failure:?}")));
        let log = trial.open().unwrap();
        for number in 0..2 {
            history.receipt(&append(&log, number).unwrap(), number);
        }
        trial.fails(failure);
        for number in [2, 3, 0] {
            let refused = append(&log, number).unwrap_err();
            assert!(matches!(refused, NotAppended::Stopped(_)), "{failure:?}: {refused}");
        }
        assert_eq!(log.checkpoint().checkpoint().head().size, 2, "{failure:?}: the last public one is still served");
        log.prove(1).unwrap();
        history.published(trial.log());
        history.finds_no_damage(trial.log());
        drop(log);

        let log = trial.open().unwrap();
        assert_eq!(log.checkpoint().checkpoint().head().size, 3, "{failure:?}: what was promised is public");
        history.published(trial.log());
        history.finds_no_damage(trial.log());
        let receipts: Vec<Receipt> = [2, 3, 0].map(|number| append(&log, number).unwrap()).into();
        let places: Vec<(u64, Novelty)> = receipts.iter().map(place).collect();
        assert_eq!(places, [(2, Novelty::Known), (3, Novelty::New), (0, Novelty::Known)], "{failure:?}");
        [2, 3, 0].into_iter().zip(&receipts).for_each(|(number, receipt)| history.receipt(receipt, number));
        history.published(trial.log());
        history.finds_no_damage(trial.log());
        history.holds(trial.log(), 4);
    }
}

#[test]
fn a_storage_that_fails_at_the_start_refuses_it_and_the_next_start_goes_on() {
    for failure in [Failure::Create, Failure::CreateHalf, Failure::CreateDone, Failure::Publish, Failure::PublishDone] {
        let (trial, mut history) = (Trial::new(), History::of(&format!("{failure:?}")));
        let log = trial.open().unwrap();
        history.receipt(&append(&log, 0).unwrap(), 0);
        trial.fails(Failure::Create);
        append(&log, 1).unwrap_err();
        drop(log);
        trial.fails(failure);
        let refused = trial.open().err().unwrap();
        assert!(matches!(refused, StartError::Storage(_)), "{failure:?}: {refused}");
        history.published(trial.log());
        history.finds_no_damage(trial.log());
        let log = trial.open().unwrap();
        let receipt = append(&log, 1).unwrap();
        assert_eq!(place(&receipt), (1, Novelty::Known), "{failure:?}");
        history.receipt(&receipt, 1);
        history.holds(trial.log(), 2);
    }
}

#[test]
fn a_quorum_that_fails_closes_the_door_and_opens_it_when_it_is_back() {
    for answers in [Answers::Nothing, Answers::Lost, Answers::Unsigned, Answers::Older] {
        let (trial, mut history) = (Trial::new(), History::of(&format!("{answers:?}")));
        let log = trial.open().unwrap();
        for number in 0..2 {
            history.receipt(&append(&log, number).unwrap(), number);
        }
        let public = std::fs::read(trial.log().join("public/checkpoint")).unwrap();
        trial.witness.answers(answers);
        for number in [2, 3, 4] {
            let refused = append(&log, number).unwrap_err();
            assert!(matches!(refused, NotAppended::NotWitnessed(_)), "{answers:?}: {refused}");
        }
        assert_eq!(std::fs::read(trial.log().join("public/checkpoint")).unwrap(), public, "{answers:?}");
        assert_eq!(log.checkpoint().to_string().into_bytes(), public, "{answers:?}: the last one is still served");
        log.prove(1).unwrap().verify(&trial.witness.policy(), b"entry 1").unwrap();
        assert!(trial.witness.seen().size <= 3, "one batch was promised, and none behind the closed door");

        trial.witness.answers(Answers::Cosigned);
        let receipts: Vec<Receipt> = [3, 2, 4].map(|number| append(&log, number).unwrap()).into();
        let places: Vec<(u64, Novelty)> = receipts.iter().map(place).collect();
        assert_eq!(places, [(3, Novelty::New), (2, Novelty::Known), (4, Novelty::New)], "{answers:?}");
        [3, 2, 4].into_iter().zip(&receipts).for_each(|(number, receipt)| history.receipt(receipt, number));
        history.holds(trial.log(), 5);
    }
}

#[test]
fn a_log_whose_witnesses_are_away_starts_behind_a_closed_door() {
    for answers in [Answers::Nothing, Answers::Lost] {
        let (trial, mut history) = (Trial::new(), History::of(&format!("{answers:?}")));
        let log = trial.open().unwrap();
        history.receipt(&append(&log, 0).unwrap(), 0);
        trial.witness.answers(answers);
        append(&log, 1).unwrap_err();
        drop(log);
        let log = trial.open().unwrap();
        assert_eq!(log.checkpoint().checkpoint().head().size, 1, "{answers:?}");
        assert!(matches!(append(&log, 2), Err(NotAppended::NotWitnessed(_))), "{answers:?}");
        trial.witness.answers(Answers::Cosigned);
        assert_eq!(place(&append(&log, 1).unwrap()), (1, Novelty::Known), "{answers:?}");
        history.receipt(&append(&log, 2).unwrap(), 2);
        history.holds(trial.log(), 3);
    }
}

#[test]
fn a_log_outlives_any_sequence_of_failures() {
    for seed in 1..=8 {
        let (trial, mut history) = (Trial::new(), History::of(&format!("seed {seed}")));
        let mut random = Random(seed);
        let (mut next, mut log) = (0, None);
        while next < 300 {
            match random.below(8) {
                0 => trial.fails(FAILURES[random.below(5)]),
                1 => trial.witness.answers([Answers::Nothing, Answers::Lost, Answers::Unsigned][random.below(3)]),
                2 => log = None,
                _ => {}
            }
            if log.is_none() {
                log = trial.open().ok();
            }
            if let Some(log) = &log {
                // What was not acknowledged is handed in again, in a batch with what comes next.
                let count = 1 + random.below(40) as u64;
                let waiting: Vec<_> =
                    (next..next + count).map(|number| log.append(format!("entry {number}").into_bytes())).collect();
                for (number, one) in (next..).zip(waiting) {
                    if let Ok(receipt) = one.wait() {
                        history.receipt(&receipt, number);
                        next = number + 1;
                    }
                }
            }
            history.published(trial.log());
            history.finds_no_damage(trial.log());
            if random.below(2) == 0 {
                trial.witness.answers(Answers::Cosigned);
            }
            if random.below(3) == 0 {
                log = None;
            }
        }
        drop(log);
        *trial.next.lock().unwrap() = None;
        trial.witness.answers(Answers::Cosigned);
        let log = trial.open().unwrap();
        let entries = log.checkpoint().checkpoint().head().size;
        assert!(entries >= next);
        history.holds(trial.log(), entries);
    }
}

/// Numbers that look random and are the same in every run (Steele, Lea and Flood 2014, SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}
