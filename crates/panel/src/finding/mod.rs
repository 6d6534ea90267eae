//! The finding: one document that a hostile reader can check and recompute.
//!
//! It holds the [`Body`] that was voted on, the rules, who was enrolled, and every step of the case as it was signed. Whatever the
//! body says of the proceeding is worked out again from the steps ([`Finding::check`]); whatever it says of the evidence can be
//! computed again by who has the evidence.
//!
//! It has one spelling, that of [`Finding::to_json`]: no key stands twice, none is unknown, and nothing is read that is not written
//! again.
//!
//! | part | what it is |
//! |---|---|
//! | `schema` | [`SCHEMA`] |
//! | `body` | what the votes are on; they name it by SHA-256 over its canonical JSON (RFC 8785) |
//! | `policy` | the rules, as text |
//! | `members` | the signed links of the chain `members`: who was enrolled, with keys, employers and nationalities |
//! | `steps` | the signed links of the case, up to the decision: each step under its author's and the secretariat's signature |

mod body;
mod check;
mod code;
mod custody;
mod manifest;
mod numbers;
mod places;
mod plain;
mod published;
pub mod witnessed;

use dunant_vocabulary::Sha256Digest;
use serde::{Deserialize, Serialize};

pub use body::{Answered, Body, Heard, Matter, NotAssembled, OwnPosition, ServedBy};
pub use check::{Check, Checked, Holding, Report};
pub use code::Code;
pub use custody::CaseCustody;
pub use manifest::{InvalidManifest, Manifest, ManifestItem};
pub use published::PublishedFinding;
pub use witnessed::WitnessedFinding;

use plain::plain;

/// The name and version of the form of a [`Finding`]. A change that a reader could notice makes a new version.
pub const SCHEMA: &str = "dunant.finding/1";

/// The longest finding that is read, in bytes.
pub const MAX_FINDING_BYTES: usize = 64 << 20;

/// The most values of a finding: lists, objects and what stands in them. Commas and brackets in its texts are counted too. Read, a
/// value takes some hundred bytes.
pub const MAX_FINDING_VALUES: usize = 2_000_000;

/// A finding as it is published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Finding {
    /// [`SCHEMA`].
    pub schema: String,
    /// What was voted on.
    pub body: Body,
    /// The rules, as text.
    pub policy: String,
    /// The notes of the chain `members`.
    pub members: Vec<String>,
    /// The notes of the case's chain, up to the decision.
    pub steps: Vec<String>,
}

/// Bytes that are no finding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FindingError {
    /// Longer than is read.
    #[error("the finding has {0} bytes, more than {MAX_FINDING_BYTES}")]
    TooLong(usize),
    /// More values than are read.
    #[error("the finding has more than {MAX_FINDING_VALUES} values")]
    TooMany,
    /// Not JSON, or not of the form of a finding.
    #[error("not a finding: {0}")]
    Json(String),
    /// Of a form that this version does not read.
    #[error("the document is of the form `{0}`, and this version reads `{SCHEMA}`")]
    Schema(String),
    /// It can be read, and would be written otherwise.
    #[error(
        "the finding is not written as findings are, from line {0} on: it was reformatted or changed; get the file as it was published"
    )]
    Spelling(usize),
    /// A number that other readers of JSON would take for another.
    #[error("{0} is no number that all readers of JSON hold alike (RFC 8785)")]
    Number(String),
}

impl Finding {
    /// Reads a finding in its one spelling. Nothing is checked yet.
    ///
    /// # Errors
    /// Bytes that are no finding, or are not as [`Finding::to_json`] writes it, with the place.
    pub fn parse(bytes: &[u8]) -> Result<Self, FindingError> {
        let schema = schema_of(bytes)?;
        if schema != SCHEMA {
            return Err(FindingError::Schema(plain(&schema)));
        }
        read(bytes, Self::to_json)
    }

    /// The finding in its one spelling, as JSON for people and programs: two spaces an indent, a line end at the end.
    ///
    /// # Errors
    /// What JSON cannot hold; nothing that was read from JSON.
    pub fn to_json(&self) -> Result<String, FindingError> {
        let json = serde_json::to_string_pretty(self).map_err(|error| FindingError::Json(error.to_string()))?;
        Ok(json + "\n")
    }
}

/// The form that a finding says to be of, of bytes that are within their bounds.
pub(crate) fn schema_of(bytes: &[u8]) -> Result<String, FindingError> {
    if bytes.len() > MAX_FINDING_BYTES {
        return Err(FindingError::TooLong(bytes.len()));
    }
    if bytes.iter().filter(|byte| b"[{,".contains(byte)).count() > MAX_FINDING_VALUES {
        return Err(FindingError::TooMany);
    }
    #[derive(Deserialize)]
    struct Headed {
        schema: String,
    }
    let Headed { schema } =
        serde_json::from_slice(bytes).map_err(|error| FindingError::Json(plain(&error.to_string())))?;
    Ok(schema)
}

/// Reads a finding, and holds it against its one spelling.
fn read<F: serde::de::DeserializeOwned>(
    bytes: &[u8],
    write: impl Fn(&F) -> Result<String, FindingError>,
) -> Result<F, FindingError> {
    let finding: F = serde_json::from_slice(bytes).map_err(|error| FindingError::Json(plain(&error.to_string())))?;
    let written = write(&finding)?;
    if written.as_bytes() == bytes { Ok(finding) } else { Err(FindingError::Spelling(line(&written, bytes))) }
}

/// The line, from 1, in which two texts differ first.
fn line(written: &str, bytes: &[u8]) -> usize {
    let same = written.bytes().zip(bytes).take_while(|(one, other)| one == *other);
    1 + same.filter(|(byte, _)| *byte == b'\n').count()
}

/// SHA-256 over canonical JSON (RFC 8785): one value, one digest, whatever its white space and the order of its keys.
pub(crate) fn canonical_digest(value: &impl Serialize) -> Result<Sha256Digest, FindingError> {
    let bytes = serde_json_canonicalizer::to_vec(value).map_err(|error| FindingError::Json(error.to_string()))?;
    Ok(Sha256Digest::of(&bytes))
}
