//! What an author can show against a finding that leaves its step out: its receipt, its lodged step.

use dunant_panel::finding::witnessed::{Outcome, Reader};
use dunant_panel::finding::{Checked, Code, WitnessedFinding};
use dunant_panel::lodging::Bundle;
use dunant_panel::proceeding::{PanelEvent, Timing};
use dunant_panel::receipt::{NoReceipt, Receipt, Unfair};
use dunant_panel::standing::Standing;
use dunant_panel::step::{Choice, SignedStep, StepKind};
use dunant_vocabulary::{Moment, Sha256Digest};

use crate::honest::lodged;
use crate::house::*;

const TIMING: Timing = Timing { every: EVERY, lag: LAG };

/// What comes of the finding where somebody shows these.
fn shown(house: &House, finding: &WitnessedFinding, receipts: &[Receipt], lodged: &[Bundle]) -> Outcome {
    let json = finding.to_json().unwrap();
    let trust = [house.trust.clone()];
    finding.check(json.as_bytes(), &Reader { receipts, lodged, ..Reader::new(&trust, at(0).plus_days(60)) })
}

/// Where the vote of member `number` stands, and its note.
fn vote_of(house: &House, number: u8) -> (usize, String) {
    let all = events(&house.notes);
    let place = all.iter().position(|(_, event)| is_step(event, StepKind::Vote, &member(number))).unwrap();
    let PanelEvent::Step { note } = &all[place].1 else { unreachable!() };
    (place, note.clone())
}

/// The finding in which the vote of member 3 is dropped or booked as refused from the start, counted when every clock has ended.
fn without_the_dissent(house: &House, refused: Option<&str>) -> WitnessedFinding {
    let mut all = events(&house.notes);
    let (place, note) = vote_of(house, 3);
    match refused {
        None => {
            all.remove(place);
        }
        Some(code) => {
            let by = Some(member(3).name().clone());
            let (note, code) = (Sha256Digest::of(note.as_bytes()), code.to_owned());
            all[place].1 = PanelEvent::Refused { note, by, code, reason: "no reason".into() };
        }
    }
    let count = all.len();
    let last = all.last_mut().unwrap();
    last.0 = last.0.plus_days(4);
    let until = last.0.seconds();
    let mut course = epochs(house);
    course.pop();
    course.iter_mut().for_each(|(links, _)| *links = (*links).min(count - 1));
    while course.last().unwrap().1.seconds() + EVERY < until {
        let (links, time) = *course.last().unwrap();
        course.push((links, Moment::from_seconds(time.seconds() + EVERY).unwrap()));
    }
    course.push((count, Moment::from_seconds(until + 60).unwrap()));
    rigged(house, &adjusted(&all), &course).unwrap()
}

#[test]
fn a_receipt_whose_link_the_finding_does_not_have_shows_two_links_of_one_place() {
    let house = House::decided_by(House::vote_apart);
    let (place, note) = vote_of(&house, 3);
    let receipt = Receipt::new(note, house.notes[place].clone());
    assert_eq!(Receipt::parse(receipt.to_string().as_bytes()).as_ref(), Ok(&receipt));
    let honest = shown(&house, &house.finding(), std::slice::from_ref(&receipt), &[]);
    assert_eq!(honest.report.failure(), None);
    assert!(honest.report.checks.iter().any(|check| check.code == Some(Code::Equivocation)));
    let finding = without_the_dissent(&house, None);
    assert_eq!(house.check(&finding).report.failure(), None, "alone it stands, and names who did not vote");
    let outcome = shown(&house, &finding, std::slice::from_ref(&receipt), &[]);
    assert_eq!(outcome.report.failure(), Some(Code::Equivocation));
    // What the secretariat did not sign shows nothing.
    let forged = Receipt::new(receipt.step.clone(), receipt.link.replace("time 2026", "time 2027"));
    let outcome = shown(&house, &finding, &[forged], &[]);
    assert_eq!(outcome.report.failure(), None);
    assert!(outcome.report.unchecked().any(|code| code == Code::Equivocation));
    let other = Receipt::new(vote_of(&house, 1).1, receipt.link);
    assert_eq!(other.verify(&[secretariat().public()]), Err(NoReceipt::OtherStep));
}

