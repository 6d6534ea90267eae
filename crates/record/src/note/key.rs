use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer as _, SigningKey, Verifier as _, VerifyingKey};

use super::{InvalidKeyName, KeyId, KeyName, SignatureLine, VerifyError};
use crate::spelling;

/// The signature type of Ed25519 over the note's text (signed-note, "Signature types").
pub const ED25519: u8 = 0x01;

/// The signature type of a witness's timestamped Ed25519 cosignature (tlog-cosignature).
pub const COSIGNATURE_V1: u8 = 0x04;

/// The public key of somebody who signs notes: a log, a member, a party.
pub type VerifierKey = PublicKey<ED25519>;

/// The secret key of somebody who signs notes.
pub type SignerKey = SecretKey<ED25519>;

/// The public key of a witness. Its type keeps its signatures apart from all others.
pub type CosignerKey = PublicKey<COSIGNATURE_V1>;

/// The secret key of a witness.
pub type CosignerSecretKey = SecretKey<COSIGNATURE_V1>;

/// A named Ed25519 public key for signatures of one type.
///
/// Shown and parsed as a verifier key, `name+id+base64(type || key)`. The point is decompressed once, here.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey<const TYPE: u8> {
    name: KeyName,
    id: KeyId,
    key: VerifyingKey,
}

impl<const TYPE: u8> PublicKey<TYPE> {
    /// The key `bytes` (RFC 8032, section 5.1.5) under `name`.
    ///
    /// # Errors
    /// Bytes that are not the one spelling of a point on the curve, and points of small order, under which a signature would
    /// hold for almost any text.
    pub fn new(name: KeyName, bytes: &[u8; 32]) -> Result<Self, InvalidKey> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| InvalidKey::NotAPoint)?;
        if key.to_edwards().compress().as_bytes() != bytes {
            return Err(InvalidKey::NotAPoint);
        }
        if key.is_weak() {
            return Err(InvalidKey::Weak);
        }
        Ok(Self { id: KeyId::of(&name, TYPE, bytes), name, key })
    }

    /// The name of the key.
    #[must_use]
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The ID of the key: with the name, what a signature line is matched by.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The 32 bytes of the key. Two keys of the same bytes are one key, whatever their names and types.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// Whether `line` says to be by this key.
    #[must_use]
    pub fn signs(&self, line: &SignatureLine) -> bool {
        self.id == line.id() && self.name == *line.name()
    }

    /// Verifies as Go's `crypto/ed25519` does: one scalar below the order, `R` compared byte for byte, no cofactor.
    pub(crate) fn holds(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature).is_ok_and(|signature| self.key.verify(message, &signature).is_ok())
    }
}

impl VerifierKey {
    /// Verifies that `line` is this key's signature of `text`.
    ///
    /// # Errors
    /// A line of another key, and a signature that does not verify.
    pub fn verify(&self, text: &str, line: &SignatureLine) -> Result<(), VerifyError> {
        if !self.signs(line) {
            return Err(VerifyError::NoKnownKey);
        }
        if !self.holds(text.as_bytes(), line.signature()) {
            return Err(line.bad());
        }
        Ok(())
    }
}

impl<const TYPE: u8> fmt::Display for PublicKey<TYPE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}+{}", self.name, self.id, typed(TYPE, self.as_bytes()))
    }
}

impl<const TYPE: u8> fmt::Debug for PublicKey<TYPE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl<const TYPE: u8> FromStr for PublicKey<TYPE> {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, id, bytes) = read::<TYPE>(text).map_err(|error| error.unwrap_or(InvalidKey::Form))?;
        let key = Self::new(name, &bytes)?;
        if key.id.to_string() != id {
            return Err(InvalidKey::Id { found: id.to_owned(), expected: key.id });
        }
        Ok(key)
    }
}

/// A named Ed25519 secret key for signatures of one type. Debug output shows whose it is, never the key; it is wiped when dropped.
pub struct SecretKey<const TYPE: u8> {
    name: KeyName,
    id: KeyId,
    key: SigningKey,
}

impl<const TYPE: u8> SecretKey<TYPE> {
    /// The key that `seed` gives (RFC 8032, section 5.1.5), under `name`. The seed must come from a source of randomness.
    #[must_use]
    pub fn from_seed(name: KeyName, seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        Self { id: KeyId::of(&name, TYPE, key.verifying_key().as_bytes()), name, key }
    }

