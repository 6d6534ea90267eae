//! What only a restricted item says is nowhere in what is published.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that fails says where"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dunant::exchange::value_to_json;
use dunant::knowledge::{Indicator, Pack};
use dunant::redaction::assessment::{Place, Publication, withhold};
use dunant::redaction::personal::{Known, find};
use dunant::vocabulary::{Sha256Digest, Tlp};
use dunant::{Case, CaseFile, Setup, examine};
use serde_json::Value;

/// In every string of the restricted items that is not general knowledge, in some letters or others.
const SENTINEL: &str = "zq7431";

/// Traces that the pack knows of an actor, and that are found in restricted items alone.
const TRACES: [(&str, &str); 3] = [
    ("domain-name:value", "update.zq7431-delivery.net"),
    ("file:hashes.'SHA-256'", "5e3f0c1b7a9d2468ace013579bdf02468ace13579bdf0e1d2c3b4a5968778695"),
    ("email-addr:value", "operator.zq7431@evil-mail.net"),
];

const OPEN: &str = "# What the hospital saw\n\nThe intruders used Industroyer and KillDisk. They destroyed data (T1485), moved over SMB \
     shares (T1021.002) and used valid accounts (T1078). Mail went to jane.doe@hospital.org and from 10.20.30.40.\n";

/// Techniques and malware that stand in the restricted items alone.
const RESTRICTED_FEATURES: [&str; 3] =
    ["T1495 Firmware Corruption", "T1561.001 Disk Content Wipe", "Olympic Destroyer"];

fn restricted_items() -> Vec<(&'static str, String)> {
    let report = format!(
        "# The zq7431 report\n\nAt zq7431 the operators corrupted firmware (T1495) on WARD-ZQ7431 and wiped disks (T1561.001) with Olympic \
         Destroyer and KillDisk. The zq7431 service was stopped, its logs were cleared and its backups were deleted.\n\n| type | value |\n\
         |---|---|\n| domain | {} |\n| sha256 | {} |\n| mail | {} |\n| path | C:\\Users\\zq7431\\x.exe |\n\nAccording to zq7431 \
         Research, it was Sandworm Team.\n",
        TRACES[0].1, TRACES[1].1, TRACES[2].1
    );
    let stix = format!(
        r#"{{"type":"bundle","id":"bundle--6b616fc1-1505-48e3-8b2c-0d19337bff38","objects":[
        {{"type":"x-zq7431-thing","id":"x-zq7431-thing--6b616fc1-1505-48e3-8b2c-0d19337bff38","name":"zq7431"}},
        {{"type":"malware","id":"malware--zq7431","name":"Zq7431Loader","is_family":true}},
        {{"type":"threat-actor","id":"threat-actor--6b616fc1-1505-48e3-8b2c-0d19337bff38","name":"Zq7431 Bear"}},
        {{"id":"zq7431--no-type"}},
        {{"type":"indicator","id":"indicator--6b616fc1-1505-48e3-8b2c-0d19337bff38","pattern_type":"stix",
          "pattern":"[domain-name:value = '{}'] AND zq7431 [", "name":"zq7431"}},
        {{"type":"identity","id":"identity--6b616fc1-1505-48e3-8b2c-0d19337bff38","name":"zq7431 clinic","sectors":["healthcare"]}}
        ]}}"#,
        TRACES[0].1
    );
    let misp = format!(
        r#"{{"Event":{{"uuid":"6b616fc1-1505-48e3-8b2c-0d19337bff38","info":"zq7431 event","date":"2019-01-02","Attribute":[
        {{"type":"domain","category":"Network activity","value":"{}","comment":"zq7431"}},
        {{"type":"zq7431-type","value":"zq7431"}},
        {{"type":"ip-dst","value":"zq7431 is no address"}}],
        "Tag":[{{"name":"misp-galaxy:malpedia=\"Zq7431Bot\""}},{{"name":"misp-galaxy:threat-actor=\"Zq7431 Panda\""}}]}}}}"#,
        TRACES[0].1
    );
    vec![
        ("zq7431-report.md", report),
        ("inner/zq7431.stix.json", stix),
        ("zq7431.misp.json", misp),
        ("zq7431.csv", format!("domain,zq7431\n{},zq7431\n\"zq7431", TRACES[0].1)),
        ("zq7431.xml", "<zq7431><broken".to_owned()),
        ("zq7431.bin", "\u{1}\u{2}zq7431\u{0}\u{0}".to_owned()),
    ]
}

