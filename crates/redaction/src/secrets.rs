//! Secret keys in bytes: found before they are kept as evidence or given to anybody.
//!
//! A directory of evidence may hold a link, a copy or a paste of a key that opens something. What is this project's own is refused
//! wherever it stands; what others use (PEM, OpenSSH, PGP, PuTTY) may be evidence, such as a key that an attacker left, and whoever takes it
//! in says so.
//!
//! All bytes are looked through, as ASCII and as UTF-16 of either order, whatever the file's kind. What is packed, encoded or encrypted is
//! not looked into.
//!
//! ```
//! use dunant_redaction::secrets::{Whose, find};
//!
//! let text = b"copied:\nPRIVATE+KEY+example.org/secretariat+c74f20a3+AYEKFA...\n";
//! let found = find(text).expect("it holds a key");
//! assert_eq!((found.line, found.kind.whose()), (2, Whose::Ours));
//!
//! let rule = b"rule key { strings: $a = \"-----BEGIN RSA PRIVATE KEY-----\" condition: $a }";
//! assert_eq!(find(rule), None, "a rule that looks for keys holds none");
//! ```

use std::fmt;

use memchr::memmem;

/// What kind of secret key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretKind {
    /// A signing key of the secretariat, a member, a log or a witness (`PRIVATE+KEY+`).
    Signing,
    /// An identity that decrypts evidence (`AGE-SECRET-KEY-`).
    Age,
    /// A private key in PEM, of OpenSSL, OpenSSH and others (RFC 7468).
    Pem,
    /// A private key of OpenPGP in its armour (RFC 9580, section 6).
    Pgp,
    /// A key file of PuTTY.
    Putty,
}

/// Whose keys have that form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// This project's: nobody hands one in as evidence.
    Ours,
    /// Anybody's.
    Anybodys,
}

impl SecretKind {
    /// Whose keys have that form.
    #[must_use]
    pub fn whose(self) -> Whose {
        match self {
            Self::Signing | Self::Age => Whose::Ours,
            Self::Pem | Self::Pgp | Self::Putty => Whose::Anybodys,
        }
    }

    /// What it is, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Signing => "a secret signing key (`PRIVATE+KEY+`)",
            Self::Age => "a secret key that decrypts evidence (`AGE-SECRET-KEY-`)",
            Self::Pem => "a private key (PEM)",
            Self::Pgp => "a private key (OpenPGP)",
            Self::Putty => "a private key (PuTTY)",
        }
    }
}

impl fmt::Display for SecretKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// A secret key in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundSecret {
    /// What it is.
    pub kind: SecretKind,
    /// Its line, from 1.
    pub line: u64,
}

/// The secret key in `bytes` that matters most: the first of ours, else the first of anybody's.
#[must_use]
pub fn find(bytes: &[u8]) -> Option<FoundSecret> {
    let marked = MARKERS.iter().flat_map(|(marker, kind, is_key)| {
        WIDTHS.iter().filter_map(move |width| {
            let needle = spread(marker.as_bytes(), *width);
            let hits = memmem::find_iter(bytes, &needle).map(|at| Text { bytes, width: *width, at });
            let hit = hits.into_iter().find(|text| is_key(&text.behind(), &text.ahead(marker.len())))?;
            Some((hit.at, FoundSecret { kind: kind(&hit.behind(), &hit.ahead(marker.len())), line: hit.line() }))
        })
    });
    marked.min_by_key(|(at, found)| (found.kind.whose() == Whose::Anybodys, *at)).map(|(_, found)| found)
}

/// Looks for secret keys in bytes that come piece by piece, as [`find`] does in bytes at hand.
///
/// ```
/// use dunant_redaction::secrets::{Search, find};
///
/// let text = "a\nb PRIVATE+KEY+example.org/x+c74f20a3+AYEK\n";
/// let mut search = Search::default();
/// for byte in text.bytes() {
///     search.feed(&[byte]);
/// }
/// assert_eq!(search.finish(), find(text.as_bytes()));
/// ```
#[derive(Debug, Default)]
pub struct Search {
    held: Vec<u8>,
    /// Lines before what is held.
    lines: u64,
    found: Option<FoundSecret>,
}

