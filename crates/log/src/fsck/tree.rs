//! The tiles against the root, from the entries up.
//!
//! Every tile of hashes stands twice: in its file, and recomputed from what is below it. Where the two differ, its hash in the tile
//! above tells which one the tree has, and for the partial tiles the root does.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use dunant_record::merkle::{Frontier, Hash, Leaves as LeafHashes, TreeHead};
use dunant_record::tiles::{MAX_ENTRY_BYTES, TILE_WIDTH, Tile, TileKind, read_bundle};

use super::Report;
use super::report::{Finding, Severity};

/// Bundles whose outcome is held at a time.
const BATCH: u64 = 4_096;
/// A check that finds more errors than this stops: the checkpoint is not that of these tiles, or little is left of them.
const TOO_MANY: u64 = 10_000;
/// Hashes have 32 bytes.
const HASH_BYTES: usize = 32;
const RESTORE: &str = "restore it from a mirror";

/// All leaves of a tree in one value, whatever the order in which they were added: the sum of a digest of each with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Leaves {
    count: u64,
    sum: [u64; 4],
}

impl Leaves {
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    pub(super) fn add(&mut self, place: u64, leaf: &Hash) {
        let mut both = [0; 8 + HASH_BYTES];
        both.iter_mut().zip(place.to_be_bytes().iter().chain(leaf.as_bytes())).for_each(|(to, from)| *to = *from);
        let digest = Hash::of_leaf(&both);
        self.count += 1;
        for (lane, bytes) in self.sum.iter_mut().zip(digest.as_bytes().as_chunks::<8>().0) {
            *lane = lane.wrapping_add(u64::from_be_bytes(*bytes));
        }
    }

    pub(super) fn extend(&mut self, other: &Self) {
        self.count += other.count;
        self.sum.iter_mut().zip(other.sum).for_each(|(lane, more)| *lane = lane.wrapping_add(more));
    }
}

/// Checks every tile of the tree that `head` names.
pub(super) fn check(root: &Path, prefix: &str, head: TreeHead, report: &mut Report) -> Leaves {
    let files = Files { root, prefix };
    let mut leaves = Leaves::default();
    let mut climb = Climb { files: &files, size: head.size, rows: Vec::new() };
    let full = head.size / u64::from(TILE_WIDTH);
    let errors = report.errors();
    let mut first = 0;
    while first < full {
        let end = full.min(first + BATCH);
        for (values, found, some) in check_bundles(&files, first..end) {
            found.into_iter().for_each(|finding| report.push(finding));
            leaves.extend(&some);
            climb.push(0, values, report);
        }
        first = end;
        if report.errors() > errors + TOO_MANY {
            let what =
                format!("the check stopped after {} of {} entries, with too much damage", first * 256, head.size);
            let next = "check that this is the checkpoint of these tiles; if it is, restore all of them";
            report.error(files.name("checkpoint"), what, next);
            return leaves;
        }
    }
    let mut edge = Vec::new();
    if let Some(tile) = Tile::partial_in_tree(TileKind::Entries, head.size) {
        let bundle = check_bundle(&files, tile.index(), head.size);
        bundle.found.into_iter().for_each(|finding| report.push(finding));
        leaves.extend(&bundle.leaves);
        edge.push(Edge { level: 0, tile, file: bundle.file, below: bundle.below });
    }
    climb.finish(&mut edge, report);
    check_root(&files, head, &edge, report);
    leaves
}

/// Tiles of hashes as they become complete from below; of each level no more than one is waited for.
struct Climb<'a> {
    files: &'a Files<'a>,
    size: u64,
    /// For each level, the index of the tile above that is waited for, and what is known of the tiles below it.
    rows: Vec<(u64, Vec<Values>)>,
}

impl Climb<'_> {
    /// Adds the next full tile of `level`.
    fn push(&mut self, level: u8, values: Values, report: &mut Report) {
        if self.rows.len() <= level.into() {
            self.rows.resize(usize::from(level) + 1, (0, Vec::new()));
        }
        let Some((index, row)) = self.rows.get_mut(usize::from(level)) else { return };
        row.push(values);
        if row.len() < usize::from(TILE_WIDTH) {
            return;
        }
        let (index, children) = (*index, std::mem::take(row));
        self.rows.get_mut(usize::from(level)).into_iter().for_each(|(index, _)| *index += 1);
        let Some(tile) = Tile::in_tree(TileKind::Hashes { level: level + 1 }, index, self.size) else { return };
        let (file, below) = check_hashes(self.files, tile, &children, report);
        self.push(level + 1, Values::of_full(file.as_deref(), below.as_deref()), report);
    }

    /// Checks the partial tiles above the last full ones.
    fn finish(self, edge: &mut Vec<Edge>, report: &mut Report) {
        for (level, (index, children)) in (1..).zip(self.rows) {
            let tile = Tile::in_tree(TileKind::Hashes { level }, index, self.size);
            if let Some(tile) = tile.filter(Tile::is_partial) {
                let (file, below) = check_hashes(self.files, tile, &children, report);
                edge.push(Edge { level, tile, file, below });
            }
        }
    }
}

