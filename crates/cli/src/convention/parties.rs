use dunant::convention::{Convention, Instrument, Party, PartyStatus, Selection};
use dunant::exchange::page::{Page, plain, strong};
use dunant::vocabulary::Date;
use serde::Serialize;

use super::render;
use crate::arguments::{Format, Terminal};
use crate::complaint::Complaint;

#[derive(Serialize)]
struct Parties<'c> {
    instrument: &'c str,
    parties: &'c [Party],
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<Date>,
    /// How each stood to it on that day.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    standing: Vec<PartyStatus>,
}

/// Whom an instrument binds, and how each stood to it on a day.
pub(super) fn parties(
    convention: &Convention,
    name: &str,
    as_of: Option<Date>,
    format: Format,
    terminal: &Terminal,
) -> Result<String, Complaint> {
    let instrument = match convention.select(name)? {
        Selection::Instrument(instrument) => instrument,
        Selection::Clause(instrument, _) => {
            return Err(Complaint::new(format!(
                "`{name}` is a clause; all clauses of an instrument bind the same parties"
            ))
            .with_help(format!("name the instrument: `dunant convention parties {}`", instrument.id)));
        }
    };
    let standing = as_of.map(|day| instrument.standings_on(day)).unwrap_or_default();
    let all = Parties { instrument: &instrument.id, parties: &instrument.parties, as_of, standing };
    render(&all, format, terminal, |page| {
        let kind = instrument.kind.caveat().unwrap_or(instrument.kind.word());
        page.paragraph(0, &[strong(&instrument.short), plain(format!(" ({kind}; {})", instrument.adopted))]);
        match as_of {
            None => bound(page, 2, instrument),
            Some(_) => all.standing.iter().for_each(|status| page.bullet(2, &[plain(&status.words)])),
        }
    })
}

/// Who is bound, since when and until when, a line each.
pub(super) fn bound(page: &mut Page, indent: usize, instrument: &Instrument) {
    if instrument.parties.is_empty() {
        page.bullet(indent, &[plain("nobody is bound: a proposal, not law in force")]);
    }
    for party in &instrument.parties {
        let until = party.until.map(|day| format!(", no longer since {day}")).unwrap_or_default();
        page.bullet(indent, &[plain(format!("{}: bound since {}{until}", party.country.name(), party.since))]);
    }
}
