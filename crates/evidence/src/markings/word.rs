//! One marking within a text: the protocol's name, a separator, a level.

use std::ops::Range;

use dunant_vocabulary::{Pap, Tlp};

use super::levels::{Level, is_ideographic};

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
const NAMES: [(&str, Protocol); 9] = [
    ("traffic light protocol (tlp)", Protocol::Tlp),
    ("traffic light protocol", Protocol::Tlp),
    ("traffic-light protocol", Protocol::Tlp),
    ("traffic light", Protocol::Tlp),
    ("traffic-light", Protocol::Tlp),
    ("permissible actions protocol (pap)", Protocol::Pap),
    ("permissible actions protocol", Protocol::Pap),
    ("tlp", Protocol::Tlp),
    ("pap", Protocol::Pap),
];

/// What may stand between the protocol's name and the separator: `TLP level: RED`.
#[rustfmt::skip]
const CALLED: [&str; 38] = [
    "classification", "designation", "marking", "rating", "level", "colour", "color", "label", "code", "status",
    "niveau", "couleur", "stufe", "farbe", "einstufung", "kennzeichnung", "nivel", "clasificación", "livello", "colore", "classificazione", "nível",
    "classificação", "niveau", "poziom", "уровень", "рівень", "等级", "等級", "级别", "級別", "标记", "標記", "レベル", "区分", "등급", "seviyesi", "مستوى",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Tlp,
    Pap,
}

/// The first marking in `text` from `from` on, and where it stands.
pub(super) fn find(text: &str, from: usize) -> Option<(Range<usize>, Mark)> {
    let before = text.get(..from)?;
    let line = before.get(before.rfind('\n').map_or(0, |end| end + 1)..)?;
    let mut stands = if line.contains(char::is_alphanumeric) { Stands::Within } else { Stands::First };
    let mut at = from;
    loop {
        let rest = text.get(at..)?;
        let start = at + rest.find(['t', 'T', 'p', 'P'])?;
        // What came since the last place alone is looked at: a line may have a million of these letters.
        let since = text.get(at..start)?;
        let (ended, line) = since.rsplit_once('\n').map_or((false, since), |(_, line)| (true, line));
        if line.contains(char::is_alphanumeric) {
            stands = Stands::Within;
        } else if ended {
            stands = Stands::First;
        }
        let before = text.get(..start)?;
        let outside = before.chars().next_back().is_none_or(|c| !c.is_alphanumeric() || is_ideographic(c));
        let called = before.ends_with(" as ") || before.ends_with(" to be ");
        let here = if called { Stands::Called } else { stands };
        if outside && let Some((length, mark)) = text.get(start..).and_then(|text| marking(text, here)) {
            return Some((start..start + length, mark));
        }
        stands = Stands::Within;
        at = start + 1;
    }
}

/// Where on its line a protocol's name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    First,
    Within,
    /// Behind a word that says what something is treated as: "treat this as TLP red".
    Called,
}

/// The marking that `text` starts with, and its length.
fn marking(text: &str, stands: Stands) -> Option<(usize, Mark)> {
    let (length, protocol) =
        NAMES.into_iter().find_map(|(name, protocol)| Some((starts_with(text, name)?, protocol)))?;
    let small = text.get(..length)?.chars().all(char::is_lowercase);
    let mut at = length;
    at += version(text.get(at..)?);
    let called = called(text.get(at..)?);
    at += called;
    let separator = text.get(at..)?;
    let level_at = at + (separator.len() - separator.trim_start_matches(is_separator).len());
    let between = text.get(at..level_at)?;
    let marks = between.chars().filter(|c| !c.is_whitespace()).count();
    if between.contains(['\n', '\r']) || marks > 6 || between.chars().count() > 40 {
        return None;
    }
    let rest = text.get(level_at..)?;
    let near = rest.get(..rest.floor_char_boundary(super::LONGEST_LINE))?;
    let line = near.split(['\n', '\r']).next()?;
    let is_alone = |end: usize| {
        stands == Stands::First && line.get(end..).is_some_and(|rest| !rest.contains(char::is_alphanumeric))
    };
    // `TLP,RED` and `TLP;RED` are a row of a table, and else a sentence.
    let cells = between.contains([',', ';']);
    let firm =
        between.contains([':', '：', '=', '-', '–', '—', '_', '/', '|', '\t', '→', '➔', '⇒', '<']) || between == ".";
    if let Some((level, length)) = Level::closest_at_start_of(rest) {
        let written = rest.get(..length)?;
        if cells {
            return is_alone(length).then(|| (level_at + length, protocol.mark(level, text, level_at + length)));
        }
        // `TLPRED` alone on its line.
        let glued = between.is_empty() && !small && is_alone(length) && written.chars().all(char::is_uppercase);
        if between.is_empty() && !written.starts_with(is_ideographic) && !glued {
            return None;
        }
        // "a TLP white paper" has a blank alone between; a marking written so is in capitals.
        let loud = written.chars().all(|c| !c.is_lowercase());
        let stated = firm || loud || stands == Stands::Called || small && called == 0 || is_alone(length);
        return stated.then(|| (level_at + length, protocol.mark(level, text, level_at + length)));
    }
    if between.is_empty() || cells {
        return None;
    }
    // One that its writer left open.
    let open = between.trim().trim_start_matches([':', '：']).is_empty() && between.contains([':', '：']);
    let question = rest.len() - rest.trim_start_matches(['?', '？']).len();
    let letter = rest.chars().next().is_some_and(char::is_uppercase)
        && is_alone(1)
        && rest.get(1..).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    if open && (question > 0 || letter && protocol == Protocol::Tlp) {
        let end = level_at + question.max(usize::from(letter));
        return Some((end, Mark::Unknown(text.get(..end).unwrap_or_default().to_owned())));
    }
    // A level that the protocol does not have counts only where it is written as one.
    let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '+' || c == '_')).unwrap_or(rest.len());
    let written = rest.get(..length)?;
    let colon = between.trim_start().starts_with([':', '：', '|']);
    let loud = written.chars().all(|c| !c.is_lowercase());
    let is_level = colon
        && (2..=40).contains(&length)
        && written.starts_with(char::is_alphabetic)
        && !is_none(written)
        && (between == ":"
            || between.starts_with('：')
            || loud && !between.contains('|')
            || is_alone(length) && protocol == Protocol::Tlp)
        || colon && is_alone(length) && written.starts_with(is_ideographic);
    is_level.then(|| (level_at + length, Mark::Unknown(text.get(..level_at + length).unwrap_or_default().to_owned())))
}

