//! Values that a line end cuts.

use std::ops::Range;

use super::digits::{self, Parts};
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
    let next = next_line(text, at);
    let below = cut(text, next..text.len());
    // A defanged dot begins the next line: `evil⏎[.]example`.
    if char::from(*last).is_ascii_alphanumeric()
        && let Some(dot) = DOTS.iter().find(|dot| below.starts_with(**dot))
        && cut(below, dot.len()..below.len()).starts_with(is_label)
    {
        return Found::defanged(line_start + bare.len()..next + dot.len(), ".");
    }
    let ends_openly = b"-_=&?%+~/.]@".contains(last);
    if !ends_openly {
        return None;
    }
    let word: &str = below.split(char::is_whitespace).next().unwrap_or_default();
    let before = maker.word_before(line_start + bare.len());
    let end = line_start + bare.len();
    if goes_on_behind_a_mark(&before, word) {
        return Some(Found { written: end..next, plain: "".into(), change: Change::Layout });
    }
    // The mark that mail puts before a line end of its own (RFC 2045, 6.7), within a host.
    if before.rsplit_once("://").is_some_and(|(_, host)| host.ends_with('=') && !host.contains(['/', '?']))
        && word.starts_with(is_label)
    {
        return Some(Found { written: end - 1..next, plain: "".into(), change: Change::Layout });
    }
    // A dot that is defanged and cut from what follows it is whole again.
    if before.ends_with("[.]") && word.starts_with(is_label) && !before.contains('(') {
        return Found::defanged(line_start + bare.len() - 3..next, ".");
    }
    link_goes_on(&before, word, bare.chars().count())
        .then(|| Found::layout(line_start + bare.len()..next, ""))
        .flatten()
}

/// Where the hash that ends the line goes on. The parts that stand below each other are told together, at the first line end.
fn hash_goes_on(text: &str, line_start: usize, line: &str, at: usize, maker: &mut Maker<'_>) -> Option<usize> {
    if at >= maker.digits_end {
        maker.joints.clear();
        let run = Run::of(text, line_start, line, at)?;
        maker.digits_end = run.end;
        match run.parts(text) {
            Parts::Apart => {}
            Parts::Hashes(hashes) => maker.joints = run.joints(&hashes),
            Parts::Unclear => maker.unclear.push(run.start..run.end),
        }
    }
    let next = next_line(text, at);
    maker.joints.binary_search(&next).is_ok().then_some(next)
}

/// Lines of hexadecimal digits and nothing else that stand below each other; the first may have a label before them, and the last words
/// behind them.
struct Run {
    start: usize,
    end: usize,
    /// The digits of each line.
    lines: Vec<Range<usize>>,
    labelled: bool,
    hyphen: bool,
}

impl Run {
    fn of(text: &str, line_start: usize, line: &str, at: usize) -> Option<Self> {
        let digits = |text: &str| text.bytes().take(129).take_while(u8::is_ascii_hexdigit).count();
        let first = line.bytes().rev().take(129).take_while(u8::is_ascii_hexdigit).count();
        let head = cut(line, 0..line.len() - first);
        if !(SHORTEST..=124).contains(&first) || head.ends_with(|c: char| is_label(c) || c == '.') {
            return None;
        }
        let start = line_start + head.len();
        let mut lines: Vec<Range<usize>> = std::iter::once(start..start + first).collect();
        let mut break_at = at;
        loop {
            let from = next_line(text, break_at);
            let rest = cut(text, from..text.len());
            let length = digits(rest);
            let tail = cut(rest, length..rest.len());
            let last = lines.last().map_or(0, Range::len);
            // A hash and a year or a date below it are two.
            let date =
                LENGTHS.contains(&last) && length <= 8 && cut(rest, 0..length).bytes().all(|b| b.is_ascii_digit());
            if length == 0 || date || tail.starts_with(|c: char| is_label(c) && c != '-' || c == '.') {
                break;
            }
            let line_break = memchr::memchr(b'\n', tail.as_bytes()).unwrap_or(tail.len());
            let empty = cut(tail, 0..line_break).trim_matches(['-', ' ', '\r', '|', '\t', '\\', '=', '>']).is_empty();
            // One or a few digits alone are the rest of a hash, or a number.
            let total = || lines.iter().map(Range::len).sum::<usize>() + length;
            if length < SHORTEST && !(last >= SHORTEST && LENGTHS.contains(&total())) {
                break;
            }
            lines.push(from..from + length);
            if !empty || line_break == tail.len() {
                break;
            }
            break_at = from + length + line_break;
        }
        if lines.len() < 2 {
            return None;
        }
        let hyphen = cut(text, line_start + line.len()..at).starts_with('-');
        let labelled = !head.trim_matches([' ', '\t', '>', '|', '*', '-', '•']).is_empty();
        let end = lines.last().map_or(at, |last| last.end);
        Some(Self { start, end, lines, labelled, hyphen })
    }

