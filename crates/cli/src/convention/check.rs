use std::collections::BTreeMap;
use std::path::Path;

use dunant::convention::{ClauseResult, Convention, FactName, Gap, Outcome, Verdict};
use dunant::exchange::articles::{WHAT_A_VERDICT_IS, mark, why_undecided};
use dunant::exchange::page::{Page, faint, plain, strong};
use dunant::exchange::{CheckedCase, check_to_html};
use serde::Serialize;

use super::case::{Heading, Held};
use super::render;
use crate::arguments::{CaseOptions, Terminal};
use crate::complaint::Complaint;
use crate::output::write_report;

#[derive(Serialize)]
struct Check<'c> {
    case: Heading<'c>,
    verdicts: &'c [Verdict],
}

/// A case held against every clause, those that it concerns first.
pub(super) fn check(
    convention: &Convention,
    options: &CaseOptions,
    report: Option<&Path>,
    terminal: &Terminal,
) -> Result<String, Complaint> {
    let case = Held::read(options)?;
    let mut verdicts = convention.evaluate(&case.facts);
    verdicts.sort_by_key(|verdict| !verdict.concerned());
    if let Some(path) = report {
        let remarks = case.remarks();
        let checked = CheckedCase { title: &case.title, remarks: &remarks, verdicts: &verdicts, case: case.digest };
        write_report(path, &check_to_html(&checked), terminal)?;
    }
    let check = Check { case: case.heading(), verdicts: &verdicts };
    render(super::SCHEMA, &check, options.format, terminal, |page| {
        case.write(page);
        page.blank();
        page.paragraph(0, &[plain(WHAT_A_VERDICT_IS)]);
        let (concerned, others): (Vec<_>, Vec<_>) = verdicts.iter().partition(|verdict| verdict.concerned());
        section(page, "What the case speaks to", &concerned);
        section(page, "What its facts say nothing to", &others);
        page.blank();
        page.paragraph(0, &[faint(summary(&verdicts))]);
        let example = verdicts.first().map(name).unwrap_or_default();
        page.paragraph(0, &[faint(format!("In full: `dunant convention explain CASE {example}`."))]);
    })
}

fn section(page: &mut Page, title: &str, verdicts: &[&Verdict]) {
    if verdicts.is_empty() {
        return;
    }
    page.heading(title);
    for verdict in verdicts {
        one(page, verdict);
    }
}

fn one(page: &mut Page, verdict: &Verdict) {
    let outcome = verdict.outcome;
    let marker = format!("{} ", mark(outcome));
    page.hanging(0, &marker, &[strong(name(verdict)), plain(": "), strong(outcome.words())]);
    page.paragraph(2, &[plain(&verdict.clause.title)]);
    for reason in verdict.not_applicable_because() {
        page.bullet(2, &[plain(&reason.words)]);
    }
    if let Some(missing) = missing(verdict) {
        page.bullet(2, &[plain(format!("missing: {missing}"))]);
    }
    let (gravest, out_of_reach) = match verdict.clause.result {
        ClauseResult::Breach => {
            (Outcome::ConsistentWithBreach, "whatever is missing, it can no longer be consistent with breach")
        }
        ClauseResult::Referral => {
            (Outcome::ForReferral, "whatever is missing, there can no longer be anything to refer")
        }
    };
    if outcome == Outcome::Undetermined && !verdict.still_possible.contains(&gravest) {
        page.bullet(2, &[plain(out_of_reach)]);
    }
    if let Some(caveat) = verdict.caveat() {
        page.bullet(2, &[faint(caveat)]);
    }
}

/// The name of the clause in commands.
fn name(verdict: &Verdict) -> String {
    format!("{}/{}", verdict.instrument.id, verdict.clause.id)
}

/// The missing facts, by why they are missing.
fn missing(verdict: &Verdict) -> Option<String> {
    let needs = verdict.missing.iter().flat_map(|set| &set.needs);
    let facts: BTreeMap<FactName, Gap> = needs.map(|need| (need.name, need.now)).collect();
    let mut by_reason: BTreeMap<Gap, Vec<String>> = BTreeMap::new();
    for (fact, gap) in facts {
        by_reason.entry(gap).or_default().push(format!("`{fact}`"));
    }
    let parts: Vec<String> =
        by_reason.iter().map(|(gap, facts)| format!("{} ({})", facts.join(", "), why_undecided(*gap))).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn summary(verdicts: &[Verdict]) -> String {
    let all = [
        Outcome::ConsistentWithBreach,
        Outcome::NotABreach,
        Outcome::ForReferral,
        Outcome::NothingToRefer,
        Outcome::Undetermined,
        Outcome::NotApplicable,
    ];
    let count = |outcome: Outcome| verdicts.iter().filter(|verdict| verdict.outcome == outcome).count();
    let counted = all.map(|outcome| format!("{} {outcome}", count(outcome)));
    format!("{} clauses: {}.", verdicts.len(), counted.join(", "))
}
