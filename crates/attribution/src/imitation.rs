use crate::{Ranking, Scorer};

/// Candidates whose imitation is considered: the most probable ones.
const CONSIDERED: usize = 3;

/// The hypothesis that somebody else did it and planted what is known of hardly anybody but a candidate.
///
/// What few others show is what an imitator would plant. Under this hypothesis the rare features are explained as well as the
/// candidate itself explains them, and all the rest as well as everybody else together does: a candidate whom the rest of the
/// evidence does not bear out loses to its imitator.
#[derive(Debug, Clone, PartialEq)]
pub struct Imitation {
    /// Who is imitated, by position among the candidates.
    pub of: usize,
    /// The features that would have been planted, by place in the query.
    pub planted: Vec<usize>,
    /// Who fits the rest best, by position among the candidates; none is the unknown actor.
    pub by: Option<usize>,
    /// Natural logarithm of the likelihood ratio of the planted features, taken as the candidate's.
    pub planted_ratio: f64,
    /// The same of the rest, taken as anybody else's.
    pub rest_ratio: f64,
    /// Prior probability.
    pub prior: f64,
    /// Posterior probability.
    pub posterior: f64,
}

impl Scorer<'_> {
    /// Whether anyone could have read before the incident that the candidate at `at` shows the feature at `place`: what was not
    /// public cannot have been copied. What has no date counts as public.
    fn was_public(&self, at: usize, place: usize) -> bool {
        let key = self.query.features.get(place).map(|shown| shown.key);
        let candidate = self.index.candidates.get(at);
        let since = candidate.zip(key).and_then(|(candidate, key)| candidate.public_since.get(&key));
        since.zip(self.query.reference).is_none_or(|(since, day)| *since < day)
    }

    /// Ranks the candidates by all features, with the hypotheses that the most probable of them were imitated beside them.
    ///
    /// Of the prior of each of these candidates the share `imitation.prior` of the model goes to its imitator.
    #[must_use]
    pub fn judge(&self) -> Ranking {
        let mut ranking = self.rank(&[]);
        let mut order: Vec<usize> = (0..ranking.posteriors.len()).collect();
        let posterior = |ranking: &Ranking, at: usize| ranking.posteriors.get(at).copied().unwrap_or(0.0);
        order.sort_by(|a, b| posterior(&ranking, *b).total_cmp(&posterior(&ranking, *a)).then(a.cmp(b)));
        let found: Vec<Imitation> =
            order.into_iter().take(CONSIDERED).filter_map(|at| self.imitation(at, &ranking)).collect();
        let share = self.model.imitation.prior;
        for imitation in &found {
            for of_candidate in [&mut ranking.posteriors, &mut ranking.priors] {
                if let Some(value) = of_candidate.get_mut(imitation.of) {
                    *value *= 1.0 - share;
                }
            }
        }
        ranking.imitations = found;
        ranking.normalise();
        ranking
    }

    fn imitation(&self, at: usize, ranking: &Ranking) -> Option<Imitation> {
        let plantable = |place: &usize| self.shows(at, *place) && self.is_rare(*place) && self.was_public(at, *place);
        let planted: Vec<usize> = (0..self.query.features.len()).filter(plantable).collect();
        if planted.is_empty() {
            return None;
        }
        let rest = self.rank(&planted);
        let ratio = |ranking: &Ranking| ranking.log_likelihood_ratios.get(at).copied().unwrap_or(0.0);
        let planted_ratio = ratio(ranking) - ratio(&rest);
        let own = rest.priors.get(at).copied().unwrap_or(0.0);
        let joint = rest.priors.iter().zip(&rest.log_likelihood_ratios).map(|(prior, ratio)| prior * ratio.exp());
        let others = joint.enumerate().filter(|(other, _)| *other != at);
        let (mut total, mut best) = (rest.unknown_prior, (None, rest.unknown_prior));
        for (other, weight) in others {
            total += weight;
            if weight > best.1 {
                best = (Some(other), weight);
            }
        }
        let rest_ratio = (total / (1.0 - own)).ln();
        let prior = self.model.imitation.prior * ranking.priors.get(at).copied().unwrap_or(0.0);
        let evidence = ranking.unknown_prior.ln() - ranking.unknown_posterior.max(f64::MIN_POSITIVE).ln();
        let posterior = (prior.ln() + planted_ratio + rest_ratio - evidence).exp();
        Some(Imitation { of: at, planted, by: best.0, planted_ratio, rest_ratio, prior, posterior })
    }
}
