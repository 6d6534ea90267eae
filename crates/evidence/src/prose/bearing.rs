//! Whether a text speaks of what happened, or only mentions a thing: to deny it, to compare, to advise, to sell.
//!
//! A report names software that had no part in the deed: what the case is not, what else is about, what a product finds. The
//! rules here are words and section headings. They err towards [`Bearing::Stated`], because a short text that is all about the
//! deed must lose nothing.

use std::ops::Range;

use super::cut;
use super::layout::{Segment, Setting};
use super::name::Name;
use super::sentence::sentence_break;
use crate::{Bearing, Observed};

/// The section that a line stands in, as its heading tells.
#[derive(Debug, Default)]
pub(super) struct Sections {
    /// The heading's depth, where it opens a section beside the matter; labels of plain text lie deepest.
    aside: Option<usize>,
    /// Whether a heading in the form of plain text may open or end a section: not in a text whose headings are marked.
    marked: bool,
}

/// The depth of a heading that only its shape tells.
const PLAIN: usize = 7;

impl Sections {
    /// Takes note of a heading.
    pub(super) fn see(&mut self, text: &str, segment: &Segment) {
        if !segment.opens || matches!(segment.setting, Setting::Cell | Setting::Literal) {
            return;
        }
        let line = cut(text, segment.line.clone()).trim();
        let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
        let equals = line.bytes().take_while(|byte| *byte == b'=').count();
        let marks = hashes.max(equals);
        let depth = if (1..=6).contains(&marks) && line.as_bytes().get(marks).is_some_and(u8::is_ascii_whitespace) {
            self.marked = true;
            marks
        } else if !self.marked && is_plain_heading(text, line, segment) {
            PLAIN
        } else {
            return;
        };
        if is_beside_the_matter(line) {
            self.aside.get_or_insert(depth);
        } else if self.aside.is_some_and(|held| depth <= held) {
            self.aside = None;
        }
    }

    /// How the section speaks of what it names.
    pub(super) fn bearing(&self) -> Bearing {
        if self.aside.is_some() { Bearing::Aside } else { Bearing::Stated }
    }
}

/// A short line by itself that begins with a capital and ends without a mark.
fn is_plain_heading(text: &str, line: &str, segment: &Segment) -> bool {
    let words = line.split_whitespace().take(8).count();
    let alone = |rest: &str| rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n') || rest.is_empty();
    let after = cut(text, segment.line.end..text.len());
    let before = cut(text, 0..segment.line.start);
    let known = is_beside_the_matter(line);
    let apart = alone(after.strip_prefix('\n').unwrap_or(after))
        && (before.is_empty() || before.trim_end_matches([' ', '\t', '\r']).ends_with("\n\n"));
    (1..=7).contains(&words)
        && line.len() <= 70
        && line.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && !line.contains(['|', '`', '\t'])
        && (line.ends_with(|c: char| c.is_alphanumeric() || c == ')') || known && line.ends_with(':'))
        && (known || apart)
}

/// Whether a heading opens what is not the report's own matter: advice, detection, advertisement, thanks, sources.
fn is_beside_the_matter(heading: &str) -> bool {
    const ALONE: [&str; 33] = [
        "about",
        "about the author",
        "about the authors",
        "about us",
        "acknowledgements",
        "acknowledgments",
        "best practices",
        "contact",
        "contact us",
        "copyright",
        "countermeasures",
        "defense",
        "detection and mitigation",
        "disclaimer",
        "further reading",
        "how to protect yourself",
        "legal notice",
        "mitigation",
        "mitigations",
        "mitigations and recommendations",
        "prevention",
        "protection",
        "protections",
        "recommendation",
        "recommendations",
        "references",
        "related reading",
        "remediation",
        "security recommendations",
        "what to do",
        "who it was not",
        "workaround",
        "workarounds",
    ];
    // What is told under "About …": the report's matter, not its publisher.
    const MATTER: [&str; 12] = [
        "actor", "attack", "attackers", "backdoor", "campaign", "group", "incident", "intrusion", "malware", "operation",
        "ransomware", "threat",
    ];
    let numbered = |c: char| c.is_ascii_digit() || "#=.:) ".contains(c);
    let words = heading.trim_matches(numbered).to_lowercase();
    if ALONE.contains(&words.as_str()) {
        return true;
    }
    let Some(about) = words.strip_prefix("about ") else { return false };
    about.split_whitespace().count() <= 3 && !about.split([' ', '-']).any(|word| MATTER.contains(&word))
}

