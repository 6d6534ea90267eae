//! Minimal sets of missing facts: what would have to become known for a condition to be decided, and as what.
//!
//! A set of needs *forces* a truth value when every way of meeting it does. Needs are built along the tree (a product at `all`, a
//! union at `any`, the other way round for falsehood), so every assignment of facts that forces the value contains one of the
//! sets; sets that ask for more than another are then removed.

mod bound_on;
mod words;

use std::borrow::Cow;
use std::cmp::Ordering;

use dunant_vocabulary::Date;

use super::{Condition, Operator, Test};
use crate::fact::{CaseFacts, FactKind, FactName, FactSet, WordSet};
use crate::truth::Truth;

/// More sets than this are more than a person reads; the smallest are kept, and the verdict says that there are others.
const MAX_SETS: usize = 48;

/// What one fact would have to be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Requirement {
    /// Its only word is one of these.
    OneOf(WordSet),
    /// Its words include one of each `any_of`, and none of `none_of`.
    Includes { any_of: Vec<WordSet>, none_of: WordSet },
    /// All its days are from `from` to `to`, both included.
    Days { from: Option<Date>, to: Option<Date> },
    /// It is from `from` to below `below`.
    Number { from: u64, below: Option<u64> },
}

/// One set of needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Needs {
    /// In the vocabulary's order, each fact once.
    list: Vec<(FactName, Requirement)>,
    /// The same facts as bits: most sets are told apart by these alone.
    facts: FactSet,
}

/// Sets of needs, and whether all of them are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sets {
    pub(crate) sets: Vec<Needs>,
    pub(crate) complete: bool,
}

/// The truth value wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goal {
    Holds,
    Fails,
}

impl Goal {
    fn opposite(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
        }
    }

    fn truth(self) -> Truth {
        Truth::known(self == Self::Holds)
    }
}

/// What would force a condition, worked out once for all cases that say nothing of its facts; the same for each of its branches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Forcing {
    facts: FactSet,
    holds: Sets,
    fails: Sets,
    branches: Vec<Forcing>,
}

impl Forcing {
    pub(crate) fn of(condition: &Condition) -> Self {
        let nothing = CaseFacts::default();
        let (facts, branches): (FactSet, Vec<Self>) = match condition {
            Condition::Test(test) => (FactSet::of(test.fact()), Vec::new()),
            Condition::BoundOn(bound) => (bound.fact_set(), Vec::new()),
            Condition::Not(node) => (FactSet::EMPTY, vec![Self::of(node)]),
            Condition::All(nodes) | Condition::Any(nodes) => (FactSet::EMPTY, nodes.iter().map(Self::of).collect()),
        };
        let facts = branches.iter().fold(facts, |all, branch| all.union(branch.facts));
        let forced = |goal| force(condition, &branches, goal, &nothing).into_owned();
        Self { facts, holds: forced(Goal::Holds), fails: forced(Goal::Fails), branches }
    }

    /// The minimal sets that would force the condition while nothing is known.
    pub(crate) fn open(&self, goal: Goal) -> &Sets {
        match goal {
            Goal::Holds => &self.holds,
            Goal::Fails => &self.fails,
        }
    }

    /// The minimal sets that would make `condition`, which this was made of, true, or false where `goal` is; fewest facts first.
    /// One empty set where it is so already; none where it cannot become so.
    pub(crate) fn sets(&self, condition: &Condition, goal: Goal, facts: &CaseFacts) -> Cow<'_, Sets> {
        if self.facts.is_apart_from(facts.settled()) {
            return Cow::Borrowed(self.open(goal));
        }
        force(condition, &self.branches, goal, facts)
    }
}

/// `branches` are those of `condition`, in order.
fn force<'f>(condition: &Condition, branches: &'f [Forcing], goal: Goal, facts: &CaseFacts) -> Cow<'f, Sets> {
    match (condition, goal) {
        (Condition::Test(test), _) => Cow::Owned(force_test(test, goal, facts)),
        (Condition::BoundOn(bound), _) => Cow::Owned(bound_on::force(bound, goal, facts)),
        (Condition::Not(node), _) => match branches {
            [branch] => branch.sets(node, goal.opposite(), facts),
            _ => Cow::Owned(Sets::impossible()),
        },
        (Condition::All(nodes), Goal::Holds) | (Condition::Any(nodes), Goal::Fails) => {
            force_every(nodes, branches, goal, facts)
        }
        (Condition::All(nodes), Goal::Fails) | (Condition::Any(nodes), Goal::Holds) => {
            force_either(nodes, branches, goal, facts)
        }
    }
}

