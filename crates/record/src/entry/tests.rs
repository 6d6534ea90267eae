use dunant_vocabulary::Sha256Digest;

use super::*;
use crate::case::RoundName;
use crate::checkpoint::Checkpoint;
use crate::cosignature::Timestamp;
use crate::merkle::TreeHead;
use crate::note::{CosignerSecretKey, InvalidKey, KeyName};

fn digest(name: &str) -> Sha256Digest {
    Sha256Digest::of(name.as_bytes())
}

fn member(number: u8) -> SignerKey {
    SignerKey::from_seed(format!("example.org/panel/member-{number}").parse().unwrap(), &[number; 32])
}

fn one_of_each() -> Vec<Statement> {
    let earlier = EntryReference { index: 3, leaf: Hash::of_leaf(b"earlier") };
    vec![
        Statement::Finding { document: digest("finding"), assessment: digest("assessment") },
        Statement::Supersession { superseded: earlier, document: digest("correction") },
        Statement::Commitment { seal: seal(&digest("demand"), &[5; SALT_BYTES]) },
        Statement::Opening { commitment: earlier, document: digest("demand"), salt: [5; SALT_BYTES] },
        Statement::Party { key: member(9).public(), document: digest("party") },
        Statement::MemberKey { key: member(1).public(), standing: Standing::Enrolled },
        Statement::Pledge { document: digest("pledge") },
        Statement::Heartbeat { time: Timestamp::from_seconds(1_800_000_000).unwrap() },
    ]
}

fn round() -> RoundName {
    RoundName { body: "example.org".parse().unwrap(), case: "2026-1".parse().unwrap(), round: 2 }
}

fn one_of_each_of_version_2() -> Vec<Statement> {
    let (body, of) = (round().body, round());
    let earlier = EntryReference { index: 3, leaf: Hash::of_leaf(b"earlier") };
    let (old, new) = (member(1).public(), member(2).public());
    vec![
        Statement::Member { body: body.clone(), key: old.clone(), document: digest("member") },
        Statement::RoundFinding {
            of: of.clone(),
            epoch: 1234,
            document: digest("finding"),
            assessment: digest("assessment"),
        },
        Statement::RoundSupersession { of: of.clone(), superseded: earlier, document: digest("correction") },
        Statement::Contest { of, document: digest("bundle") },
        Statement::Key { body: body.clone(), old, new: new.clone(), document: digest("key") },
        Statement::LogEnd {
            body,
            log: "example.org/heads".parse().unwrap(),
            head: TreeHead { size: 7, root: Hash::of_leaf(b"last") },
            next: new,
        },
    ]
}

/// The written forms of version 2, which must never change either.
#[test]
fn every_kind_of_version_2_is_written_as_it_was_from_the_start() {
    let written: String = one_of_each_of_version_2().iter().map(|statement| format!("{statement}\n")).collect();
    let (old, new) = (member(1).public(), member(2).public());
    let expected = format!(
        "dunant-entry/v2 member\nbody example.org\nkey {old}\ndocument {}\n\n\
         dunant-entry/v2 finding\nbody example.org\ncase 2026-1\nround 2\nepoch 1234\ndocument {}\nassessment {}\n\n\
         dunant-entry/v2 supersession\nbody example.org\ncase 2026-1\nround 2\nsupersedes 3 {}\ndocument {}\n\n\
         dunant-entry/v2 contest\nbody example.org\ncase 2026-1\nround 2\ndocument {}\n\n\
         dunant-entry/v2 key\nbody example.org\nold {old}\nnew {new}\ndocument {}\n\n\
         dunant-entry/v2 log-end\nbody example.org\nlog example.org/heads\nhead 7 {}\nnext {new}\n\n",
        digest("member"),
        digest("finding"),
        digest("assessment"),
        Hash::of_leaf(b"earlier"),
        digest("correction"),
        digest("bundle"),
        digest("key"),
        Hash::of_leaf(b"last"),
    );
    assert_eq!(written, expected);
}

#[test]
fn a_round_of_version_2_is_a_number_from_1_and_a_case_has_one_spelling() {
    let finding = one_of_each_of_version_2().remove(1).to_string();
    assert!(Entry::parse(finding.as_bytes()).is_ok());
    for (from, to, line) in [
        ("round 2", "round 0", 4),
        ("round 2", "round 02", 4),
        ("round 2", "round 4294967296", 4),
        ("case 2026-1", "case 2026_1", 3),
        ("body example.org", "body example.org ", 2),
        ("epoch 1234", "epoch -1", 5),
    ] {
        let error = Entry::parse(finding.replace(from, to).as_bytes()).unwrap_err();
        assert!(
            matches!(error, EntryError::Line { line: found, kind: "finding", .. } if found == line),
            "{to}: {error}"
        );
    }
}

