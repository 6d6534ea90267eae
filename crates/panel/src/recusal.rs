//! Recusal: which members may not judge a case, by named rules, each with its facts.
//!
//! A rule is one function in [`RULES`]. What it finds is written into the opening of the case, so that anybody can hold it
//! against what the member and the parties say of themselves.

use std::fmt;

use dunant_record::note::KeyName;
use serde::{Deserialize, Serialize};

use crate::member::Member;
use crate::party::{Party, PartyRole};

/// That a member may not judge a case, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Recusal {
    /// The name of the member's key.
    #[serde(with = "crate::spelled")]
    pub member: KeyName,
    /// By which rule.
    pub rule: RuleName,
    /// The facts, in words, as they were put at the time. Member and rule are recomputed, the words are not.
    pub because: String,
}

/// The names of the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleName {
    /// A national of an accused or affected party.
    Nationality,
    /// Employed by a party.
    Employer,
    /// Paid by a party.
    Client,
    /// In the service of any state.
    StateService,
    /// A conflict that the member has declared.
    Declared,
    /// The member has recused itself.
    Own,
}

impl RuleName {
    /// The word for it, as in JSON and in a policy.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Nationality => "nationality",
            Self::Employer => "employer",
            Self::Client => "client",
            Self::StateService => "state-service",
            Self::Declared => "declared",
            Self::Own => "own",
        }
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A rule that is computed when a case is opened.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its name.
    pub name: RuleName,
    /// What it says.
    pub says: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// Why the member may not judge a case of these parties; nothing where it may.
    finds: fn(&Member, &[Party]) -> Option<String>,
}

/// The rules, in the order in which they are computed. [`RuleName::Own`] is none of them: it is a member's own step.
///
/// Cases are recomputed years later, and a policy that does not name a rule has it on: so a rule that is added must be off for
/// policies from before it, and none is changed in what it finds.
pub const RULES: [Rule; 5] = [
    Rule {
        name: RuleName::Nationality,
        says: "no member is a national of an accused or affected party",
        source: "Additional Protocol I to the Geneva Conventions (1977), art. 90(3)(a): members of a chamber are not \
                 nationals of any party to the conflict",
        finds: nationality,
    },
    Rule {
        name: RuleName::Employer,
        says: "no member is employed by a party",
        source: "IBA Guidelines on Conflicts of Interest in International Arbitration, non-waivable red list: nobody judges \
                 a party whose employee it is",
        finds: employer,
    },
    Rule {
        name: RuleName::Client,
        says: "no member has a party as a client",
        source: "IBA Guidelines on Conflicts of Interest in International Arbitration, red lists: nobody judges a party that \
                 it advises",
        finds: client,
    },
    Rule {
        name: RuleName::StateService,
        says: "no member is in the service of a state, be it a party or not",
        source: "RAND, Stateless Attribution (2017): no state is a member; Additional Protocol I, art. 90(1)(c): members \
                 serve in their personal capacity",
        finds: state_service,
    },
    Rule {
        name: RuleName::Declared,
        says: "no member judges a party with which it has declared a conflict",
        source: "IBA Guidelines on Conflicts of Interest in International Arbitration, general standard 2(a): whoever doubts \
                 its own impartiality does not judge",
        finds: declared,
    },
];

/// The recusals of `panel` in a case of `parties`, by those of [`RULES`] that are `on`: in the order of the panel, then of the
/// rules. A member may be recused by several.
#[must_use]
pub fn compute(panel: &[Member], parties: &[Party], on: impl Fn(RuleName) -> bool) -> Vec<Recusal> {
    let mut recusals = Vec::new();
    for member in panel {
        for rule in RULES.iter().filter(|rule| on(rule.name)) {
            if let Some(because) = (rule.finds)(member, parties) {
                recusals.push(Recusal { member: member.name().clone(), rule: rule.name, because });
            }
        }
    }
    recusals
}

fn nationality(member: &Member, parties: &[Party]) -> Option<String> {
    let concerned = parties.iter().filter(|party| party.role != PartyRole::Referring);
    all(concerned.filter_map(|party| {
        let country = party.country.filter(|country| member.nationalities.contains(country))?;
        let state = if party.is_state() { String::new() } else { format!(" of {country}") };
        Some(format!("a national of {country}; `{}`{state} is {}", party.name, in_words(party.role)))
    }))
}

