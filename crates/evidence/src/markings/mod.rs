//! How far an item may be shared and what may be done with it, as its own text says: TLP 1.0 and 2.0 (FIRST) and PAP (MISP).
//!
//! A marking is a line that is little more than the marking (a page header, a mail subject, the first line of a note), or a
//! sentence near the top that marks the text it stands in ("this report is TLP:AMBER"). A sentence that explains the protocol
//! ("TLP:RED is for named recipients") marks nothing, and neither does a legend that goes through the levels.
//!
//! A marking that is not of these protocols (`TLP:ORANGE`, `CONFIDENTIAL`) is a loss, and the item counts as TLP:AMBER: who wrote
//! it meant a limit, and AMBER is the closest level that still lets a case be worked on.

mod classification;
mod legend;
mod levels;
mod line;
mod names;
mod table;
mod word;

use std::ops::Range;

use dunant_vocabulary::{Span, Tlp};

use self::legend::Legend;
use self::levels::Level;
pub(crate) use self::word::Mark;
use self::word::Protocol;
use crate::{Reading, Source};

/// Lines at the top of a text in which a sentence may mark it.
const HEAD_LINES: usize = 12;

/// Characters of a line that is looked at; a longer one is no header, and of a paragraph the start tells.
const LONGEST_LINE: usize = 400;

/// Narrows the item by the markings in a piece of its prose; `place` turns a byte range of `text` into a span of the item.
pub(crate) fn of_text(text: &str, place: &dyn Fn(Range<usize>) -> Span, reading: &mut Reading) {
    let mut legend = Legend::default();
    let (mut filled, mut at) = (0, 0);
    // A line that names a protocol and breaks off before the level.
    let mut named: Option<(usize, &str)> = None;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim_end();
        if line.trim_start().is_empty() {
            continue;
        }
        let broken = named.take().map(|(start, name)| (start, format!("{name}{}", line.trim())));
        let apart = spelt_out(line).map(|joined| (start, joined));
        for (start, joined) in broken.into_iter().chain(apart) {
            if Level::named(joined.split_once(':').map_or("", |(_, level)| level.trim())).is_some()
                && let Some((_, mark)) = line::header(&joined)
            {
                legend.see(filled, start..at, mark, text, place, reading);
            }
        }
        let bare = line.trim().trim_matches(['*', '_', '#', ' ']);
        if ["TLP:", "PAP:", "tlp:", "TLP :"].contains(&bare) {
            named = Some((start, bare));
        }
        filled += 1;
        let line = line.get(..line.floor_char_boundary(LONGEST_LINE)).unwrap_or_default();
        let found = if filled <= HEAD_LINES { line::head(line) } else { line::header(line).into_iter().collect() };
        for (range, mark) in found {
            let range = start + range.start..start + range.end;
            legend.see(filled, range, mark, text, place, reading);
        }
    }
    legend.end(text, place, reading);
}

/// A line that is spelt with a blank behind each letter, as titles are: `T L P : R E D`.
fn spelt_out(line: &str) -> Option<String> {
    const LONGEST: usize = 60;
    let line = line.trim();
    if line.len() > LONGEST || !line.starts_with("T L P") && !line.starts_with("P A P") {
        return None;
    }
    let joined: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let (name, level) = joined.split_at_checked(3)?;
    Some(format!("{name}:{}", level.trim_start_matches(|c: char| !c.is_alphanumeric())))
}

/// The same for items whose reader hands no prose over, such as tables and lists: their text as it is.
pub(crate) fn of_source(source: &Source<'_>, reading: &mut Reading) {
    let Some(text) = source.text() else { return };
    // JSON, XML and HTML have their own places for markings, which their readers know.
    let bare = text.trim_start_matches('\u{feff}').trim_start();
    let is_array = bare.strip_prefix('[').is_some_and(|rest| {
        rest.trim_start().starts_with(|c: char| matches!(c, '{' | '[' | '"' | ']' | '-') || c.is_ascii_digit())
    });
    if !is_array && !bare.starts_with(['{', '<']) {
        table::of_columns(text, source, reading);
        of_text(text, &|range| source.span(range.start, range.end), reading);
    }
}

/// Narrows the item by its name, and by the names of what it was unpacked from.
pub(crate) fn of_name(name: &str, reading: &mut Reading) {
    for mark in names::marks(name) {
        apply(&mark, None, reading);
    }
}

