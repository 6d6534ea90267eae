//! Tables of indicators: cells between commas, semicolons, tabs or bars, with or without a header.
//!
//! A table says what its cells hold in its header ([`columns`]), in a row's own type ([`row_types`]) or not at all; then the form
//! of each cell decides ([`values`]). What a table calls benign is no evidence ([`verdict`]). Every cell is read, set aside or lost;
//! cells that only describe their row are counted by column.

mod bars;
mod cells;
pub(super) mod columns;
mod layout;
mod row_types;
mod rows;
#[cfg(test)]
mod tests;
mod values;
mod verdict;

use std::ops::Range;

use dunant_vocabulary::Span;

use crate::{Context, Reader, Reading, Source};
use layout::Layout;
use rows::{Lead, RowReading};

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

fn read_rows(
    text: &str,
    layout: Layout,
    place: &dyn Fn(Range<usize>) -> Span,
    context: &Context<'_>,
    reading: &mut Reading,
) {
    let Layout { style, header, lead, header_row } = layout;
    let mut table = RowReading::new(text, place, header, context, reading);
    let (mut number, mut rows_before) = (0, 0);
    for row in style.rows(text, context.limits.columns) {
        if row.comment && !table.is_disabled(&row) {
            table.lead(number, &row, Lead::Names);
        } else if rows_before < lead && !row.comment {
            if header_row != Some(rows_before) {
                table.lead(number, &row, Lead::All);
            }
            rows_before += 1;
        } else if let Some(header) = rows::new_header(&row) {
            table.header = header;
        } else {
            number += 1;
            table.row(number, &row);
        }
    }
    table.finish();
}
