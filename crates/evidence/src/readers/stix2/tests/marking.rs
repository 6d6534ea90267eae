use dunant_vocabulary::Tlp;

use super::{bundle, read};

#[test]
fn markings_of_every_producer_restrict_and_unknown_ones_count_as_amber() {
    let marked = |definition: &str| {
        let text = bundle(&format!(
            r#"{{"type":"marking-definition","id":"marking-definition--1",{definition}}},{{"type":"note","id":"n","content":"x","object_marking_refs":["marking-definition--1"]}}"#
        ));
        let reading = read(&text);
        (reading.tlp, reading.pap, reading.losses().len())
    };
    for (definition, expected) in [
        (r#""definition_type":"tlp","definition":{"tlp":"red"}"#, (Some(Tlp::Red), None, 0)),
        (
            r#""definition_type":"statement","definition":{"statement":"custom"},"x_opencti_definition_type":"TLP","x_opencti_definition":"TLP:AMBER+STRICT""#,
            (Some(Tlp::AmberStrict), None, 0),
        ),
        (
            r#""definition_type":"statement","definition":{"statement":"custom"},"x_opencti_definition_type":"PAP","x_opencti_definition":"PAP:RED""#,
            (None, Some(dunant_vocabulary::Pap::Red), 0),
        ),
        (r#""name":"TLP:GREEN""#, (Some(Tlp::Green), None, 0)),
        (
            r#""definition_type":"statement","definition":{"statement":"Shared under TLP:RED"}"#,
            (Some(Tlp::Red), None, 0),
        ),
        (r#""definition_type":"tlp","definition":{"tlp":"orange"}"#, (Some(Tlp::Amber), None, 1)),
        (r#""definition_type":"statement","definition":{"statement":"Members only"}"#, (Some(Tlp::Amber), None, 1)),
        (r#""definition_type":"statement","definition":{"statement":"Copyright 2020, Example"}"#, (None, None, 0)),
        (r#""definition_type":"iep","definition":{"policy":"x"}"#, (Some(Tlp::Amber), None, 1)),
    ] {
        assert_eq!(marked(definition), expected, "{definition}");
    }
}
