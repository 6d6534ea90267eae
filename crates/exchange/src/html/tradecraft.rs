use dunant_attribution::{Levels, Matrix, NextObservation, Tradecraft};
use maud::{Markup, html};

use super::{link, unbroken};
use crate::document::Part;
use crate::tradecraft as words;
use crate::words::{factor, percent, published};

/// Reports shown of one thing to look for.
const REPORTS_SHOWN: usize = 1;
/// Actors whose ratios are shown by the cost of forging them.
const TIERS_SHOWN: usize = 5;

/// Things to look for next that stand open.
const NEXT_OPEN: usize = 3;

/// What to look for next.
pub(super) fn brief(part: Part<'_>) -> Markup {
    let tradecraft = &part.assessment.tradecraft;
    let (open, folded) = tradecraft.look_for_next.split_at(tradecraft.look_for_next.len().min(NEXT_OPEN));
    html! {
        @if !open.is_empty() {
            section aria-labelledby=(part.id("next")) {
                h2 id=(part.id("next")) { bdi { (part.heading("What to look for next")) } }
                p { (words::WHY_LOOK) }
                ol.reasons { @for next in open { (look_for(next, part)) } }
                @if !folded.is_empty() {
                    details {
                        summary { (folded.len()) " more" }
                        ol.reasons start=(open.len() + 1) { @for next in folded { (look_for(next, part)) } }
                    }
                }
            }
        }
    }
}

/// Whether there is anything for [`full`] to show.
pub(super) fn is_there(part: Part<'_>) -> bool {
    let tradecraft = &part.assessment.tradecraft;
    !tradecraft.matrix.rows.is_empty()
        || !tradecraft.aspects.is_empty()
        || words::levels(tradecraft).iter().any(|_| true)
}

/// The matrix, what the evidence covers, what it would cost to forge, and family and state: each folded.
pub(super) fn full(part: Part<'_>) -> Markup {
    let tradecraft = &part.assessment.tradecraft;
    html! {
        @if is_there(part) {
            section aria-labelledby=(part.id("doubt")) {
                h2 id=(part.id("doubt")) { bdi { (part.heading("What helps to doubt it")) } }
                @if let Some(line) = words::disagreement(tradecraft) {
                    p.trouble dir="auto" { strong { "Caution: " } (line) }
                }
                @for line in words::levels(tradecraft) { p dir="auto" { (line) } }
                @if !tradecraft.matrix.rows.is_empty() {
                    details {
                        summary { "Competing hypotheses: the matrix" }
                        p { (words::HOW_TO_READ_THE_MATRIX) }
                        (matrix(&tradecraft.matrix))
                    }
                }
                (aspects(tradecraft, part))
                (levels(&tradecraft.levels))
            }
        }
    }
}

fn look_for(next: &NextObservation, part: Part<'_>) -> Markup {
    html! {
        li {
            p.what { strong { bdi { (next.feature) } } span.aside { " " (words::next_kind(next)) } }
            p dir="auto" { (crate::words::advice(next)) }
            p dir="auto" { "Would count " (words::next_effects(next)) "." }
            @for report in next.reports.iter().take(REPORTS_SHOWN) {
                @let (date, against) = published(report, part.document.case.incident);
                p { "Described in " (link(&report.citation, report.url.as_deref())) " (" (unbroken(date)) (against) ")" }
            }
        }
    }
}

fn matrix(matrix: &Matrix) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="competing hypotheses" {
            table.matrix {
                thead {
                    tr {
                        th scope="col" { "Observation" }
                        @for column in &matrix.columns { th scope="col" { bdi { (column.who.name) } } }
                        th.number scope="col" { "Tells" }
                    }
                }
                tbody {
                    @for row in &matrix.rows {
                        tr {
                            th scope="row" { bdi { (crate::words::matrix_row(row)) } }
                            @for cell in &row.cells {
                                td class=(shade(cell.log_likelihood_ratio)) {
                                    (cell.consistency.mark()) " " span.aside { (factor(cell.log_likelihood_ratio)) }
                                }
                            }
                            td.number { (factor(row.diagnosticity)) }
                        }
                    }
                    tr.sum {
                        th scope="row" { "Against it in all" }
                        @for column in &matrix.columns {
                            td {
                                @if let Some(place) = column.place {
                                    (factor(column.inconsistency)) " " span.aside { "place " (place) }
                                }
                            }
                        }
                        td {}
                    }
                }
            }
        }
        @if let Some(line) = words::left_out(matrix.left_out) { p.small { (line) } }
    }
}

/// Repeats what the mark says.
fn shade(log_likelihood_ratio: f64) -> &'static str {
    match dunant_attribution::Consistency::of(log_likelihood_ratio).mark() {
        "CC" | "C" => "speaks-for",
        "I" | "II" => "speaks-against",
        _ => "neutral",
    }
}

fn aspects(tradecraft: &Tradecraft, part: Part<'_>) -> Markup {
    let same = words::same_source(part);
    html! {
        @if !tradecraft.aspects.is_empty() {
            details {
                summary { "What the evidence covers" }
                table {
                    thead {
                        tr {
                            th scope="col" { "Aspect" }
                            th.number scope="col" { "Observations" }
                            th.number scope="col" { "Share of what speaks for the first actor" }
                        }
                    }
                    tbody {
                        @for coverage in &tradecraft.aspects {
                            tr {
                                th scope="row" { (crate::words::aspect(coverage.aspect)) }
                                td.number { (coverage.observations) }
                                td.number { (words::share(coverage)) }
                            }
                        }
                    }
                }
                @for line in &same { p dir="auto" { (line) } }
                @if !tradecraft.tiers.totals.is_empty() {
                    h3 { "What it would cost to forge" }
                    p { (words::WHAT_TIERS_ARE) }
                    ul {
                        @for totals in tradecraft.tiers.totals.iter().take(TIERS_SHOWN) {
                            li { strong { bdi { (totals.who.name) } } ": " (words::tier(totals)) }
                        }
                    }
                }
            }
        }
    }
}

fn levels(levels: &Levels) -> Markup {
    html! {
        @if !levels.families.is_empty() || !levels.states.is_empty() {
            details {
                summary { "Cluster, family, state" }
                p { (words::WHAT_LEVELS_ARE) }
                @for family in &levels.families {
                    h3 { "Family of " bdi { (family.of.name) } }
                    p { (percent(family.posterior)) " together, " (percent(family.alone)) " alone." }
                    ul {
                        @for member in &family.members {
                            li dir="auto" {
                                strong { bdi { (member.who.name) } } " (" (percent(member.posterior)) "): "
                                (crate::words::kinship(&member.because))
                            }
                        }
                    }
                }
                @for state in &levels.states {
                    h3 { (words::country(&state.country)) }
                    p dir="auto" { (words::state_in_a_sentence(state)) }
                }
            }
        }
    }
}
