//! Parties: whom a case concerns.

use dunant_record::note::VerifierKey;
use dunant_vocabulary::{Country, NameKey};
use serde::{Deserialize, Serialize};

use crate::bounds::{self, Unfit};

/// Somebody whom a case concerns: a state, a company, a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Party {
    /// Its name. Questions are put to it by this name.
    pub name: String,
    /// What it is in this case.
    pub role: PartyRole,
    /// The state that it is, or whose law it stands under.
    pub country: Option<Country>,
    /// Other names that a member's employer or client may go by.
    pub aliases: Vec<String>,
    /// Its key, if it has registered one: then it alone answers questions put to it. Without one the secretariat enters its
    /// replies.
    #[serde(with = "crate::spelled::option")]
    pub key: Option<VerifierKey>,
}

/// What a party is in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartyRole {
    /// Said to have attacked. Nothing is drafted before it could answer.
    Accused,
    /// Attacked, or harmed by the attack.
    Affected,
    /// Brought the case.
    Referring,
}

impl PartyRole {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Accused => "accused",
            Self::Affected => "affected",
            Self::Referring => "referring",
        }
    }
}

impl Party {
    /// Whether the party is the state that its country names, rather than somebody under its law.
    #[must_use]
    pub fn is_state(&self) -> bool {
        self.country.is_some_and(|country| self.name.parse() == Ok(country))
    }

    /// Whether `name` names this party: its name, an alias, and of a state any of its names; case, spaces and punctuation apart.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        let wanted = NameKey::of(name);
        if wanted.is_empty() {
            return false;
        }
        let state = self.country.filter(|_| self.is_state());
        let state_names = state.into_iter().flat_map(|country| {
            [country.name(), country.code(), country.alpha3()].into_iter().chain(country.other_names().iter().copied())
        });
        let own = std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str));
        own.chain(state_names).any(|known| NameKey::of(known) == wanted)
    }

    pub(crate) fn check(&self) -> Result<(), Unfit> {
        bounds::line("parties.name", &self.name)?;
        self.key.iter().try_for_each(|key| bounds::line("parties.key", key.name().as_str()))?;
        bounds::lines("parties.aliases", &self.aliases)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(name: &str, country: &str) -> Party {
        let aliases = vec!["Northern Power JSC".into()];
        Party { name: name.into(), role: PartyRole::Accused, country: country.parse().ok(), aliases, key: None }
    }

    #[test]
    fn a_state_goes_by_all_its_names_and_a_company_by_its_own() {
        let state = party("Russian Federation", "RU");
        for name in ["russia", "RUSSIAN FEDERATION", "RU", "rus", "Northern Power, JSC"] {
            assert!(state.is_named(name), "{name}");
        }
        let company = party("Northern Power", "RU");
        assert!(company.is_named("northern-power") && company.is_named("northern power jsc"));
        for name in ["Russia", "RU", "Northern", "", " - "] {
            assert!(!company.is_named(name), "{name}");
        }
    }
}
