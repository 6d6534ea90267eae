use std::collections::BTreeMap;

use crate::tradecraft::{count, value};
use crate::{FeatureKey, Loss, Ranking, Scorer, Shown, Standing, Strongest, Support, Tier};

/// Features tried for removal at each step: those of the lead's that weigh most.
const TRIED: usize = 4;

/// Things that are hard to imitate and removed one at a time: those that say most for the lead. The lead hangs on none of the rest.
const LOSSES: usize = 12;

/// Whether what costs rankings is computed where the rules before do not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Only as far as the answer needs it.
    AsNeeded,
    /// Always: what a measurement of rules wants.
    Full,
}

/// Computes the numbers that decide whether the candidate at `lead` may be named.
///
/// `ranking` is the scorer's ranking of all evidence; `without` gives the scorer of the evidence without some features and without
/// all that rests on them.
#[must_use]
pub fn standing<'s>(
    lead: usize,
    ranking: &Ranking,
    scorer: &Scorer<'s>,
    support: Support,
    without: &dyn Fn(&[FeatureKey]) -> Scorer<'s>,
    effort: Effort,
) -> Standing {
    let naming = &scorer.model.naming;
    let counts = |shown: &Shown| {
        scorer.index.known_in(shown.key) > 0 && !shown.listed && !scorer.index.is_public_tool(shown.key)
    };
    let mut standing = Standing {
        known: count(scorer.query.features.iter().filter(|shown| counts(shown)).count()),
        posterior: value(&ranking.posteriors, lead),
        rival: rival(&ranking.posteriors, lead),
        hard_to_imitate: scorer.terms(lead, &[]).hard_to_imitate(scorer.weights()),
        support,
        losses: None,
        without_strongest: None,
        actors: count(scorer.index.candidates.len()),
    };
    if effort == Effort::AsNeeded && !standing.holds_at_first_sight(naming) {
        return standing;
    }
    let losses: Vec<Loss> =
        hard_things(lead, scorer).into_iter().map(|key| loss(lead, key, &without(&[key]))).collect();
    let survived = losses.iter().all(|loss| loss.is_survived(naming));
    standing.losses = Some(losses);
    if effort == Effort::Full || survived {
        standing.without_strongest = Some(without_the_strongest(lead, scorer, without));
    }
    standing
}

/// The highest posterior of another candidate than `lead`.
fn rival(posteriors: &[f64], lead: usize) -> f64 {
    let rivals = posteriors.iter().enumerate().filter(|(at, _)| *at != lead).map(|(_, posterior)| *posterior);
    rivals.fold(0.0, f64::max)
}

/// What is hard to imitate and speaks for the lead, what says most first.
fn hard_things(lead: usize, scorer: &Scorer<'_>) -> Vec<FeatureKey> {
    let mut said: BTreeMap<FeatureKey, f64> = BTreeMap::new();
    for part in scorer.parts(lead, &[]) {
        if let Some(key) = part.feature.filter(|_| part.class.tier() > Tier::Imitable && part.value > 0.0) {
            *said.entry(key).or_default() += part.value;
        }
    }
    let mut things: Vec<(FeatureKey, f64)> = said.into_iter().collect();
    things.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    things.into_iter().take(LOSSES).map(|(key, _)| key).collect()
}

fn loss(lead: usize, feature: FeatureKey, left: &Scorer<'_>) -> Loss {
    let ranking = left.rank(&[]);
    Loss {
        feature,
        rank: count(ranking.rank_of(lead)),
        posterior: value(&ranking.posteriors, lead),
        log_likelihood_ratio: value(&ranking.log_likelihood_ratios, lead),
    }
}

/// The lead's rank when its strongest features are gone, one after the other that costs it most, and at the end all that rests on
/// them; and how many went.
///
/// What few others show is also what somebody who imitates the lead would plant first.
fn without_the_strongest<'s>(
    lead: usize,
    scorer: &Scorer<'s>,
    without: &dyn Fn(&[FeatureKey]) -> Scorer<'s>,
) -> Strongest {
    let places = 0..scorer.query.features.len();
    let mut own: Vec<usize> =
        places.filter(|place| scorer.shows(lead, *place) || scorer.is_tied(lead, *place)).collect();
    own.sort_by(|a, b| scorer.rarity(*b).total_cmp(&scorer.rarity(*a)).then(a.cmp(b)));
    let mut removed: Vec<usize> = Vec::new();
    while removed.len() < scorer.model.naming.survive as usize {
        let left = own.iter().filter(|place| !removed.contains(place)).take(TRIED);
        let tried = left.map(|place| {
            let trial: Vec<usize> = removed.iter().copied().chain([*place]).collect();
            (value(&scorer.rank(&trial).posteriors, lead), *place)
        });
        let Some((_, place)) = tried.reduce(|worst, next| if next.0 < worst.0 { next } else { worst }) else { break };
        removed.push(place);
    }
    let keys: Vec<FeatureKey> =
        removed.iter().filter_map(|place| scorer.query.features.get(*place)).map(|shown| shown.key).collect();
    let rank = without(&keys).rank(&[]).rank_of(lead);
    Strongest { removed: count(removed.len()), rank: count(rank) }
}

/// What is hard to imitate and speaks for the candidate at `lead`: a source that has none of it vouches for nobody, for techniques and
/// public tools fit many.
pub(crate) fn speaking(lead: usize, scorer: &Scorer<'_>) -> Vec<FeatureKey> {
    let parts = scorer.parts(lead, &[]);
    let speaks = parts.iter().filter(|part| part.class.tier() > Tier::Imitable && part.value > 0.0);
    speaks.filter_map(|part| part.feature).collect()
}

#[cfg(test)]
#[path = "standing/tests.rs"]
mod tests;
