//! Whom an instrument binds: reading it, and the conditions that follow for each clause.

use std::collections::BTreeMap;
use std::sync::Arc;

use dunant_vocabulary::{Country, Date};

use super::{InstrumentKind, Party, PartyList, PartyListNotes, PartyName, Reservation, ReservationEffect};
use crate::condition::{BoundOn, Condition, Listed, Operator, Period, Test, Unlisted};
use crate::document::{Document, DocumentError, Entry, Placed, Table, nearest, suggestion};
use crate::fact::{FactName, WordSet};

/// The keys that say who is bound, in an instrument or in a list of its parties.
pub(super) const KEYS: [&str; 4] = ["party", "party-list", "not-party", "left-out"];

/// Who an instrument binds, and what decides of those that its file does not name.
pub(super) struct BoundBy<'t> {
    pub(super) parties: Vec<Party>,
    pub(super) party_list: PartyList,
    pub(super) not_parties: Vec<Country>,
    pub(super) notes: PartyListNotes,
    /// The fact of [`InstrumentKind::confirmed_by`] names this instrument; only where the file does not name everyone.
    confirmed: Option<Test>,
    first_day: Date,
    /// The clauses that reservations name, which are read later.
    reserved: Vec<Placed<String>>,
    document: Document<'t>,
}

/// What an instrument says of itself before it says who is bound.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) id: &'a str,
    pub(super) kind: InstrumentKind,
    pub(super) adopted: Date,
    pub(super) in_force: Option<Date>,
}

impl About<'_> {
    /// The first day on which anyone can be bound.
    fn first_day(&self) -> Date {
        self.in_force.unwrap_or(self.adopted)
    }
}

impl<'t> BoundBy<'t> {
    /// Takes [`KEYS`] from a file.
    pub(super) fn read(root: &mut Table<'t>, about: About<'_>) -> Result<Self, DocumentError> {
        let mut reserved = Vec::new();
        let parties = match root.take("party") {
            Some(entry) if about.kind == InstrumentKind::Proposal => {
                return Err(entry.error("a proposal binds nobody, so it has no `party`".into(), None));
            }
            Some(entry) => read_parties(entry, about, &mut reserved)?,
            None if about.kind == InstrumentKind::Proposal => Vec::new(),
            None => return Err(root.require("party").err().unwrap_or_else(|| root.missing("party"))),
        };
        let binds_states = about.kind.binds_states();
        if binds_states && parties.iter().all(|party| party.country().is_none()) {
            return Err(root.document().error(root.span(), "no party is a state".into(), None));
        }
        let (mut party_list, mut not_parties, mut left_out) = (PartyList::Complete, Vec::new(), None);
        if about.kind != InstrumentKind::Proposal {
            party_list = root.take("party-list").map(read_party_list).transpose()?.unwrap_or(party_list);
            left_out = root.take("left-out").map(Entry::text).transpose()?.map(|text| text.value);
            if party_list == PartyList::Incomplete && left_out.is_none() {
                let help = "add `left-out = \"…\"`: a sentence that says who is missing from the list, and why";
                let message = "an incomplete list of parties does not say what is left out".to_owned();
                return Err(root.document().error(root.span(), message, Some(help.into())));
            }
        }
        if binds_states && let Some(entry) = root.take("not-party") {
            not_parties = read_not_parties(entry, &parties, party_list)?;
        }
        let confirmed = if party_list == PartyList::Incomplete || about.kind == InstrumentKind::Pledge {
            let (id, fact) = (about.id, about.kind.confirmed_by());
            let Some(word) = fact.word_number(id) else {
                let message = format!("`{id}` is not a value of `{fact}`, so nobody could say who else is bound");
                return Err(root.document().error(root.span(), message, None));
            };
            Some(Test::new(fact, Operator::In(WordSet::of(word))))
        } else {
            None
        };
        let notes = PartyListNotes { left_out, source: None };
        let (first_day, document) = (about.first_day(), root.document());
        Ok(Self { parties, party_list, not_parties, notes, confirmed, first_day, reserved, document })
    }

