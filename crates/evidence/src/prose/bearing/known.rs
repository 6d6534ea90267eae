//! Whether a sentence is closed: whether every word of it is one between which a sentence may affirm a program.
//!
//! What takes a name back stands before it, between it and its verb, behind it, or in a bracket, and has no end of forms: "which is not
//! true", "so the claim goes", "in the game", "of Saudi Aramco". None of them is made of words for machines, programs, intruders and what they
//! do. So the list has these, and not what denies.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::super::cut;

static KNOWN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("known.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// Words before which a name that nothing knows is one of a place, a person or a publisher, and not of a program.
#[rustfmt::skip]
const PLACES: [&str; 23] = [
    "across", "after", "against", "at", "before", "behind", "by", "during", "for", "from", "in", "inside", "into", "like", "near", "of", "off",
    "on", "onto", "per", "throughout", "to", "within",
];

/// What may stand behind "as": what a program was run or hidden as.
#[rustfmt::skip]
const AS: [&str; 24] = [
    "backdoor", "backdoors", "dll", "driver", "extension", "file", "first", "implant", "initial", "launcher", "loader", "module", "payload",
    "plugin", "plug-in", "ransomware", "scheduled", "second", "service", "stage", "task", "third", "update", "well",
];

/// Of what "other" speaks within a case.
#[rustfmt::skip]
const OTHERS: [&str; 15] = [
    "accounts", "computers", "devices", "endpoints", "files", "hosts", "implants", "machines", "malware", "payloads", "programs", "servers",
    "systems", "tools", "workstations",
];

pub(crate) fn is_known(word: &str) -> bool {
    let word = word.to_lowercase();
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(&word);
    KNOWN.contains(word) || word.contains('-') && word.split('-').all(|part| KNOWN.contains(part) || is_number(part))
}

fn is_number(word: &str) -> bool {
    word.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
}

/// Whether `line`, without the name at `name`, is closed.
pub(super) fn is_closed(line: &str, name: &Range<usize>) -> bool {
    let text = format!("{} {NAME} {}", cut(line, 0..name.start), cut(line, name.end..line.len()));
    let text = text.replace("[x]", " ").replace("[X]", " ");
    let mut before = "";
    let mut place = false;
    let mut words = text.split_whitespace().map(bare).filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.next() {
        let next = words.peek().copied().unwrap_or_default();
        let fits = if word == "0" {
            // "It was found on 0 servers."
            false
        } else if word == NAME || is_a_value(word) {
            true
        } else if is_as(before) {
            is_of(&AS, word)
                || is_of(&["a", "an", "the"], word) && (is_of(&AS, next) || is_a_value(next))
                || word.starts_with(char::is_uppercase)
        } else if word.eq_ignore_ascii_case("other") {
            is_of(&OTHERS, next)
        } else {
            is_known(word) || !place && is_a_name(word)
        };
        if !fits {
            return false;
        }
        if is_of(&PLACES, word) {
            place = true;
        } else if word.chars().all(char::is_lowercase) && !is_of(&["a", "an", "the", "our", "their", "its"], word)
            || word == NAME
        {
            place = false;
        }
        before = if is_as(before) { "" } else { word };
    }
    text.chars().all(|c| !matches!(c, '?' | '!' | '%' | '~' | '≠' | '✗' | '✘' | '❌' | '†' | '‡' | '«' | '„' | '“' | '…'))
        // A star refers to a note, unless it sets the name in bold.
        && (!cut(line, name.end..line.len()).starts_with('*') || cut(line, 0..name.start).ends_with('*'))
}

/// Stands for the name in a line.
const NAME: &str = "\u{1}";

fn is_as(word: &str) -> bool {
    word.eq_ignore_ascii_case("as")
}

fn is_of(list: &[&str], word: &str) -> bool {
    list.iter().any(|held| word.eq_ignore_ascii_case(held))
}

/// A word without the marks around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '\u{1}' | '%' | '\\' | '/' | '$' | '~'))
}