/// Narrows the item by a field about it that may be one of handling: a header of a mail, a property of a document. `X-TLP: RED`,
/// `Sensitivity: Company-Confidential`.
pub(crate) fn of_field(name: &str, value: &str, span: Span, reading: &mut Reading) {
    let words = crate::verdict::folded(name);
    let last = words.rsplit(' ').next().unwrap_or_default();
    let protocol = words.split(' ').find_map(Protocol::named);
    if let Some(protocol) = protocol {
        let label = format!("{}:{}", protocol.name(), value.trim());
        if of_label(value, span, reading) || of_label(&label, span, reading) {
            return;
        }
    }
    const HANDLING: [&str; 10] = [
        "classification",
        "sensitivity",
        "marking",
        "markings",
        "handling",
        "confidentiality",
        "distribution",
        "dissemination",
        "caveat",
        "labels",
    ];
    let found = marks(value);
    for mark in &found {
        apply(mark, Some(span), reading);
    }
    if !found.is_empty() || !HANDLING.contains(&last) {
        return;
    }
    // `SEC=PROTECTED, ORIGIN=a@example.org` (Australian PSPF), `MSIP_Label_…_Name=Confidential; …` (Microsoft).
    let pair = |part: &str| {
        let (key, value) = part.split_once('=')?;
        let key = key.trim().to_ascii_lowercase();
        (matches!(key.as_str(), "sec" | "caveat" | "classification") || key.ends_with("_name"))
            .then(|| value.to_owned())
    };
    let values: Vec<String> = value.split([',', ';']).filter_map(pair).collect();
    let mark =
        classification::of_value(value).or_else(|| values.iter().find_map(|value| classification::of_value(value)));
    if let Some(mark) = mark {
        apply(&mark, Some(span), reading);
    }
}

/// Narrows the item by a label of any form that names a protocol: `tlp:amber`, `TLP AMBER`, `PAP:RED`.
///
/// Returns whether the label is a marking, known or not.
pub(crate) fn of_label(label: &str, span: Span, reading: &mut Reading) -> bool {
    let label = label.trim();
    let Some((range, mark)) = word::find(label, 0) else { return false };
    if range.start != 0 {
        return false;
    }
    apply(&mark, Some(span), reading);
    true
}

/// All markings that a statement about handling names, wherever in it.
pub(crate) fn marks(statement: &str) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((range, mark)) = word::find(statement, from) {
        from = range.end;
        found.push(mark);
    }
    found
}

/// Says that a marking is not known, and counts the item as TLP:AMBER; each marking once.
pub(crate) fn unknown(marking: &str, span: Option<Span>, reading: &mut Reading) {
    let mut shown: String = marking.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = shown.char_indices().nth(80) {
        shown.truncate(end);
        shown.push('…');
    }
    let what = format!("the marking `{shown}` is neither TLP nor PAP; the item counts as TLP:AMBER");
    // A field and the line in which it stands are one marking: `Company-Confidential`, `Sensitivity: Company-Confidential`.
    let folded = crate::verdict::folded(&shown);
    let is_said = reading.losses().iter().filter_map(|loss| loss.what.strip_prefix("the marking `")).any(|said| {
        let said = crate::verdict::folded(said.split('`').next().unwrap_or_default());
        said.ends_with(&folded) || folded.ends_with(&said)
    });
    if !is_said {
        reading.lose(what, span, Some("ask the sender what it allows, and set the item's `tlp` in the case file"));
    }
    reading.restrict(Tlp::Amber);
}

/// Narrows the item by one marking.
pub(crate) fn apply(mark: &Mark, span: Option<Span>, reading: &mut Reading) {
    match mark {
        Mark::Tlp(tlp) => reading.restrict(*tlp),
        Mark::Pap(pap) => reading.restrict_actions(*pap),
        Mark::Unknown(text) => unknown(text, span, reading),
    }
}

/// Whether a statement says no more than whose work something is and under which licence it may be copied.
pub(crate) fn is_copyright(statement: &str) -> bool {
    let lower = statement.trim().to_lowercase();
    let notice = [
        "copyright",
        "©",
        "(c) ",
        "licensed under",
        "license:",
        "licence:",
        "creative commons",
        "cc by",
        "cc-by",
        "apache",
    ];
    let limits = ["confidential", "not be ", "do not ", "only", "recipient", "restrict", "secret", "internal"];
    notice.iter().any(|start| lower.starts_with(start)) && !limits.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests;
