use dunant_attribution::{Contribution, Hypothesis, Place};
use dunant_vocabulary::DateRange;

use super::page::{Page, faint, left, plain, right, strong};
use crate::document::Part;
use crate::prior;
use crate::words::{self, ItemNames};

/// Hypotheses whose reasons are shown.
const HYPOTHESES_SHOWN: usize = 3;
/// Reasons shown of each.
const REASONS_SHOWN: usize = 8;
/// Places in the evidence shown of each reason.
const PLACES_SHOWN: usize = 2;
/// Reports shown of each reason.
const REPORTS_SHOWN: usize = 2;
const WEIGHT: usize = 9;

/// Why the first hypotheses stand where they stand, largest reason first.
pub(super) fn write(page: &mut Page, part: Part<'_>) {
    let hypotheses = &part.assessment.hypotheses;
    if hypotheses.is_empty() {
        return;
    }
    page.heading(&part.heading("The reasons"));
    let names = ItemNames::of(part.document);
    for (index, hypothesis) in hypotheses.iter().take(HYPOTHESES_SHOWN).enumerate() {
        page.subheading(&[
            strong(format!("{}. {}", index + 1, hypothesis.subject.name())),
            plain(format!(", evidence {} in all", words::factor(hypothesis.log_likelihood_ratio))),
        ]);
        before(page, hypothesis);
        reasons(page, hypothesis, &names, part.document.case.incident);
    }
    discounted(page, part, &names);
}

/// What made the prior: a row for each factor.
fn before(page: &mut Page, hypothesis: &Hypothesis) {
    if hypothesis.prior_contributions.is_empty() {
        page.paragraph(2, &[plain(prior::line(hypothesis))]);
    } else {
        page.paragraph(2, &[plain(format!("Before the evidence {}:", words::percent(hypothesis.prior)))]);
        let columns = [right(WEIGHT), left(page.width().saturating_sub(2 + WEIGHT + 2))];
        for part in &hypothesis.prior_contributions {
            let what =
                vec![plain(prior::part(part.what)), faint(format!(" ({})", words::prior_note(part.what, &part.note)))];
            page.row(2, &columns, &[vec![plain(words::factor(part.log_factor))], what]);
        }
        page.paragraph(2, &[plain("The evidence:")]);
    }
}

fn discounted(page: &mut Page, part: Part<'_>, names: &ItemNames<'_>) {
    let discounted = &part.assessment.basis.discounted;
    if discounted.is_empty() {
        return;
    }
    page.subheading(&[strong(words::COUNT_FOR_NOTHING)]);
    for trace in discounted {
        page.bullet(2, &[strong(&trace.value), plain(format!(" ({})", words::discounted(&trace.why)))]);
        page.hanging(4, "read in ", &[plain(places(names, &trace.places))]);
    }
}

fn reasons(page: &mut Page, hypothesis: &Hypothesis, names: &ItemNames<'_>, incident: Option<DateRange>) {
    if hypothesis.contributions.is_empty() {
        page.paragraph(2, &[plain(words::no_reasons(&hypothesis.subject))]);
        return;
    }
    let columns = [right(WEIGHT), left(page.width().saturating_sub(2 + WEIGHT + 2))];
    for contribution in hypothesis.contributions.iter().take(REASONS_SHOWN) {
        let mut aside = words::class(contribution.class).to_owned();
        let rarity = words::known_in(contribution.known_in);
        if !rarity.is_empty() {
            aside = format!("{aside}, {rarity}");
        }
        if let Some(since) = contribution.public_since {
            aside = format!("{aside}, public since {since}");
        }
        page.row(
            2,
            &columns,
            &[
                vec![plain(words::factor(contribution.log_likelihood_ratio))],
                vec![strong(words::part(contribution)), faint(format!(" ({aside})"))],
            ],
        );
        details(page, contribution, names, incident);
    }
    if let Some(more) = hypothesis.contributions.len().checked_sub(REASONS_SHOWN).filter(|more| *more > 0) {
        let rest: f64 = hypothesis.contributions.iter().skip(REASONS_SHOWN).map(|c| c.log_likelihood_ratio).sum();
        let line = format!("and {more} more; `--format json` lists them all");
        page.row(2, &columns, &[vec![plain(words::factor(rest))], vec![plain(line)]]);
    }
}

fn details(page: &mut Page, contribution: &Contribution, names: &ItemNames<'_>, incident: Option<DateRange>) {
    const INDENT: usize = 2 + WEIGHT + 2;
    if !contribution.places.is_empty() {
        page.hanging(INDENT, "read in ", &[plain(places(names, &contribution.places))]);
    }
    for report in contribution.reports.iter().take(REPORTS_SHOWN) {
        let (date, against) = words::published(report, incident);
        page.hanging(INDENT, "known from ", &[plain(&report.citation), plain(format!(" ({date}{against})"))]);
    }
    if let Some(more) = contribution.reports.len().checked_sub(REPORTS_SHOWN).filter(|more| *more > 0) {
        page.paragraph(INDENT, &[plain(format!("and {}", words::count(more, "more report")))]);
    }
    if let Some(notes) = words::notes(contribution) {
        page.hanging(INDENT, "note: ", &[plain(notes)]);
    }
}

/// The first places in words, and how many more there are.
pub(super) fn places(names: &ItemNames<'_>, places: &[Place]) -> String {
    let mut line = places.iter().take(PLACES_SHOWN).map(|place| names.place(place)).collect::<Vec<_>>().join("; ");
    if let Some(more) = places.len().checked_sub(PLACES_SHOWN).filter(|more| *more > 0) {
        line.push_str(&format!(" and {}", words::count(more, "more place")));
    }
    line
}
