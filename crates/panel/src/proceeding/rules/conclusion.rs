//! Publication and reopening: a finding is never edited; new facts make a new round.

use super::{Motion, Proceeding, Refused, Stage};
use crate::step::Reopening;

impl Proceeding {
    /// A finding is published once it is adopted.
    pub(super) fn may_publish(&self, motion: Motion<'_>) -> Result<(), Refused> {
        self.needs_opening(motion)?;
        match self.stage(motion.at) {
            Stage::Decided => Ok(()),
            stage @ Stage::Published => Err(motion
                .has_no_place(stage, "a finding is published once and never edited; reopen the case on new facts")),
            stage => Err(motion.has_no_place(stage, "a finding is published once a vote has adopted it")),
        }
    }

    /// A case goes back to fact-finding from the hearing, from assessments that have come to nothing, and, on new facts, once a
    /// finding is adopted or published.
    pub(super) fn may_reopen(&self, motion: Motion<'_>, reopening: &Reopening) -> Result<(), Refused> {
        self.needs_opening(motion)?;
        let stage = self.stage(motion.at);
        let finding = match stage {
            Stage::Hearing => false,
            Stage::Assessing | Stage::Revealing if self.is_stalled(motion.at) => false,
            Stage::Decided | Stage::Published => true,
            Stage::FactFinding => {
                return Err(motion.has_no_place(stage, "take the new items in: nothing is frozen yet"));
            }
            Stage::Voting => return Err(motion.has_no_place(stage, "wait for the decision on the draft")),
            _ => {
                return Err(motion.has_no_place(
                    stage,
                    "wait until the assessments are open, or until their clock has ended with too few",
                ));
            }
        };
        let expected = self.round().map_or(1, |round| round.number) + 1;
        if reopening.round != expected {
            return Err(Refused::OtherRound { expected, found: reopening.round });
        }
        if finding && reopening.facts.is_empty() {
            return Err(Refused::NoNewFacts);
        }
        Ok(())
    }
}
