use std::collections::{BTreeMap, BTreeSet};

use super::flow::target_beside;
use crate::readers::parts::Cell;

/// Cells as they are gathered: row and column from 1, and the value.
#[derive(Debug)]
pub(in crate::readers) struct Cells {
    cells: Vec<Cell>,
    room: u64,
    pub(in crate::readers) unkept: u64,
    /// Links whose cells are sought when all are there.
    pub(super) targets: Vec<(u32, u32, String)>,
    /// Cells that reach over several rows: column, first and last row.
    merged: Vec<(u32, u32, u32)>,
    /// What of the sheet is not shown.
    pub(in crate::readers) hidden: Hidden,
    /// Cells whose text is not in the file.
    pub(in crate::readers) missing: u64,
    /// Cells whose number has lost its last digits.
    pub(in crate::readers) rounded: u64,
}

/// What of a sheet is not shown; rows and columns from 1.
#[derive(Debug, Default)]
pub(in crate::readers) struct Hidden {
    pub(in crate::readers) sheet: bool,
    /// Of each range the first row and the one behind the last.
    rows: Vec<(u32, u32)>,
    /// First and last of each range.
    pub(in crate::readers) columns: Vec<(u32, u32)>,
}

impl Hidden {
    /// Says that `count` rows from `first` are hidden; sheets tell of their rows in order.
    pub(in crate::readers) fn hide(&mut self, first: u32, count: u32) {
        let end = first.saturating_add(count.max(1));
        match self.rows.last_mut() {
            Some((_, last)) if *last == first => *last = end,
            _ => self.rows.push((first, end)),
        }
    }

    fn has_row(&self, row: u32) -> bool {
        let behind = self.rows.partition_point(|(first, _)| *first <= row);
        behind.checked_sub(1).and_then(|at| self.rows.get(at)).is_some_and(|(_, end)| row < *end)
    }

    fn holds(&self, cell: &Cell) -> bool {
        self.sheet
            || self.has_row(cell.row)
            || self.columns.iter().any(|(first, last)| (first..=last).contains(&&cell.column))
    }
}

impl Cells {
    pub(in crate::readers) fn new(room: u64) -> Self {
        Self {
            cells: Vec::new(),
            room,
            unkept: 0,
            targets: Vec::new(),
            merged: Vec::new(),
            hidden: Hidden::default(),
            missing: 0,
            rounded: 0,
        }
    }

    pub(in crate::readers) fn add(&mut self, row: u32, column: u32, value: String) {
        if value.trim().is_empty() {
            return;
        }
        if self.room == 0 {
            self.unkept += 1;
            return;
        }
        self.room -= 1;
        self.cells.push(Cell { value, row, column, hidden: false });
    }

    /// Counts a number that a cell cannot hold to its last digit, as it keeps 15 of them: a hash or an identifier of digits alone.
    pub(in crate::readers) fn note_number(&mut self, number: f64) {
        self.rounded += u64::from(number.is_finite() && number.abs() >= 1e15);
    }

    /// Adds words to the last cell where it stands at this place, or makes a cell of them.
    pub(in crate::readers) fn extend(&mut self, row: u32, column: u32, words: &str) {
        match self.cells.last_mut() {
            Some(cell) if cell.row == row && cell.column == column => {
                cell.value.push(' ');
                cell.value.push_str(words);
            }
            _ => self.add(row, column, words.to_owned()),
        }
    }

    /// Adds the target of a link to its cell, where it says more than the cell.
    pub(in crate::readers) fn link_to(&mut self, row: u32, column: u32, target: String) {
        self.targets.push((row, column, target));
    }

    /// Adds to each place the target of a link that says more than its cell.
    fn link(&mut self, links: Vec<(u32, u32, String)>) {
        if links.is_empty() {
            return;
        }
        let places: BTreeMap<(u32, u32), usize> =
            self.cells.iter().enumerate().map(|(at, cell)| ((cell.row, cell.column), at)).collect();
        for (row, column, target) in links {
            match places.get(&(row, column)).and_then(|at| self.cells.get_mut(*at)) {
                Some(cell) => {
                    if let Some(target) = target_beside(&target, &cell.value) {
                        cell.value = format!("{} {target}", cell.value);
                    }
                }
                None => self.add(row, column, target),
            }
        }
    }

    /// Says that the cell at the first row reaches down to the last one.
    pub(in crate::readers) fn merge(&mut self, column: u32, first: u32, last: u32) {
        if last > first {
            self.merged.push((column, first, last));
        }
    }

    /// Adds links to their cells, and to each row the words of a cell that reaches over it: a verdict is one of all its rows. A
    /// trace is there once.
    pub(in crate::readers) fn settle(&mut self) {
        let targets = std::mem::take(&mut self.targets);
        self.link(targets);
        let merged = std::mem::take(&mut self.merged);
        if merged.is_empty() {
            return;
        }
        let rows: BTreeSet<u32> = self.cells.iter().map(|cell| cell.row).collect();
        let values: BTreeMap<(u32, u32), usize> =
            self.cells.iter().enumerate().map(|(at, cell)| ((cell.row, cell.column), at)).collect();
        let mut added = Vec::new();
        for (column, first, last) in merged {
            let Some(cell) = values.get(&(first, column)).and_then(|at| self.cells.get(*at)) else { continue };
            if crate::Observable::guess(&cell.value).is_some() {
                continue;
            }
            for row in rows.range(first.saturating_add(1)..=last) {
                if self.room == 0 {
                    break;
                }
                self.room -= 1;
                added.push(Cell { value: cell.value.clone(), row: *row, column, hidden: false });
            }
        }
        self.cells.extend(added.into_iter().filter(|cell| !values.contains_key(&(cell.row, cell.column))));
    }

    /// How many more may be added.
    pub(in crate::readers) fn room(&self) -> u64 {
        self.room
    }

    /// The rows that hold something. A column that holds nothing in the whole sheet is left out, so that two cells far apart do
    /// not make a million between them.
    pub(in crate::readers) fn rows(mut self) -> Vec<Vec<Cell>> {
        self.settle();
        self.cells.sort_by_key(|cell| (cell.row, cell.column));
        let columns: BTreeSet<u32> = self.cells.iter().map(|cell| cell.column).collect();
        let columns: Vec<u32> = columns.into_iter().collect();
        // A row is padded up to its last cell; sheets whose rows are mostly padding are no tables, and are not padded.
        let dense = self.cells.len().saturating_mul(16).saturating_add(4096);
        let mut padding = 0_usize;
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        let mut at = 0;
        for mut cell in self.cells {
            cell.hidden = self.hidden.holds(&cell);
            if at != cell.row {
                at = cell.row;
                rows.push(Vec::new());
            }
            let rank = columns.partition_point(|column| *column < cell.column);
            if let Some(row) = rows.last_mut() {
                let missing = rank.saturating_sub(row.len());
                if padding.saturating_add(missing) <= dense {
                    padding += missing;
                    row.resize_with(row.len() + missing, Cell::default);
                }
                row.push(cell);
            }
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_cells_far_apart_are_two_cells() {
        let mut cells = Cells::new(10);
        cells.add(1, 1, "a".into());
        cells.add(1_048_576, 16384, "b".into());
        let rows = cells.rows();
        assert_eq!(rows.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2]);
    }
}
