use std::collections::{BTreeMap, HashMap};
use std::io::Read as _;

use dunant_vocabulary::{AttackId, Date, DateRange};
use serde::Deserialize;
use serde::de::{SeqAccess, Visitor};

use crate::builder::{Entity, name_claim, position};
use crate::origin::origin;
use crate::wording::{name_software, segments};
use crate::{
    Actor, Attribution, Builder, Campaign, ImportError, NameClaim, Object, Relation, Software, SoftwareKind, Subject,
    Technique,
};

pub(crate) const TERMS: &str = "MITRE ATT&CK terms of use: free with the notice (c) The MITRE Corporation";
const UNPACKED_LIMIT: u64 = 512 << 20;

impl Builder {
    /// Adds a MITRE ATT&CK release: a STIX 2.x bundle, plain or gzip.
    ///
    /// Keeps identifiers, names, relations, dates and citations. Of descriptions it keeps the states that they tie groups to, and
    /// [`Builder::finish`] counts the terms. Revoked and deprecated entries are left out.
    ///
    /// # Errors
    /// [`ImportError`] when the bytes are not such a bundle; nothing is then added.
    pub fn add_attack(&mut self, file: &str, bytes: &[u8]) -> Result<(), ImportError> {
        let mut objects = read_bundle(file, bytes)?;
        objects.retain(|object| object.kind != "x-mitre-collection");
        let newest = objects.iter().filter_map(|object| day(object.modified.as_deref()?)).max();
        let by = self.add_source("MITRE ATT&CK", file, bytes, newest, TERMS);
        for object in &objects {
            self.words.learn(&object.description);
        }
        self.add_entries(&objects, by);
        self.add_relations(&objects, by);
        Ok(())
    }

    fn add_entries(&mut self, objects: &[StixObject], by: u32) {
        let mut entries: Vec<(&StixObject, &str)> =
            objects.iter().filter_map(|object| Some((object, object.attack_id()?))).collect();
        entries.sort_by(|a, b| a.1.cmp(b.1));
        for (object, id) in entries {
            let citations = object.citations();
            let entity = match object.kind.as_str() {
                "intrusion-set" => {
                    let names = self.names(object, &object.aliases, &citations);
                    let reports = self.cited(object, &citations);
                    self.actors.push(Actor {
                        id: id.to_owned(),
                        name: object.name.clone(),
                        by,
                        names,
                        countries: origin(&object.name, &object.description),
                        targets: Vec::new(),
                        links: Vec::new(),
                        reports,
                    });
                    let place = position(self.actors.len() - 1);
                    self.texts.actors.insert(place, object.description.clone());
                    Entity::Actor(place)
                }
                "campaign" => {
                    let names = self.names(object, &object.aliases, &citations);
                    let seen = |text: &Option<String>| text.as_deref().and_then(day);
                    let active = match (seen(&object.first_seen), seen(&object.last_seen)) {
                        (Some(first), Some(last)) => Some(DateRange::between(first, last)),
                        (Some(only), None) | (None, Some(only)) => Some(DateRange::day(only)),
                        (None, None) => None,
                    };
                    self.campaigns.push(Campaign {
                        id: id.to_owned(),
                        name: object.name.clone(),
                        by,
                        names,
                        active,
                        attributed_to: Vec::new(),
                    });
                    Entity::Campaign(position(self.campaigns.len() - 1))
                }
                "malware" | "tool" => {
                    let names = self.names(object, &object.x_mitre_aliases, &citations);
                    let kind = if object.kind == "tool" { SoftwareKind::Tool } else { SoftwareKind::Malware };
                    self.software.push(Software {
                        id: id.to_owned(),
                        name: object.name.clone(),
                        by,
                        kind,
                        names,
                        same_as: None,
                    });
                    Entity::Software(position(self.software.len() - 1))
                }
                "attack-pattern" => {
                    let Ok(id) = id.parse::<AttackId>() else {
                        self.skip("technique whose identifier is not of ATT&CK's form");
                        continue;
                    };
                    let tactics = object.kill_chain_phases.iter().map(|phase| phase.phase_name.clone()).collect();
                    self.techniques.push(Technique { id, name: object.name.clone(), tactics, by });
                    let place = position(self.techniques.len() - 1);
                    self.texts.techniques.insert(place, object.description.clone());
                    Entity::Technique(place)
                }
                _ => continue,
            };
            if let Some((_, uuid)) = object.id.split_once("--") {
                self.by_uuid.insert(uuid.to_owned(), entity);
            }
        }
    }

