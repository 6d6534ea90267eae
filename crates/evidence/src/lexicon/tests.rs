use super::*;
use proptest::prelude::*;

fn entry(name: &str, meaning: Meaning, cue: Cue) -> Entry {
    Entry { name: name.into(), meaning, cue }
}

fn found(lexicon: &Lexicon, text: &str) -> Vec<String> {
    lexicon.find(text).map(|m| text[m.start..m.end].to_owned()).collect()
}

#[test]
fn names_are_traps_and_the_longest_wins() {
    let lexicon = Lexicon::new(vec![
        entry("Cobalt", Meaning::Actor(None), Cue::Case),
        entry("Cobalt Strike", Meaning::Software(None), Cue::None),
        entry("Google Play", Meaning::Nothing, Cue::None),
        entry("Play", Meaning::Actor(None), Cue::Word),
        entry("Snake", Meaning::Software(None), Cue::Word),
    ])
    .unwrap();
    assert_eq!(found(&lexicon, "They ran cobalt strike from Google Play."), ["cobalt strike"]);
    assert_eq!(found(&lexicon, "Play a game of snake; cobalt blue"), Vec::<String>::new());
    assert_eq!(found(&lexicon, "The Play ransomware and the Snake malware"), ["Play", "Snake"]);
}

#[test]
fn a_word_counts_as_a_name_only_right_beside_a_word_for_its_kind() {
    let lexicon = Lexicon::new(vec![
        entry("August", Meaning::Software(None), Cue::Word),
        entry("Snake", Meaning::Software(None), Cue::Word),
    ])
    .unwrap();
    for text in
        ["In August 2017, a new ransomware", "seen in August. Malware", "the malware, Snake, eats", "August is malware"]
    {
        assert_eq!(found(&lexicon, text), Vec::<String>::new(), "{text}");
    }
    for text in
        ["the SNAKE rootkit", "a backdoor known as Snake", "malware Snake", "Snake (malware)", "the Snake’s backdoor"]
    {
        assert_eq!(found(&lexicon, text).len(), 1, "{text}");
    }
}

#[test]
fn one_name_is_the_actor_before_a_word_for_people_and_software_elsewhere() {
    let lexicon = Lexicon::new(vec![
        entry("Carbanak", Meaning::Software(None), Cue::None),
        entry("Carbanak", Meaning::Actor(None), Cue::None),
    ])
    .unwrap();
    let first = |text: &str| lexicon.find(text).next().map(|found| found.entries[0].meaning.clone());
    assert_eq!(first("the Carbanak group struck"), Some(Meaning::Actor(None)));
    assert_eq!(first("they ran Carbanak again"), Some(Meaning::Software(None)));
}

#[test]
fn a_version_may_be_written_to_a_long_name() {
    let lexicon = Lexicon::new(vec![
        entry("BlackEnergy", Meaning::Software(None), Cue::None),
        entry("Duqu", Meaning::Software(None), Cue::None),
    ])
    .unwrap();
    assert_eq!(found(&lexicon, "BlackEnergy3, BlackEnergyv2."), ["BlackEnergy3", "BlackEnergyv2"]);
    assert_eq!(found(&lexicon, "BlackEnergy300 BlackEnergy3x Duqu2"), Vec::<String>::new());
}

#[test]
fn a_name_ends_where_the_script_changes() {
    let entries = ["Emotet", "Cobalt Strike", "APT28"].map(|name| entry(name, Meaning::Software(None), Cue::None));
    let lexicon = Lexicon::new(entries.to_vec()).unwrap();
    for text in [
        "攻撃者はEmotetを使用した。",
        "공격자는 Emotet을 사용했다.",
        "Emotetдля кражи",
        "ผู้โจมตีใช้Emotetเพื่อ",
        "使用了Cobalt Strike木马",
        "该组织APT28使用",
    ] {
        assert_eq!(found(&lexicon, text).len(), 1, "{text}");
    }
    assert_eq!(found(&lexicon, "Emotetík, éEmotet, APT281, xAPT28"), Vec::<String>::new());
}

