use super::written::{after, before, ends_with};
use super::{Found, Kind, Known};

/// Accounts: in home directories, in `DOMAIN\user`, in `user@HOST`.
pub(super) fn find(text: &str, known: &Known, found: &mut Vec<Found>) {
    for (at, byte) in text.bytes().enumerate() {
        let span = match byte {
            b'/' => home(text, at, '/'),
            b'\\' => home(text, at, '\\').or_else(|| domain_account(text, at, known)),
            b'@' => login(text, at, known),
            _ => None,
        };
        found.extend(span.map(|span| Found { span, kind: Kind::UserName }));
    }
}

/// Accounts that every system has, or that stand for any: nobody in particular.
pub(super) fn is_nobody(name: &str) -> bool {
    NOBODY.contains(&name.trim_end_matches('.').to_lowercase().as_str())
}

const NOBODY: [&str; 58] = [
    "admin",
    "administrador",
    "administrateur",
    "administrator",
    "administrators",
    "all users",
    "amministratore",
    "anonymous",
    "anyuser",
    "appdata",
    "benutzer",
    "containeradministrator",
    "current user",
    "current_user",
    "default",
    "default user",
    "default.migrated",
    "defaultapppool",
    "defaultuser0",
    "ec2-user",
    "everyone",
    "foo",
    "git",
    "guest",
    "infected user",
    "local service",
    "localservice",
    "lost+found",
    "name",
    "network service",
    "networkservice",
    "nobody",
    "postgres",
    "public",
    "root",
    "service",
    "shared",
    "svn",
    "system",
    "ubuntu",
    "user",
    "user name",
    "user_name",
    "username",
    "users",
    "usuario",
    "utente",
    "utilisateur",
    "vagrant",
    "victim",
    "webadmin",
    "www",
    "www-data",
    "xxx",
    "xxxx",
    "администратор",
    "пользователь",
    "管理员",
];

/// The account in a home directory whose last separator before the account is at `slash`.
fn home(text: &str, slash: usize, separator: char) -> Option<std::ops::Range<usize>> {
    // In source code a backslash stands twice.
    if separator == '\\' && after(text, slash + 1) == Some('\\') {
        return None;
    }
    let start = slash + 1;
    let doubled = separator == '\\' && before(text, slash) == Some('\\');
    let parent_end = slash - usize::from(doubled);
    let (parent, windows) = ["users", "documents and settings", "home"].into_iter().find_map(|parent| {
        ends_with(text, parent_end, parent).then(|| (parent_end - parent.len(), parent != "home"))
    })?;
    let root = before(text, parent)?;
    if !matches!(root, '/' | '\\') {
        return None;
    }
    let mut above = parent - 1;
    if doubled && before(text, above) == Some('\\') {
        above -= 1;
    }
    let outside = before(text, above);
    let rooted = match separator {
        '\\' => windows,
        _ if outside == Some(':') => windows,
        _ => {
            let file_url = ends_with(text, above, "file://");
            let relative = outside.is_some_and(|c| c.is_alphanumeric() || "._-~%/})]".contains(c));
            // `/users/` in lower case is a place on a web site.
            let spelt = text.get(parent..parent_end).is_some_and(|parent| parent == "Users" || parent == "home");
            spelt && (file_url || !relative)
        }
    };
    if !rooted {
        return None;
    }
    let rest = text.get(start..)?;
    let stop = |c: char| c == '\\' || c == '/' || c.is_control() || "\"<>|*?:;,'`()[]{}%$=&#".contains(c);
    let end = rest.char_indices().take(65).find(|(_, c)| stop(*c)).map(|(at, _)| at);
    let bound = rest.char_indices().nth(65).map_or(rest.len(), |(at, _)| at);
    let component = rest.get(..end.unwrap_or(bound))?;
    let goes_on = end.and_then(|end| after(rest, end)).is_some_and(|c| c == '\\' || c == '/');
    let first_word = component.split_whitespace().next().unwrap_or_default();
    // `ADMINI~1` is how MS-DOS abbreviates.
    let abbreviated = first_word.split_once('~').map(|(head, _)| head.to_lowercase());
    let abbreviates_nobody =
        abbreviated.is_some_and(|head| head.len() > 3 && NOBODY.iter().any(|name| name.starts_with(&head)));
    let name = if goes_on && component.split(' ').count() <= 4 && !component.contains(". ") {
        component
    } else {
        first_word.trim_end_matches(['.', '!', '…', '”', '’', '»'])
    };
    let file = !goes_on && name.contains('.') && !windows;
    let placeholder = component.starts_with(char::is_whitespace)
        || name.starts_with(['_', '-', '.', '~'])
        || !name.contains(char::is_alphanumeric)
        || name.chars().count() > 64;
    if file || placeholder || is_nobody(name) || abbreviates_nobody || is_nobody(first_word) && !goes_on {
        return None;
    }
    Some(start..start + name.len())
}

