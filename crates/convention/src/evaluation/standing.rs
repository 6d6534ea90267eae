use dunant_vocabulary::{Country, Date, DateRange};

use super::verdict::{PartyStatus, Standing};
use crate::fact::{CaseFacts, Content, FactName};
use crate::instrument::{Clause, Instrument, InstrumentKind, PartyList};

/// How each state that the case names stood to the instrument on the date of the incident.
pub(super) fn of_parties(instrument: &Instrument, clause: &Clause, facts: &CaseFacts) -> Vec<PartyStatus> {
    if instrument.kind == InstrumentKind::Pledge {
        return vec![of_company(instrument, facts)];
    }
    let countries = clause.bound.map(|bound| countries(bound, facts)).unwrap_or_default();
    let date = incident_date(facts);
    if countries.is_empty() {
        return vec![status(instrument, None, date, facts)];
    }
    countries.into_iter().map(|country| status(instrument, Some(country), date, facts)).collect()
}

impl Instrument {
    /// How each party stands to it on a day, in its order; where nobody is bound, one status that says so.
    #[must_use]
    pub fn standings_on(&self, day: Date) -> Vec<PartyStatus> {
        let date = Some(DateRange::day(day));
        if self.parties.is_empty() {
            return vec![status(self, None, date, &CaseFacts::default())];
        }
        self.parties.iter().map(|party| status(self, Some(party.country), date, &CaseFacts::default())).collect()
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

/// Whether the case says of those whom the file does not list that they were bound; none where that is not known.
fn confirmed(instrument: &Instrument, facts: &CaseFacts) -> Option<bool> {
    Some(facts.value(instrument.kind.confirmed_by())?.words().contains(&instrument.id))
}

fn of_company(instrument: &Instrument, facts: &CaseFacts) -> PartyStatus {
    let (standing, words) = match confirmed(instrument, facts) {
        Some(true) => (Standing::Bound, "the company had made the pledge, as `signatory.confirmed` says"),
        Some(false) => (Standing::NotAParty, "the company had not made the pledge, as `signatory.confirmed` says"),
        None => {
            (Standing::Unknown, "whether the company had made the pledge is not known; `signatory.confirmed` says it")
        }
    };
    PartyStatus { country: None, standing, words: words.to_owned() }
}

/// A state that the file does not list as a party.
fn of_unlisted(instrument: &Instrument, country: Country, facts: &CaseFacts) -> PartyStatus {
    let known = instrument.party_list == PartyList::Complete || instrument.not_parties.contains(&country);
    let (standing, words) = match confirmed(instrument, facts) {
        _ if known => (Standing::NotAParty, format!("{country} is not a party")),
        Some(true) => (Standing::Bound, format!("{country} was bound, as `party.confirmed` says")),
        Some(false) => (Standing::NotAParty, format!("{country} was not bound, as `party.confirmed` says")),
        None => (Standing::Unknown, format!("whether {country} was bound was not checked; `party.confirmed` says it")),
    };
    PartyStatus { country: Some(country), standing, words }
}

fn status(
    instrument: &Instrument,
    country: Option<Country>,
    date: Option<DateRange>,
    facts: &CaseFacts,
) -> PartyStatus {
    if instrument.kind == InstrumentKind::Proposal {
        let would_be = country.map(|country| format!("; it would speak to {country}")).unwrap_or_default();
        let words = format!("nobody is bound: a proposal, not law in force{would_be}");
        return PartyStatus { country, standing: Standing::NobodyIsBound, words };
    }
    let Some(country) = country else {
        let words = "the state that it would speak to is not known".to_owned();
        return PartyStatus { country: None, standing: Standing::Unknown, words };
    };
    let Some(party) = instrument.parties.iter().find(|party| party.country == country) else {
        return of_unlisted(instrument, country, facts);
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
