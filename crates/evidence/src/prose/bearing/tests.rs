use super::*;

/// How a text of one sentence, or of a few, speaks of `name` where it stands first.
fn in_text(text: &str, name: &str) -> Bearing {
    let start = text.find(name).unwrap();
    let observed = Some(Observed::Software(crate::Mention::named(name)));
    let name = Name { range: start..start + name.len(), observed, is_masked: true };
    Asides::new(text).of(&name, Bearing::Stated)
}

#[test]
fn what_is_denied_or_compared_is_not_stated_and_what_follows_a_turn_is() {
    for (sentence, name, bearing) in [
        ("We found no evidence of Stuxnet.", "Stuxnet", Bearing::Denied),
        ("Unlike Triton, it spares the controllers.", "Triton", Bearing::Compared),
        ("The loader shares nothing with Konni.", "Konni", Bearing::Denied),
        ("Its format is similar to Kazuar.", "Kazuar", Bearing::Compared),
        ("Emotet was not seen.", "Emotet", Bearing::Denied),
        ("Emotet wasn’t found on any host.", "Emotet", Bearing::Denied),
        ("The operators did not use Emotet.", "Emotet", Bearing::Denied),
        ("No Emotet here.", "Emotet", Bearing::Denied),
        ("We looked at it and Emotet was ruled out.", "Emotet", Bearing::Denied),
        ("Emotet: not found", "Emotet", Bearing::Denied),
    ] {
        assert_eq!(in_text(sentence, name), bearing, "{sentence}");
    }
    for (sentence, name) in [
        ("Unlike Triton, Industroyer speaks to breakers.", "Industroyer"),
        ("They did not use Emotet but PlugX.", "PlugX"),
        ("They not only ran Emotet.", "Emotet"),
        ("There is no doubt that Emotet ran.", "Emotet"),
        ("The group used public tools such as Mimikatz.", "Mimikatz"),
        ("The group used tools like Mimikatz.", "Mimikatz"),
        ("Emotet was used, and was not detected.", "Emotet"),
        ("The intruders used Emotet to steal mail; nothing was encrypted.", "Emotet"),
    ] {
        assert_eq!(in_text(sentence, name), Bearing::Stated, "{sentence}");
    }
}

#[test]
fn what_is_doubted_asked_planned_sold_reported_or_past_is_not_stated() {
    for (text, bearing) in [
        ("It looks like Emotet to us, but we are not sure.", Bearing::Hedged),
        ("Possibly Emotet was used.", Bearing::Hedged),
        ("Emotet might be behind it.", Bearing::Hedged),
        ("Emotet ran on the host. We are not sure.", Bearing::Hedged),
        ("Emotet? Who knows.", Bearing::Asked),
        ("Has anybody seen Emotet lately?", Bearing::Asked),
        ("Please check whether Emotet is there.", Bearing::Asked),
        ("Tuesday is the Emotet exercise.", Bearing::Planned),
        ("On this training slide Emotet spreads by mail.", Bearing::Planned),
        ("Our product finds Emotet.", Bearing::Advertised),
        ("It protects you from Emotet and others.", Bearing::Advertised),
        ("According to the press, Emotet hit a bank.", Bearing::Reported),
        ("Last year we had Emotet.", Bearing::Historical),
        ("The group is known to use Emotet.", Bearing::Historical),
        ("Vermutlich war es Emotet.", Bearing::Hedged),
        ("Keine Spur von Emotet.", Bearing::Denied),
        ("C'est peut-être Emotet.", Bearing::Hedged),
        ("Posiblemente fue Emotet.", Bearing::Hedged),
        ("Возможно это Emotet.", Bearing::Hedged),
    ] {
        assert_eq!(in_text(text, "Emotet"), bearing, "{text}");
    }
    for text in [
        "Exercise caution: Emotet ran on the host.",
        "The file came with Emotet. The next morning the backup was restored and the team went home without sleep.",
        "Emotet disabled the training database.",
    ] {
        assert_eq!(in_text(text, "Emotet"), Bearing::Stated, "{text}");
    }
}

