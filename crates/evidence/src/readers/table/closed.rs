//! Whether a row says no more than that its trace is of its program: each of its cells is a value, a day, a machine, a name, or made of
//! words that take nothing back.
//!
//! A column answers a question that no list foresees: "ours?", "dataset", "similarity", "purpose". Where its name or its cell holds a word that is
//! not known, the row's programs are listed. Its traces stand as they are.

use super::cells::{Cell, Row};
use super::columns::Column;
use super::labels::is_label;
use super::layout::Header;
use super::row_types::RowType;
use super::values;
use crate::prose::{Stand, is_framed, is_known_word};
use crate::readers::{whole_values, written_dates};
use crate::surroundings::{
    is_a_column_of_a_case, is_a_machine_in_use, is_a_path_in_use, is_called_apart, is_everybody,
};
use crate::verdict::{self, Said, Verdict};
use crate::{ObservableKind, Observation, Observed, Reason};

/// What a cell may say that affirms what its row lists.
#[rustfmt::skip]
const AFFIRMED: &[&str] = &[
    "1", "affected", "confirmed", "critical", "dangerous", "high", "hit", "hits", "ja", "malicious", "match", "matched", "medium", "oui", "positive",
    "present", "quarantined", "severe", "si", "sí", "sim", "suspicious", "tp", "true", "x", "yes", "да", "是", "有", "あり", "はい", "так", "evet",
    "tak", "✓", "✔", "✅", "☑", "clear", "green", "amber", "red", "white", "strict", "tlp", "certain", "blocked", "removed", "deleted", "cleaned",
    "contained", "remediated", "truepositive", "very", "moderate", "tp-confirmed", "vt", "engines", "kb", "mb", "severity",
];

/// Whether the cells of `row` say no more than that. `named` has the programs of the row.
pub(super) fn is_closed(header: &Header, row: &Row<'_>, named: &[Observation]) -> bool {
    if header.columns.iter().all(|column| *column == Column::Unknown) {
        // "Heron: yes", a line each, is no row: each answer is asked by itself.
        return true;
    }
    row.cells.iter().enumerate().all(|(at, cell)| {
        let column = header.columns.get(at).copied().unwrap_or(Column::Unknown);
        let name = header.names.get(at).map(String::as_str).unwrap_or_default();
        is_empty(column, name, &cell.value) || is_closed_cell(column, name, cell, named)
    })
}

fn is_closed_cell(column: Column, name: &str, cell: &Cell<'_>, named: &[Observation]) -> bool {
    let value = cell.value.trim();
    let is_a_verdict = matches!(column, Column::Verdict(_)) && !value.contains(' ');
    if is_a_low_number(name, value) || !is_in_use(column, name, value) {
        return false;
    }
    if !is_a_verdict && is_framed(value, Stand::Among) {
        return false;
    }
    let of_words = || is_label(value, named) || says_nothing_else(value, named);
    match column {
        Column::Trace(_) | Column::Hash | Column::File | Column::Value | Column::Id => {
            !value.contains(' ') && !is_framed(value, Stand::Above) || is_a_value(value) || of_words()
        }
        Column::Software | Column::Actor => of_words(),
        Column::Technique | Column::Cve | Column::When => true,
        Column::Type => RowType::named(value, "") != RowType::Unknown || of_words(),
        Column::Verdict(kind) if is_a_verdict => is_an_affirming_verdict(kind, name, value) || is_label(value, named),
        Column::Aside(Reason::Own) | Column::Description | Column::Verdict(_) => {
            of_words()
                || !value.contains(' ')
                    && column != Column::Description
                    && !is_framed(value, Stand::Above)
                    && (is_a_machine(value) || is_of_machines(name))
        }
        Column::Aside(_) => !value.contains("://") && of_words(),
        Column::Prose => is_a_value(value) || of_words(),
        // "hosts checked: 412" counts; "checked: yes" is of a search.
        Column::Unknown if is_a_count(value) => is_a_column_of_a_case(name) || is_of_known_words(name),
        Column::Unknown => is_a_column_of_a_case(name) && (is_a_value(value) || is_label(value, named) || of_words()),
    }
}

fn is_a_value(value: &str) -> bool {
    whole_values::guess(value).is_some() || values::by_form(value).is_some() || written_dates::parse(value).is_some()
}

/// Whether a cell says nothing; "none" says how sure its author is, and "any" is every machine.
fn is_empty(column: Column, name: &str, value: &str) -> bool {
    let says = column == Column::Verdict(Verdict::Confidence) || is_of_machines(name) && is_everybody(value);
    values::is_open(value) && (!says || value.trim().is_empty())
}

