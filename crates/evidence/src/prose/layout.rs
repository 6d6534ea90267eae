use std::ops::Range;

use super::verdict::{begins_harmless, calls_harmless};
use super::{Genre, cut};

/// How a piece of text stands on the page: what stands in code or in a table is more likely meant literally.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// Among the words of a sentence.
    Running,
    /// Alone on its line, behind a bullet or not.
    Alone,
    /// In a table cell.
    Cell,
    /// In a code span or a literal block.
    Literal,
}

/// A piece of one line.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    /// Its bytes, white space around it left out.
    pub(super) range: Range<usize>,
    /// The line's bytes.
    pub(super) line: Range<usize>,
    /// How it stands.
    pub(super) setting: Setting,
    /// Whether it begins something of its own: a paragraph, a bullet, a heading, a cell, a literal block. Other segments go on
    /// from the one before, on the same line or over a break in the middle of a sentence.
    pub(super) opens: bool,
    /// Whether the nearest heading speaks of network traces.
    pub(super) network: bool,
    /// Whether it speaks of indicators of any kind.
    pub(super) listed: bool,
    /// Whether it speaks of sources and further reading.
    pub(super) sources: bool,
    /// Whether it speaks of files by their names.
    pub(super) files: bool,
    /// Whether it calls what stands below it harmless.
    pub(super) harmless: bool,
}

/// Calls `visit` with every segment of `text`, in order.
///
/// Understands what Markdown, AsciiDoc and plain text share: fences, headings, bullets, cells between bars or tabs, code
/// between backticks.
pub(super) fn segments(text: &str, genre: Genre, visit: &mut dyn FnMut(Segment)) {
    let blocks = literal_blocks(text);
    let mut next_block = blocks.iter().peekable();
    let mut headings = Headings {
        topics: [Topic { listed: genre == Genre::Indicators, ..Topic::default() }; 8],
        ..Headings::default()
    };
    let mut opens_next = true;
    for line in lines(text) {
        while next_block.peek().is_some_and(|block| block.end <= line.start) {
            next_block.next();
        }
        let content = trim(text, line.clone());
        if content.is_empty() {
            opens_next = true;
            headings.blank();
            continue;
        }
        if next_block.peek().is_some_and(|block| block.start <= line.start) {
            headings.fill();
            visit(headings.topic().segment(content, line, Setting::Literal, true));
            opens_next = true;
            continue;
        }
        headings.see(cut(text, content.clone()));
        let apart = stands_apart(cut(text, content.clone()));
        let unmarked = without_bullet(text, content.clone());
        // A quotation mark stands before every line of a quotation.
        let bullet = unmarked != content && !cut(text, content).starts_with('>');
        let content = unmarked;
        let whole = cut(text, content.clone());
        let bars = memchr::memchr_iter(b'|', whole.as_bytes()).take(2).count();
        let separator = if whole.starts_with('|') || bars >= 2 {
            Some('|')
        } else {
            memchr::memchr(b'\t', whole.as_bytes()).map(|_| '\t')
        };
        let topic = headings.topic();
        let opens = opens_next || bullet || apart;
        opens_next = apart || separator.is_some();
        let mut piece = Piece { line, setting: Setting::Running, opens, topic };
        match separator {
            None => spans(text, content, &mut piece, visit),
            Some(bar) => {
                let mut start = content.start;
                for cell in whole.split(bar) {
                    let range = start..start + cell.len();
                    start = range.end + bar.len_utf8();
                    piece.setting = Setting::Cell;
                    piece.opens = true;
                    spans(text, range, &mut piece, visit);
                }
            }
        }
    }
}

/// What the segments of a line or a cell share; only the first of them opens.
struct Piece {
    line: Range<usize>,
    setting: Setting,
    opens: bool,
    topic: Topic,
}

