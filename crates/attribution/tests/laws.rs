//! What holds of every assessment, whatever the evidence.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that fails says where"
)]

use std::sync::LazyLock;

use dunant_attribution::{
    Assessment, Conclusion, Evidence, FeatureClass, Material, Model, Profiles, Question, Subject, assess, assess_with,
};
use dunant_evidence::{Bearing, Limits, Mention, Observation, Observed, Passage, SourceGroup};
use dunant_knowledge::Pack;
use dunant_vocabulary::{Sha256Digest, Span};
use proptest::prelude::*;

static PACK: LazyLock<Pack> = LazyLock::new(|| Pack::shipped().unwrap());
static MODEL: LazyLock<Model> = LazyLock::new(Model::shipped);
static PROFILES: LazyLock<Profiles> = LazyLock::new(|| Profiles::build(&PACK, &MODEL, None));

fn at(item: &str, place: usize, observed: Observed) -> Observation {
    let span = Span::item(place, place + 1);
    Observation {
        item: Sha256Digest::of(item.as_bytes()),
        span,
        path: "".into(),
        observed,
        when: None,
        bearing: Bearing::Stated,
    }
}

fn technique(id: &str) -> Observed {
    Observed::Technique(Mention::identified(id.parse().unwrap()))
}

fn software(name: &str) -> Observed {
    Observed::Software(Mention::named(name))
}

fn actor(name: &str) -> Observed {
    Observed::ActorClaim(Mention::named(name))
}

fn assessed(observations: &[Observation]) -> Assessment {
    let material = Material { observations: observations.iter().collect(), passages: Vec::new() };
    assess_with(&material, &PACK, &PROFILES, &MODEL, &of_its_own_source())
}

/// A case that states a source of its own for each item.
fn of_its_own_source() -> Question {
    let group = |item: &str| SourceGroup {
        items: vec![Sha256Digest::of(item.as_bytes())],
        reasons: Vec::new(),
        is_stated: true,
    };
    Question { sources: ["a", "b"].map(group).into(), ..Question::default() }
}

/// Any technique or software of the pack.
fn any_observed() -> impl Strategy<Value = Observed> {
    prop_oneof![
        (0..PACK.techniques.len()).prop_map(|at| Observed::Technique(Mention::identified(PACK.techniques[at].id))),
        (0..PACK.software.len()).prop_map(|at| software(&PACK.software[at].name)),
        Just(actor("Sandworm Team")),
        Just(software("a name that nobody knows")),
    ]
}

