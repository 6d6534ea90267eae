//! Mirroring a log: what is new since the mirror's own checkpoint, verified before it is written.
//!
//! Only entries and the hashes that prove them are fetched; the tiles that are written are computed from verified entries, and so
//! are those of the log to the byte. The checkpoint comes last, as it came from the log: until then the mirror shows the tree that it
//! had. After a stop, entries that were written already are read from the mirror itself.

use std::cell::Cell;
use std::io;
use std::path::Path;

use dunant_record::checkpoint::{CheckpointError, SignedCheckpoint};
use dunant_record::merkle::TreeHead;
use dunant_record::note::KeyName;
use dunant_record::policy::{Distrust, Policy};
use dunant_record::tiles::{AppendError, RightEdge, TILE_WIDTH, Tile, TileError, TileKind, TileReader, TileTree};

use crate::contradiction::{Contradiction, ContradictionKind};
use crate::source::{Source, SourceError, SourceTiles};
use crate::storage::{Storage, StorageError, Tiles};
use crate::succession::{Succession, compare};

/// Bundles that are written at a time.
const BUNDLES: u64 = 64;
/// Entries of so many bytes are written before more are fetched.
const BYTES: usize = 16 << 20;

/// What a mirror has after it was brought up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mirrored {
    /// How many entries it had.
    pub before: u64,
    /// How many it has.
    pub now: u64,
}

/// Brings the mirror in `storage` up to date with the log at `source`.
///
/// The first time it takes the log whose checkpoint `policy` believes; from then on that log alone. `contradictions` is the
/// directory in which two checkpoints that contradict each other are kept.
///
/// # Errors
/// A checkpoint that `policy` does not believe or that does not continue the mirror's own, tiles that are not the log's, and what
/// reading and writing fail with. The mirror then shows the tree that it had.
pub fn mirror(
    source: &mut dyn Source,
    storage: &mut dyn Storage,
    policy: &Policy,
    contradictions: &Path,
) -> Result<Mirrored, MirrorError> {
    let own = storage.checkpoint()?.map(|bytes| read(&bytes, policy, Whose::Mirror)).transpose()?;
    let bytes = source.checkpoint().map_err(MirrorError::Source)?.ok_or(MirrorError::NoCheckpoint)?;
    let served = read(&bytes, policy, Whose::Log)?;
    let (before, head) = (own.as_ref().map_or_else(TreeHead::empty, head_of), head_of(&served));
    if let Some(own) = own {
        let (kept, found) = (own.checkpoint().origin(), served.checkpoint().origin());
        if kept != found {
            return Err(MirrorError::OtherLog { kept: kept.clone(), found: found.clone() });
        }
        let kind = match succession(&before, &head, source, storage)? {
            Succession::Same | Succession::Grown => None,
            Succession::Older => Some(ContradictionKind::Rollback),
            Succession::Forked => Some(ContradictionKind::Fork),
        };
        if let Some(kind) = kind {
            let kept = Contradiction::keep(kind, own, served, contradictions);
            return Err(kept.map_or_else(MirrorError::Evidence, MirrorError::Contradiction));
        }
        if own.to_string() == served.to_string() {
            return Ok(Mirrored { before: before.size, now: head.size });
        }
    }
    if before.size < head.size {
        copy(&before, &head, source, storage)?;
    }
    storage.publish(&served.to_string())?;
    Ok(Mirrored { before: before.size, now: head.size })
}

/// Holds the trees against each other; a smaller one against the mirror's own tiles.
fn succession(
    own: &TreeHead,
    served: &TreeHead,
    source: &mut dyn Source,
    storage: &dyn Storage,
) -> Result<Succession, MirrorError> {
    if served.size < own.size {
        return compare(own, served, &mut Tiles(storage)).map_err(MirrorError::Mirror);
    }
    compare(own, served, &mut SourceTiles(source)).map_err(MirrorError::Log)
}