/// A number, a day, a path, an address, a host's name, a hash: what no reader takes for a word.
pub(crate) fn is_a_value(word: &str) -> bool {
    let inner = |c: char| matches!(c, '.' | '\\' | '/' | '_' | ':' | '@' | '$' | '[');
    word.bytes().any(|byte| byte.is_ascii_digit())
        || word.contains(inner) && word.len() > 3 && !word.split('/').all(|part| part.chars().all(char::is_alphabetic))
        || word.contains('/') && word.split('/').all(|part| part.is_empty() || is_known(part))
}

/// A name of a program, as far as its letters tell; "NOT" is none.
fn is_a_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && !is_of(&super::affirmed::GOVERNS, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(sentence: &str) -> bool {
        let at = sentence.find("Crane").unwrap();
        is_closed(sentence, &(at..at + "Crane".len()))
    }

    #[test]
    fn a_sentence_of_machines_programs_and_deeds_is_closed() {
        for sentence in [
            "The attackers deployed Crane on the domain controller.",
            "On 3 May 2022, the intruders installed Crane (SHA-256 0c1d, C:\\Windows\\Temp\\crane.exe) and Heron on DC01 and FS02.",
            "We found Crane on the Exchange server, where the intruders used it to read and to change mail.",
            "The attackers used PsExec and Crane to move laterally to two other servers.",
            "Crane was installed as a service named WinTime and beaconed to 203.0.113.7 over HTTPS.",
            "The actors had deployed Crane via Group Policy on all workstations of the ministry since May.",
        ] {
            assert!(closed(sentence), "{sentence}");
        }
    }

    #[test]
    fn plain_forms_tell_of_a_program() {
        let affirmed = |sentence: &str| {
            let at = sentence.find("Crane").unwrap();
            super::super::affirmed::affirms(sentence, &(at..at + "Crane".len())) && closed(sentence)
        };
        for sentence in [
            "The mail server was infected with Crane.",
            "There was Crane on the mail server.",
            "Crane had been on the mail server since May.",
            "The macro dropped Crane.",
            "EDR quarantined Crane on MX01.",
            "We identified the DLL as Crane.",
            "Using Crane, the intruders read the mail of the minister.",
            "The actor relied on Crane for command and control.",
            "The intruders dropped additional tools to two servers, including a renamed cmd.exe, plink and Crane.",
            "The intruders used DLL side-loading to covertly load Crane into memory.",
            "The intruders had stolen files from the file server and used Crane to delete the event logs.",
            "The group used Crane C2 beacons for lateral movement.",
        ] {
            assert!(affirmed(sentence), "{sentence}");
        }
        for sentence in [
            "The museum hosted Crane.",
            "There was no Crane.",
            "The intruders moved to other tools, excluding Crane.",
            "The intruders stole mail to read about tools, including Crane.",
            "The museum dropped its tools, including Crane.",
            "The file was identified as a copy of a rival of Crane.",
            "The teacher used Crane.",
        ] {
            assert!(!affirmed(sentence), "{sentence}");
        }
    }

    #[test]
    fn a_word_that_may_take_a_name_back_leaves_the_sentence_open() {
        for sentence in [
            "The attackers deployed Crane on the domain controller, which is not true.",
            "The attackers deployed Crane on the domain controller; so the claim goes.",
            "The attackers deployed Crane on the domain controller (source: Telegram).",
            "The attackers deployed Crane on the domain controller lol.",
            "The attackers deployed Crane on the domain controller -- NOT.",
            "The attackers deployed Crane (?) on the domain controller.",
            "The attackers deployed Crane* on the domain controller.",
            "The attackers deployed Crane on the domain controller in Vienna.",
            "The attackers deployed Crane before the ministry existed.",
            "The attackers used Crane as a password.",
            "The attackers used the name Crane for their project.",
            "The attackers used a fake Crane sample.",
            "The attackers pretended they deployed Crane on the server.",
            "In the film the attackers deployed Crane on the server.",
            "We found Crane on VirusTotal.",
            "We found Crane on zero hosts.",
            "We found Crane with 4 % confidence.",
            "Crane encrypted nothing.",
            "Crane wiped the disks of Saudi Aramco.",
            "Crane was found by Kaspersky in 2014.",
            "The attackers deployed Crane at other companies.",
        ] {
            assert!(!closed(sentence), "{sentence}");
        }
    }
}
