//! Cells that reach over several rows or columns, so that those beside them stay in their columns.

use std::collections::BTreeMap;
use std::ops::Range;

use super::page::Tag;
use super::text::SourcedText;

/// Where the row of a table is, and what reaches down into it. Of a table within a cell nothing is followed.
#[derive(Debug)]
pub(super) struct Spans {
    /// Tables within each other.
    depth: u32,
    /// Whether a row is open, and the column of its next cell.
    in_row: bool,
    column: usize,
    /// The open cell: where its words begin, and over how many rows and columns it reaches.
    cell: Option<(usize, u32, u32)>,
    /// Columns that a cell of a row above fills: how many rows more, and where its words stand in the text.
    below: BTreeMap<usize, (u32, Range<usize>)>,
    /// Bytes that may be written for such cells.
    room: usize,
    /// Cells for which no room was left.
    pub(super) left_out: u64,
}

/// Columns over which a cell may reach (HTML, section 4.9.11).
const COLUMNS: u32 = 1000;
/// Bytes of a cell that are written again in each row that it reaches.
const CELL: usize = 500;

impl Spans {
    /// `room` is how many bytes may be written for cells that reach further: as many as the page has.
    pub(super) fn new(room: usize) -> Self {
        Self { depth: 0, in_row: false, column: 0, cell: None, below: BTreeMap::new(), room, left_out: 0 }
    }

    pub(super) fn begin_table(&mut self) {
        self.depth = self.depth.saturating_add(1);
        if self.depth == 1 {
            (self.in_row, self.column) = (false, 0);
            self.below.clear();
        }
    }

    pub(super) fn end_table(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// A row begins.
    pub(super) fn begin_row(&mut self) {
        self.in_row |= self.depth <= 1;
    }

    /// A cell begins, whose words begin at `start` of the text.
    pub(super) fn begin(&mut self, tag: &Tag, start: usize) {
        if self.depth > 1 {
            return;
        }
        let number = |name: &str| tag.get(name).and_then(|number| number.trim().parse().ok());
        self.in_row = true;
        // Nought is to the end of the table.
        let rows = number("rowspan").map_or(1, |rows| if rows == 0 { u32::MAX } else { rows });
        self.cell = Some((start, rows, number("colspan").unwrap_or(1_u32).clamp(1, COLUMNS)));
    }

    /// The open cell ends at `end` of the text.
    pub(super) fn end(&mut self, end: usize) {
        if self.depth > 1 {
            return;
        }
        let Some((start, rows, columns)) = self.cell.take() else { return };
        for at in 0..columns {
            // What a cell says, it says once a row: in its first column.
            let words = if at == 0 { start..end.max(start) } else { end..end };
            if rows > 1 || at > 0 {
                // Of the columns to its right, this row is still to be filled.
                let more = if at == 0 { rows - 1 } else { rows };
                self.below.insert(self.column + at as usize, (more, words));
            }
        }
        self.column += 1;
    }

    /// Writes the cells of this row that a cell above or to the left fills, up to the next that is free.
    pub(super) fn fill(&mut self, text: &mut SourcedText, at: &Range<usize>) {
        while self.depth <= 1 && self.write(text, at) {}
    }

    /// The row ends: writes the cells to its end, and is at the next row.
    pub(super) fn end_row(&mut self, text: &mut SourcedText, at: &Range<usize>) {
        if self.depth > 1 || !std::mem::take(&mut self.in_row) {
            return;
        }
        while self.below.range(self.column..).next().is_some() {
            if !self.write(text, at) {
                self.column += 1;
            }
        }
        self.column = 0;
    }

    /// Writes the cell of this column, where it is filled from elsewhere.
    fn write(&mut self, text: &mut SourcedText, at: &Range<usize>) -> bool {
        let Some((rows, words)) = self.below.get_mut(&self.column) else { return false };
        let words = words.clone();
        *rows -= 1;
        if *rows == 0 {
            self.below.remove(&self.column);
        }
        let length = words.len() + 4;
        if words.len() > CELL || length > self.room {
            self.left_out += u64::from(!words.is_empty());
            if self.room >= 4 {
                self.room -= 4;
                text.push_for("| ", at.clone());
                text.push_for(" |", at.clone());
            }
        } else {
            self.room -= length;
            text.push_for("| ", at.clone());
            text.push_again(words);
            text.push_for(" |", at.clone());
        }
        self.column += 1;
        true
    }
}
