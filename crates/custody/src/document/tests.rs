use dunant_record::note::SignerKey;
use dunant_vocabulary::{AdmiraltyGrade, Moment, Pap, Tlp};

use super::*;
use crate::chain::{Broken, ChainError};
use crate::event::{CustodyEvent, Submitter, TakenIn};

fn key(seed: u8) -> SignerKey {
    SignerKey::from_seed("example.org/secretariat".parse().unwrap(), &[seed; 32])
}

fn case() -> CaseId {
    "2026-1".parse().unwrap()
}

/// The chain of the item with these bytes: taken in, and opened once.
fn chain(bytes: &[u8]) -> ItemChain {
    let digest = Sha256Digest::of(bytes);
    let receipt = TakenIn {
        size: bytes.len() as u64,
        name: "Bericht “1”.txt".into(),
        from: Submitter::Pseudonym("submitter-1".into()),
        tlp: Tlp::Amber,
        pap: Pap::Amber,
        admiralty: AdmiraltyGrade::UNGRADED,
        handed: None,
    };
    let at = |second: u64| Moment::from_seconds(1_800_000_000 + second).unwrap();
    let (mut custody, receipt) = Custody::take_in(case(), digest, receipt, at(0), &key(1)).unwrap();
    let opened = CustodyEvent::Accessed { by: "investigator-2".into(), purpose: "timeline".into() };
    ItemChain { digest, links: vec![receipt, custody.record(opened, at(1), &key(1)).unwrap()], heads: None }
}

fn document() -> CustodyDocument {
    CustodyDocument::new(case(), [chain(b"one"), chain(b"two"), chain(b"three")]).unwrap()
}

#[test]
fn a_document_is_read_as_it_was_written_whatever_the_order_of_its_making() {
    let json = document().to_json().unwrap();
    assert!(json.starts_with(
        "{\n  \"schema\": \"dunant.custody/1\",\n  \"case\": \"2026-1\",\n  \"items\": [\n    {\n      \"digest\": \""
    ));
    assert!(json.ends_with("}\n"));
    assert_eq!(CustodyDocument::parse(json.as_bytes()), Ok(document()));
    let other = CustodyDocument::new(case(), [chain(b"three"), chain(b"two"), chain(b"one")]).unwrap();
    assert_eq!(other.to_json().unwrap(), json);
    let empty = CustodyDocument::new(case(), []).unwrap();
    assert_eq!(CustodyDocument::parse(empty.to_json().unwrap().as_bytes()), Ok(empty.clone()));
    assert_eq!(empty.verify(&[]), Ok(vec![]));
}

#[test]
fn a_verified_document_says_how_each_item_stands() {
    let verified = document().verify(&[key(1).public()]).unwrap();
    let mut digests: Vec<_> = [b"one".as_slice(), b"two", b"three"].map(Sha256Digest::of).into();
    digests.sort();
    assert_eq!(verified.iter().map(|custody| *custody.item()).collect::<Vec<_>>(), digests);
    assert!(verified.iter().all(|custody| custody.counts().accessed == 1 && custody.case() == &case()));
}

#[test]
fn another_spelling_another_version_and_other_keys_of_json_are_refused() {
    let json = document().to_json().unwrap();
    let parse = |text: String| CustodyDocument::parse(text.as_bytes());
    for other in [
        json.trim_end().to_owned(),
        format!(" {json}"),
        json.replace("  ", " "),
        json.replacen('“', "\\u201c", 1),
        serde_json::to_string(&document()).unwrap(),
    ] {
        assert_eq!(parse(other), Err(DocumentError::Spelling));
    }
    assert_eq!(parse(json.replace("custody/1", "custody/3")), Err(DocumentError::Schema("dunant.custody/3".into())));
    for (from, to) in [
        ("\"case\": \"2026-1\"", "\"case\": \"2026 1\""),
        ("\"case\": \"2026-1\"", "\"case\": \"2026-1\",\n  \"more\": 1"),
        ("\"digest\"", "\"sha256\""),
        ("\"links\": [", "\"links\": [7,"),
        ("}\n", "}\n}"),
    ] {
        assert!(matches!(parse(json.replacen(from, to, 1)), Err(DocumentError::Json(_))), "{to}");
    }
    let digest = document().items()[0].digest.to_string();
    let upper = parse(json.replace(&format!("\"{digest}\""), &format!("\"{}\"", digest.to_uppercase())));
    assert!(matches!(&upper, Err(DocumentError::Json(why)) if why.contains("is written")), "{upper:?}");
}

#[test]
fn items_twice_or_out_of_order_are_refused() {
    let twice = CustodyDocument::new(case(), [chain(b"one"), chain(b"two"), chain(b"one")]);
    assert_eq!(twice, Err(DocumentError::Twice(Sha256Digest::of(b"one"))));
    let mut document = document();
    document.items.reverse();
    let json = document.to_json().unwrap();
    assert_eq!(CustodyDocument::parse(json.as_bytes()), Err(DocumentError::Unordered(document.items[1].digest)));
}

#[test]
fn a_link_that_does_not_hold_is_named_with_its_item() {
    let reason = |document: &CustodyDocument, keys: &[VerifierKey]| match document.verify(keys) {
        Err(CustodyError::Chain(ChainError { subject: Subject::Item(_, item), number, reason })) => {
            (item, number, reason)
        }
        other => panic!("{other:?}"),
    };
    let keys = [key(1).public()];
    let whole = document();
    let second = whole.items[1].digest;

    let mut changed = whole.clone();
    changed.items[1].links[1] = changed.items[1].links[1].replace("timeline", "timelime");
    assert!(matches!(reason(&changed, &keys), (item, 1, Broken::Signature(_)) if item == second));

    let mut beheaded = whole.clone();
    beheaded.items[1].links.remove(0);
    assert!(matches!(reason(&beheaded, &keys), (item, 0, Broken::Number(1)) if item == second));

    let mut swapped = whole.clone();
    swapped.items[1].links = whole.items[0].links.clone();
    assert!(matches!(reason(&swapped, &keys), (item, 0, Broken::Subject(_)) if item == second));

    let mut emptied = whole.clone();
    emptied.items[1].links.clear();
    assert_eq!(emptied.verify(&keys), Err(CustodyError::Empty(Subject::Item(case(), second))));

    let moved = CustodyDocument { case: "2026-2".parse().unwrap(), ..whole.clone() };
    assert!(matches!(reason(&moved, &keys), (_, 0, Broken::Subject(_))));

    assert!(matches!(reason(&whole, &[key(2).public()]), (_, 0, Broken::Signature(_))));
}

#[test]
fn a_document_with_any_bit_changed_is_refused() {
    let json = CustodyDocument::new(case(), [chain(b"one")]).unwrap().to_json().unwrap().into_bytes();
    for place in 0..json.len() {
        let mut changed = json.clone();
        changed[place] ^= 1 << (place % 7);
        let verified = CustodyDocument::parse(&changed).map(|document| document.verify(&[key(1).public()]));
        assert!(!matches!(verified, Ok(Ok(_))), "byte {place}");
    }
}
