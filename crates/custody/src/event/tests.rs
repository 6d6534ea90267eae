use dunant_record::note::SignerKey;
use dunant_vocabulary::{AdmiraltyGrade, Moment, Pap, Sha256Digest, Tlp};

use super::*;
use crate::chain::{Chain, Link, LinkFormError, Subject};
use crate::sealing::CaseSecret;

fn receipt() -> TakenIn {
    TakenIn {
        size: 42,
        name: "mail \"1\".eml".into(),
        from: Submitter::Pseudonym("submitter-7f3a09c1d2e4".into()),
        tlp: Tlp::AmberStrict,
        pap: Pap::Green,
        admiralty: AdmiraltyGrade::UNGRADED,
        handed: None,
    }
}

/// Every event, and its line.
fn spelled() -> Vec<(CustodyEvent, &'static str)> {
    let seal = Seal { root: dunant_record::merkle::Hash::of_empty_tree(), observations: 0 };
    let [by, to, purpose] = ["a", "b", "c\nd"].map(str::to_owned);
    let named = TakenIn { from: Submitter::Named("Jo".into()), handed: Some("by post".into()), ..receipt() };
    vec![
        (
            CustodyEvent::TakenIn(receipt()),
            r#"{"type":"taken-in","size":42,"name":"mail \"1\".eml","from":{"pseudonym":"submitter-7f3a09c1d2e4"},"tlp":"amber+strict","pap":"green","admiralty":"F6","handed":null}"#,
        ),
        (
            CustodyEvent::TakenIn(named),
            r#"{"type":"taken-in","size":42,"name":"mail \"1\".eml","from":{"named":"Jo"},"tlp":"amber+strict","pap":"green","admiralty":"F6","handed":"by post"}"#,
        ),
        (
            CustodyEvent::Accessed { by: by.clone(), purpose: purpose.clone() },
            r#"{"type":"accessed","by":"a","purpose":"c\nd"}"#,
        ),
        (
            CustodyEvent::Copied { by: by.clone(), to: to.clone(), purpose: purpose.clone() },
            r#"{"type":"copied","by":"a","to":"b","purpose":"c\nd"}"#,
        ),
        (
            CustodyEvent::Exported { by: by.clone(), to, purpose: purpose.clone() },
            r#"{"type":"exported","by":"a","to":"b","purpose":"c\nd"}"#,
        ),
        (
            CustodyEvent::Redacted { by: by.clone(), disclosed: vec![0, 3], purpose: purpose.clone() },
            r#"{"type":"redacted","by":"a","disclosed":[0,3],"purpose":"c\nd"}"#,
        ),
        (
            CustodyEvent::Sealed(seal),
            r#"{"type":"sealed","root":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=","observations":0}"#,
        ),
        (
            CustodyEvent::Regraded {
                by: by.clone(),
                tlp: Tlp::Clear,
                pap: Pap::Red,
                admiralty: "B2".parse().unwrap(),
                reason: purpose.clone(),
            },
            r#"{"type":"regraded","by":"a","tlp":"clear","pap":"red","admiralty":"B2","reason":"c\nd"}"#,
        ),
        (CustodyEvent::Lost { by: by.clone(), reason: purpose.clone() }, r#"{"type":"lost","by":"a","reason":"c\nd"}"#),
        (
            CustodyEvent::Recovered { by: by.clone(), reason: purpose.clone() },
            r#"{"type":"recovered","by":"a","reason":"c\nd"}"#,
        ),
        (
            CustodyEvent::Clock { by, links: vec![0, 2], because: purpose },
            r#"{"type":"clock","by":"a","links":[0,2],"because":"c\nd"}"#,
        ),
    ]
}

/// The text of a first link with this line as its event.
fn link(line: &str) -> String {
    let subject = Subject::Item("a".parse().unwrap(), Sha256Digest::of(b""));
    format!("dunant-chain/v1 {subject}\nnumber 0\nprevious none\ntime 2027-01-15T08:00:00Z\nevent {line}\n")
}

#[test]
fn every_event_is_written_so_and_read_back() {
    for (event, line) in spelled() {
        assert_eq!(serde_json::to_string(&event).unwrap(), line);
        assert_eq!(Link::<CustodyEvent>::parse(&link(line)).unwrap().event, event);
        assert!(line.starts_with(&format!("{{\"type\":\"{}\"", event.kind())));
    }
}

#[test]
fn another_spelling_of_an_event_is_no_link() {
    for (event, line) in spelled() {
        let body = line.strip_prefix('{').unwrap().strip_suffix('}').unwrap();
        let (kind, rest) = body.split_once(',').unwrap();
        let mut others = vec![
            format!("{{ {body}}}"),
            format!("{{{rest},{kind}}}"),
            format!("{{{body},\"more\":1}}"),
            format!("{{{kind},{kind},{rest}}}"),
            format!("{{{kind}}}"),
            line.to_uppercase(),
            line.replace("{\"type\":\"", "{\"type\":\"un"),
        ];
        others.extend(
            [(",\"handed\":null", ""), ("c\\nd", "c\\u000ad"), ("F6", "f6"), ("B2", " B2"), ("amber", "AMBER")]
                .into_iter()
                .filter(|(from, _)| line.contains(from))
                .map(|(from, to)| line.replace(from, to)),
        );
        for other in others {
            let read = Link::<CustodyEvent>::parse(&link(&other));
            assert!(matches!(read, Err(LinkFormError::Event(_) | LinkFormError::Spelling)), "{event:?}: {other}");
        }
    }
}

#[test]
fn an_event_with_line_ends_and_other_control_characters_is_signed_and_read() {
    let key = SignerKey::from_seed("example.org/secretariat".parse().unwrap(), &[1; 32]);
    let subject = Subject::Item("a".parse().unwrap(), Sha256Digest::of(b""));
    let mut chain = Chain::new(subject.clone());
    let event = CustodyEvent::TakenIn(TakenIn { name: "a\n\n— b\u{1b}[2J\r\0".into(), ..receipt() });
    let note = chain.append(event, Moment::from_seconds(0).unwrap(), &key).unwrap();
    assert_eq!(Chain::read(subject, [note], &[key.public()]), Ok(chain));
}

#[test]
fn a_pseudonym_is_one_in_a_case_another_in_another_and_does_not_hold_the_name() {
    let [one, two] = [1, 2].map(|seed| CaseSecret::from_bytes(&[seed; 32]));
    let jo = Submitter::anonymous(&one, "jo@hospital.example");
    assert_eq!(jo, Submitter::anonymous(&one, "jo@hospital.example"));
    assert_ne!(jo, Submitter::anonymous(&two, "jo@hospital.example"));
    assert_ne!(jo, Submitter::anonymous(&one, "jo@hospital.exampl"));
    let digits = jo.name().strip_prefix("submitter-").unwrap();
    assert!(digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()), "{jo}");
    assert!(matches!(jo, Submitter::Pseudonym(_)));
}
