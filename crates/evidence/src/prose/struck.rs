//! Words of a Markdown text that are struck out: `~~…~~` of GitHub Flavored Markdown (section 6.5), and the HTML elements `del`, `s`
//! and `strike`. Code is left alone, and no pair reaches beyond its paragraph.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

/// The struck ranges of a Markdown text, in order, none within or touching another.
pub(super) fn struck(text: &str) -> Vec<Range<usize>> {
    let mut struck = Vec::new();
    for block in blocks(text) {
        within(text, block, &mut struck);
    }
    struck.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(struck.len());
    for range in struck {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// The paragraphs, headings, list items and table cells of a text, without its code blocks (CommonMark 0.31, section 4).
fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    // The open fence: its character and length.
    let mut fence: Option<(char, usize)> = None;
    let (mut in_paragraph, mut in_list) = (false, false);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        let words = line.trim();
        if let Some((mark, length)) = fence {
            if words.chars().all(|c| c == mark) && words.len() >= length {
                fence = None;
            }
            continue;
        }
        let opening = ['`', '~'].into_iter().find_map(|mark| {
            let length = words.len() - words.trim_start_matches(mark).len();
            let is_fence = length >= 3 && (mark == '~' || !words.get(length..).unwrap_or_default().contains('`'));
            is_fence.then_some((mark, length))
        });
        if opening.is_some() || words.is_empty() {
            (fence, in_paragraph) = (opening, false);
            continue;
        }
        let is_indented = line.starts_with("    ") || line.starts_with('\t');
        if is_indented && !in_paragraph && !in_list {
            continue;
        }
        let is_item = is_list_item(words);
        in_list = is_item || in_list && (in_paragraph || line.starts_with([' ', '\t']));
        if words.starts_with('|') {
            blocks.extend(cells(text, range));
            in_paragraph = false;
            continue;
        }
        let is_heading = words.starts_with('#');
        match blocks.last_mut().filter(|_| in_paragraph && !is_item && !is_heading) {
            Some(paragraph) => paragraph.end = range.end,
            None => blocks.push(range),
        }
        in_paragraph = !is_heading;
    }
    blocks
}

/// The cells of a table's row.
fn cells(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let mut start = line.start;
    let row = text.get(line).unwrap_or_default();
    let mut cells = Vec::new();
    for cell in row.split_inclusive('|') {
        cells.push(start..start + cell.len());
        start += cell.len();
    }
    cells
}

/// Whether a line begins with `*`, `-`, `+` or a number, as an item of a list does.
fn is_list_item(line: &str) -> bool {
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let mark =
        if number.len() < line.len() { number.strip_prefix(['.', ')']) } else { line.strip_prefix(['*', '-', '+']) };
    mark.is_some_and(|rest| rest.starts_with([' ', '\t']))
}

/// The elements whose words are struck out.
const ELEMENTS: [&str; 3] = ["del", "s", "strike"];

/// Adds what is struck out in one block. One pass; each mark closes the nearest open one of its kind.
fn within(text: &str, block: Range<usize>, struck: &mut Vec<Range<usize>>) {
    let words = text.get(block.clone()).unwrap_or_default();
    let bytes = words.as_bytes();
    let mut code = CodeSpans::of(bytes);
    let mut tildes: Vec<usize> = Vec::new();
    let mut elements: [Vec<usize>; ELEMENTS.len()] = Default::default();
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| b"\\`~<".contains(byte))) {
        at += found;
        let rest = words.get(at..).unwrap_or_default();
        match bytes.get(at) {
            // What is escaped is no mark.
            Some(b'\\') => at += 1 + usize::from(bytes.get(at + 1).is_some_and(u8::is_ascii)),
            Some(b'`') => at = code.end_of(at, run(rest, b'`')),
            Some(b'~') => {
                let length = run(rest, b'~');
                let before = words.get(..at).and_then(|before| before.chars().next_back());
                let behind = words.get(at + length..).and_then(|behind| behind.chars().next());
                let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
                let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
                let closes = length == 2 && !is_space(before) && !is_word(behind);
                let opens = length == 2 && !is_space(behind) && !is_word(before);
                if let Some(start) = tildes.pop_if(|_| closes) {
                    struck.push(block.start + start..block.start + at);
                } else if opens {
                    tildes.push(at + length);
                }
                at += length;
            }
            _ => {
                let tag = tag(rest);
                let length = tag.as_ref().map_or(1, |(.., length)| *length);
                if let Some((side, element, _)) = tag
                    && let Some(open) = elements.get_mut(element)
                {
                    match side {
                        Side::Start => open.push(at + length),
                        Side::End => {
                            let start = open.pop();
                            struck.extend(start.map(|start| block.start + start..block.start + at));
                        }
                    }
                }
                at += length;
            }
        }
    }
}

