use dunant_evidence::{FingerprintMethod, HashAlgorithm, ObservableKind};

/// Kinds of values that are no technical traces.
const OTHERS: [&str; 6] = ["actor claim", "country", "sector", "software", "technique", "vulnerability"];

/// Every kind of technical trace.
const TRACES: [ObservableKind; 37] = [
    ObservableKind::AutonomousSystem,
    ObservableKind::CryptocurrencyAddress,
    ObservableKind::DomainName,
    ObservableKind::EmailAddr,
    ObservableKind::FileHash(HashAlgorithm::Authentihash),
    ObservableKind::FileHash(HashAlgorithm::Imphash),
    ObservableKind::FileHash(HashAlgorithm::Impfuzzy),
    ObservableKind::FileHash(HashAlgorithm::Md5),
    ObservableKind::FileHash(HashAlgorithm::Pehash),
    ObservableKind::FileHash(HashAlgorithm::RichHeader),
    ObservableKind::FileHash(HashAlgorithm::Sha1),
    ObservableKind::FileHash(HashAlgorithm::Sha224),
    ObservableKind::FileHash(HashAlgorithm::Sha256),
    ObservableKind::FileHash(HashAlgorithm::Sha384),
    ObservableKind::FileHash(HashAlgorithm::Sha512),
    ObservableKind::FileHash(HashAlgorithm::Ssdeep),
    ObservableKind::FileHash(HashAlgorithm::Telfhash),
    ObservableKind::FileHash(HashAlgorithm::Tlsh),
    ObservableKind::FileHash(HashAlgorithm::Vhash),
    ObservableKind::FileName,
    ObservableKind::FilePath,
    ObservableKind::Ipv4Addr,
    ObservableKind::Ipv6Addr,
    ObservableKind::MacAddr,
    ObservableKind::Mutex,
    ObservableKind::NetworkFingerprint(FingerprintMethod::Hassh),
    ObservableKind::NetworkFingerprint(FingerprintMethod::Ja3),
    ObservableKind::NetworkFingerprint(FingerprintMethod::Ja3s),
    ObservableKind::NetworkFingerprint(FingerprintMethod::Jarm),
    ObservableKind::PdbPath,
    ObservableKind::Process,
    ObservableKind::Url,
    ObservableKind::UserAccount,
    ObservableKind::UserAgent,
    ObservableKind::WindowsRegistryKey,
    ObservableKind::WindowsService,
    ObservableKind::X509Certificate,
];

/// Which values a readout shows. Files, and what was lost in them, are always shown.
#[derive(Debug, Clone, Default)]
pub struct Kinds(Vec<String>);

/// A kind that no value has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no value is of the kind `{kind}`")]
pub struct UnknownKind {
    /// The kind that was asked for.
    kind: String,
}

impl UnknownKind {
    /// The kinds that there are.
    #[must_use]
    pub fn help(&self) -> String {
        format!("the kinds are {}", families().join(", "))
    }
}

impl Kinds {
    /// Values of these kinds alone, by their whole name or its part before the colon: `domain-name`, `software`. All where `kinds` is
    /// empty.
    ///
    /// # Errors
    /// A kind that no value has: what was asked for would be missing in silence.
    pub fn only(kinds: Vec<String>) -> Result<Self, UnknownKind> {
        let known =
            |kind: &String| families().contains(&kind.as_str()) || TRACES.iter().any(|trace| trace.stix_path() == kind);
        match kinds.iter().find(|kind| !known(kind)) {
            Some(kind) => Err(UnknownKind { kind: kind.clone() }),
            None => Ok(Self(kinds)),
        }
    }

    /// Whether values of all kinds are shown.
    pub(super) fn are_all(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn hold(&self, kind: &str) -> bool {
        self.are_all() || self.0.iter().any(|wanted| wanted == kind || wanted == family(kind))
    }
}

fn family(kind: &str) -> &str {
    kind.split(':').next().unwrap_or(kind)
}

/// The kinds by the part before the colon, each once, in the order of the alphabet.
fn families() -> Vec<&'static str> {
    let mut families: Vec<&str> = TRACES.iter().map(|trace| family(trace.stix_path())).chain(OTHERS).collect();
    families.sort_unstable();
    families.dedup();
    families
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_that_no_value_has_is_an_error_that_lists_the_kinds() {
        for kind in ["domain", "foo", "", "file:hashes.MD55", "Domain-Name"] {
            let error = Kinds::only(vec!["url".to_owned(), kind.to_owned()]).unwrap_err();
            assert_eq!(error.to_string(), format!("no value is of the kind `{kind}`"));
            assert!(error.help().contains("country, directory, domain-name, email-addr, file, "), "{}", error.help());
        }
    }

    #[test]
    fn a_kind_is_named_whole_or_by_its_family() {
        let kinds = Kinds::only(vec!["file:hashes.MD5".to_owned(), "software".to_owned(), "url".to_owned()]).unwrap();
        assert!(kinds.hold("file:hashes.MD5") && kinds.hold("url:value") && kinds.hold("software"));
        assert!(!kinds.hold("file:name") && !kinds.hold("technique"));
        assert!(Kinds::default().hold("technique"));
    }
}
