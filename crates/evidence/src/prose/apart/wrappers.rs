//! Texts that are handed in within another form: a chat with a language model, an acceptance test, a patch, a quotation in the markup of a
//! forum or of AsciiDoc, a block of code, a part that is folded away, a draft.
//!
//! What a form quotes is somebody else's word; what it tests, removes, folds away or prints as code nobody states.

use std::ops::Range;

use super::super::{cut, layout};
use super::frames::{Stand, is_framed};
use super::{Part, paragraph_end};
use crate::Bearing;
use crate::surroundings::{is_a_title_of_a_case, is_called_apart};

/// How the lines of who asks a language model begin, and of what answers.
const ASKS: [&str; 6] = ["user", "human", "prompt", "you", "me", "question"];
const ANSWERS: [&str; 11] =
    ["assistant", "ai", "chatgpt", "claude", "copilot", "gemini", "gpt", "llama", "model", "bot", "response"];

/// Adds the parts of `text` that stand within another form.
pub(super) fn find(text: &str, parts: &mut Vec<Part>) {
    if is_a_chat(text) || is_a_test(text) || is_a_patch(text) || is_a_draft(text) {
        parts.push((0..text.len(), Bearing::Listed));
    }
    quotes(text, parts);
    for (open, close) in [
        ("[s]", "[/s]"),
        ("[strike]", "[/strike]"),
        ("[del]", "[/del]"),
        ("[spoiler", "[/spoiler]"),
        ("[code", "[/code]"),
    ] {
        between(text, open, close, &mut |range| parts.push((range, Bearing::Listed)));
    }
    blocks(text, parts);
    folded(text, parts);
}

/// The words before the colon that begins a line: `**User:** …`, `## Assistant`.
fn speakers(text: &str) -> impl Iterator<Item = String> {
    text.lines().filter_map(|line| {
        let line = line.trim_start_matches(['*', '#', '_', '>', ' ', '[', '<']);
        let (name, _) = line.split_once(':').or_else(|| Some((line, "")).filter(|(name, _)| name.len() <= 12))?;
        let name = name.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        (!name.is_empty() && name.len() <= 12).then_some(name)
    })
}

fn is_a_chat(text: &str) -> bool {
    speakers(text).any(|name| ASKS.contains(&name.as_str()))
        && speakers(text).any(|name| ANSWERS.contains(&name.as_str()))
}

/// An acceptance test in Gherkin: a feature, and steps.
fn is_a_test(text: &str) -> bool {
    let begins = |word: &str| text.lines().any(|line| line.trim_start().starts_with(word));
    (begins("Feature:") || begins("Scenario:") || begins("Scenario Outline:"))
        && begins("Given ")
        && (begins("Then ") || begins("When "))
}

/// A patch: what it removes is not said, and what it adds is of a file that nobody has seen.
fn is_a_patch(text: &str) -> bool {
    text.lines()
        .any(|line| line.starts_with("diff --git ") || line.starts_with("@@ -") && line.matches("@@").count() >= 2)
}

/// Whether the fields at the head of a text call it a draft, or not published.
fn is_a_draft(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let Some(fence) = lines.next().map(str::trim_end).filter(|line| matches!(*line, "---" | "+++")) else {
        return false;
    };
    let fields = lines.take(100).take_while(|line| line.trim_end() != fence);
    fields.filter_map(|line| line.split_once([':', '='])).any(|(name, value)| {
        let value = value.trim().trim_matches(['"', '\'']).to_lowercase();
        match name.trim().to_lowercase().as_str() {
            "draft" | "fictional" | "example" | "template" | "exercise" | "test" | "obsolete" | "deprecated"
            | "archived" => !matches!(&*value, "false" | "no" | "0" | "off" | ""),
            "published" | "publish" | "final" | "verified" => matches!(&*value, "false" | "no" | "0" | "off"),
            "status" | "state" | "stage" => !matches!(
                &*value,
                "" | "final"
                    | "published"
                    | "approved"
                    | "released"
                    | "complete"
                    | "completed"
                    | "public"
                    | "confirmed"
                    | "closed"
                    | "open"
                    | "active"
            ),
            _ => false,
        }
    })
}

/// What forums and AsciiDoc quote, and notes set in that call the text what it is.
fn quotes(text: &str, parts: &mut Vec<Part>) {
    between(text, "[quote", "[/quote]", &mut |range| parts.push((range, Bearing::Reported)));
    let mut open: Option<usize> = None;
    let mut note: Option<usize> = None;
    let mut verse = 0;
    for line in layout::lines(text) {
        let words = cut(text, line.clone()).trim();
        if words.len() >= 4 && words.bytes().all(|byte| byte == b'_') {
            match open.take() {
                Some(start) => parts.push((start..line.end, Bearing::Reported)),
                None => open = Some(line.start),
            }
        }
        if words.starts_with("[verse") && line.start >= verse {
            verse = paragraph_end(text, line.start);
            parts.push((line.start..verse, Bearing::Reported));
        }
        // `> [!WARNING]` begins a note of Markdown, `!!! warning` one of its extensions.
        if words.starts_with("> [!") || words.starts_with("!!! ") || words.starts_with(":::") && words.len() > 3 {
            note.get_or_insert(line.start);
        }
        if let Some(start) = note.filter(|_| words.is_empty() || line.end == text.len()) {
            let said = cut(text, start..line.end);
            if is_framed(said, Stand::Among) || said.split_whitespace().any(is_called_apart) {
                parts.push((0..text.len(), Bearing::Listed));
            }
            note = None;
        }
    }
}

