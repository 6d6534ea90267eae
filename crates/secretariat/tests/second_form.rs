//! A house under a trust file: what its secretariat can still do, what it cannot, and what survives when it is killed.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test that fails says where"
)]

mod house;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use dunant::panel::finding::witnessed::{Outcome, Reader};
use dunant::panel::finding::{Checked, Code, PublishedFinding, WitnessedFinding};
use dunant::panel::known::Known;
use dunant::panel::proceeding::Timing;
use dunant::panel::step::{Choice, Served};
use dunant::panel::{MemberEvent, PanelEvent};
use dunant_log::LogDirectory;
use dunant_secretariat::{Error, Home, Occasion, Published, Tick};
use dunant_vocabulary::{Sha256Digest, Tlp};
use house::{EVERY, House, SETUP, case, declaration, key, member, moment, position, question, salt, told};
use serde_json::Value;

/// The finding as its reader checks it, with the proof beside it.
fn outcome(home: &Home, published: &Published) -> Outcome {
    let bytes = fs::read(&published.file).unwrap();
    let proof = fs::read(published.file.with_file_name("finding.proof")).unwrap();
    let finding = WitnessedFinding::parse(&bytes).unwrap();
    finding.check(&bytes, &Reader { proof: Some(&proof), ..Reader::new(home.trust_files(), moment(2_000)) })
}

#[test]
fn a_case_goes_all_the_way_and_holds_wholly_by_the_trust_file() {
    let house = House::witnessed();
    house.freeze();
    let published = house.conclude();
    let outcome = outcome(&house.home, &published);
    assert!(outcome.holds_wholly(), "{:#?}", outcome.report);
    // The record has each member from its enrolment on, then the finding.
    assert_eq!(published.index, 4);
    let standing = house.home.standing(&case()).unwrap();
    assert_eq!(standing.newest().unwrap().number, house.home.proceeding(&case()).unwrap().chain().len() - 1);
}

#[test]
fn the_secretariat_enrols_nobody_and_retires_nobody_alone() {
    let house = House::witnessed();
    let puppet = member(9, "SE");
    let own = key("house.example/member-9");
    let founders = house.home.founders().unwrap();
    for (event, why) in [
        (MemberEvent::Enrolled(Box::new(puppet.clone())), "secretariat"),
        (MemberEvent::Signed { note: declaration(&puppet, [&own]) }, "not admitted by the appointers"),
        (MemberEvent::Signed { note: declaration(&puppet, [&own, &founders[0]]) }, "not admitted by the appointers"),
        (MemberEvent::Signed { note: declaration(&puppet, &founders) }, "did not sign it itself"),
        (MemberEvent::Retired { key: own.name().clone(), reason: "no".into() }, "secretariat"),
    ] {
        let Err(Error::Members(said)) = house.home.enrol(event, &house.later(1)) else { panic!("{why}") };
        assert!(said.contains(why), "{said}");
    }
    assert_eq!(house.home.enrolment().unwrap().enrolled().len(), 4);
}

#[test]
fn whoever_is_enrolled_after_the_referral_does_not_sit() {
    let house = House::witnessed();
    let late = key("house.example/member-9");
    let founders = house.home.founders().unwrap();
    let party = house.home.proceeding(&case());
    assert!(matches!(party, Err(Error::NoCase(_))));
    house.refer(&case());
    let note = declaration(&member(9, "SE"), founders.iter().chain([&late]));
    house.home.enrol(MemberEvent::Signed { note }, &house.later(1)).unwrap();
    assert_eq!(house.home.proceeding(&case()).unwrap().opening().unwrap().what.panel.len(), 4);
    assert_eq!(house.home.enrolment().unwrap().enrolled().len(), 5);
}

#[test]
fn a_clock_that_the_witnesses_contradict_signs_nothing_and_both_are_named() {
    let house = House::witnessed();
    house.freeze();
    let before = house.home.proceeding(&case()).unwrap();
    let hours = house.hours();
    let behind = Occasion { now: moment(hours - 2), random: [1; 32] };
    let refused = house.home.commit_to(&case(), &house.members[0], &position(0), &salt(0), &behind).unwrap_err();
    let Error::Clock { ours, witnessed, .. } = &refused else { panic!("{refused}") };
    assert_eq!((*ours, *witnessed), (behind.now, moment(hours)));
    assert!(refused.to_string().contains(&behind.now.to_string()), "{refused}");
    assert_eq!(house.home.proceeding(&case()).unwrap(), before);
}

