//! What a reader takes back once it has seen the whole item: a later object may revoke an earlier one.

use std::ops::Range;

use crate::Reason;

/// A part of an item that turned out to be no evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Withdrawn {
    /// The bytes of the part, in the space of the item's spans.
    pub range: Range<u64>,
    /// Why.
    pub reason: Reason,
}

/// The withdrawn parts of an item, sorted, none within another.
#[derive(Debug, Default)]
pub(crate) struct Withdrawals(Vec<Withdrawn>);

impl Withdrawals {
    /// Sorts the parts; of two that overlap, the one that starts first stays.
    pub(crate) fn new(mut parts: Vec<Withdrawn>) -> Self {
        parts.sort_by_key(|part| (part.range.start, std::cmp::Reverse(part.range.end)));
        let mut end = 0;
        parts.retain(|part| {
            let outside = part.range.start >= end;
            if outside {
                end = part.range.end;
            }
            outside
        });
        Self(parts)
    }

    /// Whether nothing is withdrawn.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Why the byte at `at` is no evidence; `None` where it is.
    pub(crate) fn reason_at(&self, at: u64) -> Option<Reason> {
        let behind = self.0.partition_point(|part| part.range.start <= at);
        let part = self.0.get(behind.checked_sub(1)?)?;
        part.range.contains(&at).then_some(part.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_within_a_withdrawn_part_has_the_outer_reason() {
        let part = |range, reason| Withdrawn { range, reason };
        let parts = Withdrawals::new(vec![
            part(12..14, Reason::Own),
            part(10..20, Reason::Withdrawn),
            part(30..40, Reason::Superseded),
        ]);
        assert_eq!(parts.reason_at(9), None);
        assert_eq!(parts.reason_at(13), Some(Reason::Withdrawn));
        assert_eq!(parts.reason_at(20), None);
        assert_eq!(parts.reason_at(39), Some(Reason::Superseded));
        assert_eq!(parts.reason_at(40), None);
    }
}
