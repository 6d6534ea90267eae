use dunant_attribution::{FeatureKey, Index};
use serde::{Deserialize, Serialize};

use crate::random::Random;

/// How a decoy fared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecoyResult {
    /// Share of items in which it is first.
    pub first: f64,
    /// Share of items in which it has a probability of at least one half.
    pub probable: f64,
    /// Share of items in which the rules of naming name it.
    pub named: f64,
    /// The same of cosine: how often the decoy is first.
    pub first_by_cosine: f64,
}

/// Plants the most distinctive features of a random other actor; which actor it was.
///
/// Distinctive are those that the fewest actors show, and of these the ones that most reports say the decoy shows.
pub(crate) fn plant(
    features: &mut Vec<FeatureKey>,
    index: &Index,
    truth: Option<usize>,
    planted: usize,
    random: &mut Random,
) -> Option<usize> {
    let able: Vec<usize> = (0..index.candidates.len())
        .filter(|at| {
            Some(*at) != truth && index.candidates.get(*at).is_some_and(|c| c.counts().len() >= planted.max(5))
        })
        .collect();
    let decoy = *able.get(random.below(able.len()))?;
    let mut own = index.candidates.get(decoy)?.counts();
    own.retain(|(feature, _)| !features.contains(feature));
    own.sort_by_key(|(feature, count)| (index.known_in(*feature), std::cmp::Reverse(*count), *feature));
    features.extend(own.into_iter().take(planted).map(|(feature, _)| feature));
    Some(decoy)
}