#[test]
fn a_step_is_taken_once_a_receipt_is_fair_to_its_author() {
    let house = House::witnessed();
    house.freeze();
    let now = house.later(1);
    let taken = house.home.commit_to(&case(), &house.members[0], &position(0), &salt(0), &now).unwrap();
    let link = taken.steps().last().unwrap().link;
    let receipt = house.home.receipt(&case(), link).unwrap();
    let verified = receipt.verify(&[house.home.secretariat()]).unwrap();
    let before = house.home.proceeding_before(&case(), link).unwrap();
    let timing = Timing { every: EVERY, lag: 2 * EVERY };
    verified.is_fair(&before, now.now, timing).unwrap();
    // Its author finds it in an epoch, over all of them.
    let shown = house.home.shown(&case(), 0).unwrap().unwrap();
    let followed = Known::follow(None, shown.under(house.home.trust_files())).unwrap();
    assert_eq!(followed.epoch_of(link).map(|epoch| epoch > 0), Some(true));
    assert_eq!(followed.known.newest_in_an_epoch(), Some(link));
    // A refusal comes with a receipt too.
    let twice = house.home.commit_to(&case(), &house.members[0], &position(0), &salt(0), &house.later(1));
    let Err(Error::Refused { receipt: Some(receipt), code, .. }) = twice else { panic!("{twice:?}") };
    let refused = receipt.verify(&[house.home.secretariat()]).unwrap();
    assert!(matches!(&refused.link.event, PanelEvent::Refused { code: said, .. } if *said == code));
}

#[test]
fn a_vote_that_was_lodged_in_time_is_taken_up_and_one_that_is_left_out_shows() {
    let house = House::witnessed();
    house.freeze();
    house.commit();
    house.reveal();
    house.hear();
    house.draft();
    let [one, two, three] = house.judging() else { panic!("three judge") };
    // The third signs its vote, and the secretariat takes no notice of it.
    let file = house.root.join("vote.step");
    let dissent = Some("The reply should have been checked.".to_owned());
    let away = Home::open(&house.root).unwrap().signing_into(file.clone());
    let before = house.home.proceeding(&case()).unwrap();
    away.vote(&case(), three, Choice::Against, dissent.clone(), &house.later(1)).unwrap();
    assert_eq!(house.home.proceeding(&case()).unwrap(), before, "nothing was handed in");
    let again = away.vote(&case(), three, Choice::Against, dissent, &house.later(1));
    assert!(again.is_err(), "what was signed is not written over");
    // What breaks a rule is not signed, and not recorded as refused either.
    let elsewhere = Home::open(&house.root).unwrap().signing_into(house.root.join("late.step"));
    let late = elsewhere.commit_to(&case(), three, &position(2), &salt(2), &house.later(1));
    assert!(matches!(late, Err(Error::Refused { receipt: None, .. })), "{late:?}");
    assert!(!house.root.join("late.step").exists());
    assert_eq!(house.home.proceeding(&case()).unwrap(), before);
    let step = fs::read_to_string(&file).unwrap();
    let log = LogDirectory::new(house.home.exercise().join("lodging"));
    let (bundle, by) = house.home.lodge(&log, &step, &house.later(1)).unwrap();
    assert_eq!(by, moment(house.hours()));

    for voter in [one, two] {
        house.home.vote(&case(), voter, Choice::For, None, &house.later(1)).unwrap();
    }
    // Without it nobody counts before the clock has ended, and what may have been lodged is known.
    let early = house.home.decide(&case(), &house.later(1));
    assert!(matches!(early, Err(Error::Refused { code: "vote-open", .. })), "{early:?}");
    let left_out = house.root.join("left-out");
    house::copy(&house.root, &left_out);
    house.home.take_up(&case(), bundle.clone(), &house.later(1)).unwrap();
    let published = house.publish();
    assert!(outcome(&house.home, &published).holds_wholly());
    let tally = house.home.proceeding(&case()).unwrap().tally().unwrap();
    assert_eq!((tally.in_favour, tally.against), (2, 1));

    // The same, with the lodged vote ignored to the end: whoever has the bundle shows it.
    let ignoring = Home::open(&left_out).unwrap();
    ignoring.decide(&case(), &house.later(24 * 60)).unwrap();
    let published = ignoring.publish(&case(), &house.later(1)).unwrap();
    let bytes = fs::read(&published.file).unwrap();
    let reader = Reader::new(ignoring.trust_files(), moment(2_000));
    let read = PublishedFinding::parse(&bytes).unwrap();
    assert!(read.check(&bytes, None, &reader).0.holds());
    let (report, _) = read.check(&bytes, None, &Reader { lodged: std::slice::from_ref(&bundle), ..reader });
    assert_eq!(report.failure(), Some(Code::LodgedAndLeftOut));
    // And its author, nobody else, contests.
    ignoring.contest(&log, two, &bundle, &house.later(1)).unwrap_err();
    ignoring.contest(&log, three, &bundle, &house.later(1)).unwrap();
}

