use std::collections::{BTreeMap, BTreeSet};

use dunant_evidence::Mention;
use dunant_knowledge::{Object, Pack, Relation, SoftwareKind, Subject};
use dunant_vocabulary::{AttackId, Date, NameKey};

use super::is_or_is_within;

/// The pack's software and techniques by name, and what sources say of each.
pub(super) struct Software<'p> {
    pack: &'p Pack,
    as_of: Option<Date>,
    by_id: BTreeMap<&'p str, u32>,
    by_name: BTreeMap<NameKey, BTreeSet<u32>>,
    techniques: BTreeMap<NameKey, BTreeSet<AttackId>>,
}

impl<'p> Software<'p> {
    /// Software stands under the entry that it is compared as; with `as_of`, only what was said before that day counts.
    pub(super) fn of(pack: &'p Pack, as_of: Option<Date>) -> Self {
        let (mut by_id, mut by_name) = (BTreeMap::new(), BTreeMap::<NameKey, BTreeSet<u32>>::new());
        for (at, software) in (0_u32..).zip(&pack.software) {
            let stands_for = software.same_as.unwrap_or(at);
            by_id.insert(software.id.as_str(), stands_for);
            for claim in &software.names {
                by_name.entry(NameKey::of(&claim.name)).or_default().insert(stands_for);
            }
        }
        // A name of several entries is ATT&CK's where only one of them is: what the others have is their own.
        let of_attack = |at: &u32| pack.software.get(*at as usize).is_some_and(|software| software.id.starts_with('S'));
        for held in by_name.values_mut().filter(|held| held.iter().filter(|at| of_attack(at)).count() == 1) {
            held.retain(of_attack);
        }
        let mut techniques = BTreeMap::<NameKey, BTreeSet<AttackId>>::new();
        for technique in &pack.techniques {
            techniques.entry(NameKey::of(&technique.name)).or_default().insert(technique.id);
        }
        Self { pack, as_of, by_id, by_name, techniques }
    }

    /// The software that a mention means: by its identifier, or by a name that no other has.
    pub(super) fn find(&self, mention: &Mention) -> Option<u32> {
        let by_id = mention.id.and_then(|id| self.by_id.get(id.to_string().as_str()));
        by_id.copied().or_else(|| only(self.by_name.get(&NameKey::of(&mention.name))?))
    }

    /// The technique of this name, where no other has it.
    pub(super) fn technique(&self, name: &str) -> Option<AttackId> {
        only(self.techniques.get(&NameKey::of(name))?)
    }

    /// `T1485 Data Destruction`; the identifier alone where the pack does not hold it.
    pub(super) fn technique_in_words(&self, id: AttackId) -> String {
        let known = self.pack.techniques.iter().find(|technique| technique.id == id);
        known.map_or_else(|| id.to_string(), |technique| format!("{id} {}", technique.name))
    }

    /// Whether it is made to harm, and some source says that it uses one of these techniques or their sub-techniques.
    pub(super) fn is_malware_that_uses(&self, at: u32, wanted: &[&str]) -> bool {
        let is_malware = |software: &dunant_knowledge::Software| software.kind == SoftwareKind::Malware;
        if !self.pack.software.get(at as usize).is_some_and(is_malware) {
            return false;
        }
        self.pack.relations.iter().any(|relation| match (relation.subject, relation.object) {
            (Subject::Software(user), Object::Technique(used)) => {
                self.stands_for(user) == at
                    && self
                        .pack
                        .techniques
                        .get(used as usize)
                        .is_some_and(|technique| wanted.iter().any(|wanted| is_or_is_within(technique.id, wanted)))
                    && self.was_said(relation)
            }
            _ => false,
        })
    }

    /// Whether a galaxy of this name lists it. Such lists have no dates: with `as_of` none counts.
    pub(super) fn is_listed_as(&self, at: u32, galaxy: &str) -> bool {
        let in_galaxy = |id: &str| id.split_once(':').is_some_and(|(of, _)| of == galaxy);
        let listed = (0_u32..)
            .zip(&self.pack.software)
            .any(|(position, software)| in_galaxy(&software.id) && software.same_as.unwrap_or(position) == at);
        self.as_of.is_none() && listed
    }

    fn stands_for(&self, at: u32) -> u32 {
        self.pack.software.get(at as usize).and_then(|software| software.same_as).unwrap_or(at)
    }

    /// Whether a report said so before the day that matters; the source's own record stands in where it names no report.
    fn was_said(&self, relation: &Relation) -> bool {
        let Some(day) = self.as_of else { return true };
        let dates = relation.reports.iter().filter_map(|report| self.pack.report(*report)?.published);
        let mut reported = dates.map(|published| published.latest()).peekable();
        if reported.peek().is_none() {
            return relation.recorded.is_some_and(|recorded| recorded < day);
        }
        reported.any(|published| published < day)
    }
}

fn only<T: Copy + Ord>(found: &BTreeSet<T>) -> Option<T> {
    found.first().copied().filter(|_| found.len() == 1)
}
