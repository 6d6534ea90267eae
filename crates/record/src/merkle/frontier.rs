use super::source::join;
use super::{Hash, HashSource, MAX_SIZE, Node, TreeHead};

/// The complete subtrees along the right edge of a tree, one for each one-bit of its size: all that appending needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    /// The largest subtree first.
    hashes: Vec<Hash>,
}

impl Frontier {
    /// The frontier of the tree without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The frontier of a tree of `size` leaves from its hashes, the largest subtree first; nothing where their number is not that
    /// of the one-bits of `size`.
    #[must_use]
    pub fn from_hashes(size: u64, hashes: Vec<Hash>) -> Option<Self> {
        (size <= MAX_SIZE && usize::try_from(size.count_ones()) == Ok(hashes.len())).then_some(Self { size, hashes })
    }

    /// The frontier of the tree over the first `size` leaves of `source`.
    ///
    /// # Errors
    /// What the source fails with.
    pub fn read<S: HashSource>(source: &mut S, size: u64) -> Result<Self, S::Error> {
        let hashes = Node::of_range(0, size).map(|node| source.hash(node)).collect::<Result<_, _>>()?;
        Ok(Self { size, hashes })
    }

    /// Appends the leaf with the hash `leaf`.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        // Each trailing one-bit of the size is a subtree as large as what is carried.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.hashes.pop() {
                hash = Hash::of_node(&left, &hash);
            }
        }
        self.hashes.push(hash);
        self.size += 1;
    }

    /// The number of leaves, and the root over them.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        TreeHead { size: self.size, root: join(&self.hashes) }
    }

    /// The hashes, the largest subtree first.
    #[must_use]
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }
}
