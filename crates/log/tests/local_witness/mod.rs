//! A witness in the same process, which the test can make fail.
#![allow(dead_code, reason = "each file of tests uses a part of it")]

use std::sync::{Arc, Mutex};

use dunant_log::{Cosigners, GatherError};
use dunant_record::checkpoint::SignedCheckpoint;
use dunant_record::cosignature::Timestamp;
use dunant_record::merkle::TreeHead;
use dunant_record::note::CosignerSecretKey;
use dunant_record::policy::Policy;

use crate::program;

/// What the log gathers cosignatures from: one witness. Clones are the same witness.
#[derive(Clone)]
pub struct Witness(Arc<Mutex<State>>);

struct State {
    key: CosignerSecretKey,
    seen: TreeHead,
    answers: Answers,
}

/// How the witness answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// It cosigns what is larger than what it saw, or the same.
    Cosigned,
    /// It cannot be reached.
    Nothing,
    /// It cosigns, and its answer is lost.
    Lost,
    /// It sends the checkpoint back without a cosignature.
    Unsigned,
    /// It sends a cosignature of what it saw before.
    Older,
}

impl Witness {
    pub fn new() -> Self {
        let key = CosignerSecretKey::from_seed("witness.example".parse().unwrap(), &[9; 32]);
        Self(Arc::new(Mutex::new(State { key, seen: TreeHead::empty(), answers: Answers::Cosigned })))
    }

    /// The policy of a log that needs this witness.
    pub fn policy(&self) -> Policy {
        let witness = self.0.lock().unwrap().key.public();
        let policy = format!("log {}\nwitness w {witness}\nquorum w\n", program::key().public());
        Policy::parse(policy.as_bytes()).unwrap()
    }

    pub fn answers(&self, answers: Answers) {
        self.0.lock().unwrap().answers = answers;
    }

    pub fn seen(&self) -> TreeHead {
        self.0.lock().unwrap().seen
    }

    pub fn cosigners(&self) -> Box<dyn Cosigners> {
        Box::new(self.clone())
    }
}

impl Cosigners for Witness {
    fn gather(&mut self, signed: &SignedCheckpoint) -> Result<SignedCheckpoint, GatherError> {
        let mut state = self.0.lock().unwrap();
        let head = *signed.checkpoint().head();
        if state.answers == Answers::Nothing {
            return Err(GatherError::TooFew("no route to host".to_owned()));
        }
        if state.seen.size > head.size {
            let (size, promised) = (state.seen.size, head.size);
            return Err(GatherError::Ahead { witness: "w".to_owned(), size, promised });
        }
        assert!(state.seen.size < head.size || state.seen == head, "two roots for {} entries", head.size);
        let time = Timestamp::from_seconds(1_800_000_000).unwrap();
        let line = state.key.cosign(signed.checkpoint(), time);
        let mut cosigned = signed.clone();
        match state.answers {
            Answers::Unsigned => return Ok(cosigned),
            Answers::Older => {
                let older = dunant_record::Checkpoint::new(program::key().name().clone(), state.seen).unwrap();
                let line = state.key.cosign(&older, time);
                let mut older = SignedCheckpoint::sign(older, &program::key()).unwrap();
                older.push(line).unwrap();
                return Ok(older);
            }
            _ => {}
        }
        state.seen = head;
        cosigned.push(line).unwrap();
        match state.answers {
            Answers::Lost => Err(GatherError::TooFew("connection reset".to_owned())),
            _ => Ok(cosigned),
        }
    }
}
