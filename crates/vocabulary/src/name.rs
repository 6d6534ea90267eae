use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A name reduced to what makes two spellings the same name: lower case, letters and digits alone.
///
/// `APT 29`, `APT-29` and `apt29` share one key. Used to find claims about a name, never to decide that two clusters that
/// carry it are one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NameKey(String);

impl NameKey {
    /// The key of `name`; empty when `name` holds no letter or digit.
    #[must_use]
    pub fn of(name: &str) -> Self {
        if name.is_ascii() {
            let mut key = String::with_capacity(name.len());
            key.extend(name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
            return Self(key);
        }
        Self(name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect())
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing of the name was left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Borrow<str> for NameKey {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NameKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_key() {
        assert_eq!(NameKey::of("APT 29"), NameKey::of("apt-29"));
        assert_ne!(NameKey::of("APT29"), NameKey::of("APT28"));
        assert!(NameKey::of(" - ").is_empty());
    }
}
