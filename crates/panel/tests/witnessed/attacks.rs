//! What outsiders did to findings of the first form with the released command and the secretariat's key, done to the second: after the heads log
//! has the case it cannot be done at all, and done from the start it shows.

use dunant_panel::finding::{Checked, Code};
use dunant_panel::proceeding::PanelEvent;
use dunant_panel::step::{Choice, SignedStep, Step, StepKind};
use dunant_record::Statement;
use dunant_record::case::RoundName;
use dunant_vocabulary::Moment;

use crate::house::*;

type Events = Vec<(Moment, PanelEvent)>;

fn place(events: &Events, kind: StepKind, number: u8) -> usize {
    events.iter().position(|(_, event)| is_step(event, kind, &member(number))).unwrap()
}

/// The code with which a finding of these links fails, under the epochs as witnesses saw them.
fn failure_of(house: &House, events: &Events) -> Option<Code> {
    house.check(&house.finding_of(signed_again(&adjusted(events)).unwrap())).report.failure()
}

fn days_later(moment: Moment, days: u32) -> Moment {
    moment.plus_days(days)
}

#[test]
fn a_dissent_cannot_be_dropped_once_it_stood_in_an_epoch() {
    let house = House::decided();
    let mut dropped = events(&house.notes);
    dropped.remove(place(&dropped, StepKind::Vote, 3));
    let last = dropped.last_mut().unwrap();
    last.0 = days_later(last.0, 5);
    assert_eq!(failure_of(&house, &dropped), Some(Code::EpochHead));
}

#[test]
fn a_vote_that_is_withheld_from_the_start_is_named_and_the_count_waits_for_what_was_lodged() {
    let seen = House::decided();
    let house = House::decided_by(House::vote_apart);
    let mut dropped = events(&seen.notes);
    dropped.remove(place(&dropped, StepKind::Vote, 3));
    let finding = rigged(&seen, &adjusted(&dropped), &epochs(&seen)).unwrap();
    assert_eq!(seen.check(&finding).report.failure(), Some(Code::Seen), "who voted later had seen it");
    let mut dropped = events(&house.notes);
    let at_place = place(&dropped, StepKind::Vote, 3);
    dropped.remove(at_place);
    let shorter: Vec<_> =
        epochs(&house).into_iter().map(|(links, time)| (links - usize::from(links > at_place), time)).collect();
    // Counted at once, as if all had voted.
    let finding = rigged(&house, &adjusted(&dropped), &shorter).unwrap();
    assert_eq!(house.check(&finding).report.failure(), Some(Code::Rule));
    // Counted when the clock has ended, but before what was lodged in time is known.
    for (days, expected) in [(2, Some(Code::CountTooSoon)), (4, None)] {
        let mut waited = dropped.clone();
        let last = waited.last_mut().unwrap();
        last.0 = days_later(last.0, days);
        let mut longer = shorter.clone();
        let end = longer.pop().unwrap();
        let until = last.0.seconds();
        while longer.last().unwrap().1.seconds() + EVERY < until {
            let (links, time) = *longer.last().unwrap();
            longer.push((links, Moment::from_seconds(time.seconds() + EVERY).unwrap()));
        }
        longer.push((end.0, Moment::from_seconds(until + 60).unwrap()));
        let outcome = house.check(&rigged(&house, &adjusted(&waited), &longer).unwrap());
        assert_eq!(outcome.report.failure(), expected, "{days}");
        if expected.is_none() {
            let named = outcome.report.checks.iter().find(|check| check.what.starts_with("no vote of")).unwrap();
            assert_eq!(named.what, "no vote of `example.org/panel/member-3` counts");
        }
    }
}

#[test]
fn a_valid_vote_cannot_be_booked_as_refused_once_it_stood_in_an_epoch() {
    let house = House::decided();
    let mut booked = events(&house.notes);
    let at_place = place(&booked, StepKind::Vote, 3);
    let PanelEvent::Step { note } = &booked[at_place].1 else { unreachable!() };
    let by = Some(member(3).name().clone());
    let (code, reason) = ("bad-signature".to_owned(), "the signature does not verify".to_owned());
    booked[at_place].1 = PanelEvent::Refused { note: digest(note), by, code, reason };
    let last = booked.last_mut().unwrap();
    last.0 = days_later(last.0, 5);
    assert_eq!(failure_of(&house, &booked), Some(Code::EpochHead));
}

#[test]
fn a_rejected_draft_does_not_become_an_adopted_one() {
    let mut house = House::drafted();
    for number in 1..=4 {
        let choice = if number > 2 { Choice::Against } else { Choice::For };
        house.must(house.vote(choice), &member(number));
    }
    house.tick();
    house.decide();
    assert_eq!(house.check(&house.finding()).report.failure(), Some(Code::Vote), "it was rejected 2:2");
    let mut flipped = events(&house.notes);
    flipped.remove(place(&flipped, StepKind::Vote, 4));
    let last = flipped.last_mut().unwrap();
    last.0 = days_later(last.0, 5);
    assert_eq!(failure_of(&house, &flipped), Some(Code::EpochHead));
}

