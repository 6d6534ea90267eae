//! The finding that cannot cheat: one document whose completeness, order, dates and membership do not rest on the secretariat's word.
//!
//! Beside what [`Finding`](super::Finding) has, it carries its [`Course`]: what became of its chain in the heads log of the body in every epoch,
//! from the first one of the body to that of the decision, under checkpoints that witnesses cosigned. So no step that once stood there can
//! be left out, moved or dated anew, no case can begin anew, and there is one finding of a round (panel protocol, sections 1, 7 and 8). It is checked with the body's
//! [trust file](crate::trust), offline.

mod check;
mod course;
mod dates;
mod members;
mod shown;
mod steps;

use dunant_vocabulary::Sha256Digest;
use serde::{Deserialize, Serialize};

use super::{Body, FindingError, plain::plain, schema_of};

pub use check::{Outcome, Reader};
pub use course::{Course, InvalidCourse};

/// The name and version of the form of a [`WitnessedFinding`]. A change that a reader could notice makes a new version.
pub const SCHEMA: &str = "dunant.finding/2";

/// A finding as it is published, in the second form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WitnessedFinding {
    /// [`SCHEMA`].
    pub schema: String,
    /// What was voted on.
    pub body: Body,
    /// The rules, as text.
    pub policy: String,
    /// The trust file that the body went by.
    pub trust: TrustName,
    /// The notes of the chain `members`, up to its head in the last epoch before the case.
    pub members: Vec<String>,
    /// The notes of the case's chain, up to the decision.
    pub steps: Vec<String>,
    /// Where the case stood in the heads log.
    pub heads: Course,
}

/// The version of a trust file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TrustName {
    /// The version, from 1.
    pub version: u64,
    /// SHA-256 of its text.
    pub digest: Sha256Digest,
}

impl WitnessedFinding {
    /// Reads a finding in its one spelling. Nothing is checked yet.
    ///
    /// # Errors
    /// Bytes that are no finding of the second form, or are not as [`WitnessedFinding::to_json`] writes it, with the place.
    pub fn parse(bytes: &[u8]) -> Result<Self, FindingError> {
        let schema = schema_of(bytes)?;
        if schema != SCHEMA {
            return Err(FindingError::Schema(plain(&schema)));
        }
        super::read(bytes, Self::to_json)
    }

    /// Whether the bytes say to be a finding of the second form.
    #[must_use]
    pub fn is_meant_by(bytes: &[u8]) -> bool {
        schema_of(bytes).is_ok_and(|schema| schema == SCHEMA)
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
