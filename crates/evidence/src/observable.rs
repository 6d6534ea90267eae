use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use serde::Serialize;

/// A technical trace, normalised so that two spellings of one trace are equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Observable {
    kind: ObservableKind,
    value: String,
}

/// The kinds of trace, named by their STIX 2.1 object path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObservableKind {
    /// `ipv4-addr:value`, an address or a CIDR block.
    Ipv4Addr,
    /// `ipv6-addr:value`, an address or a CIDR block.
    Ipv6Addr,
    /// `domain-name:value`, lower case, no trailing dot.
    DomainName,
    /// `url:value`, refanged.
    Url,
    /// `email-addr:value`, lower case.
    EmailAddr,
    /// `file:hashes`, lower-case hexadecimal (SSDEEP as written).
    FileHash(HashAlgorithm),
    /// `file:name`.
    FileName,
    /// A full path: `directory:path` with a file name behind it.
    FilePath,
    /// `mutex:name`.
    Mutex,
    /// `windows-registry-key:key`.
    WindowsRegistryKey,
    /// `x509-certificate:hashes` or its serial number, lower case, no colons.
    X509Certificate,
    /// `network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'`.
    UserAgent,
    /// `autonomous-system:number`, digits alone.
    AutonomousSystem,
    /// `process:command_line` or a process name.
    Process,
    /// `user-account:account_login` and the like.
    UserAccount,
    /// A Bitcoin or other address of a payment; STIX 2.1 has no object for it.
    CryptocurrencyAddress,
    /// `mac-addr:value`.
    MacAddr,
    /// A Windows service name.
    WindowsService,
    /// `file:x_pdb_path`: the debug path that a compiler left.
    PdbPath,
}

/// The algorithms of STIX 2.1 `hash-algorithm-ov`, and two that malware analysts add.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum HashAlgorithm {
    Md5,
    Sha1,
    Sha256,
    Sha512,
    Ssdeep,
    Imphash,
    Tlsh,
}

/// A value that is not what its kind says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a valid {kind}", shorten(value))]
pub struct InvalidObservable {
    value: String,
    kind: ObservableKind,
}