    /// Reservations that name a clause which there is not.
    pub(super) fn unknown_clauses(&self, clauses: &[&str]) -> Vec<DocumentError> {
        let unknown = self.reserved.iter().filter(|named| !clauses.contains(&named.value.as_str()));
        let error = |named: &Placed<String>| {
            let help = Some(suggestion(&named.value, clauses));
            self.document.error(named.span.clone(), format!("no clause is called `{}`", named.value), help)
        };
        unknown.map(error).collect()
    }

    pub(super) fn binds_states(&self) -> bool {
        self.states().next().is_some()
    }

    /// Whether a party that a clause binds is meant by the case, and whether one was bound on its day.
    pub(super) fn conditions(&self, fact: Option<FactName>, clause: &str) -> (Option<Condition>, Option<Condition>) {
        match fact {
            Some(fact) if self.binds_states() => (Some(self.is_a_party(fact, clause)), Some(self.is_bound(fact))),
            // A pledge of companies: no country says who made it.
            _ => {
                let since = self.confirmed.map(|_| Condition::Not(Box::new(before(self.first_day))));
                (self.confirmed.map(Condition::Test), since)
            }
        }
    }

    fn states(&self) -> impl Iterator<Item = &Party> {
        self.parties.iter().filter(|party| party.country().is_some())
    }

    fn is_a_party(&self, fact: FactName, clause: &str) -> Condition {
        let once_bound = self.states().filter(|party| !party.bound.is_empty() && !party.always_excludes(clause));
        let (reserving, others): (Vec<&Party>, Vec<&Party>) =
            once_bound.partition(|party| party.exclusions_of(clause).next().is_some());
        let mut any = Vec::new();
        if !others.is_empty() || reserving.is_empty() {
            any.push(names(fact, &others));
        }
        for party in reserving {
            let mut all = vec![names(fact, &[party])];
            all.extend(party.exclusions_of(clause).map(|reservation| outside(reservation.period)));
            any.push(Condition::All(all));
        }
        any.extend(self.confirmed_state(fact));
        match any.len() {
            1 => any.remove(0),
            _ => Condition::Any(any),
        }
    }

    /// A state that the file does not name, and that `party.confirmed` says was bound on the day.
    fn confirmed_state(&self, fact: FactName) -> Option<Condition> {
        let confirmed = Condition::Test(self.confirmed?);
        Some(Condition::All(vec![Condition::Test(Test::new(fact, Operator::In(self.unnamed(fact)))), confirmed]))
    }

    /// The states that the file does not name.
    fn unnamed(&self, fact: FactName) -> WordSet {
        let named = self.states().filter_map(Party::country).chain(self.not_parties.iter().copied());
        WordSet::all(fact).without(countries(fact, named))
    }

    /// Whether some party was bound on the day of the incident.
    fn is_bound(&self, fact: FactName) -> Condition {
        let mut periods: BTreeMap<Period, WordSet> = BTreeMap::new();
        for party in self.states() {
            let state = countries(fact, party.country());
            for period in &party.bound {
                let states = periods.entry(*period).or_default();
                *states = states.union(state);
            }
        }
        let listed = periods.into_iter().map(|(period, states)| Listed { period, states }).collect();
        // Nobody was bound before the text was made public, or before the treaty was in force, whatever was confirmed.
        let period = Period { since: self.first_day, until: None };
        let unlisted = self.confirmed.map(|confirmed| Unlisted { states: self.unnamed(fact), period, confirmed });
        Condition::BoundOn(Arc::new(BoundOn::new(fact, listed, unlisted)))
    }
}

fn names(fact: FactName, parties: &[&Party]) -> Condition {
    let states = parties.iter().filter_map(|party| party.country());
    Condition::Test(Test::new(fact, Operator::In(countries(fact, states))))
}

