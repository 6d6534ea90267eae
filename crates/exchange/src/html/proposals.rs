use maud::{Markup, html};

use super::{prose, reasons};
use crate::Document;
use crate::proposal::{self, Ground, HEADING, WHAT_A_PROPOSAL_IS};
use crate::words::ItemNames;

/// The facts that the evidence suggests, apart from the verdicts, which rest on none of them.
pub(super) fn section(document: &Document) -> Markup {
    let names = ItemNames::of(document);
    html! {
        @if !document.proposed_facts.is_empty() {
            section aria-labelledby="proposed" {
                h2 id="proposed" { (HEADING) }
                p { (prose(WHAT_A_PROPOSAL_IS)) }
                details {
                    summary { (crate::words::count(document.proposed_facts.len(), "proposed fact")) }
                @for fact in &document.proposed_facts {
                    h3 {
                        bdi { (proposal::headline(fact)) } br;
                        span.aside { code { (fact.name) } ": " (fact.meaning) }
                    }
                    ul { @for ground in &fact.grounds { (because(ground, &names)) } }
                }
                }
            }
        }
    }
}

fn because(ground: &Ground, names: &ItemNames<'_>) -> Markup {
    html! {
        li {
            strong { bdi { (prose(&ground.read)) } }
            @if !ground.places.is_empty() { ", in " (reasons::places(names, &ground.places)) }
            ": " (prose(ground.because)) ". "
            span.aside { "To check: " (prose(ground.check)) "." }
        }
    }
}
