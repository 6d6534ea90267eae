use std::fs::File;
use std::future::Future;
use std::pin::Pin;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll};
use std::thread::JoinHandle;
use std::time::Duration;

use dunant_record::checkpoint::SignedCheckpoint;
use dunant_record::merkle::{ProveError, prove_inclusion};
use dunant_record::note::SignerKey;
use dunant_record::policy::Policy;
use dunant_record::proof::TlogProof;
use dunant_record::tiles::{MAX_ENTRY_BYTES, TileError, TileTree};
use tokio::sync::oneshot;

use crate::cosigners::Cosigners;
use crate::directory::LogDirectory;
use crate::sequencer::{NotAppended, Receipt, Request};
use crate::source::{Source, SourceError, SourceTiles, StoredLog};
use crate::start::{self, StartError};
use crate::storage::{PosixStorage, Storage};

/// An open log. One process has it open for writing; many threads may hand in entries.
///
/// Dropping it waits until every entry that was handed in is answered.
pub struct Log {
    requests: Option<Sender<Request>>,
    writer: Option<JoinHandle<()>>,
    public: Arc<RwLock<Arc<SignedCheckpoint>>>,
    storage: Box<dyn Storage>,
    /// Held until the writer is done.
    _claim: File,
}

impl Log {
    /// Makes a new log in `directory`: its key, its policy, its lock.
    ///
    /// # Errors
    /// The directory holds something, cannot be written to, or `policy` has no line for `key`.
    pub fn create(directory: &LogDirectory, key: &SignerKey, policy: &Policy) -> Result<(), StartError> {
        start::create(directory, key, policy)
    }

    /// Opens the log in `directory` for writing, with its public files in `public/`.
    ///
    /// What was promised before a crash is finished first.
    ///
    /// # Errors
    /// Another process writes; and every state from which going on could fork the log ([`StartError`]).
    pub fn open(directory: &LogDirectory, cosigners: Box<dyn Cosigners>) -> Result<Self, StartError> {
        Self::open_within(directory, cosigners, Duration::ZERO)
    }

    /// Opens the log as [`Log::open`] does, and waits while another process writes, for as long as `patience`.
    ///
    /// # Errors
    /// As [`Log::open`].
    pub fn open_within(
        directory: &LogDirectory,
        cosigners: Box<dyn Cosigners>,
        patience: Duration,
    ) -> Result<Self, StartError> {
        start::is_made(directory)?;
        let claim = directory.claim(patience)?;
        let storage = PosixStorage::open(directory.public())?;
        Self::start(directory, Box::new(storage), cosigners, claim)
    }

    /// Opens the log in `directory` for writing, with its public files in `storage`.
    ///
    /// # Errors
    /// As [`Log::open`].
    pub fn open_with(
        directory: &LogDirectory,
        storage: Box<dyn Storage>,
        cosigners: Box<dyn Cosigners>,
    ) -> Result<Self, StartError> {
        start::is_made(directory)?;
        let claim = directory.claim(Duration::ZERO)?;
        Self::start(directory, storage, cosigners, claim)
    }

    fn start(
        directory: &LogDirectory,
        storage: Box<dyn Storage>,
        cosigners: Box<dyn Cosigners>,
        claim: File,
    ) -> Result<Self, StartError> {
        let reading = storage.handle();
        let sequencer = start::start(directory, storage, cosigners)?;
        let public = Arc::clone(&sequencer.public);
        let (requests, queue) = channel();
        let writer = std::thread::Builder::new().name("sequencer".to_owned()).spawn(move || sequencer.run(&queue));
        let writer = writer.map_err(StartError::Thread)?;
        Ok(Self { requests: Some(requests), writer: Some(writer), public, storage: reading, _claim: claim })
    }

    /// Hands in an entry. What comes of it is known once it is durable, in the tree, witnessed and public; or refused.
    ///
    /// The order of entries handed in by one thread is kept. Dropping what this gives takes nothing back.
    pub fn append(&self, entry: Vec<u8>) -> Appending {
        let (answer, appending) = oneshot::channel();
        if entry.len() > MAX_ENTRY_BYTES {
            let _ = answer.send(Err(NotAppended::TooLong { bytes: entry.len() }));
        } else if let Some(requests) = &self.requests {
            // A writer that is gone drops the answer, and `Appending` says so.
            let _ = requests.send(Request { entry, answer });
        }
        Appending(appending)
    }

    /// The newest public checkpoint.
    #[must_use]
    pub fn checkpoint(&self) -> Arc<SignedCheckpoint> {
        Arc::clone(&self.public.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Proves that the entry at `index` is in the tree of the newest public checkpoint.
    ///
    /// # Errors
    /// An index outside that tree, and tiles that cannot be read or are not the log's.
    pub fn prove(&self, index: u64) -> Result<TlogProof, NotProvable> {
        prove(&self.checkpoint(), index, &mut StoredLog(self.storage.handle()))
    }
}

/// Proves that the entry at `index` is in the tree of `checkpoint`, from the tiles that `source` has of it.
///
/// # Errors
/// An index outside that tree, and tiles that cannot be read or are not the log's.
pub fn prove(checkpoint: &SignedCheckpoint, index: u64, source: &mut dyn Source) -> Result<TlogProof, NotProvable> {
    let head = *checkpoint.checkpoint().head();
    let mut tree = TileTree::open(head, SourceTiles(source))?;
    let path = prove_inclusion(&mut tree, index, head.size)?;
    Ok(TlogProof { unauthenticated_extra: None, index, path, checkpoint: checkpoint.clone() })
}

/// The entry at `index` of the tree of `checkpoint`, checked against it, from the tiles that `source` has.
///
/// # Errors
/// As [`prove`].
pub fn entry(checkpoint: &SignedCheckpoint, index: u64, source: &mut dyn Source) -> Result<Vec<u8>, NotProvable> {
    Ok(TileTree::open(*checkpoint.checkpoint().head(), SourceTiles(source))?.entry(index)?)
}

impl Drop for Log {
    fn drop(&mut self) {
        drop(self.requests.take());
        if let Some(writer) = self.writer.take() {
            // A writer that panicked has answered nobody; its callers were told that it is gone.
            let _ = writer.join();
        }
    }
}

/// An entry on its way into the log: wait for it with `.await`, or with [`Appending::wait`] outside of asynchronous code.
#[derive(Debug)]
pub struct Appending(oneshot::Receiver<Result<Receipt, NotAppended>>);

impl Appending {
    /// Waits for the receipt.
    ///
    /// # Errors
    /// Why the entry is not acknowledged.
    pub fn wait(self) -> Result<Receipt, NotAppended> {
        self.0.blocking_recv().unwrap_or_else(|_| Err(gone()))
    }
}

impl Future for Appending {
    type Output = Result<Receipt, NotAppended>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|answer| answer.unwrap_or_else(|_| Err(gone())))
    }
}

fn gone() -> NotAppended {
    NotAppended::Stopped("its writer is gone".into())
}

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
pub enum NotProvable {
    /// Tiles cannot be read, or are not the log's.
    #[error(transparent)]
    Tiles(#[from] TileError<SourceError>),
    /// The index lies outside the public tree.
    #[error(transparent)]
    Outside(#[from] ProveError<TileError<SourceError>>),
}
