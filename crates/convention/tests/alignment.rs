//! The vocabulary in the words of others.

#![expect(clippy::panic, reason = "a helper of a test that fails should stop the test")]

use dunant_convention::{Alignment, FactName, Scheme};

const TABLE: &str = include_str!("../src/fact/alignment.toml");

fn shipped() -> Alignment {
    Alignment::shipped().unwrap_or_else(|error| panic!("{error}"))
}

fn codes(fact: FactName, word: &str, scheme: Scheme) -> Vec<String> {
    let words = shipped().of(fact).words;
    let found = words.into_iter().find(|one| one.word == word).unwrap_or_else(|| panic!("{word}"));
    found.codes.get(&scheme).cloned().unwrap_or_default()
}

#[test]
fn every_fact_and_every_word_has_a_line() {
    let alignment = shipped();
    for fact in FactName::ALL {
        let words: Vec<&str> = alignment.of(*fact).words.iter().map(|word| word.word).collect();
        let expected: &[&str] =
            if fact.meaning_of("yes").is_none() && fact.words() == ["yes", "no"] { &[] } else { fact.words() };
        assert_eq!(words, expected, "{fact}");
    }
}

#[test]
fn every_sector_but_civil_society_is_a_term_of_stix() {
    for sector in FactName::VictimSector.words() {
        let expected: Vec<String> =
            if *sector == "civil-society" { vec![] } else { vec![format!("industry-sector-ov:{sector}")] };
        assert_eq!(codes(FactName::VictimSector, sector, Scheme::Stix), expected);
    }
}

#[test]
fn a_country_is_its_own_code_and_known_words_have_the_codes_of_the_field() {
    assert_eq!(codes(FactName::ActorCountry, "KP", Scheme::Iso), ["alpha-2:KP"]);
    assert_eq!(codes(FactName::ActorCategory, "state", Scheme::Veris), ["actor.external.variety:Nation-state"]);
    assert_eq!(codes(FactName::IncidentType, "doxing", Scheme::Eurepoc), ["incident_type:Data theft & Doxing"]);
    assert_eq!(codes(FactName::IncidentType, "ransomware", Scheme::Attack), ["T1486"]);
    assert!(codes(FactName::Beneficiary, "nobody", Scheme::Veris).is_empty());
}

#[test]
fn every_term_of_stix_is_of_a_vocabulary_that_there_is() {
    let known =
        ["threat-actor-type-ov", "identity-class-ov", "industry-sector-ov", "attack-motivation-ov", "malware-type-ov"];
    for fact in FactName::ALL {
        for word in shipped().of(*fact).words {
            for code in word.codes.get(&Scheme::Stix).into_iter().flatten() {
                let (vocabulary, term) = code.split_once(':').unwrap_or((code, ""));
                assert!(known.contains(&vocabulary) && !term.is_empty(), "{fact} {code}");
            }
        }
    }
}

#[test]
fn a_mistake_in_the_table_names_its_line_and_the_nearest_word() {
    let refusal = |from: &str, to: &str| {
        let changed = TABLE.replacen(from, to, 1);
        assert_ne!(changed, TABLE, "{from}");
        match Alignment::parse(&changed) {
            Ok(_) => panic!("{to} was taken"),
            Err(error) => error.to_string(),
        }
    };
    let line = 1 + TABLE.lines().take_while(|line| !line.contains("word = \"hacktivist\"")).count();
    assert_eq!(
        refusal("word = \"hacktivist\"", "word = \"hactivist\""),
        format!("line {line}: `hactivist` is not a word of `actor.category`; did you mean `hacktivist`?")
    );
    assert!(refusal("name = \"purpose\"", "name = \"purpos\"").contains("did you mean `purpose`?"));
    assert!(refusal("veris = \"actor.internal\"", "vris = \"actor.internal\"").contains("did you mean `veris`?"));
    assert!(refusal("[[fact]]\nname = \"response.obstructed\"\n", "").contains("`response.obstructed` is not mapped"));
    assert!(refusal("  { word = \"voter\" },\n", "").contains("`voter` of `victim.role` is not mapped"));
    assert!(refusal("  { word = \"voter\" },\n", "  { word = \"lawyer\" },\n").contains("`lawyer` is mapped twice"));
    assert!(refusal("words-are = \"iso\"", "words-are = \"isso\"").contains("did you mean `iso`?"));
    let shared = "shared = [\"initiator_category:Non-state-group\"]\n";
    assert!(refusal(shared, "").contains("`criminal-group` and `hacktivist` are both `initiator_category:Non-state"));
}
