//! Layers of the ATT&CK Navigator (layer format 2 to 4.5): one layer, or a list of them.
//!
//! A layer lists techniques, and marks those that it is about by a score, a colour or a comment. Where any is marked, only the
//! marked ones are observed: an export lists the whole matrix. A technique that is disabled, or has a score of zero, is set
//! aside. Comments are the case's prose; the names of techniques are not in a layer.

mod own_layer;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use dunant_vocabulary::{AttackId, AttackIdKind};

use super::misp::doubt_of_remark;
use super::named_ids;
use crate::json::{Cursor, Node};
use crate::prose::{self, read_prose};
use crate::verdict::{self, Said, Verdict, folded};
use crate::{Bearing, Context, Mention, Observed, Reader, Reading, Reason, Source};

pub(super) struct Navigator;

/// How much of a document is looked at.
const HEAD: usize = 64 << 10;

/// Techniques, none of them marked, above which a layer is the matrix itself.
const MATRIX: usize = 200;

impl Reader for Navigator {
    fn format(&self) -> &'static str {
        "ATT&CK Navigator layer"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.text().is_some_and(is_layer)
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let Some(text) = source.text() else { return };
        let mut cursor = Cursor::new(text, context.limits.depth);
        match cursor.value() {
            Ok(node) if node.is_list() => {
                for (index, layer) in node.elements().enumerate() {
                    let path = format!("[{index}]");
                    match no_evidence(layer) {
                        None => Layer { source, context, path: format!("{path}.") }.read(layer, reading),
                        Some((why, help)) => {
                            let span = source.span(layer.range().start, layer.range().end);
                            let name = layer.get("name").and_then(Node::as_str).unwrap_or_default();
                            reading.set_aside(Reason::Reference, name, span, path);
                            reading.lose(why, Some(span), Some(help));
                        }
                    }
                }
            }
            Ok(node) => match no_evidence(node) {
                None => Layer { source, context, path: String::new() }.read(node, reading),
                Some((why, help)) => reading.refuse(why, help),
            },
            Err(damage) => {
                let span = source.span(damage.range.start, damage.range.end);
                let help = "ask the sender for the whole file; nothing of it was read";
                reading.lose(format!("the layer cannot be read: {}", damage.what), Some(span), Some(help));
            }
        }
    }
}

struct Layer<'a, 'c> {
    source: &'a Source<'a>,
    context: &'c Context<'c>,
    path: String,
}

#[derive(Default)]
struct Technique<'a> {
    id: Option<Node<'a>>,
    tactic: Option<Node<'a>>,
    comment: Option<Node<'a>>,
    metadata: Option<Node<'a>>,
    links: Option<Node<'a>>,
    score: Option<f64>,
    is_coloured: bool,
    is_disabled: bool,
}

