mod beside;
mod called;
mod identifiers;
mod places;
mod taken_back;
mod within;

use std::collections::HashMap;

use dunant_vocabulary::{DateRange, Pap, Sha256Digest, Space, Span, Tlp};
use serde::Serialize;

pub use self::beside::OfOthers;
use self::places::Repeats;
pub(crate) use self::within::{Mark, Voice};
use crate::hosts::is_shared_host;
use crate::known_good::is_everybodys;
use crate::loss::Losses;
use crate::prose::About;
use crate::rewritten;
use crate::set_aside::{Reason, SetAside};
use crate::{Bearing, Encoding, Limits, Loss, Observable, ObservableKind, Observation, Observed, Passage, Source};

/// What a reader made of one item. Filled while reading, so that damage loses nothing that was read before it.
///
/// It is the one place where values are accounted for. Each value that the item holds becomes an observation, is set aside for
/// a named [`Reason`], or is (part of) a [`Loss`]; what a later part of the item takes back moves from one list to another.
/// [`Reading::tally`] counts all three exactly, also past the limits.
///
/// ```
/// use dunant_evidence::{Context, read_item};
///
/// let item = read_item("iocs.csv", b"type,value\ndomain,c2.example.com\nipv4,203.0.113.999\n", &Context::default()).remove(0);
/// assert_eq!(item.reading.observations()[0].observed.to_string(), "c2.example.com");
/// assert_eq!(item.reading.tally().lost, 1);
/// ```
#[derive(Debug)]
pub struct Reading {
    item: Sha256Digest,
    limits: Limits,
    observations: Vec<Observation>,
    set_aside: Vec<SetAside>,
    losses: Losses,
    /// Every object, attribute or row that the format holds, of known kind or not; the bytes of each are the item's at its span.
    pub records: Vec<Record>,
    /// The sentences of its prose that hold terms of the vocabulary, in the order of the item.
    pub passages: Vec<Passage>,
    /// Of each stem that its passages hold, how it is first written, in lower case.
    pub words: HashMap<Box<str>, Box<str>>,
    /// Whom its prose says that it has something from, each name once, at most as many as the limit `quotes`.
    pub quotes: Vec<Quote>,
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
    /// What it says of the items that are handed in with it.
    pub of_others: OfOthers,
    /// Whether it says, or may say, that the files within it are of no case: a mail with such a note.
    pub(crate) disowns_members: bool,
    encoding: Option<Encoding>,
    /// What its prose is about, as far as it was read.
    pub(crate) about: About,
    /// Damages said by [`Reading::lose_damaged`].
    damages: u64,
    /// How often each value was read in prose; looked up, never listed.
    repeats: HashMap<Observed, Repeats>,
    /// Observations that follow from others: the hosts of URLs.
    derived: u64,
    /// Grows with every observation, value set aside and value lost.
    outcomes: u64,
    /// Values met and accounted for, counted as they are met and not from the lists: their sum has to be this.
    met: u64,
    /// Whose words are being read.
    pub(crate) voice: Voice,
    /// Why the whole item is no evidence; a reader finds out only by reading.
    pub(crate) refusal: Option<Refusal>,
}

