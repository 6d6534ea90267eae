use dunant_attribution::{Levels, Matrix, NextObservation, Tradecraft};
use maud::{Markup, html};

use super::{link, unbroken};
use crate::document::Part;
use crate::tradecraft as words;
use crate::words::{factor, percent, published};

/// Reports shown of one thing to look for.
const REPORTS_SHOWN: usize = 2;
/// Actors whose ratios are shown by the cost of forging them.
const TIERS_SHOWN: usize = 5;

/// What the answer hangs on and what to look for next.
pub(super) fn brief(part: Part<'_>) -> Markup {
    let tradecraft = &part.assessment.tradecraft;
    let pivotal = crate::words::pivotal(part);
    html! {
        @if !pivotal.is_empty() {
            section aria-labelledby=(part.id("hangs")) {
                h2 id=(part.id("hangs")) { bdi { (part.heading("What it hangs on")) } }
                @if let Some(line) = words::disagreement(tradecraft) {
                    p.trouble dir="auto" { strong { "Caution: " } (line) }
                }
                ul {
                    @for line in words::levels(tradecraft) { li dir="auto" { (line) } }
                    @for line in &pivotal { li dir="auto" { (line) } }
                    @if let Some(line) = words::aspects(tradecraft) { li { (line) } }
                }
            }
        }
        @if !tradecraft.look_for_next.is_empty() {
            section aria-labelledby=(part.id("next")) {
                h2 id=(part.id("next")) { bdi { (part.heading("What to look for next")) } }
                p { (words::WHY_LOOK) }
                ol.reasons { @for next in &tradecraft.look_for_next { (look_for(next, part)) } }
            }
        }
    }
}

/// The matrix, what the evidence covers, what it would cost to forge, and family and state.
pub(super) fn full(part: Part<'_>) -> Markup {
    let tradecraft = &part.assessment.tradecraft;
    html! {
        @if !tradecraft.matrix.rows.is_empty() {
            section aria-labelledby=(part.id("matrix")) {
                h2 id=(part.id("matrix")) { bdi { (part.heading("Competing hypotheses")) } }
                p { (words::HOW_TO_READ_THE_MATRIX) }
                (matrix(&tradecraft.matrix))
            }
        }
        (aspects(tradecraft, part))
        (levels(&tradecraft.levels, part))
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
            section aria-labelledby=(part.id("aspects")) {
                h2 id=(part.id("aspects")) { bdi { (part.heading("What the evidence covers")) } }
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

fn levels(levels: &Levels, part: Part<'_>) -> Markup {
    html! {
        @if !levels.families.is_empty() || !levels.states.is_empty() {
            section aria-labelledby=(part.id("levels")) {
                h2 id=(part.id("levels")) { bdi { (part.heading("Cluster, family, state")) } }
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
