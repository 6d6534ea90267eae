//! Items that list what is known of one actor: a layer, a table or a text with the techniques that the pack has of it, and hardly
//! another.
//!
//! No incident shows all that an actor was ever seen to do and nothing else. Whoever made the list took it from the knowledge
//! with which it would be compared, and would be told what he put in.

use std::collections::{BTreeMap, BTreeSet};

use dunant_evidence::Observed;
use dunant_knowledge::{Object, Pack, Subject};
use dunant_vocabulary::AttackId;

use crate::reading::Kept;

/// Techniques from which on a list is compared; shorter ones may meet by chance.
const FEWEST: usize = 10;

/// Jaccard's index from which on a list is the actor's own.
const ALIKE: f64 = 0.9;

/// Lets go of what such items hold, and says so as a loss.
pub(crate) fn withhold(items: &mut [Vec<Kept>], pack: &Pack) {
    let mut known: Option<Vec<(&str, BTreeSet<AttackId>)>> = None;
    for kept in items.iter_mut().flatten() {
        let listed = techniques(kept);
        if listed.len() < FEWEST {
            continue;
        }
        let known = known.get_or_insert_with(|| techniques_of_actors(pack));
        let Some((name, _)) = known.iter().find(|(_, own)| jaccard(&listed, own) >= ALIKE) else { continue };
        let why = format!(
            "the item lists the {} techniques that the knowledge has of `{name}`, and hardly another: it is a list of what is \
             known, not evidence of a case",
            listed.len()
        );
        kept.withhold(&why, "give what was observed in the case");
    }
}

fn techniques(kept: &Kept) -> BTreeSet<AttackId> {
    let observations = kept.item.reading.observations().iter();
    observations
        .filter_map(|observation| match &observation.observed {
            Observed::Technique(mention) => mention.id,
            _ => None,
        })
        .collect()
}

fn techniques_of_actors(pack: &Pack) -> Vec<(&str, BTreeSet<AttackId>)> {
    let mut of: BTreeMap<u32, BTreeSet<AttackId>> = BTreeMap::new();
    for relation in &pack.relations {
        if let (Subject::Actor(actor), Object::Technique(technique)) = (relation.subject, relation.object)
            && let Some(technique) = pack.techniques.get(technique as usize)
        {
            of.entry(actor).or_default().insert(technique.id);
        }
    }
    let named = |(actor, own): (u32, BTreeSet<AttackId>)| Some((pack.actors.get(actor as usize)?.name.as_str(), own));
    of.into_iter().filter(|(_, own)| own.len() >= FEWEST).filter_map(named).collect()
}

#[expect(clippy::cast_precision_loss, reason = "numbers of techniques")]
fn jaccard(one: &BTreeSet<AttackId>, other: &BTreeSet<AttackId>) -> f64 {
    let shared = one.intersection(other).count();
    shared as f64 / (one.len() + other.len() - shared).max(1) as f64
}
