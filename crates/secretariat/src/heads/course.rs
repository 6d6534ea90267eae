//! From the epochs that were made: the course of a case for its finding, where it stands now, by when each link existed.

use std::collections::BTreeMap;

use dunant_custody::CaseId;
use dunant_custody::chain::Subject;
use dunant_heads::{Epoch, EpochProof, Head, History, Path, Position, PrefixTree};
use dunant_panel::Salt;
use dunant_panel::finding::witnessed::Course;
use dunant_panel::standing::Standing;
use dunant_record::TlogProof;
use dunant_record::merkle::Frontier;
use dunant_record::note::KeyName;
use dunant_vocabulary::{Moment, Sha256Digest};

use super::{Epochs, leaf, moment, text_digest};
use crate::{Error, Home};

impl Home {
    /// The course of a case, from the last epoch without it to the first in which its link `last` stands.
    pub(crate) fn course(&self, case: &CaseId, last: u64) -> Result<Course, Error> {
        let epochs = self.epochs()?;
        let subject = Subject::Case(case.clone()).to_string();
        let end = epochs.first_with(&subject, last).ok_or_else(|| not_in_an_epoch("the decision"))?;
        let first = epochs.first_with(&subject, 0).and_then(|began| began.checked_sub(1)).ok_or_else(|| {
            Error::Heads(format!("the case `{case}` stood in the first epoch, and a finding shows the one before"))
        })?;
        let trust = self.needed_trust()?;
        let log = trust.logs().of(first).ok_or_else(|| Error::Heads(format!("no heads log has epoch {first}")))?;
        let mut left = Frontier::new();
        for number in log.begins..first {
            left.push(kept(&epochs, number)?.epoch()?.leaf());
        }
        let body = trust.body().clone();
        let trees = Trees::of(self, &epochs, &body, end)?;
        let place = Position::of(&body, &subject);
        let members = Subject::Members.to_string();
        let mut of_members = None;
        let (mut proofs, mut checkpoints, mut before) = (Vec::new(), Vec::new(), None);
        for number in first..=end {
            let kept = kept(&epochs, number)?;
            let tree = trees.at(number)?;
            let Epoch { chains, succession, .. } = kept.epoch()?;
            if tree.root() != chains {
                return Err(Error::Heads(format!(
                    "epoch {number} commits to other heads than the chains have: the store was changed"
                )));
            }
            if number == first {
                let position = Position::of(&body, &members);
                of_members = trees.number(&members, number).map(|newest| (newest, tree.path(&position)));
            }
            let newest = trees.number(&subject, number);
            if number == first || number == end || newest != before || succession.is_some() {
                checkpoints.push(kept.checkpoint()?);
            }
            before = newest;
            proofs.push(EpochProof { chains, path: tree.path(&place), number: newest, succession });
        }
        let (newest, path): (u64, Path) = of_members
            .ok_or_else(|| Error::Heads("no member was enrolled in an epoch before the case was referred".into()))?;
        let origin = log.key.name().clone();
        Ok(Course::of(&History { origin, first, left, epochs: proofs, checkpoints }, newest, &path))
    }

    /// Where a case stands in the newest epoch, with what shows it.
    ///
    /// # Errors
    /// A case of the first form, or one that stood in no epoch yet.
    pub fn standing(&self, case: &CaseId) -> Result<Standing, Error> {
        let epochs = self.epochs()?;
        let subject = Subject::Case(case.clone()).to_string();
        let nothing = || not_in_an_epoch(&format!("the case `{case}`"));
        let (epoch, newest) = epochs.newest().ok_or_else(nothing)?;
        let body = self.needed_trust()?.body().clone();
        let trees = Trees::of(self, &epochs, &body, epoch)?;
        let number = trees.number(&subject, epoch).ok_or_else(nothing)?;
        let digest = trees.digest(&subject, number)?;
        let proof = self.proof_of(&epochs, epoch)?;
        let path = trees.at(epoch)?.path(&Position::of(&body, &subject));
        Ok(Standing::new(Head { number, digest }, &newest.epoch()?, &path, &proof))
    }

    /// What shows that an epoch is in its heads log, under the checkpoint that was made with it.
    pub(super) fn proof_of(&self, epochs: &Epochs, epoch: u64) -> Result<TlogProof, Error> {
        let (directory, index) = self.log_of(epoch)?;
        let storage = dunant_log::storage::PosixStorage::open(directory.public());
        let storage = storage.map_err(|error| Error::Heads(error.to_string()))?;
        let proof = dunant_log::prove(&kept(epochs, epoch)?.checkpoint()?, index, &storage);
        proof.map_err(|error| Error::Heads(error.to_string()))
    }

