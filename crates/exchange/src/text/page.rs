//! A page of text for a terminal: wrapped at its width, plain or with colour, safe against what evidence carries.

use unicode_width::UnicodeWidthStr;

use super::{Glyphs, Look, Style};
use dunant_vocabulary::visible;

/// How a run of text stands out. Colour repeats what words say; nothing is said by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it is.
    Plain,
    /// Bold.
    Strong,
    /// Dim.
    Faint,
    /// What a reader must not miss.
    Caution,
    /// Bars of a plot: a probability is ink.
    Bar,
    /// A weight that speaks for a hypothesis.
    For,
    /// A weight that speaks against a hypothesis.
    Against,
}

impl Tone {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "1",
            Self::Faint => "2",
            Self::Caution => "1",
            Self::Bar => "",
            Self::For => "34",
            Self::Against => "33",
        }
    }
}

/// Text in one tone. Runs stand beside each other as they are: a space between them is part of one of them.
pub type Run = (Tone, String);

/// Text as it is.
#[must_use]
pub fn plain(text: impl Into<String>) -> Run {
    (Tone::Plain, text.into())
}

/// Text that stands out.
#[must_use]
pub fn strong(text: impl Into<String>) -> Run {
    (Tone::Strong, text.into())
}

/// Text that stands back.
#[must_use]
pub fn faint(text: impl Into<String>) -> Run {
    (Tone::Faint, text.into())
}

/// Text that a reader must not miss.
#[must_use]
pub fn caution(text: impl Into<String>) -> Run {
    (Tone::Caution, text.into())
}

/// One column of a row.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Columns of the terminal.
    pub width: usize,
    /// Where the text stands in it.
    pub align: Align,
}

/// Where text stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At its left edge.
    Left,
    /// At its right edge.
    Right,
}

/// A column with its text on the left.
#[must_use]
pub fn left(width: usize) -> Column {
    Column { width, align: Align::Left }
}

/// A column with its text on the right.
#[must_use]
pub fn right(width: usize) -> Column {
    Column { width, align: Align::Right }
}

/// A page under construction. No line is wider than the page, and no hiding character gets in: both are seen to here.
#[derive(Debug)]
pub struct Page {
    width: usize,
    style: Style,
    glyphs: Glyphs,
    out: String,
}

/// Blank columns between the columns of a row.
const GAP: usize = 2;
/// Below this a page has no room for tables.
pub const NARROW: usize = 72;
/// Narrower pages than this are written as if they were this wide.
const NARROWEST: usize = 40;

impl Page {
    /// An empty page that looks so; at least 40 columns wide.
    #[must_use]
    pub fn new(look: Look) -> Self {
        Self { width: look.width.max(NARROWEST), style: look.style, glyphs: look.glyphs, out: String::new() }
    }

    /// Its columns.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// All that was written.
    #[must_use]
    pub fn finish(self) -> String {
        self.out
    }

    /// A section's heading, a blank line before it.
    pub fn heading(&mut self, text: &str) {
        self.blank();
        self.write_lines(0, &[], &[strong(text)]);
        let rule = "─".repeat(self.width.min(self.shown(text).width()));
        self.write_lines(0, &[], &[faint(rule)]);
    }

