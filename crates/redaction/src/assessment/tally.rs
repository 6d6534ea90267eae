use std::collections::{BTreeMap, BTreeSet};

use dunant_vocabulary::Tlp;
use serde_json::{Map, Value};

use crate::personal::Kind;

/// What was held back, counted by item, reason and kind.
#[derive(Debug, Default)]
pub(super) struct Tally {
    counts: BTreeMap<Row, u64>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    item: Option<String>,
    why: String,
    what: &'static str,
}

impl Tally {
    pub(super) fn personal(&mut self, item: Option<&str>, kind: Kind) {
        self.add(item, "personal data".into(), kind.words());
    }

    /// Counts with every item that was the reason; with none where it cannot be told which.
    pub(super) fn marked(&mut self, items: &BTreeSet<String>, marking: Tlp, what: &'static str) {
        if items.is_empty() {
            self.add(None, marking.to_string(), what);
        }
        for item in items {
            self.add(Some(item), marking.to_string(), what);
        }
    }

    pub(super) fn without_rule(&mut self) {
        self.add(None, "no rule".into(), "field");
    }

    pub(super) fn into_value(self) -> Value {
        let row = |(row, count): (Row, u64)| {
            // In the order of the alphabet, as all fields of what is published.
            Value::Object(Map::from_iter([
                ("count".to_owned(), count.into()),
                ("item".to_owned(), row.item.into()),
                ("what".to_owned(), row.what.into()),
                ("why".to_owned(), row.why.into()),
            ]))
        };
        Value::Array(self.counts.into_iter().map(row).collect())
    }

    fn add(&mut self, item: Option<&str>, why: String, what: &'static str) {
        *self.counts.entry(Row { item: item.map(str::to_owned), why, what }).or_default() += 1;
    }
}
