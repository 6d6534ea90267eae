//! What the word beside a number says it is: an imphash has the digits of an MD5.

use crate::{FingerprintMethod, HashAlgorithm, ObservableKind};

/// What a label makes of the digits behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Labelled {
    /// A trace of this kind.
    Trace(ObservableKind),
    /// No trace: a commit, a key, a fingerprint of something else.
    Nothing,
}

/// What `head`, the text before some digits, and `tail`, the text behind them, say the digits are.
pub(super) fn of(head: &str, tail: &str) -> Option<Labelled> {
    let head = near(head);
    words_of_label(head).and_then(|words| said_by(&words)).or_else(|| buffer_of_a_rule(head)).or_else(|| behind(tail))
}

/// Whether the words before some digits call them a hash of a file, whatever their number.
pub(super) fn calls_a_hash(head: &str) -> bool {
    const HASHES: [&str; 14] = [
        "checksum",
        "checksums",
        "digest",
        "hash",
        "hashes",
        "md5",
        "md5s",
        "sha",
        "sha1",
        "sha1s",
        "sha2",
        "sha256",
        "sha256s",
        "sha512",
    ];
    words_of_label(near(head)).is_some_and(|words| {
        words
            .iter()
            .take(6)
            .take_while(|word| HASHES.contains(&word.as_str()) || is_filler(word))
            .any(|word| HASHES.contains(&word.as_str()))
    })
}

/// The one algorithm that the words before some digits name; nothing where they name two, or none.
pub(super) fn algorithm(head: &str) -> Option<HashAlgorithm> {
    let words = words_of_label(near(head))?;
    let mut named = (words.iter().take(6))
        .take_while(|word| calls_an_algorithm(word).is_some() || is_filler(word))
        .filter_map(|word| calls_an_algorithm(word));
    let first = named.next()?;
    named.all(|other| other == first).then_some(first)
}

fn calls_an_algorithm(word: &str) -> Option<HashAlgorithm> {
    match word {
        "md5" | "md5s" => Some(HashAlgorithm::Md5),
        "sha1" | "sha1s" => Some(HashAlgorithm::Sha1),
        "sha256" | "sha256s" => Some(HashAlgorithm::Sha256),
        "sha512" => Some(HashAlgorithm::Sha512),
        _ => None,
    }
}

fn near(head: &str) -> &str {
    head.get(head.ceil_char_boundary(head.len().saturating_sub(REACH))..).unwrap_or_default()
}

/// Bytes before some digits in which a label is looked for.
const REACH: usize = 80;

/// The words of the label that `head` ends with, the last first; `None` where a line of prose ends there.
fn words_of_label(head: &str) -> Option<Vec<String>> {
    let beside = |c: char| c.is_whitespace() || ":=|\"'`([{*-–—>,#".contains(c);
    let trimmed = head.trim_end_matches(beside);
    // A label of its own line is short; another value between the label and the digits ends it.
    let line = trimmed.rsplit('\n').next().unwrap_or_default();
    if head.get(trimmed.len()..).unwrap_or_default().contains('\n') && line.chars().count() > 30 {
        return None;
    }
    let line = line.rsplit([',', ';', '|', '\t']).next().unwrap_or_default();
    // `SHA-256` and `SHA 256` are one word.
    let mut words: Vec<String> = Vec::new();
    for word in line.rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(8) {
        let word = word.to_lowercase();
        match words.last_mut() {
            Some(last) if word == "sha" && last.bytes().all(|byte| byte.is_ascii_digit()) => last.insert_str(0, "sha"),
            _ => words.push(word),
        }
    }
    Some(words)
}

fn is_filler(word: &str) -> bool {
    const FILLERS: [&str; 34] = [
        "a",
        "binary",
        "by",
        "computed",
        "digest",
        "file",
        "files",
        "fingerprint",
        "following",
        "from",
        "has",
        "hash",
        "header",
        "id",
        "is",
        "its",
        "main",
        "md5",
        "of",
        "pe",
        "raw",
        "sample",
        "sha",
        "sha1",
        "sha256",
        "sum",
        "that",
        "the",
        "this",
        "value",
        "was",
        "with",
        "algorithm",
        "type",
    ];
    FILLERS.contains(&word)
}

