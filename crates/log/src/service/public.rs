//! The read side (C2SP tlog-tiles v0.1.0): the checkpoint, which changes, and tiles, which never do.

use dunant_record::tiles::{Tile, TileKind, read_bundle, write_bundle};
use hyper::StatusCode;
use hyper::header::{
    ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, HeaderName,
    HeaderValue, X_CONTENT_TYPE_OPTIONS,
};

use crate::directory::LogDirectory;
use crate::http::{Answer, plain, response};
use crate::log::Log;
use crate::storage::{PosixStorage, Storage, StorageError};

/// A tile has the same bytes for ever.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// A checkpoint is asked for anew each time.
const NEVER: &str = "no-cache";

/// The public files of a log.
pub(super) struct Public(PosixStorage);

impl Public {
    pub(super) fn open(directory: &LogDirectory) -> Result<Self, StorageError> {
        PosixStorage::open(directory.public()).map(Self)
    }

    /// The file at `path`, which is below the log's prefix.
    pub(super) async fn answer(&self, path: &str, log: &Log) -> Answer {
        if path == "checkpoint" {
            let checkpoint = log.checkpoint();
            return open_to_all(response(StatusCode::OK, "text/plain; charset=utf-8", checkpoint.to_string()), NEVER);
        }
        let nothing = || open_to_all(plain(StatusCode::NOT_FOUND, "the log has no such file\n"), NEVER);
        let Ok(tile) = path.parse::<Tile>() else { return nothing() };
        // What is not committed to by a public checkpoint is not shown, though it may be written already.
        let size = log.checkpoint().checkpoint().head().size;
        if Tile::in_tree(tile.kind(), tile.index(), size).is_none_or(|has| has.width() < tile.width()) {
            return nothing();
        }
        let storage = self.0.handle();
        // The disk may be slow: others are answered meanwhile.
        match tokio::task::spawn_blocking(move || storage.read(tile)).await {
            // A full tile may stand in for a partial one (tlog-tiles, "Partial Tiles"), under its own path alone.
            Ok(Ok(Some(bytes))) => match part_of(tile, bytes) {
                Some(bytes) => open_to_all(response(StatusCode::OK, "application/octet-stream", bytes), FOR_EVER),
                None => nothing(),
            },
            Ok(Ok(None)) => nothing(),
            Ok(Err(_)) | Err(_) => {
                let said = "the log cannot read this file: ask its operator to run `dunant record fsck`\n";
                open_to_all(plain(StatusCode::INTERNAL_SERVER_ERROR, said), NEVER)
            }
        }
    }
}

/// The bytes of `tile` out of those of the full tile in its place, or of `tile` itself: a partial tile is the beginning of the full one,
/// which may have replaced it on the disk.
fn part_of(tile: Tile, bytes: Vec<u8>) -> Option<Vec<u8>> {
    if !tile.is_partial() {
        return Some(bytes);
    }
    let width = usize::from(tile.width());
    match tile.kind() {
        TileKind::Hashes { .. } => bytes.get(..width * 32).map(<[u8]>::to_vec),
        TileKind::Entries => {
            let entries = read_bundle(&bytes).ok()?;
            write_bundle(entries.get(..width)?.iter().copied()).ok()
        }
    }
}

/// The answer to a browser that asks whether a page elsewhere may read the log.
pub(super) fn preflight() -> Answer {
    let mut answer = open_to_all(plain(StatusCode::NO_CONTENT, ""), NEVER);
    let headers = answer.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD"));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    answer
}

/// Everybody may read the log, pages of other sites too.
fn open_to_all(mut answer: Answer, cache: &'static str) -> Answer {
    let headers = answer.headers_mut();
    let each: [(HeaderName, &'static str); 3] =
        [(ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (CACHE_CONTROL, cache), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    for (name, value) in each {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partial_tile_is_the_beginning_of_the_full_one() {
        let hashes: Vec<u8> = (0..=255_u8).flat_map(|number| [number; 32]).collect();
        let three: Tile = "tile/0/000.p/3".parse().unwrap();
        assert_eq!(part_of(three, hashes.clone()).unwrap(), hashes[..96]);
        assert_eq!(part_of(three.full(), hashes.clone()).unwrap(), hashes);
        assert_eq!(part_of(three, hashes[..64].to_vec()), None);
        let bundle = write_bundle([b"a".as_slice(), b"", b"ccc"]).unwrap();
        let two: Tile = "tile/entries/000.p/2".parse().unwrap();
        assert_eq!(part_of(two, bundle).unwrap(), write_bundle([b"a".as_slice(), b""]).unwrap());
    }
}
