use std::fmt;

use serde::{Deserialize, Serialize};

/// Where in an item something was read: a byte range, the space it counts in, and the line for people.
///
/// `start..end` are byte offsets, half open. In [`Space::Item`] they index the bytes whose SHA-256 names the item; in the
/// other spaces they index the text that was derived from it, because the item's own bytes are not text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// What the offsets count in.
    pub space: Space,
    /// First byte.
    pub start: u64,
    /// One past the last byte; never less than `start`.
    pub end: u64,
    /// 1-based line of the first byte, 0 where lines mean nothing or are not yet counted.
    pub line: u32,
}

/// What the offsets of a [`Span`] count in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Space {
    /// The bytes of the item as received.
    Item,
    /// The item's text after decoding to UTF-8 (the item was UTF-16, a legacy encoding, or had invalid bytes).
    Text,
    /// The text of a page of the item, 1-based (PDF).
    Page(u32),
    /// The text taken out of a part of the item, 1-based in reading order: a mail's body, a sheet, a slide. The record whose span
    /// is the whole part names it.
    Part(u32),
}

impl Span {
    /// A span over the item's own bytes, its line not yet counted.
    #[must_use]
    pub fn item(start: usize, end: usize) -> Self {
        Self::within(Space::Item, start, end)
    }

    /// A span in any space, its line not yet counted. An `end` before `start` is taken as an empty span at `start`.
    #[must_use]
    pub fn within(space: Space, start: usize, end: usize) -> Self {
        let (start, end) = (start as u64, end as u64);
        Self { space, start, end: end.max(start), line: 0 }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.space {
            Space::Item => {}
            Space::Text => f.write_str("decoded text, ")?,
            Space::Page(page) => write!(f, "page {page}, ")?,
            Space::Part(part) => write!(f, "part {part}, ")?,
        }
        if self.line > 0 {
            write!(f, "line {}, ", self.line)?;
        }
        write!(f, "bytes {}-{}", self.start, self.end)
    }
}
