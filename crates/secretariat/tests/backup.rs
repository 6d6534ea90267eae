//! Backups: what comes back is what was there, and nothing else is taken for it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails says where"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use dunant::panel::TrustFile;
use dunant::panel::finding::Holding;
use dunant::panel::finding::witnessed::Reader;
use dunant::panel::step::{Answer, Choice, Referral, Reply};
use dunant::panel::{Member, MemberEvent, Party, PartyRole, Position, Salt};
use dunant::record::note::{Note, SignerKey};
use dunant::{Setup, Verification};
use dunant_custody::CaseId;
use dunant_secretariat::{
    Act, Audience, BackedUp, Backup, BackupError, Error, Founding, From, Home, Occasion, Recipient, Scope, SecretKeys,
    Terms, demo,
};
use dunant_store::portable::PortableError;
use dunant_store::{Blobs as _, Held, Location, Loss, PosixBlobs, Store};
use dunant_vocabulary::{Moment, Pap, Sha256Digest, Tlp};
use tempfile::TempDir;

// --- What comes back is what was there ---------------------------------------------------------------------------------------------

#[test]
fn a_body_comes_back_whole_from_its_backup() {
    let place = TempDir::new().unwrap();
    let (home, restored) = (demonstration(place.path()), place.path().join("restored"));
    let to = place.path().join("backup");
    let backed_up = home.backup(&to, &at(0)).unwrap();
    assert_eq!((backed_up.lost.len(), backed_up.kept.len(), backed_up.unpublished.len()), (0, 0, 0));
    assert_eq!(backed_up.copied, backed_up.blobs);
    let new = Home::restore(&to, &restored, None).unwrap();

    assert_eq!(new.secretariat(), home.secretariat());
    assert_eq!(rows(&restored), rows(home.root()), "cases, items, chains, documents, members");
    assert_eq!(blobs(&restored), blobs(home.root()));
    let mut files = files_of(home.root());
    let left_out = ["record/", "blobs/", "store.sqlite", "writer.lock", "exercise/lodging/"];
    files.retain(|name, _| !left_out.iter().any(|it| name.starts_with(it)));
    files.retain(|name, _| !name.starts_with("heads/") || name.starts_with("heads/epochs/"));
    let mut back = files_of(&restored);
    back.retain(|name, _| !["blobs/", "store.sqlite"].iter().any(|it| name.starts_with(it)));
    assert_eq!(back, files);
    assert!(files.keys().any(|name| name == "published/example-hospital/1/finding.proof"), "{:?}", files.keys());

    let case = demo_case();
    assert_eq!(new.cases().unwrap(), std::slice::from_ref(&case));
    assert_eq!(new.proceeding(&case).unwrap(), home.proceeding(&case).unwrap());
    assert_eq!(new.enrolment().unwrap(), home.enrolment().unwrap());
    assert_eq!(new.missing().unwrap(), []);
    // Custody is dated by the heads log, which is no part of a backup.
    let refused = new.custody_document(&case, Audience::WHOLE_CASE, &Setup::shipped().unwrap()).unwrap_err();
    assert!(matches!(refused, Error::Heads(_)), "{refused}");
    copy(&home.root().join("heads"), &restored.join("heads"));
    let (before, after) = (
        home.custody_document(&case, Audience::WHOLE_CASE, &Setup::shipped().unwrap()).unwrap().document,
        new.custody_document(&case, Audience::WHOLE_CASE, &Setup::shipped().unwrap()).unwrap().document,
    );
    assert_eq!(before.to_json().unwrap(), after.to_json().unwrap());
    let export = place.path().join("export");
    assert_eq!(export_all(&new, &case, &export, &at(1)), 3);
    verify(&restored.join("published/example-hospital/1"), &restored, &export);
}

#[test]
fn a_restored_body_publishes_again_once_its_record_is_put_back() {
    let place = TempDir::new().unwrap();
    let home = demonstration(place.path());
    let (to, restored) = (place.path().join("backup"), place.path().join("restored"));
    let _ = home.backup(&to, &at(0)).unwrap();
    let new = Home::restore(&to, &restored, None).unwrap();
    // Without its heads log nothing is dated: that is put back first.
    let refused = new.reopen(&demo_case(), None, "There is more.".into(), Vec::new(), &at(0)).unwrap_err();
    assert!(matches!(refused, Error::Heads(_)), "{refused}");
    copy(&home.root().join("heads"), &restored.join("heads"));
    decide_again(&new);

    let refused = new.publish(&demo_case(), &at(100)).unwrap_err();
    assert!(matches!(refused, Error::Record(_)), "{refused}");
    let later = new.backup(&place.path().join("later"), &at(100)).unwrap();
    assert_eq!(later.unpublished, [restored.join("published/example-hospital/2")]);
    copy(&home.root().join("record"), &restored.join("record"));
    let published = new.publish(&demo_case(), &at(101)).unwrap();
    // After four members and the first finding.
    assert_eq!((published.index, published.supersedes), (5, Some(6)));

    // A backup from before that publication finds what the record has of it.
    let third = place.path().join("third");
    let again = Home::restore(&place.path().join("later"), &third, None).unwrap();
    remove(&third.join("heads"));
    for log in ["record", "heads"] {
        fs::rename(restored.join(log), third.join(log)).unwrap();
    }
    let republished = again.publish(&demo_case(), &at(103)).unwrap();
    assert_eq!((republished.index, republished.supersedes), (5, Some(6)));
    assert_eq!(fs::read(&republished.file).unwrap(), fs::read(&published.file).unwrap());
    let export = place.path().join("export");
    export_all(&again, &demo_case(), &export, &at(104));
    verify(republished.file.parent().unwrap(), &third, &export);
}

