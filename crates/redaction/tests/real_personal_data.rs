//! Personal data in real reports and indicator lists, which name few victims and many attackers: almost all must stay readable.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that fails says where, and says when it is skipped"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dunant_redaction::personal::{Kind, Known, find, hold_back};

/// The texts of the data beside the project, in order of their paths; none where it is absent.
fn texts() -> Vec<(PathBuf, String)> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let mut directories = vec![data.join("evidence"), data.join("galaxy"), data.join("stix")];
    let mut paths = Vec::new();
    while let Some(directory) = directories.pop() {
        let Ok(entries) = std::fs::read_dir(&directory) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() { directories.push(path) } else { paths.push(path) }
        }
    }
    paths.sort();
    let read = |path: PathBuf| Some((path.clone(), String::from_utf8(std::fs::read(path).unwrap()).ok()?));
    paths.into_iter().filter_map(read).collect()
}

#[test]
fn real_reports_stay_readable_and_hold_nothing_back_twice() {
    let texts = texts();
    if texts.is_empty() {
        eprintln!("skipped: no data beside the project");
        return;
    }
    let known = Known::default();
    let (mut bytes, mut held) = (0, 0);
    let mut counts = BTreeMap::<Kind, u32>::new();
    for (path, text) in &texts {
        bytes += text.len();
        for found in find(text, &known) {
            *counts.entry(found.kind).or_default() += 1;
            held += found.span.len();
            if std::env::var_os("DUNANT_SHOW_PERSONAL").is_some() {
                let (from, to) = (found.span.start.saturating_sub(40), (found.span.end + 30).min(text.len()));
                let around = &text[text.floor_char_boundary(from)..text.ceil_char_boundary(to)];
                eprintln!("{}\t{:?}\t{around:?}\t{}", found.kind, &text[found.span.clone()], path.display());
            }
        }
        let public = hold_back(text, &known);
        assert_eq!(find(&public, &known), [], "in {}", path.display());
    }
    eprintln!("{} texts, {bytes} bytes, {held} of them held back: {counts:?}", texts.len());
    assert!(held * 100 < bytes, "a hundredth of what is public is not personal");
}
