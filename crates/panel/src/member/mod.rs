//! Members: who may sit on a panel, and what could bias them.

mod note;

use dunant_custody::chain::{Chain, ChainError, Event, Subject};
use dunant_record::note::{KeyName, VerifierKey};
use dunant_vocabulary::{Country, Moment, Region};
use serde::{Deserialize, Serialize};

use crate::bounds::{self, MAX_ITEMS, MAX_MEMBERS, Unfit};
use crate::step::Salt;
use crate::trust::Signatories;

pub use note::{KeyChange, Leaving, MemberNote, MemberNoteError, MemberStatement, NotAdmitted};

/// A person who may sit on a panel. What stands here is public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Member {
    /// The key that the member signs with. Its name names the office, such as `example.org/panel/member-1`.
    #[serde(with = "crate::spelled")]
    pub key: VerifierKey,
    /// Every nationality, at least one. The first decides which region the member's vote counts to.
    pub nationalities: Vec<Country>,
    /// Whom the member works for.
    pub affiliation: String,
    /// The state in whose service the member stands, if any.
    pub state_service: Option<Country>,
    /// Whom the member works for as a consultant, counsel or contractor.
    pub clients: Vec<String>,
    /// Names of parties that the member has declared a conflict with.
    pub conflicts: Vec<String>,
    /// The team that the member assesses with. Assessments of one team count as one; a member without a team is one of its own.
    pub team: Option<String>,
}

impl Member {
    /// The name of the member's key.
    #[must_use]
    pub fn name(&self) -> &KeyName {
        self.key.name()
    }

    /// The region of the member's first nationality.
    #[must_use]
    pub fn region(&self) -> Region {
        // A member without nationality does not pass `check`.
        self.nationalities.first().map_or(Region::Antarctica, |country| country.region())
    }

    /// Checks that every field can stand.
    ///
    /// # Errors
    /// The field that is empty, too long, or holds something twice.
    pub fn check(&self) -> Result<(), Unfit> {
        bounds::line("key", self.name().as_str())?;
        if self.nationalities.is_empty() {
            return Err(Unfit::None("nationalities"));
        }
        bounds::count("nationalities", &self.nationalities, 10)?;
        bounds::distinct("nationalities", &self.nationalities)?;
        bounds::line("affiliation", &self.affiliation)?;
        bounds::lines("clients", &self.clients)?;
        bounds::lines("conflicts", &self.conflicts)?;
        self.team.iter().try_for_each(|team| bounds::line("team", team))
    }
}

/// How many assessments by `members` count as independent: one a team, one a member without a team.
pub(crate) fn independent<'m>(members: impl IntoIterator<Item = &'m Member>) -> u32 {
    let mut teams: Vec<&str> = Vec::new();
    let mut alone = 0;
    for member in members {
        match &member.team {
            None => alone += 1,
            Some(team) if !teams.contains(&team.as_str()) => teams.push(team),
            Some(_) => {}
        }
    }
    alone + u32::try_from(teams.len()).unwrap_or(u32::MAX)
}

/// What happens to who sits on panels: the events of the chain `members`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum MemberEvent {
    /// Somebody may sit on panels from here on.
    Enrolled(Box<Member>),
    /// Somebody sits on no new panel from here on.
    Retired {
        /// The name of the member's key.
        #[serde(with = "crate::spelled")]
        key: KeyName,
        /// Why.
        reason: String,
    },
    /// The chain has a place in the heads log of its body from here on, and nothing is entered that members and appointers have not signed.
    Begun {
        /// 32 random bytes, by which nobody can tell from the heads log when the chain moves.
        nonce: Salt,
        /// The body.
        #[serde(with = "crate::spelled")]
        body: KeyName,
    },
    /// A member is enrolled, leaves, or has a new key: a [`MemberNote`].
    Signed {
        /// The signed note.
        note: String,
    },
    /// The secretariat has a new key: a [`MemberNote`] that says so, under both keys (panel protocol, section 9). Which key counts from which
    /// epoch on, the trust file says.
    Office {
        /// The signed note.
        note: String,
    },
    /// The dates of links are wrong: a clock was.
    Clock {
        /// The numbers of the links, ascending.
        links: Vec<u64>,
        /// What happened.
        because: String,
    },
}

