use std::collections::BTreeSet;

use dunant_attribution::{FeatureKey, Index, Ranking};

/// A way of ranking candidates. All of them see the same index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ranker {
    Dunant,
    Cosine,
    NaiveBayes,
    Popularity,
}

impl Ranker {
    pub(crate) const ALL: [Self; 4] = [Self::Dunant, Self::Cosine, Self::NaiveBayes, Self::Popularity];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dunant => "dunant",
            Self::Cosine => "cosine TF-IDF",
            Self::NaiveBayes => "naive Bayes",
            Self::Popularity => "popularity",
        }
    }

    /// A score for each candidate of the scorer's index; Dunant's own are the posteriors of `ranking`.
    pub(crate) fn scores(self, index: &Index, ranking: &Ranking, features: &[FeatureKey]) -> Vec<f64> {
        let candidates = &index.candidates;
        match self {
            Self::Dunant => ranking.posteriors.clone(),
            Self::Cosine => candidates.iter().map(|c| cosine(index, &c.counts(), features)).collect(),
            Self::NaiveBayes => {
                let kinds = candidates
                    .iter()
                    .flat_map(|c| c.counts().into_iter().map(|(f, _)| f))
                    .collect::<BTreeSet<_>>()
                    .len();
                let score = |counts: Vec<(FeatureKey, u32)>| {
                    let total: u32 = counts.iter().map(|(_, n)| n).sum();
                    let of = |feature: &FeatureKey| counts.iter().find(|(f, _)| f == feature).map_or(0, |(_, n)| *n);
                    features.iter().map(|f| (f64::from(of(f) + 1) / (f64::from(total) + kinds as f64)).ln()).sum()
                };
                candidates.iter().map(|c| score(c.counts())).collect()
            }
            Self::Popularity => candidates.iter().map(|c| c.report_count() as f64).collect(),
        }
    }
}

fn cosine(index: &Index, counts: &[(FeatureKey, u32)], features: &[FeatureKey]) -> f64 {
    let rarity = |feature: FeatureKey| (index.candidates.len() as f64 / f64::from(index.known_in(feature).max(1))).ln();
    let norm: f64 = counts.iter().map(|(f, n)| (f64::from(*n) * rarity(*f)).powi(2)).sum();
    let query: f64 = features.iter().map(|f| rarity(*f).powi(2)).sum();
    let shared: f64 =
        counts.iter().filter(|(f, _)| features.contains(f)).map(|(f, n)| f64::from(*n) * rarity(*f).powi(2)).sum();
    if shared > 0.0 { shared / (norm * query).sqrt() } else { 0.0 }
}
