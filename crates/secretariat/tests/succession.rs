//! A heads log that follows on another, while cases go on: epochs are numbered on, and what began under the one is decided under the other.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test that fails says where"
)]

mod house;

use std::fs;

use dunant::custody::CaseId;
use dunant::panel::MemberEvent;
use dunant::panel::finding::witnessed::{Outcome, Reader};
use dunant::panel::finding::{CaseCustody, Code, Holding, PublishedFinding, Report, WitnessedFinding};
use dunant::panel::member::{KeyChange, MemberNote, MemberStatement};
use dunant::panel::trust::countersign;
use dunant_secretariat::{Audience, Error, Home, Published, Tick};
use house::{House, SETUP, case, moment};
use serde_json::Value;

/// Its text under the signatures of enough founders.
fn signed(house: &House, text: String) -> Vec<u8> {
    let sign = |file: Vec<u8>, founder| countersign(&file, founder).unwrap().to_string().into_bytes();
    house.home.founders().unwrap().iter().take(2).fold(text.into_bytes(), sign)
}

/// A new heads log, agreed on, that begins so many epochs from now.
fn succeed(house: &mut House, after: u64) -> u64 {
    let begins = house.home.succeed_heads(after, &house.later(1)).unwrap().begins;
    let file = signed(house, house.home.draft_next_trust(moment(9_000)).unwrap());
    let now = house.later(1);
    house.home.adopt_trust(&file, &now).unwrap();
    begins
}

fn epochs(home: &Home) -> u64 {
    home.list_epochs().unwrap().len() as u64
}

fn finding(published: &Published) -> (Vec<u8>, WitnessedFinding) {
    let bytes = fs::read(&published.file).unwrap();
    let finding = WitnessedFinding::parse(&bytes).unwrap();
    (bytes, finding)
}

fn outcome(home: &Home, published: &Published) -> Outcome {
    let (bytes, finding) = finding(published);
    let proof = fs::read(published.file.with_file_name("finding.proof")).unwrap();
    finding.check(&bytes, &Reader { proof: Some(&proof), ..Reader::new(home.trust_files(), moment(2_000)) })
}

/// What comes of the custody of a case, held against its finding.
fn custody(home: &Home, case: &CaseId, published: &Published) -> Report {
    let custody = home.custody_document(case, Audience::WHOLE_CASE, &SETUP).unwrap().document;
    let chains = custody.verify(&[home.secretariat()]).unwrap();
    let finding = PublishedFinding::Witnessed(Box::new(finding(published).1));
    let mut report = Report::default();
    let held = CaseCustody { document: &custody, chains: &chains, trust: home.trust_files() };
    finding.check_custody(held, None, &mut report);
    report
}

/// A member's key is followed by another, which both say.
fn rekey(house: &mut House, place: usize) {
    let new = house::key("house.example/second-member");
    let change = KeyChange { old: house.members[place].public(), new: new.public() };
    let body = house.home.trust().unwrap().body().clone();
    let note = MemberNote::sign(body, MemberStatement::Key(change), [&house.members[place], &new]).unwrap();
    house.home.enrol(MemberEvent::Signed { note: note.to_string() }, &house.later(1)).unwrap();
    house.members[place] = new;
}

/// For `interop/finding`, which has this finding checked by other people's code.
fn give_to_strangers(house: &House, published: &Published) {
    let Some(directory) = std::env::var_os("DUNANT_FOR_STRANGERS").map(std::path::PathBuf::from) else { return };
    fs::create_dir_all(&directory).unwrap();
    for name in ["finding.json", "finding.proof"] {
        fs::copy(published.file.with_file_name(name), directory.join(name)).unwrap();
    }
    let trust = house.home.trust_files().last().unwrap();
    fs::write(directory.join("trust"), trust.to_string()).unwrap();
}

