//! Members: who may sit on a panel, and what could bias them.

use dunant_custody::chain::{Chain, ChainError, Subject};
use dunant_record::note::{KeyName, VerifierKey};
use dunant_vocabulary::{Country, Moment, Region};
use serde::{Deserialize, Serialize};

use crate::bounds::{self, MAX_MEMBERS, Unfit};

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
}

/// Who was enrolled when: the fold of the chain `members`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Enrolment {
    events: Vec<(Moment, MemberEvent)>,
    enrolled: Vec<Member>,
}

impl Enrolment {
    /// Nobody is enrolled yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
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
        let mut enrolment = Self::new();
        for link in chain.links() {
            let refused = |reason| EnrolmentReadError::Event { link: link.number, reason };
            enrolment.take(link.event.clone(), link.time).map_err(refused)?;
        }
        Ok(enrolment)
    }

    /// Checks whether `event` can follow.
    ///
    /// # Errors
    /// A member whose fields cannot stand, whose key or name is another's; the retirement of somebody who is not enrolled.
    pub fn consider(&self, event: &MemberEvent) -> Result<(), EnrolmentRefused> {
        match event {
            MemberEvent::Enrolled(member) => {
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
            MemberEvent::Retired { key, reason } => {
                bounds::text("reason", reason).map_err(EnrolmentRefused::Unfit)?;
                match self.enrolled.iter().any(|member| member.name() == key) {
                    true => Ok(()),
                    false => Err(EnrolmentRefused::NotEnrolled(key.clone())),
                }
            }
        }
    }

    /// Takes `event`, which happened at `at`.
    ///
    /// # Errors
    /// As [`Enrolment::consider`]. Nothing is changed then.
    pub fn take(&mut self, event: MemberEvent, at: Moment) -> Result<(), EnrolmentRefused> {
        self.consider(&event)?;
        follow(&mut self.enrolled, &event);
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
