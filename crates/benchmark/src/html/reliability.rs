use dunant_vocabulary::Likelihood;
use maud::{Markup, html};

use super::frame::{Frame, LEFT, TOP, VIEW, at, percents};
use crate::{Band, ProtocolResult, words};

/// How often the first candidate was right where its probability had one word of ICD 203: on the diagonal, words mean what
/// they say.
pub(super) fn figure(result: &ProtocolResult, id: &str) -> Markup {
    if result.bands.is_empty() {
        return html! {};
    }
    let frame = Frame::over((0.0, 1.0), (0.0, 1.0));
    let title = format!("{id}-reliability");
    html! {
        figure {
            h3 { "Reliability" }
            svg.plot viewBox=(VIEW) role="img" aria-labelledby=(title) {
                title id=(title) { "How often the first candidate was right, by the probability it was given; the table beneath has the numbers" }
                (frame.axes(&limits(), &percents(), ["probability of the first candidate, %", "share that was right"]))
                text.end x=(at(LEFT - 5.0)) y=(at(TOP - 6.0)) { "items" }
                line.diagonal x1=(at(frame.x(0.0))) y1=(at(frame.y(0.0))) x2=(at(frame.x(1.0))) y2=(at(frame.y(1.0))) {}
                text x=(at(frame.x(0.565))) y=(at(frame.y(0.485))) { "as said" }
                @for band in &result.bands { (mark(band, frame)) }
            }
            (table(&result.bands))
            figcaption {
                "Boxes: where each word of ICD 203 says that the share should lie. Circle: the share lies there, or its interval reaches it; "
                "hollow square: it does not. Upright: Wilson's 95\u{a0}% interval. Dashed: as said."
            }
        }
    }
}

fn mark(band: &Band, frame: Frame) -> Markup {
    let (low, high) = band.range;
    let middle = frame.x(f64::midpoint(low, high));
    let (from, to) = band.interval;
    let right = frame.y(band.observed);
    html! {
        rect.band x=(at(frame.x(low))) y=(at(frame.y(high))) width=(at(frame.x(high) - frame.x(low)))
            height=(at(frame.y(low) - frame.y(high))) {}
        line.whisker x1=(at(middle)) x2=(at(middle)) y1=(at(frame.y(from))) y2=(at(frame.y(to))) {}
        @if band.holds() {
            circle.holds cx=(at(middle)) cy=(at(right)) r="4" {}
        } @else {
            rect.fails x=(at(middle - 4.0)) y=(at(right - 4.0)) width="8" height="8" {}
        }
        text.middle x=(at(middle)) y=(at(TOP - 6.0)) { (band.items) }
    }
}

fn table(bands: &[Band]) -> Markup {
    html! {
        table.bands {
            thead {
                tr {
                    th scope="col" { "Said" }
                    th.number scope="col" { "Right" }
                    th.number scope="col" { "95\u{a0}% interval" }
                    th.number scope="col" { "Items" }
                }
            }
            tbody {
                @for band in bands {
                    tr {
                        th scope="row" { (band.likelihood.word()) ", " span.range { (words::range(band).replace('-', "–")) } }
                        td.number { (format!("{:.3}", band.observed)) }
                        td.number { (format!("{:.3}–{:.3}", band.interval.0, band.interval.1)) @if !band.holds() { br; "outside" } }
                        td.number { (band.items) }
                    }
                }
            }
        }
    }
}

/// The limits of the words, in percent.
fn limits() -> Vec<(f64, String)> {
    let lows = Likelihood::ALL.into_iter().map(|word| word.bounds().0);
    lows.chain([1.0]).map(|limit| (limit, format!("{:.0}", limit * 100.0))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::frame::elements;
    use super::*;
    use crate::sample;

    #[test]
    fn marks_stand_at_the_middle_of_the_word_and_the_share() {
        let drawing = figure(&sample::result(), "p").into_string();
        let circles = elements(&drawing, "circle");
        assert_eq!(circles.len(), 1);
        // 5-20 %: 44 + 0.125 * 306; one in ten: 262 - 0.1 * 228
        assert_eq!((circles[0]["cx"].as_str(), circles[0]["cy"].as_str()), ("82.2", "239.2"));
        let squares: Vec<_> =
            elements(&drawing, "rect").into_iter().filter(|square| square["class"] == "fails").collect();
        assert_eq!(squares.len(), 1, "the band that does not hold has another mark");
        // 55-80 %: 44 + 0.675 * 306 - 4; three in ten: 262 - 0.3 * 228 - 4
        assert_eq!((squares[0]["x"].as_str(), squares[0]["y"].as_str()), ("246.6", "189.6"));
        let whiskers: Vec<_> =
            elements(&drawing, "line").into_iter().filter(|line| line["class"] == "whisker").collect();
        assert_eq!((whiskers[1]["y1"].as_str(), whiskers[1]["y2"].as_str()), ("227.8", "143.4"));
        assert!(drawing.contains("outside"));
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        let mut result = sample::result();
        result.bands.clear();
        assert!(figure(&result, "p").into_string().is_empty());
    }
}
