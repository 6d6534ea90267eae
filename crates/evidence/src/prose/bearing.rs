//! Whether a text speaks of what happened, or only mentions a thing: to deny it, to ask, to plan, to compare, to advise, to sell.
//!
//! After NegEx (Chapman et al., A Simple Algorithm for Identifying Negated Findings, 2001) and ConText (Harkema et al., 2009):
//! phrases, each with a reach, and words that end it. A report names software that had no part in the deed: what the case is not,
//! what else is about, what a product finds. The phrases stand in [`cues`], the sections and kinds of text in [`sections`].

mod affirmed;
mod assertions;
mod behind;
mod cues;
mod known;
mod lists;
mod sections;
mod told;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use self::affirmed::{affirms, affirms_a_list, maps_a_technique};
pub(crate) use self::assertions::is_about_a_case;
use self::behind::{DENIED_BEHIND, doubted_behind};
use self::cues::{Cue, cues, of_name, of_whole};
use self::known::is_closed;
pub(crate) use self::known::{is_a_value as is_named_value, is_known};
use self::lists::only_lists;
pub(super) use self::sections::{Sections, is_beside_the_matter};
use super::cut;
use super::name::Name;
use super::sentence::sentence_break;
use crate::{Bearing, Observed};

/// What an item is about, as far as it is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum About {
    /// Nothing says that it is about a case.
    #[default]
    Nothing,
    /// It speaks of intruders, of whom they attacked or of what its authors found, or it has traces, or techniques as an analysis has them.
    ACase,
}

impl About {
    /// How an item that is about this speaks of software of which a sentence tells a deed.
    pub(super) fn bearing(self) -> Bearing {
        match self {
            Self::ACase => Bearing::Stated,
            Self::Nothing => Bearing::Listed,
        }
    }
}

/// Tells of each name of a text, in order, how its sentence speaks of it.
#[derive(Debug)]
pub(super) struct Asides<'t> {
    text: &'t str,
    /// The sentence of the name before, and what holds for all of it.
    sentence: Range<usize>,
    whole: Bearing,
    cues: Vec<Cue>,
    /// Whether the line that leads in the list of this sentence affirms what it lists.
    led: bool,
    /// The end of the name before, how it is spoken of, and whether it is affirmed.
    before: Option<(usize, Bearing, bool)>,
    /// Whether the text tells of a case, once that was asked.
    of_a_case: Option<bool>,
}

impl<'t> Asides<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            sentence: 0..0,
            whole: Bearing::Stated,
            cues: Vec::new(),
            led: false,
            before: None,
            of_a_case: None,
        }
    }

    /// How the text speaks of `name`, which stands in a section of this bearing.
    pub(super) fn of(&mut self, name: &Name, section: Bearing) -> Bearing {
        let judged =
            matches!(name.observed, Some(Observed::Software(_) | Observed::Technique(_) | Observed::ActorClaim(_)));
        if !judged {
            return section;
        }
        if name.range.start >= self.sentence.end {
            self.sentence = sentence_around(self.text, &name.range);
            let sentence = cut(self.text, self.sentence.clone());
            self.whole = if only_lists(sentence) { Bearing::Aside } else { of_itself(sentence) };
            self.whole = self.whole.max(doubted_behind(self.text, self.sentence.end));
            self.cues = cues(sentence);
            self.led = false;
            if let Some(lead) = lead_in(self.text, self.sentence.start) {
                self.whole = self.whole.max(of_whole(&cues(lead)));
                let words = lead.split(|c: char| !c.is_alphanumeric());
                if words.into_iter().any(|word| DENIED_BEHIND.iter().any(|denied| word.eq_ignore_ascii_case(denied))) {
                    self.whole = self.whole.max(Bearing::Denied);
                }
                self.led = affirms_a_list(lead);
            }
            self.before = None;
        }
        let start = self.sentence.start.min(name.range.start);
        let within = name.range.start - start..name.range.end - start;
        let sentence = cut(self.text, start..self.sentence.end.max(name.range.end));
        let joined = self.before.filter(|(end, ..)| is_glue(cut(self.text, *end..name.range.start)));
        // What is said of the first of a list is said of the rest.
        let bearing =
            of_name(sentence, &self.cues, &within).max(joined.map_or(Bearing::Stated, |(_, bearing, _)| bearing));
        let closed = || {
            // A full stop at the end of a line ends a sentence, whatever begins the next.
            let from = cut(sentence, 0..within.start).rfind(".\n").map_or(0, |at| at + 2);
            let to = cut(sentence, within.end..sentence.len()).find(".\n").map_or(sentence.len(), |at| within.end + at);
            is_closed(&on_one_line(cut(sentence, from..to)), &(within.start - from..within.end - from))
        };
        let affirmed = joined.is_some_and(|(.., affirmed)| affirmed)
            || (self.led || affirms(sentence, &within)) && closed()
            || maps_a_technique(sentence, &within) && *self.of_a_case.get_or_insert_with(|| is_about_a_case(self.text));
        self.before = Some((name.range.end, bearing, affirmed));
        let bearing = bearing.max(self.whole).max(section);
        let is_software = matches!(name.observed, Some(Observed::Software(_)));
        if is_software && !affirmed { bearing.max(Bearing::Listed) } else { bearing }
    }
}

