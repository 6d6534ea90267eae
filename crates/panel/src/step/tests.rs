use dunant_record::SignerKey;
use dunant_vocabulary::{Confidence, Likelihood, Sha256Digest};

use super::*;
use crate::bounds::{MAX_ITEMS, MAX_LINE_BYTES, MAX_TEXT_BYTES};
use crate::member::Member;
use crate::party::{Party, PartyRole};
use crate::recusal::{Recusal, RuleName};
use crate::tally::{RegionVotes, Tally};

fn key(name: &str) -> SignerKey {
    SignerKey::from_seed(name.parse().unwrap(), &[1; 32])
}

fn digest(of: &str) -> Sha256Digest {
    Sha256Digest::of(of.as_bytes())
}

fn position() -> Position {
    Position {
        answer: Answer::Attributed {
            actor: "Sandworm Team".into(),
            likelihood: Likelihood::VeryLikely,
            confidence: Confidence::Moderate,
        },
        articles: vec![ArticleView { article: "x-1".into(), verdict: ArticleVerdict::Undetermined }],
        reasons: "Two lines\nof reasons.".into(),
        rejected: vec![Rejected { hypothesis: "an imitation".into(), why: "nothing speaks for it".into() }],
    }
}

fn member() -> Member {
    Member {
        key: key("m").public(),
        nationalities: vec!["CH".parse().unwrap()],
        affiliation: "a university".into(),
        state_service: None,
        clients: vec![],
        conflicts: vec![],
        team: None,
    }
}

fn one_of_each() -> Vec<Step> {
    let [a, b] = ["a", "b"].map(digest);
    let tally = Tally {
        eligible: 3,
        in_favour: 2,
        against: 1,
        abstain: 0,
        regions: vec![RegionVotes { region: dunant_vocabulary::Region::Africa, votes: 3 }],
    };
    let parties = vec![Party {
        name: "Ruritania".into(),
        role: PartyRole::Accused,
        country: None,
        aliases: vec!["the kingdom".into()],
        key: Some(key("r").public()),
    }];
    let recusals =
        vec![Recusal { member: key("m").name().clone(), rule: RuleName::StateService, because: "in service".into() }];
    vec![
        Step::Referral(Referral {
            question: "Who?".into(),
            title: "The grid".into(),
            incident: Some("2022-04".parse().unwrap()),
            parties,
            referred_by: "a CERT".into(),
        }),
        Step::Admissibility(Admissibility { decision: Ruling::NotAdmitted, reasons: "No civilians.".into() }),
        Step::Opening(Opening { policy: a, panel: vec![member()], recusals }),
        Step::Recusal(OwnRecusal { reasons: "A relative.".into() }),
        Step::Freeze(Freeze {
            round: 1,
            manifest: a,
            items: 2,
            case_file: b,
            pack: a,
            model: b,
            instruments: a,
            settings: None,
            assessment: b,
            salted: false,
        }),
        Step::Commitment(Commitment { freeze: a, seal: b }),
        Step::Reveal(Reveal { freeze: a, position: position(), salt: Salt::new([7; 32]) }),
        Step::Question(Question {
            freeze: a,
            to: "Ruritania".into(),
            kind: QuestionKind::Anomaly,
            text: "Why?".into(),
        }),
        Step::Reply(Reply { question: 1, text: "So.".into(), evidence: vec![a] }),
        Step::Draft(Draft { freeze: a, body: b }),
        Step::Vote(Vote { draft: b, choice: Choice::Against, reasons: Some("Weak.".into()) }),
        Step::Decision(Decision { draft: b, outcome: Outcome::Adopted, tally }),
        Step::Publication(Publication { finding: a }),
        Step::Reopening(Reopening { round: 2, reasons: "New logs.".into(), facts: vec![b] }),
    ]
}

fn statement(step: Step) -> Statement {
    Statement { case: "2026-1".parse().unwrap(), by: key("m").name().clone(), step, place: None }
}

