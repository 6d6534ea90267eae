//! What once broke a reader, or is known to break readers of its kind, stays tried: every file under
//! `fuzz/regressions/<reader>/` goes through every reader and through intake.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that fails says where"
)]

use std::fs;
use std::path::Path;

use dunant_evidence::{Context, READERS, Reading, Source, read_item};

#[test]
fn inputs_that_break_readers_break_none_of_ours() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/regressions"));
    let mut tried = 0;
    for directory in fs::read_dir(root).unwrap() {
        let directory = directory.unwrap().path();
        for file in fs::read_dir(&directory).into_iter().flatten() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            let context = Context::default();
            let source = Source::new("regression", &bytes);
            for reader in READERS {
                let mut reading = Reading::new(&source, context.limits);
                reader.read(&source, &context, &mut reading);
            }
            let _ = read_item("regression", &bytes, &context);
            tried += 1;
        }
    }
    assert!(tried > 40, "the corpus is there: {tried} inputs");
}
