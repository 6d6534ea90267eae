//! Tells values that are whole from parts of values: a rule that looks for a part says nothing by that part alone.

use crate::{Observable, ObservableKind};

/// Reads `text` as a `kind`, or as what it can only be. A URL may lack its scheme; an address may carry a port.
pub(super) fn parse(kind: ObservableKind, text: &str) -> Option<Observable> {
    Observable::parse(kind, text).ok().or_else(|| match kind {
        ObservableKind::Url => url_without_scheme(text).or_else(|| Observable::guess(text)),
        ObservableKind::Ipv4Addr | ObservableKind::Ipv6Addr => {
            Observable::guess(text).or_else(|| guess(without_port(text)))
        }
        ObservableKind::DomainName => Observable::guess(text).or_else(|| url_without_scheme(text)),
        ObservableKind::EmailAddr => angled(text).and_then(|inner| Observable::parse(kind, inner).ok()),
        ObservableKind::FileHash(_) => Observable::guess(text),
        _ => None,
    })
}

/// The same where the item says only that `text` is part of the value: kept where it is a whole value all the same.
pub(super) fn parse_part(kind: ObservableKind, text: &str) -> Option<Observable> {
    match kind {
        ObservableKind::FileName => is_file_name(text).then(|| Observable::parse(kind, text).ok()).flatten(),
        ObservableKind::FilePath => is_absolute_path(text).then(|| Observable::parse(kind, text).ok()).flatten(),
        ObservableKind::Ipv4Addr
        | ObservableKind::Ipv6Addr
        | ObservableKind::EmailAddr
        | ObservableKind::FileHash(_)
        | ObservableKind::CryptocurrencyAddress => Observable::parse(kind, text).ok(),
        ObservableKind::DomainName | ObservableKind::Url => guess(text),
        _ => None,
    }
}

/// Reads `text` as whatever it can only be; a URL may lack its scheme.
pub(super) fn guess(text: &str) -> Option<Observable> {
    Observable::guess(text).or_else(|| url_without_scheme(text))
}

/// `host/path` without a scheme, where the host has a known public suffix. Taken for `http`, so that it equals itself with one.
fn url_without_scheme(text: &str) -> Option<Observable> {
    let text = text.trim();
    let (host, path) = text.split_once('/')?;
    if text.contains("://") || path.starts_with('/') || host.contains(['@', ' ']) || text.len() > 4096 {
        return None;
    }
    let host = guess_host(without_port(host))?;
    // `203.0.113.0/24` is a block, and was read as one before.
    if host.kind() != ObservableKind::DomainName && path.parse::<u8>().is_ok() {
        return None;
    }
    Observable::parse(ObservableKind::Url, &format!("http://{text}")).ok()
}

fn guess_host(text: &str) -> Option<Observable> {
    Observable::guess(text)
        .filter(|observable| matches!(observable.kind(), ObservableKind::DomainName | ObservableKind::Ipv4Addr))
}

/// `text` without a port number behind it.
pub(super) fn without_port(text: &str) -> &str {
    match text.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() && !host.contains(':') => host,
        _ => text,
    }
}

/// What stands in angle brackets: `Joe <joe@example.com>`.
fn angled(text: &str) -> Option<&str> {
    text.split_once('<')?.1.split_once('>').map(|(inner, _)| inner)
}

/// Whether `text` is a whole file name with an extension that files of interest carry.
pub(super) fn is_file_name(text: &str) -> bool {
    const EXTENSIONS: [&str; 74] = [
        "7z", "ace", "apk", "app", "aspx", "asp", "bat", "bin", "cab", "chm", "cmd", "conf", "cpl", "dat", "db", "dex",
        "dll", "dmg", "doc", "docm", "docx", "dylib", "elf", "eml", "exe", "gz", "hta", "htm", "html", "inf", "ini",
        "ipa", "iso", "jar", "js", "jse", "jsp", "key", "lnk", "log", "msi", "ocx", "odt", "pdf", "php", "plist",
        "png", "ppsx", "ppt", "pptx", "ps1", "py", "rar", "reg", "rtf", "scr", "service", "sh", "so", "swf", "sys",
        "tar", "tmp", "txt", "url", "vbe", "vbs", "war", "wsf", "xls", "xlsm", "xlsx", "xml", "zip",
    ];
    let Some((stem, extension)) = text.rsplit_once('.') else { return false };
    !stem.is_empty()
        && text.len() <= 255
        && !text.contains(['/', '\\', '*', '?', '|', '<', '>', '"', ':', '\n'])
        && EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// Whether `text` is an absolute path of a Unix or Windows system, or one that starts at a variable such as `%TEMP%`.
pub(super) fn is_absolute_path(text: &str) -> bool {
    if text.len() > 4096 || text.chars().any(char::is_control) {
        return false;
    }
    let mut letters = text.chars();
    let drive = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.next() == Some(':')
        && letters.next() == Some('\\');
    let unix = text.starts_with('/') && !text.starts_with("//") && text.len() > 2 && !text.contains("://");
    let variable = text.strip_prefix('%').and_then(|rest| rest.split_once('%')).is_some_and(|(name, rest)| {
        !name.is_empty() && name.len() < 40 && !name.contains(' ') && rest.starts_with('\\')
    });
    let home = text.starts_with("~/") && text.len() > 2;
    drive || unix || variable || home || text.starts_with("\\\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(text: &str) -> Option<String> {
        guess(text).map(|o| format!("{} {}", o.kind(), o.value()))
    }

    #[test]
    fn a_url_may_lack_its_scheme_and_a_block_is_no_url() {
        assert_eq!(guessed("Example.com/a"), Some("url:value http://example.com/a".into()));
        assert_eq!(guessed("203.0.113.0/24"), Some("ipv4-addr:value 203.0.113.0/24".into()));
        assert_eq!(guessed("203.0.113.7/gate.php"), Some("url:value http://203.0.113.7/gate.php".into()));
        assert_eq!(guessed("and/or"), None);
        assert_eq!(guessed("setup.exe/x"), None);
    }

    #[test]
    fn parts_are_kept_where_they_are_whole_values_all_the_same() {
        assert!(parse_part(ObservableKind::FileName, "svchosl.exe").is_some());
        assert!(parse_part(ObservableKind::FileName, "svc").is_none());
        assert!(parse_part(ObservableKind::FileName, "temp\\svc.exe").is_none());
        assert!(parse_part(ObservableKind::Url, "/gate.php").is_none());
        assert!(parse_part(ObservableKind::Url, "http://example.com/gate.php").is_some());
        assert!(parse_part(ObservableKind::Mutex, "Global").is_none());
    }

    #[test]
    fn absolute_paths_are_told_from_words() {
        for path in ["/private/var/db/x", "C:\\Windows\\x.dll", "%TEMP%\\a.exe", "~/Library/x", "\\\\host\\share"] {
            assert!(is_absolute_path(path), "{path}");
        }
        for word in ["word", "//comment", "a/b", "100% sure", "/"] {
            assert!(!is_absolute_path(word), "{word}");
        }
    }
}
