//! Values that a line end cuts where nothing says whether they go on, or how: neither half is read as a value of its own.

use std::ops::Range;

use super::host::Run;
use super::token::floor;
use super::{Finder, cut};
use crate::hosts::has_public_suffix;
use crate::plain::is_label;
use crate::prose::is_known_word;
use crate::readers::is_without_blanks;

const HELP: &str = "give the value on one line";

/// A cell cuts no word that is shorter.
const SHORTEST: usize = 16;

impl Finder<'_, '_> {
    /// Whether a line end cuts the host before it, so that `run` is only its end: `update-⏎example.com`. It may be one host with a
    /// hyphen or a word that was hyphenated; neither is guessed.
    pub(super) fn is_cut_by_a_line_end(&mut self, run: &Run) -> bool {
        let head = self.cut(floor(self.text, run.range.start.saturating_sub(300))..run.range.start);
        let begins_with_hyphen = head.ends_with(['-', '\u{2010}']);
        let line = head.trim_end_matches(['-', '\u{2010}']).trim_end_matches([' ', '\t', '>', '|']);
        let Some(line) = line.strip_suffix('\n').map(|line| line.trim_end_matches(['\r', ' '])) else { return false };
        let word = line.rsplit(|c: char| c.is_whitespace() || "\"'(<|`".contains(c)).next().unwrap_or_default();
        let hyphen = word.strip_suffix(['-', '\u{2010}']).is_some_and(|label| label.ends_with(char::is_alphanumeric));
        let is_cut = if begins_with_hyphen || !hyphen {
            is_of_a_narrow_cell(line, word, begins_with_hyphen) || ends_within_a_label(word)
        } else {
            true
        };
        let is_cut_link = word.split_once("://").is_some_and(|(_, host)| {
            !host.contains(['/', ':']) && !has_public_suffix(&host.to_lowercase()) && word.len() >= SHORTEST
        });
        if !is_cut_link && (word.contains("://") || !is_cut) {
            return false;
        }
        let start = run.range.start - (head.len() - line.len()) - word.len();
        let what = if hyphen && !begins_with_hyphen {
            format!("`{word}` and `{}` are one host that a line end cuts, with a hyphen or without", run.clean)
        } else {
            format!("`{}` may be the end of a host that a line end cuts: `{word}` stands above it", run.clean)
        };
        self.lose(what, start..run.range.end, HELP);
        true
    }

    /// Whether a line end cuts a URL in a way that nothing undoes: in its host behind a hyphen, or at the full width of its line.
    pub(super) fn is_cut_link(&mut self, link: &Range<usize>) -> bool {
        const WIDE: usize = 60;
        let written = self.cut(link.clone());
        let tail = self.after(link.end);
        // The mark that ends it is left out of a URL, and stands before the line end.
        let mark = tail.chars().next().filter(|c| "-_./".contains(*c)).map_or(0, char::len_utf8);
        let behind = cut(tail, mark..tail.len());
        let Some(below) = behind.trim_start_matches([' ', '\r']).strip_prefix('\n') else { return false };
        let indented = below.trim_start_matches([' ', '\t', '>', '|']);
        let word = indented.split(char::is_whitespace).next().unwrap_or_default();
        let bare = word.trim_end_matches(['.', ',', ';', ')']);
        let host = written.split_once("://").map_or("", |(_, rest)| rest);
        let label = host.ends_with('-') || cut(tail, 0..mark) == "-";
        let in_host = label && !host.contains(['/', '.']) && bare.contains('.') && bare.starts_with(is_label);
        let line = self.cut(0..link.end).rsplit('\n').next().unwrap_or_default().chars().count();
        let new = bare.contains("://")
            || has_public_suffix(&bare.split(['/', ':']).next().unwrap_or_default().to_lowercase());
        let marked = bare.contains(['?', '=', '&', '%', '_']) || bare.contains(|c: char| c.is_ascii_digit());
        let goes_on = !new
            && bare.starts_with(|c: char| c.is_ascii_alphanumeric() || "-_?=&%/".contains(c))
            && bare.parse::<std::net::IpAddr>().is_err()
            && (bare.contains('/') && (marked || bare.contains('.')) || is_page(bare) || bare.len() >= 20 && marked);
        let at_the_margin = mark == 0 && host.contains('/') && line >= WIDE;
        if !(in_host || at_the_margin && goes_on) {
            return false;
        }
        let end = self.text.len() - indented.len() + bare.len();
        let what = format!("`{written}` may go on in the next line: `{bare}`");
        self.cut_to = end;
        self.lose(what, link.start..end, HELP);
        true
    }

