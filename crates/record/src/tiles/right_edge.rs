use super::bundle::{Measured, write_bundle};
use super::read::{read_entries, read_hashes};
use super::{BundleError, LEVELS, TILE_WIDTH, Tile, TileError, TileKind, TileReader};
use crate::merkle::{Frontier, Hash, MAX_SIZE, TreeHead, fold_complete};

/// The partial tiles of a tree: all that a sequencer must hold, or read again after a stop, to append.
///
/// At most eight tiles of hashes and one bundle, whatever the size of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightEdge {
    size: u64,
    /// The hashes of the partial tile of each level, those of the leaves first.
    levels: [Vec<Hash>; LEVELS as usize],
    /// The partial entry bundle.
    bundle: Vec<u8>,
}

impl RightEdge {
    /// The edge of the tree without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self { size: 0, levels: Default::default(), bundle: Vec::new() }
    }

    /// Reads the partial tiles of the tree that `head` names, and no others.
    ///
    /// # Errors
    /// What the reader fails with, hashes that do not lead to the root, and a bundle that is not the one under the last leaf hashes.
    pub fn load<R: TileReader>(head: &TreeHead, reader: &mut R) -> Result<Self, TileError<R::Error>> {
        let mut edge = Self { size: head.size, levels: Self::load_hashes(head, reader)?, bundle: Vec::new() };
        if let Some(tile) = Tile::partial_in_tree(TileKind::Entries, head.size) {
            let [leaves, ..] = &edge.levels;
            let entries = read_entries(reader, tile, leaves)?;
            let bundle = write_bundle(entries.iter().map(Vec::as_slice));
            edge.bundle = bundle.map_err(|source| TileError::Bundle { tile, source })?;
        }
        Ok(edge)
    }

    /// The hashes of the partial tiles, checked against the root.
    pub(super) fn load_hashes<R: TileReader>(
        head: &TreeHead,
        reader: &mut R,
    ) -> Result<[Vec<Hash>; LEVELS as usize], TileError<R::Error>> {
        let mut edge = Self { size: head.size, ..Self::new() };
        for (level, hashes) in (0..LEVELS).zip(&mut edge.levels) {
            if let Some(tile) = Tile::partial_in_tree(TileKind::Hashes { level }, head.size) {
                *hashes = read_hashes(reader, tile)?;
            }
        }
        if edge.head() != *head {
            return Err(TileError::Root(head.root));
        }
        Ok(edge.levels)
    }

    /// Appends `entries`, and gives the tiles that the larger tree has and the smaller one had not, in an order in which they may
    /// be written: entries before the hashes over them, lower hashes before higher.
    ///
    /// All tiles must be durable before a checkpoint of the larger tree is signed.
    ///
    /// # Errors
    /// An entry longer than [`MAX_ENTRY_BYTES`](super::MAX_ENTRY_BYTES), and more than 2^63 - 1 entries; then nothing is appended.
    pub fn append<'a, I>(&mut self, entries: I) -> Result<Vec<(Tile, Vec<u8>)>, AppendError>
    where
        I: IntoIterator<Item = &'a [u8]>,
    {
        let measured = entries
            .into_iter()
            .enumerate()
            .map(|(place, entry)| Measured::new(entry).map_err(|source| AppendError::Entry { place, source }));
        let measured: Vec<Measured<'_>> = measured.collect::<Result<_, _>>()?;
        let room = MAX_SIZE.saturating_sub(self.size);
        if u64::try_from(measured.len()).map_or(true, |count| count > room) {
            return Err(AppendError::Full);
        }
        let (before, mut written) = (self.size, Written::default());
        measured.into_iter().for_each(|entry| self.push(entry, &mut written));
        self.finish(before, &mut written);
        Ok(written.in_order())
    }

    /// The number of leaves, and the root over them.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        let hashes = self.levels.iter().rev().flat_map(|hashes| complete_subtrees(hashes)).collect();
        // A partial tile of `w` hashes splits as `w` has one-bits, so the numbers of hashes agree.
        Frontier::from_hashes(self.size, hashes).map_or_else(TreeHead::empty, |frontier| frontier.head())
    }

    fn push(&mut self, entry: Measured<'_>, written: &mut Written) {
        entry.push_to(&mut self.bundle);
        self.size += 1;
        let mut carried = Hash::of_leaf(entry.entry);
        for (level, hashes) in (0..LEVELS).zip(&mut self.levels) {
            hashes.push(carried);
            if hashes.len() < usize::from(TILE_WIDTH) {
                return;
            }
            let kind = TileKind::Hashes { level };
            let row = self.size >> (8 * level);
            if level == 0 {
                written.add(TileKind::Entries, row, self.size, std::mem::take(&mut self.bundle));
            }
            written.add(kind, row, self.size, bytes_of(hashes));
            let Some(hash) = fold_complete(hashes) else { return };
            hashes.clear();
            carried = hash;
        }
    }

    /// Writes the partial tiles of the levels that have grown since the tree had `before` leaves.
    fn finish(&self, before: u64, written: &mut Written) {
        if self.size > before && !self.bundle.is_empty() {
            written.add(TileKind::Entries, self.size, self.size, self.bundle.clone());
        }
        for (level, hashes) in (0..LEVELS).zip(&self.levels) {
            let shift = 8 * level;
            if self.size >> shift > before >> shift && !hashes.is_empty() {
                written.add(TileKind::Hashes { level }, self.size >> shift, self.size, bytes_of(hashes));
            }
        }
    }
}

impl Default for RightEdge {
    fn default() -> Self {
        Self::new()
    }
}

/// Entries that could not be appended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// An entry cannot be logged.
    #[error("entry {place} of those to append: {source}")]
    Entry {
        /// Its place among those to append, from 0.
        place: usize,
        /// Why.
        source: BundleError,
    },
    /// The tree has as many leaves as a checkpoint can say.
    #[error("the log is full at 2^63 - 1 entries: start another")]
    Full,
}

/// What an append writes.
#[derive(Default)]
struct Written(Vec<(Tile, Vec<u8>)>);

impl Written {
    /// Adds the tile whose last hash or entry is the `row`-th of its kind in a tree of `size` leaves.
    fn add(&mut self, kind: TileKind, row: u64, size: u64, bytes: Vec<u8>) {
        let index = row.saturating_sub(1) / u64::from(TILE_WIDTH);
        self.0.extend(Tile::in_tree(kind, index, size).map(|tile| (tile, bytes)));
    }

    fn in_order(mut self) -> Vec<(Tile, Vec<u8>)> {
        self.0.sort_by_key(|(tile, _)| *tile);
        self.0
    }
}

/// The roots of the complete subtrees that a partial tile's hashes make up, the largest first.
fn complete_subtrees(mut hashes: &[Hash]) -> Vec<Hash> {
    let mut roots = Vec::new();
    while let Some(largest) = hashes.len().checked_ilog2() {
        let (subtree, rest) = hashes.split_at(1 << largest);
        roots.extend(fold_complete(subtree));
        hashes = rest;
    }
    roots
}

fn bytes_of(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
}
