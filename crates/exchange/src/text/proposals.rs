use super::page::{Page, faint, plain, strong};
use crate::Document;
use crate::proposal::{self, HEADING, ProposedFact, WHAT_A_PROPOSAL_IS};
use crate::words::{ItemNames, count};

/// Grounds shown of one fact.
const SHOWN: usize = 3;

/// The facts that the evidence suggests, apart from the verdicts, which rest on none of them.
pub(super) fn write(page: &mut Page, document: &Document) {
    if document.proposed_facts.is_empty() {
        return;
    }
    page.heading(HEADING);
    page.paragraph(2, &[plain(WHAT_A_PROPOSAL_IS)]);
    let names = ItemNames::of(document);
    for fact in &document.proposed_facts {
        one(page, fact, &names);
    }
}

fn one(page: &mut Page, fact: &ProposedFact, names: &ItemNames<'_>) {
    page.blank();
    let about = format!(" ({}): ", fact.meaning);
    page.paragraph(2, &[strong(fact.name.key()), plain(about), strong(proposal::headline(fact))]);
    for ground in fact.grounds.iter().take(SHOWN) {
        let because = format!(": {}", ground.because);
        page.bullet(4, &[plain(proposal::read_where(ground, names)), faint(because)]);
    }
    if let Some(more) = fact.grounds.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        page.bullet(4, &[plain(format!("and {}; `--format json` lists them all", count(more, "more ground")))]);
    }
}
