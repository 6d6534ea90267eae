use std::borrow::Cow;
use std::ops::Range;
use std::time::Duration;

use dunant_vocabulary::{Country, CveId, Date, DateRange};

use super::event::{Event, Walk};
use super::kinds::{self, Meaning};
use crate::json::{Node, Text};
use crate::readers::stix2::{Place, observe_pattern, trace_text};
use crate::{Mention, Observable, ObservableKind, Observed, Role};

/// The properties of an attribute that say something here.
#[derive(Debug, Default)]
struct Attribute<'a> {
    kind: Option<Cow<'a, str>>,
    value: Option<Node<'a>>,
    uuid: Option<Cow<'a, str>>,
    category: Option<Cow<'a, str>>,
    relation: Option<Cow<'a, str>>,
    comment: Option<Node<'a>>,
    tags: Option<Node<'a>>,
    galaxies: Option<Node<'a>>,
    first_seen: Option<Node<'a>>,
    timestamp: Option<Node<'a>>,
    deleted: bool,
}

impl<'a> Walk<'a, '_> {
    /// Reads one attribute of an event, or of an object named `object`.
    pub(super) fn attribute(&mut self, node: Node<'a>, path: &str, object: &str, event: &mut Event<'a>) {
        let span = self.span(node);
        if !node.is_object() {
            self.reading.lose(format!("`{path}` is not a JSON object"), Some(span), None);
            return;
        }
        let attribute = Attribute::read(node);
        event.count();
        self.reading.record("Attribute", attribute.uuid.as_deref(), span);
        if attribute.deleted {
            return;
        }
        for (index, tag) in attribute.tags.into_iter().flat_map(Node::elements).enumerate() {
            self.tag(tag, &format!("{path}.Tag[{index}]"), event);
        }
        for (index, galaxy) in attribute.galaxies.into_iter().flat_map(Node::elements).enumerate() {
            self.galaxy(galaxy, &format!("{path}.Galaxy[{index}]"), event);
        }
        if let Some(comment) = attribute.comment.and_then(Node::as_text) {
            self.comment(comment, path, event);
        }
        let help = Some("it was left out; everything else was read");
        let (Some(kind), Some(value)) = (&attribute.kind, attribute.value.and_then(Node::as_scalar)) else {
            let missing = if attribute.kind.is_none() { "type" } else { "value" };
            self.reading.lose(format!("`{path}` has no `{missing}`"), Some(span), help);
            return;
        };
        let relation = attribute.relation.as_deref().unwrap_or_default();
        let (first, second) = kinds::meanings(kind, object, relation);
        // A URL under analysis or reference is a report about the event, not a part of it.
        let category = attribute.category.as_deref().unwrap_or_default();
        let is_reference = matches!(category, "External analysis" | "Internal reference");
        if is_reference && first == Meaning::Trace(ObservableKind::Url) {
            return;
        }
        let when = attribute.when();
        let path = format!("{path}.value");
        let whole = 0..value.as_str().len();
        let Some(second) = second else {
            self.meaning(first, &value, whole, &path, when);
            return;
        };
        for (meaning, range) in [first, second].into_iter().zip(halves(first, value.as_str())) {
            if !range.is_empty() {
                self.meaning(meaning, &value, range, &path, when);
            }
        }
    }

    fn meaning(
        &mut self,
        meaning: Meaning,
        value: &Text<'a>,
        range: Range<usize>,
        path: &str,
        when: Option<DateRange>,
    ) {
        let text = value.as_str().get(range.clone()).unwrap_or_default();
        let place = value.range(range);
        let span = self.source.span(place.start, place.end);
        let named = || text.split_whitespace().collect::<Vec<_>>().join(" ");
        let observed = match meaning {
            Meaning::Nothing => return,
            Meaning::Prose => return self.prose(value, path),
            Meaning::Pattern => {
                let place = Place { source: self.source, label: path, when };
                return observe_pattern(value, &place, self.context.limits.depth, self.reading);
            }
            Meaning::Trace(kind) => trace_text(kind, text).map(Observed::Observable).map_err(|error| error.to_string()),
            Meaning::Address => address(text).map(Observed::Observable),
            Meaning::Host => host(text).map(Observed::Observable),
            Meaning::Vulnerability => {
                text.parse::<CveId>().map(Observed::Vulnerability).map_err(|error| error.to_string())
            }
            Meaning::Actor => Ok(Observed::ActorClaim(Mention::named(named()))),
            Meaning::Country => (text.parse::<Country>())
                .map(|country| Observed::Country { country, role: Role::Targeted })
                .map_err(|_| format!("`{}` is not a country", shorten(text))),
            Meaning::Sector => (kinds::sector(text))
                .map(|sector| Observed::Sector { sector, role: Role::Targeted })
                .ok_or_else(|| format!("`{}` is not a sector of `industry-sector-ov`", shorten(text))),
        };
        match observed {
            Ok(observed) => self.reading.observe_at(observed, span, path, when),
            Err(error) => {
                let help = "it was left out; everything else was read";
                self.reading.lose(format!("`{path}`: {error}"), Some(span), Some(help));
            }
        }
    }
}

