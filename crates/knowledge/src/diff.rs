use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::{Object, Pack, Subject};

/// What changed from one pack to another, in words a person can check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// Changes, grouped by kind of entry, then by identifier.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// `actor`, `campaign`, `software`, `technique`, `name`, `relation`, `indicator`.
    pub kind: &'static str,
    /// Whether the entry is new: `true` for added, `false` for removed.
    pub added: bool,
    /// The entry, by identifier and name.
    pub entry: String,
}

impl Diff {
    /// What `after` has that `before` has not, and the reverse.
    #[must_use]
    pub fn between(before: &Pack, after: &Pack) -> Self {
        let (old, new) = (facts(before), facts(after));
        let mut changes = Vec::new();
        for (kind, entries) in &new {
            let held = old.get(kind);
            let fresh = entries.iter().filter(|entry| !held.is_some_and(|held| held.contains(*entry)));
            changes.extend(fresh.map(|entry| Change { kind, added: true, entry: entry.clone() }));
        }
        for (kind, entries) in &old {
            let held = new.get(kind);
            let gone = entries.iter().filter(|entry| !held.is_some_and(|held| held.contains(*entry)));
            changes.extend(gone.map(|entry| Change { kind, added: false, entry: entry.clone() }));
        }
        changes.sort();
        Self { changes }
    }
}

fn facts(pack: &Pack) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut facts: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    let mut add = |kind, entry: String| {
        facts.entry(kind).or_default().insert(entry);
    };
    for actor in &pack.actors {
        add("actor", format!("{} {}", actor.id, actor.name));
        for claim in &actor.names {
            add("name", format!("{} is called {} by {}", actor.id, claim.name, pack.source_name(actor.by)));
        }
    }
    for campaign in &pack.campaigns {
        add("campaign", format!("{} {}", campaign.id, campaign.name));
    }
    for software in &pack.software {
        add("software", format!("{} {}", software.id, software.name));
    }
    for technique in &pack.techniques {
        add("technique", format!("{} {}", technique.id, technique.name));
    }
    for relation in &pack.relations {
        let subject = match relation.subject {
            Subject::Actor(at) => pack.actors.get(at as usize).map(|actor| format!("{} {}", actor.id, actor.name)),
            Subject::Campaign(at) => {
                pack.campaigns.get(at as usize).map(|campaign| format!("{} {}", campaign.id, campaign.name))
            }
            Subject::Software(at) => {
                pack.software.get(at as usize).map(|software| format!("{} {}", software.id, software.name))
            }
        };
        let object = match relation.object {
            Object::Software(at) => {
                pack.software.get(at as usize).map(|software| format!("{} {}", software.id, software.name))
            }
            Object::Technique(at) => {
                pack.techniques.get(at as usize).map(|technique| format!("{} {}", technique.id, technique.name))
            }
        };
        add("relation", format!("{} uses {}", subject.unwrap_or_default(), object.unwrap_or_default()));
    }
    for indicator in &pack.indicators {
        let actor = pack.actor(indicator.actor).map_or("", |actor| &actor.id);
        add("indicator", format!("{} {} of {actor}", indicator.kind, indicator.value));
    }
    facts
}
