//! The custody of one item: what has happened to it, and how it stands now.
//!
//! [`Custody`] is the fold over the item's chain. The secretariat asks it before it records an event, and whoever verifies reads the
//! chain through the same fold: an event that the one refuses, the other refuses too.
//!
//! | event | needs |
//! |---|---|
//! | `taken-in` | nothing before it, and nothing else can come first |
//! | `accessed`, `copied`, `exported`, `sealed` | the item's bytes, not lost |
//! | `redacted` | the same, and a seal; only leaves of the newest one, ascending |
//! | `regraded` | some change; a reason, where TLP or PAP becomes less strict |
//! | `lost` | an item that is not lost |
//! | `recovered` | an item that is lost |
//! | `clock` | earlier links, ascending, and what happened |
//!
//! An item can be sealed again, as when a case that was reopened is frozen anew; the older seals keep their meaning for what was
//! disclosed under them.

mod refusal;
mod standing;

use dunant_record::note::{SignerKey, VerifierKey};
use dunant_vocabulary::{AdmiraltyGrade, Moment, Pap, Sha256Digest, Tlp};

use crate::chain::{CaseId, Chain, ChainError, Link, Subject};
use crate::event::{CustodyEvent, TakenIn};
use crate::sealing::{Disclosure, NotDisclosed, Seal};

pub use refusal::{Opened, Refusal};

use standing::Standing;

/// The chain of one item, every link verified and allowed where it stands, and how the item stands at its end.
///
/// There is none without a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Custody {
    case: CaseId,
    item: Sha256Digest,
    taken_in: Moment,
    chain: Chain<CustodyEvent>,
    standing: Standing,
}

/// How often each thing has happened to an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Times it was opened.
    pub accessed: u64,
    /// Copies within the house.
    pub copied: u64,
    /// Copies that left the house.
    pub exported: u64,
    /// Redacted forms given out.
    pub redacted: u64,
    /// Changes of markings or grade.
    pub regraded: u64,
    /// Times its bytes were lost.
    pub lost: u64,
}

impl Custody {
    /// Takes `item` into `case`: the custody that begins so, and its first link as a signed note, the receipt.
    ///
    /// # Errors
    /// A receipt that does not name the file or who handed it over, or is too long for a note.
    pub fn take_in(
        case: CaseId,
        item: Sha256Digest,
        receipt: TakenIn,
        time: Moment,
        secretariat: &SignerKey,
    ) -> Result<(Self, String), CustodyError> {
        let mut chain = Chain::new(Subject::Item(case.clone(), item));
        let event = CustodyEvent::TakenIn(receipt);
        let standing = Standing::new(&event).map_err(|reason| CustodyError::refused(&chain, 0, reason))?;
        let note = chain.append(event, time, secretariat)?;
        Ok((Self { case, item, taken_in: time, chain, standing }, note))
    }

    /// Reads the custody of `subject` from the notes of its links, in order, each signed by one of `keys`.
    ///
    /// A chain says nothing of links that were cut off its end: compare [`Custody::head`] with what others hold.
    ///
    /// # Errors
    /// The first link that does not join the chain or is not allowed where it stands, with its number; a subject that is no item;
    /// no links at all.
    pub fn read<N: AsRef<str>>(
        subject: Subject,
        notes: impl IntoIterator<Item = N>,
        keys: &[VerifierKey],
    ) -> Result<Self, CustodyError> {
        let Subject::Item(case, item) = &subject else { return Err(CustodyError::NoItem(subject)) };
        let (case, item) = (case.clone(), *item);
        let mut chain = Chain::new(subject);
        let mut began: Option<(Moment, Standing)> = None;
        for note in notes {
            let number = chain.len();
            chain.join(note.as_ref(), keys)?;
            let Some(link) = chain.links().last() else { continue };
            let allowed = match &mut began {
                None => Standing::new(&link.event).map(|standing| began = Some((link.time, standing))),
                Some((_, standing)) => standing.admits(&link.event).map(|()| standing.apply(&link.event)),
            };
            allowed.map_err(|reason| CustodyError::refused(&chain, number, reason))?;
        }
        match began {
            Some((taken_in, standing)) => Ok(Self { case, item, taken_in, chain, standing }),
            None => Err(CustodyError::Empty(chain.subject().clone())),
        }
    }

