//! What somebody hands in who means ill, or is careless: each refused with its own reason.

use dunant_panel::step::{
    Commitment, Draft, Freeze, Question, QuestionKind, Reply, Reveal, SignedStep, Statement, Step,
};
use dunant_panel::{PartyRole, Stage};
use dunant_record::note::{Note, SignerKey};

use crate::institution::*;

fn code(institution: &mut Institution, step: Step, key: &SignerKey) -> &'static str {
    institution.hand_in(step, key).unwrap_err().code()
}

fn note_code(institution: &mut Institution, note: &str) -> &'static str {
    institution.hand_in_note(note).unwrap_err().code()
}

/// A note of the statement with this text, signed by `key`, whoever the text says it is by.
fn forged(case: &str, by: &SignerKey, step: Step, key: &SignerKey) -> String {
    let statement = Statement { case: case.parse().unwrap(), by: by.name().clone(), step, place: None };
    Note::sign(statement.text().unwrap(), key).unwrap().to_string()
}

#[test]
fn the_right_name_with_another_key_is_refused() {
    let mut institution = Institution::new();
    institution.to(Stage::Voting);
    let vote = institution.vote("body of round 1", dunant_panel::step::Choice::For);
    let impostor = SignerKey::from_seed(member(1).name().clone(), &[99; 32]);
    assert_eq!(code(&mut institution, vote.clone(), &impostor), "other-key");

    // The right name and key ID over a signature by another key.
    let note = institution.sign(vote.clone(), &impostor);
    let honest = institution.sign(institution.vote("body of round 1", dunant_panel::step::Choice::Abstain), &member(1));
    let signature = honest.lines().last().unwrap();
    let text = note.split("\n\n").next().unwrap();
    assert_eq!(note_code(&mut institution, &format!("{text}\n\n{signature}\n")), "bad-signature");

    // Somebody else's name under one's own signature, and two signatures.
    let note = forged("2026-1", &member(1), vote.clone(), &member(2));
    assert_eq!(note_code(&mut institution, &note), "unreadable");
    let honest = institution.sign(vote.clone(), &member(1));
    let second = institution.sign(vote, &member(2));
    let second = second.lines().last().unwrap();
    assert_eq!(note_code(&mut institution, &format!("{honest}{second}\n")), "unreadable");
    assert_eq!(institution.reread().unwrap(), institution.proceeding);
}

#[test]
fn no_changed_byte_of_a_step_is_taken() {
    let mut institution = Institution::new();
    institution.to(Stage::Assessing);
    let note = institution.sign(institution.commitment(1), &member(1));
    assert!(institution.proceeding.consider(&note, institution.now).is_ok());
    for place in 0..note.len() {
        for bit in [1, 0x20] {
            let mut bytes = note.clone().into_bytes();
            bytes[place] ^= bit;
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            assert!(institution.proceeding.consider(&changed, institution.now).is_err(), "byte {place}: {changed}");
        }
    }
}

#[test]
fn what_is_no_step_is_refused_and_recorded() {
    let mut institution = Institution::new();
    institution.to(Stage::Assessing);
    let long = "x".repeat(300 << 10);
    for note in ["", "\n", "vote for it", "dunant-step/v1 2026-1\n{}\n", "a\u{0}b", long.as_str()] {
        assert_eq!(note_code(&mut institution, note), "unreadable", "{note:.20}");
    }
    // A text of another format, under a member's own signature.
    let entry = Note::sign("dunant-entry/v1 pledge\ndocument 00\n".into(), &member(1)).unwrap();
    assert_eq!(note_code(&mut institution, &entry.to_string()), "unreadable");
    let link = institution.notes.last().unwrap().clone();
    assert_eq!(note_code(&mut institution, &link), "unreadable", "a link is no step");
    assert_eq!(institution.proceeding.refusals().len(), 8);
    assert_eq!(institution.reread().unwrap(), institution.proceeding);
}

#[test]
fn a_step_of_another_case_is_refused() {
    let mut institution = Institution::new();
    institution.to(Stage::Assessing);
    let note = SignedStep::sign("2026-2".parse().unwrap(), institution.commitment(1), &member(1)).unwrap().to_string();
    let refused = institution.hand_in_note(&note).unwrap_err();
    assert_eq!(refused.code(), "other-case");
    assert_eq!(
        refused.to_string(),
        "this step is of the case `2026-2`, not of `2026-1`: hand it in there, or sign one for this case"
    );
}

