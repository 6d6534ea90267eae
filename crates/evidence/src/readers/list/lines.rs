use std::ops::Range;

use dunant_vocabulary::{AttackId, AttackIdKind, CveId};

use super::super::table::columns::Column;
use super::super::whole_values;
use crate::{Mention, Observable, ObservableKind, Observed};

/// What words that are no other indicator are taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// Nothing.
    None,
    /// Names of files, where they are none of hosts: `payload.exe`, but not `invoice.pl`.
    Any,
    /// The same, and names that may be either are a file's.
    Mixed,
    /// Names and paths of files.
    Files,
    /// Names of processes.
    Processes,
}

/// What one line holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// Nothing, or a comment.
    Empty,
    /// An indicator, and the file it belongs to where the line says; each with its place in the line.
    Entry(Vec<(Observed, Range<usize>)>),
    /// Something else.
    Other,
}

/// Longer lines hold no single indicator.
const LONGEST: usize = 8192;

/// The lines of `text`, each with the place of its first byte.
pub(super) fn split(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        if start == 0 && line.starts_with('\u{feff}') {
            let bare = line.trim_start_matches('\u{feff}');
            return (line.len() - bare.len(), bare.trim_end_matches(['\n', '\r']));
        }
        (start, line.trim_end_matches(['\n', '\r']))
    })
}

/// Whether a list is a column of versions: its first line is the name of one, and no comment or sentence.
pub(super) fn is_of_versions(text: &str) -> bool {
    let first = split(text).map(|(_, line)| line.trim().trim_matches('"')).find(|line| !line.is_empty());
    first.is_some_and(|line| {
        let is_name = line.chars().all(|c| c.is_alphabetic() || c == ' ' || c == '_' || c == '-');
        is_name && line.split([' ', '_', '-']).count() <= 2 && Column::names_versions(line)
    })
}

/// Reads one line.
pub(super) fn parse(line: &str, names: Names) -> Line {
    let whole = Part { text: line, at: 0 }.trim();
    let braces = |c: char| "[]{}(),".contains(c);
    let comment = ["#", ";", "//"].iter().any(|mark| whole.text.starts_with(mark));
    // `//example.com/a` is a URL without its scheme.
    let url = comment && whole.text.starts_with("//") && single(whole).is_some();
    if whole.text.trim_matches(braces).is_empty() || comment && !url {
        return Line::Empty;
    }
    if whole.text.len() > LONGEST {
        return Line::Other;
    }
    let part = whole.without_comment().without_bullet().without_quotes();
    let found = match names {
        Names::Files => file(part).map(|found| vec![found]).or_else(|| entry(part)),
        Names::None => entry(part),
        Names::Any => entry(part).or_else(|| file(part).map(|found| vec![found])),
        Names::Mixed if is_file_or_host(part.text) => file(part).map(|found| vec![found]),
        Names::Mixed => entry(part).or_else(|| file(part).map(|found| vec![found])),
        Names::Processes => entry(part).or_else(|| process(part).map(|found| vec![found])),
    };
    found.map_or(Line::Other, Line::Entry)
}

/// Whether a word is a file's name as much as a host's: `archive.zip`, `run.sh`.
pub(super) fn is_file_or_host(word: &str) -> bool {
    whole_values::is_file_name(word)
        && word.matches('.').count() == 1
        && Observable::guess(word).is_some_and(|guess| guess.kind() == ObservableKind::DomainName)
}

/// Whether a word is what programs' files are called, though its ending is a top domain, too: `run.sh`, `main.rs`, `lib.so`.
pub(super) fn is_usual_file(word: &str) -> bool {
    const STEMS: [&str; 42] = [
        "agent",
        "app",
        "backdoor",
        "backup",
        "build",
        "changelog",
        "client",
        "config",
        "decrypt",
        "deploy",
        "download",
        "dropper",
        "encrypt",
        "exploit",
        "implant",
        "index",
        "init",
        "install",
        "installer",
        "keylogger",
        "lib",
        "license",
        "loader",
        "locker",
        "main",
        "malware",
        "module",
        "note",
        "notes",
        "payload",
        "ransom",
        "readme",
        "run",
        "scan",
        "script",
        "server",
        "setup",
        "shell",
        "start",
        "test",
        "tool",
        "update",
    ];
    const ENDINGS: [&str; 10] = ["cab", "cc", "md", "pl", "pm", "ps", "py", "rs", "sh", "so"];
    let Some((stem, ending)) = word.rsplit_once('.') else { return false };
    if !ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending)) || stem.contains(['.', '/', ':', '@']) {
        return false;
    }
    let stem = stem.to_ascii_lowercase();
    let bare = stem.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_' || c == '-');
    // `libssh.so`; a two-letter state below which nobody registers a name (`py`) is the ending of a script.
    STEMS.contains(&bare) || stem.starts_with("lib") && ending == "so" || ending.eq_ignore_ascii_case("py")
}

