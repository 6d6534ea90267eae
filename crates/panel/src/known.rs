//! What an author's tool has verified of a case before it signs (panel protocol, section 3).
//!
//! A finding shows every epoch of its body, and a tool that looked at the newest alone could be shown a chain that no finding will have: a head two
//! epochs ago and one of today do not say what stood between. So the tool verifies each epoch, as a finding's reader does, and keeps where it
//! ended: the next time it is shown what is new alone. Dates are not its matter; they are the reader's.

use std::cell::OnceCell;
use std::fmt;
use std::str::FromStr;

use dunant_custody::Subject;
use dunant_heads::{Bounds, ChainPlace, History, HistoryError, LogEnd, Nonce, Position, VerifiedHistory, believed_by};
use dunant_record::SignedCheckpoint;
use dunant_record::policy::Distrust;
use dunant_vocabulary::Sha256Digest;

use crate::proceeding::Proceeding;
use crate::step::{Salt, SeenLink};
use crate::trust::{NotFollowed, TrustFile};

const HEADER: &str = "dunant-known/v1";

/// The place of the case among the chains of the history.
const CASE: usize = 0;
/// The place of the members.
const MEMBERS: usize = 1;

/// What was verified of a case: kept beside the key of whoever signs on it. Written as lines, and read in that spelling alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The version of the trust file, and its SHA-256.
    trust: SeenLink,
    /// The newest link of the case.
    case: SeenLink,
    /// The newest link of the members who may sit on it.
    members: SeenLink,
    /// The heads log as far as it was verified.
    end: LogEnd,
}

/// A case as somebody is shown it who is to sign on it. Nothing of it is believed but what [`Known::follow`] verifies.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'s> {
    /// Every version of the body's trust file, the oldest first.
    pub trust: &'s [TrustFile],
    /// The case, its steps held against the rules and the secretariat's keys.
    pub case: &'s Proceeding,
    /// The digests of the links of `members`, of those who may sit on the case.
    pub members: &'s [Sha256Digest],
    /// What blinds the leaves of `members`.
    pub members_nonce: &'s Salt,
    /// What became of the case in every epoch since those that are known, and of `members` in those before the case.
    pub history: &'s History,
    /// How many epochs the body has.
    pub epochs: u64,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// What is known from now on.
    pub known: Known,
    /// What the new epochs show; nothing where there are none.
    pub history: Option<VerifiedHistory>,
}

impl Followed {
    /// When the newest of the new epochs was.
    #[must_use]
    pub fn bounds(&self) -> Option<Bounds> {
        let history = self.history.as_ref()?;
        history.bounds_of(history.last())
    }

    /// The first of the new epochs in which the link `number` of the case stood.
    #[must_use]
    pub fn epoch_of(&self, number: u64) -> Option<u64> {
        self.history.as_ref()?.epoch_of(CASE, number)
    }
}

impl Known {
    /// The number of the epoch from which on a history must go on.
    #[must_use]
    pub fn next(&self) -> u64 {
        self.end.next
    }

    /// The number of the newest link of the case that stood in an epoch that was verified.
    #[must_use]
    pub fn newest_in_an_epoch(&self) -> Option<u64> {
        self.end.newest_of(CASE)
    }

