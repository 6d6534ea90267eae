//! Finds in prose what an analyst would mark with a pen: addresses, hashes, paths, names.
//!
//! Three questions are kept apart, one module each: how the text is laid out ([`layout`]), what a token is ([`host`], [`link`],
//! [`path`], [`coin`]), and whether it is there as an indicator or only as a version, a mask or a citation ([`citation`],
//! [`label`]). What has the form of a trace and is none is set aside for a reason: a file name reported as a domain costs
//! trust, and silence costs a trace.

mod address;
mod apart;
mod autonomous;
mod bearing;
mod beside;
mod citation;
mod coin;
mod encoded;
mod glued;
mod harmless;
mod host;
mod label;
mod labelled;
mod layout;
mod line_end;
mod link;
mod mailbox;
mod mutex;
mod name;
mod own;
mod parts;
mod path;
mod pipe;
mod quote;
mod sentence;
mod struck;
mod tied;
mod token;
mod verdict;
mod word;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

pub(crate) use layout::{lines, literal_blocks};
pub(crate) use name::{Folded, names};

use dunant_vocabulary::Span;

use self::apart::Apart;
pub(crate) use self::apart::concerns as apart_concerns;
pub(crate) use self::apart::{Stand, is_framed};
pub(crate) use self::bearing::About;
use self::bearing::{Asides, Sections};
pub(crate) use self::bearing::{is_about_a_case, is_known as is_known_word};
use self::name::Name;
use self::own::Owners;
use self::sentence::Sentences;
pub(crate) use self::sentence::sentence_break;
use crate::plain::{Plain, Scope};
use crate::readers::{Judged, read_tables};
use crate::terms::Hidden;
use crate::verdict::{Said, sets_aside};
use crate::{Bearing, Context, Observable, ObservableKind, Observed, Reading, Reason};

/// What a text is, which decides what a link that can be clicked is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Genre {
    /// A report, notes, a description: most links are citations.
    Report,
    /// The same in Markdown: what it strikes out it takes back.
    Markdown,
    /// A line of a list of indicators, an entry of a log or timeline: links are what was seen.
    Indicators,
}

/// Observes everything that a piece of prose mentions, and keeps its sentences as passages and whom it quotes; `place` turns a byte range of `text`
/// into a span of the item.
///
/// The ranges are those of the words as written, defanged or not. One value is kept at its first places in an item (limit
/// `places`); the others are counted. What has the form of a trace and is none is set aside.
pub(crate) fn read_prose(
    text: &str,
    place: &dyn Fn(Range<usize>) -> Span,
    path: &str,
    context: &Context<'_>,
    reading: &mut Reading,
) {
    read_prose_of(Genre::Report, text, place, path, context, reading);
}

/// What the words beside the digits of a hash say they are: a trace of this kind, or for what reason none. `None` where they say nothing.
pub(crate) fn said_of_digits(head: &str, tail: &str) -> Option<Result<ObservableKind, Reason>> {
    label::of(head, tail).map(|said| match said {
        label::Labelled::Trace(kind) => Ok(kind),
        label::Labelled::Nothing => Err(Reason::NotATrace),
    })
}

/// Whether a text names the algorithm whose hashes have this number of digits.
pub(crate) fn names_algorithm(text: &str, digits: usize) -> bool {
    let names: &[&str] = match digits {
        32 => &["md5", "md-5", "imphash", "ja3"],
        40 => &["sha1", "sha-1", "sha 1"],
        64 => &["sha256", "sha-256", "sha 256", "sha2"],
        96 => &["sha384", "sha-384"],
        128 => &["sha512", "sha-512", "sha 512"],
        _ => &[],
    };
    let lower = text.to_ascii_lowercase();
    names.iter().any(|name| lower.contains(name))
}

/// Whether every sentence of a text tells of what happened: none denies, asks, doubts or plans.
pub(crate) fn is_stated(text: &str) -> bool {
    strongest(text).is_stated()
}

/// How a text speaks of its matter where it speaks least like a statement of it: the strongest bearing of its sentences.
pub(crate) fn strongest(text: &str) -> Bearing {
    let mut rest = text;
    let mut strongest = Bearing::Stated;
    loop {
        let (sentence, next) = sentence::sentence_break(rest, 0).unwrap_or((rest.len(), rest.len()));
        strongest = strongest.max(bearing::of_sentence(cut(rest, 0..sentence)));
        if next == 0 || next >= rest.len() {
            return strongest;
        }
        rest = cut(rest, next..rest.len());
    }
}

