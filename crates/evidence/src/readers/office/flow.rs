use super::height::{Border, Height};
use crate::observable::refang;
use crate::readers::parts::Cell;
use crate::readers::shown::Shown;

/// The words of a document in reading order: prose, the tables taken out of it, and what was deleted or is hidden.
#[derive(Debug, Default)]
pub(in crate::readers) struct Flow {
    /// Where words go: the prose last, above it the cells and text boxes that are open.
    buffers: Vec<String>,
    prose: String,
    /// Bytes of the prose whose paragraphs have ended.
    ended: usize,
    tables: Vec<Table>,
    /// Text boxes, which follow the paragraph that they stand in.
    boxes: Vec<String>,
    /// Comments on the words, which are their readers'.
    pub(in crate::readers) remarks: String,
    /// Links that are open: the target, and where the words begin in the innermost buffer.
    links: Vec<(String, usize)>,
    /// Whether the cell at hand belongs to the one above it.
    continued: bool,
    /// Cells that may still be kept.
    room: u64,
    /// Cells that were not kept.
    pub(in crate::readers) unkept: u64,
    border: Border,
    finished: Vec<Block>,
}

/// A piece of a document.
#[derive(Debug)]
pub(in crate::readers) enum Block {
    Prose(String),
    Table(Vec<Vec<Cell>>),
    /// Text that is not what the document says.
    Unsaid(Shown, String),
}

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::readers) enum Paragraph {
    Plain,
    /// From 1 to 6.
    Heading(usize),
    Item,
    /// Somebody else's words.
    Quote,
}

#[derive(Debug, Default)]
struct Table {
    rows: Vec<Vec<Cell>>,
    row: Vec<Cell>,
}

impl Flow {
    /// An empty flow that keeps at most `room` cells.
    pub(in crate::readers) fn new(room: u64) -> Self {
        Self { room, ..Self::default() }
    }

    pub(in crate::readers) fn words(&mut self, words: &str) {
        let mut border = std::mem::take(&mut self.border);
        border.add(self.buffer(), words);
        self.border = border;
    }

    /// The next words stand at this height.
    pub(in crate::readers) fn at_height(&mut self, height: Height) {
        self.border.at(height);
    }

    /// The next words are none of the value before them: a note's mark stands between.
    pub(in crate::readers) fn set_border(&mut self) {
        self.border.set();
    }

    /// Bytes of the words at hand: where a paragraph that is being read begins.
    pub(in crate::readers) fn position(&self) -> usize {
        self.buffers.last().unwrap_or(&self.prose).len()
    }

    fn buffer(&mut self) -> &mut String {
        self.buffers.last_mut().unwrap_or(&mut self.prose)
    }

    /// Ends the paragraph whose words begin at `start` of the innermost buffer.
    pub(in crate::readers) fn end_paragraph(&mut self, start: usize, kind: Paragraph) {
        let in_cell = !self.buffers.is_empty();
        let buffer = self.buffer();
        let start = if buffer.is_char_boundary(start) { start } else { buffer.len() };
        if buffer.get(start..).is_none_or(|words| words.trim().is_empty()) {
            buffer.truncate(start);
        } else if in_cell {
            buffer.push('\n');
        } else {
            let mark = match kind {
                Paragraph::Plain => "",
                Paragraph::Heading(level) => "######".get(..level.clamp(1, 6)).unwrap_or("#"),
                Paragraph::Item => "*",
                Paragraph::Quote => ">",
            };
            if !mark.is_empty() {
                buffer.insert_str(start, &format!("{mark} "));
            }
            buffer.push_str("\n\n");
        }
        if !in_cell {
            for text in std::mem::take(&mut self.boxes) {
                self.prose.push_str(text.trim());
                self.prose.push_str("\n\n");
            }
            self.ended = self.prose.len();
        }
    }

    pub(in crate::readers) fn open_link(&mut self, target: String) {
        let at = self.position();
        self.links.push((target, at));
    }

    /// Ends the innermost link: its target is written behind its words, unless the words are the target.
    pub(in crate::readers) fn close_link(&mut self) {
        let Some((target, start)) = self.links.pop() else { return };
        let shown = self.buffers.last().unwrap_or(&self.prose).get(start..).unwrap_or_default();
        if let Some(target) = target_beside(&target, shown) {
            self.words(&format!(" <{target}> "));
        }
    }

    /// Words from here on belong to a text box, which follows the paragraph.
    pub(in crate::readers) fn open_box(&mut self) {
        self.buffers.push(String::new());
    }

    pub(in crate::readers) fn close_box(&mut self) {
        if let Some(text) = self.buffers.pop() {
            self.boxes.push(text);
        }
    }