    /// Verifies that the case that is shown goes on from what is known, and is the one that stood in every epoch since: from the body's first epoch
    /// on, where nothing is known yet. Then the trust file is believed as it is shown, so whoever has it from elsewhere compares its digest.
    ///
    /// # Errors
    /// The first thing that contradicts what is known, what witnesses saw, or itself.
    pub fn follow(known: Option<&Self>, shown: Shown<'_>) -> Result<Followed, Contradicted> {
        let newest = trusted(known, shown.trust)?;
        let case = shown.case.link_digests();
        if let Some(known) = known {
            stands(&case, &known.case).ok_or(Contradicted::Link { number: known.case.number })?;
            stands(shown.members, &known.members).ok_or(Contradicted::Members { epoch: None })?;
        }
        let from = known.map(|known| known.end.clone()).unwrap_or_default();
        if shown.epochs < from.next {
            return Err(Contradicted::Fewer { known: from.next, shown: shown.epochs });
        }
        if from.next.saturating_add(shown.history.epochs.len() as u64) != shown.epochs {
            return Err(Contradicted::Gap { from: from.next, to: shown.epochs });
        }
        let history = if shown.history.epochs.is_empty() { None } else { Some(verified(&from, newest, &shown)?) };
        if let Some(history) = &history {
            agrees(history, &from, &shown, &case)?;
        }
        let end = history.as_ref().map_or(from, |history| history.end.clone());
        let newest_of = |links: &[Sha256Digest]| {
            let number = (links.len() as u64).checked_sub(1)?;
            Some(SeenLink { number, digest: *links.last()? })
        };
        let (case, members) = (newest_of(&case).zip(newest_of(shown.members))).ok_or(Contradicted::Nothing)?;
        // Whoever was enrolled when the case began, or until now, sits on it, and nobody else.
        if end.newest_of(MEMBERS) != Some(members.number) {
            return Err(Contradicted::Members { epoch: None });
        }
        let trust = SeenLink { number: newest.trust().version(), digest: newest.trust().digest() };
        Ok(Followed { known: Self { trust, case, members, end }, history })
    }
}

/// The newest trust file, to which each leads from the one that is known.
fn trusted<'t>(known: Option<&Known>, files: &'t [TrustFile]) -> Result<&'t TrustFile, Contradicted> {
    let first = match known.map(|known| known.trust) {
        None => 0,
        Some(SeenLink { number, digest }) => {
            let place =
                files.iter().position(|file| file.trust().version() == number && file.trust().digest() == digest);
            place.ok_or(Contradicted::Trust { version: number })?
        }
    };
    let mut newest = files.get(first).ok_or(Contradicted::Nothing)?;
    for next in files.iter().skip(first.saturating_add(1)) {
        newest.followed_by(next.clone())?;
        newest = next;
    }
    Ok(newest)
}

fn stands(links: &[Sha256Digest], seen: &SeenLink) -> Option<()> {
    let place = usize::try_from(seen.number).ok()?;
    (links.get(place) == Some(&seen.digest)).then_some(())
}

/// The epochs since those that are known, under the witnesses of the newest trust file or of an earlier one.
fn verified(from: &LogEnd, newest: &TrustFile, shown: &Shown<'_>) -> Result<VerifiedHistory, Contradicted> {
    let begun = shown.case.begun().ok_or(Contradicted::Nothing)?;
    let body = newest.trust().body();
    let nonces = [&begun.nonce, shown.members_nonce].map(|nonce| Nonce::from_bytes(nonce.as_bytes()));
    let [case, members] = &nonces;
    let place = |subject: &Subject, nonce| ChainPlace { position: Position::of(body, subject), nonce, is_dated: false };
    let chains = [place(&Subject::Case(shown.case.case().clone()), case), place(&Subject::Members, members)];
    let believe = |signed: &SignedCheckpoint| {
        let first: OnceCell<Distrust> = OnceCell::new();
        for file in shown.trust.iter().rev() {
            let trust = file.trust();
            match believed_by(trust.heads(), trust.liars().unwrap_or(0))(signed) {
                Ok(believed) => return Ok(believed),
                Err(error) => drop(first.set(error)),
            }
        }
        let origin = signed.checkpoint().origin().clone();
        Err(first.into_inner().unwrap_or(Distrust::NotTheLog { origin }))
    };
    Ok(shown.history.verify(from, body, &chains, newest.trust().logs(), believe)?)
}

