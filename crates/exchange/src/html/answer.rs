use dunant_attribution::Conclusion;
use maud::{Markup, html};

use super::listed_reasons;
use crate::document::Part;
use crate::words;

/// The answer: who or nobody and why; how good the basis is, in a box of its own.
pub(super) fn section(part: Part<'_>) -> Markup {
    let answer = words::answer(part);
    let named = matches!(part.assessment.conclusion, Conclusion::Supported { .. });
    html! {
        section.answer aria-labelledby=(part.id("answer")) {
            h2 id=(part.id("answer")) { bdi { (part.heading("The answer")) } }
            div.pair {
                div {
                    h3 { "Likelihood" }
                    p.headline dir="auto" { (answer.headline) }
                    @if named {
                        @for ground in &answer.grounds { p { (ground) } }
                    } @else {
                        (listed_reasons(&answer.grounds))
                    }
                }
                div {
                    h3 { "Confidence" }
                    p.headline { (answer.confidence) }
                    @if !answer.limits.is_empty() { p { (words::WHAT_LIMITS_IT) } }
                    (listed_reasons(&answer.limits))
                }
            }
            @if named {
                p { (words::PEOPLE_DECIDE) }
            } @else if !part.assessment.hypotheses.is_empty() {
                p { (words::RANKS_ACCUSE_NOBODY) }
            }
            @if !part.assessment.cautions.is_empty() {
                p { a href="#cautions" { "Read the cautions" } " before using this result." }
            }
        }
    }
}
