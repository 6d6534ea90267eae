//! Whether a text calls a trace harmless: by the heading or label above it, by a remark right behind it, or in another cell of
//! its row. Reports list what they looked at and cleared beside what they found.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::layout::Segment;
use super::sentence::sentence_break;
use super::{Finder, cut};

/// What calls something harmless, in the languages in which reports come.
const HARMLESS: [&str; 58] = [
    "allow list",
    "allow-list",
    "allowlist",
    "allowlisted",
    "benign",
    "benigno",
    "bénin",
    "clean",
    "do not block",
    "entwarnung",
    "false positive",
    "false positives",
    "false-positive",
    "faux positif",
    "faux positifs",
    "falso positivo",
    "falsos positivos",
    "fehlalarm",
    "fehlalarme",
    "gutartig",
    "harmless",
    "harmlos",
    "kein befund",
    "known good",
    "known-good",
    "legit",
    "legitim",
    "legitimate",
    "légitime",
    "nicht blockieren",
    "nicht bösartig",
    "no threat",
    "non malveillant",
    "non-malicious",
    "not an indicator",
    "not an ioc",
    "not malicious",
    "not related",
    "not suspicious",
    "safe to ignore",
    "sauber",
    "unbedenklich",
    "unrelated",
    "unverdächtig",
    "white list",
    "whitelist",
    "whitelisted",
    "безопасн",
    "легитимн",
    "ложное срабатывание",
    "ложные срабатывания",
    "误报",
    "良性",
    "白名单",
    "誤検知",
    "正規",
    "정상",
    "오탐",
];

/// What takes it back, or says that harm came by way of the harmless.
const AGAINST: [&str; 45] = [
    "abus",
    "adversar",
    "attacker",
    "backdoor",
    "c&c",
    "c2",
    "compromis",
    "contact",
    "deliver",
    "disguis",
    "download",
    "example",
    "exploit",
    "hijack",
    "imitat",
    "impersonat",
    "infect",
    "kompromittiert",
    "look",
    "malicious",
    "malware",
    "masquerad",
    "mimic",
    "missbrauch",
    "modif",
    "no false positive",
    "not a false positive",
    "not benign",
    "not legitimate",
    "patched",
    "redirect",
    "resembl",
    "signed",
    "similar",
    "spoof",
    "stolen",
    "suspicious and",
    "tool",
    "trojan",
    "turned",
    "used",
    "used by",
    "uses",
    "victim of",
    "vulnerab",
];

/// Whether a heading or label calls what stands below it, or behind it, harmless.
pub(super) fn calls_harmless(heading: &str) -> bool {
    const MOST_WORDS: usize = 10;
    if !may_call_harmless(heading) {
        return false;
    }
    let lower = heading.to_lowercase();
    let words = lower.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    let text = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    let says = |word: &str| {
        let legitimate = word.starts_with("legit") || word.starts_with("légit");
        // "legitimate" is said of much in a sentence, and "clean" is a verb.
        if legitimate && words > 4 || word == "clean" {
            return word != "clean" && text.starts_with(word);
        }
        lower.match_indices(word).any(|(at, _)| {
            let joined = |c: char| c.is_alphanumeric() && c.is_ascii();
            !cut(&lower, 0..at).ends_with(joined)
        })
    };
    words <= MOST_WORDS && HARMLESS.iter().any(|word| says(word)) && !speaks_of_harm(&lower)
}

pub(super) fn speaks_of_harm(lower: &str) -> bool {
    let denied = ["not malicious", "non-malicious", "nonmalicious"]
        .iter()
        .fold(lower.to_owned(), |text, form| text.replace(form, ""));
    AGAINST.iter().any(|word| denied.contains(word))
}

/// Whether a line without a mark of its own is a heading that calls what stands below it harmless: it begins with the word.
pub(super) fn begins_harmless(line: &str) -> bool {
    calls_harmless(line) && {
        let lower = line.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        HARMLESS.iter().any(|word| lower.starts_with(word))
    }
}

/// Whether a text holds one of the words at all, which is soon told of most lines.
fn may_call_harmless(text: &str) -> bool {
    static WORDS: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(HARMLESS).ok());
    !text.is_ascii() || WORDS.as_ref().is_none_or(|words| words.is_match(text))
}

/// Whether a remark or a cell is a verdict and says that something is harmless: `benign`, `false positive (CDN)`.
fn is_harmless(remark: &str) -> bool {
    const LONGEST: usize = 80;
    if remark.len() > LONGEST || !may_call_harmless(remark) {
        return false;
    }
    let lower = remark.trim().trim_matches(['*', '_', '`', '"']).to_lowercase();
    if lower.is_empty() || speaks_of_harm(&lower) {
        return false;
    }
    lower.split([',', ';']).any(|part| {
        let part = part.trim();
        let bare = ["confirmed ", "known ", "likely ", "probably ", "considered "]
            .iter()
            .fold(part, |rest, lead| rest.strip_prefix(lead).unwrap_or(rest));
        HARMLESS.iter().filter_map(|word| part.strip_prefix(word).or(bare.strip_prefix(word))).any(|rest| {
            // `clean.exe` is a file.
            matches!(rest, "" | "." | "!") || rest.trim_start().starts_with(['(', ':', '/', '-', '–', '|'])
        })
    })
}

