use std::net::{Ipv4Addr, Ipv6Addr};

use super::written::{before, dot};
use super::{Found, Kind};

/// Addresses of networks that are nobody else's, defanged or not, with the length of their prefix.
pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let end = match byte {
            b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F' | b':' | b'[' => {
                version_6(text, at).or_else(|| version_4(text, at))
            }
            _ => None,
        };
        match end {
            Some(end) => {
                found.push(Found { span: at..end, kind: Kind::InternalAddress });
                at = end;
            }
            None => at += 1,
        }
    }
}

/// Where an internal IPv4 address that begins at `start` ends.
fn version_4(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let joined = match before(text, start) {
        Some('.') => before(text, start - 1).is_some_and(char::is_alphanumeric),
        Some(']' | ')') => dot(bytes.get(start.saturating_sub(3)..)?).is_some_and(|length| length == 3),
        c => c.is_some_and(char::is_alphanumeric),
    };
    if joined || !bytes.get(start)?.is_ascii_digit() {
        return None;
    }
    let mut octets = [0_u8; 4];
    let mut at = start;
    for (place, octet) in octets.iter_mut().enumerate() {
        if place > 0 {
            at += dot(bytes.get(at..)?)?;
        }
        let digits = bytes.get(at..)?.iter().take(4).take_while(|b| b.is_ascii_digit()).count();
        *octet = text.get(at..at + digits).filter(|_| (1..=3).contains(&digits))?.parse().ok()?;
        at += digits;
    }
    let rest = bytes.get(at..)?;
    let goes_on =
        dot(rest).and_then(|length| rest.get(length)).is_some_and(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    if goes_on || text.get(at..)?.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let address = Ipv4Addr::from(octets);
    // Every machine of a cloud asks this address about itself.
    let everywhere = octets == [169, 254, 169, 254];
    if everywhere || !is_internal_4(address) || is_version(text, start) {
        return None;
    }
    let (length, prefix) = prefix(rest, 32);
    let whole = [([10, 0, 0, 0], 8), ([172, 16, 0, 0], 12), ([192, 168, 0, 0], 16), ([100, 64, 0, 0], 10)];
    let more = [([169, 254, 0, 0], 16), ([127, 0, 0, 0], 8)];
    // A network that every organisation has says nothing of one.
    (!whole.iter().chain(&more).any(|(net, bits)| *net == octets && Some(*bits) == prefix)).then_some(at + length)
}

fn is_internal_4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || first == 100 && (64..128).contains(&second)
}

/// Whether the four numbers at `start` are a program's version: the word before says so.
fn is_version(text: &str, start: usize) -> bool {
    let head = text.get(text.floor_char_boundary(start.saturating_sub(40))..start).unwrap_or_default();
    if let Some(product) = head.strip_suffix('/') {
        let name: String = product.chars().rev().take_while(|c| !c.is_whitespace()).collect();
        return name.len() >= 2 && name.chars().all(char::is_alphabetic);
    }
    let line = head.rsplit('\n').next().unwrap_or_default();
    let word = line.split(|c: char| !c.is_alphanumeric()).rfind(|word| !word.is_empty()).unwrap_or_default();
    const WORDS: [&str; 10] =
        ["build", "firmware", "player", "release", "rev", "revision", "ver", "version", "versions", "fileversion"];
    line.ends_with(|c: char| !c.is_alphanumeric()) && WORDS.contains(&word.to_ascii_lowercase().as_str())
}

/// Where an internal IPv6 address that begins at `start` ends.
fn version_6(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if before(text, start).is_some_and(|c| c.is_alphanumeric() || c == ':' || c == '_' || c == '.') {
        return None;
    }
    // As written, so far, without brackets; and where each byte of it ends.
    let mut written = String::new();
    let mut ends = Vec::new();
    let mut at = start;
    while written.len() < 46 {
        let rest = bytes.get(at..)?;
        let (byte, length) = match rest {
            [b'[', b':', b']', ..] => (b':', 3),
            [b'[', b':', b':', b']', ..] => {
                written.push(':');
                ends.push(at + 2);
                (b':', 4)
            }
            [b, ..] if b.is_ascii_hexdigit() || matches!(b, b':' | b'.') => (*b, 1),
            _ => break,
        };
        at += length;
        written.push(byte as char);
        ends.push(at);
    }
    if text.get(at..)?.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let address = written.trim_end_matches('.');
    let address = if address.ends_with("::") { address } else { address.trim_end_matches(':') };
    if address.bytes().filter(|b| *b == b':').count() < 2 {
        return None;
    }
    let parsed: Ipv6Addr = address.parse().ok()?;
    let first = address.split(':').next().unwrap_or_default();
    let internal = match parsed.segments() {
        // Written in full: `fd::1` is rather code.
        [0xfc00..=0xfdff | 0xfe80..=0xfebf, ..] => first.len() == 4,
        _ => parsed.is_loopback() || parsed.to_ipv4_mapped().is_some_and(is_internal_4),
    };
    if !internal {
        return None;
    }
    let mut end = *ends.get(address.len().checked_sub(1)?)?;
    let rest = bytes.get(end..)?;
    if rest.first() == Some(&b'%') {
        end += 1 + rest.iter().skip(1).take(16).take_while(|b| b.is_ascii_alphanumeric()).count();
    }
    let (length, prefix) = prefix(bytes.get(end..)?, 128);
    let whole = matches!(
        (address.to_ascii_lowercase().as_str(), prefix),
        ("fc00::", Some(7)) | ("fd00::", Some(8)) | ("fe80::", Some(10)) | ("::1", Some(128))
    );
    (!whole).then_some(end + length)
}

/// The length of `/24` at the start of `rest`, and the number.
fn prefix(rest: &[u8], most: u8) -> (usize, Option<u8>) {
    let Some(rest) = rest.strip_prefix(b"/") else { return (0, None) };
    let digits = rest.iter().take(4).take_while(|b| b.is_ascii_digit()).count();
    let number = rest.get(..digits).and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<u8>().ok());
    let ends = !rest.get(digits).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_'));
    match number.filter(|number| *number <= most && ends) {
        Some(number) => (digits + 1, Some(number)),
        None => (0, None),
    }
}
