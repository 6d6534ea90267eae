use std::f64::consts::LN_10;

use dunant_attribution::Hypothesis;
use maud::{Markup, html};

use super::axis::{Axis, at};
use crate::words;

/// Reasons that have a step of their own; the others share one.
const STEPS: usize = 9;

/// How the reasons add up to a hypothesis's likelihood ratio: each bar begins where the one above it ends.
pub(super) fn figure(hypothesis: &Hypothesis) -> Markup {
    let steps = steps(hypothesis);
    let axis = Axis::over(steps.iter().flat_map(|step| [step.from, step.to]).chain([0.0]), LN_10);
    let ticks = axis.ticks(LN_10, 6);
    html! {
        figure {
            table.waterfall {
                thead {
                    tr {
                        th scope="col" { "Reason" }
                        td.plot aria-hidden="true" {
                            svg.scale width="100%" height="18" {
                                @for tick in &ticks { text x=(at(axis.share(*tick))) y="13" { (scale(*tick)) } }
                            }
                        }
                        th.number scope="col" { "Weight" }
                    }
                }
                tbody {
                    @for step in &steps {
                        tr.sum[step.kind == Kind::Sum] {
                            th scope="row" { bdi { (step.name) } }
                            td.plot { (bar(step, axis, &ticks)) }
                            td.number { (words::factor(step.to - step.from)) }
                        }
                    }
                }
            }
            figcaption {
                "Weights multiply. A filled bar speaks for " bdi { (hypothesis.subject.name()) }
                ", a hollow one against; each begins where the one above it ends. The last is all of them together."
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Step,
    Sum,
}

/// One bar, in natural logarithms.
struct Step<'h> {
    name: std::borrow::Cow<'h, str>,
    from: f64,
    to: f64,
    kind: Kind,
}

fn steps(hypothesis: &Hypothesis) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut reached = 0.0;
    for contribution in hypothesis.contributions.iter().take(STEPS) {
        let to = reached + contribution.log_likelihood_ratio;
        steps.push(Step { name: words::part(contribution).into(), from: reached, to, kind: Kind::Step });
        reached = to;
    }
    let rest = hypothesis.contributions.len().saturating_sub(STEPS);
    if rest > 0 {
        let name = words::count(rest, "further reason").into();
        steps.push(Step { name, from: reached, to: hypothesis.log_likelihood_ratio, kind: Kind::Step });
    }
    steps.push(Step { name: "all together".into(), from: 0.0, to: hypothesis.log_likelihood_ratio, kind: Kind::Sum });
    steps
}

fn bar(step: &Step<'_>, axis: Axis, ticks: &[f64]) -> Markup {
    let (from, to) = (axis.share(step.from), axis.share(step.to));
    let class = if step.to < step.from { "against" } else { "for" };
    html! {
        svg role="img" width="100%" height="100%" {
            title { (step.name) ": " (words::factor(step.to - step.from)) }
            @for tick in ticks {
                line.grid x1=(at(axis.share(*tick))) x2=(at(axis.share(*tick))) y1="0" y2="100%" {}
            }
            line.zero x1=(at(axis.share(0.0))) x2=(at(axis.share(0.0))) y1="0" y2="100%" {}
            @if step.kind == Kind::Step {
                line.thread x1=(at(from)) x2=(at(from)) y1="0" y2="50%" {}
                line.thread x1=(at(to)) x2=(at(to)) y1="50%" y2="100%" {}
            }
            // a bar too thin to see would hide that there is one
            rect class=(class) x=(at(from.min(to))) y="22%" width=(at((to - from).abs().max(0.004))) height="56%" {}
        }
    }
}

fn scale(tick: f64) -> String {
    words::power_of_ten((tick / LN_10).round())
}