#[test]
fn a_list_is_denied_as_a_whole() {
    let sentence = "It shares nothing with Konni, ROKRAT or DTrack.";
    let mut asides = Asides::new(sentence);
    for name in ["Konni", "ROKRAT", "DTrack"] {
        let start = sentence.find(name).unwrap();
        let observed = Some(Observed::Software(crate::Mention::named(name)));
        let name = Name { range: start..start + name.len(), observed, is_masked: true };
        assert_eq!(asides.of(&name, Bearing::Stated), Bearing::Denied);
    }
}

#[test]
fn a_trace_that_prose_denies_is_denied_and_a_list_to_block_is_stated() {
    let of = |text: &str| of_trace(text, &(text.find("198.51.100.7").map(|at| at..at + 12).unwrap()));
    assert_eq!(of("We found no connection to the address 198.51.100.7 in any log."), Bearing::Denied);
    assert_eq!(of("Block the following addresses at once: 198.51.100.7"), Bearing::Stated);
    assert_eq!(of("seen: no\n198.51.100.7\nseen: yes"), Bearing::Stated);
    assert_eq!(of("It was not 192.0.2.1. The beacon then went to 198.51.100.7 every hour."), Bearing::Stated);
}

#[test]
fn the_title_or_the_text_itself_tells_of_an_exercise_a_newsletter_or_an_advertisement() {
    for (text, bearing) in [
        ("Subject: tabletop on Tuesday\nTo: all\n\nEmotet comes by mail.", Bearing::Planned),
        ("Weekly newsletter\n\nEmotet hit a bank.", Bearing::Reported),
        ("Endpoint guard, the datasheet\n\nEmotet has no chance.", Bearing::Advertised),
        ("Emotet comes by mail.\n\nThis is an exercise.", Bearing::Planned),
        ("Report on the intrusion\n\nEmotet came by mail.", Bearing::Stated),
        ("Exercises of control over the network were lost\n\nEmotet came.", Bearing::Stated),
    ] {
        assert_eq!(Sections::of(text).kind(), bearing, "{text}");
    }
}

#[test]
fn advice_and_boilerplate_stand_aside_and_deeds_do_not() {
    for sentence in [
        "We recommend to disable PowerShell.",
        "Disable macros in Office documents.",
        "Organisations should watch for PsExec.",
        "The IoCs are available on GitHub.",
        "Copyright 2024, all rights reserved.",
        "About us: we know Emotet.",
    ] {
        assert_eq!(of_sentence(sentence), Bearing::Aside, "{sentence}");
    }
    for sentence in ["The attackers disabled macros' warnings.", "The malware checks a copyrighted string."] {
        assert_eq!(of_sentence(sentence), Bearing::Stated, "{sentence}");
    }
}

#[test]
fn a_sentence_that_only_lists_does_nothing() {
    let idle = "Ransomware remained the largest threat: LockBit led, before BlackCat, Akira, Play and Royal.";
    assert!(only_lists(idle));
    let deed = "The group's arsenal held PlugX, ShadowPad, Winnti and Crosswalk, all sent to firms in Asia.";
    assert!(!only_lists(deed));
}

#[test]
fn what_others_used_stands_aside_to_the_end_of_the_sentence() {
    let sentence = "It was previously used by other groups such as one that had More_eggs, and by TA505 with Get2.";
    assert_eq!(in_text(sentence, "More_eggs"), Bearing::Compared);
    assert_eq!(in_text(sentence, "Get2"), Bearing::Compared);
}

#[test]
fn a_sentence_ends_where_its_bullet_or_cell_does() {
    let text = "First one. Second has Emotet in it. Third.\n\n- PlugX loader\n- other\n| a | Carbanak | b |";
    let around = |name: &str| {
        let start = text.find(name).unwrap();
        text[sentence_around(text, &(start..start + name.len()))].trim()
    };
    assert_eq!(around("Emotet"), "Second has Emotet in it.");
    assert_eq!(around("PlugX"), "- PlugX loader");
    assert_eq!(around("Carbanak"), "Carbanak");
}
