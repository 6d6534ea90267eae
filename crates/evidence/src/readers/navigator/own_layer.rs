//! The layer of a group or a program as ATT&CK's site and its Navigator make it, by what it holds, whatever it is called.

use std::collections::HashMap;

use crate::json::Node;

/// Commented techniques from which on a layer may be recognised by its comments.
const FEWEST: usize = 5;

/// Words with which a responder's remarks begin.
const GENERAL: [&str; 38] = [
    "the",
    "a",
    "an",
    "we",
    "they",
    "it",
    "this",
    "these",
    "that",
    "attacker",
    "attackers",
    "actor",
    "actors",
    "adversary",
    "adversaries",
    "threat",
    "user",
    "users",
    "malware",
    "ransomware",
    "observed",
    "seen",
    "found",
    "script",
    "host",
    "see",
    "in",
    "on",
    "at",
    "after",
    "from",
    "log",
    "logs",
    "der",
    "die",
    "das",
    "le",
    "el",
];

/// The name with which most comments begin, as ATT&CK's own do: "Example Bear has used …".
pub(super) fn subject<'a>(comments: impl Iterator<Item = Node<'a>>) -> Option<String> {
    let comments: Vec<String> = comments.filter_map(|node| Some(node.as_str()?.trim().to_owned())).collect();
    if comments.len() < FEWEST {
        return None;
    }
    let mut firsts: HashMap<&str, usize> = HashMap::new();
    for first in comments.iter().filter_map(|comment| comment.split_whitespace().next()) {
        *firsts.entry(first.strip_prefix('[').unwrap_or(first)).or_default() += 1;
    }
    let (first, count) = firsts.into_iter().max_by_key(|(word, count)| (*count, *word))?;
    let is_name = first.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
        && !GENERAL.iter().any(|word| first.eq_ignore_ascii_case(word));
    if !is_name || count * 5 < comments.len() * 3 {
        return None;
    }
    let begin = |comment: &&String| comment.strip_prefix('[').unwrap_or(comment).starts_with(first);
    // A responder writes of the case in the past; an encyclopedia, of what its subject has used.
    let known = ["has used", "has ", "can ", "uses ", "have "];
    let in_general = |comment: &&String| {
        let words = comment.get(..comment.floor_char_boundary(first.len() + 60)).unwrap_or_default();
        known.iter().any(|verb| words.contains(&format!(" {verb}")))
    };
    let told = comments.iter().filter(begin).filter(in_general).count();
    let name = comments.iter().find(begin).map(|comment| name_of(comment))?;
    (told >= 3).then_some(name)
}

/// The words before the verb.
fn name_of(comment: &str) -> String {
    const VERBS: [&str; 8] = ["has", "have", "used", "uses", "can", "is", "was", "had"];
    let words = comment.trim_start_matches('[').split_whitespace().take(5);
    let name: Vec<&str> = words.take_while(|word| !VERBS.contains(word)).collect();
    name.first().filter(|_| name.len() == 5).map_or_else(|| name.join(" "), |first| (*first).to_owned())
}
