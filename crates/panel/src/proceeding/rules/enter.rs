//! What a step that was taken changes.

use dunant_vocabulary::Moment;

use super::{Accepted, Proceeding};
use crate::proceeding::{Asked, Ballot, Dated, Round, Seat, Taken};
use crate::recusal::{Recusal, RuleName};
use crate::step::Step;

impl Proceeding {
    /// Enters a step that was considered, as link `link`.
    pub(in crate::proceeding) fn enter(&mut self, link: u64, accepted: Accepted) {
        let Accepted { signed, at, question, .. } = accepted;
        // What clocks have brought about until now stays so, whatever this step changes.
        self.close(at);
        let (by, digest) = (signed.by().clone(), signed.digest());
        let step = signed.step().clone();
        self.taken.push(Taken { link, at, signed });
        macro_rules! dated {
            ($what:expr) => {
                Dated { what: $what, by, at, digest }
            };
        }
        match step {
            Step::Referral(what) => self.referral = Some(dated!(what)),
            Step::Admissibility(what) => self.admissibility = Some(dated!(what)),
            Step::Opening(what) => {
                let seat = |member: &crate::member::Member| Seat {
                    recusals: what
                        .recusals
                        .iter()
                        .filter(|recusal| recusal.member == *member.name())
                        .cloned()
                        .collect(),
                    member: member.clone(),
                };
                self.seats = what.panel.iter().map(seat).collect();
                if self.rounds.is_empty() {
                    self.rounds.push(Round::new(1, None));
                }
                self.opening = Some(dated!(what));
            }
            Step::Recusal(what) => {
                if let Some(seat) = self.seats.iter_mut().find(|seat| *seat.member.name() == by) {
                    let because = what.reasons.clone();
                    seat.recusals.push(Recusal { member: by.clone(), rule: RuleName::Own, because });
                }
                self.own_recusals.push(dated!(what));
            }
            Step::Reopening(what) => {
                let number = what.round;
                self.rounds.push(Round::new(number, Some(dated!(what))));
            }
            step => {
                let (reply_until, vote_until) =
                    (at.plus_days(self.policy.reply_days()), at.plus_days(self.policy.vote_days()));
                let Some(round) = self.rounds.last_mut() else { return };
                match step {
                    Step::Freeze(what) => round.freeze = Some(dated!(what)),
                    Step::Commitment(what) => round.commitments.push(dated!(what)),
                    Step::Reveal(what) => round.reveals.push(dated!(what)),
                    Step::Question(what) => round.questions.push(Asked {
                        number: question.unwrap_or_default(),
                        question: dated!(what),
                        until: reply_until,
                        reply: None,
                    }),
                    Step::Reply(what) => {
                        if let Some(asked) = round.questions.iter_mut().find(|asked| asked.number == what.question) {
                            asked.reply = Some(dated!(what));
                        }
                    }
                    Step::Draft(what) => round.ballots.push(Ballot {
                        draft: dated!(what),
                        until: vote_until,
                        votes: Vec::new(),
                        decision: None,
                    }),
                    Step::Vote(what) => {
                        if let Some(ballot) = round.ballots.last_mut() {
                            ballot.votes.push(dated!(what));
                        }
                    }
                    Step::Decision(what) => {
                        if let Some(ballot) = round.ballots.last_mut() {
                            ballot.decision = Some(dated!(what));
                        }
                    }
                    Step::Publication(what) => round.publication = Some(dated!(what)),
                    Step::Referral(_)
                    | Step::Admissibility(_)
                    | Step::Opening(_)
                    | Step::Recusal(_)
                    | Step::Reopening(_) => {}
                }
            }
        }
        self.close(at);
    }

    /// Writes down that sealing and opening have ended, where they have at `at`.
    fn close(&mut self, at: Moment) {
        let (commitments, reveals) = (self.commitments_closed(at), self.reveals_closed(at));
        if let Some(round) = self.rounds.last_mut().filter(|round| round.freeze.is_some()) {
            round.commitments_closed = commitments;
            round.reveals_closed = reveals;
        }
    }
}
