use dunant_convention::{Outcome, Truth};
use maud::{Markup, html};

use super::{link, prose};
use crate::Document;
use crate::articles::{self, Article, Node};

/// The promises that the case concerns: the verdict in words, the facts that decide, those that are missing, the clause itself.
pub(super) fn section(document: &Document) -> Markup {
    if document.verdicts.is_empty() {
        return html! {};
    }
    let (concerned, others) = articles::of(document);
    html! {
        section aria-labelledby="articles" {
            h2 id="articles" { "The promises it concerns" }
            p { (articles::WHAT_A_VERDICT_IS) }
            @if concerned.is_empty() {
                p { strong { "The case says nothing to any of the articles, as far as its facts go." } }
            }
            @for one in &concerned { (article(one)) }
            @if !others.is_empty() { p.small { (articles::folded(&others)) } }
        }
    }
}

fn article(article: &Article<'_>) -> Markup {
    let class = match article.outcome {
        Outcome::ConsistentWithBreach | Outcome::ForReferral => "verdict breach",
        Outcome::Undetermined => "verdict open",
        Outcome::NotABreach | Outcome::NothingToRefer | Outcome::NotApplicable => "verdict none",
    };
    html! {
        article.promise {
            h3 { bdi { (article.name) } br; span.aside { bdi { (article.title) } } }
            div class=(class) {
                p { span.mark aria-hidden="true" { (articles::mark(article.outcome)) } " " strong { (article.outcome) } }
                p { (prose(&article.words)) }
            }
            div.pair {
                (list(articles::over_known(article.outcome), &article.known))
                (list("Disputed", &article.disputed))
                (list("Missing", &article.missing))
                (list("This would decide it", &article.sets))
            }
            details {
                summary { "The clause, condition by condition" }
                ul.tree { @for part in &article.tree { (node(part)) } }
                @for party in &article.parties { p.small { bdi { (prose(party)) } "." } }
                p.small { "Source: " (link(&article.source.citation, Some(article.source.url))) }
            }
        }
    }
}

fn list(head: &str, lines: &[String]) -> Markup {
    html! {
        @if !lines.is_empty() {
            div { h4 { (head) } ul { @for line in lines { li dir="auto" { (prose(line)) } } } }
        }
    }
}

/// Bounded in depth where the tree is made.
fn node(tree: &Node) -> Markup {
    let (mark, word) = match tree.truth {
        Truth::True => ("✔", "yes"),
        Truth::False => ("✘", "no"),
        Truth::Unknown => ("?", "not known"),
    };
    html! {
        li {
            span.mark aria-hidden="true" { (mark) } " " bdi { (prose(&tree.text)) } span.aside { " – " (word) }
            @if !tree.children.is_empty() { ul { @for child in &tree.children { (node(child)) } } }
        }
    }
}
