use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dunant_vocabulary::{Pap, Tlp};

use super::*;
use crate::{Limits, Observed, read_item};

const EVENT: &str = include_str!("fixtures/event.json");

fn read(text: &str) -> Reading {
    let limits = Limits::default();
    let source = Source::new("test", text.as_bytes());
    let mut reading = Reading::new(&source, &limits);
    Misp.read(&source, &Context { limits: &limits, ..Context::default() }, &mut reading);
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
fn an_event_gives_what_its_attributes_objects_and_tags_say() {
    let reading = read(EVENT);
    assert_eq!(render(EVENT, &reading), include_str!("fixtures/event.golden.txt"));
    assert_eq!((reading.tlp, reading.pap), (Some(Tlp::Red), Some(Pap::Amber)));
    assert_eq!(reading.title.as_deref(), Some("ExampleRAT at the harbour"));
    assert_eq!(reading.dated.unwrap().to_string(), "2021-02-03");
    let count = |kind: &str| reading.records.iter().filter(|record| &*record.kind == kind).count();
    assert_eq!((count("Event"), count("Attribute"), count("Object")), (1, 35, 4));
    assert_eq!(reading.records[0].kind.as_ref(), "Event");
}

#[test]
fn every_wrapping_of_an_event_gives_the_same() {
    let event = EVENT.trim();
    let inner = event.strip_prefix("{\n \"Event\":").unwrap().strip_suffix('}').unwrap();
    let whole = read(EVENT).observations().len();
    for text in [
        format!("{{\"response\": [{event}]}}"),
        format!("[{event}]"),
        format!("\u{feff}{inner}"),
        format!("{{\"response\": {event}}}"),
        format!("[{inner}]"),
    ] {
        let items = read_item("x", text.as_bytes(), &Context::default());
        assert_eq!(items[0].format, Some("MISP event"));
        assert_eq!(items[0].reading.observations().len(), whole);
    }
    let twice = read(&format!("{{\"response\": [{event}, {event}]}}"));
    assert_eq!(twice.observations().len(), 2 * whole, "what two events say is said twice");
    assert_eq!(twice.observations()[whole].path.split('.').next().unwrap(), "response[1]");
}

#[test]
fn a_manifest_of_a_feed_holds_no_event_and_says_so() {
    let manifest = r#"{"11111111-2222-4333-8444-555555555555":
        {"Orgc":{"name":"Example"},"info":"Example Bear at bad[.]example[.]com","date":"2020-01-02",
        "Tag":[{"name":"misp-galaxy:threat-actor=\"Example Bear\""}]}}"#;
    let items = read_item("manifest.json", manifest.as_bytes(), &Context::default());
    let reading = &items[0].reading;
    assert_eq!((items[0].format, reading.observations().len()), (Some("MISP event"), 0));
    assert!(reading.losses()[0].what.contains("manifest of a feed"), "{:?}", reading.losses());
    assert_eq!(reading.values_set_aside()[0].what, "Example Bear at bad[.]example[.]com");
}

#[test]
fn an_answer_of_attributes_is_read() {
    let answer = r#"{"response":{"Attribute":[{"event_id":"1","category":"x","type":"domain","value":"a.example.com",
        "Event":{"info":"other"}}]}}"#;
    let items = read_item("answer.json", answer.as_bytes(), &Context::default());
    assert_eq!(items[0].reading.observations()[0].path.as_ref(), "response.Attribute[0].value");
}

#[test]
fn a_cut_at_any_byte_keeps_what_stood_before_it() {
    let (mut observed, mut recorded) = (0, 0);
    for end in 0..=EVENT.len() {
        let reading = read(&EVENT[..end]);
        assert!(reading.observations().len() >= observed, "cut at {end}");
        assert!(reading.records.len() >= recorded, "cut at {end}");
        assert!(end == 0 || end + 2 > EVENT.len() || !reading.losses().is_empty(), "cut at {end}");
        (observed, recorded) = (reading.observations().len(), reading.records.len());
    }
    assert!(observed > 30, "{observed}");
}

