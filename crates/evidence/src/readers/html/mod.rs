//! Web pages: their words, with spans of the page's own bytes. Nothing is fetched, no script is run.

mod around;
mod bounded;
mod characters;
mod doubt;
mod elements;
mod forms;
mod loads;
mod page;
mod style;
mod table;
mod tag;
#[cfg(test)]
mod tests;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use dunant_vocabulary::Span;
use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};

use self::bounded::{ATTRIBUTES, BoundedReader, Progress};
use self::loads::LoadKind;
use self::page::Page;
use self::text::SourcedText;
use crate::plain::{Plain, Scope};
use crate::prose::read_prose;
use crate::surroundings::frames_a_page;
use crate::{Bearing, Context, Observable, ObservableKind, Observed, Reader, Reading, Reason, Source};

pub(super) struct Html;

impl Reader for Html {
    fn format(&self) -> &'static str {
        "HTML"
    }

    fn recognise(&self, source: &Source<'_>) -> bool {
        source.text().is_some_and(is_html)
    }

    fn read(&self, source: &Source<'_>, context: &Context<'_>, reading: &mut Reading) {
        read(source, Targets::SetAside, context, reading);
    }
}

/// What becomes of links whose words do not say where they lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Targets {
    /// They are citations.
    SetAside,
    /// The caller reads them: in a mail, they are where its reader was to go.
    Left,
}

/// Reads a page or the HTML body of something else.
pub(super) fn read(source: &Source<'_>, targets: Targets, context: &Context<'_>, reading: &mut Reading) {
    let Some(source_text) = source.text() else { return };
    if u32::try_from(source_text.len()).is_err() {
        reading.lose("the page is longer than 4 GiB", None, Some("split it, or extract its text and pass that"));
        return;
    }
    let mut page = Page::new(source_text, context.limits.depth);
    let mut from = 0;
    while let Some(stopped) = tokenize(source_text, from, &mut page) {
        let end =
            source_text.get(stopped..).and_then(|rest| rest.find('>')).map_or(source_text.len(), |at| stopped + at + 1);
        let what = format!("a tag with more than {ATTRIBUTES} attributes was not read to its end");
        reading.lose(what, Some(source.span(stopped, end)), None);
        from = end;
    }
    page.finish();
    reading.title = page.title.take();
    if let Some(title) = reading.title.clone() {
        crate::markings::of_text(&title, &|_| source.span(0, 0), reading);
    }
    reading.dated = page.dated;
    for part in &page.parts {
        let span = source.span(part.range.start, part.range.end);
        reading.record(part.kind, part.heading.as_deref(), span);
    }
    let place_in = |text: &SourcedText, range| {
        let range = text.in_source(range);
        source.span(range.start, range.end)
    };
    let before = reading.mark();
    read_prose(page.text.as_str(), &|range| place_in(&page.text, range), "", context, reading);
    let offered = page.offers.ranges.iter().map(|range| (source.span(range.start, range.end), Bearing::Aside));
    let doubted = page.doubted.iter().map(|range| (source.span(range.start, range.end), Bearing::Listed));
    reading.bear_apart(&before, offered.collect());
    reading.bear_apart(&before, doubted.collect());
    // In a mail that answers or forwards, the mail below is in such an element, and prose looks at it.
    if targets == Targets::SetAside {
        let quoted = page.quoted.iter().map(|range| (source.span(range.start, range.end), Bearing::Reported));
        reading.bear_apart(&before, quoted.collect());
        if page.is_framed || around::is_declared_apart(source_text) || frames_a_page(page.margin.as_str()) {
            reading.lower_names_since(&before);
        }
    }
    // The page's frame is its publisher's: menus name every program there is, footers the editors' addresses. What nobody sees or
    // what is struck out the page does not say.
    let read_apart = |text: &SourcedText| {
        let mut apart = Reading::new(source, context.limits);
        read_prose(text.as_str(), &|range| place_in(text, range), "", context, &mut apart);
        apart
    };
    let hidden = read_apart(&page.hidden);
    say_hidden(&hidden, reading);
    reading.set_aside_all(hidden, Reason::Hidden);
    for (text, reason) in
        [(&page.margin, Reason::Own), (&page.struck, Reason::Withdrawn), (&page.fields, Reason::Hidden)]
    {
        reading.set_aside_all(read_apart(text), reason);
    }
    for (text, reason, what) in [
        (&page.hidden, Reason::Hidden, "text that whoever looks at the page does not see"),
        (&page.struck, Reason::Withdrawn, "text that is struck out"),
    ] {
        if let Some(first) = text.as_str().find(char::is_alphanumeric) {
            reading.set_aside(reason, what, place_in(text, first..first + 1), "");
        }
    }
    if page.spans.left_out > 0 {
        let what = "cells that reach over several rows or columns were read in their first alone";
        reading.lose_values(page.spans.left_out, what, None, Some("save the table as CSV, and pass that too"));
    }
    if targets == Targets::SetAside {
        for link in page.links {
            let is_mail = link.target.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
            let plainly = if is_mail || link.framed { Reason::Own } else { Reason::Citation };
            let reason = link.shown.reason().unwrap_or(plainly);
            // Nobody keeps a link to a source from being clicked.
            let plain = Plain::new(&link.target, Scope::Value);
            if reason == Reason::Citation
                && plain.is_defanged(0..plain.text().len())
                && let Ok(place) = Observable::parse(ObservableKind::Url, plain.text())
            {
                reading.observe(Observed::Observable(place), source.span(link.range.start, link.range.end), "a.href");
                continue;
            }
            reading.set_aside(reason, link.target, source.span(link.range.start, link.range.end), "a.href");
        }
    }
    if targets == Targets::SetAside {
        for load in page.loads {
            let span = source.span(load.range.start, load.range.end);
            // A page that asks for a password and sends it elsewhere is no report.
            let told = load.kind == LoadKind::Forward || load.kind == LoadKind::Sent && page.asks_password;
            match Observable::parse(ObservableKind::Url, &load.target) {
                Ok(place) if told => reading.observe(Observed::Observable(place), span, load.path),
                _ if told => reading.set_aside(Reason::NotATrace, load.target, span, load.path),
                _ => reading.set_aside(Reason::Citation, load.target, span, load.path),
            }
        }
    }
    if let Some((count, first)) = page.unseen {
        let what = "scripts, styles and other elements that a page does not show";
        reading.set_aside_values(count, Reason::Description, what, source.span(first.start, first.end), "");
    }
}

