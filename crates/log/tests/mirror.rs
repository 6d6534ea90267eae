//! What a mirror takes, what it refuses, and what a monitor sees.

#![expect(clippy::unwrap_used, reason = "a helper of a test that fails should stop the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use dunant_log::fsck::check_public;
use dunant_log::mirror::{MirrorError, Mirrored, mirror};
use dunant_log::monitor::{Monitor, MonitorError};
use dunant_log::storage::{PosixStorage, Storage, StorageError};
use dunant_log::{ContradictionKind, Source, SourceError, StoredLog};
use dunant_record::checkpoint::{Checkpoint, SignedCheckpoint};
use dunant_record::cosignature::Timestamp;
use dunant_record::note::{CosignerSecretKey, SignerKey};
use dunant_record::policy::Policy;
use dunant_record::tiles::{RightEdge, Tile, TileKind, tiles_of};
use tempfile::TempDir;

const TIME: u64 = 1_800_000_000;

fn key(name: &str) -> SignerKey {
    SignerKey::from_seed(name.parse().unwrap(), &[7; 32])
}

fn other_key() -> SignerKey {
    SignerKey::from_seed("example.org/other".parse().unwrap(), &[8; 32])
}

fn witness() -> CosignerSecretKey {
    CosignerSecretKey::from_seed("witness.example".parse().unwrap(), &[2; 32])
}

fn policy() -> Policy {
    let (log, other, witness) = (key("example.org/record").public(), other_key().public(), witness().public());
    Policy::parse(format!("log {log}\nlog {other}\nwitness w {witness}\nquorum w\n").as_bytes()).unwrap()
}

/// A log that grows.
struct Grown {
    place: TempDir,
    storage: PosixStorage,
    edge: RightEdge,
    key: SignerKey,
    /// What makes its entries differ from another log's.
    from: u64,
    text: &'static str,
}

impl Grown {
    fn new() -> Self {
        let place = TempDir::new().unwrap();
        let storage = PosixStorage::open(place.path()).unwrap();
        Self { place, storage, edge: RightEdge::new(), key: key("example.org/record"), from: u64::MAX, text: "" }
    }

    /// A log of the same key whose entries differ from entry `from` on.
    fn forked(from: u64) -> Self {
        Self { from, text: "forged ", ..Self::new() }
    }

    fn grow(&mut self, to: u64) -> &mut Self {
        let text = |number| if number >= self.from { self.text } else { "" };
        let entries: Vec<Vec<u8>> =
            (self.edge.head().size..to).map(|number| format!("{}entry {number}", text(number)).into_bytes()).collect();
        let tiles = self.edge.append(entries.iter().map(Vec::as_slice)).unwrap();
        for (tile, bytes) in tiles {
            let file = self.place.path().join(tile.to_string());
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, bytes).unwrap();
        }
        let checkpoint = Checkpoint::new(self.key.name().clone(), self.edge.head()).unwrap();
        let mut signed = SignedCheckpoint::sign(checkpoint, &self.key).unwrap();
        let cosignature = witness().cosign(signed.checkpoint(), Timestamp::from_seconds(TIME).unwrap());
        signed.push(cosignature).unwrap();
        fs::write(self.place.path().join("checkpoint"), signed.to_string()).unwrap();
        self
    }

    fn source(&self) -> StoredLog {
        StoredLog(self.storage.handle())
    }
}

/// Counts the bundles that are read.
struct Counting<'s> {
    of: &'s mut dyn Source,
    bundles: BTreeSet<u64>,
}

impl Source for Counting<'_> {
    fn checkpoint(&mut self) -> Result<Option<Vec<u8>>, SourceError> {
        self.of.checkpoint()
    }

    fn tile(&mut self, tile: Tile) -> Result<Option<Vec<u8>>, SourceError> {
        if tile.kind() == TileKind::Entries {
            self.bundles.insert(tile.index());
        }
        self.of.tile(tile)
    }
}

struct Mirror {
    place: TempDir,
    kept: TempDir,
    storage: PosixStorage,
}

impl Mirror {
    fn new() -> Self {
        let place = TempDir::new().unwrap();
        let storage = PosixStorage::open(place.path()).unwrap();
        Self { place, kept: TempDir::new().unwrap(), storage }
    }

    fn take(&mut self, log: &Grown) -> Result<Mirrored, MirrorError> {
        mirror(&mut log.source(), &mut self.storage, &policy(), self.kept.path())
    }

    fn shows(&self) -> Vec<u8> {
        fs::read(self.place.path().join("checkpoint")).unwrap()
    }
}

