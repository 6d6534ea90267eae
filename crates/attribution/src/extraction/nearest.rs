use super::training::Training;
use crate::sparse::{Postings, Row};

/// The training sentences' directions, by term, to find those nearest to a sentence without comparing it with all.
#[derive(Debug, Clone)]
pub(super) struct Nearest {
    by_term: Postings,
    /// Of each training sentence, its technique; sentences of one technique stand together.
    technique_of: Vec<u32>,
    techniques: usize,
}

impl Nearest {
    pub(super) fn of(training: &Training<'_>, directions: &[Row]) -> Self {
        Self {
            by_term: Postings::of(directions, training.terms),
            technique_of: training.sentences.iter().map(|(technique, _)| *technique).collect(),
            techniques: training.techniques.len(),
        }
    }

    /// How many training sentences there are.
    pub(super) fn sentences(&self) -> usize {
        self.technique_of.len()
    }

    /// Of each technique, the sum of the `most` largest cosines of its sentences with a sentence of this `direction`.
    pub(super) fn sums(&self, direction: &[(u32, f64)], most: usize) -> Vec<f64> {
        let mut cosines = vec![0.0; self.technique_of.len()];
        self.by_term.add_products(direction, &mut cosines);
        let mut sums = vec![0.0; self.techniques];
        let mut rest = cosines.as_mut_slice();
        for same in self.technique_of.chunk_by(PartialEq::eq) {
            let (own, after) = std::mem::take(&mut rest).split_at_mut(same.len());
            rest = after;
            own.sort_unstable_by(|one, other| other.total_cmp(one));
            if let Some(sum) = same.first().and_then(|at| sums.get_mut(*at as usize)) {
                *sum = own.iter().take(most).sum();
            }
        }
        sums
    }
}
