//! A log from its making to its proofs, and what it refuses.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::path::Path;

use dunant_log::fsck::check_log;
use dunant_log::storage::PosixStorage;
use dunant_log::{Log, LogDirectory, NoCosigners, NotAppended, Novelty, StartError, StoredLog};
use dunant_record::note::SignerKey;
use dunant_record::policy::Policy;
use tempfile::TempDir;

fn key() -> SignerKey {
    SignerKey::from_seed("example.org/record".parse().unwrap(), &[7; 32])
}

fn policy() -> Policy {
    Policy::parse(format!("log {}\nquorum none\n", key().public()).as_bytes()).unwrap()
}

fn new_log(place: &Path) -> LogDirectory {
    let directory = LogDirectory::new(place.join("log"));
    Log::create(&directory, &key(), &policy()).unwrap();
    directory
}

fn open(directory: &LogDirectory) -> Log {
    Log::open(directory, Box::new(NoCosigners)).unwrap()
}

#[test]
fn an_entry_is_acknowledged_with_its_place_and_proven_offline() {
    let place = TempDir::new().unwrap();
    let log = open(&new_log(place.path()));
    for number in 0..300_u64 {
        let entry = format!("entry {number}").into_bytes();
        let receipt = log.append(entry.clone()).wait().unwrap();
        assert_eq!((receipt.index, receipt.novelty), (number, Novelty::New));
        assert_eq!(receipt.checkpoint.checkpoint().head().size, number + 1);
        if number % 37 == 0 {
            log.prove(number).unwrap().verify(&policy(), &entry).unwrap();
        }
    }
    let proof = log.prove(3).unwrap();
    proof.verify(&policy(), b"entry 3").unwrap();
    proof.verify(&policy(), b"entry 4").unwrap_err();
    assert!(log.prove(300).unwrap_err().to_string().contains("300"));
}

#[test]
fn what_the_log_has_already_keeps_its_place() {
    let place = TempDir::new().unwrap();
    let directory = new_log(place.path());
    let log = open(&directory);
    log.append(b"one".to_vec()).wait().unwrap();
    log.append(b"two".to_vec()).wait().unwrap();
    let again = log.append(b"one".to_vec()).wait().unwrap();
    assert_eq!((again.index, again.novelty), (0, Novelty::Known));
    assert_eq!(again.checkpoint.checkpoint().head().size, 2, "nothing was added");
    drop(log);
    let again = open(&directory).append(b"two".to_vec()).wait().unwrap();
    assert_eq!((again.index, again.novelty), (1, Novelty::Known));
}

#[test]
fn entries_handed_in_together_share_a_checkpoint_and_keep_their_order() {
    let place = TempDir::new().unwrap();
    let log = open(&new_log(place.path()));
    let waiting: Vec<_> = (0..2_000).map(|number| log.append(format!("{}", number % 1_500).into_bytes())).collect();
    let receipts: Vec<_> = waiting.into_iter().map(|one| one.wait().unwrap()).collect();
    let places: Vec<u64> = receipts.iter().map(|receipt| receipt.index).collect();
    let expected: Vec<u64> = (0..1_500).chain(0..500).collect();
    assert_eq!(places, expected);
    assert_eq!(log.checkpoint().checkpoint().head().size, 1_500);
}

#[test]
fn an_entry_longer_than_a_bundle_takes_is_refused_and_the_log_goes_on() {
    let place = TempDir::new().unwrap();
    let log = open(&new_log(place.path()));
    let refused = log.append(vec![0; 65_536]).wait().unwrap_err();
    assert_eq!(refused, NotAppended::TooLong { bytes: 65_536 });
    assert_eq!(log.append(vec![0; 65_535]).wait().unwrap().index, 0);
}

#[test]
fn of_two_writers_one_is_refused() {
    let place = TempDir::new().unwrap();
    let directory = new_log(place.path());
    let first = open(&directory);
    let second = Log::open(&directory, Box::new(NoCosigners)).err().unwrap();
    assert!(second.to_string().contains("another process writes to the log"), "{second}");
    drop(first);
    open(&directory);
}

#[test]
fn a_log_is_not_made_where_something_stands() {
    let place = TempDir::new().unwrap();
    let directory = new_log(place.path());
    let again = Log::create(&directory, &key(), &policy()).unwrap_err();
    assert!(matches!(again, StartError::Directory(_)), "{again}");
}

/// Directories of partial tiles below `root`, by their path in it.
fn partial(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut directories = vec![root.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "p") {
                found.push(path.strip_prefix(root).unwrap().display().to_string());
            } else if path.is_dir() {
                directories.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn partial_tiles_go_once_the_full_one_is_public_and_older_checkpoints_still_lead_to_their_entries() {
    let place = TempDir::new().unwrap();
    let directory = new_log(place.path());
    let storage = PosixStorage::open(directory.public()).unwrap();
    let mut older = Vec::new();
    // Each time the log is opened, the checkpoint that its lock has as published is one of a tile that has become full.
    for numbers in [0..100, 100..256, 256..257, 257..512, 512..600] {
        let log = open(&directory);
        for number in numbers {
            let receipt = log.append(format!("entry {number}").into_bytes()).wait().unwrap();
            older.push(receipt.checkpoint);
        }
    }
    assert_eq!(partial(&directory.public()), ["tile/0/002.p", "tile/1/000.p", "tile/entries/002.p"]);
    assert_eq!(check_log(&directory).findings, []);
    for (last, checkpoint) in (0..).zip(&older) {
        let proof = dunant_log::prove(checkpoint, last, &mut StoredLog(Box::new(storage.clone()))).unwrap();
        proof.verify(&policy(), format!("entry {last}").as_bytes()).unwrap();
    }
}
