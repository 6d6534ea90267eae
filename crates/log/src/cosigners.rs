use dunant_record::checkpoint::SignedCheckpoint;

/// Who cosigns what the log promises before it is public.
pub trait Cosigners: Send {
    /// The checkpoint with cosignatures of a quorum.
    ///
    /// # Errors
    /// Too few cosign, or one of them has seen a larger tree of this log.
    fn gather(&mut self, signed: &SignedCheckpoint) -> Result<SignedCheckpoint, GatherError>;
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

/// Nobody: the log's word stands alone.
#[derive(Debug, Clone, Copy)]
pub struct NoCosigners;

impl Cosigners for NoCosigners {
    fn gather(&mut self, signed: &SignedCheckpoint) -> Result<SignedCheckpoint, GatherError> {
        Ok(signed.clone())
    }
}
