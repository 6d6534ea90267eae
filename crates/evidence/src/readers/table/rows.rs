use std::collections::BTreeMap;
use std::ops::Range;

use dunant_vocabulary::{AttackIdKind, DateRange, Span};

use super::super::{whole_values, written_dates};
use super::cells::{Cell, Row};
use super::columns::Column;
use super::layout::{self, Header};
use super::row_types::RowType;
use super::{values, verdict};
use crate::prose::read_prose;
use crate::{Context, Mention, Observable, ObservableKind, Observed, Reading, Reason};

/// Reads the rows of one table, one after the other.
pub(super) struct RowReading<'a> {
    /// A byte range of the text as a span of the item.
    pub(super) place: &'a dyn Fn(Range<usize>) -> Span,
    pub(super) text: &'a str,
    pub(super) context: &'a Context<'a>,
    pub(super) header: Header,
    pub(super) reading: &'a mut Reading,
    /// Cells that hold words about the rows, counted by column.
    descriptions: BTreeMap<String, (u64, Span)>,
}

/// Where a value is, and when it was seen.
#[derive(Clone)]
struct Place<'p> {
    range: Range<usize>,
    path: &'p str,
    /// The name of its column.
    column: &'p str,
    when: Option<DateRange>,
}

impl<'a> RowReading<'a> {
    pub(super) fn new(
        text: &'a str,
        place: &'a dyn Fn(Range<usize>) -> Span,
        header: Header,
        context: &'a Context<'a>,
        reading: &'a mut Reading,
    ) -> Self {
        Self { place, text, context, header, reading, descriptions: BTreeMap::new() }
    }

    /// Says what the cells hold that are words about the rows: one entry a column, with the number of cells.
    pub(super) fn finish(self) {
        for (column, (count, span)) in self.descriptions {
            let what =
                if column.is_empty() { "cells without a heading".to_owned() } else { format!("column `{column}`") };
            self.reading.set_aside_values(count, Reason::Description, what, span, column);
        }
    }

    /// A title or a note above the header, or a comment between the rows: names are kept; where a list was published is no trace.
    pub(super) fn lead(&mut self, number: usize, row: &Row<'_>, kept: Lead) {
        let path = format!("row[{number}]");
        let start = row.range.start;
        let text = self.text.get(row.range.clone()).unwrap_or_default();
        let (place, context) = (self.place, self.context);
        let before = self.reading.observations().len();
        read_prose(text, &|range| place(start + range.start..start + range.end), &path, context, self.reading);
        if kept == Lead::Names {
            let is_name = |added: &crate::Observation| !matches!(added.observed, Observed::Observable(_));
            self.reading.set_aside_since(before, Reason::Citation, is_name);
        }
    }

    /// Whether a comment is a row that somebody has switched off: as wide as the table, with a value in it.
    pub(super) fn is_disabled(&self, row: &Row<'_>) -> bool {
        row.cells.len() >= 2
            && row.cells.len() == self.header.columns.len()
            && row.cells.iter().any(|cell| whole_values::guess(&cell.value).is_some())
    }

