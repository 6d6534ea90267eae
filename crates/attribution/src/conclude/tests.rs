use super::*;
use crate::Model;

/// The rules, with numbers that are unlike each other.
fn naming() -> Naming {
    Naming {
        posterior: dunant_vocabulary::Probability::try_new(0.5).unwrap(),
        margin: 3.0,
        sources: 2,
        survive_one_rank: 1,
        survive_one_ratio: 0.25,
        survive: 4,
        survive_rank: 5,
        hard_to_imitate: 1.0,
        features: 3,
        ..Model::shipped().naming
    }
}

fn loss(rank: u32, log_likelihood_ratio: f64) -> Loss {
    Loss { feature: FeatureKey::Software(7), rank, posterior: 0.4, log_likelihood_ratio }
}

/// A lead that meets every rule exactly.
fn just_enough() -> Standing {
    Standing {
        known: 3,
        posterior: 0.5,
        rival: 0.5 / 3.0,
        hard_to_imitate: 1.0,
        support: Support { sources: 2, graded: false },
        losses: Some(vec![loss(1, 0.25), loss(1, 0.9)]),
        without_strongest: Some(Strongest { removed: 4, rank: 5 }),
        actors: 100,
    }
}

fn unmet(standing: &Standing) -> Vec<UnmetRule> {
    standing.unmet(&naming(), &|_| "Reedcutter".to_owned())
}

/// The codes of the tests that are not met.
fn failing(standing: &Standing) -> Vec<NamingRule> {
    standing.tests(&naming()).into_iter().filter(|test| !test.met).map(|test| test.code).collect()
}

#[test]
fn a_lead_that_meets_every_rule_exactly_may_be_named() {
    assert_eq!(unmet(&just_enough()), []);
    assert_eq!(failing(&just_enough()), []);
    assert!(just_enough().holds_at_first_sight(&naming()));
}

#[test]
fn two_features_are_too_few_and_nothing_else_is_said() {
    let standing = Standing { known: 2, posterior: 0.1, ..just_enough() };
    assert_eq!(unmet(&standing), [UnmetRule::TooFewFeatures { known: 2, needed: 3 }]);
    let standing = Standing { known: 2, ..just_enough() };
    assert_eq!(failing(&standing), [NamingRule::Features]);
    assert!(!standing.holds_at_first_sight(&naming()));
    assert_eq!(unmet(&Standing { known: 4, ..just_enough() }), []);
}

#[test]
fn a_posterior_below_one_half_is_too_low() {
    let standing = Standing { posterior: 0.49, rival: 0.0, ..just_enough() };
    assert_eq!(unmet(&standing), [UnmetRule::PosteriorTooLow { posterior: 0.49, needed: 0.5 }]);
    assert_eq!(failing(&standing), [NamingRule::Posterior]);
    assert!(!standing.holds_at_first_sight(&naming()));
    assert_eq!(unmet(&Standing { posterior: 0.51, ..just_enough() }), []);
}

#[test]
fn a_rival_with_more_than_a_third_of_the_lead_is_too_near() {
    let standing = Standing { posterior: 0.6, rival: 0.21, ..just_enough() };
    let ratio = 0.6 / 0.21;
    assert_eq!(unmet(&standing), [UnmetRule::MarginTooNarrow { ratio, needed: 3.0 }]);
    assert_eq!(failing(&standing), [NamingRule::Margin]);
    assert!(!standing.holds_at_first_sight(&naming()));
    let tests = standing.tests(&naming());
    assert_eq!(tests.iter().find(|test| test.code == NamingRule::Margin).unwrap().value, Some(ratio));
    let far = Standing { posterior: 0.6, rival: 0.19, ..just_enough() };
    assert_eq!((unmet(&far), failing(&far)), (vec![], vec![]));
    let alone = Standing { rival: 0.0, ..just_enough() };
    assert_eq!((unmet(&alone), failing(&alone)), (vec![], vec![]), "no rival is no rival");
    let tests = alone.tests(&naming());
    let margin = tests.iter().find(|test| test.code == NamingRule::Margin).and_then(|test| test.value);
    assert_eq!(margin, Some(f64::MAX), "a number that JSON can hold, which has no infinity");
}

#[test]
fn one_ungraded_source_is_not_enough_and_one_graded_is() {
    let one = Standing { support: Support { sources: 1, graded: false }, ..just_enough() };
    assert_eq!(unmet(&one), [UnmetRule::UngradedSources { sources: 1, needed: 2 }]);
    assert_eq!(failing(&one), [NamingRule::Sources]);
    assert!(!one.holds_at_first_sight(&naming()));
    let graded = Standing { support: Support { sources: 1, graded: true }, ..just_enough() };
    assert_eq!((unmet(&graded), failing(&graded)), (vec![], vec![]));
    assert!(graded.holds_at_first_sight(&naming()));
}

#[test]
fn what_is_hard_to_imitate_must_say_enough() {
    let little = Standing { hard_to_imitate: 0.99, ..just_enough() };
    assert_eq!(unmet(&little), [UnmetRule::TooLittleHardToImitate { log_likelihood_ratio: 0.99, needed: 1.0 }]);
    assert_eq!(failing(&little), [NamingRule::HardToImitate]);
    assert!(!little.holds_at_first_sight(&naming()));
    assert_eq!(unmet(&Standing { hard_to_imitate: 1.01, ..just_enough() }), []);
}