/// Whether a line is the heading of a column, as a table of one column has it.
pub(super) fn is_heading(line: &str) -> bool {
    Column::named(line.trim().trim_matches('"').trim_end_matches(':')).names_indicators()
}

/// Whether a word has the form of a program's name.
pub(super) fn is_program_name(word: &str) -> bool {
    (2..=64).contains(&word.len())
        && word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && word.chars().all(|c| c.is_ascii_alphanumeric() || "._-+".contains(c))
        && !word.ends_with('.')
}

/// Whether a word has what words of a language have not: a digit, a capital within, a mark.
pub(super) fn is_coined(word: &str) -> bool {
    word.contains(|c: char| !c.is_ascii_alphabetic()) || word.chars().skip(1).any(|c| c.is_ascii_uppercase())
}

/// Whether a line within a list is a heading of what follows: words behind a mark, or some words that are no value.
pub(super) fn is_heading_within(line: &str) -> bool {
    let words = line.trim().trim_start_matches(['#', ';', '/', '=', '*', ' ']);
    let is_marked = words.len() < line.trim().len();
    line.trim_end().ends_with([':', '：'])
        || words.contains(' ')
        || is_marked && words.starts_with(char::is_alphabetic) && !words.contains('.')
}

/// Whether a line is a sentence or a heading.
pub(super) fn is_prose(line: &str) -> bool {
    let heading = line.starts_with("= ") || line.starts_with("== ");
    heading || line.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic)).count() >= 6
}

type Found = (Observed, Range<usize>);

/// A part of a line, and where it starts.
#[derive(Debug, Clone, Copy)]
struct Part<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Part<'t> {
    fn range(self) -> Range<usize> {
        self.at..self.at + self.text.len()
    }

    fn from(self, start: usize) -> Self {
        Self { text: self.text.get(start..).unwrap_or_default(), at: self.at + start }
    }

    fn to(self, end: usize) -> Self {
        Self { text: self.text.get(..end).unwrap_or_default(), at: self.at }
    }

    fn trim(self) -> Self {
        let before = self.text.len() - self.text.trim_start().len();
        let bare = self.from(before);
        bare.to(bare.text.trim_end().len())
    }

    /// Without a comment behind it. A `#` within a URL has no space before it.
    fn without_comment(self) -> Self {
        let marks = [" #", "\t#", " //", "\t//", " ;", "\t;"];
        match marks.iter().filter_map(|mark| self.text.find(mark)).min() {
            Some(at) => self.to(at).trim(),
            None => self,
        }
    }

    fn without_bullet(self) -> Self {
        match ["- ", "* ", "• ", "+ "].iter().find(|bullet| self.text.starts_with(**bullet)) {
            Some(bullet) => self.from(bullet.len()).trim(),
            None => self,
        }
    }

    /// Without the quotes and the comma of a list in a program.
    fn without_quotes(self) -> Self {
        let part = self.to(self.text.trim_end_matches(',').len());
        for quote in ['"', '\'', '`'] {
            if part.text.len() >= 2 && part.text.starts_with(quote) && part.text.ends_with(quote) {
                return part.from(1).to(part.text.len() - 2);
            }
        }
        part
    }

    /// The parts before and behind the first of `marks`.
    fn split(self, marks: &[char]) -> Option<(Self, Self)> {
        let at = self.text.find(marks)?;
        let mark = self.text.get(at..)?.chars().next()?.len_utf8();
        Some((self.to(at).trim(), self.from(at + mark).trim()))
    }

    fn split_last(self, marks: &[char]) -> Option<(Self, Self)> {
        let at = self.text.rfind(marks)?;
        let mark = self.text.get(at..)?.chars().next()?.len_utf8();
        Some((self.to(at).trim(), self.from(at + mark).trim()))
    }
}