fn employer(member: &Member, parties: &[Party]) -> Option<String> {
    let employers = parties.iter().filter(|party| party.is_named(&member.affiliation));
    all(employers
        .map(|party| format!("works for `{}`; `{}` is {}", member.affiliation, party.name, in_words(party.role))))
}

fn client(member: &Member, parties: &[Party]) -> Option<String> {
    all(member.clients.iter().flat_map(|client| {
        let named = parties.iter().filter(|party| party.is_named(client));
        named.map(move |party| format!("has `{client}` as a client; `{}` is {}", party.name, in_words(party.role)))
    }))
}

fn state_service(member: &Member, _: &[Party]) -> Option<String> {
    member.state_service.map(|state| format!("in the service of {state}"))
}

fn declared(member: &Member, parties: &[Party]) -> Option<String> {
    all(member.conflicts.iter().flat_map(|conflict| {
        let named = parties.iter().filter(|party| party.is_named(conflict));
        named.map(move |party| {
            format!("has declared a conflict with `{conflict}`; `{}` is {}", party.name, in_words(party.role))
        })
    }))
}

fn in_words(role: PartyRole) -> &'static str {
    match role {
        PartyRole::Accused => "accused",
        PartyRole::Affected => "affected",
        PartyRole::Referring => "the party that referred the case",
    }
}

fn all(facts: impl Iterator<Item = String>) -> Option<String> {
    let facts: Vec<String> = facts.collect();
    (!facts.is_empty()).then(|| facts.join("; "))
}

#[cfg(test)]
mod tests {
    use dunant_record::SignerKey;

    use super::*;

    fn member() -> Member {
        Member {
            key: SignerKey::from_seed("m".parse().unwrap(), &[1; 32]).public(),
            nationalities: vec!["FR".parse().unwrap(), "DE".parse().unwrap()],
            affiliation: "Acme".into(),
            state_service: Some("FR".parse().unwrap()),
            clients: vec!["Acme".into()],
            conflicts: vec!["Acme".into()],
            team: None,
        }
    }

    fn party(name: &str, role: PartyRole, country: &str) -> Party {
        Party { name: name.into(), role, country: country.parse().ok(), aliases: vec![], key: None }
    }

    fn found(parties: &[Party]) -> Vec<RuleName> {
        compute(&[member()], parties, |_| true).into_iter().map(|recusal| recusal.rule).collect()
    }

    #[test]
    fn each_rule_finds_what_it_says() {
        let acme = party("ACME", PartyRole::Referring, "FR");
        assert_eq!(found(&[acme]), [RuleName::Employer, RuleName::Client, RuleName::StateService, RuleName::Declared]);
        let company = party("Another", PartyRole::Affected, "DE");
        assert_eq!(
            found(&[company]),
            [RuleName::Nationality, RuleName::StateService],
            "the second nationality counts too"
        );
        assert_eq!(found(&[]), [RuleName::StateService]);
    }

    #[test]
    fn a_national_of_who_refers_a_case_may_judge_it() {
        assert_eq!(found(&[party("France", PartyRole::Referring, "FR")]), [RuleName::StateService]);
    }

    #[test]
    fn rules_that_are_off_find_nothing() {
        let parties = [party("France", PartyRole::Accused, "FR"), party("ACME", PartyRole::Affected, "US")];
        for rule in RULES {
            let recusals = compute(&[member()], &parties, |name| name == rule.name);
            assert_eq!(recusals.iter().map(|recusal| recusal.rule).collect::<Vec<_>>(), [rule.name]);
        }
    }

    #[test]
    fn the_facts_name_the_party_and_its_part() {
        let parties = [party("France", PartyRole::Accused, "FR"), party("Gas AG", PartyRole::Affected, "DE")];
        let recusals = compute(&[member()], &parties, |name| name == RuleName::Nationality);
        assert_eq!(
            recusals[0].because,
            "a national of France; `France` is accused; a national of Germany; `Gas AG` of Germany is affected"
        );
    }
}
