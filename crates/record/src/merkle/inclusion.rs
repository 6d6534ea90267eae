use super::source::range_hash;
use super::{Hash, HashSource, InvalidProof, ProveError, TreeHead, split};

/// The proof that the leaf at `index` is in the tree over the first `size` leaves, the leaf's sibling first (RFC 6962, section
/// 2.1.1).
///
/// # Errors
/// An index outside the tree, and what the source fails with.
pub fn prove_inclusion<S: HashSource>(
    source: &mut S,
    index: u64,
    size: u64,
) -> Result<Vec<Hash>, ProveError<S::Error>> {
    if index >= size {
        return Err(ProveError::Outside { asked: index, size });
    }
    let (mut start, mut end, mut siblings) = (0, size, Vec::new());
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            siblings.push((middle, end));
            end = middle;
        } else {
            siblings.push((start, middle));
            start = middle;
        }
    }
    siblings.into_iter().rev().map(|(start, end)| range_hash(source, start, end).map_err(ProveError::Source)).collect()
}

/// Verifies that the leaf with the hash `leaf` stands at `index` in the tree that `head` names (RFC 9162, section 2.1.3.2).
///
/// The root binds the leaf and, given the size, its place. The size itself is bound by whoever signed the head: another size of
/// the same shape around this leaf would pass with the same root.
///
/// # Errors
/// An index outside the tree, a proof of the wrong length, and hashes that lead to another root.
pub fn verify_inclusion(head: &TreeHead, index: u64, leaf: Hash, proof: &[Hash]) -> Result<(), InvalidProof> {
    if index >= head.size {
        return Err(InvalidProof::IndexOutside { index, size: head.size });
    }
    // The names of the RFC: `node` is the place of the hash reached so far in its row, `last` that of the row's last one.
    let (mut node, mut last, mut reached) = (index, head.size - 1, leaf);
    for sibling in proof {
        if last == 0 {
            return Err(InvalidProof::Length(proof.len()));
        }
        if node & 1 == 1 || node == last {
            reached = Hash::of_node(sibling, &reached);
            // A row's last node without a sibling rises until it has one.
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            reached = Hash::of_node(&reached, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(InvalidProof::Length(proof.len()));
    }
    if reached != head.root {
        return Err(InvalidProof::Root { expected: head.root });
    }
    Ok(())
}
