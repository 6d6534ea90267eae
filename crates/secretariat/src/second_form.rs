//! Cases of the second form: how one begins and is read, and what its steps wait for (panel protocol, sections 2 to 4).

use dunant_custody::chain::Link;
use dunant_custody::{CaseId, Subject};
use dunant_panel::proceeding::Timing;
use dunant_panel::{Enrolment, PanelEvent, Policy, Proceeding, Salt, SignedStep, StepKind};
use dunant_record::Note;
use dunant_store::{NewLink, Transaction};

use crate::{Error, Home, Occasion};

impl Home {
    /// A case of the second form to which nothing has happened yet: its panel is who was enrolled in the last epoch without it.
    pub(crate) fn second_form(&self, case: &CaseId, rules: Policy) -> Result<Proceeding, Error> {
        let trust = self.needed_trust()?;
        if self.epochs()?.newest().is_none() {
            return Err(crate::heads::lost_epochs(self));
        }
        self.has_its_epochs()?;
        let timing = Timing { every: trust.every(), lag: trust.lag() };
        let enrolment = self.enrolled_before(case)?.fixed();
        Ok(Proceeding::new(case.clone(), rules, Some(enrolment)).with_office(self.office()?).with_timing(timing))
    }

    /// Who was enrolled in the last epoch before the case began; before it stands in one, in the newest.
    pub(crate) fn enrolled_before(&self, case: &CaseId) -> Result<Enrolment, Error> {
        let links = self.members_before(case)?;
        let chain = self.members()?;
        self.admitted(chain.links().iter().take(usize::try_from(links).unwrap_or(usize::MAX)))
    }

    /// How many links the chain of members had in the last epoch before the case began.
    pub(crate) fn members_before(&self, case: &CaseId) -> Result<u64, Error> {
        Ok(crate::heads::members_in(&self.epochs()?, &Subject::Case(case.clone()).to_string()))
    }

    /// A new case, in the second form where the body has a trust file: then its first link gives it a place in the heads log.
    pub(crate) fn begun(
        &self,
        case: &CaseId,
        transaction: &mut Transaction,
        occasion: &Occasion,
    ) -> Result<Proceeding, Error> {
        let Some(trust) = self.trust() else {
            return Ok(Proceeding::new(case.clone(), self.rules()?, Some(self.enrolment()?)));
        };
        self.make_epoch_before(occasion)?;
        if self.members_before(case)? == 0 {
            return Err(crate::heads::not_in_an_epoch("the chain of members"));
        }
        let mut proceeding = self.second_form(case, self.rules()?)?;
        let nonce = Salt::new(occasion.draw("nonce of the case"));
        let note = proceeding
            .begin(trust.body().clone(), nonce, occasion.now, &self.secretariat)
            .map_err(|error| Error::Proceeding { case: case.clone(), reason: error.to_string() })?;
        transaction.links.push(NewLink { subject: Subject::Case(case.clone()).to_string(), number: 0, note });
        Ok(proceeding)
    }

    /// What must stand in an epoch before a step is taken: every vote before the count, every seal before the first is opened.
    pub(crate) fn stands_for(&self, proceeding: &Proceeding, note: &str) -> Result<(), Error> {
        let Ok(signed) = SignedStep::parse(note) else { return Ok(()) };
        let (kind, what) = match signed.step().kind() {
            StepKind::Decision => (StepKind::Vote, "the last vote"),
            StepKind::Reveal => (StepKind::Commitment, "the last sealed assessment"),
            _ => return Ok(()),
        };
        let last = proceeding.steps().iter().rev().find(|taken| taken.kind() == kind).map(|taken| taken.link);
        let subject = Subject::Case(proceeding.case().clone()).to_string();
        match last {
            Some(last) if self.epochs()?.first_with(&subject, last).is_none() => {
                Err(crate::heads::not_in_an_epoch(what))
            }
            _ => Ok(()),
        }
    }

    /// Whether this machine's clock is within what the witnesses of the newest epoch allow: what is dated otherwise would not verify.
    pub(crate) fn clocks_agree(&self, occasion: &Occasion) -> Result<(), Error> {
        let trust = self.needed_trust()?;
        self.has_its_heads_logs()?;
        let epochs = self.epochs()?;
        let Some((epoch, newest)) = epochs.newest() else {
            return Err(crate::heads::not_in_an_epoch("the chain of members"));
        };
        let bounds = newest.bounds(trust)?;
        let Some(witnessed) = crate::heads::moment(bounds.at_least) else { return Ok(()) };
        let (ours, theirs) = (occasion.now.seconds(), witnessed.seconds());
        let (apart, help) = if ours.saturating_add(trust.skew()) < theirs {
            ("ours is behind", "set this machine's clock, and try again: nothing was signed")
        } else if ours > theirs.saturating_add(trust.lag()) {
            (
                "that is longer ago than the lag",
                "`dunant heads tick` makes the next epoch, from a timer; where the clock is wrong, set it: nothing was signed",
            )
        } else {
            return Ok(());
        };
        Err(Error::Clock { ours: occasion.now, witnessed, epoch, apart, help })
    }

    /// What is dated now has a date that witnesses bear out, as steps have: in a body whose chains they bound, and from its first epoch on.
    pub(crate) fn dates_agree(&self, occasion: &Occasion) -> Result<(), Error> {
        if self.trust().is_none() || self.epochs()?.newest().is_none() {
            return Ok(());
        }
        self.make_epoch_before(occasion)?;
        self.clocks_agree(occasion)
    }

    /// In a body for exercises: an epoch, where the newest is too old for what is dated now.
    pub(crate) fn make_epoch_before(&self, occasion: &Occasion) -> Result<(), Error> {
        let Some(trust) = self.trust().filter(|_| self.is_for_exercises()) else { return Ok(()) };
        let mut epochs = self.epochs()?;
        let seen = match epochs.newest() {
            None => None,
            Some((_, newest)) => crate::heads::moment(newest.bounds(trust)?.at_least),
        };
        let is_due = seen.is_none_or(|seen| seen.seconds().saturating_add(trust.every()) <= occasion.now.seconds());
        if is_due { self.make_epoch(&mut epochs, occasion).map(|_| ()) } else { Ok(()) }
    }

    /// In a body for exercises: an epoch with what was just recorded, so that nobody waits.
    pub(crate) fn make_epoch_after(&self, occasion: &Occasion) -> Result<(), Error> {
        if self.trust().is_none() || !self.is_for_exercises() {
            return Ok(());
        }
        self.make_epoch(&mut self.epochs()?, occasion).map(|_| ())
    }
}

/// The form that a chain is of.
pub(crate) enum Form {
    First,
    /// It has a place in the heads log.
    Second {
        /// Whether a link says that dates of others are wrong.
        is_mended: bool,
    },
}

impl Form {
    pub(crate) fn of(notes: &[String]) -> Self {
        let (mut begun, mut is_mended) = (false, false);
        for note in notes {
            let Ok(note) = Note::parse(note.as_bytes()) else { continue };
            let Ok(link) = Link::<PanelEvent>::parse(note.text()) else { continue };
            begun |= matches!(link.event, PanelEvent::Begun { .. });
            is_mended |= matches!(link.event, PanelEvent::Clock { .. });
        }
        if begun { Self::Second { is_mended } } else { Self::First }
    }
}
