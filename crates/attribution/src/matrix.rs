use std::collections::BTreeMap;

use dunant_vocabulary::Probability;
use serde::Serialize;

use crate::tradecraft::{Grounds, count, probability, sum, value};
use crate::{FeatureClass, FeatureKey, Who};

/// Actors that have a column, the unknown actor besides.
const COLUMNS: usize = 5;
/// Rows listed, those that tell most first.
const ROWS: usize = 25;
/// Ratio from which an observation is more than neutral, either way.
const SPEAKS: f64 = 1.1;
/// Ratio from which it speaks strongly. On Jeffreys's scale (Theory of Probability, appendix B) evidence below about 3 is "not
/// worth more than a bare mention".
const STRONGLY: f64 = 3.0;

/// Analysis of competing hypotheses: observations against hypotheses.
///
/// After Heuer, Psychology of Intelligence Analysis (1999), chapter 8. He asks of each observation whether it is consistent with
/// each hypothesis, keeps what tells hypotheses apart, and prefers the hypothesis with the least against it, not the one with
/// the most for it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Matrix {
    /// The leading hypotheses, most probable actor first, the unknown actor last.
    pub columns: Vec<MatrixColumn>,
    /// Observations, those that tell most first. What is judged as a whole (wording, likeness to a report) and the deductions for
    /// chance and for imitation are rows of their own: with `rest`, the rows of a column sum to its ratio.
    pub rows: Vec<MatrixRow>,
    /// What the rows that are not listed come to, in natural logarithms, in the order of the columns.
    pub rest: Vec<f64>,
    /// Rows that are not listed.
    pub left_out: u32,
}

/// One hypothesis of a [`Matrix`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MatrixColumn {
    /// Who.
    pub who: Who,
    /// Its probability with all evidence.
    pub posterior: Probability,
    /// Its log likelihood ratio: the sum of its cells and of its place in `rest`.
    pub log_likelihood_ratio: f64,
    /// The sum of its negative cells, listed or not, without the deductions for chance and for what anyone can imitate; in natural
    /// logarithms: 0 where nothing speaks against it.
    pub inconsistency: f64,
    /// Its place when the actors are ordered by least inconsistency, from 1; those with the same sum share a place. None for the
    /// unknown actor: nothing can count against an actor that nobody has described.
    pub place: Option<u32>,
}

/// One observation of a [`Matrix`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MatrixRow {
    /// The observation, for people; none for what is judged as a whole.
    pub feature: Option<String>,
    /// What kind of observation or deduction.
    pub class: FeatureClass,
    /// In how many actors it is known, of how many.
    pub known_in: (u32, u32),
    /// What it says of each hypothesis, in the order of the columns.
    pub cells: Vec<MatrixCell>,
    /// How well it tells the hypotheses apart: its largest cell minus its smallest, in natural logarithms. 0 tells nothing.
    pub diagnosticity: f64,
}

/// What one observation says of one hypothesis.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MatrixCell {
    /// All parts of the hypothesis's log likelihood ratio that are this observation's.
    pub log_likelihood_ratio: f64,
    /// The same as a mark.
    pub consistency: Consistency,
}

/// The marks of an analysis of competing hypotheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consistency {
    /// `II`: divides by 3 or more.
    VeryInconsistent,
    /// `I`: divides by 1.1 to 3.
    Inconsistent,
    /// `N`: changes the ratio by less than a factor of 1.1.
    Neutral,
    /// `C`: multiplies by 1.1 to 3.
    Consistent,
    /// `CC`: multiplies by 3 or more.
    VeryConsistent,
}

impl Consistency {
    /// The mark of a log likelihood ratio.
    #[must_use]
    pub fn of(log_likelihood_ratio: f64) -> Self {
        match log_likelihood_ratio {
            value if value >= STRONGLY.ln() => Self::VeryConsistent,
            value if value >= SPEAKS.ln() => Self::Consistent,
            value if value <= -STRONGLY.ln() => Self::VeryInconsistent,
            value if value <= -SPEAKS.ln() => Self::Inconsistent,
            _ => Self::Neutral,
        }
    }

