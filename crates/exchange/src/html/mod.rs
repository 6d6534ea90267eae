//! The page that a judge, an analyst and an accused party read: one file, no script, nothing loaded from anywhere.

mod answer;
mod articles;
mod axis;
mod bars;
mod items;
mod proposals;
mod reasons;
mod timeline;
mod tradecraft;
mod tree;
mod verdicts;
mod waterfall;

pub use verdicts::{CheckedCase, check_to_html};

use dunant_vocabulary::Tlp;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::words::{self, ItemNames};
use crate::{Digests, Document, phrases};
use dunant_vocabulary::visible;

const CSS: &str = include_str!("page.css");
/// The browser's own guarantee: nothing is loaded and nothing runs, whatever stands in the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

/// The document as one self-contained page of HTML, with drawings in SVG; for screen, phone, paper and screen reader.
///
/// It holds no script and loads nothing. All text of evidence and case is escaped; characters that hide from a reader are shown
/// by their number. The same document always gives the same bytes.
#[must_use]
pub fn to_html(document: &Document) -> String {
    let document = &*document.as_shown();
    let (tlp, _) = words::sharing(document);
    let title = format!("{} – assessment", document.case.title);
    shell(
        "assessment",
        &title,
        tlp,
        html! {
            (items::unread(document))
            (head(document))
            main {
                @for part in document.parts() { (answer::section(part)) }
                div.body {
                    (contents(document))
                    div {
                        @for part in document.parts() {
                            (bars::section(part))
                            (reasons::section(part))
                            (tradecraft::brief(part))
                        }
                        (articles::section(&document.verdicts))
                        (claims(document))
                        (items::section(document))
                        (timeline::section(document))
                        @for part in document.parts() { (tradecraft::full(part)) }
                        (proposals::section(document))
                        (cautions(document))
                        (digests(&document.digests))
                    }
                }
            }
            footer {
                p { (marking(tlp)) " " (words::about_sharing(document)) }
                p.on-paper {
                    "What is folded on a screen is not printed here: open it in this page, or read it with "
                    code { "dunant assess --explain" } "."
                }
            }
        },
    )
}

/// The parts of the page, each a link.
fn contents(document: &Document) -> Markup {
    let mut parts: Vec<(String, String)> = Vec::new();
    for part in document.parts() {
        let tradecraft = &part.assessment.tradecraft;
        for (id, title, there) in [
            ("hypotheses", "Who it could be", true),
            ("reasons", "Why", true),
            ("next", "What to look for next", !tradecraft.look_for_next.is_empty()),
        ] {
            if there {
                parts.push((part.id(id), part.heading(title)));
            }
        }
    }
    let claimed = !document.public_claims.is_empty() || !document.source_claims().is_empty();
    for (id, title, there) in [
        ("articles", "Promises", !document.verdicts.is_empty()),
        ("claims", "What others claim", claimed),
        ("items", "What was read", true),
        ("timeline", "When", timeline::has_dates(document)),
    ] {
        if there {
            parts.push((id.to_owned(), title.to_owned()));
        }
    }
    for part in document.parts() {
        if tradecraft::is_there(part) {
            parts.push((part.id("doubt"), part.heading("What helps to doubt it")));
        }
    }
    for (id, title, there) in [
        ("proposed", "Proposed facts", !document.proposed_facts.is_empty()),
        ("cautions", "Before using this", !document.cautions().is_empty()),
        ("digests", "Computed from", true),
    ] {
        if there {
            parts.push((id.to_owned(), title.to_owned()));
        }
    }
    html! {
        nav.toc aria-label="Contents" {
            ol { @for (id, title) in &parts { li { a href={ "#" (id) } { bdi { (title) } } } } }
        }
    }
}

/// A whole page around `body`, marked on every sheet. `kind` marks it as this program's own, so that it is not taken for evidence.
fn shell(kind: &str, title: &str, tlp: Option<Tlp>, body: Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                meta name="dunant-document" content=(kind);
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(CSS)) (PreEscaped(paper(tlp))) }
            }
            body { (body) }
        }
    };
    visible(&page.into_string())
}

fn head(document: &Document) -> Markup {
    let case = &document.case;
    html! {
        header {
            p.kind { "Assessment of an incident · " (phrases::files_read(&document.coverage())) }
            h1 { bdi { (case.title) } }
            @if let Some(summary) = &case.summary {
                p.summary dir="auto" { (summary) }
            }
            dl.facts {
                div { dt { "When" } dd { (case.incident.map_or_else(|| "not known".to_owned(), phrases::long_date)) } }
                div { dt { "Victim" } dd { bdi { (words::victim(document).unwrap_or_else(|| "not described".to_owned())) } } }
                div { dt { "Sharing" } dd { (marking(words::sharing(document).0)) " " (words::about_sharing(document)) } }
            }
        }
    }
}

