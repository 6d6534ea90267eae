use serde::Serialize;

/// How an item speaks of what it names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bearing {
    /// As of something that was there.
    #[default]
    Stated,
    /// Beside the matter, as far as the wording tells: denied, compared with, advised against, told of others, advertised.
    Aside,
}

impl Bearing {
    /// Whether the thing is spoken of as something that was there.
    #[must_use]
    pub fn is_stated(&self) -> bool {
        *self == Self::Stated
    }
}
