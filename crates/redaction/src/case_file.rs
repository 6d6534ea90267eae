//! The case file as it is given out with some of its items.

use std::collections::BTreeMap;

use dunant_vocabulary::{Sha256Digest, Tlp};
use toml::{Table, Value};

use crate::{HiddenItem, HiddenItems, Marker, Stays, TooManyNames};

/// Why a case file cannot be given out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotGiven {
    /// It is no TOML.
    #[error("{0}")]
    NoToml(String),
    /// Items have too many names.
    #[error(transparent)]
    TooManyNames(#[from] TooManyNames),
    /// What is left of it may not leave either.
    #[error("it stays: {0:?}")]
    Stays(Stays),
}

/// The text of a case file as it is given out with the items `given`, each under its marking: of the others no file name, title, source or date stands in it.
///
/// The tables of files that are not in `given` are left out. In the rest names of `hidden` items become markers, and the source of a fact that
/// names one becomes a marker whole: as a published assessment has it (docs/redaction.md). A link that names one, or that such a fact gives, is
/// left out, since a marker is no link. Where anything is left out so are comments, since nobody can tell what they speak of, and the first line
/// says which file it is a part of. Where nothing is left out, the text stays as it is to the byte.
///
/// A key that no rule names is text: a key that is added to the format is looked through before anybody has thought about it.
///
/// Personal data is as it was: [`Rule::case_file`](crate::Rule::case_file) asks about it, and this is what it asks first.
///
/// # Errors
/// No TOML; more names than can be looked for at once.
pub fn give_out(text: &str, given: &BTreeMap<&str, Tlp>, hidden: Vec<HiddenItem>) -> Result<String, NotGiven> {
    let no_toml = |error: &dyn std::fmt::Display| NotGiven::NoToml(error.to_string());
    let mut table: Table = text.parse().map_err(|error: toml::de::Error| no_toml(&error))?;
    let is_given = |entry: &Value| file_of(entry).is_some_and(|file| given.contains_key(file));
    let evidence = || table.get("evidence").and_then(Value::as_array).into_iter().flatten();
    if hidden.is_empty() && evidence().all(is_given) {
        return Ok(text.to_owned());
    }
    let by_name = by_name(&hidden)?;
    let all = HiddenItems::new(hidden, said_openly(&table, given, &by_name))?;
    if let Some(Value::Array(evidence)) = table.get_mut("evidence") {
        evidence.retain(is_given);
    }
    redact(&mut table, TOP, &Hidden { all, by_name });
    let part = toml::to_string(&table).map_err(|error| no_toml(&error))?;
    Ok(format!("{IN_PART}{}\n{part}", Sha256Digest::of(text.as_bytes())))
}

/// The items `hidden`, to be looked for in words that are said of a case with this case file. What the words of `referral` say is openly said.
///
/// # Errors
/// [`NotGiven`].
pub fn hidden_items(
    text: &str,
    given: &BTreeMap<&str, Tlp>,
    hidden: Vec<HiddenItem>,
    referral: &[&str],
) -> Result<HiddenItems, NotGiven> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| NotGiven::NoToml(error.to_string()))?;
    let said_openly = said_openly(&table, given, &by_name(&hidden)?);
    Ok(HiddenItems::new(hidden, said_openly.into_iter().chain(referral.iter().copied()))?)
}

/// The items by their names and titles alone.
fn by_name(hidden: &[HiddenItem]) -> Result<HiddenItems, TooManyNames> {
    HiddenItems::new(hidden.iter().map(|item| HiddenItem { source: None, ..item.clone() }), [])
}

/// What a case file that was given out in part begins with, before the SHA-256 of the whole.
const IN_PART: &str = "# Given out without what it says of files that stay. The case file itself has the SHA-256 ";

/// The SHA-256 of the case file that this one is a part of, where it says to be one.
#[must_use]
pub fn part_of(text: &str) -> Option<Sha256Digest> {
    text.lines().next()?.strip_prefix(IN_PART)?.parse().ok()
}

/// The text of a case file without the line that says which file it is a part of.
#[must_use]
pub fn whole_or_part(text: &str) -> &str {
    match part_of(text) {
        None => text,
        Some(_) => text.split_once('\n').map_or("", |(_, rest)| rest),
    }
}

/// What the text is looked through for.
struct Hidden {
    all: HiddenItems,
    /// Without those who gave the items: they may have given one that goes out, too.
    by_name: HiddenItems,
}

