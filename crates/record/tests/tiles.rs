//! Tiles: their names and bytes are `tlog_tiles`'s, appending reads only the partial ones, and no changed byte is believed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

mod oracles;

use std::collections::BTreeMap;

use dunant_record::merkle::{Frontier, Hash, HashSource, Leaves, Node, TreeHead, prove_consistency, prove_inclusion};
use dunant_record::tiles::{
    AppendError, BundleError, MAX_ENTRY_BYTES, RightEdge, Tile, TileError, TileKind, TileReader, TileTree, new_tiles,
    tiles_of,
};
use oracles::{StoredHashes, entries, entry, leaves};
use proptest::prelude::*;

/// A log's files, and which were read.
#[derive(Default, Clone)]
struct Files {
    files: BTreeMap<Tile, Vec<u8>>,
    read: Vec<Tile>,
}

impl TileReader for &mut Files {
    type Error = String;

    fn read(&mut self, tile: Tile) -> Result<Vec<u8>, String> {
        self.read.push(tile);
        let found = self.files.get(&tile).or_else(|| self.files.get(&tile.full()));
        found.cloned().ok_or_else(|| "no such file".to_owned())
    }
}

/// The files of a log that took its entries in lots that end at `sizes`.
fn grown(sizes: &[u64]) -> (Files, TreeHead) {
    let (mut files, mut edge) = (Files::default(), RightEdge::new());
    for &size in sizes {
        let lot: Vec<Vec<u8>> = (edge.head().size..size).map(entry).collect();
        files.files.extend(edge.append(lot.iter().map(Vec::as_slice)).unwrap());
    }
    (files, edge.head())
}

fn head(size: u64) -> TreeHead {
    Frontier::read(&mut Leaves(&leaves(size)), size).unwrap().head()
}

/// The path that tlog-tiles has for a tile of Go's `tlog`, which names its height too and says `data` for entries.
fn their_path(tile: tlog_tiles::Tile) -> String {
    tile.path().replacen("tile/8/", "tile/", 1).replacen("tile/data/", "tile/entries/", 1)
}

fn their_tile(tile: Tile) -> tlog_tiles::Tile {
    match tile.kind() {
        TileKind::Entries => tlog_tiles::Tile::new(8, 0, tile.index(), tile.width().into(), true),
        TileKind::Hashes { level } => tlog_tiles::Tile::new(8, level, tile.index(), tile.width().into(), false),
    }
}

#[test]
fn the_hashes_of_every_tile_are_the_oracle_s() {
    let (files, _) = grown(&[1, 2, 255, 256, 257, 600, 70_000]);
    let stored = StoredHashes::new(70_000);
    for tile in tiles_of(70_000).filter(|tile| tile.kind() != TileKind::Entries) {
        assert_eq!(files.files[&tile], their_tile(tile).read_data(&stored).unwrap(), "{tile}");
    }
}

#[test]
fn an_append_from_the_stored_edge_reads_only_the_partial_tiles() {
    for size in [1, 255, 256, 257, 511, 512, 700, 65_535, 65_536, 65_537, 65_792, 70_000] {
        let (mut files, head) = grown(&[size]);
        let edge = RightEdge::load(&head, &mut &mut files).unwrap();
        assert!(files.read.iter().all(Tile::is_partial), "{size}");
        let partial: Vec<Tile> = tiles_of(size).filter(Tile::is_partial).collect();
        files.read.sort();
        assert_eq!(files.read, partial, "{size}");
        assert_eq!(edge.head(), head);
    }
}

#[test]
fn an_append_that_fails_appends_nothing() {
    let mut edge = RightEdge::new();
    edge.append([b"a".as_slice()]).unwrap();
    let before = edge.clone();
    let too_long = vec![0; MAX_ENTRY_BYTES + 1];
    let refused = edge.append([b"b".as_slice(), &too_long]).unwrap_err();
    assert_eq!(refused, AppendError::Entry { place: 1, source: BundleError::TooLong(MAX_ENTRY_BYTES + 1) });
    assert_eq!((edge.append([]), &edge), (Ok(vec![]), &before));
}

#[test]
fn entries_are_read_and_checked_across_levels() {
    let (mut files, head) = grown(&[66_000]);
    let mut tree = TileTree::open(head, &mut files).unwrap();
    for index in [0, 255, 256, 65_535, 65_536, 65_999] {
        assert_eq!(tree.entry(index).unwrap(), entry(index), "{index}");
    }
    assert_eq!(tree.entry(66_000), Err(TileError::Outside { leaf: 66_000, size: 66_000 }));
    assert_eq!(tree.entries(258), Err(TileError::Outside { leaf: 66_048, size: 66_000 }));
    assert_eq!(tree.entries(257).unwrap(), entries(66_000)[65_792..]);
}

