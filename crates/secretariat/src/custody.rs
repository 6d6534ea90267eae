//! What is done with evidence in the house, each act a link of the item's chain.

use std::path::Path;

use dunant::{Case, CaseFile, Input, Setup};
use dunant_custody::{CaseId, Custody, CustodyEvent, Disclosure, ItemKey, SealedItem};
use dunant_evidence::{Item, Observation};
use dunant_redaction::{Audience, PersonalData};
use dunant_store::{Loss, Missing, Transaction, missing};
use dunant_vocabulary::{AdmiraltyGrade, Pap, Tlp};

use crate::cases::{HeldItem, newest};
use crate::{Error, Home, Occasion};

/// Who does something with evidence, and what for.
#[derive(Debug, Clone)]
pub struct Act {
    /// Who: an office rather than a name.
    pub by: String,
    /// What for.
    pub purpose: String,
}

/// A new marking or grade; what is none stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marking {
    /// Who decides it.
    pub by: String,
    /// How far the item may be shared.
    pub tlp: Option<Tlp>,
    /// What may be done with it.
    pub pap: Option<Pap>,
    /// Reliability of its source and credibility of its content.
    pub admiralty: Option<AdmiraltyGrade>,
    /// Why; needed where a marking becomes more open.
    pub reason: String,
}

/// Observations that are to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selected<'s> {
    /// The item: its name or digest, or the beginning of it.
    pub item: &'s str,
    /// The observations, by their numbers.
    pub numbers: &'s [u64],
    /// Whether one that holds personal data may be among them.
    pub personal_data: PersonalData,
}

/// The document that holds the case file.
pub(crate) const CASE_FILE: &str = "case.toml";

impl Home {
    /// What was read from an item, in the order of its observations' numbers. The access is recorded before anything is shown.
    ///
    /// # Errors
    /// No such item, a blob that is lost, an event that cannot be recorded.
    pub fn read_item(
        &self,
        case: &CaseId,
        item: &str,
        act: &Act,
        setup: &Setup,
        occasion: &Occasion,
    ) -> Result<(HeldItem, Vec<Observation>), Error> {
        let _writer = self.claim()?;
        let mut item = self.item(case, item)?;
        let observations = self.observations(&item, setup)?;
        let Act { by, purpose } = act.clone();
        self.record_event(&mut item.custody, CustodyEvent::Accessed { by, purpose }, occasion)?;
        Ok((item, observations))
    }

    /// Shows observations of a sealed item, by their numbers, each with its proof. They stand in the next finding.
    ///
    /// # Errors
    /// An item that was not sealed, a number that it has not; personal data in one of them, where it is held back.
    pub fn disclose(
        &self,
        case: &CaseId,
        selected: &Selected<'_>,
        act: &Act,
        setup: &Setup,
        occasion: &Occasion,
    ) -> Result<Vec<Disclosure>, Error> {
        let _writer = self.claim()?;
        let Selected { item, numbers, personal_data } = *selected;
        let mut item = self.item(case, item)?;
        let observations = self.observations(&item, setup)?;
        let key = ItemKey::derive(&self.secret(case)?, &item.digest());
        let sealed = SealedItem::new(item.digest(), &key, &observations).map_err(Error::sealing)?;
        if item.custody.seal() != Some(&sealed.seal()) {
            return Err(Error::NotYet {
                message: format!("what is read from `{}` today is not what was sealed", item.name()),
                help: "freeze the case first; if it is frozen, use the version of the program that it was frozen with"
                    .into(),
            });
        }
        let mut disclosed = numbers.to_vec();
        disclosed.sort_unstable();
        disclosed.dedup();
        let shown = sealed.disclose(disclosed.iter().copied()).map_err(Error::sealing)?;
        let (_, known) = self.names_held_back(case)?;
        let shown = self.may_be_shown(shown, Audience { personal_data, ..Audience::WHOLE_CASE }, &known)?.into_inner();
        let Act { by, purpose } = act.clone();
        let note =
            item.custody.record(CustodyEvent::Redacted { by, disclosed, purpose }, occasion.now, &self.secretariat)?;
        let mut all = self.disclosures(case)?;
        all.extend(shown.iter().filter(|one| !all.contains(one)).cloned().collect::<Vec<_>>());
        let mut transaction = Transaction::default();
        transaction.links.push(newest(&item.custody, note));
        let json = serde_json::to_vec(&all).map_err(|error| Error::unwritable(&error))?;
        self.put_document(&mut transaction, case, DISCLOSURES, &json)?;
        self.commit_custody(&transaction, occasion)?;
        Ok(shown)
    }

    /// All that was disclosed in the case.
    pub(crate) fn disclosures(&self, case: &CaseId) -> Result<Vec<Disclosure>, Error> {
        let Some(json) = self.document(case, DISCLOSURES)? else { return Ok(Vec::new()) };
        serde_json::from_slice(&json).map_err(|error| self.damaged_document(case, DISCLOSURES, &error))
    }

