//! Whether a sentence affirms that a program was there: that a party of the case used it, that it was found, or that it did something.
//!
//! What takes a name back has no end of forms, in English alone: "it is false that", "refrained from", "a myth". What affirms one has few.
//! So a name is affirmed by its place in the sentence, between words that are all known, and whatever else governs it leaves it
//! listed. English alone has these forms here; in another language a name in prose is listed.

use std::ops::Range;

use super::super::cut;
use super::known::is_closed;
use super::on_one_line;
use super::told::tells;

/// Who acts in a case, as the subject of a sentence.
#[rustfmt::skip]
pub(super) const SUBJECTS: [&str; 24] = [
    "actor", "actors", "adversaries", "adversary", "affiliate", "affiliates", "attacker", "attackers", "criminals", "gang",
    "group", "hackers", "intruder", "intruders", "operator", "operators", "perpetrator", "perpetrators", "they", "thieves",
    "extortionists", "blackmailers", "crew", "campaign",
];

/// Who finds out.
#[rustfmt::skip]
const FINDERS: [&str; 12] = [
    "analysis", "analysts", "antivirus", "engineers", "examiners", "forensics", "investigation", "investigators",
    "responders", "scan", "team", "we",
];

/// What may stand between a subject and its verb.
#[rustfmt::skip]
const BETWEEN: [&str; 27] = [
    "additionally", "again", "also", "and", "eventually", "finally", "first", "had", "has", "have", "immediately",
    "initially", "later", "manually", "next", "now", "primarily", "quickly", "repeatedly", "soon", "subsequently",
    "successfully", "then", "thereafter", "there", "therefore", "twice",
];

/// Verbs of the past whose object is what was used.
#[rustfmt::skip]
pub(super) const USED: [&str; 61] = [
    "abused", "acquired", "added", "altered", "brought", "built", "compiled", "copied", "created", "customised", "customized",
    "delivered", "deployed", "developed", "distributed", "downloaded", "dropped", "embedded", "employed", "executed",
    "fetched", "hosted", "implanted", "incorporated", "injected", "installed", "introduced", "invoked", "launched", "left",
    "leveraged", "loaded", "modified", "moved", "obtained", "operated", "placed", "planted", "pulled", "purchased", "pushed",
    "ran", "recompiled", "released", "renamed", "repackaged", "saved", "sent", "sideloaded", "spread", "staged", "started",
    "stored", "transferred", "triggered", "unleashed", "unpacked", "uploaded", "used", "utilised", "utilized",
];

/// The same without an ending, behind "to".
#[rustfmt::skip]
const USE: [&str; 22] = [
    "compile", "copy", "deliver", "deploy", "distribute", "download", "drop", "execute", "fetch", "implant", "inject",
    "install", "launch", "load", "place", "plant", "push", "run", "spread", "stage", "start", "upload",
];

/// What is done with a thing by whoever finds it.
#[rustfmt::skip]
const FOUND: [&str; 11] = [
    "detected", "discovered", "encountered", "extracted", "found", "identified", "isolated", "observed", "recovered", "saw",
    "uncovered",
];

/// What is done with a thing in a case alone, said of it behind "has been".
#[rustfmt::skip]
const FOUND_AT_LAST: [&str; 7] = [
    "detected", "discovered", "extracted", "found", "identified", "recovered", "uncovered",
];

/// What was done, said of the thing, behind "was".
#[rustfmt::skip]
const DONE: [&str; 42] = [
    "active", "copied", "delivered", "deployed", "detected", "discovered", "distributed", "downloaded", "dropped", "employed",
    "encountered", "executed", "extracted", "found", "hidden", "identified", "implanted", "injected", "installed", "launched",
    "leveraged", "loaded", "observed", "placed", "planted", "present", "pushed", "recovered", "run", "running", "seen",
    "sent", "sideloaded", "spread", "staged", "started", "stored", "uncovered", "uploaded", "used", "utilised", "utilized",
];

