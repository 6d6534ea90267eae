mod lines;
mod misread;
mod outcomes;
mod spelt;
mod tied;
mod whole;

use dunant_vocabulary::{Country, Span};

use super::*;
use crate::{Cue, Entry, Lexicon, Limits, Meaning, Source};

fn read(text: &str, lexicon: &Lexicon) -> Reading {
    let source = Source::new("", text.as_bytes());
    let mut reading = Reading::new(&source, &Limits::DEFAULT);
    let context = Context { lexicon, limits: &Limits::DEFAULT, ..Context::default() };
    read_prose(text, &|range| Span::item(range.start, range.end), "", &context, &mut reading);
    reading
}

/// What is found, as `kind written`, in order.
fn found(text: &str) -> Vec<String> {
    found_with(text, &Lexicon::empty())
}

fn found_with(text: &str, lexicon: &Lexicon) -> Vec<String> {
    let name = |observed: &Observed| match observed {
        Observed::Observable(trace) => trace.kind().stix_path().split(':').next().unwrap_or_default().to_owned(),
        other => other.kind().to_owned(),
    };
    let written = |span: Span| &text[span.start as usize..span.end as usize];
    read(text, lexicon).observations().iter().map(|o| format!("{} {}", name(&o.observed), written(o.span))).collect()
}

