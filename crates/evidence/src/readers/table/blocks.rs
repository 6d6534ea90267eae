//! Tables within prose: between bars, as Markdown and the pages of [`super::super::html`] have them, or in columns that blanks
//! align. One whose header names types or verdicts is read row by row; what only lists is left to prose.

use std::borrow::Cow;
use std::ops::Range;

use dunant_vocabulary::Span;

use super::bars::Bars;
use super::cells::{Cell, Row};
use super::columns::Column;
use super::inferred;
use super::layout::{Header, is_new_header};
use super::rows::RowReading;
use crate::{Context, Reading, Reason};

/// Reads the tables of `text` and gives the text without them: blanks where they were, so that every place stays.
pub(crate) fn read_tables<'t>(
    text: &'t str,
    place: &dyn Fn(Range<usize>) -> Span,
    context: &Context<'_>,
    reading: &mut Reading,
) -> Cow<'t, str> {
    let lines = memchr::memchr_iter(b'\n', text.as_bytes()).take(2).count();
    if lines < 2 {
        return Cow::Borrowed(text);
    }
    let mut walk = Walk { text, open: None, tables: Vec::new(), versions: Vec::new() };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        walk.line(line, at);
        at += line.len();
    }
    walk.end();
    let Walk { tables, versions, .. } = walk;
    if tables.is_empty() && versions.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut rest = text.as_bytes().to_vec();
    for range in versions {
        // The tables follow each other.
        let behind = tables.partition_point(|table| table.range.start <= range.start);
        let table = behind.checked_sub(1).and_then(|at| tables.get(at));
        if table.is_some_and(|table| table.range.contains(&range.start)) {
            continue;
        }
        let written = text.get(range.clone()).unwrap_or_default();
        reading.set_aside(Reason::NotATrace, written, place(range.clone()), "");
        blank(&mut rest, range);
    }
    for Open { header, rows, range, .. } in tables {
        let mut table = RowReading::new(text, place, header, context, reading);
        for (number, row) in (1..).zip(&rows) {
            table.row(number, row);
        }
        table.finish();
        blank(&mut rest, range);
    }
    String::from_utf8(rest).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Puts blanks where a range is, and leaves its line ends.
fn blank(text: &mut [u8], range: Range<usize>) {
    for byte in text.get_mut(range).unwrap_or_default() {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

struct Walk<'t> {
    text: &'t str,
    open: Option<Open<'t>>,
    tables: Vec<Open<'t>>,
    /// Cells of columns of versions that have the form of an address.
    versions: Vec<Range<usize>>,
}

/// A table whose rows are being seen.
struct Open<'t> {
    style: Style,
    header: Header,
    rows: Vec<Row<'t>>,
    range: Range<usize>,
    /// Whether it is to be read by its columns, and all its rows have them.
    fits: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Bars,
    Blanks,
}

/// Cells of a row; a wider one is left to prose.
const WIDEST: u64 = 1_000;

impl<'t> Walk<'t> {
    fn line(&mut self, line: &'t str, at: usize) {
        let bare = line.trim();
        let barred = bare.starts_with('|');
        if bare.is_empty() {
            // The rows of a page's table are apart.
            if self.open.as_ref().is_some_and(|open| open.style == Style::Blanks) {
                self.end();
            }
            return;
        }
        if barred && bare.chars().all(|c| "|-:=+ ".contains(c)) {
            return;
        }
        let row = if barred { Bars::of_line(self.text, line, at, WIDEST) } else { aligned(line, at) };
        let style = if barred { Style::Bars } else { Style::Blanks };
        let Some(row) = row.filter(|row| row.unread.is_none()) else { return self.end() };
        if self.open.as_ref().is_some_and(|open| open.style != style || is_new_header(&row, &open.header)) {
            self.end();
        }
        let end = at + line.len();
        let Some(open) = &mut self.open else {
            let cells: Vec<Cell<'t>> = row.cells.into_iter().filter(|cell| !cell.value.is_empty()).collect();
            let header = Header::of(&Row { cells, ..row });
            let tells = header.columns.iter().any(|column| matches!(column, Column::Type | Column::Verdict(_)));
            let holds = header.columns.iter().any(|column| column.names_evidence());
            // Two words apart in a text are no header.
            let known = header.columns.iter().filter(|column| **column != Column::Unknown).count();
            let fits = tells && holds && known >= 2 && header.columns.len() >= 2;
            let versions = header.names.len() >= 2 && header.names.iter().any(|name| Column::names_versions(name));
            if fits || style == Style::Bars || versions {
                self.open = Some(Open { style, header, rows: Vec::new(), range: at..end, fits });
            }
            return;
        };
        open.range.end = end;
        let row = fitted(row, open.header.columns.len());
        for (name, cell) in open.header.names.iter().zip(row.iter().flat_map(|row| &row.cells)) {
            if cell.value.parse::<std::net::Ipv4Addr>().is_ok() && Column::names_versions(name) {
                self.versions.push(cell.range.clone());
            }
        }
        if !open.fits {
            return;
        }
        match row {
            Some(row) => open.rows.push(row),
            // What is no row of it ends a table that blanks align, and leaves one between bars to prose.
            None if style == Style::Blanks => {
                open.range.end = at;
                self.end();
            }
            None => open.fits = false,
        }
    }

    fn end(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        if open.fits && !open.rows.is_empty() {
            let width = open.header.columns.len();
            inferred::types(&mut open.header, width, &open.rows);
            self.tables.push(open);
        }
    }
}

/// A row with as many cells as the header: blocks within the cells of a page are bars of their own, and every cell of it is drawn
/// with a bar on either side.
fn fitted<'t>(mut row: Row<'t>, width: usize) -> Option<Row<'t>> {
    if row.cells.len() == width {
        return Some(row);
    }
    if row.cells.iter().filter(|cell| !cell.value.is_empty()).count() == width {
        row.cells.retain(|cell| !cell.value.is_empty());
        return Some(row);
    }
    if row.cells.len() + 1 == width * 2 {
        row.cells = row.cells.into_iter().step_by(2).collect();
        return Some(row);
    }
    None
}

/// The cells of a line that two blanks or a tabulator part; `None` where there is one alone.
fn aligned(line: &str, start: usize) -> Option<Row<'_>> {
    let mut cells = Vec::new();
    let mut at = 0;
    let end = line.trim_end().len();
    while at < end {
        let rest = line.get(at..end)?;
        let from = at + (rest.len() - rest.trim_start().len());
        let rest = line.get(from..end)?;
        let length = ["  ", "\t"].iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
        if (cells.len() as u64) >= WIDEST {
            return None;
        }
        cells.push(Cell::new(rest.get(..length)?.into(), start + from..start + from + length));
        at = from + length;
    }
    let range = start..start + end;
    (cells.len() >= 2).then_some(Row { cells, range, unclosed: false, comment: false, unread: None })
}