#[test]
fn the_store_goes_where_it_is_told_to() {
    let world = World::new();
    let _ = world.back_up();
    let to = world.path("restored");
    let home = Home::restore(&world.backup(), &to, Some("cases/all.sqlite")).unwrap();
    assert_eq!(home.missing().unwrap(), []);
    assert!(to.join("cases/all.sqlite").is_file() && !to.join("store.sqlite").exists());
    assert_eq!(rows_at(&Location::Sqlite(to.join("cases/all.sqlite"))), rows(&world.home()));
}

#[test]
fn blobs_that_were_in_s3_are_restored_into_the_directory() {
    let world = World::new();
    let _ = world.back_up();
    // As if it had been made from such a body: nothing else in it would differ.
    let config = fs::read_to_string(world.home().join("dunant.toml")).unwrap();
    let in_s3 = config.replace("\"blobs\"", "\"s3://example/blobs\"");
    assert_ne!(in_s3, config);
    let digests = [&config, &in_s3].map(|text| Sha256Digest::of(text.as_bytes()).to_string());
    fs::write(world.backup().join("files").join(&digests[1]), &in_s3).unwrap();
    world.sign_again(|list| {
        let size = |text: &str| format!("\"size\":{}", text.len());
        let entry = list.lines().find(|line| line.contains("dunant.toml")).unwrap();
        let changed = entry.replace(&digests[0], &digests[1]).replace(&size(&config), &size(&in_s3));
        list.replace(entry, &changed)
    });
    let home = Home::restore(&world.backup(), &world.path("restored"), None).unwrap();
    assert_eq!(home.missing().unwrap(), []);
    assert_eq!(blobs(home.root()), blobs(&world.home()));
    assert_eq!(fs::read_to_string(home.root().join("dunant.toml")).unwrap(), config);
}

#[test]
fn a_backup_of_a_restored_body_is_the_same_backup() {
    let world = World::new();
    let _ = world.back_up();
    let home = Home::restore(&world.backup(), &world.path("restored"), None).unwrap();
    let _ = home.backup(&world.path("second"), &at(0)).unwrap();
    assert_eq!(files_of(&world.path("second")), files_of(&world.backup()));
    let again = home.backup(&world.backup(), &at(1)).unwrap();
    assert_eq!(again.copied, 0);
}

#[cfg(feature = "postgres")]
#[test]
fn a_body_moves_from_sqlite_to_postgresql_and_back() {
    let Some(url) = postgres::schema() else { return };
    let world = World::new();
    let _ = world.back_up();
    let to = world.path("restored");
    let home = Home::restore(&world.backup(), &to, Some(&url)).unwrap();
    assert!(!to.join("store.sqlite").exists());
    assert_eq!(rows_at(&url.parse().unwrap()), rows(&world.home()));
    assert_eq!(home.missing().unwrap(), []);

    // The store is not empty now.
    let refused = Home::restore(&world.backup(), &world.path("another"), Some(&url)).err().unwrap();
    assert!(matches!(refused, Error::Portable(PortableError::NotEmpty(_))), "{refused}");
    assert_eq!(files_of(&world.path("another")), BTreeMap::new());

    world.take_in_to(&home, 10..13);
    let second = world.path("second");
    let backed_up = home.backup(&second, &at(9)).unwrap();
    assert_eq!((backed_up.lost.len(), backed_up.rows.items), (0, 6));
    drop(home);
    let back = world.path("back");
    // Where the backup says is the database, which is full.
    let refused = Home::restore(&second, &back, None).err().unwrap();
    assert!(matches!(refused, Error::Portable(PortableError::NotEmpty(_))), "{refused}");
    let home = Home::restore(&second, &back, Some("store.sqlite")).unwrap();
    assert_eq!(rows(&back), rows_at(&url.parse().unwrap()));
    assert_eq!(home.missing().unwrap(), []);
}

// --- A second backup --------------------------------------------------------------------------------------------------------------

#[test]
fn a_second_backup_adds_only_what_is_new() {
    let world = World::new();
    let first = world.back_up();
    let before = files_of(&world.backup());
    let times = changed(&world.backup());
    world.take_in(10..12);
    let second = world.open().backup(&world.backup(), &at(2)).unwrap();
    assert_eq!((second.copied, second.blobs), (2, first.blobs + 2));
    let after = files_of(&world.backup());
    let gone: BTreeSet<&String> = before.keys().filter(|name| !after.contains_key(*name)).collect();
    assert_eq!(gone.len(), 2, "the earlier rows and the earlier list: {gone:?}");
    for (name, time) in changed(&world.backup()) {
        let is_old = times.get(&name).is_some_and(|&old| old == time);
        let expected = before.contains_key(&name) && name != "backup.note";
        assert_eq!(is_old, expected, "{name}");
    }
    world.restores_all();
}

#[test]
fn a_blob_that_was_damaged_in_the_backup_is_copied_again() {
    let world = World::new();
    let _ = world.back_up();
    let blob = blob_files(&world.backup()).remove(0);
    fs::write(&blob, b"rot").unwrap();
    assert!(Backup::open(&world.backup()).is_err());
    assert_eq!(world.back_up().copied, 1);
    world.restores_all();
}

