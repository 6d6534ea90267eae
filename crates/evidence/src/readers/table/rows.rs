use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use dunant_vocabulary::{DateRange, Span};

use super::super::{whole_values, written_dates};
use super::cells::{Cell, Row};
use super::closed;
use super::columns::Column;
use super::labels::{describes, is_label};
use super::layout::Header;
use super::listing::Listing;
use super::placed;
use super::row_types::RowType;
use super::values;
use crate::bearing::FAMILIES;
use crate::prose::{Stand, is_about_a_case, is_framed, read_prose, strongest};
use crate::reading::Mark;
use crate::surroundings::{is_a_title_of_a_case, is_called_apart, tells_of_a_case};
use crate::verdict::{self, Said, Verdict};
use crate::{Bearing, Context, Observed, Reading, Reason};

/// Reads the rows of one table, one after the other. An object of JSON is read as a row is: its names are the header.
pub(in crate::readers) struct RowReading<'a> {
    /// A byte range of the text as a span of the item.
    pub(super) place: &'a dyn Fn(Range<usize>) -> Span,
    pub(super) text: &'a str,
    pub(super) context: &'a Context<'a>,
    pub(in crate::readers) header: Header,
    pub(in crate::readers) reading: &'a mut Reading,
    /// What a title or an enclosing object says of all rows.
    pub(in crate::readers) block: Said,
    /// Whether a title, a comment or a parent says that what the rows list is of no case.
    pub(in crate::readers) framed: bool,
    /// Where the reading was before the first row, and whether a row of words has taken all of them back.
    start: Mark,
    disowned: bool,
    /// Whether the table is all that there is: no report around it tells of a case.
    alone: bool,
    /// The time that an enclosing object gives.
    pub(in crate::readers) when: Option<DateRange>,
    /// Cells that hold words about the rows, counted by column.
    descriptions: BTreeMap<String, (u64, Span)>,
    /// Words of verdicts that no list holds, by column, with the number of rows.
    unknown: BTreeMap<(String, String), (u64, Span)>,
    /// What words were found to say; a table has few.
    said: HashMap<(Verdict, String), Said>,
}

/// Where a value is, and when it was seen.
#[derive(Clone)]
pub(super) struct Place<'p> {
    pub(super) range: Range<usize>,
    pub(super) path: &'p str,
    /// The name of its column.
    pub(super) column: &'p str,
    pub(super) when: Option<DateRange>,
}

/// What becomes of a line above or between the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    /// All that it names is read.
    All,
    /// Names are read; traces are set aside.
    Names,
}

/// Verdicts that are remembered.
const REMEMBERED: usize = 1_000;

impl<'a> RowReading<'a> {
    pub(in crate::readers) fn new(
        text: &'a str,
        place: &'a dyn Fn(Range<usize>) -> Span,
        header: Header,
        context: &'a Context<'a>,
        reading: &'a mut Reading,
    ) -> Self {
        let start = reading.mark();
        Self {
            place,
            text,
            context,
            header,
            start,
            disowned: false,
            reading,
            block: Said::Evidence,
            framed: false,
            alone: false,
            when: None,
            descriptions: BTreeMap::new(),
            unknown: BTreeMap::new(),
            said: HashMap::new(),
        }
    }

    /// The same of a table that no report is around.
    pub(super) fn alone(self) -> Self {
        Self { alone: true, ..self }
    }

    /// Says what the cells hold that are words about the rows: one entry a column, with the number of cells; and which verdicts
    /// are not known.
    pub(in crate::readers) fn finish(self) {
        if self.disowned {
            self.reading.lower_names_since(&self.start);
        }
        for (column, (count, span)) in self.descriptions {
            let what =
                if column.is_empty() { "cells without a heading".to_owned() } else { format!("column `{column}`") };
            self.reading.set_aside_values(count, Reason::Description, what, span, column);
        }
        for ((column, word), (count, span)) in self.unknown {
            let rows = if count == 1 { "one row was".to_owned() } else { format!("{count} rows were") };
            self.reading.lose_values(
                count,
                format!("`{word}` in column `{column}` is no verdict that is known; {rows} read all the same"),
                Some(span),
                Some("where it means harmless or not found, write `benign` or `not found` there and pass that too"),
            );
        }
    }