/// Tells of each name of a text, in order, how its sentence speaks of it.
#[derive(Debug)]
pub(super) struct Asides<'t> {
    text: &'t str,
    /// The sentence of the name before, and what holds for all of it.
    sentence: Range<usize>,
    whole: Bearing,
    /// The end of the name before, and how it is spoken of.
    before: Option<(usize, Bearing)>,
}

impl<'t> Asides<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, sentence: 0..0, whole: Bearing::Stated, before: None }
    }

    /// How the text speaks of `name`, which stands in a section of this bearing.
    pub(super) fn of(&mut self, name: &Name, section: Bearing) -> Bearing {
        let judged = matches!(name.observed, Some(Observed::Software(_) | Observed::Technique(_)));
        if !judged || section == Bearing::Aside {
            return section;
        }
        if name.range.start >= self.sentence.end {
            self.sentence = sentence_around(self.text, &name.range);
            self.whole = of_sentence(cut(self.text, self.sentence.clone()));
            self.before = None;
        }
        let start = self.sentence.start.min(name.range.start);
        let within = name.range.start - start..name.range.end - start;
        let before = self.before.map(|(end, bearing)| (end.saturating_sub(start), bearing));
        let sentence = cut(self.text, start..self.sentence.end.max(name.range.end));
        let bearing = of_name(sentence, &within, before);
        self.before = Some((name.range.end, bearing));
        bearing.max(self.whole)
    }
}

/// The sentence, bullet or cell that holds `name`, at most some hundred bytes to either side.
fn sentence_around(text: &str, name: &Range<usize>) -> Range<usize> {
    const FARTHEST: usize = 400;
    let from = floor(text, name.start.saturating_sub(FARTHEST));
    let to = floor(text, (name.end + FARTHEST).min(text.len()));
    let head = cut(text, from..name.start);
    let tail = cut(text, name.end..to);
    let mut start = from;
    for (at, _) in head.match_indices('\n') {
        let next = head.get(at + 1..).unwrap_or_default();
        if next.trim_start().starts_with(['-', '*', '•', '|', '#', '=', '·']) || next.starts_with(['\n', '\r']) {
            start = from + at + 1;
        }
    }
    if let Some(bar) = head.rfind(['|', '\t']) {
        start = start.max(from + bar + 1);
    }
    while let Some((_, next)) = sentence_break(cut(text, start..name.end), 0) {
        if next == 0 || start + next > name.start {
            break;
        }
        start += next;
    }
    let line_end = tail.match_indices('\n').map(|(at, _)| at).find(|at| {
        let next = tail.get(at + 1..).unwrap_or_default();
        next.trim_start().starts_with(['-', '*', '•', '|', '#', '=', '·']) || next.starts_with(['\n', '\r'])
    });
    let mut end = name.end + line_end.unwrap_or(tail.len()).min(tail.find(['|', '\t']).unwrap_or(tail.len()));
    let inner = cut(text, name.start..end);
    if let Some((stop, _)) = sentence_break(inner, name.end - name.start) {
        end = name.start + stop;
    }
    start..end
}