impl Search {
    /// Looks through the next piece.
    pub fn feed(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(PIECE) {
            self.held.extend_from_slice(piece);
            if self.held.len() >= PIECE + OVERLAP {
                self.look();
                let seen = self.held.len() - OVERLAP;
                let seen = seen - seen % 2;
                self.lines += self.held.drain(..seen).filter(|byte| *byte == b'\n').count() as u64;
            }
        }
    }

    /// The secret key that matters most in all of it.
    #[must_use]
    pub fn finish(mut self) -> Option<FoundSecret> {
        self.look();
        self.found
    }

    fn look(&mut self) {
        let here = find(&self.held).map(|found| FoundSecret { line: found.line + self.lines, ..found });
        let later = here.filter(|_| self.found.is_some_and(|found| found.kind.whose() == Whose::Ours));
        if later.is_none() {
            // The first, but for ours, which come before anybody's.
            self.found = match (self.found, here) {
                (Some(first), Some(here)) if here.kind.whose() == Whose::Anybodys => Some(first),
                (first, here) => here.or(first),
            };
        }
    }
}

/// Bytes that are looked through at once, and those of them that are looked through with the next: more than is looked at around a marker.
const PIECE: usize = 1 << 20;
const OVERLAP: usize = 8 << 10;

/// Bytes of one character: ASCII and UTF-8; UTF-16, in either order.
const WIDTHS: [usize; 2] = [1, 2];

/// Characters around a marker that are looked at.
const AROUND: usize = 400;

type Marker = (&'static str, fn(&str, &str) -> SecretKind, fn(&str, &str) -> bool);

/// What keys are known by; what kind it is and whether it is a key at all, by the text before and behind.
const MARKERS: [Marker; 5] = [
    ("PRIVATE+KEY+", |_, _| SecretKind::Signing, |_, _| true),
    ("AGE-SECRET-KEY-", |_, _| SecretKind::Age, |_, _| true),
    // Bech32 knows both cases, and not both in one text.
    ("age-secret-key-1", |_, _| SecretKind::Age, |_, _| true),
    ("PRIVATE KEY", armoured_kind, is_armoured),
    (
        "PuTTY-User-Key-File-",
        |_, _| SecretKind::Putty,
        |_, ahead| ahead.starts_with(|digit: char| digit.is_ascii_digit()),
    ),
];

fn armoured_kind(behind: &str, _: &str) -> SecretKind {
    if behind.ends_with("BEGIN PGP ") { SecretKind::Pgp } else { SecretKind::Pem }
}

/// Whether this is the first line of a key with something of the key below it, rather than a text about such lines: a detection rule
/// and a report quote the line alone.
fn is_armoured(behind: &str, ahead: &str) -> bool {
    let label = behind.rsplit_once("BEGIN ").filter(|(before, _)| before.ends_with(['-', ' '])).map(|(_, label)| label);
    let is_label =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b' ');
    if !label.is_some_and(|label| label.len() <= 40 && is_label(label)) {
        return false;
    }
    let ahead = ahead.strip_prefix(" BLOCK").unwrap_or(ahead).trim_start_matches(' ');
    let Some(below) = ahead.strip_prefix("----") else { return false };
    // A line may end as JSON, source code and web pages write it.
    let below = below.trim_start_matches('-').replace("\\r", "\n").replace("\\n", "\n").replace("<br", "\n<br");
    let mut lines = below.lines();
    // All in one line, as some configurations have it.
    let rest = lines.next().unwrap_or_default().trim();
    let first = if rest.is_empty() { lines.map(str::trim).find(|line| !line.is_empty()) } else { Some(rest) };
    let first = first.unwrap_or_default().trim_start_matches(['>', '|', '*', '#', '<', 'b', 'r', '/', ' ']);
    let run =
        |text: &str| text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte)).count();
    let is_header = first.split_once(": ").is_some_and(|(name, _)| !name.is_empty() && run(&name.replace('-', "")) > 0);
    run(first) >= LEAST || (is_header && rest.is_empty())
}

