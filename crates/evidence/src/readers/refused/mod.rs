//! Files that people hand over and that are no evidence of any case: what Dunant itself wrote, catalogues, and lists of what is
//! harmless. Each is recognised by its content, whatever it is called, and refused with what to give instead.

mod document;
mod lists;
mod own;
#[cfg(test)]
mod tests;

use dunant_vocabulary::Span;

use super::encyclopedia;
use crate::{Context, Reader, Reading, Reason, Source};

pub(super) struct Refused;

/// What a file is that is no evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Dunant wrote it: an assessment, a finding, a report page, a custody document, a benchmark.
    Own,
    /// A knowledge pack.
    Pack,
    /// A catalogue of techniques, software, groups or flaws.
    Catalogue(&'static str),
    /// Digests of the values of a MISP feed, by which its events are looked up.
    FeedDigests,
    /// A published list of what is known to be harmless.
    KnownSoftware(&'static str),
    /// A list of values that says itself that they are harmless.
    KnownGood,
}

impl Reader for Refused {
    fn format(&self) -> &'static str {
        "list of what is harmless"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        kind(source).is_some()
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        match kind(source) {
            Some(Kind::Own) => reading.refuse(
                "this is a document that Dunant wrote, not evidence",
                "give the files it was made from; `dunant verify` checks a finding",
            ),
            Some(Kind::Pack) => reading.refuse("this is a knowledge pack, not evidence", "name it with `--pack FILE`"),
            Some(Kind::Catalogue(what)) => reading.refuse(
                format!("this is {what}, not evidence of a case"),
                "to compare with it, import it: `dunant knowledge import`",
            ),
            Some(Kind::FeedDigests) => reading.refuse(
                "this is the list of digests of a MISP feed: MD5 sums of values, not of files",
                "give the files of the events that concern the case",
            ),
            Some(Kind::KnownSoftware(what)) => reading.refuse(
                format!("this is {what}: a list of what is known to be harmless, not evidence"),
                "give what was found in the case",
            ),
            Some(Kind::KnownGood) => lists::set_aside(source, context, reading),
            None => {}
        }
    }
}

fn kind(source: &Source<'_>) -> Option<Kind> {
    if source.bytes.starts_with(b"dunant-pack ") {
        return Some(Kind::Pack);
    }
    let text = source.text()?;
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match start.as_bytes().first()? {
        // `[+] what was voted on is this body` is no list.
        b'[' if start.starts_with("[+] ") || start.starts_with("[?] ") || start.starts_with("[-] ") => {
            is_own_text(start).then_some(Kind::Own)
        }
        b'{' | b'[' => document::json(text),
        b'<' => document::page(start),
        _ => is_own_text(start).then_some(Kind::Own).or_else(|| lists::kind(start)),
    }
}

/// Whether a text that stands by itself or within another item is what Dunant printed.
pub(super) fn is_own_text(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let is_page = || start.starts_with('<') && document::page(start).is_some();
    own::is_text(text) || own::is_table(start) || is_page()
}

/// Sets aside a part of an item that is what Dunant printed or an encyclopedia's, and says so. Gives whether it was one.
pub(super) fn sets_part_aside(text: &str, span: Span, reading: &mut Reading) -> bool {
    if is_own_text(text) {
        let what = "what Dunant printed";
        reading.set_aside(Reason::Own, what, span, "");
        let help = Some("give the files it was made from; `dunant verify` checks a finding");
        reading.lose("a part of the item is what Dunant printed, not evidence: it was not read", Some(span), help);
        return true;
    }
    let entry = encyclopedia::of(text);
    if let Some(what) = &entry {
        encyclopedia::set_aside(what, span, reading);
    }
    entry.is_some()
}
