use std::collections::BTreeMap;

use super::super::whole_values;
use super::cells::{Row, Rows};
use super::columns::Column;

/// How a table is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// What stands between its cells.
    pub(super) delimiter: u8,
    /// What each column holds; empty where there is no header.
    pub(super) columns: Vec<Column>,
    /// Each column's name as written.
    pub(super) names: Vec<String>,
    /// Whether the first row is the header; it may also stand in a comment.
    pub(super) header_is_row: bool,
}

/// Rows looked at to tell the layout.
const SAMPLE: usize = 200;
/// Bytes looked at.
const HEAD: usize = 1 << 16;

impl Layout {
    /// The layout of `text`; `None` where it is not a table of indicators.
    pub(super) fn of(text: &str) -> Option<Self> {
        let head = head(text);
        let first = head.trim_start_matches('\u{feff}').trim_start();
        let lead = first.chars().next()?;
        // JSON, XML, and the tables of Markdown and AsciiDoc belong to other readers.
        if "{[<|%".contains(lead) || head.contains("\n|") {
            return None;
        }
        let layouts = [b',', b'\t', b';', b'|'].into_iter().filter_map(|delimiter| Self::with(delimiter, head));
        let mut best: Option<(Self, (bool, usize, usize))> = None;
        for (layout, score) in layouts {
            if best.as_ref().is_none_or(|(_, held)| score > *held) {
                best = Some((layout, score));
            }
        }
        best.map(|(layout, _)| layout)
    }

    /// The position of the column with this name.
    pub(super) fn named(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|held| held.eq_ignore_ascii_case(name))
    }

    /// The layout with this delimiter, and how well it fits: whether a header names indicators, rows alike in a thousand, width.
    fn with(delimiter: u8, head: &str) -> Option<(Self, (bool, usize, usize))> {
        let rows: Vec<Row<'_>> = Rows::new(head, delimiter).take(SAMPLE).collect();
        let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
        for row in &rows {
            *widths.entry(row.cells.len()).or_default() += 1;
        }
        let (width, alike) = widths.into_iter().max_by_key(|(_, count)| *count)?;
        let first = rows.first()?;
        let in_comment = header_in_comment(head, delimiter).filter(|names| names.len() == width);
        let (names, header_is_row) = match in_comment {
            Some(names) => (names, false),
            None if is_header(first) => (first.cells.iter().map(|cell| cell.value.to_string()).collect(), true),
            None => (Vec::new(), false),
        };
        let columns: Vec<Column> = names.iter().map(|name| Column::named(name)).collect();
        let named = columns.len() >= 2 && columns.iter().any(|column| column.names_indicators());
        let data = rows.get(usize::from(header_is_row)..).unwrap_or_default();
        if width.max(columns.len()) < 2 || rows.len() < 2 || data.is_empty() {
            return None;
        }
        let share = alike * 1000 / rows.len();
        let fitting = if named {
            // Free text in the last column may hold the delimiter.
            data.iter().filter(|row| row.cells.len() >= columns.len()).count() * 2 >= data.len()
        } else {
            share >= 800 && data.iter().filter(|row| holds_indicator(row)).count() * 2 >= data.len()
        };
        fitting.then_some((Self { delimiter, columns, names, header_is_row }, (named, share, width)))
    }
}

/// The beginning of the text, up to the end of a line.
fn head(text: &str) -> &str {
    if text.len() <= HEAD {
        return text;
    }
    let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or(text);
    head.rfind('\n').and_then(|end| head.get(..end)).unwrap_or(head)
}

/// A first row is a header when it names something and holds nothing: no trace, no number.
fn is_header(row: &Row<'_>) -> bool {
    let named = row.cells.iter().any(|cell| Column::named(&cell.value) != Column::Unknown);
    let bare = row.cells.iter().all(|cell| {
        whole_values::guess(&cell.value).is_none() && cell.value.len() <= 60 && cell.value.parse::<f64>().is_err()
    });
    named && bare
}

fn holds_indicator(row: &Row<'_>) -> bool {
    row.cells.iter().any(|cell| whole_values::guess(&cell.value).is_some())
}

/// The header of a feed that puts it into the last comment before its rows: `# "first_seen","dst_ip"`.
fn header_in_comment(head: &str, delimiter: u8) -> Option<Vec<String>> {
    let comments =
        head.trim_start_matches('\u{feff}').lines().take_while(|line| line.trim().is_empty() || line.starts_with('#'));
    let line = comments.last()?.trim_start_matches('#').trim_start();
    let row = Rows::new(line, delimiter).next()?;
    let names: Vec<String> = row.cells.iter().map(|cell| cell.value.to_string()).collect();
    names.iter().any(|name| Column::named(name).names_indicators()).then_some(names)
}
