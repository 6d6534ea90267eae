//! Signed notes (C2SP signed-note v1.0.0): text, and who signed it.
//!
//! ```text
//! any lines of text
//!
//! — key.example/name base64(key ID || signature)
//! ```
//!
//! A note's text means nothing until [`Note::verify`] has found a signature by a known key.

mod key;
mod name;
mod signature;

use crate::spelling::Lines;

pub use key::{
    COSIGNATURE_V1, CosignerKey, CosignerSecretKey, ED25519, InvalidKey, PublicKey, SecretKey, SignerKey, VerifierKey,
};
pub use name::{InvalidKeyName, KeyId, KeyName};
pub use signature::{InvalidSignatureLine, SignatureLine};

/// The longest note that is read, in bytes: a megabyte, as Go's implementation has it.
pub const MAX_NOTE_BYTES: usize = 1_000_000;

/// The most signatures that a note may carry: 100, as Go's implementation has it; the specification asks for at least 16.
pub const MAX_SIGNATURES: usize = 100;

/// A text and the signatures under it, well formed but not verified.
///
/// What is parsed and written again gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<SignatureLine>,
}

impl Note {
    /// A note of `text` with `signatures`.
    ///
    /// # Errors
    /// A text that is not well formed (see [`NoteError`]), no signature, or more than [`MAX_SIGNATURES`].
    pub fn new(text: String, signatures: Vec<SignatureLine>) -> Result<Self, NoteError> {
        if !text.ends_with('\n') {
            return Err(NoteError::UnfinishedLine(text.lines().count().max(1)));
        }
        check_characters(&text)?;
        if signatures.is_empty() {
            return Err(NoteError::NoSignature);
        }
        if signatures.len() > MAX_SIGNATURES {
            return Err(NoteError::TooManySignatures(signatures.len()));
        }
        let note = Self { text, signatures };
        match note.to_string().len() {
            length if length > MAX_NOTE_BYTES => Err(NoteError::TooLong(length)),
            _ => Ok(note),
        }
    }

    /// A note of `text` signed by `signer`.
    ///
    /// # Errors
    /// A text that is not well formed.
    pub fn sign(text: String, signer: &SignerKey) -> Result<Self, NoteError> {
        let signature = signer.sign(&text);
        Self::new(text, vec![signature])
    }

    /// Reads a note. The text ends at the last blank line.
    ///
    /// # Errors
    /// What is too long, is not UTF-8, has a control character other than the newline, lacks the blank line or a signature, has a
    /// line below the blank line that is not a signature line, or has more than [`MAX_SIGNATURES`].
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_NOTE_BYTES {
            return Err(NoteError::TooLong(bytes.len()));
        }
        let note = std::str::from_utf8(bytes).map_err(|error| NoteError::NotUtf8(error.valid_up_to()))?;
        check_characters(note)?;
        let (text, signatures) = note
            .rfind("\n\n")
            .and_then(|end| Some((note.get(..=end)?, note.get(end + 2..)?)))
            .ok_or(NoteError::NoBlankLine)?;
        if signatures.is_empty() {
            return Err(NoteError::NoSignature);
        }
        let above = text.matches('\n').count() + 1;
        let (mut lines, mut read) = (Lines::new(signatures), Vec::new());
        while let Some(line) = lines.next_line() {
            if read.len() == MAX_SIGNATURES {
                return Err(NoteError::TooManySignatures(signatures.matches('\n').count()));
            }
            let parsed =
                line.parse().map_err(|source| NoteError::Signature { line: above + lines.number(), source })?;
            read.push(parsed);
        }
        if !lines.rest().is_empty() {
            return Err(NoteError::UnfinishedLine(above + lines.number()));
        }
        Ok(Self { text: text.to_owned(), signatures: read })
    }

    /// The text that the signatures sign, with its last newline, without the blank line.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures in their order, of known and of unknown keys.
    #[must_use]
    pub fn signatures(&self) -> &[SignatureLine] {
        &self.signatures
    }

    /// Appends a signature, as a log does with the cosignatures of its witnesses.
    ///
    /// A signature that stands there already, byte for byte, is not repeated.
    ///
    /// # Errors
    /// More than [`MAX_SIGNATURES`], or more than [`MAX_NOTE_BYTES`].
    pub fn push(&mut self, signature: SignatureLine) -> Result<(), NoteError> {
        if self.signatures.contains(&signature) {
            return Ok(());
        }
        let mut signatures = self.signatures.clone();
        signatures.push(signature);
        *self = Self::new(self.text.clone(), signatures)?;
        Ok(())
    }

    /// Which of `keys` signed this note, each once, in the order of the signatures.
    ///
    /// Signatures by other keys are ignored. Every signature by a known key is checked, also a second one by the same key.
    ///
    /// # Errors
    /// A signature by a known key that does not verify; no signature by a known key; two of `keys` that share name and ID.
    pub fn verify<'k>(&self, keys: &'k [VerifierKey]) -> Result<Vec<&'k VerifierKey>, VerifyError> {
        let mut signers: Vec<&VerifierKey> = Vec::new();
        for line in &self.signatures {
            let Some(key) = line.key_among(keys)? else { continue };
            key.verify(&self.text, line)?;
            if !signers.contains(&key) {
                signers.push(key);
            }
        }
        if signers.is_empty() {
            return Err(VerifyError::NoKnownKey);
        }
        Ok(signers)
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

