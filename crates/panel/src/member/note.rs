//! What members and appointers sign: enrolment, leaving, a new key (panel protocol, section 4).
//!
//! ```text
//! dunant-member/v2 example.org
//! {"key":"example.org/panel/member-3+…","nationalities":["CH"],…}
//!
//! — example.org/panel/member-3 …
//! — founder.example …
//! — another-founder.example …
//! ```
//!
//! A member's own signature keeps its declaration as it made it; it does not keep puppets out, since a puppet signs gladly. For that there are
//! the appointers, of whom the trust file says how many must sign.

use dunant_record::note::{KeyName, Note, NoteError, SignerKey, VerifierKey, VerifyError};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Member;
use crate::bounds::{self, Unfit};
use crate::trust::{Signatories, TooFewSigned};

const MEMBER: &str = "dunant-member/v2 ";
const LEAVING: &str = "dunant-leaving/v1 ";
const KEY: &str = "dunant-key/v1 ";

/// The longest note that is read, in bytes.
const MAX_NOTE_BYTES: usize = 128 << 10;

/// A member's declaration, a leaving or a new key, with the signatures under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberNote {
    note: Note,
    body: KeyName,
    what: MemberStatement,
}

/// What a [`MemberNote`] says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberStatement {
    /// Somebody declares what could bias it, and may sit on panels. Signed by itself and enough appointers.
    Declaration(Box<Member>),
    /// Somebody sits on no new panel. Signed by itself, or by enough appointers.
    Leaving(Leaving),
    /// A member's key is followed by another. Signed by the new key, and by the old one or enough appointers.
    Key(KeyChange),
}

/// Somebody sits on no new panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Leaving {
    /// The member's key.
    #[serde(with = "crate::spelled")]
    pub key: VerifierKey,
    /// Why.
    pub reason: String,
}

/// A key is followed by another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KeyChange {
    /// The key that ends.
    #[serde(with = "crate::spelled")]
    pub old: VerifierKey,
    /// The key that follows it.
    #[serde(with = "crate::spelled")]
    pub new: VerifierKey,
}

impl MemberStatement {
    /// The text that is signed.
    ///
    /// # Errors
    /// A field that cannot stand.
    pub fn text(&self, body: &KeyName) -> Result<String, MemberNoteError> {
        let (prefix, json) = match self {
            Self::Declaration(member) => {
                member.check()?;
                (MEMBER, serde_json::to_string(member))
            }
            Self::Leaving(leaving) => {
                bounds::text("reason", &leaving.reason)?;
                (LEAVING, serde_json::to_string(leaving))
            }
            Self::Key(change) => (KEY, serde_json::to_string(change)),
        };
        let json = json.map_err(|error| MemberNoteError::Json(error.to_string()))?;
        Ok(format!("{prefix}{body}\n{json}\n"))
    }

    fn parse(text: &str) -> Result<(KeyName, Self), MemberNoteError> {
        let (header, json) = text.split_once('\n').ok_or(MemberNoteError::Header)?;
        let (body, what) = if let Some(body) = header.strip_prefix(MEMBER) {
            (body, Self::Declaration(read(json)?))
        } else if let Some(body) = header.strip_prefix(LEAVING) {
            (body, Self::Leaving(read(json)?))
        } else if let Some(body) = header.strip_prefix(KEY) {
            (body, Self::Key(read(json)?))
        } else {
            return Err(MemberNoteError::Header);
        };
        let body: KeyName = body.parse().map_err(|_| MemberNoteError::Header)?;
        if what.text(&body)? == text { Ok((body, what)) } else { Err(MemberNoteError::Spelling) }
    }
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, MemberNoteError> {
    serde_json::from_str(json.trim_end_matches('\n')).map_err(|error| MemberNoteError::Json(error.to_string()))
}

impl MemberNote {
    /// Signs `what` for `body` with `keys`; others may add theirs under the same text.
    ///
    /// # Errors
    /// A field that cannot stand, and no key.
    pub fn sign<'k>(
        body: KeyName,
        what: MemberStatement,
        keys: impl IntoIterator<Item = &'k SignerKey>,
    ) -> Result<Self, MemberNoteError> {
        let text = what.text(&body)?;
        let signatures = keys.into_iter().map(|key| key.sign(&text)).collect();
        Ok(Self { note: Note::new(text, signatures)?, body, what })
    }