impl Finder<'_, '_> {
    /// Whether the text calls the trace at `range`, in the segment that is looked at, harmless.
    pub(super) fn called_benign(&mut self, range: &Range<usize>) -> bool {
        self.beside.harmless
            || range.start < self.beside.labelled_to
            || self.is_in_a_harmless_row()
            || self.is_remarked_harmless(range)
            || self.is_in_a_harmless_sentence(range)
    }

    /// Takes note of the segment that is looked at.
    pub(super) fn enter(&mut self, segment: &Segment) {
        if self.beside.line == segment.line {
            return;
        }
        self.beside = Line { line: segment.line.clone(), harmless: segment.harmless, labelled_to: 0, row: None };
        // `Not related: …`, `The following domains are benign: …`
        let line = self.cut(segment.line.clone());
        let head = cut(line, 0..line.floor_char_boundary(100));
        if let Some((label, behind)) = head.split_once(": ")
            && !behind.trim().is_empty()
            && !label.contains("://")
            && calls_harmless(label)
        {
            self.beside.labelled_to = segment.line.start + reach_of_label(line);
        }
        self.labelled_line(segment);
    }

    /// Whether another cell of the line says so; the cells are between bars, tabs or more blanks than one.
    fn is_in_a_harmless_row(&mut self) -> bool {
        const LONGEST: usize = 2000;
        if let Some(row) = self.beside.row {
            return row;
        }
        let line = self.cut(self.beside.line.clone());
        let apart = line.contains(['|', '\t']) || line.contains("  ");
        let row = line.len() <= LONGEST
            && apart
            && line.split(['|', '\t']).flat_map(|cell| cell.split("  ")).any(is_harmless);
        self.beside.row = Some(row);
        row
    }

    /// Whether a remark right behind the trace says so: `(benign, CDN)`, ` - false positive`, ` # benign`.
    fn is_remarked_harmless(&self, range: &Range<usize>) -> bool {
        let end = self.text.floor_char_boundary((range.end + 90).min(self.beside.line.end));
        let tail = self.cut(range.end..end).trim_start_matches(['"', '\'', '`', '*', '_', ' ', '\t']);
        if let Some(inner) = tail.strip_prefix(['(', '[']) {
            return inner.split([')', ']']).next().is_some_and(is_harmless);
        }
        let marks = ["- ", "– ", "— ", "# ", "// ", "-- ", "; "];
        marks.iter().find_map(|mark| tail.strip_prefix(mark)).is_some_and(is_harmless)
    }
}

/// How far the label reaches that a line begins with: to the end of its sentence, or to the next label.
fn reach_of_label(line: &str) -> usize {
    let end = sentence_break(line, 0).map_or(line.len(), |(end, _)| end);
    let sentence = cut(line, 0..end);
    let last = sentence.rfind(": ").unwrap_or(0);
    sentence.find(';').filter(|at| *at < last).unwrap_or(end)
}

/// The line that is looked at, as far as it tells what stands in it from what is called harmless.
#[derive(Debug, Default)]
pub(super) struct Line {
    line: Range<usize>,
    /// Whether a heading or a label above calls all of it harmless.
    harmless: bool,
    /// Where a label of its own that calls things harmless no longer reaches.
    labelled_to: usize,
    /// Whether a cell of it does; asked when a trace is found.
    row: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_calls_a_list_harmless_is_told_from_what_speaks_of_harm() {
        for heading in [
            "False positives (do not block)",
            "## Benign / known good",
            "Not malicious:",
            "Whitelist",
            "Fehlalarme",
            "白名单",
        ] {
            assert!(calls_harmless(heading), "{heading}");
        }
        for heading in [
            "Legitimate sites that were compromised",
            "Domains that look legitimate",
            "Malicious and benign files",
            "These are not benign",
            "Examples of legitimate apps modified",
            "The lure uses a legitimate Dropbox link, then its C2",
            "Legitimate tools were used",
            "Clean-up",
            "C2 servers",
        ] {
            assert!(!calls_harmless(heading), "{heading}");
        }
        for cell in ["benign", "Benign (CDN)", "false positive", "C2? no: benign, CDN", "harmlos", "known good"] {
            assert_eq!(is_harmless(cell), cell != "C2? no: benign, CDN", "{cell}");
        }
        for cell in ["benign lure document", "`clean.exe`", "malicious", "legitimate site, compromised", ""] {
            assert!(!is_harmless(cell), "{cell}");
        }
    }
}
