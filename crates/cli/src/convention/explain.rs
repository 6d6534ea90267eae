use dunant::convention::{Convention, Need, Outcome, Selection, Verdict, evaluate_clause};
use dunant::exchange::articles::{Article, WHAT_A_VERDICT_IS, mark, over_known};
use dunant::exchange::page::{Page, faint, plain, strong};
use serde::Serialize;

use super::case::{Heading, Held};
use super::render;
use super::rule::{Marks, draw};
use crate::arguments::{CaseOptions, Terminal};
use crate::complaint::Complaint;

#[derive(Serialize)]
struct Explained<'c> {
    case: Heading<'c>,
    verdict: &'c Verdict,
}

/// One verdict in full.
pub(super) fn explain(
    convention: &Convention,
    options: &CaseOptions,
    article: &str,
    terminal: &Terminal,
) -> Result<String, Complaint> {
    let (instrument, clause) = match convention.select(article)? {
        Selection::Clause(instrument, clause) => (instrument, clause),
        Selection::Instrument(instrument) => {
            let names: Vec<String> =
                instrument.clauses.iter().map(|clause| format!("`{}`", instrument.name_of(clause))).collect();
            return Err(Complaint::new(format!("`{article}` is an instrument; a verdict is on one clause"))
                .with_help(format!("name one of {}", names.join(", "))));
        }
    };
    let case = Held::read(options)?;
    let verdict = evaluate_clause(instrument, clause, &case.facts);
    let explained = Explained { case: case.heading(), verdict: &verdict };
    render(super::SCHEMA, &explained, options.format, terminal, |page| {
        case.write(page);
        page.blank();
        write(page, &verdict);
    })
}

fn write(page: &mut Page, verdict: &Verdict) {
    let article = Article::of(verdict);
    page.paragraph(0, &[strong(&article.name), plain(": "), plain(article.title)]);
    page.paragraph(0, &[plain(&verdict.clause.words)]);
    page.paragraph(0, &[faint(&article.source.citation)]);
    page.paragraph(0, &[faint(article.source.url)]);
    page.blank();
    let marker = format!("{} ", mark(article.outcome));
    page.hanging(0, &marker, &[strong(article.outcome.words()), plain(". "), plain(&article.words)]);
    page.paragraph(0, &[faint(WHAT_A_VERDICT_IS)]);

    page.heading("The rule, and what the facts say to it");
    page.paragraph(0, &[faint("[+] true, [-] false, [?] the facts do not say")]);
    draw(page, 0, &article.tree, Marks::Truth);

    page.heading("Who was bound");
    article.parties.iter().for_each(|words| page.bullet(0, &[plain(words)]));

    list(page, over_known(article.outcome), &article.known);
    if let Some(weakest) = verdict.weakest_standard() {
        page.paragraph(0, &[plain(format!("The weakest standard of proof among these: {weakest}."))]);
    }
    list(page, "Disputed, and so not counted", &article.disputed);
    list(page, "Missing", &article.missing);
    sets(page, verdict);
    page.blank();
    page.paragraph(0, &[faint(format!("Rule, SHA-256: {}", verdict.clause.rule))]);
}

fn list(page: &mut Page, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    page.heading(title);
    lines.iter().for_each(|line| page.bullet(0, &[plain(line)]));
}

/// Every minimal set of missing facts, by the verdict that it would bring.
fn sets(page: &mut Page, verdict: &Verdict) {
    if verdict.missing.is_empty() {
        return;
    }
    page.heading("What would decide it");
    let is_of_referral = |outcome: &Outcome| matches!(outcome, Outcome::ForReferral | Outcome::NothingToRefer);
    let outcomes = if verdict.still_possible.iter().any(is_of_referral) {
        [Outcome::ForReferral, Outcome::NothingToRefer, Outcome::NotApplicable]
    } else {
        [Outcome::ConsistentWithBreach, Outcome::NotABreach, Outcome::NotApplicable]
    };
    for outcome in outcomes {
        let of_outcome: Vec<_> = verdict.missing.iter().filter(|set| set.outcome == outcome).collect();
        if of_outcome.is_empty() {
            page.paragraph(0, &[plain(format!("It can no longer come out as {outcome}."))]);
            continue;
        }
        page.paragraph(0, &[plain(format!("It would be {outcome} if one of these holds:"))]);
        for set in of_outcome {
            let needs: Vec<String> = set.needs.iter().map(Need::words).collect();
            page.bullet(2, &[plain(needs.join(", and "))]);
        }
    }
    if !verdict.missing_is_complete {
        page.paragraph(0, &[plain("There are more sets than these, the smallest are shown.")]);
    }
}