/// The marking in the colours that TLP 2.0 gives it; empty where there is none.
fn marking(tlp: Option<Tlp>) -> Markup {
    let class = match tlp {
        None => return html! {},
        Some(Tlp::Clear) => "tlp clear",
        Some(Tlp::Green) => "tlp green",
        Some(Tlp::Amber | Tlp::AmberStrict) => "tlp amber",
        Some(Tlp::Red) => "tlp red",
    };
    html! { @if let Some(tlp) = tlp { span class=(class) { (tlp) } } }
}

/// TLP 2.0 wants the marking on every sheet of paper.
fn paper(tlp: Option<Tlp>) -> String {
    let marking = tlp.map(|tlp| tlp.to_string()).unwrap_or_default();
    format!(
        "@page{{@top-right{{content:\"{marking}\"}}@bottom-left{{content:\"{marking}\"}}\
         @bottom-right{{content:counter(page) \" / \" counter(pages)}}}}"
    )
}

/// `text`, leading to `url` where that is an address of the web; else both as text.
fn link(text: &str, url: Option<&str>) -> Markup {
    let Some(url) = url else { return html! { bdi { (text) } } };
    let lower = url.to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("http://") {
        return html! { a href=(url) rel="noopener noreferrer external" { bdi { (text) } } };
    }
    if url == text {
        return html! { bdi { (text) } };
    }
    html! { bdi { (text) } " (" bdi { (url) } ")" }
}

/// `text`, with what stands in backticks set as code; as it is where a backtick has no partner.
fn prose(text: &str) -> Markup {
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return html! { (text) };
    }
    html! {
        @for (index, piece) in pieces.iter().enumerate() {
            @if index % 2 == 0 { (piece) } @else { code { (piece) } }
        }
    }
}

/// A date or a span of bytes, kept on one line: browsers break at hyphens.
fn unbroken(what: impl std::fmt::Display) -> Markup {
    html! { span.unbroken { (what.to_string()) } }
}

fn listed_reasons(reasons: &[String]) -> Markup {
    html! {
        @if !reasons.is_empty() {
            ul { @for reason in reasons { li dir="auto" { (prose(reason)) } } }
        }
    }
}

fn claims(document: &Document) -> Markup {
    let claims = document.source_claims();
    if claims.is_empty() && document.public_claims.is_empty() {
        return html! {};
    }
    let names = ItemNames::of(document);
    html! {
        section aria-labelledby="claims" {
            h2 id="claims" { "What others claim" }
            p { "These are not evidence of who did it, and nothing here was scored." }
            @if !claims.is_empty() {
                h3 { "Actors that the items name" }
                ul {
                    @for claim in &claims {
                        li { strong { bdi { (claim.name) } } ", in " (reasons::places(&names, &claim.places)) (words::spoken(claim.bearing)) }
                    }
                }
            }
            @if !document.public_claims.is_empty() {
                h3 { "Public attribution" }
                ul {
                    @for claim in &document.public_claims {
                        li {
                            bdi { (claim.by) } " names " strong { bdi { (claim.names) } }
                            @if let Some(date) = claim.date { ", " (unbroken(date)) }
                            "."
                            @if let Some(basis) = &claim.basis { " Ground given: " bdi { (words::unstopped(basis)) } "." }
                            @if let Some(contested) = &claim.contested { " " strong { "Contested:" } " " bdi { (words::unstopped(contested)) } "." }
                            @if let Some(url) = &claim.url { br; (link(url, Some(url))) }
                        }
                    }
                }
            }
        }
    }
}

fn cautions(document: &Document) -> Markup {
    let cautions = document.cautions();
    html! {
        @if !cautions.is_empty() {
            section.caution aria-labelledby="cautions" {
                h2 id="cautions" { "Before using this result" }
                (listed_reasons(&cautions))
            }
        }
    }
}

fn digests(digests: &Digests) -> Markup {
    let case = digests.case.map_or_else(|| "no case file".to_owned(), |digest| digest.to_string());
    html! {
        section aria-labelledby="digests" {
            h2 id="digests" { "Computed from" }
            p { "SHA-256 of each input. The same inputs give the same result, to the byte, on any machine." }
            dl.digests {
                div { dt { "evidence" } dd { code { (digests.evidence) } } }
                div { dt { "case" } dd { code { (case) } } }
                div { dt { "pack" } dd { code { (digests.pack) } } }
                div { dt { "model" } dd { code { (digests.model) } } }
                div { dt { "instruments" } dd { code { (digests.instruments) } } }
                div { dt { "settings" } dd { code { (digests.settings) } } }
            }
        }
    }
}
