//! Unpacking that stops in time: what is unpacked is counted while it is unpacked, and nothing is believed of what an archive
//! says of its sizes.

use std::fmt;
use std::io::Read;

use crate::Limits;

/// What one archive may still unpack.
pub(super) struct Budget<'l> {
    limits: &'l Limits,
    /// Bytes unpacked so far, those thrown away included: a thousand members that each stop at their limit cost time too.
    spent: u64,
}

/// How unpacking one member ended.
pub(super) enum Inflated {
    /// To its end.
    Whole,
    /// At damage; what stood before it was unpacked.
    Damaged(std::io::Error),
    /// At a limit.
    Stopped(Stop),
}

/// A limit that stopped unpacking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// `item-bytes`, in one member.
    Item(u64),
    /// `unpacked-bytes`, in the archive.
    Total(u64),
}

impl<'l> Budget<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self { limits, spent: 0 }
    }

    /// Whether nothing more may be unpacked.
    pub(super) fn is_spent(&self) -> bool {
        self.spent > self.limits.unpacked_bytes
    }

    /// Unpacks `reader` behind what `bytes` holds of the same member.
    pub(super) fn inflate(&mut self, reader: &mut impl Read, bytes: &mut Vec<u8>) -> Inflated {
        let mut chunk = vec![0; 1 << 15];
        loop {
            let read = match reader.read(&mut chunk) {
                Ok(0) => return Inflated::Whole,
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Inflated::Damaged(error),
            };
            self.spent = self.spent.saturating_add(read as u64);
            if self.is_spent() {
                return Inflated::Stopped(Stop::Total(self.limits.unpacked_bytes));
            }
            if bytes.len() as u64 + read as u64 > self.limits.item_bytes {
                return Inflated::Stopped(Stop::Item(self.limits.item_bytes));
            }
            bytes.extend_from_slice(chunk.get(..read).unwrap_or_default());
        }
    }
}

impl Stop {
    /// How the limit is raised.
    pub(super) fn help(self) -> String {
        format!("raise it with `--limit {}=N`", self.name())
    }

    fn name(self) -> &'static str {
        match self {
            Self::Item(_) => "item-bytes",
            Self::Total(_) => "unpacked-bytes",
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Item(bytes) | Self::Total(bytes)) = self;
        write!(f, "the limit `{}` ({bytes} bytes)", self.name())
    }
}
