use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use dunant_record::note::KeyName;
use dunant_vocabulary::Sha256Digest;

/// How many levels a prefix tree has: one for each bit of a [`Position`].
pub const LEVELS: u16 = 256;

/// The place of a chain in every prefix tree of its body: SHA-256 of `dunant-position/v1`, the body and the chain's subject, a line each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position([u8; 32]);

impl Position {
    /// The place of the chain about `subject`, written as its links write it (`members`, `case/2026-1`), of the body `body`.
    #[must_use]
    pub fn of(body: &KeyName, subject: &dyn fmt::Display) -> Self {
        Self(*Sha256Digest::of(format!("dunant-position/v1\n{}\n{subject}\n", body.as_str()).as_bytes()).as_bytes())
    }

    /// Any place at all, for a leaf that is of no chain.
    pub(crate) fn at(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The level at which the ways from the root to here and to `other` part; nothing where they are the same.
    pub(crate) fn parts_from(&self, other: &Self) -> Option<u16> {
        (0..LEVELS).find(|level| self.goes_right(*level) != other.goes_right(*level))
    }

    /// Whether the path from the root goes right at `level`, 0 at the root.
    pub(crate) fn goes_right(&self, level: u16) -> bool {
        let byte = self.0.get(usize::from(level >> 3)).copied().unwrap_or_default();
        byte >> (7 - (level & 7)) & 1 == 1
    }
}

/// 32 random bytes that the first link of a chain holds. By them nobody can tell from a published path whether a chain that it passes by is one that it
/// passed by in another epoch, or guess where it stands.
///
/// Public once the chain is; wiped when dropped until then.
#[derive(Clone)]
pub struct Nonce(Zeroizing<[u8; 32]>);

impl Nonce {
    /// The nonce with these bytes, from a source of randomness.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*bytes))
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nonce(…)")
    }
}

/// Where a chain stands: the number of its newest link, from 0, and the digest of that link's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number of the newest link.
    pub number: u64,
    /// The digest of the newest link's text.
    pub digest: Sha256Digest,
}

impl Head {
    /// The leaf of a chain that stands here in `epoch`: SHA-256 of a zero byte, the position, the number and the digest, and the HMAC-SHA-256
    /// of the epoch under the nonce; numbers as 8 bytes, the most significant first.
    #[must_use]
    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    pub fn leaf(&self, position: &Position, nonce: &Nonce, epoch: u64) -> Node {
        let mut blind = Hmac::<Sha256>::new_from_slice(nonce.0.as_slice()).expect("a key of 32 bytes");
        blind.update(&epoch.to_be_bytes());
        let hash = Sha256::new()
            .chain_update([0])
            .chain_update(position.0)
            .chain_update(self.number.to_be_bytes())
            .chain_update(self.digest.as_bytes())
            .chain_update(blind.finalize().into_bytes());
        Node(hash.finalize().into())
    }
}

/// A node of a prefix tree: a leaf, or the hash of the two below it; all zeros where nothing stands below.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Node([u8; 32]);

impl Node {
    /// The node below which no chain stands: 32 zero bytes.
    pub const EMPTY: Self = Self([0; 32]);

    /// The node above two: empty above two empty ones, else SHA-256 of a one byte and both.
    #[must_use]
    pub fn above(left: &Self, right: &Self) -> Self {
        if *left == Self::EMPTY && *right == Self::EMPTY {
            return Self::EMPTY;
        }
        Self(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
    }

    /// Whether no chain stands below.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::EMPTY
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Node {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Node({self})")
    }
}
