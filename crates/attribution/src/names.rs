use std::collections::{BTreeSet, HashMap};

use dunant_knowledge::Pack;
use dunant_vocabulary::NameKey;

/// The pack's techniques and software by identifier and by name.
pub(crate) struct Names {
    techniques: HashMap<NameKey, BTreeSet<u32>>,
    pub(crate) techniques_by_id: HashMap<String, u32>,
    software: HashMap<NameKey, BTreeSet<u32>>,
    pub(crate) software_by_id: HashMap<String, u32>,
}

impl Names {
    pub(crate) fn of(pack: &Pack) -> Self {
        let mut names = Self {
            techniques: HashMap::new(),
            techniques_by_id: HashMap::new(),
            software: HashMap::new(),
            software_by_id: HashMap::new(),
        };
        for (at, technique) in (0_u32..).zip(&pack.techniques) {
            names.techniques.entry(NameKey::of(&technique.name)).or_default().insert(at);
            names.techniques_by_id.insert(technique.id.to_string(), at);
        }
        for (at, software) in (0_u32..).zip(&pack.software) {
            let stands_for = software.same_as.unwrap_or(at);
            names.software_by_id.insert(software.id.clone(), stands_for);
            for claim in &software.names {
                names.software.entry(NameKey::of(&claim.name)).or_default().insert(stands_for);
            }
        }
        // A name of several entries is ATT&CK's where only one of them is: what the others have is their own.
        for held in names.software.values_mut().filter(|held| held.len() > 1) {
            let attack =
                |at: &u32| pack.software.get(*at as usize).is_some_and(|software| software.id.starts_with('S'));
            let of_attack: BTreeSet<u32> = held.iter().copied().filter(attack).collect();
            if of_attack.len() == 1 {
                *held = of_attack;
            }
        }
        names
    }

    pub(crate) fn technique(&self, name: &str) -> Option<&BTreeSet<u32>> {
        self.techniques.get(&NameKey::of(name))
    }

    pub(crate) fn software(&self, name: &str) -> Option<&BTreeSet<u32>> {
        self.software.get(&NameKey::of(name))
    }
}

/// The only one of what was found.
pub(crate) fn unique(found: Option<&BTreeSet<u32>>) -> Option<&u32> {
    let found = found?;
    found.first().filter(|_| found.len() == 1)
}
