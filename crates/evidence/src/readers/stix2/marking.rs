use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use dunant_vocabulary::Tlp;

use super::object::Object;
use crate::Reading;
use crate::json::Node;

/// The markings that a document defines, and those that its objects refer to.
#[derive(Debug, Default)]
pub(super) struct Markings<'a> {
    defined: BTreeMap<Cow<'a, str>, Option<Tlp>>,
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

impl<'a> Markings<'a> {
    /// Takes a marking definition.
    pub(super) fn define(&mut self, object: &Object<'a>) {
        let Some(id) = &object.id else { return };
        let old = object.definition.and_then(|definition| definition.get("tlp"));
        let new = object.extensions.into_iter().flat_map(Node::entries).find_map(|(_, held)| held.get("tlp_2_0"));
        // Producers that know neither form write it in the name alone.
        let named =
            object.name.filter(|name| name.raw().get(1..5).is_some_and(|head| head.eq_ignore_ascii_case("tlp:")));
        let stated = [old, new, named].into_iter().flatten();
        let tlp = stated.filter_map(|node| node.as_str()?.parse::<Tlp>().ok()).max();
        self.defined.insert(id.clone(), tlp);
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

    /// Narrows the item's sharing to the closest marking that any object refers to.
    pub(super) fn restrict(self, reading: &mut Reading) {
        for id in &self.referred {
            let known = KNOWN.iter().find(|(known, _)| *known == &**id).map(|(_, tlp)| *tlp);
            match (known, self.defined.get(id)) {
                (None, None) => reading.lose(
                    format!("objects refer to `{}`, which the file does not hold", super::shorten(id)),
                    None,
                    Some("ask the sender whether it limits sharing, and set the item's TLP by hand"),
                ),
                (known, defined) => {
                    for tlp in [known, defined.copied().flatten()].into_iter().flatten() {
                        reading.restrict(tlp);
                    }
                }
            }
        }
    }
}
