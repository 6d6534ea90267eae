//! The demonstration: a case from its referral to a published finding.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::fs;
use std::path::Path;

use dunant::panel::finding::witnessed::Reader;
use dunant::panel::finding::{Checked, Code, WitnessedFinding};
use dunant::record::{Policy, TlogProof};
use dunant::{Recorded, Setup, Verification, Verified};
use dunant_secretariat::{Act, Occasion, PersonalData, Recipient, Scope, SecretKeys, demo};
use dunant_vocabulary::{Moment, Tlp};

fn verified(published: &Path, rules: &str, evidence: Option<&Path>) -> Verified {
    let rules = dunant::panel::Policy::parse(rules).unwrap();
    let finding = fs::read(published.join("finding.json")).unwrap();
    let proof = fs::read(published.join("finding.proof")).unwrap();
    let policy = Policy::parse(&fs::read(published.join("record.policy")).unwrap()).unwrap();
    let verification = Verification {
        finding: &finding,
        rules: Some(&rules),
        evidence,
        setup: &Setup::shipped().unwrap(),
        recorded: Some(Recorded { proof: &proof, policy: &policy }),
    };
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
    let rules = fs::read_to_string(root.join("policy.toml")).unwrap();

    let without = verified(place, &rules, None).report;
    assert!(without.holds(), "{without:#?}");
    let skipped = without.checks.iter().filter(|check| check.result == Checked::NotChecked).count();
    assert_eq!(skipped, 4, "{without:#?}");

    let export = directory.path().join("export");
    let now = Moment::from_seconds(1_900_000_000).unwrap();
    let act = Act { by: "registrar".into(), purpose: "right of reply".into() };
    let occasion = Occasion { now, random: [0; 32] };
    let (case, setup) = ("example-hospital".parse().unwrap(), Setup::shipped().unwrap());
    let to = Recipient::Outside("Freedonia".into());
    let open = Scope { to, up_to: Tlp::Clear, personal_data: PersonalData::HeldBack, secret_keys: SecretKeys::Refused };
    let part = home.export(&case, &directory.path().join("part"), &open, &act, &setup, &occasion).unwrap();
    assert_eq!(part.copied, ["indicators.csv", "wiper-analysis.md"]);
    let left_out: Vec<&str> = part.left_out.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(left_out, ["responder-notes.md", "held-back.txt"], "{part:?}");
    let to = Recipient::Within("the laboratory".into());
    let whole = Scope { to, up_to: Tlp::Red, personal_data: PersonalData::Included, secret_keys: SecretKeys::Refused };
    home.export(&case, &export, &whole, &act, &setup, &occasion).unwrap();
    let with = verified(place, &rules, Some(&export)).report;
    let all = with.checks.iter().all(|check| check.result == Checked::Holds);
    assert!(all, "{with:#?}");
}

#[test]
fn it_is_the_same_every_time() {
    let directory = tempfile::tempdir().unwrap();
    let setup = Setup::shipped().unwrap();
    let read = |name: &str| {
        let (home, published) = demo(&directory.path().join(name), &setup).unwrap();
        let chain = home
            .custody_document(&"example-hospital".parse().unwrap(), PersonalData::Included)
            .unwrap()
            .0
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
    let bytes = fs::read(&published.file).unwrap();
    eprintln!("finding has {} bytes", bytes.len());
    let finding = WitnessedFinding::parse(&bytes).unwrap();
    let proof = TlogProof::parse(&fs::read(place.join("finding.proof")).unwrap()).unwrap();
    let entry = proof.unauthenticated_extra.clone().unwrap();
    let now = Moment::from_seconds(1_780_000_000).unwrap();
    let reader = Reader { recorded: Some((&entry, &proof)), ..Reader::new(home.trust_files(), now) };
    let outcome = finding.check(&bytes, &reader);
    assert!(outcome.holds_wholly(), "{:#?}", outcome.report);
    let blind = finding.check(&bytes, &Reader::new(&[], now));
    assert_eq!(blind.report.unchecked().collect::<Vec<_>>(), [Code::Trust]);
}
