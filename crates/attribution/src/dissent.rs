use std::collections::{BTreeMap, BTreeSet};

use dunant_knowledge::Pack;
use dunant_vocabulary::{Probability, Sha256Digest};

use crate::{DissentingItem, Evidence, Inquiry};

/// The items that, had they been all the evidence, would point to another actor than the one at `lead`, surely enough to name it. At most `most`
/// items are tried, those with the most features first.
///
/// One case can hold the traces of two intrusions. Pooled, the louder one drowns the other, and the answer is false for half of
/// the evidence.
pub(crate) fn dissenting_items(lead: usize, inquiry: &Inquiry<'_>, pack: &Pack, most: u64) -> Vec<DissentingItem> {
    let (index, naming) = (&inquiry.profiles.index, &inquiry.model.naming);
    // Of each item: features that it carries, and those of them that some actor is known to show.
    let mut carried: BTreeMap<Sha256Digest, (usize, usize)> = BTreeMap::new();
    for feature in &inquiry.evidence.features {
        let known = usize::from(index.known_in(feature.key) > 0);
        let items: BTreeSet<Sha256Digest> = feature.places.iter().map(|place| place.item).collect();
        for item in items {
            let (all, of_some) = carried.entry(item).or_default();
            *all += 1;
            *of_some += known;
        }
    }
    let whole = inquiry.evidence.features.len();
    let mut items: Vec<(usize, Sha256Digest)> = carried
        .into_iter()
        .filter(|(_, (all, of_some))| *of_some >= naming.features as usize && *all < whole)
        .map(|(item, (_, of_some))| (of_some, item))
        .collect();
    items.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut dissenting = Vec::new();
    for (_, item) in items.into_iter().take(usize::try_from(most).unwrap_or(usize::MAX)) {
        let own: Evidence = inquiry.evidence.of_items(|held| held == item);
        let passages: Vec<_> = inquiry.passages.iter().filter(|passage| passage.item == item).copied().collect();
        let alone = Inquiry { evidence: &own, passages: &passages, ..inquiry.clone() };
        let ranking = alone.whole().rank(&[]);
        let Some(at) = ranking.lead().filter(|at| *at != lead) else { continue };
        let posterior = ranking.posteriors.get(at).copied().unwrap_or(0.0);
        if posterior < naming.posterior.get() {
            continue;
        }
        let actor = index.candidates.get(at).and_then(|candidate| pack.actor(candidate.actor));
        if let (Some(actor), Ok(posterior)) = (actor, Probability::try_new(posterior.clamp(0.0, 1.0))) {
            dissenting.push(DissentingItem { item, id: actor.id.clone(), name: actor.name.clone(), posterior });
        }
    }
    dissenting
}
