//! Whether a remark or a title of a structured file is closed: made of words of a case, of values, and of names that the file holds.
//!
//! What stands at an object is said of it: "Exercise.", "Never happened.", "from the vendor's collection". Such remarks have no end of forms.
//! One that is made of known words alone takes nothing back; any other leaves the programs listed that its object ties to the case.

use crate::prose::{self, Stand, is_framed, is_known_word};
use crate::{Bearing, markings};

/// Words of a remark beside those of a sentence that affirms.
#[rustfmt::skip]
const BESIDE: &[&str] = &[
    "affected", "alert", "alerts", "attempt", "confirmed", "critical", "customers", "december", "detected", "dll", "exe", "february", "april", "august",
    "high", "hq", "january", "july", "june", "low", "main", "malicious", "march", "may", "medium", "none", "observed", "october", "november", "outage", "overview", "powershell",
    "quarantined", "resolved", "september", "severe", "severity", "siem", "suspicious", "true", "wave", "we", "what", "yes", "xdr", "suspected", "successful", "blocked",
];

/// Words that a sentence of a case has, and that say of a remark that it is of something else.
#[rustfmt::skip]
const NOT_ALONE: &[&str] = &[
    "allow", "block", "collection", "collections", "duplicate", "feed", "hypothetical", "list", "lists", "none", "others", "rule", "rules", "set", "week", "weeks", "month", "months", "sets", "signature", "signatures", "to be",
    "will", "will be", "year", "years",
];

/// Sentences that deny something else than what they stand at.
#[rustfmt::skip]
const ELSE: &[&str] = &[
    "no evidence of exfiltration", "no evidence of lateral movement", "no other", "no further", "nothing else", "nothing more", "no data was", "no data were",
];

/// A sentence of so many words has to be closed; of a longer one it is asked whether it holds a phrase of a frame.
const SHORT: usize = 14;

/// A text of more words is a report, and no remark.
const REMARK: usize = 24;

/// Words with which a report takes itself back: "None of it happened.", "Exercise."
const WORD_OR_TWO: usize = 5;

/// Words of exercises, of traps and of data that somebody made.
#[rustfmt::skip]
const MADE_UP: [&str; 20] = [
    "contoso", "decoy", "demo", "emulation", "exercise", "fabrikam", "honeynet", "honeypot", "honeypots", "invented", "sandbox", "satire", "scenario", "simulation", "synthetic",
    "testbed", "testers", "training", "trainees", "workshop",
];

/// Whether `text`, a remark on an object, is made of known words, values, and words for which `is_name` holds.
pub(super) fn is_closed(text: &str, is_name: &dyn Fn(&str) -> bool) -> bool {
    let mut text = text.replace(['\n', '\r', '\t'], ". ");
    let lower = text.to_lowercase();
    if lower.len() == text.len() {
        for held in ELSE {
            if let Some(at) = lower.find(held) {
                // As long as what it replaces, so that the next one is found, too.
                text.replace_range(at..at + held.len(), &format!("{:1$}", "we", held.len()));
            }
        }
    }
    if is_framed(&text, Stand::Among) {
        return false;
    }
    let words = |sentence: &str| sentence.split_whitespace().count();
    if words(&text) <= REMARK {
        return sentences(&text).all(|sentence| words(sentence) > SHORT || is_closed_sentence(sentence, is_name));
    }
    // A text that tells has words of its own. Of no case is one that speaks of a frame, or takes itself back in a word or two.
    let of_a_frame = |word: &str| MADE_UP.contains(&bare(word).to_lowercase().as_str());
    let is_any_name = |word: &str| is_name(word) || names(&text).any(|name| name == word);
    !text.split_whitespace().any(of_a_frame)
        && sentences(&text).all(|sentence| words(sentence) > WORD_OR_TWO || is_closed_sentence(sentence, &is_any_name))
}

/// Words of `text` that are written as names within a sentence, in small letters.
fn names(text: &str) -> impl Iterator<Item = String> {
    sentences(text)
        .flat_map(|sentence| sentence.split_whitespace().skip(1))
        .map(bare)
        .filter(|word| is_a_name(word))
        .map(str::to_lowercase)
}

fn is_closed_sentence(sentence: &str, is_name: &dyn Fn(&str) -> bool) -> bool {
    let lower = format!(" {} ", sentence.to_lowercase().trim_matches(|c: char| !c.is_alphanumeric()));
    if NOT_ALONE.iter().any(|held| lower.contains(&format!(" {held} "))) {
        return false;
    }
    matches!(prose::strongest(sentence), Bearing::Stated | Bearing::Listed | Bearing::Aside)
        && !sentence.contains(['?', '!', '~', '≠', '✗', '✘'])
        && unknown(sentence, is_name).is_none()
}

