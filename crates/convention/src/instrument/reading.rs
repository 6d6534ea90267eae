//! Reading instruments from TOML.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use dunant_vocabulary::{Date, Sha256Digest};

use super::bound_by::{About, BoundBy, KEYS};
use super::{
    Clause, ClauseResult, Compiled, Instrument, InstrumentKind, InstrumentSource, Party, PartyList, PartyName,
    PartyRegister, ReservationEffect, Say,
};
use crate::condition::{Condition, Forcing, Operator, Period, Test};
use crate::document::{Document, DocumentError, Entry, Table, suggestion};
use crate::fact::{FactKind, FactName, fact_name, one_word, words};

/// A tree deeper than this is no rule that a lawyer reads.
const MAX_DEPTH: usize = 12;
/// Tests in one clause.
const MAX_TESTS: usize = 64;

/// An instrument, and where its clauses stand in the text.
pub(crate) struct Read {
    pub(crate) instrument: Instrument,
    /// One for each clause, in order.
    pub(crate) places: Vec<ClausePlaces>,
}

/// Where the parts of a clause stand: bytes of the text.
pub(crate) struct ClausePlaces {
    pub(crate) clause: Range<usize>,
    pub(crate) who: Range<usize>,
    pub(crate) context: Range<usize>,
    pub(crate) breach: Range<usize>,
    pub(crate) unless: Vec<Range<usize>>,
    pub(crate) say: Range<usize>,
}

impl Instrument {
    /// Reads one instrument that names its parties itself.
    ///
    /// # Errors
    /// The text is not TOML, or has an unknown key, fact or word, a clause that names no states where the instrument has
    /// parties, or a tree of more than 12 levels or 64 tests. The first mistake; [`lint`](crate::lint) finds them all.
    pub fn parse(text: &str) -> Result<Self, DocumentError> {
        Self::parse_with(text, &[])
    }

    /// Reads one instrument whose parties may stand in one of `registers`.
    ///
    /// # Errors
    /// As [`Instrument::parse`]; a mistake in a list of parties has its file named.
    pub fn parse_with(text: &str, registers: &[PartyRegister<'_>]) -> Result<Self, DocumentError> {
        let mut mistakes = Mistakes::default();
        match read(text, registers, &mut mistakes) {
            Some(read) => Ok(read.instrument),
            None => Err(mistakes.into_first()),
        }
    }

    /// SHA-256 over a canonical text: each part with its name and its length in bytes, so that no two rules share a text.
    fn rule_of(&self, clause: &Clause) -> Sha256Digest {
        let mut text = String::from("dunant rule v1\n");
        let mut part = |name: &str, value: &str| {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name} {} {value}", value.len());
        };
        part("instrument", &self.id);
        part("kind", self.kind.word());
        part("adopted", &self.adopted.to_string());
        if let Some(day) = self.in_force {
            part("in-force", &day.to_string());
        }
        for party in &self.parties {
            part("party", &canonical_party(party));
            for reservation in &party.reservations {
                let effect = match reservation.effect {
                    ReservationEffect::Excludes => "excludes",
                    ReservationEffect::Modifies => "modifies",
                };
                let clauses = reservation.clauses.join(" ");
                let days = canonical_period(reservation.period);
                part("reservation", &format!("{effect} {clauses}{days}: {}", reservation.words));
            }
        }
        if self.party_list == PartyList::Incomplete {
            part("party-list", "incomplete");
        }
        for country in &self.not_parties {
            part("not-party", country.code());
        }
        part("clause", &clause.id);
        part("locator", &clause.locator);
        part("title", &clause.title);
        part("words", &clause.words);
        if let Some(bound) = clause.bound {
            part("bound", bound.key());
        }
        for (name, condition) in [("who", &clause.who), ("context", &clause.context)] {
            if let Some(condition) = condition {
                part(name, &condition.to_string());
            }
        }
        if clause.result == ClauseResult::Referral {
            part("result", "referral");
        }
        part("breach", &clause.breach.to_string());
        for exception in &clause.unless {
            part("unless", &exception.to_string());
        }
        part("consistent", &clause.say.consistent);
        part("not-a-breach", &clause.say.not_a_breach);
        part("undetermined", &clause.say.undetermined);
        Sha256Digest::of(text.as_bytes())
    }
}