#[test]
fn a_name_inside_another_word_or_host_is_no_name() {
    let lexicon = Lexicon::new(vec![entry("Emotet", Meaning::Software(None), Cue::None)]).unwrap();
    assert_eq!(found(&lexicon, "emotetic, x.emotet.com, preemotet, Emotet's"), ["Emotet"]);
}

/// What an automaton over all names finds: the longest at the leftmost place where no ASCII word goes on.
fn by_automaton(lexicon: &Lexicon, text: &str) -> Vec<(usize, String)> {
    let automaton = aho_corasick::AhoCorasick::builder()
        .match_kind(aho_corasick::MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(lexicon.names.iter().map(|name| &*name.key))
        .unwrap();
    let (mut from, mut found) = (0, Vec::new());
    while let Some(next) = automaton.find(aho_corasick::Input::new(text).range(from..)) {
        from = next_boundary(text, next.start());
        if !within_a_word(text.as_bytes(), next.start()) {
            found.push((next.start(), lexicon.names[next.pattern().as_usize()].key.to_string()));
        }
    }
    found
}

proptest! {
    #[test]
    fn names_are_found_where_an_automaton_finds_them(
        names in proptest::collection::vec("[aAbBé .]{1,5}", 0..20),
        text in "[aAbBé .n\\\\]{0,40}",
    ) {
        let entries = names.iter().map(|name| entry(name, Meaning::Software(None), Cue::None));
        let lexicon = Lexicon::new(entries.collect()).unwrap();
        let (mut from, mut found) = (0, Vec::new());
        while let Some((start, name)) = lexicon.next_beginning(&text, from) {
            found.push((start, name.key.to_string()));
            from = next_boundary(&text, start);
        }
        prop_assert_eq!(found, by_automaton(&lexicon, &text));
    }
}

#[test]
fn a_name_that_is_a_word_is_softwares_where_its_sentence_or_its_list_says_so() {
    let word = |name: &str| entry(name, Meaning::Software(None), Cue::Word);
    let mut entries: Vec<Entry> = ["Akira", "medusa", "play", "Royal", "Hive", "lynx", "fog"].map(word).into();
    entries.push(entry("ngrok", Meaning::Software("S0508".parse().ok()), Cue::Word));
    let lexicon = Lexicon::new(entries).unwrap();
    let found =
        |text: &str| lexicon.find(text).map(|found| text[found.start..found.end].to_owned()).collect::<Vec<_>>();
    for (text, names) in [
        ("The ransomware was Akira.", vec!["Akira"]),
        ("Ransomware: Akira", vec!["Akira"]),
        ("Medusa ransomware encrypted the servers", vec!["Medusa"]),
        ("PLAY ransomware encrypted", vec!["PLAY"]),
        ("They used ngrok", vec!["ngrok"]),
        ("deployed Play and Medusa and Royal and Hive.", vec!["Play", "Medusa", "Royal", "Hive"]),
        ("Lynx, Fog and Royal ransomware", vec!["Lynx", "Fog", "Royal"]),
    ] {
        assert_eq!(found(text), names, "{text}");
    }
    for text in [
        "The Royal Mail used it.",
        "Fog was on the road.",
        "The school used Epic and Royal Mail.",
        "We play in the hive.",
        "Patients were asked, and Royal visitors came.",
    ] {
        assert_eq!(found(text), Vec::<String>::new(), "{text}");
    }
    // What may be meant is named, and is no name.
    let asked = |text: &str| lexicon.find_all(text).filter(|found| !found.counts).count();
    assert_eq!(asked("We were hit by Akira."), 1);
    assert_eq!(asked("Akira was deployed."), 1);
    for text in ["The Royal Mail was hit by it.", "A play was deployed.", "Fog was on the road."] {
        assert_eq!(asked(text), 0, "{text}");
    }
}