fn setup() -> Setup {
    let mut pack = Pack::shipped().unwrap();
    let actor = pack.actors.iter().position(|actor| actor.name == "Sandworm Team").unwrap();
    for (kind, value) in TRACES {
        let indicator =
            Indicator { kind: kind.into(), value: value.into(), actor: u32::try_from(actor).unwrap(), report: 0 };
        pack.indicators.push(indicator);
    }
    pack.indicators.sort();
    Setup::builder().pack(pack).build().unwrap()
}

/// A case of an open item and restricted ones, under a case file that says so and repeats what `accept` would write.
fn case() -> Case {
    let mut case = Case::default();
    case.add_bytes("open.md", OPEN.as_bytes());
    let mut file =
        "title = \"A hospital\"\nsummary = \"Disks were wiped; ask jane.doe@hospital.org about zq7431-report.md.\"\n\
        incident = \"2019-03-04\"\n[[evidence]]\nfile = \"open.md\"\nsource = \"The hospital\"\ntlp = \"clear\"\n"
            .to_owned();
    for (name, text) in restricted_items() {
        case.add_bytes(name, text.as_bytes());
        file.push_str(&format!("[[evidence]]\nfile = \"{name}\"\nsource = \"Zq7431 Research\"\ntlp = \"amber\"\n"));
    }
    file.push_str(
        "[[fact]]\nname = \"effect.kind\"\nvalue = [\"destruction\"]\nsource = \"Zq7431 Research: T1495 Firmware Corruption, in \
         zq7431-report.md, line 3, bytes 61-70\"\nstandard = \"reported\"\n",
    );
    case.file = Some(CaseFile::parse(Path::new("case.toml"), &file).unwrap());
    case
}

fn published(document: &Value, disclosed: &BTreeSet<Place>) -> Value {
    let (restricted, known) = (BTreeMap::new(), Known::default().host("WARD-ZQ7431"));
    withhold(document, &Publication { restricted: &restricted, known: &known, disclosed }).unwrap().into_inner()
}

fn assessed() -> Value {
    serde_json::to_value(examine(&case(), &setup()).unwrap()).unwrap()
}

fn strings<'v>(value: &'v Value, out: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => out.push(text),
        Value::Array(values) => values.iter().for_each(|value| strings(value, out)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            out.push(name);
            strings(value, out);
        }),
        _ => {}
    }
}

#[test]
fn no_byte_of_a_restricted_item_is_published() {
    let document = assessed();
    let before = value_to_json(&document).unwrap();
    let secrets: Vec<&str> =
        RESTRICTED_FEATURES.iter().copied().chain(TRACES.map(|(_, value)| value)).chain([SENTINEL]).collect();
    for secret in &secrets {
        assert!(
            before.to_lowercase().contains(&secret.to_lowercase()),
            "the document never held {secret}, so nothing is tested"
        );
    }
    for place in ["\"unrecognised\"", "\"losses\"", "\"refusal\"", "\"claims\"", "x-zq7431-thing", "zq7431 event"] {
        assert!(before.contains(place), "{place}");
    }
    let public = published(&document, &BTreeSet::new());
    let after = value_to_json(&public).unwrap();
    for secret in TRACES.map(|(_, value)| value).iter().chain([&SENTINEL]) {
        let at = after.to_lowercase().find(&secret.to_lowercase());
        assert!(
            at.is_none(),
            "{secret} in {}",
            &after[after.floor_char_boundary(at.unwrap().saturating_sub(200))..][..400]
        );
    }
    // General knowledge may be named as what is not in the evidence, and nowhere else.
    let mut elsewhere = public.clone();
    elsewhere["assessments"][0]["assessment"]["look_for_next"] = Value::Null;
    let elsewhere = value_to_json(&elsewhere).unwrap().to_lowercase();
    for feature in RESTRICTED_FEATURES {
        assert!(!elsewhere.contains(&feature.to_lowercase()), "{feature}");
    }
    assert!(after.contains("[withheld: TLP:AMBER]"));
    assert!(!after.contains("jane.doe") && !after.contains("10.20.30.40"));
    let summary = public["case"]["summary"].as_str().unwrap();
    assert_eq!(summary, "Disks were wiped; ask [withheld: e-mail address] about [withheld: TLP:AMBER].");
}

