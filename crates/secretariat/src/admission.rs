//! Who and what comes in: names that nobody can mistake, keys that are nobody else's, dates that have been.
//!
//! The rules of the panel do not say these: what was taken before they stood here still loads.

use dunant_custody::CaseId;
use dunant_panel::member::MemberStatement;
use dunant_panel::step::Referral;
use dunant_panel::{MemberEvent, MemberNote, NameRefused, Party, names};
use dunant_record::note::VerifierKey;
use dunant_vocabulary::Moment;

use crate::{Error, Home, Occasion};

/// Somewhere it is a day later than in UTC for so many seconds: UTC+14, in Kiribati.
const AHEAD: u64 = 14 * 3600;

impl Home {
    /// Refuses a member whose name could be mistaken, or whose key is somebody else's.
    pub(crate) fn may_be_enrolled(&self, event: &MemberEvent) -> Result<(), Error> {
        let (members, secretariat) = (self.enrolment()?, self.own_keys()?);
        let declared = |note: &str| MemberNote::parse(note).ok().map(|note| note.what().clone());
        let key = match event {
            MemberEvent::Enrolled(member) => {
                names::may_enrol(member, members.enrolled(), &secretariat).map_err(unfit)?;
                member.key.clone()
            }
            // A note that cannot be read is refused by the rules, which say why.
            MemberEvent::Signed { note } => match declared(note) {
                Some(MemberStatement::Declaration(member)) => {
                    names::may_enrol(&member, members.enrolled(), &secretariat).map_err(unfit)?;
                    member.key
                }
                Some(MemberStatement::Key(change)) => {
                    let others: Vec<_> =
                        members.enrolled().iter().filter(|member| member.key != change.old).cloned().collect();
                    names::may_sign("the member", &change.new, &others, &secretariat).map_err(unfit)?;
                    change.new
                }
                _ => return Ok(()),
            },
            MemberEvent::Retired { .. }
            | MemberEvent::Begun { .. }
            | MemberEvent::Office { .. }
            | MemberEvent::Clock { .. } => return Ok(()),
        };
        self.is_no_partys(&key)
    }

    /// Refuses a key that a party of a case has registered which is not opened yet: with a member of that key it never could be.
    fn is_no_partys(&self, key: &VerifierKey) -> Result<(), Error> {
        for case in self.cases()? {
            // A case whose chain does not hold is no reason to enrol nobody.
            let Ok(proceeding) = self.proceeding(&case) else { continue };
            let keys = proceeding.parties().iter().filter_map(|party| party.key.as_ref());
            let is = |other: &VerifierKey| other.name() == key.name() || other.as_bytes() == key.as_bytes();
            if proceeding.opening().is_none() && keys.into_iter().any(is) {
                return Err(Error::Input {
                    message: format!("the key `{}` is that of a party in the case `{case}`", key.name()),
                    help: "have the member make a key of its own with `dunant panel key`".into(),
                });
            }
        }
        Ok(())
    }

    /// Refuses a case or parties whose names could be mistaken, in it or in another, keys that are somebody else's, and an incident that is still to
    /// come.
    pub(crate) fn may_be_referred(&self, case: &CaseId, referral: &Referral, occasion: &Occasion) -> Result<(), Error> {
        names::may_refer(&referral.parties, self.enrolment()?.enrolled(), &self.own_keys()?).map_err(unfit)?;
        let cases = self.cases()?;
        names::may_open(case.as_str(), cases.iter().map(CaseId::as_str)).map_err(unfit)?;
        for other in &cases {
            // A case whose chain does not hold is no reason to refer nobody.
            let Ok(proceeding) = self.proceeding(other) else { continue };
            for name in referral.parties.iter().flat_map(called) {
                names::may_be_called(name, proceeding.parties().iter().flat_map(called)).map_err(unfit)?;
            }
        }
        let latest = Moment::from_seconds(occasion.now.seconds().saturating_add(AHEAD)).unwrap_or(occasion.now).date();
        match referral.incident {
            Some(incident) if incident.earliest() > latest => Err(Error::Input {
                message: format!("the incident is dated {incident}, and today is {}", occasion.now.date()),
                help: "give the day on which it happened; if that is right, set this machine's clock".into(),
            }),
            _ => Ok(()),
        }
    }

    /// The secretariat's keys: those that the rules name, and the one at hand.
    fn own_keys(&self) -> Result<Vec<VerifierKey>, Error> {
        let mut keys = self.rules()?.secretariat().to_vec();
        let others: Vec<_> = self.all_keys()?.into_iter().filter(|key| !keys.contains(key)).collect();
        keys.extend(others);
        Ok(keys)
    }
}

/// What a party is called.
fn called(party: &Party) -> impl Iterator<Item = &str> {
    std::iter::once(&party.name).chain(&party.aliases).map(String::as_str)
}

fn unfit(refused: NameRefused) -> Error {
    Error::Input { message: refused.to_string(), help: "nothing was recorded; mend it and try again".into() }
}
