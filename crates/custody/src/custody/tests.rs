use dunant_evidence::{Context, read_item};
use dunant_record::merkle::Hash;
use proptest::prelude::*;

use super::*;
use crate::chain::Broken;
use crate::event::Submitter;
use crate::sealing::{CaseSecret, ItemKey, SealedItem};

fn key() -> SignerKey {
    SignerKey::from_seed("example.org/secretariat".parse().unwrap(), &[1; 32])
}

fn at(second: u64) -> Moment {
    Moment::from_seconds(1_800_000_000 + second).unwrap()
}

fn case() -> CaseId {
    "2026-1".parse().unwrap()
}

fn subject() -> Subject {
    Subject::Item(case(), Sha256Digest::of(b"item"))
}

fn receipt() -> TakenIn {
    TakenIn {
        size: 4,
        name: "item".into(),
        from: Submitter::Pseudonym("submitter-1".into()),
        tlp: Tlp::Amber,
        pap: Pap::Amber,
        admiralty: AdmiraltyGrade::UNGRADED,
        handed: None,
    }
}

fn seal() -> CustodyEvent {
    CustodyEvent::Sealed(Seal { root: Hash::of_leaf(b"x"), observations: 3 })
}

fn redacted(disclosed: &[u64]) -> CustodyEvent {
    CustodyEvent::Redacted { by: "a".into(), disclosed: disclosed.to_vec(), purpose: "p".into() }
}

fn regraded(tlp: Tlp, pap: Pap, reason: &str) -> CustodyEvent {
    let admiralty = AdmiraltyGrade::UNGRADED;
    CustodyEvent::Regraded { by: "a".into(), tlp, pap, admiralty, reason: reason.into() }
}

/// One event of each kind, well formed, in the order in which they are declared.
fn events() -> [CustodyEvent; 10] {
    let [by, to, purpose, reason] = ["a", "b", "p", "r"].map(str::to_owned);
    [
        CustodyEvent::TakenIn(receipt()),
        CustodyEvent::Accessed { by: by.clone(), purpose: purpose.clone() },
        CustodyEvent::Copied { by: by.clone(), to: to.clone(), purpose: purpose.clone() },
        CustodyEvent::Exported { by: by.clone(), to, purpose },
        redacted(&[0, 2]),
        seal(),
        regraded(Tlp::Red, Pap::Amber, "r"),
        CustodyEvent::Lost { by: by.clone(), reason: reason.clone() },
        CustodyEvent::Recovered { by: by.clone(), reason: reason.clone() },
        CustodyEvent::Clock { by, links: vec![0], because: reason },
    ]
}

fn event(kind: &str) -> CustodyEvent {
    events().into_iter().find(|event| event.kind() == kind).unwrap()
}

/// The custody after these events, which must be allowed, and its notes.
fn after(kinds: &[&str]) -> (Custody, Vec<String>) {
    let (mut custody, note) = Custody::take_in(case(), Sha256Digest::of(b"item"), receipt(), at(0), &key()).unwrap();
    let mut notes = vec![note];
    for kind in kinds {
        notes.push(custody.record(event(kind), at(0), &key()).unwrap());
    }
    (custody, notes)
}

/// Reads a chain of these events, signed by the secretariat whether or not they are allowed.
fn read(events: impl IntoIterator<Item = CustodyEvent>) -> Result<Custody, CustodyError> {
    let mut chain = Chain::new(subject());
    let notes: Vec<_> = events.into_iter().map(|event| chain.append(event, at(0), &key()).unwrap()).collect();
    Custody::read(subject(), notes, &[key().public()])
}

/// That `event` is refused after `kinds`, for this reason, in recording and in reading, and changes nothing.
fn refused(kinds: &[&str], event: &CustodyEvent) -> Refusal {
    let (mut custody, _) = after(kinds);
    let before = custody.clone();
    let error = custody.record(event.clone(), at(0), &key()).unwrap_err();
    assert_eq!(custody, before, "what is refused changes nothing");
    let so_far = before.links().iter().map(|link| link.event.clone());
    assert_eq!(read(so_far.chain([event.clone()])).unwrap_err(), error, "reading refuses what recording refuses");
    let CustodyError::Refused { reason, number, .. } = error else { panic!("{error}") };
    assert_eq!(number, before.links().len() as u64);
    assert_eq!(custody.admits(event), Err(reason.clone()));
    reason
}

