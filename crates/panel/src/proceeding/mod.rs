//! The proceeding: a case as its chain tells it, and what may be done next.
//!
//! Each step has one rule, under `rules/` in the order in which a case comes upon them. [`Proceeding::read`] folds a recorded chain
//! through the same rules as [`Proceeding::submit`] holds against a step that is handed in: so whoever reads a chain, offline and
//! years later, enforces every one of them.

mod begin;
mod clock;
mod event;
mod outlook;
mod refusal;
mod round;
mod rules;
mod stage;

use std::collections::BTreeMap;

use dunant_custody::chain::{CaseId, Chain, ChainError, Subject};
use dunant_record::note::{KeyName, SignerKey, VerifierKey};
use dunant_vocabulary::{Moment, Sha256Digest};

use crate::member::{Enrolment, Member, independent};
use crate::party::{Party, PartyRole};
use crate::policy::Policy;
use crate::recusal::Recusal;
use crate::step::{
    Admissibility, Complaint, Opening, OwnRecusal, Place, Position, Referral, SeenLink, SignedStep, StepKind,
};
use crate::tally::Tally;
use rules::Way;

pub use begin::{Begun, NotBegun, Timing};
pub use clock::{Clock, ClockOf};
pub use event::{PanelEvent, RecordedRefusal};
pub use outlook::{Next, Who};
pub use refusal::Refused;
pub use round::{Asked, Ballot, Dated, Round, Seat, Taken};
pub use rules::Role;
pub use stage::Stage;

/// A case from its referral on: the fold of its chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proceeding {
    case: CaseId,
    policy: Policy,
    enrolment: Option<Enrolment>,
    chain: Chain<PanelEvent>,
    taken: Vec<Taken>,
    refusals: Vec<RecordedRefusal>,
    referral: Option<Dated<Referral>>,
    admissibility: Option<Dated<Admissibility>>,
    opening: Option<Dated<Opening>>,
    own_recusals: Vec<Dated<OwnRecusal>>,
    seats: Vec<Seat>,
    rounds: Vec<Round>,
    complaints: Vec<Dated<Complaint>>,
    begun: Option<Begun>,
    /// How many links were followed, and the date of the newest.
    followed: u64,
    last: Option<Moment>,
    /// The secretariat's keys where the reader has them from elsewhere than the policy.
    office: Option<Vec<VerifierKey>>,
    timing: Option<Timing>,
    /// Dates, by what witnesses saw, of links whose own are wrong.
    mended: BTreeMap<u64, Moment>,
}

/// A step that may be taken: every rule holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The step.
    pub signed: SignedStep,
    /// As what its author takes it.
    pub role: Role,
    /// Its date.
    pub at: Moment,
    /// The number that a question gets.
    pub question: Option<u64>,
}

impl Accepted {
    /// What is appended to the chain of the case.
    #[must_use]
    pub fn event(&self) -> PanelEvent {
        PanelEvent::Step { note: self.signed.to_string() }
    }
}

/// What came of a step that was handed in, and the link that records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// The number of the new link.
    pub link: u64,
    /// The signed note of the new link: it must be kept before anybody is told.
    pub note: String,
    /// The step, or why it was refused.
    pub result: Result<Accepted, Refused>,
}

impl Proceeding {
    /// A case to which nothing has happened yet.
    ///
    /// With `enrolment` the panel must be everybody who was enrolled at the opening. Without it that cannot be checked, and
    /// everything else is.
    #[must_use]
    pub fn new(case: CaseId, policy: Policy, enrolment: Option<Enrolment>) -> Self {
        Self {
            chain: Chain::new(Subject::Case(case.clone())),
            case,
            policy,
            enrolment,
            taken: Vec::new(),
            refusals: Vec::new(),
            referral: None,
            admissibility: None,
            opening: None,
            own_recusals: Vec::new(),
            seats: Vec::new(),
            rounds: Vec::new(),
            complaints: Vec::new(),
            begun: None,
            followed: 0,
            last: None,
            office: None,
            timing: None,
            mended: BTreeMap::new(),
        }
    }

