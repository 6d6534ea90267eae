//! Text as it reads without the ways in which reports keep values from being clicked, and the way back to what is written.
//!
//! `hxxp[:]//evil[.]example[.]com` becomes `http://evil.example.com`, zero-width characters and soft hyphens vanish, a hash
//! that a line end cut is whole again. Readers look for values in the plain text and give the span of what is written. Where
//! nothing has to be changed, which is most text, the plain text is the written one.

pub(crate) mod digits;
mod dots;
mod escapes;
mod invisible;
mod joined;
mod scheme;
#[cfg(test)]
mod tests;
mod unseen;
mod wrapped;

use std::borrow::Cow;
use std::ops::Range;

pub(crate) use scheme::is_known as is_known_scheme;

/// What a text is, which decides how much may be read into its blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Running text, or a file: a blank before a dot is mostly a blank.
    Text,
    /// One value and nothing else: a blank before a dot keeps the value from being clicked.
    Value,
}

/// A text without defanging, and where each of its parts is written.
#[derive(Debug)]
pub(crate) struct Plain<'t> {
    text: Cow<'t, str>,
    /// The parts that were changed, in order.
    pieces: Vec<Piece>,
    /// Those in which nobody sees a difference, and which were changed before the others: the way from their text to the written one.
    unseen: Vec<Piece>,
    /// Lines of digits that may be parts of hashes and are put together in no one way, where they stand before the changes of `pieces`.
    unclear: Vec<Range<usize>>,
}

/// A part of the plain text that is written otherwise.
#[derive(Debug, Clone)]
struct Piece {
    /// Its bytes in the plain text.
    plain: Range<usize>,
    /// Its bytes as written.
    written: Range<usize>,
    /// What was changed.
    change: Change,
}

/// What was changed in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// It was written so that nobody can click it.
    Defanged,
    /// It was broken over lines, escaped, or held characters that nobody sees.
    Layout,
}

impl<'t> Plain<'t> {
    /// Makes `written` plain.
    pub(crate) fn new(written: &'t str, scope: Scope) -> Self {
        match unseen::without(written) {
            None => {
                let Made { text, pieces, unclear } = made(written, scope);
                Self { text: text.map_or(Cow::Borrowed(written), Cow::Owned), pieces, unseen: Vec::new(), unclear }
            }
            Some((seen, unseen)) => {
                let Made { text, pieces, unclear } = made(&seen, scope);
                Self { text: Cow::Owned(text.unwrap_or(seen)), pieces, unseen, unclear }
            }
        }
    }

    /// The plain text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The plain text alone, where no places are asked for.
    pub(crate) fn into_text(self) -> Cow<'t, str> {
        self.text
    }

    /// Where `range` of the plain text is written.
    pub(crate) fn place(&self, range: Range<usize>) -> Range<usize> {
        let place = placed(&self.pieces, range);
        placed(&self.unseen, place)
    }

    /// Lines of the plain text that may be parts of hashes and are put together in no one way.
    pub(crate) fn unclear_digits(&self) -> Vec<Range<usize>> {
        let plain = |at: usize| {
            let behind = self.pieces.partition_point(|piece| piece.written.end <= at);
            let before = behind.checked_sub(1).and_then(|last| self.pieces.get(last));
            before.map_or(at, |piece| piece.plain.end + (at - piece.written.end))
        };
        self.unclear.iter().map(|range| plain(range.start)..plain(range.end)).collect()
    }

    /// Whether something within `range` of the plain text was written so that nobody can click it.
    pub(crate) fn is_defanged(&self, range: Range<usize>) -> bool {
        let first = self.pieces.partition_point(|piece| piece.plain.end <= range.start);
        self.pieces
            .get(first..)
            .unwrap_or_default()
            .iter()
            .take_while(|piece| piece.plain.start < range.end)
            .any(|piece| piece.change == Change::Defanged)
    }
}

/// Where a range stands in the text before the changes of `pieces`.
fn placed(pieces: &[Piece], range: Range<usize>) -> Range<usize> {
    let start = start(pieces, range.start);
    start..end(pieces, range.end).max(start)
}

