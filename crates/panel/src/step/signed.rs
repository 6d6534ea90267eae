use std::fmt;

use dunant_custody::chain::CaseId;
use dunant_record::note::{KeyName, Note, NoteError, SignatureLine, SignerKey, VerifierKey, VerifyError};
use dunant_vocabulary::Sha256Digest;
use serde::{Deserialize, Serialize};

use super::{Place, Step, StepKind};
use crate::bounds::{MAX_STEP_BYTES, Unfit};

/// What every step of the first form begins with.
const PREFIX: &str = "dunant-step/v1 ";

/// What every step of the second form begins with.
const PREFIX_2: &str = "dunant-step/v2 ";

/// A step, its case and its author: what is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The case.
    pub case: CaseId,
    /// The name of the author's key.
    pub by: KeyName,
    /// What is stated.
    pub step: Step,
    /// Where its author was: nothing in the first form, whose steps do not say.
    pub place: Option<Place>,
}

/// The line of JSON, in the order in which it is written.
#[derive(Serialize, Deserialize)]
struct Body {
    #[serde(with = "crate::spelled")]
    by: KeyName,
    #[serde(flatten)]
    step: Step,
}

/// The round of a step of the second form, whatever its kind.
#[derive(Deserialize)]
struct Rounded {
    round: Option<u32>,
}

impl Statement {
    /// The text that is signed.
    ///
    /// # Errors
    /// A field that cannot stand.
    pub fn text(&self) -> Result<String, StepFormError> {
        self.step.check()?;
        let json = |error: serde_json::Error| StepFormError::Json(error.to_string());
        let body = Body { by: self.by.clone(), step: self.step.clone() };
        let body = serde_json::to_string(&body).map_err(json)?;
        let kind = self.step.kind();
        let Some(Place { body: of, seen, round }) = &self.place else {
            return match kind {
                StepKind::Complaint | StepKind::Served => Err(StepFormError::SecondFormAlone(kind)),
                _ => Ok(format!("{PREFIX}{}\n{body}\n", self.case)),
            };
        };
        if seen.is_none() != (kind == StepKind::Referral) {
            return Err(StepFormError::Seen(kind));
        }
        if round.is_some() != kind.names_round() || *round == Some(0) {
            return Err(StepFormError::Round(kind));
        }
        let body = match round {
            None => body,
            Some(round) => {
                // `round` stands behind `step`, in every kind.
                let before =
                    format!("{{\"by\":{},\"step\":\"{kind}\"", serde_json::to_string(self.by.as_str()).map_err(json)?);
                let rest = body.strip_prefix(&before).ok_or(StepFormError::Spelling)?;
                format!("{before},\"round\":{round}{rest}")
            }
        };
        let seen = seen.map_or_else(|| "none".to_owned(), |seen| seen.to_string());
        Ok(format!("{PREFIX_2}{of} {}\nseen {seen}\n{body}\n", self.case))
    }

    /// Reads a text. It has one spelling.
    ///
    /// # Errors
    /// What is no step, has a field that cannot stand, or would be written otherwise.
    pub fn parse(text: &str) -> Result<Self, StepFormError> {
        let (header, rest) = text.split_once('\n').ok_or(StepFormError::Header)?;
        let statement = match header.strip_prefix(PREFIX_2) {
            Some(header) => Self::parse_2(header, rest)?,
            None => {
                let case = header.strip_prefix(PREFIX).ok_or(StepFormError::Header)?;
                let Body { by, step } = body(rest)?;
                Self { case: case.parse().map_err(|_| StepFormError::Header)?, by, step, place: None }
            }
        };
        if statement.text()? == text { Ok(statement) } else { Err(StepFormError::Spelling) }
    }

    fn parse_2(header: &str, rest: &str) -> Result<Self, StepFormError> {
        let (of, case) = header.split_once(' ').ok_or(StepFormError::Header)?;
        let of = of.parse().map_err(|_| StepFormError::Header)?;
        let case = case.parse().map_err(|_| StepFormError::Header)?;
        let (seen, rest) = rest.split_once('\n').ok_or(StepFormError::SeenLine)?;
        let seen = match seen.strip_prefix("seen ").ok_or(StepFormError::SeenLine)? {
            "none" => None,
            seen => Some(seen.parse().map_err(|_| StepFormError::SeenLine)?),
        };
        let Body { by, step } = body(rest)?;
        let round = if step.kind().names_round() { body::<Rounded>(rest)?.round } else { None };
        Ok(Self { case, by, step, place: Some(Place { body: of, seen, round }) })
    }
}

/// The line of JSON.
fn body<T: serde::de::DeserializeOwned>(rest: &str) -> Result<T, StepFormError> {
    let line = rest.strip_suffix('\n').unwrap_or(rest);
    serde_json::from_str(line).map_err(|error| StepFormError::Json(error.to_string()))
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
    /// Signs `step` in `case` in the first form. Its author is whoever holds `key`.
    ///
    /// # Errors
    /// A field that cannot stand, and a step longer than [`MAX_STEP_BYTES`].
    pub fn sign(case: CaseId, step: Step, key: &SignerKey) -> Result<Self, StepFormError> {
        Self::of(Statement { case, by: key.name().clone(), step, place: None }, key)
    }

    /// Signs `step` in `case` in the second form, at `place`. Its author is whoever holds `key`.
    ///
    /// # Errors
    /// As [`SignedStep::sign`]; a round where the kind names none, or none where it names one; nothing seen but by the referral.
    pub fn sign_at(place: Place, case: CaseId, step: Step, key: &SignerKey) -> Result<Self, StepFormError> {
        Self::of(Statement { case, by: key.name().clone(), step, place: Some(place) }, key)
    }

    fn of(statement: Statement, key: &SignerKey) -> Result<Self, StepFormError> {
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
    #[error(
        "line 1 is neither `{PREFIX}CASE` nor `{PREFIX_2}BODY CASE`: this is not a step of a case; sign it with `dunant panel`"
    )]
    Header,
    /// The second line of the second form is another.
    #[error("line 2 is neither `seen NUMBER SHA-256` nor `seen none`: sign the step with `dunant panel`")]
    SeenLine,
    /// A step that has seen nothing, or a referral that has seen something.
    #[error(
        "a step of the kind `{0}` does not say what its author has seen as it must: a referral `seen none`, every other the \
         number and digest of a link"
    )]
    Seen(StepKind),
    /// A round too many or too few.
    #[error(
        "a step of the kind `{0}` names a round, from 1, exactly where it belongs to one: sign it with `dunant panel`"
    )]
    Round(StepKind),
    /// A kind that the first form does not have.
    #[error("a step of the kind `{0}` exists in the second form alone: sign it with `dunant panel`")]
    SecondFormAlone(StepKind),
    /// The JSON is none, or of no step that is known.
    #[error("the line of JSON is not a step that is known: {0}")]
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
