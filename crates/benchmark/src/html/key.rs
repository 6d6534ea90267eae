use maud::{Markup, html};

use crate::key::{PROBABILITIES, RANKS};

/// What each measure says, in plain words.
pub(super) fn section() -> Markup {
    html! {
        section aria-labelledby="key" {
            h2 id="key" { "Key to the measures" }
            dl.key {
                @for measure in RANKS.iter().chain(&PROBABILITIES) {
                    div { dt { (measure.name) } dd { (measure.says) " " em { (measure.better.words()) } "." } }
                }
                div {
                    dt { "interval" }
                    dd {
                        "Where the value would lie in 95 of 100 draws of as many items (bootstrap over items, 1,000 resamples, fixed seed); "
                        "too narrow where items are few or all alike. "
                        "For shares in reliability plots it is Wilson's."
                    }
                }
            }
        }
    }
}
