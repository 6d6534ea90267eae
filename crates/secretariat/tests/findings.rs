//! Findings that a whole house agreed to falsify, with everybody's keys; what others did to an honest one; and what verification says
//! of each. What is not in a snapshot held.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test that fails says where"
)]

mod house;

use std::fs;
use std::path::Path;

use dunant::convention::Convention;
use dunant::custody::{CaseSecret, ItemKey, SealedItem};
use dunant::panel::finding::{Body, Finding, FindingError, MAX_FINDING_VALUES, Manifest};
use dunant::panel::step::{Answer, Decision, Outcome};
use dunant::panel::{Enrolment, MemberEvent, Policy, Proceeding};
use dunant::record::note::{CosignerSecretKey, SignerKey};
use dunant::record::{Entry, KnownEntry, Policy as RecordPolicy, Statement, TlogProof};
use dunant::vocabulary::{Sha256Digest, Tlp};
use dunant::{PROGRAM, Recorded, Setup, Verification};
use dunant_log::{Log, LogDirectory};
use house::{EVIDENCE, House, SETUP, case, finding, moment, recorded, report, retold, told};
use serde_json::{Value, json};

/// What is said of a finding, under a heading.
fn said(heading: &str, report: &str) -> String {
    format!("## {heading}\n{}\n\n", report.replace(PROGRAM, "dunant VERSION"))
}

fn bytes(finding: &Finding) -> Vec<u8> {
    finding.to_json().unwrap().into_bytes()
}

#[test]
fn an_honest_finding_holds_in_full_and_says_what_was_not_checked() {
    let (house, published) = House::published();
    let evidence = house.export();
    assert_eq!(told(&recorded(&published, Some(&evidence))), "");
    insta::assert_snapshot!(told(&recorded(&published, None)));
    // The machinery of this file tells nothing by itself.
    assert_eq!(retold(&finding(&published), &house.keys(), |_| {}), finding(&published));
}

/// An observation that nobody read, as it would stand in the item.
fn invent(body: &mut Body) {
    let item = body.disclosures[0].item;
    let read = SETUP.read(EVIDENCE[1].0, EVIDENCE[1].1.as_bytes());
    let mut observations: Vec<_> = read.into_iter().flat_map(|item| item.reading.into_observations()).collect();
    observations[0].path = "said so".into();
    let key = ItemKey::derive(&CaseSecret::from_bytes(&[9; 32]), &item);
    let sealed = SealedItem::new(item, &key, &observations).unwrap();
    body.disclosures = sealed.disclose([0]).unwrap();
    let mut items = body.evidence.items().to_vec();
    items.iter_mut().find(|one| one.digest == item).unwrap().seal = sealed.seal();
    body.evidence = Manifest::new(items);
}

fn at<'v>(value: &'v mut Value, pointer: &str) -> &'v mut Value {
    value.pointer_mut(pointer).unwrap()
}

