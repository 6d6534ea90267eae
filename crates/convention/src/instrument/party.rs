//! Parties: who an instrument binds, and by which dated steps that came and went.

use std::fmt;

use dunant_vocabulary::{Country, Date};
use serde::Serialize;

use crate::condition::Period;

use super::InstrumentSource;

/// A state or company that took at least one step towards an instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Party {
    /// Who it is.
    #[serde(flatten)]
    pub name: PartyName,
    /// The day it signed; none where it joined otherwise, or where the day is not in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed: Option<Date>,
    /// The times in which it was bound, in order and apart from each other; empty where it signed and no more.
    pub bound: Vec<Period>,
    /// What it reserved.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reservations: Vec<Reservation>,
}

/// Who a party is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartyName {
    /// A state.
    Country(Country),
    /// A company, by the name that the list of its text uses.
    Company(String),
}

/// What a party said it would not be bound by, or not as written (Vienna Convention on the Law of Treaties, 2(1)(d)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reservation {
    /// The clauses that it bears on, by their names within the instrument.
    pub clauses: Vec<String>,
    /// What it does to them.
    pub effect: ReservationEffect,
    /// What it says, paraphrased.
    pub words: String,
    /// When it was in force.
    #[serde(flatten)]
    pub period: Period,
}

/// What a reservation does to the clauses that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReservationEffect {
    /// The party is not bound by them.
    Excludes,
    /// The party is bound by them otherwise than as written; a person weighs how.
    Modifies,
}

/// How much the list of an instrument's parties says of those that are not on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartyList {
    /// Who is not on it was never bound.
    Complete,
    /// It holds those whose dates were checked; of others the fact `party.confirmed` says whether they were bound.
    Incomplete,
}

/// What there is to know of a list of parties, beside the parties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartyListNotes {
    /// Who and what is left out, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
    /// Where the list was taken from, and as of which day; none where the instrument's own source names the parties.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<InstrumentSource>,
}

impl Party {
    /// The first day on which it was bound.
    #[must_use]
    pub fn first_bound(&self) -> Option<Date> {
        self.bound.first().map(|period| period.since)
    }

    /// The state; none for a company.
    #[must_use]
    pub fn country(&self) -> Option<Country> {
        match self.name {
            PartyName::Country(country) => Some(country),
            PartyName::Company(_) => None,
        }
    }

    /// Its reservations that exclude a clause.
    pub(crate) fn exclusions_of(&self, clause: &str) -> impl Iterator<Item = &Reservation> {
        self.reservations.iter().filter(move |one| one.excludes() && one.names(clause))
    }

    /// Whether one reservation excludes a clause whenever the party was bound.
    pub(crate) fn always_excludes(&self, clause: &str) -> bool {
        self.exclusions_of(clause).any(|one| self.bound.iter().all(|bound| one.period.contains(*bound)))
    }
}

impl Reservation {
    /// Whether the party is not bound by the clauses that it names.
    #[must_use]
    pub fn excludes(&self) -> bool {
        self.effect == ReservationEffect::Excludes
    }

    pub(crate) fn names(&self, clause: &str) -> bool {
        self.clauses.iter().any(|named| named == clause)
    }
}

impl fmt::Display for PartyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Country(country) => country.fmt(f),
            Self::Company(name) => f.pad(name),
        }
    }
}