#[test]
fn silence_is_a_gap_once_a_member_has_served_the_question() {
    let house = House::witnessed();
    house.freeze();
    house.commit();
    house.reveal();
    let (to, kind, text) = question("Who rented the server?");
    house.home.ask(&case(), None, to.clone(), kind, text.clone(), &house.later(1)).unwrap();
    // By mistake again: nothing is entered, and the question that is open is named.
    let before = house.home.proceeding(&case()).unwrap();
    let again = house.home.ask(&case(), None, to, kind, text, &house.later(1)).unwrap_err().to_string();
    assert!(again.contains("question 1 puts the same to"), "{again}");
    assert_eq!(house.home.proceeding(&case()).unwrap(), before);
    let unserved = house.home.draft(&case(), &house.members[0], position(0), &SETUP, &house.later(24 * 60));
    assert!(matches!(unserved, Err(Error::Refused { .. })), "{unserved:?}");
    let served = Served { question: 1, how: "handed to the mission".into(), at: moment(house.hours()) };
    house.home.serve(&case(), &house.members[1], served, &house.later(1)).unwrap();
    house.later(24 * 60);
    // Its days have ended: the same can be put again, and that is served too.
    let (to, kind, text) = question("Who rented the server?");
    house.home.ask(&case(), None, to, kind, text, &house.later(1)).unwrap();
    let served = Served { question: 2, how: "handed to the mission".into(), at: moment(house.hours()) };
    house.home.serve(&case(), &house.members[1], served, &house.later(1)).unwrap();
    house.later(24 * 60);
    house.draft();
}

#[test]
fn a_store_that_went_back_makes_no_epoch() {
    let house = House::witnessed();
    house.freeze();
    let older = house.root.join("older");
    house::copy(&house.root, &older);
    house.commit();
    // The heads log is the newest, the store is not.
    fs::remove_dir_all(older.join("heads")).unwrap();
    house::copy(&house.root.join("heads"), &older.join("heads"));
    let refused = Home::open(&older).unwrap().tick(&house.later(24)).unwrap_err();
    assert!(refused.to_string().contains("restored from an older backup"), "{refused}");
    // The other way round, too.
    let newer = house.root.join("newer");
    house::copy(&house.root, &newer);
    fs::remove_file(newer.join("heads/epochs/000000003.json")).unwrap();
    let refused = Home::open(&newer).unwrap().tick(&house.later(24)).unwrap_err();
    assert!(refused.to_string().contains("put back the directory `heads`"), "{refused}");
}

#[test]
fn an_epoch_is_made_when_it_is_due_and_a_pause_is_said() {
    let house = House::witnessed();
    let newest = house.home.list_epochs().unwrap().last().unwrap().number;
    let Tick::NotDue { due, .. } = house.home.tick(&house.later(1)).unwrap() else { panic!("it is not due") };
    assert_eq!(due, moment(house.hours() + 5));
    let Tick::Made(made) = house.home.tick(&house.later(6)).unwrap() else { panic!("it is due") };
    assert_eq!((made.number, made.moved, made.pause), (newest + 1, 0, None));
    let Tick::Made(late) = house.home.tick(&house.later(100)).unwrap() else { panic!("it is due") };
    assert_eq!(late.pause, Some(100 * 3_600));
}

