//! Every way out of the house, with a case that has something to hide: no byte that leaves tells it, in whatever form it is written.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test that fails says where"
)]

mod house;

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use dunant::panel::step::{Choice, Reply};
use dunant_secretariat::{Audience, Error, Marking, Recipient, Scope, Selected};
use dunant_vocabulary::Tlp;
use house::{House, SETUP, act, case, position, question};
use zip::write::SimpleFileOptions;

/// What a restricted item tells begins with one of these, by its marking. `self` marks itself, and its chain says that it is open.
const TELLING: [(&str, Tlp); 5] = [
    ("zqred", Tlp::Red),
    ("zqself", Tlp::Red),
    ("zqinner", Tlp::Red),
    ("zqstrict", Tlp::AmberStrict),
    ("zqamber", Tlp::Amber),
];

/// Dates on which restricted items were published, and nothing else happened.
const DATES: [&str; 3] = ["2025-01-11", "2025-02-12", "2025-03-13"];

/// Of the victim, in open items and in words.
const PERSONAL: [&str; 3] = ["m.keller", "RADIO-PACS01", "10.20.30.40"];

/// Names, texts and markings of all items. No observation of an open one is telling.
fn items() -> Vec<(&'static str, Vec<u8>, Tlp)> {
    let red =
        "Agent zqred-seven said the password is zqred-hunter2. They used zqredware and T1495.\n\nupdate.zqred.net\n";
    let marked = "TLP:RED\n\nzqself-report: the intruders used T1561.001 from zqself.example.net.\n";
    vec![
        ("zqred-diary/night of zqred.md", red.into(), Tlp::Red),
        ("zqstrict notes.csv", b"type,value\ndomain,zqstrict.example.net\n".to_vec(), Tlp::AmberStrict),
        ("zqamber_\u{e4}rzte.md", b"zqamber: credentials were dumped (T1003.001).\n".to_vec(), Tlp::Amber),
        ("zqself.md", marked.into(), Tlp::Clear),
        ("bundle.zip", zipped("inner/zqinner.md", marked.replace("zqself", "zqinner").as_bytes()), Tlp::Clear),
        ("mail.txt", b"m.keller@clinic.ch wrote from RADIO-PACS01 (10.20.30.40).\n".to_vec(), Tlp::Clear),
        ("packed.zip", zipped("mail.txt", b"From 10.20.30.40 they used T1021.002.\n"), Tlp::Clear),
        ("open.csv", b"type,value\nipv4,203.0.113.77\ndomain,update.example.net\n".to_vec(), Tlp::Clear),
        ("open.zip", zipped("analysis.md", b"It overwrites the master boot record (T1561.002).\n"), Tlp::Clear),
    ]
}

const CASE_FILE: &str = r#"# zqred: a comment that tells
title = "Example Hospital"
summary = "Wiped, as ZQRED-DIARY/NIGHT OF ZQRED.MD, Diary of the zqred agent and zqamber_ÄRZTE.md tell; Zqstrict Service gave more."
incident = "2026-03-14"

[victim]
name = "Example Hospital"
country = "CH"
sector = "healthcare"
kind = "hospital, by zqstrict notes.csv"

[[evidence]]
file = "zqred-diary/night of zqred.md"
source = "Agent Zqred Seven"
title = "Diary of the zqred agent"
url = "https://example.org/zqred"
published = "2025-01-11"
tlp = "red"

[[evidence]]
file = "zqstrict notes.csv"
source = "Zqstrict Service"
title = "Zqstrict notes"
published = "2025-02-12"

[[evidence]]
file = "zqamber_ärzte.md"
source = "Example Hospital"
title = "zqamber: what the doctors saw"
published = "2025-03-13"
tlp = "amber"

[[evidence]]
file = "open.csv"
source = "Example CERT, after Diary of the zqred agent"
title = "Indicators"
url = "https://example.org/zqstrict%20notes.csv"
published = "2026-03-18"

[[claim]]
by = "A newspaper"
names = "Freedonia"
date = "2026-03-20"
basis = "Diary of the Zqred Agent, in night%20of%20zqred.md"
url = "https://example.org/night%20of%20zqred.md"
contested = "Agent Zqred Seven says otherwise."

[[fact]]
name = "incident.type"
value = ["disruption"]
source = "Diary of the zqred agent: computers were wiped"
url = "https://example.org/of-zqred"
published = "2026-03-16"
standard = "established"
contested = "zqstrict notes.csv says otherwise"

[[fact]]
name = "victim.kind"
value = "non-profit"
source = "Agent Zqred Seven: a foundation"
published = "2026-03-16"
standard = "reported"

