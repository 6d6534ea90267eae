//! Receipts: what the secretariat owes to whoever hands a step in (panel protocol, section 3).
//!
//! At once the author gets the link in which its step was taken or refused, under the secretariat's signature: a promise, as Certificate
//! Transparency's SCT is one. The author's tool takes it only if [`VerifiedReceipt::is_fair`]: the link stands behind what the author saw, is dated near to when
//! it signed, and neither its date nor a refusal makes void or late what the author's own reading of the rules finds good. Who holds no such
//! receipt lodges the step elsewhere ([`crate::lodging`]). A receipt whose link a finding does not have shows that the secretariat signed
//! two links for one place.

use std::fmt;

use dunant_custody::Link;
use dunant_record::note::{Note, NoteError, VerifierKey, VerifyError};
use dunant_vocabulary::{Moment, Sha256Digest};
use serde::{Deserialize, Serialize};

use crate::proceeding::{PanelEvent, Proceeding, Refused, Timing};
use crate::step::{SignedStep, StepFormError};

/// The name and version of the form of a [`Receipt`].
pub const SCHEMA: &str = "dunant.receipt/1";

/// The longest receipt that is read, in bytes.
pub const MAX_RECEIPT_BYTES: usize = 2 << 20;

/// A step, and the link in which it was taken or refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Receipt {
    /// [`SCHEMA`].
    pub schema: String,
    /// The author's signed note.
    pub step: String,
    /// The link, under the secretariat's signature.
    pub link: String,
}

/// A receipt whose parts can be read and belong together, and whose link the secretariat signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedReceipt {
    /// The step.
    pub step: SignedStep,
    /// The link.
    pub link: Link<PanelEvent>,
    /// The digest of the link's text.
    pub digest: Sha256Digest,
}

impl Receipt {
    /// The receipt of `step` for its link.
    #[must_use]
    pub fn new(step: String, link: String) -> Self {
        Self { schema: SCHEMA.to_owned(), step, link }
    }

    /// Reads a receipt in its one spelling. Nothing is verified yet.
    ///
    /// # Errors
    /// Bytes that are no receipt, or are not as it is written.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptError> {
        if bytes.len() > MAX_RECEIPT_BYTES {
            return Err(ReceiptError::TooLong(bytes.len()));
        }
        let receipt: Self = serde_json::from_slice(bytes).map_err(|error| ReceiptError::Json(error.to_string()))?;
        if receipt.schema != SCHEMA {
            return Err(ReceiptError::Schema(receipt.schema));
        }
        if receipt.to_string().as_bytes() == bytes { Ok(receipt) } else { Err(ReceiptError::Spelling) }
    }

    /// Verifies that one of the secretariat's `keys` signed the link, and that the link is of the step.
    ///
    /// # Errors
    /// What cannot be read, another's signature, a link of another step.
    pub fn verify(&self, keys: &[VerifierKey]) -> Result<VerifiedReceipt, NoReceipt> {
        let step = SignedStep::parse(&self.step)?;
        let note = Note::parse(self.link.as_bytes())?;
        note.verify(keys)?;
        let link = Link::<PanelEvent>::parse(note.text()).map_err(|error| NoReceipt::Link(error.to_string()))?;
        let is_of_step = match &link.event {
            PanelEvent::Step { note } => *note == self.step,
            PanelEvent::Lodged { bundle, .. } => bundle.step == self.step,
            PanelEvent::Refused { note, .. } => *note == Sha256Digest::of(self.step.as_bytes()),
            PanelEvent::Begun { .. } | PanelEvent::Clock { .. } => false,
        };
        let digest = Sha256Digest::of(note.text().as_bytes());
        if is_of_step { Ok(VerifiedReceipt { step, link, digest }) } else { Err(NoReceipt::OtherStep) }
    }
}

impl VerifiedReceipt {
    /// Whether the author of the step can be content with this receipt. `before` is the case up to the link before, as the author was shown and has
    /// verified it; `signed` when it signed.
    ///
    /// # Errors
    /// Why it counts as no receipt: the step is to be lodged.
    pub fn is_fair(&self, before: &Proceeding, signed: Moment, timing: Timing) -> Result<(), Unfair> {
        if before.chain().head() != self.link.previous || before.chain().len() != self.link.number {
            return Err(Unfair::OtherChain { number: self.link.number });
        }
        let (dated, signed_at) = (self.link.time.seconds(), signed.seconds());
        if dated.abs_diff(signed_at) > timing.lag {
            return Err(Unfair::Dated { signed, dated: self.link.time });
        }
        let note = self.step.to_string();
        let own = before.consider(&note, before.last().map_or(signed, |last| last.max(signed)));
        match (&self.link.event, own) {
            // The author's own reading finds the step void too.
            (_, Err(_)) => Ok(()),
            (PanelEvent::Refused { code, .. }, Ok(_)) => Err(Unfair::Refused { code: code.clone() }),
            (_, Ok(_)) => match before.consider(&note, self.link.time) {
                Ok(_) => Ok(()),
                Err(because) => Err(Unfair::Void { dated: self.link.time, because: Box::new(because) }),
            },
        }
    }
}

impl fmt::Display for Receipt {
    /// The receipt in its one spelling: JSON, two spaces an indent, a line end at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Texts alone: there is nothing here that JSON cannot hold.
        writeln!(f, "{}", serde_json::to_string_pretty(self).unwrap_or_default())
    }
}

/// Bytes that are no receipt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Longer than is read.
    #[error("the receipt has {0} bytes, more than {MAX_RECEIPT_BYTES}: check that this is the right file")]
    TooLong(usize),
    /// Not JSON, or not of the form of a receipt.
    #[error("not a receipt: {0}")]
    Json(String),
    /// Of another form.
    #[error("the document is of the form `{0}`, and a receipt of `{SCHEMA}`")]
    Schema(String),
    /// It can be read, and would be written otherwise.
    #[error("the receipt is not written as receipts are: it was reformatted or changed; get the file as it was made")]
    Spelling,
}

/// What shows nothing of the secretariat.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoReceipt {
    /// The step cannot be read.
    #[error(transparent)]
    Step(#[from] StepFormError),
    /// The link is no signed note.
    #[error("the link is no signed note: {0}")]
    Note(#[from] NoteError),
    /// The secretariat did not sign the link.
    #[error("the link is not the secretariat's: {0}")]
    Signature(#[from] VerifyError),
    /// The link cannot be read.
    #[error("the link is not well formed: {0}")]
    Link(String),
    /// The link takes or refuses another step.
    #[error("the link is of another step: keep each receipt with its step")]
    OtherStep,
}

/// Why a receipt counts as none, so that its author lodges the step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfair {
    /// The link does not follow on what the author was shown.
    #[error("link {number} follows on another chain than the one that you were shown: lodge the step, and keep both")]
    OtherChain {
        /// The number of the link.
        number: u64,
    },
    /// The link is dated far from when the step was signed.
    #[error("you signed at {signed}, and the link is dated {dated}: lodge the step")]
    Dated {
        /// When the author signed.
        signed: Moment,
        /// The date of the link.
        dated: Moment,
    },
    /// A good step was refused.
    #[error("the step was refused as `{code}`, and by the rules it is good: lodge it")]
    Refused {
        /// The code of the refusal.
        code: String,
    },
    /// The date of the link makes a good step void.
    #[error("dated {dated} the step would be refused ({because}); when you signed, it was valid: lodge it")]
    Void {
        /// The date of the link.
        dated: Moment,
        /// What it would break.
        because: Box<Refused>,
    },
}