/// What a program did.
#[rustfmt::skip]
const DID: [&str; 32] = [
    "arrived", "beaconed", "began", "came", "collected", "communicated", "connected", "contacted", "corrupted", "deleted",
    "destroyed", "disabled", "downloaded", "dropped", "dumped", "encrypted", "executed", "exfiltrated", "harvested", "hid",
    "infected", "injected", "installed", "logged", "overwrote", "persisted", "ran", "spread", "started", "stole", "wiped",
    "wrote",
];

/// Before what somebody did something with.
#[rustfmt::skip]
const WITH: [&str; 5] = [
    "using", "via", "with", "through", "leveraging",
];

/// Verbs of the past that are no deed, whatever stands behind "with".
#[rustfmt::skip]
const NO_DEEDS: [&str; 30] = [
    "abandoned", "associated", "attempted", "attributed", "avoided", "based", "believed", "ceased", "claimed", "compared",
    "confused", "considered", "declined", "described", "discussed", "emulated", "failed", "linked", "mentioned", "planned",
    "pretended", "refrained", "refused", "rehearsed", "related", "reported", "simulated", "stopped", "threatened", "trained",
];

/// A word before which what was used is another thing.
#[rustfmt::skip]
const APART: [&str; 46] = [
    "about", "against", "alike", "anti", "as", "because", "before", "besides", "by", "decryption", "decryptor", "except",
    "for", "from", "if", "instead", "into", "lacking", "less", "minus", "neither", "never", "no", "none", "nor", "not", "off",
    "our", "over", "resembling", "signature", "signatures", "similar", "subject", "than", "that", "to", "unless", "unlike",
    "versus", "which", "while", "who", "without", "your", "rule",
];

/// Of what something may be a part of a program.
#[rustfmt::skip]
const PARTS: [&str; 21] = [
    "build", "builds", "combination", "copies", "copy", "family", "instance", "instances", "mix", "modification", "number",
    "range", "sample", "samples", "set", "suite", "variant", "variants", "variety", "version", "versions",
];

/// Things that have names of their own.
#[rustfmt::skip]
const THINGS: [&str; 38] = [
    "account", "accounts", "certificate", "computer", "computers", "database", "device", "directory", "document", "domain", "domains", "drive", "file", "files",
    "folder", "folders", "group", "host", "hosts", "key", "laptop", "machine", "machines", "mailbox", "password", "process", "processes", "project", "repository",
    "server", "servers", "service", "services", "share", "task", "user", "users", "word",
];

/// Several programs, of which names may follow.
#[rustfmt::skip]
const SEVERAL: [&str; 9] = [
    "backdoors", "families", "implants", "malware", "payloads", "programs", "ransomware", "tools", "utilities",
];

/// What may follow on the name of a program: its kind, or a word with which the sentence goes on.
#[rustfmt::skip]
const FOLLOW: [&str; 128] = [
    "across", "after", "again", "against", "agent", "agents", "along", "also", "and", "as", "at", "backdoor", "backdoors",
    "beacon", "beacons", "because", "before", "between", "binaries", "binary", "bootkit", "bot", "botnet", "but", "by",
    "c2", "called", "clients", "components", "dll", "downloader", "downloaders", "dropper", "droppers", "during", "encryptor", "executable",
    "executables", "family", "file", "files", "for", "framework", "from", "had", "has", "have", "here", "implant", "implants",
    "in", "infection", "infections", "infostealer", "infrastructure", "inside", "installer", "installers", "into", "it",
    "keylogger", "loader", "loaders", "malware", "module", "modules", "on", "onto", "or", "over", "payload", "payloads",
    "plugin", "plugins", "process", "ransomware", "rat", "rootkit", "sample", "samples", "script", "scripts", "shell",
    "shellcode", "shells", "since", "spyware", "stager", "stealer", "stealers", "that", "then", "there", "they", "through", "to",
    "together", "tool", "toolkit", "tools", "trojan", "trojans", "twice", "under", "until", "upon", "using", "variant",
    "variants", "version", "versions", "via", "was", "web", "webshell", "webshells", "well", "were", "when", "where", "which",
    "while", "wiper", "wipers", "with", "within", "worm", "worms",
];

