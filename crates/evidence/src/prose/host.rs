use std::net::Ipv4Addr;
use std::ops::Range;

use super::layout::Setting;
use crate::observable::has_public_suffix;

/// Letters, digits and dots that may spell a host: `update.example[.]com`, `203.0.113.7`, `setup.exe`.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// As written, in the text that was searched.
    pub(super) range: Range<usize>,
    /// Refanged, in the letters' own case.
    pub(super) clean: String,
    /// Whether a dot was written so that nobody can click it.
    pub(super) defanged: bool,
}

impl Run {
    /// The run that begins at `start` of `text`, where it has a dot. `Err` with where to look on when there is none.
    pub(super) fn at(text: &str, start: usize) -> Result<Self, usize> {
        let bytes = text.as_bytes();
        let is_label = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' || byte >= 0x80;
        let rest = |at: usize| bytes.get(at..).unwrap_or_default();
        let (mut at, mut end) = (start, start);
        let (mut dots, mut defanged) = (0_usize, false);
        let mut pieces: Vec<Range<usize>> = Vec::new();
        loop {
            let label = rest(at).iter().take_while(|byte| is_label(**byte)).count();
            if label == 0 {
                break;
            }
            end = at + label;
            pieces.push(at..end);
            at = end;
            let Some((length, plain)) = dot(rest(at)) else { break };
            dots += 1;
            at += length;
            // Counted only when a label follows: the full stop of a sentence is none of the host's.
            if rest(at).first().is_some_and(|byte| is_label(*byte)) {
                defanged |= !plain;
            } else {
                dots -= 1;
                break;
            }
        }
        if dots == 0 {
            return Err(end.max(start + 1));
        }
        let clean = pieces.into_iter().filter_map(|piece| text.get(piece)).collect::<Vec<_>>().join(".");
        Ok(Self { range: start..end, clean, defanged })
    }

    /// The address it spells, when it spells one.
    pub(super) fn ipv4(&self) -> Option<Ipv4Addr> {
        self.clean.parse().ok()
    }

    fn labels(&self) -> usize {
        self.clean.split('.').count()
    }

    /// The last label.
    pub(super) fn extension(&self) -> &str {
        self.clean.rsplit('.').next().unwrap_or_default()
    }

    /// Whether it is written as a host can be, with a public suffix and something before it.
    pub(super) fn has_host_form(&self) -> bool {
        let lower = self.clean.to_lowercase();
        let top = lower.rsplit('.').next().unwrap_or_default();
        top.chars().any(char::is_alphabetic) && has_public_suffix(&lower) && !is_public_suffix(&lower)
    }

    /// Whether it stands in the text as a domain and not as a file name, code, or two sentences without a space between.
    pub(super) fn counts_as_domain(&self, setting: Setting, network: bool) -> bool {
        if !self.has_host_form() {
            return false;
        }
        if self.defanged {
            return true;
        }
        let first = self.clean.split('.').next().unwrap_or_default();
        let top = self.extension();
        let lower = !self.clean.chars().any(char::is_uppercase);
        let upper = !self.clean.chars().any(char::is_lowercase);
        let labels = self.labels();
        let set_apart = setting != Setting::Running;
        if is_shared_host(&self.clean) || labels >= 3 && PACKAGE_ROOTS.contains(&first) {
            return false;
        }
        if first.eq_ignore_ascii_case("www") && labels >= 3 {
            return true;
        }
        if CODE_WORDS.contains(&first.to_ascii_lowercase().as_str()) && labels == 2 {
            return false;
        }
        let top_lower = top.to_ascii_lowercase();
        if FILE_ENDINGS.contains(&top_lower.as_str()) {
            return lower && set_apart && (labels >= 3 || network);
        }
        if WORDS.contains(&top_lower.as_str()) || top.len() >= 4 && top_lower != "onion" {
            let marked = first.len() >= 5 && first.contains(|c: char| c == '-' || c.is_ascii_digit());
            return lower && (set_apart || labels >= 3 || marked);
        }
        lower || set_apart && (upper || !top.contains(char::is_uppercase))
    }

    /// Whether it names a program, script or web shell by its ending.
    pub(super) fn is_program_name(&self) -> bool {
        let ending = self.extension().to_ascii_lowercase();
        !self.defanged && PROGRAM_ENDINGS.contains(&ending.as_str()) && !self.clean.starts_with(['-', '.'])
    }
}

