//! Values that a line end cuts.

use super::{Change, Found, Maker, cut, is_label};

/// Lengths of hashes in hexadecimal digits.
const LENGTHS: [usize; 5] = [32, 40, 64, 96, 128];
/// No shorter part of a hash is told from a word.
const SHORTEST: usize = 4;

/// The line end at `at`, where a hash or URL goes on over it.
pub(super) fn line_end(text: &str, at: usize, maker: &mut Maker<'_>) -> Option<Found> {
    let line_start = memchr::memrchr(b'\n', text.as_bytes().get(..at)?).map_or(0, |end| end + 1);
    let line = cut(text, line_start..at);
    let bare = line.trim_end_matches([' ', '\t', '\r']);
    let last = bare.as_bytes().last()?;
    let hex_end = bare.trim_end_matches(['-', '|', '\\', '=', '\u{ad}']).trim_end_matches(' ');
    if hex_end.as_bytes().last().is_some_and(u8::is_ascii_hexdigit)
        && let Some(next) = hash_goes_on(text, line_start, hex_end, at, maker)
    {
        return Some(Found { written: line_start + hex_end.len()..next, plain: "".into(), change: Change::Layout });
    }
    let ends_openly = b"-_=&?%+~/.]".contains(last);
    if !ends_openly {
        return None;
    }
    let next = next_line(text, at);
    let word: &str = cut(text, next..text.len()).split(char::is_whitespace).next().unwrap_or_default();
    let before = maker.word_before(line_start + bare.len());
    // A dot that is defanged and cut from what follows it is whole again.
    if before.ends_with("[.]") && word.starts_with(is_label) && !before.contains('(') {
        return Found::defanged(line_start + bare.len() - 3..next, ".");
    }
    link_goes_on(&before, word, bare.chars().count())
        .then(|| Found::layout(line_start + bare.len()..next, ""))
        .flatten()
}

/// Where the hash that ends the line goes on. The parts of one hash are told together, at its first line end.
fn hash_goes_on(text: &str, line_start: usize, line: &str, at: usize, maker: &mut Maker<'_>) -> Option<usize> {
    if at < maker.hash_end {
        return Some(next_line(text, at));
    }
    let (next, end) = goes_on(text, line_start, line, at)?;
    maker.hash_end = end;
    Some(next)
}

/// Where the next line begins, behind its indent and the marks of a quotation or a table.
fn next_line(text: &str, at: usize) -> usize {
    let rest = cut(text, at + 1..text.len());
    at + 1 + rest.bytes().take(24).take_while(|byte| b" \t>|*".contains(byte)).count()
}

/// Where the hash that ends the line goes on and ends, when the digits below make it whole.
fn goes_on(text: &str, line_start: usize, line: &str, at: usize) -> Option<(usize, usize)> {
    let digits = |text: &str| text.bytes().take(129).take_while(u8::is_ascii_hexdigit).count();
    let first = line.bytes().rev().take(129).take_while(u8::is_ascii_hexdigit).count();
    let head = cut(line, 0..line.len() - first);
    if !(SHORTEST..=124).contains(&first) || head.ends_with(|c: char| is_label(c) || c == '.') {
        return None;
    }
    let hyphen = cut(text, line_start + line.len()..at).starts_with('-');
    let next = next_line(text, at);
    let (mut parts, mut from, mut total) = (vec![first], next, first);
    let is_whole = |total: usize, parts: &[usize]| {
        LENGTHS.contains(&total)
            && (hyphen || parts.iter().any(|part| !LENGTHS.contains(part)) || is_one(text, line_start, head, parts))
    };
    while total < 128 && parts.len() < 9 {
        let rest = cut(text, from..text.len());
        let length = digits(rest);
        let tail = cut(rest, length..rest.len());
        if length < SHORTEST || tail.starts_with(|c: char| is_label(c) && c != '-') {
            return None;
        }
        total += length;
        parts.push(length);
        let line_break = memchr::memchr(b'\n', tail.as_bytes());
        let empty =
            line_break.is_some_and(|end| cut(tail, 0..end).trim_matches(['-', ' ', '\r', '|', '\t']).is_empty());
        if is_whole(total, &parts) && is_wrapped(&parts, head, tail) {
            let whole = parts_are_random(text, line, first, next);
            return whole.then_some((next, from + length));
        }
        let end = line_break.filter(|_| empty)?;
        from = next_line(text, from + length + end);
    }
    None
}

