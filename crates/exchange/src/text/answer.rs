use dunant_attribution::Conclusion;

use super::page::{Page, plain, strong};
use crate::document::Part;
use crate::{phrases, words};

/// The answer: who or nobody, why, and, in sentences of its own, how good the basis is.
pub(super) fn write(page: &mut Page, part: Part<'_>) {
    let answer = words::answer(part);
    let named = matches!(part.assessment.conclusion, Conclusion::Supported { .. });
    page.heading(&part.heading("The answer"));
    if part.assessment.compared_nothing() {
        page.paragraph(2, &[strong(phrases::NOTHING_COMPARED)]);
        page.paragraph(2, &[plain(words::ADD_EVIDENCE)]);
        if !part.assessment.cautions.is_empty() {
            page.paragraph(2, &[plain(words::CAUTIONS_FOLLOW)]);
        }
        return;
    }
    page.paragraph(2, &[strong(&answer.headline)]);
    for ground in &answer.grounds {
        if named { page.paragraph(2, &[plain(ground)]) } else { page.bullet(2, &[plain(ground)]) }
    }
    page.blank();
    let limits = if answer.limits.is_empty() { "" } else { words::WHAT_LIMITS_IT };
    page.paragraph(2, &[strong(&answer.confidence), plain(format!(" {limits}"))]);
    for limit in &answer.limits {
        page.bullet(2, &[plain(limit)]);
    }
    page.blank();
    if named {
        page.paragraph(2, &[plain(words::PEOPLE_DECIDE)]);
    } else if !part.assessment.hypotheses.is_empty() {
        page.paragraph(2, &[plain(words::RANKS_ACCUSE_NOBODY)]);
    }
    if !part.assessment.cautions.is_empty() {
        page.paragraph(2, &[plain(words::CAUTIONS_FOLLOW)]);
    }
}
