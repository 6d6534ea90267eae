use dunant::convention::{
    Convention, Instrument, InstrumentKind, Party, PartyList, PartyListNotes, PartyName, PartyStatus, Reservation,
    Selection, UnknownParty,
};
use dunant::exchange::page::{Page, faint, plain, strong};
use dunant::vocabulary::{Country, Date};
use serde::Serialize;

use super::render;
use crate::arguments::{Format, Terminal};
use crate::complaint::Complaint;

#[derive(Serialize)]
struct Parties<'c> {
    instrument: &'c str,
    party_list: PartyList,
    #[serde(flatten)]
    notes: &'c PartyListNotes,
    parties: &'c [Party],
    not_parties: &'c [Country],
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<Date>,
    /// How each stood to it on that day.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    standing: Vec<PartyStatus>,
}

/// Whom an instrument binds, and how each stood to it on a day.
pub(super) fn of_instrument(
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
    let all = Parties {
        instrument: &instrument.id,
        party_list: instrument.party_list,
        notes: &instrument.party_list_notes,
        parties: &instrument.parties,
        not_parties: &instrument.not_parties,
        as_of,
        standing: as_of.map(|day| instrument.standings_on(day)).unwrap_or_default(),
    };
    render(super::SCHEMA, &all, format, terminal, |page| {
        title(page, instrument);
        match as_of {
            None => bound(page, 2, instrument),
            Some(_) => all.standing.iter().for_each(|status| page.bullet(2, &[plain(&status.words)])),
        }
        notes(page, instrument);
    })
}

#[derive(Serialize)]
struct Places<'c> {
    #[serde(flatten)]
    name: &'c PartyName,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<Date>,
    places: Vec<PlaceOf<'c>>,
}

#[derive(Serialize)]
struct PlaceOf<'c> {
    instrument: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    party: Option<&'c Party>,
    /// How it stood to the instrument on the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<PartyStatus>,
}

/// What binds a state or company, and how it stood to each on a day.
pub(super) fn of_party(
    convention: &Convention,
    name: &str,
    as_of: Option<Date>,
    format: Format,
    terminal: &Terminal,
) -> Result<String, Complaint> {
    let name = convention.party_named(name)?;
    let places = convention.places_of(&name);
    let shown = places.iter().map(|place| PlaceOf {
        instrument: &place.instrument.id,
        party: place.party,
        standing: as_of.map(|day| place.instrument.standing_of(&name, day)),
    });
    let all = Places { name: &name, as_of, places: shown.collect() };
    render(super::SCHEMA, &all, format, terminal, |page| {
        page.paragraph(0, &[strong(name.to_string())]);
        for (place, shown) in places.iter().zip(&all.places) {
            page.blank();
            title(page, place.instrument);
            match (&shown.standing, place.party) {
                (Some(status), _) => page.bullet(2, &[plain(&status.words)]),
                (None, Some(party)) => steps(page, 2, party),
                (None, None) => page.bullet(2, &[plain(unlisted(place.instrument, &name))]),
            }
        }
    })
}

/// Neither an instrument nor a party was named.
pub(super) fn of_what(convention: &Convention) -> Complaint {
    let names: Vec<String> = convention.instruments().iter().map(|one| format!("`{}`", one.id)).collect();
    let help = format!("name one of {}; or a country or company with `--of`", names.join(", "));
    Complaint::new("whose parties, or what binds whom, is not said").with_help(help)
}

/// What an instrument is called, and what sort of promise it is.
fn title(page: &mut Page, instrument: &Instrument) {
    let kind = instrument.kind.caveat().unwrap_or(instrument.kind.word());
    page.paragraph(0, &[strong(&instrument.short), plain(format!(" ({kind}; {})", instrument.adopted))]);
}

/// Who took which steps when, a line each.
pub(super) fn bound(page: &mut Page, indent: usize, instrument: &Instrument) {
    if instrument.kind == InstrumentKind::Proposal {
        page.bullet(indent, &[plain("nobody is bound: a proposal, not law in force")]);
    }
    for party in &instrument.parties {
        steps(page, indent, party);
    }
    for country in &instrument.not_parties {
        page.bullet(indent, &[plain(format!("{country}: not a party"))]);
    }
}

/// What is left out of a list of parties, and where it was taken from.
fn notes(page: &mut Page, instrument: &Instrument) {
    let notes = &instrument.party_list_notes;
    if let Some(left_out) = &notes.left_out {
        page.blank();
        page.paragraph(0, &[plain(left_out)]);
    }
    if instrument.party_list == PartyList::Incomplete {
        page.paragraph(0, &[plain("Of those that are not listed, `party.confirmed` says whether they were bound.")]);
    }
    if let Some(source) = &notes.source {
        page.paragraph(0, &[faint(format!("{}, {}, as of {}", source.title, source.publisher, source.date))]);
        page.paragraph(0, &[faint(&source.url)]);
    }
}

fn steps(page: &mut Page, indent: usize, party: &Party) {
    let mut steps: Vec<String> = party.signed.map(|day| format!("signed {day}")).into_iter().collect();
    for period in &party.bound {
        let until = period.until.map(|day| format!(", no longer since {day}")).unwrap_or_default();
        steps.push(format!("bound since {}{until}", period.since));
    }
    if party.bound.is_empty() {
        steps.push("not bound".to_owned());
    }
    page.bullet(indent, &[plain(format!("{}: {}", party.name, steps.join("; ")))]);
    for reservation in &party.reservations {
        page.bullet(indent + 2, &[plain(reserved(reservation))]);
    }
}

fn reserved(reservation: &Reservation) -> String {
    let clauses: Vec<String> = reservation.clauses.iter().map(|clause| format!("`{clause}`")).collect();
    let effect = if reservation.excludes() { "not bound by" } else { "bound otherwise than as written by" };
    let since = reservation.period.since;
    let until = reservation.period.until.map(|day| format!(" until {day}")).unwrap_or_default();
    format!("reserved since {since}{until}, {effect} {}: {}", clauses.join(", "), reservation.words)
}

fn unlisted(instrument: &Instrument, name: &PartyName) -> String {
    let known = instrument.party_list == PartyList::Complete
        || matches!(name, PartyName::Country(country) if instrument.not_parties.contains(country));
    if known {
        "not a party".to_owned()
    } else {
        "not on the list, which is incomplete; `party.confirmed` says whether it was bound".to_owned()
    }
}

impl From<UnknownParty> for Complaint {
    fn from(unknown: UnknownParty) -> Self {
        let help = match &unknown.near {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "write a country (`US`, `United States`) or a company as `dunant convention parties` lists it".into()
            }
        };
        Self::new(unknown.to_string()).with_help(help)
    }
}