/// Says aloud that hidden text holds values which the page shows nowhere: a tab that is closed may hold a report's list of them.
fn say_hidden(hidden: &Reading, reading: &mut Reading) {
    let shown: BTreeSet<&Observed> = reading.observations().iter().map(|shown| &shown.observed).collect();
    let lost: BTreeMap<&Observed, Span> = (hidden.observations().iter())
        .filter(|value| !shown.contains(&value.observed))
        .map(|value| (&value.observed, value.span))
        .collect();
    let (count, first) = (lost.len() as u64, lost.values().min_by_key(|span| span.start).copied());
    if count > 0 {
        let what = "values stand only in text that the page hides, and were not read as evidence";
        let help = "if the text is meant to be read, print the page as PDF with it opened, or save it to a file, and pass that too";
        reading.lose_values(count, what, first, Some(help));
    }
}

/// Shows `page` the events of `text` from `from` on; where it stopped, if a tag has too many attributes.
fn tokenize(text: &str, from: usize, page: &mut Page<'_>) -> Option<usize> {
    let rest = text.get(from..)?;
    let progress = Progress::default();
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: html5gum::Span<usize>| {
        match event {
            CallbackEvent::AttributeName { .. } => progress.attributes.set(progress.attributes.get() + 1),
            CallbackEvent::AttributeValue { .. } => {}
            _ => progress.attributes.set(0),
        }
        page.see(&event, from + span.start..from + span.end);
        None::<std::convert::Infallible>
    });
    emitter.naively_switch_states(true);
    let finished = Tokenizer::new_with_emitter(BoundedReader::new(rest, &progress), emitter).finish();
    finished.is_err().then(|| text.floor_char_boundary(from + progress.given.get()))
}

/// Whether `text` begins as a web page does, or with tags that only a piece of one has.
fn is_html(text: &str) -> bool {
    const TAGS: [&str; 16] = [
        "<a ", "<body", "<br", "<div", "<h1", "<h2", "<head", "<li", "<meta", "<p>", "<p ", "<span", "<table", "<td",
        "<title", "<ul",
    ];
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if !start.starts_with('<') {
        return false;
    }
    let head = start.get(..start.floor_char_boundary(4096)).unwrap_or_default().to_ascii_lowercase();
    let mut body = head.as_str();
    while let Some(rest) = body.strip_prefix("<!--") {
        let Some((_, rest)) = rest.split_once("-->") else { return false };
        body = rest.trim_start();
    }
    if body.starts_with("<?xml") {
        return body.split_once("?>").is_some_and(|(_, rest)| {
            let rest = rest.trim_start();
            rest.starts_with("<!doctype html") || rest.starts_with("<html")
        });
    }
    body.starts_with("<!doctype html")
        || body.starts_with("<html")
        || TAGS.iter().filter(|tag| body.contains(**tag)).count() >= 3
}