/// How often a process is killed in its work; `DUNANT_KILLS` sets another number.
fn kills() -> u64 {
    std::env::var("DUNANT_KILLS").ok().and_then(|number| number.parse().ok()).unwrap_or(24)
}

#[test]
fn nothing_that_was_acknowledged_is_lost_when_a_process_is_killed_in_any_step() {
    let place = tempfile::tempdir().unwrap();
    let house = House::witnessed();
    house.freeze();
    let start = place.path().join("start");
    house::copy(&house.root, &start);
    let run = |directory: &Path| {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "work_in_a_process_of_its_own", "--ignored", "--nocapture"])
            .env("DUNANT_TEST_PLACE", directory)
            .env("DUNANT_TEST_HOURS", house.hours().to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let work = place.path().join("work");
    let mut at = BTreeSet::new();
    // Later and later, by how long the whole takes.
    house::copy(&start, &work);
    let begun = std::time::Instant::now();
    assert!(run(&work).wait().unwrap().success());
    let whole = begun.elapsed();
    for number in 0..kills() {
        fs::remove_dir_all(&work).unwrap();
        house::copy(&start, &work);
        let mut child = run(&work);
        std::thread::sleep(whole * u32::try_from(number).unwrap() / u32::try_from(kills()).unwrap());
        let _ = child.kill();
        let said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let acknowledged: Vec<u64> =
            said.filter_map(|line| line.split_once("acknowledged ")?.1.trim().parse().ok()).collect();
        child.wait().unwrap();
        let home = Home::open(&work).unwrap();
        let proceeding = home.proceeding(&case()).unwrap();
        for link in &acknowledged {
            assert!(proceeding.chain().len() > *link, "kill {number}: link {link} was acknowledged");
        }
        // Whatever was cut off, the next epoch is made, and the case goes on to its end from where it is.
        at.insert(proceeding.chain().len());
        home.tick(&Occasion { now: moment(house.hours() + 500), random: [9; 32] }).unwrap();
        assert_eq!(home.standing(&case()).unwrap().newest().unwrap().number, proceeding.chain().len() - 1);
    }
    // It was killed at many of the steps.
    assert!(at.len() > 4, "{at:?}");
}

#[cfg(unix)]
#[test]
fn nothing_that_was_acknowledged_is_lost_when_the_disk_is_full_in_any_step() {
    let place = tempfile::tempdir().unwrap();
    let house = House::witnessed();
    house.freeze();
    let start = place.path().join("start");
    house::copy(&house.root, &start);
    let work = place.path().join("work");
    let (mut at, mut failed) = (BTreeSet::new(), 0);
    for blocks in (0..10_u64).map(|number| 8 + 80 * number) {
        house::copy(&start, &work);
        // No file grows above so many blocks; whoever writes more is told, and not killed.
        let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let output = Command::new("sh")
            .args(["-c", &limited])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "work_in_a_process_of_its_own", "--ignored", "--nocapture"])
            .env("DUNANT_TEST_PLACE", &work)
            .env("DUNANT_TEST_HOURS", house.hours().to_string())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let acknowledged: Vec<u64> =
            said.lines().filter_map(|line| line.split_once("acknowledged ")?.1.trim().parse().ok()).collect();
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code().is_some(), "{blocks} blocks: it was killed: {why}");
        if !output.status.success() {
            failed += 1;
            assert!(why.contains("on an `Err` value"), "{blocks} blocks: {why}");
        }
        let home = Home::open(&work).unwrap();
        let proceeding = home.proceeding(&case()).unwrap();
        for link in &acknowledged {
            assert!(proceeding.chain().len() > *link, "{blocks} blocks: link {link} was acknowledged");
        }
        // Once there is room again, the case goes on from where it is.
        at.insert(proceeding.chain().len());
        home.tick(&Occasion { now: moment(house.hours() + 500), random: [9; 32] }).unwrap();
        assert_eq!(home.standing(&case()).unwrap().newest().unwrap().number, proceeding.chain().len() - 1);
        drop(home);
        fs::remove_dir_all(&work).unwrap();
    }
    assert!(failed > 2 && at.len() > 2, "{failed} failed, at {at:?}");
}

