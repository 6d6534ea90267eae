//! The page that a person reads in a terminal.

mod answer;
mod articles;
mod hypotheses;
mod items;
pub mod page;
mod proposals;
mod reasons;
mod screen;
mod tradecraft;

use page::{Page, faint, plain, strong};

use crate::Document;
use crate::words;

/// Whether the page carries colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Characters alone.
    Plain,
    /// With the colours and weights of ECMA-48 (`ESC [ 1 m`). The words are the same.
    Ansi,
}

/// The characters that drawings are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyphs {
    /// Blocks, ×, ÷ and their like.
    Unicode,
    /// `#`, `:`, `.`, `|`, `x`, `/`: for terminals whose locale is not UTF-8. Text of the evidence stays as it is.
    Ascii,
}

impl Glyphs {
    pub(crate) fn ellipsis(self) -> &'static str {
        match self {
            Self::Unicode => "…",
            Self::Ascii => "..",
        }
    }
}

/// How a page of text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns; a page is at least 40 wide.
    pub width: usize,
    /// Whether it carries colour.
    pub style: Style,
    /// What drawings are made of.
    pub glyphs: Glyphs,
}

impl Look {
    /// Without colour, in Unicode.
    #[must_use]
    pub fn plain(width: usize) -> Self {
        Self { width, style: Style::Plain, glyphs: Glyphs::Unicode }
    }
}

/// How much of an assessment a page of text shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// One screen: at most 50 lines of at most 80 columns, with the answer, its reasons and limits, what was not read, and what to
    /// do next.
    Brief,
    /// The same in at most so many lines, where a screen has something else above it.
    Within(usize),
    /// All of it: every reason with its places and reports, the matrix of competing hypotheses, every thing to look for, aspects,
    /// costs of forging, families and states, each clause with its facts.
    Full,
}

/// The document as a page of text: the answer first, then what it rests on, the articles and the digests.
///
/// No line is wider than the page. Characters that hide from a reader or steer a terminal are shown by their number.
#[must_use]
pub fn to_text(document: &Document, look: Look, detail: Detail) -> String {
    let document = &*document.as_shown();
    match detail {
        Detail::Brief => screen::write(document, look, screen::LINES),
        Detail::Within(lines) => screen::write(document, look, lines),
        Detail::Full => whole(document, look),
    }
}

fn whole(document: &Document, look: Look) -> String {
    let mut page = Page::new(look);
    case(&mut page, document);
    for part in document.parts() {
        answer::write(&mut page, part);
        tradecraft::brief(&mut page, part);
    }
    items::write(&mut page, document);
    for part in document.parts() {
        hypotheses::write(&mut page, part);
        reasons::write(&mut page, part);
        tradecraft::full(&mut page, part);
    }
    claims(&mut page, document);
    articles::write(&mut page, document);
    proposals::write(&mut page, document);
    cautions(&mut page, document);
    digests(&mut page, document);
    page.finish()
}

fn case(page: &mut Page, document: &Document) {
    let case = &document.case;
    page.paragraph(0, &[strong(&case.title)]);
    if let Some(summary) = &case.summary {
        page.paragraph(0, &[plain(summary)]);
    }
    page.blank();
    let when = case.incident.map_or_else(|| "not known".to_owned(), |range| range.to_string());
    page.hanging(0, "When     ", &[plain(when)]);
    let victim = words::victim(document).unwrap_or_else(|| "not described".to_owned());
    page.hanging(0, "Victim   ", &[plain(victim)]);
    let marking = words::sharing(document).0.map(|tlp| format!("{tlp}. ")).unwrap_or_default();
    page.hanging(0, "Sharing  ", &[strong(marking), plain(words::about_sharing(document))]);
}

fn claims(page: &mut Page, document: &Document) {
    let claims = document.source_claims();
    if claims.is_empty() && document.public_claims.is_empty() {
        return;
    }
    page.heading("What others claim (not evidence; not scored)");
    let names = words::ItemNames::of(document);
    for claim in claims {
        let mut runs = vec![strong(&claim.name), plain(" is named in ")];
        runs.push(plain(reasons::places(&names, &claim.places)));
        runs.push(plain(words::spoken(claim.bearing)));
        page.bullet(2, &runs);
    }
    for claim in &document.public_claims {
        let mut runs = vec![plain(&claim.by), plain(" names "), strong(&claim.names)];
        if let Some(date) = claim.date {
            runs.push(plain(format!(" ({date})")));
        }
        if let Some(basis) = &claim.basis {
            runs.push(plain(format!(". Ground given: {}", words::unstopped(basis))));
        }
        if let Some(contested) = &claim.contested {
            runs.push(plain(format!(". Contested: {}", words::unstopped(contested))));
        }
        runs.push(plain("."));
        page.bullet(2, &runs);
        if let Some(url) = &claim.url {
            page.paragraph(4, &[faint(url)]);
        }
    }
}

fn cautions(page: &mut Page, document: &Document) {
    let cautions = document.cautions();
    if cautions.is_empty() {
        return;
    }
    page.heading("Before using this result");
    for text in &cautions {
        page.bullet(2, &[page::caution(text)]);
    }
}

fn digests(page: &mut Page, document: &Document) {
    let digests = &document.digests;
    page.heading("Computed from (SHA-256)");
    let case = digests.case.map_or_else(|| "no case file".to_owned(), |digest| digest.to_string());
    page.hanging(2, "evidence     ", &[plain(digests.evidence.to_string())]);
    page.hanging(2, "case         ", &[plain(case)]);
    page.hanging(2, "pack         ", &[plain(digests.pack.to_string())]);
    page.hanging(2, "model        ", &[plain(digests.model.to_string())]);
    page.hanging(2, "instruments  ", &[plain(digests.instruments.to_string())]);
    page.hanging(2, "settings     ", &[plain(digests.settings.to_string())]);
    page.paragraph(2, &[faint("The same inputs give the same result, to the byte, on any machine.")]);
}
