//! What stands at the objects of a document, and what of it takes back what they tie to the case.
//!
//! Names, descriptions, labels, properties of their own, notes and opinions are remarks on an object. One that is not closed leaves the object
//! listing what it ties, and lists what it is of. A name that the document holds is known only when all of it is read, so remarks are kept until
//! then.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::super::object::Object;
use crate::json::Node;
use crate::markings;
use crate::prose::{Stand, is_framed};
use crate::readers::remarks::{is_closed, is_made_up, is_marked_apart, is_no_victim, is_title_of_a_case};
use crate::readers::tags;

#[derive(Debug, Default)]
pub(super) struct Remarks<'a> {
    remarks: Vec<Remark<'a>>,
    /// What reports, groupings, notes and opinions speak of, by where each begins.
    of: HashMap<u64, Vec<Cow<'a, str>>>,
    /// Words of the names that the document's programs, groups and parties have, in small letters.
    names: HashSet<String>,
    /// Parties whose names are of an exercise, of a trap or of nobody.
    made_up: HashSet<Cow<'a, str>>,
    /// Parties that are attacked by no intruder, though they may speak of it: laboratories.
    no_victims: HashSet<Cow<'a, str>>,
    /// Who speaks; who was attacked, and where something was seen.
    authors: HashSet<Cow<'a, str>>,
    victims: HashSet<Cow<'a, str>>,
    /// Whether a marking calls the document something else than of a case.
    marked_apart: bool,
}

#[derive(Debug)]
struct Remark<'a> {
    at: u64,
    said: Said<'a>,
}

#[derive(Debug)]
enum Said<'a> {
    Title(Cow<'a, str>),
    Text(Cow<'a, str>),
    Label(Cow<'a, str>),
    /// Something that no name can make good.
    Open,
}

/// Objects at which something stands that is not closed.
#[derive(Debug, Default)]
pub(super) struct Open<'r> {
    at: HashSet<u64>,
    of: HashSet<&'r str>,
    all: bool,
}

impl Open<'_> {
    /// Whether something open stands at the object that begins there.
    pub(super) fn at(&self, start: u64) -> bool {
        self.all || self.at.contains(&start)
    }

    /// Whether something open speaks of the object.
    pub(super) fn of(&self, id: &str) -> bool {
        self.all || self.of.contains(id)
    }

    /// Whether the object that begins there lists what it ties to the case.
    pub(super) fn lists(&self, start: u64, id: &str) -> bool {
        self.at(start) || self.of(id)
    }
}

/// Where what is said of the whole bundle stands.
const BUNDLE: u64 = u64::MAX;

/// Lists and objects within each other that are looked at.
const DEEPEST: usize = 6;

/// Bytes of one value that are looked at.
const LONGEST: usize = 20_000;

impl<'a> Remarks<'a> {
    /// Takes what stands at an object, which begins at `at`.
    pub(super) fn take(&mut self, kind: &str, object: &Object<'a>, at: u64) {
        let is_sample = || object.is_family.is_some_and(|node| node.raw() == "false") && !object.is_catalogued();
        match kind {
            "marking-definition" | "extension-definition" => return self.marking(object),
            "identity" => return self.party(object),
            "malware" | "tool" | "threat-actor" | "intrusion-set" => {
                let aliases = object.aliases.into_iter().flat_map(Node::elements);
                for name in object.name.into_iter().chain(aliases).filter_map(Node::as_str) {
                    self.name(&name);
                }
                if matches!(kind, "threat-actor" | "intrusion-set") || object.is_catalogued() {
                    return;
                }
            }
            "location" => return object.name.and_then(Node::as_str).into_iter().for_each(|name| self.name(&name)),
            "incident" | "report" | "grouping" | "campaign" | "note" | "opinion" | "sighting" | "relationship"
            | "indicator" | "observed-data" | "infrastructure" | "malware-analysis" => {}
            _ if super::is_case_folder(kind) => {}
            _ => return,
        }
        if object.is_catalogued() {
            return;
        }
        let is_many = |name: &str| name.contains(' ');
        if !matches!(kind, "note" | "opinion")
            && object.name.and_then(Node::as_str).is_some_and(|name| is_many(&name) && is_made_up(&name, ""))
        {
            self.say(at, Said::Open);
        }
        let tells = matches!(kind, "incident" | "report" | "grouping" | "campaign") || super::is_case_folder(kind);
        if kind == "opinion"
            && object
                .opinion
                .and_then(Node::as_str)
                .is_some_and(|opinion| matches!(&*opinion, "agree" | "strongly-agree"))
        {
            return;
        }
        if matches!(kind, "report" | "grouping" | "note" | "opinion") {
            self.of
                .insert(at, object.object_refs.into_iter().flat_map(Node::elements).filter_map(Node::as_str).collect());
        }
        if let Some(title) = object.name.filter(|_| tells).and_then(Node::as_str) {
            self.say(at, Said::Title(title));
        }
        // What a family is said to be is said of all cases.
        if !matches!(kind, "malware" | "tool") || is_sample() {
            for text in [object.description, object.abstract_, object.content, object.explanation].into_iter().flatten()
            {
                self.text(at, text);
            }
        }
        let types = ["report_types", "malware_types", "infrastructure_types", "context"].into_iter();
        for node in types.filter_map(|name| object.node.get(name)) {
            for word in node.elements().chain(Some(node)).filter_map(Node::as_str) {
                // In these vocabularies "unknown" is an answer.
                if !word.eq_ignore_ascii_case("unknown") {
                    self.say(at, Said::Label(word));
                }
            }
        }
        for label in object.labels.into_iter().flat_map(Node::elements).filter_map(Node::as_str) {
            self.say(at, Said::Label(label));
        }
        for (name, value) in &object.others {
            self.property(at, name, *value);
        }
        for (_, held) in object.extensions.into_iter().flat_map(Node::entries) {
            for (name, value) in held.entries() {
                self.property(at, &name, value);
            }
        }
        if tells {
            self.sources(at, object);
        }
        let places = object.where_sighted_refs.into_iter().flat_map(Node::elements);
        self.authors.extend(object.created_by_ref.and_then(Node::as_str));
        self.victims.extend(object.target_ref.into_iter().chain(places).filter_map(Node::as_str));
    }