#[test]
#[ignore = "another test starts it in a process that it kills"]
fn work_in_a_process_of_its_own() {
    let (Ok(place), Ok(hours)) = (std::env::var("DUNANT_TEST_PLACE"), std::env::var("DUNANT_TEST_HOURS")) else {
        return;
    };
    let (home, hours): (Home, u64) = (Home::open(&PathBuf::from(place)).unwrap(), hours.parse().unwrap());
    let keys: Vec<_> = (1..=3).map(|number| key(&format!("house.example/member-{number}"))).collect();
    let mut hour = hours;
    let mut later = || {
        hour += 1;
        Occasion { now: moment(hour), random: *Sha256Digest::of(&hour.to_be_bytes()).as_bytes() }
    };
    let acknowledge = |link: u64| println!("acknowledged {link}");
    let newest = |home: &Home| home.proceeding(&case()).unwrap().chain().len() - 1;
    for (number, key) in keys.iter().enumerate() {
        home.commit_to(&case(), key, &position(number), &salt(number), &later()).unwrap();
        acknowledge(newest(&home));
    }
    for (number, key) in keys.iter().enumerate() {
        home.reveal(&case(), key, position(number), salt(number), &later()).unwrap();
        acknowledge(newest(&home));
    }
    let (to, kind, text) = question("Who rented the server?");
    home.ask(&case(), None, to, kind, text, &later()).unwrap();
    acknowledge(newest(&home));
    let reply = dunant::panel::step::Reply { question: 1, text: "A company.".into(), evidence: Vec::new() };
    home.reply(&case(), None, reply, &later()).unwrap();
    acknowledge(newest(&home));
    home.draft(&case(), &keys[0], position(0), &SETUP, &later()).unwrap();
    acknowledge(newest(&home));
    for key in &keys {
        home.vote(&case(), key, Choice::For, None, &later()).unwrap();
        acknowledge(newest(&home));
    }
    home.decide(&case(), &later()).unwrap();
    acknowledge(newest(&home));
    home.publish(&case(), &later()).unwrap();
    acknowledge(newest(&home));
    std::thread::sleep(Duration::from_millis(1));
}

/// What is published of a case with these items beside an open one: name, text, marking.
fn published_with(restricted: &[(&str, &str, Tlp)]) -> (Value, WitnessedFinding, House, Published) {
    let house = House::witnessed();
    house.refer(&case());
    house.describe(&case());
    let (name, text, tlp) = house::EVIDENCE[0];
    house.take_in(&case(), name, text.as_bytes(), tlp).unwrap();
    for (name, text, tlp) in restricted {
        house.take_in(&case(), name, text.as_bytes(), *tlp).unwrap();
    }
    house.home.freeze(&case(), &SETUP, &house.later(1)).unwrap();
    house.commit();
    house.reveal();
    house.hear();
    house.draft();
    house.vote();
    let published = house.publish();
    let finding = WitnessedFinding::parse(&fs::read(&published.file).unwrap()).unwrap();
    (finding.body.assessment.clone(), finding, house, published)
}

#[test]
fn no_byte_of_the_published_assessment_depends_on_a_restricted_item() {
    let (without, ..) = published_with(&[]);
    let notes = "RADIO-PACS01 stopped answering. Credentials were dumped (T1003.001).\n";
    let other = "Kazuar was found on DC02, with 8c3200435b26dfa5fd236c5be91dc56d91ca085e3ab29b38a36b58b1eb7d24e5.\n";
    let one = [("responder-notes.md", notes, Tlp::Amber)];
    let changed = [("responder-notes.md", other, Tlp::Amber)];
    let two = [one[0], ("red.csv", "type,value\nipv4,198.51.100.9\n", Tlp::Red)];
    for restricted in [one.as_slice(), &changed, &two] {
        let (shown, finding, house, published) = published_with(restricted);
        assert_eq!(shown, without, "{} restricted items", restricted.len());
        // Their number, marking and digests stand in the list that was voted on; their words nowhere.
        assert_eq!(finding.body.evidence.items().len(), 1 + restricted.len());
        let text = fs::read_to_string(&published.file).unwrap();
        for (name, ..) in restricted {
            assert!(!text.contains(name), "{name}");
        }
        assert!(outcome(&house.home, &published).holds_wholly());
        // Whoever has all of it computes both; whoever has the open part alone computes what is shown.
        let whole = house.export();
        let report = recomputed(&house, &published, &whole);
        assert_eq!(report.failure(), None, "{}", told(&report));
        for (name, ..) in restricted {
            fs::remove_file(whole.join("evidence").join(name)).unwrap();
        }
        let report = recomputed(&house, &published, &whole);
        let shown = report.checks.iter().find(|check| check.what.contains("of what is open and disclosed")).unwrap();
        assert_eq!(shown.result, Checked::Holds, "{}", told(&report));
    }
}

