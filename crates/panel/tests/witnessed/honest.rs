//! What an honest body publishes holds wholly but for the record, of which these tests have no proof; and what cannot be checked is said, and fails nothing.

use dunant_panel::finding::witnessed::Reader;
use dunant_panel::finding::{Checked, Code, FindingError, WitnessedFinding};
use dunant_panel::lodging::Bundle;
use dunant_panel::proceeding::PanelEvent;
use dunant_panel::step::{Choice, Complaint, Salt, Served, SignedStep, Step};
use dunant_panel::{Refused, TrustFile};
use dunant_record::entry::Entry;
use dunant_record::merkle::{Leaves, prove_inclusion};
use dunant_record::{
    Checkpoint, CosignerSecretKey, Hash, KnownEntry, SignedCheckpoint, Statement, Timestamp, TlogProof, TreeHead,
};
use dunant_vocabulary::Moment;

use crate::house::*;

/// What is not checked, and nothing fails.
pub fn unchecked(house: &House, finding: &WitnessedFinding) -> Vec<Code> {
    let outcome = house.check(finding);
    let failed: Vec<_> = outcome.report.checks.iter().filter(|check| check.result == Checked::Fails).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(outcome.proceeding.is_some());
    outcome.report.unchecked().collect()
}

#[test]
fn an_honest_finding_holds_and_has_one_spelling() {
    let house = House::decided();
    let finding = house.finding();
    assert_eq!(unchecked(&house, &finding), [Code::Record], "no proof was given");
    let json = finding.to_json().unwrap();
    assert_eq!(WitnessedFinding::parse(json.as_bytes()), Ok(finding));
    assert!(WitnessedFinding::is_meant_by(json.as_bytes()));
    for (from, to) in [("\"steps\"", " \"steps\""), ("\"round\": 1", "\"round\": 01"), ("\n}\n", "\n}")] {
        let other = json.replacen(from, to, 1);
        assert_ne!(other, json, "{from}");
        assert!(WitnessedFinding::parse(other.as_bytes()).is_err(), "{to}");
    }
    let of_first_form = dunant_panel::Finding::parse(json.as_bytes());
    assert!(matches!(of_first_form, Err(FindingError::Schema(_))));
}

#[test]
fn the_report_says_in_order_what_was_checked_and_how_many_witnesses_may_lie() {
    let house = House::decided();
    let report = house.check(&house.finding()).report;
    let codes: Vec<Code> = report.checks.iter().filter_map(|check| check.code).collect();
    assert!(report.checks.iter().all(|check| check.code.is_some()));
    let mut first = codes.clone();
    first.dedup();
    assert_eq!(
        first.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        "form trust rules key-unknown heads-log case-began-earlier members-forked epoch-head chain seen date rule \
         count-too-soon reveal-too-soon reply vote body evidence record"
    );
    let heads = report.checks.iter().find(|check| check.code == Some(Code::HeadsLog)).unwrap();
    assert_eq!(heads.because.as_deref(), Some("7 epochs, 7 checkpoints; 1 lying witness is survived"));
    let replies: Vec<_> = report.checks.iter().filter(|check| check.code == Some(Code::Reply)).collect();
    let because: Vec<_> = replies.iter().filter_map(|check| check.because.as_deref()).collect();
    assert_eq!(
        because,
        [
            "the answers to 2 are by-the-secretariat: of parties without a key",
            "that the keys named `ruritania.example` are the parties' own is the secretariat's word: ask the parties",
        ]
    );
}

#[test]
fn without_the_trust_file_nothing_of_a_stranger_is_said() {
    let house = House::decided();
    let outcome = check(&house.finding(), &[]);
    let codes: Vec<Code> = outcome.report.checks.iter().filter_map(|check| check.code).collect();
    assert_eq!(codes, [Code::Form, Code::Trust]);
    assert_eq!(outcome.report.unchecked().collect::<Vec<_>>(), [Code::Trust]);
    assert!(outcome.proceeding.is_none());
}

/// The next version of the house's trust file, with an edit.
fn next(house: &House, edit: impl Fn(String) -> String) -> TrustFile {
    let first = &house.trust;
    let text = first.trust().text().replace("version = 1", "version = 2");
    let text = text.replace("earlier = []", &format!("earlier = [\"{}\"]", first.trust().digest()));
    first.followed_by(signed_trust(&edit(text))).unwrap()
}

