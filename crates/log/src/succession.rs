//! How a tree that is served stands to one that was kept.

use dunant_record::merkle::{Frontier, TreeHead};
use dunant_record::tiles::{TileError, TileReader, TileTree};

/// How a served tree stands to a kept one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Succession {
    /// The same tree.
    Same,
    /// It continues the kept one.
    Grown,
    /// It is the beginning of the kept one.
    Older,
    /// Neither is the beginning of the other.
    Forked,
}

/// Holds `served` against `kept`. `tiles` must give the tiles of the larger tree; each is checked against its root.
///
/// # Errors
/// Tiles that cannot be read or are not those of the larger tree. Then nothing is known.
pub(crate) fn compare<R: TileReader>(
    kept: &TreeHead,
    served: &TreeHead,
    tiles: &mut R,
) -> Result<Succession, TileError<R::Error>> {
    if kept.size == served.size {
        return Ok(if kept.root == served.root { Succession::Same } else { Succession::Forked });
    }
    let (smaller, larger, outcome) =
        if kept.size < served.size { (kept, served, Succession::Grown) } else { (served, kept, Succession::Older) };
    let mut tree = TileTree::open(*larger, Borrowed(tiles))?;
    let begins = Frontier::read(&mut tree, smaller.size)?.head() == *smaller;
    Ok(if begins { outcome } else { Succession::Forked })
}

struct Borrowed<'r, R>(&'r mut R);

impl<R: TileReader> TileReader for Borrowed<'_, R> {
    type Error = R::Error;

    fn read(&mut self, tile: dunant_record::tiles::Tile) -> Result<Vec<u8>, Self::Error> {
        self.0.read(tile)
    }
}
