use dunant_attribution::Conclusion;

use super::page::{Page, plain, strong};
use crate::Document;
use crate::words;

/// The answer: who or nobody, why, and, in sentences of its own, how good the basis is.
pub(super) fn write(page: &mut Page, document: &Document) {
    let answer = words::answer(document);
    let named = matches!(document.assessment.conclusion, Conclusion::Supported { .. });
    page.heading("The answer");
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
    } else if !document.assessment.hypotheses.is_empty() {
        page.paragraph(2, &[plain(words::RANKS_ACCUSE_NOBODY)]);
    }
    if !document.assessment.cautions.is_empty() {
        page.paragraph(2, &[plain(words::CAUTIONS_FOLLOW)]);
    }
}
