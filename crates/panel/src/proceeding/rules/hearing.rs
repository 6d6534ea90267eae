//! Questions and replies: nothing is concluded before the accused could answer.

use super::{Author, Motion, Proceeding, Refused, Stage};
use crate::step::{Question, Reply, Served};

impl Proceeding {
    /// A party is asked once the assessments are open, about what is frozen now.
    pub(super) fn may_ask(&self, motion: Motion<'_>, question: &Question) -> Result<(), Refused> {
        self.is_hearing(motion)?;
        self.is_of_this_freeze(question.freeze)?;
        match self.party(&question.to) {
            Some(_) => Ok(()),
            None => Err(Refused::UnknownParty(question.to.clone())),
        }
    }

    /// A question is answered once, before its clock ends: by the party that was asked with its key, and by the secretariat for a
    /// party that has registered none.
    pub(super) fn may_reply(&self, motion: Motion<'_>, reply: &Reply) -> Result<(), Refused> {
        self.is_hearing(motion)?;
        let number = reply.question;
        let Some(round) = self.round() else { return Err(Refused::UnknownQuestion(number)) };
        let Some(asked) = round.questions.iter().find(|asked| asked.number == number) else {
            let earlier = self.rounds().iter().find(|round| round.questions.iter().any(|asked| asked.number == number));
            return Err(match earlier {
                Some(round) => Refused::EarlierQuestion { question: number, round: round.number },
                None => Refused::UnknownQuestion(number),
            });
        };
        let to = &asked.question.what.to;
        let has_key = self.party(to).is_some_and(|party| party.key.is_some());
        let others =
            |next| Refused::OthersQuestion { question: number, to: to.clone(), by: motion.signed.by().clone(), next };
        match motion.author {
            Author::Party(party) if party.name == *to => {}
            Author::Party(_) if has_key => return Err(others("it answers with its own key")),
            Author::Party(_) => return Err(others("the secretariat enters its answer")),
            _ if has_key => return Err(others("it has registered a key, and answers with that")),
            _ => {}
        }
        if asked.reply.is_some() {
            return Err(Refused::AlreadyAnswered(number));
        }
        if motion.at >= asked.until {
            let next = "hand the answer in as evidence: the case can be reopened on it";
            return Err(Refused::Late { until: asked.until, at: motion.at, next });
        }
        Ok(())
    }

    /// A member says once how and when a question reached its party, and not before it was asked or later than now.
    pub(super) fn may_serve(&self, motion: Motion<'_>, served: &Served) -> Result<(), Refused> {
        self.is_hearing(motion)?;
        let number = served.question;
        let Some(asked) = self.round().and_then(|round| round.questions.iter().find(|asked| asked.number == number))
        else {
            return Err(Refused::UnknownQuestion(number));
        };
        if asked.reply.is_some() || asked.served.is_some() {
            return Err(Refused::AlreadyServed(number));
        }
        let asked = asked.question.at;
        if served.at < asked || served.at > motion.at {
            return Err(Refused::ServedWhen { question: number, asked, found: served.at });
        }
        Ok(())
    }

    fn is_hearing(&self, motion: Motion<'_>) -> Result<(), Refused> {
        self.needs_opening(motion)?;
        let next = match self.stage(motion.at) {
            Stage::Hearing => return Ok(()),
            Stage::FactFinding | Stage::Assessing | Stage::Revealing => {
                "parties are heard once the assessments are open"
            }
            Stage::Voting => "parties are heard before a draft is voted on; wait for the decision",
            _ => "the hearing is over; ask for the case to be reopened on new facts",
        };
        Err(motion.has_no_place(self.stage(motion.at), next))
    }
}
