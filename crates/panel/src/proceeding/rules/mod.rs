//! The rules of the institution, one file for each part of a case, in its order.
//!
//! Every step passes here: first what holds of all of them, then the rule of its kind. A rule looks and does not change; what a
//! step that was taken has changed stands in `enter.rs`.

mod assessments;
mod conclusion;
mod enter;
mod hearing;
mod opening;
mod place;
mod recusal;
mod referral;
mod vote;

use dunant_vocabulary::Moment;
use serde::Serialize;

use super::{Accepted, Proceeding, Refused, Seat, Stage};
use crate::party::Party;
use crate::step::{SignedStep, Step, StepKind};

/// As what somebody takes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The secretariat.
    Secretariat,
    /// A member of the panel.
    Member,
    /// A party with a registered key.
    Party,
}

/// Who signed a step, found by the key.
#[derive(Clone, Copy)]
enum Author<'p> {
    Secretariat,
    Member(&'p Seat),
    Party(&'p Party),
}

impl Author<'_> {
    fn role(self) -> Role {
        match self {
            Self::Secretariat => Role::Secretariat,
            Self::Member(_) => Role::Member,
            Self::Party(_) => Role::Party,
        }
    }
}

/// A step, its author and its time, while it is considered.
#[derive(Clone, Copy)]
struct Motion<'m> {
    signed: &'m SignedStep,
    author: Author<'m>,
    at: Moment,
}

/// By which way a step comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// It is handed in now.
    HandedIn,
    /// It was lodged elsewhere at its date, which may lie before the newest link.
    Lodged,
}

/// Holds every rule against the step in `note`, handed in at `at`.
pub(super) fn consider(proceeding: &Proceeding, note: &str, at: Moment, way: Way) -> Result<Accepted, Refused> {
    // It can be read, and is of this case.
    let signed = SignedStep::parse(note).map_err(Refused::Unreadable)?;
    let (expected, found) = (proceeding.case(), &signed.statement().case);
    if found != expected {
        return Err(Refused::OtherCase { expected: expected.clone(), found: found.clone() });
    }
    // Time goes on.
    if let Some(last) = proceeding.last()
        && at < last
        && way == Way::HandedIn
    {
        return Err(Refused::ClockSetBack { at, last });
    }
    // Somebody with a part in the case signed it, and it was not taken before.
    let author = author(proceeding, &signed)?;
    if let Some(taken) = proceeding.steps().iter().find(|taken| taken.signed.digest() == signed.digest()) {
        return Err(Refused::Repeated { link: taken.link });
    }
    // The author may take such steps.
    may_hand_in(author, &signed)?;
    let motion = Motion { signed: &signed, author, at };
    proceeding.is_in_its_place(motion)?;
    // And now the rule of its kind.
    match signed.step() {
        Step::Referral(referral) => proceeding.may_refer(motion, referral),
        Step::Admissibility(_) => proceeding.may_rule(motion),
        Step::Opening(opening) => proceeding.may_open(motion, opening),
        Step::Recusal(_) => proceeding.may_recuse_itself(motion),
        Step::Freeze(freeze) => proceeding.may_freeze(motion, freeze),
        Step::Commitment(commitment) => proceeding.may_commit(motion, commitment),
        Step::Reveal(reveal) => proceeding.may_reveal(motion, reveal),
        Step::Question(question) => proceeding.may_ask(motion, question),
        Step::Reply(reply) => proceeding.may_reply(motion, reply),
        Step::Draft(draft) => proceeding.may_draft(motion, draft),
        Step::Vote(vote) => proceeding.may_vote(motion, vote),
        Step::Decision(decision) => proceeding.may_decide(motion, decision),
        Step::Publication(_) => proceeding.may_publish(motion),
        Step::Reopening(reopening) => proceeding.may_reopen(motion, reopening),
        Step::Served(served) => proceeding.may_serve(motion, served),
        Step::Complaint(_) => Ok(()),
    }?;
    proceeding.has_seen_enough(motion)?;
    let role = author.role();
    let question = matches!(signed.step(), Step::Question(_)).then(|| proceeding.next_question());
    Ok(Accepted { signed, role, at, question })
}

