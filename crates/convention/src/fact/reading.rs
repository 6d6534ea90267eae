//! Reading `[[fact]]` tables.

use super::value::Content;
use super::word_set::WordSet;
use super::{CaseFacts, Claim, EnteredBy, FactKind, FactName, FactSource, FactState, FactValue, StandardOfProof};
use crate::document::{Document, DocumentError, Entry, Placed, Table, suggestion};

impl CaseFacts {
    /// Reads the `[[fact]]` tables of a case file and passes over everything else in it.
    ///
    /// Spans of mistakes are bytes of `text`. Nothing is half-loaded: the first mistake refuses all.
    ///
    /// # Errors
    /// The text is not TOML, or an entry has an unknown name, word or key, no source, or no author where only a named person
    /// may enter the fact.
    pub fn parse(text: &str) -> Result<Self, DocumentError> {
        let mut root = Document::new(text).root()?;
        let Some(entries) = root.take("fact") else { return Ok(Self::default()) };
        let mut states = Vec::new();
        for entry in entries.tables("a fact")? {
            states.push(read_fact(entry)?);
        }
        Ok(Self::from_states(states))
    }
}

fn read_fact(mut table: Table<'_>) -> Result<(FactName, FactState), DocumentError> {
    let document = table.document();
    let name = fact_name(table.require("name")?)?;
    let value = table.take("value");
    let values = table.take("values");
    let status = table.take("status").map(read_status).transpose()?;
    let said = SourceParts::read(&mut table)?;
    let span = table.span();
    let author = said.rest.author.clone();
    let state = match (status, value, values) {
        (None, Some(value), None) => {
            let value = read_value(name, value)?;
            FactState::Known { value, sources: vec![complete(said, &mut table)?] }
        }
        (Some(Status::Unknown), None, None) => FactState::Unknown { sources: said.complete().into_iter().collect() },
        (Some(Status::NotApplicable), None, None) => {
            FactState::NotApplicable { sources: vec![complete(said, &mut table)?] }
        }
        (Some(Status::Disputed), None, Some(values)) => read_disputed(name, values, author.as_deref())?,
        (Some(Status::Disputed), None, None) => return Err(table.missing("values")),
        (Some(_), Some(value), _) => {
            let help = "give one of them; accounts that differ go in `values`, with `status = \"disputed\"`";
            return Err(value.error(format!("`{name}` has both a value and a status"), Some(help.into())));
        }
        (_, _, Some(values)) => {
            let help = Some("add `status = \"disputed\"`, or give one `value`".into());
            return Err(values.error("`values` is for disputed facts alone".into(), help));
        }
        (None, None, None) => {
            // A misspelt `value` is named as such.
            table.finish()?;
            let help =
                Some("add `value = …`, or `status = \"unknown\"`, `\"disputed\"` or `\"not-applicable\"`".into());
            return Err(document.error(span, format!("`{name}` has no value"), help));
        }
    };
    // That nobody knows may be said by anyone.
    let says_nothing = matches!(state, FactState::Unknown { .. });
    let signed = state.sources().all(|source| source.author.is_some());
    if name.entered_by() == EnteredBy::NamedPerson && !says_nothing && !signed {
        let help = Some("add `author = \"…\"`, the name of the person who judges so".into());
        return Err(document.error(span, format!("`{name}` may only be entered by a named person"), help));
    }
    table.finish()?;
    Ok((name, state))
}

/// The source that a value must have; a misspelt key is the likelier story than a forgotten one.
fn complete(said: SourceParts, table: &mut Table<'_>) -> Result<FactSource, DocumentError> {
    match said.complete() {
        Some(source) => Ok(source),
        None => Err(table.require("source").err().unwrap_or_else(|| table.missing("source"))),
    }
}

