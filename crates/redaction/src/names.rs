//! Words that give away an item, or what stands in one alone, looked for in other text.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;
use dunant_vocabulary::{Sha256Digest, Tlp, visible};

use crate::Marker;

/// Why something is withheld: the closest marking of the items that hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Withheld {
    pub(crate) marking: Tlp,
    pub(crate) items: BTreeSet<String>,
}

/// What a word tells of.
pub(crate) struct Term {
    pub(crate) items: Withheld,
    /// It names an item, rather than standing in one.
    pub(crate) names_item: bool,
}

/// Words, each with what it tells of.
#[derive(Default)]
pub(crate) struct Terms {
    /// Nothing where there are no words.
    words: Option<AhoCorasick>,
    tells: Vec<Term>,
}

/// Bytes from which on a name or title is looked for in other text: shorter ones are words of any language.
pub(crate) const NAME_FROM: usize = 4;

/// The ways in which other text may write a name or a title: whole, its last part, as a renderer and a fact's source write it, in a URL, and
/// in capitals of any script.
pub(crate) fn written(name: &str) -> impl Iterator<Item = String> {
    let last = name.rsplit(['/', '\\', '!']).next().unwrap_or_default().to_owned();
    let shown = visible(name).replace(['\n', '\t'], " ");
    let mut all = vec![name.to_owned(), last, shown];
    all.extend([in_url(name), all.get(1).map_or_else(String::new, |last| in_url(last))]);
    all.extend([name.to_lowercase(), name.to_uppercase()]);
    all.into_iter().filter(|term| term.len() >= NAME_FROM)
}

/// Percent-encoded (RFC 3986, section 2.1), as a path.
fn in_url(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Whether who gave an item is told by the name alone: not where somebody is openly said to have the same.
pub(crate) fn is_telling(source: &str, said_openly: &BTreeSet<String>) -> bool {
    let source = source.to_lowercase();
    source.len() >= NAME_FROM && !said_openly.iter().any(|said| said.contains(&source))
}

impl Terms {
    /// # Errors
    /// More than can be looked for at once.
    pub(crate) fn new(terms: BTreeMap<String, Term>) -> Result<Self, TooManyNames> {
        let (words, tells): (Vec<String>, Vec<Term>) = terms.into_iter().unzip();
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true);
        let words = if words.is_empty() { None } else { Some(builder.build(words).map_err(|_| TooManyNames)?) };
        Ok(Self { words, tells })
    }

    /// Terms in `text`, as whole words, in order. Where two meet it is one: a name before a trace, and the closer marking.
    ///
    /// All matches are asked: where the longest goes on in the middle of a word, a shorter one may end before it.
    pub(crate) fn found<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize, &'t Term)> {
        let mut all: Vec<(usize, usize, &Term)> = self
            .words
            .iter()
            .flat_map(|words| words.find_overlapping_iter(text))
            .filter_map(|found| {
                let (start, end) = (found.start(), found.end());
                let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                let inside = text.get(start..end)?;
                let cut = word(inside.chars().next()) && word(text.get(..start)?.chars().next_back())
                    || word(inside.chars().next_back()) && word(text.get(end..)?.chars().next());
                let term = self.tells.get(found.pattern().as_usize())?;
                (!cut).then_some((start, end, term))
            })
            .collect();
        all.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
        let mut apart: Vec<(usize, usize, &Term)> = Vec::with_capacity(all.len());
        for (start, end, term) in all {
            match apart.last_mut() {
                Some(last) if start < last.1 => {
                    if (term.names_item, term.items.marking) > (last.2.names_item, last.2.items.marking) {
                        last.2 = term;
                    }
                    last.1 = last.1.max(end);
                }
                _ => apart.push((start, end, term)),
            }
        }
        apart.into_iter()
    }

    /// `text` with a marker in the place of each term.
    pub(crate) fn without(&self, text: &str, tell: &mut dyn FnMut(&Term)) -> String {
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for (start, end, term) in self.found(text) {
            tell(term);
            out.push_str(text.get(from..start).unwrap_or_default());
            out.push_str(Marker::Marking(term.items.marking).text());
            from = end;
        }
        out.push_str(text.get(from..).unwrap_or_default());
        out
    }
}

/// The items that a reader may not know of, by what gives them away: what leaves a case is looked through for them, whatever its form.
#[derive(Default)]
pub struct HiddenItems {
    markings: BTreeMap<String, Tlp>,
    terms: Terms,
}

/// An item that a reader may not know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiddenItem {
    /// SHA-256 of its bytes, where it is known.
    pub digest: Option<Sha256Digest>,
    /// Its marking, which stands in the place of its names.
    pub marking: Tlp,
    /// Its file name and its title.
    pub names: Vec<String>,
    /// Who gave or published it.
    pub source: Option<String>,
}

/// There are more names and traces of restricted items than can be looked for at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("restricted items have more names and traces than can be looked for at once")]
pub struct TooManyNames;

