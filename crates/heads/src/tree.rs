use sha2::{Digest as _, Sha256};

use crate::node::LEVELS;
use crate::paths::Stretch;
use crate::{Node, Paths, Position};

/// The fewest leaves of an epoch's tree.
pub const LEAST_LEAVES: usize = 8;

/// A chain's place, and what is there.
type Leaf = (Position, Node);

/// The prefix tree of one epoch: the leaves of the chains that moved in it, each at its position. Never published; [`Paths`] show single places.
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

    /// The tree of `leaves` and of as many at random places that there are [`LEAST_LEAVES`], or the next power of two: so a path does not tell an
    /// epoch in which nothing happened from a quiet one, and of a busy one only how busy it was to a factor of two.
    ///
    /// The same `seed`, which nobody else may know, gives the same leaves: SHA-256 of `dunant-padding/v1`, the seed and a number.
    ///
    /// # Errors
    /// A position that is there twice.
    pub fn padded(leaves: impl IntoIterator<Item = (Position, Node)>, seed: &[u8; 32]) -> Result<Self, EnteredTwice> {
        let mut leaves: Vec<Leaf> = leaves.into_iter().collect();
        let hash = |number: u64| -> [u8; 32] {
            let hash = Sha256::new().chain_update("dunant-padding/v1\n").chain_update(seed);
            hash.chain_update(number.to_be_bytes()).finalize().into()
        };
        let count = leaves.len().max(LEAST_LEAVES).next_power_of_two().saturating_sub(leaves.len());
        leaves.extend(
            (0_u64..).step_by(2).take(count).map(|number| (Position::at(hash(number)), Node::from(hash(number + 1)))),
        );
        Self::new(leaves)
    }

    /// The root, which the epoch's entry names.
    #[must_use]
    pub fn root(&self) -> Node {
        root(&self.leaves, 0)
    }

    /// What shows the leaves at `places`, or that none is there.
    #[must_use]
    pub fn paths(&self, places: impl IntoIterator<Item = Position>) -> Paths {
        let mut places: Vec<Position> = places.into_iter().collect();
        places.sort_unstable();
        places.dedup();
        let mut stretches = Vec::new();
        cut(&self.leaves, 0, &places, &mut stretches);
        Paths::of(stretches)
    }
}

/// Adds the stretches of the ways to `places` from the subtree at `level` over `leaves`.
fn cut(leaves: &[Leaf], level: u16, places: &[Position], stretches: &mut Vec<Stretch>) {
    let (Some(first), Some(last)) = (places.first(), places.last()) else { return };
    let parts = first.parts_from(last);
    let mut stretch = Vec::new();
    let mut here = leaves;
    for level in level..parts.unwrap_or(LEVELS) {
        if here.is_empty() {
            break;
        }
        let (left, right) = halves(here, level);
        let (own, other) = if first.goes_right(level) { (right, left) } else { (left, right) };
        let sibling = root(other, level + 1);
        if !sibling.is_empty() {
            stretch.push((level, sibling));
        }
        here = own;
    }
    stretches.push(stretch);
    if let Some(parts) = parts {
        let (left, right) = halves(here, parts);
        let (to_left, to_right) = places.split_at(places.partition_point(|place| !place.goes_right(parts)));
        cut(left, parts + 1, to_left, stretches);
        cut(right, parts + 1, to_right, stretches);
    }
}

fn halves(leaves: &[Leaf], level: u16) -> (&[Leaf], &[Leaf]) {
    leaves.split_at(leaves.partition_point(|(position, _)| !position.goes_right(level)))
}

/// The root of the subtree at `level` over leaves that share the bits above it.
fn root(leaves: &[Leaf], level: u16) -> Node {
    match leaves {
        [] => Node::EMPTY,
        [(position, leaf)] => climb(position, *leaf, (level, LEVELS), |_| Node::EMPTY),
        [(_, leaf), ..] if level >= LEVELS => *leaf,
        _ => {
            let (left, right) = halves(leaves, level);
            Node::above(&root(left, level + 1), &root(right, level + 1))
        }
    }
}

/// The node at `level` above a node at `end` on the way to a place; `sibling` says what stands beside at each level, the deepest asked first.
pub(crate) fn climb(
    position: &Position,
    node: Node,
    (level, end): (u16, u16),
    mut sibling: impl FnMut(u16) -> Node,
) -> Node {
    (level..end).rev().fold(node, |node, level| {
        let beside = sibling(level);
        if position.goes_right(level) { Node::above(&beside, &node) } else { Node::above(&node, &beside) }
    })
}
