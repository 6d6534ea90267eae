//! What an encyclopedia says of an actor or of programs: an entry of ATT&CK, of Malpedia or of Wikipedia, or a table of many.
//!
//! Such a page would be the same in any other case, and holds all that makes an actor likely. It is recognised by its content,
//! as a page, as text or as a table, and set aside as a whole. A report that cites ATT&CK's identifiers is none: it defines
//! nobody, and does not say of one actor, line after line, what it has used.

mod catalogue;
mod entry;
#[cfg(test)]
mod tests;

use crate::{Context, Reader, Reading, Reason, Source};

pub(super) struct Encyclopedia;

impl Reader for Encyclopedia {
    fn format(&self) -> &'static str {
        "encyclopedia"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.text().is_some_and(|text| of(text).is_some())
    }

    fn read(&self, source: &Source<'_>, _: &Context<'_>, reading: &mut Reading) {
        let Some(text) = source.text() else { return };
        let Some(what) = of(text) else { return };
        reading.title = Some(what.clone());
        let span = source.span(0, text.len());
        reading.record("entry", None, span);
        set_aside(&what, span, reading);
    }
}

/// Sets aside a text that is an encyclopedia's, as one entry, and says so.
pub(super) fn set_aside(what: &str, span: dunant_vocabulary::Span, reading: &mut Reading) {
    reading.set_aside(Reason::Reference, what, span, "");
    reading.lose(
        format!("{what} is what is known in general, not evidence of this case: it was not compared"),
        Some(span),
        Some("give what was found in the case: its report, its logs, its samples' hashes"),
    );
}

/// What a text is, where it is an encyclopedia's.
pub(super) fn of(text: &str) -> Option<String> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match start.as_bytes().first()? {
        b'{' | b'[' => None,
        b'<' => entry::of_page(start),
        _ => catalogue::of(start).or_else(|| entry::of_text(start)),
    }
}