fn force_every<'f>(nodes: &[Condition], branches: &'f [Forcing], goal: Goal, facts: &CaseFacts) -> Cow<'f, Sets> {
    let mut product = Cow::Owned(Sets::certain());
    for (node, branch) in nodes.iter().zip(branches) {
        product = Sets::both(product, branch.sets(node, goal, facts));
        if product.is_impossible() {
            break;
        }
    }
    product
}

fn force_either<'f>(nodes: &[Condition], branches: &'f [Forcing], goal: Goal, facts: &CaseFacts) -> Cow<'f, Sets> {
    let mut union = Cow::Owned(Sets::impossible());
    for (node, branch) in nodes.iter().zip(branches) {
        union = Sets::either(union, branch.sets(node, goal, facts));
        if union.is_certain() {
            break;
        }
    }
    union
}

fn force_test(test: &Test, goal: Goal, facts: &CaseFacts) -> Sets {
    let truth = test.truth(facts);
    if truth == goal.truth() {
        return Sets::certain();
    }
    if truth.is_known() {
        return Sets::impossible();
    }
    Sets::of(test.fact(), [requirement(test, goal)])
}

fn requirement(test: &Test, goal: Goal) -> Option<Requirement> {
    let fact = test.fact();
    let several = fact.kind() == FactKind::AllWords;
    let requirement = match (test.operator(), goal) {
        (Operator::In(words), Goal::Holds) if several => {
            Requirement::Includes { any_of: vec![words], none_of: WordSet::EMPTY }
        }
        (Operator::In(words), Goal::Fails) if several => Requirement::Includes { any_of: Vec::new(), none_of: words },
        (Operator::In(words), Goal::Holds) => Requirement::OneOf(words),
        (Operator::In(words), Goal::Fails) => Requirement::OneOf(WordSet::all(fact).without(words)),
        (Operator::Before(day), Goal::Holds) => Requirement::Days { from: None, to: Some(day.yesterday().ok()?) },
        (Operator::Before(day), Goal::Fails) => Requirement::Days { from: Some(day), to: None },
        (Operator::After(day), Goal::Holds) => Requirement::Days { from: Some(day.tomorrow().ok()?), to: None },
        (Operator::After(day), Goal::Fails) => Requirement::Days { from: None, to: Some(day) },
        (Operator::AtLeast(number), Goal::Holds) => Requirement::Number { from: number, below: None },
        (Operator::AtLeast(number), Goal::Fails) => Requirement::Number { from: 0, below: Some(number) },
    };
    requirement.possible()
}

impl Requirement {
    /// Itself in its shortest form, where some value meets it.
    fn possible(self) -> Option<Self> {
        match self {
            Self::OneOf(words) => (!words.is_empty()).then_some(self),
            Self::Days { from: Some(from), to: Some(to) } if from > to => None,
            Self::Number { from, below: Some(below) } if from >= below => None,
            Self::Days { .. } | Self::Number { .. } => Some(self),
            Self::Includes { any_of, none_of } => {
                let mut shortest: Vec<WordSet> = Vec::new();
                let mut left: Vec<WordSet> = any_of.into_iter().map(|words| words.without(none_of)).collect();
                left.sort_by_key(|words| (words.len(), *words));
                for words in left {
                    if words.is_empty() {
                        return None;
                    }
                    if !shortest.iter().any(|shorter| shorter.is_subset_of(words)) {
                        shortest.push(words);
                    }
                }
                Some(Self::Includes { any_of: shortest, none_of })
            }
        }
    }