fn nothing_in(texts: &[&str]) {
    for text in texts {
        assert_eq!(found(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn defanged_traces_are_found_where_they_are_written() {
    assert_eq!(
        found("It calls hxxps://cdn[.]example[.]com/a/b.php?x=1, then (203.0.113[.]7:8080) and drop[.]example[.]net."),
        [
            "url hxxps://cdn[.]example[.]com/a/b.php?x=1",
            "domain-name hxxps://cdn[.]example[.]com/a/b.php?x=1",
            "ipv4-addr 203.0.113[.]7",
            "domain-name drop[.]example[.]net"
        ]
    );
    let reading = read("hxxp[:]//Evil(.)Example[dot]org/Path", &Lexicon::empty());
    let values: Vec<String> = reading.observations().iter().map(|o| o.observed.to_string()).collect();
    assert_eq!(values, ["http://evil.example.org/Path", "evil.example.org"]);
}

#[test]
fn file_names_code_and_sentences_are_not_domains() {
    nothing_in(&[
        "It drops update.exe and loads kernel32.dll.",
        "See README.md, run.sh, main.rs, foo.py and index.pl.",
        "e.g. this, i.e. that, a.m. and p.m.",
        "It calls System.Net and obj.name, then window.location.",
        "It was done.In the end they left.Then more.",
        "the work is done.in the end",
        "An ASP.NET page, a Node.js server, Socket.IO and Booking.com",
        "com.example.app.info is its package, java.util.is too",
        "Win32/Agent.IN, JS/Spy.Banker.me and MSIL/Agent.AES",
        "print(self.id), foo.info(x), std::path.is",
        "version 3.in.so of lib.so and x.cc",
    ]);
}

#[test]
fn plain_domains_need_more_evidence_when_their_suffix_is_a_file_ending_or_a_word() {
    assert_eq!(found("It resolved update-check.org to"), ["domain-name update-check.org"]);
    assert_eq!(
        found("It used get-update.info and 365files.name"),
        ["domain-name get-update.info", "domain-name 365files.name"]
    );
    assert_eq!(found("* `evil.info`"), ["domain-name evil.info"]);
    assert_eq!(found("* `obj.info`"), Vec::<String>::new());
    assert_eq!(found("| evil.sh | x |"), ["file evil.sh"]);
    assert_eq!(found("== Domains\n\n* evil.sh\n"), ["domain-name evil.sh"]);
    assert_eq!(found("www.evil.sh"), ["domain-name www.evil.sh"]);
    assert_eq!(found("run[.]sh"), ["domain-name run[.]sh"]);
    assert_eq!(found("`EVIL-HOST.COM`"), ["domain-name EVIL-HOST.COM"]);
}

#[test]
fn a_clickable_link_in_a_sentence_is_a_citation() {
    nothing_in(&[
        "As [they wrote](https://blog.example.com/2021/06/report) in <https://www.example.org/a>.",
        "See https://blog.example.com/2021/.",
        "The link:misp.json[`event`] is at https://www.example.org[here]",
        "| https://github.com/example/rules | rules |",
    ]);
    assert_eq!(
        found("`https://c2.example.com/gate`"),
        ["url https://c2.example.com/gate", "domain-name https://c2.example.com/gate"]
    );
    assert_eq!(found("```\nhttps://c2.example.com/gate\n```")[0], "url https://c2.example.com/gate");
    assert_eq!(found("|x | https://c2.example.com/gate|")[0], "url https://c2.example.com/gate");
    assert_eq!(found("=== C&C servers\n\n* https://c2.example.com/gate\n")[0], "url https://c2.example.com/gate");
    assert_eq!(found("at http://203.0.113.9/x.bin.")[0], "url http://203.0.113.9/x.bin");
    assert_eq!(found("hxxp://github[.]com/x/y"), ["url hxxp://github[.]com/x/y"]);
}

#[test]
fn urls_end_where_the_sentence_goes_on() {
    let url = |text: &str| found(text).into_iter().next().unwrap_or_default();
    assert_eq!(url("(hxxp://a.example.com/x_(1).php)."), "url hxxp://a.example.com/x_(1).php");
    assert_eq!(url("[hxxp://a.example.com/x](https://b.example.com)"), "url hxxp://a.example.com/x");
    assert_eq!(url("`++hxxp://es.example[.]com/zz.php++`"), "url hxxp://es.example[.]com/zz.php");
    assert_eq!(url("“hxxp://a.example.com/x”"), "url hxxp://a.example.com/x");
    assert_eq!(
        found("hxxp://a.example.com/x,hxxp://b.example.com/y;").iter().filter(|o| o.starts_with("url")).count(),
        2
    );
}

#[test]
fn versions_and_nobodys_addresses_are_not_traces() {
    nothing_in(&[
        "version 10.0.0.1, Chrome/90.0.4430.93, v1.2.3.4 and Firefox 32.0.0.4",
        "bound to 0.0.0.0 and 127.0.0.1",
        "section 1.2.3.4.5 and 999.1.1.1",
    ]);
    assert_eq!(found("from 198.51.100.7, 203.0.113.0/24"), ["ipv4-addr 198.51.100.7", "ipv4-addr 203.0.113.0/24"]);
    assert_eq!(found("[2001:db8::53]:443 at 12:30:45, ab::cd"), ["ipv6-addr 2001:db8::53"]);
}

#[test]
fn hashes_stand_as_whole_words() {
    let sha1 = "0123456789abcdef0123456789ABCDEF01234567";
    let sha256 = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";
    let found_kinds: Vec<String> = read(&format!("{sha1}, ({sha256})."), &Lexicon::empty())
        .observations()
        .iter()
        .map(|o| match &o.observed {
            Observed::Observable(trace) => trace.kind().stix_path().to_owned(),
            other => other.kind().to_owned(),
        })
        .collect();
    assert_eq!(found_kinds, ["file:hashes.'SHA-1'", "file:hashes.'SHA-256'"]);
    nothing_in(&[&format!("x{sha1}"), &format!("{sha1}0"), &"0".repeat(64), &"a1".repeat(16), &"1234567890".repeat(4)]);
}

#[test]
fn a_hash_cut_by_a_line_break_is_not_taken_for_a_shorter_one() {
    let sha256 = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";
    let (head, tail) = sha256.split_at(40);
    for between in ["\n", "\r\n  ", "-\n"] {
        let reading = read(&format!("{head}{between}{tail}\n"), &Lexicon::empty());
        let values: Vec<String> = reading.observations().iter().map(|o| o.observed.to_string()).collect();
        assert_eq!(values, [sha256], "{between:?}");
    }
}

#[test]
fn identifiers_are_found_in_their_own_ranges() {
    assert_eq!(
        found("(CVE-2014-4114) via T1059.001, T1105. S0154; G0032, cve-2021-26855 and T9000, S-0154, CVE-20"),
        [
            "vulnerability CVE-2014-4114",
            "technique T1059.001",
            "technique T1105",
            "software S0154",
            "actor claim G0032",
            "vulnerability cve-2021-26855"
        ]
    );
}

#[test]
fn paths_keys_and_debug_paths_end_where_they_should() {
    assert_eq!(
        found("copied to C:\\Program Files\\Example App\\svc.exe and C:\\temp then D:\\x\\y.pdb."),
        ["directory C:\\Program Files\\Example App\\svc.exe", "directory C:\\temp", "file D:\\x\\y.pdb"]
    );
    assert_eq!(
        found("(%APPDATA%\\Example\\a.dat) under HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion, HKEY_USERS\\x"),
        [
            "directory %APPDATA%\\Example\\a.dat",
            "windows-registry-key HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion",
            "windows-registry-key HKEY_USERS\\x"
        ]
    );
    assert_eq!(found("`++%TEMP%\\Usermode COM Manager.exe++`"), ["directory %TEMP%\\Usermode COM Manager.exe"]);
    assert_eq!(found("`/etc/cron.d/example`"), ["directory /etc/cron.d/example"]);
    nothing_in(&["and\\or, \\d+\\.exe"]);
}

#[test]
fn program_names_count_in_code_and_tables_alone() {
    assert_eq!(found("`winlog.exe` and | a.dll | b |"), ["file winlog.exe", "file a.dll"]);
    assert_eq!(found("`Windows Broker Manager.exe`"), ["file Windows Broker Manager.exe"]);
    nothing_in(&["It runs winlog.exe"]);
}

#[test]
fn mutexes_are_named_near_their_word() {
    assert_eq!(found("It creates a mutex named `Global\\ExampleLock`."), ["mutex Global\\ExampleLock"]);
    assert_eq!(found("a mutex (\"ExampleLock7\") is made"), ["mutex ExampleLock7"]);
    nothing_in(&["It creates `ExampleLock`.", "the string \"ExampleLock7\""]);
}

#[test]
fn addresses_of_people_and_coins_are_found() {
    assert_eq!(
        found("<joe.doe@mail.example.com>, jane[at]example[.]org"),
        ["email-addr joe.doe@mail.example.com", "email-addr jane[at]example[.]org"]
    );
    assert_eq!(
        found("pay 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa now"),
        ["x-cryptocurrency 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"]
    );
    nothing_in(&["@example.com said", "git@example:repo"]);
}

fn lexicon() -> Lexicon {
    let entry = |name: &str, meaning: Meaning| Entry { name: name.into(), meaning, cue: Cue::None };
    Lexicon::new(vec![
        entry("Cobalt Strike", Meaning::Software(Some("S0154".parse().unwrap()))),
        entry("Examplor", Meaning::Software(None)),
        entry("Examplor", Meaning::Actor(Some("G9999".parse().unwrap()))),
        entry("Ruritania", Meaning::Country(Country::all().next().unwrap())),
        entry("Twin", Meaning::Actor(Some("G0001".parse().unwrap()))),
        entry("Twin", Meaning::Actor(Some("G0002".parse().unwrap()))),
    ])
    .unwrap()
}

/// The names of software in `text`, each with how the text speaks of it.
fn software(text: &str) -> Vec<(String, Bearing)> {
    let observations = read(text, &lexicon()).into_observations();
    let named = observations.into_iter().filter(|o| matches!(o.observed, Observed::Software(_)));
    named.map(|o| (o.observed.to_string(), o.bearing)).collect()
}

#[test]
fn what_a_section_of_advice_names_stands_aside_until_the_next_heading() {
    for (open, close) in [("## Mitigations", "## Analysis"), ("About Northlight", "Technical analysis")] {
        let text =
            format!("The attackers ran Examplor.\n\n{open}\n\nExamplor is known.\n\n{close}\n\nThey ran Examplor.");
        let bearings: Vec<Bearing> = software(&text).into_iter().map(|(_, bearing)| bearing).collect();
        assert_eq!(bearings, [Bearing::Stated, Bearing::Aside, Bearing::Stated], "{open}");
    }
    assert_eq!(software("## About the malware\n\nExamplor came to our servers.")[0].1, Bearing::Stated);
}

#[test]
fn what_is_denied_over_a_line_break_is_denied() {
    assert_eq!(software("We found no\nevidence of Examplor.")[0].1, Bearing::Denied);
    assert_eq!(software("| tool | Examplor |\n|---|---|\n")[0].1, Bearing::Listed);
}

#[test]
fn a_link_to_a_technique_names_it() {
    let text = "see https://attack.mitre.org/techniques/T1059/001 and (T1027), https://example.org/T1059/001";
    assert_eq!(found(text), ["technique T1059/001", "technique T1027"]);
    assert_eq!(read(text, &Lexicon::empty()).observations()[0].observed.to_string(), "T1059.001");
}

#[test]
fn names_are_found_over_line_breaks_and_not_in_traces() {
    let text = "They ran Cobalt\r\n  Strike in Ruritania; see cobalt.example.com, C:\\Examplor\\x, examplor.exe, hxxp://x[.]y/Examplor.";
    assert_eq!(
        found_with(text, &lexicon()),
        [
            "software Cobalt\r\n  Strike",
            "country Ruritania",
            "domain-name cobalt.example.com",
            "directory C:\\Examplor\\x",
            // A program's file may bear its name.
            "software examplor",
            "url hxxp://x[.]y/Examplor"
        ]
    );
    assert_eq!(read(text, &lexicon()).observations()[0].observed.to_string(), "Cobalt Strike");
    assert_eq!(found_with("Cobalt\n\nStrike", &lexicon()), Vec::<String>::new());
    assert_eq!(found_with("Win32/Examplor.A", &lexicon()), ["software Examplor"]);
}

#[test]
fn software_wins_over_an_actor_of_the_same_name_and_an_ambiguous_name_has_no_identifier() {
    assert_eq!(found_with("Examplor", &lexicon()), ["software Examplor"]);
    let reading = read("Twin", &lexicon());
    assert_eq!(reading.observations()[0].observed, Observed::ActorClaim(crate::Mention::named("Twin")));
}

#[test]
fn a_value_is_kept_at_its_first_twenty_places() {
    let reading = read(&"a.example[.]com ".repeat(100), &Lexicon::empty());
    assert_eq!(reading.observations().len(), 20);
}

#[test]
fn past_the_limit_of_observations_the_loss_is_said() {
    let limits = Limits { observations: 3, ..Limits::DEFAULT };
    let text: String = (1..20).map(|n| format!("198.51.100.{n} ")).collect();
    let source = Source::new("", text.as_bytes());
    let mut reading = Reading::new(&source, &limits);
    let lexicon = Lexicon::empty();
    let context = Context { lexicon: &lexicon, limits: &limits, ..Context::default() };
    read_prose(&text, &|range| Span::item(range.start, range.end), "", &context, &mut reading);
    assert_eq!(reading.observations().len(), 3);
    assert!(reading.losses()[0].help.as_deref().unwrap().contains("--limit observations"));
}

#[test]
fn headers_signatures_and_quotations_of_a_mail_state_nothing() {
    let mail = "From: a@example.com\nTo: b@example.com\nSubject: Examplor\n\nThe attackers ran Examplor.\n\n> They ran Examplor.\n\n-- \nExamplor Ltd\n";
    let bearings: Vec<Bearing> = software(mail).into_iter().map(|(_, bearing)| bearing).collect();
    assert_eq!(bearings, [Bearing::Aside, Bearing::Stated, Bearing::Reported, Bearing::Aside]);
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    /// Texts made of the pieces that indicators are made of, so that the odd cases come up.
    fn texts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("hxxp://"),
            Just("https://"),
            Just("[.]"),
            Just("."),
            Just("[at]"),
            Just("@"),
            Just("example"),
            Just("com"),
            Just("evil.com"),
            Just("203.0.113.7"),
            Just(" "),
            Just("\n"),
            Just("\r\n"),
            Just("`"),
            Just("|"),
            Just("\\"),
            Just("C:\\"),
            Just("%TEMP%\\"),
            Just("HKLM\\"),
            Just("mutex"),
            Just("\""),
            Just("("),
            Just(")"),
            Just("["),
            Just("]"),
            Just("/"),
            Just(":"),
            Just(","),
            Just("é"),
            Just("日本"),
            Just("“"),
            Just("\u{feff}"),
            Just("\u{85}"),
            Just("\r"),
            Just("a\\b"),
            Just("CVE-2014-4114"),
            Just("T1059"),
            Just(".001"),
            Just("0123456789abcdef0123456789abcdef"),
            Just("Cobalt"),
            Just("Strike"),
            Just("```"),
            Just("----"),
            Just("= "),
            Just("\t"),
            Just(".pdb"),
            Just(".exe"),
            Just("2001:db8::1"),
            Just("Twin"),
        ];
        prop_oneof![prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat()), any::<String>(),]
    }

    proptest! {
        #[test]
        fn every_span_is_of_the_text_and_spells_its_value(text in texts()) {
            for observation in read(&text, &lexicon()).into_observations() {
                let (start, end) = (observation.span.start as usize, observation.span.end as usize);
                let written = text.get(start..end);
                prop_assert!(written.is_some_and(|written| !written.is_empty()), "{:?}", observation);
                let written = written.unwrap_or_default();
                if let Observed::Observable(trace) = &observation.observed {
                    // What is joined over a line end, and a bracket that may be defanged, need the words around them to be told.
                    let spells = |written: &str| {
                        let plain = crate::plain::Plain::new(written, crate::plain::Scope::Text).text().replace("\\\\", "\\");
                        let again = Observable::parse(trace.kind(), &plain);
                        let host = Observable::parse(ObservableKind::Url, &plain).ok().and_then(|url| url.host());
                        again.as_ref() == Ok(trace)
                            || host.as_ref() == Some(trace)
                            || Observable::parse(trace.kind(), written).as_ref() == Ok(trace)
                    };
                    let joined = written.replace(['\n', '\r', ' ', '\t', '|', '>'], "");
                    prop_assert!(spells(written) || spells(&joined), "{:?} of {:?}", trace, written);
                }
            }
        }

        #[test]
        fn passages_are_of_the_text_and_in_its_order(text in texts()) {
            let vocabulary = crate::Vocabulary::new(["example", "com", "cobalt", "strik", "twin", "cobalt strik", "exe"]);
            let source = Source::new("", text.as_bytes());
            let mut reading = Reading::new(&source, &Limits::DEFAULT);
            let lexicon = lexicon();
            let context = Context { lexicon: &lexicon, vocabulary: &vocabulary, ..Context::default() };
            read_prose(&text, &|range| Span::item(range.start, range.end), "", &context, &mut reading);
            let mut end = 0;
            for passage in &reading.passages {
                prop_assert!(passage.span.start >= end && !passage.terms.is_empty());
                end = passage.span.end;
                prop_assert!(text.get(passage.span.start as usize..end as usize).is_some_and(|text| !text.is_empty()));
            }
        }
    }
}

mod passages {
    use super::*;
    use crate::Vocabulary;

    const TERMS: [&str; 12] = [
        "actor0",
        "bear",
        "disk",
        "hospital",
        "hospital disk",
        "implant",
        "operator",
        "server",
        "servic",
        "strik",
        "wip",
        "wip hospital",
    ];

    fn names() -> Lexicon {
        let entry = |name: &str, meaning, cue| Entry { name: name.into(), meaning, cue };
        Lexicon::new(vec![
            entry("Fancy Bear", Meaning::Actor(None), Cue::None),
            entry("Cobalt Strike", Meaning::Software(None), Cue::None),
        ])
        .unwrap()
    }

    fn reading(text: &str) -> Reading {
        let (lexicon, vocabulary) = (names(), Vocabulary::new(TERMS));
        let source = Source::new("", text.as_bytes());
        let mut reading = Reading::new(&source, &Limits::DEFAULT);
        let context = Context { lexicon: &lexicon, vocabulary: &vocabulary, limits: &Limits::DEFAULT, passwords: &[] };
        read_prose(text, &|range| Span::item(range.start, range.end), "", &context, &mut reading);
        reading
    }

    /// Each passage as written, and its terms.
    fn passages(text: &str) -> Vec<(String, String)> {
        let told = |terms: &[u32]| terms.iter().map(|term| TERMS[*term as usize]).collect::<Vec<_>>().join(", ");
        let passages = reading(text).passages;
        passages.iter().map(|p| (text[p.span.start as usize..p.span.end as usize].to_owned(), told(&p.terms))).collect()
    }

    fn written(text: &str) -> Vec<String> {
        passages(text).into_iter().map(|(written, _)| written).collect()
    }

    #[test]
    fn a_sentence_is_a_passage_where_it_stands_and_its_terms_keep_their_order() {
        assert_eq!(
            passages("Nobody came. The implant wiped hospital disks, and disks. They left the servers."),
            [
                (
                    "The implant wiped hospital disks, and disks.".into(),
                    "implant, wip, hospital, wip hospital, disk, hospital disk, disk".into()
                ),
                ("They left the servers.".into(), "server".to_owned())
            ]
        );
    }

    #[test]
    fn a_sentence_goes_on_over_the_break_of_a_hard_wrapped_line() {
        let text = "The operators wiped\nhospital disks. The\n  implant ran.\nServers followed\n\nservices\nstopped";
        assert_eq!(
            passages(text),
            [
                (
                    "The operators wiped\nhospital disks.".into(),
                    "operator, wip, hospital, wip hospital, disk, hospital disk".into()
                ),
                ("The\n  implant ran.".into(), "implant".into()),
                ("Servers followed".into(), "server".into()),
                ("services\nstopped".into(), "servic".to_owned())
            ]
        );
    }

    #[test]
    fn bullets_headings_and_cells_end_a_sentence() {
        let text = "= Hospital disks\nThe implant\n\n* wiped disks\n  of a hospital\n* servers\n1. services\n## Operators\nwiped it\n\n\
                    |===\n|servers |disks\n|services\n|===\nThe implant | ran";
        assert_eq!(
            written(text),
            [
                "= Hospital disks",
                "The implant",
                "wiped disks\n  of a hospital",
                "servers",
                "services",
                "## Operators",
                "wiped it",
                "servers",
                "disks",
                "services",
                "The implant | ran"
            ]
        );
        assert_eq!(written("a server\tdisks\tan implant"), ["a server", "disks", "an implant"]);
    }

    #[test]
    fn code_is_no_part_of_a_sentence_and_parts_its_neighbours() {
        assert_eq!(
            passages("They `wiped hospital` disks, wiped `x` hospital servers"),
            [(
                "They `wiped hospital` disks, wiped `x` hospital servers".into(),
                "disk, wip, hospital, server".to_owned()
            )]
        );
        assert_eq!(written("```\nwiped disks\n```\n\n----\nservers\n----\n\nservices"), ["services"]);
    }

    #[test]
    fn actors_software_and_traces_are_no_terms() {
        let found = passages(
            "Fancy\nBear wiped the hospital (see https://example.com/wiped/disks and hxxp://bear[.]example[.]com/implant), \
             C:\\Windows\\server\\disks.exe by operator@server.com, with Cobalt Strike of APT28, actor0.",
        );
        let [(_, terms)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(terms, "wip, hospital, wip hospital, actor0");
    }

    #[test]
    fn names_are_observed_as_before_whether_or_not_terms_are_looked_for() {
        let text = "Cobalt\n  Strike and fancy bear.\n\n`Cobalt Strike` at 203.0.113.7";
        let (with, without) = (reading(text), read(text, &names()));
        assert_eq!(with.observations(), without.observations());
        assert_eq!(without.passages, []);
    }

    #[test]
    fn text_without_full_stops_is_cut() {
        let text = "disks ".repeat(600);
        let passages = reading(&text).passages;
        assert_eq!(passages.iter().map(|passage| passage.terms.len()).collect::<Vec<_>>(), [256, 256, 88]);
        assert_eq!(passages[0].span.end + 1, passages[1].span.start);
    }

    #[test]
    fn past_the_limit_of_passages_the_loss_is_said_once() {
        let limits = Limits { passages: 2, ..Limits::DEFAULT };
        let vocabulary = Vocabulary::new(TERMS);
        let text = "A disk. A server. A hospital. An implant.";
        let mut reading = Reading::new(&Source::new("", text.as_bytes()), &limits);
        let context = Context { vocabulary: &vocabulary, limits: &limits, ..Context::default() };
        read_prose(text, &|range| Span::item(range.start, range.end), "", &context, &mut reading);
        assert_eq!((reading.passages.len(), reading.losses().len()), (2, 1));
        assert!(reading.losses()[0].help.as_deref().unwrap().contains("--limit passages"));
    }
}

#[test]
fn a_text_that_names_many_programs_and_tells_of_a_few_is_a_catalogue() {
    let names: Vec<String> = (0..12).map(|number| format!("Sample{number}")).collect();
    let entry = |name: &String| Entry { name: name.as_str().into(), meaning: Meaning::Software(None), cue: Cue::None };
    let lexicon = Lexicon::new(names.iter().map(entry).collect()).unwrap();
    let stated = |described: usize| {
        let described: String = names[1..=described].iter().map(|name| format!("- {name} can log keys.\n")).collect();
        let text = format!("The attackers deployed Sample0 on the server.\n\n{described}");
        read(&text, &lexicon).observations().iter().filter(|one| one.bearing.is_stated()).count()
    };
    assert_eq!((stated(9), stated(10)), (1, 0));
}

#[test]
fn headings_of_three_years_make_a_chronicle() {
    let text = |years: [u16; 3]| {
        let section = |year: u16| format!("## Incident of {year}\n\nThe attackers deployed Cobalt Strike.\n\n");
        format!("# Incidents\n\n{}", years.map(section).concat())
    };
    let stated = |text: &str| software(text).iter().filter(|(_, bearing)| bearing.is_stated()).count();
    assert_eq!(stated(&text([2021, 2021, 2022])), 3);
    assert_eq!(stated(&text([2020, 2021, 2022])), 0);
}

#[test]
fn a_named_pipe_is_a_loss_and_an_address_in_words_is_read() {
    let reading = read(r"It opened \\.\pipe\example_77, and user AT evil-domain DOT com wrote.", &Lexicon::empty());
    assert_eq!(reading.losses()[0].what, r"`\\.\pipe\example_77` is a named pipe, and these are not compared");
    let found: Vec<_> = reading.observations().iter().map(|one| one.observed.to_string()).collect();
    assert_eq!(found, ["user@evil-domain.com"]);
    // A place is no mailbox.
    assert_eq!(values_of("It was seen at evil-domain[.]com."), ["evil-domain.com"]);
}

fn values_of(text: &str) -> Vec<String> {
    read(text, &Lexicon::empty()).observations().iter().map(|one| one.observed.to_string()).collect()
}