/// The hash over a full tile, by its file and by what is below it; none where that cannot be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Values {
    file: Option<Hash>,
    below: Option<Hash>,
    /// Where both can be read and differ: the places in the tile.
    differ: Vec<usize>,
}

impl Values {
    fn of_full(file: Option<&[Hash]>, below: Option<&[Hash]>) -> Self {
        if file == below {
            let hash = file.and_then(fold);
            return Self { file: hash, below: hash, differ: Vec::new() };
        }
        Self { file: file.and_then(fold), below: below.and_then(fold), differ: differences(file, below) }
    }
}

/// A partial tile.
struct Edge {
    level: u8,
    tile: Tile,
    file: Option<Vec<Hash>>,
    below: Option<Vec<Hash>>,
}

impl Edge {
    /// What it may hold: once where file and recomputation agree or only one of them can be read.
    fn candidates(&self) -> Vec<(Origin, &[Hash])> {
        match (&self.below, &self.file) {
            (Some(below), Some(file)) if below != file => vec![(Origin::Below, below), (Origin::File, file)],
            (Some(hashes), _) => vec![(Origin::Below, hashes)],
            (None, Some(hashes)) => vec![(Origin::File, hashes)],
            (None, None) => Vec::new(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    File,
    Below,
}

type BundleOutcome = (Values, Vec<Finding>, Leaves);

/// Checks full bundles and the tiles over them, on all cores; what comes of it is in their order.
fn check_bundles(files: &Files<'_>, range: std::ops::Range<u64>) -> Vec<BundleOutcome> {
    let next = AtomicU64::new(range.start);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        let mut outcomes = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= range.end {
                return outcomes;
            }
            let bundle = check_bundle(files, index, u64::MAX >> 1);
            let values = Values::of_full(bundle.file.as_deref(), bundle.below.as_deref());
            outcomes.push((index, (values, bundle.found, bundle.leaves)));
        }
    };
    let mut outcomes: Vec<(u64, BundleOutcome)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
        let mut outcomes = work();
        for thread in threads {
            match thread.join() {
                Ok(more) => outcomes.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        outcomes
    });
    outcomes.sort_by_key(|(index, _)| *index);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

/// A bundle and the tile of its leaves' hashes.
struct Bundle {
    file: Option<Vec<Hash>>,
    below: Option<Vec<Hash>>,
    found: Vec<Finding>,
    leaves: Leaves,
}

fn check_bundle(files: &Files<'_>, index: u64, size: u64) -> Bundle {
    let mut bundle = Bundle { file: None, below: None, found: Vec::new(), leaves: Leaves::default() };
    if let Some(tile) = Tile::in_tree(TileKind::Entries, index, size) {
        match files.leaf_hashes(tile) {
            Ok(hashes) => bundle.below = Some(hashes),
            Err(finding) => bundle.found.push(finding),
        }
    }
    if let Some(tile) = Tile::in_tree(TileKind::Hashes { level: 0 }, index, size) {
        match files.hashes(tile) {
            Ok(hashes) => bundle.file = Some(hashes),
            Err(finding) => bundle.found.push(finding),
        }
    }
    let first = index * u64::from(TILE_WIDTH);
    for (place, leaf) in (first..).zip(bundle.below.iter().flatten()) {
        bundle.leaves.add(place, leaf);
    }
    bundle
}

/// Checks a tile above others, and tells which of those below it are damaged; its hashes by its file and by what is below.
fn check_hashes(
    files: &Files<'_>,
    tile: Tile,
    children: &[Values],
    report: &mut Report,
) -> (Option<Vec<Hash>>, Option<Vec<Hash>>) {
    let file = files.hashes(tile).map_err(|finding| report.push(finding)).ok();
    let TileKind::Hashes { level } = tile.kind() else { return (file, None) };
    let first = tile.index() * u64::from(TILE_WIDTH);
    let mut computed = Vec::with_capacity(children.len());
    for (place, (index, child)) in (first..).zip(children).enumerate() {
        let above = file.as_ref().and_then(|hashes| hashes.get(place));
        let resolved = match (child.file, child.below) {
            (Some(file), Some(below)) if file != below => {
                let right = match above {
                    Some(hash) if *hash == file => Some(Origin::File),
                    Some(hash) if *hash == below => Some(Origin::Below),
                    _ => None,
                };
                let child_tile = Tile::in_tree(TileKind::Hashes { level: level - 1 }, index, u64::MAX >> 1);
                if let Some(child_tile) = child_tile {
                    files.blame(child_tile, &child.differ, right, report);
                }
                Some(if right == Some(Origin::File) { file } else { below })
            }
            (file, below) => below.or(file).or(above.copied()),
        };
        computed.push(resolved);
    }
    (file, computed.into_iter().collect())
}

/// The partial tiles against the root, which tells file from recomputation where they differ.
fn check_root(files: &Files<'_>, head: TreeHead, edge: &[Edge], report: &mut Report) {
    // The highest level's hashes come first in the frontier.
    let mut edge: Vec<&Edge> = edge.iter().collect();
    edge.sort_by_key(|edge| std::cmp::Reverse(edge.level));
    let candidates: Vec<Vec<(Origin, &[Hash])>> = edge.iter().map(|edge| edge.candidates()).collect();
    let mut choices: Vec<Vec<(Origin, &[Hash])>> = vec![Vec::new()];
    for some in &candidates {
        // At most eight levels with two candidates each.
        choices =
            choices.iter().flat_map(|before| some.iter().map(|one| [before.as_slice(), &[*one]].concat())).collect();
    }
    if choices.is_empty() {
        // A partial tile that cannot be read in any way was reported; there is no root to compare.
        return;
    }
    let right = choices.iter().find(|choice| root_of(head.size, choice) == head);
    for (place, one) in edge.iter().enumerate() {
        let right = right.and_then(|right| right.get(place)).map(|(origin, _)| *origin);
        if let (Some(file), Some(below)) = (&one.file, &one.below)
            && file != below
        {
            files.blame(one.tile, &differences(Some(file), Some(below)), right, report);
        }
    }
    if right.is_none() {
        let next = "compare both with a mirror and with what witnesses saw; if this checkpoint is the log's, its entries were written anew: say so";
        let what = format!("has another root than its {} entries lead to", head.size);
        report.error(files.name("checkpoint"), what, next);
    }
}

fn root_of(size: u64, levels: &[(Origin, &[Hash])]) -> TreeHead {
    let mut hashes = Vec::new();
    for (_, some) in levels {
        let Ok(frontier) = Frontier::read(&mut LeafHashes(some), some.len() as u64) else { continue };
        hashes.extend_from_slice(frontier.hashes());
    }
    Frontier::from_hashes(size, hashes).map_or_else(TreeHead::empty, |frontier| frontier.head())
}

fn fold(hashes: &[Hash]) -> Option<Hash> {
    Frontier::read(&mut LeafHashes(hashes), hashes.len() as u64).ok().map(|frontier| frontier.head().root)
}

fn differences(file: Option<&[Hash]>, below: Option<&[Hash]>) -> Vec<usize> {
    let pairs = file.unwrap_or_default().iter().zip(below.unwrap_or_default()).enumerate();
    pairs.filter(|(_, (file, below))| file != below).map(|(place, _)| place).collect()
}

/// The public files, and how findings name them.
pub(super) struct Files<'a> {
    pub(super) root: &'a Path,
    pub(super) prefix: &'a str,
}

impl Files<'_> {
    pub(super) fn name(&self, file: impl std::fmt::Display) -> String {
        format!("{}{file}", self.prefix)
    }

