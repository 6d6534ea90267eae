//! Sealed items: an item's observations committed to as a whole, so that some can be shown later and proven to have stood there.
//!
//! A sealed item is a Merkle tree (RFC 6962) with one leaf an observation, in the order in which they were read. Its [`Seal`], the
//! root and the count, is published; a [`Disclosure`] shows one observation and the path from its leaf to the root.
//!
//! **What a disclosure reveals.** The observation, its index, and the count of all. Of the others it holds only hashes of salted
//! leaves and of nodes above them. The count and the indices are visible on purpose: a reader sees how much was not shown.
//!
//! **Why leaves are salted.** An observation has little to guess: an IPv4 address is one of 2^32, a user's name one of a short list,
//! and spans can be tried. Without salt, the hash beside a path would let anybody test guesses at what was held back.
//!
//! **Why salts come from a key.** The secretariat discloses years later, by reading the item again: it stores one secret a case, and
//! no salts. Each [`ItemKey`] is derived from that secret and the item, each salt from the key, the index and the observation. A salt
//! that was shown tells nothing of the key, and so of no other salt; equal observations have unrelated leaves, in one item and in
//! two.
//!
//! Who has the case's secret can test guesses at everything that was held back. Who has lost it can still verify what was disclosed,
//! and disclose nothing more.

mod disclosure;
mod seal;
mod secret;
mod tree;

use std::collections::BTreeSet;
use std::fmt;

use dunant_evidence::Observation;
use dunant_record::merkle::Hash;
use dunant_vocabulary::Sha256Digest;
use zeroize::Zeroizing;

pub use disclosure::{Disclosure, NotDisclosed};
pub use seal::Seal;
pub use secret::{CaseSecret, ItemKey};

use tree::Tree;

/// An item's observations as a tree, from which some can be shown.
///
/// Borrows key and observations; beside them it holds 64 bytes an observation. Making one takes time linear in the observations,
/// disclosing one of them time linear in their logarithm.
pub struct SealedItem<'a> {
    item: Sha256Digest,
    key: &'a ItemKey,
    observations: Vec<&'a Observation>,
    tree: Tree,
}

impl<'a> SealedItem<'a> {
    /// The observations of `item` under its key, in their order.
    ///
    /// The same observations under the same key always give the same seal.
    ///
    /// # Errors
    /// An observation that cannot be written as JSON.
    pub fn new(
        item: Sha256Digest,
        key: &'a ItemKey,
        observations: impl IntoIterator<Item = &'a Observation>,
    ) -> Result<Self, SealError> {
        let observations: Vec<_> = observations.into_iter().collect();
        let mut leaves = Vec::with_capacity(observations.len());
        for (index, observation) in (0..).zip(&observations) {
            let observation = written(index, observation)?;
            leaves.push(leaf(&key.salt(index, &observation), &observation));
        }
        Ok(Self { item, key, observations, tree: Tree::new(leaves) })
    }

    /// SHA-256 of the item.
    #[must_use]
    pub fn item(&self) -> &Sha256Digest {
        &self.item
    }

    /// What is published of the item.
    #[must_use]
    pub fn seal(&self) -> Seal {
        self.tree.head().into()
    }

    /// The root over the observations.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.tree.head().root
    }

    /// How many observations there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.tree.head().size
    }

    /// Whether nothing was observed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.observations.is_empty()
    }

    /// Shows the observations at `indices`, each once, in ascending order.
    ///
    /// # Errors
    /// An index of no observation.
    pub fn disclose(&self, indices: impl IntoIterator<Item = u64>) -> Result<Vec<Disclosure>, SealError> {
        let indices: BTreeSet<u64> = indices.into_iter().collect();
        indices.into_iter().map(|index| self.disclosure(index)).collect()
    }

    fn disclosure(&self, index: u64) -> Result<Disclosure, SealError> {
        let size = self.len();
        let outside = || SealError::Outside { index, size };
        let place = usize::try_from(index).map_err(|_| outside())?;
        let observation = self.observations.get(place).ok_or_else(outside)?;
        let path = self.tree.path(index).ok_or_else(outside)?;
        let observation = written(index, observation)?;
        let salt = self.key.salt(index, &observation);
        Ok(Disclosure { item: self.item, index, size, salt, observation, path })
    }
}

impl fmt::Debug for SealedItem<'_> {
    /// What is public, and nothing of the observations.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedItem").field("item", &self.item).field("seal", &self.seal()).finish_non_exhaustive()
    }
}

/// An observation that cannot be sealed or shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The item has no such observation.
    #[error("observation {index} cannot be shown: the item has {size}, counted from 0")]
    Outside {
        /// The index that was asked for.
        index: u64,
        /// How many observations there are.
        size: u64,
    },
    /// The observation cannot be written as JSON.
    #[error("observation {index} cannot be written: {reason}")]
    Unwritable {
        /// Its index.
        index: u64,
        /// Why not.
        reason: String,
    },
}

/// The one form in which an observation is sealed, shown and compared.
fn written(index: u64, observation: &Observation) -> Result<String, SealError> {
    serde_json::to_string(observation).map_err(|error| SealError::Unwritable { index, reason: error.to_string() })
}

/// The hash of the leaf that holds `observation` behind its salt.
fn leaf(salt: &Sha256Digest, observation: &str) -> Hash {
    Hash::of_leaf(&Zeroizing::new([salt.as_bytes().as_slice(), observation.as_bytes()].concat()))
}

#[cfg(test)]
mod tests;