#[test]
fn a_store_that_has_less_than_the_earlier_backup_does_not_replace_it() {
    let world = World::new();
    world.take_in(10..12);
    let _ = world.back_up();
    let before = files_of(&world.backup());
    type Loses = fn(&str) -> Option<String>;
    let losses: [(&str, Loses); 5] = [
        ("item 4 of the case `2026-001`", |line| (!line.contains("\"place\":4")).then(|| line.to_owned())),
        ("item 0 of the case `2026-001`", |line| {
            Some(line.replace("\"size\":7,", "\"size\":70,").replace("\"size\":7}", "\"size\":70}"))
        }),
        ("link 0 of `members`", |line| (!line.contains("\"members\"")).then(|| line.to_owned())),
        ("link 0 of `members`", |line| Some(line.replace("University", "Univerzity"))),
        ("the document `secret` of the case `2026-001`", |line| {
            (!line.contains("\"secret\"")).then(|| line.to_owned())
        }),
    ];
    for (number, (what, loses)) in losses.into_iter().enumerate() {
        let lessened = world.path(&format!("lessened-{number}"));
        copy(&world.home(), &lessened);
        rewrite(&lessened.join("store.sqlite"), &rows(&world.home()), loses);
        let refused = Home::open(&lessened).unwrap().backup(&world.backup(), &at(3)).unwrap_err();
        assert!(matches!(refused, Error::Backup(BackupError::Fewer { .. })), "{what}: {refused}");
        assert!(refused.to_string().contains(what), "{what}: {refused}");
        let after = files_of(&world.backup());
        assert!(before.iter().all(|(name, bytes)| after.get(name) == Some(bytes)), "{what}");
    }
    world.restores_all();
}

#[test]
fn a_document_that_was_replaced_is_no_loss() {
    let world = World::new();
    let _ = world.back_up();
    let home = world.open();
    for title in ["One", "Another"] {
        home.describe(&world.case, &format!("title = \"{title}\"\n"), None, &at(4)).unwrap();
        let _ = home.backup(&world.backup(), &at(5)).unwrap();
    }
    world.restores_all();
}

