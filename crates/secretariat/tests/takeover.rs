//! The secretariat changes its key: what began under the old one goes on under the new, and everything verifies.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs, reason = "a test that fails says where")]

mod house;

use std::fs;

use dunant::panel::finding::witnessed::Reader;
use dunant::panel::finding::{CaseCustody, Holding, PublishedFinding, Report, WitnessedFinding};
use dunant::panel::trust::countersign;
use dunant_secretariat::{Audience, Home, Marking};
use house::{House, SETUP, case, moment};

/// The next version of the trust file, as its signers sign it.
fn next_version(house: &House) -> Vec<u8> {
    let text = house.home.draft_next_trust(moment(9_000)).unwrap();
    let mut file = text.into_bytes();
    for founder in house.home.founders().unwrap().iter().take(2) {
        file = countersign(&file, founder).unwrap().to_string().into_bytes();
    }
    file
}

fn mark(house: &House, pap: &str) {
    let marking = Marking {
        by: "registrar".into(),
        tlp: None,
        pap: Some(pap.parse().unwrap()),
        admiralty: None,
        reason: "its author agreed".into(),
    };
    house.home.mark(&case(), house::EVIDENCE[0].0, &marking, &house.later(1)).unwrap();
}

#[test]
fn a_case_and_its_custody_that_began_under_the_old_key_go_on_under_the_new() {
    let mut house = House::witnessed();
    house.freeze();
    let old = house.home.secretariat();
    let new = house.home.announce_key(&house.later(1)).unwrap();
    assert_ne!(old, new);
    assert_eq!(house.home.announce_key(&house.later(1)).unwrap(), new, "done again, it is the same key");
    // It waits: the old one signs until the signers of the trust file agree.
    assert_eq!(house.home.secretariat(), old);
    mark(&house, "red");
    house.commit();
    let version = next_version(&house);
    let now = house.later(1);
    house.home.adopt_trust(&version, &now).unwrap();
    assert_eq!(house.home.secretariat(), new);
    mark(&house, "green");
    house.reveal();
    house.hear();
    house.draft();
    house.vote();
    let published = house.publish();

    let bytes = fs::read(&published.file).unwrap();
    let proof = fs::read(published.file.with_file_name("finding.proof")).unwrap();
    let finding = WitnessedFinding::parse(&bytes).unwrap();
    let reader = Reader { proof: Some(&proof), ..Reader::new(house.home.trust_files(), moment(2_000)) };
    let outcome = finding.check(&bytes, &reader);
    assert!(outcome.holds_wholly(), "{:#?}", outcome.report);
    // A trust file without the new key does not make it hold.
    let before = Reader { proof: Some(&proof), ..Reader::new(&house.home.trust_files()[..1], moment(2_000)) };
    assert!(!finding.check(&bytes, &before).holds_wholly());

    let custody = house.home.custody_document(&case(), Audience::WHOLE_CASE, &SETUP).unwrap().document;
    assert_eq!(custody.verify(&[old.clone(), new.clone()]).unwrap().len(), house::EVIDENCE.len());
    for one in [&old, &new] {
        assert!(custody.verify(std::slice::from_ref(one)).is_err());
    }

    // Each link stood in the heads log while its key was in use.
    let chains = custody.verify(&[old.clone(), new.clone()]).unwrap();
    let held = |trust| {
        let mut report = Report::default();
        let finding = PublishedFinding::Witnessed(Box::new(finding.clone()));
        finding.check_custody(CaseCustody { document: &custody, chains: &chains, trust }, None, &mut report);
        report
    };
    assert_eq!(held(house.home.trust_files()).holding(), Holding::Wholly, "{:#?}", held(house.home.trust_files()));
    assert!(held(&house.home.trust_files()[..1]).failure().is_some(), "the new key is of no epoch there");

    // The version after it closes the old key; another process signs with the new one, and a backup goes on.
    let version = next_version(&house);
    let now = house.later(1);
    house.home.adopt_trust(&version, &now).unwrap();
    let offices = house.home.trust().unwrap().secretariat();
    assert!(offices[0].key == old && offices[0].last.is_some() && offices[1].last.is_none(), "{offices:?}");
    let to = house.root.with_file_name("backup");
    let _ = house.home.backup(&to, &house.later(1)).unwrap();
    let again = Home::open(&house.root).unwrap();
    assert_eq!(again.secretariat(), new);
    assert_eq!(again.items(&case()).unwrap().len(), house::EVIDENCE.len());
    let reader = Reader { proof: Some(&proof), ..Reader::new(house.home.trust_files(), moment(2_000)) };
    assert!(finding.check(&bytes, &reader).holds_wholly(), "what stood earlier stands");
}

