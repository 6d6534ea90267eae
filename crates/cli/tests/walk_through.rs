//! The guide from a referral to a published finding, followed to the letter in a copy of its example.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::path::Path;
use std::time::Duration;

const GUIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/a-case-from-start-to-finish.md");
const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/example-hospital");

/// With `TRYCMD=overwrite` the copy gets what was printed; take it over by hand, with `[..]` for what differs from run to run.
#[test]
fn the_guide_holds_from_start_to_finish() {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("walk-through");
    let _ = fs::remove_dir_all(&place);
    // A directory of this name beside a document is where its commands run.
    copy(Path::new(EXAMPLE), &place.join("guide.in"));
    let guide = place.join("guide.md");
    fs::copy(GUIDE, &guide).unwrap();
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .env("LC_ALL", "C.UTF-8")
        .timeout(Duration::from_secs(120))
        .case(guide)
        .run();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (from, to) = entry.map(|entry| (entry.path(), to.join(entry.file_name()))).unwrap();
        if from.is_dir() { copy(&from, &to) } else { _ = fs::copy(&from, &to).unwrap() }
    }
}
