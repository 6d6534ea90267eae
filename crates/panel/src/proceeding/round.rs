//! What the steps of a case have come to.

use dunant_record::note::KeyName;
use dunant_vocabulary::{Moment, Sha256Digest};

use crate::member::Member;
use crate::recusal::Recusal;
use crate::step::{
    Choice, Commitment, Decision, Draft, Freeze, Position, Publication, Question, Reopening, Reply, Reveal, Served,
    SignedStep, Step, StepKind, Vote,
};

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The number of its link in the chain of the case.
    pub link: u64,
    /// Its date: the time of the link.
    pub at: Moment,
    /// The step under its author's signature.
    pub signed: SignedStep,
}

impl Taken {
    /// The kind of step.
    #[must_use]
    pub fn kind(&self) -> StepKind {
        self.signed.step().kind()
    }

    /// The step.
    #[must_use]
    pub fn step(&self) -> &Step {
        self.signed.step()
    }
}

/// What a step said, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    /// What was said.
    pub what: T,
    /// The name of the author's key.
    pub by: KeyName,
    /// When.
    pub at: Moment,
    /// The step's name: SHA-256 of the text that the author signed.
    pub digest: Sha256Digest,
}

/// A member's seat on the panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The member, as it was at the opening.
    pub member: Member,
    /// Why it may not judge the case; empty for an eligible member.
    pub recusals: Vec<Recusal>,
}

impl Seat {
    /// Whether the member may judge the case.
    #[must_use]
    pub fn is_eligible(&self) -> bool {
        self.recusals.is_empty()
    }
}

/// One way of a case from fact-finding to a finding. A case has another for each time that it is reopened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Its number, from 1.
    pub number: u32,
    /// What it was reopened by; nothing for the first.
    pub reopening: Option<Dated<Reopening>>,
    /// What is assessed.
    pub freeze: Option<Dated<Freeze>>,
    /// Sealed assessments, in the order in which they came; those of members who were recused later still stand here.
    pub commitments: Vec<Dated<Commitment>>,
    /// When sealing ended, as far as steps have shown it; [`Proceeding::stage`](super::Proceeding::stage) knows it at any time.
    pub commitments_closed: Option<Moment>,
    /// Opened assessments, in the order in which they came; those of members who were recused later still stand here.
    pub reveals: Vec<Dated<Reveal>>,
    /// When opening ended, likewise.
    pub reveals_closed: Option<Moment>,
    /// Questions to the parties, and their answers.
    pub questions: Vec<Asked>,
    /// Drafts, and the votes on them. Only the last can be undecided.
    pub ballots: Vec<Ballot>,
    /// The finding's publication.
    pub publication: Option<Dated<Publication>>,
}

impl Round {
    pub(super) fn new(number: u32, reopening: Option<Dated<Reopening>>) -> Self {
        Self {
            number,
            reopening,
            freeze: None,
            commitments: Vec::new(),
            commitments_closed: None,
            reveals: Vec::new(),
            reveals_closed: None,
            questions: Vec::new(),
            ballots: Vec::new(),
            publication: None,
        }
    }

    /// The digest of the text of the freeze step: what everything later in the round names.
    #[must_use]
    pub fn freeze_digest(&self) -> Option<Sha256Digest> {
        self.freeze.as_ref().map(|freeze| freeze.digest)
    }

    /// Whether `member` has sealed an assessment.
    #[must_use]
    pub fn has_committed(&self, member: &KeyName) -> bool {
        self.commitments.iter().any(|commitment| commitment.by == *member)
    }

    /// The assessment that `member` has opened.
    #[must_use]
    pub fn position(&self, member: &KeyName) -> Option<&Position> {
        self.reveals.iter().find(|reveal| reveal.by == *member).map(|reveal| &reveal.what.position)
    }

    /// The vote that is under way.
    #[must_use]
    pub fn open_ballot(&self) -> Option<&Ballot> {
        self.ballots.last().filter(|ballot| ballot.decision.is_none())
    }

    /// The vote by which a draft was adopted.
    #[must_use]
    pub fn adopted(&self) -> Option<&Ballot> {
        let adopted = |ballot: &&Ballot| {
            ballot.decision.as_ref().is_some_and(|decision| decision.what.outcome == crate::step::Outcome::Adopted)
        };
        self.ballots.last().filter(adopted)
    }
}

/// A question to a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its number, from 1 through all rounds.
    pub number: u64,
    /// The question.
    pub question: Dated<Question>,
    /// When its clock ends. An answer of this time or later is late.
    pub until: Moment,
    /// The answer.
    pub reply: Option<Dated<Reply>>,
    /// Whether silence is a gap only where a member has said how the question reached the party: so it is in the second form.
    pub needs_service: bool,
    /// How and when it reached the party.
    pub served: Option<Dated<Served>>,
}

impl Asked {
    /// Whether it was answered, or its clock has ended at `at`: in the second form, of a question that was served.
    #[must_use]
    pub fn is_closed(&self, at: Moment) -> bool {
        self.reply.is_some() || self.is_gap(at)
    }

    /// Whether nothing shows yet that it reached the party: nobody can say then that it did not answer.
    #[must_use]
    pub fn is_unserved(&self) -> bool {
        self.needs_service && self.reply.is_none() && self.served.is_none()
    }

    /// Whether its clock has ended at `at` without an answer: a gap, which the finding must name.
    #[must_use]
    pub fn is_gap(&self, at: Moment) -> bool {
        self.reply.is_none() && at >= self.until && !self.is_unserved()
    }
}

/// A draft, and the vote on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot {
    /// The draft.
    pub draft: Dated<Draft>,
    /// When the vote ends. A vote of this time or later is late.
    pub until: Moment,
    /// The votes, in the order in which they came.
    pub votes: Vec<Dated<Vote>>,
    /// What came of it.
    pub decision: Option<Dated<Decision>>,
}

impl Ballot {
    /// The vote of `member`.
    #[must_use]
    pub fn vote(&self, member: &KeyName) -> Option<&Dated<Vote>> {
        self.votes.iter().find(|vote| vote.by == *member)
    }

    /// Votes against, whose reasons stand in the finding.
    pub fn dissents(&self) -> impl Iterator<Item = &Dated<Vote>> {
        self.votes.iter().filter(|vote| vote.what.choice == Choice::Against)
    }
}
