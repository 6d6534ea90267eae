//! Dots, colons and signs between brackets, and dots with blanks beside them.

use super::joined::{
    ends_an_address, goes_on_an_address, is_before_a_defanged_host, joined_word, length_prefixed, spaced_sign,
};
use super::{Found, Maker, Scope, cut, is_label, scheme};

/// What stands for a dot between brackets.
const DOTS: [&str; 19] = [
    ".",
    ",",
    "。",
    "．",
    "｡",
    "·",
    "․",
    "dot",
    "d0t",
    "doT",
    "punkt",
    "punto",
    "point",
    "ponto",
    "точка",
    "点",
    "ドット",
    "닷",
    "nokta",
];

/// Suffixes that are no words of a language, so that a blank before one keeps a host from being clicked.
pub(super) const SUFFIXES: [&str; 46] = [
    "app", "biz", "br", "cc", "cloud", "club", "cn", "co", "com", "de", "dev", "edu", "eu", "fr", "gov", "icu", "info",
    "io", "ir", "jp", "kp", "kr", "link", "live", "mil", "mobi", "net", "nl", "online", "onion", "org", "pl", "pw",
    "ru", "shop", "site", "space", "store", "su", "tk", "top", "tw", "ua", "uk", "vip", "xyz",
];

/// `[.]`, `(dot)`, `[:]`, `[at]`, `[.` and their like, which begin at `at`.
pub(super) fn bracket(text: &str, at: usize, maker: &Maker<'_>) -> Option<Found> {
    let opening = *text.as_bytes().get(at)?;
    let rest = cut(text, at..text.len());
    let opens = if opening == b'|' { 1 } else { rest.bytes().take(3).take_while(|byte| *byte == opening).count() };
    let inner = cut(rest, opens..rest.floor_char_boundary(opens + 24));
    let closes = |c: char| if opening == b'|' { c == '|' } else { "])}>".contains(c) };
    let close = inner.find(closes).filter(|length| !cut(inner, 0..*length).trim_matches(' ').contains([' ', '\n']));
    let Some(length) = close else { return unclosed(text, at, opens, maker) };
    let closed = inner.bytes().skip(length).take(3).take_while(|byte| closes(*byte as char)).count();
    let end = at + opens + length + closed;
    let held = cut(inner, 0..length);
    let content = held.trim_matches(' ').trim_start_matches('\\');
    if opening == b'|' && held != "." {
        return None;
    }
    if is_dot(content) {
        // A dot before its own bracket is a slip that real lists hold.
        let start = if maker.before(at) == Some('.') { at - 1 } else { at };
        let slip = cut(text, end..text.len()).strip_prefix('.').is_some_and(|next| next.starts_with(is_label));
        let end = end + usize::from(slip && start == at);
        return between(text, start..end, maker).and_then(|range| Found::defanged(range, "."));
    }
    match content {
        // `hxxps[:][/][/]`
        ":" if cut(text, end..text.len()).starts_with("[/][/]") => scheme::before(text, at, end + 6, maker),
        // `2001[:]db8[:][:]1`, `2001[:]db8[::]1`: the colons of an address.
        ":" | "::"
            if maker.before(at).is_some_and(|c| c.is_ascii_hexdigit() || c == ':')
                && goes_on_an_address(text, end, &maker.word_before(at)) =>
        {
            Found::defanged(at..end, if content == ":" { ":" } else { "::" })
        }
        ":" if cut(text, end..text.len()).starts_with(['/', '\\', '[', '(']) => None,
        ":" => {
            let joins = |c: char| c.is_ascii_alphanumeric() || c == ':' || c == ']';
            let next = text.get(end..)?.chars().next()?;
            let both = maker.before(at).is_some_and(joins) && joins(next);
            both.then(|| Found::defanged(at..end, ":")).flatten()
        }
        "://" | ":/" | ":\\\\" => scheme::before(text, at, end, maker),
        "//" => cut(text, 0..at).strip_suffix(':').and_then(|_| scheme::before(text, at - 1, end, maker)),
        "/" => {
            let joins = maker.before(at).is_some_and(is_label);
            joins.then(|| Found::defanged(at..end, "/")).flatten()
        }
        "@" => {
            let next = text.get(end..)?.chars().next()?;
            let both = maker.before(at).is_some_and(|c| c.is_ascii_alphanumeric() || "._-+".contains(c));
            (both && next.is_ascii_alphanumeric()).then(|| Found::defanged(at..end, "@")).flatten()
        }
        // `<at>` may be an element, which ends with `</at>`.
        _ if content.eq_ignore_ascii_case("at") => {
            let near = cut(text, end..text.floor_char_boundary(end + 200));
            let element = opening == b'<' && near.to_ascii_lowercase().contains("</at>");
            if element { None } else { at_sign(text, at..end, maker) }
        }
        // `heron[a]example[.]com`
        "a" if is_before_a_defanged_host(text, end) => at_sign(text, at..end, maker),
        _ if opening == b'(' => length_prefixed(text, at, maker),
        "www" | "www." => {
            let dot = content.ends_with('.') || cut(text, end..text.len()).starts_with('.');
            let plain = if content.ends_with('.') { "www." } else { "www" };
            let next = cut(text, end..text.len()).trim_start_matches('.');
            (dot && next.starts_with(|c: char| c.is_ascii_alphanumeric())).then(|| Found::defanged(at..end, plain))?
        }
        _ => suffix_in_brackets(text, at, end, content, maker),
    }
}

