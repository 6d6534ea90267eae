use std::net::Ipv4Addr;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::beside::Beside;
use super::cut;
use crate::hosts::{has_public_suffix, is_of_another_root, is_public_suffix, is_shared_host};
use crate::plain::is_label;
use crate::readers::is_file_name;

/// Letters, digits and dots that may spell a host: `update.example.com`, `203.0.113.7`, `setup.exe`.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// Where it stands.
    pub(super) range: Range<usize>,
    /// Its labels and dots, in the letters' own case.
    pub(super) clean: String,
    /// Whether it was written so that nobody can click it.
    pub(super) defanged: bool,
}

impl Run {
    /// The run that begins at `start` of `text`, where it has a dot. `Err` with where to look on when there is none.
    pub(super) fn at(text: &str, start: usize) -> Result<Self, usize> {
        let bytes = text.as_bytes();
        let (mut end, mut dots) = (start, 0_usize);
        loop {
            let label = label_end(text, end);
            if label == end {
                // The full stop of a sentence is none of the host's.
                end -= usize::from(dots > 0);
                dots = dots.saturating_sub(1);
                break;
            }
            end = label;
            if bytes.get(end) != Some(&b'.') {
                break;
            }
            dots += 1;
            end += 1;
        }
        // Marks of emphasis stand behind a host: `_example.com_`.
        let marks = cut(text, start..end).trim_end_matches(['_', '-']).len();
        if marks < end - start && !cut(text, start..start + marks).ends_with('.') {
            end = start + marks;
        }
        if dots == 0 {
            return Err(end.max(start + cut(text, start..text.len()).chars().next().map_or(1, char::len_utf8)));
        }
        Ok(Self { range: start..end, clean: cut(text, start..end).to_owned(), defanged: false })
    }

    /// Without its last label, where what is left is written as a host: a sentence began without a blank, or another script.
    pub(super) fn without_what_follows(&self) -> Option<Self> {
        let mut clean = self.clean.as_str();
        while let Some((head, last)) = clean.rsplit_once('.') {
            if !last.starts_with(|c: char| c.is_uppercase() || !c.is_ascii()) {
                return None;
            }
            clean = head;
            let end = self.range.start + head.len();
            let run = Self { range: self.range.start..end, clean: head.to_owned(), defanged: self.defanged };
            if run.has_host_form() || run.ipv4().is_some() {
                return Some(run);
            }
        }
        None
    }