/// What in front of a statement may take it back or put it in somebody's mouth.
#[rustfmt::skip]
pub(super) const GOVERNS: [&str; 77] = [
    "abroad", "according", "alleged", "allegedly", "another", "assume", "assumed", "assuming", "can", "cannot", "claim",
    "claimed", "claims", "correction", "could", "denied", "denies", "deny", "disproved", "doubt", "elsewhere", "example",
    "exercise", "expected", "false", "feared", "fiction", "had", "hypothesis", "hypothetical", "hypothetically", "if",
    "imagine", "incorrect", "incorrectly", "instead", "maybe", "might", "mistake", "mistakenly", "myth", "neither", "never",
    "no", "nobody", "none", "nor", "not", "nothing", "novel", "nowhere", "other", "perhaps", "possibly", "presumably",
    "press", "rather", "reportedly", "retract", "retracted", "rumor", "rumors", "rumour", "rumours", "said", "say", "says",
    "scenario", "should", "suppose", "supposedly", "that", "unlikely", "unrelated", "untrue", "whether", "would",
];

/// Words of a line about a technique that was planned, tried out or looked for.
#[rustfmt::skip]
const UNTRIED: [&str; 38] = [
    "alert", "attempted", "blocked", "capability", "coverage", "covered", "demo", "demonstrated", "detect", "detected",
    "detection", "emulate", "emulated", "emulation", "failed", "gap", "hunt", "hunting", "lab", "mitigated", "mitigation",
    "observable", "plan", "planned", "playbook", "prevented", "procedure", "purple", "rehearsed", "rule", "simulate",
    "simulated", "simulation", "stopped", "technique", "test", "tested", "training",
];

/// Articles, kinds of programs, and what is said of several.
#[rustfmt::skip]
const PLAIN: [&str; 21] = [
    "a", "also", "an", "and", "backdoor", "both", "copies", "in", "malware", "of", "on", "ransomware", "sample", "samples", "the",
    "three", "tool", "tools", "trojan", "two", "variants",
];

/// Whether `sentence` affirms the program whose name is at `name`.
pub(super) fn affirms(sentence: &str, name: &Range<usize>) -> bool {
    let line = on_one_line(sentence);
    let before = words(cut(&line, 0..name.start));
    let after = words(cut(&line, name.end..line.len()));
    let told = || governs_nothing(&before) && tells(&before, &after);
    follows_well(&after) && (is_object(&before) || is_subject(&before, &after) || told())
}

/// Whether the line that leads in a list affirms what it lists: "The following malware was found:", "The attackers used:".
pub(super) fn affirms_a_list(lead: &str) -> bool {
    let line = on_one_line(lead);
    let said = words(&line);
    let said = said.strip_suffix(&[":"]).unwrap_or(&said);
    let found = said.windows(2).any(|pair| matches!(pair, [was, done] if is_was(was) && has(&DONE, done)));
    let negated = said.iter().any(|word| has(&GOVERNS, word) && *word != "had");
    // The lead has no name of its own: every word of it is known.
    !negated && (found || is_object(said)) && is_closed(&line, &(0..0))
}

/// Words in lower case, and each mark by itself.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || "-'’_&".contains(c);
        let length = match first {
            c if c.is_whitespace() => {
                rest = cut(rest, c.len_utf8()..rest.len());
                continue;
            }
            c if is_word(c) => rest.find(|c: char| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        words.push(cut(rest, 0..length));
        rest = cut(rest, length..rest.len());
    }
    words
}

pub(super) fn has(list: &[&str], word: &str) -> bool {
    list.iter().any(|listed| word.eq_ignore_ascii_case(listed))
}

fn is_was(word: &str) -> bool {
    has(&["was", "were", "been", "got"], word)
}

fn is_mark(word: &str) -> bool {
    !word.starts_with(char::is_alphanumeric)
}

/// A verb of the past, as far as its ending tells.
fn is_past(word: &str) -> bool {
    word.len() >= 4
        && word.ends_with("ed")
        && !word.ends_with("eed")
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
        || has(
            &[
                "broke", "got", "gained", "made", "took", "taken", "set", "stole", "stolen", "wrote", "hid", "hidden",
                "kept",
            ],
            word,
        )
}

