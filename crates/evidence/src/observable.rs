use std::borrow::Cow;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize, de};

use crate::hosts::{has_public_suffix, is_nobody, is_public_suffix};
use crate::plain;

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
    /// A fingerprint of how a client or server speaks; STIX 2.1 has no property for it.
    NetworkFingerprint(FingerprintMethod),
}

/// The algorithms of STIX 2.1 `hash-algorithm-ov`, and those that malware analysts add. Several have digits as MD5 or SHA-256
/// have: only a label tells them apart.
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
    Sha224,
    Sha384,
    /// Of a signed program without its signature: SHA-1 or SHA-256.
    Authentihash,
    /// MD5 of the Rich header that Microsoft's linker leaves.
    RichHeader,
    Telfhash,
    Vhash,
    Pehash,
    Impfuzzy,
}

/// How a client or server is told by the way it speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FingerprintMethod {
    /// MD5 of what a TLS client offers.
    Ja3,
    /// MD5 of what a TLS server answers.
    Ja3s,
    /// Of a TLS server, asked ten times: 62 digits.
    Jarm,
    /// MD5 of what an SSH client or server offers.
    Hassh,
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
            ObservableKind::Ipv4Addr => ip(&refang(text), |host| ipv4(host).map(|ip| ip.to_string()), 32),
            ObservableKind::Ipv6Addr => {
                ip(&refang(text), |host| host.parse::<Ipv6Addr>().map(|ip| ip.to_string()).ok(), 128)
            }
            ObservableKind::DomainName => domain(&refang(text)),
            ObservableKind::Url => url(&refang(text)),
            ObservableKind::EmailAddr => email(&refang(text)),
            ObservableKind::FileHash(algorithm) => hash(algorithm, &refang(text)),
            ObservableKind::NetworkFingerprint(method) => {
                let digits = if method == FingerprintMethod::Jarm { 62 } else { 32 };
                hexadecimal(&refang(text), &[digits])
            }
            ObservableKind::CryptocurrencyAddress => payment_address(text),
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
        let clean = refang(text.trim());
        let text = clean.trim();
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
        let first =
            [ObservableKind::Ipv4Addr, ObservableKind::Ipv6Addr, ObservableKind::Url, ObservableKind::EmailAddr]
                .into_iter()
                .find_map(|kind| Self::parse(kind, text).ok());
        first.or_else(|| Self::parse(ObservableKind::DomainName, text).ok().filter(|o| has_public_suffix(&o.value)))
    }

    /// The host of a URL, as a trace of its own: a domain with a known public suffix, or an address that is somebody's.
    /// `None` for every other kind, and for a host that is neither.
    ///
    /// ```
    /// use dunant_evidence::{Observable, ObservableKind};
    ///
    /// let url = Observable::parse(ObservableKind::Url, "hxxps://user@c2.example[.]com:8443/gate").unwrap();
    /// assert_eq!(url.host().unwrap().value(), "c2.example.com");
    /// ```
    #[must_use]
    pub fn host(&self) -> Option<Self> {
        if self.kind != ObservableKind::Url {
            return None;
        }
        let (_, rest) = self.value.split_once("://")?;
        let authority = rest.get(..rest.find(['/', '?', '#']).unwrap_or(rest.len()))?;
        let host = authority.rsplit('@').next().unwrap_or_default();
        if let Some(inner) = host.strip_prefix('[') {
            return Self::parse(ObservableKind::Ipv6Addr, inner.split(']').next()?).ok();
        }
        let host = match host.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => host,
        };
        if let Some(address) = host.parse::<Ipv4Addr>().ok().or_else(|| address_in_one_number(host)) {
            return (!is_nobody(address)).then(|| Self { kind: ObservableKind::Ipv4Addr, value: address.to_string() });
        }
        let domain = Self::parse(ObservableKind::DomainName, host).ok()?;
        (has_public_suffix(&domain.value) && !is_public_suffix(&domain.value)).then_some(domain)
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
            Self::FileHash(HashAlgorithm::Sha224) => "file:hashes.'SHA-224'",
            Self::FileHash(HashAlgorithm::Sha384) => "file:hashes.'SHA-384'",
            Self::FileHash(HashAlgorithm::Authentihash) => "file:hashes.AUTHENTIHASH",
            Self::FileHash(HashAlgorithm::RichHeader) => "file:hashes.'RICH-HEADER'",
            Self::FileHash(HashAlgorithm::Telfhash) => "file:hashes.TELFHASH",
            Self::FileHash(HashAlgorithm::Vhash) => "file:hashes.VHASH",
            Self::FileHash(HashAlgorithm::Pehash) => "file:hashes.PEHASH",
            Self::FileHash(HashAlgorithm::Impfuzzy) => "file:hashes.IMPFUZZY",
            Self::NetworkFingerprint(FingerprintMethod::Ja3) => "network-traffic:x_ja3",
            Self::NetworkFingerprint(FingerprintMethod::Ja3s) => "network-traffic:x_ja3s",
            Self::NetworkFingerprint(FingerprintMethod::Jarm) => "network-traffic:x_jarm",
            Self::NetworkFingerprint(FingerprintMethod::Hassh) => "network-traffic:x_hassh",
        }
    }
}

