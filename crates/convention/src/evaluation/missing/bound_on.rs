//! What would decide whether a state was bound on the day. Sixty days of joining make as many ways; a person reads few.

use std::borrow::Cow;

use super::{Goal, Requirement, Sets, force_test};
use crate::fact::{CaseFacts, FactName, WordSet};
use crate::instrument::{BoundOn, Listed, Period, Said, Unlisted};
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