fn read_disputed(name: FactName, values: Entry<'_>, author: Option<&str>) -> Result<FactState, DocumentError> {
    let (document, span) = (values.document(), values.span());
    let mut claims: Vec<Claim> = Vec::new();
    for mut table in values.tables("an account of a disputed fact")? {
        let value = Some(read_value(name, table.require("value")?)?);
        let said = SourceParts::read(&mut table)?;
        let mut source = complete(said, &mut table)?;
        source.author = source.author.or_else(|| author.map(str::to_owned));
        table.finish()?;
        match claims.iter_mut().find(|claim| claim.value == value) {
            Some(claim) => claim.sources.push(source),
            None => claims.push(Claim { value, sources: vec![source] }),
        }
    }
    if claims.len() < 2 {
        let help = Some("give at least two values that differ, or one `value` and its source".into());
        return Err(document.error(span, format!("`{name}` is disputed, yet all accounts agree"), help));
    }
    Ok(FactState::Disputed { claims })
}

enum Status {
    Unknown,
    Disputed,
    NotApplicable,
}

fn read_status(entry: Entry<'_>) -> Result<Status, DocumentError> {
    let document = entry.document();
    let status = entry.text()?;
    match status.value.as_str() {
        "unknown" => Ok(Status::Unknown),
        "disputed" => Ok(Status::Disputed),
        "not-applicable" => Ok(Status::NotApplicable),
        "known" => {
            Err(document.error(status.span, "`known` is said by a `value`".into(), Some("leave the line out".into())))
        }
        other => {
            let help = suggestion(other, &["unknown", "disputed", "not-applicable"]);
            Err(document.error(status.span, format!("`{other}` is not a status"), Some(help)))
        }
    }
}

/// What an entry says of its source; complete once it names one.
struct SourceParts {
    source: Option<String>,
    rest: FactSource,
}

impl SourceParts {
    fn read(table: &mut Table<'_>) -> Result<Self, DocumentError> {
        fn text(entry: Option<Entry<'_>>) -> Result<Option<String>, DocumentError> {
            Ok(entry.map(Entry::text).transpose()?.map(|text| text.value))
        }
        let source = text(table.take("source"))?;
        let rest = FactSource {
            source: String::new(),
            url: table.take("url").map(Entry::url).transpose()?,
            published: table.take("published").map(Entry::dates).transpose()?,
            as_of: table.take("as-of").map(Entry::day).transpose()?,
            author: text(table.take("author"))?,
            standard: table.take("standard").map(read_standard).transpose()?.unwrap_or_default(),
            contested: text(table.take("contested"))?,
        };
        Ok(Self { source, rest })
    }

    fn complete(self) -> Option<FactSource> {
        Some(FactSource { source: self.source?, ..self.rest })
    }
}

fn read_standard(entry: Entry<'_>) -> Result<StandardOfProof, DocumentError> {
    let document = entry.document();
    let text = entry.text()?;
    if let Some(standard) = StandardOfProof::ALL.into_iter().find(|standard| standard.key() == text.value) {
        return Ok(standard);
    }
    let help = suggestion(&text.value, &StandardOfProof::ALL.map(StandardOfProof::key));
    Err(document.error(text.span, format!("`{}` is not a standard of proof", text.value), Some(help)))
}

/// The fact that an entry names.
pub(crate) fn fact_name(entry: Entry<'_>) -> Result<FactName, DocumentError> {
    let document = entry.document();
    let name = entry.text()?;
    if let Some(fact) = FactName::from_key(&name.value) {
        return Ok(fact);
    }
    let keys: Vec<&str> = FactName::ALL.iter().map(|fact| fact.key()).collect();
    let help = suggestion(&name.value, &keys);
    Err(document.error(name.span, format!("`{}` is not a fact of the vocabulary", name.value), Some(help)))
}

fn read_value(fact: FactName, entry: Entry<'_>) -> Result<FactValue, DocumentError> {
    let content = match fact.kind() {
        FactKind::Date => Content::Date(entry.dates()?),
        FactKind::Number => Content::Number(entry.number()?),
        FactKind::OneWord | FactKind::YesNo => Content::Words(one_word(fact, entry)?),
        FactKind::AllWords => {
            let (document, span) = (entry.document(), entry.span());
            let set = words(fact, entry)?;
            if set.len() > 1
                && let Some(none) = fact.exclusive_word().filter(|none| set.contains(*none))
            {
                let none = WordSet::of(none).in_words(fact);
                let help = Some(format!("leave `{none}` out, or write it alone"));
                return Err(document.error(span, format!("`{fact}` is `{none}` and something else"), help));
            }
            Content::Words(set)
        }
    };
    Ok(FactValue::new(fact, content))
}

