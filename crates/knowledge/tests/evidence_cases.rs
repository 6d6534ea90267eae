//! Inputs that failed once, with what is right: the cases in `crates/evidence/tests/cases`, read with the shipped lexicon.
//!
//! Each directory holds the files as people hand them in and an `expected.json`: what must be observed, what must not, which
//! marking must be seen. `not_yet_met.txt` beside them lists the cases that still fail. Whoever mends one takes its line off
//! the list; a listed case that passes fails the test, so that the list stays true.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::panic,
    reason = "a test that fails says where"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dunant_evidence::{Context, Item, Mention, Observed, read_item};
use dunant_knowledge::{Pack, lexicon};
use serde::Deserialize;

/// What one case expects of its files together.
#[derive(Debug, Deserialize)]
struct Expected {
    /// The rule that the case is an example of.
    expect: String,
    files: Vec<String>,
    must: Vec<Wanted>,
    must_not: Vec<Wanted>,
    /// Of each group, one at least.
    any_of: Vec<Vec<Wanted>>,
    must_not_kinds: Vec<String>,
    /// The marking that the files carry, as its variant is called.
    tlp: Option<String>,
    /// Whether a loss or a refusal has to say that something was not read.
    must_say_loss: bool,
}

/// A kind, as `stix_path` or the name of the observation's type, and a normalised value.
#[derive(Debug, Clone, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Wanted {
    kind: String,
    value: String,
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../evidence/tests/cases")
}

/// All spellings under which a case may name what was observed: a mention counts by its identifier and by its name.
fn spellings(observed: &Observed) -> Vec<Wanted> {
    let wanted = |kind: &str, value: &str| Wanted { kind: kind.to_owned(), value: value.to_owned() };
    let mention = |kind: &str, mention: &Mention| {
        let id = mention.id.as_ref().map(|id| wanted(kind, &id.to_string()));
        id.into_iter().chain([wanted(kind, &mention.name)]).collect()
    };
    match observed {
        Observed::Observable(trace) => vec![wanted(trace.kind().stix_path(), trace.value())],
        Observed::Software(named) => mention("software", named),
        Observed::Technique(named) => mention("technique", named),
        Observed::ActorClaim(named) => mention("actor-claim", named),
        other => vec![wanted(other.kind(), &other.to_string())],
    }
}

/// What is wrong with what was read; empty where the case is met.
fn wrong(expected: &Expected, items: &[Item]) -> Vec<String> {
    let readings = || items.iter().map(|item| &item.reading);
    let found: BTreeSet<Wanted> =
        readings().flat_map(|reading| reading.observations()).flat_map(|o| spellings(&o.observed)).collect();
    let mut wrong = Vec::new();
    for missing in expected.must.iter().filter(|wanted| !found.contains(wanted)) {
        wrong.push(format!("not read: {} {}", missing.kind, missing.value));
    }
    for false_trace in expected.must_not.iter().filter(|wanted| found.contains(wanted)) {
        wrong.push(format!("falsely read: {} {}", false_trace.kind, false_trace.value));
    }
    for group in expected.any_of.iter().filter(|group| !group.iter().any(|wanted| found.contains(wanted))) {
        wrong.push(format!("none read of: {group:?}"));
    }
    for false_trace in found.iter().filter(|found| expected.must_not_kinds.contains(&found.kind)) {
        wrong.push(format!("falsely read: {} {}", false_trace.kind, false_trace.value));
    }
    if let Some(tlp) = &expected.tlp {
        let seen: Vec<String> = readings().filter_map(|reading| reading.tlp).map(|tlp| format!("{tlp:?}")).collect();
        if !seen.contains(tlp) {
            wrong.push(format!("the marking is {tlp}, seen were {seen:?}"));
        }
    }
    let said = items.iter().any(|item| item.refusal.is_some() || !item.reading.losses().is_empty());
    if expected.must_say_loss && !said {
        wrong.push("no loss is said".to_owned());
    }
    wrong
}

#[test]
fn every_case_is_met_or_listed_as_not_yet_met() {
    let pack = Pack::shipped().unwrap();
    let lexicon = lexicon(&pack).unwrap();
    let context = Context { lexicon: &lexicon, ..Context::default() };
    let list = fs::read_to_string(directory().join("not_yet_met.txt")).unwrap();
    let listed: BTreeSet<&str> = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let mut folders: Vec<PathBuf> = fs::read_dir(directory()).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    let (mut failures, mut seen) = (Vec::new(), BTreeSet::new());
    for folder in &folders {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let expected: Expected = serde_json::from_slice(&fs::read(folder.join("expected.json")).unwrap()).unwrap();
        let items: Vec<Item> = (expected.files.iter())
            .flat_map(|file| read_item(file, &fs::read(folder.join(file)).unwrap(), &context))
            .collect();
        let wrong = wrong(&expected, &items);
        match (wrong.is_empty(), listed.contains(name.as_str())) {
            (true, true) => failures.push(format!("{name} is met: take its line off not_yet_met.txt")),
            (false, false) => failures.push(format!("{name}: {}\n    {}", expected.expect, wrong.join("\n    "))),
            (false, true) => println!("not yet met: {name}: {}\n    {}", expected.expect, wrong.join("\n    ")),
            (true, false) => {}
        }
        seen.insert(name);
    }
    failures.extend(listed.iter().filter(|name| !seen.contains(**name)).map(|name| format!("{name} is no case")));
    println!("{} cases, {} not yet met", folders.len(), listed.len());
    assert!(folders.len() >= 53, "the cases are at hand");
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}
