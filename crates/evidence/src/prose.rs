//! Finds in prose what an analyst would mark with a pen: addresses, hashes, paths, names.
//!
//! Three questions are kept apart, one module each: how the text is laid out ([`layout`]), what a token is ([`host`], [`link`],
//! [`path`], [`coin`]), and whether it stands there as an indicator or only as a word, a file name or a citation. The last one
//! leans towards silence: a domain that is not reported costs one trace, a file name reported as a domain costs trust.

mod bearing;
mod coin;
mod host;
mod layout;
mod link;
mod name;
mod path;
mod quote;
mod sentence;
mod token;

use std::ops::Range;

pub(crate) use host::is_shared_host;
pub(crate) use layout::{lines, literal_blocks};
pub(crate) use name::{Folded, names};

use dunant_vocabulary::Span;

use self::bearing::{Asides, Sections};
use self::name::Name;
use self::sentence::Sentences;
use crate::terms::Hidden;
use crate::{Bearing, Context, Observable, ObservableKind, Observed, Reading};

/// Observes everything that a piece of prose mentions, and keeps its sentences as passages and whom it quotes; `place` turns a byte range of `text`
/// into a span of the item.
///
/// The ranges are those of the words as written, defanged or not. One value is kept at its first twenty places in an item.
pub(crate) fn read_prose(
    text: &str,
    place: &dyn Fn(Range<usize>) -> Span,
    path: &str,
    context: &Context<'_>,
    reading: &mut Reading,
) {
    crate::markings::of_text(text, place, reading);
    quote::read_quotes(text, place, reading);
    let mut sentences = (!context.vocabulary.is_empty()).then(|| Sentences::new(text, place, context));
    let mut finder = Finder {
        text,
        found: Vec::new(),
        hidden: sentences.is_some().then(Hidden::default),
        reading,
        room: context.limits.observations,
        mutex_line: (usize::MAX, false),
    };
    let mut sections = Sections::of(text);
    let mut asides = Asides::new(text);
    let folded = if context.lexicon.is_empty() { Folded::default() } else { Folded::new(text) };
    let mut names = names(context.lexicon, &folded).peekable();
    layout::segments(text, &mut |segment| {
        sections.see(text, &segment);
        while let Some(name) = names.next_if(|name| name.range.start < segment.range.end) {
            let bearing = asides.of(&name, sections.bearing());
            finder.name(name, bearing);
        }
        finder.segment(&segment);
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
    let Finder { mut found, .. } = finder;
    found.sort_by_key(|(range, ..)| (range.start, range.end));
    for (range, observed, bearing) in found {
        let of_trace = |bearing: Bearing| bearing.max(sections.kind()).max(bearing::of_trace(text, &range));
        let bearing = if matches!(observed, Observed::Observable(_)) { of_trace(bearing) } else { bearing };
        reading.observe_as(observed, place(range), path, bearing);
    }
}

/// Gathers what is found in one text.
struct Finder<'t, 'r> {
    text: &'t str,
    found: Vec<(Range<usize>, Observed, Bearing)>,
    /// What must not become terms, around the segment that is looked at; absent where no terms are looked for.
    hidden: Option<Hidden>,
    reading: &'r mut Reading,
    room: u64,
    /// Where the last line looked at begins, and whether it speaks of a mutex.
    mutex_line: (usize, bool),
}

impl<'t> Finder<'t, '_> {
    /// Keeps `observed` unless it was seen too often; one more than the limit is kept, so that the reading says the loss.
    fn keep(&mut self, range: Range<usize>, observed: Observed) {
        self.keep_as(range, observed, Bearing::Stated);
    }

    fn keep_as(&mut self, range: Range<usize>, observed: Observed, bearing: Bearing) {
        if self.found.len() as u64 <= self.room && self.reading.is_new_enough(&observed) {
            self.found.push((range, observed, bearing));
        }
    }

    /// Keeps the trace that `range` of the text spells, if it spells one.
    fn keep_trace(&mut self, kind: ObservableKind, range: Range<usize>) {
        if let Ok(trace) = Observable::parse(kind, self.cut(range.clone())) {
            self.hide(range.clone());
            self.keep(range, Observed::Observable(trace));
        }
    }

    fn name(&mut self, name: Name, bearing: Bearing) {
        if let Some(hidden) = &mut self.hidden {
            if name.is_masked { hidden.hide(name.range.clone()) } else { hidden.name(name.range.clone()) }
        }
        if let Some(observed) = name.observed {
            self.keep_as(name.range, observed, bearing);
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

/// The part of `text` at `range`; empty when the range is not of the text.
fn cut(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

#[cfg(test)]
mod tests;
