//! A draft that its author signs apart: what it names goes with it, and nobody votes on what cannot be read.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that fails says where"
)]

mod house;

use std::fs;

use dunant::panel::StepKind;
use dunant_log::LogDirectory;
use dunant_secretariat::{Error, Home, body_beside, drafted_by};
use house::{House, SETUP, case, position};

/// A house up to its draft, which the first member signs into a file.
fn drafted_apart() -> (House, String, Vec<u8>) {
    let house = House::witnessed();
    house.freeze();
    house.commit();
    house.reveal();
    house.hear();
    let file = house.root.join("draft.step");
    let before = house.home.proceeding(&case()).unwrap();
    let away = Home::open(&house.root).unwrap().signing_into(file.clone());
    away.draft(&case(), &house.members[0], position(0), &SETUP, &house.later(1)).unwrap();
    assert_eq!(house.home.proceeding(&case()).unwrap(), before, "nothing was handed in");
    let (step, body) = (fs::read_to_string(&file).unwrap(), fs::read(body_beside(&file)).unwrap());
    assert!(drafted_by(&step).is_some());
    (house, step, body)
}

#[test]
fn a_draft_that_was_signed_apart_is_handed_in_with_what_it_names_and_published() {
    let (house, step, body) = drafted_apart();
    let before = house.home.proceeding(&case()).unwrap();
    // The step alone is neither taken nor recorded as refused.
    let Err(Error::NotYet { message, help }) = house.home.hand_in(&case(), &step, &house.later(1)) else { panic!() };
    assert!(message.contains("is not here") && help.contains("STEP.body.json"), "{message}; {help}");
    assert_eq!(house.home.proceeding(&case()).unwrap(), before);
    house.home.keep_draft(&case(), &step, &body, &SETUP).unwrap();
    house.home.hand_in(&case(), &step, &house.later(1)).unwrap();
    house.vote();
    let published = house.publish();
    assert!(fs::read_to_string(published.file).unwrap().contains("Public tools alone."));
}

#[test]
fn a_document_that_the_draft_does_not_name_or_the_case_does_not_give_is_not_kept() {
    let (house, step, body) = drafted_apart();
    let text = String::from_utf8(body.clone()).unwrap();
    let other = text.replace("Public tools alone.", "Public tools.");
    assert_ne!(text, other);
    for (bytes, why) in [(other.as_bytes(), "and the step names"), (b"{}", "it is no draft"), (b"", "it is no draft")] {
        let refused = house.home.keep_draft(&case(), &step, bytes, &SETUP).unwrap_err();
        assert!(refused.to_string().contains(why), "{refused}");
    }
    // An assessment that its author made up has a digest that its step names, and is not what the case gives.
    let mut forged: dunant::panel::finding::Body = serde_json::from_slice(&body).unwrap();
    forged.assessment = serde_json::json!({"ranked": ["Freedonia"]});
    let digest = forged.digest().unwrap();
    let proceeding = house.home.proceeding(&case()).unwrap();
    let freeze = proceeding.round().unwrap().freeze_digest().unwrap();
    let draft = dunant::panel::Step::Draft(dunant::panel::step::Draft { freeze, body: digest });
    let place = proceeding.place_now(StepKind::Draft).unwrap();
    let lie = dunant::panel::SignedStep::sign_at(place, case(), draft, &house.members[0]).unwrap().to_string();
    let bytes = serde_json::to_vec(&forged).unwrap();
    let refused = house.home.keep_draft(&case(), &lie, &bytes, &SETUP).unwrap_err();
    assert!(refused.to_string().contains("gives another draft with this conclusion"), "{refused}");
    // Once the case went on, the draft is of another case.
    let (to, kind, text) = house::question("Who paid for it?");
    house.home.ask(&case(), None, to, kind, text, &house.later(1)).unwrap();
    assert!(house.home.keep_draft(&case(), &step, &body, &SETUP).is_err());
    // Of other steps there is nothing to keep.
    house.home.keep_draft(&case(), "no step", b"", &SETUP).unwrap();
}

#[test]
fn a_draft_that_was_ignored_is_lodged_and_taken_up_with_what_it_names() {
    let (house, step, body) = drafted_apart();
    let log = LogDirectory::new(house.home.exercise().join("lodging"));
    let (bundle, _) = house.home.lodge(&log, &step, &house.later(1)).unwrap();
    let Err(Error::NotYet { message, .. }) = house.home.take_up(&case(), bundle.clone(), &house.later(1)) else {
        panic!()
    };
    assert!(message.contains("is not here"), "{message}");
    house.home.keep_draft(&case(), &step, &body, &SETUP).unwrap();
    house.home.take_up(&case(), bundle, &house.later(1)).unwrap();
    house.vote();
    let published = house.publish();
    assert!(published.file.is_file());
}
