//! Any text at all: Markdown, AsciiDoc, YARA, Sigma, notes. The reader of last resort.

pub(super) mod dated;
mod outline;
#[cfg(test)]
mod tests;

use crate::prose::read_prose;
use crate::{Context, Reader, Reading, Source};

pub(super) struct Report;

impl Reader for Report {
    fn format(&self) -> &'static str {
        "text report"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.text().is_some_and(|text| text.contains(char::is_alphabetic))
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let Some(text) = source.text() else { return };
        reading.title = outline::title(text);
        reading.dated = dated::line_near_the_top(text);
        for part in outline::parts(text) {
            reading.record(part.kind, part.heading.as_deref(), source.span(part.range.start, part.range.end));
        }
        read_prose(text, &|range| source.span(range.start, range.end), "", context, reading);
    }
}
