//! Wording and technique extraction on a small invented pack, against values that were computed apart from this code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that fails says where"
)]

use std::collections::BTreeSet;

use dunant_attribution::{Index, Model, TechniqueReader, WordingIndex};
use dunant_evidence::{Bearing, Passage};
use dunant_knowledge::{
    Actor, Bag, Builder, Dating, KnowledgeSource, Object, Pack, Relation, Report, Sentence, Software, SoftwareKind,
    Subject, Technique, Term,
};
use dunant_vocabulary::{Date, Sha256Digest, Span};

fn empty() -> Pack {
    let (mut pack, _) = Builder::new().finish();
    let digest = Sha256Digest::of(b"invented");
    let name = "invented".to_owned();
    pack.sources.push(KnowledgeSource { name: name.clone(), file: name, digest, newest: None, terms: String::new() });
    pack
}

fn actor(id: &str) -> Actor {
    let (id, name) = (id.to_owned(), id.to_owned());
    Actor { id, name, by: 0, names: vec![], countries: vec![], targets: vec![], links: vec![], reports: vec![] }
}

fn report(published: &str) -> Report {
    Report {
        key: published.to_owned(),
        citation: String::new(),
        url: None,
        published: Some(published.parse().unwrap()),
        dating: Dating::Citation,
    }
}

fn relate(pack: &mut Pack, subject: Subject, object: Object, report: u32, terms: Bag) {
    let relation = u32::try_from(pack.relations.len()).unwrap();
    pack.relations.push(Relation { subject, object, by: 0, reports: vec![report], recorded: None });
    pack.wording.sentences.push(Sentence { relation, reports: vec![report], terms });
}

fn vocabulary(pack: &mut Pack, terms: &[&str]) {
    pack.wording.terms = terms.iter().map(|text| Term { text: (*text).to_owned(), real: 0 }).collect();
}

fn techniques(pack: &mut Pack, ids: &[&str]) {
    let technique = |id: &&str| Technique { id: id.parse().unwrap(), name: String::new(), tactics: vec![], by: 0 };
    pack.techniques = ids.iter().map(technique).collect();
    pack.wording.techniques = vec![Bag::new(); ids.len()];
    pack.wording.technique_names = vec![Bag::new(); ids.len()];
}

/// Three groups, each with a sentence of its own, and two clusters of a galaxy that are only described.
fn three_groups() -> Pack {
    let mut pack = empty();
    vocabulary(&mut pack, &["alpha", "beta", "gamma", "alpha beta"]);
    pack.actors = ["G0001", "G0002", "G0003", "cluster one", "cluster two"].map(actor).to_vec();
    pack.wording.actors = vec![vec![], vec![], vec![], vec![(0, 1), (2, 1)], vec![(1, 1)]];
    pack.reports = vec![report("2019-01-01"), report("2020-01-01"), report("2021-01-01")];
    pack.wording.reports = vec![vec![]; 3];
    techniques(&mut pack, &["T1059"]);
    for (at, terms) in [(0, vec![(0, 4)]), (1, vec![(1, 1)]), (2, vec![(2, 1)])] {
        relate(&mut pack, Subject::Actor(at), Object::Technique(0), at, terms);
    }
    pack
}

/// The shipped numbers, but content with texts of a word.
fn brief() -> Model {
    let mut model = Model::shipped();
    model.wording.least_terms = 1;
    model.wording.cited_terms = 1;
    model.wording.described_terms = 1;
    model.extraction.least_sentences = 1;
    model.extraction.least_terms = 1;
    model
}

fn passage(terms: &[u32]) -> Passage {
    Passage { item: Sha256Digest::of(b"report"), span: Span::item(0, 1), terms: terms.into(), bearing: Bearing::Stated }
}

fn index(pack: &Pack, model: &Model, as_of: Option<Date>, left_out: &BTreeSet<u32>) -> (Index, WordingIndex) {
    let index = Index::build_without(pack, model, as_of, left_out);
    let wording = WordingIndex::build(pack, &index, model, as_of, left_out);
    (index, wording)
}

fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
    }
}

#[test]
fn scores_are_those_computed_by_hand() {
    // idf = ln(8/3); w(0, alpha) = idf^2 * 4 * 2.5 / 5.5; w(1, beta) = w(2, gamma) = idf^2; the text's query is sqrt(3) alpha
    // (four times, counted as three) and 1 beta. No cited text of another group holds a group's own term, so that the first
    // background is 0; the second is the two clusters' descriptions, (w(0, alpha) / 2, 0) for the first group.
    let pack = three_groups();
    let (_, wording) = index(&pack, &brief(), None, &BTreeSet::new());
    let (one, two) = (passage(&[0, 0, 0]), passage(&[0, 1]));
    let scores = wording.compare(&[&one, &two]).unwrap();
    assert_close(&scores.scores, &[2.1620159839, 0.2574008958, -0.3837209302]);

    let why = scores.explain(0, 1);
    assert_eq!((why.parts.len(), why.parts[0].term, why.parts[0].passages.as_slice()), (1, 0, &[0, 1][..]));
    assert_close(&[why.parts[0].value + why.constant, why.other_terms], &[scores.scores[0], 0.0]);
    assert!(why.constant < 0.0 && why.best_passages.is_empty());
}