/// How many values an item holds, by what became of them.
///
/// `read + set_aside + lost` is the number of values that the item's format holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// Observations that the item itself holds; with `derived`, the length of [`Reading::observations`].
    pub read: u64,
    /// Observations that follow from others: the host of each URL, at the URL's place.
    pub derived: u64,
    /// Values set aside: the sum of [`SetAside::count`] over [`Reading::values_set_aside`].
    pub set_aside: u64,
    /// Values lost: the sum of [`Loss::count`] over [`Reading::losses`]. What a limit kept from being listed is lost too.
    pub lost: u64,
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
            observations: Vec::new(),
            set_aside: Vec::new(),
            losses: Losses::default(),
            records: Vec::new(),
            passages: Vec::new(),
            words: HashMap::new(),
            quotes: Vec::new(),
            members: Vec::new(),
            tlp: None,
            pap: None,
            title: None,
            dated: None,
            of_others: OfOthers::default(),
            disowns_members: false,
            encoding: None,
            about: About::default(),
            damages: 0,
            repeats: HashMap::new(),
            derived: 0,
            outcomes: 0,
            met: 0,
            voice: Voice::Reporter,
            refusal: None,
        }
    }

    /// What is shown of an item that is not at hand: these observations, and nothing else of it is known.
    #[must_use]
    pub fn shown(item: Sha256Digest, observations: Vec<Observation>, limits: &Limits) -> Self {
        let count = observations.len() as u64;
        let nothing = Self::new(&Source::new("", b""), limits);
        Self { item, observations, outcomes: count, met: count, ..nothing }
    }

    /// What was observed, in the order of the item.
    #[must_use]
    pub fn observations(&self) -> &[Observation] {
        &self.observations
    }

    /// What was read and is no evidence, each for a named reason, in the order of the item.
    #[must_use]
    pub fn values_set_aside(&self) -> &[SetAside] {
        &self.set_aside
    }

    /// What could not be read, and where.
    #[must_use]
    pub fn losses(&self) -> &[Loss] {
        self.losses.list()
    }

    /// What was observed, where nothing else of the reading is needed any more.
    #[must_use]
    pub fn into_observations(self) -> Vec<Observation> {
        self.observations
    }

    /// The encoding in which the item's text was read; `None` where it has none, as an archive.
    #[must_use]
    pub fn encoding(&self) -> Option<Encoding> {
        self.encoding
    }

    /// The number of values read, derived, set aside and lost.
    #[must_use]
    pub fn tally(&self) -> Tally {
        Tally {
            read: (self.observations.len() as u64).saturating_sub(self.derived),
            derived: self.derived,
            set_aside: self.count_set_aside(),
            lost: self.losses.count(),
        }
    }

    /// The number of values that were met, counted one by one as each got its outcome. The law of accounting is that it equals
    /// `read + set_aside + lost` of [`Reading::tally`], which counts what the lists hold.
    #[must_use]
    pub fn values_met(&self) -> u64 {
        self.met
    }

    fn meet(&mut self, values: u64) {
        self.outcomes = self.outcomes.saturating_add(values);
        self.met = self.met.saturating_add(values);
    }

    /// Adds an observation. Past the limit `observations` it is dropped, and the loss said once. What every machine and case has,
    /// such as the hash of the empty file, is set aside.
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
        let observed = match unwrapped(observed) {
            Ok(observed) => observed,
            Err(link) => {
                let what = format!(
                    "`{}` is a link that a gateway rewrote, and where it leads does not stand in it",
                    shorten(&link)
                );
                return self.lose(
                    what,
                    Some(span),
                    Some("give the address that the sender wrote, as the gateway's own page shows it"),
                );
            }
        };
        if is_everybodys(&observed) {
            return self.set_aside(Reason::KnownGood, observed.to_string(), span, path);
        }
        self.meet(1);
        let limit = self.limits.observations;
        if self.observations.len() as u64 >= limit {
            let what = || format!("more than {limit} observations; the rest is not kept");
            self.losses.bound("observations", 1, Some(span), what);
            return;
        }
        let host = host_of(&observed);
        let item = self.item;
        self.observations.push(Observation { item, span, path: path.clone(), observed, when, bearing });
        // The host of a URL is a trace wherever the URL is read. It is no second mention, and no value of the item's own.
        if let Some(observed) = host
            && (self.observations.len() as u64) < limit
            && self.is_new_enough(&observed, bearing)
        {
            self.derived += 1;
            self.observations.push(Observation { item, span, path, observed, when, bearing });
        }
    }

    /// Adds a record. Past the limit `records` it is dropped, and the loss said once.
    pub fn record(&mut self, kind: &str, id: Option<&str>, span: Span) {
        let limit = self.limits.records;
        if (self.records.len() as u64) < limit {
            self.records.push(Record { kind: kind.into(), id: id.map(Into::into), span });
        } else {
            self.met = self.met.saturating_add(1);
            self.losses
                .bound("records", 1, Some(span), || format!("more than {limit} records; the rest is not listed"));
        }
    }

    /// Adds a sentence. Past the limit `passages` it is dropped, and the loss said once.
    pub(crate) fn passage(&mut self, span: Span, terms: &[u32], bearing: Bearing) {
        let limit = self.limits.passages;
        if (self.passages.len() as u64) < limit {
            self.passages.push(Passage { item: self.item, span, terms: terms.into(), bearing });
        } else {
            self.met = self.met.saturating_add(1);
            let what = || format!("more than {limit} passages of prose; the rest is not compared");
            self.losses.bound("passages", 1, Some(span), what);
        }
    }

    /// Keeps how a stem of a passage is first written. There are at most as many as the vocabulary has.
    pub(crate) fn word(&mut self, stem: &str, written: &str) {
        if !self.words.contains_key(stem) {
            self.words.insert(stem.into(), written.to_lowercase().into());
        }
    }

    /// Keeps whom the item quotes, each name once. Past the limit `quotes` the loss is said.
    pub(crate) fn quote(&mut self, of: String, span: Span) {
        if self.quotes.iter().any(|quote| quote.of == of) {
            return;
        }
        let limit = self.limits.quotes;
        if (self.quotes.len() as u64) < limit {
            self.quotes.push(Quote { of, span });
        } else {
            self.met = self.met.saturating_add(1);
            let what = || format!("more than {limit} sources are quoted; the rest is not compared");
            self.losses.bound("quotes", 1, Some(span), what);
        }
    }

    /// Says that a value was read and is no evidence of this case, and why. Past the limit `set-aside` the entries are not
    /// listed; one loss carries their number.
    pub fn set_aside(&mut self, reason: Reason, what: impl Into<String>, span: Span, path: impl Into<Box<str>>) {
        self.set_aside_values(1, reason, what, span, path);
    }

    /// The same of `count` values in one entry, such as the cells of a column that holds dates.
    pub fn set_aside_values(
        &mut self,
        count: u64,
        reason: Reason,
        what: impl Into<String>,
        span: Span,
        path: impl Into<Box<str>>,
    ) {
        self.meet(count.max(1));
        let limit = self.limits.set_aside;
        if (self.set_aside.len() as u64) < limit {
            self.set_aside.push(SetAside::new(count, reason, what.into(), span, path.into()));
        } else {
            let what = || format!("more than {limit} values are set aside; the rest is not listed");
            self.losses.bound("set-aside", count, Some(span), what);
        }
    }

    /// A number that grows with every observation, value set aside and value lost.
    pub(crate) fn outcomes(&self) -> u64 {
        self.outcomes
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
        self.meet(count.max(1));
        self.losses.add(self.limits.losses, count, what.into(), span, help);
    }

    /// Gives `when` to what was observed since there were `from` observations, where it has no time of its own.
    pub(crate) fn date_since(&mut self, from: usize, when: DateRange) {
        for observation in self.observations.iter_mut().skip(from) {
            observation.when = observation.when.or(Some(when));
        }
    }

    /// Puts the observations in the order of the item, where a reader meets them in another one.
    pub(crate) fn sort_observations(&mut self) {
        self.observations.sort_by_key(|observation| observation.span.start);
    }

    fn count_set_aside(&self) -> u64 {
        self.set_aside.iter().fold(0, |sum, aside| sum.saturating_add(aside.count))
    }

    /// Says a damage of which there may be one at every byte, so that it must not drown the other losses: past the limit
    /// `damages` they are counted in one entry.
    pub(crate) fn lose_damaged(&mut self, what: impl Into<String>, span: Span, help: Option<&str>) {
        let limit = self.limits.damages;
        self.damages += 1;
        if self.damages <= limit {
            return self.lose(what, Some(span), help);
        }
        self.meet(1);
        self.losses.bound("damages", 1, Some(span), || {
            format!("the item is damaged at more than {limit} places; the rest is not listed")
        });
    }

    /// Narrows the item's sharing: of two markings the closer one holds.
    pub fn restrict(&mut self, tlp: Tlp) {
        self.tlp = Some(self.tlp.map_or(tlp, |held| held.max(tlp)));
    }

    /// Narrows the actions that the item permits: of two markings the closer one holds.
    pub fn restrict_actions(&mut self, pap: Pap) {
        self.pap = Some(self.pap.map_or(pap, |held| held.max(pap)));
    }

    /// Finishes a reading of `source`: says what could not be decoded, and counts the line of every span.
    pub(crate) fn finish(&mut self, source: &Source<'_>) {
        self.see_what_it_is_called(source);
        if source.text_if_read().is_none() {
            return;
        }
        self.encoding = Some(source.encoding());
        if let Some(text) = source.text_if_read()
            && let Some(first) = memchr::memchr(0, text.as_bytes())
        {
            let what = format!(
                "the text has NUL bytes, the first at byte {first}: a value that one of them cuts is not whole"
            );
            self.lose(
                what,
                Some(source.span(first, first + 1)),
                Some("get the file anew, or take them out with `tr -d '\\000'`"),
            );
        }
        if let (Some(name), undecoded @ 1..) = (source.encoding().name(), source.undecoded()) {
            self.lose_values(
                undecoded,
                format!("{undecoded} characters could not be decoded as {name}"),
                None,
                Some("save the file as UTF-8 where it was made, and pass that too"),
            );
        }
        self.count_lines(source);
    }

    /// Counts the line of every span over the source's text, in one pass.
    pub(crate) fn count_lines(&mut self, source: &Source<'_>) {
        let Some(text) = source.text_if_read() else { return };
        let mut spans: Vec<&mut Span> = (self.observations.iter_mut().map(|o| &mut o.span))
            .chain(self.set_aside.iter_mut().map(|s| &mut s.span))
            .chain(self.losses.spans_mut())
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

/// What a link leads to, where a gateway rewrote it; `Err` with the link where that is not told. All else is as it was.
fn unwrapped(observed: Observed) -> Result<Observed, String> {
    let Observed::Observable(trace) = &observed else { return Ok(observed) };
    if trace.kind() != ObservableKind::Url {
        return Ok(observed);
    }
    if let Some(inner) =
        rewritten::target(trace.value()).and_then(|url| Observable::parse(ObservableKind::Url, &url).ok())
    {
        return Ok(Observed::Observable(inner));
    }
    let host = trace.host();
    if host.is_some_and(|host| rewritten::is_rewriter(host.value())) {
        Err(trace.value().to_owned())
    } else {
        Ok(observed)
    }
}

/// The host of a URL, where it is not one that everybody uses.
fn host_of(observed: &Observed) -> Option<Observed> {
    let Observed::Observable(trace) = observed else { return None };
    trace.host().filter(|host| !is_shared_host(host.value())).map(Observed::Observable)
}

/// The first 60 characters of a value, for a message.
fn shorten(value: &str) -> String {
    let mut shown: String = value.chars().take(60).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    shown
}