    /// A row of data, the `number`th.
    pub(super) fn row(&mut self, number: usize, row: &Row<'_>) {
        let of = |wanted: Column| {
            let at = self.header.columns.iter().position(|column| *column == wanted)?;
            row.cells.get(at).filter(|cell| !values::is_open(&cell.value))
        };
        let id = of(Column::Id).map(|cell| cell.value.to_string());
        let when = self.when(row);
        let kind = self.kind(row);
        let span = (self.place)(row.range.clone());
        self.reading.record("row", id.as_deref(), span);
        if row.unclosed {
            let help = "close it, or double it where it belongs to the cell";
            self.reading.lose("a quote is opened and not closed", Some(span), Some(help));
        }
        if let Some((count, from)) = row.unread {
            let limit = self.context.limits.columns;
            let span = (self.place)(from..row.range.end);
            let what = format!("{count} cells of row {number} are past the limit `columns` ({limit})");
            self.reading.lose_values(count, what, Some(span), Some("raise it with `--limit columns=N`"));
        }
        let aside = self.verdict(row).or_else(|| row.comment.then_some(Reason::Disabled));
        let last = self.header.columns.len().saturating_sub(1);
        for (at, cell) in row.cells.iter().enumerate() {
            if values::is_open(&cell.value) {
                continue;
            }
            // A row of one cell is no row of this table, but what a broken quote has left of one.
            let column =
                self.header.columns.get(at).copied().filter(|_| row.cells.len() > 1).unwrap_or(Column::Unknown);
            let name = self.header.names.get(at).cloned().unwrap_or_default();
            let path =
                if name.is_empty() { format!("row[{number}][{}]", at + 1) } else { format!("row[{number}].{name}") };
            let place = Place { range: cell.place(self.text, 0..cell.value.len()), path: &path, column: &name, when };
            if let Some(reason) = aside {
                self.beside(column, reason, cell, &place);
                continue;
            }
            // Free text in the last column may hold the delimiter: what is behind it is of the same text.
            if at == last && column == Column::Prose && row.cells.len() > last + 1 {
                self.rest_of_row(cell, row, &place);
                break;
            }
            self.read(column, kind.as_ref(), cell, &place);
        }
    }

    /// The row's first date that can be read.
    fn when(&self, row: &Row<'_>) -> Option<DateRange> {
        let columns = self.header.columns.iter().zip(&row.cells);
        columns.filter(|(column, _)| **column == Column::When).find_map(|(_, cell)| written_dates::parse(&cell.value))
    }

