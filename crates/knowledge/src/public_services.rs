use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use dunant_vocabulary::Sha256Digest;

/// Public services, sinkholes, special-use addresses and contents that stand on every machine: what a trace of them says of who
/// used them is nothing.
///
/// A customer is not the provider. `github.io` counts for nothing, `someone.github.io` and `github.com/someone` for what they
/// are; a mailbox is never its provider. The list is a file of facts, `public_services.txt`, which says what each scope means.
#[derive(Debug, Clone, Default)]
pub struct PublicServices {
    names: BTreeMap<String, (Scope, String)>,
    blocks: Vec<(Block, String)>,
    contents: BTreeMap<String, String>,
    file_names: BTreeMap<String, String>,
    digest: Option<Sha256Digest>,
}

/// How far a name of the list reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// The name and all beneath it.
    All,
    /// The name alone, with any path.
    Host,
    /// The name alone, with no path: the rest is customers'.
    Own,
}

/// A line of the list that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the list of public services is not `scope name what`: `{text}`")]
pub struct InvalidService {
    line: usize,
    text: String,
}

impl PublicServices {
    /// The list that ships with this build.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the file is part of the build, and a test reads it")]
    pub fn shipped() -> Self {
        Self::parse(include_str!("public_services.txt")).expect("the shipped list is well formed")
    }

    /// Reads a list: a scope, a name and what it is on each line; `#` begins a remark.
    ///
    /// # Errors
    /// [`InvalidService`] with the first line that is something else.
    pub fn parse(text: &str) -> Result<Self, InvalidService> {
        let mut services = Self { digest: Some(Sha256Digest::of(text.as_bytes())), ..Self::default() };
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        {
            services.add(line).ok_or_else(|| InvalidService { line: at + 1, text: line.to_owned() })?;
        }
        Ok(services)
    }

    fn add(&mut self, line: &str) -> Option<()> {
        let (scope, rest) = line.split_once(char::is_whitespace)?;
        let (name, what) = rest.trim_start().split_once(char::is_whitespace)?;
        let what = what.trim();
        if what.is_empty() {
            return None;
        }
        let scope = match scope {
            "all" => Scope::All,
            "host" => Scope::Host,
            "own" => Scope::Own,
            "block" => {
                self.blocks.push((Block::parse(name)?, what.to_owned()));
                return Some(());
            }
            "content" => {
                self.contents.insert(name.to_owned(), what.to_owned());
                return Some(());
            }
            "name" => {
                self.file_names.insert(name.to_owned(), what.to_owned());
                return Some(());
            }
            _ => return None,
        };
        self.names.insert(name.to_owned(), (scope, what.to_owned()));
        Some(())
    }

    /// SHA-256 of the list.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        self.digest.unwrap_or_else(|| Sha256Digest::of(b""))
    }

    /// What the trace is, where it is a public service's or everybody's: `code hosting`, `a sinkhole`, `the empty file`.
    ///
    /// `kind` is a STIX object path and `value` normalised, as [`crate::Indicator`] has them.
    #[must_use]
    pub fn what(&self, kind: &str, value: &str) -> Option<&str> {
        match kind {
            "domain-name:value" => self.of_name(value, Path::Root),
            "ipv4-addr:value" | "ipv6-addr:value" => self.of_block(Block::parse(value)?),
            "url:value" => {
                let (host, path) = host_and_path(value)?;
                match host.parse::<IpAddr>() {
                    Ok(address) => self.of_block(Block::of(address)),
                    Err(_) => self.of_name(&host, path),
                }
            }
            "file:name" => self.file_names.get(&value.to_lowercase()).map(String::as_str),
            _ if kind.starts_with("file:") => self.contents.get(value).map(String::as_str),
            _ => None,
        }
    }

    fn of_name(&self, name: &str, path: Path) -> Option<&str> {
        let bare = name.strip_prefix("www.").unwrap_or(name);
        match self.names.get(bare) {
            Some((Scope::Own, _)) if path == Path::Below => return None,
            Some((_, what)) => return Some(what),
            None => {}
        }
        let mut parent = bare;
        while let Some((_, above)) = parent.split_once('.') {
            if let Some((Scope::All, what)) = self.names.get(above) {
                return Some(what);
            }
            parent = above;
        }
        None
    }

    fn of_block(&self, block: Block) -> Option<&str> {
        self.blocks.iter().find(|(listed, _)| listed.holds(block)).map(|(_, what)| what.as_str())
    }
}

/// Whether a URL leads to a host's front page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Path {
    Root,
    Below,
}

/// The host of a URL, lower case, and whether something stands behind it.
fn host_and_path(url: &str) -> Option<(String, Path)> {
    let (_, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, behind) = rest.split_at_checked(end)?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.strip_prefix('[').and_then(|host| host.split_once(']')) {
        Some((address, _)) => address,
        None => host.split_once(':').map_or(host, |(host, _)| host),
    };
    let path = if behind.trim_start_matches('/').is_empty() { Path::Root } else { Path::Below };
    Some((host.trim_end_matches('.').to_lowercase(), path))
}

/// A block of addresses. Those of IPv4 stand where RFC 4291 (2.5.5.2) maps them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Block {
    network: u128,
    length: u32,
}

