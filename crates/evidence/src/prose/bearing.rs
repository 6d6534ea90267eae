//! Whether a text speaks of what happened, or only mentions a thing: to deny it, to compare, to advise, to sell.
//!
//! A report names software that had no part in the deed: what the case is not, what else is about, what a product finds. The
//! rules here are words and section headings. They err towards [`Bearing::Stated`], because a short text that is all about the
//! deed must lose nothing.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

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
        "actor",
        "attack",
        "attackers",
        "backdoor",
        "campaign",
        "group",
        "incident",
        "intrusion",
        "malware",
        "operation",
        "ransomware",
        "threat",
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
    cues: Vec<(Effect, Range<usize>)>,
    /// The end of the name before, and how it is spoken of.
    before: Option<(usize, Bearing)>,
}

impl<'t> Asides<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, sentence: 0..0, whole: Bearing::Stated, cues: Vec::new(), before: None }
    }

    /// How the text speaks of `name`, which stands in a section of this bearing.
    pub(super) fn of(&mut self, name: &Name, section: Bearing) -> Bearing {
        let judged = matches!(name.observed, Some(Observed::Software(_) | Observed::Technique(_)));
        if !judged || section == Bearing::Aside {
            return section;
        }
        if name.range.start >= self.sentence.end {
            self.sentence = sentence_around(self.text, &name.range);
            let sentence = cut(self.text, self.sentence.clone());
            self.whole = if only_lists(sentence) { Bearing::Aside } else { of_sentence(sentence) };
            self.cues = cues(sentence);
            self.before = None;
        }
        let start = self.sentence.start.min(name.range.start);
        let within = name.range.start - start..name.range.end - start;
        let before = self.before.map(|(end, bearing)| (end.saturating_sub(start), bearing));
        let sentence = cut(self.text, start..self.sentence.end.max(name.range.end));
        let bearing = of_name(sentence, &self.cues, &within, before);
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

/// Phrases of advice, advertisement and boilerplate.
const PHRASES: [&str; 59] = [
    "administrators can",
    "administrators should",
    "all rights reserved",
    "are available on github",
    "are comparable",
    "are on our github",
    "best practice",
    "companies should",
    "contact us",
    "copyright",
    "customers are protected",
    "customers choose",
    "customers should",
    "defenders can",
    "defenders should",
    "detected by our",
    "detects this threat",
    "follow us",
    "indicators of compromise",
    "is comparable",
    "is detected as",
    "it is advised",
    "it is recommended",
    "make sure that",
    "network defenders",
    "organisations can",
    "organisations should",
    "organizations can",
    "organizations should",
    "our customers",
    "our dashboard",
    "our platform",
    "our product",
    "our products",
    "our sensors detect",
    "our solution",
    "out of the box",
    "privacy policy",
    "recommends that",
    "request a demo",
    "security teams should",
    "sigma rule",
    "subscribe to",
    "terms of use",
    "to detect this",
    "to mitigate",
    "to protect against",
    "to protect yourself",
    "users are advised",
    "users should",
    "victims should",
    "we advise",
    "we detected no",
    "we protect",
    "we recommend",
    "yara rule",
    "you can emulate",
    "your organization",
    "your team can",
];

/// All of them in one search: every sentence of every text is asked. Built of the constants above, it cannot fail.
static PHRASE_SEARCH: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(PHRASES).ok());

/// How a sentence as a whole speaks of what it names.
pub(super) fn of_sentence(sentence: &str) -> Bearing {
    // Advice begins with what to do.
    const IMPERATIVES: [&str; 24] = [
        "apply",
        "audit",
        "avoid",
        "block",
        "change",
        "check",
        "consider",
        "contact",
        "disable",
        "enable",
        "enforce",
        "ensure",
        "follow",
        "implement",
        "keep",
        "limit",
        "monitor",
        "never",
        "patch",
        "restrict",
        "review",
        "rotate",
        "segment",
        "train",
    ];
    let line = on_one_line(sentence);
    let first = line.split_whitespace().next().unwrap_or_default();
    let advice =
        IMPERATIVES.iter().any(|word| first.eq_ignore_ascii_case(word)) && line.split_whitespace().count() >= 3;
    let publisher = line.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("about us"));
    let says = |search: &AhoCorasick| search.find_overlapping_iter(&*line).any(|found| is_apart(&line, &found.range()));
    if advice || publisher || PHRASE_SEARCH.as_ref().is_some_and(says) { Bearing::Aside } else { Bearing::Stated }
}

