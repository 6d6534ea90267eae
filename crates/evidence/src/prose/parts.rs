//! Digits of hashes that breaks cut: by line ends, where no one way puts them together, and in the cells of a table.

use std::ops::Range;

use super::Finder;
use super::layout::{Segment, Setting};
use crate::plain::digits::{self, Parts};
use crate::{Observable, Observed};

const HELP: &str = "give each hash whole, on one line";

impl Finder<'_, '_> {
    /// Says of lines of digits that they may be hashes which line ends cut.
    pub(super) fn lose_unclear_digits(&mut self) {
        for range in std::mem::take(&mut self.unclear) {
            let lines = self.cut(range.clone()).lines().count();
            let what = format!(
                "{lines} lines of digits may be hashes that line ends cut, and the parts of each are not told apart"
            );
            self.lose(what, range.clone(), HELP);
            self.unclear.push(range);
        }
    }

    /// Whether what stands at `at` is in such lines.
    pub(super) fn is_unclear(&self, at: usize) -> bool {
        let behind = self.unclear.partition_point(|range| range.start <= at);
        behind.checked_sub(1).and_then(|last| self.unclear.get(last)).is_some_and(|range| range.contains(&at))
    }

    /// Reads a cell that holds nothing but parts of hashes, as a narrow column breaks them; says whether it did.
    pub(super) fn hashes_in_parts(&mut self, segment: &Segment) -> bool {
        const LONGEST: usize = 4_000;
        let content = self.cut(segment.range.clone());
        let digits = |byte: u8| byte.is_ascii_hexdigit() || byte.is_ascii_whitespace();
        if segment.setting != Setting::Cell
            || content.len() > LONGEST
            || content.len() < 33
            || !content.bytes().all(digits)
        {
            return false;
        }
        let words: Vec<&str> = content.split_ascii_whitespace().collect();
        let random = |word: &&str| {
            word.len() >= 8 && word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().any(|b| b.is_ascii_alphabetic())
        };
        let widths: Vec<usize> = words.iter().map(|word| word.len()).collect();
        if words.len() < 2 || !words.iter().any(random) || widths.first().is_some_and(|width| *width < 8) {
            return false;
        }
        let above = self.cut(0..segment.range.start);
        let named = digits::named(above);
        let parts = Parts::of(&widths, false, named);
        // Two MD5, or a SHA-256 in a column of 32 digits.
        let halves = parts == Parts::Apart && widths == [32, 32] && !super::names_algorithm(super::near_end(above), 32);
        match parts {
            Parts::Hashes(hashes) if hashes.iter().any(|parts| *parts > 1) => {
                let (mut at, mut words) = (segment.range.start, words.iter());
                for parts in hashes {
                    let of_one: Vec<&&str> = words.by_ref().take(parts).collect();
                    let hash: String = of_one.iter().map(|word| **word).collect();
                    let start = at + self.cut(at..segment.range.end).find(|c: char| c.is_ascii_hexdigit()).unwrap_or(0);
                    let mut end = start;
                    for word in &of_one {
                        end += self.cut(end..segment.range.end).find(|c: char| c.is_ascii_hexdigit()).unwrap_or(0)
                            + word.len();
                    }
                    at = end;
                    self.keep_joined(&hash, start..end);
                }
                true
            }
            Parts::Unclear => {
                self.lose_parts(segment.range.clone());
                true
            }
            Parts::Apart if halves => {
                self.lose_parts(segment.range.clone());
                true
            }
            _ => false,
        }
    }

    /// Reads the hashes of a word that has a label, a mark or each other glued to them: `0x275a…`, `sha256_275a…`, `MD5…SHA1…SHA256…`.
    /// Says whether there were any.
    pub(super) fn glued_hashes(&mut self, word: &Range<usize>) -> bool {
        const LABELS: [&str; 7] = ["sha256", "sha512", "sha384", "sha1", "md5", "0x", "_"];
        const LENGTHS: [usize; 4] = [32, 40, 64, 128];
        let written = self.cut(word.clone()).to_ascii_lowercase();
        let label_at =
            |at: usize| LABELS.iter().find(|label| super::cut(&written, at..written.len()).starts_with(**label));
        let (mut pieces, mut start, mut at) = (Vec::new(), 0, 0);
        while at < written.len() {
            match label_at(at) {
                Some(label) => {
                    pieces.push(start..at);
                    at += label.len();
                    start = at;
                }
                None => at += 1,
            }
        }
        pieces.push(start..written.len());
        let is_hash = |piece: &Range<usize>| {
            let digits = super::cut(&written, piece.clone());
            // `0x` before 40 digits is an address of Ethereum.
            let is_address = digits.len() == 40 && super::cut(&written, 0..piece.start).ends_with("0x");
            LENGTHS.contains(&digits.len())
                && !is_address
                && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
                && digits.bytes().any(|byte| byte.is_ascii_digit())
                && digits.bytes().any(|byte| byte.is_ascii_alphabetic())
        };
        if pieces.len() < 2 {
            return false;
        }
        let hashes: Vec<Range<usize>> = pieces.into_iter().filter(is_hash).collect();
        for hash in &hashes {
            self.hash(word.start + hash.start..word.start + hash.end);
        }
        !hashes.is_empty()
    }

    fn keep_joined(&mut self, hash: &str, range: Range<usize>) {
        self.hide(range.clone());
        match Observable::guess(hash) {
            Some(hash) => self.keep(range, Observed::Observable(hash)),
            None => self.lose_parts(range),
        }
    }

    fn lose_parts(&mut self, range: Range<usize>) {
        self.hide(range.clone());
        let what = format!(
            "`{}` may be hashes that a narrow cell breaks, and the parts of each are not told apart",
            super::shorten(self.cut(range.clone()))
        );
        self.lose(what, range, HELP);
    }
}
