use dunant_evidence::{Bearing, SourceGroup};
use dunant_knowledge::{Object, Pack};

use super::*;
use crate::invented::{self, Case, TECHNIQUES};
use crate::removal::Removal;
use crate::{FeatureKey, Model, Question};

const NO_REMOVALS: Removals = Removals { each: Vec::new(), left_out: 0 };

fn digest(item: &str) -> Sha256Digest {
    Sha256Digest::of(item.as_bytes())
}

/// Alder is known for the first three techniques.
fn pack() -> Pack {
    let mut pack = invented::pack(&["Alder", "Birch"]);
    (0..3).for_each(|technique| invented::uses(&mut pack, 0, Object::Technique(technique)));
    pack
}

/// What a case hangs on whose items name techniques.
fn pivotal(items: &[(&str, &[&str])], question: Question, removals: &Removals) -> Pivotal {
    let pack = pack();
    let observations = items.iter().flat_map(|(item, ids)| invented::observed(item, ids)).collect();
    Case { observations, question, ..Case::of(&pack, &[0.5, 0.3]) }.look(|grounds| grounds.pivotal(removals))
}

fn removal(technique: u32, posteriors: &[f64]) -> Removal {
    Removal { feature: FeatureKey::Technique(technique), without: invented::ranking(posteriors) }
}

#[test]
fn a_feature_is_pivotal_where_another_actor_is_first_without_it_and_the_costliest_is_told_first() {
    let each = vec![removal(0, &[0.4, 0.5]), removal(1, &[0.4, 0.3]), removal(2, &[0.2, 0.5])];
    let found = pivotal(&[("a", &TECHNIQUES[..3])], Question::default(), &Removals { each, left_out: 7 });
    let told: Vec<(&str, f64)> =
        found.features.iter().map(|feature| (feature.feature.as_str(), feature.lead_posterior.get())).collect();
    assert_eq!(told, [("Technique(2)", 0.2), ("Technique(0)", 0.4)]);
    assert!(found.features.iter().all(|feature| feature.then.as_ref().is_some_and(|who| who.name == "Birch")));
    assert_eq!((found.features_tried, found.features_left_out), (3, 7));
    assert_eq!(found.lead.unwrap().name, "Alder");
}

#[test]
fn nobody_is_first_where_no_feature_is_left_that_anybody_is_known_for() {
    let each = || vec![removal(0, &[0.4, 0.5])];
    let then = |ids: &[&str]| {
        let found = pivotal(&[("a", ids)], Question::default(), &Removals { each: each(), left_out: 0 });
        found.features[0].then.clone().map(|who| who.name)
    };
    assert_eq!(then(&TECHNIQUES[..1]), None);
    assert_eq!(then(&[TECHNIQUES[0], TECHNIQUES[3]]), None, "nobody is known for the other");
    assert_eq!(then(&TECHNIQUES[..2]), Some("Birch".into()));
}

#[test]
fn items_are_left_out_in_turn_those_with_most_features_first() {
    let items: [(&str, &[&str]); 3] = [("a", &TECHNIQUES[..1]), ("b", &TECHNIQUES[..3]), ("c", &TECHNIQUES[1..3])];
    let found = pivotal(&items, Question::default(), &NO_REMOVALS);
    let order: Vec<Sha256Digest> = found.items.iter().map(|without| without.item).collect();
    assert_eq!(order, [digest("b"), digest("c"), digest("a")]);
    assert!(found.is_complete() && found.sources.is_empty());
    assert!(!Pivotal { items_left_out: 1, ..found }.is_complete());
}

#[test]
fn without_the_only_item_nothing_is_left_and_without_one_of_two_the_other_is() {
    let alone = pivotal(&[("a", &TECHNIQUES[..2])], Question::default(), &NO_REMOVALS);
    assert_eq!(alone.items[0].outcome.lead, None);
    let two = pivotal(&[("a", &TECHNIQUES[..2]), ("b", &TECHNIQUES[2..3])], Question::default(), &NO_REMOVALS);
    assert!(two.items.iter().all(|without| without.outcome.lead.as_ref().is_some_and(|lead| lead.name == "Alder")));
}

#[test]
fn a_source_is_left_out_where_it_has_several_items_that_contribute() {
    let items: [(&str, &[&str]); 3] = [("a", &TECHNIQUES[..1]), ("b", &TECHNIQUES[..1]), ("c", &TECHNIQUES[1..2])];
    let group = |items: &[&str]| SourceGroup {
        items: items.iter().map(|item| digest(item)).collect(),
        reasons: vec![],
        is_stated: true,
    };
    let sources = vec![group(&["a", "b"]), group(&["c", "silent"])];
    let found = pivotal(&items, Question { sources, ..Question::default() }, &NO_REMOVALS);
    let held: Vec<BTreeSet<Sha256Digest>> =
        found.sources.iter().map(|source| source.items.iter().copied().collect()).collect();
    assert_eq!(held, [BTreeSet::from([digest("a"), digest("b")])]);
}

/// A model of which only wording says anything.
fn of_words() -> Model {
    let mut model = Model::shipped();
    (model.wording.least_terms, model.wording.cited_terms, model.wording.described_terms) = (1, 1, 1);
    let mut words = invented::mute_weights();
    model.structured = words;
    words.wording = 1.0;
    model.prose = words;
    (model.imitable.cap, model.imitable.slope) = (100.0, 1.0);
    model
}

#[test]
fn an_item_is_left_out_with_its_wording_and_the_others_keep_theirs() {
    let mut pack = pack();
    invented::word_each(&mut pack);
    let techniques = [("a", &TECHNIQUES[..2]), ("b", &TECHNIQUES[..1])];
    let observations = techniques.iter().flat_map(|(item, ids)| invented::observed(item, ids)).collect();
    let passages = vec![
        invented::passage("prose", &[0, 0], Bearing::Stated),
        invented::passage("advice", &[1, 1], Bearing::Aside),
    ];
    let case = Case { model: of_words(), observations, passages, ..Case::of(&pack, &[0.5, 0.3]) };
    let found = case.look(|grounds| grounds.pivotal(&NO_REMOVALS));
    let order: Vec<Sha256Digest> = found.items.iter().map(|without| without.item).collect();
    assert_eq!(order, ["a", "b", "prose"].map(digest), "advice tells nothing of the deed, and its item is not tried");
    let [a, b, prose] = [0, 1, 2].map(|at| found.items[at].outcome.lead_posterior.unwrap().get());
    assert_eq!(a.to_bits(), b.to_bits(), "the wording is left, and techniques say nothing here");
    assert!(a > prose + 0.01, "without its wording the lead is no more likely than before: {a} and {prose}");
}

#[test]
fn at_most_twenty_four_items_are_left_out_in_turn_and_the_rest_are_counted() {
    let names: Vec<String> = (0..25).map(|at| format!("item {at}")).collect();
    let found = |count: usize| {
        let items: Vec<(&str, &[&str])> =
            names.iter().take(count).map(|name| (name.as_str(), &TECHNIQUES[..1])).collect();
        let found = pivotal(&items, Question::default(), &NO_REMOVALS);
        (found.items.len(), found.items_left_out, found.is_complete())
    };
    assert_eq!(found(24), (24, 0, true));
    assert_eq!(found(25), (24, 1, false));
}
