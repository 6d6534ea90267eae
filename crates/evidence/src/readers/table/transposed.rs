//! Tables that lie on their side: the headings are the first cell of each row.

use std::collections::HashSet;

use super::cells::Row;
use super::columns::Column;
use super::layout::{Header, Style};

/// Rows of such a table at most; a longer one is no form that somebody filled in.
const MOST: usize = 60;

/// The header and the rows of a table whose first column names what the cells beside it hold: each name once, most of them known,
/// and among them a verdict, a date or words, or several columns of values. Two columns of types and values are no such table.
pub(super) fn of<'t>(text: &'t str, style: Style, widest: u64) -> Option<(Header, Vec<Row<'t>>)> {
    let lines: Vec<Row<'t>> = style.rows(text, widest).filter(|row| !row.comment).take(MOST + 1).collect();
    if !(2..=MOST).contains(&lines.len()) {
        return None;
    }
    let names: Vec<String> =
        lines.iter().filter_map(|row| row.cells.first()).map(|cell| cell.value.to_string()).collect();
    let header = Header::named(names);
    let known = header.columns.iter().filter(|column| **column != Column::Unknown).count();
    let distinct: HashSet<String> = header.names.iter().map(|name| name.to_lowercase()).collect();
    let width = lines.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let about = header
        .columns
        .iter()
        .any(|column| matches!(column, Column::Verdict(_) | Column::When | Column::Prose | Column::Id));
    let is_one = header.columns.iter().any(|column| column.names_evidence())
        && known * 5 >= lines.len() * 4
        && distinct.len() == lines.len()
        && width >= 2
        && (width >= 3 || about);
    if !is_one {
        return None;
    }
    let rows = (1..width).map(|at| {
        let cells: Vec<_> = lines.iter().map(|row| row.cells.get(at).cloned()).collect();
        let range = cells.iter().flatten().find(|cell| !cell.value.is_empty()).map(|cell| cell.range.clone());
        let empty = || super::cells::Cell::new("".into(), 0..0);
        Row {
            cells: cells.into_iter().map(|cell| cell.unwrap_or_else(empty)).collect(),
            range: range.unwrap_or_default(),
            unclosed: false,
            comment: false,
            unread: None,
        }
    });
    let rows = rows.filter(|row| row.cells.iter().any(|cell| !cell.value.is_empty())).collect();
    Some((header, rows))
}
