use maud::{Markup, html};

use super::glance::cell;
use super::{interval, reliability, tippett, value};
use crate::ProtocolResult;
use crate::key::{Better, PROBABILITIES, RANKS};
use crate::words;

/// All that one protocol came to.
pub(super) fn section(at: usize, result: &ProtocolResult) -> Markup {
    let id = format!("protocol-{}", at + 1);
    html! {
        section.protocol aria-labelledby=(id) {
            h2 id=(id) { (result.protocol) }
            p { (words::items(result)) "." br; span.aside { "Answered with " (result.fitted_on) "." } }
            @for sentence in words::trials(result) { p.finding { (sentence) } }
            (ranks(result))
            (gains(result))
            (probabilities(result))
            div.pair {
                (reliability::figure(result, &id))
                (tippett::figure(result, &id))
            }
        }
    }
}

fn ranks(result: &ProtocolResult) -> Markup {
    html! {
        h3 { "Who is put first" }
        table.stack.ranks role="table" {
            thead role="rowgroup" {
                tr role="row" {
                    th scope="col" role="columnheader" { "Measure" }
                    @for ranker in &result.rankers { th.number scope="col" role="columnheader" { (ranker.ranker) } }
                }
            }
            tbody role="rowgroup" {
                @for measure in &RANKS {
                    tr role="row" {
                        th scope="row" role="rowheader" { (measure.name) }
                        @for ranker in &result.rankers { (cell(ranker.ranker, (measure.of)(&ranker.measures))) }
                    }
                }
            }
        }
    }
}

fn gains(result: &ProtocolResult) -> Markup {
    html! {
        p.before { "Dunant's top-1 above that of the others, item by item on the same items:" }
        ul {
            @for gain in &result.gains {
                @if let Some(words) = words::gain(gain) { li { (gain.over) ": " span.figures { (words) } } }
            }
        }
    }
}

fn probabilities(result: &ProtocolResult) -> Markup {
    let figures: Vec<_> = result
        .rankers
        .first()
        .into_iter()
        .flat_map(|own| PROBABILITIES.iter().filter_map(|measure| Some((measure, (measure.of)(&own.measures)?))))
        .collect();
    html! {
        @if !figures.is_empty() {
            h3 { "What its probabilities are worth" }
            table.narrow {
                thead {
                    tr {
                        th scope="col" { "Measure" }
                        th.number scope="col" { "Dunant" }
                        th.number scope="col" { "95\u{a0}% interval" }
                        th.way scope="col" { "Better" }
                    }
                }
                tbody {
                    @for (measure, figure) in figures {
                        tr {
                            th scope="row" { (measure.name) }
                            td.number { (value(figure)) }
                            td.number { (interval(figure)) }
                            td.way { (way(measure.better)) }
                        }
                    }
                }
            }
        }
    }
}

fn way(better: Better) -> &'static str {
    match better {
        Better::Higher => "higher",
        Better::Lower => "lower",
        Better::Neither => "–",
    }
}
