use std::collections::BTreeSet;

use dunant_attribution::{FeatureKey, Index, Model, Ranking, Scorer};
use dunant_vocabulary::Date;

/// What a ranker says of one item: a score for each candidate, and probabilities where it has any.
pub(crate) struct Answer {
    pub(crate) scores: Vec<f64>,
    pub(crate) ranking: Option<Ranking>,
}

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

    pub(crate) fn answer(self, index: &Index, model: &Model, features: &[FeatureKey], day: Option<Date>) -> Answer {
        let candidates = &index.candidates;
        match self {
            Self::Dunant => {
                let ranking = Scorer::new(index, model, features, day).rank(&[]);
                Answer { scores: ranking.posteriors.clone(), ranking: Some(ranking) }
            }
            Self::Cosine => Answer {
                scores: candidates.iter().map(|c| cosine(index, &c.counts(), features)).collect(),
                ranking: None,
            },
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
                Answer { scores: candidates.iter().map(|c| score(c.counts())).collect(), ranking: None }
            }
            Self::Popularity => {
                Answer { scores: candidates.iter().map(|c| c.report_count() as f64).collect(), ranking: None }
            }
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