/// How the line of a trace speaks of it. Lists of traces stand under advice ("block these"), which takes nothing from them; a
/// line of prose may deny, doubt or plan.
pub(super) fn of_trace(text: &str, trace: &Range<usize>) -> Bearing {
    const FARTHEST: usize = 300;
    const WORDS: usize = 4;
    let head = cut(text, floor(text, trace.start.saturating_sub(FARTHEST))..trace.start);
    let start = trace.start - head.len() + head.rfind(['\n', '|', '\t']).map_or(0, |at| at + 1);
    let tail = cut(text, trace.end..floor(text, (trace.end + FARTHEST).min(text.len())));
    let end = trace.end + tail.find(['\n', '|', '\t']).unwrap_or(tail.len());
    let mut line = start..end;
    while let Some((_, next)) = sentence_break(cut(text, line.start..trace.start), 0) {
        line.start += next;
    }
    let sentence = cut(text, line.clone());
    if is_denied_behind(cut(text, trace.end..line.end)) {
        return Bearing::Denied;
    }
    let words =
        sentence.split_whitespace().filter(|word| word.chars().all(|c| c.is_alphabetic() || ",.?!;:".contains(c)));
    if words.count() < WORDS {
        return Bearing::Stated;
    }
    if is_a_question(sentence) {
        return Bearing::Asked;
    }
    match of_name(sentence, &cues(sentence), &(trace.start - line.start..trace.end - line.start)) {
        said @ (Bearing::Denied | Bearing::Hedged | Bearing::Planned) => said,
        _ => Bearing::Stated,
    }
}

/// Whether the words right behind a trace say that nothing of it was seen: "was not contacted", and that the sentence ends so.
fn is_denied_behind(tail: &str) -> bool {
    const NOT: [&str; 8] =
        ["was not ", "were not ", "wasn't ", "weren't ", "has not been ", "had not been ", "was never ", "were never "];
    const SEEN: [&str; 14] = [
        "accessed",
        "contacted",
        "found",
        "involved",
        "observed",
        "present",
        "queried",
        "reached",
        "resolved",
        "seen",
        "used",
        "visited",
        "opened",
        "downloaded",
    ];
    const ENDS: [&str; 7] = ["", "by any", "by our", "on any", "from our", "in our", "at all"];
    let lower = tail.trim_start_matches([' ', '"', '\'', '`', ')', '*']).to_lowercase();
    let Some(rest) = NOT.iter().find_map(|not| lower.strip_prefix(not)) else { return false };
    let Some(rest) = SEEN.iter().find_map(|seen| rest.strip_prefix(seen)) else { return false };
    let clause = rest.split(['.', ';', ',', '!', '\n']).next().unwrap_or_default().trim();
    ENDS.iter().any(|end| if end.is_empty() { clause.is_empty() } else { clause.starts_with(end) })
}

/// What holds for every name of a sentence, whatever phrases stand around the name: it asks, or it advises.
fn of_itself(sentence: &str) -> Bearing {
    if is_a_question(sentence) {
        Bearing::Asked
    } else if is_advice(sentence) {
        Bearing::Aside
    } else {
        Bearing::Stated
    }
}

