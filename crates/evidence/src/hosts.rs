//! What a host says by its form: whether it has a public suffix, whether everybody uses it, whether an address is anybody's.

use std::net::Ipv4Addr;

/// Whether a host ends in a public suffix that is on the list, so that `setup.exe` is not taken for a domain.
pub(crate) fn has_public_suffix(host: &str) -> bool {
    use psl::Psl as _;
    host.ends_with(".onion") || psl::List.suffix(host.as_bytes()).is_some_and(|suffix| suffix.is_known())
}

/// Whether the whole host is a public suffix: `co.uk`.
pub(crate) fn is_public_suffix(host: &str) -> bool {
    psl::suffix(host.as_bytes()).is_some_and(|suffix| suffix.as_bytes() == host.as_bytes())
}

/// Whether an address is nobody's: unspecified, loopback, broadcast, multicast, reserved, or a mask.
pub(crate) fn is_nobody(address: Ipv4Addr) -> bool {
    let [first, ..] = address.octets();
    first == 0 || address.is_loopback() || first >= 224
}

/// Whether everybody uses this host, so that it says nothing of who used it, and a link to it is a citation.
pub(crate) fn is_shared_host(host: &str) -> bool {
    SHARED_HOSTS.iter().any(|shared| {
        let Some(head) = host.len().checked_sub(shared.len()) else { return false };
        host.get(head..).is_some_and(|tail| tail.eq_ignore_ascii_case(shared))
            && (head == 0 || host.as_bytes().get(head - 1) == Some(&b'.'))
    })
}

/// Hosts of reference works, vendors' publications and services that everybody uses.
const SHARED_HOSTS: [&str; 52] = [
    "abuse.ch",
    "adobe.com",
    "amazon.com",
    "amnesty.org",
    "android.com",
    "any.run",
    "apache.org",
    "apple.com",
    "archive.org",
    "asp.net",
    "blogspot.com",
    "booking.com",
    "cisa.gov",
    "citizenlab.ca",
    "citizenlab.org",
    "cisco.com",
    "command.com",
    "crowdstrike.com",
    "doi.org",
    "dropbox.com",
    "eset.com",
    "facebook.com",
    "fireeye.com",
    "github.com",
    "githubusercontent.com",
    "gmail.com",
    "google.com",
    "hybrid-analysis.com",
    "kaspersky.com",
    "linkedin.com",
    "live.com",
    "mandiant.com",
    "medium.com",
    "microsoft.com",
    "misp-project.org",
    "mitre.org",
    "mozilla.org",
    "nist.gov",
    "office.com",
    "pastebin.com",
    "python.org",
    "securelist.com",
    "symantec.com",
    "t.me",
    "talosintelligence.com",
    "trendmicro.com",
    "twitter.com",
    "virustotal.com",
    "welivesecurity.com",
    "wikipedia.org",
    "yahoo.com",
    "youtube.com",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_and_reserved_addresses_are_nobodys() {
        for address in ["0.0.0.0", "0.0.0.255", "127.0.0.1", "255.255.255.0", "255.255.255.255", "239.255.255.250"] {
            assert!(is_nobody(address.parse().unwrap()), "{address}");
        }
        assert!(!is_nobody("203.0.113.7".parse().unwrap()) && !is_nobody("10.0.0.1".parse().unwrap()));
    }

    #[test]
    fn a_host_below_a_shared_one_is_shared() {
        assert!(is_shared_host("raw.GitHubusercontent.com") && is_shared_host("t.me"));
        assert!(!is_shared_host("notgithub.com") && !is_shared_host("github.com.example.org"));
    }
}
