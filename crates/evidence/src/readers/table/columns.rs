use crate::{HashAlgorithm, ObservableKind};

/// What a column holds, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Column {
    /// Traces of one kind.
    Trace(ObservableKind),
    /// Hashes of any algorithm.
    Hash,
    /// Traces whose kind the cell beside them names.
    Value,
    /// The kind of the trace in the value column.
    Type,
    /// Malware or tools by name.
    Software,
    /// Actors or campaigns by name.
    Actor,
    /// Vulnerabilities.
    Cve,
    /// Technique identifiers.
    Technique,
    /// When the row's traces were seen.
    When,
    /// Text about the row.
    Prose,
    /// The row's identifier.
    Id,
    /// Known to hold nothing to observe: counters, references to reports, flags, whoever was hit.
    Nothing,
    /// A name that says nothing: each cell is read by its form.
    Unknown,
}

impl Column {
    /// What a column of this name holds.
    pub(in super::super) fn named(header: &str) -> Self {
        use ObservableKind as Kind;
        let name: String = header
            .trim()
            .trim_start_matches('#')
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        match name.as_str() {
            "md5" | "md5sum" | "md5hash" | "filemd5" | "hashmd5" | "samplemd5" => {
                Self::Trace(Kind::FileHash(HashAlgorithm::Md5))
            }
            "sha1" | "sha1sum" | "sha1hash" | "filesha1" | "hashsha1" => {
                Self::Trace(Kind::FileHash(HashAlgorithm::Sha1))
            }
            "sha256" | "sha256sum" | "sha256hash" | "filesha256" | "hashsha256" | "sha2" => {
                Self::Trace(Kind::FileHash(HashAlgorithm::Sha256))
            }
            "sha512" | "sha512hash" => Self::Trace(Kind::FileHash(HashAlgorithm::Sha512)),
            "ssdeep" => Self::Trace(Kind::FileHash(HashAlgorithm::Ssdeep)),
            "imphash" => Self::Trace(Kind::FileHash(HashAlgorithm::Imphash)),
            "tlsh" => Self::Trace(Kind::FileHash(HashAlgorithm::Tlsh)),
            "hash" | "hashes" | "filehash" | "hashvalue" | "samplehash" | "checksum" => Self::Hash,
            "domain" | "domains" | "domainname" | "domainnames" | "hostname" | "hostnames" | "host" | "fqdn"
            | "c2domain" | "cncdomain" | "dns" => Self::Trace(Kind::DomainName),
            "ip" | "ips" | "ipaddress" | "ipaddresses" | "ipaddr" | "ipv4" | "ipv4address" | "dstip" | "destip"
            | "destinationip" | "c2ip" | "cncip" | "ipdst" | "ipsrc" | "srcip" | "remoteip" => {
                Self::Trace(Kind::Ipv4Addr)
            }
            "ipv6" | "ipv6address" => Self::Trace(Kind::Ipv6Addr),
            "url" | "urls" | "uri" | "maliciousurl" | "c2url" | "phishingurl" => Self::Trace(Kind::Url),
            "email" | "emails" | "emailaddress" | "mail" | "sender" | "from" | "emailsrc" | "emailfrom" => {
                Self::Trace(Kind::EmailAddr)
            }
            "file" | "filename" | "filenames" | "files" => Self::Trace(Kind::FileName),
            "path" | "filepath" | "fullpath" | "fullfilepath" => Self::Trace(Kind::FilePath),
            "mutex" | "mutexes" | "mutant" => Self::Trace(Kind::Mutex),
            "registry" | "registrykey" | "regkey" => Self::Trace(Kind::WindowsRegistryKey),
            "useragent" => Self::Trace(Kind::UserAgent),
            "asn" | "as" | "autonomoussystem" => Self::Trace(Kind::AutonomousSystem),
            "process" | "processname" | "processes" => Self::Trace(Kind::Process),
            "service" | "servicename" => Self::Trace(Kind::WindowsService),
            "pdb" | "pdbpath" => Self::Trace(Kind::PdbPath),
            "mac" | "macaddress" => Self::Trace(Kind::MacAddr),
            "btc" | "bitcoin" | "bitcoinaddress" | "wallet" => Self::Trace(Kind::CryptocurrencyAddress),
            "value" | "indicator" | "indicators" | "ioc" | "iocs" | "indicatorvalue" | "iocvalue" | "observable"
            | "observablevalue" | "artifact" => Self::Value,
            "type" | "indicatortype" | "ioctype" | "kind" | "observabletype" | "attributetype" | "datatype" => {
                Self::Type
            }
            "malware" | "malwarefamily" | "family" | "malwarename" | "tool" | "software" | "signature" | "payload" => {
                Self::Software
            }
            "actor" | "actors" | "threatactor" | "group" | "threatgroup" | "apt" | "attribution" | "adversary"
            | "campaign" | "campaignname" | "intrusionset" => Self::Actor,
            "cve" | "cves" | "cveid" | "vulnerability" | "vulnerabilities" => Self::Cve,
            "technique" | "techniques" | "techniqueid" | "attackid" | "mitreattack" | "mitreid" => Self::Technique,
            "date"
            | "firstseen"
            | "firstseenutc"
            | "lastseen"
            | "lastseenutc"
            | "dateadded"
            | "timestamp"
            | "seen"
            | "relevantdate"
            | "compilationdate"
            | "compiled"
            | "created"
            | "firstsubmission"
            | "firstsubonvt"
            | "firstsubmissiondate"
            | "datefirstseen"
            | "eventdate" => Self::When,
            "comment" | "comments" | "description" | "descriptions" | "note" | "notes" | "details" | "context"
            | "title" | "info" | "detail" | "remark" | "remarks" => Self::Prose,
            "uuid" | "id" | "attributeuuid" | "indicatorid" => Self::Id,
            "eventid" | "category" | "toids" | "reference" | "references" | "ref" | "source" | "link" | "links"
            | "report" | "reporturl" | "reporter" | "confidence" | "port" | "dstport" | "size" | "filesize"
            | "victim" | "victims" | "target" | "targets" | "recipient" | "to" | "cc" | "country" | "tlp" | "tags"
            | "tag" | "count" | "no" | "number" | "index" | "virustotal" | "vt" | "vtlink" | "vtpercent"
            | "eventinfo" | "eventmemberorg" | "eventsourceorg" | "attributetag" | "objectid" | "objectuuid"
            | "objectname" => Self::Nothing,
            _ => Self::Unknown,
        }
    }

