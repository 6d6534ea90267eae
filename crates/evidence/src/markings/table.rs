//! Tables with a column for the marking of each row.

use super::word::{self, Protocol};
use super::{Mark, of_label};
use crate::verdict::folded;
use crate::{Reading, Source};

/// Characters of a cell that may be a level.
const LONGEST_CELL: usize = 24;

/// A column of markings.
struct Column {
    separator: char,
    at: usize,
    protocol: Protocol,
    /// What its cells say, and where.
    cells: Vec<(String, usize, usize)>,
}

/// Narrows the item by the columns `tlp` and `pap` of its tables: of their rows the closest one holds.
pub(super) fn of_columns(text: &str, source: &Source<'_>, reading: &mut Reading) {
    let mut columns: Vec<Column> = Vec::new();
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let start = at;
        at += line.len();
        let line = line.trim_end();
        if line.trim_start().is_empty() && number > 0 && columns.iter().all(|column| column.separator == '|') {
            columns.drain(..).for_each(|column| column.end(source, reading));
            continue;
        }
        // In running text only bars and tabs part the cells of a table.
        let separators: &[char] = if number == 0 { &[',', ';', '\t', '|'] } else { &['|', '\t'] };
        let header =
            separators.iter().find(|separator| line.contains(**separator)).map(|separator| named(line, *separator));
        if let Some(found) = header.filter(|found| !found.is_empty()) {
            columns.drain(..).for_each(|column| column.end(source, reading));
            columns = found;
            continue;
        }
        for column in &mut columns {
            // Quoted cells may hold separators; a cell that is no marking by its form is then another column's.
            let Some(cell) = line.split(column.separator).nth(column.at).map(bare) else { continue };
            let is_level = cell.chars().all(|c| c.is_alphabetic() || ":+ _-".contains(c));
            if !cell.is_empty() && cell.len() <= LONGEST_CELL && is_level {
                column.cells.push((cell, start, start + line.len()));
            }
        }
    }
    columns.into_iter().for_each(|column| column.end(source, reading));
}

/// The columns of markings that a line names, where it is a header and no row `TLP | RED`.
fn named(line: &str, separator: char) -> Vec<Column> {
    if word::find(line, 0).is_some() {
        return Vec::new();
    }
    let protocol = |cell: &str| {
        let words = folded(cell);
        let name = words.split(' ').next().unwrap_or_default();
        const CALLED: [&str; 8] = ["", "marking", "level", "colour", "color", "classification", "label", "status"];
        CALLED.contains(&words.strip_prefix(name).unwrap_or_default().trim()).then(|| Protocol::named(name)).flatten()
    };
    line.split(separator)
        .enumerate()
        .filter_map(|(at, cell)| Some(Column { separator, at, protocol: protocol(cell)?, cells: Vec::new() }))
        .collect()
}

impl Column {
    fn end(self, source: &Source<'_>, reading: &mut Reading) {
        if self.is_legend() {
            return;
        }
        let name = self.protocol.name();
        for (cell, start, end) in self.cells {
            let span = source.span(start, end);
            let names_itself = cell.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
            let label = if names_itself { cell } else { format!("{name}:{cell}") };
            of_label(&label, span, reading);
        }
    }

    /// Whether the column is the first of a table that goes through the levels, each once.
    fn is_legend(&self) -> bool {
        let leads = self.at == usize::from(self.separator == '|');
        let mut marks: Vec<Mark> = self
            .cells
            .iter()
            .flat_map(|(cell, ..)| super::marks(&format!("{}:{cell}", self.protocol.name())))
            .collect();
        let all = marks.len();
        marks.sort();
        marks.dedup();
        leads && all == self.cells.len() && all == marks.len() && (3..=6).contains(&all)
    }
}

fn bare(cell: &str) -> String {
    cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '*' | '`' | '\u{feff}')).to_owned()
}
