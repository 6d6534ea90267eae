//! Steps: what the secretariat, the members and the parties state, each signed by its author.
//!
//! ```text
//! dunant-step/v1 2026-1
//! {"by":"example.org/panel/member-1","step":"commitment","freeze":"6030…","seal":"fd61…"}
//!
//! — example.org/panel/member-1 cH6Zt…
//! ```
//!
//! A statement has one spelling: fields stand in their one order, all of them, and absent values are `null`. It names its case,
//! and, where it could be played again, the round, freeze, question or draft that it belongs to.
//!
//! That is the first form. The second says also whose case it is and which link its author had seen last, so that nobody can put it behind
//! another past ([`Place`]; panel protocol, section 3):
//!
//! ```text
//! dunant-step/v2 example.org 2026-1
//! seen 14 60303ae2…
//! {"by":"example.org/panel/member-1","step":"vote","round":1,"draft":"…","choice":"against","reasons":"…"}
//! ```

mod kinds;
mod place;
mod position;
mod signed;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::bounds::Unfit;

pub use kinds::{
    Admissibility, Choice, Commitment, Complaint, Decision, Draft, Freeze, Opening, Outcome, OwnRecusal, Publication,
    Question, QuestionKind, Referral, Reopening, Reply, Reveal, Ruling, Served, Vote,
};
pub use place::{InvalidSeenLink, Place, SeenLink};
pub use position::{Answer, ArticleVerdict, ArticleView, InvalidSalt, Position, Rejected, Salt};
pub use signed::{SignedStep, Statement, StepFormError};

/// One step of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Step {
    /// A case is brought. Secretariat.
    Referral(Referral),
    /// Whether the case is taken. Secretariat.
    Admissibility(Admissibility),
    /// The panel is named, and recusals are logged. Secretariat.
    Opening(Opening),
    /// A member recuses itself.
    Recusal(OwnRecusal),
    /// Fact-finding ends: what is assessed is fixed. Secretariat.
    Freeze(Freeze),
    /// A member's assessment, sealed.
    Commitment(Commitment),
    /// A member's assessment, opened.
    Reveal(Reveal),
    /// A party is asked. Secretariat or a member.
    Question(Question),
    /// A party answers, or the secretariat for it.
    Reply(Reply),
    /// A finding is put to the vote. A member.
    Draft(Draft),
    /// A member votes.
    Vote(Vote),
    /// The vote is counted. Secretariat.
    Decision(Decision),
    /// The finding is published. Secretariat.
    Publication(Publication),
    /// The case goes back to fact-finding. Secretariat or a member.
    Reopening(Reopening),
    /// A question reached its party. A member; in the second form alone.
    Served(Served),
    /// Somebody is shown nothing. A member or a party; in the second form alone.
    Complaint(Complaint),
}

impl Step {
    /// The kind of step.
    #[must_use]
    pub fn kind(&self) -> StepKind {
        match self {
            Self::Referral(_) => StepKind::Referral,
            Self::Admissibility(_) => StepKind::Admissibility,
            Self::Opening(_) => StepKind::Opening,
            Self::Recusal(_) => StepKind::Recusal,
            Self::Freeze(_) => StepKind::Freeze,
            Self::Commitment(_) => StepKind::Commitment,
            Self::Reveal(_) => StepKind::Reveal,
            Self::Question(_) => StepKind::Question,
            Self::Reply(_) => StepKind::Reply,
            Self::Draft(_) => StepKind::Draft,
            Self::Vote(_) => StepKind::Vote,
            Self::Decision(_) => StepKind::Decision,
            Self::Publication(_) => StepKind::Publication,
            Self::Reopening(_) => StepKind::Reopening,
            Self::Served(_) => StepKind::Served,
            Self::Complaint(_) => StepKind::Complaint,
        }
    }

    /// Checks that every field can stand by itself, whatever the case.
    ///
    /// # Errors
    /// The first field that says nothing, or too much.
    pub fn check(&self) -> Result<(), Unfit> {
        match self {
            Self::Referral(step) => step.check(),
            Self::Admissibility(step) => step.check(),
            Self::Opening(step) => step.check(),
            Self::Recusal(step) => step.check(),
            Self::Freeze(step) => step.check(),
            Self::Reveal(step) => step.position.check(),
            Self::Question(step) => step.check(),
            Self::Reply(step) => step.check(),
            Self::Vote(step) => step.check(),
            Self::Reopening(step) => step.check(),
            Self::Served(step) => step.check(),
            Self::Complaint(step) => step.check(),
            // Digests and counts alone.
            Self::Commitment(_) | Self::Draft(_) | Self::Decision(_) | Self::Publication(_) => Ok(()),
        }
    }
}

/// The kinds of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// [`Step::Referral`].
    Referral,
    /// [`Step::Admissibility`].
    Admissibility,
    /// [`Step::Opening`].
    Opening,
    /// [`Step::Recusal`].
    Recusal,
    /// [`Step::Freeze`].
    Freeze,
    /// [`Step::Commitment`].
    Commitment,
    /// [`Step::Reveal`].
    Reveal,
    /// [`Step::Question`].
    Question,
    /// [`Step::Reply`].
    Reply,
    /// [`Step::Draft`].
    Draft,
    /// [`Step::Vote`].
    Vote,
    /// [`Step::Decision`].
    Decision,
    /// [`Step::Publication`].
    Publication,
    /// [`Step::Reopening`].
    Reopening,
    /// [`Step::Served`].
    Served,
    /// [`Step::Complaint`].
    Complaint,
}

impl StepKind {
    /// The kinds that the second form alone has.
    pub const OF_SECOND_FORM: [Self; 2] = [Self::Served, Self::Complaint];

    /// The kinds that both forms have, in the order in which they come up.
    pub const ALL: [Self; 14] = [
        Self::Referral,
        Self::Admissibility,
        Self::Opening,
        Self::Recusal,
        Self::Freeze,
        Self::Commitment,
        Self::Reveal,
        Self::Question,
        Self::Reply,
        Self::Draft,
        Self::Vote,
        Self::Decision,
        Self::Publication,
        Self::Reopening,
    ];

    /// Whether a step of the second form names its round beside what it says: every one that belongs to a round, but for the freeze and the
    /// reopening, which say it themselves.
    #[must_use]
    pub fn names_round(self) -> bool {
        match self {
            Self::Commitment
            | Self::Reveal
            | Self::Question
            | Self::Served
            | Self::Reply
            | Self::Draft
            | Self::Vote
            | Self::Decision
            | Self::Publication => true,
            Self::Referral
            | Self::Admissibility
            | Self::Opening
            | Self::Recusal
            | Self::Freeze
            | Self::Reopening
            | Self::Complaint => false,
        }
    }

    /// Whether an author takes one step of this kind a round at most: a second one is void.
    #[must_use]
    pub fn is_once_a_round(self) -> bool {
        matches!(self, Self::Commitment | Self::Reveal | Self::Vote)
    }

    /// The word for it, as in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Referral => "referral",
            Self::Admissibility => "admissibility",
            Self::Opening => "opening",
            Self::Recusal => "recusal",
            Self::Freeze => "freeze",
            Self::Commitment => "commitment",
            Self::Reveal => "reveal",
            Self::Question => "question",
            Self::Reply => "reply",
            Self::Draft => "draft",
            Self::Vote => "vote",
            Self::Decision => "decision",
            Self::Publication => "publication",
            Self::Reopening => "reopening",
            Self::Served => "served",
            Self::Complaint => "complaint",
        }
    }
}

impl fmt::Display for StepKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests;
