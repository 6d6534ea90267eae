//! What a check of a log's files finds: each kind of damage by the name of its file, and nothing where there is none.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper of a test that fails should stop the test")]

use std::fs;
use std::path::{Path, PathBuf};

use dunant_log::fsck::{Report, Severity, check_log, check_public};
use dunant_log::{Log, LogDirectory, NoCosigners};
use dunant_record::checkpoint::{Checkpoint, SignedCheckpoint};
use dunant_record::merkle::{Hash, TreeHead};
use dunant_record::note::SignerKey;
use dunant_record::policy::Policy;
use dunant_record::tiles::{RightEdge, Tile, tiles_of};
use tempfile::TempDir;

fn key() -> SignerKey {
    SignerKey::from_seed("example.org/record".parse().unwrap(), &[7; 32])
}

fn other_key() -> SignerKey {
    SignerKey::from_seed("example.org/other".parse().unwrap(), &[8; 32])
}

fn policy() -> Policy {
    Policy::parse(format!("log {}\nlog {}\nquorum none\n", key().public(), other_key().public()).as_bytes()).unwrap()
}

fn signed(key: &SignerKey, head: TreeHead) -> String {
    SignedCheckpoint::sign(Checkpoint::new(key.name().clone(), head).unwrap(), key).unwrap().to_string()
}

fn write(root: &Path, tiles: &[(Tile, Vec<u8>)]) {
    for (tile, bytes) in tiles {
        let file = root.join(tile.to_string());
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
}

/// Writes the public files of a log of `size` entries of about `bytes` bytes, without syncing them.
fn generate(root: &Path, size: u64, bytes: usize) -> RightEdge {
    let mut edge = RightEdge::new();
    let mut written = 0;
    while written < size {
        let end = size.min(written + 65_536);
        let entries: Vec<Vec<u8>> = (written..end).map(|number| format!("{number:>bytes$}").into_bytes()).collect();
        let tiles = edge.append(entries.iter().map(Vec::as_slice)).unwrap();
        let kept: Vec<_> = tiles
            .into_iter()
            .filter(|(tile, _)| Tile::in_tree(tile.kind(), tile.index(), size) == Some(*tile))
            .collect();
        write(root, &kept);
        written = end;
    }
    fs::write(root.join("checkpoint"), signed(&key(), edge.head())).unwrap();
    edge
}

fn errors(report: &Report) -> Vec<String> {
    let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| finding.file.clone()).collect()
}

fn notes(report: &Report) -> Vec<String> {
    let notes = report.findings.iter().filter(|finding| finding.severity == Severity::Note);
    notes.map(ToString::to_string).collect()
}

fn flip(file: &Path, byte: usize) {
    let mut bytes = fs::read(file).unwrap();
    bytes[byte] ^= 1;
    fs::write(file, bytes).unwrap();
}

/// Changes a file, checks, and puts it back.
fn with_change(root: &Path, file: &str, change: impl FnOnce(&Path)) -> Report {
    let path = root.join(file);
    let before = fs::read(&path).unwrap();
    change(&path);
    let report = check_public(root, &policy());
    fs::write(&path, before).unwrap();
    report
}

/// 70,000 leaves: a full tile of the second level, and partial ones of three levels.
fn three_levels(place: &TempDir) -> &Path {
    generate(place.path(), 70_000, 20);
    place.path()
}

#[test]
fn a_sound_log_has_no_findings_at_any_size() {
    for size in [0, 1, 255, 256, 257, 512, 65_535, 65_536, 65_537, 70_000] {
        let place = TempDir::new().unwrap();
        generate(place.path(), size, 20);
        let report = check_public(place.path(), &policy());
        assert_eq!((report.findings.as_slice(), report.head.unwrap().size), ([].as_slice(), size));
    }
}

#[test]
fn a_flipped_bit_is_found_in_every_kind_of_public_file_and_no_other_file_is_accused() {
    let place = TempDir::new().unwrap();
    let root = three_levels(&place);
    for file in [
        "tile/entries/000",
        "tile/entries/273.p/112",
        "tile/0/000",
        "tile/0/255",
        "tile/0/256",
        "tile/0/273.p/112",
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
        "checkpoint",
    ] {
        let length = fs::read(root.join(file)).unwrap().len();
        for byte in [0, 7, length / 2, length - 2] {
            let report = with_change(root, file, |path| flip(path, byte));
            let mut found = errors(&report);
            found.dedup();
            assert_eq!(found, [file], "byte {byte} of {file}: {:#?}", report.findings);
        }
    }
    assert!(check_public(root, &policy()).is_sound());
}

