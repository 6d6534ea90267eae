//! Markings in the name of an item: `report_TLP_RED.pdf`, `[TLP-AMBER] notes.docx`, `VS-NfD_Lage.pdf`.

use super::classification;
use super::levels::Level;
use super::word::{Mark, Protocol, starts_with};

/// The markings in an item's name; those of what it was unpacked from are in it, too.
pub(super) fn marks(name: &str) -> Vec<Mark> {
    name.split(['/', '\\', '!']).flat_map(of_segment).collect()
}

fn of_segment(segment: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (at, _) in segment.char_indices() {
        let before = segment.get(..at).and_then(|head| head.chars().next_back());
        if before.is_some_and(|c| c.is_ascii_alphanumeric()) {
            continue;
        }
        let Some(rest) = segment.get(at..) else { continue };
        let Some(protocol) = rest.get(..3).and_then(Protocol::named) else { continue };
        let level = rest.get(3..).unwrap_or_default();
        let bare = level.trim_start_matches(|c: char| !c.is_alphanumeric());
        // `TLP_white_paper.pdf`
        let Some((level, length)) = level_in_a_name(bare) else { continue };
        let behind = bare.get(length..).unwrap_or_default().trim_start_matches(['_', '-', ' ', '.']);
        if level == Level::Clear && starts_with(behind, "paper").is_some() {
            continue;
        }
        marks.push(protocol.mark(level, segment, segment.len()));
    }
    // A name that goes through the levels is a text about the protocol.
    let mut levels = marks.clone();
    levels.sort();
    levels.dedup();
    if levels.len() > 2 {
        return Vec::new();
    }
    if marks.is_empty() {
        marks.extend(classified(segment).map(|phrase| Mark::Unknown(phrase.to_owned())));
    }
    marks
}

/// The level that a name goes on with: letters end it, and strokes and digits do not go on with it.
fn level_in_a_name(text: &str) -> Option<(Level, usize)> {
    let end = text.find('_').unwrap_or(text.len());
    // An underscore is no letter, but belongs to `amber_strict`.
    Level::at_start_of(text).or_else(|| {
        let (level, length) = Level::at_start_of(text.get(..end)?)?;
        (length == end).then_some((level, length))
    })
}

/// The part of a name, between its marks, that is a classification.
fn classified(segment: &str) -> Option<&str> {
    let stem = segment.rsplit_once('.').map_or(segment, |(stem, _)| stem);
    let is_mark = |c: char| !c.is_alphanumeric();
    let mut starts: Vec<usize> = vec![0];
    starts.extend(stem.char_indices().filter(|(_, c)| is_mark(*c)).map(|(at, c)| at + c.len_utf8()));
    let mut ends: Vec<usize> = stem.char_indices().filter(|(_, c)| is_mark(*c)).map(|(at, _)| at).collect();
    ends.push(stem.len());
    starts.into_iter().take(32).find_map(|start| {
        ends.iter().rev().filter(|end| **end > start).take(32).find_map(|end| {
            let phrase = stem.get(start..*end)?;
            let whole = phrase.starts_with(char::is_alphabetic) && phrase.ends_with(char::is_alphabetic);
            (whole && phrase.len() <= 48 && classification::is_in_a_name(phrase)).then_some(phrase)
        })
    })
}