/// How a remark speaks of the thing that it is written at. Its first words are of the thing: where they deny, all of it is denied.
/// Where only later ones do ("Crane ran on FS01. No evidence of exfiltration."), they may deny something else, and the thing is listed.
pub(crate) fn of_remark(text: &str) -> Bearing {
    /// Words that lead into a sentence before a comma, and do not say what it says.
    const LEADS: [&str; 12] =
        ["in", "on", "at", "after", "during", "despite", "so", "as", "until", "to", "from", "for"];
    let said = strongest(text);
    if said != Bearing::Denied {
        return said;
    }
    let text = text.trim();
    let end = sentence::sentence_break(text, 0).map_or(text.len(), |(end, _)| end);
    let first = cut(text, 0..end).split([';', '\n']).map(str::trim).find(|part| part.contains(' '));
    let Some(first) = first.filter(|first| bearing::of_sentence(first) == Bearing::Denied) else {
        return if text.contains(' ') && text.len() > end + 1 || text.contains([';', '\n']) {
            Bearing::Listed
        } else {
            said
        };
    };
    let leads = |part: &str| {
        let word = part.split(' ').next().unwrap_or_default().to_lowercase();
        !part.contains(' ') || LEADS.contains(&word.as_str())
    };
    let part = first.split(',').map(str::trim).find(|part| !leads(part)).unwrap_or(first);
    let denies_alone = bearing::of_sentence(part) == Bearing::Denied;
    if part == first || denies_alone { Bearing::Denied } else { Bearing::Listed }
}

