//! Reading instruments from TOML.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use dunant_vocabulary::{Country, Date, Sha256Digest};

use super::{
    Clause, ClauseResult, Compiled, Condition, Instrument, InstrumentKind, InstrumentSource, Operator, Party,
    PartyList, Say, Test,
};
use crate::document::{Document, DocumentError, Entry, Table, suggestion};
use crate::fact::{FactKind, FactName, WordSet, fact_name, one_word, words};

/// A tree deeper than this is no rule that a lawyer reads.
const MAX_DEPTH: usize = 12;
/// Tests in one clause.
const MAX_TESTS: usize = 64;

impl Instrument {
    /// Reads one instrument.
    ///
    /// # Errors
    /// The text is not TOML, or has an unknown key, fact or word, a clause that names no states where the instrument has
    /// parties, or a tree of more than 12 levels or 64 tests.
    pub fn parse(text: &str) -> Result<Self, DocumentError> {
        let document = Document::new(text);
        let mut root = document.root()?;
        let id = read_id(root.require("id")?)?;
        let title = text_of(root.require("title")?)?;
        let short = text_of(root.require("short")?)?;
        let kind = read_kind(root.require("kind")?)?;
        let adopted = root.require("adopted")?.day()?;
        let summary = text_of(root.require("summary")?)?;
        let source = read_source(root.require("source")?.table("a source")?)?;
        let bound = read_bound_by(&mut root, &id, kind, adopted)?;
        let mut clauses: Vec<Clause> = Vec::new();
        for table in root.require("clause")?.tables("a clause")? {
            let span = table.span();
            let clause = read_clause(table, &bound)?;
            if clauses.iter().any(|other| other.id == clause.id) {
                return Err(document.error(span, format!("two clauses are called `{}`", clause.id), None));
            }
            clauses.push(clause);
        }
        root.finish()?;
        let BoundBy { parties, party_list, not_parties, signatories, .. } = bound;
        let mut instrument = Self {
            id,
            title,
            short,
            kind,
            adopted,
            summary,
            source,
            parties,
            party_list,
            not_parties,
            signatories,
            clauses,
        };
        let rules: Vec<Sha256Digest> = instrument.clauses.iter().map(|clause| instrument.rule_of(clause)).collect();
        for (clause, rule) in instrument.clauses.iter_mut().zip(rules) {
            clause.rule = rule;
        }
        Ok(instrument)
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
        for party in &self.parties {
            let until = party.until.map(|day| format!(" until {day}")).unwrap_or_default();
            part("party", &format!("{} since {}{until}", party.country.code(), party.since));
        }
        if self.party_list == PartyList::Incomplete {
            part("party-list", "incomplete");
        }
        for country in &self.not_parties {
            part("not-party", country.code());
        }
        for signatory in &self.signatories {
            part("signatory", signatory);
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

fn read_source(mut table: Table<'_>) -> Result<InstrumentSource, DocumentError> {
    let title = text_of(table.require("title")?)?;
    let publisher = text_of(table.require("publisher")?)?;
    let url = table.require("url")?.url()?;
    let date = table.require("date")?.day()?;
    table.finish()?;
    Ok(InstrumentSource { title, publisher, url, date })
}

/// Who an instrument binds, and what decides of those that its file does not name.
struct BoundBy {
    parties: Vec<Party>,
    party_list: PartyList,
    not_parties: Vec<Country>,
    signatories: Vec<String>,
    /// The fact `party.confirmed` names this instrument; only where the file does not name everyone.
    confirmed: Option<Condition>,
    /// The first day on which anyone can be bound.
    adopted: Date,
}

fn read_bound_by(
    root: &mut Table<'_>,
    id: &str,
    kind: InstrumentKind,
    adopted: Date,
) -> Result<BoundBy, DocumentError> {
    let states = matches!(kind, InstrumentKind::PoliticalCommitment | InstrumentKind::Treaty);
    let parties = match root.take("party") {
        Some(entry) if states => read_parties(entry)?,
        Some(entry) if kind == InstrumentKind::Proposal => {
            return Err(entry.error("a proposal binds nobody, so it has no `party`".into(), None));
        }
        Some(entry) => {
            let help = Some("name the companies in `signatories`".into());
            return Err(entry.error("a pledge binds companies, so it has no `party`".into(), help));
        }
        None if states => return Err(root.missing("party")),
        None => Vec::new(),
    };
    let signatories = if kind == InstrumentKind::Pledge {
        root.require("signatories")?.items()?.into_iter().map(text_of).collect::<Result<Vec<_>, _>>()?
    } else {
        Vec::new()
    };
    let (mut party_list, mut not_parties) = (PartyList::Complete, Vec::new());
    if states {
        party_list = root.take("party-list").map(read_party_list).transpose()?.unwrap_or(party_list);
        if let Some(entry) = root.take("not-party") {
            if party_list == PartyList::Complete {
                let help = Some("leave it out: who is not on a complete list is no party".into());
                return Err(entry.error("`not-party` goes with `party-list = \"incomplete\"`".into(), help));
            }
            not_parties = entry.items()?.into_iter().map(Entry::country).collect::<Result<Vec<_>, _>>()?;
        }
        if let Some(both) = not_parties.iter().find(|none| parties.iter().any(|party| party.country == **none)) {
            let message = format!("`{both}` is named as a party and as none");
            return Err(root.document().error(root.span(), message, None));
        }
    }
    let confirmed = if party_list == PartyList::Incomplete || kind == InstrumentKind::Pledge {
        let Some(word) = FactName::PartyConfirmed.word_number(id) else {
            let message = format!("`{id}` is not a value of `party.confirmed`, so nobody could say who else is bound");
            return Err(root.document().error(root.span(), message, None));
        };
        Some(Condition::Test(Test::new(FactName::PartyConfirmed, Operator::In(WordSet::of(word)))))
    } else {
        None
    };
    Ok(BoundBy { parties, party_list, not_parties, signatories, confirmed, adopted })
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

fn read_parties(entry: Entry<'_>) -> Result<Vec<Party>, DocumentError> {
    let mut parties: Vec<Party> = Vec::new();
    for mut table in entry.tables("a party")? {
        let span = table.span();
        // Many states that were bound on one day share one table.
        let countries = match table.take("countries") {
            Some(list) => list.items()?.into_iter().map(Entry::country).collect::<Result<Vec<_>, _>>()?,
            None => vec![table.require("country")?.country()?],
        };
        let since = table.require("since")?.day()?;
        let until = table.take("until").map(Entry::day).transpose()?;
        let document = table.document();
        table.finish()?;
        for country in countries {
            if until.is_some_and(|until| until <= since) {
                return Err(document.error(span, format!("`{country}` is bound until before it is bound"), None));
            }
            if parties.iter().any(|other| other.country == country) {
                return Err(document.error(span, format!("`{country}` is a party twice"), None));
            }
            parties.push(Party { country, since, until });
        }
    }
    Ok(parties)
}

fn read_clause(mut table: Table<'_>, bound_by: &BoundBy) -> Result<Clause, DocumentError> {
    let document = table.document();
    let id = read_id(table.require("id")?)?;
    let locator = text_of(table.require("locator")?)?;
    let title = text_of(table.require("title")?)?;
    let words = text_of(table.require("words")?)?;
    let bound = table.take("bound").map(read_bound).transpose()?;
    if bound.is_none() && !bound_by.parties.is_empty() {
        return Err(table.missing("bound"));
    }
    let result = table.take("result").map(read_result).transpose()?.unwrap_or(ClauseResult::Breach);
    let mut tests = 0;
    let mut condition = |entry: Entry<'_>| read_condition(entry, 0, &mut tests);
    let who = table.take("who").map(&mut condition).transpose()?;
    let context = table.take("context").map(&mut condition).transpose()?;
    let (breach_key, not_a_breach_key) = match result {
        ClauseResult::Breach => ("breach", "not-a-breach"),
        ClauseResult::Referral => ("offence", "nothing-to-refer"),
    };
    let breach = condition(table.require(breach_key)?)?;
    let unless = match table.take("unless") {
        Some(entry) => entry.items()?.into_iter().map(&mut condition).collect::<Result<Vec<_>, _>>()?,
        None => Vec::new(),
    };
    let mut say = table.require("say")?.table("the words of a clause")?;
    let words_shown = Say {
        consistent: text_of(say.require("consistent")?)?,
        not_a_breach: text_of(say.require(not_a_breach_key)?)?,
        undetermined: text_of(say.require("undetermined")?)?,
    };
    say.finish()?;
    let span = table.span();
    table.finish()?;
    if tests > MAX_TESTS {
        let help = Some(format!("join tests of one fact with `in`; {MAX_TESTS} is the limit"));
        return Err(document.error(span, format!("clause `{id}` has {tests} tests"), help));
    }
    let compiled = compile(bound, bound_by, [&who, &context], &breach, &unless);
    let (say, rule) = (words_shown, Sha256Digest::of(b""));
    Ok(Clause { id, locator, title, words, bound, who, context, result, breach, unless, say, rule, compiled })
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
    bound: Option<FactName>,
    bound_by: &BoundBy,
    conditions: [&Option<Condition>; 2],
    breach: &Condition,
    unless: &[Condition],
) -> Compiled {
    let (party, date) = match bound {
        Some(fact) if !bound_by.parties.is_empty() => {
            (Some(is_a_party(fact, bound_by)), Some(is_bound(fact, bound_by)))
        }
        _ => {
            // A pledge of companies: no country says who made it.
            let since = bound_by.confirmed.as_ref().map(|_| Condition::Not(Box::new(before(bound_by.adopted))));
            (bound_by.confirmed.clone(), since)
        }
    };
    let parts = conditions.into_iter().flatten().chain(&party).chain(&date).cloned();
    let applies = Condition::All(parts.collect());
    let mut breached = vec![breach.clone()];
    breached.extend(unless.iter().map(|exception| Condition::Not(Box::new(exception.clone()))));
    let breached = Condition::All(breached);
    let consistent = Condition::All(vec![applies.clone(), breached.clone()]);
    let not_a_breach = Condition::All(vec![applies.clone(), Condition::Not(Box::new(breached.clone()))]);
    Compiled { party, date, applies, breached, consistent, not_a_breach }
}

fn countries<'p>(fact: FactName, parties: impl IntoIterator<Item = &'p Party>) -> Condition {
    let mut set = WordSet::EMPTY;
    for party in parties {
        if let Some(number) = fact.word_number(party.country.code()) {
            set.insert(number);
        }
    }
    Condition::Test(Test::new(fact, Operator::In(set)))
}

fn is_a_party(fact: FactName, bound_by: &BoundBy) -> Condition {
    let listed = countries(fact, &bound_by.parties);
    match confirmed_state(fact, bound_by) {
        Some(confirmed) => Condition::Any(vec![listed, confirmed]),
        None => listed,
    }
}

/// A state that the file does not name, and that `party.confirmed` says was bound on the day.
fn confirmed_state(fact: FactName, bound_by: &BoundBy) -> Option<Condition> {
    let confirmed = bound_by.confirmed.clone()?;
    let named = bound_by.parties.iter().map(|party| party.country).chain(bound_by.not_parties.iter().copied());
    let named: BTreeSet<usize> = named.filter_map(|country| fact.word_number(country.code())).collect();
    let mut others = WordSet::EMPTY;
    (0..fact.words().len()).filter(|word| !named.contains(word)).for_each(|word| others.insert(word));
    Some(Condition::All(vec![Condition::Test(Test::new(fact, Operator::In(others))), confirmed]))
}

fn before(day: Date) -> Condition {
    Condition::Test(Test::new(FactName::IncidentDate, Operator::Before(day)))
}

/// Whether some party was bound on the day of the incident.
fn is_bound(fact: FactName, bound_by: &BoundBy) -> Condition {
    let mut groups: BTreeMap<(Date, Option<Date>), Vec<&Party>> = BTreeMap::new();
    for party in &bound_by.parties {
        groups.entry((party.since, party.until)).or_default().push(party);
    }
    let one_group = groups.len() == 1 && bound_by.party_list == PartyList::Complete;
    let mut any = Vec::new();
    for ((since, until), members) in groups {
        let mut all = vec![Condition::Not(Box::new(before(since)))];
        all.extend(until.map(before));
        if !one_group {
            all.push(countries(fact, members));
        }
        any.push(Condition::All(all));
    }
    // Nobody was bound before the text was made public, whatever was confirmed.
    let not_before = Condition::Not(Box::new(before(bound_by.adopted)));
    any.extend(confirmed_state(fact, bound_by).map(|confirmed| Condition::All(vec![not_before, confirmed])));
    Condition::Any(any)
}

/// Names that instruments must not share.
pub(super) fn repeated_id(instruments: &[Instrument]) -> Option<&str> {
    let mut seen = BTreeSet::new();
    instruments.iter().map(|instrument| instrument.id.as_str()).find(|id| !seen.insert(*id))
}