fn start(pieces: &[Piece], at: usize) -> usize {
    let behind = pieces.partition_point(|piece| piece.plain.start <= at);
    // A character that vanished right at the start is none of what begins there.
    match behind.checked_sub(1).and_then(|index| pieces.get(index)) {
        None => at,
        Some(piece) if at < piece.plain.end => piece.written.start,
        Some(piece) => piece.written.end + (at - piece.plain.end),
    }
}

fn end(pieces: &[Piece], at: usize) -> usize {
    let behind = pieces.partition_point(|piece| piece.plain.start < at);
    match behind.checked_sub(1).and_then(|index| pieces.get(index)) {
        None => at,
        Some(piece) if at <= piece.plain.end => piece.written.end,
        Some(piece) => piece.written.end + (at - piece.plain.end),
    }
}

/// A text that was made plain.
struct Made {
    /// The text, where it differs.
    text: Option<String>,
    pieces: Vec<Piece>,
    /// Lines of the written text that may be parts of hashes, and are put together in no one way.
    unclear: Vec<Range<usize>>,
}

/// The plain form of a text, and what was changed in it.
fn made(written: &str, scope: Scope) -> Made {
    let mut maker = Maker {
        written,
        scope,
        text: String::new(),
        copied: 0,
        pieces: Vec::new(),
        layouts: Vec::new(),
        value_end: 0,
        digits_end: 0,
        joints: Vec::new(),
        unclear: Vec::new(),
    };
    maker.run();
    let Maker { mut text, copied, pieces, unclear, .. } = maker;
    if pieces.is_empty() {
        return Made { text: None, pieces, unclear };
    }
    text.push_str(cut(written, copied..written.len()));
    Made { text: Some(text), pieces, unclear }
}

/// Reads the written text once, from left to right, and keeps what it changes.
struct Maker<'t> {
    written: &'t str,
    scope: Scope,
    text: String,
    /// How far the written text has been taken over.
    copied: usize,
    pieces: Vec<Piece>,
    /// Where the changes of layout among them end in the written text.
    layouts: Vec<usize>,
    /// Up to here backslashes are strokes of a URL.
    value_end: usize,
    /// Up to here lines of hexadecimal digits were told.
    digits_end: usize,
    /// Where the parts of their hashes begin, the first of each left out.
    joints: Vec<usize>,
    /// Lines of digits that may be parts of hashes, and are put together in no one way.
    unclear: Vec<Range<usize>>,
}

/// Where a change was found and what to put there.
struct Found {
    written: Range<usize>,
    plain: Cow<'static, str>,
    change: Change,
}

impl Found {
    fn defanged(written: Range<usize>, plain: &'static str) -> Option<Self> {
        Some(Self { written, plain: Cow::Borrowed(plain), change: Change::Defanged })
    }

    fn layout(written: Range<usize>, plain: &'static str) -> Option<Self> {
        Some(Self { written, plain: Cow::Borrowed(plain), change: Change::Layout })
    }
}

/// Bytes at which something may have to be changed.
const TRIGGERS: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b"[({<|\\/.\n%&\x1b";
    let mut at = 0;
    while at < bytes.len() {
        #[expect(clippy::indexing_slicing, reason = "evaluated when compiled")]
        {
            table[bytes[at] as usize] = true;
        }
        at += 1;
    }
    // First bytes of zero-width characters, soft hyphens, other scripts' dots and full-width forms.
    let bytes = [0xC2, 0xCD, 0xD8, 0xE1, 0xE2, 0xE3, 0xEF];
    at = 0;
    while at < bytes.len() {
        #[expect(clippy::indexing_slicing, reason = "evaluated when compiled")]
        {
            table[bytes[at] as usize] = true;
        }
        at += 1;
    }
    table
};