/// Whether a level says that there is none. `N/A` ends before its stroke.
fn is_none(level: &str) -> bool {
    const NONE: [&str; 14] =
        ["none", "n", "na", "no", "nil", "not", "keine", "kein", "aucun", "aucune", "ninguno", "无", "なし", "없음"];
    NONE.contains(&level.to_lowercase().as_str())
}

/// The length of a word that calls the level one, with the blank before it.
fn called(text: &str) -> usize {
    let blank = text.len() - text.trim_start_matches([' ', '-', '_']).len();
    let rest = text.get(blank..).unwrap_or_default();
    let word = CALLED.into_iter().find_map(|word| starts_with(rest, word));
    let ends = |length: &usize| rest.get(*length..).is_some_and(|rest| rest.starts_with(is_separator));
    word.filter(ends).map_or(0, |length| blank + length)
}

impl Protocol {
    /// Its name, as markings have it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Tlp => "TLP",
            Self::Pap => "PAP",
        }
    }

    /// The protocol that a word names, in whatever case.
    pub(super) fn named(word: &str) -> Option<Self> {
        [Self::Tlp, Self::Pap].into_iter().find(|protocol| word.eq_ignore_ascii_case(protocol.name()))
    }

    pub(super) fn mark(self, level: Level, text: &str, end: usize) -> Mark {
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
        '.' | ' '
            | '\t'
            | '\u{a0}'
            | '\u{3000}'
            | ':'
            | '：'
            | '='
            | '-'
            | '–'
            | '—'
            | '_'
            | '/'
            | '['
            | ']'
            | '('
            | ')'
            | '【'
            | '】'
            | '"'
            | '\''
            | '*'
            | '|'
            | ','
            | ';'
            | '<'
            | '>'
            | '→'
            | '➔'
            | '⇒'
    )
}

/// The bytes of `text` that are `lower` in whatever case, where it begins so.
pub(super) fn starts_with(text: &str, lower: &str) -> Option<usize> {
    let mut rest = lower;
    for (at, c) in text.char_indices() {
        if rest.is_empty() {
            return Some(at);
        }
        for small in c.to_lowercase() {
            rest = rest.strip_prefix(small)?;
        }
    }
    rest.is_empty().then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn a_level_alone_on_its_line_is_told_from_one_within_it() {
        let found = |text: &str| find(text, 0).map(|(range, _)| text.get(range).unwrap().to_owned());
        assert_eq!(found("a part of it\n -- tlp amber\n").as_deref(), Some("tlp amber"));
        assert_eq!(found("pt tlp,red"), None);
        assert_eq!(found("pt\n| tlp,red").as_deref(), Some("tlp,red"));
        assert_eq!(find("it\n pt tlp,red", 3), None);
    }

    #[test]
    fn a_line_of_any_length_takes_time_that_grows_with_it() {
        for piece in ["tp", "t p", "tlp ", "-tlp,x "] {
            let timed = |bytes: usize| {
                let text = piece.repeat(bytes / piece.len());
                let begun = std::time::Instant::now();
                assert_eq!(find(&text, 0), None, "{piece}");
                begun.elapsed()
            };
            let (small, large) = (timed(20_000), timed(320_000));
            assert!(large < small * 80 + std::time::Duration::from_secs(2), "{piece}: {small:?}, {large:?}");
        }
    }
}
