//! Claims that a text repeats to answer them: the myths of "Myth and fact", what a fact check rates, the questions of a list of
//! questions; in tables, behind labels and below headings.

use std::ops::Range;

use super::super::{cut, layout};
use super::Part;
use crate::Bearing;
use crate::verdict::folded;

/// What heads a claim; what follows is somebody else's word until it is answered.
#[rustfmt::skip]
const CLAIMS: [&str; 46] = [
    "allegation", "allegations", "belief", "claim", "claimed", "claims", "common misconception", "fake", "fake news", "fiction", "false claim", "hoax",
    "hypotheses", "hypothesis", "misconception", "misconceptions", "myth", "myths", "rumor", "rumors", "rumour", "rumours", "what people say",
    "what is claimed", "what was claimed", "what was said", "what they say", "behauptung", "behauptungen", "gerucht", "geruchte", "mythos", "mythen", "hypothese",
    "affirmation", "mythe", "rumeur", "rumeurs", "afirmacion", "bulo", "mito", "rumor falso", "миф", "слух", "утверждение", "утверждения",
];

/// What heads a claim where something beside it answers.
const STATEMENTS: [&str; 10] = [
    "assertion",
    "assumption",
    "statement",
    "statements",
    "text",
    "aussage",
    "enonce",
    "declaracion",
    "theory",
    "item",
];

/// What heads the answer to a claim.
#[rustfmt::skip]
const ANSWERS: [&str; 48] = [
    "accurate", "actually", "answer", "assessment", "conclusion", "correct", "correction", "debunked", "evaluation", "fact", "fact check", "facts", "finding", "findings",
    "in fact", "in reality", "is it true", "our finding", "our findings", "our verdict", "rating", "reality", "response", "result", "status", "the truth", "true",
    "true or false", "truth", "verdict", "what we found", "what is true", "antwort", "bewertung", "fakt", "fakten", "realitat", "tatsache", "urteil",
    "wahrheit", "fait", "realite", "reponse", "verite", "hecho", "realidad", "verdad", "факт",
];

/// Answers that hold a claim for true.
#[rustfmt::skip]
const TRUE: [&str; 20] = [
    "accurate", "confirmed", "correct", "established", "fact", "proven", "right", "supported", "true", "verified", "yes", "bestatigt", "richtig", "wahr", "confirme", "vrai",
    "cierto", "confirmado", "верно", "да",
];

/// What heads a question, in a letter or a word.
const QUESTIONS: [&str; 9] = ["q", "question", "frage", "f", "pregunta", "p", "в", "вопрос", "asked"];

/// Adds the claims of a text and the questions of its lists.
pub(super) fn find(text: &str, parts: &mut Vec<Part>) {
    let mut table: Option<Columns> = None;
    let mut open: Option<Open> = None;
    for line in layout::lines(text) {
        let words = cut(text, line.clone()).trim();
        if words.starts_with('|') {
            end(&mut open, line.start, parts);
            row(text, &line, &mut table, parts);
            continue;
        }
        if words.is_empty() {
            if open.as_ref().is_some_and(|open| open.ends_with_its_paragraph && open.said) {
                end(&mut open, line.start, parts);
            }
            continue;
        }
        table = None;
        let Some(label) = label(words) else {
            if let Some(open) = &mut open {
                open.said = true;
            }
            continue;
        };
        match label.kind {
            Kind::Answer => {
                // `Verdict: true` lets the claim stand.
                if is_true(label.rest) {
                    open = None;
                }
                end(&mut open, line.start, parts);
            }
            // What stands below a deeper heading belongs to the claim; the title of a text heads all of it, and claims nothing.
            Kind::Heading => {
                if open.as_ref().is_some_and(|open| open.depth == 0 || label.depth <= open.depth) {
                    end(&mut open, line.start, parts);
                } else if let Some(open) = &mut open {
                    open.said = true;
                }
            }
            Kind::Claim | Kind::Question => {
                end(&mut open, line.start, parts);
                let bearing = if label.kind == Kind::Claim { Bearing::Reported } else { Bearing::Asked };
                let ends_with_its_paragraph = label.kind == Kind::Question || !words.starts_with(['#', '=']);
                let said = !label.rest.is_empty();
                let is_title = label.depth == 1 && cut(text, 0..line.start).trim().is_empty();
                let depth = if is_title { 0 } else { label.depth };
                open = Some(Open { from: line.start, bearing, ends_with_its_paragraph, said, depth });
            }
        }
    }
    end(&mut open, text.len(), parts);
}