#[test]
fn a_garbled_attribute_costs_no_other() {
    let text = EVENT.replace("\"203.0.113.6|443\"", "203.0.113.6|443");
    let (whole, garbled) = (read(EVENT), read(&text));
    assert_eq!(garbled.observations().len(), whole.observations().len() - 1);
    let loss = garbled.losses().iter().find(|loss| loss.what.contains("Attribute[3]")).unwrap();
    assert!(loss.what.ends_with("what stands around it was read"), "{}", loss.what);
    let damage = text.find("203.0.113.6|443").unwrap() as u64;
    assert!((damage..damage + 16).contains(&loss.span.unwrap().start));
}

#[test]
fn bytes_changed_anywhere_never_panic_the_reader() {
    for (index, _) in EVENT.char_indices().step_by(41) {
        for byte in ["\"", "{", "]", "\\", "é", "9"] {
            let changed = format!("{}{byte}{}", &EVENT[..index], &EVENT[index + 1..]);
            assert!(read(&changed).records.len() <= 80);
        }
    }
}

#[test]
fn published_events_are_read() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/evidence"));
    if !folder.exists() {
        println!("skipped: `{}` is absent", folder.display());
        return;
    }
    let (mut events, mut attributes, mut observations, mut losses) = (0, 0, 0, 0);
    for path in json_files(folder) {
        let bytes = std::fs::read(&path).unwrap();
        let source = Source::new("x", &bytes);
        if !Misp.recognise(&source) {
            println!("not an event: {}", path.display());
            continue;
        }
        let reading = read(source.text().unwrap());
        let count = |kind: &str| reading.records.iter().filter(|record| &*record.kind == kind).count();
        assert_eq!(count("Event"), 1, "{}", path.display());
        assert!(reading.title.is_some() && reading.dated.is_some(), "{}", path.display());
        (events, attributes) = (events + 1, attributes + count("Attribute"));
        let traces = reading.observations().iter().filter(|o| !o.path.ends_with("info"));
        observations += traces.count();
        losses += reading.losses().len();
        for loss in reading.losses() {
            println!("{}: {}", path.file_name().unwrap().display(), loss.what);
        }
    }
    println!("{events} events, {attributes} attributes, {observations} observations, {losses} losses");
    assert_eq!(events, 51);
    assert!(attributes > 3_000 && observations > 2_500, "{attributes} attributes, {observations} observations");
    assert!(losses < attributes / 100, "{losses} losses");
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_sentences_of_a_description_are_passages_where_they_stand_in_the_file() {
    let text = r#"{"Event": {"info": "an event", "Attribute": [{"type": "text", "category": "Other", "value": "It ran. The \u0022implant\u0022 wiped disks. Then it left."}]}}"#;
    let vocabulary = crate::Vocabulary::new(["implant", "wip", "wip disk"]);
    let source = Source::new("test", text.as_bytes());
    let mut reading = Reading::new(&source, &Limits::DEFAULT);
    Misp.read(&source, &Context { vocabulary: &vocabulary, ..Context::default() }, &mut reading);
    let [passage] = reading.passages.as_slice() else { panic!("{:?}", reading.passages) };
    assert_eq!(*passage.terms, [0, 1, 2]);
    let written = &text[passage.span.start as usize..passage.span.end as usize];
    assert_eq!(written, r#"The \u0022implant\u0022 wiped disks."#);
}

/// What an event of these attributes gives: each value observed, and each set aside with its reason.
fn outcomes(attributes: &str) -> (Vec<String>, Vec<(String, crate::Reason)>) {
    let event = format!(r#"{{"Event":{{"info":"x","analysis":"1","orgc_id":"1","Attribute":[{attributes}]}}}}"#);
    let reading = read(&event);
    let observed = reading.observations().iter().map(|o| o.observed.to_string()).collect();
    let aside = reading.values_set_aside().iter().map(|aside| (aside.what.clone(), aside.reason)).collect();
    (observed, aside)
}

#[test]
fn what_an_event_takes_back_is_set_aside_with_the_reason() {
    use crate::Reason;
    for (rest, reason) in [
        (r#""deleted":true"#, Reason::Withdrawn),
        (r#""Tag":[{"name":"false-positive:risk=\"high\""}]"#, Reason::CalledBenign),
        (r#""Sighting":[{"type":"0"},{"type":"1"}]"#, Reason::CalledBenign),
        (r#""warnings":[{"match":"x","warninglist_name":"Resolvers"}]"#, Reason::KnownGood),
    ] {
        let attribute = format!(r#"{{"type":"domain","category":"Network activity","value":"a.example.com",{rest}}}"#);
        assert_eq!(outcomes(&attribute), (vec![], vec![("a.example.com".to_owned(), reason)]), "{rest}");
    }
    for rest in [
        r#""to_ids":false"#,
        r#""disable_correlation":true"#,
        r#""Sighting":[{"type":"0"},{"type":"0"},{"type":"1"}]"#,
        r#""Tag":[{"name":"false-positive:risk=\"low\""}]"#,
    ] {
        let attribute = format!(r#"{{"type":"domain","category":"Network activity","value":"a.example.com",{rest}}}"#);
        assert_eq!(outcomes(&attribute), (vec!["a.example.com".to_owned()], vec![]), "{rest}");
    }
}

#[test]
fn an_event_that_is_a_false_positive_is_set_aside_as_a_whole() {
    let reading = read(
        r#"{"Event":{"info":"x","analysis":"1","Attribute":[{"type":"domain","category":"x","value":"a.example.com"}],
        "Tag":[{"name":"false-positive:confirmed=\"true\""},{"name":"TLP:RED"}]}}"#,
    );
    assert_eq!(reading.observations().len(), 0);
    assert_eq!(reading.values_set_aside()[0].reason, crate::Reason::CalledBenign);
    assert_eq!(reading.tlp, Some(Tlp::Red), "what is set aside still limits sharing");
}

#[test]
fn links_victims_and_details_are_set_aside_and_unknown_types_are_lost() {
    let (observed, aside) = outcomes(
        r#"{"type":"link","category":"External analysis","value":"https://blog.example.com/a"},
        {"type":"target-email","category":"Targeting data","value":"joe@example.org"},
        {"type":"port","category":"Network activity","value":"443"}"#,
    );
    assert_eq!(observed, [] as [&str; 0]);
    let reasons: Vec<_> = aside.iter().map(|(_, reason)| *reason).collect();
    assert_eq!(reasons, [crate::Reason::Citation, crate::Reason::Own, crate::Reason::Description]);
    let reading = read(
        r#"{"Event":{"info":"x","analysis":"1","Attribute":[{"type":"jarm-fingerprint","category":"x","value":"2ad2"}]}}"#,
    );
    assert!(reading.losses()[0].what.contains("`jarm-fingerprint` are not compared"), "{:?}", reading.losses());
}

#[test]
fn a_url_without_a_scheme_or_with_a_blank_is_read_with_its_host() {
    let url = |value: &str| outcomes(&format!(r#"{{"type":"url","category":"Network activity","value":"{value}"}}"#)).0;
    assert_eq!(url("port.example.com:80"), ["port.example.com"]);
    assert_eq!(url("http://203.0.113.46/A - (1).zip"), ["http://203.0.113.46/A%20-%20(1).zip", "203.0.113.46"]);
    assert_eq!(url("blank.example.com/a b.zip"), ["http://blank.example.com/a%20b.zip", "blank.example.com"]);
}

#[test]
fn the_description_of_a_galaxy_cluster_is_reference() {
    let reading = read(
        r#"{"Event":{"info":"x","analysis":"1","Galaxy":[{"type":"mitre-attack-pattern","GalaxyCluster":[{"type":"mitre-attack-pattern",
        "value":"Data Destruction - T1485","description":"Others sent it from 203.0.113.9 and bad[.]example[.]com."}]}]}}"#,
    );
    let observed: Vec<_> = reading.observations().iter().map(|o| o.observed.to_string()).collect();
    assert_eq!(observed, ["Data Destruction"]);
    assert_eq!(reading.values_set_aside()[0].reason, crate::Reason::Reference);
}

#[test]
fn a_list_with_gaps_is_read_as_php_writes_it() {
    let text = r#"{"Event":{"info":"x","analysis":"1","Attribute":{"0":{"type":"domain","value":"evil.example.com","Tag":{"1":{"name":"tlp:red"}}},
        "2":{"type":"ip-dst","value":"203.0.113.7","ShadowAttribute":[{"value":"203.0.113.8"}]}},
        "Object":{"3":{"name":"file","Attribute":{"0":{"type":"md5","value":"0123456789abcdef0123456789abcdef"}}}}}}"#;
    let reading = read(text);
    let observed: Vec<_> = reading.observations().iter().map(|o| o.observed.to_string()).collect();
    assert_eq!(observed, ["evil.example.com", "203.0.113.7", "0123456789abcdef0123456789abcdef"]);
    assert_eq!(reading.tlp, Some(Tlp::Red));
    assert!(reading.values_set_aside().iter().any(|aside| aside.what == "203.0.113.8"));
}

