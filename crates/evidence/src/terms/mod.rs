//! Prose as terms: word stems and pairs of neighbouring ones, the names of actors and of software left out.
//!
//! What a report says in common words is evidence; whom it names is a claim, and the software that it names is a feature of its
//! own, which must not count a second time as wording. So neither ever becomes a term, wherever it stands: alone, within another
//! name, as a number behind `APT`. The rules are few on purpose, and the same over
//! the sources that a pack counts and over the evidence that is compared with it.

mod hash;
mod stem;
mod stop;
#[cfg(test)]
mod tests;
mod words;

use dunant_vocabulary::{Sha256Digest, Span};

pub(crate) use words::{Hidden, Token, tokens};

pub(crate) use self::hash::WordMap;
use crate::{Bearing, Lexicon};

/// The terms that a pack knows: stems and bigrams (`"spear phish"`), by position in the pack's table.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    len: usize,
    stems: WordMap<Box<str>, Stem>,
    /// Bigrams, by the numbers of their stems.
    bigrams: WordMap<(u32, u32), u32>,
}

/// A stem that is a term, or half of one.
#[derive(Debug, Clone, Copy)]
struct Stem {
    number: u32,
    term: Option<u32>,
}

/// One sentence of prose, as terms of the vocabulary in the order of the text; names of actors and of software left out.
///
/// A term that the sentence holds twice stands here twice. A sentence without a known term makes no passage, and one of more
/// than 256 terms makes several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The item's SHA-256.
    pub item: Sha256Digest,
    /// The sentence, from its first byte to its last.
    pub span: Span,
    /// Positions in the [`Vocabulary`]; a bigram stands behind its second stem.
    pub terms: Box<[u32]>,
    /// Whether the sentence tells of what happened, or gives advice and the like.
    pub bearing: Bearing,
}

impl Vocabulary {
    /// The vocabulary of `terms`, each known by its position. A term that stands there twice keeps its first position.
    pub fn new(terms: impl IntoIterator<Item = impl Into<Box<str>>>) -> Self {
        let mut vocabulary = Self::default();
        for term in terms {
            let term: Box<str> = term.into();
            let position = u32::try_from(vocabulary.len).unwrap_or(u32::MAX);
            vocabulary.len += 1;
            match term.split_once(' ') {
                Some((first, second)) => {
                    let pair = (vocabulary.number(first), vocabulary.number(second));
                    vocabulary.bigrams.entry(pair).or_insert(position);
                }
                None => {
                    vocabulary.number(&term);
                    if let Some(stem) = vocabulary.stems.get_mut(&term) {
                        stem.term.get_or_insert(position);
                    }
                }
            }
        }
        vocabulary
    }

    /// A vocabulary without terms: prose is then not split into sentences at all.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// How many terms it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it holds no term.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The position of a stem or of a bigram, whose stems one blank parts.
    #[must_use]
    pub fn id(&self, term: &str) -> Option<u32> {
        match term.split_once(' ') {
            Some((first, second)) => {
                self.bigrams.get(&(self.stems.get(first)?.number, self.stems.get(second)?.number)).copied()
            }
            None => self.stems.get(term)?.term,
        }
    }

    /// The number of a stem, a new one where it is new.
    fn number(&mut self, stem: &str) -> u32 {
        let next = u32::try_from(self.stems.len()).unwrap_or(u32::MAX);
        self.stems.entry(stem.into()).or_insert(Stem { number: next, term: None }).number
    }
}

/// Puts the stems of a text together to terms of a vocabulary.
#[derive(Debug)]
pub(crate) struct Collector<'v> {
    vocabulary: &'v Vocabulary,
    before: Option<u32>,
}

impl<'v> Collector<'v> {
    pub(crate) fn new(vocabulary: &'v Vocabulary) -> Self {
        Self { vocabulary, before: None }
    }

    /// Adds to `terms` what `stem`, standing behind the one before, stands for. Gives whether the vocabulary knows it.
    pub(crate) fn stem(&mut self, stem: &str, terms: &mut Vec<u32>) -> bool {
        let known = self.vocabulary.stems.get(stem).copied();
        let bigram =
            self.before.zip(known).and_then(|(before, stem)| self.vocabulary.bigrams.get(&(before, stem.number)));
        terms.extend(known.and_then(|stem| stem.term));
        terms.extend(bigram);
        self.before = known.map(|stem| stem.number);
        known.is_some()
    }

    /// What comes next does not neighbour what came before.
    pub(crate) fn gap(&mut self) {
        self.before = None;
    }
}

/// The terms of a text, in its order, names of actors and of software in `lexicon` masked: each stem, and behind it the bigram that it makes with
/// the stem before.
#[must_use]
pub fn terms(text: &str, lexicon: &Lexicon) -> Vec<String> {
    let hidden = Hidden::names_in(text, lexicon);
    let mut terms = Vec::new();
    let mut before: Option<String> = None;
    tokens(text, 0..text.len(), &hidden, lexicon, &mut |token| match token {
        Token::Gap => before = None,
        Token::Stem(stem, _) => {
            terms.push(stem.to_owned());
            if let Some(before) = &before {
                terms.push(format!("{before} {stem}"));
            }
            before = Some(stem.to_owned());
        }
    });
    terms
}