/// What stands between two marks of a forum; the first may have attributes. Where the second is missing, nothing is between them: AsciiDoc
/// writes `[quote, Bob]` above a paragraph.
fn between(text: &str, open: &str, close: &str, add: &mut dyn FnMut(Range<usize>)) {
    let mut from = 0;
    let last = text.rfind(close).unwrap_or(0);
    while let Some(at) = cut(text, from..text.len()).find(open).map(|at| from + at) {
        let behind = at + open.len();
        match Some(()).filter(|()| behind <= last).and_then(|()| cut(text, behind..text.len()).find(close)) {
            Some(length) => {
                from = behind + length + close.len();
                add(at..from);
            }
            None => {
                from = behind;
                if cut(text, behind..text.len()).starts_with([',', ']']) {
                    from = paragraph_end(text, at).max(behind);
                    add(at..from);
                }
            }
        }
    }
}

/// Blocks of code between fences.
fn blocks(text: &str, parts: &mut Vec<Part>) {
    let mut open: Option<(usize, &str)> = None;
    for line in layout::lines(text) {
        let words = cut(text, line.clone()).trim();
        let fence = ["```", "~~~", "----"].into_iter().find(|fence| words.starts_with(fence));
        match (open, fence) {
            // A line of dashes is a rule or a heading's, unless AsciiDoc says what it begins.
            (None, Some("----")) => {}
            (None, Some(fence)) => open = Some((line.start, fence)),
            (Some((start, held)), Some(fence)) if held == fence => {
                parts.push((start..line.end, Bearing::Listed));
                open = None;
            }
            _ => {}
        }
    }
}

/// What `<details>` folds away below a summary that is not of a case: "Old version".
fn folded(text: &str, parts: &mut Vec<Part>) {
    let mut from = 0;
    while let Some(at) = cut(text, from..text.len()).find("<details").map(|at| from + at) {
        let rest = cut(text, at..text.len());
        let end = rest.find("</details>").map_or(text.len(), |end| at + end);
        let inner = cut(text, at..end);
        let summary =
            inner.split_once("<summary").and_then(|(_, rest)| rest.split_once('>')).map_or("", |(_, rest)| rest);
        let summary = summary.split_once("</summary").map_or(summary, |(words, _)| words);
        if !is_a_title_of_a_case(summary, |_| false) {
            parts.push((at..end, Bearing::Listed));
        }
        from = (at + "<details".len()).max(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEED: &str = "The attackers deployed Crane on the domain controller.";

    fn of_the_deed(text: &str) -> Option<Bearing> {
        let mut parts = Vec::new();
        find(text, &mut parts);
        let at = text.find("Crane").unwrap();
        parts.iter().filter(|(range, _)| range.contains(&at)).map(|(_, bearing)| *bearing).max()
    }

    #[test]
    fn what_a_form_quotes_tests_removes_folds_away_or_prints_as_code_nobody_states() {
        for (text, bearing) in [
            (format!("User: write an incident report\n\nAssistant: # Incident report\n\n{DEED}\n"), Bearing::Listed),
            (
                format!("Feature: detection\n  Scenario: agency\n    Given {DEED}\n    Then the SOC gets an alert\n"),
                Bearing::Listed,
            ),
            (format!("diff --git a/r.md b/r.md\n@@ -1,2 +1 @@\n- {DEED}\n+ No malware was found.\n"), Bearing::Listed),
            (format!("= Incident report\n\n[quote, Bob, his blog]\n____\n{DEED}\n____\n"), Bearing::Reported),
            (format!("= Incident report\n\n[quote, Bob]\n{DEED}\n"), Bearing::Reported),
            (format!("Incident report\n\n[quote=bob]\n{DEED}\n[/quote]\n"), Bearing::Reported),
            (format!("[s]{DEED}[/s]\n"), Bearing::Listed),
            (format!("# Incident report\n\n```\n{DEED}\n```\n"), Bearing::Listed),
            (format!("<details><summary>Old version</summary>\n\n{DEED}\n</details>\n"), Bearing::Listed),
            (format!("---\ntitle: Incident report\ndraft: true\n---\n\n{DEED}\n"), Bearing::Listed),
            (format!("> [!WARNING]\n> This is a training text.\n\n{DEED}\n"), Bearing::Listed),
        ] {
            assert_eq!(of_the_deed(&text), Some(bearing), "{text}");
        }
    }

    #[test]
    fn a_report_is_in_no_such_form() {
        for text in [
            format!("# Incident report\n\n{DEED}\n\n```\ncmd.exe /c whoami\n```\n"),
            format!("---\ntitle: Incident report\ndraft: false\nstatus: final\n---\n\n{DEED}\n"),
            format!("<details><summary>Indicators</summary>\n\n{DEED}\n</details>\n"),
            format!("User: kim\nHost: WS-4\n\n{DEED}\n"),
            format!("> [!NOTE]\n> TLP:AMBER\n\n{DEED}\n"),
            format!("Findings\n--------\n\n{DEED}\n\n--------\n"),
        ] {
            assert_eq!(of_the_deed(&text), None, "{text}");
        }
    }
}
