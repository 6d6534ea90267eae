//! The ways in which reports write the scheme of a URL.

use super::dots::host_follows;
use super::{Change, Found, Maker, cut};

/// Longest scheme, brackets included, that is looked for before its strokes.
const LONGEST: usize = 16;

/// Schemes that are written as they are.
const PLAIN: [&str; 34] = [
    "dns", "dnscrypt", "ftp", "ftps", "git", "gopher", "http", "https", "irc", "ircs", "ldap", "ldaps", "mms",
    "mongodb", "mysql", "nfs", "pop3", "postgres", "rdp", "redis", "rmi", "rtmp", "rtsp", "sftp", "smb", "ssh", "svn",
    "tcp", "telnet", "tls", "udp", "vnc", "ws", "wss",
];

/// Whether a scheme is one of a network address.
pub(crate) fn is_known(scheme: &str) -> bool {
    PLAIN.contains(&scheme) || ["stratum+tcp", "stratum+ssl", "socks5", "socks4", "socks"].contains(&scheme)
}

/// The strokes of a URL, at `at` of `text`.
pub(super) fn slashes(text: &str, at: usize, maker: &Maker<'_>) -> Option<Found> {
    let rest = cut(text, at..text.len());
    if !rest.starts_with("//") || rest.starts_with("///") || cut(text, 0..at).ends_with('/') {
        return None;
    }
    before(text, at, at + 2, maker)
}

/// `hxxp:\\host\path`: says where the host begins.
pub(super) fn backslashes(text: &str, at: usize, maker: &Maker<'_>) -> Option<Found> {
    let rest = cut(text, at..text.len());
    let colon = cut(text, 0..at).ends_with([':', ']', ')']);
    (colon && rest.starts_with("\\\\") && !rest.starts_with("\\\\\\"))
        .then(|| before(text, at, at + 2, maker))
        .flatten()
}

/// `hxxp___host`: the colon and the strokes of a URL as underlines.
pub(super) fn underlined(text: &str, at: usize, maker: &Maker<'_>) -> Option<Found> {
    let head = maker.word_before(at);
    let letters = head.bytes().rev().take(6).take_while(u8::is_ascii_alphanumeric).count();
    let name = cut(&head, head.len() - letters..head.len()).to_ascii_lowercase();
    let plain = plainly(&name)?;
    let start = at.checked_sub(name.len())?;
    let end = at + "___".len();
    host_follows(cut(text, end..text.len())).then(|| Found {
        written: start..end,
        plain: format!("{plain}://").into(),
        change: Change::Defanged,
    })
}

/// The scheme before strokes (and a colon among brackets) that stand from `at` to `end`, where it is not written plainly.
pub(super) fn before(text: &str, at: usize, end: usize, maker: &Maker<'_>) -> Option<Found> {
    let floor = maker.layouts.last().copied().unwrap_or_default();
    let floor = text.ceil_char_boundary(at.saturating_sub(LONGEST + 6).max(floor.min(at)));
    let head = cut(text, floor..at);
    let (mut end, mut plainly) = (end, cut(text, at..end) == "//");
    // `:[//]`
    let mut name = head;
    if let Some(stripped) = name.strip_suffix(['[', '(']) {
        let closed = cut(text, end..text.len()).starts_with([']', ')']);
        if closed {
            name = stripped;
            end += 1;
            plainly = false;
        }
    }
    let mut colon = !cut(text, at..end).starts_with('/') && cut(text, at..end).contains(':');
    for (form, exact) in [
        (":", true),
        ("[:]", false),
        ("(:)", false),
        ("{:}", false),
        ("[:", false),
        (":]", false),
        ("：", false),
        ("__", false),
    ] {
        if let Some(stripped) = name.strip_suffix(form).filter(|_| !colon) {
            // `[http:` may be the text of a link, and `[:]` is longer than `:]`.
            if form == ":]" && (stripped.ends_with('[') || stripped.contains('[')) {
                continue;
            }
            name = stripped;
            colon = true;
            plainly &= exact;
        }
    }
    let (start, plain, broken) = name_in(name)?;
    if !colon && !broken {
        return None;
    }
    // A name without its colon is a scheme only at the start of a word.
    if !colon && cut(name, 0..start).ends_with(|c: char| c.is_alphanumeric() || "/.".contains(c)) {
        return None;
    }
    let blank = cut(text, end..text.len()).strip_prefix(' ').is_some_and(host_follows);
    let as_written = !broken && plainly && !cut(name, start..name.len()).contains(['[', '(', '{']);
    if as_written && !blank {
        return None;
    }
    end += usize::from(blank);
    let plain = format!("{plain}://");
    Some(Found { written: floor + start..end, plain: plain.into(), change: Change::Defanged })
}

/// The scheme that `head` ends with: where it begins, how it is written plainly, and whether it was written otherwise.
fn name_in(head: &str) -> Option<(usize, String, bool)> {
    let letter = |c: char| c.is_ascii_alphanumeric() || "*_+-#[](){}".contains(c);
    let length: usize = head.chars().rev().take(LONGEST).take_while(|c| letter(*c)).map(char::len_utf8).sum();
    let from = head.len() - length;
    for (offset, first) in cut(head, from..head.len()).char_indices() {
        let start = from + offset;
        let candidate = cut(head, start..head.len());
        let (opens, closes) = (candidate.matches(['[', '(', '{']).count(), candidate.matches([']', ')', '}']).count());
        if opens != closes || first == ']' || first == ')' || first == '}' {
            continue;
        }
        let core: String =
            candidate.chars().filter(|c| !"[](){}".contains(*c)).map(|c| c.to_ascii_lowercase()).collect();
        if is_known(&core) {
            return Some((start, core, false));
        }
        if let Some(plain) = broken(&core) {
            return Some((start, plain.to_owned(), true));
        }
    }
    None
}

/// A scheme as it is written plainly, where `name` is one, broken or not.
pub(super) fn plainly(name: &str) -> Option<&str> {
    if is_known(name) { Some(name) } else { broken(name) }
}

/// What a scheme is that was written so that nobody can click it.
fn broken(name: &str) -> Option<&'static str> {
    let (base, secure) = match name.strip_suffix('s') {
        Some(base) => (base, true),
        None => (name, false),
    };
    let odd = |c: u8| b"tx*_+-z#".contains(&c);
    let http = match base.as_bytes() {
        [b'h' | b'x', first, second, b'p' | b'x'] => odd(*first) && odd(*second),
        _ => ["meow", "nxxp", "hxp", "hxx", "htp", "ttp", "httx", "hxxxp", "htttp", "hxtp", "hxxpx", "http"]
            .contains(&base),
    };
    let ftp = ["fxp", "ftx", "f*p", "fxxp", "fxtp", "f_p"].contains(&base);
    match (http, ftp, secure) {
        (true, _, true) => Some("https"),
        (true, _, false) => Some("http"),
        (_, true, true) => Some("ftps"),
        (_, true, false) => Some("ftp"),
        _ => None,
    }
}
