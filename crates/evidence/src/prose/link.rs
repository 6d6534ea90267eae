use std::ops::Range;

use super::cut;
use super::host::Run;
use crate::plain::is_known_scheme;

/// A URL.
#[derive(Debug)]
pub(super) struct Link {
    /// All of it, closing punctuation left out.
    pub(super) range: Range<usize>,
    /// Its host, where it has a dot.
    pub(super) host: Option<Run>,
    /// Whether a browser would open it.
    pub(super) web: bool,
    /// The port that it names.
    pub(super) port: Option<u16>,
}

impl Link {
    /// The first URL in `token`; ranges are of the text.
    pub(super) fn first_in(text: &str, token: Range<usize>) -> Option<Self> {
        let written = cut(text, token.clone());
        memchr::memmem::find_iter(written.as_bytes(), b"://")
            .find_map(|colon| Self::around(text, &token, written, colon))
    }

    fn around(text: &str, token: &Range<usize>, written: &str, colon: usize) -> Option<Self> {
        let head = written.get(..colon)?;
        let letter = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'+';
        let length = head.bytes().rev().take(12).take_while(letter).count();
        // A word may be glued to it: `nhttp` behind an escape, `URLhttp`.
        let start = (colon - length..colon).find(|start| {
            written.get(*start..colon).is_some_and(|name| is_known_scheme(name.to_ascii_lowercase().as_str()))
        })?;
        let name = written.get(start..colon)?.to_ascii_lowercase();
        let rest = colon + 3;
        let end = end_of(written, rest);
        let body = written.get(rest..end)?;
        // What stands before an `@` and any slash is a user, not the host.
        let authority = body.get(..body.find(['/', '?', '#']).unwrap_or(body.len()))?;
        let user = authority.rfind('@').map_or(0, |at| at + 1);
        let host = Run::at(text, token.start + rest + user).ok().filter(|run| run.range.end <= token.start + end);
        let port = authority.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        let web = ["http", "https", "ftp", "ftps"].contains(&name.as_str());
        Some(Self { range: token.start + start..token.start + end, host, web, port })
    }
}

/// Where the URL (or its path) that runs through `written` at `from` ends.
pub(super) fn end_of(written: &str, from: usize) -> usize {
    let mut open = 0_usize;
    let mut end = written.len();
    let tail = written.get(from..).unwrap_or_default();
    let mut before = '/';
    let mut in_host = true;
    for (offset, c) in tail.char_indices() {
        let here = tail.get(offset..).unwrap_or_default();
        let ends = match c {
            '(' => {
                open += 1;
                false
            }
            ')' if open > 0 => {
                open -= 1;
                false
            }
            // An address of IPv6 stands between brackets.
            '[' => offset > 0 || !is_address(here),
            ']' => !tail.starts_with('[') || tail.get(..offset).is_some_and(|host| host.contains(']')),
            ')' | '{' | '}' | '\\' | '^' | '\'' => true,
            // A second URL begins behind a comma or a semicolon.
            ',' | ';' => begins_a_value(here.get(1..).unwrap_or_default()),
            _ if c.is_ascii() => false,
            _ => ends_here(before, c, here, in_host),
        };
        if ends {
            end = from + offset;
            break;
        }
        in_host &= !matches!(c, '/' | '?' | '#');
        before = c;
    }
    let kept = written.get(from..end).unwrap_or_default();
    from + kept.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '+', '~', '|']).len()
}

fn is_address(here: &str) -> bool {
    here.get(1..)
        .and_then(|rest| rest.split_once(']'))
        .is_some_and(|(inner, _)| inner.parse::<std::net::Ipv6Addr>().is_ok())
}

/// Whether a URL ends before `c`, which is none of ASCII: text of another script goes on without a blank. Behind a stroke it may
/// be the name of a file, where an ending follows.
fn ends_here(before: char, c: char, here: &str, in_host: bool) -> bool {
    let latin = matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
    if latin || !before.is_ascii() {
        return false;
    }
    // A path has no longer name; a longer look would be taken anew at each letter.
    const LONGEST: usize = 300;
    let here = here.get(..here.floor_char_boundary(LONGEST)).unwrap_or_default();
    let name: &str = here.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').next().unwrap_or_default();
    let behind = here.get(name.len()..).unwrap_or_default();
    // The host itself may be in another script: `http://сайт.рф/a`.
    let labels = behind.strip_prefix('.').is_some_and(|next| next.starts_with(char::is_alphanumeric));
    if in_host && (before == '/' && labels || "-.".contains(before)) {
        return false;
    }
    let file = behind.starts_with(['.', '/', '=', '%', '&'])
        && behind.get(1..).is_some_and(|next| next.starts_with(|c: char| c.is_ascii_alphanumeric()));
    !(file && "/=-_&?%.".contains(before))
}

fn begins_a_value(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['"', ' ']);
    ["http", "hxxp", "hXXp", "ftp:", "ldap", "tcp:"].iter().any(|scheme| rest.starts_with(scheme))
}
