//! Signs and dots of a host that are written as words or numbers between its labels: `heron77_dot_com`, `(7)heron77(3)com(0)`.

use super::dots::{SUFFIXES, host_follows};
use super::{Found, Maker, cut, is_label};

/// `(5)heron(7)example(3)com(0)`, as the debug log of Windows' DNS server writes a host: the length of each label stands before it.
pub(super) fn length_prefixed(text: &str, at: usize, maker: &Maker<'_>) -> Option<Found> {
    let mut rest = cut(text, at..text.floor_char_boundary(at + 400));
    let mut labels: Vec<&str> = Vec::new();
    loop {
        let (number, behind) = rest.strip_prefix('(')?.split_once(')')?;
        let length: usize = number.parse().ok().filter(|_| number.len() <= 2)?;
        if length == 0 {
            rest = behind;
            break;
        }
        let label = behind.get(..length)?;
        if !label.chars().all(is_label) {
            return None;
        }
        labels.push(label);
        rest = cut(behind, length..behind.len());
    }
    let apart = maker.before(at).is_none_or(|c| c.is_whitespace() || "\"'=:,".contains(c));
    let end = text.floor_char_boundary(at + 400) - rest.len();
    (apart && labels.len() >= 2).then(|| Found {
        written: at..end,
        plain: labels.join(".").into(),
        change: super::Change::Layout,
    })
}

/// Whether a label and a dot between brackets stand at `at`.
pub(super) fn is_before_a_defanged_host(text: &str, at: usize) -> bool {
    let near = cut(text, at..text.floor_char_boundary(at + 70));
    let label: usize = near.chars().take_while(|c| is_label(*c)).map(char::len_utf8).sum();
    label > 0 && ["[.", "(.", "{.", "[dot"].iter().any(|dot| cut(near, label..near.len()).starts_with(dot))
}

/// Whether an address of IPv6 goes on at `at`, of which `before` is what stands before: digits and another colon, or its last digits.
pub(super) fn goes_on_an_address(text: &str, at: usize, before: &str) -> bool {
    const COLONS: [&str; 6] = ["[:]", "(:)", "{:}", "[::]", "(::)", "{::}"];
    let rest = cut(text, at..text.len());
    let group = rest.bytes().take(5).take_while(u8::is_ascii_hexdigit).count();
    let behind = cut(rest, group..rest.len());
    let colon = |text: &str| COLONS.iter().any(|form| text.starts_with(form));
    let last = before.contains(':') && !behind.starts_with(|c: char| c.is_alphanumeric() || c == '/');
    colon(rest) || (1..=4).contains(&group) && (colon(behind) || behind.starts_with(':') || last)
}

/// Whether a number is the last of an address of IPv4 that `before` begins: that of `203 dot 0 dot 113 dot 7`.
pub(super) fn ends_an_address(before: &str, number: &str) -> bool {
    before.matches('.').count() == 2
        && before.split('.').all(|number| number.parse::<u8>().is_ok())
        && number.parse::<u8>().is_ok()
}

/// `heron77 @ example.com`: a mailbox whose sign has blanks around it, where its name is none of a word.
pub(super) fn spaced_sign(text: &str, at: usize, maker: &Maker<'_>) -> Option<Found> {
    let end = at + " @ ".len();
    let word = maker.word_before(at);
    let name = word.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    let is_name = name.len() >= 3
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-+".contains(&byte))
        && name.contains(|c: char| c.is_ascii_digit() || "._-+".contains(c))
        && name.contains(|c: char| c.is_ascii_alphabetic())
        && !name.ends_with('.');
    let rest = cut(text, end..text.len());
    (is_name && host_follows(rest)).then(|| Found::defanged(at..end, "@")).flatten()
}

/// `heron_at_example[.]com`, `example_dot_com`, `heron77-dot-com`: words for signs between the marks that join words. No host has an
/// underline; a name with hyphens may be one as it is, so that the last label alone decides.
pub(super) fn joined_word(text: &str, at: usize, maker: &Maker<'_>) -> Option<Found> {
    let rest = cut(text, at + 1..text.len());
    let mark = cut(text, at..at + 1);
    let word = maker.word_before(at);
    if word.contains(['/', '\\', '=']) || !maker.before(at).is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let (length, sign) =
        if rest.get(..2).is_some_and(|sign| sign.eq_ignore_ascii_case("at")) { (2, "@") } else { (3, ".") };
    const FARTHEST: usize = 300;
    let behind = cut(rest, length..rest.floor_char_boundary(FARTHEST)).strip_prefix(mark)?;
    let end = at + length + 2;
    if sign == "@" {
        let host = behind.split(|c: char| c.is_whitespace() || ",;<>\"'".contains(c)).next().unwrap_or_default();
        // A name of a file or of a variable may be joined so, too.
        let spelt = host.contains(['[', '(', '{']) || host.contains("_dot_");
        let plain = host.trim_end_matches(['.', ')', ':']).to_lowercase();
        let named =
            crate::hosts::has_public_suffix(&plain) && plain.contains('.') && !crate::readers::is_file_name(&plain);
        return (mark == "_" && (spelt && host_follows(&behind.replacen("_dot_", "[.]", 1)) || named))
            .then(|| Found::defanged(at..end, sign))
            .flatten();
    }
    let label = behind.bytes().take(63).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let tail = cut(behind, label..behind.len());
    let chained = tail.starts_with(&format!("{mark}dot{mark}"));
    let suffix = SUFFIXES.contains(&cut(behind, 0..label).to_ascii_lowercase().as_str())
        && !tail.starts_with(is_label)
        && !tail.strip_prefix('.').is_some_and(|next| next.starts_with(is_label));
    let marked = mark == "_" || word.contains(|c: char| c.is_ascii_digit());
    // `203-dot-0-dot-113-dot-7`
    let number = cut(behind, 0..behind.bytes().take_while(u8::is_ascii_digit).count());
    let numbers = number.parse::<u8>().is_ok()
        && maker.before(at).is_some_and(|c| c.is_ascii_digit())
        && (cut(behind, number.len()..behind.len()).starts_with(&format!("{mark}dot{mark}"))
            || ends_an_address(&word, number));
    (marked && label > 0 && (suffix || numbers || chained && mark == "_"))
        .then(|| Found::defanged(at..end, sign))
        .flatten()
}
