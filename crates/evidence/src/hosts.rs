//! What a host says by its form: whether it has a public suffix, whether everybody uses it, whether an address is anybody's.

use std::net::Ipv4Addr;

/// Whether a host ends in a public suffix that is on the list, so that `setup.exe` is not taken for a domain.
pub(crate) fn has_public_suffix(host: &str) -> bool {
    use psl::Psl as _;
    is_hidden_service(host)
        || is_of_another_root(host)
        || psl::List.suffix(host.as_bytes()).is_some_and(|suffix| suffix.is_known())
}

/// Whether a host is one of Tor or I2P, which no public suffix list holds.
pub(crate) fn is_hidden_service(host: &str) -> bool {
    host.ends_with(".onion") || host.ends_with(".i2p")
}

/// Whether a host ends in a top label that programs look up elsewhere than at the root of DNS: in Namecoin, in Ethereum, in EmerDNS.
pub(crate) fn is_of_another_root(host: &str) -> bool {
    [".bit", ".eth", ".bazar", ".emc"].iter().any(|top| host.ends_with(top))
}

/// Whether everybody can have a mailbox there, so that an address says whose it is.
pub(crate) fn is_mail_provider(host: &str) -> bool {
    ["gmail.com", "googlemail.com", "live.com", "yahoo.com", "google.com", "office.com", "apple.com"]
        .iter()
        .any(|provider| host.eq_ignore_ascii_case(provider))
}

/// Whether the whole host is a public suffix: `co.uk`.
pub(crate) fn is_public_suffix(host: &str) -> bool {
    psl::suffix(host.as_bytes()).is_some_and(|suffix| suffix.as_bytes() == host.as_bytes())
}

/// Whether an address is nobody's: unspecified, loopback, link-local, broadcast, multicast, reserved, or a mask.
pub(crate) fn is_nobody(address: Ipv4Addr) -> bool {
    let [first, ..] = address.octets();
    first == 0 || address.is_loopback() || address.is_link_local() || first >= 224
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
const SHARED_HOSTS: [&str; 67] = [
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
    "bsi.bund.de",
    "cert.europa.eu",
    "cert.pl",
    "cert.ssi.gouv.fr",
    "cisa.gov",
    "cisco.com",
    "citizenlab.ca",
    "citizenlab.org",
    "command.com",
    "crowdstrike.com",
    "doi.org",
    "dropbox.com",
    "enisa.europa.eu",
    "eset.com",
    "facebook.com",
    "fbi.gov",
    "fireeye.com",
    "github.com",
    "githubusercontent.com",
    "gmail.com",
    "google.com",
    "hybrid-analysis.com",
    "ic3.gov",
    "jpcert.or.jp",
    "kaspersky.com",
    "linkedin.com",
    "live.com",
    "mandiant.com",
    "medium.com",
    "microsoft.com",
    "misp-project.org",
    "mitre.org",
    "mozilla.org",
    "ncsc.gov.uk",
    "ncsc.nl",
    "nist.gov",
    "ntp.org",
    "office.com",
    "pastebin.com",
    "ptb.de",
    "python.org",
    "securelist.com",
    "symantec.com",
    "t.me",
    "talosintelligence.com",
    "trendmicro.com",
    "twitter.com",
    "us-cert.gov",
    "virustotal.com",
    "w3.org",
    "welivesecurity.com",
    "wikipedia.org",
    "windowsupdate.com",
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
