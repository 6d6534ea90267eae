use dunant_attribution::{Matrix, NextObservation, Tradecraft};

use super::page::{NARROW, Page, caution, faint, left, plain, right, strong};
use crate::document::Part;
use crate::tradecraft as words;
use crate::words::{factor, percent, published};

/// Reports shown of each in the long form.
const REPORTS_SHOWN: usize = 2;
/// Actors whose ratios are shown by the cost of forging them.
const TIERS_SHOWN: usize = 5;
const MARK: usize = 3;
const TELLS: usize = 8;

/// What the answer hangs on, in a few lines.
pub(super) fn brief(page: &mut Page, part: Part<'_>) {
    let tradecraft = &part.assessment.tradecraft;
    let pivotal = crate::words::pivotal(part);
    if pivotal.is_empty() {
        return;
    }
    page.heading(&part.heading("What it hangs on"));
    for line in words::levels(tradecraft).into_iter().chain(pivotal) {
        page.bullet(2, &[plain(line)]);
    }
    if let Some(line) = words::disagreement(tradecraft) {
        page.bullet(2, &[caution("Caution: "), plain(line)]);
    }
    if let Some(line) = words::aspects(tradecraft) {
        page.bullet(2, &[plain(line)]);
    }
}

/// All of it.
pub(super) fn full(page: &mut Page, part: Part<'_>) {
    let tradecraft = &part.assessment.tradecraft;
    if !tradecraft.matrix.rows.is_empty() {
        page.heading(&part.heading("Competing hypotheses"));
        matrix(page, &tradecraft.matrix);
    }
    if !tradecraft.look_for_next.is_empty() {
        page.heading(&part.heading("What to look for next"));
        page.paragraph(2, &[plain(words::WHY_LOOK)]);
        for next in &tradecraft.look_for_next {
            page.blank();
            look_for(page, next, part);
        }
    }
    aspects(page, tradecraft, part);
    tiers(page, tradecraft, part);
    levels(page, tradecraft, part);
}

fn matrix(page: &mut Page, matrix: &Matrix) {
    page.paragraph(2, &[plain(words::HOW_TO_READ_THE_MATRIX)]);
    page.blank();
    let letters = words::letters(&matrix.columns);
    for (letter, column) in letters.iter().zip(&matrix.columns) {
        page.hanging(
            2,
            &format!("{letter}  "),
            &[strong(&column.who.name), plain(format!(": {}", words::column(column)))],
        );
    }
    page.blank();
    if page.width() < NARROW {
        for row in &matrix.rows {
            page.paragraph(2, &[strong(crate::words::matrix_row(row))]);
            let cells =
                letters.iter().zip(&row.cells).map(|(letter, cell)| format!("{letter} {}", cell.consistency.mark()));
            let cells = cells.collect::<Vec<_>>().join(", ");
            page.paragraph(4, &[plain(format!("{cells}; tells apart by {}", factor(row.diagnosticity)))]);
        }
    } else {
        let marks = matrix.columns.len();
        let name = page.width().saturating_sub(2 + marks * (MARK + 2) + TELLS + 2).max(8);
        let columns: Vec<_> =
            std::iter::once(left(name)).chain(letters.iter().map(|_| left(MARK))).chain([right(TELLS)]).collect();
        let head = std::iter::once("Observation").chain(letters.iter().map(String::as_str)).chain(["Tells"]);
        page.row(2, &columns, &head.map(|word| vec![faint(word)]).collect::<Vec<_>>());
        for row in &matrix.rows {
            let cells: Vec<_> = std::iter::once(vec![plain(crate::words::matrix_row(row))])
                .chain(row.cells.iter().map(|cell| vec![plain(cell.consistency.mark())]))
                .chain([vec![plain(factor(row.diagnosticity))]])
                .collect();
            page.row(2, &columns, &cells);
        }
    }
    if let Some(line) = words::left_out(matrix.left_out) {
        page.paragraph(2, &[faint(line)]);
    }
}

fn look_for(page: &mut Page, next: &NextObservation, part: Part<'_>) {
    page.paragraph(2, &[strong(&next.feature), faint(format!(" ({})", words::next_kind(next)))]);
    page.paragraph(4, &[plain(crate::words::advice(next))]);
    page.paragraph(4, &[plain(format!("Would count {}.", words::next_effects(next)))]);
    for report in next.reports.iter().take(REPORTS_SHOWN) {
        let (date, against) = published(report, part.document.case.incident);
        page.hanging(4, "described in ", &[plain(&report.citation), plain(format!(" ({date}{against})"))]);
        if let Some(url) = &report.url {
            page.paragraph(6, &[faint(url)]);
        }
    }
}

fn aspects(page: &mut Page, tradecraft: &Tradecraft, part: Part<'_>) {
    if tradecraft.aspects.is_empty() {
        return;
    }
    page.heading(&part.heading("What the evidence covers"));
    for coverage in &tradecraft.aspects {
        let line = if coverage.observations == 0 {
            format!("{}: nothing", crate::words::aspect(coverage.aspect))
        } else {
            words::aspect(coverage)
        };
        page.bullet(2, &[plain(line)]);
    }
    for line in words::same_source(part) {
        page.paragraph(2, &[plain(line)]);
    }
}

fn tiers(page: &mut Page, tradecraft: &Tradecraft, part: Part<'_>) {
    if tradecraft.tiers.totals.is_empty() {
        return;
    }
    page.heading(&part.heading("What it would cost to forge"));
    page.paragraph(2, &[plain(words::WHAT_TIERS_ARE)]);
    page.blank();
    for totals in tradecraft.tiers.totals.iter().take(TIERS_SHOWN) {
        page.bullet(2, &[strong(&totals.who.name), plain(format!(": {}", words::tier(totals)))]);
    }
}

fn levels(page: &mut Page, tradecraft: &Tradecraft, part: Part<'_>) {
    let levels = &tradecraft.levels;
    if levels.families.is_empty() && levels.states.is_empty() {
        return;
    }
    page.heading(&part.heading("Cluster, family, state"));
    page.paragraph(2, &[plain(words::WHAT_LEVELS_ARE)]);
    for family in &levels.families {
        page.blank();
        let runs = [
            strong(format!("Family of {}", family.of.name)),
            plain(format!(": {} together, {} alone", percent(family.posterior), percent(family.alone))),
        ];
        page.paragraph(2, &runs);
        for member in &family.members {
            let line = format!(" ({}): {}", percent(member.posterior), crate::words::kinship(&member.because));
            page.bullet(4, &[strong(&member.who.name), plain(line)]);
        }
    }
    for state in &levels.states {
        page.blank();
        page.paragraph(2, &[plain(words::state_in_a_sentence(state))]);
        for tie in &state.actors {
            let claims = words::claims(&tie.claims);
            page.bullet(4, &[strong(&tie.who.name), plain(format!(": {}", claims))]);
        }
    }
}
