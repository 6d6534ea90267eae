use std::collections::BTreeMap;

use dunant_convention::{InstrumentKind, Outcome, Verdict};
use unicode_width::UnicodeWidthStr as _;

use super::{Room, head};
use crate::Document;
use crate::articles;
use crate::text::page::{Page, plain, strong};
use crate::words;

/// Columns of an instrument's name.
const NAME: usize = 38;
/// Facts named that would decide the first open clause.
const MISSING: usize = 3;

/// The promises that the case concerns: a line an instrument, what is missing for the first open clause.
pub(super) fn write(page: &mut Page, document: &Document, room: Room) {
    if document.verdicts.is_empty() {
        return;
    }
    if document.digests.case.is_none() {
        head(page, "PROMISES", "none can be held against this: no facts of a case were given.");
        page.line(&[plain("  A case.toml beside the files adds them: see examples/")]);
        return;
    }
    let (concerned, others): (Vec<&Verdict>, Vec<&Verdict>) =
        document.verdicts.iter().partition(|one| one.concerned() && one.outcome != Outcome::NotApplicable);
    if concerned.is_empty() {
        let clauses = words::count(others.len(), "clause");
        head(page, "PROMISES", &format!("none of {clauses} is concerned, as far as the case's facts go"));
        return;
    }
    let said = said_once(&concerned);
    let rest = if others.is_empty() {
        String::new()
    } else {
        let verb = if others.len() == 1 { "does" } else { "do" };
        format!("; {} more {verb} not apply", others.len())
    };
    head(page, "PROMISES", &format!("{said}{rest}"));
    let instruments = by_instrument(&concerned);
    let names: Vec<String> =
        instruments.iter().map(|(_, clauses)| clauses.first().map_or_else(String::new, |one| name(one))).collect();
    let column = names.iter().map(|name| name.width()).max().unwrap_or(0).min(NAME);
    for ((_, clauses), name) in instruments.iter().zip(&names).take(room.instruments) {
        let name = page.fitted(name, column);
        let pad = " ".repeat(column.saturating_sub(name.width()));
        page.at_most(1, 2, &format!("{name}{pad} "), &[plain(marks(clauses))]);
    }
    if let Some(more) = instruments.len().checked_sub(room.instruments).filter(|more| *more > 0) {
        page.line(&[plain(format!("  and {}: --explain", words::count(more, "more instrument")))]);
    }
    if let Some((locator, missing)) = missing(&concerned) {
        page.at_most(2, 2, &format!("Of {locator} is missing: "), &[strong(missing)]);
    }
}

/// What the marks mean, of those that occur.
fn said_once(concerned: &[&Verdict]) -> String {
    let words = [
        (Outcome::ConsistentWithBreach, "consistent with a breach"),
        (Outcome::ForReferral, "for the authorities"),
        (Outcome::Undetermined, "open"),
        (Outcome::NotABreach, "not a breach on these facts"),
        (Outcome::NothingToRefer, "nothing to refer"),
    ];
    let occurs = |outcome: Outcome| concerned.iter().any(|one| one.outcome == outcome);
    let said: Vec<String> = (words.into_iter().filter(|(outcome, _)| occurs(*outcome)))
        .map(|(outcome, words)| format!("{} {words}", articles::mark(outcome)))
        .collect();
    said.join(", ")
}

/// The clauses of each instrument, instruments in the order in which they are first concerned.
fn by_instrument<'v>(concerned: &[&'v Verdict]) -> Vec<(&'v str, Vec<&'v Verdict>)> {
    let mut order: BTreeMap<&str, usize> = BTreeMap::new();
    let mut instruments: Vec<(&str, Vec<&Verdict>)> = Vec::new();
    for verdict in concerned {
        let id = verdict.instrument.id.as_str();
        let at = *order.entry(id).or_insert(instruments.len());
        match instruments.get_mut(at) {
            Some((_, clauses)) => clauses.push(verdict),
            None => instruments.push((id, vec![verdict])),
        }
    }
    instruments
}

/// `UN norms of 2015 (political)`: what binds least is said beside the name.
fn name(verdict: &Verdict) -> String {
    let kind = match verdict.instrument.kind {
        InstrumentKind::Proposal => " (proposal)",
        InstrumentKind::PoliticalCommitment => " (political)",
        InstrumentKind::Pledge => " (pledge)",
        InstrumentKind::Treaty => "",
    };
    format!("{}{kind}", verdict.instrument.short)
}

/// `▲ 13 (f)  ? 13 (k)  ○ 13 (e), 13 (i)`.
fn marks(clauses: &[&Verdict]) -> String {
    let outcomes = [
        Outcome::ConsistentWithBreach,
        Outcome::ForReferral,
        Outcome::Undetermined,
        Outcome::NotABreach,
        Outcome::NothingToRefer,
    ];
    let mut marks: Vec<String> = Vec::new();
    for outcome in outcomes {
        let of_it: Vec<String> =
            clauses.iter().filter(|one| one.outcome == outcome).map(|one| locator(&one.clause.locator)).collect();
        if !of_it.is_empty() {
            marks.push(format!("{} {}", articles::mark(outcome), of_it.join(", ")));
        }
    }
    marks.join("; ")
}

/// `13 (f)` of `paragraph 13 (f)`, `3` of `key clauses, 3 of 10`.
fn locator(locator: &str) -> String {
    let short =
        ["paragraph ", "articles ", "article ", "principle "].iter().find_map(|word| locator.strip_prefix(word));
    if let Some(number) = locator.strip_prefix("key clauses, ") {
        return number.split(" of ").next().unwrap_or(number).to_owned();
    }
    short.unwrap_or(locator).to_owned()
}

/// The first open clause, and the facts that would decide it.
fn missing(concerned: &[&Verdict]) -> Option<(String, String)> {
    let open = concerned.iter().find(|one| one.outcome == Outcome::Undetermined && !one.missing.is_empty())?;
    let mut facts: Vec<String> = Vec::new();
    for need in open.missing.iter().flat_map(|set| &set.needs) {
        let meaning = words::unstopped(need.name.meaning()).to_owned();
        if !facts.contains(&meaning) {
            facts.push(meaning);
        }
    }
    (!facts.is_empty()).then(|| (locator(&open.clause.locator), words::listed(&facts, MISSING)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locator_is_as_short_as_a_line_needs() {
        assert_eq!(locator("paragraph 13 (f)"), "13 (f)");
        assert_eq!(locator("articles 18 and 19"), "18 and 19");
        assert_eq!(locator("key clauses, 3 of 10"), "3");
        assert_eq!(locator("first commitment"), "first commitment");
    }
}