impl Layer<'_, '_> {
    fn read<'a>(&self, node: Node<'a>, reading: &mut Reading) {
        let text = |name: &str| node.get(name).and_then(Node::as_text);
        let description = text("description");
        if reading.title.is_none() {
            reading.title = text("name").map(|name| name.as_str().trim().to_owned()).filter(|name| !name.is_empty());
        }
        if let Some(text) = &description {
            self.prose(text, "description", reading);
        }
        let list = node.get("techniques");
        let techniques = || list.into_iter().flat_map(Node::elements).map(|node| (node, Technique::read(node)));
        let before = reading.mark();
        let is_marked = techniques().any(|(_, technique)| technique.is_marked());
        let mut seen = BTreeSet::new();
        for (index, (node, technique)) in techniques().enumerate() {
            let path = format!("techniques[{index}]");
            self.technique(node, &technique, is_marked, &mut seen, &path, reading);
        }
        // What an organisation can detect, or cannot, is no evidence that somebody did it.
        if is_of_coverage(node) {
            reading.names_bear_since(&before, Bearing::Aside);
        }
    }

    fn technique(
        &self,
        node: Node<'_>,
        technique: &Technique<'_>,
        only_marked: bool,
        seen: &mut BTreeSet<(AttackId, Bearing)>,
        path: &str,
        reading: &mut Reading,
    ) {
        let place = technique.id.unwrap_or(node).inner_range();
        let span = self.source.span(place.start, place.end);
        let written = technique.id.and_then(Node::as_str).unwrap_or_default();
        let place = format!("{}{path}.techniqueID", self.path);
        reading.record("technique", technique.tactic.and_then(Node::as_str).as_deref(), span);
        let Some(id) = named_ids::parse(&written, AttackIdKind::Technique) else {
            let what = format!("`{written}` in `{place}` is not the identifier of a technique");
            return reading.lose(what, Some(span), None);
        };
        if is_unassigned(id) {
            let what = format!("`{written}` in `{place}` is no technique of ATT&CK");
            return reading.lose(what, Some(span), Some("correct its number, and export the layer again"));
        }
        if technique.is_disabled || technique.score == Some(0.0) || only_marked && !technique.is_marked() {
            return reading.set_aside(Reason::Disabled, written, span, place);
        }
        // One technique stands under each of its tactics.
        let bearing = technique.bearing();
        if seen.insert((id, bearing)) {
            reading.observe_as(Observed::Technique(Mention::identified(id)), span, place, bearing);
        } else {
            reading.set_aside(Reason::Repeated, written, span, place);
        }
        if let Some(text) = technique.comment.and_then(Node::as_text) {
            self.prose(&text, &format!("{path}.comment"), reading);
        }
        for (index, entry) in technique.metadata.into_iter().flat_map(Node::elements).enumerate() {
            if let Some(text) = entry.get("value").and_then(Node::as_text) {
                self.prose(&text, &format!("{path}.metadata[{index}].value"), reading);
            }
        }
        for link in technique.links.into_iter().flat_map(Node::elements).filter_map(|link| link.get("url")) {
            let span = self.source.span(link.inner_range().start, link.inner_range().end);
            reading.set_aside(
                Reason::Citation,
                link.as_str().unwrap_or_default(),
                span,
                format!("{}{path}.links", self.path),
            );
        }
    }

    fn prose(&self, text: &crate::json::Text<'_>, path: &str, reading: &mut Reading) {
        let place = |range| {
            let range = text.range(range);
            self.source.span(range.start, range.end)
        };
        read_prose(text.as_str(), &place, &format!("{}{path}", self.path), self.context, reading);
    }
}

impl<'a> Technique<'a> {
    fn read(node: Node<'a>) -> Self {
        let mut technique = Self::default();
        for (key, value) in node.entries() {
            match &*key {
                "techniqueID" => technique.id = Some(value),
                "tactic" => technique.tactic = Some(value),
                "comment" => {
                    technique.comment =
                        Some(value).filter(|node| node.as_str().is_some_and(|text| !text.trim().is_empty()))
                }
                "metadata" => technique.metadata = Some(value),
                "links" => technique.links = Some(value),
                "score" => technique.score = value.as_scalar().and_then(|text| text.as_str().parse().ok()),
                "color" => technique.is_coloured = value.as_str().is_some_and(|colour| !colour.is_empty()),
                "enabled" => technique.is_disabled = value.raw() == "false",
                _ => {}
            }
        }
        technique
    }

    /// How the layer speaks of the technique, by its comment and its metadata.
    fn bearing(&self) -> Bearing {
        let comment = self.comment.and_then(Node::as_str).map_or(Bearing::Stated, |comment| remark(&comment));
        let fields = self.metadata.into_iter().flat_map(Node::elements).map(|entry| {
            let text = |name: &str| entry.get(name).and_then(Node::as_str).unwrap_or_default();
            let (name, value) = (text("name").to_lowercase(), text("value"));
            let asks = ["detected", "found", "observed", "present", "result", "seen", "status", "used"];
            let said = if asks.contains(&name.trim()) { verdict::of(Verdict::Found, &value) } else { Said::Evidence };
            said.consequence().map_or(Bearing::Stated, |(_, bearing)| bearing)
        });
        comment.max(fields.max().unwrap_or_default())
    }

    fn is_marked(&self) -> bool {
        !self.is_disabled
            && (self.score.is_some_and(|score| score != 0.0)
                || self.score.is_none() && (self.is_coloured || self.comment.is_some()))
    }
}