#[test]
fn every_event_in_every_state_is_allowed_or_refused_for_its_reason() {
    let states: [(&str, &[&str]); 5] = [
        ("taken in", &[]),
        ("sealed", &["sealed"]),
        ("lost", &["lost"]),
        ("sealed and lost", &["sealed", "lost"]),
        ("recovered", &["sealed", "lost", "recovered"]),
    ];
    let table = [
        //             taken in    sealed      lost       sealed,lost recovered
        ("taken-in", ["receipt", "receipt", "receipt", "receipt", "receipt"]),
        ("accessed", ["yes", "yes", "lost", "lost", "yes"]),
        ("copied", ["yes", "yes", "lost", "lost", "yes"]),
        ("exported", ["yes", "yes", "lost", "lost", "yes"]),
        ("redacted", ["no seal", "yes", "lost", "lost", "yes"]),
        ("sealed", ["yes", "yes", "lost", "lost", "yes"]),
        ("regraded", ["yes", "yes", "yes", "yes", "yes"]),
        ("lost", ["yes", "yes", "lost already", "lost already", "yes"]),
        ("recovered", ["not lost", "not lost", "yes", "yes", "not lost"]),
        ("clock", ["yes", "yes", "yes", "yes", "yes"]),
    ];
    assert_eq!(table.map(|(kind, _)| kind), events().each_ref().map(CustodyEvent::kind), "no event is forgotten");
    for (kind, answers) in table {
        for ((state, kinds), answer) in states.iter().zip(answers) {
            if answer == "yes" {
                let (custody, notes) = after(&[kinds, [kind].as_slice()].concat());
                assert_eq!(Custody::read(subject(), &notes, &[key().public()]), Ok(custody), "{kind} when {state}");
                continue;
            }
            let expected = match answer {
                "receipt" => Refusal::SecondReceipt,
                "lost" => Refusal::Lost(event(kind).kind()),
                "lost already" => Refusal::LostAlready,
                "not lost" => Refusal::NotLost,
                _ => Refusal::NotSealed,
            };
            assert_eq!(refused(kinds, &event(kind)), expected, "{kind} when {state}");
        }
    }
}

#[test]
fn nothing_comes_before_the_receipt() {
    // A link that says something of itself the chain refuses before.
    for event in events().into_iter().skip(1).filter(|event| event.kind() != "clock") {
        let kind = event.kind();
        let error = read([event]).unwrap_err();
        assert_eq!(error, CustodyError::Refused { subject: subject(), number: 0, reason: Refusal::NoReceipt(kind) });
    }
    assert_eq!(read([]), Err(CustodyError::Empty(subject())));
    for other in [Subject::Members, Subject::Case(case())] {
        let read = Custody::read::<&str>(other.clone(), [], &[key().public()]);
        assert_eq!(read, Err(CustodyError::NoItem(other)));
    }
}

#[test]
fn an_item_stands_as_its_events_left_it() {
    let (mut custody, _) = after(&["accessed", "accessed", "copied", "sealed", "exported", "redacted", "lost"]);
    assert!(custody.is_lost());
    assert_eq!(
        (custody.tlp(), custody.pap(), custody.admiralty().to_string().as_str()),
        (Tlp::Amber, Pap::Amber, "F6")
    );
    let again = CustodyEvent::Recovered { by: "a".into(), reason: "backup of 24 November".into() };
    custody.record(again, at(1), &key()).unwrap();
    let grade = "B2".parse().unwrap();
    let regraded = CustodyEvent::Regraded {
        by: "a".into(),
        tlp: Tlp::Red,
        pap: Pap::Red,
        admiralty: grade,
        reason: String::new(),
    };
    custody.record(regraded, at(2), &key()).unwrap();
    let newer = Seal { root: Hash::of_leaf(b"y"), observations: 9 };
    custody.record(CustodyEvent::Sealed(newer), at(3), &key()).unwrap();
    assert_eq!((custody.tlp(), custody.pap(), custody.admiralty()), (Tlp::Red, Pap::Red, grade));
    assert_eq!((custody.seal(), custody.seals().len(), custody.is_lost()), (Some(&newer), 2, false));
    let counts = Counts { accessed: 2, copied: 1, exported: 1, redacted: 1, regraded: 1, lost: 1 };
    assert_eq!(custody.counts(), counts);
    assert_eq!((custody.receipt(), custody.taken_in()), (&receipt(), at(0)));
    assert_eq!((custody.case(), custody.item()), (&case(), &Sha256Digest::of(b"item")));
}

