use dunant_knowledge::Pack;
use dunant_vocabulary::{Probability, Sha256Digest};

use crate::{DissentingItem, Evidence, Index, Model, Scorer};

/// Items tried, those with the most features first: a case of many files is still assessed in milliseconds.
const TRIED: usize = 50;

/// The items that, had they been all the evidence, would point to another actor than `lead`, surely enough to name it.
///
/// One case can hold the traces of two intrusions. Pooled, the louder one drowns the other, and the answer is false for half of
/// the evidence.
pub(crate) fn dissenting_items(
    lead: usize,
    evidence: &Evidence,
    scorer: &Scorer<'_>,
    pack: &Pack,
    index: &Index,
    model: &Model,
) -> Vec<DissentingItem> {
    let known = |place: &usize| evidence.features.get(*place).is_some_and(|feature| index.known_in(feature.key) > 0);
    let mut items: Vec<(usize, Sha256Digest, Vec<usize>)> = Vec::new();
    for item in evidence.items() {
        let (own, others): (Vec<usize>, Vec<usize>) = (0..evidence.features.len()).partition(|place| {
            let places = evidence.features.get(*place).map(|feature| feature.places.as_slice()).unwrap_or_default();
            places.iter().any(|place| place.item == item)
        });
        let carried = own.iter().filter(|place| known(place)).count();
        if carried >= model.naming.features as usize && !others.is_empty() {
            items.push((carried, item, others));
        }
    }
    items.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut dissenting = Vec::new();
    for (_, item, others) in items.into_iter().take(TRIED) {
        let ranking = scorer.rank(&others);
        let Some(at) = ranking.lead().filter(|at| *at != lead) else { continue };
        let posterior = ranking.posteriors.get(at).copied().unwrap_or(0.0);
        if posterior < model.naming.posterior.get() {
            continue;
        }
        let actor = index.candidates.get(at).and_then(|candidate| pack.actor(candidate.actor));
        if let (Some(actor), Ok(posterior)) = (actor, Probability::try_new(posterior.clamp(0.0, 1.0))) {
            dissenting.push(DissentingItem { item, id: actor.id.clone(), name: actor.name.clone(), posterior });
        }
    }
    dissenting
}
