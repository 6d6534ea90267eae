use super::columns::Column;
use crate::{HashAlgorithm, ObservableKind as Kind, Reason};

/// What a row holds, by the type that the row itself names: the types of MISP, of STIX, and plain words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowType {
    /// The value is, or its parts between `|` are, of these columns.
    Parts(Vec<Column>),
    /// Not known: the value is read by its form.
    Unknown,
}

impl RowType {
    /// The meaning of a type such as `md5`, `ip-dst|port` or `Malware family`; `category` decides what free text is.
    pub(super) fn named(name: &str, category: &str) -> Self {
        let name = name.trim().to_lowercase();
        if name.len() > 80 {
            return Self::Unknown;
        }
        if name == "malware-sample" || name == "attachment" {
            return Self::Parts(vec![Column::Trace(Kind::FileName), Column::Trace(Kind::FileHash(HashAlgorithm::Md5))]);
        }
        if name == "text" && category.eq_ignore_ascii_case("payload type") {
            return Self::Parts(vec![Column::Software]);
        }
        let parts: Vec<Column> = name.split('|').map(part).collect();
        if parts.iter().all(|part| *part == Column::Unknown) { Self::Unknown } else { Self::Parts(parts) }
    }
}

/// Types that no column is called by, or that mean something else as a row's type; small letters and digits alone.
const TYPES: &[(Column, &[&str])] = &[
    (
        Column::File,
        &[
            "file",
            "files",
            "sample",
            "malwaresample",
            "filehash",
            "stixfile",
            "binary",
            "executable",
            "payloaddelivery",
        ],
    ),
    (
        Column::Trace(Kind::Ipv4Addr),
        &["ipdst", "ipsrc", "ipv4addr", "ipdstport", "ipport", "address", "networkaddress"],
    ),
    (Column::Trace(Kind::EmailAddr), &["emailreplyto", "whoisregistrantemail", "dnssoaemail"]),
    (Column::Trace(Kind::WindowsService), &["windowsservice"]),
    (Column::Trace(Kind::UserAccount), &["useraccount", "targetuseraccount"]),
    (Column::Software, &["malwaretype", "trojan", "rat", "remoteaccesstool", "hacktool", "attacktool", "webshell"]),
    (Column::Technique, &["mitreattackpattern", "attackpatternid", "mitreattackttp"]),
    (Column::Prose, &["comment", "summary", "narrative"]),
    (Column::Aside(Reason::Citation), &["link", "report", "reference"]),
    (Column::Aside(Reason::Own), &["emaildst", "recipient", "victim", "emaildstdisplayname"]),
    (
        Column::Aside(Reason::Description),
        &[
            "text",
            "other",
            "yara",
            "sigma",
            "snort",
            "suricata",
            "bro",
            "zeek",
            "port",
            "uri",
            "campaignid",
            "emailsubject",
            "emailbody",
            "emailattachment",
            "datetime",
            "sizeinbytes",
            "namedpipe",
            "counter",
            "float",
            "boolean",
            "hex",
            "patterninfile",
            "patterninmemory",
            "patternintraffic",
            "httpmethod",
            "mimetype",
            "emailheader",
            "emailxmailer",
            "country",
            "sector",
            "industry",
            "tactic",
            "identity",
            "location",
        ],
    ),
];

fn part(name: &str) -> Column {
    let bare: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    if let Some((column, _)) = TYPES.iter().find(|(_, names)| names.contains(&bare.as_str())) {
        return *column;
    }
    if bare.starts_with("target") {
        return Column::Aside(Reason::Own);
    }
    if bare.starts_with("whois") || bare.starts_with("ja3") {
        return Column::Aside(Reason::Description);
    }
    match Column::named(name) {
        column @ (Column::Trace(_)
        | Column::Hash
        | Column::Cve
        | Column::Technique
        | Column::Software
        | Column::Actor
        | Column::Aside(_)) => column,
        _ => Column::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_names_its_type_is_read_by_it_and_a_receiver_is_never_observed() {
        assert_eq!(RowType::named("email-dst", ""), RowType::Parts(vec![Column::Aside(Reason::Own)]));
        assert_eq!(RowType::named("link", "External analysis"), RowType::Parts(vec![Column::Aside(Reason::Citation)]));
        assert_eq!(RowType::named("text", "Payload type"), RowType::Parts(vec![Column::Software]));
        assert_eq!(RowType::named("text", "Other"), RowType::Parts(vec![Column::Aside(Reason::Description)]));
        let RowType::Parts(parts) = RowType::named("ip-dst|port", "") else { panic!() };
        assert_eq!(parts, [Column::Trace(Kind::Ipv4Addr), Column::Aside(Reason::Description)]);
        assert_eq!(RowType::named("thing", ""), RowType::Unknown);
    }

    #[test]
    fn types_of_names_are_read_in_every_spelling() {
        for (column, names) in [
            (
                Column::Software,
                ["software", "Malware", "malware-family", "Malware_Family", "tool", "Family", "ransomware"],
            ),
            (
                Column::Technique,
                [
                    "technique",
                    "Techniques",
                    "attack-pattern",
                    "Attack Pattern",
                    "ttp",
                    "MITRE technique",
                    "technique_id",
                ],
            ),
            (
                Column::Actor,
                ["actor", "threat-actor", "Threat Actor", "intrusion-set", "intrusion_set", "group", "campaign"],
            ),
            (Column::Cve, ["cve", "CVE", "vulnerability", "Vulnerabilities", "cve-id", "cve_id", "CVE ID"]),
        ] {
            for name in names {
                assert_eq!(RowType::named(name, ""), RowType::Parts(vec![column]), "{name}");
            }
        }
    }
}
