//! Which techniques, programs, flaws and groups of a document something of this case refers to.
//!
//! An export brings neighbours along: the group that a feed suspects, with all that ATT&CK says it has used. Such an object says
//! nothing of this case by itself; what refers to it does. What reaches is the case's own: the `object_refs` of a report,
//! incident or grouping about this case, a sighting that saw something, and the relationships that start at an indicator, a trace,
//! an incident, a campaign or a sample. A catalogue's own objects and relationships pass nothing on, and what a group or a family
//! has used elsewhere is listed at most. Whatever refers to many families in one breath lists them, too.

mod remarks;
mod says;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::ops::Range;

use dunant_vocabulary::DateRange;

use self::remarks::{Open, Remarks};
use self::says::Says;
use super::object::Object;
use super::subject;
use crate::Reason;
use crate::bearing::FAMILIES;
use crate::json::Node;
use crate::prose::{self, Stand};
use crate::readers::traces::holds_traces;
use crate::withdrawal::{Withdrawals, Withdrawn};

/// General objects above which those of a catalogue came along with an export, though nothing in it refers to any.
const CATALOGUE: usize = 100;

/// MITRE's identity in the STIX releases of ATT&CK.
const MITRE: &str = "identity--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5";

#[derive(Debug, Default)]
pub(super) struct Reach<'a> {
    members: Vec<Member<'a>>,
    ties: Vec<Tie<'a>>,
    /// What an object of the case refers to by itself.
    references: Vec<Reference<'a>>,
    /// Indicators' patterns, by the indicators' identifiers: several of one pattern are one trace.
    patterns: HashMap<Cow<'a, str>, Cow<'a, str>>,
    /// Identities of publishers of catalogues.
    publishers: HashSet<Cow<'a, str>>,
    /// Starts of the reports, incidents and groupings about this case.
    anchors: Vec<u64>,
    /// Whether anything in the document says what was found: a report, a sighting, an incident.
    has_container: bool,
    /// Objects that somebody disagrees with, or that a note denies: whatever ties them to the case lists them.
    disputed: HashSet<Cow<'a, str>>,
    /// Objects that only a release of ATT&CK has.
    collections: usize,
    /// Of sightings that were made elsewhere than at their author: where.
    elsewhere: HashMap<u64, Vec<Cow<'a, str>>>,
    /// Sightings, by their identifiers, and where each begins.
    sightings: Vec<(Cow<'a, str>, u64)>,
    /// Whether a report or an incident calls itself an exercise, a test or a course.
    framed: bool,
    /// What stands at its objects: names, descriptions, labels, notes.
    remarks: Remarks<'a>,
}

/// What the objects of a document are to this case.
pub(super) struct Reached {
    /// What is no evidence of it, for nothing of it refers there.
    pub along: Vec<Withdrawn>,
    /// The objects that are named, in their order, though nothing says that they were found.
    pub listed: Vec<Range<u64>>,
}

/// How far the document ties an object to this case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// It is named in connection with it.
    Listed,
    /// It was found or used in it.
    Stated,
}

/// What an object is to a case before anything refers to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Of the case by itself: a trace, an indicator, an incident.
    Case,
    /// A campaign or a sample: of the case where nothing in the document is more so, or where something of it refers there.
    Told,
    /// A program, a technique or a flaw in general.
    General,
    /// A group.
    Group,
    /// An object that is a catalogue's by what it says of itself.
    Catalogued,
}

#[derive(Debug)]
struct Member<'a> {
    id: Cow<'a, str>,
    range: Range<u64>,
    part: Part,
    made_by: Option<Cow<'a, str>>,
    /// Whether it is a program in general, and no sample.
    is_family: bool,
    /// Whether it is a program, a sample or in general.
    is_program: bool,
    /// Whether what it uses was used in it: an incident, a campaign.
    tells: bool,
    /// Whether its producer is not sure of it: it is listed, and lists.
    unsure: bool,
    /// Since when it is, as far as it says: first seen, and written.
    since: (Option<DateRange>, Option<DateRange>),
}