#[test]
fn two_findings_of_one_round_contradict_each_other_and_no_other_two_entries_do() {
    let every = one_of_each_of_version_2();
    let finding = |of: RoundName, document: &str| Statement::RoundFinding {
        of,
        epoch: 1,
        document: digest(document),
        assessment: digest("assessment"),
    };
    let (first, second) = (finding(round(), "one"), finding(round(), "another"));
    assert!(first.contradicts(&second) && second.contradicts(&first));
    assert!(!first.contradicts(&first), "entered twice it is the same finding");
    assert!(!first.contradicts(&finding(RoundName { round: 3, ..round() }, "another")));
    let elsewhere = RoundName { body: "example.net".parse().unwrap(), ..round() };
    assert!(!first.contradicts(&finding(elsewhere, "another")));
    assert!(every.iter().filter(|other| first.contradicts(other)).count() == 1, "the finding among them alone");
}

/// The written forms, which must never change: leaves outlive this program.
#[test]
fn every_kind_is_written_as_it_was_from_the_start() {
    let written: String = one_of_each().iter().map(|statement| format!("{statement}\n")).collect();
    let member = member(1).public();
    let party = self::member(9).public();
    let expected = format!(
        "dunant-entry/v1 finding\ndocument {}\nassessment {}\n\n\
         dunant-entry/v1 supersession\nsupersedes 3 {}\ndocument {}\n\n\
         dunant-entry/v1 commitment\nseal {}\n\n\
         dunant-entry/v1 opening\nopens 3 {}\ndocument {}\nsalt BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=\n\n\
         dunant-entry/v1 party\nkey {party}\ndocument {}\n\n\
         dunant-entry/v1 member-key\nkey {member}\nstanding enrolled\n\n\
         dunant-entry/v1 pledge\ndocument {}\n\n\
         dunant-entry/v1 heartbeat\ntime 1800000000\n\n",
        digest("finding"),
        digest("assessment"),
        Hash::of_leaf(b"earlier"),
        digest("correction"),
        "f4a1cbc1893ed139ae59120704ac364ec8fb9d8718abc7d37357e8cca4f0446b",
        Hash::of_leaf(b"earlier"),
        digest("demand"),
        digest("party"),
        digest("pledge"),
    );
    assert_eq!(written, expected);
}

#[test]
fn every_kind_is_read_as_it_is_written_signed_or_not() {
    for statement in one_of_each().into_iter().chain(one_of_each_of_version_2()) {
        let mut entry = KnownEntry::new(statement);
        for signer in [None, Some(1), Some(2)] {
            if let Some(number) = signer {
                entry.sign(&member(number)).unwrap();
            }
            let bytes = Entry::Known(Box::new(entry.clone())).to_bytes();
            assert_eq!(Entry::parse(&bytes), Ok(Entry::Known(Box::new(entry.clone()))));
        }
        assert_eq!(entry.verify(&[member(2).public()]), Ok(vec![&member(2).public()]));
        assert_eq!(entry.verify(&[member(3).public()]), Err(VerifyError::NoKnownKey));
    }
}

#[test]
fn a_later_version_and_a_later_kind_are_kept_as_unknown() {
    for (bytes, version, kind) in [
        (b"dunant-entry/v1 ruling\ndocument x\n".as_slice(), 1, "ruling"),
        (b"dunant-entry/v3 finding\n\xff\x00", 3, "finding"),
        (b"dunant-entry/v2 heartbeat\ntime 1\n", 2, "heartbeat"),
        (b"dunant-entry/v1 contest\n", 1, "contest"),
        (b"dunant-entry/v2", 2, ""),
        (b"dunant-entry/v7 {\"json\":1}\n\n\n", 7, "{\"json\":1}"),
    ] {
        let entry = Entry::parse(bytes).unwrap();
        let Entry::Unknown(unknown) = &entry else { panic!("{entry:?}") };
        assert_eq!((unknown.version(), unknown.kind(), unknown.bytes()), (version, kind, bytes));
        assert_eq!((entry.to_bytes().as_slice(), entry.leaf_hash()), (bytes, Hash::of_leaf(bytes)));
    }
}