impl Maker<'_> {
    fn run(&mut self) {
        let written = self.written;
        let bytes = written.as_bytes();
        let words = Words::new(written);
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let next = rest.iter().position(|byte| TRIGGERS.get(usize::from(*byte)) == Some(&true));
            let next = next.map_or(bytes.len(), |skip| at + skip);
            // Words that stand for a dot or a sign begin with no byte that is rare, so they are found beforehand.
            if let Some(word) = words.first_in(at..next.saturating_add(1)) {
                let found = dots::word(written, word, self);
                at = self.take(found).unwrap_or(word + 1);
                continue;
            }
            let Some(byte) = bytes.get(next) else { break };
            let found = match byte {
                b'[' | b'(' | b'{' | b'<' | b'|' => dots::bracket(written, next, self),
                b'.' => dots::broken(written, next, self),
                b'%' => dots::percent(written, next, self),
                b'&' => dots::reference(written, next, self),
                0x1b => invisible::escape_sequence(written, next),
                b'\\' => escapes::backslash(written, next, self),
                b'/' => scheme::slashes(written, next, self),
                b'\n' => wrapped::line_end(written, next, self),
                _ => invisible::character(written, next, self),
            };
            at = self.take(found).unwrap_or(next + 1);
        }
    }

    /// Puts a change into the plain text, and says where to look on.
    fn take(&mut self, found: Option<Found>) -> Option<usize> {
        let found = found?;
        self.rewind(found.written.start);
        if found.written.start < self.copied {
            return None;
        }
        self.text.push_str(cut(self.written, self.copied..found.written.start));
        let start = self.text.len();
        self.text.push_str(&found.plain);
        let end = found.written.end;
        self.copied = end;
        let plain = start..self.text.len();
        if found.change == Change::Layout {
            self.layouts.push(end);
        }
        self.pieces.push(Piece { plain, written: found.written, change: found.change });
        Some(end)
    }

    /// Takes back the changes from `to` on: a longer one holds them.
    fn rewind(&mut self, to: usize) {
        while let Some(piece) = self.pieces.pop_if(|piece| piece.written.start >= to && piece.written.end > to) {
            self.text.truncate(piece.plain.start);
            if piece.change == Change::Layout {
                self.layouts.pop();
            }
            self.copied = piece.written.start;
        }
    }

    /// The character before `at` in the plain text.
    fn before(&self, at: usize) -> Option<char> {
        let unchanged = cut(self.written, self.copied..at).chars().next_back();
        unchanged.or_else(|| (at == self.copied).then(|| self.text.chars().next_back()).flatten())
    }

    /// The plain text of the word that ends at `at`, at most its last 120 bytes.
    fn word_before(&self, at: usize) -> String {
        let new = cut(self.written, self.copied..at);
        let whole_line = |text: &str| text.rfind(|c: char| c.is_ascii_whitespace()).map(|blank| blank + 1);
        let new_tail = cut(new, new.ceil_char_boundary(new.len().saturating_sub(120))..new.len());
        if let Some(start) = whole_line(new_tail) {
            return cut(new_tail, start..new_tail.len()).trim_start().to_owned();
        }
        if new_tail.len() < new.len() {
            return new_tail.to_owned();
        }
        let old = cut(&self.text, self.text.ceil_char_boundary(self.text.len().saturating_sub(120))..self.text.len());
        let old = cut(old, whole_line(old).unwrap_or_default()..old.len());
        format!("{old}{new}").trim_start().to_owned()
    }
}

/// Where words stand for a dot or a sign, as ` dot ` and `_at_`, and underlines for strokes.
struct Words {
    at: Vec<usize>,
}

impl Words {
    fn new(text: &str) -> Self {
        let forms = [
            " dot ", " DOT ", " Dot ", " AT ", " at ", " @ ", "_at_", "_AT_", "_dot_", "_DOT_", "-dot-", "-DOT-",
            "xp___", "tp___", "ps___",
        ];
        let mut at: Vec<usize> = forms
            .iter()
            // The strokes begin behind the scheme.
            .flat_map(|form| {
                let skip = if form.ends_with("___") { 2 } else { 0 };
                memchr::memmem::find_iter(text.as_bytes(), form).map(move |at| at + skip)
            })
            .collect();
        at.sort_unstable();
        Self { at }
    }

    fn first_in(&self, range: Range<usize>) -> Option<usize> {
        let first = self.at.partition_point(|at| *at < range.start);
        self.at.get(first).copied().filter(|at| *at < range.end)
    }
}

/// The part of `text` at `range`; empty when the range is not of the text.
fn cut(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

/// Whether a host's label may hold the character. Scripts of India and Thailand write vowels as marks on the letter before.
pub(crate) fn is_label(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '_' || !c.is_ascii() && unicode_normalization::char::is_combining_mark(c)
}