#[test]
fn nothing_is_dated_back_or_forward_whether_after_the_epochs_or_before() {
    let house = House::decided();
    let dated = |seconds: i64| -> Events {
        let moved = |moment: Moment| Moment::from_seconds(moment.seconds().saturating_add_signed(seconds)).unwrap();
        events(&house.notes).into_iter().map(|(time, event)| (moved(time), event)).collect()
    };
    for seconds in [-31_536_000, -3 * 21_600, 3 * 21_600] {
        assert_eq!(failure_of(&house, &dated(seconds)), Some(Code::EpochHead));
    }
    // The secretariat's own links alone, from the start: authors' steps would not have seen these.
    let mut late = events(&house.notes);
    let last = late.last_mut().unwrap();
    last.0 = Moment::from_seconds(last.0.seconds() + 2 * EVERY).unwrap();
    let finding = rigged(&house, &adjusted(&late), &epochs(&house)).unwrap();
    assert_eq!(house.check(&finding).report.failure(), Some(Code::Date));
}

#[test]
fn a_step_does_not_stand_behind_another_past_than_its_author_saw() {
    let house = House::decided();
    // From the start the question to the accused says something else, than what everybody after it had seen.
    let mut other = events(&house.notes);
    let at_place = other.iter().position(|(_, event)| is_step(event, StepKind::Question, &secretariat())).unwrap();
    let PanelEvent::Step { note } = &other[at_place].1 else { unreachable!() };
    let signed = SignedStep::parse(note).unwrap();
    let Step::Question(mut question) = signed.step().clone() else { unreachable!() };
    question.text = "Do you like the weather?".into();
    let place = signed.statement().place.clone().unwrap();
    let note = SignedStep::sign_at(place, case(), Step::Question(question), &secretariat()).unwrap().to_string();
    other[at_place].1 = PanelEvent::Step { note };
    let finding = rigged(&house, &adjusted(&other), &epochs(&house)).unwrap();
    assert_eq!(house.check(&finding).report.failure(), Some(Code::Seen));
}

#[test]
fn an_answer_or_a_draft_is_not_signed_before_what_it_answers_to_was_seen() {
    let mut house = House::new();
    house.begin();
    house.open();
    let before_the_freeze = house.proceeding.chain().len() - 2;
    house.tick();
    let early = |house: &House, step: Step, key: &dunant_record::SignerKey, number: u64| {
        let mut place = house.proceeding.place_now(step.kind()).unwrap();
        let digest = house.proceeding.link_digests()[usize::try_from(number).unwrap()];
        place.seen = Some(dunant_panel::step::SeenLink { number, digest });
        SignedStep::sign_at(place, case(), step, key).unwrap().to_string()
    };
    let code = |house: &mut House, note: &str| house.hand_in_note(note).unwrap_err().code();
    let note = early(&house, house.commitment(1), &member(1), before_the_freeze);
    assert_eq!(code(&mut house, &note), "not-seen");
    (1..=4).for_each(|n| house.must(house.commitment(n), &member(n)));
    let third = house.proceeding.chain().len() - 2;
    house.tick();
    let note = early(&house, house.reveal(1), &member(1), third);
    assert_eq!(code(&mut house, &note), "not-seen", "one sealed assessment was not seen");
    (1..=4).for_each(|n| house.must(house.reveal(n), &member(n)));
    let before_the_question = house.proceeding.chain().len() - 1;
    house.must(house.question("Ruritania"), &secretariat());
    let note = early(&house, house.reply(1), &accused(), before_the_question);
    assert_eq!(code(&mut house, &note), "not-seen");
    let before_the_reply = house.proceeding.chain().len() - 1;
    house.must(house.reply(1), &accused());
    let draft = house.draft();
    let note = early(&house, draft.clone(), &member(1), before_the_reply);
    assert_eq!(code(&mut house, &note), "not-seen", "who drafts has read every reply");
    let before_the_draft = house.proceeding.chain().len() - 1;
    house.must(draft, &member(1));
    let note = early(&house, house.vote(Choice::For), &member(1), before_the_draft);
    assert_eq!(code(&mut house, &note), "not-seen");
    // The secretariat has seen all of its own chain.
    for number in 1..=4 {
        house.must(house.vote(Choice::For), &member(number));
    }
    let before_the_last = house.proceeding.chain().len() - 2;
    let note = early(&house, house.decision(), &secretariat(), before_the_last);
    assert_eq!(code(&mut house, &note), "not-seen");
}

