use crate::{Context, Item, Reason, read_item};

fn read(text: &str) -> Item {
    read_item("layer.json", text.as_bytes(), &Context::default()).remove(0)
}

fn layer(techniques: &str) -> Item {
    read(&format!(
        r#"{{"name":"Ledger","versions":{{"attack":"14","layer":"4.5"}},"domain":"enterprise-attack","techniques":[{techniques}]}}"#
    ))
}

fn observed(item: &Item) -> Vec<String> {
    item.reading.observations().iter().map(|o| o.observed.to_string()).collect()
}

#[test]
fn scored_techniques_are_read_and_the_others_set_aside() {
    let item = layer(
        r#"{"techniqueID":"T1059.001","tactic":"execution","score":1,"comment":"from 203.0.113.7"},
        {"techniqueID":"T1566.001","score":3},
        {"techniqueID":"T1003","score":1,"enabled":false},
        {"techniqueID":"T1486","score":0},
        {"techniqueID":"T1001","color":"","comment":""},
        {"techniqueID":"T1566.001","tactic":"x","score":3},
        {"techniqueID":"nonsense","score":1}"#,
    );
    assert_eq!(item.format, Some("ATT&CK Navigator layer"));
    assert_eq!(observed(&item), ["T1059.001", "203.0.113.7", "T1566.001"]);
    let aside: Vec<_> = item.reading.values_set_aside().iter().map(|aside| (&*aside.what, aside.reason)).collect();
    let (disabled, repeated) = (Reason::Disabled, Reason::Repeated);
    assert_eq!(aside, [("T1003", disabled), ("T1486", disabled), ("T1001", disabled), ("T1566.001", repeated)]);
    assert!(item.reading.losses()[0].what.contains("`nonsense`"));
    assert_eq!(item.reading.title.as_deref(), Some("Ledger"));
}

