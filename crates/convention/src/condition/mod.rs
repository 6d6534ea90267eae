//! Conditions over facts, and what would have to become known for one to be decided.

mod bound_on;
mod forcing;
mod period;

pub use bound_on::BoundOn;
pub use period::Period;

pub(crate) use bound_on::{Listed, Said, Unlisted};
pub(crate) use forcing::{Forcing, Goal, Needs, Requirement, Sets};

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use dunant_vocabulary::Date;

use crate::fact::{CaseFacts, Content, FactKind, FactName, FactState, WordSet};
use crate::truth::Truth;

/// A tree of tests over facts. Displayed in its canonical form, which the rule's digest covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Every one holds.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// One fact is tested.
    Test(Test),
    /// A state that a fact names was bound on the date of the incident. No file writes it: it follows from who is bound.
    BoundOn(Arc<BoundOn>),
}

/// A test of one fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Test {
    fact: FactName,
    operator: Operator,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    /// The fact has at least one of these words.
    In(WordSet),
    /// All of the incident's possible days are before this one.
    Before(Date),
    /// All of the incident's possible days are after this one.
    After(Date),
    /// The number is this or more.
    AtLeast(u64),
}

impl Condition {
    /// Whether it holds, as far as the facts say.
    #[must_use]
    pub fn truth(&self, facts: &CaseFacts) -> Truth {
        match self {
            Self::All(nodes) => nodes.iter().fold(Truth::True, |truth, node| truth.and(node.truth(facts))),
            Self::Any(nodes) => nodes.iter().fold(Truth::False, |truth, node| truth.or(node.truth(facts))),
            Self::Not(node) => !node.truth(facts),
            Self::Test(test) => test.truth(facts),
            Self::BoundOn(bound) => bound.truth(facts),
        }
    }

    /// The facts it tests, in the vocabulary's order.
    #[must_use]
    pub fn facts(&self) -> BTreeSet<FactName> {
        let mut facts = BTreeSet::new();
        self.collect_facts(&mut facts);
        facts
    }

    /// The facts that made it true or false; those that were known, where it is neither.
    pub(crate) fn deciding_facts(&self, facts: &CaseFacts, out: &mut BTreeSet<FactName>) {
        match self {
            Self::Test(test) => {
                if test.truth(facts).is_known() {
                    out.insert(test.fact);
                }
            }
            Self::Not(node) => node.deciding_facts(facts, out),
            Self::BoundOn(bound) => out.extend(bound.deciding_facts(facts)),
            Self::All(nodes) | Self::Any(nodes) => {
                let truth = self.truth(facts);
                // One false branch makes `all` false, and one true branch makes `any` true; the others then decided nothing.
                let alone = truth == if matches!(self, Self::All(_)) { Truth::False } else { Truth::True };
                for node in nodes {
                    if !alone || node.truth(facts) == truth {
                        node.deciding_facts(facts, out);
                    }
                }
            }
        }
    }

    fn collect_facts(&self, out: &mut BTreeSet<FactName>) {
        match self {
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().for_each(|node| node.collect_facts(out)),
            Self::Not(node) => node.collect_facts(out),
            Self::BoundOn(bound) => out.extend(bound.facts()),
            Self::Test(test) => {
                out.insert(test.fact);
            }
        }
    }
}

impl Test {
    pub(crate) fn new(fact: FactName, operator: Operator) -> Self {
        Self { fact, operator }
    }

    /// The fact tested.
    #[must_use]
    pub fn fact(&self) -> FactName {
        self.fact
    }

    pub(crate) fn operator(&self) -> Operator {
        self.operator
    }

    /// Whether the fact passes. A disputed or missing fact does not say; a fact that does not apply passes no test.
    #[must_use]
    pub fn truth(&self, facts: &CaseFacts) -> Truth {
        let value = match facts.get(self.fact) {
            Some(FactState::Known { value, .. }) => value,
            Some(FactState::NotApplicable { .. }) => return Truth::False,
            Some(FactState::Unknown { .. } | FactState::Disputed { .. }) | None => return Truth::Unknown,
        };
        match (self.operator, value.content()) {
            (Operator::In(words), Content::Words(has)) => Truth::known(!words.intersection(has).is_empty()),
            // A month may straddle the day: then it is neither before nor not before.
            (Operator::Before(day), Content::Date(range)) if range.latest() < day => Truth::True,
            (Operator::Before(day), Content::Date(range)) if range.earliest() >= day => Truth::False,
            (Operator::After(day), Content::Date(range)) if range.earliest() > day => Truth::True,
            (Operator::After(day), Content::Date(range)) if range.latest() <= day => Truth::False,
            (Operator::AtLeast(least), Content::Number(number)) => Truth::known(number >= least),
            _ => Truth::Unknown,
        }
    }

    /// What it asks, for people.
    #[must_use]
    pub fn words(&self) -> String {
        let fact = self.fact;
        match self.operator {
            Operator::In(words) => {
                let list = words.in_words(fact);
                match (fact.kind(), words.len()) {
                    (FactKind::AllWords, 1) => format!("`{fact}` includes {list}"),
                    (FactKind::AllWords, _) => format!("`{fact}` includes any of {list}"),
                    (_, 1) => format!("`{fact}` is {list}"),
                    _ => format!("`{fact}` is one of {list}"),
                }
            }
            Operator::Before(day) => format!("`{fact}` is before {day}"),
            Operator::After(day) => format!("`{fact}` is after {day}"),
            Operator::AtLeast(number) => format!("`{fact}` is {number} or more"),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, nodes): (&str, &[Condition]) = match self {
            Self::All(nodes) => ("all", nodes),
            Self::Any(nodes) => ("any", nodes),
            Self::Not(node) => return write!(f, "(not {node})"),
            Self::Test(test) => return write!(f, "{test}"),
            Self::BoundOn(bound) => return write!(f, "{bound}"),
        };
        write!(f, "({word}")?;
        nodes.iter().try_for_each(|node| write!(f, " {node}"))?;
        f.write_str(")")
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fact = self.fact;
        match self.operator {
            Operator::In(words) => write!(f, "(in {fact} {})", words.words(fact).join(" ")),
            Operator::Before(day) => write!(f, "(before {fact} {day})"),
            Operator::After(day) => write!(f, "(after {fact} {day})"),
            Operator::AtLeast(number) => write!(f, "(at-least {fact} {number})"),
        }
    }
}
