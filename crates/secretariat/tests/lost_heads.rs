//! A heads log that is lost, or was put back as it was earlier, is noticed before anything leaves, and the next step is said.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test that fails says where"
)]

mod house;

use std::fs;
use std::path::Path;

use dunant_secretariat::{Audience, Error, Home, Recipient, Scope};
use house::{House, SETUP, case};

/// What each way out of the body says. Nothing is recorded or written by it.
fn said(house: &House) -> Vec<String> {
    let home = Home::open(&house.root).unwrap();
    let before = home.proceeding(&case()).ok();
    let to = Recipient::Outside("the ministry".into());
    let scope = Scope { to, audience: Audience::ANYBODY };
    let export = house.root.join("given-out");
    let result = home.export(&case(), &export, &scope, &house::act(), &SETUP, &house.later(1));
    assert!(!export.exists(), "nothing left");
    let mut all = vec![result.map(drop).unwrap_err()];
    all.push(home.publish(&case(), &house.later(1)).map(drop).unwrap_err());
    all.push(home.custody_document(&case(), Audience::WHOLE_CASE, &SETUP).map(drop).unwrap_err());
    let items = home.items(&case()).unwrap();
    assert!(items.iter().all(|item| item.custody.links().len() == links(house)), "nothing was recorded");
    assert_eq!(home.proceeding(&case()).ok(), before);
    all.extend(home.proceeding(&case()).err());
    all.into_iter()
        .map(|error| if matches!(error, Error::Heads(_)) { error.to_string() } else { panic!("{error}") })
        .collect()
}

fn links(house: &House) -> usize {
    let items = Home::open(&house.root).unwrap().items(&case()).unwrap();
    items.first().map_or(0, |item| item.custody.links().len())
}

fn decided() -> House {
    let house = House::witnessed();
    house.freeze();
    house.commit();
    house.reveal();
    house.hear();
    house.draft();
    house.vote();
    house.home.decide(&case(), &house.later(1)).unwrap();
    house
}

fn all_say(house: &House, part: &str) {
    for (place, said) in said(house).into_iter().enumerate() {
        // Reading the case says it in its own words.
        assert!(place > 2 || said.contains(part), "{said}\n  lacks: {part}");
        assert!(said.contains("Put the directory back whole") && said.contains("docs/backup.md"), "{said}");
    }
}

#[test]
fn a_lost_heads_log_is_noticed_before_anything_leaves() {
    let house = decided();
    let (heads, away) = (house.root.join("heads"), house.root.join("away"));
    fs::rename(&heads, &away).unwrap();
    all_say(&house, "heads` is not there");
    // Of the log what a backup holds: what its epochs commit to, and nothing else.
    fs::create_dir(&heads).unwrap();
    house::copy(&away.join("epochs"), &heads.join("epochs"));
    all_say(&house, "heads` does not hold its log");
    // The log without its epochs, and with fewer than it had.
    fs::remove_dir_all(&heads).unwrap();
    house::copy(&away, &heads);
    fs::remove_dir_all(heads.join("epochs")).unwrap();
    all_say(&house, "keeps what 0 epochs commit to, and the log has");
    house::copy(&away.join("epochs"), &heads.join("epochs"));
    let newest = fs::read_dir(heads.join("epochs")).unwrap().count() - 1;
    fs::remove_file(heads.join(format!("epochs/{newest:09}.json"))).unwrap();
    all_say(&house, &format!("keeps what {newest} epochs commit to, and the log has {}", newest + 1));
    // An older log.
    house::copy(&away.join("epochs"), &heads.join("epochs"));
    older(&heads);
    all_say(&house, "epochs, and");
    // Put back whole, everything goes on.
    fs::remove_dir_all(&heads).unwrap();
    fs::rename(&away, &heads).unwrap();
    let home = Home::open(&house.root).unwrap();
    assert!(home.publish(&case(), &house.later(1)).unwrap().file.is_file());
}

/// The public files of a log as they were one epoch ago.
fn older(heads: &Path) {
    let newest = fs::read_dir(heads.join("epochs")).unwrap().count() - 2;
    let kept = fs::read(heads.join(format!("epochs/{newest:09}.json"))).unwrap();
    let kept: serde_json::Value = serde_json::from_slice(&kept).unwrap();
    fs::write(heads.join("public/checkpoint"), kept.get("checkpoint").unwrap().as_str().unwrap()).unwrap();
}
