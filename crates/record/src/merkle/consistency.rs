use super::source::range_hash;
use super::{Hash, HashSource, InvalidProof, ProveError, TreeHead, split};

/// The proof that the tree over the first `older` leaves is the beginning of the tree over the first `newer` (RFC 6962, section
/// 2.1.2). Empty when `older` is zero or both are the same.
///
/// # Errors
/// An older size that is larger than the newer, and what the source fails with.
pub fn prove_consistency<S: HashSource>(
    source: &mut S,
    older: u64,
    newer: u64,
) -> Result<Vec<Hash>, ProveError<S::Error>> {
    if older > newer {
        return Err(ProveError::Outside { asked: older, size: newer });
    }
    let (mut start, mut end, mut ranges) = (0, newer, Vec::new());
    // Whoever verifies knows the older root, so a range that is the whole older tree is left out.
    while older != 0 && older != end {
        let middle = start + split(end - start);
        if older <= middle {
            ranges.push((middle, end));
            end = middle;
        } else {
            ranges.push((start, middle));
            start = middle;
        }
    }
    if start != 0 {
        ranges.push((start, end));
    }
    ranges.into_iter().rev().map(|(start, end)| range_hash(source, start, end).map_err(ProveError::Source)).collect()
}

/// Verifies that the tree that `older` names is the beginning of the one that `newer` names (RFC 9162, section 2.1.4.2).
///
/// Every tree begins with the empty one; that needs an empty proof.
///
/// # Errors
/// A newer tree that is smaller, a proof of the wrong length, and hashes that lead to another root.
pub fn verify_consistency(older: &TreeHead, newer: &TreeHead, proof: &[Hash]) -> Result<(), InvalidProof> {
    if older.size > newer.size {
        return Err(InvalidProof::Shrunk { older: older.size, newer: newer.size });
    }
    let wrong_length = InvalidProof::Length(proof.len());
    if older.size == 0 || older.size == newer.size {
        let expected = if older.size == 0 { Hash::of_empty_tree() } else { newer.root };
        return match (proof, older.root == expected) {
            ([], true) => Ok(()),
            ([], false) => Err(InvalidProof::Root { expected: older.root }),
            _ => Err(wrong_length),
        };
    }
    // An older tree that is one complete subtree is the first hash, and is not repeated in the proof.
    let (first, rest) = if older.size.is_power_of_two() {
        (older.root, proof)
    } else {
        let (first, rest) = proof.split_first().ok_or(InvalidProof::Length(0))?;
        (*first, rest)
    };
    let (mut node, mut last) = (older.size - 1, newer.size - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let (mut old, mut new) = (first, first);
    for hash in rest {
        if last == 0 {
            return Err(wrong_length);
        }
        if node & 1 == 1 || node == last {
            old = Hash::of_node(hash, &old);
            new = Hash::of_node(hash, &new);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new = Hash::of_node(&new, hash);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(wrong_length);
    }
    for (reached, head) in [(old, older), (new, newer)] {
        if reached != head.root {
            return Err(InvalidProof::Root { expected: head.root });
        }
    }
    Ok(())
}
