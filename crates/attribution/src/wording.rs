mod background;
mod documents;
mod explain;
mod weights;
mod windows;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use dunant_knowledge::Pack;
use dunant_vocabulary::Date;

use crate::model::WordingNumbers;
use crate::sparse::{Row, counted, query, total};
use crate::{Index, Model};
use background::Background;
use documents::Documents;
use dunant_evidence::Passage;
pub use explain::{WordingPart, WordingParts};
use weights::Weights;

/// How strongly each term speaks for each candidate of an index, from the sentences that sources wrote of it.
#[derive(Debug, Clone)]
pub struct WordingIndex {
    comparison: Arc<Comparison>,
    numbers: WordingNumbers,
}

/// What every text is compared with.
#[derive(Debug)]
struct Comparison {
    weights: Weights,
    background: Background,
}

/// How strongly a text's wording speaks for each candidate, and what it needs to say why.
#[derive(Debug, Clone)]
pub struct WordingScores {
    /// Of each candidate, in the order of the index: by how many standard deviations the text is more like the candidate's
    /// document than other texts of the field are; unweighted. 0 for a candidate of which no sentence is known.
    pub scores: Vec<f64>,
    comparison: Arc<Comparison>,
    /// The whole text.
    whole: View,
    /// Its windows, where it is long.
    windows: Vec<View>,
    /// Of each candidate, the windows that fit it best, by position in `windows`.
    best: Vec<Vec<usize>>,
    /// How much of the score the whole text makes, the best windows the rest.
    whole_share: f64,
    /// Term and passage, for each term a passage holds; sorted.
    places: Vec<(u32, usize)>,
}

/// Some consecutive passages, as a query.
#[derive(Debug, Clone)]
struct View {
    passages: Range<usize>,
    /// What share of the query each term makes.
    shares: Row,
}

impl WordingIndex {
    /// Weighs the terms of what `pack` says, leaving out sentences that cite no report published before `as_of` and those
    /// that cite a report at the positions `left_out`. Descriptions of actors carry no date and count only where `as_of` is
    /// not set; the background of galaxy descriptions, which says how real prose scores, counts always.
    #[must_use]
    pub fn build(pack: &Pack, index: &Index, model: &Model, as_of: Option<Date>, left_out: &BTreeSet<u32>) -> Self {
        let numbers = model.wording;
        let documents = Documents::gather(pack, index, as_of, left_out);
        let weights = Weights::of(&pack.wording, &documents, &numbers);
        let background = Background::of(pack, &documents, &weights, &numbers);
        Self { comparison: Arc::new(Comparison { weights, background }), numbers }
    }

    /// How strongly the wording of `passages` speaks for each candidate.
    ///
    /// `None` when they hold too few distinct terms of the pack's vocabulary to say anything, or when the pack holds no texts
    /// to compare with. Passages stand in the order of their items; a window never reaches from one item into the next.
    #[must_use]
    pub fn compare(&self, passages: &[&Passage]) -> Option<WordingScores> {
        let Comparison { weights, background } = &*self.comparison;
        let whole = self.view(passages, 0..passages.len());
        if (whole.shares.len() as u64) < u64::from(self.numbers.least_terms.max(1)) || background.is_empty() {
            return None;
        }
        let mut scores = background.standardised(&weights.likeness(&whole.shares));
        let ranges = windows::of(passages, |term| weights.is_single(term), &self.numbers);
        let windows: Vec<View> = ranges.into_iter().map(|range| self.view(passages, range)).collect();
        let mut best = vec![Vec::new(); scores.len()];
        if !windows.is_empty() {
            let each: Vec<Vec<f64>> =
                windows.iter().map(|window| background.standardised(&weights.likeness(&window.shares))).collect();
            for (at, (score, best)) in scores.iter_mut().zip(&mut best).enumerate() {
                let (mean, fitting) = windows::best(&each, at, self.numbers.best);
                *score = self.numbers.whole_share * *score + (1.0 - self.numbers.whole_share) * mean;
                *best = fitting;
            }
        }
        let mut places: Vec<(u32, usize)> = (passages.iter().enumerate())
            .flat_map(|(at, passage)| passage.terms.iter().map(move |term| (*term, at)))
            .collect();
        places.sort_unstable();
        places.dedup();
        let whole_share = if windows.is_empty() { 1.0 } else { self.numbers.whole_share };
        Some(WordingScores {
            scores,
            comparison: Arc::clone(&self.comparison),
            whole,
            windows,
            best,
            whole_share,
            places,
        })
    }

    fn view(&self, passages: &[&Passage], range: Range<usize>) -> View {
        let weights = &self.comparison.weights;
        let held = passages.get(range.clone()).unwrap_or_default().iter().flat_map(|passage| passage.terms.iter());
        let terms: Vec<u32> = held.copied().filter(|term| weights.knows(*term)).collect();
        View { passages: range, shares: shares(&counted(terms), self.numbers.repeats) }
    }
}

/// What share of a text's query each of its terms makes.
fn shares(counts: &[(u32, u32)], repeats: u32) -> Row {
    let mut row = query(counts, repeats);
    let all = total(&row);
    row.iter_mut().for_each(|(_, value)| *value /= all);
    row
}