/// How a sentence as a whole speaks of what it names.
pub(super) fn of_sentence(sentence: &str) -> Bearing {
    const ANYWHERE: [&str; 49] = [
        "all rights reserved",
        "administrators can",
        "administrators should",
        "are available on github",
        "are on our github",
        "best practice",
        "companies should",
        "contact us",
        "copyright",
        "customers are protected",
        "customers should",
        "defenders can",
        "defenders should",
        "detected by our",
        "detects this threat",
        "follow us",
        "is detected as",
        "it is advised",
        "it is recommended",
        "make sure that",
        "network defenders",
        "our customers",
        "our product",
        "our products",
        "our solution",
        "out of the box",
        "privacy policy",
        "organisations can",
        "organisations should",
        "organizations can",
        "organizations should",
        "recommends that",
        "request a demo",
        "security teams should",
        "sigma rule",
        "subscribe to",
        "terms of use",
        "to detect this",
        "to protect against",
        "to protect yourself",
        "to mitigate",
        "users are advised",
        "users should",
        "victims should",
        "we advise",
        "we protect",
        "we recommend",
        "yara rule",
        "you can emulate",
    ];
    // Advice begins with what to do.
    const IMPERATIVES: [&str; 24] = [
        "apply", "audit", "avoid", "block", "change", "check", "consider", "contact", "disable", "enable", "enforce",
        "ensure", "follow", "implement", "keep", "limit", "monitor", "never", "patch", "restrict", "review", "rotate",
        "segment", "train",
    ];
    let lower = folded(sentence);
    let first = lower.split_whitespace().next().unwrap_or_default();
    let advice = IMPERATIVES.contains(&first) && lower.split_whitespace().count() >= 3;
    let publisher = lower.starts_with("about us");
    if advice || publisher || ANYWHERE.iter().any(|cue| holds(&lower, cue)) { Bearing::Aside } else { Bearing::Stated }
}

/// How a sentence speaks of the name at `name` (bytes of the sentence). `before` is how it speaks of the name before, with that
/// name's end: what is said of the first of a list is said of the rest.
fn of_name(sentence: &str, name: &Range<usize>, before: Option<(usize, Bearing)>) -> Bearing {
    // What stands before a name, in its clause, and denies it or sets it aside.
    const HEADS: [&str; 39] = [
        "also used by other",
        "are not",
        "as opposed to",
        "comparable to",
        "compared to",
        "compared with",
        "did not",
        "do not",
        "does not",
        "emulate",
        "have not",
        "has not",
        "in contrast to",
        "in contrast with",
        "instead of",
        "is not",
        "neither",
        "never",
        "no connection to",
        "no evidence of",
        "no evidence that",
        "no link to",
        "no links to",
        "no overlap with",
        "no sign of",
        "nothing to do with",
        "nothing with",
        "other groups such as",
        "other malware such as",
        "other families such as",
        "previously used by",
        "rather than",
        "reminiscent of",
        "similar to",
        "unlike",
        "unrelated to",
        "was not",
        "were not",
        "likened to",
    ];
    // What stands behind a name and denies it.
    const TAILS: [&str; 15] = [
        "are not involved",
        "had no part",
        "is comparable",
        "are comparable",
        "is not involved",
        "was not deployed",
        "was not found",
        "was not observed",
        "was not seen",
        "was not used",
        "were not deployed",
        "were not found",
        "were not observed",
        "were not seen",
        "were not used",
    ];
    // What takes a denial back.
    const TURNS: [&str; 6] = ["but", "not only", "only", "instead", "however", "although"];
    if let Some((end, bearing)) = before
        && is_glue(cut(sentence, end..name.start))
    {
        return bearing;
    }
    let head = cut(sentence, 0..name.start);
    let clause = head.rfind([',', ';', ':', '(']).map_or(0, |at| at + 1);
    let clause = folded(cut(head, clause..head.len()));
    let denied = HEADS.iter().filter_map(|cue| last(&clause, cue)).max();
    let turned = TURNS.iter().filter_map(|cue| last(&clause, cue)).max();
    if denied.is_some_and(|denied| turned.is_none_or(|turned| turned < denied)) {
        return Bearing::Aside;
    }
    let tail = cut(sentence, name.end..sentence.len());
    let near = tail.char_indices().nth(50).map_or(tail.len(), |(at, _)| at);
    let tail = folded(cut(tail, 0..near));
    let tail = cut(&tail, 0..tail.find([',', ';']).unwrap_or(tail.len()));
    if TAILS.iter().any(|cue| holds(tail, cue)) || holds(tail, "which we did not see") {
        return Bearing::Aside;
    }
    Bearing::Stated
}

