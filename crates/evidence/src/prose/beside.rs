//! What is written beside a host or a file name, as far as it says which of them it is.

use std::ops::Range;

use super::host::Run;
use super::layout::{Segment, Setting};
use super::{Finder, cut};

/// What is written beside a run, as far as it says what the run is.
pub(super) struct Beside {
    /// Whether it stands apart from a sentence: alone on its line, in a cell or in code, or behind a label that names a host.
    pub(super) set_apart: bool,
    /// Whether the sentence says that something was contacted, and that is what stands here.
    pub(super) contacted: bool,
    /// Whether a heading or a label says that hosts stand here.
    pub(super) network: bool,
    /// It is part of something longer: a path, a variable.
    pub(super) within: bool,
    /// It is code: a call, a name with its namespace.
    pub(super) code: bool,
    /// A label or quotation marks say that it is a file.
    pub(super) named_a_file: bool,
}

impl Beside {
    pub(super) fn of(finder: &Finder<'_, '_>, run: &Run, segment: &Segment) -> Self {
        let before = finder.before(run.range.start);
        let after = finder.after(run.range.end);
        let head = finder.cut(0..run.range.start);
        let stroke =
            before == Some('/') && (head.ends_with("//") || head.ends_with("=/") || finder.is_behind_a_host(run));
        let emphasis = before == Some('~') && after.starts_with('~');
        let within = before.is_some_and(|c| "/\\@$#&%~".contains(c)) && !stroke && !emphasis
            || before == Some('.') && !finder.is_behind_a_mask(run.range.start);
        let code = is_call(after) && !run.is_marked() || after.starts_with("::") || after.starts_with('@');
        let code = code || after.starts_with('\\') && !run.is_marked() || is_compared(after);
        let labelled = finder.label(run.range.start, segment);
        let host = labelled.is_some_and(|label| HOST_LABELS.contains(&label.as_str()));
        let whole = finder.is_whole_line(&run.range, segment);
        let quoted = before.is_some_and(|c| "\"“'‘«".contains(c)) && after.starts_with(['"', '”', '\'', '’', '»']);
        Self {
            set_apart: host || !matches!(segment.setting, Setting::Running),
            contacted: is_contacted(head),
            network: segment.network || host,
            within,
            code,
            named_a_file: segment.files
                || finder.is_labelled_a_file(run.range.start, segment)
                || run.is_program_name() && (finder.is_of_a_line_of_files(segment) || is_dropped(head, run))
                || (quoted || whole) && !host && !segment.network && run.is_dropped_file(),
        }
    }

    pub(super) fn fits(&self, run: &Run) -> bool {
        (run.defanged || !self.within && !self.code) && !(self.named_a_file && !run.defanged && run.is_file_name())
    }
}

/// Whether `head`, the text before a name, ends with a verb of contact and nothing behind it but articles and other hosts: "beaconed to
/// a.example and ".
fn is_contacted(head: &str) -> bool {
    const VERBS: [&str; 28] = [
        "contact",
        "contacted",
        "contacting",
        "contacts",
        "beaconed to",
        "beaconing to",
        "beacons to",
        "resolved to",
        "resolves to",
        "connect to",
        "connected to",
        "connecting to",
        "connection to",
        "connections to",
        "connects to",
        "communicated with",
        "communicates with",
        "communicating with",
        "called back to",
        "calls back to",
        "reached out to",
        "reaches out to",
        "traffic to",
        "requests to",
        "queried",
        "queries for",
        "lookups of",
        "exfiltrated to",
    ];
    const BETWEEN: [&str; 18] = [
        "and",
        "or",
        "the",
        "a",
        "an",
        "domain",
        "domains",
        "host",
        "hosts",
        "its",
        "server",
        "servers",
        "c2",
        "site",
        "sites",
        "malicious",
        "command",
        "at",
    ];
    const FARTHEST: usize = 200;
    let near = cut(head, head.ceil_char_boundary(head.len().saturating_sub(FARTHEST))..head.len());
    let line = near.rsplit("\n\n").next().unwrap_or_default();
    let words: Vec<String> = line.split_whitespace().rev().take(14).map(str::to_lowercase).collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    for (at, word) in words.iter().enumerate() {
        let stem = bare(word);
        if word.ends_with(['.', ';', ':', '!', '?']) {
            return false;
        }
        let before = words.get(at + 1).map(|word| bare(word)).unwrap_or_default();
        let farther = words.get(at + 2).map(|word| bare(word)).unwrap_or_default();
        let phrases = [stem.clone(), format!("{before} {stem}"), format!("{farther} {before} {stem}")];
        if phrases.iter().any(|phrase| VERBS.contains(&phrase.as_str())) {
            return true;
        }
        if !(stem.is_empty() || stem.contains('.') || BETWEEN.contains(&stem.as_str())) {
            return false;
        }
    }
    false
}