impl<'a> Attribute<'a> {
    fn read(node: Node<'a>) -> Self {
        let mut attribute = Self::default();
        for (key, value) in node.entries() {
            match &*key {
                "type" => attribute.kind = value.as_str(),
                "value" => attribute.value = Some(value),
                "uuid" => attribute.uuid = value.as_str(),
                "category" => attribute.category = value.as_str(),
                "object_relation" => attribute.relation = value.as_str(),
                "comment" => attribute.comment = Some(value),
                "Tag" => attribute.tags = Some(value),
                "Galaxy" => attribute.galaxies = Some(value),
                "first_seen" => attribute.first_seen = Some(value),
                "timestamp" => attribute.timestamp = Some(value),
                "deleted" => attribute.deleted = value.is_true(),
                _ => {}
            }
        }
        attribute
    }

    /// First seen where it says so, else last edited.
    fn when(&self) -> Option<DateRange> {
        [self.first_seen, self.timestamp]
            .into_iter()
            .flatten()
            .find_map(|node| node.as_day().or_else(|| epoch_day(node)))
    }
}

/// The day of a time in seconds (or, as old versions write `first_seen`, microseconds) since 1970.
fn epoch_day(node: Node<'_>) -> Option<DateRange> {
    const MICROSECONDS: u64 = 1_000_000;
    let text = node.as_scalar()?;
    let number: u64 = text.as_str().split('.').next()?.parse().ok().filter(|number| *number > 0)?;
    let seconds = if number > MICROSECONDS * MICROSECONDS { number / MICROSECONDS } else { number };
    let epoch = Date::new(1970, 1, 1).ok()?;
    epoch.checked_add(Duration::from_secs(seconds)).ok().map(DateRange::day)
}

/// The two halves of a composite value. File names hold no `|`, so theirs ends at the last one; a port may stand behind `:`.
fn halves(first: Meaning, value: &str) -> [Range<usize>; 2] {
    let at = match first {
        Meaning::Trace(ObservableKind::FileName) => value.rfind('|'),
        Meaning::Address if value.matches(':').count() == 1 => value.find(['|', ':']),
        _ => value.find('|'),
    };
    match at {
        Some(at) => [0..at, at + 1..value.len()],
        None => [0..value.len(), value.len()..value.len()],
    }
}

fn address(text: &str) -> Result<Observable, String> {
    Observable::parse(ObservableKind::Ipv4Addr, text)
        .or_else(|error| Observable::parse(ObservableKind::Ipv6Addr, text).or(Err(error)))
        .map_err(|error| error.to_string())
}

fn host(text: &str) -> Result<Observable, String> {
    Observable::parse(ObservableKind::DomainName, text)
        .map_err(|error| error.to_string())
        .or_else(|error| address(text).or(Err(error)))
}

fn shorten(text: &str) -> String {
    text.chars().take(60).collect()
}