#[test]
fn what_belongs_to_an_earlier_round_or_another_freeze_is_refused() {
    let mut institution = Institution::new();
    institution.to(Stage::Assessing);
    // Each of these was signed in round 1, and handed in then or not.
    let frozen = institution.freeze_digest();
    let commitment = institution.sign(institution.commitment(1), &member(1));
    let reveal = institution.sign(institution.reveal(1), &member(1));
    let question = institution.sign(institution.question("Ukraine", "What did you see?"), &member(1));
    let draft = institution.sign(institution.draft("body"), &member(1));
    let reopening = institution.sign(institution.reopening(), &member(1));
    institution.to(Stage::Published);
    institution.must(institution.reopening(), &secretariat());
    let freeze = institution.sign(
        match institution.freeze() {
            Step::Freeze(freeze) => Step::Freeze(Freeze { round: 1, ..freeze }),
            _ => panic!("no freeze"),
        },
        &secretariat(),
    );
    assert_eq!(note_code(&mut institution, &freeze), "repeated");
    let Step::Freeze(right) = institution.freeze() else { panic!("no freeze") };
    let other = Step::Freeze(Freeze { round: 1, items: 4, ..right.clone() });
    assert_eq!(code(&mut institution, other, &secretariat()), "other-round");
    let other = Step::Freeze(Freeze { round: 3, ..right });
    assert_eq!(code(&mut institution, other, &secretariat()), "other-round");

    institution.to(Stage::Assessing);
    assert_ne!(institution.freeze_digest(), frozen, "the same evidence, frozen in another round, has another name");
    assert_eq!(note_code(&mut institution, &commitment), "repeated");
    let unsent = Step::Commitment(Commitment { freeze: frozen, seal: digest("never handed in") });
    assert_eq!(code(&mut institution, unsent, &member(1)), "other-freeze");
    institution.to(Stage::Revealing);
    assert_eq!(note_code(&mut institution, &reveal), "repeated");
    // The position and salt of round 1 do not open what was sealed in round 2, where they differ.
    let stale = Reveal { freeze: frozen, position: position(1), salt: salt(9) };
    assert_eq!(code(&mut institution, Step::Reveal(stale), &member(1)), "other-freeze");
    institution.to(Stage::Hearing);
    assert_eq!(note_code(&mut institution, &question), "other-freeze");
    assert_eq!(note_code(&mut institution, &draft), "other-freeze");
    assert_eq!(note_code(&mut institution, &reopening), "other-round");
    // An answer to a question of round 1, worded anew.
    let late = Step::Reply(Reply { question: 1, text: "We have thought again.".into(), evidence: vec![] });
    assert_eq!(code(&mut institution, late, &accused()), "earlier-question");
    let voted = institution.draft("body of round 1");
    institution.ask_and_answer();
    assert_eq!(code(&mut institution, voted, &member(1)), "already-drafted");
    assert_eq!(institution.reread().unwrap(), institution.proceeding);
}

#[test]
fn votes_cannot_be_played_again_on_another_draft() {
    let mut institution = Institution::new();
    institution.to(Stage::Voting);
    let other = institution.vote("another body", dunant_panel::step::Choice::For);
    assert_eq!(code(&mut institution, other, &member(1)), "other-draft");
    let vote = institution.sign(institution.vote("body of round 1", dunant_panel::step::Choice::For), &member(1));
    institution.hand_in_note(&vote).unwrap();
    assert_eq!(note_code(&mut institution, &vote), "repeated");
    let changed = institution.vote("body of round 1", dunant_panel::step::Choice::Against);
    assert_eq!(code(&mut institution, changed, &member(1)), "already-voted");
}

#[test]
fn two_who_open_each_other_s_assessments_open_nothing() {
    let mut institution = Institution::new();
    institution.to(Stage::Revealing);
    let freeze = institution.freeze_digest();
    for (by, of) in [(1, 2), (2, 1)] {
        let swapped = Step::Reveal(Reveal { freeze, position: position(of), salt: salt(of) });
        let refused = institution.hand_in(swapped, &member(by)).unwrap_err();
        assert_eq!(refused.code(), "seal-differs");
        assert_eq!(
            refused.to_string(),
            format!(
                "position and salt do not give the seal that `example.org/panel/member-{by}` has handed in: open what was \
                 sealed, in this case and round, with its own salt"
            )
        );
    }
    // The right position with another salt, and another position with the right salt.
    let salted = Step::Reveal(Reveal { freeze, position: position(1), salt: salt(2) });
    assert_eq!(code(&mut institution, salted, &member(1)), "seal-differs");
    let changed = Step::Reveal(Reveal { freeze, position: position(2), salt: salt(1) });
    assert_eq!(code(&mut institution, changed, &member(1)), "seal-differs");
    institution.must(institution.reveal(1), &member(1));
    assert!(institution.proceeding.round().unwrap().position(member(2).name()).is_none());
}

#[test]
fn a_copied_seal_is_refused_and_could_not_be_opened() {
    let mut institution = Institution::new();
    institution.to(Stage::Assessing);
    institution.must(institution.commitment(1), &member(1));
    let refused = institution.hand_in(institution.commitment(1), &member(2)).unwrap_err();
    assert_eq!(refused.code(), "copied-seal");
    let (case, freeze) = (case(), institution.freeze_digest());
    let of = |number: u8| position(1).seal(&case, member(number).name(), &freeze, &salt(1));
    assert_ne!(of(1), of(2), "the same position and salt give each member another seal");
}

