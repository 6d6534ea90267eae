//! Any text at all: Markdown, AsciiDoc, YARA, Sigma, notes. The reader of last resort.

pub(super) mod dated;
mod encoded;
mod outline;
#[cfg(test)]
mod tests;

use crate::prose::{Genre, read_prose_of};
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
        if encoded::read(source, text, context.limits, reading) {
            return;
        }
        reading.title = outline::title(text);
        reading.dated = dated::line_near_the_top(text);
        for part in outline::parts(text) {
            reading.record(part.kind, part.heading.as_deref(), source.span(part.range.start, part.range.end));
        }
        let genre = if is_markdown(source.name) { Genre::Markdown } else { Genre::Report };
        read_prose_of(genre, text, &|range| source.span(range.start, range.end), "", context, reading);
    }
}

/// Whether a file of this name is Markdown. By its text nothing tells: `~~` and `<s>` stand in mails, rules and logs, too.
fn is_markdown(name: &str) -> bool {
    const ENDINGS: [&str; 6] = ["markdown", "md", "mdown", "mdx", "mkd", "qmd"];
    name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending)))
}
