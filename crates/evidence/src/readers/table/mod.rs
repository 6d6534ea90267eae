mod cells;
pub(super) mod columns;
mod layout;
#[cfg(test)]
mod tests;

use std::ops::Range;

use dunant_vocabulary::{AttackId, AttackIdKind, CveId, DateRange};

use super::{whole_values, written_dates};
use crate::prose::read_prose;
use crate::{Context, HashAlgorithm, Mention, Observable, ObservableKind, Observed, Reader, Reading, Source};
use cells::{Cell, Row, Rows};
use columns::{Column, RowType};
use layout::Layout;

/// Tables of indicators: cells between commas, semicolons, tabs or bars, with or without a header.
pub(super) struct Table;

impl Reader for Table {
    fn format(&self) -> &'static str {
        "table"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.text().and_then(Layout::of).is_some()
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let Some(text) = source.text() else { return };
        let Some(layout) = Layout::of(text) else { return };
        let mut rows = Rows::new(text, layout.delimiter);
        if layout.header_is_row {
            rows.next();
        }
        let mut table = RowReading { source, text, context, layout, unread: 0, reading };
        for (index, row) in rows.enumerate() {
            table.row(index + 1, &row);
        }
        let unread = table.unread;
        if unread > LISTED {
            reading.lose(format!("{} more cells are not what their column says", unread - LISTED), None, None);
        }
    }
}

/// Cells that are not what their column says are listed up to this number.
const LISTED: usize = 10;

struct RowReading<'a> {
    source: &'a Source<'a>,
    text: &'a str,
    context: &'a Context<'a>,
    layout: Layout,
    unread: usize,
    reading: &'a mut Reading,
}

/// Where a value stands, and when it was seen.
struct Place<'p> {
    range: Range<usize>,
    path: &'p str,
    when: Option<DateRange>,
}

