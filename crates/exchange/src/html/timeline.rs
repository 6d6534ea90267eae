use std::collections::BTreeSet;

use dunant_vocabulary::{Date, DateRange};
use maud::{Markup, html};

use super::axis::{Axis, at};
use crate::Document;
use crate::words::{self, Against};

/// Markers that share a place stand above each other, at most this many.
const DEEPEST: usize = 5;
/// How near two markers may stand beside each other, as a share of the drawing; fits a phone.
const APART: f64 = 0.034;
const LABEL: usize = 20;
const STEP: usize = 14;
const FOOT: usize = 22;

/// When it happened, and when what is known of it was published: knowledge from after the incident can be hindsight.
pub(super) fn section(document: &Document) -> Markup {
    let lanes = lanes(document);
    let dated: Vec<&Event> = lanes.iter().flat_map(|lane| &lane.events).collect();
    if dated.is_empty() && document.case.incident.is_none() {
        return html! {};
    }
    let undated: usize = lanes.iter().map(|lane| lane.undated).sum();
    html! {
        section aria-labelledby="timeline" {
            h2 id="timeline" { "When" }
            figure {
                (drawing(document.case.incident, &lanes))
                figcaption {
                    p.legend {
                        @if document.case.incident.is_some() { span { (key(Shape::Band)) " the incident" } }
                        @for shape in shapes(&lanes) { span { (key(shape)) " " (shape.words()) } }
                    }
                    "A line beside a mark spans the days that it may have been."
                    @if undated > 0 { " " (words::count(undated, "further entry").replace("entrys", "entries")) " without a date." }
                }
            }
            @if !dated.is_empty() {
                details {
                    summary { "The same in words: " (words::count(dated.len(), "date")) }
                    (table(&lanes, document.case.incident))
                }
            }
        }
    }
}

/// Whether there is anything to put on a line of time.
pub(super) fn has_dates(document: &Document) -> bool {
    document.case.incident.is_some() || lanes(document).iter().any(|lane| !lane.events.is_empty())
}

/// What a mark looks like. Each kind has a shape of its own, so that colour only repeats it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    Band,
    Ring,
    Dotted,
    Triangle,
    Square,
    Diamond,
}

impl Shape {
    fn words(self) -> &'static str {
        match self {
            Self::Band => "the incident",
            Self::Ring => "cited report, from before",
            Self::Dotted => "cited report, from the same time or with no incident date",
            Self::Triangle => "cited report, from after",
            Self::Square => "item of evidence",
            Self::Diamond => "public claim",
        }
    }
}

struct Event {
    when: DateRange,
    what: String,
    shape: Shape,
}

struct Lane {
    name: &'static str,
    events: Vec<Event>,
    undated: usize,
}

fn lanes(document: &Document) -> Vec<Lane> {
    let incident = document.case.incident;
    let mut reports = BTreeSet::new();
    for hypothesis in document.parts().flat_map(|part| &part.assessment.hypotheses) {
        for contribution in &hypothesis.contributions {
            for report in &contribution.reports {
                reports.insert((report.published, report.citation.as_str()));
            }
        }
    }
    let mut lanes = vec![
        lane(
            "Reports that tie features to actors",
            reports.into_iter().map(|(when, what)| (when, what.to_owned())),
            |when| match Against::of(Some(when), incident) {
                Against::Before => Shape::Ring,
                Against::After => Shape::Triangle,
                Against::During | Against::Unknown => Shape::Dotted,
            },
        ),
        lane("Items of evidence", document.items.iter().map(|item| (item.published, item.name.clone())), |_| {
            Shape::Square
        }),
        lane(
            "Public claims",
            document
                .public_claims
                .iter()
                .map(|claim| (claim.date.map(DateRange::day), format!("{} names {}", claim.by, claim.names))),
            |_| Shape::Diamond,
        ),
    ];
    lanes.retain(|lane| !lane.events.is_empty() || lane.undated > 0);
    lanes
}

fn lane(
    name: &'static str,
    entries: impl Iterator<Item = (Option<DateRange>, String)>,
    shape: impl Fn(DateRange) -> Shape,
) -> Lane {
    let mut lane = Lane { name, events: Vec::new(), undated: 0 };
    for (when, what) in entries {
        match when {
            Some(when) => lane.events.push(Event { when, what, shape: shape(when) }),
            None => lane.undated += 1,
        }
    }
    lane.events.sort_by(|a, b| (a.when, &a.what).cmp(&(b.when, &b.what)));
    lane
}

fn shapes(lanes: &[Lane]) -> BTreeSet<Shape> {
    lanes.iter().flat_map(|lane| &lane.events).map(|event| event.shape).collect()
}

/// Years, with the day as a fraction.
fn years(date: Date) -> f64 {
    f64::from(date.year()) + f64::from(date.day_of_year() - 1) / f64::from(date.days_in_year())
}

/// The start of the first day and the end of the last.
fn ends(range: DateRange) -> (f64, f64) {
    (years(range.earliest()), years(range.latest()) + 1.0 / 366.0)
}

