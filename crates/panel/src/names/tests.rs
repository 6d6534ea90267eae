use dunant_record::SignerKey;

use super::*;
use crate::party::PartyRole;

fn key(name: &str, seed: u8) -> VerifierKey {
    SignerKey::from_seed(name.parse().unwrap(), &[seed; 32]).public()
}

fn member(name: &str, seed: u8) -> Member {
    Member {
        key: key(name, seed),
        nationalities: vec!["KE".parse().unwrap()],
        affiliation: "ETH Zürich".into(),
        state_service: None,
        clients: Vec::new(),
        conflicts: Vec::new(),
        team: None,
    }
}

fn party(name: &str, aliases: &[&str]) -> Party {
    let aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
    Party { name: name.into(), role: PartyRole::Accused, country: None, aliases, key: None }
}

fn secretariat() -> [VerifierKey; 1] {
    [key("example.org/secretariat", 99)]
}

fn refused(name: &str) -> String {
    check("the party", name).unwrap_err().to_string()
}

#[test]
fn names_of_all_the_world_are_taken() {
    for name in [
        "Freedonia",
        "Côte d'Ivoire",
        "Türkiye",
        "Żabka Polska sp. z o.o.",
        "Việt Nam",
        "Министерство обороны РФ",
        "Ελλάδα",
        "مصر",
        "جمهوری اسلامی ایران",
        "ישראל",
        "भारत",
        "ประเทศไทย",
        "中华人民共和国",
        "日本ハム株式会社",
        "キヤノンITソリューションズ",
        "삼성SDS",
        "ኢትዮጵያ",
        "საქართველო",
        "AT&T (USA)",
        "7-Eleven №4",
        "3M",
        "example.org/panel/member-1",
    ] {
        assert_eq!(check("the party", name), Ok(()), "{name}");
    }
    assert_eq!(check_words("the affiliation", "МГИМО (MGIMO University), Москва"), Ok(()));
    assert!(check_words("the affiliation", "МГИМО (MGIMО)").is_err(), "the last letter is Cyrillic");
}

#[test]
fn what_is_not_seen_and_what_turns_the_order_is_refused_with_its_place() {
    assert_eq!(
        refused("Free\u{202e}donia"),
        "the party `Free\\u{202e}donia` holds a character that is not seen: character 5, U+202E; write it without"
    );
    for hidden in [
        '\u{0}',
        '\u{7}',
        '\n',
        '\t',
        '\u{85}',
        '\u{a0}',
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{115f}',
        '\u{180e}',
        '\u{200b}',
        '\u{200d}',
        '\u{200f}',
        '\u{2028}',
        '\u{2066}',
        '\u{2069}',
        '\u{2800}',
        '\u{3000}',
        '\u{3164}',
        '\u{e000}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{fff9}',
        '\u{ffff}',
        '\u{e0041}',
        '\u{e0100}',
        '\u{10ffff}',
    ] {
        let name = format!("Free{hidden}donia");
        assert!(matches!(check("the party", &name), Err(NameRefused::Hidden { place: 5, .. })), "{hidden:?}");
    }
    assert!(check("the party", "Fre\u{301}edonia").is_ok());
    let piled = format!("Fre{}edonia", "\u{301}".repeat(5));
    assert!(matches!(check("the party", &piled), Err(NameRefused::Marks { place: 8, .. })));
}

#[test]
fn a_letter_of_another_script_is_refused_wherever_it_stands() {
    assert_eq!(
        refused("Пpaвда"),
        "the party `Пpaвда` mixes scripts: character 2, `p` (U+0070, Latin), stands among Cyrillic ones; write it in one script"
    );
    for name in ["Freedoniа", "Αpple", "1С Bitrix", "ГосCERT", "日本Банк", "ישראל Ltd", "a\u{3bf}c"] {
        assert!(matches!(check("the party", name), Err(NameRefused::Mixed { .. })), "{name}");
    }
}

