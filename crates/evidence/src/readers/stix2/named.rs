//! What objects are named: software, techniques, actors, vulnerabilities; and what their labels and other properties say.

use std::borrow::Cow;

use dunant_vocabulary::{AttackIdKind, CveId, DateRange};

use super::object::Object;
use super::{Walk, fold};
use crate::bearing::FAMILIES;
use crate::json::Node;
use crate::readers::named_ids;
use crate::readers::tags::{Tag, read_tag};
use crate::readers::traces::{looks_like_a_trace, trace_at};
use crate::{Mention, Observed, Reason, markings};

/// Lists and objects within each other in a property that is not known.
const DEEPEST: usize = 6;

impl<'a> Walk<'a, '_> {
    /// Observes what an object is named, with its ATT&CK identifier; without one, its aliases too.
    pub(super) fn named(
        &mut self,
        object: &Object<'a>,
        label: &str,
        when: Option<DateRange>,
        wanted: AttackIdKind,
        observed: fn(Mention) -> Observed,
    ) {
        let reference = object.attack_reference(wanted);
        let mention = object.name.and_then(Node::as_str).and_then(|name| named_ids::mention(&name, wanted));
        let place = object.name.or(reference.map(|(_, node)| node)).unwrap_or(object.node).inner_range();
        let span = self.span(place);
        let id = reference.map(|(id, _)| id).or_else(|| mention.as_ref()?.id);
        let name = mention.map(|mention| mention.name);
        match (&name, id) {
            (Some(name), id) => {
                let mention = Mention { name: name.clone(), id };
                self.reading.observe_at(observed(mention), span, format!("{label}/name"), when);
            }
            (None, Some(id)) => {
                let path = format!("{label}/external_references");
                self.reading.observe_at(observed(Mention::identified(id)), span, path, when);
            }
            (None, None) => {
                self.reading.lose(format!("`{label}` has no `name`"), Some(span), None);
            }
        }
        if id.is_some() {
            return;
        }
        for node in object.aliases.into_iter().flat_map(Node::elements) {
            let Some(alias) = node.as_str().map(|alias| fold(&alias)) else { continue };
            if !alias.is_empty() && name.as_deref() != Some(&alias) {
                let span = self.span(node.inner_range());
                self.reading.observe_at(observed(Mention::named(alias)), span, format!("{label}/aliases"), when);
            }
        }
    }

    pub(super) fn vulnerability(&mut self, object: &Object<'a>, label: &str, when: Option<DateRange>) {
        let mut found: Vec<CveId> = Vec::new();
        let named = object.name.into_iter().map(|node| ("name", node));
        let referenced = object.external_ids().map(|node| ("external_references", node));
        for (property, node) in named.chain(referenced) {
            let Some(cve) = node.as_str().and_then(|text| cve(&text)) else { continue };
            if !found.contains(&cve) {
                let span = self.span(node.inner_range());
                found.push(cve.clone());
                self.reading.observe_at(Observed::Vulnerability(cve), span, format!("{label}/{property}"), when);
            }
        }
        if let Some(name) = object.name.filter(|_| found.is_empty()) {
            let span = self.span(name.inner_range());
            let shown = name.as_str().map(|name| fold(&name)).unwrap_or_default();
            let help = Some("give its CVE identifier, where it has one");
            self.reading.lose(
                format!("the vulnerability `{}` has no CVE identifier", super::shorten(&shown)),
                Some(span),
                help,
            );
        }
    }

    /// Reads what an object says beside its own properties: labels, contacts, sources, and properties that are not known.
    pub(super) fn others(&mut self, object: &Object<'a>, label: &str) {
        let mark = self.reading.mark();
        for node in object.labels.into_iter().flat_map(Node::elements) {
            if let Some(text) = node.as_str() {
                self.label(&text, node, &format!("{label}/labels"));
            }
        }
        match object.kind.as_deref() {
            // What a report as a whole is filed under.
            Some("report" | "grouping") => self.reading.list_families_since(&mark, 0),
            _ => self.reading.list_families_since(&mark, FAMILIES),
        }
        if let Some(contact) =
            object.contact_information.filter(|node| node.as_str().is_some_and(|text| !text.is_empty()))
        {
            let shown = contact.as_str().unwrap_or_default();
            let span = self.span(contact.inner_range());
            self.reading.set_aside(Reason::Own, shown, span, format!("{label}/contact_information"));
        }
        // A catalogue's objects cite hundreds of reports; that they are reference is said of the objects.
        if !object.catalogued {
            for reference in object.external_references.into_iter().flat_map(Node::elements) {
                let Some(url) = reference.get("url") else { continue };
                let Some(shown) = url.as_str().filter(|url| !url.is_empty()) else { continue };
                let span = self.span(url.inner_range());
                self.reading.set_aside(Reason::Citation, shown, span, format!("{label}/external_references"));
            }
        }
        if !object.catalogued {
            let kind = object.node.get("type").and_then(Node::as_str).unwrap_or_default();
            // `url` of an artifact is read as its trace.
            let is_read = |name: &str| trace_at(&kind, &[name]).is_some();
            for (name, node) in object.others.iter().filter(|(name, _)| !is_aim(name) && !is_read(name)) {
                self.other(name, *node, &format!("{label}/{name}"));
            }
        }
    }

    /// A label may be a marking, a tag of MISP's or an ATT&CK identifier. Anything else says of what sort the object is.
    fn label(&mut self, text: &str, node: Node<'a>, path: &str) {
        let span = self.span(node.inner_range());
        if markings::of_label(text, span, self.reading) {
            return;
        }
        let observed = match read_tag(text) {
            Some(Tag::Observed(observed)) => Some(observed),
            Some(Tag::Classification) => return markings::unknown(text, Some(span), self.reading),
            Some(Tag::Reference) => return self.reading.set_aside(Reason::Reference, text, span, path),
            Some(Tag::Unread) => {
                let what = format!("the label `{}` was not read: its galaxy is not compared", super::shorten(text));
                return self.reading.lose(what, Some(span), None);
            }
            // Already in what the object says of itself.
            Some(Tag::Doubt(_)) => return,
            None => None,
        };
        match observed {
            Some(observed) => self.reading.observe(observed, span, path),
            None => self.account(text, node, path),
        }
    }

    /// A property that is not known: prose where it is a description, else whatever in it looks like a trace is said to be lost.
    pub(super) fn other(&mut self, name: &str, node: Node<'a>, path: &str) {
        if matches!(name, "x_opencti_description" | "x_opencti_content")
            && let Some(text) = node.as_text()
        {
            return self.prose(&text, path);
        }
        let repeats = matches!(name, "x_opencti_observable_values" | "x_opencti_observable_value");
        let mut rest = vec![(node, 0)];
        while let Some((node, depth)) = rest.pop() {
            if depth < DEEPEST {
                rest.extend(node.elements().chain(node.entries().map(|(_, node)| node)).map(|node| (node, depth + 1)));
            }
            let Some(text) = node.as_str().filter(|text| looks_like_a_trace(text)) else { continue };
            if repeats {
                let span = self.span(node.inner_range());
                self.reading.set_aside(Reason::Repeated, text, span, path);
            } else {
                self.account(&text, node, path);
            }
        }
    }

    /// Says that a value was not read, where it looks like a trace.
    fn account(&mut self, text: &str, node: Node<'a>, path: &str) {
        if looks_like_a_trace(text) {
            let span = self.span(node.inner_range());
            self.reading.account(text, span, path, |_| {});
        }
    }
}

/// Whether a property says what somebody was after.
pub(super) fn is_aim(name: &str) -> bool {
    matches!(name, "objective" | "goals" | "summary")
}

/// A CVE identifier, alone or with words behind it: `CVE-2021-44228 (Log4Shell)`.
fn cve(text: &str) -> Option<CveId> {
    text.trim().split([' ', ':', ',', '(']).next()?.parse().ok()
}

/// The value of a custom object that an export of MISP writes for what STIX has no object for.
pub(super) fn misp_attribute<'a>(object: &Object<'a>) -> Option<(Cow<'a, str>, Node<'a>)> {
    let get = |wanted: &str| object.others.iter().find(|(name, _)| name == wanted).map(|(_, node)| *node);
    Some((get("x_misp_type")?.as_str()?, get("x_misp_value")?))
}
