//! The grid of a table: cells that reach over several rows or columns, so that those beside them stay in their columns
//! (HTML, section 4.9.12).

use std::collections::BTreeMap;
use std::ops::Range;

use super::tag::Tag;
use super::text::SourcedText;

/// The tables that are open, and what may be written for cells that reach further.
#[derive(Debug)]
pub(super) struct Spans {
    /// The grid of each open table, the outermost first; cells outside any table stand in the first.
    grids: Vec<Grid>,
    /// Tables within these, whose cells are read as they come.
    deeper: u64,
    /// Bytes that may be written. One cell looked at costs [`BARS`], so that the steps are bounded, too.
    room: usize,
    /// Cells that were not written in each row that they reach.
    pub(super) left_out: u64,
}

/// Where the row of a table is, and what reaches into it.
#[derive(Debug, Default)]
struct Grid {
    /// The row's number, and whether it is open.
    row: u64,
    in_row: bool,
    /// The column of the next cell.
    column: usize,
    /// Columns to its left that are to be written without words before it.
    blank: usize,
    cell: Option<Cell>,
    /// Cells that reach into rows below theirs, by their first column.
    below: BTreeMap<usize, Reaching>,
}

/// The open cell.
#[derive(Debug)]
struct Cell {
    /// Where its words begin in the text, if they are what the page says.
    start: Option<usize>,
    rows: u64,
    columns: usize,
}

#[derive(Debug)]
struct Reaching {
    columns: usize,
    /// The number of the last row.
    last: u64,
    /// Its words, where they stand in the text.
    words: Range<usize>,
}

/// Rows and columns over which a cell may reach (HTML, section 4.9.11).
const ROWS: u64 = 65_534;
const COLUMNS: u64 = 1000;
/// Bytes of a cell that are written again in each row that it reaches.
const CELL: usize = 500;
/// Bytes of the bars around a cell.
const BARS: usize = 4;
/// Tables within each other whose grids are kept.
const DEEPEST: usize = 50;

impl Spans {
    /// `room` is how many bytes may be written for cells that reach further: as many as the page has.
    pub(super) fn new(room: usize) -> Self {
        Self { grids: vec![Grid::default()], deeper: 0, room, left_out: 0 }
    }

    pub(super) fn begin_table(&mut self) {
        if self.grids.len() < DEEPEST {
            self.grids.push(Grid::default());
        } else {
            self.deeper += 1;
        }
    }

    pub(super) fn end_table(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if self.grids.len() > 1 {
            self.grids.pop();
        }
    }

    /// A head, body or foot of the table begins or ends: no cell reaches across.
    pub(super) fn part_rows(&mut self) {
        if let Some(grid) = self.grid() {
            grid.below.clear();
        }
    }

    /// A row begins.
    pub(super) fn begin_row(&mut self) {
        if let Some(grid) = self.grid() {
            grid.in_row = true;
        }
    }

    /// Whether a row is open.
    pub(super) fn is_in_row(&self) -> bool {
        self.deeper == 0 && self.grids.last().is_some_and(|grid| grid.in_row)
    }

    /// A row that is not what the page says takes its place in the table.
    pub(super) fn pass_row(&mut self) {
        if let Some(grid) = self.grid() {
            grid.row += 1;
        }
    }

    /// A cell begins, whose words begin at `start` of the text, or are not what the page says.
    pub(super) fn begin(&mut self, tag: &Tag, start: Option<usize>) {
        let (rows, columns) = (number(tag.get("rowspan")), number(tag.get("colspan")));
        let Some(grid) = self.grid() else {
            self.left_out += u64::from(rows != 1 || columns > 1);
            return;
        };
        grid.in_row = true;
        // Nought rows are all that follow; nought columns are one.
        let rows = if rows == 0 { u64::MAX } else { rows.min(ROWS) };
        let columns = usize::try_from(columns.clamp(1, COLUMNS)).unwrap_or(1);
        grid.cell = Some(Cell { start, rows, columns });
    }

    /// The open cell ends where the text does.
    pub(super) fn end(&mut self, text: &SourcedText) {
        let room = self.room;
        let Some(grid) = self.grid() else { return };
        let Some(Cell { start, rows, columns }) = grid.cell.take() else { return };
        let column = grid.column;
        grid.column += columns;
        grid.blank += columns - 1;
        let mut left_out = room < BARS && (rows > 1 || columns > 1);
        if rows > 1 && room >= BARS {
            let end = text.as_str().len();
            let mut words = start.unwrap_or(end).min(end)..end;
            // What has rows of its own would begin new ones.
            let fits = words.len() <= CELL
                && text.as_str().get(words.clone()).is_some_and(|words| !words.trim().contains('\n'));
            if !fits {
                left_out = true;
                words = end..end;
            }
            let last = grid.row.saturating_add(rows - 1);
            grid.below.insert(column, Reaching { columns, last, words });
        }
        self.left_out += u64::from(left_out);
    }

