//! The protocols over the shipped pack: nothing leaks, and the measure can tell rankers apart.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a test that fails says where")]

use std::collections::BTreeSet;
use std::path::Path;

use dunant_attribution::{Index, Model};
use dunant_benchmark::{Bench, Prose, Protocol, Speakers, Weighting, report_items};
use dunant_knowledge::{Pack, procedures};

#[test]
fn an_item_is_a_report_of_one_group_with_five_techniques() {
    let pack = Pack::shipped().unwrap();
    let items = report_items(&pack, None, Speakers::Groups);
    assert!(items.len() > 300, "{}", items.len());
    for item in &items {
        assert!(item.features.iter().filter(|feature| feature.starts_with('T')).count() >= 5, "{}", item.name);
        assert_eq!(item.reports.len(), 1);
    }
    assert!(
        report_items(&pack, Some(&pack), Speakers::Groups).is_empty(),
        "no report of a release is new in that release"
    );
}

#[test]
fn what_is_left_out_is_in_no_candidate() {
    let pack = Pack::shipped().unwrap();
    let model = Model::shipped();
    let item = report_items(&pack, None, Speakers::Groups).into_iter().find(|item| item.date.is_some()).unwrap();
    let whole = Index::build(&pack, &model, None);
    let without = Index::build_without(&pack, &model, None, &item.reports);
    let cited = |index: &Index| index.candidates.iter().map(dunant_attribution::Candidate::report_count).sum::<usize>();
    assert_eq!(cited(&without), cited(&whole) - 1);
    let early = Index::build(&pack, &model, Some("2012-01-01".parse().unwrap()));
    assert!(cited(&early) * 10 < cited(&whole), "knowledge grows with time");
}

#[test]
fn figures_are_the_same_each_time_and_inside_their_intervals() {
    let pack = Pack::shipped().unwrap();
    let model = Model::shipped();
    let bench = Bench::new(&pack, None, &model, Weighting::Given);
    let result = bench.run(&Protocol::Campaigns);
    assert_eq!(result, bench.run(&Protocol::Campaigns));
    assert!(result.known + result.unknown > 5);
    let names: BTreeSet<&str> = result.rankers.iter().map(|ranker| ranker.ranker).collect();
    assert_eq!(names.len(), 4);
    for ranker in &result.rankers {
        for figure in [ranker.measures.top_1, ranker.measures.top_5, ranker.measures.mean_reciprocal_rank] {
            let figure = figure.unwrap();
            assert!(figure.low <= figure.value && figure.value <= figure.high);
        }
    }
}

/// A text that still names its group would be answered by reading the name.
#[test]
fn no_text_names_the_group_that_it_is_of() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/attack/enterprise-attack-16.1.json.gz");
    let Ok(bytes) = std::fs::read(&path) else {
        println!("SKIPPED: {} is not there", path.display());
        return;
    };
    let pack = Pack::shipped().unwrap();
    let prose = Prose::of(&procedures("attack.json.gz", &bytes).unwrap(), &pack).unwrap();
    let mut named = Vec::new();
    for item in report_items(&pack, None, Speakers::Groups) {
        let text = prose.text(&item);
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let holds = |name: &str| {
            let name: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
            words.windows(name.len().max(1)).any(|run| run == name.as_slice())
        };
        let group = pack.find_actors(&item.actor)[0];
        named.extend(
            group.names.iter().filter(|claim| holds(&claim.name)).map(|claim| (item.name.clone(), claim.name.clone())),
        );
    }
    assert!(named.is_empty(), "{named:?}");
}