#[test]
fn remarks_cut_hashes_and_names_of_campaigns_are_accounted_for() {
    let text = r#"{"Event":{"info":"x","analysis":"1","Attribute":[
        {"type":"domain","value":"cdn.example.com","comment":"false positive, benign CDN"},
        {"type":"domain","value":"mail.example.org","comment":"victim's own domain"},
        {"type":"domain","value":"evil.example.com","comment":"C2 of the loader"},
        {"type":"sha256","value":"0123456789abcdef0123456789abcdef"},
        {"type":"campaign-name","value":"Wave X"},
        {"type":"ja3-fingerprint-md5","value":"51c64c77e60f3980eea90869b68c58a8"}]}}"#;
    let reading = read(text);
    let observed: Vec<_> = reading.observations().iter().map(|o| o.observed.to_string()).collect();
    assert_eq!(observed, ["evil.example.com", "51c64c77e60f3980eea90869b68c58a8"]);
    let aside: Vec<_> = reading.values_set_aside().iter().map(|aside| (&*aside.what, aside.reason)).collect();
    let (benign, own) = (crate::Reason::CalledBenign, crate::Reason::Own);
    assert_eq!(aside, [("cdn.example.com", benign), ("mail.example.org", own), ("Wave X", crate::Reason::Description)]);
    assert!(reading.losses()[0].what.contains("0123456789abcdef"), "{:?}", reading.losses());
}

