use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::time::Duration;

use dunant_vocabulary::{Country, CveId, Date, DateRange, Span};

use super::event::{Event, Walk, families, is_plain_tag, listed};
use super::kinds::{self, Meaning};
use super::remark;
use crate::bearing::FAMILIES;
use crate::json::{Node, Text};
use crate::readers::tags::{self, Doubt};
use crate::readers::traces::{Place, observe_pattern, observe_trace, trace_text};
use crate::{Bearing, Mention, Observable, ObservableKind, Observed, Reading, Reason, Role};

/// The properties of an attribute that say something here.
///
/// `to_ids` is not among them: it says whether a value is to be searched for automatically, and a value of the event is evidence
/// of it either way. Nor is `disable_correlation`, which says that a value is common, not that it is harmless.
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
    sightings: Option<Node<'a>>,
    warnings: Option<Node<'a>>,
    data: Option<Node<'a>>,
    proposals: Option<Node<'a>>,
    /// What analysts say of it.
    analysts: Vec<Node<'a>>,
    first_seen: Option<Node<'a>>,
    timestamp: Option<Node<'a>>,
    deleted: bool,
}

/// How a value that no reader takes is said to be lost.
const LEFT_OUT: Option<&str> = Some("it was left out; everything else was read");

impl<'a> Walk<'a, '_> {
    /// Reads one attribute of an event, or of an object named `object`.
    pub(super) fn attribute(&mut self, node: Node<'a>, path: &str, object: &str, event: &mut Event<'a>) {
        let before = self.reading.mark();
        self.read_attribute(node, path, object, event);
        match tag_doubt(node.get("Tag")) {
            Some(Doubt::Exercise) => self.reading.bear_since(&before, Doubt::Exercise.bearing()),
            Some(doubt) => self.reading.names_bear_since(&before, doubt.bearing()),
            None => {}
        }
    }

    fn read_attribute(&mut self, node: Node<'a>, path: &str, object: &str, event: &mut Event<'a>) {
        let span = self.span(node);
        if !node.is_object() {
            self.reading.lose(format!("`{path}` is not a JSON object"), Some(span), None);
            return;
        }
        let attribute = Attribute::read(node);
        event.count();
        self.reading.record("Attribute", attribute.uuid.as_deref(), span);
        let doubt = attribute.doubt();
        let carried: BTreeSet<Observed> = families(attribute.tags, attribute.galaxies).collect();
        let of_object = (event.is_crowded, event.spoken_of);
        event.is_crowded |= carried.len() > FAMILIES;
        event.spoken_of = event.spoken_of.max(attribute.bearing(&carried));
        for (index, tag) in attribute.tags.into_iter().flat_map(listed).enumerate() {
            let path = format!("{path}.Tag[{index}]");
            if doubt.is_some() {
                self.marking(tag);
            } else {
                self.tag(tag, &path, event);
            }
        }
        let value = attribute.value.and_then(Node::as_scalar);
        if let Some(reason) = doubt {
            let shown = value.map(|value| value.as_str().to_owned()).unwrap_or_default();
            (event.is_crowded, event.spoken_of) = of_object;
            return self.reading.set_aside(reason, shown, span, format!("{path}.value"));
        }
        for (index, proposal) in attribute.proposals.into_iter().flat_map(listed).enumerate() {
            // A change that the event's owner did not accept.
            let shown = proposal.get("value").and_then(Node::as_str).unwrap_or_default();
            let path = format!("{path}.ShadowAttribute[{index}].value");
            self.reading.set_aside(Reason::Disabled, shown, self.span(proposal), path);
        }
        for (index, galaxy) in attribute.galaxies.into_iter().flat_map(listed).enumerate() {
            self.galaxy(galaxy, &format!("{path}.Galaxy[{index}]"), event);
        }
        (event.is_crowded, event.spoken_of) = of_object;
        if let Some(comment) = attribute.comment.and_then(Node::as_text) {
            self.comment(comment, path, event);
        }
        if attribute.data.is_some_and(|data| data.raw().len() > 2) {
            let help = Some("take it out of the event, and give it as a file of its own");
            self.reading.lose(format!("the file within `{path}` was not read"), Some(span), help);
        }
        let (Some(kind), Some(value)) = (&attribute.kind, value) else {
            let missing = if attribute.kind.is_none() { "type" } else { "value" };
            self.reading.lose(format!("`{path}` has no `{missing}`"), Some(span), LEFT_OUT);
            return;
        };
        let relation = attribute.relation.as_deref().unwrap_or_default();
        let (mut first, second) = kinds::meanings(kind, object, relation);
        // A URL under analysis or reference is a report about the event, not a part of it.
        let category = attribute.category.as_deref().unwrap_or_default();
        let is_reference = matches!(category, "External analysis" | "Internal reference");
        if is_reference && first == Meaning::Trace(ObservableKind::Url) {
            first = Meaning::Citation;
        }
        let path = format!("{path}.value");
        let place = Place { source: self.source, label: &path, when: attribute.when() };
        let whole = 0..value.as_str().len();
        let Some(second) = second else {
            self.meaning(first, kind, &value, whole, &place);
            return;
        };
        for (meaning, range) in [first, second].into_iter().zip(halves(first, value.as_str())) {
            if !range.is_empty() {
                self.meaning(meaning, kind, &value, range, &place);
            }
        }
    }

    fn meaning(&mut self, meaning: Meaning, kind: &str, value: &Text<'a>, range: Range<usize>, place: &Place<'_>) {
        let text = value.as_str().get(range.clone()).unwrap_or_default();
        let written = value.range(range);
        let span = self.source.span(written.start, written.end);
        match meaning {
            Meaning::Prose => {
                // A trace alone is read by its form; prose leans towards silence.
                let alone = !text.trim().contains(char::is_whitespace);
                if let Some(observable) = Observable::guess(text).filter(|_| alone) {
                    return observe_trace(observable, span, place.label, place.when, self.reading);
                }
                let before = self.reading.outcomes();
                self.prose(value, place.label);
                // A campaign's name is the event's own, whether or not anybody knows it.
                if kind == "campaign-name" && self.reading.outcomes() == before {
                    self.reading.set_aside(Reason::Description, text, span, place.label);
                }
            }
            Meaning::Pattern => observe_pattern(value, place, self.context.limits.depth, self.reading),
            Meaning::Citation => self.reading.set_aside(Reason::Citation, text, span, place.label),
            Meaning::Own => self.reading.set_aside(Reason::Own, text, span, place.label),
            Meaning::Detail => self.reading.set_aside(Reason::Description, text, span, place.label),
            _ => observe_meaning(meaning, kind, text, span, place, self.reading),
        }
    }
}

