//! Compound files (MS-CFB), in which Windows programs kept what they wrote before 2007.

use std::io::Cursor;

use super::inflating::{Budget, Inflated};

/// An open compound file.
pub(super) struct Compound<'b> {
    file: cfb::CompoundFile<Cursor<&'b [u8]>>,
}

/// How every compound file begins.
pub(super) const MARK: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

impl<'b> Compound<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> std::io::Result<Self> {
        Ok(Self { file: cfb::CompoundFile::open(Cursor::new(bytes))? })
    }

    /// The bytes of a stream: as many as can be read; `None` where it is not there or a limit is reached.
    pub(super) fn stream(&mut self, path: &str, budget: &mut Budget<'_>) -> Option<Vec<u8>> {
        let mut stream = self.file.open_stream(path).ok()?;
        let mut bytes = Vec::new();
        match budget.inflate(&mut stream, &mut bytes) {
            Inflated::Whole | Inflated::Damaged(_) => Some(bytes),
            Inflated::Stopped(_) => None,
        }
    }

    /// Whether there is a stream or a storage of this name.
    pub(super) fn holds(&self, path: &str) -> bool {
        self.file.exists(path)
    }

    /// Names of the storages within `path` that begin with `start`, in their order.
    pub(super) fn storages(&self, path: &str, start: &str) -> Vec<String> {
        let Ok(entries) = self.file.read_storage(path) else { return Vec::new() };
        let mut names: Vec<String> = entries
            .filter(|entry| entry.is_storage() && entry.name().starts_with(start))
            .map(|entry| entry.name().to_owned())
            .collect();
        names.sort();
        names
    }
}

/// Whether a compound file names a stream: its directory holds the name in UTF-16.
pub(super) fn names(bytes: &[u8], stream: &str) -> bool {
    let name: Vec<u8> = stream.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    bytes.starts_with(MARK) && memchr::memmem::find(bytes, &name).is_some()
}