#[test]
fn a_family_that_a_whole_event_is_filed_under_is_listed_and_one_of_a_trace_is_stated() {
    let tag = r#"{"name": "misp-galaxy:mitre-malware=\"GreyHeron - S9001\""}"#;
    let event = |of_event: &str, of_trace: &str| {
        format!(
            r#"{{"Event": {{"info": "A mail", "Tag": [{of_event}], "Attribute": [{{"type": "domain", "value": "c2.example.net", "Tag": [{of_trace}]}}]}}}}"#
        )
    };
    for (text, bearing) in [(event(tag, ""), crate::Bearing::Listed), (event("", tag), crate::Bearing::Stated)] {
        let items = read_item("event.json", text.as_bytes(), &Context::default());
        let software =
            items[0].reading.observations().iter().find(|o| matches!(o.observed, Observed::Software(_))).unwrap();
        assert_eq!(software.bearing, bearing, "{text}");
    }
}

#[test]
fn a_trace_or_an_object_that_carries_many_families_states_none() {
    let tag = |name: &str| format!(r#"{{"name": "misp-galaxy:malpedia=\"{name}\""}}"#);
    let tags = |names: &[&str]| names.iter().map(|name| tag(name)).collect::<Vec<_>>().join(",");
    let galaxy = |names: &[&str]| {
        let clusters: Vec<String> =
            names.iter().map(|name| format!(r#"{{"type":"malpedia","value":"{name}"}}"#)).collect();
        format!(r#"{{"type":"malpedia","GalaxyCluster":[{}]}}"#, clusters.join(","))
    };
    let attribute = |value: &str, tags: &str, galaxy: &str| {
        format!(r#"{{"type":"domain","value":"{value}","Tag":[{tags}],"Galaxy":[{galaxy}]}}"#)
    };
    let object = |first: &str, second: &str| {
        format!(
            r#""Object":[{{"name":"domain-ip","Attribute":[{},{}]}}]"#,
            attribute("a.example.net", first, ""),
            attribute("b.example.net", second, "")
        )
    };
    for (inner, stated) in [
        (format!(r#""Attribute":[{}]"#, attribute("a.example.net", &tags(&["A1", "A2"]), "")), 2),
        (format!(r#""Attribute":[{}]"#, attribute("a.example.net", &tags(&["A1", "A2", "A3"]), "")), 0),
        (format!(r#""Attribute":[{}]"#, attribute("a.example.net", &tags(&["A1"]), &galaxy(&["A2", "A3"]))), 0),
        (object(&tags(&["A1", "A2"]), &tags(&["A3"])), 0),
        (object(&tags(&["A1"]), &tags(&["A2"])), 2),
    ] {
        let text = format!(r#"{{"Event":{{"info":"A mail","analysis":"1",{inner}}}}}"#);
        let item = read_item("event.json", text.as_bytes(), &Context::default()).remove(0);
        let software = item.reading.observations().iter().filter(|o| matches!(o.observed, Observed::Software(_)));
        assert_eq!(software.filter(|o| o.bearing.is_stated()).count(), stated, "{text}");
    }
}

/// How an event speaks of the family that an attribute is tagged with, and how many traces it states.
fn family(of_event: &str, of_attribute: &str, comment: &str, rest: &str) -> (Vec<crate::Bearing>, usize) {
    let tag = |name: &str| format!(r#"{{"name": {}}}"#, serde_json::to_string(name).unwrap());
    let malware = tag("misp-galaxy:mitre-malware=\"GreyHeron - S9001\"");
    let tags = if of_attribute.is_empty() { malware } else { format!("{malware}, {}", tag(of_attribute)) };
    let of_event = if of_event.is_empty() { String::new() } else { tag(of_event) };
    let text = format!(
        r#"{{"Event": {{"info": "A mail", "analysis": "1", "Tag": [{of_event}], "Attribute": [{{"type": "domain", "value": "c2.example.net",
        "comment": "{comment}", "Tag": [{tags}]}}]{rest}}}}}"#
    );
    let item = read_item("event.json", text.as_bytes(), &Context::default()).remove(0);
    let of = |software: bool| {
        let all = item.reading.observations().iter();
        all.filter(move |one| matches!(one.observed, Observed::Software(_)) == software).map(|one| one.bearing)
    };
    (of(true).collect(), of(false).filter(crate::Bearing::is_stated).count())
}

#[test]
fn what_tags_and_comments_doubt_is_not_stated() {
    use crate::Bearing::{Denied, Hedged, Listed, Planned, Stated};
    let draft = "workflow:state=\"draft\"";
    let rejected = "workflow:state=\"rejected\"";
    let improbable = "admiralty-scale:information-credibility=\"5\"";
    let unlikely = "estimative-language:likelihood-probability=\"very-unlikely\"";
    let exercise = "exercise:generic=\"comcheck\"";
    for (of_event, of_attribute, comment, wanted) in [
        ("", "", "", (vec![Stated], 1)),
        ("", "", "C2 of the loader", (vec![Stated], 1)),
        ("admiralty-scale:information-credibility=\"2\"", "", "", (vec![Stated], 1)),
        (draft, "", "", (vec![Hedged], 1)),
        (improbable, "", "", (vec![Hedged], 1)),
        (unlikely, "", "", (vec![Hedged], 1)),
        (exercise, "", "", (vec![Planned], 0)),
        (rejected, "", "", (vec![], 0)),
        ("", unlikely, "", (vec![Hedged], 1)),
        ("", exercise, "", (vec![Planned], 0)),
        ("", rejected, "", (vec![], 0)),
        ("", "", "It was not found on any host.", (vec![Denied], 1)),
        ("", "", "GreyHeron sample; the EDR did not alert", (vec![Listed], 1)),
        ("", "", "GreyHeron sample, the EDR did not alert", (vec![Listed], 1)),
    ] {
        assert_eq!(family(of_event, of_attribute, comment, ""), wanted, "{of_event} {of_attribute} {comment}");
    }
}

#[test]
fn a_family_that_one_attribute_doubts_and_another_does_not_is_stated() {
    let tag = r#"{"name": "misp-galaxy:malpedia=\"GreyHeron\""}"#;
    let unlikely = r#"{"name": "estimative-language:likelihood-probability=\"unlikely\""}"#;
    let attribute = |value: &str, tags: &str| format!(r#"{{"type":"domain","value":"{value}","Tag":[{tags}]}}"#);
    let (first, second) = (attribute("a.example.net", &format!("{tag},{unlikely}")), attribute("b.example.net", tag));
    let text = format!(r#"{{"Event":{{"info":"A mail","analysis":"1","Attribute":[{first},{second}]}}}}"#);
    let item = read_item("event.json", text.as_bytes(), &Context::default()).remove(0);
    let software = item.reading.observations().iter().filter(|o| matches!(o.observed, Observed::Software(_)));
    assert_eq!(software.filter(|o| o.bearing.is_stated()).count(), 1);
}

#[test]
fn the_comment_of_an_object_speaks_of_all_of_it() {
    let object = |comment: &str| {
        let text = format!(
            r#"{{"Event":{{"info":"A mail","analysis":"1","Object":[{{"name":"file","comment":"{comment}","Attribute":[
            {{"type":"domain","value":"a.example.net","Tag":[{{"name":"misp-galaxy:malpedia=\"GreyHeron\""}}]}}]}}]}}}}"#
        );
        let item = read_item("event.json", text.as_bytes(), &Context::default()).remove(0);
        item.reading.observations().iter().map(|one| one.bearing.is_stated()).collect::<Vec<_>>()
    };
    assert_eq!(object("dropped by the mail"), [true, true]);
    assert_eq!(object("false positive"), Vec::<bool>::new());
    assert_eq!(object("We found no evidence of this family."), [false, true]);
}

