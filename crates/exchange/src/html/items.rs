use dunant_evidence::Loss;
use dunant_vocabulary::AdmiraltyGrade;
use maud::{Markup, html};

use super::{marking, prose, unbroken};
use crate::words;
use crate::{Document, ItemSummary};

/// What was read of each file; what could not be read, and where, stands right beneath it.
pub(super) fn section(document: &Document) -> Markup {
    let losses: usize = document.items.iter().map(|item| item.losses.len()).sum();
    let refused = document.items.iter().filter(|item| item.refusal.is_some()).count();
    html! {
        section aria-labelledby="items" {
            h2 id="items" { "What was read" }
            p {
                (words::count(document.items.len(), "item")) "; " (words::count(refused, "item")) " refused, "
                (words::count(losses, "passage")) " that could not be read."
            }
            table.stack.items role="table" {
                thead role="rowgroup" {
                    tr role="row" {
                        th scope="col" role="columnheader" { "File" }
                        th scope="col" role="columnheader" { "Read as" }
                        th.number scope="col" role="columnheader" { "Observed" }
                        th scope="col" role="columnheader" { "Grade" }
                        th scope="col" role="columnheader" { "Sharing" }
                    }
                }
                tbody role="rowgroup" {
                    @for item in &document.items { (rows(item)) }
                }
            }
            p.small {
                "Grade: the Admiralty code. A to F for the record of the source, 1 to 6 for the credibility of what it says; "
                "F6 means that neither has been judged."
            }
        }
    }
}

fn rows(item: &ItemSummary) -> Markup {
    let observed: u64 = item.observations.iter().map(|(_, count)| u64::from(*count)).sum();
    html! {
        tr role="row" {
            th.who scope="row" role="rowheader" {
                code { (item.name) }
                p.small {
                    @if let Some(source) = &item.source { bdi { (source) } ". " }
                    @if let Some(title) = &item.title { "“" bdi { (title) } "”. " }
                    @if let Some(published) = item.published { "Published " (unbroken(published)) ". " }
                    (words::size(item.size)) ", SHA-256 " code { (item.digest.short()) } "…"
                }
            }
            td data-label="Read as" role="cell" { (item.format.unwrap_or("not read")) }
            td.number data-label="Observed" role="cell" { (words::number(observed)) }
            td data-label="Grade" role="cell" { (item.admiralty.unwrap_or(AdmiraltyGrade::UNGRADED)) }
            td data-label="Sharing" role="cell" { @if item.tlp.is_some() { (marking(item.tlp)) } @else { "no marking" } }
        }
        @if !item.observations.is_empty() || !item.losses.is_empty() || item.refusal.is_some() {
            tr.under role="row" {
                td colspan="5" role="cell" {
                    @if !item.observations.is_empty() {
                        p.small { (counts(&item.observations)) }
                    }
                    @if let Some(refusal) = &item.refusal {
                        p.trouble {
                            strong { "✘ Not read: " } bdi { (prose(words::unstopped(&refusal.reason))) } "."
                            @if let Some(help) = &refusal.help { " Help: " bdi { (prose(words::unstopped(help))) } "." }
                        }
                    }
                    @if !item.losses.is_empty() {
                        div.trouble {
                            p { strong { "Could not be read:" } }
                            ul { @for loss in &item.losses { (lost(loss)) } }
                        }
                    }
                }
            }
        }
    }
}

fn counts(kinds: &[(String, u32)]) -> String {
    kinds
        .iter()
        .map(|(kind, count)| format!("{kind} {}", words::number(u64::from(*count))))
        .collect::<Vec<_>>()
        .join(", ")
}

fn lost(loss: &Loss) -> Markup {
    html! {
        li dir="auto" {
            (prose(words::unstopped(&loss.what)))
            @if let Some(span) = loss.span { ", at " (unbroken(span)) }
            "."
            @if let Some(help) = &loss.help { " Help: " (prose(words::unstopped(help))) "." }
        }
    }
}