#[test]
fn software_speaks_for_its_users_by_shares() {
    let mut pack = three_groups();
    let entry = |id: &str| Software {
        id: id.to_owned(),
        name: id.to_owned(),
        by: 0,
        kind: SoftwareKind::Malware,
        names: vec![],
        same_as: None,
    };
    pack.software = vec![entry("S0001")];
    relate(&mut pack, Subject::Software(0), Object::Technique(0), 0, vec![(3, 1)]);
    for user in [0, 1] {
        let relation = Relation {
            subject: Subject::Actor(user),
            object: Object::Software(0),
            by: 0,
            reports: vec![0],
            recorded: None,
        };
        pack.relations.push(relation);
    }
    let (_, shared) = index(&pack, &brief(), None, &BTreeSet::new());
    let text = passage(&[3]);
    let scores = shared.compare(&[&text]).unwrap();
    assert_eq!(scores.explain(0, 1).parts[0].term, 3);
    assert_eq!(scores.explain(1, 1).parts[0].term, 3);
    assert!(scores.explain(2, 1).parts.is_empty(), "no user, no part");
}

#[test]
fn a_text_of_too_few_terms_and_a_pack_without_words_say_nothing() {
    let pack = three_groups();
    let mut model = brief();
    model.wording.least_terms = 3;
    let text = passage(&[0, 0, 1, 1, 99]);
    let (_, wording) = index(&pack, &model, None, &BTreeSet::new());
    assert!(wording.compare(&[&text]).is_none());

    let shipped = empty();
    let (_, wording) = index(&shipped, &brief(), None, &BTreeSet::new());
    assert!(wording.compare(&[&text]).is_none());
    let reader = TechniqueReader::build(&shipped, &brief(), None, &BTreeSet::new());
    assert!(reader.read(&text).is_none() && reader.ranked(&text.terms).is_empty());
}

#[test]
fn what_was_published_later_or_is_left_out_does_not_count() {
    let pack = three_groups();
    let text = passage(&[0, 1, 2]);
    let parts = |as_of: Option<&str>, left_out: &[u32]| -> Vec<usize> {
        let left_out = left_out.iter().copied().collect();
        // The candidates of the whole pack, so that their positions stay.
        let index = Index::build(&pack, &brief(), None);
        let day = as_of.map(|day| day.parse().unwrap());
        let wording = WordingIndex::build(&pack, &index, &brief(), day, &left_out);
        let scores = wording.compare(&[&text]).unwrap();
        (0..3).map(|at| scores.explain(at, 9).parts.len()).collect()
    };
    assert_eq!(parts(None, &[]), [1, 1, 1]);
    assert_eq!(parts(Some("2020-01-01"), &[]), [1, 0, 0]);
    assert_eq!(parts(None, &[1]), [1, 0, 1]);
}

#[test]
fn a_sentence_that_also_cites_a_left_out_report_does_not_count() {
    let mut pack = three_groups();
    pack.wording.sentences[0].reports = vec![0, 1];
    let all = Index::build(&pack, &brief(), None);
    let text = passage(&[0, 2]);
    let wording = WordingIndex::build(&pack, &all, &brief(), None, &BTreeSet::from([1]));
    assert!(wording.compare(&[&text]).unwrap().explain(0, 9).parts.is_empty());
}

#[test]
fn descriptions_of_a_group_count_only_where_no_day_is_set() {
    let mut pack = three_groups();
    pack.wording.actors[0] = vec![(2, 1)];
    let text = passage(&[0, 2]);
    let terms = |day: Option<&str>| {
        let (_, wording) = index(&pack, &brief(), day.map(|day| day.parse().unwrap()), &BTreeSet::new());
        wording.compare(&[&text]).unwrap().explain(0, 9).parts.len()
    };
    assert_eq!((terms(None), terms(Some("2022-01-01"))), (2, 1));
}

