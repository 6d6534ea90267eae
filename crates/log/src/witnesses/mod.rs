//! A log's witnesses: asked all at once for their cosignatures, until there are enough (C2SP tlog-witness, from the log's side).
//!
//! Each witness has a thread of its own, so one that is slow, dead or lying delays nobody but itself: what it says is waited for
//! only while the quorum of the policy still needs it.

mod asker;
mod http;
mod own;
mod transport;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};
use std::{fmt, io};

use dunant_record::checkpoint::SignedCheckpoint;
use dunant_record::note::{NoteError, SignatureLine, VerifyError};
use dunant_record::policy::{Distrust, Policy};
use dunant_record::witness::ReplyError;

use crate::storage::Storage;
use asker::{Answered, Ask, Asker};

pub use http::HttpTransport;
pub use transport::{HttpResponse, Transport, TransportError};

/// How long a quorum is waited for unless told otherwise.
pub const DEADLINE: Duration = Duration::from_secs(5);

/// The witnesses of a policy that have a URL, each with what is known of what it last cosigned.
///
/// Dropping it does not wait for requests under way.
pub struct Witnesses {
    policy: Policy,
    /// One for each witness of the policy, in its order; nothing for those without URL.
    askers: Vec<Option<Sender<Ask>>>,
    answers: Receiver<Answered>,
    /// The number of the checkpoint that is being asked about, so that late answers to an earlier one are told apart.
    round: u64,
    deadline: Duration,
}

impl Witnesses {
    /// The witnesses of `policy`, reached over `transport`; consistency proofs are read from `storage`.
    ///
    /// # Errors
    /// A thread cannot be started.
    pub fn new(policy: Policy, transport: Arc<dyn Transport>, storage: Box<dyn Storage>) -> io::Result<Self> {
        let (answer, answers) = channel();
        let mut askers = Vec::new();
        for (place, witness) in policy.witnesses().iter().enumerate() {
            let Some(url) = &witness.url else {
                askers.push(None);
                continue;
            };
            let (ask, asked) = channel();
            let asker = Asker::new(place, url, witness.key.clone(), Arc::clone(&transport), storage.handle());
            let answer = answer.clone();
            thread::Builder::new()
                .name(format!("witness {}", witness.name))
                .spawn(move || asker.run(&asked, &answer))?;
            askers.push(Some(ask));
        }
        Ok(Self { policy, askers, answers, round: 0, deadline: DEADLINE })
    }

    /// The same witnesses, of which a quorum is waited for no longer than `deadline`.
    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Asks every witness to cosign `signed`, whose tiles must be in the storage, and gives it back as soon as the policy is
    /// satisfied, with the cosignatures that are there by then. Nobody is waited for beyond that.
    ///
    /// With `quorum none` the witnesses are asked and not waited for.
    ///
    /// # Errors
    /// A witness has seen a larger tree of this log, also if it says so late, in answer to an earlier checkpoint: stop. The quorum
    /// can no longer be met, or is not met within the deadline: ask again later, for this checkpoint or a larger one.
    pub fn gather(&mut self, signed: &SignedCheckpoint) -> Result<SignedCheckpoint, QuorumFailed> {
        let mut round = self.ask(signed);
        while !self.policy.is_met(|place| round.has_cosigned(place)) {
            if !self.policy.is_met(|place| round.may_cosign(place)) {
                return Err(QuorumFailed::TooFew(self.refusals(round)));
            }
            if !self.wait(&mut round)? {
                round.end_waiting();
                return Err(QuorumFailed::TooFew(self.refusals(round)));
            }
        }
        while let Ok(answered) = self.answers.try_recv() {
            self.take(answered, &mut round)?;
        }
        let mut cosigned = signed.clone();
        for line in round.said.into_iter().flatten().flatten() {
            cosigned.push(line)?;
        }
        self.policy.verify(&cosigned)?;
        Ok(cosigned)
    }

    /// Asks every witness to cosign `signed`, and waits for all of them, or for the deadline: what each said, by its name.
    ///
    /// For the start of a log, with the newest checkpoint that it has promised: a witness that answers [`Refusal::Ahead`] has seen
    /// more than this, so the log was restored from a backup or runs twice, and must not go on.
    pub fn probe(&mut self, signed: &SignedCheckpoint) -> Vec<(String, Result<SignatureLine, Refusal>)> {
        let mut round = self.ask(signed);
        let end = round.end;
        while round.said.iter().any(Option::is_none) {
            let Ok(answered) = self.answers.recv_timeout(end.saturating_duration_since(Instant::now())) else { break };
            round.note(answered);
        }
        round.end_waiting();
        let names = self.policy.witnesses().iter().map(|witness| witness.name.clone());
        names.zip(round.said).filter_map(|(name, said)| Some((name, said?))).collect()
    }

    fn ask(&mut self, signed: &SignedCheckpoint) -> Round {
        self.round += 1;
        let signed = Arc::new(signed.clone());
        let ask = |asker: &Option<Sender<Ask>>| {
            let Some(asker) = asker else { return Some(Err(Refusal::NoUrl)) };
            let ask = Ask { round: self.round, signed: Arc::clone(&signed) };
            asker.send(ask).err().map(|_| Err(Refusal::Gone))
        };
        let said = self.askers.iter().map(ask).collect();
        Round { number: self.round, end: Instant::now() + self.deadline, said }
    }