/// Whether a cell is a number that is no yes, no no and no year.
fn is_a_count(value: &str) -> bool {
    value.len() > 1 && value.len() != 4 && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_of_known_words(name: &str) -> bool {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).all(is_known_word)
}

/// Whether a machine, a user or a path that a cell names is of a case: not of a laboratory, a course, a collection or a trap.
fn is_in_use(column: Column, name: &str, value: &str) -> bool {
    match column {
        Column::Trace(ObservableKind::FilePath) => is_a_path_in_use(value),
        Column::File | Column::Value if value.contains(['/', '\\']) && !value.contains("://") => {
            is_a_path_in_use(value)
        }
        Column::Aside(Reason::Own) => is_a_machine_in_use(value),
        Column::Software | Column::Hash | Column::Verdict(_) | Column::When | Column::Technique | Column::Cve => true,
        _ if is_of_machines(name) => is_a_machine_in_use(value),
        Column::Unknown | Column::Description | Column::Prose => !is_called_apart(value),
        _ => true,
    }
}

/// Whether a verdict of one word says that the thing was there. What became of a ticket says nothing of it.
fn is_an_affirming_verdict(kind: Verdict, name: &str, value: &str) -> bool {
    const OF_THE_WORK: [&str; 10] = [
        "assigned",
        "checked",
        "closed",
        "completed",
        "done",
        "processed",
        "resolved",
        "reviewed",
        "searched",
        "triaged",
    ];
    let lower = value.to_lowercase();
    let bare = lower.trim_matches(|c: char| c.is_ascii_punctuation());
    if OF_THE_WORK.contains(&bare) {
        return false;
    }
    let of_words = AFFIRMED.contains(&bare) || is_known_word(bare) || bare.bytes().any(|byte| byte.is_ascii_digit());
    match verdict::of(kind, value) {
        Said::Unknown => of_words,
        // A task that is switched off and a file that is deleted were there.
        Said::Disabled => !is_of_the_row(name),
        Said::Withdrawn => kind == Verdict::GoneWhenTrue || verdict::is_of_the_thing(value),
        _ if kind == Verdict::Confidence => of_words,
        _ => true,
    }
}

/// Whether a column asks whether its row is of the matter, and not whether the thing in it is switched on.
fn is_of_the_row(name: &str) -> bool {
    let lower = name.to_lowercase();
    ["scope", "relevant", "valid", "ioc", "indicator", "pertinent", "gültig", "rilevante", "relevante"]
        .iter()
        .any(|held| lower.contains(held))
}

/// Whether a column tells how sure its author is, and a cell says that he is not.
fn is_a_low_number(name: &str, value: &str) -> bool {
    let lower = name.to_lowercase();
    let asks = ["confidence", "probability", "likelihood", "score", "similarity", "certainty"];
    let number: Option<f64> = value.trim_end_matches(['%', ' ']).parse().ok();
    asks.iter().any(|asked| lower.contains(asked))
        && number.is_some_and(|number| number < 0.5 || number > 1.0 && number < 50.0)
}

/// Whether a column names machines and their users.
fn is_of_machines(name: &str) -> bool {
    let lower = name.to_lowercase();
    [
        "account",
        "asset",
        "computer",
        "device",
        "endpoint",
        "host",
        "machine",
        "server",
        "system",
        "user",
        "workstation",
        "rechner",
        "benutzer",
    ]
    .iter()
    .any(|held| lower.contains(held))
}

/// A machine's name has a digit or a mark in it.
fn is_a_machine(value: &str) -> bool {
    value.contains(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | '\\'))
}

/// Whether a cell is made of the row's programs, values and words that take nothing back.
fn says_nothing_else(value: &str, named: &[Observation]) -> bool {
    let mut rest = value.to_lowercase();
    for one in named {
        if let Observed::Software(mention) | Observed::ActorClaim(mention) = &one.observed {
            rest = rest.replace(&mention.name.to_lowercase(), " ");
        }
    }
    let known = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '✓' | '✔' | '✅' | '☑'));
        bare.is_empty()
            || is_known_word(bare)
            || AFFIRMED.contains(&bare)
            || bare.bytes().any(|byte| byte.is_ascii_digit())
            || bare.contains(['\\', '_', '@'])
            || bare.len() > 3 && bare.contains('.')
            || bare.contains(['/', '-'])
                && bare.split(['/', '-']).all(|part| is_known_word(part) || AFFIRMED.contains(&part))
    };
    !rest.contains(['?', '!', '%', '~', '≠', '✗', '✘']) && rest.split_whitespace().all(known)
}