    /// The names that an entry claims, its own first, each with the reports cited for it.
    fn names(&mut self, object: &StixObject, aliases: &[String], citations: &Citations<'_>) -> Vec<NameClaim> {
        let mut names: Vec<NameClaim> = Vec::new();
        for name in std::iter::once(&object.name).chain(aliases) {
            if names.iter().any(|held| held.name == *name) {
                continue;
            }
            let said = object.external_references.iter().find(|reference| reference.source_name == *name);
            let keys = said.map(|reference| cited_keys(&reference.description)).unwrap_or_default();
            let reports = keys.iter().filter_map(|key| self.cite(key, citations)).collect();
            names.push(name_claim(name, reports));
        }
        names
    }

    fn cited(&mut self, object: &StixObject, citations: &Citations<'_>) -> Vec<u32> {
        let mut reports: Vec<u32> =
            cited_keys(&object.description).iter().filter_map(|key| self.cite(key, citations)).collect();
        reports.sort_unstable();
        reports.dedup();
        reports
    }

    fn cite(&mut self, key: &str, citations: &Citations<'_>) -> Option<u32> {
        let reference = citations.get(key)?;
        Some(self.report(&reference.source_name, &reference.description, reference.url.as_deref()))
    }

    fn add_relations(&mut self, objects: &[StixObject], by: u32) {
        let entity = |builder: &Self, reference: &str| {
            builder.by_uuid.get(reference.split_once("--").map_or(reference, |(_, uuid)| uuid)).copied()
        };
        for object in objects.iter().filter(|object| object.kind == "relationship") {
            let ends = entity(self, &object.source_ref).zip(entity(self, &object.target_ref));
            let mut reports: Vec<u32> = Vec::new();
            let mut by_key: BTreeMap<&str, u32> = BTreeMap::new();
            if matches!(object.relationship_type.as_str(), "uses" | "attributed-to") {
                for reference in object.external_references.iter().filter(|reference| reference.external_id.is_none()) {
                    let report = self.report(&reference.source_name, &reference.description, reference.url.as_deref());
                    by_key.insert(&reference.source_name, report);
                    reports.push(report);
                }
                reports.sort_unstable();
                reports.dedup();
            }
            match (object.relationship_type.as_str(), ends) {
                ("uses", Some((from, to))) => {
                    let subject = match from {
                        Entity::Actor(at) => Subject::Actor(at),
                        Entity::Campaign(at) => Subject::Campaign(at),
                        Entity::Software(at) => Subject::Software(at),
                        Entity::Technique(_) => continue,
                    };
                    let object_used = match to {
                        Entity::Software(at) => Object::Software(at),
                        Entity::Technique(at) => Object::Technique(at),
                        Entity::Actor(_) | Entity::Campaign(_) => continue,
                    };
                    let recorded = object.created.as_deref().and_then(day);
                    let keys = object.cited_keys();
                    let mut parts = segments(&object.description, &keys);
                    if let (Object::Software(at), Subject::Actor(_) | Subject::Campaign(_)) = (object_used, subject)
                        && let Some(software) = self.software.get(at as usize)
                    {
                        name_software(&mut parts, &object.description, &software.name, &keys);
                    }
                    self.texts.relate(position(self.relations.len()), parts, &by_key);
                    self.relations.push(Relation { subject, object: object_used, by, reports, recorded });
                }
                ("attributed-to", Some((Entity::Campaign(campaign), Entity::Actor(actor)))) => {
                    if let Some(campaign) = self.campaigns.get_mut(campaign as usize) {
                        campaign.attributed_to.push(Attribution { actor, reports });
                    }
                }
                ("uses", None) => self.skip("relation to an entry that is revoked, deprecated or missing"),
                _ => {}
            }
        }
    }
}

/// The objects of a release that knowledge is made of, in the order of their identifiers.
pub(crate) fn read_bundle(file: &str, bytes: &[u8]) -> Result<Vec<StixObject>, ImportError> {
    let plain = unpack(file, bytes)?;
    let bundle: Bundle = serde_json::from_slice(plain.as_deref().unwrap_or(bytes)).map_err(|error| {
        ImportError::Malformed { file: file.to_owned(), expected: "a STIX bundle", reason: error.to_string() }
    })?;
    let mut objects = bundle.objects;
    objects.retain(|object| !object.revoked && !object.x_mitre_deprecated);
    objects.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(objects)
}

