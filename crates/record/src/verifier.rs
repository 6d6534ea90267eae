//! Many proofs under one policy: each signed checkpoint is verified once.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::checkpoint::SignedCheckpoint;
use crate::merkle::Hash;
use crate::policy::{Policy, VerifiedCheckpoint};
use crate::proof::{NotProven, TlogProof};

/// How many verified checkpoints are kept. Proofs that are checked together are mostly of a few.
const KEPT: usize = 64;

/// Verifies proofs, and keeps the checkpoints that the policy believed: the signatures under one cost some thirty times as much as a
/// proof beneath it.
///
/// A checkpoint is the same only with the same signatures, byte for byte. So what a proof gives does not depend on those that were
/// verified before it.
///
/// ```
/// use dunant_record::{Policy, verifier::ProofVerifier};
/// # use dunant_record::{Checkpoint, Hash, SignedCheckpoint, SignerKey, TlogProof, TreeHead};
/// # let log = SignerKey::from_seed("example.org/record".parse()?, &[7; 32]);
/// # let head = TreeHead { size: 1, root: Hash::of_leaf(b"an entry") };
/// # let checkpoint = SignedCheckpoint::sign(Checkpoint::new(log.name().clone(), head)?, &log)?;
/// # let proof = TlogProof { unauthenticated_extra: None, index: 0, path: vec![], checkpoint };
/// let policy = Policy::parse(format!("log {}\nquorum none\n", log.public()).as_bytes())?;
/// let mut verifier = ProofVerifier::new(&policy);
/// assert_eq!(verifier.verify(&proof, b"an entry")?.checkpoint().head().size, 1);
/// assert!(verifier.verify(&proof, b"another").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct ProofVerifier<'p> {
    policy: &'p Policy,
    /// The one that was asked for last stands first.
    kept: VecDeque<(SignedCheckpoint, Arc<VerifiedCheckpoint>)>,
}

impl<'p> ProofVerifier<'p> {
    /// A verifier that has seen nothing yet.
    #[must_use]
    pub fn new(policy: &'p Policy) -> Self {
        Self { policy, kept: VecDeque::new() }
    }

    /// Verifies, as [`TlogProof::verify`] does, that `entry` stands in a log that the policy trusts, at the index of `proof`.
    ///
    /// # Errors
    /// As [`TlogProof::verify`]. A checkpoint that is not believed is not kept.
    pub fn verify(&mut self, proof: &TlogProof, entry: &[u8]) -> Result<Arc<VerifiedCheckpoint>, NotProven> {
        let verified = self.checkpoint(&proof.checkpoint)?;
        verified.includes(proof.index, Hash::of_leaf(entry), &proof.path)?;
        Ok(verified)
    }

    /// Verifies a checkpoint, as [`Policy::verify`] does.
    ///
    /// # Errors
    /// As [`Policy::verify`].
    pub fn checkpoint(&mut self, signed: &SignedCheckpoint) -> Result<Arc<VerifiedCheckpoint>, NotProven> {
        if let Some(found) =
            self.kept.iter().position(|(known, _)| known == signed).and_then(|place| self.kept.remove(place))
        {
            let verified = Arc::clone(&found.1);
            self.kept.push_front(found);
            return Ok(verified);
        }
        let verified = Arc::new(self.policy.verify(signed)?);
        self.kept.truncate(KEPT - 1);
        self.kept.push_front((signed.clone(), Arc::clone(&verified)));
        Ok(verified)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::Checkpoint;
    use crate::cosignature::Timestamp;
    use crate::merkle::TreeHead;
    use crate::note::{CosignerSecretKey, SignerKey};

    fn log() -> SignerKey {
        SignerKey::from_seed("example.org/record".parse().unwrap(), &[7; 32])
    }

    fn witness() -> CosignerSecretKey {
        CosignerSecretKey::from_seed("w".parse().unwrap(), &[8; 32])
    }

    fn policy() -> Policy {
        let text = format!("log {}\nwitness w {}\nquorum w\n", log().public(), witness().public());
        Policy::parse(text.as_bytes()).unwrap()
    }

    /// A proof of the only entry of a log, cosigned at `time`.
    fn proof(entry: &[u8], time: u64) -> TlogProof {
        let head = TreeHead { size: 1, root: Hash::of_leaf(entry) };
        let checkpoint = Checkpoint::new(log().name().clone(), head).unwrap();
        let mut checkpoint = SignedCheckpoint::sign(checkpoint, &log()).unwrap();
        checkpoint.push(witness().cosign(checkpoint.checkpoint(), Timestamp::from_seconds(time).unwrap())).unwrap();
        TlogProof { unauthenticated_extra: None, index: 0, path: Vec::new(), checkpoint }
    }

    #[test]
    fn a_checkpoint_that_was_believed_vouches_for_no_other_signatures() {
        let policy = policy();
        let mut verifier = ProofVerifier::new(&policy);
        let good = proof(b"a", 1);
        assert_eq!(verifier.verify(&good, b"a").unwrap().witnessed()[0].1.seconds(), 1);
        // The same text with a cosignature of another time, and without any.
        assert_eq!(verifier.verify(&proof(b"a", 2), b"a").unwrap().witnessed()[0].1.seconds(), 2);
        let mut alone = good.clone();
        alone.checkpoint = SignedCheckpoint::sign(good.checkpoint.checkpoint().clone(), &log()).unwrap();
        assert_eq!(verifier.verify(&alone, b"a").map(|_| ()), alone.verify(&policy, b"a").map(|_| ()));
        assert!(verifier.verify(&alone, b"a").is_err());
        assert_eq!(verifier.verify(&good, b"a").unwrap().witnessed()[0].1.seconds(), 1);
    }

    #[test]
    fn what_it_keeps_is_bounded_and_forgetting_changes_nothing() {
        let policy = policy();
        let mut verifier = ProofVerifier::new(&policy);
        for round in 0..2 {
            for number in 0..100_u64 {
                let entry = number.to_be_bytes();
                let proof = proof(&entry, number);
                assert_eq!(
                    verifier.verify(&proof, &entry).map(|v| (*v).clone()),
                    proof.verify(&policy, &entry),
                    "round {round}"
                );
                assert!(verifier.verify(&proof, b"other").is_err());
                assert!(verifier.kept.len() <= KEPT);
            }
        }
        assert_eq!(verifier.kept.len(), KEPT);
    }
}
