//! Clocks: what is measured in days, and where a case stands because of it.

use dunant_record::note::KeyName;
use dunant_vocabulary::Moment;
use serde::Serialize;

use super::{Proceeding, Round, Stage};
use crate::member::{Member, independent};
use crate::step::{Outcome, Ruling};

/// A clock that a case goes by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Clock {
    /// What it measures.
    pub of: ClockOf,
    /// The question that a reply is awaited to.
    pub question: Option<u64>,
    /// When it ends. What is dated so, or later, is late.
    pub until: Moment,
    /// Whether it has ended.
    pub ended: bool,
    /// What it means, in words.
    pub words: String,
}

/// What a clock measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockOf {
    /// The sealing of assessments.
    Commitments,
    /// Their opening.
    Reveals,
    /// The answer to a question.
    Reply,
    /// A vote.
    Vote,
}

impl Proceeding {
    /// Where the case stands at `at`, which should not lie before [`Proceeding::last`].
    #[must_use]
    pub fn stage(&self, at: Moment) -> Stage {
        let Some(round) = self.round() else {
            return match (&self.referral, &self.admissibility) {
                (None, _) => Stage::NotReferred,
                (Some(_), None) => Stage::Referred,
                (_, Some(ruling)) if ruling.what.decision == Ruling::NotAdmitted => Stage::NotAdmitted,
                (_, Some(_)) => Stage::Admitted,
            };
        };
        if round.publication.is_some() {
            return Stage::Published;
        }
        match round.ballots.last().map(|ballot| &ballot.decision) {
            Some(None) => return Stage::Voting,
            Some(Some(decision)) if decision.what.outcome == Outcome::Adopted => return Stage::Decided,
            // Not adopted: the hearing goes on.
            Some(Some(_)) | None => {}
        }
        if round.freeze.is_none() {
            Stage::FactFinding
        } else if self.commitments_closed(at).is_none() {
            Stage::Assessing
        } else if self.reveals_closed(at).is_none() {
            Stage::Revealing
        } else {
            Stage::Hearing
        }
    }

    /// The clocks that matter at `at`, in the order in which they began.
    #[must_use]
    pub fn clocks(&self, at: Moment) -> Vec<Clock> {
        let Some(round) = self.round() else { return Vec::new() };
        let least = self.policy.assessments_least();
        let clock = |of, until, words| Clock { of, question: None, until, ended: at >= until, words };
        match self.stage(at) {
            Stage::Assessing => {
                let words = match self.committed() {
                    committed if committed < least => {
                        format!(
                            "assessments are sealed; {committed} of at least {least} independent ones are in, and \
                             sealing goes on until they are"
                        )
                    }
                    committed => format!("assessments are sealed; {committed} independent ones are in"),
                };
                commitments_until(self, round)
                    .map(|until| clock(ClockOf::Commitments, until, words))
                    .into_iter()
                    .collect()
            }
            Stage::Revealing => {
                let words = match self.revealed() {
                    revealed if revealed < least => {
                        format!(
                            "assessments are opened; {revealed} of at least {least} independent ones are open, and \
                             opening goes on until they are"
                        )
                    }
                    revealed => format!("assessments are opened; {revealed} independent ones are open"),
                };
                self.reveals_until(at).map(|until| clock(ClockOf::Reveals, until, words)).into_iter().collect()
            }
            Stage::Hearing => {
                let unanswered = round.questions.iter().filter(|asked| asked.reply.is_none());
                let clocks = unanswered.map(|asked| {
                    let (to, kind) = (&asked.question.what.to, asked.question.what.kind.word());
                    let words = if asked.is_gap(at) {
                        format!("`{to}` did not answer {kind} {}: a gap", asked.number)
                    } else {
                        format!("`{to}` may answer {kind} {}", asked.number)
                    };
                    Clock { question: Some(asked.number), ..clock(ClockOf::Reply, asked.until, words) }
                });
                clocks.collect()
            }
            Stage::Voting => {
                let Some(ballot) = round.open_ballot() else { return Vec::new() };
                let (voted, eligible) = (ballot.votes.len(), self.eligible().count());
                vec![clock(ClockOf::Vote, ballot.until, format!("members vote; {voted} of {eligible} have"))]
            }
            _ => Vec::new(),
        }
    }