    /// Reads a case from the notes of its chain, in order. The policy names the keys of the secretariat.
    ///
    /// # Errors
    /// The first link that does not hold, or whose step no rule allows.
    pub fn read<N: AsRef<str>>(
        case: CaseId,
        policy: Policy,
        enrolment: Option<Enrolment>,
        notes: impl IntoIterator<Item = N>,
    ) -> Result<Self, ReadError> {
        Self::new(case, policy, enrolment).follow_all(notes)
    }

    /// Reads a case from the notes of its chain as [`Proceeding::read`] does, in the setting that this has: with its keys of the secretariat, its
    /// timing and its dates.
    ///
    /// # Errors
    /// As [`Proceeding::read`].
    pub fn follow_all<N: AsRef<str>>(mut self, notes: impl IntoIterator<Item = N>) -> Result<Self, ReadError> {
        let keys = self.secretariat().to_vec();
        let mut broken = None;
        for note in notes {
            if let Err(error) = self.chain.join(note.as_ref(), &keys) {
                broken = Some(error);
                break;
            }
        }
        self.follow_chain()?;
        broken.map_or(Ok(self), |error| Err(error.into()))
    }

    /// Takes in the links of the chain that were not followed yet.
    fn follow_chain(&mut self) -> Result<(), ReadError> {
        while let Some(link) =
            usize::try_from(self.followed).ok().and_then(|place| self.chain.links().get(place)).cloned()
        {
            let (number, at) = (link.number, self.date(link.number, link.time));
            self.follow(number, at, link.event)?;
            self.followed += 1;
            self.last = self.last.max(Some(at));
        }
        Ok(())
    }

    /// Takes in one link.
    fn follow(&mut self, number: u64, at: Moment, event: PanelEvent) -> Result<(), ReadError> {
        let refused = |refused| ReadError::Step { link: number, refused: Box::new(refused) };
        match event {
            PanelEvent::Step { note } => {
                let accepted = self.consider(&note, at).map_err(refused)?;
                self.enter(number, accepted);
            }
            PanelEvent::Lodged { bundle, at: lodged } => {
                let accepted = self.consider_lodged(&bundle.step, lodged, at).map_err(refused)?;
                self.enter(number, accepted);
            }
            PanelEvent::Begun { nonce, body } => {
                self.begin_at(number, nonce, body).map_err(|reason| ReadError::Event { link: number, reason })?;
            }
            PanelEvent::Clock { links, because } => {
                self.may_mend(&links, &because).map_err(|reason| ReadError::Event { link: number, reason })?;
            }
            refusal @ PanelEvent::Refused { .. } => self.note_refusal(number, at, refusal),
        }
        Ok(())
    }

    /// Keeps a refusal, which changes nothing else.
    fn note_refusal(&mut self, link: u64, at: Moment, event: PanelEvent) {
        if let PanelEvent::Refused { note, by, code, reason } = event {
            self.refusals.push(RecordedRefusal { link, at, note, by, code, reason });
        }
    }