#[test]
fn nobody_opens_an_assessment_before_all_are_sealed() {
    let mut institution = Institution::new();
    institution.to(Stage::Assessing);
    for number in [1, 2, 3] {
        institution.must(institution.commitment(number), &member(number));
    }
    let refused = institution.hand_in(institution.reveal(1), &member(1)).unwrap_err();
    assert_eq!(refused.code(), "reveal-too-early");
    assert_eq!(
        refused.to_string(),
        "nobody opens an assessment before all are sealed: `example.org/panel/member-4` still to come, until \
         2027-01-30T08:00:00Z; keep salt and position secret until then"
    );
    let recorded = institution.notes.last().unwrap();
    assert!(!recorded.contains(&salt(1).to_string()), "the refusal repeats neither salt nor position");
    assert!(!recorded.contains("What member 1 makes of it"));
}

#[test]
fn a_party_answers_its_own_questions_alone() {
    let mut institution = Institution::new();
    institution.to(Stage::Hearing);
    institution.must(institution.question("Ukraine", "What did you see?"), &member(1));
    institution.must(institution.question("Russian Federation", "Whose server is this?"), &member(1));
    let refused = institution.hand_in(institution.reply(1), &accused()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "question 1 was put to `Ukraine`, and `example.org/accused` cannot answer it: the secretariat enters its answer"
    );
    let refused = institution.hand_in(institution.reply(2), &secretariat()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "question 2 was put to `Russian Federation`, and `example.org/secretariat` cannot answer it: it has registered a \
         key, and answers with that"
    );
    let by_member = institution.reply(2);
    assert_eq!(code(&mut institution, by_member, &member(1)), "not-entitled");
    institution.must(institution.reply(1), &secretariat());
    institution.must(institution.reply(2), &accused());
    let nowhere = institution.reply(3);
    assert_eq!(code(&mut institution, nowhere, &accused()), "unknown-question");
    let (freeze, kind) = (institution.freeze_digest(), QuestionKind::Anomaly);
    let nobody = Step::Question(Question { freeze, to: "Utopia".into(), kind, text: "Well?".into() });
    assert_eq!(code(&mut institution, nobody, &member(1)), "unknown-party");
}

#[test]
fn a_draft_waits_for_every_accused_party_and_every_answer() {
    let mut institution = Institution::new();
    let Step::Referral(mut referral) = institution.referral() else { panic!("no referral") };
    let mut second = referral.parties[0].clone();
    (second.name, second.key, second.country) = ("Ruritania".into(), None, None);
    second.aliases.clear();
    second.role = PartyRole::Accused;
    referral.parties.push(second);
    institution.must(Step::Referral(referral), &secretariat());
    institution.to(Stage::Hearing);
    let draft = |institution: &Institution| institution.draft("body");

    let refused = institution.hand_in(draft(&institution), &member(1)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "nothing is drafted before the accused could answer, and no question was put to `Russian Federation`, \
         `Ruritania` in this round: ask with `dunant panel ask`"
    );
    institution.must(institution.question("Russian Federation", "Whose server is this?"), &member(1));
    institution.must(institution.reply(1), &accused());
    let refused = institution.hand_in(draft(&institution), &member(1)).unwrap_err();
    assert!(refused.to_string().contains("no question was put to `Ruritania` in"), "{refused}");
    institution.must(institution.question("Ruritania", "And yours?"), &member(1));
    institution.must(institution.question("Ukraine", "What did you see?"), &member(1));
    let refused = institution.hand_in(draft(&institution), &member(1)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "nothing is drafted before every question is answered or its clock has ended: question 2 to `Ruritania` is open \
         until 2027-02-15T08:00:00Z"
    );
    institution.must(institution.reply(2), &secretariat());
    let of_the_affected = draft(&institution);
    assert_eq!(code(&mut institution, of_the_affected, &member(1)), "right-of-reply", "the affected is heard too");
    institution.must(institution.reply(3), &secretariat());
    institution.must(Step::Draft(Draft { freeze: institution.freeze_digest(), body: digest("body") }), &member(1));
}

#[test]
fn a_clock_set_back_is_refused_and_recorded_at_the_time_of_the_newest_link() {
    let mut institution = Institution::new();
    institution.to(Stage::Assessing);
    institution.now = day(0);
    let refused = institution.hand_in(institution.commitment(1), &member(1)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "it is 2027-01-15T08:00:00Z here, and the last step was recorded at 2027-01-16T08:00:00Z: the clock was set back; \
         correct it, and hand the step in again"
    );
    let recorded = institution.proceeding.refusals().last().unwrap();
    assert_eq!((recorded.code.as_str(), recorded.at), ("clock-set-back", day(1)));
    assert_eq!(institution.reread().unwrap(), institution.proceeding);
    institution.now = day(1);
    institution.must(institution.commitment(1), &member(1));
}

#[test]
fn links_are_signed_by_the_secretariat_of_the_policy_alone() {
    let mut institution = Institution::new();
    let note = institution.sign(institution.referral(), &secretariat());
    let error = institution.proceeding.submit(&note, institution.now, &member(1)).unwrap_err();
    assert!(error.to_string().contains("is no key of the secretariat"), "{error}");
    assert!(institution.proceeding.chain().is_empty());
}
