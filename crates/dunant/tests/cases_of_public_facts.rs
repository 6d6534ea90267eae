//! The example cases with evidence of public facts: what is written there is read, and nobody wrong is named.
//!
//! What is asserted holds whatever the model's numbers are: a name may be withheld, and it may not be another's.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use dunant::attribution::{Conclusion, Subject};
use dunant::evidence::{Item, Observed, SourceItem, independent_sources};
use dunant::exchange::Document;
use dunant::{Case, CaseFile, EvidenceEntry, Setup, examine};

/// A case, the actors that may be named for it, a day on which nobody could have known, and how many sources its files are.
struct Expected {
    case: &'static str,
    acceptable: &'static [&'static str],
    before: &'static str,
    sources: usize,
}

/// The acceptable names are those that the case's claims lead to, as the pack identifies them.
static CASES: [Expected; 6] = [
    Expected { case: "wannacry-2017", acceptable: &["G0032"], before: "2017-05-11", sources: 5 },
    Expected { case: "notpetya-2017", acceptable: &["G0034"], before: "2017-06-26", sources: 5 },
    Expected { case: "solarwinds-2020", acceptable: &["G0016"], before: "2020-12-12", sources: 4 },
    Expected { case: "opm-2015", acceptable: &["G0009"], before: "2014-05-06", sources: 4 },
    Expected { case: "ukraine-grid-2015", acceptable: &["G0034"], before: "2015-12-22", sources: 3 },
    Expected { case: "ukraine-grid-2016", acceptable: &["G0034"], before: "2016-12-16", sources: 3 },
];

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

fn case(name: &str) -> Case {
    Case::from_paths([examples().join(name)]).unwrap()
}

/// Every case of `examples/` that tells of something real.
fn real_cases() -> Vec<String> {
    let entries = std::fs::read_dir(examples()).unwrap().map(|entry| entry.unwrap());
    let directories = entries.filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = directories.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.retain(|name| name != "example-hospital");
    names.sort();
    names
}

/// What is known today. Made once: its profiles are most of the work.
static SETUP: LazyLock<Setup> = LazyLock::new(|| Setup::shipped().unwrap());

/// Each case with all that is known today. Examined once: several tests look at it.
static TODAY: LazyLock<Vec<(&Expected, Document)>> =
    LazyLock::new(|| CASES.iter().map(|expected| (expected, examine(&case(expected.case), &SETUP).unwrap())).collect());

/// One file of a case's evidence, and the files within it.
fn read(case: &str, file: &str) -> Vec<Item> {
    SETUP.read(file, &std::fs::read(examples().join(case).join("evidence").join(file)).unwrap())
}

/// The identifier of the actor that is named, where one is.
fn named(document: &Document) -> Option<&str> {
    match &document.assessments[0].assessment.conclusion {
        Conclusion::Supported { id, .. } => Some(id),
        Conclusion::Inconclusive { .. } => None,
    }
}

#[test]
fn who_is_named_is_somebody_whom_the_claims_of_the_case_lead_to() {
    for (Expected { case, acceptable, .. }, document) in TODAY.iter() {
        if let Some(id) = named(document) {
            assert!(acceptable.contains(&id), "{case} names {id}, and may name {acceptable:?} or nobody");
        }
    }
}

#[test]
fn before_the_first_report_nobody_is_named() {
    for Expected { case: name, before, .. } in &CASES {
        let setup = Setup::builder().as_of(Some(before.parse().unwrap())).build().unwrap();
        assert_eq!(named(&examine(&case(name), &setup).unwrap()), None, "{name} as of {before}");
    }
}

#[test]
fn an_unknown_actor_is_always_among_the_answers() {
    for (Expected { case, .. }, document) in TODAY.iter() {
        let hypotheses = &document.assessments[0].assessment.hypotheses;
        assert!(hypotheses.iter().any(|one| one.subject == Subject::Unknown), "{case}");
    }
}

#[test]
fn every_file_is_read_without_a_loss() {
    for (Expected { case, .. }, document) in TODAY.iter() {
        assert!((2..=5).contains(&document.items.len()), "{case} has {} files", document.items.len());
        for item in &document.items {
            assert!(item.refusal.is_none() && item.format.is_some(), "{case}, {}: {:?}", item.name, item.refusal);
            assert!(item.losses.is_empty(), "{case}, {}: {:?}", item.name, item.losses);
        }
        let values: u32 = document.items.iter().flat_map(|item| &item.observed).map(|(_, count)| count).sum();
        assert!(values >= 20, "{case} gives {values} observations");
    }
}

#[test]
fn files_of_one_publication_count_as_one_source_and_publishers_as_several() {
    for Expected { case: name, sources, .. } in &CASES {
        let file = CaseFile::read(&examples().join(name)).unwrap();
        let items: Vec<(&EvidenceEntry, Item)> =
            file.evidence.iter().map(|entry| (entry, read(name, &entry.file).remove(0))).collect();
        let described: Vec<SourceItem<'_>> = (items.iter())
            .map(|(entry, item)| SourceItem {
                container: None,
                digest: item.digest,
                url: entry.url.as_deref(),
                source: entry.source.as_deref(),
                quotes: &item.reading.quotes,
                observations: item.reading.observations(),
                passages: &item.reading.passages,
            })
            .collect();
        let groups = independent_sources(&described);
        assert_eq!(groups.len(), *sources, "{name}: {groups:?}");
    }
}

#[test]
fn evidence_names_no_actor() {
    for name in real_cases() {
        for input in case(&name).inputs {
            for item in read(&name, input.name()) {
                let claim =
                    item.reading.observations().iter().find(|one| matches!(one.observed, Observed::ActorClaim(_)));
                assert!(claim.is_none(), "{name}, {}: {claim:?}", item.name);
            }
        }
    }
}

#[test]
fn every_file_of_evidence_has_a_publisher_a_day_a_marking_and_a_grade() {
    for name in real_cases() {
        let file = CaseFile::read(&examples().join(&name)).unwrap();
        let listed: BTreeSet<&str> = file.evidence.iter().map(|entry| entry.file.as_str()).collect();
        let held: BTreeSet<String> = case(&name).inputs.iter().map(|input| input.name().to_owned()).collect();
        assert_eq!(listed, held.iter().map(String::as_str).collect(), "{name}");
        for entry in &file.evidence {
            let described = entry.source.is_some() && entry.title.is_some() && entry.url.is_some();
            assert!(described && entry.published.is_some(), "{name}, {}", entry.file);
            assert!(entry.tlp.is_some() && entry.admiralty.is_some(), "{name}, {}", entry.file);
        }
        let readme = std::fs::read_to_string(examples().join(&name).join("README.md")).unwrap();
        assert!(readme.contains("\n## The grades\n"), "{name}: the README does not say why each file has its grade");
    }
}