    /// A title or a note above the header, or a comment between the rows: names are kept; where a list was published is no trace.
    pub(super) fn lead(&mut self, number: usize, row: &Row<'_>, kept: Lead) {
        let path = format!("row[{number}]");
        self.title(row);
        let start = row.range.start;
        let text = self.text.get(row.range.clone()).unwrap_or_default();
        // A line of two words is a row: `Heron: no`.
        let words = text.split_whitespace().count();
        let is_title = text.starts_with('#') || words > 2 || words == 2 && !text.contains(':');
        self.framed |= is_title && !self.is_a_title_of_a_case(text);
        self.alone &= !is_about_a_case(text);
        let (place, context) = (self.place, self.context);
        let before = self.reading.observations().len();
        read_prose(text, &|range| place(start + range.start..start + range.end), &path, context, self.reading);
        if kept == Lead::Names {
            let is_name = |added: &crate::Observation| !matches!(added.observed, Observed::Observable(_));
            self.reading.set_aside_since(before, Reason::Citation, is_name);
        }
    }

    /// Takes note of a title, which may say of all that follows that it is harmless or was not found. Says whether the row is one.
    fn title(&mut self, row: &Row<'_>) -> bool {
        let mut cells = row.cells.iter().map(|cell| cell.value.trim()).filter(|value| !value.is_empty());
        let Some(words) = cells.next().filter(|_| cells.next().is_none()) else { return false };
        let words = words.trim_start_matches('#').trim();
        let said = verdict::of_heading(words);
        // Another title ends what one said; a name alone is a row of which one cell is filled.
        let is_title =
            !row.comment && (words.contains(' ') || words.ends_with(':')) && values::by_form(words).is_none();
        if said != Said::Evidence || is_title {
            self.block = said;
        }
        said != Said::Evidence
    }

    /// Whether a title, or a row of words alone, is made of words of a case, or is of a report on one around the table.
    fn is_a_title_of_a_case(&self, words: &str) -> bool {
        let names = self.context.lexicon;
        let is_a_name = |word: &str| names.find(word).next().is_some();
        let tells = || !self.alone || tells_of_a_case(words) || is_about_a_case(words);
        matches!(strongest(words), Bearing::Stated | Bearing::Listed)
            && (is_a_title_of_a_case(words, is_a_name)
                || tells() && !is_framed(words, Stand::Above) && !is_called_apart(words))
    }

    /// The words of a row that holds nothing else: a note above, below or between the rows speaks of all of them.
    fn note<'r>(&self, row: &'r Row<'_>) -> Option<&'r str> {
        let mut cells = row.cells.iter().map(|cell| cell.value.trim()).filter(|value| !value.is_empty());
        let words = cells.next().filter(|_| cells.next().is_none() && self.header.columns.len() > 1)?;
        (words.contains(' ') && whole_values::guess(words).is_none() && values::by_form(words).is_none())
            .then_some(words)
    }

    /// Whether a comment is a row that somebody has switched off: as wide as the table, with a value in it.
    pub(super) fn is_disabled(&self, row: &Row<'_>) -> bool {
        row.cells.len() >= 2
            && row.cells.len() == self.header.columns.len()
            && row.cells.iter().any(|cell| whole_values::guess(&cell.value).is_some())
    }

    /// A row of data, the `number`th.
    pub(super) fn row(&mut self, number: usize, row: &Row<'_>) {
        if self.note(row).is_some_and(|words| !self.is_a_title_of_a_case(words)) {
            self.disowned = true;
        }
        if self.header.columns.len() > 1 && self.title(row) {
            return self.lead(number, row, Lead::All);
        }
        self.row_at(&format!("row[{number}]"), "row", row);
        if row.unclosed {
            let help = "close it, or double it where it belongs to the cell";
            let span = (self.place)(row.range.clone());
            self.reading.lose("a quote is opened and not closed", Some(span), Some(help));
        }
        if let Some((count, from)) = row.unread {
            let limit = self.context.limits.columns;
            let span = (self.place)(from..row.range.end);
            let what = format!("{count} cells of row {number} are past the limit `columns` ({limit})");
            self.reading.lose_values(count, what, Some(span), Some("raise it with `--limit columns=N`"));
        }
    }

