use super::*;

/// How a text of one sentence, or of a few, speaks of `name` where it stands first.
fn in_text(text: &str, name: &str) -> Bearing {
    let start = text.find(name).unwrap();
    let observed = Some(Observed::Software(crate::Mention::named(name)));
    let name = Name { range: start..start + name.len(), observed, is_masked: true, is_a_word: false };
    match Asides::new(text).of(&name, Bearing::Stated) {
        // Whether a deed is told is another question.
        Bearing::Listed => Bearing::Stated,
        bearing => bearing,
    }
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
        let name = Name { range: start..start + name.len(), observed, is_masked: true, is_a_word: false };
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
        assert_eq!(Sections::of(text).bearing(), bearing, "{text}");
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

/// How the text speaks of each of `names`, in an item that is about a case, or about nothing, as the text has it.
fn each(text: &str, names: &[&str]) -> Vec<Bearing> {
    let about = if is_about_a_case(text) { About::ACase } else { About::Nothing };
    let mut asides = Asides::new(text);
    let of = |name: &&str| {
        let start = text.find(name).unwrap();
        let observed = Some(Observed::Software(crate::Mention::named(*name)));
        let name = Name { range: start..start + name.len(), observed, is_masked: true, is_a_word: false };
        asides.of(&name, Bearing::Stated).max(about.bearing())
    };
    names.iter().map(of).collect()
}

#[test]
fn a_technique_that_was_only_tried_out_states_no_program() {
    for text in [
        "On our network:\n\n- T1486 Simulated with Emotet",
        "On our network:\n\n- T1105 Blocked, via Emotet",
        "On our network:\n\n- T1003.001 LSASS Memory: Tested In Lab with Emotet",
        "On our network:\n\n- T1056.001 Keylogging, with Emotet: not seen",
    ] {
        assert!(each(text, &["Emotet"]).iter().all(|bearing| !bearing.is_stated()), "{text}");
    }
}

#[test]
fn a_name_is_stated_where_a_text_about_a_case_tells_a_deed_of_it_and_listed_elsewhere() {
    for stated in [
        "The attackers deployed Emotet on two hosts.",
        "Emotet was found on our servers.",
        "The group has performed its theft of credentials with Emotet.",
        "The attackers then renamed Emotet to cl.exe.",
        "The operators altered Emotet samples.",
        "We found it on Monday. Emotet ran from a share.",
        "On our network:\n\nThe following malware was found:\n\n- TrickBot\n- Emotet\n",
        "On 3 May, the attackers also used a custom variant of Emotet on two hosts.",
        "The attackers dumped credentials with Emotet.",
        "The intruders hid. They used DLL side-loading to load Emotet.",
        "The group used tools such as PsExec and Emotet (S0367) to move.",
        "The responders of the victim looked, and Emotet was found there.",
        "On the mail server, Emotet and TrickBot were found by the attackers' victim.",
        "2016-03-14 08:12: the intruders installed Emotet.",
        "On our network:\n\n- T1056.001 Keylogging and T1113 Screen Capture, with Emotet (S0367).",
        "On our network:\n\n- T1105 Ingress Tool Transfer: via Emotet",
        "Our servers were hit. Emotet encrypted the files.",
        "We found Emotet on our servers.",
    ] {
        assert_eq!(each(stated, &["Emotet"]), [Bearing::Stated], "{stated}");
    }
    for listed in [
        "Emotet\nTrickBot\n",
        "rule Emotet { strings: $a = \"abc\" condition: $a }",
        "Added detections:\nWin32/Emotet.A\n",
        "Your tasks:\n- reverse engineer implants such as Emotet\n",
        "Researchers published an analysis of Emotet.",
        "Emotet was seen at a utility abroad.",
        "Tools associated with the group: Emotet",
        "The attackers need Emotet.",
        "- T1056.001 Keylogging: can be tried with Emotet",
        "- T1056.001 Keylogging, with Emotet\n- T1105 Ingress Tool Transfer, with Emotet\n- T1113 Screen Capture, with Emotet",
        "- T1056.001 Keylogging, as with Emotet",
        "Keylogging with Emotet",
        // In another language a name is listed; its traces count.
        "Die Angreifer setzten Emotet ein.",
        "Sur nos serveurs, Emotet a été exécuté.",
        "Los atacantes usaron Emotet.",
        "Злоумышленники использовали Emotet.",
        "攻击者使用了 Emotet 。",
        "攻撃者は Emotet を使用した。",
        // What governs a statement, or labels it.
        "It is false that the attackers deployed Emotet.",
        "That the attackers used Emotet is untrue.",
        "Myth: the attackers deployed Emotet.",
        "The tabloid said that the attackers used Emotet.",
        "In an unrelated case the attackers used Emotet.",
        // Verbs that deny, plan or are general.
        "The attackers refrained from using Emotet.",
        "The attackers failed to deploy Emotet.",
        "The attackers avoided Emotet.",
        "The attackers can deploy Emotet.",
        "Attackers use Emotet.",
        "Next year the attackers will deploy Emotet.",
        "The attackers threatened to deploy Emotet.",
        "The attackers would have used Emotet.",
        "The attackers are said to have used Emotet.",
        // Ordinary words that programs are called.
        "The attackers stole the files of Emotet GmbH.",
        "The attackers used the Emotet brewery's account.",
        "The attackers sent an e-mail with the subject Emotet.",
        "The attackers deleted our Emotet decryption tool.",
        "The attackers copied recordings about Emotet.",
        "The antivirus mistook a harmless file of the victim for Emotet.",
        "The attackers wanted us to think of Emotet.",
        "Example Bear has used Emotet against the victims of others.",
        "The group considered Emotet.",
        "Emotet has executed the whoami command.",
        "Emotet has been distributed through malicious attachments.",
        "The state-sponsored attackers, Iran-backed, with Emotet",
        "The attackers, called Emotet gang",
        "Programs of the attackers: Emotet, renamed often",
        "1. Emotet .... 5\n2. TrickBot .... 17\n",
    ] {
        assert_eq!(each(listed, &["Emotet"]), [Bearing::Listed], "{listed}");
    }
}

#[test]
fn a_denial_is_one_in_many_languages_and_for_each_of_its_names() {
    for text in [
        "We looked on our servers. Volgmer, FALLCHILL and HOPLIGHT were not found.",
        "The following were not found on our servers:\n- Volgmer\n- FALLCHILL\n- HOPLIGHT\n",
        "Wir haben auf unseren Rechnern Volgmer, FALLCHILL und HOPLIGHT nicht gefunden.",
        "Auf unseren Rechnern konnten Volgmer, FALLCHILL und HOPLIGHT ausgeschlossen werden.",
        "Nous n'avons trouvé ni Volgmer, ni FALLCHILL, ni HOPLIGHT sur nos serveurs.",
        "Volgmer, FALLCHILL et HOPLIGHT ont été exclus.",
        "No se encontró Volgmer ni FALLCHILL ni HOPLIGHT en nuestros equipos.",
        "Volgmer, FALLCHILL y HOPLIGHT fueron descartados.",
        "Non abbiamo trovato Volgmer, FALLCHILL, HOPLIGHT sui nostri server.",
        "Não encontramos Volgmer, FALLCHILL nem HOPLIGHT nos servidores.",
        "Wij hebben Volgmer, FALLCHILL en HOPLIGHT niet aangetroffen op onze systemen.",
        "Nie znaleźliśmy Volgmer, FALLCHILL ani HOPLIGHT na naszych serwerach.",
        "Sunucularımızda Volgmer, FALLCHILL ve HOPLIGHT bulunamadı.",
        "Мы не нашли Volgmer, FALLCHILL и HOPLIGHT на наших серверах.",
        "Volgmer, FALLCHILL и HOPLIGHT исключены.",
        "Ми не знайшли Volgmer, FALLCHILL та HOPLIGHT на наших серверах.",
        "لم نعثر على Volgmer أو FALLCHILL أو HOPLIGHT على خوادمنا.",
        "我们没有在服务器上发现Volgmer、FALLCHILL和HOPLIGHT。",
        "当社のサーバーからVolgmer、FALLCHILL、HOPLIGHTは検出されませんでした。",
        "당사 서버에서 Volgmer, FALLCHILL, HOPLIGHT은(는) 발견되지 않았습니다.",
    ] {
        assert_eq!(each(text, &["Volgmer", "FALLCHILL", "HOPLIGHT"]), [Bearing::Denied; 3], "{text}");
    }
}

#[test]
fn what_the_next_sentence_the_lead_the_heading_or_the_frame_takes_back_is_not_stated() {
    for text in [
        "The attackers deployed Emotet on the servers. This is false. The attackers left.",
        "The following statements are all wrong:\n\n- The attackers deployed Emotet on the servers.\n",
        "# Incident\n\nThe attackers came.\n\n## Hypotheses rejected\n\nThe attackers deployed Emotet.\n",
        "# Incident\n\nThe attackers came.\n\n## About Example Group\n\nThe group has used Emotet.\n",
        "# Incident\n\nThe attackers came.\n\n## Background\n\nThe attackers used Emotet.\n",
        "CTF challenge of our clinic, 300 points\n\nThe attackers deployed Emotet.\n",
        "The attackers deployed Emotet.\n\nCorrection, 20 March: the above was wrong.\n",
    ] {
        let item = crate::read_item(
            "r.md",
            text.as_bytes(),
            &crate::Context {
                lexicon: &crate::Lexicon::new(vec![crate::Entry {
                    name: "Emotet".into(),
                    meaning: crate::Meaning::Software(None),
                    cue: crate::Cue::None,
                }])
                .unwrap(),
                ..crate::Context::default()
            },
        )
        .remove(0);
        let stated = item
            .reading
            .observations()
            .iter()
            .any(|one| matches!(one.observed, Observed::Software(_)) && one.bearing.is_stated());
        assert!(!stated, "{text}");
    }
}

#[test]
fn a_short_sentence_about_the_one_before_has_to_be_plain() {
    let text = |next: &str| format!("The attackers deployed Emotet on the domain controller. {next}");
    for next in [
        "This was ruled out.",
        "Not so.",
        "That is what the forged log says.",
        "All of it is theatre.",
        "It was a dream.",
    ] {
        assert!(each(&text(next), &["Emotet"])[0] >= Bearing::Listed, "{next}");
    }
    for next in [
        "It was installed as a service.",
        "This was found on 3 May.",
        "The server is in Vienna.",
        "It beaconed to Vienna.",
    ] {
        assert_eq!(each(&text(next), &["Emotet"]), [Bearing::Stated], "{next}");
    }
}

#[test]
fn what_a_defence_missed_was_there() {
    for text in [
        "The antivirus of the victim did not detect Emotet, which ran for days.",
        "No alert was raised on our servers when Emotet ran.",
        "Emotet ran on our hosts and was not detected until March.",
        "It did not take long until the attackers deployed Emotet.",
        "Our administrators were not aware of Emotet, which ran as a service on our servers.",
        "There is no question that the attackers used Emotet.",
    ] {
        // Stated, or listed where more governs it than is known; denied it is not.
        assert!(matches!(each(text, &["Emotet"])[..], [Bearing::Stated | Bearing::Listed]), "{text}");
    }
    assert_eq!(each("We could not rule out Emotet.", &["Emotet"]), [Bearing::Hedged]);
}

#[test]
fn a_list_below_a_denial_or_before_one_is_denied() {
    for text in [
        "# Not found\n\n- Emotet\n",
        "We searched our servers.\n\n## Searched for, nothing found\n\n- Emotet\n",
        "We checked for Emotet and others; none was found.",
        "We looked for Emotet on all our hosts. None of these was found.",
    ] {
        let mut sections = Sections::of(text);
        let mut section = Bearing::Stated;
        let at = text.find("Emotet").unwrap();
        crate::prose::layout::segments(text, crate::prose::Genre::Report, &mut |segment| {
            if segment.range.start <= at {
                sections.see(text, &segment);
                section = sections.bearing();
            }
        });
        assert_eq!(each(text, &["Emotet"])[0].max(section), Bearing::Denied, "{text}");
    }
}
