use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use dunant_evidence::{Bearing, Observation, Observed, Passage};
use dunant_knowledge::Pack;
use dunant_vocabulary::{Date, NameKey, Sha256Digest};

use crate::{Index, Material, Place, Profiles, Query, Shown, SourceClaim, TechniqueReader, WordingIndex};

/// Passages that techniques are read out of, the first of the evidence: a case of any size is assessed in seconds.
const READ: usize = 20_000;

/// How certain a feature is that the evidence names beside the matter only: denied, compared with, advised against.
const ASIDE: f64 = 0.3;

/// How certain software is that a long text names once, and what text is long, in sentences.
const NAMED_ONCE: f64 = 0.5;
const LONG: usize = 60;

/// One distinct thing that evidence shows and that the pack has a name for.
#[derive(Debug, Clone, PartialEq)]
pub struct ObservedFeature {
    /// Which.
    pub key: FeatureKey,
    /// How certainly it is shown, above 0 to 1: 1 where an item names it, less where it is only mentioned or was read out of
    /// prose.
    pub certainty: f64,
    /// How the evidence shows it.
    pub showing: Showing,
    /// Where it was read, in the order of the evidence.
    pub places: Vec<Place>,
}

/// How evidence shows a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// An item names it.
    Named,
    /// Items only mention it: they deny it, compare with it, advise against it, or a long text names it once.
    Mentioned,
    /// It was read out of a sentence that does not name it.
    ReadOut,
}

/// What was read of a feature so far.
#[derive(Default)]
struct Gathered {
    certainty: f64,
    places: Vec<Place>,
}

/// A feature, by position in the pack's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeatureKey {
    /// A technique.
    Technique(u32),
    /// Software; always the entry that stands for its kind, see [`dunant_knowledge::Software::same_as`].
    Software(u32),
    /// A trace, by position of the first indicator of the pack with its kind and value.
    Indicator(u32),
}

/// Observations as the model sees them: each distinct feature once, however often and in however many items it stands.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// The features, in the order of the pack.
    pub features: Vec<ObservedFeature>,
    /// Names of software or techniques that the pack does not know, or that fit several entries.
    pub unrecognised: Vec<String>,
    /// Actors that items name.
    pub claims: Vec<SourceClaim>,
}

impl Evidence {
    /// Sorts `material` into features; techniques are also read out of its prose.
    #[must_use]
    pub fn gather(material: &Material<'_>, pack: &Pack, profiles: &Profiles) -> Self {
        let mut evidence = Self::of_observations(&material.observations, pack, &profiles.index);
        evidence.doubt_what_long_texts_name_once(&material.passages);
        evidence.read_techniques(&material.passages, &profiles.techniques);
        evidence
    }

    /// Sorts what was observed into features.
    fn of_observations(observations: &[&Observation], pack: &Pack, index: &Index) -> Self {
        let names = Names::of(pack);
        let mut features: BTreeMap<FeatureKey, Gathered> = BTreeMap::new();
        let mut claims: BTreeMap<String, Vec<Place>> = BTreeMap::new();
        let mut unrecognised = BTreeSet::new();
        for observation in observations {
            let place = || Place { item: observation.item, span: observation.span, path: observation.path.to_string() };
            let found = match &observation.observed {
                Observed::Technique(mention) => {
                    let by_id = mention.id.and_then(|id| names.techniques_by_id.get(&id.to_string()));
                    by_id
                        .or_else(|| unique(names.techniques.get(&NameKey::of(&mention.name))))
                        .map(|at| FeatureKey::Technique(*at))
                        .ok_or(&mention.name)
                }
                Observed::Software(mention) => {
                    let by_id = mention.id.and_then(|id| names.software_by_id.get(&id.to_string()));
                    by_id
                        .or_else(|| unique(names.software.get(&NameKey::of(&mention.name))))
                        .map(|at| FeatureKey::Software(*at))
                        .ok_or(&mention.name)
                }
                Observed::Observable(observable) => {
                    let trace = (observable.kind().stix_path(), observable.value());
                    let Some(at) = index.indicator(trace.0, trace.1) else { continue };
                    Ok(FeatureKey::Indicator(at))
                }
                Observed::ActorClaim(mention) => {
                    claims.entry(mention.name.clone()).or_default().push(place());
                    continue;
                }
                Observed::Vulnerability(_) | Observed::Country { .. } | Observed::Sector { .. } => continue,
            };
            match found {
                Ok(key) => {
                    let gathered = features.entry(key).or_default();
                    let certainty = if observation.bearing == Bearing::Aside { ASIDE } else { 1.0 };
                    gathered.certainty = gathered.certainty.max(certainty);
                    gathered.places.push(place());
                }
                Err(name) => {
                    unrecognised.insert(name.clone());
                }
            }
        }
        let observed = |(key, Gathered { certainty, places })| {
            let showing = if certainty < 1.0 { Showing::Mentioned } else { Showing::Named };
            ObservedFeature { key, certainty, showing, places }
        };
        Self {
            features: features.into_iter().map(observed).collect(),
            unrecognised: unrecognised.into_iter().collect(),
            claims: claims.into_iter().map(|(name, places)| SourceClaim { name, places }).collect(),
        }
    }