    /// What meets both.
    fn and(&self, other: &Self) -> Option<Self> {
        fn tighter(a: Option<Date>, b: Option<Date>, pick: fn(Date, Date) -> Date) -> Option<Date> {
            match (a, b) {
                (Some(a), Some(b)) => Some(pick(a, b)),
                (one, None) | (None, one) => one,
            }
        }
        let both = match (self, other) {
            (Self::OneOf(a), Self::OneOf(b)) => Self::OneOf(a.intersection(*b)),
            (Self::Includes { any_of: a, none_of: n }, Self::Includes { any_of: b, none_of: m }) => {
                Self::Includes { any_of: a.iter().chain(b).copied().collect(), none_of: n.union(*m) }
            }
            (Self::Days { from: a, to: b }, Self::Days { from: c, to: d }) => {
                Self::Days { from: tighter(*a, *c, Date::max), to: tighter(*b, *d, Date::min) }
            }
            (Self::Number { from: a, below: b }, Self::Number { from: c, below: d }) => {
                let below = match (b, d) {
                    (Some(b), Some(d)) => Some(*b.min(d)),
                    (one, None) | (None, one) => *one,
                };
                Self::Number { from: *a.max(c), below }
            }
            // One fact has one kind, so its requirements are of one sort.
            _ => return None,
        };
        both.possible()
    }

    /// Whether whatever meets `other` meets this too.
    fn asks_no_more_than(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::OneOf(a), Self::OneOf(b)) => b.is_subset_of(*a),
            (Self::Includes { any_of: a, none_of: n }, Self::Includes { any_of: b, none_of: m }) => {
                n.is_subset_of(*m) && a.iter().all(|wide| b.iter().any(|narrow| narrow.is_subset_of(*wide)))
            }
            (Self::Days { from: a, to: b }, Self::Days { from: c, to: d }) => {
                let from = a.is_none_or(|a| c.is_some_and(|c| c >= a));
                from && b.is_none_or(|b| d.is_some_and(|d| d <= b))
            }
            (Self::Number { from: a, below: b }, Self::Number { from: c, below: d }) => {
                c >= a && b.is_none_or(|b| d.is_some_and(|d| d <= b))
            }
            _ => false,
        }
    }

    /// What meets one or the other, where that can be said in one requirement.
    fn or(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::OneOf(a), Self::OneOf(b)) => Some(Self::OneOf(a.union(*b))),
            (Self::Includes { any_of: a, none_of: n }, Self::Includes { any_of: b, none_of: m }) if n == m => {
                let ([a], [b]) = (a.as_slice(), b.as_slice()) else { return None };
                Self::Includes { any_of: vec![a.union(*b)], none_of: *n }.possible()
            }
            _ => None,
        }
    }
}

impl Sets {
    /// One set for each requirement of a fact that can be met.
    fn of(fact: FactName, requirements: impl IntoIterator<Item = Option<Requirement>>) -> Self {
        let met = requirements.into_iter().flatten().filter_map(Requirement::possible);
        let one = |requirement| Needs { list: vec![(fact, requirement)], facts: FactSet::of(fact) };
        Self { sets: met.map(one).collect(), complete: true }
    }

    /// It is so already.
    fn certain() -> Self {
        Self { sets: vec![Needs { list: Vec::new(), facts: FactSet::EMPTY }], complete: true }
    }

    /// It cannot become so.
    fn impossible() -> Self {
        Self { sets: Vec::new(), complete: true }
    }

    /// Whether there is no way, and none was left out.
    pub(crate) fn is_impossible(&self) -> bool {
        self.sets.is_empty() && self.complete
    }

    fn is_certain(&self) -> bool {
        self.sets.first().is_some_and(|needs| needs.list.is_empty())
    }

    /// The minimal sets that meet one set of each.
    pub(crate) fn both<'s>(a: Cow<'s, Self>, b: Cow<'s, Self>) -> Cow<'s, Self> {
        if a.is_certain() || b.is_impossible() {
            return b;
        }
        if b.is_certain() || a.is_impossible() {
            return a;
        }
        let mut sets = Vec::with_capacity(a.sets.len() * b.sets.len());
        for left in &a.sets {
            sets.extend(b.sets.iter().filter_map(|right| left.and(right)));
        }
        let product = Self { sets, complete: a.complete && b.complete };
        // Sets that speak of other facts leave each other as they are: none of the product asks less than another.
        Cow::Owned(if a.facts().is_apart_from(b.facts()) { product.shortest() } else { product.minimise() })
    }

    /// The minimal sets of either.
    fn either<'s>(a: Cow<'s, Self>, b: Cow<'s, Self>) -> Cow<'s, Self> {
        if a.is_certain() || b.is_impossible() {
            return a;
        }
        if b.is_certain() || a.is_impossible() {
            return b;
        }
        let complete = a.complete && b.complete;
        let mut sets = a.into_owned().sets;
        sets.extend(b.into_owned().sets);
        Cow::Owned(Self { sets, complete }.minimise())
    }