/// What denies, or sets aside, a name that comes behind it in its clause.
const HEADS: [&str; 38] = [
    "are not",
    "as opposed to",
    "comparable to",
    "compared to",
    "compared with",
    "did not",
    "do not",
    "does not",
    "emulate",
    "has not",
    "have not",
    "in contrast to",
    "in contrast with",
    "instead of",
    "is not",
    "likened to",
    "likeness with",
    "neither",
    "never",
    "no code overlap with",
    "no connection to",
    "no evidence of",
    "no evidence that",
    "no link to",
    "no links to",
    "no overlap with",
    "no sign of",
    "nothing to do with",
    "nothing with",
    "other families such as",
    "other malware such as",
    "rather than",
    "reminiscent of",
    "similar to",
    "unlike",
    "unrelated to",
    "was not",
    "were not",
];

/// What takes a denial back.
const TURNS: [&str; 6] = ["although", "but", "however", "instead", "not only", "only"];

/// What sets aside all that comes behind it in the sentence.
const FROM_HERE: [&str; 12] = [
    "by other actors",
    "by other groups",
    "by other threat actors",
    "in earlier campaigns of other",
    "other actors such as",
    "other groups such as",
    "other threat actors such as",
    "others have noted",
    "previously used by",
    "reported by others",
    "reporting by others",
    "used by other",
];

/// What denies the name before it.
const TAILS: [&str; 15] = [
    "are comparable",
    "are not involved",
    "had no part",
    "is comparable",
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

/// What a phrase does to the names around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Denies,
    TurnsBack,
    SetsAside,
    DeniesBefore,
}

/// The phrases of a sentence that have an effect, in its order.
fn cues(sentence: &str) -> Vec<(Effect, Range<usize>)> {
    static SEARCH: LazyLock<Option<(AhoCorasick, Vec<Effect>)>> = LazyLock::new(|| {
        let phrases = [
            (Effect::Denies, HEADS.as_slice()),
            (Effect::TurnsBack, &TURNS),
            (Effect::SetsAside, &FROM_HERE),
            (Effect::DeniesBefore, &TAILS),
        ];
        let effects = phrases.iter().flat_map(|(effect, of_it)| of_it.iter().map(|_| *effect)).collect();
        let search = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(phrases.iter().flat_map(|(_, of_it)| of_it.iter()))
            .ok()?;
        Some((search, effects))
    });
    let Some((search, effects)) = SEARCH.as_ref() else { return Vec::new() };
    let line = on_one_line(sentence);
    let found = search.find_overlapping_iter(&*line).filter(|found| is_apart(&line, &found.range()));
    found.filter_map(|found| Some((*effects.get(found.pattern().as_usize())?, found.range()))).collect()
}

/// How a sentence of these cues speaks of the name at `name` (bytes of the sentence). `before` is how it speaks of the name
/// before, with that name's end: what is said of the first of a list is said of the rest.
fn of_name(
    sentence: &str,
    cues: &[(Effect, Range<usize>)],
    name: &Range<usize>,
    before: Option<(usize, Bearing)>,
) -> Bearing {
    const NEAR: usize = 50;
    if let Some((end, bearing)) = before
        && is_glue(cut(sentence, end..name.start))
    {
        return bearing;
    }
    let clause = cut(sentence, 0..name.start).rfind([',', ';', ':', '(']).map_or(0, |at| at + 1);
    let last = |effect: Effect| {
        let ahead = |range: &&Range<usize>| range.start >= clause && range.end <= name.start;
        cues.iter()
            .filter(|(held, _)| *held == effect)
            .map(|(_, range)| range)
            .filter(ahead)
            .map(|range| range.start)
            .max()
    };
    if last(Effect::Denies).is_some_and(|denied| last(Effect::TurnsBack).is_none_or(|turned| turned <= denied)) {
        return Bearing::Aside;
    }
    let tail = cut(sentence, name.end..sentence.len());
    let stop = name.end + tail.find([',', ';']).unwrap_or(tail.len()).min(NEAR);
    let sets_aside = cues.iter().any(|(effect, range)| match effect {
        Effect::SetsAside => range.end <= name.start,
        Effect::DeniesBefore => range.start >= name.end && range.start < stop,
        Effect::Denies | Effect::TurnsBack => false,
    });
    let unseen = [", which we did not see", ", which was not"].iter().any(|words| tail.starts_with(words));
    if sets_aside || unseen { Bearing::Aside } else { Bearing::Stated }
}