impl HiddenItems {
    /// These items. Who gave one is held back as its names are, unless `said_openly` says the same: the sources of items that are given,
    /// and those who speak in public.
    ///
    /// # Errors
    /// They have more names than can be looked for at once.
    pub fn new<'s>(
        items: impl IntoIterator<Item = HiddenItem>,
        said_openly: impl IntoIterator<Item = &'s str>,
    ) -> Result<Self, TooManyNames> {
        let said_openly: BTreeSet<String> = said_openly.into_iter().map(str::to_lowercase).collect();
        let (mut markings, mut terms) = (BTreeMap::new(), BTreeMap::<String, Term>::new());
        for HiddenItem { digest, marking, names, source } in items {
            let digest = digest.map(|digest| digest.to_string());
            markings.extend(digest.clone().map(|digest| (digest, marking)));
            let source = source.filter(|source| is_telling(source, &said_openly));
            for term in names.iter().chain(&source).flat_map(|name| written(name)) {
                let items = Withheld { marking, items: digest.iter().cloned().collect() };
                let held = terms.entry(term.to_ascii_lowercase()).or_insert_with(|| Term { items, names_item: true });
                held.items.marking = held.items.marking.max(marking);
            }
        }
        Ok(Self { markings, terms: Terms::new(terms)? })
    }

    /// The closest marking of the items that `text` names: by a name, a title, who gave it, or the first digits of a SHA-256.
    #[must_use]
    pub fn named_in(&self, text: &str) -> Option<Tlp> {
        let by_digest = by_digest(self.markings.keys(), text).and_then(|digest| self.markings.get(digest)).copied();
        by_digest.into_iter().chain(self.terms.found(text).map(|(.., term)| term.items.marking)).max()
    }

    /// The first name of an item in `text` that is no plain word, as written, and the item's marking.
    #[must_use]
    pub fn name_in<'t>(&self, text: &'t str) -> Option<(&'t str, Tlp)> {
        self.terms.found(text).find_map(|(start, end, term)| {
            let name = text.get(start..end)?;
            (!name.chars().all(char::is_alphabetic)).then_some((name, term.items.marking))
        })
    }

    /// `text` with a marker in the place of every name of them.
    #[must_use]
    pub fn without_names(&self, text: &str) -> String {
        self.terms.without(text, &mut |_| {})
    }
}

/// The first digest whose first digits stand in `text`, as a fact's source names an item.
pub(crate) fn by_digest<'d>(mut digests: impl Iterator<Item = &'d String>, text: &str) -> Option<&'d String> {
    digests.find(|digest| digest.get(..12).is_some_and(|short| text.contains(short)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(names: &[(&str, Tlp)]) -> HiddenItems {
        let item = |(name, marking): &(&str, Tlp)| HiddenItem {
            digest: None,
            marking: *marking,
            names: vec![(*name).to_owned()],
            source: None,
        };
        HiddenItems::new(names.iter().map(item), []).unwrap()
    }

    #[test]
    fn a_name_is_found_however_it_is_written_and_only_as_a_whole_word() {
        let notes = hidden(&[("night/Bericht der Ärzte.md", Tlp::Red)]);
        for told in [
            "see night/Bericht der Ärzte.md.",
            "BERICHT DER ÄRZTE.MD",
            "https://example.org/Bericht%20der%20%C3%84rzte.md",
            "https://example.org/night/bericht%20der%20%c3%84rzte.md?page=1",
        ] {
            assert!(notes.without_names(told).contains("[withheld: TLP:RED]"), "{told}");
            assert_eq!(notes.named_in(told), Some(Tlp::Red), "{told}");
        }
        for open in ["Bericht der Ärzte.mdx", "the Ärzte", "Bericht"] {
            assert_eq!(notes.without_names(open), open);
        }
    }

    #[test]
    fn a_longer_name_that_goes_on_in_a_word_hides_no_shorter_one() {
        let both = hidden(&[("night notes", Tlp::Amber), ("night notes two", Tlp::Red)]);
        assert_eq!(both.without_names("night notes twofold"), "[withheld: TLP:AMBER] twofold");
        assert_eq!(both.without_names("night notes two"), "[withheld: TLP:RED]");
        // Names that overlap leave no rest of either.
        let overlap = hidden(&[("night notes", Tlp::Amber), ("notes of Ann", Tlp::Red)]);
        assert_eq!(overlap.without_names("the night notes of Ann say"), "the [withheld: TLP:RED] say");
    }

    #[test]
    fn who_gave_an_item_is_held_back_unless_the_name_is_said_openly() {
        let item = |source: &str| HiddenItem {
            digest: None,
            marking: Tlp::Red,
            names: Vec::new(),
            source: Some(source.to_owned()),
        };
        let all = [item("Agent Seven"), item("Example Hospital"), item("CIA")];
        let hidden = HiddenItems::new(all, ["The Example Hospital, wiped"]).unwrap();
        let text = "Agent Seven told the Example Hospital; the CIA did not.";
        assert_eq!(hidden.without_names(text), "[withheld: TLP:RED] told the Example Hospital; the CIA did not.");
    }

    #[test]
    fn nobody_is_forbidden_a_plain_word_and_a_name_is_shown_as_written() {
        let hidden = hidden(&[("Ukraine", Tlp::Red), ("notes.md", Tlp::Amber)]);
        assert_eq!(hidden.name_in("In Ukraine"), None);
        assert_eq!(hidden.name_in("In Ukraine, by NOTES.md"), Some(("NOTES.md", Tlp::Amber)));
        // In a text that may be cut it is a name like any other.
        assert_eq!(hidden.without_names("In Ukraine"), "In [withheld: TLP:RED]");
    }
}
