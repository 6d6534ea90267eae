use dunant_record::checkpoint::SignedCheckpoint;

use crate::witnesses::{QuorumFailed, Refusal, Witnesses};

/// Who cosigns what the log promises before it is public.
pub trait Cosigners: Send {
    /// The checkpoint with cosignatures of a quorum.
    ///
    /// # Errors
    /// Too few cosign, or one of them has seen a larger tree of this log.
    fn gather(&mut self, signed: &SignedCheckpoint) -> Result<SignedCheckpoint, GatherError>;

    /// Asks everybody, before a log starts, whether they have seen more of it than `signed`; who does not answer has not.
    ///
    /// # Errors
    /// One of them has seen a larger tree of this log.
    fn probe(&mut self, _signed: &SignedCheckpoint) -> Result<(), GatherError> {
        Ok(())
    }
}

/// Why there is no quorum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatherError {
    /// Too few cosigned; what each said.
    #[error("too few witnesses cosigned: {0}")]
    TooFew(String),
    /// A witness has seen more of this log than the lock knows.
    #[error(
        "the witness `{witness}` has seen {size} entries of this log, and its lock promises {promised}: a backup was restored, or a key \
         is used twice; never sign with this key again before you know"
    )]
    Ahead {
        /// The witness.
        witness: String,
        /// The size that it saw.
        size: u64,
        /// The size that the lock promises.
        promised: u64,
    },
}

impl Cosigners for Witnesses {
    fn gather(&mut self, signed: &SignedCheckpoint) -> Result<SignedCheckpoint, GatherError> {
        Witnesses::gather(self, signed).map_err(|failed| match failed {
            QuorumFailed::Ahead { witness, size, promised } => GatherError::Ahead { witness, size, promised },
            QuorumFailed::TooFew(refusals) => GatherError::TooFew(refusals.to_string()),
            QuorumFailed::TooMany(error) => GatherError::TooFew(error.to_string()),
            QuorumFailed::Distrust(error) => GatherError::TooFew(error.to_string()),
        })
    }

    fn probe(&mut self, signed: &SignedCheckpoint) -> Result<(), GatherError> {
        for (witness, said) in Witnesses::probe(self, signed) {
            if let Err(Refusal::Ahead { size, promised }) = said {
                return Err(GatherError::Ahead { witness, size, promised });
            }
        }
        Ok(())
    }
}

/// Nobody: the log's word stands alone.
#[derive(Debug, Clone, Copy)]
pub struct NoCosigners;

impl Cosigners for NoCosigners {
    fn gather(&mut self, signed: &SignedCheckpoint) -> Result<SignedCheckpoint, GatherError> {
        Ok(signed.clone())
    }
}
