use dunant_attribution::{Assessment, Hypothesis, Subject};
use dunant_vocabulary::Likelihood;
use maud::{Markup, html};

use super::axis::at;
use crate::document::Part;
use crate::{prior, words};

/// The ranked hypotheses: a table whose rows carry their bars, and what sources claim of each actor.
pub(super) fn section(part: Part<'_>) -> Markup {
    let hypotheses = &part.assessment.hypotheses;
    html! {
        section aria-labelledby=(part.id("hypotheses")) {
            h2 id=(part.id("hypotheses")) { bdi { (part.heading("Ranked hypotheses")) } }
            @if hypotheses.is_empty() { p { "None: nothing could be compared." } } @else { (figure(part.assessment)) }
            @for line in words::dissent(part) { p dir="auto" { (line) } }
            (ties(hypotheses))
        }
    }
}

fn figure(assessment: &Assessment) -> Markup {
    html! {
            p dir="auto" { (prior::basis(assessment).join(" ")) }
            p { (words::HOW_TO_READ_FACTORS) }
            figure {
                table.stack.hypotheses role="table" {
                    thead role="rowgroup" {
                        tr role="row" {
                            th scope="col" role="columnheader" { "Rank" }
                            th scope="col" role="columnheader" { "Who" }
                            th.wide scope="col" role="columnheader" { "Probability" }
                            th.number scope="col" role="columnheader" { "Evidence" }
                            th.number scope="col" role="columnheader" { "Before" }
                            th.number scope="col" role="columnheader" { "After" }
                            th scope="col" role="columnheader" { "In words" }
                        }
                    }
                    tbody role="rowgroup" {
                        @for (index, hypothesis) in assessment.hypotheses.iter().enumerate() { (row(index + 1, hypothesis)) }
                    }
                }
                figcaption {
                    "The bar is the probability with the evidence; the upright stroke, the probability before it. "
                    @if let Some(unlisted) = words::unlisted(assessment) { (unlisted) }
                }
            }
    }
}

fn row(rank: usize, hypothesis: &Hypothesis) -> Markup {
    let name = hypothesis.subject.name();
    let (before, after) = (words::percent(hypothesis.prior), words::percent(hypothesis.posterior));
    html! {
        tr role="row" {
            td.rank role="cell" { (rank) }
            th.who scope="row" role="rowheader" { bdi { (name) } }
            td.wide role="cell" {
                svg.bar role="img" width="100%" height="22" {
                    title { (name) ": " (after) " with the evidence, " (before) " before it" }
                    rect.track x="0" y="4" width="100%" height="14" {}
                    rect.after x="0" y="4" width=(at(hypothesis.posterior.get())) height="14" {}
                    line.before x1=(at(hypothesis.prior.get())) x2=(at(hypothesis.prior.get())) y1="0" y2="22" {}
                }
            }
            td.number data-label="Evidence" role="cell" { (words::factor(hypothesis.log_likelihood_ratio)) }
            td.number data-label="Before" role="cell" { (before) }
            td.number data-label="After" role="cell" { (after) }
            td.word data-label="In words" role="cell" { (hypothesis.likelihood.word()) }
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
            h3 { "What sources claim of the first actors" }
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
