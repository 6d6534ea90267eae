use std::fmt;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use dunant_vocabulary::{AttackId, Country, Sector};

use crate::terms::WordMap;

/// The names to look for in prose, as one automaton: the longest name at the leftmost place wins, so that the parts of
/// "Cobalt Strike" are never taken for Cobalt Group.
///
/// A value made elsewhere: evidence knows no actor.
pub struct Lexicon {
    names: Vec<Name>,
    automaton: Option<AhoCorasick>,
    actor_words: WordMap<Box<str>, ActorWord>,
}

/// When a word is an actor's whole name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ActorWord {
    /// However it is written, also within the name of something else.
    Always,
    /// With a capital initial, by itself: in lower case it is a word like others.
    Capital,
}

/// One name and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name as its source writes it.
    pub name: String,
    /// What a text that holds it speaks of.
    pub meaning: Meaning,
    /// What must stand beside it to count.
    pub cue: Cue,
}

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// Nothing to observe: a product or phrase whose parts must not be taken for something else ("Google Play").
    Nothing,
    /// Malware or a tool.
    Software(Option<AttackId>),
    /// A technique, by its exact name.
    Technique(AttackId),
    /// An actor: what the text says of it is a claim.
    Actor(Option<AttackId>),
    /// A country.
    Country(Country),
    /// A sector.
    Sector(Sector),
}

/// What must stand beside a name for it to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cue {
    /// Nothing: the name is like no other word.
    None,
    /// It must be written with the capitals of the entry ("Snake", not "snake").
    Case,
    /// The same, and a word such as "group", "malware" or "backdoor" must stand within three words of it.
    Word,
}

/// A name found in a text.
#[derive(Debug, Clone, Copy)]
pub struct Match<'l> {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The name's entries, software before technique before actor; several when one name means several things.
    pub entries: &'l [Entry],
}

