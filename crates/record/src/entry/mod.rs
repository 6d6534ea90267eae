//! What the record logs: entries, each a few digests that say what was decided or promised, and who signed it.
//!
//! ```text
//! dunant-entry/v1 finding
//! document 60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752
//! assessment fd61a03af4f77d870fc21e05e7e80678095c92d808cfb3b5c279ee04c74aca13
//!
//! — example.org/panel/member-3 cH6Zt…
//! ```
//!
//! An entry is text in the form of a signed note's, or a signed note: a person can read it in the tile, any tool for notes can
//! check its signatures, and each meaning has one spelling. Documents stay outside; the record holds their digests, and no field
//! holds personal data, since nothing can be taken out of a log again. Names of keys name an office, such as
//! `example.org/panel/member-3`.
//!
//! Signatures under an entry are of type 0x01 over a text that begins with `dunant-entry/`; cosignatures are of type 0x04 over one
//! that begins with `cosignature/`, and a checkpoint has no white space in its first line. None can stand for another.

mod seal;
mod statement;

use std::fmt;

use crate::merkle::Hash;
use crate::note::{Note, NoteError, SignatureLine, SignerKey, VerifierKey, VerifyError};
use crate::spelling::{self, Lines};
use crate::tiles::MAX_ENTRY_BYTES;

pub use seal::{SALT_BYTES, seal};
pub use statement::{EntryReference, Standing, Statement};

/// What every entry begins with.
const PREFIX: &str = "dunant-entry/v";

/// An entry as it stands in a leaf.
///
/// What is parsed and written again gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// An entry of a version and kind that is known here.
    Known(Box<KnownEntry>),
    /// An entry of a later version, or of a kind that came later: kept as it is, and to be shown as unknown.
    Unknown(UnknownEntry),
}

impl Entry {
    /// Reads a leaf.
    ///
    /// # Errors
    /// What is longer than [`MAX_ENTRY_BYTES`], is no entry of this record, or is of a known version and kind and not well formed.
    pub fn parse(bytes: &[u8]) -> Result<Self, EntryError> {
        if bytes.len() > MAX_ENTRY_BYTES {
            return Err(EntryError::TooLong(bytes.len()));
        }
        let header = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let header = std::str::from_utf8(header).ok().and_then(|header| header.strip_prefix(PREFIX));
        let header = header.ok_or(EntryError::NotAnEntry)?;
        let (version, kind) = header.split_once(' ').unwrap_or((header, ""));
        let version = spelling::decimal(version).filter(|&version| version > 0).ok_or(EntryError::NotAnEntry)?;
        let kinds: &[&str] = match version {
            1 => &Statement::KINDS,
            2 => &Statement::KINDS_2,
            _ => &[],
        };
        if !kinds.contains(&kind) {
            return Ok(Self::Unknown(UnknownEntry { version, kind: kind.to_owned(), bytes: bytes.to_vec() }));
        }
        KnownEntry::parse(bytes).map(|entry| Self::Known(Box::new(entry)))
    }

    /// The bytes of the leaf.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Known(entry) => entry.to_string().into_bytes(),
            Self::Unknown(entry) => entry.bytes.clone(),
        }
    }

    /// The hash of the leaf.
    #[must_use]
    pub fn leaf_hash(&self) -> Hash {
        Hash::of_leaf(&self.to_bytes())
    }
}

/// A statement, and who signed it; the signatures are not verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownEntry {
    statement: Statement,
    signatures: Vec<SignatureLine>,
}

impl KnownEntry {
    /// An entry that nobody has signed yet.
    #[must_use]
    pub fn new(statement: Statement) -> Self {
        Self { statement, signatures: Vec::new() }
    }

    /// Adds the signature of `signer`: that of a member who has reviewed, of a party that pledges.
    ///
    /// # Errors
    /// More than a note's signatures, or than [`MAX_ENTRY_BYTES`].
    pub fn sign(&mut self, signer: &SignerKey) -> Result<(), EntryError> {
        self.push(signer.sign(&self.statement.to_string()))
    }

    /// Adds a signature that somebody else made over [`KnownEntry::text`].
    ///
    /// # Errors
    /// More than a note's signatures, or than [`MAX_ENTRY_BYTES`].
    pub fn push(&mut self, signature: SignatureLine) -> Result<(), EntryError> {
        let mut longer = self.clone();
        if !longer.signatures.contains(&signature) {
            longer.signatures.push(signature);
        }
        longer.note().transpose()?;
        match longer.to_string().len() {
            length if length > MAX_ENTRY_BYTES => Err(EntryError::TooLong(length)),
            _ => {
                *self = longer;
                Ok(())
            }
        }
    }