#[test]
fn nothing_of_a_changed_tile_is_believed() {
    let (files, head) = grown(&[66_000]);
    let on_the_way_to_zero =
        ["tile/entries/000", "tile/0/000", "tile/1/000", "tile/1/001.p/1", "tile/2/000.p/1", "tile/0/257.p/208"];
    for path in on_the_way_to_zero {
        let mut changed = files.clone();
        let bytes = changed.files.get_mut(&path.parse().unwrap()).unwrap();
        // In the bundle, the one byte of entry 1.
        bytes[4] ^= 1;
        let read = TileTree::open(head, &mut changed).and_then(|mut tree| tree.entry(0));
        assert!(matches!(read, Err(TileError::Changed(_) | TileError::Root(_))), "{path}: {read:?}");
    }
    let mut shorter = files.clone();
    shorter.files.get_mut(&"tile/0/000".parse().unwrap()).unwrap().truncate(255 * 32);
    let read = TileTree::open(head, &mut shorter).unwrap().entry(0);
    assert!(matches!(read, Err(TileError::Width { found: 255, .. })));
    let mut torn = files.clone();
    torn.files.get_mut(&"tile/0/000".parse().unwrap()).unwrap().pop();
    assert!(matches!(TileTree::open(head, &mut torn).unwrap().entry(0), Err(TileError::Length { found: 8191, .. })));
    let mut missing = files;
    missing.files.remove(&"tile/0/000".parse().unwrap());
    assert!(matches!(TileTree::open(head, &mut missing).unwrap().entry(0), Err(TileError::Read { .. })));
}

#[test]
fn a_tree_of_another_root_or_size_cannot_be_opened() {
    let (mut files, right) = grown(&[300]);
    let other = TreeHead { root: Hash::of_leaf(b"other"), ..right };
    assert!(matches!(TileTree::open(other, &mut files).err(), Some(TileError::Root(_))));
    let larger = TreeHead { size: 301, ..right };
    assert!(TileTree::open(larger, &mut files).is_err());
    assert!(RightEdge::load(&other, &mut &mut files).is_err());
    assert_eq!(TileTree::open(TreeHead::empty(), &mut Files::default()).unwrap().head().size, 0);
}

#[test]
fn an_edge_over_another_bundle_is_refused() {
    let (mut files, head) = grown(&[300]);
    let bundle: Tile = "tile/entries/001.p/44".parse().unwrap();
    *files.files.get_mut(&bundle).unwrap().last_mut().unwrap() ^= 1;
    assert_eq!(RightEdge::load(&head, &mut &mut files), Err(TileError::Changed(bundle)));
}

#[test]
fn a_full_tile_stands_in_for_a_partial_one_that_is_gone() {
    let (mut files, head) = grown(&[300, 600]);
    assert_eq!(head, self::head(600));
    files.files.retain(|tile, _| !(tile.is_partial() && tile.index() == 1 && tile.width() == 44));
    let mut tree = TileTree::open(self::head(300), &mut files).unwrap();
    assert_eq!(tree.entry(299).unwrap(), entry(299));
}

#[test]
fn a_node_that_the_tree_does_not_wholly_have_is_not_given() {
    let (mut files, head) = grown(&[300]);
    let mut tree = TileTree::open(head, &mut files).unwrap();
    for (level, index) in [(0, 300), (1, 150), (9, 0), (5, 9), (63, 1), (64, 0), (200, u64::MAX), (0, u64::MAX)] {
        assert!(tree.hash(Node { level, index }).is_err(), "{level} {index}");
    }
    assert!(tree.hash(Node { level: 8, index: 0 }).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn tile_names_are_the_oracle_s(level in 0..64_u8, index in 0..=u64::MAX / 2, width in 1..=256_u16, data in any::<bool>()) {
        let theirs = tlog_tiles::Tile::new(8, if data { 0 } else { level }, index, width.into(), data);
        let ours: Tile = their_path(theirs).parse().unwrap();
        prop_assert_eq!(their_tile(ours), theirs);
        prop_assert_eq!(ours.to_string(), their_path(theirs));
    }

    #[test]
    fn the_new_tiles_of_a_growth_are_the_oracle_s(older in 0..200_000_u64, more in 0..200_000_u64) {
        let theirs: Vec<String> =
            tlog_tiles::Tile::new_tiles(8, older, older + more).into_iter().map(their_path).collect();
        let hashes = new_tiles(older, older + more).filter(|tile| tile.kind() != TileKind::Entries);
        let ours: Vec<String> = hashes.map(|tile| tile.to_string()).collect();
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn a_log_grown_in_lots_has_the_tiles_that_new_tiles_names_and_proofs_from_them_are_those_from_the_leaves(
        mut sizes in proptest::collection::vec(1..1200_u64, 1..5),
    ) {
        sizes.sort_unstable();
        let (mut files, mut edge, mut before) = (Files::default(), RightEdge::new(), 0);
        for &size in &sizes {
            // As after a stop: the edge comes from the files.
            edge = RightEdge::load(&edge.head(), &mut &mut files).unwrap();
            let lot: Vec<Vec<u8>> = (before..size).map(entry).collect();
            let written = edge.append(lot.iter().map(Vec::as_slice)).unwrap();
            let names: Vec<Tile> = written.iter().map(|(tile, _)| *tile).collect();
            prop_assert_eq!(names, new_tiles(before, size).collect::<Vec<_>>());
            files.files.extend(written);
            prop_assert_eq!(edge.head(), head(size));
            before = size;
        }
        for &size in &sizes {
            let mut tree = TileTree::open(head(size), &mut files).unwrap();
            for index in [0, size / 3, size - 1] {
                let all = leaves(size);
                let inclusion = prove_inclusion(&mut tree, index, size).unwrap();
                prop_assert_eq!(inclusion, prove_inclusion(&mut Leaves(&all), index, size).unwrap());
                let consistency = prove_consistency(&mut tree, index, size).unwrap();
                prop_assert_eq!(consistency, prove_consistency(&mut Leaves(&all), index, size).unwrap());
                prop_assert_eq!(tree.entry(index).unwrap(), entry(index));
            }
        }
    }
}
