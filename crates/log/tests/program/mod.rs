//! Running `examples/append_entries.rs` as a process of its own, and what it said.
#![allow(dead_code, reason = "each file of tests uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use dunant_log::{Log, LogDirectory, NoCosigners};
use dunant_record::merkle::{Hash, TreeHead};
use dunant_record::note::SignerKey;
use dunant_record::policy::Policy;

/// The program, built if need be: cargo builds examples for `cargo test`, not for `cargo test --test NAME`.
pub fn append_entries() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let this = std::env::current_exe().unwrap();
        let target = this.ancestors().nth(3).unwrap();
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--package", env!("CARGO_PKG_NAME"), "--example", "append_entries"]);
        let built = build.current_dir(env!("CARGO_MANIFEST_DIR")).arg("--target-dir").arg(target).status().unwrap();
        assert!(built.success(), "the example `append_entries` does not build");
        target.join("debug/examples/append_entries")
    })
}

/// The key of the logs that it makes.
pub fn key() -> SignerKey {
    SignerKey::from_seed("example.org/record".parse().unwrap(), &[7; 32])
}

/// Makes a log as it does, with its first `count` entries.
pub fn make(directory: &Path, count: u64) {
    let directory = LogDirectory::new(directory);
    let policy = Policy::parse(format!("log {}\nquorum none\n", key().public()).as_bytes()).unwrap();
    Log::create(&directory, &key(), &policy).unwrap();
    let log = Log::open(&directory, Box::new(NoCosigners)).unwrap();
    let waiting: Vec<_> = (0..count).map(|number| log.append(format!("entry {number}").into_bytes())).collect();
    waiting.into_iter().for_each(|one| drop(one.wait().unwrap()));
}

/// Copies a directory and all below it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), &to).unwrap()),
        }
    }
}

/// The files below a directory, in the order of their names.
pub fn files(directory: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries.into_iter().flat_map(|entry| if entry.is_dir() { files(&entry) } else { vec![entry] }).collect()
}

/// Runs it to its end: `count` entries from `first` on, into the log in `directory`.
pub fn run(directory: &Path, first: u64, count: u64) -> Said {
    Said::from(Command::new(append_entries()).args(arguments(directory, first, count)).output().unwrap())
}

pub fn arguments(directory: &Path, first: u64, count: u64) -> [String; 3] {
    [directory.display().to_string(), first.to_string(), count.to_string()]
}

/// What it said until it ended.
#[derive(Debug)]
pub struct Said {
    pub ready: bool,
    pub acknowledged: Vec<Acknowledged>,
    pub succeeded: bool,
    /// Whether a signal ended it.
    pub killed: bool,
    pub error: String,
}

/// One acknowledgement: the entry's place and leaf hash, and the public tree that commits to it.
#[derive(Debug, Clone, Copy)]
pub struct Acknowledged {
    pub index: u64,
    pub leaf: Hash,
    pub head: TreeHead,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let said = String::from_utf8(output.stdout).unwrap();
        Self {
            ready: said.lines().next() == Some("ready"),
            acknowledged: said.lines().skip(1).map(acknowledged).collect(),
            succeeded: output.status.success(),
            killed: output.status.code().is_none(),
            error: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

fn acknowledged(line: &str) -> Acknowledged {
    let words: Vec<&str> = line.split(' ').collect();
    let ["acknowledged", index, leaf, size, root] = words[..] else { panic!("{line:?}") };
    let head = TreeHead { size: size.parse().unwrap(), root: root.parse().unwrap() };
    Acknowledged { index: index.parse().unwrap(), leaf: leaf.parse().unwrap(), head }
}