impl Event for MemberEvent {
    fn mends(&self) -> &[u64] {
        match self {
            Self::Clock { links, .. } => links,
            _ => &[],
        }
    }
}

/// Who was enrolled when: the fold of the chain `members`.
///
/// In the first form the secretariat enrols and retires, and who sits on a panel is who was enrolled at the opening. In the second, from
/// [`MemberEvent::Begun`] on, members and appointers sign, nobody of the first form is enrolled any more, and who sits is who was enrolled in a
/// head of the chain ([`Enrolment::fixed`]).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Enrolment {
    events: Vec<(Moment, MemberEvent)>,
    enrolled: Vec<Member>,
    appointers: Option<Signatories>,
    begun: Option<(KeyName, Salt)>,
    is_fixed: bool,
}

impl Enrolment {
    /// Nobody is enrolled yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Nobody is enrolled yet, and these admit whoever is in the second form.
    #[must_use]
    pub fn admitted_by(appointers: Signatories) -> Self {
        Self { appointers: Some(appointers), ..Self::default() }
    }

    /// Everybody who is enrolled now sits on the panel, whenever a case is opened, and nobody else: the links that were taken are those up to
    /// the head in the last epoch before the case (panel protocol, section 4).
    #[must_use]
    pub fn fixed(self) -> Self {
        Self { is_fixed: true, ..self }
    }

    /// Whose chain it is, and what blinds its leaves in the heads log; nothing in the first form.
    #[must_use]
    pub fn begun(&self) -> Option<&(KeyName, Salt)> {
        self.begun.as_ref()
    }

