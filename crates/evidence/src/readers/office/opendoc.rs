use std::collections::HashMap;

use super::flow::{Flow, Paragraph};
use super::height::{Border, Height};
use super::markup::{Markup, Step, Tag};
use super::sheets::{Cells, Sheet};
use crate::readers::shown::Shown;

/// The styles that show words otherwise than plainly and on their line (OpenDocument 1.3, part 3, sections 20.344, 20.375 and 20.384).
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// The style that is being defined.
    name: String,
    known: HashMap<String, (Shown, Height)>,
}

impl Styles {
    /// Begins a style, which is as its parent is.
    fn begin(&mut self, tag: &Tag<'_>) {
        self.name = tag.attribute("name").unwrap_or_default();
        let parent = tag.attribute("parent-style-name").and_then(|parent| self.known.get(&parent).copied());
        if let Some(parent) = parent {
            self.known.insert(self.name.clone(), parent);
        }
    }

    /// Takes note of what a style's properties of text say.
    fn define(&mut self, tag: &Tag<'_>) {
        let struck = ["text-line-through-style", "text-line-through-type"]
            .iter()
            .any(|name| tag.attribute(name).is_some_and(|line| line != "none"));
        let hidden = tag.attribute("display").is_some_and(|display| display == "none");
        let position = tag.attribute("text-position");
        if self.name.is_empty() || !struck && !hidden && position.is_none() {
            return;
        }
        let (shown, height) = self.known.entry(self.name.clone()).or_default();
        if hidden {
            *shown = Shown::Hidden;
        } else if struck {
            *shown = Shown::Struck;
        }
        if let Some(position) = position {
            *height = Height::of_position(&position);
        }
    }

    /// How the words of an element are shown that names a style, or none.
    fn of(&self, tag: &Tag<'_>) -> Option<(Shown, Height)> {
        self.known.get(&tag.attribute("style-name")?).copied()
    }
}

/// Reads the words of an OpenDocument text or presentation (OpenDocument 1.3, part 3, chapters 5 to 10). `styles` are those known
/// already; those of the text are added. Gives what ended the reading early.
pub(super) fn read_words(text: &str, depth: u64, styles: &mut Styles, flow: &mut Flow) -> Option<String> {
    let mut walk =
        Words { flow, paragraphs: Vec::new(), tracked: 0, deleted: String::new(), styles, shown: Vec::new() };
    let mut markup = Markup::new(text, depth);
    while let Some(step) = markup.next() {
        match step {
            Step::Open(tag) => walk.open(&tag),
            Step::Close(name) => walk.close(&name),
            Step::Words(words) if walk.tracked > 0 => walk.deleted.push_str(&words),
            Step::Words(words) if !walk.paragraphs.is_empty() => {
                let (shown, height) = walk.shown.last().copied().unwrap_or_default();
                walk.flow.at_height(height);
                walk.flow.shown_words(shown, &folded(&words));
            }
            Step::Words(_) => {}
        }
    }
    markup.damage
}

struct Words<'a> {
    flow: &'a mut Flow,
    /// Open paragraphs: where each begins, and what it is.
    paragraphs: Vec<(usize, Paragraph)>,
    /// Open elements within the list of tracked changes.
    tracked: u32,
    deleted: String,
    styles: &'a mut Styles,
    /// How the words of each open paragraph and span are shown.
    shown: Vec<(Shown, Height)>,
}

