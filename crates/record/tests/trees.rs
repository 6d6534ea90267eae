//! Roots and proofs are those of two other implementations, for every size up to 300 and for larger ones at random; what is changed
//! does not verify.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

mod oracles;

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use dunant_record::merkle::{
    Frontier, Hash, InvalidProof, Leaves, ProveError, TreeHead, prove_consistency, prove_inclusion, verify_consistency,
    verify_inclusion,
};
use oracles::{StoredHashes, entry, leaves, theirs};
use proptest::prelude::*;
use sha2::Sha256;

/// A tree in each implementation.
struct Trees {
    ours: Vec<Hash>,
    tlog: StoredHashes,
    ct: MemoryBackedTree<Sha256, Vec<u8>>,
}

impl Trees {
    fn new(size: u64) -> Self {
        let mut ct = MemoryBackedTree::new();
        (0..size).for_each(|index| ct.push(entry(index)));
        Self { ours: leaves(size), tlog: StoredHashes::new(size), ct }
    }

    fn head(&self, size: u64) -> TreeHead {
        Frontier::read(&mut Leaves(&self.ours), size).unwrap().head()
    }
}

#[test]
fn the_root_is_the_oracles_for_every_size_up_to_300_and_appending_gives_it_too() {
    let tlog = StoredHashes::new(300);
    let all = leaves(300);
    let mut ct = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    let mut frontier = Frontier::new();
    for size in 0..=300 {
        let head = frontier.head();
        assert_eq!(head.size, size);
        assert_eq!(head.root.as_bytes(), &ct.root().as_bytes()[..], "ct-merkle at {size}");
        assert_eq!(Frontier::read(&mut Leaves(&all), size).unwrap(), frontier);
        assert_eq!(Frontier::from_hashes(size, frontier.hashes().to_vec()).as_ref(), Some(&frontier));
        if size > 0 {
            assert_eq!(head.root, theirs(tlog_tiles::tree_hash(size, &tlog).unwrap()), "tlog_tiles at {size}");
        }
        if size < 300 {
            ct.push(entry(size));
            frontier.push(all[usize::try_from(size).unwrap()]);
        }
    }
}

#[test]
fn inclusion_proofs_are_the_oracles_for_every_leaf_of_every_size_up_to_300() {
    let tlog = StoredHashes::new(300);
    for size in 1..=300 {
        let head = Frontier::read(&mut &tlog, size).unwrap().head();
        for index in 0..size {
            let proof = prove_inclusion(&mut &tlog, index, size).unwrap();
            let oracle: Vec<Hash> =
                tlog_tiles::prove_record(size, index, &tlog).unwrap().into_iter().map(theirs).collect();
            assert_eq!(proof, oracle, "leaf {index} of {size}");
            verify_inclusion(&head, index, Hash::of_leaf(&entry(index)), &proof).unwrap();
        }
    }
}

#[test]
fn consistency_proofs_are_the_oracles_for_every_two_sizes_up_to_300() {
    let tlog = StoredHashes::new(300);
    let heads: Vec<TreeHead> = (0..=300).map(|size| Frontier::read(&mut &tlog, size).unwrap().head()).collect();
    for newer in 1..=300 {
        for older in 1..=newer {
            let proof = prove_consistency(&mut &tlog, older, newer).unwrap();
            let oracle = tlog_tiles::prove_tree(newer, older, &tlog).unwrap();
            assert_eq!(proof, oracle.into_iter().map(theirs).collect::<Vec<_>>(), "{older} in {newer}");
            let [older, newer] = [older, newer].map(|size| &heads[usize::try_from(size).unwrap()]);
            verify_consistency(older, newer, &proof).unwrap();
        }
        assert_eq!(prove_consistency(&mut &tlog, 0, newer), Ok(vec![]));
        verify_consistency(&heads[0], &heads[usize::try_from(newer).unwrap()], &[]).unwrap();
    }
}