    /// What the row says that its value is.
    fn kind(&self, row: &Row<'_>) -> Option<RowType> {
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).map(|cell| &*cell.value);
        let category = cell(self.header.position("category")).unwrap_or_default();
        let types = self.header.columns.iter().enumerate().filter(|(_, column)| **column == Column::Type);
        let mut known = types.filter_map(|(at, _)| cell(Some(at))).map(|value| RowType::named(value, category));
        let named = known.find(|kind| *kind != RowType::Unknown);
        // Some tables call the type a category.
        named.or_else(|| Some(RowType::named(category, "")).filter(|kind| *kind != RowType::Unknown))
    }

    /// Why the row says of itself that it is no evidence.
    fn verdict(&self, row: &Row<'_>) -> Option<Reason> {
        row.cells.iter().enumerate().find_map(|(at, cell)| match self.header.columns.get(at)? {
            _ if cell.value.is_empty() => None,
            Column::Verdict(kind) => verdict::of(*kind, &cell.value),
            Column::Prose | Column::Unknown | Column::Type | Column::Description => verdict::of_any_cell(&cell.value),
            _ => None,
        })
    }

    /// A cell of a row that says of itself that it is no evidence.
    fn beside(&mut self, column: Column, reason: Reason, cell: &Cell<'_>, place: &Place<'_>) {
        match column {
            Column::When | Column::Id | Column::Type | Column::Description | Column::Verdict(_) => {
                self.describe(&cell.value, place);
            }
            Column::Prose => self.aside(reason, &cell.value, place),
            column => {
                let before = self.reading.observations().len();
                self.read(column, None, cell, place);
                self.reading.set_aside_since(before, reason, |_| false);
            }
        }
    }

    /// The last cell and what is behind it, as one text.
    fn rest_of_row(&mut self, cell: &Cell<'_>, row: &Row<'_>, place: &Place<'_>) {
        let range = cell.range.start..row.range.end;
        let text = self.text.get(range.clone()).unwrap_or_default();
        let whole = Cell { value: text.into(), range: range.clone() };
        self.prose(&whole, &Place { range, ..place.clone() });
    }

    fn read(&mut self, column: Column, kind: Option<&RowType>, cell: &Cell<'_>, place: &Place<'_>) {
        match (column, kind) {
            (Column::Value, Some(RowType::Parts(parts))) if parts.len() == 1 => {
                let part = parts.first().copied().unwrap_or(Column::Unknown);
                // Named as one, a file's name is one, whatever it looks like.
                if part == Column::Trace(ObservableKind::FileName) {
                    self.trace(ObservableKind::FileName, &cell.value, place);
                } else {
                    self.cell(part, cell, 0..cell.value.len(), place);
                }
            }
            (Column::Value, Some(RowType::Parts(parts))) => self.parts(parts, cell, place),
            _ => self.cell(column, cell, 0..cell.value.len(), place),
        }
    }

    /// A value whose row says what its parts between `|` are.
    fn parts(&mut self, columns: &[Column], cell: &Cell<'_>, place: &Place<'_>) {
        let mut at = 0;
        let count = cell.value.split('|').count();
        for (index, value) in cell.value.split('|').enumerate() {
            let within = at..at + value.len();
            at = within.end + 1;
            if value.trim().is_empty() {
                continue;
            }
            // A value alone is of the first kind; more parts than the type has are read by their form.
            let column = columns.get(index).copied().unwrap_or(Column::Unknown);
            let place = Place { range: cell.place(self.text, within.clone()), ..place.clone() };
            match column {
                Column::Trace(ObservableKind::FileName) if count > 1 => {
                    self.trace(ObservableKind::FileName, value, &place)
                }
                column => self.cell(column, cell, within, &place),
            }
        }
    }

    fn cell(&mut self, column: Column, cell: &Cell<'_>, within: Range<usize>, place: &Place<'_>) {
        let value = cell.value.get(within.clone()).unwrap_or_default();
        match column {
            Column::When | Column::Id | Column::Type | Column::Description | Column::Verdict(_) => {
                self.describe(value, place);
            }
            Column::Aside(reason) => self.named_aside(reason, value, place),
            Column::Prose => self.prose(cell, place),
            Column::Software => self.mentions(Observed::Software, cell, within, place),
            Column::Actor => self.mentions(Observed::ActorClaim, cell, within, place),
            Column::Technique => self.techniques(cell, within, place),
            Column::Trace(ObservableKind::FileName) => self.file(value, cell, place),
            Column::Trace(ObservableKind::DomainName) if self.is_own_machine(place.column, value) => {
                self.aside(Reason::Own, value, place);
            }
            Column::Trace(_) | Column::Hash | Column::File | Column::Cve => match values::of(column, value) {
                Some(observed) => self.observe(observed, place),
                None => self.each(column, cell, within, place),
            },
            Column::Value => match values::by_form(value).or_else(|| values::identified(value)) {
                Some(observed) => self.observe(observed, place),
                None => self.several(cell, within, place, Otherwise::Lost),
            },
            Column::Unknown => match values::by_form(value) {
                Some(observed) => self.observe(observed, place),
                None => self.several(cell, within, place, Otherwise::Description),
            },
        }
    }

    /// Each value of a cell that holds several. Words beside them are no values; a cell of which nothing is read is a loss.
    fn each(&mut self, column: Column, cell: &Cell<'_>, within: Range<usize>, place: &Place<'_>) {
        let value = cell.value.get(within.clone()).unwrap_or_default();
        let (mut unread, mut words): (Vec<(&str, Place<'_>)>, u64) = (Vec::new(), 0);
        let mut found = false;
        for part in parts_of(value) {
            let range = cell.place(self.text, within.start + part.start..within.start + part.end);
            let place = Place { range, ..place.clone() };
            let part = value.get(part).unwrap_or_default();
            if let Some(observed) = values::of(column, part) {
                self.observe(observed, &place);
                found = true;
            } else if column == Column::Trace(ObservableKind::DomainName) && is_machine(part) {
                self.aside(Reason::Own, part, &place);
                found = true;
            } else if values::may_be_value(part) {
                unread.push((part, place));
            } else {
                words += u64::from(Column::named(part) == Column::Unknown && part.chars().any(char::is_alphanumeric));
            }
        }
        if !found {
            let shown = shorten(value);
            let span = (self.place)(place.range.clone());
            self.reading.lose(format!("`{shown}` in {} is not what its column says", place.path), Some(span), None);
            return;
        }
        for (part, place) in unread {
            let span = (self.place)(place.range.clone());
            self.reading.lose(
                format!("`{}` in {} was not read as anything", shorten(part), place.path),
                Some(span),
                None,
            );
        }
        if words > 0 {
            self.count(place);
        }
    }

    /// A cell that is no single value by its form: several of them, or prose.
    fn several(&mut self, cell: &Cell<'_>, within: Range<usize>, place: &Place<'_>, otherwise: Otherwise) {
        let value = cell.value.get(within.clone()).unwrap_or_default();
        let ranges = parts_of(value);
        let read: Vec<_> = ranges.iter().filter_map(|part| values::by_form(value.get(part.clone())?)).collect();
        if !read.is_empty() && read.len() == ranges.len() {
            for (observed, part) in read.into_iter().zip(ranges) {
                let range = cell.place(self.text, within.start + part.start..within.start + part.end);
                self.observe(observed, &Place { range, ..place.clone() });
            }
            return;
        }
        if otherwise == Otherwise::Description {
            return self.prose(cell, place);
        }
        let span = (self.place)(place.range.clone());
        let (read_cell, context) = (cell.clone(), self.context);
        let (text, spans) = (self.text, self.place);
        self.reading.account(value, span, place.path, |reading| {
            let spot = |range: Range<usize>| spans(read_cell.place(text, range));
            read_prose(&read_cell.value, &spot, place.path, context, reading);
        });
    }

    /// Prose; where nothing is found in it, it describes the row, unless it is one word that may be a value.
    fn prose(&mut self, cell: &Cell<'_>, place: &Place<'_>) {
        let (text, spans) = (self.text, self.place);
        let spot = |range: Range<usize>| spans(cell.place(text, range));
        let (before, observed) = (self.reading.tally(), self.reading.observations().len());
        read_prose(&cell.value, &spot, place.path, self.context, self.reading);
        if self.header.is_log(place.column) {
            self.links(cell, place, observed);
        }
        if self.reading.tally() != before {
            return;
        }
        let value = cell.value.trim();
        if !value.contains(char::is_whitespace) && values::may_be_value(value) && value.parse::<f64>().is_err() {
            let span = (self.place)(place.range.clone());
            self.reading.account(value, span, place.path, |_| {});
        } else {
            self.count(place);
        }
    }

    /// The links of a log's line: nobody cites a source there, what was called was called.
    fn links(&mut self, cell: &Cell<'_>, place: &Place<'_>, before: usize) {
        let mut at = 0;
        for word in cell.value.split([' ', '\t', '\n', '"', '\'', '<', '>', '(', ')', '|', '=']) {
            let range = cell.place(self.text, at..at + word.len());
            at += word.len() + 1;
            let Some(link) = word.contains("://").then(|| whole_values::parse(ObservableKind::Url, word)).flatten()
            else {
                continue;
            };
            let observed = Observed::Observable(link);
            if self.reading.observations().iter().skip(before).all(|held| held.observed != observed) {
                self.observe(observed, &Place { range, ..place.clone() });
            }
        }
    }

    /// Techniques by identifier, by identifier and name, or by name.
    fn techniques(&mut self, cell: &Cell<'_>, within: Range<usize>, place: &Place<'_>) {
        let value = cell.value.get(within.clone()).unwrap_or_default();
        let mut at = within.start;
        for part in value.split([',', ';', '|', '\n']) {
            let range = cell.place(self.text, at..at + part.len());
            at += part.len() + 1;
            if part.trim().is_empty() {
                continue;
            }
            let place = Place { range, ..place.clone() };
            match values::identified(part) {
                Some(observed) => self.observe(observed, &place),
                None if values::identifier(part).is_some() => self.count(&place),
                None if part.split_whitespace().count() <= 8 && part.contains(char::is_alphabetic) => {
                    self.observe(Observed::Technique(Mention::named(folded(part))), &place);
                }
                None => self.aside(Reason::Description, part, &place),
            }
        }
    }

    /// Names of programs or actors; where the cell says more than names, it is read as prose.
    fn mentions(
        &mut self,
        observed: fn(Mention) -> Observed,
        cell: &Cell<'_>,
        within: Range<usize>,
        place: &Place<'_>,
    ) {
        let value = cell.value.get(within.clone()).unwrap_or_default();
        let is_name = |name: &str| name.chars().count() <= 60 && name.split_whitespace().count() <= 6;
        if !value.split([',', ';', '|', '\n']).all(is_name) {
            return self.prose(cell, place);
        }
        let mut at = within.start;
        for part in value.split([',', ';', '|', '\n']) {
            let range = cell.place(self.text, at..at + part.len());
            at += part.len() + 1;
            if values::is_open(part.trim()) {
                continue;
            }
            let place = Place { range, ..place.clone() };
            match values::identifier(part) {
                Some((id, _)) if id.kind() == AttackIdKind::Tactic => self.count(&place),
                Some(_) => values::identified(part).into_iter().for_each(|observed| self.observe(observed, &place)),
                None => self.observe(observed(Mention::named(folded(part))), &place),
            }
        }
    }

    /// A file's name, a path, or words about a file: `heron.exe [first stage]`, `unpacked heron.exe`.
    fn file(&mut self, value: &str, cell: &Cell<'_>, place: &Place<'_>) {
        const ABOUT_A_FILE: [&str; 4] = ["unpacked ", "decrypted ", "dropped ", "extracted "];
        if let Some(observed) = values::of(Column::Hash, value) {
            return self.observe(observed, place);
        }
        let noted = value.ends_with([']', ')']);
        let name = value.split(['[', '(']).next().filter(|name| noted && !name.is_empty()).unwrap_or(value).trim_end();
        let end = place.range.start + name.len();
        let place = Place { range: place.range.start..end.min(place.range.end), ..place.clone() };
        if whole_values::is_absolute_path(name) || name.contains('\\') {
            return self.trace(ObservableKind::FilePath, name, &place);
        }
        let lower = name.to_lowercase();
        let several = name.split([',', ';', '\n']).filter(|part| whole_values::is_file_name(part.trim())).count() > 1;
        let is_name = !name.contains(char::is_whitespace) || whole_values::is_file_name(name);
        if several {
            return self.several(cell, 0..cell.value.len(), &place, Otherwise::Description);
        }
        if is_name && !ABOUT_A_FILE.iter().any(|words| lower.starts_with(words)) {
            return self.trace(ObservableKind::FileName, name, &place);
        }
        self.prose(cell, &place);
    }

    /// A value that is named and is no evidence for `reason`. What a link's column holds and is no link is read by its form: a
    /// column `source` may hold addresses.
    fn named_aside(&mut self, reason: Reason, value: &str, place: &Place<'_>) {
        let is_address = |observed: &Observed| {
            matches!(observed, Observed::Observable(o)
                if matches!(o.kind(), ObservableKind::Ipv4Addr | ObservableKind::Ipv6Addr | ObservableKind::FileHash(_)))
        };
        match values::by_form(value).filter(is_address) {
            Some(observed) if reason == Reason::Citation => self.observe(observed, place),
            None if reason == Reason::Citation && !values::may_be_value(value) => self.count(place),
            _ => self.aside(reason, value, place),
        }
    }

    /// Whether the name of a host is the victim's own: one without a domain, or any in the host column of a timeline.
    fn is_own_machine(&self, column: &str, value: &str) -> bool {
        let host_column =
            ["host", "hostname", "hosts", "computer"].iter().any(|name| column.eq_ignore_ascii_case(name));
        is_internal(value) || host_column && self.header.is_timeline()
    }

    fn trace(&mut self, kind: ObservableKind, value: &str, place: &Place<'_>) {
        let span = (self.place)(place.range.clone());
        self.reading.account(value, span, place.path, |reading| {
            if let Ok(observable) = Observable::parse(kind, value) {
                reading.observe_at(Observed::Observable(observable), span, place.path, place.when);
            }
        });
    }

    fn observe(&mut self, observed: Observed, place: &Place<'_>) {
        let span = (self.place)(place.range.clone());
        self.reading.observe_at(observed, span, place.path, place.when);
    }

    fn aside(&mut self, reason: Reason, value: &str, place: &Place<'_>) {
        let span = (self.place)(place.range.clone());
        self.reading.set_aside(reason, value.trim(), span, place.path);
    }

    /// A cell that describes its row. Where it has the form of a trace all the same, it is named.
    fn describe(&mut self, value: &str, place: &Place<'_>) {
        if values::may_be_value(value) && whole_values::guess(value).is_some() {
            return self.aside(Reason::Description, value, place);
        }
        self.count(place);
    }

    /// Counts a cell that holds words about its row.
    fn count(&mut self, place: &Place<'_>) {
        if let Some((count, _)) = self.descriptions.get_mut(place.column) {
            *count += 1;
        } else {
            let span = (self.place)(place.range.clone());
            self.descriptions.insert(place.column.to_owned(), (1, span));
        }
    }
}

/// What becomes of a line above or between the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    /// All that it names is read.
    All,
    /// Names are read; traces are set aside.
    Names,
}

