//! What a log has said, and whether its files still say the same.
#![allow(dead_code, reason = "each file of tests uses a part of it")]

use std::collections::BTreeMap;
use std::path::Path;

use dunant_log::fsck::check_log;
use dunant_log::storage::{PosixStorage, Tiles};
use dunant_log::{LogDirectory, Receipt};
use dunant_record::checkpoint::SignedCheckpoint;
use dunant_record::merkle::{Frontier, Hash, Leaves, TreeHead};
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

    /// Adds the public checkpoint that stands there; its whole tree can be read.
    pub fn published(&mut self, log: &Path) {
        if !log.join("public/checkpoint").exists() {
            return;
        }
        let (tree, _) = self.read(log);
        self.root(tree.size, tree.root);
    }

    /// A check of all files of a log that was started once finds no damage: a crash is none.
    pub fn finds_no_damage(&self, log: &Path) {
        let report = check_log(&LogDirectory::new(log));
        assert!(report.is_sound() || !log.join("public/checkpoint").exists(), "{:#?}: {}", report.findings, self.what);
    }

    /// The log has `entries` entries; those that were acknowledged are in their places; and every checkpoint that was seen is of a
    /// beginning of its tree.
    pub fn holds(&self, log: &Path, entries: u64) {
        let (tree, leaves) = self.read(log);
        assert_eq!(tree.size, entries, "{}", self.what);
        for (place, leaf) in &self.acknowledged {
            assert_eq!(leaves.get(usize::try_from(*place).unwrap()), Some(leaf), "place {place}: {}", self.what);
        }
        for (size, root) in &self.roots {
            let beginning = Frontier::read(&mut Leaves(&leaves), *size).unwrap().head();
            assert_eq!(beginning.root, *root, "size {size}: {}", self.what);
        }
    }

    /// The public tree and all its leaves: `entry 0` and so on, each once.
    fn read(&self, log: &Path) -> (TreeHead, Vec<Hash>) {
        let signed = SignedCheckpoint::parse(&std::fs::read(log.join("public/checkpoint")).unwrap()).unwrap();
        signed.note().verify(&[program::key().public()]).unwrap();
        let head = *signed.checkpoint().head();
        let storage = PosixStorage::open(log.join("public")).unwrap();
        let mut tree = TileTree::open(head, Tiles(&storage)).unwrap_or_else(|error| panic!("{error}: {}", self.what));
        let mut leaves = Vec::new();
        for index in 0..head.size.div_ceil(TILE_WIDTH.into()) {
            let entries = tree.entries(index).unwrap_or_else(|error| panic!("{error}: {}", self.what));
            leaves.extend(entries.iter().map(|entry| Hash::of_leaf(entry)));
        }
        for (place, leaf) in (0..).zip(&leaves) {
            assert_eq!(*leaf, Hash::of_leaf(format!("entry {place}").as_bytes()), "place {place}: {}", self.what);
        }
        (head, leaves)
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
