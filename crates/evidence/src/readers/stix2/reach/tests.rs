use super::Says;
use crate::{Bearing, Context, Reading, Reason, read_item};

const INDICATOR: &str = r#"{"type":"indicator","id":"indicator--1","pattern_type":"stix","pattern":"[domain-name:value = 'login.example.net']"}"#;
const REPORT: &str = r#"{"type":"report","id":"report--1","name":"Phishing at Example Hospital","report_types":["incident"],"description":"Nothing else was found.","object_refs":["indicator--1","identity--1"]}"#;
const VICTIM: &str = r#"{"type":"identity","id":"identity--1","name":"Example Hospital"}"#;
const MALWARE: &str = r#"{"type":"malware","id":"malware--1","name":"ExampleRAT","is_family":true}"#;
const GROUP: &str = r#"{"type":"intrusion-set","id":"intrusion-set--1","name":"Example Bear"}"#;

fn read(objects: &[&str]) -> Reading {
    let text = format!(r#"{{"type":"bundle","id":"bundle--1","objects":[{}]}}"#, objects.join(","));
    read_item("x", text.as_bytes(), &Context::default()).remove(0).reading
}

/// How the document speaks of the program: not at all, as listed, as stated.
fn said(objects: &[&str]) -> Option<Bearing> {
    let reading = read(objects);
    let found = reading.observations().iter().find(|o| o.observed.to_string() == "ExampleRAT").map(|o| o.bearing);
    let aside = reading.values_set_aside().iter().any(|aside| aside.what == "ExampleRAT");
    assert_ne!(found.is_some(), aside, "read or set aside: {objects:?}");
    found
}

fn relation(kind: &str, source: &str, target: &str) -> String {
    format!(
        r#"{{"type":"relationship","id":"relationship--{kind}{source}{target}","relationship_type":"{kind}","source_ref":"{source}","target_ref":"{target}"}}"#
    )
}

#[test]
fn what_nothing_of_the_case_refers_to_came_along_and_is_no_evidence() {
    let uses = relation("uses", "intrusion-set--1", "malware--1");
    let not = relation("not-uses", "report--1", "malware--1");
    let targets = relation("targets", "malware--1", "identity--1");
    let other = r#"{"type":"campaign","id":"campaign--1","name":"Attack on others in 2017","first_seen":"2017-01-01T00:00:00Z"}"#;
    let of_other = relation("uses", "campaign--1", "malware--1");
    let analysis = r#"{"type":"malware-analysis","id":"malware-analysis--1","product":"av","result":"benign","sample_ref":"malware--1"}"#;
    let watched = r#"{"type":"grouping","id":"grouping--1","name":"Watch list","context":"suspicious-activity","object_refs":["malware--1"]}"#;
    let revoked = r#"{"type":"report","id":"report--2","name":"Attack on Example Hospital","revoked":true,"object_refs":["malware--1"]}"#;
    let annual = r#"{"type":"report","id":"report--2","name":"Annual threat report 2025","report_types":["threat-report"],"object_refs":["malware--1"]}"#;
    let profile = r#"{"type":"report","id":"report--2","name":"Example Bear","report_types":["threat-actor"],"object_refs":["malware--1"]}"#;
    let denied = r#"{"type":"note","id":"note--1","content":"We looked for its tools. ExampleRAT was not found.","object_refs":["malware--1"]}"#;
    let unseen = r#"{"type":"sighting","id":"sighting--1","count":0,"sighting_of_ref":"malware--1"}"#;
    let doubted =
        r#"{"type":"opinion","id":"opinion--1","opinion":"strongly-disagree","object_refs":["intrusion-set--1"]}"#;
    for beside in [
        vec![],
        vec![GROUP, &uses],
        vec![&not],
        vec![&targets],
        vec![other, &of_other],
        vec![analysis],
        vec![watched],
        vec![revoked],
        vec![annual],
        vec![profile],
        vec![denied],
        vec![unseen],
        vec![GROUP, &uses, doubted],
    ] {
        let objects = [&[INDICATOR, REPORT, VICTIM, MALWARE], &*beside].concat();
        assert_eq!(said(&objects), None, "{beside:?}");
    }
    let reading = read(&[INDICATOR, REPORT, VICTIM, MALWARE]);
    assert!(reading.values_set_aside().iter().any(|aside| aside.reason == Reason::Unreferred));
    assert!(reading.observations().iter().any(|o| o.observed.to_string() == "login.example.net"));
}

#[test]
fn what_the_case_refers_to_is_stated() {
    let report = r#"{"type":"report","id":"report--2","name":"Overview of the intrusion at Example Hospital","report_types":["threat-actor","indicator"],"object_refs":["malware--1"]}"#;
    let grouping = r#"{"type":"grouping","id":"grouping--1","name":"Host FS01","context":"malware-analysis","object_refs":["malware--1"]}"#;
    let seen = r#"{"type":"sighting","id":"sighting--1","count":3,"sighting_of_ref":"malware--1"}"#;
    let analysed = r#"{"type":"malware-analysis","id":"malware-analysis--1","product":"av","result":"malicious","sample_ref":"malware--1"}"#;
    let indicates = relation("indicates", "indicator--1", "malware--1");
    let incident = r#"{"type":"incident","id":"incident--1","name":"Wiper at Example Hospital"}"#;
    let of_incident = relation("uses", "incident--1", "malware--1");
    let campaign = r#"{"type":"campaign","id":"campaign--1","name":"Wave of May"}"#;
    let of_campaign = relation("uses", "campaign--1", "malware--1");
    let tied = relation("indicates", "indicator--1", "campaign--1");
    let trace = r#"{"type":"ipv4-addr","id":"ipv4-addr--1","value":"203.0.113.7"}"#;
    let talks = relation("communicates-with", "malware--1", "ipv4-addr--1");
    for beside in [
        vec![report],
        vec![grouping],
        vec![seen],
        vec![analysed],
        vec![&indicates],
        vec![incident, &of_incident],
        vec![campaign, &of_campaign, &tied],
        vec![trace, &talks],
    ] {
        let objects = [&[INDICATOR, REPORT, VICTIM, MALWARE], &*beside].concat();
        assert_eq!(said(&objects), Some(Bearing::Stated), "{beside:?}");
    }
    // A campaign speaks for itself where no report does.
    assert_eq!(said(&[INDICATOR, MALWARE, campaign, &of_campaign]), Some(Bearing::Stated));
}

#[test]
fn what_is_only_named_is_listed() {
    let lone = super::super::LISTED;
    let report =
        r#"{"type":"report","id":"report--2","name":"Attack on Example Hospital","object_refs":["intrusion-set--1"]}"#;
    let uses = relation("uses", "intrusion-set--1", "malware--1");
    let unknown = relation("has-something-to-do-with", "indicator--1", "malware--1");
    let note = r#"{"type":"note","id":"note--1","content":"See its description.","object_refs":["malware--1"]}"#;
    assert_eq!(said(&[INDICATOR, MALWARE]), Some(lone), "nothing says what was found");
    assert_eq!(said(&[MALWARE]), Some(lone));
    assert_eq!(said(&[report, GROUP, MALWARE, &uses]), Some(lone), "what a group has used elsewhere");
    assert_eq!(said(&[INDICATOR, REPORT, MALWARE, &unknown]), Some(lone));
    assert_eq!(said(&[INDICATOR, REPORT, MALWARE, note]), Some(lone));
}

#[test]
fn a_catalogues_own_relationships_pass_nothing_on() {
    let catalogued = r#"{"type":"malware","id":"malware--2","name":"Known","x_mitre_version":"1.0","external_references":[{"source_name":"mitre-attack","external_id":"S9999"}]}"#;
    let report =
        r#"{"type":"report","id":"report--2","name":"Attack on Example Hospital","object_refs":["malware--2"]}"#;
    let drops = relation("drops", "malware--2", "malware--1");
    assert_eq!(said(&[report, catalogued, MALWARE, &drops]), None);
}

#[test]
fn a_relationship_says_that_two_things_belong_together_or_not() {
    for (kind, says) in [
        ("uses", Says::Ties),
        ("indicates", Says::Ties),
        ("not-uses", Says::Nothing),
        ("does-not-use", Says::Nothing),
        ("unrelated-to", Says::Nothing),
        ("variant-of", Says::Nothing),
        ("x-acme-link", Says::Unknown),
    ] {
        assert_eq!(Says::of(kind), says, "{kind}");
    }
}

#[test]
fn of_many_families_that_one_thing_refers_to_none_is_stated() {
    let family = |number: u32| {
        format!(r#"{{"type":"malware","id":"malware--{number}","name":"Family{number}","is_family":true}}"#)
    };
    let stated = |most: u32, made: &dyn Fn(u32) -> Vec<String>| {
        let families = (2..2 + most).flat_map(|number| [vec![family(number)], made(number)].concat());
        let objects: Vec<String> =
            [INDICATOR.to_owned(), REPORT.to_owned(), VICTIM.to_owned()].into_iter().chain(families).collect();
        let objects: Vec<&str> = objects.iter().map(String::as_str).collect();
        let reading = read(&objects);
        let software: Vec<Bearing> = (reading.observations().iter())
            .filter(|o| o.observed.to_string().starts_with("Family"))
            .map(|o| o.bearing)
            .collect();
        assert_eq!(software.len() as u32, most);
        software.into_iter().filter(Bearing::is_stated).count()
    };
    let indicates = |number: u32| vec![relation("indicates", "indicator--1", &format!("malware--{number}"))];
    let same_pattern = |number: u32| {
        let other = INDICATOR.replace("indicator--1", &format!("indicator--{number}"));
        vec![other, relation("indicates", &format!("indicator--{number}"), &format!("malware--{number}"))]
    };
    let seen = |number: u32| {
        vec![format!(
            r#"{{"type":"sighting","id":"sighting--{number}","count":1,"observed_data_refs":["observed-data--1"],"sighting_of_ref":"malware--{number}"}}"#
        )]
    };
    let talks = |number: u32| vec![relation("communicates-with", &format!("malware--{number}"), "indicator--1")];
    for made in [&indicates as &dyn Fn(u32) -> Vec<String>, &seen, &talks] {
        assert_eq!((stated(2, made), stated(3, made)), (2, 0));
    }
    // What nothing refers to looks for them, and states none.
    assert_eq!((stated(2, &same_pattern), stated(3, &same_pattern)), (0, 0));
    // A sighting each, and an incident that used them, state them.
    let apart = |number: u32| {
        vec![format!(
            r#"{{"type":"sighting","id":"sighting--{number}","where_sighted_refs":["identity--{number}"],"sighting_of_ref":"malware--{number}"}}"#
        )]
    };
    // Of sightings that give neither data nor time nothing says that they are of the same, nor of those of several days.
    let bare = |number: u32| {
        vec![format!(r#"{{"type":"sighting","id":"sighting--{number}","sighting_of_ref":"malware--{number}"}}"#)]
    };
    let by_one = |number: u32| {
        vec![format!(
            r#"{{"type":"sighting","id":"sighting--{number}","created_by_ref":"identity--1","where_sighted_refs":["identity--1"],"sighting_of_ref":"malware--{number}"}}"#
        )]
    };
    let on_days = |number: u32| {
        vec![format!(
            r#"{{"type":"sighting","id":"sighting--{number}","last_seen":"2026-05-0{number}T00:00:00Z","sighting_of_ref":"malware--{number}"}}"#
        )]
    };
    let by_many = |number: u32| {
        vec![format!(
            r#"{{"type":"sighting","id":"sighting--{number}","created_by_ref":"identity--{number}","first_seen":"2026-05-01T00:00:00Z","sighting_of_ref":"malware--{number}"}}"#
        )]
    };
    for made in [&bare as &dyn Fn(u32) -> Vec<String>, &by_one, &on_days, &by_many] {
        assert_eq!(stated(4, made), 4);
    }
    let at_once = |number: u32| {
        vec![format!(
            r#"{{"type":"sighting","id":"sighting--{number}","created_by_ref":"identity--1","first_seen":"2026-05-01T00:00:00Z","sighting_of_ref":"malware--{number}"}}"#
        )]
    };
    assert_eq!(stated(3, &at_once), 0);
    let used = |number: u32| {
        let incident = (number == 2).then(|| r#"{"type":"incident","id":"incident--1","name":"Wiper"}"#.to_owned());
        [incident.into_iter().collect(), vec![relation("uses", "incident--1", &format!("malware--{number}"))]].concat()
    };
    assert_eq!((stated(4, &apart), stated(4, &used)), (4, 4));
    let listing = r#"{"type":"report","id":"report--2","name":"Attack on Example Hospital","object_refs":["malware--2","malware--3","malware--4"]}"#;
    let listed = |number: u32| if number == 2 { vec![listing.to_owned()] } else { Vec::new() };
    assert_eq!(stated(3, &listed), 0);
    let labelled = INDICATOR.replace(
        r#""pattern_type""#,
        r#""labels":["misp-galaxy:malpedia=\"A1\"","misp-galaxy:malpedia=\"A2\"","misp-galaxy:malpedia=\"A3\""],"pattern_type""#,
    );
    let reading = read(&[&labelled, REPORT, VICTIM]);
    assert_eq!(reading.observations().iter().filter(|o| o.bearing == Bearing::Listed).count(), 3);
}

/// An object with one more property.
fn with(object: &str, property: &str) -> String {
    format!("{},{property}}}", object.strip_suffix('}').unwrap())
}

#[test]
fn a_tie_or_an_object_that_its_producer_doubts_lists() {
    let incident = r#"{"type":"incident","id":"incident--1","name":"Attack","created":"2025-05-05T00:00:00Z"}"#;
    let uses = relation("uses", "incident--1", "malware--1");
    assert_eq!(said(&[incident, MALWARE, &uses]), Some(Bearing::Stated));
    assert_eq!(said(&[incident, MALWARE, &with(&uses, r#""confidence":60"#)]), Some(Bearing::Stated));
    let lone = Some(super::super::LISTED);
    for property in [
        r#""confidence":15"#,
        r#""confidence":39"#,
        r#""stop_time":"2019-01-01T00:00:00Z""#,
        r#""description":"Possibly it was used.""#,
        r#""labels":["workflow:state=\"draft\""]"#,
    ] {
        assert_eq!(said(&[incident, MALWARE, &with(&uses, property)]), lone, "{property}");
    }
    for text in [r#""stop_time":"2025-05-04T00:00:00Z""#, r#""description":"It ran on two servers.""#] {
        assert_eq!(said(&[incident, MALWARE, &with(&uses, text)]), Some(Bearing::Stated), "{text}");
    }
    assert_eq!(said(&[incident, MALWARE, &relation("related-to", "incident--1", "malware--1")]), lone);
    let of_trace = relation("related-to", "indicator--1", "malware--1");
    assert_eq!(said(&[INDICATOR, REPORT, MALWARE, &of_trace]), Some(Bearing::Stated));
    for property in [r#""confidence":10"#, r#""labels":["admiralty-scale:information-credibility=\"5\""]"#] {
        assert_eq!(said(&[incident, &with(MALWARE, property), &uses]), lone, "{property}");
        assert_eq!(said(&[&with(incident, property), MALWARE, &uses]), lone, "{property}");
    }
}

#[test]
fn what_somebody_denies_or_disagrees_with_is_not_stated() {
    let incident = r#"{"type":"incident","id":"incident--1","name":"Attack"}"#;
    let uses = relation("uses", "incident--1", "malware--1");
    let named = uses.replace("relationship--usesincident--1malware--1", "relationship--1");
    for text in ["Ruled out", "false positive", "ExampleRAT was not found."] {
        let denied = with(&uses, &format!(r#""description":"{text}""#));
        assert_ne!(said(&[incident, MALWARE, &denied]), Some(Bearing::Stated), "{text}");
    }
    assert_eq!(said(&[incident, &with(MALWARE, r#""description":"Ruled out""#), &uses]), None);
    assert_eq!(said(&[incident, &with(MALWARE, r#""labels":["workflow:state=\"rejected\""]"#), &uses]), None);
    for (kind, of) in [("disagree", "malware--1"), ("strongly-disagree", "malware--1"), ("disagree", "relationship--1")]
    {
        let opinion = format!(r#"{{"type":"opinion","id":"opinion--1","opinion":"{kind}","object_refs":["{of}"]}}"#);
        assert_ne!(said(&[incident, MALWARE, &named, &opinion]), Some(Bearing::Stated), "{kind} {of}");
    }
    let note = r#"{"type":"note","id":"note--1","content":"ExampleRAT was not found.","object_refs":["malware--1"]}"#;
    assert_ne!(said(&[incident, MALWARE, &uses, note]), Some(Bearing::Stated));
    let seen = r#"{"type":"note","id":"note--1","content":"Seen on two servers.","object_refs":["malware--1"]}"#;
    assert_eq!(said(&[incident, MALWARE, &uses, seen]), Some(Bearing::Stated));
    let agrees = r#"{"type":"opinion","id":"opinion--1","opinion":"agree","object_refs":["malware--1"]}"#;
    assert_eq!(said(&[incident, MALWARE, &uses, agrees]), Some(Bearing::Stated));
}

#[test]
fn a_sentence_that_denies_something_else_takes_no_tie_away() {
    let incident = r#"{"type":"incident","id":"incident--1","name":"Attack"}"#;
    let uses = relation("uses", "incident--1", "malware--1");
    let text = "ExampleRAT was deployed on 12 May. No evidence of exfiltration.";
    let described = with(&uses, &format!(r#""description":"{text}""#));
    assert_eq!(said(&[incident, MALWARE, &described]), Some(super::super::LISTED));
    let note =
        |text: &str| format!(r#"{{"type":"note","id":"note--1","content":"{text}","object_refs":["malware--1"]}}"#);
    assert_eq!(said(&[incident, MALWARE, &uses, &note(text)]), Some(Bearing::Stated));
    let denied = note("ExampleRAT was not found. We looked on all servers.");
    assert_ne!(said(&[incident, MALWARE, &uses, &denied]), Some(Bearing::Stated));
}

#[test]
fn nothing_of_a_bundle_of_an_exercise_was_there() {
    let incident = r#"{"type":"incident","id":"incident--1","name":"Attack","labels":["exercise"]}"#;
    let uses = relation("uses", "incident--1", "malware--1");
    let reading = read(&[incident, INDICATOR, MALWARE, &uses]);
    assert_eq!(reading.observations().len(), 2);
    assert!(reading.observations().iter().all(|one| one.bearing == Bearing::Planned));
}

mod remarks;
