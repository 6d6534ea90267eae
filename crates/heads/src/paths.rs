use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::node::LEVELS;
use crate::tree::climb;
use crate::{Node, Position};

/// Bytes of one sibling as written: its level and its hash.
const SIBLING: usize = 33;

/// The nodes beside one stretch of the way down: levels rise, no node is empty.
pub(crate) type Stretch = Vec<(u16, Node)>;

/// What shows the leaves at one or several places of one tree, or that none is there: the nodes beside the ways to these places that are not empty.
///
/// The ways of several places share their beginning, and what stands beside it is there once. A *stretch* leads from the root, or from below where
/// ways parted, to where they part next or to the leaf; they are in the order of a walk that takes the left way first. Written as base64: for each stretch
/// a byte, how many siblings it has, and 33 bytes a sibling, its level (0 below the root) and its hash, the highest first. There is one spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    stretches: Vec<Stretch>,
}

impl Paths {
    pub(crate) fn of(stretches: Vec<Stretch>) -> Self {
        Self { stretches }
    }

    /// The root that these lead to from `leaves`, sorted by their places; [`Node::EMPTY`] where no chain stands.
    ///
    /// Nothing where they are paths of other places, a place is there twice, or none is.
    #[must_use]
    pub fn root(&self, leaves: &[(Position, Node)]) -> Option<Node> {
        let mut stretches = self.stretches.iter();
        let root = node(leaves, 0, &mut stretches)?;
        stretches.next().is_none().then_some(root)
    }

    /// How many siblings there are.
    #[must_use]
    pub fn siblings(&self) -> usize {
        self.stretches.iter().map(Vec::len).sum()
    }
}

/// The node at `level` above these leaves, which share the bits above it.
fn node<'s>(
    leaves: &[(Position, Node)],
    level: u16,
    stretches: &mut impl Iterator<Item = &'s Stretch>,
) -> Option<Node> {
    let ((first, leaf), (last, _)) = (leaves.first()?, leaves.last()?);
    let stretch = stretches.next()?;
    let (end, below) = match leaves {
        [_] => (LEVELS, *leaf),
        _ => {
            let parts = first.parts_from(last).filter(|parts| first < last && *parts >= level)?;
            let (left, right) = leaves.split_at(leaves.partition_point(|(place, _)| !place.goes_right(parts)));
            let left = node(left, parts + 1, stretches)?;
            (parts, Node::above(&left, &node(right, parts + 1, stretches)?))
        }
    };
    if stretch.iter().any(|(at, _)| *at < level || *at >= end) {
        return None;
    }
    let mut siblings = stretch.iter().rev().peekable();
    Some(climb(first, below, (level, end), |level| {
        siblings.next_if(|(at, _)| *at == level).map_or(Node::EMPTY, |(_, sibling)| *sibling)
    }))
}

impl fmt::Display for Paths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = Vec::with_capacity(self.siblings() * SIBLING + self.stretches.len());
        for stretch in &self.stretches {
            // 256 siblings in one stretch would take as many leaves, which share up to 255 bits of a SHA-256.
            bytes.push(u8::try_from(stretch.len()).unwrap_or(u8::MAX));
            for (level, node) in stretch {
                // Levels are below 256.
                bytes.extend(u8::try_from(*level));
                bytes.extend(node.as_bytes());
            }
        }
        f.write_str(&STANDARD.encode(bytes))
    }
}

/// The text is no paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not paths of a prefix tree: expected base64 of stretches, each a byte that counts its siblings and 33 bytes a sibling, its level and its \
     hash, the highest first, none empty"
)]
pub struct InvalidPaths;

impl FromStr for Paths {
    type Err = InvalidPaths;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = STANDARD.decode(text).map_err(|_| InvalidPaths)?;
        let mut rest = bytes.as_slice();
        let mut stretches = Vec::new();
        while let Some((count, after)) = rest.split_first() {
            let (own, after) = after.split_at_checked(usize::from(*count) * SIBLING).ok_or(InvalidPaths)?;
            let mut stretch: Stretch = Vec::with_capacity(usize::from(*count));
            for sibling in own.chunks_exact(SIBLING) {
                let (level, hash) = sibling.split_first().ok_or(InvalidPaths)?;
                let node = Node::from(<[u8; 32]>::try_from(hash).map_err(|_| InvalidPaths)?);
                let level = u16::from(*level);
                if node.is_empty() || stretch.last().is_some_and(|(above, _)| level <= *above) {
                    return Err(InvalidPaths);
                }
                stretch.push((level, node));
            }
            stretches.push(stretch);
            rest = after;
        }
        if stretches.is_empty() { Err(InvalidPaths) } else { Ok(Self { stretches }) }
    }
}
