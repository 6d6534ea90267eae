use super::super::table::columns::Column;
use crate::verdict::folded;
use crate::{Observable, ObservableKind, Reason};

/// What a member called `key` holds within an object called `parent`.
pub(super) fn column(key: &str, parent: &str) -> Column {
    /// Names under which programs keep what they saw, as they saw it, or their rule's words.
    const WORDS: [&str; 16] = [
        "alert",
        "data",
        "decoded",
        "full log",
        "log original",
        "original",
        "payload printable",
        "previous output",
        "raw",
        "raw data",
        "raw event",
        "raw message",
        "rule name",
        "signature",
        "signature name",
        "value data",
    ];
    /// Names that say nothing but that it is the thing the object is called by.
    const ITSELF: [&str; 11] =
        ["address", "full", "href", "id", "name", "original", "self", "technique", "text", "title", "value"];
    /// Names of an address at the service that wrote the item.
    const OF_THE_SERVICE: [&str; 5] =
        ["permalink public", "url private", "url private download", "html url", "self link"];
    /// Objects in which programs that watch a machine describe that machine.
    const MONITORED: [&str; 8] = [
        "affectedhosts",
        "agent",
        "agentdetectioninfo",
        "agentrealtimeinfo",
        "endpoint",
        "host",
        "observer",
        "victims",
    ];
    /// Names of its places that no column has.
    const HOSTS: [&str; 8] = ["computername", "external ip", "externalip", "fqdn", "hostname", "ip", "ips", "mac"];
    let name = folded(key);
    let within = Column::named(parent);
    if key.is_empty() {
        return within;
    }
    if ITSELF.contains(&name.as_str()) {
        if let Some(column) =
            Some(Column::named(&format!("{parent} {key}"))).filter(|column| is_told(*column) && !parent.is_empty())
        {
            return column;
        }
        if is_told(within) {
            return within;
        }
    }
    if name == "fingerprint" && ["tls", "ssl", "cert", "certificate", "x509"].contains(&folded(parent).as_str()) {
        return Column::Trace(ObservableKind::X509Certificate);
    }
    // `ja3.hash` is of what is around it, and of no file.
    if name == "hash" && matches!(within, Column::Aside(Reason::Description)) {
        return within;
    }
    if name == "eventsource" {
        return Column::Description;
    }
    if OF_THE_SERVICE.contains(&name.as_str()) {
        return Column::Aside(Reason::Citation);
    }
    // `engine_version` has the form of an address.
    if name.ends_with("version") {
        return Column::Description;
    }
    if WORDS.contains(&name.as_str()) {
        return Column::Prose;
    }
    // What stands on the victim's machine is evidence; where the machine is, and whose, is not.
    let is_whose =
        within == Column::Aside(Reason::Own) || MONITORED.contains(&folded(parent).replace(' ', "").as_str());
    let at = Column::named(key);
    if is_whose && (HOSTS.contains(&name.as_str()) || is_a_place(at)) {
        return Column::Aside(Reason::Own);
    }
    match at {
        // `http.host` is whom the request was for; `hash.value` is told above.
        Column::Unknown => Some(Column::named(&format!("{parent} {key}")))
            .filter(|column| is_told(*column) && !parent.is_empty())
            .unwrap_or(Column::Unknown),
        column => column,
    }
}

/// Whether a column holds places: addresses and hosts.
fn is_a_place(column: Column) -> bool {
    use ObservableKind::{DomainName, EmailAddr, Ipv4Addr, Ipv6Addr, MacAddr};
    matches!(column, Column::Trace(Ipv4Addr | Ipv6Addr | MacAddr | DomainName | EmailAddr))
}