type Citations<'o> = HashMap<&'o str, &'o Reference>;

/// The keys in `(Citation: KEY)(Citation: OTHER)`.
fn cited_keys(text: &str) -> Vec<&str> {
    text.split("(Citation:").skip(1).filter_map(|rest| rest.split(')').next()).map(str::trim).collect()
}

/// The day of a STIX timestamp.
pub(crate) fn day(timestamp: &str) -> Option<Date> {
    timestamp.get(..10)?.parse().ok()
}

fn unpack(file: &str, bytes: &[u8]) -> Result<Option<Vec<u8>>, ImportError> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(None);
    }
    let failed = |reason: String| ImportError::Unpack { file: file.to_owned(), reason };
    let mut plain = Vec::new();
    let mut inflate = flate2::read::MultiGzDecoder::new(bytes).take(UNPACKED_LIMIT + 1);
    inflate.read_to_end(&mut plain).map_err(|error| failed(error.to_string()))?;
    if plain.len() as u64 > UNPACKED_LIMIT {
        return Err(failed(format!("it unpacks to more than {UNPACKED_LIMIT} bytes")));
    }
    Ok(Some(plain))
}

#[derive(Deserialize)]
struct Bundle {
    #[serde(deserialize_with = "relevant")]
    objects: Vec<StixObject>,
}

/// The parts of a STIX object that knowledge is made of.
#[derive(Deserialize)]
pub(crate) struct StixObject {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    x_mitre_aliases: Vec<String>,
    #[serde(default)]
    external_references: Vec<Reference>,
    #[serde(default)]
    pub(crate) kill_chain_phases: Vec<Phase>,
    #[serde(default)]
    pub(crate) relationship_type: String,
    #[serde(default)]
    pub(crate) source_ref: String,
    #[serde(default)]
    pub(crate) target_ref: String,
    #[serde(default)]
    revoked: bool,
    #[serde(default)]
    x_mitre_deprecated: bool,
    created: Option<String>,
    pub(crate) modified: Option<String>,
    first_seen: Option<String>,
    last_seen: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Phase {
    #[serde(default)]
    pub(crate) kill_chain_name: String,
    #[serde(default)]
    phase_name: String,
}

#[derive(Deserialize)]
struct Reference {
    #[serde(default)]
    source_name: String,
    #[serde(default)]
    description: String,
    url: Option<String>,
    external_id: Option<String>,
}

impl StixObject {
    pub(crate) fn attack_id(&self) -> Option<&str> {
        let own = |reference: &&Reference| reference.source_name == "mitre-attack";
        self.external_references.iter().find(own)?.external_id.as_deref()
    }

    pub(crate) fn is_software(&self) -> bool {
        matches!(self.kind.as_str(), "malware" | "tool")
    }

    /// The keys of the reports that a relation rests on.
    pub(crate) fn cited_keys(&self) -> Vec<&str> {
        let cited = self.external_references.iter().filter(|reference| reference.external_id.is_none());
        cited.map(|reference| reference.source_name.as_str()).collect()
    }

    fn citations(&self) -> Citations<'_> {
        let cited = self.external_references.iter().filter(|reference| reference.external_id.is_none());
        cited
            .filter(|reference| !reference.description.starts_with("(Citation:"))
            .map(|reference| (reference.source_name.as_str(), reference))
            .collect()
    }
}

/// Reads the objects one by one, so that those of no use are dropped at once.
fn relevant<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<StixObject>, D::Error> {
    struct Objects;
    impl<'de> Visitor<'de> for Objects {
        type Value = Vec<StixObject>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a list of STIX objects")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Vec<StixObject>, A::Error> {
            let mut objects = Vec::new();
            while let Some(object) = sequence.next_element::<StixObject>()? {
                let kinds = [
                    "intrusion-set",
                    "campaign",
                    "malware",
                    "tool",
                    "attack-pattern",
                    "relationship",
                    "x-mitre-collection",
                ];
                if kinds.contains(&object.kind.as_str()) {
                    objects.push(object);
                }
            }
            Ok(objects)
        }
    }
    deserializer.deserialize_seq(Objects)
}
