//! Needs in words for people.

use super::Requirement;
use crate::fact::{FactKind, FactName, WordSet};

impl Requirement {
    /// What `fact` would have to be: "`purpose` includes commercial-advantage".
    pub(crate) fn words(&self, fact: FactName) -> String {
        let (least, most) = match self {
            Requirement::OneOf(words) => return one_of(fact, *words),
            Requirement::Includes { any_of, none_of } => return includes(fact, any_of, *none_of),
            Requirement::Days { from, to } => {
                (from.map(|day| format!("not before {day}")), to.map(|day| format!("not after {day}")))
            }
            Requirement::Number { from, below } => {
                ((*from > 0).then(|| format!("{from} or more")), below.map(|below| format!("below {below}")))
            }
        };
        let both: Vec<String> = least.into_iter().chain(most).collect();
        format!("`{fact}` is {}", both.join(" and "))
    }
}

fn one_of(fact: FactName, words: WordSet) -> String {
    let known = fact.words().len();
    let others: Vec<&str> =
        fact.words().iter().enumerate().filter(|(n, _)| !words.contains(*n)).map(|(_, w)| *w).collect();
    match others.as_slice() {
        [] => format!("`{fact}` is known, whatever it is"),
        [other] if known > 2 => format!("`{fact}` is anything but {other}"),
        _ if words.len() == 1 => format!("`{fact}` is {}", words.words(fact).join(", ")),
        _ => format!("`{fact}` is one of {}", words.words(fact).join(", ")),
    }
}

fn includes(fact: FactName, any_of: &[WordSet], none_of: WordSet) -> String {
    debug_assert_eq!(fact.kind(), FactKind::AllWords);
    let mut parts = Vec::new();
    for words in any_of {
        let list = words.in_words(fact);
        parts.push(if words.len() == 1 { format!("includes {list}") } else { format!("includes any of {list}") });
    }
    if !none_of.is_empty() {
        let list = none_of.in_words(fact);
        parts.push(if none_of.len() == 1 {
            format!("does not include {list}")
        } else {
            format!("includes none of {list}")
        });
    }
    if parts.is_empty() {
        parts.push("is known, whatever it is".to_owned());
    }
    format!("`{fact}` {}", parts.join(" and "))
}
