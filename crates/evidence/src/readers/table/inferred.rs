//! Columns whose name says nothing and whose cells say what they are.

use super::cells::Row;
use super::columns::Column;
use super::layout::Header;
use super::row_types::RowType;
use super::values;

/// Names a column of types where its cells are types of traces, whatever its heading, and the column of their values where no
/// heading names one. A table without a header gets the two columns alone.
pub(super) fn types(header: &mut Header, width: usize, rows: &[Row<'_>]) {
    let column = |header: &Header, at: usize| header.columns.get(at).copied().unwrap_or(Column::Unknown);
    let cells = |at: usize| {
        rows.iter().filter_map(move |row| row.cells.get(at)).map(|cell| &*cell.value).filter(|value| !value.is_empty())
    };
    let mut found = header.columns.iter().position(|column| *column == Column::Type);
    if found.is_none() {
        found = (0..width.min(LOOKED_AT)).find(|at| {
            let (all, types) = cells(*at).fold((0_usize, 0_usize), |(all, types), cell| {
                (all + 1, types + usize::from(values::by_form(cell).is_none() && names_a_trace(cell)))
            });
            let free = matches!(column(header, *at), Column::Unknown | Column::Description);
            free && all >= 2 && types * 5 >= all * 4
        });
        let Some(at) = found else { return };
        set(header, at, Column::Type, width);
    }
    let has_values = header.columns.iter().any(|column| *column == Column::Value || column.names_indicators());
    if has_values {
        return;
    }
    let share = |at: usize| {
        let (all, read) = cells(at).fold((0_usize, 0_usize), |(all, read), cell| {
            (all + 1, read + usize::from(values::by_form(cell).is_some()))
        });
        (read * 1000).checked_div(all).unwrap_or(0)
    };
    let best = (0..width.min(LOOKED_AT))
        .filter(|at| Some(*at) != found && column(header, *at) == Column::Unknown)
        .map(|at| (share(at), std::cmp::Reverse(at)))
        .max();
    if let Some((1.., std::cmp::Reverse(at))) = best {
        set(header, at, Column::Value, width);
    }
}

/// Columns that are looked at.
const LOOKED_AT: usize = 64;

fn set(header: &mut Header, at: usize, column: Column, width: usize) {
    if header.columns.len() <= at {
        header.columns.resize(width.max(at + 1), Column::Unknown);
        header.names.resize(width.max(at + 1), String::new());
    }
    if let Some(held) = header.columns.get_mut(at) {
        *held = column;
    }
}

/// Whether a row's type is one of traces: a hash, a domain, a mutex.
fn names_a_trace(cell: &str) -> bool {
    let RowType::Parts(parts) = RowType::named(cell, "") else { return false };
    parts.iter().any(|part| matches!(part, Column::Trace(_) | Column::Hash | Column::File | Column::Cve))
}
