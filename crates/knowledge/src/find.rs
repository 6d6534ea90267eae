use dunant_vocabulary::{AttackId, NameKey};

use crate::{Actor, NameClaim, Pack, Software, Technique};

impl Pack {
    /// The actors that have `name` as identifier, or that some source calls so. Several where sources disagree.
    #[must_use]
    pub fn find_actors(&self, name: &str) -> Vec<&Actor> {
        let key = NameKey::of(name);
        self.actors.iter().filter(|actor| actor.id.eq_ignore_ascii_case(name) || claims(&actor.names, &key)).collect()
    }

    /// The software that has `name` as identifier, or that some source calls so.
    #[must_use]
    pub fn find_software(&self, name: &str) -> Vec<&Software> {
        let key = NameKey::of(name);
        self.software.iter().filter(|entry| entry.id.eq_ignore_ascii_case(name) || claims(&entry.names, &key)).collect()
    }

    /// The techniques with that identifier or exact name; a name can be that of several sub-techniques.
    #[must_use]
    pub fn find_techniques(&self, name: &str) -> Vec<&Technique> {
        let key = NameKey::of(name);
        match name.parse::<AttackId>() {
            Ok(id) => self.techniques.iter().filter(|technique| technique.id == id).collect(),
            Err(_) => self.techniques.iter().filter(|technique| NameKey::of(&technique.name) == key).collect(),
        }
    }

    /// Up to `limit` names of the pack that are spelt most like `name`, for "did you mean".
    #[must_use]
    pub fn nearest_names(&self, name: &str, limit: usize) -> Vec<&str> {
        let wanted = NameKey::of(name);
        let actors = self.actors.iter().flat_map(|actor| &actor.names).map(|claim| claim.name.as_str());
        let software = self.software.iter().flat_map(|software| &software.names).map(|claim| claim.name.as_str());
        let techniques = self.techniques.iter().map(|technique| technique.name.as_str());
        let mut scored: Vec<(f64, &str)> = actors
            .chain(software)
            .chain(techniques)
            .map(|candidate| (strsim::jaro_winkler(wanted.as_str(), NameKey::of(candidate).as_str()), candidate))
            .filter(|(likeness, _)| *likeness > 0.8)
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        scored.dedup_by(|a, b| a.1 == b.1);
        scored.into_iter().take(limit).map(|(_, name)| name).collect()
    }
}

fn claims(names: &[NameClaim], key: &NameKey) -> bool {
    !key.is_empty() && names.iter().any(|claim| NameKey::of(&claim.name) == *key)
}
