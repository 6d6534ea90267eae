//! What stands in the store of a case: its documents, its items with their custody.

use std::io::Write as _;
use std::path::Path;

use dunant::Setup;
use dunant_custody::{CaseId, CaseSecret, Custody, Subject};
use dunant_store::{Item, NewDocument, NewLink, Transaction};
use dunant_vocabulary::{Digesting, Sha256Digest};

use crate::{Error, Home, Occasion};

/// An item of a case: where it is, and what happened to it.
#[derive(Debug, Clone)]
pub struct HeldItem {
    /// What the store says of it.
    pub stored: Item,
    /// Its chain of custody.
    pub custody: Custody,
}

impl HeldItem {
    /// What it was called when it was handed in.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.custody.receipt().name
    }

    /// Whether it has more bytes than are read of one item: it is kept, and nothing in it is assessed.
    #[must_use]
    pub fn is_too_large(&self, setup: &Setup) -> bool {
        self.stored.size > setup.limits().item_bytes
    }

    /// SHA-256 of its bytes.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        self.stored.digest
    }
}

impl Home {
    /// The names of all cases.
    ///
    /// # Errors
    /// The store fails.
    pub fn cases(&self) -> Result<Vec<CaseId>, Error> {
        let subjects = self.runtime.block_on(self.store.subjects("case/"))?;
        let cases = subjects.iter().filter_map(|subject| match subject.parse() {
            Ok(Subject::Case(case)) => Some(case),
            _ => None,
        });
        Ok(cases.collect())
    }

    /// The items of a case, by name as a directory lists them, with their custody verified.
    ///
    /// # Errors
    /// The store fails; a chain does not hold.
    pub fn items(&self, case: &CaseId) -> Result<Vec<HeldItem>, Error> {
        // A chain that began under an earlier key goes on under the one of today.
        let keys = self.all_keys()?;
        let stored = self.runtime.block_on(self.store.items(case.as_str()))?;
        let mut chains = self.runtime.block_on(self.store.chains(&format!("case/{case}/item/")))?;
        let mut held = Vec::with_capacity(stored.len());
        for item in stored {
            let subject = Subject::Item(case.clone(), item.digest);
            let notes = chains.remove(&subject.to_string()).unwrap_or_default();
            held.push(HeldItem { custody: Custody::read(subject, notes, &keys)?, stored: item });
        }
        held.sort_by(|one, other| Path::new(one.name()).cmp(Path::new(other.name())));
        Ok(held)
    }

    /// The item that `text` names: by its name, its digest, or at least four of the digest's first digits.
    ///
    /// # Errors
    /// None or several.
    pub fn item(&self, case: &CaseId, text: &str) -> Result<HeldItem, Error> {
        let mut items = self.items(case)?;
        if let Some(place) = items.iter().position(|item| item.name() == text) {
            return Ok(items.swap_remove(place));
        }
        let digits = text.to_ascii_lowercase();
        items.retain(|item| digits.len() >= 4 && item.digest().to_string().starts_with(&digits));
        let count = items.len();
        match (items.pop(), count) {
            (Some(item), 1) => Ok(item),
            (None, _) => Err(Error::NoItem { case: case.clone(), item: text.to_owned() }),
            _ => Err(Error::SeveralItems { case: case.clone(), item: text.to_owned(), count }),
        }
    }

    /// The bytes of an item, which have its digest.
    pub(crate) fn bytes(&self, item: &HeldItem) -> Result<Vec<u8>, Error> {
        let most = usize::try_from(item.stored.size).unwrap_or(usize::MAX);
        let bytes = self.decrypt_up_to(&item.stored.blob, most)?;
        if Sha256Digest::of(&bytes) != item.digest() {
            return Err(Error::Blob(dunant_store::BlobError::Damaged(item.stored.blob)));
        }
        Ok(bytes)
    }

    /// Gives the bytes of an item piece by piece, whatever its size. What was given is to be used only where this went well.
    pub(crate) fn bytes_by(
        &self,
        item: &HeldItem,
        take: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut digest = Digesting::new(std::io::sink());
        self.decrypt_by(&item.stored.blob, &mut |bytes| {
            digest.write_all(bytes).map_err(Error::file("read", self.root()))?;
            take(bytes)
        })?;
        if digest.digest() != item.digest() {
            return Err(Error::Blob(dunant_store::BlobError::Damaged(item.stored.blob)));
        }
        Ok(())
    }

    /// What is read of an item under the setup's limits: its bytes, or none where it has too many.
    pub(crate) fn readable(&self, item: &HeldItem, setup: &Setup) -> Result<Option<Vec<u8>>, Error> {
        if item.is_too_large(setup) { Ok(None) } else { self.bytes(item).map(Some) }
    }

    /// A document of the case.
    pub(crate) fn document(&self, case: &CaseId, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let blob = self.runtime.block_on(self.store.document(case.as_str(), name))?;
        blob.map(|blob| self.decrypt(&blob)).transpose()
    }

    /// Encrypts and stores a document, to be named by the transaction that is committed next.
    pub(crate) fn put_document(
        &self,
        transaction: &mut Transaction,
        case: &CaseId,
        name: impl Into<String>,
        bytes: &[u8],
    ) -> Result<(), Error> {
        let name = name.into();
        for blob in self.blobs.put_many(&[self.encrypt(bytes)?])? {
            transaction.documents.push(NewDocument { case: case.to_string(), name: name.clone(), blob });
        }
        Ok(())
    }

    /// What the case's salts and pseudonyms are made from.
    pub(crate) fn secret(&self, case: &CaseId) -> Result<CaseSecret, Error> {
        let bytes = self.document(case, SECRET)?.ok_or_else(|| Error::NoCase(case.clone()))?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| Error::Damaged {
            path: self.root().join("blobs"),
            message: format!("the secret of the case `{case}` has not 32 bytes"),
        })?;
        Ok(CaseSecret::from_bytes(&bytes))
    }

    pub(crate) fn damaged_document(&self, case: &CaseId, name: &str, reason: &dyn std::fmt::Display) -> Error {
        Error::Damaged { path: self.root().join("blobs"), message: format!("`{name}` of the case `{case}`: {reason}") }
    }

    /// Commits what was recorded of items; in a body for exercises an epoch has it at once.
    ///
    /// # Errors
    /// A clock that witnesses contradict: nothing is recorded.
    pub(crate) fn commit_custody(&self, transaction: &Transaction, occasion: &Occasion) -> Result<(), Error> {
        if !transaction.links.is_empty() {
            self.dates_agree(occasion)?;
        }
        self.commit(transaction)?;
        self.make_epoch_after(occasion)
    }

    pub(crate) fn commit(&self, transaction: &Transaction) -> Result<(), Error> {
        Ok(self.runtime.block_on(self.store.commit(transaction))?)
    }
}

/// The document that holds the case's secret.
pub(crate) const SECRET: &str = "secret";

/// The newest link of a custody, as the store takes it.
pub(crate) fn newest(custody: &Custody, note: String) -> NewLink {
    NewLink { subject: custody.subject().to_string(), number: (custody.links().len() as u64).saturating_sub(1), note }
}
