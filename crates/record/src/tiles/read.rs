use std::collections::BTreeMap;

use super::{BundleError, LEVELS, RightEdge, TILE_WIDTH, Tile, TileKind, read_bundle};
use crate::merkle::{Hash, HashSource, Node, TreeHead, fold_complete};

/// How many verified tiles a [`TileTree`] keeps: two megabytes.
const KEPT_TILES: usize = 256;

/// Where tiles come from. What it gives is checked, so a network will do.
pub trait TileReader {
    /// What reading can fail with.
    type Error;

    /// The bytes of `tile`. Where a partial tile is gone, the full one of the same place will do ([`Tile::full`]).
    ///
    /// # Errors
    /// What reading fails with.
    fn read(&mut self, tile: Tile) -> Result<Vec<u8>, Self::Error>;
}

/// A tree read from tiles, every hash and entry of which is checked against the root.
///
/// Ask it for hashes through [`HashSource`], and so for proofs with [`prove_inclusion`](crate::merkle::prove_inclusion) and
/// [`prove_consistency`](crate::merkle::prove_consistency).
#[derive(Debug)]
pub struct TileTree<R> {
    head: TreeHead,
    reader: R,
    /// The partial tiles, which the root was checked with.
    edge: [Vec<Hash>; LEVELS as usize],
    /// Full tiles that were checked, by level and index.
    verified: BTreeMap<(u8, u64), Vec<Hash>>,
}

impl<R: TileReader> TileTree<R> {
    /// Reads the partial tiles of the tree that `head` names, at most one a level, and checks that they lead to its root.
    ///
    /// `head` must come from a checkpoint that was verified.
    ///
    /// # Errors
    /// What the reader fails with, and tiles that do not lead to the root.
    pub fn open(head: TreeHead, mut reader: R) -> Result<Self, TileError<R::Error>> {
        let edge = RightEdge::load_hashes(&head, &mut reader)?;
        Ok(Self { head, reader, edge, verified: BTreeMap::new() })
    }

    /// Size and root of the tree.
    #[must_use]
    pub fn head(&self) -> &TreeHead {
        &self.head
    }

    /// The entries of the bundle at `index`, each checked against its leaf hash.
    ///
    /// # Errors
    /// A bundle outside the tree, what the reader fails with, and bytes that are not what was logged.
    pub fn entries(&mut self, index: u64) -> Result<Vec<Vec<u8>>, TileError<R::Error>> {
        let tile = Tile::in_tree(TileKind::Entries, index, self.head.size)
            .ok_or(TileError::Outside { leaf: index.saturating_mul(TILE_WIDTH.into()), size: self.head.size })?;
        let leaves = self.hashes(0, index)?;
        read_entries(&mut self.reader, tile, &leaves)
    }

    /// The entry at `index`, checked against its leaf hash.
    ///
    /// # Errors
    /// As [`TileTree::entries`].
    pub fn entry(&mut self, index: u64) -> Result<Vec<u8>, TileError<R::Error>> {
        let outside = TileError::Outside { leaf: index, size: self.head.size };
        if index >= self.head.size {
            return Err(outside);
        }
        let place = usize::try_from(index % u64::from(TILE_WIDTH)).unwrap_or_default();
        self.entries(index / u64::from(TILE_WIDTH))?.into_iter().nth(place).ok_or(outside)
    }

    /// The checked hashes of a tile. A full one is checked against its hash in the tile above, which is checked in turn; that ends
    /// at a partial tile, at the eighth level at the latest.
    fn hashes(&mut self, level: u8, index: u64) -> Result<Vec<Hash>, TileError<R::Error>> {
        let leaf = index.checked_shl(8 * (u32::from(level) + 1)).unwrap_or(u64::MAX);
        let outside = TileError::Outside { leaf, size: self.head.size };
        let Some(tile) = Tile::in_tree(TileKind::Hashes { level }, index, self.head.size) else { return Err(outside) };
        if tile.is_partial() {
            return self.edge.get(usize::from(level)).cloned().ok_or(outside);
        }
        if let Some(hashes) = self.verified.get(&(level, index)) {
            return Ok(hashes.clone());
        }
        let place = usize::try_from(index % u64::from(TILE_WIDTH)).unwrap_or_default();
        let expected = self.hashes(level + 1, index / u64::from(TILE_WIDTH))?.get(place).copied().ok_or(outside)?;
        let hashes = read_hashes(&mut self.reader, tile)?;
        if fold_complete(&hashes) != Some(expected) {
            return Err(TileError::Changed(tile));
        }
        if self.verified.len() >= KEPT_TILES {
            // The lowest level's leftmost goes first: who walks over the leaves does not come back.
            self.verified.pop_first();
        }
        self.verified.insert((level, index), hashes.clone());
        Ok(hashes)
    }
}

