use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use dunant_evidence::{Bearing, Limits, Mention, Observation, Observed, Passage};
use dunant_knowledge::Pack;
use dunant_vocabulary::{Date, Sha256Digest, Space, Span};
use serde::Serialize;

use crate::names::Names;
use crate::{Index, Material, Place, Profiles, Query, Shown, SourceClaim, TechniqueReader, WordingIndex};

/// How certain software is that a long text names once, and what text is long, in sentences.
const NAMED_ONCE: f64 = 0.5;
const LONG: usize = 60;

/// One distinct thing that evidence shows and that the pack has a name for.
#[derive(Debug, Clone, PartialEq)]
pub struct ObservedFeature {
    /// Which.
    pub key: FeatureKey,
    /// How certainly it is shown, above 0 to 1: 1 where an item names it, less where a long text names it once or where it was
    /// read out of prose.
    pub certainty: f64,
    /// How the evidence shows it.
    pub showing: Showing,
    /// Where it was read, in the order of the evidence.
    pub places: Vec<Place>,
}

/// How evidence shows a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// An item states it by name.
    Named,
    /// A long text names it once.
    NamedOnce,
    /// Items only list the software's name.
    Listed,
    /// It was read out of a sentence that does not name it.
    ReadOut,
}

/// Something that the pack knows and that items name without stating it: they deny it, doubt it, ask, plan, compare, repeat. It is
/// shown and never weighed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Mentioned {
    /// Its name, as an item writes it.
    pub name: String,
    /// How the items speak of it; of several ways the one nearest to a statement.
    pub bearing: Bearing,
    /// Where it was read.
    pub places: Vec<Place>,
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
    /// What items name without stating it.
    pub mentioned: Vec<Mentioned>,
    /// Sentences past the limit of those that techniques are read out of.
    pub(crate) unread: usize,
    /// What the features were made of, so that they can be made again without a part of it.
    named: BTreeMap<FeatureKey, Vec<Place>>,
    listed: BTreeMap<FeatureKey, Vec<Place>>,
    read_out: BTreeMap<FeatureKey, Vec<(Place, f64)>>,
    strange: BTreeMap<String, BTreeSet<Sha256Digest>>,
    sentences: BTreeMap<Sha256Digest, usize>,
}

impl Evidence {
    /// Sorts `material` into features; techniques are also read out of its prose, as far as the limit `sentences` goes.
    #[must_use]
    pub fn gather(material: &Material<'_>, pack: &Pack, profiles: &Profiles, limits: &Limits) -> Self {
        let mut evidence = Self::of_observations(&material.observations, pack, &profiles.index);
        for passage in &material.passages {
            *evidence.sentences.entry(passage.item).or_default() += 1;
        }
        let most = usize::try_from(limits.sentences).unwrap_or(usize::MAX);
        evidence.read_techniques(&material.passages, &profiles.techniques, most);
        evidence.make_features();
        evidence
    }

    /// Sorts what was observed.
    fn of_observations(observations: &[&Observation], pack: &Pack, index: &Index) -> Self {
        let names = Names::of(pack);
        let mut evidence = Self::default();
        let mut claims: BTreeMap<String, SourceClaim> = BTreeMap::new();
        let mut mentioned: BTreeMap<FeatureKey, Mentioned> = BTreeMap::new();
        for observation in observations {
            let place = || Place { item: observation.item, span: observation.span, path: observation.path.to_string() };
            let (name, key) = match &observation.observed {
                Observed::Technique(mention) => {
                    let by_id = mention.id.and_then(|id| names.techniques_by_id.get(&id).copied());
                    let found = by_id.or_else(|| names.technique(&mention.name));
                    (mention.name.as_str(), found.map(FeatureKey::Technique))
                }
                Observed::Software(mention) => {
                    let by_id = mention.id.and_then(|id| names.software_by_id.get(id.to_string().as_str()).copied());
                    let found = by_id.or_else(|| names.software(&mention.name));
                    (mention.name.as_str(), found.map(FeatureKey::Software))
                }
                Observed::Observable(observable) => {
                    let Some(at) = index.indicator(observable.kind().stix_path(), observable.value()) else { continue };
                    (observable.value(), Some(FeatureKey::Indicator(at)))
                }
                Observed::ActorClaim(mention) => {
                    let Some(name) = claimed_name(mention, pack) else { continue };
                    let bearing = observation.bearing;
                    let new = || SourceClaim { name: name.clone(), bearing, places: Vec::new() };
                    let held = claims.entry(name.clone()).or_insert_with(new);
                    held.bearing = held.bearing.min(bearing);
                    held.places.push(place());
                    continue;
                }
                Observed::Vulnerability(_) | Observed::Country { .. } | Observed::Sector { .. } => continue,
            };
            match (key, observation.bearing) {
                (Some(key @ FeatureKey::Software(_)), Bearing::Listed) => {
                    evidence.listed.entry(key).or_default().push(place());
                }
                (Some(key), Bearing::Stated | Bearing::Listed) => evidence.named.entry(key).or_default().push(place()),
                (Some(key), bearing) => {
                    let new = || Mentioned { name: name.to_owned(), bearing, places: Vec::new() };
                    let held = mentioned.entry(key).or_insert_with(new);
                    held.bearing = held.bearing.min(bearing);
                    held.places.push(place());
                }
                (None, Bearing::Stated | Bearing::Listed) => {
                    evidence.strange.entry(name.to_owned()).or_default().insert(observation.item);
                }
                (None, _) => {}
            }
        }
        mentioned.retain(|key, _| !evidence.named.contains_key(key) && !evidence.listed.contains_key(key));
        evidence.mentioned = mentioned.into_values().collect();
        evidence.claims = claims.into_values().collect();
        evidence
    }

