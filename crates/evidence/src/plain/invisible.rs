//! Characters that nobody sees, dots of other scripts, and full-width letters.

use std::borrow::Cow;

use super::{Change, Found, Maker, cut, dots};

/// What the character at `at`, which is none of ASCII, stands for.
pub(super) fn character(text: &str, at: usize, maker: &Maker<'_>) -> Option<Found> {
    let c = cut(text, at..text.len()).chars().next()?;
    let length = c.len_utf8();
    match c {
        // A mark at the start of a file is no part of its text, and readers pass over it.
        '\u{feff}' if at == 0 => None,
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}'
        | '\u{feff}' => Found::layout(at..at + length, ""),
        '·' | '․' | '。' | '．' | '｡' => dots::foreign(text, at, length, maker),
        // Hyphens that a word processor puts in.
        '\u{2010}' | '\u{2011}' => {
            let next = cut(text, at + length..text.len()).chars().next()?;
            let both = maker.before(at).is_some_and(|c| c.is_ascii_alphanumeric()) && next.is_ascii_alphanumeric();
            both.then(|| Found::layout(at..at + length, "-")).flatten()
        }
        '\u{ff01}'..='\u{ff5e}' => {
            let ascii = char::from_u32(c as u32 - 0xfee0)?;
            let joins = |c: Option<char>| {
                c.is_some_and(|c| {
                    c.is_ascii_alphanumeric() || "/:".contains(c) || ('\u{ff01}'..='\u{ff5e}').contains(&c)
                })
            };
            let next = cut(text, at + length..text.len()).chars().next();
            let of_a_value =
                ascii.is_ascii_alphanumeric() || "/@_-".contains(ascii) && joins(maker.before(at)) && joins(next);
            let plain = Cow::Owned(ascii.to_string());
            of_a_value.then_some(Found { written: at..at + length, plain, change: Change::Layout })
        }
        _ => None,
    }
}
