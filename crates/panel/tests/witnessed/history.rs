//! What a hostile secretariat did outside the window of a finding, where nobody looked: begin a case anew, or the chain of members. Every epoch is cosigned by honest
//! witnesses, who see the log and no tree.

use dunant_panel::MemberEvent;
use dunant_panel::finding::witnessed::Course;
use dunant_panel::finding::{Code, WitnessedFinding};

use crate::house::*;

/// A log that has the epochs of one house up to `until`, and from there on those of another.
fn spliced(first: &House, until: usize, second: &House) -> HeadsLog {
    let mut log = HeadsLog::default();
    let ticks = first.log.ticks[..until].iter().chain(&second.log.ticks[until..]);
    ticks.for_each(|tick| log.enter(tick.moved(), tick.at));
    log
}

/// A house whose case begins in epoch `from`, and is decided without a dissent.
fn begun_in(from: usize) -> House {
    let mut house = House::new();
    house.ticks(from - 1);
    house.comes_to_a_decision(|house| {
        let draft = house.draft();
        house.must(draft, &member(1));
        (1..=4).for_each(|number| house.must(house.vote(dunant_panel::step::Choice::For), &member(number)));
        house.tick();
    })
}

fn with(finding: &WitnessedFinding, heads: Course) -> WitnessedFinding {
    WitnessedFinding { heads, ..finding.clone() }
}

#[test]
fn a_case_that_begins_anew_after_its_finding_has_no_second_one() {
    let first = House::decided();
    let until = first.log.ticks.len();
    let second = begun_in(until);
    assert_eq!(second.check(&second.finding()).report.failure(), None, "alone it holds");
    let log = spliced(&first, until, &second);
    let (end, last) = (log.ticks.len() - 1, second.notes.len() as u64 - 1);
    let published = with(&first.finding(), log.course_from(0, until - 1));
    assert_eq!(first.check(&published).report.failure(), None, "the first stands");
    // It passes over the epochs of the first, or over a part of them, or says that they were its own.
    for from in 1..=until {
        let again = with(&second.finding(), log.course_from(from, end));
        let expected = if from == 1 { Code::EpochHead } else { Code::CaseBeganEarlier };
        assert_eq!(second.check(&again).report.failure(), Some(expected), "from {from}");
    }
    // Nor do the epochs of another log than witnesses saw help.
    let mut other = with(&second.finding(), second.log.course(last));
    other.heads.checkpoints = log.course_from(until, end).checkpoints;
    assert_eq!(second.check(&other).report.failure(), Some(Code::HeadsLog));
    // What was emptied for an epoch in between is no beginning either.
    let later = begun_in(until + 2);
    let log = spliced(&first, until, &later);
    let again = with(&later.finding(), log.course_from(until + 1, log.ticks.len() - 1));
    assert_eq!(later.check(&again).report.failure(), Some(Code::CaseBeganEarlier));
}

#[test]
fn a_case_that_begins_anew_before_anybody_judged_it_has_no_finding() {
    // It ran up to the freeze, of which a submitter has its custody, and then again without that item.
    let mut first = House::new();
    first.begin();
    first.open();
    first.tick();
    let until = first.log.ticks.len();
    let second = begun_in(until + 1);
    let log = spliced(&first, until, &second);
    let again = with(&second.finding(), log.course_from(until, log.ticks.len() - 1));
    assert_eq!(second.check(&again).report.failure(), Some(Code::CaseBeganEarlier));
}

#[test]
fn members_who_are_signed_anew_without_one_of_them_have_no_finding() {
    let first = House::new();
    let declared = members().into_iter().zip(1..).filter(|(_, number)| *number != 3);
    let events = declared.map(|(one, number)| declaration(&one, &[member(number), appointer(1), appointer(2)]));
    let second = House::with(events.map(|note| MemberEvent::Signed { note }).collect());
    let [_, shorter] = second.log.ticks[0].moved();
    // In epoch 1 the chain without member 3 takes the place of the other; in epoch 2 nothing happens, and then comes the case.
    let mut honest = House::new();
    honest.ticks(2);
    let honest = honest.comes_to_a_decision(House::vote_all);
    let mut log = HeadsLog::default();
    for (epoch, tick) in honest.log.ticks.iter().enumerate() {
        let [case, members] = tick.moved();
        log.enter([case, if epoch == 1 { shorter } else { members }], tick.at);
    }
    assert_eq!(first.log.ticks[0].moved()[1], log.ticks[0].moved()[1]);
    let mut forged = with(&honest.finding(), log.course(honest.notes.len() as u64 - 1));
    forged.members.clone_from(&second.member_notes);
    assert_eq!(honest.check(&forged).report.failure(), Some(Code::MembersForked));
    // It denies the members who were there before; the others cannot be denied in any epoch.
    let denied = |finding: &WitnessedFinding, epoch: usize| {
        let mut finding = finding.clone();
        let line = finding.heads.before[epoch].clone();
        finding.heads.before[epoch] = line.replacen(line.split(' ').next().unwrap(), "-", 1);
        honest.check(&finding).report.failure()
    };
    assert_eq!(denied(&forged, 0), Some(Code::CaseBeganEarlier));
    let mut with_all = forged.clone();
    with_all.members.clone_from(&honest.member_notes);
    assert_eq!(honest.check(&with_all).report.failure(), Some(Code::MembersForked));
    assert_eq!(denied(&with_all, 1), Some(Code::CaseBeganEarlier));
    // Only before the case: what members do while it runs is for later ones.
    let mut later = honest.log.clone();
    let mut again = HeadsLog::default();
    for (epoch, tick) in later.ticks.drain(..).enumerate() {
        let [case, members] = tick.moved();
        again.enter([case, if epoch == 5 { shorter } else { members }], tick.at);
    }
    let running = with(&honest.finding(), again.course(honest.notes.len() as u64 - 1));
    assert_eq!(honest.check(&running).report.failure(), None);
}
