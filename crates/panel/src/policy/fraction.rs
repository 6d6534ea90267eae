use std::fmt;
use std::str::FromStr;

/// The largest denominator that is read.
const MAX_DENOMINATOR: u32 = 1000;

/// An exact part of a whole: more than none, at most all. Written `2/3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fraction {
    numerator: u32,
    denominator: u32,
}

/// The text is no such fraction.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a part of a whole: write two whole numbers, as in `2/3`, more than none, at most all, in parts of \
     up to {MAX_DENOMINATOR}"
)]
pub struct InvalidFraction(String);

impl Fraction {
    /// Whether `part` of `whole` is this fraction at most.
    #[must_use]
    pub fn holds_at_most(self, part: u32, whole: u32) -> bool {
        let (part, bar) = self.compare(part, whole);
        part <= bar
    }

    /// Both sides of `part / whole ? numerator / denominator`, multiplied out: products of 32 bits fit 64.
    fn compare(self, part: u32, whole: u32) -> (u64, u64) {
        (u64::from(part) * u64::from(self.denominator), u64::from(whole) * u64::from(self.numerator))
    }
}

impl FromStr for Fraction {
    type Err = InvalidFraction;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidFraction(text.to_owned());
        let number = |digits: &str| {
            let digits = Some(digits).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
            digits.and_then(|digits| digits.parse::<u32>().ok()).filter(|number| (1..=MAX_DENOMINATOR).contains(number))
        };
        let (numerator, denominator) = text.split_once('/').ok_or_else(invalid)?;
        match (number(numerator), number(denominator)) {
            (Some(numerator), Some(denominator)) if numerator <= denominator => Ok(Self { numerator, denominator }),
            _ => Err(invalid()),
        }
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

/// How large a part must be. Written `2/3`, which that much reaches, or `more than 1/2`, which it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bar {
    /// This much.
    AtLeast(Fraction),
    /// Anything above it.
    MoreThan(Fraction),
}

impl Bar {
    /// Whether `part` of `whole` reaches it. Nothing of nothing does, as everything of nothing would.
    #[must_use]
    pub fn is_met(self, part: u32, whole: u32) -> bool {
        match self {
            Self::AtLeast(fraction) => {
                let (part, bar) = fraction.compare(part, whole);
                part >= bar
            }
            Self::MoreThan(fraction) => !fraction.holds_at_most(part, whole),
        }
    }
}

impl FromStr for Bar {
    type Err = InvalidFraction;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix("more than ") {
            None => text.parse().map(Self::AtLeast),
            Some(fraction) => {
                let fraction: Fraction = fraction.parse()?;
                // Nothing is more than the whole: a bar that nobody reaches is a mistake.
                if fraction.numerator == fraction.denominator {
                    return Err(InvalidFraction(text.to_owned()));
                }
                Ok(Self::MoreThan(fraction))
            }
        }
    }
}

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(fraction) => write!(f, "at least {fraction}"),
            Self::MoreThan(fraction) => write!(f, "more than {fraction}"),
        }
    }
}
