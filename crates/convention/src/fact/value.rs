use std::fmt;

use dunant_vocabulary::DateRange;
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::word_set::WordSet;
use super::{FactKind, FactName};

/// What a fact is known to be. Made only with the words of its [`FactName`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactValue {
    fact: FactName,
    content: Content,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Content {
    Words(WordSet),
    Date(DateRange),
    Number(u64),
}

impl FactValue {
    pub(crate) fn new(fact: FactName, content: Content) -> Self {
        Self { fact, content }
    }

    pub(crate) fn content(&self) -> Content {
        self.content
    }

    /// The fact it is a value of.
    #[must_use]
    pub fn fact(&self) -> FactName {
        self.fact
    }

    /// Its words, as written in files and in the vocabulary's order; a date or number as its only word.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        match self.content {
            Content::Words(set) => set.words(self.fact).into_iter().map(str::to_owned).collect(),
            Content::Date(range) => vec![range.to_string()],
            Content::Number(number) => vec![number.to_string()],
        }
    }
}

impl fmt::Display for FactValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.words().join(", "))
    }
}

impl Serialize for FactValue {
    /// A list where the fact takes several words, else text, `true` or `false`, or a number.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.content {
            Content::Number(number) => serializer.serialize_u64(number),
            Content::Date(range) => range.serialize(serializer),
            Content::Words(set) => match self.fact.kind() {
                FactKind::YesNo => serializer.serialize_bool(set.contains(0)),
                FactKind::AllWords => {
                    let mut list = serializer.serialize_seq(Some(set.len()))?;
                    for word in set.words(self.fact) {
                        list.serialize_element(word)?;
                    }
                    list.end()
                }
                _ => serializer.collect_str(self),
            },
        }
    }
}
