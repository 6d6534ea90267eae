//! The demonstration: a case from its referral to a published finding.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::fs;
use std::path::Path;

use dunant::panel::TrustFile;
use dunant::panel::finding::witnessed::Reader;
use dunant::panel::finding::{Checked, Code, Holding, Report};
use dunant::{Setup, Verification, Verified};
use dunant_secretariat::{Act, Audience, Occasion, Recipient, Scope, demo};
use dunant_vocabulary::Moment;

fn verified(published: &Path, trust: &[TrustFile], evidence: Option<&Path>) -> Verified {
    let finding = fs::read(published.join("finding.json")).unwrap();
    let proof = fs::read(published.join("finding.proof")).unwrap();
    let (setup, now) = (Setup::shipped().unwrap(), Moment::from_seconds(1_780_000_000).unwrap());
    let reader = Reader { proof: Some(&proof), ..Reader::new(trust, now) };
    let verification = Verification { reader, evidence, ..Verification::new(&finding, &setup, now) };
    verification.run().unwrap()
}

#[test]
fn it_verifies_in_full_with_its_evidence_and_says_what_is_missing_without() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("demo");
    let (home, published) = demo(&root, &Setup::shipped().unwrap()).unwrap();
    // After the four members.
    assert_eq!(published.index, 4);
    let place = published.file.parent().unwrap();
    let without = verified(place, home.trust_files(), None).report;
    assert_eq!(without.holding(), Holding::Wholly, "{without:#?}");
    let left = |report: &Report, code| {
        report.checks.iter().filter(|check| check.result == Checked::NotAsked && check.code == Some(code)).count()
    };
    assert_eq!(left(&without, Code::Recomputation), 4, "{without:#?}");

    let export = directory.path().join("export");
    let now = Moment::from_seconds(1_900_000_000).unwrap();
    let act = Act { by: "registrar".into(), purpose: "right of reply".into() };
    let occasion = Occasion { now, random: [0; 32] };
    let (case, setup) = ("example-hospital".parse().unwrap(), Setup::shipped().unwrap());
    let to = Recipient::Outside("Freedonia".into());
    let open = Scope { to, audience: Audience::ANYBODY };
    let part = home.export(&case, &directory.path().join("part"), &open, &act, &setup, &occasion).unwrap();
    assert_eq!(part.copied, ["indicators.csv", "wiper-analysis.md"]);
    let left_out: Vec<&str> = part.left_out.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(left_out, ["responder-notes.md", "held-back.txt"], "{part:?}");
    let to = Recipient::Within("the laboratory".into());
    let whole = Scope { to, audience: Audience::WHOLE_CASE };
    home.export(&case, &export, &whole, &act, &setup, &occasion).unwrap();
    let with = verified(place, home.trust_files(), Some(&export)).report;
    assert_eq!(with.holding(), Holding::Wholly, "{with:#?}");
    assert_eq!(left(&with, Code::Recomputation), 0, "{with:#?}");
}

#[test]
fn it_is_the_same_every_time() {
    let directory = tempfile::tempdir().unwrap();
    let setup = Setup::shipped().unwrap();
    let read = |name: &str| {
        let (home, published) = demo(&directory.path().join(name), &setup).unwrap();
        let chain = home
            .custody_document(&"example-hospital".parse().unwrap(), Audience::WHOLE_CASE, &setup)
            .unwrap()
            .document
            .to_json()
            .unwrap();
        let place = published.file.parent().unwrap().to_owned();
        ["finding.json", "finding.proof", "record.policy"]
            .map(|file| fs::read_to_string(place.join(file)).unwrap())
            .join("")
            + &chain
    };
    assert_eq!(read("one"), read("another"));
}

#[test]
fn nothing_that_is_held_back_stands_in_what_is_published() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("demo");
    let (_, published) = demo(&root, &Setup::shipped().unwrap()).unwrap();
    let finding = fs::read_to_string(published.file).unwrap();
    for secret in
        ["RADIO-PACS01", "OPS-DC2", "m.keller", "Martina", "Keller", "hospital.example", "10.20.4.17", "svc-backup"]
    {
        assert!(!finding.contains(secret), "{secret}");
    }
}

#[test]
fn it_holds_wholly_by_its_trust_file_and_without_it_nothing_is_believed() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("demo");
    let started = std::time::Instant::now();
    let (home, published) = demo(&root, &Setup::shipped().unwrap()).unwrap();
    eprintln!("demo took {:?}", started.elapsed());
    let place = published.file.parent().unwrap();
    eprintln!("finding has {} bytes", fs::metadata(&published.file).unwrap().len());
    let seen = verified(place, home.trust_files(), None);
    assert!(seen.is_vouched_for() && seen.report.holding() == Holding::Wholly, "{:#?}", seen.report);
    let blind = verified(place, &[], None);
    assert!(!blind.is_vouched_for());
    assert_eq!(blind.report.unchecked().collect::<Vec<_>>(), [Code::Trust, Code::Conclusion]);
}
