use std::fmt;
use std::str::FromStr;

use dunant_vocabulary::Sha256Digest;

use super::{EntryError, PREFIX, SALT_BYTES};
use crate::case::RoundName;
use crate::cosignature::Timestamp;
use crate::merkle::{Hash, TreeHead};
use crate::note::{KeyName, VerifierKey};
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
    /// Version 2. A member is enrolled, before it can sit on a panel.
    Member {
        /// The body on whose panels it may sit.
        body: KeyName,
        /// Its key.
        key: VerifierKey,
        /// Its declaration, under its own signature and those of appointers.
        document: Sha256Digest,
    },
    /// Version 2. The panel decided one round of a case. A second entry of the same round contradicts the first, unless it supersedes it.
    RoundFinding {
        /// Which round.
        of: RoundName,
        /// The epoch of the heads log in which the decision first stood.
        epoch: u64,
        /// The finding.
        document: Sha256Digest,
        /// The assessment that it rests on.
        assessment: Sha256Digest,
    },
    /// Version 2. An earlier finding of the case no longer holds.
    RoundSupersession {
        /// The round that holds now.
        of: RoundName,
        /// The entry of the earlier finding.
        superseded: EntryReference,
        /// What holds now.
        document: Sha256Digest,
    },
    /// Version 2. An author shows a step that the finding of a round left out. Its author signs the entry.
    Contest {
        /// Which round.
        of: RoundName,
        /// The lodged step with its proof.
        document: Sha256Digest,
    },
    /// Version 2. A key of the body, or of a member, is followed by another.
    Key {
        /// The body.
        body: KeyName,
        /// The key that ends.
        old: VerifierKey,
        /// The key that follows it.
        new: VerifierKey,
        /// The note under both keys.
        document: Sha256Digest,
    },
    /// Version 2. A log of the body has ended, and another goes on.
    LogEnd {
        /// The body.
        body: KeyName,
        /// The origin of the log that ended.
        log: KeyName,
        /// Its last size and root.
        head: TreeHead,
        /// The key of the log that goes on.
        next: VerifierKey,
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
    /// The kinds of entries of version 1, as they stand on the first line.
    pub const KINDS: [&'static str; 8] =
        ["finding", "supersession", "commitment", "opening", "party", "member-key", "pledge", "heartbeat"];

    /// The kinds of entries of version 2: each names its body, and what is of a case names the case and its round.
    pub const KINDS_2: [&'static str; 6] = ["member", "finding", "supersession", "contest", "key", "log-end"];

    /// The version that the statement is written in.
    #[must_use]
    pub fn version(&self) -> u64 {
        match self {
            Self::Finding { .. }
            | Self::Supersession { .. }
            | Self::Commitment { .. }
            | Self::Opening { .. }
            | Self::Party { .. }
            | Self::MemberKey { .. }
            | Self::Pledge { .. }
            | Self::Heartbeat { .. } => 1,
            Self::Member { .. }
            | Self::RoundFinding { .. }
            | Self::RoundSupersession { .. }
            | Self::Contest { .. }
            | Self::Key { .. }
            | Self::LogEnd { .. } => 2,
        }
    }

    /// The round of a case that the statement is of; nothing where it is of none, or, in version 1, names none.
    #[must_use]
    pub fn round(&self) -> Option<&RoundName> {
        match self {
            Self::RoundFinding { of, .. } | Self::RoundSupersession { of, .. } | Self::Contest { of, .. } => Some(of),
            _ => None,
        }
    }

    /// Whether a record that holds both contradicts itself: two findings of one round of one case, which are not the same (property P4).
    #[must_use]
    pub fn contradicts(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::RoundFinding { of, document, .. }, Self::RoundFinding { of: also, document: another, .. }) => {
                of == also && document != another
            }
            _ => false,
        }
    }

    /// The kind, as it stands on the first line.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Finding { .. } | Self::RoundFinding { .. } => "finding",
            Self::Supersession { .. } | Self::RoundSupersession { .. } => "supersession",
            Self::Commitment { .. } => "commitment",
            Self::Opening { .. } => "opening",
            Self::Party { .. } => "party",
            Self::MemberKey { .. } => "member-key",
            Self::Pledge { .. } => "pledge",
            Self::Heartbeat { .. } => "heartbeat",
            Self::Member { .. } => "member",
            Self::Contest { .. } => "contest",
            Self::Key { .. } => "key",
            Self::LogEnd { .. } => "log-end",
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

    /// Reads the fields of a statement of version 2.
    pub(super) fn read_2(kind: &str, lines: &mut Lines<'_>) -> Result<Self, EntryError> {
        let kind = Self::KINDS_2.into_iter().find(|known| *known == kind).ok_or(EntryError::NotAnEntry)?;
        let mut fields = Fields { kind, lines };
        Ok(match kind {
            "member" => {
                Self::Member { body: fields.body()?, key: fields.parsed("key <vkey>")?, document: fields.document()? }
            }
            "finding" => Self::RoundFinding {
                of: fields.round()?,
                epoch: fields.field("epoch <number>", spelling::decimal)?,
                document: fields.document()?,
                assessment: fields.parsed("assessment <SHA-256>")?,
            },
            "supersession" => Self::RoundSupersession {
                of: fields.round()?,
                superseded: fields.reference("supersedes <index> <leaf hash>")?,
                document: fields.document()?,
            },
            "contest" => Self::Contest { of: fields.round()?, document: fields.document()? },
            "key" => Self::Key {
                body: fields.body()?,
                old: fields.parsed("old <vkey>")?,
                new: fields.parsed("new <vkey>")?,
                document: fields.document()?,
            },
            _ => Self::LogEnd {
                body: fields.body()?,
                log: fields.parsed("log <origin>")?,
                head: fields.head()?,
                next: fields.parsed("next <vkey>")?,
            },
        })
    }
}

