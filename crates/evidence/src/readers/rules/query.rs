use std::ops::Range;

use super::Asides;
use crate::Reason;

/// Whether a line is one of a query: a step of KQL, a search of SPL.
pub(super) fn is_query(line: &str) -> bool {
    const STEPS: [&str; 9] = [
        "| where ",
        "| project ",
        "| summarize ",
        "| search ",
        "| stats ",
        "| extend ",
        "| join ",
        "|where ",
        "|search ",
    ];
    let bare = line.trim_start();
    STEPS.iter().any(|step| bare.starts_with(step))
        || bare.starts_with("index=")
        || bare.starts_with("sourcetype=")
        || bare.starts_with("let ") && bare.contains("dynamic(")
}

/// Operators that say what must not be there.
const NEGATIONS: [&str; 22] = [
    "!in~",
    "!in",
    "!has_any",
    "!has_all",
    "!has_cs",
    "!hasprefix",
    "!hassuffix",
    "!has",
    "!contains_cs",
    "!contains",
    "!startswith",
    "!endswith",
    "!=~",
    "!=",
    "!~",
    "<>",
    "not in",
    "not like",
    "notin",
    "not",
    "-not",
    "matches_none",
];

/// The operands of negations, and lists that are named as allowed.
pub(super) fn asides(text: &str) -> Asides {
    let mut asides = Asides::new();
    let lower = text.to_ascii_lowercase();
    let bytes = lower.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before)).copied().unwrap_or(b' ');
        let rest = lower.get(at..).unwrap_or_default();
        let begins = !(before.is_ascii_alphanumeric() || before == b'_');
        let found = NEGATIONS.iter().find(|negation| {
            let is_word = negation.ends_with(|c: char| c.is_ascii_alphabetic());
            let next = rest.as_bytes().get(negation.len()).copied().unwrap_or(b' ');
            rest.starts_with(**negation)
                && (begins || !negation.starts_with(|c: char| c.is_ascii_alphabetic()))
                && !(is_word && (next.is_ascii_alphanumeric() || next == b'_'))
        });
        let Some(negation) = found else {
            at += 1;
            while !lower.is_char_boundary(at) {
                at += 1;
            }
            continue;
        };
        let operand = operand(&lower, at + negation.len());
        asides.push((operand.clone(), Reason::Excluded));
        at = operand.end.max(at + negation.len());
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let name = line
            .trim_start()
            .strip_prefix("let ")
            .and_then(|rest| rest.split_once('='))
            .map(|(name, _)| name.to_ascii_lowercase());
        let allowed = |name: &String| {
            ["allow", "white", "exclu", "benign", "known_good", "knowngood", "trusted", "safe"]
                .iter()
                .any(|word| name.contains(word))
        };
        if name.as_ref().is_some_and(allowed) {
            asides.push((start..start + line.len(), Reason::Excluded));
        }
        start += line.len();
    }
    asides
}

/// What an operator at the end of which `from` is applies to: a list in brackets, a text in quotes, or a word.
fn operand(text: &str, from: usize) -> Range<usize> {
    let rest = text.get(from..).unwrap_or_default();
    let start = from + (rest.len() - rest.trim_start_matches([' ', '\t']).len());
    let (mut depth, mut quote) = (0_u32, None);
    for (offset, c) in text.get(start..).unwrap_or_default().char_indices() {
        let at = start + offset;
        match (quote, c) {
            (Some(open), c) if c == open => {
                quote = None;
                if depth == 0 {
                    return start..at + c.len_utf8();
                }
            }
            (Some(_), '\n') => return start..at,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return start..at + 1;
                }
            }
            (None, c) if depth == 0 && (c.is_whitespace() || c == '|') => return start..at,
            _ => {}
        }
    }
    start..text.len()
}