/// How often `byte` stands at the start.
fn run(text: &str, byte: u8) -> usize {
    text.bytes().take_while(|found| *found == byte).count()
}

enum Side {
    Start,
    End,
}

/// The tag that `text` begins with, if it is of one of [`ELEMENTS`]: its place in that list, and its length.
fn tag(text: &str) -> Option<(Side, usize, usize)> {
    const LONGEST: usize = 100;
    let inner = text.strip_prefix('<')?;
    let (side, inner) = inner.strip_prefix('/').map_or((Side::Start, inner), |inner| (Side::End, inner));
    let name = inner.bytes().take(7).take_while(u8::is_ascii_alphabetic).count();
    let name = inner.get(..name)?;
    let element = ELEMENTS.iter().position(|element| element.eq_ignore_ascii_case(name))?;
    let rest = inner.get(name.len()..)?;
    let end = rest.bytes().take(LONGEST).position(|byte| byte == b'>')?;
    let parts = end == 0 || rest.starts_with(char::is_whitespace);
    parts.then_some((side, element, text.len() - rest.len() + end + 1))
}

/// The runs of backticks in a block, by their length: a code span ends at the next run that is as long as the one it began with.
struct CodeSpans {
    runs: BTreeMap<usize, VecDeque<usize>>,
}

impl CodeSpans {
    fn of(block: &[u8]) -> Self {
        let mut runs: BTreeMap<usize, VecDeque<usize>> = BTreeMap::new();
        let mut at = 0;
        while let Some(found) = block.get(at..).and_then(|rest| memchr::memchr(b'`', rest)) {
            let start = at + found;
            let length = block.iter().skip(start).take_while(|byte| **byte == b'`').count();
            runs.entry(length).or_default().push_back(start);
            at = start + length;
        }
        Self { runs }
    }

