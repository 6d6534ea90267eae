//! The evaluator: a case held against a clause. Pure: same clause and facts, same verdict.

mod explanation;
mod missing;
mod standing;
mod verdict;
mod words;

pub use explanation::{Explanation, Node, NodeKind};
pub use verdict::{
    ApplicabilityPart, ClauseSummary, FactUsed, Gap, InstrumentSummary, MissingSet, Need, NotApplicable, Outcome,
    PartyStatus, Standing, Verdict,
};

use std::collections::BTreeSet;

pub(crate) use missing::{Goal, sets_that_force};

use crate::fact::{CaseFacts, FactName, FactState};
use crate::instrument::{Clause, ClauseResult, Condition, Instrument};
use crate::truth::Truth;

/// Holds a case against one clause of an instrument.
///
/// Whether the clause applies is decided first. Where that is not known the verdict is undetermined, even if there can be no
/// breach; [`Verdict::still_possible`] then says so.
#[must_use]
pub fn evaluate_clause(instrument: &Instrument, clause: &Clause, facts: &CaseFacts) -> Verdict {
    let rule = &clause.compiled;
    let applies = rule.applies.truth(facts);
    let (holds, fails) = on_the_merits(clause);
    let outcome = match (applies, rule.breached.truth(facts)) {
        (Truth::False, _) => Outcome::NotApplicable,
        (Truth::Unknown, _) | (Truth::True, Truth::Unknown) => Outcome::Undetermined,
        (Truth::True, Truth::True) => holds,
        (Truth::True, Truth::False) => fails,
    };
    let (missing, missing_is_complete) = missing_sets(clause, outcome, facts);
    let still_possible = still_possible(outcome, &missing);
    let not_applicable_because =
        if outcome == Outcome::NotApplicable { reasons(instrument, clause, facts) } else { Vec::new() };
    let used = facts_used(clause, outcome, facts);
    let weakest_standard = used.iter().filter_map(strongest_standard).min();
    let bears = |fact: &FactName| facts.value(*fact).is_some();
    let merits_decided = outcome == holds || outcome == fails;
    Verdict {
        instrument: summary_of_instrument(instrument),
        clause: summary_of_clause(clause),
        outcome,
        words: words::verdict(instrument, clause, outcome, &not_applicable_because, &still_possible),
        caveat: instrument.kind.caveat(),
        not_applicable_because,
        parties: standing::of_parties(instrument, clause, facts),
        facts: used,
        weakest_standard,
        missing,
        missing_is_complete,
        still_possible,
        disputed: disputed(clause, facts),
        concerned: merits_decided || rule.breached.facts().iter().any(bears),
        explanation: Explanation::of(clause, facts),
        rule: clause.rule,
    }
}

/// The outcomes where the clause applies: what it describes is there, or is not.
fn on_the_merits(clause: &Clause) -> (Outcome, Outcome) {
    match clause.result {
        ClauseResult::Breach => (Outcome::ConsistentWithBreach, Outcome::NotABreach),
        ClauseResult::Referral => (Outcome::ForReferral, Outcome::NothingToRefer),
    }
}

fn missing_sets(clause: &Clause, outcome: Outcome, facts: &CaseFacts) -> (Vec<MissingSet>, bool) {
    if outcome != Outcome::Undetermined {
        return (Vec::new(), true);
    }
    let rule = &clause.compiled;
    let (holds, fails) = on_the_merits(clause);
    let goals = [
        (holds, &rule.consistent, Goal::Holds),
        (fails, &rule.not_a_breach, Goal::Holds),
        (Outcome::NotApplicable, &rule.applies, Goal::Fails),
    ];
    let (mut missing, mut complete) = (Vec::new(), true);
    for (outcome, condition, goal) in goals {
        let found = sets_that_force(condition, goal, facts);
        complete &= found.complete;
        missing.extend(found.sets.into_iter().map(|needs| words::missing_set(outcome, needs, facts)));
    }
    (missing, complete)
}

fn still_possible(outcome: Outcome, missing: &[MissingSet]) -> Vec<Outcome> {
    if outcome != Outcome::Undetermined {
        return vec![outcome];
    }
    let possible: BTreeSet<Outcome> = missing.iter().map(|set| set.outcome).collect();
    possible.into_iter().collect()
}

fn reasons(instrument: &Instrument, clause: &Clause, facts: &CaseFacts) -> Vec<NotApplicable> {
    let rule = &clause.compiled;
    let fails = |condition: &Option<Condition>| condition.as_ref().is_some_and(|it| it.truth(facts) == Truth::False);
    let mut parts = Vec::new();
    if fails(&clause.who) {
        parts.push(ApplicabilityPart::Actor);
    }
    // Who is no party was bound on no date: to say both would be to say it twice.
    if fails(&rule.party) {
        parts.push(ApplicabilityPart::Party);
    } else if fails(&rule.date) {
        parts.push(ApplicabilityPart::Date);
    }
    if fails(&clause.context) {
        parts.push(ApplicabilityPart::Context);
    }
    let reason = |this| NotApplicable { this, words: words::reason(this, instrument, clause, facts) };
    parts.into_iter().map(reason).collect()
}

fn facts_used(clause: &Clause, outcome: Outcome, facts: &CaseFacts) -> Vec<FactUsed> {
    let rule = &clause.compiled;
    let mut names = BTreeSet::new();
    rule.applies.deciding_facts(facts, &mut names);
    if outcome != Outcome::NotApplicable {
        rule.breached.deciding_facts(facts, &mut names);
    }
    names.into_iter().filter_map(|name| fact_used(name, facts)).collect()
}

fn disputed(clause: &Clause, facts: &CaseFacts) -> Vec<FactUsed> {
    let mut names = clause.compiled.applies.facts();
    names.extend(clause.compiled.breached.facts());
    let used = names.into_iter().filter_map(|name| fact_used(name, facts));
    used.filter(|fact| matches!(fact.state, FactState::Disputed { .. })).collect()
}

fn fact_used(name: FactName, facts: &CaseFacts) -> Option<FactUsed> {
    Some(FactUsed { name, meaning: name.meaning(), state: facts.get(name)?.clone() })
}

/// A fact is as good as the best proof of it.
fn strongest_standard(fact: &FactUsed) -> Option<crate::fact::StandardOfProof> {
    fact.state.sources().map(|source| source.standard).max()
}

fn summary_of_instrument(instrument: &Instrument) -> InstrumentSummary {
    InstrumentSummary {
        id: instrument.id.clone(),
        title: instrument.title.clone(),
        short: instrument.short.clone(),
        kind: instrument.kind,
        adopted: instrument.adopted,
        source: instrument.source.clone(),
    }
}

fn summary_of_clause(clause: &Clause) -> ClauseSummary {
    ClauseSummary {
        id: clause.id.clone(),
        locator: clause.locator.clone(),
        title: clause.title.clone(),
        words: clause.words.clone(),
    }
}