    /// Reads `PRIVATE+KEY+name+id+base64(type || seed)`, the form of Go's `sumdb/note`.
    ///
    /// # Errors
    /// A text of another form, of another type, or whose ID is not that of the key.
    pub fn parse(text: &str) -> Result<Self, InvalidKey> {
        let encoded = text.strip_prefix("PRIVATE+KEY+").ok_or(InvalidKey::SecretForm)?;
        // No error of a secret key repeats its text.
        let (name, id, seed) = read::<TYPE>(encoded).map_err(|error| error.unwrap_or(InvalidKey::SecretForm))?;
        let key = Self::from_seed(name, &seed);
        if key.id.to_string() != id {
            return Err(InvalidKey::Id { found: id.to_owned(), expected: key.id });
        }
        Ok(key)
    }

    /// The text that [`SecretKey::parse`] reads. Whoever holds it can sign.
    #[must_use]
    pub fn to_secret_text(&self) -> String {
        format!("PRIVATE+KEY+{}+{}+{}", self.name, self.id, typed(TYPE, self.key.as_bytes()))
    }

    /// The public key.
    #[must_use]
    pub fn public(&self) -> PublicKey<TYPE> {
        PublicKey { name: self.name.clone(), id: self.id, key: self.key.verifying_key() }
    }

    /// The name of the key.
    #[must_use]
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// A signature line over `message`, with `before` between the key ID and the signature.
    pub(crate) fn line(&self, before: &[u8], message: &[u8]) -> SignatureLine {
        let signature = self.key.sign(message).to_bytes();
        SignatureLine::new(self.name.clone(), self.id, [before, &signature].concat())
    }
}

impl SignerKey {
    /// Signs `text`, which must end in a newline to stand in a note.
    #[must_use]
    pub fn sign(&self, text: &str) -> SignatureLine {
        self.line(&[], text.as_bytes())
    }
}

impl<const TYPE: u8> fmt::Debug for SecretKey<TYPE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({}+{})", self.name, self.id)
    }
}

/// The text is not a key of the type that is wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKey {
    /// Not of the form of a verifier key.
    #[error("not a verifier key: expected `name+id+base64`, like `example.org/record+1f0a2b3c+AeTr…`")]
    Form,
    /// Not of the form of a secret key.
    #[error("not a secret key: expected `PRIVATE+KEY+name+id+base64`")]
    SecretForm,
    /// The name cannot name a key.
    #[error(transparent)]
    Name(#[from] InvalidKeyName),
    /// A key for signatures of another type.
    #[error(
        "the key is for signatures of type {found:#04x}, not {expected:#04x}: logs, members and parties have type 0x01, \
         witnesses 0x04"
    )]
    Type {
        /// The type of this key.
        found: u8,
        /// The type that is wanted.
        expected: u8,
    },
    /// The ID is not that of the key.
    #[error("the key's ID is {expected}, not `{found}`: copy the whole key again, its name included")]
    Id {
        /// The ID in the text.
        found: String,
        /// The ID that name and key have.
        expected: KeyId,
    },
    /// The bytes are not a point on the curve in its one spelling.
    #[error("the key's bytes are not an Ed25519 public key: copy the whole key again")]
    NotAPoint,
    /// The point has small order.
    #[error("the key is weak: a signature under it would hold for almost any text; ask for another key")]
    Weak,
}

fn typed(signature_type: u8, bytes: &[u8; 32]) -> String {
    spelling::encode_base64([&[signature_type], bytes.as_slice()].concat())
}

/// The parts of `name+id+base64(type || key)`; an error of none says that the text has another form.
fn read<const TYPE: u8>(text: &str) -> Result<(KeyName, &str, [u8; 32]), Option<InvalidKey>> {
    let (name, rest) = text.split_once('+').ok_or(None)?;
    let (id, encoded) = rest.split_once('+').ok_or(None)?;
    let name = name.parse().map_err(|error: InvalidKeyName| Some(error.into()))?;
    let bytes = spelling::decode_base64(encoded).ok_or(None)?;
    let (&found, key) = bytes.split_first().ok_or(None)?;
    if found != TYPE {
        return Err(Some(InvalidKey::Type { found, expected: TYPE }));
    }
    let key = key.try_into().map_err(|_| None)?;
    Ok((name, id, key))
}
