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
use dunant_secretariat::{Audience, Error, Home, Misdated, Occasion};
use house::{House, SETUP, case, moment};

/// Ten years, in hours.
const AHEAD: u64 = 87_600;

/// An item is read under a clock of 2036. Witnesses have other clocks: those of a body for exercises are away.
fn read_in_2036(house: &mut House) {
    let (exercise, away) = (house.home.exercise(), house.root.join("away"));
    let moved = std::fs::rename(&exercise, &away);
    let wrong = Occasion { now: moment(AHEAD), random: [9; 32] };
    let home = Home::open(&house.root).unwrap();
    home.read_item(&case(), house::EVIDENCE[0].0, &house::act(), &SETUP, &wrong).unwrap();
    if moved.is_ok() {
        std::fs::rename(&away, &exercise).unwrap();
    }
    house.home = Home::open(&house.root).unwrap();
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
