//! Clocks, to the second at which they end.

use dunant_panel::proceeding::ClockOf;
use dunant_panel::{Member, Stage};

use crate::institution::*;

/// One second before the end of a clock of `days`, begun at `from`.
fn just_before(from: dunant_vocabulary::Moment, days: u64) -> dunant_vocabulary::Moment {
    after(from, days * 86_400 - 1)
}

#[test]
fn sealing_ends_with_its_clock_once_enough_are_in() {
    let mut institution = Institution::new();
    institution.to(Stage::Assessing);
    let frozen = institution.now;
    for number in [1, 2] {
        institution.must(institution.commitment(number), &member(number));
    }
    institution.now = just_before(frozen, 14);
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Assessing);
    institution.must(institution.commitment(3), &member(3));
    institution.now = after(institution.now, 1);
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Revealing);
    let refused = institution.hand_in(institution.commitment(4), &member(4)).unwrap_err();
    assert_eq!(refused.code(), "late");
    let reveal = institution.reveal(4);
    assert_eq!(institution.hand_in(reveal, &member(4)).unwrap_err().code(), "not-committed");
    for number in [1, 2, 3] {
        institution.must(institution.reveal(number), &member(number));
    }
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Hearing, "nobody else has anything to open");
    // Whoever missed it still takes part in what follows.
    institution.must(institution.question("Russian Federation", "Whose server is this?"), &member(4));
    assert_eq!(institution.reread().unwrap(), institution.proceeding);
}

#[test]
fn sealing_goes_on_while_too_few_are_in() {
    let mut institution = Institution::new();
    institution.to(Stage::Assessing);
    institution.must(institution.commitment(1), &member(1));
    institution.now = day(40);
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Assessing);
    let early = institution.reveal(1);
    assert_eq!(institution.hand_in(early, &member(1)).unwrap_err().code(), "too-few-assessments");
    let words = &institution.proceeding.clocks(institution.now)[0].words;
    assert_eq!(
        words,
        "assessments are sealed; 1 of at least 2 independent ones are in, and sealing goes on until they are"
    );
    institution.must(institution.commitment(2), &member(2));
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Revealing);
    let clock = &institution.proceeding.clocks(institution.now)[0];
    assert_eq!((clock.of, clock.until), (ClockOf::Reveals, day(47)), "the clock of opening begins when sealing ends");
    assert_eq!(institution.reread().unwrap(), institution.proceeding);
}

#[test]
fn assessments_that_came_to_nothing_lead_back_to_fact_finding() {
    let mut institution = Institution::new();
    institution.to(Stage::Assessing);
    institution.must(institution.commitment(1), &member(1));
    institution.now = just_before(institution.now, 14);
    assert_eq!(institution.hand_in(institution.reopening(), &secretariat()).unwrap_err().code(), "wrong-stage");
    institution.now = after(institution.now, 1);
    institution.must(institution.reopening(), &secretariat());
    institution.to(Stage::Revealing);
    institution.must(institution.reveal(1), &member(1));
    institution.now = just_before(institution.now, 7);
    assert_eq!(institution.hand_in(institution.reopening(), &secretariat()).unwrap_err().code(), "wrong-stage");
    institution.now = after(institution.now, 1);
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Revealing, "one is not enough");
    institution.must(institution.reopening(), &secretariat());
    assert_eq!(institution.proceeding.round().unwrap().number, 3);
    assert_eq!(institution.reread().unwrap(), institution.proceeding);
}

#[test]
fn opening_ends_with_its_clock_once_enough_are_open() {
    let mut institution = Institution::new();
    institution.to(Stage::Revealing);
    let sealed = institution.now;
    institution.must(institution.reveal(1), &member(1));
    institution.now = just_before(sealed, 7);
    institution.must(institution.reveal(2), &member(2));
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Revealing);
    institution.now = after(institution.now, 1);
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Hearing);
    let refused = institution.hand_in(institution.reveal(3), &member(3)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "too late: the clock for this ended at 2027-01-23T08:00:00Z, and it is 2027-01-23T08:00:00Z; the hearing goes by \
         the assessments that are open; you can still ask, draft and vote"
    );
    assert_eq!(institution.reread().unwrap(), institution.proceeding);
}

#[test]
fn both_clocks_may_have_ended_before_anybody_looks() {
    let mut institution = Institution::new();
    institution.to(Stage::Assessing);
    for number in [1, 2] {
        institution.must(institution.commitment(number), &member(number));
    }
    institution.now = day(90);
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Revealing);
    institution.must(institution.reveal(1), &member(1));
    institution.must(institution.reveal(2), &member(2));
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Hearing);
    let round = institution.proceeding.round().unwrap();
    assert_eq!((round.commitments_closed, round.reveals_closed), (Some(day(15)), Some(day(90))));
    assert_eq!(institution.reread().unwrap(), institution.proceeding);
}

#[test]
fn a_question_that_nobody_answers_becomes_a_gap_and_late_answers_are_refused() {
    let mut institution = Institution::new();
    institution.to(Stage::Hearing);
    institution.must(institution.question("Russian Federation", "Whose server is this?"), &secretariat());
    institution.now = just_before(institution.now, 30);
    assert_eq!(institution.hand_in(institution.draft("body"), &member(1)).unwrap_err().code(), "right-of-reply");
    assert_eq!(institution.proceeding.gaps(institution.now).count(), 0);
    institution.now = after(institution.now, 1);
    let refused = institution.hand_in(institution.reply(1), &accused()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "too late: the clock for this ended at 2027-02-15T08:00:00Z, and it is 2027-02-15T08:00:00Z; hand the answer in as \
         evidence: the case can be reopened on it"
    );
    let gaps: Vec<u64> = institution.proceeding.gaps(institution.now).map(|asked| asked.number).collect();
    assert_eq!(gaps, [1]);
    assert_eq!(
        institution.proceeding.clocks(institution.now)[0].words,
        "`Russian Federation` did not answer inconsistency 1: a gap"
    );
    institution.must(institution.draft("body"), &member(1));
    assert_eq!(institution.reread().unwrap(), institution.proceeding);
}

#[test]
fn a_vote_is_counted_when_all_have_voted_or_the_clock_has_ended() {
    let mut institution = Institution::new();
    institution.to(Stage::Voting);
    for number in [1, 2, 3] {
        let choice = dunant_panel::step::Choice::For;
        institution.must(institution.vote("body of round 1", choice), &member(number));
    }
    institution.now = just_before(institution.now, 14);
    let refused = institution.hand_in(institution.decision(), &secretariat()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the vote is not over: `example.org/panel/member-4` still to come, until 2027-01-30T08:00:00Z"
    );
    institution.now = after(institution.now, 1);
    let late = institution.vote("body of round 1", dunant_panel::step::Choice::Abstain);
    assert_eq!(institution.hand_in(late, &member(4)).unwrap_err().code(), "late");
    institution.must(institution.decision(), &secretariat());
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Decided, "three of four are two thirds and more");
}

#[test]
fn assessments_of_one_team_count_as_one() {
    let team = |number, country, team: &str| Member { team: Some(team.into()), ..somebody(number, country) };
    let members = [team(1, "CH", "north"), team(2, "KE", "north"), team(3, "BR", "south")];
    let mut institution = Institution::with(policy(), &members);
    institution.to(Stage::Assessing);
    for number in [1, 2] {
        institution.must(institution.commitment(number), &member(number));
    }
    institution.now = day(20);
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Assessing, "two of one team are one");
    institution.must(institution.commitment(3), &member(3));
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Revealing);
}
