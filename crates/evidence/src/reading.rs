use std::collections::{HashMap, HashSet};

use dunant_vocabulary::{DateRange, Pap, Sha256Digest, Space, Span, Tlp};
use serde::Serialize;

use crate::set_aside::{Reason, SetAside};
use crate::{Bearing, Limits, Observation, Observed, Passage, Source};

/// What a reader made of one item. Filled while reading, so that damage loses nothing that stood before it.
#[derive(Debug)]
pub struct Reading {
    item: Sha256Digest,
    limits: Limits,
    /// Every object, attribute or row that the format holds, of known kind or not; the bytes of each are the item's at its span.
    pub records: Vec<Record>,
    /// What was observed, in the order of the item.
    pub observations: Vec<Observation>,
    /// The sentences of its prose that hold terms of the vocabulary, in the order of the item.
    pub passages: Vec<Passage>,
    /// Whom its prose says that it has something from, each name once, at most the first 50.
    pub quotes: Vec<Quote>,
    /// What was read and is no evidence, each for a named reason, in the order of the item.
    pub set_aside: Vec<SetAside>,
    /// What could not be read, and where.
    pub losses: Vec<Loss>,
    /// Files that the item contains, unpacked.
    pub members: Vec<Member>,
    /// The widest sharing that the item itself allows, where it says.
    pub tlp: Option<Tlp>,
    /// The actions that the item itself permits, where it says.
    pub pap: Option<Pap>,
    /// Title that the item gives itself.
    pub title: Option<String>,
    /// Date that the item gives itself.
    pub dated: Option<DateRange>,
    /// How often each value was read in prose; looked up, never listed.
    repeats: HashMap<Observed, u32>,
    /// Grows with every observation, value set aside and value lost.
    outcomes: u64,
}

/// One object, attribute or row of a structured item. Kept even where its kind is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// The format's own name of the kind: `indicator`, `x-acme-thing`, `Attribute`, `row`.
    pub kind: Box<str>,
    /// The record's own identifier, where it has one.
    pub id: Option<Box<str>>,
    /// Where it stands.
    pub span: Span,
}

/// Whom an item says that it has something from: the words beside "according to" and its like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// Up to six words, white space folded, among which a publisher's name may stand: `researchers at Example Labs`.
    pub of: String,
    /// Where these words stand.
    pub span: Span,
}

/// A file within an item.
#[derive(Debug)]
pub struct Member {
    /// Its path within the item.
    pub name: String,
    /// Its bytes, unpacked.
    pub bytes: Vec<u8>,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// What, in the user's words, lower case: ``object 14 has no `type` ``.
    pub what: String,
    /// Where, as far as it is known.
    pub span: Option<Span>,
    /// What the user can do about it.
    pub help: Option<String>,
    /// Number of values that this loss stands for, at least 1.
    #[serde(skip_serializing_if = "is_one")]
    pub count: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_one(count: &u64) -> bool {
    *count == 1
}

/// How much a [`Reading`] held at one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    pub(crate) observations: usize,
    pub(crate) set_aside: usize,
    pub(crate) passages: usize,
}

/// Why an item was not read at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{reason}")]
pub struct Refusal {
    /// The reason, in the user's words.
    pub reason: String,
    /// What the user can do about it.
    pub help: Option<String>,
}

impl Reading {
    /// An empty reading of `source`.
    #[must_use]
    pub fn new(source: &Source<'_>, limits: &Limits) -> Self {
        Self {
            item: source.digest,
            limits: limits.clone(),
            records: Vec::new(),
            observations: Vec::new(),
            passages: Vec::new(),
            quotes: Vec::new(),
            set_aside: Vec::new(),
            losses: Vec::new(),
            members: Vec::new(),
            tlp: None,
            pap: None,
            title: None,
            dated: None,
            repeats: HashMap::new(),
            outcomes: 0,
        }
    }

    /// Adds an observation. Past the limit `observations` it is dropped, and the loss said once.
    pub fn observe(&mut self, observed: Observed, span: Span, path: impl Into<Box<str>>) {
        self.keep(observed, span, path.into(), None, Bearing::Stated);
    }

    /// The same, of which the item speaks as `bearing` says.
    pub fn observe_as(&mut self, observed: Observed, span: Span, path: impl Into<Box<str>>, bearing: Bearing) {
        self.keep(observed, span, path.into(), None, bearing);
    }

    /// The same, with the time that the item gives for it.
    pub fn observe_at(&mut self, observed: Observed, span: Span, path: impl Into<Box<str>>, when: Option<DateRange>) {
        self.keep(observed, span, path.into(), when, Bearing::Stated);
    }

