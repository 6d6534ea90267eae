use dunant_attribution::{Imitable, Model, Terms, UnknownFit, UnknownTerms, Weights};

use crate::newton::{Curve, minimise};

/// What a fit learns from: the terms of every candidate, and which of them it was.
#[derive(Debug, Clone)]
pub(crate) struct Lesson {
    pub(crate) terms: Vec<Terms>,
    pub(crate) unknown: UnknownTerms,
    /// Position of the true candidate; none where it is unknown.
    pub(crate) truth: Option<usize>,
    /// How much it counts.
    pub(crate) weight: f64,
}

/// Weights of imitable terms, of terms that are hard to imitate, of the prior's, and the unknown actor's three numbers, in this order.
const IMITABLE: usize = 3;
const HARD: usize = 5;
const PRIOR: usize = 2;
const UNKNOWN: usize = 3;
const NUMBERS: usize = IMITABLE + HARD + PRIOR + UNKNOWN;

/// Strength of the pull of standardised weights towards nothing; the base of the unknown actor is hardly pulled.
const PULL: f64 = 3.0;
const PULL_OF_BASE: f64 = 0.01;

/// Fits the weights of structured evidence: the most probable ones, given the lessons, under the model's cap on imitable evidence.
///
/// A conditional logit over the candidates and the unknown actor, whose prior is its share among the lessons. A weight that
/// comes out below nothing is nothing: a term that was made to speak for an actor may not speak against it.
pub(crate) fn fit(lessons: &[Lesson], model: &Model) -> Weights {
    let total: f64 = lessons.iter().map(|lesson| lesson.weight).sum();
    let unknown: f64 = lessons.iter().filter(|lesson| lesson.truth.is_none()).map(|lesson| lesson.weight).sum();
    let share = ((unknown + 0.5) / (total + 1.0)).clamp(0.01, 0.99);
    let scale = scales(lessons);
    let mut held = [false; NUMBERS];
    loop {
        let curve = |at: &[f64; NUMBERS]| {
            let numbers = std::array::from_fn(|n| at.get(n).zip(scale.get(n)).map_or(0.0, |(value, by)| value / by));
            slope_and_curvature(lessons, &numbers, &scale, &held, share, &model.imitable, at)
        };
        let found = minimise(&curve);
        let mut changed = false;
        for (n, value) in found.iter().enumerate().take(IMITABLE + HARD) {
            if let Some(hold) = held.get_mut(n).filter(|hold| !**hold && *value < 0.0) {
                *hold = true;
                changed = true;
            }
        }
        if !changed {
            let numbers = std::array::from_fn(|n| found.get(n).zip(scale.get(n)).map_or(0.0, |(value, by)| value / by));
            return weights(&numbers);
        }
    }
}

fn weights(numbers: &[f64; NUMBERS]) -> Weights {
    let [
        technique,
        tool,
        resemblance,
        malware,
        resemblance_in_software,
        exclusivity,
        association,
        imitation,
        activity,
        reports,
        base,
        features,
        novelty,
    ] = *numbers;
    Weights {
        technique,
        malware,
        tool,
        resemblance,
        resemblance_in_software,
        exclusivity,
        association,
        imitation,
        named_software: 0.0,
        wording: 0.0,
        activity,
        reports,
        unknown: UnknownFit { base, features, novelty },
    }
}

/// The terms in the order of the numbers, without the unknown actor's.
fn row(terms: &Terms) -> [f64; IMITABLE + HARD + PRIOR] {
    [
        terms.technique,
        terms.tool,
        terms.resemblance,
        terms.malware,
        terms.resemblance_in_software,
        terms.exclusivity,
        terms.association,
        -terms.imitation,
        terms.activity,
        terms.reports,
    ]
}

/// The standard deviation of each term over all candidates of all lessons; one for the unknown actor's.
fn scales(lessons: &[Lesson]) -> [f64; NUMBERS] {
    let mut scale = [1.0; NUMBERS];
    let rows: Vec<_> = lessons.iter().flat_map(|lesson| &lesson.terms).map(row).collect();
    let count = rows.len().max(1) as f64;
    for (n, by) in scale.iter_mut().enumerate().take(IMITABLE + HARD + PRIOR) {
        let value = |row: &[f64; IMITABLE + HARD + PRIOR]| row.get(n).copied().unwrap_or(0.0);
        let mean = rows.iter().map(value).sum::<f64>() / count;
        let variance = rows.iter().map(|row| (value(row) - mean).powi(2)).sum::<f64>() / count;
        *by = variance.sqrt() + 1e-9;
    }
    scale
}