/// `example[.com`, without its other bracket.
fn unclosed(text: &str, at: usize, opens: usize, maker: &Maker<'_>) -> Option<Found> {
    let end = at + opens + 1;
    let rest = cut(text, at..text.len());
    let dot = rest.starts_with('[') && cut(rest, opens..rest.len()).starts_with('.');
    let next = text.get(end..)?.chars().next()?;
    let both = maker.before(at).is_some_and(char::is_alphanumeric) && next.is_ascii_alphanumeric();
    if dot && both {
        return Found::defanged(at..end, ".");
    }
    // `203.0.113.[7`
    let digit = rest.starts_with('[') && cut(rest, opens..rest.len()).starts_with(|c: char| c.is_ascii_digit());
    (digit && is_in_an_address(&maker.word_before(at))).then(|| Found::defanged(at..at + opens, "")).flatten()
}

/// Whether a word is the first numbers of an address and a dot.
fn is_in_an_address(word: &str) -> bool {
    let number = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    word.strip_suffix('.').is_some_and(|head| head.split('.').count() <= 3 && head.split('.').all(number))
}

fn is_dot(content: &str) -> bool {
    DOTS.contains(&content) || content.eq_ignore_ascii_case("dot") || content.eq_ignore_ascii_case("punkt")
}

/// `range` and the blank on either side of it, where host labels stand around and the blanks are a host's.
fn between(text: &str, range: std::ops::Range<usize>, maker: &Maker<'_>) -> Option<std::ops::Range<usize>> {
    let before = maker.before(range.start)?;
    let next = text.get(range.end..)?.chars().next()?;
    // A mask may stand before the dot: `<random>[.]example.com`.
    let holds = |c: char| is_label(c) || "]})>*%".contains(c);
    if holds(before) && is_label(next) {
        return Some(range);
    }
    let start = range.start - usize::from(before == ' ');
    let end = range.end + usize::from(next == ' ');
    let first = maker.before(start);
    let rest = cut(text, end..text.len());
    // `203 [.] 0 [.] 113 [.] 7`
    let numbers = first.is_some_and(|c| c.is_ascii_digit()) && rest.starts_with(|c: char| c.is_ascii_digit());
    let label = rest.starts_with(is_label);
    (first.is_some_and(is_label) && label && (numbers || is_of_a_host(text, end, maker))).then_some(start..end)
}

/// Whether a dot with blanks beside it, before `after`, is a host's: the labels behind it end with a suffix that is no word.
fn is_of_a_host(text: &str, after: usize, maker: &Maker<'_>) -> bool {
    if maker.scope == Scope::Value {
        return true;
    }
    let mut rest = cut(text, after..text.len());
    for _ in 0..8 {
        let length = rest.bytes().take(63).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
        let tail = cut(rest, length..rest.len());
        if length == 0 {
            return false;
        }
        let Some(dot) = dot_length(tail) else {
            return SUFFIXES.contains(&cut(rest, 0..length).to_ascii_lowercase().as_str())
                && !tail.starts_with(is_label);
        };
        rest = cut(tail, dot..tail.len());
    }
    false
}

/// The length of the dot that `text` begins with, defanged or not, blanks beside it included.
fn dot_length(text: &str) -> Option<usize> {
    let inner = text.strip_prefix(' ').unwrap_or(text);
    let forms = [
        "[.]", "(.)", "{.}", "<.>", "[dot]", "(dot)", "{dot}", "[DOT]", "(DOT)", "[ . ]", "·", "。", "．", "｡", "․",
        "[.", ".]", "\\.",
    ];
    let form = forms.iter().find(|form| inner.starts_with(**form)).copied();
    let form = form.or_else(|| (inner.len() < text.len() && inner.starts_with("dot ")).then_some("dot"));
    let form = form.or_else(|| text.starts_with('.').then_some("."))?;
    let length = text.len() - inner.len() + form.len();
    let rest = cut(text, length..text.len());
    let blank = usize::from(rest.starts_with(' ') && form != ".");
    cut(rest, blank..rest.len()).starts_with(|c: char| c.is_ascii_alphanumeric()).then_some(length + blank)
}

