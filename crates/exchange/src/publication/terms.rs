//! Words that give away an item, or what stands in one alone, looked for in other text.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, MatchKind};
use dunant_custody::personal::Marker;
use dunant_vocabulary::{Sha256Digest, Tlp};

use super::NotPublishable;
use crate::visible::visible;

/// Why something is withheld: the closest marking of the items that hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Withheld {
    pub(super) marking: Tlp,
    pub(super) items: BTreeSet<String>,
}

/// What a word tells of.
pub(super) struct Term {
    pub(super) items: Withheld,
    /// It names an item, rather than standing in one.
    pub(super) names_item: bool,
}

/// Words, each with what it tells of.
pub(super) struct Terms {
    words: AhoCorasick,
    tells: Vec<Term>,
}

/// Bytes from which on a name or title is looked for in other text: shorter ones are words of any language.
pub(super) const NAME_FROM: usize = 4;

/// The ways in which other text may write a name or a title: whole, its last part, and as a renderer and a fact's source write it.
pub(super) fn written(name: &str) -> impl Iterator<Item = String> {
    let last = name.rsplit(['/', '\\', '!']).next().unwrap_or_default().to_owned();
    let shown = visible(name).replace(['\n', '\t'], " ");
    [name.to_owned(), last, shown].into_iter().filter(|term| term.len() >= NAME_FROM)
}

impl Terms {
    /// # Errors
    /// More than can be looked for at once.
    pub(super) fn new(terms: BTreeMap<String, Term>) -> Result<Self, NotPublishable> {
        let (words, tells): (Vec<String>, Vec<Term>) = terms.into_iter().unzip();
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest);
        let words = builder.build(words).map_err(|_| NotPublishable::TooManyNames)?;
        Ok(Self { words, tells })
    }

    /// Terms in `text`, as whole words.
    pub(super) fn found<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize, &'t Term)> {
        let matches = self.words.find_iter(text);
        matches.filter_map(move |found| {
            let (start, end) = (found.start(), found.end());
            let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let inside = text.get(start..end)?;
            let cut = word(inside.chars().next()) && word(text.get(..start)?.chars().next_back())
                || word(inside.chars().next_back()) && word(text.get(end..)?.chars().next());
            let term = self.tells.get(found.pattern().as_usize())?;
            (!cut).then_some((start, end, term))
        })
    }

    /// `text` with a marker in the place of each term.
    pub(super) fn without(&self, text: &str, tell: &mut dyn FnMut(&Term)) -> String {
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
}

impl HiddenItems {
    /// These items.
    ///
    /// # Errors
    /// They have more names than can be looked for at once.
    pub fn new(items: impl IntoIterator<Item = HiddenItem>) -> Result<Self, NotPublishable> {
        let (mut markings, mut terms) = (BTreeMap::new(), BTreeMap::<String, Term>::new());
        for HiddenItem { digest, marking, names } in items {
            let digest = digest.map(|digest| digest.to_string());
            markings.extend(digest.clone().map(|digest| (digest, marking)));
            for term in names.iter().flat_map(|name| written(name)) {
                let items = Withheld { marking, items: digest.iter().cloned().collect() };
                let held = terms.entry(term.to_ascii_lowercase()).or_insert_with(|| Term { items, names_item: true });
                held.items.marking = held.items.marking.max(marking);
            }
        }
        Ok(Self { markings, terms: Terms::new(terms)? })
    }

    /// The marking of an item that `text` names: by a name, by its title, or by the first digits of its SHA-256.
    #[must_use]
    pub fn named_in(&self, text: &str) -> Option<Tlp> {
        let by_digest = by_digest(self.markings.keys(), text).and_then(|digest| self.markings.get(digest)).copied();
        by_digest.or_else(|| self.terms.found(text).next().map(|(.., term)| term.items.marking))
    }

    /// `text` with a marker in the place of every name of them.
    #[must_use]
    pub fn without_names(&self, text: &str) -> String {
        self.terms.without(text, &mut |_| {})
    }
}

/// The first digest whose first digits stand in `text`, as a fact's source names an item.
pub(super) fn by_digest<'d>(mut digests: impl Iterator<Item = &'d String>, text: &str) -> Option<&'d String> {
    digests.find(|digest| digest.get(..12).is_some_and(|short| text.contains(short)))
}
