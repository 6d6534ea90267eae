use dunant_vocabulary::{AttackId, AttackIdKind, Country, Sector};
use serde::Deserialize;

use crate::builder::{Entity, PendingLink, name_claim, position};
use crate::{Actor, Builder, CountryClaim, CountryRole, ImportError, NameClaim, Software, SoftwareKind, Target};

const TERMS: &str = "MISP galaxy: CC0 1.0 or BSD-2-Clause, at the user's choice";

impl Builder {
    /// Adds a MISP galaxy's clusters: one JSON file with `type` and `values`.
    ///
    /// Clusters of actors and of software are kept: names, countries, targets, addresses of reports, and links to other
    /// clusters. Other galaxies (sectors, countries, …) are left out and counted.
    ///
    /// # Errors
    /// [`ImportError`] when the bytes are not a galaxy; nothing is then added.
    pub fn add_galaxy(&mut self, file: &str, bytes: &[u8]) -> Result<(), ImportError> {
        let galaxy: Galaxy = serde_json::from_slice(bytes).map_err(|error| ImportError::Malformed {
            file: file.to_owned(),
            expected: "a MISP galaxy",
            reason: error.to_string(),
        })?;
        let meaning = match galaxy.kind.as_str() {
            "threat-actor" | "microsoft-activity-group" | "360net-threat-actor" | "surveillance-vendor" => {
                Meaning::Actors
            }
            "malpedia" | "ransomware" | "rat" | "backdoor" | "banker" | "botnet" | "stealer" | "android" => {
                Meaning::Software(SoftwareKind::Malware)
            }
            "tool" | "exploit-kit" => Meaning::Software(SoftwareKind::Tool),
            other => {
                self.skip(format!("galaxy `{other}`: neither actors nor software"));
                return Ok(());
            }
        };
        let by = self.add_source(&format!("MISP galaxy: {}", galaxy.kind), file, bytes, None, TERMS);
        let mut clusters = galaxy.values;
        clusters.sort_by(|a, b| a.uuid.cmp(&b.uuid));
        for cluster in &clusters {
            let entity = match meaning {
                Meaning::Actors => self.add_actor(&galaxy.kind, cluster, by),
                Meaning::Software(kind) => self.add_software(&galaxy.kind, cluster, kind, by),
            };
            self.keep_text(&galaxy.kind, entity, &cluster.description);
            self.by_uuid.insert(cluster.uuid.clone(), entity);
            for related in &cluster.related {
                self.pending.push(PendingLink {
                    from: entity,
                    to: related.dest_uuid.clone(),
                    kind: related.kind.clone(),
                    likelihood: related.tags.iter().find_map(|tag| likelihood(tag)),
                    by,
                });
            }
        }
        Ok(())
    }

    /// Keeps a description: an actor's for its terms, and a long one of these galaxies as an example of how reports are written.
    fn keep_text(&mut self, galaxy: &str, entity: Entity, description: &str) {
        if let Entity::Actor(at) = entity {
            self.texts.actors.insert(at, description.to_owned());
        }
        let least = match galaxy {
            "threat-actor" => 40,
            "malpedia" | "ransomware" => 30,
            _ => return,
        };
        if description.split_whitespace().count() >= least {
            self.texts.real.push(description.to_owned());
        }
    }

    fn add_actor(&mut self, galaxy: &str, cluster: &Cluster, by: u32) -> Entity {
        let meta = &cluster.meta;
        let mut countries = Vec::new();
        for (texts, role) in [(&meta.country, CountryRole::Origin), (&meta.sponsor, CountryRole::SuspectedSponsor)] {
            for text in
                texts.iter().flat_map(|text| text.split([',', ';'])).map(str::trim).filter(|text| !text.is_empty())
            {
                match text.parse::<Country>() {
                    Ok(country) => countries.push(CountryClaim { country, role }),
                    Err(_) => self.skip(format!("state claim `{text}`: no country by that name")),
                }
            }
        }
        countries.sort();
        countries.dedup();
        let victims = meta.victims.iter().chain(&meta.suspected_victims);
        let mut targets: Vec<Target> = victims.filter_map(|text| text.parse().ok()).map(Target::Country).collect();
        let sectors = meta.sectors.iter().chain(&meta.categories).chain(&meta.sector);
        targets.extend(sectors.filter_map(|text| sector(text)).map(Target::Sector));
        targets.sort();
        targets.dedup();
        let reports =
            meta.refs.iter().filter(|url| url.contains("://")).map(|url| self.report(url, "", Some(url))).collect();
        self.actors.push(Actor {
            id: format!("{galaxy}:{}", cluster.uuid),
            name: cluster.value.trim().to_owned(),
            by,
            names: names(cluster),
            countries,
            targets,
            links: Vec::new(),
            reports,
        });
        let entity = Entity::Actor(position(self.actors.len() - 1));
        for id in meta.synonyms.iter().filter(|name| is_group_id(name)) {
            let group = self
                .actors
                .iter()
                .position(|actor| actor.id == *id)
                .and_then(|at| self.uuid_of(Entity::Actor(position(at))));
            if let Some(to) = group {
                self.pending.push(PendingLink {
                    from: entity,
                    to,
                    kind: "same identifier".into(),
                    likelihood: None,
                    by,
                });
            }
        }
        entity
    }

