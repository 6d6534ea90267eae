use super::*;

/// Weights of which no two are alike, so that a term under the wrong one shows.
fn weights() -> Weights {
    Weights {
        technique: 2.0,
        malware: 3.0,
        tool: 5.0,
        resemblance: 7.0,
        resemblance_in_software: 11.0,
        exclusivity: 13.0,
        association: 17.0,
        imitation: 19.0,
        named_software: 23.0,
        wording: 29.0,
        activity: 31.0,
        reports: 37.0,
        unknown: UnknownFit { base: 0.5, features: 0.25, novelty: 2.0 },
    }
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

fn ranking(posteriors: &[f64]) -> Ranking {
    Ranking {
        log_likelihood_ratios: vec![0.0; posteriors.len()],
        priors: vec![0.1; posteriors.len()],
        unknown_prior: 0.5,
        posteriors: posteriors.to_vec(),
        unknown_posterior: 0.2,
        imitations: Vec::new(),
    }
}

#[test]
fn each_term_counts_once_under_its_own_weight_and_in_its_own_tier() {
    let one = |set: fn(&mut Terms)| {
        let mut terms = Terms::default();
        set(&mut terms);
        let weights = weights();
        (terms.imitable(&weights), terms.hard_to_imitate(&weights), terms.before(&weights))
    };
    type Row = (fn(&mut Terms), (f64, f64, f64));
    let rows: [Row; 16] = [
        (|t| t.technique = 2.0, (4.0, 0.0, 0.0)),
        (|t| t.tool = 2.0, (10.0, 0.0, 0.0)),
        (|t| t.resemblance = 2.0, (14.0, 0.0, 0.0)),
        (|t| t.named_tool = 2.0, (46.0, 0.0, 0.0)),
        (|t| t.wording = 2.0, (58.0, 0.0, 0.0)),
        (|t| t.malware = 2.0, (0.0, 6.0, 0.0)),
        (|t| t.resemblance_in_software = 2.0, (0.0, 22.0, 0.0)),
        (|t| t.exclusivity = 2.0, (0.0, 26.0, 0.0)),
        (|t| t.association = 2.0, (0.0, 34.0, 0.0)),
        (|t| t.imitation = 2.0, (0.0, -38.0, 0.0)),
        (|t| t.named_malware = 2.0, (0.0, 46.0, 0.0)),
        (|t| t.indicator = 2.0, (0.0, 2.0, 0.0)),
        (|t| t.activity = 2.0, (0.0, 0.0, 62.0)),
        (|t| t.reports = 2.0, (0.0, 0.0, 74.0)),
        (|t| t.victim_country = 2.0, (0.0, 0.0, 2.0)),
        (|t| t.victim_sector = 2.0, (0.0, 0.0, 2.0)),
    ];
    for (at, (set, expected)) in rows.into_iter().enumerate() {
        assert_eq!(one(set), expected, "row {at}");
    }
    // Several at once, so that no sign between two of them can be another.
    let all = Terms {
        technique: 0.5,
        tool: 0.25,
        resemblance: 0.125,
        wording: 0.0625,
        named_tool: 1.5,
        malware: 0.75,
        resemblance_in_software: 0.375,
        exclusivity: 1.0,
        association: 0.1875,
        imitation: 0.25,
        named_malware: 0.5,
        indicator: 2.5,
        activity: 0.5,
        reports: 0.25,
        victim_country: 0.125,
        victim_sector: 0.0625,
    };
    assert!(close(all.imitable(&weights()), 1.0 + 1.25 + 0.875 + 1.8125 + 34.5));
    assert!(close(all.hard_to_imitate(&weights()), 2.25 + 4.125 + 13.0 + 3.1875 - 4.75 + 11.5 + 2.5));
    assert!(close(all.before(&weights()), 15.5 + 9.25 + 0.125 + 0.0625));
}

#[test]
fn imitable_evidence_counts_in_full_up_to_the_cap_and_by_the_slope_above() {
    let imitable = Imitable { cap: 3.0, slope: 0.25 };
    for (value, counted) in [(-5.0, -5.0), (2.9, 2.9), (3.0, 3.0), (5.0, 3.5)] {
        assert!(close(imitable.counted(value), counted), "{value}");
    }
}

#[test]
fn the_unknown_actor_explains_more_where_there_is_more_and_where_it_is_new() {
    let fit = weights().unknown;
    let of = |features, novel| UnknownTerms { features, novel, compared: true };
    assert!(close(of(0, 0).log_fit(&fit), 0.5));
    assert!(
        close(UnknownTerms { compared: false, ..of(15, 15) }.log_fit(&fit), 0.0),
        "nothing to compare weighs nothing"
    );
    assert!(close(of(15, 3).log_fit(&fit), 0.5 + 2.0 * 0.2));
    assert!(close(of(30, 15).log_fit(&fit), 0.5 + 0.25 * 2.0_f64.ln() + 2.0 * 0.5));
    let [features, novelty] = of(30, 15).measures();
    assert!(close(features, 2.0_f64.ln()) && close(novelty, 0.5));
    assert!(of(0, 0).measures().iter().all(|measure| measure.is_finite()));
}

#[test]
fn posteriors_are_prior_times_ratio_over_their_sum() {
    let mut model = Model::shipped();
    model.prior.unknown = dunant_vocabulary::Probability::try_new(0.5).unwrap();
    model.imitable = Imitable { cap: 1.0, slope: 0.5 };
    let unknown = UnknownTerms { features: 0, novel: 0, compared: true };
    // Of technique 1 counts 2; less chance 0.5 that is 1.5, of which 1.25 count: 1 up to the cap, half above. And malware 3.
    let first = Terms { technique: 1.0, malware: 1.0, activity: 0.1, ..Terms::default() };
    let second = Terms::default();
    let ranking = Ranking::of(&[first, second], &unknown, &weights(), &model);
    assert!(close(ranking.log_likelihood_ratios[0], 1.25 + 3.0));
    assert!(close(ranking.log_likelihood_ratios[1], -0.5));
    let share = 3.1_f64.exp() / (3.1_f64.exp() + 1.0);
    assert!(close(ranking.priors[0], 0.5 * share) && close(ranking.priors[1], 0.5 * (1.0 - share)));
    let (one, two) = (0.5 * share * 4.25_f64.exp(), 0.5 * (1.0 - share) * (-0.5_f64).exp());
    let all = one + two + 0.5;
    assert!(close(ranking.posteriors[0], one / all));
    assert!(close(ranking.posteriors[1], two / all));
    assert!(close(ranking.unknown_posterior, 0.5 / all));
    assert!(ranking.imitations.is_empty());
}

#[test]
fn a_ratio_that_no_number_can_hold_gives_a_probability_all_the_same() {
    let huge = Terms { indicator: 2_000.0, ..Terms::default() };
    let ranking =
        Ranking::of(&[huge], &UnknownTerms { features: 0, novel: 0, compared: true }, &weights(), &Model::shipped());
    assert!(close(ranking.posteriors[0], 1.0) && ranking.unknown_posterior.abs() < 1e-9);
}

#[test]
fn normalised_posteriors_sum_to_one_with_those_of_imitators() {
    let mut ranking = ranking(&[0.6, 0.4]);
    let imitation =
        Imitation { of: 0, planted: vec![], by: None, planted_ratio: 0.0, rest_ratio: 0.0, prior: 0.1, posterior: 0.8 };
    ranking.imitations = vec![imitation];
    ranking.normalise();
    assert!(close(ranking.posteriors[0], 0.3) && close(ranking.posteriors[1], 0.2));
    assert!(close(ranking.unknown_posterior, 0.1) && close(ranking.imitations[0].posterior, 0.4));
}

#[test]
fn the_lead_is_the_most_probable_and_of_equals_the_first() {
    assert_eq!(ranking(&[0.1, 0.4, 0.4, 0.2]).lead(), Some(1));
    assert_eq!(ranking(&[]).lead(), None);
    let ranks: Vec<usize> = (0..4).map(|at| ranking(&[0.1, 0.4, 0.4, 0.2]).rank_of(at)).collect();
    assert_eq!(ranks, [4, 1, 1, 3]);
    assert_eq!(ranking(&[0.1, 0.4]).rank_of(9), 3, "who is not ranked stands behind all");
}

#[test]
fn shares_are_the_softmax_however_large_the_values() {
    let held = shares(&[1_000.0, 1_000.0 + 3.0_f64.ln()]);
    assert!(close(held[0], 0.25) && close(held[1], 0.75));
}