fn any_evidence() -> impl Strategy<Value = Vec<Observation>> {
    proptest::collection::vec((any_observed(), 0..3_usize), 0..25).prop_map(|seen| {
        let place = |(n, (observed, item)): (usize, (Observed, usize))| at(&item.to_string(), n, observed);
        seen.into_iter().enumerate().map(place).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn contributions_sum_to_the_ratio_and_probabilities_to_one(evidence in any_evidence()) {
        let assessment = assessed(&evidence);
        let listed: f64 = assessment.hypotheses.iter().map(|h| h.posterior.get()).sum();
        prop_assert!((listed + assessment.unlisted.posterior.get() - 1.0).abs() < 1e-9);
        for hypothesis in &assessment.hypotheses {
            let sum: f64 = hypothesis.contributions.iter().map(|c| c.log_likelihood_ratio).sum();
            prop_assert!((sum - hypothesis.log_likelihood_ratio).abs() < 1e-9);
            let placeless = hypothesis.contributions.iter().filter(|c| c.places.is_empty()).all(|c| {
                matches!(c.class, FeatureClass::Chance | FeatureClass::Cap | FeatureClass::Imitation | FeatureClass::Rest)
            });
            prop_assert!(placeless, "every part names where it was read");
        }
    }

    #[test]
    fn unknown_actor_is_always_a_hypothesis(evidence in any_evidence()) {
        let unknown = assessed(&evidence).hypotheses.iter().filter(|h| h.subject == Subject::Unknown).count();
        prop_assert_eq!(unknown, 1);
    }

    #[test]
    fn the_order_of_the_evidence_changes_no_number(evidence in any_evidence()) {
        let mut reversed = evidence.clone();
        reversed.reverse();
        let numbers = |a: &Assessment| a.hypotheses.iter().map(|h| (h.subject.name().to_owned(), h.posterior)).collect::<Vec<_>>();
        prop_assert_eq!(numbers(&assessed(&evidence)), numbers(&assessed(&reversed)));
    }

    #[test]
    fn saying_it_ten_times_changes_no_number(evidence in any_evidence()) {
        let echoed: Vec<Observation> = std::iter::repeat_n(evidence.clone(), 10).flatten().collect();
        let numbers = |a: &Assessment| a.hypotheses.iter().map(|h| h.posterior).collect::<Vec<_>>();
        prop_assert_eq!(numbers(&assessed(&evidence)), numbers(&assessed(&echoed)));
    }

    #[test]
    fn naming_an_actor_in_the_evidence_changes_no_number(evidence in any_evidence(), who in 0..PACK.actors.len()) {
        let mut claimed = evidence.clone();
        claimed.push(at("claim", 0, actor(&PACK.actors[who].name)));
        let numbers = |a: &Assessment| a.hypotheses.iter().map(|h| h.posterior).collect::<Vec<_>>();
        prop_assert_eq!(numbers(&assessed(&evidence)), numbers(&assessed(&claimed)));
    }
}

#[test]
fn nothing_and_common_tools_name_nobody() {
    for evidence in [vec![], vec![at("a", 0, software("Mimikatz")), at("a", 1, software("PsExec"))]] {
        let assessment = assessed(&evidence);
        assert!(matches!(assessment.conclusion, Conclusion::Inconclusive { .. }));
        assert_eq!(assessment.hypotheses[0].subject, Subject::Unknown);
    }
}

#[test]
fn a_claim_is_shown_and_never_scored() {
    let assessment = assessed(&[at("a", 0, actor("Sandworm Team"))]);
    assert_eq!(assessment.claims[0].name, "Sandworm Team");
    assert_eq!(assessment.basis.items, 0);
}

#[test]
fn much_evidence_of_one_actor_puts_it_first_and_says_on_which_reports() {
    let telling =
        ["Industroyer", "Exaramel for Windows", "GreyEnergy", "KillDisk", "Olympic Destroyer", "Cyclops Blink"];
    let mut evidence: Vec<Observation> =
        telling.iter().enumerate().map(|(n, name)| at(["a", "b"][n % 2], n, software(name))).collect();
    let techniques = ["T1561.002", "T1485", "T1195.002", "T1588.002", "T1059.001", "T1021.002", "T1078", "T1570"];
    evidence.extend(techniques.iter().enumerate().map(|(n, id)| at("b", n, technique(id))));
    let assessment = assessed(&evidence);
    let lead = &assessment.hypotheses[0];
    assert_eq!(lead.subject.name(), "Sandworm Team");
    let strongest = lead.contributions.iter().find(|c| c.log_likelihood_ratio > 0.0 && !c.places.is_empty()).unwrap();
    assert!(!strongest.reports.is_empty(), "{strongest:?}");
    assert!(matches!(assessment.conclusion, Conclusion::Supported { .. }), "{:?}", assessment.conclusion);
}

#[test]
fn what_hardly_anybody_else_shows_may_have_been_planted() {
    let mut evidence: Vec<Observation> =
        ["Industroyer", "Cyclops Blink"].iter().enumerate().map(|(n, name)| at("a", n, software(name))).collect();
    let unlike = ["T1189", "T1203", "T1528", "T1534", "T1539", "T1564.003"];
    evidence.extend(unlike.iter().enumerate().map(|(n, id)| at("b", n, technique(id))));
    let assessment = assessed(&evidence);
    let imitator = assessment.hypotheses.iter().find_map(|h| match &h.subject {
        Subject::Imitator { of, .. } => Some((h, of)),
        _ => None,
    });
    let (hypothesis, of) = imitator.expect("imitation is a hypothesis");
    let imitated = assessment.hypotheses.iter().find(|h| matches!(&h.subject, Subject::Actor { id, .. } if id == of));
    assert_eq!(imitated.unwrap().subject.name(), "Sandworm Team");
    assert!(hypothesis.posterior.get() > hypothesis.prior.get(), "{hypothesis:?}");
    assert!(matches!(assessment.conclusion, Conclusion::Inconclusive { .. }));
}

#[test]
fn knowledge_published_after_the_day_is_not_used() {
    let evidence =
        [at("a", 0, software("Cyclops Blink")), at("a", 1, software("Industroyer")), at("a", 2, technique("T1485"))];
    let question = Question { as_of: Some("2010-01-01".parse().unwrap()), ..Question::default() };
    let assessment =
        assess(&Material { observations: evidence.iter().collect(), passages: Vec::new() }, &PACK, &MODEL, &question);
    let later = assessment.hypotheses.iter().flat_map(|h| &h.contributions).flat_map(|c| &c.reports);
    assert!(later.filter_map(|r| r.published).all(|published| published.latest() < question.as_of.unwrap()));
    assert!(assessment.basis.novel.contains(&"Cyclops Blink".to_owned()));
}

#[test]
fn what_an_item_names_without_stating_it_is_shown_and_never_weighed() {
    let said = |bearing, observed| Observation { bearing, ..at("report", 1, observed) };
    let gathered = |observations: &[Observation]| {
        let material = Material { observations: observations.iter().collect(), passages: Vec::new() };
        Evidence::gather(&material, &PACK, &PROFILES, &Limits::DEFAULT)
    };
    for bearing in
        [Bearing::Aside, Bearing::Hedged, Bearing::Asked, Bearing::Planned, Bearing::Denied, Bearing::Reference]
    {
        let evidence = gathered(&[said(bearing, software("Emotet"))]);
        assert!(evidence.features.is_empty(), "{bearing:?}");
        assert_eq!((evidence.mentioned[0].name.as_str(), evidence.mentioned[0].bearing), ("Emotet", bearing));
    }
    let both = gathered(&[said(Bearing::Denied, software("Emotet")), at("report", 2, software("Emotet"))]);
    assert_eq!((both.features.len(), both.mentioned.len()), (1, 0), "what is stated anywhere is stated");
    assert_eq!(both.features[0].places.len(), 1);
}

#[test]
fn software_that_a_long_text_names_once_counts_half() {
    let observation = at("report", 1, software("Emotet"));
    let passage =
        |_| Passage { item: observation.item, span: observation.span, terms: Box::default(), bearing: Bearing::Stated };
    let certainty = |sentences: usize| {
        let passages: Vec<Passage> = (0..sentences).map(passage).collect();
        let material = Material { observations: vec![&observation], passages: passages.iter().collect() };
        Evidence::gather(&material, &PACK, &PROFILES, &Limits::DEFAULT).features[0].certainty
    };
    assert_eq!(certainty(60).to_bits(), 1_f64.to_bits());
    assert_eq!(certainty(61).to_bits(), 0.5_f64.to_bits());
}
