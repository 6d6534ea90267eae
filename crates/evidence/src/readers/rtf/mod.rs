//! Rich Text Format (version 1.9.1): its words, in reading order. Pictures, styles and objects are passed over.

pub(super) mod compressed;
#[cfg(test)]
mod tests;
pub(super) mod text;

use dunant_vocabulary::Span;

use self::text::Document;
use super::office::names_a_file;
use super::parts::{Form, Parts};
use crate::{Context, Reader, Reading, Reason, Source};

pub(super) struct Rtf;

impl Reader for Rtf {
    fn format(&self) -> &'static str {
        "rich text"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.bytes.starts_with(b"{\\rtf")
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let limit = usize::try_from(context.limits.item_bytes).unwrap_or(usize::MAX);
        let document = Document::parse(source.bytes, limit);
        let mut parts = Parts::new(source, context);
        let mut about = String::new();
        for said in document.about.split("\n\n").filter(|said| !said.trim().is_empty()) {
            if names_a_file(said) {
                reading.set_aside(Reason::Own, said.trim(), Span::item(0, 0), "title and keywords");
            } else {
                about.push_str(said);
                about.push_str("\n\n");
            }
        }
        parts.text("title and keywords", &about, Form::Text, reading);
        parts.text("text", &document.text, Form::Text, reading);
        say_rest(&document, reading);
    }
}

/// Says what stands in the document beside its words.
pub(super) fn say_rest(document: &Document, reading: &mut Reading) {
    for (reason, words) in [(Reason::Withdrawn, &document.struck), (Reason::Hidden, &document.hidden)] {
        if !words.trim().is_empty() {
            reading.set_aside(reason, words.trim(), Span::item(0, 0), "text");
        }
    }
    if document.objects > 0 {
        let what = "objects within the rich text were not read";
        let help = Some("unpack them with `rtfobj FILE`, and pass what it writes");
        reading.lose_values(document.objects, what, None, help);
    }
    if document.pictures > 0 {
        let what = "pictures within the rich text were not read";
        let help = Some("where they show text, recognise it (OCR) and add that as an item of its own");
        reading.lose_values(document.pictures, what, None, help);
    }
    if document.cut {
        reading.lose(
            "the rich text ends within a group; what stands before was read",
            None,
            Some("get the whole file"),
        );
    }
}
