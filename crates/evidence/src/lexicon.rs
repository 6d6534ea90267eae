mod cues;

use std::collections::HashSet;
use std::fmt;

use dunant_vocabulary::{AttackId, Country, Sector};

use self::cues::{has_cue, may_be_meant};
use crate::terms::WordMap;

/// The names to look for in prose: the longest name at the leftmost place wins, so that the parts of "Cobalt Strike" are never
/// taken for Cobalt Group.
///
/// A name stands as a whole word, so only the beginnings of words are looked up, in a sorted table. An automaton over all names
/// would find the same and takes longer to build than most cases take to read.
///
/// A value made elsewhere: evidence knows no actor.
pub struct Lexicon {
    /// Sorted by key, each key once.
    names: Vec<Name>,
    /// The names that begin with the same three bytes, as positions in `names` from the first to one past the last.
    beginnings: WordMap<u32, (usize, usize)>,
    actor_words: WordMap<Box<str>, ActorWord>,
    ids: HashSet<AttackId>,
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
    /// It must be written with a capital where the entry has one ("Snake" or "SNAKE", not "snake").
    Case,
    /// It must be written as the entry has it, letter for letter ("EnCrypt", not "Encrypt"), or else as for [`Cue::Word`].
    Spelling,
    /// The same as [`Cue::Case`], and a word for what it is must stand beside it: "malware" or "backdoor" for software, "group"
    /// or "gang" for an actor.
    Word,
    /// It is a command that is a word as well: it must stand in a command line, as code, with `.exe` behind it, or beside a word
    /// for what it is ("the net utility").
    Command,
}

/// A name found in a text.
#[derive(Debug, Clone, Copy)]
pub struct Match<'l> {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The name's entries from the first that counts here, software before technique before actor; several when one name means
    /// several things.
    pub entries: &'l [Entry],
    /// Whether it has the cue that it needs.
    pub(crate) counts: bool,
}

/// The names are too many for one lexicon.
#[derive(Debug, thiserror::Error)]
#[error("the lexicon cannot be built: {0} names are more than {most}", most = Lexicon::MOST)]
pub struct LexiconError(usize);

impl Match<'_> {
    /// Whether the name is like no other word.
    pub(crate) fn is_distinct(&self) -> bool {
        self.entries.iter().all(|entry| entry.cue == Cue::None)
    }
}

struct Name {
    /// In lower case, as far as its letters are ASCII.
    key: Box<str>,
    entries: Vec<Entry>,
}

impl Lexicon {
    /// Entries that a lexicon holds at most.
    const MOST: usize = 10_000_000;

    /// A lexicon without names.
    #[must_use]
    pub fn empty() -> Self {
        Self { names: Vec::new(), beginnings: WordMap::default(), actor_words: WordMap::default(), ids: HashSet::new() }
    }

    /// A lexicon of `entries`. Names shorter than three characters are left out: they are everywhere.
    ///
    /// # Errors
    /// [`LexiconError`] when there are more than ten million.
    pub fn new(entries: Vec<Entry>) -> Result<Self, LexiconError> {
        if entries.len() > Self::MOST {
            return Err(LexiconError(entries.len()));
        }
        let mut keyed: Vec<(u64, Box<str>, Entry)> = (entries.into_iter())
            .filter(|entry| entry.name.chars().nth(2).is_some())
            .map(|entry| {
                let key = entry.name.to_ascii_lowercase().into_boxed_str();
                (first_bytes(&key), key, entry)
            })
            .collect();
        keyed.sort_by(|(first, key, entry), (other_first, other_key, other)| {
            let by_key = first.cmp(other_first).then_with(|| key.cmp(other_key));
            by_key.then_with(|| entry.meaning.cmp(&other.meaning)).then_with(|| entry.name.cmp(&other.name))
        });
        keyed.dedup_by(|(_, next_key, next), (_, key, entry)| next_key == key && next.meaning == entry.meaning);
        let actor_words = actor_words(keyed.iter().map(|(_, _, entry)| entry));
        let mut names: Vec<Name> = Vec::with_capacity(keyed.len());
        for (_, key, entry) in keyed {
            match names.last_mut() {
                Some(name) if name.key == key => name.entries.push(entry),
                _ => names.push(Name { key, entries: vec![entry] }),
            }
        }
        let mut beginnings: WordMap<u32, (usize, usize)> = WordMap::default();
        for (at, name) in names.iter().enumerate() {
            let Some(beginning) = beginning(name.key.as_bytes()) else { continue };
            beginnings.entry(beginning).or_insert((at, at)).1 = at + 1;
        }
        Ok(Self { names, beginnings, actor_words, ids: HashSet::new() })
    }

