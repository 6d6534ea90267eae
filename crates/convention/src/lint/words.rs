use super::{Finding, FindingKind};
use crate::document::Document;
use crate::instrument::{Clause, ClausePlaces};

/// Beginnings of words that judge somebody. A verdict says what facts are consistent with.
const JUDGING: [&str; 6] = ["guilt", "culprit", "perpetrat", "convict", "blame", "innocen"];
/// Words that guess. A verdict has three truth values and no degrees.
const GUESSING: [&str; 5] = ["probably", "likely", "presumably", "possibly", "certainly"];

/// Whether the words for people say only what a verdict may say.
pub(super) fn check(document: Document<'_>, clause: &Clause, places: &ClausePlaces, out: &mut Vec<Finding>) {
    let say = &clause.say;
    let shown =
        [("consistent", &say.consistent), ("not-a-breach", &say.not_a_breach), ("undetermined", &say.undetermined)];
    for (key, words) in shown {
        for word in words.split(|c: char| !c.is_alphabetic()) {
            let lower = word.to_lowercase();
            let (what, help) = if JUDGING.iter().any(|start| lower.starts_with(start)) {
                ("judges somebody", "say what the facts are consistent with")
            } else if GUESSING.contains(&lower.as_str()) {
                ("guesses", "say what the facts decide, and what they leave open")
            } else {
                continue;
            };
            let message = format!("`{word}` in `{key}` {what}");
            let error = document.error(places.say.clone(), message, Some(help.to_owned()));
            out.push(Finding::on(&clause.id, FindingKind::Words, error));
        }
    }
}
