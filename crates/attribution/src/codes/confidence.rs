use dunant_vocabulary::{Date, DateRange};
use serde::Serialize;

use crate::Aspect;

/// What limits the confidence in an assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "code")]
#[non_exhaustive]
pub enum ConfidenceReason {
    /// No item carries anything that the pack knows.
    NothingKnown,
    /// One independent source carries everything; nothing corroborates it.
    OneSource,
    /// No aspect of the evidence supports the lead.
    NothingSpeaksForLead,
    /// One aspect of the attack alone supports the lead.
    OneAspect {
        /// Which.
        aspect: Aspect,
    },
    /// Only what anyone could imitate supports the lead.
    OnlyImitable,
    /// Without its strongest features the lead would fall behind.
    HangsOnFew,
    /// Most of what ties the lead to the evidence was published after the incident.
    MostlyPostdated,
    /// Behaviour, software, wording and published traces are compared; raw logs, control of infrastructure and intelligence
    /// are not. Holds for every assessment.
    PublishedKnowledgeOnly,
}

/// What a reader must know before using an assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "code")]
#[non_exhaustive]
pub enum Caution {
    /// The reports about the lead are mostly later than the incident, and may describe it.
    MostlyPostdated {
        /// The incident's days.
        incident: DateRange,
    },
    /// Knowledge as of a day is asked. A report's day is not the day on which somebody tied it to the actor: the tie may be later.
    TiedPerhapsLater {
        /// The day.
        as_of: Date,
    },
    /// Items name actors: claims by their sources, not scored.
    ItemsNameActors,
    /// Items name things that the pack knows without stating that they were there; these were not compared.
    NamedButNotStated {
        /// How many.
        names: u32,
    },
    /// Techniques are read out of so many sentences of a case and of no more.
    SentencesNotRead {
        /// How many were not asked.
        sentences: u32,
    },
    /// Nothing in the evidence is a technique, software or trace that the pack knows.
    NothingRecognised,
}