/// Writes the tiles that the tree of `head` has and that of `own` had not.
fn copy(
    own: &TreeHead,
    head: &TreeHead,
    source: &mut dyn Source,
    storage: &mut dyn Storage,
) -> Result<(), MirrorError> {
    let mut edge = RightEdge::load(own, &mut Tiles(storage)).map_err(MirrorError::Mirror)?;
    let local = storage.handle();
    let prefer = Cell::new(Prefer::Log);
    let reader = Reader { source, local: &*local, prefer: &prefer };
    let mut tree = TileTree::open(*head, reader).map_err(MirrorError::Log)?;
    let width = u64::from(TILE_WIDTH);
    let mut next = own.size / width;
    while edge.head().size < head.size {
        let mut entries = Vec::new();
        let (first, mut bytes) = (next, 0);
        while next < head.size.div_ceil(width) && next - first < BUNDLES && bytes < BYTES {
            prefer.set(Prefer::Mirror);
            let written = tree.entries(next);
            prefer.set(Prefer::Log);
            // What stands in the mirror already counts where it verifies.
            let bundle = written.or_else(|_| tree.entries(next)).map_err(MirrorError::Log)?;
            let known = usize::try_from((edge.head().size + entries.len() as u64).saturating_sub(next * width));
            let new = bundle.into_iter().skip(known.unwrap_or(usize::MAX));
            entries.extend(new.inspect(|entry| bytes += entry.len()));
            next += 1;
        }
        let before = edge.head().size;
        let tiles = edge.append(entries.iter().map(Vec::as_slice))?;
        if edge.head().size == before {
            break;
        }
        // Partial tiles of the steps between are no tiles of the log's tree.
        let tiles: Vec<(Tile, Vec<u8>)> = tiles
            .into_iter()
            .filter(|(tile, _)| Tile::in_tree(tile.kind(), tile.index(), head.size) == Some(*tile))
            .collect();
        storage.create(&tiles)?;
    }
    if edge.head() != *head {
        return Err(MirrorError::Mirror(TileError::Root(head.root)));
    }
    Ok(())
}

/// Where entries are looked for first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Prefer {
    Mirror,
    Log,
}

struct Reader<'a> {
    source: &'a mut dyn Source,
    local: &'a dyn Storage,
    prefer: &'a Cell<Prefer>,
}

impl TileReader for Reader<'_> {
    type Error = SourceError;

    fn read(&mut self, tile: Tile) -> Result<Vec<u8>, SourceError> {
        if tile.kind() == TileKind::Entries
            && self.prefer.get() == Prefer::Mirror
            && let Some(bytes) = self.local.read(tile).map_err(SourceError::new)?
        {
            return Ok(bytes);
        }
        SourceTiles(self.source).read(tile)
    }
}

/// Whose checkpoint is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Mirror,
    Log,
}

fn read(bytes: &[u8], policy: &Policy, whose: Whose) -> Result<SignedCheckpoint, MirrorError> {
    let name = match whose {
        Whose::Mirror => "mirror",
        Whose::Log => "log",
    };
    let signed = SignedCheckpoint::parse(bytes).map_err(|source| MirrorError::Checkpoint { whose: name, source })?;
    match policy.verify(&signed) {
        // A witness that joined the policy later has not cosigned what the mirror has.
        Err(Distrust::TooFewWitnesses { .. }) if whose == Whose::Mirror => Ok(signed),
        Err(source) => Err(MirrorError::Distrust { whose: name, source }),
        Ok(_) => Ok(signed),
    }
}

fn head_of(signed: &SignedCheckpoint) -> TreeHead {
    *signed.checkpoint().head()
}

/// Why a mirror is not up to date.
#[derive(Debug, thiserror::Error)]
pub enum MirrorError {
    /// The log cannot be read.
    #[error("cannot read the log: {0}")]
    Source(SourceError),
    /// The log has no checkpoint.
    #[error("the log has no checkpoint: check where it is read from")]
    NoCheckpoint,
    /// A checkpoint that cannot be read.
    #[error("the checkpoint of the {whose}: {source}")]
    Checkpoint {
        /// Of "log" or "mirror".
        whose: &'static str,
        /// What is wrong with it.
        source: CheckpointError,
    },
    /// A checkpoint that the policy does not believe.
    #[error("the checkpoint of the {whose}: {source}")]
    Distrust {
        /// Of "log" or "mirror".
        whose: &'static str,
        /// Why it is not believed.
        source: Distrust,
    },
    /// The log is another one than that of the mirror.
    #[error("the mirror has the log `{kept}`, and this is `{found}`: mirror it to a place of its own")]
    OtherLog {
        /// Of the mirror.
        kept: KeyName,
        /// What was found.
        found: KeyName,
    },
    /// The log does not continue what the mirror has.
    #[error("{0}")]
    Contradiction(Contradiction),
    /// Two checkpoints contradict each other, and they could not be kept.
    #[error(
        "the log does not continue what the mirror has, and the two checkpoints cannot be written: {0}; make room and mirror again"
    )]
    Evidence(io::Error),
    /// Tiles of the log that cannot be read, or are not what its checkpoint commits to.
    #[error("the log: {0}")]
    Log(TileError<SourceError>),
    /// Tiles of the mirror that cannot be read, or are not what its checkpoint commits to.
    #[error("the mirror: {0}; run `dunant record fsck` on it")]
    Mirror(TileError<StorageError>),
    /// The mirror cannot be written.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Entries that no log can have.
    #[error(transparent)]
    Append(#[from] AppendError),
}