/// Whether a sentence only lists: it has three commas, and nobody in it does anything with what it names. A bullet or a cell is
/// no sentence.
fn only_lists(sentence: &str) -> bool {
    const DEEDS: [&str; 66] = [
        "abus",
        "access",
        "attach",
        "beacon",
        "call",
        "carri",
        "chang",
        "communicat",
        "compromis",
        "connect",
        "contain",
        "creat",
        "deliver",
        "deploy",
        "disguis",
        "download",
        "drop",
        "dump",
        "employ",
        "encrypt",
        "execut",
        "exfiltrat",
        "exploit",
        "follow",
        "found",
        "hid",
        "implant",
        "includ",
        "infect",
        "inject",
        "install",
        "kill",
        "launch",
        "lead",
        "leverag",
        "load",
        "made",
        "mov",
        "observ",
        "open",
        "persist",
        "plant",
        "push",
        "ran",
        "receiv",
        "run",
        "scrap",
        "search",
        "seen",
        "send",
        "sent",
        "serv",
        "shar",
        "sprea",
        "stag",
        "start",
        "steal",
        "stol",
        "stor",
        "target",
        "turn",
        "us",
        "utiliz",
        "via",
        "with",
        "writ",
    ];
    const ENDS: [&str; 17] =
        ["", "s", "e", "es", "ed", "d", "ing", "ning", "ping", "ped", "es", "n", "te", "ten", "ting", "ved", "e's"];
    let sentence = sentence.trim_start();
    let list = sentence.starts_with(|c: char| c.is_uppercase()) && sentence.trim_end().ends_with('.');
    if !list || sentence.matches(',').count() < 3 {
        return false;
    }
    let lower = sentence.to_ascii_lowercase();
    let words = || lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_deed = |word: &str| DEEDS.iter().any(|deed| word.strip_prefix(deed).is_some_and(|end| ENDS.contains(&end)));
    words().count() >= 8 && !words().any(is_deed)
}

/// Whether what stands between two names only joins them.
fn is_glue(between: &str) -> bool {
    let lower = between.to_ascii_lowercase();
    lower.len() <= 24
        && lower.split(|c: char| c.is_whitespace() || ",/&\"'()".contains(c)).all(|word| {
            matches!(
                word,
                "" | "and"
                    | "or"
                    | "nor"
                    | "the"
                    | "of"
                    | "as"
                    | "well"
                    | "malware"
                    | "ransomware"
                    | "families"
                    | "samples"
            )
        })
}

/// With a blank for every line break; no byte moves.
fn on_one_line(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\n', text.as_bytes()).is_none() {
        return text.into();
    }
    text.replace(['\n', '\r'], " ").into()
}

/// Whether `range` of `text` is whole words.
fn is_apart(text: &str, range: &Range<usize>) -> bool {
    let before = cut(text, 0..range.start).chars().next_back();
    let after = cut(text, range.end..text.len()).chars().next();
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
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
        of_name(sentence, &cues(sentence), &(start..start + name.len()), None)
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
        let konni = of_name(sentence, &cues(sentence), &name("Konni"), None);
        let rokrat = of_name(sentence, &cues(sentence), &name("ROKRAT"), Some((name("Konni").end, konni)));
        assert_eq!(
            of_name(sentence, &cues(sentence), &name("DTrack"), Some((name("ROKRAT").end, rokrat))),
            Bearing::Aside
        );
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
    fn a_sentence_that_only_lists_does_nothing() {
        let idle = "Ransomware remained the largest threat: LockBit led, before BlackCat, Akira, Play and Royal.";
        assert!(only_lists(idle));
        let deed = "The group's arsenal held PlugX, ShadowPad, Winnti and Crosswalk, all sent to firms in Asia.";
        assert!(!only_lists(deed));
    }

    #[test]
    fn what_others_used_stands_aside_to_the_end_of_the_sentence() {
        let sentence = "It was previously used by other groups such as one that had More_eggs, and by TA505 with Get2.";
        assert_eq!(of(sentence, "More_eggs"), Bearing::Aside);
        assert_eq!(of(sentence, "Get2"), Bearing::Aside);
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
