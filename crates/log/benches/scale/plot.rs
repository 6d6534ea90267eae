//! The growth as a picture: two panels with logarithmic axes, times above and space below, one line a measure.

use std::fmt::Write as _;

use crate::Growth;
use crate::measure::MEASURES;

const WIDTH: f64 = 940.0;
const LEFT: f64 = 110.0;
const RIGHT: f64 = 620.0;

struct Panel {
    title: &'static str,
    top: f64,
    bottom: f64,
    /// The powers of ten at the bottom and at the top.
    powers: (i32, i32),
    /// Each power's label, from the bottom.
    labels: &'static [&'static str],
    lines: &'static [Line],
}

struct Line {
    /// Of [`MEASURES`].
    measure: &'static str,
    label: &'static str,
    /// From the measure's unit to that of the panel.
    factor: f64,
}

const PANELS: [Panel; 2] = [
    Panel {
        title: "time",
        top: 100.0,
        bottom: 380.0,
        powers: (-2, 5),
        labels: &["10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s", "10 s", "100 s"],
        lines: &[
            Line { measure: "fsck", label: "fsck, everything", factor: 1e3 },
            Line { measure: "start-up, median", label: "start-up", factor: 1.0 },
            Line { measure: "an append alone, median", label: "an append alone", factor: 1.0 },
            Line { measure: "a proof, median", label: "a proof", factor: 1.0 },
        ],
    },
    Panel {
        title: "space",
        top: 470.0,
        bottom: 695.0,
        powers: (-1, 4),
        labels: &["0.1 MiB", "1 MiB", "10 MiB", "100 MiB", "1,000 MiB", "10,000 MiB"],
        lines: &[
            Line { measure: "tiles on disk", label: "tiles on disk", factor: 1.0 },
            Line { measure: "lock on disk", label: "lock on disk", factor: 1.0 },
            Line { measure: "memory of fsck", label: "memory, fsck", factor: 1.0 },
            Line { measure: "memory after 1,000 proofs", label: "memory, start-up and proofs", factor: 1.0 },
        ],
    },
];

const STYLE: &str = "
.ground { fill: #ffffff } .ink { fill: #1f2328 } .soft { fill: #59636e } .grid { stroke: #d8dde2; stroke-width: 1 }
.line { fill: none; stroke-width: 2.5 } text { font: 15px system-ui, sans-serif } .title { font-weight: 600 }
.s0 { stroke: #eb6834; color: #eb6834 } .s1 { stroke: #2a78d6; color: #2a78d6 }
.s2 { stroke: #1a8f5c; color: #1a8f5c } .s3 { stroke: #7a4fc9; color: #7a4fc9 } .dot { fill: currentColor; stroke: none }
@media (prefers-color-scheme: dark) {
.ground { fill: #0d1117 } .ink { fill: #e6edf3 } .soft { fill: #9aa4af } .grid { stroke: #30363d }
.s0 { stroke: #f08a5d; color: #f08a5d } .s1 { stroke: #58a6ff; color: #58a6ff }
.s2 { stroke: #3fb984; color: #3fb984 } .s3 { stroke: #b392f0; color: #b392f0 }
}
";

pub fn svg(growth: &[Growth]) -> String {
    let mut svg = String::new();
    let (first, last) = (growth.first().unwrap().size as f64, growth.last().unwrap().size as f64);
    let across = |size: f64| LEFT + (RIGHT - LEFT) * (size / first).log10() / (last / first).log10().max(1.0);
    let _ = write!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} 760" role="img" aria-label="How the cost of a log grows with its entries"><style>{STYLE}</style><rect class="ground" width="{WIDTH}" height="760"/>
<text class="ink title" x="20" y="30">How the cost of a log grows with its entries, of 200 bytes each</text>
"#
    );
    for panel in &PANELS {
        draw(panel, growth, &across, &mut svg);
    }
    let middle = f64::midpoint(LEFT, RIGHT);
    let _ = writeln!(
        svg,
        r#"<text class="soft" x="{middle}" y="744" text-anchor="middle">entries in the log</text></svg>"#
    );
    svg
}

fn draw(panel: &Panel, growth: &[Growth], across: &dyn Fn(f64) -> f64, svg: &mut String) {
    let (low, high) = (f64::from(panel.powers.0), f64::from(panel.powers.1));
    let up = |value: f64| panel.bottom - (panel.bottom - panel.top) * (value.log10() - low) / (high - low);
    let _ = writeln!(svg, r#"<text class="ink title" x="20" y="{}">{}</text>"#, panel.top - 18.0, panel.title);
    for (power, label) in (panel.powers.0..=panel.powers.1).zip(panel.labels) {
        let y = up(10_f64.powi(power));
        let _ = writeln!(svg, r#"<path class="grid" d="M{LEFT} {y:.1}H{RIGHT}"/>"#);
        let _ = writeln!(
            svg,
            r#"<text class="soft" x="{}" y="{:.1}" text-anchor="end">{label}</text>"#,
            LEFT - 8.0,
            y + 5.0
        );
    }
    for of in growth {
        let x = across(of.size as f64);
        let _ = writeln!(svg, r#"<path class="grid" d="M{x:.1} {}V{}"/>"#, panel.top, panel.bottom);
        let y = panel.bottom + 22.0;
        let _ =
            writeln!(svg, r#"<text class="soft" x="{x:.1}" y="{y}" text-anchor="middle">{}</text>"#, grouped(of.size));
    }
    let mut labels: Vec<(f64, usize, String)> = Vec::new();
    for (place, line) in panel.lines.iter().enumerate() {
        let measure = MEASURES.iter().position(|measure| measure.name == line.measure).unwrap();
        let values = growth.iter().map(|of| (across(of.size as f64), of.lowest(measure) * line.factor));
        let points: Vec<(f64, f64)> = values.map(|(x, value)| (x, up(value))).collect();
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
        let _ = writeln!(svg, r#"<g class="s{place}"><path class="line" d="M{}"/>"#, path.join("L"));
        for (x, y) in &points {
            let _ = writeln!(svg, r#"<circle class="dot" cx="{x:.1}" cy="{y:.1}" r="4.5"/>"#);
        }
        svg.push_str("</g>\n");
        let (value, unit) = (growth.last().unwrap().lowest(measure), MEASURES.get(measure).unwrap().unit);
        labels.push((points.last().unwrap().1, place, format!("{}: {} {unit}", line.label, crate::round(value))));
    }
    // No label may stand on another.
    labels.sort_by(|(one, ..), (other, ..)| one.total_cmp(other));
    let mut free = f64::MIN;
    for (y, place, label) in labels {
        let at = y.max(free);
        free = at + 20.0;
        let _ = writeln!(
            svg,
            r#"<circle class="dot s{place}" cx="{}" cy="{at:.1}" r="4.5"/><text class="ink" x="{}" y="{:.1}">{label}</text>"#,
            RIGHT + 18.0,
            RIGHT + 28.0,
            at + 5.0
        );
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
