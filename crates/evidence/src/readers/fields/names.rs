use super::super::table::columns::Column;
use crate::verdict::folded;
use crate::{ObservableKind, Reason};

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
    const ITSELF: [&str; 9] = ["address", "full", "id", "name", "original", "technique", "text", "title", "value"];
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
        ] {
            assert_eq!(column(key, parent), wanted, "{parent}.{key}");
        }
    }
}
