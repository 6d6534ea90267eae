//! The traces within a STIX cyber-observable object.

use std::borrow::Cow;

use dunant_vocabulary::Span;

use crate::json::Node;
use crate::readers::traces::{Place, holds_traces, looks_like_a_trace, observe, trace_at};
use crate::{Reading, Reason};

/// Steps of the longest path that leads to a trace.
const LONGEST_PATH: usize = 5;

/// Observes the traces of a STIX cyber-observable object, at whatever path within it; `within` follows the label.
pub(super) fn observe_object(kind: &str, node: Node<'_>, within: &str, place: &Place<'_>, reading: &mut Reading) {
    if holds_traces(kind) {
        let mut object = ObjectTraces { kind, within, place, steps: Vec::new(), reading };
        object.walk(node);
    }
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
            return account(self.within, &path, steps, text.as_str(), span, self.reading);
        };
        if steps == ["serial_number"] && !is_of_one_certificate(text.as_str()) {
            let span = self.place.span(&node.inner_range());
            return self.reading.set_aside(Reason::Description, text.as_str(), span, path);
        }
        let range = text.range(0..text.as_str().len());
        observe(trace, text.as_str(), &range, &path, self.place, self.reading);
    }
}

/// Whether a serial number is long enough to be drawn at random, as those of public authorities are: `01:02` is that of many certificates.
fn is_of_one_certificate(serial: &str) -> bool {
    const FEWEST: usize = 16;
    serial.bytes().filter(u8::is_ascii_hexdigit).count() >= FEWEST
}

/// A value at a path that leads to no trace: said to be lost where it looks like one.
fn account(within: &str, path: &str, steps: &[&str], text: &str, span: Span, reading: &mut Reading) {
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
        // What the document's other parts read, of an object of its own.
        ["labels" | "object_marking_refs" | "name" | "description", ..] if within.is_empty() => {}
        [name, ..] if name.starts_with("x_") && within.is_empty() => {}
        _ if looks_like_a_trace(text) => reading.account(text, span, path, |_| {}),
        ["name" | "description"] => reading.set_aside(Reason::Description, text, span, path),
        // The body of a mail, the data of a registry value, a relay's line: what stands in it is named, and not read as a field's value.
        _ => {
            const MOST: usize = 10_000;
            let mut parts = text.split(|c: char| c.is_whitespace() || "\"'<>(),;[]=".contains(c));
            for part in parts.by_ref().take(MOST).map(|part| part.trim_end_matches(['.', ':', '!', '?'])) {
                if looks_like_a_trace(part) {
                    reading.account(part, span, path, |_| {});
                }
            }
            if parts.any(|part| !part.is_empty()) {
                let what = format!("the text at `{path}` was looked at up to its {MOST}th word alone");
                reading.lose(what, Some(span), Some("give the whole of it as a text of its own"));
            }
        }
    }
}
