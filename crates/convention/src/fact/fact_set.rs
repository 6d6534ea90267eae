use super::FactName;

/// A set of facts, as bits over their order in the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct FactSet(u128);

impl FactSet {
    pub(crate) const EMPTY: Self = Self(0);

    pub(crate) fn of(fact: FactName) -> Self {
        // The vocabulary's test keeps it below 128 facts.
        Self(1 << (fact as u32 % u128::BITS))
    }

    pub(crate) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn insert(&mut self, fact: FactName) {
        *self = self.union(Self::of(fact));
    }

    pub(crate) fn contains(self, fact: FactName) -> bool {
        Self::of(fact).is_subset_of(self)
    }

    /// Whether no fact is in both.
    pub(crate) fn is_apart_from(self, other: Self) -> bool {
        self.0 & other.0 == 0
    }

    pub(crate) fn is_subset_of(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_has_a_bit_of_its_own() {
        assert!(FactName::ALL.len() <= u128::BITS as usize);
        let bits: std::collections::BTreeSet<u128> = FactName::ALL.iter().map(|fact| FactSet::of(*fact).0).collect();
        assert_eq!(bits.len(), FactName::ALL.len());
    }
}