fn canonical_party(party: &Party) -> String {
    let mut text = match &party.name {
        PartyName::Country(country) => country.code().to_owned(),
        PartyName::Company(name) => name.clone(),
    };
    if let Some(signed) = party.signed {
        text.push_str(&format!(" signed {signed}"));
    }
    text.extend(party.bound.iter().map(|period| canonical_period(*period)));
    text
}

fn canonical_period(period: Period) -> String {
    let until = period.until.map(|day| format!(" until {day}")).unwrap_or_default();
    format!(" since {}{until}", period.since)
}

/// Reads one instrument, and its parties where they stand in one of `registers`; none where there is any mistake, all of which
/// are kept.
pub(crate) fn read(text: &str, registers: &[PartyRegister<'_>], mistakes: &mut Mistakes) -> Option<Read> {
    let document = Document::new(text);
    let mut root = mistakes.keep(document.root())?;
    let id = mistakes.keep(root.require("id").and_then(read_id));
    let title = mistakes.keep(root.require("title").and_then(text_of));
    let short = mistakes.keep(root.require("short").and_then(text_of));
    let kind = mistakes.keep(root.require("kind").and_then(read_kind));
    let adopted = mistakes.keep(root.require("adopted").and_then(Entry::day));
    let summary = mistakes.keep(root.require("summary").and_then(text_of));
    let source = root.require("source").and_then(|entry| entry.table("a source"));
    let source = mistakes.keep(source.and_then(read_source));
    let in_force = root.take("in-force");
    let in_force = match (kind, adopted) {
        (Some(kind), Some(adopted)) => mistakes.keep(read_in_force(in_force, kind, adopted)).flatten(),
        _ => None,
    };
    let bound = match (&id, kind, adopted) {
        (Some(id), Some(kind), Some(adopted)) => {
            let about = About { id, kind, adopted, in_force };
            match registers.iter().find(|register| register.instrument() == id) {
                None => mistakes.keep(BoundBy::read(&mut root, about)),
                Some(register) => read_register(&mut root, register, about, mistakes),
            }
        }
        // What cannot be understood without them is taken out of the way, so that it is not called unknown.
        _ => {
            KEYS.into_iter().for_each(|key| drop(root.take(key)));
            None
        }
    };
    let mut clauses: Vec<Clause> = Vec::new();
    let mut places = Vec::new();
    let tables = root.require("clause").and_then(|entry| entry.tables("a clause"));
    for table in mistakes.keep(tables).unwrap_or_default() {
        let span = table.span();
        let Some((clause, place)) = read_clause(table, bound.as_ref(), mistakes) else { continue };
        if clauses.iter().any(|other| other.id == clause.id) {
            mistakes.add(document.error(span, format!("two clauses are called `{}`", clause.id), None));
        }
        clauses.push(clause);
        places.push(place);
    }
    mistakes.keep(root.finish());
    if let Some(bound) = &bound {
        let names: Vec<&str> = clauses.iter().map(|clause| clause.id.as_str()).collect();
        let register = registers.iter().find(|register| Some(register.instrument()) == id.as_deref());
        for mistake in bound.unknown_clauses(&names) {
            mistakes.add(match register {
                Some(register) => mistake.in_file(register.file()),
                None => mistake,
            });
        }
    }
    if !mistakes.is_empty() {
        return None;
    }
    let BoundBy { parties, party_list, not_parties, notes: party_list_notes, .. } = bound?;
    let mut instrument = Instrument {
        id: id?,
        title: title?,
        short: short?,
        kind: kind?,
        adopted: adopted?,
        in_force,
        summary: summary?,
        source: source?,
        parties,
        party_list,
        not_parties,
        party_list_notes,
        clauses: Vec::new(),
    };
    // A rule's digest covers who is bound as well, which only the instrument knows.
    for clause in clauses {
        let rule = instrument.rule_of(&clause);
        instrument.clauses.push(Arc::new(Clause { rule, ..clause }));
    }
    Some(Read { instrument, places })
}

/// Reads the parties from their own file, and refuses what the instrument says of them.
fn read_register<'t>(
    root: &mut Table<'_>,
    register: &PartyRegister<'t>,
    about: About<'_>,
    mistakes: &mut Mistakes,
) -> Option<BoundBy<'t>> {
    for entry in KEYS.into_iter().filter_map(|key| root.take(key)) {
        let message = format!("the parties of `{}` stand in `{}` too", about.id, register.file());
        mistakes.add(entry.error(message, Some("say in one place who is bound".into())));
    }
    mistakes.keep(register.read(about))
}