impl RowReading<'_> {
    fn row(&mut self, number: usize, row: &Row<'_>) {
        let of = |wanted: Column| {
            let at = self.layout.columns.iter().position(|column| *column == wanted)?;
            row.cells.get(at).filter(|cell| !is_empty(&cell.value))
        };
        let id = of(Column::Id).map(|cell| cell.value.to_string());
        let when = of(Column::When).and_then(|cell| written_dates::parse(&cell.value));
        let kind = of(Column::Type).map(|cell| {
            let category = self.layout.named("category").and_then(|at| row.cells.get(at));
            RowType::named(&cell.value, category.map_or("", |cell| &cell.value))
        });
        self.reading.record("row", id.as_deref(), self.source.span(row.range.start, row.range.end));
        if row.unclosed {
            let span = self.source.span(row.range.start, row.range.end);
            let help = "close it, or double it where it belongs to the cell";
            self.reading.lose("a quote is opened and not closed", Some(span), Some(help));
        }
        for (at, cell) in row.cells.iter().enumerate() {
            if is_empty(&cell.value) {
                continue;
            }
            let column = self.layout.columns.get(at).copied().unwrap_or(Column::Unknown);
            let path = match self.layout.names.get(at) {
                Some(name) if !name.is_empty() => format!("row[{number}].{name}"),
                _ => format!("row[{number}][{}]", at + 1),
            };
            match (column, &kind) {
                (Column::Value, Some(RowType::Nothing)) => {}
                (Column::Value, Some(RowType::Parts(parts))) => self.parts(parts, cell, &path, when),
                _ => self.cell(column, cell, 0..cell.value.len(), &path, when),
            }
        }
    }

    /// A value whose row says what it is, or what its parts between `|` are.
    fn parts(&mut self, columns: &[Column], cell: &Cell<'_>, path: &str, when: Option<DateRange>) {
        let values: Vec<&str> = if columns.len() == 1 { vec![&*cell.value] } else { cell.value.split('|').collect() };
        let mut at = 0;
        for (column, value) in columns.iter().zip(values) {
            match column {
                // Named as one, a file's name is one, whatever it looks like.
                Column::Trace(ObservableKind::FileName) => {
                    let range = cell.place(self.text, at..at + value.len());
                    self.trace(ObservableKind::FileName, value, &Place { range, path, when });
                }
                column => self.cell(*column, cell, at..at + value.len(), path, when),
            }
            at += value.len() + 1;
        }
    }

    fn cell(&mut self, column: Column, cell: &Cell<'_>, within: Range<usize>, path: &str, when: Option<DateRange>) {
        let value = cell.value.get(within.clone()).unwrap_or_default();
        let place = Place { range: cell.place(self.text, within.clone()), path, when };
        match column {
            Column::Nothing | Column::When | Column::Id | Column::Type => {}
            Column::Prose => self.prose(cell, path),
            Column::Software => self.mention(Observed::Software, value, cell, &place),
            Column::Actor => self.mention(Observed::ActorClaim, value, cell, &place),
            Column::Trace(ObservableKind::FileName) => self.file(value, cell, &place),
            Column::Trace(kind) => match whole_values::parse(kind, value) {
                Some(observable) => self.observe(Observed::Observable(observable), &place),
                None => {
                    self.each(cell, within, &place, |part| whole_values::parse(kind, part).map(Observed::Observable))
                }
            },
            Column::Hash => self.each(cell, within, &place, |part| hash(part).map(Observed::Observable)),
            Column::Cve => {
                self.each(cell, within, &place, |part| part.parse::<CveId>().ok().map(Observed::Vulnerability))
            }
            Column::Technique => self.each(cell, within, &place, |part| {
                let id = part.parse::<AttackId>().ok().filter(|id| id.kind() == AttackIdKind::Technique)?;
                Some(Observed::Technique(Mention::identified(id)))
            }),
            Column::Value | Column::Unknown => match by_form(value) {
                Some(observed) => self.observe(observed, &place),
                None if value.contains(char::is_whitespace) => self.prose(cell, path),
                None => {}
            },
        }
    }

    /// Each value of a cell that holds several; where none can be read, the cell is a loss.
    fn each(
        &mut self,
        cell: &Cell<'_>,
        within: Range<usize>,
        place: &Place<'_>,
        read: impl Fn(&str) -> Option<Observed>,
    ) {
        let value = cell.value.get(within.clone()).unwrap_or_default();
        let mut found = false;
        let mut at = within.start;
        for part in value.split([' ', '\t', '\n', '\r', ',', ';', '|']) {
            if let Some(observed) = read(part) {
                let range = cell.place(self.text, at..at + part.len());
                self.observe(observed, &Place { range, path: place.path, when: place.when });
                found = true;
            }
            at += part.len() + 1;
        }
        if !found {
            self.unread += 1;
            if self.unread <= LISTED {
                let shown: String = value.chars().take(60).collect();
                let span = self.source.span(place.range.start, place.range.end);
                let what = format!("`{shown}` in {} is not what its column says", place.path);
                self.reading.lose(what, Some(span), None);
            }
        }
    }

    /// A file's name, a path, or words about a file: `heron.exe [first stage]`, `unpacked heron.exe`.
    fn file(&mut self, value: &str, cell: &Cell<'_>, place: &Place<'_>) {
        const ABOUT_A_FILE: [&str; 4] = ["unpacked ", "decrypted ", "dropped ", "extracted "];
        let noted = value.ends_with([']', ')']);
        let name = value.split(['[', '(']).next().filter(|name| noted && !name.is_empty()).unwrap_or(value).trim_end();
        let range = place.range.start..cell.place(self.text, 0..name.len()).end.min(place.range.end);
        let place = Place { range, path: place.path, when: place.when };
        if whole_values::is_absolute_path(name) || name.contains('\\') {
            return self.trace(ObservableKind::FilePath, name, &place);
        }
        let lower = name.to_lowercase();
        let is_name = !name.contains(char::is_whitespace) || whole_values::is_file_name(name);
        if is_name && !ABOUT_A_FILE.iter().any(|words| lower.starts_with(words)) {
            return self.trace(ObservableKind::FileName, name, &place);
        }
        self.prose(cell, place.path);
    }

    fn trace(&mut self, kind: ObservableKind, value: &str, place: &Place<'_>) {
        if let Ok(observable) = Observable::parse(kind, value) {
            self.observe(Observed::Observable(observable), place);
        }
    }

    /// A name; where the cell says more than a name, it is read as prose.
    fn mention(&mut self, observed: fn(Mention) -> Observed, value: &str, cell: &Cell<'_>, place: &Place<'_>) {
        let name = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.chars().count() > 60 || name.split(' ').count() > 6 {
            return self.prose(cell, place.path);
        }
        let mention = match name.parse::<AttackId>() {
            Ok(id) => Mention::identified(id),
            Err(_) => Mention::named(name),
        };
        self.observe(observed(mention), place);
    }

    fn prose(&mut self, cell: &Cell<'_>, path: &str) {
        let (source, text) = (self.source, self.text);
        let place = |range: Range<usize>| {
            let range = cell.place(text, range);
            source.span(range.start, range.end)
        };
        read_prose(&cell.value, &place, path, self.context, self.reading);
    }

    fn observe(&mut self, observed: Observed, place: &Place<'_>) {
        let span = self.source.span(place.range.start, place.range.end);
        self.reading.observe_at(observed, span, place.path, place.when);
    }
}

/// What a value is by its form alone.
fn by_form(value: &str) -> Option<Observed> {
    if let Some(observable) =
        whole_values::guess(value).or_else(|| whole_values::guess(whole_values::without_port(value)))
    {
        return Some(Observed::Observable(observable));
    }
    if let Ok(cve) = value.parse::<CveId>() {
        return Some(Observed::Vulnerability(cve));
    }
    let kind = if whole_values::is_file_name(value) {
        ObservableKind::FileName
    } else if whole_values::is_absolute_path(value) {
        ObservableKind::FilePath
    } else {
        return None;
    };
    Observable::parse(kind, value).ok().map(Observed::Observable)
}

fn hash(text: &str) -> Option<Observable> {
    Observable::guess(text)
        .filter(|observable| matches!(observable.kind(), ObservableKind::FileHash(_)))
        .or_else(|| Observable::parse(ObservableKind::FileHash(HashAlgorithm::Ssdeep), text).ok())
}

/// Whether a cell is left open, in one of the ways in which people leave one open.
fn is_empty(value: &str) -> bool {
    matches!(
        value.to_ascii_lowercase().as_str(),
        "" | "-" | "--" | "n/a" | "na" | "none" | "null" | "nil" | "unknown" | "tbd" | "?" | "nan" | "n.a."
    )
}
