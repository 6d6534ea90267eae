use dunant_vocabulary::{Country, Date, DateRange};

use super::verdict::{PartyStatus, Standing};
use crate::fact::{CaseFacts, Content, FactName};
use crate::instrument::{Clause, Instrument, InstrumentKind};

/// How each state that the case names stood to the instrument on the date of the incident.
pub(super) fn of_parties(instrument: &Instrument, clause: &Clause, facts: &CaseFacts) -> Vec<PartyStatus> {
    let countries = clause.bound.map(|bound| countries(bound, facts)).unwrap_or_default();
    let date = incident_date(facts);
    if countries.is_empty() {
        return vec![status(instrument, None, date)];
    }
    countries.into_iter().map(|country| status(instrument, Some(country), date)).collect()
}

impl Instrument {
    /// How each party stands to it on a day, in its order; where nobody is bound, one status that says so.
    #[must_use]
    pub fn standings_on(&self, day: Date) -> Vec<PartyStatus> {
        let date = Some(DateRange::day(day));
        if self.parties.is_empty() {
            return vec![status(self, None, date)];
        }
        self.parties.iter().map(|party| status(self, Some(party.country), date)).collect()
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

fn status(instrument: &Instrument, country: Option<Country>, date: Option<DateRange>) -> PartyStatus {
    if instrument.kind == InstrumentKind::Proposal {
        let words = "nobody is bound: a proposal, not law in force".to_owned();
        return PartyStatus { country, standing: Standing::NobodyIsBound, words };
    }
    let Some(country) = country else {
        let words = "the state that it would speak to is not known".to_owned();
        return PartyStatus { country: None, standing: Standing::Unknown, words };
    };
    let Some(party) = instrument.parties.iter().find(|party| party.country == country) else {
        let words = format!("{country} is not a party");
        return PartyStatus { country: Some(country), standing: Standing::NotAParty, words };
    };
    let since = party.since;
    let (standing, words) = match date {
        None => (Standing::Unknown, format!("{country} is bound since {since}; the date of the incident is not known")),
        Some(date) if date.latest() < since => {
            (Standing::NotYetBound, format!("{country} was not yet bound on {date}; it is since {since}"))
        }
        Some(date) if party.until.is_some_and(|until| date.earliest() >= until) => {
            (Standing::NoLongerBound, format!("{country} was no longer bound on {date}"))
        }
        Some(date) if date.earliest() >= since && party.until.is_none_or(|until| date.latest() < until) => {
            (Standing::Bound, format!("{country} was bound on {date}, since {since}"))
        }
        Some(date) => (Standing::Unknown, format!("{country} was bound for a part of {date}, since {since}")),
    };
    PartyStatus { country: Some(country), standing, words }
}
