use crate::{FingerprintMethod, HashAlgorithm, ObservableKind};

/// What the value of an attribute, or one half of a composite value, is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A trace of this kind.
    Trace(ObservableKind),
    /// An IPv4 or IPv6 address.
    Address,
    /// A host: a domain, but addresses are written here too.
    Host,
    /// A CVE identifier.
    Vulnerability,
    /// The name of an actor.
    Actor,
    /// A sector that was targeted.
    Sector,
    /// A country that was targeted.
    Country,
    /// Prose.
    Prose,
    /// A STIX pattern.
    Pattern,
    /// A link to a report about the event.
    Citation,
    /// A detail of the victim, or whoever received a message.
    Own,
    /// A rule of another tool, such as YARA's.
    Rule,
    /// Something about the evidence that is not compared: a port, a size, a time.
    Detail,
    /// Nobody here knows what values of the type are.
    Unknown,
}

/// What an attribute's value is read as: one meaning, or two where the type is composite (`filename|md5`).
///
/// MISP's own list of types (`describeTypes`, version 2.4). A type within an object may leave it to the `relation` (`text`).
pub(super) fn meanings(kind: &str, object: &str, relation: &str) -> (Meaning, Option<Meaning>) {
    if matches!(kind, "text" | "other") {
        return (of_relation(object, relation), None);
    }
    if object == "email" && matches!(relation, "to" | "cc" | "bcc" | "to-display-name" | "cc-display-name") {
        return (Meaning::Own, None);
    }
    match kind.split_once('|') {
        Some(("regkey", _)) => (of_type("regkey"), Some(Meaning::Detail)),
        Some((first, second)) => (of_type(first), Some(of_type(second))),
        None if kind == "malware-sample" => (of_type("filename"), Some(of_type("md5"))),
        None => (of_type(kind), None),
    }
}

fn of_type(kind: &str) -> Meaning {
    use ObservableKind as Kind;
    let trace = match kind {
        "md5" => Kind::FileHash(HashAlgorithm::Md5),
        "sha1" => Kind::FileHash(HashAlgorithm::Sha1),
        "sha256" => Kind::FileHash(HashAlgorithm::Sha256),
        "sha512" => Kind::FileHash(HashAlgorithm::Sha512),
        "ssdeep" => Kind::FileHash(HashAlgorithm::Ssdeep),
        "imphash" => Kind::FileHash(HashAlgorithm::Imphash),
        "tlsh" => Kind::FileHash(HashAlgorithm::Tlsh),
        "filename" | "attachment" | "email-attachment" => Kind::FileName,
        "pdb" => Kind::PdbPath,
        "url" | "uri" | "uri-dst" => Kind::Url,
        "email"
        | "email-src"
        | "email-dst"
        | "email-reply-to"
        | "whois-registrant-email"
        | "dns-soa-email"
        | "eppn" => Kind::EmailAddr,
        "mutex" => Kind::Mutex,
        "regkey" => Kind::WindowsRegistryKey,
        "x509-fingerprint-md5" | "x509-fingerprint-sha1" | "x509-fingerprint-sha256" => Kind::X509Certificate,
        "user-agent" => Kind::UserAgent,
        "AS" => Kind::AutonomousSystem,
        "mac-address" => Kind::MacAddr,
        "windows-service-name" | "windows-service-displayname" => Kind::WindowsService,
        "ja3-fingerprint-md5" => Kind::NetworkFingerprint(FingerprintMethod::Ja3),
        "ja3s-fingerprint-md5" => Kind::NetworkFingerprint(FingerprintMethod::Ja3s),
        "btc" | "xmr" | "dash" => Kind::CryptocurrencyAddress,
        "github-username" | "jabber-id" | "twitter-id" => Kind::UserAccount,
        "ip-src" | "ip-dst" | "ip" => return Meaning::Address,
        "domain" | "hostname" => return Meaning::Host,
        "vulnerability" => return Meaning::Vulnerability,
        "threat-actor" => return Meaning::Actor,
        "target-location" => return Meaning::Country,
        "comment" | "email-subject" | "email-body" | "campaign-name" | "malware-type" => return Meaning::Prose,
        "stix2-pattern" => return Meaning::Pattern,
        "link" => return Meaning::Citation,
        "yara" | "snort" | "sigma" | "bro" | "zeek" | "pattern-in-file" | "pattern-in-traffic"
        | "pattern-in-memory" | "filename-pattern" | "kusto-query" => return Meaning::Rule,
        "port"
        | "size-in-bytes"
        | "datetime"
        | "counter"
        | "float"
        | "integer"
        | "boolean"
        | "cpe"
        | "mime-type"
        | "whois-creation-date"
        | "process-state"
        | "campaign-id"
        | "email-mime-boundary"
        | "email-thread-index" => {
            return Meaning::Detail;
        }
        _ if kind.starts_with("target-") => return Meaning::Own,
        _ => return Meaning::Unknown,
    };
    Meaning::Trace(trace)
}

fn of_relation(object: &str, relation: &str) -> Meaning {
    use ObservableKind as Kind;
    match (object, relation) {
        ("x509", "serial-number") => Meaning::Trace(Kind::X509Certificate),
        ("process", "command-line" | "name") => Meaning::Trace(Kind::Process),
        ("user-account", "username" | "user-id") => Meaning::Trace(Kind::UserAccount),
        ("pe", "imphash") => Meaning::Trace(Kind::FileHash(HashAlgorithm::Imphash)),
        ("http-request", "user-agent") => Meaning::Trace(Kind::UserAgent),
        ("victim", "sectors") => Meaning::Sector,
        ("victim", "regions") => Meaning::Country,
        _ => Meaning::Prose,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composite_types_have_two_meanings() {
        let (file, hash) = meanings("filename|sha256", "", "");
        assert_eq!(file, Meaning::Trace(ObservableKind::FileName));
        assert_eq!(hash, Some(Meaning::Trace(ObservableKind::FileHash(HashAlgorithm::Sha256))));
        assert_eq!(meanings("domain|ip", "", ""), (Meaning::Host, Some(Meaning::Address)));
        assert_eq!(meanings("ip-dst|port", "", ""), (Meaning::Address, Some(Meaning::Detail)));
        assert_eq!(meanings("regkey|value", "", "").1, Some(Meaning::Detail));
    }

    #[test]
    fn references_rules_and_victims_addresses_are_no_traces() {
        for (kind, meaning) in [
            ("link", Meaning::Citation),
            ("yara", Meaning::Rule),
            ("snort", Meaning::Rule),
            ("target-email", Meaning::Own),
            ("target-user", Meaning::Own),
            ("port", Meaning::Detail),
            ("x-new-type", Meaning::Unknown),
        ] {
            assert_eq!(meanings(kind, "", ""), (meaning, None), "{kind}");
        }
        assert_eq!(meanings("email-dst", "email", "to").0, Meaning::Own);
        assert_eq!(meanings("email-dst", "", "").0, Meaning::Trace(ObservableKind::EmailAddr));
    }
}