    /// Whether a column of this name makes a table one of indicators.
    pub(in super::super) fn names_indicators(self) -> bool {
        matches!(self, Self::Trace(_) | Self::Hash | Self::Value | Self::Cve)
    }
}

/// What a row holds, by the type that the row itself names: the types of MISP, and plain words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowType {
    /// The value is, or its parts between `|` are, of these columns.
    Parts(Vec<Column>),
    /// Nothing to observe.
    Nothing,
    /// Not known: the value is read by its form.
    Unknown,
}

impl RowType {
    /// The meaning of a type such as `md5`, `ip-dst|port` or `filename|sha256`; `category` decides what free text is.
    pub(super) fn named(name: &str, category: &str) -> Self {
        use ObservableKind as Kind;
        let name = name.trim().to_ascii_lowercase();
        if name == "malware-sample" || name == "attachment" {
            let file = Column::Trace(Kind::FileName);
            return Self::Parts(vec![file, Column::Trace(Kind::FileHash(HashAlgorithm::Md5))]);
        }
        let mut parts = Vec::new();
        for part in name.split('|') {
            parts.push(match part {
                "ip-dst" | "ip-src" | "ip" | "ipv4-addr" | "ipv4" => Column::Trace(Kind::Ipv4Addr),
                "ipv6-addr" => Column::Trace(Kind::Ipv6Addr),
                "hostname" | "domain" | "domain-name" => Column::Trace(Kind::DomainName),
                "email-src"
                | "email"
                | "email-reply-to"
                | "whois-registrant-email"
                | "dns-soa-email"
                | "email-addr" => Column::Trace(Kind::EmailAddr),
                "x509-fingerprint-sha1" | "x509-fingerprint-md5" | "x509-fingerprint-sha256" => {
                    Column::Trace(Kind::X509Certificate)
                }
                "windows-service-name" => Column::Trace(Kind::WindowsService),
                "user-agent" | "http-user-agent" => Column::Trace(Kind::UserAgent),
                "vulnerability" | "cve" => Column::Cve,
                "threat-actor" => Column::Actor,
                "malware-type" | "malware-family" => Column::Software,
                "text" if category.eq_ignore_ascii_case("payload type") => Column::Software,
                "comment" => Column::Prose,
                "process-name" | "named-process" => Column::Trace(Kind::Process),
                "text"
                | "link"
                | "other"
                | "yara"
                | "sigma"
                | "snort"
                | "bro"
                | "zeek"
                | "port"
                | "uri"
                | "campaign-name"
                | "campaign-id"
                | "email-dst"
                | "email-subject"
                | "email-body"
                | "email-attachment"
                | "datetime"
                | "size-in-bytes"
                | "named pipe"
                | "counter"
                | "float"
                | "boolean"
                | "hex"
                | "pattern-in-file"
                | "pattern-in-memory"
                | "pattern-in-traffic"
                | "http-method"
                | "ja3-fingerprint-md5"
                | "mime-type" => Column::Nothing,
                part if part.starts_with("target-") || part.starts_with("whois-") => Column::Nothing,
                part => match Column::named(part) {
                    Column::Trace(kind) => Column::Trace(kind),
                    Column::Hash => Column::Hash,
                    _ => Column::Unknown,
                },
            });
        }
        if parts.iter().all(|part| *part == Column::Unknown) {
            Self::Unknown
        } else if parts.iter().all(|part| matches!(part, Column::Nothing | Column::Unknown)) {
            Self::Nothing
        } else {
            Self::Parts(parts)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_however_they_are_written() {
        assert_eq!(Column::named("SHA-256"), Column::Trace(ObservableKind::FileHash(HashAlgorithm::Sha256)));
        assert_eq!(Column::named(" Domain_Name "), Column::Trace(ObservableKind::DomainName));
        assert_eq!(Column::named("Malware Family"), Column::Software);
        assert_eq!(Column::named("C2"), Column::Unknown);
        assert_eq!(Column::named(""), Column::Unknown);
    }

    #[test]
    fn a_row_that_names_its_type_is_read_by_it_and_a_receiver_is_never_observed() {
        assert_eq!(RowType::named("email-dst", ""), RowType::Nothing);
        assert_eq!(RowType::named("link", "External analysis"), RowType::Nothing);
        assert_eq!(RowType::named("text", "Payload type"), RowType::Parts(vec![Column::Software]));
        assert_eq!(RowType::named("text", "Other"), RowType::Nothing);
        let RowType::Parts(parts) = RowType::named("ip-dst|port", "") else { panic!() };
        assert_eq!(parts, [Column::Trace(ObservableKind::Ipv4Addr), Column::Nothing]);
        assert_eq!(RowType::named("thing", ""), RowType::Unknown);
    }
}
