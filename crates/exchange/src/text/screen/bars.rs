use dunant_attribution::{Hypothesis, Subject};
use dunant_vocabulary::Probability;
use unicode_width::UnicodeWidthStr as _;

use super::{Look, Room};
use crate::document::Part;
use crate::phrases;
use crate::text::page::{Page, Tone, plain};
use crate::words;

/// Columns of a probability: `>99.9 %`.
const PERCENT: usize = 7;
/// Columns of the share among known actors.
const AMONG: usize = 9;

/// The drawing's measures: 40 cells are 100 % on a page of 80 columns, and a bar is never stretched.
#[derive(Debug, Clone, Copy)]
struct Measure {
    name: usize,
    cells: usize,
    among: bool,
}

impl Measure {
    fn of(width: usize) -> Self {
        match width {
            0..59 => Self { name: 14, cells: 10, among: false },
            59..79 => Self { name: 20, cells: 20, among: true },
            _ => Self { name: 20, cells: 40, among: true },
        }
    }

    /// The cell that 50 % ends in.
    fn half(self) -> usize {
        self.cells / 2 - 1
    }
}

/// Who a bar is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fill {
    Known,
    NotKnown,
    Others,
}

/// The hypotheses as bars: among all, and among the known actors.
pub(super) fn write(page: &mut Page, part: Part<'_>, room: Room, look: Look) {
    if part.assessment.hypotheses.is_empty() {
        return;
    }
    let measure = Measure::of(look.width);
    page.blank();
    axis(page, measure);
    rows(page, part, room.bars, measure);
    page.line(&[plain(phrases::A_RANK_ACCUSES_NOBODY)]);
}

/// The same without an axis and with few rows, for a case of several intrusions.
pub(super) fn in_short(page: &mut Page, part: Part<'_>, known: usize, look: Look) {
    rows(page, part, known, Measure::of(look.width));
}

fn axis(page: &mut Page, measure: Measure) {
    let before = " ".repeat(2 + measure.name + PERCENT + 1);
    let half = measure.half();
    let (left, right) = (half.saturating_sub(1), measure.cells.saturating_sub(half + 2));
    let line = format!("{before}├{}┊{}┤", "─".repeat(left), "─".repeat(right));
    if measure.cells < 20 {
        page.line(&[plain(line)]);
        return;
    }
    let to_half = " ".repeat(half.saturating_sub(4));
    let to_end = " ".repeat(measure.cells.saturating_sub(half + 8));
    page.line(&[plain(format!("{before}0 %{to_half}50 %{to_end} 100 %{:>AMONG$}", "among"))]);
    page.line(&[plain(format!("{line}{:>AMONG$}", "known"))]);
}

fn rows(page: &mut Page, part: Part<'_>, known: usize, measure: Measure) {
    let mut rest = part.assessment.unlisted.posterior.get();
    let mut others = part.assessment.unlisted.count as usize;
    let mut shown = 0;
    for hypothesis in &part.assessment.hypotheses {
        let fill = match hypothesis.subject {
            Subject::Unknown => Fill::NotKnown,
            Subject::Actor { .. } | Subject::Imitator { .. } if shown < known => {
                shown += 1;
                if matches!(hypothesis.subject, Subject::Actor { .. }) { Fill::Known } else { Fill::NotKnown }
            }
            Subject::Actor { .. } | Subject::Imitator { .. } => {
                rest += hypothesis.posterior.get();
                others += 1;
                continue;
            }
        };
        let among = phrases::among_known(hypothesis);
        row(page, measure, &phrases::subject(&hypothesis.subject), hypothesis.posterior, fill, among);
    }
    if others > 0 {
        let rest = Probability::try_new(rest.clamp(0.0, 1.0)).unwrap_or(Probability::ZERO);
        let among = phrases::rest_among_known(shown_actors(part, known));
        row(page, measure, &words::count(others, "other group"), rest, Fill::Others, among);
    }
}

/// The known actors that have a bar.
fn shown_actors(part: Part<'_>, known: usize) -> impl Iterator<Item = &Hypothesis> {
    let all = part.assessment.hypotheses.iter().filter(|hypothesis| hypothesis.subject != Subject::Unknown);
    all.take(known).filter(|hypothesis| matches!(hypothesis.subject, Subject::Actor { .. }))
}

fn row(page: &mut Page, measure: Measure, name: &str, p: Probability, fill: Fill, among: Option<Probability>) {
    let name = page.fitted(name, measure.name);
    let pad = " ".repeat(measure.name.saturating_sub(name.width()));
    let percent = words::percent(p);
    let mut line = format!("  {name}{pad}{percent:>PERCENT$} {}", bar(p, fill, measure));
    if measure.among {
        let among = among.map_or_else(|| "-".to_owned(), phrases::whole_percent);
        let end = 2 + measure.name + PERCENT + 1 + measure.cells + AMONG;
        let gap = end.saturating_sub(line.width() + among.width());
        line.push_str(&" ".repeat(gap));
        line.push_str(&among);
    }
    page.line(&[(Tone::Bar, line)]);
}

/// `p` in cells, and the stroke at 50 % where the bar does not reach it; never empty above zero, never full below one.
fn bar(p: Probability, fill: Fill, measure: Measure) -> String {
    const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    let full = measure.cells * 8;
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=320")]
    let mut eighths = (p.get() * full as f64).round() as usize;
    if p > Probability::ZERO {
        eighths = eighths.max(1);
    }
    if p < Probability::ONE {
        eighths = eighths.min(full - 1);
    }
    let mut bar = match fill {
        Fill::Known => {
            let mut bar = "█".repeat(eighths / 8);
            bar.extend((eighths % 8).checked_sub(1).and_then(|part| EIGHTHS.get(part)));
            bar
        }
        Fill::NotKnown | Fill::Others => {
            let cells = ((eighths + 4) / 8).clamp(usize::from(eighths > 0), measure.cells);
            (if fill == Fill::NotKnown { "▒" } else { "░" }).repeat(cells)
        }
    };
    let reached = bar.width();
    if reached <= measure.half() {
        bar.push_str(&" ".repeat(measure.half() - reached));
        bar.push('┊');
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDE: Measure = Measure { name: 20, cells: 40, among: true };

    fn known(p: f64) -> String {
        bar(Probability::try_new(p).unwrap(), Fill::Known, WIDE)
    }

    #[test]
    fn a_bar_never_shows_a_certainty_that_is_none() {
        assert_eq!(known(0.0), format!("{}┊", " ".repeat(19)));
        assert!(known(0.0001).starts_with('▏'));
        assert_eq!(known(0.848).width(), 34);
        assert_eq!(known(0.9999), format!("{}▉", "█".repeat(39)));
        assert_eq!(known(1.0), "█".repeat(40));
    }

    #[test]
    fn the_stroke_at_one_half_stands_still() {
        for p in [0.0, 0.003, 0.236, 0.47] {
            assert_eq!(known(p).chars().position(|c| c == '┊'), Some(19), "{p}");
        }
        assert!(!known(0.51).contains('┊'));
    }
}
