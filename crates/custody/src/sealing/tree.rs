use dunant_record::TreeHead;
use dunant_record::merkle::{Frontier, Hash, HashSource, Node, OutsideTree, prove_inclusion};

/// All hashes of the complete subtrees over some leaves: twice as many as leaves, so that a path costs no more hashing than its
/// own length.
#[derive(Debug)]
pub(super) struct Tree {
    head: TreeHead,
    /// The leaves, then each row above.
    rows: Vec<Vec<Hash>>,
}

impl Tree {
    pub(super) fn new(leaves: Vec<Hash>) -> Self {
        let mut frontier = Frontier::new();
        leaves.iter().for_each(|&leaf| frontier.push(leaf));
        let mut rows = Vec::new();
        let mut row = leaves;
        while !row.is_empty() {
            let (pairs, _) = row.as_chunks::<2>();
            let above = pairs.iter().map(|[left, right]| Hash::of_node(left, right)).collect();
            rows.push(std::mem::replace(&mut row, above));
        }
        Self { head: frontier.head(), rows }
    }

    pub(super) fn head(&self) -> TreeHead {
        self.head
    }

    /// The path from the leaf at `index` to the root; nothing where there is no such leaf.
    pub(super) fn path(&self, index: u64) -> Option<Vec<Hash>> {
        prove_inclusion(&mut &*self, index, self.head.size).ok()
    }
}

impl HashSource for &Tree {
    type Error = OutsideTree;

    fn hash(&mut self, node: Node) -> Result<Hash, OutsideTree> {
        let row = self.rows.get(usize::from(node.level));
        let hash = row.zip(usize::try_from(node.index).ok()).and_then(|(row, index)| row.get(index));
        hash.copied().ok_or(OutsideTree(node))
    }
}