impl<R: TileReader> HashSource for TileTree<R> {
    type Error = TileError<R::Error>;

    fn hash(&mut self, node: Node) -> Result<Hash, Self::Error> {
        // A tile has every eighth level; those between are hashed from it.
        let (level, above) = (node.level / 8, node.level % 8);
        let leaf = node.index.checked_shl(node.level.into()).unwrap_or(u64::MAX);
        let outside = TileError::Outside { leaf, size: self.head.size };
        let first = node.index.checked_mul(1 << above).ok_or(TileError::Outside { leaf, size: self.head.size })?;
        let hashes = self.hashes(level, first / u64::from(TILE_WIDTH))?;
        let start = usize::try_from(first % u64::from(TILE_WIDTH)).unwrap_or_default();
        hashes.get(start..start + (1 << above)).and_then(fold_complete).ok_or(outside)
    }
}

/// Tiles that could not be read, or that are not the log's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileError<E> {
    /// The reader failed.
    #[error("cannot read `{tile}`: {source}")]
    Read {
        /// The tile that was asked for.
        tile: Tile,
        /// What the reader said.
        source: E,
    },
    /// What is wanted lies outside the tree.
    #[error("leaf {leaf} lies outside a tree of size {size}: take a later checkpoint")]
    Outside {
        /// The first leaf of what was asked for.
        leaf: u64,
        /// The size of the tree.
        size: u64,
    },
    /// A tile has not the hashes or entries that its name promises.
    #[error("`{tile}` has {found} hashes or entries in place of {}: fetch it again", tile.width())]
    Width {
        /// The tile.
        tile: Tile,
        /// How many it has.
        found: usize,
    },
    /// A tile of hashes is not a whole number of hashes, or has more than 256.
    #[error("`{tile}` has {found} bytes, which is not 1 to 256 hashes of 32: fetch it again")]
    Length {
        /// The tile.
        tile: Tile,
        /// How many bytes it has.
        found: usize,
    },
    /// A bundle cannot be read.
    #[error("`{tile}`: {source}")]
    Bundle {
        /// The bundle.
        tile: Tile,
        /// What is wrong with it.
        source: BundleError,
    },
    /// A tile is not what the root commits to.
    #[error(
        "`{0}` is not what the log's root commits to: fetch it again; if it stays so, keep it, it proves that the log changed"
    )]
    Changed(Tile),
    /// The partial tiles do not lead to the root.
    #[error("the partial tiles do not lead to the root `{0}`: fetch them again; if they stay so, keep them")]
    Root(Hash),
}

/// The hashes of `tile`, from bytes of it or of a wider one; not yet checked.
pub(super) fn read_hashes<R: TileReader>(reader: &mut R, tile: Tile) -> Result<Vec<Hash>, TileError<R::Error>> {
    let bytes = reader.read(tile).map_err(|source| TileError::Read { tile, source })?;
    let (hashes, left) = bytes.as_chunks::<32>();
    if !left.is_empty() || hashes.len() > TILE_WIDTH.into() {
        return Err(TileError::Length { tile, found: bytes.len() });
    }
    let wanted = hashes.get(..tile.width().into()).ok_or(TileError::Width { tile, found: hashes.len() })?;
    Ok(wanted.iter().copied().map(Hash::from).collect())
}

/// The entries of `tile`, from bytes of it or of a wider one, checked against their leaf hashes.
pub(super) fn read_entries<R: TileReader>(
    reader: &mut R,
    tile: Tile,
    leaves: &[Hash],
) -> Result<Vec<Vec<u8>>, TileError<R::Error>> {
    let bytes = reader.read(tile).map_err(|source| TileError::Read { tile, source })?;
    let entries = read_bundle(&bytes).map_err(|source| TileError::Bundle { tile, source })?;
    let wanted = entries.get(..tile.width().into()).ok_or(TileError::Width { tile, found: entries.len() })?;
    if !wanted.iter().map(|entry| Hash::of_leaf(entry)).eq(leaves.iter().copied()) {
        return Err(TileError::Changed(tile));
    }
    Ok(wanted.iter().map(|entry| entry.to_vec()).collect())
}
