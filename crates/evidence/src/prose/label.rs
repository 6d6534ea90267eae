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
    let head = head.get(head.ceil_char_boundary(head.len().saturating_sub(60))..).unwrap_or_default();
    let beside = |c: char| c.is_whitespace() || ":=|\"'`([{*-–—>,#".contains(c);
    let trimmed = head.trim_end_matches(beside);
    // A label of its own line is short; another value between the label and the digits ends it.
    let line = trimmed.rsplit('\n').next().unwrap_or_default();
    if head.get(trimmed.len()..).unwrap_or_default().contains('\n') && line.chars().count() > 30 {
        return behind(tail);
    }
    let mut words = line.rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    let last = words.next().unwrap_or_default();
    let filler = ["is", "of", "value", "was", "the", "hash", "sum", "header", "digest", "fingerprint", "id", "a", "pe"];
    let mut phrase = last.clone();
    for _ in 0..3 {
        if let Some(labelled) = named(&phrase) {
            return Some(labelled);
        }
        let before = words.next().unwrap_or_default();
        if before.is_empty() || !filler.contains(&phrase.split(' ').next().unwrap_or_default()) {
            break;
        }
        if let Some(labelled) = named(&before) {
            return Some(labelled);
        }
        phrase = format!("{before} {phrase}");
    }
    named(&phrase).or_else(|| behind(tail))
}

/// `72bb… (imphash)`.
fn behind(tail: &str) -> Option<Labelled> {
    let inner = tail.trim_start_matches(' ').strip_prefix(['(', '['])?;
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
        "ja3" | "ja3hash" | "ja3 hash" | "ja3 digest" | "ja3c" => fingerprint(FingerprintMethod::Ja3),
        "ja3s" => fingerprint(FingerprintMethod::Ja3s),
        "jarm" => fingerprint(FingerprintMethod::Jarm),
        "hassh" | "hasshserver" => fingerprint(FingerprintMethod::Hassh),
        "thumbprint"
        | "certificate"
        | "cert"
        | "x509"
        | "certificate fingerprint"
        | "ssl fingerprint"
        | "tls fingerprint" => Some(Labelled::Trace(ObservableKind::X509Certificate)),
        "commit" | "revision" | "rev" | "uuid" | "guid" | "key" | "apikey" | "token" | "nonce" | "iv" | "salt"
        | "ntlm" | "lm" | "nthash" | "password hash" | "dhash" | "phash" | "icon" | "favicon" | "favicon hash"
        | "cookie" | "session" | "sessionid" | "nonce value" | "etag" | "buildid" | "build id" | "secret" | "aes"
        | "rc4" | "xor" | "csrf" | "ntlm hash" | "lm hash" | "git" | "machineid" | "machine id" | "hwid" => {
            Some(Labelled::Nothing)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        for head in ["MD5: ", "imphash: aaaa, MD5: ", "The sample ", "", "It enriches the file "] {
            assert_eq!(path(head, ""), "", "{head}");
        }
    }
}
