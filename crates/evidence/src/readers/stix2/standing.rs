//! What a document says of its objects beyond each object itself: newer versions, revocations, opinions, sightings, and whether
//! anything of the case refers to them. Known only when the whole document is read.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::object::Object;
use super::reach::{Reach, Reached};
use super::subject;
use crate::Reason;
use crate::json::Node;
use crate::readers::tags::Doubt;
use crate::readers::traces::holds_traces;
use crate::withdrawal::{Withdrawals, Withdrawn};

/// General objects above which a document without a single object of a case is a catalogue.
const CATALOGUE: usize = 100;

#[derive(Debug, Default)]
pub(super) struct Standing<'a> {
    /// Objects that have a version, in the order of the document.
    versioned: Vec<Versioned<'a>>,
    /// Parts that their own object sets aside.
    parts: Vec<Withdrawn>,
    /// Objects of which another says that they are not what they seem.
    doubted: HashMap<Cow<'a, str>, Reason>,
    /// Objects that it revokes, doubts or looked for and did not see, by whatever word.
    taken_back: Vec<Box<str>>,
    /// Objects that somebody saw.
    seen: HashSet<Cow<'a, str>>,
    /// Objects that whoever received a message had, and those that belong to its sender.
    receivers: HashSet<Cow<'a, str>>,
    senders: HashSet<Cow<'a, str>>,
    /// Mail addresses, which may be receivers'.
    addresses: Vec<(Cow<'a, str>, Range<u64>)>,
    /// Objects without a version (STIX 2.1, section 3.2: observed objects have none), which may be doubted.
    unversioned: Vec<(Cow<'a, str>, Range<u64>)>,
    /// Objects that are of an exercise by their own labels.
    exercises: Vec<Range<u64>>,
    /// Reports, incidents and groupings, and how many of them are of an exercise.
    containers: (usize, usize),
    /// What of the document refers to what.
    reach: Reach<'a>,
    /// Objects of a case: reports, indicators, traces, sightings.
    case_objects: usize,
}

/// What the document says of its parts, when all of it is read.
#[derive(Debug)]
pub(super) struct Judgement {
    /// What is no evidence of this case.
    pub withdrawals: Withdrawals,
    /// Objects that are only listed, in order.
    pub listed: Vec<Range<u64>>,
    /// What is of an exercise, in order.
    pub planned: Vec<Range<u64>>,
    /// Objects that it takes back, here or in another document.
    pub taken_back: Vec<Box<str>>,
}

#[derive(Debug)]
struct Versioned<'a> {
    id: Cow<'a, str>,
    modified: Cow<'a, str>,
    range: Range<u64>,
    revoked: bool,
}

