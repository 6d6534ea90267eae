//! What stands in a directory and is not read is named: nothing is lost in silence.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use dunant::exchange::readout::{Kinds, to_csv, to_table};
use dunant::exchange::{Detail, LeftOutKind, Look, to_html, to_text};
use dunant::{Case, Setup, examine, read};

fn scratch(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

fn file(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn one_line(page: &str) -> String {
    page.replace('\u{a0}', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A directory with one file, a link to it, and one of each kind that is not read.
fn furnish(directory: &Path) -> UnixListener {
    file(&directory.join("../beside.txt"), "Beside: http://beside.evil-one.com/a\n");
    for (name, text) in [
        ("a.txt", "The server was updates.evil-one.com\n"),
        (".hidden.txt", "The server was evil-two.com\n"),
        (".DS_Store", "x"),
        (".git/config", "evil-three.com"),
        ("sub/.swp", "x"),
    ] {
        file(&directory.join(name), text);
    }
    symlink("nothing", directory.join("dangling")).unwrap();
    symlink("sub", directory.join("link-to-sub")).unwrap();
    symlink("../beside.txt", directory.join("out.txt")).unwrap();
    symlink("a.txt", directory.join("same.txt")).unwrap();
    assert!(Command::new("mkfifo").arg(directory.join("fifo")).status().unwrap().success());
    UnixListener::bind(directory.join("s")).unwrap()
}

const EXPECTED: [(&str, LeftOutKind); 9] = [
    (".DS_Store", LeftOutKind::HiddenFile),
    (".git", LeftOutKind::HiddenDirectory),
    (".hidden.txt", LeftOutKind::HiddenFile),
    ("dangling", LeftOutKind::DanglingLink),
    ("fifo", LeftOutKind::Pipe),
    ("link-to-sub", LeftOutKind::LinkToDirectory),
    ("out.txt", LeftOutKind::LinkOutside),
    ("s", LeftOutKind::Socket),
    ("sub/.swp", LeftOutKind::HiddenFile),
];

const IN_WORDS: &str = "3 hidden files, 1 hidden directory, 1 link to nothing, 1 link to a directory, 1 link out of the directory, \
     1 pipe, 1 socket";

#[test]
fn what_is_not_read_in_a_directory_is_named_on_every_page() {
    let directory = scratch("left-out").join("d");
    let _socket = furnish(&directory);
    let case = Case::from_paths([&directory]).unwrap();
    let within = |name: &str| Path::new(name).strip_prefix(&directory).unwrap().to_str().unwrap().to_owned();
    let left_out: Vec<(String, LeftOutKind)> = case.left_out.iter().map(|one| (within(&one.name), one.what)).collect();
    assert_eq!(left_out, EXPECTED.map(|(name, what)| (name.to_owned(), what)));
    assert_eq!(case.inputs.len(), 2, "a file, and a link to it within the directory");

    let setup = Setup::shipped().unwrap();
    let readout = read(&case, &setup, &|_| {}).unwrap();
    let table = to_table(&readout, &Kinds::default(), Look::plain(80));
    assert!(one_line(&table).contains(&format!("not read: {IN_WORDS}")), "{table}");
    let json = readout.to_json(&Kinds::default()).unwrap();
    let csv = to_csv(&readout, &Kinds::default());
    for page in [&table, &json, &csv] {
        assert!(EXPECTED.iter().all(|(name, _)| page.contains(&format!("/{name}"))), "{page}");
    }
    assert!(csv.contains("/fifo,not read,,pipe,"), "{csv}");

    let document = examine(&case, &setup).unwrap();
    let look = Look::plain(80);
    for page in [to_text(&document, look, Detail::Brief), to_text(&document, look, Detail::Full)] {
        assert!(one_line(&page).contains(&format!("Not read: {IN_WORDS}")), "{page}");
    }
    assert!(to_html(&document).contains("3\u{a0}hidden files") || to_html(&document).contains("3 hidden files"));
}

#[test]
fn what_is_not_read_below_evidence_is_named_and_what_the_case_lists_of_it_is_an_error() {
    let root = scratch("left-out-case");
    let _socket = furnish(&root.join("evidence"));
    file(&root.join("case.toml"), "title = \"A case\"\n");
    let case = Case::from_paths([&root]).unwrap();
    let left_out: Vec<(&str, LeftOutKind)> = case.left_out.iter().map(|one| (one.name.as_str(), one.what)).collect();
    assert_eq!(left_out, EXPECTED);
    file(&root.join("case.toml"), "title = \"A case\"\n[[evidence]]\nfile = \".hidden.txt\"\n");
    let error = Case::from_paths([&root]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`.hidden.txt` in the case's `evidence` directory is a hidden file, which is not read"
    );
}

#[test]
fn what_is_no_file_is_refused_by_name_and_never_waited_for() {
    let directory = scratch("left-out-by-name").join("d");
    let _socket = furnish(&directory);
    for (name, what) in [("fifo", "pipe"), ("s", "socket")] {
        let error = Case::from_paths([directory.join(name)]).unwrap_err();
        assert!(error.to_string().ends_with(&format!("is a {what}, and only files are read")), "{error}");
        assert!(error.help().unwrap().contains("standard input"));
    }
    let error = Case::from_paths(["/dev/null"]).unwrap_err();
    assert_eq!(error.to_string(), "`/dev/null` is a device, and only files are read");
    assert_eq!(Case::from_paths([directory.join(".hidden.txt")]).unwrap().inputs.len(), 1);
    let only = scratch("left-out-only");
    file(&only.join(".hidden.txt"), "x");
    let error = Case::from_paths([&only]).unwrap_err();
    assert!(error.help().unwrap().starts_with("1 hidden file in it"), "{:?}", error.help());
}