#[test]
fn nobody_opens_in_the_epoch_of_a_seal_and_nobody_counts_in_that_of_a_vote() {
    let house = House::decided();
    let honest = epochs(&house);
    let all = events(&house.notes);
    let places =
        |kind| (0..all.len()).filter(|n| (1..=4).any(|m| is_step(&all[*n].1, kind, &member(m)))).collect::<Vec<_>>();
    let (sealed, open) = (places(StepKind::Commitment), places(StepKind::Reveal));
    for (kind, last, code) in [
        (StepKind::Commitment, *sealed.last().unwrap(), Code::RevealTooSoon),
        (StepKind::Vote, *places(StepKind::Vote).last().unwrap(), Code::CountTooSoon),
    ] {
        // The last of them was not in its epoch, but only in the next, with what must come after.
        let merged: Vec<_> =
            honest.iter().map(|(links, time)| (if *links == last + 1 { last } else { *links }, *time)).collect();
        assert_ne!(merged, honest, "{kind}");
        let finding = rigged(&house, &all, &merged).unwrap();
        assert_eq!(house.check(&finding).report.failure(), Some(code));
    }
    assert!(open[0] > sealed[3]);
}

#[test]
fn two_findings_of_one_round_do_not_both_hold() {
    let house = House::decided();
    // The secretariat and the members in league take the case another way: another draft, adopted too.
    let mut other = House::new();
    other.begin();
    other.open();
    other.tick();
    other.assess();
    other.hear();
    other.now += 600;
    other.vote_all();
    other.decide();
    assert_eq!(other.check(&other.finding()).report.failure(), None, "alone it would");
    let mut second = other.finding();
    second.heads = house.finding().heads;
    assert_eq!(house.check(&second).report.failure(), Some(Code::EpochHead));
    // And the record contradicts itself where both are entered.
    let entry = |finding: &dunant_panel::finding::WitnessedFinding| Statement::RoundFinding {
        of: RoundName { body: body(), case: case(), round: 1 },
        epoch: 6,
        document: digest(&finding.to_json().unwrap()),
        assessment: digest("assessment"),
    };
    assert!(entry(&house.finding()).contradicts(&entry(&other.finding())));
}

#[test]
fn a_case_that_began_earlier_or_goes_on_behind_its_finding_is_told() {
    let house = House::decided();
    let finding = house.finding();
    // Epochs before it are left out, or the case is said to have begun later or earlier than it did.
    let mut cut = finding.clone();
    cut.heads.before.remove(0);
    assert_eq!(house.check(&cut).report.failure(), Some(Code::EpochHead), "its leaves are of other epochs");
    let mut moved = finding.clone();
    let first = moved.heads.epochs.remove(0);
    moved.heads.before.push(first.replacen(first.split(' ').next().unwrap(), "-", 1));
    assert_eq!(house.check(&moved).report.failure(), Some(Code::CaseBeganEarlier));
    let mut moved = finding.clone();
    moved.heads.epochs.splice(..0, moved.heads.before.drain(..));
    assert_eq!(house.check(&moved).report.failure(), Some(Code::EpochHead));
    // The decision is left out, or something is added behind it.
    let mut shorter = finding.clone();
    shorter.steps.pop();
    assert_eq!(house.check(&shorter).report.failure(), Some(Code::EpochHead));
    let mut longer = events(&house.notes);
    longer.push(longer.last().cloned().unwrap());
    let mut added = finding;
    added.steps = signed_again(&longer).unwrap();
    assert_eq!(house.check(&added).report.failure(), Some(Code::EpochHead));
}

#[test]
fn another_panel_other_rules_and_another_body_are_told() {
    let house = House::decided();
    let mut finding = house.finding();
    finding.policy = finding.policy.replace("members-least = 3", "members-least = 2");
    assert_eq!(house.check(&finding).report.failure(), Some(Code::Rules));
    let mut finding = house.finding();
    finding.body.conclusion.reasons.push_str(" And more.");
    assert_eq!(house.check(&finding).report.failure(), Some(Code::Vote), "the votes are on another body");
    let mut finding = house.finding();
    finding.members.pop();
    assert_eq!(house.check(&finding).report.failure(), Some(Code::MembersForked));
    let text = trust_text(house.proceeding.policy()).replace("body = \"example.org\"", "body = \"example.net\"");
    let trust = signed_trust(&text);
    let mut finding = house.finding();
    finding.trust.digest = trust.trust().digest();
    assert_eq!(check(&finding, &[trust]).report.failure(), Some(Code::Trust));
    // A key that nobody knows signs a link.
    let stranger = key("example.org/secretariat", 99);
    let note = dunant_record::Note::parse(house.notes[3].as_bytes()).unwrap();
    let mut finding = house.finding();
    finding.steps[3] = dunant_record::Note::sign(note.text().to_owned(), &stranger).unwrap().to_string();
    assert_eq!(house.check(&finding).report.failure(), Some(Code::KeyUnknown));
    // A second signature under a link would make another document of one finding.
    let mut note = note;
    note.push(stranger.sign(note.text())).unwrap();
    finding.steps[3] = note.to_string();
    assert_eq!(house.check(&finding).report.failure(), Some(Code::Chain));
    assert!(house.check(&finding).report.checks.iter().any(|check| check.result == Checked::Fails));
}
