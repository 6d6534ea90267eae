use std::io::{self, Read};

use dunant_store::{BlobError, Blobs as _, PosixBlobs};
use dunant_vocabulary::{Digesting, Sha256Digest};

use crate::Error;

/// Bytes of blobs that are held in memory, beyond the first, and stored together.
const BATCH_BYTES: usize = 64 << 20;

/// Bytes from which on a blob is not held in memory, and those of it that are copied at once.
const LARGE: u64 = 8 << 20;
const PIECE: usize = 256 << 10;

/// Blobs that are stored together.
const BATCH: usize = 256;

/// Blobs on their way to a place: small ones are stored together, a large one is never held whole.
pub(super) struct Batch<'b> {
    to: &'b PosixBlobs,
    held: Vec<Vec<u8>>,
    bytes: usize,
}

impl<'b> Batch<'b> {
    pub(super) fn new(to: &'b PosixBlobs) -> Self {
        Self { to, held: Vec::new(), bytes: 0 }
    }

    /// Takes a blob, and gives its size; or what is wrong with what it is read from, and then nothing of it is stored.
    pub(super) fn put(&mut self, name: &Sha256Digest, bytes: &mut dyn Read) -> Result<Result<u64, BlobError>, Error> {
        let mut short = Vec::new();
        if let Err(error) = (&mut *bytes).take(LARGE).read_to_end(&mut short) {
            return Ok(Err(BlobError::of_reading(name, error)));
        }
        let size = short.len() as u64;
        if size < LARGE {
            if Sha256Digest::of(&short) != *name {
                return Ok(Err(BlobError::Damaged(*name)));
            }
            self.bytes += short.len();
            self.held.push(short);
            if self.held.len() == BATCH || self.bytes > BATCH_BYTES {
                self.store()?;
            }
            return Ok(Ok(size));
        }
        let mut unread = None;
        let mut source = Digesting::new(short.chain(bytes));
        let stored = self.to.put_by(&mut |blob| {
            let mut piece = vec![0; PIECE];
            loop {
                let count = source.read(&mut piece).map_err(|error| {
                    unread = Some(BlobError::of_reading(name, error));
                    io::Error::other("it was not read to its end")
                })?;
                match piece.get(..count) {
                    Some(bytes) if !bytes.is_empty() => blob.write_all(bytes)?,
                    _ => return Ok(()),
                }
            }
        });
        match (stored, unread) {
            (_, Some(unread)) => Ok(Err(unread)),
            (Err(error), None) => Err(error.into()),
            (Ok(stored), None) if stored != *name => Ok(Err(BlobError::Damaged(*name))),
            (Ok(_), None) => Ok(Ok(source.size())),
        }
    }

    /// Stores what is held.
    pub(super) fn store(&mut self) -> Result<(), Error> {
        self.bytes = 0;
        self.to.put_many(&std::mem::take(&mut self.held))?;
        Ok(())
    }
}
