//! Which lines mark the text they stand in.

use std::ops::Range;

use super::classification::classification;
use super::word::{self, Mark};

/// Words of a header beside its marking: `Example CERT, report 2021-07, TLP:AMBER, page 3 of 10`.
const MOST_WORDS: usize = 9;

/// Words that say that a sentence marks the text it stands in, in English, French, German, Spanish, Italian and Portuguese.
const CUES: [&str; 60] = [
    "this report",
    "this document",
    "this advisory",
    "this message",
    "this mail",
    "this e-mail",
    "this email",
    "this file",
    "this note",
    "this alert",
    "this bulletin",
    "this information",
    "this notification",
    "this list",
    "this paper",
    "the following",
    "these indicators",
    "information below",
    "classified",
    "classification",
    "marking",
    "marked as",
    "handling",
    "distribution",
    "sharing",
    "shared as",
    "shared under",
    "sent as",
    "released as",
    "labelled",
    "subject:",
    "ce document",
    "ce rapport",
    "cette note",
    "ce message",
    "diffusion",
    "dieser bericht",
    "dieses dokument",
    "diese nachricht",
    "eingestuft",
    "einstufung",
    "gekennzeichnet",
    "este documento",
    "este informe",
    "questo documento",
    "questo rapporto",
    "este relatório",
    "marked tlp",
    "treat this",
    "treat it as",
    "treat as",
    "treated as",
    "handle this",
    "handle as",
    "applies to section",
    "applies to the section",
    "applies to annex",
    "applies to the annex",
    "applies to chapter",
    "applies to page",
];

/// Words that say that a sentence explains the protocol, compares levels or speaks of another text.
const EXPLANATIONS: [&str; 46] = [
    " is for ",
    " are for ",
    " means ",
    " mean ",
    " meaning ",
    " stands for ",
    " when ",
    " may be ",
    " can be ",
    " must be ",
    " should be ",
    " used for ",
    " use of ",
    " uses ",
    "recipients may",
    " is used ",
    " are used ",
    " was ",
    " were ",
    " not tlp",
    " no tlp",
    " instead of ",
    " rather than ",
    "for example",
    " e.g.",
    " such as ",
    " definition",
    " defined ",
    " if ",
    " signifie ",
    " bedeutet ",
    " significa ",
    " est utilisé",
    " wird verwendet",
    " downgraded from",
    " version is ",
    " version are ",
    " version exists",
    " version available",
    " another ",
    " other ",
    " previous ",
    " last year",
    " or tlp",
    " to tlp:",
    "the protocol",
];

/// The markings of a line near the top.
pub(super) fn head(line: &str) -> Vec<(Range<usize>, Mark)> {
    if let Some(found) = header(line) {
        return every(line).unwrap_or_else(|| vec![found]);
    }
    let lower = format!(" {} ", line.to_lowercase());
    let marks = every(line).unwrap_or_default();
    let marks_this = |lower: &str| {
        CUES.iter().any(|cue| lower.contains(cue)) && !EXPLANATIONS.iter().any(|word| lower.contains(word))
    };
    if levels(&marks) >= 3 {
        return Vec::new();
    }
    if marks_this(&lower) {
        return marks;
    }
    // One sentence of a line may mark it, and another explain: "This document is marked TLP:AMBER. If you need, …".
    let mut found = Vec::new();
    let mut at = 0;
    for sentence in line.split_inclusive(". ") {
        let range = at..at + sentence.len();
        at = range.end;
        if marks_this(&format!(" {} ", sentence.to_lowercase())) {
            found.extend(marks.iter().filter(|(place, _)| range.contains(&place.start)).cloned());
        }
    }
    found
}

/// The marking of a line that holds little beside it: the header or footer of a page, a subject, a label.
pub(super) fn header(line: &str) -> Option<(Range<usize>, Mark)> {
    let Some((range, mark)) = chosen(line, 0) else { return classification(line) };
    let before = line.get(..range.start)?;
    let behind = line.get(range.end..)?;
    let words = |text: &str| text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    let lower = format!(" {} ", line.to_lowercase());
    let explains = EXPLANATIONS.iter().any(|word| lower.contains(word))
        || behind.trim_start().starts_with(|c: char| c.is_lowercase()) && words(behind) > 2 && words(before) == 0;
    let marks = every(line).unwrap_or_default();
    let is_header = words(before) + words(behind) <= MOST_WORDS && !explains && levels(&marks) < 3;
    // A sentence is no header, however short: "We spoke of TLP:RED yesterday."
    let is_sentence = before.trim_start().starts_with(|c: char| c.is_alphabetic())
        && words(before) > 1
        && (before.ends_with(' ') && before.trim_end().ends_with(char::is_lowercase))
        && !CUES.iter().any(|cue| lower.contains(cue));
    (is_header && !is_sentence).then_some((range, mark))
}

/// All markings of a line; `None` where it has none.
fn every(line: &str) -> Option<Vec<(Range<usize>, Mark)>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((range, mark)) = chosen(line, from) {
        from = range.end;
        found.push((range, mark));
    }
    (!found.is_empty()).then_some(found)
}

/// The first marking of a line from `from` on that no empty box stands before: `[ ] TLP:RED  [x] TLP:AMBER`.
fn chosen(line: &str, from: usize) -> Option<(Range<usize>, Mark)> {
    const EMPTY: [&str; 8] = ["[ ]", "[]", "( )", "☐", "□", "◻", "○", "⬜"];
    let mut from = from;
    loop {
        let (range, mark) = word::find(line, from)?;
        let before = line.get(..range.start)?.trim_end_matches([' ', '\t', '*', '_']);
        if !EMPTY.iter().any(|empty| before.ends_with(empty)) {
            return Some((range, mark));
        }
        from = range.end;
    }
}

fn levels(marks: &[(Range<usize>, Mark)]) -> usize {
    let mut levels: Vec<&Mark> = marks.iter().map(|(_, mark)| mark).collect();
    levels.sort();
    levels.dedup();
    levels.len()
}