/// The mirror has the tiles of the log's tree, to the byte, and its checkpoint.
fn assert_same(log: &Grown, mirror: &Path) {
    for tile in tiles_of(log.edge.head().size) {
        let (one, other) = (fs::read(log.place.path().join(tile.to_string())), fs::read(mirror.join(tile.to_string())));
        assert_eq!(one.unwrap(), other.unwrap(), "{tile}");
    }
    let (one, other) = (fs::read(log.place.path().join("checkpoint")), fs::read(mirror.join("checkpoint")));
    assert_eq!(one.unwrap(), other.unwrap());
    assert_eq!(check_public(mirror, &policy()).findings, []);
}

#[test]
fn a_mirror_is_the_log_to_the_byte_however_it_grew() {
    let (mut log, mut mirror) = (Grown::new(), Mirror::new());
    let mut before = 0;
    for size in [0, 3, 3, 256, 300, 900, 20_000] {
        log.grow(size);
        assert_eq!(mirror.take(&log).unwrap(), Mirrored { before, now: size });
        assert_same(&log, mirror.place.path());
        before = size;
    }
}

#[test]
fn only_what_is_new_is_fetched() {
    let (mut log, mut mirror_of) = (Grown::new(), Mirror::new());
    mirror_of.take(log.grow(2_600)).unwrap();
    log.grow(3_000);
    let mut source = log.source();
    let mut counting = Counting { of: &mut source, bundles: BTreeSet::new() };
    mirror(&mut counting, &mut mirror_of.storage, &policy(), mirror_of.kept.path()).unwrap();
    assert_eq!(counting.bundles.into_iter().collect::<Vec<_>>(), [10, 11]);
}

/// A storage that fails at its second write of tiles.
struct Failing {
    of: PosixStorage,
    writes: u32,
}

impl Storage for Failing {
    fn create(&mut self, tiles: &[(Tile, Vec<u8>)]) -> Result<(), StorageError> {
        self.writes += 1;
        if self.writes > 1 {
            let source = std::io::ErrorKind::StorageFull.into();
            return Err(StorageError::Io { doing: "write", file: "tile".to_owned(), source });
        }
        self.of.create(tiles)
    }

    fn read(&self, tile: Tile) -> Result<Option<Vec<u8>>, StorageError> {
        self.of.read(tile)
    }

    fn publish(&mut self, checkpoint: &str) -> Result<(), StorageError> {
        self.of.publish(checkpoint)
    }

    fn checkpoint(&self) -> Result<Option<Vec<u8>>, StorageError> {
        self.of.checkpoint()
    }

    fn handle(&self) -> Box<dyn Storage> {
        self.of.handle()
    }
}

#[test]
fn a_mirror_that_was_cut_off_goes_on_from_what_it_wrote() {
    let (mut log, mut mirror_of) = (Grown::new(), Mirror::new());
    log.grow(40_000);
    let mut failing = Failing { of: mirror_of.storage.clone(), writes: 0 };
    let cut = mirror(&mut log.source(), &mut failing, &policy(), mirror_of.kept.path()).unwrap_err();
    assert!(matches!(cut, MirrorError::Storage(_)), "{cut}");
    assert!(!mirror_of.place.path().join("checkpoint").exists(), "the checkpoint comes last");
    let mut source = log.source();
    let mut counting = Counting { of: &mut source, bundles: BTreeSet::new() };
    mirror(&mut counting, &mut mirror_of.storage, &policy(), mirror_of.kept.path()).unwrap();
    assert_eq!(counting.bundles.first(), Some(&64), "the first 64 bundles stand already");
    assert_same(&log, mirror_of.place.path());
}

#[test]
fn a_fork_is_refused_and_both_checkpoints_are_kept() {
    for (from, size) in [(0, 300), (0, 500), (299, 300), (299, 500), (100, 200)] {
        let mut mirror = Mirror::new();
        mirror.take(Grown::new().grow(300)).unwrap();
        let shown = mirror.shows();
        let mut forked = Grown::forked(from);
        let refused = mirror.take(forked.grow(size)).unwrap_err();
        let MirrorError::Contradiction(contradiction) = refused else { panic!("{refused}") };
        assert_eq!(contradiction.kind, ContradictionKind::Fork);
        let kept = fs::read_to_string(&contradiction.file).unwrap();
        assert!(kept.contains(std::str::from_utf8(&shown).unwrap()));
        assert!(kept.contains(&fs::read_to_string(forked.place.path().join("checkpoint")).unwrap()));
        assert!(contradiction.to_string().contains(contradiction.file.to_str().unwrap()));
        assert_eq!(mirror.shows(), shown, "the mirror shows what it had");
        assert_eq!(check_public(mirror.place.path(), &policy()).findings, [], "and nothing else was written");
    }
}