[[fact]]
name = "effect.kind"
status = "disputed"
values = [
    { value = ["destruction"], source = "zqamber_ärzte.md, line 3", published = 2026-03-16, author = "A reader of zqstrict notes.csv" },
    { value = ["interruption"], source = "Example Hospital", url = "https://example.org/statement" },
]
"#;

#[test]
fn nothing_that_is_restricted_leaves_by_any_way_out_of_the_house() {
    for house in [House::new(), House::witnessed()] {
        opened(&house);
        let kept = concluded(&house);
        let mut seen = 0;
        // What anybody reads: findings, proofs, notes, the record and the log of heads.
        for public in ["published", "record", "heads"] {
            seen += tells_nothing(&kept.join(public), Tlp::Clear, public);
        }
        for (up_to, given) in [(Tlp::Clear, 2), (Tlp::Green, 2), (Tlp::Amber, 3), (Tlp::AmberStrict, 4), (Tlp::Red, 7)]
        {
            let directory = kept.join(format!("export to {up_to}"));
            let scope = Scope {
                to: Recipient::Outside("the accused".into()),
                audience: Audience { up_to, ..Audience::ANYBODY },
            };
            let exported = house.home.export(&case(), &directory, &scope, &act(), &SETUP, &house.later(1)).unwrap();
            assert_eq!(exported.copied.len(), given, "to {up_to}: {exported:?}");
            seen += tells_nothing(&directory, up_to, "export");
            let given = house.home.custody_document(&case(), scope.audience, &SETUP).unwrap();
            is_silent(given.document.to_json().unwrap().as_bytes(), up_to, "custody document");
            assert!(!given.left_out.is_empty() || up_to == Tlp::Red);
        }
        assert!(seen > 20, "{seen} files were looked through");
        // The one who may have all of it gets all of it.
        let all = Scope { to: Recipient::Outside("a court".into()), audience: Audience::WHOLE_CASE };
        let directory = kept.join("all");
        let exported = house.home.export(&case(), &directory, &all, &act(), &SETUP, &house.later(1)).unwrap();
        assert_eq!((exported.copied.len(), exported.left_out.len()), (items().len(), 0));
        assert_eq!(fs::read_to_string(directory.join("case.toml")).unwrap(), CASE_FILE);
        // And what is looked for above is there to be found.
        let evidence = items().into_iter().map(|(name, ..)| directory.join("evidence").join(name));
        let told: BTreeSet<&str> = evidence
            .chain([directory.join("case.toml")])
            .flat_map(|file| telling(&fs::read(file).unwrap(), Tlp::Clear))
            .map(|(word, _)| word)
            .collect();
        assert_eq!(told.len(), TELLING.len() + DATES.len() + PERSONAL.len(), "{told:?}");
        let custody = house.home.custody_document(&case(), Audience::WHOLE_CASE, &SETUP).unwrap();
        assert_eq!((custody.document.items().len(), custody.left_out), (items().len(), Vec::new()));
    }
}

#[test]
fn what_was_given_out_in_part_computes_the_published_assessment_again() {
    let house = House::witnessed();
    opened(&house);
    // What marks itself alone is open in the list, so that whoever has not got it could not tell why it counts for nothing.
    for item in ["zqself.md", "bundle.zip"] {
        let (by, reason) = ("registrar".to_owned(), "it says so itself".to_owned());
        let marking = Marking { by, tlp: Some(Tlp::Red), pap: None, admiralty: None, reason };
        house.home.mark(&case(), item, &marking, &house.later(1)).unwrap();
    }
    concluded(&house);
    let finding = house.root.join("published/2026-1/1/finding.json");
    let body: serde_json::Value = serde_json::from_slice(&fs::read(&finding).unwrap()).unwrap();
    let summary = body["body"]["assessment"]["case"]["summary"].as_str().unwrap();
    insta::assert_snapshot!(summary, @"Wiped, as [withheld: TLP:RED], [withheld: TLP:RED] and [withheld: TLP:AMBER] tell; [withheld: TLP:AMBER+STRICT] gave more.");
    for up_to in [Tlp::Clear, Tlp::Amber, Tlp::Red] {
        let evidence = house.export_up_to(up_to);
        let bytes = fs::read(&finding).unwrap();
        let reader = dunant::panel::finding::witnessed::Reader::new(house.home.trust_files(), house::moment(2_000));
        let verification = dunant::Verification {
            reader,
            evidence: Some(&evidence),
            ..dunant::Verification::new(&bytes, &SETUP, house::moment(2_000))
        };
        let report = verification.run().unwrap().report;
        let shown = report.checks.iter().find(|check| check.what.contains("of what is open and disclosed")).unwrap();
        assert_eq!(shown.result, dunant::panel::finding::Checked::Holds, "{up_to}: {}", house::told(&report));
    }
}

