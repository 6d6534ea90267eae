//! What would decide whether a state was bound on the day. Sixty days of joining make as many ways; a person reads few.

use std::borrow::Cow;

use super::{Goal, Requirement, Sets, force_test};
use crate::condition::{BoundOn, Listed, Period, Said, Unlisted};
use crate::fact::{CaseFacts, FactName, WordSet};
use crate::truth::Truth;

/// Up to as many periods are asked about one by one; of more, the latest joining day and the earliest speak for all.
const PERIODS_NAMED: usize = 4;

pub(super) fn force(bound: &BoundOn, goal: Goal, facts: &CaseFacts) -> Sets {
    let truth = bound.truth(facts);
    if truth == goal.truth() {
        return Sets::certain();
    }
    let (Truth::Unknown, Some(said)) = (truth, bound.said(facts)) else { return Sets::impossible() };
    let ways = Ways { fact: bound.states(), said, goal };
    let listed = ways.of_listed(bound.listed());
    match bound.unlisted() {
        Some(unlisted) => ways.join(listed, ways.of_unlisted(unlisted, facts)),
        None => listed,
    }
}

/// Sets that make something so, or keep it from being so where that is the goal.
#[derive(Clone, Copy)]
struct Ways {
    fact: FactName,
    said: Said,
    goal: Goal,
}

impl Ways {
    fn of_listed(self, listed: &[Listed]) -> Sets {
        // The states of which the date is no question any more, and those that were bound on some of the days.
        let (mut on_the_day, mut on_some) = (WordSet::EMPTY, Vec::new());
        for one in listed.iter().filter(|one| self.said.names(one.states) != Truth::False) {
            match self.said.is_in(one.period) {
                Truth::True => on_the_day = on_the_day.union(one.states),
                Truth::Unknown => on_some.push(*one),
                Truth::False => {}
            }
        }
        let on_the_day = (!on_the_day.is_empty()).then_some(on_the_day);
        let now = on_the_day.map_or_else(|| self.nobody(), |states| self.named(states));
        // Of states that the case names only the days are asked, and few of these are left.
        if self.said.states.is_some() || on_some.len() <= PERIODS_NAMED {
            return on_some.iter().fold(now, |ways, one| self.join(ways, self.of_one(*one)));
        }
        let some = match self.goal {
            Goal::Holds => self.join(now, self.by_the_latest_day(on_the_day, &on_some)),
            Goal::Fails => self.none_or_before_the_earliest_day(now, on_the_day, &on_some),
        };
        Sets { complete: false, ..some }
    }

    fn of_one(self, one: Listed) -> Sets {
        self.meet(self.named(one.states), self.within(one.period))
    }

    fn of_unlisted(self, unlisted: Unlisted, facts: &CaseFacts) -> Sets {
        let state = self.meet(self.named(unlisted.states), self.within(unlisted.period));
        self.meet(state, force_test(&unlisted.confirmed, self.goal, facts))
    }

    /// From the latest day on which any joined, all that had joined by then and stayed were bound.
    fn by_the_latest_day(self, on_the_day: Option<WordSet>, on_some: &[Listed]) -> Sets {
        let staying = || on_some.iter().filter(|one| one.period.until.is_none());
        let Some(since) = staying().map(|one| one.period.since).max() else {
            let few = on_some.iter().take(PERIODS_NAMED);
            return few.fold(Sets::impossible(), |ways, one| self.join(ways, self.of_one(*one)));
        };
        let states = staying().fold(on_the_day.unwrap_or_default(), |all, one| all.union(one.states));
        self.of_one(Listed { period: Period { since, until: None }, states })
    }

