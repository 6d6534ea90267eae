//! What lies below `tile/` besides the tiles of the tree: partial tiles of smaller trees, which readers of an older checkpoint
//! still ask for, and leftovers.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use dunant_record::tiles::{Tile, TileKind, read_bundle};

use super::Report;
use super::report::Severity;
use super::tree::{Contents, Files, longest, read_file};

/// Walks over everything below `tile/`.
pub(super) fn tiles(root: &Path, prefix: &str, size: u64, report: &mut Report) {
    let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let damaged: BTreeSet<String> = errors.map(|finding| finding.file.clone()).collect();
    let mut walk = Walk { files: Files { root, prefix }, size, damaged, beyond: 0, first_beyond: None };
    walk.directory("tile", report);
    if let Some(first) = walk.first_beyond {
        let what = match walk.beyond {
            1 => format!("lies beyond the tree of {size} entries"),
            all => format!("and {} more tiles lie beyond the tree of {size} entries", all - 1),
        };
        let next = "a writer that was stopped leaves such tiles, and uses them when it is started; in a mirror, an older checkpoint \
                    was put in place";
        report.note(first, what, next);
    }
}

/// Notes files of writes that a crash cut off, in one directory.
pub(super) fn unfinished_in(directory: &Path, report: &mut Report) {
    let names = names(directory).unwrap_or_default();
    for (name, _) in names.into_iter().filter(|(name, _)| name.ends_with(".tmp")) {
        unfinished(name, report);
    }
}

fn unfinished(file: String, report: &mut Report) {
    report.note(file, "is a write that was cut off", "nothing reads it; it may be deleted while the log is stopped");
}

struct Walk<'a> {
    files: Files<'a>,
    size: u64,
    /// Files that were reported.
    damaged: BTreeSet<String>,
    beyond: u64,
    first_beyond: Option<String>,
}

impl Walk<'_> {
    fn directory(&mut self, below: &str, report: &mut Report) {
        let names = match names(&self.files.root.join(below)) {
            Ok(names) => names,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => {
                let next = "check the permissions of the directory and the health of the disk";
                return report.error(self.files.name(below), format!("cannot be read: {error}"), next);
            }
        };
        for (name, kind) in names {
            let path = format!("{below}/{name}");
            match kind {
                Kind::Directory => self.directory(&path, report),
                Kind::Other => self.file(&path, report),
            }
        }
    }

    fn file(&mut self, path: &str, report: &mut Report) {
        if path.ends_with(".tmp") {
            return unfinished(self.files.name(path), report);
        }
        let Ok(tile) = path.parse::<Tile>() else {
            return report.note(self.files.name(path), "is not a tile", "nothing reads it; find out who put it there");
        };
        match Tile::in_tree(tile.kind(), tile.index(), self.size) {
            Some(in_tree) if in_tree == tile => {}
            Some(in_tree) if in_tree.width() > tile.width() => self.narrower(tile, in_tree, report),
            _ => {
                self.beyond += 1;
                self.first_beyond.get_or_insert_with(|| self.files.name(path));
            }
        }
    }

    /// Checks a partial tile of a smaller tree: it must be the beginning of the wider one.
    fn narrower(&self, tile: Tile, wider: Tile, report: &mut Report) {
        let name = self.files.name(tile);
        let wide = [wider, wider.full()].into_iter().find(|wide| self.files.root.join(wide.to_string()).is_file());
        let read = |tile: Tile| read_file(&self.files.root.join(tile.to_string()), longest(tile));
        let Some(wide) = wide.filter(|wide| !self.damaged.contains(&self.files.name(wide))) else {
            let next = "restore the wider one, then check again";
            return report.note(name, format!("was not checked, since `{wider}` is damaged"), next);
        };
        let narrow = read(tile);
        if matches!(narrow, Contents::Absent) {
            // The writer has removed it meanwhile.
            return;
        }
        let (Contents::Bytes(bytes), Contents::Bytes(all)) = (narrow, read(wide)) else {
            return report.error(name, "cannot be read", "make it again from the wider tile of the same place");
        };
        if beginning(tile, &all) != Some(bytes.as_slice()) {
            let what = format!("is damaged: it is not the beginning of `{wide}`");
            report.error(name, what, "delete it: readers take the wider tile, of which it must be the beginning");
        }
    }
}

/// The bytes that `tile` must have, out of those of a wider one.
fn beginning(tile: Tile, wider: &[u8]) -> Option<&[u8]> {
    let width = usize::from(tile.width());
    match tile.kind() {
        TileKind::Hashes { .. } => wider.get(..32 * width),
        TileKind::Entries => {
            let entries = read_bundle(wider).ok()?;
            let length = entries.get(..width)?.iter().map(|entry| 2 + entry.len()).sum();
            wider.get(..length)
        }
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Directory,
    /// Links among them, so that no walk is endless.
    Other,
}

fn names(directory: &Path) -> std::io::Result<Vec<(String, Kind)>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let kind = if entry.file_type()?.is_dir() { Kind::Directory } else { Kind::Other };
        names.push((entry.file_name().to_string_lossy().into_owned(), kind));
    }
    names.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(names)
}
