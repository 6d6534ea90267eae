//! The tree that the tests grow, and the same in `tlog_tiles`, which follows Go's `sumdb/tlog`.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test uses a part; a test that cannot grow its tree should stop"
)]

use dunant_record::merkle::{Hash, HashSource, Node, OutsideTree};
use tlog_tiles::{Error, HashReader};

/// The entry at `index`: of some length, the same on every run.
pub fn entry(index: u64) -> Vec<u8> {
    index.to_string().repeat(usize::try_from(index % 5).unwrap()).into_bytes()
}

pub fn entries(count: u64) -> Vec<Vec<u8>> {
    (0..count).map(entry).collect()
}

pub fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|index| Hash::of_leaf(&entry(index))).collect()
}

pub fn theirs(hash: tlog_tiles::Hash) -> Hash {
    Hash::from(hash.0)
}

/// The hashes of all complete subtrees, in the order in which Go's `tlog` stores them.
pub struct StoredHashes(Vec<tlog_tiles::Hash>);

impl StoredHashes {
    pub fn new(size: u64) -> Self {
        let mut stored = Self(Vec::new());
        for index in 0..size {
            let more = tlog_tiles::stored_hashes(index, &entry(index), &stored).unwrap();
            stored.0.extend(more);
        }
        stored
    }
}

impl HashReader for StoredHashes {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, Error> {
        let read = |index: &u64| self.0.get(usize::try_from(*index).unwrap()).copied().ok_or(Error::IndexesNotInTree);
        indexes.iter().map(read).collect()
    }
}

/// The same hashes for our proofs, so that small sizes can be tried out in full.
impl HashSource for &StoredHashes {
    type Error = OutsideTree;

    fn hash(&mut self, node: Node) -> Result<Hash, OutsideTree> {
        let at = tlog_tiles::stored_hash_index(node.level, node.index);
        self.0.get(usize::try_from(at).unwrap()).copied().map(theirs).ok_or(OutsideTree(node))
    }
}
