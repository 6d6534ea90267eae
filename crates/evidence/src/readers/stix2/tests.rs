use std::fmt::Write as _;
use std::path::Path;

use dunant_vocabulary::Tlp;

use super::*;
use crate::{Limits, Reason, read_item};

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
    assert_eq!(reading.tlp, Some(Tlp::Amber), "a marking that the file does not hold counts as AMBER");
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
        let (mut observed, mut recorded, mut read_in_all) = (0, 0, 0);
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            let reading = read(&text[..end]);
            // What a later object shows to have come along with the case was read all the same.
            let along = reading.values_set_aside().iter().filter(|aside| aside.reason == Reason::Unreferred).count();
            assert!(reading.observations().len() + along >= observed, "cut at {end}");
            assert!(reading.records.len() >= recorded, "cut at {end}");
            assert!(
                end == 0 || text[..end].trim().is_empty() || end + 2 > text.len() || !reading.losses().is_empty(),
                "cut at {end}"
            );
            read_in_all = reading.observations().len() + along;
            (observed, recorded) = (reading.observations().len(), reading.records.len());
        }
        assert!(read_in_all >= 14, "{read_in_all}");
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
    let (mut observations, mut losses, mut reference) = (0, Vec::new(), 0);
    for path in paths {
        let items = read_item("x", &std::fs::read(&path).unwrap(), &Context::default());
        assert_eq!(items[0].format, Some("STIX 2"), "{}", path.display());
        let reading = &items[0].reading;
        assert!(!reading.observations().is_empty() || reading.records.len() < 4, "{}", path.display());
        reference += reading.values_set_aside().iter().filter(|aside| aside.reason == Reason::Reference).count();
        for observation in reading.observations().iter().filter(|o| o.path.ends_with("/description")) {
            let general = ["attack-pattern", "tool", "intrusion-set", "threat-actor", "identity", "relationship"];
            assert!(!general.iter().any(|kind| observation.path.starts_with(kind)), "{observation:?}");
        }
        observations += reading.observations().len();
        losses.extend(
            reading.losses().iter().map(|loss| format!("{}: {}", path.file_name().unwrap().display(), loss.what)),
        );
    }
    assert!(observations > 150, "{observations}");
    // One value of the Poison Ivy bundle is truly no domain, and APT1's vendors are in no vocabulary of ours.
    assert!(losses.len() < 10, "{losses:#?}");
    assert!(reference > 0, "descriptions of families and groups are set aside: {reference}");
    println!("{observations} observations, {reference} texts of reference; {losses:#?}");
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
    let text = r#"{"type": "bundle", "id": "bundle--1", "objects": [{"type": "report", "id": "report--1", "name": "x", "description": "It ran.\nThe \u0022implant\u0022 wiped disks. Then it left."}]}"#;
    let vocabulary = crate::Vocabulary::new(["implant", "wip", "wip disk"]);
    let source = Source::new("test", text.as_bytes());
    let mut reading = Reading::new(&source, &Limits::DEFAULT);
    Stix2.read(&source, &Context { vocabulary: &vocabulary, ..Context::default() }, &mut reading);
    let [passage] = reading.passages.as_slice() else { panic!("{:?}", reading.passages) };
    assert_eq!(*passage.terms, [0, 1, 2]);
    let written = &text[passage.span.start as usize..passage.span.end as usize];
    assert_eq!(written, r#"The \u0022implant\u0022 wiped disks."#);
}