/// Minus the logarithm of the probability of the lessons, with the pull; its slope, and its curvature (Fisher information).
fn slope_and_curvature(
    lessons: &[Lesson],
    numbers: &[f64; NUMBERS],
    scale: &[f64; NUMBERS],
    held: &[bool; NUMBERS],
    share: f64,
    imitable: &Imitable,
    standardised: &[f64; NUMBERS],
) -> Curve<NUMBERS> {
    let mut curve = Curve::default();
    for lesson in lessons {
        let alternatives = alternatives(lesson, numbers, share, imitable);
        let highest = alternatives.iter().map(|a| a.score).fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = alternatives.iter().map(|a| (a.score - highest).exp()).sum();
        let mut mean = [0.0; NUMBERS];
        for alternative in &alternatives {
            let probability = (alternative.score - highest).exp() / total;
            let slope = standardise(&alternative.slope, scale, held);
            for (mean, slope) in mean.iter_mut().zip(&slope) {
                *mean += probability * slope;
            }
            curve.bend(&slope, lesson.weight * probability);
        }
        curve.bend(&mean, -lesson.weight);
        let truth = lesson.truth.unwrap_or(lesson.terms.len());
        if let Some(truth) = alternatives.get(truth) {
            curve.value -= lesson.weight * (truth.score - highest - total.ln());
            curve.tilt(&mean, lesson.weight);
            curve.tilt(&standardise(&truth.slope, scale, held), -lesson.weight);
        }
    }
    for (n, value) in standardised.iter().enumerate() {
        let pull = if n == IMITABLE + HARD + PRIOR { PULL_OF_BASE } else { PULL };
        curve.pull(n, *value, if held.get(n) == Some(&true) { 1e9 } else { pull });
    }
    curve
}

/// The logarithm of an alternative's joint probability, up to a constant, and how it changes with each number.
struct Alternative {
    score: f64,
    slope: [f64; NUMBERS],
}

/// All candidates, then the unknown actor.
fn alternatives(lesson: &Lesson, numbers: &[f64; NUMBERS], share: f64, imitable: &Imitable) -> Vec<Alternative> {
    let (first, unknown_numbers) = numbers.split_at(IMITABLE + HARD + PRIOR);
    let [features, novelty] = lesson.unknown.measures();
    let unknown = [1.0, features, novelty];
    let chance = dot(unknown_numbers, &unknown);
    let rows: Vec<_> = lesson.terms.iter().map(row).collect();
    let (evidence, prior) = first.split_at(IMITABLE + HARD);
    let before: Vec<f64> = rows.iter().map(|row| dot(prior, row.get(IMITABLE + HARD..).unwrap_or_default())).collect();
    let highest = before.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = before.iter().map(|value| (value - highest).exp()).sum();
    let mut expected = [0.0; PRIOR];
    for (row, before) in rows.iter().zip(&before) {
        for (mean, value) in expected.iter_mut().zip(row.get(IMITABLE + HARD..).unwrap_or_default()) {
            *mean += (before - highest).exp() / total * value;
        }
    }
    let mut alternatives = Vec::with_capacity(rows.len() + 1);
    for (row, before) in rows.iter().zip(&before) {
        let said = dot(evidence.get(..IMITABLE).unwrap_or_default(), row) - chance;
        let rate = if said > imitable.cap { imitable.slope } else { 1.0 };
        let hard = dot(evidence.get(IMITABLE..).unwrap_or_default(), row.get(IMITABLE..).unwrap_or_default());
        let prior = before - highest - total.ln() + (1.0 - share).ln();
        let slope = std::array::from_fn(|n| match n {
            0..IMITABLE => rate * row.get(n).copied().unwrap_or(0.0),
            _ if n < IMITABLE + HARD => row.get(n).copied().unwrap_or(0.0),
            _ if n < IMITABLE + HARD + PRIOR => {
                row.get(n).copied().unwrap_or(0.0) - expected.get(n - IMITABLE - HARD).copied().unwrap_or(0.0)
            }
            _ => -rate * unknown.get(n - IMITABLE - HARD - PRIOR).copied().unwrap_or(0.0),
        });
        alternatives.push(Alternative { score: imitable.counted(said) + hard + prior, slope });
    }
    alternatives.push(Alternative { score: share.ln(), slope: [0.0; NUMBERS] });
    alternatives
}

fn dot(numbers: &[f64], values: &[f64]) -> f64 {
    numbers.iter().zip(values).map(|(number, value)| number * value).sum()
}

fn standardise(slope: &[f64; NUMBERS], scale: &[f64; NUMBERS], held: &[bool; NUMBERS]) -> [f64; NUMBERS] {
    std::array::from_fn(|n| match (slope.get(n), scale.get(n), held.get(n)) {
        (Some(slope), Some(scale), Some(false)) => slope / scale,
        _ => 0.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two hundred lessons of three candidates in which malware tells in nine of ten and techniques tell nothing.
    fn lessons() -> Vec<Lesson> {
        let lesson = |n: usize| {
            let truth = n % 3;
            let shown = if n.is_multiple_of(10) { (truth + 1) % 3 } else { truth };
            let terms = (0..3)
                .map(|at| Terms {
                    malware: f64::from(u8::from(at == shown)),
                    technique: f64::from(u8::from(at == n / 7 % 3)),
                    ..Terms::default()
                })
                .collect();
            let unknown = UnknownTerms { features: 15, novel: 0, compared: true };
            Lesson { terms, unknown, truth: (!n.is_multiple_of(5)).then_some(truth), weight: 1.0 }
        };
        (0..200).map(lesson).collect()
    }

    #[test]
    fn what_tells_gets_weight_and_what_does_not_gets_none() {
        let weights = fit(&lessons(), &Model::shipped());
        assert!(weights.malware > 1.0, "{weights:?}");
        assert!(weights.technique.abs() < 0.3, "{weights:?}");
        assert!(weights.tool.abs() < 1e-6 && weights.imitation.abs() < 1e-6, "{weights:?}");
    }

    #[test]
    fn the_same_lessons_give_the_same_weights() {
        assert_eq!(fit(&lessons(), &Model::shipped()), fit(&lessons(), &Model::shipped()));
    }
}
