//! Every kind of step at every stage, by every sort of author: taken, or refused with its reason.

use dunant_panel::step::{Choice, Decision, Outcome, Publication, Reopening, Reveal, Ruling, Step, StepKind};
use dunant_panel::{Refused, Stage, Tally};
use dunant_record::note::SignerKey;

use crate::institution::*;

/// Where a case is tried: the stages, the hearing and the vote each also where they have come to their end.
const POINTS: [&str; 13] = [
    "not-referred",
    "referred",
    "not-admitted",
    "admitted",
    "fact-finding",
    "assessing",
    "revealing",
    "hearing",
    "asked",
    "answered",
    "voting",
    "decided",
    "published",
];

/// What becomes of a step by an author who may take such steps, at each of [`POINTS`]. `=` is taken, `.` is `wrong-stage`.
#[rustfmt::skip]
const TABLE: [(&str, [&str; 13]); 14] = [
    ("referral",      ["=", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", "."]),
    ("admissibility", [".", "=", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", "."]),
    ("opening",       [".", ".", ".", "=", ".", ".", ".", ".", ".", ".", ".", ".", "."]),
    ("recusal",       [".", ".", ".", ".", "=", "=", "=", "=", "=", "=", "=", ".", "."]),
    ("freeze",        [".", ".", ".", ".", "=", ".", ".", ".", ".", ".", ".", ".", "."]),
    ("commitment",    [".", ".", ".", ".", ".", "=", "already-committed", "already-committed", "already-committed", "already-committed", "already-committed", "already-committed", "already-committed"]),
    ("reveal",        [".", ".", ".", ".", ".", "reveal-too-early", "=", "already-revealed", "already-revealed", "already-revealed", "already-revealed", "already-revealed", "already-revealed"]),
    ("question",      [".", ".", ".", ".", ".", ".", ".", "=", "=", "=", ".", ".", "."]),
    ("reply",         [".", ".", ".", ".", ".", ".", ".", "unknown-question", "=", "already-answered", ".", ".", "."]),
    ("draft",         [".", ".", ".", ".", ".", ".", ".", "accused-not-asked", "right-of-reply", "=", ".", ".", "."]),
    ("vote",          [".", ".", ".", ".", ".", ".", ".", ".", ".", ".", "=", ".", "."]),
    ("decision",      [".", ".", ".", ".", ".", ".", ".", ".", ".", ".", "vote-open", ".", "."]),
    ("publication",   [".", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", "=", "."]),
    ("reopening",     [".", ".", ".", ".", ".", ".", ".", "=", "=", "=", ".", "=", "="]),
];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Author {
    Secretariat,
    Eligible,
    Recused,
    AccusedParty,
    Stranger,
}

impl Author {
    const ALL: [Self; 5] = [Self::Secretariat, Self::Eligible, Self::Recused, Self::AccusedParty, Self::Stranger];

    fn key(self) -> SignerKey {
        match self {
            Self::Secretariat => secretariat(),
            Self::Eligible => member(2),
            Self::Recused => member(RECUSED),
            Self::AccusedParty => accused(),
            Self::Stranger => key("panel/member-77", 77),
        }
    }
}

fn at(point: &str) -> Institution {
    let mut institution = Institution::new();
    match point {
        "asked" => {
            institution.to(Stage::Hearing);
            institution.must(institution.question("Russian Federation", "Whose server is this?"), &secretariat());
        }
        "answered" => {
            institution.to(Stage::Hearing);
            institution.ask_and_answer();
        }
        stage => institution.to(*Stage::ALL.iter().find(|known| known.word() == stage).unwrap()),
    }
    institution
}

/// A step that is right for where the case stands, worded so that it was never taken before.
fn probe(institution: &Institution, kind: StepKind, author: Author) -> Step {
    let mut step = match kind {
        StepKind::Referral => institution.referral(),
        StepKind::Admissibility => institution.admissibility(Ruling::Admitted),
        StepKind::Opening => institution.opening(),
        StepKind::Recusal => institution.own_recusal(),
        StepKind::Freeze => institution.freeze(),
        StepKind::Commitment => institution.commitment(2),
        StepKind::Reveal => institution.reveal(2),
        StepKind::Question => institution.question("Ukraine", &format!("What did you see? ({author:?})")),
        StepKind::Reply => institution.reply(1),
        StepKind::Draft => institution.draft("another body"),
        StepKind::Vote => institution.vote("body of round 1", Choice::Abstain),
        StepKind::Decision => institution.decision(),
        StepKind::Publication => institution.publication(),
        StepKind::Reopening => institution.reopening(),
        StepKind::Served | StepKind::Complaint => unreachable!("kinds of the second form"),
    };
    let taken = |step: &Step| institution.proceeding.steps().iter().any(|taken| taken.step() == step);
    if taken(&step) {
        match &mut step {
            Step::Referral(step) => step.title.push_str(", again"),
            Step::Admissibility(step) => step.reasons.push_str(" Again."),
            Step::Opening(step) => step.panel.reverse(),
            Step::Freeze(step) => step.manifest = digest("another manifest"),
            Step::Commitment(step) => step.seal = digest("another seal"),
            Step::Reveal(Reveal { position, .. }) => position.reasons.push_str(" Again."),
            Step::Reply(step) => step.text.push_str(" Again."),
            Step::Decision(step) => step.outcome = Outcome::NotAdopted,
            Step::Publication(Publication { finding }) => *finding = digest("another finding"),
            other => panic!("{} has no other wording", other.kind()),
        }
    }
    step
}

/// What the institution's rules say, beside the code that enforces them.
fn expected(point: &str, kind: StepKind, author: Author) -> &'static str {
    use StepKind as K;
    let place = POINTS.iter().position(|known| *known == point).unwrap();
    let opened = place >= 4;
    let known = match author {
        Author::Secretariat => true,
        Author::Eligible | Author::Recused => opened,
        Author::AccusedParty => place >= 1,
        Author::Stranger => false,
    };
    if !known {
        return "stranger";
    }
    let of_secretariat = matches!(
        kind,
        K::Referral
            | K::Admissibility
            | K::Opening
            | K::Freeze
            | K::Decision
            | K::Publication
            | K::Question
            | K::Reopening
            | K::Reply
    );
    let of_members =
        matches!(kind, K::Recusal | K::Commitment | K::Reveal | K::Draft | K::Vote | K::Question | K::Reopening);
    let entitled = match author {
        Author::Secretariat => of_secretariat,
        Author::Eligible | Author::Recused => of_members,
        Author::AccusedParty => kind == K::Reply,
        Author::Stranger => false,
    };
    if !entitled {
        return "not-entitled";
    }
    if author == Author::Recused {
        return "recused";
    }
    match TABLE.iter().find(|(word, _)| *word == kind.word()).unwrap().1[place] {
        "=" | "already-answered" if author == Author::Secretariat && kind == K::Reply => "others-question",
        "." => "wrong-stage",
        code => code,
    }
}

#[test]
fn every_step_at_every_stage_by_every_sort_of_author_is_taken_or_refused_as_the_rules_say() {
    let mut tried = 0;
    for point in POINTS {
        let institution = at(point);
        for kind in StepKind::ALL {
            for author in Author::ALL {
                let note = institution.sign(probe(&institution, kind, author), &author.key());
                let result = institution.proceeding.consider(&note, institution.now);
                let found = result.as_ref().map_or_else(Refused::code, |_| "=");
                assert_eq!(found, expected(point, kind, author), "{kind} by {author:?} at {point}: {result:?}");
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 13 * 14 * 5);
}

#[test]
fn what_is_said_to_be_next_is_what_is_taken() {
    for point in POINTS {
        let institution = at(point);
        let next: Vec<StepKind> = institution.proceeding.next(institution.now).iter().map(|next| next.step).collect();
        for kind in StepKind::ALL {
            let taken = Author::ALL.iter().any(|author| {
                let note = institution.sign(probe(&institution, kind, *author), &author.key());
                institution.proceeding.consider(&note, institution.now).is_ok()
            });
            assert_eq!(next.contains(&kind), taken, "{kind} at {point}: {next:?}");
        }
    }
}

#[test]
fn a_refusal_is_recorded_and_changes_nothing() {
    for point in POINTS {
        let institution = at(point);
        for kind in StepKind::ALL {
            for author in Author::ALL {
                let note = institution.sign(probe(&institution, kind, author), &author.key());
                if institution.proceeding.consider(&note, institution.now).is_ok() {
                    continue;
                }
                let mut after = institution.clone();
                let refused = after.hand_in_note(&note).unwrap_err();
                let recorded = after.proceeding.refusals().last().unwrap();
                assert_eq!((recorded.code.as_str(), &recorded.reason), (refused.code(), &refused.to_string()));
                assert_eq!(recorded.note, dunant_vocabulary::Sha256Digest::of(note.as_bytes()));
                assert_eq!(recorded.by.as_ref(), Some(author.key().name()));
                assert_eq!(after.proceeding.steps(), institution.proceeding.steps());
                assert_eq!(after.proceeding.rounds(), institution.proceeding.rounds());
                assert_eq!(after.proceeding.seats(), institution.proceeding.seats());
                assert_eq!(after.proceeding.stage(after.now), institution.proceeding.stage(institution.now));
            }
        }
        // One chain with all of them is read back.
        let mut after = institution.clone();
        for kind in StepKind::ALL {
            let note = institution.sign(probe(&institution, kind, Author::Stranger), &Author::Stranger.key());
            after.hand_in_note(&note).unwrap_err();
        }
        assert_eq!(after.reread().unwrap(), after.proceeding);
    }
}

#[test]
fn a_recorded_step_that_no_rule_allows_is_found_by_whoever_reads_the_chain() {
    use dunant_panel::proceeding::{PanelEvent, ReadError};
    for point in POINTS {
        let institution = at(point);
        for kind in StepKind::ALL {
            for author in Author::ALL {
                let note = institution.sign(probe(&institution, kind, author), &author.key());
                let Err(refused) = institution.proceeding.consider(&note, institution.now) else { continue };
                // A secretariat that breaks its own rules signs the link all the same.
                let mut chain = institution.proceeding.chain().clone();
                let link = chain.append(PanelEvent::Step { note }, institution.now, &secretariat()).unwrap();
                let mut notes = institution.notes.clone();
                notes.push(link);
                let read = Institution { notes, ..institution.clone() }.reread();
                let expected = ReadError::Step { link: chain.len() - 1, refused: Box::new(refused) };
                assert_eq!(read.unwrap_err(), expected, "{kind} by {author:?} at {point}");
            }
        }
    }
}

#[test]
fn a_case_goes_through_several_rounds_and_earlier_ones_stay_readable() {
    let mut institution = Institution::new();
    institution.to(Stage::Published);
    institution.must(institution.reopening(), &member(3));
    assert_eq!(institution.proceeding.stage(institution.now), Stage::FactFinding);
    institution.now = day(5);
    institution.to(Stage::Published);
    let rounds = institution.proceeding.rounds();
    assert_eq!(rounds.iter().map(|round| round.number).collect::<Vec<_>>(), [1, 2]);
    for round in rounds {
        assert_eq!((round.reveals.len(), round.ballots.len(), round.questions.len()), (4, 1, 1));
        assert!(round.publication.is_some() || round.number == 2);
    }
    assert_eq!(institution.proceeding.question(1).unwrap().question.by, *secretariat().name());
    assert_eq!(rounds[1].questions[0].number, 2, "questions are numbered through all rounds");
    assert_eq!(institution.reread().unwrap(), institution.proceeding);
}

#[test]
fn a_draft_that_is_not_adopted_leads_back_to_the_hearing_and_another_may_follow() {
    let mut institution = Institution::new();
    institution.to(Stage::Voting);
    for number in 1..=4 {
        let choice = if number < 3 { Choice::For } else { Choice::Against };
        institution.must(institution.vote("body of round 1", choice), &member(number));
    }
    institution.must(institution.decision(), &secretariat());
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Hearing);
    let ballot = &institution.proceeding.round().unwrap().ballots[0];
    assert_eq!(ballot.decision.as_ref().unwrap().what.outcome, Outcome::NotAdopted);
    assert_eq!(ballot.dissents().count(), 2);
    assert!(institution.proceeding.round().unwrap().adopted().is_none());

    let again = institution.hand_in(institution.draft("body of round 1"), &member(2)).unwrap_err();
    assert_eq!(again.code(), "already-drafted");
    institution.must(institution.draft("a better body"), &member(1));
    let old = institution.hand_in(institution.vote("body of round 1", Choice::Abstain), &member(1)).unwrap_err();
    assert_eq!(old.code(), "other-draft");
    for number in 1..=4 {
        institution.must(institution.vote("a better body", Choice::For), &member(number));
    }
    institution.must(institution.decision(), &secretariat());
    assert_eq!(institution.proceeding.stage(institution.now), Stage::Decided);
    assert_eq!(institution.reread().unwrap(), institution.proceeding);
}

#[test]
fn a_decision_that_says_otherwise_than_the_votes_is_refused() {
    let mut institution = Institution::new();
    institution.to(Stage::Voting);
    for number in 1..=4 {
        let choice = if number == 4 { Choice::Against } else { Choice::For };
        institution.must(institution.vote("body of round 1", choice), &member(number));
    }
    let Step::Decision(right) = institution.decision() else { panic!("no decision") };
    assert_eq!((right.outcome, right.tally.in_favour, right.tally.against), (Outcome::Adopted, 3, 1));
    let wrong = [
        (Decision { outcome: Outcome::NotAdopted, ..right.clone() }, "other-outcome"),
        (Decision { tally: Tally { in_favour: 4, against: 0, ..right.tally.clone() }, ..right.clone() }, "other-tally"),
        (Decision { tally: Tally { eligible: 5, ..right.tally.clone() }, ..right.clone() }, "other-tally"),
        (Decision { tally: Tally { regions: vec![], ..right.tally.clone() }, ..right.clone() }, "other-tally"),
        (Decision { draft: digest("another"), ..right.clone() }, "other-draft"),
    ];
    for (decision, code) in wrong {
        assert_eq!(institution.hand_in(Step::Decision(decision), &secretariat()).unwrap_err().code(), code);
    }
    institution.must(Step::Decision(right), &secretariat());
}

#[test]
fn a_finding_is_reopened_on_new_facts_alone() {
    for stage in [Stage::Decided, Stage::Published] {
        let mut institution = Institution::new();
        institution.to(stage);
        let Step::Reopening(reopening) = institution.reopening() else { panic!("no reopening") };
        let without = Step::Reopening(Reopening { facts: vec![], ..reopening.clone() });
        assert_eq!(institution.hand_in(without, &member(1)).unwrap_err().code(), "no-new-facts");
        for round in [1, 3] {
            let other = Step::Reopening(Reopening { round, ..reopening.clone() });
            assert_eq!(institution.hand_in(other, &member(1)).unwrap_err().code(), "other-round");
        }
        institution.must(Step::Reopening(reopening), &member(1));
    }
    // The hearing itself may show that more is to be found out.
    let mut institution = Institution::new();
    institution.to(Stage::Hearing);
    let Step::Reopening(reopening) = institution.reopening() else { panic!("no reopening") };
    institution.must(Step::Reopening(Reopening { facts: vec![], ..reopening }), &secretariat());
}
