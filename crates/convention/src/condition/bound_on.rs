use std::fmt;

use dunant_vocabulary::DateRange;

use super::{Period, Test};
use crate::fact::{CaseFacts, Content, FactName, FactSet, FactState, WordSet};
use crate::truth::Truth;

/// Whether a state that a case names was bound on every day on which the incident may have been: one question, however many
/// parties there are and on however many days they joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundOn {
    states: FactName,
    listed: Vec<Listed>,
    unlisted: Option<Unlisted>,
}

/// The states that were bound in one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) period: Period,
    pub(crate) states: WordSet,
}

/// The states that a list does not name: of them a person confirms whether they were bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unlisted {
    pub(crate) states: WordSet,
    /// From the first day on which anyone could be bound.
    pub(crate) period: Period,
    pub(crate) confirmed: Test,
}

/// What a case says of the states and of the day; none where it does not say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said {
    pub(crate) states: Option<WordSet>,
    pub(crate) days: Option<DateRange>,
}

impl BoundOn {
    /// `listed` has each period once, in order.
    pub(crate) fn new(states: FactName, listed: Vec<Listed>, unlisted: Option<Unlisted>) -> Self {
        Self { states, listed, unlisted }
    }

    /// The fact that names the states.
    #[must_use]
    pub fn states(&self) -> FactName {
        self.states
    }

    /// The facts it asks about: that which names the states, the date, and, where the list of parties is incomplete, what was
    /// confirmed of the others.
    pub fn facts(&self) -> impl Iterator<Item = FactName> {
        let confirmed = self.unlisted.map(|unlisted| unlisted.confirmed.fact());
        [self.states, FactName::IncidentDate].into_iter().chain(confirmed)
    }

    /// Those that matter to a case: what was confirmed does not where it names only states that are listed.
    pub(crate) fn facts_asked(&self, facts: &CaseFacts) -> impl Iterator<Item = FactName> {
        let named = self.said(facts).and_then(|said| said.states);
        let unlisted = self.unlisted.filter(|unlisted| named.is_none_or(|named| !named.is_apart_from(unlisted.states)));
        [self.states, FactName::IncidentDate].into_iter().chain(unlisted.map(|unlisted| unlisted.confirmed.fact()))
    }

    pub(crate) fn fact_set(&self) -> FactSet {
        self.facts().fold(FactSet::EMPTY, |all, fact| all.union(FactSet::of(fact)))
    }

    pub(crate) fn listed(&self) -> &[Listed] {
        &self.listed
    }

    pub(crate) fn unlisted(&self) -> Option<Unlisted> {
        self.unlisted
    }

    /// Whether one was bound: true where one period of a state that is named holds all days, false where none holds any.
    #[must_use]
    pub fn truth(&self, facts: &CaseFacts) -> Truth {
        self.said(facts).map_or(Truth::False, |said| self.truth_of(said, facts))
    }

    /// What the case says; none where it says that there is no such state or no such day.
    pub(crate) fn said(&self, facts: &CaseFacts) -> Option<Said> {
        let content = |fact| match facts.get(fact) {
            Some(FactState::Known { value, .. }) => Some(Some(value.content())),
            Some(FactState::NotApplicable { .. }) => None,
            Some(FactState::Unknown { .. } | FactState::Disputed { .. }) | None => Some(None),
        };
        let states = match content(self.states)? {
            Some(Content::Words(words)) => Some(words),
            _ => None,
        };
        let days = match content(FactName::IncidentDate)? {
            Some(Content::Date(range)) => Some(range),
            _ => None,
        };
        Some(Said { states, days })
    }

    /// The facts that made it true or false; those that were known, where it is neither.
    pub(crate) fn deciding_facts(&self, facts: &CaseFacts) -> Vec<FactName> {
        let truth = self.truth(facts);
        let Some(said) = self.said(facts) else {
            return self.facts().filter(|fact| facts.settled().contains(*fact)).collect();
        };
        if truth == Truth::False {
            // No day on which anyone was bound, or no state that ever was: either decides alone.
            let (no_state, no_day) = (Said { days: None, ..said }, Said { states: None, ..said });
            let alone = [(self.states, no_state), (FactName::IncidentDate, no_day)];
            let alone = alone.into_iter().filter(|(_, said)| self.truth_of(*said, &CaseFacts::default()) == truth);
            let alone: Vec<FactName> = alone.map(|(fact, _)| fact).collect();
            if !alone.is_empty() {
                return alone;
            }
        }
        // What was confirmed decides nothing where the list alone does.
        let by_list = self.truth_of(said, &CaseFacts::default()) == truth && truth.is_known();
        let confirmed = self.unlisted.map(|unlisted| unlisted.confirmed.fact()).filter(|_| by_list);
        let asked = self.facts_asked(facts).filter(|fact| Some(*fact) != confirmed);
        asked.filter(|fact| facts.settled().contains(*fact)).collect()
    }

    /// When the list says that a state was bound.
    pub(crate) fn periods_of(&self, state: usize) -> impl Iterator<Item = Period> {
        self.listed.iter().filter(move |listed| listed.states.contains(state)).map(|listed| listed.period)
    }

    /// What it asks, for people.
    #[must_use]
    pub fn words(&self) -> String {
        let asked = format!("`{}` names a state that was bound on `{}`", self.states, FactName::IncidentDate);
        match self.unlisted {
            Some(unlisted) => format!("{asked}, by its list or as `{}` says", unlisted.confirmed.fact()),
            None => asked,
        }
    }

    fn truth_of(&self, said: Said, facts: &CaseFacts) -> Truth {
        let mut truth = Truth::False;
        for listed in &self.listed {
            truth = truth.or(said.names(listed.states).and(said.is_in(listed.period)));
        }
        if let Some(unlisted) = self.unlisted {
            let bound = said.names(unlisted.states).and(said.is_in(unlisted.period));
            truth = truth.or(bound.and(unlisted.confirmed.truth(facts)));
        }
        truth
    }
}

impl Said {
    /// Whether one of these states is named.
    pub(crate) fn names(self, states: WordSet) -> Truth {
        self.states.map_or(Truth::Unknown, |named| Truth::known(!named.is_apart_from(states)))
    }

    /// Whether the incident was within a period; not known where its days may be within and without.
    pub(crate) fn is_in(self, period: Period) -> Truth {
        match self.days {
            Some(days) if period.covers(days) => Truth::True,
            Some(days) if !period.meets(days) => Truth::False,
            _ => Truth::Unknown,
        }
    }
}

impl fmt::Display for BoundOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "(bound-on {} {}", self.states, FactName::IncidentDate)?;
        for Listed { period, states } in &self.listed {
            write!(f, " (since {}", period.since)?;
            if let Some(until) = period.until {
                write!(f, " until {until}")?;
            }
            write!(f, " {})", states.words(self.states).join(" "))?;
        }
        if let Some(Unlisted { states, period, confirmed }) = self.unlisted {
            write!(f, " ({confirmed} since {} {})", period.since, states.words(self.states).join(" "))?;
        }
        f.write_str(")")
    }
}
