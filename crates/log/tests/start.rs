//! What a log is started from is damaged, old, or another's: it does not start, says which file, and never forks. What can be made
//! good from the lock is made good.

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

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use dunant_log::{Log, LogDirectory, NoCosigners, NotAppended, StartError};
use dunant_record::checkpoint::{Checkpoint, SignedCheckpoint};
use dunant_record::merkle::{Hash, TreeHead};
use dunant_record::note::SignerKey;
use dunant_record::tiles::{Tile, TileKind, new_tiles};
use history::History;
use local_witness::Witness;
use tempfile::TempDir;

/// A closed log of `count` entries.
fn closed(count: u64) -> (TempDir, PathBuf) {
    let place = TempDir::new().unwrap();
    let log = place.path().join("log");
    program::make(&log, count);
    (place, log)
}

fn open(log: &Path) -> Result<Log, StartError> {
    Log::open(&LogDirectory::new(log), Box::new(NoCosigners))
}

fn append(log: &Log, number: u64) -> Result<u64, NotAppended> {
    log.append(format!("entry {number}").into_bytes()).wait().map(|receipt| receipt.index)
}

fn refusal(log: &Path) -> StartError {
    open(log).err().expect("the log must not start")
}

fn signed(head: TreeHead, key: &SignerKey) -> String {
    SignedCheckpoint::sign(Checkpoint::new(key.name().clone(), head).unwrap(), key).unwrap().to_string()
}

#[test]
fn an_old_lock_is_refused_where_the_public_checkpoint_is_ahead_of_it() {
    let (_place, log) = closed(3);
    let old = fs::read(log.join("lock.sqlite")).unwrap();
    let opened = open(&log).unwrap();
    append(&opened, 3).unwrap();
    append(&opened, 4).unwrap();
    drop(opened);
    fs::write(log.join("lock.sqlite"), old).unwrap();
    let refused = refusal(&log);
    assert!(matches!(refused, StartError::PublicIsAhead { public: 5, promised: 3 }), "{refused}");
}

#[test]
fn an_old_copy_of_the_whole_log_is_refused_where_a_witness_has_seen_more() {
    let place = TempDir::new().unwrap();
    let (directory, witness) = (LogDirectory::new(place.path().join("log")), Witness::new());
    Log::create(&directory, &program::key(), &witness.policy()).unwrap();
    let log = Log::open(&directory, witness.cosigners()).unwrap();
    append(&log, 0).unwrap();
    drop(log);
    let backup = place.path().join("backup");
    program::copy(directory.root(), &backup);
    let log = Log::open(&directory, witness.cosigners()).unwrap();
    append(&log, 1).unwrap();
    drop(log);
    let refused = Log::open(&LogDirectory::new(&backup), witness.cosigners()).err().unwrap();
    assert!(matches!(refused, StartError::Ahead(_)), "{refused}");
    assert!(refused.to_string().contains("`w` has seen 2 entries of this log, and its lock promises 1"), "{refused}");
    // The newest copy goes on.
    let log = Log::open(&directory, witness.cosigners()).unwrap();
    assert_eq!(append(&log, 2).unwrap(), 2);
}

#[test]
fn a_public_checkpoint_that_is_not_this_log_s_is_refused() {
    let (_place, log) = closed(4);
    let file = log.join("public/checkpoint");
    let root = Hash::of_leaf(b"another tree");
    let other = SignerKey::from_seed("example.org/other".parse().unwrap(), &[8; 32]);
    let impostor = SignerKey::from_seed(program::key().name().clone(), &[8; 32]);
    let own = program::key();
    let genuine = fs::read_to_string(&file).unwrap();
    let swapped = [
        ("forked", signed(TreeHead { size: 4, root }, &own)),
        ("forked", signed(TreeHead { size: 2, root }, &own)),
        ("entries and the lock promises 4", signed(TreeHead { size: 5, root }, &own)),
        ("`public/checkpoint` is not signed by `log.key`", signed(TreeHead { size: 4, root }, &other)),
        ("`public/checkpoint` is not signed by `log.key`", signed(TreeHead { size: 4, root }, &impostor)),
        ("`public/checkpoint` is not signed by `log.key`", genuine.replace("record\n4\n", "record\n3\n")),
        ("`public/checkpoint`", "\0\0\0\0".to_owned()),
        ("`public/checkpoint`", String::new()),
    ];
    for (reason, checkpoint) in swapped {
        fs::write(&file, &checkpoint).unwrap();
        let refused = refusal(&log).to_string();
        assert!(refused.contains(reason), "{checkpoint}\n{refused}");
        assert_eq!(fs::read_to_string(&file).unwrap(), checkpoint, "it is evidence, and left as it is");
    }
    fs::write(&file, genuine).unwrap();
    assert_eq!(append(&open(&log).unwrap(), 4).unwrap(), 4);
}

