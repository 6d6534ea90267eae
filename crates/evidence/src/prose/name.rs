use std::ops::Range;

use dunant_vocabulary::AttackId;

use super::cut;
use crate::hosts::has_public_suffix;
use crate::{Entry, Lexicon, Meaning, Mention, Observed, Role};

/// A name of the lexicon, where it stands in a text.
pub(crate) struct Name {
    /// Its bytes.
    pub(crate) range: Range<usize>,
    /// What the text says by it; nothing where it is a part of a URL, a host or a file's name.
    pub(super) observed: Option<Observed>,
    /// Whether its words are no wording: it is the name of an actor or of software, alone or among other things. Whom a text names
    /// is a claim, and which program it names is a feature of its own, which must not count again as wording.
    pub(crate) is_masked: bool,
    /// Whether it is a word like others that may be meant as a program's name, and nothing says so.
    pub(crate) is_a_word: bool,
}

/// The lexicon's names in order, also where a line break or more than one space stands between their words.
pub(crate) fn names<'f>(lexicon: &'f Lexicon, folded: &'f Folded) -> impl Iterator<Item = Name> {
    lexicon.find_all(&folded.text).map(|found| {
        let written = cut(&folded.text, found.start..found.end);
        let program = is_program(&folded.text, found.start, found.end) && found.is_distinct();
        let within = !program && is_part_of_a_trace(&folded.text, found.start, found.end);
        let observed = if found.counts && !within { observed(written, found.entries) } else { None };
        let is_masked =
            found.entries.iter().any(|entry| matches!(entry.meaning, Meaning::Actor(_) | Meaning::Software(_)));
        let range = folded.original(found.start)..folded.original_end(found.end);
        let is_a_word = !found.counts && !within;
        Name { range, observed, is_masked: is_masked && found.counts, is_a_word }
    })
}

/// What a name says. Of several meanings the first counts: software before technique before actor, as the lexicon sorts them.
fn observed(written: &str, entries: &[Entry]) -> Option<Observed> {
    let first = entries.first()?;
    let mention = |id: Option<AttackId>| Mention { name: written.to_owned(), id };
    // A name that several clusters carry stands for itself: which one is meant, the text does not say.
    let single = |of: fn(&Meaning) -> Option<AttackId>| {
        let mut ids: Vec<AttackId> = entries.iter().filter_map(|entry| of(&entry.meaning)).collect();
        ids.sort_unstable();
        ids.dedup();
        if let [id] = ids.as_slice() { Some(*id) } else { None }
    };
    match &first.meaning {
        Meaning::Nothing => None,
        Meaning::Software(_) => Some(Observed::Software(mention(single(|meaning| match meaning {
            Meaning::Software(id) => *id,
            _ => None,
        })))),
        Meaning::Technique(id) => Some(Observed::Technique(mention(Some(*id)))),
        Meaning::Actor(_) => Some(Observed::ActorClaim(mention(single(|meaning| match meaning {
            Meaning::Actor(id) => *id,
            _ => None,
        })))),
        Meaning::Country(country) => Some(Observed::Country { country: *country, role: Role::Mentioned }),
        Meaning::Sector(sector) => Some(Observed::Sector { sector: *sector, role: Role::Mentioned }),
    }
}

/// Whether the name is a program file's whole name: `mimikatz.exe`, in a path or not.
fn is_program(text: &str, start: usize, end: usize) -> bool {
    let tail = cut(text, end..text.len());
    let ending = tail.get(..4).is_some_and(|ending| ending.eq_ignore_ascii_case(".exe"));
    let joins = |c: char| c.is_alphanumeric() || "_-.@".contains(c);
    ending
        && !tail.get(4..).unwrap_or_default().starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && !cut(text, 0..start).ends_with(joins)
}

