//! A member recuses itself: what it learns late must not decide a case.

use super::{Motion, Proceeding, Refused, Stage};
use crate::proceeding::Round;

impl Proceeding {
    /// A member may leave a case at any time until it has voted on the draft at hand.
    pub(super) fn may_recuse_itself(&self, motion: Motion<'_>) -> Result<(), Refused> {
        self.needs_opening(motion)?;
        let by = motion.signed.by();
        match self.stage(motion.at) {
            Stage::Voting => {
                let voted = self.round().and_then(Round::open_ballot).is_some_and(|ballot| ballot.vote(by).is_some());
                if voted { Err(Refused::AlreadyVoted { by: by.clone() }) } else { Ok(()) }
            }
            stage @ (Stage::Decided | Stage::Published) => {
                Err(motion.has_no_place(stage, "votes are final; ask for the case to be reopened, and leave it then"))
            }
            _ => Ok(()),
        }
    }
}