#[test]
fn an_old_public_checkpoint_is_replaced_by_what_was_promised() {
    let (_place, log) = closed(2);
    let file = log.join("public/checkpoint");
    let old = fs::read(&file).unwrap();
    append(&open(&log).unwrap(), 2).unwrap();
    let newest = fs::read(&file).unwrap();
    // A write that was delayed, or a restored backup of the public files; and none at all.
    fs::write(&file, old).unwrap();
    drop(open(&log).unwrap());
    assert_eq!(fs::read(&file).unwrap(), newest);
    fs::remove_file(&file).unwrap();
    drop(open(&log).unwrap());
    assert_eq!(fs::read(&file).unwrap(), newest);
}

#[test]
fn another_key_is_refused() {
    let (_place, log) = closed(1);
    let other = SignerKey::from_seed("example.org/other".parse().unwrap(), &[8; 32]);
    fs::write(log.join("log.key"), format!("{}\n", other.to_secret_text())).unwrap();
    let refused = refusal(&log);
    assert!(matches!(refused, StartError::NotInPolicy(_)), "{refused}");
    fs::write(log.join("policy"), format!("log {}\nquorum none\n", other.public())).unwrap();
    let refused = refusal(&log).to_string();
    assert!(refused.contains("`lock.sqlite` is not signed by `log.key`"), "{refused}");
}

#[test]
fn damage_in_any_tile_that_is_read_at_the_start_is_refused_by_the_name_of_the_file() {
    // The tree grew last from 257 to 259 entries; its first tiles are full.
    let (_place, log) = closed(256);
    for number in [256, 257, 258] {
        append(&open(&log).unwrap(), number).unwrap();
    }
    let (published, promised) = (258, 259);
    let kinds = [TileKind::Entries, TileKind::Hashes { level: 0 }, TileKind::Hashes { level: 1 }];
    let edge = kinds.iter().filter_map(|kind| Tile::partial_in_tree(*kind, published));
    let read: Vec<String> = edge.map(|tile| tile.to_string()).collect();
    let again: Vec<String> = new_tiles(published, promised).map(|tile| tile.to_string()).collect();
    let (mut refused, mut files) = (0, 0);
    for file in program::files(&log.join("public/tile")) {
        let name = file.strip_prefix(log.join("public")).unwrap().display().to_string();
        let whole = fs::read(&file).unwrap();
        files += 1;
        for damage in damages(&whole) {
            match &damage {
                Some(damage) => fs::write(&file, damage).unwrap(),
                None => fs::remove_file(&file).unwrap(),
            }
            let opened = open(&log);
            let is_made_again = damage.is_none() && again.contains(&name);
            if (read.contains(&name) || again.contains(&name)) && !is_made_again {
                let error = opened.err().unwrap_or_else(|| panic!("{name} is damaged")).to_string();
                assert!(error.contains(&name), "{name}: {error}");
                refused += 1;
            } else {
                drop(opened.unwrap());
            }
            if is_made_again {
                assert_eq!(fs::read(&file).unwrap(), whole, "{name}");
            }
            fs::write(&file, &whole).unwrap();
        }
    }
    assert!(files > 8 && refused >= 20, "{refused} of {files}");
    assert_eq!(append(&open(&log).unwrap(), 259).unwrap(), 259);
}

/// A bit flipped in the first, a middle and the last byte; the last byte cut off; nothing left; no file.
fn damages(whole: &[u8]) -> Vec<Option<Vec<u8>>> {
    let flipped = |at: usize| {
        let mut damaged = whole.to_vec();
        damaged[at] ^= 1 << (at % 8);
        Some(damaged)
    };
    let last = whole.len() - 1;
    vec![flipped(0), flipped(last / 2), flipped(last), Some(whole[..last].to_vec()), Some(Vec::new()), None]
}

