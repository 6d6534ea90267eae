use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use dunant_vocabulary::{Country, DateRange, Sector};

use super::object::Object;
use crate::json::Node;
use crate::{Observed, Reading, Role, Source};

/// The identities and locations of a document, and which of them were targeted. Known only when all of it is read.
#[derive(Debug, Default)]
pub(super) struct Parties<'a> {
    held: Vec<Party<'a>>,
    targeted: BTreeSet<Cow<'a, str>>,
    located: BTreeMap<Cow<'a, str>, Vec<Cow<'a, str>>>,
}

#[derive(Debug)]
struct Party<'a> {
    id: Cow<'a, str>,
    kind: Kind,
    name: Option<Node<'a>>,
    sectors: Option<Node<'a>>,
    country: Option<Node<'a>>,
    when: Option<DateRange>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Identity,
    Location,
}

impl<'a> Parties<'a> {
    /// Takes an identity or a location.
    pub(super) fn hold(&mut self, kind: &str, object: &Object<'a>, label: &str, when: Option<DateRange>) {
        let kind = if kind == "location" { Kind::Location } else { Kind::Identity };
        let id = object.id.clone().unwrap_or_else(|| Cow::Owned(label.to_owned()));
        let (name, sectors, country) = (object.name, object.sectors, object.country);
        if name.is_some() || sectors.is_some() || country.is_some() {
            self.held.push(Party { id, kind, name, sectors, country, when });
        }
    }

    /// Takes a relationship: `targets` marks its target, `located-at` says where its source is.
    pub(super) fn relate(&mut self, object: &Object<'a>) {
        let text = |node: Option<Node<'a>>| node.and_then(Node::as_str);
        let Some(target) = text(object.target_ref).filter(|id| is_party(id)) else { return };
        match text(object.relationship_type).as_deref() {
            Some("targets") => {
                self.targeted.insert(target);
            }
            Some("located-at") => {
                if let Some(source) = text(object.source_ref) {
                    self.located.entry(source).or_default().push(target);
                }
            }
            _ => {}
        }
    }

    /// Takes a sighting: what was seen was seen at these parties.
    pub(super) fn sight(&mut self, object: &Object<'a>) {
        let places = object.where_sighted_refs.into_iter().flat_map(Node::elements).filter_map(Node::as_str);
        self.targeted.extend(places.filter(|id| is_party(id)));
    }

    /// Observes the sectors and countries of targeted parties, and the countries of all other locations.
    pub(super) fn observe(mut self, source: &Source<'_>, reading: &mut Reading) {
        // One step is enough: who is targeted, then where they are. Locations have no location.
        let places = self.targeted.iter().filter_map(|id| self.located.get(id)).flatten();
        let places: Vec<Cow<'a, str>> = places.cloned().collect();
        self.targeted.extend(places);
        for party in &self.held {
            let targeted = self.targeted.contains(&party.id);
            match (party.kind, targeted) {
                (Kind::Identity, false) => {}
                (Kind::Identity, true) => party.observe_sectors(source, reading),
                (Kind::Location, true) => party.observe_country(Role::Targeted, source, reading),
                (Kind::Location, false) => party.observe_country(Role::Mentioned, source, reading),
            }
        }
    }
}

impl Party<'_> {
    fn observe_sectors(&self, source: &Source<'_>, reading: &mut Reading) {
        let mut known = false;
        for node in self.sectors.into_iter().flat_map(Node::elements) {
            let Some(text) = node.as_str() else { continue };
            let span = source.span(node.inner_range().start, node.inner_range().end);
            match text.parse::<Sector>() {
                Ok(sector) => {
                    known = true;
                    let observed = Observed::Sector { sector, role: Role::Targeted };
                    reading.observe_at(observed, span, self.path("sectors"), self.when);
                }
                Err(_) => reading.lose(
                    format!(
                        "`{}` of `{}` is not a sector of `industry-sector-ov`",
                        super::shorten(&text),
                        self.path("sectors")
                    ),
                    Some(span),
                    None,
                ),
            }
        }
        // A class of victims is often an identity with no more than a name: `healthcare`, `France`.
        let Some(node) = self.name.filter(|_| !known) else { return };
        let Some(text) = node.as_str() else { return };
        let span = source.span(node.inner_range().start, node.inner_range().end);
        if let Ok(sector) = text.parse::<Sector>() {
            let observed = Observed::Sector { sector, role: Role::Targeted };
            reading.observe_at(observed, span, self.path("name"), self.when);
        } else if let Ok(country) = text.parse::<Country>() {
            let observed = Observed::Country { country, role: Role::Targeted };
            reading.observe_at(observed, span, self.path("name"), self.when);
        }
    }

    fn observe_country(&self, role: Role, source: &Source<'_>, reading: &mut Reading) {
        for (property, node) in [("country", self.country), ("name", self.name)] {
            let Some(node) = node else { continue };
            let Some(country) = node.as_str().and_then(|text| text.parse::<Country>().ok()) else { continue };
            let span = source.span(node.inner_range().start, node.inner_range().end);
            reading.observe_at(Observed::Country { country, role }, span, self.path(property), self.when);
            return;
        }
    }

    fn path(&self, property: &str) -> String {
        format!("{}/{property}", super::shorten(&self.id))
    }
}

fn is_party(id: &str) -> bool {
    id.starts_with("identity--") || id.starts_with("location--")
}
