/// Why a source could not be imported. Nothing of the file is kept.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The bytes are not JSON of the expected shape.
    #[error("`{file}` is not {expected}: {reason}")]
    Malformed {
        /// The file.
        file: String,
        /// What it was read as.
        expected: &'static str,
        /// What is wrong, with line and column.
        reason: String,
    },
    /// A compressed file that is damaged or too large.
    #[error("`{file}` cannot be unpacked: {reason}")]
    Unpack {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// A labelled incident names an actor in a way that fits several clusters.
    #[error("`{actor}` fits {} clusters: {}; name one by its identifier", candidates.len(), candidates.join(", "))]
    AmbiguousActor {
        /// The name given.
        actor: String,
        /// The identifiers that fit.
        candidates: Vec<String>,
    },
    /// A labelled incident whose files hold nothing to learn from.
    #[error(
        "the incident `{title}` holds no indicator, software or technique; check that its files are of a format that `dunant assess` reads"
    )]
    EmptyIncident {
        /// The incident.
        title: String,
    },
}

/// Why a pack's file could not be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PackError {
    /// The first line is not a pack's.
    #[error(
        "not a knowledge pack: the file does not start with `dunant-pack`; make one with `dunant knowledge import`"
    )]
    NotAPack,
    /// A version that this program does not know.
    #[error(
        "the pack has format {found}, this program reads formats 1 and 2; build it again with `dunant knowledge import`"
    )]
    Version {
        /// The version found.
        found: String,
    },
    /// The content is damaged.
    #[error("the pack is damaged: {reason}; fetch or build it again")]
    Damaged {
        /// What is wrong.
        reason: String,
    },
}