#[test]
fn no_step_and_no_conclusion_names_what_is_restricted() {
    let house = House::witnessed();
    opened(&house);
    house.home.freeze(&case(), &SETUP, &house.later(1)).unwrap();
    house.commit();
    house.reveal();
    let before = house.home.proceeding(&case()).unwrap().chain().len();
    for words in [
        "As night of zqred.md says",
        "See https://example.org/night%20of%20zqred.md",
        "The DIARY OF THE ZQRED AGENT says so",
        "Agent Zqred Seven says so",
        "zqstrict notes.csv",
        "in zqamber_ÄRZTE.md",
        "ask m.keller",
    ] {
        let mut told = position(0);
        told.reasons = words.to_owned();
        let (to, kind, text) = question(words);
        let refused = [
            house.home.ask(&case(), None, to, kind, text, &house.later(0)).map(drop),
            house.home.draft(&case(), &house.members[0], told, &SETUP, &house.later(0)).map(drop),
            house.home.recuse(&case(), &house.members[0], words.to_owned(), &house.later(0)).map(drop),
        ];
        for refused in refused {
            let Err(Error::Input { message, help }) = refused else { panic!("{words}: {refused:?}") };
            assert!(message.contains("will be public: `"), "{message}");
            assert!(help.contains("say it without"), "{help}");
        }
    }
    assert_eq!(house.home.proceeding(&case()).unwrap().chain().len(), before, "nothing was recorded");
    // What everybody may say, though restricted items have it: a plain word, whom the referral names, a digest.
    let allowed = "Did the Example Hospital, and Example CERT, keep notes of the diary? SHA-256 2cf859ab962d.";
    let (to, kind, text) = question(allowed);
    house.home.ask(&case(), None, to, kind, text, &house.later(1)).unwrap();
    // A party says what it will.
    let number = house.home.proceeding(&case()).unwrap().round().unwrap().questions.last().unwrap().number;
    let reply = Reply { question: number, text: "zqamber_ärzte.md is ours.".into(), evidence: Vec::new() };
    house.home.reply(&case(), None, reply, &house.later(1)).unwrap();
}

#[test]
fn an_observation_with_personal_data_is_disclosed_only_where_it_is_asked_for() {
    let house = House::witnessed();
    opened(&house);
    house.home.freeze(&case(), &SETUP, &house.later(1)).unwrap();
    let (_, observations) = house.home.read_item(&case(), "mail.txt", &act(), &SETUP, &house.later(1)).unwrap();
    let number = observations.iter().position(|one| one.observed.to_string().contains("m.keller@")).unwrap() as u64;
    let numbers = [number];
    let selected = |personal_data| Selected { item: "mail.txt", numbers: &numbers, personal_data };
    let held = selected(dunant_secretariat::PersonalData::HeldBack);
    let refused = house.home.disclose(&case(), &held, &act(), &SETUP, &house.later(1)).unwrap_err().to_string();
    assert!(refused.contains("holds personal data (e-mail address)"), "{refused}");
    let asked = selected(dunant_secretariat::PersonalData::Included);
    assert_eq!(house.home.disclose(&case(), &asked, &act(), &SETUP, &house.later(1)).unwrap().len(), 1);
}

/// A case with all items, its case file and its list of names.
fn opened(house: &House) {
    house.refer(&case());
    for (name, bytes, tlp) in items() {
        house.take_in(&case(), name, &bytes, tlp).unwrap();
    }
    house.home.describe(&case(), CASE_FILE, Some(house::NAMES_HELD_BACK), &house.later(1)).unwrap();
    // Somebody compares an open item with a restricted one, and says so.
    let act = dunant_secretariat::Act { by: "investigator".into(), purpose: "beside night of zqred.md".into() };
    house.home.read_item(&case(), "open.zip", &act, &SETUP, &house.later(1)).unwrap();
}

/// The case to its publication; the directory of the house.
fn concluded(house: &House) -> std::path::PathBuf {
    house.home.freeze(&case(), &SETUP, &house.later(1)).unwrap();
    house.commit();
    house.reveal();
    house.hear();
    house.draft();
    for member in house.judging() {
        house.home.vote(&case(), member, Choice::For, None, &house.later(1)).unwrap();
    }
    house.publish();
    house.root.clone()
}

fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file(name, SimpleFileOptions::default()).unwrap();
    archive.write_all(bytes).unwrap();
    archive.finish().unwrap().into_inner()
}