/// Whether the parts are those of one value that was cut at one width, and no column of short numbers.
fn is_wrapped(parts: &[usize], head: &str, tail: &str) -> bool {
    let Some((last, others)) = parts.split_last() else { return false };
    let width = others.first().copied().unwrap_or_default();
    let even = others.iter().all(|part| *part == width);
    let behind = tail.trim_start_matches([' ', '\t', '\r', '|', '\n', '-', '>']);
    let below = behind.bytes().take(129).take_while(u8::is_ascii_hexdigit).count();
    let column = below == *last && *last == width;
    let labelled = !head.trim_matches([' ', '\t', '>', '|', '*', '-', '•']).is_empty();
    !column && (labelled || parts.len() == 2 || even && *last <= width)
}

/// Whether parts that have the length of a hash each are one hash all the same: the words before say so.
fn is_one(text: &str, line_start: usize, head: &str, parts: &[usize]) -> bool {
    if parts != [32, 32] {
        return false;
    }
    let above = cut(text, 0..line_start).trim_end();
    let above = above.rsplit('\n').next().unwrap_or_default();
    let own = head.trim_matches(|c: char| !c.is_alphanumeric());
    let label = if own.is_empty() { above } else { own }.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| label.contains(word));
    if says(&["md5", "hashes", "samples", "files", "checksums"]) {
        return false;
    }
    let singular = ["sample:", "hash:", "file:", "checksum:", "payload:", "dropper:", "loader:", "binary:"];
    says(&["sha256", "sha-256", "sha 256", "sha2"])
        || own.is_empty() && singular.iter().any(|word| label.ends_with(word))
}

/// Whether the first parts of a hash hold letters and digits both, as the parts of a hash do.
fn parts_are_random(text: &str, line: &str, first: usize, next: usize) -> bool {
    let head = cut(line, line.len() - first..line.len());
    let rest = cut(text, next..text.len());
    let tail = cut(rest, 0..rest.bytes().take(64).take_while(u8::is_ascii_hexdigit).count());
    let both = || head.bytes().chain(tail.bytes());
    let distinct = both().map(|byte| byte.to_ascii_lowercase()).fold([false; 256], |mut seen, byte| {
        if let Some(seen) = seen.get_mut(usize::from(byte)) {
            *seen = true;
        }
        seen
    });
    both().any(|byte| byte.is_ascii_digit())
        && both().any(|byte| byte.is_ascii_alphabetic())
        && distinct.iter().filter(|seen| **seen).count() >= 6
}

/// Whether the URL or host that ends a line goes on with `word` below.
fn link_goes_on(before: &str, word: &str, width: usize) -> bool {
    let begins = word.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    let scheme = word.contains("://") || word.starts_with("hxxp") || word.starts_with("www.");
    // An address begins a line of its own, or a sentence.
    let address = word.trim_end_matches(['.', ',', ';']).parse::<std::net::IpAddr>().is_ok();
    if !begins || scheme || address {
        return false;
    }
    let Some((_, rest)) = before.rsplit_once("://") else {
        let cut_at_hyphen = before.ends_with('-') && before.contains("[.]");
        return cut_at_hyphen && word.starts_with(is_label) && !before.contains('(');
    };
    let has_path = rest.contains('/');
    let host = rest.chars().all(|c| is_label(c) || c == '.' || c == ':');
    let open = rest.ends_with(['-', '_', '=', '&', '?', '%', '+', '~']);
    let looks_on = word.contains(['/', '?', '=', '&', '_', '.']) && !word.ends_with([',', ':']);
    let cut_in_path = has_path && rest.ends_with(['.', '/']);
    let cut_in_host = host && rest.ends_with(['.', '-']);
    open && has_path || width >= 40 && looks_on && (cut_in_path || cut_in_host)
}
