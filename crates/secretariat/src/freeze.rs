use std::collections::BTreeMap;

use dunant::{FROZEN_SALTS, Setup, examine, exchange, frozen_salts};
use dunant_custody::{CaseId, CustodyEvent, ItemKey, SealedItem};
use dunant_panel::finding::{Manifest, ManifestItem};
use dunant_panel::step::Freeze;
use dunant_panel::{Proceeding, Salt, Stage, Step};
use dunant_redaction::Released;
use dunant_store::Transaction;
use dunant_vocabulary::Sha256Digest;

use crate::cases::newest;
use crate::custody::CASE_FILE;
use crate::{Act, Error, Home, Occasion};

impl Home {
    /// Takes in the case file, and the list of names that are held back in all that leaves the case. Both may be replaced until
    /// fact-finding ends.
    ///
    /// # Errors
    /// A mistake in one of them, with its place; fact-finding has ended.
    pub fn describe(
        &self,
        case: &CaseId,
        case_file: &str,
        names_held_back: Option<&str>,
        occasion: &Occasion,
    ) -> Result<(), Error> {
        let _writer = self.claim()?;
        let proceeding = self.proceeding(case)?;
        if proceeding.stage(occasion.now) > Stage::FactFinding {
            return Err(Error::NotYet {
                message: format!("fact-finding in the case `{case}` has ended: its case file is frozen"),
                help: format!("`dunant panel reopen {case}` goes back to fact-finding, where there are new facts"),
            });
        }
        dunant::CaseFile::parse(std::path::Path::new(CASE_FILE), case_file)?;
        let mut transaction = Transaction::default();
        self.put_document(&mut transaction, case, CASE_FILE, case_file.as_bytes())?;
        if let Some(list) = names_held_back {
            dunant_redaction::personal::Known::parse(list).map_err(|error| Error::Input {
                message: format!("the list of names: {error}"),
                help: "docs/redaction.md shows one".into(),
            })?;
            self.put_document(&mut transaction, case, dunant::NAMES_HELD_BACK, list.as_bytes())?;
        }
        self.commit(&transaction)
    }

    /// Ends fact-finding: assesses the case, seals what was read of every item, and fixes the digests of both.
    ///
    /// # Errors
    /// No evidence or no case file, an item that is lost, a stage that does not allow it.
    pub fn freeze(&self, case: &CaseId, setup: &Setup, occasion: &Occasion) -> Result<Proceeding, Error> {
        let _writer = self.claim()?;
        let proceeding = self.proceeding(case)?;
        let mut items = self.items(case)?;
        let assembled = self.assembled(case, &items, setup)?;
        let document = examine(&assembled, setup)?;
        let json = exchange::to_json(&document);
        let secret = self.secret(case)?;
        let mut transaction = Transaction::default();
        let mut listed = Vec::with_capacity(items.len());
        for item in &mut items {
            let observed = self.observations(item, setup)?;
            let key = ItemKey::derive(&secret, &item.digest());
            let seal = SealedItem::new(item.digest(), &key, &observed).map_err(Error::sealing)?.seal();
            let note = item.custody.record(CustodyEvent::Sealed(seal), occasion.now, &self.secretariat)?;
            transaction.links.push(newest(&item.custody, note));
            let custody = &item.custody;
            let digests = custody.links().first().and_then(|link| link.digest().ok()).zip(custody.head());
            let (receipt, head) =
                digests.ok_or_else(|| Error::NoItem { case: case.clone(), item: item.name().into() })?;
            listed.push(ManifestItem {
                digest: item.digest(),
                size: item.stored.size,
                tlp: custody.tlp(),
                pap: custody.pap(),
                admiralty: custody.admiralty(),
                receipt,
                custody: head,
                seal,
            });
        }
        let manifest = Manifest::new(listed);
        let round = proceeding.round().map_or(1, |round| round.number);
        let digest = Sha256Digest::of(json.as_bytes());
        // The first form shows numbers of restricted items anyhow, and stays as it was.
        let salt = proceeding.begun().map(|_| Salt::new(occasion.draw("salt of the frozen assessment")));
        let case_file = document.digests.case.unwrap_or_else(|| Sha256Digest::of(b""));
        let freeze = Freeze {
            round,
            manifest: manifest.digest(),
            items: manifest.items().len() as u64,
            case_file: salt.map_or(case_file, |salt| Freeze::salted_case_file(case, round, &case_file, &salt)),
            pack: document.digests.pack,
            model: document.digests.model,
            instruments: document.digests.instruments,
            settings: Some(document.digests.settings),
            assessment: salt.map_or(digest, |salt| Freeze::salted(case, round, &digest, &salt)),
            salted: salt.is_some(),
        };
        let restricted = manifest.items().iter().map(|item| (item.digest, item.tlp)).collect();
        let (_, known) = self.names_held_back(case)?;
        // Worked out now, so that what cannot be published is known before anybody has assessed it.
        match proceeding.begun() {
            None => drop(dunant::publishable(&document, &restricted, &known, &[])?),
            Some(_) => {
                let part = self.open_part(case, &items, &manifest, &[], setup)?;
                drop(dunant::open_assessment(&part, &known, setup)?);
            }
        }
        let listed = serde_json::to_vec(&manifest).map_err(|error| Error::unwritable(&error))?;
        self.put_document(&mut transaction, case, manifest_of(round), &listed)?;
        self.put_document(&mut transaction, case, assessment_of(round), json.as_bytes())?;
        if let Some(salt) = salt {
            let mut salts = self.frozen_salts(case)?;
            salts.insert(round, salt);
            self.put_document(&mut transaction, case, FROZEN_SALTS, frozen_salts::write(&salts).as_bytes())?;
        }
        let step = self.signed(&proceeding, Step::Freeze(freeze), &self.secretariat)?;
        Ok(self.submit(proceeding, &step.to_string(), transaction, occasion)?.0)
    }
}