/// ` dot ` at `at`, or ` at ` before a host whose dots are words: `user at example dot com`.
pub(super) fn word(text: &str, at: usize, maker: &Maker<'_>) -> Option<Found> {
    let here = cut(text, at..text.floor_char_boundary(at + 8));
    if here.starts_with("___") {
        return scheme::underlined(text, at, maker);
    }
    if here.starts_with(" @ ") {
        return spaced_sign(text, at, maker);
    }
    if here.starts_with(['_', '-']) {
        return joined_word(text, at, maker);
    }
    if text.get(at + 1..at + 3).is_some_and(|sign| sign.eq_ignore_ascii_case("at")) {
        let rest = cut(text, at + " at ".len()..text.len());
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
        let tail = cut(rest, length..rest.len());
        let spelled = [" dot ", " DOT ", " Dot ", "[.]", "[dot]", "(dot)", "(.)", " [dot] ", " (dot) ", " [.] "];
        let is_host = length > 0 && spelled.iter().any(|form| tail.starts_with(form));
        let local = maker.before(at).is_some_and(|c| c.is_ascii_alphanumeric() || "._-+".contains(c));
        // "Seen at evil[.]example.com" is no address.
        let is_spelled = tail.get(..5).is_some_and(|dot| dot.eq_ignore_ascii_case(" dot "));
        let is_written = is_spelled || text.get(at..at + 4) == Some(" AT ");
        return (is_host && local && is_written).then(|| Found::defanged(at..at + 4, "@")).flatten();
    }
    let end = at + " dot ".len();
    let first = maker.before(at).is_some_and(|c| c.is_ascii_alphanumeric());
    let label = cut(text, end..text.len()).starts_with(|c: char| c.is_ascii_alphanumeric());
    if !first || !label {
        return None;
    }
    let rest = cut(text, end..text.len());
    let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let tail = cut(rest, length..rest.len());
    let before = maker.word_before(at);
    let chained = [" dot ", " DOT ", " (dot) ", " [dot] "].iter().any(|form| tail.starts_with(form));
    let marked = before.contains(['.', '@', '-']) || before.contains(|c: char| c.is_ascii_digit());
    let suffix = SUFFIXES.contains(&cut(rest, 0..length).to_ascii_lowercase().as_str());
    let whole = maker.scope == Scope::Value;
    let last = ends_an_address(&before, cut(rest, 0..length));
    (whole || chained || last || marked && suffix).then(|| Found::defanged(at..end, ".")).flatten()
}

/// `.]` and `example.[com]` are brackets at a dot; ` .com` and ` . net` are blanks beside one.
pub(super) fn broken(text: &str, at: usize, maker: &Maker<'_>) -> Option<Found> {
    let before = maker.before(at)?;
    let rest = cut(text, at + 1..text.len());
    // `heron77..com`: a dot too many.
    if let Some(label) = rest.strip_prefix('.')
        && before.is_ascii_alphanumeric()
    {
        let length = label.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
        let tail = cut(label, length..label.len());
        let word = maker.word_before(at);
        let marked = word.contains(|c: char| c == '-' || c == '.' || c.is_ascii_digit()) && !word.contains(['/', '\\']);
        let suffix = SUFFIXES.contains(&cut(label, 0..length))
            && !tail.starts_with(|c: char| is_label(c) || c == '.' || c == '/' || c == '(');
        let number = cut(label, 0..length);
        let numbers = number.parse::<u8>().is_ok()
            && before.is_ascii_digit()
            && (tail.strip_prefix("..").is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()))
                && word.split('.').all(|number| number.parse::<u8>().is_ok())
                || ends_an_address(&word, number));
        return (marked && suffix || numbers).then(|| Found::defanged(at..at + 2, ".")).flatten();
    }
    let closes = rest.bytes().take(3).take_while(|byte| *byte == b']').count();
    if closes > 0 {
        let next = cut(rest, closes..rest.len()).chars().next()?;
        let both = before.is_alphanumeric() && next.is_ascii_alphanumeric();
        let opened = maker.word_before(at).contains('[');
        return (both && !opened).then(|| Found::defanged(at..at + 1 + closes, ".")).flatten();
    }
    let behind = rest.starts_with(' ');
    if before != ' ' && !(behind && maker.scope == Scope::Value) {
        return None;
    }
    let start = at - usize::from(before == ' ');
    let end = at + 1 + usize::from(behind);
    let first = maker.before(start)?;
    let rest = cut(text, end..text.len());
    let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let label = cut(rest, 0..length);
    let tail = cut(rest, length..rest.len());
    if !first.is_alphanumeric() || label.is_empty() {
        return None;
    }
    if maker.scope == Scope::Value {
        return Found::defanged(start..end, ".");
    }
    if before == ' ' && behind && first.is_ascii_digit() && label.bytes().all(|byte| byte.is_ascii_digit()) {
        return Found::defanged(start..end, ".");
    }
    if !SUFFIXES.contains(&label) || tail.starts_with(|c: char| c.is_alphanumeric() || c == '(') {
        return None;
    }
    let word = maker.word_before(start);
    // A line that holds little more than the host; a longer one is not looked at to its ends.
    let from = text.ceil_char_boundary(start.saturating_sub(word.len() + 32));
    let near = cut(text, from..start);
    let begins = near.rfind('\n').map(|line| line + 1).or((from == 0).then_some(0));
    let near_tail = cut(tail, 0..tail.floor_char_boundary(300));
    let ends = near_tail.contains('\n') || near_tail.len() == tail.len();
    let alone = begins.is_some_and(|line| {
        cut(near, line..near.len()).trim_start_matches(['-', '*', '•', ' ', '\t']).trim_end().len() <= word.len()
    }) && ends
        && near_tail.split('\n').next().is_some_and(|tail| !tail.trim().contains(' ') && !tail.starts_with(' '));
    let marked = word.contains("://") || word.contains('@') || behind && word.contains(['-', '.']);
    (alone || marked).then(|| Found::defanged(start..end, ".")).flatten()
}