/// `DOMAIN\user`, the backslash at `slash`.
fn domain_account(text: &str, slash: usize, known: &Known) -> Option<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    if bytes.get(slash + 1) == Some(&b'\\') {
        return None;
    }
    let end = slash - usize::from(before(text, slash) == Some('\\'));
    let is_label = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'-';
    let length = bytes.get(..end)?.iter().rev().take(17).take_while(is_label).count();
    let domain = text.get(end - length..end)?;
    let start = end - length;
    let is_account = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'$');
    let length = bytes.get(slash + 1..)?.iter().take(34).take_while(is_account).count();
    let account = text.get(slash + 1..slash + 1 + length)?.trim_end_matches('.');
    let stop = slash + 1 + account.len();
    let outside = before(text, start);
    let within = outside.is_some_and(|c| c.is_alphanumeric() || "\\/:.%_)}]".contains(c));
    let goes_on = after(text, stop).is_some_and(|c| c.is_alphanumeric() || "\\/:*%".contains(c));
    // `PAYMENT\nStep` in the source of a program is no account of `nStep`: other escapes stand near it.
    let escape = account.starts_with(['n', 'r', 't']) && {
        let head = text.get(text.floor_char_boundary(start.saturating_sub(NEAR))..start).unwrap_or_default();
        let tail = text.get(stop..text.ceil_char_boundary((stop + NEAR).min(text.len()))).unwrap_or_default();
        ["\\n", "\\r", "\\t", "\\\""].iter().any(|escape| head.contains(escape) || tail.contains(escape))
    };
    let form = (2..=15).contains(&domain.len())
        && (2..=32).contains(&account.len())
        && account.starts_with(|c: char| c.is_ascii_alphabetic());
    if !form || within || goes_on || escape || is_nobody(account) {
        return None;
    }
    if known.has_host(&domain.to_ascii_lowercase()) {
        return Some(start..stop);
    }
    let upper = domain.bytes().all(|b| !b.is_ascii_lowercase()) && domain.starts_with(|c: char| c.is_ascii_uppercase());
    let lower = account.bytes().filter(u8::is_ascii_lowercase).count() >= 2;
    let is_file = account
        .rsplit_once('.')
        .is_some_and(|(_, ending)| super::written::FILE_ENDINGS.contains(&&*ending.to_ascii_lowercase()));
    (upper && lower && !is_file && !NO_DOMAINS.contains(&domain)).then_some(start..stop)
}

/// How near another escape is looked for.
const NEAR: usize = 100;

/// Upper-case words before a backslash that are hives of the registry, folders and built-in authorities.
const NO_DOMAINS: [&str; 36] = [
    "APPDATA",
    "APPPOOL",
    "AUTHORITY",
    "BIN",
    "BUILTIN",
    "CLSID",
    "DCIM",
    "DEVICE",
    "DRIVERS",
    "ETC",
    "HKCC",
    "HKCR",
    "HKCU",
    "HKEY",
    "HKLM",
    "HKU",
    "INF",
    "MACHINE",
    "NT",
    "PERFLOGS",
    "PIPE",
    "PROGRAM",
    "REGISTRY",
    "ROOT",
    "SERVICE",
    "SOFTWARE",
    "SYSTEM",
    "SYSVOL",
    "TEMP",
    "TMP",
    "USER",
    "USERS",
    "VIRTUAL",
    "WINDOWS",
    "WINNT",
    "XX",
];

/// `user@HOST`, the sign at `at`: at a host that the caller names, at one whose name Windows or a distribution made, or before a
/// shell's prompt.
fn login(text: &str, at: usize, known: &Known) -> Option<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let is_account = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    let length = bytes.get(..at)?.iter().rev().take(33).take_while(is_account).count();
    let account = text.get(at - length..at)?;
    let length_of_host =
        bytes.get(at + 1..)?.iter().take(64).take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
    let end = at + 1 + length_of_host;
    let host = text.get(at + 1..end)?;
    let dotted = after(text, end) == Some('.') && after(text, end + 1).is_some_and(char::is_alphanumeric);
    let form = (2..=32).contains(&account.len())
        && account.starts_with(|c: char| c.is_ascii_alphabetic())
        && (2..=63).contains(&host.len());
    let outside = before(text, at - account.len()).is_some_and(|c| c.is_alphanumeric() || "?@$_".contains(c));
    if !form || outside || dotted || after(text, end).is_some_and(|c| c.is_alphanumeric() || "@_".contains(c)) {
        return None;
    }
    let made = ["DESKTOP-", "LAPTOP-", "WIN-", "EC2AMAZ-"].iter().any(|head| host.starts_with(head));
    let prompt =
        [":~", ":/", " ~]", " ~"].iter().any(|prompt| text.get(end..).is_some_and(|rest| rest.starts_with(prompt)));
    let host_known = known.has_host(&host.to_ascii_lowercase());
    if !(made || prompt || host_known) {
        return None;
    }
    // The host of a prompt is a machine too, whoever is logged in.
    let stands = host_known || made || !is_nobody(account);
    stands.then(|| if is_nobody(account) { at + 1..end } else { at - account.len()..end })
}