    fn add_software(&mut self, galaxy: &str, cluster: &Cluster, kind: SoftwareKind, by: u32) -> Entity {
        self.software.push(Software {
            id: format!("{galaxy}:{}", cluster.uuid),
            name: cluster.value.trim().to_owned(),
            by,
            kind,
            names: names(cluster),
            same_as: None,
        });
        Entity::Software(position(self.software.len() - 1))
    }

    fn uuid_of(&self, entity: Entity) -> Option<String> {
        let mut uuids: Vec<&String> =
            self.by_uuid.iter().filter(|(_, held)| **held == entity).map(|(uuid, _)| uuid).collect();
        uuids.sort();
        uuids.first().map(|uuid| (*uuid).clone())
    }
}

enum Meaning {
    Actors,
    Software(SoftwareKind),
}

/// The cluster's own name first; identifiers of ATT&CK among the synonyms are links, not names.
fn names(cluster: &Cluster) -> Vec<NameClaim> {
    let mut names: Vec<NameClaim> = Vec::new();
    for name in std::iter::once(&cluster.value).chain(&cluster.meta.synonyms) {
        let name = name.trim();
        if !name.is_empty() && !is_group_id(name) && !names.iter().any(|held| held.name == name) {
            names.push(name_claim(name, Vec::new()));
        }
    }
    names
}

fn is_group_id(name: &str) -> bool {
    name.parse::<AttackId>().is_ok_and(|id| id.kind() == AttackIdKind::Group)
}

/// `estimative-language:likelihood-probability="likely"` → `likely`.
fn likelihood(tag: &str) -> Option<String> {
    let value = tag.strip_prefix("estimative-language:likelihood-probability=")?;
    Some(value.trim_matches('"').to_owned())
}

/// The sector that a galaxy's word stands for, where the STIX vocabulary has one.
fn sector(text: &str) -> Option<Sector> {
    let lower = text.trim().to_lowercase();
    if let Ok(sector) = lower.parse() {
        return Some(sector);
    }
    let word = lower.split([',', '/', '&']).next()?.trim();
    Some(match word {
        "government" | "administration" | "diplomacy" | "country" => Sector::Government,
        "military" | "defence" | "defense industry" | "intelligence" => Sector::Defense,
        "bank" | "finance" | "financial" | "financial institutions" | "banking" => Sector::FinancialServices,
        "civil society" | "ngo" | "activists" | "think tanks" | "dissidents" | "human rights" | "journalist" => {
            Sector::CivilSociety
        }
        "health" | "hospital" | "medical" => Sector::Healthcare,
        "telecoms" | "telecom" | "telecommunication" => Sector::Telecommunications,
        "transport" | "logistic" | "aviation" | "maritime" => Sector::Transportation,
        "it" | "information technology" | "software" | "high tech" | "technology" | "electronic" => Sector::Technology,
        "education" | "universities" | "academia" | "research" => Sector::Education,
        "oil" | "gas" | "electric" | "energy" => Sector::Energy,
        "news - media" | "media" | "news" => Sector::Communications,
        "pharmacy" | "pharma" => Sector::Pharmaceuticals,
        "manufacturing" | "industrial" | "industry" => Sector::Manufacturing,
        "retail" | "trade" => Sector::Retail,
        "hotels" | "hospitality" | "travel" | "tourism" => Sector::HospitalityLeisure,
        "space" | "satellite" | "aeronautic" => Sector::Aerospace,
        _ => return None,
    })
}

#[derive(Deserialize)]
struct Galaxy {
    #[serde(rename = "type")]
    kind: String,
    values: Vec<Cluster>,
}

#[derive(Deserialize)]
struct Cluster {
    value: String,
    #[serde(default, deserialize_with = "words")]
    description: String,
    #[serde(default)]
    uuid: String,
    #[serde(default)]
    meta: Meta,
    #[serde(default)]
    related: Vec<Related>,
}

#[derive(Deserialize)]
struct Related {
    #[serde(rename = "dest-uuid", default)]
    dest_uuid: String,
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Deserialize, Default)]
struct Meta {
    #[serde(default, deserialize_with = "texts")]
    synonyms: Vec<String>,
    #[serde(default, deserialize_with = "texts")]
    refs: Vec<String>,
    #[serde(default, deserialize_with = "texts")]
    country: Vec<String>,
    #[serde(rename = "cfr-suspected-state-sponsor", default, deserialize_with = "texts")]
    sponsor: Vec<String>,
    #[serde(rename = "cfr-suspected-victims", default, deserialize_with = "texts")]
    victims: Vec<String>,
    #[serde(rename = "suspected-victims", default, deserialize_with = "texts")]
    suspected_victims: Vec<String>,
    #[serde(rename = "cfr-target-category", default, deserialize_with = "texts")]
    categories: Vec<String>,
    #[serde(rename = "targeted-sector", default, deserialize_with = "texts")]
    sectors: Vec<String>,
    #[serde(default, deserialize_with = "texts")]
    sector: Vec<String>,
}

/// Galaxies write one value as a text and several as a list.
fn texts<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Texts {
        One(String),
        Many(Vec<String>),
        Other(serde::de::IgnoredAny),
    }
    Ok(match Texts::deserialize(deserializer)? {
        Texts::One(text) => vec![text],
        Texts::Many(texts) => texts,
        Texts::Other(_) => Vec::new(),
    })
}

/// A description; nothing where a galaxy writes something else in its place.
fn words<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(texts(deserializer)?.join("\n"))
}