/// Whether what stands between two names only joins them.
fn is_glue(between: &str) -> bool {
    let lower = folded(between);
    lower.len() <= 24
        && lower
            .split(|c: char| c.is_whitespace() || ",/&\"'()".contains(c))
            .all(|word| matches!(word, "" | "and" | "or" | "nor" | "the" | "of" | "as" | "well" | "malware" | "ransomware" | "families" | "samples"))
}

/// In lower case, a line break as a blank.
fn folded(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() { ' ' } else { c.to_ascii_lowercase() }).collect()
}

/// Whether `text` holds `cue` as whole words.
fn holds(text: &str, cue: &str) -> bool {
    last(text, cue).is_some()
}

/// Where `cue` stands last in `text` as whole words.
fn last(text: &str, cue: &str) -> Option<usize> {
    text.rmatch_indices(cue).map(|(at, _)| at).find(|at| {
        let before = cut(text, 0..*at).chars().next_back();
        let after = cut(text, at + cue.len()..text.len()).chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// The last character boundary at or before `at`.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sentence: &str, name: &str) -> Bearing {
        let start = sentence.find(name).unwrap();
        of_name(sentence, &(start..start + name.len()), None)
    }

    #[test]
    fn what_is_denied_or_compared_stands_aside_and_what_follows_a_turn_does_not() {
        for (sentence, name) in [
            ("We found no evidence of Stuxnet.", "Stuxnet"),
            ("Unlike Triton, it spares the controllers.", "Triton"),
            ("The loader shares nothing with Konni.", "Konni"),
            ("Its format is similar to Kazuar.", "Kazuar"),
            ("Emotet was not seen.", "Emotet"),
            ("The operators did not use Emotet.", "Emotet"),
        ] {
            assert_eq!(of(sentence, name), Bearing::Aside, "{sentence}");
        }
        for (sentence, name) in [
            ("Unlike Triton, Industroyer speaks to breakers.", "Industroyer"),
            ("They did not use Emotet but PlugX.", "PlugX"),
            ("They not only ran Emotet.", "Emotet"),
            ("The group used public tools such as Mimikatz.", "Mimikatz"),
            ("Emotet was used, and was not detected.", "Emotet"),
        ] {
            assert_eq!(of(sentence, name), Bearing::Stated, "{sentence}");
        }
    }

    #[test]
    fn a_list_is_denied_as_a_whole() {
        let sentence = "It shares nothing with Konni, ROKRAT or DTrack.";
        let name = |name: &str| sentence.find(name).map(|at| at..at + name.len()).unwrap();
        let konni = of_name(sentence, &name("Konni"), None);
        let rokrat = of_name(sentence, &name("ROKRAT"), Some((name("Konni").end, konni)));
        assert_eq!(of_name(sentence, &name("DTrack"), Some((name("ROKRAT").end, rokrat))), Bearing::Aside);
    }

    #[test]
    fn advice_and_boilerplate_stand_aside_and_deeds_do_not() {
        for sentence in [
            "We recommend to disable PowerShell.",
            "Disable macros in Office documents.",
            "Organisations should watch for PsExec.",
            "The IoCs are available on GitHub.",
            "Copyright 2024, all rights reserved.",
            "About us: we know Emotet.",
        ] {
            assert_eq!(of_sentence(sentence), Bearing::Aside, "{sentence}");
        }
        for sentence in ["The attackers disabled macros' warnings.", "The malware checks a copyrighted string."] {
            assert_eq!(of_sentence(sentence), Bearing::Stated, "{sentence}");
        }
    }

    #[test]
    fn a_sentence_ends_where_its_bullet_or_cell_does() {
        let text = "First one. Second has Emotet in it. Third.\n\n- PlugX loader\n- other\n| a | Carbanak | b |";
        let around = |name: &str| {
            let start = text.find(name).unwrap();
            text[sentence_around(text, &(start..start + name.len()))].trim()
        };
        assert_eq!(around("Emotet"), "Second has Emotet in it.");
        assert_eq!(around("PlugX"), "- PlugX loader");
        assert_eq!(around("Carbanak"), "Carbanak");
    }
}