    /// Lines written so far.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.out.lines().count()
    }

    /// One line as it is, its spaces kept; cut with an ellipsis where it is wider than the page.
    pub fn line(&mut self, runs: &[Run]) {
        let (mut kept, mut used) = (Vec::new(), 0);
        for (tone, text) in runs {
            let text = self.shown(text).replace(['\n', '\t'], " ");
            let text = fit(&text, self.width.saturating_sub(used), self.glyphs);
            used += text.width();
            kept.push((*tone, text));
        }
        self.write_line(kept);
    }

    /// A paragraph that hangs behind `marker`, of at most `lines` lines: the last is cut with an ellipsis where there is more.
    pub fn at_most(&mut self, lines: usize, indent: usize, marker: &str, runs: &[Run]) {
        let marker = [plain(self.shown(marker))];
        let hang = indent + width_of(&marker);
        let room = self.width.saturating_sub(hang);
        let mut wrapped = self.wrap(runs, room);
        if wrapped.len() > lines {
            wrapped.truncate(lines);
            if let Some(last) = wrapped.last_mut() {
                end_with_ellipsis(last, room, self.glyphs);
            }
        }
        self.write_wrapped(indent, &marker, wrapped);
    }

    /// Whether a paragraph that hangs behind `marker` takes at most `lines` lines.
    pub(crate) fn fits(&self, lines: usize, indent: usize, marker: &str, runs: &[Run]) -> bool {
        let hang = indent + self.shown(marker).width();
        self.wrap(runs, self.width.saturating_sub(hang)).len() <= lines
    }

    /// `text` as a reader sees it, in at most `width` columns.
    pub(crate) fn fitted(&self, text: &str, width: usize) -> String {
        fit(&self.shown(text).replace(['\n', '\t'], " "), width, self.glyphs)
    }

    /// `text` as a reader sees it: no character hides, and none that this page's glyphs lack is of this program's own making.
    fn shown(&self, text: &str) -> String {
        let visible = visible(text);
        match self.glyphs {
            Glyphs::Unicode => visible,
            Glyphs::Ascii => visible.chars().map(in_ascii).collect(),
        }
    }

    fn wrap(&self, runs: &[Run], width: usize) -> Vec<Vec<Run>> {
        let shown: Vec<Run> = runs.iter().map(|(tone, text)| (*tone, self.shown(text))).collect();
        wrap(&shown, width)
    }

    /// A heading within a section.
    pub fn subheading(&mut self, runs: &[Run]) {
        self.blank();
        self.write_lines(0, &[], runs);
    }

    /// A blank line, unless there is one.
    pub fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// Runs in lines, each `indent` columns in.
    pub fn paragraph(&mut self, indent: usize, runs: &[Run]) {
        self.write_lines(indent, &[], runs);
    }

    /// A paragraph that hangs behind `marker`.
    pub fn hanging(&mut self, indent: usize, marker: &str, runs: &[Run]) {
        self.write_lines(indent, &[plain(marker)], runs);
    }

    /// What somebody else says: each line behind a bar, so that no line of it can pass for one of the page's own.
    pub fn quoted(&mut self, runs: &[Run]) {
        const BAR: &str = "│ ";
        let bar = faint(match self.glyphs {
            Glyphs::Unicode => BAR,
            Glyphs::Ascii => "| ",
        });
        for mut words in self.wrap(runs, self.width.saturating_sub(2)) {
            words.insert(0, bar.clone());
            self.write_line(words);
        }
    }

    /// A paragraph behind a dash.
    pub fn bullet(&mut self, indent: usize, runs: &[Run]) {
        self.hanging(indent, "- ", runs);
    }

    /// Cells beside each other, each wrapped within its column.
    pub fn row(&mut self, indent: usize, columns: &[Column], cells: &[Vec<Run>]) {
        let wrapped: Vec<Vec<Vec<Run>>> =
            columns.iter().zip(cells).map(|(column, cell)| self.wrap(cell, column.width)).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        for index in 0..height {
            let mut line = vec![plain(" ".repeat(indent))];
            for (place, (column, cell)) in columns.iter().zip(&wrapped).enumerate() {
                let runs = cell.get(index).map(Vec::as_slice).unwrap_or_default();
                let fill = " ".repeat(column.width.saturating_sub(width_of(runs)));
                if place > 0 {
                    line.push(plain(" ".repeat(GAP)));
                }
                match column.align {
                    Align::Left => {
                        line.extend_from_slice(runs);
                        line.push(plain(fill));
                    }
                    Align::Right => {
                        line.push(plain(fill));
                        line.extend_from_slice(runs);
                    }
                }
            }
            self.write_line(line);
        }
    }

    fn write_lines(&mut self, indent: usize, marker: &[Run], runs: &[Run]) {
        let hang = indent + width_of(marker);
        let wrapped = self.wrap(runs, self.width.saturating_sub(hang));
        self.write_wrapped(indent, marker, wrapped);
    }

    fn write_wrapped(&mut self, indent: usize, marker: &[Run], lines: Vec<Vec<Run>>) {
        let hang = indent + width_of(marker);
        for (index, runs) in lines.into_iter().enumerate() {
            let mut line = if index == 0 {
                let mut first = vec![plain(" ".repeat(indent))];
                first.extend_from_slice(marker);
                first
            } else {
                vec![plain(" ".repeat(hang))]
            };
            line.extend(runs);
            self.write_line(line);
        }
    }

    fn write_line(&mut self, mut line: Vec<Run>) {
        while line.last().is_some_and(|(_, text)| text.trim_end_matches(' ').is_empty()) {
            line.pop();
        }
        let last = line.len().saturating_sub(1);
        for (index, (tone, text)) in line.iter().enumerate() {
            let text = if index == last { text.trim_end_matches(' ') } else { text };
            if self.style == Style::Ansi && !tone.code().is_empty() && !text.trim().is_empty() {
                self.out.push_str(&format!("\u{1b}[{}m{text}\u{1b}[0m", tone.code()));
            } else {
                self.out.push_str(text);
            }
        }
        self.out.push('\n');
    }
}

