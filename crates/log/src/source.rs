use std::error::Error;

use dunant_record::tiles::{Tile, TileReader};

use crate::storage::Storage;

/// Where a log is read from: a directory, a server. Whatever it gives is checked by whoever asks.
pub trait Source {
    /// The newest checkpoint; nothing where there is none.
    ///
    /// # Errors
    /// What reading fails with.
    fn checkpoint(&mut self) -> Result<Option<Vec<u8>>, SourceError>;

    /// The bytes of a tile, or of the full one of the same place; nothing where neither is there.
    ///
    /// # Errors
    /// What reading fails with.
    fn tile(&mut self, tile: Tile) -> Result<Option<Vec<u8>>, SourceError>;
}

/// A log whose public files are in a storage: its own, or a mirror.
pub struct StoredLog(pub Box<dyn Storage>);

impl Source for StoredLog {
    fn checkpoint(&mut self) -> Result<Option<Vec<u8>>, SourceError> {
        self.0.checkpoint().map_err(SourceError::new)
    }

    fn tile(&mut self, tile: Tile) -> Result<Option<Vec<u8>>, SourceError> {
        self.0.read(tile).map_err(SourceError::new)
    }
}

/// What reading from a source failed with.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct SourceError(Box<dyn Error + Send + Sync>);

impl SourceError {
    /// Wraps what a source failed with; its text should name the file or the address.
    pub fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(error.into())
    }
}

/// A source as the reader of a tree.
pub(crate) struct SourceTiles<'s>(pub(crate) &'s mut dyn Source);

impl TileReader for SourceTiles<'_> {
    type Error = SourceError;

    fn read(&mut self, tile: Tile) -> Result<Vec<u8>, SourceError> {
        self.0.tile(tile)?.ok_or_else(|| SourceError::new(format!("the log does not have it: `{tile}`")))
    }
}
