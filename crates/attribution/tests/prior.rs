//! What was believed before the evidence: shown, small, and switched off with a word.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::sync::LazyLock;

use dunant_attribution::{
    Assessment, Context, FeatureKey, Material, Model, PriorPart, PriorRemark, Profiles, Query, Question, Scorer,
    Subject, Victim, assess_with,
};
use dunant_attribution::{Circumstances, Ranking};
use dunant_evidence::{Bearing, Mention, Observation, Observed};
use dunant_knowledge::Pack;
use dunant_vocabulary::{Country, Sector, Sha256Digest, Span};
use proptest::prelude::*;

static PACK: LazyLock<Pack> = LazyLock::new(|| Pack::shipped().unwrap());
static MODEL: LazyLock<Model> = LazyLock::new(Model::shipped);
static PROFILES: LazyLock<Profiles> = LazyLock::new(|| Profiles::build(&PACK, &MODEL, None));

fn asked(question: &Question) -> Assessment {
    let observed = Observed::Technique(Mention::identified("T1485".parse().unwrap()));
    let item = Sha256Digest::of(b"item");
    let evidence =
        Observation { item, span: Span::item(0, 1), path: "".into(), observed, when: None, bearing: Bearing::Stated };
    let material = Material { observations: vec![&evidence], passages: Vec::new() };
    assess_with(&material, &PACK, &PROFILES, &MODEL, question)
}

fn korean_energy() -> Victim {
    Victim { country: Some("KR".parse().unwrap()), sector: Some(Sector::Energy) }
}

fn of_2014() -> Question {
    Question { incident: Some("2014-11-24".parse().unwrap()), victim: korean_energy(), ..Question::default() }
}

fn ranked(victim: Victim, context: Context) -> Ranking {
    let query = Query::of_features(&[FeatureKey::Technique(0)], Some("2014-11-24".parse().unwrap()));
    let circumstances = Circumstances { victim, context, ..Circumstances::default() };
    Scorer::in_case(&PROFILES.index, &MODEL, query, circumstances).rank(&[])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_victim_moves_no_prior_by_more_than_the_cap_and_no_ratio_at_all(
        country in 0..Country::all().count(),
        sector in 0..Sector::ALL.len(),
    ) {
        let victim = Victim { country: Country::all().nth(country), sector: Some(Sector::ALL[sector]) };
        let with = ranked(victim, Context::Used);
        let without = ranked(Victim::default(), Context::Used);
        for (with, without) in with.priors.iter().zip(&without.priors) {
            prop_assert!((with / without).ln().abs() <= MODEL.context.cap + 1e-9);
        }
        prop_assert_eq!(with.log_likelihood_ratios, without.log_likelihood_ratios);
        prop_assert!((with.unknown_prior - without.unknown_prior).abs() < 1e-15);
    }
}

#[test]
fn with_context_off_every_known_actor_is_as_probable_beforehand() {
    let ranking = ranked(korean_energy(), Context::Ignored);
    assert!(ranking.priors.iter().all(|prior| prior.to_bits() == ranking.priors[0].to_bits()));
    assert!((ranking.unknown_prior - MODEL.prior.unknown.get()).abs() < 1e-15);
    let assessment = asked(&Question { context: Context::Ignored, ..of_2014() });
    assert_eq!(assessment.prior_basis.context, Context::Ignored);
    assert_eq!((assessment.prior_basis.day, assessment.prior_basis.victim), (None, Victim::default()));
    assert!(assessment.hypotheses.iter().all(|hypothesis| hypothesis.prior_contributions.is_empty()));
}

#[test]
fn priors_differ_by_what_their_contributions_say() {
    let assessment = asked(&of_2014());
    let actors: Vec<_> = assessment.hypotheses.iter().filter(|h| h.subject != Subject::Unknown).collect();
    let said = |at: usize| actors[at].prior_contributions.iter().map(|part| part.log_factor).sum::<f64>();
    for (at, actor) in actors.iter().enumerate() {
        let kinds: Vec<PriorPart> = actor.prior_contributions.iter().map(|part| part.what).collect();
        let all = [PriorPart::Activity, PriorPart::Reports, PriorPart::VictimCountry, PriorPart::VictimSector];
        assert_eq!(kinds, all);
        let ratio = (actor.prior.get() / actors[0].prior.get()).ln();
        assert!((ratio - (said(at) - said(0))).abs() < 1e-9);
    }
}

#[test]
fn an_actor_that_is_said_to_target_the_victims_country_becomes_more_probable_and_another_less() {
    let (with, without) = (ranked(korean_energy(), Context::Used), ranked(Victim::default(), Context::Used));
    let moved = |name: &str| {
        let actor = PACK.actors.iter().find(|actor| actor.name == name).unwrap();
        let at = PROFILES.index.position(&PACK, &actor.id).unwrap();
        with.priors[at] / without.priors[at]
    };
    assert!(moved("APT37") > moved("Sandworm Team"), "{} {}", moved("APT37"), moved("Sandworm Team"));
    assert!(moved("APT37") > 1.0);
}

#[test]
fn targets_have_no_dates_and_are_left_out_with_a_day_for_knowledge() {
    let question = Question { as_of: Some("2014-11-24".parse().unwrap()), ..of_2014() };
    let assessment = asked(&question);
    assert_eq!(assessment.prior_basis.victim, Victim::default());
    assert_eq!(assessment.prior_basis.remarks, [PriorRemark::TargetsNotUsed]);
    let of_victim = |part: &PriorPart| matches!(part, PriorPart::VictimCountry | PriorPart::VictimSector);
    let parts = assessment.hypotheses.iter().flat_map(|h| &h.prior_contributions);
    assert!(!parts.map(|part| part.what).any(|part| of_victim(&part)));
}
