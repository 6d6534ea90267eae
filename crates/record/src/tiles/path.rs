use std::fmt;
use std::str::FromStr;

use super::{LEVELS, TILE_WIDTH};
use crate::spelling::{self, MAX_DECIMAL};

/// The name of a tile or of a part of one: `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    kind: TileKind,
    index: u64,
    width: u16,
}

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TileKind {
    /// The entries themselves: an entry bundle.
    Entries,
    /// Hashes of complete subtrees of 256^`level` leaves; of the leaves at level 0.
    Hashes {
        /// The level, 0 to 63; trees of at most 2^63 - 1 leaves have none above 7.
        level: u8,
    },
}

impl TileKind {
    /// The level that the hashes have; entries stand at that of the leaves.
    fn level(self) -> u8 {
        match self {
            Self::Entries => 0,
            Self::Hashes { level } => level,
        }
    }
}

impl Tile {
    /// The tile of `kind` at `index` in a tree of `size` leaves, as wide as that tree has it; nothing where the tree has none.
    #[must_use]
    pub fn in_tree(kind: TileKind, index: u64, size: u64) -> Option<Self> {
        let before = index.checked_mul(TILE_WIDTH.into())?;
        let width = row(kind.level(), size).checked_sub(before).filter(|&width| width > 0)?;
        Some(Self { kind, index, width: width.min(TILE_WIDTH.into()).try_into().ok()? })
    }

    /// The partial tile of `kind` in a tree of `size` leaves, `size / 256^level mod 256` wide; nothing where that is zero.
    #[must_use]
    pub fn partial_in_tree(kind: TileKind, size: u64) -> Option<Self> {
        Self::in_tree(kind, row(kind.level(), size) / u64::from(TILE_WIDTH), size)
    }

    /// What the tile holds.
    #[must_use]
    pub fn kind(&self) -> TileKind {
        self.kind
    }

    /// The place of the tile among those of its kind, from 0.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// How many hashes or entries it has, 1 to 256.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Whether it has fewer than 256: then it is replaced as the tree grows.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.width < TILE_WIDTH
    }

    /// The full tile of the same place, which a log may have in place of a partial one.
    #[must_use]
    pub fn full(self) -> Self {
        Self { width: TILE_WIDTH, ..self }
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Entries => f.write_str("tile/entries/")?,
            TileKind::Hashes { level } => write!(f, "tile/{level}/")?,
        }
        let (mut groups, mut left) = (vec![self.index % 1000], self.index / 1000);
        while left > 0 {
            groups.push(left % 1000);
            left /= 1000;
        }
        for (above, group) in groups.iter().enumerate().rev() {
            match above {
                0 => write!(f, "{group:03}")?,
                _ => write!(f, "x{group:03}/")?,
            }
        }
        if self.is_partial() {
            write!(f, ".p/{}", self.width)?;
        }
        Ok(())
    }
}

impl FromStr for Tile {
    type Err = InvalidTilePath;

    fn from_str(path: &str) -> Result<Self, Self::Err> {
        let tile = parse(path).ok_or_else(|| InvalidTilePath(path.to_owned()))?;
        // One tile has one path: no groups of zeros before the number.
        if tile.to_string() != path {
            return Err(InvalidTilePath(path.to_owned()));
        }
        Ok(tile)
    }
}

/// The text does not name a tile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` does not name a tile: expected a path like `tile/0/x001/234` or `tile/entries/000.p/17`")]
pub struct InvalidTilePath(String);

/// The tiles that a tree of `size` leaves has, entry bundles first, then the hashes from the leaves up; each kind from the left.
pub fn tiles_of(size: u64) -> impl Iterator<Item = Tile> {
    new_tiles(0, size)
}

/// The tiles that a tree has once it has grown from `older` to `newer` leaves and that it did not have before.
pub fn new_tiles(older: u64, newer: u64) -> impl Iterator<Item = Tile> {
    kinds().flat_map(move |kind| {
        let (had, has) = (row(kind.level(), older), row(kind.level(), newer));
        let tiles = if had < has { had / u64::from(TILE_WIDTH)..has.div_ceil(TILE_WIDTH.into()) } else { 0..0 };
        tiles.filter_map(move |index| Tile::in_tree(kind, index, newer))
    })
}

fn kinds() -> impl Iterator<Item = TileKind> {
    std::iter::once(TileKind::Entries).chain((0..LEVELS).map(|level| TileKind::Hashes { level }))
}

