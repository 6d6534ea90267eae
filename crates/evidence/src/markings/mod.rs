//! How far an item may be shared and what may be done with it, as its own text says: TLP 1.0 and 2.0 (FIRST) and PAP (MISP).
//!
//! A marking is a line that is little more than the marking (a page header, a mail subject, the first line of a note), or a
//! sentence near the top that marks the text it stands in ("this report is TLP:AMBER"). A sentence that explains the protocol
//! ("TLP:RED is for named recipients") marks nothing, and neither does a legend that goes through the levels.
//!
//! A marking that is not of these protocols (`TLP:ORANGE`, `CONFIDENTIAL`) is a loss, and the item counts as TLP:AMBER: who wrote
//! it meant a limit, and AMBER is the closest level that still lets a case be worked on.

mod line;
mod word;

use std::ops::Range;

use dunant_vocabulary::{Span, Tlp};

pub(crate) use self::word::Mark;
use crate::{Reading, Reason, Source};

/// Lines at the top of a text in which a sentence may mark it.
const HEAD_LINES: usize = 12;

/// Characters of a line that is looked at; a longer one is no header, and of a paragraph the start tells.
const LONGEST_LINE: usize = 400;

/// Narrows the item by the markings in a piece of its prose; `place` turns a byte range of `text` into a span of the item.
pub(crate) fn of_text(text: &str, place: &dyn Fn(Range<usize>) -> Span, reading: &mut Reading) {
    let mut legend = Legend::default();
    let (mut filled, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim_end();
        if line.trim_start().is_empty() {
            continue;
        }
        filled += 1;
        let line = line.get(..line.floor_char_boundary(LONGEST_LINE)).unwrap_or_default();
        if filled <= HEAD_LINES {
            for (range, mark) in line::head(line) {
                apply(&mark, Some(place(start + range.start..start + range.end)), reading);
            }
        } else if let Some((range, mark)) = line::header(line) {
            let range = start + range.start..start + range.end;
            legend.see(filled, range, mark, text, place, reading);
        }
    }
    legend.end(text, place, reading);
}

/// Lines that go through three levels or more, one close behind the other, are the legend of the protocol and mark nothing. The
/// headers of pages and of reports that were put together lie farther apart, and each of them holds.
#[derive(Debug, Default)]
struct Legend {
    /// Marking lines close to each other, and the line of the last.
    block: Vec<(Range<usize>, Mark)>,
    last: usize,
}

/// Lines from one level of a legend to the next: the level, and what it means in up to three lines.
const APART: usize = 4;

impl Legend {
    fn see(
        &mut self,
        line: usize,
        range: Range<usize>,
        mark: Mark,
        text: &str,
        place: &dyn Fn(Range<usize>) -> Span,
        reading: &mut Reading,
    ) {
        if line > self.last + APART {
            self.end(text, place, reading);
        }
        self.last = line;
        self.block.push((range, mark));
    }

    /// Applies the markings of the block, or sets them aside as a legend.
    fn end(&mut self, text: &str, place: &dyn Fn(Range<usize>) -> Span, reading: &mut Reading) {
        let block = std::mem::take(&mut self.block);
        let mut levels: Vec<&Mark> = block.iter().map(|(_, mark)| mark).collect();
        levels.sort();
        levels.dedup();
        if levels.len() < 3 {
            for (range, mark) in block {
                apply(&mark, Some(place(range)), reading);
            }
            return;
        }
        if let (Some((first, _)), Some((last, _))) = (block.first(), block.last()) {
            let shown: Vec<&str> = block.iter().filter_map(|(range, _)| text.get(range.clone())).collect();
            reading.set_aside(Reason::Reference, shown.join(", "), place(first.start..last.end), "");
        }
    }
}

/// The same for items whose reader hands no prose over, such as tables and lists: their text as it is.
pub(crate) fn of_source(source: &Source<'_>, reading: &mut Reading) {
    let Some(text) = source.text() else { return };
    // JSON, XML and HTML have their own places for markings, which their readers know.
    if !text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[', '<']) {
        of_column(text, source, reading);
        of_text(text, &|range| source.span(range.start, range.end), reading);
    }
}

/// Narrows the item by the column `tlp` or `pap` of a table: of its rows the closest one holds.
fn of_column(text: &str, source: &Source<'_>, reading: &mut Reading) {
    const LONGEST_CELL: usize = 24;
    let bare = |cell: &str| cell.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\u{feff}').to_owned();
    let mut lines = text.split_inclusive('\n');
    let Some(header) = lines.next() else { return };
    let Some(separator) = [',', ';', '\t', '|'].into_iter().find(|separator| header.contains(*separator)) else {
        return;
    };
    let named = |cell: &str| {
        let cell = bare(cell).to_ascii_lowercase();
        ["tlp", "pap"].into_iter().find(|name| cell == *name || cell == format!("{name} marking"))
    };
    let found = header.split(separator).enumerate().find_map(|(at, cell)| Some((at, named(cell)?)));
    let Some((column, name)) = found else { return };
    let mut at = header.len();
    for line in lines {
        let start = at;
        at += line.len();
        // Quoted cells may hold separators; a cell that is no marking by its form is then another column's.
        let Some(cell) = line.split(separator).nth(column).map(bare) else { continue };
        let is_level = cell.chars().all(|c| c.is_alphabetic() || ":+ _-".contains(c));
        if cell.is_empty() || cell.len() > LONGEST_CELL || !is_level {
            continue;
        }
        let label = if cell.to_ascii_lowercase().starts_with(name) { cell } else { format!("{name}:{cell}") };
        of_label(&label, source.span(start, start + line.trim_end().len()), reading);
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
    if reading.losses().iter().all(|loss| loss.what != what) {
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