    /// Records that `event` happened, and gives its link as a signed note.
    ///
    /// # Errors
    /// An event that cannot follow, with the reason; a clock that was set back; an event too long for a note. The custody is as it
    /// was.
    pub fn record(
        &mut self,
        event: CustodyEvent,
        time: Moment,
        secretariat: &SignerKey,
    ) -> Result<String, CustodyError> {
        let number = self.chain.len();
        self.admits(&event).map_err(|reason| CustodyError::refused(&self.chain, number, reason))?;
        let note = self.chain.append(event, time, secretariat)?;
        if let Some(link) = self.chain.links().last() {
            self.standing.apply(&link.event);
        }
        Ok(note)
    }

    /// Whether `event` could follow now.
    ///
    /// # Errors
    /// Why it could not.
    pub fn admits(&self, event: &CustodyEvent) -> Result<(), Refusal> {
        self.standing.admits(event)
    }

    /// Verifies that `disclosure` shows an observation of this item under one of its seals, and gives that seal.
    ///
    /// # Errors
    /// An item that was never sealed, and a disclosure that holds under none of its seals: the reason is that of the newest.
    pub fn verify(&self, disclosure: &Disclosure) -> Result<&Seal, DisclosureError> {
        let mut newest = None;
        for seal in self.seals().iter().rev() {
            match disclosure.verify(&self.item, seal) {
                Ok(()) => return Ok(seal),
                Err(reason) => newest = newest.or(Some(reason)),
            }
        }
        Err(newest.map_or(DisclosureError::NotSealed(self.item), DisclosureError::NotDisclosed))
    }

    /// The case.
    #[must_use]
    pub fn case(&self) -> &CaseId {
        &self.case
    }

    /// SHA-256 of the item.
    #[must_use]
    pub fn item(&self) -> &Sha256Digest {
        &self.item
    }

    /// What the chain is about.
    #[must_use]
    pub fn subject(&self) -> &Subject {
        self.chain.subject()
    }

    /// The receipt, as it was given: its markings and grade may have changed since.
    #[must_use]
    pub fn receipt(&self) -> &TakenIn {
        &self.standing.receipt
    }

    /// When the item was taken in.
    #[must_use]
    pub fn taken_in(&self) -> Moment {
        self.taken_in
    }

    /// How far the item may be shared now.
    #[must_use]
    pub fn tlp(&self) -> Tlp {
        self.standing.tlp
    }

    /// What may be done with it now.
    #[must_use]
    pub fn pap(&self) -> Pap {
        self.standing.pap
    }

    /// How reliable its source and how credible its content is held to be now.
    #[must_use]
    pub fn admiralty(&self) -> AdmiraltyGrade {
        self.standing.admiralty
    }

    /// Its newest seal, if it was sealed.
    #[must_use]
    pub fn seal(&self) -> Option<&Seal> {
        self.standing.seals.last()
    }

    /// All its seals, the oldest first.
    #[must_use]
    pub fn seals(&self) -> &[Seal] {
        &self.standing.seals
    }

    /// Whether its bytes are lost.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.standing.lost
    }

    /// Whether a later link says that the date of the link `number` is wrong.
    #[must_use]
    pub fn is_misdated(&self, number: u64) -> bool {
        self.chain.is_misdated(number)
    }

    /// How often each thing has happened to it.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.standing.counts
    }

    /// All that has happened, the oldest first.
    #[must_use]
    pub fn links(&self) -> &[Link<CustodyEvent>] {
        self.chain.links()
    }

    /// The digest of the newest link's text: with it, the whole chain is named.
    #[must_use]
    pub fn head(&self) -> Option<Sha256Digest> {
        self.chain.head()
    }
}

/// A chain that is not the custody of an item, or an event that cannot be recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CustodyError {
    /// A link does not join the chain.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// An event cannot follow on those before it.
    #[error("link {number} of `{subject}` is not allowed there: {reason}")]
    Refused {
        /// The chain.
        subject: Subject,
        /// The number of the link, from 0.
        number: u64,
        /// Why not.
        reason: Refusal,
    },
    /// The chain is about something else.
    #[error("`{0}` is not the chain of an item: expected `case/NAME/item/SHA-256`")]
    NoItem(Subject),
    /// The chain has no links.
    #[error("the chain `{0}` has no links: it begins with the item's receipt")]
    Empty(Subject),
}

impl CustodyError {
    fn refused(chain: &Chain<CustodyEvent>, number: u64, reason: Refusal) -> Self {
        Self::Refused { subject: chain.subject().clone(), number, reason }
    }
}

/// A disclosure that the custody of an item does not bear out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DisclosureError {
    /// The item has no seal.
    #[error("the item {0} was never sealed: nothing shown of it can be verified without the item itself")]
    NotSealed(Sha256Digest),
    /// It holds under no seal of the item.
    #[error(transparent)]
    NotDisclosed(#[from] NotDisclosed),
}

#[cfg(test)]
mod tests;
