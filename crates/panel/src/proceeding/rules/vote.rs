//! Draft, vote, decision: what the panel finds is what enough of its members from enough of the world vote for.

use super::{Motion, Proceeding, Refused, Stage};
use crate::proceeding::{Ballot, Round};
use crate::step::{Decision, Draft, Vote};

impl Proceeding {
    /// A finding is drafted once enough assessments are open, every accused party was asked, and every question is answered or its
    /// clock has ended. What was voted on once is not voted on again.
    pub(super) fn may_draft(&self, motion: Motion<'_>, draft: &Draft) -> Result<(), Refused> {
        self.needs_opening(motion)?;
        let stage = self.stage(motion.at);
        match stage {
            Stage::Hearing => {}
            Stage::Voting => {
                return Err(motion.has_no_place(stage, "one draft is voted on at a time; wait for the decision"));
            }
            Stage::Decided | Stage::Published => {
                return Err(
                    motion.has_no_place(stage, "a finding is adopted; ask for the case to be reopened on new facts")
                );
            }
            _ => {
                return Err(motion.has_no_place(
                    stage,
                    "a finding is drafted once the assessments are open and the parties are heard",
                ));
            }
        }
        self.is_of_this_freeze(draft.freeze)?;
        let (found, least) = (self.revealed(), self.policy().assessments_least());
        if found < least {
            return Err(Refused::TooFewAssessments { found, least });
        }
        let questions = self.round().map_or(&[][..], |round| &round.questions);
        let was_asked = |name: &str| questions.iter().any(|asked| asked.question.what.to == name);
        let parties: Vec<String> =
            self.accused().map(|party| party.name.clone()).filter(|name| !was_asked(name)).collect();
        if !parties.is_empty() {
            return Err(Refused::AccusedNotAsked { parties });
        }
        // What was lodged in time may still come in.
        if let Some(open) = self.open_questions(self.before_grace(motion.at)).next() {
            let to = open.question.what.to.clone();
            if open.is_unserved() && motion.at >= open.until {
                return Err(Refused::NotServed { question: open.number, to });
            }
            return Err(Refused::RightOfReply { question: open.number, to, until: open.until });
        }
        let drafted =
            self.rounds().iter().flat_map(|round| &round.ballots).any(|ballot| ballot.draft.what.body == draft.body);
        if drafted { Err(Refused::AlreadyDrafted) } else { Ok(()) }
    }

    /// A member votes once on the draft at hand, before the clock ends.
    pub(super) fn may_vote(&self, motion: Motion<'_>, vote: &Vote) -> Result<(), Refused> {
        let ballot = self.ballot(motion, vote.draft)?;
        let by = motion.signed.by();
        if ballot.vote(by).is_some() {
            return Err(Refused::AlreadyVoted { by: by.clone() });
        }
        if motion.at >= ballot.until {
            let next = "the vote is counted without yours";
            return Err(Refused::Late { until: ballot.until, at: motion.at, next });
        }
        Ok(())
    }

    /// The vote is counted once all have voted or the clock has ended; the outcome is what the policy makes of the count.
    pub(super) fn may_decide(&self, motion: Motion<'_>, decision: &Decision) -> Result<(), Refused> {
        let ballot = self.ballot(motion, decision.draft)?;
        let missing = self.unvoted();
        if !missing.is_empty() && motion.at < ballot.until {
            return Err(Refused::VoteOpen { missing, until: ballot.until });
        }
        if !missing.is_empty() && self.before_grace(motion.at) < ballot.until {
            return Err(Refused::CountTooSoon { until: self.after_grace(ballot.until) });
        }
        let counted = self.count(ballot);
        if decision.tally != counted {
            return Err(Refused::OtherTally { counted: Box::new(counted) });
        }
        let measures = counted.measures(self.policy());
        let computed = measures.outcome();
        if decision.outcome != computed {
            let because = measures.all().map(ToString::to_string).to_vec();
            return Err(Refused::OtherOutcome { computed, because });
        }
        Ok(())
    }

    /// The decision that the votes taken and the policy give: what the secretariat signs.
    #[must_use]
    pub fn decision_now(&self) -> Option<Decision> {
        let ballot = self.round()?.open_ballot()?;
        let tally = self.count(ballot);
        Some(Decision { draft: ballot.draft.what.body, outcome: tally.measures(self.policy()).outcome(), tally })
    }

    /// The vote under way, if it is on this draft.
    fn ballot(&self, motion: Motion<'_>, found: dunant_vocabulary::Sha256Digest) -> Result<&Ballot, Refused> {
        self.needs_opening(motion)?;
        let Some(ballot) = self.round().and_then(Round::open_ballot) else {
            let stage = self.stage(motion.at);
            let next = match stage {
                Stage::Decided | Stage::Published => "the vote is over, and its outcome final",
                _ => "nothing is voted on before a finding is drafted",
            };
            return Err(motion.has_no_place(stage, next));
        };
        let expected = ballot.draft.what.body;
        if found == expected { Ok(ballot) } else { Err(Refused::OtherDraft { expected, found }) }
    }
}