fn entry(part: Part<'_>) -> Option<Vec<Found>> {
    single(part)
        .map(|found| vec![found])
        .or_else(|| tagged_sum(part))
        .or_else(|| hash_and_file(part))
        .or_else(|| with_remark(part))
        .or_else(|| labelled(part))
}

/// One indicator and nothing else.
fn single(part: Part<'_>) -> Option<Found> {
    let text = part.text;
    if text.is_empty() || text.contains(char::is_whitespace) {
        return None;
    }
    if let Some(observable) = whole_values::guess(text) {
        return Some((Observed::Observable(observable), part.range()));
    }
    if let Ok(cve) = text.parse::<CveId>() {
        return Some((Observed::Vulnerability(cve), part.range()));
    }
    if let Some(id) = text.parse::<AttackId>().ok().filter(|id| id.kind() == AttackIdKind::Technique) {
        return Some((Observed::Technique(Mention::identified(id)), part.range()));
    }
    let bare = part.to(whole_values::without_port(text).len());
    let bare = bare.from(bare.text.len() - bare.text.trim_start_matches('.').len());
    (bare.text.len() < text.len())
        .then(|| Observable::guess(bare.text))
        .flatten()
        .map(|observable| (Observed::Observable(observable), bare.range()))
}

fn hash(part: Part<'_>) -> Option<Found> {
    let observable = Observable::guess(part.text)?;
    matches!(observable.kind(), ObservableKind::FileHash(_)).then(|| (Observed::Observable(observable), part.range()))
}

/// A file's name or path.
fn file(part: Part<'_>) -> Option<Found> {
    let part = part.from(part.text.len() - part.text.trim_start_matches('*').len());
    let kind = if whole_values::is_absolute_path(part.text) {
        ObservableKind::FilePath
    } else if whole_values::is_file_name(part.text) {
        ObservableKind::FileName
    } else {
        return None;
    };
    Observable::parse(kind, part.text).ok().map(|observable| (Observed::Observable(observable), part.range()))
}

fn process(part: Part<'_>) -> Option<Found> {
    is_program_name(part.text)
        .then(|| Observable::parse(ObservableKind::Process, part.text).ok())
        .flatten()
        .map(|observable| (Observed::Observable(observable), part.range()))
}

/// `SHA256 (name) = hash`, as BSD prints it.
fn tagged_sum(part: Part<'_>) -> Option<Vec<Found>> {
    let (before, sum) = part.split_last(&['='])?;
    let (label, name) = before.split(&['('])?;
    let sum = hash(sum)?;
    let name = name.to(name.text.strip_suffix(')')?.len());
    (!label.text.contains(' ')).then(|| [Some(sum), sample_name(name)].into_iter().flatten().collect())
}

/// A hash and a file's name, in either order.
fn hash_and_file(part: Part<'_>) -> Option<Vec<Found>> {
    let marks = [' ', '\t', ':', ',', '|', ';'];
    if let Some((first, rest)) = part.split(&marks)
        && let Some(sum) = hash(first)
    {
        // Another indicator behind it makes the line something else.
        if single(rest).is_some_and(|_| !whole_values::is_file_name(rest.text)) {
            return None;
        }
        let name = sample_name(rest);
        if name.is_none() && holds_another(rest.text) {
            return None;
        }
        return Some([Some(sum), name].into_iter().flatten().collect());
    }
    let (rest, last) = part.split_last(&marks)?;
    let sum = hash(last)?;
    let name = sample_name(rest)?;
    Some(vec![name, sum])
}

/// The name of a hashed file. Other words behind a hash are a remark, and no name.
fn sample_name(part: Part<'_>) -> Option<Found> {
    let part = part.from(part.text.len() - part.text.trim_start_matches('*').len());
    if let Some(found) = file(part) {
        return Some(found);
    }
    let start = part.text.rfind(['/', '\\']).map_or(0, |at| at + 1);
    let name = part.from(start);
    // A directory may have blanks in its name: `payload dir/x.dll`.
    if start == 0 || name.text.contains(' ') || part.text.contains(' ') && !whole_values::is_file_name(name.text) {
        return None;
    }
    Observable::parse(ObservableKind::FileName, name.text).ok().map(|found| (Observed::Observable(found), name.range()))
}

