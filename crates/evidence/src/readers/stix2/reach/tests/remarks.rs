//! What stands at objects, and what it leaves of what they tie to the case.

use super::{GROUP, INDICATOR, MALWARE, REPORT, VICTIM, read, relation, said, with};
use crate::Bearing;

const INCIDENT: &str =
    r#"{"type":"incident","id":"incident--1","name":"Incident at Example Hospital","created_by_ref":"identity--2"}"#;
const AUTHOR: &str = r#"{"type":"identity","id":"identity--2","name":"Example Responders"}"#;
const SAMPLE: &str = r#"{"type":"malware","id":"malware--1","name":"ExampleRAT","is_family":false,"description":"Sample found on host SRV-01"}"#;

fn is_stated(objects: &[&str]) -> bool {
    said(objects).is_some_and(|bearing| bearing.is_stated())
}

/// Whether a sample is stated that an incident used, with something more at the incident and beside it.
fn used(property: &str, beside: &[&str]) -> bool {
    let incident = if property.is_empty() { INCIDENT.to_owned() } else { with(INCIDENT, property) };
    let (uses, targets) =
        (relation("uses", "incident--1", "malware--1"), relation("targets", "incident--1", "identity--1"));
    is_stated(&[&[VICTIM, AUTHOR, SAMPLE, &incident, &uses, &targets], beside].concat())
}

