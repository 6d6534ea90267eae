//! Every figure that a text quotes is the one that the benchmark wrote into `docs/figures.json`.
//!
//! `DUNANT_FIGURES=write cargo test -p dunant-benchmark --test figures` puts the table and the sentence into the texts.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that fails says where")]

use std::fs;
use std::path::PathBuf;

use dunant_benchmark::{Figures, ProtocolFigures};

/// The texts, each with the marks around what is written into it.
const START: &str = "<!-- figures -->\n";
const END: &str = "<!-- /figures -->\n";

fn file(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(name)
}

fn figures() -> Figures {
    Figures::parse(&fs::read_to_string(file("docs/figures.json")).unwrap()).unwrap()
}

/// Holds what stands between the marks of a text against `expected`, or puts it there.
fn hold(name: &str, expected: &str) {
    let text = fs::read_to_string(file(name)).unwrap();
    let (before, rest) = text.split_once(START).unwrap_or_else(|| panic!("`{name}` has no `{}`", START.trim()));
    let (held, after) = rest.split_once(END).unwrap_or_else(|| panic!("`{name}` has no `{}`", END.trim()));
    if std::env::var_os("DUNANT_FIGURES").is_some() {
        fs::write(file(name), format!("{before}{START}{expected}{END}{after}")).unwrap();
    } else {
        assert!(held == expected, "`{name}` has other figures than docs/figures.json; expected\n{expected}");
    }
}

#[test]
fn the_table_of_the_method_is_the_files() {
    hold("docs/method.md", &figures().to_markdown());
}

#[test]
fn the_readme_quotes_the_file() {
    // Inside an item of a list, hence the indent, also before the mark behind it.
    hold("README.md", &format!("  {}\n  ", figures().new_groups().unwrap()));
}

#[test]
fn what_is_printed_beside_a_name_is_of_the_file() {
    let figures = figures();
    let model = fs::read_to_string(file("crates/attribution/src/model.toml")).unwrap();
    let model: toml::Table = model.parse().unwrap();
    let said = |which: &str| -> Vec<usize> {
        let trial = &model["naming"]["measured"][which];
        let number = |key: &str| usize::try_from(trial[key].as_integer().unwrap()).unwrap();
        ["asked", "named", "right", "new_groups", "new_groups_named"].map(number).to_vec()
    };
    let measured = |words: &str| -> Vec<usize> {
        let protocol: &ProtocolFigures =
            figures.of_one_release(words).unwrap_or_else(|| panic!("`{words}` is not in docs/figures.json"));
        let (_, dunant) = &protocol.rankers[0];
        let asked = protocol.known + protocol.unknown;
        let named = protocol.count(dunant.named, asked);
        let right = protocol.count(dunant.named_right, named);
        vec![asked, named, right, protocol.unknown, protocol.count(dunant.unknown_named, protocol.unknown)]
    };
    assert_eq!(said("reports"), measured("as-of"), "asked, named, right, new groups, of these named");
    assert_eq!(said("texts"), measured("text: the item's own sentences, actors masked"));
}