impl fmt::Display for Statement {
    /// The text that is signed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{PREFIX}{} {}", self.version(), self.kind())?;
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
            Self::Member { body, key, document } => writeln!(f, "body {body}\nkey {key}\ndocument {document}"),
            Self::RoundFinding { of, epoch, document, assessment } => {
                write_round(f, of)?;
                writeln!(f, "epoch {epoch}\ndocument {document}\nassessment {assessment}")
            }
            Self::RoundSupersession { of, superseded: EntryReference { index, leaf }, document } => {
                write_round(f, of)?;
                writeln!(f, "supersedes {index} {leaf}\ndocument {document}")
            }
            Self::Contest { of, document } => {
                write_round(f, of)?;
                writeln!(f, "document {document}")
            }
            Self::Key { body, old, new, document } => {
                writeln!(f, "body {body}\nold {old}\nnew {new}\ndocument {document}")
            }
            Self::LogEnd { body, log, head, next } => {
                writeln!(f, "body {body}\nlog {log}\nhead {} {}\nnext {next}", head.size, head.root)
            }
        }
    }
}

fn write_round(f: &mut fmt::Formatter<'_>, RoundName { body, case, round }: &RoundName) -> fmt::Result {
    writeln!(f, "body {body}\ncase {case}\nround {round}")
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

    fn body(&mut self) -> Result<KeyName, EntryError> {
        self.parsed("body <name>")
    }

    fn round(&mut self) -> Result<RoundName, EntryError> {
        Ok(RoundName {
            body: self.body()?,
            case: self.parsed("case <name>")?,
            round: self.field("round <number>", |text| {
                spelling::decimal(text).and_then(|round| u32::try_from(round).ok()).filter(|round| *round > 0)
            })?,
        })
    }

    fn head(&mut self) -> Result<TreeHead, EntryError> {
        self.field("head <size> <root hash>", |text| {
            let (size, root) = text.split_once(' ')?;
            Some(TreeHead { size: spelling::decimal(size)?, root: root.parse().ok()? })
        })
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
