//! Whether the words beside what affirms a program say nothing else of it.
//!
//! A sentence that takes a whole text back ("The report is fictitious.", "The attackers are students.") is made of words of a case and one more.
//! No list has all of these words. So each sentence of a short text has to be made of known words alone, and so have titles and headings; in a
//! longer text those have to be that speak of the text itself.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::super::bearing::{is_known, is_named_value};
use super::super::cut;
use super::super::sentence::sentence_break;

/// Words that may be in a sentence beside an affirmation, and not in one.
static BESIDE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("beside.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// Forms of a verb behind which a name that begins a sentence is its subject.
#[rustfmt::skip]
const VERBS: &[&str] = &[
    "and", "beaconed", "connected", "contacted", "copied", "downloaded", "dropped", "encrypted", "executed", "gave", "injected", "installed", "loaded", "opened", "overwrote", "persisted",
    "provided", "ran", "read", "received", "sent", "spread", "started", "stole", "then", "used", "was", "were", "wiped", "wrote",
];

/// Words that are known in an affirmation, and take something back beside one.
#[rustfmt::skip]
const TAKE_BACK: &[&str] = &[
    "clean", "copied", "disputed", "empty", "generated", "inject", "injects", "made-up", "news", "ours", "prompt", "points",
];

/// Words that take something back in a label or a title, and are of a case in a sentence: "Document type: sample".
const TAKE_BACK_ABOVE: &[&str] = &["operation", "product", "range", "sample", "samples"];

/// A line of so few words is a label.
const LABEL: usize = 5;

/// Words that a name is not, however it is written.
#[rustfmt::skip]
const NO_NAMES: &[&str] = &[
    "all", "another", "anybody", "anyone", "anything", "everybody", "everyone", "everything", "he", "neither", "never", "nobody", "none", "nor", "not", "nothing", "nowhere", "others",
    "she", "some", "somebody", "someone", "something", "you",
];

/// What a sentence of a longer text has that speaks of the text, or of all that it says.
#[rustfmt::skip]
const OF_THE_TEXT: &[&str] = &[
    "above", "all of this", "below", "everything", "nobody", "none of", "nothing", "the author", "the document", "the report", "the story", "the text", "these data", "this article",
    "this case", "this document", "this file", "this is", "this page", "this paper", "this post", "this report", "this story", "this text", "this was",
];

/// Whether every sentence of `text` is made of known words, values and names.
pub(super) fn is_closed(text: &str) -> bool {
    let mut at = 0;
    loop {
        let (end, next) = sentence_break(text, at).unwrap_or((text.len(), text.len()));
        if !cut(text, at..end).lines().all(is_closed_line) {
            return false;
        }
        if next <= at || next >= text.len() {
            return true;
        }
        at = next;
    }
}

/// Whether a paragraph of a longer text speaks of the text itself.
pub(super) fn speaks_of_the_text(paragraph: &str) -> bool {
    static SEARCH: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(OF_THE_TEXT).ok());
    SEARCH.as_ref().is_some_and(|search| {
        search.find_iter(paragraph).any(|found| {
            !cut(paragraph, 0..found.start()).ends_with(char::is_alphanumeric)
                && !cut(paragraph, found.end()..paragraph.len()).starts_with(char::is_alphanumeric)
        })
    })
}

/// Whether a title or a heading is made of known words, and of words that begin as those of a case do, in any language: "Vorfallsbericht".
pub(super) fn is_closed_heading(heading: &str, begins_well: impl Fn(&str) -> bool) -> bool {
    !heading.contains(['?', '!', '…'])
        && heading
            .split_whitespace()
            .all(|word| begins_well(&word.to_lowercase()) || is_closed_line(&format!("the {word}")))
}

fn is_closed_line(line: &str) -> bool {
    /// Letters of an abbreviation such as `CERT`, which no list has.
    const ABBREVIATED: usize = 5;
    let line = &*without_markup(line);
    if line.contains(['?', '!', '…']) {
        return false;
    }
    let bare = |word: &'_ str| {
        if word.contains("()") || word.contains("[]") { "1" } else { word }
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_owned()
    };
    let words: Vec<String> = line.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
    let is_label = words.len() <= LABEL && !line.trim_end().ends_with('.') && words.iter().all(|word| word.len() < 32);
    words.iter().enumerate().all(|(at, word)| {
        let lower = word.to_lowercase();
        let known = |word: &str| is_known(word) || BESIDE.contains(word);
        let is_capital = word.starts_with(char::is_uppercase);
        let is_loud =
            word.split('-').any(|part| part.chars().count() > ABBREVIATED) && word.chars().all(|c| !c.is_lowercase());
        let follows = || words.get(at + 1).is_some_and(|next| VERBS.contains(&next.to_lowercase().as_str()));
        if TAKE_BACK.contains(&lower.as_str()) || lower == "0" || is_label && TAKE_BACK_ABOVE.contains(&lower.as_str())
        {
            return false;
        }
        known(&lower)
            || lower.split(['-', '/', '\'', '’']).all(|part| part.len() < 2 || known(part))
            || is_named_value(word)
            || is_of_a_place(&words, at)
            || is_capital && !is_loud && !NO_NAMES.contains(&lower.as_str()) && (at > 0 || follows())
    })
}

/// A line without tags, and without what a link's definition holds, which nobody reads.
fn without_markup(line: &str) -> Cow<'_, str> {
    if line.starts_with('[') && line.contains("]: ") {
        return Cow::Borrowed("");
    }
    if !line.contains('<') {
        return Cow::Borrowed(line);
    }
    let mut words = String::new();
    for part in line.split('<') {
        words.push_str(part.split_once('>').map_or(part, |(_, behind)| behind));
        words.push(' ');
    }
    Cow::Owned(words)
}

/// Whether a word says at what kind of place something happened: "at a mill", "at the paper mill". No list has all places.
fn is_of_a_place(words: &[String], at: usize) -> bool {
    let is = |back: usize, held: &[&str]| {
        at.checked_sub(back)
            .and_then(|at| words.get(at))
            .is_some_and(|word| held.contains(&word.to_lowercase().as_str()))
    };
    let article = ["a", "an", "the", "our"];
    is(1, &article) && is(2, &["at"]) || is(2, &article) && is(3, &["at"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_a_text_back_is_not_closed() {
        for words in [
            "The report is fictitious.",
            "The attack was an exercise.",
            "The attack never took place.",
            "Nobody attacked us.",
            "No server of ours was infected.",
            "The files were clean.",
            "The attackers are students.",
            "All servers are honeypots.",
            "The data of this case are synthetic.",
            "12 January 2024: exercise",
            "Type: fake",
            "--- EXERCISE ---",
            "HONEYPOT 12",
            "Incident report: fictitious, January 2024",
            "Everything below is fiction.",
        ] {
            assert!(!is_closed(words), "{words}");
        }
        for words in [
            "Incident report, January 2024",
            "On 12 January 2024 our responders found malware on eleven servers of the ministry.",
            "Industroyer was found on the control server.",
            "The police were informed. The servers were rebuilt on 14 January.",
            "Prepared by CERT-EX for the Ministry of Example.",
        ] {
            assert!(is_closed(words), "{words}");
        }
    }
}
