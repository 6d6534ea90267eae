use std::ops::Range;

use super::cut;
use super::layout::{Segment, Setting};
use crate::ObservableKind;

/// A path or registry key, and whether it is whole.
pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) kind: ObservableKind,
    /// Whether it may go on over the blank behind it, in a way that nothing tells.
    pub(super) may_be_cut: bool,
}

/// The Windows paths and registry keys of a segment, from left to right.
pub(super) fn find(text: &str, segment: &Segment) -> Vec<Found> {
    let mut found = Vec::new();
    let content = cut(text, segment.range.clone());
    let mut done = 0;
    for slash in memchr::memchr_iter(b'\\', content.as_bytes()) {
        if slash < done {
            continue;
        }
        let Some((start, registry)) = start_of(content, slash) else { continue };
        // A code span that begins with a path is that path; elsewhere white space ends it, mostly.
        let whole =
            segment.setting == Setting::Literal && start == content.len() - content.trim_start_matches('+').len();
        let quoted = quoted_end(content, start);
        let end = quoted.unwrap_or_else(|| {
            let goes_on = if registry { key_goes_on } else { goes_on };
            end_of(content, slash, whole, goes_on)
        });
        done = end.max(slash + 1);
        if end <= slash + 1 {
            continue;
        }
        let written = cut(content, start..end);
        let kind = if registry {
            ObservableKind::WindowsRegistryKey
        } else if ends_with_pdb(written) {
            ObservableKind::PdbPath
        } else {
            ObservableKind::FilePath
        };
        let may_be_cut = quoted.is_none()
            && kind == ObservableKind::FilePath
            && is_open_ended(written, content.get(end..).unwrap_or_default());
        found.push(Found { range: segment.range.start + start..segment.range.start + end, kind, may_be_cut });
    }
    found
}

/// The paths of Linux and macOS between quotes that have blanks in them.
pub(super) fn find_quoted(text: &str, segment: &Segment) -> Vec<Range<usize>> {
    let content = cut(text, segment.range.clone());
    let mut found: Vec<Range<usize>> = Vec::new();
    for slash in memchr::memchr_iter(b'/', content.as_bytes()) {
        let within = found.last().is_some_and(|last| last.end > segment.range.start + slash);
        let Some(end) = Some(slash).filter(|_| !within).and_then(|slash| quoted_end(content, slash)) else { continue };
        let written = cut(content, slash..end);
        if written.contains(' ') && is_unix_path(written) && is_told_by_itself(written) {
            found.push(segment.range.start + slash..segment.range.start + end);
        }
    }
    found
}

/// Where the quotes close that open just before `start`, on the same line and not far.
fn quoted_end(content: &str, start: usize) -> Option<usize> {
    const LONGEST: usize = 260;
    let quote = cut(content, 0..start).chars().next_back()?;
    let close = match quote {
        '"' | '\'' => quote,
        '“' => '”',
        '‘' => '’',
        '«' => '»',
        _ => return None,
    };
    let tail = cut(content, start..content.floor_char_boundary(start + LONGEST));
    let end = tail.find(close)?;
    let inner = cut(tail, 0..end);
    // A command's arguments are none of the path's.
    let plain = !inner.contains(['<', '>', '|', '"', '\t', '='])
        && !inner.contains(" -")
        && !inner.contains(" /")
        && inner.matches(":\\").count() <= 1;
    let last = inner.rsplit(['\\', '/']).next().unwrap_or_default();
    // `"C:\temp\a.exe was run"` quotes a sentence.
    let sentence = last
        .split_once(' ')
        .is_some_and(|(first, _)| first.rsplit_once('.').is_some_and(|(_, end)| (2..=4).contains(&end.len())));
    (plain && !sentence && inner.len() > 3).then_some(start + end)
}

/// Whether `path` names the debug file that a compiler leaves.
pub(super) fn ends_with_pdb(path: &str) -> bool {
    path.len().checked_sub(4).and_then(|at| path.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(".pdb"))
}

