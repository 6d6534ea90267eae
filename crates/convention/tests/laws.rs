//! Laws of the evaluator, held over generated clauses and cases.

#![expect(clippy::panic, clippy::indexing_slicing, reason = "a helper of a test that fails should stop the test")]

use dunant_convention::{CaseFacts, Convention, Need, Outcome, Verdict};
use proptest::prelude::*;

/// Facts to generate with, and a few of their words: small enough that generated clauses and cases meet.
const ONE_WORD: &[(&str, &[&str])] = &[
    ("actor.state-responsibility", &["state-organ", "directed", "none"]),
    ("effect.scope", &["one-sector", "global", "one-organisation"]),
    ("context", &["peace", "armed-conflict"]),
];
const ALL_WORDS: &[(&str, &[&str])] = &[
    ("effect.kind", &["destruction", "disclosure", "interruption"]),
    ("purpose", &["commercial-advantage", "espionage", "coercion"]),
    ("actor.country", &["CN", "US", "KP"]),
];
const DAYS: &[&str] = &["2015-01-01", "2015-09-25", "2016-06-15"];
const RANGES: &[&str] = &["2014-11-24", "2015", "2015-09-25", "2016-06", "2015-06..2016-10"];

fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    format!("[{}]", quoted.join(", "))
}

fn test() -> impl Strategy<Value = String> {
    let facts: Vec<(&str, &[&str])> = ONE_WORD.iter().chain(ALL_WORDS).copied().collect();
    let words = prop::sample::select(facts).prop_flat_map(|(fact, words)| {
        prop::sample::subsequence(words.to_vec(), 1..words.len())
            .prop_map(move |some| format!("{{ fact = \"{fact}\", in = {} }}", listed(&some)))
    });
    let dates = (prop::sample::select(DAYS), prop::sample::select(&["before", "after"][..]))
        .prop_map(|(day, operator)| format!("{{ fact = \"incident.date\", {operator} = {day} }}"));
    let numbers = (1..4u64).prop_map(|n| format!("{{ fact = \"effect.people\", at-least = {n} }}"));
    prop_oneof![6 => words, 1 => dates, 1 => numbers]
}

fn condition() -> impl Strategy<Value = String> {
    test().prop_recursive(3, 12, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            several.clone().prop_map(|all| format!("{{ all = [{}] }}", all.join(", "))),
            several.prop_map(|any| format!("{{ any = [{}] }}", any.join(", "))),
            inner.prop_map(|one| format!("{{ not = {one} }}")),
        ]
    })
}

/// Name and value of one fact.
fn fact() -> impl Strategy<Value = (&'static str, String)> {
    let one = prop::sample::select(ONE_WORD)
        .prop_flat_map(|(fact, words)| (Just(fact), prop::sample::select(words)))
        .prop_map(|(fact, word)| (fact, format!("\"{word}\"")));
    let all = prop::sample::select(ALL_WORDS)
        .prop_flat_map(|(fact, words)| (Just(fact), prop::sample::subsequence(words.to_vec(), 1..=words.len())))
        .prop_map(|(fact, some)| (fact, listed(&some)));
    let dates = prop::sample::select(RANGES).prop_map(|range| ("incident.date", format!("\"{range}\"")));
    let numbers = (0..5u64).prop_map(|number| ("effect.people", number.to_string()));
    prop_oneof![4 => one, 4 => all, 1 => dates, 1 => numbers]
}

/// At most one value a fact.
fn case() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    prop::collection::vec(fact(), 0..10).prop_map(|facts| {
        let mut seen = std::collections::BTreeSet::new();
        facts.into_iter().filter(|(name, _)| seen.insert(*name)).collect()
    })
}

fn entries(facts: &[(&str, String)]) -> String {
    facts
        .iter()
        .map(|(name, value)| format!("[[fact]]\nname = \"{name}\"\nvalue = {value}\nsource = \"s\"\n"))
        .collect()
}

