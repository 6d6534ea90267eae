use std::ops::Range;

use super::host::Run;

/// A URL as written, defanged or not.
#[derive(Debug)]
pub(super) struct Link {
    /// All of it, closing punctuation left out.
    pub(super) range: Range<usize>,
    /// Its host, where it has a dot.
    pub(super) host: Option<Run>,
    /// Whether it was written so that nobody can click it.
    pub(super) defanged: bool,
    /// Whether a browser would open it.
    pub(super) web: bool,
}

impl Link {
    /// The first URL in `token`, whose bytes begin at `start` of the text; ranges are of the text.
    pub(super) fn first_in(text: &str, token: Range<usize>) -> Option<Self> {
        let written = super::cut(text, token.clone());
        let mut from = 0;
        loop {
            let slashes = from + written.get(from..)?.find("//")?;
            if let Some(link) = Self::around(text, &token, written, slashes) {
                return Some(link);
            }
            from = slashes + 2;
        }
    }

    fn around(text: &str, token: &Range<usize>, written: &str, slashes: usize) -> Option<Self> {
        let head = written.get(..slashes)?;
        let (scheme, fanged) = if let Some(scheme) = head.strip_suffix("[:]").or(head.strip_suffix("[:")) {
            (scheme, true)
        } else {
            (head.strip_suffix(':')?, false)
        };
        let name_length = scheme.bytes().rev().take_while(|byte| byte.is_ascii_alphabetic() || *byte == b'*').count();
        let name_start = scheme.len() - name_length;
        let name = scheme.get(name_start..)?.to_ascii_lowercase();
        let plain = ["http", "https", "ftp", "ftps", "sftp", "ws", "wss", "tcp", "udp", "ssh"].contains(&name.as_str());
        let broken = ["hxxp", "hxxps", "h**p", "h**ps", "meow", "meows", "fxp"].contains(&name.as_str());
        if !plain && !broken {
            return None;
        }
        let rest = slashes + 2 + usize::from(written.get(slashes + 2..)?.starts_with(']'));
        let end = end_of(written, rest);
        let body = written.get(rest..end)?;
        // What stands before an `@` and any slash is a user, not the host.
        let authority = body.find(['/', '?', '#']).unwrap_or(body.len());
        let user = body.get(..authority)?.rfind('@').map_or(0, |at| at + 1);
        let host = Run::at(text, token.start + rest + user).ok().filter(|run| run.range.end <= token.start + end);
        let defanged = fanged || broken || host.as_ref().is_some_and(|host| host.defanged) || body.contains("[.]");
        let web = ["http", "https", "ftp", "ftps"].contains(&name.as_str());
        Some(Self { range: token.start + name_start..token.start + end, host, defanged, web })
    }
}

/// Where the URL that runs through `written` at `from` ends.
fn end_of(written: &str, from: usize) -> usize {
    let mut open = 0_usize;
    let mut end = written.len();
    let tail = written.get(from..).unwrap_or_default();
    let mut skip_until = 0;
    for (offset, c) in tail.char_indices() {
        if offset < skip_until {
            continue;
        }
        let here = tail.get(offset..).unwrap_or_default();
        match c {
            '[' | '(' | '{' if fanged_length(here) > 0 => {
                skip_until = offset + fanged_length(here);
            }
            '(' => open += 1,
            ')' if open > 0 => open -= 1,
            '.' if here.starts_with(".]") => skip_until = offset + 2,
            '[' | ']' | ')' | '{' | '}' | '\\' | '^' | '\'' => {
                end = from + offset;
                break;
            }
            // A second URL begins behind a comma or a semicolon.
            ',' | ';' if starts_with_scheme(here.get(1..).unwrap_or_default()) => {
                end = from + offset;
                break;
            }
            _ => {}
        }
    }
    let kept = written.get(from..end).unwrap_or_default();
    from + kept.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '+', '~']).len()
}

fn fanged_length(here: &str) -> usize {
    ["[.]", "(.)", "{.}", "[:]", "[/]", "[@]", "[dot]", "(dot)", "[DOT]", "[at]", "[."]
        .iter()
        .find(|form| here.starts_with(**form))
        .map_or(0, |form| form.len())
}

fn starts_with_scheme(rest: &str) -> bool {
    ["http", "hxxp", "hXXp", "ftp:"].iter().any(|scheme| rest.starts_with(scheme))
}
