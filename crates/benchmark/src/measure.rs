use serde::{Deserialize, Serialize};

use crate::random::Random;

/// Resamples behind each interval.
const RESAMPLES: usize = 1000;

/// A figure with its 95 % interval (percentile bootstrap over items, 1,000 resamples, fixed seed).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The value over all items.
    pub value: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// What was measured of one ranker. Figures over known items unless said; `None` where the ranker has no probabilities or there
/// is nothing to measure on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// Share of items whose group is first.
    pub top_1: Option<Figure>,
    /// Among the first five.
    pub top_5: Option<Figure>,
    /// Among the first ten.
    pub top_10: Option<Figure>,
    /// Mean of one over the rank.
    pub mean_reciprocal_rank: Option<Figure>,
    /// Mean of minus the natural logarithm of the true answer's probability, unknown groups included.
    pub log_loss: Option<Figure>,
    /// Brier score of "the first is right", unknown groups included.
    pub brier: Option<Figure>,
    /// Expected calibration error of the first's probability in ten equal bins, unknown groups included.
    pub calibration_error: Option<Figure>,
    /// Log-likelihood-ratio cost of the candidates' ratios, known groups alone (Brümmer and du Preez, 2006): 0 is perfect, 1
    /// says nothing. The ratio is that of a candidate against all else, the unknown actor included.
    pub ratio_cost: Option<Figure>,
    /// Area under the curve of the unknown actor's probability, unknown against known groups.
    pub unknown_auroc: Option<Figure>,
    /// Share of all items whose first has a probability of at least one half.
    pub coverage_at_half: Option<Figure>,
    /// Share of these that are right.
    pub precision_at_half: Option<Figure>,
    /// Share of unknown groups' items whose first has a probability of at least one half.
    pub unknown_at_half: Option<Figure>,
    /// Share of all items in which the rules of naming name somebody.
    pub named: Option<Figure>,
    /// Share of these that are right.
    pub named_right: Option<Figure>,
    /// Share of unknown groups' items in which somebody is named.
    pub unknown_named: Option<Figure>,
}

/// One item's outcome under one ranker.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome {
    /// Rank of the true group from 1; none where the knowledge does not hold it.
    pub(crate) rank: Option<usize>,
    /// Probabilities, where the ranker has them.
    pub(crate) sure: Option<Sure>,
}

/// The probabilities of one answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sure {
    pub(crate) truth: f64,
    pub(crate) first: f64,
    pub(crate) unknown: f64,
    pub(crate) named: bool,
    /// Log likelihood ratio of the true candidate; none where it is unknown.
    pub(crate) true_ratio: Option<f64>,
    /// Mean over the other candidates of log2(1 + ratio).
    pub(crate) false_cost: f64,
}

impl Outcome {
    fn right(&self) -> bool {
        self.rank == Some(1)
    }
}

impl Measures {
    pub(crate) fn of(outcomes: &[Outcome]) -> Self {
        let rank = |test: fn(usize) -> f64| move |o: &Outcome| o.rank.map(test);
        let hit = |right: bool| f64::from(u8::from(right));
        Self {
            top_1: mean(outcomes, rank(|rank| f64::from(u8::from(rank == 1)))),
            top_5: mean(outcomes, rank(|rank| f64::from(u8::from(rank <= 5)))),
            top_10: mean(outcomes, rank(|rank| f64::from(u8::from(rank <= 10)))),
            mean_reciprocal_rank: mean(outcomes, rank(|rank| 1.0 / rank as f64)),
            log_loss: mean(outcomes, |o| Some(-o.sure?.truth.max(1e-12).ln())),
            brier: mean(outcomes, |o| Some((o.sure?.first - hit(o.right())).powi(2))),
            calibration_error: figure(outcomes, calibration_error),
            ratio_cost: figure(outcomes, ratio_cost),
            unknown_auroc: figure(outcomes, unknown_auroc),
            coverage_at_half: mean(outcomes, |o| Some(hit(o.sure?.first >= 0.5))),
            precision_at_half: mean(outcomes, |o| o.sure.filter(|sure| sure.first >= 0.5).map(|_| hit(o.right()))),
            unknown_at_half: mean(outcomes, |o| o.sure.filter(|_| o.rank.is_none()).map(|sure| hit(sure.first >= 0.5))),
            named: mean(outcomes, |o| Some(hit(o.sure?.named))),
            named_right: mean(outcomes, |o| o.sure.filter(|sure| sure.named).map(|_| hit(o.right()))),
            unknown_named: mean(outcomes, |o| o.sure.filter(|_| o.rank.is_none()).map(|sure| hit(sure.named))),
        }
    }
}

fn mean(outcomes: &[Outcome], value: impl Fn(&Outcome) -> Option<f64>) -> Option<Figure> {
    mean_of(outcomes, value)
}

/// The mean of what `value` gives for the cases it gives anything for.
pub(crate) fn mean_of<T>(cases: &[T], value: impl Fn(&T) -> Option<f64>) -> Option<Figure> {
    figure(cases, |sample: &[&T]| {
        let values: Vec<f64> = sample.iter().filter_map(|case| value(case)).collect();
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    })
}