/// Whether the word that holds the match is a URL, a host, an address, a path or a file name.
fn is_part_of_a_trace(text: &str, start: usize, end: usize) -> bool {
    const LONGEST: usize = 400;
    let bytes = text.as_bytes();
    // Text without blanks is no part of a trace: only letters of ASCII are looked at.
    let stops = |byte: &u8| !byte.is_ascii() || byte.is_ascii_whitespace() || b"<>\"`|,;".contains(byte);
    let head =
        bytes.get(..start).unwrap_or_default().iter().rev().take(LONGEST).take_while(|byte| !stops(byte)).count();
    let tail = bytes.get(end..).unwrap_or_default().iter().take(LONGEST).take_while(|byte| !stops(byte)).count();
    if head == LONGEST || tail == LONGEST {
        return true;
    }
    // Line breaks that a program wrote, `Mimikatz\nand`, end the word.
    let broken = |at: usize| ["\\n", "\\r", "\\t"].iter().any(|form| cut(text, at..text.len()).starts_with(form));
    let head = if start >= 2 && broken(start - 2) { 0 } else { head };
    let tail = if broken(end) { 0 } else { tail };
    let token = cut(text, start - head..end + tail);
    if !token.contains(['.', '\\', '@', '/', '[']) {
        return false;
    }
    if token.contains("://")
        || token.contains(":]//")
        || token.contains('\\')
        || token.contains('@')
        || token.contains("[.]")
    {
        return true;
    }
    if token.starts_with('/') && token.matches('/').count() >= 2 {
        return true;
    }
    let core = token.trim_matches(|c: char| !c.is_alphanumeric());
    let (first, last) = (core.split('/').next().unwrap_or_default(), core.rsplit('/').next().unwrap_or_default());
    let host = first.contains('.') && !first.contains(char::is_uppercase) && has_public_suffix(first);
    host || last.rsplit_once('.').is_some_and(|(_, ending)| is_file_ending(ending))
}

fn is_file_ending(ending: &str) -> bool {
    const ENDINGS: [&str; 40] = [
        "adoc", "apk", "bat", "bin", "cmd", "csv", "dat", "dll", "dmg", "doc", "docm", "docx", "elf", "exe", "gz",
        "hta", "html", "ioc", "iso", "jar", "js", "json", "lnk", "md", "msi", "pdf", "ps1", "py", "rar", "rtf", "scr",
        "sh", "sys", "txt", "vbs", "xls", "xlsx", "xml", "yar", "zip",
    ];
    ENDINGS.contains(&ending.to_ascii_lowercase().as_str())
}

/// A text with every stretch of white space as one blank (a blank line as one line break), and the way back.
#[derive(Default)]
pub(crate) struct Folded {
    text: String,
    /// Where the two texts drift apart: offset in the folded text, offset in the original.
    drifts: Vec<(usize, usize)>,
}

impl Folded {
    pub(crate) fn new(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut drifts = vec![(0, 0)];
        let bytes = original.as_bytes();
        let mut at = 0;
        while at < original.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            let word = rest.iter().position(|byte| byte.is_ascii_whitespace()).unwrap_or(rest.len());
            text.push_str(cut(original, at..at + word));
            at += word;
            let blanks = bytes.get(at..).unwrap_or_default();
            let length = blanks.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let blanks = blanks.get(..length).unwrap_or_default();
            if !blanks.is_empty() {
                let breaks = memchr::memchr_iter(b'\n', blanks).take(2).count();
                text.push(if breaks >= 2 { '\n' } else { ' ' });
                at += length;
                if length > 1 {
                    drifts.push((text.len(), at));
                }
            }
        }
        Self { text, drifts }
    }

    fn original(&self, folded: usize) -> usize {
        let index = self.drifts.partition_point(|(from, _)| *from <= folded);
        let (from, to) = index.checked_sub(1).and_then(|index| self.drifts.get(index)).copied().unwrap_or_default();
        to + (folded - from)
    }

    /// The end of a range that ends at `folded`: white space behind it is not of the range.
    fn original_end(&self, folded: usize) -> usize {
        folded.checked_sub(1).map_or(0, |last| self.original(last) + 1)
    }
}
