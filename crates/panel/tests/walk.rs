//! The simplest path of a case, from its referral to its publication.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use common::{Bench, day};
use dunant_panel::{Stage, Step};

#[test]
fn a_case_goes_from_its_referral_to_its_publication() {
    let mut bench = Bench::new();
    bench.to(Stage::Published);
    assert_eq!(bench.proceeding.stage(day(100)), Stage::Published);
    assert_eq!(bench.reread().unwrap(), bench.proceeding);
    assert!(bench.proceeding.steps().iter().any(|taken| matches!(taken.step(), Step::Publication(_))));
}