/// The written forms, which must never change: signatures outlive this program.
#[test]
fn every_kind_is_written_as_it_was_from_the_start() {
    let written: String = one_of_each()
        .into_iter()
        .map(|step| statement(step).text().unwrap().split_once('\n').unwrap().1.to_owned())
        .collect::<String>()
        .replace(&digest("a").to_string(), "AAAA")
        .replace(&digest("b").to_string(), "BBBB")
        .replace(&key("m").public().to_string(), "KEY-M")
        .replace(&key("r").public().to_string(), "KEY-R");
    let expected = r#"{"by":"m","step":"referral","question":"Who?","title":"The grid","incident":"2022-04","parties":[{"name":"Ruritania","role":"accused","country":null,"aliases":["the kingdom"],"key":"KEY-R"}],"referred-by":"a CERT"}
{"by":"m","step":"admissibility","decision":"not-admitted","reasons":"No civilians."}
{"by":"m","step":"opening","policy":"AAAA","panel":[{"key":"KEY-M","nationalities":["CH"],"affiliation":"a university","state-service":null,"clients":[],"conflicts":[],"team":null}],"recusals":[{"member":"m","rule":"state-service","because":"in service"}]}
{"by":"m","step":"recusal","reasons":"A relative."}
{"by":"m","step":"freeze","round":1,"manifest":"AAAA","items":2,"case-file":"BBBB","pack":"AAAA","model":"BBBB","instruments":"AAAA","assessment":"BBBB"}
{"by":"m","step":"commitment","freeze":"AAAA","seal":"BBBB"}
{"by":"m","step":"reveal","freeze":"AAAA","position":{"answer":{"type":"attributed","actor":"Sandworm Team","likelihood":"very-likely","confidence":"moderate"},"articles":[{"article":"x-1","verdict":"undetermined"}],"reasons":"Two lines\nof reasons.","rejected":[{"hypothesis":"an imitation","why":"nothing speaks for it"}]},"salt":"0707070707070707070707070707070707070707070707070707070707070707"}
{"by":"m","step":"question","freeze":"AAAA","to":"Ruritania","kind":"anomaly","text":"Why?"}
{"by":"m","step":"reply","question":1,"text":"So.","evidence":["AAAA"]}
{"by":"m","step":"draft","freeze":"AAAA","body":"BBBB"}
{"by":"m","step":"vote","draft":"BBBB","choice":"against","reasons":"Weak."}
{"by":"m","step":"decision","draft":"BBBB","outcome":"adopted","tally":{"eligible":3,"for":2,"against":1,"abstain":0,"regions":[{"region":"africa","votes":3}]}}
{"by":"m","step":"publication","finding":"AAAA"}
{"by":"m","step":"reopening","round":2,"reasons":"New logs.","facts":["BBBB"]}
"#;
    assert_eq!(written, expected);
}

#[test]
fn every_kind_is_read_as_it_is_written_and_verifies_by_its_author_s_key() {
    let kinds: Vec<StepKind> = one_of_each().iter().map(Step::kind).collect();
    assert_eq!(kinds, StepKind::ALL);
    for step in one_of_each() {
        let text = statement(step.clone()).text().unwrap();
        assert!(text.starts_with("dunant-step/v1 2026-1\n{\"by\":\"m\",\"step\":\""), "{text}");
        assert_eq!(Statement::parse(&text), Ok(statement(step.clone())));
        let signed = SignedStep::sign("2026-1".parse().unwrap(), step.clone(), &key("m")).unwrap();
        assert_eq!(SignedStep::parse(&signed.to_string()), Ok(signed.clone()));
        assert_eq!(signed.digest(), Sha256Digest::of(text.as_bytes()));
        assert_eq!(signed.verify(&key("m").public()), Ok(()));
        assert!(signed.verify(&key("n").public()).is_err());
    }
}

#[test]
fn a_statement_has_one_spelling() {
    for step in one_of_each() {
        let text = statement(step).text().unwrap();
        for (from, to) in [
            ("{\"by\"", "{ \"by\""),
            ("\"step\":", "\"step\": "),
            ("\"by\":\"m\",", ""),
            ("\"by\":\"m\",", "\"by\":\"m\",\"by\":\"m\","),
            ("\"by\":\"m\",", "\"by\":\"m\",\"note\":1,"),
            ("}\n", ",\"more\":null}\n"),
            ("}\n", "}\n\n"),
            ("}\n", "}"),
            ("dunant-step/v1 2026-1\n", "dunant-step/v1 2026-1 \n"),
            ("dunant-step/v1", "dunant-step/v2"),
            ("\n{", "\r\n{"),
            ("\"m\"", "\"\\u006d\""),
        ] {
            assert!(text.contains(from), "{from}");
            let changed = text.replacen(from, to, 1);
            assert!(Statement::parse(&changed).is_err(), "{changed}");
        }
        // Digests in capitals.
        let upper = text.replace(&digest("a").to_string(), &digest("a").to_string().to_uppercase());
        assert!(upper == text || Statement::parse(&upper).is_err(), "{upper}");
    }
}