impl Words<'_> {
    fn open(&mut self, tag: &Tag<'_>) {
        let name = tag.name();
        if self.tracked > 0 || name == "tracked-changes" {
            self.tracked += 1;
            return;
        }
        match name {
            "style" => self.styles.begin(tag),
            "text-properties" => self.styles.define(tag),
            _ => {}
        }
        if matches!(name, "p" | "h" | "span") {
            let around =
                if name == "span" { self.shown.last().copied().unwrap_or_default() } else { Default::default() };
            let (shown, height) = self.styles.of(tag).unwrap_or((Shown::Plainly, around.1));
            self.shown.push((shown.max(around.0), height));
        }
        match name {
            "p" | "h" => {
                let start = self.flow.position();
                let level = || tag.attribute("outline-level").and_then(|level| level.parse().ok()).unwrap_or(1);
                let kind = if name == "h" { Paragraph::Heading(level()) } else { Paragraph::Plain };
                self.paragraphs.push((start, kind));
            }
            "tab" => self.flow.words("\t"),
            "s" => self.flow.words(" "),
            "line-break" => self.flow.words("\n"),
            "a" => self.flow.open_link(tag.attribute("href").unwrap_or_default()),
            "table" => self.flow.open_table(),
            // A cell that another one reaches over is there, too, and is empty.
            "table-cell" | "covered-table-cell" => self.flow.open_cell(),
            "annotation" | "note" | "text-box" => self.flow.open_box(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if self.tracked > 0 {
            self.tracked -= 1;
            if matches!(name, "p" | "h") && !self.deleted.is_empty() {
                self.deleted.push('\n');
            }
            if name == "deletion" {
                let words = std::mem::take(&mut self.deleted);
                self.flow.shown_words(Shown::Struck, words.trim());
            }
            if name == "tracked-changes" {
                self.deleted.clear();
            }
            return;
        }
        if matches!(name, "p" | "h" | "span") {
            self.shown.pop();
        }
        match name {
            "p" | "h" => {
                if let Some((start, kind)) = self.paragraphs.pop() {
                    self.flow.end_paragraph(start, kind);
                }
            }
            "a" => self.flow.close_link(),
            "table-cell" | "covered-table-cell" => self.flow.close_cell(1),
            "table-row" => self.flow.close_row(),
            "table" => self.flow.close_table(),
            "annotation" => self.flow.close_remark(),
            "note" | "text-box" => {
                self.flow.close_box();
                if name == "note" {
                    self.flow.set_border();
                }
            }
            "note-citation" => self.flow.set_border(),
            _ => {}
        }
    }
}

/// White space as OpenDocument means it (section 6.1.2): any run of it is one blank.
fn folded(words: &str) -> String {
    let mut folded = String::with_capacity(words.len());
    for c in words.chars() {
        let blank = c.is_ascii_whitespace();
        if !(blank && folded.ends_with(' ')) {
            folded.push(if blank { ' ' } else { c });
        }
    }
    folded
}

/// The sheets of an OpenDocument spreadsheet.
pub(super) struct Book {
    pub(super) sheets: Vec<Sheet>,
    /// The words of comments and text boxes.
    pub(super) notes: String,
    /// Cells past the limit.
    pub(super) unkept: u64,
    /// Cells whose number has lost its last digits.
    pub(super) rounded: u64,
    /// What ended the reading early.
    pub(super) damage: Option<String>,
}

/// Reads the sheets of an OpenDocument spreadsheet (chapter 9), at most `room` cells of them.
pub(super) fn read_sheets(text: &str, depth: u64, room: u64) -> Book {
    let mut markup = Markup::new(text, depth);
    let mut sheets: Vec<(String, Cells)> = Vec::new();
    let mut notes = String::new();
    // Open elements within a comment, a shape or a text box, whose words are none of a cell's.
    let mut beside = 0_u32;
    let (mut row, mut column) = (0_u32, 0_u32);
    let (mut row_repeats, mut repeats) = (1_u32, 1_u32);
    let mut value = String::new();
    let mut link: Option<String> = None;
    let mut paragraphs = 0_u32;
    let mut styles = Styles::default();
    let mut heights: Vec<Height> = Vec::new();
    let mut border = Border::default();
    while let Some(step) = markup.next() {
        match step {
            Step::Open(tag) if beside > 0 || is_beside(tag.name()) => {
                beside += 1;
                if let Some(target) = tag.attribute("href").filter(|target| tag.name() == "a" && target.contains("://"))
                {
                    notes.push_str(&format!(" <{target}> "));
                }
            }
            Step::Words(words) if beside > 0 => notes.push_str(&words),
            Step::Close(name) if beside > 0 => {
                beside -= 1;
                if name == "p" {
                    notes.push_str("\n\n");
                }
            }
            Step::Open(tag) => match tag.name() {
                "style" => styles.begin(&tag),
                "text-properties" => styles.define(&tag),
                "span" => {
                    let around = heights.last().copied().unwrap_or_default();
                    heights.push(styles.of(&tag).map_or(around, |(_, height)| height));
                }
                "table" => {
                    if let Some((_, cells)) = sheets.last_mut() {
                        cells.settle();
                    }
                    let room = sheets.last().map_or(room, |(_, cells)| cells.room());
                    sheets.push((tag.attribute("name").unwrap_or_default(), Cells::new(room)));
                    (row, row_repeats) = (0, 0);
                }
                "table-row" => {
                    row = row.saturating_add(row_repeats.max(1));
                    row_repeats = tag.attribute("number-rows-repeated").and_then(|n| n.parse().ok()).unwrap_or(1);
                    column = 1;
                    let shown = tag.attribute("visibility").is_none_or(|visibility| visibility == "visible");
                    if let (false, Some((_, cells))) = (shown, sheets.last_mut()) {
                        cells.hidden.hide(row, row_repeats);
                    }
                }
                "table-cell" | "covered-table-cell" => {
                    repeats = tag.attribute("number-columns-repeated").and_then(|n| n.parse().ok()).unwrap_or(1);
                    value = match tag.attribute("value-type").as_deref() {
                        Some("date") => {
                            tag.attribute("date-value").map(|day| day.replace('T', " ")).unwrap_or_default()
                        }
                        _ => String::new(),
                    };
                    let number = tag.attribute("value").filter(|number| number.contains(['e', 'E']));
                    if let (Some(number), Some((_, cells))) = (number, sheets.last_mut()) {
                        cells.note_number(number.parse().unwrap_or(0.0));
                    }
                    paragraphs = u32::from(!value.is_empty()) * 2;
                    let rows: Option<u32> = tag.attribute("number-rows-spanned").and_then(|n| n.parse().ok());
                    if let (Some(rows), Some((_, cells))) = (rows, sheets.last_mut()) {
                        cells.merge(column, row, row.saturating_add(rows.saturating_sub(1)));
                    }
                }
                "p" if paragraphs == 1 => value.push('\n'),
                "a" => link = tag.attribute("href"),
                _ => {}
            },
            // A date is its value, not the words that show it.
            Step::Words(words) if paragraphs < 2 => {
                border.at(heights.last().copied().unwrap_or_default());
                border.add(&mut value, words.trim_matches(['\n', '\r']));
            }
            Step::Words(_) => {}
            Step::Close(name) => match name.as_str() {
                "span" => drop(heights.pop()),
                "p" if paragraphs == 0 => paragraphs = 1,
                "a" => {
                    let target = link.take().unwrap_or_default();
                    if let Some(target) = super::flow::target_beside(&target, &value) {
                        value.push_str(&format!(" {target}"));
                    }
                }
                "table-cell" | "covered-table-cell" => {
                    if let Some((_, cells)) = sheets.last_mut() {
                        cells.add(row, column, std::mem::take(&mut value).trim().to_owned());
                    }
                    column = column.saturating_add(repeats.max(1));
                }
                _ => {}
            },
        }
    }
    for (_, cells) in &mut sheets {
        cells.settle();
    }
    let unkept = sheets.iter().map(|(_, cells)| cells.unkept).sum();
    let rounded = sheets.iter().map(|(_, cells)| cells.rounded).sum();
    let sheets = sheets.into_iter().map(|(name, cells)| Sheet { name, rows: cells.rows() }).collect();
    Book { sheets, notes, unkept, rounded, damage: markup.damage }
}

/// Whether an element holds words that are none of a cell's: a comment, or what is drawn over the sheet.
fn is_beside(name: &str) -> bool {
    matches!(name, "annotation" | "shapes" | "frame" | "custom-shape" | "text-box" | "rect" | "line" | "caption")
}