#[test]
fn an_older_state_of_the_log_is_refused_as_a_rollback() {
    let mut mirror = Mirror::new();
    mirror.take(Grown::new().grow(300)).unwrap();
    let refused = mirror.take(Grown::new().grow(299)).unwrap_err();
    let MirrorError::Contradiction(contradiction) = refused else { panic!("{refused}") };
    assert_eq!(contradiction.kind, ContradictionKind::Rollback);
}

#[test]
fn a_tile_of_the_log_that_is_damaged_is_named_and_nothing_is_published() {
    for file in ["tile/entries/001", "tile/0/001", "tile/1/000.p/3", "tile/entries/003.p/32"] {
        let (mut log, mut mirror) = (Grown::new(), Mirror::new());
        mirror.take(log.grow(300)).unwrap();
        let shown = mirror.shows();
        log.grow(800);
        let path = log.place.path().join(file);
        let mut bytes = fs::read(&path).unwrap();
        bytes[17] ^= 1;
        fs::write(&path, bytes).unwrap();
        let refused = mirror.take(&log).unwrap_err();
        assert!(matches!(refused, MirrorError::Log(_)), "{refused}");
        assert_eq!(mirror.shows(), shown);
    }
}

#[test]
fn a_checkpoint_that_the_policy_does_not_believe_is_not_taken() {
    let mut log = Grown::new();
    log.key = key("example.org/unknown");
    let refused = Mirror::new().take(log.grow(3)).unwrap_err();
    assert!(matches!(refused, MirrorError::Distrust { whose: "log", .. }), "{refused}");
}

#[test]
fn a_mirror_takes_one_log_only() {
    let mut mirror = Mirror::new();
    mirror.take(Grown::new().grow(3)).unwrap();
    let mut other = Grown::new();
    other.key = other_key();
    let refused = mirror.take(other.grow(5)).unwrap_err();
    assert!(matches!(refused, MirrorError::OtherLog { .. }), "{refused}");
}

#[test]
fn a_witness_that_joins_the_policy_does_not_hold_up_a_mirror() {
    let (mut log, mut mirror_of) = (Grown::new(), Mirror::new());
    mirror_of.take(log.grow(3)).unwrap();
    let unsigned: String = fs::read_to_string(mirror_of.place.path().join("checkpoint")).unwrap();
    let without: String =
        unsigned.lines().filter(|line| !line.contains("witness.example")).map(|line| format!("{line}\n")).collect();
    fs::write(mirror_of.place.path().join("checkpoint"), without).unwrap();
    assert_eq!(mirror_of.take(log.grow(5)).unwrap(), Mirrored { before: 3, now: 5 });
}

#[test]
fn newer_cosignatures_of_the_same_tree_are_taken() {
    let (mut log, mut mirror_of) = (Grown::new(), Mirror::new());
    mirror_of.take(log.grow(3)).unwrap();
    let file = log.place.path().join("checkpoint");
    let mut signed = SignedCheckpoint::parse(&fs::read(&file).unwrap()).unwrap();
    signed.push(witness().cosign(signed.checkpoint(), Timestamp::from_seconds(TIME + 60).unwrap())).unwrap();
    fs::write(&file, signed.to_string()).unwrap();
    mirror_of.take(&log).unwrap();
    assert_eq!(mirror_of.shows(), signed.to_string().into_bytes());
}

// The monitor.

fn follow(monitor: &Monitor, log: &Grown) -> (Vec<u64>, Result<dunant_log::monitor::Followed, MonitorError>) {
    let mut seen = Vec::new();
    let followed = monitor.follow(&mut log.source(), &mut |place, entry| {
        assert_eq!(entry, format!("entry {place}").as_bytes());
        seen.push(place);
        Ok(())
    });
    (seen, followed)
}

#[test]
fn a_monitor_sees_every_entry_once_and_in_order_across_restarts() {
    let (mut log, place) = (Grown::new(), TempDir::new().unwrap());
    let mut before = 0;
    for size in [0, 1, 255, 256, 256, 700, 10_000] {
        let (seen, followed) = follow(&Monitor::new(policy(), place.path().join("state")), log.grow(size));
        let followed = followed.unwrap();
        assert_eq!((followed.first, followed.now), (before, size));
        assert_eq!(seen, (before..size).collect::<Vec<_>>());
        before = size;
    }
}

