use unicode_width::UnicodeWidthStr as _;

use super::Room;
use crate::phrases;
use crate::text::page::{Page, plain, strong};
use crate::words::{self, count};
use crate::{Document, ItemSummary};

/// Columns of a file's name.
const NAME: usize = 22;

/// What was not read stands before all else: it limits all that follows.
pub(super) fn write(page: &mut Page, document: &Document, room: Room) {
    let coverage = document.coverage();
    left_out(page, document);
    if coverage.files == 0 {
        return;
    }
    if !coverage.unread.is_empty() {
        let (unread, files) = (coverage.unread.len(), coverage.files);
        let verb = if unread == 1 { "WAS" } else { "WERE" };
        let noun = if files == 1 { "FILE" } else { "FILES" };
        page.at_most(
            2,
            0,
            "",
            &[
                strong(format!(
                    "{} OF {} {noun} {verb} NOT READ.",
                    words::number(unread as u64),
                    words::number(files as u64)
                )),
                plain(format!(
                    " What {} not in this answer.",
                    if unread == 1 { "it holds is" } else { "they hold is" }
                )),
            ],
        );
        for item in coverage.unread.iter().take(room.unread) {
            file(page, item, room);
        }
        if let Some(more) = unread.checked_sub(room.unread).filter(|more| *more > 0) {
            page.line(&[plain(format!("  and {}: dunant read lists them", count(more, "more file")))]);
        }
        if let Some(line) = what_was(page, document) {
            page.at_most(1, 0, "", &[plain(line)]);
        }
    }
    if !coverage.in_part.is_empty() {
        page.at_most(2, 0, "", &[strong(phrases::lost_in_part(&coverage)), plain(" dunant read lists them.")]);
    }
}

/// What stands beside the files and was not read.
fn left_out(page: &mut Page, document: &Document) {
    if let Some(words) = phrases::left_out(document) {
        page.at_most(2, 0, "", &[strong("Not read: "), plain(words)]);
    }
}

/// One file, why nothing was read of it, and what to do.
fn file(page: &mut Page, item: &ItemSummary, room: Room) {
    let name = page.fitted(&shortened(&item.name), NAME);
    let pad = " ".repeat(NAME.saturating_sub(name.width()));
    let (reason, help) = why(item);
    let mut what = words::unstopped(reason).to_owned();
    if let Some(help) = help {
        what = format!("{what}: {}", words::unstopped(help));
    }
    page.at_most(room.unread_lines, 2, &format!("{name}{pad} "), &[plain(what)]);
}

/// The reason and the next step.
fn why(item: &ItemSummary) -> (&str, Option<&str>) {
    match (&item.refusal, item.losses.first()) {
        (Some(refusal), _) => (&refusal.reason, refusal.help.as_deref()),
        (None, Some(loss)) => (&loss.what, loss.help.as_deref()),
        (None, None) => ("nothing was taken from it", None),
    }
}

/// The end of a path: that is what tells two files apart.
fn shortened(name: &str) -> String {
    if name.width() <= NAME {
        return name.to_owned();
    }
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    if last.is_empty() { name.to_owned() } else { last.to_owned() }
}

/// `Read: mail.txt 17 values, report.docx 6`.
fn what_was(page: &Page, document: &Document) -> Option<String> {
    let read: Vec<String> = (document.items.iter())
        .filter(|item| item.values() > 0)
        .map(|item| format!("{} {}", page.fitted(&shortened(&item.name), NAME), words::number(item.values())))
        .collect();
    (!read.is_empty()).then(|| format!("Values read: {}", words::listed(&read, 4)))
}