    /// Takes the links of a chain that was read already, in order.
    ///
    /// # Errors
    /// The first event that cannot follow, with the number of its link.
    pub fn follow_all<'l>(
        mut self,
        links: impl IntoIterator<Item = &'l dunant_custody::chain::Link<MemberEvent>>,
    ) -> Result<Self, EnrolmentReadError> {
        for link in links {
            let refused = |reason| EnrolmentReadError::Event { link: link.number, reason };
            self.take(link.event.clone(), link.time).map_err(refused)?;
        }
        Ok(self)
    }

    /// Reads the chain `members` from its notes, each signed by one of `keys`.
    ///
    /// # Errors
    /// A broken chain, and the first event that cannot follow, with the number of its link.
    pub fn read<N: AsRef<str>>(
        notes: impl IntoIterator<Item = N>,
        keys: &[VerifierKey],
    ) -> Result<Self, EnrolmentReadError> {
        Self::of(&Chain::read(Subject::Members, notes, keys)?)
    }

    /// Folds a chain that was read already.
    ///
    /// # Errors
    /// The first event that cannot follow, with the number of its link.
    pub fn of(chain: &Chain<MemberEvent>) -> Result<Self, EnrolmentReadError> {
        Self::new().follow_all(chain.links())
    }

    /// Checks whether `event` can follow.
    ///
    /// # Errors
    /// A member whose fields cannot stand, whose key or name is another's; the retirement of somebody who is not enrolled.
    pub fn consider(&self, event: &MemberEvent) -> Result<(), EnrolmentRefused> {
        match event {
            MemberEvent::Enrolled(_) | MemberEvent::Retired { .. } if self.begun.is_some() => {
                Err(EnrolmentRefused::SecretariatAlone)
            }
            MemberEvent::Enrolled(member) => self.may_enrol(member),
            MemberEvent::Retired { key, reason } => {
                bounds::text("reason", reason).map_err(EnrolmentRefused::Unfit)?;
                match self.enrolled.iter().any(|member| member.name() == key) {
                    true => Ok(()),
                    false => Err(EnrolmentRefused::NotEnrolled(key.clone())),
                }
            }
            MemberEvent::Begun { .. } if self.begun.is_some() => Err(EnrolmentRefused::AlreadyBegun),
            MemberEvent::Begun { .. } => Ok(()),
            MemberEvent::Signed { note } => self.may_take_note(note).map(|_| ()),
            MemberEvent::Office { note } => self.may_take_over(note).map(|_| ()),
            MemberEvent::Clock { links, because } => {
                bounds::text("because", because).map_err(EnrolmentRefused::Unfit)?;
                bounds::count("links", links, MAX_ITEMS).map_err(EnrolmentRefused::Unfit)?;
                if links.is_empty() { Err(EnrolmentRefused::Unfit(Unfit::None("links"))) } else { Ok(()) }
            }
        }
    }

    fn may_enrol(&self, member: &Member) -> Result<(), EnrolmentRefused> {
        member.check().map_err(EnrolmentRefused::Unfit)?;
        if self.enrolled.len() >= MAX_MEMBERS {
            return Err(EnrolmentRefused::Many);
        }
        let keys = self.enrolled.iter().map(|other| &other.key).chain([&member.key]);
        match bounds::shared_key(keys) {
            Some(key) => Err(EnrolmentRefused::SharedKey(key.name().clone())),
            None => Ok(()),
        }
    }

    /// Whether a note of the second form is of this body, signed by whom it takes, and can follow.
    fn may_take_note(&self, note: &str) -> Result<MemberStatement, EnrolmentRefused> {
        let note = MemberNote::parse(note).map_err(EnrolmentRefused::Note)?;
        let (Some((body, _)), Some(appointers)) = (&self.begun, &self.appointers) else {
            return Err(EnrolmentRefused::NotBegun);
        };
        if note.body() != body {
            return Err(EnrolmentRefused::OtherBody { expected: body.clone(), found: note.body().clone() });
        }
        note.verify(appointers).map_err(EnrolmentRefused::NotAdmitted)?;
        let is_enrolled = |key: &VerifierKey| self.enrolled.iter().any(|member| member.key == *key);
        match note.what() {
            MemberStatement::Declaration(member) => self.may_enrol(member)?,
            MemberStatement::Leaving(Leaving { key, .. }) if !is_enrolled(key) => {
                return Err(EnrolmentRefused::NotEnrolled(key.name().clone()));
            }
            MemberStatement::Key(KeyChange { old, .. }) if !is_enrolled(old) => {
                return Err(EnrolmentRefused::NotEnrolled(old.name().clone()));
            }
            MemberStatement::Key(KeyChange { old, new }) => {
                let others = self.enrolled.iter().map(|member| &member.key).filter(|key| *key != old);
                if let Some(key) = bounds::shared_key(others.chain([new])) {
                    return Err(EnrolmentRefused::SharedKey(key.name().clone()));
                }
            }
            MemberStatement::Leaving(_) => {}
        }
        Ok(note.what().clone())
    }

    /// Whether a note says that the secretariat of this body has a new key, under both: no appointer can say it in its place, and the new key is
    /// no member's.
    fn may_take_over(&self, note: &str) -> Result<KeyChange, EnrolmentRefused> {
        let note = MemberNote::parse(note).map_err(EnrolmentRefused::Note)?;
        let Some((body, _)) = &self.begun else { return Err(EnrolmentRefused::NotBegun) };
        if note.body() != body {
            return Err(EnrolmentRefused::OtherBody { expected: body.clone(), found: note.body().clone() });
        }
        let MemberStatement::Key(change) = note.what() else { return Err(EnrolmentRefused::NoTakeover) };
        note.verify_by_both(change).map_err(EnrolmentRefused::NotAdmitted)?;
        let keys = self.enrolled.iter().map(|member| &member.key).chain([&change.new]);
        match bounds::shared_key(keys) {
            Some(key) => Err(EnrolmentRefused::SharedKey(key.name().clone())),
            None => Ok(change.clone()),
        }
    }

    /// Takes `event`, which happened at `at`.
    ///
    /// # Errors
    /// As [`Enrolment::consider`]. Nothing is changed then.
    pub fn take(&mut self, event: MemberEvent, at: Moment) -> Result<(), EnrolmentRefused> {
        self.consider(&event)?;
        match &event {
            MemberEvent::Begun { nonce, body } => {
                // Members enrol anew: the secretariat alone vouched for those before.
                self.begun = Some((body.clone(), *nonce));
                self.enrolled.clear();
            }
            MemberEvent::Signed { note } => match self.may_take_note(note)? {
                MemberStatement::Declaration(member) => self.enrolled.push(*member),
                MemberStatement::Leaving(Leaving { key, .. }) => self.enrolled.retain(|member| member.key != key),
                MemberStatement::Key(KeyChange { old, new }) => {
                    if let Some(member) = self.enrolled.iter_mut().find(|member| member.key == old) {
                        member.key = new;
                    }
                }
            },
            event => follow(&mut self.enrolled, event),
        }
        self.events.push((at, event));
        Ok(())
    }

    /// Who is enrolled now, in the order of enrolment.
    #[must_use]
    pub fn enrolled(&self) -> &[Member] {
        &self.enrolled
    }

    /// Whether `panel` is everybody who was enrolled at `at`, in the order of enrolment. Times are whole seconds, so what happened
    /// within that second may count or not.
    #[must_use]
    pub fn was(&self, panel: &[Member], at: Moment) -> bool {
        if self.is_fixed || self.begun.is_some() {
            return self.enrolled == panel;
        }
        let mut enrolled = Vec::new();
        let mut events = self.events.iter().peekable();
        while let Some((_, event)) = events.next_if(|(time, _)| *time < at) {
            follow(&mut enrolled, event);
        }
        while enrolled != panel {
            match events.next_if(|(time, _)| *time == at) {
                Some((_, event)) => follow(&mut enrolled, event),
                None => return false,
            }
        }
        true
    }
}

