use std::collections::BTreeMap;
use std::ops::Range;

use super::{View, WordingScores};

/// Why a candidate's wording score is what it is: the parts, the other terms and the constant sum to it.
#[derive(Debug, Clone, PartialEq)]
pub struct WordingParts {
    /// The terms that speak most strongly for the candidate, strongest first; each at least 0.
    pub parts: Vec<WordingPart>,
    /// What all other terms of the text add together; at least 0.
    pub other_terms: f64,
    /// What any text would score: the candidate's background, subtracted.
    pub constant: f64,
    /// Where the text fits the candidate best, as positions of passages, best first; empty for a short text. Half of the
    /// score comes from there.
    pub best_passages: Vec<Range<usize>>,
}

/// What one term adds to a candidate's score.
#[derive(Debug, Clone, PartialEq)]
pub struct WordingPart {
    /// The term, by position in the pack's vocabulary.
    pub term: u32,
    /// Its part of the score, in the score's unit.
    pub value: f64,
    /// The passages that hold it, by position.
    pub passages: Vec<usize>,
}

impl WordingScores {
    /// The `most` largest parts of the score of the candidate at a position, and what makes up the rest.
    ///
    /// Parts, other terms and constant sum to the score within 1e-9.
    #[must_use]
    pub fn explain(&self, candidate: usize, most: usize) -> WordingParts {
        let (mean, spread) = self.comparison.background.of_candidate(candidate).unwrap_or((0.0, 1.0));
        let best: Vec<&View> =
            self.best.get(candidate).into_iter().flatten().filter_map(|at| self.windows.get(*at)).collect();
        let each = (1.0 - self.whole_share) / best.len().max(1) as f64;
        let mut values: BTreeMap<u32, f64> = BTreeMap::new();
        let views = std::iter::once((&self.whole, self.whole_share)).chain(best.iter().map(|view| (*view, each)));
        let position = u32::try_from(candidate).unwrap_or(u32::MAX);
        for (view, factor) in views {
            for (term, share) in &view.shares {
                let weight = self.comparison.weights.weight(*term, position);
                if weight > 0.0 {
                    *values.entry(*term).or_default() += factor * share * weight / spread;
                }
            }
        }
        let mut order: Vec<(u32, f64)> = values.into_iter().collect();
        order.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let other_terms = order.iter().skip(most).map(|(_, value)| value).sum();
        let part = |(term, value): (u32, f64)| WordingPart { term, value, passages: self.passages_with(term) };
        WordingParts {
            parts: order.into_iter().take(most).map(part).collect(),
            other_terms,
            constant: -mean / spread,
            best_passages: best.iter().map(|view| view.passages.clone()).collect(),
        }
    }

    fn passages_with(&self, term: u32) -> Vec<usize> {
        let from = self.places.partition_point(|(held, _)| *held < term);
        self.places.iter().skip(from).take_while(|(held, _)| *held == term).map(|(_, at)| *at).collect()
    }
}
