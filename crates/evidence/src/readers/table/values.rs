//! What one cell, or a part of it, is.

use dunant_vocabulary::{AttackId, AttackIdKind, CveId};

use super::super::whole_values;
use super::columns::Column;
use crate::plain::digits::Parts;
use crate::{HashAlgorithm, Mention, Observable, ObservableKind, Observed, Reason, prose};

/// What `part` is in a column of this kind; `None` where it is nothing that such a column holds.
pub(super) fn of(column: Column, part: &str) -> Option<Observed> {
    match column {
        Column::Trace(kind) => whole_values::parse(kind, part).map(Observed::Observable),
        Column::Hash => hash(part).map(Observed::Observable),
        Column::File => hash(part).or_else(|| named_file(part)).map(Observed::Observable).or_else(|| by_form(part)),
        Column::Cve => part.to_ascii_uppercase().parse::<CveId>().ok().map(Observed::Vulnerability),
        Column::Technique => identified(part).filter(|observed| matches!(observed, Observed::Technique(_))),
        _ => by_form(part),
    }
}

/// What a file is called, where its row says that it is one: `setup.com` is no domain there.
fn named_file(part: &str) -> Option<Observable> {
    let ending = part.rsplit_once('.').is_some_and(|(stem, end)| {
        !stem.is_empty() && (1..=5).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    let is_name = ending
        && !part.contains(['/', '\\', ':', '@', '*', '?'])
        && !part.contains(char::is_whitespace)
        && part.parse::<std::net::IpAddr>().is_err();
    is_name.then(|| Observable::parse(ObservableKind::FileName, part).ok()).flatten()
}

/// What a value is by its form alone.
pub(in crate::readers) fn by_form(value: &str) -> Option<Observed> {
    if let Some(observable) =
        whole_values::guess(value).or_else(|| whole_values::guess(whole_values::without_port(value)))
    {
        return Some(Observed::Observable(observable));
    }
    if let Ok(cve) = value.parse::<CveId>() {
        return Some(Observed::Vulnerability(cve));
    }
    if let Some(observed) = identified(value).filter(|observed| matches!(observed, Observed::Technique(_))) {
        return Some(observed);
    }
    let kind = if whole_values::is_file_name(value) {
        ObservableKind::FileName
    } else if whole_values::is_absolute_path(value) {
        ObservableKind::FilePath
    } else {
        return None;
    };
    Observable::parse(kind, value).ok().map(Observed::Observable)
}

/// What an ATT&CK identifier names, alone or with the name beside it: `T1036`, `Masquerading - T1036`, `Mimikatz (S0002)`,
/// `T1059.001: PowerShell`. Tactics are nothing that is observed.
pub(super) fn identified(text: &str) -> Option<Observed> {
    let (id, name) = identifier(text)?;
    let mention = match name {
        Some(name) => Mention { name: name.split_whitespace().collect::<Vec<_>>().join(" "), id: Some(id) },
        None => Mention::identified(id),
    };
    match id.kind() {
        AttackIdKind::Technique => Some(Observed::Technique(mention)),
        AttackIdKind::Software => Some(Observed::Software(mention)),
        AttackIdKind::Group | AttackIdKind::Campaign => Some(Observed::ActorClaim(mention)),
        AttackIdKind::Tactic => None,
    }
}

/// The identifier at either end of `text`, and what stands beside it.
pub(super) fn identifier(text: &str) -> Option<(AttackId, Option<&str>)> {
    const MARKS: [char; 12] = [' ', '\t', '-', '–', '—', ':', '(', ')', '[', ']', '|', ','];
    let text = text.trim();
    if text.len() > 200 {
        return None;
    }
    if let Ok(id) = text.trim_matches(MARKS).parse::<AttackId>() {
        return Some((id, None));
    }
    let named = |id: &str, name: &'_ str| -> Option<AttackId> {
        let id = id.trim_matches(MARKS).parse::<AttackId>().ok()?;
        name.chars().any(char::is_alphabetic).then_some(id)
    };
    // The hyphen of `T1003-001` parts no name.
    let ends = [text.rfind([' ', '(', '[', '-', ':']), text.rfind([' ', '(', '['])];
    let behind = ends.into_iter().flatten().map(|at| (text.get(at..), text.get(..at)));
    let starts = [text.find([' ', ':', ')', ']', '-']), text.find([' ', ':', ')', ']'])];
    let before = starts.into_iter().flatten().map(|at| (text.get(..at), text.get(at..)));
    behind.chain(before).find_map(|(id, name)| {
        let (id, name) = (id?, name?);
        Some((named(id, name)?, Some(name.trim_matches(MARKS))))
    })
}

/// What `head`, the words before a hash in its cell, and `tail`, those behind it, make of it: an imphash or a JA3 has the digits of an
/// MD5. `Err` where they call it something that nothing is compared by.
pub(super) fn labelled_hash(head: &str, part: &str, tail: &str) -> Option<Result<Observable, Reason>> {
    let digits = part.len() >= 32 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    if digits && let Some(said) = prose::said_of_digits(head, tail) {
        return Some(said.and_then(|kind| Observable::parse(kind, part).map_err(|_| Reason::NotATrace)));
    }
    let label =
        head.rsplit([',', ';', '|', '\n']).next()?.trim_end_matches(|c: char| c.is_whitespace() || ":=-".contains(c));
    let label = label.rsplit(char::is_whitespace).next()?;
    match Column::named(label) {
        Column::Trace(kind @ ObservableKind::FileHash(_)) => Observable::parse(kind, part).ok().map(Ok),
        // What is compared by nothing, `vhash 0150…`, has a form of its own.
        Column::Aside(reason) if may_be_value(part) => Some(Err(reason)),
        _ => None,
    }
}

/// What the name of a column makes of digits that look like a hash: `trace_id` holds none, and `firstbytes` begins a file. `None` where it
/// says nothing of them.
pub(super) fn said_by_name(column: Column, name: &str, value: &str) -> Option<Result<Observable, Reason>> {
    // Under `key` and `resource` programs keep whatever they count.
    const OPEN: [&str; 3] = ["key", "resource", "order"];
    let asked = matches!(
        column,
        Column::Unknown
            | Column::Hash
            | Column::File
            | Column::Trace(ObservableKind::FileHash(HashAlgorithm::Md5 | HashAlgorithm::Sha1 | HashAlgorithm::Sha256))
    );
    let digits = value.split_ascii_whitespace().next().unwrap_or_default();
    let is_hash = digits.len() >= 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !asked || !is_hash || name.len() > 60 {
        return None;
    }
    let folded = crate::verdict::folded(name);
    if OPEN.contains(&folded.as_str()) {
        return None;
    }
    let said = |label: &str| prose::said_of_digits(&format!("{label}: "), "");
    match said(&folded).or_else(|| said(&folded.replace(' ', "")))? {
        Ok(kind) => Some(Ok(Observable::parse(kind, digits).ok().filter(|_| digits.len() == value.trim().len())?)),
        Err(_) => Some(Err(Reason::Description)),
    }
}

/// Whether a value is a number, a date or a time, which nothing is compared by.
pub(super) fn is_quantity(value: &str) -> bool {
    let value = value.trim();
    let digits =
        |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    // `10:11:12.123`
    let clock = value.split_once(':').is_some_and(|(hours, rest)| {
        let mut parts = rest.split([':', '.', ',']);
        digits(hours, 2) && parts.next().is_some_and(|minutes| digits(minutes, 2)) && parts.all(|part| digits(part, 9))
    });
    let digit = value.starts_with(|c: char| c.is_ascii_digit());
    value.parse::<f64>().is_ok() || clock || digit && super::super::written_dates::parse(value).is_some()
}

/// Whether a value is one trace by its form.
pub(super) fn is_trace(value: &str) -> bool {
    whole_values::guess(value).is_some() || whole_values::guess(whole_values::without_port(value)).is_some()
}

/// Whether a value is the names of protocols alone, as sensors write them for a connection: `ssl`, `gssapi,smb`.
pub(super) fn is_of_protocols(value: &str) -> bool {
    #[rustfmt::skip]
    const PROTOCOLS: [&str; 62] = [
        "amqp", "bacnet", "dce_rpc", "dcerpc", "dhcp", "dnp3", "dns", "domain", "dtls", "epmap", "ftp", "ftp-data", "ftp_data", "gssapi", "gtpv1", "http",
        "http2", "https", "icmp", "ike", "imap", "imaps", "irc", "isakmp", "kerberos", "krb", "krb_tcp", "ldap", "ldap_tcp", "ldap_udp", "ldaps",
        "microsoft-ds", "modbus", "mqtt", "msrpc", "mysql", "netbios-ns", "netbios-ssn", "nfs", "ntlm", "ntp", "pop3", "postgresql", "quic",
        "radius", "rdp", "rfb", "rtsp", "sip", "smb", "smtp", "smtps", "snmp", "socks", "ssdp", "ssh", "ssl", "syslog", "telnet", "tftp", "tls", "vnc",
    ];
    let mut parts = value
        .split([',', '/', '|', ' '])
        .map(|part| part.trim().trim_start_matches('-'))
        .filter(|part| !part.is_empty());
    value.len() <= 80
        && parts.clone().next().is_some()
        && parts.all(|part| PROTOCOLS.contains(&part.to_ascii_lowercase().as_str()))
}

/// Whether a value is a file's name, a bar, and the hash of that file.
pub(super) fn is_name_and_hash(value: &str) -> bool {
    value.split_once('|').is_some_and(|(name, rest)| !name.trim().is_empty() && hash(rest.trim()).is_some())
}

/// The hashes of a cell that holds nothing but digits in parts, as a narrow column breaks them; `Err` where they may be put together in
/// more ways than one. `None` where each part is a value of its own.
pub(super) fn hashes_in_parts(column: Column, value: &str, names_md5: bool) -> Option<Result<Vec<Observable>, ()>> {
    const LONGEST: usize = 4_000;
    let asked = matches!(
        column,
        Column::Hash | Column::File | Column::Value | Column::Unknown | Column::Trace(ObservableKind::FileHash(_))
    );
    if !asked || value.len() > LONGEST {
        return None;
    }
    let is_broken = value.contains('<');
    let value = super::parts::without_line_breaks(value);
    let words: Vec<&str> = value.split_ascii_whitespace().collect();
    let hex = |word: &&str| word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let widths: Vec<usize> = words.iter().map(|word| word.len()).collect();
    let is_digits = widths.iter().sum::<usize>() >= 32 && words.iter().all(hex);
    let random =
        |word: &&str| word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().any(|b| b.is_ascii_alphabetic());
    if words.len() < 2 || !is_digits || !words.iter().any(random) || widths.first().is_some_and(|width| *width < 8) {
        return None;
    }
    let called = |kind| match kind {
        HashAlgorithm::Md5 => Some(32),
        HashAlgorithm::Sha1 => Some(40),
        HashAlgorithm::Sha256 => Some(64),
        HashAlgorithm::Sha512 => Some(128),
        _ => None,
    };
    let named = if let Column::Trace(ObservableKind::FileHash(kind)) = column { called(kind) } else { None };
    match Parts::of(&widths, false, named) {
        Parts::Hashes(hashes) => {
            let mut words = words.iter();
            let whole = hashes.iter().map(|parts| words.by_ref().take(*parts).copied().collect::<String>());
            Some(whole.map(|hash| Observable::guess(&hash).ok_or(())).collect())
        }
        Parts::Unclear => Some(Err(())),
        // Two MD5, or a SHA-256 in a column of 32 digits. A cell with lines of its own holds several more often.
        Parts::Apart if widths == [32, 32] && is_broken && named.is_none() && !names_md5 => Some(Err(())),
        Parts::Apart => None,
    }
}

fn hash(text: &str) -> Option<Observable> {
    let sum = |text: &str| {
        Observable::guess(text).filter(|observable| matches!(observable.kind(), ObservableKind::FileHash(_)))
    };
    // `md5:…`, `SHA256=…`
    let whole = !text.trim().contains(|c: char| c.is_whitespace() || ",;|".contains(c));
    let label = text.rsplit_once([':', '=']).filter(|_| whole);
    let labelled = || {
        let (label, rest) = label?;
        match Column::named(label) {
            // An imphash, a JA3 or a password's hash is no file's MD5.
            Column::Trace(kind) => Observable::parse(kind, rest).ok(),
            Column::Aside(_) => None,
            _ => sum(rest),
        }
    };
    sum(text)
        .or_else(labelled)
        .or_else(|| Observable::parse(ObservableKind::FileHash(HashAlgorithm::Ssdeep), text).ok())
}

/// Whether a cell is left open, in one of the ways in which people leave one open.
pub(super) fn is_open(value: &str) -> bool {
    value.len() <= 12
        && (value.chars().all(|c| "-–—_.?*/ ".contains(c))
            || matches!(
                value.to_ascii_lowercase().as_str(),
                "n/a"
                    | "na"
                    | "none"
                    | "null"
                    | "nil"
                    | "unknown"
                    | "tbd"
                    | "nan"
                    | "n.a."
                    | "(none)"
                    | "(null)"
                    | "undefined"
                    | "unbekannt"
                    | "inconnu"
                    | "onbekend"
                    | "不明"
                    | "未知"
            ))
}

/// Whether a word that was not read may be a value all the same, so that it must be named: it has what words have not.
pub(super) fn may_be_value(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let is_hex = |part: &str| part.len() >= 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let hex = word.split(|c: char| !c.is_alphanumeric()).any(is_hex);
    let dotted = word.split(['.', '/', ':', '@']).filter(|part| !part.is_empty()).count() >= 2 && word.len() >= 4;
    hex || dotted
}

/// The same of a word among others, where to name it costs a loss: words such as `and/or` are none.
pub(in crate::readers) fn is_like_a_value(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let hex = bare.len() >= 16 && bare.bytes().all(|byte| byte.is_ascii_hexdigit());
    let parts = || bare.split('.');
    let dotted =
        bare.len() >= 5 && parts().count() >= 2 && parts().all(|part| !part.is_empty()) && bare.parse::<f64>().is_err();
    hex || bare.contains("://")
        || dotted
        || bare.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_stands_at_either_end_of_a_name() {
        for (text, shown) in [
            ("T1036", "technique T1036 T1036"),
            ("Masquerading - T1036", "technique Masquerading T1036"),
            ("Mimikatz (S0002)", "software Mimikatz S0002"),
            ("Mimikatz - S0002", "software Mimikatz S0002"),
            ("T1059.001: PowerShell", "technique PowerShell T1059.001"),
            ("PowerShell (T1059.001)", "technique PowerShell T1059.001"),
            ("PowerShell (T1059-001)", "technique PowerShell T1059.001"),
            ("T1059_001 PowerShell", "technique PowerShell T1059.001"),
            ("T1003-001", "technique T1003.001 T1003.001"),
            ("[T1059.001] PowerShell", "technique PowerShell T1059.001"),
            ("APT28 - G0007", "actor claim APT28 G0007"),
        ] {
            let found = identified(text).unwrap();
            let (Observed::Technique(mention) | Observed::Software(mention) | Observed::ActorClaim(mention)) = &found
            else {
                panic!()
            };
            assert_eq!(format!("{} {} {}", found.kind(), mention.name, mention.id.unwrap()), shown, "{text}");
        }
        for text in ["TA0001", "Masquerading", "T10", "S0002x", ""] {
            assert_eq!(identified(text), None, "{text}");
        }
    }
}