#[test]
fn a_damaged_lock_never_makes_the_log_fork() {
    let (_place, log) = closed(300);
    let opened = open(&log).unwrap();
    for number in 300..310 {
        append(&opened, number).unwrap();
    }
    drop(opened);
    let file = log.join("lock.sqlite");
    let (whole, before) = (fs::read(&file).unwrap(), log.with_file_name("before"));
    program::copy(&log, &before);
    let mut refused = 0;
    let places = (0..100).step_by(3).chain((100..whole.len()).step_by(whole.len() / 150));
    for at in places {
        fs::remove_dir_all(&log).unwrap();
        program::copy(&before, &log);
        let mut damaged = whole.clone();
        damaged[at] ^= 1 << (at % 8);
        fs::write(&file, damaged).unwrap();
        let mut history = History::of(&format!("byte {at} of the lock"));
        history.published(&log);
        match open(&log) {
            Err(error) => {
                refused += 1;
                assert!(error.to_string().contains("`lock.sqlite`"), "byte {at}: {error}");
            }
            // Nothing was damaged that the start reads.
            Ok(opened) => match append(&opened, 310) {
                Ok(index) => {
                    assert_eq!(index, 310, "byte {at}");
                    history.published(&log);
                    drop(opened);
                    history.holds(&log, 311);
                }
                Err(error) => assert!(error.to_string().contains("`lock.sqlite`"), "byte {at}: {error}"),
            },
        }
    }
    assert!(refused > 10, "{refused}");
    for length in [0, 1, 100, whole.len() / 2] {
        fs::write(&file, &whole[..length]).unwrap();
        let refused = refusal(&log).to_string();
        assert!(refused.contains("`lock.sqlite`"), "{length} bytes: {refused}");
    }
}

#[test]
fn a_log_whose_making_was_not_finished_is_refused() {
    let (_place, log) = closed(0);
    fs::remove_file(log.join("lock.sqlite")).unwrap();
    for file in ["public/checkpoint", "policy", "log.key", "writer.lock"] {
        let refused = refusal(&log).to_string();
        assert!(refused.contains("lock.sqlite`") && refused.contains("making was not finished"), "{refused}");
        fs::remove_file(log.join(file)).unwrap();
    }
    fs::remove_dir(log.join("public")).unwrap();
    assert!(refusal(&log).to_string().contains("making was not finished"));
    assert_eq!(fs::read_dir(&log).unwrap().count(), 0, "a refused start leaves nothing");
}

#[test]
fn of_two_processes_that_write_one_is_refused() {
    let (_place, log) = closed(1);
    let mut first = Command::new(program::append_entries());
    first.args(program::arguments(&log, 1, 1_000_000)).stdout(Stdio::piped());
    let mut first = first.spawn().unwrap();
    let mut said = BufReader::new(first.stdout.take().unwrap()).lines();
    assert_eq!(said.next().unwrap().unwrap(), "ready");
    let second = program::run(&log, 1, 1);
    assert!(!second.succeeded && second.error.contains("another process writes to the log"), "{second:?}");
    let here = refusal(&log).to_string();
    assert!(here.contains("another process writes to the log"), "{here}");
    first.kill().unwrap();
    first.wait().unwrap();
    // Its claim went with it.
    let third = program::run(&log, 1, 1);
    assert!(third.succeeded && third.acknowledged[0].index == 1, "{third:?}");
}

#[test]
fn a_second_writer_that_got_past_the_claim_is_stopped_by_the_lock() {
    let (_place, log) = closed(1);
    let first = open(&log).unwrap();
    // As on a file system that does not keep claims.
    fs::remove_file(log.join("writer.lock")).unwrap();
    let second = open(&log).unwrap();
    assert_eq!(append(&second, 1).unwrap(), 1);
    let stopped = append(&first, 2).unwrap_err();
    assert!(stopped.to_string().contains("another process has written to this log"), "{stopped}");
    assert_eq!(append(&second, 2).unwrap(), 2);
    drop((first, second));
    let mut history = History::of("two writers");
    history.published(&log);
    history.holds(&log, 3);
}