/// Splits a cell or a line's content at its backticks.
fn spans(text: &str, range: Range<usize>, piece: &mut Piece, visit: &mut dyn FnMut(Segment)) {
    let own = piece.setting;
    let topic = piece.topic;
    let mut emit = |range: Range<usize>, setting: Setting| {
        let range = trim(text, range);
        if !range.is_empty() {
            let opens = std::mem::take(&mut piece.opens);
            visit(topic.segment(range, piece.line.clone(), setting, opens));
        }
    };
    let range = trim(text, range);
    let content = cut(text, range.clone());
    if memchr::memchr(b'`', content.as_bytes()).is_none() {
        let alone = own == Setting::Running && !content.contains(char::is_whitespace);
        emit(range, if alone { Setting::Alone } else { own });
        return;
    }
    let ticks = memchr::memchr_iter(b'`', content.as_bytes()).count();
    let (mut start, mut within) = (range.start, false);
    for (index, part) in content.split('`').enumerate() {
        // The last backtick of an odd number opens nothing.
        let literal = within && index < ticks;
        let part = start..start + part.len();
        start = part.end + 1;
        within = !within;
        emit(part, if literal { Setting::Literal } else { own });
    }
}

/// Whether a line is no part of a sentence that began above it or goes on below: a heading, an attribute of AsciiDoc, a rule.
fn stands_apart(content: &str) -> bool {
    let marks = ["#", "="].iter().any(|mark| {
        let rest = content.trim_start_matches(mark);
        rest.len() < content.len() && rest.starts_with(char::is_whitespace)
    });
    let attribute = content.starts_with('[') && content.ends_with(']')
        || content.strip_prefix(':').is_some_and(|rest| rest.contains(": ") || rest.ends_with(':'));
    marks || attribute || !content.contains(char::is_alphanumeric)
}

pub(crate) fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.as_bytes().get(start..).filter(|rest| !rest.is_empty())?;
        let end = start + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = start..end;
        start = end + 1;
        Some(line)
    })
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let blank = |c: char| c.is_whitespace() || c == '\u{feff}';
    let content = cut(text, range.clone());
    let start = range.start + (content.len() - content.trim_start_matches(blank).len());
    start..start + content.trim_matches(blank).len()
}

fn without_bullet(text: &str, range: Range<usize>) -> Range<usize> {
    let content = cut(text, range.clone());
    let Some((first, rest)) = content.split_once(' ') else { return range };
    let marks = first.chars().all(|c| "*-+•·‣▪–o>".contains(c)) && first.len() <= 6;
    let number = first.strip_suffix(['.', ')']).is_some_and(|n| n.len() <= 3 && n.bytes().all(|b| b.is_ascii_digit()));
    if marks || number { trim(text, range.end - rest.len()..range.end) } else { range }
}

/// The bytes of the blocks that stand between two fences.
pub(crate) fn literal_blocks(text: &str) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, usize)> = None;
    let mut blank_before = true;
    for line in lines(text) {
        let content = cut(text, line.clone()).trim();
        let after = line.end + 1;
        match open {
            Some((fence, start)) if closes(fence, content) => {
                blocks.push(start..line.start);
                open = None;
            }
            None if is_fence(content) => {
                // Dashes below a line of text are a heading, and dashes between blank lines are a rule.
                let next = text.get(after..).unwrap_or_default();
                let fences = !content.starts_with('-') || blank_before && !next.starts_with(['\n', '\r']);
                open = fences.then_some((content, after));
            }
            _ => {}
        }
        blank_before = content.is_empty() || content.starts_with(['[', '=', '.', '#']);
    }
    if let Some((_, start)) = open.filter(|(fence, start)| fence.starts_with(['`', '~']) && *start < text.len()) {
        blocks.push(start..text.len());
    }
    blocks
}

fn is_fence(content: &str) -> bool {
    let all = |mark: char| content.len() >= 4 && content.chars().all(|c| c == mark);
    let ticks = content.starts_with("```") && !content.trim_start_matches('`').contains('`');
    ticks || content.starts_with("~~~") || all('-') || all('.')
}

fn closes(fence: &str, content: &str) -> bool {
    match fence.chars().next() {
        Some('`') => content.starts_with("```") && content.chars().all(|c| c == '`'),
        Some('~') => content.starts_with("~~~") && content.chars().all(|c| c == '~'),
        _ => content == fence,
    }
}

/// What a heading says of the lines below.
#[derive(Debug, Clone, Copy, Default)]
struct Topic {
    /// Network traces.
    network: bool,
    /// Indicators of any kind.
    listed: bool,
    /// Sources and further reading.
    sources: bool,
    /// Files by their names.
    files: bool,
    /// What was cleared.
    harmless: bool,
}

