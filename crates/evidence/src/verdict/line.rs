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
    // `a.example.com (benign, CDN)`, `a.example.com # false positive`: a remark must say it by itself.
    let remark = body.strip_suffix(')').and_then(|rest| rest.rfind(" (").map(|at| (at, rest.get(at + 2..))));
    let comment = [" # ", " // ", " ; ", "\t# "]
        .iter()
        .find_map(|mark| body.find(mark).map(|at| (at, body.get(at + mark.len()..))));
    for (at, remark) in [remark, comment].into_iter().flatten() {
        let words = remark.unwrap_or_default();
        let said = if words.len() <= LONGEST_VERDICT { super::of_any_cell(words) } else { Said::Evidence };
        if said != Said::Evidence && is_name(body.get(..at)?) {
            return Some((said, start..start + at));
        }
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
    // A port, or the minutes of a time.
    let number = body.get(at..at + length) == Some(":") && verdict.bytes().all(|byte| byte.is_ascii_digit())
        // How many scanners know it: `0/70`.
        || verdict.contains('/') && verdict.starts_with(|c: char| c.is_ascii_digit());
    if !is_name(subject) || number || verdict.is_empty() || verdict.len() > LONGEST_VERDICT || is_label(subject) {
        return None;
    }
    let said = of(Verdict::Found, verdict.trim_end_matches(['.', ';', ',']));
    // What is unknown may be anything but a verdict: the line is no row of a table.
    matches!(said, Said::Harmless | Said::Absent | Said::Open).then(|| (said, start..start + at))
}

/// Whether a line says of its name in so many words that it is there: `Heron: yes`, `Heron - detected`.
pub(crate) fn is_affirmed(line: &str) -> bool {
    let line = line.trim();
    let marks = [": ", "：", " - ", " – ", " — ", "\t", " = ", " -> ", " → "];
    let last =
        marks.iter().filter_map(|mark| line.rfind(mark).map(|at| (at, at + mark.len()))).max_by_key(|(_, end)| *end);
    let Some((at, end)) = last else { return false };
    let answer = line.get(end..).unwrap_or_default().trim_end_matches(['.', ';', ',']).trim();
    let words = folded(answer);
    is_name(line.get(..at).unwrap_or_default())
        && (super::is_one_of(words::YES, &words) && words.len() > 1
            || ["detected", "found", "present"].contains(&words.as_str())
            || marked(answer, &words::TICKS))
}

/// Whether the part of a line before its verdict may be a name or a value.
fn is_name(subject: &str) -> bool {
    !subject.trim().is_empty() && subject.len() <= 200 && subject.split_whitespace().count() <= 8
}

/// What a mark before or behind the words of a line says, and how long it is where it is before them.
fn by_mark(body: &str) -> Option<(Said, usize)> {
    if let Some(rest) = body.strip_prefix("[ ]").or_else(|| body.strip_prefix("☐")) {
        return Some((Said::Open, body.len() - rest.len()));
    }
    // A filter list lets this through.
    if body.starts_with("@@||") {
        return Some((Said::Harmless, 4));
    }
    let first = body.split_whitespace().next()?;
    let rest = body.get(first.len()..)?;
    (marked(first, &words::CROSSES) && !rest.trim().is_empty()).then_some((Said::Absent, first.len()))
}

/// Whether what is before the verdict asks for it, and names nothing: `Status`, `Result`.
fn is_label(subject: &str) -> bool {
    ["status", "result", "results", "verdict", "impact", "risk", "severity"].contains(&folded(subject).as_str())
}
