//! What members judge from: the assessment that was frozen, and the one that a draft shows, each computed again.

use dunant::exchange::{Document, Settings, to_json};
use dunant::{Setup, examine, open_document, publishable, settings_of};
use dunant_custody::CaseId;
use dunant_panel::Proceeding;
use dunant_panel::finding::{Body, Manifest};

use crate::freeze::{assessment_of, manifest_of};
use crate::proceedings::standing_draft;
use crate::{Act, Error, Home, Occasion};

/// A draft that is voted on, and what it shows of the evidence.
#[derive(Debug)]
pub struct Judged {
    /// What the vote is on.
    pub body: Body,
    /// The assessment that it shows, before personal data is held back.
    pub document: Document,
}

impl Home {
    /// The settings that the case was frozen under last.
    ///
    /// # Errors
    /// Nothing is frozen; a version that has other settings froze it.
    pub fn frozen_settings(&self, case: &CaseId) -> Result<Settings, Error> {
        let proceeding = self.proceeding(case)?;
        let name = assessment_of(frozen_round(&proceeding)?);
        let json = self.needed(case, &name)?;
        let assessment = serde_json::from_slice(&json).map_err(|error| self.damaged_document(case, &name, &error))?;
        settings_of(&assessment).map_err(|error| Error::NotYet {
            message: format!(
                "`{name}` of the case `{case}` was computed under settings that this version does not have: {error}"
            ),
            help: "use the version of the program that the case was frozen with".into(),
        })
    }

    /// The assessment that was frozen last, computed again: byte for byte the one that was frozen. It shows what was read of every item,
    /// so the access to each is recorded before it is given.
    ///
    /// # Errors
    /// Nothing is frozen; a program, a pack or a model that give another; an event that cannot be recorded.
    pub fn assessed(&self, case: &CaseId, act: &Act, setup: &Setup, occasion: &Occasion) -> Result<Document, Error> {
        let proceeding = self.proceeding(case)?;
        let round = frozen_round(&proceeding)?;
        let document = self.compute_again(case, round, setup)?;
        if to_json(&document).as_bytes() != self.needed(case, &assessment_of(round))? {
            return Err(computed_otherwise(format!(
                "`--format json` prints what was frozen: `dunant case assessment {case}`"
            )));
        }
        self.assessment(case, act, occasion)?;
        Ok(document)
    }

    /// The draft that stands, and the assessment that it shows, computed again.
    ///
    /// # Errors
    /// No draft is being voted on; a program, a pack or a model that give another assessment.
    pub fn judged(&self, case: &CaseId, setup: &Setup) -> Result<Judged, Error> {
        let proceeding = self.proceeding(case)?;
        let digest = standing_draft(&proceeding)?.body;
        let body: Body = serde_json::from_slice(&self.standing_draft(case)?)
            .map_err(|error| self.damaged_document(case, &format!("the draft {digest}"), &error))?;
        let (_, known) = self.names_held_back(case)?;
        let (document, shown) = match proceeding.begun() {
            None => {
                let document = self.compute_again(case, frozen_round(&proceeding)?, setup)?;
                let restricted = body.evidence.items().iter().map(|item| (item.digest, item.tlp)).collect();
                let shown = publishable(&document, &restricted, &known, &body.disclosures)?;
                (document, shown)
            }
            Some(_) => {
                let mut frozen = self.items(case)?;
                frozen.retain(|item| body.evidence.item(&item.digest()).is_some());
                let part = self.open_part(case, &frozen, &body.evidence, &body.disclosures, setup)?;
                open_document(&part, &known, setup)?
            }
        };
        if *shown.get() != body.assessment {
            return Err(computed_otherwise(format!(
                "`--format json` prints the draft: `dunant panel draft {case} --show`"
            )));
        }
        Ok(Judged { body, document })
    }

    /// The case of a round, examined with what is at hand.
    fn compute_again(&self, case: &CaseId, round: u32, setup: &Setup) -> Result<Document, Error> {
        let listed = manifest_of(round);
        let manifest: Manifest = serde_json::from_slice(&self.needed(case, &listed)?)
            .map_err(|error| self.damaged_document(case, &listed, &error))?;
        // What came in after the freeze is not part of the round.
        let mut frozen = self.items(case)?;
        frozen.retain(|item| manifest.item(&item.digest()).is_some());
        Ok(examine(&self.assembled(case, &frozen, setup)?, setup)?)
    }

    fn needed(&self, case: &CaseId, name: &str) -> Result<Vec<u8>, Error> {
        self.document(case, name)?.ok_or_else(|| self.damaged_document(case, name, &"it is not there"))
    }
}

/// The round that was frozen last.
fn frozen_round(proceeding: &Proceeding) -> Result<u32, Error> {
    let frozen = proceeding.rounds().iter().rev().find_map(|round| round.freeze.as_ref());
    let case = proceeding.case();
    frozen.map(|freeze| freeze.what.round).ok_or_else(|| Error::NotYet {
        message: format!("the case `{case}` was never frozen: nothing is assessed yet"),
        help: format!("`dunant case freeze {case}` ends fact-finding"),
    })
}

fn computed_otherwise(instead: String) -> Error {
    Error::NotYet {
        message:
            "this program, pack, model and instruments give another assessment than was frozen: no page of it is shown"
                .into(),
        help: format!(
            "use those that the case was frozen with (`--knowledge`, `--model`, `--password`), or read the document: {instead}"
        ),
    }
}
