//! Blobs: byte strings named by their SHA-256. What is stored is encrypted before it comes here, so that a name says nothing of the
//! content, and damage shows without a key.

mod posix;
#[cfg(feature = "s3")]
mod s3;

pub use posix::PosixBlobs;
#[cfg(feature = "s3")]
pub use s3::S3Blobs;

use std::collections::BTreeSet;
use std::io;

use dunant_vocabulary::Sha256Digest;

/// Where blobs are kept.
///
/// **Durable on return.** What a method wrote or removed is so on stable storage when it returns without an error. After an error
/// nobody knows which of the blobs are stored; to put them again is right.
///
/// The methods block; several threads and processes may use one place at the same time.
pub trait Blobs: Send + Sync {
    /// Stores blobs, and gives the name of each in their order. A blob that stands already is stored again.
    ///
    /// # Errors
    /// What writing fails with.
    fn put_many(&self, blobs: &[Vec<u8>]) -> Result<Vec<Sha256Digest>, BlobError>;

    /// The bytes of a blob, which have its name.
    ///
    /// # Errors
    /// There is none of this name ([`BlobError::Absent`]); its bytes have another ([`BlobError::Damaged`]); reading fails.
    fn get(&self, name: &Sha256Digest) -> Result<Vec<u8>, BlobError>;

    /// The names of all blobs; what their bytes are is not looked at.
    ///
    /// # Errors
    /// What reading fails with.
    fn list(&self) -> Result<BTreeSet<Sha256Digest>, BlobError>;

    /// Removes a blob. One that does not stand is removed already.
    ///
    /// # Errors
    /// What removing fails with.
    fn remove(&self, name: &Sha256Digest) -> Result<(), BlobError>;
}

/// Why a blob could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is no blob of this name.
    #[error("the blob `{0}` is missing: restore it from a backup")]
    Absent(Sha256Digest),
    /// The bytes under this name are not those that it was given to.
    #[error("the blob `{0}` is damaged: restore it from a backup")]
    Damaged(Sha256Digest),
    /// Reading or writing failed.
    #[error("cannot {doing} `{file}`: {source}")]
    Io {
        /// What was being done: "sync".
        doing: &'static str,
        /// The file or the object.
        file: String,
        /// What the system said.
        source: io::Error,
    },
}

/// A blob's bytes, where they have its name.
fn verified(name: &Sha256Digest, bytes: Vec<u8>) -> Result<Vec<u8>, BlobError> {
    if Sha256Digest::of(&bytes) == *name { Ok(bytes) } else { Err(BlobError::Damaged(*name)) }
}

/// Where a blob stands, from the root: `ab/ab12…`. So no directory gets too long.
fn place(name: &Sha256Digest) -> String {
    let name = name.to_string();
    let directory: String = name.chars().take(2).collect();
    format!("{directory}/{name}")
}
