//! What the source of a text holds besides its words: comments, front matter, definitions of links, and tags of HTML with what
//! they do not show.

use std::collections::HashMap;
use std::ops::Range;

use super::super::{Genre, cut, layout};
use super::{Part, paragraph_end};
use crate::Bearing;

/// How a text speaks of what is in its comments: its author wrote it to himself.
const COMMENT: Bearing = Bearing::Aside;

/// Adds the comments, the front matter and the tags of `text`.
pub(super) fn find(text: &str, genre: Genre, parts: &mut Vec<Part>) {
    // What the document is filed under names its matter, and says nothing of it.
    parts.extend(front_matter(text).map(|range| (range, Bearing::Listed)));
    let mut add = |range: Range<usize>| parts.push((range, COMMENT));
    between(
        text,
        "<!--",
        "-->",
        |at| {
            let at_start = cut(text, 0..at).rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
            // CommonMark 0.31, section 4.6: a comment that nothing ends reaches to the end of the document.
            if genre == Genre::Markdown && at_start { text.len() } else { paragraph_end(text, at) }
        },
        &mut add,
    );
    between(text, "\\begin{comment}", "\\end{comment}", |at| paragraph_end(text, at), &mut add);
    lines(text, &mut add);
    definitions(text, &mut add);
    tags(text, &mut add);
}

/// What stands between two marks; where the second is missing, up to where `unended` says.
fn between(text: &str, open: &str, close: &str, unended: impl Fn(usize) -> usize, add: &mut dyn FnMut(Range<usize>)) {
    let mut done = 0;
    for at in memchr::memmem::find_iter(text.as_bytes(), open.as_bytes()) {
        if at < done {
            continue;
        }
        let end = memchr::memmem::find(cut(text, at + open.len()..text.len()).as_bytes(), close.as_bytes());
        done = match end {
            Some(end) => at + open.len() + end + close.len(),
            None => unended(at),
        };
        add(at..done);
        if end.is_none() {
            break;
        }
    }
}

/// Comments that lines begin: `// …`, `/* … */`, a block between `////`, the `%` of TeX, the `..` of reStructuredText.
fn lines(text: &str, add: &mut dyn FnMut(Range<usize>)) {
    let is_tex = text.contains("\\begin{document}");
    let closes = text.contains("*/");
    // What ends the block that is open, and where it begins.
    let mut open: Option<(&str, usize)> = None;
    let (mut indented, mut blank) = (None, true);
    for line in layout::lines(text) {
        let written = cut(text, line.clone());
        let words = written.trim();
        if let Some((end, start)) = open {
            if if end == "////" { words == end } else { words.contains(end) } {
                add(start..line.end);
                open = None;
            }
            continue;
        }
        // A comment of reStructuredText holds the lines that are set in.
        if let Some(start) = indented {
            if words.is_empty() || written.starts_with([' ', '\t']) {
                continue;
            }
            add(start..line.start);
            indented = None;
        }
        if words == "////" {
            open = Some(("////", line.start));
        } else if words.starts_with("/*") && !words.starts_with("/*/") && closes {
            if words.contains("*/") { add(line.clone()) } else { open = Some(("*/", line.start)) }
        } else if words.starts_with("// ") || is_tex && words.starts_with('%') {
            add(line.clone());
        } else if blank && is_remark(written) {
            indented = Some(line.start);
        }
        blank = words.is_empty();
    }
    if let Some(start) = open.map(|(_, start)| start).or(indented) {
        add(start..if indented.is_some() { text.len() } else { paragraph_end(text, start) });
    }
}

/// Whether a line begins a comment of reStructuredText: two dots that lead in no directive, target or note.
fn is_remark(line: &str) -> bool {
    line.strip_prefix("..").is_some_and(|rest| {
        rest.is_empty()
            || rest.starts_with(' ') && !rest.contains("::") && !rest.trim_start().starts_with(['_', '[', '|', '.'])
    })
}

/// The block of fields between `---` or `+++` at the start of a text.
fn front_matter(text: &str) -> Option<Range<usize>> {
    const MOST: usize = 400;
    let mut lines = layout::lines(text).map(|line| (cut(text, line.clone()).trim_end(), line));
    let (first, _) = lines.next()?;
    let fence = first.trim_start_matches('\u{feff}');
    let mark = match fence {
        "---" => ':',
        "+++" => '=',
        _ => return None,
    };
    let is_field = |line: &str| {
        let key = line.split_once(mark).map(|(key, _)| key.trim_matches(['"', '\'', ' ']));
        line.is_empty()
            || line.starts_with([' ', '\t', '-', '#', '[', ']', '}', '"', '\''])
            || key.is_some_and(|key| {
                (1..=40).contains(&key.len()) && key.chars().all(|c| c.is_alphanumeric() || "_-. ".contains(c))
            })
    };
    let mut fields = 0;
    for (line, range) in lines.take(MOST) {
        if line == fence || line == "..." {
            return (fields > 0).then_some(0..range.end);
        }
        if !is_field(line) {
            return None;
        }
        fields += usize::from(!line.is_empty());
    }
    None
}

