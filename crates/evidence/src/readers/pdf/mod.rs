//! PDF documents: the words of each page. Drawings, scans and scripts are passed over, and nothing is run.
//!
//! Defences, each with the attack it stops: objects are parsed when they are asked for and never kept as a tree (a list of ten
//! million zeros); every stream is unpacked against the limits of the item and of the whole (bombs, alone and in numbers);
//! nesting has a depth (`[[[[…`); form drawings count the bytes they run (a form that draws itself ten times); the page tree is
//! walked with a list of what was seen (loops); objects are found by scanning, so that a wrong cross-reference table neither
//! hides nor breaks anything. Why no library: docs/decisions/0002-pdf-text.md.

mod across;
mod columns;
mod content;
mod crypt;
mod encoding;
mod file;
mod filter;
mod font;
mod lines;
mod syntax;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_pages;

use dunant_vocabulary::{Space, Span};

use self::content::Drawing;
use self::crypt::Closed;
use self::file::File;
use crate::passwords::said_opened;
use crate::prose::read_prose;
use crate::readers::inflating::Budget;
use crate::readers::office::names_a_file;
use crate::readers::parts::{Form, Parts};
use crate::readers::refused;
use crate::readers::written_dates;
use crate::set_aside::Reason;
use crate::{Context, Reader, Reading, Source};

pub(super) struct Pdf;

impl Reader for Pdf {
    fn format(&self) -> &'static str {
        "PDF"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        // Some writers put bytes of their own before the header; readers look for it in the first kilobyte.
        let head = source.bytes.get(..1024).unwrap_or(source.bytes);
        source.bytes.starts_with(b"%PDF-") || source.text().is_none() && memchr::memmem::find(head, b"%PDF-").is_some()
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        let limits = context.limits;
        let mut budget = Budget::new(limits);
        let file = File::scan(source.bytes, &mut budget, context);
        if let Some(closed) = file.closed {
            let (what, help) = match closed {
                Closed::Password => (
                    "the document is encrypted, and no password that is known opens it; nothing of it was read",
                    "give its password with `--password`",
                ),
                Closed::Handler => (
                    "the document is encrypted for certificates or in a way that is not read; nothing of it was read",
                    "open it with the program that can, print it to a PDF, and add that as an item of its own",
                ),
            };
            return reading.lose(what, None, Some(help));
        }
        if file.opened {
            said_opened(reading);
        }
        for damage in &file.damage {
            reading.lose(damage.clone(), None, Some("raise it with `--limit unpacked-bytes=N`"));
        }
        if file.broken > 0 {
            let what = "groups of objects within the document are damaged; pages, words or fonts may be missing";
            reading.lose_values(file.broken, what, None, Some("get the file anew from its source"));
        }
        if file.embedded > 0 {
            let what = "files within the document were not read";
            let help = Some("take them out with `pdfdetach -saveall FILE`, and add each as an item of its own");
            reading.lose_values(file.embedded, what, None, help);
        }
        let mut parts = Parts::new(source, context);
        about(&file, &mut parts, reading);
        let pages = file.pages(usize::try_from(limits.pages).unwrap_or(usize::MAX));
        if pages.list.is_empty() {
            reading.lose(
                "no page was found in the document",
                None,
                Some("it may be damaged: save it anew, or extract its text"),
            );
        }
        if pages.missing > 0 {
            let what = "pages that the document names are damaged or not in the file; they were not read";
            reading.lose_values(pages.missing, what, None, Some("get the file anew from its source"));
        }
        if pages.more {
            reading.lose(
                format!("more than {} pages; the rest is not read", limits.pages),
                None,
                Some("raise it with `--limit pages=N`"),
            );
        }
        let mut drawing = Drawing::new(&file, limits, &mut budget);
        // A page is read when the next one is there: what its end cuts is told by both.
        let mut held: Option<(u32, String)> = None;
        let (mut wordless, mut damaged) = (0_usize, false);
        let mut pictures = Vec::new();
        for (number, page) in (1_u32..).zip(&pages.list) {
            let mut text = drawing.page(page);
            let place = |start: usize, end: usize| Span::within(Space::Page(number), start, end);
            damaged |= !drawing.losses.is_empty();
            if drawing.shows.may_hold_words(text.chars().filter(|c| c.is_alphanumeric()).count()) {
                pictures.push(number);
            }
            for loss in drawing.losses.drain(..) {
                reading.lose(format!("page {number}: {}", loss.what), Some(place(0, text.len())), loss.help);
            }
            // A document's links lead to sources far more often than to what it reports on.
            for link in drawing.links.drain(..) {
                reading.set_aside(Reason::Citation, link, place(0, text.len()), "");
            }
            let notes = std::mem::take(&mut drawing.notes).join("\n\n");
            parts.text(&format!("notes on page {number}"), &notes, Form::Text, reading);
            reading.record("page", Some(&number.to_string()), place(0, text.len()));
            wordless += usize::from(text.trim().is_empty());
            if let Some((before, mut page)) = held.take() {
                if let Some(cut) = across::cut(&page, &text) {
                    let span = Span::within(Space::Page(before), cut.before.start, cut.before.end);
                    reading.lose(cut.what, Some(span), Some("give the value whole, on one line"));
                    page = across::without(&page, &cut.before);
                    text = across::without(&text, &cut.behind);
                }
                read_page(before, &page, context, reading);
            }
            held = Some((number, text));
            if drawing.is_spent() {
                reading.lose(
                    format!(
                        "the pages after page {number} were not read: the limit `unpacked-bytes` ({}) is reached",
                        limits.unpacked_bytes
                    ),
                    None,
                    Some("raise it with `--limit unpacked-bytes=N`"),
                );
                break;
            }
        }
        if let Some((number, page)) = held {
            read_page(number, &page, context, reading);
        }
        if wordless > 0 && wordless == pages.list.len() {
            if damaged {
                return;
            }
            reading.lose(
                "no page holds text that can be read; the document may be a scan",
                None,
                Some("recognise its text (OCR), such as with `ocrmypdf in.pdf out.pdf`, and add that as an item of its own"),
            );
        } else if !pictures.is_empty() {
            let what =
                format!("{} a picture or drawing and little or no text; what it shows was not read", listed(&pictures));
            let help = "recognise its text (OCR), such as with `ocrmypdf --force-ocr in.pdf out.pdf`, and add that as an item of its own";
            let span = pictures.first().map(|page| Span::within(Space::Page(*page), 0, 0));
            reading.lose_values(pictures.len() as u64, what, span, Some(help));
        }
    }
}