/// `text` in at most `width` columns, cut with an ellipsis.
fn fit(text: &str, width: usize, glyphs: Glyphs) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let ellipsis = glyphs.ellipsis();
    let room = width.saturating_sub(ellipsis.width());
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if kept.width() > room {
            kept.pop();
            break;
        }
    }
    format!("{}{}", kept.trim_end(), if width < ellipsis.width() { "" } else { ellipsis })
}

/// Cuts the end of a line so that an ellipsis fits behind it.
fn end_with_ellipsis(line: &mut Vec<Run>, width: usize, glyphs: Glyphs) {
    let ellipsis = glyphs.ellipsis();
    while width_of(line) + ellipsis.width() > width {
        let Some((_, text)) = line.last_mut() else { return };
        if text.pop().is_none() {
            line.pop();
        }
    }
    if let Some((_, text)) = line.last_mut() {
        text.truncate(text.trim_end_matches([' ', ',', ';', ':', '.']).len());
        text.push_str(ellipsis);
    }
}

/// This program's own signs in ASCII, each as wide as before; other characters stay as they are.
fn in_ascii(c: char) -> char {
    match c {
        '█' | '▉' | '▊' | '▋' | '▌' | '▍' | '▎' | '▏' => '#',
        '▒' => ':',
        '░' => '.',
        '┊' | '├' | '┤' | '│' => '|',
        '─' | '–' | '—' => '-',
        '×' => 'x',
        '÷' => '/',
        '○' => 'o',
        '▲' => '!',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '\u{a0}' | '\u{202f}' => ' ',
        '·' => '-',
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴' => '4',
        '⁵' => '5',
        '⁶' => '6',
        '⁷' => '7',
        '⁸' => '8',
        '⁹' => '9',
        '✓' | '✔' => '+',
        '✕' | '✘' => 'x',
        other => other,
    }
}

fn width_of(runs: &[Run]) -> usize {
    runs.iter().map(|(_, text)| text.width()).sum()
}

/// What stands between two spaces; may change tone within.
#[derive(Default)]
struct Word {
    runs: Vec<Run>,
    width: usize,
}

impl Word {
    fn push(&mut self, tone: Tone, c: char) {
        match self.runs.last_mut() {
            Some((held, text)) if *held == tone => text.push(c),
            _ => self.runs.push((tone, c.to_string())),
        }
        // Other characters change their width beside others: an emoji and its modifiers are one.
        let simple = c.is_ascii_graphic() && self.runs.iter().all(|(_, text)| text.is_ascii());
        self.width = if simple { self.width + 1 } else { width_of(&self.runs) };
    }

    /// Takes the last character back.
    fn pop(&mut self) {
        if let Some((_, text)) = self.runs.last_mut() {
            text.pop();
            if text.is_empty() {
                self.runs.pop();
            }
        }
        self.width = width_of(&self.runs);
    }
}

