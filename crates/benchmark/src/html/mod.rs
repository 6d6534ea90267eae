//! The page that a sceptic reads: one file, no script, nothing loaded from anywhere.

mod frame;
mod glance;
mod key;
mod protocol;
mod reliability;
mod tippett;

use std::collections::BTreeSet;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::report::{InputFile, InputRole};
use crate::{Figure, Report, SentenceResult};

const CSS: &str = include_str!("page.css");
/// The browser's own guarantee: nothing is loaded and nothing runs, whatever stands in the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

/// The report as one self-contained page of HTML, with drawings in SVG; for screen, phone, paper and screen reader.
///
/// It holds no script and loads nothing. The same report always gives the same bytes.
#[must_use]
pub fn to_html(report: &Report) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="dunant-document" content="benchmark";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                title { "Attribution measured" }
                style { (PreEscaped(CSS)) }
            }
            body {
                (head(report))
                main {
                    (glance::section(&report.results))
                    (key::section())
                    @for (at, result) in report.results.iter().enumerate() { (protocol::section(at, result)) }
                    @if let Some(result) = &report.sentences { (sentences(result)) }
                    (fitted(report))
                    (galaxy_files(report))
                }
            }
        }
    };
    page.into_string()
}

fn head(report: &Report) -> Markup {
    let fitted: BTreeSet<&str> = report.results.iter().map(|result| result.fitted_on.as_str()).collect();
    let (galaxy, main) = inputs(report);
    html! {
        header {
            p.kind { "Benchmark" }
            h1 { "Attribution measured" }
            p.summary {
                "How often Dunant puts the group that did it first, how far its probabilities can be believed, and how it compares "
                "with three simple rankers on the same items. An item is a report or campaign that ATT&CK ties to exactly one "
                "group: what it shows is the evidence, the group the answer. What may be known of the answer is said with each protocol."
            }
            dl.facts {
                @for input in main { (file(input)) }
                @if !galaxy.is_empty() {
                    div { dt { (InputRole::Galaxy.words()) } dd { (galaxy.len()) " files, " a href="#galaxy" { "listed with their SHA-256" } } }
                }
                div { dt { "Model measured" } dd { span.small { "SHA-256 " } code { (report.model) } } }
                div { dt { "Answered with" } dd { ul { @for words in fitted { li { (words) } } } } }
                div {
                    dt { "To repeat it" }
                    dd {
                        pre { code { (report.command) } }
                        p.small {
                            "The same files give the same figures, on any machine. " code { "--report FILE.html" } " writes this page, "
                            code { "--format json" } " everything on it for programs."
                        }
                    }
                }
            }
        }
    }
}

/// The files of the galaxy, which are many, and the others.
fn inputs(report: &Report) -> (Vec<&InputFile>, Vec<&InputFile>) {
    report.inputs.iter().partition(|input| input.role == InputRole::Galaxy)
}

fn galaxy_files(report: &Report) -> Markup {
    let (files, _) = inputs(report);
    html! {
        @if !files.is_empty() {
            section aria-labelledby="galaxy" {
                h2 id="galaxy" { "Files of the MISP galaxy" }
                ul.files { @for input in files { li { bdi { (input.path) } br; code { (input.digest) } } } }
            }
        }
    }
}

fn file(input: &InputFile) -> Markup {
    html! {
        div {
            dt { (input.role.words()) }
            dd { bdi { (input.path) } br; span.small { "SHA-256 " } code { (input.digest) } }
        }
    }
}

fn sentences(result: &SentenceResult) -> Markup {
    let rows = [
        ("The technique is first", result.top_1),
        ("It is among the first five", result.top_5),
        ("It, or one of its family, is first", result.family_top_1),
    ];
    html! {
        section aria-labelledby="sentences" {
            h2 id="sentences" { "One sentence to a technique" }
            p { (result.sentences) " sentences of ATT&CK, each read with what was learnt of sentences of the half-years before it." }
            table.narrow {
                thead { tr { th scope="col" { "How often" } th.number scope="col" { "Value" } th.number scope="col" { "95\u{a0}% interval" } } }
                tbody {
                    @for (words, figure) in rows {
                        @if let Some(figure) = figure {
                            tr {
                                th scope="row" { (words) }
                                td.number { (value(figure)) }
                                td.number { (interval(figure)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn fitted(report: &Report) -> Markup {
    html! {
        @if let Some(weights) = report.fitted_toml() {
            section aria-labelledby="fitted" {
                h2 id="fitted" { "What all as-of items teach" }
                p { "No figure above used these weights on an item that taught them. They can stand in a model's file:" }
                pre { code { (weights) } }
            }
        }
    }
}

fn value(figure: Figure) -> String {
    format!("{:.3}", figure.value)
}

fn interval(figure: Figure) -> String {
    format!("{:.3}–{:.3}", figure.low, figure.high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn what_a_path_says_stays_text() {
        let mut report = sample::report();
        report.command = "dunant --attack '<script>alert(1)</script>'".into();
        report.inputs[0].path = "\"><img src=x>&.json".into();
        report.results[0].protocol = "</title><svg onload=1>".into();
        let page = to_html(&report);
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<svg onload"), "{page}");
        assert!(page.contains("&lt;script&gt;alert(1)") && page.contains("&quot;&gt;&lt;img src=x&gt;&amp;.json"));
    }

    #[test]
    fn the_page_loads_nothing_and_names_its_inputs() {
        let report = sample::report();
        let page = to_html(&report);
        for loading in ["<script", "<link", " src=", "url(", "@import", "http:", "https:"] {
            assert!(!page.contains(loading), "{loading}");
        }
        let digests = report.inputs.iter().map(|input| input.digest.to_string());
        for said in digests.chain([report.command.clone(), report.model.to_string()]) {
            assert!(page.contains(&said), "{said}");
        }
    }
}