    /// Writes the cells of this row that a cell above or to the left fills, up to the next that is free.
    pub(super) fn fill(&mut self, text: &mut SourcedText, at: &Range<usize>) {
        while let Some(cell) = self.grid().and_then(Grid::reaching_here) {
            self.write(cell, text, at);
        }
        self.write_blank(text, at);
    }

    /// The row ends: writes the cells to its end, and is at the next row.
    pub(super) fn end_row(&mut self, text: &mut SourcedText, at: &Range<usize>) {
        if !self.is_in_row() {
            return;
        }
        while let Some(cell) = self.grid().and_then(Grid::reaching_on) {
            self.write(cell, text, at);
        }
        if let Some(grid) = self.grid() {
            (grid.row, grid.in_row, grid.column, grid.blank) = (grid.row + 1, false, 0, 0);
        }
    }

    fn grid(&mut self) -> Option<&mut Grid> {
        self.grids.last_mut().filter(|_| self.deeper == 0)
    }

    /// Writes a cell of a row above in the open row: its words in its first column, none in the others.
    fn write(&mut self, (column, end, words): (usize, usize, Range<usize>), text: &mut SourcedText, at: &Range<usize>) {
        if !self.pay(BARS + words.len()) {
            return;
        }
        if let Some(grid) = self.grid() {
            grid.blank += column - grid.column;
            grid.column = end;
        }
        let mut blank = end - column;
        if !words.is_empty() && self.write_blank(text, at) {
            text.push_for("| ", at.clone());
            text.push_again(words);
            text.push_for(" |", at.clone());
            blank -= 1;
        }
        if let Some(grid) = self.grid() {
            grid.blank += blank;
        }
    }

    /// Writes the columns that are due without words, and says whether there was room.
    fn write_blank(&mut self, text: &mut SourcedText, at: &Range<usize>) -> bool {
        let blank = self.grid().map_or(0, |grid| std::mem::take(&mut grid.blank));
        if !self.pay(blank * BARS) {
            return false;
        }
        for _ in 0..blank {
            text.push_for("| ", at.clone());
            text.push_for(" |", at.clone());
        }
        true
    }

    /// Takes `bytes` of the room. Where so much is not left, no cell reaches any further.
    fn pay(&mut self, bytes: usize) -> bool {
        if let Some(room) = self.room.checked_sub(bytes) {
            self.room = room;
            return true;
        }
        self.room = 0;
        for grid in &mut self.grids {
            self.left_out += grid.below.len() as u64;
            grid.below.clear();
            grid.blank = 0;
        }
        self.left_out = self.left_out.max(1);
        false
    }
}

impl Grid {
    /// The cell that reaches into the row's next column: that column, the one behind the cell, and its words.
    fn reaching_here(&mut self) -> Option<(usize, usize, Range<usize>)> {
        self.drop_ended(|below, column| below.range(..=column).next_back().map(|(first, _)| *first));
        let (first, cell) = self.below.range(..=self.column).next_back()?;
        let end = first + cell.columns;
        (end > self.column).then(|| (self.column, end, cell.words.clone()))
    }

    /// The cell that reaches into the row's next column or one to the right of it.
    fn reaching_on(&mut self) -> Option<(usize, usize, Range<usize>)> {
        if let Some(here) = self.reaching_here() {
            return Some(here);
        }
        self.drop_ended(|below, column| below.range(column..).next().map(|(first, _)| *first));
        let (first, cell) = self.below.range(self.column..).next()?;
        Some((*first, first + cell.columns, cell.words.clone()))
    }

    /// Lets go of the cells that `next` gives and that do not reach this row.
    fn drop_ended(&mut self, next: impl Fn(&BTreeMap<usize, Reaching>, usize) -> Option<usize>) {
        while let Some(first) = next(&self.below, self.column)
            && self.below.get(&first).is_some_and(|cell| cell.last < self.row)
        {
            self.below.remove(&first);
        }
    }
}

/// A number as HTML reads it (section 2.3.4.2): the digits at the start; 1 where there are none.
fn number(value: Option<&str>) -> u64 {
    let value = value.unwrap_or_default().trim_start();
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let digits = value.get(..digits).unwrap_or_default();
    if digits.is_empty() { 1 } else { digits.parse().unwrap_or(u64::MAX) }
}