    /// Where the code span ends that a run of `length` at `start` begins; the end of the run, where nothing closes it.
    fn end_of(&mut self, start: usize, length: usize) -> usize {
        let Some(runs) = self.runs.get_mut(&length) else { return start + length };
        while runs.pop_front_if(|run| *run <= start).is_some() {}
        runs.pop_front().unwrap_or(start) + length
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::struck;
    use crate::{Context, Reading, Reason, read_item};

    fn words(text: &str) -> Vec<&str> {
        struck(text).into_iter().map(|range| &text[range]).collect()
    }

    fn read(name: &str, text: &str) -> Reading {
        read_item(name, text.as_bytes(), &Context::default()).swap_remove(0).reading
    }

    fn values(reading: &Reading) -> Vec<String> {
        reading.observations().iter().map(|o| o.observed.to_string()).collect()
    }

    #[test]
    fn what_markdown_strikes_out_is_set_aside() {
        for form in ["~~{}~~", "<del>{}</del>", "<s>{}</s>", "<strike>{}</strike>", "<DEL cite=\"x\">~~a~~ {}</Del>"] {
            let text = format!(
                "# Report\n\nIt used one[.]example[.]com. {} It is over.\n",
                form.replace("{}", "It used two[.]example[.]com.")
            );
            let reading = read("r.md", &text);
            assert_eq!(values(&reading), ["one.example.com"], "{form}");
            assert_eq!(reading.values_set_aside()[0].reason, Reason::Withdrawn, "{form}");
        }
    }

    #[test]
    fn nothing_but_markdown_strikes_out() {
        for name in ["mail.txt", "rule.yar", "app.log", "notes", "md"] {
            for form in ["~~{}~~", "<del>{}</del>", "\"<s>\" {} \"</s>\"", "[s]{}[/s]", "[.line-through]#{}#"] {
                let text = format!("We saw this. {} It is over.\n", form.replace("{}", "It used two[.]example[.]com."));
                assert_eq!(values(&read(name, &text)), ["two.example.com"], "{name}: {form}");
            }
        }
        let forum = "It used [s]one[.]example[.]com[/s] and [.line-through]#two[.]example[.]com#.\n";
        assert_eq!(values(&read("r.md", forum)).len(), 2);
    }

    #[test]
    fn tildes_strike_where_they_stand_at_the_edge_of_words() {
        assert_eq!(words("a ~~b c~~, (~~d~~) ~~e~~"), ["b c", "d", "e"]);
        for text in [
            "감사합니다~~어제 evil[.]example[.]com 에 접속했습니다~~확인 부탁드립니다.",
            "a~~b and c~~d",
            "~~ a ~~",
            "~~ a~~",
            "~~a ~~",
            "~~~a~~~",
            "~~a~~b",
            "a~~b~~",
            r"\~~a~~ and \~\~b\~\~",
            "open ~~a",
        ] {
            assert_eq!(words(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn a_pair_stays_within_its_paragraph() {
        for text in [
            "Use ~~old way.\r\n\r\nC2: evil\r\n\r\nDone~~ now.",
            "a ~~b\n \t\nc~~ d",
            "<s>a\n\nb</s>",
            "# a ~~b\nc~~ d",
            "* a ~~b\n* c~~ d",
            "1. a ~~b\n2. c~~ d",
            "| a ~~b | c~~ d |",
        ] {
            assert_eq!(words(text), Vec::<&str>::new(), "{text}");
        }
        assert_eq!(words("a ~~b\r\nc~~ d"), ["b\r\nc"]);
        assert_eq!(words("| ~~a~~ | b |\n* ~~c~~"), ["a", "c"]);
    }

    #[test]
    fn code_strikes_nothing_out() {
        for text in [
            "Lines `a~~b` where two fields meet, and evil (`c~~d`).",
            "`` ` ~~a ``b~~",
            "`<s>` a `</s>`",
            "```\n~~a~~\n```",
            "~~~ text\n~~a~~\n~~~~",
            "a\n\n    ~~a~~\n\tand ~~b~~",
            "```\n~~a~~",
        ] {
            assert_eq!(words(text), Vec::<&str>::new(), "{text}");
        }
        assert_eq!(words("` ~~a~~ ``"), ["a"]);
        assert_eq!(words("* a\n\n    ~~b~~"), ["b"]);
        assert_eq!(words("```\na\n```\n~~b `c~~` d~~"), ["b `c~~` d"]);
    }

    #[test]
    fn ranges_within_each_other_are_one() {
        assert_eq!(words("<del>~~a~~ evil</del> Done."), ["~~a~~ evil"]);
        assert_eq!(words("~~a ~~b~~ c~~"), ["a ~~b~~ c"]);
        assert_eq!(words("<s>a <s>b</s> c</s> </s>"), ["a <s>b</s> c"]);
    }

    #[test]
    fn long_paragraphs_are_read_once() {
        let begun = Instant::now();
        for piece in ["~~a~~ ", "~~a ", "<s>", "</s>", "<s ", "`a ", "``` `` ` ", "\\~", "~~", "| ", "* \n", "a\n"] {
            struck(&piece.repeat(100_000));
        }
        let growing: String = (1..1500).map(|length| format!("{} ", "`".repeat(length))).collect();
        struck(&growing);
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    }
}
