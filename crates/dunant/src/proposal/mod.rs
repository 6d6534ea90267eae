//! Facts that the case file and the evidence suggest, for a person to accept or not.
//!
//! What is read comes from the case file's description and from the items alone: never from a claim about the actor, and never from
//! the assessment. An assessment that fed the law would judge its own guess.

mod names;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

use dunant_attribution::Place;
use dunant_convention::{CaseFacts, FactName, FactState, StandardOfProof};
use dunant_evidence::{Observation, Observed, Role};
use dunant_exchange::{Ground, ProposedFact, Victim};
use dunant_knowledge::Pack;
use dunant_vocabulary::{AttackId, Country, Date, DateRange, Sector, Sha256Digest};

use names::Software;
use rules::{RULES, Rule, Sign, Words};

/// What facts are proposed from.
pub(crate) struct Material<'m> {
    /// When it happened, by the case file.
    pub(crate) incident: Option<DateRange>,
    /// To whom, by the case file.
    pub(crate) victim: Option<&'m Victim>,
    /// What the case states already.
    pub(crate) facts: &'m CaseFacts,
    /// What was read from the items.
    pub(crate) observations: Vec<&'m Observation>,
    /// The items that anybody could read, and when they were published.
    pub(crate) public: BTreeMap<Sha256Digest, DateRange>,
    /// Use only what sources said of software before this day.
    pub(crate) as_of: Option<Date>,
}

/// The facts that `material` suggests, in the vocabulary's order; those that the case states in the same words are left out.
pub(crate) fn propose(material: &Material<'_>, pack: &Pack) -> Vec<ProposedFact> {
    let signs = Signs::read(material, pack);
    let mut suggested: BTreeMap<FactName, Vec<Ground>> = BTreeMap::new();
    for rule in RULES {
        for (read, value, places) in signs.of(&rule.sign) {
            suggested.entry(rule.fact).or_default().push(ground(rule, read, value, places));
        }
    }
    suggested.into_iter().filter_map(|(name, grounds)| beside_the_case(name, grounds, material.facts)).collect()
}

fn ground(rule: &Rule, read: String, value: Option<String>, places: Vec<Place>) -> Ground {
    let suggests = match rule.words {
        Words::These(words) => words.iter().map(|word| (*word).to_owned()).collect(),
        Words::AsRead => value.into_iter().collect(),
    };
    Ground { read, suggests, because: rule.because, check: rule.check, places }
}

/// The proposal as far as the case does not say the same; none where it says all of it.
fn beside_the_case(name: FactName, mut grounds: Vec<Ground>, facts: &CaseFacts) -> Option<ProposedFact> {
    let mut said: Vec<String> = Vec::new();
    let case_says = match facts.get(name) {
        None => None,
        Some(FactState::Known { value, .. }) => {
            said = value.words();
            Some(value.to_string())
        }
        Some(FactState::Unknown { .. }) => Some("that it is not known".to_owned()),
        Some(FactState::NotApplicable { .. }) => Some("that it does not apply".to_owned()),
        Some(FactState::Disputed { claims }) => {
            let values = claims.iter().filter_map(|claim| claim.value);
            said = values.clone().flat_map(|value| value.words()).collect();
            let accounts: Vec<String> = values.map(|value| value.to_string()).collect();
            Some(format!("that it is disputed ({})", accounts.join("; against that: ")))
        }
    };
    for ground in &mut grounds {
        ground.suggests.retain(|word| !said.contains(word));
    }
    grounds.retain(|ground| !ground.suggests.is_empty());
    let words: BTreeSet<&String> = grounds.iter().flat_map(|ground| &ground.suggests).collect();
    if words.is_empty() {
        return None;
    }
    let mut value: Vec<String> = words.into_iter().cloned().collect();
    value.sort_by_key(|word| name.words().iter().position(|known| known == word));
    Some(ProposedFact { name, meaning: name.meaning(), value, standard: StandardOfProof::Reported, case_says, grounds })
}

/// What a sign was read from, the value that was read where it has one, and where it stands.
type Found = (String, Option<String>, Vec<Place>);

/// All that rules look for, each once, with its places.
struct Signs<'m> {
    material: &'m Material<'m>,
    pack: &'m Pack,
    techniques: BTreeMap<AttackId, Vec<Place>>,
    software: BTreeMap<u32, Vec<Place>>,
    countries: BTreeMap<Country, Vec<Place>>,
    sectors: BTreeMap<Sector, Vec<Place>>,
    public_vulnerabilities: BTreeMap<String, Vec<Place>>,
    known: Software<'m>,
}

