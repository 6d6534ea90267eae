use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::node::LEVELS;
use crate::tree::climb;
use crate::{Node, Position};

/// Bytes of one sibling as written: its level and its hash.
const SIBLING: usize = 33;

/// What shows where one chain stood in one epoch, or that it did not exist: the nodes beside its way to the root that are not empty.
///
/// Written as base64 of 33 bytes a sibling, its level (0 below the root) and its hash, the deepest first. There is one spelling.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Path {
    /// Levels fall; no node is empty.
    siblings: Vec<(u16, Node)>,
}

impl Path {
    /// The path of these siblings, whose levels fall and none of which is empty.
    pub(crate) fn of(siblings: Vec<(u16, Node)>) -> Self {
        Self { siblings }
    }

    /// The root that this path leads to from `leaf` at `position`; from [`Node::EMPTY`], where no chain stands there.
    #[must_use]
    pub fn root(&self, position: &Position, leaf: Node) -> Node {
        let mut siblings = self.siblings.iter().peekable();
        climb(position, leaf, 0, |level| {
            siblings.next_if(|(at, _)| *at == level).map_or(Node::EMPTY, |(_, sibling)| *sibling)
        })
    }

    /// How many siblings there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.siblings.len()
    }

    /// Whether nothing stands beside the way: no other chain is in the tree.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.siblings.is_empty()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = Vec::with_capacity(self.siblings.len() * SIBLING);
        for (level, node) in &self.siblings {
            // Levels are below 256.
            bytes.extend(u8::try_from(*level));
            bytes.extend(node.as_bytes());
        }
        f.write_str(&STANDARD.encode(bytes))
    }
}

/// The text is no path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a path of a prefix tree: expected base64 of 33 bytes a sibling, its level and its hash, the deepest first, none empty"
)]
pub struct InvalidPath;

impl FromStr for Path {
    type Err = InvalidPath;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // 4 characters for 3 bytes: no more siblings than levels.
        if text.len() > usize::from(LEVELS) * SIBLING / 3 * 4 + 4 {
            return Err(InvalidPath);
        }
        let bytes = STANDARD.decode(text).map_err(|_| InvalidPath)?;
        let mut siblings: Vec<(u16, Node)> = Vec::with_capacity(bytes.len() / SIBLING);
        let chunks = bytes.chunks_exact(SIBLING);
        if !chunks.remainder().is_empty() {
            return Err(InvalidPath);
        }
        for chunk in chunks {
            let (level, hash) = chunk.split_first().ok_or(InvalidPath)?;
            let node = Node::from(<[u8; 32]>::try_from(hash).map_err(|_| InvalidPath)?);
            let level = u16::from(*level);
            let falls = siblings.last().is_none_or(|(above, _)| level < *above);
            if node.is_empty() || !falls {
                return Err(InvalidPath);
            }
            siblings.push((level, node));
        }
        Ok(Self { siblings })
    }
}
