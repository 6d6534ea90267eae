use serde::Serialize;

use super::verdict::Gap;
use crate::fact::{CaseFacts, FactName, FactState};
use crate::instrument::{Clause, Condition, Test};
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
        };
        Self { truth: condition.truth(facts), kind }
    }
}

fn of_test(test: &Test, facts: &CaseFacts) -> NodeKind {
    let value = match facts.get(test.fact()) {
        Some(FactState::Known { value, .. }) => Some(value.to_string()),
        Some(FactState::NotApplicable { .. }) => Some("not applicable".to_owned()),
        _ => None,
    };
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