impl<'m> Signs<'m> {
    /// Goes through the observations once. What is spoken of beside the matter (denied, compared with, advised against) is no sign.
    fn read(material: &'m Material<'m>, pack: &'m Pack) -> Self {
        let mut signs = Self {
            material,
            pack,
            techniques: BTreeMap::new(),
            software: BTreeMap::new(),
            countries: BTreeMap::new(),
            sectors: BTreeMap::new(),
            public_vulnerabilities: BTreeMap::new(),
            known: Software::of(pack, material.as_of),
        };
        for observation in material.observations.iter().filter(|observation| observation.bearing.is_stated()) {
            signs.take(observation);
        }
        signs
    }

    fn take(&mut self, observation: &Observation) {
        let place =
            Place { item: observation.item, span: observation.span, path: observation.path.clone().into_string() };
        match &observation.observed {
            Observed::Technique(mention) => {
                if let Some(id) = mention.id.or_else(|| self.known.technique(&mention.name)) {
                    self.techniques.entry(id).or_default().push(place);
                }
            }
            Observed::Software(mention) => {
                if let Some(at) = self.known.find(mention) {
                    self.software.entry(at).or_default().push(place);
                }
            }
            Observed::Country { country, role: Role::Targeted } => {
                self.countries.entry(*country).or_default().push(place);
            }
            Observed::Sector { sector, role: Role::Targeted } => {
                self.sectors.entry(*sector).or_default().push(place);
            }
            Observed::Vulnerability(cve) if self.was_public_before(observation.item) => {
                self.public_vulnerabilities.entry(cve.as_str().to_owned()).or_default().push(place);
            }
            // A claim about the actor is never a sign.
            Observed::ActorClaim(_)
            | Observed::Observable(_)
            | Observed::Vulnerability(_)
            | Observed::Country { role: Role::Mentioned, .. }
            | Observed::Sector { role: Role::Mentioned, .. } => {}
        }
    }

    /// Whether anybody could read the item before the first day that the incident may have begun on.
    fn was_public_before(&self, item: Sha256Digest) -> bool {
        match (self.material.public.get(&item), self.material.incident) {
            (Some(published), Some(incident)) => published.latest() < incident.earliest(),
            _ => false,
        }
    }

    fn of(&self, sign: &Sign) -> Vec<Found> {
        let victim = self.material.victim;
        let of_the_case =
            |key: &str, value: String| vec![(format!("`{key}` of the case file"), Some(value), Vec::new())];
        match sign {
            Sign::CaseIncident => match self.material.incident {
                Some(incident) => of_the_case("incident", incident.to_string()),
                None => Vec::new(),
            },
            Sign::CaseCountry => match victim.and_then(|victim| victim.country) {
                Some(country) => of_the_case("victim.country", country.code().to_owned()),
                None => Vec::new(),
            },
            Sign::CaseSector => match victim.and_then(|victim| victim.sector) {
                Some(sector) => of_the_case("victim.sector", sector.key().to_owned()),
                None => Vec::new(),
            },
            Sign::CaseKind(kinds) => match victim.and_then(|victim| victim.kind.as_deref()).map(as_word) {
                Some(kind) if kinds.contains(&kind.as_str()) => of_the_case("victim.kind", kind),
                _ => Vec::new(),
            },
            Sign::TargetedCountry => (self.countries.iter())
                .map(|(country, places)| (country.name().to_owned(), Some(country.code().to_owned()), places.clone()))
                .collect(),
            Sign::TargetedSector => (self.sectors.iter())
                .map(|(sector, places)| (sector.word().to_owned(), Some(sector.key().to_owned()), places.clone()))
                .collect(),
            Sign::Technique(wanted) => (self.techniques.iter())
                .filter(|(id, _)| is_or_is_within(**id, wanted))
                .map(|(id, places)| (self.known.technique_in_words(*id), None, places.clone()))
                .collect(),
            Sign::MalwareThatUses(wanted) => self.programs(|at| self.known.is_malware_that_uses(at, wanted)),
            Sign::SoftwareListedAs(galaxy) => self.programs(|at| self.known.is_listed_as(at, galaxy)),
            Sign::PublicVulnerability => {
                (self.public_vulnerabilities.iter()).map(|(cve, places)| (cve.clone(), None, places.clone())).collect()
            }
        }
    }

    fn programs(&self, wanted: impl Fn(u32) -> bool) -> Vec<Found> {
        let named = |at: u32| self.pack.software.get(at as usize).map(|software| software.name.clone());
        (self.software.iter())
            .filter(|(at, _)| wanted(**at))
            .filter_map(|(at, places)| Some((named(*at)?, None, places.clone())))
            .collect()
    }
}

/// Whether `id` is the technique `wanted` or a sub-technique of it.
fn is_or_is_within(id: AttackId, wanted: &str) -> bool {
    id.to_string() == wanted || id.parent().to_string() == wanted
}

/// As words of the vocabulary are written: `Political party` as `political-party`.
fn as_word(text: &str) -> String {
    text.trim().to_lowercase().replace([' ', '_'], "-")
}

#[cfg(test)]
mod tests;