#[test]
fn an_event_of_what_others_published_lists_its_families() {
    let tag = r#"{"name": "misp-galaxy:malpedia=\"GreyHeron\""}"#;
    let stated = |info: &str, tags: &str| {
        let attribute = format!(r#"{{"type":"domain","value":"a.example.net","Tag":[{tag}]}}"#);
        let text =
            format!(r#"{{"Event":{{"info":"{info}","analysis":"1","Tag":[{tags}],"Attribute":[{attribute}]}}}}"#);
        let item = read_item("event.json", text.as_bytes(), &Context::default()).remove(0);
        item.reading.observations().iter().map(|one| one.bearing.is_stated()).collect::<Vec<_>>()
    };
    assert_eq!(stated("A mail", ""), [true, true]);
    assert_eq!(stated("OSINT - ten years of a group", ""), [false, true]);
    assert_eq!(stated("A mail", r#"{"name":"type:OSINT"}"#), [false, true]);
}

#[test]
fn a_report_of_an_event_denies_what_its_tags_name() {
    let tag = r#"{"name": "misp-galaxy:malpedia=\"GreyHeron\""}"#;
    let entry =
        crate::Entry { name: "GreyHeron".into(), meaning: crate::Meaning::Software(None), cue: crate::Cue::None };
    let lexicon = crate::Lexicon::new(vec![entry]).unwrap();
    let stated = |report: &str| {
        let text = format!(
            r#"{{"Event":{{"info":"A mail","analysis":"1","Attribute":[{{"type":"domain","value":"a.example.net","Tag":[{tag}]}}],
            "EventReport":[{{"name":"Report","content":"{report}"}}]}}}}"#
        );
        let context = Context { lexicon: &lexicon, ..Context::default() };
        let item = read_item("event.json", text.as_bytes(), &context).remove(0);
        let tagged = item.reading.observations().iter().filter(|one| one.path.contains("Tag["));
        tagged.map(|one| one.bearing.is_stated()).collect::<Vec<_>>()
    };
    assert_eq!(stated("We found GreyHeron on the server."), [true]);
    assert_eq!(stated("GreyHeron was not found."), [false]);
}

