use dunant_evidence::Passage;
use dunant_knowledge::Pack;
use dunant_vocabulary::{Probability, Sha256Digest};

use crate::{DissentingItem, Evidence, Material, Model, Profiles, Scorer};

/// Items tried, those with the most features first: a case of many files is still assessed in milliseconds.
const TRIED: usize = 50;

/// The items that, had they been all the evidence, would point to another actor than the one at `lead`, surely enough to name it; `whole` is
/// the scorer of all evidence.
///
/// One case can hold the traces of two intrusions. Pooled, the louder one drowns the other, and the answer is false for half of
/// the evidence.
pub(crate) fn dissenting_items(
    lead: usize,
    evidence: &Evidence,
    material: &Material<'_>,
    profiles: &Profiles,
    (pack, model): (&Pack, &Model),
    whole: &Scorer<'_>,
) -> Vec<DissentingItem> {
    let index = &profiles.index;
    let mut items: Vec<(usize, Sha256Digest, Evidence)> = Vec::new();
    for item in evidence.items() {
        let own = evidence.of_item(item);
        let carried = own.features.iter().filter(|feature| index.known_in(feature.key) > 0).count();
        if carried >= model.naming.features as usize && own.features.len() < evidence.features.len() {
            items.push((carried, item, own));
        }
    }
    items.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut dissenting = Vec::new();
    for (_, item, own) in items.into_iter().take(TRIED) {
        let passages: Vec<&Passage> =
            material.passages.iter().filter(|passage| passage.item == item).copied().collect();
        let query = own.query(&passages, &profiles.wording, whole.query.reference);
        let ranking = Scorer::in_case(index, model, query, whole.circumstances.clone()).rank(&[]);
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
