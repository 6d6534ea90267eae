//! The thread that asks one witness.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

use dunant_record::checkpoint::SignedCheckpoint;
use dunant_record::merkle::{Hash, TreeHead, prove_consistency};
use dunant_record::note::{CosignerKey, SignatureLine, VerifyError};
use dunant_record::tiles::TileTree;
use dunant_record::witness::{AddCheckpoint, Reply};

use super::{Refusal, Transport};
use crate::storage::{Storage, Tiles};

/// How often a witness may name another size to prove from before it is refused: once for what it had seen, once more for what
/// another request made it see meanwhile.
const OTHER_SIZES: usize = 2;

/// A checkpoint to be cosigned.
pub(super) struct Ask {
    pub(super) round: u64,
    pub(super) signed: Arc<SignedCheckpoint>,
}

/// What a witness said of it.
pub(super) struct Answered {
    pub(super) round: u64,
    /// Which witness of the policy.
    pub(super) place: usize,
    pub(super) said: Result<SignatureLine, Refusal>,
}

pub(super) struct Asker {
    place: usize,
    url: String,
    key: CosignerKey,
    transport: Arc<dyn Transport>,
    storage: Box<dyn Storage>,
    /// The size that the witness is thought to have cosigned last; 0 before it was first asked.
    known: u64,
}

impl Asker {
    pub(super) fn new(
        place: usize,
        prefix: &str,
        key: CosignerKey,
        transport: Arc<dyn Transport>,
        storage: Box<dyn Storage>,
    ) -> Self {
        let url = format!("{}/add-checkpoint", prefix.trim_end_matches('/'));
        Self { place, url, key, transport, storage, known: 0 }
    }

    /// Asks for each of `asks` in turn until nobody asks or listens any more; of those that came while it was busy, for the last.
    pub(super) fn run(mut self, asks: &Receiver<Ask>, answers: &Sender<Answered>) {
        while let Ok(first) = asks.recv() {
            let Ask { round, signed } = asks.try_iter().last().unwrap_or(first);
            let said = self.ask(&signed);
            if answers.send(Answered { round, place: self.place, said }).is_err() {
                return;
            }
        }
    }

    fn ask(&mut self, signed: &SignedCheckpoint) -> Result<SignatureLine, Refusal> {
        let head = signed.checkpoint().head();
        let mut older = self.known.min(head.size);
        for _ in 0..=OTHER_SIZES {
            let request =
                AddCheckpoint { older_size: older, proof: self.prove(older, head)?, checkpoint: signed.clone() };
            let response = self.transport.add_checkpoint(&self.url, &request.to_string())?;
            match Reply::parse(response.status, &response.content_type, &response.body)? {
                Reply::Cosigned(lines) => {
                    let line = self.own(signed.note().text(), lines)?;
                    self.known = head.size;
                    return Ok(line);
                }
                Reply::StaleSize(size) if size > head.size => {
                    return Err(Refusal::Ahead { size, promised: head.size });
                }
                Reply::StaleSize(size) if size == older => return Err(Refusal::Unsteady(size)),
                Reply::StaleSize(size) => older = size,
                Reply::Refused { status } => return Err(Refusal::Status(status)),
            }
        }
        Err(Refusal::Unsteady(older))
    }

    /// The witness's cosignature among `lines`. Others are ignored; one by its key that does not verify spoils the answer.
    fn own(&self, text: &str, lines: Vec<SignatureLine>) -> Result<SignatureLine, Refusal> {
        let mut newest = None;
        for line in lines.into_iter().filter(|line| self.key.signs(line)) {
            let time = self.key.verify(text, &line)?;
            if newest.as_ref().is_none_or(|(newest, _)| *newest < time) {
                newest = Some((time, line));
            }
        }
        newest.map(|(_, line)| line).ok_or(Refusal::Cosignature(VerifyError::NoKnownKey))
    }

    fn prove(&self, older: u64, head: &TreeHead) -> Result<Vec<Hash>, Refusal> {
        if older == 0 || older == head.size {
            return Ok(Vec::new());
        }
        let unprovable = |reason: String| Refusal::Unprovable { size: older, reason };
        let mut tree = TileTree::open(*head, Tiles(&*self.storage)).map_err(|error| unprovable(error.to_string()))?;
        prove_consistency(&mut tree, older, head.size).map_err(|error| unprovable(error.to_string()))
    }
}
