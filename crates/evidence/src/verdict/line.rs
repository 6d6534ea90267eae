use std::ops::Range;

use super::{Said, Verdict, folded, marked, of, words};

/// What a line of a list says of the name or value that it begins or ends with: `Industroyer2: clean`, `a.example.com - false
/// positive`, `[ ] Volgmer`, `✗ Volgmer`. Gives the verdict and the place of what it is said of; `None` where the line says
/// nothing of the kind.
pub(crate) fn of_line(line: &str) -> Option<(Said, Range<usize>)> {
    const LONGEST: usize = 300;
    const LONGEST_VERDICT: usize = 60;
    if line.len() > LONGEST {
        return None;
    }
    let start = line.len() - line.trim_start_matches([' ', '\t', '-', '*', '•', '+', '>', '·']).len();
    let end = line.trim_end().len();
    let body = line.get(start..end)?;
    if let Some((said, length)) = by_mark(body) {
        return Some((said, start + length..end));
    }
    // The verdict is the last part of the line; a value may hold a colon of its own.
    let marks = [
        ": ", "： ", "：", " - ", " – ", " — ", "\t", " = ", " => ", " -> ", " → ", " | ", " … ", " ... ", "... ", ":",
    ];
    let (at, length) = marks
        .iter()
        .filter_map(|mark| body.rfind(mark).map(|at| (at, mark.len())))
        .max_by_key(|(at, length)| at + length)?;
    let (subject, verdict) = (body.get(..at)?, body.get(at + length..)?.trim());
    let is_subject = !subject.trim().is_empty() && subject.len() <= 200 && subject.split_whitespace().count() <= 8;
    // A port, or the minutes of a time.
    let number = body.get(at..at + length) == Some(":") && verdict.bytes().all(|byte| byte.is_ascii_digit());
    if !is_subject || number || verdict.is_empty() || verdict.len() > LONGEST_VERDICT || is_label(subject) {
        return None;
    }
    let said = of(Verdict::Found, verdict.trim_end_matches(['.', ';', ',']));
    // What is unknown may be anything but a verdict: the line is no row of a table.
    matches!(said, Said::Harmless | Said::Absent | Said::Open).then(|| (said, start..start + at))
}

/// What a mark before or behind the words of a line says, and how long it is where it is before them.
fn by_mark(body: &str) -> Option<(Said, usize)> {
    if let Some(rest) = body.strip_prefix("[ ]").or_else(|| body.strip_prefix("☐")) {
        return Some((Said::Open, body.len() - rest.len()));
    }
    let first = body.split_whitespace().next()?;
    let rest = body.get(first.len()..)?;
    (marked(first, &words::CROSSES) && !rest.trim().is_empty()).then_some((Said::Absent, first.len()))
}

/// Whether what is before the verdict asks for it, and names nothing: `Status`, `Result`.
fn is_label(subject: &str) -> bool {
    ["status", "result", "results", "verdict", "impact", "risk", "severity"].contains(&folded(subject).as_str())
}