#[test]
fn a_backup_is_made_only_where_it_belongs() {
    let world = World::new();
    let home = world.open();
    let other = world.path("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("letter.txt"), "").unwrap();
    assert!(matches!(home.backup(&other, &at(0)), Err(Error::NotEmpty { .. })));
    let inside = home.root().join("backup");
    assert!(matches!(home.backup(&inside, &at(0)), Err(Error::Backup(BackupError::Inside { .. }))));
    assert!(!inside.exists());
    assert!(matches!(home.backup(&world.path("no/way"), &at(0)), Err(Error::File { .. })));

    let stranger = World::new();
    let _ = stranger.back_up();
    let before = files_of(&stranger.backup());
    let refused = home.backup(&stranger.backup(), &at(0)).unwrap_err();
    assert!(matches!(refused, Error::Backup(BackupError::OfAnother { .. })), "{refused}");
    assert_eq!(files_of(&stranger.backup()), before);

    let _ = world.back_up();
    let lock = fs::File::options().write(true).open(world.backup().join("backup.lock")).unwrap();
    lock.lock().unwrap();
    assert!(matches!(home.backup(&world.backup(), &at(0)), Err(Error::Backup(BackupError::Busy { .. }))));
}

// --- What is lost -----------------------------------------------------------------------------------------------------------------

#[test]
fn a_lost_blob_is_named_and_the_rest_is_backed_up() {
    let world = World::new();
    let home = world.open();
    let items = home.items(&world.case).unwrap();
    let stored = |place: u64| items.iter().find(|item| item.stored.place == place).unwrap().stored.clone();
    let (absent, damaged) = (stored(0), stored(2));
    fs::remove_file(blob_at(&world.home().join("blobs"), &absent.blob)).unwrap();
    fs::write(blob_at(&world.home().join("blobs"), &damaged.blob), b"rot").unwrap();

    let backed_up = home.backup(&world.backup(), &at(0)).unwrap();
    let case = world.case.to_string();
    let lost: Vec<_> =
        backed_up.lost.iter().map(|it| (it.case.clone(), it.held.clone(), it.blob, it.loss.clone())).collect();
    let held = |item: &dunant_store::Item| Held::Item { place: item.place, digest: item.digest };
    assert_eq!(
        lost,
        [(case.clone(), held(&absent), absent.blob, Loss::Absent), (case, held(&damaged), damaged.blob, Loss::Damaged)]
    );
    assert!(backed_up.kept.is_empty());

    let backup = Backup::open(&world.backup()).unwrap();
    assert_eq!(backup.lost().iter().map(|lost| lost.blob).collect::<Vec<_>>(), [absent.blob, damaged.blob]);
    let restored = Home::restore(&world.backup(), &world.path("restored"), None).unwrap();
    assert_eq!(rows(restored.root()), rows(home.root()));
    assert_eq!(
        restored.missing().unwrap().iter().map(|lost| lost.blob).collect::<Vec<_>>(),
        [absent.blob, damaged.blob]
    );
}

#[test]
fn what_an_earlier_backup_has_of_a_lost_blob_is_kept() {
    let world = World::new();
    let _ = world.back_up();
    let home = world.open();
    let item = home.items(&world.case).unwrap().remove(0).stored;
    let place = blob_at(&world.home().join("blobs"), &item.blob);
    fs::remove_file(&place).unwrap();
    let backed_up = home.backup(&world.backup(), &at(1)).unwrap();
    assert_eq!((backed_up.lost.len(), backed_up.copied), (0, 0));
    assert_eq!(backed_up.kept.len(), 1);
    assert_eq!((backed_up.kept[0].blob, backed_up.kept[0].loss.clone()), (item.blob, Loss::Absent));
    let restored = Home::restore(&world.backup(), &world.path("restored"), None).unwrap();
    assert_eq!(restored.missing().unwrap(), []);
    // And by hand, as docs/backup.md has it.
    fs::copy(blob_at(&world.backup().join("blobs"), &item.blob), place).unwrap();
    assert_eq!(home.missing().unwrap(), []);
}

#[test]
fn a_blob_that_the_list_hides_is_not_taken_for_one_that_was_lost() {
    let world = World::new();
    let _ = world.back_up();
    // Whoever has the key signs what he likes; the numbers must fit all the same.
    world.sign_again(|list| {
        let end = list.trim_end().rfind('\n').unwrap();
        list[..=end].to_owned()
    });
    let refused = Backup::open(&world.backup()).unwrap_err().to_string();
    assert!(refused.contains("lacks 1 blobs, and 0 were lost"), "{refused}");
}

#[test]
fn a_signed_list_cannot_lead_out_of_the_directory() {
    for path in ["../outside", "/outside", "keys/../../outside", ""] {
        let world = World::new();
        let _ = world.back_up();
        world.sign_again(|list| list.replace("policy.toml", path));
        let refused = Home::restore(&world.backup(), &world.path("restored"), None).err().unwrap().to_string();
        assert!(refused.contains("leads out of a directory"), "{refused}");
        assert!(!world.path("outside").exists() && !world.path("restored").exists());
    }
}

// --- What is damaged --------------------------------------------------------------------------------------------------------------

#[test]
fn every_file_that_is_damaged_cut_short_removed_or_swapped_is_named() {
    let world = World::new();
    let _ = world.back_up();
    let whole = world.backup();
    let names: Vec<String> = files_of(&whole).into_keys().filter(|name| !name.ends_with(".lock")).collect();
    assert!(names.len() > 10, "{names:?}");
    for (number, name) in names.iter().enumerate() {
        let other = &names[(number + 1) % names.len()];
        let bytes = fs::read(whole.join(name)).unwrap();
        let mut changed = bytes.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        let longer = [bytes.as_slice(), b"\n"].concat();
        let damages: [(&str, Option<Vec<u8>>); 6] = [
            ("a byte", Some(changed)),
            ("half", Some(bytes[..middle].to_vec())),
            ("all", Some(Vec::new())),
            ("longer", Some(longer)),
            ("gone", None),
            ("swapped", Some(fs::read(whole.join(other)).unwrap())),
        ];
        for (what, damage) in damages {
            let damaged = world.path("damaged");
            copy(&whole, &damaged);
            match damage {
                Some(damage) => fs::write(damaged.join(name), damage).unwrap(),
                None => fs::remove_file(damaged.join(name)).unwrap(),
            }
            let refused = Home::restore(&damaged, &world.path("restored"), None);
            let refused = refused.err().unwrap_or_else(|| panic!("{name}: {what}: restored"));
            assert!(refused.to_string().contains(name.as_str()), "{name}: {what}: {refused}");
            assert!(refused.help().is_some());
            assert!(!world.path("restored").exists(), "{name}: {what}");
            fs::remove_dir_all(&damaged).unwrap();
        }
    }
}

#[test]
fn no_byte_of_the_manifest_can_be_changed() {
    let world = World::new();
    let _ = world.back_up();
    let file = world.backup().join("backup.note");
    let whole = fs::read(&file).unwrap();
    for place in 0..whole.len() {
        for bit in [1, 0x20] {
            let mut changed = whole.clone();
            changed[place] ^= bit;
            fs::write(&file, &changed).unwrap();
            let refused = Backup::open(&world.backup()).expect_err(&format!("byte {place}")).to_string();
            assert!(refused.contains("backup.note"), "{refused}");
        }
    }
}

#[test]
fn a_manifest_of_another_backup_does_not_fit() {
    let world = World::new();
    let _ = world.back_up();
    let old = fs::read(world.backup().join("backup.note")).unwrap();
    world.take_in(10..11);
    let _ = world.back_up();
    fs::write(world.backup().join("backup.note"), old).unwrap();
    let refused = Backup::open(&world.backup()).unwrap_err();
    assert!(matches!(refused, Error::Backup(BackupError::Damaged { .. })), "{refused}");
}

#[test]
fn another_key_than_signed_it_is_refused() {
    let world = World::new();
    let _ = world.back_up();
    let stranger = SignerKey::from_seed("stranger.example/secretariat".parse().unwrap(), &[9; 32]);
    let file = world.backup().join("backup.note");
    let text = Note::parse(&fs::read(&file).unwrap()).unwrap().text().to_owned();
    let ours = world.open().secretariat().to_string();
    let text = text.replace(&ours, &stranger.public().to_string());
    fs::write(&file, Note::sign(text, &stranger).unwrap().to_string()).unwrap();
    let refused = Backup::open(&world.backup()).unwrap_err().to_string();
    assert!(refused.contains("another `keys/secretariat.key` than signed the backup"), "{refused}");
}

#[test]
fn a_backup_of_a_later_format_is_refused_and_left_alone() {
    let world = World::new();
    let _ = world.back_up();
    let file = world.backup().join("backup.note");
    let later = fs::read_to_string(&file).unwrap().replacen("/v1", "/v2", 1);
    fs::write(&file, &later).unwrap();
    let restored = Home::restore(&world.backup(), &world.path("restored"), None).err();
    let again = world.open().backup(&world.backup(), &at(1)).err();
    for refused in [restored, again] {
        let refused = refused.unwrap();
        assert!(matches!(refused, Error::Backup(BackupError::Format { .. })), "{refused}");
        assert!(refused.to_string().contains("`dunant-backup/v2`"), "{refused}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), later);
}

#[test]
fn nothing_is_restored_over_something() {
    let world = World::new();
    let _ = world.back_up();
    let to = world.path("restored");
    fs::create_dir(&to).unwrap();
    fs::write(to.join("letter.txt"), "").unwrap();
    assert!(matches!(Home::restore(&world.backup(), &to, None), Err(Error::NotEmpty { .. })));
    fs::remove_file(to.join("letter.txt")).unwrap();

    // A store that has rows already, outside of the directory.
    let full = world.home().join("store.sqlite");
    let before = rows(&world.home());
    let refused = Home::restore(&world.backup(), &to, Some(full.to_str().unwrap())).err().unwrap();
    assert!(matches!(refused, Error::Portable(PortableError::NotEmpty(_))), "{refused}");
    assert_eq!(rows(&world.home()), before);
    assert_eq!(files_of(&to), BTreeMap::new(), "so it can be tried again");
    let _ = Home::restore(&world.backup(), &to, None).unwrap();
}

#[test]
fn a_backup_is_read_and_not_written_to() {
    let world = World::new();
    let _ = world.back_up();
    let (before, times) = (files_of(&world.backup()), changed(&world.backup()));
    let _ = Home::restore(&world.backup(), &world.path("restored"), None).unwrap();
    assert_eq!((files_of(&world.backup()), changed(&world.backup())), (before, times));
}

// --- What is secret ---------------------------------------------------------------------------------------------------------------

#[cfg(unix)]
#[test]
fn secrets_are_for_the_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new();
    let _ = world.back_up();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for directory in ["", "files"] {
        assert_eq!(mode(&world.backup().join(directory)), 0o700);
    }
    for file in files_of(&world.backup()).keys().filter(|name| name.starts_with("files/")) {
        assert_eq!(mode(&world.backup().join(file)), 0o600, "{file}");
    }
    let to = world.path("restored");
    let _ = Home::restore(&world.backup(), &to, Some("cases.sqlite")).unwrap();
    for file in ["dunant.toml", "keys/secretariat.key", "keys/evidence.identity"] {
        assert_eq!(mode(&to.join(file)), 0o600, "{file}");
    }
    for file in ["policy.toml", "keys/recipients"] {
        assert_eq!(mode(&to.join(file)), mode(&world.home().join(file)), "{file}");
    }
}

#[test]
fn neither_the_record_nor_its_key_is_in_a_backup() {
    let world = World::new();
    let _ = world.back_up();
    let key = fs::read(world.home().join("record/log.key")).unwrap();
    assert!(files_of(&world.backup()).values().all(|bytes| *bytes != key));
    let restored = Home::restore(&world.backup(), &world.path("restored"), None).unwrap();
    assert!(!restored.root().join("record").exists());
}

// --- What is written meanwhile ----------------------------------------------------------------------------------------------------

#[test]
fn a_backup_while_evidence_is_taken_in_holds_one_moment() {
    let world = World::new();
    let enough = AtomicBool::new(false);
    let check = |number: u32| {
        let (to, restored) = (world.path(&format!("backup-{number}")), world.path(&format!("restored-{number}")));
        let backed_up = world.open().backup(&to, &at(0)).unwrap();
        assert_eq!(backed_up.lost, []);
        let restored = Home::restore(&to, &restored, None).unwrap();
        assert_eq!(restored.missing().unwrap(), []);
        // Each item has its chain.
        let items = restored.items(&world.case).unwrap().len();
        assert_eq!(items as u64, backed_up.rows.items);
        items
    };
    let mut counts = BTreeSet::new();
    let taken = std::thread::scope(|scope| {
        let intake = scope.spawn(|| {
            let mut next = 10;
            while !enough.load(Ordering::Relaxed) {
                world.take_in(next..next + 7);
                next += 7;
            }
            next as usize - 10 + 3
        });
        for number in 0..1_000 {
            counts.insert(check(number));
            if counts.len() == 4 {
                break;
            }
        }
        enough.store(true, Ordering::Relaxed);
        intake.join().unwrap()
    });
    assert_eq!(counts.len(), 4, "evidence came in between them: {counts:?}");
    assert_eq!(check(1_000), taken);
}

#[test]
fn a_backup_waits_for_nobody() {
    let world = World::new();
    let (taking, backing) = (world.open(), world.open());
    let mut items = Vec::new();
    let mut acknowledge = |_: &dunant_secretariat::Receipt| {
        // The writer holds its place now.
        items.push(backing.backup(&world.backup(), &at(0)).unwrap().rows.items);
    };
    taking.take_in(&world.case, [file(10)], &terms(), &at(0), &mut acknowledge).unwrap();
    assert_eq!(items, [4]);
}

#[test]
fn a_publication_that_is_not_finished_is_left_out_and_named() {
    let place = TempDir::new().unwrap();
    let home = demonstration(place.path());
    let half = home.root().join("published/example-hospital/2");
    fs::create_dir_all(&half).unwrap();
    fs::write(half.join("finding.json"), "{\"sche").unwrap();
    let backed_up = home.backup(&place.path().join("backup"), &at(0)).unwrap();
    assert_eq!(backed_up.unpublished, [half]);
    let restored = Home::restore(&place.path().join("backup"), &place.path().join("restored"), None).unwrap();
    let published = restored.root().join("published/example-hospital");
    assert!(published.join("1/finding.json").is_file() && !published.join("2").exists());
}

// --- What is cut off --------------------------------------------------------------------------------------------------------------

#[test]
fn a_first_backup_that_was_cut_off_is_none_and_the_next_one_goes_on_from_it() {
    let world = World::new();
    let first = world.back_up();
    fs::remove_file(world.backup().join("backup.note")).unwrap();
    let refused = Home::restore(&world.backup(), &world.path("restored"), None).err().unwrap();
    assert!(matches!(refused, Error::Backup(BackupError::Unfinished { .. })), "{refused}");
    assert!(refused.to_string().contains("backup.note"));
    fs::write(world.backup().join("backup.note.unfinished"), "dunant-back").unwrap();
    fs::write(world.backup().join("files/rows.unfinished"), "{\"format\"").unwrap();
    let again = world.back_up();
    assert_eq!((again.copied, again.blobs), (0, first.blobs));
    assert!(files_of(&world.backup()).keys().all(|name| !name.contains("unfinished")));
    world.restores_all();
}

/// Something stands in the way of each step in turn. The earlier backup holds, and when nothing is in the way the next is made.
#[test]
fn a_later_backup_that_fails_at_any_step_leaves_the_earlier_one() {
    let world = World::new();
    let first = world.back_up();
    let earlier = rows(&world.home());
    world.take_in(10..12);
    let new: Vec<Sha256Digest> =
        PosixBlobs::open(world.home().join("blobs")).unwrap().list().unwrap().into_iter().collect();
    let held = PosixBlobs::open(world.backup().join("blobs")).unwrap().list().unwrap();
    let new = new.into_iter().find(|name| !held.contains(name)).unwrap();
    let complete = world.path("complete");
    copy(&world.backup(), &complete);
    let _ = world.open().backup(&complete, &at(1)).unwrap();
    let before = files_of(&world.backup());
    let added = files_of(&complete).into_keys().filter(|name| !before.contains_key(name) && name.starts_with("files/"));
    let mut obstacles: Vec<PathBuf> = added.map(PathBuf::from).collect();
    assert_eq!(obstacles.len(), 2, "rows and list");
    obstacles.push("files/rows.unfinished".into());
    obstacles.push("backup.note.unfinished".into());
    obstacles.push(blob_at(Path::new("blobs"), &new));
    for obstacle in obstacles {
        let place = world.backup().join(&obstacle);
        // What the attempt before left unfinished.
        let _ = fs::remove_file(&place);
        fs::create_dir_all(place.join("in the way")).unwrap();
        let failed = world.open().backup(&world.backup(), &at(1));
        assert!(failed.is_err(), "{}", obstacle.display());
        let backup = Backup::open(&world.backup()).unwrap_or_else(|error| panic!("{}: {error}", obstacle.display()));
        assert_eq!(backup.blobs(), first.blobs);
        let to = world.path("restored");
        let _ = backup.restore(&to, None).unwrap();
        assert_eq!(rows(&to), earlier, "{}", obstacle.display());
        remove(&to);
        fs::remove_dir_all(&place).unwrap();
    }
    let _ = world.back_up();
    world.restores_all();
}

#[test]
fn a_backup_killed_at_any_time_leaves_the_earlier_one_or_the_new_one() {
    let world = World::new();
    let _ = world.back_up();
    let earlier = rows(&world.home());
    world.take_in(10..60);
    let later = rows(&world.home());
    let saved = world.path("saved");
    copy(&world.backup(), &saved);
    let (mut old, mut new) = (0, 0);
    killed(&world, "backup", &mut || {
        let to = world.path("restored");
        let _ = Home::restore(&world.backup(), &to, None).unwrap();
        match rows(&to) {
            rows if rows == earlier => old += 1,
            rows if rows == later => new += 1,
            _ => panic!("neither"),
        }
        remove(&to);
        let _ = world.back_up();
        world.restores_all();
        fs::remove_dir_all(world.backup()).unwrap();
        copy(&saved, &world.backup());
    });
    assert!(old > 0 && new > 0, "{old} times the earlier, {new} times the new");
}

#[test]
fn a_restoration_killed_at_any_time_is_no_data_directory_or_a_whole_one() {
    let world = World::new();
    world.take_in(10..60);
    let _ = world.back_up();
    let expected = rows(&world.home());
    let (mut none, mut whole) = (0, 0);
    let to = world.path("restored");
    killed(&world, "restore", &mut || {
        match Home::open(&to) {
            Err(Error::NoHome { .. }) => none += 1,
            Err(error) => panic!("{error}"),
            Ok(home) => {
                assert_eq!(home.missing().unwrap(), []);
                assert_eq!(rows(&to), expected);
                whole += 1;
            }
        }
        if to.exists() {
            remove(&to);
        }
    });
    assert!(none > 0 && whole > 0, "{none} times none, {whole} times whole");
}

/// Does a piece of work in processes that are killed, each a little later than the one before, up to one that ends by itself.
fn killed(world: &World, work: &str, after: &mut dyn FnMut()) {
    let start = || {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "work_in_a_process_of_its_own", "--ignored"])
            .env("DUNANT_TEST_WORK", work)
            .env("DUNANT_TEST_PLACE", world.place.path())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    let begun = Instant::now();
    assert!(start().wait().unwrap().success());
    let (whole, times) = (begun.elapsed(), 24_u32);
    after();
    for time in 1..times {
        let mut child = start();
        std::thread::sleep(whole * time / times);
        // It may have ended.
        let _ = child.kill();
        child.wait().unwrap();
        after();
    }
}

#[test]
#[ignore = "other tests start it in a process that they kill"]
fn work_in_a_process_of_its_own() {
    let (Ok(work), Ok(place)) = (std::env::var("DUNANT_TEST_WORK"), std::env::var("DUNANT_TEST_PLACE")) else { return };
    let place = PathBuf::from(place);
    if work == "backup" {
        let _ = Home::open(&place.join("home")).unwrap().backup(&place.join("backup"), &at(7)).unwrap();
    } else {
        let _ = Home::restore(&place.join("backup"), &place.join("restored"), None).unwrap();
    }
}

// --- The bodies that are backed up ------------------------------------------------------------------------------------------------

/// A body with one case and a few items.
struct World {
    place: TempDir,
    case: CaseId,
}

impl World {
    fn new() -> Self {
        let place = TempDir::new().unwrap();
        let case: CaseId = "2026-001".parse().unwrap();
        let founding = Founding {
            name: "example.org".into(),
            store: "store.sqlite".into(),
            blobs: "blobs".into(),
            witnesses: "quorum none\n".into(),
        };
        let unique = *Sha256Digest::of(place.path().as_os_str().as_encoded_bytes()).as_bytes();
        let home =
            Home::create(&place.path().join("home"), &founding, &Occasion { now: at(0).now, random: unique }).unwrap();
        let party =
            Party { name: "Freedonia".into(), role: PartyRole::Accused, country: None, aliases: Vec::new(), key: None };
        let member = Member {
            key: SignerKey::from_seed("example.org/panel/member-1".parse().unwrap(), &[1; 32]).public(),
            nationalities: vec!["KE".parse().unwrap()],
            affiliation: "University of Nairobi".into(),
            state_service: None,
            clients: Vec::new(),
            conflicts: Vec::new(),
            team: None,
        };
        home.enrol(MemberEvent::Enrolled(Box::new(member)), &at(0)).unwrap();
        let referral = Referral {
            question: "Who did it?".into(),
            title: "A case".into(),
            incident: None,
            parties: vec![party],
            referred_by: "Example CERT".into(),
        };
        home.refer(&case, referral, &at(0)).unwrap();
        let world = Self { place, case };
        world.take_in_to(&home, 0..3);
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn home(&self) -> PathBuf {
        self.path("home")
    }

    fn backup(&self) -> PathBuf {
        self.path("backup")
    }

    fn open(&self) -> Home {
        Home::open(&self.home()).unwrap()
    }

    fn back_up(&self) -> BackedUp {
        let backed_up = self.open().backup(&self.backup(), &at(0)).unwrap();
        assert_eq!((backed_up.lost.len(), backed_up.kept.len()), (0, 0));
        backed_up
    }

    fn take_in(&self, numbers: std::ops::Range<u32>) {
        self.take_in_to(&self.open(), numbers);
    }

    fn take_in_to(&self, home: &Home, numbers: std::ops::Range<u32>) {
        home.take_in(&self.case, numbers.map(file), &terms(), &at(0), &mut |_| {}).unwrap();
    }

    /// The backup gives back what the body has now.
    fn restores_all(&self) {
        let to = self.path("restored whole");
        let home = Home::restore(&self.backup(), &to, None).unwrap();
        assert_eq!(home.missing().unwrap(), []);
        assert_eq!(rows(&to), rows(&self.home()));
        drop(home);
        remove(&to);
    }

    /// Changes the list of the backup, and signs it with the key of the body.
    fn sign_again(&self, change: impl FnOnce(&str) -> String) {
        let file = self.backup().join("backup.note");
        let text = Note::parse(&fs::read(&file).unwrap()).unwrap().text().to_owned();
        let list = |text: &str| {
            let value: serde_json::Value = serde_json::from_str(text.split_once('\n').unwrap().1).unwrap();
            (value["list"]["sha256"].as_str().unwrap().to_owned(), value["list"]["size"].as_u64().unwrap())
        };
        let (digest, size) = list(&text);
        let old = fs::read_to_string(self.backup().join("files").join(&digest)).unwrap();
        let new = change(&old);
        assert_ne!(new, old);
        let name = Sha256Digest::of(new.as_bytes()).to_string();
        let text = text.replace(
            &format!("\"sha256\":\"{digest}\",\"size\":{size}"),
            &format!("\"sha256\":\"{name}\",\"size\":{}", new.len()),
        );
        fs::write(self.backup().join("files").join(&name), new).unwrap();
        let key = fs::read_to_string(self.home().join("keys/secretariat.key")).unwrap();
        let note = Note::sign(text, &SignerKey::parse(key.trim_end()).unwrap()).unwrap();
        fs::write(&file, note.to_string()).unwrap();
    }
}

type NewFile = (String, Box<dyn FnOnce() -> Result<Vec<u8>, Error>>);

#[allow(clippy::result_large_err, reason = "it is the error that intake takes")]
fn file(number: u32) -> NewFile {
    (format!("item-{number}.txt"), Box::new(move || Ok(format!("item {number}\n").into_bytes())))
}

fn terms() -> Terms {
    Terms {
        from: From::Nobody,
        tlp: Tlp::Amber,
        pap: Pap::Amber,
        admiralty: "B2".parse().unwrap(),
        handed: None,
        secret_keys: SecretKeys::Refused,
    }
}

/// Exports everything of a case, and says of how many items.
fn export_all(home: &Home, case: &CaseId, directory: &Path, occasion: &Occasion) -> usize {
    let to = Recipient::Within("the laboratory".into());
    let scope = Scope { to, audience: Audience::WHOLE_CASE };
    let act = Act { by: "registrar".into(), purpose: "test".into() };
    home.export(case, directory, &scope, &act, &Setup::shipped().unwrap(), occasion).unwrap().copied.len()
}

/// So many hours after everything.
fn at(hours: u64) -> Occasion {
    Occasion { now: Moment::from_seconds(1_900_000_000 + 3_600 * hours).unwrap(), random: [7; 32] }
}

// --- The demonstration ------------------------------------------------------------------------------------------------------------

fn setup() -> &'static Setup {
    static SETUP: OnceLock<Setup> = OnceLock::new();
    SETUP.get_or_init(|| Setup::shipped().unwrap())
}

fn demonstration(place: &Path) -> Home {
    demo(&place.join("demo"), setup()).unwrap().0
}

fn demo_case() -> CaseId {
    "example-hospital".parse().unwrap()
}

/// From the publication of the demonstration to the next decision.
fn decide_again(home: &Home) {
    let case = demo_case();
    let members: Vec<SignerKey> = (1..=3_u8)
        .map(|number| {
            let seed = Sha256Digest::of(&[b"demo member ".as_slice(), &[number]].concat());
            SignerKey::from_seed(format!("demo.example/panel/member-{number}").parse().unwrap(), seed.as_bytes())
        })
        .collect();
    let position = Position {
        answer: Answer::Insufficient { reasons: "Nothing names anybody.".into() },
        articles: Vec::new(),
        reasons: "Nothing names anybody.".into(),
        rejected: Vec::new(),
    };
    home.take_in(&case, [file(1)], &terms(), &at(0), &mut |_| {}).unwrap();
    let fact = Sha256Digest::of(b"item 1\n");
    home.reopen(&case, None, "There is another item.".into(), vec![fact], &at(1)).unwrap();
    home.freeze(&case, setup(), &at(2)).unwrap();
    for member in &members {
        home.commit_to(&case, member, &position, &Salt::new([3; 32]), &at(3)).unwrap();
    }
    for member in &members {
        home.reveal(&case, member, position.clone(), Salt::new([3; 32]), &at(4)).unwrap();
    }
    let question = dunant::panel::step::QuestionKind::Question;
    let asked = home.ask(&case, None, "Freedonia".into(), question, "Is there more to say?".into(), &at(5)).unwrap();
    let number = asked.round().unwrap().questions.last().unwrap().number;
    let reply = Reply { question: number, text: "No.".into(), evidence: Vec::new() };
    let party =
        SignerKey::from_seed("freedonia.example/mission".parse().unwrap(), Sha256Digest::of(b"demo party").as_bytes());
    home.reply(&case, Some(&party), reply, &at(6)).unwrap();
    home.draft(&case, &members[0], position, setup(), &at(7)).unwrap();
    for member in &members {
        home.vote(&case, member, Choice::For, None, &at(8)).unwrap();
    }
    home.decide(&case, &at(9)).unwrap();
}

fn verify(published: &Path, home: &Path, evidence: &Path) {
    let trust = [TrustFile::parse(&fs::read(home.join("trust/1.trust")).unwrap()).unwrap()];
    let finding = fs::read(published.join("finding.json")).unwrap();
    let proof = fs::read(published.join("finding.proof")).unwrap();
    // After the last of its steps.
    let now = at(24).now;
    let reader = Reader { proof: Some(&proof), ..Reader::new(&trust, now) };
    let verification = Verification { reader, evidence: Some(evidence), ..Verification::new(&finding, setup(), now) };
    let report = verification.run().unwrap().report;
    assert_eq!(report.holding(), Holding::Wholly, "{report:#?}");
}

// --- What is on the disk ----------------------------------------------------------------------------------------------------------

/// All rows of a data directory whose store is the usual file.
fn rows(home: &Path) -> String {
    rows_at(&Location::Sqlite(home.join("store.sqlite")))
}

fn rows_at(location: &Location) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(location).await.unwrap();
        let mut rows = Vec::new();
        store.export(&mut rows).await.unwrap();
        store.close().await;
        String::from_utf8(rows).unwrap()
    })
}