fn follow(enrolled: &mut Vec<Member>, event: &MemberEvent) {
    match event {
        MemberEvent::Enrolled(member) => enrolled.push((**member).clone()),
        MemberEvent::Retired { key, .. } => enrolled.retain(|member| member.name() != key),
        // Of the second form, which no fold by time follows.
        MemberEvent::Begun { .. }
        | MemberEvent::Signed { .. }
        | MemberEvent::Office { .. }
        | MemberEvent::Clock { .. } => {}
    }
}

/// An event that cannot follow on the chain `members`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnrolmentRefused {
    /// A field cannot stand.
    #[error(transparent)]
    Unfit(Unfit),
    /// The name or the bytes of the key are those of somebody who is enrolled.
    #[error(
        "the key `{0}` has the name or the bytes of another that is enrolled: retire that one first, or make a new key"
    )]
    SharedKey(KeyName),
    /// Nobody of that name is enrolled.
    #[error("`{0}` is not enrolled: check the name of the key")]
    NotEnrolled(KeyName),
    /// The secretariat enrols or retires in a chain of the second form.
    #[error("the secretariat alone enrols and retires nobody: let the member sign, and the appointers")]
    SecretariatAlone,
    /// The chain has its place in the heads log already.
    #[error("the chain of members has a place in the heads log already")]
    AlreadyBegun,
    /// No place in the heads log, or no appointers.
    #[error(
        "the chain of members has no place in the heads log yet, or nobody is known to appoint: begin it, with the trust file"
    )]
    NotBegun,
    /// Another body's.
    #[error("the note is of `{found}`, and this chain of `{expected}`: sign one for this body")]
    OtherBody {
        /// The body of the chain.
        expected: KeyName,
        /// The body that the note names.
        found: KeyName,
    },
    /// The note cannot be read.
    #[error(transparent)]
    Note(MemberNoteError),
    /// The secretariat's takeover is said by another note.
    #[error("the note does not say that one key follows another: sign one that does")]
    NoTakeover,
    /// Who must sign did not.
    #[error(transparent)]
    NotAdmitted(NotAdmitted),
    /// Too many members.
    #[error("{MAX_MEMBERS} members are enrolled, and there can be no more: retire somebody first")]
    Many,
}