#[test]
fn what_is_not_an_entry_is_refused_with_the_line() {
    let finding = KnownEntry::new(one_of_each().remove(0)).to_string();
    let line = |line, kind, expected| EntryError::Line { line, kind, expected };
    let refusals = [
        (String::new(), EntryError::NotAnEntry),
        ("dunant-entry/v finding\n".to_owned(), EntryError::NotAnEntry),
        ("dunant-entry/v01 finding\n".to_owned(), EntryError::NotAnEntry),
        ("dunant-entry/v0 finding\n".to_owned(), EntryError::NotAnEntry),
        ("dunant-entry/v1 finding".to_owned(), EntryError::NotAnEntry),
        (finding.replace("document", "Document"), line(2, "finding", "document <SHA-256>")),
        (finding.replace("document ", "document  "), line(2, "finding", "document <SHA-256>")),
        (finding.replace('\n', "\r\n"), EntryError::NotAnEntry),
        (
            finding.to_uppercase().replacen("DUNANT-ENTRY/V1 FINDING", "dunant-entry/v1 finding", 1),
            line(2, "finding", "document <SHA-256>"),
        ),
        (finding.clone() + "more\n", EntryError::Trailing(4)),
        (finding.trim_end().to_owned(), line(3, "finding", "assessment <SHA-256>")),
        (finding.clone() + "\n", EntryError::Note(NoteError::NoSignature)),
        ("dunant-entry/v1 heartbeat\ntime 007\n".to_owned(), line(2, "heartbeat", "time <seconds since 1970>")),
        (
            "dunant-entry/v1 heartbeat\ntime 9223372036854775808\n".to_owned(),
            line(2, "heartbeat", "time <seconds since 1970>"),
        ),
    ];
    for (text, refusal) in refusals {
        let refused = match Entry::parse(text.as_bytes()) {
            // A carriage return on the first line makes another kind of it.
            Ok(Entry::Unknown(unknown)) if unknown.kind() == "finding\r" => EntryError::NotAnEntry,
            other => other.unwrap_err(),
        };
        assert_eq!(refused, refusal, "{text:?}");
    }
    assert_eq!(Entry::parse(b"dunant-entry/v1 finding\n\xff"), Err(EntryError::NotUtf8(24)));
    assert_eq!(Entry::parse(&[b'a'; 1 << 16]), Err(EntryError::TooLong(1 << 16)));
}

#[test]
fn the_same_signature_twice_is_refused() {
    let mut entry = KnownEntry::new(one_of_each().remove(0));
    entry.sign(&member(1)).unwrap();
    entry.sign(&member(1)).unwrap();
    let text = entry.to_string();
    let doubled = text.clone() + text.lines().last().unwrap() + "\n";
    assert_eq!(Entry::parse(doubled.as_bytes()), Err(EntryError::RepeatedSignature(2)));
}

#[test]
fn a_reference_is_to_one_entry_alone() {
    let reference = EntryReference { index: 3, leaf: Hash::of_leaf(b"earlier") };
    assert!(reference.is_to(3, b"earlier"));
    assert!(!reference.is_to(4, b"earlier"));
    assert!(!reference.is_to(3, b"another"));
}

#[test]
fn an_opening_shows_the_sealed_document_and_no_other() {
    let sealed = seal(&digest("demand"), &[5; SALT_BYTES]);
    assert_eq!(sealed, seal(&digest("demand"), &[5; SALT_BYTES]));
    assert_ne!(sealed, seal(&digest("another"), &[5; SALT_BYTES]));
    assert_ne!(sealed, seal(&digest("demand"), &[6; SALT_BYTES]));
}

#[test]
fn a_member_s_signature_is_never_a_cosignature_and_an_entry_never_a_checkpoint() {
    let name: KeyName = "example.org/panel/member-1".parse().unwrap();
    // Even where a member is so careless as to run a witness with the same key under the same name.
    let witness = CosignerSecretKey::from_seed(name, &[1; 32]).public();
    for statement in one_of_each() {
        let line = member(1).sign(&statement.to_string());
        assert!(!witness.signs(&line));
        assert!(Checkpoint::parse(&statement.to_string()).is_err());
        let relabelled = SignatureLine::new(witness.name().clone(), witness.id(), line.signature().to_vec());
        assert!(witness.verify(&statement.to_string(), &relabelled).is_err());
    }
    let error = member(1).public().to_string().parse::<crate::note::CosignerKey>().unwrap_err();
    assert_eq!(error, InvalidKey::Type { found: 1, expected: 4 });
}
