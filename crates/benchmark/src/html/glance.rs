use maud::{Markup, html};

use super::{interval, value};
use crate::{Figure, ProtocolResult};

/// One row a protocol, leading to it.
pub(super) fn section(results: &[ProtocolResult]) -> Markup {
    html! {
        section aria-labelledby="glance" {
            h2 id="glance" { "At a glance" }
            table.stack.glance role="table" {
                thead role="rowgroup" {
                    tr role="row" {
                        th scope="col" role="columnheader" { "Protocol" }
                        th.number scope="col" role="columnheader" { "Items" }
                        th.number scope="col" role="columnheader" { "Top-1" }
                        th.number scope="col" role="columnheader" { "Above cosine" }
                        th.number scope="col" role="columnheader" { "Cllr" }
                        th.number scope="col" role="columnheader" { "Unknown named" }
                    }
                }
                tbody role="rowgroup" { @for (at, result) in results.iter().enumerate() { (row(at, result)) } }
            }
            p.small {
                "Under each value, its 95\u{a0}% interval. Items: of groups that the knowledge holds + of groups that it does not. "
                "Above cosine: by how much Dunant's top-1 is higher, on the same items."
            }
        }
    }
}

fn row(at: usize, result: &ProtocolResult) -> Markup {
    let own = result.rankers.first().map(|ranker| &ranker.measures);
    let gain = result.gains.first().and_then(|gain| gain.top_1);
    html! {
        tr role="row" {
            th scope="row" role="rowheader" { a href={ "#protocol-" (at + 1) } { (result.protocol) } }
            td.number data-label="Items" role="cell" { (result.known) " + " (result.unknown) }
            (cell("Top-1", own.and_then(|own| own.top_1)))
            td.number data-label="Above cosine" role="cell" {
                @if let Some(gain) = gain {
                    (format!("{:+.3}", gain.value)) br;
                    span.interval { (format!("{:+.3} to {:+.3}", gain.low, gain.high)) }
                }
            }
            (cell("Cllr", own.and_then(|own| own.ratio_cost)))
            (cell("Unknown named", own.and_then(|own| own.unknown_named)))
        }
    }
}

/// A value over its interval.
pub(super) fn cell(label: &str, figure: Option<Figure>) -> Markup {
    html! {
        td.number data-label=(label) role="cell" {
            @if let Some(figure) = figure { (value(figure)) br; span.interval { (interval(figure)) } } @else { "–" }
        }
    }
}
