//! Blobs: byte strings named by their SHA-256. What is stored is encrypted before it comes here, so that a name says nothing of the
//! content, and damage shows without a key.

mod posix;
#[cfg(feature = "s3")]
mod s3;

pub use posix::PosixBlobs;
#[cfg(feature = "s3")]
pub use s3::S3Blobs;

use std::collections::BTreeSet;
use std::io::{self, Read, Write};

use dunant_vocabulary::{Digesting, Sha256Digest};

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

    /// Stores a blob of any size, which `write` gives piece by piece, and gives its name. What `write` fails with, nothing is left of.
    ///
    /// A place that cannot keep what has no name yet holds it in memory, and refuses more than [`HELD`] bytes.
    ///
    /// # Errors
    /// What `write` or writing fails with.
    fn put_by(&self, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> Result<Sha256Digest, BlobError> {
        let mut bounded = Bounded(Vec::new());
        write(&mut bounded).map_err(|source| BlobError::Io { doing: "write", file: "a blob".to_owned(), source })?;
        let mut names = self.put_many(&[bounded.0])?;
        names.pop().ok_or_else(|| BlobError::Io {
            doing: "write",
            file: "a blob".to_owned(),
            source: io::Error::other("it was given no name"),
        })
    }

    /// A blob, to be read piece by piece. Bytes that have not its name show at their end alone, as an error
    /// ([`BlobError::of_reading`]): what was read is to be used after that.
    ///
    /// # Errors
    /// There is none of this name; reading fails.
    fn open(&self, name: &Sha256Digest) -> Result<Box<dyn Read + Send>, BlobError> {
        Ok(Box::new(io::Cursor::new(self.get(name)?)))
    }

    /// Reads a blob to its end, and gives its size.
    ///
    /// # Errors
    /// As [`Blobs::get`].
    fn check(&self, name: &Sha256Digest) -> Result<u64, BlobError> {
        io::copy(&mut self.open(name)?, &mut io::sink()).map_err(|error| BlobError::of_reading(name, error))
    }

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

/// The most bytes of a blob that is held in memory because its place cannot keep it before it has a name.
pub const HELD: usize = 1 << 30;

/// Bytes in memory, so many and no more.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > HELD {
            let why = format!("blobs kept there may have {HELD} bytes; keep them in a directory for larger ones");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl BlobError {
    /// What is wrong with a blob that could not be read to its end.
    #[must_use]
    pub fn of_reading(name: &Sha256Digest, error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(error) => error,
            Err(source) => Self::Io { doing: "read", file: name.to_string(), source },
        }
    }
}

/// What stands under a blob's name; that it has that name shows at its end.
struct Named<R> {
    name: Sha256Digest,
    bytes: Digesting<R>,
}

impl<R: Read> Read for Named<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(buffer)?;
        if count == 0 && !buffer.is_empty() && self.bytes.digest() != self.name {
            return Err(io::Error::new(io::ErrorKind::InvalidData, BlobError::Damaged(self.name)));
        }
        Ok(count)
    }
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
