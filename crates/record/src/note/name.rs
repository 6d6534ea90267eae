use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

/// The name of a key: not empty, without Unicode white space, `+` and control characters (signed-note, "Format").
///
/// By convention a URL without its scheme, such as `example.org/record`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

impl KeyName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = InvalidKeyName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = |character: char| character.is_whitespace() || character == '+' || character < ' ';
        if text.is_empty() || text.contains(wrong) {
            return Err(InvalidKeyName(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyName({})", self.0)
    }
}

/// The text cannot name a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} cannot name a key: a name is not empty and has no white space and no `+`, like `example.org/record`")]
pub struct InvalidKeyName(String);

/// The four bytes that, with the name, tell a key and its algorithm (signed-note, "Signatures"). Not a commitment to the key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub(super) [u8; 4]);

impl KeyId {
    /// The first four bytes of SHA-256 over the name, a newline, the signature type and the public key.
    pub(super) fn of(name: &KeyName, signature_type: u8, public_key: &[u8; 32]) -> Self {
        let hasher = Sha256::new().chain_update(name.as_str()).chain_update([b'\n', signature_type]);
        let digest: [u8; 32] = hasher.chain_update(public_key).finalize().into();
        let [a, b, c, d, ..] = digest;
        Self([a, b, c, d])
    }

    /// The four bytes, as they stand before a signature.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 4] {
        &self.0
    }
}

impl From<[u8; 4]> for KeyId {
    fn from(bytes: [u8; 4]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}
