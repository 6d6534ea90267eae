use std::fmt;

use serde::Serialize;

/// A truth value of strong Kleene logic: what is not known stays not known unless the rest decides alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    /// It does not hold.
    False,
    /// What is known does not say.
    Unknown,
    /// It holds.
    True,
}

impl Truth {
    /// `True` or `False`.
    #[must_use]
    pub fn known(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }

    /// Whether it is `True` or `False`.
    #[must_use]
    pub fn is_known(self) -> bool {
        self != Self::Unknown
    }

    /// True where both are; false where either is.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// True where either is; false where both are.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl fmt::Display for Truth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::True => "true",
            Self::False => "false",
            Self::Unknown => "unknown",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{False, True, Unknown};

    #[test]
    fn the_tables_are_those_of_kleene() {
        assert_eq!(True.and(Unknown), Unknown);
        assert_eq!(False.and(Unknown), False);
        assert_eq!(True.or(Unknown), True);
        assert_eq!(False.or(Unknown), Unknown);
        assert_eq!(!Unknown, Unknown);
        for (a, b) in [(True, False), (True, Unknown), (Unknown, False), (False, False), (True, True)] {
            assert_eq!(!a.and(b), (!a).or(!b), "de Morgan");
        }
    }
}
