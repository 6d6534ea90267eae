use super::{Hash, fold_complete};

/// A complete subtree: the `index`-th of those that span 2^`level` leaves.
///
/// It covers the leaves from `index << level` up to, and without, `(index + 1) << level`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// The height over the leaves: 0 for a leaf.
    pub level: u8,
    /// The place in its row, from 0.
    pub index: u64,
}

impl Node {
    /// The complete subtrees that make up the leaves from `start` to `end`, the largest first.
    ///
    /// `start` must be a multiple of a power of two that is at least `end - start`, as it is for every range of a proof.
    pub(crate) fn of_range(start: u64, end: u64) -> impl Iterator<Item = Self> {
        let mut at = start;
        std::iter::from_fn(move || {
            let left = end.checked_sub(at).filter(|&left| left > 0)?;
            let level = 63 - left.leading_zeros();
            let node = Self { level: u8::try_from(level).ok()?, index: at >> level };
            at += 1 << level;
            Some(node)
        })
    }
}

/// Where the hashes of complete subtrees come from: a list of leaves, tiles on disk, tiles over a network.
pub trait HashSource {
    /// What reading can fail with.
    type Error;

    /// The hash of `node`.
    ///
    /// # Errors
    /// What reading fails with; a node that does not lie wholly in the tree is one of those.
    fn hash(&mut self, node: Node) -> Result<Hash, Self::Error>;
}

/// The leaf hashes of a small tree, in order; reading a node hashes everything below it.
#[derive(Debug, Clone, Copy)]
pub struct Leaves<'a>(pub &'a [Hash]);

impl HashSource for Leaves<'_> {
    type Error = OutsideTree;

    fn hash(&mut self, node: Node) -> Result<Hash, OutsideTree> {
        let width = 1_usize.checked_shl(node.level.into());
        let start = width.and_then(|width| width.checked_mul(usize::try_from(node.index).ok()?));
        let leaves = start.zip(width).and_then(|(start, width)| self.0.get(start..start.checked_add(width)?));
        leaves.and_then(fold_complete).ok_or(OutsideTree(node))
    }
}

/// The tree does not have the whole of this subtree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the tree does not have the whole subtree {} of level {}: read a larger tree", .0.index, .0.level)]
pub struct OutsideTree(pub Node);

/// A proof that could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProveError<E> {
    /// What was to be proven does not lie in the tree.
    #[error("{asked} lies outside a tree of size {size}: ask for a later tree")]
    Outside {
        /// The index, or the older size, that was asked for.
        asked: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The source failed.
    #[error(transparent)]
    Source(E),
}

/// The Merkle Tree Hash over the leaves from `start` to `end`.
pub(crate) fn range_hash<S: HashSource>(source: &mut S, start: u64, end: u64) -> Result<Hash, S::Error> {
    let mut hashes = Vec::new();
    for node in Node::of_range(start, end) {
        hashes.push(source.hash(node)?);
    }
    Ok(join(&hashes))
}

/// The root over complete subtrees that stand side by side, the largest first.
pub(super) fn join(hashes: &[Hash]) -> Hash {
    let mut from_the_right = hashes.iter().rev().copied();
    let Some(last) = from_the_right.next() else { return Hash::of_empty_tree() };
    from_the_right.fold(last, |right, left| Hash::of_node(&left, &right))
}