#[test]
fn ct_merkle_s_proofs_are_ours_for_every_size_up_to_64() {
    for size in 1..=64 {
        let trees = Trees::new(size);
        for index in 0..size {
            let ours = prove_inclusion(&mut Leaves(&trees.ours), index, size).unwrap();
            let oracle = trees.ct.prove_inclusion(usize::try_from(index).unwrap());
            assert_eq!(oracle.as_bytes(), ours.iter().flat_map(|hash| *hash.as_bytes()).collect::<Vec<u8>>());
            let ours = prove_consistency(&mut Leaves(&trees.ours), index + 1, size).unwrap();
            if index + 1 < size {
                let oracle = trees.ct.prove_consistency(usize::try_from(size - index - 1).unwrap());
                assert_eq!(oracle.as_bytes(), ours.iter().flat_map(|hash| *hash.as_bytes()).collect::<Vec<u8>>());
            }
        }
    }
}

#[test]
fn what_lies_outside_the_tree_can_neither_be_proven_nor_verified() {
    let all = leaves(5);
    assert_eq!(prove_inclusion(&mut Leaves(&all), 5, 5), Err(ProveError::Outside { asked: 5, size: 5 }));
    assert_eq!(prove_inclusion(&mut Leaves(&all), 0, 0), Err(ProveError::Outside { asked: 0, size: 0 }));
    assert_eq!(prove_consistency(&mut Leaves(&all), 6, 5), Err(ProveError::Outside { asked: 6, size: 5 }));
    assert!(matches!(prove_inclusion(&mut Leaves(&all), 0, 6), Err(ProveError::Source(_))));
    let head = |size| TreeHead { size, root: Hash::of_empty_tree() };
    let outside = verify_inclusion(&head(5), 5, all[0], &[]);
    assert_eq!(outside, Err(InvalidProof::IndexOutside { index: 5, size: 5 }));
    let shrunk = verify_consistency(&head(6), &head(5), &[]);
    assert_eq!(shrunk, Err(InvalidProof::Shrunk { older: 6, newer: 5 }));
}

fn flip(hash: Hash, bit: usize) -> Hash {
    let mut bytes = *hash.as_bytes();
    bytes[bit / 8] ^= 1 << (bit % 8);
    Hash::from(bytes)
}

