//! Rows and cells of a delimited table (RFC 4180), each with its place. The places are why this is not left to a general reader
//! of such tables: a cell's value must be found again in the item, quotes and all.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use crate::json;

/// One cell.
#[derive(Debug, Clone)]
pub(in crate::readers) struct Cell<'t> {
    /// Its value: without white space and quotes around it, doubled quotes halved.
    pub(in crate::readers) value: Cow<'t, str>,
    /// Where the value stands in the text: within the quotes, where there are some.
    pub(in crate::readers) range: Range<usize>,
    written: Written<'t>,
}

/// How a cell's value is written in the text.
#[derive(Debug, Clone)]
enum Written<'t> {
    /// As it is.
    Plain,
    /// With the quotes at these places of the value doubled.
    Doubled(Rc<[usize]>),
    /// As a string of JSON.
    Json(Rc<json::Text<'t>>),
}

/// One row.
#[derive(Debug, Clone)]
pub(in crate::readers) struct Row<'t> {
    pub(in crate::readers) cells: Vec<Cell<'t>>,
    pub(in crate::readers) range: Range<usize>,
    /// A quote was opened and never closed: the row was read as if it were a character like others.
    pub(in crate::readers) unclosed: bool,
    /// The row stands in a comment, behind `#`.
    pub(in crate::readers) comment: bool,
    /// Cells past the limit `columns`: how many, and where the first begins.
    pub(in crate::readers) unread: Option<(u64, usize)>,
}

/// The rows of `text`, blank lines left out.
pub(super) struct Rows<'t> {
    text: &'t str,
    delimiter: u8,
    at: usize,
    /// Cells of one row that are kept.
    widest: u64,
    /// No quote is closed from here on: looked for once, and not by every row anew.
    unquoted: bool,
}

impl<'t> Rows<'t> {
    pub(super) fn new(text: &'t str, delimiter: u8, widest: u64) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, delimiter, at, widest, unquoted: false }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Where the line at hand ends.
    fn line_end(&self, from: usize) -> usize {
        let rest = self.text.as_bytes().get(from..).unwrap_or_default();
        memchr::memchr2(b'\n', b'\r', rest).map_or(self.text.len(), |found| from + found)
    }

    fn row(&mut self) -> Row<'t> {
        let start = self.at;
        let comment = self.byte(start) == Some(b'#');
        if comment {
            self.at += self.text.get(start..).map_or(0, |line| line.len() - line.trim_start_matches('#').len());
        }
        let mut cells = Vec::new();
        let mut unclosed = false;
        let mut unread: Option<(u64, usize)> = None;
        // A comment ends with its line, whatever its quotes say.
        let last = if comment { self.line_end(start) } else { self.text.len() };
        loop {
            let from = self.at;
            let (cell, end) = match self.quoted(from).filter(|(_, end)| *end <= last) {
                Some(found) => found,
                None => {
                    let opened = self.opens_quote(from);
                    unclosed |= opened;
                    self.bare(if opened { self.blank(from) + 1 } else { from })
                }
            };
            if (cells.len() as u64) < self.widest {
                cells.push(cell);
            } else if !cell.value.is_empty() {
                unread.get_or_insert((0, cell.range.start)).0 += 1;
            }
            self.at = end;
            if self.byte(end) != Some(self.delimiter) {
                break;
            }
            self.at += 1;
        }
        Row { cells, range: start..self.at, unclosed: unclosed && !comment, comment, unread }
    }

    fn opens_quote(&self, at: usize) -> bool {
        self.byte(self.blank(at)) == Some(b'"')
    }

    /// Past spaces before a cell.
    fn blank(&self, mut at: usize) -> usize {
        while self.byte(at) == Some(b' ') {
            at += 1;
        }
        at
    }

    /// The quoted cell that starts at `at`, and where it ends; `None` where it is not quoted or the quote never closes.
    fn quoted(&mut self, at: usize) -> Option<(Cell<'t>, usize)> {
        let open = self.blank(at);
        if self.unquoted || self.byte(open) != Some(b'"') {
            return None;
        }
        let inner = open + 1;
        let mut doubled = false;
        let mut from = inner;
        let close = loop {
            let rest = self.text.as_bytes().get(from..).unwrap_or_default();
            let Some(found) = memchr::memchr(b'"', rest) else {
                self.unquoted = true;
                return None;
            };
            let quote = from + found;
            if self.byte(quote + 1) != Some(b'"') {
                break quote;
            }
            doubled = true;
            from = quote + 2;
        };
        let mut end = close + 1;
        while self.byte(end).is_some_and(|byte| byte != self.delimiter && byte != b'\n' && byte != b'\r') {
            end += 1;
        }
        let raw = self.text.get(inner..close)?;
        if !self.text.get(close + 1..end)?.trim().is_empty() {
            // Words behind the quote: over several lines it is the opening quote of a later cell that was met, within one line
            // the words belong to the cell.
            return if raw.contains(['\n', '\r']) { None } else { Some(self.bare(at)) };
        }
        let value = if doubled { Cow::Owned(raw.replace("\"\"", "\"")) } else { Cow::Borrowed(raw) };
        Some((trimmed(value, inner..close), end))
    }

    fn bare(&self, at: usize) -> (Cell<'t>, usize) {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        let end = memchr::memchr3(self.delimiter, b'\n', b'\r', rest).map_or(self.text.len(), |found| at + found);
        let raw = self.text.get(at..end).unwrap_or_default();
        (trimmed(Cow::Borrowed(raw), at..end), end)
    }
}