    /// The same names, with the identifiers of ATT&CK that are known. Where some are, what an item gives under another identifier
    /// alone is set aside as not known; without any, none is asked for.
    #[must_use]
    pub fn with_ids(mut self, ids: impl IntoIterator<Item = AttackId>) -> Self {
        self.ids = ids.into_iter().collect();
        self
    }

    /// Whether an identifier is none of those that are known.
    pub(crate) fn is_unknown(&self, id: AttackId) -> bool {
        !self.ids.is_empty() && !self.ids.contains(&id)
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
        self.find_all(text).filter(|found| found.counts)
    }

    /// The same, and words that are the names of programs, too, where a program may be meant and nothing says so.
    pub(crate) fn find_all<'l>(&'l self, text: &'l str) -> impl Iterator<Item = Match<'l>> {
        let mut from = 0;
        std::iter::from_fn(move || {
            loop {
                let (start, name) = self.next_beginning(text, from)?;
                let entries = name.entries.as_slice();
                let mut end = start + name.key.len();
                if entries
                    .first()
                    .is_some_and(|entry| matches!(entry.meaning, Meaning::Software(_)) && entry.cue == Cue::None)
                {
                    end += version_behind(text, start, end);
                }
                if !is_whole_word(text, start, end) {
                    from = next_boundary(text, start);
                    continue;
                }
                from = end;
                let counts = |entry: &Entry| has_cue(text, start, end, entry);
                if entries.iter().any(|entry| entry.meaning == Meaning::Nothing) {
                    continue;
                }
                // "The Carbanak group" is the actor, whatever else bears the name.
                let actor = entries.iter().position(|entry| matches!(entry.meaning, Meaning::Actor(_)));
                let first = match actor {
                    Some(actor) if actor > 0 && is_called_an_actor(text, end) => Some(actor),
                    _ => entries.iter().position(counts),
                };
                let Some(counted) = first.and_then(|first| entries.get(first..)) else {
                    let is_software =
                        |entry: &Entry| matches!(entry.meaning, Meaning::Software(_)) && entry.cue != Cue::Command;
                    if entries.iter().any(is_software) && may_be_meant(text, start, end) {
                        return Some(Match { start, end, entries, counts: false });
                    }
                    continue;
                };
                return Some(Match { start, end, entries: counted, counts: true });
            }
        })
    }

    /// The first place at or behind `from` where a word begins with a name, and the longest such name.
    fn next_beginning(&self, text: &str, from: usize) -> Option<(usize, &Name)> {
        let bytes = text.as_bytes();
        for start in from..bytes.len() {
            if within_a_word(bytes, start) || !text.is_char_boundary(start) {
                continue;
            }
            let tail = bytes.get(start..)?;
            if let Some(name) = beginning(tail).and_then(|beginning| self.longest(beginning, tail)) {
                return Some((start, name));
            }
        }
        None
    }

    /// The longest name that `text` begins with, in whatever case; its first three bytes are those of `beginning`.
    fn longest(&self, beginning: u32, text: &[u8]) -> Option<&Name> {
        let (first, end) = self.beginnings.get(&beginning).copied()?;
        let mut rest = self.names.get(first..end)?;
        let mut longest = None;
        // All of `rest` have the first `length` bytes of `text`; the one that has no more stands first.
        for length in 3.. {
            if let Some((name, longer)) = rest.split_first().filter(|(name, _)| name.key.len() == length) {
                longest = Some(name);
                rest = longer;
            }
            let Some(next) = text.get(length).map(u8::to_ascii_lowercase) else { break };
            let byte = |name: &Name| name.key.as_bytes().get(length).copied().unwrap_or(0);
            let from = rest.partition_point(|name| byte(name) < next);
            let to = rest.partition_point(|name| byte(name) <= next);
            rest = rest.get(from..to).unwrap_or_default();
            if rest.is_empty() {
                break;
            }
        }
        longest
    }
}

impl fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lexicon({} names)", self.len())
    }
}