/// The mistakes of a text, in the order in which they were found.
#[derive(Default)]
pub(crate) struct Mistakes(Vec<DocumentError>);

impl Mistakes {
    /// The value; or none, and its mistake kept.
    fn keep<T>(&mut self, result: Result<T, DocumentError>) -> Option<T> {
        result.map_err(|mistake| self.add(mistake)).ok()
    }

    /// A misspelt key is met twice: where the right one is missed, and where it is left over.
    fn add(&mut self, mistake: DocumentError) {
        let same = |known: &DocumentError| known.span == mistake.span && known.message == mistake.message;
        if !self.0.iter().any(same) {
            self.0.push(mistake);
        }
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn count(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn into_all(self) -> Vec<DocumentError> {
        self.0
    }

    fn into_first(self) -> DocumentError {
        self.0.into_iter().next().unwrap_or_else(|| Document::new("").error(0..0, "nothing was read".into(), None))
    }
}

fn text_of(entry: Entry<'_>) -> Result<String, DocumentError> {
    Ok(entry.text()?.value)
}

fn read_id(entry: Entry<'_>) -> Result<String, DocumentError> {
    let document = entry.document();
    let id = entry.text()?;
    // Names go on command lines and into addresses of pages.
    if !id.value.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        let help = Some("use small letters, digits and `-`".into());
        return Err(document.error(id.span, format!("`{}` cannot be a name", id.value), help));
    }
    Ok(id.value)
}

fn read_kind(entry: Entry<'_>) -> Result<InstrumentKind, DocumentError> {
    let document = entry.document();
    let kind = entry.text()?;
    match kind.value.as_str() {
        "proposal" => Ok(InstrumentKind::Proposal),
        "political-commitment" => Ok(InstrumentKind::PoliticalCommitment),
        "pledge" => Ok(InstrumentKind::Pledge),
        "treaty" => Ok(InstrumentKind::Treaty),
        other => {
            let help = suggestion(other, &["proposal", "political-commitment", "pledge", "treaty"]);
            Err(document.error(kind.span, format!("`{other}` is not a kind of instrument"), Some(help)))
        }
    }
}

/// The day on which a treaty entered into force for its first parties.
fn read_in_force(entry: Option<Entry<'_>>, kind: InstrumentKind, adopted: Date) -> Result<Option<Date>, DocumentError> {
    let Some(entry) = entry else { return Ok(None) };
    if kind != InstrumentKind::Treaty {
        return Err(entry.error("only a treaty enters into force".into(), Some("`adopted` is enough".into())));
    }
    let (document, span) = (entry.document(), entry.span());
    let day = entry.day()?;
    if day < adopted {
        return Err(document.error(span, format!("in force on {day}, and adopted only on {adopted}"), None));
    }
    Ok(Some(day))
}

pub(super) fn read_source(mut table: Table<'_>) -> Result<InstrumentSource, DocumentError> {
    let source = InstrumentSource {
        title: table.require("title").and_then(text_of)?,
        publisher: table.require("publisher").and_then(text_of)?,
        url: table.require("url").and_then(Entry::url)?,
        date: table.require("date").and_then(Entry::day)?,
    };
    table.finish()?;
    Ok(source)
}

/// A clause; none where it has a mistake. Where it is not known whom the instrument binds (none), nothing is asked of `bound`.
fn read_clause(
    mut table: Table<'_>,
    bound_by: Option<&BoundBy<'_>>,
    mistakes: &mut Mistakes,
) -> Option<(Clause, ClausePlaces)> {
    let before = mistakes.count();
    let (document, span) = (table.document(), table.span());
    let place = |entry: &Option<Entry<'_>>| entry.as_ref().map_or_else(|| span.clone(), Entry::span);
    let id = mistakes.keep(table.require("id").and_then(read_id));
    let locator = mistakes.keep(table.require("locator").and_then(text_of));
    let title = mistakes.keep(table.require("title").and_then(text_of));
    let words = mistakes.keep(table.require("words").and_then(text_of));
    let bound = table.take("bound");
    if bound.is_none() && bound_by.is_some_and(BoundBy::binds_states) {
        mistakes.add(table.missing("bound"));
    }
    let bound = bound.and_then(|entry| mistakes.keep(read_bound(entry)));
    let result = table.take("result").and_then(|entry| mistakes.keep(read_result(entry)));
    let result = result.unwrap_or(ClauseResult::Breach);
    let (breach_key, not_a_breach_key) = match result {
        ClauseResult::Breach => ("breach", "not-a-breach"),
        ClauseResult::Referral => ("offence", "nothing-to-refer"),
    };
    let mut tests = 0;
    let (who, context) = (table.take("who"), table.take("context"));
    let (who_place, context_place) = (place(&who), place(&context));
    let who = who.and_then(|entry| mistakes.keep(read_condition(entry, 0, &mut tests)));
    let context = context.and_then(|entry| mistakes.keep(read_condition(entry, 0, &mut tests)));
    let breach = mistakes.keep(table.require(breach_key));
    let breach_place = place(&breach);
    let breach = breach.and_then(|entry| mistakes.keep(read_condition(entry, 0, &mut tests)));
    let exceptions = table.take("unless").and_then(|entry| mistakes.keep(entry.items())).unwrap_or_default();
    let mut unless = Vec::new();
    let mut unless_places = Vec::new();
    for exception in exceptions {
        unless_places.push(exception.span());
        unless.extend(mistakes.keep(read_condition(exception, 0, &mut tests)));
    }
    let say = mistakes.keep(table.require("say"));
    let say_place = place(&say);
    let say = say.and_then(|entry| mistakes.keep(entry.table("the words of a clause")));
    let say = say.and_then(|table| read_say(table, not_a_breach_key, mistakes));
    mistakes.keep(table.finish());
    if tests > MAX_TESTS {
        let help = Some(format!("join tests of one fact with `in`; {MAX_TESTS} is the limit"));
        let id = id.as_deref().unwrap_or_default();
        mistakes.add(document.error(span.clone(), format!("clause `{id}` has {tests} tests"), help));
    }
    if mistakes.count() > before {
        return None;
    }
    let (id, locator, title, words, breach, say) = (id?, locator?, title?, words?, breach?, say?);
    let compiled = compile(bound_by?.conditions(bound, &id), [&who, &context], &breach, &unless);
    let places = ClausePlaces {
        clause: span,
        who: who_place,
        context: context_place,
        breach: breach_place,
        unless: unless_places,
        say: say_place,
    };
    let rule = Sha256Digest::of(b"");
    Some((
        Clause { id, locator, title, words, bound, who, context, result, breach, unless, say, rule, compiled },
        places,
    ))
}

fn read_say(mut table: Table<'_>, not_a_breach_key: &'static str, mistakes: &mut Mistakes) -> Option<Say> {
    let consistent = mistakes.keep(table.require("consistent").and_then(text_of));
    let not_a_breach = mistakes.keep(table.require(not_a_breach_key).and_then(text_of));
    let undetermined = mistakes.keep(table.require("undetermined").and_then(text_of));
    mistakes.keep(table.finish());
    Some(Say { consistent: consistent?, not_a_breach: not_a_breach?, undetermined: undetermined? })
}

fn read_result(entry: Entry<'_>) -> Result<ClauseResult, DocumentError> {
    let document = entry.document();
    let word = entry.text()?;
    match word.value.as_str() {
        "breach" => Ok(ClauseResult::Breach),
        "referral" => Ok(ClauseResult::Referral),
        other => {
            let help = suggestion(other, &["breach", "referral"]);
            Err(document.error(word.span, format!("`{other}` is not what a clause comes to"), Some(help)))
        }
    }
}

fn read_bound(entry: Entry<'_>) -> Result<FactName, DocumentError> {
    let (document, span) = (entry.document(), entry.span());
    let fact = fact_name(entry)?;
    if fact.word_number("CH").is_none() {
        let countries = FactName::ALL.iter().filter(|fact| fact.word_number("CH").is_some()).map(|fact| fact.key());
        let help = suggestion("", &countries.collect::<Vec<_>>());
        return Err(document.error(span, format!("`{fact}` names no countries"), Some(help)));
    }
    Ok(fact)
}

fn read_condition(entry: Entry<'_>, depth: usize, tests: &mut usize) -> Result<Condition, DocumentError> {
    if depth == MAX_DEPTH {
        return Err(entry.error(format!("this tree is more than {MAX_DEPTH} levels deep"), None));
    }
    let mut table = entry.table("a condition")?;
    let (all, any, not) = (table.take("all"), table.take("any"), table.take("not"));
    let mut branches = |entry: Entry<'_>| -> Result<Vec<Condition>, DocumentError> {
        entry.items()?.into_iter().map(|item| read_condition(item, depth + 1, tests)).collect()
    };
    let condition = match (all, any, not) {
        (Some(all), None, None) => Condition::All(branches(all)?),
        (None, Some(any), None) => Condition::Any(branches(any)?),
        (None, None, Some(not)) => Condition::Not(Box::new(read_condition(not, depth + 1, tests)?)),
        (None, None, None) => {
            *tests += 1;
            Condition::Test(read_test(&mut table)?)
        }
        _ => {
            let message = "a condition is one of `all`, `any` and `not`, not several".into();
            return Err(table.document().error(table.span(), message, Some("put one inside the other".into())));
        }
    };
    table.finish()?;
    Ok(condition)
}