#[test]
fn a_newer_trust_file_leads_to_the_one_of_the_finding_and_closes_stolen_keys() {
    let house = House::decided();
    let (finding, first) = (house.finding(), house.trust.clone());
    let second = next(&house, |text| text);
    assert_eq!(check(&finding, &[second.clone(), first.clone()]).report.failure(), None);
    let alone: Vec<Code> = check(&finding, std::slice::from_ref(&second)).report.unchecked().collect();
    assert_eq!(alone, [Code::Trust], "the version of the finding is needed too");
    // The key was stolen in epoch 3.
    let closed = next(&house, |text| text.replacen("first = 0\n[[rules]]", "first = 0\nlast = 3\n[[rules]]", 1));
    assert_eq!(check(&finding, &[first.clone(), closed]).report.failure(), Some(Code::KeyUnknown));
    // Another first version.
    let other = signed_trust(&first.trust().text().replace("skew = 300", "skew = 301"));
    assert_eq!(check(&finding, std::slice::from_ref(&other)).report.failure(), Some(Code::Trust));
    // An older one than was seen, and one that has ended.
    let json = finding.to_json().unwrap();
    let trust = [first];
    let reader = Reader { last_seen: 2, ..Reader::new(&trust, at(0).plus_days(60)) };
    assert_eq!(finding.check(json.as_bytes(), &reader).report.failure(), Some(Code::Trust));
    let ended = Reader { last_seen: 1, now: "2028-01-01T00:00:00Z".parse().unwrap(), ..reader };
    let outcome = finding.check(json.as_bytes(), &ended);
    assert_eq!(outcome.report.unchecked().collect::<Vec<_>>(), [Code::Trust, Code::Record]);
    // A clock that is behind what witnesses saw cannot tell whether it has ended.
    let behind = Reader { last_seen: 1, now: at(0), ..reader };
    let outcome = finding.check(json.as_bytes(), &behind);
    assert_eq!(outcome.report.unchecked().collect::<Vec<_>>(), [Code::Trust, Code::Record]);
    let said: Vec<String> = outcome.report.checks.iter().filter_map(|check| check.because.clone()).collect();
    assert!(said.iter().any(|said| said.contains("by this machine, and witnesses saw the case at")), "{said:?}");
}

#[test]
fn a_heads_log_that_no_lying_witness_is_survived_of_is_unchecked() {
    let mut house = House::decided();
    for (quorum, said) in
        [("group enough 2 w0 w1 w2", "one lying witness would be enough"), ("", "the operator's word")]
    {
        let text = trust_text(house.proceeding.policy());
        let text = match quorum {
            "" => text.replace("group enough 3 w0 w1 w2 w3\nquorum enough", "quorum none"),
            quorum => text.replace("group enough 3 w0 w1 w2 w3", quorum),
        };
        house.trust = signed_trust(&text);
        let finding = house.finding();
        assert_eq!(unchecked(&house, &finding), [Code::HeadsLog, Code::Record]);
        let report = house.check(&finding).report;
        let heads = report.checks.iter().find(|check| check.code == Some(Code::HeadsLog)).unwrap();
        assert!(heads.because.as_deref().unwrap().contains(said));
    }
}