    /// Without its first label, where at least two are left.
    pub(super) fn without_first_label(&self) -> Option<Self> {
        let (first, rest) = self.clean.split_once('.')?;
        let start = self.range.start + first.len() + 1;
        rest.contains('.').then(|| Self {
            range: start..self.range.end,
            clean: rest.to_owned(),
            defanged: self.defanged,
        })
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

    /// Whether a label of it joins letters of two scripts with a hyphen, so that it may be a word and a host: `例え-bad.example`.
    pub(super) fn joins_scripts(&self) -> bool {
        self.clean.split('.').any(|label| {
            let mut scripts = label.split(['-', '_']).filter_map(|part| part.chars().find_map(script));
            let first = scripts.next();
            scripts.any(|script| Some(script) != first)
        })
    }

    /// Whether it is written as a host can be, with a public suffix and something before it.
    pub(super) fn has_host_form(&self) -> bool {
        let lower = self.clean.to_lowercase();
        let top = lower.rsplit('.').next().unwrap_or_default();
        top.chars().any(char::is_alphabetic) && has_public_suffix(&lower) && !is_public_suffix(&lower)
    }

    /// Whether it stands in the text as a domain and not as a file name, code, or two sentences without a space between.
    pub(super) fn counts_as_domain(&self, beside: &Beside) -> bool {
        if !self.has_host_form() {
            return false;
        }
        if self.defanged {
            return true;
        }
        let network = beside.network;
        let first = self.clean.split('.').next().unwrap_or_default();
        let top = self.extension();
        let lower = !self.clean.chars().any(char::is_uppercase);
        let upper = !self.clean.chars().any(char::is_lowercase);
        let labels = self.labels();
        let set_apart = beside.set_apart || beside.contacted;
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
        // `design.bit` is a file, too.
        if is_of_another_root(&self.clean.to_ascii_lowercase()) {
            return lower && (set_apart || network || self.is_marked());
        }
        if FILE_ENDINGS.contains(&top_lower.as_str()) {
            return lower && set_apart && (labels >= 3 || network);
        }
        // Whether it is a word and a host was asked before.
        if self.joins_scripts() {
            return true;
        }
        // A label of a script without blanks may be a sentence.
        if self.clean.chars().any(|c| c.is_alphabetic() && script(c) == Some(Script::Other(Family::Wide))) {
            const LONGEST: usize = 12;
            return set_apart || self.clean.split('.').all(|label| label.chars().count() <= LONGEST);
        }
        if WORDS.contains(&top_lower.as_str()) || top.chars().count() >= 4 && !HIDDEN.contains(&top_lower.as_str()) {
            return (lower || set_apart && upper) && (set_apart || labels >= 3 || self.is_marked());
        }
        // Logs of Windows write hosts in capitals; `ADO.NET` and `VB.NET` are short.
        let shouted = upper && (self.is_marked() || first.len() >= 5 && labels >= 2);
        lower
            || shouted
            || self.is_marked() && !top.contains(char::is_uppercase)
            || set_apart && (upper || !top.contains(char::is_uppercase))
    }

    /// Whether its first label is none of a word or of code: it has a hyphen or a digit in it.
    pub(super) fn is_marked(&self) -> bool {
        let first = self.clean.split('.').next().unwrap_or_default();
        first.len() >= 5 && first.contains(|c: char| c == '-' || c.is_ascii_digit())
    }

    pub(super) fn has_capitals(&self) -> bool {
        self.clean.bytes().any(|byte| byte.is_ascii_uppercase())
    }

    /// Whether it is a name of code or of a package, or two sentences without a blank between.
    pub(super) fn is_code(&self) -> bool {
        let first = self.clean.split('.').next().unwrap_or_default();
        let lower = first.to_ascii_lowercase();
        let joined = self.extension().starts_with(char::is_uppercase) && !self.is_shouted();
        let short = first.chars().count() <= 2 && self.labels() == 2;
        joined
            || short && !self.is_marked()
            || CODE_WORDS.contains(&lower.as_str()) && self.labels() == 2
            || PACKAGE_ROOTS.contains(&lower.as_str()) && self.labels() >= 3
    }

    fn is_shouted(&self) -> bool {
        !self.clean.chars().any(char::is_lowercase)
    }

    /// Whether it is a file's name by its ending.
    pub(super) fn is_file_name(&self) -> bool {
        !self.defanged
            && !self.clean.starts_with(['-', '.'])
            && (is_file_name(&self.clean) || self.is_program_name() || self.extension() == "com")
    }

    /// Whether it is the name of a file as intrusions leave them, so that quotation marks or a line of its own make it a trace.
    pub(super) fn is_dropped_file(&self) -> bool {
        const ENDINGS: [&str; 21] = [
            "7z", "bin", "dat", "doc", "docx", "dotm", "hwp", "img", "iso", "js", "pdf", "ppt", "pptx", "rar", "rtf",
            "slk", "tmp", "vhd", "xls", "xlsx", "zip",
        ];
        let ending = self.extension().to_ascii_lowercase();
        let site = self.labels() > 2 && self.clean.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("www."));
        !site && (self.is_program_name() || !self.defanged && ENDINGS.contains(&ending.as_str()))
    }

    /// Whether it is an address with something glued to it, or with a mask in it: `v203.0.113.7`, `203.0.113.*`.
    pub(super) fn is_near_an_address(&self, after: &str) -> bool {
        let number = |label: &str| {
            (1..=4).contains(&label.len())
                && label.trim_start_matches("0x").bytes().all(|byte| byte.is_ascii_hexdigit())
                && label.contains(|c: char| c.is_ascii_digit())
        };
        let labels: Vec<&str> = self.clean.split('.').take(8).collect();
        let numbers = labels
            .iter()
            .filter(|label| label.trim_start_matches(['v', 'V']).bytes().all(|b| b.is_ascii_digit()) || number(label))
            .count();
        labels.len() >= 4 && numbers >= 3 || labels.len() == 3 && numbers == 3 && after.starts_with(".*")
    }

    /// Whether it has the form of a domain and none of a file's name or of code.
    pub(super) fn looks_like_a_domain(&self) -> bool {
        let first = self.clean.split('.').next().unwrap_or_default().to_ascii_lowercase();
        let top = self.extension();
        self.has_host_form()
            && !top.contains(char::is_uppercase)
            && !WORDS.contains(&top)
            && !FILE_ENDINGS.contains(&top)
            && !CODE_WORDS.contains(&first.as_str())
            && !PACKAGE_ROOTS.contains(&first.as_str())
    }

    /// Whether it is numbers alone, four or more: an address, a version, an object identifier, a section.
    pub(super) fn is_numbers(&self) -> bool {
        self.labels() >= 4 && self.clean.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    }

