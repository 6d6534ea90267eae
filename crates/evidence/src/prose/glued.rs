//! Words that a missing blank glues to a host or an address: `C2:evil.example.comport 443`, `203.0.113.7port`, `IP203.0.113.7`.

use std::net::Ipv4Addr;

use crate::hosts::{has_public_suffix, is_nobody, is_public_suffix};

/// Words that go on a sentence behind a value.
const BEHIND: [&str; 34] = [
    "and",
    "are",
    "as",
    "at",
    "by",
    "c2",
    "communicated",
    "contacted",
    "domain",
    "for",
    "from",
    "has",
    "host",
    "in",
    "is",
    "on",
    "or",
    "over",
    "port",
    "ports",
    "server",
    "that",
    "the",
    "then",
    "to",
    "url",
    "using",
    "via",
    "was",
    "were",
    "which",
    "with",
    "ip",
    "und",
];

/// Words before an address.
const BEFORE: [&str; 12] =
    ["address", "addr", "c2", "from", "host", "ip", "ipv4", "node", "proxy", "server", "to", "via"];

/// Endings of hosts that a word may be glued to.
const SUFFIXES: [&str; 12] = ["com", "net", "org", "info", "biz", "xyz", "top", "ru", "cn", "online", "site", "club"];

/// The host in a run of labels whose last one has a word glued to it: a host and its path in three labels or more, since
/// `serial.comport` is code.
pub(super) fn host_in(run: &str) -> Option<&str> {
    let (head, last) = run.rsplit_once('.')?;
    let lower = last.to_ascii_lowercase();
    let suffix =
        SUFFIXES.iter().find(|suffix| lower.strip_prefix(**suffix).is_some_and(|rest| BEHIND.contains(&rest)))?;
    let host = run.get(..head.len() + 1 + suffix.len())?;
    let plain = host.to_ascii_lowercase();
    (head.contains('.') && has_public_suffix(&plain) && !is_public_suffix(&plain)).then_some(host)
}

/// The bytes of the label `IP` that is glued to an address and says what it is: `IP203.0.113.7`.
pub(super) fn label_of_an_address(run: &str) -> Option<usize> {
    const LABELS: [&str; 2] = ["ipv4", "ip"];
    LABELS.iter().find_map(|label| {
        let (head, rest) = (run.get(..label.len())?, run.get(label.len()..)?);
        let address: Ipv4Addr = rest.parse().ok()?;
        (head.eq_ignore_ascii_case(label) && !is_nobody(address)).then_some(label.len())
    })
}

/// The address in a run that has letters of a word glued to it on either side. `v203.0.113.7` is a version.
pub(super) fn address_in(run: &str) -> Option<&str> {
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    let start = run.find(|c: char| c.is_ascii_digit())?;
    let (before, rest) = (run.get(..start)?, run.get(start..)?);
    let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    // `C2203.0.113.7` cannot be parted; a label behind the address is glued by its dot: `203.0.113.7.The`.
    let (inner, behind) = (rest.get(..length)?.trim_end_matches('.'), rest.get(length..)?);
    let address: Ipv4Addr = inner.parse().ok()?;
    let before = before.trim_end_matches(['-', '_']).to_lowercase();
    let behind = behind.to_lowercase();
    let fits = (before.is_empty() || BEFORE.contains(&before.as_str()))
        && (behind.is_empty() || BEHIND.contains(&behind.as_str()));
    (fits && !(before.is_empty() && behind.is_empty()) && !is_nobody(address)).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_glued_to_a_host_is_told_from_a_name_of_code() {
        assert_eq!(host_in("evil.example.comport"), Some("evil.example.com"));
        assert_eq!(host_in("evil.example.organd"), Some("evil.example.org"));
        for run in
            ["serial.comport", "java.util.comparator", "a.b.network", "evil.example.com", "setup.exe", "x.y.community"]
        {
            assert_eq!(host_in(run), None, "{run}");
        }
    }

    #[test]
    fn a_word_glued_to_an_address_is_told_from_a_version() {
        for run in ["203.0.113.7port", "IP203.0.113.7", "203.0.113.7and", "ip203.0.113.7and"] {
            assert_eq!(address_in(run), Some("203.0.113.7"), "{run}");
        }
        for run in
            ["v203.0.113.7", "203.0.113.7beta", "203.0.113.7-rc1", "203.0.113.7", "Firefox203.0.113.7", "1.2.3.4.5port"]
        {
            assert_eq!(address_in(run), None, "{run}");
        }
    }
}
