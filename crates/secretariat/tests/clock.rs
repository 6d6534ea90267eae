//! Custody that was recorded under a wrong clock goes on once a link says so, and what witnesses saw counts.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that fails says where"
)]

mod house;

use dunant::panel::finding::{CaseCustody, Checked, Code, PublishedFinding, Report};
use dunant::vocabulary::{AdmiraltyGrade, Moment, Pap, Tlp};
use dunant_custody::CustodyEvent;
use dunant_record::note::SignerKey;
use dunant_secretariat::{Audience, Error, From, HeldItem, Home, Misdated, Occasion, SecretKeys, Terms};
use dunant_store::{Location, NewLink, Store, Transaction};
use house::{House, SETUP, case, moment};

/// Ten years, in hours.
const AHEAD: u64 = 87_600;

/// A link of 2036 in the chain of an item, as a machine wrote it whose clock no witness had seen yet.
fn read_in_2036(house: &mut House) {
    let mut item = house.home.item(&case(), house::EVIDENCE[0].0).unwrap();
    let key = std::fs::read_to_string(house.root.join("keys/secretariat.key")).unwrap();
    let (act, key) = (house::act(), SignerKey::parse(key.trim()).unwrap());
    let event = CustodyEvent::Accessed { by: act.by, purpose: act.purpose };
    let note = item.custody.record(event, moment(AHEAD), &key).unwrap();
    let number = item.custody.links().len() as u64 - 1;
    let link = NewLink { subject: item.custody.subject().to_string(), number, note };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(&Location::Sqlite(house.root.join("store.sqlite"))).await.unwrap();
        store.commit(&Transaction { links: vec![link], ..Transaction::default() }).await.unwrap();
    });
    house.home = Home::open(&house.root).unwrap();
}

/// Every command that dates a link of custody, under one clock.
fn commands(house: &House, now: Moment) -> Vec<(&'static str, Option<Error>)> {
    let wrong = Occasion { now, random: [9; 32] };
    let item = house::EVIDENCE[0].0;
    let terms = Terms {
        from: From::Nobody,
        tlp: Tlp::Clear,
        pap: Pap::Clear,
        admiralty: AdmiraltyGrade::UNGRADED,
        handed: None,
        secret_keys: SecretKeys::Refused,
    };
    let read: Box<dyn FnOnce() -> Result<Vec<u8>, Error>> = Box::new(|| Ok(b"late".to_vec()));
    let files = [("late.txt".to_owned(), read)];
    let home = &house.home;
    vec![
        ("add", home.take_in(&case(), files, &terms, &wrong, &mut |_| ()).err()),
        ("read", home.read_item(&case(), item, &house::act(), &SETUP, &wrong).err()),
        ("tick", home.tick(&wrong).err().filter(|_| now < house.later(0).now)),
    ]
}

#[test]
fn a_clock_that_witnesses_contradict_dates_nothing_of_an_item_and_the_next_day_goes_on() {
    let mut house = House::witnessed();
    // Witnesses have other clocks than this machine: those of a body for exercises would follow it.
    let (exercise, away) = (house.home.exercise(), house.root.join("away"));
    house.freeze();
    let before = house.home.items(&case()).unwrap();
    std::fs::rename(&exercise, &away).unwrap();
    house.home = Home::open(&house.root).unwrap();
    for (now, only_behind) in [(moment(AHEAD), false), (Moment::from_seconds(978_307_200).unwrap(), true)] {
        for (command, refused) in commands(&house, now) {
            if command == "tick" && !only_behind {
                continue;
            }
            // By its witnesses, or by the link before it: either names both clocks.
            let refused = refused.unwrap_or_else(|| panic!("{command} is taken at {now}")).to_string();
            assert!(refused.contains(&now.to_string()) && refused.contains("2026-04-"), "{command}: {refused}");
        }
    }
    std::fs::rename(&away, &exercise).unwrap();
    house.home = Home::open(&house.root).unwrap();
    let after = house.home.items(&case()).unwrap();
    assert_eq!(after.len(), before.len());
    let links = |items: &[HeldItem]| -> Vec<usize> { items.iter().map(|item| item.custody.links().len()).collect() };
    assert_eq!(links(&after), links(&before));
    assert!(commands(&house, house.later(1).now).iter().all(|(_, refused)| refused.is_none()));
}

#[test]
fn one_command_under_a_clock_of_2036_does_not_freeze_an_item_until_then() {
    for mut house in [House::new(), House::witnessed()] {
        house.freeze();
        let item = house::EVIDENCE[0].0;
        read_in_2036(&mut house);
        let stuck = house.home.read_item(&case(), item, &house::act(), &SETUP, &house.later(1));
        assert!(stuck.is_err(), "nothing follows on it");
        let mended = house.home.mend_custody(
            &case(),
            &Misdated::Ahead,
            "registrar",
            "The clock stood at 2036.",
            &house.later(1),
        );
        let mended = mended.unwrap();
        assert_eq!(mended.iter().map(|(item, links)| (item.name(), *links)).collect::<Vec<_>>(), [(item, 1)]);
        house.home.read_item(&case(), item, &house::act(), &SETUP, &house.later(1)).unwrap();
        // Done again there is nothing to mend.
        let again = house.home.mend_custody(&case(), &Misdated::Ahead, "registrar", "Again.", &house.later(1));
        let Err(Error::Input { message, .. }) = again else { panic!("{again:?}") };
        assert!(message.contains("is dated later than"), "{message}");
    }
}

#[test]
fn the_custody_of_a_mended_item_holds_as_far_as_checked_and_says_the_bounds() {
    let mut house = House::witnessed();
    house.freeze();
    let item = house::EVIDENCE[0].0;
    read_in_2036(&mut house);
    let because = "The clock stood at 2036.";
    let named = Misdated::Links { item: item.into(), links: vec![2, 2] };
    house.home.mend_custody(&case(), &named, "registrar", because, &house.later(1)).unwrap();
    let published = house.conclude();
    let custody = house.home.custody_document(&case(), Audience::WHOLE_CASE, &SETUP).unwrap().document;
    let chains = custody.verify(&[house.home.secretariat()]).unwrap();
    let finding = PublishedFinding::parse(&std::fs::read(published.file).unwrap()).unwrap();
    let mut report = Report::default();
    let held = CaseCustody { document: &custody, chains: &chains, trust: house.home.trust_files() };
    finding.check_custody(held, None, &mut report);
    assert_eq!(report.failure(), None, "{report:#?}");
    let date = report.checks.iter().find(|check| check.code == Some(Code::Date) && check.result == Checked::NotChecked);
    let because = date.unwrap().because.clone().unwrap();
    assert!(because.contains("a clock ran wrong") && because.contains("and there by 2026-"), "{because}");
    // A link that is not there, and no word of what happened.
    let none = Misdated::Links { item: item.into(), links: vec![99] };
    assert!(house.home.mend_custody(&case(), &none, "registrar", "r", &house.later(1)).is_err());
    let blank = Misdated::Links { item: item.into(), links: vec![1] };
    assert!(house.home.mend_custody(&case(), &blank, "registrar", " ", &house.later(1)).is_err());
}
