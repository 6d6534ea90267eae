use dunant_attribution::{Contribution, FeatureClass, Hypothesis, Subject};
use unicode_width::UnicodeWidthStr as _;

use super::{Room, head, weight};
use crate::document::Part;
use crate::phrases;
use crate::text::page::{Page, Run, plain};

/// Columns of an actor's name.
const NAME: usize = 20;
/// Reasons for the first actor; of the others together.
const FOR: usize = 3;
/// Reasons against the first actor.
const AGAINST: usize = 2;

/// Why the first hypotheses stand where they stand: three reasons each.
pub(super) fn write(page: &mut Page, part: Part<'_>, room: Room) {
    let hypotheses = with_reasons(part).take(room.reasons).collect::<Vec<_>>();
    let Some(first) = hypotheses.first() else { return };
    head(page, "WHY", &format!("(× for, ÷ against{})", rarest(first)));
    let widest = hypotheses.iter().map(|one| page.fitted(&phrases::subject(&one.subject), NAME).width()).max();
    for (index, hypothesis) in hypotheses.iter().enumerate() {
        let lines = if index == 0 { room.reason_lines.max(2) } else { room.reason_lines };
        one(page, hypothesis, widest.unwrap_or(0), index == 0, lines);
    }
}

/// The reasons of the first actor alone, for a case of several intrusions.
pub(super) fn in_short(page: &mut Page, part: Part<'_>, lines: usize) {
    if let Some(first) = with_reasons(part).next() {
        let name = page.fitted(&phrases::subject(&first.subject), NAME);
        one(page, first, name.width(), true, lines);
    }
}

fn with_reasons(part: Part<'_>) -> impl Iterator<Item = &Hypothesis> {
    let actors = part.assessment.hypotheses.iter().filter(|one| matches!(one.subject, Subject::Actor { .. }));
    actors.filter(|hypothesis| !hypothesis.contributions.is_empty())
}

fn one(page: &mut Page, hypothesis: &Hypothesis, column: usize, first: bool, lines: usize) {
    let name = page.fitted(&phrases::subject(&hypothesis.subject), NAME);
    let pad = " ".repeat(column.saturating_sub(name.width()));
    let mut shown: Vec<&Contribution> = Vec::new();
    if first {
        let sided = |against: bool| {
            let all = hypothesis.contributions.iter();
            all.filter(move |one| (one.log_likelihood_ratio < 0.0) == against && is_a_reason(one))
        };
        shown.extend(sided(false).take(FOR));
        shown.extend(sided(true).take(AGAINST));
    } else {
        shown.extend(hypothesis.contributions.iter().filter(|one| is_a_reason(one)).take(FOR));
        shown.sort_by_key(|one| one.log_likelihood_ratio < 0.0);
    }
    let marker = format!("{name}{pad}  ");
    // A reason that would be cut is left out whole, the least first.
    let mut runs = told(&shown, first);
    while shown.len() > 1 && !page.fits(lines, 2, &marker, &runs) {
        shown.pop();
        runs = told(&shown, first);
    }
    page.at_most(lines, 2, &marker, &runs);
}

/// Reasons as `×7.4 AcidRain, ×1.9 Data Destruction; ÷3.3 chance`; those of the first actor in full words.
fn told(shown: &[&Contribution], first: bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut before: Option<&Contribution> = None;
    for contribution in shown {
        if let Some(before) = before {
            let turns = before.log_likelihood_ratio >= 0.0 && contribution.log_likelihood_ratio < 0.0;
            runs.push(plain(if turns { "; " } else { ", " }));
        }
        runs.push(weight(contribution.log_likelihood_ratio));
        let reason = match contribution.class {
            // Said in full once.
            FeatureClass::Wording if !first => "wording".to_owned(),
            _ => phrases::reason(contribution),
        };
        runs.push(plain(format!(" {reason}")));
        before = Some(contribution);
    }
    if runs.is_empty() {
        runs.push(plain("nothing in the evidence speaks for or against it"));
    }
    runs
}

/// A factor of 1.0 is no reason.
fn is_a_reason(contribution: &Contribution) -> bool {
    contribution.log_likelihood_ratio.abs() >= 1.05_f64.ln()
}

/// How rare the rarest program that speaks for the first actor is.
fn rarest(hypothesis: &Hypothesis) -> String {
    let programs = hypothesis.contributions.iter().filter(|one| {
        matches!(one.class, FeatureClass::Malware | FeatureClass::Tool)
            && one.log_likelihood_ratio > 0.0
            && one.known_in.0 > 0
    });
    let rarest = programs.min_by_key(|one| one.known_in.0);
    rarest.map_or_else(String::new, |one| {
        let name = one.feature.as_deref().unwrap_or("a program");
        format!("; {name}: known of {} of {} groups", one.known_in.0, one.known_in.1)
    })
}