    /// Reads a note.
    ///
    /// # Errors
    /// What is too long, no signed note, none of the three texts in its one spelling.
    pub fn parse(note: &str) -> Result<Self, MemberNoteError> {
        if note.len() > MAX_NOTE_BYTES {
            return Err(MemberNoteError::TooLong(note.len()));
        }
        let note = Note::parse(note.as_bytes())?;
        let (body, what) = MemberStatement::parse(note.text())?;
        Ok(Self { note, body, what })
    }

    /// Adds the signature of `key`.
    ///
    /// # Errors
    /// More signatures than a note may have.
    pub fn countersign(&mut self, key: &SignerKey) -> Result<(), MemberNoteError> {
        let line = key.sign(self.note.text());
        Ok(self.note.push(line)?)
    }

    /// What it says.
    #[must_use]
    pub fn what(&self) -> &MemberStatement {
        &self.what
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &KeyName {
        &self.body
    }

    /// Checks that whoever it takes signed it: the member itself, enough `appointers`, or both.
    ///
    /// # Errors
    /// Who did not sign.
    pub fn verify(&self, appointers: &Signatories) -> Result<(), NotAdmitted> {
        let appointed = || appointers.have_signed(&self.note);
        match &self.what {
            MemberStatement::Declaration(member) => {
                self.is_signed_by(&member.key)?;
                appointed().map_err(|because| NotAdmitted::NotAppointed { key: member.name().clone(), because })
            }
            MemberStatement::Leaving(Leaving { key, .. }) => self.is_signed_by(key).or_else(|_| {
                appointed().map_err(|because| NotAdmitted::ByAnother { key: key.name().clone(), because })
            }),
            MemberStatement::Key(KeyChange { old, new }) => {
                self.is_signed_by(new)?;
                self.is_signed_by(old).or_else(|_| {
                    appointed().map_err(|because| NotAdmitted::ByAnother { key: old.name().clone(), because })
                })
            }
        }
    }

    /// Checks that both keys of a change signed it: of the secretariat's own nobody else can say it.
    pub(super) fn verify_by_both(&self, KeyChange { old, new }: &KeyChange) -> Result<(), NotAdmitted> {
        self.is_signed_by(old)?;
        self.is_signed_by(new)
    }

    fn is_signed_by(&self, key: &VerifierKey) -> Result<(), NotAdmitted> {
        self.note
            .verify(std::slice::from_ref(key))
            .map(|_| ())
            .map_err(|because| NotAdmitted::NotSelfSigned { key: key.name().clone(), because })
    }
}

impl std::fmt::Display for MemberNote {
    /// The signed note.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.note.fmt(f)
    }
}

/// Who did not sign what concerns a member.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAdmitted {
    /// The member, or the new key.
    #[error("`{key}` did not sign it itself: {because}")]
    NotSelfSigned {
        /// The key.
        key: KeyName,
        /// Why its signature does not stand.
        because: VerifyError,
    },
    /// The appointers.
    #[error("`{key}` is not admitted by the appointers: {because}")]
    NotAppointed {
        /// The member.
        key: KeyName,
        /// Why not.
        because: TooFewSigned,
    },
    /// Neither the member nor the appointers.
    #[error("neither `{key}` itself nor enough appointers signed it: {because}")]
    ByAnother {
        /// The member.
        key: KeyName,
        /// Why the appointers' do not do.
        because: TooFewSigned,
    },
}

/// A text that says nothing of a member.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MemberNoteError {
    /// Longer than is read.
    #[error("the note has {0} bytes, more than {MAX_NOTE_BYTES}: check that this is the right file")]
    TooLong(usize),
    /// No signed note.
    #[error("not a signed note: {0}")]
    Note(#[from] NoteError),
    /// Another first line.
    #[error("line 1 is none of `{MEMBER}BODY`, `{LEAVING}BODY`, `{KEY}BODY`: sign it with `dunant panel`")]
    Header,
    /// The JSON is none, or not of the form.
    #[error("line 2 is not what a note of this kind has there: {0}")]
    Json(String),
    /// A field cannot stand.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// It could be read, and would be written otherwise.
    #[error("the note is not written as such notes are: white space, the order of keys or a spelling differs")]
    Spelling,
}