/// Whether what follows on a name lets it be a program's: a kind of program, a mark, or a word with which sentences go on. "Conti GmbH", "Anchor
/// brewery" and "Carbon Black" go on otherwise.
fn follows_well(after: &[&str]) -> bool {
    let Some(next) = after.iter().find(|word| !matches!(**word, "\"" | "'" | "”" | "’" | "*" | "`" | "_")) else {
        return true;
    };
    is_mark(next)
        || has(&FOLLOW, next)
        || has(&DID, next)
        || next.ends_with("ly")
        || next.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether the words before a name make it the object of what a party of the case did, or of what those who looked found.
fn is_object(before: &[&str]) -> bool {
    let acts = |at: usize, word: &str| {
        if has(&SUBJECTS, word) {
            verb_behind(before, at).is_some_and(|verb| reaches(before, verb))
        } else if has(&FINDERS, word) {
            verb_behind(before, at).is_some_and(|verb| {
                before.get(verb).is_some_and(|found| has(&FOUND, found)) && leads_to_the_name(before, verb, false)
            })
        } else {
            false
        }
    };
    (before.iter().enumerate())
        .any(|(at, word)| acts(at, word) && governs_nothing(before.get(..at).unwrap_or_default()))
}

/// The place of the verb whose subject is at `subject`, where only words that add nothing are between.
fn verb_behind(words: &[&str], subject: usize) -> Option<usize> {
    const MOST: usize = 5;
    let is_verb = |word: &str| has(&USED, word) || has(&FOUND, word) || is_past(word);
    let behind = words.iter().enumerate().skip(subject + 1).take(MOST);
    let (at, word) = behind.into_iter().find(|(_, word)| is_verb(word) || !has(&BETWEEN, word))?;
    is_verb(word).then_some(at)
}

/// Whether the verb at `verb`, whose subject acts in the case, reaches the name: as its object, or behind "with" and its like.
fn reaches(words: &[&str], verb: usize) -> bool {
    let Some(word) = words.get(verb) else { return false };
    let uses = has(&USED, word);
    if !uses && (has(&NO_DEEDS, word) || has(&FOUND, word)) {
        return false;
    }
    leads_to_the_name(words, verb, !uses)
}

/// Whether nothing from the word behind `verb` to the end of `words` parts the name from it; with `with`, only behind "with" and its like
/// is the name reached at all.
fn leads_to_the_name(words: &[&str], verb: usize, with: bool) -> bool {
    const MOST: usize = 40;
    let rest = words.get(verb + 1..).unwrap_or_default();
    let mut reached = !with;
    let mut before = "";
    for (at, word) in rest.iter().enumerate() {
        let next = rest.get(at + 1).copied().unwrap_or_default();
        let after_next = rest.get(at + 2).copied().unwrap_or_default();
        if has(&["named", "called"], word) && has(&THINGS, before) {
            // "A file named Heron" is a file.
            return false;
        }
        if has(&["never", "not", "no", "without", "neither", "nor", "except", "failed"], word) {
            return false;
        } else if has(&WITH, word)
            || word.eq_ignore_ascii_case("to") && (has(&USE, next) || next.ends_with("ly") && has(&USE, after_next))
            || has(&["and", "then", "before"], before) && has(&USED, word)
            || has(&["deploying", "running", "executing", "installing", "loading", "dropping"], word)
        {
            reached = true;
        } else if !with && word.eq_ignore_ascii_case("including") && before == "," {
            // "Dropped tools to two servers, including X": what was used goes on behind what it was used on.
            reached = rest.get(..at).unwrap_or_default().iter().any(|word| has(&SEVERAL, word));
        } else if word.eq_ignore_ascii_case("of") {
            reached &= has(&PARTS, before);
        } else if word.eq_ignore_ascii_case("as") {
            // "Tools such as X", "known as X", "as well as X".
            reached &= has(&["such", "known", "well"], before) || next.eq_ignore_ascii_case("well");
        } else if has(&USE, word) && (before.eq_ignore_ascii_case("to") || before.ends_with("ly")) {
            // What it was used for.
        } else if has(&APART, word)
            || matches!(*word, ";" | ":") && at + 1 < rest.len()
            // A dot within the name of a file ends nothing.
            || *word == "." && next.starts_with(char::is_uppercase)
        {
            reached = false;
        }
        before = word;
    }
    reached && rest.len() <= MOST
}

/// Whether `sentence` is a line that maps a technique to what was done in the case, and names the program at `name` for it: "T1056.001
/// Keylogging, with Crane". Only in a text that tells of a case is that a statement; a plan has such lines, too.
pub(super) fn maps_a_technique(sentence: &str, name: &Range<usize>) -> bool {
    const MOST: usize = 24;
    let line = on_one_line(sentence);
    let before = words(cut(&line, 0..name.start));
    let after = words(cut(&line, name.end..line.len()));
    let is_bullet = |word: &str| matches!(word, "-" | "*" | "•" | "–" | "[" | "(");
    let bullets = before.iter().take_while(|word| is_bullet(word)).count();
    let Some((first, said)) = before.get(bullets..).and_then(<[_]>::split_first) else { return false };
    let Some((last, between)) = said.split_last() else { return false };
    let (last, between) = match between.split_last() {
        Some((with, between)) if has(&["a", "an", "the"], last) => (with, between),
        _ => (last, between),
    };
    let is_technique = |word: &str| {
        word.strip_prefix('T')
            .is_some_and(|number| number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let is_name = |word: &&str| {
        word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            || matches!(*word, "." | "," | ":" | "/" | "(" | ")" | "[" | "]")
            || has(&["and", "for", "from", "in", "of", "on", "or", "over", "to"], word)
    };
    let line_is_plain = !before.iter().chain(&after).any(|word| has(&GOVERNS, word) || has(&UNTRIED, word));
    is_technique(first)
        && has(&["using", "via", "with", "through"], last)
        && before.len() <= MOST
        && between.iter().all(is_name)
        && line_is_plain
        && follows_well(&after)
}

/// Whether a name, with what else is listed beside it, is the subject of what was found of it or of what it did.
fn is_subject(before: &[&str], after: &[&str]) -> bool {
    const MOST: usize = 14;
    if !governs_nothing(before) || !(before.len() <= MOST && before.iter().all(is_plain) || ends_a_lead(before)) {
        return false;
    }
    let (mut was, mut perfect) = (false, false);
    for (at, word) in after.iter().take(MOST).enumerate() {
        if is_was(word) {
            was = true;
        } else if was && has(&DONE, word) || !was && has(&DID, word) {
            // What a program "has done" or "has been used for" describes it, as an encyclopedia does; that it has been found is of a case.
            return !perfect || was && has(&FOUND_AT_LAST, word);
        } else if has(&["has", "have"], word) {
            perfect = true;
        } else if has(&BETWEEN, word) || was && word.ends_with("ly") {
            // It adds nothing.
        } else if was
            || !(has(&FOLLOW, word) && at < 3 || is_plain(word))
            || has(&["on", "in", "to", "for", "that", "which", "by"], word)
        {
            return false;
        }
    }
    false
}

/// An article, a kind of program, another name or a mark: what may stand before the name of a sentence's subject, or between it and its
/// verb.
fn is_plain(word: &&str) -> bool {
    has(&PLAIN, word)
        || word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        || matches!(*word, "," | "(" | ")" | "\"" | "“" | "*" | "`" | "-" | "•" | "–" | "/")
}

/// Whether what stands before a name is a lead of the sentence that a comma ends: "On 3 May,".
fn ends_a_lead(before: &[&str]) -> bool {
    before.last().is_some_and(|word| *word == ",")
        || before.len() >= 2 && before.get(before.len() - 2).is_some_and(|word| *word == ",")
}

/// Whether nothing in front of a statement governs it: no "it is false that", no label, nobody who says so.
fn governs_nothing(lead: &[&str]) -> bool {
    const MOST: usize = 30;
    let label = lead.iter().enumerate().any(|(at, word)| {
        // A time and a day have colons, too.
        let numbers = |word: Option<&&str>| word.is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
        *word == ":" && !numbers(lead.get(at.wrapping_sub(1)))
    });
    let governs = |word: &&str| has(&GOVERNS, word) && !word.eq_ignore_ascii_case("had");
    lead.len() <= MOST
        && !label
        && !lead.iter().any(|word| governs(word) || matches!(*word, "?" | "\"" | "“" | "„" | "«"))
}