    fn hashes(&self, tile: Tile) -> Result<Vec<Hash>, Finding> {
        let (named, bytes) = self.read(tile)?;
        let expected = usize::from(named.width()) * HASH_BYTES;
        if bytes.len() != expected {
            return Err(self.error(named, format!("has {} bytes in place of {expected}", bytes.len())));
        }
        Ok(hashes_of(&bytes).take(tile.width().into()).collect())
    }

    fn leaf_hashes(&self, tile: Tile) -> Result<Vec<Hash>, Finding> {
        let (named, bytes) = self.read(tile)?;
        let entries = read_bundle(&bytes).map_err(|error| self.error(named, format!("cannot be read: {error}")))?;
        if entries.len() != usize::from(named.width()) {
            return Err(self.error(named, format!("has {} entries in place of {}", entries.len(), named.width())));
        }
        Ok(entries.iter().take(tile.width().into()).map(|entry| Hash::of_leaf(entry)).collect())
    }

    /// The bytes of `tile`, or of the full one in place of a partial one that is gone; and which of the two it was.
    fn read(&self, tile: Tile) -> Result<(Tile, Vec<u8>), Finding> {
        for named in [tile, tile.full()] {
            match read_file(&self.root.join(named.to_string()), longest(named)) {
                Contents::Bytes(bytes) => return Ok((named, bytes)),
                Contents::Absent => {}
                Contents::TooLong => return Err(self.error(named, format!("has more than {} bytes", longest(named)))),
                Contents::Unreadable(error) => return Err(self.error(named, format!("cannot be read: {error}"))),
            }
        }
        Err(self.error(tile, "is missing".to_owned()))
    }

