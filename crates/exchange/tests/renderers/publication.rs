use std::collections::{BTreeMap, BTreeSet};

use dunant_evidence::{Observable, ObservableKind, Observed, Reason};
use dunant_exchange::{Document, value_to_json};
use dunant_redaction::assessment::{NotPublishable, Place, Publication, withhold};
use dunant_redaction::personal::Known;
use dunant_vocabulary::{Sha256Digest, Tlp};
use serde_json::{Value, json};

use crate::sample;

fn published(document: &Value) -> Result<Value, NotPublishable> {
    let (restricted, known, disclosed) = (BTreeMap::new(), Known::default(), BTreeSet::new());
    withhold(document, &Publication { restricted: &restricted, known: &known, disclosed: &disclosed })
        .map(dunant_redaction::Released::into_inner)
}

fn value(document: &Document) -> Value {
    serde_json::to_value(document).unwrap()
}

#[test]
fn every_field_of_the_document_has_a_rule() {
    for document in [sample::named(), sample::inconclusive(), sample::hostile(), sample::bare()] {
        let public = published(&value(&document)).unwrap();
        let without_rule: Vec<&Value> =
            public["withheld"].as_array().unwrap().iter().filter(|row| row["why"] == "no rule").collect();
        assert!(without_rule.is_empty(), "add the field to the rules of publication: {without_rule:?}");
    }
}

#[test]
fn an_open_document_without_personal_data_stays_as_it_was() {
    let mut document = sample::named();
    for item in &mut document.items {
        item.tlp = Some(Tlp::Clear);
    }
    let document = value(&document);
    let mut public = published(&document).unwrap();
    assert_eq!(public.as_object_mut().unwrap().remove("withheld"), Some(json!([])));
    assert_eq!(public, document);
}

#[test]
fn what_would_be_said_without_an_item_is_not_shown_where_an_item_is_restricted() {
    let mut document = sample::named();
    for item in &mut document.items {
        item.tlp = Some(Tlp::Clear);
    }
    let open = published(&value(&document)).unwrap();
    document.items[2].tlp = Some(Tlp::Amber);
    let restricted = published(&value(&document)).unwrap();
    let pivotal =
        |public: &Value, list: &str| public["assessments"][0]["assessment"]["pivotal"][list].as_array().unwrap().len();
    for list in ["items", "sources", "features"] {
        assert_eq!((pivotal(&open, list), pivotal(&restricted, list)), (1, 0), "{list}");
    }
}

#[test]
fn a_field_that_no_rule_names_is_left_out_and_counted() {
    let mut document = value(&sample::bare());
    document["case"]["found"] = json!({"secret.example.net": 1});
    document["basis"] = json!("secret");
    document["case"]["title"] = json!(["secret"]);
    let public = published(&document).unwrap();
    assert!(!value_to_json(&public).unwrap().contains("secret"));
    assert_eq!(public["withheld"], json!([{"item": null, "why": "no rule", "what": "field", "count": 3}]));
}

#[test]
fn a_member_is_as_restricted_as_its_archive() {
    let mut document = sample::named();
    let item = document.items[0].clone();
    let named = |name: &str, tlp| {
        let digest = Sha256Digest::of(name.as_bytes());
        dunant_exchange::ItemSummary { digest, name: name.into(), title: None, tlp, ..item.clone() }
    };
    document.items = vec![
        named("dump.zip", Some(Tlp::Red)),
        named("dump.zip!ÄRZTE.zip", None),
        named("dump.zip!ÄRZTE.zip!list.txt", Some(Tlp::Clear)),
        named("dump.zip2", None),
    ];
    document.case.summary = Some("See ÄRZTE.zip, LIST.TXT and shortlist.txt.".into());
    let public = published(&value(&document)).unwrap();
    let names: Vec<&str> = (0..4).map(|at| public["items"][at]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["[withheld: TLP:RED]", "[withheld: TLP:RED]", "[withheld: TLP:RED]", "dump.zip2"]);
    assert_eq!(public["case"]["summary"], "See [withheld: TLP:RED], [withheld: TLP:RED] and shortlist.txt.");
}