    /// What the entry states.
    #[must_use]
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The text that is signed.
    #[must_use]
    pub fn text(&self) -> String {
        self.statement.to_string()
    }

    /// The signatures in their order.
    #[must_use]
    pub fn signatures(&self) -> &[SignatureLine] {
        &self.signatures
    }

    /// Which of `keys` signed this entry, as [`Note::verify`] has it. Which keys are a member's or a party's at this index, earlier
    /// entries say.
    ///
    /// # Errors
    /// As [`Note::verify`]; nobody signed.
    pub fn verify<'k>(&self, keys: &'k [VerifierKey]) -> Result<Vec<&'k VerifierKey>, VerifyError> {
        match self.note() {
            Some(Ok(note)) => note.verify(keys),
            _ => Err(VerifyError::NoKnownKey),
        }
    }

    /// The entry as a signed note; nothing where nobody signed.
    fn note(&self) -> Option<Result<Note, NoteError>> {
        (!self.signatures.is_empty()).then(|| Note::new(self.text(), self.signatures.clone()))
    }

    fn parse(bytes: &[u8]) -> Result<Self, EntryError> {
        let text = std::str::from_utf8(bytes).map_err(|error| EntryError::NotUtf8(error.valid_up_to()))?;
        // No line of a statement is blank: a blank line says that signatures follow.
        if !text.contains("\n\n") {
            return Ok(Self::new(read_statement(text)?));
        }
        let note = Note::parse(bytes)?;
        let entry = Self { statement: read_statement(note.text())?, signatures: note.signatures().to_vec() };
        for (place, signature) in entry.signatures.iter().enumerate() {
            if entry.signatures.iter().take(place).any(|earlier| earlier == signature) {
                return Err(EntryError::RepeatedSignature(place + 1));
            }
        }
        Ok(entry)
    }
}

impl fmt::Display for KnownEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.statement.fmt(f)?;
        if !self.signatures.is_empty() {
            writeln!(f)?;
        }
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

/// An entry that this version cannot read. Its bytes are kept, so that its leaf hash and proofs hold all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownEntry {
    version: u64,
    kind: String,
    bytes: Vec<u8>,
}

impl UnknownEntry {
    /// The version that the entry says to be of.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// What stands behind the version on the first line; may be empty, and may hold any character but the newline.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The bytes of the leaf.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Bytes that are not an entry, or an entry that cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Longer than a leaf may be.
    #[error("the entry has {0} bytes, more than {MAX_ENTRY_BYTES}: log digests, and keep documents outside")]
    TooLong(usize),
    /// Not an entry of this record.
    #[error("line 1 does not begin with `{PREFIX}` and a version: this leaf is not of a Dunant record")]
    NotAnEntry,
    /// Not UTF-8.
    #[error("the entry is not UTF-8 at byte {0}: it was not written by this program")]
    NotUtf8(usize),
    /// A line is not what the kind of entry has there.
    #[error("line {line} is not what a `{kind}` has there: expected `{expected}`")]
    Line {
        /// The number of the line, from 1.
        line: usize,
        /// The kind of entry.
        kind: &'static str,
        /// The form of the line.
        expected: &'static str,
    },
    /// Text behind the last line.
    #[error("line {0} is one too many: leave it out, or log another kind of entry")]
    Trailing(usize),
    /// The same signature line twice.
    #[error("signature {0} stands there twice: leave it out")]
    RepeatedSignature(usize),
    /// Not a signed note.
    #[error(transparent)]
    Note(#[from] NoteError),
}

fn read_statement(text: &str) -> Result<Statement, EntryError> {
    let mut lines = Lines::new(text);
    let header = lines.next_line().and_then(|line| line.strip_prefix(PREFIX)).ok_or(EntryError::NotAnEntry)?;
    let statement = match header.split_once(' ') {
        Some(("1", kind)) => Statement::read(kind, &mut lines)?,
        Some(("2", kind)) => Statement::read_2(kind, &mut lines)?,
        _ => return Err(EntryError::NotAnEntry),
    };
    if !lines.rest().is_empty() {
        return Err(EntryError::Trailing(lines.number() + 1));
    }
    Ok(statement)
}

#[cfg(test)]
mod tests;
