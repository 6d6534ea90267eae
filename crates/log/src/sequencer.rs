//! The one writer of a log: from entries that are handed in to a checkpoint that witnesses have seen.
//!
//! Each batch goes through the same steps, and each step can be done again from what the one before made durable:
//!
//! 1. **Stage.** The entries, and a signed checkpoint that commits to them, take the place of the old checkpoint in the lock, in one
//!    transaction. From here on these entries have these places.
//! 2. **Tiles.** The tiles of the larger tree are written, each once.
//! 3. **Witnesses.** A quorum cosigns.
//! 4. **Publish.** The cosigned checkpoint takes the place of the public one.
//! 5. **Acknowledge.**
//! 6. **Tidy.** Partial tiles whose full ones are public now are removed. Nothing depends on it.
//!
//! An error in 1, 2 or 4 stops the writer: what is stored is not known until the log is started again. A quorum that fails in 3
//! closes the door: nothing more is staged until it cosigns.

use std::collections::BTreeMap;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use dunant_record::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use dunant_record::merkle::{Hash, TreeHead};
use dunant_record::note::SignerKey;
use dunant_record::policy::Policy;
use dunant_record::tiles::{AppendError, MAX_ENTRY_BYTES, RightEdge, Tile, new_tiles};
use tokio::sync::oneshot;

use crate::cosigners::{Cosigners, GatherError};
use crate::lock::{Lock, LockError, Promised, Staged};
use crate::storage::{Storage, StorageError};

/// The most entries of a batch.
const BATCH_ENTRIES: usize = 4_096;
/// A batch takes no further entry once it has so many bytes.
const BATCH_BYTES: usize = 16 << 20;
/// How long a batch waits for as many entries as the one before had: clients that were just answered hand in their next entries.
const REGATHER: Duration = Duration::from_millis(2);

/// An entry handed in, and whom to tell.
pub(crate) struct Request {
    pub(crate) entry: Vec<u8>,
    pub(crate) answer: oneshot::Sender<Result<Receipt, NotAppended>>,
}

/// An entry that is durable, in the tree, and witnessed.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// Its place in the log, from 0.
    pub index: u64,
    /// Whether the log had it before.
    pub novelty: Novelty,
    /// The public checkpoint that commits to it, with its cosignatures.
    pub checkpoint: Arc<SignedCheckpoint>,
}

/// Whether an entry was in the log before it was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Novelty {
    /// It was not.
    New,
    /// It was: the receipt is that of the entry that stands.
    Known,
}

/// Why an entry is not acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAppended {
    /// Longer than an entry may be.
    #[error("the entry has {bytes} bytes, more than {MAX_ENTRY_BYTES}: log the digest of a document, not the document")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// Too few witnesses cosigned. The entry may be in the log all the same: hand it in again, and its receipt is given.
    #[error("too few witnesses cosigned, so nothing is acknowledged: {0}; hand the entry in again later")]
    NotWitnessed(Arc<str>),
    /// The writer has stopped.
    #[error("the log has stopped: {0}; start it again, then hand the entry in again")]
    Stopped(Arc<str>),
}

/// Why the writer stopped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fatal {
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Append(#[from] AppendError),
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    #[error(transparent)]
    Ahead(GatherError),
    #[error("the tiles lead to another root than the one that was signed")]
    OtherRoot,
}

/// The writer and all that it holds.
pub(crate) struct Sequencer {
    pub(crate) key: SignerKey,
    /// What a checkpoint must satisfy before it is published.
    pub(crate) policy: Policy,
    pub(crate) lock: Lock,
    pub(crate) storage: Box<dyn Storage>,
    pub(crate) cosigners: Box<dyn Cosigners>,
    /// The edge of the tree that was promised.
    pub(crate) edge: RightEdge,
    /// What the lock says.
    pub(crate) promised: Promised,
    /// The promised checkpoint, signed by the log alone.
    pub(crate) signed: SignedCheckpoint,
    /// The public one.
    pub(crate) public: Arc<RwLock<Arc<SignedCheckpoint>>>,
}

impl Sequencer {
    /// Takes requests until all who can make any are gone, or an error stops it.
    pub(crate) fn run(mut self, requests: &Receiver<Request>) {
        let mut before = 0;
        while let Some(mut waiting) = next_batch(requests, before) {
            before = waiting.len();
            let Err(fatal) = self.batch(&mut waiting) else { continue };
            let stopped = NotAppended::Stopped(fatal.to_string().into());
            refuse(waiting, &stopped);
            while let Ok(request) = requests.recv() {
                refuse(vec![request], &stopped);
            }
            return;
        }
        // Nothing is lost where this fails: SQLite reads its write-ahead log when the lock is opened again.
        let _ = self.lock.close();
    }

