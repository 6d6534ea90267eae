//! Laws that hold whatever anybody hands in, in whatever order.

use dunant_panel::proceeding::Round;
use dunant_panel::step::{Choice, Outcome, Ruling, Step, StepKind};
use dunant_panel::{Proceeding, Stage};
use dunant_vocabulary::Moment;
use proptest::prelude::*;

use crate::institution::*;

/// Somebody hands something in, some time later.
#[derive(Debug, Clone)]
struct Act {
    kind: StepKind,
    /// 0 is the secretariat, 1 to 5 the members, 6 the accused party, 7 a stranger.
    by: u8,
    /// Hours after the act before; one in a hundred acts is dated earlier.
    hours: i64,
    variant: u8,
}

fn act() -> impl Strategy<Value = Act> {
    let kind = (0..StepKind::ALL.len()).prop_map(|place| StepKind::ALL[place]);
    let hours = prop_oneof![80 => Just(0_i64), 15 => 1..48_i64, 4 => 200..900_i64, 1 => -5..0_i64];
    (kind, 0..8_u8, hours, any::<u8>()).prop_map(|(kind, by, hours, variant)| Act { kind, by, hours, variant })
}

/// Acts that lead somewhere: who hands in what is mostly whoever may.
fn likely(institution: &Institution, act: &Act) -> Act {
    let next = institution.proceeding.next(institution.now);
    if act.variant.is_multiple_of(8) || next.is_empty() {
        return act.clone();
    }
    // What brings the case on stands first.
    let place = if act.variant.is_multiple_of(11) { usize::from(act.variant) % next.len() } else { 0 };
    let chosen = &next[place];
    let by = match &chosen.who {
        dunant_panel::proceeding::Who::Secretariat => 0,
        dunant_panel::proceeding::Who::SecretariatOrMembers => act.by % 5,
        dunant_panel::proceeding::Who::Party(_) => 6,
        dunant_panel::proceeding::Who::Members(names) => {
            let name = &names[usize::from(act.by) % names.len()];
            (1..=5).find(|number| member(*number).name() == name).unwrap()
        }
    };
    Act { kind: chosen.step, by, ..act.clone() }
}

fn step(institution: &Institution, act: &Act) -> Step {
    let choice =
        [Choice::For, Choice::For, Choice::For, Choice::Against, Choice::Abstain][usize::from(act.variant) % 5];
    let ballot = institution.proceeding.round().and_then(Round::open_ballot);
    let number = institution.proceeding.rounds().iter().map(|round| round.questions.len() as u64).sum::<u64>();
    match act.kind {
        StepKind::Referral => institution.referral(),
        StepKind::Admissibility if act.variant == 77 => institution.admissibility(Ruling::NotAdmitted),
        StepKind::Admissibility => institution.admissibility(Ruling::Admitted),
        StepKind::Opening => institution.opening(),
        StepKind::Recusal => institution.own_recusal(),
        StepKind::Freeze => institution.freeze(),
        StepKind::Commitment => institution.commitment(act.by),
        StepKind::Reveal => institution.reveal(act.by),
        StepKind::Question if act.variant.is_multiple_of(2) => {
            institution.question("Ukraine", &format!("{}", act.variant))
        }
        StepKind::Question => institution.question("Russian Federation", &format!("{}", act.variant)),
        StepKind::Reply => institution.reply(number),
        StepKind::Draft => institution.draft(&format!("body {}", act.variant)),
        StepKind::Vote => match (ballot, institution.vote("", choice)) {
            (Some(ballot), Step::Vote(vote)) => {
                Step::Vote(dunant_panel::step::Vote { draft: ballot.draft.what.body, ..vote })
            }
            (_, vote) => vote,
        },
        StepKind::Decision => institution.decision(),
        StepKind::Publication => institution.publication(),
        StepKind::Reopening => institution.reopening(),
        StepKind::Served | StepKind::Complaint => unreachable!("kinds of the second form"),
    }
}

fn hand_in(institution: &mut Institution, act: &Act) {
    let seconds = institution.now.seconds().saturating_add_signed(act.hours * 3600);
    institution.now = Moment::from_seconds(seconds).unwrap();
    let act = likely(institution, act);
    let key = match act.by {
        0 => secretariat(),
        6 => accused(),
        7 => key("stranger", 77),
        number => member(number),
    };
    let last = institution.proceeding.last();
    let before = institution.proceeding.clone();
    let taken = institution.hand_in(step(institution, &act), &key).is_ok();
    if !taken {
        assert_eq!(before.rounds(), institution.proceeding.rounds());
        assert_eq!(before.steps(), institution.proceeding.steps());
    }
    // A clock set back is corrected at once.
    institution.now = last.map_or(institution.now, |last| last.max(institution.now));
}