fn parse(text: &str) -> CaseFacts {
    CaseFacts::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// An instrument of one clause, between two parties who joined at different times.
fn convention(breach: &str, unless: &str, context: &str) -> Convention {
    let unless = if unless.is_empty() { String::new() } else { format!("unless = [{unless}]") };
    let text = format!(
        r#"
id = "generated"
title = "t"
short = "t"
kind = "treaty"
adopted = 2015-01-01
summary = "s"
source = {{ title = "t", publisher = "p", url = "https://example.com/", date = 2015-01-01 }}
party = [{{ country = "CN", since = 2015-09-25, until = 2016-06-10 }}, {{ country = "US", since = 2015-01-01 }}]
[[clause]]
id = "c"
locator = "1"
title = "t"
words = "w"
bound = "actor.country"
context = {context}
{unless}
breach = {breach}
say = {{ consistent = "c", not-a-breach = "n", undetermined = "u" }}
"#
    );
    Convention::parse([("generated.toml", text.as_str())]).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn verdict(convention: &Convention, facts: &CaseFacts) -> Verdict {
    convention.evaluate(facts).remove(0)
}

/// Whether the facts meet a need, judged apart from the evaluator: by the words that the verdict prints.
fn meets(need: &Need, facts: &CaseFacts) -> bool {
    let Some(value) = facts.value(need.name) else { return false };
    let has = value.words();
    if need.any_of().is_empty() && need.none_of().is_empty() {
        return true; // dates and numbers: judged by the law on meeting sets below
    }
    need.any_of().iter().all(|words| words.iter().any(|word| has.iter().any(|own| own == word)))
        && !need.none_of().iter().any(|word| has.iter().any(|own| own == word))
}

/// A value that meets a need, as TOML; none for dates and numbers.
fn value_for(need: &Need) -> Option<String> {
    if need.any_of().is_empty() && need.none_of().is_empty() {
        return None;
    }
    let mut words: Vec<&str> = need.any_of().iter().filter_map(|words| words.first().copied()).collect();
    if words.is_empty() {
        words.extend(need.name.words().iter().find(|word| !need.none_of().contains(word) && **word != "none"));
    }
    match need.name.kind() {
        dunant_convention::FactKind::OneWord => Some(format!("\"{}\"", words[0])),
        _ => Some(listed(&words)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn adding_a_known_fact_never_changes_a_decided_verdict(
        breach in condition(), unless in test(), context in test(), before in case(), more in case(),
    ) {
        let convention = convention(&breach, &unless, &context);
        let known: Vec<&str> = before.iter().map(|(name, _)| *name).collect();
        let added: Vec<_> = more.into_iter().filter(|(name, _)| !known.contains(name)).collect();
        let first = verdict(&convention, &parse(&entries(&before)));
        let then = verdict(&convention, &parse(&(entries(&before) + &entries(&added))));
        if first.outcome != Outcome::Undetermined {
            prop_assert_eq!(first.outcome, then.outcome);
        } else {
            prop_assert!(then.outcome == Outcome::Undetermined || first.still_possible.contains(&then.outcome));
        }
    }

    #[test]
    fn an_account_that_differs_never_turns_a_breach_into_none_or_none_into_a_breach(
        breach in condition(), before in case(), more in case(),
    ) {
        let convention = convention(&breach, "", "{ fact = \"context\", is = \"peace\" }");
        let first = verdict(&convention, &parse(&entries(&before))).outcome;
        let then = verdict(&convention, &parse(&(entries(&before) + &entries(&more)))).outcome;
        prop_assert!(first == then || first == Outcome::Undetermined || then == Outcome::Undetermined);
    }

    #[test]
    fn order_repetition_and_other_names_of_a_value_change_nothing(
        breach in condition(), facts in case(), turn in 0..10usize,
    ) {
        let convention = convention(&breach, "", "{ fact = \"context\", is = \"peace\" }");
        let as_written = parse(&entries(&facts));
        let mut turned = facts.clone();
        let middle = if turned.is_empty() { 0 } else { turn % turned.len() };
        turned.rotate_left(middle);
        turned.extend(facts.iter().rev().cloned());
        let renamed = entries(&turned)
            .replace("\"CN\"", "\"china\"").replace("\"US\"", "\"United States\"").replace("\"KP\"", "\"PRK\"")
            .replace("\"state-organ\"", "\"State organ\"");
        let verdicts = serde_json::to_string(&convention.evaluate(&as_written)).unwrap();
        prop_assert_eq!(verdicts, serde_json::to_string(&convention.evaluate(&parse(&renamed))).unwrap());
    }

    #[test]
    fn a_clause_and_its_negation_never_both_hold(breach in condition(), facts in case()) {
        let context = "{ fact = \"context\", is = \"peace\" }";
        let facts = parse(&entries(&facts));
        let one = verdict(&convention(&breach, "", context), &facts).outcome;
        let other = verdict(&convention(&format!("{{ not = {breach} }}"), "", context), &facts).outcome;
        let opposite = match one {
            Outcome::ConsistentWithBreach => Outcome::NotABreach,
            Outcome::NotABreach => Outcome::ConsistentWithBreach,
            same => same,
        };
        prop_assert_eq!(other, opposite);
    }

    #[test]
    fn facts_that_meet_a_missing_set_bring_its_verdict(breach in condition(), facts in case()) {
        let convention = convention(&breach, "", "{ fact = \"context\", is = \"peace\" }");
        let known = parse(&entries(&facts));
        for set in verdict(&convention, &known).missing {
            let values: Option<Vec<_>> =
                set.needs.iter().map(|need| value_for(need).map(|value| (need.name.key(), value))).collect();
            let Some(values) = values else { continue };
            let met = parse(&(entries(&facts) + &entries(&values)));
            prop_assert_eq!(verdict(&convention, &met).outcome, set.outcome, "{}", set.words());
        }
    }

    #[test]
    fn whatever_decides_a_case_meets_one_of_the_sets_that_were_named(
        breach in condition(), unless in test(), before in case(), more in case(),
    ) {
        let convention = convention(&breach, &unless, "{ fact = \"context\", is = \"peace\" }");
        let known: Vec<&str> = before.iter().map(|(name, _)| *name).collect();
        let added: Vec<_> = more.into_iter().filter(|(name, _)| !known.contains(name)).collect();
        let first = verdict(&convention, &parse(&entries(&before)));
        let all = parse(&(entries(&before) + &entries(&added)));
        let then = verdict(&convention, &all);
        if first.outcome == Outcome::Undetermined && then.outcome != Outcome::Undetermined && first.missing_is_complete {
            let of_outcome = first.missing.iter().filter(|set| set.outcome == then.outcome);
            prop_assert!(of_outcome.clone().any(|set| set.needs.iter().all(|need| meets(need, &all))),
                "{:?} {:?}", then.outcome, first.missing.iter().map(|set| set.words()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_missing_set_contains_another(breach in condition(), facts in case()) {
        let convention = convention(&breach, "", "{ fact = \"context\", is = \"peace\" }");
        let missing = verdict(&convention, &parse(&entries(&facts))).missing;
        for (number, set) in missing.iter().enumerate() {
            for (other_number, other) in missing.iter().enumerate() {
                if number != other_number && set.outcome == other.outcome {
                    let contained = set.needs.iter().all(|need| other.needs.iter().any(|theirs| theirs == need));
                    prop_assert!(!contained, "{} / {}", set.words(), other.words());
                }
            }
        }
    }

    #[test]
    fn damaged_instruments_and_facts_are_refused_or_read_and_never_panic(
        at in 0..100_000usize, length in 0..6usize, put in "\\PC{0,4}",
    ) {
        let instrument = include_str!("../../../instruments/us-china-2015.toml");
        let facts = entries(&[("context", "\"peace\"".into()), ("effect.people", "3".into())]);
        for text in [instrument, facts.as_str()] {
            let letters: Vec<char> = text.chars().collect();
            let from = at % letters.len();
            let to = (from + length).min(letters.len());
            let damaged: String = letters[..from].iter().copied().chain(put.chars()).chain(letters[to..].iter().copied()).collect();
            let lines = damaged.lines().count() + 1;
            for error in [Convention::parse([("x.toml", damaged.as_str())]).err(), CaseFacts::parse(&damaged).err()].into_iter().flatten() {
                prop_assert!((1..=lines).contains(&error.line), "{error}");
                prop_assert!(!error.message.is_empty());
            }
        }
    }

    #[test]
    fn anything_at_all_is_refused_or_read_and_never_panics(text in "\\PC*") {
        let _ = CaseFacts::parse(&text);
        let _ = Convention::parse([("x.toml", text.as_str())]);
    }

    #[test]
    fn a_letter_dropped_from_a_fact_names_the_line_and_the_fact_that_was_meant(
        fact in prop::sample::select(dunant_convention::FactName::ALL), at in 0..64usize,
    ) {
        let mut written = fact.key().to_owned();
        written.remove(at % written.len());
        prop_assume!(dunant_convention::FactName::from_key(&written).is_none());
        let error = CaseFacts::parse(&format!("\n\n[[fact]]\nname = \"{written}\"\n")).unwrap_err();
        prop_assert_eq!(error.line, 4);
        let meant = format!("did you mean `{}`?", fact.key());
        prop_assert_eq!(error.help.as_deref(), Some(meant.as_str()));
    }
}
