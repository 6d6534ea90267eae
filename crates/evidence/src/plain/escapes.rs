//! Backslashes: before a dot or a stroke, in place of strokes, and in the line breaks of a program's text.

use super::{Found, Maker, cut, is_label, scheme};

/// What the backslash at `at` keeps from being read.
pub(super) fn backslash(text: &str, at: usize, maker: &mut Maker<'_>) -> Option<Found> {
    if at < maker.value_end {
        return Found::defanged(at..at + 1, "/");
    }
    let rest = cut(text, at + 1..text.len());
    let next = rest.chars().next()?;
    let before = maker.before(at);
    match next {
        '.' => {
            let label = cut(rest, 1..rest.len()).starts_with(is_label);
            let host = before.is_some_and(is_label) && label && !is_in_a_path(&maker.word_before(at));
            host.then(|| Found::defanged(at..at + 2, ".")).flatten()
        }
        // Markdown keeps brackets from being a link's: `\[.\]`.
        '[' => {
            let form = ["[.\\]", "[\\.\\]", "[dot\\]"].iter().find(|form| rest.starts_with(**form))?;
            let label = cut(rest, form.len()..rest.len()).starts_with(is_label);
            (before.is_some_and(is_label) && label).then(|| Found::defanged(at..at + 1 + form.len(), ".")).flatten()
        }
        // Markdown and patterns put one before a hyphen or an underline of a host: `evil\-one\.example`.
        '-' | '_' => {
            let word = maker.word_before(at);
            let host = !is_in_a_path(&word) && goes_on_a_host(rest);
            // LaTeX and Markdown write the underline of a file's name so.
            let file = next == '_' && !word.contains(['\\', ':', '/']) && goes_on_a_file(rest);
            let held = before.is_some_and(is_label) && (host || file);
            held.then(|| Found::layout(at..at + 1, "")).flatten()
        }
        'u' if !is_in_a_path(&maker.word_before(at)) => unicode(rest, at),
        // Programs write a stroke as `\/`.
        '/' => {
            let joins = before.is_some_and(|c| is_label(c) || c == ':' || c == '/');
            if joins && rest.starts_with("/\\/") && before == Some(':') {
                return Found::layout(at..at + 4, "//");
            }
            joins.then(|| Found::layout(at..at + 2, "/")).flatten()
        }
        '\\' => {
            let found = scheme::backslashes(text, at, maker)?;
            let tail = cut(text, found.written.end..text.len());
            let length = tail.find(|c: char| c.is_whitespace() || "<>\"'`|".contains(c)).unwrap_or(tail.len());
            maker.value_end = found.written.end + length;
            Some(found)
        }
        'n' | 'r' | 't' => line_break(text, at, next, maker),
        _ => None,
    }
}

/// Whether the word that `text` begins with, its underlines escaped, ends as the name of a file.
fn goes_on_a_file(text: &str) -> bool {
    const LONGEST: usize = 120;
    let near = cut(text, 0..text.floor_char_boundary(LONGEST));
    let word = near.split(|c: char| c.is_whitespace() || "\"'<>|`,;{}()".contains(c)).next().unwrap_or_default();
    let bare = word.replace("\\_", "_");
    !bare.contains('\\') && crate::readers::is_file_name(bare.trim_end_matches(['.', ':', '!', '?']))
}

/// Whether the labels that `text` begins with, escaped or not, end in a public suffix, and no path goes on behind them.
fn goes_on_a_host(text: &str) -> bool {
    let word = text.split(|c: char| c.is_whitespace() || "\"'<>|`,;".contains(c)).next().unwrap_or_default();
    let word = cut(word, 0..word.floor_char_boundary(253));
    let bare = ["\\.", "\\-", "\\_", "\\[", "\\]", "[.]", "(.)"]
        .iter()
        .fold(word.to_owned(), |word, escape| word.replace(escape, escape.trim_matches(['\\', '[', ']', '(', ')'])));
    !bare.contains('\\') && bare.contains('.') && begins_with_a_host(&bare)
}

/// A letter, digit or mark of a value that a program wrote by its number: `\u0065vil.example`, `evil\u002eexample`.
fn unicode(rest: &str, at: usize) -> Option<Found> {
    let number = rest.get(1..5).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let c = char::from_u32(u32::from_str_radix(number, 16).ok()?)?;
    let range = at..at + 6;
    if c == '.' { Found::defanged(range, ".") } else { Found::layout(range, of_a_value(c)?) }
}

/// A character that values are made of, as a text that lasts.
pub(super) fn of_a_value(c: char) -> Option<&'static str> {
    const ALL: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/@?=&%+~#";
    ALL.find(c).and_then(|at| ALL.get(at..at + 1))
}

/// `\n`, `\r` and `\t` where they are a line break or a tab that a program wrote, and no part of a path.
fn line_break(text: &str, at: usize, letter: char, maker: &Maker<'_>) -> Option<Found> {
    let word = maker.word_before(at);
    let after = cut(text, at + 2..text.len());
    if is_in_a_path(&word) {
        return None;
    }
    let opens = after.is_empty()
        || after.starts_with(|c: char| c.is_ascii_digit() || c.is_whitespace() || "\\\"'-*<[•".contains(c))
        || ["http", "hxxp", "hXXp", "ftp:"].iter().any(|scheme| after.starts_with(scheme));
    let value =
        word.contains("://") || word.is_empty() && opens || opens && word.contains(['.', ':', '=', ',', ';', '"']);
    // A host behind it is told by its dot, and behind a plain word by its suffix: `Notes\nexample.com`.
    let host = super::dots::host_follows(after) && (word.contains(['.', ',', ';']) || begins_with_a_host(after));
    let digits = |text: &str| text.bytes().take(129).take_while(u8::is_ascii_hexdigit).count();
    let hash = word.len() >= 32 && digits(&word) == word.len() && digits(after) >= 32;
    (value || host || hash).then(|| Found::layout(at..at + 2, if letter == 'n' { "\n" } else { " " })).flatten()
}

/// Whether `text` begins with labels that end in a public suffix.
fn begins_with_a_host(text: &str) -> bool {
    let host = text.split(|c: char| !(is_label(c) || c == '.')).next().unwrap_or_default();
    host.len() <= 253 && crate::hosts::has_public_suffix(&host.trim_end_matches('.').to_lowercase())
}

/// Whether the word so far is a path of Windows, a registry key or a share.
fn is_in_a_path(word: &str) -> bool {
    let bytes = word.as_bytes();
    let drive = bytes.windows(3).any(|three| matches!(three, [letter, b':', b'\\'] if letter.is_ascii_alphabetic()))
        || matches!(bytes, [.., letter, b':'] if letter.is_ascii_alphabetic() && bytes.len() <= 3);
    let plain = word.split('\\').skip(1).any(|part| part.starts_with(|c: char| c.is_ascii_alphanumeric()));
    drive || word.contains("%\\") || word.ends_with('%') || word.contains("HK") || word.starts_with("\\\\") || plain
}
