#![no_main]

use std::sync::LazyLock;

use dunant_custody::{CaseId, Custody, CustodyDocument, CustodyEvent, Disclosure, Link, Seal, Subject};
use dunant_record::{Hash, SignerKey};
use dunant_vocabulary::{Moment, Sha256Digest};

static KEY: LazyLock<SignerKey> =
    LazyLock::new(|| SignerKey::from_seed("example.org/secretariat".parse().unwrap(), &[1; 32]));

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // What is accepted is written again in the same bytes, and nobody's signature is found under what nobody signed.
    if let Ok(document) = CustodyDocument::parse(bytes) {
        assert_eq!(document.to_json().unwrap().as_bytes(), bytes);
        assert!(document.verify(&[]).is_err() || document.items().is_empty());
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(link) = Link::<CustodyEvent>::parse(text) {
        assert_eq!(link.text().unwrap(), text);
    }
    if let Ok(disclosure) = serde_json::from_str::<Disclosure>(text) {
        let seal = Seal { root: Hash::of_empty_tree(), observations: disclosure.size };
        assert!(disclosure.verify(&disclosure.item, &seal).is_err(), "the empty tree has no leaf");
    }
    record(text);
});

/// Takes an item in and records the events, one a line, with the secretariat's key; what came of it is read back the same.
fn record(lines: &str) {
    let mut events = lines.lines().map_while(|line| serde_json::from_str::<CustodyEvent>(line).ok());
    let Some(CustodyEvent::TakenIn(receipt)) = events.next() else { return };
    let (case, item): (CaseId, _) = ("fuzz".parse().unwrap(), Sha256Digest::of(b""));
    let time = Moment::from_seconds(1_800_000_000).unwrap();
    let Ok((mut custody, note)) = Custody::take_in(case.clone(), item, receipt, time, &KEY) else { return };
    let mut notes = vec![note];
    for event in events {
        let (admitted, before) = (custody.admits(&event), custody.clone());
        match custody.record(event, time, &KEY) {
            Ok(note) => {
                assert_eq!(admitted, Ok(()));
                notes.push(note);
            }
            Err(_) => assert_eq!(custody, before, "what is refused changes nothing"),
        }
    }
    assert_eq!(Custody::read(Subject::Item(case, item), notes, &[KEY.public()]), Ok(custody));
}
