use dunant_knowledge::Pack;
use dunant_vocabulary::{Probability, Sha256Digest};

use crate::{DissentingItem, Evidence, Inquiry};

/// Items tried, those with the most features first: a case of many files is still assessed in milliseconds.
const TRIED: usize = 50;

/// The items that, had they been all the evidence, would point to another actor than the one at `lead`, surely enough to name it.
///
/// One case can hold the traces of two intrusions. Pooled, the louder one drowns the other, and the answer is false for half of
/// the evidence.
pub(crate) fn dissenting_items(lead: usize, inquiry: &Inquiry<'_>, pack: &Pack) -> Vec<DissentingItem> {
    let (index, naming) = (&inquiry.profiles.index, &inquiry.model.naming);
    let mut items: Vec<(usize, Sha256Digest, Evidence)> = Vec::new();
    for item in inquiry.evidence.items() {
        let own = inquiry.evidence.of_items(|held| held == item);
        let carried = own.features.iter().filter(|feature| index.known_in(feature.key) > 0).count();
        if carried >= naming.features as usize && own.features.len() < inquiry.evidence.features.len() {
            items.push((carried, item, own));
        }
    }
    items.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut dissenting = Vec::new();
    for (_, item, own) in items.into_iter().take(TRIED) {
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
