//! Parts of a text that its author does not state, by where they stand: comments and metadata in its source, boxes that are not
//! ticked, claims that it answers, mails that it quotes.
//!
//! Such a part takes names and wording back, and never a trace: lists of indicators stand in forms and quoted mails, too.

mod claims;
mod closed;
mod forms;
mod frames;
mod originals;
mod sources;
mod wrappers;

use std::collections::BTreeMap;
use std::ops::Range;

pub(super) use self::frames::SHORT;
pub(crate) use self::frames::{Stand, is_framed};
use super::Genre;
use crate::{Bearing, Observed};

/// The parts of a text that stand apart, in order, none in another.
#[derive(Debug, Default)]
pub(super) struct Apart {
    parts: Vec<Part>,
}

/// A part of a text, and how the text speaks of the names in it.
type Part = (Range<usize>, Bearing);

impl Apart {
    /// The parts of `text` that stand apart.
    pub(super) fn of(text: &str, genre: Genre) -> Self {
        let mut parts = Vec::new();
        sources::find(text, genre, &mut parts);
        forms::find(text, &mut parts);
        claims::find(text, &mut parts);
        originals::find(text, &mut parts);
        frames::find(text, &mut parts);
        wrappers::find(text, &mut parts);
        Self { parts: flattened(parts) }
    }

    /// How the text speaks of what stands at `at` because of the part that it is in.
    fn at(&self, at: usize) -> Bearing {
        let behind = self.parts.partition_point(|(part, _)| part.start <= at);
        let part = behind.checked_sub(1).and_then(|last| self.parts.get(last));
        part.filter(|(part, _)| part.contains(&at)).map_or(Bearing::Stated, |(_, bearing)| *bearing)
    }

    /// The same, where it says something of `observed`.
    pub(super) fn of_value(&self, at: usize, observed: &Observed) -> Bearing {
        let bearing = self.at(at);
        if concerns(bearing, observed) { bearing } else { Bearing::Stated }
    }

    /// The parts, in order.
    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }
}

/// Whether a part of this bearing says something of a value: none of a trace, and a list says nothing of techniques.
pub(crate) fn concerns(bearing: Bearing, observed: &Observed) -> bool {
    match observed {
        Observed::Software(_) => true,
        Observed::Technique(_) | Observed::ActorClaim(_) => bearing != Bearing::Listed,
        _ => false,
    }
}

/// Parts that may overlap as parts that do not: where several do, the strongest counts.
fn flattened(parts: Vec<Part>) -> Vec<Part> {
    let mut edges: Vec<(usize, bool, Bearing)> = Vec::with_capacity(parts.len() * 2);
    for (range, bearing) in parts.into_iter().filter(|(range, _)| !range.is_empty()) {
        edges.push((range.start, true, bearing));
        edges.push((range.end, false, bearing));
    }
    edges.sort_unstable();
    let mut open: BTreeMap<Bearing, usize> = BTreeMap::new();
    let mut flat: Vec<Part> = Vec::new();
    let mut since = 0;
    for (at, begins, bearing) in edges {
        if let Some((strongest, _)) = open.last_key_value().filter(|_| at > since) {
            match flat.last_mut() {
                Some((last, held)) if last.end == since && held == strongest => last.end = at,
                _ => flat.push((since..at, *strongest)),
            }
        }
        since = at;
        let count = open.entry(bearing).or_default();
        if begins {
            *count += 1;
        } else if *count > 1 {
            *count -= 1;
        } else {
            open.remove(&bearing);
        }
    }
    flat
}

/// Words that lead to the next blank line.
fn paragraph_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let mut at = from;
    for line in rest.split_inclusive('\n') {
        if at > from && line.trim().is_empty() {
            return at;
        }
        at += line.len();
    }
    at
}

#[cfg(test)]
mod tests;
