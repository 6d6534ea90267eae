use dunant::panel::step::Referral;
use dunant::panel::{Party, PartyRole};
use dunant::record::VerifierKey;
use dunant::vocabulary::Country;

use super::show;
use crate::arguments::{NewOptions, Terminal};
use crate::complaint::Complaint;
use crate::home;
use crate::output::Outcome;

pub(super) fn refer(options: &NewOptions, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let mut parties = Vec::new();
    for (texts, role) in [(&options.accused, PartyRole::Accused), (&options.affected, PartyRole::Affected)] {
        for text in texts {
            parties.push(party(text, role)?);
        }
    }
    let referral = Referral {
        question: options.question.clone(),
        title: options.title.clone(),
        incident: options.incident,
        parties,
        referred_by: options.referred_by.clone(),
    };
    let proceeding = home::open(&options.home)?.refer(&options.case, referral, &home::occasion()?)?;
    show::tell_standing(&proceeding, terminal)
}

/// `NAME[:COUNTRY][=ALIAS;ALIAS][@KEY]`.
fn party(text: &str, role: PartyRole) -> Result<Party, Complaint> {
    let wrong = |what: String| {
        Complaint::new(format!("`{text}` is not a party: {what}")).with_help(
            "write `NAME`, `NAME:COUNTRY`, `NAME:COUNTRY=ALIAS;ALIAS`, each with `@KEY` behind it where it has one",
        )
    };
    let (rest, key) = match text.split_once('@') {
        None => (text, None),
        Some((rest, key)) => (rest, Some(key.parse::<VerifierKey>().map_err(|error| wrong(error.to_string()))?)),
    };
    let (rest, aliases) = rest.split_once('=').unwrap_or((rest, ""));
    let (name, country) = match rest.split_once(':') {
        None => (rest, None),
        Some((name, country)) => (name, Some(country.parse::<Country>().map_err(|error| wrong(error.to_string()))?)),
    };
    let aliases = aliases.split(';').map(str::trim).filter(|alias| !alias.is_empty()).map(str::to_owned).collect();
    Ok(Party { name: name.trim().to_owned(), role, country, aliases, key })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_party_is_read_with_country_and_other_names() {
        let read = party("Example Hospital:CH=The Hospital; EH", PartyRole::Affected).unwrap();
        assert_eq!((read.name.as_str(), read.country.map(Country::code)), ("Example Hospital", Some("CH")));
        assert_eq!(read.aliases, ["The Hospital", "EH"]);
        assert!(party("Freedonia:Nowhere", PartyRole::Accused).is_err());
        assert!(party("Freedonia@key", PartyRole::Accused).is_err());
    }
}
