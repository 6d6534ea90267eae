use super::*;
use crate::{Cue, Entry, Meaning};

fn lexicon() -> Lexicon {
    let entry = |name: &str, meaning, cue| Entry { name: name.into(), meaning, cue };
    Lexicon::new(vec![
        entry("OceanLotus", Meaning::Actor(None), Cue::None),
        entry("Fancy Bear", Meaning::Actor(None), Cue::None),
        entry("Equation Group", Meaning::Actor(None), Cue::None),
        entry("Cobalt", Meaning::Actor(None), Cue::Word),
        entry("Cobalt Strike", Meaning::Software(None), Cue::Case),
        entry("OceanLotus Loader", Meaning::Software(None), Cue::None),
        entry("Spearphishing Attachment", Meaning::Technique("T1566.001".parse().unwrap()), Cue::None),
    ])
    .unwrap()
}

fn of(text: &str) -> Vec<String> {
    terms(text, &lexicon())
}

#[test]
fn words_are_runs_of_letters_and_digits_and_neighbours_make_bigrams() {
    assert_eq!(of("Spear-phishing e-mails"), ["spear", "phish", "spear phish", "mail"]);
    assert_eq!(of("CVE-2017-11882"), ["cve", "2017", "cve 2017", "11882", "2017 11882"]);
}

#[test]
fn stop_words_vanish_and_short_words_and_small_numbers_part_their_neighbours() {
    assert_eq!(of("files of the victim"), ["fil", "victim", "fil victim"]);
    assert_eq!(of("files x victim 12 hosts 443"), ["fil", "victim", "host", "443", "host 443"]);
}

#[test]
fn the_name_of_an_actor_never_becomes_a_term() {
    let bare = ["dropper", "wiper"];
    for name in [
        "Fancy Bear",
        "fancy\nbear",
        "FANCY  BEAR",
        "OceanLotus",
        "OSX_OCEANLOTUS",
        "APT28",
        "apt 28",
        "UNC2452",
        "TA505",
        "FIN12",
        "DEV-0537",
        "Storm-0558",
        "G0007",
        "Equation Group",
        "Equation",
        "Cobalt",
    ] {
        let found: Vec<String> = of(&format!("dropper {name} wiper"));
        let found: Vec<&str> =
            found.iter().map(String::as_str).filter(|term| *term != "osx" && *term != "dropper osx").collect();
        assert_eq!(found, bare, "{name}");
    }
}

#[test]
fn techniques_keep_their_words_and_software_does_not() {
    assert_eq!(of("Cobalt Strike"), Vec::<String>::new());
    assert_eq!(of("OceanLotus Loader"), Vec::<String>::new());
    assert_eq!(of("dropper Cobalt Strike wiper"), ["dropper", "wiper"], "and what stands beside a name is no pair");
    assert_eq!(of("Spearphishing Attachment"), ["spearphish", "attachment", "spearphish attachment"]);
    assert_eq!(
        of("cobalt mining, solve an equation"),
        ["cobalt", "min", "cobalt min", "solv", "min solv", "equation", "solv equation"]
    );
}

#[test]
fn a_vocabulary_knows_its_terms_by_their_position() {
    let vocabulary = Vocabulary::new(["phish", "spear phish", "phish"]);
    assert_eq!(vocabulary.len(), 3);
    assert_eq!(
        (vocabulary.id("phish"), vocabulary.id("spear phish"), vocabulary.id("spear")),
        (Some(0), Some(1), None)
    );
    assert!(Vocabulary::empty().is_empty() && Vocabulary::empty().id("phish").is_none());
}

#[test]
fn a_bigram_is_known_whether_or_not_its_stems_are_terms() {
    let vocabulary = Vocabulary::new(["spear phish"]);
    let mut collector = Collector::new(&vocabulary);
    let mut found = Vec::new();
    for stem in ["spear", "phish", "spear", "mail", "phish"] {
        collector.stem(stem, &mut found);
    }
    collector.stem("spear", &mut found);
    collector.gap();
    collector.stem("phish", &mut found);
    assert_eq!(found, [0]);
}
