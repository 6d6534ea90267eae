use std::collections::BTreeSet;

use dunant_evidence::Passage;
use dunant_vocabulary::{Date, Sha256Digest};

use crate::features::holds_one_of;
use crate::{Circumstances, Evidence, FeatureKey, Model, Profiles, Scorer};

/// What a ranking is computed from, so that it can be computed again without a part of it: features, wording and all that follows.
#[derive(Debug, Clone)]
pub struct Inquiry<'a> {
    /// What the evidence shows.
    pub evidence: &'a Evidence,
    /// The sentences of its prose.
    pub passages: &'a [&'a Passage],
    /// What it is compared with.
    pub profiles: &'a Profiles,
    /// The numbers of the model.
    pub model: &'a Model,
    /// The day around which activity counts.
    pub reference: Option<Date>,
    /// What is known of the case besides.
    pub circumstances: Circumstances,
}

impl<'a> Inquiry<'a> {
    /// The scorer of all evidence.
    #[must_use]
    pub fn whole(&self) -> Scorer<'a> {
        self.scorer(self.evidence, self.passages)
    }

    /// The scorer of the evidence of some items, with the evidence.
    #[must_use]
    pub fn of_items(&self, holds: impl Fn(Sha256Digest) -> bool) -> (Evidence, Scorer<'a>) {
        let evidence = self.evidence.of_items(&holds);
        let passages: Vec<&Passage> = self.passages.iter().filter(|passage| holds(passage.item)).copied().collect();
        let scorer = self.scorer(&evidence, &passages);
        (evidence, scorer)
    }

    /// The scorer without some features and without all that rests on them: what was read out of the sentences that name them, and
    /// their wording.
    #[must_use]
    pub fn without(&self, keys: &[FeatureKey]) -> Scorer<'a> {
        let mut evidence = self.evidence.clone();
        let mut passages: Vec<&Passage> = self.passages.to_vec();
        for key in keys {
            let places = self.evidence.named_at(*key);
            let items: BTreeSet<Sha256Digest> = places.iter().map(|place| place.item).collect();
            passages.retain(|passage| !items.contains(&passage.item) || !holds_one_of(passage, places));
            evidence = evidence.without(*key);
        }
        self.scorer(&evidence, &passages)
    }

    fn scorer(&self, evidence: &Evidence, passages: &[&Passage]) -> Scorer<'a> {
        let query = evidence.query(passages, &self.profiles.wording, self.reference);
        Scorer::in_case(&self.profiles.index, self.model, query, self.circumstances.clone())
    }
}
