use serde::Serialize;

/// Why two actors are counted as one family.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "code")]
#[non_exhaustive]
pub enum Kinship {
    /// A source links them.
    Linked {
        /// The source's word for the link: `similar`, `overlaps`.
        kind: String,
        /// The source.
        by: String,
    },
    /// They share malware that few others use.
    SharedMalware {
        /// Programs shared.
        shared: u32,
        /// Programs of the one.
        of: u32,
        /// Programs of the other.
        and: u32,
    },
}
