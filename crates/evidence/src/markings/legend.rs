//! Legends of the protocol, which go through its levels and mark nothing.

use std::ops::Range;

use dunant_vocabulary::Span;

use super::{Mark, apply};
use crate::{Reading, Reason};

/// Lines that go through three levels or more in their order, one close behind the other, are the legend of the protocol and mark
/// nothing. The headers of pages and of reports that were put together lie farther apart, and each of them holds.
#[derive(Debug, Default)]
pub(super) struct Legend {
    /// Marking lines close to each other.
    block: Vec<Line>,
    /// The line of the last.
    last: usize,
}

/// A marking and the line in which it stands.
#[derive(Debug)]
struct Line {
    number: usize,
    range: Range<usize>,
    mark: Mark,
}

/// Lines from one level of a legend to the next: the level, and what it means in up to three lines.
const APART: usize = 4;

impl Legend {
    pub(super) fn see(
        &mut self,
        number: usize,
        range: Range<usize>,
        mark: Mark,
        text: &str,
        place: &dyn Fn(Range<usize>) -> Span,
        reading: &mut Reading,
    ) {
        if number > self.last + APART {
            self.end(text, place, reading);
        }
        self.last = number;
        self.block.push(Line { number, range, mark });
    }

    /// Applies the markings of the block, or sets them aside as a legend.
    pub(super) fn end(&mut self, text: &str, place: &dyn Fn(Range<usize>) -> Span, reading: &mut Reading) {
        let block = std::mem::take(&mut self.block);
        let legend = longest_run(&block);
        for (at, line) in block.iter().enumerate() {
            if !legend.contains(&at) {
                apply(&line.mark, Some(place(line.range.clone())), reading);
            }
        }
        let levels = block.get(legend).unwrap_or_default();
        if let (Some(first), Some(last)) = (levels.first(), levels.last()) {
            let shown: Vec<&str> = levels.iter().filter_map(|line| text.get(line.range.clone())).collect();
            reading.set_aside(Reason::Reference, shown.join(", "), place(first.range.start..last.range.end), "");
        }
    }
}

/// The markings of a block that go through the levels, up or down; empty where fewer than three do.
fn longest_run(block: &[Line]) -> Range<usize> {
    const FEWEST: usize = 3;
    let mut longest = 0..0;
    let mut start = 0;
    while start < block.len() {
        let mut end = start + 1;
        let mut direction = None;
        while let (Some(one), Some(next)) = (block.get(end - 1), block.get(end)) {
            let order = next.mark.cmp(&one.mark);
            if order.is_eq() || direction.is_some_and(|held| held != order) {
                break;
            }
            direction = Some(order);
            end += 1;
        }
        if end - start > longest.len() {
            longest = start..end;
        }
        // The level at which the order turns may begin the next run.
        start = if end - start > 1 { end - 1 } else { end };
    }
    if longest.len() < FEWEST {
        return 0..0;
    }
    // A title stands farther from the legend than its levels from each other.
    let gap = |at: usize| Some(block.get(at + 1)?.number - block.get(at)?.number);
    let widest = (longest.start + 1..longest.end - 1).filter_map(gap).max();
    if longest.len() > FEWEST && gap(longest.start) > widest {
        longest.start += 1;
    }
    longest
}
