use std::ops::Range;

use crate::prose::{lines, literal_blocks};

/// A section, a literal block or a table of a report.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// `section`, `code` or `table`.
    pub(super) kind: &'static str,
    /// The heading of a section.
    pub(super) heading: Option<String>,
    /// All its bytes; those of a section end where the next heading begins.
    pub(super) range: Range<usize>,
}

/// The title: the first heading, or a short first line.
pub(super) fn title(text: &str) -> Option<String> {
    const LONGEST: usize = 160;
    let near_top = || lines(text).take(200).filter_map(|line| Some(text.get(line)?.trim_matches(blank)));
    if let Some(title) = near_top().find_map(heading) {
        return Some(title.chars().take(LONGEST).collect());
    }
    let first = near_top().find(|line| !line.is_empty())?;
    let says_something = first.starts_with(char::is_alphanumeric) && first.contains(char::is_whitespace);
    (first.len() <= LONGEST && says_something && !first.ends_with(['{', ';', ','])).then(|| first.to_owned())
}

/// The parts of `text`, in order of where they begin.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let blocks = literal_blocks(text);
    let mut parts: Vec<Part> =
        blocks.iter().map(|range| Part { kind: "code", heading: None, range: range.clone() }).collect();
    let mut in_block = blocks.iter().peekable();
    let mut section: Option<Part> = None;
    let mut table: Option<Range<usize>> = None;
    for line in lines(text) {
        while in_block.peek().is_some_and(|block| block.end <= line.start) {
            in_block.next();
        }
        let literal = in_block.peek().is_some_and(|block| block.start <= line.start);
        let content = text.get(line.clone()).unwrap_or_default().trim_matches(blank);
        if !literal && content.starts_with('|') {
            table = Some(table.map_or(line.start, |table| table.start)..line.end);
            continue;
        }
        if let Some(range) = table.take() {
            parts.push(Part { kind: "table", heading: None, range });
        }
        if let Some(heading) = heading(content).filter(|_| !literal) {
            if let Some(mut done) = section.take() {
                done.range.end = line.start;
                parts.push(done);
            }
            section = Some(Part { kind: "section", heading: Some(heading), range: line.start..text.len() });
        }
    }
    parts.extend(section);
    parts.extend(table.map(|range| Part { kind: "table", heading: None, range }));
    parts.sort_by_key(|part| (part.range.start, part.range.end));
    parts
}

fn blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// The words of a Markdown or AsciiDoc heading.
fn heading(line: &str) -> Option<String> {
    let mark = line.chars().next().filter(|mark| ['#', '='].contains(mark))?;
    let rest = line.trim_start_matches(mark);
    let level = line.len() - rest.len();
    let words = rest.trim_end_matches(mark).trim();
    (level <= 6 && rest.starts_with(char::is_whitespace) && words.contains(char::is_alphanumeric))
        .then(|| words.to_owned())
}
