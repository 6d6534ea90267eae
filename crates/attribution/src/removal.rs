use crate::tradecraft::{Grounds, count, value};
use crate::{FeatureKey, Ranking};

/// Features tried: those that the fewest actors show first. A case with more is still assessed in a second.
const TRIED: usize = 200;

/// How the ranking would stand without each single feature.
///
/// The effect of a feature is the score with all features minus the score without it. Parts that are judged on the evidence as a
/// whole, such as likeness to an earlier report, are so counted in: a feature's own part is not all that it does.
pub(crate) struct Removals {
    /// Of each feature tried: its place among the evidence's features, the feature, and the ranking without it.
    pub each: Vec<Removal>,
    /// Features not tried.
    pub left_out: u32,
}

pub(crate) struct Removal {
    pub feature: FeatureKey,
    pub without: Ranking,
}

impl Removals {
    /// Nothing tried.
    pub(crate) fn none() -> Self {
        Self { each: Vec::new(), left_out: 0 }
    }
}

impl Removal {
    /// What the feature does to the ratio of the candidate at `at`, in natural logarithms.
    pub(crate) fn effect(&self, with: &Ranking, at: usize) -> f64 {
        value(&with.log_likelihood_ratios, at) - value(&self.without.log_likelihood_ratios, at)
    }
}

impl Grounds<'_> {
    pub(crate) fn removals(&self) -> Removals {
        let mut places: Vec<(u32, usize, FeatureKey)> = (self.keys.iter().enumerate())
            .map(|(place, key)| (self.index.known_in(*key), place, *key))
            .map(|(known, place, key)| (if known == 0 { u32::MAX } else { known }, place, key))
            .collect();
        places.sort_unstable();
        let left_out = count(places.len().saturating_sub(TRIED));
        let each = places.into_iter().take(TRIED);
        let each = each.map(|(_, place, feature)| Removal { feature, without: self.scorer.rank(&[place]) }).collect();
        Removals { each, left_out }
    }
}
