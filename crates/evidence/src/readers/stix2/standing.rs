//! What a document says of its objects beyond each object itself: newer versions, revocations, opinions, sightings, and whether
//! anything of the case refers to them. Known only when the whole document is read.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::object::Object;
use crate::Reason;
use crate::json::Node;
use crate::withdrawal::{Withdrawals, Withdrawn};

/// General objects above which a document without a single object of a case is a catalogue.
const CATALOGUE: usize = 100;

/// MITRE's identity in the STIX releases of ATT&CK.
const MITRE: &str = "identity--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5";

#[derive(Debug, Default)]
pub(super) struct Standing<'a> {
    /// Objects that have a version, in the order of the document.
    versioned: Vec<Versioned<'a>>,
    /// Parts that their own object sets aside.
    parts: Vec<Withdrawn>,
    /// Objects of which another says that they are not what they seem.
    doubted: HashMap<Cow<'a, str>, Reason>,
    /// Objects that somebody saw.
    seen: HashSet<Cow<'a, str>>,
    /// Objects that whoever received a message had, and those that belong to its sender.
    receivers: HashSet<Cow<'a, str>>,
    senders: HashSet<Cow<'a, str>>,
    /// Mail addresses, which may be receivers'.
    addresses: Vec<(Cow<'a, str>, Range<u64>)>,
    /// Techniques, programs and groups.
    general: Vec<General<'a>>,
    /// Relationships: who made them, and between what.
    ties: Vec<Tie<'a>>,
    /// Objects that an object of the case lists.
    listed: HashSet<Cow<'a, str>>,
    /// Identities of publishers of catalogues.
    publishers: HashSet<Cow<'a, str>>,
    /// Objects of a case: reports, indicators, traces, sightings.
    case_objects: usize,
    /// Objects that only a release of ATT&CK has.
    collections: usize,
}

#[derive(Debug)]
struct Versioned<'a> {
    id: Cow<'a, str>,
    modified: Cow<'a, str>,
    range: Range<u64>,
    revoked: bool,
}

#[derive(Debug)]
struct General<'a> {
    id: Cow<'a, str>,
    range: Range<u64>,
    made_by: Option<Cow<'a, str>>,
    catalogued: bool,
}

#[derive(Debug)]
struct Tie<'a> {
    made_by: Option<Cow<'a, str>>,
    ends: [Cow<'a, str>; 2],
}

impl<'a> Standing<'a> {
    /// Takes an object; `range` are its bytes.
    pub(super) fn take(&mut self, kind: &str, object: &Object<'a>, range: Range<usize>) {
        let range = range.start as u64..range.end as u64;
        if let Some(reason) = object.own_doubt() {
            self.parts.push(Withdrawn { range: range.clone(), reason });
        }
        let revoked = object.revoked.is_some_and(Node::is_true);
        if let Some((id, modified)) = object.id.clone().zip(object.modified.and_then(Node::as_str)) {
            self.versioned.push(Versioned { id, modified, range: range.clone(), revoked });
        } else if revoked {
            self.parts.push(Withdrawn { range: range.clone(), reason: Reason::Withdrawn });
        }
        self.case_objects += usize::from(is_of_a_case(kind, object));
        match kind {
            "attack-pattern" | "malware" | "tool" | "intrusion-set" | "course-of-action" => {
                self.general.push(General {
                    id: object.id.clone().unwrap_or_default(),
                    range,
                    made_by: object.created_by_ref.and_then(Node::as_str),
                    catalogued: object.catalogued,
                });
            }
            "relationship" => {
                let end = |node: Option<Node<'a>>| node.and_then(Node::as_str).unwrap_or_default();
                let made_by = object.created_by_ref.and_then(Node::as_str);
                self.ties.push(Tie { made_by, ends: [end(object.source_ref), end(object.target_ref)] });
            }
            "identity" => {
                let name = object.name.and_then(Node::as_str).unwrap_or_default();
                if name.contains("MITRE")
                    && let Some(id) = &object.id
                {
                    self.publishers.insert(id.clone());
                }
            }
            "opinion" if object.opinion.and_then(Node::as_str).is_some_and(|word| word == "strongly-disagree") => {
                for id in refs(object.object_refs) {
                    self.doubted.insert(id, Reason::CalledBenign);
                }
            }
            "sighting" => self.sighting(object),
            "email-addr" => {
                if let Some(id) = &object.id {
                    self.addresses.push((id.clone(), range));
                }
            }
            "email-message" => {
                for (name, node) in object.node.entries() {
                    match &*name {
                        "to_refs" | "cc_refs" | "bcc_refs" => self.receivers.extend(refs(Some(node))),
                        "from_ref" | "sender_ref" => self.senders.extend(node.as_str()),
                        _ => {}
                    }
                }
            }
            "x-mitre-collection" | "x-mitre-matrix" | "x-mitre-tactic" => self.collections += 1,
            _ => {}
        }
        // An opinion doubts what it lists, and a collection is a table of contents.
        if !matches!(kind, "opinion" | "x-mitre-collection" | "x-mitre-matrix") {
            self.listed.extend(refs(object.object_refs));
        }
    }

    /// A sighting that is negative, or counts none, says that the thing was looked for and not found.
    fn sighting(&mut self, object: &Object<'a>) {
        let Some(id) = object.sighting_of_ref.and_then(Node::as_str) else { return };
        let none = object.count.is_some_and(|count| count.raw() == "0");
        if none || object.x_opencti_negative.is_some_and(Node::is_true) {
            self.doubted.entry(id).or_insert(Reason::CalledBenign);
        } else {
            self.seen.insert(id);
        }
    }

    /// Whether the document describes techniques, programs and groups in general and holds nothing of any case.
    pub(super) fn is_catalogue(&self) -> bool {
        self.case_objects == 0 && (self.collections > 0 || self.general.len() >= CATALOGUE)
    }

    /// The parts of the document that are no evidence of this case.
    pub(super) fn withdrawals(mut self) -> Withdrawals {
        self.old_versions();
        self.doubted_objects();
        self.receiving_addresses();
        self.catalogue_objects();
        Withdrawals::new(self.parts)
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
        let addresses = self.addresses.iter().map(|(id, range)| (id, range));
        for (id, range) in versioned.chain(addresses) {
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

    /// A technique or program to which only a catalogue's own relationships lead came along with an export. So did one of a
    /// catalogue to which nothing leads, where a catalogue was exported along.
    fn catalogue_objects(&mut self) {
        let publishers = &self.publishers;
        let is_catalogue =
            |by: &Option<Cow<'a, str>>| by.as_ref().is_some_and(|by| by == MITRE || publishers.contains(by));
        let mut tied: HashSet<&str> = self.listed.iter().map(|id| &**id).collect();
        let mut related: HashSet<&str> = HashSet::new();
        for tie in &self.ties {
            let ends = tie.ends.iter().map(|end| &**end);
            if is_catalogue(&tie.made_by) { related.extend(ends) } else { tied.extend(ends) }
        }
        let made = |object: &General<'a>| object.catalogued || is_catalogue(&object.made_by);
        let along = self.collections > 0 || self.general.iter().filter(|object| made(object)).count() >= CATALOGUE;
        for object in &self.general {
            let id = &*object.id;
            if !tied.contains(id) && !self.seen.contains(id) && (related.contains(id) || along && made(object)) {
                self.parts.push(Withdrawn { range: object.range.clone(), reason: Reason::Reference });
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
        _ => super::path::holds_traces(kind),
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
