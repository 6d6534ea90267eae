use dunant_knowledge::Pack;
use dunant_vocabulary::AttackId;

use super::documents::Documents;
use super::shares;
use super::weights::Weights;
use crate::model::WordingNumbers;
use crate::sparse::Row;

/// How like each candidate's document texts about other actors are: what a text has to exceed to mean anything.
#[derive(Debug)]
pub(super) struct Background {
    /// Of each candidate, the mean.
    mean: Vec<f64>,
    /// Of each candidate, its standard deviation and that of the average candidate together, so that a candidate of whom
    /// little is known does not stand out by chance. 0 where there is nothing to compare with.
    spread: Vec<f64>,
}

/// Mean and standard deviation of one candidate over one kind of text.
#[derive(Debug, Clone, Copy)]
struct Moments {
    mean: f64,
    deviation: f64,
}

impl Background {
    /// The mean of two backgrounds: what sources cite single reports for, and what galaxies write of actors.
    pub(super) fn of(pack: &Pack, documents: &Documents, weights: &Weights, numbers: &WordingNumbers) -> Self {
        let cited = documents.texts.iter().filter(|(_, row)| row.len() >= numbers.cited_terms as usize);
        let cited: Vec<(Option<u32>, Row)> =
            cited.map(|(candidate, row)| (Some(*candidate), shares(&whole_counts(row), numbers.repeats))).collect();
        let is_group = |at: usize| pack.actors.get(at).is_some_and(|actor| actor.id.parse::<AttackId>().is_ok());
        let long = |bag: &[(u32, u32)]| bag.len() >= numbers.described_terms.max(1) as usize;
        let described = pack.wording.actors.iter().enumerate().filter(|(at, bag)| long(bag) && !is_group(*at));
        let described: Vec<(Option<u32>, Row)> = described
            .map(|(at, bag)| (documents.candidate_of.get(at).copied().flatten(), shares(bag, numbers.repeats)))
            .collect();
        let kinds = [moments(&cited, weights), moments(&described, weights)];
        let mut mean = vec![0.0; weights.candidates];
        let mut deviation = vec![0.0; weights.candidates];
        for at in 0..weights.candidates {
            let held: Vec<Moments> = kinds.iter().filter_map(|kind| kind.get(at).copied().flatten()).collect();
            let over = held.len().max(1) as f64;
            if let (Some(mean), Some(deviation)) = (mean.get_mut(at), deviation.get_mut(at)) {
                *mean = held.iter().map(|moments| moments.mean).sum::<f64>() / over;
                *deviation = held.iter().map(|moments| moments.deviation).sum::<f64>() / over;
            }
        }
        let documented = weights.documented.iter().filter(|known| **known).count().max(1) as f64;
        let average = deviation.iter().sum::<f64>() / documented;
        Self { mean, spread: deviation.into_iter().map(|own| own + average).collect() }
    }

    /// Whether there is nothing to compare with.
    pub(super) fn is_empty(&self) -> bool {
        !self.spread.iter().any(|spread| *spread > 0.0)
    }

    /// By how many standard deviations each candidate's likeness exceeds its background.
    pub(super) fn standardised(&self, likeness: &[f64]) -> Vec<f64> {
        let each = likeness.iter().zip(&self.mean).zip(&self.spread);
        each.map(|((likeness, mean), spread)| (likeness - mean) / spread).collect()
    }

    /// Mean and spread of the candidate at a position.
    pub(super) fn of_candidate(&self, at: usize) -> Option<(f64, f64)> {
        Some((*self.mean.get(at)?, *self.spread.get(at)?))
    }
}

/// Mean and standard deviation of each candidate's likeness to the texts that are not about it.
fn moments(texts: &[(Option<u32>, Row)], weights: &Weights) -> Vec<Option<Moments>> {
    let mut sums = vec![(0_u32, 0.0_f64); weights.candidates];
    let others = |about: Option<u32>, at: u32| about != Some(at);
    let likeness: Vec<Vec<f64>> = texts.iter().map(|(_, shares)| weights.likeness(shares)).collect();
    for ((about, _), row) in texts.iter().zip(&likeness) {
        for ((at, value), (count, sum)) in (0_u32..).zip(row).zip(&mut sums) {
            if others(*about, at) {
                *count += 1;
                *sum += value;
            }
        }
    }
    let means: Vec<f64> = sums.iter().map(|(count, sum)| sum / f64::from((*count).max(1))).collect();
    let mut squares = vec![0.0_f64; weights.candidates];
    for ((about, _), row) in texts.iter().zip(&likeness) {
        for (((at, value), mean), square) in (0_u32..).zip(row).zip(&means).zip(&mut squares) {
            if others(*about, at) {
                *square += (value - mean) * (value - mean);
            }
        }
    }
    let moments = sums.iter().zip(&means).zip(&squares).map(|(((count, _), mean), square)| {
        (*count > 0).then(|| Moments { mean: *mean, deviation: (square / f64::from(*count)).sqrt() })
    });
    moments.collect()
}

/// Counts of sentences are whole numbers, whatever they were added up in.
fn whole_counts(row: &[(u32, f64)]) -> Vec<(u32, u32)> {
    row.iter().map(|(term, count)| (*term, *count as u32)).collect()
}