#[test]
fn a_file_that_is_truncated_missing_or_too_long_is_named() {
    let place = TempDir::new().unwrap();
    let root = three_levels(&place);
    for file in ["tile/entries/100", "tile/0/100", "tile/1/000", "tile/2/000.p/1", "tile/entries/273.p/112"] {
        for keep in [0, 1, 31] {
            let report = with_change(root, file, |path| fs::write(path, &fs::read(path).unwrap()[..keep]).unwrap());
            assert_eq!(errors(&report), [file], "{:#?}", report.findings);
        }
        let report = with_change(root, file, |path| fs::remove_file(path).unwrap());
        assert_eq!(errors(&report), [file]);
        assert!(report.findings[0].what.contains("missing"));
        for more in [vec![0], vec![0; 2], vec![7; 32], vec![0; 100_000]] {
            let report = with_change(root, file, |path| {
                fs::write(path, [fs::read(path).unwrap(), more.clone()].concat()).unwrap();
            });
            assert_eq!(errors(&report), [file], "{} bytes more", more.len());
        }
    }
}

#[test]
fn a_file_that_has_the_bytes_of_another_is_named_alone() {
    let place = TempDir::new().unwrap();
    let root = place.path();
    generate(root, 600, 20);
    let files: Vec<String> = tiles_of(600).map(|tile| tile.to_string()).chain(["checkpoint".to_owned()]).collect();
    for (file, other) in
        files.iter().flat_map(|file| files.iter().map(move |other| (file, other))).filter(|(a, b)| a != b)
    {
        let bytes = fs::read(root.join(other)).unwrap();
        let report = with_change(root, file, |path| fs::write(path, bytes).unwrap());
        let mut found = errors(&report);
        found.dedup();
        assert_eq!(found, [file.as_str()], "{other} in place of {file}: {:#?}", report.findings);
    }
}