/// The first word of `words` that is not known here.
fn unknown<'w>(words: &'w str, is_name: &dyn Fn(&str) -> bool) -> Option<&'w str> {
    /// Behind these a name is of whoever was attacked, and where.
    const PLACES: [&str; 8] = ["against", "at", "of", "on", "onto", "to", "within", "near"];
    const ARTICLES: [&str; 4] = ["a", "an", "our", "the"];
    let mut place = false;
    words.split_whitespace().map(bare).filter(|word| !word.is_empty()).find(|word| {
        let named = place && is_a_name(word);
        let is_of = |list: &[&str]| list.iter().any(|held| word.eq_ignore_ascii_case(held));
        place = named || is_of(&PLACES) || place && is_of(&ARTICLES);
        !(named || is_known(word, is_name))
    })
}

fn is_known(word: &str, is_name: &dyn Fn(&str) -> bool) -> bool {
    let lower = word.to_lowercase();
    let is_one =
        |word: &str| word.chars().count() <= 1 || is_known_word(word) || BESIDE.contains(&word) || is_name(word);
    is_one(&lower)
        || word.bytes().any(|byte| byte.is_ascii_digit())
        || word.contains(['\\', '_', '@'])
        || word.len() > 3 && word.contains('.')
        || word.contains(['/', '-']) && lower.split(['/', '-']).all(is_one)
}

/// "Example", not "EXERCISE".
fn is_a_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase) && !is_framed(word, Stand::Above)
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let ends = |sentence: &&str| sentence.contains(char::is_alphanumeric);
    text.split(". ").flat_map(|part| part.split(['!', ';'])).map(|part| part.trim_end_matches('.')).filter(ends)
}

/// Beginnings of words of which the title of an incident, a report or an event has one.
#[rustfmt::skip]
const EVENTS: &[&str] = &[
    "alert", "attack", "breach", "campaign", "case", "compromis", "espionage", "evidence", "finding", "findings", "forensic", "found", "hack", "host", "incident", "infect",
    "intrud", "intrusion", "investigat", "laptop", "machine", "mail", "malware", "operation", "outage", "outbreak", "phish", "ransom", "sabotage", "seen", "server", "spear",
    "theft", "ticket", "wave", "wip", "workstation", "spyware", "implant", "backdoor", "worm", "trojan", "command server", "power", "vulnerab", "sample",
];

/// The same in other languages, whose other words are not known here.
#[rustfmt::skip]
const EVENTS_ELSEWHERE: &[&str] = &[
    "aanval", "angriff", "atak", "ataque", "attacco", "attaque", "compromission", "einbruch", "inbraak", "incidente", "intrusione", "intrusión", "olay", "saldırı", "vorfall",
    "włama", "атак", "взлом", "инцидент", "інцидент", "攻击", "事件", "入侵", "インシデント", "攻撃", "侵害", "사고", "침해", "حادث", "هجوم",
];

/// Whether `title` is that of a case: it names an event, and has no word that is neither known nor a name.
pub(super) fn is_title_of_a_case(title: &str, is_name: &dyn Fn(&str) -> bool) -> bool {
    if title.split_whitespace().count() == 1 && (title.chars().count() == 1 || is_name(&title.to_lowercase())) {
        return true;
    }
    if is_framed(title, Stand::Above) {
        return false;
    }
    let lower = title.to_lowercase();
    let has = |held: &&str| {
        let starts = |at: usize| !lower.get(..at).unwrap_or_default().ends_with(|c: char| c.is_ascii_alphanumeric());
        lower.match_indices(*held).any(|(at, _)| starts(at))
    };
    if EVENTS_ELSEWHERE.iter().any(has) {
        return true;
    }
    let not_alone = |word: &str| NOT_ALONE.contains(&word);
    EVENTS.iter().any(has)
        && !lower.split(|c: char| !c.is_alphanumeric()).any(not_alone)
        && unknown(title, is_name).is_none()
}

/// Whether whoever was attacked is nobody's victim: besides, a laboratory is.
pub(super) fn is_no_victim(name: &str) -> bool {
    name.split(|c: char| !c.is_alphanumeric())
        .any(|word| ["lab", "labs", "laboratory"].iter().any(|lab| word.eq_ignore_ascii_case(lab)))
}

