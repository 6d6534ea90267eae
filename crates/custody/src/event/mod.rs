//! What can happen to an item: the events of its chain.
//!
//! An event is one line of JSON, its keys in the order of the fields here, all of them written, `null` for what is not known:
//!
//! ```
//! use dunant_custody::CustodyEvent;
//!
//! let event = CustodyEvent::Accessed { by: "investigator-2".into(), purpose: "timeline".into() };
//! let line = r#"{"type":"accessed","by":"investigator-2","purpose":"timeline"}"#;
//! assert_eq!(serde_json::to_string(&event)?, line);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! Another spelling of the same event is no link. Which event can follow on which says [`Custody`](crate::Custody). `by` is who did
//! it, as the secretariat names its people; `to` is who got it. Both, and every purpose and reason, are published with the chain.

mod submitter;

use dunant_vocabulary::{AdmiraltyGrade, Pap, Tlp};
use serde::{Deserialize, Serialize};

use crate::sealing::Seal;

pub use submitter::Submitter;

/// One thing that happened to an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum CustodyEvent {
    /// The secretariat took the item in: always the first event, and never again.
    TakenIn(TakenIn),
    /// Somebody opened the item.
    Accessed {
        /// Who.
        by: String,
        /// What for.
        purpose: String,
    },
    /// A copy of the item was made, within the house.
    Copied {
        /// Who made it.
        by: String,
        /// Who or what has it now.
        to: String,
        /// What for.
        purpose: String,
    },
    /// A copy of the item left the house.
    Exported {
        /// Who gave it out.
        by: String,
        /// Who got it.
        to: String,
        /// What for.
        purpose: String,
    },
    /// A redacted form of the item was given out: these observations were shown, and no others.
    Redacted {
        /// Who gave it out.
        by: String,
        /// The leaves that were shown, by their index in the newest seal, ascending, each once.
        disclosed: Vec<u64>,
        /// What for.
        purpose: String,
    },
    /// The observations read from the item were sealed, as at every freeze of the evidence.
    Sealed(Seal),
    /// Markings or grade were set anew. All three are said, changed or not.
    Regraded {
        /// Who decided it.
        by: String,
        /// How far the item may be shared from now on.
        tlp: Tlp,
        /// What may be done with it from now on.
        pap: Pap,
        /// How reliable its source and how credible its content is held to be from now on.
        admiralty: AdmiraltyGrade,
        /// Why; may be empty where no marking is opened.
        reason: String,
    },
    /// The item's bytes were found to be missing or damaged.
    Lost {
        /// Who, or what check, found it.
        by: String,
        /// What was found.
        reason: String,
    },
    /// The item's bytes are there again, with the digest that the chain names.
    Recovered {
        /// Who brought them back.
        by: String,
        /// From where.
        reason: String,
    },
    /// The dates of earlier links are wrong: a clock was. What witnesses saw of their epochs counts in their place.
    Clock {
        /// Who found it.
        by: String,
        /// The numbers of the links, ascending.
        links: Vec<u64>,
        /// What happened.
        because: String,
    },
}

impl crate::chain::Event for CustodyEvent {
    fn mends(&self) -> &[u64] {
        match self {
            Self::Clock { links, .. } => links,
            _ => &[],
        }
    }
}

/// The receipt of an item: what was taken in, from whom, and how it may be used. Its digest stands in the chain's subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakenIn {
    /// How many bytes the item has.
    pub size: u64,
    /// The name of the file, as it was handed over.
    pub name: String,
    /// Who handed it over.
    pub from: Submitter,
    /// How far it may be shared.
    pub tlp: Tlp,
    /// What may be done with it.
    pub pap: Pap,
    /// How reliable the source and how credible the content is held to be.
    pub admiralty: AdmiraltyGrade,
    /// How it was handed over, where somebody noted it: `on a USB stick, sealed in bag 114`.
    pub handed: Option<String>,
}

impl CustodyEvent {
    /// The event's name, as its `type` has it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::TakenIn(_) => "taken-in",
            Self::Accessed { .. } => "accessed",
            Self::Copied { .. } => "copied",
            Self::Exported { .. } => "exported",
            Self::Redacted { .. } => "redacted",
            Self::Sealed(_) => "sealed",
            Self::Regraded { .. } => "regraded",
            Self::Lost { .. } => "lost",
            Self::Recovered { .. } => "recovered",
            Self::Clock { .. } => "clock",
        }
    }
}

#[cfg(test)]
mod tests;
