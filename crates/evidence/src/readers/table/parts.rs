//! Cells that hold several values, and words that name the victim's own machines.

use std::borrow::Cow;
use std::ops::Range;

use super::super::whole_values;
use super::columns::Column;
use super::values;
use crate::Observable;

/// Where the values of a cell that holds several are: between white space, commas, semicolons and bars, without quotes, brackets
/// and labels around them.
pub(in crate::readers) fn parts_of(value: &str) -> Vec<Range<usize>> {
    const AROUND: [char; 8] = ['"', '\'', '`', '(', ')', '<', '>', ','];
    let mut parts = Vec::new();
    let mut at = 0;
    let value = &*without_line_breaks(value);
    for part in value.split(SEPARATORS) {
        let start = at + (part.len() - part.trim_start_matches(AROUND).len());
        let bare = part.trim_matches(AROUND).trim_end_matches(':');
        // A defanged dot keeps its bracket: `example(.)com)`.
        let balanced = bare.matches('(').count() >= bare.matches(')').count();
        if !bare.is_empty()
            && balanced
            && bare.chars().any(char::is_alphanumeric)
            && (bare.len() > 12 || Column::named(bare) == Column::Unknown)
        {
            parts.push(start..start + bare.len());
        }
        at += part.len() + 1;
    }
    parts
}

/// A cell of Markdown or HTML with blanks where it has `<br>`, so that every place stays.
pub(super) fn without_line_breaks(value: &str) -> Cow<'_, str> {
    if !value.contains('<') {
        return Cow::Borrowed(value);
    }
    let mut text = value.to_owned();
    for form in ["<br>", "<br/>", "<br />", "<BR>", "<BR/>", "</br>"] {
        text = text.replace(form, &" ".repeat(form.len()));
    }
    Cow::Owned(text)
}

const SEPARATORS: [char; 7] = [' ', '\t', '\n', '\r', ',', ';', '|'];

/// Whether a text, or one of its parts, has the form of a trace.
pub(super) fn holds_trace(value: &str) -> bool {
    if whole_values::guess(value).is_some() {
        return true;
    }
    value.split(SEPARATORS).take(MOST).any(|part| {
        let part = part.trim_matches(['"', '\'', '`', '(', ')', '<', '>']);
        values::may_be_value(part)
            && (whole_values::guess(part).is_some() || whole_values::guess(whole_values::without_port(part)).is_some())
    })
}

/// Parts of a description that are looked at; they are words about a row, and none is lost by it.
const MOST: usize = 200;

/// Whether `name` names a machine within one network: it has no domain, or one that no registry sells.
pub(super) fn is_internal(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.len() <= 63 && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    let name = name.trim().trim_end_matches('.');
    match name.rsplit_once('.') {
        None => is_label(name) && (name.len() <= 24),
        Some((_, top)) => {
            name.split('.').all(is_label)
                && ["local", "lan", "internal", "intranet", "corp", "home", "localdomain", "ad"]
                    .iter()
                    .any(|own| top.eq_ignore_ascii_case(own))
                && Observable::guess(name).is_none()
        }
    }
}

/// Whether a word among others names such a machine: `WS-117`, `mail.corp`.
pub(super) fn is_machine(word: &str) -> bool {
    is_internal(word) && word.contains(|c: char| c == '.' || c.is_ascii_digit()) && word.contains(char::is_alphabetic)
}
