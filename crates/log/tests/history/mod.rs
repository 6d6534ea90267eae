//! What a log has said, and whether its files still say the same.
#![allow(dead_code, reason = "each file of tests uses a part of it")]

use std::collections::BTreeMap;
use std::path::Path;

use dunant_log::Receipt;
use dunant_log::storage::{PosixStorage, Tiles};
use dunant_record::checkpoint::SignedCheckpoint;
use dunant_record::merkle::{Frontier, Hash};
use dunant_record::tiles::{TILE_WIDTH, TileTree};

use crate::program::{self, Acknowledged, Said};

/// All that one log was heard to say, over several starts.
pub struct History {
    /// For the reader of a failure: what was done to the log.
    what: String,
    acknowledged: BTreeMap<u64, Hash>,
    roots: BTreeMap<u64, Hash>,
}

impl History {
    pub fn of(what: &str) -> Self {
        Self { what: what.to_owned(), acknowledged: BTreeMap::new(), roots: BTreeMap::new() }
    }

    /// Adds what a program said: no place has two entries, and no size two roots.
    pub fn said(&mut self, said: &Said) {
        said.acknowledged.iter().for_each(|one| self.acknowledged(*one));
    }

    /// Adds the receipt of `entry NUMBER`.
    pub fn receipt(&mut self, receipt: &Receipt, number: u64) {
        let (leaf, head) =
            (Hash::of_leaf(format!("entry {number}").as_bytes()), *receipt.checkpoint.checkpoint().head());
        self.acknowledged(Acknowledged { index: receipt.index, leaf, head });
    }

    /// Adds the public checkpoint that stands there.
    pub fn published(&mut self, log: &Path) {
        let Ok(bytes) = std::fs::read(log.join("public/checkpoint")) else { return };
        let head = *read(&bytes).checkpoint().head();
        self.root(head.size, head.root);
    }

    /// The log has `entries` entries, `entry 0` and so on, each once; those that were acknowledged are in their places; and every
    /// checkpoint that was seen is of a beginning of its tree.
    pub fn holds(&self, log: &Path, entries: u64) {
        let signed = read(&std::fs::read(log.join("public/checkpoint")).unwrap());
        let storage = PosixStorage::open(log.join("public")).unwrap();
        let mut tree = TileTree::open(*signed.checkpoint().head(), Tiles(&storage)).unwrap();
        assert_eq!(tree.head().size, entries, "{}", self.what);
        let mut leaves = Vec::new();
        for index in 0..entries.div_ceil(TILE_WIDTH.into()) {
            leaves.extend(tree.entries(index).unwrap().iter().map(|entry| Hash::of_leaf(entry)));
        }
        for (place, leaf) in (0..).zip(&leaves) {
            assert_eq!(*leaf, Hash::of_leaf(format!("entry {place}").as_bytes()), "place {place}: {}", self.what);
        }
        for (place, leaf) in &self.acknowledged {
            assert_eq!(leaves.get(usize::try_from(*place).unwrap()), Some(leaf), "place {place}: {}", self.what);
        }
        for (size, root) in &self.roots {
            assert_eq!(Frontier::read(&mut tree, *size).unwrap().head().root, *root, "size {size}: {}", self.what);
        }
    }

    fn acknowledged(&mut self, one: Acknowledged) {
        assert!(one.index < one.head.size, "acknowledged and not in the tree: {}", self.what);
        let first = *self.acknowledged.entry(one.index).or_insert(one.leaf);
        assert_eq!(first, one.leaf, "place {} has two entries: {}", one.index, self.what);
        self.root(one.head.size, one.head.root);
    }

    fn root(&mut self, size: u64, root: Hash) {
        let first = *self.roots.entry(size).or_insert(root);
        assert_eq!(first, root, "size {size} has two roots: {}", self.what);
    }
}

/// A checkpoint that the program's key signed.
fn read(bytes: &[u8]) -> SignedCheckpoint {
    let signed = SignedCheckpoint::parse(bytes).unwrap();
    signed.note().verify(&[program::key().public()]).unwrap();
    signed
}