    /// No party at all, or a day before or after that of every one whose date is open.
    fn none_or_before_the_earliest_day(self, now: Sets, on_the_day: Option<WordSet>, on_some: &[Listed]) -> Sets {
        let periods = || on_some.iter().map(|one| one.period);
        let states = on_some.iter().fold(on_the_day.unwrap_or_default(), |all, one| all.union(one.states));
        let Some(since) = periods().map(|period| period.since).min() else { return now };
        let until =
            periods().map(|period| period.until).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max());
        let whole = self.within(Period { since, until });
        either(self.named(states), both(now, whole))
    }

    /// That one of these states is named; or, where it is to fail, none.
    fn named(self, states: WordSet) -> Sets {
        let requirement = match (self.said.names(states), self.goal) {
            (Truth::True, Goal::Holds) | (Truth::False, Goal::Fails) => return Sets::certain(),
            (Truth::False, Goal::Holds) | (Truth::True, Goal::Fails) => return Sets::impossible(),
            (Truth::Unknown, Goal::Holds) => Requirement::Includes { any_of: vec![states], none_of: WordSet::EMPTY },
            (Truth::Unknown, Goal::Fails) => Requirement::Includes { any_of: Vec::new(), none_of: states },
        };
        Sets::of(self.fact, [Some(requirement)])
    }

    /// That all days are within a period; or, where it is to fail, none.
    fn within(self, period: Period) -> Sets {
        let eve = period.since.yesterday().ok();
        let last = period.until.map(|until| until.yesterday().ok());
        let days = |from, to| Some(Requirement::Days { from, to });
        let requirements = match (self.said.is_in(period), self.goal) {
            (Truth::True, Goal::Holds) | (Truth::False, Goal::Fails) => return Sets::certain(),
            (Truth::False, Goal::Holds) | (Truth::True, Goal::Fails) => return Sets::impossible(),
            (Truth::Unknown, Goal::Holds) => [days(Some(period.since), last.flatten()), None],
            (Truth::Unknown, Goal::Fails) => {
                [eve.and_then(|eve| days(None, Some(eve))), period.until.and_then(|until| days(Some(until), None))]
            }
        };
        Sets::of(FactName::IncidentDate, requirements)
    }

    /// Nobody is bound.
    fn nobody(self) -> Sets {
        match self.goal {
            Goal::Holds => Sets::impossible(),
            Goal::Fails => Sets::certain(),
        }
    }

    /// That one or the other holds: to fail, both must.
    fn join(self, a: Sets, b: Sets) -> Sets {
        match self.goal {
            Goal::Holds => either(a, b),
            Goal::Fails => both(a, b),
        }
    }

    /// That both hold: to fail, one must.
    fn meet(self, a: Sets, b: Sets) -> Sets {
        match self.goal {
            Goal::Holds => both(a, b),
            Goal::Fails => either(a, b),
        }
    }
}

fn either(a: Sets, b: Sets) -> Sets {
    Sets::either(Cow::Owned(a), Cow::Owned(b)).into_owned()
}