/// A bundle of these objects, each written without `spec_version` and times where a test does not need them.
fn bundle(objects: &str) -> String {
    format!(r#"{{"type":"bundle","id":"bundle--1","objects":[{objects}]}}"#)
}

fn indicator(number: u8, rest: &str, pattern: &str) -> String {
    let pattern = pattern.replace('\\', r"\\").replace('"', r#"\""#);
    format!(
        r#"{{"type":"indicator","id":"indicator--0000000{number}-0000-4000-8000-000000000000",{rest}"pattern_type":"stix","pattern":"{pattern}"}}"#
    )
}

fn observed(text: &str) -> Vec<String> {
    read(text).observations().iter().map(|o| o.observed.to_string()).collect()
}

fn aside(text: &str) -> Vec<(String, Reason)> {
    read(text).values_set_aside().iter().map(|aside| (aside.what.clone(), aside.reason)).collect()
}

const BAD: &str = "[domain-name:value = 'bad.example.com']";

#[test]
fn the_words_of_general_objects_are_reference_and_those_of_a_case_are_read() {
    let text = "Others used 203.0.113.9 and worse[.]example[.]com.";
    for kind in ["attack-pattern", "tool", "intrusion-set", "course-of-action", "identity", "relationship", "malware"] {
        let bundle = bundle(&format!(r#"{{"type":"{kind}","id":"{kind}--1","name":"X","description":"{text}"}}"#));
        assert!(!observed(&bundle).iter().any(|value| value.contains("203.0.113.9")), "{kind}");
        assert!(aside(&bundle).contains(&(text.to_owned(), Reason::Reference)), "{kind}");
    }
    for kind in ["report", "note", "incident", "observed-data", "infrastructure", "campaign", "grouping"] {
        let bundle = bundle(&format!(r#"{{"type":"{kind}","id":"{kind}--1","name":"X","description":"{text}"}}"#));
        assert!(observed(&bundle).contains(&"203.0.113.9".to_owned()), "{kind}");
    }
    let sample =
        format!(r#"{{"type":"malware","id":"malware--1","name":"X","is_family":false,"description":"{text}"}}"#);
    assert!(observed(&bundle(&sample)).contains(&"203.0.113.9".to_owned()), "a sample is this case's");
    let campaign = format!(
        r#"{{"type":"campaign","id":"campaign--1","name":"X","description":"{text}","external_references":[{{"source_name":"mitre-attack","external_id":"C0001"}}]}}"#
    );
    assert!(!observed(&bundle(&campaign)).contains(&"203.0.113.9".to_owned()), "a campaign of ATT&CK's is reference");
    let unknown = format!(r#"{{"type":"x-acme-thing","id":"x-acme-thing--1","description":"{text}"}}"#);
    assert!(read(&bundle(&unknown)).losses()[0].what.contains("`x-acme-thing` are not known"));
}

#[test]
fn of_two_versions_the_later_one_holds_whatever_the_order() {
    let old = indicator(1, r#""modified":"2024-03-05T10:00:00Z","#, "[domain-name:value = 'old.example.com']");
    let new = indicator(1, r#""modified":"2024-03-05T10:00:00.5Z","#, "[domain-name:value = 'new.example.com']");
    for objects in [format!("{old},{new}"), format!("{new},{old}")] {
        assert_eq!(observed(&bundle(&objects)), ["new.example.com"]);
        assert_eq!(aside(&bundle(&objects)), [("old.example.com".to_owned(), Reason::Superseded)]);
    }
    let gone = indicator(1, r#""modified":"2024-06-01T00:00:00Z","revoked":true,"#, BAD);
    let text = bundle(&format!("{new},{gone}"));
    assert_eq!(observed(&text), [] as [&str; 0]);
    assert_eq!(
        aside(&text).iter().map(|(_, reason)| *reason).collect::<Vec<_>>(),
        [Reason::Superseded, Reason::Withdrawn]
    );
}

#[test]
fn what_the_document_doubts_is_set_aside() {
    let id = "indicator--00000001-0000-4000-8000-000000000000";
    let modified = r#""modified":"2024-03-05T10:00:00Z","#;
    let plain = indicator(1, modified, BAD);
    for (object, reason) in [
        (indicator(1, r#""indicator_types":["benign"],"#, BAD), Reason::CalledBenign),
        (indicator(1, r#""labels":["false-positive"],"#, BAD), Reason::CalledBenign),
        (indicator(1, r#""labels":["false-positive:risk=\"high\""],"#, BAD), Reason::CalledBenign),
        (indicator(1, r#""confidence":0,"#, BAD), Reason::Disabled),
        (indicator(1, r#""revoked":true,"#, BAD), Reason::Withdrawn),
        (
            format!(r#"{plain},{{"type":"opinion","id":"o","opinion":"strongly-disagree","object_refs":["{id}"]}}"#),
            Reason::CalledBenign,
        ),
        (format!(r#"{plain},{{"type":"sighting","id":"s","count":0,"sighting_of_ref":"{id}"}}"#), Reason::CalledBenign),
        (
            format!(r#"{plain},{{"type":"sighting","id":"s","x_opencti_negative":true,"sighting_of_ref":"{id}"}}"#),
            Reason::CalledBenign,
        ),
    ] {
        assert_eq!(observed(&bundle(&object)), [] as [&str; 0], "{object}");
        assert_eq!(aside(&bundle(&object)), [("bad.example.com".to_owned(), reason)], "{object}");
    }
    for object in [
        indicator(1, r#""indicator_types":["benign","malicious-activity"],"#, BAD),
        indicator(1, r#""valid_until":"2010-01-01T00:00:00Z","confidence":10,"#, BAD),
        format!(r#"{plain},{{"type":"opinion","id":"o","opinion":"disagree","object_refs":["{id}"]}}"#),
        format!(r#"{plain},{{"type":"sighting","id":"s","count":3,"sighting_of_ref":"{id}"}}"#),
    ] {
        assert_eq!(observed(&bundle(&object)), ["bad.example.com"], "{object}");
    }
}

#[test]
fn every_comparison_of_a_pattern_is_read_or_set_aside() {
    let pattern = "[domain-name:value = 'bad.example.com' AND file:size > 100 AND NOT file:name = 'good.exe' \
        AND file:name LIKE 'bad_%.exe' AND url:value LIKE 'http://c2.example.com/x' AND url:value MATCHES '^http://.+$' \
        AND domain-name:value MATCHES '^re\\.example\\.com$' AND email-message:to_refs[*].value = 'joe@example.org' \
        AND x-acme:host = 'lost.example.com' AND file:hashes['MD5'] = '0123456789abcdef0123456789abcdef']";
    let text = bundle(&indicator(1, "", pattern));
    assert_eq!(
        observed(&text),
        [
            "bad.example.com",
            "http://c2.example.com/x",
            "c2.example.com",
            "re.example.com",
            "0123456789abcdef0123456789abcdef"
        ]
    );
    let expected = [
        ("100", Reason::Description),
        ("good.exe", Reason::Excluded),
        ("bad_%.exe", Reason::NotATrace),
        ("^http://.+$", Reason::NotATrace),
        ("joe@example.org", Reason::Own),
    ];
    assert_eq!(aside(&text), expected.map(|(what, reason)| (what.to_owned(), reason)));
    assert!(read(&text).losses()[0].what.contains("lost.example.com"));
}

#[test]
fn backslashes_and_double_quotes_of_a_pattern_are_read_as_they_are_meant() {
    for (pattern, value) in [
        (r"[process:command_line = 'C:\Windows\System32\a.exe -k']", r"C:\Windows\System32\a.exe -k"),
        (r"[directory:path = 'C:\\Users\\x']", r"C:\Users\x"),
        (r"[directory:path = 'C:\Users\x\']", r"C:\Users\x\"),
        (r"[directory:path = 'C:\Users\x\' AND file:size = 1]", r"C:\Users\x\"),
        (r"[file:name = 'weird\'name\'']", "weird'name'"),
        (r"[url:value = 'http://esc.example.com/a\')']", "http://esc.example.com/a')"),
        (r#"[mutex:name = "Global\x"]"#, r"Global\x"),
    ] {
        let text = bundle(&indicator(1, "", pattern));
        assert_eq!(observed(&text).first().map(String::as_str), Some(value), "{pattern}: {:?}", read(&text).losses());
        assert_eq!(read(&text).losses(), [], "{pattern}");
    }
}

#[test]
fn names_labels_and_custom_properties_give_identifiers() {
    let ids = |object: &str| -> Vec<String> {
        let reading = read(&bundle(object));
        reading
            .observations()
            .iter()
            .filter_map(|o| match &o.observed {
                Observed::Technique(named) | Observed::Software(named) | Observed::ActorClaim(named) => {
                    Some(named.id?.to_string())
                }
                _ => None,
            })
            .collect()
    };
    for (object, id) in [
        (
            r#"{"type":"attack-pattern","id":"a","name":"Masquerading - T1036","external_references":[{"source_name":"capec","external_id":"CAPEC-177"}]}"#,
            "T1036",
        ),
        (r#"{"type":"attack-pattern","id":"a","name":"T1059.001: PowerShell"}"#, "T1059.001"),
        (r#"{"type":"attack-pattern","id":"a","name":"PowerShell","x_mitre_id":"T1059.001"}"#, "T1059.001"),
        (r#"{"type":"tool","id":"a","name":"Mimikatz - S0002"}"#, "S0002"),
        (r#"{"type":"intrusion-set","id":"a","name":"Example Bear (G9999)"}"#, "G9999"),
        (
            r#"{"type":"report","id":"a","name":"x","labels":["misp-galaxy:mitre-attack-pattern=\"PowerShell - T1059.001\""]}"#,
            "T1059.001",
        ),
        (r#"{"type":"report","id":"a","name":"x","labels":["attack.t1059"]}"#, "T1059"),
    ] {
        assert_eq!(ids(object), [id], "{object}");
    }
}

#[test]
fn a_catalogue_is_refused_and_what_it_adds_to_a_case_is_reference() {
    const MITRE: &str = "identity--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5";
    let technique = |number: u32| {
        format!(
            r#"{{"type":"attack-pattern","id":"attack-pattern--{number}","created_by_ref":"{MITRE}","x_mitre_version":"1.0","name":"N{number}","external_references":[{{"source_name":"mitre-attack","external_id":"T{}"}}]}}"#,
            1000 + number
        )
    };
    let catalogue: Vec<String> = (0..120).map(technique).collect();
    let items = read_item("x", bundle(&catalogue.join(",")).as_bytes(), &Context::default());
    let refusal = items[0].refusal.as_ref().unwrap();
    assert!(refusal.reason.contains("catalogue") && refusal.help.as_ref().unwrap().contains("knowledge import"));
    assert!(items[0].reading.observations().is_empty());

    // A case that was exported together with the catalogue: what its report lists is the case's.
    let report = r#"{"type":"report","id":"report--1","name":"x","object_refs":["attack-pattern--7"]}"#;
    let with_case = bundle(&format!("{report},{}", catalogue.join(",")));
    assert_eq!(observed(&with_case), ["N7"]);
    // A few techniques without any relation are what the producer says.
    assert_eq!(observed(&bundle(&format!("{},{}", technique(1), technique(2)))), ["N1", "N2"]);
    // What only ATT&CK's own relationships lead to came along with the group.
    let along = format!(
        r#"{{"type":"indicator","id":"i","pattern":"{BAD}"}},{{"type":"intrusion-set","id":"intrusion-set--1","name":"Example Bear"}},
        {{"type":"relationship","id":"r","relationship_type":"uses","created_by_ref":"{MITRE}","source_ref":"intrusion-set--1","target_ref":"attack-pattern--1"}},{}"#,
        technique(1)
    );
    assert!(!observed(&bundle(&along)).contains(&"N1".to_owned()));
}

#[test]
fn what_an_observed_object_is_doubted_for_needs_no_version() {
    let trace = r#"{"type":"domain-name","id":"domain-name--1","value":"bad.example.com"}"#;
    for doubt in [
        r#"{"type":"opinion","id":"opinion--1","opinion":"strongly-disagree","object_refs":["domain-name--1"]}"#,
        r#"{"type":"sighting","id":"sighting--1","count":0,"sighting_of_ref":"domain-name--1"}"#,
    ] {
        let text = bundle(&format!("{trace},{doubt}"));
        assert_eq!(observed(&text), [] as [&str; 0], "{doubt}");
        assert_eq!(aside(&text), [("bad.example.com".to_owned(), Reason::CalledBenign)]);
    }
}

#[test]
fn who_received_an_observed_mail_is_no_trace_and_its_sender_is() {
    let text = bundle(
        r#"{"type":"observed-data","id":"observed-data--1","objects":{
            "0":{"type":"email-message","is_multipart":false,"from_ref":"1","to_refs":["2"],"cc_refs":["1"]},
            "1":{"type":"email-addr","value":"evil@bad.example.com"},
            "2":{"type":"email-addr","value":"anna@hospital.example.org"}}},
        {"type":"observed-data","id":"observed-data--2","objects":{"2":{"type":"email-addr","value":"other@bad.example.com"}}}"#,
    );
    assert_eq!(observed(&text), ["evil@bad.example.com", "other@bad.example.com"]);
    let reading = read(&text);
    let own: Vec<_> = reading.values_set_aside().iter().filter(|a| a.reason == Reason::Own).collect();
    assert_eq!(own.len(), 1, "{own:?}");
}

#[test]
fn where_an_artifact_came_from_is_read_and_not_lost_as_well() {
    let text = bundle(
        r#"{"type":"artifact","id":"artifact--1","url":"http://bad.example.com/a.bin","x_acme_c2":"c2.example.com"}"#,
    );
    assert_eq!(observed(&text), ["http://bad.example.com/a.bin", "bad.example.com"]);
    let losses: Vec<_> = read(&text).losses().iter().map(|loss| loss.what.clone()).collect();
    assert!(!losses.iter().any(|what| what.contains("a.bin")), "{losses:?}");
    assert!(losses.iter().any(|what| what.contains("c2.example.com")), "{losses:?}");
}

#[test]
fn a_text_that_is_too_long_to_be_looked_at_is_one_loss() {
    let read = |words: usize| {
        let body = format!("{}http://body.example.com/a", "word ".repeat(words));
        read(&format!(
            r#"{{"type":"bundle","id":"bundle--1","objects":[{{"type":"email-message","id":"email-message--1","is_multipart":false,"body":"{body}"}}]}}"#
        ))
    };
    let lost = |reading: &Reading, what: &str| reading.losses().iter().filter(|l| l.what.contains(what)).count();
    let long = read(20_000);
    assert_eq!(lost(&long, "was looked at up to"), 1, "{:?}", long.losses());
    let short = read(9_000);
    assert_eq!(lost(&short, "was looked at up to"), 0, "{:?}", short.losses());
    assert_eq!(lost(&short, "body.example.com"), 1, "{:?}", short.losses());
}

#[test]
fn an_object_of_an_unknown_type_and_names_that_nobody_knows_are_accounted_for() {
    let text = bundle(
        r#"{"type":"x-acme-thing","id":"x-acme-thing--1","value":"evil.example.com"},
        {"type":"x-acme-other","id":"x-acme-other--1","colour":"red"},
        {"type":"campaign","id":"campaign--1","name":"Wave X","objective":"To reach 203.0.113.9."},
        {"type":"course-of-action","id":"course-of-action--1","name":"Block evil.example.com"},
        {"type":"identity","id":"identity--1","name":"Example Clinic"},
        {"type":"malware","id":"malware--1","name":"X","x_acme_c2":"evil--site.example.com"}"#,
    );
    let lost: Vec<_> = read(&text).losses().iter().map(|loss| loss.what.clone()).collect();
    assert!(lost.iter().any(|what| what.contains("`evil.example.com` in x-acme-thing--1/value")), "{lost:?}");
    assert!(lost.iter().any(|what| what.contains("`x-acme-other--1` was not read")), "{lost:?}");
    assert!(lost.iter().any(|what| what.contains("`evil--site.example.com`")), "{lost:?}");
    for expected in [
        ("Wave X", Reason::Description),
        ("Block evil.example.com", Reason::Reference),
        ("Example Clinic", Reason::Own),
    ] {
        assert!(aside(&text).contains(&(expected.0.to_owned(), expected.1)), "{expected:?}");
    }
    assert!(observed(&text).contains(&"203.0.113.9".to_owned()), "what a campaign is after is the case's");
}

#[test]
fn what_stands_within_observed_data_is_accounted_for() {
    let text = bundle(
        r#"{"type":"observed-data","id":"observed-data--1","objects":{"0":{"type":"file","name":"a.exe","description":"A loader","x_c2_url":"http://evil.example.com/"}}}"#,
    );
    assert_eq!(observed(&text), ["a.exe"]);
    assert!(aside(&text).contains(&("A loader".to_owned(), Reason::Description)));
    assert!(read(&text).losses()[0].what.contains("http://evil.example.com/"));
}

#[test]
fn of_a_url_with_a_wildcard_the_host_is_certain() {
    for (pattern, values) in [
        ("[url:value LIKE 'http://c2.example.com/%']", &["c2.example.com"][..]),
        (r"[url:value MATCHES '^http://c2\.example\.com/gate.*$']", &["c2.example.com"]),
        ("[url:value LIKE 'http://%.example.com/a']", &[]),
        ("[url:value LIKE 'http://c2.example.co%']", &[]),
        ("[url:value MATCHES '^https?://c2.example.com/']", &[]),
    ] {
        let text = bundle(&indicator(1, "", pattern));
        assert_eq!(observed(&text), values, "{pattern}");
        assert_eq!(read(&text).tally().lost, 0, "{pattern}");
    }
}

#[test]
fn a_hash_of_another_length_than_its_algorithms_is_cut() {
    let text = bundle(&indicator(1, "", "[file:hashes.'SHA-256' = '0123456789abcdef0123456789abcdef']"));
    assert_eq!(observed(&text), [] as [&str; 0]);
    assert!(read(&text).losses()[0].what.contains("SHA-256"));
}

#[test]
fn whoever_received_a_message_and_whoever_reports_is_not_a_trace() {
    let text = bundle(
        r#"{"type":"email-addr","id":"email-addr--1","value":"joe@example.org"},
        {"type":"email-addr","id":"email-addr--2","value":"mallory@example.com"},
        {"type":"email-message","id":"email-message--1","is_multipart":false,"from_ref":"email-addr--2","to_refs":["email-addr--1"]},
        {"type":"identity","id":"identity--1","name":"Example CERT","contact_information":"cert@example.net"},
        {"type":"report","id":"report--1","name":"x","external_references":[{"source_name":"blog","url":"https://blog.example.net/a"}]}"#,
    );
    assert_eq!(observed(&text), ["mallory@example.com"]);
    let reasons = aside(&text);
    for (value, reason) in [
        ("joe@example.org", Reason::Own),
        ("cert@example.net", Reason::Own),
        ("https://blog.example.net/a", Reason::Citation),
    ] {
        assert!(reasons.contains(&(value.to_owned(), reason)), "{reasons:?}");
    }
}

#[test]
fn what_stands_in_unknown_properties_is_said_to_be_lost() {
    let text = bundle(
        r#"{"type":"malware","id":"m","name":"X","x_acme_c2":["bad.example.com"],"x_acme_note":"hello"},
        {"type":"x-misp-attribute","id":"x","x_misp_type":"domain","x_misp_value":"read.example.com"},
        {"type":"file","id":"f","name":"a.exe","hashes":{"SHA3-256":"00"}}"#,
    );
    assert!(observed(&text).contains(&"read.example.com".to_owned()));
    let losses: Vec<_> = read(&text).losses().iter().map(|loss| loss.what.clone()).collect();
    assert!(losses.iter().any(|what| what.contains("`bad.example.com` in m/x_acme_c2")), "{losses:?}");
    assert!(losses.iter().any(|what| what.contains("SHA3-256")), "{losses:?}");
}

mod marking;

#[test]
fn what_a_mail_and_a_registry_value_hold_is_named_where_it_is_not_read() {
    let text = r#"{"type":"bundle","id":"bundle--5d0092c5-5f74-4287-9642-33f4c354e56d","objects":[
        {"type":"email-message","spec_version":"2.1","id":"email-message--cf9b4b7f-14c8-5955-8065-020e0316b559","is_multipart":false,
         "body":"Please open http://body.example.com/login now.","additional_header_fields":{"Reply-To":["evil@reply.example.com"]}},
        {"type":"windows-registry-key","spec_version":"2.1","id":"windows-registry-key--2ba37ae7-2745-5082-9dfd-9486dad41016",
         "key":"HKLM\\Software\\Evil","values":[{"name":"u","data":"run http://reg.example.com/x","data_type":"REG_SZ"}]}]}"#;
    let reading = read(text);
    let lost: Vec<&str> = reading.losses().iter().map(|loss| loss.what.as_str()).collect();
    for value in ["http://body.example.com/login", "evil@reply.example.com", "http://reg.example.com/x"] {
        assert!(lost.iter().any(|what| what.contains(value)), "{value} of {lost:?}");
    }
    assert_eq!(reading.observations().len(), 1, "the key alone is read");
}

#[test]
fn a_short_serial_number_is_that_of_many_certificates() {
    let of = |serial: &str| {
        observed(&bundle(&format!(
            r#"{{"type":"x509-certificate","id":"x509-certificate--1","serial_number":"{serial}"}}"#
        )))
        .len()
    };
    assert_eq!((of("01:02"), of("36:f7:d4:32:f4:ab:70:ea:d3:ce:98:6e:ea:99:93:49")), (0, 1));
}