/// Whether the links that stood in the epochs are those that are shown, and `members` are shown in each epoch before the case.
fn agrees(
    history: &VerifiedHistory,
    from: &LogEnd,
    shown: &Shown<'_>,
    case: &[Sha256Digest],
) -> Result<(), Contradicted> {
    let chain = |chain: usize| history.moves.get(chain).into_iter().flatten();
    for moved in chain(CASE) {
        let seen = SeenLink { number: moved.head.number, digest: moved.head.digest };
        if seen.number >= case.len() as u64 {
            return Err(Contradicted::HeldBack { epoch: moved.epoch, number: seen.number, shown: case.len() as u64 });
        }
        stands(case, &seen).ok_or(Contradicted::Forked { epoch: moved.epoch, number: seen.number })?;
    }
    for moved in chain(MEMBERS) {
        let seen = SeenLink { number: moved.head.number, digest: moved.head.digest };
        stands(shown.members, &seen).ok_or(Contradicted::Members { epoch: Some(moved.epoch) })?;
    }
    let began = match from.newest_of(CASE) {
        Some(_) => from.next,
        None => chain(CASE).next().map_or(shown.epochs, |moved| moved.epoch),
    };
    let before = shown.history.epochs.iter().zip(from.next..).take_while(|(_, epoch)| *epoch < began);
    match before.into_iter().find(|(shown, _)| shown.moved.len() <= MEMBERS) {
        Some((_, epoch)) => Err(Contradicted::Members { epoch: Some(epoch) }),
        None => Ok(()),
    }
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { trust, case, members, end } = self;
        write!(f, "{HEADER}\ntrust {trust}\ncase {case}\nmembers {members}\n{end}")
    }
}

/// The text is not what a tool keeps of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not what a tool keeps of a case: expected `{HEADER}`, then trust file, links and the heads log as far as they are known"
)]
pub struct InvalidKnown;

impl FromStr for Known {
    type Err = InvalidKnown;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::read(text).filter(|known| known.to_string() == text).ok_or(InvalidKnown)
    }
}

impl Known {
    fn read(text: &str) -> Option<Self> {
        let mut lines = text.splitn(5, '\n');
        let mut line = |prefix: &str| lines.next()?.strip_prefix(prefix);
        let _ = line(HEADER)?;
        let (trust, case) = (line("trust ")?.parse().ok()?, line("case ")?.parse().ok()?);
        let members = line("members ")?.parse().ok()?;
        Some(Self { trust, case, members, end: line("")?.parse().ok()? })
    }
}

/// The case that is shown is not the one that is known, or not the one that witnesses saw. Nothing is signed on it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Contradicted {
    /// No trust file, no place in the heads log, or no link.
    #[error("there is no trust file, no member or no link: the case cannot be held against the heads log")]
    Nothing,
    /// The version of the trust file that is known is not among those that are shown.
    #[error("version {version} of the trust file, which you went by, is not among those that you are shown")]
    Trust {
        /// The version.
        version: u64,
    },
    /// A trust file that does not follow on the one before it.
    #[error(transparent)]
    NotFollowed(#[from] NotFollowed),
    /// Another link, or none, where one is known.
    #[error("you are shown another link {number} than the one that you saw, or none")]
    Link {
        /// The number.
        number: u64,
    },
    /// Fewer epochs than are known.
    #[error("you have verified {known} epochs of the heads log, and are shown {shown}")]
    Fewer {
        /// How many are known.
        known: u64,
        /// How many are shown.
        shown: u64,
    },
    /// Not every epoch is shown.
    #[error("you are not shown every epoch of the heads log from epoch {from} to the newest, of which there are {to}")]
    Gap {
        /// The first that must be shown.
        from: u64,
        /// How many epochs there are.
        to: u64,
    },
    /// An epoch that does not hold.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// The chain of an epoch is longer than the one that is shown.
    #[error("in epoch {epoch} the case had link {number}, and you are shown {shown} links: some are held back")]
    HeldBack {
        /// The epoch.
        epoch: u64,
        /// The number of the newest link in it.
        number: u64,
        /// How many links are shown.
        shown: u64,
    },
    /// Another link stood in an epoch.
    #[error("in epoch {epoch} the case had another link {number} than you are shown")]
    Forked {
        /// The epoch.
        epoch: u64,
        /// The number.
        number: u64,
    },
    /// Other members than those who stood in the epochs before the case.
    #[error("{} than those who may sit on the case", members(*epoch))]
    Members {
        /// The epoch, where it is known.
        epoch: Option<u64>,
    },
}

fn members(epoch: Option<u64>) -> String {
    match epoch {
        Some(epoch) => format!("in epoch {epoch} other members were enrolled, or none are shown,"),
        None => "you are shown other members".to_owned(),
    }
}
