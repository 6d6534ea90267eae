use serde::Serialize;

use crate::Lasting;

/// A remark that changes how a part of a likelihood ratio should be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "code")]
#[non_exhaustive]
pub enum Note {
    /// A long text names it once.
    NamedOnce {
        /// How much it counts, from 0 to 1.
        certainty: f64,
    },
    /// Items only list its name; it counts as little as a public tool.
    Listed,
    /// It was read out of a sentence that does not name it.
    ReadOut {
        /// How much it counts, from 0 to 1.
        certainty: f64,
    },
    /// Known of the actor's software, not of the actor itself.
    OfItsSoftware,
    /// Not known of this actor.
    NotKnownOfActor,
    /// The terms of its wording that add most.
    StrongestTerms {
        /// Words and pairs of neighbouring words, strongest first: stems, which the document writes out as the evidence has them.
        terms: Vec<String>,
    },
    /// A trace that has aged between the report that ties it to the actor and the day it was seen.
    Faded {
        /// What kind of trace.
        trace: Lasting,
        /// Days from the report to when it was seen; negative where the report is the later one.
        days: i32,
        /// Share of a fresh trace's weight that is left, from 0 to 1.
        kept: f64,
    },
    /// When it was tied to the actor, or seen, is not known.
    Undated {
        /// Share of a fresh trace's weight that is left, from 0 to 1.
        kept: f64,
    },
    /// Several actors share it: its weight is divided among them.
    Shared {
        /// How many.
        actors: u32,
    },
    /// All traces together count only so far.
    TraceLimit,
    /// Of an imitator: known of hardly anybody but this actor, so anyone who read of it could plant it.
    CouldBePlanted {
        /// The imitated actor.
        actor: String,
    },
    /// Of an imitator: who fits the rest best; none where nobody known fits it better than an unknown actor.
    RestFits {
        /// The actor's name.
        actor: Option<String>,
    },
}

/// Why a trace that the pack knows of some actor counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "code")]
#[non_exhaustive]
pub enum WhyDiscounted {
    /// A public service, whoever used it.
    PublicService {
        /// What it is: `a public resolver`.
        what: String,
    },
    /// A network of many customers.
    ManyCustomers,
    /// Many actors share it.
    Shared {
        /// How many.
        actors: u32,
    },
}
