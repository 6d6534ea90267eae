//! Several intrusions in one case: a block each where there are few, a line each where there are many.

use super::{Look, Room, answer, bars, head, why};
use crate::Document;
use crate::phrases;
use crate::text::page::{Page, plain, strong};
use crate::words;

/// Intrusions up to which each has a block of its own.
const BLOCKS: usize = 3;
/// Known actors with a bar in a block.
const BARS: usize = 2;

pub(super) fn write(page: &mut Page, document: &Document, room: Room, look: Look) {
    let intrusions = document.assessments.len();
    head(page, "WHO DID IT", &format!("{}, each assessed apart", words::count(intrusions, "intrusion")));
    if intrusions <= BLOCKS {
        for part in document.parts() {
            page.blank();
            page.at_most(
                1,
                2,
                "",
                &[
                    strong(words::unstopped(part.intrusion.unwrap_or("the case"))),
                    plain(": "),
                    plain(phrases::in_a_sentence(part)),
                ],
            );
            answer::statements(page, part, room.statement.min(3));
            bars::in_short(page, part, BARS.min(room.bars), look);
            why::in_short(page, part, room.reason_lines);
        }
        if document.parts().any(|part| !part.assessment.hypotheses.is_empty()) {
            page.line(&[plain(phrases::A_RANK_ACCUSES_NOBODY)]);
        }
        return;
    }
    for part in document.parts().take(room.intrusions) {
        let name = part.intrusion.unwrap_or("the case");
        page.at_most(2, 2, "", &[strong(words::unstopped(name)), plain(": "), plain(phrases::in_a_sentence(part))]);
    }
    if let Some(more) = intrusions.checked_sub(room.intrusions).filter(|more| *more > 0) {
        page.line(&[plain(format!("  and {}: --explain", words::count(more, "more intrusion")))]);
    }
}