/// Whether `written` is an absolute path of Linux, macOS or Android.
pub(super) fn is_unix_path(written: &str) -> bool {
    const ROOTS: [&str; 24] = [
        "Applications",
        "Library",
        "System",
        "Users",
        "Volumes",
        "bin",
        "boot",
        "data",
        "dev",
        "etc",
        "home",
        "lib",
        "media",
        "mnt",
        "opt",
        "private",
        "proc",
        "root",
        "run",
        "sbin",
        "srv",
        "tmp",
        "usr",
        "var",
    ];
    let mut parts = written.split('/');
    parts.next() == Some("")
        && parts.next().is_some_and(|root| ROOTS.contains(&root))
        && parts.next().is_some_and(|part| !part.is_empty())
        && !written.contains(['<', '>', '|', '"', '\t'])
}

/// Whether a path of Unix is told from the path of a URL by its root alone.
pub(super) fn is_told_by_itself(written: &str) -> bool {
    const ROOTS: [&str; 24] = [
        "/Applications/",
        "/Library/",
        "/System/Library/",
        "/Users/",
        "/Volumes/",
        "/bin/",
        "/boot/",
        "/data/data/",
        "/data/local/",
        "/dev/shm/",
        "/etc/",
        "/home/",
        "/lib/systemd/",
        "/mnt/",
        "/opt/",
        "/private/",
        "/proc/",
        "/root/",
        "/run/systemd/",
        "/sbin/",
        "/srv/",
        "/tmp/",
        "/usr/",
        "/var/",
    ];
    let page = [".php", ".html", ".htm", ".asp", ".aspx", ".jsp", ".js"].iter().any(|ending| written.ends_with(ending));
    let web = ["/home/", "/data/", "/opt/", "/System/"].iter().any(|root| written.starts_with(root));
    ROOTS.iter().any(|root| written.starts_with(root)) && !(page && web)
}

/// Whether a path of Unix is one that every system has, or a pattern of many: `/bin/sh`, `/proc/%d/exe`.
pub(super) fn is_everybodys(written: &str) -> bool {
    const PLACES: [&str; 14] = [
        "/bin/",
        "/boot/",
        "/dev/",
        "/etc/ssh/",
        "/lib/",
        "/proc/",
        "/run/",
        "/sbin/",
        "/usr/bin/",
        "/usr/libexec/",
        "/usr/local/bin",
        "/usr/sbin/",
        "/var/log/",
        "/var/run",
    ];
    let hidden = written.contains("/.");
    let shallow = written.matches('/').count() <= 2 && !written.starts_with("/tmp/") && !written.starts_with("/root/");
    let common = PLACES.iter().any(|place| written.starts_with(place)) && !written.starts_with("/dev/shm/");
    written.contains(['%', '{', '$']) || written.contains("++") || !hidden && (shallow || common)
}

/// Where the path whose first backslash is at `slash` begins, and whether it is a registry key.
fn start_of(content: &str, slash: usize) -> Option<(usize, bool)> {
    let head = content.as_bytes().get(..slash)?;
    match head {
        [.., b'%'] => {
            let name =
                head.iter().rev().skip(1).take(32).take_while(|b| b.is_ascii_alphanumeric() || b"_()".contains(b));
            let start = slash.checked_sub(name.count() + 2)?;
            (content.as_bytes().get(start) == Some(&b'%') && start + 2 < slash).then_some((start, false))
        }
        // PowerShell writes `HKLM:\\Software`.
        [.., b'H' | b'h', b'K' | b'k', _, _, b':'] | [.., b'H' | b'h', b'K' | b'k', _, b':']
            if registry_root(content, slash - 1).is_some() =>
        {
            registry_root(content, slash - 1).map(|start| (start, true))
        }
        [before @ .., letter, b':'] if letter.is_ascii_alphabetic() => {
            let joined = before.last().is_some_and(|byte| byte.is_ascii_alphanumeric());
            (!joined).then_some((slash - 2, false))
        }
        _ => {
            let native = head.last().is_some_and(u8::is_ascii_whitespace) || head.is_empty();
            let below = cut(content, slash + 1..content.len());
            let object = ["REGISTRY\\MACHINE\\", "REGISTRY\\USER\\"]
                .iter()
                .any(|root| below.get(..root.len()).is_some_and(|start| start.eq_ignore_ascii_case(root)));
            if native && object {
                return Some((slash, true));
            }
            registry_root(content, slash).map(|start| (start, true))
        }
    }
}

