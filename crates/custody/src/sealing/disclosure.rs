use dunant_evidence::Observation;
use dunant_record::merkle::{Hash, InvalidProof, verify_inclusion};
use dunant_vocabulary::Sha256Digest;
use serde::{Deserialize, Serialize};

use super::{Seal, leaf};

/// One observation of a sealed item, shown, with the proof that it stood in the seal.
///
/// It shows the observation, its index and how many observations there are; of the others nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// SHA-256 of the sealed item.
    #[serde(with = "crate::spelling")]
    pub item: Sha256Digest,
    /// Which of the item's observations it is, from 0.
    pub index: u64,
    /// How many observations the item has.
    pub size: u64,
    /// The salt of the leaf, in hexadecimal.
    #[serde(with = "crate::spelling")]
    pub salt: Sha256Digest,
    /// The observation, in the JSON that was sealed.
    pub observation: String,
    /// The path from the leaf to the root, the leaf's sibling first, in base64.
    #[serde(with = "crate::spelling::list")]
    pub path: Vec<Hash>,
}

impl Disclosure {
    /// Verifies that the observation stood at this index of `item` when `seal` was made.
    ///
    /// Root and count are those of the seal: whoever verifies takes it from a chain whose signatures hold (as
    /// [`Custody::verify`](crate::Custody::verify) does), or by its [digest](Seal::digest).
    ///
    /// # Errors
    /// A disclosure of another item, of another number of observations, or whose path does not lead to the root.
    pub fn verify(&self, item: &Sha256Digest, seal: &Seal) -> Result<(), NotDisclosed> {
        if self.item != *item {
            return Err(NotDisclosed::OtherItem { shown: self.item, sealed: *item });
        }
        // Trees of some other sizes have the same shape around this leaf, so the path alone does not bind the size.
        if self.size != seal.observations {
            return Err(NotDisclosed::OtherSize { shown: self.size, sealed: seal.observations });
        }
        let leaf = leaf(&self.salt, &self.observation);
        verify_inclusion(&seal.head(), self.index, leaf, &self.path)
            .map_err(|reason| NotDisclosed::Path { index: self.index, reason })
    }

    /// Whether `observation`, read from the item anew, is the one that is shown here.
    #[must_use]
    pub fn matches(&self, observation: &Observation) -> bool {
        serde_json::to_string(observation).is_ok_and(|observation| observation == self.observation)
    }
}

/// A disclosure that proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotDisclosed {
    /// It is of another item.
    #[error("the disclosure is of the item {shown}, not of {sealed}: hold it against the seal of its own item")]
    OtherItem {
        /// The item that the disclosure names.
        shown: Sha256Digest,
        /// The item of the seal.
        sealed: Sha256Digest,
    },
    /// It says another number of observations than the seal.
    #[error(
        "the disclosure is of {shown} observations, and {sealed} were sealed: hold it against the seal it was made for"
    )]
    OtherSize {
        /// The number that the disclosure says.
        shown: u64,
        /// The number that the seal says.
        sealed: u64,
    },
    /// Observation, salt, index and path do not lead to the sealed root.
    #[error("observation {index} was not sealed as it is shown: {}", why(.reason))]
    Path {
        /// The index of the observation.
        index: u64,
        /// What is wrong with the path.
        reason: InvalidProof,
    },
}

/// The proof's error in the words of an item: its own speak of logs.
fn why(reason: &InvalidProof) -> String {
    match reason {
        InvalidProof::IndexOutside { size, .. } => format!("the item has {size} observations, counted from 0"),
        InvalidProof::Length(length) => format!("{length} hashes are not the number that a path to this index has"),
        InvalidProof::Root { expected } => format!("it leads to another root than `{expected}`"),
        InvalidProof::Shrunk { .. } => reason.to_string(),
    }
}