impl Topic {
    fn segment(self, range: Range<usize>, line: Range<usize>, setting: Setting, opens: bool) -> Segment {
        let Self { network, listed, sources, files, harmless } = self;
        Segment { range, line, setting, opens, network, listed, sources, files, harmless }
    }
}

/// The headings above a line, as far as they tell what the lines below list.
#[derive(Debug, Default)]
struct Headings {
    /// By level. Level 0 is the title, whose words say nothing of a single list.
    topics: [Topic; 8],
    level: usize,
    /// Whether lines stood below the last label that calls them harmless: a blank line ends its list.
    filled: bool,
}

impl Headings {
    fn see(&mut self, content: &str) {
        let Some(level) = level(content) else {
            // Another label, or a sentence, ends what a label began.
            if content.ends_with(':') && content.len() <= 80 {
                self.end_label();
            }
            return self.fill();
        };
        self.filled = false;
        let above = level.checked_sub(1).and_then(|above| self.topics.get(above)).copied().unwrap_or_default();
        // A label below a label replaces it; a heading below a heading inherits.
        let inherits = level < LABEL;
        let says = |words: &[&str], above: bool| level > 0 && (speaks_of(content, words) || inherits && above);
        let told = level < LABEL || content.ends_with(':');
        let harmless = if told { calls_harmless(content) } else { begins_harmless(content) };
        let topic = Topic {
            network: says(&NETWORK, above.network),
            listed: says(&LISTED, above.listed),
            sources: says(&SOURCES, above.sources),
            files: says(&FILES, above.files),
            harmless: harmless || inherits && above.harmless,
        };
        for held in self.topics.iter_mut().skip(level) {
            *held = topic;
        }
        self.level = level;
    }

    fn fill(&mut self) {
        self.filled = true;
    }

    fn blank(&mut self) {
        if self.filled {
            self.end_label();
        }
    }

    /// What a label calls harmless ends with its list; what a heading does, with its section.
    fn end_label(&mut self) {
        let above = self.topics.get(LABEL - 1).is_some_and(|topic| topic.harmless);
        if let Some(label) = self.topics.get_mut(LABEL) {
            label.harmless = above;
        }
    }

    fn topic(&self) -> Topic {
        self.topics.get(self.level).copied().unwrap_or_default()
    }
}

/// The level of a line such as `C&C servers:`, below every heading.
const LABEL: usize = 7;

fn level(content: &str) -> Option<usize> {
    let hashes = content.bytes().take_while(|byte| *byte == b'#').count();
    let equals = content.bytes().take_while(|byte| *byte == b'=').count();
    for marks in [hashes, equals] {
        if (1..=6).contains(&marks) {
            return content.as_bytes().get(marks).is_some_and(u8::is_ascii_whitespace).then(|| marks - 1);
        }
    }
    let words = content.split_whitespace().take(9).count();
    let label =
        content.len() <= 80 && (content.ends_with(':') || words <= 6 && !content.contains(['.', '|', '`', '\t']));
    let known = || {
        [NETWORK.as_slice(), &LISTED, &SOURCES, &FILES].iter().any(|words| speaks_of(content, words))
            || if content.ends_with(':') { calls_harmless(content) } else { begins_harmless(content) }
    };
    (label && words <= 8 && known()).then_some(LABEL)
}

/// Words of headings above lists of hosts and addresses.
const NETWORK: [&str; 16] = [
    "address",
    "addresses",
    "c2",
    "c&c",
    "cnc",
    "domain",
    "domains",
    "host",
    "hostnames",
    "hosts",
    "infrastructure",
    "ip",
    "network",
    "servers",
    "url",
    "urls",
];

/// Words of headings above lists of indicators.
const LISTED: [&str; 9] =
    ["compromise", "downloads", "indicator", "indicators", "ioc", "iocs", "observables", "payload", "payloads"];

/// Words of headings above sources.
const SOURCES: [&str; 10] = [
    "acknowledgements",
    "bibliography",
    "citations",
    "credits",
    "links",
    "reading",
    "reference",
    "references",
    "source",
    "sources",
];

/// Words of headings above names of files.
const FILES: [&str; 8] =
    ["attachments", "dateien", "dateinamen", "fichiers", "filename", "filenames", "files", "ficheros"];

fn speaks_of(heading: &str, words: &[&str]) -> bool {
    let clean = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
    heading.split([' ', '/', '\t']).any(|word| words.contains(&clean(word).as_str()))
}