    /// The first epoch in which link `number` of a case stands, if the case has the link of this digest there.
    ///
    /// # Errors
    /// What is kept cannot be read.
    pub fn epoch_of(&self, case: &CaseId, number: u64, digest: &Sha256Digest) -> Result<Option<u64>, Error> {
        let subject = Subject::Case(case.clone()).to_string();
        let notes = self.runtime.block_on(self.store.chain(&subject))?;
        let note = usize::try_from(number).ok().and_then(|place| notes.get(place));
        match note.map(|note| text_digest(note)).transpose()? {
            Some(found) if found == *digest => Ok(self.epochs()?.first_with(&subject, number)),
            _ => Ok(None),
        }
    }

    /// By when each link of a case existed, as the witnesses of the first epoch in which it stood bound it.
    pub(crate) fn seen_by(&self, case: &CaseId) -> Result<BTreeMap<u64, Moment>, Error> {
        let epochs = self.epochs()?;
        let trust = self.needed_trust()?;
        let subject = Subject::Case(case.clone()).to_string();
        let mut seen = BTreeMap::new();
        let mut next = 0;
        for number in 0..epochs.len() {
            let kept = kept(&epochs, number)?;
            let Some(newest) = kept.planned.moved.get(&subject) else { continue };
            if let Some(by) = moment(kept.bounds(trust)?.not_after) {
                seen.extend((next..=*newest).map(|link| (link, by)));
            }
            next = newest + 1;
        }
        Ok(seen)
    }
}

/// That something must stand in an epoch first.
pub(crate) fn not_in_an_epoch(what: &str) -> Error {
    Error::NotYet {
        message: format!("{what} stands in no epoch of the heads log yet"),
        help: "`dunant heads tick` makes the next one when it is due, and says when that is".into(),
    }
}

pub(super) fn kept(epochs: &Epochs, number: u64) -> Result<&super::Kept, Error> {
    epochs.get(number).ok_or_else(|| Error::Heads(format!("epoch {number} is missing")))
}

/// The prefix trees of the epochs, made again from the chains.
pub(super) struct Trees<'e> {
    epochs: &'e Epochs,
    body: &'e KeyName,
    nonces: BTreeMap<&'e str, Salt>,
    digests: BTreeMap<String, Vec<Sha256Digest>>,
}

impl<'e> Trees<'e> {
    pub(super) fn of(home: &Home, epochs: &'e Epochs, body: &'e KeyName, until: u64) -> Result<Self, Error> {
        let mut chains = home.runtime.block_on(home.store.chains("case/"))?;
        let members = Subject::Members.to_string();
        chains.insert(members.clone(), home.runtime.block_on(home.store.chain(&members))?);
        let mut digests = BTreeMap::new();
        for subject in epochs.numbers(until).keys() {
            let notes = chains.remove(*subject).unwrap_or_default();
            let links: Vec<Sha256Digest> = notes.iter().map(|note| text_digest(note)).collect::<Result<_, _>>()?;
            digests.insert((*subject).to_owned(), links);
        }
        Ok(Self { epochs, body, nonces: epochs.nonces(), digests })
    }

    pub(super) fn number(&self, subject: &str, epoch: u64) -> Option<u64> {
        self.epochs.numbers(epoch).get(subject).copied()
    }

    fn digest(&self, subject: &str, link: u64) -> Result<Sha256Digest, Error> {
        let links = self.digests.get(subject).zip(usize::try_from(link).ok());
        let digest = links.and_then(|(links, link)| links.get(link)).copied();
        digest.ok_or_else(|| Error::Heads(format!("link {link} of `{subject}` stood in an epoch, and is gone")))
    }

    pub(super) fn at(&self, epoch: u64) -> Result<PrefixTree, Error> {
        let mut leaves = Vec::new();
        for (subject, number) in self.epochs.numbers(epoch) {
            let unknown = || Error::Heads(format!("the chain `{subject}` has no nonce"));
            let nonce = *self.nonces.get(subject).ok_or_else(unknown)?;
            let head = Head { number, digest: self.digest(subject, number)? };
            leaves.push(leaf(self.body, subject, nonce, head, epoch));
        }
        PrefixTree::new(leaves).map_err(|error| Error::Heads(error.to_string()))
    }
}