    fn keep(&mut self, observed: Observed, span: Span, path: Box<str>, when: Option<DateRange>, bearing: Bearing) {
        self.outcomes += 1;
        let limit = self.limits.observations;
        match (self.observations.len() as u64).cmp(&limit) {
            std::cmp::Ordering::Less => {
                self.observations.push(Observation { item: self.item, span, path, observed, when, bearing });
            }
            _ => self.lose_once(
                format!("more than {limit} observations; the rest is not kept"),
                span,
                "raise it with `--limit observations=N`",
            ),
        }
    }

    /// Adds a record. Past the limit `records` it is dropped, and the loss said once.
    pub fn record(&mut self, kind: &str, id: Option<&str>, span: Span) {
        let limit = self.limits.records;
        if (self.records.len() as u64) < limit {
            self.records.push(Record { kind: kind.into(), id: id.map(Into::into), span });
        } else {
            self.lose_once(
                format!("more than {limit} records; the rest is not listed"),
                span,
                "raise it with `--limit records=N`",
            );
        }
    }

    /// Adds a sentence. Past the limit `passages` it is dropped, and the loss said once.
    pub(crate) fn passage(&mut self, span: Span, terms: &[u32], bearing: Bearing) {
        let limit = self.limits.passages;
        if (self.passages.len() as u64) < limit {
            self.passages.push(Passage { item: self.item, span, terms: terms.into(), bearing });
        } else {
            self.lose_once(
                format!("more than {limit} passages of prose; the rest is not compared"),
                span,
                "raise it with `--limit passages=N`",
            );
        }
    }

    /// Keeps whom the item quotes. Past the fiftieth name it is dropped: no report has so many sources.
    pub(crate) fn quote(&mut self, of: String, span: Span) {
        const KEPT: usize = 50;
        if self.quotes.len() < KEPT && self.quotes.iter().all(|quote| quote.of != of) {
            self.quotes.push(Quote { of, span });
        }
    }

    /// Says that something was read and is no evidence of this case, and why. Past the limit `set-aside` the entries are not
    /// listed; one loss carries their number.
    pub fn set_aside(&mut self, reason: Reason, what: impl Into<String>, span: Span, path: impl Into<Box<str>>) {
        self.outcomes += 1;
        let limit = self.limits.set_aside;
        if (self.set_aside.len() as u64) < limit {
            self.set_aside.push(SetAside::new(reason, what.into(), span, path.into()));
        } else {
            self.lose_once(
                format!("more than {limit} values are set aside; the rest is not listed"),
                span,
                "raise it with `--limit set-aside=N`",
            );
        }
    }

    /// Reads one value that the format holds, and demands an outcome: where `read` neither observes anything nor sets it
    /// aside nor loses it, the value becomes a loss that names it.
    ///
    /// `what` is the value as written; `path` its place in the format's own terms.
    pub(crate) fn account(&mut self, what: &str, span: Span, path: &str, read: impl FnOnce(&mut Self)) {
        let before = self.outcomes;
        read(self);
        if self.outcomes == before {
            let place = if path.is_empty() { String::new() } else { format!(" in {path}") };
            self.lose(
                format!("`{}`{place} was not read as anything", shorten(what)),
                Some(span),
                Some("where it is a trace, give it with its type, such as `domain,example.org`"),
            );
        }
    }

    /// Says that one value could not be read. Past the limit `losses` only their number grows, in the last one's place.
    pub fn lose(&mut self, what: impl Into<String>, span: Option<Span>, help: Option<&str>) {
        self.lose_values(1, what, span, help);
    }

    /// Says that `count` values could not be read for one cause.
    pub fn lose_values(&mut self, count: u64, what: impl Into<String>, span: Option<Span>, help: Option<&str>) {
        self.outcomes += count;
        let limit = usize::try_from(self.limits.losses).unwrap_or(usize::MAX);
        if self.losses.len() < limit {
            self.losses.push(Loss { what: what.into(), span, help: help.map(Into::into), count });
        } else if let Some(rest) = self.losses.get_mut(limit) {
            rest.count = rest.count.saturating_add(count);
        } else {
            let help = Some("raise it with `--limit losses=N`".to_owned());
            self.losses.push(Loss { what: "more losses follow, not listed".into(), span, help, count });
        }
    }

    /// Narrows the item's sharing: of two markings the closer one holds.
    pub fn restrict(&mut self, tlp: Tlp) {
        self.tlp = Some(self.tlp.map_or(tlp, |held| held.max(tlp)));
    }