fn countries(fact: FactName, countries: impl IntoIterator<Item = Country>) -> WordSet {
    let mut set = WordSet::EMPTY;
    countries.into_iter().filter_map(|country| fact.country_number(country)).for_each(|number| set.insert(number));
    set
}

fn before(day: Date) -> Condition {
    Condition::Test(Test::new(FactName::IncidentDate, Operator::Before(day)))
}

/// Whether the incident was before a period or after it.
fn outside(period: Period) -> Condition {
    match period.until {
        None => before(period.since),
        Some(until) => Condition::Any(vec![before(period.since), Condition::Not(Box::new(before(until)))]),
    }
}

fn read_party_list(entry: Entry<'_>) -> Result<PartyList, DocumentError> {
    let document = entry.document();
    let word = entry.text()?;
    match word.value.as_str() {
        "complete" => Ok(PartyList::Complete),
        "incomplete" => Ok(PartyList::Incomplete),
        other => {
            let help = suggestion(other, &["complete", "incomplete"]);
            Err(document.error(word.span, format!("`{other}` does not say how complete the list is"), Some(help)))
        }
    }
}

fn read_not_parties(entry: Entry<'_>, parties: &[Party], list: PartyList) -> Result<Vec<Country>, DocumentError> {
    if list == PartyList::Complete {
        let help = Some("leave it out: who is not on a complete list is no party".into());
        return Err(entry.error("`not-party` goes with `party-list = \"incomplete\"`".into(), help));
    }
    let (document, span) = (entry.document(), entry.span());
    let not_parties: Vec<Country> = entry.items()?.into_iter().map(Entry::country).collect::<Result<_, _>>()?;
    if let Some(both) = not_parties.iter().find(|none| parties.iter().any(|party| party.country() == Some(**none))) {
        return Err(document.error(span, format!("`{both}` is named as a party and as none"), None));
    }
    Ok(not_parties)
}

fn read_parties(
    entry: Entry<'_>,
    about: About<'_>,
    reserved: &mut Vec<Placed<String>>,
) -> Result<Vec<Party>, DocumentError> {
    let mut parties: Vec<Party> = Vec::new();
    for mut table in entry.tables("a party")? {
        let (document, span) = (table.document(), table.span());
        let [signed, since, until, reservations] = ["signed", "since", "until", "reserved"].map(|key| table.take(key));
        let names = read_names(&mut table, about.kind)?;
        // A misspelt key is named as such.
        table.finish()?;
        if since.is_none() && signed.is_none() {
            return Err(table.missing("since"));
        }
        if since.is_none()
            && let Some(until) = until
        {
            return Err(until.error("`until` without `since`: who was never bound cannot withdraw".into(), None));
        }
        let [signed, since, until] = [signed, since, until].map(|entry| entry.map(Entry::day).transpose());
        let (signed, since, until) = (signed?, since?, until?);
        let reservations = match reservations {
            Some(entry) => read_reservations(entry, since, reserved)?,
            None => Vec::new(),
        };
        let period = since.map(|since| Period { since, until });
        for name in names {
            let error = |message: String| document.error(span.clone(), message, None);
            if period.is_some_and(|period| period.until.is_some_and(|until| until <= period.since)) {
                return Err(error(format!("`{name}` is bound until before it is bound")));
            }
            if period.is_some_and(|period| period.since < about.adopted) {
                return Err(error(format!("`{name}` is bound before the text was adopted, on {}", about.adopted)));
            }
            if let (Some(signed), Some(since)) = (signed, since)
                && signed > since
            {
                return Err(error(format!("`{name}` signed after it was bound")));
            }
            let bound: Vec<Period> = period.into_iter().collect();
            let party = Party { name, signed, bound, reservations: reservations.clone() };
            add(&mut parties, party).map_err(|name| error(format!("`{name}` is a party twice")))?;
        }
    }
    Ok(parties)
}

