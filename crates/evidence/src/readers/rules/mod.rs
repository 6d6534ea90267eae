//! Detection rules and hunting queries: Sigma, YARA, Snort and Suricata, KQL and SPL.
//!
//! A rule says what is looked for. The traces in it are read, its names are asked about and state nothing. What a condition
//! excludes, who wrote the rule and where it was published are set aside.

mod query;
mod sigma;
mod signature;
#[cfg(test)]
mod tests;
mod yara;

use std::borrow::Cow;
use std::ops::Range;

use crate::prose::{Genre, read_prose_of};
use crate::{Bearing, Context, Reader, Reading, Reason, Source};

pub(super) struct Rules;

/// The language of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sigma,
    Yara,
    /// Of Snort or Suricata.
    Signature,
    Query,
}

/// Parts of a rule that hold no evidence, each with the reason; in the order of the text once they are all there.
type Asides = Vec<(Range<usize>, Reason)>;

impl Reader for Rules {
    fn format(&self) -> &'static str {
        "detection rule"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.text().and_then(kind).is_some()
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let Some(text) = source.text() else { return };
        let place = |range: Range<usize>| source.span(range.start, range.end);
        let mark = reading.mark();
        let mut asides = match kind(text) {
            Some(Kind::Sigma) => {
                sigma::tags(text, &place, reading);
                sigma::programs(text, &place, reading);
                sigma::asides(text)
            }
            Some(Kind::Yara) => yara::asides(text),
            Some(Kind::Signature) => signature::asides(text),
            Some(Kind::Query) => query::asides(text),
            None => return,
        };
        asides.sort_by_key(|(range, _)| range.start);
        // What stands below a list of sources is none: each is read by itself.
        let (cited, rest) = apart(text, &asides);
        read_prose_of(Genre::Indicators, &rest, &place, "", context, reading);
        if let Some(cited) = cited {
            read_prose_of(Genre::Indicators, &cited, &place, "", context, reading);
        }
        let spans: Vec<_> = asides.into_iter().map(|(range, reason)| (place(range), reason)).collect();
        reading.set_aside_placed_since(&mark, |span| {
            let behind = spans.partition_point(|(held, _)| held.start <= span.start);
            let last = spans.get(..behind).unwrap_or_default().iter().rev().take(NESTED);
            last.filter(|(held, _)| held.end > span.start).map(|(_, reason)| *reason).next()
        });
        reading.names_bear_since(&mark, Bearing::Asked);
        reading.sort_observations();
    }
}

/// The lines of a text that cite, and the text without them; blanks where the other is, so that every place stays.
fn apart<'t>(text: &'t str, asides: &Asides) -> (Option<String>, Cow<'t, str>) {
    // Lines and citations both come in the order of the text: up to where the citations that began reach.
    let mut citations =
        asides.iter().filter(|(_, reason)| *reason == Reason::Citation).map(|(range, _)| range).peekable();
    let mut reach = 0;
    let mut cites = |at: usize| {
        while let Some(range) = citations.next_if(|range| range.start <= at) {
            reach = reach.max(range.end);
        }
        at < reach
    };
    let (mut cited, mut rest, mut any) = (String::new(), String::new(), false);
    for (start, line) in lines(text) {
        let end = text.get(start + line.len()..).map_or("", |rest| {
            if rest.starts_with("\r\n") {
                "\r\n"
            } else if rest.starts_with('\n') {
                "\n"
            } else {
                ""
            }
        });
        let blank = " ".repeat(line.len());
        let cites = cites(start);
        any |= cites;
        cited.push_str(if cites { line } else { &blank });
        rest.push_str(if cites { &blank } else { line });
        cited.push_str(end);
        rest.push_str(end);
    }
    // A line that ends otherwise would move what is behind it.
    if any && rest.len() == text.len() { (Some(cited), Cow::Owned(rest)) } else { (None, Cow::Borrowed(text)) }
}

/// Parts that may lie around one place.
const NESTED: usize = 4;

/// What language a text is a rule of.
fn kind(text: &str) -> Option<Kind> {
    const HEAD: usize = 400;
    let lines = || text.trim_start_matches('\u{feff}').lines().take(HEAD);
    let begins = |name: &str| lines().any(|line| line.starts_with(name));
    if begins("title:") && begins("detection:") && begins("logsource:") {
        return Some(Kind::Sigma);
    }
    let mut filled = lines().map(str::trim).filter(|line| {
        !line.is_empty() && !line.starts_with("//") && !line.starts_with("/*") && !line.starts_with('*')
    });
    let first = filled.clone().next()?;
    if signature::is_rule(
        filled.clone().find(|line| !line.starts_with('#') || signature::is_rule(line)).unwrap_or(first),
    ) {
        return Some(Kind::Signature);
    }
    let is_yara = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().take(4).collect();
        words.iter().position(|word| *word == "rule").is_some_and(|at| {
            at + 1 < words.len() && words.iter().take(at).all(|word| matches!(*word, "private" | "global"))
        })
    };
    let imports = |line: &str| line.starts_with("import \"") || line.starts_with("include \"");
    if filled.find(|line| !imports(line)).is_some_and(is_yara) && text.contains("condition:") {
        return Some(Kind::Yara);
    }
    (lines().any(query::is_query) && lines().filter(|line| is_sentence(line)).count() == 0).then_some(Kind::Query)
}

/// Whether a line is of a report that quotes a query.
fn is_sentence(line: &str) -> bool {
    let words = line.split_whitespace().filter(|word| word.chars().all(|c| c.is_alphabetic() || ",.".contains(c)));
    !line.trim_start().starts_with(['|', '/', '#']) && words.count() >= 8
}

/// The ranges of the lines of `text`, without their ends.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    })
}