/// Reads the words of one page.
fn read_page(number: u32, text: &str, context: &Context<'_>, reading: &mut Reading) {
    let place = |range: std::ops::Range<usize>| Span::within(Space::Page(number), range.start, range.end);
    if refused::sets_part_aside(text, place(0..text.len()), reading) {
        crate::markings::of_text(text, &place, reading);
    } else {
        read_prose(text, &place, "", context, reading);
    }
}

/// The numbers of pages, in words: `page 3 holds`, `pages 2, 4-9 and 12 hold`.
fn listed(pages: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for page in pages {
        match runs.last_mut() {
            Some((_, last)) if last.saturating_add(1) == *page => *last = *page,
            _ => runs.push((*page, *page)),
        }
    }
    let written: Vec<String> = runs
        .iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") })
        .collect();
    match written.as_slice() {
        [page] if pages.len() == 1 => format!("page {page} holds"),
        [all @ .., last] if !all.is_empty() => format!("pages {} and {last} hold", all.join(", ")),
        _ => format!("pages {} hold", written.join(", ")),
    }
}

/// Title, keywords and date that the document gives itself.
fn about(file: &File<'_>, parts: &mut Parts<'_>, reading: &mut Reading) {
    let text = |key: &[u8]| file.info(key).map(|bytes| encoding::document_text(&bytes));
    let mut said: Vec<String> = [b"Subject" as &[u8], b"Keywords"].iter().filter_map(|key| text(key)).collect();
    if let Some(title) = text(b"Title").filter(|title| !title.trim().is_empty()) {
        if names_a_file(&title) {
            reading.set_aside(Reason::Own, title.trim(), Span::item(0, 0), "title");
        } else {
            said.insert(0, title);
        }
    }
    parts.text("title and keywords", &said.join("\n\n"), Form::Text, reading);
    reading.title = text(b"Title").map(|title| title.trim().to_owned()).filter(|title| {
        title.len() <= 400 && title.contains(char::is_whitespace) && !title.starts_with("Microsoft Word")
    });
    reading.dated = text(b"CreationDate").and_then(|date| {
        let digits = date.strip_prefix("D:").unwrap_or(&date);
        written_dates::parse(digits.get(..8)?)
    });
}
