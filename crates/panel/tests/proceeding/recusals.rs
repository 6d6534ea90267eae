//! Who is recused, at the opening and later, and what it does to the counts.

use dunant_panel::proceeding::ReadError;
use dunant_panel::step::{Choice, Opening, Step};
use dunant_panel::{Member, MemberEvent, Proceeding, Recusal, RuleName, Stage};

use crate::institution::*;

fn opening(institution: &Institution) -> Opening {
    let Step::Opening(opening) = institution.opening() else { panic!("no opening") };
    opening
}

#[test]
fn the_opening_logs_every_recusal_with_its_rule_and_its_facts() {
    let members = [
        somebody(1, "CH"),
        Member { affiliation: "moscow".into(), ..somebody(2, "KE") },
        Member { clients: vec!["a bank".into(), "RUSSIA".into()], ..somebody(3, "BR") },
        Member { state_service: Some("JP".parse().unwrap()), ..somebody(4, "JP") },
        Member { conflicts: vec!["Ukraine".into(), "nobody here".into()], ..somebody(5, "IN") },
        Member { nationalities: vec!["FR".parse().unwrap(), "UA".parse().unwrap()], ..somebody(6, "FR") },
        somebody(7, "AU"),
        somebody(8, "ZA"),
    ];
    let mut institution = Institution::with(policy(), &members);
    institution.to(Stage::FactFinding);
    let logged: Vec<String> = institution
        .proceeding
        .recusals()
        .map(|recusal| {
            format!(
                "{} {}: {}",
                recusal.member.as_str().trim_start_matches("example.org/panel/"),
                recusal.rule,
                recusal.because
            )
        })
        .collect();
    assert_eq!(
        logged,
        [
            "member-2 employer: works for `moscow`; `Russian Federation` is accused",
            "member-3 client: has `RUSSIA` as a client; `Russian Federation` is accused",
            "member-4 state-service: in the service of Japan",
            "member-5 declared: has declared a conflict with `Ukraine`; `Ukraine` is affected",
            "member-6 nationality: a national of Ukraine; `Ukraine` is affected",
        ]
    );
    let eligible: Vec<&str> = institution.proceeding.eligible().map(|member| member.name().as_str()).collect();
    assert_eq!(eligible, [1, 7, 8].map(|number| format!("example.org/panel/member-{number}")));
}

#[test]
fn an_opening_that_leaves_out_a_recusal_or_makes_one_up_is_refused() {
    let mut institution = Institution::new();
    institution.to(Stage::Admitted);
    let right = opening(&institution);
    let mut without = right.clone();
    without.recusals.clear();
    let mut with = right.clone();
    with.recusals.insert(
        0,
        Recusal {
            member: member(1).name().clone(),
            rule: RuleName::Nationality,
            because: "a national of somewhere".into(),
        },
    );
    for wrong in [without, with] {
        let refused = institution.hand_in(Step::Opening(wrong), &secretariat()).unwrap_err();
        assert_eq!(refused.code(), "other-recusals");
    }
    // The words may be those of another version.
    let mut reworded = right;
    reworded.recusals[0].because = "holds the nationality of the accused".into();
    institution.must(Step::Opening(reworded), &secretariat());
    assert!(!institution.proceeding.is_eligible(member(RECUSED).name()));
}

#[test]
fn nobody_is_picked_for_a_panel() {
    let mut institution = Institution::new();
    institution.to(Stage::Admitted);
    let right = opening(&institution);
    let mut fewer = right.clone();
    fewer.panel.remove(0);
    let mut more = right.clone();
    more.panel.insert(0, somebody(7, "FR"));
    let mut whitewashed = right.clone();
    whitewashed.panel[4].nationalities = vec!["CH".parse().unwrap()];
    whitewashed.recusals.clear();
    let mut reordered = right.clone();
    reordered.panel.swap(0, 1);
    for wrong in [fewer.clone(), more, whitewashed, reordered] {
        assert_eq!(institution.hand_in(Step::Opening(wrong), &secretariat()).unwrap_err().code(), "other-panel");
    }
    // Whoever reads the chain without the members' chain cannot see that, and is told so.
    let read = Proceeding::read(case(), policy(), None, &institution.notes[..2]).unwrap();
    assert!(!read.knows_enrolment());
    let note = institution.sign(Step::Opening(fewer), &secretariat());
    assert!(read.consider(&note, institution.now).is_ok());
}