    /// Whether a line end cuts a path or registry key: the next line goes on with a part of one.
    pub(super) fn is_cut_path(&mut self, path: &Range<usize>) -> bool {
        let behind = self.after(path.end).trim_start_matches([' ', '\r', '\\']);
        let Some(below) = behind.strip_prefix('\n') else { return false };
        let indented = below.trim_start_matches([' ', '\t', '>', '|']);
        let word = indented.split(char::is_whitespace).next().unwrap_or_default();
        let Some(slash) = word.find('\\') else { return false };
        let first = cut(word, 0..slash);
        let ends_with_stroke = self.cut(path.clone()).ends_with('\\') || self.after(path.end).starts_with('\\');
        let is_new = slash == 0 && !ends_with_stroke && word.starts_with("\\\\")
            || first.ends_with([':', '%'])
            || first.starts_with("HK")
            || first.starts_with(['[', '"', '%', '$'])
            || self.cut(0..path.start).rsplit('\n').next().is_some_and(|line| line.trim().is_empty()) && slash > 40;
        if is_new || word.starts_with("\\\\") {
            return false;
        }
        let mut end = self.text.len() - indented.len() + word.trim_end_matches(['.', ',', ';']).len();
        let what = format!("`{}` may go on in the next line: `{word}`", self.cut(path.clone()));
        // A cell that is so narrow cuts it again.
        for _ in 0..8 {
            let last = self.cut(0..end).rsplit(['\n', '\\']).next().unwrap_or_default();
            let Some(below) = self.after(end).strip_prefix('\n') else { break };
            let next = below.split('\n').next().unwrap_or_default().trim_end();
            let is_alone = !next.is_empty() && !next.contains(char::is_whitespace) && next.len() < SHORTEST * 2;
            if last.contains('.') || !is_alone {
                break;
            }
            end += 1 + next.len();
        }
        self.cut_to = end;
        self.lose(what, path.start..end, HELP);
        true
    }

    /// What stands before a host, glued to it, where that may be its first part: a dash that no host has (`evil–example.com`), or one or
    /// two letters of another script that look like Latin ones (`еvil.example.com`, the first a Cyrillic one).
    pub(super) fn is_the_rest_of_a_host(&self, run: &Run) -> Option<&'static str> {
        const ALIKE: &str = "аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅαοορνυκιΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";
        if !run.has_host_form() {
            return None;
        }
        let head = self.cut(floor(self.text, run.range.start.saturating_sub(64))..run.range.start);
        if let Some(first) = head.strip_suffix(['\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}']) {
            let word = first.rsplit(|c: char| !c.is_alphanumeric() && c != '.' && c != '-').next().unwrap_or_default();
            // Between two hosts, and between two words, a dash is a dash.
            return (!word.is_empty() && !word.contains('.')).then_some("a dash that no host has");
        }
        let letters = head.chars().rev().take_while(|c| ALIKE.contains(*c)).count();
        let before: usize = head.chars().rev().take(letters).map(char::len_utf8).sum();
        let apart = !cut(head, 0..head.len() - before).ends_with(char::is_alphanumeric);
        ((1..=2).contains(&letters) && apart && run.clean.starts_with(|c: char| c.is_ascii_lowercase()))
            .then_some("letters of another script that look alike")
    }

    /// Whether a run stands by itself between blanks or marks and is no longer than a host: no sentence of a script without blanks.
    pub(super) fn is_a_word(&self, run: &Run) -> bool {
        const LONGEST: usize = 8;
        let before = self.before(run.range.start).is_none_or(|c| c.is_whitespace() || "(\"'[<:,;/@`|>=".contains(c));
        before && run.clean.split('.').all(|label| label.chars().filter(|c| is_without_blanks(*c)).count() <= LONGEST)
    }
}

/// Whether `word`, all of a line above a host, is cut off there by a narrow cell: it is the first part of a label, as no sentence ends.
fn is_of_a_narrow_cell(line: &str, word: &str, begins_with_hyphen: bool) -> bool {
    let above = line.rsplit('\n').next().unwrap_or_default().trim_matches([' ', '\t', '|', '>']);
    let label = word.chars().all(|c| is_label(c) || c == '.' || c == '@')
        && !word.starts_with('-')
        && word.ends_with(char::is_alphanumeric);
    let alone = above == word || above.split('\t').next_back() == Some(word);
    let hash = word.len() >= 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let whole =
        has_public_suffix(&word.to_lowercase()) && word.contains('.') || word.parse::<std::net::IpAddr>().is_ok();
    alone
        && label
        && !hash
        && !whole
        && (begins_with_hyphen || word.len() >= SHORTEST && word.contains(['-', '.', '@']))
}

/// Whether a word is the beginning of a host with a hyphen that its line cuts within a label, as a narrow page does: `ember-ma⏎ple.example.com`.
/// Words of a language with a hyphen have whole words on either side of it.
fn ends_within_a_label(word: &str) -> bool {
    const LONGEST_REST: usize = 3;
    let Some((first, rest)) = word.rsplit_once('-') else { return false };
    let letters = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    letters(first) && letters(rest) && rest.len() <= LONGEST_REST && !is_known_word(rest)
}

/// Whether a word is a page's name by its ending.
fn is_page(word: &str) -> bool {
    const ENDINGS: [&str; 14] =
        ["asp", "aspx", "bin", "cgi", "css", "dat", "exe", "gif", "html", "jpg", "js", "jsp", "php", "png"];
    word.rsplit_once('.').is_some_and(|(stem, ending)| !stem.is_empty() && ENDINGS.contains(&ending))
}