    fn parts(&self, text: &str) -> Parts {
        let widths: Vec<usize> = self.lines.iter().map(Range::len).collect();
        // A hyphen says that the hash goes on, whatever its first part may be.
        if let ([one, other], true) = (widths.as_slice(), self.hyphen)
            && LENGTHS.contains(&(one + other))
        {
            return Parts::Hashes(vec![2]);
        }
        let (first, rest) = (self.lines.first().cloned().unwrap_or_default(), self.lines.get(1..).unwrap_or_default());
        let line_start =
            memchr::memrchr(b'\n', text.as_bytes().get(..first.start).unwrap_or_default()).map_or(0, |at| at + 1);
        let head = cut(text, line_start..first.start);
        if widths.iter().all(|width| LENGTHS.contains(width)) {
            let one = is_one(text, line_start, head, &widths);
            return if one { Parts::Hashes(vec![2]) } else { Parts::Apart };
        }
        if !self.lines.iter().any(|line| are_random(cut(text, line.clone())))
            || rest.len() == 1
                && !are_random(
                    &[cut(text, first.clone()), rest.first().map_or("", |rest| cut(text, rest.clone()))].concat(),
                )
        {
            return Parts::Apart;
        }
        Parts::of(&widths, self.labelled, digits::named(cut(text, 0..first.start)))
    }

    /// Where the parts of each hash but its first begin.
    fn joints(&self, hashes: &[usize]) -> Vec<usize> {
        let mut starts = self.lines.iter().map(|line| line.start);
        let mut joints = Vec::new();
        for parts in hashes {
            let mut hash = starts.by_ref().take(*parts);
            hash.next();
            joints.extend(hash);
        }
        joints
    }
}

/// Where the next line begins, behind its indent and the marks of a quotation or a table.
fn next_line(text: &str, at: usize) -> usize {
    let rest = cut(text, at + 1..text.len());
    at + 1 + rest.bytes().take(24).take_while(|byte| b" \t>|*".contains(byte)).count()
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

/// Whether digits hold letters and digits both, as the parts of a hash do.
fn are_random(digits: &str) -> bool {
    const FEWEST: usize = 4;
    let distinct =
        digits.bytes().fold(0_u32, |seen, byte| seen | char::from(byte).to_digit(16).map_or(0, |digit| 1 << digit));
    digits.bytes().any(|byte| byte.is_ascii_digit())
        && digits.bytes().any(|byte| byte.is_ascii_alphabetic())
        && distinct.count_ones() as usize >= FEWEST.max(digits.len().min(12) / 2)
}

/// Defanged dots that may begin a line.
const DOTS: [&str; 6] = ["[.]", "(.)", "{.}", "[dot]", "(dot)", "[DOT]"];

/// Whether the address or host that ends a line with its sign or its dot goes on with `word` below: `joe@⏎example.com`,
/// `203.0.⏎113.7`, `evil-one.⏎com`.
fn goes_on_behind_a_mark(before: &str, word: &str) -> bool {
    let bare = word.trim_end_matches(['.', ',', ';', ':', ')']);
    let host = |text: &str| {
        let text = text.to_lowercase();
        text.split('.').all(|label| !label.is_empty() && label.chars().all(is_label))
            && crate::hosts::has_public_suffix(&text)
            && !crate::hosts::is_public_suffix(&text)
    };
    if let Some(local) = before.strip_suffix('@') {
        return local.ends_with(|c: char| c.is_ascii_alphanumeric()) && bare.contains('.') && host(bare);
    }
    let Some(head) = before.strip_suffix('.') else { return false };
    let head = head.rsplit(|c: char| !is_label(c) && c != '.').next().unwrap_or_default();
    let numbers = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if numbers(head) && numbers(bare) {
        // Versions and sections are small numbers, and end sentences.
        let address = format!("{head}.{bare}").parse::<std::net::Ipv4Addr>();
        return address.is_ok_and(|address| address.octets().iter().filter(|octet| **octet > 99).count() >= 2);
    }
    // No sentence begins with a suffix that is no word.
    const SUFFIXES: [&str; 12] = ["com", "net", "org", "info", "biz", "ru", "cn", "xyz", "onion", "de", "br", "uk"];
    let marked = head.contains(['-', '.']) || head.contains(|c: char| c.is_ascii_digit());
    let lower = head.starts_with(char::is_alphanumeric) && !head.contains(|c: char| c.is_uppercase() || c == '_');
    marked && lower && SUFFIXES.contains(&bare) && host(&format!("{head}.{bare}"))
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