#[test]
fn half_of_a_long_texts_score_comes_from_the_passages_that_fit_best() {
    let pack = three_groups();
    let mut model = brief();
    (model.wording.long, model.wording.window, model.wording.best) = (40, 10, 1);
    let (_, wording) = index(&pack, &model, None, &BTreeSet::new());
    let mut text = vec![passage(&[1, 2, 1, 2, 1]); 8];
    text.extend(vec![passage(&[0; 5]); 2]);
    let long: Vec<&Passage> = text.iter().collect();
    let scores = wording.compare(&long).unwrap();
    let why = scores.explain(0, 9);
    assert_eq!(why.best_passages.as_slice(), std::slice::from_ref(&(8..10)));
    let sum = why.parts.iter().map(|part| part.value).sum::<f64>() + why.other_terms + why.constant;
    assert!((sum - scores.scores[0]).abs() < 1e-9);

    let best = wording.compare(&long[8..]).unwrap().scores[0];
    model.wording.long = 1000;
    let whole = index(&pack, &model, None, &BTreeSet::new()).1.compare(&long).unwrap().scores[0];
    assert_close(&[scores.scores[0]], &[f64::midpoint(whole, best)]);
}

#[test]
fn the_order_of_a_short_texts_passages_does_not_matter() {
    let pack = three_groups();
    let (_, wording) = index(&pack, &brief(), None, &BTreeSet::new());
    let (one, two) = (passage(&[2, 0]), passage(&[1]));
    let bits = |passages: &[&Passage]| -> Vec<u64> {
        wording.compare(passages).unwrap().scores.iter().map(|score| score.to_bits()).collect()
    };
    assert_eq!(bits(&[&one, &two]), bits(&[&two, &one]));
}

/// The same five sentences, descriptions and names that the study's reference program was run on.
fn five_sentences() -> Pack {
    let mut pack = empty();
    vocabulary(&mut pack, &["a", "b", "c", "d", "e", "f"]);
    pack.actors = vec![actor("G0001")];
    pack.reports = vec![report("2019-01-01")];
    techniques(&mut pack, &["T1001", "T1001.001", "T1002", "T1999"]);
    pack.wording.techniques = vec![vec![(0, 1)], vec![(4, 1)], vec![(2, 1), (5, 1)], vec![(0, 1)]];
    pack.wording.technique_names = vec![vec![(0, 1)], vec![(3, 2)], vec![(5, 1)], vec![(0, 1)]];
    for (technique, terms) in [
        (0, vec![(0, 2), (1, 1)]),
        (0, vec![(0, 1), (2, 1)]),
        (1, vec![(3, 1), (4, 2)]),
        (1, vec![(2, 1), (4, 1)]),
        (2, vec![(1, 1), (5, 3)]),
    ] {
        relate(&mut pack, Subject::Actor(0), Object::Technique(technique), 0, terms);
    }
    pack
}

#[test]
fn probabilities_are_those_of_the_reference() {
    let pack = five_sentences();
    let reader = TechniqueReader::build(&pack, &brief(), None, &BTreeSet::new());
    let ranked = reader.ranked(&[0, 2, 4, 2, 77]);
    let order: Vec<u32> = ranked.iter().map(|(technique, _)| *technique).collect();
    assert_eq!(order, [0, 1, 2], "a technique that nobody is said to use cannot be read");
    let probabilities: Vec<f64> = ranked.iter().map(|(_, p)| *p).collect();
    assert_close(&probabilities, &[0.54739375, 0.41278341, 0.03982284]);
}

#[test]
fn a_technique_counts_only_when_probable_near_and_of_enough_terms() {
    let pack = five_sentences();
    let read = |model: &Model, terms: &[u32]| {
        TechniqueReader::build(&pack, model, None, &BTreeSet::new()).read(&passage(terms))
    };
    let mut model = brief();
    let found = read(&model, &[0, 2, 4, 2]).unwrap();
    assert_eq!((found.technique, found.sure), (0, false), "0.547 counts, and is not sure");
    (model.extraction.sure_probability, model.extraction.sure_share) = (0.5, 0.95);
    assert!(read(&model, &[0, 2, 4, 2]).unwrap().sure);
    model.extraction.sure_share = 0.5;
    assert!(!read(&model, &[0, 2, 4, 2]).unwrap().sure, "one term gives more than half of the cosine");
    model.extraction.count_cosine = 0.63;
    assert!(read(&model, &[0, 2, 4, 2]).is_none(), "the cosine is 0.6278");
    model = brief();
    model.extraction.count_probability = 0.55;
    assert!(read(&model, &[0, 2, 4, 2]).is_none());
    model = brief();
    model.extraction.least_terms = 5;
    assert!(read(&model, &[0, 2, 4, 2, 77]).is_none(), "four known terms are not five");
}

#[test]
fn nothing_is_read_where_too_little_was_published() {
    let pack = five_sentences();
    let early = "2019-01-01".parse().unwrap();
    for reader in [
        TechniqueReader::build(&pack, &brief(), Some(early), &BTreeSet::new()),
        TechniqueReader::build(&pack, &brief(), None, &BTreeSet::from([0])),
        TechniqueReader::build(&pack, &Model::shipped(), None, &BTreeSet::new()),
    ] {
        assert!(reader.ranked(&[0, 2]).is_empty());
    }
}