/// Where the root of a registry key begins that ends at `end`.
fn registry_root(content: &str, end: usize) -> Option<usize> {
    let head = content.as_bytes().get(..end)?;
    let length = head.iter().rev().take(32).take_while(|b| b.is_ascii_alphabetic() || **b == b'_').count();
    let start = end - length;
    let root = cut(content, start..end).to_ascii_uppercase();
    let known = ["HKLM", "HKCU", "HKCR", "HKU", "HKCC"].contains(&root.as_str());
    (known || root.starts_with("HKEY_")).then_some(start)
}

fn end_of(content: &str, slash: usize, whole: bool, goes_on: fn(&str, &str) -> bool) -> usize {
    /// Longer ones are no paths, and a line of nothing else would be read again and again.
    const LONGEST: usize = 1024;
    let tail = content.get(slash..content.floor_char_boundary(slash + LONGEST)).unwrap_or_default();
    let stop = tail.find(['<', '>', '"', '|', '\'', '`', '“', '”', '’', '»', '\t', '\n']).unwrap_or(tail.len());
    let tail = tail.get(..stop).unwrap_or_default();
    let mut end = tail.len();
    if !whole {
        end = 0;
        loop {
            let rest = tail.get(end..).unwrap_or_default();
            let word = rest.trim_start();
            let length = word.find(char::is_whitespace).unwrap_or(word.len());
            if length == 0 {
                break;
            }
            end += rest.len() - word.len() + length;
            let rest = tail.get(end..).unwrap_or_default();
            if !goes_on(tail.get(..end).unwrap_or_default(), rest) {
                break;
            }
        }
    }
    let kept = tail.get(..end).unwrap_or_default();
    let trimmed = kept.trim_end_matches([' ', '.', ',', ';', ':', '+', '}', ']', '!', '?']);
    let unbalanced = trimmed.ends_with(')') && !trimmed.contains('(');
    slash + trimmed.len() - usize::from(unbalanced)
}

/// Whether a path that reads `so_far` goes on over the white space at the start of `rest`: `C:\Program Files\…` does, the
/// path in "copied C:\temp\a.exe to the desktop" does not.
fn goes_on(so_far: &str, rest: &str) -> bool {
    let last = so_far.rsplit('\\').next().unwrap_or_default();
    let ended = last.ends_with([',', ';', ':', ')']) || has_ending(last) || last.is_empty();
    !ended && is_rest_of_a_name(rest) || key_goes_on(so_far, rest)
}

/// Whether a registry key does.
fn key_goes_on(so_far: &str, rest: &str) -> bool {
    let last = so_far.rsplit('\\').next().unwrap_or_default();
    if last.ends_with([',', ';', ':', ')']) || has_ending(last) || last.is_empty() {
        return false;
    }
    let mut joined = false;
    for word in rest.split_whitespace().take(3) {
        if let Some((before, _)) = word.split_once('\\') {
            let root = ["Global", "Local", "BaseNamedObjects", "Sessions"].contains(&before);
            return !before.ends_with([':', '%']) && !before.starts_with("HK") && !before.is_empty() && !root;
        }
        // "…\Run and mutex Example\1": another thing begins.
        if joined && is_a_thing(word) {
            return false;
        }
        joined = ["and", "or", "und", "oder", "et", "ou", "y", "o", "&"].contains(&word);
        if word.ends_with(['.', ',', ';', ':']) {
            return false;
        }
    }
    false
}