/// Bytes that are not a signed note.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The note is longer than [`MAX_NOTE_BYTES`].
    #[error("the note has {0} bytes, more than {MAX_NOTE_BYTES}: check that this is the right file")]
    TooLong(usize),
    /// The note is not UTF-8.
    #[error("the note is not UTF-8 at byte {0}: fetch it again, without converting it")]
    NotUtf8(usize),
    /// A control character other than the newline.
    #[error(
        "line {line} holds the control character U+{code:04X}: fetch the note again, without converting its line ends"
    )]
    ControlCharacter {
        /// The number of the line, from 1.
        line: usize,
        /// The character.
        code: u32,
    },
    /// No blank line between text and signatures.
    #[error("no blank line ends the text: a signed note has one before its signatures")]
    NoBlankLine,
    /// No signature after the text.
    #[error("no signature follows the text: sign it, or fetch the note again")]
    NoSignature,
    /// A line that does not end in a newline.
    #[error("line {0} does not end in a newline: fetch the whole note again")]
    UnfinishedLine(usize),
    /// A line below the blank line that is not a signature line.
    #[error("line {line}: {source}")]
    Signature {
        /// The number of the line, from 1.
        line: usize,
        /// What is wrong with it.
        source: InvalidSignatureLine,
    },
    /// More signatures than are read.
    #[error("the note carries {0} signatures, more than {MAX_SIGNATURES}: leave out those that nobody asked for")]
    TooManySignatures(usize),
}

/// A note whose signatures do not stand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// A signature by a known key that does not verify.
    #[error(
        "the signature by `{name}` (key {id}) does not verify: the text was changed, or the key is not the signer's"
    )]
    BadSignature {
        /// The name of the key.
        name: KeyName,
        /// Its ID.
        id: KeyId,
    },
    /// No signature by a known key.
    #[error("no known key signed this: check which keys the signer publishes")]
    NoKnownKey,
    /// Two known keys that a signature line cannot tell apart.
    #[error("two known keys are named `{name}` and have the ID {id}: leave out one of them")]
    AmbiguousKey {
        /// The name of both.
        name: KeyName,
        /// The ID of both.
        id: KeyId,
    },
}

/// Notes hold no ASCII control character but the newline (signed-note, "Format").
fn check_characters(text: &str) -> Result<(), NoteError> {
    let control = text.bytes().enumerate().find(|&(_, byte)| byte < b' ' && byte != b'\n');
    let Some((at, byte)) = control else { return Ok(()) };
    let line = text.bytes().take(at).filter(|&byte| byte == b'\n').count() + 1;
    Err(NoteError::ControlCharacter { line, code: byte.into() })
}

#[cfg(test)]
mod tests;
