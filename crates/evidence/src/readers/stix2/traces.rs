use std::borrow::Cow;
use std::ops::Range;

use dunant_vocabulary::{DateRange, Span};

use super::path::{Trace, holds_traces, trace_at};
use super::pattern::{self, Sense};
use crate::json::{Node, Text};
use crate::readers::whole_values;
use crate::{InvalidObservable, Observable, ObservableKind, Observed, Reading, Source};

/// Where a trace stands and what the item says about its time.
#[derive(Debug, Clone, Copy)]
pub(in crate::readers) struct Place<'p> {
    /// The item.
    pub source: &'p Source<'p>,
    /// The start of the path, in the format's own terms.
    pub label: &'p str,
    /// When it was seen.
    pub when: Option<DateRange>,
}

/// Steps of the longest path that leads to a trace.
const LONGEST_PATH: usize = 5;

impl Place<'_> {
    fn span(&self, range: &Range<usize>) -> Span {
        self.source.span(range.start, range.end)
    }
}

/// Observes what a STIX pattern looks for: constants that a path equals, is in a set of, or is a subnet of. What it excludes is
/// never observed, nor what it only matches by a wildcard or an expression.
pub(in crate::readers) fn observe_pattern(text: &Text<'_>, place: &Place<'_>, depth: u64, reading: &mut Reading) {
    let damage = pattern::parse(text.as_str(), depth, &mut |comparison| {
        if comparison.sense == Sense::Excluded || !comparison.operator.names_its_value() {
            return;
        }
        let steps: Vec<&str> = comparison.steps.iter().map(|step| &**step).collect();
        let Some(trace) = trace_at(&comparison.object, &steps) else { return };
        let range = text.range(comparison.range);
        observe(trace, &comparison.constant, &range, place.label, place, reading);
    });
    if let Some(damage) = damage {
        let range = text.range(damage.at..damage.at);
        let span = place.span(&range);
        let what = format!("`{}` cannot be read further: {}", place.label, damage.what);
        reading.lose(what, Some(span), Some(damage.help));
    }
}

/// Observes the traces of a STIX cyber-observable object, at whatever path within it; `within` follows the label.
pub(super) fn observe_object(kind: &str, node: Node<'_>, within: &str, place: &Place<'_>, reading: &mut Reading) {
    if holds_traces(kind) {
        let mut object = ObjectTraces { kind, within, place, steps: Vec::new(), reading };
        object.walk(node);
    }
}

/// Reads one value as a `kind`. A URL may lack its scheme and an address carry a port; a file name with separators is a path.
pub(in crate::readers) fn trace_text(kind: ObservableKind, text: &str) -> Result<Observable, InvalidObservable> {
    let kind =
        if kind == ObservableKind::FileName && text.contains(['\\', '/']) { ObservableKind::FilePath } else { kind };
    Observable::parse(kind, text).or_else(|error| whole_values::parse(kind, text).ok_or(error))
}

struct ObjectTraces<'p, 'a> {
    kind: &'p str,
    within: &'p str,
    place: &'p Place<'p>,
    steps: Vec<Cow<'a, str>>,
    reading: &'p mut Reading,
}

impl<'a> ObjectTraces<'_, 'a> {
    /// Recurses no deeper than the longest path.
    fn walk(&mut self, node: Node<'a>) {
        if node.is_object() {
            if self.steps.len() == LONGEST_PATH {
                return;
            }
            for (key, value) in node.entries() {
                self.steps.push(key);
                self.walk(value);
                self.steps.pop();
            }
        } else if node.is_list() {
            for element in node.elements().filter(|element| !element.is_list()) {
                self.walk(element);
            }
        } else {
            self.value(node);
        }
    }

    fn value(&mut self, node: Node<'a>) {
        let mut names = [""; LONGEST_PATH];
        for (name, step) in names.iter_mut().zip(&self.steps) {
            *name = step;
        }
        let Some(trace) = names.get(..self.steps.len()).and_then(|steps| trace_at(self.kind, steps)) else { return };
        let Some(text) = node.as_scalar() else { return };
        let path = format!("{}{}/{}", self.place.label, self.within, self.steps.join("/"));
        let range = text.range(0..text.as_str().len());
        observe(trace, text.as_str(), &range, &path, self.place, self.reading);
    }
}

fn observe(trace: Trace, text: &str, range: &Range<usize>, path: &str, place: &Place<'_>, reading: &mut Reading) {
    let read = match trace {
        Trace::Kind(kind) => trace_text(kind, text),
        Trace::Address => {
            const KINDS: [ObservableKind; 3] =
                [ObservableKind::Ipv6Addr, ObservableKind::MacAddr, ObservableKind::DomainName];
            let first = Observable::parse(ObservableKind::Ipv4Addr, text);
            KINDS
                .into_iter()
                .fold(first, |read, kind| read.or_else(|error| Observable::parse(kind, text).or(Err(error))))
        }
    };
    let span = place.span(range);
    match read {
        Ok(observable) => reading.observe_at(Observed::Observable(observable), span, path, place.when),
        Err(error) => {
            let help = "it was left out; everything else was read";
            reading.lose(format!("`{path}`: {error}"), Some(span), Some(help));
        }
    }
}