impl<'a> Standing<'a> {
    /// Takes an object; `range` are its bytes.
    pub(super) fn take(&mut self, kind: &str, object: &Object<'a>, range: Range<usize>) {
        let range = range.start as u64..range.end as u64;
        if let Some(reason) = object.own_doubt() {
            self.parts.push(Withdrawn { range: range.clone(), reason });
        }
        let is_exercise = object.doubt() == Some(Doubt::Exercise);
        if is_exercise {
            self.exercises.push(range.clone());
        }
        if matches!(kind, "report" | "grouping" | "incident" | "campaign") {
            self.containers.0 += 1;
            self.containers.1 += usize::from(is_exercise);
        }
        let revoked = object.revoked.is_some_and(Node::is_true);
        if revoked {
            self.taken_back.extend(object.id.as_deref().map(Into::into));
        }
        if let Some((id, modified)) = object.id.clone().zip(object.modified.and_then(Node::as_str)) {
            self.versioned.push(Versioned { id, modified, range: range.clone(), revoked });
        } else {
            if revoked {
                self.parts.push(Withdrawn { range: range.clone(), reason: Reason::Withdrawn });
            }
            self.unversioned.extend(object.id.clone().map(|id| (id, range.clone())));
        }
        self.case_objects += usize::from(is_of_a_case(kind, object));
        if matches!(kind, "report" | "grouping") && !subject::is_of_this_case(object) {
            self.parts.push(Withdrawn { range: range.clone(), reason: Reason::Reference });
        }
        self.reach.take(kind, object, range.clone());
        match kind {
            "opinion" => self.opinion(object),
            "sighting" => self.sighting(object),
            "email-addr" => {
                if let Some(id) = &object.id {
                    self.addresses.push((id.clone(), range));
                }
            }
            "observed-data" => self.observed_mails(object),
            "email-message" => {
                for (name, node) in object.node.entries() {
                    match &*name {
                        "to_refs" | "cc_refs" | "bcc_refs" => self.receivers.extend(refs(Some(node))),
                        "from_ref" | "sender_ref" => self.senders.extend(node.as_str()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    /// Takes a property of the bundle itself: `x_exercise`.
    pub(super) fn take_of_bundle(&mut self, name: &str, value: Node<'a>) {
        self.reach.take_of_bundle(name, value);
    }

    /// The addresses within an observed mail of STIX 2.0, whose keys are of that object alone.
    fn observed_mails(&mut self, object: &Object<'a>) {
        let held: Vec<_> = object.objects.into_iter().flat_map(Node::entries).collect();
        let is = |node: Node<'_>, kind: &str| node.get("type").and_then(Node::as_str).is_some_and(|held| held == kind);
        let (mut receivers, mut senders) = (HashSet::new(), HashSet::new());
        for (_, mail) in held.iter().filter(|(_, node)| is(*node, "email-message")) {
            for (name, node) in mail.entries() {
                match &*name {
                    "to_refs" | "cc_refs" | "bcc_refs" => receivers.extend(refs(Some(node))),
                    "from_ref" | "sender_ref" => senders.extend(node.as_str()),
                    _ => {}
                }
            }
        }
        for (key, node) in held.iter().filter(|(_, node)| is(*node, "email-addr")) {
            if receivers.contains(key) && !senders.contains(key) {
                let range = node.range().start as u64..node.range().end as u64;
                self.parts.push(Withdrawn { range, reason: Reason::Own });
            }
        }
    }

    fn opinion(&mut self, object: &Object<'a>) {
        let Some(opinion) = object.opinion.and_then(Node::as_str) else { return };
        if !matches!(&*opinion, "disagree" | "strongly-disagree") {
            return;
        }
        for id in refs(object.object_refs) {
            self.taken_back.push((&*id).into());
            if opinion == "strongly-disagree" {
                self.doubted.insert(id, Reason::CalledBenign);
            }
        }
    }

    /// A sighting that is negative, or counts none, says that the thing was looked for and not found.
    fn sighting(&mut self, object: &Object<'a>) {
        let Some(id) = object.sighting_of_ref.and_then(Node::as_str) else { return };
        if object.is_negative_sighting() {
            self.taken_back.push((&*id).into());
            self.doubted.entry(id).or_insert(Reason::CalledBenign);
        } else {
            self.seen.insert(id);
        }
    }

    /// Whether the document describes techniques, programs and groups in general and holds nothing of any case.
    pub(super) fn is_catalogue(&self) -> bool {
        self.case_objects == 0 && (self.reach.has_collections() || self.reach.general() >= CATALOGUE)
    }

    /// The parts of the document that are no evidence of this case, those that it only lists, and those of an exercise.
    pub(super) fn judge(mut self) -> Judgement {
        self.old_versions();
        self.doubted_objects();
        self.receiving_addresses();
        // What is withdrawn for its own sake refers to nothing.
        let Reached { along, listed } = self.reach.follow(&Withdrawals::new(self.parts.clone()));
        self.parts.extend(along);
        // Where all that tells of a case is an exercise, nothing of the document was there.
        let (containers, of_exercises) = self.containers;
        let all = of_exercises > 0 && of_exercises == containers;
        let planned = if all { std::iter::once(0..u64::MAX).collect() } else { self.exercises };
        Judgement { withdrawals: Withdrawals::new(self.parts), listed, planned, taken_back: self.taken_back }
    }

    fn old_versions(&mut self) {
        let mut latest: HashMap<&str, &str> = HashMap::new();
        for object in &self.versioned {
            let held = latest.entry(&object.id).or_default();
            if instant(&object.modified) > instant(held) {
                *held = &object.modified;
            }
        }
        for object in &self.versioned {
            let newest = latest.get(&*object.id).copied().unwrap_or_default();
            let reason = if instant(&object.modified) != instant(newest) {
                Reason::Superseded
            } else if object.revoked {
                Reason::Withdrawn
            } else {
                continue;
            };
            self.parts.push(Withdrawn { range: object.range.clone(), reason });
        }
    }

    fn doubted_objects(&mut self) {
        if self.doubted.is_empty() {
            return;
        }
        let versioned = self.versioned.iter().map(|object| (&object.id, &object.range));
        let unversioned = self.unversioned.iter().map(|(id, range)| (id, range));
        for (id, range) in versioned.chain(unversioned) {
            if let Some(reason) = self.doubted.get(id).filter(|_| !self.seen.contains(id)) {
                self.parts.push(Withdrawn { range: range.clone(), reason: *reason });
            }
        }
    }

    /// Whoever received a message is its victim, and nobody's trace.
    fn receiving_addresses(&mut self) {
        for (id, range) in &self.addresses {
            if self.receivers.contains(id) && !self.senders.contains(id) {
                self.parts.push(Withdrawn { range: range.clone(), reason: Reason::Own });
            }
        }
    }
}

/// Whether an object is of a case rather than of a catalogue.
fn is_of_a_case(kind: &str, object: &Object<'_>) -> bool {
    match kind {
        "report" | "note" | "opinion" | "indicator" | "observed-data" | "sighting" | "incident" | "grouping"
        | "infrastructure" | "malware-analysis" => true,
        "campaign" => !object.is_catalogued(),
        _ => holds_traces(kind),
    }
}

/// The identifiers that a list of references holds.
fn refs<'a>(list: Option<Node<'a>>) -> impl Iterator<Item = Cow<'a, str>> {
    list.into_iter().flat_map(Node::elements).filter_map(Node::as_str)
}

/// A timestamp in a form in which equal instants are equal and later ones are greater (STIX 2.1, section 2.16: always UTC).
fn instant(time: &str) -> &str {
    let time = time.strip_suffix(['Z', 'z']).unwrap_or(time);
    if time.contains('.') { time.trim_end_matches('0').trim_end_matches('.') } else { time }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_compare_whatever_their_precision() {
        assert_eq!(instant("2024-03-05T10:00:00Z"), instant("2024-03-05T10:00:00.000Z"));
        assert!(instant("2024-03-05T10:00:00.1Z") > instant("2024-03-05T10:00:00Z"));
        assert!(instant("2024-05-05T10:00:00Z") > instant("2024-03-05T10:00:00.999Z"));
        assert!(instant("2024-03-05T10:00:10Z") > instant("2024-03-05T10:00:00Z"));
    }
}