    /// Reads the techniques that sentences describe without naming them.
    fn read_techniques(&mut self, passages: &[&Passage], reader: &TechniqueReader, most: usize) {
        let mut known: HashMap<&[u32], Option<(u32, f64)>> = HashMap::new();
        let stated: Vec<&Passage> = passages.iter().filter(|passage| passage.bearing.is_stated()).copied().collect();
        self.unread = stated.len().saturating_sub(most);
        for passage in first_of_each_item(&stated, most) {
            let read = || reader.read(passage).map(|found| (found.technique, found.probability.clamp(0.0, 1.0)));
            let Some((technique, probability)) = *known.entry(&passage.terms).or_insert_with(read) else { continue };
            let place = Place { item: passage.item, span: passage.span, path: String::new() };
            self.read_out.entry(FeatureKey::Technique(technique)).or_default().push((place, probability));
        }
    }

    /// Puts features together from what was named and read out: a feature that is named is certain, unless a long text names
    /// software once; one that is only read out is as certain as its surest sentence.
    fn make_features(&mut self) {
        let named = self.named.iter().map(|(key, places)| {
            let once = self.is_named_once_in_a_long_text(*key, places);
            let (certainty, showing) = if once { (NAMED_ONCE, Showing::NamedOnce) } else { (1.0, Showing::Named) };
            ObservedFeature { key: *key, certainty, showing, places: places.clone() }
        });
        let listed = self.listed.iter().filter(|(key, _)| !self.named.contains_key(*key)).map(|(key, places)| {
            ObservedFeature { key: *key, certainty: 1.0, showing: Showing::Listed, places: places.clone() }
        });
        let read_out = self.read_out.iter().filter(|(key, _)| !self.named.contains_key(*key)).map(|(key, places)| {
            let certainty = places.iter().map(|(_, probability)| *probability).fold(0.0, f64::max);
            let places = places.iter().map(|(place, _)| place.clone()).collect();
            ObservedFeature { key: *key, certainty, showing: Showing::ReadOut, places }
        });
        let mut features: Vec<ObservedFeature> = named.chain(listed).chain(read_out).collect();
        features.sort_by_key(|feature| feature.key);
        self.features = features;
        self.unrecognised = self.strange.keys().cloned().collect();
    }

    /// Software that a long text names once, in its prose, had as likely no part in what the text is about.
    fn is_named_once_in_a_long_text(&self, key: FeatureKey, places: &[Place]) -> bool {
        let (FeatureKey::Software(_), [place]) = (key, places) else { return false };
        place.path.is_empty() && self.sentences.get(&place.item).is_some_and(|length| *length > LONG)
    }

    /// What the evidence asks of an index; `passages` are those whose wording is compared, a sentence that several of them hold
    /// once: who copies a sentence adds nothing to it.
    #[must_use]
    pub fn query(&self, passages: &[&Passage], wording: &WordingIndex, reference: Option<Date>) -> Query {
        let shown = |feature: &ObservedFeature| Shown {
            key: feature.key,
            certainty: feature.certainty,
            listed: feature.showing == Showing::Listed,
        };
        let passages = said_once(passages);
        Query {
            features: self.features.iter().map(shown).collect(),
            unrecognised: u32::try_from(self.unrecognised.len()).unwrap_or(u32::MAX),
            wording: wording.compare(&passages),
            reference,
        }
    }

    /// The evidence as it would be had there been only the items that `holds` keeps.
    #[must_use]
    pub fn of_items(&self, holds: impl Fn(Sha256Digest) -> bool) -> Self {
        let mut part = Self { sentences: self.sentences.clone(), ..Self::default() };
        let of_items = |all: &BTreeMap<FeatureKey, Vec<Place>>| -> BTreeMap<FeatureKey, Vec<Place>> {
            let kept = |places: &[Place]| places.iter().filter(|place| holds(place.item)).cloned().collect::<Vec<_>>();
            all.iter().map(|(key, places)| (*key, kept(places))).filter(|(_, places)| !places.is_empty()).collect()
        };
        part.named = of_items(&self.named);
        part.listed = of_items(&self.listed);
        for (key, places) in &self.read_out {
            let kept: Vec<_> = places.iter().filter(|(place, _)| holds(place.item)).cloned().collect();
            if !kept.is_empty() {
                part.read_out.insert(*key, kept);
            }
        }
        let strange = self.strange.iter().filter(|(_, items)| items.iter().any(|item| holds(*item)));
        part.strange = strange.map(|(name, items)| (name.clone(), items.clone())).collect();
        part.make_features();
        part
    }