/// What must have happened before a finding was published, told from the recorded steps alone.
fn assert_lawful(proceeding: &Proceeding) {
    for round in proceeding.rounds() {
        let Some(publication) = &round.publication else { continue };
        let adopted = round.adopted().expect("published without a vote");
        let decision = adopted.decision.as_ref().unwrap();
        assert_eq!(decision.what.tally.measures(proceeding.policy()).outcome(), Outcome::Adopted);
        assert!(decision.at <= publication.at && adopted.draft.at <= decision.at);
        // Sealed, then opened, and by enough.
        let frozen = round.freeze.as_ref().expect("published without a freeze");
        assert!(round.reveals.len() >= 2, "published with {} assessments", round.reveals.len());
        for reveal in &round.reveals {
            let sealed =
                round.commitments.iter().find(|sealed| sealed.by == reveal.by).expect("opened and never sealed");
            let seal = reveal.what.position.seal(proceeding.case(), &reveal.by, &frozen.digest, &reveal.what.salt);
            assert_eq!(seal, sealed.what.seal);
        }
        let first_open = round.reveals.iter().map(|reveal| reveal.at).min().unwrap();
        assert!(round.commitments.iter().all(|sealed| sealed.at <= first_open), "sealed after another was open");
        // The accused could answer.
        let own: Vec<_> =
            round.questions.iter().filter(|asked| asked.question.what.to == "Russian Federation").collect();
        assert!(!own.is_empty(), "published without asking the accused");
        for asked in &round.questions {
            let answered = asked.reply.as_ref().is_some_and(|reply| reply.at <= adopted.draft.at);
            assert!(answered || adopted.draft.at >= asked.until, "drafted before question {} was closed", asked.number);
        }
        // Nobody who was recused by a rule took part.
        let recused = member(RECUSED);
        assert!(adopted.vote(recused.name()).is_none() && round.position(recused.name()).is_none());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_published_unlawfully_and_the_chain_tells_what_happened(acts in proptest::collection::vec(act(), 1..90)) {
        let mut institution = Institution::new();
        for act in &acts {
            hand_in(&mut institution, act);
        }
        assert_lawful(&institution.proceeding);
        prop_assert_eq!(institution.notes.len(), acts.len());
        prop_assert_eq!(institution.reread().unwrap(), institution.proceeding.clone());
        // Every beginning of a chain is a case too.
        let half = institution.notes.len() / 2;
        let beginning = Institution { notes: institution.notes[..half].to_vec(), ..institution.clone() };
        prop_assert_eq!(beginning.reread().unwrap().chain().len(), half as u64);
    }
}

proptest! {
    #[test]
    fn no_text_panics_and_what_is_read_has_one_spelling(
        text in "\\PC{0,200}",
        place in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut institution = Institution::new();
        institution.to(Stage::Assessing);
        let notes: Vec<String> = institution.proceeding.steps().iter().map(|taken| taken.signed.to_string()).collect();
        let mut damaged = place.get(&notes).clone();
        let boundary = (0..=cut.index(damaged.len())).rev().find(|at| damaged.is_char_boundary(*at)).unwrap_or(0);
        damaged.insert_str(boundary, &text);
        for note in [text.as_str(), &format!("dunant-step/v1 2026-1\n{text}\n\n— a AAAAAAAA\n"), &damaged] {
            if let Ok(signed) = dunant_panel::SignedStep::parse(note) {
                prop_assert_eq!(signed.to_string(), note);
            }
            let _ = institution.proceeding.consider(note, institution.now);
        }
        let _ = dunant_panel::Policy::parse(&text);
    }
}

/// The random walks above do come to publications, and to second rounds: otherwise they would show nothing.
#[test]
fn random_walks_reach_the_end() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut published, mut reopened) = (0, 0);
    for _ in 0..20 {
        let acts = proptest::collection::vec(act(), 60..90).new_tree(&mut runner).unwrap().current();
        let mut institution = Institution::new();
        acts.iter().for_each(|act| hand_in(&mut institution, act));
        published += usize::from(institution.proceeding.rounds().iter().any(|round| round.publication.is_some()));
        reopened += usize::from(institution.proceeding.rounds().len() > 1);
        assert_lawful(&institution.proceeding);
        assert!(Stage::ALL.contains(&institution.proceeding.stage(institution.now)));
    }
    assert!(published >= 3 && reopened >= 3, "{published} published, {reopened} reopened");
}
