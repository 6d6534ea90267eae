use crate::{HashAlgorithm, ObservableKind};

/// How the value at an object path is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::readers) enum Trace {
    /// As a value of this kind.
    Kind(ObservableKind),
    /// As whichever address it is: the path refers to an object that may be an IPv4, IPv6 or MAC address or a domain.
    Address,
}

/// How the value of property `steps` of an object of type `object` is read, list indices left out; `None` where such a value is no
/// trace.
///
/// Object types of STIX 2.0 and 2.1, and the custom ones that OpenCTI writes for host names, user agents and wallets.
pub(in crate::readers) fn trace_at(object: &str, steps: &[&str]) -> Option<Trace> {
    use ObservableKind as Kind;
    let kind = match (object, steps) {
        ("file" | "artifact", ["hashes", name]) => Kind::FileHash(algorithm(name)?),
        ("file", ["content_ref", "hashes", name]) => Kind::FileHash(algorithm(name)?),
        ("process", ["binary_ref" | "image_ref", "hashes", name]) => Kind::FileHash(algorithm(name)?),
        (
            "file",
            ["extensions", "windows-pebinary-ext", "imphash"] | ["pe_ext" | "windows-pebinary-ext", "imphash"],
        ) => Kind::FileHash(HashAlgorithm::Imphash),
        ("file", ["name"]) => Kind::FileName,
        ("process", ["binary_ref" | "image_ref", "name"]) => Kind::FileName,
        ("email-message", ["body_multipart", "body_raw_ref", "name"]) => Kind::FileName,
        ("file", ["x_pdb_path" | "pdb_path"]) => Kind::PdbPath,
        ("file", ["parent_directory_ref", "path"]) | ("directory", ["path"]) => Kind::FilePath,
        ("domain-name" | "hostname" | "x-opencti-hostname", ["value"]) => Kind::DomainName,
        ("url", ["value"]) | ("artifact", ["url"]) => Kind::Url,
        ("ipv4-addr", ["value"]) => Kind::Ipv4Addr,
        ("ipv6-addr", ["value"]) => Kind::Ipv6Addr,
        ("mac-addr", ["value"]) => Kind::MacAddr,
        ("email-addr", ["value"]) => Kind::EmailAddr,
        ("email-message", ["from_ref" | "sender_ref", "value"]) => Kind::EmailAddr,
        ("network-traffic", ["src_ref" | "dst_ref", "value"])
        | ("domain-name" | "ipv4-addr" | "ipv6-addr", ["resolves_to_refs", "value"]) => return Some(Trace::Address),
        ("network-traffic", ["extensions", "http-request-ext", "request_header", header])
            if header.eq_ignore_ascii_case("user-agent") =>
        {
            Kind::UserAgent
        }
        ("user-agent" | "x-opencti-user-agent", ["value"]) => Kind::UserAgent,
        ("mutex", ["name"]) => Kind::Mutex,
        ("windows-registry-key", ["key"]) => Kind::WindowsRegistryKey,
        ("x509-certificate", ["hashes", _] | ["serial_number"]) => Kind::X509Certificate,
        ("process", ["command_line" | "name"]) => Kind::Process,
        ("process", ["extensions", "windows-service-ext", "service_name"]) => Kind::WindowsService,
        ("user-account", ["account_login" | "user_id" | "display_name"]) => Kind::UserAccount,
        ("autonomous-system", ["number"]) => Kind::AutonomousSystem,
        ("cryptocurrency-wallet" | "x-opencti-cryptocurrency-wallet", ["value" | "address"]) => {
            Kind::CryptocurrencyAddress
        }
        _ => return None,
    };
    Some(Trace::Kind(kind))
}

/// Whether the path leads to whoever received a message: a victim, and nobody's trace.
pub(super) fn is_receiver(object: &str, steps: &[&str]) -> bool {
    object == "email-message" && matches!(steps, ["to_refs" | "cc_refs" | "bcc_refs", "value"])
}

/// Whether objects of this type can hold a trace, so that no other object is searched for one.
pub(in crate::readers) fn holds_traces(object: &str) -> bool {
    matches!(
        object,
        "artifact"
            | "autonomous-system"
            | "cryptocurrency-wallet"
            | "directory"
            | "domain-name"
            | "email-addr"
            | "email-message"
            | "file"
            | "hostname"
            | "ipv4-addr"
            | "ipv6-addr"
            | "mac-addr"
            | "mutex"
            | "network-traffic"
            | "process"
            | "url"
            | "user-account"
            | "user-agent"
            | "windows-registry-key"
            | "x509-certificate"
            | "x-opencti-cryptocurrency-wallet"
            | "x-opencti-hostname"
            | "x-opencti-user-agent"
    )
}

/// The algorithm of a hash by any spelling of its name: `MD5`, `md5`, `SHA-256`, `SHA256`, `sha_256`.
fn algorithm(name: &str) -> Option<HashAlgorithm> {
    const NAMES: [(&str, HashAlgorithm); 7] = [
        ("md5", HashAlgorithm::Md5),
        ("sha1", HashAlgorithm::Sha1),
        ("sha256", HashAlgorithm::Sha256),
        ("sha512", HashAlgorithm::Sha512),
        ("ssdeep", HashAlgorithm::Ssdeep),
        ("imphash", HashAlgorithm::Imphash),
        ("tlsh", HashAlgorithm::Tlsh),
    ];
    let letters = || name.chars().filter(|c| *c != '-' && *c != '_').map(|c| c.to_ascii_lowercase());
    NAMES.iter().find(|(known, _)| known.chars().eq(letters())).map(|(_, algorithm)| *algorithm)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_hash_is_one_kind() {
        let wanted = Some(Trace::Kind(ObservableKind::FileHash(HashAlgorithm::Sha256)));
        for name in ["SHA-256", "SHA256", "sha256", "sha_256"] {
            assert_eq!(trace_at("file", &["hashes", name]), wanted, "{name}");
        }
        assert_eq!(trace_at("file", &["hashes", "SHA3-256"]), None);
    }

    #[test]
    fn references_and_descriptions_are_no_traces() {
        assert_eq!(trace_at("network-traffic", &["src_ref"]), None);
        assert_eq!(trace_at("file", &["size"]), None);
        assert_eq!(trace_at("software", &["name"]), None);
        assert!(!holds_traces("software"));
    }
}
