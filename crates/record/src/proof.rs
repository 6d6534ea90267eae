//! Proofs that an entry is in the record (C2SP tlog-proof v1): one file, checked offline against a [`Policy`].
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra <base64>
//! index <number>
//! <hash>...
//!
//! <checkpoint>
//! ```

use std::fmt;

use crate::checkpoint::{CheckpointError, SignedCheckpoint};
use crate::merkle::{Hash, HashesError, InvalidProof, MAX_PROOF_HASHES, read_hashes};
use crate::policy::{Distrust, Policy, VerifiedCheckpoint};
use crate::spelling::{self, Lines};

/// The first line of a proof.
pub const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// The most bytes of extra data: as many as an entry may have.
pub const MAX_EXTRA_BYTES: usize = 65_535;

/// That an entry stands at an index of a log's tree, well formed but not verified.
///
/// What is parsed and written again gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// Data that nothing here vouches for: anybody can change it, and the proof still holds.
    pub unauthenticated_extra: Option<Vec<u8>>,
    /// The index of the entry, from 0.
    pub index: u64,
    /// The inclusion proof, the leaf's sibling first.
    pub path: Vec<Hash>,
    /// The checkpoint of the tree, with the signatures under it.
    pub checkpoint: SignedCheckpoint,
}

impl TlogProof {
    /// Reads a proof.
    ///
    /// # Errors
    /// A line that is missing or not what it must be, more than 63 hashes, and what is not a checkpoint.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProofError> {
        // The checkpoint reads its own bytes; above the first blank line all is text.
        let end = bytes.windows(2).position(|pair| pair == b"\n\n").ok_or(ProofError::NoBlankLine)?;
        let (above, checkpoint) = bytes.split_at_checked(end + 2).ok_or(ProofError::NoBlankLine)?;
        let above = std::str::from_utf8(above).map_err(|error| ProofError::NotUtf8(error.valid_up_to()))?;
        let mut lines = Lines::new(above);
        if lines.next_line() != Some(HEADER) {
            return Err(ProofError::Header);
        }
        let mut line = lines.next_line();
        let extra = line.and_then(|line| line.strip_prefix("extra "));
        let unauthenticated_extra = match extra {
            None => None,
            Some(encoded) => {
                let bounded = |extra: &Vec<u8>| !extra.is_empty() && extra.len() <= MAX_EXTRA_BYTES;
                let extra = spelling::decode_base64(encoded).filter(bounded).ok_or(ProofError::Extra)?;
                line = lines.next_line();
                Some(extra)
            }
        };
        let index = line.and_then(|line| spelling::decimal(line.strip_prefix("index ")?));
        let index = index.ok_or(ProofError::Index(lines.number()))?;
        let path = read_hashes(&mut lines).map_err(|error| match error {
            HashesError::Line(line) => ProofError::Hash(line),
            HashesError::TooMany => ProofError::TooManyHashes,
        })?;
        Ok(Self { unauthenticated_extra, index, path, checkpoint: SignedCheckpoint::parse(checkpoint)? })
    }

    /// Verifies, without any network, that `entry` is in a log that `policy` trusts, at the index of this proof.
    ///
    /// # Errors
    /// A checkpoint that the policy does not believe, and a proof that does not lead from the entry to its root.
    pub fn verify(&self, policy: &Policy, entry: &[u8]) -> Result<VerifiedCheckpoint, NotProven> {
        let verified = policy.verify(&self.checkpoint)?;
        verified.includes(self.index, Hash::of_leaf(entry), &self.path)?;
        Ok(verified)
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.unauthenticated_extra {
            writeln!(f, "extra {}", spelling::encode_base64(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.path.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

/// Bytes that are not a proof.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// No blank line above the checkpoint.
    #[error("no blank line stands above a checkpoint: fetch the whole proof again")]
    NoBlankLine,
    /// Not UTF-8.
    #[error("the proof is not UTF-8 at byte {0}: fetch it again, without converting it")]
    NotUtf8(usize),
    /// Another first line.
    #[error("line 1 is not `{HEADER}`: this is no proof, or one of another version")]
    Header,
    /// Wrong extra data.
    #[error(
        "line 2 has no extra data: expected `extra` and the base64 of 1 to {MAX_EXTRA_BYTES} bytes, or no such line"
    )]
    Extra,
    /// No index.
    #[error("line {0} is not the index: expected `index <number>`, a decimal without leading zeros")]
    Index(usize),
    /// A line is not a hash.
    #[error("line {0} is not a hash: expected the base64 of 32 bytes")]
    Hash(usize),
    /// More hashes than any proof has.
    #[error("the proof has more than {MAX_PROOF_HASHES} hashes: no inclusion proof is as long")]
    TooManyHashes,
    /// Not a checkpoint.
    #[error("in the checkpoint below the blank line: {0}")]
    Checkpoint(#[from] CheckpointError),
}

/// Why a proof does not prove.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotProven {
    /// The policy does not believe the checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] Distrust),
    /// The proof does not lead from the entry to the root.
    #[error("this entry is not proven: {0}")]
    Inclusion(#[from] InvalidProof),
}
