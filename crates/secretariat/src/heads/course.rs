//! From the epochs that were made: the course of a case for its finding, where it stands now, by when each link existed.

use std::collections::{BTreeMap, BTreeSet};

use dunant_custody::CaseId;
use dunant_custody::chain::Subject;
use dunant_heads::{Epoch, EpochProof, Head, History, Position, PrefixTree};
use dunant_panel::finding::witnessed::Course;
use dunant_panel::standing::Standing;
use dunant_panel::{Salt, StepKind, Trust};
use dunant_record::SignedCheckpoint;
use dunant_record::note::KeyName;
use dunant_vocabulary::{Moment, Sha256Digest};

use super::{Epochs, leaf, moment, text_digest};
use crate::{Error, Home};

impl Home {
    /// The course of a case, from the body's first epoch to the first in which its link `last` stands.
    pub(crate) fn course(&self, case: &CaseId, last: u64) -> Result<Course, Error> {
        let epochs = self.epochs()?;
        let subject = Subject::Case(case.clone()).to_string();
        let end = epochs.first_with(&subject, last).ok_or_else(|| not_in_an_epoch("the decision"))?;
        let began = epochs.first_with(&subject, 0).unwrap_or(end);
        let members = Subject::Members.to_string();
        if epochs.first_with(&members, 0).is_none_or(|enrolled| enrolled >= began) {
            return Err(Error::Heads("no member was enrolled in an epoch before the case was referred".into()));
        }
        let trust = self.needed_trust()?;
        let body = trust.body().clone();
        let trees = Trees::of(self, &epochs, &body, end)?;
        let mut history = History { epochs: Vec::new(), checkpoints: Vec::new() };
        for number in 0..=end {
            let shown: &[&str] = if number < began { &[&subject, &members] } else { &[&subject] };
            history.epochs.push(trees.proof(number, shown)?);
        }
        let is_dated = |moved: &EpochProof| moved.moved.first().is_some_and(Option::is_some);
        history.checkpoints = self.checkpoints(&epochs, trust, &history.epochs, is_dated)?;
        Ok(Course::of(&history))
    }

    /// The checkpoints of a history from the first epoch on: of each epoch in which a dated chain moved, of the last, of both where one log follows on another
    /// once such a chain is there, and of the epoch before a move where the log paused, since only that shows the pause.
    pub(super) fn checkpoints(
        &self,
        epochs: &Epochs,
        trust: &Trust,
        shown: &[EpochProof],
        is_dated: impl Fn(&EpochProof) -> bool,
    ) -> Result<Vec<SignedCheckpoint>, Error> {
        let mut needed = BTreeSet::new();
        let mut is_there = false;
        for (number, epoch) in (0_u64..).zip(shown) {
            let moved = is_dated(epoch);
            is_there |= moved;
            if moved || (is_there && epoch.succession.is_some()) || number + 1 == shown.len() as u64 {
                needed.insert(number);
            }
            if let Some(before) = number.checked_sub(1).filter(|_| moved) {
                let at = |number| Ok::<_, Error>(moment(kept(epochs, number)?.bounds(trust)?.at_least));
                let between = at(before)?.zip(at(number)?);
                if between.is_some_and(|(one, other)| other.seconds().saturating_sub(one.seconds()) > trust.lag()) {
                    needed.insert(before);
                }
            }
        }
        needed.into_iter().map(|number| kept(epochs, number)?.checkpoint()).collect()
    }

    /// What became of a case since it was first decided, or since it began where it was not, up to the newest epoch, with what shows it.
    ///
    /// # Errors
    /// A case of the first form, or one that stood in no epoch yet.
    pub fn standing(&self, case: &CaseId) -> Result<Standing, Error> {
        let epochs = self.epochs()?;
        let subject = Subject::Case(case.clone()).to_string();
        let nothing = || not_in_an_epoch(&format!("the case `{case}`"));
        let (newest, kept) = epochs.newest().ok_or_else(nothing)?;
        let began = epochs.first_with(&subject, 0).ok_or_else(nothing)?;
        let proceeding = self.proceeding(case)?;
        let decided = proceeding.steps().iter().find(|taken| taken.kind() == StepKind::Decision);
        let first = decided.and_then(|taken| epochs.first_with(&subject, taken.link)).unwrap_or(began);
        let body = self.needed_trust()?.body().clone();
        let trees = Trees::of(self, &epochs, &body, newest)?;
        let proofs = (first..=newest).map(|number| trees.proof(number, &[&subject])).collect::<Result<_, _>>()?;
        let history = History { epochs: proofs, checkpoints: vec![kept.checkpoint()?] };
        Ok(Standing::new(first, &history))
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

    fn digest(&self, subject: &str, link: u64) -> Result<Sha256Digest, Error> {
        let links = self.digests.get(subject).zip(usize::try_from(link).ok());
        let digest = links.and_then(|(links, link)| links.get(link)).copied();
        digest.ok_or_else(|| Error::Heads(format!("link {link} of `{subject}` stood in an epoch, and is gone")))
    }

    /// The tree of an epoch: the chains that moved in it, and its padding.
    fn at(&self, epoch: u64) -> Result<PrefixTree, Error> {
        let planned = &kept(self.epochs, epoch)?.planned;
        let mut leaves = Vec::new();
        for (subject, number) in &planned.moved {
            let unknown = || Error::Heads(format!("the chain `{subject}` has no nonce"));
            let nonce = *self.nonces.get(subject.as_str()).ok_or_else(unknown)?;
            let head = Head { number: *number, digest: self.digest(subject, *number)? };
            leaves.push(leaf(self.body, subject, nonce, head, epoch));
        }
        PrefixTree::padded(leaves, planned.padding.as_bytes()).map_err(|error| Error::Heads(error.to_string()))
    }

    /// What became of these chains in an epoch.
    pub(super) fn proof(&self, epoch: u64, subjects: &[&str]) -> Result<EpochProof, Error> {
        let kept = kept(self.epochs, epoch)?;
        let tree = self.at(epoch)?;
        let Epoch { chains, succession, .. } = kept.epoch()?;
        if tree.root() != chains {
            return Err(Error::Heads(format!(
                "epoch {epoch} commits to other heads than the chains have: the store was changed"
            )));
        }
        let mut moved = Vec::with_capacity(subjects.len());
        for subject in subjects {
            let number = kept.planned.moved.get(*subject).copied();
            let head = number.map(|number| Ok::<_, Error>(Head { number, digest: self.digest(subject, number)? }));
            moved.push(head.transpose()?);
        }
        let paths = tree.paths(subjects.iter().map(|subject| Position::of(self.body, subject)));
        Ok(EpochProof { chains, moved, paths, succession })
    }
}
