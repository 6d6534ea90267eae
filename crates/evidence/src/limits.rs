use serde::{Deserialize, Serialize};

/// Bounds that keep hostile evidence from exhausting the machine, in reading and in comparing. Every error that a bound causes names the bound.
///
/// Together the defaults keep one run under 1 GiB of memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Limits {
    /// Bytes of one item, packed or unpacked.
    pub item_bytes: u64,
    /// Bytes that all members of one archive, nested ones included, may unpack to.
    pub unpacked_bytes: u64,
    /// Members of one archive.
    pub members: u64,
    /// Archives within archives.
    pub nesting: u64,
    /// Elements, objects or lists within each other in one document.
    pub depth: u64,
    /// Observations kept of one item.
    pub observations: u64,
    /// Observations kept of all items of one case together, and sentences of their prose.
    pub case_observations: u64,
    /// Records (objects, attributes, rows) kept of one item.
    pub records: u64,
    /// Cells read of the sheets of one item.
    pub cells: u64,
    /// Pages read of one document.
    pub pages: u64,
    /// Passages (sentences with known terms) kept of one item.
    pub passages: u64,
    /// Values set aside that are listed of one item.
    pub set_aside: u64,
    /// Losses that are listed of one item.
    pub losses: u64,
    /// Places of one item at which the same value is kept; the further ones are set aside as repeated.
    pub places: u64,
    /// Places listed at which one item is damaged, where damage shows at many, as in XML that is not well-formed.
    pub damages: u64,
    /// Cells of one row of a table that are read.
    pub columns: u64,
    /// Sources whose names are kept of those that one item quotes.
    pub quotes: u64,
    /// Bytes of Base64 of one encoded command that is decoded and read.
    pub encoded_bytes: u64,
    /// Sentences of a case out of which techniques are read. Items take turns, so that a long one hides no other; the others are
    /// compared by their wording alone.
    pub sentences: u64,
    /// Items of a case that are each asked whom they would name by themselves, those with the most features first.
    pub dissents: u64,
}

/// No limit has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no limit is named `{name}`; the limits are {}", Limits::NAMES.join(", "))]
pub struct UnknownLimit {
    name: String,
}

impl Limits {
    /// The bounds unless a person raises them.
    pub const DEFAULT: Self = Self {
        item_bytes: 64 << 20,
        unpacked_bytes: 128 << 20,
        members: 10_000,
        nesting: 4,
        depth: 128,
        observations: 500_000,
        case_observations: 600_000,
        records: 500_000,
        cells: 2_000_000,
        pages: 2_000,
        passages: 200_000,
        set_aside: 100_000,
        losses: 1_000,
        places: 20,
        damages: 20,
        columns: 100_000,
        quotes: 200,
        encoded_bytes: 1 << 20,
        sentences: 20_000,
        dissents: 50,
    };

    /// The names of the limits, as `--limit NAME=VALUE` takes them.
    pub const NAMES: [&'static str; 20] = [
        "item-bytes",
        "unpacked-bytes",
        "members",
        "nesting",
        "depth",
        "observations",
        "case-observations",
        "records",
        "cells",
        "pages",
        "passages",
        "set-aside",
        "losses",
        "places",
        "damages",
        "columns",
        "quotes",
        "encoded-bytes",
        "sentences",
        "dissents",
    ];

    /// The same limits with `name` set to `value`.
    ///
    /// # Errors
    /// [`UnknownLimit`] when no limit has that name.
    pub fn with(mut self, name: &str, value: u64) -> Result<Self, UnknownLimit> {
        let limit = self.named(name).ok_or_else(|| UnknownLimit { name: name.to_owned() })?;
        *limit = value;
        Ok(self)
    }

    /// The limit of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<u64> {
        self.clone().named(name).copied()
    }

    /// The same limits, those above `most` lowered to it.
    #[must_use]
    pub fn at_most(mut self, most: u64) -> Self {
        for name in Self::NAMES {
            if let Some(limit) = self.named(name) {
                *limit = most.min(*limit);
            }
        }
        self
    }

    fn named(&mut self, name: &str) -> Option<&mut u64> {
        Some(match name {
            "item-bytes" => &mut self.item_bytes,
            "unpacked-bytes" => &mut self.unpacked_bytes,
            "members" => &mut self.members,
            "nesting" => &mut self.nesting,
            "depth" => &mut self.depth,
            "observations" => &mut self.observations,
            "case-observations" => &mut self.case_observations,
            "records" => &mut self.records,
            "cells" => &mut self.cells,
            "pages" => &mut self.pages,
            "passages" => &mut self.passages,
            "set-aside" => &mut self.set_aside,
            "losses" => &mut self.losses,
            "places" => &mut self.places,
            "damages" => &mut self.damages,
            "columns" => &mut self.columns,
            "quotes" => &mut self.quotes,
            "encoded-bytes" => &mut self.encoded_bytes,
            "sentences" => &mut self.sentences,
            "dissents" => &mut self.dissents,
            _ => return None,
        })
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_limit_can_be_raised() {
        for name in Limits::NAMES {
            assert_ne!(Limits::default().with(name, 7).unwrap(), Limits::default());
        }
        assert!(Limits::default().with("luck", 7).is_err());
    }

    #[test]
    fn every_named_limit_can_be_bounded() {
        for name in Limits::NAMES {
            let raised = Limits::default().at_most(3).with(name, u64::MAX).unwrap();
            assert_eq!(raised.at_most(3), Limits::default().at_most(3), "{name}");
        }
    }
}