#[test]
fn no_guess_at_what_a_case_file_says_of_restricted_items_is_confirmed_by_a_digest() {
    let house = House::witnessed();
    house.refer(&case());
    house.describe(&case());
    for (name, text, tlp) in house::EVIDENCE {
        house.take_in(&case(), name, text.as_bytes(), tlp).unwrap();
    }
    // What is given out in part before the freeze names nothing of the whole.
    let early = house.export_up_to(Tlp::Clear);
    house.home.freeze(&case(), &SETUP, &house.later(1)).unwrap();
    let published = house.conclude();
    let (whole, part) = (house.export(), house.export_up_to(Tlp::Clear));
    let file = fs::read(whole.join("case.toml")).unwrap();
    let digest = Sha256Digest::of(&file);
    let finding = WitnessedFinding::parse(&fs::read(&published.file).unwrap()).unwrap();
    let salts = dunant::frozen_salts::read(&fs::read_to_string(whole.join(dunant::FROZEN_SALTS)).unwrap()).unwrap();
    assert_eq!(finding.body.freeze.has_case_file(&case(), &digest, salts.get(&1)), Some(true));
    assert_eq!(finding.body.freeze.has_case_file(&case(), &digest, None), None);
    let mut shown = vec![fs::read_to_string(&published.file).unwrap()];
    shown.extend([&part, &early].map(|directory| fs::read_to_string(directory.join("case.toml")).unwrap()));
    for text in &shown {
        assert!(!text.contains(&digest.to_string()), "{text}");
    }
    let what = |directory: &Path| {
        let report = recomputed(&house, &published, directory);
        report.checks.iter().find(|check| check.what.starts_with("the case file is the one")).unwrap().clone()
    };
    assert_eq!(what(&whole).result, Checked::Holds);
    let (of_part, of_early) = (what(&part), what(&early));
    assert_eq!((of_part.result, of_early.result), (Checked::NotChecked, Checked::NotChecked));
    assert!(of_early.because.unwrap().contains("before the case file was frozen"));
    // The whole without its salt is unchecked, another whole is told.
    fs::remove_file(whole.join(dunant::FROZEN_SALTS)).unwrap();
    assert_eq!(what(&whole).result, Checked::NotChecked);
    fs::write(whole.join(dunant::FROZEN_SALTS), dunant::frozen_salts::write(&salts)).unwrap();
    fs::write(whole.join("case.toml"), String::from_utf8(file).unwrap() + "# more\n").unwrap();
    assert_eq!(what(&whole).result, Checked::Fails);
}