/// `head` with one bit of its root changed.
fn with_root(head: &TreeHead, bit: usize) -> TreeHead {
    TreeHead { root: flip(head.root, bit), ..*head }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn larger_trees_have_the_oracles_roots_and_proofs((size, index) in (301..5000_u64).prop_flat_map(|size| (Just(size), 0..size))) {
        let trees = Trees::new(size);
        let head = trees.head(size);
        prop_assert_eq!(head.root, theirs(tlog_tiles::tree_hash(size, &trees.tlog).unwrap()));
        prop_assert_eq!(head.root.as_bytes().to_vec(), trees.ct.root().as_bytes().to_vec());
        let inclusion = prove_inclusion(&mut Leaves(&trees.ours), index, size).unwrap();
        let oracle = tlog_tiles::prove_record(size, index, &trees.tlog).unwrap();
        prop_assert_eq!(&inclusion, &oracle.into_iter().map(theirs).collect::<Vec<_>>());
        let consistency = prove_consistency(&mut Leaves(&trees.ours), index + 1, size).unwrap();
        let oracle = tlog_tiles::prove_tree(size, index + 1, &trees.tlog).unwrap();
        prop_assert_eq!(&consistency, &oracle.into_iter().map(theirs).collect::<Vec<_>>());
        verify_inclusion(&head, index, trees.ours[usize::try_from(index).unwrap()], &inclusion).unwrap();
        verify_consistency(&trees.head(index + 1), &head, &consistency).unwrap();
    }

    #[test]
    fn a_single_changed_bit_of_leaf_root_or_proof_does_not_verify(
        (size, index) in (1..300_u64).prop_flat_map(|size| (Just(size), 0..size)),
        bit in 0..256_usize,
    ) {
        let all = leaves(size);
        let head = Frontier::read(&mut Leaves(&all), size).unwrap().head();
        let leaf = all[usize::try_from(index).unwrap()];
        let proof = prove_inclusion(&mut Leaves(&all), index, size).unwrap();
        prop_assert!(verify_inclusion(&head, index, flip(leaf, bit), &proof).is_err());
        prop_assert!(verify_inclusion(&with_root(&head, bit), index, leaf, &proof).is_err());
        for place in 0..proof.len() {
            let mut changed = proof.clone();
            changed[place] = flip(changed[place], bit);
            prop_assert!(verify_inclusion(&head, index, leaf, &changed).is_err());
            let mut shorter = proof.clone();
            shorter.remove(place);
            prop_assert!(verify_inclusion(&head, index, leaf, &shorter).is_err());
        }
        let longer = [proof.as_slice(), &[leaf]].concat();
        prop_assert!(verify_inclusion(&head, index, leaf, &longer).is_err());
    }

    #[test]
    fn another_index_does_not_verify((size, index, other) in (2..300_u64).prop_flat_map(|size| (Just(size), 0..size, 0..2 * size))) {
        prop_assume!(index != other);
        let all = leaves(size);
        let head = Frontier::read(&mut Leaves(&all), size).unwrap().head();
        let proof = prove_inclusion(&mut Leaves(&all), index, size).unwrap();
        prop_assert!(verify_inclusion(&head, other, all[usize::try_from(index).unwrap()], &proof).is_err());
    }

    #[test]
    fn another_size_verifies_only_where_the_oracle_says_so(
        (size, index) in (1..300_u64).prop_flat_map(|size| (Just(size), 0..size)),
        bit in 0..16_u32,
    ) {
        // A root does not bind the size: around this leaf, trees of some other sizes have the same shape. The checkpoint binds it.
        let all = leaves(size);
        let head = Frontier::read(&mut Leaves(&all), size).unwrap().head();
        let proof = prove_inclusion(&mut Leaves(&all), index, size).unwrap();
        let leaf = all[usize::try_from(index).unwrap()];
        let other = TreeHead { size: size ^ (1 << bit), ..head };
        let hash = |hash: Hash| tlog_tiles::Hash(*hash.as_bytes());
        let oracle = (index < other.size).then(|| {
            tlog_tiles::check_record(&proof.iter().copied().map(hash).collect(), other.size, hash(head.root), index, hash(leaf))
        });
        prop_assert_eq!(verify_inclusion(&other, index, leaf, &proof).is_ok(), matches!(oracle, Some(Ok(()))));
    }

    #[test]
    fn a_single_changed_bit_of_a_consistency_proof_or_of_either_root_does_not_verify(
        (newer, older) in (2..300_u64).prop_flat_map(|newer| (Just(newer), 1..newer)),
        bit in 0..256_usize,
    ) {
        let all = leaves(newer);
        let [old, new] = [older, newer].map(|size| Frontier::read(&mut Leaves(&all), size).unwrap().head());
        let proof = prove_consistency(&mut Leaves(&all), older, newer).unwrap();
        prop_assert!(verify_consistency(&with_root(&old, bit), &new, &proof).is_err());
        prop_assert!(verify_consistency(&old, &with_root(&new, bit), &proof).is_err());
        for place in 0..proof.len() {
            let mut changed = proof.clone();
            changed[place] = flip(changed[place], bit);
            prop_assert!(verify_consistency(&old, &new, &changed).is_err());
            changed.remove(place);
            prop_assert!(verify_consistency(&old, &new, &changed).is_err());
        }
        prop_assert!(verify_consistency(&old, &new, &[proof.as_slice(), &[old.root]].concat()).is_err());
    }

    #[test]
    fn any_hashes_and_sizes_are_judged_without_panic(
        older in any::<u64>(), newer in any::<u64>(), proof in proptest::collection::vec(any::<[u8; 32]>(), 0..70),
    ) {
        let proof: Vec<Hash> = proof.into_iter().map(Hash::from).collect();
        let head = |size| TreeHead { size, root: Hash::of_empty_tree() };
        prop_assert!(verify_inclusion(&head(newer), older, Hash::of_leaf(b""), &proof).is_err());
        prop_assert!(verify_consistency(&head(older), &head(newer), &proof).is_err() || older == 0 || older == newer);
    }
}