/// The same of a text of one genre.
pub(crate) fn read_prose_of(
    genre: Genre,
    text: &str,
    place: &dyn Fn(Range<usize>) -> Span,
    path: &str,
    context: &Context<'_>,
    reading: &mut Reading,
) {
    let apart = &Apart::of(&without_names(text, context), genre);
    let written_at = place;
    // Tables are read by their columns, and are no prose.
    let before = reading.observations().len();
    let whole = reading.mark();
    let text = &*read_tables(text, place, context, reading);
    if reading.observations().iter().skip(before).any(|row| row.bearing.is_stated() && row.observed.is_trace()) {
        reading.about = About::ACase;
    }
    let plain = &Plain::new(text, Scope::Text);
    let place = &|range: Range<usize>| place(plain.place(range));
    let text = plain.text();
    crate::markings::of_text(text, place, reading);
    quote::read_quotes(text, place, reading);
    let mark = reading.mark();
    let mut sentences = (!context.vocabulary.is_empty()).then(|| Sentences::new(text, place, context));
    let mut sections = Sections::of(text);
    let mut finder = Finder {
        text,
        plain,
        place,
        path,
        apart,
        found: Vec::new(),
        hidden: sentences.is_some().then(Hidden::default),
        reading,
        context,
        encoded: Vec::new(),
        room: context.limits.observations,
        without_room: None,
        mutex_line: (usize::MAX, false),
        kind: sections.of_traces(),
        lost_to: 0,
        cut_to: 0,
        version_to: 0,
        lists_links: None,
        beside: verdict::Line::default(),
        groups: labelled::Groups::default(),
        unclear: plain.unclear_digits(),
    };
    finder.lose_unclear_digits();
    let mut asides = Asides::new(text);
    let mut of_ids = Asides::new(text);
    let folded = if context.lexicon.is_empty() { Folded::default() } else { Folded::new(text) };
    let mut names = names(context.lexicon, &folded).peekable();
    layout::segments(text, genre, &mut |segment| {
        sections.see(text, &segment);
        while let Some(name) = names.next_if(|name| name.range.start < segment.range.end) {
            let bearing = asides.of(&name, sections.bearing());
            finder.name(name, bearing);
        }
        let seen = finder.found.len();
        finder.segment(&segment);
        finder.ids_from(seen, &mut of_ids, sections.bearing());
        if let Some((sentences, hidden)) = sentences.as_mut().zip(finder.hidden.as_mut()) {
            hidden.settle();
            sentences.segment(&segment, sections.bearing(), hidden, finder.reading);
            hidden.forget(segment.range.end);
        }
    });
    for name in names {
        let bearing = asides.of(&name, sections.bearing());
        finder.name(name, bearing);
    }
    if let Some(mut sentences) = sentences {
        sentences.end(finder.reading);
    }
    let Finder { mut found, without_room, encoded, kind, .. } = finder;
    found.sort_by_key(|(range, ..)| (range.start, range.end));
    // What a table's row, a list's line or a heading says of what was found, and whose it is.
    let judged = if found.is_empty() { Judged::default() } else { Judged::of(text) };
    let is_place = |(_, observed, _): &(Range<usize>, Observed, Bearing)| matches!(observed, Observed::Observable(_));
    let owners = if found.iter().any(is_place) { Owners::of(text, reading.voice) } else { Owners::default() };
    let struck = if genre == Genre::Markdown { struck::struck(text) } else { Vec::new() };
    let is_struck = |at: usize| {
        let behind = struck.partition_point(|words| words.start <= at);
        behind.checked_sub(1).and_then(|last| struck.get(last)).is_some_and(|words| words.contains(&at))
    };
    found.retain(|(range, observed, _)| {
        if is_struck(range.start) {
            reading.set_aside(Reason::Withdrawn, observed.to_string(), place(range.clone()), path);
            return false;
        }
        let Observed::Observable(trace) = observed else { return true };
        let is_own = !plain.is_defanged(range.clone()) && owners.have(trace, range);
        let said = || judged.at(range.start).and_then(Said::consequence).and_then(|(reason, _)| reason);
        let said = || said().filter(|reason| sets_aside(*reason, observed));
        let Some(reason) = is_own.then_some(Reason::Own).or_else(said) else { return true };
        reading.set_aside(reason, observed.to_string(), place(range.clone()), path);
        false
    });
    if bearing::is_about_a_case(text) || is_an_analysis(&found) {
        reading.about = About::ACase;
    }
    let about = reading.about.bearing();
    let tied = tied::tied(text, &found);
    let about = if is_a_catalogue(&found) { about.max(Bearing::Listed) } else { about };
    for (at, (range, observed, bearing)) in found.into_iter().enumerate() {
        let bearing = if tied.contains(&at) { Bearing::Stated } else { bearing };
        let bearing = if matches!(observed, Observed::Software(_)) { bearing.max(about) } else { bearing };
        let said = judged.at(range.start);
        // `Heron: yes` below `Crane: no` is no part of that sentence, and says more than a name in a list.
        let affirmed = said == Some(Said::Evidence) && matches!(bearing, Bearing::Denied | Bearing::Listed);
        let bearing = if affirmed { Bearing::Stated } else { bearing };
        let said = said.and_then(Said::consequence).map_or(Bearing::Stated, |(_, said)| said);
        reading.observe_as(observed, place(range), path, bearing.max(said));
    }
    for words in &struck {
        reading.bear_within(&mark, &place(words.clone()), Bearing::Denied);
    }
    for (line, said) in judged.lines() {
        if let Some((_, bearing)) = said.consequence() {
            reading.bear_within(&mark, &place(line.clone()), bearing);
        }
    }
    let parts = apart.parts().iter().map(|(part, bearing)| (written_at(part.clone()), *bearing)).collect();
    reading.bear_apart(&whole, parts);
    for command in encoded {
        let bearing = kind.max(bearing::of_trace(text, &command.range));
        let said = judged.at(command.range.start).and_then(Said::consequence).map_or(Bearing::Stated, |(_, said)| said);
        encoded::read_command(&command, place, path, bearing.max(said), context, reading);
    }
    // The limit is reached: each of these is one more that it costs.
    let (observed, span, count) =
        without_room.map_or((None, None, 0), |(observed, span, count)| (Some(observed), Some(span), count));
    if let Some((observed, span)) = observed.zip(span) {
        for _ in 0..count {
            reading.observe(observed.clone(), span, path);
        }
    }
}

/// Whether what a text holds is what an analysis of a case holds: a trace, or several techniques under their identifiers.
fn is_an_analysis(found: &[(Range<usize>, Observed, Bearing)]) -> bool {
    const TECHNIQUES: usize = 3;
    let technique = |(_, observed, bearing): &(Range<usize>, Observed, Bearing)| match observed {
        Observed::Technique(mention) if bearing.is_stated() => mention.id,
        _ => None,
    };
    found.iter().any(|(_, observed, bearing)| bearing.is_stated() && observed.is_trace())
        || found.iter().filter_map(technique).collect::<BTreeSet<_>>().len() >= TECHNIQUES
}

