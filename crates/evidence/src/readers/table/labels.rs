//! Cells that say of a row's trace which program it is, and no more: `Crane banking trojan`, `Heron loader (64-bit)`.

use std::collections::HashSet;

use crate::{Observation, Observed};

/// What such a cell may hold beside the name.
#[rustfmt::skip]
const WORDS: [&str; 72] = [
    "32-bit", "32bit", "64-bit", "64bit", "a", "agent", "and", "android", "backdoor", "banking", "beacon", "binary", "bootkit",
    "bot", "c&c", "c2", "client", "command", "component", "control", "core", "dll", "document", "downloader", "dropper",
    "encrypted", "encryptor", "exe", "executable", "file", "first", "for", "implant", "injector", "installer", "keylogger",
    "launcher", "lateral", "linux", "loader", "macos", "main", "malware", "module", "movement", "of", "orchestrator", "packed",
    "payload", "plugin", "ransomware", "rat", "rootkit", "sample", "script", "second", "server", "shellcode", "spyware", "stage",
    "stager", "stealer", "the", "tool", "trojan", "uninstaller", "variant", "version", "webshell", "windows", "wiper", "worm",
];

/// Columns that say what the row's trace is, in small letters. Of another ("nearest relative") a name alone says nothing.
#[rustfmt::skip]
const COLUMNS: [&str; 14] = [
    "comment", "comments", "context", "description", "descriptions", "detail", "details", "info", "note", "notes", "remark",
    "remarks", "beschreibung", "描述",
];

/// Whether a column so named says what a row's trace is.
pub(super) fn describes(column: &str) -> bool {
    COLUMNS.contains(&column.trim().to_lowercase().as_str())
}

/// Whether a cell is a label: the names of the programs in it, and words for a kind of file or server.
pub(super) fn is_label(cell: &str, named: &[Observation]) -> bool {
    const LONGEST: usize = 80;
    if cell.len() > LONGEST {
        return false;
    }
    let written = named.iter().filter_map(|one| match &one.observed {
        Observed::Software(mention) => Some(mention.name.to_lowercase()),
        _ => None,
    });
    let names: HashSet<String> = written.collect();
    let mut rest = cell.to_lowercase();
    for name in &names {
        rest = rest.replace(name.as_str(), " ");
    }
    let is_word = |c: char| c.is_alphanumeric() || "-&".contains(c);
    let is_mark = |c: char| is_word(c) || c.is_whitespace() || "()[]/,.:`\"'".contains(c);
    let known = |word: &str| {
        word.is_empty() || WORDS.contains(&word) || is_an_id(word) || word.bytes().all(|byte| byte.is_ascii_digit())
    };
    !names.is_empty()
        && rest.chars().all(is_mark)
        && rest.split(|c: char| !is_word(c)).all(|word| known(word.trim_matches('-')))
}

/// Whether a word, in lower case, is software's identifier of ATT&CK or a version.
fn is_an_id(word: &str) -> bool {
    word.strip_prefix(['s', 'v'])
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Bearing, Mention};

    fn software(name: &str) -> Observation {
        Observation {
            item: dunant_vocabulary::Sha256Digest::of(b""),
            span: dunant_vocabulary::Span::item(0, 1),
            path: "".into(),
            observed: Observed::Software(Mention::named(name)),
            when: None,
            bearing: Bearing::Listed,
        }
    }

    #[test]
    fn a_cell_of_a_name_and_its_kind_is_a_label_and_a_sentence_is_none() {
        let crane = [software("Crane")];
        for cell in
            ["Crane", "Crane banking trojan", "Crane loader (64-bit)", "The CRANE C&C server", "Crane v2, S0367"]
        {
            assert!(is_label(cell, &crane), "{cell}");
        }
        for cell in [
            "not Crane",
            "Crane?",
            "≠ Crane",
            "Crane ✗",
            "resembles the Crane loader",
            "Crane decoy of our exercise",
            "Crane test file",
        ] {
            assert!(!is_label(cell, &crane), "{cell}");
        }
        assert!(!is_label("loader", &[]));
    }
}
