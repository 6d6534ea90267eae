//! What a step that was taken changes.

use dunant_vocabulary::Moment;

use super::{Accepted, Proceeding};
use crate::member::Member;
use crate::proceeding::{Asked, Ballot, Dated, Round, Seat, Taken};
use crate::recusal::{Recusal, RuleName};
use crate::step::{Opening, SignedStep, Step};

impl Proceeding {
    /// Enters a step that was considered, as link `link`.
    pub(in crate::proceeding) fn enter(&mut self, link: u64, accepted: Accepted) {
        let Accepted { signed, at, question, .. } = accepted;
        // What clocks have brought about until now stays so, whatever this step changes.
        self.close(at);
        match signed.step().clone() {
            Step::Referral(what) => self.referral = Some(dated(what, &signed, at)),
            Step::Admissibility(what) => self.admissibility = Some(dated(what, &signed, at)),
            Step::Opening(what) => {
                self.seats = seats(&what);
                if self.rounds.is_empty() {
                    self.rounds.push(Round::new(1, None));
                }
                self.opening = Some(dated(what, &signed, at));
            }
            Step::Recusal(what) => {
                if let Some(seat) = self.seats.iter_mut().find(|seat| seat.member.name() == signed.by()) {
                    let (member, because) = (signed.by().clone(), what.reasons.clone());
                    seat.recusals.push(Recusal { member, rule: RuleName::Own, because });
                }
                self.own_recusals.push(dated(what, &signed, at));
            }
            Step::Complaint(what) => self.complaints.push(dated(what, &signed, at)),
            Step::Reopening(what) => self.rounds.push(Round::new(what.round, Some(dated(what, &signed, at)))),
            step => self.enter_in_round(step, &signed, at, question),
        }
        self.taken.push(Taken { link, at, signed });
        self.close(at);
    }

    /// Enters a step of the round at hand.
    fn enter_in_round(&mut self, step: Step, signed: &SignedStep, at: Moment, question: Option<u64>) {
        let (reply_days, vote_days) = (self.policy.reply_days(), self.policy.vote_days());
        let needs_service = self.begun.is_some();
        let Some(round) = self.rounds.last_mut() else { return };
        match step {
            Step::Freeze(what) => round.freeze = Some(dated(what, signed, at)),
            Step::Commitment(what) => round.commitments.push(dated(what, signed, at)),
            Step::Reveal(what) => round.reveals.push(dated(what, signed, at)),
            Step::Question(what) => round.questions.push(Asked {
                number: question.unwrap_or_default(),
                question: dated(what, signed, at),
                until: at.plus_days(reply_days),
                reply: None,
                needs_service,
                served: None,
            }),
            Step::Served(what) => {
                if let Some(asked) = round.questions.iter_mut().find(|asked| asked.number == what.question) {
                    // The party has all its days from when a member says that the question is there.
                    asked.until = asked.until.max(at.plus_days(reply_days));
                    asked.served = Some(dated(what, signed, at));
                }
            }
            Step::Reply(what) => {
                if let Some(asked) = round.questions.iter_mut().find(|asked| asked.number == what.question) {
                    asked.reply = Some(dated(what, signed, at));
                }
            }
            Step::Draft(what) => round.ballots.push(Ballot {
                draft: dated(what, signed, at),
                until: at.plus_days(vote_days),
                votes: Vec::new(),
                decision: None,
            }),
            Step::Vote(what) => {
                if let Some(ballot) = round.ballots.last_mut() {
                    ballot.votes.push(dated(what, signed, at));
                }
            }
            Step::Decision(what) => {
                if let Some(ballot) = round.ballots.last_mut() {
                    ballot.decision = Some(dated(what, signed, at));
                }
            }
            Step::Publication(what) => round.publication = Some(dated(what, signed, at)),
            // Of no round.
            Step::Referral(_)
            | Step::Admissibility(_)
            | Step::Opening(_)
            | Step::Recusal(_)
            | Step::Reopening(_)
            | Step::Complaint(_) => {}
        }
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

fn dated<T>(what: T, signed: &SignedStep, at: Moment) -> Dated<T> {
    Dated { what, by: signed.by().clone(), at, digest: signed.digest() }
}

fn seats(opening: &Opening) -> Vec<Seat> {
    let of = |member: &Member| -> Vec<Recusal> {
        opening.recusals.iter().filter(|recusal| recusal.member == *member.name()).cloned().collect()
    };
    opening.panel.iter().map(|member| Seat { recusals: of(member), member: member.clone() }).collect()
}
