//! The heads log: where every chain of a body stood in every epoch.
//!
//! A body's secretariat signs its own chains, so it could leave links out, put them into another order or keep two versions of one chain.
//! Therefore it has a log with one entry an *epoch*, made whether anything happened or not, and witnesses cosign it. An [`Epoch`] names the root
//! of a [`PrefixTree`] in which every chain has one [`Position`] and one leaf: its [`Head`], blinded by the chain's [`Nonce`]. A [`Path`]
//! is the inclusion proof of one place, or the proof that nothing is there, and tells nothing of the others. A [`History`] has the
//! chain's place in each epoch from before it existed to its end. So one chain has one head an epoch by construction, as users have one key in CONIKS (Melara et al., 2015).
//! Where a body changes its log, [`Logs`] says which has which epochs.
//!
//! ```
//! use dunant_heads::{ChainLinks, History, Epoch, Head, Logs, Node, Nonce, EpochProof, Position, PrefixTree};
//! use dunant_record::merkle::Frontier;
//! use dunant_record::{Checkpoint, Policy, SignedCheckpoint, SignerKey};
//! use dunant_vocabulary::Sha256Digest;
//!
//! let body = "example.org".parse()?;
//! let log = SignerKey::from_seed("example.org/heads".parse()?, &[1; 32]);
//! let (case, nonce) = (Position::of(&body, &"case/2026-1"), Nonce::from_bytes(&[2; 32]));
//! let links = [Sha256Digest::of(b"the first link"), Sha256Digest::of(b"the second")];
//!
//! // Three epochs: before the case, with one link, with two. Another chain stands beside it.
//! let (other, its_nonce) = (Position::of(&body, &"members"), Nonce::from_bytes(&[3; 32]));
//! let mut frontier = Frontier::new();
//! let mut history = History { origin: log.name().clone(), first: 0, left: frontier.clone(), epochs: vec![], checkpoints: vec![] };
//! for (epoch, number) in [None, Some(0), Some(1)].into_iter().enumerate() {
//!     let epoch = epoch as u64;
//!     let beside = Head { number: 7, digest: Sha256Digest::of(b"members") }.leaf(&other, &its_nonce, epoch);
//!     let own = number.map(|number| Head { number, digest: links[number as usize] }.leaf(&case, &nonce, epoch));
//!     let tree = PrefixTree::new([(other, beside)].into_iter().chain(own.map(|leaf| (case, leaf))))?;
//!     let (chains, path) = (tree.root(), tree.path(&case));
//!     frontier.push(Epoch { body: body.clone(), number: epoch, chains, succession: None }.leaf());
//!     history.epochs.push(EpochProof { chains, path, number, succession: None });
//!     history.checkpoints.push(SignedCheckpoint::sign(Checkpoint::new(log.name().clone(), frontier.head())?, &log)?);
//! }
//!
//! // Anybody checks it offline. Here nobody witnessed, so it is the log's word.
//! let policy = Policy::parse(format!("log {}\nquorum none\n", log.public()).as_bytes())?;
//! let chain = ChainLinks { body: &body, position: case, nonce: &nonce, links: &links };
//! let logs = Logs::one(log.public());
//! let verified = history.verify(&chain, &policy, &logs, 0)?;
//! assert_eq!(verified.numbers, [None, Some(0), Some(1)]);
//!
//! // A chain whose second link says something else is refused.
//! let forged = [links[0], Sha256Digest::of(b"another second")];
//! assert!(history.verify(&ChainLinks { links: &forged, ..chain }, &policy, &logs, 0).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Nothing here does I/O, reads a clock or draws random numbers.

mod bounds;
mod epoch;
mod history;
mod logs;
mod node;
mod path;
mod tree;

pub use bounds::Bounds;
pub use epoch::{Epoch, InvalidEpoch, MAX_EPOCH_BYTES, Succession};
pub use history::{ChainLinks, EpochProof, History, HistoryError, MAX_EPOCHS, VerifiedHistory};
pub use logs::{HeadsLog, InvalidLogs, Logs};
pub use node::{Head, LEVELS, Node, Nonce, Position};
pub use path::{InvalidPath, Path};
pub use tree::{EnteredTwice, PrefixTree};