#[test]
fn silence_is_a_gap_only_where_a_member_says_that_the_question_arrived() {
    let mut house = House::new();
    house.begin();
    house.open();
    house.tick();
    house.assess();
    house.must(house.question("Ruritania"), &secretariat());
    house.tick();
    // Two days and what may still come in from another log.
    house.ticks(12);
    let draft = house.draft();
    assert!(matches!(house.hand_in(draft, &member(1)), Err(Refused::NotServed { question: 1, .. })));
    let served = |at: Moment| Step::Served(Served { question: 1, how: "By hand, to its mission.".into(), at });
    assert!(matches!(house.hand_in(served(at(9)), &member(2)), Err(Refused::ServedWhen { .. })));
    assert!(matches!(house.hand_in(served(house.now()), &secretariat()), Err(Refused::NotEntitled { .. })));
    house.must(served(house.now()), &member(2));
    assert_eq!(house.hand_in(served(house.now()), &member(3)), Err(Refused::AlreadyServed(1)));
    house.tick();
    let draft = house.draft();
    assert!(matches!(house.hand_in(draft, &member(1)), Err(Refused::RightOfReply { .. })), "its days run from here");
    house.ticks(12);
    house.must(Step::Complaint(Complaint { reasons: "I was shown nothing for days.".into() }), &member(4));
    house.vote_all();
    house.decide();
    let finding = house.finding();
    assert_eq!(unchecked(&house, &finding), [Code::Record]);
    let report = house.check(&finding).report;
    let because = |code| report.checks.iter().find(|check| check.code == Some(code)).unwrap().because.clone();
    assert_eq!(because(Code::Reply).as_deref(), Some("no answer to 1; that they were served, members say"));
    assert!(report.checks.iter().any(|check| check.what == "the case has complaints"));
}

/// The bundle of a step that was lodged at `second` in a log that others run.
pub fn lodged(step: String, second: u64) -> Bundle {
    let salt = Salt::new([33; 32]);
    let leaves = [
        Entry::Known(Box::new(KnownEntry::new(Statement::Heartbeat { time: Timestamp::from_seconds(1).unwrap() }))),
        Bundle::entry(&step, &salt),
    ]
    .map(|entry| Hash::of_leaf(&entry.to_bytes()));
    let head = TreeHead { size: 2, root: Hash::of_node(&leaves[0], &leaves[1]) };
    let checkpoint = Checkpoint::new(lodging_log().name().clone(), head).unwrap();
    let mut checkpoint = SignedCheckpoint::sign(checkpoint, &lodging_log()).unwrap();
    for n in 0..3 {
        let witness = CosignerSecretKey::from_seed(format!("witness.example/{n}").parse().unwrap(), &[70 + n; 32]);
        let time = Timestamp::from_seconds(at(second).seconds()).unwrap();
        checkpoint.push(witness.cosign(checkpoint.checkpoint(), time)).unwrap();
    }
    let path = prove_inclusion(&mut Leaves(&leaves), 1, 2).unwrap();
    Bundle::new(step, salt, &TlogProof { unauthenticated_extra: None, index: 1, path, checkpoint })
}

/// A case that is voted on, and the vote of member 3 lodged in the last hour.
fn with_a_lodged_vote() -> (House, Bundle) {
    let mut house = House::drafted();
    let drafted = house.now;
    let vote = house.sign(house.vote(Choice::Against), &member(3));
    for number in [1, 2, 4] {
        house.must(house.vote(Choice::For), &member(number));
    }
    house.tick();
    let until = drafted + 2 * 86_400;
    let bundle = lodged(vote, until + LAG - 60);
    while house.now < until {
        house.tick();
    }
    (house, bundle)
}

#[test]
fn a_vote_that_was_lodged_in_time_is_taken_up_and_counts() {
    let (mut house, bundle) = with_a_lodged_vote();
    let parsed = Bundle::parse(bundle.to_string().as_bytes()).unwrap();
    assert_eq!(parsed, bundle);
    // The decision waits for it.
    assert!(matches!(house.hand_in(house.decision(), &secretariat()), Err(Refused::CountTooSoon { .. })));
    house.ticks(2);
    let by = bundle.lodged_by(house.trust.trust().lodging(), 1).unwrap();
    house.now += 60;
    let note = house.proceeding.take_up(bundle, by, house.now(), &secretariat()).unwrap();
    house.notes.push(note);
    house.tick();
    house.ticks(2);
    house.decide();
    assert_eq!(house.proceeding.tally().unwrap().against, 1);
    let finding = house.finding();
    assert_eq!(unchecked(&house, &finding), [Code::Record]);
    // Dated earlier than its log's witnesses say.
    let mut edited = events(&finding.steps);
    for (_, event) in &mut edited {
        if let PanelEvent::Lodged { at: date, .. } = event {
            *date = at(date.seconds() - at(0).seconds() - 1);
        }
    }
    assert!(house.check(&house.finding_of(signed_again(&edited).unwrap())).report.failure().is_some());
}

