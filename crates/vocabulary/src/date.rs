use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A civil date, without time or zone.
pub use jiff::civil::Date;

/// A date known to the day, the month or the year: all days it may have been.
///
/// Written `2014-11-24`, `2014-11` or `2014`, or as two of these with `..` between.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateRange {
    earliest: Date,
    latest: Date,
}

/// The text is no date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date; write `2014-11-24`, `2014-11`, `2014` or a range `2014-09..2014-11-24`")]
pub struct InvalidDate(String);

impl DateRange {
    /// One day.
    #[must_use]
    pub fn day(date: Date) -> Self {
        Self { earliest: date, latest: date }
    }

    /// From `earliest` to `latest`, both included; swapped where they stand the wrong way round.
    #[must_use]
    pub fn between(earliest: Date, latest: Date) -> Self {
        Self { earliest: earliest.min(latest), latest: earliest.max(latest) }
    }

    /// All days of a month.
    #[must_use]
    pub fn month(year: i16, month: i8) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        Some(Self { earliest: first, latest: first.last_of_month() })
    }

    /// All days of a year.
    #[must_use]
    pub fn year(year: i16) -> Option<Self> {
        Some(Self { earliest: Date::new(year, 1, 1).ok()?, latest: Date::new(year, 12, 31).ok()? })
    }

    /// The first day it may have been.
    #[must_use]
    pub fn earliest(self) -> Date {
        self.earliest
    }

    /// The last day it may have been.
    #[must_use]
    pub fn latest(self) -> Date {
        self.latest
    }
}

impl FromStr for DateRange {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidDate(text.to_owned());
        if let Some((from, to)) = text.split_once("..") {
            let from: Self = from.parse().map_err(|_| invalid())?;
            let to: Self = to.parse().map_err(|_| invalid())?;
            if from.earliest > to.latest {
                return Err(invalid());
            }
            return Ok(Self { earliest: from.earliest, latest: to.latest });
        }
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let parts: Vec<&str> = text.trim().split('-').collect();
        if !parts.iter().all(|part| digits(part)) {
            return Err(invalid());
        }
        match parts.as_slice() {
            [year] if year.len() == 4 => year.parse().ok().and_then(Self::year),
            [year, month] if year.len() == 4 => {
                year.parse().ok().zip(month.parse().ok()).and_then(|(year, month)| Self::month(year, month))
            }
            [year, _, _] if year.len() == 4 => text.trim().parse().ok().map(Self::day),
            _ => None,
        }
        .ok_or_else(invalid)
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.earliest, self.latest);
        if from == to {
            write!(f, "{from}")
        } else if Self::month(from.year(), from.month()) == Some(*self) {
            write!(f, "{:04}-{:02}", from.year(), from.month())
        } else if Self::year(from.year()) == Some(*self) {
            write!(f, "{:04}", from.year())
        } else {
            write!(f, "{from}..{to}")
        }
    }
}

impl fmt::Debug for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DateRange({self})")
    }
}

impl Serialize for DateRange {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DateRange {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_print_with_the_precision_they_were_read_with() {
        for text in ["2014-11-24", "2014-11", "2014", "2014-09-01..2014-11-24"] {
            assert_eq!(text.parse::<DateRange>().unwrap().to_string(), text);
        }
        for text in ["14", "2014-13", "2014-02-30", "soon", "", "2014-11..2014-09", "-2014"] {
            assert!(text.parse::<DateRange>().is_err(), "{text}");
        }
    }
}
