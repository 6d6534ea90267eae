//! Soft hyphens, dots of other scripts, hyphens of word processors, and control sequences.

use super::{Found, Maker, cut, dots};

/// What the character at `at`, which is none of ASCII, stands for.
pub(super) fn character(text: &str, at: usize, maker: &Maker<'_>) -> Option<Found> {
    let c = cut(text, at..text.len()).chars().next()?;
    let length = c.len_utf8();
    match c {
        '\u{ad}' => Found::layout(at..at + length, ""),
        '·' | '․' | '。' | '．' | '｡' => dots::foreign(text, at, length, maker),
        // Hyphens that a word processor puts in.
        '\u{2010}' | '\u{2011}' => {
            let next = cut(text, at + length..text.len()).chars().next()?;
            let both = maker.before(at).is_some_and(|c| c.is_ascii_alphanumeric()) && next.is_ascii_alphanumeric();
            both.then(|| Found::layout(at..at + length, "-")).flatten()
        }
        _ => None,
    }
}

/// A control sequence of a terminal, from its escape character at `at` on (ECMA-48, 5.4): colours and styles vanish, what moves the
/// cursor is a blank. `grep`, `ls` and scripts write them into files.
pub(super) fn escape_sequence(text: &str, at: usize) -> Option<Found> {
    const LONGEST: usize = 64;
    let rest = cut(text, at + 1..text.floor_char_boundary((at + LONGEST).min(text.len())));
    if let Some(inner) = rest.strip_prefix('[') {
        let parameters = inner.bytes().take_while(|byte| (0x20..=0x3f).contains(byte)).count();
        let last = inner.as_bytes().get(parameters).filter(|byte| (0x40..=0x7e).contains(*byte))?;
        let plain = if b"mKl h".contains(last) { "" } else { " " };
        return Found::layout(at..at + 2 + parameters + 1, plain);
    }
    if let Some(inner) = rest.strip_prefix(']') {
        // A title or a link of the terminal, up to the bell.
        let length = inner.find('\x07')?;
        return Found::layout(at..at + 2 + length + 1, " ");
    }
    rest.starts_with(['(', ')']).then(|| Found::layout(at..at + 3, "")).flatten().filter(|_| rest.is_char_boundary(2))
}