#[test]
fn what_an_open_item_says_too_stays_with_its_open_places() {
    let public = published(&assessed(), &BTreeSet::new());
    let contributions = public["assessments"][0]["assessment"]["hypotheses"][0]["contributions"].as_array().unwrap();
    let kill_disk = contributions.iter().find(|contribution| contribution["feature"] == "KillDisk").unwrap();
    let (open, withheld): (Vec<&Value>, Vec<&Value>) =
        kill_disk["places"].as_array().unwrap().iter().partition(|place| place["path"] == "");
    assert!(!open.is_empty() && open.iter().all(|place| place["span"]["end"].as_u64() > Some(0)));
    assert!(!withheld.is_empty());
    for place in withheld {
        assert_eq!(place["path"], "[withheld: TLP:AMBER]");
        assert_eq!(place["span"], serde_json::json!({"space": "item", "start": 0, "end": 0, "line": 0}));
    }
    assert!(
        kill_disk["reports"].as_array().unwrap().iter().all(|report| report["citation"] != "[withheld: TLP:AMBER]")
    );
    let hidden = contributions.iter().find(|contribution| contribution["feature"] == "[withheld: TLP:AMBER]").unwrap();
    assert!(hidden["public_since"].is_null() && hidden["log_likelihood_ratio"].is_f64());
}

#[test]
fn what_a_restricted_item_says_alone_is_not_published() {
    let mut document = assessed();
    let restricted = document["items"].as_array().unwrap().iter().find(|item| item["tlp"] == "amber").or_else(|| {
        document["items"].as_array().unwrap().iter().find(|item| !item["tlp"].is_null() && item["tlp"] != "clear")
    });
    let digest = restricted.expect("an item is restricted")["digest"].clone();
    let assessment = &mut document["assessments"][0]["assessment"];
    assessment["dissenting_items"] =
        serde_json::json!([{"item": digest, "id": "G9999", "name": "Grey Heron", "posterior": 0.71}]);
    let reasons = serde_json::json!([{"code": "items-point-elsewhere", "items": 1, "actor": "Grey Heron"}]);
    assessment["conclusion"] = serde_json::json!({"result": "inconclusive", "reasons": reasons});
    let public = published(&document, &BTreeSet::new());
    let assessment = &public["assessments"][0]["assessment"];
    assert_eq!(assessment["dissenting_items"], serde_json::json!([]));
    assert_eq!(assessment["conclusion"]["reasons"][0]["code"], "items-point-elsewhere");
    let mut held = Vec::new();
    strings(assessment, &mut held);
    assert!(!held.iter().any(|text| text.contains("Grey Heron")));
}

#[test]
fn a_disclosed_place_counts_as_open() {
    let document = assessed();
    let contributions = document["assessments"][0]["assessment"]["hypotheses"][0]["contributions"].as_array().unwrap();
    let firmware = contributions.iter().find(|contribution| contribution["feature"] == RESTRICTED_FEATURES[1]).unwrap();
    let place = &firmware["places"][0];
    let disclosed = Place {
        item: place["item"].as_str().unwrap().parse().unwrap(),
        span: serde_json::from_value(place["span"].clone()).unwrap(),
        path: place["path"].as_str().unwrap().to_owned(),
    };
    let public = value_to_json(&published(&document, &BTreeSet::from([disclosed]))).unwrap();
    assert!(public.contains(RESTRICTED_FEATURES[1]));
    assert!(!public.contains("zq7431") && !public.contains(RESTRICTED_FEATURES[2]));
}

/// Holds that `public` has the fields and the numbers of `document`; where a place was withheld its span may differ, and what may be
/// null may have become so.
fn same_shape(document: &Value, public: &Value, at: &str) {
    match (document, public) {
        (Value::Object(before), Value::Object(after)) => {
            let withheld_place = after.get("path").is_some_and(|path| path == "[withheld: TLP:AMBER]");
            let names =
                |fields: &serde_json::Map<String, Value>| -> BTreeSet<String> { fields.keys().cloned().collect() };
            // A remark that is withheld keeps none of its values: a marker stands for its code.
            if after.get("code").and_then(Value::as_str).is_some_and(|code| code.starts_with("[withheld")) {
                assert_eq!(names(after), BTreeSet::from(["code".to_owned()]), "fields at {at}");
                return;
            }
            assert_eq!(names(before), names(after), "fields at {at}");
            for (name, value) in before {
                if !(withheld_place && name == "span") {
                    same_shape(value, &after[name], &format!("{at}.{name}"));
                }
            }
        }
        // What would be said without an item tells what it holds: nothing of it is left where any item is restricted.
        (Value::Array(_), Value::Array(after))
            if after.is_empty()
                && ["items", "sources", "features"].iter().any(|list| at.ends_with(&format!(".pivotal.{list}"))) => {}
        // Values that do not leave are left out of the list.
        (Value::Array(before), Value::Array(after))
            if [".observations", ".set_aside"].iter().any(|list| at.ends_with(list)) && after.len() < before.len() => {}
        (Value::Array(before), Value::Array(after)) => {
            assert_eq!(before.len(), after.len(), "entries at {at}");
            before.iter().zip(after).for_each(|(before, after)| same_shape(before, after, &format!("{at}[]")));
        }
        (Value::String(_), Value::String(_)) => {}
        (_, Value::Null) => {
            let last = at.rsplit('.').next().unwrap();
            let may_be_null = ["published", "public_since", "url", "span", "before_incident"].contains(&last);
            assert!(document.is_null() || may_be_null, "null at {at}");
        }
        _ => assert_eq!(document, public, "at {at}"),
    }
}

