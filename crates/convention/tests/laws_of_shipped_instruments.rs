//! The evaluator's laws, held over every shipped clause and over cases drawn from the whole vocabulary.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper of a test that fails should stop the test")]

use std::sync::LazyLock;

use dunant_convention::{CaseFacts, Convention, FactKind, FactName, Outcome, Verdict};
use proptest::prelude::*;

static CONVENTION: LazyLock<Convention> = LazyLock::new(|| Convention::shipped().unwrap());

/// Words that the shipped clauses ask about, where a list is too long to meet them by chance.
const LIKELY: &[&str] = &["CN", "US", "RU", "UA", "DE", "FR", "GB", "IE", "KP", "healthcare", "energy", "government"];

/// Words that stand alone where a fact takes several.
const ALONE: &[&str] = &["none", "nobody", "none-used"];

fn value(fact: FactName) -> BoxedStrategy<String> {
    let likely = |word: &&'static str| fact.words().len() < 40 || LIKELY.contains(word);
    let words: Vec<&'static str> = fact.words().iter().copied().filter(likely).collect();
    match fact.kind() {
        FactKind::OneWord => prop::sample::select(words).prop_map(|word| format!("\"{word}\"")).boxed(),
        FactKind::AllWords => {
            let most = words.len().min(3);
            prop::sample::subsequence(words, 1..=most)
                .prop_map(|some| {
                    // A word that excludes the others is refused beside them where facts are read.
                    let alone = |word: &&&str| !ALONE.contains(*word) || some.len() == 1;
                    let kept: Vec<_> = some.iter().filter(alone).collect();
                    format!("{kept:?}")
                })
                .boxed()
        }
        FactKind::YesNo => any::<bool>().prop_map(|yes| yes.to_string()).boxed(),
        FactKind::Number => (0..2_000_000u64).prop_map(|number| number.to_string()).boxed(),
        FactKind::Date => {
            const DAYS: &[&str] =
                &["1949-01-01", "2004-12-01", "2015-06-04", "2015-09-25..2016-01-10", "2017-06-27", "2022"];
            prop::sample::select(DAYS).prop_map(|day| format!("\"{day}\"")).boxed()
        }
    }
}

fn fact() -> impl Strategy<Value = (FactName, String)> {
    prop::sample::select(FactName::ALL).prop_flat_map(|fact| (Just(fact), value(fact)))
}

/// At most one value a fact.
fn case() -> impl Strategy<Value = Vec<(FactName, String)>> {
    prop::collection::vec(fact(), 0..40).prop_map(|facts| {
        let mut seen = std::collections::BTreeSet::new();
        facts.into_iter().filter(|(name, _)| seen.insert(*name)).collect()
    })
}

fn parse<'f>(facts: impl IntoIterator<Item = &'f (FactName, String)>) -> CaseFacts {
    let mut text = String::new();
    for (name, value) in facts {
        text += &format!("[[fact]]\nname = \"{name}\"\nvalue = {value}\nsource = \"s\"\nauthor = \"A. Person\"\n");
    }
    CaseFacts::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn name(verdict: &Verdict) -> String {
    verdict.instrument.name_of(&verdict.clause)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn adding_known_facts_never_changes_a_decided_verdict_and_brings_only_what_was_still_possible(
        all in case(), kept in 0..40usize,
    ) {
        let before = CONVENTION.evaluate(&parse(all.iter().take(kept)));
        let after = CONVENTION.evaluate(&parse(&all));
        for (first, then) in before.iter().zip(&after) {
            if first.outcome != Outcome::Undetermined {
                prop_assert_eq!(first.outcome, then.outcome, "{}", name(first));
            } else if then.outcome != Outcome::Undetermined {
                prop_assert!(first.still_possible.contains(&then.outcome), "{}: {}", name(first), then.outcome);
            }
        }
    }

    #[test]
    fn a_fact_that_decided_is_missed_when_it_is_disputed(all in case(), other in fact()) {
        let disputed: Vec<_> = all.iter().chain([&other]).cloned().collect();
        let before = CONVENTION.evaluate(&parse(&all));
        let after = CONVENTION.evaluate(&parse(&disputed));
        for (first, then) in before.iter().zip(&after) {
            let flipped = first.outcome != then.outcome
                && first.outcome != Outcome::Undetermined
                && then.outcome != Outcome::Undetermined;
            prop_assert!(!flipped, "{}: {} became {}", name(first), first.outcome, then.outcome);
        }
    }

    #[test]
    fn order_and_repetition_change_no_byte(all in case(), turn in 0..40usize) {
        let mut turned = all.clone();
        turned.rotate_left(if all.is_empty() { 0 } else { turn % all.len() });
        turned.extend(all.iter().rev().cloned());
        let json = |facts: &CaseFacts| serde_json::to_string(&CONVENTION.evaluate(facts)).unwrap();
        prop_assert_eq!(json(&parse(&all)), json(&parse(&turned)));
    }

    #[test]
    fn an_undetermined_verdict_always_says_what_would_decide_it(all in case()) {
        for verdict in CONVENTION.evaluate(&parse(&all)) {
            prop_assert_eq!(verdict.outcome == Outcome::Undetermined, !verdict.missing.is_empty(), "{}", name(&verdict));
        }
    }
}