/// Whose signature it is: the secretariat's, a member's or a party's.
fn author<'p>(proceeding: &'p Proceeding, signed: &SignedStep) -> Result<Author<'p>, Refused> {
    let by = signed.by();
    let secretariat = proceeding.secretariat().iter().map(|key| (key, Author::Secretariat));
    let members = proceeding.seats().iter().map(|seat| (&seat.member.key, Author::Member(seat)));
    let parties = proceeding.parties().iter().filter_map(|party| Some((party.key.as_ref()?, Author::Party(party))));
    let mut named = secretariat.chain(members).chain(parties).filter(|(key, _)| key.name() == by).peekable();
    let line = signed.signature().ok_or_else(|| Refused::BadSignature { by: by.clone() })?;
    if named.peek().is_none() {
        return Err(Refused::Stranger { by: by.clone() });
    }
    let (key, author) =
        named.find(|(key, _)| key.signs(line)).ok_or_else(|| Refused::OtherKey { by: by.clone(), found: line.id() })?;
    signed.verify(key).map_err(|_| Refused::BadSignature { by: by.clone() })?;
    Ok(author)
}

/// Each kind of step is somebody's: the secretariat's, an eligible member's, or a party's.
fn may_hand_in(author: Author<'_>, signed: &SignedStep) -> Result<(), Refused> {
    let kind = signed.step().kind();
    let (who, entitled): (_, &[Role]) = match kind {
        StepKind::Referral
        | StepKind::Admissibility
        | StepKind::Opening
        | StepKind::Freeze
        | StepKind::Decision
        | StepKind::Publication => ("the secretariat", &[Role::Secretariat]),
        StepKind::Recusal
        | StepKind::Commitment
        | StepKind::Reveal
        | StepKind::Draft
        | StepKind::Vote
        | StepKind::Served => ("an eligible member of the panel", &[Role::Member]),
        StepKind::Complaint => {
            ("an eligible member of the panel or a party with a registered key", &[Role::Member, Role::Party])
        }
        StepKind::Question | StepKind::Reopening => {
            ("the secretariat or an eligible member of the panel", &[Role::Secretariat, Role::Member])
        }
        StepKind::Reply => {
            ("the party that was asked, or the secretariat for one without a key,", &[Role::Secretariat, Role::Party])
        }
    };
    if !entitled.contains(&author.role()) {
        return Err(Refused::NotEntitled { by: signed.by().clone(), kind, who });
    }
    match author {
        Author::Member(Seat { recusals, .. }) => match recusals.first() {
            Some(recusal) => {
                Err(Refused::Recused { by: signed.by().clone(), rule: recusal.rule, because: recusal.because.clone() })
            }
            None => Ok(()),
        },
        Author::Secretariat | Author::Party(_) => Ok(()),
    }
}

impl Motion<'_> {
    /// The refusal of a step that has no place at this stage.
    fn has_no_place(self, stage: Stage, next: &'static str) -> Refused {
        Refused::WrongStage { kind: self.signed.step().kind(), stage, next }
    }
}

impl Proceeding {
    /// The refusal of a step that needs the case to be opened, admitted or referred first; nothing where it is.
    fn needs_opening(&self, motion: Motion<'_>) -> Result<(), Refused> {
        let (stage, next) = match self.stage(motion.at) {
            stage @ Stage::NotReferred => (stage, "refer the case first"),
            stage @ Stage::Referred => (stage, "rule on admissibility first"),
            stage @ Stage::NotAdmitted => (stage, "that is final; refer a new case where there are new facts"),
            stage @ Stage::Admitted => (stage, "open the case first"),
            _ => return Ok(()),
        };
        Err(motion.has_no_place(stage, next))
    }

    /// Refuses a step that names another freeze than that of the present round.
    fn is_of_this_freeze(&self, found: dunant_vocabulary::Sha256Digest) -> Result<(), Refused> {
        match self.round().and_then(|round| Some((round.number, round.freeze_digest()?))) {
            Some((round, expected)) if expected != found => Err(Refused::OtherFreeze { round, expected, found }),
            _ => Ok(()),
        }
    }

    /// The number of the next question.
    fn next_question(&self) -> u64 {
        1 + self.rounds().iter().map(|round| round.questions.len() as u64).sum::<u64>()
    }
}