    /// A row at `base`, its place in the format's own terms; `record` is what the format calls it. Gives what the row says of
    /// itself.
    pub(in crate::readers) fn row_at(&mut self, base: &str, record: &str, row: &Row<'_>) -> Said {
        let of = |wanted: Column| {
            let at = self.header.columns.iter().position(|column| *column == wanted)?;
            row.cells.get(at).filter(|cell| !values::is_open(&cell.value))
        };
        let id = of(Column::Id).map(|cell| cell.value.to_string());
        let when = self.when(row).or(self.when);
        let kind = self.kind(row);
        let span = (self.place)(row.range.clone());
        self.reading.record(record, id.as_deref(), span);
        let said = self.said(row).stronger(self.block);
        let (aside, bearing) = match said.consequence() {
            Some((reason, bearing)) => (reason, bearing),
            None => (row.comment.then_some(Reason::Disabled), Bearing::Stated),
        };
        let is_own = aside == Some(Reason::Own);
        let aside = aside.filter(|_| !is_own);
        let mark = self.reading.mark();
        // Where the names of the programs stand that the row's own columns give.
        let mut named: Vec<Range<usize>> = Vec::new();
        let mut labelled: Vec<Range<usize>> = Vec::new();
        let last = self.header.columns.len().saturating_sub(1);
        for (at, cell) in row.cells.iter().enumerate() {
            if values::is_open(&cell.value) {
                continue;
            }
            // A row of one cell is no row of this table, but what a broken quote has left of one.
            let single = row.cells.len() == 1 && self.header.columns.len() > 1;
            let column = self.header.columns.get(at).copied().filter(|_| !single).unwrap_or(Column::Unknown);
            let name = self.header.names.get(at).cloned().unwrap_or_default();
            let path = match (name.as_str(), base) {
                ("", _) => format!("{base}[{}]", at + 1),
                (name, "") => name.to_owned(),
                (name, base) => format!("{base}.{name}"),
            };
            let place = Place { range: cell.place(0..cell.value.len()), path: &path, column: &name, when };
            if self.is_unknown_verdict(column, cell, &place) {
                continue;
            }
            if let Some(reason) = aside {
                self.beside(column, reason, cell, &place);
                continue;
            }
            // Free text in the last column may hold the delimiter: what is behind it is of the same text.
            if at == last && column == Column::Prose && row.cells.len() > last + 1 {
                self.rest_of_row(cell, row, &place);
                break;
            }
            let before = self.reading.observations().len();
            self.read(column, kind.as_ref(), cell, &place);
            let added = before..self.reading.observations().len();
            let is_label = || is_label(&cell.value, self.reading.observations().get(before..).unwrap_or_default());
            if column == Column::Software {
                named.push(added);
            } else if column == Column::Prose && describes(&name) && is_label() {
                labelled.push(added.clone());
                named.push(added);
            }
        }
        // A row of a trace and a label ties the two as a column for families does.
        let is_trace = |one: &crate::Observation| one.bearing.is_stated() && one.observed.is_trace();
        if self.reading.observed_since(&mark).iter().any(is_trace) {
            self.reading.affirm_names_in(&labelled);
        }
        if !self.is_answered(row) && !self.names_own_machine(row) {
            self.reading.list_families_in(&named, FAMILIES);
        }
        if self.alone && self.header.lists_programs() {
            self.reading.list_families_in(&named, 0);
        }
        if self.alone && !self.names_own_machine(row) && !placed::is_placed(&self.header, row) {
            self.reading.list_families_in(&named, 0);
        }
        if self.framed || !closed::is_closed(&self.header, row, self.reading.observed_since(&mark)) {
            self.reading.lower_names_since(&mark);
        }
        if bearing != Bearing::Stated {
            self.reading.bear_since(&mark, bearing);
        } else if !matches!(said, Said::Evidence | Said::Own) || !self.is_answered(row) {
            self.reading.list_names_since(&mark);
        }
        if is_own {
            let is_evidence = |added: &crate::Observation| !verdict::sets_aside(Reason::Own, &added.observed);
            self.reading.set_aside_observed_since(&mark, Reason::Own, is_evidence);
        }
        said
    }