/// The length of the dot that `bytes` begin with, and whether it is a plain one.
fn dot(bytes: &[u8]) -> Option<(usize, bool)> {
    match bytes {
        // A dot before its own bracket is a slip that real lists hold.
        [b'.', b'[', b'.', b']', ..] => Some((4, false)),
        [b'[', b'.', b']', ..] | [b'(', b'.', b')', ..] | [b'{', b'.', b'}', ..] => Some((3, false)),
        [b'.', b']', ..] | [b'[', b'.', ..] => Some((2, false)),
        [b'[' | b'(', b'd' | b'D', b'o' | b'O', b't' | b'T', b']' | b')', ..] => Some((5, false)),
        [b'.', ..] => Some((1, true)),
        _ => None,
    }
}

fn is_public_suffix(host: &str) -> bool {
    psl::suffix(host.as_bytes()).is_some_and(|suffix| suffix.as_bytes() == host.as_bytes())
}

/// Whether everybody uses this host, so that it says nothing of who used it, and a link to it is a citation.
pub(crate) fn is_shared_host(host: &str) -> bool {
    SHARED_HOSTS.iter().any(|shared| {
        let Some(head) = host.len().checked_sub(shared.len()) else { return false };
        host.get(head..).is_some_and(|tail| tail.eq_ignore_ascii_case(shared))
            && (head == 0 || host.as_bytes().get(head - 1) == Some(&b'.'))
    })
}

/// Hosts of reference works, vendors' publications and services that everybody uses.
const SHARED_HOSTS: [&str; 52] = [
    "abuse.ch",
    "adobe.com",
    "amazon.com",
    "amnesty.org",
    "android.com",
    "any.run",
    "apache.org",
    "apple.com",
    "archive.org",
    "asp.net",
    "blogspot.com",
    "booking.com",
    "cisa.gov",
    "citizenlab.ca",
    "citizenlab.org",
    "cisco.com",
    "command.com",
    "crowdstrike.com",
    "doi.org",
    "dropbox.com",
    "eset.com",
    "facebook.com",
    "fireeye.com",
    "github.com",
    "githubusercontent.com",
    "gmail.com",
    "google.com",
    "hybrid-analysis.com",
    "kaspersky.com",
    "linkedin.com",
    "live.com",
    "mandiant.com",
    "medium.com",
    "microsoft.com",
    "misp-project.org",
    "mitre.org",
    "mozilla.org",
    "nist.gov",
    "office.com",
    "pastebin.com",
    "python.org",
    "securelist.com",
    "symantec.com",
    "t.me",
    "talosintelligence.com",
    "trendmicro.com",
    "twitter.com",
    "virustotal.com",
    "welivesecurity.com",
    "wikipedia.org",
    "yahoo.com",
    "youtube.com",
];

/// First labels of package names that read from the root: `com.example.app`.
const PACKAGE_ROOTS: [&str; 7] = ["android", "com", "io", "java", "javax", "net", "org"];

/// Words that stand before a dot in code.
const CODE_WORDS: [&str; 48] = [
    "app", "args", "array", "client", "config", "console", "context", "ctx", "data", "document", "element", "entry",
    "event", "file", "foo", "form", "host", "item", "job", "key", "list", "log", "logger", "math", "module", "node",
    "obj", "object", "options", "os", "params", "path", "process", "request", "response", "result", "self", "server",
    "service", "socket", "string", "sys", "system", "task", "this", "thread", "user", "window",
];

/// Public suffixes that are file endings too.
const FILE_ENDINGS: [&str; 18] =
    ["ai", "app", "cab", "cc", "md", "mm", "mov", "pl", "pm", "ps", "pub", "py", "rs", "sc", "sh", "so", "tf", "zip"];

/// Short public suffixes that are words of English or of code too; every longer one is treated alike.
const WORDS: [&str; 32] = [
    "am", "as", "at", "be", "by", "cat", "day", "do", "dog", "get", "how", "id", "im", "in", "io", "is", "it", "la",
    "me", "my", "new", "no", "now", "one", "pro", "run", "so", "to", "top", "us", "win", "you",
];

const PROGRAM_ENDINGS: [&str; 39] = [
    "apk", "asp", "aspx", "bat", "cmd", "cpl", "dll", "dmg", "docm", "drv", "dylib", "elf", "exe", "hta", "jar", "jse",
    "jsp", "ko", "lnk", "msi", "ocx", "php", "pif", "pkg", "pl", "pptm", "ps1", "psm1", "py", "scr", "sh", "so", "sys",
    "vbe", "vbs", "wsf", "xla", "xlam", "xlsm",
];