    /// Waits for one answer; false at the deadline.
    fn wait(&self, round: &mut Round) -> Result<bool, QuorumFailed> {
        match self.answers.recv_timeout(round.end.saturating_duration_since(Instant::now())) {
            Ok(answered) => self.take(answered, round).map(|()| true),
            Err(_) => Ok(false),
        }
    }

    fn take(&self, answered: Answered, round: &mut Round) -> Result<(), QuorumFailed> {
        // Whichever checkpoint it answers: none that was asked about was ever smaller than what the log had promised.
        if let Err(Refusal::Ahead { size, promised }) = answered.said {
            let witness = self.policy.witnesses().get(answered.place).map_or_else(String::new, |w| w.name.clone());
            return Err(QuorumFailed::Ahead { witness, size, promised });
        }
        round.note(answered);
        Ok(())
    }

    /// Who has refused. Those who might still answer have not.
    fn refusals(&self, round: Round) -> Refusals {
        let said = self.policy.witnesses().iter().zip(round.said);
        Refusals(said.filter_map(|(witness, said)| Some((witness.name.clone(), said?.err()?))).collect())
    }
}

impl fmt::Debug for Witnesses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Witnesses").field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// What the witnesses have said of one checkpoint.
struct Round {
    number: u64,
    end: Instant,
    /// In the order of the policy; nothing of those who have not answered.
    said: Vec<Option<Result<SignatureLine, Refusal>>>,
}

impl Round {
    fn note(&mut self, answered: Answered) {
        // Being ahead is no matter of one checkpoint.
        let counts = answered.round == self.number || matches!(answered.said, Err(Refusal::Ahead { .. }));
        if counts && let Some(said) = self.said.get_mut(answered.place) {
            *said = Some(answered.said);
        }
    }

    /// Takes those who have not answered for silent.
    fn end_waiting(&mut self) {
        for said in &mut self.said {
            said.get_or_insert(Err(Refusal::Silent));
        }
    }

    fn has_cosigned(&self, place: usize) -> bool {
        matches!(self.said.get(place), Some(Some(Ok(_))))
    }

    fn may_cosign(&self, place: usize) -> bool {
        matches!(self.said.get(place), Some(None | Some(Ok(_))))
    }
}

/// Why a checkpoint has no quorum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuorumFailed {
    /// A witness has seen a larger tree of this log than the log itself knows of.
    #[error(
        "the witness `{witness}` has cosigned {size} entries of this log, which itself promises {promised}: a backup was restored, or \
         the log runs twice; append nothing before you know which"
    )]
    Ahead {
        /// The witness, by its name in the policy.
        witness: String,
        /// The size that it has cosigned.
        size: u64,
        /// The size of the checkpoint that it was asked about.
        promised: u64,
    },
    /// Too few cosigned.
    #[error("too few witnesses cosigned for the quorum: {0}")]
    TooFew(Refusals),
    /// More cosignatures than a checkpoint may carry.
    #[error(transparent)]
    TooMany(#[from] NoteError),
    /// The cosignatures are there, but the policy does not believe the checkpoint: it does not know the log's key, say.
    #[error("the log's own policy does not believe its checkpoint: {0}")]
    Distrust(#[from] Distrust),
}

/// The witnesses that did not cosign, by their names in the policy, each with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusals(pub Vec<(String, Refusal)>);

impl fmt::Display for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (witness, refusal)) in self.0.iter().enumerate() {
            let separator = if place == 0 { "" } else { "; " };
            write!(f, "{separator}`{witness}`: {refusal}")?;
        }
        Ok(())
    }
}

/// Why a witness did not cosign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The policy has no URL for it.
    #[error("the policy has no URL to ask it at")]
    NoUrl,
    /// The witness cannot be reached.
    #[error("cannot be reached: {0}")]
    Unreachable(#[from] TransportError),
    /// It has not answered.
    #[error("has not answered in time")]
    Silent,
    /// The thread that asks it has ended.
    #[error("is no longer asked: start the log again")]
    Gone,
    /// Its answer cannot be read.
    #[error(transparent)]
    Reply(#[from] ReplyError),
    /// It answered with no cosignature of its own, or with one that does not verify.
    #[error("its cosignature does not stand: {0}")]
    Cosignature(#[from] VerifyError),
    /// It refused.
    #[error("answered with status {0}{meaning}", meaning = meaning(*.0))]
    Status(u16),
    /// It has cosigned a larger tree.
    #[error("has cosigned {size} entries, more than the {promised} that it was asked about")]
    Ahead {
        /// The size that it has cosigned.
        size: u64,
        /// The size that it was asked about.
        promised: u64,
    },
    /// It asked for proofs from one size after the other.
    #[error("asked for a proof from size {0}, after it was given what it had asked for: ask its operator")]
    Unsteady(u64),
    /// The proof that it asked for cannot be made.
    #[error("asked for a proof from size {size}, which cannot be made: {reason}")]
    Unprovable {
        /// The size.
        size: u64,
        /// Why not.
        reason: String,
    },
}

/// What the statuses of tlog-witness say.
fn meaning(status: u16) -> &'static str {
    match status {
        400 => ": it could not read the request",
        403 => ": it does not know the log's key",
        404 => ": it does not follow this log, or its URL is wrong",
        409 => " and no size: it has seen another root of this log at this size",
        422 => ": the tree that it has cosigned does not lead to this one",
        _ => "",
    }
}
