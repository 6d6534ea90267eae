//! Tables as people draw them in Markdown, Jira and MediaWiki: a bar before every cell.

use std::borrow::Cow;
use std::ops::Range;

use super::cells::{Cell, Row};

/// The rows of a text whose lines begin with a bar; other lines are rows of one cell.
pub(super) struct Bars<'t> {
    text: &'t str,
    at: usize,
    widest: u64,
}

/// Whether the lines of `head` are mostly rows between bars.
pub(super) fn are_in(head: &str) -> bool {
    let (mut all, mut barred) = (0_usize, 0_usize);
    for line in head.lines().map(str::trim).filter(|line| !line.is_empty()) {
        // AsciiDoc puts a row's cells on lines of their own; its tables are left to prose.
        if line == "|===" {
            return false;
        }
        all += 1;
        barred += usize::from(line.starts_with('|') && line.matches('|').count() >= 2);
    }
    barred >= 2 && barred * 10 >= all * 7
}

impl<'t> Bars<'t> {
    pub(super) fn new(text: &'t str, widest: u64) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, at, widest }
    }

    fn row(&self, line: &'t str, start: usize) -> Row<'t> {
        let mut cells: Vec<Cell<'t>> = Vec::new();
        let mut unread: Option<(u64, usize)> = None;
        let mut from = line.len() - line.trim_start().len();
        let end = line.trim_end().len();
        let barred = line.get(from..).is_some_and(|rest| rest.starts_with('|'));
        if !barred {
            cells.push(cell(self.text, start + from..start + end));
            return Row { cells, range: start..start + end, unclosed: false, comment: false, unread: None };
        }
        let mut backticks = line.get(from..end).unwrap_or_default().matches('`').count();
        while line.get(from..end).is_some_and(|rest| rest.starts_with('|')) {
            from += 1;
            // `||` starts a heading cell in Jira.
            if line.get(from..end).is_some_and(|rest| rest.starts_with('|') && cells.is_empty()) {
                from += 1;
            }
            let rest = line.get(from..end).unwrap_or_default();
            let length = bar(rest, backticks.is_multiple_of(2));
            backticks -= rest.get(..length).unwrap_or_default().matches('`').count();
            // Behind the last bar is nothing.
            if from + length == end && rest.trim().is_empty() {
                break;
            }
            let found = cell(self.text, start + from..start + from + length);
            if (cells.len() as u64) < self.widest {
                cells.push(found);
            } else if !found.value.is_empty() {
                unread.get_or_insert((0, found.range.start)).0 += 1;
            }
            from += length;
            // Jira closes a heading cell with two bars, too.
            if line.get(from..end).is_some_and(|rest| rest.starts_with("||") && is_heading_row(line)) {
                from += 1;
            }
        }
        Row { cells, range: start..start + end, unclosed: false, comment: false, unread }
    }
}

/// Whether a row is one of Jira's headings: `||a||b||`.
fn is_heading_row(line: &str) -> bool {
    line.trim_start().starts_with("||")
}

/// Where the next bar is that no backslash hides and no code holds; code is told by backticks `paired` on the rest of the line.
fn bar(text: &str, paired: bool) -> usize {
    let (mut hidden, mut code) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'|' if !hidden && !code => return at,
            b'`' if paired => code = !code,
            _ => {}
        }
        hidden = byte == b'\\' && !hidden;
    }
    text.len()
}

fn cell(text: &str, range: Range<usize>) -> Cell<'_> {
    const MARKS: [char; 4] = [' ', '\t', '`', '*'];
    let raw = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (raw.len() - raw.trim_start_matches(MARKS).len());
    let bare = raw.trim_matches(MARKS);
    if bare.is_empty() {
        return Cell::new(Cow::Borrowed(""), range.start..range.start);
    }
    Cell::new(Cow::Borrowed(bare), start..start + bare.len())
}

impl<'t> Iterator for Bars<'t> {
    type Item = Row<'t>;

    fn next(&mut self) -> Option<Row<'t>> {
        while let Some(rest) = self.text.get(self.at..).filter(|rest| !rest.is_empty()) {
            let length = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
            let start = self.at;
            self.at += length;
            let line = rest.get(..length).unwrap_or_default();
            let is_rule = line.contains('-') && line.trim().chars().all(|c| "|-:=+ \t".contains(c));
            if !line.trim().is_empty() && !is_rule {
                return Some(self.row(line, start));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<Vec<String>> {
        Bars::new(text, 100).map(|row| row.cells.iter().map(|cell| cell.value.to_string()).collect()).collect()
    }

    #[test]
    fn rows_of_markdown_and_jira_are_cut_at_their_bars() {
        let text = "| Type | Value |\n|:---|---:|\n| domain | `a.example` |\n| url | http://a.example/x\\|y |\n";
        assert_eq!(values(text), [["Type", "Value"], ["domain", "a.example"], ["url", "http://a.example/x\\|y"]]);
        assert_eq!(
            values("||Type||Value||\n|ip|203.0.113.7|\n|md5||\n"),
            [vec!["Type", "Value"], vec!["ip", "203.0.113.7"], vec!["md5", ""]]
        );
    }

    #[test]
    fn a_cell_is_found_where_its_place_says() {
        let text = "  | é | `b` c |\n| \u{feff}x";
        for row in Bars::new(text, 100) {
            for cell in row.cells {
                assert_eq!(&text[cell.range.clone()], cell.value);
            }
        }
    }
}
