//! What is taken out of a text before anything is looked for in it: characters that nobody sees, the full-width forms of ASCII, and
//! letters that are written as a base and its marks (NFD, as a Mac writes `ü`), so that `evil<ZWSP>[.]example`,
//! `ｅｖｉｌ．ｅｘａｍｐｌｅ` and a decomposed `müller.example` read like every other host.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

use super::{Change, Piece, cut};

/// The text without them and the way back; `None` where it holds none.
pub(super) fn without(written: &str) -> Option<(String, Vec<Piece>)> {
    if written.is_ascii() || !written.chars().any(|c| is_unseen(c) || is_full_width(c) || goes_on_a_letter(c)) {
        return None;
    }
    let mut text = String::with_capacity(written.len());
    let mut pieces = Vec::new();
    let mut before = None;
    let mut characters = written.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|(_, c)| *c);
        if next.is_some_and(goes_on_a_letter)
            && let Some((end, composed)) = composed(written, at)
        {
            let start = text.len();
            text.push_str(&composed);
            before = composed.chars().next_back();
            pieces.push(Piece { plain: start..text.len(), written: at..end, change: Change::Layout });
            while characters.next_if(|(at, _)| *at < end).is_some() {}
            continue;
        }
        // A mark at the start of a file is no part of its text, and readers pass over it; a soft hyphen at a line end is a hyphen.
        let kept = c == '\u{feff}' && at == 0 || c == '\u{ad}' && matches!(next, Some('\r' | '\n'));
        let plain = match c {
            _ if kept => None,
            c if is_unseen(c) => Some(None),
            c => of_full_width(c, before, next).map(Some),
        };
        let start = text.len();
        match plain {
            None => {
                text.push(c);
                before = Some(c);
                continue;
            }
            Some(ascii) => {
                text.extend(ascii);
                before = if ascii.is_some() { Some(c) } else { before };
            }
        }
        let written = at..at + c.len_utf8();
        pieces.push(Piece { plain: start..text.len(), written, change: Change::Layout });
    }
    (!pieces.is_empty()).then_some((text, pieces))
}

/// Whether a character is a part of the letter before it: an accent of its own, a vowel or final of a Korean syllable.
fn goes_on_a_letter(c: char) -> bool {
    c >= '\u{300}'
        && (canonical_combining_class(c) != 0 || matches!(c, '\u{1161}'..='\u{1175}' | '\u{11a8}'..='\u{11c2}'))
}

/// The letter that begins at `at` in its composed form (NFC), and where it ends as written; `None` where both are the same.
fn composed(written: &str, at: usize) -> Option<(usize, String)> {
    /// More marks on one letter than any language has (UAX #15, stream-safe text).
    const MOST_MARKS: usize = 30;
    let rest = cut(written, at..written.len());
    let marks = rest.chars().skip(1).take(MOST_MARKS).take_while(|c| goes_on_a_letter(*c)).count();
    let length = rest.chars().take(1 + marks).map(char::len_utf8).sum();
    let letter = cut(rest, 0..length);
    let composed: String = letter.nfc().collect();
    (composed != letter).then_some((at + length, composed))
}

/// Whether a character shows nothing: zero-width marks, joiners, marks of direction.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206f}'
            | '\u{feff}'
    )
}

fn is_full_width(c: char) -> bool {
    matches!(c, '\u{ff01}'..='\u{ff5e}')
}

/// The ASCII that a full-width form stands for. Marks are a value's only between its letters: in a sentence they are that language's
/// own punctuation.
fn of_full_width(c: char, before: Option<char>, next: Option<char>) -> Option<char> {
    if !is_full_width(c) {
        return None;
    }
    let ascii = char::from_u32(c as u32 - 0xfee0)?;
    if ascii.is_ascii_alphanumeric() {
        return Some(ascii);
    }
    let wide = |c: Option<char>| c.is_some_and(is_full_width);
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || "/:".contains(c) || is_full_width(c));
    let of_a_value = "/@_-".contains(ascii) && joins(before) && joins(next)
        || ".:[]?=&%#~".contains(ascii) && wide(before) && wide(next);
    of_a_value.then_some(ascii)
}