#[test]
fn files_that_were_damaged_together_are_all_named() {
    let place = TempDir::new().unwrap();
    let root = three_levels(&place);
    let files = ["tile/entries/003", "tile/0/007", "tile/entries/260", "tile/0/273.p/112", "tile/1/001.p/17"];
    for file in files {
        flip(&root.join(file), 40);
    }
    let mut found = errors(&check_public(root, &policy()));
    found.sort();
    let mut expected = files.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn entries_and_their_hashes_that_were_rewritten_together_are_found_by_the_tree_above() {
    let place = TempDir::new().unwrap();
    let root = three_levels(&place);
    let entries: Vec<Vec<u8>> = (0..256).map(|number| format!("forged {number}").into_bytes()).collect();
    let forged = RightEdge::new().append(entries.iter().map(Vec::as_slice)).unwrap();
    write(root, &forged[..2]);
    let report = check_public(root, &policy());
    assert_eq!(errors(&report), ["tile/0/000"], "{:#?}", report.findings);
    assert!(report.findings[0].what.contains("written anew"));
}

#[test]
fn a_whole_log_written_anew_is_laid_to_the_checkpoint() {
    let place = TempDir::new().unwrap();
    generate(place.path(), 300, 20);
    let kept = fs::read(place.path().join("checkpoint")).unwrap();
    generate(place.path(), 300, 21);
    fs::write(place.path().join("checkpoint"), kept).unwrap();
    let report = check_public(place.path(), &policy());
    assert_eq!(errors(&report), ["checkpoint"]);
    insta::assert_snapshot!(report.findings[0], @"error: `checkpoint` has another root than its 300 entries lead to: compare both with a mirror and with what witnesses saw; if this checkpoint is the log's, its entries were written anew: say so");
}

#[test]
fn the_checkpoint_of_another_log_is_not_that_of_these_tiles() {
    let (place, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let root = place.path();
    generate(root, 300, 20);
    let head = generate(other.path(), 300, 5).head();
    fs::write(root.join("checkpoint"), signed(&other_key(), head)).unwrap();
    assert_eq!(errors(&check_public(root, &policy())), ["checkpoint"]);
    let strict = Policy::parse(format!("log {}\nquorum none\n", key().public()).as_bytes()).unwrap();
    let report = check_public(root, &strict);
    assert!(report.findings[0].what.contains("no trusted key of the log `example.org/other`"), "{:?}", report.findings);
}

#[test]
fn a_checkpoint_of_more_entries_than_there_are_does_not_make_the_check_endless() {
    let place = TempDir::new().unwrap();
    generate(place.path(), 300, 20);
    let head = TreeHead { size: u64::MAX >> 1, ..RightEdge::new().head() };
    fs::write(place.path().join("checkpoint"), signed(&key(), head)).unwrap();
    let report = check_public(place.path(), &policy());
    assert!(!report.is_sound());
    assert!(report.omitted > 0);
}

#[test]
fn leftovers_are_noted_and_are_no_errors() {
    let place = TempDir::new().unwrap();
    let root = place.path();
    generate(root, 300, 20);
    fs::write(root.join("checkpoint.tmp"), b"half").unwrap();
    fs::write(root.join("tile/0/001.p/44.tmp"), b"half").unwrap();
    fs::write(root.join("tile/0/002"), b"anything").unwrap();
    fs::write(root.join("tile/0/readme"), b"anything").unwrap();
    let report = check_public(root, &policy());
    assert!(report.is_sound(), "{:#?}", report.findings);
    insta::assert_snapshot!(notes(&report).join("\n"), @r"
    note: `tile/0/001.p/44.tmp` is a write that was cut off: nothing reads it; it may be deleted while the log is stopped
    note: `tile/0/readme` is not a tile: nothing reads it; find out who put it there
    note: `tile/0/002` lies beyond the tree of 300 entries: a writer that was stopped leaves such tiles, and uses them when it is started; in a mirror, an older checkpoint was put in place
    note: `checkpoint.tmp` is a write that was cut off: nothing reads it; it may be deleted while the log is stopped
    ");
}

#[test]
fn partial_tiles_of_smaller_trees_must_be_the_beginning_of_the_wider_ones() {
    let place = TempDir::new().unwrap();
    let root = place.path();
    for size in [10, 100, 300, 310] {
        generate(root, size, 20);
    }
    assert_eq!(check_public(root, &policy()).findings, []);
    for file in ["tile/entries/000.p/10", "tile/0/000.p/100", "tile/0/001.p/44"] {
        let report = with_change(root, file, |path| flip(path, 3));
        assert_eq!(errors(&report), [file]);
    }
}

#[test]
fn a_full_tile_stands_for_a_partial_one_that_is_gone() {
    let place = TempDir::new().unwrap();
    let root = place.path();
    generate(root, 600, 20);
    let mut edge = generate(root, 300, 20);
    for file in ["tile/entries/001.p/44", "tile/0/001.p/44"] {
        fs::remove_file(root.join(file)).unwrap();
    }
    let report = check_public(root, &policy());
    assert!(report.is_sound(), "{:#?}", report.findings);
    assert_eq!(edge.append([]).unwrap(), []);
}

// A log with its lock.

fn log(place: &Path, entries: u64) -> LogDirectory {
    let directory = LogDirectory::new(place.join("log"));
    Log::create(&directory, &key(), &policy()).unwrap();
    append(&directory, 0, entries);
    directory
}

fn append(directory: &LogDirectory, from: u64, to: u64) {
    let log = Log::open(directory, Box::new(NoCosigners)).unwrap();
    let waiting: Vec<_> = (from..to).map(|number| log.append(format!("entry {number}").into_bytes())).collect();
    waiting.into_iter().for_each(|one| drop(one.wait().unwrap()));
}

fn lock(directory: &LogDirectory) -> PathBuf {
    directory.root().join("lock.sqlite")
}

fn execute(directory: &LogDirectory, statement: &'static str) {
    use sqlx::Connection as _;
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(lock(directory));
        let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::query(statement).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
}

#[test]
fn a_log_is_sound_when_it_is_new_when_it_is_closed_and_while_it_is_written() {
    let place = TempDir::new().unwrap();
    let directory = LogDirectory::new(place.path().join("log"));
    Log::create(&directory, &key(), &policy()).unwrap();
    let report = check_log(&directory);
    assert!(report.is_sound(), "{:#?}", report.findings);
    append(&directory, 0, 700);
    let report = check_log(&directory);
    assert_eq!((report.findings.as_slice(), report.head.unwrap().size), ([].as_slice(), 700));
    let log = Log::open(&directory, Box::new(NoCosigners)).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| (0..200_u64).for_each(|number| drop(log.append(number.to_be_bytes().to_vec()).wait().unwrap())));
        for _ in 0..10 {
            let report = check_log(&directory);
            assert!(report.is_sound(), "{:#?}", report.findings);
        }
    });
}