    /// Takes a batch through all steps. Requests leave `waiting` as they are answered.
    fn batch(&mut self, waiting: &mut Vec<Request>) -> Result<(), Fatal> {
        let older = self.public_size();
        if older < self.signed.checkpoint().head().size {
            // The door is closed: what was promised must be witnessed first.
            if let Err(reason) = self.release()? {
                refuse(std::mem::take(waiting), &NotAppended::NotWitnessed(reason));
                return Ok(());
            }
        }
        let leaves: Vec<Hash> = waiting.iter().map(|request| Hash::of_leaf(&request.entry)).collect();
        let (known, new) = self.stage(waiting, &leaves)?;
        let mut places = known.clone();
        let mut witnessed = Ok(());
        if let Some(Promise { edge, tiles, signed, promised, places: added }) = new {
            (self.edge, self.signed, self.promised) = (edge, signed, promised);
            places.extend(added);
            self.storage.create(&tiles)?;
            witnessed = self.release()?;
        }
        let public = self.public();
        for (request, leaf) in std::mem::take(waiting).into_iter().zip(leaves) {
            let place = places.get(&leaf).copied().filter(|place| *place < public.checkpoint().head().size);
            let answer = match (place, &witnessed) {
                (Some(index), _) => {
                    let novelty = if known.contains_key(&leaf) { Novelty::Known } else { Novelty::New };
                    Ok(Receipt { index, novelty, checkpoint: Arc::clone(&public) })
                }
                (None, Err(reason)) => Err(NotAppended::NotWitnessed(Arc::clone(reason))),
                (None, Ok(())) => return Err(Fatal::OtherRoot),
            };
            // Whoever handed it in may have gone: the entry is in the log all the same.
            let _ = request.answer.send(answer);
        }
        for full in completed(older, public.checkpoint().head().size) {
            self.storage.remove_partials(full);
        }
        Ok(())
    }

    /// Which leaves the log has, and what it promises of the others.
    fn stage(&mut self, waiting: &[Request], leaves: &[Hash]) -> Result<(BTreeMap<Hash, u64>, Option<Promise>), Fatal> {
        let Self { key, lock, edge, promised, signed, .. } = self;
        let before = signed.checkpoint().head().size;
        lock.stage(promised, leaves, |known| {
            let mut places = BTreeMap::new();
            let mut entries = Vec::new();
            for (request, leaf) in waiting.iter().zip(leaves) {
                if known.contains_key(leaf) || places.contains_key(leaf) {
                    continue;
                }
                places.insert(*leaf, before + entries.len() as u64);
                entries.push((*leaf, request.entry.clone()));
            }
            if entries.is_empty() {
                return Ok((None, (known.clone(), None)));
            }
            let mut edge = edge.clone();
            let tiles = edge.append(entries.iter().map(|(_, entry)| entry.as_slice()))?;
            let next = sign(key, edge.head())?;
            let next_promised = Promised { checkpoint: next.to_string(), published: promised.checkpoint.clone() };
            let promise = Promise { edge, tiles, signed: next, promised: next_promised.clone(), places };
            let staged = Staged { entries, first: before, next: next_promised, published_size: before };
            Ok((Some(staged), (known.clone(), Some(promise))))
        })
    }

    /// Gathers cosignatures of what was promised and publishes it; or the reason why too few cosigned.
    pub(crate) fn release(&mut self) -> Result<Result<(), Arc<str>>, Fatal> {
        let cosigned = match self.cosigners.gather(&self.signed) {
            Ok(cosigned) => cosigned,
            Err(GatherError::TooFew(reason)) => return Ok(Err(reason.into())),
            Err(ahead @ GatherError::Ahead { .. }) => return Err(Fatal::Ahead(ahead)),
        };
        // Whatever gathered them: what readers would not believe is not published.
        if cosigned.checkpoint() != self.signed.checkpoint() {
            return Ok(Err("what came back is another checkpoint".into()));
        }
        if let Err(distrust) = self.policy.verify(&cosigned) {
            return Ok(Err(distrust.to_string().into()));
        }
        self.storage.publish(&cosigned.to_string())?;
        *self.public.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(cosigned);
        Ok(Ok(()))
    }

    fn public(&self) -> Arc<SignedCheckpoint> {
        Arc::clone(&self.public.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn public_size(&self) -> u64 {
        self.public().checkpoint().head().size
    }
}

/// What a batch makes of the tree.
struct Promise {
    edge: RightEdge,
    tiles: Vec<(Tile, Vec<u8>)>,
    signed: SignedCheckpoint,
    promised: Promised,
    /// Of each new entry.
    places: BTreeMap<Hash, u64>,
}

/// The checkpoint of `head`, signed by its log.
pub(crate) fn sign(key: &SignerKey, head: TreeHead) -> Result<SignedCheckpoint, CheckpointError> {
    SignedCheckpoint::sign(Checkpoint::new(key.name().clone(), head)?, key)
}

/// The full tiles of a tree of `newer` entries of which one of `older` had a part.
fn completed(older: u64, newer: u64) -> impl Iterator<Item = Tile> {
    let was_partial = move |tile: &Tile| {
        Tile::in_tree(tile.kind(), tile.index(), older).is_some_and(|had| had.is_partial() && !tile.is_partial())
    };
    new_tiles(older, newer).filter(was_partial)
}

/// All that waits, up to a batch; none when nobody can hand in any more.
///
/// Under load it waits a moment for as many as `before`, the entries of the last batch: without that, clients in step would be parted
/// into two halves, each of which waits for the batch of the other. After idle time, and for a client alone, it waits for nobody.
fn next_batch(requests: &Receiver<Request>, before: usize) -> Option<Vec<Request>> {
    let ready = Instant::now();
    let first = requests.recv().ok()?;
    let before = if ready.elapsed() > REGATHER { 0 } else { before };
    let until = Instant::now() + REGATHER;
    let mut bytes = first.entry.len();
    let mut batch = vec![first];
    while batch.len() < BATCH_ENTRIES && bytes < BATCH_BYTES {
        let next = match batch.len() < before {
            true => requests.recv_timeout(until.saturating_duration_since(Instant::now())).ok(),
            false => requests.try_recv().ok(),
        };
        let Some(request) = next else { break };
        bytes += request.entry.len();
        batch.push(request);
    }
    Some(batch)
}

fn refuse(requests: Vec<Request>, reason: &NotAppended) {
    for request in requests {
        let _ = request.answer.send(Err(reason.clone()));
    }
}
