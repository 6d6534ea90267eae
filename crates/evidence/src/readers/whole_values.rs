//! Tells values that are whole from parts of values: a rule that looks for a part says nothing by that part alone.

use super::glued::Glued;
use crate::{Observable, ObservableKind};

/// Reads `text` as a `kind`, or as what it can only be. A URL may lack its scheme; an address may carry a port, and a word of another
/// script may be glued to it.
pub(super) fn parse(kind: ObservableKind, text: &str) -> Option<Observable> {
    let network = matches!(
        kind,
        ObservableKind::Url
            | ObservableKind::Ipv4Addr
            | ObservableKind::Ipv6Addr
            | ObservableKind::DomainName
            | ObservableKind::EmailAddr
    );
    match Glued::of(text.trim()) {
        Glued::Value(value) if network => parse_whole(kind, value),
        Glued::Unclear if network => None,
        _ => parse_whole(kind, text),
    }
}

fn parse_whole(kind: ObservableKind, text: &str) -> Option<Observable> {
    Observable::parse(kind, text).ok().or_else(|| match kind {
        ObservableKind::Url => {
            Observable::guess(text).or_else(|| guess(without_port(text))).or_else(|| url_with_blanks(text))
        }
        ObservableKind::Ipv4Addr | ObservableKind::Ipv6Addr | ObservableKind::DomainName => {
            Observable::guess(text).or_else(|| guess(without_port(text)))
        }
        ObservableKind::EmailAddr => angled(text).and_then(|inner| Observable::parse(kind, inner).ok()),
        // A hash of another length is of another algorithm, or cut: what is named as one and is none is not guessed at.
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
    match Glued::of(text.trim()) {
        Glued::Whole => Observable::guess(text),
        Glued::Value(value) => Observable::guess(value),
        Glued::Unclear => None,
    }
}

/// A URL whose path has blanks in it, which a browser would write as `%20`; it ends with a file's ending, so that no remark is
/// taken into it.
fn url_with_blanks(text: &str) -> Option<Observable> {
    let (first, rest) = text.trim().split_once(' ')?;
    let path = first.split_once("//")?.1.contains('/');
    let ending = rest
        .rsplit_once('.')
        .is_some_and(|(_, end)| (2..=5).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let one = !rest.contains("//") && !rest.contains([',', ';', '@', '\n']) && rest.len() <= 200;
    (path && ending && one)
        .then(|| Observable::parse(ObservableKind::Url, &text.trim().replace(' ', "%20")).ok())
        .flatten()
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
pub(crate) fn is_file_name(text: &str) -> bool {
    const EXTENSIONS: [&str; 112] = [
        "7z", "ace", "apk", "app", "asp", "aspx", "bak", "bat", "bin", "bz2", "cab", "cer", "chm", "cmd", "conf",
        "cpl", "crt", "csv", "dat", "db", "deb", "dex", "dll", "dmg", "dmp", "doc", "docm", "docx", "dotm", "drv",
        "dylib", "efi", "elf", "eml", "exe", "gz", "hta", "htm", "html", "hwp", "hwpx", "img", "inf", "ini", "ipa",
        "iqy", "iso", "jar", "js", "jse", "json", "jsp", "key", "ko", "lnk", "log", "lzh", "md", "mht", "mov", "msi",
        "ocx", "odt", "pdf", "pem", "pfx", "php", "pif", "pkg", "pl", "plist", "pm", "png", "ppsx", "ppt", "pptx",
        "ps", "ps1", "psm1", "py", "rar", "reg", "rpm", "rs", "rtf", "scr", "sct", "service", "sh", "slk", "so", "swf",
        "sys", "tar", "tgz", "tmp", "txt", "url", "vbe", "vbs", "vhd", "vhdx", "war", "wsc", "wsf", "xll", "xls",
        "xlsm", "xlsx", "xml", "xz", "zip",
    ];
    let ends_as_a_file = |text: &str| {
        let ending = text.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, ending)| ending);
        ending.is_some_and(|ending| EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(ending)))
    };
    text.len() <= 255
        && !text.contains(['/', '\\', '*', '?', '|', '<', '>', '"', ':', '\n'])
        && ends_as_a_file(text)
        && !is_list_of_files(text, &ends_as_a_file)
}

/// Whether a text holds several files' names: `a.exe, b.dll`, `a.exe b.dll and c.bat`.
fn is_list_of_files(text: &str, ends_as_a_file: &dyn Fn(&str) -> bool) -> bool {
    const JOINTS: [&str; 10] = ["&", "+", "and", "e", "et", "i", "oder", "or", "und", "y"];
    let parts = text.split([',', ';']).map(str::trim).filter(|part| ends_as_a_file(part)).count();
    let mut words = text.split([' ', '\t']).filter(|word| !word.is_empty() && !JOINTS.contains(word));
    parts >= 2 || text.contains([' ', '\t']) && words.clone().count() >= 2 && words.all(ends_as_a_file)
}

/// Whether `text` is an absolute path of a Unix or Windows system, or one that starts at a variable such as `%TEMP%`.
pub(super) fn is_absolute_path(text: &str) -> bool {
    if text.len() > 4096 || text.chars().any(char::is_control) {
        return false;
    }
    if !is_one_path(text) {
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

/// Whether a text that begins as a path is no more than that: no second path, no arguments, no sentence and no verdict behind it.
fn is_one_path(text: &str) -> bool {
    let windows = text.contains('\\');
    let arguments = text.contains(" -")
        && text.split(" -").skip(1).any(|word| word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-'));
    let last = text.rsplit(['\\', '/']).next().unwrap_or_default();
    // `evil.exe was found`: behind the ending of a file a sentence goes on, unless it ends as a file again.
    let goes_on = last
        .split_once(' ')
        .is_some_and(|(first, _)| is_file_name(first.trim_end_matches([',', ';', ':', '.', '"', '\''])))
        && !is_file_name(last.trim_end_matches(['.', '"', '\'']));
    let drives = text.matches(":\\").count();
    // A colon is part of no name of Windows, and before a blank of none that is usual elsewhere.
    let verdict = text.contains(": ");
    let strokes = !windows && (text.contains(" /") || text.contains("/ "));
    drives <= 1 && !arguments && !goes_on && !verdict && !strokes
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
    fn a_url_may_have_blanks_in_its_path_and_no_remark_is_taken_into_it() {
        let url = |text: &str| parse(ObservableKind::Url, text).map(|url| url.value().to_owned());
        assert_eq!(url("http://203.0.113.46/A - (1).zip").as_deref(), Some("http://203.0.113.46/A%20-%20(1).zip"));
        assert_eq!(url("http://a.example.com/x http://b.example.com/y.zip"), None);
        assert_eq!(url("host.example.com:80").as_deref(), Some("host.example.com"));
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
    fn names_of_several_files_are_no_name() {
        for list in
            ["evil.exe, bad.dll, run.bat", "evil.exe bad.dll", "a.exe and b.dll", "see report.pdf, invoice.doc, x.exe"]
        {
            assert!(!is_file_name(list), "{list}");
        }
        for name in [
            "evil.exe",
            "invoice.pdf.exe",
            "Report, final.docx",
            "my file.exe",
            "photo.jpg          .exe",
            "a and b.exe",
        ] {
            assert!(is_file_name(name), "{name}");
        }
    }

    #[test]
    fn absolute_paths_are_told_from_words() {
        for path in ["/private/var/db/x", "C:\\Windows\\x.dll", "%TEMP%\\a.exe", "~/Library/x", "\\\\host\\share"] {
            assert!(is_absolute_path(path), "{path}");
        }
        for path in ["C:\\Program Files\\a b.exe", "/Applications/My App.app/x", "C:\\Users\\j - old\\x.exe"] {
            assert!(is_absolute_path(path), "{path}");
        }
        for words in [
            "C:\\Temp\\a.exe and C:\\Temp\\b.dll were found.",
            "C:\\Temp\\a.exe was found",
            "c:\\temp\\a.exe -h 203.0.113.7",
            "/srv/share/a.exe: Win.Trojan.Agent-1 FOUND",
            "/usr/bin/python3 /tmp/x.py",
            "/ 7e2561eb67a6ead09f727d98b71c01f18985bbb9 / x",
        ] {
            assert!(!is_absolute_path(words), "{words}");
        }
        for word in ["word", "//comment", "a/b", "100% sure", "/"] {
            assert!(!is_absolute_path(word), "{word}");
        }
    }
}