/// A relationship.
#[derive(Debug)]
struct Tie<'a> {
    range: Range<u64>,
    made_by: Option<Cow<'a, str>>,
    catalogued: bool,
    says: Says,
    /// Whether it only says that the two have to do with each other.
    is_loose: bool,
    /// Whether it says upon which data its source rests.
    is_based_on: bool,
    /// The day on which it ended.
    until: Option<DateRange>,
    id: Cow<'a, str>,
    source: Cow<'a, str>,
    target: Cow<'a, str>,
}

#[derive(Debug)]
struct Reference<'a> {
    at: u64,
    /// What says it: the object at `at`, or for sightings what was seen, where and when.
    by: By<'a>,
    to: Cow<'a, str>,
    level: Level,
}

/// What ties families to the case. Whether it states them depends on how many it ties: see [`crowds`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum By<'a> {
    /// The object that begins there.
    Object(u64),
    /// Sightings of the same data at the same place and time by the same producer: the JSON of each of [`SEEN`].
    Seen([&'a str; 5]),
}

/// What sightings are of the same data by: the data and the times first, which a sighting may leave out.
const SEEN: [&str; 5] = ["observed_data_refs", "first_seen", "last_seen", "where_sighted_refs", "created_by_ref"];

impl<'a> By<'a> {
    /// Of the sighting that begins at `at`. One that gives neither data nor time stands for itself.
    fn sighting(sighting: Node<'a>, at: u64) -> Self {
        let seen = SEEN.map(|name| sighting.get(name).map_or("", Node::raw));
        let says = |value: &&str| !value.is_empty() && **value != *"[]" && **value != *"null";
        if seen.iter().take(3).any(says) { Self::Seen(seen) } else { Self::Object(at) }
    }
}

impl Level {
    /// Of what an object lists: one whose producer is not sure of it lists no more than names.
    fn of(object: &Object<'_>) -> Self {
        if object.is_unsure() { Self::Listed } else { Self::Stated }
    }
}

impl Part {
    fn of(kind: &str, object: &Object<'_>) -> Option<Self> {
        let is_sample = || object.is_family.is_some_and(|node| node.raw() == "false");
        Some(match kind {
            "attack-pattern" | "malware" | "tool" | "intrusion-set" | "threat-actor" | "campaign"
            | "course-of-action"
                if object.is_catalogued() && (kind != "threat-actor" || object.catalogued) =>
            {
                Self::Catalogued
            }
            "campaign" => Self::Told,
            "malware" if is_sample() => Self::Told,
            "attack-pattern" | "malware" | "tool" | "course-of-action" | "vulnerability" => Self::General,
            "intrusion-set" | "threat-actor" => Self::Group,
            "indicator" | "observed-data" | "infrastructure" | "malware-analysis" | "incident" => Self::Case,
            _ if is_case_folder(kind) || holds_traces(kind) => Self::Case,
            _ => return None,
        })
    }

    /// How far an object that the case reaches at `level` ties its relationships' targets to it.
    fn passes_on(self, level: Level) -> Option<Level> {
        match self {
            Self::Case | Self::Told => Some(level),
            Self::General | Self::Group => Some(Level::Listed),
            Self::Catalogued => None,
        }
    }
}

/// OpenCTI's cases: an incident response, a request for information.
fn is_case_folder(kind: &str) -> bool {
    kind.strip_prefix("x-opencti-").unwrap_or(kind).starts_with("case-")
}

impl<'a> Reach<'a> {
    /// Takes an object; `range` are its bytes.
    pub(super) fn take(&mut self, kind: &str, object: &Object<'a>, range: Range<u64>) {
        let at = range.start;
        self.remarks.take(kind, object, at);
        match kind {
            "relationship" => return self.relationship(object, range),
            "report" | "grouping" => return self.container(object, range),
            "note" => {
                let denies = |node: Option<Node<'a>>| {
                    node.and_then(Node::as_str)
                        .is_some_and(|text| says::is_denial(&text) || prose::is_framed(&text, Stand::Among))
                };
                if denies(object.content) || denies(object.abstract_) {
                    self.disputed
                        .extend(object.object_refs.into_iter().flat_map(Node::elements).filter_map(Node::as_str));
                }
                let says =
                    |node: Option<Node<'a>>| node.and_then(Node::as_str).is_none_or(|text| prose::is_stated(&text));
                if says(object.content) && says(object.abstract_) {
                    self.refer(at, object.object_refs, Level::Listed);
                }
                return;
            }
            "opinion"
                if object
                    .opinion
                    .and_then(Node::as_str)
                    .is_some_and(|opinion| matches!(&*opinion, "disagree" | "strongly-disagree")) =>
            {
                self.disputed.extend(object.object_refs.into_iter().flat_map(Node::elements).filter_map(Node::as_str));
                return;
            }
            "sighting" => {
                self.has_container = true;
                self.sightings.extend(object.id.clone().map(|id| (id, at)));
                // A negative sighting, or one that counts none, says that the thing was not there.
                if !object.is_negative_sighting() {
                    let seen = object.sighting_of_ref.and_then(Node::as_str);
                    let by = By::sighting(object.node, at);
                    let level = Level::of(object);
                    let places = object.where_sighted_refs.into_iter().flat_map(Node::elements);
                    let places: Vec<_> = places.filter_map(Node::as_str).collect();
                    let author = object.created_by_ref.and_then(Node::as_str);
                    if author.is_some_and(|author| !places.is_empty() && !places.contains(&author)) {
                        self.elsewhere.insert(at, places);
                    }
                    self.references.extend(seen.map(|to| Reference { at, by, to, level }));
                }
                return;
            }
            "identity" => {
                if object.name.and_then(Node::as_str).is_some_and(|name| name.contains("MITRE"))
                    && let Some(id) = &object.id
                {
                    self.publishers.insert(id.clone());
                }
                return;
            }
            "x-mitre-collection" | "x-mitre-matrix" | "x-mitre-tactic" => {
                self.collections += 1;
                return;
            }
            "malware-analysis" => {
                let result = object.node.get("result").and_then(Node::as_str);
                let sample = object.node.get("sample_ref").and_then(Node::as_str);
                if result.is_some_and(|result| matches!(&*result, "benign" | "unknown")) {
                    self.disputed.extend(sample);
                    return;
                }
                let by = By::Object(at);
                self.references.extend(sample.map(|to| Reference { at, by, to, level: Level::Stated }));
            }
            "incident" => {
                self.see_title(object);
                self.anchor(at);
            }
            _ if is_case_folder(kind) => self.anchor(at),
            _ => {}
        }
        let Some(part) = Part::of(kind, object) else { return };
        if part == Part::Case {
            self.refer(at, object.object_refs, Level::of(object));
        }
        let id = object.id.clone().unwrap_or_default();
        if kind == "indicator"
            && let Some(pattern) = object.pattern.and_then(Node::as_str)
        {
            self.patterns.insert(id.clone(), pattern);
        }
        let is_program = matches!(kind, "malware" | "tool");
        let is_family = is_program && part != Part::Told;
        let made_by = object.created_by_ref.and_then(Node::as_str);
        let tells = matches!(kind, "incident" | "campaign") || is_case_folder(kind);
        let (unsure, since) = (object.is_unsure(), object.since());
        self.members.push(Member { id, range, part, made_by, is_family, is_program, tells, unsure, since });
    }

    /// Takes a property of the bundle itself.
    pub(super) fn take_of_bundle(&mut self, name: &str, value: Node<'a>) {
        self.remarks.of_bundle(name, value);
    }

    /// What a report, a grouping or an incident is called says what the document is of.
    fn see_title(&mut self, object: &Object<'a>) {
        self.framed |= object.name.and_then(Node::as_str).is_some_and(|name| prose::is_framed(&name, Stand::Above));
    }

    fn anchor(&mut self, at: u64) {
        self.has_container = true;
        self.anchors.push(at);
    }

    fn container(&mut self, object: &Object<'a>, range: Range<u64>) {
        // One that lists nothing does not say what was found.
        if object.object_refs.into_iter().flat_map(Node::elements).next().is_none() {
            return;
        }
        self.has_container = true;
        self.see_title(object);
        if !subject::is_of_this_case(object) {
            return;
        }
        self.anchors.push(range.start);
        self.refer(range.start, object.object_refs, Level::of(object));
        // A relationship may start at a report.
        let (id, made_by) = (object.id.clone().unwrap_or_default(), None);
        let (unsure, since) = (object.is_unsure(), object.since());
        let part = Part::Case;
        self.members.push(Member {
            id,
            range,
            part,
            made_by,
            is_family: false,
            is_program: false,
            tells: false,
            unsure,
            since,
        });
    }

    fn refer(&mut self, at: u64, list: Option<Node<'a>>, level: Level) {
        let ids = list.into_iter().flat_map(Node::elements).filter_map(Node::as_str);
        self.references.extend(ids.map(|to| Reference { at, by: By::Object(at), to, level }));
    }

    fn relationship(&mut self, object: &Object<'a>, range: Range<u64>) {
        let text = |node: Option<Node<'a>>| node.and_then(Node::as_str).unwrap_or_default();
        let kind = text(object.relationship_type).to_ascii_lowercase();
        self.ties.push(Tie {
            range,
            made_by: object.created_by_ref.and_then(Node::as_str),
            catalogued: object.catalogued,
            says: Says::by(&kind, object),
            is_loose: kind == "related-to",
            is_based_on: kind == "based-on",
            until: object.node.get("stop_time").and_then(Node::as_day),
            id: object.id.clone().unwrap_or_default(),
            source: text(object.source_ref),
            target: text(object.target_ref),
        });
    }

    /// Whether the document is a release of a catalogue by an object that only such a release has.
    pub(super) fn has_collections(&self) -> bool {
        self.collections > 0
    }

    /// Number of the document's techniques, programs and groups.
    pub(super) fn general(&self) -> usize {
        self.members.iter().filter(|member| !matches!(member.part, Part::Case | Part::Told)).count()
    }

    /// Follows what of the document refers to what. What is `withdrawn` refers to nothing.
    pub(super) fn follow(&self, withdrawn: &Withdrawals) -> Reached {
        let counts = |at: u64| withdrawn.reason_at(at).is_none();
        let open = self.remarks.judge();
        // Remarks are heeded for programs alone; what was done, and with which flaws, is told in the words of whoever tells it.
        let (levels, programs) = (self.levels(&counts, &Open::default()), self.levels(&counts, &open));
        let mut reached = Reached { along: Vec::new(), listed: Vec::new() };
        let publishers = &self.publishers;
        let made = |by: &Option<Cow<'a, str>>| by.as_ref().is_some_and(|by| by == MITRE || publishers.contains(by));
        // In a document without any word of what was found, a lone object is named and no more.
        let told = self.has_container
            || self.ties.iter().any(|tie| tie.says == Says::Ties && levels.of(&tie.source) == Some(Level::Stated));
        let catalogued = |member: &&Member<'a>| member.part == Part::Catalogued || made(&member.made_by);
        let along = self.collections > 0
            || self.members.iter().filter(catalogued).count() >= CATALOGUE
            || self.general() >= CATALOGUE;
        let neighbours: HashSet<&str> = self
            .ties
            .iter()
            .filter(|tie| tie.catalogued || made(&tie.made_by))
            .flat_map(|tie| [&*tie.source, &*tie.target])
            .collect();
        for member in self.members.iter().filter(|member| member.part != Part::Case) {
            let level = if member.is_program { programs.of(&member.id) } else { levels.of(&member.id) };
            let open = if member.is_program { &open } else { &Open::default() };
            match level {
                Some(Level::Stated) if !self.framed && !self.is_open(member, open) => {}
                Some(_) => reached.listed.push(member.range.clone()),
                None if told || along || neighbours.contains(&*member.id) => {
                    reached.along.push(Withdrawn { range: member.range.clone(), reason: Reason::Unreferred });
                }
                None => reached.listed.push(member.range.clone()),
            }
        }
        if told {
            // Whom a neighbour has targeted elsewhere is not this case's victim.
            for tie in self.ties.iter().filter(|tie| levels.is_along(&tie.source)) {
                reached.along.push(Withdrawn { range: tie.range.clone(), reason: Reason::Unreferred });
            }
        }
        reached.listed.sort_by_key(|range| range.start);
        reached
    }

    /// Whether its producer, or whoever speaks of an object, does not say for sure that it was found.
    fn is_open(&self, member: &Member<'a>, open: &Open<'_>) -> bool {
        let id = &*member.id;
        member.unsure || self.disputed.contains(id) || open.lists(member.range.start, id)
    }

    fn levels<'r>(&'r self, counts: &dyn Fn(u64) -> bool, open: &Open<'r>) -> Levels<'r> {
        let anchored = self.anchors.iter().any(|at| counts(*at));
        let based_on: HashSet<&str> = self.ties.iter().filter(|tie| tie.is_based_on).map(|tie| &*tie.source).collect();
        let victims: HashSet<&str> =
            self.ties.iter().filter(|tie| tie.target.starts_with("identity--")).map(|tie| &*tie.target).collect();
        let doubted: HashSet<u64> = self
            .sightings
            .iter()
            .filter(|(id, _)| self.disputed.contains(id) || open.of(id))
            .map(|(_, at)| *at)
            .collect();
        let is_elsewhere = |at: u64| {
            let places = self.elsewhere.get(&at);
            doubted.contains(&at) || places.is_some_and(|places| !places.iter().any(|place| victims.contains(&**place)))
        };
        let mut levels = Levels::default();
        let mut queue = Vec::new();
        for member in self.members.iter().filter(|member| !member.id.is_empty()) {
            levels.parts.insert(&member.id, member.part);
            let is_root = member.part == Part::Case || member.part == Part::Told && !anchored;
            if is_root && counts(member.range.start) {
                // That an indicator looks for something does not say that it was found.
                let looks_for = self.patterns.contains_key(&member.id) && !based_on.contains(&*member.id);
                // Where a report, an incident or a sighting tells, taken back or not, a sample tells nothing by itself.
                let is_told = member.part == Part::Told && self.has_container;
                let level = if looks_for || is_told { Level::Listed } else { Level::Stated };
                levels.raise(&member.id, level, &mut queue);
            }
        }
        let families: HashSet<&str> =
            self.members.iter().filter(|member| member.is_family).map(|member| &*member.id).collect();
        let references = || self.references.iter().filter(|reference| counts(reference.at));
        let referred = crowds(references().map(|reference| (&reference.by, &*reference.to)), &families);
        for reference in references() {
            let crowd = families.contains(&*reference.to) && referred.contains(&&reference.by);
            let listed = crowd || is_elsewhere(reference.at) || open.at(reference.at);
            let level = if listed { Level::Listed } else { reference.level };
            levels.raise(&reference.to, level, &mut queue);
        }
        let publishers = &self.publishers;
        let unsure: HashSet<&str> =
            self.members.iter().filter(|one| self.is_open(one, open)).map(|one| &*one.id).collect();
        let since: HashMap<&str, &Member<'a>> = self.members.iter().map(|one| (&*one.id, one)).collect();
        let mut ties: HashMap<&str, Vec<(&str, Says)>> = HashMap::new();
        for tie in &self.ties {
            let by_catalogue =
                tie.catalogued || tie.made_by.as_ref().is_some_and(|by| by == MITRE || publishers.contains(by));
            if by_catalogue || tie.says == Says::Nothing || !counts(tie.range.start) {
                continue;
            }
            let source = since.get(&*tie.source);
            let ended = tie.until.zip(source).is_some_and(|(until, source)| source.begins_after(until));
            // An incident or a campaign uses its programs; what is only related to it may be anything.
            let loose = tie.is_loose && source.is_some_and(|source| source.tells || source.part == Part::Told);
            let disputed = self.disputed.contains(&tie.id) || open.lists(tie.range.start, &tie.id);
            let says = if ended || loose || disputed { Says::Unknown } else { tie.says };
            ties.entry(&tie.source).or_default().push((&tie.target, says));
            // A program that talks to a trace of this case was at work in it; a group or a flaw has traces everywhere.
            let part = |id: &str| levels.parts.get(id).copied();
            if part(&tie.target) == Some(Part::Case)
                && matches!(part(&tie.source), Some(Part::General | Part::Told | Part::Catalogued))
            {
                ties.entry(&tie.target).or_default().push((&tie.source, says));
            }
        }
        // Of many families a trace or a report states none; an incident or a campaign states what was used in it.
        let tellers: HashSet<&str> = self.members.iter().filter(|one| one.tells).map(|one| &*one.id).collect();
        let trace = |id: &'_ str| self.patterns.get(id).map(|pattern| &**pattern);
        let tied = ties.iter().filter(|(source, _)| !tellers.contains(*source)).flat_map(|(source, targets)| {
            let by = trace(source).unwrap_or(source);
            targets.iter().map(move |(target, _)| (by, *target))
        });
        let tied = crowds(tied, &families);
        // Each object is raised twice at most, so this ends after as many steps as there are relationships.
        while let Some((id, level)) = queue.pop() {
            if levels.of(id) != Some(level) {
                continue;
            }
            let Some(passed) = levels.parts.get(id).and_then(|part| part.passes_on(level)) else { continue };
            let passed = if unsure.contains(id) { Level::Listed } else { passed };
            let crowd = !tellers.contains(id) && tied.contains(&trace(id).unwrap_or(id));
            for (target, says) in ties.get(id).into_iter().flatten() {
                let passed =
                    if *says == Says::Unknown || crowd && families.contains(target) { Level::Listed } else { passed };
                levels.raise(target, passed, &mut queue);
            }
        }
        levels
    }
}

