//! What stands beside a name that is a word as well, and says that the name is meant: its kind, a verb that uses it, a list of names.

use super::{Cue, Entry, Meaning};
use crate::command::is_command;

/// Words beside which a name that is also a word is software's.
const SOFTWARE_CUES: [&str; 41] = [
    "backdoor",
    "beacon",
    "bootkit",
    "bot",
    "botnet",
    "downloader",
    "dropper",
    "encryptor",
    "exploit",
    "family",
    "framework",
    "implant",
    "infostealer",
    "infrastructure",
    "keylogger",
    "kit",
    "loader",
    "locker",
    "malware",
    "miner",
    "payload",
    "payloads",
    "plugin",
    "ransomware",
    "ransomware-as-a-service",
    "rat",
    "rootkit",
    "sample",
    "samples",
    "shellcode",
    "spyware",
    "stealer",
    "strain",
    "tool",
    "toolkit",
    "toolset",
    "trojan",
    "variant",
    "variants",
    "wiper",
    "worm",
];

/// Words beside which a name is an actor's.
const ACTOR_CUES: [&str; 23] = [
    "activity",
    "actor",
    "actors",
    "adversary",
    "affiliate",
    "affiliates",
    "apt",
    "attackers",
    "cluster",
    "collective",
    "crew",
    "cybercriminals",
    "gang",
    "group",
    "group's",
    "hackers",
    "hacking",
    "operator",
    "operators",
    "syndicate",
    "team",
    "threat",
    "umbrella",
];

pub(super) fn has_cue(text: &str, start: usize, end: usize, entry: &Entry) -> bool {
    let written = text.get(start..end).unwrap_or_default();
    match entry.cue {
        Cue::None => true,
        Cue::Case => has_capitals(written, &entry.name),
        Cue::Word => has_capitals(written, &entry.name) && stands_beside(text, start, end, &entry.meaning),
        Cue::Spelling => {
            written == entry.name
                || has_capitals(written, &entry.name) && stands_beside(text, start, end, &entry.meaning)
        }
        Cue::Command => is_command(text, start, end),
    }
}

/// Whether every word of `written` begins with a capital where the entry's does.
fn has_capitals(written: &str, name: &str) -> bool {
    // A source that writes all its names small has no capital to ask for: "medusa" is "Medusa" in a sentence.
    written == name || written.split([' ', '-', '_']).all(|word| word.starts_with(|c: char| !c.is_lowercase()))
}

/// Whether the word behind a name, or the one before it, is of its kind: "the Snake backdoor", "ransomware known as Royal",
/// "Snake (malware)". A word beyond a comma or a full stop is not beside it.
fn stands_beside(text: &str, start: usize, end: usize, meaning: &Meaning) -> bool {
    let (own, other): (&[&str], &[&str]) = match meaning {
        Meaning::Actor(_) => (&ACTOR_CUES, &["gang", "ransomware", "apt"]),
        _ => (&SOFTWARE_CUES, &[]),
    };
    let is_cue = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        own.iter().chain(other).any(|cue| word.eq_ignore_ascii_case(cue))
    };
    let tail = text.get(end..).unwrap_or_default();
    let joined = tail.starts_with([' ', '-', '’', '\'', '"', '”', '*', '`', ')', '(']);
    let behind = joined && {
        let mut words = tail
            .split(|c: char| c.is_whitespace() || c == '-')
            .filter(|word| !matches!(word.trim_matches(|c: char| !c.is_alphanumeric()), "" | "s"));
        let first = words.next().unwrap_or_default();
        let breaks = |word: &str| word.ends_with([',', '.', ';', ':']);
        is_cue(first)
            || !breaks(first)
                && words.next().is_some_and(|second| {
                    let kind = first.starts_with(|c: char| c.is_lowercase()) && !STOPS.contains(&first);
                    kind && is_cue(second)
                })
    };
    let head = text.get(..start).unwrap_or_default();
    let mut before = head.split_whitespace().rev();
    let first = before.next().unwrap_or_default();
    let written = text.get(start..end).unwrap_or_default();
    let software = matches!(meaning, Meaning::Software(_));
    if software && (is_named_by(head) || in_a_list(head, tail)) {
        return true;
    }
    let small = matches!(meaning, Meaning::Software(Some(_)));
    let shouted = written.len() >= 6 && written.bytes().all(|byte| byte.is_ascii_uppercase());
    behind
        || shouted && tail.split_whitespace().take(3).any(is_cue)
        || !first.ends_with([',', '.', ';', ':', ')'])
            && head.ends_with([' ', '"', '“', '*', '`'])
            && (is_cue(first)
                || software && USES.contains(&first) && (small || written.starts_with(|c: char| !c.is_lowercase()))
                || matches!(first, "called" | "named" | "dubbed" | "as") && before.take(3).any(is_cue))
}

/// Words for software that a sentence or a label says a name to be: "the ransomware was Akira", "Ransomware: Akira".
const KINDS: [&str; 14] = [
    "backdoor",
    "botnet",
    "encryptor",
    "implant",
    "infostealer",
    "loader",
    "malware",
    "ransomware",
    "rat",
    "rootkit",
    "spyware",
    "stealer",
    "trojan",
    "wiper",
];

