use dunant_record::TreeHead;
use dunant_record::merkle::Hash;
use dunant_vocabulary::Sha256Digest;
use serde::{Deserialize, Serialize};

/// What is public of a sealed item: the root over its observations, and how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// The Merkle root over the leaves (RFC 6962, section 2.1), in base64.
    #[serde(with = "crate::spelling")]
    pub root: Hash,
    /// How many leaves there are.
    pub observations: u64,
}

impl Seal {
    /// What names the seal of `item`: SHA-256 of `dunant-item-seal/v1`, a newline, the item's digest, the number of observations as
    /// 8 bytes, the most significant first, and the root.
    ///
    /// A root alone does not bind the size of its tree; this does.
    #[must_use]
    pub fn digest(&self, item: &Sha256Digest) -> Sha256Digest {
        let size = self.observations.to_be_bytes();
        let parts = [b"dunant-item-seal/v1\n".as_slice(), item.as_bytes(), &size, self.root.as_bytes()];
        Sha256Digest::of(&parts.concat())
    }

    /// The tree that the seal names.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        TreeHead { size: self.observations, root: self.root }
    }
}

impl From<TreeHead> for Seal {
    fn from(head: TreeHead) -> Self {
        Self { root: head.root, observations: head.size }
    }
}