    /// Reads every blob of a case, and names those that are lost or damaged. That an item was lost, or is there again, is recorded
    /// in its custody.
    ///
    /// # Errors
    /// The store fails; there is no such case.
    pub fn check(&self, case: &CaseId, occasion: &Occasion) -> Result<Vec<Missing>, Error> {
        let _writer = self.claim()?;
        // The case's own documents may be what is lost, so nothing is asked of them.
        if !self.cases()?.contains(case) {
            return Err(Error::NoCase(case.clone()));
        }
        let mut missing = self.missing()?;
        missing.retain(|missing| missing.case == case.as_str());
        let by = "dunant case check".to_owned();
        let mut transaction = Transaction::default();
        for mut item in self.items(case)? {
            let of_it = missing.iter().find(|missing| missing.blob == item.stored.blob);
            let event = match of_it {
                // It may be whole: another look will tell.
                Some(unread) if matches!(unread.loss, Loss::Unreadable(_)) => continue,
                Some(lost) if !item.custody.is_lost() => {
                    CustodyEvent::Lost { by: by.clone(), reason: lost.to_string() }
                }
                None if item.custody.is_lost() => {
                    CustodyEvent::Recovered { by: by.clone(), reason: "its bytes are there again".to_owned() }
                }
                _ => continue,
            };
            let note = item.custody.record(event, occasion.now, &self.secretariat)?;
            transaction.links.push(newest(&item.custody, note));
        }
        self.commit_custody(&transaction, occasion)?;
        Ok(missing)
    }

    /// What is lost or damaged of all cases. Nothing is recorded.
    ///
    /// # Errors
    /// The store fails.
    pub fn missing(&self) -> Result<Vec<Missing>, Error> {
        Ok(self.runtime.block_on(missing(&self.store, &*self.blobs))?)
    }

    /// Marks or grades an item anew.
    ///
    /// # Errors
    /// No such item; a change of nothing; a more open marking without a reason.
    pub fn mark(&self, case: &CaseId, item: &str, marking: &Marking, occasion: &Occasion) -> Result<HeldItem, Error> {
        let _writer = self.claim()?;
        let mut item = self.item(case, item)?;
        let custody = &item.custody;
        let (tlp, pap, admiralty) = (custody.tlp(), custody.pap(), custody.admiralty());
        if marking.tlp.is_none_or(|new| new == tlp)
            && marking.pap.is_none_or(|new| new == pap)
            && marking.admiralty.is_none_or(|new| new == admiralty)
        {
            return Err(Error::Input {
                message: format!("`{}` is marked {tlp}, {pap}, grade {admiralty} already", item.name()),
                help: "`--tlp`, `--pap` or `--grade` says what changes".into(),
            });
        }
        if marking.reason.trim().is_empty()
            && (marking.tlp.is_some_and(|new| new < tlp) || marking.pap.is_some_and(|new| new < pap))
        {
            return Err(Error::Input {
                message: format!(
                    "`{}` would be marked more openly than {tlp}, {pap}, and nobody says why",
                    item.name()
                ),
                help: "say who allowed it, and why: `--reasons TEXT`".into(),
            });
        }
        let event = CustodyEvent::Regraded {
            by: marking.by.clone(),
            tlp: marking.tlp.unwrap_or(custody.tlp()),
            pap: marking.pap.unwrap_or(custody.pap()),
            admiralty: marking.admiralty.unwrap_or(custody.admiralty()),
            reason: marking.reason.clone(),
        };
        self.record_event(&mut item.custody, event, occasion)?;
        Ok(item)
    }

    pub(crate) fn record_event(
        &self,
        custody: &mut Custody,
        event: CustodyEvent,
        occasion: &Occasion,
    ) -> Result<(), Error> {
        let note = custody.record(event, occasion.now, &self.secretariat)?;
        let mut transaction = Transaction::default();
        transaction.links.push(newest(custody, note));
        self.commit_custody(&transaction, occasion)
    }

    /// The case as `assess` would read its export: the same items under the same names in the same order.
    pub(crate) fn assembled(&self, case: &CaseId, items: &[HeldItem], setup: &Setup) -> Result<Case, Error> {
        let file = self.document(case, CASE_FILE)?.ok_or_else(|| Error::NotYet {
            message: format!(
                "the case `{case}` has no case file: nothing says what happened, and no verdict has a fact"
            ),
            help: format!("write one (docs/case-file.md), then `dunant case describe {case} case.toml`"),
        })?;
        let text = String::from_utf8_lossy(&file).into_owned();
        let mut assembled = Case::described(CaseFile::parse(Path::new(CASE_FILE), &text)?);
        for item in items {
            let name = item.name().to_owned();
            assembled.inputs.push(match self.readable(item, setup)? {
                Some(bytes) => Input::Bytes { name, bytes },
                None => Input::Unread { name, digest: item.digest(), size: item.stored.size },
            });
        }
        Ok(assembled)
    }

    /// All that is read of an item; nothing of one that is too large.
    pub(crate) fn observations(&self, item: &HeldItem, setup: &Setup) -> Result<Vec<Observation>, Error> {
        let bytes = self.readable(item, setup)?;
        Ok(bytes.map(|bytes| observations(setup.read(item.name(), &bytes))).unwrap_or_default())
    }
}

/// The document that holds what was disclosed.
const DISCLOSURES: &str = "disclosures.json";

/// All observations of a file and of the files within it, in order.
pub(crate) fn observations(items: Vec<Item>) -> Vec<Observation> {
    items.into_iter().flat_map(|item| item.reading.into_observations()).collect()
}
