#![no_main]

use std::sync::LazyLock;

use dunant_panel::{Finding, Policy};
use serde_json::Value;

/// A finding whose signatures hold.
static HONEST: LazyLock<Finding> = LazyLock::new(|| Finding::parse(include_bytes!("../seeds/finding.json")).unwrap());
static WHOLE: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(&*HONEST).unwrap());
static RULES: LazyLock<Policy> = LazyLock::new(|| Policy::parse(&HONEST.policy).unwrap());

// The fuzzer says where, and what stands there then: so it is past the reading of JSON at once.
libfuzzer_sys::fuzz_target!(|edit: (Vec<u16>, String)| {
    let (way, text) = edit;
    let mut whole = WHOLE.clone();
    let mut pointer = String::new();
    for step in way {
        let Some(here) = whole.pointer(&pointer) else { return };
        let step = usize::from(step);
        match here {
            Value::Array(values) if !values.is_empty() => pointer += &format!("/{}", step % values.len()),
            Value::Object(fields) if !fields.is_empty() => {
                pointer += &format!("/{}", fields.keys().nth(step % fields.len()).unwrap());
            }
            _ => break,
        }
    }
    let Some(place) = whole.pointer_mut(&pointer) else { return };
    *place = serde_json::from_str(&text).unwrap_or(Value::String(text));
    let Ok(finding) = serde_json::from_value::<Finding>(whole) else { return };
    let same = finding == *HONEST;
    match Finding::parse(finding.to_json().unwrap().as_bytes()) {
        Ok(finding) => assert_eq!(finding.check(Some(&RULES)).0.holds(), same, "nobody signed another"),
        Err(_) => assert!(!same),
    }
});
