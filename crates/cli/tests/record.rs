//! `dunant record` and `dunant witness` as their users meet them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

fn dunant(place: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dunant")).args(arguments).current_dir(place).output().unwrap()
}

/// What a command that went well prints.
fn done(place: &Path, arguments: &[&str]) -> String {
    let output = dunant(place, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What a command that broke says, and its exit code.
fn broke(place: &Path, arguments: &[&str]) -> (String, i32) {
    let output = dunant(place, arguments);
    assert!(!output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
    (String::from_utf8(output.stderr).unwrap(), output.status.code().unwrap())
}

/// A log without witnesses, and a document.
fn log() -> TempDir {
    let place = TempDir::new().unwrap();
    done(place.path(), &["record", "init", "log", "--origin", "example.org/record"]);
    fs::write(place.path().join("finding.json"), "{\"finding\":1}").unwrap();
    fs::write(place.path().join("policy"), done(place.path(), &["record", "policy", "log"])).unwrap();
    place
}

const FINDING: &[&str] =
    &["record", "append", "log", "finding", "--document", "finding.json", "--assessment", "finding.json"];

/// A witness that answers, until it is dropped.
struct Serving(Child, String);

impl Serving {
    fn start(place: &Path, name: &str, log: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dunant"))
            .args(["witness", "serve", name, "--log", log, "--listen", "127.0.0.1:0"])
            .current_dir(place)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().rsplit(' ').next().unwrap().to_owned();
        Self(child, url)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn an_entry_is_appended_proven_and_verified_without_the_log() {
    let place = log();
    let place = place.path();
    let appended = done(place, &[FINDING, &["--proof", "0.proof"]].concat());
    assert!(appended.starts_with("It is entry 0 of 1.\nLeaf hash: "), "{appended}");
    assert!(done(place, FINDING).starts_with("It stood in the log already, as entry 0 of 1."));
    done(place, &["record", "append", "log", "pledge", "--document", "finding.json"]);
    fs::rename(place.join("log"), place.join("gone")).unwrap();
    let verified = done(place, &["record", "verify", "0.proof", "--policy", "policy", "--document", "finding.json"]);
    assert!(verified.contains("[+] the entry stands at index 0 of that tree\n"), "{verified}");
    assert!(verified.contains("[+] it names `finding.json` by its SHA-256\n"), "{verified}");
    assert!(verified.ends_with("It holds.\n"), "{verified}");
}

#[test]
fn a_proof_that_does_not_hold_says_why_and_ends_with_3() {
    let place = log();
    let place = place.path();
    done(place, &[FINDING, &["--proof", "0.proof"]].concat());
    let proof = fs::read_to_string(place.join("0.proof")).unwrap();
    fs::write(place.join("other"), "another document").unwrap();
    let verify = |proof: &str, more: &[&str]| {
        fs::write(place.join("changed.proof"), proof).unwrap();
        let output = dunant(place, &[&["record", "verify", "changed.proof", "--policy", "policy"], more].concat());
        (String::from_utf8(output.stdout).unwrap(), output.status.code().unwrap())
    };
    assert_eq!(verify(&proof, &[]).1, 0);
    let size = proof.replacen("record\n1\n", "record\n2\n", 1);
    assert_ne!(size, proof);
    for (changed, why) in [
        (proof.replacen("index 0", "index 1", 1), "[-] index 1 lies outside a tree of size 1"),
        (size, "[-] "),
        (proof.replacen("extra ", "extra AAAA", 1), "[-] "),
        (proof.replacen("c2sp.org", "example.org", 1), "[-] "),
        (String::new(), "[-] "),
    ] {
        let (text, code) = verify(&changed, &[]);
        assert_eq!(code, 3, "{text}");
        assert!(text.contains(why) && text.ends_with("It does not hold.\n"), "{text}");
    }
    let (text, code) = verify(&proof, &["--document", "other"]);
    assert!(code == 3 && text.contains("[-] the entry does not name `other`"), "{text}");
    let json = verify(&changed_json(&proof), &["--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.0).unwrap();
    assert_eq!(json["holds"], false);
}

#[test]
fn many_proofs_have_a_line_each_and_one_that_does_not_hold_ends_with_3() {
    let place = log();
    let place = place.path();
    done(place, &[FINDING, &["--proof", "0.proof"]].concat());
    done(place, &["record", "append", "log", "pledge", "--document", "finding.json", "--proof", "1.proof"]);
    let both = ["record", "verify", "0.proof", "1.proof", "--log-policy", "policy"];
    assert_eq!(done(place, &both), "[+] 0.proof\n[+] 1.proof\n\nAll 2 hold.\n");
    let proof = fs::read_to_string(place.join("1.proof")).unwrap();
    fs::write(place.join("2.proof"), proof.replacen("index 1", "index 0", 1)).unwrap();
    let output = dunant(place, &[&both[..], &["2.proof"]].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(3), "{text}");
    assert!(text.contains("[+] 1.proof\n[-] 2.proof: ") && text.ends_with("\n1 of 3 do not hold.\n"), "{text}");
    let output = dunant(place, &[&both[..], &["2.proof", "--format", "json"]].concat());
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((json[1]["holds"].as_bool(), json[2]["holds"].as_bool()), (Some(true), Some(false)));
    assert_eq!(json[2]["file"], "2.proof");
    let (said, _) = broke(place, &[&both[..], &["--document", "finding.json"]].concat());
    assert!(said.contains("are of one proof, and 2 are named"), "{said}");
    // A log without witnesses has nobody who says of when it is.
    let aged = dunant(place, &["record", "verify", "0.proof", "--log-policy", "policy", "--max-age", "1d"]);
    assert_eq!(aged.status.code(), Some(3));
    assert!(String::from_utf8(aged.stdout).unwrap().contains("[-] the log policy asks for no witness"));
}

fn changed_json(proof: &str) -> String {
    proof.replacen("index 0", "index 5", 1)
}

#[test]
fn a_seal_is_opened_by_its_own_document_and_salt_alone() {
    let place = log();
    let place = place.path();
    fs::write(place.join("other"), "another document").unwrap();
    done(place, &["record", "append", "log", "commitment", "--document", "finding.json", "--salt", "salt"]);
    let sealed = done(place, &["record", "get", "log", "0"]);
    let digest = "finding.json";
    assert!(sealed.starts_with("dunant-entry/v1 commitment\nseal ") && !sealed.contains(digest), "{sealed}");
    let open = |document: &str, salt: &str, index: &str| {
        dunant(place, &["record", "append", "log", "opening", "--index", index, "--document", document, "--salt", salt])
    };
    assert!(!open("other", "salt", "0").status.success());
    fs::write(place.join("false salt"), [0; 32]).unwrap();
    assert!(!open("finding.json", "false salt", "0").status.success());
    assert!(open("finding.json", "salt", "0").status.success());
    let again =
        dunant(place, &["record", "append", "log", "commitment", "--document", "finding.json", "--salt", "salt"]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("`salt` stands already"), "a salt is never written over");
}

#[test]
fn an_assessment_is_sealed_and_what_opens_the_seal_is_kept() {
    let place = log();
    let sony = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/sony-pictures-2014");
    let output = dunant(place.path(), &["assess", sony, "--seal", "log", "--format", "json"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("sealed as entry 0 of `example.org/record`"));
    let kept = fs::read_dir(place.path().join("log/sealed")).unwrap().next().unwrap().unwrap().path();
    assert_eq!(fs::read(kept.join("assessment.json")).unwrap(), output.stdout, "what was printed is what was sealed");
    let (proof, document, salt) = (kept.join("proof"), kept.join("assessment.json"), kept.join("salt"));
    done(place.path(), &["record", "verify", proof.to_str().unwrap(), "--policy", "policy"]);
    let open =
        ["record", "append", "log", "opening", "--index", "0", "--document", document.to_str().unwrap(), "--salt"];
    done(place.path(), &[&open, &[salt.to_str().unwrap()][..]].concat());
}

#[test]
fn witnesses_are_asked_counted_and_waited_for() {
    let place = TempDir::new().unwrap();
    let place = place.path();
    fs::write(place.join("finding.json"), "{}").unwrap();
    let keys: Vec<String> = (1..=3)
        .map(|n| {
            done(place, &["witness", "init", &format!("w{n}"), "--name", &format!("example.com/w{n}")])
                .trim()
                .to_owned()
        })
        .collect();
    assert_eq!(done(place, &["witness", "key", "w1"]).trim(), keys[0]);
    // Their addresses are known when they serve, and they serve a log that has a key: so the policy is written last.
    let log = done(place, &["record", "init", "log", "--origin", "example.org/record"]);
    let mut serving: Vec<Serving> = (1..=3).map(|n| Serving::start(place, &format!("w{n}"), log.trim())).collect();
    let mut policy = format!("log {}\n", log.trim());
    for (n, (key, one)) in keys.iter().zip(&serving).enumerate() {
        policy.push_str(&format!("witness w{n} {key} {}\n", one.1));
    }
    policy.push_str("group all-of-them 2 w0 w1 w2\nquorum all-of-them\n");
    fs::write(place.join("log/policy"), &policy).unwrap();
    fs::write(place.join("policy"), &policy).unwrap();

    done(place, &[FINDING, &["--proof", "0.proof"]].concat());
    let verified = done(place, &["record", "verify", "0.proof", "--policy", "policy"]);
    assert!(verified.matches("the witness `example.com/w").count() >= 2, "{verified}");
    assert!(verified.contains(" saw it on 20"), "{verified}");

    // One may be away; of two the door closes, and what was public stays.
    serving.pop();
    done(place, &["record", "append", "log", "pledge", "--document", "finding.json"]);
    serving.pop();
    let public = fs::read(place.join("log/public/checkpoint")).unwrap();
    let (error, code) = broke(place, &["record", "append", "log", "heartbeat"]);
    assert_eq!(code, 1);
    assert!(error.contains("too few witnesses cosigned, so nothing is acknowledged"), "{error}");
    assert_eq!(fs::read(place.join("log/public/checkpoint")).unwrap(), public);
}

#[test]
fn a_log_is_followed_copied_and_checked_and_one_that_was_set_back_is_told() {
    let place = log();
    let place = place.path();
    done(place, FINDING);
    done(place, &["record", "append", "log", "pledge", "--document", "finding.json"]);
    let follow = ["record", "monitor", "log", "--policy", "policy", "--state", "seen"];
    let pledges = done(place, &[&follow[..], &["--kind", "pledge"]].concat());
    assert!(pledges.starts_with("# entry 1\ndunant-entry/v1 pledge\n") && !pledges.contains("finding"), "{pledges}");
    assert_eq!(done(place, &follow), "", "nothing is told twice");
    done(place, &["record", "mirror", "log", "copy", "--policy", "policy"]);
    done(place, &["record", "mirror", "copy", "old copy", "--policy", "policy"]);
    assert!(done(place, &["record", "fsck", "copy", "--policy", "policy"]).starts_with("2 entries; "));
    done(place, &["record", "append", "log", "heartbeat"]);
    assert!(done(place, &["record", "fsck", "log"]).starts_with("3 entries; "));
    done(place, &["record", "mirror", "log", "copy", "--policy", "policy"]);
    done(place, &follow);

    let (error, code) = broke(place, &["record", "mirror", "old copy", "copy", "--policy", "policy"]);
    assert!(code == 3 && error.contains("shows 2 entries and had 3"), "{error}");
    let set_back = ["record", "monitor", "old copy", "--policy", "policy", "--state", "seen"];
    let (error, code) = broke(place, &set_back);
    assert!(code == 3 && error.contains("shows 2 entries and had 3"), "{error}");

    fs::write(place.join("log/public/tile/entries/000.p/3"), "damaged").unwrap();
    let output = dunant(place, &["record", "fsck", "log"]);
    assert_eq!(output.status.code(), Some(3));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("error: `public/tile/entries/000.p/3`"), "{text}");
}

#[test]
fn what_cannot_be_done_is_refused_with_the_next_step() {
    let place = log();
    let place = place.path();
    let cases: [(&[&str], &str); 6] = [
        (&["record", "init", "log", "--origin", "example.org/record"], "`log` is not empty"),
        (&["record", "init", "new", "--origin", "two words"], "two words"),
        (
            &["record", "init", "new", "--origin", "example.org/new", "--quorum", "1"],
            "help: name each with `--witness`",
        ),
        (&["record", "append", "log", "raw", "finding.json"], "help: docs/record.md shows the form of each entry"),
        (
            &["record", "verify", "finding.json", "--policy", "finding.json"],
            "help: a log policy has lines `log KEY [URL]`",
        ),
        (&["record", "append", "nowhere", "heartbeat"], "`nowhere/policy`"),
    ];
    for (arguments, says) in cases {
        let (error, code) = broke(place, arguments);
        assert!(code == 1 && error.contains(says), "{arguments:?}: {error}");
    }
    assert!(!place.join("new").exists(), "a refused log leaves nothing behind");
}
