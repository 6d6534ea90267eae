use dunant_evidence::Loss;
use dunant_vocabulary::AdmiraltyGrade;
use unicode_width::UnicodeWidthStr;

use super::page::{NARROW, Page, Run, caution, faint, left, plain, right, strong};
use crate::{Document, ItemSummary};
use crate::{phrases, words};

/// Losses shown of one item; the rest is counted.
const LOSSES_SHOWN: usize = 5;
const READ_AS: usize = 14;
const OBSERVED: usize = 9;
const GRADE: usize = 5;
const SHARING: usize = 16;

/// What was read of each file, and what could not be read.
pub(super) fn write(page: &mut Page, document: &Document) {
    page.heading("What was read");
    if document.items.is_empty() {
        page.paragraph(2, &[plain("Nothing: no file was given.")]);
    } else {
        table(page, &document.items);
    }
    if let Some(words) = phrases::left_out(document) {
        page.paragraph(2, &[caution("Not read: "), plain(words)]);
    }
    page.blank();
    if document.items.iter().any(|item| item.admiralty.is_none()) {
        page.paragraph(2, &[faint("F6: neither the source nor the information has been graded.")]);
    }
}

fn table(page: &mut Page, items: &[ItemSummary]) {
    let name = page.width().saturating_sub(2 + READ_AS + OBSERVED + GRADE + SHARING + 4 * 2).max(8);
    let columns = [left(name), left(READ_AS), right(OBSERVED), left(GRADE), left(SHARING)];
    let narrow = page.width() < NARROW;
    if !narrow {
        let head = ["File", "Read as", "Observed", "Grade", "Sharing"];
        page.row(2, &columns, &head.map(|word| vec![faint(word)]));
    }
    for item in items {
        let cells = cells(item);
        if narrow {
            page.paragraph(2, &[strong(&item.name)]);
            let [read_as, observed, grade, sharing] = cells;
            let runs = [read_as, plain(", observed "), observed, plain(", grade "), grade, plain(", "), sharing];
            page.paragraph(4, &runs);
        } else if item.name.width() > name {
            // a long name has a line of its own: broken within a column nobody could copy it
            page.paragraph(2, &[strong(&item.name)]);
            page.row(2, &columns, &row(plain(""), cells));
        } else {
            page.row(2, &columns, &row(strong(&item.name), cells));
        }
        if let Some(line) = origin(item) {
            page.paragraph(4, &[plain(line)]);
        }
        if let Some(line) = kinds(item) {
            page.paragraph(4, &[faint(line)]);
        }
        troubles(page, item);
    }
}

/// Read as, observed, grade, sharing.
fn cells(item: &ItemSummary) -> [Run; 4] {
    [
        item.format.map_or_else(|| caution("not read"), plain),
        plain(words::number(observed(item))),
        plain(item.admiralty.unwrap_or(AdmiraltyGrade::UNGRADED).to_string()),
        plain(item.tlp.map_or_else(|| "no marking".to_owned(), |tlp| tlp.to_string())),
    ]
}

fn row(name: Run, [read_as, observed, grade, sharing]: [Run; 4]) -> [Vec<Run>; 5] {
    [name, read_as, observed, grade, sharing].map(|run| vec![run])
}

fn observed(item: &ItemSummary) -> u64 {
    item.values()
}

fn origin(item: &ItemSummary) -> Option<String> {
    let mut parts = Vec::new();
    parts.extend(item.source.clone());
    parts.extend(item.title.as_ref().map(|title| format!("“{title}”")));
    parts.extend(item.published.map(|date| format!("published {date}")));
    if parts.is_empty() { None } else { Some(parts.join(", ")) }
}

fn kinds(item: &ItemSummary) -> Option<String> {
    if item.observed.is_empty() {
        return None;
    }
    let kinds: Vec<String> =
        item.observed.iter().map(|(kind, count)| format!("{kind} {}", words::number(u64::from(*count)))).collect();
    Some(kinds.join(", "))
}

fn troubles(page: &mut Page, item: &ItemSummary) {
    if let Some(refusal) = &item.refusal {
        page.paragraph(4, &[caution("Not read: "), plain(&refusal.reason)]);
        if let Some(help) = &refusal.help {
            page.paragraph(4, &[plain(format!("help: {help}"))]);
        }
    }
    if item.losses.is_empty() {
        return;
    }
    let head = match item.losses.len() {
        1 => "1 thing could not be read:".to_owned(),
        n => format!("{n} things could not be read:"),
    };
    page.paragraph(4, &[caution(head)]);
    for loss in item.losses.iter().take(LOSSES_SHOWN) {
        page.bullet(4, &[plain(loss_in_words(loss))]);
        if let Some(help) = &loss.help {
            page.paragraph(6, &[plain(format!("help: {help}"))]);
        }
    }
    if let Some(more) = item.losses.len().checked_sub(LOSSES_SHOWN).filter(|more| *more > 0) {
        page.bullet(4, &[plain(format!("and {more} more; `--format json` lists them"))]);
    }
}

fn loss_in_words(loss: &Loss) -> String {
    match loss.span {
        Some(span) => format!("{}, at {span}", loss.what),
        None => loss.what.clone(),
    }
}