/// Whether `head`, the text before the name of a file, ends with a verb for leaving a file and nothing behind it but articles and other
/// files: "The loader wrote a.dll and ". What every Windows has is none that somebody left.
fn is_dropped(head: &str, run: &Run) -> bool {
    const VERBS: [&str; 10] =
        ["drops", "dropped", "dropping", "wrote", "writes", "planted", "plants", "unpacked", "unpacks", "exfiltrated"];
    const BETWEEN: [&str; 14] = [
        "a", "an", "and", "called", "file", "files", "named", "or", "payload", "program", "programs", "the", "two",
        "three",
    ];
    #[rustfmt::skip]
    const EVERYBODYS: [&str; 26] = [
        "advapi32.dll", "certutil.exe", "cmd.exe", "conhost.exe", "cscript.exe", "explorer.exe", "kernel32.dll", "lsass.exe", "mshta.exe", "msiexec.exe",
        "net.exe", "ntdll.dll", "powershell.exe", "reg.exe", "regsvr32.exe", "rundll32.exe", "sc.exe", "schtasks.exe", "services.exe", "svchost.exe",
        "user32.dll", "winlogon.exe", "wmic.exe", "ws2_32.dll", "wscript.exe", "update.exe",
    ];
    const FARTHEST: usize = 160;
    if EVERYBODYS.contains(&run.clean.to_ascii_lowercase().as_str()) {
        return false;
    }
    let near = cut(head, head.ceil_char_boundary(head.len().saturating_sub(FARTHEST))..head.len());
    let line = near.rsplit("\n\n").next().unwrap_or_default();
    for word in line.split_whitespace().rev().take(12) {
        if word.ends_with(['.', ';', ':', '!', '?']) {
            return false;
        }
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if VERBS.contains(&bare.as_str()) {
            return true;
        }
        let file = Run::at(&bare, 0).is_ok_and(|run| run.range.end == bare.len() && run.is_program_name());
        if !(bare.is_empty() || file || BETWEEN.contains(&bare.as_str())) {
            return false;
        }
    }
    false
}

/// Words before a colon that say that a host follows.
const HOST_LABELS: [&str; 15] = [
    "address", "c2", "c&c", "cnc", "domain", "domains", "fqdn", "host", "hostname", "hosts", "server", "servers",
    "site", "url", "urls",
];

/// Words before a colon that say that files follow.
const FILE_LABELS: [&str; 12] = [
    "attachment",
    "attachments",
    "dateiname",
    "dateinamen",
    "dropped file",
    "file",
    "file name",
    "file names",
    "filename",
    "filenames",
    "files",
    "files dropped",
];

impl Finder<'_, '_> {
    /// The words before the colon or sign of equality right before `start`, in small letters, where the line has no others.
    fn label(&self, start: usize, segment: &Segment) -> Option<String> {
        const LONGEST: usize = 40;
        let from = self.text.floor_char_boundary(start.saturating_sub(LONGEST)).max(segment.line.start);
        let head = self.cut(from..start).trim_end_matches([' ', '\t', '"', '`', '*', '“', '|']);
        let head = head.strip_suffix([':', '='])?.trim_end_matches(['*', '_', '"', ' ']);
        let label = head.trim_start_matches(|c: char| !c.is_alphanumeric());
        // Of a registry: `Domain Name: EXAMPLE.TOP`.
        if label.eq_ignore_ascii_case("domain name") {
            return Some("domain".to_owned());
        }
        let last = label.rsplit([' ', '"', '*', ',', ';', '|', '{']).next().unwrap_or_default().to_lowercase();
        Some(last)
    }

    /// Whether a label at the start of the line says that files follow: `Filename: a.exe, b.exe`.
    fn is_labelled_a_file(&self, start: usize, segment: &Segment) -> bool {
        let line = self.cut(segment.line.start..start);
        let line = cut(line, 0..line.floor_char_boundary(60));
        let Some((label, _)) = line.split_once([':', '=']) else { return false };
        let label = label.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace(['_', '-'], " ");
        FILE_LABELS.contains(&label.as_str())
    }