#[test]
fn a_case_that_began_under_one_heads_log_is_decided_under_the_next_and_its_finding_holds() {
    let mut house = House::witnessed();
    rekey(&mut house, 1);
    house.freeze();
    let begins = succeed(&mut house, 4);
    house.commit();
    house.reveal();
    house.hear();
    house.disclose();
    house.draft();
    house.vote();
    let published = house.publish();
    let last = epochs(&house.home) - 1;
    assert!(begins < last, "epoch {begins} of {last}");

    let (_, finding) = finding(&published);
    let (lines, joint) = (&finding.heads.epochs, usize::try_from(begins).unwrap() - finding.heads.before.len());
    assert!(lines[joint - 1].contains(" next house.example/heads-2+"), "{lines:?}");
    assert!(lines[joint].contains(&format!(" follows house.example/heads {begins} ")));
    let outcome = outcome(&house.home, &published);
    assert!(outcome.holds_wholly(), "{:#?}", outcome.report);
    let report = custody(&house.home, &case(), &published);
    assert_eq!(report.holding(), Holding::Wholly, "{report:#?}");
    give_to_strangers(&house, &published);
    assert_eq!(
        house.home.standing(&case()).unwrap().newest().unwrap().number,
        house.home.proceeding(&case()).unwrap().chain().len() - 1
    );

    // The first log ended, and the second is a log by itself.
    for (directory, entries) in [("heads", begins), ("heads-2", last + 1 - begins)] {
        let log = dunant_log::LogDirectory::new(house.root.join(directory));
        let report = dunant_log::fsck::check_log(&log);
        assert!(report.is_sound(), "{directory}: {report:?}");
        let checkpoint = fs::read_to_string(house.root.join(directory).join("public/checkpoint")).unwrap();
        assert_eq!(checkpoint.lines().nth(1), Some(entries.to_string().as_str()));
    }

    // Another process goes on, a third log follows, and a case begins under the second alone.
    house.home = Home::open(&house.root).unwrap();
    let third = succeed(&mut house, 200);
    assert!(third >= begins + 2);
    house.case = "2026-2".parse().unwrap();
    house.freeze();
    let published = house.conclude();
    let (_, finding) = self::finding(&published);
    assert!(finding.heads.before.len() as u64 > begins);
    let outcome = self::outcome(&house.home, &published);
    assert!(outcome.holds_wholly(), "{:#?}", outcome.report);
    let report = custody(&house.home, &house.case, &published);
    assert_eq!(report.holding(), Holding::Wholly, "{report:#?}");
}

#[test]
fn a_backup_of_a_body_with_two_heads_logs_reads_every_case_and_holds_no_log() {
    let mut house = House::witnessed();
    house.freeze();
    let begins = succeed(&mut house, 2);
    house.commit();
    assert!(epochs(&house.home) > begins);
    let to = house.root.with_file_name("backup");
    let _ = house.home.backup(&to, &house.later(1)).unwrap();
    let list: String = fs::read_dir(to.join("files"))
        .unwrap()
        .filter_map(|entry| fs::read_to_string(entry.unwrap().path()).ok())
        .filter(|text| text.contains("heads/epochs/"))
        .collect();
    assert!(list.contains("heads/epochs/000000000.json") && !list.contains("heads-2"), "{list}");
}