/// What becomes of a text.
#[derive(Debug, Clone, Copy)]
enum Rule {
    /// A date, a marking, a word of a closed vocabulary, the name of a file that is given: stays.
    Keep,
    /// Whose fact it is: withheld whole where it names a hidden item.
    Source,
    /// Who gave an item that is given out.
    Giver,
    /// A link.
    Link,
    /// A table, or a list of them.
    Tables(Keys),
}

/// Keys of a table with their rules; any other is text, in which names become markers.
type Keys = &'static [(&'static str, Rule)];

const TOP: Keys = &[
    ("incident", Rule::Keep),
    ("victim", Rule::Tables(&[("country", Rule::Keep), ("sector", Rule::Keep)])),
    (
        "evidence",
        Rule::Tables(&[
            ("file", Rule::Keep),
            ("source", Rule::Giver),
            ("url", Rule::Link),
            ("published", Rule::Keep),
            ("tlp", Rule::Keep),
            ("admiralty", Rule::Keep),
        ]),
    ),
    ("claim", Rule::Tables(&[("date", Rule::Keep), ("url", Rule::Link)])),
    ("fact", Rule::Tables(FACT)),
];

/// Dates of a fact stay: an assessment as of a day asks them which facts were known.
const FACT: Keys = &[
    ("name", Rule::Keep),
    ("status", Rule::Keep),
    ("value", Rule::Keep),
    ("values", Rule::Tables(CLAIM_OF_FACT)),
    ("source", Rule::Source),
    ("url", Rule::Link),
    ("published", Rule::Keep),
    ("as-of", Rule::Keep),
    ("standard", Rule::Keep),
];

const CLAIM_OF_FACT: Keys = &[
    ("value", Rule::Keep),
    ("source", Rule::Source),
    ("url", Rule::Link),
    ("published", Rule::Keep),
    ("as-of", Rule::Keep),
    ("standard", Rule::Keep),
];

fn redact(table: &mut Table, keys: Keys, hidden: &Hidden) {
    let source = table.iter().find(|(key, _)| matches!(rule_of(keys, key), Some(Rule::Source)));
    let is_of_hidden = source.and_then(|(_, source)| source.as_str()).and_then(|source| hidden.all.named_in(source));
    table.retain(|key, value| match rule_of(keys, key) {
        Some(Rule::Link) => {
            let names = value.as_str().is_some_and(|link| hidden.all.named_in(link).is_some());
            !names && is_of_hidden.is_none()
        }
        _ => true,
    });
    for (key, value) in table.iter_mut() {
        match rule_of(keys, key) {
            Some(Rule::Keep | Rule::Link) => {}
            Some(Rule::Source) => match (is_of_hidden, value) {
                // For it tells what was read there.
                (Some(marking), Value::String(source)) => Marker::Marking(marking).text().clone_into(source),
                (_, value) => names(value, &hidden.all),
            },
            Some(Rule::Giver) => names(value, &hidden.by_name),
            Some(Rule::Tables(keys)) => tables(value, &mut |table| redact(table, keys, hidden)),
            None => names(value, &hidden.all),
        }
    }
}

fn rule_of(keys: Keys, key: &str) -> Option<Rule> {
    keys.iter().find(|(name, _)| *name == key).map(|(_, rule)| *rule)
}

/// Names become markers in every text of a value.
fn names(value: &mut Value, hidden: &HiddenItems) {
    match value {
        Value::String(text) => *text = hidden.without_names(text),
        Value::Array(values) => values.iter_mut().for_each(|value| names(value, hidden)),
        Value::Table(table) => table.iter_mut().for_each(|(_, value)| names(value, hidden)),
        _ => {}
    }
}

fn tables(value: &mut Value, change: &mut dyn FnMut(&mut Table)) {
    match value {
        Value::Table(table) => change(table),
        Value::Array(values) => values.iter_mut().for_each(|value| tables(value, change)),
        _ => {}
    }
}

