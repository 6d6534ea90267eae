//! What is left of a lead without single things and without its strongest features, on a small invented pack.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::cell::RefCell;

use dunant_attribution::{Effort, FeatureKey, Index, Model, Query, Scorer, Support, standing};
use dunant_knowledge::{
    Actor, Builder, Dating, KnowledgeSource, Object, Pack, Relation, Report, Software, SoftwareKind, Subject, Technique,
};
use dunant_vocabulary::Sha256Digest;

/// Two groups with a report and a program each; a third program is described in the first group's report, and nobody is said to
/// use it.
fn pack() -> Pack {
    let (mut pack, _) = Builder::new().finish();
    let (name, digest) = ("invented".to_owned(), Sha256Digest::of(b"invented"));
    pack.sources.push(KnowledgeSource { name: name.clone(), file: name, digest, newest: None, terms: String::new() });
    let actor = |id: &str| Actor {
        id: id.to_owned(),
        name: id.to_owned(),
        by: 0,
        names: vec![],
        countries: vec![],
        targets: vec![],
        links: vec![],
        reports: vec![],
    };
    pack.actors = ["G0001", "G0002"].map(actor).to_vec();
    let report = |key: &str| Report {
        key: key.to_owned(),
        citation: String::new(),
        url: None,
        published: Some("2020-01-01".parse().unwrap()),
        dating: Dating::Citation,
    };
    pack.reports = ["first", "second"].map(report).to_vec();
    pack.wording.reports = vec![vec![]; 2];
    pack.wording.actors = vec![vec![]; 2];
    let technique = |id: &str| Technique { id: id.parse().unwrap(), name: String::new(), tactics: vec![], by: 0 };
    pack.techniques = ["T1059", "T1027"].map(technique).to_vec();
    let software = |id: &str| Software {
        id: id.to_owned(),
        name: id.to_owned(),
        by: 0,
        kind: SoftwareKind::Malware,
        names: vec![],
        same_as: None,
    };
    pack.software = ["S0001", "S0002", "S0003"].map(software).to_vec();
    let relation =
        |(subject, object, report)| Relation { subject, object, by: 0, reports: vec![report], recorded: None };
    pack.relations = [
        (Subject::Actor(0), Object::Software(0), 0),
        (Subject::Actor(0), Object::Technique(0), 0),
        (Subject::Actor(1), Object::Software(1), 1),
        (Subject::Actor(1), Object::Technique(1), 1),
        (Subject::Software(2), Object::Technique(0), 0),
    ]
    .map(relation)
    .to_vec();
    pack
}

const SHOWN: [FeatureKey; 3] = [FeatureKey::Software(0), FeatureKey::Software(2), FeatureKey::Technique(0)];

fn scorer<'i>(index: &'i Index, model: &'i Model, keys: &[FeatureKey]) -> Scorer<'i> {
    Scorer::new(index, model, Query::of_features(keys, None))
}

#[test]
fn a_loss_has_the_rank_and_the_whole_ratio_of_what_is_left() {
    let (pack, model) = (pack(), Model::shipped());
    let index = Index::build(&pack, &model, None);
    let left =
        |gone: &[FeatureKey]| -> Vec<FeatureKey> { SHOWN.into_iter().filter(|key| !gone.contains(key)).collect() };
    let whole = scorer(&index, &model, &SHOWN);
    let without = |gone: &[FeatureKey]| scorer(&index, &model, &left(gone));
    let standing = standing(0, &whole.judge(), &whole, Support::ONE_GRADED, &without, Effort::Full);
    let losses = standing.losses.unwrap();
    let lost: Vec<FeatureKey> = losses.iter().map(|loss| loss.feature).collect();
    assert!(lost.contains(&FeatureKey::Software(0)) && lost.contains(&FeatureKey::Software(2)), "{lost:?}");
    for loss in &losses {
        let ranking = scorer(&index, &model, &left(&[loss.feature])).rank(&[]);
        assert_eq!(loss.rank as usize, ranking.rank_of(0));
        assert_eq!(loss.log_likelihood_ratio.to_bits(), ranking.log_likelihood_ratios[0].to_bits());
    }
}

#[test]
fn a_program_that_a_report_ties_to_the_lead_is_among_its_strongest_features() {
    let (pack, model) = (pack(), Model::shipped());
    let index = Index::build(&pack, &model, None);
    let whole = scorer(&index, &model, &SHOWN);
    let asked: RefCell<Vec<Vec<FeatureKey>>> = RefCell::default();
    let without = |gone: &[FeatureKey]| {
        asked.borrow_mut().push(gone.to_vec());
        let left: Vec<FeatureKey> = SHOWN.into_iter().filter(|key| !gone.contains(key)).collect();
        scorer(&index, &model, &left)
    };
    let standing = standing(0, &whole.judge(), &whole, Support::ONE_GRADED, &without, Effort::Full);
    assert_eq!(standing.without_strongest.unwrap().removed, 3);
    let mut strongest = asked.borrow().last().unwrap().clone();
    strongest.sort();
    let mut all = SHOWN;
    all.sort();
    assert_eq!(strongest, all, "everything goes together, the tied program too");
}
