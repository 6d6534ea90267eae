//! What stands in a directory that was given, and was not read: nothing of it is lost in silence.

use serde::Serialize;

use crate::words::number;

/// Something in a directory that is not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Its path, as files of that directory are named.
    pub name: String,
    /// What it is.
    pub what: LeftOutKind,
}

/// What it is that is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LeftOutKind {
    /// A file whose name begins with a full stop.
    HiddenFile,
    /// A directory whose name begins with a full stop, with all that is below it.
    HiddenDirectory,
    /// A link to what is not there.
    DanglingLink,
    /// A link to a directory.
    LinkToDirectory,
    /// A link to a file out of the directory that was given.
    LinkOutside,
    /// A named pipe (FIFO).
    Pipe,
    /// A socket.
    Socket,
    /// A device.
    Device,
    /// Something else that is no file.
    Other,
}

/// How many of one kind were left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LeftOutCount {
    /// What they are.
    pub what: LeftOutKind,
    /// How many.
    pub count: u32,
}

impl LeftOutKind {
    /// One of them, or several, in words.
    #[must_use]
    pub const fn words(self, count: u32) -> &'static str {
        match (self, count) {
            (Self::HiddenFile, 1) => "hidden file",
            (Self::HiddenFile, _) => "hidden files",
            (Self::HiddenDirectory, 1) => "hidden directory",
            (Self::HiddenDirectory, _) => "hidden directories",
            (Self::DanglingLink, 1) => "link to nothing",
            (Self::DanglingLink, _) => "links to nothing",
            (Self::LinkToDirectory, 1) => "link to a directory",
            (Self::LinkToDirectory, _) => "links to directories",
            (Self::LinkOutside, 1) => "link out of the directory",
            (Self::LinkOutside, _) => "links out of the directory",
            (Self::Pipe, 1) => "pipe",
            (Self::Pipe, _) => "pipes",
            (Self::Socket, 1) => "socket",
            (Self::Socket, _) => "sockets",
            (Self::Device, 1) => "device",
            (Self::Device, _) => "devices",
            (Self::Other, 1) => "entry that is no file",
            (Self::Other, _) => "entries that are no files",
        }
    }
}

impl LeftOutCount {
    /// `left_out` counted by kind, in the order of [`LeftOutKind`].
    #[must_use]
    pub fn of(left_out: &[LeftOut]) -> Vec<Self> {
        let mut kinds: Vec<LeftOutKind> = left_out.iter().map(|one| one.what).collect();
        kinds.sort_unstable();
        kinds
            .chunk_by(PartialEq::eq)
            .filter_map(|same| {
                Some(Self { what: *same.first()?, count: u32::try_from(same.len()).unwrap_or(u32::MAX) })
            })
            .collect()
    }
}

/// `4 hidden files, 1 pipe`; none where nothing was left out.
#[must_use]
pub fn left_out_in_words(counts: &[LeftOutCount]) -> Option<String> {
    let each: Vec<String> =
        counts.iter().map(|one| format!("{} {}", number(u64::from(one.count)), one.what.words(one.count))).collect();
    (!each.is_empty()).then(|| each.join(", "))
}

/// What to do with what was left out.
pub(crate) const PASS_IT_BY_NAME: &str = "a hidden file is read where it is named itself";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_out_is_counted_by_kind() {
        let left_out = [LeftOutKind::Pipe, LeftOutKind::HiddenFile, LeftOutKind::HiddenFile];
        let left_out = left_out.map(|what| LeftOut { name: "x".to_owned(), what });
        let words = left_out_in_words(&LeftOutCount::of(&left_out));
        assert_eq!(words.as_deref(), Some("2 hidden files, 1 pipe"));
        assert_eq!(left_out_in_words(&[]), None);
    }
}
