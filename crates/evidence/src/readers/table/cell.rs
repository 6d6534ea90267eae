//! What one cell of a table holds, by its column.

use std::ops::Range;

use super::super::whole_values;
use super::cells::{Cell, Row};
use super::columns::Column;
use super::parts::{is_internal, is_machine, parts_of};
use super::row_types::RowType;
use super::rows::{Place, RowReading};
use super::values;
use crate::prose::{Genre, read_prose_of};
use crate::verdict::Verdict;
use crate::{Observable, ObservableKind, Observed, Reason};

/// What becomes of a cell in which nothing is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Otherwise {
    /// It is a loss.
    Lost,
    /// It describes the row.
    Description,
}

impl RowReading<'_> {
    pub(super) fn read(&mut self, column: Column, kind: Option<&RowType>, cell: &Cell<'_>, place: &Place<'_>) {
        match (column, kind) {
            (Column::Value, Some(RowType::Parts(parts))) if parts.len() == 1 => {
                let part = parts.first().copied().unwrap_or(Column::Unknown);
                match part {
                    // `a.exe|275a02…` under `filename`: no name has a bar in it.
                    Column::Trace(ObservableKind::FileName) if values::is_name_and_hash(&cell.value) => {
                        self.parts(&[part, Column::Hash], cell, place);
                    }
                    // Named as one, a file's name is one, whatever it looks like.
                    Column::Trace(ObservableKind::FileName) => self.file_names(&cell.value, cell, place),
                    // A trace of a program, and not its name.
                    Column::Software | Column::Actor if whole_values::guess(&cell.value).is_some() => {
                        self.cell(Column::Value, cell, 0..cell.value.len(), place);
                    }
                    part => self.cell(part, cell, 0..cell.value.len(), place),
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
            let place = Place { range: cell.place(within.clone()), ..place.clone() };
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
        let names_md5 = || self.header.names.iter().any(|name| crate::prose::names_algorithm(name, 32));
        match values::hashes_in_parts(column, value, names_md5()) {
            None => {}
            Some(Ok(hashes)) => {
                return hashes.into_iter().for_each(|hash| self.observe(Observed::Observable(hash), place));
            }
            Some(Err(())) => {
                let what =
                    format!("`{}` in {} may be one hash that its cell breaks, or several", shorten(value), place.path);
                let span = (self.place)(place.range.clone());
                return self.reading.lose(what, Some(span), Some("give each hash whole, on one line of its cell"));
            }
        }
        if let Some(said) = values::said_by_name(column, place.column, value) {
            return match said {
                Ok(trace) => self.observe(Observed::Observable(trace), place),
                Err(reason) => self.aside(reason, value, place),
            };
        }
        match column {
            Column::Verdict(Verdict::Detection) => self.cell(Column::Unknown, cell, within, place),
            // `"malicious": ["203.0.113.7"]` names what was found, and says nothing of a row.
            Column::Verdict(Verdict::HarmlessWhenFalse | Verdict::Found) if values::is_trace(value) => {
                self.cell(Column::Unknown, cell, within, place);
            }
            // What a sensor calls the protocol, and no service of Windows.
            Column::Trace(ObservableKind::WindowsService) if values::is_of_protocols(value) => self.count(place),
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
            // The path of a request, without its host.
            Column::Trace(ObservableKind::Url) if value.starts_with('/') && !value.starts_with("//") => {
                self.aside(Reason::Description, value, place);
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
            let range = cell.place(within.start + part.start..within.start + part.end);
            let place = Place { range, ..place.clone() };
            let (head, tail) = (value.get(..part.start).unwrap_or_default(), value.get(part.end..).unwrap_or_default());
            let part = value.get(part).unwrap_or_default();
            let is_of_hashes =
                matches!(column, Column::Hash | Column::File | Column::Trace(ObservableKind::FileHash(_)));
            if let Some(said) = values::labelled_hash(head, part, tail).filter(|_| is_of_hashes) {
                match said {
                    Ok(hash) => self.observe(Observed::Observable(hash), &place),
                    Err(reason) => self.aside(reason, part, &place),
                }
                found = true;
            } else if let Some(observed) = values::of(column, part) {
                self.observe(observed, &place);
                found = true;
            } else if column == Column::Trace(ObservableKind::DomainName) && is_machine(part) {
                self.aside(Reason::Own, part, &place);
                found = true;
            } else if values::may_be_value(part) && !values::is_quantity(part) {
                unread.push((part, place));
            } else {
                words += u64::from(Column::named(part) == Column::Unknown && part.chars().any(char::is_alphanumeric));
            }
        }
        if !found {
            let shown = shorten(value);
            let span = (self.place)(place.range.clone());
            let help = "correct the value or its type, and pass that too";
            self.reading.lose(
                format!("`{shown}` in {} is not what its column says", place.path),
                Some(span),
                Some(help),
            );
            return;
        }
        for (part, place) in unread {
            let span = (self.place)(place.range.clone());
            self.reading.lose(
                format!("`{}` in {} was not read as anything", shorten(part), place.path),
                Some(span),
                Some("where it is a trace, give it with its type, such as `domain,example.org`"),
            );
        }
        if words > 0 {
            self.count(place);
        }
    }

    /// A cell that is no single value by its form: several of them, or prose.
    pub(super) fn several(&mut self, cell: &Cell<'_>, within: Range<usize>, place: &Place<'_>, otherwise: Otherwise) {
        let value = cell.value.get(within.clone()).unwrap_or_default();
        let ranges = parts_of(value);
        let read: Vec<_> = ranges.iter().filter_map(|part| values::by_form(value.get(part.clone())?)).collect();
        // `imphash: …` has the digits of an MD5, and prose knows its label.
        let is_labelled = ranges.iter().any(|part| {
            let (head, tail) = (value.get(..part.start), value.get(part.end..));
            let part = value.get(part.clone()).unwrap_or_default();
            values::labelled_hash(head.unwrap_or_default(), part, tail.unwrap_or_default()).is_some()
        });
        if !read.is_empty() && read.len() == ranges.len() && !is_labelled {
            for (observed, part) in read.into_iter().zip(ranges) {
                let range = cell.place(within.start + part.start..within.start + part.end);
                self.observe(observed, &Place { range, ..place.clone() });
            }
            return;
        }
        if otherwise == Otherwise::Description {
            return self.prose(cell, place);
        }
        let span = (self.place)(place.range.clone());
        let mark = self.reading.mark();
        let (context, spans) = (self.context, self.place);
        self.reading.account(value, span, place.path, |reading| {
            let spot = |range: Range<usize>| spans(cell.place(range));
            read_prose_of(Genre::Report, &cell.value, &spot, place.path, context, reading);
        });
        // One outcome of a cell is not one of each of its values.
        let covered = self.reading.covered_since(&mark);
        for part in ranges {
            let whole = cell.place(within.start + part.start..within.start + part.end);
            let (span, part) = ((self.place)(whole), value.get(part).unwrap_or_default());
            let said = values::by_form(part).is_some_and(|observed| self.reading.was_seen(&observed));
            if !said && values::is_like_a_value(part) && !covered.touches(&span) {
                self.reading.account(part, span, place.path, |_| {});
            }
        }
    }

    /// Prose; where nothing is found in it, it describes the row, unless it is one word that may be a value.
    pub(super) fn prose(&mut self, cell: &Cell<'_>, place: &Place<'_>) {
        let spans = self.place;
        let spot = |range: Range<usize>| spans(cell.place(range));
        let before = self.reading.tally();
        // Nobody cites a source in a log: what was called was called.
        let genre = if self.header.is_log(place.column) { Genre::Indicators } else { Genre::Report };
        read_prose_of(genre, &cell.value, &spot, place.path, self.context, self.reading);
        if self.reading.tally() != before {
            return;
        }
        let value = cell.value.trim();
        if !value.contains(char::is_whitespace) && values::may_be_value(value) && !values::is_quantity(value) {
            let span = (self.place)(place.range.clone());
            self.reading.account(value, span, place.path, |_| {});
        } else {
            self.count(place);
        }
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
        is_internal(value) || is_host_column(column) && self.header.is_timeline()
    }

    /// Whether a row is of a machine of the victim's: what it names was found there.
    pub(super) fn names_own_machine(&self, row: &Row<'_>) -> bool {
        let cells = self.header.columns.iter().zip(&self.header.names).zip(&row.cells);
        cells.filter(|(_, cell)| !values::is_open(&cell.value)).any(|((column, name), cell)| match column {
            Column::Trace(ObservableKind::DomainName) => {
                is_host_column(name) && self.is_own_machine(name, cell.value.trim())
            }
            Column::Aside(Reason::Own) => is_machine_column(name) && !cell.value.trim().is_empty(),
            _ => false,
        })
    }

    pub(super) fn trace(&mut self, kind: ObservableKind, value: &str, place: &Place<'_>) {
        let span = (self.place)(place.range.clone());
        self.reading.account(value, span, place.path, |reading| {
            if let Ok(observable) = Observable::parse(kind, value) {
                reading.observe_at(Observed::Observable(observable), span, place.path, place.when);
            }
        });
    }
}

/// Whether a column is called that of a host.
fn is_host_column(name: &str) -> bool {
    ["host", "hostname", "hosts", "hostnames", "host name", "host_name", "computer"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether a column of the victim's own is called that of a machine, and not that of a person or of an organisation.
fn is_machine_column(name: &str) -> bool {
    #[rustfmt::skip]
    const MACHINES: &[&str] = &[
        "computer", "workstation", "device", "endpoint", "machine", "asset", "host", "system", "主机", "ホスト", "호스트",
    ];
    let bare = crate::verdict::folded(name);
    MACHINES.iter().any(|machine| bare.contains(machine))
}

/// The first 60 characters of a value, for a message.
fn shorten(value: &str) -> String {
    value.chars().take(60).collect()
}
