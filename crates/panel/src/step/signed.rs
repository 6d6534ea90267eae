use std::fmt;

use dunant_custody::chain::CaseId;
use dunant_record::note::{KeyName, Note, NoteError, SignatureLine, SignerKey, VerifierKey, VerifyError};
use dunant_vocabulary::Sha256Digest;
use serde::{Deserialize, Serialize};

use super::Step;
use crate::bounds::{MAX_STEP_BYTES, Unfit};

/// What every step begins with.
const PREFIX: &str = "dunant-step/v1 ";

/// A step, its case and its author: what is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The case.
    pub case: CaseId,
    /// The name of the author's key.
    pub by: KeyName,
    /// What is stated.
    pub step: Step,
}

/// The line of JSON, in the order in which it is written.
#[derive(Serialize, Deserialize)]
struct Body {
    #[serde(with = "crate::spelled")]
    by: KeyName,
    #[serde(flatten)]
    step: Step,
}

impl Statement {
    /// The text that is signed.
    ///
    /// # Errors
    /// A field that cannot stand.
    pub fn text(&self) -> Result<String, StepFormError> {
        self.step.check()?;
        let body = Body { by: self.by.clone(), step: self.step.clone() };
        let body = serde_json::to_string(&body).map_err(|error| StepFormError::Json(error.to_string()))?;
        Ok(format!("{PREFIX}{}\n{body}\n", self.case))
    }

    /// Reads a text. It has one spelling.
    ///
    /// # Errors
    /// What is no step, has a field that cannot stand, or would be written otherwise.
    pub fn parse(text: &str) -> Result<Self, StepFormError> {
        let (header, rest) = text.split_once('\n').ok_or(StepFormError::Header)?;
        let case = header.strip_prefix(PREFIX).ok_or(StepFormError::Header)?;
        let case = case.parse().map_err(|_| StepFormError::Header)?;
        let body = rest.strip_suffix('\n').unwrap_or(rest);
        let Body { by, step } = serde_json::from_str(body).map_err(|error| StepFormError::Json(error.to_string()))?;
        let statement = Self { case, by, step };
        if statement.text()? == text { Ok(statement) } else { Err(StepFormError::Spelling) }
    }
}

/// A statement under its author's signature: well formed, and not verified.
///
/// What is parsed and written again gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedStep {
    statement: Statement,
    note: Note,
    digest: Sha256Digest,
}

impl SignedStep {
    /// Signs `step` in `case`. Its author is whoever holds `key`.
    ///
    /// # Errors
    /// A field that cannot stand, and a step longer than [`MAX_STEP_BYTES`].
    pub fn sign(case: CaseId, step: Step, key: &SignerKey) -> Result<Self, StepFormError> {
        let statement = Statement { case, by: key.name().clone(), step };
        let text = statement.text()?;
        let digest = Sha256Digest::of(text.as_bytes());
        let note = Note::sign(text, key)?;
        match note.to_string().len() {
            length if length > MAX_STEP_BYTES => Err(StepFormError::TooLong(length)),
            _ => Ok(Self { statement, note, digest }),
        }
    }

    /// Reads the note of a step.
    ///
    /// # Errors
    /// What is longer than [`MAX_STEP_BYTES`], no signed note, no step in its one spelling, or signed by more or others than its
    /// author.
    pub fn parse(note: &str) -> Result<Self, StepFormError> {
        if note.len() > MAX_STEP_BYTES {
            return Err(StepFormError::TooLong(note.len()));
        }
        let note = Note::parse(note.as_bytes())?;
        let statement = Statement::parse(note.text())?;
        match note.signatures() {
            [only] if *only.name() == statement.by => {}
            [only] => return Err(StepFormError::SignedByAnother { by: statement.by, signer: only.name().clone() }),
            several => return Err(StepFormError::Signatures(several.len())),
        }
        let digest = Sha256Digest::of(note.text().as_bytes());
        Ok(Self { statement, note, digest })
    }

    /// Verifies that `key` signed this.
    ///
    /// # Errors
    /// A signature by another key, and one that does not verify.
    pub fn verify(&self, key: &VerifierKey) -> Result<(), VerifyError> {
        self.note.verify(std::slice::from_ref(key)).map(|_| ())
    }

    /// What is stated.
    #[must_use]
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The name of the author's key.
    #[must_use]
    pub fn by(&self) -> &KeyName {
        &self.statement.by
    }

    /// The step.
    #[must_use]
    pub fn step(&self) -> &Step {
        &self.statement.step
    }

    /// SHA-256 of the text that is signed, without the signature: the name of the step.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        self.digest
    }

    /// The author's signature.
    #[must_use]
    pub fn signature(&self) -> Option<&SignatureLine> {
        self.note.signatures().first()
    }
}

impl fmt::Display for SignedStep {
    /// The signed note.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}

/// A text that is not a signed step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepFormError {
    /// Longer than is read.
    #[error(
        "the step has {0} bytes, more than {MAX_STEP_BYTES}: shorten its texts, and hand in what is longer as evidence"
    )]
    TooLong(usize),
    /// Not a signed note.
    #[error("the step is not a signed note: {0}")]
    Note(#[from] NoteError),
    /// The first line is another.
    #[error("line 1 is not `{PREFIX}CASE`: this is not a step of a case; sign it with `dunant panel`")]
    Header,
    /// The JSON is none, or of no step that is known.
    #[error("line 2 is not a step that is known: {0}")]
    Json(String),
    /// A field cannot stand.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// It could be read, and would be written otherwise.
    #[error(
        "the step is not written as steps are: white space, the order of keys, a field too many or a spelling \
         differs; sign it with `dunant panel`"
    )]
    Spelling,
    /// Signed by another name than the author's.
    #[error("the step says to be by `{by}` and is signed by `{signer}`: whoever states it must sign it")]
    SignedByAnother {
        /// Whom the step names.
        by: KeyName,
        /// Whom the signature names.
        signer: KeyName,
    },
    /// None or several signatures.
    #[error("the step carries {0} signatures: its author's alone must stand under it")]
    Signatures(usize),
}
