//! What a table says of its own rows: malicious, benign, withdrawn.

use crate::Reason;

/// What a column says of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Verdict {
    /// A word: `malicious`, `benign`.
    Word,
    /// Yes or no to a question whose "yes" is harmless: `false positive`, `whitelisted`.
    HarmlessWhenTrue,
    /// Yes or no to a question whose "no" is harmless: `malicious`.
    HarmlessWhenFalse,
    /// How sure the table is: nought is not at all.
    Confidence,
}

/// Why a row that says `value` in a column of this kind is no evidence; `None` where it may be.
pub(super) fn of(verdict: Verdict, value: &str) -> Option<Reason> {
    let word = folded(value);
    let harmless = match verdict {
        Verdict::Word => is_harmless(value, Strength::Column),
        Verdict::HarmlessWhenTrue => YES.contains(&word.as_str()) || is_harmless(value, Strength::Column),
        Verdict::HarmlessWhenFalse => NO.contains(&word.as_str()) || is_harmless(value, Strength::Column),
        Verdict::Confidence => is_nought(value),
    };
    if harmless {
        return Some(Reason::CalledBenign);
    }
    (verdict == Verdict::Word).then(|| withdrawn(&word)).flatten()
}

/// Why a row is no evidence in one of whose other cells `value` is all that is written.
pub(super) fn of_any_cell(value: &str) -> Option<Reason> {
    (value.len() <= 60 && is_harmless(value, Strength::Anywhere)).then_some(Reason::CalledBenign)
}

/// How much a word must say by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strength {
    /// The column asks for a verdict.
    Column,
    /// The column may be about anything.
    Anywhere,
}

fn is_harmless(value: &str, strength: Strength) -> bool {
    let says = |text: &str| {
        let words = folded(text);
        let bare = [
            "confirmed ",
            "known ",
            "likely ",
            "probably ",
            "probable ",
            "marked as ",
            "verified ",
            "a ",
            "considered ",
        ]
        .iter()
        .fold(words.as_str(), |rest, lead| rest.strip_prefix(lead).unwrap_or(rest));
        HARMLESS.contains(&bare)
            || HARMLESS.contains(&words.as_str())
            || strength == Strength::Column && HARMLESS_AS_VERDICT.contains(&bare)
    };
    // `benign (CDN)`, `false positive: shared hosting`, `clean/benign`.
    let head = value.split(['(', '[', ':', ';', ',', '/', '|', '.']).next().unwrap_or(value);
    let head = head.split(" - ").next().and_then(|head| head.split(" – ").next()).unwrap_or(head);
    says(value) || says(head)
}

fn is_nought(value: &str) -> bool {
    let number = value.split('/').next().unwrap_or(value).trim().trim_end_matches('%');
    number.parse::<f64>() == Ok(0.0)
}

fn withdrawn(word: &str) -> Option<Reason> {
    if ["revoked", "withdrawn", "retracted", "deprecated", "deleted", "invalid", "do not use"].contains(&word) {
        return Some(Reason::Withdrawn);
    }
    ["disabled", "deactivated", "switched off"].contains(&word).then_some(Reason::Disabled)
}

/// Words in small letters, everything else between them as one space.
fn folded(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

const YES: [&str; 8] = ["true", "yes", "y", "1", "x", "ja", "oui", "да"];
const NO: [&str; 8] = ["false", "no", "n", "0", "nein", "non", "нет", "否"];

/// What says by itself that something is harmless.
const HARMLESS: [&str; 37] = [
    "allow listed",
    "allowlist",
    "allowlisted",
    "benign",
    "benigno",
    "bénin",
    "false positive",
    "false positives",
    "faux positif",
    "falso positivo",
    "fehlalarm",
    "good ware",
    "goodware",
    "gutartig",
    "harmless",
    "known good",
    "legit",
    "legitimate",
    "legitimate service",
    "no ioc",
    "no threat",
    "non malicious",
    "nonmalicious",
    "not a threat",
    "not an indicator",
    "not an ioc",
    "not ioc",
    "not malicious",
    "not suspicious",
    "safe listed",
    "white list",
    "white listed",
    "whitelist",
    "whitelisted",
    "ложное срабатывание",
    "良性",
    "误报",
];

/// What says it where a verdict is asked for.
const HARMLESS_AS_VERDICT: [&str; 29] = [
    "allow",
    "allowed",
    "authorised",
    "authorized",
    "clean",
    "excluded",
    "expected",
    "fp",
    "good",
    "ignore",
    "ignored",
    "innocuous",
    "legal",
    "no malicious activity",
    "no risk",
    "none malicious",
    "noise",
    "normal",
    "not bad",
    "ok",
    "okay",
    "safe",
    "sauber",
    "sicher",
    "trusted",
    "безопасно",
    "безопасный",
    "正常",
    "無害",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_is_said_in_many_words() {
        for word in [
            "benign",
            "Benign (CDN)",
            "FALSE POSITIVE",
            "false-positive",
            "False_Positive: shared host",
            "clean",
            "legit",
            "Not malicious",
            "non-malicious",
            "WHITELISTED",
            "likely benign",
            "confirmed false positive",
            "known good",
            "fp",
            "safe",
            "良性",
        ] {
            assert_eq!(of(Verdict::Word, word), Some(Reason::CalledBenign), "{word}");
        }
        for word in [
            "malicious",
            "suspicious",
            "unknown",
            "not benign",
            "no longer clean",
            "cleaner",
            "no false positive",
            "not a false positive",
            "goodbye",
            "",
        ] {
            assert_eq!(of(Verdict::Word, word), None, "{word}");
        }
    }

    #[test]
    fn yes_and_no_are_read_by_the_question() {
        assert_eq!(of(Verdict::HarmlessWhenFalse, "No"), Some(Reason::CalledBenign));
        assert_eq!(of(Verdict::HarmlessWhenFalse, "yes"), None);
        assert_eq!(of(Verdict::HarmlessWhenTrue, "TRUE"), Some(Reason::CalledBenign));
        assert_eq!(of(Verdict::HarmlessWhenTrue, "0"), None);
        assert_eq!(of(Verdict::Confidence, "0/100"), Some(Reason::CalledBenign));
        assert_eq!(of(Verdict::Confidence, "10"), None);
        assert_eq!(of(Verdict::Word, "revoked"), Some(Reason::Withdrawn));
    }

    #[test]
    fn any_cell_must_say_it_by_itself() {
        assert_eq!(of_any_cell("false positive"), Some(Reason::CalledBenign));
        for word in ["clean", "ok", "good", "safe", "the false positive rate was low"] {
            assert_eq!(of_any_cell(word), None, "{word}");
        }
    }
}