#[test]
fn a_field_that_says_nothing_or_too_much_cannot_be_signed_or_read() {
    let refused = |step: Step| match statement(step).text() {
        Err(StepFormError::Unfit(unfit)) => unfit.to_string(),
        other => panic!("{other:?}"),
    };
    let vote = |reasons: Option<&str>| {
        Step::Vote(Vote { draft: digest("a"), choice: Choice::Against, reasons: reasons.map(str::to_owned) })
    };
    assert_eq!(refused(vote(None)), "`reasons` is empty: say it in words");
    assert_eq!(refused(vote(Some(" \n "))), "`reasons` is empty: say it in words");
    assert_eq!(refused(vote(Some("a\u{7}b"))), "`reasons` holds the control character U+0007: leave it out");
    assert_eq!(refused(vote(Some("a\u{85}b"))), "`reasons` holds the control character U+0085: leave it out");
    assert_eq!(
        refused(vote(Some(&"x".repeat(MAX_TEXT_BYTES + 1)))),
        "`reasons` has 32769 bytes, more than 32768: shorten it, and hand in what is longer as evidence"
    );
    assert!(statement(vote(Some(&"x".repeat(MAX_TEXT_BYTES)))).text().is_ok());
    let reply = |evidence| Step::Reply(Reply { question: 1, text: "So.".into(), evidence });
    assert!(refused(reply(vec![digest("a"); 2])).contains("twice"));
    let many: Vec<_> = (0..=MAX_ITEMS).map(|number| digest(&number.to_string())).collect();
    assert!(refused(reply(many)).contains("101 items"));
    let Step::Referral(referral) = one_of_each().remove(0) else { panic!("no referral") };
    let with = |change: &dyn Fn(&mut Referral)| {
        let mut changed = referral.clone();
        change(&mut changed);
        refused(Step::Referral(changed))
    };
    assert_eq!(with(&|r| r.parties.clear()), "`parties` is an empty list: name at least one");
    assert!(with(&|r| r.title = "two\nlines".into()).contains("U+000A"));
    assert!(with(&|r| r.title = "x".repeat(MAX_LINE_BYTES + 1)).contains("301 bytes"));
    let alias = |r: &mut Referral| {
        let other = Party { name: "The Kingdom".into(), aliases: vec![], key: None, ..r.parties[0].clone() };
        r.parties.push(other);
    };
    assert_eq!(with(&alias), "`parties` holds `The Kingdom` twice: leave out one of them");
    let Step::Freeze(freeze) = one_of_each().remove(4) else { panic!("no freeze") };
    assert_eq!(refused(Step::Freeze(Freeze { items: 0, ..freeze })), "`items` is an empty list: name at least one");
    let stateless = Member { nationalities: vec![], ..member() };
    let opening = Opening { policy: digest("a"), panel: vec![stateless], recusals: vec![] };
    assert_eq!(refused(Step::Opening(opening)), "`nationalities` is an empty list: name at least one");
}

/// Computed once, and never to change: members have sealed what it was computed from.
#[test]
fn a_seal_is_what_it_was_from_the_start() {
    let (case, freeze) = ("2026-1".parse().unwrap(), digest("freeze"));
    let position = position();
    let seal = position.seal(&case, key("m").name(), &freeze, &Salt::new([7; 32]));
    let head = format!("dunant-position/v1\n2026-1\nm\n{freeze}\n");
    let bytes = [head.as_bytes(), &[7; 32], Sha256Digest::of(position.to_json().as_bytes()).as_bytes()].concat();
    assert_eq!(seal, Sha256Digest::of(&bytes));
    let others = [
        position.seal(&"2026-2".parse().unwrap(), key("m").name(), &freeze, &Salt::new([7; 32])),
        position.seal(&case, key("n").name(), &freeze, &Salt::new([7; 32])),
        position.seal(&case, key("m").name(), &digest("another"), &Salt::new([7; 32])),
        position.seal(&case, key("m").name(), &freeze, &Salt::new([8; 32])),
        Position { reasons: "Others.".into(), ..position.clone() }.seal(
            &case,
            key("m").name(),
            &freeze,
            &Salt::new([7; 32]),
        ),
    ];
    assert!(others.iter().all(|other| *other != seal));
}

#[test]
fn a_salt_has_one_spelling_and_is_not_shown_by_accident() {
    let salt = Salt::new([0xab; 32]);
    assert_eq!(salt.to_string().parse(), Ok(salt));
    assert!(salt.to_string().to_uppercase().parse::<Salt>().is_err());
    assert!("ab".parse::<Salt>().is_err());
    assert_eq!(format!("{salt:?}"), "Salt(…)");
}

fn second(step: Step) -> Statement {
    let kind = step.kind();
    let seen = (kind != StepKind::Referral).then(|| SeenLink { number: 14, digest: digest("a") });
    let place = Place { body: "example.org".parse().unwrap(), seen, round: kind.names_round().then_some(3) };
    Statement { place: Some(place), ..statement(step) }
}

fn one_of_each_of_second_form() -> Vec<Step> {
    let served = Served { question: 1, how: "By hand.".into(), at: "2026-11-25T03:41:07Z".parse().unwrap() };
    let complaint = Complaint { reasons: "Shown nothing.".into() };
    one_of_each().into_iter().chain([Step::Served(served), Step::Complaint(complaint)]).collect()
}

