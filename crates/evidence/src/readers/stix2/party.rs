use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use dunant_vocabulary::{Country, DateRange, Sector};

use super::object::Object;
use crate::json::Node;
use crate::withdrawal::Withdrawals;
use crate::{Observed, Reading, Reason, Role, Source};

/// The identities and locations of a document, and which of them were targeted. Known only when all of it is read.
#[derive(Debug, Default)]
pub(super) struct Parties<'a> {
    held: Vec<Party<'a>>,
    relations: Vec<Relation<'a>>,
}

/// That a party was targeted, or where it is.
#[derive(Debug)]
struct Relation<'a> {
    /// Where the object that says so starts.
    at: usize,
    party: Cow<'a, str>,
    /// The location where the party is; absent where it was targeted.
    place: Option<Cow<'a, str>>,
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
        let at = object.node.range().start;
        match text(object.relationship_type).as_deref() {
            Some("targets") => self.relations.push(Relation { at, party: target, place: None }),
            Some("located-at") => {
                if let Some(party) = text(object.source_ref) {
                    self.relations.push(Relation { at, party, place: Some(target) });
                }
            }
            _ => {}
        }
    }

    /// Takes a sighting: what was seen was seen at these parties.
    pub(super) fn sight(&mut self, object: &Object<'a>) {
        let at = object.node.range().start;
        let places = object.where_sighted_refs.into_iter().flat_map(Node::elements).filter_map(Node::as_str);
        let seen = places.filter(|id| is_party(id)).map(|party| Relation { at, party, place: None });
        self.relations.extend(seen);
    }

    /// Observes the sectors and countries of targeted parties, and the countries of all other locations.
    ///
    /// A relation that is withdrawn says nothing.
    pub(super) fn observe(self, source: &Source<'_>, withdrawals: &Withdrawals, reading: &mut Reading) {
        let mut targeted: BTreeSet<Cow<'a, str>> = BTreeSet::new();
        let mut located: BTreeMap<Cow<'a, str>, Vec<Cow<'a, str>>> = BTreeMap::new();
        for Relation { at, party, place } in self.relations {
            match place {
                _ if withdrawals.reason_at(at as u64).is_some() => {}
                None => drop(targeted.insert(party)),
                Some(place) => located.entry(party).or_default().push(place),
            }
        }
        // One step is enough: who is targeted, then where they are. Locations have no location.
        let places = targeted.iter().filter_map(|id| located.get(id)).flatten();
        let places: Vec<Cow<'a, str>> = places.cloned().collect();
        targeted.extend(places);
        for party in &self.held {
            let targeted = targeted.contains(&party.id);
            match (party.kind, targeted) {
                (Kind::Identity, false) => party.set_name_aside(source, reading),
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
        } else {
            self.set_name_aside(source, reading);
        }
    }

    /// Whoever reports, publishes or was hit is no trace.
    fn set_name_aside(&self, source: &Source<'_>, reading: &mut Reading) {
        let Some((node, name)) = self.name.and_then(|node| Some((node, node.as_str()?))) else { return };
        if !name.trim().is_empty() {
            let span = source.span(node.inner_range().start, node.inner_range().end);
            reading.set_aside(Reason::Own, name, span, self.path("name"));
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
