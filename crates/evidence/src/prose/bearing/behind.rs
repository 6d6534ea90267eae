//! What a short sentence says of the one before it: "None of these was found.", "We are not sure.", "Not so."

use super::super::cut;
use super::super::sentence::sentence_break;
use super::cues::{cues, doubt_of};
use super::known::is_closed;
use super::{floor, on_one_line};
use crate::Bearing;

/// How a short sentence begins that denies all that the one before it names.
const NONE_OF_THEM: [&str; 10] =
    ["none", "nothing", "neither", "keine", "keines", "nichts", "aucun", "ninguno", "nessuno", "nenhum"];

/// What a short sentence says of the one before it, or a lead of its list, to deny it: "This is false."
pub(super) const DENIED_BEHIND: [&str; 9] =
    ["disproved", "false", "incorrect", "invented", "myth", "myths", "retracted", "untrue", "wrong"];

/// Whether the short sentence that begins at `from` denies or doubts what was said before it: "We are not sure."
pub(super) fn doubted_behind(text: &str, from: usize) -> Bearing {
    const WORDS: usize = 12;
    const FARTHEST: usize = 160;
    let tail = cut(text, from..floor(text, (from + FARTHEST).min(text.len()))).trim_start();
    let sentence = sentence_break(tail, 0).map_or(tail, |(end, _)| cut(tail, 0..end));
    let sentence = sentence.split("\n\n").next().unwrap_or_default();
    let first = sentence.split_whitespace().next().unwrap_or_default().to_lowercase();
    let says = |word: &str| {
        DENIED_BEHIND
            .iter()
            .any(|denied| word.trim_matches(|c: char| !c.is_alphanumeric()).eq_ignore_ascii_case(denied))
    };
    let is_short = sentence.split_whitespace().count() <= 6;
    if NONE_OF_THEM.contains(&first.as_str()) || is_short && sentence.split_whitespace().any(says) {
        return Bearing::Denied;
    }
    if sentence.len() == FARTHEST || sentence.split_whitespace().count() > WORDS {
        return Bearing::Stated;
    }
    let doubt = doubt_of(&cues(sentence));
    let is_open = speaks_of_the_sentence_before(sentence) && !is_closed(&on_one_line(sentence), &(0..0));
    if is_open { doubt.max(Bearing::Listed) } else { doubt }
}

/// Whether a sentence is about what was said before it, as far as its first two words tell: "This was ruled out.", "Not so."
fn speaks_of_the_sentence_before(sentence: &str) -> bool {
    let mut words = sentence.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let is_one_of = |list: &[&str], word: &str| list.iter().any(|held| word.eq_ignore_ascii_case(held));
    is_one_of(&["not", "or", "so", "wrongly", "allegedly", "supposedly"], first)
        || is_one_of(&["all", "each", "it", "that", "this", "these", "those", "which"], first)
            && is_one_of(
                &[
                    "are", "came", "could", "did", "does", "had", "has", "have", "holds", "is", "may", "might", "must",
                    "of", "proved", "remains", "seems", "should", "stems", "turned", "was", "were", "would",
                ],
                second,
            )
}