/// One word, or a list of words, of a fact that takes words.
pub(crate) fn words(fact: FactName, entry: Entry<'_>) -> Result<WordSet, DocumentError> {
    if !entry.is_list() {
        return one_word(fact, entry);
    }
    let mut set = WordSet::EMPTY;
    for item in entry.items()? {
        set = set.union(one_word(fact, item)?);
    }
    Ok(set)
}

/// One word of a fact that takes words; `true` and `false` are the words of a fact that takes yes or no.
pub(crate) fn one_word(fact: FactName, entry: Entry<'_>) -> Result<WordSet, DocumentError> {
    if fact.kind() == FactKind::YesNo {
        return match entry.yes_or_no() {
            Some(yes) => Ok(WordSet::of(usize::from(!yes))),
            None => Err(entry.error(format!("`{fact}` must be true or false"), Some("write it without quotes".into()))),
        };
    }
    if entry.is_list() {
        let help = Some("where sources differ, use `status = \"disputed\"` and `values`".into());
        return Err(entry.error(format!("`{fact}` takes one word, not a list"), help));
    }
    let document = entry.document();
    let Placed { value: word, span } = entry.text()?;
    if let Some(number) = fact.word_number(&word) {
        return Ok(WordSet::of(number));
    }
    Err(document.error(span, format!("`{word}` is not a value of `{fact}`"), Some(near_word(fact, &word))))
}

fn near_word(fact: FactName, word: &str) -> String {
    // Countries are written by name as often as by code, and all 250 make no help.
    let countries = fact.meaning_of("CH").is_some();
    if !countries {
        return suggestion(word, fact.words());
    }
    let names: Vec<&str> = fact.words().iter().filter_map(|code| fact.meaning_of(code)).collect();
    let near = suggestion(word, &names);
    if near.starts_with("use") { "write an ISO 3166-1 code (`US`, `USA`) or an English name".into() } else { near }
}

#[cfg(test)]
mod tests {
    use dunant_vocabulary::Date;

    use super::*;

