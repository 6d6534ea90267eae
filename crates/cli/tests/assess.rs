//! The command as its users meet it: exit codes, standard output and error, the same bytes each time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Every case that ships with the project.
const EXAMPLES: [&str; 4] = [
    "examples/sony-pictures-2014",
    "examples/dnc-2016",
    "examples/ahmed-mansoor-2016",
    "examples/olympic-destroyer-2018",
];

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn dunant(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dunant")).args(arguments).current_dir(ROOT).output().unwrap()
}

fn dunant_with_input(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dunant"))
        .args(arguments)
        .current_dir(ROOT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its input early closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn error(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A directory of this test's own, removed when it ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn every_example_gives_the_same_bytes_on_every_run_and_thread_count() {
    for example in EXAMPLES {
        for format in ["json", "text"] {
            let first = dunant(&["assess", example, "--format", format, "--threads", "1"]);
            assert!(matches!(first.status.code(), Some(0 | 2)), "{}", error(&first));
            assert!(first.stderr.is_empty(), "{}", error(&first));
            for threads in ["1", "2", "7"] {
                let again = dunant(&["assess", example, "--format", format, "--threads", threads]);
                assert_eq!(again.stdout, first.stdout, "{example} as {format} on {threads} threads");
            }
        }
    }
}

#[test]
fn output_names_the_digests_of_pack_model_and_evidence() {
    let json: serde_json::Value =
        serde_json::from_slice(&dunant(&["assess", "examples/dnc-2016", "--format", "json"]).stdout).unwrap();
    assert_eq!(json["schema"], "dunant.assessment/2");
    for input in ["evidence", "case", "pack", "model", "instruments"] {
        assert_eq!(json["digests"][input].as_str().unwrap().len(), 64, "{input}");
    }
    let pack = fs::read(Path::new(ROOT).join("knowledge/shipped.pack")).unwrap();
    assert_eq!(json["digests"]["pack"], dunant::vocabulary::Sha256Digest::of(&pack).to_string());
}

#[test]
fn the_same_evidence_under_another_name_and_order_gives_the_same_numbers() {
    let scratch = Scratch::new("order");
    let a = scratch.file("a.md", "They wiped disks (T1561.002) and used Mimikatz and PsExec.");
    let b = scratch.file("b.txt", "203.0.113[.]7\nevil[.]example[.]com\n");
    let c = scratch.file("c/renamed.bin", "They wiped disks (T1561.002) and used Mimikatz and PsExec.");
    let numbers = |paths: &[&str]| {
        let mut arguments = vec!["assess", "--format", "json"];
        arguments.extend(paths);
        let json: serde_json::Value = serde_json::from_slice(&dunant(&arguments).stdout).unwrap();
        (
            json["digests"]["evidence"].clone(),
            json["assessments"][0]["assessment"]["hypotheses"][0]["posterior"].clone(),
        )
    };
    assert_eq!(numbers(&[&a, &b]), numbers(&[&b, &a]));
    assert_eq!(numbers(&[&a, &b]), numbers(&[&c, &b]));
    assert_eq!(numbers(&[&a, &b, &c]), numbers(&[&a, &b]), "an item that stands twice speaks once");
}

#[test]
fn standard_input_and_files_mix() {
    let scratch = Scratch::new("mix");
    let list = scratch.file("list.txt", "evil[.]example[.]com\n203.0.113[.]7\n");
    let output = dunant_with_input(&["assess", "-", &list, "--format", "json"], b"They used Mimikatz.");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let names: Vec<&str> =
        json["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["standard input", list.as_str()]);
    assert_eq!(output.status.code(), Some(2), "two common things name nobody");
}

#[test]
fn a_page_is_written_that_loads_nothing() {
    let scratch = Scratch::new("page");
    let page = scratch.0.join("page.html");
    let output = dunant(&["assess", "examples/sony-pictures-2014", "--report", page.to_str().unwrap()]);
    assert!(error(&output).contains("wrote"), "{}", error(&output));
    let html = fs::read_to_string(&page).unwrap();
    assert!(html.contains("<svg") && html.contains("Sony Pictures"));
    assert!(!html.contains("<script") && !html.contains("src=\"http"));
}

#[test]
fn lines_fit_eighty_columns() {
    for example in EXAMPLES {
        for line in out(&dunant(&["assess", example])).lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}

#[test]
fn damage_is_said_and_the_rest_is_used() {
    let scratch = Scratch::new("damage");
    let bundle = r#"{"type":"bundle","id":"bundle--1","objects":[
        {"type":"malware","id":"malware--1","spec_version":"2.1","name":"Industroyer","is_family":true},
        {"type":"malware","id":"malware--2","name":"Cut of"#;
    let path = scratch.file("cut.json", bundle);
    let output = dunant(&["assess", &path, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["items"][0]["format"], "STIX 2");
    assert_eq!(json["items"][0]["observed"][0][1], 1);
    assert!(json["items"][0]["losses"][0]["span"]["start"].as_u64().unwrap() > 100);
    let strict = dunant(&["assess", &path, "--strict"]);
    assert_eq!(strict.status.code(), Some(1));
    assert!(error(&strict).contains("cut.json"), "{}", error(&strict));
}

#[test]
fn hostile_and_hopeless_files_end_in_words_never_in_a_panic() {
    let scratch = Scratch::new("hostile");
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let files = [
        scratch.file("empty", b""),
        scratch.file("binary", [0_u8, 1, 2, 255, 254, 0, 0, 7].repeat(1000)),
        scratch.file("deep.json", format!("{{\"type\":\"bundle\",\"objects\":{deep}}}")),
        scratch.file("deep.xml", "<a>".repeat(200_000)),
        scratch.file("utf16.txt", b"\xff\xfee\0v\0i\0l\0.\0e\0x\0a\0m\0p\0l\0e\0.\0c\0o\0m\0"),
        scratch
            .file("pdf.pdf", b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 1 0 R >> endobj trailer << /Root 1 0 R >>"),
        scratch.file("zip.zip", b"PK\x03\x04garbage"),
        scratch.file("gzip.gz", b"\x1f\x8b\x08\x00garbage"),
    ];
    for file in &files {
        let output = dunant(&["assess", file]);
        // Nothing was read of most; of some a little was, and then nobody can be named.
        assert!(matches!(output.status.code(), Some(1 | 2)), "{file}: {}", error(&output));
        let read = output.status.code() == Some(2);
        assert_eq!(out(&output).is_empty(), !read, "{file}: {}", out(&output));
        assert_eq!(error(&output).starts_with("error: "), !read, "{file}: {}", error(&output));
    }
}

#[test]
fn where_nothing_was_read_there_is_one_sentence_and_no_ranking() {
    let scratch = Scratch::new("nothing");
    let (one, two) = (scratch.file("empty", b""), scratch.file("zip.zip", b"PK\x03\x04garbage"));
    for arguments in [vec!["assess", &one], vec!["assess", &one, &two], vec!["assess", &one, "--format", "json"]] {
        let output = dunant(&arguments);
        assert_eq!((output.status.code(), out(&output).as_str()), (Some(1), ""), "{arguments:?}");
        assert!(error(&output).contains("nothing to assess"), "{}", error(&output));
        assert!(error(&output).contains("help: "), "{}", error(&output));
    }
}

#[test]
fn a_case_of_facts_alone_prints_its_verdicts_and_ends_well() {
    let scratch = Scratch::new("facts");
    let facts = fs::read_to_string(Path::new(ROOT).join("examples/sony-pictures-2014/case.toml")).unwrap();
    let evidence = facts.find("[[evidence]]").map_or(facts.as_str(), |at| &facts[..at]);
    let rest =
        facts.split("\n\n").filter(|part| part.trim_start().starts_with("[[fact]]")).collect::<Vec<_>>().join("\n\n");
    scratch.file("case/case.toml", format!("{evidence}\n{rest}"));
    let case = scratch.0.join("case");
    let output = dunant(&["assess", case.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", error(&output));
    assert!(out(&output).contains("no evidence was given") && out(&output).contains("PROMISES"), "{}", out(&output));
}

#[test]
fn what_was_not_read_stands_first() {
    let scratch = Scratch::new("unread");
    let read = scratch.file("note.md", "They wiped disks (T1561.002) with KillDisk.");
    let unread = scratch.file("memo.bin", [0_u8, 1, 2, 255, 254, 0, 0, 7].repeat(1000));
    let output = dunant(&["assess", &read, &unread]);
    assert!(out(&output).starts_with("1 OF 2 FILES WAS NOT READ."), "{}", out(&output));
    assert!(out(&output).contains("memo.bin"));
}

#[test]
fn every_value_is_printed_with_what_became_of_it() {
    let scratch = Scratch::new("read");
    let list = scratch.file("list.txt", "evil[.]example[.]net\n=HYPERLINK(1)\n203.0.113[.]7\n");
    let table = dunant(&["read", &list]);
    assert_eq!(table.status.code(), Some(0), "{}", error(&table));
    assert!(out(&table).contains("evil.example.net") && out(&table).contains("line 1"), "{}", out(&table));
    let csv = out(&dunant(&["read", &list, "--format", "csv"]));
    assert!(
        csv.starts_with("file,outcome,kind,value,") && csv.contains(",read,domain-name:value,evil.example.net,"),
        "{csv}"
    );
    assert!(!csv.contains(",=HYPERLINK"), "{csv}");
    let json: serde_json::Value =
        serde_json::from_slice(&dunant(&["read", &list, "--format", "json", "--kind", "ipv4-addr"]).stdout).unwrap();
    let values = json["items"][0]["observations"].as_array().unwrap();
    assert_eq!((json["schema"].as_str(), values.len()), (Some("dunant.reading/1"), 1));
    assert_eq!(values[0]["value"], "203.0.113.7");
    assert_eq!(dunant(&["read", &scratch.file("empty", b"")]).status.code(), Some(1));
}

#[test]
fn a_reader_that_goes_away_ends_every_command_quietly() {
    for arguments in
        ["completions bash", "completions zsh", "--help", "convention list", "assess examples/dnc-2016 --format json"]
    {
        let piped = format!("{} {arguments} | head -c 1; exit ${{PIPESTATUS[0]}}", env!("CARGO_BIN_EXE_dunant"));
        let output = Command::new("bash").args(["-c", &piped]).current_dir(ROOT).output().unwrap();
        assert!(matches!(output.status.code(), Some(0 | 2)), "{arguments}: {}", error(&output));
        assert!(!error(&output).contains("panicked"), "{arguments}: {}", error(&output));
    }
}

#[test]
fn signs_are_ascii_where_the_locale_is_not_utf_8() {
    let run = |locale: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dunant"));
        out(&command.args(["assess", EXAMPLES[0]]).env("LC_ALL", locale).current_dir(ROOT).output().unwrap())
    };
    let (ascii, unicode) = (run("C"), run("C.UTF-8"));
    assert!(!ascii.contains(['█', '▒', '░', '┊', '×', '÷']), "{ascii}");
    assert!(ascii.contains(":::") && unicode.contains("▒▒▒"));
}

#[test]
fn a_grade_counts_and_is_in_the_settings() {
    let scratch = Scratch::new("grade");
    let note = scratch.file("note.md", "They wiped disks (T1561.002) with KillDisk.");
    let json: serde_json::Value =
        serde_json::from_slice(&dunant(&["assess", &note, "--grade", "B2", "--format", "json"]).stdout).unwrap();
    assert_eq!((&json["items"][0]["admiralty"], &json["settings"]["grade"]), (&"B2".into(), &"B2".into()));
    assert_eq!(dunant(&["assess", &note, "--grade", "Z9"]).status.code(), Some(1));
}

#[test]
fn errors_name_the_file_the_place_and_the_next_step() {
    let scratch = Scratch::new("errors");
    let missing = dunant(&["assess", "no/such/file"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(error(&missing).starts_with("error: `no/such/file` cannot be read"), "{}", error(&missing));
    assert!(error(&missing).contains("help: "));

    scratch.file("case/case.toml", "title = \"t\"\nincident = \"soon\"\n");
    scratch.file("case/evidence/a.txt", "x");
    let case = scratch.0.join("case");
    let wrong = dunant(&["assess", case.to_str().unwrap()]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(
        error(&wrong).contains("case.toml:2:12") && error(&wrong).contains("`soon` is not a date"),
        "{}",
        error(&wrong)
    );

    scratch.file(
        "case/case.toml",
        "title = \"t\"\n[[fact]]\nname = \"purpse\"\nvalue = [\"espionage\"]\nsource = \"s\"\n",
    );
    let fact = dunant(&["assess", case.to_str().unwrap()]);
    assert!(error(&fact).contains("purpse") && error(&fact).contains("purpose"), "{}", error(&fact));

    let pack = scratch.file("not.pack", "nonsense");
    let knowledge = dunant(&["assess", "examples/dnc-2016", "--knowledge", &pack]);
    assert!(error(&knowledge).contains("not a knowledge pack"), "{}", error(&knowledge));
}

#[test]
fn a_limit_is_named_where_it_bites_and_can_be_raised() {
    let scratch = Scratch::new("limits");
    let path = scratch.file("big.txt", "evil[.]example[.]com\n".repeat(1000));
    let low = dunant(&["assess", &path, "--limit", "item-bytes=1KiB"]);
    assert!(error(&low).contains("item-bytes"), "{}", error(&low));
    let raised = dunant(&["assess", &path, "--limit", "item-bytes=1MiB", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&raised.stdout).unwrap();
    assert!(json["items"][0]["refusal"].is_null());
}

#[test]
fn a_file_too_many_for_the_case_is_withheld_and_the_next_small_one_is_not() {
    let scratch = Scratch::new("case-limit");
    let first = scratch.file("1.txt", "evil[.]example[.]com\n203.0.113[.]7\n");
    let large = scratch.file("2.txt", (0..9).map(|n| format!("203.0.113[.]{n}\n")).collect::<String>());
    let last = scratch.file("3.txt", "203.0.113[.]99\n");
    for threads in ["1", "3"] {
        let limit = ["--limit", "case-observations=4", "--threads", threads, "--format", "json"];
        let arguments: Vec<&str> = ["assess", &first, &large, &last].into_iter().chain(limit).collect();
        let json: serde_json::Value = serde_json::from_slice(&dunant(&arguments).stdout).unwrap();
        let refusal = |item: usize| json["items"][item]["refusal"]["reason"].as_str().map(str::to_owned);
        assert_eq!((refusal(0), refusal(2)), (None, None));
        assert!(refusal(1).unwrap().contains("`case-observations` (4)"));
        assert!(
            json["items"][1]["format"].is_null() && json["items"][1]["observations"].as_array().unwrap().is_empty()
        );
    }
}

#[test]
fn an_actor_named_in_the_evidence_is_a_claim_and_moves_nothing() {
    let scratch = Scratch::new("claims");
    let plain = scratch.file("plain.md", "They wiped disks (T1561.002) with KillDisk.");
    let claimed = scratch.file("claimed.md", "They wiped disks (T1561.002) with KillDisk. It was the Sandworm Team.");
    let posterior = |path: &str| {
        let json: serde_json::Value =
            serde_json::from_slice(&dunant(&["assess", path, "--format", "json"]).stdout).unwrap();
        let assessment = &json["assessments"][0]["assessment"];
        (assessment["hypotheses"][0]["posterior"].clone(), assessment["claims"].as_array().unwrap().len())
    };
    assert_eq!(posterior(&plain).0, posterior(&claimed).0);
    assert_eq!((posterior(&plain).1, posterior(&claimed).1), (0, 1));
}

#[test]
fn two_intrusions_of_one_case_are_assessed_apart() {
    let output = dunant(&["assess", "examples/dnc-2016", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let leads: Vec<(String, String)> = json["assessments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| {
            let known =
                part["assessment"]["hypotheses"].as_array().unwrap().iter().find(|h| h["subject"]["kind"] == "actor");
            (
                part["intrusion"].as_str().unwrap().to_owned(),
                known.unwrap()["subject"]["name"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    assert_eq!(leads.len(), 2);
    assert_eq!(leads[0].1, "APT29");
    assert_eq!(leads[1].1, "APT28");
}

#[test]
fn a_wrong_call_is_no_verdict_on_the_evidence() {
    for call in [
        vec!["asess"],
        vec!["assess"],
        vec!["assess", ".", "--as-of", "soon"],
        vec!["assess", ".", "--limit", "luck=1"],
    ] {
        let output = dunant(&call);
        assert_eq!(output.status.code(), Some(1), "2 says that the evidence names nobody: {call:?}");
        assert!(error(&output).starts_with("error: "), "{}", error(&output));
    }
    for call in [vec!["--help"], vec!["assess", "--help"], vec!["knowledge", "show", "--help"], vec!["--version"]] {
        assert_eq!(dunant(&call).status.code(), Some(0));
    }
    assert!(out(&dunant(&["completions", "bash"])).contains("dunant"));
}

/// Runs with a gibibyte of address space in all; more makes the allocation fail and the process abort.
#[cfg(target_os = "linux")]
#[test]
fn bombs_do_not_take_a_gibibyte() {
    let scratch = Scratch::new("bombs");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..600 {
        gzip.write_all(&[0; 1 << 20]).unwrap();
    }
    let zeros = gzip.finish().unwrap();
    let mut twice = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    twice.write_all(&zeros).unwrap();
    let files = [
        scratch.file("bomb.gz", &zeros),
        scratch.file("twice.gz", twice.finish().unwrap()),
        scratch.file("zeros.json", format!("{{\"type\":\"bundle\",\"objects\":[{}0]}}", "0,".repeat(1 << 20))),
        scratch.file("deep.json", format!("{{\"type\":\"bundle\",\"objects\":{}", "[".repeat(16 << 20))),
    ];
    for file in files {
        let limited = format!("ulimit -v 1048576; exec {} assess {file} --threads 1", env!("CARGO_BIN_EXE_dunant"));
        let output = Command::new("sh").args(["-c", &limited]).output().unwrap();
        assert!(matches!(output.status.code(), Some(1 | 2)), "{file}: {}", error(&output));
    }
}

#[test]
fn explain_prints_the_whole_reasoning_and_changes_nothing_else() {
    let example = "examples/sony-pictures-2014";
    let (brief, full) = (out(&dunant(&["assess", example])), out(&dunant(&["assess", example, "--explain"])));
    assert!(brief.lines().count() <= 50, "{brief}");
    assert!(full.lines().count() > 100 && full.contains("What it hangs on"));
    for heading in
        ["Competing hypotheses", "What to look for next", "What the evidence covers", "What it would cost to forge"]
    {
        assert!(full.contains(heading) && !brief.contains(heading), "{heading}");
    }
    let json = |arguments: &[&str]| out(&dunant(arguments));
    let as_json = ["assess", example, "--format", "json"];
    assert_eq!(json(&as_json), json(&["assess", example, "--format", "json", "--explain"]));
}

#[test]
fn context_can_be_switched_off_and_the_document_says_so() {
    let assessed = |arguments: &[&str]| -> serde_json::Value {
        let all = [&["assess", "examples/sony-pictures-2014", "--format", "json"], arguments].concat();
        let json: serde_json::Value = serde_json::from_slice(&dunant(&all).stdout).unwrap();
        json["assessments"][0]["assessment"].clone()
    };
    let known = |assessment: &serde_json::Value| -> Vec<serde_json::Value> {
        let all = assessment["hypotheses"].as_array().unwrap();
        all.iter().filter(|h| h["subject"]["kind"] == "actor").cloned().collect()
    };
    let (on, off) = (assessed(&[]), assessed(&["--context", "off"]));
    assert_eq!(on["prior_basis"]["context"], "used");
    assert_eq!(on["prior_basis"]["victim"]["country"], "US");
    assert_eq!(off["prior_basis"]["context"], "ignored");
    // What an actor that may be imitated gives to its imitator, a tenth, is all that may set two priors apart.
    let priors =
        |of: &serde_json::Value| -> Vec<f64> { known(of).iter().map(|h| h["prior"].as_f64().unwrap()).collect() };
    let spread = |priors: &[f64]| {
        priors.iter().copied().fold(0.0, f64::max) / priors.iter().copied().fold(f64::INFINITY, f64::min)
    };
    assert!(spread(&priors(&off)) < 1.0 / 0.9 + 1e-9, "{off}");
    assert!(spread(&priors(&on)) > 2.0, "{on}");
    let ratio = |of: &serde_json::Value| {
        let lazarus = known(of).into_iter().find(|h| h["subject"]["name"] == "Lazarus Group").unwrap();
        lazarus["log_likelihood_ratio"].clone()
    };
    assert_eq!(ratio(&on), ratio(&off), "context is no evidence");
    let early = assessed(&["--as-of", "2014-11-24"]);
    assert!(early["prior_basis"]["victim"]["country"].is_null());
    assert_eq!(early["prior_basis"]["remarks"][0]["code"], "targets-not-used");
}

#[test]
fn a_report_is_never_written_over_the_evidence() {
    let scratch = Scratch::new("report-over-evidence");
    let note = scratch.file("note.txt", "We saw evil.example.org on our network.\n");
    let directory = scratch.0.to_str().unwrap();
    for paths in [note.as_str(), directory] {
        let refused = dunant(&["assess", paths, "--report", &note]);
        assert_eq!(refused.status.code(), Some(1), "{}", out(&refused));
        assert!(error(&refused).contains("would be written over it"), "{}", error(&refused));
        assert!(fs::read_to_string(&note).unwrap().starts_with("We saw"));
    }
    let page = scratch.0.join("page.html");
    let page = page.to_str().unwrap();
    // A page in the folder of the evidence is written again, and never read.
    for _ in 0..2 {
        assert_eq!(dunant(&["assess", directory, "--report", page]).status.code(), Some(2));
    }
}

#[test]
fn a_password_opens_an_archive_and_stands_in_no_output() {
    let scratch = Scratch::new("password");
    let archive = scratch.file("locked.zip", locked());
    for format in ["json", "text"] {
        let shut = dunant(&["read", &archive, "--format", if format == "text" { "table" } else { "json" }]);
        assert!(!out(&shut).contains("c2.example.org"), "{}", out(&shut));
        let with = dunant(&["assess", &archive, "--password", "a secret of ours", "--format", format]);
        let said = out(&with) + &error(&with);
        assert!(!said.contains("a secret of ours"), "{said}");
    }
    let list = scratch.file("passwords.txt", "wrong\na secret of ours\n");
    for arguments in [["--password", "a secret of ours"], ["--password-file", &list]] {
        let read = dunant(&[&["read", archive.as_str(), "--format", "json"], &arguments[..]].concat());
        assert!(out(&read).contains("c2.example.org"), "{}{}", out(&read), error(&read));
        assert!(!out(&read).contains("a secret of ours"));
    }
}

#[test]
fn what_a_password_opens_changes_the_digest_of_the_evidence() {
    let scratch = Scratch::new("opened");
    let archive = scratch.file("locked.zip", locked());
    let note = scratch.file("note.md", "The intruders ran Mimikatz on our servers.");
    let digests = |options: &[&str]| {
        let output = dunant(&[&["assess", &archive, &note, "--format", "json"], options].concat());
        let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        document["digests"].clone()
    };
    let (shut, opened) = (digests(&[]), digests(&["--password", "a secret of ours"]));
    assert_ne!(shut["evidence"], opened["evidence"]);
    assert_eq!(shut["settings"], opened["settings"]);
    assert_eq!(shut, digests(&["--password", "wrong"]));
    // The same file lies open beside the archive: that it was in there, too, is another thing to know.
    let note = scratch.file("inner.txt", "The C2 was c2.example.org.\n");
    let digests = |options: &[&str]| {
        let output = dunant(&[&["assess", &archive, &note, "--format", "json"], options].concat());
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()["digests"]["evidence"].clone()
    };
    assert_ne!(digests(&[]), digests(&["--password", "a secret of ours"]));
}

#[test]
fn as_of_a_day_neither_facts_nor_claims_of_later_days_count() {
    let wannacry = "examples/wannacry-2017";
    let of = |options: &[&str]| {
        let output = dunant(&[&["assess", wannacry, "--format", "json"], options].concat());
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()
    };
    let (now, then) = (of(&[]), of(&["--as-of", "2017-06-01"]));
    let claimants = |document: &serde_json::Value| {
        let claims = document["public_claims"].as_array().unwrap().iter();
        claims.map(|claim| claim["by"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(claimants(&now).len() > 1);
    assert_eq!(claimants(&then), ["Symantec"]);
    let checked = dunant(&["convention", "check", wannacry, "--as-of", "2017-06-01", "--format", "json"]);
    let checked: serde_json::Value = serde_json::from_slice(&checked.stdout).unwrap();
    let breaches = |document: &serde_json::Value| {
        let verdicts = document["verdicts"].as_array().unwrap().iter();
        let mut breaches: Vec<_> = verdicts
            .filter(|verdict| verdict["outcome"] == "consistent-with-breach")
            .map(|verdict| (verdict["instrument"]["id"].to_string(), verdict["clause"]["id"].to_string()))
            .collect();
        breaches.sort();
        breaches
    };
    assert!(!breaches(&now).is_empty(), "{}", now["verdicts"][0]);
    assert_eq!(breaches(&then), breaches(&checked));
    let screen = out(&dunant(&["assess", wannacry, "--as-of", "2017-06-01"]));
    assert!(screen.contains("Chosen: knowledge as of 1 June 2017"), "{screen}");
}

/// An archive of one note under a password.
fn locked() -> Vec<u8> {
    let options =
        zip::write::SimpleFileOptions::default().with_aes_encryption(zip::AesMode::Aes256, "a secret of ours");
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("note.txt", options).unwrap();
    writer.write_all(b"The C2 was c2.example.org.\n").unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn what_nothing_can_be_compared_with_names_nobody_and_breaks_nothing() {
    let scratch = Scratch::new("nothing-compared");
    let path = scratch.file("letters.xml", "<a>abc</a>");
    let assessed = dunant(&["assess", &path]);
    assert_eq!(assessed.status.code(), Some(2), "{}", error(&assessed));
    assert!(out(&assessed).contains("Nobody: nothing in the evidence can be compared"), "{}", out(&assessed));
}

#[test]
fn an_error_names_the_input_and_the_next_step() {
    let scratch = Scratch::new("next-step");
    let text = scratch.file("a.txt", "The server was updates.evil-one.com\n");
    let missing = scratch.0.join("none/page.html");
    for (arguments, message, help) in [
        (vec!["read", &text, "--kind", "domain"], "no value is of the kind `domain`", "domain-name, email-addr"),
        (vec!["verify", &text], "a.txt` is no finding: ", "finding.json"),
        (vec!["read", &text, "--threads", "0"], "`0` is not a number of files from 1 on", "leave the option out"),
        (vec!["assess", &text, "--report", missing.to_str().unwrap()], "cannot be written", "make the directory `"),
    ] {
        let refused = dunant(&arguments);
        let said = error(&refused);
        assert_eq!(refused.status.code(), Some(1), "{arguments:?}");
        assert!(said.contains(message) && said.contains(help), "{arguments:?}: {said}");
        assert!(out(&refused).is_empty(), "{arguments:?}");
    }
}
