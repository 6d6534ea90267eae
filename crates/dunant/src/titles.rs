//! What a case calls itself and its files: "Cyber exercise Northern Shield", "Novel, chapter 7".

use crate::reading::Kept;
use crate::{CaseFile, Input};

/// Takes these titles as the titles of the items: what one of an exercise or a novel names is listed, and not stated.
pub(crate) fn give(read: &mut [Vec<Kept>], inputs: &[Input], file: Option<&CaseFile>) {
    let Some(file) = file else { return };
    for (input, items) in inputs.iter().zip(read) {
        let entry = file.evidence.iter().find(|entry| entry.file == input.name());
        let titles = [Some(file.title.as_str()), entry.and_then(|entry| entry.title.as_deref())];
        for kept in items {
            for title in titles.into_iter().flatten() {
                kept.item.reading.title_of_the_case(title);
            }
        }
    }
}
