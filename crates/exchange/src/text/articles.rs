use super::page::{Page, faint, plain, strong};
use crate::Document;
use crate::articles::{self, Article};

/// Lines shown of each kind for one article.
const SHOWN: usize = 6;

/// The promises that the case concerns, with the facts that decide and those that are missing; the others in one line.
pub(super) fn write(page: &mut Page, document: &Document) {
    if document.verdicts.is_empty() {
        return;
    }
    let (concerned, others) = articles::of(&document.verdicts);
    page.heading("The promises it concerns");
    page.paragraph(2, &[plain(articles::WHAT_A_VERDICT_IS)]);
    for article in &concerned {
        one(page, article);
    }
    if concerned.is_empty() {
        page.blank();
        page.paragraph(2, &[strong("The case says nothing to any of the articles, as far as its facts go.")]);
    }
    if !others.is_empty() {
        page.blank();
        page.paragraph(2, &[faint(articles::folded(&others))]);
    }
}

fn one(page: &mut Page, article: &Article<'_>) {
    page.blank();
    page.paragraph(2, &[strong(&article.name), plain(": "), plain(article.title)]);
    page.hanging(
        4,
        &format!("{} ", articles::mark(article.outcome)),
        &[strong(article.outcome.words()), plain(". "), plain(&article.words)],
    );
    list(page, articles::over_known(article.outcome), &article.known);
    list(page, "Disputed", &article.disputed);
    list(page, "Missing", &article.missing);
    list(page, "This would decide it", &article.sets);
}

fn list(page: &mut Page, head: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    page.paragraph(6, &[plain(format!("{head}:"))]);
    for line in lines.iter().take(SHOWN) {
        page.bullet(6, &[plain(line)]);
    }
    if let Some(more) = lines.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        page.bullet(6, &[plain(format!("and {more} more; `--format json` lists them all"))]);
    }
}
