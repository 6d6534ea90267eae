use crate::{HashAlgorithm, ObservableKind};

/// What a search term of OpenIOC asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    /// A trace of this kind.
    Observable(ObservableKind),
    /// A trace whose kind its form tells.
    Guess,
}

/// The meaning of a search term such as `FileItem/Md5sum`; `None` for one that asks for no trace (sizes, dates, strings).
pub(super) fn term(search: &str) -> Option<Term> {
    use ObservableKind as Kind;
    let search = search.to_ascii_lowercase();
    let (document, rest) = search.split_once('/').unwrap_or(("", &search));
    let last = rest.rsplit('/').next().unwrap_or(rest);
    // A mutex and a file are both a `Handle`; the name of the list says which.
    if search.contains("handle/name") || search.contains("mutant") || search.contains("mutex") {
        return Some(Term::Observable(Kind::Mutex));
    }
    let kind = match (document, last) {
        (_, "md5sum" | "md5" | "servicedllmd5sum" | "pathmd5sum") => Kind::FileHash(HashAlgorithm::Md5),
        (_, "sha1sum" | "sha1" | "servicedllsha1sum" | "pathsha1sum") => Kind::FileHash(HashAlgorithm::Sha1),
        (_, "sha256sum" | "sha256" | "servicedllsha256sum" | "pathsha256sum") => Kind::FileHash(HashAlgorithm::Sha256),
        (_, "sha512sum" | "sha512") => Kind::FileHash(HashAlgorithm::Sha512),
        (_, "ssdeep") => Kind::FileHash(HashAlgorithm::Ssdeep),
        (_, "imphash" | "peimporthash" | "importhash") => Kind::FileHash(HashAlgorithm::Imphash),
        ("fileitem" | "driveritem" | "moduleitem", "filename" | "drivername" | "modulename") => Kind::FileName,
        ("fileitem" | "driveritem" | "serviceitem", "fullpath" | "servicedll" | "path") => Kind::FilePath,
        ("fileitem", "pdbpath") | (_, "pdb") => Kind::PdbPath,
        ("prefetchitem", "applicationfilename") | ("email", "name") => Kind::FileName,
        ("prefetchitem", "applicationfullpath") => Kind::FilePath,
        ("registryitem", "path" | "keypath") => Kind::WindowsRegistryKey,
        ("serviceitem", "name" | "descriptivename") => Kind::WindowsService,
        ("processitem", "name" | "arguments") => Kind::Process,
        ("processitem", "path") => Kind::FilePath,
        ("processitem", "remoteip") | ("portitem", "remoteip") => Kind::Ipv4Addr,
        ("dnsentryitem", "host" | "recordname") => Kind::DomainName,
        ("dnsentryitem", "ipv4address" | "ipv6address") => Kind::Ipv4Addr,
        ("network", "dns") => Kind::DomainName,
        ("network", "uri") => Kind::Url,
        ("network", "useragent") | ("urlhistoryitem", "useragent") => Kind::UserAgent,
        ("network", "ip" | "remoteip" | "destinationip") => Kind::Ipv4Addr,
        ("network", "host" | "hostname") => return Some(Term::Guess),
        ("urlhistoryitem", "url")
        | ("formhistoryitem" | "cookiehistoryitem" | "filedownloadhistoryitem", "sourceurl") => Kind::Url,
        ("urlhistoryitem" | "cookiehistoryitem" | "formhistoryitem", "hostname") => Kind::DomainName,
        ("routeentryitem" | "arpentryitem", "destination" | "gateway" | "ipv4address") => Kind::Ipv4Addr,
        ("email", "from" | "sender" | "replyto" | "reply-to" | "returnpath") => Kind::EmailAddr,
        ("useritem", "username") => Kind::UserAccount,
        _ => return None,
    };
    Some(Term::Observable(kind))
}

/// Whether a term asks for whoever received a message: a victim, and nobody's trace.
pub(super) fn is_receiver(search: &str) -> bool {
    matches!(search.to_ascii_lowercase().as_str(), "email/to" | "email/cc" | "email/bcc" | "email/recipient")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn search_terms_lead_to_kinds_and_receivers_to_none() {
        for (search, kind) in [
            ("FileItem/Md5sum", "file:hashes.MD5"),
            ("FileItem/Sha256sum", "file:hashes.'SHA-256'"),
            ("FileItem/FileName", "file:name"),
            ("FileItem/FullPath", "directory:path"),
            ("RegistryItem/KeyPath", "windows-registry-key:key"),
            ("ProcessItem/HandleList/Handle/Name", "mutex:name"),
            ("DnsEntryItem/Host", "domain-name:value"),
            ("Network/DNS", "domain-name:value"),
            ("Network/URI", "url:value"),
            ("PortItem/remoteIP", "ipv4-addr:value"),
            ("RouteEntryItem/Destination", "ipv4-addr:value"),
            ("ServiceItem/name", "process:extensions.'windows-service-ext'.service_name"),
            ("Email/From", "email-addr:value"),
        ] {
            let Some(Term::Observable(found)) = term(search) else { panic!("{search}") };
            assert_eq!(found.to_string(), kind, "{search}");
        }
        for search in ["Email/To", "FileItem/SizeInBytes", "FileItem/Created", "", "PortItem/remotePort"] {
            assert_eq!(term(search), None, "{search}");
        }
    }
}
