//! STIX 2.0 and 2.1: bundles, TAXII envelopes, lists of objects, single objects, and any of these one after another.

mod marking;
mod object;
mod party;
mod path;
mod pattern;
mod recognise;
mod traces;

use std::borrow::Cow;

use dunant_vocabulary::{AttackId, AttackIdKind, CveId, DateRange};

use self::marking::Markings;
use self::object::Object;
use self::party::Parties;
use self::recognise::Shape;
pub(super) use self::traces::{Place, observe_pattern, trace_text};
use crate::json::{Cursor, Damage, Node, Rest};
use crate::prose::read_prose;
use crate::{Context, Mention, Observed, Reader, Reading, Source};

pub(super) struct Stix2;

impl Reader for Stix2 {
    fn format(&self) -> &'static str {
        "STIX 2"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.text().and_then(recognise::shape).is_some()
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let Some(text) = source.text() else { return };
        let mut walk = Walk {
            source,
            context,
            reading,
            parties: Parties::default(),
            markings: Markings::default(),
            number: 0,
            kept: 0,
        };
        walk.document(text);
        let Walk { parties, markings, reading, .. } = walk;
        markings.restrict(reading);
        parties.observe(source, reading);
        // Who was targeted is known only at the end; the order is the item's all the same.
        reading.sort_observations();
    }
}

struct Walk<'a, 'r> {
    source: &'a Source<'a>,
    context: &'r Context<'r>,
    reading: &'r mut Reading,
    parties: Parties<'a>,
    markings: Markings<'a>,
    /// Objects met so far, readable or not.
    number: u64,
    /// Objects read so far.
    kept: u64,
}

