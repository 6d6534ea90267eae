//! The example of the PyeongChang Winter Olympics on the command line.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::process::{Command, Output};

fn assess(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dunant"))
        .args(["assess", "examples/olympic-destroyer-2018"])
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .output()
        .unwrap()
}

#[test]
fn with_what_was_known_on_the_day_it_ends_with_the_code_of_naming_nobody() {
    let output = assess(&["--as-of", "2018-02-09"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.is_empty());
}

#[test]
fn its_lines_fit_eighty_columns_and_name_all_rivals() {
    let text = String::from_utf8(assess(&["--explain"]).stdout).unwrap();
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    for rival in ["names Lazarus Group", "names APT3", "names APT10", "names Sandworm Team"] {
        assert!(text.contains(rival), "{rival}");
    }
}

#[test]
fn it_gives_the_same_bytes_on_any_number_of_threads() {
    let first = assess(&["--format", "json", "--threads", "1"]);
    assert_eq!(assess(&["--format", "json", "--threads", "7"]).stdout, first.stdout);
}