    /// Whether the step in `note` may be taken at `at`. Nothing is changed.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn consider(&self, note: &str, at: Moment) -> Result<Accepted, Refused> {
        rules::consider(self, note, at, Way::HandedIn)
    }

    /// Whether the step in `note`, lodged elsewhere by `lodged`, may be taken up at `at`.
    ///
    /// For clocks its date is the lag before: its author waits for so long for a receipt before it lodges. It is not before what the author saw.
    pub(crate) fn consider_lodged(&self, note: &str, lodged: Moment, at: Moment) -> Result<Accepted, Refused> {
        if self.begun.is_none() {
            return Err(Refused::NotBegun);
        }
        if lodged > at {
            return Err(Refused::ClockSetBack { at, last: lodged });
        }
        let signed = SignedStep::parse(note).map_err(Refused::Unreadable)?;
        let seen = signed.statement().place.as_ref().and_then(|place| place.seen);
        let seen = seen.and_then(|seen| self.chain.links().get(usize::try_from(seen.number).ok()?));
        let seen = seen.map(|link| self.date(link.number, link.time));
        let lag = self.timing.map_or(0, |timing| timing.lag);
        let signed_by = Moment::from_seconds(lodged.seconds().saturating_sub(lag)).unwrap_or(lodged);
        rules::consider(self, note, signed_by.max(seen.unwrap_or(signed_by)).min(at), Way::Lodged)
    }

    /// Hands a step in at `at`: it is taken or refused, and either is recorded in a link that `secretariat` signs.
    ///
    /// Where the clock was set back, the refusal is recorded at the time of the newest link.
    ///
    /// # Errors
    /// A link that cannot be written, or `secretariat` being no key of the policy. The case is as it was.
    pub fn submit(&mut self, note: &str, at: Moment, secretariat: &SignerKey) -> Result<Submitted, SubmitError> {
        self.is_secretariat(secretariat)?;
        let result = self.consider(note, at);
        let event = match &result {
            Ok(accepted) => accepted.event(),
            Err(refused) => PanelEvent::refused(note, refused),
        };
        let (link, time) = (self.chain.len(), self.last().map_or(at, |last| last.max(at)));
        let written = self.chain.append(event.clone(), time, secretariat)?;
        match &result {
            Ok(accepted) => self.enter(link, accepted.clone()),
            Err(_) => self.note_refusal(link, time, event),
        }
        self.followed += 1;
        self.last = Some(time);
        Ok(Submitted { link, note: written, result })
    }

    /// The case.
    #[must_use]
    pub fn case(&self) -> &CaseId {
        &self.case
    }

    /// The policy that it goes by.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Its chain, every link verified.
    #[must_use]
    pub fn chain(&self) -> &Chain<PanelEvent> {
        &self.chain
    }

    /// Whether the panel was held against who was enrolled: whether [`Proceeding::new`] was given that.
    #[must_use]
    pub fn knows_enrolment(&self) -> bool {
        self.enrolment.is_some()
    }

    /// The date of the newest link: no step is dated before it.
    #[must_use]
    pub fn last(&self) -> Option<Moment> {
        self.last
    }

    /// What members and parties have complained of, in order.
    #[must_use]
    pub fn complaints(&self) -> &[Dated<Complaint>] {
        &self.complaints
    }

    /// Every step that was taken, in order.
    #[must_use]
    pub fn steps(&self) -> &[Taken] {
        &self.taken
    }

    /// Every step that was refused, in order.
    #[must_use]
    pub fn refusals(&self) -> &[RecordedRefusal] {
        &self.refusals
    }

    /// The referral.
    #[must_use]
    pub fn referral(&self) -> Option<&Dated<Referral>> {
        self.referral.as_ref()
    }

    /// The ruling on admissibility.
    #[must_use]
    pub fn admissibility(&self) -> Option<&Dated<Admissibility>> {
        self.admissibility.as_ref()
    }

    /// The newest opening.
    #[must_use]
    pub fn opening(&self) -> Option<&Dated<Opening>> {
        self.opening.as_ref()
    }

    /// The parties, in the order of the referral.
    #[must_use]
    pub fn parties(&self) -> &[Party] {
        self.referral.as_ref().map_or(&[], |referral| &referral.what.parties)
    }

    /// The accused parties.
    pub fn accused(&self) -> impl Iterator<Item = &Party> {
        self.parties().iter().filter(|party| party.role == PartyRole::Accused)
    }

    /// The party of this name, as the referral has it.
    #[must_use]
    pub fn party(&self, name: &str) -> Option<&Party> {
        self.parties().iter().find(|party| party.name == name)
    }

    /// The panel, recused members included.
    #[must_use]
    pub fn seats(&self) -> &[Seat] {
        &self.seats
    }

    /// The member of the panel with a key of this name.
    #[must_use]
    pub fn seat(&self, name: &KeyName) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.member.name() == name)
    }

    /// The members who may judge the case, in the order of the panel.
    pub fn eligible(&self) -> impl Iterator<Item = &Member> {
        self.seats.iter().filter(|seat| seat.is_eligible()).map(|seat| &seat.member)
    }

    /// Whether this member may judge the case.
    #[must_use]
    pub fn is_eligible(&self, name: &KeyName) -> bool {
        self.seat(name).is_some_and(Seat::is_eligible)
    }

    /// Every recusal, in the order of the panel.
    pub fn recusals(&self) -> impl Iterator<Item = &Recusal> {
        self.seats.iter().flat_map(|seat| &seat.recusals)
    }

    /// Every round, the oldest first.
    #[must_use]
    pub fn rounds(&self) -> &[Round] {
        &self.rounds
    }

    /// The present round; none before the opening.
    #[must_use]
    pub fn round(&self) -> Option<&Round> {
        self.rounds.last()
    }

    /// The question of this number, in whatever round.
    #[must_use]
    pub fn question(&self, number: u64) -> Option<&Asked> {
        self.rounds.iter().flat_map(|round| &round.questions).find(|asked| asked.number == number)
    }

    /// Questions of the present round that are neither answered nor over at `at`.
    pub fn open_questions(&self, at: Moment) -> impl Iterator<Item = &Asked> {
        self.round().into_iter().flat_map(|round| &round.questions).filter(move |asked| !asked.is_closed(at))
    }

    /// Questions of the present round whose clock has ended at `at` without an answer.
    pub fn gaps(&self, at: Moment) -> impl Iterator<Item = &Asked> {
        self.round().into_iter().flat_map(|round| &round.questions).filter(move |asked| asked.is_gap(at))
    }

    /// The count of the vote on the newest draft of the present round: as decided, or so far.
    #[must_use]
    pub fn tally(&self) -> Option<Tally> {
        let ballot = self.round()?.ballots.last()?;
        match &ballot.decision {
            Some(decision) => Some(decision.what.tally.clone()),
            None => Some(self.count(ballot)),
        }
    }

    /// Counts a vote by who is eligible now.
    fn count(&self, ballot: &Ballot) -> Tally {
        let eligible = u32::try_from(self.eligible().count()).unwrap_or(u32::MAX);
        let votes = self.eligible().filter_map(|member| Some((member, ballot.vote(member.name())?.what.choice)));
        Tally::count(eligible, votes)
    }

    /// Assessments that eligible members have opened in the present round, in the order of the panel.
    pub fn positions(&self) -> impl Iterator<Item = (&Member, &Position)> {
        self.eligible().filter_map(|member| Some((member, self.round()?.position(member.name())?)))
    }

    /// How many independent assessments eligible members have sealed in the present round.
    #[must_use]
    pub fn committed(&self) -> u32 {
        self.assessed(|round, member| round.has_committed(member))
    }

    /// How many independent assessments eligible members have opened in the present round.
    #[must_use]
    pub fn revealed(&self) -> u32 {
        self.assessed(|round, member| round.position(member).is_some())
    }

    fn assessed(&self, has: impl Fn(&Round, &KeyName) -> bool) -> u32 {
        self.round().map_or(0, |round| independent(self.eligible().filter(|member| has(round, member.name()))))
    }
}

/// A chain that is no case of this institution.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The chain is broken.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// Something was recorded that cannot stand there.
    #[error("link {link} cannot stand: {reason}")]
    Event {
        /// The number of the link.
        link: u64,
        /// Why not.
        reason: NotBegun,
    },
    /// A step was recorded that no rule allows.
    #[error("link {link} records a step that no rule allows: {refused}")]
    Step {
        /// The number of the link.
        link: u64,
        /// The rule that it breaks.
        refused: Box<Refused>,
    },
}

/// A step that could neither be taken nor refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// The link cannot be written.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// It cannot stand there.
    #[error(transparent)]
    Event(#[from] NotBegun),
    /// What follows on it could not stand any more.
    #[error("the case would not hold with these dates: {0}")]
    Dates(Box<ReadError>),
    /// The key is not one of the secretariat's.
    #[error("`{0}` is no key of the secretariat in this policy: sign with one that stands under `[secretariat]`")]
    NotTheSecretariat(KeyName),
}
