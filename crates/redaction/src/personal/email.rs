use super::written::{FILE_ENDINGS, Run, after, at_sign, before, ends_with};
use super::{Found, Kind, Known, user};

/// E-mail addresses, and whoever stands before the host of a URL. An unknown top-level domain does not make it none.
pub(super) fn find(text: &str, known: &Known, found: &mut Vec<Found>) {
    for at in sign_places(text) {
        let Some(length) = at_sign(text.as_bytes().get(at..).unwrap_or_default()) else { continue };
        let Some(host) = Run::at(text, at + length) else { continue };
        let local = local_start(text, at);
        let (start, password) = with_login(text, local);
        let Some(name) = text.get(local..at).filter(|name| !name.is_empty()) else { continue };
        let ours = known.has_domain_of(&host.name());
        if host.labels.len() == 4 && host.labels.iter().all(|label| label.bytes().all(|b| b.is_ascii_digit())) {
            // The address is for others to judge; who logs in there is a user.
            if password || !user::is_nobody(name) {
                found.push(Found { span: start..at, kind: Kind::UserName });
            }
            continue;
        }
        let is_git = name == "git" && matches!(after(text, host.range.end), Some(':' | '/'));
        if host.labels.len() < 2 || !ours && (is_git || is_example(&host) || is_algorithm(name, &host)) {
            continue;
        }
        let end = if ours { Some(host.range.end) } else { domain_end(text, &host) };
        found.extend(end.map(|end| Found { span: start..end, kind: Kind::EmailAddress }));
    }
}

/// Where an at sign may begin.
fn sign_places(text: &str) -> impl Iterator<Item = usize> {
    let begins = |b: u8| matches!(b, b'@' | b'[' | b'(' | b'{' | b'<' | b'%' | b'&' | b' ' | 0xef);
    text.bytes().enumerate().filter(move |(_, b)| begins(*b)).map(|(at, _)| at)
}

/// Where the local part that ends at `end` begins.
fn local_start(text: &str, end: usize) -> usize {
    const LONGEST: usize = 64;
    let head = text.get(..end).unwrap_or_default();
    if let Some(quoted) = head.strip_suffix('"') {
        let within = quoted.get(quoted.ceil_char_boundary(quoted.len().saturating_sub(LONGEST))..).unwrap_or_default();
        if let Some(open) = within.rfind('"').filter(|open| !within.get(*open..).unwrap_or_default().contains('\n')) {
            return quoted.len() - within.len() + open;
        }
    }
    let mut start = end;
    for c in head.chars().rev().take(LONGEST).take_while(|c| c.is_alphanumeric() || "._%+-'".contains(*c)) {
        start -= c.len_utf8();
    }
    let local = text.get(start..end).unwrap_or_default();
    end - local.trim_start_matches(['.', '+', '-', '\'', '%']).len()
}

/// The start with the account before a password in a URL: `ftp://joe:secret@…`; and whether there is one.
fn with_login(text: &str, local: usize) -> (usize, bool) {
    if before(text, local) != Some(':') {
        return (local, false);
    }
    let account = local_start(text, local - 1);
    if account < local - 1 && ends_with(text, account, "://") { (account, true) } else { (local, false) }
}

/// Where the domain ends: behind the last label that may be a top-level domain, or begins with one as in `mail.com_or_other`. None
/// where there is none, as in `icon@2x.png` and `package@4.17.21`.
fn domain_end(text: &str, host: &Run) -> Option<usize> {
    host.places.iter().skip(1).rev().find_map(|place| {
        let label = text.get(place.clone())?;
        if label.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("xn--")) {
            return Some(place.end);
        }
        let letters = label.find(|c: char| !c.is_alphabetic()).unwrap_or(label.len());
        let top = label.get(..letters)?.to_lowercase();
        (top.chars().count() > 1 && !FILE_ENDINGS.contains(&top.as_str())).then_some(place.start + letters)
    })
}

/// Whether the name is reserved for examples and tests (RFC 2606).
fn is_example(host: &Run) -> bool {
    let mut labels = host.labels.iter().rev().map(String::as_str);
    let (top, second) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    matches!(top, "example" | "test" | "invalid" | "localhost")
        || second == "example" && matches!(top, "com" | "net" | "org" | "edu")
}

/// Algorithms of SSH are written like addresses: `aes256-gcm@openssh.com`.
fn is_algorithm(name: &str, host: &Run) -> bool {
    let marked = name == "zlib" || name.contains(|c: char| c == '-' || c.is_ascii_digit());
    marked && matches!(host.name().as_str(), "openssh.com" | "libssh.org" | "lysator.liu.se" | "ssh.com")
}
