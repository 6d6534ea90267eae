//! Cosignatures (C2SP tlog-cosignature v1.0.1): a witness's statement that, at a time, this was the largest consistent tree that it
//! had seen of a log.
//!
//! Only the Ed25519 form, `cosignature/v1` of signature type 0x04, is made and checked. Its first line keeps it apart from every
//! other text that an Ed25519 key signs here.

use std::fmt;

use crate::checkpoint::Checkpoint;
use crate::note::{CosignerKey, CosignerSecretKey, SignatureLine, VerifyError};
use crate::spelling::{self, MAX_DECIMAL};

/// Seconds since 1970-01-01 00:00 UTC, as POSIX counts them; at most 2^63 - 1. Always passed in: nothing here reads a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The time `seconds` after the epoch; nothing above 2^63 - 1.
    #[must_use]
    pub fn from_seconds(seconds: u64) -> Option<Self> {
        (seconds <= MAX_DECIMAL).then_some(Self(seconds))
    }

    /// The seconds since the epoch.
    #[must_use]
    pub fn seconds(self) -> u64 {
        self.0
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        spelling::decimal(text).map(Self)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl CosignerSecretKey {
    /// Cosigns `checkpoint` at `time`. Only whoever has checked that it is consistent with every earlier one may: see
    /// [`crate::witness`].
    #[must_use]
    pub fn cosign(&self, checkpoint: &Checkpoint, time: Timestamp) -> SignatureLine {
        self.line(&time.0.to_be_bytes(), message(&checkpoint.to_string(), time).as_bytes())
    }
}

impl CosignerKey {
    /// Verifies that `line` is this witness's cosignature of a checkpoint with the text `checkpoint`, and says of when.
    ///
    /// Whether the time is too old or lies ahead is for the caller to judge.
    ///
    /// # Errors
    /// A line of another key; one that is not a time of at most 2^63 - 1 and a signature; a signature that does not verify.
    pub fn verify(&self, checkpoint: &str, line: &SignatureLine) -> Result<Timestamp, VerifyError> {
        if !self.signs(line) {
            return Err(VerifyError::NoKnownKey);
        }
        let (seconds, signature) = line.signature().split_first_chunk().ok_or_else(|| line.bad())?;
        let time = Timestamp::from_seconds(u64::from_be_bytes(*seconds)).ok_or_else(|| line.bad())?;
        if !self.holds(message(checkpoint, time).as_bytes(), signature) {
            return Err(line.bad());
        }
        Ok(time)
    }
}

/// What a witness signs (tlog-cosignature, "Ed25519 signed message").
fn message(checkpoint: &str, time: Timestamp) -> String {
    format!("cosignature/v1\ntime {time}\n{checkpoint}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::{Hash, TreeHead};
    use crate::note::{KeyName, SignerKey};

    fn checkpoint(size: u64) -> Checkpoint {
        Checkpoint::new("example.org/record".parse().unwrap(), TreeHead { size, root: Hash::of_leaf(b"") }).unwrap()
    }

    fn witness() -> CosignerSecretKey {
        CosignerSecretKey::from_seed("witness.example/w1".parse().unwrap(), &[9; 32])
    }

    #[test]
    fn a_cosignature_states_its_checkpoint_and_its_time() {
        let time = Timestamp::from_seconds(1_679_315_147).unwrap();
        let line = witness().cosign(&checkpoint(5), time);
        let key = witness().public();
        assert_eq!(key.verify(&checkpoint(5).to_string(), &line), Ok(time));
        assert!(key.verify(&checkpoint(6).to_string(), &line).is_err());
        let mut later = line.signature().to_vec();
        later[7] += 1;
        let later = SignatureLine::new(line.name().clone(), line.id(), later);
        assert!(key.verify(&checkpoint(5).to_string(), &later).is_err());
    }

    /// Made by metamorphic-log 0.5, which agrees on two thousand more.
    #[test]
    fn another_implementation_s_cosignature_is_ours() {
        let text = "example.org/record\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        let key = "witness.example/w1+24b5d9fe+BP0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY";
        let line = "— witness.example/w1 JLXZ/gAAAABkGFDLaDdjyf76S4I5h5guMT6bimL0y8wexjorjEsfrWA1Ubv9xSB67ekXy7gKCtbzkfgUqtv5V\
                    tO+gjpjX9r+FKbHDA==";
        let time = Timestamp::from_seconds(1_679_315_147).unwrap();
        assert_eq!(witness().public().to_string(), key);
        assert_eq!(witness().cosign(&Checkpoint::parse(text).unwrap(), time).to_string(), line);
        assert_eq!(key.parse::<CosignerKey>().unwrap().verify(text, &line.parse().unwrap()), Ok(time));
    }

    #[test]
    fn times_end_at_two_to_the_63() {
        assert_eq!(Timestamp::from_seconds(1 << 63), None);
        let key = witness().public();
        let beyond = [(1_u64 << 63).to_be_bytes().as_slice(), &[0; 64]].concat();
        let line = SignatureLine::new(key.name().clone(), key.id(), beyond);
        assert_eq!(key.verify(&checkpoint(5).to_string(), &line), Err(line.bad()));
    }

    #[test]
    fn one_key_under_one_name_has_another_id_for_another_type_of_signature() {
        let name: KeyName = "a".parse().unwrap();
        let plain = SignerKey::from_seed(name.clone(), &[9; 32]);
        let witness = CosignerSecretKey::from_seed(name, &[9; 32]);
        assert_eq!(plain.public().as_bytes(), witness.public().as_bytes());
        assert_ne!(plain.public().id(), witness.public().id());
        let line = plain.sign(&checkpoint(5).to_string());
        assert_eq!(witness.public().verify(&checkpoint(5).to_string(), &line), Err(VerifyError::NoKnownKey));
    }
}
