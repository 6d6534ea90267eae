use dunant_attribution::Conclusion;
use dunant_vocabulary::{Confidence, Probability};
use maud::{Markup, html};

use super::axis::at;
use super::{listed_reasons, prose};
use crate::document::Part;
use crate::{phrases, words};

/// The answer: who or nobody and why; how probable; in a box of its own how good the basis is.
pub(super) fn section(part: Part<'_>) -> Markup {
    let answer = words::answer(part);
    let named = matches!(part.assessment.conclusion, Conclusion::Supported { .. });
    let headline = if part.document.items.is_empty() {
        "Nobody: no evidence was given. The verdicts rest on the case’s facts alone.".to_owned()
    } else if part.assessment.compared_nothing() {
        phrases::NOTHING_COMPARED.to_owned()
    } else if named {
        answer.headline
    } else {
        phrases::nobody(part.document)
    };
    let ranked = !part.assessment.hypotheses.is_empty();
    html! {
        section.answer aria-labelledby=(part.id("answer")) {
            div {
                h2.label id=(part.id("answer")) { bdi { (part.heading("Who did it?")) } }
                p.says dir="auto" { (headline) }
                @if named {
                    @for ground in &answer.grounds { p.rest { (ground) } }
                } @else if ranked {
                    (listed_reasons(&answer.grounds))
                }
            }
            @if ranked { div.pair {
                div {
                    p.label { "Likelihood" }
                    p.big { (likelihood(part)) }
                    (split(part))
                }
                div {
                    p.label { "Confidence" }
                    p.big { (words::sentence(&part.assessment.confidence.level.to_string())) }
                    (steps(part.assessment.confidence.level))
                }
            } }
        }
        ul.also {
            li {
                span.label { "What limits it" }
                (answer.confidence) " " (prose(&limits(&answer.limits)))
            }
            @if let Some(rests) = phrases::rests_on(part) {
                li dir="auto" { span.label { "What it rests on" } (words::sentence(&rests)) }
            }
            li {
                span.label { "How to use it" }
                @if named { (words::PEOPLE_DECIDE) } @else if ranked { (words::RANKS_ACCUSE_NOBODY) } @else { (words::ADD_EVIDENCE) }
                @if !part.assessment.cautions.is_empty() {
                    " " a href="#cautions" { "Read the cautions" } " before using this result."
                }
            }
        }
    }
}

fn limits(limits: &[String]) -> String {
    limits.iter().map(|limit| format!("{}.", words::sentence(words::unstopped(limit)))).collect::<Vec<_>>().join(" ")
}

fn likelihood(part: Part<'_>) -> String {
    let lead = phrases::first_known(part);
    match (&part.assessment.conclusion, lead, phrases::not_known(part)) {
        (Conclusion::Supported { .. }, Some((lead, _)), _) => phrases::likelihood(lead.posterior),
        (_, Some((lead, name)), _) if lead.posterior.get() >= 0.5 => {
            format!("{name} leads with {}", phrases::whole_percent(lead.posterior))
        }
        (_, _, Some(other)) if other.posterior.get() >= 0.5 => {
            format!(
                "{}, {}: somebody not known",
                phrases::word(other.likelihood),
                phrases::whole_percent(other.posterior)
            )
        }
        (_, Some(_), _) => "None reaches 50 %".to_owned(),
        (_, None, _) => "Nothing could be compared".to_owned(),
    }
}

/// One bar of 100 %: the first known actor, somebody not known, all others. The last part takes what rounding leaves.
fn split(part: Part<'_>) -> Markup {
    let (Some((lead, name)), Some(other)) = (phrases::first_known(part), phrases::not_known(part)) else {
        return html! {};
    };
    let (first, second) = (lead.posterior.get(), other.posterior.get());
    let rest = (1.0 - first - second).max(0.0);
    let shown = [first, second].map(|p| (p * 100.0).round());
    let last = (100.0 - shown.iter().sum::<f64>()).max(0.0);
    let named = if matches!(part.assessment.conclusion, Conclusion::Supported { .. }) { "" } else { ", the closest" };
    let words = format!("Of 100 %: {name} {:.0}, somebody not known {:.0}, all others {last:.0}.", shown[0], shown[1]);
    let hatch = part.id("hatch");
    html! {
        svg.split role="img" width="100%" height="30" {
            title { (words) }
            (hatched(&hatch))
            rect.fill x="0" y="1" width=(at(first)) height="26" {}
            rect.edge x=(at(first)) y="1" width=(at(second)) height="26" fill={ "url(#" (hatch) ")" } {}
            rect.many x=(at(first + second)) y="1" width=(at(rest)) height="26" {}
        }
        ul.parts {
            li { span.swatch.fill aria-hidden="true" {} b { (format!("{:.0} %", shown[0])) } " " bdi { (name) } (named) }
            li { span.swatch.hatch aria-hidden="true" {} b { (format!("{:.0} %", shown[1])) } " somebody not known" }
            li { span.swatch.many aria-hidden="true" {} b { (format!("{last:.0} %")) } " all others" }
        }
    }
}

/// A pattern of slanting lines, for what is not known.
pub(super) fn hatched(id: &str) -> Markup {
    html! {
        defs {
            pattern id=(id) width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                line.hatch x1="0" y1="0" x2="0" y2="6" {}
            }
        }
    }
}

/// Confidence in three steps: never a per cent.
fn steps(level: Confidence) -> Markup {
    let reached = [Confidence::Low, Confidence::Moderate, Confidence::High].map(|step| level >= step);
    html! {
        div.steps3 aria-hidden="true" { @for on in reached { span.on[on] {} } }
        p.note { "of low, moderate, high" }
    }
}

/// A share of a bar for `p`, visible however small.
pub(super) fn visible_width(p: Probability) -> String {
    at(if p > Probability::ZERO { p.get().max(0.003) } else { 0.0 })
}
