//! Chains: what was done, when, in an order that nobody can change quietly.
//!
//! ```text
//! dunant-chain/v1 case/2026-1/item/60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752
//! number 1
//! previous 17c06bd5f1a5c6ef2d9c3bbd4e2fda8fa4a1d3f5b4a1a9d3f18f0dd6c1a5a3c2
//! time 2026-11-25T03:41:07Z
//! event {"type":"accessed","by":"investigator-2","purpose":"timeline"}
//!
//! — example.org/secretariat cH6Zt…
//! ```
//!
//! A [`Link`] names the SHA-256 of the text of the link before it, and the secretariat signs it as a C2SP signed note. So a link
//! that is changed, left out or put elsewhere breaks every link after it; what the secretariat could still do is to cut the end
//! off, or to write a whole chain anew: where that matters, the newest link's digest stands in what others hold.
//!
//! The time of a link is the secretariat's, and never lies before that of the link before it. Where a clock ran wrong, a later link says
//! so ([`Event::mends`]): the dates of the links that it names hold nobody up any more. Which dates they are, what witnesses saw has to say.

mod link;
mod subject;

use std::collections::BTreeSet;
use std::fmt;

use dunant_record::note::{Note, NoteError, SignerKey, VerifierKey, VerifyError};
use dunant_vocabulary::{Moment, Sha256Digest};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use link::{Link, LinkFormError};
pub use subject::{CaseId, InvalidCaseId, InvalidSubject, Subject};

/// What can stand in a chain.
pub trait Event: Serialize + DeserializeOwned {
    /// The numbers of earlier links whose dates this says to be wrong, ascending; mostly none.
    fn mends(&self) -> &[u64] {
        &[]
    }
}

/// A chain from its first link on, every signature and every join verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain<E> {
    subject: Subject,
    links: Vec<Link<E>>,
    /// Numbers of the links whose dates a later link has said to be wrong.
    misdated: BTreeSet<u64>,
}

impl<E: Event> Chain<E> {
    /// A chain without links.
    #[must_use]
    pub fn new(subject: Subject) -> Self {
        Self { subject, links: Vec::new(), misdated: BTreeSet::new() }
    }

    /// Reads a chain from the notes of its links, in order, each signed by one of `keys`.
    ///
    /// # Errors
    /// The first link that does not hold, with its number.
    pub fn read<N: AsRef<str>>(
        subject: Subject,
        notes: impl IntoIterator<Item = N>,
        keys: &[VerifierKey],
    ) -> Result<Self, ChainError> {
        let mut chain = Self::new(subject);
        for note in notes {
            chain.join(note.as_ref(), keys)?;
        }
        Ok(chain)
    }

    /// Takes the next link from its note.
    ///
    /// # Errors
    /// A note that is not the next link of this chain, or that none of `keys` signed. The chain is as it was.
    pub fn join(&mut self, note: &str, keys: &[VerifierKey]) -> Result<(), ChainError> {
        let number = self.len();
        let broken = |reason| ChainError { subject: self.subject.clone(), number, reason };
        let note = Note::parse(note.as_bytes()).map_err(|error| broken(Broken::Note(error)))?;
        note.verify(keys).map_err(|error| broken(Broken::Signature(error)))?;
        let link = Link::parse(note.text()).map_err(|error| broken(Broken::Form(error)))?;
        if link.subject != self.subject {
            return Err(broken(Broken::Subject(link.subject)));
        }
        if link.number != number {
            return Err(broken(Broken::Number(link.number)));
        }
        if link.previous != self.head() {
            return Err(broken(Broken::Previous));
        }
        self.goes_on(&link.event, link.time).map_err(broken)?;
        self.push(link);
        Ok(())
    }

    /// Whether `event` may stand next with the date `time`: not before the newest date that nothing says to be wrong.
    fn goes_on(&self, event: &E, time: Moment) -> Result<(), Broken> {
        let mended = event.mends();
        let ascend = mended.windows(2).all(|pair| matches!(pair, [one, next] if one < next));
        if !ascend || mended.last().is_some_and(|last| *last >= self.len()) {
            return Err(Broken::Mended);
        }
        match self.last_but(mended) {
            Some(last) if time < last => Err(Broken::Clock { time, last }),
            _ => Ok(()),
        }
    }

