use dunant_vocabulary::{Country, Date, DateRange};

use super::verdict::{PartyStatus, Standing};
use crate::fact::{CaseFacts, Content, FactName};
use crate::instrument::{Clause, Instrument, InstrumentKind, Party, PartyList, PartyName, Reservation};

/// How each state that the case names stood to the clause on the date of the incident.
pub(super) fn of_parties(instrument: &Instrument, clause: &Clause, facts: &CaseFacts) -> Vec<PartyStatus> {
    if instrument.kind == InstrumentKind::Pledge {
        return vec![of_case_company(instrument, facts)];
    }
    let countries = clause.bound.map(|bound| countries(bound, facts)).unwrap_or_default();
    let date = incident_date(facts);
    let asked = Asked { instrument, clause: Some(clause), date, confirmed: confirmed(instrument, facts) };
    if countries.is_empty() {
        return vec![asked.of_nobody()];
    }
    countries.into_iter().map(|country| asked.of(&PartyName::Country(country))).collect()
}

impl Instrument {
    /// How each party stands to it on a day, in its order; where nobody is bound, one status that says so.
    #[must_use]
    pub fn standings_on(&self, day: Date) -> Vec<PartyStatus> {
        if self.parties.is_empty() {
            return vec![Asked::on(self, day).of_nobody()];
        }
        self.parties.iter().map(|party| self.standing_of(&party.name, day)).collect()
    }

    /// How a state or company stands to it on a day, as far as its list of parties says.
    #[must_use]
    pub fn standing_of(&self, name: &PartyName, day: Date) -> PartyStatus {
        Asked::on(self, day).of(name)
    }
}

pub(super) fn countries(bound: FactName, facts: &CaseFacts) -> Vec<Country> {
    let words = facts.value(bound).map(|value| value.words()).unwrap_or_default();
    words.iter().filter_map(|code| code.parse().ok()).collect()
}

pub(super) fn incident_date(facts: &CaseFacts) -> Option<DateRange> {
    match facts.value(FactName::IncidentDate)?.content() {
        Content::Date(range) => Some(range),
        Content::Words(_) | Content::Number(_) => None,
    }
}

/// Why none of the states that the case names is one that the clause binds; empty where it names none.
pub(super) fn why_none_is_bound(instrument: &Instrument, clause: &Clause, facts: &CaseFacts) -> String {
    if clause.bound.is_none_or(|bound| countries(bound, facts).is_empty()) {
        return String::new();
    }
    let words: Vec<String> = of_parties(instrument, clause, facts).into_iter().map(|status| status.words).collect();
    words.join(", ")
}

/// Whether the case says of those whom the file does not list that they were bound; none where that is not known.
fn confirmed(instrument: &Instrument, facts: &CaseFacts) -> Option<bool> {
    Some(facts.value(instrument.kind.confirmed_by())?.words().contains(&instrument.id))
}

/// A company is not named by any fact: a person looks it up and confirms it.
fn of_case_company(instrument: &Instrument, facts: &CaseFacts) -> PartyStatus {
    let (standing, words) = match confirmed(instrument, facts) {
        Some(true) => (Standing::Bound, "the company had made the pledge, as `signatory.confirmed` says"),
        Some(false) => (Standing::NotAParty, "the company had not made the pledge, as `signatory.confirmed` says"),
        None => {
            (Standing::Unknown, "whether the company had made the pledge is not known; `signatory.confirmed` says it")
        }
    };
    PartyStatus::of(None, standing, words.to_owned())
}

/// What is asked: of which instrument, of which clause of it (none: of all), on which date, and what a person confirmed.
#[derive(Clone, Copy)]
struct Asked<'a> {
    instrument: &'a Instrument,
    clause: Option<&'a Clause>,
    date: Option<DateRange>,
    confirmed: Option<bool>,
}

impl<'a> Asked<'a> {
    fn on(instrument: &'a Instrument, day: Date) -> Self {
        Self { instrument, clause: None, date: Some(DateRange::day(day)), confirmed: None }
    }

    fn of_nobody(self) -> PartyStatus {
        if self.instrument.kind == InstrumentKind::Proposal {
            return PartyStatus::of(None, Standing::NobodyIsBound, NOBODY.to_owned());
        }
        let words = "the state that it would speak to is not known".to_owned();
        PartyStatus::of(None, Standing::Unknown, words)
    }

    fn of(self, name: &PartyName) -> PartyStatus {
        if self.instrument.kind == InstrumentKind::Proposal {
            let words = format!("{NOBODY}; it would speak to {name}");
            return PartyStatus::of(Some(name), Standing::NobodyIsBound, words);
        }
        match self.instrument.party(name) {
            None => self.of_unlisted(name),
            Some(party) => self.of_listed(party),
        }
    }