/// Why a layer is no evidence of a case, and what to do, where it is none: the list of what a group is known for, or the matrix.
fn no_evidence(node: Node<'_>) -> Option<(String, &'static str)> {
    let own = |of: &str| {
        let why = format!("this layer is ATT&CK's own list of the techniques of {of}, not evidence of a case");
        (why, "give what was observed in the case; what a group is known for is in the knowledge pack")
    };
    let description = node.get("description").and_then(Node::as_str).unwrap_or_default();
    if let Some(of) = catalogue_entry(&description) {
        return Some(own(of));
    }
    let techniques = || node.get("techniques").into_iter().flat_map(Node::elements).map(Technique::read);
    if let Some(of) = own_layer::subject(techniques().filter_map(|technique| technique.comment)) {
        return Some(own(&format!("`{of}`")));
    }
    let (mut count, mut marked) = (0, 0);
    for technique in techniques() {
        count += 1;
        marked += usize::from(technique.is_marked());
    }
    (marked == 0 && count >= MATRIX).then(|| {
        let why = format!("this layer lists {count} techniques and marks none of them");
        (why, "score or colour those that were observed in the case, and export the layer again")
    })
}

/// What a comment on a technique says where it says that nobody saw it, or speaks of what one can detect.
const NO_SIGHTING: [&str; 36] = [
    "blind spot",
    "blocked by",
    "cannot detect",
    "control in place",
    "coverage",
    "covered",
    "detection gap",
    "detection in place",
    "detection only",
    "detection rule",
    "gap",
    "mitigated by",
    "n/a",
    "no alert",
    "no control",
    "no data source",
    "no detection",
    "no evidence",
    "no finding",
    "no hit",
    "no log",
    "no rule",
    "no telemetry",
    "no trace",
    "no visibility",
    "not applicable",
    "not detected",
    "not found",
    "not monitored",
    "not observed",
    "not seen",
    "not used",
    "out of scope",
    "to be tested",
    "to do",
    "todo",
];

/// How a comment speaks of its technique.
fn remark(comment: &str) -> Bearing {
    const LONGEST: usize = 300;
    if comment.len() > LONGEST {
        return Bearing::Stated;
    }
    if says_no_sighting(&comment.to_lowercase()) || doubt_of_remark(comment).is_some() {
        return Bearing::Denied;
    }
    match prose::strongest(comment) {
        // That nobody noticed it, or that it left nothing behind, is said of what was there.
        Bearing::Denied if tells_of_stealth(comment) => Bearing::Stated,
        Bearing::Denied => prose::of_remark(comment),
        said @ (Bearing::Hedged | Bearing::Asked | Bearing::Planned) => said,
        _ => Bearing::Stated,
    }
}

/// Whether one of the phrases is the whole of a part of a comment, or begins a comment of one part: `blocked by AV`.
fn says_no_sighting(comment: &str) -> bool {
    let is_mark = |c: char| ",;.:()/\n–—!".contains(c);
    let part = |part: &str| part.trim().trim_start_matches("- ").trim_end_matches(" yet").to_owned();
    let parts: Vec<String> = comment.split(is_mark).map(part).filter(|part| !part.is_empty()).collect();
    let bare = |part: &str| {
        let without = part.strip_prefix("no ").or_else(|| part.strip_prefix("a ")).unwrap_or(part);
        NO_SIGHTING.contains(&part) || NO_SIGHTING.contains(&without)
    };
    // `/` parts this one.
    let is_whole = comment.trim() == "n/a" || parts.iter().any(|part| bare(part));
    let [only] = parts.as_slice() else { return is_whole };
    let begins = |phrase: &&str| {
        let rest = only.strip_prefix(*phrase).and_then(|rest| rest.strip_prefix(' '));
        rest.is_some_and(|rest| *phrase != "covered" || rest.starts_with("by ") || rest.starts_with("in "))
    };
    is_whole || NO_SIGHTING.iter().any(begins) && !only.starts_with("not detected ")
}