/// Makes a new store of rows that were changed: a line of the export becomes what `change` makes of it.
fn rewrite(store: &Path, rows: &str, change: fn(&str) -> Option<String>) {
    let (kept, _) = rows.trim_end().rsplit_once('\n').unwrap();
    let mut lines: Vec<String> = kept.lines().filter_map(change).collect();
    let count = |kind: &str| lines.iter().filter(|line| line.starts_with(&format!("{{\"{kind}\""))).count();
    let (links, items, documents) = (count("link"), count("item"), count("document"));
    lines.push(format!("{{\"end\":{{\"links\":{links},\"items\":{items},\"documents\":{documents}}}}}\n"));
    assert_ne!(lines.join("\n"), rows, "nothing was changed");
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{suffix}", store.display()));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(&Location::Sqlite(store.to_owned())).await.unwrap();
        store.import(&mut lines.join("\n").as_bytes()).await.unwrap();
        store.close().await;
    });
}

/// The blobs of a data directory, which are all whole.
fn blobs(home: &Path) -> BTreeSet<Sha256Digest> {
    let blobs = PosixBlobs::open(home.join("blobs")).unwrap();
    let names = blobs.list().unwrap();
    assert!(names.iter().all(|name| blobs.get(name).is_ok()));
    names
}

fn blob_at(blobs: &Path, name: &Sha256Digest) -> PathBuf {
    let name = name.to_string();
    blobs.join(&name[..2]).join(&name)
}

