use std::collections::BTreeSet;
use std::path::Path;

use dunant_custody::personal::Marker;
use dunant_exchange::publication::{HiddenItem, HiddenItems};
use dunant_vocabulary::Sha256Digest;
use toml::{Table, Value};

use crate::case::CASE_FILE;
use crate::{CaseFile, Error};

/// A case file as it is given out with some of its items: of the others no file name, title, source or date stands in it.
///
/// The tables of files that are not in `given` are left out. In the rest names of `hidden` items become markers, and the source of a fact that
/// names one becomes a marker whole: as a published assessment has it (docs/redaction.md). Where anything is left out so are comments, since
/// nobody can tell what they speak of, and the first line says which file it is a part of. Where nothing is left out, the text stays as it is to the byte.
///
/// # Errors
/// A case file with a mistake; more names than can be looked for at once.
pub fn shared_case_file(text: &str, given: &BTreeSet<&str>, hidden: Vec<HiddenItem>) -> Result<String, Error> {
    let file = CaseFile::parse(Path::new(CASE_FILE), text)?;
    let is_whole = hidden.is_empty() && file.evidence.iter().all(|entry| given.contains(entry.file.as_str()));
    if is_whole {
        return Ok(text.to_owned());
    }
    let unwritable = |reason: String| Error::NotPublishable { reason };
    let hidden = HiddenItems::new(hidden).map_err(|error| unwritable(error.to_string()))?;
    let mut table: Table = text.parse().map_err(|error: toml::de::Error| unwritable(error.to_string()))?;
    if let Some(Value::Array(evidence)) = table.get_mut("evidence") {
        evidence.retain(|entry| entry.get("file").and_then(Value::as_str).is_some_and(|file| given.contains(file)));
    }
    let names = |value: &mut Value| {
        if let Value::String(text) = value {
            *text = hidden.without_names(text);
        }
    };
    // For it tells what was read there.
    let source = |value: &mut Value| {
        if let Value::String(text) = value
            && let Some(marking) = hidden.named_in(text)
        {
            Marker::Marking(marking).text().clone_into(text);
        }
    };
    for field in ["title", "summary"] {
        table.get_mut(field).into_iter().for_each(names);
    }
    within(table.get_mut("victim"), &["name", "kind"], &names);
    within(table.get_mut("evidence"), &["source", "title", "url"], &names);
    within(table.get_mut("claim"), &["by", "names", "basis", "url"], &names);
    within(table.get_mut("fact"), &["author", "url"], &names);
    within(table.get_mut("fact"), &["source"], &source);
    for fact in tables(table.get_mut("fact")) {
        within(fact.get_mut("values"), &["author", "url"], &names);
        within(fact.get_mut("values"), &["source"], &source);
    }
    let part = toml::to_string(&table).map_err(|error| unwritable(error.to_string()))?;
    Ok(format!("{IN_PART}{}\n{part}", Sha256Digest::of(text.as_bytes())))
}

/// What a case file that was given out in part begins with, before the SHA-256 of the whole.
const IN_PART: &str = "# Given out without what it says of files that stay. The case file itself has the SHA-256 ";

/// The SHA-256 of the case file that this one is a part of, where it says to be one.
pub(crate) fn part_of(text: &str) -> Option<Sha256Digest> {
    text.lines().next()?.strip_prefix(IN_PART)?.parse().ok()
}

/// The text of a case file without the line that says which file it is a part of.
pub(crate) fn whole_or_part(text: &str) -> &str {
    match part_of(text) {
        None => text,
        Some(_) => text.split_once('\n').map_or("", |(_, rest)| rest),
    }
}

/// Does something to fields of a table, or of every table of a list.
fn within(value: Option<&mut Value>, fields: &[&str], change: &dyn Fn(&mut Value)) {
    for table in tables(value) {
        for field in fields {
            if let Some(value) = table.get_mut(*field) {
                change(value);
            }
        }
    }
}

fn tables(value: Option<&mut Value>) -> impl Iterator<Item = &mut Table> {
    let (one, many) = match value {
        Some(Value::Table(table)) => (Some(table), None),
        Some(Value::Array(values)) => (None, Some(values.iter_mut().filter_map(Value::as_table_mut))),
        _ => (None, None),
    };
    one.into_iter().chain(many.into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use dunant_vocabulary::Tlp;

    use super::*;

    const TEXT: &str = r#"# The source of the notes is agent 7.
title = "A case"
summary = "See night-notes.md, which tells it all."

[[evidence]]
file = "night-notes.md"
source = "Agent Seven"
title = "Notes of the night"
published = "2026-03-16"
tlp = "red"

[[evidence]]
file = "open.csv"
source = "A CERT, after the Notes of the Night"
tlp = "clear"

[[claim]]
by = "A newspaper"
names = "Freedonia"
basis = "night-notes.md"

[[fact]]
name = "incident.type"
value = ["disruption"]
source = "night-notes.md: computers were wiped"
published = "2026-03-16"
standard = "established"

[[fact]]
name = "context"
value = "peace"
source = "No armed conflict concerned the country"
published = "2026-03-16"
standard = "established"
"#;

    fn notes() -> HiddenItem {
        let names = vec!["night-notes.md".to_owned(), "Notes of the night".to_owned()];
        HiddenItem { digest: None, marking: Tlp::Red, names }
    }

    #[test]
    fn of_an_item_that_stays_neither_name_nor_title_nor_source_nor_date_is_given() {
        let shared = shared_case_file(TEXT, &BTreeSet::from(["open.csv"]), vec![notes()]).unwrap();
        for told in ["night-notes", "Notes of the", "Agent", "agent 7", "wiped"] {
            assert!(!shared.contains(told), "{told} in {shared}");
        }
        assert_eq!(part_of(&shared), Some(Sha256Digest::of(TEXT.as_bytes())));
        let read = CaseFile::parse(Path::new(CASE_FILE), &shared).unwrap();
        assert_eq!(read.evidence.len(), 1);
        assert_eq!(read.evidence[0].source.as_deref(), Some("A CERT, after the [withheld: TLP:RED]"));
        assert_eq!(read.summary.as_deref(), Some("See [withheld: TLP:RED], which tells it all."));
        assert_eq!(read.claim[0].basis.as_deref(), Some("[withheld: TLP:RED]"));
        assert!(
            shared.contains("source = \"[withheld: TLP:RED]\"") && shared.contains("No armed conflict"),
            "{shared}"
        );
        assert_eq!(read.facts().iter().count(), 2, "what is established stays");
    }

    #[test]
    fn what_is_given_whole_stays_as_it_is_to_the_byte() {
        let all = BTreeSet::from(["open.csv", "night-notes.md", "another.txt"]);
        assert_eq!(shared_case_file(TEXT, &all, Vec::new()).unwrap(), TEXT);
        assert_eq!(part_of(TEXT), None);
    }

    #[test]
    fn a_table_without_its_file_is_left_out_whatever_keeps_the_file() {
        let shared = shared_case_file(TEXT, &BTreeSet::from(["night-notes.md"]), Vec::new()).unwrap();
        assert!(!shared.contains("open.csv") && shared.contains("Agent Seven"), "{shared}");
        assert!(!shared.contains("agent 7"), "nobody can tell what a comment speaks of");
    }
}
