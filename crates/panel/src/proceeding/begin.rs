//! The second form of a chain: where it begins, whose keys and dates a reader goes by, and how a wrong clock is mended.

use super::*;
use crate::bounds::{self, MAX_ITEMS};
use crate::lodging::Bundle;
use crate::step::Salt;

/// That a chain has a place in the heads log of its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// The link that says so: 0 but for a case that began in the first form.
    pub link: u64,
    /// The body.
    pub body: KeyName,
    /// What blinds the chain's leaves in the heads log.
    pub nonce: Salt,
}

/// How sharp deadlines are in the second form, in seconds (panel protocol, sections 1 and 3): what was signed in time and lodged elsewhere counts if
/// it was lodged until a clock's end and the lag; it may take an epoch more until everybody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// From one epoch to the next.
    pub every: u64,
    /// Between the date of a link and what witnesses bound.
    pub lag: u64,
}

/// Why something that is no step cannot stand in a chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotBegun {
    /// It has begun.
    #[error("the case has a place in the heads log already, since link {0}")]
    Already(u64),
    /// It has not begun.
    #[error("the case has no place in the heads log: dates are mended by what witnesses saw, and they saw nothing")]
    NoPlace,
    /// No links, too many, or no reason.
    #[error("a link that mends dates names 1 to {MAX_ITEMS} links, and says what happened")]
    Form,
}

impl Proceeding {
    /// Goes by `office` as the keys of the secretariat, in the place of those in the policy: from the trust file of the body.
    #[must_use]
    pub fn with_office(self, office: Vec<VerifierKey>) -> Self {
        Self { office: Some(office), ..self }
    }

    /// Waits for what may have been lodged, before votes are counted, replies found missing and assessments opened.
    #[must_use]
    pub fn with_timing(self, timing: Timing) -> Self {
        Self { timing: Some(timing), ..self }
    }

    /// Goes by these dates, by what witnesses saw, for links whose own a later link says to be wrong. Without one, such a link has the
    /// date of the next that is not wrong: by then it existed.
    #[must_use]
    pub fn with_dates(self, mended: BTreeMap<u64, Moment>) -> Self {
        Self { mended, ..self }
    }

    /// The keys of the secretariat.
    #[must_use]
    pub fn secretariat(&self) -> &[VerifierKey] {
        self.office.as_deref().unwrap_or_else(|| self.policy.secretariat())
    }

    /// The place of the chain in the heads log; nothing in the first form.
    #[must_use]
    pub fn begun(&self) -> Option<&Begun> {
        self.begun.as_ref()
    }

    /// Gives the case a place in the heads log of `body`: its steps are of the second form from here on. What stands before stays of the
    /// first form.
    ///
    /// # Errors
    /// A case that has one, and a link that cannot be written. The case is as it was.
    pub fn begin(
        &mut self,
        body: KeyName,
        nonce: Salt,
        at: Moment,
        secretariat: &SignerKey,
    ) -> Result<String, SubmitError> {
        if let Some(begun) = &self.begun {
            return Err(NotBegun::Already(begun.link).into());
        }
        self.append_and_follow(PanelEvent::Begun { nonce, body }, at, secretariat)
    }

    /// Says that the dates of `links` are wrong, and works the case out again with what stands in their place.
    ///
    /// # Errors
    /// Links that are not in the chain, no reason, and a case that would not hold. The case is as it was.
    pub fn mend(
        &mut self,
        links: Vec<u64>,
        because: String,
        at: Moment,
        secretariat: &SignerKey,
    ) -> Result<String, SubmitError> {
        self.append_and_follow(PanelEvent::Clock { links, because }, at, secretariat)
    }

    /// Takes a step up that its author lodged elsewhere by `lodged`, which the caller has verified.
    ///
    /// # Errors
    /// A step that no rule allows at that date. The case is as it was.
    pub fn take_up(
        &mut self,
        bundle: Bundle,
        lodged: Moment,
        at: Moment,
        secretariat: &SignerKey,
    ) -> Result<String, SubmitError> {
        self.append_and_follow(PanelEvent::Lodged { bundle: Box::new(bundle), at: lodged }, at, secretariat)
    }

