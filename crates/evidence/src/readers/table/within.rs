//! What tables, lists and headings within prose say of the lines that belong to them.

use std::ops::Range;

use super::bars::Bars;
use super::layout::{Header, is_new_header};
use super::{rows, values};
use crate::prose::sentence_break;
use crate::verdict::{self, Said};

/// The lines of a text that say of themselves, or of which a heading says, that they are harmless, not found, or to be looked for.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    /// In order, none in another.
    lines: Vec<(Range<usize>, Said)>,
}

impl Judged {
    /// The judged lines of `text`.
    pub(crate) fn of(text: &str) -> Self {
        let mut walk = Walk {
            judged: Self::default(),
            table: None,
            last: String::new(),
            block: Said::Evidence,
            blank: true,
            value: false,
        };
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            walk.line(line, at);
            at += line.len();
        }
        walk.judged
    }

    /// What is said of what begins at `at`; [`Said::Evidence`] where its line says in so many words that it is there.
    pub(crate) fn at(&self, at: usize) -> Option<Said> {
        let behind = self.lines.partition_point(|(line, _)| line.start <= at);
        let line = behind.checked_sub(1).and_then(|before| self.lines.get(before));
        line.filter(|(line, _)| line.contains(&at)).map(|(_, said)| *said)
    }

    /// The lines, with what is said of each.
    pub(crate) fn lines(&self) -> &[(Range<usize>, Said)] {
        &self.lines
    }
}

struct Walk {
    judged: Judged,
    /// The header of the table whose rows are being seen.
    table: Option<Header>,
    /// The row before, which may turn out to be a header.
    last: String,
    /// What the last heading says of the lines under it.
    block: Said,
    /// Whether the line before is blank.
    blank: bool,
    /// Whether the line before is a value and no more.
    value: bool,
}

impl Walk {
    fn line(&mut self, line: &str, at: usize) {
        /// Words of a line that may be an entry under a heading, and of a heading.
        const ENTRY: usize = 8;
        const HEADING: usize = 12;
        let words = line.trim();
        let blank = std::mem::replace(&mut self.blank, words.is_empty());
        // The rows of a page's table are apart; another text ends it.
        if words.is_empty() {
            return;
        }
        if words.starts_with('|') {
            return self.row(line, at);
        }
        self.table = None;
        let count = words.split_whitespace().take(HEADING + 1).count();
        let marked = words.starts_with(['#', '='])
            || words.ends_with([':', '：'])
            || words.starts_with("**") && words.ends_with("**");
        let is_entry = words.starts_with(['-', '•', '+', '✗', '✘', '☐', '[']) || words.starts_with("* ");
        let bare = words.trim_start_matches(['-', '•', '+', '*', ' ']);
        let is_value = values::by_form(bare).is_some();
        let behind_a_value = std::mem::replace(&mut self.value, is_value);
        if self.labelled(line, at) {
            return;
        }
        // Words between values end what was said of those above: `Benign`, an address, `C2 servers`.
        let opens = marked || blank || behind_a_value && self.block != Said::Evidence;
        if !is_entry && opens && count <= HEADING && !is_value {
            let said = verdict::of_heading(words);
            if said != Said::Evidence || marked || count <= ENTRY && is_of_words(words) {
                let of_itself = said == Said::Evidence && !marked;
                self.block = said;
                if !of_itself {
                    return;
                }
            }
        }
        if count > ENTRY {
            self.block = Said::Evidence;
        }
        let said = match self.block {
            Said::Evidence => verdict::of_line(line.trim_end()).map_or(Said::Evidence, |(said, _)| said),
            said => said,
        };
        if said == Said::Evidence && verdict::is_affirmed(line.trim_end()) {
            self.judged.lines.push((at..at + line.len(), said));
        }
        self.keep(at..at + line.len(), said);
    }

    /// Keeps the parts of a line that labels of their own judge: `Whitelist: a.example.com, b.example.com`, `Known good: …; known bad: …`. A
    /// label reaches to the end of its sentence, or to the next label. Whether there is one.
    fn labelled(&mut self, line: &str, at: usize) -> bool {
        /// A longer line is one of its first label.
        const LONGEST: usize = 2_000;
        let (mut from, mut found) = (0, false);
        if !line.contains([':', '：']) {
            return false;
        }
        while let Some(rest) = line.get(from..).filter(|rest| !rest.trim().is_empty()) {
            let end = sentence_break(rest, 0).map_or(rest.len(), |(end, _)| end);
            let sentence = rest.get(..end).unwrap_or(rest);
            let last = sentence.rfind([':', '：']).unwrap_or(0);
            let next = sentence.find(';').map(|at| at + 1).filter(|at| *at < last);
            let end = if line.len() > LONGEST { line.len() } else { next.unwrap_or(end).max(1) };
            let part = rest.get(..end).unwrap_or(rest);
            if let Some((head, value)) = part.trim().split_once([':', '：'])
                && !value.trim().is_empty()
                && (found || verdict::of_line(line.trim()).is_none())
            {
                let said = verdict::of_heading(head);
                if said.consequence().is_some() {
                    found = true;
                    self.keep(at + from..at + from + part.len(), said);
                }
            }
            from += part.len();
        }
        found
    }

    fn row(&mut self, line: &str, at: usize) {
        // The rule of Markdown: the row above it is a header.
        if line.contains("--") && line.trim().chars().all(|c| "|-: ".contains(c)) {
            let above = std::mem::take(&mut self.last);
            if let Some(row) = Bars::new(&above, WIDEST).next() {
                self.table = Some(Header::of(&row));
            }
            return;
        }
        let Some(mut row) = Bars::new(line, WIDEST).next() else { return };
        line.clone_into(&mut self.last);
        // Blocks within the cells of a page become bars of their own: where as many cells are filled as the header has names,
        // these are its columns.
        let filled = row.cells.iter().filter(|cell| !cell.value.is_empty()).count();
        if self.table.as_ref().is_none_or(|header| header.names.len() == filled) {
            row.cells.retain(|cell| !cell.value.is_empty());
        }
        match &self.table {
            None => self.table = Some(Header::of(&row)),
            Some(header) if is_new_header(&row, header) => self.table = Some(Header::of(&row)),
            Some(header) => {
                // A row with an empty cell, drawn with a bar on either side of each.
                if header.names.len() > 1 && row.cells.len() + 1 == header.names.len() * 2 {
                    row.cells = row.cells.into_iter().step_by(2).collect();
                }
                let said = rows::said_of(header, &row, &mut verdict::of).stronger(self.block);
                self.keep(at..at + line.len(), said);
            }
        }
    }

    fn keep(&mut self, line: Range<usize>, said: Said) {
        if said.consequence().is_some() {
            self.judged.lines.push((line, said));
        }
    }
}

/// Whether a line is made of words, each of which begins with a letter: `C2 servers`.
fn is_of_words(line: &str) -> bool {
    let begins = |word: &str| word.starts_with(char::is_alphabetic) || !word.contains(char::is_alphanumeric);
    !line.contains('.') && line.split_whitespace().all(begins)
}

/// Cells of a row that are looked at for a verdict; the words of all are read as prose.
const WIDEST: u64 = 1_000;