#[test]
fn a_log_whose_first_epoch_comes_before_the_signatures_is_planned_for_a_later_one() {
    let mut house = House::witnessed();
    let planned = house.home.succeed_heads(2, &house.later(1)).unwrap();
    assert_eq!(planned.begins, epochs(&house.home) + 2);
    let file = signed(&house, house.home.draft_next_trust(moment(9_000)).unwrap());
    house.freeze();
    // Signed too late: nothing changes, and the old log goes on.
    let before = epochs(&house.home);
    let now = house.later(1);
    let Err(Error::Input { message, .. }) = house.home.adopt_trust(&file, &now) else { panic!() };
    assert!(message.contains("the next epoch is") && message.contains("`dunant heads succeed` plans it"), "{message}");
    let Err(Error::NotYet { message, help }) = house.home.draft_next_trust(moment(9_000)) else { panic!() };
    assert!(message.contains("was to follow on the heads log from epoch"), "{message}");
    assert!(help.contains("dunant heads succeed"), "{help}");
    assert_eq!(house.home.trust().unwrap().version(), 1);
    house.commit();
    assert!(epochs(&house.home) > before);
    // Planned again, it is the same log.
    let again = house.home.succeed_heads(3, &house.later(1)).unwrap();
    assert_eq!((again.key, again.begins), (planned.key, epochs(&house.home) + 3));
    let begins = succeed(&mut house, 2);
    house.reveal();
    assert!(epochs(&house.home) > begins);
    // While one waits to begin, no other is made.
    let _ = succeed(&mut house, 50);
    let Err(Error::NotYet { message, .. }) = house.home.succeed_heads(60, &house.later(1)) else { panic!() };
    assert!(message.contains("`house.example/heads-3` follows on the heads log from epoch"), "{message}");
}

#[test]
fn a_trust_file_with_a_log_that_the_directory_does_not_have_is_not_adopted() {
    let mut house = House::witnessed();
    let planned = house.home.succeed_heads(9, &house.later(1)).unwrap();
    let text = house.home.draft_next_trust(moment(9_000)).unwrap();
    let other = house::key("house.example/heads-2").public();
    let file = signed(&house, text.replace(&planned.key.to_string(), &other.to_string()));
    let now = house.later(1);
    let Err(Error::Input { message, .. }) = house.home.adopt_trust(&file, &now) else { panic!() };
    assert!(message.contains("as log 2, and the log in") && message.contains("has another key"), "{message}");
    assert_eq!(house.home.trust().unwrap().version(), 1);
}

/// What a process leaves behind that is killed after the log has an epoch and before it is kept.
fn forget(house: &House, epoch: u64) {
    let file = house.root.join(format!("heads/epochs/{epoch:09}.json"));
    let mut kept: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    kept.as_object_mut().unwrap().remove("checkpoint");
    fs::write(house.root.join("heads/epochs/next.json"), serde_json::to_vec_pretty(&kept).unwrap()).unwrap();
    fs::remove_file(file).unwrap();
}

#[test]
fn a_process_that_is_killed_at_the_joint_is_finished_by_the_next() {
    for behind in [0, 1] {
        let mut house = House::witnessed();
        house.freeze();
        let begins = succeed(&mut house, 3);
        // The last epoch of the first log, or the first of the second.
        while epochs(&house.home) < begins + behind {
            let tick = house.home.tick(&house.later(6)).unwrap();
            assert!(matches!(tick, Tick::Made(_)), "{tick:?}");
        }
        forget(&house, begins + behind - 1);
        assert_eq!(epochs(&house.home), begins + behind - 1);
        let tick = house.home.tick(&house.later(6)).unwrap();
        let Tick::Made(made) = tick else { panic!("{tick:?}") };
        assert_eq!(made.number, begins + behind, "it was finished, and the next made");
        house.commit();
        house.reveal();
        house.hear();
        house.draft();
        house.vote();
        let published = house.publish();
        let outcome = outcome(&house.home, &published);
        assert_eq!(outcome.report.failure(), None, "{:#?}", outcome.report);
        assert!(outcome.report.is_shown(Code::HeadsLog) && outcome.report.is_shown(Code::EpochHead));
    }
}

#[test]
fn a_log_that_has_other_epochs_than_are_kept_is_named() {
    let mut house = House::witnessed();
    let begins = succeed(&mut house, 2);
    house.freeze();
    let last = epochs(&house.home) - 1;
    assert!(last > begins);
    fs::remove_file(house.root.join(format!("heads/epochs/{last:09}.json"))).unwrap();
    let said = house.home.tick(&house.later(9)).unwrap_err().to_string();
    assert!(said.contains("heads-2` has") && said.contains("put back the directory"), "{said}");
}