/// Whether the name of a member is a trace by its form: an address, a hash, a URL; a host below a name for hosts.
pub(super) fn is_a_trace(key: &str, parent: &str) -> bool {
    let digit = key.contains(|c: char| c.is_ascii_digit() || c == ':' || c == '.');
    if key.len() < 7 || key.len() > 512 || !digit || Column::names_versions(parent) {
        return false;
    }
    let Some(trace) = Observable::guess(key) else { return false };
    let of_hosts = || {
        let parent = folded(parent);
        ["domain", "host", "fqdn", "dns"].iter().any(|word| parent.contains(word))
    };
    match trace.kind() {
        ObservableKind::Ipv4Addr => key.parse().is_ok_and(|address| !crate::hosts::is_nobody(address)),
        ObservableKind::FileHash(_) => {
            key.bytes().any(|byte| byte.is_ascii_digit()) && key.bytes().any(|byte| byte.is_ascii_alphabetic())
        }
        ObservableKind::Url => key.contains("://"),
        ObservableKind::Ipv6Addr | ObservableKind::EmailAddr => true,
        ObservableKind::DomainName => of_hosts(),
        _ => false,
    }
}

/// What a trace is by which a member of an object called `parent` is called: the victim's own below `affected_hosts`.
pub(super) fn of_a_trace(parent: &str) -> Column {
    match column("ip", parent) {
        own @ Column::Aside(Reason::Own) => own,
        _ => Column::Value,
    }
}

/// What the identifier `id` of an object of type `kind` holds, where such objects are called by the thing itself.
pub(super) fn identified(kind: &str, id: &str) -> Option<Column> {
    let column = Column::Trace(match kind {
        "ip" | "ip_address" | "ipv4" | "ipv4_addr" | "ipv6" | "ipv6_addr" => ObservableKind::Ipv4Addr,
        "domain" | "domain_name" | "hostname" | "fqdn" => ObservableKind::DomainName,
        "url" => ObservableKind::Url,
        "file" => {
            return Observable::guess(id)
                .filter(|trace| matches!(trace.kind(), ObservableKind::FileHash(_)))
                .map(|_| Column::Hash);
        }
        _ => return None,
    });
    // The identifier of a URL is a sum of it more often than the URL.
    let fits = Observable::guess(id).is_some_and(|trace| !matches!(trace.kind(), ObservableKind::FileHash(_)));
    fits.then_some(column)
}

/// Whether a name tells a kind of evidence.
fn is_told(column: Column) -> bool {
    matches!(
        column,
        Column::Trace(_)
            | Column::Hash
            | Column::File
            | Column::Software
            | Column::Technique
            | Column::Actor
            | Column::Cve
            | Column::Aside(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_with_that_of_its_object() {
        let file = Column::Trace(ObservableKind::FileName);
        for (key, parent, wanted) in [
            ("name", "file", file),
            ("filename", "", file),
            ("original", "user_agent", Column::Trace(ObservableKind::UserAgent)),
            ("user_agent", "http", Column::Trace(ObservableKind::UserAgent)),
            ("ip", "destination", Column::Trace(ObservableKind::Ipv4Addr)),
            ("id", "technique", Column::Technique),
            ("full_log", "", Column::Prose),
            ("signature", "alert", Column::Prose),
            ("value", "", Column::Value),
            ("id", "", Column::Id),
            ("anything", "else", Column::Unknown),
            ("ip", "host", Column::Aside(Reason::Own)),
            ("mac", "host", Column::Aside(Reason::Own)),
            ("externalIp", "agentDetectionInfo", Column::Aside(Reason::Own)),
            ("ip", "affected_hosts", Column::Aside(Reason::Own)),
            (
                "sha256",
                "affected_hosts",
                Column::Trace(ObservableKind::FileHash(crate::observable::HashAlgorithm::Sha256)),
            ),
            ("hash", "ja3", Column::Aside(Reason::Description)),
            ("hash", "file", Column::Hash),
            ("self", "links", Column::Aside(Reason::Citation)),
            ("url_private", "", Column::Aside(Reason::Citation)),
        ] {
            assert_eq!(column(key, parent), wanted, "{parent}.{key}");
        }
    }
}
