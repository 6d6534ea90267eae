use dunant_vocabulary::Sha256Digest;

use crate::migration::NEWEST;

/// Why the store could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another link of this number stands already, or the link before it does not.
    #[error(
        "link {number} of `{subject}` does not follow the last one: somebody else has written, read the chain again"
    )]
    Conflict {
        /// The chain.
        subject: String,
        /// The number of the link that was refused.
        number: u64,
    },
    /// The case has the item already.
    #[error("the item `{digest}` is already in the case `{case}`")]
    Duplicate {
        /// The case.
        case: String,
        /// The item.
        digest: Sha256Digest,
    },
    /// A text or a number that cannot be stored.
    #[error("{what} cannot be stored: {why}")]
    Unstorable {
        /// What: "the note of link 3 of `members`".
        what: String,
        /// Why, as the end of a sentence.
        why: &'static str,
    },
    /// The database failed.
    #[error("the store `{place}`: {source}")]
    Database {
        /// Where the store is.
        place: String,
        /// What the database said.
        source: sqlx::Error,
    },
    /// A file of the store could not be reached.
    #[error("the store `{place}`: {source}")]
    Io {
        /// The file.
        place: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// It was written by a later version.
    #[error("the store `{place}` has format {found}, and this version reads format {NEWEST}: use a later version")]
    Format {
        /// Where the store is.
        place: String,
        /// The format that it says it has.
        found: i64,
    },
    /// There are tables of something else.
    #[error("`{place}` holds something else than a store: name an empty database or a new file")]
    Foreign {
        /// What was opened.
        place: String,
    },
    /// A row that no version of the store writes.
    #[error("the store `{place}` is damaged: {what}; restore it from a backup")]
    Damaged {
        /// Where the store is.
        place: String,
        /// What is wrong.
        what: String,
    },
    /// A PostgreSQL URL, and this build has SQLite alone.
    #[error(
        "this build knows no PostgreSQL: build it with the feature `postgres`, or name a file to keep the store in SQLite"
    )]
    NoPostgres,
}