#[test]
fn both_keys_say_so_in_the_record() {
    let house = House::witnessed();
    let old = house.home.secretariat();
    let new = house.home.announce_key(&house.later(1)).unwrap();
    let members = house.root.join("published/members");
    let said: Vec<String> = fs::read_dir(&members)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "note"))
        .map(|path| fs::read_to_string(path).unwrap())
        .filter(|note| note.contains(&new.to_string()))
        .collect();
    assert_eq!(said.len(), 1);
    assert!(said[0].contains(&old.to_string()), "{}", said[0]);
    assert_eq!(said[0].matches("\n— ").count(), 2, "both signed it: {}", said[0]);
}

#[test]
fn nobody_but_the_old_key_names_the_next_and_no_member_has_it() {
    use dunant::panel::MemberEvent;
    use dunant::panel::member::{KeyChange, MemberNote, MemberStatement};

    let house = House::witnessed();
    let new = house::key("house.example/secretariat-2");
    let body = house.home.trust().unwrap().body().clone();
    let founders = house.home.founders().unwrap();
    let change = |to: &dunant_record::note::SignerKey| {
        MemberStatement::Key(KeyChange { old: house.home.secretariat(), new: to.public() })
    };
    let enrolment = house.home.enrolment().unwrap();
    let appointed = founders.iter().chain([&new]);
    let by_founders = MemberNote::sign(body.clone(), change(&new), appointed).unwrap();
    let refused = enrolment.consider(&MemberEvent::Office { note: by_founders.to_string() }).unwrap_err().to_string();
    assert!(refused.contains("did not sign it itself"), "{refused}");
    let leaving = dunant::panel::member::Leaving { key: house.members[0].public(), reason: "r".into() };
    let other = MemberNote::sign(body, MemberStatement::Leaving(leaving), [&house.members[0]]).unwrap();
    let refused = enrolment.consider(&MemberEvent::Office { note: other.to_string() }).unwrap_err().to_string();
    assert!(refused.contains("does not say that one key follows another"), "{refused}");
}

#[test]
fn a_body_without_a_trust_file_is_told_to_adopt_one_before_it_changes_its_key() {
    let house = House::new();
    let refused = house.home.announce_key(&house.later(1)).unwrap_err();
    assert!(refused.to_string().contains("under a trust file alone"), "{refused}");
    assert!(refused.help().unwrap().contains("`dunant trust draft`"), "{:?}", refused.help());
    assert!(!house.root.join("keys/secretariat.next").exists());
}

#[test]
fn a_key_that_was_put_in_by_hand_signs_nothing() {
    for (house, by) in [(House::new(), "`policy.toml`"), (House::witnessed(), "the trust file")] {
        let kept = house.root.join("keys/secretariat.key");
        let own = fs::read(&kept).unwrap();
        fs::write(&kept, format!("{}\n", house::key("house.example/secretariat").to_secret_text())).unwrap();
        let home = Home::open(&house.root).unwrap();
        let opening = dunant::panel::step::Referral {
            question: "Who?".into(),
            title: "A case".into(),
            incident: None,
            parties: Vec::new(),
            referred_by: "a CERT".into(),
        };
        let refused = home.refer(&case(), opening, &house.later(1)).unwrap_err();
        assert!(refused.to_string().contains(by) && refused.to_string().contains("nothing was signed"), "{refused}");
        assert!(refused.help().unwrap().contains("put back the key"), "{:?}", refused.help());
        assert_eq!(home.cases().unwrap(), []);
        fs::write(&kept, own).unwrap();
        let home = Home::open(&house.root).unwrap();
        house.refer(&case());
        assert_eq!(home.cases().unwrap(), [case()]);
    }
}
