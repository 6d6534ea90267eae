//! Values that structured formats give as traces: read by the kind that the format names, or by the path of a STIX pattern.

mod path;
mod pattern;

use std::ops::Range;

use dunant_vocabulary::{DateRange, Span};

use self::path::is_receiver;
pub(super) use self::path::{Trace, holds_traces, trace_at};
use self::pattern::{Part, Sense};
use crate::json::Text;
use crate::readers::whole_values;
use crate::{InvalidObservable, Observable, ObservableKind, Observed, Reading, Reason, Source};

/// Where a trace stands and what the item says about its time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'p> {
    /// The item.
    pub source: &'p Source<'p>,
    /// The start of the path, in the format's own terms.
    pub label: &'p str,
    /// When it was seen.
    pub when: Option<DateRange>,
}

impl Place<'_> {
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        self.source.span(range.start, range.end)
    }
}

/// Observes what a STIX pattern looks for: constants that a path equals, is in a set of, or is a subnet of.
///
/// Every comparison is accounted for. What the pattern excludes is set aside, and so are masks, expressions and bounds, and what
/// says something about a trace without being one (`file:size = 1024`).
pub(super) fn observe_pattern(text: &Text<'_>, place: &Place<'_>, depth: u64, reading: &mut Reading) {
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
            (Some(Trace::Kind(ObservableKind::Url)), None) => match comparison.operator.host_of_mask(constant) {
                // Whatever stands for the rest of the URL, its host is certain.
                Some(host) => observe_trace(host, place.span(&range), place.label, place.when, reading),
                None => aside(Reason::NotATrace, reading),
            },
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

/// Reads one value as a `kind`. A URL may lack its scheme and an address carry a port; a file name with separators is a path.
pub(super) fn trace_text(kind: ObservableKind, text: &str) -> Result<Observable, InvalidObservable> {
    let kind =
        if kind == ObservableKind::FileName && text.contains(['\\', '/']) { ObservableKind::FilePath } else { kind };
    // A hash of another length than its algorithm's is cut, or another's: which, nobody here can tell.
    let is_hash = matches!(kind, ObservableKind::FileHash(_));
    let whole = |text: &str| {
        let loose = || whole_values::parse(kind, text).filter(|_| !is_hash);
        Observable::parse(kind, text).or_else(|error| loose().ok_or(error))
    };
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
pub(super) fn observe_trace(
    observable: Observable,
    span: Span,
    path: &str,
    when: Option<DateRange>,
    reading: &mut Reading,
) {
    reading.observe_at(Observed::Observable(observable), span, path, when);
}

/// Reads what stands at a path that leads to a trace; one that cannot be read is a loss.
pub(super) fn observe(
    trace: Trace,
    text: &str,
    range: &Range<usize>,
    path: &str,
    place: &Place<'_>,
    reading: &mut Reading,
) {
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

/// Whether a value of a property that nobody here knows is a trace by its form.
pub(super) fn looks_like_a_trace(text: &str) -> bool {
    if text.len() < 5 || is_reference(text) || text.contains(char::is_whitespace) {
        return false;
    }
    let hex = text.len() >= 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_time = |text: &str| {
        text.get(..4).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit())) && text.get(4..5) == Some("-")
    };
    (hex || text.contains(['.', ':', '@'])) && !is_time(text) && Observable::guess(text).is_some()
}

/// Whether a text is the identifier of a STIX object: a type, two dashes and a UUID (STIX 2.1, section 2.9).
fn is_reference(text: &str) -> bool {
    text.split_once("--").is_some_and(|(kind, id)| {
        kind.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && id.len() == 36
            && id.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
    })
}