/// Whether a comment tells that somebody was not noticed at what he did.
fn tells_of_stealth(comment: &str) -> bool {
    const STEALTH: [&str; 12] = [
        "left no",
        "leaving no",
        "leaves no",
        "no trace on",
        "covered their",
        "not detected by",
        "did not alert",
        "did not detect",
        "did not notice",
        "not noticed by",
        "not blocked",
        "not stopped",
    ];
    let words = folded(comment);
    STEALTH.iter().any(|phrase| words.find(phrase).is_some_and(|at| at > 0 || phrase.starts_with("le")))
}

/// Whether a layer shows what an organisation can detect or prevent, by its name, its description or its legend.
fn is_of_coverage(node: Node<'_>) -> bool {
    const COVERAGE: [&str; 22] = [
        "coverage",
        "covered",
        "data source",
        "detection",
        "detections",
        "dettect",
        "gap analysis",
        "gaps",
        "heat map",
        "heatmap",
        "maturity",
        "mitigation",
        "mitigations",
        "purple team",
        "red team",
        "emulation",
        "exercise",
        "test plan",
        "threat model",
        "visibility",
        "abdeckung",
        "couverture",
    ];
    /// Words of a name that tell of a case, whatever else it speaks of.
    const CASE: [&str; 5] = ["incident", "intrusion", "breach", "attack on", "case"];
    let text = |name: &str| node.get(name).and_then(Node::as_str).unwrap_or_default().into_owned();
    let labels = || {
        let items = node.get("legendItems").into_iter().flat_map(Node::elements);
        items.filter_map(|item| item.get("label")?.as_str()).filter(|label| !label.trim().is_empty())
    };
    let says = |text: &str, list: &[&str]| {
        let words = format!(" {} ", folded(text));
        list.iter().any(|phrase| words.contains(&format!(" {phrase} ")))
    };
    let in_full =
        ["coverage", "dettect", "emulation", "gap analysis", "heatmap", "purple team", "red team", "visibility"];
    // One label of many, as `Mitigation advised`, says nothing of the others.
    let by_legend = labels().next().is_some() && labels().all(|label| says(&label, &COVERAGE));
    !says(&text("name"), &CASE) && (says(&text("name"), &COVERAGE) || by_legend || says(&text("description"), &in_full))
}

/// Whether ATT&CK has given no technique this number: those of Enterprise and Mobile begin with T1, those of ICS with T0.
fn is_unassigned(id: AttackId) -> bool {
    id.to_string().get(1..2).is_some_and(|digit| !matches!(digit, "0" | "1"))
}

/// The entry of ATT&CK whose techniques a layer of its site lists: "Enterprise techniques used by X, ATT&CK group G0007".
fn catalogue_entry(description: &str) -> Option<&str> {
    let (_, rest) = description.split_once("techniques used by ")?;
    let (_, rest) = rest.split_once("ATT&CK ")?;
    let id = rest.split_whitespace().nth(1)?.trim_end_matches(|c: char| !c.is_ascii_digit());
    [AttackIdKind::Group, AttackIdKind::Software, AttackIdKind::Campaign]
        .into_iter()
        .any(|kind| named_ids::parse(id, kind).is_some())
        .then_some(id)
}

/// Whether a document is a layer: it lists techniques by `techniqueID`.
fn is_layer(text: &str) -> bool {
    let mut cursor = Cursor::new(text.get(..text.floor_char_boundary(HEAD)).unwrap_or_default(), u64::MAX);
    if cursor.open(b'[') && !matches!(cursor.next_element(), Ok(true)) {
        return false;
    }
    if !cursor.open(b'{') {
        return false;
    }
    let mut telling = 0;
    while let Ok(Some(key)) = cursor.next_key() {
        if key == "techniques" && cursor.peek() == Some(b'[') {
            let mut list = cursor.clone();
            list.open(b'[');
            if matches!(list.next_element(), Ok(true)) && list.open(b'{') {
                while let Ok(Some(key)) = list.next_key() {
                    if key == "techniqueID" {
                        return true;
                    }
                    if list.value().is_err() {
                        break;
                    }
                }
            }
        }
        telling += u32::from(matches!(&*key, "domain" | "versions" | "gradient" | "legendItems" | "filters"));
        if cursor.value().is_err() {
            break;
        }
        if telling >= 3 && key == "techniques" {
            return true;
        }
    }
    false
}