#[test]
fn nobody_is_enrolled_under_a_name_that_looks_like_anothers() {
    let enrolled = [member("example.org/panel/member-1", 1), member("example.org/panel/сор", 2)];
    for name in [
        "example.org/panel/Member-1",
        "example.org/panel/member-l",
        "example.org/panel/member\u{2010}1",
        "examp1e.org/panel/member-1",
        "exampIe.org/panel/member-1",
    ] {
        let refused = may_enrol(&member(name, 3), &enrolled, &secretariat());
        assert!(matches!(refused, Err(NameRefused::LooksLike { .. })), "{name}: {refused:?}");
    }
    for name in ["example.org/panel/member-2", "example.org/panel/member-11", "example.org/panel/mary"] {
        assert_eq!(may_enrol(&member(name, 3), &enrolled, &secretariat()), Ok(()), "{name}");
    }
    // All letters of a name may be of one script, and all of them look like another's.
    let one = [Member { team: Some("сосое".into()), ..member("example.org/panel/member-1", 1) }];
    let two = Member { team: Some("cocoe".into()), ..member("example.org/panel/member-2", 2) };
    let refused = may_enrol(&two, &one, &secretariat()).unwrap_err().to_string();
    assert_eq!(refused, "the team `cocoe` looks like the team `сосое`: choose a name that nobody takes for it");
    let same = Member { team: Some("сосое".into()), ..two };
    assert_eq!(may_enrol(&same, &one, &secretariat()), Ok(()), "a team has several members");
}

#[test]
fn the_secretariats_key_and_name_are_nobody_elses() {
    let own = member("example.org/secretariat", 99);
    assert_eq!(
        may_enrol(&own, &[], &secretariat()).unwrap_err().to_string(),
        "the member `example.org/secretariat` has the secretariat's key: whoever judges or is heard needs a key of its own; make one \
         with `dunant panel key`"
    );
    let renamed = member("example.org/panel/member-1", 99);
    assert!(matches!(may_enrol(&renamed, &[], &secretariat()), Err(NameRefused::KeyOfSecretariat { .. })));
    for name in
        ["example.org/secretariat.", "example.org/Secretariat", "examp1e.org/secretariat", "example.org/secre-tariat"]
    {
        let refused = may_enrol(&member(name, 1), &[], &secretariat());
        assert!(matches!(refused, Err(NameRefused::LooksLike { .. })), "{name}: {refused:?}");
    }
    let named = [party("Example.org/secretariat", &[])];
    assert!(matches!(may_refer(&named, &[], &secretariat()), Err(NameRefused::LooksLike { .. })));
}

#[test]
fn nobody_is_enrolled_or_heard_with_anothers_key() {
    let enrolled = [member("example.org/panel/member-1", 1)];
    let refused = may_enrol(&member("example.org/panel/member-2", 1), &enrolled, &secretariat()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the member `example.org/panel/member-2` has the name or the bytes of the key of the member `example.org/panel/member-1`: every \
         one of them needs a key of its own"
    );
    let heard = Party { key: Some(key("freedonia.example/office", 1)), ..party("Freedonia", &[]) };
    assert!(matches!(may_refer(&[heard], &enrolled, &secretariat()), Err(NameRefused::SharedKey { .. })));
    let signs = |name: &str, seed| Party { key: Some(key(name, seed)), ..party(&format!("Party {seed}"), &[]) };
    let alike = [signs("freedonia.example/office", 5), signs("freedonia.example/0ffice", 6)];
    assert!(matches!(may_refer(&alike, &[], &secretariat()), Err(NameRefused::LooksLike { .. })));
}

#[test]
fn two_parties_do_not_look_alike_and_one_may_have_names_in_several_scripts() {
    let lab = party("Kaspersky Lab", &["Лаборатория Касперского", "KASPERSKY LAB", "カスペルスキー"]);
    assert_eq!(may_refer(&[lab.clone(), party("Freedonia", &[])], &[], &secretariat()), Ok(()));
    for other in ["Kaspersky 1ab", "kaspersky lab", "Kаspersky Lab"] {
        assert!(may_refer(&[lab.clone(), party("Freedonia", &[other])], &[], &secretariat()).is_err(), "{other}");
    }
}