#[test]
fn a_good_vote_that_was_booked_as_refused_is_shown_by_the_refusal() {
    let house = House::decided_by(House::vote_apart);
    let (place, note) = vote_of(&house, 3);
    let finding = without_the_dissent(&house, Some("bad-signature"));
    assert_eq!(house.check(&finding).report.failure(), None, "alone it stands, and names who did not vote");
    let receipt = Receipt::new(note, finding.steps[place].clone());
    let outcome = shown(&house, &finding, &[receipt], &[]);
    assert_eq!(outcome.report.failure(), Some(Code::RefusedWrongly));
    // A refusal that the rules give is none against the finding.
    let mut again = House::decided_by(House::vote_apart);
    again.now += 60;
    let twice = again.sign(again.vote(Choice::For), &member(3));
    assert_eq!(again.hand_in_note(&twice).unwrap_err().code(), "wrong-stage");
    let receipt = Receipt::new(twice, again.notes.last().unwrap().clone());
    let outcome = shown(&again, &House::decided_by(House::vote_apart).finding(), &[receipt], &[]);
    assert_eq!(outcome.report.failure(), None, "it stands behind the decision");
}

#[test]
fn a_good_vote_that_was_lodged_in_time_and_left_out_is_shown() {
    let house = House::decided_by(House::vote_apart);
    let (_, note) = vote_of(&house, 3);
    let until = house.proceeding.rounds()[0].ballots[0].until.seconds() - at(0).seconds();
    let finding = without_the_dissent(&house, None);
    for (second, expected) in [(until - 60, true), (until + LAG - 60, true), (until + LAG, false)] {
        let bundle = lodged(note.clone(), second);
        let failure = shown(&house, &finding, &[], std::slice::from_ref(&bundle)).report.failure();
        assert_eq!(failure, expected.then_some(Code::LodgedAndLeftOut), "{second}");
        // In the honest finding the vote counts.
        assert_eq!(shown(&house, &house.finding(), &[], &[bundle]).report.failure(), None);
    }
    // Not lodged at all, a stranger's, and a second vote beside one that counts.
    let mut broken = lodged(note.clone(), until - 60);
    broken.step = broken.step.replace("weak", "good");
    let stranger = SignedStep::parse(&note).unwrap();
    let place = stranger.statement().place.clone().unwrap();
    let sign = |key| SignedStep::sign_at(place.clone(), case(), house.vote(Choice::Abstain), &key).unwrap().to_string();
    for bundle in [broken, lodged(sign(member(9)), until - 60), lodged(sign(member(1)), until - 60)] {
        let outcome = shown(&house, &finding, &[], &[bundle]);
        assert_eq!(outcome.report.failure(), None);
        let last = outcome.report.checks.last().unwrap();
        assert_eq!(last.code, Some(Code::LodgedAndLeftOut));
        assert!(last.result != Checked::Fails && last.because.is_some());
    }
}