fn blob_files(directory: &Path) -> Vec<PathBuf> {
    let all = files_of(directory).into_keys();
    all.filter(|name| name.starts_with("blobs/") && !name.ends_with(".lock")).map(|name| directory.join(name)).collect()
}

/// Every file below a directory, by its path in it.
fn files_of(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    paths(directory).into_iter().map(|(name, path)| (name, fs::read(path).unwrap())).collect()
}

/// When each file was last changed.
fn changed(directory: &Path) -> BTreeMap<String, std::time::SystemTime> {
    let time = |path: PathBuf| fs::metadata(path).unwrap().modified().unwrap();
    paths(directory).into_iter().map(|(name, path)| (name, time(path))).collect()
}

fn paths(directory: &Path) -> Vec<(String, PathBuf)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            all.extend(paths(&path).into_iter().map(|(below, path)| (format!("{name}/{below}"), path)));
        } else {
            all.push((name, path));
        }
    }
    all
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for (name, path) in paths(from) {
        let place = to.join(&name);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        match fs::copy(path, place) {
            // A store that nobody uses any more is closed in its own time, and takes its log with it.
            Err(error) if error.kind() == ErrorKind::NotFound && name.ends_with("-wal") => {}
            Err(error) if error.kind() == ErrorKind::NotFound && name.ends_with("-shm") => {}
            copied => drop(copied.unwrap()),
        }
    }
}

/// Removes a data directory, whose store may be about to be closed.
fn remove(directory: &Path) {
    for _ in 0..100 {
        if fs::remove_dir_all(directory).is_ok() || !directory.exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{} cannot be removed", directory.display());
}

#[cfg(feature = "postgres")]
mod postgres {
    use std::io::Write as _;

    use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

    /// The URL of an empty schema of its own in the database of the tests.
    pub fn schema() -> Option<String> {
        let Ok(url) = std::env::var("DUNANT_TEST_POSTGRES") else {
            // Not hidden when the test passes.
            let said = "\nNOT TESTED on PostgreSQL: DUNANT_TEST_POSTGRES names no database\n";
            std::io::stderr().write_all(said.as_bytes()).unwrap();
            return None;
        };
        let schema = format!("backup_{}", std::process::id());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut connection = PgConnection::connect(&url).await.unwrap();
            let sql = AssertSqlSafe(format!("CREATE SCHEMA {schema}"));
            sqlx::query(sql).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        });
        let separator = if url.contains('?') { '&' } else { '?' };
        Some(format!("{url}{separator}options=-csearch_path%3D{schema}"))
    }
}