fn drawing(incident: Option<DateRange>, lanes: &[Lane]) -> Markup {
    let all = lanes.iter().flat_map(|lane| lane.events.iter().map(|event| event.when)).chain(incident);
    let axis = Axis::over(all.flat_map(|range| [ends(range).0, ends(range).1]), 1.0);
    let placed: Vec<(&Lane, Vec<Mark<'_>>)> = lanes.iter().map(|lane| (lane, marks(lane, axis))).collect();
    let mut top = 4;
    let mut rows = Vec::new();
    for (lane, marks) in &placed {
        let depth = marks.iter().map(|mark| mark.row + 1).max().unwrap_or(1);
        rows.push((top, *lane, marks));
        top += LABEL + depth * STEP + 8;
    }
    let bottom = top;
    html! {
        svg.timeline role="img" aria-labelledby="timeline-title timeline-desc" width="100%" height=(bottom + FOOT) {
            title id="timeline-title" { "The incident and the dates of what is known of it" }
            desc id="timeline-desc" { (description(incident, lanes)) }
            @if let Some(incident) = incident {
                @let (from, to) = (axis.share(ends(incident).0), axis.share(ends(incident).1));
                rect.incident x=(at(from)) y="0" width=(at((to - from).max(0.006))) height=(bottom) { title { "incident: " (incident) } }
            }
            @for tick in axis.ticks(1.0, 6) {
                line.grid x1=(at(axis.share(tick))) x2=(at(axis.share(tick))) y1="0" y2=(bottom) {}
                text.year x=(at(axis.share(tick))) y=(bottom + 15) { (format!("{tick:.0}")) }
            }
            line.axis x1="0" x2="100%" y1=(bottom) y2=(bottom) {}
            @for (top, lane, marks) in rows {
                text.lane x="0" y=(top + 12) { (lane.name) }
                @for mark in marks {
                    @let y = top + LABEL + mark.row * STEP + STEP / 2;
                    @let (from, to) = ends(mark.event.when);
                    @if axis.share(to) - axis.share(from) > 0.008 {
                        line.span x1=(at(axis.share(from))) x2=(at(axis.share(to))) y1=(y) y2=(y) {}
                    }
                    svg x=(at(mark.place)) y=(y) overflow="visible" {
                        title { (mark.event.when) ": " (mark.event.what) }
                        (shape(mark.event.shape))
                    }
                }
            }
        }
    }
}

struct Mark<'e> {
    event: &'e Event,
    place: f64,
    row: usize,
}

/// Where each event stands, in the first row that has room.
fn marks(lane: &Lane, axis: Axis) -> Vec<Mark<'_>> {
    let mut marks: Vec<Mark<'_>> = Vec::new();
    for event in &lane.events {
        let (from, to) = ends(event.when);
        marks.push(Mark { event, place: axis.share((from + to) / 2.0), row: 0 });
    }
    marks.sort_by(|a, b| a.place.total_cmp(&b.place).then_with(|| a.event.what.cmp(&b.event.what)));
    let mut taken = [f64::NEG_INFINITY; DEEPEST];
    for mark in &mut marks {
        let row = taken.iter().position(|last| mark.place - last >= APART).unwrap_or(DEEPEST - 1);
        if let Some(last) = taken.get_mut(row) {
            *last = mark.place;
        }
        mark.row = row;
    }
    marks
}

fn shape(shape: Shape) -> Markup {
    html! {
        @match shape {
            Shape::Band => { rect.incident x="-7" y="-7" width="14" height="14" {} }
            Shape::Ring => { circle.ring r="4.5" {} }
            Shape::Dotted => { circle.ring r="4.5" {} circle.solid r="2" {} }
            Shape::Triangle => { path.solid d="M-5.5,4.5 L0,-5.5 L5.5,4.5 Z" {} }
            Shape::Square => { rect.square x="-4.5" y="-4.5" width="9" height="9" {} }
            Shape::Diamond => { path.diamond d="M0,-6 L6,0 L0,6 L-6,0 Z" {} }
        }
    }
}

fn key(of: Shape) -> Markup {
    html! {
        svg.key aria-hidden="true" width="16" height="16" viewBox="-8 -8 16 16" { (shape(of)) }
    }
}

fn description(incident: Option<DateRange>, lanes: &[Lane]) -> String {
    let mut parts = Vec::new();
    parts.extend(incident.map(|range| format!("The incident: {range}.")));
    for shape in shapes(lanes) {
        let number = lanes.iter().flat_map(|lane| &lane.events).filter(|event| event.shape == shape).count();
        parts.push(format!("{}: {number}.", shape.words()));
    }
    parts.join(" ")
}

fn table(lanes: &[Lane], incident: Option<DateRange>) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="dates" {
            table {
                thead { tr { th scope="col" { "Date" } th scope="col" { "What" } th scope="col" { "Against the incident" } } }
                @for lane in lanes {
                    tbody {
                        tr { th.group colspan="3" scope="rowgroup" { (lane.name) } }
                        @for event in &lane.events {
                            tr {
                                td.date { (event.when) }
                                td { bdi { (event.what) } }
                                td { (Against::of(Some(event.when), incident).words()) }
                            }
                        }
                    }
                }
            }
        }
    }
}