    fn append_and_follow(
        &mut self,
        event: PanelEvent,
        at: Moment,
        secretariat: &SignerKey,
    ) -> Result<String, SubmitError> {
        self.is_secretariat(secretariat)?;
        let mut chain = self.chain.clone();
        let note = chain.append(event, at, secretariat)?;
        // A wrong date may have moved every clock after it: the whole case is folded again.
        let mut afresh = Self::new(self.case.clone(), self.policy.clone(), self.enrolment.clone());
        afresh.office.clone_from(&self.office);
        afresh.timing = self.timing;
        afresh.mended.clone_from(&self.mended);
        afresh.chain = chain;
        afresh.follow_chain().map_err(|error| match error {
            ReadError::Event { reason, .. } => SubmitError::Event(reason),
            error => SubmitError::Dates(Box::new(error)),
        })?;
        *self = afresh;
        Ok(note)
    }

    pub(super) fn is_secretariat(&self, secretariat: &SignerKey) -> Result<(), SubmitError> {
        if self.secretariat().contains(&secretariat.public()) {
            Ok(())
        } else {
            Err(SubmitError::NotTheSecretariat(secretariat.name().clone()))
        }
    }

    pub(super) fn begin_at(&mut self, link: u64, nonce: Salt, body: KeyName) -> Result<(), NotBegun> {
        match &self.begun {
            Some(begun) => Err(NotBegun::Already(begun.link)),
            None => {
                self.begun = Some(Begun { link, body, nonce });
                Ok(())
            }
        }
    }

    pub(super) fn may_mend(&self, links: &[u64], because: &str) -> Result<(), NotBegun> {
        if self.begun.is_none() {
            return Err(NotBegun::NoPlace);
        }
        let names_some = (1..=MAX_ITEMS).contains(&links.len());
        if names_some && bounds::text("because", because).is_ok() { Ok(()) } else { Err(NotBegun::Form) }
    }

    /// The date of a link: its own, but where a later link says that it is wrong.
    pub(super) fn date(&self, number: u64, own: Moment) -> Moment {
        if !self.chain.is_misdated(number) {
            return own;
        }
        let after = self.chain.links().iter().skip(usize::try_from(number).unwrap_or(usize::MAX));
        let next = after.filter(|link| !self.chain.is_misdated(link.number)).map(|link| link.time).next();
        let bound = [self.mended.get(&number).copied(), next].into_iter().flatten().min();
        // Not before what stands before it.
        bound.unwrap_or(own).max(self.last.unwrap_or(bound.unwrap_or(own)))
    }

    /// The place at which `key`'s holder signs a step of `kind` now; nothing in the first form.
    #[must_use]
    pub fn place_now(&self, kind: StepKind) -> Option<Place> {
        let begun = self.begun.as_ref()?;
        let seen = self.head().filter(|_| kind != StepKind::Referral);
        let round = kind.names_round().then(|| self.round().map_or(1, |round| round.number));
        Some(Place { body: begun.body.clone(), seen, round })
    }

    /// The newest link.
    #[must_use]
    pub fn head(&self) -> Option<SeenLink> {
        Some(SeenLink { number: self.chain.len().checked_sub(1)?, digest: self.chain.head()? })
    }

    /// The digests of all links, in order.
    #[must_use]
    pub fn link_digests(&self) -> Vec<Sha256Digest> {
        self.chain.links().iter().filter_map(|link| link.digest().ok()).collect()
    }

    /// So much earlier that what was lodged in time before is known now.
    pub(super) fn before_grace(&self, at: Moment) -> Moment {
        Moment::from_seconds(at.seconds().saturating_sub(self.grace())).unwrap_or(at)
    }

    /// From when on what was lodged in time before `at` is known.
    pub(super) fn after_grace(&self, at: Moment) -> Moment {
        Moment::from_seconds(at.seconds().saturating_add(self.grace())).unwrap_or(at)
    }

    fn grace(&self) -> u64 {
        let timing = self.timing.filter(|_| self.begun.is_some());
        timing.map_or(0, |timing| timing.lag.saturating_add(timing.every))
    }
}