#[test]
fn what_an_incident_says_of_itself_in_known_words_takes_nothing_back() {
    for property in [
        "",
        r#""description":"Intruders deployed ExampleRAT on two servers of Example Hospital.""#,
        r#""labels":["phishing","malicious-activity","ExampleRAT"]"#,
        r#""confidence":80,"severity":"high","incident_type":"alert","source":"SIEM""#,
        r#""extensions":{"extension-definition--1":{"extension_type":"property-extension","investigation_status":"closed","determination":"successful-attempt"}}"#,
        r#""external_references":[{"source_name":"ticket","external_id":"4711"}]"#,
    ] {
        let property = property.replace(r#","external_id":"4711""#, "");
        assert!(used(&property, &[]), "{property}");
    }
    for beside in [
        r#"{"type":"note","id":"note--1","content":"Seen on two servers.","object_refs":["incident--1"]}"#,
        r#"{"type":"opinion","id":"opinion--1","opinion":"strongly-agree","object_refs":["incident--1"]}"#,
        r#"{"type":"marking-definition","id":"marking-definition--1","definition_type":"statement","definition":{"statement":"Not for public release"}}"#,
    ] {
        assert!(used("", &[beside]), "{beside}");
    }
}

#[test]
fn an_incident_of_which_anything_else_is_said_states_no_program() {
    for property in [
        r#""description":"This is an exercise.""#,
        r#""description":"Never happened.""#,
        r#""description":"The report was retracted.""#,
        r#""description":"Ticket was opened by mistake. Nothing was found.""#,
        r#""labels":["false-positive"]"#,
        r#""labels":["synthetic"]"#,
        r#""labels":["a-word-that-nobody-knows"]"#,
        r#""revoked":true"#,
        r#""revoked":true,"modified":"2024-01-12T10:00:00Z""#,
        r#""confidence":0"#,
        r#""x_exercise":true"#,
        r#""x_status":"false-positive""#,
        r#""x_acme":{"kind":["drill"]}"#,
        r#""incident_type":"exercise""#,
        r#""extensions":{"extension-definition--1":{"extension_type":"property-extension","determination":"false-positive"}}"#,
        r#""extensions":{"extension-definition--1":{"extension_type":"property-extension","incident_types":["training-exercise"]}}"#,
        r#""external_references":[{"source_name":"Locked Shields","description":"exercise scenario"}]"#,
    ] {
        assert!(!used(property, &[]), "{property}");
    }
    for beside in [
        r#"{"type":"note","id":"note--1","content":"This incident is an exercise.","object_refs":["incident--1"]}"#,
        r#"{"type":"note","id":"note--1","abstract":"Exercise","content":"Day 2","object_refs":["incident--1"]}"#,
        r#"{"type":"note","id":"note--1","content":"Nothing of this was found on our machines.","object_refs":["malware--1"]}"#,
        r#"{"type":"opinion","id":"opinion--1","opinion":"strongly-disagree","object_refs":["incident--1"]}"#,
        r#"{"type":"opinion","id":"opinion--1","opinion":"disagree","object_refs":["incident--1"]}"#,
        r#"{"type":"marking-definition","id":"marking-definition--1","definition_type":"statement","definition":{"statement":"EXERCISE EXERCISE EXERCISE"}}"#,
        r#"{"type":"report","id":"report--9","name":"Incident at Example Hospital","description":"Everything here was written by us.  All of it is invented.","object_refs":["incident--1"]}"#,
    ] {
        assert!(!used("", &[beside]), "{beside}");
    }
}

#[test]
fn an_incident_is_called_by_its_event_and_its_parties_are_nobodys_invention() {
    let uses = relation("uses", "incident--1", "malware--1");
    let targets = relation("targets", "incident--1", "identity--1");
    let stated = |title: &str, victim: &str, author: &str| {
        let incident = INCIDENT.replace("Incident at Example Hospital", title);
        let (victim, author) =
            (VICTIM.replace("Example Hospital", victim), AUTHOR.replace("Example Responders", author));
        is_stated(&[&victim, &author, SAMPLE, &incident, &uses, &targets])
    };
    let (title, victim, author) = ("Incident at Example Hospital", "Example Hospital", "Example Responders");
    assert!(stated(title, victim, author));
    assert!(stated("Example Hospital: intrusion, January 2024", victim, "Citizen Lab"));
    for title in ["Cyber Europe 2024", "Blocklist January 2024", "Job interview task", "Honeypot catches January"] {
        assert!(!stated(title, victim, author), "{title}");
    }
    for victim in ["Honeynet", "Training range"] {
        assert!(!stated(title, victim, author), "{victim}");
    }
    for author in ["White cell", "Scenario generator", "Red Team"] {
        assert!(!stated(title, victim, author), "{author}");
    }
}

#[test]
fn what_a_sample_is_said_to_be_states_it_or_not() {
    let uses = relation("uses", "incident--1", "malware--1");
    let stated = |text: &str| {
        let sample = SAMPLE.replace("Sample found on host SRV-01", text);
        is_stated(&[VICTIM, AUTHOR, &sample, INCIDENT, &uses])
    };
    assert!(stated("Sample found on host SRV-01"));
    assert!(stated("ExampleRAT as it ran on the mail server."));
    for text in ["A benign file with this name.", "Expected by the scenario.", "Test sample of the vendor."] {
        assert!(!stated(text), "{text}");
    }
    // What is said of a family is said of all cases.
    let family = with(MALWARE, r#""description":"A remote access tool that is sold on forums since 2013.""#);
    assert!(is_stated(&[VICTIM, AUTHOR, &family, INCIDENT, &uses]));
}

#[test]
fn a_sighting_that_is_taken_back_states_no_sample() {
    let sighting = r#"{"type":"sighting","id":"sighting--1","count":1,"sighting_of_ref":"malware--1"}"#;
    assert!(is_stated(&[SAMPLE, VICTIM, sighting]));
    for property in [
        r#""revoked":true"#,
        r#""confidence":0"#,
        r#""labels":["exercise"]"#,
        r#""description":"red team""#,
        r#""description":"test run of the sensor""#,
        r#""x_simulated":true"#,
    ] {
        assert!(!is_stated(&[SAMPLE, VICTIM, &with(sighting, property)]), "{property}");
    }
}

#[test]
fn a_report_that_does_not_tell_of_a_case_states_nothing_and_keeps_its_traces() {
    let report = |title: &str, text: &str| {
        let report = REPORT
            .replace("Phishing at Example Hospital", title)
            .replace("Nothing else was found.", text)
            .replace(r#""indicator--1","#, r#""indicator--1","malware--1","#);
        let indicates = relation("indicates", "indicator--1", "malware--1");
        let reading = read(&[INDICATOR, &report, VICTIM, SAMPLE, GROUP, &indicates]);
        assert!(
            reading
                .observations()
                .iter()
                .any(|one| one.observed.to_string() == "login.example.net" && one.bearing == Bearing::Stated)
        );
        is_stated(&[INDICATOR, &report, VICTIM, SAMPLE, GROUP, &indicates])
    };
    assert!(report("Incident at Example Hospital", "What was found on the servers of Example Hospital."));
    for title in ["Indicators of the week", "Allow-list", "APT28 arsenal", "Malware zoo", "Job interview task"] {
        assert!(!report(title, "Nothing else was found."), "{title}");
    }
    for text in
        ["Exercise.", "Withdrawn.", "We scanned for these. None was found.", "Everything in this report is invented."]
    {
        assert!(!report("Incident at Example Hospital", text), "{text}");
    }
}
