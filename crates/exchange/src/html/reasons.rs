use dunant_attribution::{Contribution, Hypothesis, Place, Subject};
use dunant_vocabulary::DateRange;
use maud::{Markup, html};

use super::{link, unbroken, waterfall};
use crate::document::Part;
use crate::prior;
use crate::words::{self, ItemNames};

/// Places shown of one reason.
const PLACES_SHOWN: usize = 3;
/// Reports shown of one reason.
const REPORTS_SHOWN: usize = 3;

/// Why each hypothesis stands where it stands: drawn for the first, told for all.
pub(super) fn section(part: Part<'_>) -> Markup {
    let hypotheses = &part.assessment.hypotheses;
    let names = ItemNames::of(part.document);
    let incident = part.document.case.incident;
    // The first known actor, whichever rank "unknown actor" has.
    let drawn =
        hypotheses.iter().find(|one| matches!(one.subject, Subject::Actor { .. }) && one.contributions.len() > 1);
    html! {
        section aria-labelledby=(part.id("reasons")) {
            h2 id=(part.id("reasons")) { bdi { (part.heading("Why")) } }
            @if let Some(drawn) = drawn {
                h3 { bdi { (drawn.subject.name()) } ", step by step" }
                (waterfall::figure(drawn))
            }
            @for (index, hypothesis) in hypotheses.iter().enumerate() {
                details {
                    summary { "Every reason: " (heading(index, hypothesis)) }
                    (reasons(hypothesis, &names, incident))
                }
            }
            details {
                summary { "What was compared" }
                @for line in words::basis(part.assessment) { p dir="auto" { (line) } }
                (discounted(part, &names))
            }
        }
    }
}

fn heading(index: usize, hypothesis: &Hypothesis) -> Markup {
    html! {
        (index + 1) ". " bdi { (hypothesis.subject.name()) }
        span.aside { ", evidence " (words::factor(hypothesis.log_likelihood_ratio)) " in all" }
    }
}

/// What made the prior.
fn before(hypothesis: &Hypothesis) -> Markup {
    html! {
        @if hypothesis.prior_contributions.is_empty() {
            p { (prior::line(hypothesis)) }
        } @else {
            p { "Before the evidence " (words::percent(hypothesis.prior)) ", from" }
            ul.prior {
                @for part in &hypothesis.prior_contributions {
                    li dir="auto" {
                        span.weight { (words::factor(part.log_factor)) } " " (prior::part(part.what))
                        span.aside { ": " (words::prior_note(part.what, &part.note)) }
                    }
                }
            }
        }
    }
}

fn discounted(part: Part<'_>, names: &ItemNames<'_>) -> Markup {
    let discounted = &part.assessment.basis.discounted;
    html! {
        @if !discounted.is_empty() {
            h3 { (words::COUNT_FOR_NOTHING) }
            ul {
                @for trace in discounted {
                    li {
                        strong { bdi { (trace.value) } } span.aside { " " (words::discounted(&trace.why)) }
                        ", read in " (places(names, &trace.places))
                    }
                }
            }
        }
    }
}

fn reasons(hypothesis: &Hypothesis, names: &ItemNames<'_>, incident: Option<DateRange>) -> Markup {
    if hypothesis.contributions.is_empty() {
        return html! { (before(hypothesis)) p { (words::no_reasons(&hypothesis.subject)) } };
    }
    html! {
        (before(hypothesis))
        ol.reasons {
            @for contribution in &hypothesis.contributions { (reason(contribution, names, incident)) }
        }
    }
}

fn reason(contribution: &Contribution, names: &ItemNames<'_>, incident: Option<DateRange>) -> Markup {
    let rarity = words::known_in(contribution.known_in);
    html! {
        li {
            p.what {
                span.weight { (words::factor(contribution.log_likelihood_ratio)) } " "
                strong { bdi { (words::part(contribution)) } }
                span.aside { " " (words::class(contribution.class)) @if !rarity.is_empty() { ", " (rarity) }
                    @if let Some(since) = contribution.public_since { ", public since " (since) } }
            }
            @if !contribution.places.is_empty() {
                p { "Read in " (places(names, &contribution.places)) }
            }
            @for report in contribution.reports.iter().take(REPORTS_SHOWN) {
                @let (date, against) = words::published(report, incident);
                p {
                    "Known from " (link(&report.citation, report.url.as_deref()))
                    " (" (unbroken(date)) (against) ")"
                }
            }
            @if contribution.reports.len() > REPORTS_SHOWN {
                p { "and " (words::count(contribution.reports.len() - REPORTS_SHOWN, "more report")) }
            }
            @if let Some(notes) = words::notes(contribution) { p.note dir="auto" { "Note: " (notes) } }
        }
    }
}

/// The first places, each with the item's name, its span and its path; how many more there are.
pub(super) fn places(names: &ItemNames<'_>, places: &[Place]) -> Markup {
    html! {
        @for (index, place) in places.iter().take(PLACES_SHOWN).enumerate() {
            @if index > 0 { "; " }
            code { (names.item(place)) } ", " (unbroken(place.span))
            @if !place.path.is_empty() { " (" code { (place.path) } ")" }
        }
        @if places.len() > PLACES_SHOWN {
            " and " (words::count(places.len() - PLACES_SHOWN, "more place"))
        }
    }
}