    /// The evidence without a feature, without what `sentences` name, and without the techniques that were read out of the sentences
    /// that hold it.
    #[must_use]
    pub fn without(&self, key: FeatureKey, sentences: &[&Passage]) -> Self {
        let mut part = self.clone();
        if !sentences.is_empty() {
            let gone = Places::of_passages(sentences);
            for all in [&mut part.named, &mut part.listed] {
                for places in all.values_mut() {
                    places.retain(|place| !gone.touch(place.item, &place.span));
                }
                all.retain(|other, places| *other == key || !places.is_empty());
            }
        }
        part.named.remove(&key);
        part.listed.remove(&key);
        let places = Places::of(&self.named_at(key));
        for read in part.read_out.values_mut() {
            read.retain(|(sentence, _)| !places.touch(sentence.item, &sentence.span));
        }
        part.read_out.remove(&key);
        part.read_out.retain(|_, read| !read.is_empty());
        part.make_features();
        part
    }

    /// Where items state or list a feature by name.
    pub(crate) fn named_at(&self, key: FeatureKey) -> Vec<Place> {
        [&self.named, &self.listed].into_iter().filter_map(|all| all.get(&key)).flatten().cloned().collect()
    }

    /// The items that carry at least one feature.
    #[must_use]
    pub fn items(&self) -> BTreeSet<Sha256Digest> {
        self.features.iter().flat_map(|feature| &feature.places).map(|place| place.item).collect()
    }
}

/// Places, to be asked which spans they touch: a table of 200,000 rows names one family in each.
pub(crate) struct Places {
    /// Of each item and space: where places start, in order, and the farthest end of those up to there.
    held: HashMap<(Sha256Digest, Space), Vec<(u64, u64)>>,
}

impl Places {
    pub(crate) fn of(places: &[Place]) -> Self {
        Self::at(places.iter().map(|place| (place.item, place.span)))
    }

    fn of_passages(passages: &[&Passage]) -> Self {
        Self::at(passages.iter().map(|passage| (passage.item, passage.span)))
    }

    fn at(places: impl Iterator<Item = (Sha256Digest, Span)>) -> Self {
        let mut held: HashMap<(Sha256Digest, Space), Vec<(u64, u64)>> = HashMap::new();
        for (item, span) in places {
            held.entry((item, span.space)).or_default().push((span.start, span.end));
        }
        for spans in held.values_mut() {
            spans.sort_unstable();
            let mut farthest = 0;
            for (_, end) in spans {
                farthest = farthest.max(*end);
                *end = farthest;
            }
        }
        Self { held }
    }

    /// Whether one of the places shares a byte with `span` of `item`.
    pub(crate) fn touch(&self, item: Sha256Digest, span: &Span) -> bool {
        let Some(spans) = self.held.get(&(item, span.space)) else { return false };
        let before = spans.partition_point(|(start, _)| *start < span.end);
        before.checked_sub(1).and_then(|last| spans.get(last)).is_some_and(|(_, farthest)| *farthest > span.start)
    }
}

/// At most `most` passages, those of one item in their order, and the items by turns.
fn first_of_each_item<'p>(passages: &[&'p Passage], most: usize) -> Vec<&'p Passage> {
    if passages.len() <= most {
        return passages.to_vec();
    }
    let mut seen: HashMap<Sha256Digest, usize> = HashMap::new();
    let mut turns: Vec<(usize, &'p Passage)> = passages
        .iter()
        .map(|passage| {
            let turn = seen.entry(passage.item).or_default();
            *turn += 1;
            (*turn, *passage)
        })
        .collect();
    // Stable: within one turn the items keep their order.
    turns.sort_by_key(|(turn, _)| *turn);
    turns.truncate(most);
    turns.into_iter().map(|(_, passage)| passage).collect()
}

/// The passages that tell of what happened, without those that repeat the terms of an earlier one. Advice, advertisement, doubt and
/// boilerplate tell nothing of the deed.
pub(crate) fn said_once<'e>(passages: &[&'e Passage]) -> Vec<&'e Passage> {
    let mut spoken: HashSet<&[u32]> = HashSet::new();
    let told = passages.iter().filter(|passage| passage.bearing.is_stated());
    told.filter(|passage| spoken.insert(&passage.terms)).copied().collect()
}

/// Whom a claim names: an actor that is given by its identifier alone has its name in the pack. None where the identifier is of a
/// campaign, which is no actor.
fn claimed_name(mention: &Mention, pack: &Pack) -> Option<String> {
    let Some(id) = mention.id.map(|id| id.to_string()) else { return Some(mention.name.clone()) };
    if id.starts_with('C') {
        return None;
    }
    let by_id = || pack.actors.iter().find(|actor| actor.id == id).map(|actor| actor.name.clone());
    let named = if mention.name == id { by_id() } else { None };
    Some(named.unwrap_or_else(|| mention.name.clone()))
}
