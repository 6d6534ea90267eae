use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use dunant_vocabulary::{Pap, Tlp};

use super::object::Object;
use crate::json::Node;
use crate::markings::{self, Mark};
use crate::{Reading, Reason, Source};

/// The markings that a document defines, and those that its objects refer to.
#[derive(Debug, Default)]
pub(super) struct Markings<'a> {
    defined: BTreeMap<Cow<'a, str>, Definition<'a>>,
    referred: BTreeSet<Cow<'a, str>>,
}

/// The fixed marking objects of TLP 1.0 (STIX 2.1, section 7.2.1.4) and TLP 2.0 (its extension definition).
const KNOWN: [(&str, Tlp); 9] = [
    ("marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", Tlp::Clear),
    ("marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", Tlp::Green),
    ("marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", Tlp::Amber),
    ("marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", Tlp::Red),
    ("marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", Tlp::Clear),
    ("marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", Tlp::Green),
    ("marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", Tlp::Amber),
    ("marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", Tlp::AmberStrict),
    ("marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", Tlp::Red),
];

/// What a marking definition says, in one of the forms in which producers write it.
#[derive(Debug, Default)]
struct Definition<'a> {
    marks: Vec<Mark>,
    /// A statement or a name that holds no marking of TLP or PAP.
    statement: Option<Node<'a>>,
}

impl<'a> Markings<'a> {
    /// Takes a marking definition.
    ///
    /// TLP 1.0 stands in `definition.tlp` (STIX 2.1, section 7.2.1.4), TLP 2.0 in an extension, OpenCTI's own markings in
    /// `x_opencti_definition` beside an empty statement, and other producers write them in the name or the statement.
    pub(super) fn define(&mut self, object: &Object<'a>) {
        let Some(id) = &object.id else { return };
        let mut definition = Definition::default();
        let within = |name: &str| object.definition.and_then(|definition| definition.get(name));
        let extended = object.extensions.into_iter().flat_map(Node::entries).find_map(|(_, held)| held.get("tlp_2_0"));
        for node in [within("tlp"), extended].into_iter().flatten() {
            let Some(level) = node.as_str() else { continue };
            match level.parse::<Tlp>() {
                Ok(tlp) => definition.marks.push(Mark::Tlp(tlp)),
                Err(_) => definition.marks.push(Mark::Unknown(format!("TLP:{level}"))),
            }
        }
        if let Some(pap) = within("pap").and_then(Node::as_str).and_then(|level| level.parse::<Pap>().ok()) {
            definition.marks.push(Mark::Pap(pap));
        }
        for node in [object.x_opencti_definition, object.name, within("statement")].into_iter().flatten() {
            let Some(text) = node.as_str().filter(|text| !text.trim().is_empty()) else { continue };
            let marks = markings::marks(&text);
            if marks.is_empty() {
                definition.statement = definition.statement.or(Some(node));
            }
            definition.marks.extend(marks);
        }
        self.defined.insert(id.clone(), definition);
    }

    /// Takes the markings that an object refers to.
    pub(super) fn refer(&mut self, object: &Object<'a>) {
        let whole = object.object_marking_refs.into_iter().flat_map(Node::elements);
        let parts = object.granular_markings.into_iter().flat_map(Node::elements);
        for id in whole.chain(parts.filter_map(|part| part.get("marking_ref"))).filter_map(Node::as_str) {
            if !self.referred.contains(&id) {
                self.referred.insert(id);
            }
        }
    }

    /// Narrows the item's sharing to the closest marking that any object refers to. One that nobody here knows counts as
    /// TLP:AMBER.
    pub(super) fn restrict(self, source: &Source<'_>, reading: &mut Reading) {
        for id in &self.referred {
            let known = KNOWN.iter().find(|(known, _)| *known == &**id).map(|(_, tlp)| Mark::Tlp(*tlp));
            let defined = self.defined.get(id);
            let marks = known.iter().chain(defined.into_iter().flat_map(|definition| &definition.marks));
            let mut found = false;
            for mark in marks {
                found = true;
                markings::apply(mark, None, reading);
            }
            if found {
                continue;
            }
            let statement = defined.and_then(|definition| definition.statement);
            match statement.and_then(|node| Some((node.as_str()?, node.inner_range()))) {
                Some((text, range)) => {
                    let span = source.span(range.start, range.end);
                    if markings::is_copyright(&text) {
                        reading.set_aside(
                            Reason::Description,
                            text,
                            span,
                            format!("{}/definition", super::shorten(id)),
                        );
                    } else {
                        markings::unknown(&text, Some(span), reading);
                    }
                }
                None if defined.is_some() => markings::unknown(&super::shorten(id), None, reading),
                None => {
                    let what = format!(
                        "objects refer to the marking `{}`, which the file does not hold; the item counts as TLP:AMBER",
                        super::shorten(id)
                    );
                    reading.lose(
                        what,
                        None,
                        Some("ask the sender what it allows, and set the item's `tlp` in the case file"),
                    );
                    reading.restrict(Tlp::Amber);
                }
            }
        }
    }
}