/// Who is openly named: the victim, the sources of files that are open, who claims what of whom, and the sources of facts that say where they
/// can be read. It is the same whoever asks, so that a part of a part is the part of the whole.
fn said_openly<'t>(table: &'t Table, given: &BTreeMap<&str, Tlp>, by_name: &HiddenItems) -> Vec<&'t str> {
    let list = |key: &str| table.get(key).and_then(Value::as_array).into_iter().flatten();
    let text = |value: &'t Value, key: &str| value.get(key).and_then(Value::as_str);
    let is_open = |entry: &&Value| file_of(entry).and_then(|file| given.get(file)) == Some(&Tlp::Clear);
    let sources = list("evidence").filter(is_open).filter_map(|entry| text(entry, "source"));
    let claims = list("claim").flat_map(|claim| [text(claim, "by"), text(claim, "names")]).flatten();
    let victim = table.get("victim").and_then(|victim| text(victim, "name"));
    let case = table.get("title").and_then(Value::as_str).into_iter().chain(victim);
    let values = |fact: &'t Value| fact.get("values").and_then(Value::as_array).into_iter().flatten();
    let facts = list("fact").flat_map(|fact| values(fact).chain([fact]));
    let public = facts
        .filter(|fact| text(fact, "url").is_some_and(|url| by_name.named_in(url).is_none()))
        .filter_map(|fact| text(fact, "source"));
    sources.chain(claims).chain(public).chain(case).collect()
}

fn file_of(entry: &Value) -> Option<&str> {
    entry.get("file").and_then(Value::as_str)
}
#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"# a comment that tells
title = "A case"
incident = "2026-03-14"

[[evidence]]
file = "diary.md"
source = "Agent Seven"
published = "2026-02-11"

[[evidence]]
file = "open.csv"
source = "Agent Seven, and a CERT after diary.md"

[[claim]]
by = "A newspaper"
names = "Freedonia"
date = "2026-03-20"
url = "https://example.org/diary.md"
contested = "by Agent Seven"

[[fact]]
name = "incident.type"
value = ["disruption"]
source = "Agent Seven: it was wiped"
published = "2026-03-16"
contested = "diary.md says otherwise"

[[fact]]
name = "context"
values = [{ value = "peace", source = "diary.md, line 2", url = "https://example.org/2", author = "A reader of diary.md" }]
"#;

    fn diary() -> HiddenItem {
        let (names, source) = (vec!["diary.md".to_owned()], Some("Agent Seven".to_owned()));
        HiddenItem { digest: None, marking: Tlp::Red, names, source }
    }

    /// What is left of the case file for whoever has this file of this marking.
    fn part(text: &str, marking: Tlp) -> String {
        give_out(text, &BTreeMap::from([("open.csv", marking)]), vec![diary()]).unwrap()
    }

    #[test]
    fn no_key_of_a_case_file_tells_of_an_item_that_stays() {
        let part = part(TEXT, Tlp::Green);
        for told in ["diary", "comment", "2026-02-11", "wiped", "example.org"] {
            assert!(!part.contains(told), "{told}: {part}");
        }
        assert_eq!(
            part.matches("Agent Seven").count(),
            1,
            "as the one who gave what is given, and nowhere else: {part}"
        );
        // Words of closed vocabularies and dates of facts stay, so that the verdicts are the same.
        for stays in ["incident.type", "disruption", "2026-03-16", "peace", "2026-03-20", "A newspaper", "Freedonia"] {
            assert!(part.contains(stays), "{stays}: {part}");
        }
    }

    #[test]
    fn a_key_that_no_rule_names_is_looked_through() {
        let text = TEXT.replace("incident =", "later = { deep = [\"see diary.md\"] }\nincident =");
        assert!(part(&text, Tlp::Clear).contains("see [withheld: TLP:RED]"));
    }

    #[test]
    fn whoever_gave_an_open_item_may_be_named() {
        let part = part(TEXT, Tlp::Clear);
        assert!(part.contains("contested = \"by Agent Seven\""), "{part}");
    }

    #[test]
    fn a_part_of_a_part_is_the_part_of_the_whole() {
        let amber = HiddenItem { marking: Tlp::Amber, names: vec!["open.csv".to_owned()], ..diary() };
        let whole = give_out(TEXT, &BTreeMap::new(), vec![diary(), amber.clone()]).unwrap();
        let first = part(TEXT, Tlp::Amber);
        let second = give_out(whole_or_part(&first), &BTreeMap::new(), vec![amber]).unwrap();
        assert_eq!(whole_or_part(&second), whole_or_part(&whole));
        assert_eq!(part_of(&first), Some(Sha256Digest::of(TEXT.as_bytes())));
    }

    #[test]
    fn what_is_given_whole_stays_as_it_is_to_the_byte() {
        let all = BTreeMap::from([("open.csv", Tlp::Clear), ("diary.md", Tlp::Red)]);
        assert_eq!(give_out(TEXT, &all, Vec::new()).unwrap(), TEXT);
        assert_eq!(part_of(TEXT), None);
        assert!(matches!(give_out("title = ", &all, Vec::new()), Err(NotGiven::NoToml(_))));
    }
}