#[test]
fn no_guess_at_a_restricted_item_is_confirmed_by_a_digest_that_is_published() {
    let house = House::witnessed();
    house.freeze();
    let published = house.conclude();
    let finding = WitnessedFinding::parse(&fs::read(&published.file).unwrap()).unwrap();
    // Whoever guesses all of it right computes the same full assessment.
    let whole = house.export();
    let guessed = house.home.assessment(&case(), &house::act(), &house.later(1)).unwrap();
    assert!(String::from_utf8_lossy(&guessed).contains("T1003.001"), "a technique of the restricted item");
    let digest = Sha256Digest::of(&guessed);
    let place = published.file.parent().unwrap();
    for entry in fs::read_dir(place).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(!text.contains(&digest.to_string()));
    }
    let freeze = finding.body.freeze;
    assert!(freeze.salted);
    assert_ne!(freeze.assessment, digest);
    assert_eq!(freeze.is_of(&case(), &digest, None), None);
    // With the salt, which comes with all of the evidence and with no part of it, it is the one that was frozen.
    let salts = dunant::frozen_salts::read(&fs::read_to_string(whole.join(dunant::FROZEN_SALTS)).unwrap()).unwrap();
    assert_eq!(freeze.is_of(&case(), &digest, salts.get(&1)), Some(true));
    let what = |report: &dunant::panel::finding::Report| {
        report.checks.iter().find(|check| check.what.starts_with("the assessment, computed again")).unwrap().result
    };
    assert_eq!(what(&recomputed(&house, &published, &whole)), Checked::Holds);
    fs::remove_file(whole.join(dunant::FROZEN_SALTS)).unwrap();
    assert_eq!(what(&recomputed(&house, &published, &whole)), Checked::NotChecked);
    fs::write(whole.join(dunant::FROZEN_SALTS), format!("1 {}\n", salt(1))).unwrap();
    let wrong = recomputed(&house, &published, &whole);
    assert!(!wrong.holds() && what(&wrong) == Checked::NotChecked, "{}", told(&wrong));
    fs::write(whole.join(dunant::FROZEN_SALTS), dunant::frozen_salts::write(&salts)).unwrap();
    let part = house.export_up_to(Tlp::Clear);
    assert!(!part.join(dunant::FROZEN_SALTS).exists());
    assert_eq!(what(&recomputed(&house, &published, &part)), Checked::NotChecked);
    // What is published weighs what was disclosed of the restricted item, and whoever has the open items alone computes it.
    assert!(finding.body.disclosures.iter().any(|shown| shown.observation.contains("T1003.001")));
    let (techniques, counts) = (finding.body.assessment.to_string(), |text: &str, of: &str| text.matches(of).count());
    assert!(counts(&techniques, "T1003.001") > 0, "{techniques}");
    for evidence in [&whole, &part] {
        let report = recomputed(&house, &published, evidence);
        let shown = report.checks.iter().find(|check| check.what.contains("of what is open and disclosed")).unwrap();
        assert_eq!(shown.result, Checked::Holds, "{}", told(&report));
    }
}

#[test]
fn what_is_judged_before_the_vote_is_what_the_draft_shows_with_all_that_is_disclosed() {
    let house = House::witnessed();
    house.freeze();
    house.commit();
    house.reveal();
    house.hear();
    house.disclose();
    house.draft();
    // It is refused where another assessment than the draft's comes of it.
    let judged = house.home.judged(&case(), &SETUP).unwrap();
    assert!(judged.body.disclosures.iter().any(|shown| shown.observation.contains("T1003.001")));
    let page = dunant::exchange::to_json(&judged.document);
    assert!(page.contains("T1003.001"), "{page}");
    let restricted = judged.body.evidence.items().iter().find(|item| item.tlp > Tlp::Clear).unwrap();
    assert!(page.contains(&restricted.digest.to_string()) && !page.contains(house::EVIDENCE[1].0), "{page}");
}

#[test]
fn before_the_vote_it_is_told_how_few_features_would_make_the_answer_another() {
    let house = House::witnessed();
    house.freeze();
    let few = house.home.few_features(&case(), &SETUP).unwrap().unwrap();
    assert_eq!(few.answer, [None]);
    // The pack of these tests has no actors.
    assert_eq!((few.fewest, few.tried), (None, 0));
    // Where nothing is restricted there is no such sentence.
    let open = House::witnessed();
    open.refer(&case());
    open.describe(&case());
    let (name, text, tlp) = house::EVIDENCE[0];
    open.take_in(&case(), name, text.as_bytes(), tlp).unwrap();
    open.home.freeze(&case(), &SETUP, &open.later(1)).unwrap();
    assert_eq!(open.home.few_features(&case(), &SETUP).unwrap(), None);
}

fn recomputed(house: &House, published: &Published, evidence: &Path) -> dunant::panel::finding::Report {
    let bytes = fs::read(&published.file).unwrap();
    let proof = fs::read(published.file.with_file_name("finding.proof")).unwrap();
    let reader = Reader { proof: Some(&proof), ..Reader::new(house.home.trust_files(), moment(2_000)) };
    let verification = dunant::Verification {
        reader,
        evidence: Some(evidence),
        ..dunant::Verification::new(&bytes, &SETUP, moment(2_000))
    };
    verification.run().unwrap().report
}