/// Observes the value of an attribute that stands outside an event; `kind` is its type in MISP.
pub(in crate::readers) fn observe_value(kind: &str, value: &Text<'_>, place: &Place<'_>, reading: &mut Reading) {
    let (first, second) = kinds::meanings(kind, "", "");
    let halves = match second {
        Some(_) => halves(first, value.as_str()),
        None => [0..value.as_str().len(), 0..0],
    };
    for (meaning, range) in [first, second.unwrap_or(Meaning::Detail)].into_iter().zip(halves) {
        let text = value.as_str().get(range.clone()).unwrap_or_default();
        if !text.is_empty() {
            let written = value.range(range);
            observe_meaning(meaning, kind, text, place.source.span(written.start, written.end), place, reading);
        }
    }
}

fn observe_meaning(meaning: Meaning, kind: &str, text: &str, span: Span, place: &Place<'_>, reading: &mut Reading) {
    let path = place.label;
    let named = || text.split_whitespace().collect::<Vec<_>>().join(" ");
    let trace = |read: Result<Observable, String>, reading: &mut Reading| match read {
        Ok(observable) => observe_trace(observable, span, path, place.when, reading),
        Err(error) => reading.lose(format!("`{path}`: {error}"), Some(span), LEFT_OUT),
    };
    let observed = match meaning {
        Meaning::Trace(_) if kind == "uri" && text.starts_with('/') => {
            return reading.set_aside(Reason::NotATrace, text, span, path);
        }
        Meaning::Trace(kind) => return trace(trace_text(kind, text).map_err(|error| error.to_string()), reading),
        Meaning::Address => return trace(address(text), reading),
        Meaning::Host => return trace(host(text), reading),
        Meaning::Vulnerability => text.parse::<CveId>().map(Observed::Vulnerability).map_err(|error| error.to_string()),
        Meaning::Actor => Ok(Observed::ActorClaim(Mention::named(named()))),
        Meaning::Country => (text.parse::<Country>())
            .map(|country| Observed::Country { country, role: Role::Targeted })
            .map_err(|_| format!("`{}` is not a country", shorten(text))),
        Meaning::Sector => (tags::sector(text))
            .map(|sector| Observed::Sector { sector, role: Role::Targeted })
            .ok_or_else(|| format!("`{}` is not a sector of `industry-sector-ov`", shorten(text))),
        Meaning::Citation => return reading.set_aside(Reason::Citation, text, span, path),
        Meaning::Own => return reading.set_aside(Reason::Own, text, span, path),
        Meaning::Detail => return reading.set_aside(Reason::Description, text, span, path),
        Meaning::Rule => {
            let help = Some("run the rule with its own tool, and give what it finds");
            return reading.lose(format!("`{path}` is a rule in `{kind}`, which is not read"), Some(span), help);
        }
        Meaning::Prose | Meaning::Pattern | Meaning::Unknown => {
            let what =
                format!("`{}` in `{path}`: values of the type `{}` are not compared", shorten(text), shorten(kind));
            return reading.lose(
                what,
                Some(span),
                Some("where it is a trace, give it with its type, such as `domain,example.org`"),
            );
        }
    };
    match observed {
        Ok(observed) => reading.observe_at(observed, span, path, place.when),
        Err(error) => reading.lose(format!("`{path}`: {error}"), Some(span), LEFT_OUT),
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
                "Sighting" => attribute.sightings = Some(value),
                "warnings" => attribute.warnings = Some(value),
                "ShadowAttribute" => attribute.proposals = Some(value),
                "Note" | "Opinion" => attribute.analysts.push(value),
                "data" => attribute.data = Some(value).filter(|data| data.as_str().is_some()),
                "first_seen" => attribute.first_seen = Some(value),
                "timestamp" => attribute.timestamp = Some(value),
                "deleted" => attribute.deleted = value.is_true(),
                _ => {}
            }
        }
        attribute
    }

    /// Why the event itself says that the value is no evidence, where it does.
    fn doubt(&self) -> Option<Reason> {
        if self.deleted {
            return Some(Reason::Withdrawn);
        }
        // Answers of the REST interface name the warning lists on which a value stands.
        if self.warnings.into_iter().flat_map(Node::elements).next().is_some() {
            return Some(Reason::KnownGood);
        }
        if let Some(reason) = tag_doubt(self.tags).and_then(Doubt::reason) {
            return Some(reason);
        }
        if let Some(reason) = self.comment.and_then(Node::as_str).and_then(|comment| remark::doubt(&comment)) {
            return Some(reason);
        }
        // Sightings: 0 seen, 1 a false positive, 2 expired.
        let kinds =
            || self.sightings.into_iter().flat_map(Node::elements).filter_map(|seen| seen.get("type")?.as_scalar());
        let count = |wanted: &str| kinds().filter(|kind| kind.as_str() == wanted).count();
        let wrong = count("1");
        (wrong > 0 && wrong >= count("0")).then_some(Reason::CalledBenign)
    }

    /// How the attribute speaks of what its tags and galaxies name, by its tags and its comment.
    fn bearing(&self, carried: &BTreeSet<Observed>) -> Bearing {
        let comment = self.comment.and_then(Node::as_str);
        let remark = comment.map_or(Bearing::Stated, |comment| remark::bearing(&comment, carried));
        let mut tags = self.tags.into_iter().flat_map(listed).filter_map(|tag| tag.get("name")?.as_str());
        let open = tags.any(|tag| !is_plain_tag(&tag, &|word| remark::is_name(word, carried)));
        let open = open || !self.analysts.iter().all(|said| remark::analysts_agree(*said));
        let tagged = if open { Bearing::Listed } else { Bearing::Stated };
        // Whoever took it for expired does not say that it was seen.
        let kinds =
            self.sightings.into_iter().flat_map(Node::elements).filter_map(|seen| seen.get("type")?.as_scalar());
        let kinds: Vec<_> = kinds.collect();
        let expired = kinds.iter().any(|kind| kind.as_str() == "2") && !kinds.iter().any(|kind| kind.as_str() == "0");
        let seen = if expired { Bearing::Listed } else { Bearing::Stated };
        tag_doubt(self.tags).map_or(Bearing::Stated, Doubt::bearing).max(remark).max(seen).max(tagged)
    }

    /// First seen where it says so, else last edited.
    fn when(&self) -> Option<DateRange> {
        [self.first_seen, self.timestamp]
            .into_iter()
            .flatten()
            .find_map(|node| node.as_day().or_else(|| epoch_day(node)))
    }
}

/// The strongest of what tags say against what carries them.
fn tag_doubt(tags: Option<Node<'_>>) -> Option<Doubt> {
    let names = tags.into_iter().flat_map(listed).filter_map(|tag| tag.get("name")?.as_str());
    names.filter_map(|name| tags::doubt(&name.to_ascii_lowercase())).max()
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