    fn refusal(text: &str) -> String {
        CaseFacts::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn a_misspelt_name_word_or_key_names_its_line_and_the_nearest_valid_one() {
        let name = refusal("title = 'x'\n[[fact]]\nname = \"victim.knd\"\nvalue = \"company\"\nsource = \"x\"");
        assert_eq!(name, "line 3: `victim.knd` is not a fact of the vocabulary; did you mean `victim.kind`?");
        let word = refusal("[[fact]]\nname = \"victim.kind\"\nvalue = [\"person\", \"compny\"]\nsource = \"x\"");
        assert_eq!(word, "line 3: `compny` is not a value of `victim.kind`; did you mean `company`?");
        let key = refusal("[[fact]]\nname = \"context\"\nvalue = \"peace\"\nsource = \"x\"\npublised = 2014-12-19");
        assert_eq!(key, "line 5: `publised` is not a part of a fact; did you mean `published`?");
        let value = refusal("[[fact]]\nname = \"context\"\nvalu = \"peace\"\nsource = \"x\"");
        assert_eq!(value, "line 3: `valu` is not a part of a fact; did you mean `value`?");
        let source = refusal("[[fact]]\nname = \"context\"\nvalue = \"peace\"\nsorce = \"x\"");
        assert_eq!(source, "line 4: `sorce` is not a part of a fact; did you mean `source`?");
        let country = refusal("[[fact]]\nname = \"actor.country\"\nvalue = \"North Corea\"\nsource = \"x\"");
        assert_eq!(country, "line 3: `North Corea` is not a value of `actor.country`; did you mean `North Korea`?");
        let standard =
            refusal("[[fact]]\nname = \"context\"\nvalue = \"peace\"\nsource = \"x\"\nstandard = \"establishd\"");
        assert_eq!(standard, "line 5: `establishd` is not a standard of proof; did you mean `established`?");
    }

    #[test]
    fn a_fact_without_value_source_or_sense_is_refused() {
        assert!(refusal("[[fact]]\nname = \"context\"").contains("`context` has no value"));
        assert!(refusal("[[fact]]\nname = \"context\"\nvalue = \"peace\"").contains("a fact has no `source`"));
        assert!(refusal("[[fact]]\nvalue = \"peace\"").contains("a fact has no `name`"));
        let both = "[[fact]]\nname = \"context\"\nvalue = \"peace\"\nstatus = \"unknown\"";
        assert!(refusal(both).contains("both a value and a status"));
        let script = "[[fact]]\nname = \"context\"\nvalue = \"peace\"\nsource = \"x\"\nurl = \"javascript:alert(1)\"";
        assert!(refusal(script).contains("is not a web address"));
        let none = "[[fact]]\nname = \"effect.kind\"\nvalue = [\"none\", \"destruction\"]\nsource = \"x\"";
        assert!(refusal(none).contains("`none` and something else"));
        assert!(refusal("fact = 3").contains("must be a list"));
    }

    #[test]
    fn intent_is_entered_by_a_named_person_or_not_at_all() {
        let unsigned = "[[fact]]\nname = \"intent\"\nvalue = \"intended\"\nsource = \"x\"\n";
        assert!(refusal(unsigned).contains("`intent` may only be entered by a named person"));
        assert!(CaseFacts::parse(&format!("{unsigned}author = \"A. Person\"\n")).is_ok());
        assert!(refusal(&format!("{unsigned}author = \" \"\n")).contains("`author` is empty"));
        assert!(CaseFacts::parse("[[fact]]\nname = \"intent\"\nstatus = \"unknown\"\n").is_ok());
    }

    #[test]
    fn accounts_that_differ_stay_side_by_side() {
        let text = r#"
            [[fact]]
            name = "actor.category"
            status = "disputed"
            values = [
              { value = "state", source = "one", url = "https://example.com/1", published = 2014-12-19 },
              { value = "insider", source = "two" },
            ]
        "#;
        let facts = CaseFacts::parse(text).unwrap();
        let Some(FactState::Disputed { claims }) = facts.get(FactName::ActorCategory) else { panic!("{facts:?}") };
        assert_eq!(claims.len(), 2);
        assert_eq!(facts.value(FactName::ActorCategory), None);
    }

    #[test]
    fn two_entries_that_differ_make_a_dispute_and_two_that_agree_one_fact_with_two_sources() {
        let entry = |value: &str, source: &str| {
            format!("[[fact]]\nname = \"actor.country\"\nvalue = \"{value}\"\nsource = \"{source}\"\n")
        };
        let agree = CaseFacts::parse(&(entry("KP", "one") + &entry("North Korea", "two"))).unwrap();
        let state = agree.get(FactName::ActorCountry).unwrap();
        assert!(matches!(state, FactState::Known { .. }));
        assert_eq!(state.sources().count(), 2);
        let differ = CaseFacts::parse(&(entry("KP", "one") + &entry("CN", "two"))).unwrap();
        assert!(matches!(differ.get(FactName::ActorCountry), Some(FactState::Disputed { .. })));
    }

    #[test]
    fn as_of_a_day_what_was_published_later_is_not_known() {
        let text = r#"
            [[fact]]
            name = "context"
            value = "peace"
            source = "x"
            published = 2015-02-01
        "#;
        let facts = CaseFacts::parse(text).unwrap();
        assert!(facts.as_of(Date::constant(2015, 1, 31)).is_empty());
        assert_eq!(facts.as_of(Date::constant(2015, 2, 1)), facts);
    }

    #[test]
    fn as_of_a_day_what_became_true_later_is_not_known_whatever_was_said_of_it() {
        for said in ["value = \"peace\"", "status = \"not-applicable\"", "status = \"unknown\""] {
            let text = format!("[[fact]]\nname = \"context\"\n{said}\nsource = \"x\"\nas-of = 2015-02-01\n");
            let facts = CaseFacts::parse(&text).unwrap();
            assert!(facts.as_of(Date::constant(2015, 1, 31)).is_empty(), "{said}");
            assert_eq!(facts.as_of(Date::constant(2015, 2, 1)), facts, "{said}");
        }
    }
}
