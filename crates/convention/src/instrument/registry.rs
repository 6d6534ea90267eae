//! Who is bound by what: the instruments' lists of parties, asked by party.

use std::collections::BTreeSet;
use std::fmt;

use dunant_vocabulary::Country;

use super::{Convention, Instrument, InstrumentKind, Party, PartyName};
use crate::document::nearest;

/// The place of a state or company in one instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'c> {
    /// The instrument.
    pub instrument: &'c Instrument,
    /// What its list says of the party; none where it is not on it.
    pub party: Option<&'c Party>,
}

/// A name that is no country's, and no company's on any list of parties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownParty {
    /// The name.
    pub name: String,
    /// The name that was most likely meant.
    pub near: Option<String>,
}

impl Convention {
    /// The state or company that a name means: a country by its code or any of its names, a company as lists of parties write it,
    /// in any case.
    ///
    /// # Errors
    /// It means none of them; the nearest name is given.
    pub fn party_named(&self, name: &str) -> Result<PartyName, UnknownParty> {
        let companies = self.companies();
        if let Some(company) = companies.iter().find(|company| company.to_lowercase() == name.trim().to_lowercase()) {
            return Ok(PartyName::Company((*company).to_owned()));
        }
        if let Ok(country) = name.parse::<Country>() {
            return Ok(PartyName::Country(country));
        }
        let mut names: Vec<&str> = Country::all().map(Country::name).collect();
        names.extend(companies);
        Err(UnknownParty { name: name.to_owned(), near: nearest(name, names).map(str::to_owned) })
    }

    /// The instruments that can bind such a party, and what each says of it; in the order of the instruments. A proposal binds
    /// nobody, a treaty no company, a pledge no state, and a commitment of states only those companies that are on its list.
    #[must_use]
    pub fn places_of(&self, name: &PartyName) -> Vec<Place<'_>> {
        let can_bind = |place: &Place<'_>| match name {
            PartyName::Country(_) => place.instrument.kind.binds_states(),
            PartyName::Company(_) => place.party.is_some() || place.instrument.kind == InstrumentKind::Pledge,
        };
        let places = self.instruments().iter().map(|instrument| Place { instrument, party: instrument.party(name) });
        places.filter(can_bind).collect()
    }

    /// Every company on a list of parties.
    fn companies(&self) -> BTreeSet<&str> {
        let parties = self.instruments().iter().flat_map(|instrument| &instrument.parties);
        parties.filter_map(company_name).collect()
    }
}

impl Instrument {
    /// What its list of parties says of a state or company; none where it is not on it.
    #[must_use]
    pub fn party(&self, name: &PartyName) -> Option<&Party> {
        self.parties.iter().find(|party| party.name == *name)
    }
}

fn company_name(party: &Party) -> Option<&str> {
    match &party.name {
        PartyName::Company(name) => Some(name),
        PartyName::Country(_) => None,
    }
}

impl fmt::Display for UnknownParty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no country, and no company on a list of parties", self.name)
    }
}

impl std::error::Error for UnknownParty {}