/// How many hashes a tree of `size` leaves has at a level of tiles.
fn row(level: u8, size: u64) -> u64 {
    size.checked_shr(8 * u32::from(level)).unwrap_or(0)
}

fn parse(path: &str) -> Option<Tile> {
    let (kind, rest) = path.strip_prefix("tile/")?.split_once('/')?;
    let kind = match kind {
        "entries" => TileKind::Entries,
        level => {
            TileKind::Hashes { level: spelling::decimal(level)?.try_into().ok().filter(|&level: &u8| level < 64)? }
        }
    };
    let (number, width) = match rest.split_once(".p/") {
        None => (rest, TILE_WIDTH),
        Some((number, width)) => {
            (number, spelling::decimal(width)?.try_into().ok().filter(|&width| 0 < width && width < TILE_WIDTH)?)
        }
    };
    let (groups, last) = number.rsplit_once('/').map_or((None, number), |(groups, last)| (Some(groups), last));
    let mut index = 0_u64;
    for group in groups.into_iter().flat_map(|groups| groups.split('/')) {
        index = append_group(index, group.strip_prefix('x')?)?;
    }
    Some(Tile { kind, index: append_group(index, last)?, width })
}

/// The number whose decimal digits are those of `number` and the three of `group`.
fn append_group(number: u64, group: &str) -> Option<u64> {
    if group.len() != 3 || !group.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    number.checked_mul(1000)?.checked_add(group.parse().ok()?).filter(|&number| number <= MAX_DECIMAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_specification_s_examples_hold() {
        let tile = Tile { kind: TileKind::Hashes { level: 0 }, index: 1_234_067, width: 256 };
        assert_eq!(tile.to_string(), "tile/0/x001/x234/067");
        let tiles: Vec<Tile> = tiles_of(70_000).filter(|tile| tile.kind != TileKind::Entries).collect();
        let count = |level| tiles.iter().filter(|tile| tile.kind == TileKind::Hashes { level }).count();
        assert_eq!([count(0), count(1), count(2), count(3)], [274, 2, 1, 0]);
        let partial: Vec<String> = tiles.iter().filter(|tile| tile.is_partial()).map(Tile::to_string).collect();
        assert_eq!(partial, ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]);
        let of_256: Vec<String> = tiles_of(256).map(|tile| tile.to_string()).collect();
        assert_eq!(of_256, ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]);
    }

    #[test]
    fn no_tile_is_empty_and_the_largest_tree_has_eight_levels() {
        assert_eq!(tiles_of(0).next(), None);
        let levels: Vec<u16> = (0..LEVELS)
            .filter_map(|level| {
                let kind = TileKind::Hashes { level };
                Tile::in_tree(kind, row(level, MAX_DECIMAL) / 256, MAX_DECIMAL).map(|tile| tile.width())
            })
            .collect();
        assert_eq!(levels, [255, 255, 255, 255, 255, 255, 255, 127]);
        assert_eq!(Tile::in_tree(TileKind::Hashes { level: LEVELS }, 0, MAX_DECIMAL), None);
        assert_eq!(Tile::in_tree(TileKind::Hashes { level: 63 }, u64::MAX, MAX_DECIMAL), None);
    }

    #[test]
    fn a_tile_has_one_path() {
        for path in
            ["tile/0/000", "tile/63/999.p/255", "tile/entries/x001/000.p/1", "tile/0/x009/x223/x372/x036/x854/x775/807"]
        {
            assert_eq!(path.parse::<Tile>().unwrap().to_string(), path);
        }
        for path in [
            "",
            "tile/0",
            "tile/0/",
            "tile/0/00",
            "tile/0/0000",
            "tile/0/x000/001",
            "tile/0/001/001",
            "tile/0/x001",
            "tile/00/001",
            "tile/64/001",
            "tile/-1/001",
            "tile/data/001",
            "tile/0/001.p/0",
            "tile/0/001.p/256",
            "tile/0/001.p/01",
            "tile/0/001.p/",
            "tile/0/001.p/1/",
            "tile/0/+01",
            "/tile/0/001",
            "tile/0/001\n",
            "tile/0/x009/x223/x372/x036/x854/x775/808",
            "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert!(path.parse::<Tile>().is_err(), "{path}");
        }
    }
}