/// The line that leads in the list whose line begins at `at`: the nearest one above that ends with a colon, where only lines of the
/// list are between.
fn lead_in(text: &str, at: usize) -> Option<&str> {
    const FARTHEST: usize = 4_096;
    const LONGEST: usize = 120;
    let is_entry = |line: &str| {
        let line = line.trim();
        line.starts_with(['-', '*', '•', '·', '–'])
            || line.starts_with(|c: char| c.is_ascii_digit())
            || line.len() <= LONGEST && !line.ends_with(['.', '!', '?'])
    };
    let head = cut(text, floor(text, at.saturating_sub(FARTHEST))..at);
    let here = cut(text, at..floor(text, (at + LONGEST).min(text.len()))).lines().next().unwrap_or_default();
    // The rest of the line that `at` is in is its own sentence.
    let above = head.strip_suffix('\n')?;
    if !is_entry(here) {
        return None;
    }
    let mut blank = false;
    for line in above.rsplit('\n') {
        let trimmed = line.trim_end();
        if trimmed.ends_with([':', '：']) {
            return Some(trimmed);
        }
        // One blank line may stand between a lead and its list.
        match (trimmed.is_empty(), blank) {
            (true, false) => blank = true,
            (_, true) => return None,
            (false, false) if !is_entry(trimmed) => return None,
            (false, false) => {}
        }
    }
    None
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

/// Phrases of advice and boilerplate.
const PHRASES: [&str; 67] = [
    "administrators can",
    "administrators should",
    "all rights reserved",
    "are available on github",
    "are comparable",
    "are on our github",
    "best practice",
    "companies should",
    "confidential and intended",
    "contact us",
    "copyright",
    "customers choose",
    "customers should",
    "defenders can",
    "defenders should",
    "detects this threat",
    "do not reply to this",
    "follow us",
    "if you are not the intended recipient",
    "if you have received this",
    "indicators of compromise",
    "intended recipient",
    "is comparable",
    "is detected as",
    "it is advised",
    "it is recommended",
    "make sure that",
    "manage your preferences",
    "network defenders",
    "organisations can",
    "organisations should",
    "organizations can",
    "organizations should",
    "privacy policy",
    "received this e-mail in error",
    "received this email in error",
    "recommends that",
    "security teams should",
    "sent from my",
    "sigma rule",
    "subscribe to",
    "terms of use",
    "this e-mail and any",
    "this email and any",
    "this message was sent to",
    "to detect this",
    "to mitigate",
    "to protect against",
    "to protect yourself",
    "to unsubscribe",
    "unsubscribe",
    "update your preferences",
    "users are advised",
    "users should",
    "victims should",
    "view in browser",
    "view in your browser",
    "view this e-mail in",
    "view this email in",
    "we advise",
    "we detected no",
    "we recommend",
    "yara rule",
    "you are receiving this",
    "you can emulate",
    "you can opt out",
    "your organization",
];

/// All of them in one search: every sentence of every text is asked. Built of the constants above, it cannot fail.
static PHRASE_SEARCH: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(PHRASES).ok());

/// How a sentence as a whole speaks of what it names: a question, advice, boilerplate, or what its phrases say.
pub(super) fn of_sentence(sentence: &str) -> Bearing {
    if is_a_question(sentence) {
        return Bearing::Asked;
    }
    let whole = of_whole(&cues(sentence));
    if whole.is_stated() && is_advice(sentence) { Bearing::Aside } else { whole }
}

fn is_a_question(sentence: &str) -> bool {
    sentence.trim_end_matches(|c: char| c.is_whitespace() || "\"'”’)]*_".contains(c)).ends_with(['?', '？'])
}

fn is_advice(sentence: &str) -> bool {
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
    advice || publisher || PHRASE_SEARCH.as_ref().is_some_and(says)
}

/// Whether what stands between two names only joins them.
fn is_glue(between: &str) -> bool {
    let lower = between.to_ascii_lowercase();
    lower.len() <= 24
        && lower.split(|c: char| c.is_whitespace() || ",/&\"'()、，・“”「」".contains(c)).all(|word| {
            is_an_id(word)
                || matches!(
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
                        | "und"
                        | "oder"
                        | "sowie"
                        | "noch"
                        | "et"
                        | "ou"
                        | "ni"
                        | "y"
                        | "e"
                        | "o"
                        | "u"
                        | "ed"
                        | "né"
                        | "nem"
                        | "en"
                        | "i"
                        | "oraz"
                        | "ani"
                        | "ve"
                        | "veya"
                        | "и"
                        | "или"
                        | "ни"
                        | "та"
                        | "і"
                        | "й"
                        | "або"
                        | "和"
                        | "与"
                        | "及"
                        | "或"
                        | "や"
                        | "と"
                        | "および"
                        | "または"
                        | "와"
                        | "과"
                        | "및"
                        | "و"
                        | "أو"
                )
        })
}

/// Whether a word, in lower case, is an identifier of ATT&CK: `s0002`, `t1021.002`.
fn is_an_id(word: &str) -> bool {
    let number = word.strip_prefix(['s', 't', 'g']).unwrap_or_default();
    number.len() >= 4 && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
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
#[path = "bearing/tests.rs"]
mod tests;