impl Member<'_> {
    /// Whether it began when a tie had long ended: after the day on which it was first seen; where it does not say, two years before
    /// it was written.
    fn begins_after(&self, until: DateRange) -> bool {
        match self.since {
            (Some(seen), _) => until.latest() < seen.earliest(),
            (None, Some(written)) => until.latest().year() + 1 < written.earliest().year(),
            (None, None) => false,
        }
    }
}

/// Those that refer to more families than one statement is of: they list them.
fn crowds<'r, K: Copy + Eq + Hash>(
    said: impl Iterator<Item = (K, &'r str)>,
    families: &HashSet<&'r str>,
) -> HashSet<K> {
    let mut named: HashMap<K, HashSet<&str>> = HashMap::new();
    for (by, family) in said.filter(|(_, to)| families.contains(to)) {
        named.entry(by).or_default().insert(family);
    }
    named.into_iter().filter(|(_, families)| families.len() > FAMILIES).map(|(by, _)| by).collect()
}

/// How far each object is tied to the case.
#[derive(Debug, Default)]
struct Levels<'r> {
    parts: HashMap<&'r str, Part>,
    levels: HashMap<&'r str, Level>,
}

impl<'r> Levels<'r> {
    fn of(&self, id: &str) -> Option<Level> {
        self.levels.get(id).copied()
    }

    /// Whether an object is in the document and nothing of the case refers to it.
    fn is_along(&self, id: &str) -> bool {
        self.parts.contains_key(id) && !self.levels.contains_key(id)
    }

    fn raise(&mut self, id: &'r str, level: Level, queue: &mut Vec<(&'r str, Level)>) {
        if self.levels.get(id).is_none_or(|held| *held < level) {
            self.levels.insert(id, level);
            queue.push((id, level));
        }
    }
}

#[cfg(test)]
mod tests;
