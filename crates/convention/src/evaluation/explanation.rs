use std::fmt;

use dunant_vocabulary::Country;
use serde::Serialize;

use super::verdict::Gap;
use crate::condition::{BoundOn, Condition, Period, Test};
use crate::fact::{CaseFacts, FactName, FactState};
use crate::instrument::Clause;
use crate::truth::Truth;

/// A clause as trees, each node with its truth value: what a page draws.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Whether the clause speaks to this sort of actor; none where it asks nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<Node>,
    /// Whether a party acted; none where nobody is bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<Node>,
    /// Whether it was bound on the date; none where nobody is bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Node>,
    /// Whether the circumstances are those it speaks to; none where it asks nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Node>,
    /// The breach tree.
    pub breach: Node,
    /// The exceptions: any that is true takes the breach away.
    pub unless: Vec<Node>,
}

/// One node of a tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// Its truth value.
    pub truth: Truth,
    /// What it is.
    #[serde(flatten)]
    pub kind: NodeKind,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum NodeKind {
    /// True where all branches are.
    All {
        /// The branches.
        branches: Vec<Node>,
    },
    /// True where any branch is.
    Any {
        /// The branches.
        branches: Vec<Node>,
    },
    /// True where its branch is false.
    Not {
        /// The branch.
        branch: Box<Node>,
    },
    /// A test of one fact.
    Test {
        /// The fact.
        name: FactName,
        /// What is asked: "`purpose` includes commercial-advantage".
        words: String,
        /// What the case says, in words: "coercion", or none where it says nothing that counts.
        #[serde(skip_serializing_if = "Option::is_none")]
        value: Option<String>,
        /// Why the test is not decided; none where it is.
        #[serde(skip_serializing_if = "Option::is_none")]
        gap: Option<Gap>,
    },
    /// Whether a state that the case names was bound on the day of the incident.
    BoundOn {
        /// The facts that it asks about: the states, the day and, where the list of parties is incomplete, what was confirmed.
        names: Vec<FactName>,
        /// What is asked: "`actor.country` names a state that was bound on `incident.date`".
        words: String,
        /// The states that the case names and the list has, with the days on which they were bound.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        parties: Vec<BoundParty>,
        /// What the case says, in words: "CN, 2016-05-01", or none where it says nothing that counts.
        #[serde(skip_serializing_if = "Option::is_none")]
        value: Option<String>,
        /// Why it is not decided; none where it is.
        #[serde(skip_serializing_if = "Option::is_none")]
        gap: Option<Gap>,
    },
}

/// A state of which a list says when it was bound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoundParty {
    /// The state.
    pub country: Country,
    /// The times in which it was bound, in order.
    pub bound: Vec<Period>,
}

impl fmt::Display for BoundParty {
    /// "China since 2001-01-01 until 2010-01-01 and since 2015-01-01".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.country)?;
        for (number, period) in self.bound.iter().enumerate() {
            write!(f, "{} since {}", if number == 0 { "" } else { " and" }, period.since)?;
            if let Some(until) = period.until {
                write!(f, " until {until}")?;
            }
        }
        Ok(())
    }
}

impl Explanation {
    pub(super) fn of(clause: &Clause, facts: &CaseFacts) -> Self {
        let node = |condition: &Condition| Node::of(condition, facts);
        Self {
            actor: clause.who.as_ref().map(node),
            party: clause.compiled.party.as_ref().map(node),
            date: clause.compiled.date.as_ref().map(node),
            context: clause.context.as_ref().map(node),
            breach: node(&clause.breach),
            unless: clause.unless.iter().map(node).collect(),
        }
    }
}

impl Node {
    fn of(condition: &Condition, facts: &CaseFacts) -> Self {
        let branches = |nodes: &[Condition]| nodes.iter().map(|node| Self::of(node, facts)).collect();
        let kind = match condition {
            Condition::All(nodes) => NodeKind::All { branches: branches(nodes) },
            Condition::Any(nodes) => NodeKind::Any { branches: branches(nodes) },
            Condition::Not(node) => NodeKind::Not { branch: Box::new(Self::of(node, facts)) },
            Condition::Test(test) => of_test(test, facts),
            Condition::BoundOn(bound) => of_bound(bound, facts),
        };
        Self { truth: condition.truth(facts), kind }
    }
}

fn of_bound(bound: &BoundOn, facts: &CaseFacts) -> NodeKind {
    let said = bound.said(facts).and_then(|said| said.states).unwrap_or_default();
    let words = bound.states().words().iter().enumerate();
    let parties = words.filter(|(number, _)| said.contains(*number)).filter_map(|(number, code)| {
        let bound: Vec<Period> = bound.periods_of(number).collect();
        (!bound.is_empty()).then_some(BoundParty { country: code.parse().ok()?, bound })
    });
    let values: Vec<String> = bound.facts_asked(facts).filter_map(|fact| said_of(fact, facts)).collect();
    let gap = (!bound.truth(facts).is_known()).then(|| {
        let open = bound.facts_asked(facts).find(|fact| !facts.settled().contains(*fact));
        open.map_or(Gap::TooCoarse, |fact| gap(fact, facts))
    });
    NodeKind::BoundOn {
        names: bound.facts().collect(),
        words: bound.words(),
        parties: parties.collect(),
        value: (!values.is_empty()).then(|| values.join("; ")),
        gap,
    }
}

fn said_of(fact: FactName, facts: &CaseFacts) -> Option<String> {
    match facts.get(fact)? {
        FactState::Known { value, .. } => Some(value.to_string()),
        FactState::NotApplicable { .. } => Some("not applicable".to_owned()),
        FactState::Unknown { .. } | FactState::Disputed { .. } => None,
    }
}

fn of_test(test: &Test, facts: &CaseFacts) -> NodeKind {
    let value = said_of(test.fact(), facts);
    let gap = (!test.truth(facts).is_known()).then(|| gap(test.fact(), facts));
    NodeKind::Test { name: test.fact(), words: test.words(), value, gap }
}

/// Why a fact that decides nothing decides nothing.
pub(super) fn gap(fact: FactName, facts: &CaseFacts) -> Gap {
    match facts.get(fact) {
        None => Gap::Missing,
        Some(FactState::Unknown { .. }) => Gap::Unknown,
        Some(FactState::Disputed { .. }) => Gap::Disputed,
        Some(FactState::Known { .. } | FactState::NotApplicable { .. }) => Gap::TooCoarse,
    }
}
