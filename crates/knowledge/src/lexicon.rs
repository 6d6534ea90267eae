use std::collections::BTreeMap;

use dunant_evidence::{Cue, Entry, Lexicon, LexiconError, Meaning};
use dunant_vocabulary::{AttackId, Country, Sector};

use crate::{NameClaim, Pack};

/// Products and phrases of which a part is somebody's name. They are matched, as the longer name, and mean nothing.
const TRAPS: &[&str] = &[
    "Chromium browser",
    "Cobalt mining",
    "Double Dragon",
    "Flash Player",
    "Gold standard",
    "Google Chromium",
    "Google Play",
    "Google Play Store",
    "Hurricane Electric",
    "Internet Explorer",
    "Mercury News",
    "Microsoft Edge",
    "Play Store",
    "PlayStation",
    "Royal Air Force",
    "Royal Road",
    "Silver Spring",
    "Snake Oil",
    "Trident engine",
    "Volatile memory",
    "Windows Defender",
];

/// Names that say only what kind of thing they name.
const GENERIC: &[&str] = &[
    "adware",
    "agent",
    "apt",
    "backdoor",
    "bot",
    "botnet",
    "cmd",
    "downloader",
    "dropper",
    "exploit kit",
    "generic",
    "implant",
    "keylogger",
    "loader",
    "malware",
    "miner",
    "net",
    "pos",
    "ransomware",
    "rat",
    "rootkit",
    "rtf",
    "spyware",
    "stealer",
    "tool",
    "trojan",
    "unknown",
    "virus",
    "wiper",
    "worm",
];

/// Sectors whose word is in every text.
const WORDS_OF_EVERY_TEXT: &[Sector] =
    &[Sector::Commercial, Sector::Communications, Sector::Infrastructure, Sector::Technology, Sector::Utilities];

/// The names of a pack, as readers look for them in prose; countries and sectors besides.
///
/// A name that is also an ordinary word counts only as its source writes it, and a single such word only beside a word like
/// "malware" or "group".
///
/// # Errors
/// [`LexiconError`] when the names are too many for one automaton.
pub fn lexicon(pack: &Pack) -> Result<Lexicon, LexiconError> {
    let mut entries = Vec::new();
    let mut add = |name: &str, meaning: Meaning, cue: Cue| {
        if !says_nothing(name) {
            entries.push(Entry { name: name.to_owned(), meaning, cue });
        }
    };
    for trap in TRAPS {
        add(trap, Meaning::Nothing, Cue::None);
    }
    for software in &pack.software {
        let stands_for = software.same_as.and_then(|at| pack.software.get(at as usize)).unwrap_or(software);
        let id = stands_for.id.parse::<AttackId>().ok();
        for claim in &software.names {
            add(&claim.name, Meaning::Software(id), cue(claim));
        }
    }
    for actor in &pack.actors {
        for claim in &actor.names {
            add(&claim.name, Meaning::Actor(actor.id.parse().ok()), cue(claim));
        }
    }
    for (name, id) in telling_technique_names(pack) {
        add(name, Meaning::Technique(id.0), id.1);
    }
    for country in Country::all() {
        for name in std::iter::once(country.name()).chain(country.other_names().iter().copied()) {
            add(name, Meaning::Country(country), Cue::Case);
        }
    }
    for sector in Sector::ALL.iter().filter(|sector| !WORDS_OF_EVERY_TEXT.contains(sector)) {
        add(sector.word(), Meaning::Sector(*sector), Cue::None);
    }
    Lexicon::new(entries)
}

/// Whether a name tells nothing apart: a word for the kind of thing, figures and marks alone, or a bare "Group 3", which is as
/// often a heading.
fn says_nothing(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let counted =
        lower.strip_prefix("group ").is_some_and(|rest| rest.len() <= 2 && rest.bytes().all(|b| b.is_ascii_digit()));
    counted || GENERIC.contains(&lower.as_str()) || !name.chars().any(char::is_alphabetic)
}

fn cue(claim: &NameClaim) -> Cue {
    match (claim.ordinary, claim.name.split_whitespace().count()) {
        (false, _) => Cue::None,
        (true, 1) => Cue::Word,
        (true, _) => Cue::Case,
    }
}

/// Technique names that prose uses for the technique alone. A name that several techniques share is left out, and so are
/// single words that are said of many things.
fn telling_technique_names(pack: &Pack) -> BTreeMap<&str, (AttackId, Cue)> {
    let mut names: BTreeMap<&str, Option<(AttackId, Cue)>> = BTreeMap::new();
    for technique in &pack.techniques {
        let preparation = |tactic: &String| matches!(tactic.as_str(), "reconnaissance" | "resource-development");
        let one_word = !technique.name.contains([' ', '/']);
        let cue = if one_word || technique.tactics.iter().all(preparation) { Cue::Case } else { Cue::None };
        let telling = (!one_word || technique.name.len() >= 10).then_some((technique.id, cue));
        names.entry(&technique.name).and_modify(|held| *held = None).or_insert(telling);
    }
    names.into_iter().filter_map(|(name, telling)| Some((name, telling?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let lexicon = lexicon(&Pack::shipped().unwrap()).unwrap();
        lexicon.find(text).map(|found| text[found.start..found.end].to_owned()).collect()
    }

    #[test]
    fn names_are_found_and_words_are_not_taken_for_names() {
        assert_eq!(found("The group ran Mimikatz and Cobalt Strike."), ["Mimikatz", "Cobalt Strike"]);
        assert_eq!(found("It was on Google Play; the net effect was to carbon copy a snake."), Vec::<String>::new());
        assert_eq!(found("an ordinary day at the office, where a tool is a tool"), Vec::<String>::new());
        assert_eq!(found("Group 3 of the samples was seen in August; 10001 hosts, $$$ lost"), Vec::<String>::new());
        assert_eq!(found("the August malware, and the Snake backdoor"), ["August", "Snake"]);
    }
}
