//! Freeze, commitment, reveal: members assess the same evidence, each without seeing another's view.

use super::{Motion, Proceeding, Refused, Stage};
use crate::step::{Commitment, Freeze, Reveal};

impl Proceeding {
    /// Fact-finding ends once: with a panel that is large enough, for the round at hand.
    pub(super) fn may_freeze(&self, motion: Motion<'_>, freeze: &Freeze) -> Result<(), Refused> {
        self.needs_opening(motion)?;
        let stage = self.stage(motion.at);
        if stage != Stage::FactFinding {
            return Err(motion.has_no_place(stage, "evidence is frozen once a round; reopen the case to take in more"));
        }
        self.is_panel_enough(self.eligible_count())?;
        let expected = self.round().map_or(1, |round| round.number);
        if freeze.round != expected {
            return Err(Refused::OtherRound { expected, found: freeze.round });
        }
        Ok(())
    }

    /// A member seals one assessment a round, of what is frozen now, before anybody opens one.
    pub(super) fn may_commit(&self, motion: Motion<'_>, commitment: &Commitment) -> Result<(), Refused> {
        self.needs_opening(motion)?;
        let by = motion.signed.by();
        let stage = self.stage(motion.at);
        if stage == Stage::FactFinding {
            return Err(motion.has_no_place(stage, "assessments are sealed once evidence is frozen"));
        }
        self.is_of_this_freeze(commitment.freeze)?;
        let Some(round) = self.round() else { return Ok(()) };
        if round.has_committed(by) {
            return Err(Refused::AlreadyCommitted { by: by.clone() });
        }
        if stage != Stage::Assessing {
            let until = self.commitments_closed(motion.at).unwrap_or(motion.at);
            let next =
                "assessments of others may be open, so none is sealed any more; you can still ask, draft and vote";
            return Err(Refused::Late { until, at: motion.at, next });
        }
        match round.commitments.iter().find(|other| other.what.seal == commitment.seal) {
            Some(other) => Err(Refused::CopiedSeal { other: other.by.clone() }),
            None => Ok(()),
        }
    }

    /// A member opens what it has sealed, once all are sealed or the clock has ended.
    pub(super) fn may_reveal(&self, motion: Motion<'_>, reveal: &Reveal) -> Result<(), Refused> {
        self.needs_opening(motion)?;
        let by = motion.signed.by();
        let stage = self.stage(motion.at);
        if stage == Stage::FactFinding {
            return Err(motion.has_no_place(stage, "freeze the evidence, and seal an assessment first"));
        }
        let Some(round) = self.round() else { return Ok(()) };
        self.is_of_this_freeze(reveal.freeze)?;
        if stage == Stage::Assessing {
            let (missing, until) = (self.uncommitted(), self.commitments_until().unwrap_or(motion.at));
            if missing.is_empty() || motion.at >= until {
                return Err(Refused::TooFewAssessments {
                    found: self.committed(),
                    least: self.policy().assessments_least(),
                });
            }
            return Err(Refused::RevealTooEarly { missing, until });
        }
        // A seal that was lodged in time may still come in, and nobody may have opened one by then.
        if let Some(until) = self.commitments_until()
            && !self.uncommitted().is_empty()
            && round.reveals.is_empty()
            && self.before_grace(motion.at) < until
        {
            return Err(Refused::RevealTooEarly { missing: self.uncommitted(), until: self.after_grace(until) });
        }
        let Some(commitment) = round.commitments.iter().find(|commitment| commitment.by == *by) else {
            return Err(Refused::NotCommitted { by: by.clone() });
        };
        if round.position(by).is_some() {
            return Err(Refused::AlreadyRevealed { by: by.clone() });
        }
        if reveal.position.seal(self.case(), by, &reveal.freeze, &reveal.salt) != commitment.what.seal {
            return Err(Refused::SealDiffers { by: by.clone() });
        }
        if stage != Stage::Revealing {
            let until = self.reveals_closed(motion.at).unwrap_or(motion.at);
            let next = "the hearing goes by the assessments that are open; you can still ask, draft and vote";
            return Err(Refused::Late { until, at: motion.at, next });
        }
        Ok(())
    }
}