    /// Ends a comment, which was opened as a box is.
    pub(in crate::readers) fn close_remark(&mut self) {
        if let Some(text) = self.buffers.pop() {
            self.remarks.push_str(text.trim());
            self.remarks.push_str("\n\n");
        }
    }

    pub(in crate::readers) fn open_table(&mut self) {
        self.tables.push(Table::default());
    }

    pub(in crate::readers) fn open_cell(&mut self) {
        self.buffers.push(String::new());
    }

    /// Says that the open cell belongs to the one above it.
    pub(in crate::readers) fn continue_cell(&mut self) {
        self.continued = true;
    }

    /// Ends a cell that is `columns` wide. One that belongs to the cell above says the same, but for a trace, which is there once.
    pub(in crate::readers) fn close_cell(&mut self, columns: usize) {
        let mut value = self.buffers.pop().unwrap_or_default();
        let continued = std::mem::take(&mut self.continued);
        let Some(table) = self.tables.last_mut() else {
            return self.words(&value);
        };
        if continued && value.trim().is_empty() {
            let above = table.rows.last().and_then(|row| row.get(table.row.len()));
            let said = above.filter(|cell| crate::Observable::guess(&cell.value).is_none());
            value = said.map(|cell| cell.value.clone()).unwrap_or_default();
        }
        let row = u32::try_from(table.rows.len() + 1).unwrap_or(u32::MAX);
        for at in 0..columns.clamp(1, 64) {
            if self.room == 0 {
                self.unkept += 1;
                continue;
            }
            self.room -= 1;
            let column = u32::try_from(table.row.len() + 1).unwrap_or(u32::MAX);
            let value = if at == 0 { value.trim().to_owned() } else { String::new() };
            table.row.push(Cell { value, row, column, hidden: false });
        }
    }

    pub(in crate::readers) fn close_row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            let row = std::mem::take(&mut table.row);
            table.rows.push(row);
        }
    }

    /// Ends a table. One within a table becomes words of its cell.
    pub(in crate::readers) fn close_table(&mut self) {
        let Some(table) = self.tables.pop() else { return };
        if self.buffers.is_empty() && self.tables.is_empty() {
            self.end_prose();
            self.finished.push(Block::Table(table.rows));
        } else {
            for row in table.rows {
                let words: Vec<String> = row.into_iter().map(|cell| cell.value).collect();
                self.words(&format!("{}\n", words.join(" ")));
            }
        }
    }

    /// Takes words that are shown so: plain ones are of the text, others are kept beside it.
    pub(in crate::readers) fn shown_words(&mut self, shown: Shown, words: &str) {
        match self.finished.last_mut() {
            _ if shown == Shown::Plainly => self.words(words),
            Some(Block::Unsaid(held, unsaid)) if *held == shown => unsaid.push_str(words),
            _ => self.finished.push(Block::Unsaid(shown, words.to_owned())),
        }
    }

    fn end_prose(&mut self) {
        let mut prose = std::mem::take(&mut self.prose);
        prose.truncate(std::mem::take(&mut self.ended));
        if !prose.trim().is_empty() {
            self.finished.push(Block::Prose(prose));
        }
    }

    /// The document's pieces, in order. What was left open by damage is dropped, as half a value is another value; the rows of a
    /// table that are whole are kept.
    pub(in crate::readers) fn finish(mut self) -> Vec<Block> {
        self.end_prose();
        for table in std::mem::take(&mut self.tables) {
            if !table.rows.is_empty() {
                self.finished.push(Block::Table(table.rows));
            }
        }
        self.finished
    }
}

/// The target of a link, where it says more than the words that it stands behind.
pub(super) fn target_beside<'t>(target: &'t str, shown: &str) -> Option<&'t str> {
    let target = target.trim();
    let address = target.strip_prefix("mailto:").map(|rest| rest.split('?').next().unwrap_or(rest));
    let says = address.unwrap_or(target);
    let is_place = address.is_some() || target.contains("://") || target.starts_with("\\\\");
    let plain = |text: &str| {
        let clean = refang(text.trim()).to_lowercase();
        let rest = clean.split_once("://").map_or(clean.as_str(), |(_, rest)| rest);
        rest.trim_end_matches('/').to_owned()
    };
    (is_place && plain(says) != plain(shown)).then_some(says)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_written_where_the_words_hide_it() {
        assert_eq!(target_beside("http://evil.example.com/", "evil[.]example[.]com"), None);
        assert_eq!(target_beside("mailto:joe@example.com?subject=a", "joe@example.com"), None);
        assert_eq!(target_beside("#_Toc1", "Indicators"), None);
        assert_eq!(target_beside("http://evil.example.com/", "example.org"), Some("http://evil.example.com/"));
    }
}
