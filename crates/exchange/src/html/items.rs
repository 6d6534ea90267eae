use dunant_evidence::Loss;
use dunant_vocabulary::AdmiraltyGrade;
use maud::{Markup, html};

use super::{marking, prose, unbroken};
use crate::{Document, ItemSummary, phrases, words};

/// Files named above the page that were not read; the others are counted.
const UNREAD_SHOWN: usize = 12;
/// Losses of one file that stand open; where there are more, all are folded.
const LOSSES_OPEN: usize = 3;
/// Losses of one file that the page lists.
const LOSSES_SHOWN: usize = 50;

/// What was not read stands before all else: it limits all that follows.
pub(super) fn unread(document: &Document) -> Markup {
    let coverage = document.coverage();
    let left_out = html! {
        @if let Some(words) = phrases::left_out(document) { p.small.lost { strong { "Not read: " } (words) } }
    };
    let Some(head) = phrases::files_unread(&coverage) else {
        return html! {
            (left_out)
            @if !coverage.in_part.is_empty() {
                p.small.lost { (phrases::lost_in_part(&coverage)) " " a href="#items" { "See what was read" } }
            }
        };
    };
    html! {
        div.unread role="note" {
            p { strong { (head) "." } " What they hold is not in this answer." }
            ul {
                @for item in coverage.unread.iter().take(UNREAD_SHOWN) {
                    li {
                        code { (item.name) } ": "
                        @match (&item.refusal, item.losses.first()) {
                            (Some(refusal), _) => { (trouble(&refusal.reason, refusal.help.as_deref())) }
                            (None, Some(loss)) => { (trouble(&loss.what, loss.help.as_deref())) }
                            (None, None) => { "nothing was taken from it" }
                        }
                    }
                }
                @if coverage.unread.len() > UNREAD_SHOWN {
                    li { "and " (words::count(coverage.unread.len() - UNREAD_SHOWN, "more file")) ": " a href="#items" { "see all" } }
                }
            }
            @if !coverage.in_part.is_empty() { p { (phrases::lost_in_part(&coverage)) } }
            (left_out)
        }
    }
}

fn trouble(what: &str, help: Option<&str>) -> Markup {
    html! {
        bdi { (prose(words::unstopped(what))) } "."
        @if let Some(help) = help { " Help: " bdi { (prose(words::unstopped(help))) } "." }
    }
}

/// What was read of each file; what could not be read, and where, stands right beneath it.
pub(super) fn section(document: &Document) -> Markup {
    let lost: u64 = document.items.iter().map(ItemSummary::lost_values).sum();
    let coverage = document.coverage();
    let set_aside: u64 = document.items.iter().map(ItemSummary::values_set_aside).sum();
    let read: u64 = document.items.iter().map(ItemSummary::values).sum();
    html! {
        section aria-labelledby="items" {
            h2 id="items" { "What was read" }
            p {
                (phrases::files_read(&coverage)) ": " (words::count(many(read), "value")) " read, "
                (words::number(set_aside)) " set aside, " (words::number(lost)) " lost. "
                code { "dunant read" } " lists every one with its place."
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
    let observed: u64 = item.values();
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
        @if !item.observed.is_empty() || !item.losses.is_empty() || !item.set_aside.is_empty() || item.refusal.is_some() {
            tr.under role="row" {
                td colspan="5" role="cell" {
                    @if !item.observed.is_empty() {
                        p.small { (counts(&item.observed)) }
                    }
                    @if let Some(refusal) = &item.refusal {
                        p.trouble { strong { "✘ Not read: " } (trouble(&refusal.reason, refusal.help.as_deref())) }
                    }
                    (losses(item))
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

fn losses(item: &ItemSummary) -> Markup {
    let values = words::count(many(item.lost_values()), "value");
    let list = html! {
        ul {
            @for loss in item.losses.iter().take(LOSSES_SHOWN) { (lost(loss)) }
            @if item.losses.len() > LOSSES_SHOWN {
                li { "and " (words::count(item.losses.len() - LOSSES_SHOWN, "more loss").replace("losss", "losses")) ": " code { "dunant read" } " lists them." }
            }
        }
    };
    html! {
        @if item.losses.len() > LOSSES_OPEN {
            details.trouble { summary { "Could not be read: " (values) } (list) }
        } @else if !item.losses.is_empty() {
            div.trouble { p { strong { "Could not be read: " (values) } } (list) }
        }
        @if !item.set_aside.is_empty() {
            p.small { "Set aside: " (set_aside(item)) "." }
        }
    }
}

/// What was set aside of an item, counted by reason.
fn set_aside(item: &ItemSummary) -> String {
    let mut counts = std::collections::BTreeMap::new();
    for one in &item.set_aside {
        *counts.entry(one.reason).or_insert(0_u64) += one.count;
    }
    let told = counts.into_iter().map(|(reason, count)| format!("{} {}", words::number(count), reason.words()));
    told.collect::<Vec<_>>().join(", ")
}

fn many(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
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