    /// Takes a property of the bundle, which is said of all of it.
    pub(super) fn of_bundle(&mut self, name: &str, value: Node<'a>) {
        if !matches!(name, "type" | "id" | "spec_version" | "created" | "modified") {
            self.property(BUNDLE, name, value);
        }
    }

    fn say(&mut self, at: u64, said: Said<'a>) {
        self.remarks.push(Remark { at, said });
    }

    fn text(&mut self, at: u64, node: Node<'a>) {
        if let Some(text) = node.as_str().filter(|text| text.len() <= LONGEST) {
            self.say(at, Said::Text(text));
        }
    }

    /// A property that STIX does not have, or one of an extension.
    fn property(&mut self, at: u64, name: &str, value: Node<'a>) {
        /// Of OpenCTI and MISP: they say how an object is kept, and nothing of what it is.
        const KEPT: [&str; 18] = [
            "created_by_ref_id",
            "creator_ids",
            "extension_type",
            "id",
            "is_inferred",
            "main_observable_type",
            "stix_ids",
            "type",
            "published",
            "detection",
            "x_misp_type",
            "x_misp_value",
            "x_misp_category",
            "x_opencti_lastname",
            "summary",
            "product",
            "result_name",
            "modules",
        ];
        if KEPT.contains(&name) || name.ends_with("_id") && value.as_str().is_some_and(|text| text.len() == 36) {
            return;
        }
        if value.is_true() {
            // `x_exercise`: whatever it asks, the answer is yes.
            return self.say(at, Said::Text(Cow::Owned(name.trim_start_matches("x_").replace('_', " "))));
        }
        let mut rest = vec![(value, 0)];
        while let Some((node, depth)) = rest.pop() {
            if node.is_true() {
                self.say(at, Said::Open);
            }
            if depth < DEEPEST {
                rest.extend(node.elements().chain(node.entries().map(|(_, node)| node)).map(|node| (node, depth + 1)));
            }
            if let Some(text) = node.as_str().filter(|text| !text.is_empty()) {
                let is_prose = text.contains(' ');
                self.say(at, if is_prose { Said::Text(text) } else { Said::Label(text) });
            }
        }
    }

    /// From where an incident or a report was taken.
    fn sources(&mut self, at: u64, object: &Object<'a>) {
        const BRIEF: usize = 80;
        for reference in object.external_references.into_iter().flat_map(Node::elements) {
            for text in ["source_name", "description"].into_iter().filter_map(|name| reference.get(name)?.as_str()) {
                let stand = if text.len() <= BRIEF { Stand::Above } else { Stand::Among };
                if is_framed(&text, stand) {
                    self.say(at, Said::Open);
                }
            }
        }
    }

    fn marking(&mut self, object: &Object<'a>) {
        let statement = object.definition.and_then(|definition| definition.get("statement"));
        for text in [statement, object.name].into_iter().flatten().filter_map(Node::as_str) {
            self.marked_apart |= is_marked_apart(&text);
        }
    }

    fn party(&mut self, object: &Object<'a>) {
        let text = |node: Option<Node<'a>>| node.and_then(Node::as_str).unwrap_or_default();
        let (name, about) = (text(object.name), text(object.description));
        if is_no_victim(&name) {
            self.no_victims.extend(object.id.clone());
        }
        if is_made_up(&name, &about) {
            self.made_up.extend(object.id.clone());
        } else {
            self.name(&name);
        }
    }

    /// Takes the words of a name for known, but for those of a frame.
    fn name(&mut self, name: &str) {
        let words = name.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
        let words = words.filter(|word| !word.is_empty() && !is_framed(word, Stand::Above));
        self.names.extend(words.map(str::to_lowercase));
    }

    /// Finds what is open, when the whole document is read.
    pub(super) fn judge(&self) -> Open<'_> {
        let is_name = |word: &str| self.names.contains(word);
        let mut open = Open { all: self.marked_apart, ..Open::default() };
        open.all |= self.made_up.iter().any(|party| self.authors.contains(party) || self.victims.contains(party));
        // A responder who saw it on its own machines names itself as the place, so a laboratory that is the author may be one.
        open.all |= self.no_victims.iter().any(|party| self.victims.contains(party) && !self.authors.contains(party));
        for Remark { at, said } in &self.remarks {
            let is_closed = match said {
                Said::Title(title) => is_title_of_a_case(title, &is_name),
                Said::Text(text) => is_closed(text, &is_name),
                Said::Label(label) => is_closed_label(label, &is_name),
                Said::Open => false,
            };
            if is_closed {
                continue;
            }
            open.all |= *at == BUNDLE;
            open.at.insert(*at);
            // A title that nobody knows is of its report alone.
            if !matches!(said, Said::Title(_)) {
                open.of.extend(self.of.get(at).into_iter().flatten().map(|id| &**id));
            }
        }
        open
    }
}

/// Whether a label is a marking, a tag whose taxonomy is known, or made of known words.
fn is_closed_label(label: &str, is_name: &dyn Fn(&str) -> bool) -> bool {
    !markings::marks(label).is_empty() || tags::is_plain(label, is_name)
}
