use std::collections::{BTreeMap, BTreeSet};

use dunant_vocabulary::{Probability, Sha256Digest};
use serde::Serialize;

use crate::Who;
use crate::removal::Removals;
use crate::sources::first_of_each;
use crate::tradecraft::{Grounds, count, first, probability, value};

/// Sources tried, those that alone carry the most features first.
const SOURCES_TRIED: usize = 50;

/// What the lead hangs on: single sources and single features without which another actor would be first.
///
/// "First" is first among actors; the unknown actor may be more probable than any.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Pivotal {
    /// Who is first with all evidence; none where nothing could be compared.
    pub lead: Option<Who>,
    /// Independent sources without which another is first, those that take most from the lead first.
    pub items: Vec<PivotalItem>,
    /// Features without which another is first, in the same order.
    pub features: Vec<PivotalFeature>,
    /// Sources that carry some feature alone and were tried.
    pub items_tried: u32,
    /// Features that were tried.
    pub features_tried: u32,
    /// Features that were not.
    pub features_left_out: u32,
}

/// A source without which another actor would be first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PivotalItem {
    /// The items that are this one source.
    pub items: Vec<Sha256Digest>,
    /// Features that no other source carries.
    pub features: u32,
    /// Who would be first; none where nothing would be left to compare.
    pub then: Option<Who>,
    /// The lead's posterior without it.
    pub lead_posterior: Probability,
}

/// A feature without which another actor would be first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PivotalFeature {
    /// The feature, for people.
    pub feature: String,
    /// Who would be first; none where nothing would be left to compare.
    pub then: Option<Who>,
    /// The lead's posterior without it.
    pub lead_posterior: Probability,
}

impl Grounds<'_> {
    pub(crate) fn pivotal(&self, removals: &Removals) -> Pivotal {
        let Some(lead) = self.order.first().copied() else { return Pivotal::default() };
        let sources = self.features_of_one_source();
        let mut items: Vec<PivotalItem> = Vec::new();
        for (items_of_it, places) in sources.iter().take(SOURCES_TRIED) {
            let ranking = self.scorer.rank(places);
            if first(&ranking).is_some_and(|(at, _)| at != lead) {
                items.push(PivotalItem {
                    items: items_of_it.clone(),
                    features: count(places.len()),
                    then: self.first_without(places, &ranking),
                    lead_posterior: probability(value(&ranking.posteriors, lead)),
                });
            }
        }
        items.sort_by(|a, b| {
            a.lead_posterior.get().total_cmp(&b.lead_posterior.get()).then_with(|| a.items.cmp(&b.items))
        });
        let mut features: Vec<PivotalFeature> = Vec::new();
        for removal in &removals.each {
            if first(&removal.without).is_some_and(|(at, _)| at != lead) {
                let place: Vec<usize> = self.keys.iter().position(|key| *key == removal.feature).into_iter().collect();
                features.push(PivotalFeature {
                    feature: (self.name)(removal.feature),
                    then: self.first_without(&place, &removal.without),
                    lead_posterior: probability(value(&removal.without.posteriors, lead)),
                });
            }
        }
        features.sort_by(|a, b| {
            a.lead_posterior.get().total_cmp(&b.lead_posterior.get()).then_with(|| a.feature.cmp(&b.feature))
        });
        Pivotal {
            lead: Some(self.who(lead)),
            items,
            features,
            items_tried: count(sources.len().min(SOURCES_TRIED)),
            features_tried: count(removals.each.len()),
            features_left_out: removals.left_out,
        }
    }

    /// Who is first in a ranking without the features at `places`: nobody where no known feature is left, for then the ranking
    /// repeats the prior alone.
    fn first_without(&self, places: &[usize], ranking: &crate::Ranking) -> Option<Who> {
        let left =
            |(place, key): (usize, &crate::FeatureKey)| !places.contains(&place) && self.index.known_in(*key) > 0;
        if !self.keys.iter().enumerate().any(left) {
            return None;
        }
        first(ranking).map(|(at, _)| self.who(at))
    }

    /// Of each source its items, and the places of the features that it alone carries; the largest first.
    fn features_of_one_source(&self) -> Vec<(Vec<Sha256Digest>, Vec<usize>)> {
        let group_of = first_of_each(self.sources);
        let group = |item: Sha256Digest| group_of.get(&item).copied().unwrap_or(item);
        let mut own: BTreeMap<Sha256Digest, Vec<usize>> = BTreeMap::new();
        let mut items: BTreeMap<Sha256Digest, BTreeSet<Sha256Digest>> = BTreeMap::new();
        for (place, feature) in self.evidence.features.iter().enumerate() {
            let mut carriers = BTreeSet::new();
            for at in &feature.places {
                carriers.insert(group(at.item));
                items.entry(group(at.item)).or_default().insert(at.item);
            }
            if let (1, Some(only)) = (carriers.len(), carriers.first()) {
                own.entry(*only).or_default().push(place);
            }
        }
        let mut sources: Vec<(Vec<Sha256Digest>, Vec<usize>)> = (own.into_iter())
            .map(|(source, places)| (items.get(&source).into_iter().flatten().copied().collect(), places))
            .collect();
        sources.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
        sources
    }
}
