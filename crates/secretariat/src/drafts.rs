//! The documents that drafts name: what a vote is on is kept beside the chain, which holds its digest alone.

use std::path::{Path, PathBuf};

use dunant::Setup;
use dunant_custody::CaseId;
use dunant_panel::finding::Body;
use dunant_panel::{Proceeding, SignedStep, Step};
use dunant_store::Transaction;
use dunant_vocabulary::Sha256Digest;

use crate::{Error, Home};

/// The file beside a draft that was signed into `step`: what its author put together, and its digest names.
#[must_use]
pub fn body_beside(step: &Path) -> PathBuf {
    let mut file = step.to_owned().into_os_string();
    file.push(".body.json");
    file.into()
}

/// The digest of the body that a step names, where it is a draft.
#[must_use]
pub fn drafted_by(note: &str) -> Option<Sha256Digest> {
    match SignedStep::parse(note).ok()?.step() {
        Step::Draft(draft) => Some(draft.body),
        _ => None,
    }
}

impl Home {
    /// Keeps what a draft names that its author signed elsewhere, so that it can be handed in or taken up. It is put together again from the case: who drafts
    /// chooses the conclusion, and nothing else.
    ///
    /// # Errors
    /// Bytes that are no body, or another than the step names; a case, program, pack or model that gives another.
    pub fn keep_draft(&self, case: &CaseId, note: &str, body: &[u8], setup: &Setup) -> Result<(), Error> {
        let _writer = self.claim()?;
        let Some(named) = drafted_by(note) else { return Ok(()) };
        let unfit = |message: String| Error::Input {
            message,
            help: "name the file that `dunant panel draft --out` wrote beside the step; nothing was recorded".into(),
        };
        let read: Body = serde_json::from_slice(body).map_err(|error| unfit(format!("it is no draft: {error}")))?;
        let wrong = |error: dunant_panel::finding::FindingError| Error::Finding(error.to_string());
        let found = read.digest().map_err(wrong)?;
        if found != named {
            return Err(unfit(format!("it has the digest {found}, and the step names {named}")));
        }
        let proceeding = self.proceeding(case)?;
        let again = self.checked_body(&proceeding, read.conclusion, setup)?;
        if again.digest().map_err(wrong)? != named {
            return Err(Error::NotYet {
                message: "the case as it stands gives another draft with this conclusion".into(),
                help: "its author drafts anew, with the program, pack and model that the case was frozen with".into(),
            });
        }
        let mut transaction = Transaction::default();
        self.put_body(&mut transaction, case, &again)?;
        self.commit(&transaction)
    }

    /// Refuses a draft whose document nobody has: a vote would be on what cannot be read.
    pub(crate) fn has_what_it_names(&self, case: &CaseId, note: &str) -> Result<(), Error> {
        match drafted_by(note) {
            Some(digest) if self.document(case, &draft_of(&digest))?.is_none() => Err(Error::NotYet {
                message: format!("the draft {digest} is not here, and the step that names it alone can be voted on by nobody"),
                help: "give what `dunant panel draft --out STEP` wrote beside it, `STEP.body.json`, as `--draft FILE`; nothing was recorded"
                    .into(),
            }),
            _ => Ok(()),
        }
    }

    /// The document of a draft.
    pub(crate) fn put_body(&self, transaction: &mut Transaction, case: &CaseId, body: &Body) -> Result<(), Error> {
        let digest = body.digest().map_err(|error| Error::Finding(error.to_string()))?;
        self.put_document(transaction, case, draft_of(&digest), &body_json(body)?)
    }

    /// What was drafted under this digest.
    pub(crate) fn drafted(&self, case: &CaseId, digest: &Sha256Digest) -> Result<Vec<u8>, Error> {
        self.document(case, &draft_of(digest))?
            .ok_or_else(|| self.damaged_document(case, &draft_of(digest), &"the draft that was voted on is not there"))
    }

    /// What was adopted in this round.
    pub(crate) fn adopted_body(&self, proceeding: &Proceeding, digest: &Sha256Digest) -> Result<Body, Error> {
        let case = proceeding.case();
        let body = self.drafted(case, digest)?;
        serde_json::from_slice(&body).map_err(|error| self.damaged_document(case, &draft_of(digest), &error))
    }
}

/// A body as it is kept.
pub(crate) fn body_json(body: &Body) -> Result<Vec<u8>, Error> {
    serde_json::to_vec_pretty(body).map_err(|error| Error::unwritable(&error))
}

/// The document that holds a draft.
fn draft_of(digest: &Sha256Digest) -> String {
    format!("draft-{digest}.json")
}