/// What to call a lie, and the lie.
type Lie = (&'static str, fn(&mut Body));

const LIES: [Lie; 12] = [
    ("an observation was invented, sealed, and shown", invent),
    ("an item has another size", |body| {
        let mut items = body.evidence.items().to_vec();
        items[0].size += 1;
        body.evidence = Manifest::new(items);
    }),
    ("a number of the assessment is another", |body| {
        *at(&mut body.assessment, "/items/0/size") = json!(1);
    }),
    ("the frozen assessment is another", |body| body.freeze.assessment = Sha256Digest::of(b"another")),
    ("the assessment is of other knowledge", |body| {
        *at(&mut body.assessment, "/digests/pack") = json!("0".repeat(64));
    }),
    ("the assessment is of other evidence", |body| {
        *at(&mut body.assessment, "/digests/evidence") = json!("0".repeat(64));
    }),
    ("the program is another", |body| body.program = "dunant 9.9.9".into()),
    ("the program clears the reader's screen", |body| body.program = "dunant\u{1b}[2J".into()),
    ("the conclusion has no reasons", |body| body.conclusion.reasons = String::new()),
    ("the conclusion clears the reader's screen", |body| {
        body.conclusion.answer = Answer::Insufficient { reasons: "\u{1b}[2J".into() };
    }),
    ("the same observation is shown twice", |body| body.disclosures.extend_from_within(..)),
    ("a verdict is another", |body| {
        *at(&mut body.assessment, "/verdicts/0/outcome") = json!("consistent-with-breach");
    }),
];

#[test]
fn what_a_whole_house_agreed_to_falsify_is_found_or_said_not_to_be_checked() {
    let (house, published) = House::published();
    let (honest, keys, evidence) = (finding(&published), house.keys(), house.export());
    let mut all = String::new();
    for (heading, lie) in LIES {
        let lying = bytes(&retold(&honest, &keys, lie));
        let (without, with) = (report(&lying, None), report(&lying, Some(&evidence)));
        assert_ne!(told(&with), "", "{heading}");
        all += &said(&format!("{heading}: without evidence"), &without_the_usual(&told(&without)));
        all += &said(&format!("{heading}: with evidence"), &told(&with));
    }
    insta::assert_snapshot!(all);
}

/// Without the lines that stand in every report that has no evidence and no proof.
fn without_the_usual(told: &str) -> String {
    let usual = ["`--evidence DIR` names the evidence", "no proof was given"];
    let lines = told.lines().filter(|line| !usual.iter().any(|usual| line.contains(usual)));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_changed_verdict_is_found_with_the_case_file_alone() {
    let (house, published) = House::published();
    let evidence = house.export();
    let (_, lie) = LIES[11];
    let lying = bytes(&retold(&finding(&published), &house.keys(), lie));
    for (name, ..) in EVIDENCE {
        fs::remove_file(evidence.join("evidence").join(name)).unwrap();
    }
    insta::assert_snapshot!(said("a verdict is another, no item is here", &told(&report(&lying, Some(&evidence)))));
}

#[test]
fn a_body_with_a_number_that_canonical_json_makes_another_has_no_digest() {
    let (_house, published) = House::published();
    let mut body = finding(&published).body;
    *at(&mut body.assessment, "/items/0/size") = json!((1_u64 << 53) + 1);
    assert_eq!(body.digest(), Err(FindingError::Number("9007199254740993".into())));
}

#[test]
fn what_others_do_to_an_honest_finding_is_found() {
    let (house, published) = House::published();
    let (honest, secretariat) = (finding(&published), house.secretariat());
    let other = {
        let other = House::of("2026-2");
        other.freeze();
        finding(&other.conclude())
    };
    let rules = Policy::parse(&honest.policy).unwrap();
    let mut told_on = honest.clone();
    let chain = Proceeding::read(case(), rules.clone(), None, &honest.steps).unwrap();
    let mut longer = chain.clone();
    let publication = fs::read(&published.file).map(|bytes| Sha256Digest::of(&bytes)).unwrap();
    let step = dunant::panel::Step::Publication(dunant::panel::step::Publication { finding: publication });
    let note = dunant::panel::SignedStep::sign(case(), step, &secretariat).unwrap().to_string();
    told_on.steps.push(longer.submit(&note, house.later(1).now, &secretariat).unwrap().note);
    let mut refused = honest.clone();
    let mut longer = chain.clone();
    refused.steps.push(longer.submit("not a step", house.later(1).now, &secretariat).unwrap().note);
    let junk = |note: &String| {
        let text = note.split_once("\n\n").unwrap().0.to_owned() + "\n";
        format!("{note}{}\n", house::key("house.example/stranger").sign(&text))
    };
    let later = {
        let mut chain = dunant::custody::Chain::<MemberEvent>::read(
            dunant::custody::Subject::Members,
            &honest.members,
            rules.secretariat(),
        )
        .unwrap();
        let event = MemberEvent::Enrolled(Box::new(house::member(9, "FR")));
        chain.append(event, house.later(1).now, &secretariat).unwrap()
    };
    let with = |change: &dyn Fn(&mut Finding)| {
        let mut changed = honest.clone();
        change(&mut changed);
        changed
    };
    let cases: Vec<(&str, Finding)> = vec![
        ("the conclusion was changed after the vote", with(&|it| it.body.conclusion.reasons.push('!'))),
        (
            "a marking was lowered after the freeze",
            with(&|it| {
                let items = it.body.evidence.items().iter().cloned();
                it.body.evidence = Manifest::new(
                    items.map(|item| dunant::panel::finding::ManifestItem { tlp: Tlp::Clear, ..item }).collect(),
                );
            }),
        ),
        ("a comment of the rules was changed", with(&|it| it.policy = it.policy.replacen("# ", "#  ", 1))),
        ("the last member was cut off", with(&|it| drop(it.members.pop()))),
        ("a later member was put on", with(&|it| it.members.push(later.clone()))),
        ("the decision was cut off", with(&|it| drop(it.steps.pop()))),
        ("a vote was cut out", with(&|it| drop(it.steps.remove(it.steps.len() - 2)))),
        ("the publication was put on", told_on),
        ("a refused attempt was put on", refused),
        ("the steps of another case", with(&|it| it.steps.clone_from(&other.steps))),
        (
            "another case's steps under its name",
            with(&|it| {
                it.steps.clone_from(&other.steps);
                it.body.case = other.body.case.clone();
            }),
        ),
        ("a stranger signed a link too", with(&|it| it.steps[0] = junk(&it.steps[0]))),
        ("a stranger signed a member's link too", with(&|it| it.members[0] = junk(&it.members[0]))),
        (
            "a link is signed twice",
            with(&|it| {
                let line = it.steps[0].lines().last().unwrap().to_owned();
                it.steps[0] = format!("{}{line}\n", it.steps[0]);
            }),
        ),
        ("rules that are none", with(&|it| it.policy = "\u{1b}[2J".into())),
        ("no step at all", with(&|it| it.steps.clear())),
        ("a reply was changed", with(&|it| it.body.hearing[0].reply.as_mut().unwrap().text.push('!'))),
        ("a member's own assessment was left out", with(&|it| drop(it.body.positions.pop()))),
    ];
    let mut all = String::new();
    for (heading, changed) in cases {
        let (report, _) = changed.check(Some(&rules));
        assert!(!report.holds(), "{heading}");
        // By the finding's own rules too, whatever the reader expects.
        assert!(!changed.check(None).0.holds(), "{heading}");
        all += &said(heading, &told(&report));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn a_finding_has_one_spelling() {
    let (_house, published) = House::published();
    let honest = finding(&published);
    let text = honest.to_json().unwrap();
    let with = |from: &str, to: &str| {
        let changed = text.replacen(from, to, 1);
        assert!(changed != text, "{from}");
        changed
    };
    let rules = honest.body.policy.to_string();
    let value: Value = serde_json::from_str(&text).unwrap();
    let mut unsorted = value.clone();
    at(&mut unsorted, "/body/evidence").as_array_mut().unwrap().reverse();
    let mut twice = value.clone();
    let items = at(&mut twice, "/body/evidence").as_array_mut().unwrap();
    items.insert(0, items[0].clone());
    let cases = [
        ("one line", serde_json::to_string(&value).unwrap()),
        ("no line end", text.trim_end().to_owned()),
        ("something behind", format!("{text} ")),
        ("an unknown field", with("\"referral\": {", "\"referral\": {\n      \"guilty\": true,")),
        ("an unknown field of the body", with("\"body\": {", "\"body\": {\n    \"guilty\": true,")),
        ("a key twice", with("\"round\": 1,", "\"round\": 1,\n    \"round\": 1,")),
        (
            "a key twice in what is free",
            with("\"schema\": \"dunant.assess", "\"schema\": 1,\n      \"schema\": \"dunant.assess"),
        ),
        ("an escape", with("Freedonia", "\\u0046reedonia")),
        ("another number of the same value", with("\"round\": 1,", "\"round\": 1.0,")),
        ("no number", with("\"round\": 1,", "\"round\": NaN,")),
        ("a number without end", with("\"round\": 1,", "\"round\": 1e999,")),
        ("a negative round", with("\"round\": 1,", "\"round\": -1,")),
        ("a digest in capitals", with(&rules, &rules.to_uppercase())),
        ("evidence not in order", serde_json::to_string_pretty(&unsorted).unwrap() + "\n"),
        ("evidence twice", serde_json::to_string_pretty(&twice).unwrap() + "\n"),
        ("another form", with("dunant.finding/1", "dunant.finding/2")),
        ("a form that steers a terminal", with("dunant.finding/1", "\\u001b[2J")),
        (
            "deep",
            with("\"assessment\": {", &format!("\"assessment\": {}{},\"x\":{{", "[".repeat(500), "]".repeat(500))),
        ),
        ("nothing", String::new()),
        ("no object", "[]".into()),
    ];
    let mut all = String::new();
    for (heading, changed) in cases {
        let error = Finding::parse(changed.as_bytes()).expect_err(heading);
        all += &said(heading, &error.to_string());
    }
    insta::assert_snapshot!(all);
    assert_eq!(Finding::parse(&[b','; MAX_FINDING_VALUES + 1]), Err(FindingError::TooMany));
    assert!(Finding::parse(&vec![b'['; MAX_FINDING_VALUES]).is_err(), "deep lists are refused, not descended into");
}

/// A copy of the evidence in which `change` was done.
fn evidence_with(house: &House, change: impl FnOnce(&Path)) -> std::path::PathBuf {
    let directory = house.export();
    change(&directory);
    directory
}

#[test]
fn evidence_that_is_not_what_was_frozen_is_named() {
    let (house, published) = House::published();
    let item = |directory: &Path| directory.join("evidence").join(EVIDENCE[0].0);
    type Change = Box<dyn FnOnce(&Path)>;
    let cases: Vec<(&str, Change)> = vec![
        (
            "a byte of an item is another",
            Box::new(move |it| {
                let mut bytes = fs::read(item(it)).unwrap();
                bytes[0] ^= 1;
                fs::write(item(it), bytes).unwrap();
            }),
        ),
        ("an item is missing", Box::new(move |it| fs::remove_file(item(it)).unwrap())),
        ("an item too many", Box::new(|it| fs::write(it.join("evidence/more.txt"), "more").unwrap())),
        ("a hidden file too many", Box::new(|it| fs::write(it.join("evidence/.directory"), "more").unwrap())),
        (
            "an item twice",
            Box::new(move |it| {
                fs::copy(item(it), it.join("evidence/copy.csv")).unwrap();
            }),
        ),
        ("an item has another name", Box::new(move |it| fs::rename(item(it), it.join("evidence/zzz.csv")).unwrap())),
        (
            "a huge file too many",
            Box::new(|it| {
                fs::File::create(it.join("evidence/huge")).unwrap().set_len(1 << 40).unwrap();
            }),
        ),
        (
            "a link that leads nowhere, and one to a device",
            Box::new(|it| {
                std::os::unix::fs::symlink("/nowhere", it.join("evidence/nowhere")).unwrap();
                std::os::unix::fs::symlink("/dev/zero", it.join("evidence/zero")).unwrap();
            }),
        ),
        (
            "a link to a directory above",
            Box::new(|it| {
                std::os::unix::fs::symlink(it, it.join("evidence/above")).unwrap();
            }),
        ),
        (
            "an item is a link to itself elsewhere",
            Box::new(move |it| {
                fs::rename(item(it), it.join("elsewhere.csv")).unwrap();
                std::os::unix::fs::symlink(it.join("elsewhere.csv"), item(it)).unwrap();
            }),
        ),
        ("the case file is another", Box::new(|it| fs::write(it.join("case.toml"), "title = \"another\"\n").unwrap())),
        ("the case file is no text", Box::new(|it| fs::write(it.join("case.toml"), b"title = \"\xff\"\n").unwrap())),
        ("the case file is missing", Box::new(|it| fs::remove_file(it.join("case.toml")).unwrap())),
        (
            "the case file is huge",
            Box::new(|it| {
                fs::File::create(it.join("case.toml")).unwrap().set_len(1 << 40).unwrap();
            }),
        ),
        ("the list of names is missing", Box::new(|it| fs::remove_file(it.join("held-back.txt")).unwrap())),
        ("the list of names is another", Box::new(|it| fs::write(it.join("held-back.txt"), "host A\n").unwrap())),
        (
            "nothing is there",
            Box::new(|it| {
                fs::remove_dir_all(it).unwrap();
                fs::create_dir(it).unwrap();
            }),
        ),
    ];
    let mut all = String::new();
    for (heading, change) in cases {
        all += &said(heading, &told(&recorded(&published, Some(&evidence_with(&house, change)))));
    }
    let (evidence, bytes) = (house.export(), fs::read(&published.file).unwrap());
    for (heading, setup) in other_setups() {
        let rules = Policy::parse(&finding(&published).policy).unwrap();
        let verification = Verification {
            rules: Some(&rules),
            evidence: Some(&evidence),
            ..Verification::new(&bytes, &setup, moment(0))
        };
        all += &said(heading, &told(&verification.run().unwrap().report));
    }
    insta::assert_snapshot!(all);
}

fn other_setups() -> Vec<(&'static str, Setup)> {
    let other_pack = || Setup::builder().convention(SETUP.convention().clone());
    let nothing_known = || other_pack().pack(dunant::knowledge::Builder::new().finish().0);
    let model = SETUP.model().clone().with_unknown_prior(dunant::vocabulary::Probability::try_new(0.5).unwrap());
    let g20 = ("g20-2015.toml", include_str!("../../../instruments/g20-2015.toml"));
    [
        ("another pack", other_pack()),
        ("another model", nothing_known().model(model)),
        ("other instruments", nothing_known().convention(Convention::parse([g20]).unwrap())),
    ]
    .map(|(what, setup)| (what, setup.build().unwrap()))
    .into()
}

/// What is said of the record.
fn told_of_record(bytes: &[u8], proof: &[u8], policy: &RecordPolicy) -> String {
    let recorded = Some(Recorded { proof, policy });
    let verification = Verification { recorded, ..Verification::new(bytes, &SETUP, moment(0)) };
    let report = verification.run().unwrap().report;
    let last = report.checks.last().unwrap();
    format!("{:?}: {}: {}", last.result, last.what, last.because.as_deref().unwrap_or_default())
}

#[test]
fn a_proof_is_of_this_finding_by_this_secretariat_in_a_log_that_is_trusted() {
    let (house, published) = House::published();
    let (bytes, place) = (fs::read(&published.file).unwrap(), published.file.parent().unwrap());
    let (proof, policy) =
        (fs::read(place.join("finding.proof")).unwrap(), fs::read(place.join("record.policy")).unwrap());
    let policy = RecordPolicy::parse(&policy).unwrap();
    let mut all = said("as it was published", &told_of_record(&bytes, &proof, &policy));

    let other = House::of("2026-2");
    other.freeze();
    let other = other.conclude();
    let others = fs::read(other.file.parent().unwrap().join("finding.proof")).unwrap();
    all += &said("the proof of another finding", &told_of_record(&bytes, &others, &policy));

    let log = house::key("elsewhere.example/record");
    let elsewhere = RecordPolicy::parse(format!("log {}\nquorum none\n", log.public()).as_bytes()).unwrap();
    all += &said("another log is trusted", &told_of_record(&bytes, &proof, &elsewhere));

    let witness = CosignerSecretKey::from_seed("witness.example/one".parse().unwrap(), &[3; 32]).public();
    let text = policy.to_string().replace("quorum none", &format!("witness one {witness}\nquorum one"));
    let witnessed = RecordPolicy::parse(text.as_bytes()).unwrap();
    all += &said("a witness is asked for", &told_of_record(&bytes, &proof, &witnessed));

    all += &said("a byte of the finding is another", &{
        let mut finding = finding(&published);
        finding.body.program.push('!');
        told_of_record(finding.to_json().unwrap().as_bytes(), &proof, &policy)
    });
    let entry = TlogProof::parse(&proof).unwrap().unauthenticated_extra.unwrap();
    let Entry::Known(entry) = Entry::parse(&entry).unwrap() else { panic!("an entry of this version") };
    let Statement::Finding { document, assessment } = *entry.statement() else { panic!("the entry of a finding") };
    let entered = |heading: &str, statement: Statement, by: Option<&SignerKey>| {
        let directory = LogDirectory::new(house.root.join(format!("log of {heading}")));
        Log::create(&directory, &log, &elsewhere).unwrap();
        let mut entry = KnownEntry::new(statement);
        by.iter().for_each(|by| entry.sign(by).unwrap());
        let entry = Entry::Known(Box::new(entry)).to_bytes();
        let opened = Log::open(&directory, directory.cosigners().unwrap()).unwrap();
        let index = opened.append(entry.clone()).wait().unwrap().index;
        let proof = TlogProof { unauthenticated_extra: Some(entry), ..opened.prove(index).unwrap() };
        said(heading, &told_of_record(&bytes, proof.to_string().as_bytes(), &elsewhere))
    };
    let of_it = Statement::Finding { document, assessment };
    let stranger = house::key("house.example/stranger");
    all += &entered("by the secretariat", of_it.clone(), Some(&house.secretariat()));
    all += &entered("by a stranger", of_it.clone(), Some(&stranger));
    all += &entered("by nobody", of_it, None);
    let another = Statement::Finding { document, assessment: Sha256Digest::of(b"another") };
    all += &entered("of another assessment", another, Some(&house.secretariat()));
    all += &said("no proof at all", &told_of_record(&bytes, b"\x1b[2J", &policy));
    insta::assert_snapshot!(all);
}

#[test]
fn who_decided_otherwise_than_was_voted_signs_nothing_that_holds() {
    let (house, published) = House::published();
    let honest = finding(&published);
    let rules = Policy::parse(&honest.policy).unwrap();
    let enrolment = Enrolment::read(&honest.members, rules.secretariat()).unwrap();
    let upto = honest.steps.len() - 1;
    let mut proceeding = Proceeding::read(case(), rules, Some(enrolment), &honest.steps[..upto]).unwrap();
    let decision = proceeding.decision_now().unwrap();
    let mut tally = decision.tally.clone();
    tally.in_favour += 1;
    for (code, decision) in [
        ("other-tally", Decision { tally, ..decision.clone() }),
        ("other-outcome", Decision { outcome: Outcome::NotAdopted, ..decision }),
    ] {
        let step = dunant::panel::Step::Decision(decision);
        let note = dunant::panel::SignedStep::sign(case(), step, &house.secretariat()).unwrap().to_string();
        let submitted = proceeding.submit(&note, house.later(1).now, &house.secretariat()).unwrap();
        assert_eq!(submitted.result.unwrap_err().code(), code);
    }
}

#[test]
#[cfg(unix)]
fn evidence_that_is_held_against_a_finding_is_not_looked_for_behind_links() {
    let (house, published) = House::published();
    let bytes = fs::read(&published.file).unwrap();
    let export = house.export();
    let file = export.join("evidence/indicators.csv");
    let elsewhere = house.root.join("elsewhere.csv");
    fs::rename(&file, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &file).unwrap();
    let told = told(&report(&bytes, Some(&export)));
    assert!(told.contains("a link out of the directory, which is not followed") && !told.contains("3 of 3"), "{told}");
    // Within the directory a link is as good as the file.
    fs::remove_file(&file).unwrap();
    fs::rename(&elsewhere, export.join("evidence/.kept.csv")).unwrap();
    std::os::unix::fs::symlink(".kept.csv", &file).unwrap();
    let told = self::told(&report(&bytes, Some(&export)));
    assert!(!told.contains("not followed"), "{told}");
}