impl fmt::Display for ObservableKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.stix_path())
    }
}

impl ObservableKind {
    /// Every kind.
    const ALL: [Self; 37] = {
        use {FingerprintMethod as F, HashAlgorithm as H};
        [
            Self::Ipv4Addr,
            Self::Ipv6Addr,
            Self::DomainName,
            Self::Url,
            Self::EmailAddr,
            Self::FileHash(H::Md5),
            Self::FileHash(H::Sha1),
            Self::FileHash(H::Sha256),
            Self::FileHash(H::Sha512),
            Self::FileHash(H::Ssdeep),
            Self::FileHash(H::Imphash),
            Self::FileHash(H::Tlsh),
            Self::FileHash(H::Sha224),
            Self::FileHash(H::Sha384),
            Self::FileHash(H::Authentihash),
            Self::FileHash(H::RichHeader),
            Self::FileHash(H::Telfhash),
            Self::FileHash(H::Vhash),
            Self::FileHash(H::Pehash),
            Self::FileHash(H::Impfuzzy),
            Self::FileName,
            Self::FilePath,
            Self::Mutex,
            Self::WindowsRegistryKey,
            Self::X509Certificate,
            Self::UserAgent,
            Self::AutonomousSystem,
            Self::Process,
            Self::UserAccount,
            Self::CryptocurrencyAddress,
            Self::MacAddr,
            Self::WindowsService,
            Self::PdbPath,
            Self::NetworkFingerprint(F::Ja3),
            Self::NetworkFingerprint(F::Ja3s),
            Self::NetworkFingerprint(F::Jarm),
            Self::NetworkFingerprint(F::Hassh),
        ]
    };
}

impl<'de> Deserialize<'de> for Observable {
    /// Reads what was serialised. A value that is not normalised is refused.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Written {
            kind: String,
            value: String,
        }
        let written = Written::deserialize(deserializer)?;
        let kind = ObservableKind::ALL.into_iter().find(|kind| kind.stix_path() == written.kind);
        let kind = kind.ok_or_else(|| de::Error::custom(format_args!("`{}` is no kind of trace", written.kind)))?;
        match Self::parse(kind, &written.value) {
            Ok(read) if read.value == written.value => Ok(read),
            _ => Err(de::Error::custom(format_args!("`{}` is not as a {kind} is written", shorten(&written.value)))),
        }
    }
}

impl Serialize for ObservableKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.stix_path())
    }
}

/// Undoes the ways in which reports keep one value from being clicked: `hxxp`, `[.]`, `(dot)`, `[:]`, `[at]`, blanks,
/// characters that nobody sees.
pub(crate) fn refang(text: &str) -> Cow<'_, str> {
    let odd = |byte: u8| !byte.is_ascii() || b"[({<|\\%\n ".contains(&byte);
    let plainly = || {
        memchr::memmem::find(text.as_bytes(), b"//")
            .is_none_or(|at| text.get(..at).and_then(|head| head.strip_suffix(':')).is_some_and(plain::is_known_scheme))
    };
    if !text.bytes().any(odd) && plainly() {
        return Cow::Borrowed(text);
    }
    plain::Plain::new(text, plain::Scope::Value).into_text()
}

/// An address of IPv4, also one whose numbers are all filled up with zeros to three digits, as logs do.
fn ipv4(text: &str) -> Option<Ipv4Addr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    let mut octets = [0_u8; 4];
    let mut parts = text.split('.');
    for octet in &mut octets {
        *octet = parts
            .next()
            .filter(|part| part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit()))?
            .parse()
            .ok()?;
    }
    parts.next().is_none().then(|| Ipv4Addr::from(octets))
}

fn ip(text: &str, host: impl Fn(&str) -> Option<String>, bits: u8) -> Option<String> {
    match text.split_once('/') {
        None => host(text),
        Some((address, length)) => {
            let length = length.parse::<u8>().ok().or_else(|| mask_length(length)).filter(|length| *length <= bits)?;
            let address = host(address)?;
            Some(if length == bits { address } else { format!("{address}/{length}") })
        }
    }
}

/// The length of the network that a mask of IPv4 says: 24 for `255.255.255.0`.
pub(crate) fn mask_length(mask: &str) -> Option<u8> {
    let bits = u32::from(mask.parse::<Ipv4Addr>().ok()?);
    let length = bits.leading_ones();
    (length >= 8 && bits.count_ones() == length).then(|| u8::try_from(length).ok()).flatten()
}

/// The address that a host written as one number is: `3405803783` and `0xCB007107` are 203.0.113.7 (URL Standard, "IPv4 parser").
pub(crate) fn address_in_one_number(host: &str) -> Option<Ipv4Addr> {
    let number = match host.strip_prefix("0x").or_else(|| host.strip_prefix("0X")) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None if host.bytes().all(|byte| byte.is_ascii_digit()) => host.parse().ok()?,
        None => return None,
    };
    // Shorter numbers are ports, years and counts.
    (number > 0x0100_0000).then(|| Ipv4Addr::from(number))
}

