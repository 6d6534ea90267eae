use std::borrow::Cow;
use std::ops::Range;

use dunant_vocabulary::{DateRange, Span};

use super::named::looks_like_a_trace;
use super::path::{Trace, holds_traces, is_receiver, trace_at};
use super::pattern::{self, Part, Sense};
use crate::json::{Node, Text};
use crate::readers::whole_values;
use crate::{InvalidObservable, Observable, ObservableKind, Observed, Reading, Reason, Source};

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

/// Observes what a STIX pattern looks for: constants that a path equals, is in a set of, or is a subnet of.
///
/// Every comparison is accounted for. What the pattern excludes is set aside, and so are masks, expressions and bounds, and what
/// says something about a trace without being one (`file:size = 1024`).
pub(in crate::readers) fn observe_pattern(text: &Text<'_>, place: &Place<'_>, depth: u64, reading: &mut Reading) {
    let damage = pattern::parse(text.as_str(), depth, &mut |comparison| {
        let steps: Vec<&str> = comparison.steps.iter().map(|step| &**step).collect();
        let trace = trace_at(&comparison.object, &steps);
        let range = text.range(comparison.range.clone());
        let constant = &*comparison.constant;
        let aside = |reason, reading: &mut Reading| {
            reading.set_aside(reason, constant, place.span(&range), place.label);
        };
        if comparison.sense == Sense::Excluded {
            return aside(Reason::Excluded, reading);
        }
        match (trace, comparison.operator.value(constant)) {
            (None, _) if is_receiver(&comparison.object, &steps) => aside(Reason::Own, reading),
            (None, _) if looks_like_a_trace(constant) => {
                reading.account(constant, place.span(&range), place.label, |_| {});
            }
            (None, _) => aside(Reason::Description, reading),
            (Some(_), None) => aside(Reason::NotATrace, reading),
            (Some(trace), Some((value, Part::Whole))) => observe(trace, &value, &range, place.label, place, reading),
            (Some(Trace::Kind(kind)), Some((value, Part::Some))) => match whole_values::parse_part(kind, &value) {
                Some(observable) => observe_trace(observable, place.span(&range), place.label, place.when, reading),
                None => aside(Reason::NotATrace, reading),
            },
            (Some(Trace::Address), Some((_, Part::Some))) => aside(Reason::NotATrace, reading),
        }
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
    let whole =
        |text: &str| Observable::parse(kind, text).or_else(|error| whole_values::parse(kind, text).ok_or(error));
    whole(text).or_else(|error| {
        if kind != ObservableKind::Url {
            return Err(error);
        }
        // A blank in a URL is written `%20`, and `host:80` is a host.
        let text = text.trim();
        let spaced = text.split_whitespace().count() > 1;
        let retried = if spaced {
            whole(&text.replace(' ', "%20")).ok()
        } else {
            whole_values::guess(whole_values::without_port(text))
        };
        retried.ok_or(error)
    })
}

/// Observes a trace; the reading derives the host of a URL.
pub(in crate::readers) fn observe_trace(
    observable: Observable,
    span: Span,
    path: &str,
    when: Option<DateRange>,
    reading: &mut Reading,
) {
    reading.observe_at(Observed::Observable(observable), span, path, when);
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
                let (span, path) =
                    (self.place.span(&node.inner_range()), format!("{}{}", self.place.label, self.within));
                let what = format!("objects within each other at `{path}`, deeper than {LONGEST_PATH}, were not read");
                self.reading.lose(
                    what,
                    Some(span),
                    Some("give what they hold with its type, such as `domain,example.org`"),
                );
                return;
            }
            for (key, value) in node.entries() {
                self.steps.push(key);
                self.walk(value);
                self.steps.pop();
            }
        } else if node.is_list() {
            for element in node.elements() {
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
        let steps = names.get(..self.steps.len()).unwrap_or_default();
        let Some(text) = node.as_scalar() else { return };
        if matches!(steps, ["id" | "type" | "spec_version" | "defanged"]) {
            return;
        }
        let path = format!("{}{}/{}", self.place.label, self.within, steps.join("/"));
        let Some(trace) = trace_at(self.kind, steps) else {
            let span = self.place.span(&node.inner_range());
            return account(&path, steps, text.as_str(), span, self.reading);
        };
        let range = text.range(0..text.as_str().len());
        observe(trace, text.as_str(), &range, &path, self.place, self.reading);
    }
}

/// A value at a path that leads to no trace: said to be lost where it looks like one.
fn account(path: &str, steps: &[&str], text: &str, span: Span, reading: &mut Reading) {
    match steps {
        ["hashes", ..] => {
            let what = format!("`{path}`: hashes of this algorithm are not compared");
            reading.lose(what, Some(span), Some("give the file's SHA-256, SHA-1 or MD5 too"));
        }
        ["payload_bin"] => {
            let what = format!("the content at `{path}` was not read");
            reading.lose(what, Some(span), Some("decode it (base64), and give it as a file of its own"));
        }
        ["external_references", .., "url"] => reading.set_aside(Reason::Citation, text, span, path),
        // What the document's other parts read.
        ["labels" | "object_marking_refs" | "name" | "description", ..] => {}
        [name, ..] if name.starts_with("x_") => {}
        _ if looks_like_a_trace(text) => reading.account(text, span, path, |_| {}),
        _ => {}
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
        Ok(observable) => observe_trace(observable, span, path, place.when, reading),
        Err(error) => {
            let help = "it was left out; everything else was read";
            reading.lose(format!("`{path}`: {error}"), Some(span), Some(help));
        }
    }
}
