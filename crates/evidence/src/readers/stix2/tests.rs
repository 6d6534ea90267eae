use std::fmt::Write as _;
use std::path::Path;

use dunant_vocabulary::Tlp;

use super::*;
use crate::{Limits, read_item};

const BUNDLE_2_0: &str = include_str!("fixtures/bundle_2_0.json");
const BUNDLE_2_1: &str = include_str!("fixtures/bundle_2_1.json");

fn read(text: &str) -> Reading {
    read_within(text, &Limits::default())
}

fn read_within(text: &str, limits: &Limits) -> Reading {
    let source = Source::new("test", text.as_bytes());
    let mut reading = Reading::new(&source, limits);
    Stix2.read(&source, &Context { limits, ..Context::default() }, &mut reading);
    reading
}

/// One line an observation, with the very bytes of the item; then the losses.
fn render(text: &str, reading: &Reading) -> String {
    let bytes = |span: &dunant_vocabulary::Span| &text[span.start as usize..span.end as usize];
    let mut out = String::new();
    for o in reading.observations() {
        let when = o.when.map_or("-".to_owned(), |when| when.to_string());
        let detail = match &o.observed {
            Observed::Observable(observable) => observable.kind().stix_path().to_owned(),
            Observed::Software(mention) | Observed::Technique(mention) | Observed::ActorClaim(mention) => {
                format!("{} {}", o.observed.kind(), mention.id.map_or("-".to_owned(), |id| id.to_string()))
            }
            Observed::Country { role, .. } | Observed::Sector { role, .. } => format!("{} {role:?}", o.observed.kind()),
            Observed::Vulnerability(_) => "vulnerability".to_owned(),
        };
        writeln!(out, "{} | {detail} | {when} | {} | {}", o.observed, o.path, bytes(&o.span)).unwrap();
    }
    for loss in reading.losses() {
        let at = loss.span.as_ref().map_or("-".to_owned(), |span| span.start.to_string());
        writeln!(out, "LOSS at {at}: {}", loss.what).unwrap();
    }
    out
}

#[test]
fn a_bundle_of_2_1_gives_what_its_objects_say() {
    let reading = read(BUNDLE_2_1);
    assert_eq!(render(BUNDLE_2_1, &reading), include_str!("fixtures/bundle_2_1.golden.txt"));
    assert_eq!(reading.tlp, Some(Tlp::AmberStrict));
    assert_eq!(reading.title.as_deref(), Some("Operation Example Harbour"));
    assert_eq!(reading.dated.unwrap().to_string(), "2021-05-06");
    assert_eq!(reading.records.len(), 29, "every object is kept, of known type or not");
    assert!(reading.records.iter().any(|record| &*record.kind == "x-acme-thing"));
}

#[test]
fn a_bundle_of_2_0_gives_what_its_observed_data_holds() {
    let reading = read(BUNDLE_2_0);
    assert_eq!(render(BUNDLE_2_0, &reading), include_str!("fixtures/bundle_2_0.golden.txt"));
    assert_eq!(reading.tlp, Some(Tlp::Green));
    assert_eq!(reading.records.len(), 14);
}