#[test]
fn whoever_was_enrolled_after_the_opening_is_not_missed() {
    let mut institution = Institution::new();
    institution.to(Stage::FactFinding);
    let late = MemberEvent::Enrolled(Box::new(somebody(7, "FR")));
    institution.enrolment.take(late, day(2)).unwrap();
    assert!(institution.reread().is_ok());
    // Within the same second it may count or not.
    let mut enrolment = enrolment(&members());
    let event = MemberEvent::Retired { key: member(1).name().clone(), reason: "left".into() };
    enrolment.take(event, institution.now).unwrap();
    assert!(enrolment.was(&members(), institution.now));
    assert!(enrolment.was(&members()[1..], institution.now));
    assert!(!enrolment.was(&members(), after(institution.now, 1)));
}

#[test]
fn a_case_is_not_opened_with_too_few_eligible_members() {
    let mut institution = Institution::with(policy(), &[somebody(1, "CH"), somebody(2, "KE"), somebody(3, "RU")]);
    institution.to(Stage::Admitted);
    let refused = institution.hand_in(institution.opening(), &secretariat()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "2 members are eligible, and the rules ask for 3: enrol others without a conflict, and open the case anew with them"
    );
}

#[test]
fn keys_of_members_parties_and_secretariat_are_apart() {
    for (name, seed) in [("accused", 11), ("secretariat", 11), ("panel/member-1", 2), ("panel/member-1", 1)] {
        let first = Member { key: key(name, seed).public(), ..somebody(1, "CH") };
        let members = [first, somebody(2, "KE"), somebody(3, "BR")];
        let mut institution = Institution::with(policy(), &members);
        institution.to(Stage::Admitted);
        let refused = institution.hand_in(institution.opening(), &secretariat()).unwrap_err();
        assert_eq!(refused.code(), "shared-key", "{name} {seed}");
    }
    let mut institution = Institution::new();
    let Step::Referral(mut referral) = institution.referral() else { panic!("no referral") };
    referral.parties[1].key = Some(secretariat().public());
    assert_eq!(institution.hand_in(Step::Referral(referral), &secretariat()).unwrap_err().code(), "shared-key");
}

#[test]
fn the_recused_take_no_part() {
    let mut institution = Institution::new();
    institution.to(Stage::Voting);
    let refused =
        institution.hand_in(institution.vote("body of round 1", Choice::Against), &member(RECUSED)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "`example.org/panel/member-5` is recused from this case by the rule `nationality` (a national of Russia; `Russian \
         Federation` is accused): it takes no part"
    );
}

#[test]
fn a_member_who_leaves_after_sealing_is_waited_for_and_counted_no_more() {
    let mut institution = Institution::new();
    institution.to(Stage::Assessing);
    for number in [1, 2, 3] {
        institution.must(institution.commitment(number), &member(number));
    }
    institution.must(institution.own_recusal(), &member(4));
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Revealing, "all who are left have sealed one");
    institution.must(institution.reveal(1), &member(1));
    institution.must(institution.own_recusal(), &member(1));
    assert_eq!(institution.proceeding.revealed(), 0, "what it has opened counts no more");
    assert_eq!(institution.proceeding.positions().count(), 0);
    institution.must(institution.reveal(2), &member(2));
    institution.must(institution.reveal(3), &member(3));
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Hearing);
    let round = institution.proceeding.round().unwrap();
    assert!(round.position(member(1).name()).is_some(), "and stays readable");
    let vote = institution.hand_in(institution.own_recusal(), &member(1)).unwrap_err();
    assert_eq!(vote.code(), "repeated");
    assert_eq!(institution.reread().unwrap(), institution.proceeding);
}

#[test]
fn no_seal_is_taken_once_an_assessment_was_open_even_if_too_few_are_left() {
    let mut institution = Institution::new();
    institution.to(Stage::Assessing);
    for number in [1, 2] {
        institution.must(institution.commitment(number), &member(number));
    }
    institution.now = day(20);
    institution.must(institution.reveal(1), &member(1));
    institution.must(institution.own_recusal(), &member(2));
    // One of two is left: what was sealed ended with the clock, and does not begin again.
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Revealing);
    assert_eq!(institution.hand_in(institution.commitment(3), &member(3)).unwrap_err().code(), "late");
    institution.must(institution.reopening(), &member(3));
    assert_eq!(institution.proceeding.stage(institution.now), Stage::FactFinding);
    assert_eq!(institution.reread().unwrap(), institution.proceeding);
}

