//! The phrases that tell how a sentence speaks of what it names, and how far each reaches.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::super::cut;
use super::assertions::is_whole;
use super::on_one_line;
use crate::Bearing;

/// How far a phrase reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// The names behind it in its clause.
    Clause,
    /// The name that begins at most so many bytes behind it, in its clause.
    Near,
    /// The name before it.
    Back,
    /// All names behind it in the sentence.
    Onward,
    /// The whole sentence.
    Sentence,
}

/// A phrase found in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Cue {
    pub(super) range: Range<usize>,
    pub(super) what: What,
}

/// What a phrase does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// It makes what it reaches such.
    Makes(Bearing, Reach),
    /// It takes back what a phrase before it in the clause did.
    TurnsBack,
    /// It only looks like a cue.
    Nothing,
}

/// The phrases: English, with the commonest of some dozen other languages.
const PHRASES: &str = include_str!("cues.txt");

/// Every phrase with its effect. A line below no heading, or below one that is none, is left out; a test holds that there is none.
fn phrases() -> impl Iterator<Item = (What, &'static str)> {
    let mut what = None;
    let lines = PHRASES.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(move |line| match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
        Some(heading) => {
            what = effect(heading);
            None
        }
        None => what.map(|what| (what, line)),
    })
}

/// What a heading says that its phrases do.
fn effect(heading: &str) -> Option<What> {
    Some(match heading {
        "turns back" => What::TurnsBack,
        "nothing" => What::Nothing,
        _ => {
            let (bearing, reach) = heading.split_once(' ')?;
            let bearing = match bearing {
                "historical" => Bearing::Historical,
                "reported" => Bearing::Reported,
                "advertised" => Bearing::Advertised,
                "compared" => Bearing::Compared,
                "planned" => Bearing::Planned,
                "hedged" => Bearing::Hedged,
                "asked" => Bearing::Asked,
                "denied" => Bearing::Denied,
                _ => return None,
            };
            let reach = match reach {
                "clause" => Reach::Clause,
                "near" => Reach::Near,
                "back" => Reach::Back,
                "onward" => Reach::Onward,
                "sentence" => Reach::Sentence,
                _ => return None,
            };
            What::Makes(bearing, reach)
        }
    })
}

/// The phrases of a sentence that have an effect, in its order.
pub(super) fn cues(sentence: &str) -> Vec<Cue> {
    // All in one search: every sentence is asked. Built of the constants above, it cannot fail.
    static SEARCH: LazyLock<Option<(AhoCorasick, Vec<What>)>> = LazyLock::new(|| {
        let mut phrases: Vec<(What, String)> = Vec::new();
        for (what, phrase) in self::phrases() {
            phrases.push((what, phrase.to_owned()));
            if phrase.contains('\'') {
                phrases.push((what, phrase.replace('\'', "’")));
            }
            // The search folds the case of ASCII alone: `Возможно` begins a sentence.
            if let Some(first) = phrase.chars().next().filter(|first| !first.is_ascii()) {
                let rest = phrase.get(first.len_utf8()..).unwrap_or_default();
                phrases.push((what, first.to_uppercase().chain(rest.chars()).collect()));
            }
        }
        let search =
            AhoCorasick::builder().ascii_case_insensitive(true).build(phrases.iter().map(|(_, phrase)| phrase)).ok()?;
        Some((search, phrases.into_iter().map(|(what, _)| what).collect()))
    });
    let Some((search, effects)) = SEARCH.as_ref() else { return Vec::new() };
    let line = on_one_line(sentence);
    let found = search.find_overlapping_iter(&*line).filter(|found| is_whole(&line, &found.range()));
    let mut cues: Vec<Cue> = found
        .filter_map(|found| Some(Cue { range: found.range(), what: *effects.get(found.pattern().as_usize())? }))
        .collect();
    let hollow: Vec<Range<usize>> =
        cues.iter().filter(|cue| cue.what == What::Nothing).map(|cue| cue.range.clone()).collect();
    let within =
        |cue: &Cue| hollow.iter().any(|h| h.start <= cue.range.start && cue.range.end <= h.end && *h != cue.range);
    cues.retain(|cue| cue.what != What::Nothing && (cue.what == What::TurnsBack || !within(cue)));
    cues
}