    /// Narrows the actions that the item permits: of two markings the closer one holds.
    pub fn restrict_actions(&mut self, pap: Pap) {
        self.pap = Some(self.pap.map_or(pap, |held| held.max(pap)));
    }

    /// Counts a value read in prose, and says whether it is worth keeping at this place: the first twenty are. The places after
    /// them say nothing new, and a hostile text would fill the item with them.
    pub(crate) fn is_new_enough(&mut self, observed: &Observed) -> bool {
        const PLACES: u32 = 20;
        if let Some(count) = self.repeats.get_mut(observed) {
            *count = count.saturating_add(1);
            return *count <= PLACES;
        }
        if (self.repeats.len() as u64) < self.limits.observations {
            self.repeats.insert(observed.clone(), 1);
        }
        true
    }

    /// Says a loss that a bound causes: once, with the number of values it has cost so far.
    fn lose_once(&mut self, what: String, span: Span, help: &str) {
        if let Some(loss) = self.losses.iter_mut().find(|loss| loss.what == what) {
            loss.count = loss.count.saturating_add(1);
        } else {
            self.losses.push(Loss { what, span: Some(span), help: Some(help.to_owned()), count: 1 });
        }
    }

    /// Where the reading is now: what is added later can be told from what is there.
    pub(crate) fn mark(&self) -> Mark {
        Mark { observations: self.observations.len(), set_aside: self.set_aside.len(), passages: self.passages.len() }
    }

    /// Names the places of what was added since `mark` within `space`, by span and by the path that it has.
    pub(crate) fn rename_since(&mut self, mark: &Mark, space: Space, name: &dyn Fn(Span, &str) -> String) {
        for observation in self.observations.iter_mut().skip(mark.observations) {
            if observation.span.space == space {
                observation.path = name(observation.span, &observation.path).into();
            }
        }
        for aside in self.set_aside.iter_mut().skip(mark.set_aside) {
            if aside.span.space == space {
                aside.path = name(aside.span, &aside.path).into();
            }
        }
    }

    /// Of two texts that say the same, read one behind the other: what the second says again is set aside, and of their wording that
    /// is kept of which there is more.
    pub(crate) fn count_alternatives_once(&mut self, first: &Mark, second: &Mark) {
        let said: HashSet<Observed> = (self.observations.get(first.observations..second.observations))
            .unwrap_or_default()
            .iter()
            .map(|observation| observation.observed.clone())
            .collect();
        let again = self.observations.split_off(second.observations.min(self.observations.len()));
        for observation in again {
            if said.contains(&observation.observed) {
                let what = observation.observed.to_string();
                self.set_aside(Reason::Repeated, what, observation.span, observation.path);
            } else {
                self.observations.push(observation);
            }
        }
        let later = self.passages.split_off(second.passages.min(self.passages.len()));
        if later.len() > self.passages.len() - first.passages.min(self.passages.len()) {
            self.passages.truncate(first.passages);
            self.passages.extend(later);
        }
    }

    /// Counts the line of every span over the source's text, in one pass.
    pub(crate) fn count_lines(&mut self, source: &Source<'_>) {
        let Some(text) = source.text() else { return };
        let mut spans: Vec<&mut Span> = (self.observations.iter_mut().map(|o| &mut o.span))
            .chain(self.set_aside.iter_mut().map(|s| &mut s.span))
            .chain(self.losses.iter_mut().filter_map(|l| l.span.as_mut()))
            .chain(self.records.iter_mut().map(|r| &mut r.span))
            .chain(self.passages.iter_mut().map(|p| &mut p.span))
            .chain(self.quotes.iter_mut().map(|q| &mut q.span))
            .filter(|span| span.line == 0 && !matches!(span.space, Space::Page(_) | Space::Part(_)))
            .collect();
        spans.sort_by_key(|span| span.start);
        let (mut line, mut counted) = (1_u32, 0);
        for span in spans {
            let start = usize::try_from(span.start).unwrap_or(usize::MAX).min(text.len());
            let between = text.as_bytes().get(counted..start).unwrap_or_default();
            line = line.saturating_add(u32::try_from(memchr::memchr_iter(b'\n', between).count()).unwrap_or(u32::MAX));
            counted = start;
            span.line = line;
        }
    }
}

/// The first 60 characters of a value, for a message.
fn shorten(value: &str) -> String {
    let mut shown: String = value.chars().take(60).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    shown
}
