//! An invented report, small enough to check by hand.

use dunant_vocabulary::{Likelihood, Sha256Digest};

use crate::report::{InputFile, InputRole};
use crate::{Band, DecoyResult, Figure, Gain, Measures, ProtocolResult, RankerResult, Ratios, Report, SentenceResult};

pub(crate) fn report() -> Report {
    let attack = InputFile {
        role: InputRole::Attack,
        path: "enterprise-attack.json.gz".into(),
        digest: Sha256Digest::of(b"attack"),
    };
    let galaxy = InputFile {
        role: InputRole::Galaxy,
        path: "galaxy/threat-actor.json".into(),
        digest: Sha256Digest::of(b"galaxy"),
    };
    Report {
        schema: Report::SCHEMA,
        command: "dunant bench attribution --attack enterprise-attack.json.gz".into(),
        inputs: vec![attack, galaxy],
        model: Sha256Digest::of(b"model"),
        results: vec![result()],
        sentences: Some(SentenceResult {
            sentences: 9000,
            top_1: figure(0.51),
            top_5: figure(0.77),
            family_top_1: figure(0.6),
        }),
        fitted: None,
    }
}

/// Every part that a protocol can have, at once.
pub(crate) fn result() -> ProtocolResult {
    let ranker = |ranker, top_1: f64| RankerResult {
        ranker,
        measures: Measures {
            top_1: figure(top_1),
            top_5: figure(top_1 + 0.2),
            top_10: figure(top_1 + 0.3),
            mean_reciprocal_rank: figure(top_1 + 0.1),
            ..silent()
        },
    };
    let mut own = ranker("dunant", 0.5);
    own.measures = Measures {
        log_loss: figure(2.4),
        brier: figure(0.2),
        calibration_error: figure(0.06),
        ratio_cost: figure(0.61),
        unknown_auroc: figure(0.7),
        coverage_at_half: figure(0.2),
        precision_at_half: figure(0.8),
        unknown_at_half: figure(0.03),
        named: figure(0.04),
        named_right: figure(1.0),
        unknown_named: figure(0.0),
        ..own.measures
    };
    ProtocolResult {
        protocol: "as-of, 1 year earlier, campaigns counted for their groups".into(),
        fitted_on: "weights and prior of \"unknown\" from as-of items of other groups, in ten parts".into(),
        known: 278,
        unknown: 96,
        undated: 3,
        rankers: vec![own, ranker("cosine TF-IDF", 0.4), ranker("naive Bayes", 0.3), ranker("popularity", 0.05)],
        gains: vec![gain("cosine TF-IDF", 0.1), gain("naive Bayes", 0.02), gain("popularity", 0.45)],
        bands: vec![
            band(Likelihood::VeryUnlikely, 40, 0.1, (0.04, 0.23)),
            band(Likelihood::Likely, 20, 0.3, (0.15, 0.52)),
        ],
        ratios: Ratios { of_true: vec![-1.0, 0.0, 1.0, 2.0, 3.0], of_false: vec![-3.0, -2.0, -1.0, 0.0, 1.0] },
        decoy: Some(DecoyResult { first: 0.6, probable: 0.1, named: 0.0125, first_by_cosine: 0.8 }),
        echo: Some((0.0011, 0.0234)),
    }
}

fn figure(value: f64) -> Option<Figure> {
    Some(Figure { value, low: (value - 0.05).max(0.0), high: value + 0.05 })
}

fn gain(over: &'static str, value: f64) -> Gain {
    Gain { over, top_1: Some(Figure { value, low: value - 0.05, high: value + 0.05 }) }
}

fn band(likelihood: Likelihood, items: usize, observed: f64, interval: (f64, f64)) -> Band {
    Band { likelihood, range: likelihood.bounds(), items, observed, interval }
}

fn silent() -> Measures {
    Measures {
        top_1: None,
        top_5: None,
        top_10: None,
        mean_reciprocal_rank: None,
        log_loss: None,
        brier: None,
        calibration_error: None,
        ratio_cost: None,
        unknown_auroc: None,
        coverage_at_half: None,
        precision_at_half: None,
        unknown_at_half: None,
        named: None,
        named_right: None,
        unknown_named: None,
    }
}
