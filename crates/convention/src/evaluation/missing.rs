//! Minimal sets of missing facts: what would have to become known for a condition to be decided, and as what.
//!
//! A set of needs *forces* a truth value when every way of meeting it does. Needs are built along the tree (a product at `all`, a
//! union at `any`, the other way round for falsehood), so every assignment of facts that forces the value contains one of the
//! sets; sets that ask for more than another are then removed.

use std::cmp::Ordering;

use dunant_vocabulary::Date;

use crate::fact::{CaseFacts, FactKind, FactName, WordSet};
use crate::instrument::{Condition, Operator, Test};
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

/// One set of needs, by fact.
pub(crate) type Needs = Vec<(FactName, Requirement)>;

/// Sets of needs, and whether all of them are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sets {
    pub(crate) sets: Vec<Needs>,
    pub(crate) complete: bool,
}

/// The minimal sets that would make `condition` true, or false where `wanted` is. One empty set where it is so already; none
/// where it cannot become so.
pub(crate) fn sets_that_force(condition: &Condition, wanted: Goal, facts: &CaseFacts) -> Sets {
    let mut found = force(condition, wanted, facts);
    found.sets.sort_by(order);
    found
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

fn force(condition: &Condition, goal: Goal, facts: &CaseFacts) -> Sets {
    match condition {
        Condition::Test(test) => force_test(test, goal, facts),
        Condition::Not(node) => force(node, goal.opposite(), facts),
        Condition::All(nodes) if goal == Goal::Holds => force_every(nodes, goal, facts),
        Condition::Any(nodes) if goal == Goal::Fails => force_every(nodes, goal, facts),
        Condition::All(nodes) | Condition::Any(nodes) => {
            let mut joined = Sets { sets: Vec::new(), complete: true };
            for node in nodes {
                let one = force(node, goal, facts);
                joined.complete &= one.complete;
                joined.sets.extend(one.sets);
            }
            joined.minimise()
        }
    }
}

fn force_test(test: &Test, goal: Goal, facts: &CaseFacts) -> Sets {
    let truth = test.truth(facts);
    let sets = if truth == goal.truth() {
        vec![Vec::new()]
    } else if truth.is_known() {
        Vec::new()
    } else {
        requirement(test, goal).map(|requirement| vec![(test.fact(), requirement)]).into_iter().collect()
    };
    Sets { sets, complete: true }
}

fn force_every(nodes: &[Condition], goal: Goal, facts: &CaseFacts) -> Sets {
    let mut product = Sets { sets: vec![Vec::new()], complete: true };
    for node in nodes {
        let one = force(node, goal, facts);
        product.complete &= one.complete;
        let mut sets = Vec::new();
        for left in &product.sets {
            sets.extend(one.sets.iter().filter_map(|right| merge(left, right)));
        }
        product.sets = sets;
        product = product.minimise();
        if product.sets.is_empty() {
            break;
        }
    }
    product
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
        (Operator::In(words), Goal::Fails) => Requirement::OneOf(all_words(fact).without(words)),
        (Operator::Before(day), Goal::Holds) => Requirement::Days { from: None, to: Some(day.yesterday().ok()?) },
        (Operator::Before(day), Goal::Fails) => Requirement::Days { from: Some(day), to: None },
        (Operator::After(day), Goal::Holds) => Requirement::Days { from: Some(day.tomorrow().ok()?), to: None },
        (Operator::After(day), Goal::Fails) => Requirement::Days { from: None, to: Some(day) },
        (Operator::AtLeast(number), Goal::Holds) => Requirement::Number { from: number, below: None },
        (Operator::AtLeast(number), Goal::Fails) => Requirement::Number { from: 0, below: Some(number) },
    };
    requirement.possible()
}

fn all_words(fact: FactName) -> WordSet {
    let mut set = WordSet::EMPTY;
    (0..fact.words().len()).for_each(|word| set.insert(word));
    set
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
    fn minimise(mut self) -> Self {
        self.sets.sort_by(order);
        let mut kept: Vec<Needs> = Vec::new();
        for set in self.sets {
            if kept.iter().any(|smaller| asks_no_more_than(smaller, &set)) {
                continue;
            }
            kept.push(set);
        }
        join_alternatives(&mut kept);
        if kept.len() > MAX_SETS {
            kept.truncate(MAX_SETS);
            self.complete = false;
        }
        Self { sets: kept, complete: self.complete }
    }
}

/// Joins sets that differ in one fact alone: `is a` and `is b` become `is one of a, b`.
fn join_alternatives(sets: &mut Vec<Needs>) {
    'again: loop {
        for first in 0..sets.len() {
            for second in first + 1..sets.len() {
                let (Some(a), Some(b)) = (sets.get(first), sets.get(second)) else { continue };
                if let Some(joined) = joined(a, b) {
                    sets.remove(second);
                    sets.remove(first);
                    // The joined set may now ask for less than others do.
                    sets.retain(|other| !asks_no_more_than(&joined, other));
                    sets.push(joined);
                    sets.sort_by(order);
                    continue 'again;
                }
            }
        }
        return;
    }
}

fn joined(a: &Needs, b: &Needs) -> Option<Needs> {
    if a.len() != b.len() || a.iter().zip(b).any(|((fact, _), (other, _))| fact != other) {
        return None;
    }
    let mut joined = a.clone();
    let mut differing = 0;
    for (slot, (_, other)) in joined.iter_mut().zip(b) {
        if slot.1 != *other {
            differing += 1;
            slot.1 = slot.1.or(other)?;
        }
    }
    (differing == 1).then_some(joined)
}

fn merge(left: &Needs, right: &Needs) -> Option<Needs> {
    let mut merged = left.clone();
    for (fact, requirement) in right {
        match merged.binary_search_by_key(fact, |(fact, _)| *fact) {
            Ok(at) => {
                let slot = merged.get_mut(at)?;
                slot.1 = slot.1.and(requirement)?;
            }
            Err(at) => merged.insert(at, (*fact, requirement.clone())),
        }
    }
    Some(merged)
}

fn asks_no_more_than(smaller: &Needs, larger: &Needs) -> bool {
    smaller.iter().all(|(fact, requirement)| {
        larger
            .binary_search_by_key(fact, |(fact, _)| *fact)
            .is_ok_and(|at| larger.get(at).is_some_and(|(_, other)| requirement.asks_no_more_than(other)))
    })
}

/// Fewest facts first, then the vocabulary's order: what a reader wants, and the same every time.
fn order(a: &Needs, b: &Needs) -> Ordering {
    let names = |needs: &Needs| needs.iter().map(|(fact, _)| *fact).collect::<Vec<_>>();
    a.len().cmp(&b.len()).then_with(|| names(a).cmp(&names(b))).then_with(|| a.cmp(b))
}