/// Whether a word behind "and" says what follows: "and the mutex", "and service".
fn is_a_thing(word: &str) -> bool {
    const THINGS: [&str; 16] = [
        "directory",
        "dienst",
        "event",
        "file",
        "files",
        "folder",
        "mutex",
        "mutexes",
        "path",
        "pipe",
        "process",
        "registry",
        "service",
        "task",
        "the",
        "user",
    ];
    THINGS.contains(&word.to_ascii_lowercase().as_str())
}

/// Whether a name ends as a file's does.
fn has_ending(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| (2..=4).contains(&end.len()))
}

/// Whether words behind a blank are the rest of a file's name: the next one ends as a program's or document's does, and so does a later
/// one where those between are no words of a sentence: `a b.exe`, `my new file.dll`.
fn is_rest_of_a_name(rest: &str) -> bool {
    const MOST: usize = 4;
    // More blanks than one part the cells of a row.
    let Some(words) = rest.strip_prefix(' ').filter(|words| !words.starts_with(char::is_whitespace)) else {
        return false;
    };
    for (at, word) in words.split(' ').take(MOST).enumerate() {
        let bare = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']']);
        if word.contains(['\\', '/', '=', '"', '@']) || word.starts_with('-') {
            return false;
        }
        if crate::readers::is_file_name(bare) {
            return true;
        }
        let ends = bare.len() < word.len() || bare.is_empty();
        if ends || is_of_a_sentence(bare) || at + 1 == MOST {
            return false;
        }
    }
    false
}

/// Words that stand behind a path in a sentence.
#[rustfmt::skip]
const OF_A_SENTENCE: &[&str] = &[
    "and", "are", "as", "at", "but", "by", "called", "calls", "contained", "contains", "copied", "copies", "created", "creates", "deleted", "deletes",
    "did", "does", "downloaded", "downloads", "drop", "dropped", "drops", "during", "executed", "executes", "exists", "file", "files", "for", "from",
    "had", "has", "holds", "if", "in", "including", "installed", "into", "is", "it", "its", "launched", "launches", "loaded", "loads", "named",
    "not", "of", "on", "or", "registered", "runs", "ran", "renamed", "started", "starts", "that", "the", "then", "there", "through", "to", "under",
    "using", "via", "was", "were", "when", "where", "which", "while", "with", "writes", "wrote",
    "als", "auf", "aus", "das", "der", "die", "durch", "ein", "eine", "enthält", "für", "im", "ist", "lag", "mit", "nach", "oder", "über",
    "und", "unter", "von", "war", "wird", "wurde", "wurden", "zu", "à", "au", "avec", "dans", "de", "des", "du", "en", "est", "et", "la", "le", "les", "ou",
    "par", "pour", "puis", "qui", "sur", "un", "une", "al", "con", "del", "el", "es", "fue", "los", "las", "para", "por", "que", "se", "y", "di", "e", "il",
    "è", "stato", "per", "da", "do", "foi", "no", "na", "i", "w", "z", "oraz", "в", "и", "на", "был", "была", "было", "из", "с", "та", "у",
];

fn is_of_a_sentence(word: &str) -> bool {
    OF_A_SENTENCE.contains(&word.to_lowercase().as_str())
}

/// Whether a path ends at a blank behind which its last name may go on: `C:\Program Files\Evil` before `Corp was created`. A name in
/// capitals before a word in capitals is as often one of two words as the end of a clause.
fn is_open_ended(path: &str, rest: &str) -> bool {
    let last = path.rsplit('\\').next().unwrap_or_default();
    let Some(next) =
        rest.strip_prefix(' ').and_then(|rest| rest.split_whitespace().next().filter(|_| !rest.starts_with(' ')))
    else {
        return false;
    };
    let bare = next.trim_matches(|c: char| !c.is_alphanumeric());
    let capital = |word: &str| word.starts_with(|c: char| c.is_uppercase());
    let named = capital(last) && capital(bare) && bare.len() > 1 && next.starts_with(|c: char| c.is_alphanumeric());
    // `my new file.dll` behind words of a sentence is decided by none of them.
    !has_ending(last) && !last.is_empty() && named && !is_of_a_sentence(bare)
}
