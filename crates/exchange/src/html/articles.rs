use dunant_convention::{Outcome, Verdict};
use maud::{Markup, html};

use super::{link, prose, tree};
use crate::articles::{self, Article};
use crate::words;

/// The promises that the case concerns: the verdict in words, the facts that decide, those that are missing, the clause itself as
/// a tree. Behind them, folded, the trees of the others.
pub(super) fn section(verdicts: &[Verdict]) -> Markup {
    if verdicts.is_empty() {
        return html! {};
    }
    let (concerned, mut others) = articles::of(verdicts);
    // That a clause does not speak to this actor or day is told with the others.
    let (mut apart, concerned): (Vec<_>, Vec<_>) =
        concerned.into_iter().partition(|one| one.outcome == Outcome::NotApplicable);
    others.append(&mut apart);
    html! {
        section aria-labelledby="articles" {
            h2 id="articles" { "The promises it concerns" }
            p { (articles::WHAT_A_VERDICT_IS) }
            @if concerned.is_empty() {
                p { strong { "The case says nothing to any of the articles, as far as its facts go." } }
            }
            @for one in &concerned { (article(one)) }
            @if !others.is_empty() { (rest(&others)) }
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
            h3 { bdi { (article.name) } span.aside { ": " bdi { (article.title) } } }
            div class=(class) {
                p {
                    span.mark aria-hidden="true" { (articles::mark(article.outcome)) } " " strong { (article.outcome) }
                    @if let Some(first) = article.missing.first() {
                        span.aside {
                            ". Missing: " (prose(words::unstopped(first)))
                            @if article.missing.len() > 1 { ", and " (article.missing.len() - 1) " more" } "."
                        }
                    }
                }
            }
            details {
                summary { "In full: facts, and the clause as a tree" }
                p { (prose(&article.words)) }
                div.pair {
                    (list(articles::over_known(article.outcome), &article.known))
                    (list("Disputed", &article.disputed))
                    (list("Missing", &article.missing))
                    (list("This would decide it", &article.sets))
                }
                p.small { "What stands under a line decides what stands over it." }
                (tree::drawing(article))
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

/// The articles to which the case says nothing: a line each, the tree behind it.
fn rest(others: &[Article<'_>]) -> Markup {
    let verb = if others.len() == 1 { "says" } else { "say" };
    html! {
        details {
            summary { (words::count(others.len(), "article")) " " (verb) " nothing to this case, or not to this actor or day" }
            (tree::key())
            @for other in others {
                details.other {
                    summary {
                        bdi { (other.name) } ": " bdi { (other.title) }
                        span.aside { " – " (other.outcome) }
                    }
                    (tree::drawing(other))
                }
            }
        }
    }
}