/// Characters of Base64 that make a line of a key.
const LEAST: usize = 8;

/// A marker with a NUL between each two characters: as it stands in UTF-16, whichever byte comes first.
fn spread(marker: &[u8], width: usize) -> Vec<u8> {
    let mut needle = Vec::with_capacity(marker.len() * width);
    for (place, byte) in marker.iter().enumerate() {
        if place > 0 && width == 2 {
            needle.push(0);
        }
        needle.push(*byte);
    }
    needle
}

/// Bytes that are read as text around a place.
struct Text<'b> {
    bytes: &'b [u8],
    width: usize,
    at: usize,
}

impl Text<'_> {
    /// The character at a place; a replacement for what is not ASCII.
    fn character(&self, place: usize) -> Option<char> {
        let byte = *self.bytes.get(place)?;
        let is_ascii = byte.is_ascii() && (self.width == 1 || self.has_nul_beside(place));
        Some(if is_ascii { char::from(byte) } else { char::REPLACEMENT_CHARACTER })
    }

    fn has_nul_beside(&self, place: usize) -> bool {
        let is_nul = |place: Option<usize>| place.and_then(|place| self.bytes.get(place)) == Some(&0);
        is_nul(place.checked_add(1)) || is_nul(place.checked_sub(1))
    }

    fn ahead(&self, marker: usize) -> String {
        let from = self.at + marker * self.width;
        (from..self.bytes.len()).step_by(self.width).take(AROUND).filter_map(|place| self.character(place)).collect()
    }

    fn behind(&self) -> String {
        let places = (1..=AROUND).map_while(|back| self.at.checked_sub(back * self.width));
        let mut behind: Vec<char> = places.filter_map(|place| self.character(place)).collect();
        behind.reverse();
        // Of the line alone.
        let line = behind.iter().rposition(|character| *character == '\n').map_or(0, |at| at + 1);
        behind.get(line..).unwrap_or_default().iter().collect()
    }

    fn line(&self) -> u64 {
        let before = (self.at % self.width..self.at).step_by(self.width);
        1 + before.filter(|place| self.character(*place) == Some('\n')).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(SecretKind, u64)> {
        find(text.as_bytes()).map(|found| (found.kind, found.line))
    }

    const PEM: &str = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAx5\n-----END RSA PRIVATE KEY-----\n";

    #[test]
    fn keys_of_every_form_are_found_at_their_line() {
        assert_eq!(found("a\nb PRIVATE+KEY+example.org/x+c74f20a3+AYEK"), Some((SecretKind::Signing, 2)));
        assert_eq!(found("# public key: age1\nAGE-SECRET-KEY-1QQQ\n"), Some((SecretKind::Age, 2)));
        assert_eq!(found("x age-secret-key-1qqq"), Some((SecretKind::Age, 1)));
        assert_eq!(found(&format!("found:\r\n\r\n{PEM}")), Some((SecretKind::Pem, 3)));
        for label in ["", "EC ", "DSA ", "ENCRYPTED ", "OPENSSH ", "ANY "] {
            let text = format!("-----BEGIN {label}PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n");
            assert_eq!(found(&text), Some((SecretKind::Pem, 1)), "{label}");
        }
        let legacy =
            "-----BEGIN RSA PRIVATE KEY-----\r\nProc-Type: 4,ENCRYPTED\r\nDEK-Info: AES-128-CBC,00\r\n\r\nMIIE";
        assert_eq!(found(legacy), Some((SecretKind::Pem, 1)));
        let ssh2 = "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: \"2048-bit rsa\"\nP2/56wAAAi4";
        assert_eq!(found(ssh2), Some((SecretKind::Pem, 1)));
        let pgp = "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\nlQOYBF";
        assert_eq!(found(pgp), Some((SecretKind::Pgp, 1)));
        assert_eq!(found("-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBFabcdef\n"), Some((SecretKind::Pgp, 1)));
        assert_eq!(found("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n"), Some((SecretKind::Putty, 1)));
    }

    #[test]
    fn keys_in_pieces_are_found_where_they_stand_in_one() {
        let filler = "0123456789 and so on\n";
        for before in [0, 5, PIECE - 30, PIECE - 4, PIECE + OVERLAP - 17, 2 * PIECE + 3] {
            let lines = before.div_ceil(filler.len());
            for key in ["PRIVATE+KEY+example.org/x+c74f20a3+AYEK\n", PEM] {
                let text = filler.repeat(lines) + key + &filler.repeat(PIECE / 10);
                for piece in [4_099, 64 << 10, usize::MAX] {
                    let mut search = Search::default();
                    text.as_bytes().chunks(piece).for_each(|piece| search.feed(piece));
                    assert_eq!(search.finish(), find(text.as_bytes()), "{before} {piece}");
                }
            }
        }
        let both = PEM.to_owned() + &filler.repeat(PIECE / 5) + "AGE-SECRET-KEY-1QQQ\n";
        let mut search = Search::default();
        search.feed(both.as_bytes());
        assert_eq!(search.finish().map(|found| found.kind), Some(SecretKind::Age), "ours before anybody's");
    }

    #[test]
    fn keys_within_other_text_are_found() {
        for text in [
            "{\"private_key\": \"-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhki\\n-----END PRIVATE KEY-----\\n\"}",
            "key = -----BEGIN PRIVATE KEY----- MIIEvQIBADANBgkqhki -----END PRIVATE KEY-----",
            "> -----BEGIN PRIVATE KEY-----\n> MIIEvQIBADANBgkqhki\n",
            "<p>-----BEGIN PRIVATE KEY-----<br/>MIIEvQIBADANBgkqhki<br/>",
            "\t-----BEGIN PRIVATE KEY-----\n\tMIIEvQIBADANBgkqhki\n",
        ] {
            assert_eq!(found(text).map(|(kind, _)| kind), Some(SecretKind::Pem), "{text}");
        }
    }

    #[test]
    fn utf_16_of_either_order_is_read_too() {
        for text in
            ["one\ntwo\nPRIVATE+KEY+x+y+z", &format!("one\ntwo\n{PEM}"), "one\ntwo\nPuTTY-User-Key-File-2: ssh-rsa"]
        {
            let expected = find(text.as_bytes());
            assert_eq!(expected.map(|found| found.line), Some(3));
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            for encoded in [little, big] {
                assert_eq!(find(&encoded), expected, "{text}");
                assert_eq!(find(&[&[0xff, 0xfe], encoded.as_slice()].concat()), expected, "with a mark before it");
                assert_eq!(
                    find(&[&[7], encoded.as_slice()].concat()).map(|it| it.kind),
                    expected.map(|it| it.kind),
                    "at an odd place"
                );
            }
        }
    }

    #[test]
    fn ours_matters_more_than_anybodys_and_the_first_of_each_counts() {
        assert_eq!(found(&format!("{PEM}PRIVATE+KEY+x")), Some((SecretKind::Signing, 4)));
        assert_eq!(found(&format!("AGE-SECRET-KEY-1\nPRIVATE+KEY+x\n{PEM}")), Some((SecretKind::Age, 1)));
    }

    #[test]
    fn what_speaks_of_keys_holds_none() {
        for text in [
            "",
            "The private key was stolen. PRIVATE KEY",
            "$a = \"-----BEGIN RSA PRIVATE KEY-----\" ascii wide\n$b = \"-----BEGIN PRIVATE KEY-----\"",
            "$re = /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/\nhash = \"60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752\"",
            "it looks for files with '-----BEGIN RSA PRIVATE KEY-----' in them",
            "-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n",
            "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhki\n-----END PUBLIC KEY-----",
            "-----BEGIN CERTIFICATE-----\nMIIBIjANBgkqhki\n-----END CERTIFICATE-----",
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBFabcdef\n",
            "grep -r PuTTY-User-Key-File- /home",
            "example.org/secretariat+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
            "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
