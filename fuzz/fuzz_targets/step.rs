#![no_main]

use dunant_custody::chain::Link;
use dunant_panel::lodging::Bundle;
use dunant_panel::receipt::Receipt;
use dunant_panel::standing::Standing;
use dunant_panel::{MemberEvent, MemberNote, PanelEvent, Policy, SignedStep, Statement, Trust};

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
    if let Ok(trust) = Trust::parse(text) {
        assert_eq!(trust.text(), text);
    }
    if let Ok(note) = MemberNote::parse(text) {
        assert_eq!(note.to_string(), text);
    }
    if let Ok(receipt) = Receipt::parse(bytes) {
        assert_eq!(receipt.to_string(), text);
    }
    if let Ok(bundle) = Bundle::parse(bytes) {
        assert_eq!(bundle.to_string(), text);
    }
    if let Ok(standing) = Standing::parse(bytes) {
        assert_eq!(standing.to_string(), text);
    }
});
