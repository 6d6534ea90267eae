//! Which words of an object are this case's, and which describe something in general.
//!
//! What a report, a note, an opinion, a grouping, an incident, observed data, a sighting, an indicator or a piece of
//! infrastructure says, its author says of this case. So does a campaign that no catalogue holds, and a sample (`malware` with
//! `is_family: false` and no external identifier): whoever describes it describes what was found. What describes a technique, a
//! family, a tool, a group, a mitigation, a flaw, an identity or a relationship would be the same in any other case, and names
//! the programs and actors of others: it is reference text, whoever wrote it, and set aside as a whole.

use super::Walk;
use super::named::is_aim;
use super::object::Object;
use crate::Reason;
use crate::json::{Node, Text};
use crate::prose::read_prose;
use crate::readers::traces::holds_traces;

/// Of what an object's words speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// Of this case.
    Case,
    /// Of something in general.
    Reference,
    /// Nobody here knows: the kind is not STIX's, nor one of the producers' that are read.
    Unknown,
}

impl Words {
    /// By the object's kind and what it says of itself.
    pub(super) fn of(kind: &str, object: &Object<'_>) -> Self {
        match kind {
            "report"
            | "note"
            | "opinion"
            | "grouping"
            | "incident"
            | "observed-data"
            | "sighting"
            | "indicator"
            | "infrastructure"
            | "malware-analysis"
            | "x-misp-event-report"
            | "x-misp-event-note"
            | "x-misp-object"
            | "x-misp-attribute"
            | "case-incident"
            | "case-rfi"
            | "case-rft"
            | "x-opencti-case-incident"
            | "x-opencti-case-rfi"
            | "x-opencti-case-rft"
            | "x-opencti-task"
            | "x-opencti-feedback" => Self::Case,
            "campaign" if !object.is_catalogued() => Self::Case,
            "malware" if object.is_family.is_some_and(|node| node.raw() == "false") && !object.is_catalogued() => {
                Self::Case
            }
            "attack-pattern"
            | "campaign"
            | "channel"
            | "course-of-action"
            | "extension-definition"
            | "identity"
            | "intrusion-set"
            | "language-content"
            | "location"
            | "malware"
            | "marking-definition"
            | "narrative"
            | "persona"
            | "relationship"
            | "software"
            | "threat-actor"
            | "tool"
            | "vulnerability" => Self::Reference,
            _ if kind.starts_with("x-mitre-") || kind.starts_with("x-misp-galaxy") => Self::Reference,
            _ if holds_traces(kind) => Self::Case,
            _ => Self::Unknown,
        }
    }
}

impl<'a> Walk<'a, '_> {
    /// Reads the object's words, sets them aside, or says that they were not read.
    pub(super) fn words(&mut self, kind: &str, object: &Object<'a>, label: &str) {
        let words = Words::of(kind, object);
        let name = object.name.filter(|_| words == Words::Case && names_its_matter(kind));
        let texts = [
            ("name", name),
            ("abstract", object.abstract_),
            ("description", object.description),
            ("content", object.content),
            ("explanation", object.explanation),
        ];
        let aims = object.others.iter().filter(|(name, _)| is_aim(name));
        let aims = aims.flat_map(|(name, node)| node.elements().chain(Some(*node)).map(|node| (&**name, Some(node))));
        for (property, node) in texts.into_iter().chain(aims) {
            let Some(text) = node.and_then(Node::as_text) else { continue };
            // An indicator is often named by the very value that it looks for.
            let repeats =
                property == "name" && object.pattern.is_some_and(|pattern| pattern.raw().contains(text.as_str()));
            if text.as_str().trim().is_empty() || repeats {
                continue;
            }
            let path = format!("{label}/{property}");
            match words {
                Words::Case => {
                    let before = self.reading.outcomes();
                    self.prose(&text, &path);
                    // The name of a campaign is the case's own, whether or not anybody knows it.
                    if property == "name" && kind == "campaign" && self.reading.outcomes() == before {
                        self.set_text_aside(Reason::Description, &text, path);
                    }
                }
                Words::Reference => self.set_text_aside(Reason::Reference, &text, path),
                Words::Unknown => {
                    let span = self.span(text.range(0..text.as_str().len()));
                    let what = format!("`{path}` was not read: objects of the type `{kind}` are not known");
                    self.reading.lose(what, Some(span), Some("where it tells of this case, give it as a text file"));
                }
            }
        }
    }

    /// Says what becomes of the rest: the name of a measure, and a kind of object that nobody here knows.
    ///
    /// `before` are the outcomes before anything else of the object was read.
    pub(super) fn rest(&mut self, kind: &str, object: &Object<'a>, before: u64, label: &str) {
        let name = || object.name.and_then(Node::as_text).filter(|text| !text.as_str().trim().is_empty());
        match kind {
            "course-of-action" if !object.catalogued => {
                if let Some(text) = name() {
                    self.set_text_aside(Reason::Reference, &text, format!("{label}/name"));
                }
            }
            _ if Words::of(kind, object) == Words::Unknown => {
                if let Some(value) = object.node.get("value") {
                    self.other("value", value, &format!("{label}/value"));
                }
                if self.reading.outcomes() == before {
                    let range = object.node.range();
                    let what = format!("`{label}` was not read: objects of the type `{kind}` are not known");
                    let help = "where it tells of this case, give it as an object of a type of STIX's, or as text";
                    self.reading.lose(what, Some(self.source.span(range.start, range.end)), Some(help));
                }
            }
            _ => {}
        }
    }

    pub(super) fn prose(&mut self, text: &Text<'a>, path: &str) {
        let place = |range| {
            let range = text.range(range);
            self.source.span(range.start, range.end)
        };
        read_prose(text.as_str(), &place, path, self.context, self.reading);
    }

    pub(super) fn set_text_aside(&mut self, reason: Reason, text: &Text<'a>, path: String) {
        let span = self.span(text.range(0..text.as_str().len()));
        let start: String = text.as_str().chars().take(200).collect();
        self.reading.set_aside(reason, start, span, path);
    }
}

/// Whether the name of such an object says what the case is about; a file's or a person's name does not.
fn names_its_matter(kind: &str) -> bool {
    matches!(
        kind,
        "report"
            | "grouping"
            | "incident"
            | "campaign"
            | "indicator"
            | "infrastructure"
            | "case-incident"
            | "x-opencti-case-incident"
            | "x-misp-event-report"
    )
}