/// The names of actors that are one word, in lower case, and those that are one word without "Group", "Team" or "Gang" behind.
fn actor_words<'e>(entries: impl Iterator<Item = &'e Entry>) -> WordMap<Box<str>, ActorWord> {
    let mut words: WordMap<Box<str>, ActorWord> = WordMap::default();
    let is_word = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    for entry in entries.filter(|entry| matches!(entry.meaning, Meaning::Actor(_))) {
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

/// The first eight bytes of a text as a number, in whose order texts stand.
fn first_bytes(text: &str) -> u64 {
    let bytes = text.bytes().chain(std::iter::repeat(0)).take(8);
    bytes.fold(0, |number, byte| number << 8 | u64::from(byte))
}

/// The first three bytes in lower case; none where there are fewer.
fn beginning(bytes: &[u8]) -> Option<u32> {
    let first = bytes.first_chunk::<3>()?.map(|byte| u32::from(byte.to_ascii_lowercase()));
    Some(first.iter().fold(0, |number, byte| number << 8 | byte))
}

/// Whether the byte at `start` plainly goes on with an ASCII word: [`is_whole_word`] would refuse every name there.
fn within_a_word(bytes: &[u8], start: usize) -> bool {
    let Some((before, head)) = bytes.get(..start).and_then(<[u8]>::split_last) else { return false };
    // `\n` is a line break that a program wrote.
    let broken = matches!(before, b'n' | b'r' | b't') && head.last() == Some(&b'\\');
    (before.is_ascii_alphanumeric() || *before == b'_') && !broken
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether the next word calls what the name at `end` names a group of people.
fn is_called_an_actor(text: &str, end: usize) -> bool {
    const PEOPLE: [&str; 11] =
        ["actor", "actors", "affiliates", "apt", "crew", "gang", "group", "hackers", "operators", "team", "syndicate"];
    let tail = text.get(end..).unwrap_or_default();
    let Some(next) = tail.strip_prefix([' ', '-']).and_then(|tail| tail.split_whitespace().next()) else {
        return false;
    };
    let word = next.trim_matches(|c: char| !c.is_alphanumeric());
    PEOPLE.iter().any(|people| word.eq_ignore_ascii_case(people))
}

/// Whether a name is whole where it is found. Chinese, Japanese, Korean and Thai have no blanks, and other scripts write endings to
/// names: a name in Latin letters ends where the script changes.
fn is_whole_word(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|head| head.chars().next_back());
    let after = text.get(end..).and_then(|tail| tail.chars().next());
    let name = text.get(start..end).unwrap_or_default();
    let goes_on = |edge: Option<char>, beyond: char| {
        is_word(beyond) && !(edge.is_some_and(|edge| edge.is_ascii_alphanumeric()) && is_of_another_script(beyond))
    };
    // `\n` is a line break that a program wrote.
    let head = text.get(..start).unwrap_or_default();
    let broken = head.ends_with("\\n") || head.ends_with("\\r") || head.ends_with("\\t");
    !before.is_some_and(|c| !broken && goes_on(name.chars().next(), c) || c == '.' && start > 1)
        && !after.is_some_and(|c| goes_on(name.chars().next_back(), c))
}

/// Whether a letter is none of the scripts whose letters stand in words of Latin ones.
fn is_of_another_script(c: char) -> bool {
    let latin = matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{ff10}'..='\u{ff5a}');
    !c.is_ascii() && !latin
}

/// The length of a version that is written to a name: the 3 of "BlackEnergy3", the v4 of "ComRATv4". Short names and names that
/// end with a digit take none.
fn version_behind(text: &str, start: usize, end: usize) -> usize {
    let name = text.get(start..end).unwrap_or_default();
    let tail = text.get(end..).unwrap_or_default();
    let digits = tail.strip_prefix('v').unwrap_or(tail);
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let ends = digits.get(length..).is_some_and(|rest| !rest.starts_with(is_word));
    let long = name.len() >= 5 && name.ends_with(char::is_alphabetic);
    if long && (1..=2).contains(&length) && ends { tail.len() - digits.len() + length } else { 0 }
}

/// Where to look next after a match that was part of a longer word: behind that word's first character.
fn next_boundary(text: &str, start: usize) -> usize {
    let step = text.get(start..).and_then(|tail| tail.chars().next()).map_or(1, char::len_utf8);
    start + step
}

#[cfg(test)]
mod tests;