#[test]
fn an_event_at_which_anything_unknown_stands_lists_its_families() {
    let stated = |info: &str, tag: &str, comment: &str, rest: &str| {
        let tag = serde_json::to_string(tag).unwrap();
        let text = format!(
            r#"{{"Event":{{"info":"{info}","analysis":"2","date":"2024-01-12","Tag":[{{"name":{tag}}}],"Attribute":[{{"type":"sha256","category":"Payload delivery",
            "value":"{}","comment":"{comment}","Tag":[{{"name":"misp-galaxy:malpedia=\"GreyHeron\""}}]}}]{rest}}}}}"#,
            "ab".repeat(32)
        );
        let item = read_item("event.json", text.as_bytes(), &Context::default()).remove(0);
        let all = item.reading.observations();
        assert!(
            all.iter().any(|one| matches!(one.observed, Observed::Observable(_)) && one.bearing.is_stated()),
            "{text}"
        );
        all.iter().any(|one| matches!(one.observed, Observed::Software(_)) && one.bearing.is_stated())
    };
    let (info, tag, comment) = ("Incident at Example Agency, January 2024", "tlp:green", "found on SRV-01");
    assert!(stated(info, tag, comment, ""));
    assert!(stated("GreyHeron on a server of Example Agency", "kill-chain:Delivery", "dropped by the mail", ""));
    assert!(stated(info, "phishing", "GreyHeron", r#","Orgc":{"name":"Example Labs"}"#));
    assert!(stated(
        info,
        tag,
        comment,
        r#","Note":[{"note":"Seen on two servers."}],"Opinion":[{"opinion":"80","comment":""}]"#
    ));
    for info in
        ["Cyber Europe", "Blocklist", "Allow-list", "VirusTotal retrohunt", "Malware collection", "Job interview"]
    {
        assert!(!stated(info, tag, comment, ""), "{info}");
    }
    for tag in ["demo", "osint:certainty=\"0\"", "cssa:origin=\"honeypot\"", "nato:exercise", "acme:thing=\"x\""] {
        assert!(!stated(info, tag, comment, ""), "{tag}");
    }
    for comment in [
        "from VirusTotal",
        "vendor blog",
        "honeypot",
        "sandbox run",
        "expected",
        "to be deleted",
        "rule",
        "for detection",
    ] {
        assert!(!stated(info, tag, comment, ""), "{comment}");
    }
    for rest in [
        r#","Orgc":{"name":"Red Team"}"#,
        r#","EventReport":[{"name":"Summary","content":"All samples were made for the course."}]"#,
        r#","Note":[{"note":"This is an exercise."}]"#,
        r#","Opinion":[{"opinion":"0","comment":""}]"#,
    ] {
        assert!(!stated(info, tag, comment, rest), "{rest}");
    }
}