/// Whether the words right before a name say what kind of software it is, as a sentence or as a label.
fn is_named_by(head: &str) -> bool {
    let near = head.get(head.ceil_char_boundary(head.len().saturating_sub(80))..).unwrap_or_default();
    let line = near.rsplit('\n').next().unwrap_or_default();
    let mut words = line.split_whitespace().rev().map(|word| word.trim_matches(['"', '“', '*', '`', '(', '_']));
    let first = words.next().unwrap_or_default();
    let is_kind = |word: &str| KINDS.iter().any(|kind| word.eq_ignore_ascii_case(kind));
    if let Some(label) = first.strip_suffix([':', '：']) {
        return is_kind(label.trim_end_matches('*'))
            || ["family", "name", "strain", "variant"].iter().any(|word| label.eq_ignore_ascii_case(word))
                && words.next().is_some_and(is_kind);
    }
    matches!(first, "was" | "is" | "were" | "are" | "be" | "being")
        && words.next().is_some_and(|word| is_kind(word) || matches!(word, "family" | "strain" | "variant"))
}

/// Whether a name stands in a list of names that words of software lead in or end: "used Play and Medusa", "Lynx, Fog and Cactus
/// ransomware". A name that goes on with a capital is another: "Royal Mail".
fn in_a_list(head: &str, tail: &str) -> bool {
    const LONGEST: usize = 10;
    const FARTHEST: usize = 160;
    let joins = |word: &str| matches!(word, "and" | "or" | "&" | "und" | "et" | "y");
    let capital = |word: &str| word.starts_with(|c: char| c.is_uppercase());
    let near = head.get(head.ceil_char_boundary(head.len().saturating_sub(FARTHEST))..).unwrap_or_default();
    let behind = tail.get(..tail.floor_char_boundary(FARTHEST)).unwrap_or_default();
    let next = behind.strip_prefix(' ').and_then(|rest| rest.split_whitespace().next()).unwrap_or_default();
    if capital(next) {
        return false;
    }
    // Forward: `, Fog, Embargo and Interlock ransomware`.
    let mut listed = false;
    for (at, word) in behind.split_whitespace().take(LONGEST).enumerate() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if at == 0 && !word.starts_with(',') && !joins(word) {
            break;
        }
        if listed && SOFTWARE_CUES.iter().any(|cue| bare.eq_ignore_ascii_case(cue)) {
            return true;
        }
        if word.ends_with(['.', ';', ':']) || !(bare.is_empty() || capital(bare) || joins(bare)) {
            break;
        }
        listed |= capital(bare);
    }
    // Backward: `used Play and Medusa and`.
    let mut listed = false;
    for (at, word) in near.split_whitespace().rev().take(LONGEST).enumerate() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if at == 0 && !word.ends_with(',') && !joins(word) || word.ends_with(['.', ';', ':']) {
            return false;
        }
        if listed && (USES.contains(&bare) || KINDS.contains(&bare)) {
            return true;
        }
        if !(capital(bare) || joins(bare)) {
            return false;
        }
        listed |= capital(bare);
    }
    false
}

/// Whether a word that is a program's name, too, may be meant as one: it has a capital, and its sentence tells of an attack.
pub(super) fn may_be_meant(text: &str, start: usize, end: usize) -> bool {
    const NEAR: usize = 48;
    const DEEDS: [&str; 13] = [
        "attack",
        "demanded",
        "deployed",
        "encrypted",
        "hit by",
        "infected",
        "malware",
        "payload",
        "ransom",
        "was detected",
        "was found",
        "was used",
        "wiped",
    ];
    let written = text.get(start..end).unwrap_or_default();
    if !written.starts_with(char::is_uppercase) {
        return false;
    }
    let head = text.get(text.ceil_char_boundary(start.saturating_sub(NEAR))..start).unwrap_or_default();
    let tail = text.get(end..text.floor_char_boundary((end + NEAR).min(text.len()))).unwrap_or_default();
    let head = head.rsplit(['.', '\n']).next().unwrap_or_default();
    let tail = tail.split(['.', '\n']).next().unwrap_or_default();
    // A title, and a name of more words, such as "Royal Mail".
    let capital = |word: Option<&str>| word.is_some_and(|word| word.starts_with(char::is_uppercase));
    let longer = capital(tail.strip_prefix([' ', '-']).and_then(|tail| tail.split_whitespace().next()))
        || capital(head.strip_suffix([' ', '-']).and_then(|head| head.split_whitespace().next_back()));
    !longer && DEEDS.iter().any(|deed| head.to_lowercase().contains(deed) || tail.to_lowercase().contains(deed))
}

/// Words before which what is used stands.
const USES: [&str; 9] = ["deployed", "deploys", "dropped", "drops", "executed", "installed", "used", "uses", "using"];

/// Words behind which a new phrase begins: what stands there is not said of the name.
const STOPS: [&str; 16] =
    ["a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to"];