/// `runs` in lines of at most `width` columns: broken at spaces, within a word only where it is wider than a line.
fn wrap(runs: &[Run], width: usize) -> Vec<Vec<Run>> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut line: Vec<Run> = Vec::new();
    let mut used = 0;
    for word in words(runs, width) {
        if used > 0 && used + 1 + word.width > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            let tone = word.runs.first().map_or(Tone::Plain, |(tone, _)| *tone);
            match line.last_mut() {
                Some((held, text)) if *held == tone => text.push(' '),
                _ => line.push(plain(" ")),
            }
            used += 1;
        }
        used += word.width;
        for (tone, text) in word.runs {
            match line.last_mut() {
                Some((held, before)) if *held == tone => before.push_str(&text),
                _ => line.push((tone, text)),
            }
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// The words of `runs`; one wider than `width` in pieces.
fn words(runs: &[Run], width: usize) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = Word::default();
    for (tone, text) in runs {
        for c in text.chars() {
            if matches!(c, ' ' | '\n' | '\t') {
                if word.width > 0 {
                    words.push(std::mem::take(&mut word));
                }
                continue;
            }
            let before = word.width;
            word.push(*tone, c);
            if word.width > width && before > 0 {
                word.pop();
                words.push(std::mem::take(&mut word));
                word.push(*tone, c);
            }
        }
    }
    if word.width > 0 {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: usize) -> Vec<String> {
        wrap(&[plain(text)], width).iter().map(|line| line.iter().map(|(_, text)| &**text).collect()).collect()
    }

    #[test]
    fn lines_break_at_spaces_and_within_a_word_only_when_they_must() {
        assert_eq!(lines("one two  three", 7), ["one two", "three"]);
        assert_eq!(lines("abcdefghij kl", 4), ["abcd", "efgh", "ij", "kl"]);
        assert_eq!(lines("", 4), [""]);
    }

    #[test]
    fn width_is_what_the_terminal_shows() {
        assert_eq!(lines("日本語 文字", 6), ["日本語", "文字"]);
        assert_eq!(lines("日本語文字", 5), ["日本", "語文", "字"]);
    }

    #[test]
    fn a_paragraph_is_cut_where_its_lines_end_and_says_so() {
        let mut page = Page::new(Look::plain(40));
        page.at_most(
            2,
            2,
            "- ",
            &[plain("one two three four five six seven eight nine ten eleven twelve thirteen fourteen")],
        );
        assert_eq!(page.finish(), "  - one two three four five six seven\n    eight nine ten eleven twelve…\n");
    }

    #[test]
    fn a_line_keeps_its_spaces_and_never_leaves_the_page() {
        let mut page = Page::new(Look::plain(40));
        page.line(&[plain("a   b"), strong(format!("  {}", "病院".repeat(40)))]);
        let page = page.finish();
        assert!(page.starts_with("a   b  病院") && page.ends_with("…\n") && page.trim_end().width() <= 40, "{page}");
    }

    #[test]
    fn without_unicode_the_signs_are_ascii_and_what_others_wrote_stays() {
        let mut page = Page::new(Look { glyphs: Glyphs::Ascii, ..Look::plain(40) });
        page.line(&[plain("█▌▒░┊ ×2 ÷3 ○ 病院")]);
        assert_eq!(page.finish(), "##:.| x2 /3 o 病院\n");
    }

    #[test]
    fn tones_survive_wrapping() {
        let mut page = Page::new(Look { style: Style::Ansi, ..Look::plain(40) });
        page.paragraph(2, &[strong("bold words"), plain(" and plain")]);
        assert_eq!(page.finish(), "  \u{1b}[1mbold words\u{1b}[0m and plain\n");
    }

    #[test]
    fn an_escape_sequence_in_evidence_stays_text() {
        let mut page = Page::new(Look { style: Style::Ansi, ..Look::plain(40) });
        page.paragraph(0, &[plain("\u{1b}[31mred")]);
        assert_eq!(page.finish(), "[U+001B][31mred\n");
    }
}
