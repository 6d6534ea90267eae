//! Same digests, same bytes: every option of `assess` that changes what it computes changes a digest in the document.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use dunant::evidence::Limits;

/// Options that change the document: each is tried below.
const COMPUTED: [&str; 7] = ["--as-of", "--context", "--grade", "--knowledge", "--limit", "--model", "--unknown-prior"];

/// Options that change no byte of the document, and no digest: they say where it goes, or how fast.
const TOLD: [&str; 5] = ["--explain", "--report", "--seal", "--strict", "--threads"];

/// Options that open what is encrypted. They are in no digest, for they are secrets; without anything encrypted they change nothing.
const SECRET: [&str; 2] = ["--password", "--password-file"];

/// Options of every command, and the format, which is JSON here.
const OTHER: [&str; 7] = ["--color", "--format", "--help", "--no-color", "--quiet", "--verbose", "--version"];

fn dunant(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dunant")).args(arguments).output().unwrap()
}

fn scratch() -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("same-digests");
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(path.join("evidence")).unwrap();
    path
}

/// The document, and its digests in one line; none where a limit let nothing be read, so that there is nothing to assess.
fn assessed(case: &str, options: &[&str]) -> Option<(String, String)> {
    let mut arguments = vec!["assess", case, "--format", "json"];
    arguments.extend(options);
    let output = dunant(&arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.code() == Some(1) && said.contains("nothing to assess") && options.contains(&"--limit") {
        assert!(output.stdout.is_empty(), "{options:?}");
        return None;
    }
    assert!(matches!(output.status.code(), Some(0 | 2)), "{options:?}: {said}");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let canonical = serde_json_canonicalizer::to_vec(&json["settings"]).unwrap();
    let settings = dunant::vocabulary::Sha256Digest::of(&canonical).to_string();
    assert_eq!(
        json["digests"]["settings"],
        settings.as_str(),
        "{options:?}: anyone can compute the digest of the settings"
    );
    Some((String::from_utf8(output.stdout).unwrap(), json["digests"].to_string()))
}

/// The options that `dunant assess --help` lists.
fn listed() -> BTreeSet<String> {
    let help = String::from_utf8(dunant(&["assess", "--help"]).stdout).unwrap();
    let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    let words = lines.flat_map(|line| line.split([' ', ',', '=']));
    words.filter(|word| word.starts_with("--") && word.len() > 2).map(str::to_owned).collect()
}

#[test]
fn no_option_of_assess_is_forgotten_here() {
    let known: BTreeSet<String> =
        COMPUTED.iter().chain(&TOLD).chain(&SECRET).chain(&OTHER).map(|option| (*option).to_owned()).collect();
    let unknown: Vec<_> = listed().difference(&known).cloned().collect();
    assert!(unknown.is_empty(), "say above whether it changes the document: {unknown:?}");
}

#[test]
fn documents_with_the_same_digests_have_the_same_bytes_whatever_the_options() {
    let directory = scratch();
    let case = directory.to_str().unwrap();
    fs::write(
        directory.join("case.toml"),
        "title = \"A hospital\"\nincident = \"2019-03-04\"\n[victim]\ncountry = \"NO\"\nsector = \"healthcare\"\n",
    )
    .unwrap();
    let report = "The intruders used Mimikatz and PsExec, dumped credentials (T1003.001) and wiped disks (T1561.002).\n\
                  A backdoor beaconed to update[.]example[.]net and 203.0.113[.]7; Olympic Destroyer was found.\n";
    fs::write(directory.join("evidence/report.md"), report.repeat(3)).unwrap();
    fs::write(directory.join("evidence/list.csv"), "type,value\nipv4,203.0.113.9\ndomain,example.org\n").unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = directory.join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let pack = file("other.pack", &dunant::knowledge::Builder::new().finish().0.to_bytes());
    let model = include_str!("../../attribution/src/model.toml");
    let model = file("other.toml", format!("{model}\n# another file\n").as_bytes());
    let page = directory.join("page.html").to_str().unwrap().to_owned();

    let mut runs: Vec<Vec<String>> = [
        &["--as-of", "2018-02-09"][..],
        &["--as-of", "2012-01-01"],
        &["--context", "off"],
        &["--unknown-prior", "0.25"],
        &["--knowledge", &pack],
        &["--model", &model],
    ]
    .iter()
    .map(|run| run.iter().map(|word| (*word).to_owned()).collect())
    .collect();
    // Limits bound the reading, whatever is known of actors; with nothing known each run is quick.
    for name in Limits::NAMES {
        for value in [1, 3, u64::MAX] {
            runs.push(["--knowledge", &pack, "--limit", &format!("{name}={value}")].map(str::to_owned).to_vec());
        }
    }
    let listed = listed();
    if listed.contains("--grade") {
        runs.extend(["A1", "B2", "F6"].map(|grade| vec!["--grade".to_owned(), grade.to_owned()]));
    }

    let plain = assessed(case, &[]).unwrap();
    let mut documents = 1;
    let mut by_digests: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    by_digests.insert(plain.1.clone(), (plain.0.clone(), Vec::new()));
    for run in &runs {
        let words: Vec<&str> = run.iter().map(String::as_str).collect();
        let Some((bytes, digests)) = assessed(case, &words) else { continue };
        documents += 1;
        let (held, by) = by_digests.entry(digests).or_insert_with(|| (bytes.clone(), run.clone()));
        assert!(*held == bytes, "{by:?} and {run:?} have the same digests and other bytes");
    }
    assert!(documents > Limits::NAMES.len(), "most runs have a document");
    assert_eq!(by_digests.len(), documents, "each run chose something else, and its digests say so");

    let mut same = vec![vec!["--threads", "1"], vec!["--threads", "7"], vec!["--explain"], vec!["--report", &page]];
    let secret = file("passwords.txt", b"infected\n");
    if listed.contains("--password") {
        same.push(vec!["--password", "infected"]);
    }
    if listed.contains("--password-file") {
        same.push(vec!["--password-file", &secret]);
    }
    for options in same {
        assert!(assessed(case, &options).unwrap() == plain, "{options:?} changes the document or a digest");
    }
    fs::remove_dir_all(&directory).unwrap();
}