#[test]
fn lists_single_objects_and_one_a_line_are_read() {
    let object =
        r#"{"type":"domain-name","id":"domain-name--11111111-2222-4333-8444-555555555555","value":"a.example.com"}"#;
    for (text, count) in [
        (object.to_owned(), 1),
        (format!("\u{feff}[{object}, {object}]"), 2),
        (format!("{object}\n{object}\n\n{object}\n"), 3),
        (format!(r#"{{"more":true,"objects":[{object}]}}"#), 1),
    ] {
        let items = read_item("x", text.as_bytes(), &Context::default());
        assert_eq!(items[0].format, Some("STIX 2"), "{text}");
        assert_eq!(items[0].reading.observations().len(), count, "{text}");
        assert!(items[0].reading.losses().is_empty(), "{:?}", items[0].reading.losses());
    }
}

#[test]
fn a_cut_at_any_byte_keeps_what_stood_before_it() {
    for text in [BUNDLE_2_0, BUNDLE_2_1] {
        let (mut observed, mut recorded) = (0, 0);
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            let reading = read(&text[..end]);
            assert!(reading.observations().len() >= observed, "cut at {end}");
            assert!(reading.records.len() >= recorded, "cut at {end}");
            assert!(
                end == 0 || text[..end].trim().is_empty() || end + 2 > text.len() || !reading.losses().is_empty(),
                "cut at {end}"
            );
            (observed, recorded) = (reading.observations().len(), reading.records.len());
        }
        assert!(observed >= 14);
    }
}

#[test]
fn a_truncated_file_says_where_it_ends_and_how_much_was_kept() {
    let end = BUNDLE_2_1.find("\"Example Vendor\"").unwrap();
    let items = read_item("x", &BUNDLE_2_1.as_bytes()[..end], &Context::default());
    let loss = items[0].reading.losses().iter().find(|loss| loss.what.starts_with("object 4")).unwrap();
    assert_eq!(loss.what, "object 4 cannot be read: the text ends in the middle of it; 3 objects were kept");
    let span = loss.span.unwrap();
    assert_eq!(span.start, end as u64);
    assert_eq!(span.line as usize, BUNDLE_2_1[..end].lines().count());
}

#[test]
fn a_garbled_object_costs_no_other() {
    let text = BUNDLE_2_1.replace("\"name\": \"ExampleRAT\",", "\"name\": ExampleRAT,");
    let (whole, garbled) = (read(BUNDLE_2_1), read(&text));
    // The malware, and its alias.
    assert_eq!(garbled.observations().len(), whole.observations().len() - 2);
    let loss = garbled.losses().iter().find(|loss| loss.what.contains("cannot be read: ")).unwrap();
    assert!(loss.what.starts_with("object 9 cannot be read: expected value; "), "{}", loss.what);
    assert_eq!(loss.span.unwrap().start as usize, text.find("ExampleRAT,").unwrap());
}

#[test]
fn bytes_changed_anywhere_never_panic_the_reader() {
    for text in [BUNDLE_2_0, BUNDLE_2_1] {
        for (index, _) in text.char_indices().step_by(29) {
            for byte in ["\"", "{", "]", "\\", "é", "9"] {
                let next = text[index..].chars().next().map_or(0, char::len_utf8);
                let changed = format!("{}{byte}{}", &text[..index], &text[index + next..]);
                let reading = read(&changed[..changed.len().min(index + 3000 + byte.len()).min(changed.len())]);
                assert!(reading.records.len() <= 60);
            }
        }
    }
}

#[test]
fn limits_are_named_where_they_bite() {
    let deep =
        format!(r#"{{"type":"bundle","id":"bundle--1","objects":[{{"x":{}1{}}}]}}"#, "[".repeat(200), "]".repeat(200));
    let reading = read(&deep);
    assert!(reading.losses()[0].what.contains("limit `depth` (128)"), "{:?}", reading.losses());
    assert!(reading.losses()[0].help.as_deref().unwrap().contains("--limit depth"));
    let limits = Limits { observations: 3, records: 4, ..Limits::default() };
    let reading = read_within(BUNDLE_2_1, &limits);
    assert_eq!((reading.observations().len(), reading.records.len()), (3, 4));
}

#[test]
fn long_identifiers_do_not_multiply() {
    let id = "x".repeat(100_000);
    let pattern = "[domain-name:value IN ('a.example.com', 'b.example.com')] AND ".repeat(50);
    let text = format!(
        r#"{{"type":"bundle","id":"bundle--1","objects":[{{"type":"indicator","id":"{id}","pattern":"{pattern}"}}]}}"#
    );
    let reading = read(&text);
    assert_eq!(reading.observations().len(), 100);
    assert!(reading.observations().iter().all(|observation| observation.path.len() < 200));
}

#[test]
fn published_examples_are_read_without_loss() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/stix"));
    let Ok(entries) = std::fs::read_dir(folder) else {
        println!("skipped: `{}` is absent", folder.display());
        return;
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (mut observations, mut losses) = (0, Vec::new());
    for path in paths {
        let items = read_item("x", &std::fs::read(&path).unwrap(), &Context::default());
        assert_eq!(items[0].format, Some("STIX 2"), "{}", path.display());
        let reading = &items[0].reading;
        assert!(!reading.observations().is_empty() || reading.records.len() < 4, "{}", path.display());
        observations += reading.observations().len();
        losses.extend(
            reading.losses().iter().map(|loss| format!("{}: {}", path.file_name().unwrap().display(), loss.what)),
        );
    }
    assert!(observations > 150, "{observations}");
    // One value of the Poison Ivy bundle is truly no domain, and APT1's vendors are in no vocabulary of ours.
    assert!(losses.len() < 10, "{losses:#?}");
    println!("{observations} observations; {losses:#?}");
}

#[test]
fn a_published_bundle_of_spyware_domains_is_read_whole() {
    let path = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/evidence/amnesty/2021-07-18_nso/pegasus.stix2"
    ));
    let Ok(bytes) = std::fs::read(path) else {
        println!("skipped: `{}` is absent", path.display());
        return;
    };
    let items = read_item("x", &bytes, &Context::default());
    let domains = |o: &&crate::Observation| o.path.ends_with("/pattern") && o.observed.kind() == "observable";
    let count = items[0].reading.observations().iter().filter(domains).count();
    assert!(count > 1400, "{count}");
    println!("{count} traces, {:?}", items[0].reading.losses());
}

#[test]
fn the_sentences_of_a_description_are_passages_where_they_stand_in_the_file() {
    let text = r#"{"type": "bundle", "id": "bundle--1", "objects": [{"type": "malware", "id": "malware--1", "name": "x", "description": "It ran.\nThe \u0022implant\u0022 wiped disks. Then it left."}]}"#;
    let vocabulary = crate::Vocabulary::new(["implant", "wip", "wip disk"]);
    let source = Source::new("test", text.as_bytes());
    let mut reading = Reading::new(&source, &Limits::DEFAULT);
    Stix2.read(&source, &Context { vocabulary: &vocabulary, ..Context::default() }, &mut reading);
    let [passage] = reading.passages.as_slice() else { panic!("{:?}", reading.passages) };
    assert_eq!(*passage.terms, [0, 1, 2]);
    let written = &text[passage.span.start as usize..passage.span.end as usize];
    assert_eq!(written, r#"The \u0022implant\u0022 wiped disks."#);
}
