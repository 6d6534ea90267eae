//! Lodging: a step that the secretariat ignores, refuses or holds back is entered, sealed, in a log that others run (panel protocol, section 3).
//!
//! The log has a `commitment` alone: no name, no case. Who has the [`Bundle`] shows that the step was there by then.

use std::fmt;

use dunant_custody::{CaseId, Link, Subject};
use dunant_heads::Bounds;
use dunant_record::entry::seal;
use dunant_record::note::VerifierKey;
use dunant_record::proof::{NotProven, ProofError};
use dunant_record::{Entry, KnownEntry, Note, Policy, Statement, Timestamp, TlogProof};
use dunant_vocabulary::{Moment, Sha256Digest};
use serde::{Deserialize, Serialize};

use crate::proceeding::PanelEvent;
use crate::step::{Salt, SeenLink, SignedStep};

/// The name and version of the form of a [`Bundle`].
pub const SCHEMA: &str = "dunant.lodging/1";

/// The longest bundle that is read, in bytes.
pub const MAX_BUNDLE_BYTES: usize = 16 << 20;

/// A lodged step, and what shows that it was lodged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Bundle {
    /// [`SCHEMA`].
    pub schema: String,
    /// The author's signed note.
    pub step: String,
    /// The salt of the seal over it.
    pub salt: Salt,
    /// The proof that the seal stands in a log (C2SP tlog-proof).
    pub proof: String,
    /// The secretariat's signed links of the case that the author was shown, from the first to the one that its step has `seen`. Where the secretariat showed
    /// it a tail that it showed nobody else, they are the proof. Taken up, a step needs them no more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
}

impl Bundle {
    /// The bundle of `step`, sealed with `salt`.
    #[must_use]
    pub fn new(step: String, salt: Salt, proof: &TlogProof) -> Self {
        Self { schema: SCHEMA.to_owned(), step, salt, proof: proof.to_string(), links: Vec::new() }
    }

    /// The same with the links that the author was shown.
    #[must_use]
    pub fn with_links(self, links: Vec<String>) -> Self {
        Self { links, ..self }
    }

    /// Where the chain that the author was shown and the `other` part: the two links of one number, each signed by one of `office`. Nothing where the
    /// one goes on the other, or no links were kept.
    ///
    /// # Errors
    /// Links that are not the chain of the `case` up to what the step has seen.
    pub fn fork(&self, case: &CaseId, office: &[VerifierKey], other: &[String]) -> Result<Option<Fork>, NotShown> {
        let Some(last) = self.links.last() else { return Ok(None) };
        let seen = SignedStep::parse(&self.step).ok().and_then(|step| step.statement().place.as_ref()?.seen);
        let mut previous = None;
        for (number, note) in (0_u64..).zip(&self.links) {
            let (link, digest) = signed_link(note, office).ok_or(NotShown { number })?;
            let follows = link.number == number && link.previous == previous;
            if !follows || link.subject != Subject::Case(case.clone()) {
                return Err(NotShown { number });
            }
            previous = Some(digest);
        }
        let number = (self.links.len() as u64).saturating_sub(1);
        if seen != previous.map(|digest| SeenLink { number, digest }) {
            return Err(NotShown { number });
        }
        let text = |note: &str| Note::parse(note.as_bytes()).ok().map(|note| note.text().to_owned());
        for (number, (shown, here)) in (0_u64..).zip(self.links.iter().zip(other)) {
            if text(shown) != text(here) {
                return Ok(Some(Fork { number, shown: shown.clone(), here: here.clone() }));
            }
        }
        // Behind the end of the other, dated before it: dates of one chain do not go back.
        let end = other.last().and_then(|note| signed_link(note, office));
        let beyond = self.links.get(other.len()).and_then(|note| Some((note, signed_link(note, office)?)));
        let (Some((end, _)), Some((_, (beyond, _)))) = (end, beyond) else { return Ok(None) };
        let number = other.len() as u64;
        let is_fork = beyond.time < end.time;
        Ok(is_fork.then(|| Fork { number, shown: last.clone(), here: other.last().cloned().unwrap_or_default() }))
    }