/// Whether what has the form of a host is an abbreviation with the word behind it: `i.e.it`, `e.g.com`.
fn is_abbreviation(name: &str) -> bool {
    let rest = name.strip_prefix("i.e.").or_else(|| name.strip_prefix("e.g."));
    rest.is_some_and(|rest| !rest.contains('.'))
}

fn domain(text: &str) -> Option<String> {
    let name = text.trim_end_matches('.').trim_start_matches("*.").to_lowercase();
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(plain::is_label)
    };
    let top = name.rsplit('.').next()?;
    let valid = name.len() <= 253
        && name.contains('.')
        && name.split('.').all(label)
        && !is_marking(&name)
        && !is_abbreviation(&name)
        && !top.bytes().all(|byte| byte.is_ascii_digit());
    valid.then_some(name)
}

/// Whether what has the form of a host is a marking of the Traffic Light Protocol: `TLP.RED`.
fn is_marking(name: &str) -> bool {
    name.strip_prefix("tlp.").is_some_and(|level| ["red", "amber", "green", "clear", "white"].contains(&level))
}

fn url(text: &str) -> Option<String> {
    let Some((scheme, rest)) = text.split_once("://") else { return url_without_scheme(text) };
    let known = scheme.len() <= 16
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let (host, path) = rest.split_at_checked(rest.find(['/', '?', '#']).unwrap_or(rest.len()))?;
    if !known || host.is_empty() || text.chars().any(char::is_whitespace) {
        return None;
    }
    Some(format!("{}://{}{}", scheme.to_ascii_lowercase(), host.to_lowercase(), path))
}

/// `host/path`, where the host is an address or has a known public suffix. Taken for `http`, so that it equals itself with one.
fn url_without_scheme(text: &str) -> Option<String> {
    let text = text.strip_prefix("//").unwrap_or(text);
    let (authority, path) = text.split_once('/')?;
    if path.starts_with('/') || authority.contains('@') || text.len() > 4096 || text.chars().any(char::is_whitespace) {
        return None;
    }
    let host =
        authority.split_once(':').map_or(authority, |(host, port)| if port.parse::<u16>().is_ok() { host } else { "" });
    // `203.0.113.0/24` is a block.
    let address = host.parse::<Ipv4Addr>().is_ok();
    let named = || domain(host).is_some_and(|host| has_public_suffix(&host) && !is_public_suffix(&host));
    let fits = if address { path.parse::<u8>().is_err() } else { named() };
    fits.then(|| format!("http://{}/{path}", authority.to_lowercase()))
}

fn email(text: &str) -> Option<String> {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let (user, host) = text.rsplit_once('@')?;
    let good = |c: char| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
    let valid = !user.is_empty() && user.len() <= 64 && user.chars().all(good);
    Some(format!("{}@{}", user.to_lowercase(), domain(host)?)).filter(|_| valid)
}

fn hash(algorithm: HashAlgorithm, text: &str) -> Option<String> {
    match algorithm {
        HashAlgorithm::Md5 | HashAlgorithm::Imphash | HashAlgorithm::RichHeader => hexadecimal(text, &[32]),
        HashAlgorithm::Sha1 | HashAlgorithm::Pehash => hexadecimal(text, &[40]),
        HashAlgorithm::Sha256 => hexadecimal(text, &[64]),
        HashAlgorithm::Sha512 => hexadecimal(text, &[128]),
        HashAlgorithm::Sha224 => hexadecimal(text, &[56]),
        HashAlgorithm::Sha384 => hexadecimal(text, &[96]),
        HashAlgorithm::Authentihash => hexadecimal(text, &[32, 40, 64]),
        HashAlgorithm::Telfhash => {
            let valid = (70..=72).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
            valid.then(|| text.to_ascii_lowercase())
        }
        HashAlgorithm::Vhash => {
            let valid = (10..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
            valid.then(|| text.to_owned())
        }
        HashAlgorithm::Tlsh => {
            let valid = (70..=72).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
            valid.then(|| text.to_ascii_uppercase())
        }
        HashAlgorithm::Ssdeep | HashAlgorithm::Impfuzzy => {
            let valid = text.split(':').count() == 3 && text.split(':').next()?.parse::<u32>().is_ok();
            valid.then(|| text.to_owned())
        }
    }
}

/// Hexadecimal digits in one of these numbers, in lower case.
fn hexadecimal(text: &str, lengths: &[usize]) -> Option<String> {
    let valid = lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    valid.then(|| text.to_ascii_lowercase())
}

/// An address of a payment. Those in hexadecimal and in Bech32 say the same in either case of letters.
fn payment_address(text: &str) -> Option<String> {
    let one_case = text.starts_with("0x") || ["bc1", "BC1", "ltc1", "LTC1"].iter().any(|head| text.starts_with(head));
    (!text.is_empty()).then(|| if one_case { text.to_ascii_lowercase() } else { text.to_owned() })
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