/// `%2e` between two labels of a host, or a URL whose marks are all written so: `hxxp%3A%2F%2Fevil.example%2Fa`.
pub(super) fn percent(text: &str, at: usize, maker: &Maker<'_>) -> Option<Found> {
    let rest = cut(text, at..text.len());
    if rest.get(..9).is_some_and(|marks| marks.eq_ignore_ascii_case("%3a%2f%2f")) {
        const LONGEST: usize = 2_000;
        let word = maker.word_before(at);
        let letters = word.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
        let name = cut(&word, word.len() - letters..word.len());
        // Within a link it is that link's own.
        if word.len() > letters && word.contains(['/', '=', '?', '&', '.']) {
            return None;
        }
        let lower = name.to_ascii_lowercase();
        let scheme = scheme::plainly(&lower)?;
        let end = rest
            .find(|c: char| c.is_whitespace() || "<>\"'`|".contains(c))
            .unwrap_or(rest.len())
            .min(rest.floor_char_boundary(LONGEST));
        let plain = format!("{scheme}://{}", crate::rewritten::decoded(cut(rest, 9..end)));
        let whole = !plain.chars().any(|c| c.is_whitespace() || c.is_control());
        return whole.then(|| Found {
            written: at - name.len()..at + end,
            plain: plain.into(),
            change: super::Change::Defanged,
        });
    }
    if !rest.get(..3).is_some_and(|form| form.eq_ignore_ascii_case("%2e")) {
        return None;
    }
    let before = cut(text, text.ceil_char_boundary(at.saturating_sub(300))..at);
    let word = before.rsplit(|c: char| c.is_ascii_whitespace() || c == '"').next().unwrap_or_default();
    let host = word.rsplit("//").next().unwrap_or_default();
    let next = cut(rest, 3..rest.len()).chars().next()?;
    let both = before.ends_with(is_label) && is_label(next);
    (both && host.len() <= 253 && !host.contains(['/', '?'])).then(|| Found::defanged(at..at + 3, ".")).flatten()
}

/// What a page's source writes as a reference to its number or name: a dot (`&#46;`, `&#x2e;`, `&period;`, `&#91;.&#93;`), and the
/// letters and marks of a value (`&#101;vil.example`).
pub(super) fn reference(text: &str, at: usize, maker: &Maker<'_>) -> Option<Found> {
    const BRACKETS: [&str; 2] = ["&#91;.&#93;", "&lsqb;.&rsqb;"];
    let rest = cut(text, at..text.len());
    let bracket = BRACKETS.iter().find(|form| rest.starts_with(**form)).map(|form| (form.len(), '.'));
    let (length, c) = bracket.or_else(|| of_one_character(rest))?;
    if c != '.' {
        return Found::layout(at..at + length, super::escapes::of_a_value(c)?);
    }
    let both = maker.before(at).is_some_and(is_label) && cut(rest, length..rest.len()).starts_with(is_label);
    both.then(|| Found::defanged(at..at + length, ".")).flatten()
}

