use std::fmt;

use serde::{Deserialize, Serialize};

/// A probability: a finite number from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
pub struct Probability(f64);

/// The number is not a probability.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{0} is not a probability; expected a number from 0 to 1")]
pub struct OutOfRange(f64);

impl Probability {
    /// Certainly not.
    pub const ZERO: Self = Self(0.0);
    /// Certainly.
    pub const ONE: Self = Self(1.0);

    /// The probability `value`.
    ///
    /// # Errors
    /// [`OutOfRange`] when `value` is below 0, above 1 or not a number.
    pub fn try_new(value: f64) -> Result<Self, OutOfRange> {
        if (0.0..=1.0).contains(&value) { Ok(Self(value)) } else { Err(OutOfRange(value)) }
    }

    /// The number, from 0 to 1.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Probability {
    /// In percent, never rounded to a certainty: `0.0004` is `<0.1 %` and `0.9999` is `>99.9 %`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = self.0 * 100.0;
        if percent > 0.0 && percent < 0.1 {
            f.pad("<0.1 %")
        } else if percent < 100.0 && percent > 99.9 {
            f.pad(">99.9 %")
        } else {
            f.pad(&format!("{percent:.1} %"))
        }
    }
}

impl<'de> Deserialize<'de> for Probability {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_new(f64::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// The seven likelihood words of ICD 203 (ODNI, Analytic Standards, 2015, D.6.e(2)(a)).
///
/// Says how probable a hypothesis is; how good the basis for saying so is, is a [`crate::Confidence`], and the two never
/// stand in one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Likelihood {
    /// Up to 5 %.
    AlmostNoChance,
    /// 5-20 %.
    VeryUnlikely,
    /// 20-45 %.
    Unlikely,
    /// 45-55 %.
    RoughlyEvenChance,
    /// 55-80 %.
    Likely,
    /// 80-95 %.
    VeryLikely,
    /// From 95 %.
    AlmostCertain,
}

impl Likelihood {
    /// All bands, from least to most probable.
    pub const ALL: [Self; 7] = [
        Self::AlmostNoChance,
        Self::VeryUnlikely,
        Self::Unlikely,
        Self::RoughlyEvenChance,
        Self::Likely,
        Self::VeryLikely,
        Self::AlmostCertain,
    ];

    /// The band that holds `p`; a value on a bound belongs to the band further from certainty.
    #[must_use]
    pub fn of(p: Probability) -> Self {
        match p.get() {
            p if p <= 0.05 => Self::AlmostNoChance,
            p if p <= 0.20 => Self::VeryUnlikely,
            p if p < 0.45 => Self::Unlikely,
            p if p <= 0.55 => Self::RoughlyEvenChance,
            p if p <= 0.80 => Self::Likely,
            p if p <= 0.95 => Self::VeryLikely,
            _ => Self::AlmostCertain,
        }
    }

    /// The word of ICD 203.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::AlmostNoChance => "almost no chance",
            Self::VeryUnlikely => "very unlikely",
            Self::Unlikely => "unlikely",
            Self::RoughlyEvenChance => "roughly even chance",
            Self::Likely => "likely",
            Self::VeryLikely => "very likely",
            Self::AlmostCertain => "almost certain",
        }
    }

    /// The lower and upper bound of the band.
    #[must_use]
    pub fn bounds(self) -> (f64, f64) {
        match self {
            Self::AlmostNoChance => (0.0, 0.05),
            Self::VeryUnlikely => (0.05, 0.20),
            Self::Unlikely => (0.20, 0.45),
            Self::RoughlyEvenChance => (0.45, 0.55),
            Self::Likely => (0.55, 0.80),
            Self::VeryLikely => (0.80, 0.95),
            Self::AlmostCertain => (0.95, 1.0),
        }
    }
}

impl fmt::Display for Likelihood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_band_holds_its_own_middle() {
        for band in Likelihood::ALL {
            let (low, high) = band.bounds();
            assert_eq!(Likelihood::of(Probability::try_new((low + high) / 2.0).unwrap()), band);
        }
    }

    #[test]
    fn a_probability_is_never_printed_as_a_certainty_it_is_not() {
        assert_eq!(Probability::try_new(0.99999).unwrap().to_string(), ">99.9 %");
        assert_eq!(Probability::try_new(0.00001).unwrap().to_string(), "<0.1 %");
        assert_eq!(Probability::try_new(0.5).unwrap().to_string(), "50.0 %");
        assert!(Probability::try_new(f64::NAN).is_err());
    }
}
