//! The words of a verdict. They say what facts are consistent with, and never what anyone is guilty of.

use super::standing;
use super::verdict::{ApplicabilityPart, Outcome, Verdict};
use crate::fact::{CaseFacts, FactName};
use crate::instrument::{Clause, ClauseResult, Instrument, Party};

/// The whole verdict in sentences.
pub(super) fn verdict(verdict: &Verdict) -> String {
    let (clause, possible) = (&verdict.clause, &verdict.still_possible);
    let mut words = match verdict.outcome {
        Outcome::ConsistentWithBreach | Outcome::ForReferral => clause.say.consistent.clone(),
        Outcome::NotABreach | Outcome::NothingToRefer => clause.say.not_a_breach.clone(),
        Outcome::Undetermined => {
            let mut words = clause.say.undetermined.clone();
            match clause.result {
                ClauseResult::Breach if !possible.contains(&Outcome::ConsistentWithBreach) => {
                    words.push_str(" Whatever is still missing, they can no longer be consistent with a breach.");
                }
                ClauseResult::Referral if !possible.contains(&Outcome::ForReferral) => {
                    words.push_str(" Whatever is still missing, there can no longer be anything to refer.");
                }
                ClauseResult::Breach | ClauseResult::Referral => {}
            }
            words
        }
        Outcome::NotApplicable => {
            let reasons: Vec<String> = verdict.not_applicable_because().into_iter().map(|it| it.words).collect();
            format!("The clause does not apply: {}.", reasons.join("; "))
        }
    };
    if let Some(caveat) = verdict.caveat() {
        words.push_str(&format!(" This text is {caveat}."));
    }
    words
}

/// Why one part of applicability fails.
pub(super) fn reason(part: ApplicabilityPart, instrument: &Instrument, clause: &Clause, facts: &CaseFacts) -> String {
    let value = |condition: &Option<crate::condition::Condition>| -> String {
        let names = condition.as_ref().map(|condition| condition.facts()).unwrap_or_default();
        let said: Vec<String> = names.into_iter().filter_map(|name| said(name, facts)).collect();
        said.join(", ")
    };
    let detail = match part {
        ApplicabilityPart::Actor => value(&clause.who),
        ApplicabilityPart::Context => value(&clause.context),
        ApplicabilityPart::Party => {
            let named = standing::why_none_is_bound(instrument, clause, facts);
            if named.is_empty() {
                // A company, or a state that is not named: what is known is that nobody confirmed it.
                said(instrument.kind.confirmed_by(), facts).unwrap_or_default()
            } else {
                named
            }
        }
        ApplicabilityPart::Date => {
            let first = instrument.parties.iter().filter_map(Party::first_bound).min();
            let date = standing::incident_date(facts).map(|date| date.to_string()).unwrap_or_default();
            match first {
                Some(first) => format!("nobody named was bound on {date}; the first party is bound since {first}"),
                None => format!("nobody named was bound on {date}"),
            }
        }
    };
    format!("{} ({detail})", part.words())
}

fn said(fact: FactName, facts: &CaseFacts) -> Option<String> {
    Some(format!("`{fact}` is {}", facts.value(fact)?))
}