#[test]
fn markings_close_freely_and_open_only_with_a_reason() {
    let tlps = [Tlp::Clear, Tlp::Green, Tlp::Amber, Tlp::AmberStrict, Tlp::Red];
    let paps = [Pap::Clear, Pap::Green, Pap::Amber, Pap::Red];
    for (tlp, pap) in tlps.into_iter().flat_map(|tlp| paps.map(|pap| (tlp, pap))) {
        let (custody, _) = after(&[]);
        if (tlp, pap) == (Tlp::Amber, Pap::Amber) {
            assert_eq!(custody.admits(&regraded(tlp, pap, "r")), Err(Refusal::Unchanged));
            continue;
        }
        assert_eq!(custody.admits(&regraded(tlp, pap, "the submitter allowed it")), Ok(()));
        for silent in ["", " \n\u{a0}"] {
            let opened = if tlp < Tlp::Amber {
                Opened::Tlp { from: Tlp::Amber, to: tlp }
            } else if pap < Pap::Amber {
                Opened::Pap { from: Pap::Amber, to: pap }
            } else {
                assert_eq!(custody.admits(&regraded(tlp, pap, silent)), Ok(()), "{tlp} {pap}");
                continue;
            };
            assert_eq!(refused(&[], &regraded(tlp, pap, silent)), Refusal::OpenedWithoutReason { opened });
        }
    }
    // What counts is how the item stands, not how it was taken in.
    let back = regraded(Tlp::Amber, Pap::Amber, "");
    let error = refused(&["regraded"], &back);
    assert_eq!(error.to_string(), "opening TLP:RED to TLP:AMBER needs a reason: say who allowed it, and why");
}

#[test]
fn only_leaves_of_the_newest_seal_are_disclosed_in_one_order() {
    assert_eq!(refused(&["sealed"], &redacted(&[])), Refusal::NothingDisclosed);
    assert_eq!(refused(&["sealed"], &redacted(&[0, 3])), Refusal::LeafOutside { index: 3, observations: 3 });
    assert_eq!(refused(&["sealed"], &redacted(&[1, 1])), Refusal::Unordered(1));
    assert_eq!(refused(&["sealed"], &redacted(&[2, 0])), Refusal::Unordered(0));
    assert_eq!(refused(&["sealed"], &redacted(&[9, 1])), Refusal::Unordered(1));
    let (mut custody, _) = after(&["sealed"]);
    assert_eq!(custody.admits(&redacted(&[0, 1, 2])), Ok(()));
    let smaller = Seal { root: Hash::of_leaf(b"y"), observations: 1 };
    custody.record(CustodyEvent::Sealed(smaller), at(0), &key()).unwrap();
    assert_eq!(custody.admits(&redacted(&[2])), Err(Refusal::LeafOutside { index: 2, observations: 1 }));
}

#[test]
fn a_disclosure_holds_under_the_seal_it_was_made_for_also_once_there_is_a_newer_one() {
    let item = Sha256Digest::of(b"item");
    let item_key = ItemKey::derive(&CaseSecret::from_bytes(&[7; 32]), &item);
    let read = read_item("item", b"203.0.113.1\n203.0.113.2\n203.0.113.3\n", &Context::default());
    let all = read[0].reading.observations();
    let [older, newer] = [&all[..3], &all[..2]].map(|some| SealedItem::new(item, &item_key, some).unwrap());
    let [first, second] = [&older, &newer].map(|sealed| sealed.disclose([1]).unwrap().remove(0));

    let (mut custody, _) = after(&[]);
    assert_eq!(custody.verify(&first), Err(DisclosureError::NotSealed(item)));
    custody.record(CustodyEvent::Sealed(older.seal()), at(0), &key()).unwrap();
    assert_eq!(custody.verify(&first), Ok(&older.seal()));
    let unsealed = DisclosureError::NotDisclosed(NotDisclosed::OtherSize { shown: 2, sealed: 3 });
    assert_eq!(custody.verify(&second), Err(unsealed));
    custody.record(CustodyEvent::Sealed(newer.seal()), at(0), &key()).unwrap();
    assert_eq!(custody.verify(&first), Ok(&older.seal()));
    assert_eq!(custody.verify(&second), Ok(&newer.seal()));
    let forged = Disclosure { observation: first.observation.replace("113.2", "113.9"), ..first };
    let newest = DisclosureError::NotDisclosed(NotDisclosed::OtherSize { shown: 3, sealed: 2 });
    assert_eq!(custody.verify(&forged), Err(newest));
}

