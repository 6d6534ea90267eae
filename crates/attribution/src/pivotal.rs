use std::collections::{BTreeMap, BTreeSet};

use dunant_vocabulary::{Date, Probability, Sha256Digest};
use serde::Serialize;

use crate::Who;
use crate::outcome::Outcome;
use crate::removal::Removals;
use crate::sources::first_of_each;
use crate::tradecraft::{Grounds, count, first, probability, value};

/// Items, and sources of several items, that are left out in turn: those that carry most features first.
const TRIED: usize = 24;

/// What the answer hangs on: single items, independent sources and features, each left out in turn.
///
/// An item or source is left out with its features and its wording, and everything is computed again, the rules of naming
/// included.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Pivotal {
    /// Who is first among actors with all evidence; none where nothing could be compared.
    pub lead: Option<Who>,
    /// What would be said without each item, those that carry most features first.
    pub items: Vec<WithoutItem>,
    /// What would be said without each independent source of several items.
    pub sources: Vec<WithoutSource>,
    /// Items that contribute and were not tried, because there are more than 24.
    pub items_left_out: u32,
    /// What would be said with what was public before the incident's first day; none where the incident has no day, or the whole
    /// assessment is as of a day.
    pub before_incident: Option<BeforeIncident>,
    /// Features without which another actor is first, those that take most from the lead first.
    pub features: Vec<PivotalFeature>,
    /// Features that were tried.
    pub features_tried: u32,
    /// Features that were not.
    pub features_left_out: u32,
}

/// What would be said without one item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WithoutItem {
    /// The item.
    pub item: Sha256Digest,
    /// What would be said.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What would be said without a source of several items.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WithoutSource {
    /// The items that are this one source.
    pub items: Vec<Sha256Digest>,
    /// What would be said.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What would be said with what was public before the incident.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BeforeIncident {
    /// The incident's first day.
    pub day: Date,
    /// What would be said.
    #[serde(flatten)]
    pub outcome: Outcome,
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
        let mut features: Vec<PivotalFeature> = Vec::new();
        for removal in &removals.each {
            if first(&removal.without).is_some_and(|(at, _)| at != lead) {
                features.push(PivotalFeature {
                    feature: (self.name)(removal.feature),
                    then: self.first_without(removal),
                    lead_posterior: probability(value(&removal.without.posteriors, lead)),
                });
            }
        }
        features.sort_by(|a, b| {
            a.lead_posterior.get().total_cmp(&b.lead_posterior.get()).then_with(|| a.feature.cmp(&b.feature))
        });
        let contributing = self.contributing();
        let outcome = |without: &BTreeSet<Sha256Digest>| self.without(lead, without);
        let items = contributing.iter().take(TRIED);
        let items = items.map(|item| WithoutItem { item: *item, outcome: outcome(&BTreeSet::from([*item])) }).collect();
        let sources = self.sources_of_several(&contributing).into_iter().take(TRIED);
        let sources = sources.map(|items| WithoutSource { outcome: outcome(&items.iter().copied().collect()), items });
        Pivotal {
            lead: Some(self.who(lead)),
            items,
            sources: sources.collect(),
            items_left_out: count(contributing.len().saturating_sub(TRIED)),
            before_incident: None,
            features,
            features_tried: count(removals.each.len()),
            features_left_out: removals.left_out,
        }
    }

    /// What would be said without some items; `lead` leads with all.
    fn without(&self, lead: usize, items: &BTreeSet<Sha256Digest>) -> Outcome {
        let evidence = self.inquiry.evidence.of_items(|item| !items.contains(&item));
        let passages: Vec<_> =
            self.inquiry.passages.iter().filter(|passage| !items.contains(&passage.item)).copied().collect();
        let rest = crate::Inquiry { evidence: &evidence, passages: &passages, ..self.inquiry.clone() };
        Outcome::of(&rest, self.pack, self.question, Some(lead))
    }

    /// Who is first in a ranking without a feature: nobody where no known feature is left, for then the ranking repeats the prior
    /// alone.
    fn first_without(&self, removal: &crate::removal::Removal) -> Option<Who> {
        let left = |key: &crate::FeatureKey| *key != removal.feature && self.index.known_in(*key) > 0;
        if !self.keys.iter().any(left) {
            return None;
        }
        first(&removal.without).map(|(at, _)| self.who(at))
    }

    /// The items that carry a feature or prose, those with most features first.
    fn contributing(&self) -> Vec<Sha256Digest> {
        let mut carried: BTreeMap<Sha256Digest, usize> = BTreeMap::new();
        for feature in &self.evidence.features {
            let items: BTreeSet<Sha256Digest> = feature.places.iter().map(|place| place.item).collect();
            for item in items {
                *carried.entry(item).or_default() += 1;
            }
        }
        for passage in self.inquiry.passages.iter().filter(|passage| passage.bearing.is_stated()) {
            carried.entry(passage.item).or_default();
        }
        let mut items: Vec<(Sha256Digest, usize)> = carried.into_iter().collect();
        items.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        items.into_iter().map(|(item, _)| item).collect()
    }

    /// The sources that have several of `items`, each with those of them that it has.
    fn sources_of_several(&self, items: &[Sha256Digest]) -> Vec<Vec<Sha256Digest>> {
        let group_of = first_of_each(&self.question.sources);
        let mut sources: BTreeMap<Sha256Digest, Vec<Sha256Digest>> = BTreeMap::new();
        for item in items {
            sources.entry(group_of.get(item).copied().unwrap_or(*item)).or_default().push(*item);
        }
        sources.retain(|_, items| items.len() > 1);
        sources.into_values().collect()
    }
}

impl Pivotal {
    /// Whether every item that contributes was left out in turn.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.items_left_out == 0
    }
}

#[cfg(test)]
#[path = "pivotal/tests.rs"]
mod tests;