/// What the words of a label, the last first, say: the nearest phrase of up to three words that is a label, with no word between
/// it and the digits that says anything else.
fn said_by(words: &[String]) -> Option<Labelled> {
    let is_algorithm = |word: &String| ["md5", "sha1", "sha256"].contains(&word.as_str());
    // `Imphash (MD5)` is an imphash, and the MD5 of a file that has a certificate is none of the certificate's.
    let farthest = if words.first().is_some_and(is_algorithm) { 3 } else { words.len() };
    for from in 0..farthest {
        for length in [3, 2, 1] {
            let Some(phrase) = words.get(from..from + length) else { continue };
            let phrase: Vec<&str> = phrase.iter().rev().map(String::as_str).collect();
            match named(&phrase.join(" ")) {
                // "The hash of the RC4 sample" is no key.
                Some(Labelled::Nothing) if from > 2 => return None,
                Some(labelled) => return Some(labelled),
                None => {}
            }
        }
        if !words.get(from).is_some_and(|word| is_filler(word)) {
            return None;
        }
    }
    None
}

/// What a rule of Suricata looks at: `ja3.hash; content:"…"`.
fn buffer_of_a_rule(head: &str) -> Option<Labelled> {
    let (buffers, _) = head.rsplit_once("content:")?;
    let buffer = buffers.trim_end_matches([';', ' ']).rsplit([';', ' ', '(']).next()?;
    let method = match buffer.to_ascii_lowercase().as_str() {
        "ja3.hash" | "ja3_hash" => FingerprintMethod::Ja3,
        "ja3s.hash" | "ja3s_hash" => FingerprintMethod::Ja3s,
        "ssh.hassh" => FingerprintMethod::Hassh,
        "tls.cert_fingerprint" => return Some(Labelled::Trace(ObservableKind::X509Certificate)),
        _ => return None,
    };
    Some(Labelled::Trace(ObservableKind::NetworkFingerprint(method)))
}

/// `72bb… (imphash)`.
fn behind(tail: &str) -> Option<Labelled> {
    const LONGEST: usize = 40;
    let inner = tail.trim_start_matches(' ').strip_prefix(['(', '['])?;
    let inner = inner.get(..inner.floor_char_boundary(LONGEST))?;
    let word = inner.get(..inner.find([')', ']'])?)?;
    named(&word.to_lowercase())
}