    fn last_but(&self, mended: &[u64]) -> Option<Moment> {
        let right =
            |link: &&Link<E>| !self.misdated.contains(&link.number) && mended.binary_search(&link.number).is_err();
        self.links.iter().rev().find(right).map(|link| link.time)
    }

    fn push(&mut self, link: Link<E>) {
        self.misdated.extend(link.event.mends());
        self.links.push(link);
    }

    /// Appends a link for `event`, and gives its signed note.
    ///
    /// # Errors
    /// A clock that was set back, and an event too long for a note. The chain is as it was.
    pub fn append(&mut self, event: E, time: Moment, secretariat: &SignerKey) -> Result<String, ChainError> {
        let number = self.len();
        let broken = |reason| ChainError { subject: self.subject.clone(), number, reason };
        self.goes_on(&event, time).map_err(broken)?;
        let link = Link { subject: self.subject.clone(), number, previous: self.head(), time, event };
        let text = link.text().map_err(|error| broken(Broken::Form(error)))?;
        let note = Note::sign(text, secretariat).map_err(|error| broken(Broken::Note(error)))?;
        self.push(link);
        Ok(note.to_string())
    }

    /// The newest date that nothing says to be wrong.
    #[must_use]
    pub fn last_time(&self) -> Option<Moment> {
        self.last_but(&[])
    }

    /// Whether a later link says that the date of the link `number` is wrong.
    #[must_use]
    pub fn is_misdated(&self, number: u64) -> bool {
        self.misdated.contains(&number)
    }

    /// What the chain is about.
    #[must_use]
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The links, the oldest first.
    #[must_use]
    pub fn links(&self) -> &[Link<E>] {
        &self.links
    }

    /// How many links there are: the number of the next one.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.links.len() as u64
    }

    /// Whether nothing has happened yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// The digest of the newest link's text: with it, the whole chain is named.
    #[must_use]
    pub fn head(&self) -> Option<Sha256Digest> {
        self.links.last().and_then(|link| link.digest().ok())
    }
}

/// A note that is not the next link of its chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("link {number} of `{subject}` {reason}")]
pub struct ChainError {
    /// The chain.
    pub subject: Subject,
    /// The number of the link, from 0.
    pub number: u64,
    /// Why it does not join.
    pub reason: Broken,
}

/// Why a link does not join its chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// It is no signed note.
    Note(NoteError),
    /// No known key signed it, or a signature does not verify.
    Signature(VerifyError),
    /// Its text is not that of a link.
    Form(LinkFormError),
    /// It is of another chain.
    Subject(Subject),
    /// It has another number: one was left out, or stands twice.
    Number(u64),
    /// It follows on another link than the one before it.
    Previous,
    /// It says that the dates of links are wrong which do not stand before it, or names them out of order.
    Mended,
    /// Its time lies before that of the link before it.
    Clock {
        /// The time that it has.
        time: Moment,
        /// The time of the link before.
        last: Moment,
    },
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Note(error) => write!(f, "is no signed note: {error}"),
            Self::Signature(error) => write!(f, "is not the secretariat's: {error}"),
            Self::Form(error) => write!(f, "is not well formed: {error}"),
            Self::Subject(subject) => write!(f, "is of another chain, `{subject}`"),
            Self::Number(number) => write!(f, "has the number {number}: a link was left out, added or moved"),
            Self::Previous => f.write_str("follows on another link than the one that stands before it"),
            Self::Mended => {
                f.write_str("says that dates are wrong, and does not name earlier links in ascending order")
            }
            Self::Clock { time, last } => {
                write!(f, "is dated {time}, before the link before it ({last}): the clock was set back")
            }
        }
    }
}

#[cfg(test)]
mod tests;
