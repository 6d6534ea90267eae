//! What a rule can come out as. Every question is put to the evaluator's own search for minimal sets of facts, from no facts
//! at all: what no set of facts brings about cannot come about.

use std::ops::Range;

use super::{Finding, FindingKind};
use crate::condition::{Condition, Forcing, Goal, Operator, Test};
use crate::document::Document;
use crate::fact::{FactName, WordSet};
use crate::instrument::{Clause, ClausePlaces};

/// The outcomes that a clause can have, and the parts of it that decide nothing.
pub(super) fn check(document: Document<'_>, clause: &Clause, places: &ClausePlaces, out: &mut Vec<Finding>) {
    let mut found = |kind, span: &Range<usize>, message: String, help: &str| {
        out.push(Finding::on(&clause.id, kind, document.error(span.clone(), message, Some(help.to_owned()))));
    };
    let rule = &clause.compiled;
    let both = |breached: Condition| Condition::All(vec![rule.applies.clone(), breached]);
    if never(&rule.applies, Goal::Holds) {
        let (message, help) = ("no facts make this clause apply", "`who`, `bound` and `context` exclude each other");
        found(FindingKind::NeverApplies, &places.clause, message.to_owned(), help);
        return;
    }
    if never(&clause.breach, Goal::Holds) {
        let message = format!("no facts are consistent with a breach: {}", why_never(&clause.breach));
        found(FindingKind::NeverBreached, &places.breach, message, "leave out a test, or put alternatives into `any`");
        return;
    }
    if never(&rule.breached, Goal::Holds) {
        let message = "no facts are consistent with a breach: the exceptions take all of it away".to_owned();
        found(FindingKind::NeverBreached, &places.breach, message, "make an exception in `unless` narrower");
        return;
    }
    if never(&both(rule.breached.clone()), Goal::Holds) {
        let message =
            "no facts are consistent with a breach: where the clause applies, its breach cannot hold".to_owned();
        let help = "compare what `who`, `bound` and `context` ask with what `breach` asks of the same facts";
        found(FindingKind::NeverBreached, &places.breach, message, help);
        return;
    }
    if never(&both(Condition::Not(Box::new(rule.breached.clone()))), Goal::Holds) {
        let message = "nothing is ever not a breach: wherever the clause applies, its breach holds".to_owned();
        found(FindingKind::NeverNotABreach, &places.breach, message, "add to `breach` what the clause forbids");
        return;
    }
    for (exception, span) in clause.unless.iter().zip(&places.unless) {
        let bites = Condition::All(vec![rule.applies.clone(), clause.breach.clone(), exception.clone()]);
        if never(&bites, Goal::Holds) {
            let message = format!("this exception never takes a breach away: {}", in_words(exception));
            found(FindingKind::DecidesNothing, span, message, "leave it out, or let it overlap the breach");
        }
    }
    let parts = [(clause.who.as_ref(), &places.who), (clause.context.as_ref(), &places.context)];
    let parts = parts.into_iter().chain([(Some(&clause.breach), &places.breach)]);
    let parts = parts.filter_map(|(condition, span)| Some((condition?, span)));
    for (condition, span) in parts.chain(clause.unless.iter().zip(&places.unless)) {
        idle_parts(condition, &mut |message, help| {
            found(FindingKind::DecidesNothing, span, message, help);
        });
    }
}

/// Branches of `all` that always hold, and branches of `any` that never do: the rule is the same without them.
fn idle_parts(condition: &Condition, found: &mut impl FnMut(String, &str)) {
    let (nodes, idle, what): (&[Condition], Goal, &str) = match condition {
        Condition::All(nodes) => (nodes, Goal::Fails, "always holds, so `all` is the same without it"),
        Condition::Any(nodes) => (nodes, Goal::Holds, "never holds, so `any` is the same without it"),
        Condition::Not(node) => return idle_parts(node, found),
        Condition::Test(_) | Condition::BoundOn(_) => return,
    };
    for node in nodes {
        if never(node, idle) {
            found(format!("a part {what}: {}", in_words(node)), "leave it out, or correct what it tests");
        } else {
            idle_parts(node, found);
        }
    }
}

/// Whether no facts make `condition` come out so.
fn never(condition: &Condition, goal: Goal) -> bool {
    let wanted = match goal {
        Goal::Holds => condition.clone(),
        Goal::Fails => Condition::Not(Box::new(condition.clone())),
    };
    // The search takes every mix of words for possible; no case can state some of them.
    let mut all = vec![wanted];
    all.extend(condition.facts().into_iter().filter_map(|fact| alone(fact, condition)));
    let forcing = Forcing::of(&Condition::All(all));
    let ways = forcing.open(Goal::Holds);
    ways.complete && ways.sets.is_empty()
}

/// That a word which says `none` stands alone; none where `condition` does not ask for that word of the fact.
fn alone(fact: FactName, condition: &Condition) -> Option<Condition> {
    let none = WordSet::of(fact.exclusive_word()?);
    if !asks_for(condition, fact, none) {
        return None;
    }
    let mut all = WordSet::EMPTY;
    (0..fact.words().len()).for_each(|word| all.insert(word));
    let lacks = |words| Condition::Not(Box::new(Condition::Test(Test::new(fact, Operator::In(words)))));
    Some(Condition::Any(vec![lacks(none), lacks(all.without(none))]))
}

fn asks_for(condition: &Condition, fact: FactName, word: WordSet) -> bool {
    match condition {
        Condition::All(nodes) | Condition::Any(nodes) => nodes.iter().any(|node| asks_for(node, fact, word)),
        Condition::Not(node) => asks_for(node, fact, word),
        // Countries have no word that excludes the others; what was confirmed has.
        Condition::BoundOn(bound) => {
            bound.unlisted().is_some_and(|unlisted| tests_for(&unlisted.confirmed, fact, word))
        }
        Condition::Test(test) => tests_for(test, fact, word),
    }
}

fn tests_for(test: &Test, fact: FactName, word: WordSet) -> bool {
    test.fact() == fact && matches!(test.operator(), Operator::In(words) if !words.intersection(word).is_empty())
}

/// The part of a condition that never holds which explains most: the parts of an `all` that exclude each other.
fn why_never(condition: &Condition) -> String {
    let Condition::All(nodes) = condition else { return format!("{} never holds", in_words(condition)) };
    if let Some(alone) = nodes.iter().find(|node| never(node, Goal::Holds)) {
        return why_never(alone);
    }
    for (at, first) in nodes.iter().enumerate() {
        for second in nodes.iter().skip(at + 1) {
            if never(&Condition::All(vec![first.clone(), second.clone()]), Goal::Holds) {
                return format!("{} and {} exclude each other", in_words(first), in_words(second));
            }
        }
    }
    "its parts exclude each other".to_owned()
}

/// A condition in a line.
fn in_words(condition: &Condition) -> String {
    let joined = |nodes: &[Condition], word: &str| nodes.iter().map(in_words).collect::<Vec<_>>().join(word);
    match condition {
        Condition::All(nodes) => format!("({})", joined(nodes, " and ")),
        Condition::Any(nodes) => format!("({})", joined(nodes, " or ")),
        Condition::Not(node) => format!("not ({})", in_words(node)),
        Condition::Test(test) => test.words(),
        Condition::BoundOn(bound) => bound.words(),
    }
}