fn both(a: Sets, b: Sets) -> Sets {
    Sets::both(Cow::Owned(a), Cow::Owned(b)).into_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use dunant_vocabulary::{Date, DateRange};
    use proptest::prelude::*;

    use super::super::Forcing;
    use super::*;
    use crate::condition::{Condition, Operator, Test};
    use crate::fact::Content;

    const STATE: FactName = FactName::ActorCountry;
    const STATES: [&str; 5] = ["CN", "FR", "GB", "KE", "US"];

    fn day(year: usize) -> Date {
        Date::constant(2000 + i16::try_from(year).unwrap(), 1, 1)
    }

    fn states(some: &[&str]) -> WordSet {
        let mut set = WordSet::EMPTY;
        some.iter().for_each(|state| set.insert(STATE.word_number(state).unwrap()));
        set
    }

    /// Any of the states; Kenya is on no list.
    fn bound_on() -> impl Strategy<Value = BoundOn> {
        let period = (1..9usize, prop::option::of(1..4usize))
            .prop_map(|(since, years)| Period { since: day(since), until: years.map(|years| day(since + years)) });
        let listed = prop::collection::vec((period, prop::sample::select(vec!["CN", "FR", "GB", "US"])), 1..9);
        (listed, any::<bool>()).prop_map(|(listed, complete)| {
            let mut periods: BTreeMap<Period, WordSet> = BTreeMap::new();
            for (period, state) in listed {
                let held = periods.entry(period).or_default();
                *held = held.union(states(&[state]));
            }
            let listed = periods.into_iter().map(|(period, states)| Listed { period, states }).collect();
            let word = FactName::PartyConfirmed.word_number("paris-call").unwrap();
            let unlisted = (!complete).then(|| Unlisted {
                states: states(&["KE"]),
                period: Period { since: day(1), until: None },
                confirmed: Test::new(FactName::PartyConfirmed, Operator::In(WordSet::of(word))),
            });
            BoundOn::new(STATE, listed, unlisted)
        })
    }

    /// What a case says: the states, from which year to which, what was confirmed.
    type Says = (Option<Vec<&'static str>>, Option<(usize, usize)>, Option<bool>);

    fn says() -> impl Strategy<Value = Says> {
        let named = prop::option::of(prop::sample::subsequence(STATES.to_vec(), 1..4));
        let years = prop::option::of((0..14usize, 0..3usize).prop_map(|(from, years)| (from, from + years)));
        (named, years, any::<Option<bool>>())
    }

    fn facts((named, years, confirmed): &Says) -> CaseFacts {
        let mut text = String::new();
        let mut add = |name: &str, value: String| {
            text += &format!("[[fact]]\nname = \"{name}\"\nvalue = {value}\nsource = \"s\"\n");
        };
        if let Some(named) = named {
            add("actor.country", format!("{named:?}"));
        }
        if let Some((from, to)) = years {
            add("incident.date", format!("\"{}..{}\"", day(*from), day(*to)));
        }
        if let Some(confirmed) = confirmed {
            add("party.confirmed", format!("[\"{}\"]", if *confirmed { "paris-call" } else { "none" }));
        }
        CaseFacts::parse(&text).unwrap()
    }

    /// What a later case says: all of an earlier one, the date perhaps more exactly, and more.
    fn more(first: &Says, then: &Says) -> Says {
        let years = match (first.1, then.1) {
            (Some((from, to)), Some((at, _))) => Some((from + at % (to - from + 1), to)),
            (first, then) => first.or(then),
        };
        (first.0.clone().or(then.0.clone()), years, first.2.or(then.2))
    }

    fn is_met(needs: &super::super::Needs, facts: &CaseFacts) -> bool {
        needs.list().iter().all(|(fact, requirement)| match (requirement, facts.value(*fact).map(|it| it.content())) {
            (Requirement::Includes { any_of, none_of }, Some(Content::Words(words))) => {
                none_of.is_apart_from(words) && any_of.iter().all(|any| !any.is_apart_from(words))
            }
            (Requirement::Days { from, to }, Some(Content::Date(days))) => {
                from.is_none_or(|from| days.earliest() >= from) && to.is_none_or(|to| days.latest() <= to)
            }
            _ => false,
        })
    }

    /// The same question as a tree of tests, one branch a period.
    fn tree(bound: &BoundOn) -> Condition {
        let before = |day| Condition::Test(Test::new(FactName::IncidentDate, Operator::Before(day)));
        let branch = |period: Period, states| {
            let mut all = vec![Condition::Not(Box::new(before(period.since)))];
            all.extend(period.until.map(before));
            all.push(Condition::Test(Test::new(STATE, Operator::In(states))));
            all
        };
        let listed = bound.listed().iter().map(|one| Condition::All(branch(one.period, one.states)));
        let unlisted = bound.unlisted().map(|one| {
            let mut all = branch(one.period, one.states);
            all.push(Condition::Test(one.confirmed));
            Condition::All(all)
        });
        Condition::Any(listed.chain(unlisted).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn one_question_is_answered_as_the_tree_of_its_periods_would_be(bound in bound_on(), says in says()) {
            let facts = facts(&says);
            prop_assert_eq!(bound.truth(&facts), tree(&bound).truth(&facts), "{}", bound);
        }

        #[test]
        fn what_meets_a_set_decides_and_what_decides_meets_one_where_none_was_left_out(
            bound in bound_on(), first in says(), then in says(),
        ) {
            let (before, after) = (facts(&first), facts(&more(&first, &then)));
            let condition = Condition::BoundOn(Arc::new(bound.clone()));
            let forcing = Forcing::of(&condition);
            for goal in [Goal::Holds, Goal::Fails] {
                let sets = forcing.sets(&condition, goal, &before);
                let met = sets.sets.iter().any(|needs| is_met(needs, &after));
                if met {
                    prop_assert_eq!(bound.truth(&after), goal.truth(), "{} {:?}", bound, sets);
                } else if sets.complete {
                    prop_assert_ne!(bound.truth(&after), goal.truth(), "{} {:?}", bound, sets);
                }
                // Some way is always named where there is one.
                prop_assert!(bound.truth(&after) != goal.truth() || !sets.sets.is_empty(), "{} {:?}", bound, goal);
            }
        }

        #[test]
        fn facts_that_decide_decide_alone(bound in bound_on(), says in says()) {
            let (facts, truth) = (facts(&says), bound.truth(&facts(&says)));
            let deciding = bound.deciding_facts(&facts);
            let kept = facts.iter().filter(|(name, _)| deciding.contains(name)).map(|(name, state)| (name, state.clone()));
            prop_assert_eq!(bound.truth(&CaseFacts::from_states(kept)), truth, "{} {:?}", bound, deciding);
        }
    }

    #[test]
    fn of_sixty_joining_days_few_sets_are_named() {
        let mut listed = Vec::new();
        for (number, state) in STATE.words().iter().enumerate().take(60) {
            listed.push(Listed { period: Period { since: day(number), until: None }, states: states(&[*state]) });
        }
        let bound = BoundOn::new(STATE, listed, None);
        let forced = |goal, facts: &CaseFacts| force(&bound, goal, facts);
        let nothing = CaseFacts::default();
        for goal in [Goal::Holds, Goal::Fails] {
            let sets = forced(goal, &nothing);
            assert!((1..=2).contains(&sets.sets.len()) && !sets.complete, "{sets:?}");
        }
        let dated =
            CaseFacts::parse("[[fact]]\nname = \"incident.date\"\nvalue = 2030-06-01\nsource = \"s\"\n").unwrap();
        for (goal, words) in [(Goal::Holds, "includes any of"), (Goal::Fails, "includes none of")] {
            let sets = forced(goal, &dated);
            assert!(sets.complete && sets.sets.len() == 1);
            let (fact, requirement) = &sets.sets[0].list()[0];
            assert!(requirement.words(*fact).contains(words));
        }
        assert_eq!(bound.said(&dated).unwrap().days, Some(DateRange::day(Date::constant(2030, 6, 1))));
    }
}
