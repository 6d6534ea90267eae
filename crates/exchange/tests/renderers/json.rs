use dunant_exchange::to_json;

use crate::sample;

#[test]
fn the_schema_is_what_it_was() {
    insta::assert_snapshot!(to_json(&sample::named()));
}

#[test]
fn hostile_text_comes_back_as_it_was_and_nothing_in_the_file_hides() {
    let document = sample::hostile();
    let json = to_json(&document);
    assert!(!json.chars().any(|c| c.is_control() && c != '\n'));
    assert!(!json.contains('\u{202e}'));
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["case"]["title"], document.case.title.as_str());
    assert_eq!(value["items"][0]["name"], document.items[0].name.as_str());
}

#[test]
fn numbers_come_back_to_the_last_bit_and_bytes_repeat() {
    let document = sample::named();
    let json = to_json(&document);
    assert!(json.ends_with("}\n"));
    assert_eq!(json, to_json(&sample::named()));
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let read = value["assessments"][0]["assessment"]["hypotheses"][0]["log_likelihood_ratio"].as_f64().unwrap();
    assert_eq!(read.to_bits(), document.assessments[0].assessment.hypotheses[0].log_likelihood_ratio.to_bits());
}

#[test]
fn every_field_is_described() {
    fn check(value: &serde_json::Value, described: &str) {
        match value {
            serde_json::Value::Object(fields) => {
                // The limits are documented where they are set: `dunant assess --help` lists them.
                for (name, value) in fields.iter().filter(|(name, _)| *name != "limits") {
                    let known =
                        described.contains(&format!("`{name}`")) || described.contains(&format!("{{\"{name}\": "));
                    assert!(known, "`{name}` is not in docs/schema/assessment-2.md");
                    check(value, described);
                }
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| check(item, described)),
            _ => {}
        }
    }
    let described = include_str!("../../../../docs/schema/assessment-2.md");
    for document in [sample::named(), sample::inconclusive()] {
        check(&serde_json::from_str(&to_json(&document)).unwrap(), described);
    }
}