#[test]
fn who_and_what_for_is_always_said() {
    let blank = |event: &CustodyEvent, field: &str| {
        let mut json = serde_json::to_value(event).unwrap();
        json[field] = " \t".into();
        serde_json::from_value::<CustodyEvent>(json).unwrap()
    };
    let fields = [
        ("accessed", ["by", "purpose"].as_slice()),
        ("copied", &["by", "to", "purpose"]),
        ("exported", &["by", "to", "purpose"]),
        ("redacted", &["by", "purpose"]),
        ("regraded", &["by"]),
        ("lost", &["by", "reason"]),
        ("clock", &["by", "because"]),
    ];
    for (kind, fields) in fields {
        for field in fields {
            let expected = Refusal::Blank { event: event(kind).kind(), field };
            assert_eq!(refused(&["sealed"], &blank(&event(kind), field)), expected);
        }
    }
    for field in ["by", "reason"] {
        let expected = Refusal::Blank { event: "recovered", field };
        assert_eq!(refused(&["lost"], &blank(&event("recovered"), field)), expected);
    }
    let receipts = [
        ("name", TakenIn { name: String::new(), ..receipt() }),
        ("from", TakenIn { from: Submitter::Named(" ".into()), ..receipt() }),
        ("handed", TakenIn { handed: Some(String::new()), ..receipt() }),
    ];
    for (field, receipt) in receipts {
        let expected = Refusal::Blank { event: "taken-in", field };
        let expected = CustodyError::Refused { subject: subject(), number: 0, reason: expected };
        assert_eq!(read([CustodyEvent::TakenIn(receipt.clone())]), Err(expected.clone()));
        let taken = Custody::take_in(case(), Sha256Digest::of(b"item"), receipt, at(0), &key());
        assert_eq!(taken.unwrap_err(), expected);
    }
}

#[test]
fn a_clock_set_back_and_an_event_too_long_are_refused_and_change_nothing() {
    let (mut custody, _) = after(&[]);
    custody.record(event("accessed"), at(5), &key()).unwrap();
    let before = custody.clone();
    let error = custody.record(event("accessed"), at(4), &key()).unwrap_err();
    assert!(matches!(&error, CustodyError::Chain(error) if matches!(error.reason, Broken::Clock { .. })), "{error}");
    let long = CustodyEvent::Accessed { by: "a".into(), purpose: "p".repeat(1_000_000) };
    assert!(matches!(custody.record(long, at(5), &key()), Err(CustodyError::Chain(_))));
    assert_eq!(custody, before);
}

#[test]
fn a_clock_link_mends_dates_and_what_follows_is_dated_rightly() {
    let clock = |links: &[u64]| CustodyEvent::Clock { by: "a".into(), links: links.to_vec(), because: "r".into() };
    let (mut custody, mut notes) = after(&[]);
    // The clock ran ahead, and holds everything up.
    notes.push(custody.record(event("accessed"), at(1_000_000), &key()).unwrap());
    notes.push(custody.record(event("copied"), at(1_000_000), &key()).unwrap());
    assert!(custody.record(event("accessed"), at(5), &key()).is_err());
    let before = custody.clone();
    // Of one of them alone it is not mended, and of links that are not there or not in order neither.
    for wrong in [clock(&[1]), clock(&[2, 1]), clock(&[1, 2, 3]), clock(&[1, 1, 2])] {
        assert!(matches!(custody.record(wrong, at(5), &key()), Err(CustodyError::Chain(_))));
        assert_eq!(custody, before);
    }
    assert_eq!(refused(&["accessed"], &clock(&[])), Refusal::NothingMended);
    notes.push(custody.record(clock(&[1, 2]), at(5), &key()).unwrap());
    notes.push(custody.record(event("accessed"), at(6), &key()).unwrap());
    assert_eq!((0..5).map(|link| custody.is_misdated(link)).collect::<Vec<_>>(), [false, true, true, false, false]);
    let read = Custody::read(subject(), &notes, &[key().public()]).unwrap();
    assert_eq!((&read, read.counts().accessed), (&custody, 2));
}

#[test]
fn a_refusal_names_item_link_and_next_step() {
    let (mut custody, _) = after(&["lost"]);
    let error = custody.record(event("copied"), at(0), &key()).unwrap_err().to_string();
    let item = Sha256Digest::of(b"item");
    assert_eq!(
        error,
        format!(
            "link 2 of `case/2026-1/item/{item}` is not allowed there: `copied` cannot follow: the item's bytes are lost; \
             record `recovered` once they are there again"
        )
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_asked_what_was_recorded_reads_back_the_same(picks in proptest::collection::vec((0..10_usize, 0..4_u64), 0..24)) {
        let (mut custody, mut notes) = after(&[]);
        for (pick, index) in picks {
            let asked = match events()[pick].clone() {
                CustodyEvent::Redacted { .. } => redacted(&[index]),
                CustodyEvent::Regraded { .. } if index == 0 => regraded(Tlp::Clear, Pap::Clear, ""),
                other => other,
            };
            let (admitted, before) = (custody.admits(&asked), custody.clone());
            match custody.record(asked, at(index), &key()) {
                Ok(note) => {
                    prop_assert_eq!(admitted, Ok(()));
                    notes.push(note);
                }
                Err(CustodyError::Refused { reason, .. }) => prop_assert_eq!(admitted, Err(reason)),
                Err(error) => prop_assert!(error.to_string().contains("clock"), "{}", error),
            }
            prop_assert!(custody.links().len() > before.links().len() || custody == before);
        }
        prop_assert_eq!(Custody::read(subject(), &notes, &[key().public()]), Ok(custody));
    }
}
