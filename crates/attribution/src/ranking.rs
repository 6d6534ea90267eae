use crate::model::{Imitable, UnknownFit, Weights};
use crate::score::UnknownTerms;
use crate::{Imitation, Model};

/// What evidence says of one candidate before anything is weighted; and what was believed of it before.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[expect(missing_docs, reason = "each is the term that FeatureClass explains, and its weight has the same name")]
pub struct Terms {
    pub technique: f64,
    pub tool: f64,
    pub resemblance: f64,
    pub wording: f64,
    pub named_tool: f64,
    pub malware: f64,
    pub resemblance_in_software: f64,
    pub exclusivity: f64,
    pub association: f64,
    pub imitation: f64,
    pub named_malware: f64,
    pub indicator: f64,
    pub activity: f64,
    pub reports: f64,
    pub victim_country: f64,
    pub victim_sector: f64,
}

/// The candidates' and the unknown actor's probabilities, and what they come from.
#[derive(Debug, Clone)]
pub struct Ranking {
    /// Logarithm of each candidate's likelihood ratio against an unknown actor, in the order of the index.
    pub log_likelihood_ratios: Vec<f64>,
    /// Prior probability of each candidate.
    pub priors: Vec<f64>,
    /// Prior probability of the unknown actor.
    pub unknown_prior: f64,
    /// Posterior probability of each candidate.
    pub posteriors: Vec<f64>,
    /// Posterior probability of the unknown actor.
    pub unknown_posterior: f64,
    /// That candidates were imitated; considered by [`crate::Scorer::judge`] alone.
    pub imitations: Vec<Imitation>,
}

impl Ranking {
    /// Weighs terms into probabilities. Ratios are against the unknown actor, whose own is one.
    #[must_use]
    pub fn of(terms: &[Terms], unknown: &UnknownTerms, weights: &Weights, model: &Model) -> Self {
        let chance = unknown.log_fit(&weights.unknown);
        let ratio =
            |terms: &Terms| model.imitable.counted(terms.imitable(weights) - chance) + terms.hard_to_imitate(weights);
        let log_likelihood_ratios: Vec<f64> = terms.iter().map(ratio).collect();
        let unknown_prior = model.prior.unknown.get();
        let before: Vec<f64> = terms.iter().map(|terms| terms.before(weights)).collect();
        let priors: Vec<f64> = shares(&before).into_iter().map(|share| (1.0 - unknown_prior) * share).collect();
        let top = log_likelihood_ratios.iter().copied().fold(0.0, f64::max);
        let joint: Vec<f64> =
            priors.iter().zip(&log_likelihood_ratios).map(|(prior, ratio)| prior * (ratio - top).exp()).collect();
        let unknown_joint = unknown_prior * (-top).exp();
        let evidence: f64 = joint.iter().sum::<f64>() + unknown_joint;
        Self {
            log_likelihood_ratios,
            priors,
            unknown_prior,
            posteriors: joint.iter().map(|value| value / evidence).collect(),
            unknown_posterior: unknown_joint / evidence,
            imitations: Vec::new(),
        }
    }

    /// Makes the posteriors sum to one.
    pub(crate) fn normalise(&mut self) {
        let imitated: f64 = self.imitations.iter().map(|imitation| imitation.posterior).sum();
        let total = self.posteriors.iter().sum::<f64>() + self.unknown_posterior + imitated;
        let imitations = self.imitations.iter_mut().map(|imitation| &mut imitation.posterior);
        for posterior in self.posteriors.iter_mut().chain([&mut self.unknown_posterior]).chain(imitations) {
            *posterior /= total;
        }
    }

    /// The most probable candidate; of equals, the first of the index.
    #[must_use]
    pub fn lead(&self) -> Option<usize> {
        let best = self.posteriors.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
        best.map(|(at, _)| at)
    }

    /// The rank of the candidate at `at` among candidates, from 1.
    #[must_use]
    pub fn rank_of(&self, at: usize) -> usize {
        let own = self.posteriors.get(at).copied().unwrap_or(0.0);
        1 + self.posteriors.iter().filter(|posterior| **posterior > own).count()
    }
}

impl Terms {
    /// What context says.
    fn before(&self, weights: &Weights) -> f64 {
        weights.activity * self.activity + weights.reports * self.reports + self.victim_country + self.victim_sector
    }

    /// What evidence that anyone can have or imitate says.
    pub(crate) fn imitable(&self, weights: &Weights) -> f64 {
        weights.technique * self.technique
            + weights.tool * self.tool
            + weights.resemblance * self.resemblance
            + weights.named_software * self.named_tool
            + weights.wording * self.wording
    }

    /// What evidence says that takes somebody else's code or infrastructure.
    pub(crate) fn hard_to_imitate(&self, weights: &Weights) -> f64 {
        weights.malware * self.malware
            + weights.resemblance_in_software * self.resemblance_in_software
            + weights.exclusivity * self.exclusivity
            + weights.association * self.association
            - weights.imitation * self.imitation
            + weights.named_software * self.named_malware
            + self.indicator
    }
}

impl Imitable {
    /// How much of what imitable evidence says is counted.
    #[must_use]
    pub fn counted(&self, value: f64) -> f64 {
        if value > self.cap { self.cap + self.slope * (value - self.cap) } else { value }
    }
}

impl UnknownTerms {
    /// How well somebody of whom nothing is known explains so much, as a natural logarithm; 0 where nothing was compared.
    #[must_use]
    pub fn log_fit(&self, fit: &UnknownFit) -> f64 {
        if !self.compared {
            return 0.0;
        }
        if self.features == 0 {
            return fit.base;
        }
        let [features, novelty] = self.measures();
        fit.base + fit.features * features + fit.novelty * novelty
    }

    /// ln(n / 15) and the novel share.
    #[must_use]
    pub fn measures(&self) -> [f64; 2] {
        let count = f64::from(self.features.max(1));
        [(count / 15.0).ln(), f64::from(self.novel) / count]
    }
}

/// The softmax of `values`.
fn shares(values: &[f64]) -> Vec<f64> {
    let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let raw: Vec<f64> = values.iter().map(|value| (value - highest).exp()).collect();
    let total: f64 = raw.iter().sum();
    raw.into_iter().map(|value| value / total).collect()
}

#[cfg(test)]
#[path = "ranking/tests.rs"]
mod tests;