    /// Whether the line of a segment holds names of programs and nothing else: `a.exe, b.dll, c.bat`.
    fn is_of_a_line_of_files(&self, segment: &Segment) -> bool {
        const LONGEST: usize = 400;
        let content = self.cut(segment.range.clone());
        let mut names = content
            .split([',', ';', ' ', '\t'])
            .filter(|word| !word.is_empty() && !["and", "und", "&", "et", "y"].contains(word));
        segment.setting == Setting::Running
            && content.len() <= LONGEST
            && names.clone().count() >= 2
            && names.all(|name| Run::at(name, 0).is_ok_and(|run| run.range.end == name.len() && run.is_program_name()))
    }

    /// Whether the line of `at` says of a domain who registered it, as registries answer: `Registrar Abuse Contact Email: …`. Every domain
    /// of that registrar has the same.
    pub(super) fn is_of_a_registrar(&self, at: usize) -> bool {
        const LONGEST_LABEL: usize = 60;
        const FARTHEST: usize = 120;
        let head = self.cut(self.text.ceil_char_boundary(at.saturating_sub(FARTHEST))..at);
        let Some((label, _)) = head.rsplit('\n').next().and_then(|line| line.split_once(':')) else { return false };
        let label = label.trim();
        label.len() <= LONGEST_LABEL
            && ["registrar ", "sponsoring registrar"]
                .iter()
                .any(|known| label.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known)))
    }

    /// Whether `range` is all that its line holds beside a bullet.
    fn is_whole_line(&self, range: &Range<usize>, segment: &Segment) -> bool {
        segment.setting == Setting::Alone && segment.range == *range
    }

    /// Whether the stroke before a run ends another host or address: `a.example.com/b.example.com` is two of them.
    fn is_behind_a_host(&self, run: &Run) -> bool {
        let head = self.cut(self.text.floor_char_boundary(run.range.start.saturating_sub(260))..run.range.start);
        let Some(head) = head.strip_suffix('/') else { return false };
        let is_host = |c: char| c.is_alphanumeric() || "-_.".contains(c);
        let word = head.rsplit(|c: char| !is_host(c)).next().unwrap_or_default();
        let before = cut(head, 0..head.len() - word.len());
        let run = Run { range: 0..0, clean: word.to_owned(), defanged: false };
        !before.ends_with(['/', '\\', '@', ':', '=', '?']) && (run.ipv4().is_some() || run.looks_like_a_domain())
    }
}

/// Whether an operator follows, so that the name is a field of a filter: `dns.qry.name == "…"`.
fn is_compared(after: &str) -> bool {
    let after = after.trim_start_matches(' ');
    ["==", "!=", "=~", "~=", ">=", "<="].iter().any(|operator| after.starts_with(operator))
}

/// Whether what follows a name makes it a call of code. Text without blanks has remarks between brackets there: `(C2 server)`.
fn is_call(after: &str) -> bool {
    let Some(inner) = after.strip_prefix('(') else { return false };
    if inner.starts_with(['1', '2']) {
        return false;
    }
    let inner = inner.get(..inner.floor_char_boundary(60)).unwrap_or_default();
    let inner = inner.split(')').next().unwrap_or_default();
    let code = inner.contains(['"', '\'', '$', '=', '{', '[', '(', ';']) || inner.is_empty();
    let remark = ["malicious", "benign", "c2", "cnc", "clean", "blocked", "sinkholed"]
        .iter()
        .any(|word| inner.eq_ignore_ascii_case(word));
    let remark = remark || !inner.is_ascii() || inner.contains(' ') && !inner.contains(',');
    code || !remark
}

/// Whether what follows the stroke behind a host is no path: a port's protocol, a port, a mask, another host.
pub(super) fn is_no_path(path: &str) -> bool {
    const PROTOCOLS: [&str; 12] =
        ["tcp", "udp", "http", "https", "tls", "ssl", "ssh", "rdp", "smb", "dns", "icmp", "ftp"];
    let bare = path.trim_end_matches(['.', ',', ';', ':', ')']);
    let numbers = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit());
    let first = bare.split(['/', ':']).next().unwrap_or_default();
    let run = Run { range: 0..0, clean: first.to_owned(), defanged: false };
    PROTOCOLS.iter().any(|protocol| bare.eq_ignore_ascii_case(protocol))
        || numbers
        || run.ipv4().is_some()
        || first.contains('.') && run.looks_like_a_domain() && !run.is_program_name()
}
