//! The heads log: where every chain of a body moved in every epoch.
//!
//! A body's secretariat signs its own chains, so it could leave links out, put them into another order, keep two versions of one chain or begin one
//! anew. Therefore it has a log with one entry an *epoch*, made whether anything happened or not, and witnesses cosign it. An [`Epoch`] names the root
//! of a [`PrefixTree`] of the chains that moved in it: each has one [`Position`], in every epoch the same, and there one leaf, its [`Head`], blinded by the
//! chain's [`Nonce`]. [`Paths`] are inclusion proofs of single places, or proofs that nothing is there, and tell nothing of the others. A [`History`] has
//! them of a chain for each epoch from the body's first on. So a chain moves once an epoch at most, as users have one key in CONIKS
//! (Melara et al., 2015), and what it once was no later tree can take back: an epoch with a leaf that its history does not explain stays in the log.
//! Where a body changes its log, [`Logs`] says which has which epochs.
//!
//! ```
//! use dunant_heads::{ChainPlace, Epoch, EpochProof, Head, History, LogEnd, Logs, Nonce, Position, PrefixTree, believed_by};
//! use dunant_record::merkle::Frontier;
//! use dunant_record::note::KeyName;
//! use dunant_record::{Checkpoint, Policy, SignedCheckpoint, SignerKey};
//! use dunant_vocabulary::Sha256Digest;
//!
//! let body: KeyName = "example.org".parse()?;
//! let log = SignerKey::from_seed("example.org/heads".parse()?, &[1; 32]);
//! let (case, nonce) = (Position::of(&body, &"case/2026-1"), Nonce::from_bytes(&[2; 32]));
//! let links = [Sha256Digest::of(b"the first link"), Sha256Digest::of(b"the second")];
//!
//! // Four epochs: before the case, with its first link, one in which it rests, with its second.
//! let mut frontier = Frontier::new();
//! let mut history = History { epochs: vec![], checkpoints: vec![] };
//! for (epoch, number) in [None, Some(0), None, Some(1)].into_iter().enumerate() {
//!     let epoch = epoch as u64;
//!     let head = number.map(|number| Head { number, digest: links[number as usize] });
//!     let leaf = head.map(|head| (case, head.leaf(&case, &nonce, epoch)));
//!     let tree = PrefixTree::padded(leaf, &[epoch as u8; 32])?;
//!     let (chains, paths) = (tree.root(), tree.paths([case]));
//!     frontier.push(Epoch { body: body.clone(), number: epoch, chains, succession: None }.leaf());
//!     history.epochs.push(EpochProof { chains, moved: vec![head], paths, succession: None });
//!     history.checkpoints.push(SignedCheckpoint::sign(Checkpoint::new(log.name().clone(), frontier.head())?, &log)?);
//! }
//!
//! // Anybody checks it offline. Here nobody witnessed, so it is the log's word.
//! let policy = Policy::parse(format!("log {}\nquorum none\n", log.public()).as_bytes())?;
//! let chain = ChainPlace { position: case, nonce: &nonce, is_dated: true };
//! let (start, logs) = (LogEnd::default(), Logs::one(log.public()));
//! let verified = history.verify(&start, &body, &[chain], &logs, believed_by(&policy, 0))?;
//! assert_eq!((verified.epoch_of(0, 0), verified.epoch_of(0, 1)), (Some(1), Some(3)));
//!
//! // A second link that says something else is refused, and so is a chain that is said not to have been there.
//! history.epochs[3].moved = vec![Some(Head { number: 1, digest: Sha256Digest::of(b"another second") })];
//! assert!(history.verify(&start, &body, &[chain], &logs, believed_by(&policy, 0)).is_err());
//! history.epochs[1].moved = vec![None];
//! assert!(history.verify(&start, &body, &[chain], &logs, believed_by(&policy, 0)).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Nothing here does I/O, reads a clock or draws random numbers.

mod bounds;
mod epoch;
mod history;
mod log_end;
mod logs;
mod node;
mod paths;
mod tree;

pub use bounds::Bounds;
pub use epoch::{Epoch, InvalidEpoch, MAX_EPOCH_BYTES, Succession};
pub use history::{ChainPlace, EpochProof, History, HistoryError, MAX_EPOCHS, Move, VerifiedHistory, believed_by};
pub use log_end::{InvalidLogEnd, LogEnd};
pub use logs::{HeadsLog, InvalidLogs, Logs};
pub use node::{Head, LEVELS, Node, Nonce, Position};
pub use paths::{InvalidPaths, Paths};
pub use tree::{EnteredTwice, LEAST_LEAVES, PrefixTree};