/// The written forms of the second form, which must never change either.
#[test]
fn every_kind_of_the_second_form_is_written_as_it_was_from_the_start() {
    let written: Vec<String> =
        one_of_each_of_second_form().into_iter().map(|step| second(step).text().unwrap()).collect();
    let body = |text: &String| text.splitn(3, '\n').nth(2).unwrap().to_owned();
    assert!(
        written[0].starts_with("dunant-step/v2 example.org 2026-1\nseen none\n{\"by\":\"m\",\"step\":\"referral\",")
    );
    let a = digest("a");
    for text in &written[1..] {
        assert!(
            text.starts_with(&format!("dunant-step/v2 example.org 2026-1\nseen 14 {a}\n{{\"by\":\"m\",\"step\":\""))
        );
    }
    // But for the round, each says what it says in the first form.
    for (step, text) in one_of_each().into_iter().zip(&written) {
        let first = statement(step.clone()).text().unwrap();
        let first = first.split_once('\n').unwrap().1;
        let body = body(text);
        match step.kind().names_round() {
            true => assert_eq!(body.replacen(",\"round\":3", "", 1), first),
            false => assert_eq!(body, first),
        }
    }
    let last: Vec<String> = written[10..11].iter().chain(&written[14..]).map(body).collect();
    assert_eq!(
        last.concat().replace(&digest("b").to_string(), "BBBB"),
        r#"{"by":"m","step":"vote","round":3,"draft":"BBBB","choice":"against","reasons":"Weak."}
{"by":"m","step":"served","round":3,"question":1,"how":"By hand.","at":"2026-11-25T03:41:07Z"}
{"by":"m","step":"complaint","reasons":"Shown nothing."}
"#
    );
}

#[test]
fn every_kind_of_the_second_form_is_read_as_it_is_written_and_in_no_other_spelling() {
    let kinds: Vec<StepKind> = one_of_each_of_second_form().iter().map(Step::kind).collect();
    assert_eq!(kinds, [StepKind::ALL.as_slice(), &StepKind::OF_SECOND_FORM].concat());
    for step in one_of_each_of_second_form() {
        let kind = step.kind();
        let text = second(step.clone()).text().unwrap();
        assert_eq!(Statement::parse(&text), Ok(second(step.clone())), "{kind}");
        let place = second(step.clone()).place.unwrap();
        let signed = SignedStep::sign_at(place, "2026-1".parse().unwrap(), step, &key("m")).unwrap();
        assert_eq!(SignedStep::parse(&signed.to_string()), Ok(signed));
        let mut others = vec![
            text.replace("v2 example.org 2026-1", "v2 example.org  2026-1"),
            text.replace("v2 example.org 2026-1", "v2 2026-1"),
            text.replace("seen ", "seen 0"),
            text.replace("seen ", "Seen "),
            text.replacen("{\"by\"", "{ \"by\"", 1),
        ];
        if kind.names_round() {
            others.push(text.replacen(",\"round\":3", "", 1));
            others.push(text.replacen(",\"round\":3", ",\"round\":0", 1));
            others.push(text.replacen(",\"round\":3", ",\"round\":3,\"round\":3", 1));
            others.push(text.replacen(",\"round\":3", "", 1).replacen("}\n", ",\"round\":3}\n", 1));
        }
        if kind != StepKind::Referral {
            others.push(text.replacen(&format!("seen 14 {}", digest("a")), "seen none", 1));
        } else {
            others.push(text.replacen("seen none", &format!("seen 14 {}", digest("a")), 1));
        }
        for other in others {
            assert!(Statement::parse(&other).is_err(), "{other}");
        }
    }
}

#[test]
fn what_the_second_form_alone_has_cannot_be_written_in_the_first() {
    for step in one_of_each_of_second_form().into_iter().skip(StepKind::ALL.len()) {
        let kind = step.kind();
        assert_eq!(statement(step).text(), Err(StepFormError::SecondFormAlone(kind)));
    }
}

#[test]
fn a_freeze_names_its_settings_and_one_that_does_not_reads_as_it_was() {
    let step = |settings: &str| {
        format!(
            "{{\"step\":\"freeze\",\"round\":1,\"manifest\":\"{a}\",\"items\":1,\"case-file\":\"{a}\",\"pack\":\"{a}\",\"model\":\"{a}\",\"instruments\":\"{a}\",{settings}\"assessment\":\"{a}\"}}",
            a = "ab".repeat(32)
        )
    };
    let named = format!("\"settings\":\"{}\",", "cd".repeat(32));
    for settings in ["", &named] {
        let text = step(settings);
        let read: Step = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }
}
