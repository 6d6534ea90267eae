use super::home::home;
use super::written::{FILE_ENDINGS, after, before};
use super::{Found, Kind, Known};

/// Accounts: in home directories, in `DOMAIN\user`, in `user@HOST`.
pub(super) fn find(text: &str, known: &Known, found: &mut Vec<Found>) {
    for (at, byte) in text.bytes().enumerate() {
        let span = match byte {
            b'/' => home(text, at),
            b'\\' => home(text, at).or_else(|| domain_account(text, at, known)),
            b'@' => login(text, at, known),
            _ => None,
        };
        found.extend(span.map(|span| Found { span, kind: Kind::UserName }));
    }
}

/// Accounts that every system has, or that stand for any: nobody in particular. MS-DOS abbreviates them: `ADMINI~1`.
pub(super) fn is_nobody(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_lowercase();
    let abbreviates = |head: &str| head.len() > 3 && NOBODY.iter().any(|name| name.starts_with(head));
    NOBODY.contains(&name.as_str()) || name.split_once('~').is_some_and(|(head, _)| abbreviates(head))
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
    let is_file =
        account.rsplit_once('.').is_some_and(|(_, ending)| FILE_ENDINGS.contains(&&*ending.to_ascii_lowercase()));
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