/// Adds a party, or to a party that left and came back another time of being bound.
fn add(parties: &mut Vec<Party>, party: Party) -> Result<(), PartyName> {
    let Some(known) = parties.iter_mut().find(|known| known.name == party.name) else {
        parties.push(party);
        return Ok(());
    };
    let apart = |new: &Period| known.bound.iter().all(|period| period.is_apart_from(*new));
    if party.bound.is_empty() || known.bound.is_empty() || party.signed.is_some() || !party.bound.iter().all(apart) {
        return Err(party.name);
    }
    known.bound.extend(party.bound);
    known.bound.sort();
    known.reservations.extend(party.reservations);
    Ok(())
}

/// The one state or company of a table, or all that took the same steps on the same days.
fn read_names(table: &mut Table<'_>, kind: InstrumentKind) -> Result<Vec<PartyName>, DocumentError> {
    let mut states: Vec<Entry<'_>> = table.take("country").into_iter().collect();
    if let Some(list) = table.take("countries") {
        states.extend(list.items()?);
    }
    let mut companies: Vec<Entry<'_>> = table.take("company").into_iter().collect();
    if let Some(list) = table.take("companies") {
        companies.extend(list.items()?);
    }
    if kind == InstrumentKind::Pledge
        && let Some(state) = states.first()
    {
        let help = Some("name a `company`, or several in `companies`".into());
        return Err(state.error("a pledge binds companies, and no state".into(), help));
    }
    if kind == InstrumentKind::Treaty
        && let Some(company) = companies.first()
    {
        let help = Some("name a `country`, or several in `countries`".into());
        return Err(company.error("a treaty binds states, and no company".into(), help));
    }
    let mut names = Vec::new();
    for state in states {
        names.push(PartyName::Country(state.country()?));
    }
    for company in companies {
        names.push(PartyName::Company(company.text()?.value));
    }
    if names.is_empty() {
        let key = if kind == InstrumentKind::Pledge { "company" } else { "country" };
        table.finish()?;
        return Err(table.missing(key));
    }
    Ok(names)
}

fn read_reservations(
    entry: Entry<'_>,
    bound_since: Option<Date>,
    named: &mut Vec<Placed<String>>,
) -> Result<Vec<Reservation>, DocumentError> {
    let Some(bound_since) = bound_since else {
        return Err(entry.error("a reservation of a party that was never bound changes nothing".into(), None));
    };
    let mut reservations = Vec::new();
    for mut table in entry.tables("a reservation")? {
        let (document, span) = (table.document(), table.span());
        let mut clauses = Vec::new();
        for clause in table.require("clauses")?.items()? {
            let clause = clause.text()?;
            clauses.push(clause.value.clone());
            named.push(clause);
        }
        let effect = read_effect(table.require("effect")?)?;
        let words = table.require("words")?.text()?.value;
        // Most are made on joining.
        let since = table.take("since").map(Entry::day).transpose()?.unwrap_or(bound_since);
        let until = table.take("until").map(Entry::day).transpose()?;
        table.finish()?;
        if until.is_some_and(|until| until <= since) {
            return Err(document.error(span, "a reservation is withdrawn before it is made".into(), None));
        }
        reservations.push(Reservation { clauses, effect, words, period: Period { since, until } });
    }
    Ok(reservations)
}

fn read_effect(entry: Entry<'_>) -> Result<ReservationEffect, DocumentError> {
    let document = entry.document();
    let word = entry.text()?;
    match word.value.as_str() {
        "excludes" => Ok(ReservationEffect::Excludes),
        "modifies" => Ok(ReservationEffect::Modifies),
        other => {
            let near = nearest(other, ["excludes", "modifies"]).map(|near| format!("did you mean `{near}`? "));
            let help = format!(
                "{}`excludes`: not bound by these clauses; `modifies`: bound otherwise than as written",
                near.unwrap_or_default()
            );
            Err(document.error(word.span, format!("`{other}` is not an effect of a reservation"), Some(help)))
        }
    }
}
