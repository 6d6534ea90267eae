//! STIX 2.0 and 2.1: bundles, TAXII envelopes, lists of objects, single objects, and any of these one after another.

mod marking;
mod named;
mod object;
mod observables;
mod party;
mod reach;
mod recognise;
mod standing;
mod subject;
mod words;

use std::borrow::Cow;
use std::ops::Range;

use dunant_vocabulary::{AttackIdKind, DateRange, Span};

use self::marking::Markings;
use self::object::Object;
use self::party::Parties;
use self::recognise::Shape;
use self::standing::{Judgement, Standing};
use super::traces::{Place, observe_pattern};
use crate::json::{Cursor, Damage, Node, Rest};
use crate::withdrawal::Withdrawals;
use crate::{Bearing, Context, Observed, Reader, Reading, Source};

/// How a document speaks of an object to which nothing says that it was found.
const LISTED: Bearing = Bearing::Listed;

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
        let whole = reading.mark();
        let mut walk = Walk {
            source,
            context,
            reading,
            parties: Parties::default(),
            markings: Markings::default(),
            standing: Standing::default(),
            titles: Vec::new(),
            number: 0,
            kept: 0,
        };
        walk.document(text);
        let Walk { parties, markings, standing, titles, reading, .. } = walk;
        if standing.is_catalogue() {
            return reading.refuse(
                "this is a catalogue of techniques, software or groups (such as a release of ATT&CK), not evidence of a case",
                "to compare with it, import it: `dunant knowledge import --attack FILE --out my.pack`",
            );
        }
        markings.restrict(source, reading);
        let space = source.span(0, 0).space;
        let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX);
        let spanned = |part: &Range<u64>| Span::within(space, at(part.start), at(part.end));
        let Judgement { withdrawals, listed, planned, taken_back } = standing.judge();
        reading.of_others.objects = taken_back;
        parties.observe(source, &withdrawals, reading);
        if !withdrawals.is_empty() {
            reading.withdraw(|span| withdrawals.reason_at(span.start));
        }
        reading.lower_in(&listed, LISTED);
        reading.lower_in(&planned, Bearing::Planned);
        reading.bear_apart(&whole, planned.iter().map(|part| (spanned(part), Bearing::Planned)).collect());
        entitle(&titles, &withdrawals, reading);
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
    standing: Standing<'a>,
    /// Reports and groupings, by which the item is called.
    titles: Vec<Title<'a>>,
    /// Objects met so far, readable or not.
    number: u64,
    /// Objects read so far.
    kept: u64,
}

struct Title<'a> {
    at: usize,
    name: Option<Node<'a>>,
    published: Option<Node<'a>>,
}

/// Calls the item by its first report or grouping that still counts.
fn entitle(titles: &[Title<'_>], withdrawals: &Withdrawals, reading: &mut Reading) {
    let Some(title) = titles.iter().find(|title| withdrawals.reason_at(title.at as u64).is_none()) else { return };
    reading.title = title.name.and_then(Node::as_str).map(|name| fold(&name));
    reading.dated = title.published.and_then(Node::as_day);
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
                Ok(Some(key)) => match cursor.value() {
                    Ok(value) => self.standing.take_of_bundle(&key, value),
                    Err(damage) => {
                        let key: String = key.chars().take(60).collect();
                        self.lose(&format!("the bundle's `{key}` cannot be read: {}", damage.what), &damage);
                        if damage.rest == Rest::Lost {
                            return Rest::Lost;
                        }
                    }
                },
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
        let Some(kind) = object.kind.clone() else { return };
        self.standing.take(&kind, &object, node.range());
        let label = object.label(number);
        self.meaning(&kind, &object, &label);
        let before = self.reading.outcomes();
        self.words(&kind, &object, &label);
        self.others(&object, &label);
        self.rest(&kind, &object, before, &label);
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
            "report" | "grouping" => self.titles.push(Title {
                at: object.node.range().start,
                name: object.name,
                published: object.published,
            }),
            "x-misp-attribute" => self.misp_attribute(object, label, when),
            _ => {
                let place = Place { source: self.source, label, when };
                observables::observe_object(kind, object.node, "", &place, self.reading);
            }
        }
    }

    fn indicator(&mut self, object: &Object<'a>, label: &str, when: Option<DateRange>) {
        let span = self.span(object.pattern.unwrap_or(object.node).range());
        let language = object.pattern_type.and_then(Node::as_str).unwrap_or(Cow::Borrowed("stix"));
        if !language.eq_ignore_ascii_case("stix") {
            let what =
                format!("`{label}` looks for its matter by a rule in `{}`, which is not read", shorten(&language));
            return self.reading.lose(what, Some(span), Some("run the rule with its own tool, and give what it finds"));
        }
        let Some(pattern) = object.pattern.and_then(Node::as_text) else {
            return self.reading.lose(format!("`{label}` has no `pattern`"), Some(span), None);
        };
        let label = format!("{label}/pattern");
        let place = Place { source: self.source, label: &label, when };
        observe_pattern(&pattern, &place, self.context.limits.depth, self.reading);
    }

    /// An attribute of MISP's for which STIX has no object.
    fn misp_attribute(&mut self, object: &Object<'a>, label: &str, when: Option<DateRange>) {
        let Some((kind, value)) = named::misp_attribute(object) else { return };
        let Some(text) = value.as_scalar() else { return };
        let label = format!("{label}/x_misp_value");
        let place = Place { source: self.source, label: &label, when };
        super::misp::observe_value(&kind, &text, &place, self.reading);
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
            observables::observe_object(&kind, node, &format!("/objects/{key}"), &place, self.reading);
        }
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.source.span(range.start, range.end)
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