    /// Whether it names a program, script or web shell by its ending.
    pub(super) fn is_program_name(&self) -> bool {
        let ending = self.extension().to_ascii_lowercase();
        !self.defanged && PROGRAM_ENDINGS.contains(&ending.as_str()) && !self.clean.starts_with(['-', '.'])
    }
}

/// Where the label that begins at `start` ends. It ends where the script changes, because text without blanks goes on there;
/// within a label of Latin, Greek or Cyrillic letters a single one of the others is a disguise, and no end.
fn label_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let is_ascii = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-' || *byte == b'_';
    let ascii = bytes.get(start..).unwrap_or_default().iter().take_while(|byte| is_ascii(byte)).count();
    let end = start + ascii;
    if bytes.get(end).is_none_or(u8::is_ascii) {
        return end;
    }
    let rest = cut(text, start..text.len());
    let length: usize = rest.chars().take(64).take_while(|c| is_label(*c)).map(char::len_utf8).sum();
    let label = cut(rest, 0..length);
    // In a host, another script may stand behind a hyphen: `例え-bad.example`. Behind the last label a sentence goes on.
    let label_follows = cut(rest, length..rest.len()).strip_prefix('.').is_some_and(|next| next.starts_with(is_label));
    let joined = |at: usize| label_follows && cut(label, 0..at).ends_with(['-', '_']);
    let mut scripts = label.char_indices().filter_map(|(at, c)| Some((at, script(c)?)));
    let Some((_, first)) = scripts.next() else { return end };
    // Scripts without blanks: digits beside their letters are another word.
    if first == Script::Other(Family::Wide) && !label.starts_with(|c: char| c.is_ascii()) {
        let mut held = first;
        for (at, c) in label.char_indices() {
            let new = if c.is_ascii_digit() { Some(Script::Latin) } else { script(c) };
            let ends = match new {
                Some(new) if new != held => !(joined(at) || c.is_ascii_digit() && held != first),
                None if c.is_ascii() => !label_follows || at + 1 >= length,
                _ => false,
            };
            if ends {
                return start + at;
            }
            held = new.unwrap_or(held);
        }
        return start + length;
    }
    if ascii > 0
        && !joined(ascii)
        && label
            .get(ascii..)
            .is_some_and(|rest| rest.chars().next().and_then(script) == Some(Script::Other(Family::Wide)))
    {
        return end;
    }
    let changes: Vec<(usize, Script)> = scripts
        .scan(first, |held, (at, script)| {
            let change = (script != *held && !joined(at)).then_some((at, script));
            *held = script;
            Some(change)
        })
        .flatten()
        .take(3)
        .collect();
    // An address behind a letter of another script: `с203.0.113.7`.
    if first == Script::Other(Family::Alphabet)
        && let Some(digit) = label.find(|c: char| c.is_ascii_digit())
        && cut(label, digit..label.len()).bytes().all(|byte| byte.is_ascii_digit())
        && cut(rest, length..rest.len())
            .strip_prefix('.')
            .is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()))
    {
        return start + digit;
    }
    let disguised = changes.len() >= 2
        && changes.iter().all(|(_, script)| *script != Script::Other(Family::Wide))
        && first != Script::Other(Family::Wide);
    match changes.first() {
        Some((at, _)) if !disguised => start + at,
        _ => start + length,
    }
}

/// The script of a letter, as far as labels are told by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Other(Family),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    /// Greek and Cyrillic, whose letters look like Latin ones.
    Alphabet,
    /// Every other.
    Wide,
}

/// Digits, hyphens and underscores belong to any script but those that are written without blanks.
fn script(c: char) -> Option<Script> {
    match c {
        '-' | '_' => None,
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Some(Script::Latin),
        '0'..='9' => None,
        c if !c.is_ascii() && is_combining_mark(c) => None,
        '\u{370}'..='\u{52f}' => Some(Script::Other(Family::Alphabet)),
        _ => Some(Script::Other(Family::Wide)),
    }
}

/// First labels of package names that read from the root: `com.example.app`.
const PACKAGE_ROOTS: [&str; 7] = ["android", "com", "io", "java", "javax", "net", "org"];

/// Top labels of networks that hide their hosts. No word or file ends so.
const HIDDEN: [&str; 2] = ["onion", "i2p"];

/// Words that stand before a dot in code.
const CODE_WORDS: [&str; 49] = [
    "app", "args", "array", "client", "config", "console", "context", "ctx", "data", "document", "element", "entry",
    "event", "file", "foo", "form", "host", "item", "job", "key", "list", "log", "logger", "math", "module", "node",
    "obj", "object", "options", "os", "params", "path", "process", "request", "response", "result", "self", "server",
    "service", "socket", "string", "sys", "system", "task", "this", "thread", "tlp", "user", "window",
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
