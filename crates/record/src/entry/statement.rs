use std::fmt;
use std::str::FromStr;

use dunant_vocabulary::Sha256Digest;

use super::{EntryError, PREFIX, SALT_BYTES, VERSION};
use crate::cosignature::Timestamp;
use crate::merkle::Hash;
use crate::note::VerifierKey;
use crate::spelling::{self, Lines};

/// What an entry states. Each document is named by the SHA-256 of its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    /// The panel decided.
    Finding {
        /// The finding.
        document: Sha256Digest,
        /// The assessment that it rests on.
        assessment: Sha256Digest,
    },
    /// An earlier entry no longer holds. The earlier one stays where it is.
    Supersession {
        /// Which entry.
        superseded: EntryReference,
        /// What holds now, and why.
        document: Sha256Digest,
    },
    /// Somebody commits to a document that is not shown yet.
    Commitment {
        /// The [`seal`](super::seal) over the document.
        seal: Sha256Digest,
    },
    /// A sealed document is shown.
    Opening {
        /// The commitment.
        commitment: EntryReference,
        /// The document.
        document: Sha256Digest,
        /// The salt of the seal.
        salt: [u8; SALT_BYTES],
    },
    /// An organisation or a state answers for itself with this key.
    Party {
        /// Its key.
        key: VerifierKey,
        /// Who it is, and who may sign for it.
        document: Sha256Digest,
    },
    /// A key of a member of the panel is in use, or no longer.
    MemberKey {
        /// The key.
        key: VerifierKey,
        /// Whether it may sign from here on.
        standing: Standing,
    },
    /// A party promises.
    Pledge {
        /// The pledge.
        document: Sha256Digest,
    },
    /// Nothing was logged for a while, and the log is alive.
    Heartbeat {
        /// When.
        time: Timestamp,
    },
}

/// Whether a member's key may sign, from the entry that says so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It may.
    Enrolled,
    /// It may not, and what it signed before stands.
    Retired,
    /// It may not, and what it signed before is to be doubted.
    Compromised,
}

impl Standing {
    const ALL: [(&'static str, Self); 3] =
        [("enrolled", Self::Enrolled), ("retired", Self::Retired), ("compromised", Self::Compromised)];
}

/// An earlier entry of the same log: its index, and the hash of its leaf, so that it cannot be taken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryReference {
    /// The index, from 0.
    pub index: u64,
    /// The leaf hash.
    pub leaf: Hash,
}

impl EntryReference {
    /// Whether the entry at `index` with these bytes is the one that is meant.
    #[must_use]
    pub fn is_to(&self, index: u64, entry: &[u8]) -> bool {
        self.index == index && self.leaf == Hash::of_leaf(entry)
    }
}

impl Statement {
    /// The kinds of entries of this version, as they stand on the first line.
    pub const KINDS: [&'static str; 8] =
        ["finding", "supersession", "commitment", "opening", "party", "member-key", "pledge", "heartbeat"];

    /// The kind, as it stands on the first line.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Finding { .. } => "finding",
            Self::Supersession { .. } => "supersession",
            Self::Commitment { .. } => "commitment",
            Self::Opening { .. } => "opening",
            Self::Party { .. } => "party",
            Self::MemberKey { .. } => "member-key",
            Self::Pledge { .. } => "pledge",
            Self::Heartbeat { .. } => "heartbeat",
        }
    }

    /// Reads the fields of a statement of `kind`, in their one order.
    pub(super) fn read(kind: &str, lines: &mut Lines<'_>) -> Result<Self, EntryError> {
        let kind = Self::KINDS.into_iter().find(|known| *known == kind).ok_or(EntryError::NotAnEntry)?;
        let mut fields = Fields { kind, lines };
        Ok(match kind {
            "finding" => {
                Self::Finding { document: fields.document()?, assessment: fields.parsed("assessment <SHA-256>")? }
            }
            "supersession" => Self::Supersession {
                superseded: fields.reference("supersedes <index> <leaf hash>")?,
                document: fields.document()?,
            },
            "commitment" => Self::Commitment { seal: fields.parsed("seal <SHA-256>")? },
            "opening" => Self::Opening {
                commitment: fields.reference("opens <index> <leaf hash>")?,
                document: fields.document()?,
                salt: fields.field("salt <base64 of 32 bytes>", spelling::decode_base64_array)?,
            },
            "party" => Self::Party { key: fields.parsed("key <vkey>")?, document: fields.document()? },
            "member-key" => Self::MemberKey { key: fields.parsed("key <vkey>")?, standing: fields.standing()? },
            "pledge" => Self::Pledge { document: fields.document()? },
            _ => Self::Heartbeat { time: fields.field("time <seconds since 1970>", Timestamp::parse)? },
        })
    }
}

impl fmt::Display for Statement {
    /// The text that is signed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{PREFIX}{VERSION} {}", self.kind())?;
        match self {
            Self::Finding { document, assessment } => writeln!(f, "document {document}\nassessment {assessment}"),
            Self::Supersession { superseded: EntryReference { index, leaf }, document } => {
                writeln!(f, "supersedes {index} {leaf}\ndocument {document}")
            }
            Self::Commitment { seal } => writeln!(f, "seal {seal}"),
            Self::Opening { commitment: EntryReference { index, leaf }, document, salt } => {
                writeln!(f, "opens {index} {leaf}\ndocument {document}\nsalt {}", spelling::encode_base64(salt))
            }
            Self::Party { key, document } => writeln!(f, "key {key}\ndocument {document}"),
            Self::MemberKey { key, standing } => {
                let word = Standing::ALL.into_iter().find(|(_, known)| known == standing).map_or("", |(word, _)| word);
                writeln!(f, "key {key}\nstanding {word}")
            }
            Self::Pledge { document } => writeln!(f, "document {document}"),
            Self::Heartbeat { time } => writeln!(f, "time {time}"),
        }
    }
}

/// Reads one field a line.
struct Fields<'l, 'a> {
    kind: &'static str,
    lines: &'l mut Lines<'a>,
}

impl Fields<'_, '_> {
    /// The value of the next line, which has the form `expected`: its first word names the field.
    fn field<T>(&mut self, expected: &'static str, read: impl FnOnce(&str) -> Option<T>) -> Result<T, EntryError> {
        let name = expected.split(' ').next().unwrap_or_default();
        let line = self.lines.next_line();
        let value = line.and_then(|line| line.strip_prefix(name)?.strip_prefix(' ')).and_then(read);
        value.ok_or(EntryError::Line { line: self.lines.number(), kind: self.kind, expected })
    }

    /// A value that is written as it is shown, and in no other way.
    fn parsed<T: FromStr + fmt::Display>(&mut self, expected: &'static str) -> Result<T, EntryError> {
        self.field(expected, |text| text.parse().ok().filter(|value: &T| value.to_string() == text))
    }

    fn document(&mut self) -> Result<Sha256Digest, EntryError> {
        self.parsed("document <SHA-256>")
    }

    fn reference(&mut self, expected: &'static str) -> Result<EntryReference, EntryError> {
        self.field(expected, |text| {
            let (index, leaf) = text.split_once(' ')?;
            Some(EntryReference { index: spelling::decimal(index)?, leaf: leaf.parse().ok()? })
        })
    }

    fn standing(&mut self) -> Result<Standing, EntryError> {
        self.field("standing <enrolled|retired|compromised>", |text| {
            Standing::ALL.into_iter().find(|(word, _)| *word == text).map(|(_, standing)| standing)
        })
    }
}
