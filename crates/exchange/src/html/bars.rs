use dunant_attribution::{Assessment, Hypothesis, Subject};
use dunant_vocabulary::Likelihood;
use maud::{Markup, html};

use super::answer::{hatched, visible_width};
use crate::document::Part;
use crate::{phrases, prior, words};

/// Hypotheses whose bars stand open.
const OPEN: usize = 6;

/// The ranked hypotheses: a table whose rows carry their bars, and what sources claim of each actor.
pub(super) fn section(part: Part<'_>) -> Markup {
    let hypotheses = &part.assessment.hypotheses;
    let hatch = part.id("not-known");
    let (open, folded) = hypotheses.split_at(hypotheses.len().min(OPEN));
    html! {
        section aria-labelledby=(part.id("hypotheses")) {
            h2 id=(part.id("hypotheses")) { bdi { (part.heading("Who it could be")) } }
            @if hypotheses.is_empty() {
                p { "None: nothing could be compared." }
            } @else {
                p { "All bars run from 0 to 100 % and are never stretched; the dashed line is the 50 % that a name needs." }
                (table(part, open, &hatch))
                @if !folded.is_empty() {
                    details {
                        summary { (words::count(folded.len(), "further hypothesis").replace("hypothesiss", "hypotheses")) }
                        (table(part, folded, &hatch))
                    }
                }
                @if let Some(unlisted) = words::unlisted(part.assessment) { p.small { (unlisted) } }
                details {
                    summary { "How these numbers came about" }
                    (numbers(part.assessment))
                }
            }
            @for line in words::dissent(part) { p dir="auto" { (line) } }
            (ties(hypotheses))
        }
    }
}

fn table(part: Part<'_>, hypotheses: &[Hypothesis], hatch: &str) -> Markup {
    html! {
        table.hyp role="table" {
            thead role="rowgroup" {
                tr role="row" {
                    th scope="col" role="columnheader" { "Who" }
                    th scope="col" role="columnheader" { "Drawn" }
                    th.number scope="col" role="columnheader" { "Likelihood" }
                    th.number scope="col" role="columnheader" { "Among known" }
                }
            }
            tbody role="rowgroup" {
                @for hypothesis in hypotheses { (row(part, hypothesis, hatch)) }
            }
        }
    }
}

fn row(part: Part<'_>, hypothesis: &Hypothesis, hatch: &str) -> Markup {
    let name = phrases::subject(&hypothesis.subject);
    let known = matches!(hypothesis.subject, Subject::Actor { .. });
    let after = words::percent(hypothesis.posterior);
    let width = visible_width(hypothesis.posterior);
    html! {
        tr role="row" {
            th scope="row" role="rowheader" { bdi { (words::sentence(&name)) } }
            td.p role="cell" {
                svg.track role="img" width="100%" height="20" {
                    title { (name) ": " (after) }
                    @if !known { (hatched(&format!("{hatch}-{}", position(part, hypothesis)))) }
                    rect.bg x="0" y="3" width="100%" height="14" {}
                    @if known {
                        rect.fill x="0" y="3" width=(width) height="14" {}
                    } @else {
                        rect.edge x="0" y="3" width=(width) height="14"
                            fill={ "url(#" (hatch) "-" (position(part, hypothesis)) ")" } {}
                    }
                    line.need x1="50%" x2="50%" y1="0" y2="20" {}
                }
            }
            td.number data-label="Likelihood" role="cell" { (after) }
            td.number data-label="Among known" role="cell" {
                @if let Some(among) = phrases::among_known(hypothesis) { (phrases::whole_percent(among)) } @else { "–" }
            }
        }
    }
}

fn position(part: Part<'_>, hypothesis: &Hypothesis) -> usize {
    part.assessment.hypotheses.iter().position(|one| std::ptr::eq(one, hypothesis)).unwrap_or(0)
}

/// What was believed before, what the evidence says, and what both come to.
fn numbers(assessment: &Assessment) -> Markup {
    html! {
        p dir="auto" { (prior::basis(assessment).join(" ")) }
        p { (words::HOW_TO_READ_FACTORS) }
        table.stack.numbers role="table" {
            thead role="rowgroup" {
                tr role="row" {
                    th scope="col" role="columnheader" { "Who" }
                    th.number scope="col" role="columnheader" { "Before" }
                    th.number scope="col" role="columnheader" { "Evidence" }
                    th.number scope="col" role="columnheader" { "After" }
                }
            }
            tbody role="rowgroup" {
                @for hypothesis in &assessment.hypotheses {
                    tr role="row" {
                        th scope="row" role="rowheader" { bdi { (phrases::subject(&hypothesis.subject)) } }
                        td.number data-label="Before" role="cell" { (words::percent(hypothesis.prior)) }
                        td.number data-label="Evidence" role="cell" { (words::factor(hypothesis.log_likelihood_ratio)) }
                        td.number data-label="After" role="cell" { (words::percent(hypothesis.posterior)) }
                    }
                }
            }
        }
    }
}

/// Actors of whom the claims of sources are shown: the page is no place to tie a state to an actor that hardly comes into question.
const TIES_SHOWN: usize = 3;

fn ties(hypotheses: &[Hypothesis]) -> Markup {
    let mut told = Vec::new();
    let in_question = |hypothesis: &&Hypothesis| hypothesis.likelihood != Likelihood::AlmostNoChance;
    let actors =
        hypotheses.iter().filter(|hypothesis| matches!(hypothesis.subject, Subject::Actor { .. })).filter(in_question);
    for hypothesis in actors.take(TIES_SHOWN) {
        if let Subject::Actor { id, name, linked, state_claims } = &hypothesis.subject
            && (!linked.is_empty() || !state_claims.is_empty())
        {
            told.push((id, name, linked, state_claims));
        }
    }
    html! {
        @if !told.is_empty() {
            details {
            summary { "What sources claim of the first actors: other names, states" }
            p { "Neither inferred nor scored here." }
            dl.ties {
                @for (id, name, linked, state_claims) in told {
                    dt { bdi { (name) } " (" (id) ")" }
                    @for link in linked {
                        dd { "held to be the same as " bdi { (link.name) } " (" (link.id) ") by " bdi { (link.by) } }
                    }
                    @for claim in state_claims {
                        dd { "tied to " bdi { (words::state_claim(claim)) } }
                    }
                }
            }
            }
        }
    }
}