    /// When sealing ended, if it has at `at`: once every eligible member has sealed an assessment, or the clock ended; and never
    /// with fewer than the policy asks for. Since nobody has seen an assessment until then, sealing may go on for that long.
    pub(super) fn commitments_closed(&self, at: Moment) -> Option<Moment> {
        let round = self.round()?;
        if round.commitments_closed.is_some() {
            return round.commitments_closed;
        }
        let everybody = self.eligible().all(|member| round.has_committed(member.name()));
        self.closes(everybody, self.committed(), commitments_until(self, round)?, at)
    }

    /// When opening ended, if it has at `at`: once everybody who sealed an assessment and is eligible has opened it, or the clock
    /// ended; and never with fewer than the policy asks for.
    pub(super) fn reveals_closed(&self, at: Moment) -> Option<Moment> {
        let round = self.round()?;
        if round.reveals_closed.is_some() {
            return round.reveals_closed;
        }
        let everybody = self.unrevealed().is_empty();
        self.closes(everybody, self.revealed(), self.reveals_until(at)?, at)
    }

    /// Since when it is over at `at`, the newest step being what it is.
    fn closes(&self, everybody: bool, count: u32, until: Moment, at: Moment) -> Option<Moment> {
        // A step that was taken up from another log may be dated before one that stands before it.
        let last = self.taken.iter().map(|taken| taken.at).max().unwrap_or(at);
        match (everybody, at >= until) {
            _ if count < self.policy.assessments_least() => None,
            (true, _) => Some(last),
            (false, true) => Some(until.max(last)),
            (false, false) => None,
        }
    }

    /// When the clock of opening ends; nothing before sealing has ended.
    pub(super) fn reveals_until(&self, at: Moment) -> Option<Moment> {
        self.commitments_closed(at).map(|closed| closed.plus_days(self.policy.reveal_days()))
    }

    /// When the clock of sealing ends.
    pub(super) fn commitments_until(&self) -> Option<Moment> {
        self.round().and_then(|round| commitments_until(self, round))
    }

    /// Eligible members who have sealed no assessment.
    pub(super) fn uncommitted(&self) -> Vec<KeyName> {
        let Some(round) = self.round() else { return Vec::new() };
        self.eligible().map(Member::name).filter(|name| !round.has_committed(name)).cloned().collect()
    }

    /// Eligible members who have sealed an assessment and not opened it.
    pub(super) fn unrevealed(&self) -> Vec<KeyName> {
        let Some(round) = self.round() else { return Vec::new() };
        let sealed = self.eligible().map(Member::name).filter(|name| round.has_committed(name));
        sealed.filter(|name| round.position(name).is_none()).cloned().collect()
    }

    /// Eligible members who have not voted on the draft that is voted on.
    pub(super) fn unvoted(&self) -> Vec<KeyName> {
        let Some(ballot) = self.round().and_then(Round::open_ballot) else { return Vec::new() };
        self.eligible().map(Member::name).filter(|name| ballot.vote(name).is_none()).cloned().collect()
    }

    /// Whether the assessments cannot come to enough any more, or their clock has ended with too few.
    pub(super) fn is_stalled(&self, at: Moment) -> bool {
        let Some(round) = self.round() else { return false };
        let least = self.policy.assessments_least();
        match self.stage(at) {
            Stage::Assessing => {
                let ended = commitments_until(self, round).is_some_and(|until| at >= until);
                // Sealing is still open, so fewer than needed are in once its clock has ended.
                ended || independent(self.eligible()) < least
            }
            Stage::Revealing => {
                let ended = self.reveals_until(at).is_some_and(|until| at >= until);
                ended || self.committed() < least
            }
            _ => false,
        }
    }
}

fn commitments_until(proceeding: &Proceeding, round: &Round) -> Option<Moment> {
    round.freeze.as_ref().map(|freeze| freeze.at.plus_days(proceeding.policy.assessment_days()))
}