fn named(label: &str) -> Option<Labelled> {
    use HashAlgorithm as Hash;
    let hash = |algorithm| Some(Labelled::Trace(ObservableKind::FileHash(algorithm)));
    let fingerprint = |method| Some(Labelled::Trace(ObservableKind::NetworkFingerprint(method)));
    match label {
        "imphash" | "imphashes" | "imp" | "import hash" | "gimphash" | "pe imphash" => hash(Hash::Imphash),
        "authentihash" | "authenticode hash" | "authenticode" | "pesha256" | "pesha1" => hash(Hash::Authentihash),
        "rich" | "richhash" | "rich hash" | "rich header" | "rich pe" | "richpe" | "rich header hash"
        | "richheader" | "rich pe header" => hash(Hash::RichHeader),
        "telfhash" => hash(Hash::Telfhash),
        "vhash" => hash(Hash::Vhash),
        "pehash" => hash(Hash::Pehash),
        "impfuzzy" => hash(Hash::Impfuzzy),
        "ssdeep" | "fuzzy" => hash(Hash::Ssdeep),
        "tlsh" => hash(Hash::Tlsh),
        "sha224" => hash(Hash::Sha224),
        "sha384" => hash(Hash::Sha384),
        "ja3" | "ja3hash" | "ja3 hash" | "ja3 digest" | "ja3c" | "ja3 fingerprint" => {
            fingerprint(FingerprintMethod::Ja3)
        }
        "ja3s" => fingerprint(FingerprintMethod::Ja3s),
        "jarm" => fingerprint(FingerprintMethod::Jarm),
        "hassh" | "hasshserver" => fingerprint(FingerprintMethod::Hassh),
        "thumbprint"
        | "certificate"
        | "cert"
        | "x509"
        | "certificate fingerprint"
        | "ssl fingerprint"
        | "certificate serial"
        | "certificate serial number"
        | "cert serial"
        | "tls fingerprint" => Some(Labelled::Trace(ObservableKind::X509Certificate)),
        "commit" | "revision" | "rev" | "uuid" | "guid" | "key" | "apikey" | "token" | "nonce" | "iv" | "salt"
        | "ntlm" | "lm" | "nt" | "nthash" | "lmhash" | "section" | "resource" | "pgp" | "gpg" | "password hash"
        | "dhash" | "phash" | "icon" | "favicon" | "favicon hash" | "cookie" | "session" | "sessionid"
        | "nonce value" | "etag" | "buildid" | "build id" | "secret" | "aes" | "rc4" | "xor" | "csrf" | "ntlm hash"
        | "lm hash" | "git" | "machineid" | "machine id" | "hwid" | "trace id" | "traceid" | "tracking id"
        | "trackingid" | "tracking" | "span id" | "request id" | "correlation id" | "session id" | "transaction id"
        | "message id" | "order" | "order number" | "csrf token" | "api key" | "serial" | "serial number"
        | "serial no" | "first bytes" | "firstbytes" | "magic bytes" | "header bytes" | "device id" | "patient id"
        | "patient no" | "license" | "licence" => Some(Labelled::Nothing),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_called_a_hash_by_the_words_right_before_them() {
        for head in ["SHA1: ", "sha-256 = ", "MD5 hash ", "| SHA 1 | ", "the SHA-1 of the file is "] {
            assert!(calls_a_hash(head), "{head}");
        }
        for head in ["session id ", "MD5: aaaa, token ", "the key ", ""] {
            assert!(!calls_a_hash(head), "{head}");
        }
    }

    #[test]
    fn the_word_beside_the_digits_says_what_they_are() {
        let path = |head: &str, tail: &str| match of(head, tail) {
            Some(Labelled::Trace(kind)) => kind.stix_path(),
            Some(Labelled::Nothing) => "nothing",
            None => "",
        };
        for head in ["Imphash: ", "imphash=", "The imphash is ", "| imphash | ", "Imphash\n", "import hash: "] {
            assert_eq!(path(head, ""), "file:extensions.'windows-pebinary-ext'.imphash", "{head}");
        }
        for head in ["Rich header hash: ", "rich_header ", "Rich PE header hash - "] {
            assert_eq!(path(head, ""), "file:hashes.'RICH-HEADER'", "{head}");
        }
        assert_eq!(path("", " (imphash)"), "file:extensions.'windows-pebinary-ext'.imphash");
        assert_eq!(path("JA3: ", ""), "network-traffic:x_ja3");
        assert_eq!(path("fixed in commit ", ""), "nothing");
        for head in ["The import hash of the sample is ", "Imphash (MD5): ", "PE imphash MD5 = "] {
            assert_eq!(path(head, ""), "file:extensions.'windows-pebinary-ext'.imphash", "{head}");
        }
        assert_eq!(path("JA3 fingerprint (MD5) ", ""), "network-traffic:x_ja3");
        assert_eq!(path("Rich header hash (MD5): ", ""), "file:hashes.'RICH-HEADER'");
        assert_eq!(path("Authentihash SHA256\n", ""), "file:hashes.AUTHENTIHASH");
        assert_eq!(path("ja3.hash; content:\"", ""), "network-traffic:x_ja3");
        assert_eq!(path("Certificate serial number: ", ""), "x509-certificate:hashes");
        assert_eq!(path("Serial number: ", ""), "nothing");
        assert_eq!(path("main icon raw md5 ", ""), "nothing");
        for head in ["MD5: ", "imphash, MD5: ", "imphash: aaaa, MD5: ", "The sample ", "", "It enriches the file "] {
            assert_eq!(path(head, ""), "", "{head}");
        }
    }
}