#[test]
fn a_step_that_was_lodged_too_late_or_was_not_lodged_is_not_taken_up() {
    let (mut house, bundle) = with_a_lodged_vote();
    let until = house.proceeding.round().unwrap().open_ballot().unwrap().until;
    house.ticks(3);
    let late = at(until.seconds() - at(0).seconds() + LAG);
    let before = house.proceeding.clone();
    assert!(house.proceeding.take_up(bundle.clone(), late, house.now(), &secretariat()).is_err());
    assert_eq!(house.proceeding, before);
    let policy = house.trust.trust().lodging();
    let other = Bundle { step: bundle.step.replace("weak", "good"), ..bundle.clone() };
    assert!(other.lodged_by(policy, 1).is_err());
    assert!(Bundle { salt: Salt::new([34; 32]), ..bundle.clone() }.lodged_by(policy, 1).is_err());
    assert!(
        bundle.lodged_by(house.trust.trust().record(), 1).is_err(),
        "a log that the trust file does not name for it"
    );
}

#[test]
fn a_pause_of_the_heads_log_leaves_dates_unchecked_and_a_wrong_clock_is_mended() {
    // The machine is off for five days after the question was put.
    let mut house = House::new();
    house.begin();
    house.open();
    house.tick();
    house.assess();
    house.must(house.question("Ruritania"), &secretariat());
    house.must(house.reply(1), &accused());
    house.now += 5 * 86_400;
    house.tick();
    house.vote_all();
    house.decide();
    assert_eq!(unchecked(&house, &house.finding()), [Code::Date, Code::Record]);

    // The clock says 2036 for one question.
    let mut house = House::new();
    house.begin();
    house.open();
    house.tick();
    house.assess();
    let now = house.now;
    house.now += 3_650 * 86_400;
    house.must(house.question("Ruritania"), &secretariat());
    house.now = now + 120;
    let reply = house.reply(1);
    assert!(matches!(house.hand_in(reply.clone(), &accused()), Err(Refused::ClockSetBack { .. })));
    // The refusal too was dated by the newest link.
    let wrong: Vec<u64> = (house.proceeding.chain().len() - 2..house.proceeding.chain().len()).collect();
    let note =
        house.proceeding.mend(wrong, "A clock ran ten years ahead.".into(), house.now(), &secretariat()).unwrap();
    house.notes.push(note);
    house.must(reply, &accused());
    house.tick();
    house.vote_all();
    house.decide();
    assert_eq!(unchecked(&house, &house.finding()), [Code::Date, Code::Record]);
}

#[test]
fn a_date_is_mended_only_where_the_case_holds_all_the_same() {
    let mut house = House::decided();
    let before = house.proceeding.clone();
    let votes = house.proceeding.chain().len() - 2;
    for links in [vec![], vec![votes + 9], vec![2, 1]] {
        assert!(house.proceeding.mend(links, "Why not.".into(), house.now(), &secretariat()).is_err());
    }
    assert!(house.proceeding.mend(vec![1], " ".into(), house.now(), &secretariat()).is_err(), "no reason");
    assert_eq!(house.proceeding, before);
}

#[test]
fn an_author_of_the_first_form_is_sent_away_and_so_is_one_who_saw_another_chain() {
    let mut house = House::decided();
    let first = SignedStep::sign(case(), house.vote(Choice::For), &member(1)).unwrap().to_string();
    assert_eq!(house.hand_in_note(&first), Err(Refused::FirstForm));
    let mut place = house.proceeding.place_now(dunant_panel::StepKind::Complaint).unwrap();
    let seen = place.seen.as_mut().unwrap();
    seen.digest = digest("another chain");
    let number = seen.number;
    let complaint = Step::Complaint(Complaint { reasons: "I was shown something else.".into() });
    let note = SignedStep::sign_at(place.clone(), case(), complaint.clone(), &member(1)).unwrap().to_string();
    assert_eq!(house.hand_in_note(&note), Err(Refused::SeenElsewhere { number }));
    place.body = "example.net".parse().unwrap();
    let note = SignedStep::sign_at(place, case(), complaint, &member(1)).unwrap().to_string();
    assert!(matches!(house.hand_in_note(&note), Err(Refused::OtherBody { .. })));
}