/// An indicator and a remark: `example.com - first seen`, `203.0.113.7 (proxy)`.
fn with_remark(part: Part<'_>) -> Option<Vec<Found>> {
    let (head, remark) = part.split(&[' ', '\t'])?;
    let words = remark.text.trim_start_matches(['-', '–', '—', '|', '(', '[', ' ']);
    let marked = words.len() < remark.text.len() && words.starts_with(char::is_alphabetic);
    let found = single(head).filter(|_| marked && remark.text.len() <= 200)?;
    (!holds_another(words)).then(|| vec![found])
}

/// Whether one of the words is an indicator by itself, so that the line holds more than one.
fn holds_another(words: &str) -> bool {
    words.split([' ', '\t', ',', ';', '|']).any(|word| {
        let word = word.trim_matches(['(', ')', '"', '\'']);
        word.len() > 3
            && (Observable::guess(word).is_some() || Observable::guess(whole_values::without_port(word)).is_some())
    })
}

/// `MD5: hash`, `Domain: example.com`.
fn labelled(part: Part<'_>) -> Option<Vec<Found>> {
    let (label, rest) = part.split(&[':', '='])?;
    let known = label.text.len() <= 30 && Column::named(label.text).names_indicators();
    single(rest).filter(|_| known).map(|found| vec![found])
}

#[cfg(test)]
mod tests {
    use super::*;

    const MD5: &str = "0123456789abcdef0123456789abcdef";

    fn found(line: &str, names: Names) -> Vec<String> {
        let Line::Entry(found) = parse(line, names) else { return Vec::new() };
        found.iter().map(|(observed, range)| format!("{observed} @ {}", &line[range.clone()])).collect()
    }

    #[test]
    fn one_indicator_is_found_in_every_usual_form() {
        for (line, value) in [
            ("  example.com  ", "example.com @ example.com"),
            ("example[.]com # why", "example.com @ example[.]com"),
            ("hxxp://example[.]com/a#b", "http://example.com/a#b @ hxxp://example[.]com/a#b"),
            ("- 203.0.113.7:8080", "203.0.113.7 @ 203.0.113.7"),
            ("\"example.org\",", "example.org @ example.org"),
            ("*.example.com", "example.com @ *.example.com"),
            (".example.com", "example.com @ example.com"),
            ("example.com - first stage", "example.com @ example.com"),
            ("203.0.113.7 (relay)", "203.0.113.7 @ 203.0.113.7"),
            ("Domain: example.com", "example.com @ example.com"),
            ("CVE-2014-4114", "CVE-2014-4114 @ CVE-2014-4114"),
            ("example.com/1wl3YE2", "http://example.com/1wl3YE2 @ example.com/1wl3YE2"),
        ] {
            assert_eq!(found(line, Names::None), [value], "{line}");
        }
    }

    #[test]
    fn a_hash_may_stand_with_its_file() {
        let sum = format!("{MD5} @ {MD5}");
        for (line, name) in [
            (format!("{MD5}  setup.exe"), "setup.exe @ setup.exe"),
            (format!("{MD5} *C:\\x\\setup.exe"), "C:\\x\\setup.exe @ C:\\x\\setup.exe"),
            (format!("{MD5}  ./samples/loader"), "loader @ loader"),
            (format!("{MD5}:a b.exe"), "a b.exe @ a b.exe"),
            (format!("{MD5},setup.exe"), "setup.exe @ setup.exe"),
            (format!("MD5 (setup.exe) = {MD5}"), "setup.exe @ setup.exe"),
        ] {
            assert_eq!(found(&line, Names::None), [sum.clone(), name.to_owned()], "{line}");
        }
        assert_eq!(found(&format!("setup.exe {MD5}"), Names::None), ["setup.exe @ setup.exe".to_owned(), sum.clone()]);
        assert_eq!(found(&format!("{MD5} dropper of the second stage"), Names::None), [sum]);
    }

    #[test]
    fn prose_logs_and_code_hold_no_entry() {
        for line in [
            "The domain example.com was seen.",
            "203.0.113.7 - - [10/Oct/2020:13:55:36 +0000] \"GET / HTTP/1.1\" 200",
            "example.com 203.0.113.7",
            "let x = 5;",
            "word",
            "-----BEGIN CERTIFICATE-----",
        ] {
            assert_eq!(parse(line, Names::None), Line::Other, "{line}");
        }
        for line in ["", "  ", "# note", "; note", "// note"] {
            assert_eq!(parse(line, Names::None), Line::Empty, "{line}");
        }
    }
}
