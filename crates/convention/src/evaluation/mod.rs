//! The evaluator: a case held against a clause. Pure: same clause and facts, same verdict.

mod explanation;
mod missing;
mod serial;
mod standing;
mod used;
mod verdict;
mod words;

pub use explanation::{Explanation, Node, NodeKind};
pub use serial::{ClauseSummary, InstrumentSummary};
pub use used::FactUsed;
pub use verdict::{ApplicabilityPart, Gap, MissingSet, Need, NotApplicable, Outcome, PartyStatus, Standing, Verdict};

use std::sync::Arc;

pub(crate) use missing::{Forcing, Goal, Sets};

use crate::fact::CaseFacts;
use crate::instrument::{Clause, ClauseResult, Instrument};
use crate::truth::Truth;

/// Holds a case against one clause of an instrument.
///
/// Whether the clause applies is decided first. Where that is not known the verdict is undetermined, even if there can be no
/// breach; [`Verdict::still_possible`] then says so.
#[must_use]
pub fn evaluate_clause(instrument: &Arc<Instrument>, clause: &Arc<Clause>, facts: &CaseFacts) -> Verdict {
    let rule = &clause.compiled;
    let (holds, fails) = on_the_merits(clause);
    let outcome = match rule.applies.truth(facts) {
        Truth::False => Outcome::NotApplicable,
        Truth::Unknown => Outcome::Undetermined,
        Truth::True => match rule.breached.truth(facts) {
            Truth::Unknown => Outcome::Undetermined,
            Truth::True => holds,
            Truth::False => fails,
        },
    };
    let (missing, missing_is_complete) =
        if outcome == Outcome::Undetermined { missing_sets(clause, facts) } else { (Vec::new(), true) };
    Verdict {
        instrument: Arc::clone(instrument),
        clause: Arc::clone(clause),
        outcome,
        still_possible: still_possible(outcome, &missing),
        missing,
        missing_is_complete,
        held: facts.clone(),
    }
}

/// The outcomes where the clause applies: what it describes is there, or is not.
fn on_the_merits(clause: &Clause) -> (Outcome, Outcome) {
    match clause.result {
        ClauseResult::Breach => (Outcome::ConsistentWithBreach, Outcome::NotABreach),
        ClauseResult::Referral => (Outcome::ForReferral, Outcome::NothingToRefer),
    }
}

fn missing_sets(clause: &Clause, facts: &CaseFacts) -> (Vec<MissingSet>, bool) {
    let rule = &clause.compiled;
    let (holds, fails) = on_the_merits(clause);
    let applies = rule.applies_forcing.sets(&rule.applies, Goal::Holds, facts);
    let breached = |goal| rule.breached_forcing.sets(&rule.breached, goal, facts);
    let found = [
        (holds, Sets::both(applies.clone(), breached(Goal::Holds))),
        (fails, Sets::both(applies, breached(Goal::Fails))),
        (Outcome::NotApplicable, rule.applies_forcing.sets(&rule.applies, Goal::Fails, facts)),
    ];
    let complete = found.iter().all(|(_, sets)| sets.complete);
    let mut missing = Vec::with_capacity(found.iter().map(|(_, found)| found.sets.len()).sum());
    for (outcome, found) in found {
        missing.extend(found.sets.iter().map(|needs| MissingSet::of(outcome, needs, facts)));
    }
    (missing, complete)
}

fn still_possible(outcome: Outcome, missing: &[MissingSet]) -> Vec<Outcome> {
    if outcome != Outcome::Undetermined {
        return vec![outcome];
    }
    let mut possible: Vec<Outcome> = missing.iter().map(|set| set.outcome).collect();
    possible.sort();
    possible.dedup();
    possible
}
