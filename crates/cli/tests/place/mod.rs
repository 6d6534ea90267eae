//! A directory of one test, in which the command is run.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that fails says where; not each uses all"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/example-hospital");

/// A directory of one test, and the program run in it.
pub struct Place(tempfile::TempDir);

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dunant"));
        command.args(arguments).current_dir(self.path()).env_remove("DUNANT_HOME").output().unwrap()
    }

    /// What a command that went well prints on standard output.
    pub fn out(&self, arguments: &[&str]) -> String {
        self.prints(0, arguments)
    }

    /// What a command that ends with this code prints on standard output.
    pub fn prints(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a command that is refused says; with its exit code.
    pub fn refusal(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        unwrapped(&(String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()))
    }

    /// A body with a case that is open.
    pub fn with_open_case() -> Self {
        let place = Self::new();
        place.out(&["init", "body", "--name", "example.org"]);
        for (number, country) in [("1", "KE"), ("2", "BR"), ("3", "NO")] {
            let key = format!("{number}.key");
            place.out(&["panel", "key", &key, "--name", &format!("example.org/panel/member-{number}")]);
            let add = ["panel", "member", "add", "--home", "body", "--key", &key, "--nationality", country];
            place.out(&[add.as_slice(), &["--affiliation", "a university"]].concat());
        }
        place.out(&["panel", "key", "party.key", "--name", "freedonia.example/office"]);
        let party = place.out(&["panel", "key", "stranger.key", "--name", "freedonia.example/stranger"]);
        assert!(party.starts_with("freedonia.example/stranger+"));
        let about = ["--title", "t", "--question", "Who?", "--referred-by", "a CERT", "--accused", "Freedonia"];
        place.out(&[["case", "new", "c-1", "--home", "body"].as_slice(), &about].concat());
        place.out(&["case", "admit", "c-1", "--home", "body", "--reasons", "harm was done"]);
        place.out(&["case", "open", "c-1", "--home", "body"]);
        let [case_file, names] = ["case.toml", "held-back.txt"].map(|name| format!("{EXAMPLE}/{name}"));
        place.out(&["case", "describe", "c-1", &case_file, "--home", "body", "--withhold", &names]);
        place.out(&["case", "add", "c-1", &format!("{EXAMPLE}/evidence"), "--home", "body", "--tlp", "clear"]);
        place
    }

    /// The blobs, largest first.
    pub fn blobs(&self) -> Vec<PathBuf> {
        let mut blobs = Vec::new();
        for directory in fs::read_dir(self.path().join("body/blobs")).unwrap().map(|entry| entry.unwrap().path()) {
            if directory.is_dir() {
                blobs.extend(fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()));
            }
        }
        blobs.sort_by_key(|blob| std::cmp::Reverse(fs::metadata(blob).unwrap().len()));
        blobs
    }
}

/// Text without its line breaks: where a line ends is no part of what it says.
pub fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