#[test]
fn a_check_leaves_nothing_behind() {
    let place = TempDir::new().unwrap();
    let directory = log(place.path(), 300);
    let names = || {
        let entries = fs::read_dir(directory.root()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let (before, bytes) = (names(), fs::read(lock(&directory)).unwrap());
    assert!(check_log(&directory).is_sound());
    assert_eq!(names(), before);
    assert!(fs::read(lock(&directory)).unwrap() == bytes, "the lock was changed");
}

#[test]
fn an_older_checkpoint_of_the_same_log_is_found_by_the_lock() {
    let place = TempDir::new().unwrap();
    let directory = log(place.path(), 300);
    let older = fs::read(directory.public().join("checkpoint")).unwrap();
    append(&directory, 300, 310);
    append(&directory, 310, 320);
    fs::write(directory.public().join("checkpoint"), older).unwrap();
    let report = check_log(&directory);
    assert_eq!(errors(&report), ["public/checkpoint"], "{:#?}", report.findings);
    assert!(report.findings[0].what.contains("an older one"));
}

#[test]
fn an_older_lock_is_found_by_the_checkpoint() {
    let place = TempDir::new().unwrap();
    let directory = log(place.path(), 300);
    let older = fs::read(lock(&directory)).unwrap();
    append(&directory, 300, 310);
    fs::write(lock(&directory), older).unwrap();
    let report = check_log(&directory);
    assert_eq!(errors(&report)[0], "lock.sqlite", "{:#?}", report.findings);
    assert!(report.findings[0].what.contains("an older one"));
}

#[test]
fn damage_to_a_tile_accuses_no_lock() {
    let place = TempDir::new().unwrap();
    let directory = log(place.path(), 300);
    flip(&directory.public().join("tile/entries/000"), 9);
    assert_eq!(errors(&check_log(&directory)), ["public/tile/entries/000"]);
}

#[test]
fn a_lock_whose_rows_are_not_those_of_the_log_is_named() {
    for statement in [
        "DELETE FROM known WHERE place = 17",
        "UPDATE known SET place = CASE place WHEN 3 THEN 4 ELSE 3 END WHERE place IN (3, 4)",
        "UPDATE known SET leaf = zeroblob(32) WHERE place = 5",
        "UPDATE known SET leaf = x'00' WHERE place = 5",
        "INSERT INTO known VALUES (zeroblob(32), 300)",
        "DELETE FROM stage WHERE place = 299",
        "UPDATE stage SET entry = 'forged' WHERE place = 299",
        "UPDATE lock SET checkpoint = replace(checkpoint, '300', '301')",
        "UPDATE lock SET published = 'nothing'",
        "DELETE FROM lock",
        "DROP TABLE known",
    ] {
        let place = TempDir::new().unwrap();
        let directory = log(place.path(), 290);
        append(&directory, 290, 300);
        execute(&directory, statement);
        assert_eq!(
            errors(&check_log(&directory)),
            ["lock.sqlite"],
            "{statement}: {:#?}",
            check_log(&directory).findings
        );
    }
}

#[test]
fn a_flipped_bit_in_the_lock_is_found_or_changes_nothing_and_never_panics() {
    let place = TempDir::new().unwrap();
    let directory = log(place.path(), 300);
    let file = lock(&directory);
    let whole = fs::read(&file).unwrap();
    let mut found = 0;
    for byte in (0..whole.len()).step_by(97) {
        fs::write(&file, &whole).unwrap();
        flip(&file, byte);
        let report = check_log(&directory);
        assert!(errors(&report).iter().all(|file| file == "lock.sqlite"), "byte {byte}: {:#?}", report.findings);
        found += usize::from(!report.is_sound());
    }
    // The rest of the file is unused space.
    assert!(found > 60, "{found}");
    for length in [0, 100, 4_096, whole.len() / 2] {
        fs::write(&file, &whole[..length]).unwrap();
        assert_eq!(errors(&check_log(&directory)), ["lock.sqlite"], "{length} bytes");
    }
}

#[test]
fn a_damaged_key_or_policy_is_named() {
    let place = TempDir::new().unwrap();
    let directory = log(place.path(), 10);
    for file in ["log.key", "policy"] {
        let path = directory.root().join(file);
        let before = fs::read(&path).unwrap();
        for byte in [3, 30, 70] {
            flip(&path, byte);
            let report = check_log(&directory);
            assert_eq!(errors(&report)[0], file, "byte {byte}: {:#?}", report.findings);
            fs::write(&path, &before).unwrap();
        }
        fs::remove_file(&path).unwrap();
        assert_eq!(errors(&check_log(&directory)), [file]);
        fs::write(&path, &before).unwrap();
    }
    fs::write(
        directory.root().join("log.key"),
        format!("{}\n", SignerKey::from_seed("a".parse().unwrap(), &[1; 32]).to_secret_text()),
    )
    .unwrap();
    assert_eq!(errors(&check_log(&directory))[0], "policy");
}

#[test]
fn a_directory_that_is_not_there_is_all_errors() {
    let place = TempDir::new().unwrap();
    let report = check_log(&LogDirectory::new(place.path().join("nothing")));
    assert_eq!(errors(&report), ["log.key", "policy", "lock.sqlite", "public/checkpoint", "public/checkpoint"]);
}

/// `cargo test --release -p dunant-log --test fsck -- --ignored --nocapture`
#[test]
#[ignore = "writes 330 megabytes; run it in a release build to see how fast a check is"]
fn a_million_entries_and_their_lock_are_checked_within_ten_seconds() {
    let place = TempDir::new().unwrap();
    let directory = LogDirectory::new(place.path().join("log"));
    Log::create(&directory, &key(), &policy()).unwrap();
    generate(&directory.public(), 1_000_000, 200);
    let start = std::time::Instant::now();
    assert_eq!(check_public(&directory.public(), &policy()).findings, []);
    println!("1,000,000 entries of 200 bytes, public files: {:.2} s", start.elapsed().as_secs_f64());
    fill_lock(&directory, 1_000_000, 200);
    let start = std::time::Instant::now();
    assert_eq!(check_log(&directory).findings, []);
    println!("the same with the lock: {:.2} s", start.elapsed().as_secs_f64());
    assert!(start.elapsed().as_secs() < 10);
}

/// Makes the lock that of the log which `generate` wrote.
fn fill_lock(directory: &LogDirectory, size: u64, bytes: usize) {
    use sqlx::Connection as _;
    let checkpoint = fs::read_to_string(directory.public().join("checkpoint")).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(lock(directory));
        let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        let mut transaction = connection.begin().await.unwrap();
        let update = sqlx::query("UPDATE lock SET checkpoint = ?, published = ?").bind(&checkpoint).bind(&checkpoint);
        update.execute(&mut *transaction).await.unwrap();
        let mut leaves: Vec<(Hash, i64)> =
            (0..size).map(|number| (Hash::of_leaf(format!("{number:>bytes$}").as_bytes()), number as i64)).collect();
        leaves.sort();
        for some in leaves.chunks(4_000) {
            let mut insert = sqlx::QueryBuilder::<sqlx::Sqlite>::new("INSERT INTO known (leaf, place) ");
            insert.push_values(some, |mut row, (leaf, place)| {
                row.push_bind(leaf.as_bytes().as_slice()).push_bind(*place);
            });
            insert.build().execute(&mut *transaction).await.unwrap();
        }
        transaction.commit().await.unwrap();
        connection.close().await.unwrap();
    });
}