#[test]
fn an_entry_that_was_not_taken_comes_again_even_when_the_log_has_grown() {
    let (mut log, place) = (Grown::new(), TempDir::new().unwrap());
    log.grow(600);
    let monitor = Monitor::new(policy(), place.path().join("state"));
    let refused =
        monitor.follow(&mut log.source(), &mut |place, _| if place == 300 { Err("full".into()) } else { Ok(()) });
    assert!(matches!(refused, Err(MonitorError::Watcher { place: 300, .. })));
    let (seen, followed) = follow(&monitor, log.grow(900));
    followed.unwrap();
    assert_eq!(seen, (300..900).collect::<Vec<_>>());
}

#[test]
fn a_monitor_reports_a_fork_and_an_older_state_and_keeps_both_checkpoints() {
    let place = TempDir::new().unwrap();
    let monitor = Monitor::new(policy(), place.path().join("state"));
    follow(&monitor, Grown::new().grow(300)).1.unwrap();
    let mut with_the_newer_tiles = Grown::new();
    with_the_newer_tiles.grow(200);
    let older = fs::read(with_the_newer_tiles.place.path().join("checkpoint")).unwrap();
    with_the_newer_tiles.grow(300);
    fs::write(with_the_newer_tiles.place.path().join("checkpoint"), older).unwrap();
    let mut cases = vec![(with_the_newer_tiles, ContradictionKind::Rollback)];
    for (mut log, size, kind) in [
        (Grown::new(), 200, ContradictionKind::Smaller),
        (Grown::forked(0), 300, ContradictionKind::Fork),
        (Grown::forked(299), 400, ContradictionKind::Fork),
    ] {
        log.grow(size);
        cases.push((log, kind));
    }
    for (log, kind) in cases {
        let (seen, refused) = follow(&monitor, &log);
        let refused = refused.unwrap_err();
        let MonitorError::Contradiction(contradiction) = refused else { panic!("{refused}") };
        assert_eq!((seen.as_slice(), contradiction.kind), ([].as_slice(), kind));
        assert!(fs::read_to_string(&contradiction.file).unwrap().contains(&contradiction.served.to_string()));
    }
    let (seen, followed) = follow(&monitor, Grown::new().grow(301));
    followed.unwrap();
    assert_eq!(seen, [300], "what was refused left no trace in the state");
}

#[test]
fn a_checkpoint_that_was_seen_is_never_forgotten_even_where_no_entry_got_through() {
    let (mut log, place) = (Grown::new(), TempDir::new().unwrap());
    log.grow(300);
    let monitor = Monitor::new(policy(), place.path().join("state"));
    monitor.follow(&mut log.source(), &mut |_, _| Err("full".into())).unwrap_err();
    let refused = follow(&monitor, Grown::forked(0).grow(300)).1.unwrap_err();
    assert!(matches!(refused, MonitorError::Contradiction(_)), "{refused}");
}

#[test]
fn the_age_is_that_of_the_newest_cosignature() {
    let place = TempDir::new().unwrap();
    let followed = follow(&Monitor::new(policy(), place.path().join("state")), Grown::new().grow(3)).1.unwrap();
    assert_eq!(followed.newest_witness(), Timestamp::from_seconds(TIME));
    let age = |seconds| followed.age(Timestamp::from_seconds(seconds).unwrap()).map(|age| age.as_secs());
    assert_eq!([age(TIME + 90), age(TIME), age(TIME - 1)], [Some(90), Some(0), None]);
}

#[test]
fn a_damaged_state_is_refused_and_not_taken_for_a_new_beginning() {
    let (mut log, place) = (Grown::new(), TempDir::new().unwrap());
    let file = place.path().join("state");
    let monitor = Monitor::new(policy(), &file);
    follow(&monitor, log.grow(300)).1.unwrap();
    let whole = fs::read(&file).unwrap();
    for byte in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[byte] ^= 1;
        fs::write(&file, &damaged).unwrap();
        let refused = follow(&monitor, &log).1;
        assert!(matches!(refused, Err(MonitorError::StateDamaged(_))), "byte {byte}: {refused:?}");
        fs::write(&file, &whole).unwrap();
    }
    for length in 0..whole.len() {
        fs::write(&file, &whole[..length]).unwrap();
        assert!(matches!(follow(&monitor, &log).1, Err(MonitorError::StateDamaged(_))), "{length} bytes");
    }
}