/// A chain of members that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnrolmentReadError {
    /// The chain is broken.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// An event cannot follow.
    #[error("link {link} of `members` cannot stand: {reason}")]
    Event {
        /// The number of the link.
        link: u64,
        /// Why not.
        reason: EnrolmentRefused,
    },
}

#[cfg(test)]
mod tests {
    use dunant_record::SignerKey;

    use super::*;

    fn member(name: &str, seed: u8) -> Member {
        Member {
            key: SignerKey::from_seed(name.parse().unwrap(), &[seed; 32]).public(),
            nationalities: vec!["CH".parse().unwrap()],
            affiliation: "a university".into(),
            state_service: None,
            clients: vec![],
            conflicts: vec![],
            team: None,
        }
    }

    fn at(second: u64) -> Moment {
        Moment::from_seconds(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn members_come_and_go_and_may_come_back_under_another_key() {
        let enrol = |name: &str, seed| MemberEvent::Enrolled(Box::new(member(name, seed)));
        let retire = |name: &str| MemberEvent::Retired { key: name.parse().unwrap(), reason: "left".into() };
        let mut enrolment = Enrolment::new();
        enrolment.take(enrol("a", 1), at(0)).unwrap();
        let shared = |name: &str| Err(EnrolmentRefused::SharedKey(name.parse().unwrap()));
        assert_eq!(enrolment.consider(&enrol("a", 2)), shared("a"));
        assert_eq!(enrolment.consider(&enrol("b", 1)), shared("b"), "two names for one key");
        assert_eq!(enrolment.consider(&retire("b")), Err(EnrolmentRefused::NotEnrolled("b".parse().unwrap())));
        enrolment.take(retire("a"), at(1)).unwrap();
        enrolment.take(enrol("a", 2), at(2)).unwrap();
        assert_eq!(enrolment.enrolled(), [member("a", 2)]);
        assert!(enrolment.was(&[], at(0)) && enrolment.was(&[member("a", 1)], at(0)), "within that second either");
        assert!(enrolment.was(&[member("a", 1)], at(1)) && !enrolment.was(&[member("a", 2)], at(1)));
        assert!(enrolment.was(&[member("a", 2)], at(3)) && !enrolment.was(&[], at(3)));
    }

    #[test]
    fn the_chain_of_members_is_read_back_and_an_event_that_cannot_follow_is_named() {
        let secretariat = SignerKey::from_seed("s".parse().unwrap(), &[9; 32]);
        let mut chain = Chain::new(Subject::Members);
        let events = [MemberEvent::Enrolled(Box::new(member("a", 1))), MemberEvent::Enrolled(Box::new(member("b", 2)))];
        let mut notes: Vec<String> =
            events.iter().map(|event| chain.append(event.clone(), at(0), &secretariat).unwrap()).collect();
        let keys = [secretariat.public()];
        assert_eq!(Enrolment::read(&notes, &keys).unwrap().enrolled().len(), 2);
        notes.push(chain.append(events[0].clone(), at(1), &secretariat).unwrap());
        let error = Enrolment::read(&notes, &keys).unwrap_err();
        assert_eq!(
            error.to_string(),
            "link 2 of `members` cannot stand: the key `a` has the name or the bytes of another that is enrolled: retire that \
             one first, or make a new key"
        );
    }

    #[test]
    fn teams_count_once() {
        let of = |team: Option<&str>| Member { team: team.map(str::to_owned), ..member("a", 1) };
        let members = [of(None), of(Some("x")), of(Some("x")), of(Some("y")), of(None)];
        assert_eq!(independent(&members), 4);
    }
}