#[test]
fn personal_data_is_held_back_from_every_text() {
    let mut document = sample::named();
    document.items[0].tlp = Some(Tlp::Clear);
    document.items[0].name = r"C:\Users\joe\mail.eml".into();
    document.case.summary = Some("Ask joe@clinic.org.".into());
    document.public_claims[0].basis = Some("from 10.0.0[.]5".into());
    let digest = document.items[0].digest.to_string();
    let public = published(&value(&document)).unwrap();
    assert_eq!(public["items"][0]["name"], r"C:\Users\[withheld: user name]\mail.eml");
    assert_eq!(public["case"]["summary"], "Ask [withheld: e-mail address].");
    assert_eq!(public["public_claims"][0]["basis"], "from [withheld: internal address]");
    let rows = public["withheld"].as_array().unwrap();
    assert!(rows.contains(&json!({"item": digest, "why": "personal data", "what": "user name", "count": 1})));
    assert!(rows.contains(&json!({"item": null, "why": "personal data", "what": "e-mail address", "count": 1})));
}

#[test]
fn what_has_no_rules_or_was_held_back_before_is_refused() {
    assert_eq!(
        published(&json!({"schema": "dunant.assessment/3"})),
        Err(NotPublishable::OtherSchema { found: "dunant.assessment/3".into() })
    );
    let public = published(&value(&sample::bare())).unwrap();
    assert_eq!(published(&public), Err(NotPublishable::HeldBackBefore));
}

#[test]
fn fields_stand_in_the_order_of_the_alphabet() {
    let mut document = sample::named();
    document.items[0].tlp = Some(Tlp::Amber);
    let json = value_to_json(&published(&value(&document)).unwrap()).unwrap();
    let top: Vec<&str> = json.lines().filter_map(|line| line.strip_prefix("  \"")?.split('"').next()).collect();
    assert!(top.is_sorted() && top.contains(&"withheld"), "{top:?}");
}

#[test]
fn values_of_a_restricted_item_do_not_leave_and_are_counted() {
    let mut document = sample::named();
    let (open, restricted) = (document.items[0].clone(), document.items[0].clone());
    document.items =
        vec![restricted, dunant_exchange::ItemSummary { tlp: Some(Tlp::Clear), name: "open.csv".into(), ..open }];
    document.items[1].digest = Sha256Digest::of(b"open.csv");
    for (item, value) in document.items.iter_mut().zip(["withheld.example", "open.example"]) {
        item.observations[0].observed = Observed::Observable(domain(value));
        item.set_aside[0].what = format!("aside.{value}");
    }
    let public = published(&value(&document)).unwrap();
    let json = value_to_json(&public).unwrap();
    assert!(!json.contains("withheld.example") && json.contains("open.example") && json.contains("aside.open.example"));
    assert_eq!(public["items"][0]["observations"], json!([]));
    assert_eq!(public["items"][0]["set_aside"], json!([]));
    assert_eq!(public["items"][0]["observed"], value(&document)["items"][0]["observed"], "counts stay");
    let digest = document.items[0].digest.to_string();
    let rows = public["withheld"].as_array().unwrap();
    assert!(rows.contains(&json!({"item": digest, "why": "TLP:AMBER", "what": "value", "count": 4})), "{rows:?}");
}

#[test]
fn a_disclosed_value_of_a_restricted_item_is_shown() {
    let document = sample::named();
    let shown = &document.items[0].observations[0];
    let place = Place { item: document.items[0].digest, span: shown.span, path: shown.path.to_string() };
    let (restricted, known, disclosed) = (BTreeMap::new(), Known::default(), BTreeSet::from([place]));
    let publication = Publication { restricted: &restricted, known: &known, disclosed: &disclosed };
    let public = withhold(&value(&document), &publication).unwrap().into_inner();
    let values = public["items"][0]["observations"].as_array().unwrap();
    assert_eq!(values.len(), 1);
    assert_eq!(values[0]["value"], "clinic.example");
}

#[test]
fn accounts_and_what_belongs_to_the_victim_are_held_back_from_open_items() {
    let mut document = sample::named();
    let item = &mut document.items[0];
    item.tlp = Some(Tlp::Clear);
    item.observations[0].observed =
        Observed::Observable(Observable::parse(ObservableKind::UserAccount, "jane").unwrap());
    item.observations[1].observed =
        Observed::Observable(Observable::parse(ObservableKind::EmailAddr, "jane@clinic.org").unwrap());
    item.set_aside[0].what = "clinic.org".into();
    item.set_aside[0].reason = Reason::Own;
    let json = value_to_json(&published(&value(&document)).unwrap()).unwrap();
    assert!(!json.contains("jane") && !json.contains("clinic.org"), "{json}");
    assert!(json.contains("[withheld: user name]") && json.contains("[withheld: e-mail address]"));
}

fn domain(name: &str) -> Observable {
    Observable::parse(ObservableKind::DomainName, name).unwrap()
}
