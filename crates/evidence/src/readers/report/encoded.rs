//! Texts that are nothing but the Base64 (RFC 4648, section 4) or the uuencode of a file: no word of them says anything until somebody
//! decodes them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::reading::Member;
use crate::{Limits, Reading, Source};

/// Takes a text that is encoded as a whole for a file within the item, or says that it is not decoded. Says whether it is one.
pub(super) fn read(source: &Source<'_>, text: &str, limits: &Limits, reading: &mut Reading) -> bool {
    let first = text.trim_start().lines().next().unwrap_or_default().trim_end();
    let span = source.span(0, text.len());
    if is_uuencoded(first, text) {
        let what = "the item is a file in uuencode, which is not decoded";
        reading.lose(what, Some(span), Some("decode it with `uudecode`, and give the file that comes out"));
        return true;
    }
    let Some(digits) = digits(text) else { return false };
    if digits.len() as u64 > limits.unpacked_bytes {
        let what = "the item is a file in Base64 beyond the limit `unpacked-bytes`, and was not decoded";
        reading.lose(what, Some(span), Some("raise it with `--limit unpacked-bytes=N`"));
        return true;
    }
    match STANDARD.decode(&digits).ok().filter(|bytes| is_of_a_file(bytes)) {
        Some(bytes) => reading.members.push(Member { name: "decoded from Base64".to_owned(), bytes }),
        None => {
            let what = format!(
                "the item is Base64 of nothing that is known (`{}…`)",
                first.chars().take(32).collect::<String>()
            );
            reading.lose(what, Some(span), Some("decode or decrypt it, and give what comes out"));
        }
    }
    true
}

/// The digits of a text that is Base64 alone: lines of one width but for the last, with letters of both cases and numbers.
fn digits(text: &str) -> Option<String> {
    const FEWEST: usize = 60;
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let width = lines.next()?.len();
    let mut shorter = false;
    for line in lines {
        if shorter || line.len() > width {
            return None;
        }
        shorter = line.len() < width;
    }
    let digits: String = text.split_ascii_whitespace().collect();
    let bare = digits.trim_end_matches('=');
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    let all = bare.len() >= FEWEST
        && digits.len().is_multiple_of(4)
        && digits.len() - bare.len() <= 2
        && bare.bytes().all(is_digit);
    let mixed = bare.bytes().any(|byte| byte.is_ascii_uppercase())
        && bare.bytes().any(|byte| byte.is_ascii_lowercase())
        && bare.bytes().any(|byte| byte.is_ascii_digit())
        && !bare.bytes().all(|byte| byte.is_ascii_hexdigit());
    // A list of names of one width has no line as long.
    (all && mixed && width >= 20).then_some(digits)
}

/// Whether bytes are a text or begin as a file of a known kind does.
fn is_of_a_file(bytes: &[u8]) -> bool {
    const BEGINS: [&[u8]; 9] = [
        b"%PDF",
        b"7z\xbc\xaf",
        b"BZh",
        b"MZ",
        b"PK\x03\x04",
        b"\x1f\x8b",
        b"\x7fELF",
        b"\xd0\xcf\x11\xe0",
        b"\xff\xfe",
    ];
    let text = std::str::from_utf8(bytes).is_ok_and(|text| {
        text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
            && text.chars().any(char::is_alphabetic)
    });
    text || BEGINS.iter().any(|begin| bytes.starts_with(begin))
}

/// `begin 644 name`, and `end` at the end.
fn is_uuencoded(first: &str, text: &str) -> bool {
    let mut words = first.split(' ');
    let mode = words.next() == Some("begin")
        && words.next().is_some_and(|mode| mode.len() == 3 && mode.bytes().all(|byte| (b'0'..=b'7').contains(&byte)));
    mode && words.next().is_some() && text.trim_end().ends_with("\nend")
}