/// The length of the reference that `rest` begins with, and its character (HTML, 13.5).
fn of_one_character(rest: &str) -> Option<(usize, char)> {
    const NAMES: [(&str, char); 8] = [
        ("period", '.'),
        ("hyphen", '-'),
        ("dash", '-'),
        ("lowbar", '_'),
        ("sol", '/'),
        ("colon", ':'),
        ("commat", '@'),
        ("num", '#'),
    ];
    const LONGEST: usize = 10;
    let near = cut(rest, 0..rest.floor_char_boundary(LONGEST));
    let end = near.find(';')?;
    let name = cut(near, 1..end);
    let c = match name.strip_prefix('#') {
        None => NAMES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)?,
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((end + 1, c))
}

/// A dot of another script, or one that only looks like a full stop, whose `length` bytes begin at `at`.
pub(super) fn foreign(text: &str, at: usize, length: usize, maker: &Maker<'_>) -> Option<Found> {
    let next = cut(text, at + length..text.len()).chars().next()?;
    let both = maker.before(at).is_some_and(|c| c.is_ascii_alphanumeric()) && next.is_ascii_alphanumeric();
    let numbers = next.is_ascii_digit() && maker.before(at).is_some_and(|c| c.is_ascii_digit());
    let of_a_host = numbers || is_of_a_host(text, at + length, maker);
    // The full stop of a language that writes no blank behind it: `evil.example。bad.example` are two.
    let stop = "。｡".contains(cut(text, at..at + length)) && !numbers && {
        let head = maker.word_before(at);
        let tail = cut(text, at + length..text.len());
        let next = tail.split(|c: char| !is_label(c) && c != '.').next().unwrap_or_default();
        let whole = |host: &str| {
            let host = host.rsplit(|c: char| !is_label(c) && c != '.').next().unwrap_or_default().to_lowercase();
            host.contains('.') && crate::hosts::has_public_suffix(&host) && !crate::hosts::is_public_suffix(&host)
        };
        whole(&head) && whole(next)
    };
    (both && of_a_host && !stop).then(|| Found::defanged(at..at + length, ".")).flatten()
}

/// `[at]` and `(at)`, with or without blanks, where a host follows.
fn at_sign(text: &str, range: std::ops::Range<usize>, maker: &Maker<'_>) -> Option<Found> {
    let start = range.start - usize::from(maker.before(range.start) == Some(' '));
    let end = range.end + usize::from(cut(text, range.end..text.len()).starts_with(' '));
    let local = maker.before(start).is_some_and(|c| c.is_ascii_alphanumeric() || "._-+".contains(c));
    (local && host_follows(cut(text, end..text.len()))).then(|| Found::defanged(start..end, "@")).flatten()
}

/// Whether `rest` begins with a label and a dot, defanged or not.
pub(super) fn host_follows(rest: &str) -> bool {
    let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-' || *byte == b'_').count();
    let tail = cut(rest, length..rest.len());
    let another = tail.strip_prefix(' ').unwrap_or(tail);
    let plain =
        tail.strip_prefix('.').is_some_and(|next| next.starts_with(|c: char| c.is_ascii_alphanumeric() || c == ']'));
    let forms = ["[.", "(.)", "{.}", "[dot]", "(dot)", "{dot}", "[DOT]", "(DOT)", "dot ", "\\."];
    length > 0 && (plain || forms.iter().any(|form| another.starts_with(form)))
}

/// `example.[com]`: a label between brackets behind a dot.
fn suffix_in_brackets(text: &str, at: usize, end: usize, content: &str, maker: &Maker<'_>) -> Option<Found> {
    let number = content.len() <= 3 && !content.is_empty() && content.bytes().all(|byte| byte.is_ascii_digit());
    if number && is_in_an_address(&maker.word_before(at)) {
        let plain = content.to_owned();
        return Some(Found { written: at..end, plain: plain.into(), change: super::Change::Defanged });
    }
    let name = content.trim_start_matches('.');
    let known = SUFFIXES.contains(&name);
    let dotted = name.len() < content.len();
    let before = maker.before(at)?;
    let fits = if dotted { before.is_alphanumeric() } else { before == '.' && maker.word_before(at).len() > 1 };
    // `(…)` behind it makes it the text of a link.
    if !known || !fits || cut(text, end..text.len()).starts_with(['(', '[']) {
        return None;
    }
    let plain = format!("{}{name}", if dotted { "." } else { "" });
    Some(Found { written: at..end, plain: plain.into(), change: super::Change::Defanged })
}
