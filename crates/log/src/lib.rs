//! The record on disk: a log that one process writes and anybody can read and check.

mod contradiction;
mod cosigners;
mod directory;
pub mod fsck;
mod http;
mod lock;
mod log;
pub mod mirror;
pub mod monitor;
mod sequencer;
pub mod service;
mod source;
mod start;
pub mod storage;
mod succession;
pub mod witness;
pub mod witnesses;

pub use contradiction::{Contradiction, ContradictionKind};
pub use cosigners::{Cosigners, GatherError, NoCosigners};
pub use directory::{DirectoryError, LogDirectory};
pub use lock::LockError;
pub use log::{Appending, Log, NotProvable, entry, prove};
pub use sequencer::{NotAppended, Novelty, Receipt};
pub use source::{HttpSource, Source, SourceError, StoredLog};
pub use start::StartError;