fn read_test(table: &mut Table<'_>) -> Result<Test, DocumentError> {
    let fact = table.take("fact");
    let (document, span) = (table.document(), table.span());
    let operators: Vec<(&str, Entry<'_>)> = ["is", "in", "before", "after", "at-least"]
        .into_iter()
        .filter_map(|word| table.take(word).map(|entry| (word, entry)))
        .collect();
    let Some(fact) = fact.map(fact_name).transpose()? else {
        // A misspelt `fact`, `any` or `all` is named as such.
        table.finish()?;
        return Err(table.missing("fact"));
    };
    let mut operators = operators.into_iter();
    let (Some((word, entry)), None) = (operators.next(), operators.next()) else {
        table.finish()?;
        let message = format!("a test of `{fact}` has one of `is`, `in`, `before`, `after` and `at-least`");
        return Err(document.error(span, message, None));
    };
    let kind = fact.kind();
    let operator = match (word, kind) {
        ("is", FactKind::OneWord | FactKind::AllWords | FactKind::YesNo) => Operator::In(one_word(fact, entry)?),
        ("in", FactKind::OneWord | FactKind::AllWords) => Operator::In(words(fact, entry)?),
        ("before", FactKind::Date) => Operator::Before(entry.day()?),
        ("after", FactKind::Date) => Operator::After(entry.day()?),
        ("at-least", FactKind::Number) => Operator::AtLeast(entry.number()?),
        _ => {
            let allowed = match kind {
                FactKind::OneWord | FactKind::AllWords => "`is` or `in`",
                FactKind::YesNo => "`is`",
                FactKind::Date => "`before` or `after`",
                FactKind::Number => "`at-least`",
            };
            let help = Some(format!("test it with {allowed}"));
            return Err(entry.error(format!("`{fact}` cannot be tested with `{word}`"), help));
        }
    };
    Ok(Test::new(fact, operator))
}

fn compile(
    (party, date): (Option<Condition>, Option<Condition>),
    conditions: [&Option<Condition>; 2],
    breach: &Condition,
    unless: &[Condition],
) -> Compiled {
    let parts = conditions.into_iter().flatten().chain(&party).chain(&date).cloned();
    let applies = Condition::All(parts.collect());
    let mut breached = vec![breach.clone()];
    breached.extend(unless.iter().map(|exception| Condition::Not(Box::new(exception.clone()))));
    let breached = Condition::All(breached);
    let (applies_forcing, breached_forcing) = (Forcing::of(&applies), Forcing::of(&breached));
    Compiled { party, date, applies, breached, applies_forcing, breached_forcing }
}

/// What an instrument is called, where its text says so; nothing else of it is looked at.
pub(super) fn id_of(text: &str) -> Option<String> {
    Document::new(text).root().ok()?.require("id").and_then(read_id).ok()
}

/// Names that instruments must not share.
pub(super) fn repeated_id(instruments: &[Arc<Instrument>]) -> Option<&str> {
    let mut seen = BTreeSet::new();
    instruments.iter().map(|instrument| instrument.id.as_str()).find(|id| !seen.insert(*id))
}
