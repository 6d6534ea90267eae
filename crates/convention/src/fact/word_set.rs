use super::FactName;

/// A set of the words that one fact may take, as bits over their order in the vocabulary. Countries are the longest list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct WordSet([u64; 4]);

impl WordSet {
    pub(crate) const EMPTY: Self = Self([0; 4]);

    /// More words than this in one list cannot be held; the vocabulary's test checks every list.
    #[cfg(test)]
    pub(crate) const CAPACITY: usize = 256;

    pub(crate) fn of(word: usize) -> Self {
        let mut set = Self::EMPTY;
        set.insert(word);
        set
    }

    /// Every word of a fact.
    pub(crate) fn all(fact: FactName) -> Self {
        let mut set = Self::EMPTY;
        let mut left = fact.words().len();
        for part in &mut set.0 {
            *part = if left >= 64 { u64::MAX } else { (1 << left) - 1 };
            left = left.saturating_sub(64);
        }
        set
    }

    pub(crate) fn insert(&mut self, word: usize) {
        if let Some(part) = self.0.get_mut(word / 64) {
            *part |= 1 << (word % 64);
        }
    }

    pub(crate) fn contains(self, word: usize) -> bool {
        self.0.get(word / 64).is_some_and(|part| part >> (word % 64) & 1 == 1)
    }

    pub(crate) fn union(self, other: Self) -> Self {
        self.zip(other, |a, b| a | b)
    }

    pub(crate) fn intersection(self, other: Self) -> Self {
        self.zip(other, |a, b| a & b)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        self.zip(other, |a, b| a & !b)
    }

    pub(crate) fn is_empty(self) -> bool {
        self == Self::EMPTY
    }

    /// Whether no word is in both.
    pub(crate) fn is_apart_from(self, other: Self) -> bool {
        self.intersection(other).is_empty()
    }

    pub(crate) fn is_subset_of(self, other: Self) -> bool {
        self.without(other).is_empty()
    }

    pub(crate) fn len(self) -> usize {
        self.0.iter().map(|part| part.count_ones() as usize).sum()
    }

    /// The words, in the vocabulary's order.
    pub(crate) fn words(self, fact: FactName) -> Vec<&'static str> {
        let held = |(number, word): (usize, &&'static str)| self.contains(number).then_some(*word);
        fact.words().iter().enumerate().filter_map(held).collect()
    }

    /// The words for people; of a list too long to read, the first and how many there are.
    pub(crate) fn in_words(self, fact: FactName) -> String {
        /// More countries than this are counted, not read.
        const READ: usize = 24;
        let words = self.words(fact);
        match words.as_slice() {
            [first, second, third, ..] if words.len() > READ => {
                format!("{first}, {second}, {third} … ({} in all)", words.len())
            }
            _ => words.join(", "),
        }
    }

    fn zip(self, other: Self, join: impl Fn(u64, u64) -> u64) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([join(a, e), join(b, f), join(c, g), join(d, h)])
    }
}
