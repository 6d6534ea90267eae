use maud::{Markup, html};

use super::frame::{BOTTOM, Frame, LEFT, RIGHT, TOP, VIEW, at, percents};
use super::{interval, value};
use crate::{ProtocolResult, Ratios};

/// The farthest that the drawing reaches to either side, in powers of ten.
const FARTHEST: f64 = 6.0;

/// Which share of candidates has a likelihood ratio above each value, of those that did it and of those that did not: the
/// farther apart the lines, the more the ratios tell.
pub(super) fn figure(result: &ProtocolResult, id: &str) -> Markup {
    let Ratios { of_true, of_false } = &result.ratios;
    if of_true.is_empty() || of_false.is_empty() {
        return html! {};
    }
    let (low, high) = reach(&result.ratios);
    let frame = Frame::over((low, high), (0.0, 1.0));
    let title = format!("{id}-tippett");
    let (right, wrong) = (share_above(of_true, 0.0), share_above(of_false, 0.0));
    let cost = result.rankers.first().and_then(|own| own.measures.ratio_cost);
    html! {
        figure {
            h3 { "Tippett plot" }
            svg.plot viewBox=(VIEW) role="img" aria-labelledby=(title) {
                title id=(title) { "Share of likelihood ratios above each value, for candidates that did it and candidates that did not" }
                (frame.axes(&powers(low, high), &percents(), ["log10 of the likelihood ratio", "share above"]))
                line.zero x1=(at(frame.x(0.0))) x2=(at(frame.x(0.0))) y1=(at(TOP - 4.0)) y2=(at(BOTTOM)) {}
                text.middle x=(at(frame.x(0.0))) y=(at(TOP - 8.0)) { "says nothing" }
                polyline.false points=(points(of_false, (low, high), frame)) {}
                polyline.true points=(points(of_true, (low, high), frame)) {}
                circle.true cx=(at(frame.x(0.0))) cy=(at(frame.y(right))) r="4" {}
                rect.false x=(at(frame.x(0.0) - 4.0)) y=(at(frame.y(wrong) - 4.0)) width="8" height="8" {}
                text.name.end x=(at((frame.x(value_at(of_false, 0.3)) - 8.0).max(LEFT + 62.0))) y=(at(frame.y(0.3))) { "did not do it" }
                text.name x=(at((frame.x(value_at(of_true, 0.4)) + 8.0).min(RIGHT - 34.0))) y=(at(frame.y(0.4))) { "did it" }
            }
            figcaption {
                @if let Some(cost) = cost { strong { "Cllr " (value(cost)) } " (" (interval(cost)) "). " }
                "Solid line, circle: the candidate that did it. Dashed line, square: all others. Each line says which share has a ratio above the "
                "value beneath; at 0 the evidence says nothing. "
                (percent(right)) " of those that did it stand above 0, and " (percent(wrong)) " of the others."
            }
        }
    }
}

/// Whole powers of ten that hold nearly all ratios, and 0.
fn reach(ratios: &Ratios) -> (f64, f64) {
    let low = value_at(&ratios.of_false, 0.99).min(value_at(&ratios.of_true, 0.99)).floor();
    let high = value_at(&ratios.of_true, 0.01).max(value_at(&ratios.of_false, 0.01)).ceil();
    (low.clamp(-FARTHEST, -1.0), high.clamp(1.0, FARTHEST))
}

fn powers(low: f64, high: f64) -> Vec<(f64, String)> {
    let mut ticks = Vec::new();
    let mut power = low;
    while power <= high {
        ticks.push((power, format!("{power:.0}").replace('-', "−")));
        power += 1.0;
    }
    ticks
}

/// The line through the quantiles that lie within reach, cut where it leaves.
fn points(quantiles: &[f64], (low, high): (f64, f64), frame: Frame) -> String {
    let last = quantiles.len().saturating_sub(1).max(1) as f64;
    let mut points = vec![(low, share_above(quantiles, low))];
    for (at, value) in quantiles.iter().enumerate() {
        if (low..=high).contains(value) {
            points.push((*value, 1.0 - at as f64 / last));
        }
    }
    points.push((high, share_above(quantiles, high)));
    let places: Vec<String> =
        points.into_iter().map(|(value, share)| format!("{},{}", at(frame.x(value)), at(frame.y(share)))).collect();
    places.join(" ")
}

/// The share of the values behind ascending, evenly spaced quantiles that is greater than `x`; straight between two of them.
fn share_above(quantiles: &[f64], x: f64) -> f64 {
    let reached = quantiles.partition_point(|value| *value <= x);
    let (Some(before), Some(after)) = (reached.checked_sub(1).and_then(|at| quantiles.get(at)), quantiles.get(reached))
    else {
        return if reached == 0 { 1.0 } else { 0.0 };
    };
    let place = (reached - 1) as f64 + (x - before) / (after - before);
    1.0 - place / quantiles.len().saturating_sub(1).max(1) as f64
}

/// The value that about `share` of the values are greater than.
fn value_at(quantiles: &[f64], share: f64) -> f64 {
    let place = (quantiles.len().saturating_sub(1) as f64 * (1.0 - share)).round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the list")]
    quantiles.get(place as usize).copied().unwrap_or(0.0)
}

fn percent(share: f64) -> String {
    format!("{:.0}\u{a0}%", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::super::frame::elements;
    use super::*;
    use crate::sample;

    #[test]
    fn lines_go_through_the_quantiles() {
        let drawing = figure(&sample::result(), "p").into_string();
        let lines = elements(&drawing, "polyline");
        assert_eq!(lines.len(), 2);
        // From -3 to 3, a power of ten is 51 units; a quarter of the height is 57.
        assert_eq!(lines[0]["class"], "false");
        assert_eq!(lines[0]["points"], "44.0,34.0 44.0,34.0 95.0,91.0 146.0,148.0 197.0,205.0 248.0,262.0 350.0,262.0");
        assert_eq!(lines[1]["class"], "true");
        assert_eq!(
            lines[1]["points"],
            "44.0,34.0 146.0,34.0 197.0,91.0 248.0,148.0 299.0,205.0 350.0,262.0 350.0,262.0"
        );
        assert!(
            drawing.contains("75\u{a0}% of those that did it stand above 0, and 25\u{a0}% of the others"),
            "{drawing}"
        );
    }

    #[test]
    fn shares_are_read_between_quantiles() {
        let quantiles = [-1.0, 0.0, 2.0];
        let shares: Vec<f64> =
            [-2.0, -1.0, 0.0, 1.0, 2.0, 3.0].into_iter().map(|x| share_above(&quantiles, x)).collect();
        assert_eq!(shares, [1.0, 1.0, 0.5, 0.25, 0.0, 0.0]);
        assert!(share_above(&[1.0, 1.0, 1.0], 0.0) > 0.999, "equal values divide nothing by nothing");
    }

    #[test]
    fn a_line_is_cut_where_it_leaves_the_drawing() {
        let frame = Frame::over((-1.0, 1.0), (0.0, 1.0));
        let line = points(&[-3.0, 0.0, 3.0], (-1.0, 1.0), frame);
        // Two thirds are above -1, one third above 1.
        assert_eq!(line, "44.0,110.0 197.0,148.0 350.0,186.0");
    }
}
