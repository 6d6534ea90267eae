//! The protocols over the shipped pack: nothing leaks, and the measure can tell rankers apart.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::collections::BTreeSet;

use dunant_attribution::{Index, Model};
use dunant_benchmark::{Bench, Protocol, Speakers, Weighting, report_items};
use dunant_knowledge::Pack;

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
