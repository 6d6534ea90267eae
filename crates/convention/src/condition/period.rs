use dunant_vocabulary::{Date, DateRange};
use serde::Serialize;

/// Days from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Period {
    /// The first day.
    pub since: Date,
    /// The first day after it; none where it has not ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Period {
    /// Whether all days of `days` are in it.
    pub(crate) fn covers(self, days: DateRange) -> bool {
        self.since <= days.earliest() && self.until.is_none_or(|until| days.latest() < until)
    }

    /// Whether any day of `days` is in it.
    pub(crate) fn meets(self, days: DateRange) -> bool {
        self.since <= days.latest() && self.until.is_none_or(|until| days.earliest() < until)
    }

    /// Whether no day is in both.
    pub(crate) fn is_apart_from(self, other: Self) -> bool {
        let ends_before = |first: Self, second: Self| first.until.is_some_and(|until| until <= second.since);
        ends_before(self, other) || ends_before(other, self)
    }

    /// Whether all of `other` is in it.
    pub(crate) fn contains(self, other: Self) -> bool {
        let ends_no_later = |end: Date| other.until.is_some_and(|until| until <= end);
        self.since <= other.since && self.until.is_none_or(ends_no_later)
    }
}