/// A claim whose end is not met yet.
struct Open {
    from: usize,
    bearing: Bearing,
    /// Whether it ends with its paragraph; below a heading it ends with the next one.
    ends_with_its_paragraph: bool,
    /// Whether any of its words were met.
    said: bool,
    /// How deep its heading is; 0 where any heading ends it.
    depth: usize,
}

fn end(open: &mut Option<Open>, at: usize, parts: &mut Vec<Part>) {
    if let Some(open) = open.take() {
        parts.push((open.from..at, open.bearing));
    }
}

/// What begins a line.
struct Label<'t> {
    kind: Kind,
    /// What stands behind it in its line.
    rest: &'t str,
    /// How deep the heading is; 0 where it is none.
    depth: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Claim,
    Question,
    Answer,
    /// A heading of something else.
    Heading,
}

/// The label or heading that a line is or begins with: `**Myth 3:**`, `Q: `, `### Fact`, `Verdict`.
fn label(line: &str) -> Option<Label<'_>> {
    const LONGEST: usize = 40;
    let heads = line.starts_with('#') || line.starts_with("==");
    let is_mark = |c: char| "#=*_->• \t".contains(c) || c == '\u{feff}';
    let bare = line.trim_start_matches(is_mark);
    let colon = bare.find([':', '：']).filter(|at| *at <= LONGEST);
    let (head, rest) = match colon {
        Some(at) => (cut(bare, 0..at), cut(bare, at..bare.len()).trim_start_matches([':', '：', '*', '_', ' '])),
        None if bare.len() <= LONGEST => (bare, ""),
        None => ("", ""),
    };
    // `Myth #3`, `Claim 2`.
    let head = folded(head);
    let head = head.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let is = |list: &[&str]| list.contains(&head);
    let kind = if is(&CLAIMS) {
        Kind::Claim
    } else if is(&ANSWERS) || colon.is_some() && is(&["a", "antwort", "r", "respuesta", "о", "ответ", "reponse"])
    {
        Kind::Answer
    } else if colon.is_some() && is(&QUESTIONS) {
        Kind::Question
    } else if heads {
        Kind::Heading
    } else {
        return None;
    };
    let mark = if line.starts_with('#') { '#' } else { '=' };
    let depth = if heads { line.chars().take_while(|c| *c == mark).count() } else { 0 };
    Some(Label { kind, rest, depth })
}

/// Whether an answer holds what it answers for true.
fn is_true(answer: &str) -> bool {
    let first = answer.split(['.', ',', ';', '(', '–', '-', '|']).next().unwrap_or_default();
    TRUE.contains(&folded(first).as_str())
}

/// Which columns of a table are claims, and which answer them.
#[derive(Default)]
struct Columns {
    claims: Vec<usize>,
    answers: Vec<usize>,
}

/// Adds the claims of a table's row; its first row tells the columns.
fn row(text: &str, line: &Range<usize>, table: &mut Option<Columns>, parts: &mut Vec<Part>) {
    let cells = cells(text, line);
    let Some(columns) = table else {
        let heads: Vec<String> = cells.iter().map(|cell| folded(cut(text, cell.clone()))).collect();
        let of = |list: &[&str]| {
            let found = heads.iter().enumerate().filter(|(_, head)| list.contains(&head.as_str()));
            found.map(|(at, _)| at).collect::<Vec<_>>()
        };
        let (mut claims, answers) = (of(&CLAIMS), of(&ANSWERS));
        if !answers.is_empty() {
            claims.extend(of(&STATEMENTS));
        }
        *table = Some(Columns { claims, answers });
        return;
    };
    let cell = |at: &usize| cells.get(*at).cloned();
    if columns.answers.iter().filter_map(cell).any(|answer| is_true(cut(text, answer).trim())) {
        return;
    }
    parts.extend(columns.claims.iter().filter_map(cell).map(|cell| (cell, Bearing::Reported)));
}

/// The cells of a row that bars part, the bars left out.
pub(super) fn cells(text: &str, line: &Range<usize>) -> Vec<Range<usize>> {
    let written = cut(text, line.clone());
    let lead = written.len() - written.trim_start().len() + 1;
    let mut start = line.start + lead;
    let body = cut(text, start..line.end).trim_end();
    let mut cells = Vec::new();
    for cell in body.strip_suffix('|').unwrap_or(body).split('|') {
        cells.push(start..start + cell.len());
        start += cell.len() + 1;
    }
    cells
}