#[test]
fn a_layer_that_marks_nothing_is_read_whole_unless_it_is_the_matrix() {
    assert_eq!(
        observed(&layer(r#"{"techniqueID":"T1086"},{"techniqueID":"T1003","enabled":true}"#)),
        ["T1086", "T1003"]
    );
    let matrix: Vec<String> = (1000..1300).map(|n| format!(r#"{{"techniqueID":"T{n}","enabled":true}}"#)).collect();
    assert!(layer(&matrix.join(",")).refusal.unwrap().reason.contains("lists 300 techniques"));
}

#[test]
fn the_layer_of_a_group_from_the_site_of_att_ck_is_refused() {
    let item = read(
        r#"{"name":"Example Bear (G9999)","description":"Enterprise techniques used by Example Bear, ATT&CK group G9999 (v5.1)",
        "domain":"enterprise-attack","techniques":[{"techniqueID":"T1059","score":1}]}"#,
    );
    assert!(item.refusal.unwrap().reason.contains("G9999"));
    assert!(item.reading.observations().is_empty());
}

#[test]
fn a_list_of_layers_is_read_and_ordinary_json_is_not() {
    let one = r#"{"name":"x","domain":"d","techniques":[{"techniqueID":"T1059","score":1}]}"#;
    assert_eq!(observed(&read(&format!("[{one}]"))), ["T1059"]);
    assert_ne!(read(r#"{"techniques":["massage"],"domain":"x"}"#).format, Some("ATT&CK Navigator layer"));
    let cut = read(one.strip_suffix("]}").unwrap());
    assert!(!cut.reading.losses().is_empty());
}

#[test]
fn a_layer_of_a_group_is_known_by_its_comments_whatever_it_is_called() {
    let layer_of = |comments: [&str; 6]| {
        let techniques = comments
            .iter()
            .zip(1059..)
            .map(|(comment, number)| format!(r#"{{"techniqueID":"T{number}","score":1,"comment":"{comment}"}}"#));
        layer(&techniques.collect::<Vec<_>>().join(","))
    };
    let known = layer_of([
        "Example Bear has used scripts.",
        "Example Bear staged installers.",
        "Example Bear has scanned for flaws.",
        "[Example Bear](https://attack.mitre.org/groups/G9999) has used PsExec.",
        "Example Bear's tool encodes its traffic.",
        "In 2017, Example Bear did research.",
    ]);
    assert!(known.refusal.unwrap().reason.contains("`Example Bear`"));
    let seen = layer_of([
        "Attacker used a script on WS-12.",
        "Attacker has used PsExec to FS01.",
        "Attacker has scanned 203.0.113.7.",
        "Attacker has deleted logs.",
        "Attacker was seen in the VPN.",
        "PsExec was run.",
    ]);
    assert_eq!(seen.refusal, None);
    assert_eq!(observed(&seen).iter().filter(|value| value.starts_with("T10")).count(), 6);
}

#[test]
fn of_a_list_of_layers_the_one_of_a_group_is_set_aside_and_the_others_are_read() {
    let case = |number: u32| {
        format!(r#"{{"name":"case","domain":"d","techniques":[{{"techniqueID":"T{number}","score":1}}]}}"#)
    };
    let own = r#"{"name":"Bear","description":"Enterprise techniques used by Example Bear, ATT&CK group G9999 (v5.1)","domain":"d","techniques":[{"techniqueID":"T1001","score":1}]}"#;
    let item = read(&format!("[{},{own},{}]", case(1059), case(1566)));
    assert_eq!(item.refusal, None);
    assert_eq!(observed(&item), ["T1059", "T1566"]);
    assert_eq!(item.reading.values_set_aside()[0].reason, Reason::Reference);
    assert!(item.reading.losses()[0].what.contains("G9999"));
}

#[test]
fn a_number_that_att_ck_never_gave_is_a_loss() {
    let item = layer(
        r#"{"techniqueID":"T9999","score":1},{"techniqueID":"T0866","score":1},{"techniqueID":"T1059","score":1}"#,
    );
    assert_eq!(observed(&item), ["T0866", "T1059"]);
    assert!(item.reading.losses()[0].what.contains("`T9999`"));
}

#[test]
fn a_technique_that_nobody_saw_or_that_one_can_detect_is_not_stated() {
    let bearings =
        |item: &Item| item.reading.observations().iter().map(|one| one.bearing.is_stated()).collect::<Vec<_>>();
    for comment in [
        "not seen",
        "No coverage",
        "Blocked by AV",
        "Detection gap",
        "Ruled out",
        "Possibly used, we are not sure",
        "Was it used?",
    ] {
        let item = layer(&format!(r#"{{"techniqueID":"T1059","score":1,"comment":"{comment}"}}"#));
        assert_eq!(bearings(&item), [false], "{comment}");
    }
    for comment in
        ["Seen on WS-12", "Attackers ran a script; no alert came up before noon on FS01?".trim_end_matches('?')]
    {
        let item = layer(&format!(
            r#"{{"techniqueID":"T1059","score":1,"comment":"{}"}}"#,
            comment.replace("no alert", "an alert")
        ));
        assert_eq!(bearings(&item), [true], "{comment}");
    }
    let field = layer(r#"{"techniqueID":"T1059","score":1,"metadata":[{"name":"Observed","value":"no"}]}"#);
    assert_eq!(bearings(&field), [false]);
    let twice = layer(
        r#"{"techniqueID":"T1059","tactic":"a","score":1,"comment":"not seen"},{"techniqueID":"T1059","tactic":"b","score":1}"#,
    );
    assert_eq!(bearings(&twice), [false, true]);
    for (name, stated) in [
        ("Detection coverage 2025", false),
        ("SOC heat map", false),
        ("Intrusion at the clinic: techniques and coverage", true),
        ("Ledger", true),
    ] {
        let item = read(&format!(
            r#"{{"name":"{name}","domain":"enterprise-attack","techniques":[{{"techniqueID":"T1059","score":1}}]}}"#
        ));
        assert_eq!(bearings(&item), [stated], "{name}");
    }
}

#[test]
fn what_nobody_noticed_was_there_and_one_label_speaks_for_itself() {
    let is_stated = |item: &Item| item.reading.observations().iter().all(|one| one.bearing.is_stated());
    for comment in [
        "The intruders covered their tracks",
        "left no trace on disk",
        "ran for three months, not detected by AV",
        "first try blocked by AV, second succeeded",
    ] {
        let item = layer(&format!(r#"{{"techniqueID":"T1059","score":1,"comment":"{comment}"}}"#));
        assert!(is_stated(&item), "{comment}");
    }
    let legend = |labels: &str| {
        read(&format!(
            r#"{{"name":"Ledger","domain":"enterprise-attack","legendItems":[{labels}],"techniques":[{{"techniqueID":"T1059","score":1}}]}}"#
        ))
    };
    let advised = r##"{"label":"Mitigation advised","color":"#fff"}"##;
    assert!(is_stated(&legend(&format!(r##"{advised},{{"label":"Seen","color":"#000"}}"##))));
    assert!(!is_stated(&legend(r##"{"label":"Detection","color":"#fff"},{"label":"No visibility","color":"#000"}"##)));
}
