//! The Merkle tree of RFC 6962, section 2.1 (the same as RFC 9162, section 2.1), with SHA-256.
//!
//! A tree is named by its [`TreeHead`]. Proofs are made from a [`HashSource`], which gives the hashes of complete subtrees, and
//! verified against heads alone. A [`Frontier`] is what one must keep to append.

mod consistency;
mod frontier;
mod hash;
mod inclusion;
mod lines;
mod source;

pub use consistency::{prove_consistency, verify_consistency};
pub use frontier::Frontier;
pub use hash::{Hash, InvalidHash, TreeHead};
pub use inclusion::{prove_inclusion, verify_inclusion};
pub use source::{HashSource, Leaves, Node, OutsideTree, ProveError};

pub(crate) use hash::fold_complete;
pub(crate) use lines::{HashesError, read_hashes};

/// The largest number of leaves of a tree here, 2^63 - 1.
pub const MAX_SIZE: u64 = crate::spelling::MAX_DECIMAL;

/// The longest inclusion or consistency proof of any tree: one hash a level and, in a consistency proof, the old subtree.
pub const MAX_PROOF_HASHES: usize = 63;

/// A proof that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidProof {
    /// The index lies outside the tree.
    #[error("index {index} lies outside a tree of size {size}: take a later checkpoint")]
    IndexOutside {
        /// The index that was to be proven.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The tree shrank.
    #[error("the newer tree has {newer} leaves, fewer than the older one's {older}: a log only grows")]
    Shrunk {
        /// The size of the older tree.
        older: u64,
        /// The size of the newer tree.
        newer: u64,
    },
    /// The proof has more or fewer hashes than a proof for these sizes has.
    #[error("the proof has {0} hashes, which is not the number that these sizes need: ask for the proof again")]
    Length(usize),
    /// The hashes lead to another root.
    #[error("the proof leads to another root than `{expected}`: the log has not shown what it claims")]
    Root {
        /// The root that was to be reached.
        expected: Hash,
    },
}

/// The largest power of two below `count`, which must be at least 2.
fn split(count: u64) -> u64 {
    1 << (63 - count.saturating_sub(1).max(1).leading_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_split_at_the_largest_power_of_two_below_its_size() {
        let splits: Vec<u64> = (2..=9).map(split).collect();
        assert_eq!(splits, [1, 2, 2, 4, 4, 4, 4, 8]);
        assert_eq!(split(u64::MAX), 1 << 63);
    }
}
