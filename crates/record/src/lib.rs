//! The record's pure core: what a log, its witnesses and whoever checks them compute, and no more.
//!
//! A log takes *entries*, hashes them into a Merkle tree, and signs *checkpoints*: how large the tree is, and its root. Witnesses
//! cosign a checkpoint only where it continues every earlier one, so nobody, the operator included, can change the record quietly. A
//! *proof* holds all of this for one entry in one file, which anybody can check offline against a *policy*: which logs one trusts,
//! and which witnesses must have seen a checkpoint. Formats are those of C2SP, so that other people's programs check ours.
//!
//! ```
//! use dunant_record::{
//!     Checkpoint, CosignerSecretKey, Policy, RightEdge, SignedCheckpoint, SignerKey, Timestamp, TlogProof,
//!     merkle::{Hash, Leaves, prove_inclusion},
//! };
//!
//! // The log appends, and gets the tiles to write; then it signs.
//! let log = SignerKey::from_seed("example.org/record".parse()?, &[1; 32]);
//! let entries = [b"an entry".as_slice(), b"another"];
//! let mut edge = RightEdge::new();
//! let tiles = edge.append(entries)?;
//! assert_eq!(tiles.iter().map(|(tile, _)| tile.to_string()).collect::<Vec<_>>(), ["tile/entries/000.p/2", "tile/0/000.p/2"]);
//! let mut checkpoint = SignedCheckpoint::sign(Checkpoint::new(log.name().clone(), edge.head())?, &log)?;
//!
//! // A witness cosigns, once it has checked that the tree only grew (`witness::consider`).
//! let witness = CosignerSecretKey::from_seed("witness.example".parse()?, &[2; 32]);
//! let time = Timestamp::from_seconds(1_800_000_000).expect("before the year 292277026596");
//! checkpoint.push(witness.cosign(checkpoint.checkpoint(), time))?;
//!
//! // The proof of the second entry is one text.
//! let leaves = entries.map(Hash::of_leaf);
//! let path = prove_inclusion(&mut Leaves(&leaves), 1, 2)?;
//! let proof = TlogProof { unauthenticated_extra: None, index: 1, path, checkpoint }.to_string();
//! assert!(proof.starts_with("c2sp.org/tlog-proof@v1\nindex 1\n"));
//!
//! // Anybody checks it against the keys that they trust.
//! let policy = format!("log {}\nwitness w {}\nquorum w\n", log.public(), witness.public());
//! let policy = Policy::parse(policy.as_bytes())?;
//! let verified = TlogProof::parse(proof.as_bytes())?.verify(&policy, b"another")?;
//! assert_eq!(verified.witnessed(), [(witness.name().clone(), time)]);
//! assert!(TlogProof::parse(proof.as_bytes())?.verify(&policy, b"forged").is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The way through the crate: [`note`] (who signed a text), [`merkle`] (what a tree commits to), [`checkpoint`] and
//! [`cosignature`] (what logs and witnesses sign), [`tiles`] (the log as files), [`witness`] (when to cosign), [`policy`],
//! [`proof`] and [`verifier`] (when to believe), [`entry`] (what this record logs).
//!
//! Nothing here does I/O, reads a clock or draws random numbers: seeds, salts and times are passed in, and tiles come through
//! [`tiles::TileReader`]. Every reader takes bytes from strangers: it is bounded, does not panic, and accepts one spelling only, so
//! that what was read and is written again is the same to the byte. A policy alone may have comments.

pub mod case;
pub mod checkpoint;
pub mod cosignature;
pub mod entry;
pub mod merkle;
pub mod note;
pub mod policy;
pub mod proof;
mod spelling;
pub mod tiles;
pub mod verifier;
pub mod witness;

pub use case::{CaseId, RoundName};
pub use checkpoint::{Checkpoint, SignedCheckpoint};
pub use cosignature::Timestamp;
pub use entry::{Entry, KnownEntry, Statement};
pub use merkle::{Hash, TreeHead};
pub use note::{CosignerKey, CosignerSecretKey, Note, SignerKey, VerifierKey};
pub use policy::{Policy, VerifiedCheckpoint};
pub use proof::TlogProof;
pub use tiles::{RightEdge, Tile, TileTree};
pub use verifier::ProofVerifier;