impl Home {
    /// The assessment that was frozen last, whole, as `dunant assess --format json` prints it: what members assess. It shows what was
    /// read of every item, so the access to each is recorded before it is given.
    ///
    /// # Errors
    /// Nothing is frozen; an event that cannot be recorded.
    pub fn assessment(&self, case: &CaseId, act: &Act, occasion: &Occasion) -> Result<Vec<u8>, Error> {
        let _writer = self.claim()?;
        let proceeding = self.proceeding(case)?;
        let frozen = proceeding.rounds().iter().rev().find_map(|round| round.freeze.as_ref());
        let round = frozen.map(|freeze| freeze.what.round).ok_or_else(|| Error::NotYet {
            message: format!("the case `{case}` was never frozen: nothing is assessed yet"),
            help: format!("`dunant case freeze {case}` ends fact-finding"),
        })?;
        let missing = |name: &str| self.damaged_document(case, name, &"it is not there");
        let (listed, name) = (manifest_of(round), assessment_of(round));
        let manifest = self.document(case, &listed)?.ok_or_else(|| missing(&listed))?;
        let manifest: Manifest =
            serde_json::from_slice(&manifest).map_err(|error| self.damaged_document(case, &listed, &error))?;
        let mut transaction = Transaction::default();
        for mut item in self.items(case)? {
            if manifest.item(&item.digest()).is_some() && !item.custody.is_lost() {
                let Act { by, purpose } = act.clone();
                let event = CustodyEvent::Accessed { by, purpose };
                let note = item.custody.record(event, occasion.now, &self.secretariat)?;
                transaction.links.push(newest(&item.custody, note));
            }
        }
        let assessment = self.document(case, &name)?.ok_or_else(|| missing(&name))?;
        self.commit_custody(&transaction, occasion)?;
        Ok(assessment)
    }
}

impl Home {
    /// A case file that leaves in part, which names in its first line what it is a part of: in the second form what the freeze has of the whole, since the
    /// SHA-256 of the whole would confirm guesses at what was left out.
    pub(crate) fn part_of_what_is_frozen(
        &self,
        case: &CaseId,
        whole: &str,
        part: Released<String>,
    ) -> Result<Released<String>, Error> {
        let proceeding = self.proceeding(case)?;
        if proceeding.begun().is_none() || part.get() == whole {
            return Ok(part);
        }
        let digest = Sha256Digest::of(whole.as_bytes());
        let salts = self.frozen_salts(case)?;
        let freezes =
            proceeding.rounds().iter().rev().filter_map(|round| round.freeze.as_ref().map(|taken| &taken.what));
        let has = |freeze: &&Freeze| freeze.has_case_file(case, &digest, salts.get(&freeze.round)) == Some(true);
        let named = { freezes }.find(has).map_or_else(dunant::not_frozen_yet, |freeze| freeze.case_file);
        Ok(part.naming(&digest, &named))
    }

    /// The salts of what was frozen, by round: whoever has the whole evidence needs them to compute it again.
    pub(crate) fn frozen_salts(&self, case: &CaseId) -> Result<BTreeMap<u32, Salt>, Error> {
        let Some(text) = self.document(case, FROZEN_SALTS)? else { return Ok(BTreeMap::new()) };
        let text = String::from_utf8_lossy(&text);
        frozen_salts::read(&text).map_err(|error| self.damaged_document(case, FROZEN_SALTS, &error))
    }
}

/// The document that holds the list of evidence of a round.
pub(crate) fn manifest_of(round: u32) -> String {
    format!("manifest-{round}.json")
}

/// The document that holds the assessment of a round.
pub(crate) fn assessment_of(round: u32) -> String {
    format!("assessment-{round}.json")
}
