//! Whom a text says that it has something from: "according to X", "as reported by X", "citing X", "X reported that".

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use dunant_vocabulary::Span;

use super::cut;
use crate::Reading;

/// What stands before the name or behind it.
const CUES: [(&str, Side); 5] = [
    ("according to", Side::Before),
    ("reported by", Side::Before),
    ("citing", Side::Before),
    ("reported that", Side::Behind),
    ("reports that", Side::Behind),
];

/// Where a cue stands.
#[derive(Debug, Clone, Copy)]
enum Side {
    /// Before the name.
    Before,
    /// Behind the name.
    Behind,
}

/// All cues in one search. Built of the constants above, it cannot fail.
static CUE_SEARCH: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(CUES.map(|(cue, _)| cue)).ok());

/// Words kept beside a cue: names of publishers are shorter, "researchers at" may stand before them.
const WORDS: usize = 6;
/// Bytes in which they must stand.
const FARTHEST: usize = 120;

/// Keeps the words beside every cue of `text`, where they may hold a name.
pub(super) fn read_quotes(text: &str, place: &dyn Fn(Range<usize>) -> Span, reading: &mut Reading) {
    for found in CUE_SEARCH.iter().flat_map(|search| search.find_iter(text)) {
        let Some((_, side)) = CUES.get(found.pattern().as_usize()) else { continue };
        if joins(cut(text, 0..found.start()).chars().next_back())
            || joins(cut(text, found.end()..text.len()).chars().next())
        {
            continue;
        }
        let range = match side {
            Side::Before => behind(text, found.end()),
            Side::Behind => before(text, found.start()),
        };
        let of = cut(text, range.clone()).split_whitespace().collect::<Vec<_>>().join(" ");
        // A publisher's name has a capital or a digit; "according to researchers" has none.
        if of.contains(|c: char| c.is_uppercase() || c.is_ascii_digit()) {
            reading.quote(of, place(range));
        }
    }
}

/// Whether a letter or digit makes a longer word of the cue.
fn joins(beside: Option<char>) -> bool {
    beside.is_some_and(char::is_alphanumeric)
}

/// The words behind a cue that ends at `from`.
fn behind(text: &str, from: usize) -> Range<usize> {
    let tail = cut(text, from..text.floor_char_boundary(from + FARTHEST));
    let opening = |c: char| c.is_whitespace() || "[*_\"“‘'`".contains(c);
    let words = tail.trim_start_matches(opening);
    if is_apart(cut(tail, 0..tail.len() - words.len())) {
        return from..from;
    }
    let start = from + tail.len() - words.len();
    let stop = words.char_indices().find(|(at, c)| ends(words, *at, *c)).map_or(words.len(), |(at, _)| at);
    let held = cut(words, 0..stop);
    let last = word_ranges(held).take(WORDS).last().map_or(0, |word| word.end);
    start..start + last
}

/// The words before a cue that begins at `to`.
fn before(text: &str, to: usize) -> Range<usize> {
    let head = cut(text, text.floor_char_boundary(to.saturating_sub(FARTHEST))..to);
    let stop = head.char_indices().rfind(|(at, c)| ends(head, *at, *c));
    let held = cut(head, stop.map_or(0, |(at, c)| at + c.len_utf8())..head.len());
    let words: Vec<Range<usize>> = word_ranges(held).collect();
    let start = to - held.len();
    match (words.get(words.len().saturating_sub(WORDS)), words.last()) {
        (Some(first), Some(last)) => start + first.start..start + last.end,
        _ => to..to,
    }
}

/// Whether a name cannot go on over the character `c` at `at`.
fn ends(text: &str, at: usize, c: char) -> bool {
    let after = cut(text, at + c.len_utf8()..text.len());
    match c {
        '.' => {
            let word = cut(text, 0..at).rsplit(char::is_whitespace).next().unwrap_or_default();
            // The last one of `U.S.` ends no sentence.
            !word.contains('.') && after.chars().next().is_none_or(char::is_whitespace)
        }
        '\n' => is_apart(cut(text, at..text.len() - after.trim_start().len())),
        _ => ",;:()[]{}<>|\t\"“”!?".contains(c),
    }
}

/// Whether white space holds an empty line.
fn is_apart(space: &str) -> bool {
    space.bytes().filter(|byte| *byte == b'\n').count() >= 2
}

/// Where the words of `text` stand.
fn word_ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut next = 0;
    text.split_whitespace().filter_map(move |word| {
        let start = next + cut(text, next..text.len()).find(word)?;
        next = start + word.len();
        Some(start..next)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, Source};

    fn quoted(text: &str) -> Vec<String> {
        let mut reading = Reading::new(&Source::new("", text.as_bytes()), &Limits::DEFAULT);
        read_quotes(text, &|range| Span::item(range.start, range.end), &mut reading);
        for quote in &reading.quotes {
            let written = &text[quote.span.start as usize..quote.span.end as usize];
            assert_eq!(written.split_whitespace().collect::<Vec<_>>().join(" "), quote.of, "the span holds the words");
        }
        reading.quotes.into_iter().map(|quote| quote.of).collect()
    }

    #[test]
    fn names_stand_behind_or_before_the_words_that_quote_them() {
        assert_eq!(quoted("According to Example Labs, it spreads by itself."), ["Example Labs"]);
        assert_eq!(quoted("It was used in May, as reported by\nExample Labs."), ["Example Labs"]);
        assert_eq!(quoted("(citing [Example Labs](https://example.com))"), ["Example Labs"]);
        assert_eq!(quoted("It ran. Example Labs reported that it wiped disks."), ["Example Labs"]);
        assert_eq!(quoted("according to the U.S. Department of Justice. Then"), ["the U.S. Department of Justice"]);
    }

    #[test]
    fn no_more_than_six_words_are_kept() {
        assert_eq!(quoted("according to One two three four five six seven"), ["One two three four five six"]);
        assert_eq!(quoted("One two three four five Six seven reported that it ran"), ["two three four five Six seven"]);
    }

    #[test]
    fn words_that_only_look_like_a_quotation_quote_nobody() {
        for text in [
            "according to researchers it ran",
            "exciting Example Labs",
            "unreported byExample Labs",
            "according to\n\nExample Labs",
            "Example Labs. It was reported that",
            "according to",
            "reported that",
        ] {
            let found = quoted(text);
            assert!(found.iter().all(|of| !of.contains("Example")), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_text_that_quotes_without_end_keeps_as_many_names_as_the_limit_allows() {
        let text: String = (0..300).map(|n| format!("According to Labs {n}, é. ")).collect();
        assert_eq!(quoted(&text).len() as u64, crate::Limits::DEFAULT.quotes);
        assert_eq!(quoted(&"according to Labs. ".repeat(200)), ["Labs"], "a name is kept once");
    }
}
