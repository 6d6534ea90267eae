use std::ops::Range;

use crate::model::WordingNumbers;
use dunant_evidence::Passage;

/// The windows of a long text: consecutive passages of one item that hold enough single words, each beginning where half of
/// the one before is over. None for a short text. The last window of an item reaches back until it holds enough.
pub(super) fn of(
    passages: &[&Passage],
    is_single: impl Fn(u32) -> bool,
    numbers: &WordingNumbers,
) -> Vec<Range<usize>> {
    let words: Vec<usize> =
        passages.iter().map(|passage| passage.terms.iter().filter(|term| is_single(**term)).count()).collect();
    if words.iter().sum::<usize>() < numbers.long as usize {
        return Vec::new();
    }
    let mut windows = Vec::new();
    let mut start = 0;
    for item in passages.chunk_by(|one, next| one.item == next.item) {
        let end = start + item.len();
        of_item(&words, start..end, numbers.window as usize, &mut windows);
        start = end;
    }
    windows
}

/// Adds the windows of one item, whose passages hold so many `words`.
fn of_item(words: &[usize], item: Range<usize>, size: usize, windows: &mut Vec<Range<usize>>) {
    let held = |range: Range<usize>| words.get(range).unwrap_or_default().iter().sum::<usize>();
    if held(item.clone()) < size {
        return;
    }
    let mut start = item.start;
    loop {
        let Some(end) = (start + 1..=item.end).find(|end| held(start..*end) >= size) else {
            let back = (item.start..=start).rev().find(|start| held(*start..item.end) >= size);
            windows.push(back.unwrap_or(item.start)..item.end);
            return;
        };
        windows.push(start..end);
        if end == item.end {
            return;
        }
        start = (start + 1..end).find(|next| held(start..*next) * 2 >= size).unwrap_or(end);
    }
}

/// The mean score of the `best` windows that fit the candidate at `at` best, and which they are, best first.
pub(super) fn best(scores: &[Vec<f64>], at: usize, best: u32) -> (f64, Vec<usize>) {
    let mut order: Vec<(usize, f64)> =
        scores.iter().map(|window| window.get(at).copied().unwrap_or(0.0)).enumerate().collect();
    order.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    order.truncate(best.max(1) as usize);
    let mean = order.iter().map(|(_, score)| score).sum::<f64>() / order.len().max(1) as f64;
    (mean, order.into_iter().map(|(window, _)| window).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn windows(words: &[usize], size: usize) -> Vec<Range<usize>> {
        let mut windows = Vec::new();
        of_item(words, 0..words.len(), size, &mut windows);
        windows
    }

    #[test]
    fn windows_step_by_half_and_the_last_reaches_back() {
        assert_eq!(windows(&[5; 6], 20), [0..4, 2..6]);
        assert_eq!(windows(&[5; 7], 20), [0..4, 2..6, 3..7]);
        assert_eq!(windows(&[50, 1, 50], 20), [0..1, 1..3]);
        assert!(windows(&[5; 3], 20).is_empty());
    }

    #[test]
    fn the_best_windows_are_those_of_the_candidate() {
        let scores = [vec![1.0, 9.0], vec![3.0, 0.0], vec![2.0, 1.0]];
        assert_eq!(best(&scores, 0, 2), (2.5, vec![1, 2]));
        assert_eq!(best(&scores, 1, 1), (9.0, vec![0]));
    }
}
