//! The answer to every case that ships with the project, as it stands on a terminal.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::path::{Path, PathBuf};

use dunant::exchange::{Detail, Look, to_html, to_text};
use dunant::{Case, Setup, examine};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");

/// Every example, by name.
fn examples() -> Vec<(String, PathBuf)> {
    let mut examples: Vec<(String, PathBuf)> = std::fs::read_dir(EXAMPLES)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("case.toml").exists())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), path))
        .collect();
    examples.sort();
    examples
}

fn case(path: &Path) -> Case {
    let mut case = Case::default();
    case.add_path(path).unwrap();
    case
}

/// With `DUNANT_PAGES=folder` the pages are written where a person can look at them.
#[test]
fn every_example_fits_one_screen_and_reads_so() {
    let setup = Setup::shipped().unwrap();
    let examples = examples();
    assert!(examples.len() >= 16, "{examples:?}");
    for (name, path) in examples {
        let document = examine(&case(&path), &setup).unwrap();
        let screen = to_text(&document, Look::plain(80), Detail::Brief);
        assert!(screen.lines().count() <= 50, "{name}: {} lines\n{screen}", screen.lines().count());
        if let Some(folder) = std::env::var_os("DUNANT_PAGES") {
            std::fs::write(Path::new(&folder).join(format!("{name}.html")), to_html(&document)).unwrap();
            std::fs::write(Path::new(&folder).join(format!("{name}.txt")), &screen).unwrap();
        }
        insta::assert_snapshot!(name.clone(), screen);
    }
}
