//! How dots and at signs are written in evidence, where nobody shall click on them.

use std::ops::Range;

/// The length of the dot that `bytes` begin with: `.`, `[.]`, `(dot)`, ` [dot] `, `%2E`, …
pub(super) fn dot(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'.', b'[', b'.', b']', ..] => Some(4),
        [b'.', b']', ..] | [b'[' | b'\\', b'.', ..] if !matches!(bytes, [b'[', b'.', b']', ..]) => Some(2),
        [b'.', ..] => Some(1),
        [b'%', b'2', b'E' | b'e', ..] => Some(3),
        // the full stops of Chinese and full width
        [0xe3, 0x80, 0x82, ..] | [0xef, 0xbc, 0x8e, ..] => Some(3),
        _ => bracketed(bytes, &[b".", b"dot"]),
    }
}

/// The length of the at sign that `bytes` begin with: `@`, `[at]`, `(@)`, `%40`, `&#64;`, …
pub(super) fn at_sign(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'@', ..] => Some(1),
        [b'%', b'4', b'0', ..] => Some(3),
        [b'&', b'#', b'6', b'4', b';', ..] => Some(5),
        [b'&', b'#', b'x' | b'X', b'4', b'0', b';', ..] => Some(6),
        [0xef, 0xbc, 0xa0, ..] => Some(3),
        _ => bracketed(bytes, &[b"@", b"at"]),
    }
}

/// A word in brackets, with at most one space on either side.
fn bracketed(bytes: &[u8], words: &[&[u8]]) -> Option<usize> {
    let space = usize::from(bytes.first() == Some(&b' '));
    let close = match bytes.get(space)? {
        b'[' => b']',
        b'(' => b')',
        b'{' => b'}',
        b'<' => b'>',
        _ => return None,
    };
    let inside = bytes.get(space + 1..)?;
    let word =
        words.iter().find(|word| inside.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))?;
    if inside.get(word.len()) != Some(&close) {
        return None;
    }
    let length = space + word.len() + 2;
    Some(length + usize::from(bytes.get(length) == Some(&b' ')))
}

/// Labels with dots between: `mail.clinic[.]org`.
pub(super) struct Run {
    /// As written.
    pub(super) range: Range<usize>,
    /// The labels, lower case.
    pub(super) labels: Vec<String>,
    /// Where each label stands.
    pub(super) places: Vec<Range<usize>>,
}

impl Run {
    /// The run that begins at `start`, a single label too. `None` when no label begins there.
    pub(super) fn at(text: &str, start: usize) -> Option<Self> {
        let label = |at: usize| {
            let rest = text.get(at..).unwrap_or_default();
            at + rest.find(|c| !is_label(c)).unwrap_or(rest.len())
        };
        let mut labels = Vec::new();
        let mut places = Vec::new();
        let mut at = start;
        loop {
            let end = label(at);
            if end == at {
                break;
            }
            places.push(at..end);
            labels.push(text.get(at..end).unwrap_or_default().to_lowercase());
            let Some(length) = dot(text.as_bytes().get(end..).unwrap_or_default()) else { break };
            at = end + length;
        }
        let range = start..places.last()?.end;
        Some(Self { range, labels, places })
    }

    /// The run as a name: lower case, plain dots.
    pub(super) fn name(&self) -> String {
        self.labels.join(".")
    }
}

/// Whether a label may hold `c`.
pub(super) fn is_label(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '_'
}

/// The character before `at`.
pub(super) fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// The character at `at`.
pub(super) fn after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Whether `text` ends in `tail` before `at`, in any ASCII case.
pub(super) fn ends_with(text: &str, at: usize, tail: &str) -> bool {
    let start = at.checked_sub(tail.len());
    start.and_then(|start| text.as_bytes().get(start..at)).is_some_and(|b| b.eq_ignore_ascii_case(tail.as_bytes()))
}

/// Endings of files that stand where a top-level domain would, and that no network has as one.
pub(super) const FILE_ENDINGS: [&str; 46] = [
    "asp", "aspx", "bat", "bin", "bmp", "cfg", "cmd", "conf", "cpp", "cs", "css", "csv", "dat", "dll", "doc", "docx",
    "eml", "exe", "gif", "gz", "htm", "html", "ini", "jar", "jpeg", "jpg", "js", "json", "jsp", "lnk", "log", "msg",
    "pdb", "pdf", "php", "png", "ps1", "rar", "svg", "sys", "tar", "tgz", "tmp", "txt", "webp", "xml",
];
