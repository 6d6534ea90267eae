//! Tiles (C2SP tlog-tiles v0.1.0): a log as static files, each of 256 hashes or entries.
//!
//! [`Tile`] names them and says which a tree has. [`RightEdge`] makes the tiles of an append from the partial ones alone.
//! [`TileTree`] reads hashes, entries and proofs out of tiles that somebody gives, and believes none that does not lead to the
//! root of a checkpoint.

mod bundle;
mod path;
mod read;
mod right_edge;

pub use bundle::{BundleError, MAX_ENTRY_BYTES, read_bundle, write_bundle};
pub use path::{InvalidTilePath, Tile, TileKind, new_tiles, tiles_of};
pub use read::{TileError, TileReader, TileTree};
pub use right_edge::{AppendError, RightEdge};

/// How many hashes or entries a full tile has.
pub const TILE_WIDTH: u16 = 256;

/// How many levels of tiles a tree of at most 2^63 - 1 leaves has.
const LEVELS: u8 = 8;