#[test]
fn an_author_is_content_with_no_receipt_that_makes_its_good_step_void_or_late() {
    let mut house = House::drafted();
    house.now += 60;
    let (before, signed) = (house.proceeding.clone(), house.now());
    let vote = house.sign(house.vote(Choice::Against), &member(3));
    let of = |event: PanelEvent, dated: Moment| {
        let mut chain = before.chain().clone();
        let link = chain.append(event, dated, &secretariat()).unwrap();
        let receipt = Receipt::new(vote.clone(), link).verify(&[secretariat().public()]).unwrap();
        receipt.is_fair(&before, signed, TIMING)
    };
    let taken = || PanelEvent::Step { note: vote.clone() };
    let later = |seconds: u64| Moment::from_seconds(signed.seconds() + seconds).unwrap();
    assert_eq!(of(taken(), later(30)), Ok(()));
    assert_eq!(of(taken(), later(LAG + 1)), Err(Unfair::Dated { signed, dated: later(LAG + 1) }));
    let note = Sha256Digest::of(vote.as_bytes());
    let refused = PanelEvent::Refused { note, by: None, code: "late".into(), reason: "too late".into() };
    assert_eq!(of(refused.clone(), later(30)), Err(Unfair::Refused { code: "late".into() }));
    // The hole that the model found in the first draft: a vote of the last hour dated one hour late.
    let until = before.round().unwrap().open_ballot().unwrap().until;
    let last_hour = Moment::from_seconds(until.seconds() - 1_800).unwrap();
    let mut chain = before.chain().clone();
    let link = chain.append(taken(), Moment::from_seconds(until.seconds() + 1_800).unwrap(), &secretariat()).unwrap();
    let late = Receipt::new(vote.clone(), link).verify(&[secretariat().public()]).unwrap();
    assert!(matches!(late.is_fair(&before, last_hour, TIMING), Err(Unfair::Void { .. })));
    // What its own reading finds void too is no reason to complain.
    assert_eq!(late.is_fair(&before, until, TIMING), Ok(()));
    // On another chain than the author was shown.
    let shorter = House::decided().proceeding;
    assert!(matches!(late.is_fair(&shorter, last_hour, TIMING), Err(Unfair::OtherChain { .. })));
}

#[test]
fn a_fresh_standing_says_whether_the_case_went_on_and_an_old_one_says_nothing() {
    let mut house = House::decided();
    let finding = house.finding();
    let json = finding.to_json().unwrap();
    let trust = [house.trust.clone()];
    let decided = house.log.ticks.len() - 1;
    let now_at = |house: &House| house.log.standing(decided);
    let latest = |standing: &Standing, now: Moment| {
        let reader = Reader { latest: Some((standing, 86_400)), ..Reader::new(&trust, now) };
        let outcome = finding.check(json.as_bytes(), &reader);
        let check = outcome.report.checks.last().unwrap().clone();
        assert_eq!(check.code, Some(Code::Latest));
        check.result
    };
    let standing = now_at(&house);
    assert_eq!(Standing::parse(standing.to_string().as_bytes()).as_ref(), Ok(&standing));
    assert_eq!(latest(&standing, house.now()), Checked::Holds);
    assert_eq!(latest(&standing, house.now().plus_days(2)), Checked::NotChecked, "too old");
    house.tick();
    let standing = now_at(&house);
    assert_eq!(latest(&standing, house.now()), Checked::Holds);
    let mut forged = standing.clone();
    forged.epochs[1] = forged.epochs[1].replacen("- ", &format!("9:{} ", digest("a link")), 1);
    assert_eq!(latest(&forged, house.now()), Checked::NotChecked, "its path leads elsewhere");
    // It may begin before, and not behind the epoch after the decision.
    assert_eq!(latest(&house.log.standing(1), house.now()), Checked::Holds);
    house.tick();
    assert_eq!(latest(&house.log.standing(decided + 1), house.now()), Checked::Holds);
    assert_eq!(latest(&house.log.standing(decided + 2), house.now()), Checked::NotChecked);
    let mut left_out = now_at(&house);
    left_out.epochs.remove(1);
    assert_eq!(latest(&left_out, house.now()), Checked::NotChecked);
    let publication = dunant_panel::step::Publication { finding: digest(&json) };
    house.must(dunant_panel::Step::Publication(publication), &secretariat());
    house.tick();
    assert_eq!(latest(&now_at(&house), house.now()), Checked::Holds);
    let (reasons, facts) = ("New logs.".to_owned(), vec![digest("new")]);
    let reopening = dunant_panel::step::Reopening { round: 2, reasons, facts };
    house.must(dunant_panel::Step::Reopening(reopening), &secretariat());
    house.tick();
    assert_eq!(latest(&now_at(&house), house.now()), Checked::NotChecked, "the case goes on");
    // The log says no longer that it does: in one epoch the secretariat enters the head of the decision again, or nothing at all.
    let decision = house.log.ticks[decided].case();
    for leaf in [decision, None] {
        let mut back = house.clone();
        back.now += EVERY;
        let now = back.now();
        back.log.enter([leaf, None], now);
        let mut standing = now_at(&back);
        for line in &mut standing.epochs[1..] {
            *line = line.replacen(line.split(' ').next().unwrap(), "-", 1);
        }
        for standing in [now_at(&back), standing, back.log.standing(back.log.ticks.len() - 1)] {
            assert_eq!(latest(&standing, now), Checked::NotChecked, "it is not said that nothing has followed");
        }
    }
}

