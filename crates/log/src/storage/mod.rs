//! Where a log's public files stand: tiles, which are written once, and the checkpoint, which is replaced.

mod posix;
#[cfg(feature = "s3")]
mod s3;

pub use posix::PosixStorage;
#[cfg(feature = "s3")]
pub use s3::{CreateOnly, S3Storage};

use std::io;

use dunant_record::tiles::{Tile, TileReader};

/// Public files of a log.
///
/// **Durable on return.** What a method wrote is on stable storage when it returns without an error, and so is the way to it.
/// After an error nobody knows what is stored: stop, and start again from what the lock says.
pub trait Storage: Send + Sync {
    /// Stores tiles. A tile is written once: where it stands already, its bytes must be the same.
    ///
    /// # Errors
    /// What writing fails with, and a tile that has other bytes ([`StorageError::Differs`]); then tiles before it may be stored.
    fn create(&mut self, tiles: &[(Tile, Vec<u8>)]) -> Result<(), StorageError>;

    /// The bytes of a tile; of the full one of the same place where a partial one is gone. Nothing where neither stands.
    ///
    /// # Errors
    /// What reading fails with.
    fn read(&self, tile: Tile) -> Result<Option<Vec<u8>>, StorageError>;

    /// Replaces the public checkpoint, in one step for whoever reads it.
    ///
    /// # Errors
    /// What writing fails with.
    fn publish(&mut self, checkpoint: &str) -> Result<(), StorageError>;

    /// The public checkpoint; nothing before the first.
    ///
    /// # Errors
    /// What reading fails with.
    fn checkpoint(&self) -> Result<Option<Vec<u8>>, StorageError>;

    /// Removes the partial tiles in the place of `full`, which stands, once a checkpoint that has it is public: readers of older ones
    /// take the full tile (tlog-tiles, "Partial Tiles").
    ///
    /// Best effort, and not durable on return: nothing depends on it. A storage that does not know which partial tiles it has keeps
    /// them, as this does.
    fn remove_partials(&mut self, _full: Tile) {}

    /// Another handle to the same files, for another thread.
    fn handle(&self) -> Box<dyn Storage>;
}

/// Why a public file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// Reading or writing failed.
    #[error("cannot {doing} `{file}`: {source}")]
    Io {
        /// What was being done: "sync".
        doing: &'static str,
        /// The file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// A tile stands with other bytes than those to be written.
    #[error(
        "`{file}` has other bytes than the log would write: keep it, and find out whether another process wrote it or a backup was \
         restored"
    )]
    Differs {
        /// The file.
        file: String,
    },
    /// A tile that the tree has does not stand.
    #[error("`{file}` is missing: restore it from a mirror, then run `dunant record fsck`")]
    Missing {
        /// The file.
        file: String,
    },
}

/// A storage as the reader of a [`dunant_record::tiles::TileTree`].
pub struct Tiles<'s>(pub &'s dyn Storage);

impl TileReader for Tiles<'_> {
    type Error = StorageError;

    fn read(&mut self, tile: Tile) -> Result<Vec<u8>, StorageError> {
        self.0.read(tile)?.ok_or_else(|| StorageError::Missing { file: tile.to_string() })
    }
}