/// Whether the name of whoever speaks or was attacked is one of an exercise, of a trap or of nobody; `about` describes it.
pub(super) fn is_made_up(name: &str, about: &str) -> bool {
    /// Words that a report of a case has, too.
    const OF_A_NAME: [&str; 5] = ["generator", "organiser", "organisers", "range", "test"];
    /// Of a laboratory, a university or a publisher, in words that a title of a frame has, too.
    #[rustfmt::skip]
    const OF_GENUINE_ONES: [&str; 25] = [
        "lab", "labs", "press", "not", "no", "none", "other", "another", "customer", "course", "court", "question",
        "survey", "trend", "wrote", "writes", "says", "said", "statement", "statements", "message", "archive", "book",
        "database", "reference",
    ];
    const BRIEF: usize = 120;
    let framed = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
        let words: Vec<String> = words.filter(|word| !OF_GENUINE_ONES.contains(&word.as_str())).collect();
        words.iter().any(|word| MADE_UP.contains(&word.as_str()) || OF_A_NAME.contains(&word.as_str()))
            || is_framed(&words.join(" "), Stand::Above)
    };
    framed(name) || if about.len() <= BRIEF { framed(about) } else { is_framed(about, Stand::Among) }
}

/// Whether a marking's statement says that what it marks is of no case.
pub(super) fn is_marked_apart(statement: &str) -> bool {
    !markings::is_copyright(statement) && is_made_up(statement, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nobody(word: &str) -> bool {
        word == "greyheron"
    }

    #[test]
    fn a_remark_of_known_words_values_and_names_is_closed() {
        for text in [
            "Sample found on host SRV-01",
            "found on SRV-01",
            "C2 of the loader",
            "It ran on two servers.",
            "GreyHeron was deployed on 12 May. No evidence of exfiltration.",
            "What was found on the servers of Example Agency.",
            "Nothing else was found.",
            "dropped by the mail",
            "Intruders used GreyHeron against Example Hospital",
        ] {
            assert!(is_closed(text, &nobody), "{text}");
        }
        for text in [
            "Exercise.",
            "This is an exercise.",
            "Never happened.",
            "EXERCISE",
            "Übung.",
            "Synthetic data.",
            "Rumour from a forum.",
            "Taken from a novel.",
            "Ticket was opened by mistake. Nothing was found.",
            "The report was retracted.",
            "to be deleted",
            "vendor blog",
            "sandbox run",
            "rule",
            "A benign file with this name.",
            "Sample from the training collection.",
            "We scanned for these. None was found.",
            "Planned for May.",
            "Found on two servers. It belongs to Atomic's pack.",
        ] {
            assert!(!is_closed(text, &nobody), "{text}");
        }
    }

    #[test]
    fn a_title_of_a_case_names_an_event() {
        for title in [
            "Incident at Example Agency, January 2024",
            "Phishing at Example Hospital",
            "Overview of the intrusion at Example Hospital",
            "Wiper at Example Hospital",
            "Wave of May",
            "Host FS01",
            "A mail",
            "Attack",
            "GreyHeron on a server",
            "Vorfall in der Klinik Beispiel",
        ] {
            assert!(is_title_of_a_case(title, &nobody), "{title}");
        }
        for title in [
            "Blocklist January 2024",
            "Indicators of the week",
            "Allow-list",
            "APT28 arsenal",
            "Malware zoo",
            "Job interview task",
            "Ten years of attacks",
            "Cyber Europe 2024",
            "BAS run 12",
            "Honeypot catches January",
            "Vendor blog: attack on Example Bank",
            "Detections on the sandbox",
            "Campaign against others",
            "VirusTotal retrohunt",
            "Exercise",
        ] {
            assert!(!is_title_of_a_case(title, &nobody), "{title}");
        }
    }

    #[test]
    fn whoever_plays_a_part_is_told_from_an_organisation() {
        for (name, about) in [
            ("Red Team", "our testers"),
            ("White cell", "writes the exercise"),
            ("Contoso", "fictional company"),
            ("Honeynet", "honeypots"),
            ("Training range", ""),
        ] {
            assert!(is_made_up(name, about), "{name}");
        }
        for (name, about) in [
            ("Example Hospital", "a hospital"),
            ("Example Responders", "Wrote this bundle; the facts are those of the publisher."),
            ("Citizen Lab", ""),
            ("CERT Example", "A national CERT."),
        ] {
            assert!(!is_made_up(name, about), "{name}");
        }
        assert!(is_marked_apart("EXERCISE EXERCISE EXERCISE"));
        assert!(!is_marked_apart("Not for public release"));
        assert!(!is_marked_apart("Copyright 2024, Example"));
    }
}