/// A statistic of the outcomes with its bootstrap interval.
fn figure<T>(outcomes: &[T], statistic: impl Fn(&[&T]) -> Option<f64>) -> Option<Figure> {
    let all: Vec<&T> = outcomes.iter().collect();
    let value = statistic(&all)?;
    let mut random = Random::new(20_171_109);
    let mut resampled = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        let sample: Vec<&T> = (0..all.len()).filter_map(|_| all.get(random.below(all.len())).copied()).collect();
        resampled.extend(statistic(&sample));
    }
    resampled.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let place = (resampled.len().saturating_sub(1) as f64 * share).round();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the list")]
        resampled.get(place as usize).copied().unwrap_or(value)
    };
    Some(Figure { value, low: at(0.025), high: at(0.975) })
}

/// How much more often than another ranker one puts the true group first, over the same items; paired bootstrap.
pub(crate) fn gain(outcomes: &[Outcome], over: &[Outcome]) -> Option<Figure> {
    let pairs: Vec<(bool, bool)> = outcomes
        .iter()
        .zip(over)
        .filter(|(outcome, _)| outcome.rank.is_some())
        .map(|(outcome, other)| (outcome.right(), other.right()))
        .collect();
    let difference = |sample: &[&(bool, bool)]| {
        let sum: f64 = sample.iter().map(|(one, other)| f64::from(u8::from(*one)) - f64::from(u8::from(*other))).sum();
        (!sample.is_empty()).then(|| sum / sample.len() as f64)
    };
    figure(&pairs, difference)
}

fn ratio_cost(sample: &[&Outcome]) -> Option<f64> {
    let known: Vec<(f64, f64)> =
        sample.iter().filter_map(|o| o.sure).filter_map(|sure| Some((sure.true_ratio?, sure.false_cost))).collect();
    let count = known.len() as f64;
    let missed: f64 = known.iter().map(|(ratio, _)| (-ratio).exp().ln_1p() / std::f64::consts::LN_2).sum();
    let alarmed: f64 = known.iter().map(|(_, cost)| cost).sum();
    (!known.is_empty()).then(|| 0.5 * (missed + alarmed) / count)
}

fn calibration_error(sample: &[&Outcome]) -> Option<f64> {
    let mut bins = [(0.0, 0.0, 0.0); 10];
    for outcome in sample {
        let sure = outcome.sure?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=9")]
        let place = (sure.first * 10.0).floor().clamp(0.0, 9.0) as usize;
        if let Some(bin) = bins.get_mut(place) {
            bin.0 += 1.0;
            bin.1 += sure.first;
            bin.2 += f64::from(u8::from(outcome.right()));
        }
    }
    let total = sample.len() as f64;
    let error = bins.iter().filter(|bin| bin.0 > 0.0).map(|bin| (bin.1 - bin.2).abs() / total).sum();
    (total > 0.0).then_some(error)
}

/// Mann-Whitney form: how often an unknown group's item is held more likely unknown than a known group's.
fn unknown_auroc(sample: &[&Outcome]) -> Option<f64> {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for outcome in sample {
        let sure = outcome.sure?;
        if outcome.rank.is_some() { known.push(sure.unknown) } else { unknown.push(sure.unknown) }
    }
    if known.is_empty() || unknown.is_empty() {
        return None;
    }
    let mut wins = 0.0;
    for one in &unknown {
        for other in &known {
            wins += match one.total_cmp(other) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
        }
    }
    Some(wins / (unknown.len() * known.len()) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(rank: Option<usize>, first: f64, unknown: f64) -> Outcome {
        Outcome {
            rank,
            sure: Some(Sure { truth: first, first, unknown, named: first >= 0.5, true_ratio: None, false_cost: 0.0 }),
        }
    }

    #[test]
    fn measures_of_a_small_sample_are_what_a_hand_computes() {
        let outcomes = [outcome(Some(1), 0.75, 0.1), outcome(Some(4), 0.25, 0.3), outcome(None, 0.55, 0.4)];
        let measures = Measures::of(&outcomes);
        let value = |figure: Option<Figure>| figure.unwrap().value;
        assert!((value(measures.top_1) - 0.5).abs() < 1e-12);
        assert!((value(measures.top_5) - 1.0).abs() < 1e-12);
        assert!((value(measures.mean_reciprocal_rank) - 0.625).abs() < 1e-12);
        assert!((value(measures.brier) - (0.0625 + 0.0625 + 0.3025) / 3.0).abs() < 1e-12);
        assert!((value(measures.calibration_error) - (0.25 + 0.25 + 0.55) / 3.0).abs() < 1e-12);
        assert!((value(measures.unknown_auroc) - 1.0).abs() < 1e-12);
        assert!((value(measures.precision_at_half) - 0.5).abs() < 1e-12);
        assert!((value(measures.unknown_named) - 1.0).abs() < 1e-12);
        let top = measures.top_1.unwrap();
        assert!(top.low <= top.value && top.value <= top.high);
    }
}
