use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::Date;

/// A point in time to the second, in UTC. Written `2026-11-25T03:41:07Z`, and in no other way. Always passed in: nothing in the
/// libraries reads a clock.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(Timestamp);

/// The text is no moment, or lies outside of what can be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time in UTC to the second; write `2026-11-25T03:41:07Z`")]
pub struct InvalidMoment(String);

impl Moment {
    /// The moment `seconds` after 1970-01-01T00:00:00Z; nothing after the year 9999.
    #[must_use]
    pub fn from_seconds(seconds: u64) -> Option<Self> {
        i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).map(Self)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn seconds(self) -> u64 {
        self.0.as_second().unsigned_abs()
    }

    /// So many days of 24 hours later; the last moment that can be written where it would lie beyond.
    #[must_use]
    pub fn plus_days(self, days: u32) -> Self {
        let later = self.seconds().saturating_add(u64::from(days) * 86_400);
        let last = Timestamp::MAX.as_second().unsigned_abs();
        Self::from_seconds(later.min(last)).unwrap_or(self)
    }

    /// The day in UTC.
    #[must_use]
    pub fn date(self) -> Date {
        self.0.to_zoned(TimeZone::UTC).date()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = self.0.to_zoned(TimeZone::UTC).datetime();
        let (hour, minute, second) = (civil.hour(), civil.minute(), civil.second());
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}Z", civil.date())
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Moment({self})")
    }
}

impl FromStr for Moment {
    type Err = InvalidMoment;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidMoment(text.to_owned());
        let read: Timestamp = text.parse().map_err(|_| invalid())?;
        let moment = u64::try_from(read.as_second()).ok().and_then(Self::from_seconds).ok_or_else(invalid)?;
        // One moment has one spelling: signed texts are compared byte for byte.
        if moment.to_string() == text { Ok(moment) } else { Err(invalid()) }
    }
}

impl Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_one_spelling() {
        let moment = Moment::from_seconds(1_800_000_000).unwrap();
        assert_eq!(moment.to_string(), "2027-01-15T08:00:00Z");
        assert_eq!("2027-01-15T08:00:00Z".parse(), Ok(moment));
        for other in [
            "2027-01-15T08:00:00.5Z",
            "2027-01-15t08:00:00z",
            "2027-01-15T09:00:00+01:00",
            "2027-01-15",
            "1969-12-31T23:59:59Z",
            "",
        ] {
            assert!(other.parse::<Moment>().is_err(), "{other}");
        }
    }

    #[test]
    fn days_are_added_up_to_the_end_of_time() {
        let moment = Moment::from_seconds(86_399).unwrap();
        assert_eq!(moment.plus_days(1).to_string(), "1970-01-02T23:59:59Z");
        assert_eq!(moment.date().to_string(), "1970-01-01");
        assert!(moment.plus_days(u32::MAX) > moment);
        assert_eq!(moment.plus_days(u32::MAX).to_string().parse(), Ok(moment.plus_days(u32::MAX)));
    }
}
