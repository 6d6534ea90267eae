//! Where a case stands now: a path in the newest epoch of the heads log (panel protocol, sections 7 and 8, check 17).
//!
//! A finding shows its past. Whether the case went on since, only a fresh proof can show: the body, or anybody who mirrors its heads log and has the
//! case's place, makes one.

use std::fmt;

use dunant_heads::{Bounds, Epoch, Head, Logs, Nonce, Path, Position};
use dunant_record::note::KeyName;
use dunant_record::proof::{NotProven, ProofError};
use dunant_record::{Policy, TlogProof};
use dunant_vocabulary::Sha256Digest;
use serde::{Deserialize, Serialize};

/// The name and version of the form of a [`Standing`].
pub const SCHEMA: &str = "dunant.standing/1";

/// The longest standing that is read, in bytes.
pub const MAX_STANDING_BYTES: usize = 256 << 10;

/// The head of a case's chain in one epoch, and what shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Standing {
    /// [`SCHEMA`].
    pub schema: String,
    /// The number of the newest link.
    pub number: u64,
    /// The digest of its text.
    pub head: Sha256Digest,
    /// The entry of the epoch in the heads log.
    pub epoch: String,
    /// The path from the chain's place to the epoch's root.
    pub path: String,
    /// The proof that the entry stands in the log (C2SP tlog-proof).
    pub proof: String,
}

impl Standing {
    /// The standing of a chain with this head, by its path under `epoch` and the proof of that.
    #[must_use]
    pub fn new(head: Head, epoch: &Epoch, path: &Path, proof: &TlogProof) -> Self {
        let Head { number, digest } = head;
        let (epoch, path, proof) = (epoch.to_string(), path.to_string(), proof.to_string());
        Self { schema: SCHEMA.to_owned(), number, head: digest, epoch, path, proof }
    }

    /// Reads a standing in its one spelling. Nothing is verified yet.
    ///
    /// # Errors
    /// Bytes that are no standing, or are not as it is written.
    pub fn parse(bytes: &[u8]) -> Result<Self, StandingError> {
        if bytes.len() > MAX_STANDING_BYTES {
            return Err(StandingError::TooLong(bytes.len()));
        }
        let standing: Self = serde_json::from_slice(bytes).map_err(|error| StandingError::Json(error.to_string()))?;
        if standing.schema != SCHEMA {
            return Err(StandingError::Schema(standing.schema));
        }
        if standing.to_string().as_bytes() == bytes { Ok(standing) } else { Err(StandingError::Spelling) }
    }

    /// Verifies that the chain at `place`, blinded by `nonce`, stood so in an epoch of the heads logs of `body`, which `policy` believes. Gives the number
    /// of the epoch, and when it was.
    ///
    /// # Errors
    /// What cannot be read, is of another body, is not in the log, or does not lead to the epoch's root.
    pub fn verify(
        &self,
        body: &KeyName,
        place: &Position,
        nonce: &Nonce,
        (policy, logs): (&Policy, &Logs),
        liars: usize,
    ) -> Result<(u64, Bounds), NotStanding> {
        let epoch = Epoch::parse(self.epoch.as_bytes()).map_err(|_| NotStanding::Epoch)?;
        let proof = TlogProof::parse(self.proof.as_bytes())?;
        let checkpoint = proof.verify(policy, self.epoch.as_bytes())?;
        let numbered = logs.epoch(checkpoint.checkpoint().origin(), proof.index);
        if epoch.body != *body || numbered != Some(epoch.number) {
            return Err(NotStanding::Epoch);
        }
        let path: Path = self.path.parse().map_err(|_| NotStanding::Path)?;
        let leaf = Head { number: self.number, digest: self.head }.leaf(place, nonce, epoch.number);
        if path.root(place, leaf) != epoch.chains {
            return Err(NotStanding::Path);
        }
        Ok((epoch.number, Bounds::of(&checkpoint, liars)))
    }
}

impl fmt::Display for Standing {
    /// The standing in its one spelling: JSON, two spaces an indent, a line end at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Texts alone: there is nothing here that JSON cannot hold.
        writeln!(f, "{}", serde_json::to_string_pretty(self).unwrap_or_default())
    }
}

/// Bytes that are no standing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StandingError {
    /// Longer than is read.
    #[error("the standing has {0} bytes, more than {MAX_STANDING_BYTES}: check that this is the right file")]
    TooLong(usize),
    /// Not JSON, or not of the form of a standing.
    #[error("not a standing: {0}")]
    Json(String),
    /// Of another form.
    #[error("the document is of the form `{0}`, and a standing of `{SCHEMA}`")]
    Schema(String),
    /// It can be read, and would be written otherwise.
    #[error("the standing is not written as standings are: it was reformatted or changed; get the file as it was made")]
    Spelling,
}

/// Why a standing shows nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotStanding {
    /// No entry of a heads log of this body, not at its place, or behind the end of the log.
    #[error("its epoch is no entry of this body's heads logs, or is at another place")]
    Epoch,
    /// No proof.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The proof does not hold.
    #[error("its epoch is not shown to be in the heads log: {0}")]
    NotProven(#[from] NotProven),
    /// The path is none, or leads elsewhere.
    #[error("its path does not lead from this case to the epoch's root")]
    Path,
}
