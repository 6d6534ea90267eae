use unicode_width::UnicodeWidthStr as _;

use super::{Kinds, Outcome, Readout, Row, place, rows};
use crate::coverage::Coverage;
use crate::left_out::PASS_IT_BY_NAME;
use crate::phrases;
use crate::text::Look;
use crate::text::page::{Page, faint, plain, strong};
use crate::words::{count, number};
use crate::{ItemSummary, LeftOut, LeftOutCount, left_out_in_words};

/// Columns of a place, and of a kind.
const PLACE: usize = 12;
const KIND: usize = 26;

/// Every value with its place, its kind and what became of it, file by file. A value is never broken or cut: it can be copied.
#[must_use]
pub fn to_table(readout: &Readout, kinds: &Kinds, look: Look) -> String {
    let coverage = Coverage::of(&readout.items);
    let mut page = Page::new(look);
    let mut head = vec![strong(phrases::files_read(&coverage))];
    let read: u64 = readout.items.iter().map(ItemSummary::values).sum();
    let aside: u64 = readout.items.iter().map(ItemSummary::values_set_aside).sum();
    let lost: u64 = readout.items.iter().map(ItemSummary::lost_values).sum();
    head.push(plain(format!(": {read} read, {aside} set aside, {lost} lost")));
    page.line(&head);
    // A value may be wider than any page.
    let mut wide = Page::new(Look { width: usize::MAX, ..look });
    for item in &readout.items {
        one(&mut wide, item, kinds);
    }
    left_out(&mut page, &mut wide, &readout.left_out);
    page.finish() + &wide.finish()
}

/// How much was left out in the head, and each by its name at the end.
fn left_out(head: &mut Page, list: &mut Page, left_out: &[LeftOut]) {
    let Some(words) = left_out_in_words(&LeftOutCount::of(left_out)) else { return };
    head.paragraph(0, &[strong("not read:"), plain(format!(" {words} ({PASS_IT_BY_NAME})"))]);
    list.line(&[]);
    list.line(&[strong("not read")]);
    for one in left_out {
        list.line(&[plain(format!("    {}  {}", padded(one.what.words(1), KIND), one.name))]);
    }
}

fn one(page: &mut Page, item: &ItemSummary, kinds: &Kinds) {
    let rows = rows(item, kinds);
    page.line(&[]);
    let format = item.format.unwrap_or("not read");
    let mut counts = vec![format!("{} read", number(item.values()))];
    if !item.set_aside.is_empty() {
        counts.push(format!("{} set aside", number(item.values_set_aside())));
    }
    if item.lost_values() > 0 {
        counts.push(format!("{} lost", number(item.lost_values())));
    }
    let sharing = item.tlp.map(|tlp| format!(", {tlp}")).unwrap_or_default();
    let marking = sharing + &item.pap.map(|pap| format!(", {pap}")).unwrap_or_default();
    page.line(&[strong(&item.name), plain(format!("  {format}{marking}: {}", counts.join(", ")))]);
    let mut before = None;
    for row in rows {
        if before != Some(row.outcome) && row.outcome != Outcome::Read {
            page.line(&[plain(format!("  {}:", row.outcome.word()))]);
        }
        before = Some(row.outcome);
        line(page, &row);
    }
}

fn line(page: &mut Page, row: &Row<'_>) {
    let place = padded(&row.span.map(place).unwrap_or_default(), PLACE);
    let kind = if row.kind.is_empty() { String::new() } else { format!("{}  ", padded(&row.kind, KIND)) };
    let mut notes: Vec<String> = Vec::new();
    if !row.id.is_empty() && row.id != row.value {
        notes.push(row.id.clone());
    }
    notes.extend([row.bearing.clone(), row.path.to_owned()].into_iter().filter(|note| !note.is_empty()));
    if row.count > 1 {
        notes.push(count(usize::try_from(row.count).unwrap_or(usize::MAX), "value"));
    }
    if !row.help.is_empty() {
        notes.push(format!("help: {}", row.help));
    }
    let notes = if notes.is_empty() { String::new() } else { format!("  ({})", notes.join("; ")) };
    page.line(&[plain(format!("    {place}  {kind}{}", row.value)), faint(notes)]);
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}
