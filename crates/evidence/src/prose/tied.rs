//! Programs that a list of indicators ties to a trace: `198.51.100.7 (Crane)`, `Heron C2: 198.51.100.9`.
//!
//! Like a sentence, a list states by known forms alone: all words of the line are traces, names and words for servers and files, what joins a
//! name and its trace is a mark, and the heading or the lead above is one of [`HEADINGS`], in a text that tells of a case. A list
//! of many programs is a feed of traces of many cases, and ties none.

use std::collections::HashSet;
use std::ops::Range;

use super::bearing::is_about_a_case;
use super::cut;
use crate::{Bearing, Observed};

/// A list that ties more programs than this is a feed, not one case's.
const MOST: usize = 5;

/// What opens a list of what was found in a case: whole headings, without their numbers.
const HEADINGS: [&str; 38] = [
    "artefacts",
    "artefacts found",
    "artifacts",
    "artifacts found",
    "c2",
    "c2 servers",
    "command and control",
    "command and control servers",
    "command servers",
    "file hashes",
    "file indicators",
    "files",
    "files found",
    "findings",
    "hashes",
    "host indicators",
    "indicators",
    "indicators found",
    "indicators observed",
    "indicators of compromise",
    "infrastructure",
    "infrastructure used",
    "ioc",
    "iocs",
    "malware",
    "malware and tools",
    "malware found",
    "malware used",
    "network indicators",
    "observables",
    "observed indicators",
    "payloads",
    "samples",
    "samples found",
    "tools",
    "tools and malware",
    "tools found",
    "tools used",
];

/// What the line may hold beside traces and names: words for a server or a file, and for how it was reached.
#[rustfmt::skip]
const WORDS: [&str; 34] = [
    "address", "all", "and", "backdoor", "both", "c&c", "c2", "command", "control", "domain", "file", "hash", "http", "https",
    "implant", "ip", "md5", "on", "over", "path", "payload", "port", "ports", "sample", "server", "servers", "sha-1",
    "sha-256", "sha1", "sha256", "tcp", "tls", "udp", "url",
];

type Found = (Range<usize>, Observed, Bearing);

/// The positions in `found`, which is in the order of `text`, of programs that only their place by a trace states.
pub(super) fn tied(text: &str, found: &[Found]) -> HashSet<usize> {
    let is_listed =
        |(_, observed, bearing): &Found| matches!(observed, Observed::Software(_)) && *bearing == Bearing::Listed;
    let tied: HashSet<usize> = (found.iter().enumerate())
        .filter(|(_, one)| is_listed(one))
        .filter(|(at, one)| is_beside_a_trace(text, found, *at) && is_below_findings(text, one.0.start))
        .map(|(at, _)| at)
        .collect();
    let programs: HashSet<&Observed> =
        tied.iter().filter_map(|at| found.get(*at)).map(|(_, program, _)| program).collect();
    if tied.is_empty() || programs.len() > MOST || !is_about_a_case(text) { HashSet::new() } else { tied }
}

/// Whether the program at `at` stands beside a trace, in a line that holds nothing but traces, names and [`WORDS`].
fn is_beside_a_trace(text: &str, found: &[Found], at: usize) -> bool {
    let Some((name, ..)) = found.get(at) else { return false };
    let Some(line) = short_line(text, name.start) else { return false };
    let first = found.partition_point(|(range, ..)| range.start < line.start);
    let last = found.partition_point(|(range, ..)| range.start < line.end);
    let here = found.get(first..last).unwrap_or_default();
    let mut rest = String::with_capacity(line.len());
    let mut end = line.start;
    for (range, ..) in here {
        rest.push_str(cut(text, end..range.start));
        rest.push(' ');
        end = end.max(range.end);
    }
    rest.push_str(cut(text, end..line.end));
    let is_word = |c: char| c.is_alphanumeric() || "&-".contains(c);
    let is_mark = |c: char| is_word(c) || c.is_whitespace() || "():[]{},;.–—=→•*`_\"'“”/<>|".contains(c);
    let is_known = |word: &str| {
        word.is_empty()
            || WORDS.contains(&word.to_lowercase().as_str())
            || word.len() <= 5 && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_closed =
        rest.chars().all(is_mark) && rest.split(|c| !is_word(c)).all(|word| is_known(word.trim_matches('-')));
    let traces = |found: &&Found| found.2.is_stated() && found.1.is_trace();
    let before = here.iter().take_while(|(range, ..)| range.start < name.start).filter(traces).last();
    let after = here.iter().filter(traces).find(|(range, ..)| range.start >= name.end);
    is_closed
        && (before.is_some_and(|(trace, ..)| joins(cut(text, trace.end..name.start)))
            || after.is_some_and(|(trace, ..)| joins(cut(text, name.end..trace.start))))
}

/// Whether what stands between a name and a trace says no more than that they belong together. A comma parts two entries.
fn joins(between: &str) -> bool {
    const LONGEST: usize = 40;
    let marked = between.contains(['(', ':', '-', '–', '—', '=', '→', '[']);
    marked && between.len() <= LONGEST && !between.contains([',', ';', '|'])
}

/// Whether the nearest heading, or line that leads in a list, above `at` is one of [`HEADINGS`].
fn is_below_findings(text: &str, at: usize) -> bool {
    const FARTHEST: usize = 4_096;
    let floor = at.saturating_sub(FARTHEST);
    let head = cut(text, 0..at);
    let above = head.get(head.ceil_char_boundary(floor)..).unwrap_or_default();
    let mut underlined = false;
    for line in above.rsplit('\n').skip(1).map(str::trim) {
        if line.len() >= 3 && line.bytes().all(|byte| byte == b'=' || byte == b'-') {
            underlined = true;
            continue;
        }
        let is_bold = line.starts_with("**") && line.ends_with("**");
        if underlined || is_bold || line.starts_with(['#', '=']) || line.ends_with(':') {
            let numbered = |c: char| c.is_ascii_digit() || "#=*. )".contains(c);
            let words = line.trim_start_matches(numbered).trim_end_matches(['#', '=', '*', ':', ' ']).to_lowercase();
            return HEADINGS.contains(&words.as_str());
        }
    }
    false
}

/// The line that `at` is in, without its end, where it is as short as the entry of a list.
fn short_line(text: &str, at: usize) -> Option<Range<usize>> {
    const LONGEST: usize = 300;
    let from = text.floor_char_boundary(at.saturating_sub(LONGEST));
    let to = text.floor_char_boundary((at + LONGEST).min(text.len()));
    let start = cut(text, from..at).rfind('\n').map_or(from, |end| from + end + 1);
    let end = cut(text, at..to).find('\n').map_or(to, |end| at + end);
    let whole = (start == 0 || start > from || cut(text, 0..start).ends_with('\n')) && (end < to || to == text.len());
    whole.then_some(start..end)
}