#[test]
fn a_receipt_of_a_chain_that_ended_otherwise_is_told_by_its_date() {
    // The chain that its author was shown has more links before the vote than the finding has in all.
    let house = House::decided_by(House::vote_apart);
    let (place, note) = vote_of(&house, 3);
    let finding = without_the_dissent(&house, None);
    let receipt = |days: u32| {
        let mut longer = events(&house.notes)[..place].to_vec();
        let dated = longer.last().unwrap().0.plus_days(days);
        for _ in place..house.notes.len() {
            let (code, reason) = ("unreadable".to_owned(), "the step is not a signed note".to_owned());
            longer.push((dated, PanelEvent::Refused { note: digest("nothing"), by: None, code, reason }));
        }
        longer.push((dated, PanelEvent::Step { note: note.clone() }));
        Receipt::new(note.clone(), signed_again(&longer).unwrap().pop().unwrap())
    };
    let outcome = |days: u32| shown(&house, &finding, &[receipt(days)], &[]).report;
    assert_eq!(outcome(0).failure(), Some(Code::Equivocation));
    assert_eq!(outcome(60).failure(), None, "it may stand behind this decision");
}

#[test]
fn a_tail_that_was_shown_to_one_member_alone_is_shown_by_its_lodged_vote() {
    let mut house = House::drafted();
    // Link 14 is a refusal that stands in no epoch; the member's vote has seen it.
    let mut private = house.clone();
    private.now += 60;
    let stranger = private.sign(private.vote(Choice::For), &key("nobody.example", 99));
    assert!(private.hand_in_note(&stranger).is_err());
    let vote = private.sign(private.vote(Choice::Against), &member(3));
    for number in [1, 2, 4] {
        house.must(house.vote(Choice::For), &member(number));
    }
    house.tick();
    house.ticks(12);
    house.decide();
    let bundle = lodged(vote, house.now - 12 * EVERY);
    let finding = house.finding();
    let without = shown(&house, &finding, &[], std::slice::from_ref(&bundle));
    assert_eq!(without.report.failure(), None, "a chain that nobody shows says nothing");
    let bundle = bundle.with_links(private.notes.clone());
    assert_eq!(Bundle::parse(bundle.to_string().as_bytes()).as_ref(), Ok(&bundle));
    let outcome = shown(&house, &finding, &[], std::slice::from_ref(&bundle));
    assert_eq!(outcome.report.failure(), Some(Code::Equivocation));
    let tail = private.notes.last().unwrap();
    let here = &house.notes[private.notes.len() - 1];
    let said: Vec<String> =
        outcome.report.checks.iter().rev().take(2).filter_map(|check| check.because.clone()).collect();
    for (said, note) in said.iter().zip([here, tail]) {
        // A link is shown on one line.
        let words: Vec<&str> = note.split_whitespace().take(8).collect();
        assert!(said.contains(&words.join(" ")), "{said}");
    }
    // What the secretariat did not sign, or does not lead to what was seen, shows nothing.
    let mut forged = private.notes.clone();
    let note = dunant_record::Note::parse(tail.as_bytes()).unwrap();
    *forged.last_mut().unwrap() = dunant_record::Note::sign(note.text().to_owned(), &member(3)).unwrap().to_string();
    for links in [forged, private.notes[1..].to_vec(), house.notes[..private.notes.len()].to_vec()] {
        let outcome = shown(&house, &finding, &[], &[bundle.clone().with_links(links)]);
        assert_eq!(outcome.report.failure(), None);
        assert!(outcome.report.unchecked().any(|code| code == Code::LodgedAndLeftOut));
    }
}
