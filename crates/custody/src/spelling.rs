//! Digests and hashes in JSON, each with the one spelling in which it is written.

use std::fmt::Display;
use std::str::FromStr;

use serde::{Deserialize as _, Deserializer, Serializer, de};

pub(crate) fn serialize<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: FromStr<Err: Display> + Display,
    D: Deserializer<'de>,
{
    parse(&String::deserialize(deserializer)?)
}

fn parse<T: FromStr<Err: Display> + Display, E: de::Error>(text: &str) -> Result<T, E> {
    let value: T = text.parse().map_err(E::custom)?;
    // A digest is also read from upper case, which nobody here writes.
    if value.to_string() == text { Ok(value) } else { Err(E::custom(format_args!("`{text}` is written `{value}`"))) }
}

/// The same for a list.
pub(crate) mod list {
    use super::{Deserializer, Display, FromStr, Serializer};
    use serde::Deserialize as _;

    pub(crate) fn serialize<T: Display, S: Serializer>(values: &[T], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(values.iter().map(ToString::to_string))
    }

    pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
    where
        T: FromStr<Err: Display> + Display,
        D: Deserializer<'de>,
    {
        Vec::<String>::deserialize(deserializer)?.iter().map(|text| super::parse(text)).collect()
    }
}
