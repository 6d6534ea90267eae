use std::collections::HashMap;

use dunant_knowledge::Pack;
use dunant_vocabulary::{AttackId, NameKey};

/// The pack's techniques and software by identifier, and by a name that no other has.
pub(crate) struct Names<'p> {
    techniques: HashMap<NameKey, Vec<u32>>,
    pub(crate) techniques_by_id: HashMap<AttackId, u32>,
    software: HashMap<NameKey, Vec<u32>>,
    pub(crate) software_by_id: HashMap<&'p str, u32>,
}

impl<'p> Names<'p> {
    pub(crate) fn of(pack: &'p Pack) -> Self {
        let mut names = Self {
            techniques: HashMap::new(),
            techniques_by_id: HashMap::new(),
            software: HashMap::new(),
            software_by_id: HashMap::new(),
        };
        for (at, technique) in (0_u32..).zip(&pack.techniques) {
            names.techniques.entry(NameKey::of(&technique.name)).or_default().push(at);
            names.techniques_by_id.insert(technique.id, at);
        }
        for (at, software) in (0_u32..).zip(&pack.software) {
            let stands_for = software.same_as.unwrap_or(at);
            names.software_by_id.insert(&software.id, stands_for);
            for claim in &software.names {
                let held = names.software.entry(NameKey::of(&claim.name)).or_default();
                if !held.contains(&stands_for) {
                    held.push(stands_for);
                }
            }
        }
        // A name of several entries is ATT&CK's where only one of them is: what the others have is their own.
        for held in names.software.values_mut().filter(|held| held.len() > 1) {
            let attack =
                |at: &u32| pack.software.get(*at as usize).is_some_and(|software| software.id.starts_with('S'));
            if held.iter().filter(|at| attack(at)).count() == 1 {
                held.retain(attack);
            }
        }
        names
    }

    pub(crate) fn technique(&self, name: &str) -> Option<u32> {
        only(self.techniques.get(&NameKey::of(name))?)
    }

    pub(crate) fn software(&self, name: &str) -> Option<u32> {
        only(self.software.get(&NameKey::of(name))?)
    }
}

fn only(found: &[u32]) -> Option<u32> {
    match found {
        [one] => Some(*one),
        _ => None,
    }
}
