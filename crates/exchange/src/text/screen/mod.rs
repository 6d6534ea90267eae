//! The answer on one screen: at most 50 lines of 80 columns, the answer first, and where the rest is.

mod answer;
mod bars;
mod claims;
mod next;
mod promises;
mod several;
mod unread;
mod why;

use dunant_attribution::Context;
use dunant_vocabulary::DateRange;

use super::Look;
use super::page::{Page, Tone, faint, plain, strong};
use crate::Document;
use crate::phrases;
use crate::words;

/// Lines of a screen.
pub const LINES: usize = 50;
/// Columns of a screen: it is not stretched on a wide terminal.
const COLUMNS: usize = 80;

/// How much of each part a screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Room {
    /// Files that were not read.
    unread: usize,
    /// Lines of each of these.
    unread_lines: usize,
    /// Lines of the summary.
    summary: usize,
    /// Lines of each statement below the answer.
    statement: usize,
    /// Known actors with a bar.
    bars: usize,
    /// Actors whose reasons are told.
    reasons: usize,
    /// Lines of reasons of one actor.
    reason_lines: usize,
    /// Instruments that are concerned.
    instruments: usize,
    /// Claims by others.
    claims: usize,
    /// Intrusions that have a line or a block.
    intrusions: usize,
}

/// From roomy to tight; the first with which the whole fits is used.
const ROOMS: [Room; 9] = [
    room([7, 2, 3, 4], [5, 5, 2], [12, 4, 12]),
    room([7, 1, 3, 4], [5, 4, 2], [9, 3, 10]),
    room([7, 1, 3, 4], [5, 3, 2], [8, 2, 8]),
    room([7, 1, 2, 4], [5, 3, 2], [6, 1, 8]),
    room([7, 1, 2, 3], [5, 3, 2], [4, 1, 7]),
    room([6, 1, 2, 3], [4, 3, 1], [4, 1, 6]),
    room([5, 1, 1, 2], [4, 2, 1], [3, 1, 5]),
    room([4, 1, 1, 2], [3, 2, 1], [3, 1, 4]),
    room([3, 1, 1, 1], [2, 1, 1], [2, 1, 3]),
];

/// Files and their lines, lines of the summary and of a statement; bars, reasons and their lines; instruments, claims, intrusions.
const fn room(head: [usize; 4], ranks: [usize; 3], foot: [usize; 3]) -> Room {
    let [unread, unread_lines, summary, statement] = head;
    let [bars, reasons, reason_lines] = ranks;
    let [instruments, claims, intrusions] = foot;
    Room { unread, unread_lines, summary, statement, bars, reasons, reason_lines, instruments, claims, intrusions }
}

/// The document on one screen, or on what is left of one.
pub(super) fn write(document: &Document, look: Look, most: usize) -> String {
    let look = Look { width: look.width.min(COLUMNS), ..look };
    let written = |room: Room| {
        let mut page = Page::new(look);
        fill(&mut page, document, room, look);
        (page.lines(), page.finish())
    };
    let mut screen = String::new();
    for room in ROOMS {
        let (lines, page) = written(room);
        if lines <= most {
            return widened(room, page, most, &written);
        }
        screen = page;
    }
    // The tightest room fits any document on a whole screen of 80 columns; on less the end is cut.
    let kept = screen.lines().take(most.saturating_sub(1)).map(|line| format!("{line}\n"));
    kept.chain(["The rest: --explain\n".to_owned()]).collect()
}

/// Gives the lines that a room leaves free to its parts, those first that a reader misses most.
fn widened(mut room: Room, mut screen: String, most: usize, written: &dyn Fn(Room) -> (usize, String)) -> String {
    let wider: [fn(&mut Room); 6] = [
        |room| room.statement = (room.statement + 1).min(4),
        |room| room.summary = (room.summary + 1).min(3),
        |room| room.reason_lines = (room.reason_lines + 1).min(2),
        |room| room.instruments = (room.instruments + 1).min(12),
        |room| room.reasons = (room.reasons + 1).min(5),
        |room| room.claims = (room.claims + 1).min(4),
    ];
    let mut grows = true;
    while grows {
        grows = false;
        for widen in wider {
            let mut next = room;
            widen(&mut next);
            if next == room {
                continue;
            }
            let (lines, page) = written(next);
            if lines <= most {
                (room, screen, grows) = (next, page, true);
            }
        }
    }
    screen
}

fn fill(page: &mut Page, document: &Document, room: Room, look: Look) {
    unread::write(page, document, room);
    case(page, document, room);
    chosen(page, document);
    if document.assessments.len() > 1 {
        several::write(page, document, room, look);
    } else {
        for part in document.parts() {
            answer::write(page, part, room);
            // Without evidence every bar would be of what was believed before.
            if document.items.is_empty() {
                continue;
            }
            bars::write(page, part, room, look);
            why::write(page, part, room);
        }
    }
    promises::write(page, document, room);
    claims::write(page, document, room);
    next::write(page, document);
}

/// What the case is, and how far it may be shared.
fn case(page: &mut Page, document: &Document, room: Room) {
    let case = &document.case;
    page.blank();
    if document.digests.case.is_none() {
        page.at_most(2, 0, "", &[plain(phrases::without_a_case(document))]);
        return;
    }
    page.at_most(2, 0, "", &[strong(&case.title)]);
    if let Some(summary) = &case.summary {
        page.at_most(room.summary, 0, "", &[plain(summary)]);
    }
    let mut facts: Vec<String> = case.incident.map(phrases::long_date).into_iter().collect();
    facts.push(words::sharing(document).0.map_or_else(|| "no marking".to_owned(), |tlp| tlp.to_string()));
    facts.push(phrases::files_read(&document.coverage()));
    page.at_most(1, 0, "", &[faint(facts.join(" · "))]);
}

/// The settings that are not the default ones, since each moves the answer.
fn chosen(page: &mut Page, document: &Document) {
    let settings = &document.settings;
    let mut chosen: Vec<String> = Vec::new();
    if let Some(day) = settings.as_of {
        let later =
            document.items.iter().filter(|item| item.published.is_some_and(|date| date.earliest() >= day)).count();
        let counts = match later {
            0 => String::new(),
            1 => " (1 file of that day or later counts)".to_owned(),
            files => format!(" ({files} files of that day or later count)"),
        };
        chosen.push(format!("knowledge as of {}{counts}", phrases::long_date(DateRange::day(day))));
    }
    if settings.context == Context::Ignored {
        chosen.push("without context".to_owned());
    }
    if let Some(prior) = settings.unknown_prior {
        chosen.push(format!("prior of somebody not known {}", words::percent(prior)));
    }
    if let Some(grade) = settings.grade {
        chosen.push(format!("files graded {grade}"));
    }
    if !chosen.is_empty() {
        page.at_most(2, 0, "", &[faint(format!("Chosen: {}", chosen.join("; ")))]);
    }
}

/// A head of a part of the screen.
fn head(page: &mut Page, word: &str, aside: &str) {
    page.blank();
    let aside = if aside.is_empty() { String::new() } else { format!(" {aside}") };
    page.at_most(2, 0, "", &[strong(word), plain(aside)]);
}

/// A weight in its colour: `×12` speaks for a hypothesis, `÷12` against it.
fn weight(log_likelihood_ratio: f64) -> (Tone, String) {
    let tone = if log_likelihood_ratio < 0.0 { Tone::Against } else { Tone::For };
    (tone, words::factor(log_likelihood_ratio))
}