/// Definitions of links (CommonMark 0.31, section 4.7): `[label]: https://example.org "title"`, and the comments that they are used for.
fn definitions(text: &str, add: &mut dyn FnMut(Range<usize>)) {
    if memchr::memmem::find(text.as_bytes(), b"]:").is_none() {
        return;
    }
    let (mut done, mut paragraph) = (0, 0);
    for line in layout::lines(text) {
        let written = cut(text, line.clone());
        let bare = written.trim_start_matches([' ', '>']);
        let Some((label, rest)) = bare.strip_prefix('[').and_then(|rest| rest.split_once("]:")) else { continue };
        if line.start < done || label.contains(']') || label.starts_with('^') {
            continue;
        }
        let rest = rest.trim_start();
        let length = match rest.strip_prefix('<') {
            Some(inner) => inner.find('>').map_or(rest.len(), |end| end + 2),
            None => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        let target = cut(rest, 0..length);
        let leads = target.contains("://") || target.starts_with(['#', '/', '<', '.']) || target.starts_with("mailto:");
        if !leads {
            continue;
        }
        // The title may stand on the next line, and may be several lines long.
        let behind = line.end - (rest.len() - length);
        if line.start >= paragraph {
            paragraph = paragraph_end(text, line.start);
        }
        let tail = cut(text, behind..paragraph);
        let title = tail.trim_start();
        let close = match title.chars().next() {
            Some('(') => ')',
            Some(quote @ ('"' | '\'')) => quote,
            _ if cut(rest, length..rest.len()).trim().is_empty() => {
                add(line.clone());
                continue;
            }
            _ => continue,
        };
        let begins = behind + (tail.len() - title.len());
        let end = cut(title, 1..title.len()).find(close).map_or(behind + tail.len(), |end| begins + 1 + end + 1);
        add(line.start..end.max(line.end));
        done = end;
    }
}

/// Elements of HTML whose words are offered, drawn or run, and not said.
const UNSAID: [&str; 8] = ["datalist", "noscript", "script", "select", "style", "template", "textarea", "title"];

/// Tags of HTML in a text: what their attributes say, and what stands in elements whose words are not said.
fn tags(text: &str, add: &mut dyn FnMut(Range<usize>)) {
    const LONGEST: usize = 16 << 10;
    // Where the last end of each element stands, once it is asked for.
    let mut ends: Option<HashMap<String, usize>> = None;
    let mut done = 0;
    for at in memchr::memchr_iter(b'<', text.as_bytes()) {
        if at < done {
            continue;
        }
        let head = cut(text, at + 1..text.floor_char_boundary((at + LONGEST).min(text.len())));
        let length = head.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = cut(head, 0..length).to_ascii_lowercase();
        let rest = cut(head, length..head.len());
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !rest.starts_with(['>', '/', ' ', '\t', '\n', '\r'])
        {
            continue;
        }
        let Some(end) = tag_end(rest) else { continue };
        let attributes = cut(rest, 0..end);
        done = at + 1 + length + end + 1;
        if attributes.contains(['"', '\'']) && attributes.contains('=') {
            add(at..done);
        }
        let lower = attributes.to_ascii_lowercase();
        let hidden = lower.split_ascii_whitespace().any(|word| word == "hidden" || word.starts_with("hidden="))
            || lower.replace(' ', "").contains("display:none");
        if (hidden || UNSAID.contains(&name.as_str())) && !lower.ends_with('/') {
            let ends = ends.get_or_insert_with(|| last_ends(text));
            if ends.get(&name).is_none_or(|last| *last < done) {
                continue;
            }
            if let Some(end) = find_end(cut(text, done..text.len()), &name) {
                add(done..done + end);
                done += end;
            }
        }
    }
}

/// Where the tag whose attributes `rest` begins with ends, quotation marks heeded.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Where the last end tag of each name begins; no element has a longer name than is looked at.
fn last_ends(text: &str) -> HashMap<String, usize> {
    const LONGEST: usize = 64;
    let mut ends = HashMap::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), b"</") {
        let rest = cut(text, at + 2..text.len());
        let length = rest.bytes().take(LONGEST + 1).take_while(u8::is_ascii_alphanumeric).count();
        if (1..=LONGEST).contains(&length) {
            ends.insert(cut(rest, 0..length).to_ascii_lowercase(), at);
        }
    }
    ends
}

/// Where the end tag of `name` begins.
fn find_end(text: &str, name: &str) -> Option<usize> {
    memchr::memmem::find_iter(text.as_bytes(), b"</").find(|at| {
        let rest = cut(text, at + 2..text.len());
        rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
            && !rest.get(name.len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    })
}