/// A short text with each name of a program or an actor written as digits of the same length: what stands beside names is looked at word by
/// word, and no list of words has them. Of a longer text the words that speak of itself are looked at alone.
fn without_names<'t>(text: &'t str, context: &Context<'_>) -> Cow<'t, str> {
    if text.len() > apart::SHORT || context.lexicon.is_empty() {
        return Cow::Borrowed(text);
    }
    let folded = Folded::new(text);
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for name in names(context.lexicon, &folded).filter(|name| name.is_masked) {
        if name.range.start >= at {
            masked.push_str(cut(text, at..name.range.start));
            masked.extend(std::iter::repeat_n('0', name.range.len()));
            at = name.range.end;
        }
    }
    masked.push_str(cut(text, at..text.len()));
    Cow::Owned(masked)
}

/// Whether a text speaks of programs in general, as an encyclopedia does: it names many of which it says nothing of a case, and a
/// few sentences of it read as if they told of one.
fn is_a_catalogue(found: &[(Range<usize>, Observed, Bearing)]) -> bool {
    /// A report seldom names as many programs besides those that were found.
    const LISTED: usize = 10;
    /// How many are listed for each that is stated.
    const SHARE: usize = 3;
    let of = |wanted: Bearing| {
        found.iter().filter(move |(.., bearing)| *bearing == wanted).filter_map(|(_, observed, _)| match observed {
            Observed::Software(mention) => Some(mention.id.map_or_else(|| mention.name.clone(), |id| id.to_string())),
            _ => None,
        })
    };
    let stated: BTreeSet<String> = of(Bearing::Stated).collect();
    let listed: BTreeSet<String> = of(Bearing::Listed).filter(|program| !stated.contains(program)).collect();
    !stated.is_empty() && listed.len() >= LISTED && listed.len() >= SHARE.saturating_mul(stated.len())
}

/// Gathers what is found in one text.
struct Finder<'t, 'r> {
    text: &'t str,
    plain: &'t Plain<'t>,
    place: &'t dyn Fn(Range<usize>) -> Span,
    path: &'t str,
    /// The parts of the text, as it is written, that its author does not state.
    apart: &'t Apart,
    found: Vec<(Range<usize>, Observed, Bearing)>,
    /// What must not become terms, around the segment that is looked at; absent where no terms are looked for.
    hidden: Option<Hidden>,
    reading: &'r mut Reading,
    context: &'r Context<'r>,
    /// Commands that were decoded, to be read when all else is.
    encoded: Vec<encoded::Command>,
    room: u64,
    /// One of those that no room was left for, and their number.
    without_room: Option<(Observed, Span, u64)>,
    /// Where the last line looked at begins, and whether it speaks of a mutex.
    mutex_line: (usize, bool),
    /// How a text of this kind speaks of its traces.
    kind: Bearing,
    /// Up to here a loss has named what is written.
    lost_to: usize,
    /// Up to here a loss has named the rest of a value that a line end cuts.
    cut_to: usize,
    /// Where the last version ends.
    version_to: usize,
    /// Whether the text is above all a list of links, once that was asked.
    lists_links: Option<bool>,
    /// The line that is looked at.
    beside: verdict::Line,
    /// Groups of digits that may be a hash.
    groups: labelled::Groups,
    /// Lines of digits that may be parts of hashes, and are lost.
    unclear: Vec<Range<usize>>,
}

