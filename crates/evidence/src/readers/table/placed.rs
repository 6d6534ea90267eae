//! Whether a row says that its program was in somebody's machines, and not only which trace is whose.
//!
//! A table of names and hashes is what feeds, blocklists and appendices of reports have: it tells that a hash is of a program, and of no
//! case. A machine, a user, a path, or the answer that it was found places a row. A day does not: feeds have the day of a first
//! submission. Its traces stand as they are.

use super::cells::Row;
use super::columns::Column;
use super::layout::Header;
use super::values;
use crate::ObservableKind;
use crate::readers::whole_values;
use crate::surroundings::is_everybody;
use crate::verdict::{Verdict, folded};

/// Words of verdicts that say so of the case, and not of the sample.
#[rustfmt::skip]
const HERE: [&str; 11] = [
    "affected", "compromised", "confirmed", "deployed", "executed", "found", "infected", "installed", "present", "recovered", "used",
];

/// Words of the names of columns that tell where something was.
#[rustfmt::skip]
const WHERE: [&str; 19] = [
    "account", "accounts", "asset", "computer", "computers", "device", "endpoint", "location", "machine", "rechner", "server", "servers", "system", "systems",
    "user", "username", "where", "workstation", "workstations",
];

/// Whether a cell of `row` places it.
pub(super) fn is_placed(header: &Header, row: &Row<'_>) -> bool {
    let cells = header.columns.iter().zip(&header.names).zip(&row.cells);
    // A list for a scanner has patterns.
    cells.filter(|(_, cell)| !values::is_open(&cell.value) && !is_nobody(&cell.value)).any(|((column, name), cell)| {
        let says_here = || has_a_word_of(&HERE, &cell.value);
        match column {
            Column::Trace(ObservableKind::FilePath) | Column::Verdict(Verdict::Found) => true,
            Column::Verdict(_) => says_here() || has_a_word_of(&HERE, name),
            Column::Software | Column::Actor | Column::Technique | Column::Cve | Column::Hash => false,
            Column::Description | Column::Prose => says_here() || has_a_word_of(&WHERE, name),
            _ => whole_values::is_absolute_path(cell.value.trim()) || has_a_word_of(&WHERE, name),
        }
    })
}

fn has_a_word_of(list: &[&str], text: &str) -> bool {
    folded(text).split(' ').any(|word| list.contains(&word))
}

/// Whether a cell says that nobody and nothing was.
fn is_nobody(value: &str) -> bool {
    let value = value.trim();
    is_everybody(value)
        || matches!(value.to_ascii_lowercase().as_str(), "no" | "nobody" | "nowhere" | "nothing" | "zero" | "[]" | "{}")
        || value.chars().all(|c| c == '0')
}

#[cfg(test)]
mod tests {
    use super::super::tests_of_rows::stated;

    fn is_stated(header: &str, cells: &str) -> bool {
        let hash = "f0cbc71716cd0b86d149c442f5917c1008789318972c595d92df4835f479f7b2";
        let text = format!("malware,sha256,{header}\nGreyHeron,{hash},{cells}\nBlueHeron,{hash},{cells}\n");
        let stated = stated(&text);
        assert!(stated.iter().any(|one| one.starts_with("file:hashes")), "{text}{stated:?}");
        stated.contains(&"software GreyHeron".to_owned())
    }

    #[test]
    fn a_machine_a_path_a_user_or_a_finding_places_a_row() {
        for (header, cells) in [
            ("host", "DC01"),
            ("server", "MX01"),
            ("user", "kask"),
            ("where found", "mail server"),
            ("path", "C:\\Windows\\Temp\\a.exe"),
            ("found", "yes"),
            ("hits", "3"),
            ("used", "y"),
            ("status", "infected"),
        ] {
            assert!(is_stated(header, cells), "{header}: {cells}");
        }
    }

    #[test]
    fn a_name_and_a_hash_alone_are_of_no_case() {
        for (header, cells) in [
            ("first submission", "2008-04-01"),
            ("first_seen", "2023-02-02"),
            ("size", "120332"),
            ("disposition", "TP"),
            ("verdict", "malicious"),
            ("action", "block"),
            ("hosts affected", "none"),
            ("server", "none"),
            ("user", "nobody"),
            ("confidence", "very low"),
        ] {
            assert!(!is_stated(header, cells), "{header}: {cells}");
        }
    }
}
