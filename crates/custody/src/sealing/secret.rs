use std::fmt;

use dunant_vocabulary::Sha256Digest;
use zeroize::Zeroizing;

/// The secret of a case, from a source of randomness: what all its salts and pseudonyms come from.
///
/// Whoever has it can guess at every observation that was not shown. It is not part of debug output, and is wiped when dropped;
/// whoever made it from bytes wipes those.
pub struct CaseSecret(Zeroizing<[u8; 32]>);

impl CaseSecret {
    /// The secret with these bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*bytes))
    }

    /// The bytes, to be kept where only the secretariat reads.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for CaseSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CaseSecret(…)")
    }
}

/// The key of one item in one case: what its salts come from. Not part of debug output, and wiped when dropped.
pub struct ItemKey(Zeroizing<[u8; 32]>);

impl ItemKey {
    /// The key of `item` in the case of `secret`: SHA-256 of `dunant-item-key/v1`, a newline, the secret and the item's digest.
    #[must_use]
    pub fn derive(secret: &CaseSecret, item: &Sha256Digest) -> Self {
        let parts = [b"dunant-item-key/v1\n".as_slice(), secret.as_bytes(), item.as_bytes()];
        let digest = Sha256Digest::of(&Zeroizing::new(parts.concat()));
        Self(Zeroizing::new(*digest.as_bytes()))
    }

    /// The salt of the leaf at `index` that holds `observation`: SHA-256 of `dunant-leaf-salt/v1`, a newline, the key, the index as
    /// 8 bytes, the most significant first, and the SHA-256 of the observation.
    ///
    /// The observation is part of it, because an item can be sealed twice and another observation then stand at the same index:
    /// the salt that was shown with the first must not help to guess the second.
    pub(super) fn salt(&self, index: u64, observation: &str) -> Sha256Digest {
        let (index, observation) = (index.to_be_bytes(), Sha256Digest::of(observation.as_bytes()));
        let parts = [b"dunant-leaf-salt/v1\n".as_slice(), self.0.as_slice(), &index, observation.as_bytes()];
        Sha256Digest::of(&Zeroizing::new(parts.concat()))
    }
}

impl fmt::Debug for ItemKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ItemKey(…)")
    }
}