    /// Software that a long text names once, in its prose, had as likely no part in what the text is about.
    fn doubt_what_long_texts_name_once(&mut self, passages: &[&Passage]) {
        let mut lengths: BTreeMap<Sha256Digest, usize> = BTreeMap::new();
        for passage in passages {
            *lengths.entry(passage.item).or_default() += 1;
        }
        for feature in &mut self.features {
            if let (FeatureKey::Software(_), [place]) = (feature.key, feature.places.as_slice())
                && place.path.is_empty()
                && lengths.get(&place.item).is_some_and(|length| *length > LONG)
            {
                feature.certainty = feature.certainty.min(NAMED_ONCE);
                feature.showing = Showing::Mentioned;
            }
        }
    }

    /// Adds the techniques that sentences describe without naming them, each as certain as its surest sentence.
    fn read_techniques(&mut self, passages: &[&Passage], reader: &TechniqueReader) {
        let mut read: BTreeMap<FeatureKey, Gathered> = BTreeMap::new();
        for passage in said_once(passages).into_iter().take(READ) {
            let Some(found) = reader.read(passage) else { continue };
            let gathered = read.entry(FeatureKey::Technique(found.technique)).or_default();
            gathered.certainty = gathered.certainty.max(found.probability.clamp(0.0, 1.0));
            gathered.places.push(Place { item: passage.item, span: passage.span, path: String::new() });
        }
        for feature in &self.features {
            read.remove(&feature.key);
        }
        self.features.extend(read.into_iter().map(|(key, Gathered { certainty, places })| ObservedFeature {
            key,
            certainty,
            showing: Showing::ReadOut,
            places,
        }));
        self.features.sort_by_key(|feature| feature.key);
    }

    /// What the evidence asks of an index; `passages` are those whose wording is compared, a sentence that several of them hold
    /// once: who copies a sentence adds nothing to it.
    #[must_use]
    pub fn query(&self, passages: &[&Passage], wording: &WordingIndex, reference: Option<Date>) -> Query {
        let shown = |feature: &ObservedFeature| Shown { key: feature.key, certainty: feature.certainty };
        let passages = said_once(passages);
        Query {
            features: self.features.iter().map(shown).collect(),
            unrecognised: u32::try_from(self.unrecognised.len()).unwrap_or(u32::MAX),
            wording: wording.compare(&passages),
            reference,
        }
    }

    /// The part of the evidence that one item carries.
    #[must_use]
    pub fn of_item(&self, item: Sha256Digest) -> Self {
        let held = |feature: &&ObservedFeature| feature.places.iter().any(|place| place.item == item);
        Self { features: self.features.iter().filter(held).cloned().collect(), ..Self::default() }
    }

    /// The items that carry at least one feature.
    #[must_use]
    pub fn items(&self) -> BTreeSet<Sha256Digest> {
        self.features.iter().flat_map(|feature| &feature.places).map(|place| place.item).collect()
    }
}

/// The passages that tell of what happened, without those that repeat the terms of an earlier one. Advice, advertisement and
/// boilerplate tell nothing of the deed.
pub(crate) fn said_once<'e>(passages: &[&'e Passage]) -> Vec<&'e Passage> {
    let mut spoken: HashSet<&[u32]> = HashSet::new();
    let told = passages.iter().filter(|passage| passage.bearing.is_stated());
    told.filter(|passage| spoken.insert(&passage.terms)).copied().collect()
}

struct Names {
    techniques: HashMap<NameKey, BTreeSet<u32>>,
    techniques_by_id: HashMap<String, u32>,
    software: HashMap<NameKey, BTreeSet<u32>>,
    software_by_id: HashMap<String, u32>,
}

impl Names {
    fn of(pack: &Pack) -> Self {
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
}

fn unique(found: Option<&BTreeSet<u32>>) -> Option<&u32> {
    let found = found?;
    found.first().filter(|_| found.len() == 1)
}