impl Observable {
    /// Reads `text` as a `kind`: refangs and normalises it.
    ///
    /// # Errors
    /// [`InvalidObservable`] when the text cannot be that.
    pub fn parse(kind: ObservableKind, text: &str) -> Result<Self, InvalidObservable> {
        let text = text.trim();
        let invalid = || InvalidObservable { value: text.to_owned(), kind };
        let value = match kind {
            ObservableKind::Ipv4Addr => {
                ip(&refang(text), |host| host.parse::<Ipv4Addr>().map(|ip| ip.to_string()).ok(), 32)
            }
            ObservableKind::Ipv6Addr => {
                ip(&refang(text), |host| host.parse::<Ipv6Addr>().map(|ip| ip.to_string()).ok(), 128)
            }
            ObservableKind::DomainName => domain(&refang(text)),
            ObservableKind::Url => url(&refang(text)),
            ObservableKind::EmailAddr => email(&refang(text)),
            ObservableKind::FileHash(algorithm) => hash(algorithm, text),
            ObservableKind::AutonomousSystem => {
                let head = text.get(..2).filter(|head| head.eq_ignore_ascii_case("as"));
                let digits = head.and_then(|head| text.get(head.len()..)).unwrap_or(text);
                digits.parse::<u32>().ok().map(|number| number.to_string())
            }
            ObservableKind::MacAddr => {
                let mac = text.to_ascii_lowercase().replace('-', ":");
                let valid = mac.split(':').count() == 6
                    && mac.split(':').all(|pair| pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_hexdigit()));
                valid.then_some(mac)
            }
            ObservableKind::X509Certificate => {
                let digits = text.to_ascii_lowercase().replace([':', ' '], "");
                (!digits.is_empty()).then_some(digits)
            }
            _ => (!text.is_empty()).then(|| text.to_owned()),
        };
        value.map(|value| Self { kind, value }).ok_or_else(invalid)
    }

    /// Reads `text` as whatever it can only be: a hash by its length, an address, a URL, an e-mail address, a domain with a
    /// known public suffix. `None` when it may be a file name or a plain word.
    #[must_use]
    pub fn guess(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let algorithm = match text.len() {
                32 => HashAlgorithm::Md5,
                40 => HashAlgorithm::Sha1,
                64 => HashAlgorithm::Sha256,
                128 => HashAlgorithm::Sha512,
                _ => return None,
            };
            return Self::parse(ObservableKind::FileHash(algorithm), text).ok();
        }
        let clean = refang(text);
        let first =
            [ObservableKind::Ipv4Addr, ObservableKind::Ipv6Addr, ObservableKind::Url, ObservableKind::EmailAddr]
                .into_iter()
                .find_map(|kind| Self::parse(kind, &clean).ok());
        first.or_else(|| Self::parse(ObservableKind::DomainName, &clean).ok().filter(|o| has_public_suffix(&o.value)))
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> ObservableKind {
        self.kind
    }

    /// Its normalised value.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl ObservableKind {
    /// The STIX 2.1 object path that holds such a value, or a name of the same form where STIX has none.
    #[must_use]
    pub fn stix_path(self) -> &'static str {
        match self {
            Self::Ipv4Addr => "ipv4-addr:value",
            Self::Ipv6Addr => "ipv6-addr:value",
            Self::DomainName => "domain-name:value",
            Self::Url => "url:value",
            Self::EmailAddr => "email-addr:value",
            Self::FileHash(HashAlgorithm::Md5) => "file:hashes.MD5",
            Self::FileHash(HashAlgorithm::Sha1) => "file:hashes.'SHA-1'",
            Self::FileHash(HashAlgorithm::Sha256) => "file:hashes.'SHA-256'",
            Self::FileHash(HashAlgorithm::Sha512) => "file:hashes.'SHA-512'",
            Self::FileHash(HashAlgorithm::Ssdeep) => "file:hashes.SSDEEP",
            Self::FileHash(HashAlgorithm::Imphash) => "file:extensions.'windows-pebinary-ext'.imphash",
            Self::FileHash(HashAlgorithm::Tlsh) => "file:hashes.TLSH",
            Self::FileName => "file:name",
            Self::FilePath => "directory:path",
            Self::Mutex => "mutex:name",
            Self::WindowsRegistryKey => "windows-registry-key:key",
            Self::X509Certificate => "x509-certificate:hashes",
            Self::UserAgent => "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'",
            Self::AutonomousSystem => "autonomous-system:number",
            Self::Process => "process:command_line",
            Self::UserAccount => "user-account:account_login",
            Self::CryptocurrencyAddress => "x-cryptocurrency:address",
            Self::MacAddr => "mac-addr:value",
            Self::WindowsService => "process:extensions.'windows-service-ext'.service_name",
            Self::PdbPath => "file:x_pdb_path",
        }
    }
}

impl fmt::Display for ObservableKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.stix_path())
    }
}

impl Serialize for ObservableKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.stix_path())
    }
}

/// Undoes the ways in which reports keep indicators from being clicked: `hxxp`, `[.]`, `(.)`, `[dot]`, `[:]`, `[@]`, `[at]`.
pub(crate) fn refang(text: &str) -> String {
    const PAIRS: [(&str, &str); 15] = [
        ("[.]", "."),
        ("(.)", "."),
        ("{.}", "."),
        ("[.", "."),
        (".]", "."),
        ("[dot]", "."),
        ("(dot)", "."),
        ("[:]", ":"),
        ("[://]", "://"),
        ("[@]", "@"),
        ("(@)", "@"),
        ("[at]", "@"),
        ("(at)", "@"),
        ("\\.", "."),
        ("[/]", "/"),
    ];
    let mut clean = text.to_owned();
    if clean.contains(['[', '(', '{', '\\']) {
        for (fanged, plain) in PAIRS {
            if clean.contains(fanged) {
                clean = clean.replace(fanged, plain);
            }
        }
        for word in ["[DOT]", "(DOT)", "[Dot]"] {
            clean = clean.replace(word, ".");
        }
    }
    for (scheme, plain) in [("hxxps", "https"), ("hxxp", "http"), ("h**p", "http"), ("meow", "http"), ("fxp", "ftp")] {
        let Some((head, rest)) = clean.split_at_checked(scheme.len()) else { continue };
        if head.eq_ignore_ascii_case(scheme) && (rest.starts_with("://") || rest.starts_with("s://")) {
            clean = format!("{plain}{rest}");
            break;
        }
    }
    clean
}

