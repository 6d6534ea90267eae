#![no_main]

use dunant_custody::chain::Link;
use dunant_panel::{MemberEvent, PanelEvent, Policy, SignedStep, Statement};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    // What is accepted has one spelling.
    if let Ok(step) = SignedStep::parse(text) {
        assert_eq!(step.to_string(), text);
    }
    if let Ok(statement) = Statement::parse(text) {
        assert_eq!(statement.text().unwrap(), text);
    }
    if let Ok(link) = Link::<PanelEvent>::parse(text) {
        assert_eq!(link.text().unwrap(), text);
    }
    if let Ok(link) = Link::<MemberEvent>::parse(text) {
        assert_eq!(link.text().unwrap(), text);
    }
    if let Ok(policy) = Policy::parse(text) {
        assert_eq!(policy.text(), text);
    }
});