    /// The mark as analysts write it.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Self::VeryInconsistent => "II",
            Self::Inconsistent => "I",
            Self::Neutral => "N",
            Self::Consistent => "C",
            Self::VeryConsistent => "CC",
        }
    }
}

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    /// One feature, with all that is said of it.
    Feature(FeatureKey),
    /// What is judged as a whole.
    Whole(FeatureClass),
}

impl Grounds<'_> {
    pub(crate) fn matrix(&self) -> Matrix {
        let actors: Vec<usize> = self.order.iter().take(COLUMNS).copied().collect();
        let mut values: BTreeMap<About, (FeatureClass, Vec<f64>)> = BTreeMap::new();
        for (column, at) in actors.iter().enumerate() {
            for part in self.scorer.parts(*at, &[]) {
                let about = part.feature.map_or(About::Whole(part.class), About::Feature);
                // The unknown actor comes last: every ratio is against it, so that its own stands still.
                let (_, cells) = values.entry(about).or_insert_with(|| (part.class, vec![0.0; actors.len() + 1]));
                if let Some(cell) = cells.get_mut(column) {
                    *cell += part.value;
                }
            }
        }
        let mut rows: Vec<MatrixRow> =
            values.into_iter().map(|(about, (class, cells))| self.row(about, class, &cells)).collect();
        let mut columns: Vec<MatrixColumn> = (actors.iter().enumerate())
            .map(|(column, at)| MatrixColumn {
                who: self.who(*at),
                posterior: probability(value(&self.ranking.posteriors, *at)),
                log_likelihood_ratio: value(&self.ranking.log_likelihood_ratios, *at),
                inconsistency: inconsistency(&rows, column),
                place: None,
            })
            .collect();
        columns.push(MatrixColumn {
            who: Who::unknown(),
            posterior: probability(self.ranking.unknown_posterior),
            log_likelihood_ratio: 0.0,
            inconsistency: 0.0,
            place: None,
        });
        let known = |column: &MatrixColumn| column.who.id.is_some();
        let all: Vec<f64> = columns.iter().filter(|column| known(column)).map(|column| column.inconsistency).collect();
        for column in columns.iter_mut().filter(|column| known(column)) {
            let before = all.iter().filter(|other| **other > column.inconsistency).count();
            column.place = Some(count(before + 1));
        }
        rows.sort_by(|a, b| {
            b.diagnosticity.total_cmp(&a.diagnosticity).then_with(|| (&a.feature, a.class).cmp(&(&b.feature, b.class)))
        });
        let hidden = rows.split_off(rows.len().min(ROWS));
        let of_column = |column: usize| {
            sum(hidden.iter().filter_map(|row| row.cells.get(column)).map(|cell| cell.log_likelihood_ratio))
        };
        let rest = (0..columns.len()).map(of_column).collect();
        Matrix { columns, rows, rest, left_out: count(hidden.len()) }
    }

    fn row(&self, about: About, class: FeatureClass, values: &[f64]) -> MatrixRow {
        let cells: Vec<MatrixCell> = (values.iter())
            .map(|value| MatrixCell { log_likelihood_ratio: *value, consistency: Consistency::of(*value) })
            .collect();
        let over = |pick: fn(f64, f64) -> f64, from: f64| values.iter().copied().fold(from, pick);
        let (feature, known_in) = match about {
            About::Feature(key) => (Some((self.name)(key)), self.known_in(key)),
            About::Whole(_) => (None, (0, 0)),
        };
        let diagnosticity = over(f64::max, f64::NEG_INFINITY) - over(f64::min, f64::INFINITY);
        MatrixRow { feature, class, known_in, cells, diagnosticity }
    }
}

/// What speaks against the hypothesis of a column.
fn inconsistency(rows: &[MatrixRow], column: usize) -> f64 {
    let observed = rows.iter().filter(|row| !matches!(row.class, FeatureClass::Chance | FeatureClass::Cap));
    sum(observed.filter_map(|row| row.cells.get(column)).map(|cell| cell.log_likelihood_ratio.min(0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_follow_fixed_thresholds_alike_on_both_sides() {
        let mark = |ratio: f64| Consistency::of(ratio.ln()).mark();
        assert_eq!([3.01, 1.2, 1.05, 1.0, 0.95, 0.8, 0.3].map(mark), ["CC", "C", "N", "N", "N", "I", "II"]);
    }
}