/// How the phrases of `sentence` make it speak of the name at `name` (bytes of the sentence).
pub(super) fn of_name(sentence: &str, cues: &[Cue], name: &Range<usize>) -> Bearing {
    /// Bytes between a name and a phrase behind it.
    const BACK: usize = 60;
    /// Bytes between a short phrase and the name behind it.
    const NEAR: usize = 24;
    let clause = cut(sentence, 0..name.start).rfind([',', ';', ':', '(']).map_or(0, |at| at + 1);
    let turn = cues.iter().filter(|cue| cue.what == What::TurnsBack && cue.range.end <= name.start);
    let turn = turn.map(|cue| cue.range.start).filter(|start| *start >= clause).max();
    // What is said behind a list is said of each of its names.
    let end = list_end(sentence, name.end);
    let tail = cut(sentence, end..sentence.len());
    let stop = end + tail.find([',', ';']).unwrap_or(tail.len()).min(BACK);
    let not_turned = |start: usize| turn.is_none_or(|turned| turned <= start);
    let reaches = |cue: &&Cue| {
        let Cue { range, what: What::Makes(_, reach) } = cue else { return false };
        let ahead = range.end <= name.start && range.start >= clause && not_turned(range.start);
        match reach {
            Reach::Clause => ahead,
            Reach::Near => ahead && name.start - range.end <= NEAR,
            Reach::Back => range.start >= name.end && range.start < stop,
            Reach::Onward => range.end <= name.start,
            Reach::Sentence => true,
        }
    };
    let bearing = |cue: &Cue| if let What::Makes(bearing, _) = cue.what { bearing } else { Bearing::Stated };
    cues.iter().filter(reaches).map(bearing).max().unwrap_or_default()
}

/// Where the list ends that goes on at `from`: behind the last of the names that commas or a word for "and" join.
fn list_end(sentence: &str, from: usize) -> usize {
    const JOINTS: [&str; 20] = [
        "and", "or", "nor", "und", "oder", "et", "ou", "ni", "y", "e", "o", "ed", "nem", "en", "of", "i", "ani", "ve",
        "и", "та",
    ];
    let is_name = |word: &str| word.starts_with('(') || word.chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
    let (mut end, mut joined) = (from, false);
    let rest = cut(sentence, from..sentence.len());
    let mut at = from;
    for word in rest.split_inclusive(char::is_whitespace) {
        let (begins, bare) = (at, word.trim_end());
        at += word.len();
        let inner = bare.trim_matches([',', '"', '”', '“']);
        joined |= bare.starts_with(',');
        if inner.is_empty() || JOINTS.contains(&inner) {
            joined |= !inner.is_empty();
        } else if joined && is_name(inner) {
            end = begins + bare.trim_end_matches([',', '.', ';', ':']).len();
            joined = bare.ends_with(',');
        } else {
            break;
        }
    }
    end
}

/// How the phrases make the sentence as a whole speak: the strongest of those that govern a clause or all of it.
pub(super) fn of_whole(cues: &[Cue]) -> Bearing {
    let governs = |cue: &Cue| match cue.what {
        What::Makes(bearing, Reach::Sentence) => bearing,
        What::Makes(bearing @ (Bearing::Hedged | Bearing::Denied | Bearing::Asked), Reach::Clause) => bearing,
        _ => Bearing::Stated,
    };
    cues.iter().map(governs).max().unwrap_or_default()
}

/// What a sentence doubts or plans by itself, so that it can speak for the one before it.
pub(super) fn doubt_of(cues: &[Cue]) -> Bearing {
    let doubts = cues.iter().filter_map(|cue| match cue.what {
        What::Makes(bearing @ (Bearing::Hedged | Bearing::Planned), Reach::Sentence) => Some(bearing),
        _ => None,
    });
    doubts.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_phrases_has_an_effect() {
        let headings = PHRASES.lines().filter(|line| line.starts_with('['));
        for heading in headings {
            assert!(effect(heading.trim_matches(['[', ']'])).is_some(), "{heading}");
        }
        let lines = PHRASES.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '[']));
        assert_eq!(phrases().count(), lines.count());
    }
}