#[test]
fn the_lead_must_survive_the_loss_of_any_one_thing_in_rank_and_in_what_is_left() {
    let falls = Standing { losses: Some(vec![loss(1, 0.9), loss(2, 0.9)]), ..just_enough() };
    assert!(matches!(&unmet(&falls)[..], [UnmetRule::HangsOnOne { feature, rank: 2, .. }] if feature == "Reedcutter"));
    assert_eq!(failing(&falls), [NamingRule::RankWithoutOne]);
    let thin = Standing { losses: Some(vec![loss(1, 0.9), loss(1, 0.24)]), ..just_enough() };
    assert!(matches!(
        &unmet(&thin)[..],
        [UnmetRule::HangsOnOne { rank: 1, log_likelihood_ratio, needed, needed_rank: 1, .. }]
            if *log_likelihood_ratio < *needed
    ));
    assert_eq!(failing(&thin), [NamingRule::RatioWithoutOne]);
    assert!(loss(1, 0.25).is_survived(&naming()));
    assert!(!loss(2, 0.25).is_survived(&naming()) && !loss(1, 0.24).is_survived(&naming()));
}

#[test]
fn a_lead_for_which_no_single_thing_speaks_is_not_named() {
    let nothing = Standing { losses: Some(vec![]), ..just_enough() };
    assert_eq!(unmet(&nothing), [UnmetRule::TooLittleHardToImitate { log_likelihood_ratio: 0.0, needed: 1.0 }]);
    assert_eq!(failing(&nothing), [NamingRule::RankWithoutOne, NamingRule::RatioWithoutOne]);
}

#[test]
fn without_its_strongest_features_the_lead_must_stay_among_the_first_five() {
    let sixth = Standing { without_strongest: Some(Strongest { removed: 4, rank: 6 }), ..just_enough() };
    assert_eq!(unmet(&sixth), [UnmetRule::HangsOnFew { removed: 4, rank: 6, of: 100, needed: 5 }]);
    assert_eq!(failing(&sixth), [NamingRule::RankWithoutStrongest]);
    let fourth = Standing { without_strongest: Some(Strongest { removed: 4, rank: 4 }), ..just_enough() };
    assert_eq!((unmet(&fourth), failing(&fourth)), (vec![], vec![]));
}

#[test]
fn a_test_that_was_not_computed_has_no_value_and_is_not_met() {
    let unknown = Standing { losses: None, without_strongest: None, ..just_enough() };
    let tests = unknown.tests(&naming());
    let survival = &tests[5..];
    assert!(survival.iter().all(|test| test.value.is_none() && !test.met), "{survival:?}");
    assert_eq!(tests.len(), 8);
    assert_eq!(tests[5].needed.to_bits(), 1.0_f64.to_bits());
}

#[test]
fn tests_carry_the_worst_rank_and_the_least_that_is_left() {
    let standing = Standing { losses: Some(vec![loss(1, 0.9), loss(3, 0.4), loss(2, 0.6)]), ..just_enough() };
    let value = |code| standing.tests(&naming()).into_iter().find(|test| test.code == code).unwrap().value;
    assert_eq!(value(NamingRule::RankWithoutOne), Some(3.0));
    assert_eq!(value(NamingRule::RatioWithoutOne), Some(0.4));
    assert_eq!(value(NamingRule::RankWithoutStrongest), Some(5.0));
    assert_eq!(value(NamingRule::Sources), Some(2.0));
}

fn sound() -> Foundation {
    Foundation {
        sources: 2,
        speaks: true,
        one_aspect: None,
        hard_to_imitate: 0.1,
        hangs_on_few: false,
        postdated: false,
    }
}

#[test]
fn confidence_is_moderate_at_most_and_each_weakness_makes_it_low() {
    let found = confidence(&sound());
    assert_eq!((found.level, found.reasons), (Confidence::Moderate, vec![ConfidenceReason::PublishedKnowledgeOnly]));
    let aspect = Aspect::Malware;
    for (weak, reason) in [
        (Foundation { sources: 0, ..sound() }, ConfidenceReason::NothingKnown),
        (Foundation { sources: 1, ..sound() }, ConfidenceReason::OneSource),
        (Foundation { speaks: false, one_aspect: Some(aspect), ..sound() }, ConfidenceReason::NothingSpeaksForLead),
        (Foundation { one_aspect: Some(aspect), ..sound() }, ConfidenceReason::OneAspect { aspect }),
        (Foundation { hard_to_imitate: 0.0, ..sound() }, ConfidenceReason::OnlyImitable),
        (Foundation { hangs_on_few: true, ..sound() }, ConfidenceReason::HangsOnFew),
        (Foundation { postdated: true, ..sound() }, ConfidenceReason::MostlyPostdated),
    ] {
        let found = confidence(&weak);
        assert_eq!(found.level, Confidence::Low, "{reason:?}");
        assert_eq!(found.reasons, [reason, ConfidenceReason::PublishedKnowledgeOnly]);
    }
    assert_eq!(confidence(&Foundation { sources: 3, ..sound() }).level, Confidence::Moderate);
}

#[test]
fn the_shipped_thresholds_are_the_ones_that_were_measured() {
    let shipped = Model::shipped().naming;
    let few = (shipped.features, shipped.sources, shipped.survive, shipped.survive_rank, shipped.survive_one_rank);
    assert_eq!(few, (3, 2, 4, 5, 1));
    let numbers = [shipped.posterior.get(), shipped.margin, shipped.hard_to_imitate, shipped.survive_one_ratio];
    assert_eq!(numbers.map(f64::to_bits), [0.5, 3.0, 2.0, 1.5].map(f64::to_bits));
}
