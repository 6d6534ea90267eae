//! Texts taken out of an item that is no text itself: the body of a mail, a sheet, a slide. Each is read as a file of its kind
//! would be, and its spans count in [`Space::Part`].

use dunant_vocabulary::{Space, Span};

use super::{html, list, refused, report, table};
use crate::reading::Mark;
use crate::surroundings::is_a_title_of_a_case;
use crate::verdict;
use crate::{Bearing, Context, Reader, Reading, Source};

/// The parts of one item, numbered from 1 in the order in which they are read.
pub(super) struct Parts<'a> {
    item: &'a Source<'a>,
    context: Context<'a>,
    count: u32,
}

/// A cell of a sheet or of a table in a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    /// What a person reads in it.
    pub(super) value: String,
    /// Its row, from 1; 0 for a place that holds no cell.
    pub(super) row: u32,
    /// Its column, from 1.
    pub(super) column: u32,
    /// Whether its sheet, its row or its column is hidden.
    pub(super) hidden: bool,
}

/// How a text is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As the text says by itself: a table, a list of indicators, or prose.
    Text,
    /// As a page of HTML.
    Html,
}

impl<'a> Parts<'a> {
    pub(super) fn new(item: &'a Source<'a>, context: &Context<'a>) -> Self {
        Self { item, context: *context, count: 0 }
    }

    /// Reads a text. `name` is the part's own name within the item; it leads the path of whatever is read there.
    /// Gives the space in which its spans count; `None` where there is nothing to read.
    pub(super) fn text(&mut self, name: &str, text: &str, form: Form, reading: &mut Reading) -> Option<Space> {
        if text.trim().is_empty() {
            return None;
        }
        let (space, before) = self.begin(name, text, reading);
        let source = Source::part_of(self.item, text, space);
        read_as(&source, form, &self.context, reading);
        let path = |_: Span, path: &str| if path.is_empty() { name.to_owned() } else { format!("{name}/{path}") };
        reading.rename_since(&before, space, &path);
        Some(space)
    }

    /// Reads rows of cells: as a table of indicators where they are one, else line by line. Paths are the cells' addresses.
    pub(super) fn rows(&mut self, name: &str, rows: &[Vec<Cell>], reading: &mut Reading) {
        let grid = Grid::new(rows);
        if grid.text.trim().is_empty() {
            return;
        }
        let (space, before) = self.begin(name, &grid.text, reading);
        let source = Source::part_of(self.item, &grid.text, space);
        read_as(&source, Form::Text, &self.context, reading);
        // A sheet's name may say of all of it that it is harmless or was not found.
        if let Some((reason, bearing)) = verdict::of_heading(name).consequence() {
            if let Some(reason) = reason {
                let is_evidence = |added: &crate::Observation| !verdict::sets_aside(reason, &added.observed);
                reading.set_aside_observed_since(&before, reason, is_evidence);
            }
            reading.bear_since(&before, bearing);
        }
        // It is a title, too.
        let is_a_name = |word: &str| self.context.lexicon.find(word).next().is_some();
        if !is_numbered_table(name) && !is_a_title_of_a_case(name, is_a_name) {
            reading.lower_names_since(&before);
        }
        // Who hid a row, or filtered it away, does not say what stands there.
        if rows.iter().flatten().any(|cell| cell.hidden) {
            let is_hidden = |one: &crate::Observation| grid.cell(one.span.start).is_some_and(|cell| cell.hidden);
            reading.bear_where(&before, Bearing::Listed, |one| {
                matches!(one.observed, crate::Observed::Software(_)) && is_hidden(one)
            });
        }
        let path = |span: Span, path: &str| match grid.cell(span.start) {
            Some(cell) => format!("{name}!{}{}", letters(cell.column), cell.row),
            None => path.to_owned(),
        };
        reading.rename_since(&before, space, &path);
    }

    /// Whether rows would be read as a table of indicators.
    pub(super) fn is_table(&self, rows: &[Vec<Cell>]) -> bool {
        let grid = Grid::new(rows);
        table::Table.recognise(&Source::part_of(self.item, &grid.text, Space::Text))
    }

    /// The space of one more part, whose text is `length` bytes long.
    pub(super) fn next(&mut self, name: &str, length: usize, reading: &mut Reading) -> Space {
        self.count = self.count.saturating_add(1);
        let space = Space::Part(self.count);
        reading.record("part", Some(name), Span::within(space, 0, length));
        space
    }

    fn begin(&mut self, name: &str, text: &str, reading: &mut Reading) -> (Space, Mark) {
        (self.next(name, text.len(), reading), reading.mark())
    }
}

/// Whether a name is one that a reader gives to a table of a document, and not the document itself.
fn is_numbered_table(name: &str) -> bool {
    name.rsplit_once(" table ").is_some_and(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Reads a part with the first of the readers of text that takes it; title and date remain those that the item has already.
fn read_as(source: &Source<'_>, form: Form, context: &Context<'_>, reading: &mut Reading) {
    let (title, dated) = (reading.title.take(), reading.dated.take());
    let readers: [&dyn Reader; 3] = [&table::Table, &list::List, &report::Report];
    let text = source.text().unwrap_or_default();
    if refused::sets_part_aside(text, source.span(0, text.len()), reading) {
        crate::markings::of_source(source, reading);
    } else if form == Form::Html {
        html::read(source, html::Targets::Left, context, reading);
    } else if let Some(reader) = readers.into_iter().find(|reader| reader.recognise(source)) {
        reader.read(source, context, reading);
        // Prose looks for markings by itself.
        crate::markings::of_source(source, reading);
    } else {
        report::Report.read(source, context, reading);
    }
    reading.title = title.or(reading.title.take());
    reading.dated = dated.or(reading.dated.take());
}

/// Rows written down as a delimited table (RFC 4180), and where each cell begins in it.
struct Grid<'r> {
    text: String,
    starts: Vec<(u64, &'r Cell)>,
}

impl<'r> Grid<'r> {
    fn new(rows: &'r [Vec<Cell>]) -> Self {
        let (mut text, mut starts) = (String::new(), Vec::new());
        let single = rows.iter().all(|row| row.len() <= 1);
        for row in rows {
            for (at, cell) in row.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                starts.push((text.len() as u64, cell));
                let value = cell.value.trim();
                // A column alone is a list or prose, whose lines have no quotes.
                if !single && (value.contains([',', '"', '\n', '\r']) || value.starts_with('#')) {
                    text.push('"');
                    text.push_str(&value.replace('"', "\"\""));
                    text.push('"');
                } else {
                    text.push_str(value);
                }
            }
            text.push('\n');
        }
        Self { text, starts }
    }

    /// The cell in which a byte of the text stands.
    fn cell(&self, at: u64) -> Option<&Cell> {
        let behind = self.starts.partition_point(|(start, _)| *start <= at);
        self.starts.get(behind.checked_sub(1)?).map(|(_, cell)| *cell).filter(|cell| cell.row > 0)
    }
}

/// The letters by which a spreadsheet names a column: 1 is `A`, 27 is `AA`.
pub(super) fn letters(mut column: u32) -> String {
    let mut name = Vec::new();
    while column > 0 {
        column -= 1;
        name.push(char::from(b'A' + u8::try_from(column % 26).unwrap_or(0)));
        column /= 26;
    }
    name.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        assert_eq!([1, 26, 27, 52, 703, 16384].map(letters), ["A", "Z", "AA", "AZ", "AAA", "XFD"]);
    }
}