impl Block {
    fn of(address: IpAddr) -> Self {
        let network = match address {
            IpAddr::V4(v4) => mapped(v4),
            IpAddr::V6(v6) => u128::from(v6),
        };
        Self { network, length: 128 }
    }

    fn parse(text: &str) -> Option<Self> {
        let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
        let address: IpAddr = address.parse().ok()?;
        let (bits, outside) = if address.is_ipv4() { (32, 96) } else { (128, 0) };
        let length: u32 = length.map_or(Some(bits), |length| length.parse().ok())?;
        (length <= bits).then(|| {
            let length = length + outside;
            Self { network: Self::of(address).network & mask(length), length }
        })
    }

    fn holds(self, other: Self) -> bool {
        self.length <= other.length && other.network & mask(self.length) == self.network
    }
}

fn mapped(address: Ipv4Addr) -> u128 {
    u128::from(address.to_ipv6_mapped())
}

/// The first `length` bits.
fn mask(length: u32) -> u128 {
    u128::MAX.checked_shl(128_u32.saturating_sub(length)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(name: &str) -> Option<String> {
        PublicServices::shipped().what("domain-name:value", name).map(str::to_owned)
    }

    fn url(address: &str) -> Option<String> {
        PublicServices::shipped().what("url:value", address).map(str::to_owned)
    }

    #[test]
    fn every_line_of_the_list_is_read_and_stands_there_once() {
        let text = include_str!("public_services.txt");
        let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).count();
        let services = PublicServices::shipped();
        let held = services.names.len() + services.blocks.len() + services.contents.len() + services.file_names.len();
        assert_eq!(held, lines);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let error = PublicServices::parse("# remark\nall example.net a name\nmost example.org a name").unwrap_err();
        assert!(error.to_string().contains("line 3"), "{error}");
        assert!(PublicServices::parse("block 10.0.0.0/33 too long").is_err());
    }

    #[test]
    fn a_customer_is_not_its_provider() {
        assert_eq!(domain("github.io").as_deref(), Some("code hosting"));
        assert_eq!(domain("evil.github.io"), None);
        assert_eq!(domain("ddns.net").as_deref(), Some("dynamic DNS"));
        assert_eq!(domain("evil.ddns.net"), None);
        assert_eq!(domain("bucket.s3.amazonaws.com"), None);
        assert_eq!(url("https://github.com/"), Some("code hosting".into()));
        assert_eq!(url("https://www.github.com"), Some("code hosting".into()));
        assert_eq!(url("https://github.com/evil/implant"), None);
        assert_eq!(url("https://pastebin.com/raw/abcdefgh"), None);
    }

    #[test]
    fn what_has_no_customers_is_public_whatever_stands_behind_it() {
        assert!(url("http://www.msftncsi.com/ncsi.txt").is_some());
        assert!(url("http://user@www.google.com:80/search?q=x").is_some());
        assert!(domain("au.download.windowsupdate.com").is_some());
        assert!(domain("sc-a.sinkhole.shadowserver.org").is_some());
        assert_eq!(domain("notwindowsupdate.com"), None);
        assert_eq!(domain("windowsupdate.com.evil.net"), None);
    }

    #[test]
    fn addresses_of_resolvers_sinkholes_and_special_use_are_public_and_others_are_not() {
        let services = PublicServices::shipped();
        let v4 = |address: &str| services.what("ipv4-addr:value", address);
        assert_eq!(v4("8.8.8.8"), Some("a public resolver"));
        assert_eq!(v4("192.168.4.0/24"), Some("a private address"));
        assert_eq!(v4("192.0.0.0/8"), None, "a block that is wider than the listed one is not it");
        assert_eq!(v4("148.81.111.111"), Some("a sinkhole of CERT Polska"));
        assert_eq!(v4("8.8.8.9"), None);
        assert_eq!(services.what("ipv6-addr:value", "2001:4860:4860::8888"), Some("a public resolver"));
        assert_eq!(services.what("ipv6-addr:value", "fe80::1"), Some("a link-local address"));
        assert!(services.what("url:value", "http://[::1]:8080/x").is_some());
        assert!(services.what("url:value", "http://10.1.2.3/gate.php").is_some());
    }

    #[test]
    fn a_mailbox_is_never_its_provider() {
        let services = PublicServices::shipped();
        assert_eq!(services.what("email-addr:value", "someone@gmail.com"), None);
        assert!(services.what("domain-name:value", "gmail.com").is_some());
    }

    #[test]
    fn the_empty_file_and_programs_of_the_system_are_everybodys() {
        let services = PublicServices::shipped();
        let empty = Sha256Digest::of(b"").to_string();
        assert_eq!(services.what("file:hashes.'SHA-256'", &empty), Some("the empty file"));
        assert_eq!(services.what("file:hashes.MD5", "d41d8cd98f00b204e9800998ecf8427e"), Some("the empty file"));
        assert_eq!(services.what("file:hashes.MD5", "d41d8cd98f00b204e9800998ecf84271"), None);
        assert_eq!(services.what("file:name", "SvcHost.exe"), Some("a program of the operating system"));
        assert_eq!(services.what("directory:path", r"C:\Users\Public\svchost.exe"), None);
    }
}
