use std::fmt;
use std::str::FromStr;

use super::key::PublicKey;
use super::{InvalidKeyName, KeyId, KeyName, VerifyError};
use crate::spelling;

/// One line under a note: who says to have signed, and the signature.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SignatureLine {
    name: KeyName,
    id: KeyId,
    signature: Vec<u8>,
}

impl SignatureLine {
    pub(crate) fn new(name: KeyName, id: KeyId, signature: Vec<u8>) -> Self {
        Self { name, id, signature }
    }

    /// The name of the key.
    #[must_use]
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The ID of the key.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The signature without the key ID, as the algorithm of the key has it.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The key among `keys` that this line names.
    pub(crate) fn key_among<'k, const TYPE: u8>(
        &self,
        keys: &'k [PublicKey<TYPE>],
    ) -> Result<Option<&'k PublicKey<TYPE>>, VerifyError> {
        let mut named = keys.iter().filter(|key| key.signs(self));
        match (named.next(), named.next()) {
            (key, None) => Ok(key),
            _ => Err(VerifyError::AmbiguousKey { name: self.name.clone(), id: self.id }),
        }
    }

    pub(crate) fn bad(&self) -> VerifyError {
        VerifyError::BadSignature { name: self.name.clone(), id: self.id }
    }
}

impl FromStr for SignatureLine {
    type Err = InvalidSignatureLine;

    /// Reads a line without its newline.
    fn from_str(line: &str) -> Result<Self, Self::Err> {
        let (name, blob) =
            line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or(InvalidSignatureLine::Form)?;
        let name = name.parse()?;
        let blob = spelling::decode_base64(blob).ok_or(InvalidSignatureLine::Base64)?;
        match blob.split_first_chunk::<4>() {
            Some((id, signature)) if !signature.is_empty() => Ok(Self::new(name, KeyId(*id), signature.to_vec())),
            _ => Err(InvalidSignatureLine::Short(blob.len())),
        }
    }
}

impl fmt::Display for SignatureLine {
    /// The line without its newline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let blob = [self.id.as_bytes().as_slice(), &self.signature].concat();
        write!(f, "— {} {}", self.name, spelling::encode_base64(blob))
    }
}

/// The text is not a signature line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSignatureLine {
    /// Not em dash, space, name, space, signature.
    #[error("not a signature line: expected `— name base64`, with an em dash and single spaces")]
    Form,
    /// The name cannot name a key.
    #[error(transparent)]
    Name(#[from] InvalidKeyName),
    /// The signature is not base64.
    #[error("the signature is not standard base64 with its padding: copy the line again")]
    Base64,
    /// Not even a key ID and one byte.
    #[error("the signature has {0} bytes: it begins with a key ID of 4 and has at least one more")]
    Short(usize),
}
