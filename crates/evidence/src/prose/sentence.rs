use std::ops::Range;

use dunant_vocabulary::Span;

use super::bearing::of_sentence;
use super::cut;
use super::layout::{Segment, Setting};
use crate::terms::{Collector, Hidden, Token, tokens};
use crate::{Bearing, Context, Lexicon, Reading};

/// No passage holds more terms: text without full stops is cut.
const LONGEST: usize = 256;

/// Puts the segments of a text together to sentences, and keeps each as a passage.
///
/// A sentence goes on over a line break, since text is hard-wrapped; it ends where a paragraph, bullet, heading or cell does. Code
/// is no part of it.
pub(super) struct Sentences<'t> {
    text: &'t str,
    place: &'t dyn Fn(Range<usize>) -> Span,
    lexicon: &'t Lexicon,
    collector: Collector<'t>,
    terms: Vec<u32>,
    /// From the sentence's first byte to the last one read, where one has begun.
    range: Option<Range<usize>>,
    /// Whether the last segment ended with a full stop, so that a capital would begin a new sentence.
    stopped: bool,
    /// Of the section.
    section: Bearing,
}

impl<'t> Sentences<'t> {
    pub(super) fn new(text: &'t str, place: &'t dyn Fn(Range<usize>) -> Span, context: &Context<'t>) -> Self {
        Self {
            text,
            place,
            lexicon: context.lexicon,
            collector: Collector::new(context.vocabulary),
            terms: Vec::new(),
            range: None,
            stopped: false,
            section: Bearing::Stated,
        }
    }

    /// Reads the next segment; `hidden` has what stands around it that is no prose.
    pub(super) fn segment(&mut self, segment: &Segment, section: Bearing, hidden: &Hidden, reading: &mut Reading) {
        let content = cut(self.text, segment.range.clone());
        if segment.opens || self.stopped && (segment.setting == Setting::Literal || begins_a_sentence(content)) {
            self.end(reading);
        }
        self.section = section;
        self.stopped = false;
        if segment.setting == Setting::Literal {
            self.collector.gap();
            if !segment.opens {
                self.extend(segment.range.clone());
            }
            return;
        }
        let mut start = 0;
        while let Some((end, next)) = sentence_break(content, start) {
            self.read(segment.range.start + start..segment.range.start + end, hidden, reading);
            self.end(reading);
            start = next;
        }
        self.read(segment.range.start + start..segment.range.end, hidden, reading);
        self.stopped = ends_a_sentence(content, content.len());
    }

    /// Ends the sentence, and keeps it if it holds a term.
    pub(super) fn end(&mut self, reading: &mut Reading) {
        if let Some(range) = self.range.take()
            && !self.terms.is_empty()
        {
            let bearing = self.section.max(of_sentence(cut(self.text, range.clone())));
            reading.passage((self.place)(range), &self.terms, bearing);
            self.terms.clear();
        }
        self.collector.gap();
        self.stopped = false;
    }

    fn read(&mut self, range: Range<usize>, hidden: &Hidden, reading: &mut Reading) {
        let (text, lexicon) = (self.text, self.lexicon);
        self.extend(range.start..range.start);
        tokens(text, range.clone(), hidden, lexicon, &mut |token| match token {
            Token::Gap => self.collector.gap(),
            Token::Stem(stem, word) => {
                if self.terms.len() >= LONGEST {
                    self.end(reading);
                }
                if self.collector.stem(stem, &mut self.terms) {
                    reading.word(stem, cut(text, word.clone()));
                }
                self.extend(word);
            }
        });
        self.extend(range);
    }

    fn extend(&mut self, range: Range<usize>) {
        match &mut self.range {
            Some(held) => held.end = range.end,
            None => self.range = Some(range),
        }
    }
}

/// The first place at or behind `from` where a sentence of `content` ends and another begins: its end, and the other's start.
pub(crate) fn sentence_break(content: &str, from: usize) -> Option<(usize, usize)> {
    let rest = content.as_bytes().get(from..)?;
    // The last bytes of `。`, `！` and `？`, which end a sentence without a blank, are looked at as well.
    let ends = rest.iter().enumerate().filter(|(_, byte)| matches!(byte, b'.' | b'!' | b'?' | 0x81 | 0x82 | 0x9F));
    for at in ends.map(|(at, _)| at) {
        if rest.get(at).is_some_and(|byte| !byte.is_ascii()) {
            let end = from + at + 1;
            if content.is_char_boundary(end)
                && cut(content, 0..end).ends_with(['。', '！', '？'])
                && end < content.len()
            {
                return Some((end, end));
            }
            continue;
        }
        let tail = cut(content, from + at + 1..content.len());
        let closing = tail.trim_start_matches(CLOSING);
        let end = content.len() - closing.len();
        let next = closing.trim_start();
        if next.len() < closing.len() && begins_a_sentence(next) && ends_a_sentence(content, end) {
            return Some((end, content.len() - next.len()));
        }
    }
    None
}

const CLOSING: [char; 8] = ['"', '\'', '”', '’', ')', ']', '*', '_'];

fn begins_a_sentence(content: &str) -> bool {
    content.starts_with(|c: char| c.is_uppercase() || "[\"“‘`<(*_".contains(c))
}

/// Whether a sentence may end at `end`: a full stop stands there that is not an abbreviation's.
fn ends_a_sentence(content: &str, end: usize) -> bool {
    const ABBREVIATIONS: [&str; 20] = [
        "al", "approx", "cf", "co", "corp", "dr", "eg", "etc", "fig", "gen", "ie", "inc", "lt", "ltd", "mr", "mrs",
        "ms", "no", "st", "vs",
    ];
    let before = cut(content, 0..end).trim_end_matches(CLOSING);
    let Some(sentence) = before.strip_suffix('.') else { return before.ends_with(['!', '?']) };
    let length: usize =
        sentence.chars().rev().take(8).take_while(|c| c.is_alphanumeric() || *c == '.').map(char::len_utf8).sum();
    let word = cut(sentence, sentence.len() - length..sentence.len()).to_lowercase();
    // `U.S.`, `e.g.` and initials.
    let letters = !word.is_empty()
        && word.split('.').all(|part| part.chars().count() == 1 && !part.starts_with(|c: char| c.is_numeric()));
    !letters && !ABBREVIATIONS.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(content: &str) -> Vec<&str> {
        let (mut start, mut sentences) = (0, Vec::new());
        while let Some((end, next)) = sentence_break(content, start) {
            sentences.push(&content[start..end]);
            start = next;
        }
        sentences.push(&content[start..]);
        sentences
    }

    #[test]
    fn sentences_end_at_full_stops_before_capitals_and_not_at_abbreviations() {
        assert_eq!(
            split("It ran. Then it \"stopped.\" (Why?) Nobody knows"),
            ["It ran.", "Then it \"stopped.\"", "(Why?)", "Nobody knows"]
        );
        for whole in
            ["by the U.S. Government", "e.g. Windows, i.e. Microsoft", "J. Doe vs. Example Inc. Ltd", "v1.2 Beta. then"]
        {
            assert_eq!(split(whole), [whole]);
        }
    }
}
