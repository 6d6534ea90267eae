//! Instruments: promises with their sources, parties and clauses.

mod bound_by;
mod convention;
mod party;
mod reading;
mod register;
mod registry;
mod selection;

pub use convention::Convention;
pub use party::{Party, PartyList, PartyListNotes, PartyName, Reservation, ReservationEffect};
pub use register::PartyRegister;
pub use registry::{Place, UnknownParty};
pub use selection::{Selection, UnknownArticle};

pub(crate) use reading::{ClausePlaces, Mistakes, Read, read};

use std::fmt;
use std::sync::Arc;

use dunant_vocabulary::{Country, Date, Sha256Digest};
use serde::Serialize;

use crate::condition::{Condition, Forcing};
use crate::fact::FactName;

/// A promise made in public: a proposal, a political commitment, a pledge of companies or a treaty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// The name that commands take, such as `us-china-2015`.
    pub id: String,
    /// The full title.
    pub title: String,
    /// The title in a few words.
    pub short: String,
    /// What sort of promise it is.
    pub kind: InstrumentKind,
    /// The day it was made public or adopted.
    pub adopted: Date,
    /// Of a treaty, the day it entered into force for its first parties; none where the file does not say.
    pub in_force: Option<Date>,
    /// What it is, in a sentence or two.
    pub summary: String,
    /// Where it can be read.
    pub source: InstrumentSource,
    /// Who took a step towards it, each with the dates; empty for a proposal.
    pub parties: Vec<Party>,
    /// Whether `parties` is everyone who was ever bound.
    pub party_list: PartyList,
    /// States known never to have been bound; said only where the list of parties is incomplete.
    pub not_parties: Vec<Country>,
    /// What is left out of the list of parties, and where it was taken from.
    pub party_list_notes: PartyListNotes,
    /// Its clauses, in its own order.
    pub clauses: Vec<Arc<Clause>>,
}

/// What sort of promise an instrument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InstrumentKind {
    /// Put forward, and nobody is bound.
    Proposal,
    /// Promised in public, without the form of a treaty.
    PoliticalCommitment,
    /// Promised in public by companies, in no form of law.
    Pledge,
    /// Binding under international law.
    Treaty,
}

/// Where an instrument, or a list of its parties, was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InstrumentSource {
    /// The title of the document.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Its address.
    pub url: String,
    /// When it was published.
    pub date: Date,
}

/// One promise of an instrument, as a rule over facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Its name within the instrument.
    pub id: String,
    /// Where it stands in the source.
    pub locator: String,
    /// What it promises, in a few words.
    pub title: String,
    /// What it promises, paraphrased.
    pub words: String,
    /// The fact that names the states it speaks to.
    pub bound: Option<FactName>,
    /// The sort of conduct it speaks to.
    pub who: Option<Condition>,
    /// The circumstances it speaks to, such as peace.
    pub context: Option<Condition>,
    /// What follows where `breach` holds: what a state has promised, or what a state's law makes an offence.
    pub result: ClauseResult,
    /// What is consistent with a breach of it, or with the offence it describes.
    pub breach: Condition,
    /// Any of these takes the breach away.
    pub unless: Vec<Condition>,
    /// The words shown to people.
    pub say: Say,
    /// SHA-256 over the clause, its parties and its words: names the rule that a verdict was made with.
    pub rule: Sha256Digest,
    pub(crate) compiled: Compiled,
}

/// What holding facts against a clause can come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClauseResult {
    /// A state may have broken what it promised.
    Breach,
    /// People may have done what the law of the parties makes an offence: a matter for referral or for a request for
    /// cooperation, and never a breach by a state.
    Referral,
}

/// The words of a clause for each verdict on its merits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Say {
    /// Shown when the facts are consistent with a breach.
    pub consistent: String,
    /// Shown when they are not.
    pub not_a_breach: String,
    /// Shown when they do not decide.
    pub undetermined: String,
}

/// The clause as the evaluator takes it; made once, when the clause is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Compiled {
    /// Whether a party acted.
    pub(crate) party: Option<Condition>,
    /// Whether it was bound on the day.
    pub(crate) date: Option<Condition>,
    /// All that must hold before the merits count.
    pub(crate) applies: Condition,
    /// The breach tree, its exceptions taken away.
    pub(crate) breached: Condition,
    pub(crate) applies_forcing: Forcing,
    pub(crate) breached_forcing: Forcing,
}

impl InstrumentKind {
    /// The word for people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Proposal => "proposal",
            Self::PoliticalCommitment => "political commitment",
            Self::Pledge => "pledge",
            Self::Treaty => "treaty",
        }
    }

    /// Whether states are bound by it.
    pub(crate) fn binds_states(self) -> bool {
        matches!(self, Self::PoliticalCommitment | Self::Treaty)
    }

    /// What must be said beside every verdict, lest a reader take it for law.
    #[must_use]
    pub fn caveat(self) -> Option<&'static str> {
        match self {
            Self::Proposal => Some("a proposal, not law in force"),
            Self::PoliticalCommitment => Some("a political commitment, not a treaty"),
            Self::Pledge => Some("a pledge of companies, not law"),
            Self::Treaty => None,
        }
    }

    /// The fact that says of those whom a file does not list whether they were bound: companies for a pledge, else states.
    pub(crate) fn confirmed_by(self) -> FactName {
        match self {
            Self::Pledge => FactName::SignatoryConfirmed,
            Self::Proposal | Self::PoliticalCommitment | Self::Treaty => FactName::PartyConfirmed,
        }
    }
}

impl fmt::Display for InstrumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
