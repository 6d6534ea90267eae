use std::collections::BTreeSet;

use serde::Serialize;

use super::verdict::{Outcome, Verdict};
use crate::fact::{CaseFacts, FactName, FactState, StandardOfProof};

/// A fact as a verdict used it, with everyone who states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactUsed {
    /// Its name.
    pub name: FactName,
    /// What it says, for people.
    pub meaning: &'static str,
    /// What is known of it, and from whom.
    #[serde(flatten)]
    pub state: FactState,
}

impl Verdict {
    /// The facts that decided it; where it is undetermined, the known facts that bear on it.
    #[must_use]
    pub fn facts(&self) -> Vec<FactUsed> {
        let rule = &self.clause.compiled;
        let mut names = BTreeSet::new();
        rule.applies.deciding_facts(&self.held, &mut names);
        if self.outcome != Outcome::NotApplicable {
            rule.breached.deciding_facts(&self.held, &mut names);
        }
        names.into_iter().filter_map(|name| FactUsed::of(name, &self.held)).collect()
    }

    /// The weakest standard of proof among [`facts`](Self::facts), each as good as the best proof of it; none without facts.
    #[must_use]
    pub fn weakest_standard(&self) -> Option<StandardOfProof> {
        let strongest = |fact: &FactUsed| fact.state.sources().map(|source| source.standard).max();
        self.facts().iter().filter_map(strongest).min()
    }

    /// The facts of this clause on which sources differ. They count as unknown.
    #[must_use]
    pub fn disputed(&self) -> Vec<FactUsed> {
        let mut names = self.clause.compiled.applies.facts();
        names.extend(self.clause.compiled.breached.facts());
        let used = names.into_iter().filter_map(|name| FactUsed::of(name, &self.held));
        used.filter(|fact| matches!(fact.state, FactState::Disputed { .. })).collect()
    }

    /// Whether the case has something to say to this clause: a known fact bears on its breach, or its merits are decided.
    #[must_use]
    pub fn concerned(&self) -> bool {
        let merits_decided = !matches!(self.outcome, Outcome::Undetermined | Outcome::NotApplicable);
        merits_decided || self.clause.compiled.breached.facts().iter().any(|fact| self.held.value(*fact).is_some())
    }
}

impl FactUsed {
    fn of(name: FactName, facts: &CaseFacts) -> Option<Self> {
        Some(Self { name, meaning: name.meaning(), state: facts.get(name)?.clone() })
    }
}
