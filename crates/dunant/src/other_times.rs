//! Items that were published before the incident began: whatever they tell, it is not of this case.

use dunant_vocabulary::DateRange;

use crate::reading::Kept;
use crate::{CaseFile, Input};

/// Says of every such item that it tells of another time. The day is the one that the case gives for the file (`published`), else the one
/// that the item gives itself. An item without a day may be of any time, and counts.
pub(crate) fn set_apart(read: &mut [Vec<Kept>], inputs: &[Input], file: Option<&CaseFile>) {
    let Some((file, incident)) = file.and_then(|file| Some((file, file.incident?))) else { return };
    let is_before = |day: DateRange| day.latest() < incident.earliest();
    for (input, items) in inputs.iter().zip(read) {
        let of_the_case =
            file.evidence.iter().find(|entry| entry.file == input.name()).and_then(|entry| entry.published);
        for kept in items {
            if of_the_case.or(kept.item.reading.dated).is_some_and(is_before) {
                kept.item.reading.lay_to_another_time();
            }
        }
    }
}
