#![no_main]

use std::sync::LazyLock;

use dunant_panel::{Finding, Policy};

/// A finding whose signatures hold. Seed the corpus with its file.
static HONEST: &[u8] = include_bytes!("../seeds/finding.json");

static RULES: LazyLock<Policy> = LazyLock::new(|| Policy::parse(&Finding::parse(HONEST).unwrap().policy).unwrap());

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(finding) = Finding::parse(bytes) else { return };
    assert_eq!(finding.to_json().unwrap().as_bytes(), bytes, "a finding has one spelling");
    let (report, _) = finding.check(Some(&RULES));
    assert_eq!(report.holds(), bytes == HONEST, "nobody signed another");
    let _ = finding.check(None);
});