#[test]
fn shape_and_numbers_stay_and_what_was_held_back_is_said() {
    let document = assessed();
    let mut public = published(&document, &BTreeSet::new());
    assert_eq!(public, published(&document, &BTreeSet::new()));
    let withheld = public.as_object_mut().unwrap().remove("withheld").unwrap();
    same_shape(&document, &public, "");
    let rows = withheld.as_array().unwrap();
    assert!(rows.iter().all(|row| row["why"] != "no rule"), "a field of the document has no rule: {withheld:#}");
    let report = Sha256Digest::of(restricted_items()[0].1.as_bytes()).to_string();
    let of_report = |what: &str| {
        rows.iter()
            .find(|row| row["item"] == report.as_str() && row["what"] == what && row["why"] == "TLP:AMBER")
            .is_some()
    };
    let what: Vec<&str> =
        ["feature", "place", "file name", "title"].into_iter().filter(|what| !of_report(what)).collect();
    assert!(what.is_empty(), "not said to be withheld: {what:?}: {withheld:#}");
    assert!(
        rows.iter()
            .any(|row| row["why"] == "personal data" && row["what"] == "e-mail address" && row["item"].is_null())
    );
    let mut strings_left = Vec::new();
    strings(&public, &mut strings_left);
    for text in strings_left {
        assert_eq!(find(text, &Known::default()), [], "{text}");
    }
}

#[test]
fn the_caller_may_restrict_an_item_that_nothing_marks() {
    let mut case = Case::default();
    case.add_bytes("zq7431.md", restricted_items()[0].1.as_bytes());
    let document = serde_json::to_value(examine(&case, &setup()).unwrap()).unwrap();
    assert_eq!(document["case"]["title"], "zq7431.md");
    let restricted = BTreeMap::from([(Sha256Digest::of(restricted_items()[0].1.as_bytes()), Tlp::Red)]);
    let (known, disclosed) = (Known::default(), BTreeSet::new());
    let public = withhold(&document, &Publication { restricted: &restricted, known: &known, disclosed: &disclosed })
        .unwrap()
        .into_inner();
    assert_eq!(public["case"]["title"], "[withheld: TLP:RED]");
    assert!(!value_to_json(&public).unwrap().to_lowercase().contains(SENTINEL));
}

/// Every example of the project, with each item restricted in turn and with none.
#[test]
fn the_examples_have_a_rule_for_every_field() {
    let setup = Setup::shipped().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut seen = 0;
    for name in ["sony-pictures-2014", "dnc-2016", "olympic-destroyer-2018", "ahmed-mansoor-2016"] {
        let document = examine(&Case::from_paths([examples.join(name)]).unwrap(), &setup).unwrap();
        let items: Vec<Sha256Digest> = document.items.iter().map(|item| item.digest).collect();
        let document = serde_json::to_value(document).unwrap();
        for restricted in [Vec::new(), items[..1].to_vec(), items] {
            let restricted = restricted.into_iter().map(|item| (item, Tlp::Amber)).collect();
            let (known, disclosed) = (Known::default(), BTreeSet::new());
            let mut public =
                withhold(&document, &Publication { restricted: &restricted, known: &known, disclosed: &disclosed })
                    .unwrap()
                    .into_inner();
            let withheld = public.as_object_mut().unwrap().remove("withheld").unwrap();
            assert!(!withheld.as_array().unwrap().iter().any(|row| row["why"] == "no rule"), "{name}: {withheld:#}");
            same_shape(&document, &public, "");
            if restricted.is_empty() {
                eprintln!("{name}: {withheld}");
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 12);
}