    /// Every fact that is spoken of.
    fn facts(&self) -> FactSet {
        self.sets.iter().fold(FactSet::EMPTY, |all, needs| all.union(needs.facts))
    }

    /// Only sets that do not ask for more than another of them does.
    fn minimise(mut self) -> Self {
        self.sets.sort_by(Needs::order);
        let mut kept: Vec<Needs> = Vec::with_capacity(self.sets.len());
        for set in self.sets {
            if !kept.iter().any(|smaller| smaller.asks_no_more_than(&set)) {
                kept.push(set);
            }
        }
        join_alternatives(&mut kept);
        Self { sets: kept, complete: self.complete }.shortest()
    }

    /// In order, as many as a person reads.
    fn shortest(mut self) -> Self {
        if !self.sets.is_sorted_by(|a, b| a.order(b) != Ordering::Greater) {
            self.sets.sort_by(Needs::order);
        }
        if self.sets.len() > MAX_SETS {
            self.sets.truncate(MAX_SETS);
            self.complete = false;
        }
        self
    }
}

/// Joins sets that differ in one fact alone: `is a` and `is b` become `is one of a, b`.
fn join_alternatives(sets: &mut Vec<Needs>) {
    'again: loop {
        for first in 0..sets.len() {
            for second in first + 1..sets.len() {
                let (Some(a), Some(b)) = (sets.get(first), sets.get(second)) else { continue };
                let Some(joined) = a.or(b) else { continue };
                sets.remove(second);
                sets.remove(first);
                // The joined set may now ask for less than others do.
                sets.retain(|other| !joined.asks_no_more_than(other));
                let at = sets.partition_point(|other| other.order(&joined) == Ordering::Less);
                sets.insert(at, joined);
                continue 'again;
            }
        }
        return;
    }
}

impl Needs {
    /// Each fact, and what it would have to be.
    pub(crate) fn list(&self) -> &[(FactName, Requirement)] {
        &self.list
    }

    /// What meets both.
    fn and(&self, other: &Self) -> Option<Self> {
        let facts = self.facts.union(other.facts);
        let mut list = Vec::with_capacity(self.list.len() + other.list.len());
        let (mut left, mut right) = (self.list.iter().peekable(), other.list.iter().peekable());
        loop {
            let next = match (left.peek(), right.peek()) {
                (Some((a, _)), Some((b, _))) => a.cmp(b),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return Some(Self { list, facts }),
            };
            match next {
                Ordering::Less => list.extend(left.next().cloned()),
                Ordering::Greater => list.extend(right.next().cloned()),
                Ordering::Equal => {
                    let ((fact, a), (_, b)) = (left.next()?, right.next()?);
                    list.push((*fact, a.and(b)?));
                }
            }
        }
    }

    /// What meets one or the other, where they differ in one fact and that can be said in one requirement.
    fn or(&self, other: &Self) -> Option<Self> {
        if self.facts != other.facts {
            return None;
        }
        let mut differing = self.list.iter().zip(&other.list).enumerate().filter(|(_, (a, b))| a.1 != b.1);
        let (Some((place, (a, b))), None) = (differing.next(), differing.next()) else { return None };
        let joined_requirement = a.1.or(&b.1)?;
        let mut joined = self.clone();
        joined.list.get_mut(place)?.1 = joined_requirement;
        Some(joined)
    }

    /// Whether whatever meets `other` meets this too.
    fn asks_no_more_than(&self, other: &Self) -> bool {
        let mut others = other.list.iter();
        self.facts.is_subset_of(other.facts)
            && self.list.iter().all(|(fact, requirement)| {
                others.any(|(other, theirs)| other == fact && requirement.asks_no_more_than(theirs))
            })
    }

    /// Fewest facts first, then the vocabulary's order: what a reader wants, and the same every time.
    fn order(&self, other: &Self) -> Ordering {
        let names = |needs: &Self| needs.list.len();
        names(self)
            .cmp(&names(other))
            .then_with(|| self.list.iter().map(|(fact, _)| fact).cmp(other.list.iter().map(|(fact, _)| fact)))
            .then_with(|| self.list.cmp(&other.list))
    }
}
