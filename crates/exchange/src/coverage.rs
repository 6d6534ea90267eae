//! How much of what was given was read: what every page says before its answer.

use crate::{Document, ItemSummary};

/// How much of an item was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent {
    /// All of it, as far as the reader can tell.
    Whole,
    /// Some of it; the losses say what is missing.
    Part,
    /// Nothing: it was refused, or all that its reader came to was losses.
    Nothing,
}

/// The files of a case, counted by how much was read of them. An archive that was unpacked is counted by its members alone.
#[derive(Debug, Clone, Default)]
pub struct Coverage<'d> {
    /// Files given, members of archives among them.
    pub files: usize,
    /// Files of which nothing was read, in order.
    pub unread: Vec<&'d ItemSummary>,
    /// Files of which a part was read, in order.
    pub in_part: Vec<&'d ItemSummary>,
    /// Values lost in the files that were read in part.
    pub lost_values: u64,
}

impl<'d> Coverage<'d> {
    /// The coverage of `items`, members behind their archive.
    #[must_use]
    pub fn of(items: &'d [ItemSummary]) -> Self {
        let mut coverage = Self::default();
        for (index, item) in items.iter().enumerate() {
            let next = items.get(index + 1);
            let unpacked = next.is_some_and(|next| is_member(&next.name, &item.name));
            let extent = item.extent();
            if unpacked && (extent == Extent::Whole || item.losses.is_empty()) {
                continue;
            }
            coverage.files += 1;
            match extent {
                Extent::Whole => {}
                Extent::Nothing if !unpacked => coverage.unread.push(item),
                Extent::Part | Extent::Nothing => {
                    coverage.lost_values += item.lost_values();
                    coverage.in_part.push(item);
                }
            }
        }
        coverage
    }

    /// Whether files were given and nothing was read of any.
    #[must_use]
    pub fn nothing_was_read(&self) -> bool {
        self.files > 0 && self.unread.len() == self.files
    }
}

fn is_member(name: &str, archive: &str) -> bool {
    name.strip_prefix(archive).is_some_and(|rest| rest.starts_with('!'))
}

impl Document {
    /// How much of what was given was read.
    #[must_use]
    pub fn coverage(&self) -> Coverage<'_> {
        Coverage::of(&self.items)
    }
}

impl ItemSummary {
    /// How much of it was read.
    #[must_use]
    pub fn extent(&self) -> Extent {
        if self.refusal.is_some() {
            return Extent::Nothing;
        }
        match (self.losses.is_empty(), self.holds_something()) {
            (true, _) => Extent::Whole,
            (false, true) => Extent::Part,
            (false, false) => Extent::Nothing,
        }
    }

    /// Values that were lost.
    #[must_use]
    pub fn lost_values(&self) -> u64 {
        self.losses.iter().map(|loss| loss.count).sum()
    }

    /// Values that were set aside.
    #[must_use]
    pub fn values_set_aside(&self) -> u64 {
        self.set_aside.iter().map(|aside| aside.count).sum()
    }

    /// Values that were read.
    #[must_use]
    pub fn values(&self) -> u64 {
        self.observed.iter().map(|(_, count)| u64::from(*count)).sum()
    }

    fn holds_something(&self) -> bool {
        !self.observed.is_empty() || !self.set_aside.is_empty()
    }
}
