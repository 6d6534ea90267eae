use maud::{Markup, html};

/// A drawing of 360 by 300 units: a phone shows a unit as about a pixel.
pub(super) const VIEW: &str = "0 0 360 300";
pub(super) const LEFT: f64 = 44.0;
pub(super) const RIGHT: f64 = 350.0;
pub(super) const TOP: f64 = 34.0;
pub(super) const BOTTOM: f64 = 262.0;

/// What a number of an axis takes at least; where two ticks stand closer, the second number gives way.
const LABEL: f64 = 19.0;

/// Straight scales from values to places in a drawing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    x: (f64, f64),
    y: (f64, f64),
}

impl Frame {
    /// From the least to the greatest value on each axis.
    pub(super) fn over(x: (f64, f64), y: (f64, f64)) -> Self {
        Self { x, y }
    }

    pub(super) fn x(self, value: f64) -> f64 {
        LEFT + part(self.x, value) * (RIGHT - LEFT)
    }

    pub(super) fn y(self, value: f64) -> f64 {
        BOTTOM - part(self.y, value) * (BOTTOM - TOP)
    }

    /// Grid, numbers and names of both axes; ticks with their labels.
    pub(super) fn axes(self, x: &[(f64, String)], y: &[(f64, String)], names: [&str; 2]) -> Markup {
        let [x_name, y_name] = names;
        let mut after = f64::NEG_INFINITY;
        let mut label_at = Vec::new();
        for (value, label) in x {
            let place = self.x(*value).max(after + LABEL);
            label_at.push((place, label));
            after = place;
        }
        html! {
            @for (value, _) in x {
                line.grid x1=(at(self.x(*value))) x2=(at(self.x(*value))) y1=(at(TOP)) y2=(at(BOTTOM)) {}
            }
            @for (place, label) in label_at { text.middle x=(at(place)) y=(at(BOTTOM + 14.0)) { (label) } }
            @for (value, label) in y {
                line.grid x1=(at(LEFT)) x2=(at(RIGHT)) y1=(at(self.y(*value))) y2=(at(self.y(*value))) {}
                text.end x=(at(LEFT - 5.0)) y=(at(self.y(*value) + 3.5)) { (label) }
            }
            text.middle x=(at(f64::midpoint(LEFT, RIGHT))) y=(at(BOTTOM + 32.0)) { (x_name) }
            text x="0" y="10" { (y_name) }
        }
    }
}

/// Where a value stands between two others, from 0 to 1; what lies outside stands at the end.
fn part((low, high): (f64, f64), value: f64) -> f64 {
    ((value - low) / (high - low)).clamp(0.0, 1.0)
}

/// A place as SVG takes it.
pub(super) fn at(place: f64) -> String {
    format!("{place:.1}")
}

/// 0, 20, … 100 %.
pub(super) fn percents() -> Vec<(f64, String)> {
    (0..=5_u8).map(|step| (f64::from(step) / 5.0, format!("{} %", step * 20))).collect()
}

/// The drawings of `markup`, read as XML: the attributes of each element called `name`. Fails where it is not well formed.
#[cfg(test)]
pub(super) fn elements(markup: &str, name: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    use quick_xml::events::Event;

    let start = markup.find("<svg").unwrap();
    let end = markup.rfind("</svg>").unwrap() + "</svg>".len();
    let mut reader = quick_xml::Reader::from_str(&markup[start..end]);
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return found,
            Event::Start(tag) if tag.name().as_ref() == name => {
                let attributes = tag.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    (attribute.key.as_ref().to_owned(), attribute.value.clone().into_owned())
                });
                found.push(attributes.collect());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_are_corners_and_nothing_stands_outside() {
        let frame = Frame::over((-2.0, 2.0), (0.0, 1.0));
        assert_eq!((at(frame.x(-2.0)), at(frame.y(0.0))), (at(LEFT), at(BOTTOM)));
        assert_eq!((at(frame.x(9.0)), at(frame.y(1.0))), (at(RIGHT), at(TOP)));
        assert_eq!(at(frame.x(0.0)), "197.0");
    }
}
