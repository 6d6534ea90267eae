//! Plain forms in which reports tell of a program without a party as their subject: "the server was infected with it", "there was
//! X on DC01", "the macro dropped X", "we identified the file as X", "using X, the intruders". Every other word of such a sentence has to be known as well.

use super::affirmed::{SUBJECTS, USED, has};

/// Things that act on a machine, or that look for what does.
#[rustfmt::skip]
const THINGS: [&str; 34] = [
    "antivirus", "attachment", "av", "defender", "dll", "document", "dropper", "edr", "exploit", "file", "forensics", "implant", "injector", "installer",
    "link", "loader", "macro", "macros", "mail", "package", "payload", "sample", "script", "server", "servers", "service", "shellcode", "shortcut",
    "stage", "task", "update", "webshell", "workstation", "host",
];

/// What such a thing did to a program, beside the verbs of use.
#[rustfmt::skip]
const DEALT: [&str; 9] = [
    "blocked", "decrypted", "detected", "fetched", "found", "hosted", "quarantined", "removed", "revealed",
];

/// Articles and kinds that may stand before a name.
#[rustfmt::skip]
const PLAIN: [&str; 18] = [
    "a", "an", "and", "backdoor", "copy", "family", "implant", "its", "loader", "malware", "of", "ransomware", "ran", "sample", "the", "tool", "trojan",
    "variant",
];

/// Whether a sentence tells of the program between `before` and `after` in one of the forms.
pub(super) fn tells(before: &[&str], after: &[&str]) -> bool {
    let kinds = before.iter().rev().take_while(|word| has(&PLAIN, word)).count();
    let lead = before.get(..before.len() - kinds).unwrap_or_default();
    is_reached(lead) || is_where_it_was(before, after) || is_means(before, after)
}

/// Whether what stands before the name ends with what reaches it.
fn is_reached(lead: &[&str]) -> bool {
    let word = |back: usize| lead.len().checked_sub(back).and_then(|at| lead.get(at)).copied().unwrap_or_default();
    let [third, second, last] = [word(3), word(2), word(1)];
    let was = |word: &str| has(&["was", "were", "been"], word);
    let is = |word: &str| was(word) || word.eq_ignore_ascii_case("is");
    was(third) && has(&["infected", "compromised", "backdoored"], second) && has(&["with", "by"], last)
        || has(&["relied"], second) && has(&["on"], last)
        || has(&["switched", "moved"], second) && has(&["to"], last) && has(&SUBJECTS, third)
        || has(&["as"], last) && lead.iter().any(|word| has(&["identified"], word))
        || has(&["implant", "sample", "dll", "backdoor", "tool", "loader", "payload"], second) && is(last)
        || has(&["there"], second) && was(last)
        || has(&THINGS, second) && (has(&USED, last) || has(&DEALT, last))
        || lead.first().is_some_and(|first| has(&["next"], first)) && lead.len() == 2 && has(&["came"], last)
}

/// Whether it is said of the name where it was: "X was on the mail server", "X had been on two hosts".
fn is_where_it_was(before: &[&str], after: &[&str]) -> bool {
    let after = after.strip_prefix(&["had"]).or_else(|| after.strip_prefix(&["has"])).unwrap_or(after);
    let was = after.first().is_some_and(|word| has(&["was", "were", "been", "sat", "lived"], word));
    let place = after.get(1).is_some_and(|word| has(&["on", "in", "resident", "active", "present"], word));
    before.iter().all(|word| has(&PLAIN, word) || !word.starts_with(char::is_lowercase)) && was && place
}

/// Whether the name is what a party of the case used to act: "Using X, the intruders".
fn is_means(before: &[&str], after: &[&str]) -> bool {
    let means = match before {
        [only] => has(&["using", "with", "through", "via"], only),
        _ => false,
    };
    means && after.iter().take(4).any(|word| has(&SUBJECTS, word))
}
