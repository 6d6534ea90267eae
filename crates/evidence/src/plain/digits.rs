//! Hexadecimal digits that breaks cut into parts: which of them make one hash, by the widths of the parts and by what the text names.

/// Digits of the hashes that are read.
const LENGTHS: [usize; 5] = [32, 40, 64, 96, 128];

/// What parts are, each with its number of digits, that stand below each other or in one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Parts {
    /// Each is a hash of its own, or none is a part of one.
    Apart,
    /// Hashes of so many parts each.
    Hashes(Vec<usize>),
    /// Parts of hashes, which may be put together in more ways than one, or in none.
    Unclear,
}

/// Number of digits of the one algorithm that `text` names.
pub(crate) fn named(text: &str) -> Option<usize> {
    const NEAR: usize = 4_000;
    let near = text.get(text.ceil_char_boundary(text.len().saturating_sub(NEAR))..).unwrap_or_default();
    let mut named = LENGTHS.iter().copied().filter(|digits| crate::prose::names_algorithm(near, *digits));
    named.next().filter(|_| named.next().is_none())
}

impl Parts {
    /// What `parts` are. Before a label's first part there are other words on its line, so that its width says nothing. `named` is what
    /// the text calls them.
    pub(crate) fn of(parts: &[usize], first_is_free: bool, named: Option<usize>) -> Self {
        if parts.len() < 2 {
            return Self::Apart;
        }
        if parts.iter().all(|part| LENGTHS.contains(part)) {
            // Halves: `SHA-256` above two lines of 32 digits.
            let halves = |whole: usize| parts.len().is_multiple_of(2) && parts.iter().all(|part| part * 2 == whole);
            return match named {
                Some(whole) if halves(whole) => Self::Hashes(vec![2; parts.len() / 2]),
                _ => Self::Apart,
            };
        }
        let only = |lengths: &[usize]| split(parts, first_is_free, lengths);
        if let Some(named) = named
            && let (1, hashes) = only(&[named])
        {
            return Self::Hashes(hashes);
        }
        let total: usize = parts.iter().sum();
        if total <= 64 && LENGTHS.contains(&total) && is_one(parts, first_is_free, true) {
            return Self::Hashes(vec![parts.len()]);
        }
        match only(&LENGTHS) {
            (1, hashes) => Self::Hashes(hashes),
            _ if named.is_some() || may_be_parts(parts, first_is_free) => Self::Unclear,
            _ => Self::Apart,
        }
    }
}

/// In how many ways, up to two, `parts` are hashes of these lengths, and one of them.
fn split(parts: &[usize], first_is_free: bool, lengths: &[usize]) -> (u8, Vec<usize>) {
    /// Parts of one hash.
    const MOST: usize = 34;
    // Of the parts before each place: in how many ways they are hashes, and how many are of the last.
    let mut ways: Vec<(u8, usize)> = vec![(1, 0)];
    for end in 1..=parts.len() {
        let (mut found, mut last, mut total) = (0_u8, 0, 0);
        for start in (end.saturating_sub(MOST)..end).rev() {
            let group = parts.get(start..end).unwrap_or_default();
            total += group.first().copied().unwrap_or_default();
            if total > 128 {
                break;
            }
            let before = ways.get(start).map_or(0, |(ways, _)| *ways);
            let all = end - start == parts.len();
            // Two that are whole are two.
            let several = group.len() > 1 && group.iter().all(|part| LENGTHS.contains(part));
            if before > 0 && !several && lengths.contains(&total) && is_one(group, first_is_free && start == 0, all) {
                found = (found + before).min(2);
                last = end - start;
            }
        }
        ways.push((found, last));
    }
    let (mut hashes, mut at) = (Vec::new(), parts.len());
    while let Some((_, last)) = ways.get(at).filter(|(_, last)| *last > 0) {
        hashes.push(*last);
        at -= last;
    }
    hashes.reverse();
    (ways.last().map_or(0, |(ways, _)| *ways), hashes)
}

/// Whether the widths of parts are those of one value that was cut at one width: letters of a page are not all of one.
fn is_one(parts: &[usize], first_is_free: bool, all: bool) -> bool {
    let Some((last, others)) = parts.split_last() else { return false };
    let full = others.get(usize::from(first_is_free)..).unwrap_or_default();
    let Some(widest) = full.iter().max().copied() else {
        return others.is_empty() || first_is_free || all;
    };
    let play = (widest / 6).max(2);
    let free = others.first().filter(|_| first_is_free).is_none_or(|first| *first <= widest + play);
    (*last <= widest + play || all && parts.len() == 2) && full.iter().all(|part| part + play >= widest) && free
}

/// Whether parts that are put together in no one way may be parts of hashes all the same: some of them that are wide enough for it make
/// one. Columns of short numbers have the widths of none.
fn may_be_parts(parts: &[usize], first_is_free: bool) -> bool {
    const WIDE: usize = 12;
    const USUAL: [usize; 4] = [32, 40, 64, 128];
    let reach = parts.len().min(200);
    (0..reach).any(|start| {
        let mut total = 0;
        parts.get(start..).unwrap_or_default().iter().take(12).enumerate().any(|(at, part)| {
            total += part;
            let group = parts.get(start..=start + at).unwrap_or_default();
            at > 0
                && USUAL.contains(&total)
                && group.first().is_some_and(|first| *first >= WIDE)
                && group.iter().any(|part| !LENGTHS.contains(part))
                && is_one(group, first_is_free && start == 0, false)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(parts: &[usize]) -> Parts {
        Parts::of(parts, false, None)
    }

    #[test]
    fn parts_of_one_width_are_the_hashes_that_they_make_in_one_way() {
        for (parts, hashes) in [
            (&[40, 24][..], &[2][..]),
            (&[13, 14, 13, 14, 10], &[5]),
            (&[22, 22, 20, 22, 18], &[3, 2]),
            (&[16, 16, 16, 16], &[4]),
            (&[32, 32, 32, 32, 20, 12], &[1, 1, 1, 1, 2]),
            (&[63, 1], &[2]),
        ] {
            assert_eq!(of(parts), Parts::Hashes(hashes.to_vec()), "{parts:?}");
        }
        assert_eq!(Parts::of(&[30, 34], true, None), Parts::Hashes(vec![2]));
    }

    #[test]
    fn parts_that_make_hashes_in_two_ways_are_told_by_a_name_alone() {
        let parts = [16; 8];
        assert_eq!(of(&parts), Parts::Unclear);
        assert_eq!(Parts::of(&parts, false, Some(64)), Parts::Hashes(vec![4, 4]));
        assert_eq!(Parts::of(&parts, false, Some(32)), Parts::Hashes(vec![2; 4]));
        assert_eq!(Parts::of(&[32, 32], false, Some(64)), Parts::Hashes(vec![2]));
        assert_eq!(Parts::of(&[32, 32], false, Some(32)), Parts::Apart);
        assert_eq!(of(&[22, 22, 22]), Parts::Apart);
        assert_eq!(of(&[22, 22, 19, 22, 22, 20]), Parts::Unclear);
    }

    #[test]
    fn columns_of_whole_hashes_and_of_short_numbers_are_apart() {
        for parts in [&[32, 32, 32][..], &[64, 40, 32], &[24, 24, 24], &[8, 8], &[8; 30], &[12, 12]] {
            assert_eq!(of(parts), Parts::Apart, "{parts:?}");
        }
    }
}