/// The names are too many or too long for one automaton.
#[derive(Debug, thiserror::Error)]
#[error("the lexicon cannot be built: {0}")]
pub struct LexiconError(#[from] aho_corasick::BuildError);

struct Name {
    entries: Vec<Entry>,
}

impl Lexicon {
    /// A lexicon without names.
    #[must_use]
    pub fn empty() -> Self {
        Self { names: Vec::new(), automaton: None, actor_words: WordMap::default() }
    }

    /// A lexicon of `entries`. Names shorter than three characters are left out: they are everywhere.
    ///
    /// # Errors
    /// [`LexiconError`] when the automaton cannot hold them.
    pub fn new(mut entries: Vec<Entry>) -> Result<Self, LexiconError> {
        entries.retain(|entry| entry.name.chars().count() >= 3);
        entries
            .sort_by_cached_key(|entry| (entry.name.to_ascii_lowercase(), entry.meaning.clone(), entry.name.clone()));
        entries.dedup_by(|a, b| a.name.eq_ignore_ascii_case(&b.name) && a.meaning == b.meaning);
        let actor_words = actor_words(&entries);
        let mut names: Vec<Name> = Vec::new();
        for entry in entries {
            match names.last_mut() {
                Some(name) if name.entries.iter().any(|held| held.name.eq_ignore_ascii_case(&entry.name)) => {
                    name.entries.push(entry);
                }
                _ => names.push(Name { entries: vec![entry] }),
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .ascii_case_insensitive(true)
            .build(names.iter().filter_map(|name| name.entries.first()).map(|entry| entry.name.as_str()))?;
        Ok(Self { names, automaton: Some(automaton), actor_words })
    }

    /// The number of distinct names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether it holds no name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// When `word`, in lower case, is an actor's whole name, if it is one.
    pub(crate) fn actor_word(&self, word: &str) -> Option<ActorWord> {
        self.actor_words.get(word).copied()
    }

    /// Every name in `text` that stands as whole words and has the cue it needs, from left to right, none overlapping.
    pub fn find<'l>(&'l self, text: &'l str) -> impl Iterator<Item = Match<'l>> {
        let mut from = 0;
        std::iter::from_fn(move || {
            let automaton = self.automaton.as_ref()?;
            loop {
                let found = automaton.find(aho_corasick::Input::new(text).range(from..text.len()))?;
                let (start, end) = (found.start(), found.end());
                let entries = self.names.get(found.pattern().as_usize()).map(|name| name.entries.as_slice())?;
                if !is_whole_word(text, start, end) {
                    from = next_boundary(text, start);
                    continue;
                }
                from = end;
                let counts = |entry: &Entry| has_cue(text, start, end, entry);
                if entries.iter().any(|entry| entry.meaning == Meaning::Nothing) || !entries.iter().any(counts) {
                    continue;
                }
                return Some(Match { start, end, entries });
            }
        })
    }
}

impl fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lexicon({} names)", self.len())
    }
}

/// The names of actors that are one word, in lower case, and those that are one word without "Group", "Team" or "Gang" behind.
fn actor_words(entries: &[Entry]) -> WordMap<Box<str>, ActorWord> {
    let mut words: WordMap<Box<str>, ActorWord> = WordMap::default();
    let is_word = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    for entry in entries.iter().filter(|entry| matches!(entry.meaning, Meaning::Actor(_))) {
        let name = entry.name.as_str();
        if is_word(name) {
            let word = if entry.cue == Cue::None { ActorWord::Always } else { ActorWord::Capital };
            let held = words.entry(name.to_ascii_lowercase().into()).or_insert(word);
            if word == ActorWord::Always {
                *held = word;
            }
        } else if let Some((short, "Group" | "Team" | "Gang")) = name.rsplit_once(' ')
            && short.len() > 4
            && is_word(short)
        {
            words.entry(short.to_ascii_lowercase().into()).or_insert(ActorWord::Capital);
        }
    }
    words
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_whole_word(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|head| head.chars().next_back());
    let after = text.get(end..).and_then(|tail| tail.chars().next());
    !before.is_some_and(|c| is_word(c) || c == '.' && start > 1) && !after.is_some_and(is_word)
}

/// Where to look next after a match that was part of a longer word: behind that word's first character.
fn next_boundary(text: &str, start: usize) -> usize {
    let step = text.get(start..).and_then(|tail| tail.chars().next()).map_or(1, char::len_utf8);
    start + step
}

fn has_cue(text: &str, start: usize, end: usize, entry: &Entry) -> bool {
    const CUES: [&str; 40] = [
        "actor",
        "actors",
        "adversary",
        "apt",
        "attackers",
        "backdoor",
        "botnet",
        "bootkit",
        "cluster",
        "crew",
        "dropper",
        "downloader",
        "espionage",
        "exploit",
        "family",
        "gang",
        "group",
        "hackers",
        "implant",
        "infostealer",
        "keylogger",
        "loader",
        "malware",
        "operator",
        "operators",
        "payload",
        "ransomware",
        "rat",
        "rootkit",
        "sample",
        "samples",
        "spyware",
        "stealer",
        "team",
        "threat",
        "tool",
        "toolkit",
        "trojan",
        "wiper",
        "worm",
    ];
    let written = text.get(start..end).unwrap_or_default();
    match entry.cue {
        Cue::None => true,
        Cue::Case => written == entry.name,
        Cue::Word => {
            let near = |word: &str| {
                let word = word.trim_matches(|c: char| !c.is_alphanumeric());
                CUES.iter().any(|cue| word.eq_ignore_ascii_case(cue))
            };
            written == entry.name
                && (text.get(end..).unwrap_or_default().split_whitespace().take(3).any(near)
                    || text.get(..start).unwrap_or_default().split_whitespace().rev().take(3).any(near))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, meaning: Meaning, cue: Cue) -> Entry {
        Entry { name: name.into(), meaning, cue }
    }

    fn found(lexicon: &Lexicon, text: &str) -> Vec<String> {
        lexicon.find(text).map(|m| text[m.start..m.end].to_owned()).collect()
    }

    #[test]
    fn names_are_traps_and_the_longest_wins() {
        let lexicon = Lexicon::new(vec![
            entry("Cobalt", Meaning::Actor(None), Cue::Case),
            entry("Cobalt Strike", Meaning::Software(None), Cue::None),
            entry("Google Play", Meaning::Nothing, Cue::None),
            entry("Play", Meaning::Actor(None), Cue::Word),
            entry("Snake", Meaning::Software(None), Cue::Word),
        ])
        .unwrap();
        assert_eq!(found(&lexicon, "They ran cobalt strike from Google Play."), ["cobalt strike"]);
        assert_eq!(found(&lexicon, "Play a game of snake; cobalt blue"), Vec::<String>::new());
        assert_eq!(found(&lexicon, "The Play ransomware and the Snake malware"), ["Play", "Snake"]);
    }

    #[test]
    fn a_name_inside_another_word_or_host_is_no_name() {
        let lexicon = Lexicon::new(vec![entry("Emotet", Meaning::Software(None), Cue::None)]).unwrap();
        assert_eq!(found(&lexicon, "emotetic, x.emotet.com, preemotet, Emotet's"), ["Emotet"]);
    }
}