/// What becomes of a cell in which nothing is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Otherwise {
    /// It is a loss.
    Lost,
    /// It describes the row.
    Description,
}

/// Where the values of a cell that holds several are: between white space, commas, semicolons and bars, without quotes, brackets
/// and labels around them.
fn parts_of(value: &str) -> Vec<Range<usize>> {
    const AROUND: [char; 8] = ['"', '\'', '`', '(', ')', '<', '>', ','];
    let mut parts = Vec::new();
    let mut at = 0;
    for part in value.split([' ', '\t', '\n', '\r', ',', ';', '|']) {
        let start = at + (part.len() - part.trim_start_matches(AROUND).len());
        let bare = part.trim_matches(AROUND).trim_end_matches(':');
        // A defanged dot keeps its bracket: `example(.)com)`.
        let balanced = bare.matches('(').count() >= bare.matches(')').count();
        if !bare.is_empty()
            && balanced
            && bare.chars().any(char::is_alphanumeric)
            && (bare.len() > 12 || Column::named(bare) == Column::Unknown)
        {
            parts.push(start..start + bare.len());
        }
        at += part.len() + 1;
    }
    parts
}

/// Whether `name` names a machine within one network: it has no domain, or one that no registry sells.
fn is_internal(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.len() <= 63 && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    let name = name.trim().trim_end_matches('.');
    match name.rsplit_once('.') {
        None => is_label(name) && (name.len() <= 24),
        Some((_, top)) => {
            name.split('.').all(is_label)
                && ["local", "lan", "internal", "intranet", "corp", "home", "localdomain", "ad"]
                    .iter()
                    .any(|own| top.eq_ignore_ascii_case(own))
                && crate::Observable::guess(name).is_none()
        }
    }
}

/// Whether a word among others names such a machine: `WS-117`, `mail.corp`.
fn is_machine(word: &str) -> bool {
    is_internal(word) && word.contains(|c: char| c == '.' || c.is_ascii_digit()) && word.contains(char::is_alphabetic)
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first 60 characters of a value, for a message.
fn shorten(value: &str) -> String {
    value.chars().take(60).collect()
}

/// Whether a row within the table starts other columns.
pub(super) fn new_header(row: &Row<'_>) -> Option<Header> {
    layout::is_new_header(row).then(|| Header::of(row))
}