    /// A state or company that is not on the list of parties.
    fn of_unlisted(self, name: &PartyName) -> PartyStatus {
        let named_as_none = |country: &Country| self.instrument.not_parties.contains(country);
        let fact = self.instrument.kind.confirmed_by();
        let known = self.instrument.party_list == PartyList::Complete
            || matches!(name, PartyName::Country(country) if named_as_none(country));
        let (standing, words) = match self.confirmed {
            _ if known => (Standing::NotAParty, format!("{name} is not a party")),
            Some(true) => (Standing::Bound, format!("{name} was bound, as `{fact}` says")),
            Some(false) => (Standing::NotAParty, format!("{name} was not bound, as `{fact}` says")),
            None => (Standing::Unknown, format!("whether {name} was bound was not checked; `{fact}` says it")),
        };
        PartyStatus::of(Some(name), standing, words)
    }

    fn of_listed(self, party: &Party) -> PartyStatus {
        let name = &party.name;
        let status = |standing, words| PartyStatus::of(Some(name), standing, words);
        let Some(first) = party.first_bound() else {
            return match (party.signed, self.date) {
                (Some(signed), Some(date)) if date.latest() < signed => {
                    status(Standing::NotAParty, format!("{name} was not a party on {date}; it signed on {signed}"))
                }
                (Some(signed), _) => {
                    let words = format!("{name} is not a party; it signed on {signed} and was not bound by that");
                    status(Standing::SignedNotBound, words)
                }
                (None, _) => status(Standing::NotAParty, format!("{name} is not a party")),
            };
        };
        if let Some(clause) = self.clause
            && party.always_excludes(&clause.id)
            && let Some(reservation) = party.exclusions_of(&clause.id).next()
        {
            let words = format!("{name} is bound since {first}, and not by this clause: {}", said(reservation));
            return status(Standing::Reserved, words).with([reservation]);
        }
        let Some(date) = self.date else {
            let words = format!("{name} is bound since {first}; the date of the incident is not known");
            return status(Standing::Unknown, words).with(self.reservations(party));
        };
        if let Some(period) = party.bound.iter().find(|period| period.covers(date)) {
            return self.of_bound(party, date, period.since);
        }
        if let Some(period) = party.bound.iter().find(|period| period.meets(date)) {
            let words = format!("{name} was bound for a part of {date}, since {}", period.since);
            return status(Standing::Unknown, words);
        }
        let next = party.bound.iter().find(|period| period.since > date.latest());
        let left = party.bound.iter().filter_map(|period| period.until).rfind(|until| *until <= date.earliest());
        match (left, next, party.signed) {
            (Some(left), _, _) => {
                status(Standing::NoLongerBound, format!("{name} was no longer bound on {date}, since {left}"))
            }
            (None, Some(next), Some(signed)) if signed <= date.earliest() => {
                let words = format!(
                    "{name} had signed on {signed}, and was not yet bound on {date}; it is since {}",
                    next.since
                );
                status(Standing::SignedNotBound, words)
            }
            (None, _, _) => {
                status(Standing::NotYetBound, format!("{name} was not yet bound on {date}; it is since {first}"))
            }
        }
    }

    /// A party that was bound on every day of the date, which may have reserved something.
    fn of_bound(self, party: &Party, date: DateRange, since: Date) -> PartyStatus {
        let name = &party.name;
        let bound = format!("{name} was bound on {date}, since {since}");
        let here: Vec<&Reservation> =
            self.reservations(party).into_iter().filter(|one| one.period.meets(date)).collect();
        let excluding: Vec<&Reservation> = here.iter().copied().filter(|one| one.excludes()).collect();
        let said: Vec<String> = here.iter().map(|one| said(one)).collect();
        let said = said.join("; ");
        let (standing, words) = if excluding.iter().any(|one| one.period.covers(date)) {
            let what = if self.clause.is_some() { "not by this clause" } else { "not by all clauses" };
            (Standing::Reserved, format!("{bound}, and {what}: {said}"))
        } else if !excluding.is_empty() {
            (Standing::Unknown, format!("{bound}, and for a part of that reserved: {said}"))
        } else if !here.is_empty() {
            (Standing::Bound, format!("{bound}, otherwise than as written: {said}"))
        } else {
            (Standing::Bound, bound)
        };
        PartyStatus::of(Some(name), standing, words).with(here)
    }

    /// What a party reserved of the clause that is asked about, or at all.
    fn reservations(self, party: &Party) -> Vec<&Reservation> {
        let asked = |one: &&Reservation| self.clause.is_none_or(|clause| one.names(&clause.id));
        party.reservations.iter().filter(asked).collect()
    }
}

const NOBODY: &str = "nobody is bound: a proposal, not law in force";

/// A reservation for people: which clauses, and what it says.
fn said(reservation: &Reservation) -> String {
    let clauses: Vec<String> = reservation.clauses.iter().map(|clause| format!("`{clause}`")).collect();
    format!("{}, {}", clauses.join(", "), reservation.words)
}

impl PartyStatus {
    fn of(name: Option<&PartyName>, standing: Standing, words: String) -> Self {
        let (country, company) = match name {
            Some(PartyName::Country(country)) => (Some(*country), None),
            Some(PartyName::Company(company)) => (None, Some(company.clone())),
            None => (None, None),
        };
        Self { country, company, standing, reservations: Vec::new(), words }
    }

    fn with<'r>(self, reservations: impl IntoIterator<Item = &'r Reservation>) -> Self {
        Self { reservations: reservations.into_iter().cloned().collect(), ..self }
    }
}