    /// Reports the damage behind a tile whose file and recomputation differ, given which of both the tree has.
    fn blame(&self, tile: Tile, differ: &[usize], right: Option<Origin>, report: &mut Report) {
        let first = tile.index() * u64::from(TILE_WIDTH);
        let TileKind::Hashes { level } = tile.kind() else {
            // A partial edge of the leaves is named by its bundle.
            let hashes = Tile::in_tree(TileKind::Hashes { level: 0 }, tile.index(), first + u64::from(tile.width()));
            return hashes.into_iter().for_each(|hashes| self.blame(hashes, differ, right, report));
        };
        if right != Some(Origin::File) {
            let place = differ.first().map_or(first, |place| first + *place as u64);
            let what = match right {
                Some(_) => {
                    format!("is damaged: its hash {place} is not that of what is below it, which the tree above has")
                }
                None => format!(
                    "does not agree with what is below it at hash {place}, and no hash above tells which is right"
                ),
            };
            report.push(self.error(tile, what));
        }
        if right == Some(Origin::Below) {
            return;
        }
        if level == 0 {
            let bundle = Tile::in_tree(TileKind::Entries, tile.index(), first + u64::from(tile.width()));
            let place = differ.first().map_or(first, |place| first + *place as u64);
            let what = match right {
                Some(_) => format!("is damaged: its entry {place} is not the one that the tree has"),
                None => {
                    format!("does not agree with `{tile}` at entry {place}, and no hash above tells which is right")
                }
            };
            bundle.into_iter().for_each(|bundle| report.push(self.error(bundle, what.clone())));
            return;
        }
        for place in differ {
            let index = first + *place as u64;
            let below = Tile::in_tree(TileKind::Hashes { level: level - 1 }, index, u64::MAX >> 1);
            let what = format!("is not what `{tile}` has of it, though all below it agrees: it was written anew");
            below.into_iter().for_each(|below| report.push(self.error(below, what.clone())));
        }
    }

    fn error(&self, file: impl std::fmt::Display, what: String) -> Finding {
        Finding { severity: Severity::Error, file: self.name(file), what, next: RESTORE.to_owned() }
    }
}

pub(super) fn hashes_of(bytes: &[u8]) -> impl Iterator<Item = Hash> {
    bytes.as_chunks::<HASH_BYTES>().0.iter().copied().map(Hash::from)
}

/// The most bytes that the file of a tile can have.
pub(super) fn longest(tile: Tile) -> usize {
    match tile.kind() {
        TileKind::Entries => usize::from(tile.width()) * (2 + MAX_ENTRY_BYTES),
        // Room to say by how much it is too long.
        TileKind::Hashes { .. } => 2 * HASH_BYTES * usize::from(TILE_WIDTH),
    }
}

/// What reading a file gives.
pub(super) enum Contents {
    Bytes(Vec<u8>),
    Absent,
    /// More bytes than such a file can have.
    TooLong,
    Unreadable(io::Error),
}

pub(super) fn read_file(file: &Path, longest: usize) -> Contents {
    let read = || -> io::Result<Vec<u8>> {
        let opened = File::open(file)?;
        let length = usize::try_from(opened.metadata()?.len()).unwrap_or(usize::MAX);
        let mut bytes = Vec::with_capacity(length.min(longest) + 1);
        opened.take(longest as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    match read() {
        Ok(bytes) if bytes.len() > longest => Contents::TooLong,
        Ok(bytes) => Contents::Bytes(bytes),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Contents::Absent
        }
        Err(error) => Contents::Unreadable(error),
    }
}
