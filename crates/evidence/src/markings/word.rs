//! One marking within a text: the protocol's name, a separator, a level.

use std::ops::Range;

use dunant_vocabulary::{Pap, Tlp};

/// What a marking says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    /// How far the item may be shared.
    Tlp(Tlp),
    /// What may be done with it.
    Pap(Pap),
    /// A level that the protocol does not have, as written.
    Unknown(String),
}

/// How a protocol is named in a text, lower case.
const NAMES: [(&str, Protocol); 5] = [
    ("traffic light protocol", Protocol::Tlp),
    ("traffic-light protocol", Protocol::Tlp),
    ("permissible actions protocol", Protocol::Pap),
    ("tlp", Protocol::Tlp),
    ("pap", Protocol::Pap),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Protocol {
    Tlp,
    Pap,
}

/// Levels in the languages in which CERTs write; the longest first.
const LEVELS: [(&str, Level); 34] = [
    ("amber+strict", Level::AmberStrict),
    ("amber-strict", Level::AmberStrict),
    ("amber_strict", Level::AmberStrict),
    ("amber strict", Level::AmberStrict),
    ("amber + strict", Level::AmberStrict),
    ("ambre+strict", Level::AmberStrict),
    ("bernstein", Level::Amber),
    ("clear", Level::Clear),
    ("white", Level::Clear),
    ("blanco", Level::Clear),
    ("blanche", Level::Clear),
    ("bianco", Level::Clear),
    ("branco", Level::Clear),
    ("blanc", Level::Clear),
    ("weiß", Level::Clear),
    ("weiss", Level::Clear),
    ("green", Level::Green),
    ("verte", Level::Green),
    ("vert", Level::Green),
    ("verde", Level::Green),
    ("grün", Level::Green),
    ("gruen", Level::Green),
    ("amber", Level::Amber),
    ("ambre", Level::Amber),
    ("ámbar", Level::Amber),
    ("ambar", Level::Amber),
    ("âmbar", Level::Amber),
    ("ambra", Level::Amber),
    ("rouge", Level::Red),
    ("rosso", Level::Red),
    ("vermelho", Level::Red),
    ("rojo", Level::Red),
    ("rot", Level::Red),
    ("red", Level::Red),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Clear,
    Green,
    Amber,
    AmberStrict,
    Red,
}

/// The first marking in `text` from `from` on, and where it stands.
pub(super) fn find(text: &str, from: usize) -> Option<(Range<usize>, Mark)> {
    let mut at = from;
    loop {
        let rest = text.get(at..)?;
        let start = at + rest.find(['t', 'T', 'p', 'P'])?;
        let outside =
            text.get(..start).and_then(|before| before.chars().next_back()).is_none_or(|c| !c.is_alphanumeric());
        if outside && let Some((length, mark)) = text.get(start..).and_then(marking) {
            return Some((start..start + length, mark));
        }
        at = start + 1;
    }
}

/// The marking that `text` starts with, and its length.
fn marking(text: &str) -> Option<(usize, Mark)> {
    let (name, protocol) = NAMES.into_iter().find(|(name, _)| starts_with(text, name))?;
    let mut at = name.len();
    at += version(text.get(at..)?);
    let separator = text.get(at..)?;
    let level_at = at + (separator.len() - separator.trim_start_matches(is_separator).len());
    let between = text.get(at..level_at)?;
    if between.is_empty() || between.contains(['\n', '\r']) || between.chars().count() > 6 {
        return None;
    }
    let firm = between.contains([':', '=', '-', '–', '—', '_', '/']) || between == ".";
    let rest = text.get(level_at..)?;
    let known = LEVELS.into_iter().find(|(level, _)| {
        starts_with(rest, level)
            && rest.get(level.len()..).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '+'))
    });
    if let Some((level, meaning)) = known {
        let written = rest.get(..level.len())?;
        // "a TLP white paper" has a blank alone between; a marking written so is in capitals.
        let capital =
            written.chars().all(|c| !c.is_lowercase()) || text.get(..name.len())?.chars().all(char::is_lowercase);
        return (firm || capital)
            .then(|| (level_at + level.len(), protocol.mark(meaning, text, level_at + level.len())));
    }
    // A level that the protocol does not have counts only where it is written as one.
    let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '+' || c == '_')).unwrap_or(rest.len());
    let written = rest.get(..length)?;
    let is_level = between.trim_start().starts_with(':')
        && (2..=20).contains(&length)
        && written.starts_with(char::is_alphabetic)
        && (between == ":" || written.chars().all(|c| !c.is_lowercase()));
    is_level.then(|| (level_at + length, Mark::Unknown(text.get(..level_at + length).unwrap_or_default().to_owned())))
}

impl Protocol {
    fn mark(self, level: Level, text: &str, end: usize) -> Mark {
        match (self, level) {
            (Self::Tlp, Level::Clear) => Mark::Tlp(Tlp::Clear),
            (Self::Tlp, Level::Green) => Mark::Tlp(Tlp::Green),
            (Self::Tlp, Level::Amber) => Mark::Tlp(Tlp::Amber),
            (Self::Tlp, Level::AmberStrict) => Mark::Tlp(Tlp::AmberStrict),
            (Self::Tlp, Level::Red) => Mark::Tlp(Tlp::Red),
            (Self::Pap, Level::Clear) => Mark::Pap(Pap::Clear),
            (Self::Pap, Level::Green) => Mark::Pap(Pap::Green),
            (Self::Pap, Level::Amber) => Mark::Pap(Pap::Amber),
            (Self::Pap, Level::Red) => Mark::Pap(Pap::Red),
            (Self::Pap, Level::AmberStrict) => Mark::Unknown(text.get(..end).unwrap_or_default().to_owned()),
        }
    }
}

/// The length of a version behind the protocol's name: `v2`, ` 2.0`, `2`.
fn version(text: &str) -> usize {
    let blank = usize::from(text.starts_with(' '));
    let rest = text.get(blank..).unwrap_or_default();
    let letter = usize::from(rest.starts_with(['v', 'V']));
    let digits = rest.get(letter..).unwrap_or_default();
    let length = digits.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(digits.len());
    if (1..=3).contains(&length) && digits.starts_with(['1', '2']) { blank + letter + length } else { 0 }
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        '.' | ' ' | '\t' | '\u{a0}' | ':' | '：' | '=' | '-' | '–' | '—' | '_' | '/' | '[' | '(' | '"' | '\'' | '*'
    )
}

fn starts_with(text: &str, lower: &str) -> bool {
    let mut written = text.chars().flat_map(char::to_lowercase);
    lower.chars().all(|c| written.next() == Some(c)) && text.is_char_boundary(lower.len())
}