/// Looks through every file below a directory, and its name; how many there are.
fn tells_nothing(directory: &Path, up_to: Tlp, what: &str) -> usize {
    let mut count = 0;
    for entry in fs::read_dir(directory).into_iter().flatten() {
        let path = entry.unwrap().path();
        is_silent(path.file_name().unwrap().to_string_lossy().as_bytes(), up_to, what);
        if path.is_dir() {
            count += tells_nothing(&path, up_to, what);
        } else if !["sqlite", "key", "cosigners"].iter().any(|own| path.to_string_lossy().contains(own)) {
            is_silent(&fs::read(&path).unwrap(), up_to, &format!("{what}: {}", path.display()));
            count += 1;
        }
    }
    count
}

/// Nothing above `up_to`, nor of the victim, is in these bytes.
fn is_silent(bytes: &[u8], up_to: Tlp, what: &str) {
    if let Some((word, around)) = telling(bytes, up_to).first() {
        panic!("`{word}` in {what} to {up_to}: {around}");
    }
}

/// The words in these bytes that may not be told to whoever may have items up to this marking, each with what stands around it.
fn telling(bytes: &[u8], up_to: Tlp) -> Vec<(&'static str, String)> {
    let words = TELLING.iter().filter(|(_, marking)| *marking > up_to).map(|(word, _)| *word);
    let dates = if up_to == Tlp::Clear { DATES.as_slice() } else { &[] };
    let words: Vec<&'static str> = words.chain(dates.iter().copied()).chain(PERSONAL).collect();
    let mut found = Vec::new();
    for form in forms(bytes) {
        let text = String::from_utf8_lossy(&form).to_lowercase();
        for word in &words {
            if let Some(at) = text.find(&word.to_lowercase()) {
                let from = text.floor_char_boundary(at.saturating_sub(80));
                let to = text.ceil_char_boundary((at + 80).min(text.len()));
                found.push((*word, text[from..to].to_owned()));
            }
        }
    }
    found
}

/// The bytes as they are, and all that they hold in another form: in UTF-16, in Base64, percent-encoded, escaped in JSON, in an archive.
fn forms(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![bytes.to_vec()];
    let text = String::from_utf8_lossy(bytes).into_owned();
    all.push(bytes.iter().copied().filter(|byte| *byte != 0).collect());
    all.push(percent_decoded(&text));
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(&text) {
        let mut strings = Vec::new();
        each_string(&value, &mut |text| strings.extend([text.as_bytes(), b"\n"].concat()));
        all.push(strings);
    }
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || "+/-_".contains(c);
    for run in text.split(|c| !is_base64(c)).filter(|run| run.len() >= 12) {
        // A run may begin in the middle of a word.
        for start in 0..4 {
            let run = &run[start..];
            let run = if run.len() % 4 == 1 { &run[..run.len() - 1] } else { run };
            all.extend(STANDARD_NO_PAD.decode(run).into_iter().chain(URL_SAFE_NO_PAD.decode(run)));
        }
    }
    if let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) {
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).unwrap();
            let mut inner = file.name().unwrap().as_bytes().to_vec();
            file.read_to_end(&mut inner).unwrap();
            all.push(inner);
        }
    }
    all
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match (byte, digits.and_then(|digits| u8::from_str_radix(digits, 16).ok())) {
            (b'%', Some(decoded)) => {
                out.push(decoded);
                rest = &after[2..];
            }
            _ => {
                out.push(*byte);
                rest = after;
            }
        }
    }
    out
}

fn each_string(value: &serde_json::Value, tell: &mut dyn FnMut(&str)) {
    match value {
        serde_json::Value::String(text) => tell(text),
        serde_json::Value::Array(values) => values.iter().for_each(|value| each_string(value, tell)),
        serde_json::Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            tell(name);
            each_string(value, tell);
        }),
        _ => {}
    }
}

#[test]
fn what_looks_for_the_telling_words_finds_them_in_every_form() {
    let word = "the zqred agent";
    let in_json = serde_json::json!({ "a": ["the \u{7a}qred agent"] }).to_string().replace("zq", "\\u007aq");
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let encoded = format!("see {}.", STANDARD_NO_PAD.encode(format!("xx{word}")));
    for form in
        [word.into(), in_json.into_bytes(), wide, encoded.into_bytes(), b"%7A%71red".to_vec(), zipped("zqred", b"")]
    {
        let found = forms(&form).iter().any(|form| String::from_utf8_lossy(form).contains("zqred"));
        assert!(found, "{}", String::from_utf8_lossy(&form));
    }
}
