//! Tables of indicators: cells between commas, semicolons, tabs or bars, with or without a header.
//!
//! A table says what its cells hold in its header ([`columns`]), in a row's own type ([`row_types`]) or not at all; then the form
//! of each cell decides ([`values`]). What a table calls benign is no evidence, and what it calls not found is denied
//! ([`crate::verdict`]). Every cell is read, set aside or lost; cells that only describe their row are counted by column.

mod bars;
mod blocks;
mod cell;
mod cells;
mod closed;
pub(super) mod columns;
mod incidents;
mod inferred;
mod labels;
mod layout;
mod listing;
mod names;
mod parts;
mod placed;
mod row_types;
mod rows;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_listings;
#[cfg(test)]
mod tests_of_rows;
#[cfg(test)]
mod tests_of_surroundings;
mod transposed;
mod values;
mod within;

use std::borrow::Cow;
use std::ops::Range;

use dunant_vocabulary::Span;

use crate::prose::is_about_a_case;
use crate::{Context, Reader, Reading, Source};
pub(crate) use blocks::read_tables;
pub(super) use cells::{Cell, Row};
pub(super) use incidents::{Census, Incidents};
pub(super) use layout::Header;
use layout::{Layout, Style};
pub(super) use parts::parts_of;
use rows::Lead;
pub(super) use rows::RowReading;
pub(super) use values::{by_form, is_like_a_value};
pub(crate) use within::Judged;

/// Reads tables.
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
        read_rows(text, layout, &|range| source.span(range.start, range.end), context, reading);
    }
}

/// The cells of at most `most` rows of a delimited text.
pub(super) fn delimited(text: &str, delimiter: u8, most: usize) -> impl Iterator<Item = Vec<Cow<'_, str>>> {
    const WIDEST: u64 = 100;
    cells::Rows::new(text, delimiter, WIDEST)
        .take(most)
        .map(|row| row.cells.into_iter().map(|cell| cell.value).collect())
}

fn read_rows(
    text: &str,
    layout: Layout,
    place: &dyn Fn(Range<usize>) -> Span,
    context: &Context<'_>,
    reading: &mut Reading,
) {
    if let Some(known) = incidents::of(text, &layout, context.limits.columns) {
        let span = place(0..text.len());
        return known.set_aside(span, reading);
    }
    let Layout { style, header, lead, header_row } = layout;
    if header_row.is_none()
        && let Some((header, rows)) = transposed::of(text, style, context.limits.columns)
    {
        let mut table = RowReading::new(text, place, header, context, reading).alone();
        for (number, row) in (1..).zip(&rows) {
            table.row(number, row);
        }
        return table.finish();
    }
    let table = RowReading::new(text, place, header, context, reading);
    // Around a table of bars there may be a report.
    let mut table = if matches!(style, Style::Bars) && is_about_a_case(text) { table } else { table.alone() };
    let (mut number, mut rows_before) = (0, 0);
    for row in style.rows(text, context.limits.columns) {
        if row.comment && !table.is_disabled(&row) {
            table.lead(number, &row, Lead::Names);
        } else if rows_before < lead && !row.comment {
            if header_row != Some(rows_before) {
                table.lead(number, &row, Lead::All);
            }
            rows_before += 1;
        } else if layout::is_new_header(&row, &table.header) {
            table.header = Header::of(&row);
        } else {
            number += 1;
            table.row(number, &row);
        }
    }
    table.finish();
}
