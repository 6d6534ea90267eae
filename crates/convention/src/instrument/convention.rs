use std::sync::Arc;

use super::reading::{id_of, repeated_id};
use super::{Clause, Instrument, PartyRegister};
use crate::document::{DocumentError, suggestion};

/// The instruments that cases are held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Convention {
    instruments: Vec<Arc<Instrument>>,
}

/// The shipped instruments, and the lists of parties that stand apart: file name and text. One line adds one.
const SHIPPED: &[(&str, &str)] = &[
    ("digital-geneva-convention.toml", include_str!("../../../../instruments/digital-geneva-convention.toml")),
    ("us-china-2015.toml", include_str!("../../../../instruments/us-china-2015.toml")),
    ("un-norms-2015.toml", include_str!("../../../../instruments/un-norms-2015.toml")),
    ("paris-call.toml", include_str!("../../../../instruments/paris-call.toml")),
    ("tech-accord.toml", include_str!("../../../../instruments/tech-accord.toml")),
    ("neutral-technology-2017.toml", include_str!("../../../../instruments/neutral-technology-2017.toml")),
    ("g20-2015.toml", include_str!("../../../../instruments/g20-2015.toml")),
    ("budapest-convention.toml", include_str!("../../../../instruments/budapest-convention.toml")),
    ("geneva-convention-4.toml", include_str!("../../../../instruments/geneva-convention-4.toml")),
    ("additional-protocol-1.toml", include_str!("../../../../instruments/additional-protocol-1.toml")),
    ("parties/additional-protocol-1.toml", include_str!("../../../../instruments/parties/additional-protocol-1.toml")),
    ("parties/budapest-convention.toml", include_str!("../../../../instruments/parties/budapest-convention.toml")),
    ("parties/geneva-convention-4.toml", include_str!("../../../../instruments/parties/geneva-convention-4.toml")),
];

impl Convention {
    /// The instruments shipped with Dunant.
    ///
    /// # Errors
    /// A shipped file is damaged; tests keep this from being released.
    pub fn shipped() -> Result<Self, DocumentError> {
        Self::parse(SHIPPED.iter().copied())
    }

    /// The instruments of these files, given as file name and text; lists of their parties may stand among them, in any order.
    /// Nothing is half-loaded.
    ///
    /// # Errors
    /// The first mistake in any of them, with its file named; two instruments with one name; or a list of parties of an
    /// instrument that is not there, or that has another.
    pub fn parse<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<Self, DocumentError> {
        let (mut texts, mut registers): (Vec<_>, Vec<PartyRegister<'_>>) = (Vec::new(), Vec::new());
        for (file, text) in files {
            match PartyRegister::of(file, text) {
                Some(register) if registers.iter().any(|other| other.instrument() == register.instrument()) => {
                    return Err(register.repeated());
                }
                Some(register) => registers.push(register),
                None => texts.push((file, text)),
            }
        }
        let mut instruments = Vec::new();
        for (file, text) in &texts {
            let instrument = Instrument::parse_with(text, &registers);
            instruments.push(Arc::new(instrument.map_err(|error| match misnamed(&texts, &registers) {
                // Without its list an instrument has no parties: the misspelt name of the list is the likelier story.
                Some(misnamed) => misnamed,
                // A mistake in a list of parties knows its file already.
                None if error.file.is_none() => error.in_file(*file),
                None => error,
            })?));
            if let Some(id) = repeated_id(&instruments) {
                let message = format!("two instruments are called `{id}`");
                return Err(DocumentError { file: Some((*file).into()), line: 1, span: 0..0, message, help: None });
            }
        }
        let known = |register: &PartyRegister<'_>| instruments.iter().any(|one| one.id == register.instrument());
        if registers.iter().all(known) {
            return Ok(Self { instruments });
        }
        misnamed(&texts, &registers).map_or(Ok(Self { instruments }), Err)
    }

    /// The instruments, in the order given.
    #[must_use]
    pub fn instruments(&self) -> &[Arc<Instrument>] {
        &self.instruments
    }

    /// The clause of these names.
    #[must_use]
    pub fn clause(&self, instrument: &str, clause: &str) -> Option<(&Arc<Instrument>, &Arc<Clause>)> {
        let instrument = self.instruments.iter().find(|known| known.id == instrument)?;
        Some((instrument, instrument.clauses.iter().find(|known| known.id == clause)?))
    }
}

/// The mistake of a list of parties whose instrument is not among the texts.
fn misnamed(texts: &[(&str, &str)], registers: &[PartyRegister<'_>]) -> Option<DocumentError> {
    let ids: Vec<String> = texts.iter().filter_map(|(_, text)| id_of(text)).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let idle = registers.iter().find(|register| !ids.contains(&register.instrument()))?;
    Some(idle.of_nothing(suggestion(idle.instrument(), &ids)))
}

#[cfg(test)]
mod tests {
    use super::super::Party;
    use super::*;

    #[test]
    fn the_shipped_instruments_load_and_the_proposal_binds_nobody() {
        let convention = Convention::shipped().unwrap_or_else(|error| panic!("{error}"));
        let counts: Vec<_> = convention.instruments().iter().map(|one| (one.id.as_str(), one.clauses.len())).collect();
        assert_eq!(
            counts,
            [
                ("digital-geneva-convention", 10),
                ("us-china-2015", 1),
                ("un-norms-2015", 11),
                ("paris-call", 9),
                ("tech-accord", 4),
                ("neutral-technology-2017", 1),
                ("g20-2015", 1),
                ("budapest-convention", 5),
                ("geneva-convention-4", 3),
                ("additional-protocol-1", 6)
            ]
        );
        assert!(convention.instruments()[0].parties.is_empty());
        let parties: Vec<_> = convention.instruments()[1].parties.iter().filter_map(Party::country).collect();
        assert_eq!(parties.iter().map(|country| country.code()).collect::<Vec<_>>(), ["CN", "US"]);
    }

    #[test]
    fn every_member_of_the_united_nations_is_bound_by_its_norms() {
        let convention = Convention::shipped().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(convention.instruments()[2].parties.len(), 193);
    }

    #[test]
    fn a_rule_keeps_its_digest_while_nothing_in_it_changes() {
        let text = SHIPPED[1].1;
        let rule = |text: &str| Instrument::parse(text).unwrap().clauses[0].rule;
        assert_eq!(rule(text), rule(&format!("# a comment\n{text}")));
        assert_ne!(rule(text), rule(&text.replace("\"commercial-advantage\"", "\"espionage\"")));
        assert_ne!(rule(text), rule(&text.replace("since = 2015-09-25", "since = 2015-09-26")));
    }

    #[test]
    fn two_instruments_of_one_name_are_refused() {
        let twice = Convention::parse([SHIPPED[1], SHIPPED[1]]).unwrap_err();
        assert!(twice.to_string().contains("two instruments are called `us-china-2015`"), "{twice}");
    }
}
