//! What names, titles and summaries say of items: "Cyber exercise Northern Shield", `training/report.pdf`, "Erratum to the report".

use super::Reading;
use crate::Source;
use crate::prose::{self, Stand};
use crate::surroundings::is_a_file_apart;

/// How files of subtitles end: what a film says is of no case.
const SUBTITLES: [&str; 6] = [".ass", ".lrc", ".sbv", ".srt", ".ssa", ".vtt"];

/// Words by which a file or its title says that it mends another one.
#[rustfmt::skip]
const MENDS: [&str; 16] = [
    "berichtigung", "corrigenda", "corrigendum", "errata", "erratum", "fe de erratas", "rectificatif", "rectification", "retraction", "retrait", "retractation",
    "widerruf", "withdrawal", "опровержение", "исправление", "спростування",
];

/// Names of files that say what the files beside them are.
const NOTICES: [&str; 11] = [
    "about",
    "disclaimer",
    "leeme",
    "leggimi",
    "liesmich",
    "lisezmoi",
    "notice",
    "read_me",
    "read-me",
    "readme",
    "read me",
];

/// What such a file says to take back the files beside it, and a case's summary to take back its evidence.
#[rustfmt::skip]
const TAKEN_BACK: [&str; 44] = [
    "a forgery", "a hoax", "are fabricated", "are fictional", "are forged", "are invented", "been retracted", "been superseded", "been withdrawn", "fictional", "fictitious",
    "for training", "for an exercise", "for exercises", "for the exercise", "found none of", "invented case", "is fabricated", "is forged", "is retracted", "is superseded", "is withdrawn",
    "made up", "no real case", "none of the programs", "none of these", "not a real", "not real", "nothing here is", "test data", "training material", "was fabricated", "was forged",
    "was retracted", "was superseded", "was withdrawn", "were fabricated", "were invented", "erfunden", "zurückgezogen", "übungsmaterial", "fictif", "fictive", "вымышлен",
];

impl Reading {
    /// Takes note of a title that a case gives the item, or itself: where it tells of an exercise or a work of fiction, the programs that the
    /// item names are listed. Its traces stand as they are.
    ///
    /// ```
    /// use dunant_evidence::{Context, read_item};
    ///
    /// let mut item = read_item("a.csv", b"domain\nc2.example.com\n", &Context::default()).remove(0);
    /// item.reading.title_of_the_case("Cyber exercise Northern Shield");
    /// assert!(item.reading.observations()[0].bearing.is_stated());
    /// ```
    pub fn title_of_the_case(&mut self, title: &str) {
        if prose::is_framed(title, Stand::Above) {
            self.lower_names();
        }
    }

    /// Takes note of what the summary of a case says: where it takes the evidence back, the programs that the item names are listed.
    pub fn summary_of_the_case(&mut self, summary: &str) {
        if takes_back(summary) {
            self.lower_names();
        }
    }

    /// Looks at how the item is called, and whether it speaks of the items beside it.
    pub(super) fn see_what_it_is_called(&mut self, source: &Source<'_>) {
        // The first line of a text is looked at where its prose is read.
        let is_first_line = |title: &str| {
            let text = source.text_if_read().unwrap_or_default();
            text.trim_start_matches(|c: char| c == '#' || c.is_whitespace()).starts_with(title)
        };
        let framed = |title: &str| !is_first_line(title) && prose::is_framed(title, Stand::Above);
        let title = self.title.as_deref().is_some_and(framed);
        if title || is_named_apart(source.name) {
            self.lower_names();
        }
        self.of_others.is_notice = is_notice(source, self.title.as_deref());
    }
}

/// Whether a file, or a folder above it, is called as one that is of no case.
fn is_named_apart(name: &str) -> bool {
    let lower = name.to_lowercase();
    if SUBTITLES.iter().any(|ending| lower.ends_with(ending)) {
        return true;
    }
    is_a_file_apart(name)
}

/// Whether an item takes back what stands beside it: it is an erratum, or a notice that calls the files training material.
fn is_notice(source: &Source<'_>, title: Option<&str>) -> bool {
    /// A notice says it at its head.
    const HEAD: usize = 4_000;
    let file = source.name.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
    let stem = file.split('.').next().unwrap_or_default();
    let text = source.text_if_read().unwrap_or_default();
    let head: String = text.chars().take(HEAD).collect();
    let first = head.lines().map(|line| line.trim_matches(['#', '=', '*', ' '])).find(|line| !line.is_empty());
    let mends = |words: &str| {
        let words = words.to_lowercase();
        MENDS.iter().any(|held| words.starts_with(held))
    };
    let named = stem.split(['-', '_', ' ']).any(mends);
    named
        || [first, title].into_iter().flatten().any(mends)
        || NOTICES.contains(&stem) && (takes_back(&head) || prose::is_framed(&head, Stand::Above))
}

fn takes_back(text: &str) -> bool {
    let text = text.to_lowercase();
    TAKEN_BACK.iter().any(|held| text.contains(held))
}

#[cfg(test)]
mod tests {
    use crate::{Context, Cue, Entry, Lexicon, Meaning, Observed, read_item};

    fn states(name: &str) -> bool {
        let entry = Entry { name: "GreyHeron".into(), meaning: Meaning::Software(None), cue: Cue::None };
        let lexicon = Lexicon::new(vec![entry]).unwrap();
        let text =
            "# Incident report\n\nThe attackers deployed GreyHeron on the domain controller, from c2.example.com.\n";
        let item = read_item(name, text.as_bytes(), &Context { lexicon: &lexicon, ..Context::default() }).remove(0);
        let stated = || item.reading.observations().iter().filter(|one| one.bearing.is_stated());
        assert!(stated().any(|one| matches!(one.observed, Observed::Observable(_))), "{name}");
        stated().any(|one| matches!(one.observed, Observed::Software(_)))
    }

    #[test]
    fn a_file_that_is_called_as_one_of_no_case_lists_its_programs_and_keeps_its_traces() {
        for name in
            ["report.md", "Incident report 2024.md", "case/evidence/findings.md", "a.zip!report.md", "server-notes.txt"]
        {
            assert!(states(name), "{name}");
        }
        for name in [
            "ttx-2024.md",
            "template.md",
            "red-team-report.md",
            "honeypot.md",
            "a.zip!training/report.md",
            "samples/report.md",
            "Übung 14.md",
            "演習.md",
        ] {
            assert!(!states(name), "{name}");
        }
    }
}
