//! Programs that a list of indicators ties to a trace: `198.51.100.7 (Crane)`, `Heron: 3c59…`, a bullet of the tools found that
//! begins with a name and has the path of its file.
//!
//! Like a sentence, a list states by known forms alone: what stands between the name and the trace is a mark or a word for a
//! server or a file, and the heading or the lead above is one of [`HEADINGS`]. A list of many programs is a feed of traces of
//! many cases, and ties none.

use std::collections::HashSet;
use std::ops::Range;

use super::cut;
use crate::{Bearing, ObservableKind, Observed};

/// Of more programs than these no case's list of indicators has traces.
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

/// What may stand between a trace and the name of the program that it is of.
const BETWEEN: [&str; 20] = [
    "address", "backdoor", "c&c", "c2", "command", "control", "domain", "file", "hash", "implant", "ip", "md5", "path",
    "payload", "sample", "server", "servers", "sha-1", "sha1", "sha256",
];

type Found = (Range<usize>, Observed, Bearing);

/// The positions in `found`, which is in the order of `text`, of programs that only their place by a trace states.
pub(super) fn tied(text: &str, found: &[Found]) -> HashSet<usize> {
    let is_listed =
        |(_, observed, bearing): &Found| matches!(observed, Observed::Software(_)) && *bearing == Bearing::Listed;
    let tied: HashSet<usize> = (found.iter().enumerate())
        .filter(|(_, one)| is_listed(one))
        .filter(|(at, _)| has_a_trace(text, found, *at) && is_below_findings(text, found.get(*at)))
        .map(|(at, _)| at)
        .collect();
    let programs: HashSet<&Observed> =
        tied.iter().filter_map(|at| found.get(*at)).map(|(_, program, _)| program).collect();
    if programs.len() > MOST { HashSet::new() } else { tied }
}

/// Whether the program at `at` stands beside a trace, or begins a bullet that has one.
fn has_a_trace(text: &str, found: &[Found], at: usize) -> bool {
    let Some((name, ..)) = found.get(at) else { return false };
    let line = line_of(text, name.start);
    let head = cut(text, line.start..name.start);
    let begins = head.trim_start().starts_with(['-', '*', '•', '–']) && head.chars().all(|c| !c.is_alphanumeric());
    let here = |range: &Range<usize>| line.start <= range.start && range.end <= line.end;
    let traces = |found: &&Found| is_a_trace(found) && here(&found.0);
    let before = found.get(..at).unwrap_or_default().iter().rev().filter(traces);
    let after =
        found.get(at..).unwrap_or_default().iter().take_while(|(range, ..)| range.start < line.end).filter(traces);
    let mut after = after.peekable();
    begins && after.peek().is_some()
        || after.next().is_some_and(|(trace, ..)| only_joins(cut(text, name.end..trace.start)))
        || before.into_iter().next().is_some_and(|(trace, ..)| only_joins(cut(text, trace.end..name.start)))
}

/// What is left where malware was: an address, a hash, a file.
fn is_a_trace((_, observed, bearing): &Found) -> bool {
    let Observed::Observable(trace) = observed else { return false };
    bearing.is_stated()
        && (observed.is_trace() || matches!(trace.kind(), ObservableKind::FilePath | ObservableKind::PdbPath))
}

/// Whether what stands between a name and a trace says no more than that they belong together.
fn only_joins(between: &str) -> bool {
    const LONGEST: usize = 40;
    let lower = between.to_lowercase();
    // Two entries of a list are parted by a comma or a semicolon.
    !between.is_empty()
        && between.len() <= LONGEST
        && !between.contains([',', ';', '|'])
        && (lower.split(|c: char| !(c.is_alphanumeric() || "&-".contains(c))))
            .map(|word| word.trim_matches('-'))
            .all(|word| word.is_empty() || BETWEEN.contains(&word) || is_an_id(word))
}

/// Whether a word, in lower case, is software's identifier of ATT&CK.
fn is_an_id(word: &str) -> bool {
    word.strip_prefix('s').is_some_and(|number| number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether the nearest heading, or line that leads in a list, above a name is one of [`HEADINGS`].
fn is_below_findings(text: &str, found: Option<&Found>) -> bool {
    const FARTHEST: usize = 4_096;
    let Some((name, ..)) = found else { return false };
    let mut end = line_of(text, name.start).start;
    let floor = end.saturating_sub(FARTHEST);
    while end > floor {
        let line = line_of(text, end - 1);
        end = line.start;
        let line = cut(text, line).trim();
        let is_heading = line.starts_with(['#', '=']) || line.starts_with("**") && line.ends_with("**");
        let is_lead = line.ends_with(':');
        let numbered = |c: char| c.is_ascii_digit() || "#=*.:) ".contains(c);
        let words = line.trim_matches(numbered).to_lowercase();
        if HEADINGS.contains(&words.as_str()) {
            return true;
        }
        if is_heading || is_lead {
            return false;
        }
    }
    false
}

/// The line that `at` is in, without its end.
fn line_of(text: &str, at: usize) -> Range<usize> {
    let start = cut(text, 0..at).rfind('\n').map_or(0, |end| end + 1);
    let rest = cut(text, at..text.len());
    start..at + rest.find('\n').unwrap_or(rest.len())
}
