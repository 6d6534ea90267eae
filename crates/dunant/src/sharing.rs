use std::collections::BTreeMap;
use std::path::Path;

use dunant_redaction::HiddenItem;
use dunant_redaction::case_file::give_out;
use dunant_vocabulary::Tlp;

use crate::case::CASE_FILE;
use crate::{CaseFile, Error};

/// A case file as it is given out with some of its items ([`give_out`]): of the others no file name, title, source or date stands in it.
///
/// # Errors
/// A case file with a mistake; more names than can be looked for at once.
pub fn shared_case_file(text: &str, given: &BTreeMap<&str, Tlp>, hidden: Vec<HiddenItem>) -> Result<String, Error> {
    CaseFile::parse(Path::new(CASE_FILE), text)?;
    give_out(text, given, hidden).map_err(|error| Error::NotPublishable { reason: error.to_string() })
}

#[cfg(test)]
mod tests {
    use dunant_redaction::case_file::part_of;
    use dunant_vocabulary::Sha256Digest;

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
        HiddenItem { digest: None, marking: Tlp::Red, names, source: Some("Agent Seven".to_owned()) }
    }

    #[test]
    fn of_an_item_that_stays_neither_name_nor_title_nor_source_nor_date_is_given() {
        let shared = shared_case_file(TEXT, &BTreeMap::from([("open.csv", Tlp::Clear)]), vec![notes()]).unwrap();
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
        let all = BTreeMap::from(["open.csv", "night-notes.md", "another.txt"].map(|file| (file, Tlp::Red)));
        assert_eq!(shared_case_file(TEXT, &all, Vec::new()).unwrap(), TEXT);
        assert_eq!(part_of(TEXT), None);
    }

    #[test]
    fn a_table_without_its_file_is_left_out_whatever_keeps_the_file() {
        let shared = shared_case_file(TEXT, &BTreeMap::from([("night-notes.md", Tlp::Red)]), Vec::new()).unwrap();
        assert!(!shared.contains("open.csv") && shared.contains("Agent Seven"), "{shared}");
        assert!(!shared.contains("agent 7"), "nobody can tell what a comment speaks of");
    }
}
