//! The evaluator: a case held against a clause. Pure: same clause and facts, same verdict.

mod explanation;
mod serial;
mod standing;
mod used;
mod verdict;
mod words;

pub use explanation::{BoundParty, Explanation, Node, NodeKind};
pub use serial::{ClauseSummary, InstrumentSummary};
pub use used::FactUsed;
pub use verdict::{ApplicabilityPart, Gap, MissingSet, Need, NotApplicable, Outcome, PartyStatus, Standing, Verdict};

use std::sync::Arc;

use crate::condition::{Goal, Sets};
use crate::fact::CaseFacts;
use crate::instrument::{Clause, ClauseResult, Convention, Instrument};
use crate::truth::Truth;

impl Convention {
    /// Holds a case against every clause. The order is that of the instruments; same facts, same verdicts.
    #[must_use]
    pub fn evaluate(&self, facts: &CaseFacts) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        for instrument in self.instruments() {
            for clause in &instrument.clauses {
                verdicts.push(evaluate_clause(instrument, clause, facts));
            }
        }
        verdicts
    }
}

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
    let Missing { sets, complete, possible } =
        if outcome == Outcome::Undetermined { Missing::of(clause, facts) } else { Missing::nothing(outcome) };
    Verdict {
        instrument: Arc::clone(instrument),
        clause: Arc::clone(clause),
        outcome,
        still_possible: possible,
        missing: sets,
        missing_is_complete: complete,
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

/// What would decide a clause that is not decided, and what it could come to.
struct Missing {
    sets: Vec<MissingSet>,
    complete: bool,
    possible: Vec<Outcome>,
}

impl Missing {
    fn nothing(outcome: Outcome) -> Self {
        Self { sets: Vec::new(), complete: true, possible: vec![outcome] }
    }

    fn of(clause: &Clause, facts: &CaseFacts) -> Self {
        let rule = &clause.compiled;
        let (holds, fails) = on_the_merits(clause);
        let applies = rule.applies_forcing.sets(&rule.applies, Goal::Holds, facts);
        let breached = |goal| rule.breached_forcing.sets(&rule.breached, goal, facts);
        let found = [
            (holds, Sets::both(applies.clone(), breached(Goal::Holds))),
            (fails, Sets::both(applies, breached(Goal::Fails))),
            (Outcome::NotApplicable, rule.applies_forcing.sets(&rule.applies, Goal::Fails, facts)),
        ];
        let mut missing =
            Self { sets: Vec::new(), complete: found.iter().all(|(_, found)| found.complete), possible: Vec::new() };
        missing.sets.reserve(found.iter().map(|(_, found)| found.sets.len()).sum());
        for (outcome, found) in found {
            // Where sets were left out, one of those may be what brings the outcome.
            if !found.is_impossible() {
                missing.possible.push(outcome);
            }
            missing.sets.extend(found.sets.iter().map(|needs| MissingSet::of(outcome, needs, facts)));
        }
        missing
    }
}
