use std::ops::Range;

use super::stem::stem;
use super::stop::is_stop_word;
use crate::lexicon::ActorWord;
use crate::{Lexicon, prose};

/// What a text shows of its words.
pub(crate) enum Token<'w> {
    /// A stem, and the bytes of the word.
    Stem(&'w str, Range<usize>),
    /// Something that is no term: what stands behind it does not neighbour what stands before.
    Gap,
}

/// Parts of a text whose words are not, or not all, to become terms.
#[derive(Debug, Default)]
pub(crate) struct Hidden {
    /// Nothing of these becomes a term: traces and names of actors and of software.
    whole: Vec<Range<usize>>,
    /// Names of other things. A word in one is not taken for an actor's because of its capital.
    names: Vec<Range<usize>>,
}

impl Hidden {
    /// What the lexicon's names hide in a text.
    pub(super) fn names_in(text: &str, lexicon: &Lexicon) -> Self {
        let mut hidden = Self::default();
        let folded = prose::Folded::new(text);
        for name in prose::names(lexicon, &folded) {
            if name.is_a_word {
                continue;
            }
            if name.is_masked { hidden.hide(name.range) } else { hidden.name(name.range) }
        }
        hidden
    }

    /// Nothing in `range` becomes a term.
    pub(crate) fn hide(&mut self, range: Range<usize>) {
        self.whole.push(range);
    }

    /// The name of something that is no actor stands at `range`. Names come in the order of the text.
    pub(crate) fn name(&mut self, range: Range<usize>) {
        self.names.push(range);
    }

    /// Makes ready to be asked: sorts, and joins what overlaps.
    pub(crate) fn settle(&mut self) {
        if self.whole.len() < 2 {
            return;
        }
        self.whole.sort_unstable_by_key(|range| (range.start, range.end));
        self.whole.dedup_by(|next, held| {
            let overlaps = next.start <= held.end;
            if overlaps {
                held.end = held.end.max(next.end);
            }
            overlaps
        });
    }

    /// Forgets what ends at or before `at`.
    pub(crate) fn forget(&mut self, at: usize) {
        self.whole.retain(|range| range.end > at);
        self.names.retain(|range| range.end > at);
    }
}

/// Calls `visit` with the stems of `text` within `range`, in order, and with the gaps between them.
///
/// A word is a run of ASCII letters and digits. Left out are: stop words, single letters, numbers of fewer than three digits, what is `hidden`,
/// and the names of actors, by the lexicon or by their form, and of software, by the lexicon.
pub(crate) fn tokens(
    text: &str,
    range: Range<usize>,
    hidden: &Hidden,
    lexicon: &Lexicon,
    visit: &mut dyn FnMut(Token<'_>),
) {
    let mut whole = hidden.whole.iter().peekable();
    let mut names = hidden.names.iter().peekable();
    let mut words = Words { text, at: range.start, end: range.end }.peekable();
    let mut word = String::new();
    while let Some(place) = words.next() {
        while whole.next_if(|range| range.end <= place.start).is_some() {}
        while names.next_if(|range| range.end <= place.start).is_some() {}
        let written = text.get(place.clone()).unwrap_or_default();
        if place.len() > LONGEST || whole.peek().is_some_and(|range| range.start < place.end) {
            visit(Token::Gap);
            continue;
        }
        word.clear();
        word.push_str(written);
        word.make_ascii_lowercase();
        if is_stop_word(&word) {
            continue;
        }
        let counted = COUNTED.contains(&word.as_str())
            && words.peek().and_then(|next| text.get(next.clone())).is_some_and(is_number);
        if counted {
            words.next();
        }
        let in_name = names.peek().is_some_and(|range| range.start < place.end);
        let capital = written.starts_with(|c: char| c.is_ascii_uppercase());
        let of_an_actor = match lexicon.actor_word(&word) {
            Some(ActorWord::Always) => true,
            Some(ActorWord::Capital) => capital && !in_name,
            None => false,
        };
        let too_short = word.len() < 2 || word.len() < 3 && is_number(&word);
        if counted || of_an_actor || too_short || is_designation(&word) {
            visit(Token::Gap);
            continue;
        }
        stem(&mut word);
        visit(Token::Stem(&word, place));
    }
}

/// No term is longer; what is longer is a hash, a key or a blob.
const LONGEST: usize = 40;

/// Words that name an actor together with the number behind them: `APT 28`, `DEV-0537`.
const COUNTED: [&str; 8] = ["apt", "ta", "unc", "fin", "dev", "storm", "uac", "tag"];

/// `apt28`, `ta505`, `unc2452`, `fin7`-like names of two to five digits, and ATT&CK's `g0007`.
fn is_designation(word: &str) -> bool {
    if !word.ends_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    ["apt", "ta", "unc", "fin", "g"]
        .iter()
        .any(|mark| word.strip_prefix(mark).is_some_and(|number| (2..=5).contains(&number.len()) && is_number(number)))
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The runs of ASCII letters and digits in a part of a text.
struct Words<'t> {
    text: &'t str,
    at: usize,
    end: usize,
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let rest = self.text.as_bytes().get(self.at..self.end)?;
        let start = self.at + rest.iter().position(u8::is_ascii_alphanumeric)?;
        let word = self.text.as_bytes().get(start..self.end)?;
        let length = word.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(word.len());
        self.at = start + length;
        Some(start..self.at)
    }
}