    /// The row's first date that can be read.
    pub(in crate::readers) fn when(&self, row: &Row<'_>) -> Option<DateRange> {
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

    /// What the row says of itself.
    fn said(&mut self, row: &Row<'_>) -> Said {
        let header = std::mem::take(&mut self.header);
        let said = said_of(&header, row, &mut |kind, value| self.of(kind, value));
        self.header = header;
        said
    }

    /// Whether a column asks of the rows what was found, and this row has an answer.
    fn is_answered(&self, row: &Row<'_>) -> bool {
        let columns = self.header.columns.iter().zip(&row.cells);
        // Whether a row still counts is no answer to what was found.
        let asks = |column: &Column| {
            matches!(column, Column::Verdict(kind) if !matches!(kind, Verdict::DisabledWhenFalse
                | Verdict::RevokedWhenTrue | Verdict::WithdrawnWhenTrue | Verdict::GoneWhenTrue))
        };
        columns.filter(|(column, _)| asks(column)).any(|(_, cell)| !values::is_open(&cell.value))
    }

    fn of(&mut self, kind: Verdict, value: &str) -> Said {
        const LONGEST: usize = 100;
        if value.len() > LONGEST {
            return verdict::of(kind, value);
        }
        if let Some(said) = self.said.get(&(kind, value.to_owned())) {
            return *said;
        }
        let said = verdict::of(kind, value);
        if self.said.len() < REMEMBERED {
            self.said.insert((kind, value.to_owned()), said);
        }
        said
    }

    /// Counts a cell that is a verdict of which no list knows what it says; [`RowReading::finish`] says the loss.
    fn is_unknown_verdict(&mut self, column: Column, cell: &Cell<'_>, place: &Place<'_>) -> bool {
        let Column::Verdict(kind) = column else { return false };
        if self.of(kind, &cell.value) != Said::Unknown || values::by_form(&cell.value).is_some() {
            return false;
        }
        // A column of results may name what was found.
        let (before, mark) = (self.reading.tally(), self.reading.mark());
        let spans = self.place;
        read_prose(&cell.value, &|range| spans(cell.place(range)), place.path, self.context, self.reading);
        if self.reading.tally() != before {
            if kind == Verdict::Found {
                self.reading.affirm_since(&mark);
            }
            return true;
        }
        let span = (self.place)(place.range.clone());
        let word: String = cell.value.chars().take(60).collect();
        self.unknown.entry((place.column.to_owned(), word)).or_insert((0, span)).0 += 1;
        true
    }

    /// A cell of a row that says of itself that it is no evidence.
    fn beside(&mut self, column: Column, reason: Reason, cell: &Cell<'_>, place: &Place<'_>) {
        match column {
            Column::When | Column::Id | Column::Type | Column::Description | Column::Verdict(_) => {
                self.describe(&cell.value, place);
            }
            // A name so called is denied, and shown as such.
            Column::Software | Column::Actor | Column::Technique => self.read(column, None, cell, place),
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
        let whole = Cell::new(text.into(), range.clone());
        self.prose(&whole, &Place { range, ..place.clone() });
    }

    pub(super) fn observe(&mut self, observed: Observed, place: &Place<'_>) {
        let span = (self.place)(place.range.clone());
        self.reading.observe_at(observed, span, place.path, place.when);
    }

    pub(super) fn aside(&mut self, reason: Reason, value: &str, place: &Place<'_>) {
        let span = (self.place)(place.range.clone());
        self.reading.set_aside(reason, value.trim(), span, place.path);
    }

    /// A cell that describes its row. Where it holds a trace all the same, it is named.
    pub(super) fn describe(&mut self, value: &str, place: &Place<'_>) {
        if super::parts::holds_trace(value) {
            return self.aside(Reason::Description, value, place);
        }
        self.count(place);
    }

    /// Counts a cell that holds words about its row.
    pub(super) fn count(&mut self, place: &Place<'_>) {
        if let Some((count, _)) = self.descriptions.get_mut(place.column) {
            *count += 1;
        } else {
            let span = (self.place)(place.range.clone());
            self.descriptions.insert(place.column.to_owned(), (1, span));
        }
    }
}

/// What a row under `header` says of itself: the strongest of its cells. `of` tells what a verdict's cell says.
pub(super) fn said_of(header: &Header, row: &Row<'_>, of: &mut dyn FnMut(Verdict, &str) -> Said) -> Said {
    let names_only = !header.columns.iter().any(|column| column.names_indicators());
    // MISP exports `to_ids` with every attribute: it says whether to search for the value automatically, and takes nothing back.
    let is_of_misp = header.position("to_ids").is_some() && header.position("event_id").is_some();
    let mut listing = None;
    let mut said = Said::Evidence;
    for at in 0..header.columns.len().max(row.cells.len()) {
        let column = header.columns.get(at).copied().unwrap_or(Column::Unknown);
        // A cell that is missing at the row's end is empty.
        let value = row.cells.get(at).map_or("", |cell| &*cell.value);
        let this = match column {
            // A row of one cell has no verdict of its own.
            Column::Verdict(_) if row.cells.len() < 2 && header.columns.len() > 1 => continue,
            Column::Verdict(Verdict::Count) if !names_only => continue,
            Column::Verdict(Verdict::DisabledWhenFalse) if is_of_misp && header.position("to_ids") == Some(at) => {
                continue;
            }
            Column::Verdict(kind) if !value.is_empty() || kind == Verdict::Found => {
                let removed = kind == Verdict::Word && verdict::is_removed(value);
                let said = if removed { Said::Withdrawn } else { of(kind, value) };
                // Most rows take nothing back, and need not be told from others.
                match said {
                    Said::Withdrawn | Said::Disabled | Said::Harmless => {
                        listing.get_or_insert_with(|| Listing::of(header)).said(kind, said, value)
                    }
                    said => said,
                }
            }
            // How many machines it was found on.
            Column::Aside(Reason::Own) if value == "0" => Said::Absent,
            Column::Prose | Column::Unknown | Column::Type | Column::Description if !value.is_empty() => {
                verdict::of_any_cell(value)
            }
            _ => continue,
        };
        said = said.stronger(this);
    }
    said
}
