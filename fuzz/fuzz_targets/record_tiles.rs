#![no_main]

use std::collections::BTreeMap;
use std::convert::Infallible;

use dunant_record::merkle::{Hash, TreeHead, prove_consistency, prove_inclusion, verify_consistency, verify_inclusion};
use dunant_record::tiles::{RightEdge, Tile, TileReader, TileTree, read_bundle, write_bundle};

/// Gives the same bytes for every tile.
struct Liar<'a>(&'a [u8]);

impl TileReader for Liar<'_> {
    type Error = Infallible;

    fn read(&mut self, tile: Tile) -> Result<Vec<u8>, Infallible> {
        let wanted = usize::from(tile.width()) * 32;
        Ok(self.0.iter().copied().cycle().take(if self.0.is_empty() { 0 } else { wanted }).collect())
    }
}

struct Files(BTreeMap<Tile, Vec<u8>>);

impl TileReader for Files {
    type Error = Tile;

    fn read(&mut self, tile: Tile) -> Result<Vec<u8>, Tile> {
        self.0.get(&tile).cloned().ok_or(tile)
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(tile) = text.parse::<Tile>()
    {
        assert_eq!(tile.to_string(), text);
    }
    if let Some((size, tile)) = bytes.split_first_chunk() {
        let head = TreeHead { size: u64::from_le_bytes(*size), root: Hash::of_leaf(b"") };
        assert!(TileTree::open(head, Liar(tile)).is_err() || head.size == 1);
        assert!(RightEdge::load(&head, &mut Liar(tile)).is_err() || head.size == 1);
    }
    let Ok(entries) = read_bundle(bytes) else { return };
    assert_eq!(write_bundle(entries.iter().copied()).as_deref(), Ok(bytes));
    let mut edge = RightEdge::new();
    let (first, rest) = entries.split_at(entries.len() / 3);
    let mut files = Files(edge.append(first.iter().copied()).unwrap().into_iter().collect());
    let older = edge.head();
    edge = RightEdge::load(&older, &mut files).unwrap();
    files.0.extend(edge.append(rest.iter().copied()).unwrap());
    let newer = edge.head();
    let mut tree = TileTree::open(newer, files).unwrap();
    let proof = prove_consistency(&mut tree, older.size, newer.size).unwrap();
    verify_consistency(&older, &newer, &proof).unwrap();
    if let Some(last) = newer.size.checked_sub(1) {
        let proof = prove_inclusion(&mut tree, last, newer.size).unwrap();
        verify_inclusion(&newer, last, Hash::of_leaf(&tree.entry(last).unwrap()), &proof).unwrap();
    }
});
