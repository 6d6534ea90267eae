use super::written::{Run, after, before, is_label};
use super::{Found, Kind, Known};

/// Hosts under names that only an internal network resolves, hosts under victims' domains, and hosts in UNC paths.
pub(super) fn find(text: &str, known: &Known, found: &mut Vec<Found>) {
    let mut at = 0;
    while let Some(ahead) = text.get(at..).and_then(|rest| rest.find(is_label)) {
        let start = at + ahead;
        let Some(run) = Run::at(text, start) else { break };
        at = run.range.end;
        if run.labels.len() > 1 && (known.has_domains() && known.has_domain_of(&run.name()) || is_internal(text, &run))
        {
            found.push(Found { span: run.range, kind: Kind::InternalHostName });
        } else if let Some(label) = unc_host(text, &run) {
            found.push(Found { span: label, kind: Kind::InternalHostName });
        }
    }
}

/// Top-level names that are not, or not to be, in the public DNS (RFC 6762, appendix G, RFC 8375, ICANN's `internal`).
const INTERNAL: [&str; 8] = ["corp", "internal", "intranet", "lan", "local", "localdomain", "private", "intra"];

/// First labels of package names, and words that stand before a dot in code.
const CODE: [&str; 33] = [
    "actor",
    "android",
    "app",
    "com",
    "config",
    "core",
    "data",
    "env",
    "global",
    "io",
    "java",
    "javax",
    "jdk",
    "module",
    "net",
    "node",
    "org",
    "rc",
    "self",
    "settings",
    "std",
    "storage",
    "sun",
    "sys",
    "system",
    "this",
    "thread",
    "threading",
    "usr",
    "util",
    "var",
    "vars",
    "window",
];

/// Labels inside names of files.
const FILES: [&str; 10] = ["bashrc", "conf", "dll", "env", "exe", "json", "js", "profile", "yaml", "yml"];

fn is_internal(text: &str, run: &Run) -> bool {
    let mut labels = run.labels.iter().rev().map(String::as_str);
    let (top, second) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    if top == "arpa" && second == "home" {
        return run.labels.len() > 2;
    }
    if !INTERNAL.contains(&top) {
        return false;
    }
    let first = run.labels.first().map_or("", String::as_str);
    let within_path = match before(text, run.range.start) {
        Some(c @ ('/' | '\\')) => before(text, run.range.start - 1) != Some(c),
        c => c.is_some_and(|c| matches!(c, '.' | '$' | '~')),
    };
    let is_code = CODE.contains(&first) || run.labels.iter().any(|label| FILES.contains(&label.as_str()));
    let call = matches!(after(text, run.range.end), Some('('))
        || text.get(run.range.end..).is_some_and(|t| t.starts_with("::"));
    let written = run.places.last().and_then(|last| text.get(last.clone())).unwrap_or_default();
    let one_case = written.bytes().all(|b| b.is_ascii_lowercase()) || written.bytes().all(|b| b.is_ascii_uppercase());
    let marked = run.labels.len() > 2 || first.contains(|c: char| c == '-' || c.is_ascii_digit());
    !within_path
        && !is_code
        && !call
        && (one_case || marked)
        && run.labels.iter().any(|label| label != top && label.len() > 1)
}

/// The host of a UNC path, `\\HOST\share`, in source code with each backslash twice: `\\\\HOST\\share`.
fn unc_host(text: &str, run: &Run) -> Option<std::ops::Range<usize>> {
    let slashes = |bytes: &mut dyn Iterator<Item = &u8>| bytes.take(5).take_while(|b| **b == b'\\').count();
    let bytes = text.as_bytes();
    let (open, close) =
        (slashes(&mut bytes.get(..run.range.start)?.iter().rev()), slashes(&mut bytes.get(run.range.end..)?.iter()));
    if !matches!((open, close), (2, 1) | (4, 2)) || run.labels.len() > 1 {
        return None;
    }
    let outside = before(text, run.range.start - open);
    let label = run.labels.first()?;
    let letters = label.bytes().filter(u8::is_ascii_alphabetic).count();
    let valid = (2..=63).contains(&label.len())
        && letters > 0
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    let escape = label.len() == 3 && label.starts_with('x') || label.len() == 5 && label.starts_with('u');
    let goes_on = after(text, run.range.end + close).is_some_and(|c| c.is_alphanumeric() || "$_%{<*[".contains(c));
    let within = outside.is_some_and(|c| c.is_alphanumeric() || ":%)}]_*.".contains(c));
    (valid && !escape && !within && goes_on && !NO_HOSTS.contains(&label.as_str())).then(|| run.range.clone())
}

/// What stands in a UNC path's first place and names no machine: devices, and words of documentation.
const NO_HOSTS: [&str; 32] = [
    "client",
    "computer",
    "computername",
    "dc",
    "device",
    "domain",
    "globalroot",
    "host",
    "hostname",
    "ip",
    "ipaddress",
    "localhost",
    "machine",
    "machinename",
    "name",
    "pc",
    "pipe",
    "registry",
    "remote",
    "remotehost",
    "remotepc",
    "server",
    "servername",
    "share",
    "system",
    "systemroot",
    "target",
    "tsclient",
    "unc",
    "users",
    "windows",
    "wsl",
];
