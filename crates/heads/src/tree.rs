use crate::node::LEVELS;
use crate::{Node, Path, Position};

/// A chain's place, and what is there.
type Leaf = (Position, Node);

/// The prefix tree of one epoch: the leaves of all chains of a body, each at its position. Never published; a [`Path`] shows one place.
#[derive(Debug, Clone)]
pub struct PrefixTree {
    /// In the order of their positions, each once.
    leaves: Vec<Leaf>,
}

/// Two chains of one position, which is one chain entered twice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("one chain is entered twice in an epoch: give each chain of the body once")]
pub struct EnteredTwice;

impl PrefixTree {
    /// The tree of `leaves`, in any order.
    ///
    /// # Errors
    /// A position that is there twice.
    pub fn new(leaves: impl IntoIterator<Item = (Position, Node)>) -> Result<Self, EnteredTwice> {
        let mut leaves: Vec<Leaf> = leaves.into_iter().collect();
        leaves.sort_unstable_by_key(|(position, _)| *position);
        let is_twice = |pair: &[Leaf]| matches!(pair, [(one, _), (other, _)] if one == other);
        if leaves.windows(2).any(is_twice) { Err(EnteredTwice) } else { Ok(Self { leaves }) }
    }

    /// The root, which the epoch's entry names.
    #[must_use]
    pub fn root(&self) -> Node {
        root(&self.leaves, 0)
    }

    /// What shows the leaf at `position`, or that none is there.
    #[must_use]
    pub fn path(&self, position: &Position) -> Path {
        let mut siblings = Vec::new();
        let mut here = self.leaves.as_slice();
        for level in 0..LEVELS {
            if here.is_empty() {
                break;
            }
            let (left, right) = halves(here, level);
            let (own, other) = if position.goes_right(level) { (right, left) } else { (left, right) };
            let sibling = root(other, level + 1);
            if !sibling.is_empty() {
                siblings.push((level, sibling));
            }
            here = own;
        }
        siblings.reverse();
        Path::of(siblings)
    }
}

fn halves(leaves: &[Leaf], level: u16) -> (&[Leaf], &[Leaf]) {
    leaves.split_at(leaves.partition_point(|(position, _)| !position.goes_right(level)))
}

/// The root of the subtree at `level` over leaves that share the bits above it.
fn root(leaves: &[Leaf], level: u16) -> Node {
    match leaves {
        [] => Node::EMPTY,
        [(position, leaf)] => climb(position, *leaf, level, |_| Node::EMPTY),
        [(_, leaf), ..] if level >= LEVELS => *leaf,
        _ => {
            let (left, right) = halves(leaves, level);
            Node::above(&root(left, level + 1), &root(right, level + 1))
        }
    }
}

/// The node at `level` on the way from a leaf to the root; `sibling` says what stands beside at each level, the deepest asked first.
pub(crate) fn climb(position: &Position, leaf: Node, level: u16, mut sibling: impl FnMut(u16) -> Node) -> Node {
    (level..LEVELS).rev().fold(leaf, |node, level| {
        let beside = sibling(level);
        if position.goes_right(level) { Node::above(&beside, &node) } else { Node::above(&node, &beside) }
    })
}
