//! Findings that another version wrote: they load, what they show by itself is checked, and what only their own version can compute
//! again is said not to be checked. None is called false for its age.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test that fails says where"
)]

mod house;

use house::{House, finding, report, retold, told};
use serde_json::json;

#[test]
fn a_finding_that_0_1_0_published_still_loads_and_nothing_of_it_fails() {
    let published = include_bytes!("../../../fuzz/seeds/finding.json");
    let told = told(&report(published, None));
    assert!(!told.contains("FAILS"), "{told}");
    assert!(told.contains("not checked"), "{told}");
}

#[test]
fn a_document_of_another_version_is_not_computed_again_and_its_verdicts_are() {
    let (house, published) = House::published();
    let earlier = retold(&finding(&published), &house.keys(), |body| {
        let document = body.assessment.as_object_mut().unwrap();
        document.insert("schema".into(), json!("dunant.assessment/1"));
        document.remove("settings");
        document["digests"].as_object_mut().unwrap().remove("settings");
    });
    let told = told(&report(earlier.to_json().unwrap().as_bytes(), Some(&house.export())));
    assert!(!told.contains("FAILS"), "{told}");
    let skipped = told.lines().filter(|line| line.contains("`dunant.assessment/1`")).count();
    assert_eq!(skipped, 3, "the observations shown, the whole and what is shown of it:\n{told}");
    assert!(!told.contains("verdicts, decided again"), "the verdicts hold:\n{told}");
}

#[test]
fn settings_that_are_shown_must_have_the_digest_that_is_shown() {
    let (house, published) = House::published();
    let changed = retold(&finding(&published), &house.keys(), |body| {
        body.assessment["settings"]["limits"]["pages"] = json!(1);
    });
    let told = told(&report(changed.to_json().unwrap().as_bytes(), None));
    assert!(told.contains("FAILS") && told.contains("it names others: settings"), "{told}");
}