#[test]
fn a_draft_needs_enough_assessments_by_those_who_are_left() {
    let mut institution = Institution::new();
    institution.to(Stage::Hearing);
    institution.ask_and_answer();
    for number in [1, 2, 3] {
        institution.must(institution.own_recusal(), &member(number));
    }
    assert_eq!(institution.hand_in(institution.draft("body"), &member(4)).unwrap_err().code(), "too-few-assessments");
    institution.must(institution.reopening(), &secretariat());
    // Too few are left for a freeze; the panel is named anew, and whoever has left stays out.
    assert_eq!(institution.hand_in(institution.freeze(), &secretariat()).unwrap_err().code(), "panel-too-small");
    assert_eq!(institution.hand_in(institution.opening(), &secretariat()).unwrap_err().code(), "panel-too-small");
    for (number, country) in [(6, "IN"), (7, "FR")] {
        let event = MemberEvent::Enrolled(Box::new(somebody(number, country)));
        institution.enrolment.take(event, institution.now).unwrap();
    }
    institution.proceeding = institution.reread().unwrap();
    let renewed = opening(&institution);
    let own: Vec<RuleName> = renewed.recusals.iter().map(|recusal| recusal.rule).collect();
    assert_eq!(own, [RuleName::Own, RuleName::Own, RuleName::Own, RuleName::Nationality]);
    let mut forgetful = renewed.clone();
    forgetful.recusals.remove(0);
    assert_eq!(institution.hand_in(Step::Opening(forgetful), &secretariat()).unwrap_err().code(), "other-recusals");
    institution.must(Step::Opening(renewed), &secretariat());
    assert_eq!(institution.proceeding.eligible().count(), 3);
    institution.to(Stage::Assessing);
    for number in [4, 6, 7] {
        institution.must(institution.commitment(number), &member(number));
    }
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Revealing);
    assert_eq!(institution.reread().unwrap(), institution.proceeding);
}

#[test]
fn a_member_may_leave_until_it_has_voted() {
    let mut institution = Institution::new();
    institution.to(Stage::Voting);
    institution.must(institution.vote("body of round 1", Choice::For), &member(1));
    assert_eq!(institution.hand_in(institution.own_recusal(), &member(1)).unwrap_err().code(), "already-voted");
    institution.must(institution.own_recusal(), &member(2));
    let tally = institution.proceeding.tally().unwrap();
    assert_eq!((tally.eligible, tally.in_favour), (3, 1));
    assert_eq!(
        institution.hand_in(institution.vote("body of round 1", Choice::For), &member(2)).unwrap_err().code(),
        "recused"
    );
}

#[test]
fn a_case_goes_by_the_policy_that_it_was_opened_under() {
    let mut institution = Institution::new();
    let eased = policy_with(|text| text.replace("threshold = \"2/3\"", "threshold = \"1/2\""));
    institution.to(Stage::Admitted);
    let note = institution.sign(institution.opening(), &secretariat());
    let under_eased = Proceeding::read(case(), eased.clone(), None, &institution.notes).unwrap();
    assert_eq!(under_eased.consider(&note, institution.now).unwrap_err().code(), "other-policy");
    // Changed between the opening and the vote: the whole chain reads under the old policy alone.
    institution.to(Stage::Voting);
    let read = Proceeding::read(case(), eased, Some(institution.enrolment.clone()), &institution.notes);
    match read.unwrap_err() {
        ReadError::Step { link, refused } => assert_eq!((link, refused.code()), (2, "other-policy")),
        other => panic!("{other}"),
    }
    // A comment is part of the text.
    let commented = policy_with(|text| format!("{text}# no more than a comment\n"));
    assert!(Proceeding::read(case(), commented, None, &institution.notes).is_err());
}

#[test]
fn assessments_that_cannot_come_to_enough_any_more_are_not_waited_for() {
    let mut institution = Institution::new();
    institution.to(Stage::Assessing);
    institution.must(institution.commitment(1), &member(1));
    for number in [2, 3] {
        institution.must(institution.own_recusal(), &member(number));
    }
    let reopening = institution.reopening();
    assert_eq!(
        institution.hand_in(reopening.clone(), &member(1)).unwrap_err().code(),
        "wrong-stage",
        "4 may still come"
    );
    institution.must(institution.own_recusal(), &member(4));
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Assessing, "all are in, and they are too few");
    assert_eq!(institution.hand_in(institution.reveal(1), &member(1)).unwrap_err().code(), "too-few-assessments");
    institution.must(reopening, &member(1));
}