impl<'t> Iterator for Rows<'t> {
    type Item = Row<'t>;

    fn next(&mut self) -> Option<Row<'t>> {
        loop {
            let end = self.line_end(self.at);
            let line = self.text.get(self.at..end)?;
            if self.at >= self.text.len() {
                return None;
            }
            if !line.trim().is_empty() {
                return Some(self.row());
            }
            self.at = end + 1;
        }
    }
}

impl<'t> Cell<'t> {
    /// A cell that is written as it is.
    pub(in crate::readers) fn new(value: Cow<'t, str>, range: Range<usize>) -> Self {
        Self { value, range, written: Written::Plain }
    }

    /// A cell that a string of JSON holds.
    pub(in crate::readers) fn of_json(text: json::Text<'t>) -> Self {
        let (range, value) = (text.range(0..text.as_str().len()), text.clone().into_value());
        Self { value, range, written: Written::Json(Rc::new(text)) }
    }

    /// Where a range of the value stands in the text.
    pub(super) fn place(&self, range: Range<usize>) -> Range<usize> {
        match &self.written {
            Written::Plain => self.range.start + range.start..self.range.start + range.end,
            Written::Doubled(quotes) => {
                let position = |at: usize| self.range.start + at + quotes.partition_point(|quote| *quote < at);
                position(range.start)..position(range.end)
            }
            Written::Json(text) => text.range(range),
        }
    }
}

fn trimmed(value: Cow<'_, str>, range: Range<usize>) -> Cell<'_> {
    let before = value.len() - value.trim_start().len();
    let after = value.len() - value.trim_end().len();
    if value.trim().is_empty() {
        return Cell::new(Cow::Borrowed(""), range.start..range.start);
    }
    let range = range.start + before..range.end - after;
    match value {
        Cow::Borrowed(text) => Cell::new(Cow::Borrowed(text.trim()), range),
        // Only a cell with doubled quotes is no part of the text.
        Cow::Owned(text) => {
            let value = text.trim().to_owned();
            let quotes = value.match_indices('"').map(|(at, _)| at).collect();
            Cell { value: Cow::Owned(value), range, written: Written::Doubled(quotes) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str, delimiter: u8) -> Vec<Vec<String>> {
        Rows::new(text, delimiter, 100)
            .filter(|row| !row.comment)
            .map(|row| row.cells.iter().map(|cell| cell.value.to_string()).collect())
            .collect()
    }

    #[test]
    fn every_cell_is_found_where_its_place_says() {
        let text = "\u{feff}a,b,c\r\n\r\n# note\r\n1, \"x,\"\"y\"\"\nz\" ,\"\"\n\"é\",,last";
        let mut all = Vec::new();
        for row in Rows::new(text, b',', 100).filter(|row| !row.comment) {
            for cell in row.cells {
                assert_eq!(text[cell.range.clone()].replace("\"\"", "\""), cell.value, "{:?}", cell.range);
                all.push(cell.value.into_owned());
            }
        }
        assert_eq!(all, ["a", "b", "c", "1", "x,\"y\"\nz", "", "é", "", "last"]);
    }

    #[test]
    fn a_part_of_a_cell_with_doubled_quotes_is_placed_by_itself() {
        let text = "\"say \"\"hi\"\" to example.com\",2";
        let row = Rows::new(text, b',', 100).next().unwrap();
        let cell = &row.cells[0];
        let at = cell.value.find("example.com").unwrap();
        assert_eq!(&text[cell.place(at..at + 11)], "example.com");
    }

    #[test]
    fn a_quote_that_never_closes_costs_its_row_alone() {
        let text = "a,b\n1,\"open\n2,two\n3,three\n";
        let rows: Vec<_> = Rows::new(text, b',', 100).collect();
        assert_eq!(rows.iter().map(|row| row.unclosed).collect::<Vec<_>>(), [false, true, false, false]);
        assert_eq!(rows[3].cells[1].value, "three");
    }

    #[test]
    fn words_behind_a_closing_quote_belong_to_the_cell() {
        assert_eq!(values("\"a.example\" (C2),x\n", b','), [["\"a.example\" (C2)", "x"]]);
    }

    #[test]
    fn a_quote_that_meets_the_opening_quote_of_a_later_row_swallows_no_rows() {
        let rows: Vec<_> = Rows::new("a,\"open\nb,two\nc,\"three\"\n", b',', 100).collect();
        assert_eq!(rows.len(), 3);
        assert!(rows[0].unclosed);
        assert_eq!((&*rows[0].cells[1].value, &*rows[2].cells[1].value), ("open", "three"));
    }

    #[test]
    fn cells_past_the_limit_are_counted() {
        let row = Rows::new("a,b,c,,d\n", b',', 2).next().unwrap();
        assert_eq!((row.cells.len(), row.unread), (2, Some((2, 4))));
    }

    #[test]
    fn rows_are_those_that_a_general_reader_of_such_tables_finds() {
        for text in ["a,b\n1,2\n", "a,b\r\n\"1\r\n1\",\"2\"\"\"\r\n", "x;y\n;\n", ",\n\"\",\"a,b\"", "one\n\n\ntwo,2\n"]
        {
            let delimiter = if text.contains(';') { b';' } else { b',' };
            let general: Vec<Vec<String>> = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .delimiter(delimiter)
                .from_reader(text.as_bytes())
                .records()
                .map(|record| record.unwrap().iter().map(str::to_owned).collect())
                .collect();
            assert_eq!(values(text, delimiter), general, "{text:?}");
        }
    }
}