    /// The entry that is lodged for `step`: a commitment to SHA-256 of its whole signed note.
    #[must_use]
    pub fn entry(step: &str, salt: &Salt) -> Entry {
        let seal = seal(&Sha256Digest::of(step.as_bytes()), salt.as_bytes());
        Entry::Known(Box::new(KnownEntry::new(Statement::Commitment { seal })))
    }

    /// Reads a bundle in its one spelling. Nothing is verified yet.
    ///
    /// # Errors
    /// Bytes that are no bundle, or are not as it is written.
    pub fn parse(bytes: &[u8]) -> Result<Self, BundleError> {
        if bytes.len() > MAX_BUNDLE_BYTES {
            return Err(BundleError::TooLong(bytes.len()));
        }
        let bundle: Self = serde_json::from_slice(bytes).map_err(|error| BundleError::Json(error.to_string()))?;
        if bundle.schema != SCHEMA {
            return Err(BundleError::Schema(bundle.schema));
        }
        if bundle.to_string().as_bytes() == bytes { Ok(bundle) } else { Err(BundleError::Spelling) }
    }

    /// By when the step was lodged, as the witnesses of `lodging` bound it, `liars` of whom may lie.
    ///
    /// # Errors
    /// A proof that is none, does not lead to this step, is not believed, or under which nobody says a time.
    pub fn lodged_by(&self, lodging: &Policy, liars: usize) -> Result<Moment, NotLodged> {
        let proof = TlogProof::parse(self.proof.as_bytes())?;
        let entry = Self::entry(&self.step, &self.salt).to_bytes();
        let checkpoint = proof.verify(lodging, &entry)?;
        let bounds = Bounds::of(&checkpoint, liars);
        bounds.not_after.map(Timestamp::seconds).and_then(Moment::from_seconds).ok_or(NotLodged::NoTime)
    }
}

/// A link that one of these keys signed, and the digest of its text.
fn signed_link(note: &str, office: &[VerifierKey]) -> Option<(Link<PanelEvent>, Sha256Digest)> {
    let note = Note::parse(note.as_bytes()).ok()?;
    note.verify(office).ok()?;
    let digest = Sha256Digest::of(note.text().as_bytes());
    Some((Link::parse(note.text()).ok()?, digest))
}

/// Two links of one number in one case, both under the secretariat's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fork {
    /// Their number.
    pub number: u64,
    /// The link that the author of a step was shown, as a signed note.
    pub shown: String,
    /// The other.
    pub here: String,
}

impl fmt::Display for Fork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, shown, here } = self;
        write!(
            f,
            "the secretariat signed two links {number}. The author was shown:\n{shown}\nand this chain has:\n{here}"
        )
    }
}

/// Links that show nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "link {number} of those that its author was shown is not the secretariat's, or they do not lead to what the step has seen"
)]
pub struct NotShown {
    /// The number of the first that does not hold.
    pub number: u64,
}

impl fmt::Display for Bundle {
    /// The bundle in its one spelling: JSON, two spaces an indent, a line end at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Texts alone: there is nothing here that JSON cannot hold.
        writeln!(f, "{}", serde_json::to_string_pretty(self).unwrap_or_default())
    }
}

/// Bytes that are no bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// Longer than is read.
    #[error("the lodged step has {0} bytes, more than {MAX_BUNDLE_BYTES}: check that this is the right file")]
    TooLong(usize),
    /// Not JSON, or not of the form of a bundle.
    #[error("not a lodged step: {0}")]
    Json(String),
    /// Of another form.
    #[error("the document is of the form `{0}`, and a lodged step of `{SCHEMA}`")]
    Schema(String),
    /// It can be read, and would be written otherwise.
    #[error("the lodged step is not written as such are: it was reformatted or changed; get the file as it was made")]
    Spelling,
}

/// Why a step was not shown to be lodged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotLodged {
    /// No proof.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The proof does not hold.
    #[error("the step is not shown to be lodged: {0}")]
    NotProven(#[from] NotProven),
    /// No witness says when.
    #[error("no witness says when the step was lodged: lodge it in a log that witnesses with a clock see")]
    NoTime,
}