impl<'a> Walk<'a, '_> {
    fn document(&mut self, text: &'a str) {
        let mut cursor = Cursor::new(text, self.context.limits.depth);
        while let Some(byte) = cursor.peek() {
            let rest = text.get(cursor.offset()..).unwrap_or_default();
            let readable = match (byte, recognise::shape(rest)) {
                (b'[', _) => self.objects(&mut cursor),
                (b'{', Some(Shape::Object)) => self.element(&mut cursor),
                (b'{', _) => self.bundle(&mut cursor),
                _ => {
                    let damage = cursor.lost("expected `{` or `[`");
                    self.lose(&format!("the text behind the objects cannot be read: {}", damage.what), &damage);
                    Rest::Lost
                }
            };
            if readable == Rest::Lost {
                return;
            }
        }
    }

    fn bundle(&mut self, cursor: &mut Cursor<'a>) -> Rest {
        cursor.open(b'{');
        loop {
            match cursor.next_key() {
                Ok(None) => return Rest::Readable,
                Ok(Some(key)) if key == "objects" && cursor.peek() == Some(b'[') => {
                    if self.objects(cursor) == Rest::Lost {
                        return Rest::Lost;
                    }
                }
                Ok(Some(key)) => {
                    if let Err(damage) = cursor.value() {
                        let key: String = key.chars().take(60).collect();
                        self.lose(&format!("the bundle's `{key}` cannot be read: {}", damage.what), &damage);
                        if damage.rest == Rest::Lost {
                            return Rest::Lost;
                        }
                    }
                }
                Err(damage) => {
                    self.lose(
                        &format!("the bundle cannot be read further: {}; {}", damage.what, kept(self.kept)),
                        &damage,
                    );
                    return Rest::Lost;
                }
            }
        }
    }

    fn objects(&mut self, cursor: &mut Cursor<'a>) -> Rest {
        cursor.open(b'[');
        loop {
            match cursor.next_element() {
                Ok(false) => return Rest::Readable,
                Ok(true) => {}
                Err(damage) => {
                    self.lose(
                        &format!(
                            "the objects behind number {} cannot be read: {}; {}",
                            self.number,
                            damage.what,
                            kept(self.kept)
                        ),
                        &damage,
                    );
                    return Rest::Lost;
                }
            }
            if self.element(cursor) == Rest::Lost {
                return Rest::Lost;
            }
        }
    }

    fn element(&mut self, cursor: &mut Cursor<'a>) -> Rest {
        self.number += 1;
        match cursor.value() {
            Ok(node) => {
                self.object(node);
                Rest::Readable
            }
            Err(damage) => {
                let kept = match damage.rest {
                    Rest::Readable => "the objects around it were read".to_owned(),
                    Rest::Lost => kept(self.kept),
                };
                self.lose(&format!("object {} cannot be read: {}; {kept}", self.number, damage.what), &damage);
                damage.rest
            }
        }
    }

    fn object(&mut self, node: Node<'a>) {
        let span = self.source.span(node.range().start, node.range().end);
        let number = self.number;
        if !node.is_object() {
            self.reading.lose(format!("object {number} is not a JSON object"), Some(span), None);
            return;
        }
        let object = Object::read(node);
        let (kind, id) = (object.kind.as_deref(), object.id.as_deref());
        for (name, missing) in [("type", kind.is_none()), ("id", id.is_none())] {
            if missing {
                let help = "it is kept as a record; what needs the property was not read";
                self.reading.lose(format!("object {number} has no `{name}`"), Some(span), Some(help));
            }
        }
        self.kept += 1;
        self.reading.record(kind.unwrap_or("object"), id, span);
        self.markings.refer(&object);
        if object.revoked.is_some_and(Node::is_true) {
            return;
        }
        let Some(kind) = object.kind.clone() else { return };
        let label = object.label(number);
        self.meaning(&kind, &object, &label);
        for (name, property) in
            [("description", object.description), ("content", object.content), ("explanation", object.explanation)]
        {
            let Some(text) = property.and_then(Node::as_text) else { continue };
            let place = |range| {
                let range = text.range(range);
                self.source.span(range.start, range.end)
            };
            read_prose(text.as_str(), &place, &format!("{label}/{name}"), self.context, self.reading);
        }
    }

    fn meaning(&mut self, kind: &str, object: &Object<'a>, label: &str) {
        let when = object.when();
        match kind {
            "indicator" => self.indicator(object, label, when),
            "malware" | "tool" => self.named(object, label, when, AttackIdKind::Software, Observed::Software),
            "attack-pattern" => self.named(object, label, when, AttackIdKind::Technique, Observed::Technique),
            "threat-actor" | "intrusion-set" => {
                self.named(object, label, when, AttackIdKind::Group, Observed::ActorClaim);
            }
            "vulnerability" => self.vulnerability(object, label, when),
            "identity" | "location" => self.parties.hold(kind, object, label, when),
            "relationship" => self.parties.relate(object),
            "sighting" => self.parties.sight(object),
            "marking-definition" => self.markings.define(object),
            "observed-data" => self.observed_data(object, label, when),
            "report" => {
                if self.reading.title.is_none() {
                    self.reading.title = object.name.and_then(Node::as_str).map(|name| fold(&name));
                    self.reading.dated = object.published.and_then(Node::as_day).or(self.reading.dated);
                }
            }
            "grouping" => {
                if self.reading.title.is_none() {
                    self.reading.title = object.name.and_then(Node::as_str).map(|name| fold(&name));
                }
            }
            _ => {
                let place = Place { source: self.source, label, when };
                traces::observe_object(kind, object.node, "", &place, self.reading);
            }
        }
    }

    fn indicator(&mut self, object: &Object<'a>, label: &str, when: Option<DateRange>) {
        if !object.pattern_type.and_then(Node::as_str).is_none_or(|language| language.eq_ignore_ascii_case("stix")) {
            return;
        }
        let span = object.pattern.map_or(object.node, |pattern| pattern).range();
        let Some(pattern) = object.pattern.and_then(Node::as_text) else {
            self.reading.lose(
                format!("`{label}` has no `pattern`"),
                Some(self.source.span(span.start, span.end)),
                None,
            );
            return;
        };
        let label = format!("{label}/pattern");
        let place = Place { source: self.source, label: &label, when };
        observe_pattern(&pattern, &place, self.context.limits.depth, self.reading);
    }

    /// Observes what an object is named, with its ATT&CK identifier; without one, its aliases too.
    fn named(
        &mut self,
        object: &Object<'a>,
        label: &str,
        when: Option<DateRange>,
        wanted: AttackIdKind,
        observed: fn(Mention) -> Observed,
    ) {
        let name = object.name.and_then(Node::as_str).map(|name| fold(&name)).filter(|name| !name.is_empty());
        let reference = object.attack_reference(wanted);
        let id = reference.map(|(id, _)| id).or_else(|| attack_id(name.as_deref()?, wanted));
        let place = object.name.or(reference.map(|(_, node)| node)).unwrap_or(object.node).inner_range();
        let span = self.source.span(place.start, place.end);
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
                let span = self.source.span(node.inner_range().start, node.inner_range().end);
                self.reading.observe_at(observed(Mention::named(alias)), span, format!("{label}/aliases"), when);
            }
        }
    }

    fn vulnerability(&mut self, object: &Object<'a>, label: &str, when: Option<DateRange>) {
        let mut found: Vec<CveId> = Vec::new();
        let named = object.name.into_iter().map(|node| ("name", node));
        let referenced = object.external_ids().map(|node| ("external_references", node));
        for (property, node) in named.chain(referenced) {
            let Some(cve) = node.as_str().and_then(|text| text.parse::<CveId>().ok()) else { continue };
            if !found.contains(&cve) {
                let span = self.source.span(node.inner_range().start, node.inner_range().end);
                found.push(cve.clone());
                self.reading.observe_at(Observed::Vulnerability(cve), span, format!("{label}/{property}"), when);
            }
        }
    }

    /// STIX 2.0 keeps the observed objects inside; 2.1 refers to objects of the bundle, which are read where they stand.
    fn observed_data(&mut self, object: &Object<'a>, label: &str, when: Option<DateRange>) {
        for (key, node) in object.objects.into_iter().flat_map(Node::entries) {
            let span = self.source.span(node.range().start, node.range().end);
            let key: String = key.chars().take(40).collect();
            let Some(kind) = node.get("type").and_then(Node::as_str) else {
                self.reading.lose(format!("`{label}/objects/{key}` has no `type`"), Some(span), None);
                continue;
            };
            self.reading.record(&kind, None, span);
            let place = Place { source: self.source, label, when };
            traces::observe_object(&kind, node, &format!("/objects/{key}"), &place, self.reading);
        }
    }

    fn lose(&mut self, what: &str, damage: &Damage) {
        let span = self.source.span(damage.range.start, damage.range.end);
        let help = damage.help.unwrap_or("ask the sender for the whole file; what is listed was read");
        self.reading.lose(what, Some(span), Some(help));
    }
}

fn kept(count: u64) -> String {
    match count {
        1 => "1 object was kept".to_owned(),
        count => format!("{count} objects were kept"),
    }
}

/// White space folded.
fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn attack_id(text: &str, wanted: AttackIdKind) -> Option<AttackId> {
    text.parse::<AttackId>().ok().filter(|id| id.kind() == wanted)
}

/// An identifier short enough to stand in front of every path: hostile ones may be megabytes long.
fn shorten(id: &str) -> Cow<'_, str> {
    const LONGEST: usize = 120;
    match id.char_indices().nth(LONGEST) {
        None => Cow::Borrowed(id),
        Some((end, _)) => Cow::Owned(format!("{}…", id.get(..end).unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests;