/// Whether a host ends in a public suffix that is on the list, so that `setup.exe` is not taken for a domain.
pub(crate) fn has_public_suffix(host: &str) -> bool {
    use psl::Psl as _;
    host.ends_with(".onion") || psl::List.suffix(host.as_bytes()).is_some_and(|suffix| suffix.is_known())
}

fn ip(text: &str, host: impl Fn(&str) -> Option<String>, bits: u8) -> Option<String> {
    match text.split_once('/') {
        None => host(text),
        Some((address, length)) => {
            let length = length.parse::<u8>().ok().filter(|length| *length <= bits)?;
            let address = host(address)?;
            Some(if length == bits { address } else { format!("{address}/{length}") })
        }
    }
}

fn domain(text: &str) -> Option<String> {
    let name = text.trim_end_matches('.').trim_start_matches("*.").to_lowercase();
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    let top = name.rsplit('.').next()?;
    let valid = name.len() <= 253
        && name.contains('.')
        && name.split('.').all(label)
        && !top.bytes().all(|byte| byte.is_ascii_digit());
    valid.then_some(name)
}

fn url(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let known = scheme.len() <= 16
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let (host, path) = rest.split_at_checked(rest.find(['/', '?', '#']).unwrap_or(rest.len()))?;
    if !known || host.is_empty() || text.chars().any(char::is_whitespace) {
        return None;
    }
    Some(format!("{}://{}{}", scheme.to_ascii_lowercase(), host.to_lowercase(), path))
}

fn email(text: &str) -> Option<String> {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let (user, host) = text.rsplit_once('@')?;
    let good = |c: char| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
    let valid = !user.is_empty() && user.len() <= 64 && user.chars().all(good);
    Some(format!("{}@{}", user.to_lowercase(), domain(host)?)).filter(|_| valid)
}

fn hash(algorithm: HashAlgorithm, text: &str) -> Option<String> {
    let digits = match algorithm {
        HashAlgorithm::Md5 | HashAlgorithm::Imphash => 32,
        HashAlgorithm::Sha1 => 40,
        HashAlgorithm::Sha256 => 64,
        HashAlgorithm::Sha512 => 128,
        HashAlgorithm::Tlsh => {
            let valid = (70..=72).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
            return valid.then(|| text.to_ascii_uppercase());
        }
        HashAlgorithm::Ssdeep => {
            let valid = text.split(':').count() == 3 && text.split(':').next()?.parse::<u32>().is_ok();
            return valid.then(|| text.to_owned());
        }
    };
    let valid = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    valid.then(|| text.to_ascii_lowercase())
}

fn shorten(value: &str) -> String {
    let mut shown: String = value.chars().take(60).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(text: &str) -> Option<(&'static str, String)> {
        Observable::guess(text).map(|o| (o.kind().stix_path(), o.value().to_owned()))
    }

    #[test]
    fn defanged_traces_are_refanged_and_normalised() {
        assert_eq!(
            guessed("hxxps://Evil[.]Example[.]com/A?b"),
            Some(("url:value", "https://evil.example.com/A?b".into()))
        );
        assert_eq!(guessed("203.0.113[.]7"), Some(("ipv4-addr:value", "203.0.113.7".into())));
        assert_eq!(guessed("WWW.Example(.)ORG."), Some(("domain-name:value", "www.example.org".into())));
        assert_eq!(guessed("joe[at]example[dot]com"), Some(("email-addr:value", "joe@example.com".into())));
        assert_eq!(
            guessed("D41D8CD98F00B204E9800998ECF8427E"),
            Some(("file:hashes.MD5", "d41d8cd98f00b204e9800998ecf8427e".into()))
        );
        assert_eq!(guessed("2001:DB8::1"), Some(("ipv6-addr:value", "2001:db8::1".into())));
    }

    #[test]
    fn file_names_and_versions_are_not_domains_or_addresses() {
        assert_eq!(guessed("setup.exe"), None);
        assert_eq!(guessed("kernel32.dll"), None);
        assert_eq!(guessed("1.2.3"), None);
        assert_eq!(guessed("word"), None);
        assert_eq!(guessed("256.1.1.1"), None);
    }

    #[test]
    fn wrong_values_are_refused_with_their_kind() {
        let error = Observable::parse(ObservableKind::FileHash(HashAlgorithm::Sha256), "abc").unwrap_err();
        assert_eq!(error.to_string(), "`abc` is not a valid file:hashes.'SHA-256'");
    }
}
