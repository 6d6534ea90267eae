//! The record on disk: a log that one process writes and anybody can read and check.

mod cosigners;
mod directory;
pub mod fsck;
mod lock;
mod log;
mod sequencer;
mod start;
pub mod storage;
mod succession;

pub use cosigners::{Cosigners, GatherError, NoCosigners};
pub use directory::{DirectoryError, LogDirectory};
pub use lock::LockError;
pub use log::{Appending, Log, NotProvable};
pub use sequencer::{NotAppended, Novelty, Receipt};
pub use start::StartError;