impl<'t> Finder<'t, '_> {
    fn keep(&mut self, range: Range<usize>, observed: Observed) {
        self.keep_as(range, observed, Bearing::Stated);
    }

    /// Keeps `observed`; places of a value past the limit `places` are counted and set aside. What no room is left for is
    /// counted, so that the reading says the loss. How a line speaks of its trace is asked only while a place of it may count.
    fn keep_as(&mut self, range: Range<usize>, observed: Observed, bearing: Bearing) {
        let bearing = match observed {
            Observed::Observable(_) if !self.reading.is_said_enough(&observed) => {
                bearing.max(self.kind).max(bearing::of_trace(self.text, &range))
            }
            _ => bearing,
        };
        if !self.reading.is_new_enough(&observed, bearing) {
            let span = (self.place)(range);
            self.reading.set_aside_repeated(&observed, span, self.path);
        } else if self.found.len() as u64 <= self.room {
            self.found.push((range, observed, bearing));
        } else {
            let span = (self.place)(range);
            let (.., count) = self.without_room.get_or_insert((observed, span, 0));
            *count += 1;
        }
    }

    /// Keeps the trace that `range` of the text spells, if it spells one, and says whether it does.
    fn keep_trace(&mut self, kind: ObservableKind, range: Range<usize>) -> bool {
        let Ok(trace) = Observable::parse(kind, self.cut(range.clone())) else { return false };
        self.hide(range.clone());
        if self.called_benign(&range) {
            self.set_aside(Reason::CalledBenign, range);
        } else if self.is_of_a_registrar(range.start) {
            self.set_aside(Reason::Description, range);
        } else {
            self.keep(range, Observed::Observable(trace));
        }
        true
    }

    /// Says that what is written at `range` could not be read.
    fn lose(&mut self, what: String, range: Range<usize>, help: &str) {
        let span = (self.place)(range);
        self.reading.lose(what, Some(span), Some(help));
    }

    /// Keeps the trace that `range` spells, or says that it spells none of its kind.
    fn keep_or_lose(&mut self, kind: ObservableKind, range: Range<usize>) {
        if !self.keep_trace(kind, range.clone()) {
            let what = format!("`{}` has the form of a {kind} and is none", shorten(self.cut(range.clone())));
            self.lose(what, range, "write it as it is used, and add that");
        }
    }

    /// Sets aside what has the form of a trace and is none.
    fn set_aside(&mut self, reason: Reason, range: Range<usize>) {
        let what = self.cut(range.clone());
        self.reading.set_aside(reason, what, (self.place)(range), self.path);
    }

    /// How the part that `observed` stands in speaks of it.
    fn apart(&self, range: &Range<usize>, observed: &Observed) -> Bearing {
        self.apart.of_value(self.plain.place(range.clone()).start, observed)
    }

    fn name(&mut self, name: Name, bearing: Bearing) {
        if name.is_a_word {
            return self.set_aside(Reason::NotATrace, name.range);
        }
        if let Some(hidden) = &mut self.hidden {
            if name.is_masked { hidden.hide(name.range.clone()) } else { hidden.name(name.range.clone()) }
        }
        if let Some(observed) = name.observed {
            let bearing = bearing.max(self.apart(&name.range, &observed));
            self.keep_as(name.range, observed, bearing);
        }
    }

    /// Judges the identifiers of software, techniques and actors among what was found from position `from` on.
    fn ids_from(&mut self, from: usize, asides: &mut Asides<'_>, section: Bearing) {
        let (apart, plain) = (self.apart, self.plain);
        for (range, observed, bearing) in self.found.iter_mut().skip(from) {
            let is_an_id = matches!(observed, Observed::Software(_) | Observed::Technique(_) | Observed::ActorClaim(_));
            if !is_an_id || !bearing.is_stated() {
                continue;
            }
            let name =
                Name { range: range.clone(), observed: Some(observed.clone()), is_masked: true, is_a_word: false };
            *bearing = asides.of(&name, section).max(apart.of_value(plain.place(range.clone()).start, observed));
            self.reading.move_place(observed, *bearing);
        }
    }

    /// A trace stands at `range`: its words are no terms.
    fn hide(&mut self, range: Range<usize>) {
        if let Some(hidden) = &mut self.hidden {
            hidden.hide(range);
        }
    }

    fn cut(&self, range: Range<usize>) -> &'t str {
        cut(self.text, range)
    }

    /// The character that ends just before `at`.
    fn before(&self, at: usize) -> Option<char> {
        self.cut(0..at).chars().next_back()
    }

    /// What follows `at`.
    fn after(&self, at: usize) -> &'t str {
        self.cut(at..self.text.len())
    }
}

/// The last words of a text, as far as a label or the header of a table may be.
fn near_end(text: &str) -> &str {
    const NEAR: usize = 4_000;
    cut(text, text.ceil_char_boundary(text.len().saturating_sub(NEAR))..text.len())
}

/// The first 100 characters of a value, for a message.
fn shorten(value: &str) -> String {
    match value.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()),
        None => value.to_owned(),
    }
}

/// The part of `text` at `range`; empty when the range is not of the text.
fn cut(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

#[cfg(test)]
mod tests;
